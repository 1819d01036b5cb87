"""Any frame as an Arrow table of plain types: the one form in which the engines meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pyarrow as pa

__all__ = ["numbers", "plain", "table_of", "to_arrow"]


def to_arrow(frame: Any) -> pa.Table:
    """
    Any frame as an Arrow table, without its index and without copying what need not be.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table or pyspark DataFrame
        The frame; one of Spark is collected.

    Returns
    -------
    pyarrow.Table
        The same rows and columns in plain types; see :func:`plain`.

    Examples
    --------
    >>> import pandas as pd
    >>> to_arrow(pd.DataFrame({"x": [1.5, float("nan")]})).to_pylist()
    [{'x': 1.5}, {'x': None}]
    """
    import pyarrow as pa

    if isinstance(frame, pa.RecordBatch):
        return plain(pa.Table.from_batches([frame]))
    if isinstance(frame, pa.Table):
        return plain(frame)
    kind = type(frame)  # of a pandas frame, a column may be called like any of these
    if hasattr(kind, "collect_schema"):  # of Polars, also a lazy one
        return plain(frame.lazy().collect().to_arrow())
    if hasattr(kind, "toArrow"):
        return plain(frame.toArrow())
    if hasattr(kind, "to_arrow"):  # of a dataset
        return plain(frame.to_arrow())
    return plain(pa.Table.from_pandas(frame, preserve_index=False))


def plain(table: pa.Table) -> pa.Table:
    """
    The same values in the few types that every engine gives and takes alike.

    Parameters
    ----------
    table : pyarrow.Table
        A table of any types.

    Returns
    -------
    pyarrow.Table
        Text of every kind, also of categories, as ``string``; signed integers in their width;
        unsigned ones and decimals without a fraction (a sum of integers in DuckDB) one step wider,
        at most ``int64``; other numbers as ``double``, in which NaN is null; booleans; days as
        ``date32``; moments as ``timestamp[us]`` of the wall clock. What has another type stays.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = pa.table({"n": pa.array([1], pa.uint8()), "t": pa.array(["x"], pa.large_string())})
    >>> plain(table).schema.types
    [DataType(int16), DataType(string)]
    """
    import pyarrow as pa

    columns = [_plain_column(column) for column in table.columns]
    if all(new is old for new, old in zip(columns, table.columns, strict=True)):
        return table.replace_schema_metadata(None)
    if not columns:
        return table
    return pa.table(columns, names=table.column_names)


def numbers(table: pa.Table, *, fractions: Collection[str] = ()) -> dict[str, Any]:
    """
    Columns of sums as arrays.

    Parameters
    ----------
    table : pyarrow.Table
        Numbers in plain types.
    fractions : collection of str, optional
        Columns that may hold others than whole numbers.

    Returns
    -------
    dict[str, numpy.ndarray]
        64-bit integers, doubles for ``fractions``; null is 0.

    Examples
    --------
    >>> import pyarrow as pa
    >>> numbers(pa.table({"n": [2.0, None]}))
    {'n': array([2, 0])}
    """
    import numpy as np

    found = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        values = (column.fill_null(0) if column.null_count else column).to_numpy()
        wanted = np.float64 if name in fractions else np.int64
        found[name] = values.astype(wanted, copy=False)
    return found


def table_of(columns: Mapping[str, Any]) -> pa.Table:
    """
    Columns of one length as a table.

    Parameters
    ----------
    columns : Mapping[str, numpy.ndarray or pyarrow.ChunkedArray]
        Name -> values.

    Returns
    -------
    pyarrow.Table
        The columns in their order.

    Examples
    --------
    >>> import numpy as np
    >>> table_of({"n": np.array([2, 0])}).to_pylist()
    [{'n': 2}, {'n': 0}]
    """
    import pyarrow as pa

    return pa.table(dict(columns))


def _plain_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """One column in its plain type; the column itself where it has that already."""
    import pyarrow as pa
    from pyarrow import compute

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_timestamp(column.type) and column.type.tz:
        column = compute.local_timestamp(column)
    wanted = _plain_type(column.type)
    if wanted != column.type:
        column = column.cast(wanted)
    if pa.types.is_float64(wanted):
        missing = compute.is_nan(column)
        if compute.any(missing).as_py():
            column = compute.if_else(missing, pa.scalar(None, wanted), column)
    return column


def _plain_type(kind: pa.DataType) -> pa.DataType:
    """The plain type of a type."""
    import pyarrow as pa

    is_a = pa.types
    if is_a.is_large_string(kind) or is_a.is_string_view(kind):
        return pa.string()
    if is_a.is_decimal(kind):
        return pa.int64() if kind.scale <= 0 else pa.float64()
    if is_a.is_unsigned_integer(kind):
        return {8: pa.int16(), 16: pa.int32()}.get(kind.bit_width, pa.int64())
    if is_a.is_floating(kind):
        return pa.float64()
    if is_a.is_timestamp(kind):
        return pa.timestamp("us")
    return pa.date32() if is_a.is_date(kind) else kind
