"""A drawn outline laid against its neighbours: corners drawn to borders, overlaps and slivers gone.

All is done in degrees, so that a border that is followed keeps every corner to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders.land import overlay
from tambon_gis.loaders.land.coverage import metres
from tambon_gis.loaders.land.drawn import ONE_SPOT, areas, cut

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

__all__ = ["TOLERANCE", "Fitted", "Ground", "fit", "free", "measured"]

#: Corners this near to a border, in metres, are drawn to it; gaps this narrow are closed.
TOLERANCE = 30.0
#: Metres of a degree of latitude, about.
DEGREE = 111_000.0
#: A border is followed from corner to corner where it is at most this much longer than the chord.
DETOUR = 1.6
#: Digits of a corner that somebody drew: a tenth of a metre is finer than any finger.
DIGITS = 6
#: Parts smaller than this, m2, that cutting leaves of an outline are crumbs.
CRUMB = 400.0
#: Open land smaller than this share of the middling village lies between two lines of one border.
SPARE = 0.02
#: What an overlay in floating point may be off, in degrees.
NOISE = 1e-11


@dataclass(frozen=True)
class Ground:
    """
    What an outline is laid against.

    Parameters
    ----------
    taken : numpy.ndarray of shapely geometries
        Villages that stand, surveyed or drawn.
    within : shapely geometry or None
        The outline of the tambon, where it is known.
    """

    taken: Geometries = field(repr=False)
    within: Any = field(default=None, repr=False)

    @property
    def borders(self) -> list[Any]:
        """Every ring of a neighbour and of the tambon."""
        import shapely

        shapes = [*self.taken, *([] if self.within is None else [self.within])]
        polygons = shapely.get_parts(shapes)
        return [ring for one in polygons for ring in (one.exterior, *one.interiors)]


@dataclass(frozen=True)
class Fitted:
    """
    An outline after it was laid against its neighbours.

    Parameters
    ----------
    shape : shapely geometry
        Polygon or polygons, WGS 84; empty where nothing was left.
    corners : int
        Corners that were drawn to a border.
    cut_metres : float
        Square metres that were cut off: on a neighbour, or outside the tambon.
    closed_metres : float
        Square metres of slivers that were taken in.
    square_metres : float
        Area of the shape.
    """

    shape: Any = field(repr=False)
    corners: int = 0
    cut_metres: float = 0.0
    closed_metres: float = 0.0
    square_metres: float = 0.0


def fit(shape: Any, ground: Ground, *, tolerance: float = TOLERANCE) -> Fitted:
    """
    Lay an outline against its neighbours and the outline of the tambon.

    Parameters
    ----------
    shape : shapely geometry
        A valid polygon, or several, as drawn.
    ground : Ground
        Its neighbours.
    tolerance : float, default 30
        Metres within which a corner is drawn to a border, and a gap is closed; 0 takes the shape
        as it is.

    Returns
    -------
    Fitted
        A shape that lies on no neighbour and inside the tambon, with the corners of its neighbours
        along the borders that it shares with them.

    Raises
    ------
    InputError
        When it crosses itself without end.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> east = shapely.box(100.52, 14.0, 100.54, 14.03)
    >>> drawn = shapely.box(100.50, 14.0, 100.5201, 14.03)
    >>> fitted = fit(drawn, Ground(np.array([east])))
    >>> fitted.corners, fitted.shape.bounds[2], fitted.shape.intersection(east).area
    (2, 100.52, 0.0)
    """
    import shapely

    rings = ground.borders
    parts, corners = [], 0
    for polygon in shapely.get_parts(shape):
        if not tolerance:
            parts.append(polygon)
            continue
        ring, drawn_to = _snapped(polygon.exterior, rings, tolerance / DEGREE)
        holes = [shapely.transform(hole, _rounded) for hole in polygon.interiors]
        parts.append(shapely.Polygon(ring, holes))
        corners += drawn_to
    made = overlay.sound(_array(parts))
    if shapely.is_missing(made).any():
        raise InputError("outline.crosses")
    snapped = areas(overlay.union(made))
    inside = _inside(snapped, ground)
    whole = _closed(inside, ground, tolerance / DEGREE) if tolerance else inside
    kept = _welded(_without_crumbs(whole), rings)
    lost = measured(areas(overlay.less(snapped, kept))) if not kept.is_empty else measured(snapped)
    taken_in = measured(areas(overlay.less(kept, inside)))
    return Fitted(kept, corners, lost, taken_in, measured(kept))


def free(ground: Ground) -> list[Any]:
    """
    The land of the tambon that no village covers.

    Parameters
    ----------
    ground : Ground
        Villages and tambon.

    Returns
    -------
    list of shapely geometries
        Polygons, the largest first, without crumbs and slivers. Where the tambon's outline is not
        known, the holes between the villages.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> tambon = shapely.box(100.50, 14.0, 100.54, 14.03)
    >>> west = shapely.box(100.50, 14.0, 100.52, 14.03)
    >>> [one.bounds for one in free(Ground(np.array([west]), tambon))]
    [(100.52, 14.0, 100.54, 14.03)]
    """
    import numpy as np
    import shapely

    within = ground.within
    if within is None:
        if not len(ground.taken):
            return []
        whole = overlay.union(ground.taken)
        rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
        within = overlay.union(shapely.polygons(rings)) if rings else shapely.Polygon()
    least = SPARE * float(np.median(shapely.area(ground.taken))) if len(ground.taken) else 0.0
    parts = shapely.get_parts(cut(within, ground.taken))
    left = [_welded(one, ground.borders) for one in parts if one.area >= least and _is_wide(one)]
    return sorted(left, key=lambda one: (-one.area, one.bounds))


def measured(shape: Any) -> float:
    """
    The area of a shape.

    Parameters
    ----------
    shape : shapely geometry
        WGS 84 degrees.

    Returns
    -------
    float
        Square metres.

    Examples
    --------
    >>> import shapely
    >>> round(measured(shapely.box(100, 14, 100.01, 14.01)), -3)
    1195000.0
    """
    import shapely

    return 0.0 if shape.is_empty else float(shapely.area(metres(_array([shape]))[0]))


def _array(shapes: Sequence[Any]) -> Geometries:
    """Shapes as an array of objects."""
    import numpy as np

    out = np.empty(len(shapes), dtype=object)
    out[:] = shapes
    return out


def _rounded(at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Corners to a tenth of a metre."""
    return at.round(DIGITS)


def _snapped(ring: Any, rings: Sequence[Any], tolerance: float) -> tuple[list[Any], int]:
    """The corners of a ring, drawn to borders, with the borders between them followed."""
    import shapely

    corners = shapely.get_coordinates(ring)[:-1]
    found = [_drawn_to(at, rings, tolerance) for at in corners]
    out: list[Any] = []
    for n, (at, on) in enumerate(found):
        after, next_on = found[(n + 1) % len(found)]
        out.append(at)
        between = [_along(rings[one], at, after) for one in on if one in next_on]
        ways = [way for way in between if way is not None]
        if ways and at != after:
            shortest: list[Any] = min(ways, key=len)
            out += shortest
    unique = [at for n, at in enumerate(out) if at != out[n - 1]]
    if len(set(unique)) < 3:  # noqa: PLR2004 - all corners fell on one spot
        return [tuple(at) for at in corners.tolist()], 0
    return unique, sum(1 for _, on in found if on)


def _drawn_to(
    at: NDArray[np.float64], rings: Sequence[Any], tolerance: float
) -> tuple[tuple[float, float], set[int]]:
    """Where a corner goes: the corner of a border, else a spot on one; and the borders there."""
    import numpy as np
    import shapely

    point = shapely.Point(at)
    near = [n for n, ring in enumerate(rings) if shapely.dwithin(ring, point, tolerance)]
    if not near:
        x, y = _rounded(at).tolist()
        return (x, y), set()
    known = np.concatenate([shapely.get_coordinates(rings[n]) for n in near])
    away = np.hypot(*(known - at).T)
    if away.min() <= tolerance:
        x, y = known[away.argmin()].tolist()
    else:
        ring = min((rings[n] for n in near), key=point.distance)
        spot = ring.interpolate(ring.project(point))
        x, y = spot.x, spot.y
    there = shapely.Point(x, y)
    return (x, y), {n for n in near if rings[n].distance(there) <= NOISE}


def _along(
    ring: Any, start: tuple[float, float], end: tuple[float, float]
) -> list[tuple[float, float]] | None:
    """The corners of a ring between two spots on it, the short way; None where that is a detour."""
    import numpy as np
    import shapely

    first, last = (ring.project(shapely.Point(at)) for at in (start, end))
    ahead = (last - first) % ring.length
    back = ring.length - ahead
    chord = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    if min(ahead, back) > DETOUR * chord:
        return None
    corners = shapely.get_coordinates(ring)[:-1]
    steps = np.hypot(*np.diff(shapely.get_coordinates(ring), axis=0).T)
    far = np.concatenate([[0.0], steps.cumsum()[:-1]])
    travelled = (far - first) % ring.length if ahead <= back else (first - far) % ring.length
    way = min(ahead, back)
    between = [(at, tuple(xy)) for at, xy in zip(travelled, corners.tolist(), strict=True)
               if NOISE < at < way - NOISE]  # fmt: skip
    return [xy for _, xy in sorted(between)]


def _inside(shape: Any, ground: Ground) -> Any:
    """What of a shape lies on free land."""
    left = cut(shape, ground.taken)
    if ground.within is None or left.is_empty:
        return left
    pair = (_array([one]) for one in (left, ground.within))
    return areas(overlay.shared(*pair)[0])


def _closed(shape: Any, ground: Ground, tolerance: float) -> Any:
    """A shape with the narrow gaps between it and its neighbours."""
    import shapely

    if shape.is_empty:
        return shape
    near = shapely.buffer(shape, 2 * tolerance, join_style="mitre")
    land = near if ground.within is None else _inside(near, Ground(ground.taken, ground.within))
    rest = areas(overlay.less(cut(land, ground.taken), shape))
    if rest.is_empty:
        return shape
    half = tolerance / 2
    shrunk = shapely.buffer(rest, -half, join_style="mitre")
    wide = shapely.buffer(shrunk, half + NOISE, join_style="mitre")
    thin = [
        one
        for one in shapely.get_parts(areas(overlay.less(rest, wide)))
        if _touches(one, shape) and _hemmed(one, ground)
    ]
    if not thin:
        return shape
    return _inside(_filled(areas(overlay.union(_array([shape, *thin])))), ground)


def _touches(one: Any, other: Any) -> bool:
    """Whether two shapes share a line."""
    import shapely

    return bool(shapely.intersection(one.buffer(NOISE), other.boundary).length > 10 * NOISE)


def _hemmed(one: Any, ground: Ground) -> bool:
    """Whether a sliver lies against a neighbour or the tambon's outline."""
    import shapely

    lines = [shapely.boundary(shape) for shape in ground.taken if one.dwithin(shape, NOISE)]
    if ground.within is not None:
        lines.append(shapely.boundary(ground.within))
    around = one.buffer(NOISE)
    return any(shapely.intersection(around, line).length > 10 * NOISE for line in lines)


def _filled(shape: Any) -> Any:
    """A shape without holes that are no larger than a crumb."""
    import shapely

    parts = []
    for one in shapely.get_parts(shape):
        holes = [ring for ring in one.interiors if measured(shapely.Polygon(ring)) >= CRUMB]
        parts.append(shapely.Polygon(one.exterior, holes))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _without_crumbs(shape: Any) -> Any:
    """A shape without the small parts that cutting left."""
    import shapely

    parts = [one for one in shapely.get_parts(shape) if measured(one) >= CRUMB]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _welded(shape: Any, rings: Sequence[Any]) -> Any:
    """A shape without corners that all but fall together; those of neighbours stay."""
    import shapely

    known = {tuple(at) for ring in rings for at in shapely.get_coordinates(ring).tolist()}
    parts = []
    for one in shapely.get_parts(shape):
        lines = [_without_spikes(_weld(ring, known)) for ring in (one.exterior, *one.interiors)]
        kept = [line for line in lines if len(line) > 2]  # noqa: PLR2004 - no area below three
        parts += [shapely.Polygon(kept[0], kept[1:])] if lines[0] in kept else []
    whole = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return whole if whole.is_valid else shape


def _weld(ring: Any, known: Collection[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners of a ring, each at a spot of its own."""
    import numpy as np
    import shapely

    corners = shapely.get_coordinates(ring)[:-1]
    after = np.roll(corners, -1, axis=0)
    out: list[tuple[float, float]] = []
    for at, (x, y) in zip(map(tuple, corners.tolist()), after.tolist(), strict=True):
        near = [n for n in (-1, 0) if out and _one_spot(at, out[n])]
        follows = at not in known and (x, y) in known and _one_spot(at, (x, y))
        if not near and not follows:
            out.append(at)
        elif near and at in known and out[near[0]] not in known:
            out[near[0]] = at
    return out


def _without_spikes(corners: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners of a ring that does not turn back upon itself."""
    import shapely

    out, n = list(corners), 0
    while n < len(out) > 3:  # noqa: PLR2004 - a triangle has none
        before, at, after = out[n - 1], out[n], out[(n + 1) % len(out)]
        turn = (before[0] - at[0]) * (after[0] - at[0]) + (before[1] - at[1]) * (after[1] - at[1])
        if turn > 0:
            legs = shapely.linestrings([[at, before], [at, after]])
            ends = shapely.points([after, before])
            if shapely.distance(legs, ends).min() <= 2 * ONE_SPOT:
                del out[n]
                n = max(n - 2, 0)
                continue
        n += 1
    return out


def _one_spot(at: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two corners all but fall together."""
    return abs(at[0] - other[0]) <= 2 * ONE_SPOT and abs(at[1] - other[1]) <= 2 * ONE_SPOT


def _is_wide(shape: Any) -> bool:
    """Whether a gap is wide enough to be a place: no crumb, no sliver between two lines."""
    half = TOLERANCE / DEGREE / 2
    return measured(shape) >= CRUMB and not shape.buffer(-half).is_empty
