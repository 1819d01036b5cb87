"""A sheet becomes its raw table: headings named, rows told from what is none, other tables told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.address import letter, listing, row_list
from tambon_gis.loaders.layout import blocks, heading_rows
from tambon_gis.loaders.layout.row_kinds import coded, filled, kinds, repeated
from tambon_gis.model.findings import Finding
from tambon_gis.model.stages import RawTable
from tambon_gis.thai import clean, normalise_label

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.loaders.formats.cells import Cells
    from tambon_gis.loaders.layout.heading_rows import Heading

__all__ = ["fewest", "fit", "heading_row", "raw_table"]

FEWEST_MATCHES = 2
_TOLD = {
    "title": "rows.title",
    "total": "rows.total",
    "note": "rows.note",
    "example": "rows.example",
}


def fewest(expected: Collection[str]) -> int:
    """
    How many expected headings a row must hold to be that table's.

    Parameters
    ----------
    expected : collection of str
        Normalised headings.

    Returns
    -------
    int
        Two, or one where only one is known.

    Examples
    --------
    >>> fewest(["a", "b", "c"]), fewest(["a"])
    (2, 1)
    """
    return min(FEWEST_MATCHES, max(len(expected), 1))


def fit(cells: Cells, expected: Collection[str]) -> int:
    """
    How many of the expected headings a sheet holds.

    Parameters
    ----------
    cells : Cells
        The sheet.
    expected : collection of str
        Headings after :func:`tambon_gis.thai.normalise_label`.

    Returns
    -------
    int
        0 when no row holds any.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> fit(Cells(text_frame([["แบบ จปฐ."], ["บ้าน เลขที่", "คน"]])), {"บ้านเลขที่", "คน"})
    2
    """
    return _best(cells, expected)[1]


def _best(cells: Cells, expected: Collection[str]) -> tuple[int, int]:
    """The first row that holds most expected headings, and how many its whole heading holds."""
    found = heading_rows.matches(cells, expected)
    most = max(found.values(), default=0)
    if not most:
        return 0, 0
    row = next(row for row, count in found.items() if count == most)
    names = heading_rows.around(cells, row, expected).names
    return row, max(most, len(heading_rows.held(names.values(), expected)))


def heading_row(cells: Cells, expected: Collection[str] = (), *, where: str = "") -> int:
    """
    A row of the headings.

    Parameters
    ----------
    cells : Cells
        The sheet; titles may stand above the headings.
    expected : collection of str, optional
        Headings after :func:`tambon_gis.thai.normalise_label`. The row that holds most of them is
        taken; without a match, the first row with many filled text cells.
    where : str, default ""
        File and sheet, for the message.

    Returns
    -------
    int
        Row number in the file, counted from 1. Where the heading has several rows, it is the one
        that says most.

    Raises
    ------
    InputError
        When no row looks like headings.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> heading_row(Cells(text_frame([["แบบ จปฐ."], ["บ้าน", "คน", "รายได้"], ["1", "4", "9"]])))
    2
    """
    row, most = _best(cells, expected)
    if expected and most >= fewest(expected):
        return row
    top = int(cells.frame.index[0]) if len(cells.frame) else 1
    rows = heading_rows.grid(cells, top, top + heading_rows.LOOK_AT - 1)
    widest = max((len(line) for line in rows.values()), default=0)
    texts = {at: sum(map(heading_rows.has_letters, line.values())) for at, line in rows.items()}
    for at, count in texts.items():
        if count >= max(1, (widest + 1) // 2):
            # A title of two cells is as wide as half a narrow table: its headings say more.
            following = rows.get(at + 1, {})
            fuller = texts.get(at + 1) == len(following) >= 2 * len(rows[at])
            return at + 1 if fuller and len(rows[at]) > 1 else at
    raise InputError("table.no_heading", where=where)


def raw_table(
    cells: Cells, row: int, *, file: str, sheet: str = "", expected: Collection[str] = ()
) -> RawTable:
    """
    The table to which a row of headings belongs.

    Parameters
    ----------
    cells : Cells
        The sheet.
    row : int
        Row number of its headings, or of one of their rows.
    file, sheet : str
        For the report.
    expected : collection of str, optional
        Normalised headings that matter: one of them standing twice is for a person to decide.

    Returns
    -------
    RawTable
        Rows in the order of the file, group and heading joined by " › ". Title, total, note,
        example and empty rows stand in ``skipped`` and, unless empty, in a finding; other tables of
        the sheet in a finding with their range; columns without any cell are left out.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> cells = Cells(text_frame([["แบบ จปฐ."], ["บ้าน", "คน"], ["1", "4"], ["รวม", "4"]]))
    >>> raw_table(cells, 2, file="a.csv").skipped
    {1: 'title', 4: 'total'}
    """
    import numpy as np

    heading = heading_rows.around(cells, row, expected)
    whole = filled(cells.frame)
    columns, others = blocks.beside(cells.frame, whole, heading, expected)
    start = int(cells.frame.index.searchsorted(heading.end, side="right"))
    positions = [int(str(column)) for column in cells.frame.columns]
    used = [positions.index(column) for column in columns]
    body, full = cells.frame[columns].iloc[start:], whole[start:, used]
    lines = [
        line for line in heading_rows.grid(cells, heading.first, heading.last).values() if line
    ]
    lines = [{at: text for at, text in line.items() if at in set(columns)} for line in lines]
    names, findings = _names(heading, columns, np.any(full, axis=0).tolist(), expected)
    body, repaired = _fill_merged(body, cells, heading.end)
    again = repeated(body, lines)
    others += [*blocks.above(cells, heading), *blocks.below(body, full, again, expected)]
    skipped = _above(cells, whole, heading, others)
    skipped |= dict.fromkeys(heading.under, "title")
    below = kinds(body, full, again, _captions(cells, heading.end))
    kept = coded(body, full, _in_doubt(below, body), below)
    skipped |= {at: kind for at, kind in below.items() if at not in kept}
    skipped = {at: kind for at, kind in skipped.items() if not _inside(at, others, columns)}
    frame = _rows(body, skipped, others, columns).rename(columns=names)[list(names.values())]
    frame.index.name = None
    hidden = _hidden(cells, frame, names)
    told = [*cells.findings, *findings, *_tell_skipped(skipped), *repaired, *hidden]
    told += [
        Finding("table.other", "decide", cell=one.address, row=one.first, count=one.count)
        for one in others
    ]
    told += [Finding("rows.like_total", "decide", cell=str(at), row=at) for at in kept]
    return RawTable(
        frame,
        file,
        sheet,
        {name: letter(at) for at, name in names.items()},
        dict(sorted(skipped.items())),
        tuple(_placed(told, file, sheet)),
    )


def _in_doubt(below: Mapping[int, str], body: pd.DataFrame) -> list[int]:
    """Totals and examples that may be data; the example of our own forms is the first row."""
    first = next((int(at) for at in body.index if below.get(int(at), "") in {"", "example"}), 0)
    return [
        at for at, kind in below.items() if kind == "total" or (kind == "example" and at != first)
    ]


def _placed(findings: Iterable[Finding], file: str, sheet: str) -> list[Finding]:
    """Findings with file and sheet."""
    return [replace(one, file=file, sheet=sheet) for one in findings]


def _names(
    heading: Heading, columns: list[int], some: list[bool], expected: Collection[str]
) -> tuple[dict[int, str], list[Finding]]:
    """A distinct name for every column that holds anything, and what was odd about it."""
    names: dict[int, str] = {}
    seen: dict[str, int] = {}
    findings = []
    for position, holds in zip(columns, some, strict=True):
        found = clean(heading.names.get(position, ""))
        if not found and not holds:
            continue
        name = found or f"[{letter(position)}]"
        seen[name] = seen.get(name, 0) + 1
        if not found:
            findings.append(Finding("header.blank", "note", cell=letter(position)))
        elif seen[name] > 1:
            severe = normalise_label(name) in expected
            findings.append(
                Finding(
                    "header.duplicate",
                    "decide" if severe else "note",
                    cell=letter(position),
                    facts={"heading": name},
                )
            )
        while name in names.values():
            name = f"{name} [{letter(position)}]"
        names[position] = name
    return names, findings


def _fill_merged(body: pd.DataFrame, cells: Cells, end: int) -> tuple[pd.DataFrame, list[Finding]]:
    """A cell merged over several rows of data says its text for each of them."""
    import pandas as pd

    known = {int(str(column)) for column in body.columns}
    down: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, right in cells.merges:
        if top > end and bottom > top and left == right and left in known:
            down.setdefault(left, []).append((top, bottom))
    if not down:
        return body, []
    findings: list[Finding] = []
    body, index = body.copy(), body.index
    for column in sorted(down):
        texts: NDArray[np.object_] = body[column].astype(object).to_numpy(copy=True)
        rows: list[int] = []
        for top, bottom in sorted(down[column]):
            first = int(index.searchsorted(top))
            last = int(index.searchsorted(bottom, side="right"))
            if first < last and index[first] == top and isinstance(texts[first], str):
                texts[first + 1 : last] = texts[first]
                rows += index[first + 1 : last].tolist()
        if rows:
            body[column] = pd.array(texts.tolist(), dtype=body[column].dtype)
            cell = listing(letter(column), rows, most=None)
            findings.append(Finding("rows.merged", "repaired", cell=cell, count=len(rows)))
    return body, findings


def _captions(cells: Cells, end: int) -> frozenset[int]:
    """Rows that begin with a cell merged over several columns."""
    return frozenset(top for top, left, _, right in cells.merges if top > end and right > left)


def _above(
    cells: Cells, whole: NDArray[np.bool_], heading: Heading, others: list[blocks.Block]
) -> dict[int, str]:
    """Rows above the headings: titles and blanks, unless another table stands there."""
    import numpy as np

    frame = cells.frame
    count = int(frame.index.searchsorted(heading.first))
    some = np.any(whole[:count], axis=1).tolist()
    return {
        int(at): "title" if filled_row else "empty"
        for at, filled_row in zip(frame.index[:count], some, strict=True)
        if not any(one.first <= at <= one.last for one in others)
    }


def _inside(row: int, others: list[blocks.Block], columns: list[int]) -> bool:
    """Whether a row belongs to a table that stands above or below, in the same columns."""
    return any(one.first <= row <= one.last and one.left in columns for one in others)


def _rows(
    body: pd.DataFrame, skipped: Mapping[int, str], others: list[blocks.Block], columns: list[int]
) -> pd.DataFrame:
    """The rows of the table alone."""
    import numpy as np

    rows = body.index.to_numpy()
    kept = ~np.isin(rows, [at for at in skipped if len(rows) and at >= rows[0]])
    for one in others:
        if one.left in columns:
            kept &= (rows < one.first) | (rows > one.last)
    if kept.all():
        return body
    at = np.flatnonzero(kept)
    return (
        body.iloc[at[0] : at[-1] + 1] if len(at) and at[-1] - at[0] + 1 == len(at) else body[kept]
    )


def _hidden(cells: Cells, frame: pd.DataFrame, names: Mapping[int, str]) -> list[Finding]:
    """Rows and columns that the workbook does not show: data all the same, and told."""
    found = []
    rows = sorted(cells.hidden_rows & set(frame.index.tolist())) if cells.hidden_rows else []
    if rows:
        found.append(
            Finding("rows.hidden", "decide", cell=row_list(rows), row=rows[0], count=len(rows))
        )
    columns = sorted(cells.hidden_columns & names.keys())
    if columns:
        cell = ", ".join(letter(at) for at in columns)
        found.append(Finding("columns.hidden", "note", cell=cell, count=len(columns)))
    return found


def _tell_skipped(skipped: Mapping[int, str]) -> list[Finding]:
    """One note a kind of row that was left out of the table."""
    findings = []
    for kind, code in _TOLD.items():
        rows = sorted(row for row, why in skipped.items() if why == kind)
        if rows:
            findings.append(Finding(code, "note", cell=row_list(rows), count=len(rows)))
    return findings
