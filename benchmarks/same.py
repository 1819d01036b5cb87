"""Whether two contenders found the same: whole numbers exactly, others to 1e-12."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from benchmarks import inputs

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["compare", "verdict"]

#: Relative, of numbers that are not whole.
NEAR = 1e-12
#: Degrees from a border within which a point may belong to either side: about 0.1 millimetre.
TIE = 1e-9


def verdict(kind: str, ours: pd.DataFrame, theirs: pd.DataFrame, world: dict[str, Any]) -> str:
    """``equal``, or how they differ."""
    if kind == "points":
        return _points(ours, theirs, world)
    if kind == "indicators":  # a peer may tell of fewer
        ours = ours[[name for name in ours.columns if name in theirs.columns]]
    if len(ours) != len(theirs):
        return f"differs: {len(theirs):,} rows, ours {len(ours):,}"
    if list(ours.columns) != list(theirs.columns):
        odd = sorted(set(ours.columns) ^ set(theirs.columns))
        return f"differs: columns {', '.join(odd[:5])}"
    unlike = {name: count for name in ours if (count := _unlike(ours[name], theirs[name]))}
    if not unlike:
        return "equal" if kind != "indicators" else f"equal ({len(ours.columns) - 1} indicators)"
    return _told(kind, ours, theirs, unlike)


def _told(kind: str, ours: pd.DataFrame, theirs: pd.DataFrame, unlike: dict[str, int]) -> str:
    """How two tables of the same shape differ."""
    if kind == "numbers":
        told = (f"{name} {theirs[name][0]:,}, ours {ours[name][0]:,}" for name in unlike)
        return f"differs: {'; '.join(told)}"
    name, count = next(iter(unlike.items()))
    return f"differs: {len(unlike)} of {len(ours.columns)} columns; {name} in {count:,} rows"


def _unlike(one: pd.Series, two: pd.Series) -> int:
    """In how many rows two columns differ."""
    if pd.api.types.is_float_dtype(one) or pd.api.types.is_float_dtype(two):
        close = np.isclose(one.astype(float), two.astype(float), NEAR, NEAR, equal_nan=True)
        return int((~close).sum())
    return int((one.to_numpy() != two.to_numpy()).sum())


def _points(ours: pd.DataFrame, theirs: pd.DataFrame, world: dict[str, Any]) -> str:
    """Equal away from ties: a point on a border may be given to either side."""
    rows = int(max(ours["row"].max(), theirs["row"].max())) + 1
    one, two = _by_row(ours, rows), _by_row(theirs, rows)
    odd = np.flatnonzero(one != two)
    if not len(odd):
        return "equal"
    away = _away(odd, world)
    if not away:
        return f"equal but for {len(odd)} points on a border"
    return f"differs: {away:,} points away from any border"


def _by_row(frame: pd.DataFrame, rows: int) -> NDArray[np.int32]:
    """The place of every row as a number; 0 outside."""
    found = np.zeros(rows, dtype=np.int32)
    found[frame["row"].to_numpy()] = frame["place"].to_numpy()
    return found


def _away(rows: NDArray[np.int64], world: dict[str, Any]) -> int:
    """How many of some points lie off every border."""
    import shapely

    table = inputs.read("points", world).take(rows)
    shapes = shapely.points(table["longitude"].to_numpy(), table["latitude"].to_numpy())
    borders = shapely.boundary(inputs.read("villages", world).geometry.to_numpy())
    near, _ = shapely.STRtree(borders).query(shapes, predicate="dwithin", distance=TIE)
    return len(rows) - len(np.unique(near))


def compare(told: dict[str, Any]) -> dict[str, str]:
    """The verdict on each kept result against the first one."""
    kind, folder = told["same"], Path(told["folder"])
    first, *others = told["contenders"]
    ours = pd.read_parquet(folder / f"{first}.parquet")
    found = {}
    for other in others:
        path = folder / f"{other}.parquet"
        if path.exists():
            found[other] = verdict(kind, ours, pd.read_parquet(path), told["world"])
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(compare(json.loads(sys.argv[1]))) + "\n")
