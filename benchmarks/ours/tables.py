"""Workbooks, text tables and boundary layers read with all checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import fastexcel  # noqa: F401  (loaded before time is taken)
import pandas as pd  # noqa: TC002  (loaded before time is taken)
import pyarrow.csv  # noqa: F401

from tambon_gis.loaders import boundaries, tables

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path) -> pd.DataFrame:
    """The raw table: guards, the pass for what is hidden and merged, cells, heading, row kinds."""
    return tables.read_raw(path).frame


def layer(path: Path) -> dict[str, int]:
    """A boundary layer with every check of the loader."""
    frame, report = boundaries.read(path)
    counts = {one.code: one.count for one in report.findings}
    return {
        "rows": len(frame),
        "repeated": counts.get("boundary.parts", 0),
        "overlaps": counts.get("boundary.overlaps", 0),
        "gaps": counts.get("boundary.gaps", 0),
    }


def warm() -> None:
    """Load what both need."""
    import pyogrio  # noqa: F401
    import shapely  # noqa: F401
