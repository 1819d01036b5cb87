"""Points into polygons by shapely's STRtree, in chunks on two threads, by hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

CHUNK = 250_000


def inside(points: pa.Table, places: gpd.GeoDataFrame) -> pa.Table:
    """``row`` and ``place`` of every point, null outside; the first place where several hold it."""
    longitude, latitude = (points[name].to_numpy() for name in ("longitude", "latitude"))
    tree = shapely.STRtree(places.geometry.to_numpy())
    tree.query(shapely.Point(0, 0))  # builds the tree before the threads start
    found = np.full(len(points), -1, dtype=np.int32)

    def chunk(start: int) -> None:
        part = slice(start, start + CHUNK)
        shapes = shapely.points(longitude[part], latitude[part])
        at, polygon = tree.query(shapes, predicate="intersects")
        order = np.argsort(-polygon, kind="stable")
        found[start + at[order]] = polygon[order]

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(chunk, range(0, len(points), CHUNK)))
    codes = pa.array(places["place"].to_numpy(), pa.string())
    numbers = pa.array(found, mask=found < 0)
    return pa.table({"row": points["row"], "place": pa.DictionaryArray.from_arrays(numbers, codes)})
