"""Kinds of frames: whose frame a table is."""

from __future__ import annotations

from typing import Any, Literal

__all__ = ["FrameKind", "kind_of"]

FrameKind = Literal["pandas", "polars", "arrow", "spark"]
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
