"""How slides look: theme, layouts at 16:9, typeface of Thai, native charts (with pptx, as slides).

The typeface is Leelawadee UI, for Latin and for complex script: it comes with every Windows that
shows slides, while TH Sarabun New must be installed and is a third smaller at the same size.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "BODY", "BOTTOM", "EDGE", "FONT", "FOOT", "HIGH", "INK", "MUTED", "NAVY", "ROW", "SMALL",
    "TITLE", "TOP", "WIDE", "bars", "describe", "drop", "font", "inches", "layouts", "lines",
    "named", "number", "paint", "script", "theme", "tongue",
]  # fmt: skip

FONT = "Leelawadee UI"
#: Sizes in points.
TITLE, BODY, SMALL = 30, 20, 18
#: Inches: the slide, its edge, where the content begins and ends, the footer, a row of a table.
WIDE, HIGH, EDGE, TOP, BOTTOM, FOOT, ROW = 13.333, 7.5, 0.55, 1.3, 6.4, 7.0, 0.375
NAVY, GOLD, INK, MUTED, GRID = "12395B", "C9A227", "1B2733", "4B5A68", "D5DCE3"
#: Colours of lines, told apart by dash and marker as well.
_LINES = (("12395B", "SOLID", "CIRCLE"), ("B8561A", "DASH", "DIAMOND"),
          ("2A7F7B", "SQUARE_DOT", "SQUARE"), ("6B5B95", "LONG_DASH", "TRIANGLE"))  # fmt: skip
_ACCENTS = {"dk2": NAVY, "accent1": NAVY, "accent2": GOLD, "accent3": "B8561A",
            "accent4": "2A7F7B", "accent5": "6B5B95", "accent6": MUTED}  # fmt: skip
_NUMBER_ID = "{00000000-0000-4000-8000-000000000001}"
_FIRST, _PLAIN = 0, 5

Box = tuple[float, float, float, float]


def inches(value: float) -> Any:
    """
    Inches as whole units of Office.

    Parameters
    ----------
    value : float
        Inches.

    Returns
    -------
    pptx.util.Length
        Units.
    """
    from pptx.util import Inches

    return Inches(value)


def named(kind: str, name: str) -> Any:
    """
    A member of an enumeration of Office.

    Parameters
    ----------
    kind : {"align", "anchor", "dash", "legend", "marker", "chart"}
        Which enumeration.
    name : str
        Its member.

    Returns
    -------
    enum.Enum
        The member.
    """
    from pptx.enum import chart, dml, text

    kinds: dict[str, Any] = {
        "align": text.PP_ALIGN, "anchor": text.MSO_ANCHOR, "dash": dml.MSO_LINE,
        "legend": chart.XL_LEGEND_POSITION, "marker": chart.XL_MARKER_STYLE,
        "chart": chart.XL_CHART_TYPE,
    }  # fmt: skip
    return kinds[kind][name]


def font(of: Any, *, size: float, colour: str, bold: bool = False) -> None:
    """
    Give size, colour and typeface.

    Parameters
    ----------
    of : pptx.text.text.Font
        The font of a run or a chart.
    size : float
        Points.
    colour : str
        Six hex digits.
    bold : bool, default False
        Whether it is bold.
    """
    from pptx.util import Pt

    of.size, of.bold, of.name = Pt(size), bold, FONT
    of.color.rgb = _colour(colour)


def paint(fill: Any, colour: str) -> None:
    """
    Fill with one colour.

    Parameters
    ----------
    fill : pptx.dml.fill.FillFormat
        Of a cell, a bar, a marker or a background.
    colour : str
        Six hex digits.
    """
    fill.solid()
    fill.fore_color.rgb = _colour(colour)


def tongue(lang: str) -> str:
    """
    The language as Office names it.

    Parameters
    ----------
    lang : {"th", "en"}
        Language.

    Returns
    -------
    str
        ``th-TH`` or ``en-GB``.

    Examples
    --------
    >>> tongue("th"), tongue("en")
    ('th-TH', 'en-GB')
    """
    return "th-TH" if lang == "th" else "en-GB"


def script(properties: Any, lang: str) -> None:
    """
    Set the typeface of complex script, in which Thai is drawn, and the language of line breaks.

    Parameters
    ----------
    properties : lxml element
        ``a:rPr`` or ``a:defRPr`` that has its Latin typeface.
    lang : {"th", "en"}
        Language.
    """
    from pptx.oxml.ns import qn

    properties.set("lang", tongue(lang))
    properties.set("altLang", "th-TH")
    before = properties.find(qn("a:latin"))
    for name in ("a:ea", "a:cs"):
        found = properties.find(qn(name))
        if found is None:
            found = properties.makeelement(qn(name), {})
            before.addnext(found)
        found.set("typeface", FONT)
        before = found


def describe(shape: Any, text: str) -> None:
    """
    Give a table, chart or picture its alternative text.

    Parameters
    ----------
    shape : pptx.shapes.base.BaseShape
        The shape.
    text : str
        The text.
    """
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)  # noqa: SLF001  (no door for it)


def bars(chart: Any) -> None:
    """
    Values beside the bars, no axis of values, the first bar on top, every bar with its name.

    Parameters
    ----------
    chart : pptx.chart.chart.Chart
        A bar chart.
    """
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 45, True
    plot.data_labels.show_value = True
    chart.has_legend = False
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = 0
    chart.category_axis.reverse_order = True
    chart.category_axis.format.line.fill.background()
    _room_for_names(chart)
    paint(plot.series[0].format.fill, NAVY)


def lines(chart: Any) -> None:
    """
    Lines that differ by colour, dash and marker.

    Parameters
    ----------
    chart : pptx.chart.chart.Chart
        A line chart.
    """
    from pptx.util import Pt

    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = named("legend", "BOTTOM"), False
    chart.value_axis.minimum_scale = 0
    chart.value_axis.major_gridlines.format.line.color.rgb = _colour(GRID)
    chart.value_axis.format.line.fill.background()
    for series, (colour, dash, marker) in zip(chart.plots[0].series, _LINES, strict=False):
        series.smooth = False
        series.format.line.color.rgb = _colour(colour)
        series.format.line.width = Pt(3)
        series.format.line.dash_style = named("dash", dash)
        series.marker.style, series.marker.size = named("marker", marker), 10
        paint(series.marker.format.fill, colour)
        series.marker.format.line.fill.background()


def number(frame: Any, lang: str) -> None:
    """
    Put the number of the slide before a text; it follows when slides are moved.

    Parameters
    ----------
    frame : pptx.text.text.TextFrame
        A frame with one run.
    lang : {"th", "en"}
        Language.
    """
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    run = frame.paragraphs[0].runs[0]._r  # noqa: SLF001  (no door for fields)
    look = f'lang="{tongue(lang)}" sz="{SMALL * 100}"'
    kind = f'id="{_NUMBER_ID}" type="slidenum"'
    field = f"<a:fld {nsdecls('a')} {kind}><a:rPr {look}/><a:t>‹#›</a:t></a:fld>"
    run.addprevious(parse_xml(field))
    run.addprevious(parse_xml(f"<a:r {nsdecls('a')}><a:rPr {look}/><a:t> · </a:t></a:r>"))


def drop(relations: Any, names: tuple[str, ...]) -> None:
    """
    Take parts out of a file.

    Parameters
    ----------
    relations : pptx.opc.package._Relationships
        What a part holds.
    names : tuple[str, ...]
        Names of parts.
    """
    for key, relation in list(relations.items()):
        if not relation.is_external and str(relation.target_part.partname).lstrip("/") in names:
            relations.pop(key)


def theme(book: Any) -> None:
    """
    Set typefaces and colours of the theme, so that what people add looks the same.

    Parameters
    ----------
    book : pptx.presentation.Presentation
        A new presentation.
    """
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
    for name, colour in _ACCENTS.items():
        for found in tree.iter(qn(f"a:{name}")):
            found[:] = []
            etree.SubElement(found, qn("a:srgbClr")).set("val", colour)
    made = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    part._blob = made  # noqa: SLF001  (a theme has no door)


def layouts(book: Any) -> tuple[Any, Any]:
    """
    Lay out the cover and the plain slide at 16:9, and drop the other layouts.

    Parameters
    ----------
    book : pptx.presentation.Presentation
        A new presentation.

    Returns
    -------
    tuple of (layout, layout)
        Cover and plain.
    """
    book.slide_width, book.slide_height = inches(WIDE), inches(HIGH)
    every = list(book.slide_layouts)
    first, plain = every[_FIRST], every[_PLAIN]
    for layout in every:
        if layout not in (first, plain):
            book.slide_layouts.remove(layout)
    for owner in (book.slide_master, first, plain):
        for shape in list(owner.placeholders):
            if shape.placeholder_format.type.name in {"DATE", "FOOTER", "SLIDE_NUMBER"}:
                shape._element.getparent().remove(shape._element)  # noqa: SLF001
    wide = WIDE - 2 * EDGE
    head, body = (EDGE, 0.25, wide, 0.9), (EDGE, TOP, wide, BOTTOM - TOP)
    inner = (EDGE + 0.3, wide - 0.6)
    cover = {0: (inner[0], 1.9, inner[1], 1.9), 1: (inner[0], 4.2, inner[1], 1.9)}
    for owner, boxes in (
        (book.slide_master, {0: head, 1: body}),
        (first, cover),
        (plain, {0: head}),
    ):
        for shape in owner.placeholders:
            _place(shape, boxes[shape.placeholder_format.idx])
    paint(first.background.fill, NAVY)
    _rule(first, (EDGE + 0.3, 3.98, 2.4, 0.06))
    _rule(plain, (EDGE, 1.18, wide, 0.03))
    return first, plain


def _colour(text: str) -> Any:
    """A colour of six digits."""
    from pptx.dml import color

    kind: Any = color.RGBColor
    return kind.from_string(text)


def _room_for_names(chart: Any) -> None:
    """No name of a bar is skipped, and names take a third of the width."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    axis = chart.category_axis._element  # noqa: SLF001  (no door for either)
    axis.find(qn("c:noMultiLvlLbl")).addprevious(
        axis.makeelement(qn("c:tickLblSkip"), {"val": "1"})
    )
    area = chart._chartSpace.find(f".//{qn('c:plotArea')}")  # noqa: SLF001
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    sizes = {"x": 0.34, "y": 0.12, "w": 0.58, "h": 0.86}
    inner = "".join(f'<c:{name} val="{size}"/>' for name, size in sizes.items())
    area.insert(
        0,
        parse_xml(
            f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode '
            f'val="edge"/><c:yMode val="edge"/>{inner}</c:manualLayout></c:layout>'
        ),
    )


def _place(shape: Any, box: Box) -> None:
    """Position of a placeholder; a title stands on the rule below it."""
    shape.left, shape.top, shape.width, shape.height = map(inches, box)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = 0
    title = shape.placeholder_format.idx == 0
    frame.vertical_anchor = named("anchor", "BOTTOM" if title else "TOP")


def _rule(layout: Any, box: Box) -> None:
    """A gold rule."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    x, y, wide, high = (int(inches(value)) for value in box)
    layout.shapes._spTree.append(  # noqa: SLF001  (layouts have no door for shapes)
        parse_xml(
            f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="90" name="rule"/><p:cNvSpPr/>'
            f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/>'
            f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            f'</a:prstGeom><a:solidFill><a:srgbClr val="{GOLD}"/></a:solidFill></p:spPr></p:sp>'
        )
    )
