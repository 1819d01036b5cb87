"""The national job: indicators and poverty at every level, in one scan of a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd  # noqa: F401  (loaded before time is taken, as the peers load theirs)
import pyarrow.parquet  # noqa: F401
import sqlglot  # noqa: F401

from tambon_gis import catalog
from tambon_gis.analysis.overview import overview
from tambon_gis.engine.store import open_dataset

if TYPE_CHECKING:
    from tambon_gis.analysis.overview import Overview

DOCUMENTS = [Path(__file__).parents[1] / "documents"]
YEAR = 2565


def national(folder: Path, engine: str = "auto") -> Overview:
    """Counts and poverty by village, tambon, amphoe, province and country."""
    book = catalog.rulebook("bench38", folders=DOCUMENTS)
    design = catalog.poverty("bench38", folders=DOCUMENTS)
    return overview(open_dataset(folder), book, year=YEAR, design=design, engine=engine)


def tables(folder: Path) -> Overview:
    """The same, and every long table that can be made of it."""
    found = national(folder)
    found.counted()
    found.headcounts()
    found.by_indicator()
    return found


def warm(engine: str = "auto") -> None:
    """Load the engine; for Spark, start the session."""
    if engine == "spark":
        from tambon_gis.engine import spark

        spark.session().sql("SELECT 1").collect()
    if engine in {"auto", "duckdb"}:
        import duckdb  # noqa: F401
    if engine in {"auto", "polars"}:
        import polars  # noqa: F401, ICN001
