"""Multidimensional poverty after Alkire and Foster: counts that add up, divided at the end."""

from tambon_gis.analysis.poverty.counted import as_counted, as_rulebook, links, rate
from tambon_gis.analysis.poverty.headcounts import by_indicator, deprived, headcounts, roll_up
from tambon_gis.analysis.poverty.measures import contributions, decompose, measure
from tambon_gis.analysis.poverty.sensitivity import (
    agreement,
    over_k,
    over_weights,
    rank_range,
    spread,
)

__all__ = [
    "agreement",
    "as_counted",
    "as_rulebook",
    "by_indicator",
    "contributions",
    "decompose",
    "deprived",
    "headcounts",
    "links",
    "measure",
    "over_k",
    "over_weights",
    "rank_range",
    "rate",
    "roll_up",
    "spread",
]
