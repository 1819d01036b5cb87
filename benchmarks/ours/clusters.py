"""Local clusters with contiguity, by the public calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import scipy.sparse
import scipy.stats  # noqa: F401

from tambon_gis.analysis.spatial.clusters import local_clusters
from tambon_gis.analysis.spatial.neighbours import contiguity

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def clusters(areas: gpd.GeoDataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """I and p of each area."""
    return local_clusters(values, contiguity(areas), permutations=999, seed=7)


def warm() -> None:
    """A first call, on 100 areas."""
    import geopandas as gpd
    import pandas as pd
    import shapely

    cells = [shapely.box(100 + x / 9, 10 + y / 9, 100 + (x + 1) / 9, 10 + (y + 1) / 9)
             for x in range(10) for y in range(10)]  # fmt: skip
    names = [f"{150_101 + n}" for n in range(100)]
    areas = gpd.GeoDataFrame({"place": names, "name": "-"}, geometry=cells, crs=4326)
    shares = pd.DataFrame({"place": names, "share": [n % 7 / 7 for n in range(100)]})
    clusters(areas, shares)
