"""Polygons as a page carries them: whole hundred-thousandths of a degree, each point as a step.

Borders that two places share stay shared: a layer too large for a page is simplified as one
coverage, never polygon by polygon.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "MOST_POINTS",
    "SCALE",
    "Outline",
    "bounds_of",
    "height_of",
    "outlines",
    "point_in",
    "scale_of",
    "svg_path",
    "within_budget",
]

#: Five decimals, about one metre: finer coordinates are never published (P10).
SCALE = 100_000
#: More points than this make a page slow to send and to draw.
MOST_POINTS = 250_000
#: Pixels of a picture of the whole area, and the parts of a pixel that nobody sees in it.
_PIXELS, _CLOSER = 1000, 16
_RING = 3

#: One place: its polygons, each a list of rings, each a flat list x, y, dx, dy, dx, dy ...
Outline = list[list[list[int]]]


def within_budget(
    shapes: Sequence[shapely.Geometry], *, most_points: int = MOST_POINTS
) -> list[shapely.Geometry]:
    """
    The same coverage with at most so many points, as they are where they fit.

    What is left out is first too small to be seen at a view eight times as close as the whole; only
    where that is not enough, more.

    Parameters
    ----------
    shapes : Sequence[shapely.Geometry]
        Polygons in degrees that share their borders.
    most_points : int
        Budget; the tolerance doubles until it is kept (at most 16 times).

    Returns
    -------
    list[shapely.Geometry]
        Polygons in the same order.

    Examples
    --------
    >>> square = shapely.box(0, 0, 1, 1).segmentize(0.01)
    >>> shapely.get_num_coordinates(within_budget([square], most_points=50)[0]).item()
    5
    """
    simple = np.asarray(shapes, dtype=object)
    tolerance = _extent(simple) / _PIXELS / _CLOSER
    for _ in range(16):
        if shapely.get_num_coordinates(simple).sum() <= most_points:
            break
        # from what is left: a pass over three million points takes seconds
        simple = shapely.coverage_simplify(simple, tolerance)
        tolerance *= 2
    return list(simple)


def scale_of(shapes: Sequence[shapely.Geometry]) -> int:
    """
    The grid that shapes are rounded to: half a pixel at a view 64 times as close, or finer.

    Parameters
    ----------
    shapes : Sequence[shapely.Geometry]
        Polygons in degrees.

    Returns
    -------
    int
        Steps in a degree: 10,000 for a country, else 100,000.

    Examples
    --------
    >>> scale_of([shapely.box(97, 5, 106, 21)]), scale_of([shapely.box(100, 14, 101, 15)])
    (10000, 100000)
    """
    return SCALE // 10 if _extent(shapes) / _PIXELS / 64 > 10 / SCALE else SCALE


def outlines(shapes: Sequence[shapely.Geometry]) -> list[Outline]:
    """
    Polygons as lists of whole numbers.

    Parameters
    ----------
    shapes : Sequence[shapely.Geometry]
        Polygons or multipolygons in degrees.

    Returns
    -------
    list[Outline]
        One a shape; rings that vanish at five decimals are left out.

    Examples
    --------
    >>> outlines([shapely.box(100, 14, 100.00002, 14.00001)])
    [[[[10000002, 1400000, 0, 1, -2, 0, 0, -1]]]]
    """
    return [_outline(shape) for shape in shapes]


def bounds_of(shapes: Sequence[shapely.Geometry]) -> tuple[float, float, float, float]:
    """
    The box around all shapes.

    Parameters
    ----------
    shapes : Sequence[shapely.Geometry]
        At least one.

    Returns
    -------
    tuple of four floats
        West, south, east, north in degrees.

    Examples
    --------
    >>> bounds_of([shapely.Point(1, 2), shapely.Point(3, 5)])
    (1.0, 2.0, 3.0, 5.0)
    """
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(list(shapes)))
    return west, south, east, north


def svg_path(shape: shapely.Geometry, box: tuple[float, float, float, float], *, width: int) -> str:
    """
    A polygon as the ``d`` of an SVG path in whole units.

    Parameters
    ----------
    shape : shapely.Geometry
        Polygon or multipolygon in degrees.
    box : tuple of four floats
        West, south, east, north of the picture.
    width : int
        Units from west to east.

    Returns
    -------
    str
        Path data; points that fall on the one before are left out.

    Examples
    --------
    >>> svg_path(shapely.box(0, 0, 1, 1), (0, 0, 2, 1), width=200)
    'M100 100v-100h-100v100z'
    """
    west, _, _, north = box
    across, down = _per_degree(box, width)
    parts = []
    for ring in _rings(shape):
        xy = np.column_stack([(ring[:, 0] - west) * across, (north - ring[:, 1]) * down])
        parts.append(_ring_path(_distinct(np.rint(xy).astype(int))))
    return "".join(parts)


def height_of(box: tuple[float, float, float, float], *, width: int) -> int:
    """
    The height of a picture whose north-south distances are as true as its east-west ones.

    Parameters
    ----------
    box : tuple of four floats
        West, south, east, north in degrees.
    width : int
        Units from west to east.

    Returns
    -------
    int
        Units from north to south.

    Examples
    --------
    >>> height_of((100, -0.5, 102, 0.5), width=200)
    100
    """
    _, south, _, north = box
    return round((north - south) * _per_degree(box, width)[1])


def point_in(
    point: tuple[float, float], box: tuple[float, float, float, float], *, width: int
) -> tuple[int, int]:
    """
    Where a point lies in a picture.

    Parameters
    ----------
    point : tuple of (float, float)
        Longitude and latitude.
    box : tuple of four floats
        West, south, east, north of the picture.
    width : int
        Units from west to east.

    Returns
    -------
    tuple of (int, int)
        Units from the left and from the top.

    Examples
    --------
    >>> point_in((1, 0.5), (0, 0, 2, 1), width=200)
    (100, 50)
    """
    across, down = _per_degree(box, width)
    return round((point[0] - box[0]) * across), round((box[3] - point[1]) * down)


def _extent(shapes: Sequence[shapely.Geometry] | np.ndarray) -> float:
    """The longer side of the box around shapes, in degrees."""
    west, south, east, north = shapely.total_bounds(np.asarray(shapes, dtype=object))
    return float(max(east - west, north - south))


def _per_degree(box: tuple[float, float, float, float], width: int) -> tuple[float, float]:
    """Units a degree of longitude and of latitude take."""
    west, south, east, north = box
    across = width / max(east - west, 1e-9)
    return across, across / math.cos(math.radians((south + north) / 2))


def _outline(shape: shapely.Geometry) -> Outline:
    """The rings of one place, polygon by polygon."""
    polygons = []
    for polygon in shapely.get_parts(shape):
        rings = [_steps(ring) for ring in _rings(polygon)]
        if rings and rings[0]:
            polygons.append([ring for ring in rings if ring])
    return polygons


def _rings(shape: shapely.Geometry) -> list[np.ndarray]:
    """Coordinates of every ring without the repeated last point, outer ring first."""
    return [
        shapely.get_coordinates(ring)[:-1]
        for polygon in shapely.get_parts(shape)
        for ring in shapely.get_rings(polygon)
    ]


def _steps(ring: np.ndarray) -> list[int]:
    """First point, then differences."""
    points = _distinct(np.rint(ring * SCALE).astype(np.int64))
    if len(points) < _RING:
        return []
    first, steps = points[:1], np.diff(points, axis=0)
    return [int(n) for n in np.concatenate([first, steps]).ravel()]


def _distinct(points: np.ndarray) -> np.ndarray:
    """Points without those that repeat the one before."""
    moved = np.any(np.diff(points, axis=0, prepend=points[:1] - 1) != 0, axis=1)
    return points[moved]


def _ring_path(points: np.ndarray) -> str:
    """A closed ring as steps, with h and v for level and upright ones."""
    if len(points) < _RING:
        return ""
    text, last = f"M{points[0][0]} {points[0][1]}", ""
    for x, y in np.diff(points, axis=0).tolist():
        if y == 0:
            letter, step = "h", f"{x}"
        elif x == 0:
            letter, step = "v", f"{y}"
        else:
            letter, step = "l", f"{x} {y}".replace(" -", "-")
        # a letter that repeats may be left out before a minus
        text += step if letter == last and step[0] == "-" else f"{letter}{step}"
        last = letter
    return text + "z"
