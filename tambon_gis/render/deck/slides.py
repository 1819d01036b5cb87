"""Slides as PPTX, with native tables and charts that can be edited."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING, Any
from unicodedata import category

from tambon_gis.errors import EngineError
from tambon_gis.render import qr
from tambon_gis.render.book.packing import repacked
from tambon_gis.render.book.sheets import chart_sheet
from tambon_gis.render.deck import slides_look as look
from tambon_gis.render.deck.deck import deck_of
from tambon_gis.render.deck.deck_parts import Bars, Lines, Map, Table, Text, lines_in
from tambon_gis.render.image.studio import Studio
from tambon_gis.thai import digits_to_thai, strip_controls
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tambon_gis.render.content import Content
    from tambon_gis.render.deck.deck_parts import Part, Slide
    from tambon_gis.render.deck.slides_look import Box

__all__ = ["slides"]

MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001  (core properties hold no zone)
_WHITE, _PALE, _ALERT, _NOTICE = "FFFFFF", "F1F5F9", "7A1F1F", "6B5200"
_DROPPED = ("docProps/thumbnail.jpeg", "ppt/printerSettings/printerSettings1.bin")
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.'
    b'openxmlformats.org/officeDocument/2006/extended-properties"></Properties>'
)
#: Inches: between two parts, a line above a part, the QR code of the first slide.
_GAP, _LEAD, _CODE = 0.3, 0.45, 1.8
#: Inches of a further line in a cell.
_LINE = 0.36
#: Inches of a further line of a note.
_NOTE = 0.3


def slides(content: Content, *, lang: str = "th") -> dict[str, bytes | str]:
    """
    A presentation that can be edited: the steps of a story, and the findings.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    dict[str, bytes or str]
        ``slides.pptx``. The same content gives the same bytes; it names no author, date or path.

    Raises
    ------
    EngineError
        When python-pptx is not installed.
    """
    try:
        from pptx import Presentation
    except ImportError:
        raise EngineError("office.slides") from None
    maker = _Maker(Presentation(), content, lang)
    for slide in deck_of(content, lang=lang):
        maker.add(slide)
    return {"slides.pptx": maker.saved()}


class _Maker:
    """Draws slides one after another."""

    def __init__(self, book: Any, content: Content, lang: str) -> None:
        """Prepare theme and layouts."""
        self.book, self.content, self.lang = book, content, lang
        self.say = words(lang)
        self.thai = content.digits == "thai"
        look.theme(book)
        self.first, self.plain = look.layouts(book)
        self.studio = Studio(content, lang=lang)
        self.drawn: dict[tuple[int | None, int | None], bytes] = {}

    def add(self, told: Slide) -> None:
        """One slide."""
        slide = self.book.slides.add_slide(self.first if told.cover else self.plain)
        size, colour = (44, _WHITE) if told.cover else (look.TITLE, look.NAVY)
        title = slide.shapes.title.text_frame
        self._write(title, [told.title], size=size, colour=colour, bold=True)
        if told.cover:
            self._cover(slide, told)
            return
        width = look.WIDE - 2 * look.EDGE
        left: float = width if len(told.parts) == 1 else (width - _GAP) * told.left
        over = lines_in(told.note, 1) - 1
        bottom = look.BOTTOM - over * _NOTE
        box: Box = (look.EDGE, look.TOP, left, bottom - look.TOP)
        if len(told.parts) == 1 and told.lead:
            box = self._lead(slide, told.lead, box)
        self._part(slide, told.parts[0], box)
        if len(told.parts) > 1:
            box = (look.EDGE + left + _GAP, look.TOP, width - _GAP - left, bottom - look.TOP)
            if told.lead:
                box = self._lead(slide, told.lead, box)
            self._part(slide, told.parts[1], box)
        if told.note:
            self._box(slide, (look.EDGE, bottom + 0.12, width, 0.4 + over * _NOTE), [told.note])
        self._footer(slide, told.badges)

    def _lead(self, slide: Any, text: str, box: Box) -> Box:
        """A line above a part; what is left for the part."""
        left, top, width, height = box
        self._box(slide, (left, top, width, _LEAD), [text], size=look.BODY, colour=look.INK)
        return left, top + _LEAD, width, height - _LEAD

    def _cover(self, slide: Any, told: Slide) -> None:
        """Kicker, years and date, and what must be said of the data first."""
        lines = [line for part in told.parts if isinstance(part, Text) for line in part.lines]
        lead = slide.placeholders[1].text_frame
        self._write(lead, [told.lead, *lines], size=24, colour="E8EDF2")
        for made in qr.pictures(self.content).values():
            if isinstance(made, bytes):
                place = (look.WIDE - look.EDGE - _CODE, 7.0 - _CODE, _CODE, _CODE)
                shape = slide.shapes.add_picture(BytesIO(made), *map(look.inches, place))
                look.describe(shape, self.content.public_url or "")
        if self._badge():
            box = (look.EDGE + 0.3, 6.4, 9, 0.6)
            colour = "FFD9D2" if self._internal() else "F3DF9B"
            self._box(slide, box, [self._badge()], size=22, colour=colour, bold=True)

    def _internal(self) -> bool:
        """Whether the file must not be handed on."""
        return self.content.measures.audience == "internal"

    def _badge(self) -> str:
        """What stands on every slide."""
        keys = ["internal"] if self._internal() else []
        keys += ["synthetic"] if self.content.credits.synthetic else []
        return " · ".join(self.say.text(f"page.badge.{key}") for key in keys)

    def _footer(self, slide: Any, more: Sequence[str]) -> None:
        """Number of the slide, area, badges."""
        wide = 6.6 if more else 4.2
        box: Box = (look.EDGE, look.FOOT, look.WIDE - 2 * look.EDGE - wide, 0.38)
        look.number(self._box(slide, box, [self.content.credits.area_title]), self.lang)
        told = " · ".join(part for part in (self._badge(), *more) if part)
        if told:
            box = (look.WIDE - look.EDGE - wide, look.FOOT, wide, 0.38)
            colour = _ALERT if self._internal() else _NOTICE
            frame = self._box(slide, box, [told], colour=colour, bold=True)
            frame.paragraphs[0].alignment = look.named("align", "RIGHT")

    def _part(self, slide: Any, part: Part, box: Box) -> None:
        """Text, table, chart or picture."""
        if isinstance(part, Text):
            size = _fitting(part.lines, box)
            self._box(slide, box, part.lines, size=size, colour=look.INK, gap=size * 0.5)
        elif isinstance(part, Table):
            self._table(slide, part, box)
        elif isinstance(part, Map):
            self._picture(slide, part, box)
        else:
            self._chart(slide, part, box)

    def _box(self, slide: Any, box: Box, lines: Iterable[str], **how: Any) -> Any:
        """A text box."""
        frame = slide.shapes.add_textbox(*map(look.inches, box)).text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = 0
        self._write(frame, lines, **{"size": look.SMALL, "colour": look.MUTED, **how})
        return frame

    def _write(
        self,
        frame: Any,
        lines: Iterable[str],
        *,
        size: float,
        colour: str = look.INK,
        bold: bool = False,
        gap: float = 0,
    ) -> None:
        """Paragraphs of one run each: a text is never a field, a link or a formula."""
        from pptx.util import Pt

        for at, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.alignment, paragraph.space_after = look.named("align", "LEFT"), Pt(gap)
            run = paragraph.add_run()
            run.text = self._said(line)
            look.font(run.font, size=size, colour=colour, bold=bold)
            look.script(run._r.get_or_add_rPr(), self.lang)  # noqa: SLF001  (no door for cs)

    def _said(self, text: str) -> str:
        """A text in one line, in the digits of the project."""
        plain = " ".join(strip_controls(text).split())
        return digits_to_thai(plain) if self.thai else plain

    def _table(self, slide: Any, part: Table, box: Box) -> None:
        """A native table."""
        left, top, width, _ = box
        rows = (part.heads, *part.rows)
        place = map(look.inches, (left, top, width, look.ROW * len(rows)))
        shape = slide.shapes.add_table(len(rows), len(part.heads), *place)
        look.describe(shape, slide.shapes.title.text_frame.text)
        for at, share in enumerate(part.widths):
            shape.table.columns[at].width = look.inches(width * share / sum(part.widths))
        for at, row in enumerate(rows):
            shape.table.rows[at].height = look.inches(_height(row, part.widths, width))
            total = part.total and at == len(rows) - 1
            for column, text in enumerate(row):
                cell = shape.table.cell(at, column)
                self._cell(cell, text, at, total=total)
                if column in part.right:
                    right = look.named("align", "RIGHT")
                    cell.text_frame.paragraphs[0].alignment = right

    def _cell(self, cell: Any, text: str, row: int, *, total: bool) -> None:
        """A cell: heads white on navy, a sum bold, every second row tinted."""
        cell.margin_top = cell.margin_bottom = look.inches(0.02)
        cell.vertical_anchor = look.named("anchor", "MIDDLE")
        fill = look.NAVY if row == 0 else look.GRID if total else (_PALE, _WHITE)[row % 2]
        look.paint(cell.fill, fill)
        colour = _WHITE if row == 0 else look.INK
        self._write(cell.text_frame, [text], size=look.SMALL, colour=colour, bold=row == 0 or total)

    def _chart(self, slide: Any, part: Bars | Lines, box: Box) -> None:
        """A native chart with its own sheet of numbers."""
        from pptx.chart import data as chart_data

        flat = isinstance(part, Bars)
        labels = part.labels if isinstance(part, Bars) else part.years
        named: Sequence[tuple[str, Sequence[float | None]]] = (
            [(part.title, part.values)] if isinstance(part, Bars) else part.series
        )
        labels = tuple(map(self._said, labels))
        named = [(self._said(name), values) for name, values in named]
        made_of: Any = chart_data
        data = made_of.CategoryChartData(number_format="General")
        data.categories = labels
        for name, values in named:
            data.add_series(name, values)
        kind = look.named("chart", "BAR_CLUSTERED" if flat else "LINE_MARKERS")
        shape = slide.shapes.add_chart(kind, *map(look.inches, box), data)
        chart = shape.chart
        chart.part.chart_workbook.update_from_xlsx_blob(chart_sheet(labels, named))
        look.describe(shape, self._said(part.alt))
        look.font(chart.font, size=look.SMALL, colour=look.INK)
        look.script(chart.font._rPr, self.lang)  # noqa: SLF001  (no door for cs)
        chart.has_title = True
        self._write(chart.chart_title.text_frame, [part.title], size=look.SMALL, colour=look.MUTED)
        look.bars(chart) if flat else look.lines(chart)

    def _picture(self, slide: Any, part: Map, box: Box) -> None:
        """A picture of a map, as wide or as high as there is room, in the middle of it."""
        from tambon_gis.render.image import pictures

        key = (part.layer, part.year)
        if key not in self.drawn:
            if part.layer is None or part.year is None:
                self.drawn[key] = pictures.places_map(self.studio)
            else:
                layer = self.studio.layers[part.layer]
                self.drawn[key] = pictures.map_of(self.studio, layer, part.year)
        made = self.drawn[key]
        left, top, width, height = map(look.inches, box)
        shape = slide.shapes.add_picture(BytesIO(made), left, top)
        scale = min(width / shape.width, height / shape.height)
        shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
        shape.left = left + (width - shape.width) // 2
        look.describe(shape, self._said(part.alt))

    def saved(self) -> bytes:
        """The file: no author, no date, no picture of the first slide."""
        about = self.book.core_properties
        about.title = self._said(self.content.credits.area_title)
        about.author = about.last_modified_by = about.comments = ""
        about.created = about.modified = MADE
        about.language = look.tongue(self.lang)
        package = self.book.part.package
        for part in package.iter_parts():
            if str(part.partname) == "/docProps/app.xml":
                part._blob = _APP  # noqa: SLF001  (the part has no door)
        look.drop(package._rels, _DROPPED)  # noqa: SLF001
        look.drop(self.book.part.rels, _DROPPED)
        out = BytesIO()
        self.book.save(out)
        return repacked(out.getvalue())


def _height(row: Sequence[str], widths: Sequence[float], wide: float) -> float:
    """Inches that a row takes, with the lines that its texts take."""
    whole = wide / (look.WIDE - 2 * look.EDGE) / sum(widths)
    lines = max(lines_in(text, part * whole) for text, part in zip(row, widths, strict=True))
    return look.ROW + (lines - 1) * _LINE


def _fitting(lines: Sequence[str], box: Box) -> int:
    """The largest size at which paragraphs fit their box; marks above letters take no room."""
    room = [sum(category(letter) != "Mn" for letter in line) for line in lines]
    for size in (24, 22, look.BODY):
        letters = max(1, int(box[2] * 72 / (0.56 * size)))
        rows = sum(max(1, -(-long // letters)) for long in room)
        if (rows * 1.45 + len(lines) * 0.5) * size <= box[3] * 72:
            return size
    return int(look.SMALL)
