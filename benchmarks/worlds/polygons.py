"""Polygons of a made-up country: Voronoi cells of its villages, cut to the land, and unions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.worlds.country import outline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.worlds.country import Country

#: Degrees to which corners are rounded, about a decimetre: neighbours share their corners exactly.
GRID = 1e-6


def villages(land: Country) -> gpd.GeoDataFrame:
    """One polygon a village, in the order of the codes, in WGS 84."""
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(land.sites), extend_to=outline().buffer(1), ordered=True
        )
    )
    shapely.prepare(whole := outline())
    across = ~shapely.contains_properly(whole, cells)
    cells[across] = shapely.intersection(cells[across], whole)
    return _frame(land.codes, shapely.set_precision(cells, GRID, mode="pointwise"))


def areas(cells: gpd.GeoDataFrame, digits: int = 6) -> gpd.GeoDataFrame:
    """One polygon a wider area: the union of its villages."""
    codes = cells["place"].str[:digits].to_numpy(dtype=str)
    names, starts = np.unique(codes, return_index=True)
    ends = [*starts[1:], len(codes)]
    shapes = cells.geometry.to_numpy()
    unions = [shapely.coverage_union_all(shapes[a:b]) for a, b in zip(starts, ends, strict=True)]
    return _frame(names, np.array(unions, dtype=object))


def _frame(codes: NDArray[np.str_], shapes: NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Places with made-up names."""
    names = [f"แดนสมมติ {code}" for code in codes]
    return gpd.GeoDataFrame({"place": codes, "name": names}, geometry=shapes, crs="EPSG:4326")
