"""The ground of a map: degrees on a sheet, places filled and named, layers over them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from tambon_gis.render.image.figure import LINE, Sheet, extent

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["EDGE", "Ground", "Label", "Look", "Mark", "aspect_of", "box_of", "dots_of",
           "draw_marks", "draw_shape", "edge_places", "fill_places", "write_labels"]  # fmt: skip

#: Metres in a degree of latitude, near enough for a scale bar.
_DEGREE = 110_700
EDGE = "#3a4a57"
#: From so many places on, borders are thin.
_MANY = 100
_LABELS = (12.0, 10.5, 9.0)
#: How far a label may stand from its point, the nearest first.
_SHIFTS = ((0, 0), (0, -14), (0, 14), (0, -28), (0, 28), (-24, 0), (24, 0), (-24, -20), (24, -20),
           (-24, 20), (24, 20), (0, -42), (0, 42))  # fmt: skip
#: Radius of a dot.
_DOT = 4.0


@dataclass(frozen=True)
class Look:
    """How a place is filled: colour, pattern over it (or nothing) and the pattern's own colour."""

    colour: str
    pattern: str = ""
    ink: str = "#5d6b78"


@dataclass(frozen=True)
class Label:
    """A place's number and name, and where to write them (degrees)."""

    x: float
    y: float
    number: str
    name: str


@dataclass(frozen=True)
class Mark:
    """A layer over or under the places: its shapes in degrees, and how they are drawn."""

    kind: Literal["points", "lines", "areas"]
    shapes: tuple[shapely.Geometry, ...]
    title: str
    colour: str
    width: float = 1.5
    dashed: bool = False
    hatched: bool = False
    below: bool = False


class Ground:
    """
    Where degrees fall on a sheet: distances to the north as true as those to the east.

    Parameters
    ----------
    box : tuple of four floats
        West, south, east, north in degrees.
    left, top, wide, high : float
        Points of the sheet into which the box is fitted, in the middle.
    """

    def __init__(
        self,
        box: tuple[float, float, float, float],
        *,
        left: float,
        top: float,
        wide: float,
        high: float,
    ) -> None:
        self.box = box
        self.west, south, east, self.north = box
        self.squeeze = math.cos(math.radians((south + self.north) / 2))
        across = max((east - self.west) * self.squeeze, 1e-9)
        down = max(self.north - south, 1e-9)
        #: Points a degree of latitude takes.
        self.scale = min(wide / across, high / down)
        self.left = left + (wide - across * self.scale) / 2
        self.top = top + (high - down * self.scale) / 2
        self.wide, self.high = across * self.scale, down * self.scale

    def shape(self, shape: shapely.Geometry) -> shapely.Geometry:
        """A shape in points of the sheet."""
        return shapely.transform(shape, self._points)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the sheet."""
        found = self._points(np.array([[x, y]]))[0]
        return float(found[0]), float(found[1])

    @property
    def metre(self) -> float:
        """Points a metre takes."""
        return self.scale / _DEGREE

    def _points(self, degrees: np.ndarray) -> np.ndarray:
        """Degrees as points."""
        x = self.left + (degrees[:, 0] - self.west) * self.squeeze * self.scale
        return np.column_stack([x, self.top + (self.north - degrees[:, 1]) * self.scale])


def fill_places(sheet: Sheet, shapes: Sequence[shapely.Geometry], looks: Sequence[Look]) -> None:
    """Fill each place."""
    for shape, look in zip(shapes, looks, strict=True):
        sheet.area(shape, fill=look.colour, pattern=look.pattern, ink=look.ink)


def edge_places(sheet: Sheet, shapes: Sequence[shapely.Geometry], *, edge: str = EDGE) -> None:
    """Draw the borders of all places."""
    width = 0.9 if len(shapes) < _MANY else 0.3
    for shape in shapes:
        sheet.area(shape, edge=edge, width=width)


def draw_marks(sheet: Sheet, ground: Ground, marks: Sequence[Mark]) -> None:
    """Lines, areas and points of the group's own layers, as far as the map reaches."""
    for mark in marks:
        for shape in mark.shapes:
            draw_shape(sheet, ground.shape(shapely.clip_by_rect(shape, *ground.box)), mark)


def draw_shape(sheet: Sheet, shape: shapely.Geometry, mark: Mark) -> None:
    """One shape of a layer."""
    for part in shapely.get_parts(shape):
        if mark.kind == "areas":
            pattern = "no_data" if mark.hatched else ""
            fill = None if mark.hatched else mark.colour
            sheet.area(part, fill=fill, edge=mark.colour, width=mark.width, pattern=pattern,
                       ink=mark.colour, opacity=0.55)  # fmt: skip
        elif mark.kind == "lines":
            points = [(float(x), float(y)) for x, y in shapely.get_coordinates(part)]
            sheet.line(points, colour=mark.colour, width=mark.width, dashed=mark.dashed)
        else:
            sheet.dot(part.x, part.y, radius=_DOT, fill=mark.colour)


def dots_of(ground: Ground, marks: Sequence[Mark]) -> shapely.Geometry:
    """
    Where dots will stand.

    Parameters
    ----------
    ground : Ground
        The paper.
    marks : sequence of Mark
        What is drawn.

    Returns
    -------
    shapely.Geometry
        Their circles, in points of the paper.
    """
    shapes = [ground.shape(shape) for mark in marks for shape in mark.shapes]
    return shapely.union_all([shape.buffer(_DOT + 1) for shape in shapes])


def write_labels(
    sheet: Sheet,
    ground: Ground,
    shapes: Sequence[shapely.Geometry],
    labels: Sequence[Label],
    *,
    apart: shapely.Geometry | None = None,
) -> None:
    """Number and name where both fit into the place, the number alone, or nothing."""
    for shape, label in zip(shapes, labels, strict=bool(labels)):
        at = ground.point(label.x, label.y)
        lines, size, (x, y) = _fitting(shape, at, label, apart or shapely.Point())
        top = y - size * LINE * len(lines) / 2
        for i, line in enumerate(lines):
            base = top + (i + 0.76) * size * LINE
            sheet.text(x, base, line, size=size, bold=i == 0, across="center", halo=1.4)


def _fitting(
    shape: shapely.Geometry, at: tuple[float, float], label: Label, apart: shapely.Geometry
) -> tuple[list[str], float, tuple[float, float]]:
    """The fullest label inside its place, its size, and where it covers no dot if that can be."""
    west, north, east, south = shape.bounds
    if (east - west) < _LABELS[-1] or (south - north) < _LABELS[-1]:
        return [], 0, at
    choices = ([label.number, label.name], [label.number or label.name])
    for lines, size in ((c, s) for c in choices for s in _LABELS):
        kept = [line for line in lines if line]
        wide = max((extent(line, size, bold=True) for line in kept), default=0) / 2
        high = len(kept) * size * LINE / 2 * 0.9
        boxes = [
            (shapely.box(x - wide, y - high, x + wide, y + high), (x, y))
            for x, y in ((at[0] + dx, at[1] + dy) for dx, dy in _SHIFTS)
        ]
        inside = [(box, point) for box, point in boxes if shape.contains(box)]
        if kept and inside:
            free = [point for box, point in inside if not box.intersects(apart)]
            return kept, size, (free or [point for _, point in inside])[0]
    return [], 0, at


def box_of(shapes: Sequence[shapely.Geometry]) -> tuple[float, float, float, float]:
    """
    The box around all places.

    Parameters
    ----------
    shapes : sequence of shapely.Geometry
        Polygons, WGS 84.

    Returns
    -------
    tuple of float
        West, south, east, north in degrees, a little wider than the places.
    """
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(list(shapes)))
    edge = 0.015 * max(east - west, north - south)
    return west - edge, south - edge, east + edge, north + edge


def aspect_of(box: tuple[float, float, float, float]) -> float:
    """
    Width over height on the ground.

    Parameters
    ----------
    box : tuple of float
        West, south, east, north in degrees.

    Returns
    -------
    float
        The ratio of the two, with degrees of longitude as long as they are there.
    """
    west, south, east, north = box
    squeeze = math.cos(math.radians((south + north) / 2))
    return max((east - west) * squeeze, 1e-9) / max(north - south, 1e-9)
