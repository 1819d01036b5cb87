"""Points into polygons by SedonaDB, called directly in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import sedonadb

if TYPE_CHECKING:
    import geopandas as gpd


def inside(points: pa.Table, places: gpd.GeoDataFrame) -> pa.Table:
    """``row`` and ``place`` of every point that lies in a polygon."""
    database = sedonadb.connect()
    database.create_data_frame(points).to_view("points")
    database.create_data_frame(places[["place", "geometry"]]).to_view("places")
    # Both sides are told to be of WGS 84, as the polygons are.
    query = """
        SELECT points.row, places.place FROM points JOIN places
        ON ST_Intersects(places.geometry,
                         ST_SetSRID(ST_Point(points.longitude, points.latitude), 4326))
    """
    return pa.table(database.sql(query))
