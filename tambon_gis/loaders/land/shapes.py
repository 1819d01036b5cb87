"""Polygons as they are found: mended where they can be, refused where they cannot, always told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.loaders.address import row_list
from tambon_gis.loaders.land import overlay
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.model.findings import Severity

    Geometries = NDArray[np.object_]
    Which = NDArray[np.bool_]

__all__ = ["Dissolved", "Mended", "dissolve", "mend", "repairs"]

#: Metres or degrees that no coordinate on the earth reaches.
FARTHEST = 1e8
#: Two shapes of one code that share more than this part of the smaller one are no parts of a place.
TOGETHER = 0.1
COLLECTION = 7


@dataclass(frozen=True)
class Mended:
    """
    Polygons that can be used.

    Parameters
    ----------
    polygons : numpy.ndarray of shapely geometries
        Valid polygons in the order of the layer, None where there is none.
    usable : numpy.ndarray of bool
        Which of them can be used.
    findings : tuple[Finding, ...]
        What was refused or dropped, by row.
    found : numpy.ndarray of shapely geometries
        The shapes before they were made valid.
    invalid : numpy.ndarray of bool
        Which of them were not valid.
    rows : numpy.ndarray of int, optional
        Their numbers in the layer; counted from 1 by default.
    """

    polygons: Geometries
    usable: Which
    findings: tuple[Finding, ...]
    found: Geometries
    invalid: Which
    rows: NDArray[np.int64] | None = None


@dataclass(frozen=True)
class Dissolved:
    """
    One polygon a place.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        The first row of each place with the union of its polygons.
    findings : tuple[Finding, ...]
        One for each place that stood in several rows.
    refused : int
        Rows that were set aside.
    """

    frame: gpd.GeoDataFrame
    findings: tuple[Finding, ...]
    refused: int


def mend(
    geometries: Geometries,
    *,
    file: str,
    codes: pd.Series[str] | None = None,
    rows: NDArray[np.int64] | None = None,
) -> Mended:
    """
    Make polygons valid.

    Parameters
    ----------
    geometries : numpy.ndarray of shapely geometries
        As read; heights and measures are dropped.
    file : str
        For the findings.
    codes : pandas.Series, optional
        Code of each row, for the findings about what is refused.
    rows : numpy.ndarray of int, optional
        Their numbers in the layer, where these are only some of its rows; counted from 1 by
        default.

    Returns
    -------
    Mended
        Rows in its findings are numbers in the layer. What has no area at all is
        refused. What the repair changed is told by :func:`repairs`, once metres are known.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> mended = mend(np.array([bow, None]), file="a.shp")
    >>> mended.polygons[0].is_valid, mended.usable.tolist(), mended.findings[0].code
    (True, [True, False], 'shape.empty')
    """
    import numpy as np
    import shapely

    there = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    broken = there & _far_out(geometries)
    there &= ~broken
    if broken.any():
        geometries = geometries.copy()
        geometries[broken] = None
    high, measured = shapely.has_z(geometries), shapely.has_m(geometries)
    found = shapely.force_2d(geometries) if (high | measured).any() else geometries
    invalid = there & ~shapely.is_valid(found)
    flat = overlay.sound(found)
    lost = there & shapely.is_missing(flat)
    broken, there, invalid = broken | lost, there & ~lost, invalid & ~lost
    polygons = np.isin(shapely.get_type_id(flat), [3, 6])
    mixed = there & (shapely.get_type_id(flat) == COLLECTION)
    flat = flat.copy() if mixed.any() else flat
    for at in np.flatnonzero(mixed):
        parts = [one for one in flat[at].geoms if one.geom_type in {"Polygon", "MultiPolygon"}]
        flat[at] = overlay.union(np.array(parts, dtype=object))
        polygons[at] = not shapely.is_empty(flat[at])
    empty = shapely.is_empty(flat)
    numbers = np.arange(1, len(flat) + 1) if rows is None else rows
    told = (
        _tell("shape.broken", "decide", broken, numbers, file, codes),
        _tell("shape.height", "repaired", there & high, numbers, file),
        _tell("shape.measure", "repaired", there & measured, numbers, file),
        _tell("shape.empty", "decide", (~there & ~broken) | (there & empty), numbers, file, codes),
        _tell("shape.not_polygon", "decide", there & ~polygons & ~empty, numbers, file, codes),
    )
    usable = there & polygons & ~empty
    return Mended(flat, usable, tuple(one for one in told if one), found, invalid & usable, rows)


def repairs(
    mended: Mended, kept: Which, to_metres: Callable[[Geometries], Geometries], *, file: str
) -> tuple[Finding, ...]:
    """
    Tell what making polygons valid changed.

    Parameters
    ----------
    mended : Mended
        The polygons.
    kept : numpy.ndarray of bool
        Rows that are kept.
    to_metres : Callable
        Takes shapes from the coordinates of the layer to metres.
    file : str
        For the finding.

    Returns
    -------
    tuple[Finding, ...]
        One for all rows, with the change of area of each in m2, or none.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> mended = mend(np.array([bow]), file="a.shp")
    >>> repairs(mended, np.array([True]), lambda shapes: shapes, file="a.shp")[0].facts["changes"]
    '1: +2'
    """
    import numpy as np
    import shapely

    which = mended.invalid & kept
    if not which.any():
        return ()
    rows = (np.flatnonzero(which) + 1 if mended.rows is None else mended.rows[which]).tolist()
    with np.errstate(invalid="ignore"):  # what lies outside its zone has no area there
        before = shapely.area(to_metres(mended.found[which]))
        change = np.nan_to_num(shapely.area(to_metres(mended.polygons[which])) - before)
    listed = "; ".join(f"{row}: {by:+,.0f}" for row, by in zip(rows, change, strict=True))
    worst = int(np.argmax(np.abs(change)))
    facts = {"square_metres": f"{change[worst]:+,.0f}", "worst": rows[worst], "changes": listed}
    cell = row_list(rows)
    return (
        Finding("shape.invalid", "repaired", file, "", cell, rows[0], count=len(rows), facts=facts),
    )


def dissolve(frame: gpd.GeoDataFrame, *, file: str) -> Dissolved:
    """
    One polygon a place, where a layer stores its parts in rows of their own.

    Parts of one place lie beside each other. Rows of one code that lie on top of each other, or
    that have different names, are two places of which one has a wrong code: nobody can tell which,
    so all of them are refused. A row that repeats another exactly is dropped.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        With ``row``, ``place`` and ``name``; valid polygons. Not changed.
    file : str
        For the findings.

    Returns
    -------
    Dissolved
        Frame, findings and the number of rows refused. Parts and repeated rows count as kept.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> halves = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    >>> frame = gpd.GeoDataFrame({"row": [1, 2], "place": ["150109"] * 2, "name": ["หัวไผ่"] * 2},
    ...     geometry=halves, crs="EPSG:4326")
    >>> found = dissolve(frame, file="a.shp")
    >>> found.frame.total_bounds.tolist(), found.findings[0].code
    ([0.0, 0.0, 2.0, 1.0], 'boundary.parts')
    """
    import numpy as np

    again = frame[frame.duplicated("place", keep=False)]
    if again.empty:
        return Dissolved(frame, (), 0)
    same, clash = _on_top(again)
    findings: list[Finding] = []
    unions, refused, leave = {}, 0, []
    for place, rows in again.groupby("place", sort=False):
        names = [str(name) for name in rows["name"].unique() if name]
        if len(names) > 1 or place in clash:
            code = "boundary.names_differ" if len(names) > 1 else "boundary.duplicates"
            findings.append(_several(code, "decide", rows, file))
            refused += len(rows)
            leave += rows.index.tolist()
            continue
        parts = rows[~rows.index.isin(same)]
        if len(parts) < len(rows):
            findings.append(_several("boundary.repeated", "repaired", rows, file))
        if len(parts) > 1:
            findings.append(_several("boundary.parts", "repaired", parts, file))
            unions[rows.index[0]] = overlay.union(parts.geometry.to_numpy())
    kept = frame.drop(index=leave).drop_duplicates("place")
    if unions:
        shapes = kept.geometry.to_numpy().copy()
        joined = overlay.sound(np.array(list(unions.values()), dtype=object))
        shapes[kept.index.get_indexer(list(unions))] = joined
        kept = kept.set_geometry(shapes, crs=frame.crs)
    return Dissolved(kept, tuple(findings), refused)


def _on_top(again: gpd.GeoDataFrame) -> tuple[set[int], set[str]]:
    """Rows (by index) that repeat an earlier one, and codes whose shapes lie on each other."""
    import shapely

    shapes, places = again.geometry.to_numpy(), again["place"].to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = (one < other) & (places[one] == places[other])
    one, other = one[pairs], other[pairs]
    equal = shapely.equals(shapes[one], shapes[other])
    shared = shapely.area(overlay.shared(shapes[one], shapes[other]))
    area = shapely.area(shapes)
    smaller = area[one].clip(max=area[other])
    clash = ~equal & (shared > TOGETHER * smaller)
    return set(again.index[other[equal]]), set(places[one[clash]])


def _several(code: str, severity: Severity, rows: pd.DataFrame, file: str) -> Finding:
    """Rows of one code."""
    numbers = rows["row"].tolist()
    names = ", ".join(str(name) for name in rows["name"].unique() if name)
    facts = {"place": str(rows["place"].iloc[0]), "names": names or "-"}
    cell = row_list(numbers)
    return Finding(code, severity, file, "", cell, numbers[0], count=len(rows), facts=facts)


def _far_out(geometries: Geometries) -> Which:
    """Which shapes have a coordinate that is no number, or one that no place has."""
    import numpy as np
    import shapely

    points, of = shapely.get_coordinates(geometries, return_index=True)
    out = np.zeros(len(geometries), dtype=bool)
    out[of[~(np.abs(points) < FARTHEST).all(axis=1)]] = True
    return out


def _tell(
    code: str,
    severity: Severity,
    which: Which,
    numbers: NDArray[np.int64],
    file: str,
    codes: pd.Series[str] | None = None,
) -> Finding | None:
    """Rows of which one thing is said, or nothing."""
    rows = numbers[which].tolist()
    if not rows:
        return None
    facts = {} if codes is None else {"codes": ", ".join(codes[which].dropna().unique())}
    return Finding(code, severity, file, "", row_list(rows), rows[0], len(rows), facts)
