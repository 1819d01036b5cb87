"""Finds the heading row below titles, and tells the table's rows from totals, notes and blanks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.address import letter, row_list
from tambon_gis.model.findings import Finding
from tambon_gis.model.stages import RawTable
from tambon_gis.thai import clean, normalise_label

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

    from tambon_gis.loaders.formats.cells import Cells

__all__ = ["fit", "heading_row", "raw_table"]

LOOK_AT = 60
FEWEST_MATCHES = 2
TOTAL_COLUMNS = 3
_TOTAL = re.compile(
    r"^(?:(?:ยอด|ผล)?รวม(?:ทั้งหมด|ทั้งสิ้น|ทั้งตำบล|ตำบล.*|หมู่.*|อำเภอ.*|จังหวัด.*)?"
    r"|(?:ค่า)?เฉลี่ย(?:รวม|ทั้งหมด)?|grandtotal|total|sum|average|mean):?$"
)
_NOTE = re.compile(r"^(?:หมายเหตุ|ที่มา|แหล่งข้อมูล|แหล่งที่มา|note\b|source\b)", re.IGNORECASE)
_MAYBE = r"(?i)รวม|เฉลี่ย|หมายเหตุ|ที่มา|แหล่ง|total|sum|average|mean|note|source"
_NUMBER = re.compile(r"^[\d๐-๙.,\s-]+$")


def fit(cells: Cells, expected: Collection[str]) -> int:
    """
    How many of the expected headings stand in the best row of a sheet.

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
    return max(_matches(cells, expected).values(), default=0)


def heading_row(cells: Cells, expected: Collection[str] = (), *, where: str = "") -> int:
    """
    The row of headings.

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
        Row number in the file, counted from 1.

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
    matches = _matches(cells, expected)
    most = max(matches.values(), default=0)
    if most >= min(FEWEST_MATCHES, max(len(expected), 1)):
        return next(row for row, count in matches.items() if count == most)
    head = cells.frame.head(LOOK_AT)
    widest = int(head.notna().sum(axis=1).max()) if len(head.columns) else 0
    for row, line in head.iterrows():
        texts = [cell for cell in line.dropna() if not _NUMBER.match(cell)]
        if len(texts) >= max(1, (widest + 1) // 2):
            return int(str(row))
    raise InputError("table.no_heading", where=where)


def raw_table(
    cells: Cells, row: int, *, file: str, sheet: str = "", expected: Collection[str] = ()
) -> RawTable:
    """
    The table under a heading row.

    Parameters
    ----------
    cells : Cells
        The sheet.
    row : int
        Row number of the headings.
    file, sheet : str
        For the report.
    expected : collection of str, optional
        Normalised headings that matter: one of them standing twice is for a person to decide.

    Returns
    -------
    RawTable
        Rows in the order of the file. Title, total, note and empty rows stand in ``skipped`` and,
        unless empty, in a finding; columns without any cell are left out.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> cells = Cells(text_frame([["แบบ จปฐ."], ["บ้าน", "คน"], ["1", "4"], ["รวม", "4"]]))
    >>> raw_table(cells, 2, file="a.csv").skipped
    {1: 'title', 4: 'total'}
    """
    above = cells.frame.loc[: row - 1]
    below = cells.frame.loc[row + 1 :]
    line = _line(cells, row)
    names, findings = _headings(line, below, expected)
    body = below[list(names)].rename(columns=names)
    letters = {name: letter(at) for at, name in names.items()}
    skipped = {int(at): "title" if line else "empty" for at, line in _any(above).items()}
    skipped |= _not_rows(body, [line[at] for at in names])
    told = tuple(
        Finding(f.code, f.severity, file, sheet, f.cell, f.row, f.count, f.facts)
        for f in (*cells.findings, *findings, *_tell_skipped(skipped))
    )
    frame = body.drop(index=[at for at in skipped if at > row])
    frame.index.name = None
    return RawTable(frame, file, sheet, letters, dict(sorted(skipped.items())), told)


def _matches(cells: Cells, expected: Collection[str]) -> dict[int, int]:
    """How many expected headings each of the first rows holds."""
    if not expected:
        return {}
    wanted = frozenset(expected)
    head = cells.frame.head(LOOK_AT)
    return {
        int(str(row)): len(wanted & {normalise_label(cell) for cell in line.dropna()})
        for row, line in head.iterrows()
    }


def _any(frame: pd.DataFrame) -> dict[int, bool]:
    """Whether each row holds a cell."""
    some = frame.notna().any(axis=1)
    return dict(zip(frame.index.tolist(), some.tolist(), strict=True))


def _line(cells: Cells, row: int) -> dict[int, str]:
    """The cells of one row by position, blank ones as empty text."""
    found = cells.frame.loc[[row]].iloc[0].fillna("").tolist()
    positions = [int(str(column)) for column in cells.frame.columns]
    return dict(zip(positions, found, strict=True))


def _headings(
    line: dict[int, str], below: pd.DataFrame, expected: Collection[str]
) -> tuple[dict[int, str], list[Finding]]:
    """A distinct name for every column that holds anything, and what was odd about it."""
    filled = dict(zip(line, below.notna().any().tolist(), strict=True))
    names: dict[int, str] = {}
    seen: dict[str, int] = {}
    findings = []
    for position, found in line.items():
        blank = not clean(found)
        if blank and not filled[position]:
            continue
        name = f"[{letter(position)}]" if blank else clean(found)
        seen[name] = seen.get(name, 0) + 1
        if blank:
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
            name = f"{name} [{letter(position)}]"
        names[position] = name
    return names, findings


def _not_rows(body: pd.DataFrame, headings: list[str]) -> dict[int, str]:
    """Rows below the headings that are not the table's: row number -> why."""
    filled = body.notna().sum(axis=1)
    skipped = {int(row): "empty" for row in body.index[filled == 0]}
    for column in body.columns[:TOTAL_COLUMNS]:
        labels = body[column].dropna()
        for row, text in labels[labels.str.contains(_MAYBE, regex=True)].items():
            if _TOTAL.match(normalise_label(text)):
                skipped.setdefault(int(str(row)), "total")
            elif _NOTE.match(clean(text)) and column == body.columns[0]:
                skipped.setdefault(int(str(row)), "note")
    if len(body.columns) > 1:
        for row, line in body[filled == 1].iterrows():
            if not _NUMBER.match(line.dropna().iloc[0]):
                skipped.setdefault(int(str(row)), "note")
    again = (body == headings).sum(axis=1) if len(body) else filled
    needed = max(FEWEST_MATCHES, len(body.columns) // 2)
    skipped |= {int(row): "title" for row in body.index[again.fillna(0) >= needed]}
    return skipped


def _tell_skipped(skipped: dict[int, str]) -> list[Finding]:
    """One note a kind of row that was left out of the table."""
    findings = []
    for kind in ("title", "total", "note"):
        rows = sorted(row for row, why in skipped.items() if why == kind)
        if rows:
            findings.append(Finding(f"rows.{kind}", "note", cell=row_list(rows), count=len(rows)))
    return findings
