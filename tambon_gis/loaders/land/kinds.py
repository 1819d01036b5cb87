"""Shapes of one kind: points, lines or areas; what is another kind or broken is told apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tambon_gis.loaders.land import overlay

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]
    Which = NDArray[np.bool_]

__all__ = ["Drawing", "Sorted", "only"]

#: What a layer draws.
Drawing = Literal["points", "lines", "areas"]
#: Kind -> dimension of its shapes.
_DIMENSION: dict[Drawing, int] = {"points": 0, "lines": 1, "areas": 2}
_COLLECTION = 7


@dataclass(frozen=True)
class Sorted:
    """
    Shapes that can be drawn as one kind, and why others cannot.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
        Valid and flat, None where there is nothing to draw.
    blank : numpy.ndarray of bool
        Rows without a shape, or with coordinates that are no numbers.
    other : numpy.ndarray of bool
        Rows of another kind.
    parted : numpy.ndarray of bool
        Rows that lost parts of another kind.
    mended : numpy.ndarray of bool
        Rows whose area was not valid and was made so.
    """

    shapes: Geometries
    blank: Which
    other: Which
    parted: Which
    mended: Which


def only(geometries: Geometries, kind: Drawing) -> Sorted:
    """
    Keep the shapes of one kind.

    Parameters
    ----------
    geometries : numpy.ndarray of shapely geometries
        As read; heights and measures are dropped.
    kind : {"points", "lines", "areas"}
        What is drawn.

    Returns
    -------
    Sorted
        Shapes in the same order.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> road = shapely.LineString([(0, 0), (1, 1)])
    >>> found = only(np.array([road, shapely.Point(0, 0), None]), "lines")
    >>> found.other.tolist(), found.blank.tolist()
    ([False, True, False], [False, False, True])
    """
    import numpy as np
    import shapely

    flat = shapely.force_2d(np.asarray(geometries, dtype=object))
    blank = shapely.is_missing(flat) | shapely.is_empty(flat) | _broken(flat)
    flat[blank] = None
    mended = ~shapely.is_valid(flat) & ~blank & (kind == "areas")
    flat[mended] = overlay.sound(flat[mended])
    blank |= mended & (shapely.is_missing(flat) | shapely.is_empty(flat))
    parted = np.zeros(len(flat), dtype=bool)
    for at in np.flatnonzero(~blank & (shapely.get_type_id(flat) == _COLLECTION)):
        flat[at], parted[at] = _parts(flat[at], kind)
    other = ~blank & (shapely.get_dimensions(flat) != _DIMENSION[kind])
    flat[blank | other] = None
    return Sorted(flat, blank, other, parted, mended & ~blank & ~other)


def _broken(shapes: Geometries) -> Which:
    """Shapes with coordinates that are no numbers."""
    import numpy as np
    import shapely

    points, rows = shapely.get_coordinates(shapes, return_index=True)
    bad = np.zeros(len(shapes), dtype=bool)
    bad[rows[~np.isfinite(points).all(axis=1)]] = True
    return bad


def _parts(shape: object, kind: Drawing) -> tuple[object, bool]:
    """The parts of one kind as one shape, and whether others were left."""
    import shapely

    flat: list[object] = []
    waiting = list(shapely.get_parts(shape))
    while waiting:
        one = waiting.pop(0)
        nested = shapely.get_type_id(one) == _COLLECTION
        waiting[:0] = list(shapely.get_parts(one)) if nested else []
        flat += [] if nested else list(shapely.get_parts(one))
    fit = [one for one in flat if shapely.get_dimensions(one) == _DIMENSION[kind]]
    if not fit:
        return shape, False
    if kind == "areas":
        return overlay.union(_array(fit)), len(fit) < len(flat)
    joined = shapely.multipoints(fit) if kind == "points" else shapely.multilinestrings(fit)
    return joined, len(fit) < len(flat)


def _array(shapes: list[object]) -> Geometries:
    """Shapes as an array of objects."""
    import numpy as np

    out = np.empty(len(shapes), dtype=object)
    out[:] = shapes
    return out
