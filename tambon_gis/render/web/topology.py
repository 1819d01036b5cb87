"""A coverage as a page carries it: every border once, each place as the borders around it.

Two neighbours name the same border, so that no rounding and no drawing can part them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from tambon_gis.render.geometry import SCALE, scale_of, within_budget

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["packed", "rounded", "topology"]

#: Fewer points than this enclose nothing.
_RING = 3


@dataclass(frozen=True)
class _Rings:
    """Rings in whole steps of the grid, one after the other, without the repeated last point."""

    points: NDArray[np.int64]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    #: Number of the place and of the polygon of each ring; whether it is an outer one.
    place: NDArray[np.int64]
    polygon: NDArray[np.int64]
    outer: NDArray[np.bool_]


def packed(shapes: Sequence[shapely.Geometry]) -> dict[str, Any]:
    """
    Places as a page carries them: within the budget of points, on the coarsest grid that is enough.

    Where neighbours that fitted before do not fit on the coarse grid, the finest one is taken.

    Parameters
    ----------
    shapes : Sequence[shapely.Geometry]
        Polygons or multipolygons in degrees.

    Returns
    -------
    dict[str, Any]
        As :func:`topology` says.

    Examples
    --------
    >>> packed([shapely.box(100, 14, 101, 15)])["scale"]
    100000
    """
    simple = within_budget(shapes)
    scale = scale_of(simple)
    if scale < SCALE and _fits(simple) and not _fits(rounded(simple, scale=scale)):
        scale = SCALE
    return topology(simple, scale=scale)


def topology(shapes: Sequence[shapely.Geometry], *, scale: int) -> dict[str, Any]:
    """
    Borders and places as whole numbers.

    Parameters
    ----------
    shapes : Sequence[shapely.Geometry]
        Polygons or multipolygons in degrees.
    scale : int
        Steps of the grid in a degree.

    Returns
    -------
    dict[str, Any]
        ``scale``; ``arcs``: each a flat list of steps x, y, x, y ..., the first one from the end of
        the arc before; ``places``: each a list of polygons, a polygon a list of rings (the outer
        one first), a ring a list of arcs: 0 the next one that was not named yet, n > 0 the one n
        before that, walked backwards. Rings that vanish on the grid are left out.

    Examples
    --------
    >>> found = topology([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], scale=1)
    >>> found["places"]
    [[[[0, 0]]], [[[2, 0]]]]
    >>> found["arcs"]
    [[1, 0, 0, 1], [0, 0, -1, 0, 0, -1, 1, 0], [0, 0, 1, 0, 0, 1, -1, 0]]
    """
    rings = _rings(np.asarray(shapes, dtype=object), scale)
    ids, nodes = _nodes(rings)
    seen: dict[bytes, int] = {}
    arcs: list[NDArray[np.int64]] = []
    places: list[list[list[list[int]]]] = [[] for _ in shapes]
    polygon = -1
    for at in range(len(rings.begins)):
        ring = []
        for line in _cut(rings, at, ids, nodes):
            known = seen.get(ids[line][::-1].tobytes())
            ring.append(0 if known is None else len(arcs) - known)
            if known is None:
                seen.setdefault(ids[line].tobytes(), len(arcs))
                arcs.append(rings.points[line])
        if rings.polygon[at] != polygon:
            polygon = rings.polygon[at]
            places[rings.place[at]].append([])
        places[rings.place[at]][-1].append(ring)
    return {"scale": scale, "arcs": _steps(arcs), "places": places}


def rounded(shapes: Sequence[shapely.Geometry], *, scale: int) -> list[shapely.Geometry]:
    """
    Shapes with every point on the grid, as a page shows them.

    Parameters
    ----------
    shapes : Sequence[shapely.Geometry]
        Polygons or multipolygons in degrees.
    scale : int
        Steps of the grid in a degree.

    Returns
    -------
    list[shapely.Geometry]
        The same shapes, point by point: a point is moved to its nearest crossing of the grid.

    Examples
    --------
    >>> rounded([shapely.box(0.04, 0, 1, 1)], scale=10)[0].bounds
    (0.0, 0.0, 1.0, 1.0)
    """
    found = np.asarray(shapes, dtype=object)
    return list(shapely.transform(found, lambda xy: np.rint(xy * scale) / scale))


def _fits(shapes: Sequence[shapely.Geometry]) -> bool:
    """Whether every shape is sound and none lies over another."""
    found = np.asarray(shapes, dtype=object)
    return bool(shapely.is_valid(found).all() and shapely.coverage_is_valid(found))


def _rings(shapes: NDArray[Any], scale: int) -> _Rings:
    """All rings that enclose something, outer ones counter-clockwise and holes clockwise."""
    polygons, place = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    outer = np.diff(polygon, prepend=-1) > 0
    degrees, ring = shapely.get_coordinates(rings, return_index=True)
    points = np.rint(degrees * scale).astype(np.int64)
    kept = _moved(points, ring)
    points, ring = points[kept], ring[kept]
    many = np.bincount(ring, minlength=len(rings)) >= _RING
    many &= many[np.maximum.accumulate(np.where(outer, np.arange(len(rings)), 0))]
    points, ring = points[many[ring]], ring[many[ring]]
    ends = np.cumsum(np.bincount(ring, minlength=len(rings))[many])
    begins = np.concatenate([[0], ends[:-1]]).astype(np.int64)
    return _Rings(points, begins, ends, place[polygon][many], polygon[many], outer[many])


def _moved(points: NDArray[np.int64], ring: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which points differ from the one before in their ring; the last one repeats the first."""
    same_ring = np.diff(ring, append=-1) == 0
    same_point = np.zeros(len(points), dtype=bool)
    same_point[:-1] = (points[1:] == points[:-1]).all(axis=1)
    kept: NDArray[np.bool_] = same_ring & ~same_point
    return kept


def _nodes(rings: _Rings) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """A number for each point, equal where points are, and whether borders meet there."""
    _, ids = np.unique(rings.points, axis=0, return_inverse=True)
    ids = ids.reshape(-1).astype(np.int64)
    after, before = np.roll(ids, -1), np.roll(ids, 1)
    after[rings.ends - 1], before[rings.begins] = ids[rings.begins], ids[rings.ends - 1]
    count = len(ids)
    pair = np.minimum(after, before) * count + np.maximum(after, before)
    least, most = np.full(count, count * count), np.full(count, -1)
    np.minimum.at(least, ids, pair)
    np.maximum.at(most, ids, pair)
    return ids, (least != most)[ids]


def _cut(
    rings: _Rings, at: int, ids: NDArray[np.int64], nodes: NDArray[np.bool_]
) -> Iterator[NDArray[np.int64]]:
    """The borders of one ring, each as the numbers of its points, both ends included."""
    begin, end = int(rings.begins[at]), int(rings.ends[at])
    ends = np.flatnonzero(nodes[begin:end])
    if not len(ends):
        ends = np.array([ids[begin:end].argmin()])
    twice = np.concatenate([np.arange(begin, end), np.arange(begin, end)])
    following = [*ends[1:], ends[0] + end - begin]
    for first, last in zip(ends, following, strict=True):
        yield twice[first : last + 1]


def _steps(arcs: Sequence[NDArray[np.int64]]) -> list[list[int]]:
    """Each arc as steps, the first one from the last point of the arc before."""
    out, last = [], np.zeros((1, 2), dtype=np.int64)
    for arc in arcs:
        out.append(np.diff(arc, axis=0, prepend=last).ravel().tolist())
        last = arc[-1:]
    return out
