"""Points into polygons by ``geopandas.sjoin``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def inside(points: pa.Table, places: gpd.GeoDataFrame) -> pd.DataFrame:
    """``row`` and ``place`` of every point that lies in a polygon."""
    shapes = gpd.points_from_xy(points["longitude"], points["latitude"])
    houses = gpd.GeoDataFrame({"row": points["row"].to_numpy()}, geometry=shapes, crs=4326)
    found = gpd.sjoin(houses, places[["place", "geometry"]], predicate="intersects")
    return found[["row", "place"]]
