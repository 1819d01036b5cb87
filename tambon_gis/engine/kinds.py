"""Kinds of frames: whose frame a table is."""

from __future__ import annotations

from typing import Any, Literal

__all__ = ["FrameKind", "kind_of"]

FrameKind = Literal["pandas", "polars", "arrow", "spark", "dataset"]
_MODULES: dict[str, FrameKind] = {"polars": "polars", "pyarrow": "arrow", "pyspark": "spark"}
_DATASET = "tambon_gis.engine.store"


def kind_of(frame: Any) -> FrameKind:
    """
    Whose frame it is.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table, pyspark DataFrame or Dataset
        A frame, or a survey in Parquet files.

    Returns
    -------
    {"pandas", "polars", "arrow", "spark", "dataset"}
        Its kind.

    Examples
    --------
    >>> import polars as pl
    >>> kind_of(pl.DataFrame({"x": [1]}))
    'polars'
    """
    module = type(frame).__module__
    return "dataset" if module == _DATASET else _MODULES.get(module.partition(".")[0], "pandas")
