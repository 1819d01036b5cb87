"""What every format gives: the cells of a sheet as text, by row and column in the file."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    import pyarrow as pa

    from tambon_gis.model.findings import Finding

__all__ = ["Book", "Cells", "arrow_frame", "text_frame"]


@dataclass(frozen=True, eq=False)
class Cells:
    """
    The cells of one sheet; one sheet equals no other.

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
    import pyarrow as pa

    columns = [pa.array(column, pa.string()) for column in zip_longest(*rows)]
    return arrow_frame(columns, count=len(rows))


def arrow_frame(
    columns: Sequence[pa.Array | pa.ChunkedArray], *, count: int | None = None
) -> pd.DataFrame:
    """
    Columns of Arrow text as the frame of :class:`Cells`.

    Parameters
    ----------
    columns : sequence of pyarrow.Array or pyarrow.ChunkedArray
        Text of equal length, from row 1 on. Nothing but spaces is taken as blank.
    count : int, optional
        Number of rows, for a table without columns.

    Returns
    -------
    pandas.DataFrame
        Text columns, NA where blank.

    Examples
    --------
    >>> import pyarrow as pa
    >>> arrow_frame([pa.array(["a", " "])])[0].isna().tolist()
    [False, True]
    """
    import pandas as pd
    import pyarrow as pa
    from pyarrow import compute as pc

    kept = []
    for column in columns:
        blank = pc.equal(pc.utf8_trim_whitespace(column), "")
        kept.append(pc.if_else(blank, pa.scalar(None, pa.string()), column))
    table = pa.table(kept, names=[str(at) for at in range(len(kept))])
    frame: pd.DataFrame = table.to_pandas(
        types_mapper={pa.string(): pd.StringDtype("pyarrow")}.get, split_blocks=True
    )
    frame.columns = pd.RangeIndex(len(kept))
    frame.index = pd.RangeIndex(1, (len(frame) if kept else count or 0) + 1)
    return frame
