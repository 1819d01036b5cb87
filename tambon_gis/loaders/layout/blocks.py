"""Several tables in one sheet: side by side, one under the other, above the one that is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.loaders.address import letter
from tambon_gis.loaders.layout.heading_rows import grid, has_letters, held
from tambon_gis.loaders.layout.row_kinds import is_note, is_total, rows_of
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.loaders.formats.cells import Cells
    from tambon_gis.loaders.layout.heading_rows import Heading

__all__ = ["Block", "above", "below", "beside"]

FEWEST = 2
SAMPLE = 200
HALF = 0.5


@dataclass(frozen=True)
class Block:
    """
    Another table of the sheet.

    Parameters
    ----------
    first, last : int
        Rows in the file.
    left, right : int
        Positions of its columns.
    count : int
        Rows under its headings.
    """

    first: int
    last: int
    left: int
    right: int
    count: int

    @property
    def address(self) -> str:
        """The range as Excel writes it."""
        return f"{letter(self.left)}{self.first}:{letter(self.right)}{self.last}"


def beside(
    frame: pd.DataFrame, full: NDArray[np.bool_], heading: Heading, expected: Collection[str]
) -> tuple[list[int], list[Block]]:
    """
    Which columns are the table's, and the tables that stand beside it behind a blank column.

    Parameters
    ----------
    frame : pandas.DataFrame
        The sheet.
    full : numpy.ndarray
        Which of its cells are filled.
    heading : Heading
        The headings of the whole breadth.
    expected : collection of str
        Normalised headings.

    Returns
    -------
    tuple
        Positions of the table's columns, and the other tables. Columns behind a blank one belong
        to the table unless they repeat its headings, or hold none that is expected and are filled
        in other rows.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> from tambon_gis.loaders.layout.heading_rows import around
    >>> from tambon_gis.loaders.layout.row_kinds import filled
    >>> rows = [["บ้าน", "คน", None, "บ้าน", "คน"], ["1", "4", None, "2", "5"]]
    >>> cells = Cells(text_frame(rows))
    >>> columns, others = beside(cells.frame, filled(cells.frame), around(cells, 1), ())
    >>> columns, others[0].address
    ([0, 1], 'D1:E2')
    """
    import numpy as np

    start = int(frame.index.searchsorted(heading.first))
    under = int(frame.index.searchsorted(heading.end, side="right"))
    positions = [int(column) for column in frame.columns]
    some = np.any(full[start:], axis=0)
    runs: list[list[int]] = []
    for at, position in enumerate(positions):
        if some[at]:
            if runs and runs[-1][-1] == at - 1 and position == positions[at - 1] + 1:
                runs[-1].append(at)
            else:
                runs.append([at])
    if len(runs) < FEWEST:
        return [positions[at] for run in runs for at in run], []
    names = {tuple(run): [heading.names[positions[at]] for at in run] for run in runs}
    main = max(runs, key=lambda run: (len(held(names[tuple(run)], expected)), len(run)))
    kept, others = list(main), []
    for run in runs:
        if run == main:
            continue
        if _apart(names[tuple(main)], names[tuple(run)], full[under:], (main, run), expected):
            rows = start + np.flatnonzero(np.any(full[start:, run], axis=1))
            data = int(np.any(full[under:, run], axis=1).sum())
            last = int(frame.index[rows[-1]])
            top = int(frame.index[rows[0]])
            others.append(Block(top, last, positions[run[0]], positions[run[-1]], data))
        else:
            kept += run
    return [positions[at] for at in sorted(kept)], others


def _apart(
    main: Sequence[str],
    other: Sequence[str],
    below: NDArray[np.bool_],
    runs: tuple[list[int], list[int]],
    expected: Collection[str],
) -> bool:
    """Whether columns behind a blank one are a table of their own."""
    import numpy as np

    own, known = ({normalise_label(name) for name in names if name} for names in (other, main))
    again = len(own & known)
    if again >= FEWEST and 2 * again >= len(own):
        return True
    if len(runs[1]) < FEWEST or held(other, expected):
        return False
    rows, beyond = (np.any(below[:, run], axis=1) for run in runs)
    many = int(beyond.sum())
    solid = FEWEST <= many < int(rows.sum()) and bool(beyond[:many].all())
    return solid or (many >= FEWEST and bool((beyond & ~rows).any()))


def above(cells: Cells, heading: Heading) -> list[Block]:
    """
    A table that ends above the headings: its rows are no titles.

    Parameters
    ----------
    cells : Cells
        The sheet.
    heading : Heading
        The headings of the table that is read.

    Returns
    -------
    list[Block]
        At most one: a row of at least two texts with at least two rows of figures right under it.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> rows = [["หมู่", "ชาย", "หญิง"], ["1", "40", "42"], ["2", "31", "30"], [None], ["บ้าน", "คน"]]
    >>> cells = Cells(text_frame(rows))
    >>> from tambon_gis.loaders.layout.heading_rows import around
    >>> [(one.address, one.count) for one in above(cells, around(cells, 5))]
    [('A1:C3', 2)]
    """
    top = int(cells.frame.index[0])
    rows = grid(cells, top, heading.first - 1)
    for row, line in rows.items():
        if len(line) < FEWEST or not all(has_letters(text) for text in line.values()):
            continue
        data = []
        for at in range(row + 1, heading.first):
            figures = {p for p, text in rows[at].items() if not has_letters(text)}
            if len(figures & line.keys()) < FEWEST:
                break
            data.append(at)
        if len(data) >= FEWEST:
            last = data[-1]
            while len(rows.get(last + 1, {})) >= FEWEST:
                last += 1
            used = [p for at in range(row, last + 1) for p in rows[at]]
            return [Block(row, last, min(used), max(used), last - row)]
    return []


def below(
    body: pd.DataFrame,
    full: NDArray[np.bool_],
    again: Collection[int],
    expected: Collection[str],
) -> list[Block]:
    """
    Tables under the table, with headings of their own.

    Parameters
    ----------
    body : pandas.DataFrame
        The columns of the table below its headings.
    full : numpy.ndarray
        Which cells are filled.
    again : collection of int
        Rows that say its headings once more: there the table goes on.
    expected : collection of str
        Normalised headings.

    Returns
    -------
    list[Block]
        Each from the first row after the gap to its last.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import text_frame
    >>> from tambon_gis.loaders.layout.row_kinds import filled
    >>> body = text_frame([["1", "4"], [None], ["ชื่อวัด", "ปีที่สร้าง"], ["วัดใหม่", "2500"]])
    >>> [one.address for one in below(body, filled(body), (), ())]
    ['A3:B4']
    """
    import numpy as np

    counts = full.sum(axis=1)
    said = set(again)
    starts: list[tuple[int, bool]] = []
    places = _texts_after_gaps(body, full)
    figures = _figures_under(body, full, places)
    for at, line in zip(places, rows_of(body, places), strict=True):
        if int(body.index[at]) in said:
            starts.append((at, True))
        elif at in figures and _is_heading(body, at, line, expected):
            starts.append((at, False))
    found = []
    ends = [*(start for start, _ in starts), len(body)][1:]
    for (start, own), end in zip(starts, ends, strict=True):
        if own:
            continue
        top = start
        while top > 0 and counts[top - 1] == 1:
            top -= 1
        used = np.flatnonzero(np.any(full[start:end], axis=0))
        rows = start + np.flatnonzero(counts[start:end])
        last = int(rows[-1])
        if end < len(body):
            while last > start and counts[last] == 1:
                last -= 1
        data = int((counts[start + 1 : last + 1] >= FEWEST).sum())
        left, right = int(body.columns[used[0]]), int(body.columns[used[-1]])
        found.append(Block(int(body.index[top]), int(body.index[last]), left, right, data))
    return found


def _texts_after_gaps(body: pd.DataFrame, full: NDArray[np.bool_]) -> list[int]:
    """Places of rows of texts only that follow a blank row or a caption."""
    import numpy as np

    counts = full.sum(axis=1)
    after = np.zeros(len(body), dtype=bool)
    after[1:] = (counts[1:] >= FEWEST) & (counts[:-1] < FEWEST)
    at = np.flatnonzero(after)
    for column in range(body.shape[1]):
        if not len(at):
            break
        cells = body.iloc[:, column].iloc[at]
        texts = cells.str.contains("[A-Za-zก-ฮ]", regex=True).fillna(value=True)
        at = at[texts.to_numpy(dtype=bool)]
    return [int(one) for one in at]


def _figures_under(body: pd.DataFrame, full: NDArray[np.bool_], places: list[int]) -> set[int]:
    """Those of some rows that have a cell without letters in one of the next three rows."""
    import numpy as np

    under = sorted({at + step for at in places for step in (1, 2, 3) if at + step < len(body)})
    some = np.zeros(len(body), dtype=bool)
    for column in range(body.shape[1]) if under else ():
        cells = body.iloc[:, column].iloc[under]
        some[under] |= _without_letters(cells) & full[under, column]
    return {at for at in places if some[at + 1 : at + 4].any()}


def _without_letters(cells: pd.Series[str]) -> NDArray[np.bool_]:
    """Which cells hold figures, codes or dates only; blank ones count as such."""
    return ~cells.str.contains("[A-Za-zก-ฮ]", regex=True).fillna(value=False).to_numpy(dtype=bool)


def _is_heading(
    body: pd.DataFrame, at: int, line: Mapping[int, str], expected: Collection[str]
) -> bool:
    """Whether a row of texts after a gap is the heading of another table."""
    texts = list(line.values())
    alike = len({normalise_label(text) for text in texts}) < len(texts)
    if alike or is_total(texts[0]) or is_note(texts):
        return False
    if len(held(texts, expected)) >= FEWEST:
        return True
    above = body[list(line)].iloc[: min(at, SAMPLE)]
    for position in line:
        cells = above[position].dropna()
        if len(cells) and _without_letters(cells).mean() > HALF:
            return True
    return False
