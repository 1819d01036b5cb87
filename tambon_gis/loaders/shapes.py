"""Polygons as they are found: mended where they can be, refused where they cannot, always told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.loaders.address import row_list
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Hashable

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    from tambon_gis.model.findings import Severity

__all__ = ["dissolve", "mend"]

#: Metres or degrees that no coordinate on the earth reaches.
FARTHEST = 1e8


def mend(
    geometries: NDArray[np.object_], *, file: str
) -> tuple[NDArray[np.object_], NDArray[np.bool_], tuple[Finding, ...]]:
    """
    Make polygons valid.

    Parameters
    ----------
    geometries : numpy.ndarray of shapely geometries
        As read; heights and measures are dropped.
    file : str
        For the findings.

    Returns
    -------
    tuple
        Valid polygons in the same order (None where there is none), which of them can be used, and
        findings: rows are numbers in the layer, counted from 1. What has no area at all is refused.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> mended, usable, told = mend(np.array([bow, None]), file="a.shp")
    >>> mended[0].is_valid, usable.tolist(), [one.code for one in told]
    (True, [True, False], ['shape.invalid', 'shape.empty'])
    """
    import numpy as np
    import shapely

    found: list[Finding] = []

    def tell(code: str, severity: Severity, which: NDArray[np.bool_]) -> None:
        rows = (np.flatnonzero(which) + 1).tolist()
        if rows:
            cell = row_list(rows)
            found.append(Finding(code, severity, file, cell=cell, row=rows[0], count=len(rows)))

    there = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    extent = np.abs(shapely.bounds(geometries)).max(axis=1, initial=0.0)
    broken = there & ~(extent < FARTHEST)  # also where a coordinate is no number
    tell("shape.broken", "decide", broken)
    there &= ~broken
    geometries = geometries.copy()
    geometries[broken] = None
    tell("shape.height", "repaired", there & (shapely.has_z(geometries)))
    flat = shapely.force_2d(geometries)
    invalid = there & ~shapely.is_valid(flat)
    tell("shape.invalid", "repaired", invalid)
    if invalid.any():
        flat = flat.copy()
        flat[invalid] = shapely.make_valid(flat[invalid], method="structure", keep_collapsed=False)
    polygons = np.isin(shapely.get_type_id(flat), [3, 6])
    mixed = there & (shapely.get_type_id(flat) == 7)  # noqa: PLR2004  (a geometry collection)
    for at in np.flatnonzero(mixed):
        parts = [one for one in flat[at].geoms if one.geom_type in {"Polygon", "MultiPolygon"}]
        flat[at] = shapely.union_all(parts)
        polygons[at] = not shapely.is_empty(flat[at])
    tell("shape.empty", "decide", (~there & ~broken) | (there & shapely.is_empty(flat)))
    tell("shape.not_polygon", "decide", there & ~polygons & ~shapely.is_empty(flat))
    usable = there & polygons & ~shapely.is_empty(flat)
    return flat, usable, tuple(found)


def dissolve(frame: gpd.GeoDataFrame, *, file: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """
    One polygon a place, where a layer stores its parts in rows of their own.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        With ``place``; valid polygons. Not changed.
    file : str
        For the findings.

    Returns
    -------
    tuple[geopandas.GeoDataFrame, tuple[Finding, ...]]
        The first row of each place with the union of its polygons, and a finding for each place
        that stood in several rows: a repair where the rows agree on its name, else to decide.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> halves = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    >>> frame = gpd.GeoDataFrame({"row": [1, 2], "place": ["150109"] * 2, "name": ["หัวไผ่"] * 2},
    ...     geometry=halves, crs="EPSG:4326")
    >>> joined, told = dissolve(frame, file="a.shp")
    >>> joined.total_bounds.tolist(), told[0].code
    ([0.0, 0.0, 2.0, 1.0], 'boundary.parts')
    """
    import shapely

    if frame["place"].is_unique:
        return frame, ()
    findings = []
    geometries: dict[Hashable, object] = {}
    for place, rows in frame.groupby("place", sort=False):
        if len(rows) > 1:
            geometries[rows.index[0]] = shapely.union_all(rows.geometry.to_numpy())
            agree = rows["name"].nunique() <= 1
            findings.append(
                Finding(
                    "boundary.parts" if agree else "boundary.names_differ",
                    "repaired" if agree else "decide",
                    file,
                    cell=row_list((rows["row"]).tolist()),
                    count=len(rows),
                    facts={"place": str(place), "names": ", ".join(rows["name"].unique())},
                )
            )
    first = frame.drop_duplicates("place").copy()
    for at, geometry in geometries.items():
        first.loc[at, "geometry"] = geometry
    return first, tuple(findings)
