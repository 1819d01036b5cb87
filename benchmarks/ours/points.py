"""Points into polygons, by the public call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.spatial.within import within

if TYPE_CHECKING:
    import geopandas as gpd
    import pyarrow as pa


def inside(points: pa.Table, places: gpd.GeoDataFrame, method: str = "auto") -> Any:
    """The points, each with the place in which it lies."""
    return within(points, places, method=method)


def warm(method: str = "auto") -> None:
    """Load what the method needs."""
    import geopandas  # noqa: F401
    import shapely  # noqa: F401

    if method in {"auto", "sedonadb"}:
        import sedonadb  # noqa: F401
