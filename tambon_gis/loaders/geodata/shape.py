"""Lists of numbers become shapes; what cannot be one becomes None, which the caller tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["collect", "packed", "points", "polygon", "shape_of"]

PLANE, SPACE = 2, 3
MOST_NESTED = 10


def points(positions: Any) -> NDArray[np.float64]:
    """
    Positions as numbers.

    Parameters
    ----------
    positions : sequence of sequences of float
        Two or three numbers each; further ones are dropped, and so is the third where not all
        positions have it.

    Returns
    -------
    numpy.ndarray
        Shape (n, 2) or (n, 3).

    Raises
    ------
    ValueError
        When they are no positions, or not finite.

    Examples
    --------
    >>> points([[1, 2], [3, 4, 5]]).tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    """
    import numpy as np

    try:
        array = np.asarray(positions, dtype=np.float64)
    except (TypeError, ValueError):
        width = min((len(one) for one in positions), default=0)
        array = np.array([one[:width] for one in positions], dtype=np.float64)
    if array.ndim != 2 or array.shape[1] < PLANE or not np.isfinite(array).all():  # noqa: PLR2004
        raise ValueError
    return array[:, :SPACE]


def packed(rings: Any) -> Any:
    """
    The same rings in a fraction of the memory.

    Parameters
    ----------
    rings : Any
        Rings, or lists of rings, or whatever stands in their place.

    Returns
    -------
    Any
        Lists whose rings are arrays where they can be; all else as it was.

    Examples
    --------
    >>> packed([[[0, 0], [1, 0], [1, 1]], "x"])[0].shape
    (3, 2)
    """
    if not isinstance(rings, list) or not rings or not isinstance(rings[0], list) or not rings[0]:
        return rings
    if isinstance(rings[0][0], list) and rings[0][0] and isinstance(rings[0][0][0], list):
        return [packed(one) for one in rings]
    made = []
    for ring in rings:
        try:
            made.append(points(ring))
        except (ValueError, TypeError, LookupError, OverflowError):
            made.append(ring)
    return made


def polygon(rings: Any) -> Any:
    """
    A polygon.

    Parameters
    ----------
    rings : sequence of sequences of positions
        The outer ring, then holes; a ring that is not closed is closed.

    Returns
    -------
    shapely.Polygon
        Valid or not.

    Raises
    ------
    ValueError
        When a ring has fewer than three corners.

    Examples
    --------
    >>> polygon([[[0, 0], [2, 0], [2, 2]]]).area
    2.0
    """
    import numpy as np
    import shapely

    with np.errstate(invalid="ignore"):  # a corner that is no number is told of later
        closed = [shapely.linearrings(points(ring)) for ring in rings]
        if not closed:
            return shapely.Polygon()
        return shapely.polygons(closed[0], holes=closed[1:] or None)


def collect(parts: list[Any]) -> Any:
    """
    Several shapes as one.

    Parameters
    ----------
    parts : list of shapely geometries
        Of one kind or several; multi-part shapes are taken apart.

    Returns
    -------
    shapely geometry or None
        The shape itself where there is one, a multi-part shape where all are of a kind, else a
        collection.

    Examples
    --------
    >>> import shapely
    >>> collect([shapely.Point(0, 0), shapely.Point(1, 1)]).geom_type
    'MultiPoint'
    """
    import shapely

    flat = [piece for part in parts if part is not None for piece in getattr(part, "geoms", [part])]
    if len(flat) < PLANE:
        return flat[0] if flat else None
    kinds = {one.geom_type for one in flat}
    if kinds == {"Polygon"}:
        return shapely.MultiPolygon(flat)
    if kinds == {"Point"}:
        return shapely.MultiPoint(flat)
    if kinds <= {"LineString", "LinearRing"}:
        return shapely.MultiLineString(flat)
    return shapely.GeometryCollection(flat)


def shape_of(value: Any, depth: int = 0) -> Any:
    """
    The shape that a GeoJSON geometry describes.

    Parameters
    ----------
    value : Any
        A mapping, or whatever stands in its place.
    depth : int, default 0
        How many collections it stands in.

    Returns
    -------
    shapely geometry or None
        None where it is no geometry.

    Examples
    --------
    >>> shape_of({"type": "Point", "coordinates": [100, 14]}).wkt, shape_of({"type": "x"})
    ('POINT (100 14)', None)
    """
    import shapely

    if not isinstance(value, dict) or depth > MOST_NESTED:
        return None
    try:
        if value.get("type") == "GeometryCollection":
            parts = [shape_of(one, depth + 1) for one in value.get("geometries") or ()]
            return shapely.GeometryCollection([one for one in parts if one is not None])
        return _drawn(str(value.get("type")), value.get("coordinates"))
    except (ValueError, TypeError, LookupError, OverflowError, shapely.errors.ShapelyError):
        return None


def _drawn(kind: str, at: Any) -> Any:
    """A shape from its coordinates; None where there are none or the kind is not known."""
    import shapely

    forms: dict[str, Callable[[], Any]] = {
        "Point": lambda: shapely.points(points([at])[0]),
        "MultiPoint": lambda: shapely.multipoints(shapely.points(points(at))),
        "LineString": lambda: shapely.linestrings(points(at)),
        "MultiLineString": lambda: shapely.MultiLineString(
            [shapely.linestrings(points(one)) for one in at]
        ),
        "Polygon": lambda: polygon(at),
        "MultiPolygon": lambda: shapely.MultiPolygon([polygon(rings) for rings in at if rings]),
    }
    return forms[kind]() if at and kind in forms else None
