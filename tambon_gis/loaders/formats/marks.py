"""What a sheet hides and merges, gathered while its file is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["Marks", "MarksBuilder", "area", "column_position", "too_far"]

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST = 2_000_000
#: A sheet up to its last cell may hold so many; the reader of cells holds all of them.
MOST_CELLS = 100_000_000
_AREA = re.compile(r"\$?([A-Za-z]{1,6})\$?([0-9]{1,10})(?::\$?([A-Za-z]{1,6})\$?([0-9]{1,10}))?")


@dataclass(frozen=True)
class Marks:
    """
    What a sheet hides and merges.

    Parameters
    ----------
    hidden_rows : frozenset[int]
        Row numbers, counted from 1.
    hidden_columns : frozenset[int]
        Positions, counted from 0.
    merges : tuple of (int, int, int, int)
        First row, first column, last row, last column, both ends included.
    texts : dict[tuple[int, int], str]
        Row and column -> text of a cell that the reader of cells leaves blank.
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[tuple[int, int, int, int], ...] = ()
    texts: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass
class MarksBuilder:
    """
    Marks that are being gathered.

    Parameters
    ----------
    rows, columns : set[int]
        As in :class:`Marks`.
    merges : list of (int, int, int, int)
        As in :class:`Marks`.
    texts : dict[tuple[int, int], str]
        As in :class:`Marks`.
    """

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    texts: dict[tuple[int, int], str] = field(default_factory=dict)

    def hide_rows(self, first: int, count: int = 1) -> None:
        """
        Rows that are not shown, as far as a sheet can reach.

        Parameters
        ----------
        first : int
            Row number, counted from 1.
        count : int, default 1
            How many.
        """
        self.rows.update(range(max(first, 1), min(first + count, LAST_ROW + 1)))

    def hide_columns(self, first: int, count: int = 1) -> None:
        """
        Columns that are not shown, as far as a sheet can reach.

        Parameters
        ----------
        first : int
            Position, counted from 0.
        count : int, default 1
            How many.
        """
        self.columns.update(range(max(first, 0), min(first + count, LAST_COLUMN)))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """
        Cells that are merged; a single cell is none.

        Parameters
        ----------
        top, left, bottom, right : int
            Row numbers from 1, positions from 0, both ends included.
        """
        single = (top, left) == (bottom, right)
        if not single and top <= bottom and left <= right and len(self.merges) < MOST:
            self.merges.append((top, left, bottom, right))

    def done(self) -> Marks:
        """
        What was gathered.

        Returns
        -------
        Marks
            Frozen.
        """
        return Marks(
            frozenset(self.rows), frozenset(self.columns), tuple(self.merges), dict(self.texts)
        )


def too_far(rows: int, columns: int) -> bool:
    """
    Whether a sheet up to its last cell is more than can be held.

    Parameters
    ----------
    rows, columns : int
        How many.

    Returns
    -------
    bool
        True also for a cell that no sheet has.

    Examples
    --------
    >>> too_far(100_000, 45), too_far(1_048_576, 16_384), too_far(1, 20_000)
    (False, True, True)
    """
    return rows > LAST_ROW or columns > LAST_COLUMN or rows * columns > MOST_CELLS


def column_position(letters: str) -> int:
    """
    The position of a column by its letters.

    Parameters
    ----------
    letters : str
        For example ``AA``.

    Returns
    -------
    int
        Counted from 0.

    Examples
    --------
    >>> column_position("A"), column_position("AA")
    (0, 26)
    """
    position = 0
    for one in letters.upper():
        position = position * 26 + ord(one) - ord("A") + 1
    return position - 1


def area(reference: str) -> tuple[int, int, int, int] | None:
    """
    A range of cells as numbers.

    Parameters
    ----------
    reference : str
        For example ``B2:C5``.

    Returns
    -------
    tuple of (int, int, int, int) or None
        First row, first column, last row, last column; None when it is no range.

    Examples
    --------
    >>> area("B2:C5"), area("#REF!")
    ((2, 1, 5, 2), None)
    """
    found = _AREA.fullmatch(reference.strip())
    if found is None:
        return None
    left, right = column_position(found[1]), column_position(found[3] or found[1])
    top, bottom = int(found[2]), int(found[4] or found[2])
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)
