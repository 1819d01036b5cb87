"""Styles for QGIS (QML): the classes, colours and words of the page's legend, as XML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from tambon_gis.render.cells import cells_of
from tambon_gis.render.gis.gis_frames import column_of, plain
from tambon_gis.render.still import still_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tambon_gis.model.layer import OwnLayer
    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer
    from tambon_gis.render.still import Fill

__all__ = ["HEAD", "facility_style", "own_style", "places_style", "projects_style"]

#: First line of a QML document.
HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_VERSION = "3.22.0"
_EDGE, _LABEL = "#3a4a57", "#12395b"
#: How far projects are -> colour and shape, told apart in grey as well.
_STATUS = {
    "running": ("#d95f0e", "triangle"), "done": ("#12395b", "circle"),
    "planned": ("#2b7bba", "square"), "untold": ("#4b5a68", "diamond"),
    "dropped": ("#8b99a6", "cross_fill"),
}  # fmt: skip
#: Patterns of the page -> fills of QGIS.
_HATCH = {
    "zero_band": "horizontal",
    "hidden": "dense6",
    "no_data": "f_diagonal",
    "not_asked": "cross",
}


def places_style(content: Content, layer: Layer, year: int, *, lang: str) -> str:
    """
    Places in the classes of an indicator.

    Parameters
    ----------
    content : Content
        Sealed parts.
    layer : Layer
        The indicator.
    year : int
        Its newest year.
    lang : {"th", "en"}
        Language of the legend.

    Returns
    -------
    str
        QML with one rule a class: shares by their bounds, forms by their name.
    """
    limits = content.measures.disclosure
    legend = still_of(content.places, layer, year, limits=limits, lang=lang).legend
    forms = {cell.form for cell in cells_of(layer, year)[:-1]}
    root = ET.Element("qgis", version=_VERSION, styleCategories="Symbology|Labeling")
    renderer = ET.SubElement(
        root, "renderer-v2", type="RuleRenderer", forceraster="0", symbollevels="0"
    )
    rules = ET.SubElement(renderer, "rules", key="{places}")
    symbols = ET.SubElement(renderer, "symbols")
    for at, (fill, label, _) in enumerate(legend):
        ET.SubElement(
            rules, "rule", key=f"{{class-{at}}}", symbol=str(at), label=plain(label),
            filter=_filter(fill, layer, forms),
        )  # fmt: skip
        _area(symbols, str(at), fill)
    _labels(root, "coalesce(\"moo\" || ' ', '') || \"name\"")
    return _text(root)


def own_style(layer: OwnLayer, *, lang: str) -> str:
    """
    A layer of the group's own.

    Parameters
    ----------
    layer : OwnLayer
        Its document.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    str
        QML with one symbol, or one rule a kind.
    """
    root = ET.Element("qgis", version=_VERSION, styleCategories="Symbology|Labeling")
    if layer.by is None or not layer.symbol:
        renderer = ET.SubElement(root, "renderer-v2", type="singleSymbol", forceraster="0")
        symbols = ET.SubElement(renderer, "symbols")
        _own(symbols, "0", layer, layer.colour)
    else:
        renderer = ET.SubElement(root, "renderer-v2", type="RuleRenderer", forceraster="0")
        rules = ET.SubElement(renderer, "rules", key="{kinds}")
        symbols = ET.SubElement(renderer, "symbols")
        for at, one in enumerate(layer.symbol):
            tests = [f"{_name(layer.by)} ILIKE {_like(word)}" for word in one.words]
            rule = ET.SubElement(
                rules, "rule", key=f"{{kind-{at}}}", symbol=str(at), label=plain(one.title.of(lang))
            )
            rule.set("filter", " OR ".join(tests) if tests else "ELSE")
            _own(symbols, str(at), layer, one.colour)
    if layer.label:
        _labels(root, _name(layer.label))
    return _text(root)


def facility_style(colour: str = _LABEL) -> str:
    """
    Public places as points with names.

    Parameters
    ----------
    colour : str, optional
        Colour of the points.

    Returns
    -------
    str
        QML.

    Examples
    --------
    >>> "SimpleMarker" in facility_style()
    True
    """
    root = ET.Element("qgis", version=_VERSION, styleCategories="Symbology|Labeling")
    renderer = ET.SubElement(root, "renderer-v2", type="singleSymbol", forceraster="0")
    _marker(ET.SubElement(renderer, "symbols"), "0", colour)
    _labels(root, '"name"')
    return _text(root)


def projects_style(titles: Mapping[str, str]) -> str:
    """
    Places with projects, by how far these are.

    Parameters
    ----------
    titles : Mapping[str, str]
        Words of each value of the column ``status``, in the order of the legend.

    Returns
    -------
    str
        QML with one rule a status; shape and colour both tell it.

    Examples
    --------
    >>> "filter" in projects_style({"running": "กำลังทำ"})
    True
    """
    root = ET.Element("qgis", version=_VERSION, styleCategories="Symbology|Labeling")
    renderer = ET.SubElement(root, "renderer-v2", type="RuleRenderer", forceraster="0")
    rules = ET.SubElement(renderer, "rules", key="{projects}")
    symbols = ET.SubElement(renderer, "symbols")
    for at, (status, title) in enumerate(titles.items()):
        ET.SubElement(
            rules, "rule", key=f"{{status-{at}}}", symbol=str(at), label=plain(title),
            filter=f"\"status\" = '{status}'",
        )  # fmt: skip
        colour, shape = _STATUS[status]
        _marker(symbols, str(at), colour, shape=shape, size="5")
    _labels(root, '"projects"')
    return _text(root)


def _filter(fill: Fill, layer: Layer, forms: set[str]) -> str:
    """Which places a class holds, from published columns only."""
    start = column_of(layer)
    if fill.kind == "score":
        return f'"{start}_score" = {fill.step}'
    if fill.kind != "class":
        return f"\"{start}_form\" = '{fill.kind}'"
    told = ", ".join(f"'{form}'" for form in ("exact", "rounded") if form in forms)
    parts = [f'"{start}_form" IN ({told})']
    if fill.step > 0:
        parts.append(f'"{start}_share" > {layer.breaks[fill.step - 1]}')
    if fill.step < len(layer.breaks):
        parts.append(f'"{start}_share" <= {layer.breaks[fill.step]}')
    return " AND ".join(parts)


def _area(symbols: ET.Element, name: str, fill: Fill) -> None:
    """A filled symbol, with its pattern above the plain colour."""
    symbol = ET.SubElement(symbols, "symbol", name=name, type="fill", alpha="1")
    _layer(symbol, "SimpleFill", {
        "color": _rgb(fill.colour), "style": "solid", "outline_color": _rgb(_EDGE),
        "outline_width": "0.26", "outline_style": "solid",
    })  # fmt: skip
    if fill.pattern:
        _layer(symbol, "SimpleFill", {
            "color": _rgb(fill.mark), "style": _HATCH.get(fill.pattern, "b_diagonal"),
            "outline_style": "no",
        })  # fmt: skip


def _own(symbols: ET.Element, name: str, layer: OwnLayer, colour: str) -> None:
    """A point, line or area of a layer of the group's own."""
    if layer.kind == "points":
        _marker(symbols, name, colour)
        return
    if layer.kind == "lines":
        symbol = ET.SubElement(symbols, "symbol", name=name, type="line", alpha="1")
        _layer(symbol, "SimpleLine", {
            "line_color": _rgb(colour), "line_width": str(round(layer.width * 0.26, 2)),
            "line_style": "dash" if layer.dashed else "solid",
        })  # fmt: skip
        return
    symbol = ET.SubElement(symbols, "symbol", name=name, type="fill", alpha="1")
    _layer(symbol, "SimpleFill", {
        "color": _rgb(colour), "style": "f_diagonal" if layer.hatched else "solid",
        "outline_color": _rgb(colour), "outline_width": "0.26",
        "outline_style": "dash" if layer.dashed else "solid",
    })  # fmt: skip


def _marker(
    symbols: ET.Element, name: str, colour: str, *, shape: str = "circle", size: str = "3"
) -> None:
    """A point with a white edge."""
    symbol = ET.SubElement(symbols, "symbol", name=name, type="marker", alpha="1")
    _layer(symbol, "SimpleMarker", {
        "name": shape, "color": _rgb(colour), "outline_color": _rgb("#ffffff"),
        "size": size, "outline_width": "0.4",
    })  # fmt: skip


def _layer(symbol: ET.Element, kind: str, options: Mapping[str, str]) -> None:
    """A layer of a symbol, in the form that QGIS 3 reads and in the older one."""
    layer = ET.SubElement(
        symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"}
    )
    held = ET.SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        ET.SubElement(held, "Option", name=name, value=value, type="QString")
    for name, value in options.items():
        ET.SubElement(layer, "prop", k=name, v=value)


def _labels(root: ET.Element, expression: str) -> None:
    """Names with a white halo."""
    labeling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labeling, "settings")
    look = ET.SubElement(
        settings, "text-style", fieldName=expression, isExpression="1", fontSize="9",
        textColor=_rgb("#1b2733"), fontFamily="Leelawadee UI",
    )  # fmt: skip
    ET.SubElement(
        look, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferColor=_rgb("#ffffff")
    )
    ET.SubElement(settings, "placement", placement="1")


def _name(column: str) -> str:
    """A column in an expression."""
    return '"' + plain(column).replace('"', '""') + '"'


def _like(word: str) -> str:
    """A text that holds a word."""
    escaped = plain(word).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return "'%" + escaped.replace("'", "''") + "%'"


def _rgb(colour: str) -> str:
    """A colour as QGIS writes it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},255"


def _text(root: Any) -> str:
    """The whole document."""
    return HEAD + ET.tostring(root, encoding="unicode")
