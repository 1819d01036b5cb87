"""Local Moran's I with libpysal and esda, contiguity included."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from esda import Moran_Local
from libpysal.weights import Queen

if TYPE_CHECKING:
    import geopandas as gpd


def clusters(areas: gpd.GeoDataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """I and p of each area."""
    areas = areas.merge(values, on="place")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # islands are told by a warning
        weights = Queen.from_dataframe(areas, use_index=False)
        weights.transform = "r"
        found = Moran_Local(areas["share"].to_numpy(), weights, permutations=999, seed=7)
    return pd.DataFrame(
        {"place": areas["place"], "local_i": np.asarray(found.Is), "p": found.p_sim}
    )


def warm() -> None:
    """A first call, on 100 areas."""
    import geopandas as gpd
    import shapely

    cells = [shapely.box(x, y, x + 1, y + 1) for x in range(10) for y in range(10)]
    names = [f"{n}" for n in range(100)]
    areas = gpd.GeoDataFrame({"place": names}, geometry=cells, crs=4326)
    clusters(areas, pd.DataFrame({"place": names, "share": np.arange(100) % 7 / 7}))
