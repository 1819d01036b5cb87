"""Slides as PPTX with native tables and charts, and the only file that imports pptx.

The typeface is Leelawadee UI, for Latin and for complex script: it comes with every Windows that
can show slides, while TH Sarabun New must be installed and is a third smaller at the same size.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import EngineError
from tambon_gis.render.deck import Bars, Lines, Map, Table, Text, deck_of
from tambon_gis.render.packing import repacked
from tambon_gis.render.tables_book import chart_sheet
from tambon_gis.thai import digits_to_thai, strip_controls
from tambon_gis.words import words

if TYPE_CHECKING:
    from tambon_gis.render.content import Content
    from tambon_gis.render.deck import Slide

__all__ = ["FONT", "slides"]

FONT = "Leelawadee UI"
MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001  (core properties hold no zone)
#: Sizes in points.
TITLE, BODY, SMALL = 30, 20, 18
#: Inches: the slide, its edge, where the content begins and ends, the footer.
WIDE, HIGH, EDGE, TOP, BOTTOM, FOOT = 13.333, 7.5, 0.55, 1.3, 6.35, 7.0
ROW = 0.375
NAVY, GOLD, INK, MUTED, ALERT = "12395B", "C9A227", "1B2733", "4B5A68", "7A1F1F"
#: Colours of lines, told apart by dash and marker as well.
LINES = (("12395B", "solid", "circle"), ("B8561A", "dash", "diamond"),
         ("2A7F7B", "sysDash", "square"), ("6B5B95", "lgDash", "triangle"))  # fmt: skip
_PARTS = ("docProps/thumbnail.jpeg", "ppt/printerSettings/printerSettings1.bin")
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.'
    b'openxmlformats.org/officeDocument/2006/extended-properties"></Properties>'
)
_NUMBER_ID = "{00000000-0000-4000-8000-000000000001}"


def slides(content: Content, *, lang: str = "th") -> dict[str, bytes | str]:
    """
    A presentation that can be edited: findings, or the steps of a story.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    dict[str, bytes or str]
        ``slides.pptx``. The same content gives the same bytes.

    Raises
    ------
    EngineError
        When python-pptx is not installed.
    """
    try:
        from pptx import Presentation
    except ImportError:
        raise EngineError("office.slides") from None
    book = Presentation()
    maker = _Maker(book, content, lang)
    for slide in deck_of(content, lang=lang):
        maker.add(slide)
    return {"slides.pptx": maker.saved()}


class _Maker:
    """Draws slides one after another."""

    def __init__(self, book: Any, content: Content, lang: str) -> None:
        """Prepare the theme and two layouts, and drop the rest."""
        self.book, self.content, self.lang = book, content, lang
        self.say = words(lang)
        self.thai = content.digits == "thai"
        book.slide_width, book.slide_height = _inches(WIDE), _inches(HIGH)
        _theme(book)
        self.first, self.plain = _layouts(book)

    def add(self, told: Slide) -> None:
        """One slide."""
        slide = self.book.slides.add_slide(self.first if told.cover else self.plain)
        self._write(slide.shapes.title.text_frame, [told.title], size=40 if told.cover else TITLE,
                    colour="FFFFFF" if told.cover else NAVY, bold=True)  # fmt: skip
        if told.cover:
            self._cover(slide, told)
            return
        top = TOP
        if told.lead:
            self._box(slide, (EDGE, top - 0.08, WIDE - 2 * EDGE, 0.45), [told.lead], colour=INK)
            top += 0.45
        width, gap = WIDE - 2 * EDGE, 0.3
        left = width if len(told.parts) == 1 else (width - gap) * told.left
        at = EDGE
        for part, wide in zip(told.parts, (left, width - gap - left), strict=False):
            self._part(slide, part, (at, top, wide, BOTTOM - top))
            at += wide + gap
        if told.note:
            self._box(slide, (EDGE, BOTTOM + 0.1, width, 0.55), [told.note], size=SMALL)
        self._footer(slide)

    def _cover(self, slide: Any, told: Slide) -> None:
        """Kicker, years and date, and what must be said of the data first."""
        lines = [line for part in told.parts if isinstance(part, Text) for line in part.lines]
        lead = slide.placeholders[1].text_frame
        self._write(lead, [told.lead, *lines], size=24, colour="E8EDF2")
        if self._badge():
            self._box(slide, (EDGE + 0.3, 6.3, 9, 0.6), [self._badge()], size=22,
                      colour="FFD9D2" if self._internal() else "F3DF9B", bold=True)  # fmt: skip

    def _internal(self) -> bool:
        """Whether the file must not be handed on."""
        return self.content.measures.audience == "internal"

    def _badge(self) -> str:
        """What stands on every slide."""
        keys = ["internal"] if self._internal() else []
        keys += ["synthetic"] if self.content.credits.synthetic else []
        return " · ".join(self.say.text(f"page.badge.{key}") for key in keys)

    def _footer(self, slide: Any) -> None:
        """Area, number of the slide, badge."""
        frame = self._box(slide, (EDGE, FOOT, 9, 0.4), [self.content.credits.area_title + " · "])
        _number(frame, self.lang)
        if self._badge():
            colour = ALERT if self._internal() else "7A5C00"
            frame = self._box(slide, (WIDE - EDGE - 5, FOOT, 5, 0.4), [self._badge()],
                              colour=colour, bold=True)  # fmt: skip
            frame.paragraphs[0].alignment = _align("RIGHT")

    def _part(self, slide: Any, part: Any, box: tuple[float, float, float, float]) -> None:
        """Text, table, chart or picture."""
        if isinstance(part, Text):
            size = _fitting(part.lines, box)
            self._box(slide, box, part.lines, size=size, colour=INK, gap=size * 0.5)
        elif isinstance(part, Table):
            self._table(slide, part, box)
        elif isinstance(part, Bars | Lines):
            self._chart(slide, part, box)
        elif isinstance(part, Map):
            self._picture(slide, part, box)

    def _box(self, slide: Any, box: tuple[float, float, float, float], lines: Any, **look: Any) -> Any:
        """A text box."""
        frame = slide.shapes.add_textbox(*map(_inches, box)).text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = 0
        self._write(frame, lines, **{"size": SMALL, "colour": MUTED, **look})
        return frame

    def _write(self, frame: Any, lines: Any, *, size: float, colour: str = INK, bold: bool = False,
               gap: float = 0) -> None:  # fmt: skip
        """Paragraphs of one run each: a text is never a field, a link or a formula."""
        from pptx.util import Pt

        for at, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(gap)
            run = paragraph.add_run()
            run.text = self._said(line)
            _font(run.font, size=size, colour=colour, bold=bold)
            _script(run._r.get_or_add_rPr(), self.lang)  # noqa: SLF001  (no door for cs)

    def _said(self, text: str) -> str:
        """A text in one line, in the digits of the project."""
        plain = " ".join(strip_controls(text).split())
        return digits_to_thai(plain) if self.thai else plain

    def _table(self, slide: Any, part: Table, box: tuple[float, float, float, float]) -> None:
        """A native table."""
        left, top, width, _ = box
        rows = (part.heads, *part.rows)
        size = (_inches(width), _inches(ROW * len(rows)))
        shape = slide.shapes.add_table(
            len(rows), len(part.heads), _inches(left), _inches(top), *size
        )
        _describe(shape, slide.shapes.title.text_frame.text)
        table = shape.table
        table.last_row = part.total
        for at, share in enumerate(part.widths):
            table.columns[at].width = _inches(width * share / sum(part.widths))
        for at, row in enumerate(rows):
            table.rows[at].height = _inches(ROW)
            strong = at == 0 or (part.total and at == len(rows) - 1)
            for column, text in enumerate(row):
                cell = table.cell(at, column)
                cell.margin_top = cell.margin_bottom = _inches(0.02)
                cell.vertical_anchor = _anchor()
                self._write(cell.text_frame, [text], size=SMALL, bold=strong,
                            colour="FFFFFF" if at == 0 else INK)  # fmt: skip
                if column in part.right:
                    cell.text_frame.paragraphs[0].alignment = _align("RIGHT")

    def _chart(self, slide: Any, part: Bars | Lines, box: tuple[float, float, float, float]) -> None:
        """A native chart with its own sheet of numbers."""
        from pptx.chart.data import CategoryChartData
        from pptx.enum.chart import XL_CHART_TYPE

        if isinstance(part, Bars):
            labels, series = part.labels, ((part.series, part.values),)
            kind = XL_CHART_TYPE.BAR_CLUSTERED
        else:
            labels, series = part.years, part.series
            kind = XL_CHART_TYPE.LINE_MARKERS
        labels = tuple(self._said(label) for label in labels)
        data = CategoryChartData(number_format="General")
        data.categories = labels
        named = [(self._said(name), values) for name, values in series]
        for name, values in named:
            data.add_series(name, values)
        shape = slide.shapes.add_chart(kind, *map(_inches, box), data)
        chart = shape.chart
        chart.part.chart_workbook.update_from_xlsx_blob(chart_sheet(labels, named))
        _describe(shape, self._said(part.alt))
        _font(chart.font, size=SMALL, colour=INK)
        _script(chart.font._rPr, self.lang)  # noqa: SLF001  (no door for cs)
        chart.has_title = False
        _bars(chart) if isinstance(part, Bars) else _lines(chart)

    def _picture(self, slide: Any, part: Map, box: tuple[float, float, float, float]) -> None:
        """A picture of a map, as wide or as high as there is room."""

    def saved(self) -> bytes:
        """The file: no author, no date, no picture of the first slide."""
        about = self.book.core_properties
        about.title = self._said(self.content.credits.area_title)
        about.author = about.last_modified_by = about.comments = ""
        about.created = about.modified = MADE
        about.language = _tongue(self.lang)
        package = self.book.part.package
        for part in package.iter_parts():
            if str(part.partname) == "/docProps/app.xml":
                part._blob = _APP  # noqa: SLF001  (the part has no door)
        _drop(package._rels, _PARTS)  # noqa: SLF001
        _drop(self.book.part.rels, _PARTS)
        out = BytesIO()
        self.book.save(out)
        return repacked(out.getvalue())


def _inches(value: float) -> Any:
    """Inches as whole units."""
    from pptx.util import Inches

    return Inches(value)


def _align(name: str) -> Any:
    """An alignment of paragraphs."""
    from pptx.enum.text import PP_ALIGN

    return PP_ALIGN[name]


def _anchor() -> Any:
    """The middle of a cell."""
    from pptx.enum.text import MSO_ANCHOR

    return MSO_ANCHOR.MIDDLE


def _font(font: Any, *, size: float, colour: str, bold: bool = False) -> None:
    """Size, colour and typeface."""
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    font.size, font.bold, font.name = Pt(size), bold, FONT
    font.color.rgb = RGBColor.from_string(colour)


def _tongue(lang: str) -> str:
    """The language as Office names it."""
    return "th-TH" if lang == "th" else "en-GB"


def _script(properties: Any, lang: str) -> None:
    """The typeface of complex script, in which Thai is set, and the language for line breaks."""
    from pptx.oxml.ns import qn

    properties.set("lang", _tongue(lang))
    properties.set("altLang", "th-TH")
    for name in ("a:ea", "a:cs"):
        found = properties.find(qn(name))
        if found is None:
            found = properties.makeelement(qn(name), {})
            latin = properties.find(qn("a:latin"))
            after = properties.find(qn("a:ea")) if name == "a:cs" else latin
            after.addnext(found)
        found.set("typeface", FONT)


def _describe(shape: Any, text: str) -> None:
    """Alternative text."""
    shape._element.nvGraphicFramePr.cNvPr.set("descr", text)  # noqa: SLF001  (no door for it)


def _fitting(lines: tuple[str, ...], box: tuple[float, float, float, float]) -> int:
    """The largest size at which paragraphs fit their box."""
    for size in (24, 22, BODY):
        letters = max(1, int(box[2] * 72 / (0.52 * size)))
        rows = sum(-(-len(line) // letters) for line in lines)
        if (rows * 1.4 + len(lines) * 0.5) * size <= box[3] * 72:
            return size
    return SMALL


def _bars(chart: Any) -> None:
    """Values beside the bars, no axis, the first on top."""
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 45, True
    plot.data_labels.show_value = True
    chart.has_legend = False
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.fill.background()
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = _colour(NAVY)


def _lines(chart: Any) -> None:
    """Lines that differ by colour, dash and marker."""
    from pptx.enum.chart import XL_LEGEND_POSITION, XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    dashes = {"solid": MSO_LINE.SOLID, "dash": MSO_LINE.DASH, "sysDash": MSO_LINE.SQUARE_DOT,
              "lgDash": MSO_LINE.LONG_DASH}  # fmt: skip
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.value_axis.minimum_scale = 0
    chart.value_axis.major_gridlines.format.line.color.rgb = _colour("D5DCE3")
    chart.value_axis.format.line.fill.background()
    for series, (colour, dash, marker) in zip(chart.plots[0].series, LINES, strict=False):
        series.smooth = False
        series.format.line.color.rgb = _colour(colour)
        series.format.line.width = Pt(3)
        series.format.line.dash_style = dashes[dash]
        series.marker.style = XL_MARKER_STYLE[marker.upper()]
        series.marker.size = 10
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = _colour(colour)


def _colour(text: str) -> Any:
    """A colour of six digits."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(text)


def _number(frame: Any, lang: str) -> None:
    """The number of the slide, which follows when slides are moved."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    run = frame.paragraphs[0].runs[0]._r  # noqa: SLF001
    field = parse_xml(
        f'<a:fld {nsdecls("a")} id="{_NUMBER_ID}" type="slidenum">'
        f'<a:rPr lang="{_tongue(lang)}" sz="{SMALL * 100}"/><a:t>0</a:t></a:fld>'
    )
    run.addnext(field)


def _drop(relations: Any, names: tuple[str, ...]) -> None:
    """Take parts out of the file."""
    for key, relation in list(relations.items()):
        if not relation.is_external and str(relation.target_part.partname).lstrip("/") in names:
            relations.pop(key)


def _theme(book: Any) -> None:
    """Typefaces and colours of the theme, so that what people add looks the same."""
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.oxml.ns import qn

    part = book.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    tree = etree.fromstring(part.blob)
    for group in tree.iter(qn("a:majorFont"), qn("a:minorFont")):
        for face in group.iter(qn("a:latin"), qn("a:cs")):
            face.set("typeface", FONT)
        for face in group.iter(qn("a:font")):
            if face.get("script") == "Thai":
                face.set("typeface", FONT)
    colours = {"dk2": NAVY, "accent1": NAVY, "accent2": GOLD, "accent3": "B8561A",
               "accent4": "2A7F7B", "accent5": "6B5B95", "accent6": MUTED}  # fmt: skip
    for name, colour in colours.items():
        for found in tree.iter(qn(f"a:{name}")):
            found[:] = []
            etree.SubElement(found, qn("a:srgbClr")).set("val", colour)
    part._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001


def _layouts(book: Any) -> tuple[Any, Any]:
    """The cover and the plain slide, at 16:9; other layouts are dropped."""
    layouts = list(book.slide_layouts)
    first, plain = layouts[0], layouts[5]
    for layout in layouts:
        if layout not in (first, plain):
            book.slide_layouts.remove(layout)
    for owner in (book.slide_master, first, plain):
        for shape in list(owner.placeholders):
            if shape.placeholder_format.type.name in {"DATE", "FOOTER", "SLIDE_NUMBER"}:
                shape._element.getparent().remove(shape._element)  # noqa: SLF001
    wide = WIDE - 2 * EDGE
    for shape in book.slide_master.placeholders:
        _place(shape, (EDGE, 0.25, wide, 0.9) if shape.placeholder_format.idx == 0
               else (EDGE, TOP, wide, BOTTOM - TOP))  # fmt: skip
    for layout, boxes in (
        (first, {0: (EDGE + 0.3, 1.9, wide - 0.6, 1.9), 1: (EDGE + 0.3, 4.2, wide - 0.6, 1.9)}),
        (plain, {0: (EDGE, 0.25, wide, 0.9)}),
    ):
        for shape in layout.placeholders:
            _place(shape, boxes[shape.placeholder_format.idx])
    first.background.fill.solid()
    first.background.fill.fore_color.rgb = _colour(NAVY)
    _rule(first, (EDGE + 0.3, 3.98, 2.4, 0.06))
    _rule(plain, (EDGE, 1.18, wide, 0.03))
    return first, plain


def _place(shape: Any, box: tuple[float, float, float, float]) -> None:
    """Position and left alignment of a placeholder of a layout."""
    from pptx.enum.text import MSO_ANCHOR

    shape.left, shape.top, shape.width, shape.height = map(_inches, box)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = 0
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM if shape.placeholder_format.idx == 0 else None
    for paragraph in frame.paragraphs:
        paragraph.alignment = _align("LEFT")


def _rule(layout: Any, box: tuple[float, float, float, float]) -> None:
    """A gold rule."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    x, y, wide, high = (int(_inches(value)) for value in box)
    layout.shapes._spTree.append(  # noqa: SLF001  (layouts have no door for shapes)
        parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="90" name="rule"/><p:cNvSpPr/>'
            f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/>'
            f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            f'</a:prstGeom><a:solidFill><a:srgbClr val="{GOLD}"/></a:solidFill></p:spPr></p:sp>'
        )
    )
