"""The land: eleven village polygons in WGS 84 that tile the tambon, with natural borders.

The tambon is cut by a river; each bank is cut into the Voronoi cells of its villages. Then every
border line between two junctions is roughened once, so that neighbours share the same vertices.
All lengths before `_to_degrees` are kilometres from the south-west corner.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import Final, TypeVar

import numpy as np
import shapely
import shapely.ops
from _place import SEED, VILLAGES

G = TypeVar("G", bound=shapely.Geometry)
SOUTH_WEST: Final = (100.322, 12.368)
KM_PER_DEGREE_LAT: Final = 110.62
KM_PER_DEGREE_LON: Final = 111.32 * math.cos(math.radians(12.40))
STEP_KM: Final = 0.16
OUTLINE: Final = (
    (0.5, 0.9), (1.5, 0.0), (2.6, -0.1), (3.6, 0.2), (4.8, 0.3), (5.6, 1.2), (6.1, 2.5),
    (6.0, 3.9), (6.3, 5.1), (5.5, 6.3), (4.5, 7.0), (3.1, 6.9), (1.9, 7.2), (0.6, 6.9),
    (0.0, 5.8), (0.2, 4.6), (-0.1, 3.3), (0.1, 2.0),
)  # fmt: skip
RIVER: Final = (
    (3.2, 7.6), (2.9, 6.3), (3.25, 5.3), (2.85, 4.3), (3.15, 3.2), (2.75, 2.2), (3.2, 1.1),
    (2.95, -0.8),
)  # fmt: skip


@cache
def villages_wgs84() -> dict[str, shapely.Polygon]:
    """Give the true village polygons.

    Returns
    -------
    dict of str to shapely.Polygon
        Village code to polygon, longitude and latitude in WGS 84 degrees, rounded to 1e-7
        (about a centimetre). Valid, without gaps or overlaps, always the same.
    """
    borders = [_to_degrees(_roughen(line)) for line in _borders()]
    faces = list(shapely.polygonize(borders).geoms)
    found = {}
    for village in VILLAGES:
        centre = _to_degrees(shapely.Point(village.east, village.north))
        (face,) = [face for face in faces if face.contains(centre)]
        found[village.code] = shapely.normalize(face)
    return found


def _borders() -> list[shapely.LineString]:
    """Cut the outline by river and Voronoi cells; one line per stretch between two junctions."""
    outline = shapely.Polygon(OUTLINE)
    river = shapely.LineString(RIVER)
    banks = sorted(shapely.ops.split(outline, river).geoms, key=lambda bank: float(bank.centroid.x))
    rings = [
        cell.intersection(bank).boundary
        for bank, side in zip(banks, ("west", "east"), strict=True)
        for cell in _cells(side)
    ]
    merged = shapely.line_merge(shapely.union_all(rings, grid_size=1e-4))
    return sorted(shapely.normalize(merged).geoms, key=lambda line: tuple(line.coords[0]))


def _cells(side: str) -> list[shapely.Polygon]:
    """Voronoi cells of the villages on one bank."""
    centres = shapely.MultiPoint([(v.east, v.north) for v in VILLAGES if v.bank == side])
    frame = shapely.box(-5, -5, 12, 12)
    return list(shapely.voronoi_polygons(centres, extend_to=frame).geoms)


def _roughen(line: shapely.LineString) -> shapely.LineString:
    """Displace a border by fractal midpoints; its two ends and its seed come from the line."""
    points = np.asarray(shapely.normalize(line).coords)
    key = [SEED, *(int(value) for value in np.rint(1000 * (points[[0, -1]].ravel() + 10)))]
    rng = np.random.default_rng(key)
    pieces = [_midpoints(start, end, rng) for start, end in pairwise(points)]
    return shapely.LineString(np.vstack([*pieces, points[-1:]]))


def _midpoints(start: np.ndarray, end: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Subdivide one segment until steps are short; the end point is left to the next segment."""
    along = end - start
    length = float(np.hypot(*along))
    if length < STEP_KM:
        return start[None, :]
    across = np.array([-along[1], along[0]])
    middle = (start + end) / 2 + float(np.clip(rng.normal(0, 0.09), -0.16, 0.16)) * across
    return np.vstack([_midpoints(start, middle, rng), _midpoints(middle, end, rng)])


def _to_degrees(shape: G) -> G:
    """Turn kilometres from the corner into degrees, rounded to 1e-7."""

    def convert(points: np.ndarray) -> np.ndarray:
        scale = np.array([KM_PER_DEGREE_LON, KM_PER_DEGREE_LAT])
        degrees: np.ndarray = np.round(np.asarray(SOUTH_WEST) + points / scale, 7)
        return degrees

    moved: G = shapely.transform(shape, convert)
    return moved


def points_inside(
    code: str, number: int, rng: np.random.Generator, *, spread_km: float = 0.45
) -> list[tuple[float, float]]:
    """Draw points around a village's centre, all inside its polygon.

    Parameters
    ----------
    code : str
        Eight-digit village code.
    number : int
        How many points.
    rng : numpy.random.Generator
        Source of chance.
    spread_km : float
        Standard deviation around the centre, in kilometres.

    Returns
    -------
    list of tuple of float
        Latitude and longitude in degrees, five decimals, at least some 30 m from the border.
    """
    (village,) = [v for v in VILLAGES if v.code == code]
    inner = villages_wgs84()[code].buffer(-0.0003)
    shapely.prepare(inner)
    found: list[tuple[float, float]] = []
    while len(found) < number:
        east, north = rng.normal((village.east, village.north), spread_km)
        point = shapely.Point(np.round(_to_degrees(shapely.Point(east, north)).coords[0], 5))
        if inner.contains(point):
            found.append((point.y, point.x))
    return found
