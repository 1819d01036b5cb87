"""One tambon by hand with pandas, geopandas and folium, as one would write it in a notebook.

Every indicator of the round by village, and a page with one choropleth and a tooltip of them all.
"""

from __future__ import annotations

import sys
from pathlib import Path

import folium
import geopandas as gpd
import pandas as pd

PLACE, MEMBERS = "รหัสหมู่บ้าน", "จำนวนสมาชิก (คน)"
INCOME_LINE = 38000


def shares(folder: Path) -> pd.DataFrame:
    """The share of those asked that fail each indicator, one row a village."""
    homes = pd.read_csv(folder / "households.csv", dtype={PLACE: str}, encoding="utf-8-sig")
    found = {}
    for number in range(1, 32):
        stem = f"ตัวชี้วัดที่ {number}"
        if number == 22:  # worked out from the incomes
            asked = (homes[MEMBERS] >= 1).astype(int)
            met = (homes.filter(like="บาท/ปี").sum(axis=1) / homes[MEMBERS] >= INCOME_LINE) & asked
        elif f"{stem} ผล" in homes:
            asked = (homes[f"{stem} ผล"] != 9).astype(int)
            met = homes[f"{stem} ผล"] == 1
        else:
            asked = homes[f"{stem} เป้าหมาย (คน)"]
            met = asked - homes[f"{stem} ไม่ผ่าน (คน)"]
        total = pd.DataFrame({"asked": asked, "met": met.astype(int)}).groupby(homes[PLACE]).sum()
        found[f"ind{number:02d}"] = 1 - total["met"] / total["asked"]
    return pd.DataFrame(found).rename_axis("place").reset_index()


def page(folder: Path, table: pd.DataFrame) -> folium.Map:
    """A map of one indicator, all of them in the tooltip."""
    land = gpd.read_file(folder / "village.shp", encoding="cp874")
    middle = land.geometry.union_all().centroid
    joined = land.rename(columns={"VILL_CODE": "place"}).merge(table.round(4), on="place")
    middle = gpd.GeoSeries([middle], crs=land.crs).to_crs(4326)[0]
    joined = joined.to_crs(4326)
    chart = folium.Map(location=[middle.y, middle.x], zoom_start=13)
    folium.Choropleth(
        geo_data=joined, data=table, columns=["place", "ind08"],
        key_on="feature.properties.place", legend_name="ind08",
    ).add_to(chart)  # fmt: skip
    names = ["VILL_NAM_T", *table.columns[1:]]
    folium.GeoJson(
        joined, tooltip=folium.GeoJsonTooltip(names), style_function=lambda _: {"fillOpacity": 0}
    ).add_to(chart)
    return chart


if __name__ == "__main__":
    source, out = map(Path, sys.argv[1:])
    page(source, shares(source)).save(str(out / "page.html"))
