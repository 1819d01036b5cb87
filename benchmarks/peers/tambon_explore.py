"""One indicator of one tambon with ``GeoDataFrame.explore()``: the shortest way to a map."""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd

PLACE, ANSWER = "รหัสหมู่บ้าน", "ตัวชี้วัดที่ 8 ผล"


def shares(folder: Path) -> pd.DataFrame:
    """The share of those asked that fail indicator 8, one row a village."""
    homes = pd.read_csv(folder / "households.csv", dtype={PLACE: str}, encoding="utf-8-sig")
    asked = homes[homes[ANSWER] != 9]
    found = (asked[ANSWER] != 1).groupby(asked[PLACE]).mean()
    return found.rename("ind08").rename_axis("place").reset_index()


if __name__ == "__main__":
    source, out = map(Path, sys.argv[1:])
    land = gpd.read_file(source / "village.shp", encoding="cp874")
    joined = land.merge(shares(source), left_on="VILL_CODE", right_on="place", how="left")
    joined.explore("ind08", scheme="naturalbreaks", k=5).save(str(out / "page.html"))
