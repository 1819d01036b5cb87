"""Parquet tables as text: the names of the columns stand in row 1, as in a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats.cells import Book, Cells, arrow_frame

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

__all__ = ["cells_of", "read"]


def read(path: Path) -> Book:
    """
    Open a Parquet table.

    Parameters
    ----------
    path : pathlib.Path
        A ``.parquet`` file.

    Returns
    -------
    Book
        One sheet without a name; numbers, dates and booleans as text, nulls as NA.

    Raises
    ------
    InputError
        When it is no Parquet file or is damaged.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import pandas as pd
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.parquet"
    ...     pd.DataFrame({"moo": [5]}).to_parquet(path)
    ...     read(path).load("").frame[0].tolist()
    ['moo', '5']
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(path).read()
        table.validate(full=True)  # a text that is no UTF-8 would fail much later
        cells = cells_of(table)
    except (pa.ArrowException, UnicodeDecodeError, OSError, ValueError, OverflowError, KeyError):
        raise InputError("parquet.damaged", where=path.name) from None
    if not table.num_columns:
        raise InputError("file.empty", where=path.name)
    return Book(path.name, ("",), lambda _sheet: cells)


def cells_of(table: pa.Table) -> Cells:
    """
    A table as cells.

    Parameters
    ----------
    table : pyarrow.Table
        Any columns.

    Returns
    -------
    Cells
        Names in row 1, rows from row 2 on, all as text.

    Examples
    --------
    >>> import pyarrow as pa
    >>> cells_of(pa.table({"moo": [5]})).frame[0].tolist()
    ['moo', '5']
    """
    import pyarrow as pa

    columns = []
    for at, name in enumerate(table.column_names):
        head = pa.chunked_array([pa.array([str(name)], pa.string())])
        body = _as_text(table.column(at))
        columns.append(pa.chunked_array([*head.chunks, *body.chunks], pa.string()))
    return Cells(arrow_frame(columns))


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Any column as text; what Arrow cannot write as text, Python does."""
    import pyarrow as pa
    from pyarrow import compute as pc

    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    try:
        return column.cast(pa.string())
    except pa.ArrowException:
        plain = [None if value is None else str(value) for value in column.to_pylist()]
        return pa.chunked_array([pa.array(plain, pa.string())])
