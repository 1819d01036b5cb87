"""The national job in plain vectorised pandas: no loop over rows, the whole table in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS = {f"{n:02d}": 3 if n <= 32 else 4 for n in range(1, 39)}
POOR_FROM = 40


def national(folder: Path) -> pd.DataFrame:
    """One row a village, tambon, amphoe and province."""
    columns = ["place", *(f"ind{n}" for n in WEIGHTS)]
    households = pd.read_parquet(folder, columns=columns, partitioning=None)
    place = households.pop("place").astype("category")
    score = pd.Series(0.0, index=households.index)
    for n, weight in WEIGHTS.items():
        score += weight * (1 - households[f"ind{n}"])  # unknown as soon as one answer is
    known, poor = score.notna(), score >= POOR_FROM

    def by_village(values: pd.Series) -> pd.Series:
        return values.groupby(place, observed=True).sum()

    rows = place.value_counts(sort=False)
    found = {"n": by_village(known), "q": by_village(poor)}
    found["n_unknown"] = rows - found["n"]
    found["score"] = by_village(score.where(poor, 0))
    for n in WEIGHTS:
        answer = households[f"ind{n}"]
        found[f"asked{n}"] = answer.groupby(place, observed=True).count()
        found[f"met{n}"] = by_village(answer)
        found[f"unknown{n}"] = rows - found[f"asked{n}"]
        unmet = answer == 0
        found[f"deprived{n}"] = by_village(unmet & known)
        found[f"censored{n}"] = by_village(unmet & poor)
    village = pd.DataFrame(found).astype("int64").rename_axis("place")
    village.index = village.index.astype(str)
    levels = [village, *(village.groupby(village.index.str[:digits]).sum() for digits in (6, 4, 2))]
    return pd.concat(levels).reset_index()
