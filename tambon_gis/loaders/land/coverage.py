"""Neighbours that overlap and gaps between them: measured, told, and mended where that is asked.

All is measured in metres of the UTM zone in which the middle of the layer lies. At the far edge of
a layer of the whole country areas come out about 1.2 per cent too large.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tambon_gis.loaders.land import overlay
from tambon_gis.loaders.land.datum import in_thailand
from tambon_gis.model.findings import Finding
from tambon_gis.places import utm_epsg

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    from tambon_gis.model.findings import Severity

    Geometries = NDArray[np.object_]

__all__ = ["Coverage", "Gap", "Overlap", "measure", "mend", "metres", "tell"]

Flaw = TypeVar("Flaw", "Overlap", "Gap")

#: So many pairs and gaps are told one by one, the largest first.
MOST_NAMED = 1000
#: An overlap of more than this share of the smaller place is for a person to decide.
MUCH = 0.01
#: A gap at least this part of the middle area of the places may be a place that is missing.
A_PLACE = 0.1
#: What is smaller, m2, is counted and not listed: rounding of coordinates.
HAIRLINE = 1.0
#: Gaps up to this width, in metres, are closed when mending is asked for; wider ones may be lakes.
CLOSED_WIDTH = 200.0
#: How near a place must come to be named beside a gap, in metres.
BESIDE = 0.01
NAMED = 4


@dataclass(frozen=True)
class Overlap:
    """Two places, the m2 they share, and that as a share of the smaller one."""

    first: str
    second: str
    square_metres: float
    share: float


@dataclass(frozen=True)
class Gap:
    """A hole between places: m2, the places around it, and how many middling places would fit."""

    places: tuple[str, ...]
    square_metres: float
    share: float


@dataclass(frozen=True)
class Coverage:
    """
    How the polygons of a layer fit together.

    Parameters
    ----------
    neighbours : int
        Pairs that touch or overlap; not counted (0) where nothing overlaps.
    overlaps : tuple[Overlap, ...]
        Pairs that share an area, the largest first.
    gaps : tuple[Gap, ...]
        Holes inside the union of all polygons, the largest first.
    """

    neighbours: int
    overlaps: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]


def metres(shapes: Geometries) -> Geometries:
    """
    Shapes in metres of their UTM zone.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
        WGS 84 degrees, longitude first.

    Returns
    -------
    numpy.ndarray of shapely geometries
        The same shapes on the zone of the middle of their extent.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> round(float(shapely.area(metres(np.array([shapely.box(100, 14, 100.01, 14.01)]))[0])), -3)
    1195000.0
    """
    import shapely

    moved: Geometries = shapely.transform(shapes, _mover(4326, _zone(shapes)))
    return moved


def measure(frame: gpd.GeoDataFrame) -> Coverage:
    """
    Overlaps and gaps of a layer.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Stage ``boundaries``; one polygon a place.

    Returns
    -------
    Coverage
        What lies in Thailand is measured, the rest is left out.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> shapes = [shapely.box(100, 14, 100.1, 14.1), shapely.box(100.09, 14, 100.2, 14.1)]
    >>> frame = gpd.GeoDataFrame({"place": ["150101", "150102"]}, geometry=shapes, crs=4326)
    >>> found = measure(frame)
    >>> found.neighbours, len(found.overlaps), round(found.overlaps[0].share, 2)
    (1, 1, 0.1)
    """
    import numpy as np
    import shapely

    box = shapely.bounds(frame.geometry.to_numpy())
    here = np.array([in_thailand(one) for one in box], dtype=bool)
    if not here.any():
        return Coverage(0, (), ())
    places = frame["place"].to_numpy()[here]
    shapes = metres(frame.geometry.to_numpy()[here])
    with suppress(shapely.errors.GEOSException):  # what fits is quicker to join, and may yet not
        if shapely.coverage_is_valid(shapes):
            return Coverage(0, (), _gaps(shapely.coverage_union_all(shapes), shapes, places))
    shapes = overlay.sound(shapes)
    neighbours, overlaps = _overlaps(shapes, places)
    return Coverage(neighbours, overlaps, _gaps(overlay.union(shapes), shapes, places))


def tell(found: Coverage, *, file: str) -> tuple[Finding, ...]:
    """
    Overlaps and gaps as findings.

    Parameters
    ----------
    found : Coverage
        What was measured.
    file : str
        For the findings.

    Returns
    -------
    tuple[Finding, ...]
        A note with the totals, and one finding for each overlap and gap of a square metre and more,
        the largest first: to decide where two places share more than a hundredth of the smaller
        one, or a gap is large enough to be a place that is missing. Of the others only the first
        :data:`MOST_NAMED` have a finding of their own; all stand in the facts of the totals.

    Examples
    --------
    >>> pair = Overlap("150101", "150102", 52000.0, 0.03)
    >>> [(one.code, one.severity) for one in tell(Coverage(2, (pair,), ()), file="a.shp")]
    [('boundary.overlaps', 'note'), ('boundary.overlap', 'decide')]
    """
    out = []
    if found.overlaps:
        facts = _totals(found.overlaps, [(x.first, x.second) for x in found.overlaps])
        facts["neighbours"] = found.neighbours
        out.append(
            Finding("boundary.overlaps", "note", file, count=len(found.overlaps), facts=facts)
        )
    for pair in _named_ones(found.overlaps, MUCH):
        facts = {"first": pair.first, "second": pair.second, "percent": f"{100 * pair.share:.2g}"}
        facts["square_metres"] = f"{pair.square_metres:,.0f}"
        severe: Severity = "decide" if pair.share > MUCH else "note"
        out.append(Finding("boundary.overlap", severe, file, cell=pair.first, facts=facts))
    if found.gaps:
        facts = _totals(found.gaps, [gap.places for gap in found.gaps])
        out.append(Finding("boundary.gaps", "note", file, count=len(found.gaps), facts=facts))
    for gap in _named_ones(found.gaps, A_PLACE):
        facts = {"places": _named(gap.places), "square_metres": f"{gap.square_metres:,.0f}"}
        severe = "decide" if gap.share > A_PLACE else "note"
        cell = gap.places[0] if gap.places else ""
        out.append(Finding("boundary.gap", severe, file, cell=cell, facts=facts))
    return tuple(out)


def _named_ones(found: Sequence[Flaw], much: float) -> list[Flaw]:
    """The flaws that have a finding of their own: all that matter, and the largest of the rest."""
    wide = [one for one in found if one.square_metres >= HAIRLINE]
    return [one for at, one in enumerate(wide) if at < MOST_NAMED or one.share > much]


def mend(frame: gpd.GeoDataFrame, *, file: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """
    Let neighbours meet: overlaps given to one of the two, narrow gaps closed.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Stage ``boundaries``. Not changed.
    file : str
        For the findings.

    Returns
    -------
    tuple[geopandas.GeoDataFrame, tuple[Finding, ...]]
        The mended layer with what changed: the m2 in which each place differs from what it was,
        rounded up, and the m2 by which the outer edge moved. Where a place would vanish or the
        result does not fit together, the layer as it was, and that to decide.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> shapes = [shapely.box(100, 14, 100.1, 14.1), shapely.box(100.099, 14, 100.2, 14.1)]
    >>> frame = gpd.GeoDataFrame({"place": ["150101", "150102"]}, geometry=shapes, crs=4326)
    >>> mended, told = mend(frame, file="a.shp")
    >>> measure(mended).overlaps, told[0].code
    ((), 'boundary.mended')
    """
    import numpy as np
    import shapely

    before = frame.geometry.to_numpy()
    if not in_thailand(frame.total_bounds.tolist()):
        facts: dict[str, object] = {"places": _named(tuple(frame["place"]))}
        return frame, (Finding("boundary.not_mended", "decide", file, facts=facts),)
    zone = _zone(before)
    flat = shapely.transform(before, _mover(4326, zone))
    after = _clean(flat, _mover(zone, 4326))
    sound = shapely.is_valid(after) & ~shapely.is_empty(after)
    if not sound.all() or not shapely.coverage_is_valid(after):
        facts = {"places": _named(tuple(frame["place"][~sound]))}
        return frame, (Finding("boundary.not_mended", "decide", file, facts=facts),)
    clean = shapely.transform(after, _mover(4326, zone))  # as a reader of the result will measure
    changes = shapely.area(overlay.differing(flat, clean))
    order = np.argsort(-changes, kind="stable")
    told = [(str(frame["place"].iloc[at]), math.ceil(changes[at])) for at in order]
    told = [(place, by) for place, by in told if changes[order[0]] and by]
    edge = shapely.area(overlay.differing(_outer(flat), _outer(clean))).sum()
    facts = {
        "square_metres": f"{math.ceil(changes.sum()):,}",
        "worst": told[0][0] if told else "-",
        "by": f"{told[0][1]:,}" if told else "0",
        "edge": f"{math.ceil(edge):,}",
        "changes": "; ".join(f"{place}: {by:,}" for place, by in told),
    }
    finding = Finding("boundary.mended", "repaired", file, count=len(told), facts=facts)
    return frame.set_geometry(after, crs=frame.crs), (finding,)


def _overlaps(shapes: Geometries, places: NDArray[Any]) -> tuple[int, tuple[Overlap, ...]]:
    """Number of pairs that meet, and those that share an area."""
    import numpy as np
    import shapely

    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(overlay.shared(shapes[one], shapes[other]))
    area = shapely.area(shapes)
    order = np.argsort(-shared, kind="stable")
    order = order[shared[order] > 0]
    share = shared / np.minimum(area[one], area[other])
    found = []
    for at in order.tolist():
        first, second = sorted((str(places[one[at]]), str(places[other[at]])))
        found.append(Overlap(first, second, float(shared[at]), float(share[at])))
    return len(one), tuple(found)


def _gaps(union: Any, shapes: Geometries, places: NDArray[Any]) -> tuple[Gap, ...]:
    """Holes inside the union, with the places around them."""
    import numpy as np
    import shapely

    rings = [ring for part in shapely.get_parts(union) for ring in part.interiors]
    if not rings:
        return ()
    holes = shapely.polygons(rings)
    area = shapely.area(holes)
    at, near = shapely.STRtree(shapes).query(holes, predicate="dwithin", distance=BESIDE)
    around: dict[int, list[str]] = {}
    for hole, place in zip(at.tolist(), places[near], strict=True):
        around.setdefault(hole, []).append(str(place))
    middle = float(np.median(shapely.area(shapes)))
    return tuple(
        Gap(tuple(sorted(around.get(hole, ()))), float(area[hole]), float(area[hole] / middle))
        for hole in np.argsort(-area, kind="stable").tolist()
    )


def _clean(shapes: Geometries, back: Any) -> Geometries:
    """Shapes that meet, in degrees; nothing at all where that cannot be done."""
    import numpy as np
    import shapely

    try:
        clean = np.asarray(shapely.coverage_clean(shapes, gap_width=CLOSED_WIDTH))
    except shapely.errors.GEOSException:
        return np.full(len(shapes), None, dtype=object)
    moved: Geometries = shapely.transform(clean, back)
    return moved


def _outer(shapes: Geometries) -> Geometries:
    """The union of shapes with its holes filled."""
    import numpy as np
    import shapely

    parts = shapely.get_parts(overlay.union(shapes))
    return np.array([overlay.union(shapely.polygons(shapely.get_exterior_ring(parts)))])


def _totals(found: tuple[Any, ...], places: list[tuple[str, ...]]) -> dict[str, object]:
    """Sum, number of hairlines, and every one in a line."""
    pairs = zip(places, found, strict=True)
    listed = [f"{_named(codes)}: {one.square_metres:,.0f}" for codes, one in pairs
              if one.square_metres >= HAIRLINE]  # fmt: skip
    total = sum(one.square_metres for one in found)
    hairlines = len(found) - len(listed)
    return {"square_metres": f"{total:,.0f}", "hairlines": hairlines, "all": "; ".join(listed)}


def _named(places: tuple[str, ...]) -> str:
    """A few codes in one line."""
    return ", ".join(places[:NAMED]) + ("…" if len(places) > NAMED else "") or "-"


def _zone(shapes: Geometries) -> int:
    """The UTM zone of the middle of shapes."""
    import shapely

    west, _, east, _ = shapely.total_bounds(shapes)
    return utm_epsg(float(west + east) / 2)


def _mover(source: int, target: int) -> Any:
    """Points of one system to those of another on the same datum."""
    import numpy as np
    import pyproj

    transformer = pyproj.Transformer.from_crs(source, target, always_xy=True)
    return lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
