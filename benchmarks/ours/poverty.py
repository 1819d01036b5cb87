"""Poverty by village, of a table in memory."""

from __future__ import annotations

from typing import Any

import pandas as pd

from benchmarks.ours.national import DOCUMENTS
from tambon_gis import catalog
from tambon_gis.analysis.poverty import by_indicator, headcounts

CODES = {f"ind{n:02d}": str(n) for n in range(1, 39)}


def poverty(households: pd.DataFrame) -> tuple[Any, Any]:
    """Who is poor by village, and in what; answers are all 1 (met) or 0."""
    design = catalog.poverty("bench38", folders=DOCUMENTS)
    states = households.rename(columns=CODES)
    return headcounts(states, design), by_indicator(states, design)


def warm() -> None:
    """A first call, on two households."""
    poverty(pd.DataFrame({"place": ["10010101"] * 2, **{name: [1, 0] for name in CODES}}))
