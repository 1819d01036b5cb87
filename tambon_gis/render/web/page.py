"""The page: one HTML text that carries map, table, plan, methods, words, script and typeface.

It loads nothing. Text of the data reaches it through Jinja's escaping or through the data block.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from tambon_gis.render import fonts, sections
from tambon_gis.render.content import area_level
from tambon_gis.render.geometry import bounds_of, within_budget
from tambon_gis.render.layers import default_view, first_view, layers_of
from tambon_gis.render.palettes import patterns_of
from tambon_gis.render.planning.trail import trail_part
from tambon_gis.render.policy import content_security_policy
from tambon_gis.render.qr import code_of
from tambon_gis.render.rough import rough_told
from tambon_gis.render.still import still_of
from tambon_gis.render.templates import environment
from tambon_gis.render.web import assets
from tambon_gis.render.web.block import data_block
from tambon_gis.render.web.choropleth import map_parts
from tambon_gis.render.web.payload import as_json, payload
from tambon_gis.render.web.plan_part import plan_view
from tambon_gis.render.web.vector_part import overlays
from tambon_gis.words import LANGS, words

if TYPE_CHECKING:
    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer
    from tambon_gis.render.planning.record import RecordPart
    from tambon_gis.render.planning.rows import TrailPart
    from tambon_gis.render.web.choropleth import MapParts

__all__ = ["draw"]

#: Indentation of the templates; scripts stay as their names in the policy say.
_INDENTED = re.compile(r"\n\s+")
#: Line breaks before parts of tables and lists, where HTML passes over them.
_BETWEEN = re.compile(r"\n(?=</?(?:t[rdh]|tbody|thead|tfoot|li)\b)")
#: A map wider than this, against its height, has its legend below, a narrower one beside it.
_WIDE = 1.5


def draw(content: Content, *, lang: str = "th", above: str = "") -> str:
    """
    One self-contained HTML page.

    Parameters
    ----------
    content : Content
        What it shows.
    lang : {"th", "en"}, default "th"
        Language of its words; names of places stay Thai.
    above : str, optional
        The index over many pages, relative to this one, if it is one of many.

    Returns
    -------
    str
        HTML. The same content gives the same text, always.
    """
    lang = lang if lang in LANGS else LANGS[0]
    whole = _climbed(content)
    layers = layers_of(
        content.measures,
        content.rulebooks,
        [str(code) for code in whole.places.frame["place"]],
        content.credits.area_code,
        views=content.views,
    )
    first, part = first_view(layers), trail_part(content, lang=lang)
    chart = _map(content)
    scripts = _scripts(chart, rungs=content.ladder is not None) if first else []
    template = environment().get_template("page.html.j2")
    html = template.render(
        **_frame(content, part, lang),
        **_view(content, layers, first, lang),
        map_html=Markup(chart.html),  # noqa: S704  (folium's empty box)
        scripts=[Markup(script) for script in scripts],  # noqa: S704  (our own)
        policy=content_security_policy(scripts),
        above=above,
    )
    head, script, rest = html.partition("<script")
    return _BETWEEN.sub("", _INDENTED.sub("\n", head)) + script + rest


def _map(content: Content) -> MapParts:
    """Folium's empty map around the places."""
    west, south, east, north = bounds_of(list(content.places.frame.geometry))
    return map_parts((round((south + north) / 2, 5), round((west + east) / 2, 5)))


def _climbed(content: Content) -> Content:
    """The same content with the places of every rung, where there are several."""
    return content if content.ladder is None else replace(content, places=content.ladder)


def _scripts(chart: MapParts, *, rungs: bool) -> list[str]:
    """Leaflet, ours, and the map's own, in the order in which they run."""
    scripts = [assets.leaflet_js(), assets.page_js(rungs=rungs), chart.script]
    return [f"\n{script}\n" for script in scripts]


def _frame(content: Content, part: TrailPart, lang: str) -> dict[str, Any]:
    """Everything that does not hang on a layer."""
    say, credit = words(lang), content.credits
    told, rungs = content.measures.disclosure, content.ladder is not None
    css = assets.page_css(rungs=rungs)
    return {
        "lang": lang,
        "rungs": rungs,
        "t": lambda key, **facts: say.text(f"page.{key}", **facts),
        "w": say.text,
        "written": words(lang, digits=content.digits).written,
        "credit": credit,
        "places": content.places,
        "rough": rough_told(content.places, lang=lang),
        "internal": content.measures.audience == "internal",
        "styles": Markup(  # noqa: S704  (our own)
            f"{fonts.font_face()}\n{assets.leaflet_css()}\n{css}"
        ),
        "level": say.text(f"page.level.{_climbed(content).places.frame['level'].iloc[0]}"),
        "whole": say.text(f"page.level.{area_level(credit)}"),
        "plan": plan_view(content, part, lang=lang),
        "record": _record(content, lang),
        "methods": sections.methods_part(lang=lang),
        "glossary": sections.glossary_part(lang=lang),
        "sources": sections.sources_part(credit, content.rulebooks, lang=lang),
        "qr": code_of(content.public_url) if content.public_url else None,
        "public_url": content.public_url,
        "books": [(book, book.rulebook.title.of(lang)) for book in content.rulebooks],
        "disclosure": told,
        "told": sections.disclosure_part(told, content.rulebooks, lang=lang),
        "drawn": {name for one in overlays(content, lang=lang) for name, *_ in one.symbols},
        "patterns": patterns_of(default_view(content.views)),
    }


def _record(content: Content, lang: str) -> RecordPart | None:
    """How the work was done and how the data are."""
    if content.record is None:
        return None
    from tambon_gis.render.planning.record import day_made, record_part

    return record_part(
        content.record,
        content.topics,
        rulebooks=content.rulebooks,
        lang=lang,
        digits=content.digits,
        today=day_made(content.credits),
    )


def _view(
    content: Content, layers: tuple[Layer, ...], first: tuple[int, int] | None, lang: str
) -> dict[str, Any]:
    """The map's part: data block, still picture, shape of the board."""
    if first is None:
        return {"first": None, "data": "", "still": None, "shape": "wide"}
    layer, year = layers[first[0]], first[1]
    whole = _climbed(content)
    shapes = within_budget(list(content.places.frame.geometry))
    west, south, east, north = bounds_of(shapes)
    data = payload(whole, layers, first=first, lang=lang, shapes=shapes)
    limits = content.measures.disclosure
    if content.ladder is None:
        still = still_of(content.places, layer, year, limits=limits, lang=lang, shapes=shapes)
    else:
        rung = str(whole.places.frame["level"].iloc[0])
        still = still_of(whole.places, layer, year, limits=limits, lang=lang, rung=rung)
    return {
        "first": (layer.indicator.short.of(lang), str(year)),
        "data": Markup(  # noqa: S704  (escaped by as_json)
            data_block(as_json(data), sorry=words(lang).text("page.data.sorry"))
        ),
        "still": still,
        "shape": "wide" if (east - west) > _WIDE * (north - south) else "tall",
    }
