"""Cards: one square picture a village, to be read on a phone and passed on in a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.render.image.figure import LINE, Sheet, extent
from tambon_gis.render.image.figure_charts import Bar, bar
from tambon_gis.render.image.figure_frame import GOLD, INK, LINE_COLOUR, NAVY, QUIET
from tambon_gis.render.image.figure_ground import Ground, Look, edge_places, fill_places
from tambon_gis.render.image.figure_lines import wrapped
from tambon_gis.render.image.studio import Studio

if TYPE_CHECKING:
    from collections.abc import Callable

    from tambon_gis.render.content import Content
    from tambon_gis.render.profile import Line, Profile

__all__ = ["SIDE", "cards"]

#: Pixels of a side, as chats show a square picture.
SIDE = 1040
#: Pixels an inch at which a point is a pixel.
_DPI = 72
_EDGE, _BAND = 56.0, 214.0
_LEAST, _TEXT, _TITLE = 36.0, 40.0, 66.0
_ROWS = 3
_ROW = 132.0
#: Percent at the end of every bar's track.
_FULL = 100.0
_HERE, _ELSEWHERE = Look("#12395b"), Look("#e3e9ef")


def cards(content: Content, *, lang: str = "th") -> dict[str, bytes]:
    """
    A card for each village.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language of the words; names stay Thai.

    Returns
    -------
    dict[str, bytes]
        ``cards/<code>.png`` of 1040 by 1040 pixels, no letter below 36 pixels. The same content
        gives the same bytes.
    """
    studio = Studio(content, lang=lang)
    return {
        f"cards/{profile.code}.png": _card(studio, at, profile)
        for at, profile in enumerate(studio.profiles[:-1])
    }


def _card(studio: Studio, at: int, profile: Profile) -> bytes:
    """The card of one place."""
    sheet = Sheet(SIDE, SIDE, dpi=_DPI)
    lines = profile.problems[:_ROWS]
    _head(studio, sheet, profile, lines)
    say = studio.say
    sheet.text(_EDGE, _BAND + 70, say.text("static.first"), size=_TEXT, bold=True, colour=NAVY)
    if any(line.share is not None for line in lines):
        sheet.text(SIDE - _EDGE, _BAND + 70, say.text("static.failing"), size=_LEAST,
                   colour=QUIET, across="right")  # fmt: skip
    y = _BAND + 88
    if not lines:
        found = wrapped(say.text(_why_none(profile)), SIDE - 2 * _EDGE, _TEXT)
        for i, told in enumerate(found):
            sheet.text(_EDGE, y + 60 + i * _TEXT * LINE, told, size=_TEXT)
    rows = [_bar(line, say.written) for line in lines]
    behind = [say.written(line.out_of) for line in lines]
    room = max((extent(one, _LEAST) + 24 for one in behind if one), default=0.0)
    for row, out_of in zip(rows, behind, strict=True):
        _row(sheet, y, row, out_of, SIDE - 2 * _EDGE - room)
        y += _ROW
    books = {one.id: one for one in (studio.by_ref[line.ref].book for line in lines)}
    notes = [
        say.text("static.unverified", book=book.rulebook.short.of(studio.lang))
        for book in books.values()
        if not book.verified
    ]
    _foot(studio, sheet, at, notes, told=any(row.other is not None for row in rows))
    sheet.stamp(say.text("page.badge.internal") if studio.internal else "")
    return sheet.png()


def _head(studio: Studio, sheet: Sheet, profile: Profile, lines: tuple[Line, ...]) -> None:
    """The band with the name of the place, the area and the years."""
    sheet.box(0, 0, SIDE, _BAND, fill=NAVY)
    sheet.box(0, _BAND, SIDE, 8, fill=GOLD)
    name = studio.say.written(profile.title)
    room, size = SIDE - 2 * _EDGE, _TITLE
    while extent(name, size, bold=True) > room and size > _LEAST:
        size -= 2
    title = wrapped(name, room, size, bold=True, most=1)[0]
    sheet.text(_EDGE, 98, title, size=size, bold=True, colour="#ffffff")
    years = sorted({line.year for line in lines})
    told = [studio.area.split(" ")[0], *[studio.year(year) for year in years]]
    under = wrapped(" · ".join(told), room, _LEAST, most=1)[0]
    sheet.text(_EDGE, 168, under, size=_LEAST, colour="#d5e3ef")


def _row(sheet: Sheet, y: float, row: Bar, out_of: str, wide: float) -> None:
    """A problem: its name, its value, a bar or a range of 0 to 100, how many were asked."""
    value = wrapped(row.value, SIDE / 2, _TEXT, bold=True, most=1)[0]
    room = SIDE - 2 * _EDGE - extent(value, _TEXT, bold=True) - 30
    title = wrapped(row.title, room, _TEXT, most=1)[0]
    sheet.text(_EDGE, y + 52, title, size=_TEXT)
    sheet.text(SIDE - _EDGE, y + 52, value, size=_TEXT, bold=True, across="right")
    if out_of:
        sheet.text(SIDE - _EDGE, y + 106, out_of, size=_LEAST, colour=QUIET, across="right")
    if row.share is None and row.high is None:
        sheet.line([(_EDGE, y + 96), (SIDE - _EDGE, y + 96)], colour=LINE_COLOUR, width=2)
        return
    sheet.box(_EDGE, y + 76, wide, 34, fill="#e3e9ef")
    bar(sheet, row, _EDGE, y + 93, wide / _FULL, thick=34)


def _foot(studio: Studio, sheet: Sheet, at: int, notes: list[str], *, told: bool) -> None:
    """Where the place lies, what the mark means, and the credit."""
    top, high, wide = SIDE - 318.0, 276.0, 420.0
    bounds = studio.content.places.frame.total_bounds
    box = (float(bounds[0]), float(bounds[1]), float(bounds[2]), float(bounds[3]))
    ground = Ground(box, left=_EDGE, top=top, wide=wide, high=high)
    shapes = [ground.shape(shape) for shape in studio.shapes]
    looks = [_HERE if i == at else _ELSEWHERE for i in range(len(shapes))]
    fill_places(sheet, shapes, looks)
    edge_places(sheet, shapes, edge="#8b99a6")
    x, y = _EDGE + wide + 50, top + 40
    if told:
        sheet.dot(x + 12, y - 12, radius=12, fill=NAVY)
        sheet.text(x + 38, y, studio.whole, size=_LEAST, colour=INK)
        y += _LEAST * LINE + 8
    say, credit = studio.say, studio.content.credits
    parts = [say.text("page.badge.synthetic")] if credit.synthetic else []
    parts += notes
    made = say.text("page.legend.made", date=credit.made_on)
    for part in [*parts, made]:
        for line in wrapped(part, SIDE - _EDGE - x, _LEAST, most=3):
            sheet.text(x, y, line, size=_LEAST, colour=QUIET)
            y += _LEAST * LINE


def _bar(line: Line, told: Callable[[str], str]) -> Bar:
    """A problem as a bar; a score has none."""
    return Bar(
        told(line.title), told(line.value), line.share, line.low, line.high, None, line.area_share,
        exact=line.form != "rounded",
    )  # fmt: skip


def _why_none(profile: Profile) -> str:
    """Key of the words for a place without a known problem."""
    forms = {point.form for points in profile.series.values() for point in points}
    if "hidden" in forms:
        return "static.untold"
    return "static.nothing" if forms - {"no_data", "withheld"} else "page.value.no_data"
