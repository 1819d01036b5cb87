"""Parquet tables as text: the names of the columns stand in row 1, as in a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats.cells import Book, Cells

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

__all__ = ["read"]


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
        cells = _cells(pq.read_table(path))
    except (pa.ArrowException, UnicodeDecodeError, OSError):
        raise InputError("parquet.damaged", where=path.name) from None
    return Book(path.name, ("",), lambda _sheet: cells)


def _cells(table: pa.Table) -> Cells:
    """Names in row 1, rows from row 2 on."""
    import pandas as pd
    import pyarrow as pa

    text = pd.StringDtype("pyarrow")
    columns = {}
    for at, name in enumerate(table.column_names):
        head = pa.chunked_array([pa.array([str(name)], pa.string())])
        body = _as_text(table.column(at))
        columns[at] = pd.array(
            pa.chunked_array([*head.chunks, *body.chunks], pa.string()).to_pylist(), dtype=text
        )
    return Cells(pd.DataFrame(columns, index=pd.RangeIndex(1, table.num_rows + 2)))


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Any column as text; what Arrow cannot write as text, Python does."""
    import pyarrow as pa

    try:
        return column.cast(pa.string())
    except pa.ArrowException:
        plain = [None if value is None else str(value) for value in column.to_pylist()]
        return pa.chunked_array([pa.array(plain, pa.string())])
