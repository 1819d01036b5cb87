"""Maps on a sheet: places with colours and patterns, their labels, scale, north and legend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import shapely

from tambon_gis.render.image.figure import LINE, Sheet, extent
from tambon_gis.render.image.figure_frame import (
    INK,
    MARGIN,
    NAVY,
    QUIET,
    WIDTH,
    Frame,
    framed,
    paragraph,
)
from tambon_gis.render.image.figure_ground import (
    EDGE,
    Ground,
    Label,
    Look,
    Mark,
    aspect_of,
    box_of,
    dots_of,
    draw_marks,
    draw_shape,
    edge_places,
    fill_places,
    write_labels,
)
from tambon_gis.render.image.figure_lines import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Key", "Scale", "chart", "multiples"]

_MAP_WIDE = 452.0
_LEGEND = MARGIN + _MAP_WIDE + 18
_SWATCH = 30.0
_COLUMN = (WIDTH - 2 * MARGIN - 28) / 3


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
    box = box_of(shapes)
    high = min(max(_MAP_WIDE / aspect_of(box), 280), 500)
    body = max(high, _key_height(key, marks))
    sheet = framed(frame, body)
    ground = Ground(box, left=MARGIN, top=frame.top, wide=_MAP_WIDE, high=body)
    drawn = [ground.shape(shape) for shape in shapes]
    fill_places(sheet, drawn, looks)
    draw_marks(sheet, ground, [mark for mark in marks if mark.below])
    edge_places(sheet, drawn)
    over = [mark for mark in marks if not mark.below]
    draw_marks(sheet, ground, [mark for mark in over if mark.kind != "points"])
    dots = [mark for mark in over if mark.kind == "points"]
    write_labels(sheet, ground, drawn, labels, apart=dots_of(ground, dots))
    draw_marks(sheet, ground, dots)
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
    box, columns = box_of(shapes), min(len(panels), 3)
    rows = -(-len(panels) // columns)
    gap = 14
    wide = (WIDTH - 2 * MARGIN - gap * (columns - 1)) / columns
    high = min(max(wide / aspect_of(box), 120), 300)
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
        write_labels(sheet, ground, drawn, labels)
    _key_in_columns(sheet, sheet.height - frame.bottom - shown + 8, key)
    sheet.stamp(frame.watermark)
    return sheet.png()


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
    sheet.box(x, y + 1, _SWATCH, 17, fill=look.colour, edge=EDGE, pattern=look.pattern,
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
        draw_shape(sheet, shape, mark)
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
