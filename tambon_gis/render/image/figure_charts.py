"""Charts on a sheet: ranked bars, lines over the years, a radar. A band is a range, never a bar."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from tambon_gis.render.image.figure import LINE, Sheet, extent
from tambon_gis.render.image.figure_frame import (
    INK,
    LINE_COLOUR,
    MARGIN,
    NAVY,
    QUIET,
    WASH,
    WIDTH,
    Frame,
    framed,
    paragraph,
)
from tambon_gis.render.image.figure_lines import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Axis", "Bar", "Panel", "Year", "bar", "bars", "radar", "top_of", "trends"]

SHARE, RANGE, RANGE_EDGE = "#d95f0e", "#fee9c2", "#a8790f"
_TITLES = 236.0
_BAR = 17.0
_FULL = 100.0


@dataclass(frozen=True)
class Bar:
    """
    One row of a bar chart.

    Parameters
    ----------
    title, value : str
        What it is, and its value in words.
    share : float or None
        Percent, where it is told.
    low, high : float or None
        The range, where only a band is told.
    target, other : float or None
        What is accepted, and the whole area's share, as marks.
    exact : bool
        Whether the share is told to the point; the bar of a rounded one is hollow.
    """

    title: str
    value: str
    share: float | None = None
    low: float | None = None
    high: float | None = None
    target: float | None = None
    other: float | None = None
    exact: bool = True


@dataclass(frozen=True)
class Year:
    """
    A year of an indicator.

    Parameters
    ----------
    year, told : str
        The year, and the value in words.
    share, low, high : float or None
        Percent, or the range that a band leaves.
    exact : bool
        Whether the share is told to the point: only such years are joined by a line.
    """

    year: str
    told: str
    share: float | None = None
    low: float | None = None
    high: float | None = None
    exact: bool = False


@dataclass(frozen=True)
class Panel:
    """
    One small chart over the years.

    Parameters
    ----------
    title : str
        The indicator.
    points : tuple[Year, ...]
        Oldest first.
    """

    title: str
    points: tuple[Year, ...]


@dataclass(frozen=True)
class Axis:
    """One axis of a radar, 0 to 100: a value, a range, or nothing; and how it is said."""

    title: str
    told: str
    value: float | None = None
    low: float | None = None
    high: float | None = None


def bars(frame: Frame, rows: Sequence[Bar], *, marks: tuple[str, str] = ("", "")) -> bytes:
    """
    Ranked bars.

    Parameters
    ----------
    frame : Frame
        The words around it.
    rows : Sequence[Bar]
        Worst first.
    marks : tuple of two str
        Words for the marks of the target and of the whole area.

    Returns
    -------
    bytes
        A PNG.
    """
    lines = [wrapped(row.title, _TITLES - 10, 13, most=2) for row in rows]
    heights = [max(len(one) * 13 * LINE, _BAR) + 9 for one in lines]
    shown = [bool(marks[0]) and any(r.target is not None for r in rows),
             bool(marks[1]) and any(r.other is not None for r in rows)]  # fmt: skip
    sheet = framed(frame, sum(heights) + (26 if any(shown) else 6))
    most, y, left = top_of(rows), frame.top, MARGIN + _TITLES
    wide = WIDTH - MARGIN - left - max((extent(r.value, 13) for r in rows), default=0) - 10
    for row, titles, high in zip(rows, lines, heights, strict=True):
        middle = y + (high - 9) / 2
        paragraph(sheet, MARGIN, middle - len(titles) * 13 * LINE / 2, titles, size=13)
        bar(sheet, row, left, middle, wide / most, thick=_BAR)
        end = left + wide / most * (row.share if row.share is not None else row.high or 0)
        sheet.text(end + 8, middle + 4.5, row.value, size=13, bold=row.share is not None)
        y += high
    sheet.line([(left, frame.top - 4), (left, y - 4)], colour=INK, width=0.8)
    _bar_marks(sheet, left, y + 12, marks, shown)
    sheet.stamp(frame.watermark)
    return sheet.png()


def bar(sheet: Sheet, row: Bar, left: float, middle: float, unit: float, *, thick: float) -> None:
    """
    One bar, or one range, with its marks.

    Parameters
    ----------
    sheet : Sheet
        Where.
    row : Bar
        What.
    left, middle : float
        Where zero lies, and the middle of the bar.
    unit : float
        Points a percent takes.
    thick : float
        Points.
    """
    top = middle - thick / 2
    if row.share is not None:
        inside = SHARE if row.exact else "#ffffff"
        sheet.box(left, top, max(row.share * unit, 1), thick, fill=inside, edge=SHARE)
    elif row.low is not None and row.high is not None:
        wide = max((row.high - row.low) * unit, 2)
        sheet.box(left + row.low * unit, top, wide, thick, fill=RANGE, edge=RANGE_EDGE,
                  pattern="no_data", ink=RANGE_EDGE)  # fmt: skip
    if row.other is not None:
        x = left + row.other * unit
        sheet.dot(x, middle, radius=thick / 3.4, fill=NAVY)
    if row.target is not None:
        x = left + row.target * unit
        sheet.line([(x, top - 3), (x, top + thick + 3)], colour="#ffffff", width=4)
        sheet.line([(x, top - 3), (x, top + thick + 3)], colour=NAVY, width=2)


def top_of(rows: Sequence[Bar]) -> float:
    """
    Where the scale of bars ends.

    Parameters
    ----------
    rows : Sequence[Bar]
        All bars that share the scale.

    Returns
    -------
    float
        Percent: a round number over all of them, 100 at most.

    Examples
    --------
    >>> top_of([Bar("", "", share=31.2), Bar("", "", low=0.5, high=2.1, target=5)])
    35.0
    """
    ends = [n for row in rows for n in (row.share, row.high, row.target, row.other) if n]
    return min(math.ceil(max(ends, default=5) / 5) * 5.0, _FULL)


def trends(frame: Frame, panels: Sequence[Panel]) -> bytes:
    """
    Small charts over the years, three side by side, on one scale.

    Parameters
    ----------
    frame : Frame
        The words around it.
    panels : Sequence[Panel]
        At least one.

    Returns
    -------
    bytes
        A PNG.
    """
    gap, high = 18.0, 156.0
    wide = (WIDTH - 2 * MARGIN - 2 * gap) / 3
    rows = -(-len(panels) // 3)
    sheet = framed(frame, rows * (high + 16))
    years = [year for panel in panels for year in panel.points]
    most = top_of([Bar("", "", year.share, high=year.high) for year in years])
    for i, panel in enumerate(panels):
        left = MARGIN + i % 3 * (wide + gap)
        top = frame.top + i // 3 * (high + 16)
        _panel(sheet, panel, (left, top, wide, high), most)
    sheet.stamp(frame.watermark)
    return sheet.png()


def radar(frame: Frame, axes: Sequence[Axis], *, heading: tuple[str, str]) -> bytes:
    """
    A radar, its values beside it.

    Parameters
    ----------
    frame : Frame
        The words around it.
    axes : Sequence[Axis]
        At least three.
    heading : tuple of two str
        Words over the titles and over the values.

    Returns
    -------
    bytes
        A PNG.
    """
    body = 340.0
    sheet = framed(frame, body)
    draw_radar(sheet, axes, (MARGIN + 190, frame.top + body / 2 + 10), 150)
    left, y = MARGIN + 410, frame.top + 24
    sheet.text(left, y, heading[0], size=12, bold=True, colour=QUIET)
    sheet.text(WIDTH - MARGIN, y, heading[1], size=12, bold=True, colour=QUIET, across="right")
    y += 8
    for i, axis in enumerate(axes):
        sheet.line([(left, y), (WIDTH - MARGIN, y)], colour=LINE_COLOUR, width=0.8)
        told = f"{axis.told}"
        sheet.text(WIDTH - MARGIN, y + 20, told, size=14, bold=True, across="right")
        room = WIDTH - MARGIN - left - extent(told, 14, bold=True) - 12
        lines = wrapped(f"{i + 1}. {axis.title}", room, 13, most=2)
        y = paragraph(sheet, left, y + 4, lines, size=13) + 6
    sheet.stamp(frame.watermark)
    return sheet.png()


def draw_radar(
    sheet: Sheet, axes: Sequence[Axis], middle: tuple[float, float], radius: float
) -> None:
    """Rings, spokes, a polygon where every axis has a value, and ranges as thick spokes."""
    turns = [2 * math.pi * i / len(axes) for i in range(len(axes))]

    def at(turn: float, part: float) -> tuple[float, float]:
        reach = radius * part / _FULL
        return middle[0] + reach * math.sin(turn), middle[1] - reach * math.cos(turn)

    for ring in (100, 75, 50, 25):
        shape = shapely.Polygon([at(turn, ring) for turn in turns])
        sheet.area(shape, fill=WASH if ring == _FULL else None, edge=LINE_COLOUR, width=0.8)
    for i, turn in enumerate(turns):
        sheet.line([middle, at(turn, _FULL)], colour=LINE_COLOUR, width=0.8)
        x, y = at(turn, 110)
        sheet.text(x, y + 5, str(i + 1), size=15, bold=True, colour=NAVY, across="center")
    values = [axis.value for axis in axes]
    if all(value is not None for value in values):
        corners = [at(turn, value or 0) for turn, value in zip(turns, values, strict=True)]
        sheet.area(shapely.Polygon(corners), fill="#2b7bba", opacity=0.28)
        sheet.line([*corners, corners[0]], colour="#0b4f86", width=2.2)
    for axis, turn in zip(axes, turns, strict=True):
        if axis.value is not None:
            sheet.dot(*at(turn, axis.value), radius=4.5, fill="#0b4f86")
        elif axis.low is not None and axis.high is not None:
            sheet.line([at(turn, axis.low), at(turn, axis.high)], colour=RANGE_EDGE, width=6)
    for ring in (50, 100):
        x, y = at(0, ring)
        sheet.text(x + 5, y + 12, str(ring), size=9.5, colour=QUIET, halo=1)


def _panel(sheet: Sheet, panel: Panel, box: tuple[float, float, float, float], most: float) -> None:
    """One indicator over the years."""
    left, top, wide, high = box
    lines = wrapped(panel.title, wide, 12.5, bold=True, most=2)
    paragraph(sheet, left, top, lines, size=12.5, bold=True, colour=NAVY)
    floor, ceiling = top + high - 20, top + len(lines) * 12.5 * LINE + 26
    step = wide / max(len(panel.points), 1)
    sheet.line([(left, floor), (left + wide, floor)], colour=QUIET, width=0.8)
    before: tuple[float, float] | None = None
    for i, one in enumerate(panel.points):
        x = left + step * (i + 0.5)
        sheet.text(x, floor + 15, one.year, size=11, colour=QUIET, across="center")
        unit = (floor - ceiling) / most
        here = None if one.share is None else (x, floor - one.share * unit)
        if here is None and one.low is not None and one.high is not None:
            high_end, low_end = floor - one.high * unit, floor - one.low * unit
            sheet.box(x - 5, high_end, 10, max(low_end - high_end, 2), fill=RANGE, edge=RANGE_EDGE)
        if here and before and one.exact:
            sheet.line([before, here], colour=SHARE, width=2.2)
        if here:
            sheet.dot(*here, radius=4, fill=SHARE if one.exact else RANGE_EDGE)
        y = here[1] if here else floor - (one.high or 0) * unit
        _told(sheet, x, y - 9, one.told, step)
        before = here if one.exact else None


def _told(sheet: Sheet, x: float, y: float, told: str, room: float) -> None:
    """A value over its point, in lines that fit between the points."""
    lines = wrapped(told, room - 4, 10.5, bold=True, most=3)
    for i, line in enumerate(reversed(lines)):
        sheet.text(x, y - i * 10.5 * LINE, line, size=10.5, bold=True, across="center", halo=1.4)


def _bar_marks(
    sheet: Sheet, left: float, y: float, marks: tuple[str, str], shown: Sequence[bool]
) -> None:
    """What the marks on the bars mean."""
    x = left
    if shown[0]:
        sheet.line([(x + 3, y - 9), (x + 3, y + 3)], colour=NAVY, width=2)
        sheet.text(x + 12, y + 1, marks[0], size=11, colour=QUIET)
        x += extent(marks[0], 11) + 36
    if shown[1]:
        sheet.dot(x + 3, y - 3, radius=4.5, fill=NAVY)
        sheet.text(x + 12, y + 1, marks[1], size=11, colour=QUIET)
