"""Zones: which polygon of a group's own drawing a household lies in, to count by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.spatial.ground import polygons, spots
from tambon_gis.analysis.spatial.tally import require
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["zone_of"]

#: Two zones may overlap by this part of the smaller one: lines drawn by hand never meet exactly.
SLIP = 0.001


@same_kind
def zone_of(
    points: pd.DataFrame,
    zones: gpd.GeoDataFrame,
    *,
    name: str = "zone",
    outside: str | None = None,
    unknown: str | None = None,
) -> pd.DataFrame:
    """
    Add the zone that each household lies in, as a column to count by.

    Parameters
    ----------
    points : frame
        With ``latitude`` and ``longitude``: pandas, Polars or Arrow.
    zones : geopandas.GeoDataFrame
        Polygons in WGS 84; column ``name`` holds the zones' names. Several polygons of one name are
        one zone.
    name : str, default "zone"
        Column of ``zones``, and of the result.
    outside : str, optional
        What stands for a household that lies in no zone; null without it.
    unknown : str, optional
        What stands for a household without coordinates; null without it. Give both a name before
        counts by zone are disclosed: there a null group means all groups.

    Returns
    -------
    frame
        ``points`` with the column ``name`` behind it, for ``aggregate.count(..., by=["zone"])``.

    Raises
    ------
    StageError
        When a column is missing.
    AnalysisError
        When zones overlap, have no name, or cannot be used as polygons.

    Notes
    -----
    Formula: the zone whose polygon holds the point or its border. A point on the line between two
    zones, or where they overlap by less than 0.1 % of the smaller one (a slip of drawing), lies
    in the one whose name sorts first.
    Units: degrees, WGS 84.
    Missing: without coordinates the zone is null, or ``unknown``.
    Source: definition of this package.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> zones = gpd.GeoDataFrame({"zone": ["เหนือ", "ใต้"]}, crs="EPSG:4326",
    ...     geometry=[shapely.box(100, 14.5, 101, 15), shapely.box(100, 14, 101, 14.5)])
    >>> points = pd.DataFrame({"latitude": [14.6, 14.1, 16.0], "longitude": 100.5})
    >>> zone_of(points, zones)["zone"].tolist()
    ['เหนือ', 'ใต้', nan]
    """
    import numpy as np
    import pandas as pd
    import shapely

    require(zones, [name])
    shapes = polygons(zones, "zones")
    names = _names(zones[name])
    _refuse_overlaps(shapes, names)
    known, found = spots(points)
    order = np.argsort(names, kind="stable")[::-1]
    at, hit = shapely.STRtree(shapes[order]).query(found, predicate="intersects")
    rank = np.full(len(found), -1)
    np.maximum.at(rank, at, hit)  # of several zones the one whose name sorts first
    zone = np.full(len(points), unknown, dtype=object)
    zone[known] = np.where(rank >= 0, names[order][rank], outside)
    return points.assign(**{name: pd.Series(zone, index=points.index, dtype="str")})


def _names(column: pd.Series[Any]) -> NDArray[np.object_]:
    """Names of zones as text; one without a name is refused."""
    blank = column.isna() | column.astype("str").str.strip().eq("")
    if blank.any():
        raise AnalysisError("spatial.unnamed", where="zones", n=int(blank.sum()))
    return column.astype("str").to_numpy(object)


def _refuse_overlaps(shapes: NDArray[np.object_], names: NDArray[np.object_]) -> None:
    """Refuse zones that share more than a slip of drawing: a household would count twice."""
    import numpy as np
    import shapely

    one, two = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    apart = names[one] < names[two]
    one, two = one[apart], two[apart]
    if not len(one):
        return
    shared = shapely.area(shapely.intersection(shapes[one], shapes[two]))
    smaller = np.minimum(shapely.area(shapes[one]), shapely.area(shapes[two]))
    over = shared > SLIP * smaller
    if over.any():
        told = dict.fromkeys(zip(names[one[over]], names[two[over]], strict=True))
        pairs = "; ".join(f"{a} / {b}" for a, b in told)
        raise AnalysisError("spatial.overlap", where="zones", pairs=pairs)
