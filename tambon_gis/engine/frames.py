"""The kind of frame that a caller came with, and the way back to it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, ParamSpec

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

__all__ = ["FrameKind", "back", "kind_of", "same_kind", "to_pandas"]

FrameKind = Literal["pandas", "polars", "arrow", "spark"]
P = ParamSpec("P")
_MODULES: dict[str, FrameKind] = {"polars": "polars", "pyarrow": "arrow", "pyspark": "spark"}


def kind_of(frame: Any) -> FrameKind:
    """
    Whose frame it is.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table or pyspark DataFrame
        A frame.

    Returns
    -------
    {"pandas", "polars", "arrow", "spark"}
        Its kind.

    Examples
    --------
    >>> import polars as pl
    >>> kind_of(pl.DataFrame({"x": [1]}))
    'polars'
    """
    return _MODULES.get(type(frame).__module__.partition(".")[0], "pandas")


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
        The same rows and columns. NaN counts as null.

    Examples
    --------
    >>> import polars as pl
    >>> to_pandas(pl.DataFrame({"x": [1, None]}))["x"].tolist()
    [1, <NA>]
    """
    import pandas as pd

    if kind_of(frame) == "pandas":
        return frame  # type: ignore[no-any-return]
    from tambon_gis.engine.sql import to_arrow

    types = {
        "int8": pd.Int8Dtype(),
        "int16": pd.Int16Dtype(),
        "int32": pd.Int32Dtype(),
        "int64": pd.Int64Dtype(),
        "double": pd.Float64Dtype(),
        "bool": pd.BooleanDtype(),
    }
    text = pd.StringDtype(na_value=float("nan"))
    return to_arrow(frame).to_pandas(  # type: ignore[no-any-return]
        types_mapper=lambda kind: text if "string" in str(kind) else types.get(str(kind))
    )


def back(result: pd.DataFrame, kind: FrameKind) -> Any:
    """
    A pandas frame as the kind of frame that the caller came with.

    Parameters
    ----------
    result : pandas.DataFrame
        What was computed.
    kind : {"pandas", "polars", "arrow", "spark"}
        The caller's kind.

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
        return result
    from tambon_gis.engine.sql import to_arrow

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
    """

    @wraps(function)
    def any_kind(*args: P.args, **kwargs: P.kwargs) -> Any:
        kind = kind_of(args[0])
        plain: list[Any] = [_plain(value) for value in args]
        named: dict[str, Any] = {name: _plain(value) for name, value in kwargs.items()}
        return back(function(*plain, **named), kind)

    return any_kind


def _plain(value: Any) -> Any:
    """A foreign frame as a pandas frame; anything else as it is."""
    return value if kind_of(value) == "pandas" else to_pandas(value)
