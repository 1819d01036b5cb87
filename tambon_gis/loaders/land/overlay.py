"""Unions and intersections that do not give up where two lines all but meet.

Overlays in floating point fail now and then on valid shapes. They are then done once more on a fine
grid, on which they cannot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.land.tangled import are_tangled

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

__all__ = ["differing", "less", "shared", "sound", "union"]

#: Steps of the grid in degrees and in metres: about a tenth of a millimetre.
DEGREES, METRES = 1e-9, 1e-4
MOST_DEGREES = 360.0


def shared(one: Geometries, other: Geometries) -> Geometries:
    """
    What pairs of shapes share.

    Parameters
    ----------
    one, other : numpy.ndarray of shapely geometries
        Valid polygons, pair by pair.

    Returns
    -------
    numpy.ndarray of shapely geometries
        Their intersections.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> boxes = np.array([shapely.box(0, 0, 2, 2)]), np.array([shapely.box(1, 0, 3, 2)])
    >>> shared(*boxes)[0].area
    2.0
    """
    import shapely

    found: Geometries = _with(shapely.intersection, one, other)
    return found


def differing(one: Geometries, other: Geometries) -> Geometries:
    """
    What only one of two shapes covers.

    Parameters
    ----------
    one, other : numpy.ndarray of shapely geometries
        Valid polygons, pair by pair.

    Returns
    -------
    numpy.ndarray of shapely geometries
        Their symmetric differences.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> boxes = np.array([shapely.box(0, 0, 2, 2)]), np.array([shapely.box(1, 0, 3, 2)])
    >>> differing(*boxes)[0].area
    4.0
    """
    import shapely

    found: Geometries = _with(shapely.symmetric_difference, one, other)
    return found


def less(one: Any, other: Any) -> Any:
    """
    What only the first of two shapes covers.

    Parameters
    ----------
    one, other : shapely geometry
        Valid polygons.

    Returns
    -------
    shapely geometry
        Their difference.

    Examples
    --------
    >>> import shapely
    >>> less(shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)).area
    2.0
    """
    import numpy as np
    import shapely

    pair = (np.array([shape], dtype=object) for shape in (one, other))
    return _with(shapely.difference, *pair)[0]


def union(shapes: Geometries) -> Any:
    """
    All shapes as one.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
        Valid polygons.

    Returns
    -------
    shapely geometry
        Their union.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> union(np.array([shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)])).area
    6.0
    """
    import shapely

    return _with(shapely.union_all, shapes)


def sound(shapes: Geometries) -> Geometries:
    """
    Valid shapes, whatever it takes.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
        Valid or not.

    Returns
    -------
    numpy.ndarray of shapely geometries
        Valid ones stay as they are; None where nothing helps, or not in any time.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> sound(np.array([bow]))[0].area
    2.0
    """
    import numpy as np
    import shapely

    bad = ~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)
    if not bad.any():
        return shapes
    out = shapes.copy()
    out[np.flatnonzero(bad)[are_tangled(shapes[bad])]] = None
    bad &= ~shapely.is_missing(out)
    out[bad] = _valid(_holes_inside(shapes[bad]))
    left = ~shapely.is_missing(out) & ~shapely.is_valid(out)
    if left.any():  # so thin that mending them crosses itself again
        out[left] = _snapped(out[left], _grid(out[left]))
        out[~shapely.is_missing(out) & ~shapely.is_valid(out)] = None
    return out


def _holes_inside(shapes: Geometries) -> Geometries:
    """Shapes without holes that lie beside their ring: mending would make land of them."""
    import shapely

    out = shapes.copy()
    for at, shape in enumerate(shapes):
        parts = shapely.get_parts(shape)
        if shape.geom_type not in {"Polygon", "MultiPolygon"}:
            continue
        if any(shapely.get_num_interior_rings(part) for part in parts):
            try:
                kept = [_with_own_holes(part) for part in parts]
            except shapely.errors.GEOSException:
                continue
            out[at] = kept[0] if shape.geom_type == "Polygon" else shapely.multipolygons(kept)
    return out


def _with_own_holes(polygon: Any) -> Any:
    """A polygon with those of its holes that touch what its ring encloses."""
    import shapely

    ring = shapely.get_exterior_ring(polygon)
    inside = shapely.make_valid(shapely.polygons(ring), method="structure", keep_collapsed=False)
    holes = [hole for hole in polygon.interiors if shapely.intersects(inside, hole)]
    return shapely.polygons(ring, holes=holes or None)


def _valid(shapes: Geometries) -> Geometries:
    """Each made valid by its rings; None where that fails."""
    import numpy as np
    import shapely

    try:
        made: Geometries = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    except shapely.errors.GEOSException:
        if len(shapes) == 1:
            return np.array([None], dtype=object)
        return np.concatenate([_valid(shapes[at : at + 1]) for at in range(len(shapes))])
    return made


def _snapped(shapes: Geometries, grid: float) -> Geometries:
    """Shapes on a grid; None where that fails."""
    import numpy as np
    import shapely

    try:
        with np.errstate(all="ignore"):
            snapped: Geometries = shapely.set_precision(shapes, grid)
    except shapely.errors.GEOSException:
        if len(shapes) == 1:
            return np.array([None], dtype=object)
        return np.concatenate([_snapped(shapes[at : at + 1], grid) for at in range(len(shapes))])
    return snapped


def _with(overlay: Callable[..., Any], *shapes: Geometries) -> Any:
    """An overlay as it is, and on a grid where that fails."""
    import shapely

    try:
        return overlay(*shapes)
    except shapely.errors.GEOSException:
        grid = _grid(*shapes)
        return overlay(*(sound(_snapped(sound(one), grid)) for one in shapes), grid_size=grid)


def _grid(*shapes: Geometries) -> float:
    """The step of the grid for coordinates as large as these."""
    import numpy as np
    import shapely

    largest = max(np.abs(shapely.total_bounds(one)).max(initial=0.0) for one in shapes)
    return DEGREES if largest <= MOST_DEGREES else METRES
