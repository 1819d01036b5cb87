"""Poverty by village with mpitb, the toolbox for multidimensional poverty on PyPI.

A household is poor from 40 of 120 points on. The cut-off is given as 33 %, that is 39.6 points:
the same households, and no tie that floating-point weights could decide either way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from mpitb import MPIToolbox

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = (4, 4, 4, 4, 4, 4, 4, 4, 3, 3)


def poverty(households: pd.DataFrame) -> pd.DataFrame:
    """H, A, M0 and the ratios of each indicator by village; answers are all 1 (met) or 0."""
    names = [name for name in households.columns if name.startswith("ind")]
    deprivations = (1 - households[names]).assign(place=households["place"])
    dimensions = _dimensions(names)
    toolbox = MPIToolbox()
    toolbox.set(name="bench38", dimensions=[(part, f"part{n}") for n, part in dimensions])
    weights = {name: 1 / len(SIZES) / len(part) for _, part in dimensions for name in part}
    found = toolbox.est(deprivations, "bench38", klist=[33], weights=weights, over=["place"])
    return pd.DataFrame(found)


def _dimensions(names: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Ten dimensions of four or three indicators."""
    ends = [sum(SIZES[: n + 1]) for n in range(len(SIZES))]
    return [
        (n, list(names[end - size : end]))
        for n, (size, end) in enumerate(zip(SIZES, ends, strict=True), start=1)
    ]


def warm() -> None:
    """A first call, on two households."""
    answers = {f"ind{n:02d}": [1, 0] for n in range(1, 39)}
    poverty(pd.DataFrame({"place": ["10010101"] * 2, **answers}))
