"""The kind of frame that a caller came with, and the way back to it."""

from __future__ import annotations

from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, ParamSpec

from tambon_gis.engine.arrow import to_arrow
from tambon_gis.engine.kinds import FrameKind, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd
    import pyarrow as pa

__all__ = [
    "FrameKind",
    "answer",
    "back",
    "columns",
    "first_row",
    "kind_of",
    "same_kind",
    "select",
    "size",
    "to_pandas",
]

P = ParamSpec("P")


def columns(frame: Any) -> list[str]:
    """
    Names of the columns of any frame, in their order.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table or pyspark DataFrame
        A frame.

    Returns
    -------
    list[str]
        The names.

    Examples
    --------
    >>> import pyarrow as pa
    >>> columns(pa.table({"row": [5], "place": ["99010101"]}))
    ['row', 'place']
    """
    kind = kind_of(frame)
    if kind == "arrow":
        return list(frame.schema.names)
    if kind == "dataset":
        return list(frame.names)
    return list(frame.collect_schema().names() if kind == "polars" else frame.columns)


def select(frame: Any, names: Sequence[str]) -> Any:
    """
    Some columns of any frame, as the same kind of frame.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table or pyspark DataFrame
        A frame.
    names : sequence of str
        Columns wanted, in this order.

    Returns
    -------
    frame
        All rows, those columns; nothing is copied or computed.

    Examples
    --------
    >>> import pyarrow as pa
    >>> select(pa.table({"row": [5], "place": ["99010101"]}), ["place"]).to_pylist()
    [{'place': '99010101'}]
    """
    kind = kind_of(frame)
    if kind == "pandas":
        return frame[list(names)]
    if kind == "spark":
        return frame.select(*[frame[f"`{name.replace('`', '``')}`"] for name in names])
    return frame.select(list(names))


def size(frame: Any) -> int | None:
    """
    How many rows a frame has at most.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table, pyspark DataFrame or Dataset
        A frame.

    Returns
    -------
    int or None
        Rows; None where counting them would run a query.

    Examples
    --------
    >>> import pyarrow as pa
    >>> size(pa.table({"row": [5, 6]}))
    2
    """
    kind = kind_of(frame)
    if kind == "dataset":
        return int(frame.rows)
    if kind == "arrow":
        return int(frame.num_rows)
    return len(frame) if hasattr(type(frame), "__len__") and kind != "spark" else None


def first_row(frame: Any) -> pd.DataFrame:
    """
    The first row of any frame as a pandas frame: enough to hold its columns against a stage.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table or pyspark DataFrame
        A frame.

    Returns
    -------
    pandas.DataFrame
        At most one row, all columns in their types.

    Examples
    --------
    >>> import pyarrow as pa
    >>> first_row(pa.table({"row": [5, 6], "place": ["99010101"] * 2})).shape
    (1, 2)
    """
    kind = kind_of(frame)
    if kind == "arrow":
        return to_pandas(frame.slice(0, 1))
    if kind == "dataset":
        return to_pandas(frame.head())
    return to_pandas(frame.limit(1) if kind == "spark" else frame.head(1))


def to_pandas(frame: Any) -> pd.DataFrame:
    """
    Any frame as a pandas frame: integers with nulls stay integers, text stays text.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table or pyspark DataFrame
        A frame; a pandas frame is given back as it is.

    Returns
    -------
    pandas.DataFrame
        The same rows and columns in the types of :func:`tambon_gis.engine.arrow.plain`, nullable:
        ``Int8`` to ``Int64``, ``Float64`` (NaN counts as null), ``boolean``, ``str``,
        ``datetime64[us]`` also for days.

    Examples
    --------
    >>> import polars as pl
    >>> to_pandas(pl.DataFrame({"x": [1, None]}))["x"].tolist()
    [1, <NA>]
    """
    import pandas as pd
    import pyarrow as pa

    if kind_of(frame) == "pandas":
        return frame  # type: ignore[no-any-return]
    types = {
        pa.int8(): pd.Int8Dtype(),
        pa.int16(): pd.Int16Dtype(),
        pa.int32(): pd.Int32Dtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
        pa.string(): pd.StringDtype(na_value=float("nan")),
    }
    table = to_arrow(frame)
    moments = [
        field.with_type(pa.timestamp("us")) if pa.types.is_date32(field.type) else field
        for field in table.schema
    ]
    return table.cast(pa.schema(moments)).to_pandas(types_mapper=types.get)  # type: ignore[no-any-return]


def answer(table: pa.Table | pd.DataFrame, like: Any) -> Any:
    """
    What was computed, as the kind of frame that the caller came with.

    Parameters
    ----------
    table : pyarrow.Table or pandas.DataFrame
        The result of a query or of a body written for pandas.
    like : pandas.DataFrame, polars.DataFrame, pyarrow.Table or pyspark DataFrame
        The caller's frame; a frame of Spark also tells the session. What was computed of a
        dataset is small, and comes as a pandas frame.

    Returns
    -------
    frame
        The same rows and columns; of Arrow in nullable types for pandas, see :func:`to_pandas`.

    Examples
    --------
    >>> import pandas as pd
    >>> import pyarrow as pa
    >>> answer(pa.table({"x": [1, None]}), pd.DataFrame())["x"].dtype
    Int64Dtype()
    """
    kind = kind_of(like)
    if kind == "spark":
        return _to_spark(table, like.sparkSession)
    return back(table, "pandas" if kind == "dataset" else kind)


def back(result: pa.Table | pd.DataFrame, kind: FrameKind) -> Any:
    """
    A result as a kind of frame; see :func:`answer`, which takes the caller's frame instead.

    Parameters
    ----------
    result : pandas.DataFrame or pyarrow.Table
        What was computed.
    kind : {"pandas", "polars", "arrow", "spark"}
        The caller's kind; Spark's in the session that is active.

    Returns
    -------
    frame
        The same rows and columns.

    Examples
    --------
    >>> import pandas as pd
    >>> back(pd.DataFrame({"x": [1, 2]}), "polars").shape
    (2, 1)
    """
    if kind == "pandas":
        return to_pandas(result)
    if kind == "spark":
        return _to_spark(result, None)
    table = to_arrow(result)
    if kind == "polars":
        import polars as pl

        return pl.from_arrow(table)
    return table


def same_kind(function: Callable[P, pd.DataFrame]) -> Callable[P, Any]:
    """
    Let a function from pandas frame to pandas frame take any frame, and answer in that kind.

    Parameters
    ----------
    function : callable
        Its first argument is the frame; other frames among its arguments are converted as well.

    Returns
    -------
    callable
        The same function for every kind of frame.

    Examples
    --------
    >>> import pyarrow as pa
    >>> twice = same_kind(lambda frame: frame * 2)
    >>> twice(pa.table({"x": [1, None]})).to_pylist()
    [{'x': 2}, {'x': None}]
    """
    parameters = signature(function)

    @wraps(function)
    def any_kind(*args: P.args, **kwargs: P.kwargs) -> Any:
        like = next(iter(parameters.bind(*args, **kwargs).arguments.values()))
        plain: list[Any] = [_plain(value) for value in args]
        named: dict[str, Any] = {name: _plain(value) for name, value in kwargs.items()}
        return answer(function(*plain, **named), like)

    return any_kind


def _plain(value: Any) -> Any:
    """A foreign frame as a pandas frame; anything else as it is."""
    return value if kind_of(value) == "pandas" else to_pandas(value)


def _to_spark(table: pa.Table | pd.DataFrame, session: Any) -> Any:
    """A result as a frame of Spark."""
    from tambon_gis.engine import spark

    return spark.to_frame(to_arrow(table), session)
