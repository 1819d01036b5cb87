"""Villages known only as points: their tambon is divided among them, each spot to the nearest.

These are no boundaries that anybody drew; whatever shows them says so (``approximate``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.address import row_list
from tambon_gis.loaders.land import overlay
from tambon_gis.loaders.land.placed import locate
from tambon_gis.loaders.land.shapes import Mended
from tambon_gis.model.findings import Finding
from tambon_gis.places import LADDER

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.model.findings import Severity

    Geometries = NDArray[np.object_]

__all__ = ["Divided", "divide", "sketch", "spots"]

#: A village this far outside its tambon, in metres, is still taken for one of it.
NEAR = 500.0
#: Of a degree of latitude, about.
METRES = 110_900.0
POINT, MANY_POINTS = 0, 4
POLYGON, MANY_POLYGONS = 3, 6


@dataclass(frozen=True)
class Divided:
    """
    Approximate areas.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        One row a village: the columns of its first point, and the area as ``geometry``.
    findings : tuple[Finding, ...]
        What was noticed.
    refused : int
        Points that were set aside.
    """

    frame: gpd.GeoDataFrame
    findings: tuple[Finding, ...]
    refused: int


def spots(
    geometries: Geometries,
    rows: NDArray[np.int64],
    *,
    file: str,
    codes: pd.Series[str] | None = None,
) -> Mended:
    """
    Points that can be used.

    Parameters
    ----------
    geometries : numpy.ndarray of shapely geometries
        As read; heights and measures are dropped. A cluster of points becomes its middle.
    rows : numpy.ndarray of int
        Their row numbers in the file.
    file : str
        For the findings.
    codes : pandas.Series, optional
        Code of each row, for the findings about what is refused.

    Returns
    -------
    Mended
        Points in the same order, which of them can be used, and findings with row numbers.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> found = spots(np.array([shapely.Point(100, 14, 5), None]), np.array([1, 2]), file="a.shp")
    >>> found.usable.tolist(), [one.code for one in found.findings]
    ([True, False], ['shape.height', 'shape.empty'])
    """
    import numpy as np
    import shapely

    there = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    points = np.isin(shapely.get_type_id(geometries), [POINT, MANY_POINTS])
    flat = geometries.copy()
    flat[~(there & points)] = None
    flat = shapely.force_2d(flat)
    flat = np.where(shapely.get_type_id(flat) == MANY_POINTS, shapely.centroid(flat), flat)
    finite = np.isfinite(shapely.get_x(flat)) & np.isfinite(shapely.get_y(flat))
    told = [
        _tell("shape.height", "repaired", there & points & shapely.has_z(geometries), rows, file),
        _tell("shape.empty", "decide", ~there, rows, file, codes),
        _tell("shape.no_point", "decide", there & ~points, rows, file, codes),
        _tell("shape.broken", "decide", there & points & ~finite, rows, file, codes),
    ]
    usable = there & points & finite
    return Mended(flat, usable, tuple(one for one in told if one), flat, np.zeros_like(usable))


def divide(frame: gpd.GeoDataFrame, tambons: gpd.GeoDataFrame, *, file: str) -> Divided:
    """
    Divide tambons among the points of their villages.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        ``row``, ``place`` (village codes) and ``geometry`` (points, WGS 84). Not changed.
    tambons : geopandas.GeoDataFrame
        Stage ``boundaries``, tambons.
    file : str
        For the findings.

    Returns
    -------
    Divided
        Areas that fill each tambon without overlap, those of one village joined. Refused: points
        without a tambon, far outside it, or on the very spot of another village. A point that is
        there twice counts as kept.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> tambon = gpd.GeoDataFrame({"place": ["150109"]}, crs="EPSG:4326",
    ...     geometry=[shapely.box(100, 14, 100.2, 14.1)])
    >>> villages = gpd.GeoDataFrame({"row": [1, 2], "place": ["15010901", "15010902"]},
    ...     geometry=[shapely.Point(100.05, 14.05), shapely.Point(100.15, 14.05)], crs="EPSG:4326")
    >>> found = divide(villages, tambon, file="a.shp").frame
    >>> [round(bound, 6) for bound in found.geometry.iloc[0].bounds]
    [100.0, 14.0, 100.1, 14.1]
    """
    import geopandas as gpd

    frame = frame.assign(tambon=frame["place"].str[: LADDER["tambon"]])
    kept, findings, refused = _usable(frame, tambons, file)
    shapes = dict(zip(tambons["place"], tambons.geometry, strict=True))
    cells = {
        place: area
        for tambon, points in kept.groupby("tambon", sort=True)
        for place, area in _cells(points, shapes[str(tambon)]).items()
    }
    lost = kept[~kept["place"].isin(cells)]
    findings += _rows("boundary.approximate_outside", "decide", lost, file)
    first = kept[kept["place"].isin(cells)].drop_duplicates("place")
    several = kept[kept.duplicated("place", keep=False) & kept["place"].isin(cells)]
    if len(several):
        facts = {"places": several["place"].nunique()}
        findings += _rows("boundary.approximate_several", "note", several, file, **facts)
    empty = sorted(set(shapes) - set(kept["tambon"]))
    if empty:
        lacking = {"tambons": ", ".join(empty)}
        findings.append(
            Finding("boundary.approximate_no_points", "note", file, count=len(empty), facts=lacking)
        )
    facts = {"tambons": kept["tambon"].nunique()}
    findings.append(Finding("boundary.approximate", "note", file, count=len(first), facts=facts))
    out = gpd.GeoDataFrame(
        first.drop(columns=["tambon", "geometry"]),
        geometry=[cells[place] for place in first["place"]],
        crs="EPSG:4326",
    )
    return Divided(out, tuple(findings), refused + len(lost))


def sketch(frame: gpd.GeoDataFrame, *, file: str) -> tuple[gpd.GeoDataFrame, Finding]:
    """
    Outlines of tambons of which nothing is known but the points of their villages.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        ``row``, ``place`` (village codes) and ``geometry`` (points, WGS 84).
    file : str
        For the finding.

    Returns
    -------
    tuple[geopandas.GeoDataFrame, Finding]
        ``place`` and ``geometry``: for each tambon the hull around its points, wider by half the
        usual way from one point to the next (at least 500 m), so that every point lies inside; and
        a note that says so.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> spots = [shapely.Point(100.05, 14.05), shapely.Point(100.15, 14.05)]
    >>> villages = gpd.GeoDataFrame({"row": [1, 2], "place": ["15010901", "15010902"]},
    ...     geometry=spots, crs="EPSG:4326")
    >>> outline, told = sketch(villages, file="a.xlsx")
    >>> outline["place"].tolist(), outline.geometry.iloc[0].contains(spots[0]), told.code
    (['150109'], True, 'boundary.sketched')
    """
    import geopandas as gpd

    tambon = frame["place"].str[: LADDER["tambon"]]
    shapes = {str(code): _hull(points) for code, points in frame.groupby(tambon, sort=True)}
    outline = gpd.GeoDataFrame({"place": list(shapes)}, geometry=list(shapes.values()),
                               crs="EPSG:4326")  # fmt: skip
    facts: dict[str, object] = {"tambons": ", ".join(shapes)}
    return outline, Finding("boundary.sketched", "note", file, count=len(shapes), facts=facts)


def _hull(points: pd.DataFrame) -> Any:
    """The hull around points, wider by half the median way to the nearest other point."""
    import numpy as np
    import shapely

    shapes = points["geometry"].to_numpy()
    scale = _scale(shapely.multipoints(shapes)) * METRES
    flat = shapely.transform(shapes, lambda xy: xy * scale)
    spots = np.unique(shapely.get_coordinates(flat), axis=0)
    away = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    np.fill_diagonal(away, np.inf)
    wider = max(NEAR, float(np.median(away.min(axis=1))) / 2) if len(spots) > 1 else NEAR
    hull = shapely.buffer(shapely.convex_hull(shapely.multipoints(flat)), wider, quad_segs=4)
    return shapely.transform(hull, lambda xy: xy / scale)


def _scale(shape: Any) -> NDArray[np.float64]:
    """A degree of longitude is shorter than one of latitude: scaled alike, lines stay lines."""
    import numpy as np
    import shapely

    return np.array([np.cos(np.radians(shapely.get_y(shapely.centroid(shape)))), 1.0])


def _usable(
    frame: pd.DataFrame, tambons: gpd.GeoDataFrame, file: str
) -> tuple[pd.DataFrame, list[Finding], int]:
    """Points that have a tambon, lie in or near it, and stand on a spot of their own."""
    import shapely

    homeless = ~frame["tambon"].isin(tambons["place"])
    x, y = shapely.get_x(frame["geometry"]), shapely.get_y(frame["geometry"])
    placed = locate(y, x, frame["tambon"].tolist(), tambons)
    far = ~homeless & (placed.metres > NEAR)
    near = ~homeless & (placed.metres > 0) & ~far
    findings = _rows("boundary.approximate_no_tambon", "decide", frame[homeless], file)
    for at in far.to_numpy().nonzero()[0].tolist():
        facts = {"place": frame["place"].iloc[at], "lies_in": placed.place[at] or "-"}
        facts["metres"] = f"{placed.metres[at]:,.0f}"
        findings += _rows("boundary.approximate_far", "decide", frame.iloc[[at]], file, **facts)
    metres = {"metres": f"{NEAR:.0f}"}
    findings += _rows("boundary.approximate_near", "note", frame[near], file, **metres)
    good = frame[~homeless & ~far].assign(x=x[~homeless & ~far], y=y[~homeless & ~far])
    spot = good.groupby(["x", "y"])["place"]
    shared = spot.transform("nunique").gt(1)
    findings += _rows("boundary.approximate_same_spot", "decide", good[shared], file)
    good = good[~shared]
    again = good.duplicated(["place", "x", "y"])
    findings += _rows("boundary.approximate_repeated", "repaired", good[again], file)
    refused = int((homeless | far).sum() + shared.sum())
    return good[~again].drop(columns=["x", "y"]), findings, refused


def _cells(points: pd.DataFrame, tambon: Any) -> dict[str, Any]:
    """Village -> its part of the tambon; a village whose part is empty has none."""
    import numpy as np
    import shapely

    places = points["place"].to_numpy()
    if len(points) == 1:
        return {str(places[0]): tambon}
    scale = _scale(tambon)
    flat = shapely.transform(points["geometry"].to_numpy(), lambda xy: xy * scale)
    extent = shapely.transform(shapely.envelope(tambon), lambda xy: xy * scale)
    cells = shapely.voronoi_polygons(
        shapely.multipoints(flat), extend_to=extent.buffer(1.0), ordered=True
    )
    parts = shapely.transform(shapely.get_parts(cells), lambda xy: xy / scale)
    parts = overlay.shared(parts, np.full(len(parts), tambon, dtype=object))
    out = {}
    for place in np.unique(places):
        found = shapely.get_parts(shapely.get_parts(parts[places == place]))
        areas = found[np.isin(shapely.get_type_id(found), [POLYGON, MANY_POLYGONS])]
        whole = overlay.union(areas)
        if not shapely.is_empty(whole):
            out[str(place)] = whole
    return out


def _rows(
    code: str, severity: Severity, rows: pd.DataFrame, file: str, **facts: object
) -> list[Finding]:
    """One finding for rows of the layer, or none."""
    numbers = sorted(int(row) for row in rows["row"])
    if not numbers:
        return []
    facts.setdefault("places", ", ".join(sorted(set(rows["place"]))))
    cell = row_list(numbers)
    return [Finding(code, severity, file, "", cell, numbers[0], count=len(numbers), facts=facts)]


def _tell(
    code: str,
    severity: Severity,
    which: NDArray[np.bool_],
    rows: NDArray[np.int64],
    file: str,
    codes: pd.Series[str] | None = None,
) -> Finding | None:
    """Rows of which one thing is said, or nothing."""
    numbers = rows[which].tolist()
    if not numbers:
        return None
    facts = {} if codes is None else {"codes": ", ".join(codes[which].dropna().unique())}
    return Finding(code, severity, file, "", row_list(numbers), numbers[0], len(numbers), facts)
