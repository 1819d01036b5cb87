"""What every format gives: the cells of a sheet as text, by row and column in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from tambon_gis.model.findings import Finding

__all__ = ["Book", "Cells", "text_frame"]


@dataclass(frozen=True)
class Cells:
    """
    The cells of one sheet.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text or NA. The index is the row number in the file, counted from 1; the columns are the
        positions in the sheet, counted from 0.
    findings : tuple[Finding, ...]
        What was noticed while the bytes became text.
    hidden_rows : frozenset[int]
        Row numbers that the workbook does not show; their cells are in the frame all the same.
    hidden_columns : frozenset[int]
        Positions of columns that it does not show.
    merges : tuple of (int, int, int, int)
        Merged cells: first row, first column, last row, last column, both ends included; rows are
        numbers in the file, columns positions. The text stands in the first cell only.
    """

    frame: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True)
class Book:
    """
    An opened file of sheets.

    Parameters
    ----------
    file : str
        File name, no folder.
    sheets : tuple[str, ...]
        Names of its sheets; one empty name where the format has none.
    load : Callable[[str], Cells]
        Gives the cells of a sheet.
    hidden : frozenset[str]
        Names of sheets that the workbook does not show.
    """

    file: str
    sheets: tuple[str, ...]
    load: Callable[[str], Cells]
    hidden: frozenset[str] = frozenset()


def text_frame(rows: Sequence[Sequence[str | None]]) -> pd.DataFrame:
    """
    Rows of text, ragged or not, as the frame of :class:`Cells`.

    Parameters
    ----------
    rows : sequence of sequences of str or None
        The first one is row 1. Text of nothing but spaces is taken as blank.

    Returns
    -------
    pandas.DataFrame
        Text columns of equal length, NA where blank.

    Examples
    --------
    >>> text_frame([["title"], ["a", " "]]).shape
    (2, 2)
    """
    import pandas as pd

    width = max((len(row) for row in rows), default=0)
    padded = [[*row, *[None] * (width - len(row))] for row in rows]
    columns = {
        at: pd.array(
            [None if cell is None or not cell.strip() else cell for cell in column],
            dtype="string",
        )
        for at, column in enumerate(zip(*padded, strict=True))
    }
    return pd.DataFrame(columns, index=pd.RangeIndex(1, len(rows) + 1))
