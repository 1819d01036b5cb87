"""Maps on a sheet: places with colours and patterns, their labels, scale, north and legend."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from tambon_gis.render.figure import LINE, Sheet, extent
from tambon_gis.render.figure_frame import (
    INK,
    MARGIN,
    NAVY,
    QUIET,
    WIDTH,
    Frame,
    framed,
    paragraph,
)
from tambon_gis.render.figure_lines import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Ground", "Key", "Label", "Look", "Mark", "Scale", "chart", "multiples"]

#: Metres in a degree of latitude, near enough for a scale bar.
_DEGREE = 110_700
_MAP_WIDE = 452.0
_LEGEND = MARGIN + _MAP_WIDE + 18
_EDGE = "#3a4a57"
_LABELS = (12.0, 10.5, 9.0)
_SWATCH = 30.0
_COLUMN = (WIDTH - 2 * MARGIN - 28) / 3
#: From so many places on, borders are thin.
_MANY = 100


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


@dataclass(frozen=True)
class Key:
    """The legend: its title, what is counted, a row a look with the number of places, notes."""

    title: str
    counted: str = ""
    rows: tuple[tuple[Look, str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scale:
    """The words of a scale bar, and the letter of the north."""

    length: Callable[[float], str] = "{:,.0f} m".format
    north: str = "N"


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


def chart(
    frame: Frame,
    shapes: Sequence[shapely.Geometry],
    looks: Sequence[Look],
    key: Key,
    *,
    labels: Sequence[Label] = (),
    marks: Sequence[Mark] = (),
    scale: Scale = Scale(),
) -> bytes:
    """
    A map with its legend.

    Parameters
    ----------
    frame : Frame
        The words around it.
    shapes : Sequence[shapely.Geometry]
        Places in degrees.
    looks : Sequence[Look]
        One a place.
    key : Key
        The legend.
    labels : Sequence[Label]
        One a place, or none.
    marks : Sequence[Mark]
        The group's own layers, lowest first.
    scale : Scale
        Words of the scale bar and of the arrow to the north.

    Returns
    -------
    bytes
        A PNG.
    """
    box = _box(shapes)
    high = min(max(_MAP_WIDE / _aspect(box), 280), 500)
    body = max(high, _key_height(key, marks))
    sheet = framed(frame, body)
    ground = Ground(box, left=MARGIN, top=frame.top, wide=_MAP_WIDE, high=body)
    drawn = [ground.shape(shape) for shape in shapes]
    fill_places(sheet, drawn, looks)
    _marks(sheet, ground, [mark for mark in marks if mark.below])
    edge_places(sheet, drawn)
    _marks(sheet, ground, [mark for mark in marks if not mark.below])
    _labels(sheet, ground, drawn, labels)
    _scale(sheet, ground, frame.top + body, scale)
    _north(sheet, frame.top, scale.north)
    _key(sheet, frame.top, key, marks)
    sheet.stamp(frame.watermark)
    return sheet.png()


def multiples(
    frame: Frame,
    shapes: Sequence[shapely.Geometry],
    panels: Sequence[tuple[str, Sequence[Look]]],
    key: Key,
    *,
    labels: Sequence[Label] = (),
) -> bytes:
    """
    The same map several times, side by side, with one legend.

    Parameters
    ----------
    frame : Frame
        The words around it.
    shapes : Sequence[shapely.Geometry]
        Places in degrees.
    panels : Sequence of (str, Sequence[Look])
        Title and looks of each.
    key : Key
        The legend of all.
    labels : Sequence[Label]
        One a place, or none.

    Returns
    -------
    bytes
        A PNG.
    """
    box, columns = _box(shapes), min(len(panels), 3)
    rows = -(-len(panels) // columns)
    gap = 14
    wide = (WIDTH - 2 * MARGIN - gap * (columns - 1)) / columns
    high = min(max(wide / _aspect(box), 120), 300)
    shown = _key_rows_height(key)
    sheet = framed(frame, rows * (high + 30) + shown)
    for i, (title, looks) in enumerate(panels):
        left = MARGIN + i % columns * (wide + gap)
        top = frame.top + i // columns * (high + 30)
        sheet.text(left + wide / 2, top + 14, title, size=14, bold=True, colour=NAVY,
                   across="center")  # fmt: skip
        ground = Ground(box, left=left, top=top + 22, wide=wide, high=high)
        drawn = [ground.shape(shape) for shape in shapes]
        fill_places(sheet, drawn, looks)
        edge_places(sheet, drawn)
        _labels(sheet, ground, drawn, labels)
    _key_in_columns(sheet, sheet.height - frame.bottom - shown + 8, key)
    sheet.stamp(frame.watermark)
    return sheet.png()


def fill_places(sheet: Sheet, shapes: Sequence[shapely.Geometry], looks: Sequence[Look]) -> None:
    """Fill each place."""
    for shape, look in zip(shapes, looks, strict=True):
        sheet.area(shape, fill=look.colour, pattern=look.pattern, ink=look.ink)


def edge_places(sheet: Sheet, shapes: Sequence[shapely.Geometry], *, edge: str = _EDGE) -> None:
    """Draw the borders of all places."""
    width = 0.9 if len(shapes) < _MANY else 0.3
    for shape in shapes:
        sheet.area(shape, edge=edge, width=width)


def _marks(sheet: Sheet, ground: Ground, marks: Sequence[Mark]) -> None:
    """Lines, areas and points of the group's own layers."""
    for mark in marks:
        for shape in map(ground.shape, mark.shapes):
            _mark(sheet, shape, mark)


def _mark(sheet: Sheet, shape: shapely.Geometry, mark: Mark) -> None:
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
            sheet.dot(part.x, part.y, radius=4, fill=mark.colour)


def _labels(
    sheet: Sheet, ground: Ground, shapes: Sequence[shapely.Geometry], labels: Sequence[Label]
) -> None:
    """Number and name where both fit into the place, the number alone, or nothing."""
    for shape, label in zip(shapes, labels, strict=bool(labels)):
        x, y = ground.point(label.x, label.y)
        lines, size = _fitting(shape, (x, y), label)
        top = y - size * LINE * len(lines) / 2
        for i, line in enumerate(lines):
            base = top + (i + 0.76) * size * LINE
            sheet.text(x, base, line, size=size, bold=i == 0, across="center", halo=1.4)


def _fitting(
    shape: shapely.Geometry, at: tuple[float, float], label: Label
) -> tuple[list[str], float]:
    """The fullest label that stands inside its place, and its size."""
    west, north, east, south = shape.bounds
    if (east - west) < _LABELS[-1] or (south - north) < _LABELS[-1]:
        return [], 0
    choices = ([label.number, label.name], [label.number or label.name])
    for lines, size in ((c, s) for c in choices for s in _LABELS):
        kept = [line for line in lines if line]
        wide = max((extent(line, size, bold=True) for line in kept), default=0) / 2
        high = len(kept) * size * LINE / 2 * 0.9
        if kept and shape.contains(
            shapely.box(at[0] - wide, at[1] - high, at[0] + wide, at[1] + high)
        ):
            return kept, size
    return [], 0


def _scale(sheet: Sheet, ground: Ground, bottom: float, words: Scale) -> None:
    """A bar of a round length."""
    most = ground.wide / 4 / ground.metre
    length = max(
        (step * 10**power for power in range(7) for step in (1, 2, 5) if step * 10**power <= most),
        default=1,
    )
    wide, y = length * ground.metre, bottom - 4
    sheet.line(
        [(MARGIN, y - 5), (MARGIN, y), (MARGIN + wide, y), (MARGIN + wide, y - 5)], width=1.2
    )
    sheet.text(MARGIN + wide / 2, y - 7, words.length(length), size=10.5, across="center", halo=1.4)


def _north(sheet: Sheet, top: float, letter: str) -> None:
    """An arrow to the top of the sheet."""
    x, y = MARGIN + _MAP_WIDE - 12, top + 4
    arrow = shapely.Polygon([(x, y), (x + 7, y + 22), (x, y + 17), (x - 7, y + 22)])
    sheet.area(arrow, fill=INK)
    sheet.text(x, y + 36, letter, size=12, bold=True, across="center", halo=1.4)


def _key(sheet: Sheet, top: float, key: Key, marks: Sequence[Mark]) -> None:
    """The legend beside the map."""
    wide, y = WIDTH - MARGIN - _LEGEND, top
    lines = wrapped(key.title, wide, 13, bold=True, most=3)
    y = paragraph(sheet, _LEGEND, y, lines, size=13, bold=True, colour=NAVY)
    across: Literal["left", "right"] = "right" if key.rows else "left"
    x = _LEGEND + (wide if key.rows else 0)
    sheet.text(x, y + 13, key.counted, size=11.5, colour=QUIET, across=across)
    y += 24
    for look, label, count in key.rows:
        y = _row(sheet, _LEGEND, y, look, (label, count), wide)
    for mark in marks:
        y = _mark_row(sheet, y, mark, wide)
    y += 4
    for note in key.notes:
        y = paragraph(sheet, _LEGEND, y, wrapped(note, wide, 10.5), size=10.5, colour=QUIET)


def _row(
    sheet: Sheet, x: float, y: float, look: Look, words: tuple[str, str], wide: float
) -> float:
    """A swatch, its label and the number of places."""
    label, count = words
    sheet.box(x, y + 1, _SWATCH, 17, fill=look.colour, edge=_EDGE, pattern=look.pattern,
              ink=look.ink)  # fmt: skip
    room = wide - _SWATCH - 8 - (extent(count, 12) + 8 if count else 0)
    sheet.text(x + wide, y + 14, count, size=12, across="right", colour=QUIET)
    lines = wrapped(label, room, 12, most=3)
    return max(paragraph(sheet, x + _SWATCH + 8, y, lines, size=12), y + 18) + 5


def _mark_row(sheet: Sheet, y: float, mark: Mark, wide: float) -> float:
    """A layer of the group's own in the legend."""
    across, middle = (_LEGEND, _LEGEND + _SWATCH), y + 9.5
    if mark.kind == "lines":
        sheet.line([(across[0], middle), (across[1], middle)], colour=mark.colour,
                   width=mark.width, dashed=mark.dashed)  # fmt: skip
    else:
        shape = (
            shapely.box(across[0], y + 2, across[1], y + 17)
            if mark.kind == "areas"
            else shapely.Point(_LEGEND + _SWATCH / 2, middle)
        )
        _mark(sheet, shape, mark)
    lines = wrapped(mark.title, wide - _SWATCH - 8, 12, most=2)
    return paragraph(sheet, _LEGEND + _SWATCH + 8, y, lines, size=12) + 5


def _key_height(key: Key, marks: Sequence[Mark]) -> float:
    """Points that the legend takes, measured on a sheet that is thrown away."""
    wide = WIDTH - MARGIN - _LEGEND
    room = wide - _SWATCH - 30
    lines = 1 + len(wrapped(key.title, wide, 13, bold=True, most=3))
    rows = [wrapped(label, room, 12, most=3) for _, label, _ in key.rows]
    rows += [wrapped(mark.title, room, 12, most=2) for mark in marks]
    notes = sum(len(wrapped(note, wide, 10.5)) for note in key.notes)
    return lines * 13 * LINE + sum(max(len(r) * 12 * LINE, 18) + 5 for r in rows) + notes * 16 + 24


def _key_in_columns(sheet: Sheet, top: float, key: Key) -> None:
    """The legend below the maps, three rows side by side, and its notes."""
    for i, (look, label, count) in enumerate(key.rows):
        x = MARGIN + i % 3 * (_COLUMN + 14)
        _row(sheet, x, top + i // 3 * _key_row(key), look, (label, count), _COLUMN)
    y = top + -(-len(key.rows) // 3) * _key_row(key)
    for note in key.notes:
        paragraph(sheet, MARGIN, y, [note], size=10.5, colour=QUIET)


def _key_row(key: Key) -> float:
    """Points that a row of the legend below the maps takes."""
    lines = (len(wrapped(label, _COLUMN - _SWATCH - 8, 12, most=3)) for _, label, _ in key.rows)
    return max(max(lines, default=1) * 12 * LINE, 18) + 6


def _key_rows_height(key: Key) -> float:
    """Points that the legend below the maps takes."""
    return -(-len(key.rows) // 3) * _key_row(key) + 8 + len(key.notes) * 16


def _box(shapes: Sequence[shapely.Geometry]) -> tuple[float, float, float, float]:
    """The box around all places, in degrees."""
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(list(shapes)))
    return west, south, east, north


def _aspect(box: tuple[float, float, float, float]) -> float:
    """Width over height on the ground."""
    west, south, east, north = box
    squeeze = math.cos(math.radians((south + north) / 2))
    return max((east - west) * squeeze, 1e-9) / max(north - south, 1e-9)
