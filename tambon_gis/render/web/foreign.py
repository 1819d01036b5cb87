"""A map that somebody made with folium, as one page: known files from packages, nothing fetched."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from tambon_gis.errors import EngineError, InputError
from tambon_gis.render.fonts import font_face
from tambon_gis.render.policy import content_security_policy, remote_addresses
from tambon_gis.render.web.assets import leaflet_js

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

__all__ = ["Parts", "page_of"]

_PICTURE = re.compile(r"url\(\s*[\"']?(?!data:)(?:\./)?images/([\w.-]+)[\"']?\s*\)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SCRIPT = re.compile(r"<script[^>]*>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
#: Data and names of vocabularies in a script cannot end it.
_ENDS = re.compile(r"<(?=/script|!--|script)", re.IGNORECASE)
_REFRESH = re.compile(r"http-equiv\s*=\s*[\"']?\s*refresh", re.IGNORECASE)
_TILES = re.compile(r"\{[zxys]\}")
#: Files that folium names: what they are called here, and what shows that a map uses them.
_KNOWN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"/leaflet@?[\d.]*/(?:dist/)?leaflet(?:\.min)?\.js$"), "leaflet_js"),
    (re.compile(r"/leaflet@?[\d.]*/(?:dist/)?leaflet(?:\.min)?\.css$"), "leaflet_css"),
    (re.compile(r"/jquery-[\d.]+(?:\.min)?\.js$"), "jquery"),
    (re.compile(r"/d3/3[\d.]*/d3(?:\.min)?\.js$"), "d3"),
    (re.compile(r"/bootstrap@?[\d.]*/(?:dist/)?(?:js|css)/bootstrap[\w.]*\.(?:js|css)$"), ""),
    (re.compile(r"/bootstrap-glyphicons\.css$"), "glyphicon"),
    (re.compile(r"/fontawesome-free@?[\d.]*/css/all(?:\.min)?\.css$"), "icons"),
    (re.compile(r"[./]awesome-markers(?:\.min)?\.(?:js|css)$"), "awesome_markers"),
    (re.compile(r"/leaflet\.awesome\.rotate(?:\.min)?\.css$"), ""),
)
#: A file that is left out, and the sign that it would be missed.
_SIGNS = {
    "glyphicon": re.compile(r"[\"' ]glyphicon[\"' -]"),
    "icons": re.compile(r"class=[\"'][^\"']*\bfa[bsr]?[ -]"),
    "awesome_markers": re.compile(r"\bAwesomeMarkers\b"),
}
_JQUERY, _D3 = re.compile(r"(?<![\w$])(?:\$\(|jQuery\b)"), re.compile(r"\bd3\.")
_STYLE = (
    "html,body{width:100%;height:100%;margin:0;padding:0}"
    "body,.leaflet-container,svg text{font-family:'Noto Sans Thai',Tahoma,sans-serif}"
    "*,::before,::after{box-sizing:border-box}.leaflet-container{font-size:1rem}"
)


@dataclass(frozen=True)
class Parts:
    """
    A rendered map, taken apart.

    Parameters
    ----------
    links : tuple[str, ...]
        Addresses of the scripts and styles that it loads.
    head : str
        What else stands in its head: styles, small scripts.
    html : str
        Its elements.
    script : str
        What draws it.
    """

    links: tuple[str, ...]
    head: str
    html: str
    script: str


def page_of(parts: Parts, *, title: str = "", allowed: Collection[str] = ()) -> str:
    """
    The map as one page that loads nothing.

    Parameters
    ----------
    parts : Parts
        The map.
    title : str, optional
        Title of the page.
    allowed : Collection[str], optional
        Addresses that are only read or clicked on; the page cannot load them either.

    Returns
    -------
    str
        A whole HTML page under a Content-Security-Policy that names each of its scripts.

    Raises
    ------
    InputError
        When the map loads tiles, or an address that no installed package answers for.
    EngineError
        When such a package is not installed.
    """
    said = f"{parts.head}\n{parts.html}\n{parts.script}"
    _refuse_addresses(said, allowed)
    wanted = [_known(link, said) for link in parts.links]
    styles = [font_face(), *([_leaflet_css()] if "leaflet_css" in wanted else []), _STYLE]
    scripts = [_text_of(name, parts.script) for name in dict.fromkeys(wanted)]
    inside = [_SCRIPT.findall(parts.head), [parts.script]]
    scripts = [text for text in (*scripts, *inside[0], *inside[1]) if text.strip()]
    return _page(title, styles, _SCRIPT.sub("", parts.head), parts.html, scripts)


def _refuse_addresses(said: str, allowed: Collection[str]) -> None:
    """No tiles, and nothing else that stands on another computer."""
    plain = said.replace("\\/", "/")
    if _REFRESH.search(plain):
        raise InputError("office.map_address", where="http-equiv=refresh")
    spared = tuple(allowed) or ("\0",)
    found = [one for one in remote_addresses(plain) if not one.startswith(spared)]
    tiles = next((one for one in found if _TILES.search(one)), None)
    if tiles is not None:
        raise InputError("office.map_tiles", where=tiles)
    if found:
        raise InputError("office.map_address", where=", ".join(dict.fromkeys(found)))


def _known(link: str, said: str) -> str:
    """What a file is called here; nothing where it is not missed."""
    for pattern, name in _KNOWN:
        if pattern.search(link):
            sign = _SIGNS.get(name)
            if sign is not None and sign.search(said):
                raise InputError("office.map_icons", where=link)
            return "" if sign is not None else name
    raise InputError("office.map_address", where=link)


def _text_of(name: str, script: str) -> str:
    """A script from an installed package; nothing where the map makes no use of it."""
    if name == "leaflet_js":
        return leaflet_js() + _icons()
    if name == "jquery":
        return _packaged("jquery", "jquery.min.js") if _JQUERY.search(script) else ""
    if name == "d3":
        return _packaged("d3", "d3.js") if _D3.search(script) else ""
    return ""


def _packaged(package: str, name: str) -> str:
    """A file of an XStatic package."""
    try:
        folder = files(f"xstatic.pkg.{package}") / "data"
    except ModuleNotFoundError:
        raise EngineError("office.map_package", package=f"xstatic-{package}") from None
    return (folder / name).read_text(encoding="utf-8")


def _picture(name: str) -> str:
    """A picture of Leaflet as data."""
    picture = (files("xstatic.pkg.leaflet") / "data" / "images" / name).read_bytes()
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def _leaflet_css() -> str:
    """Leaflet's styles with its pictures inside."""
    css = (files("xstatic.pkg.leaflet") / "data" / "leaflet.css").read_text(encoding="utf-8")
    css = _COMMENT.sub("", css)
    return _PICTURE.sub(lambda found: f"url({_picture(found[1])})", css)


def _icons() -> str:
    """The plain marker, with its pictures inside."""
    names = {"iconUrl": "marker-icon.png", "iconRetinaUrl": "marker-icon-2x.png",
             "shadowUrl": "marker-shadow.png"}  # fmt: skip
    options = ",".join(f'{key}:"{_picture(name)}"' for key, name in names.items())
    return f'\nL.Icon.Default.imagePath="";L.Icon.Default.mergeOptions({{{options}}});'


def _page(title: str, styles: Iterable[str], head: str, html: str, scripts: Sequence[str]) -> str:
    """Everything in one text."""
    from markupsafe import escape

    safe = [f"\n{_ENDS.sub(_escaped, text)}\n" for text in scripts]
    policy = content_security_policy(safe)
    return "\n".join(
        (
            '<!DOCTYPE html><html lang="th"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            f"<title>{escape(title)}</title>",
            *(f"<style>{style}</style>" for style in styles),
            head,
            "</head><body>",
            html,
            *(f"<script>{text}</script>" for text in safe),
            "</body></html>",
        )
    )


def _escaped(_found: re.Match[str]) -> str:
    r"""The same letter in a text of a script."""
    return "\\x3c"
