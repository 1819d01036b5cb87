"""The scripts and styles that a page carries: Leaflet as installed, and our own templates.

Leaflet's files are made free of addresses: its credit becomes text, its pictures and source map
are left out.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tambon_gis.render.made_once import once
from tambon_gis.render.templates import template_text

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "RUNGS",
    "SCRIPTS",
    "STYLES",
    "leaflet_css",
    "leaflet_js",
    "page_css",
    "page_js",
    "spoken",
]

#: Our scripts in the order in which they run.
SCRIPTS = (
    "values.js",
    "lines.js",
    "views.js",
    "legend.js",
    "card.js",
    "filter.js",
    "twin.js",
    "table.js",
    "copy.js",
    "labels.js",
    "plan.js",
    "facilities.js",
    "vectors.js",
    "many.js",
    "map.js",
    "multiples.js",
    "sheet.js",
    "present.js",
    "access.js",
    "print.js",
    "choices.js",
    "page.js",
    "steady.js",
)
#: Our styles, later ones over earlier ones.
STYLES = ("page.css", "views.css", "vectors.css", "sheet.css", "plan.css", "present.css",
          "access.css", "print.css")  # fmt: skip
#: A line of our scripts that only pages of several rungs have; elsewhere it is a comment.
RUNGS = "//rungs: "
_LEAFLET = "xstatic.pkg.leaflet"
_PREFIX = re.compile(r"""prefix:'<a href=.*?Leaflet</a>["']""")
_SOURCE_MAP = re.compile(r"\s*//# sourceMappingURL=\S+\s*$")
_PICTURE_RULE = re.compile(r"[^{}]*\{[^{}]*url\((?!data:)[^{}]*\}")
#: A space of CSS that says nothing: before a brace, after a brace, colon, semicolon or comma.
_CSS_SPACE = re.compile(r"\s+(\{)|(?<!\\)([{:;,])\s+")
_CSS_END = re.compile(r";\s*\}")
#: A text or a pattern of JavaScript, as it stands in our scripts.
_JS_TEXT = re.compile(
    r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
    r"""|(?<=[(,=:!&|?])[ ]?/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\]|\\.)*\])+/[a-z]*)"""
)
#: Spaces around a sign; a sum keeps the space that tells it from an increment.
_JS_SIGN = re.compile(r"[ ]*([{}()\[\],;:?=<>&|!*%])[ ]*|[ ]([+\-])[ ](?![+\-])")
#: A function that only gives an answer, as an argument or value.
_JS_GIVEN = re.compile(r"(?<=[(,=:])function\(([\w,]*)\)\{return ([^;{}\n]+);\}(?=[),;}\n])")
#: The beginning of a key that a script puts together.
_JS_BEGUN = re.compile(r"[a-z_]+(?:\.[a-z_]+)*[._]")
#: A line break after which no statement can end.
_JS_BREAK = re.compile(r"([;{,(\[])\n")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def leaflet_js() -> str:
    """
    Leaflet's script with its licence line and without a remote address.

    Returns
    -------
    str
        JavaScript.

    Examples
    --------
    >>> "leafletjs.com" in leaflet_js().replace("http", ""), "https://" in leaflet_js()
    (True, False)
    """
    script = _package_text("leaflet.js")
    script = _PREFIX.sub('prefix:"Leaflet"', script, count=1)
    script = _SOURCE_MAP.sub("", script)
    return script.replace("https://leafletjs.com", "leafletjs.com").replace("\r\n", "\n")


@cache
def leaflet_css() -> str:
    """
    Leaflet's styles without the rules that fetch a picture.

    Returns
    -------
    str
        CSS.

    Examples
    --------
    >>> "url(" in leaflet_css(), ".leaflet-pane" in leaflet_css()
    (False, True)
    """
    return _kept("leaflet.css", _package_text("leaflet.css"), _without_pictures)


@cache
def page_css(*, rungs: bool = False) -> str:
    """
    The styles of the page.

    Parameters
    ----------
    rungs : bool, default False
        Whether the page has several rungs of places.

    Returns
    -------
    str
        CSS without comments and indentation.
    """
    names = [*STYLES[:-1], "drill.css", STYLES[-1]] if rungs else STYLES
    return _kept("page.css", "".join(map(template_text, names)), _squeezed)


@cache
def page_js(*, rungs: bool = False) -> str:
    """
    Our scripts as one.

    Parameters
    ----------
    rungs : bool, default False
        Whether the page has several rungs of places: then the scripts that climb them are among
        these, and every line that begins with :data:`RUNGS`.

    Returns
    -------
    str
        JavaScript without indentation and comment lines. Templates with line breaks are not used
        in the scripts, so that a line may be cut at its start.
    """
    rest = "\n".join(map(template_text, _scripts(rungs=rungs)))
    whole = f"{template_text('core.js')}\nTambonPage.whenReady(function () {{\n{rest}\n}});"
    lines = (line.strip().removeprefix(RUNGS if rungs else "") for line in whole.splitlines())
    plain = "\n".join(line for line in lines if line and not line.startswith("//"))
    return _kept("page.js", plain, _tight)


def _scripts(*, rungs: bool) -> tuple[str, ...]:
    """Our scripts in their order; a rung has no more places than can each be an element."""
    if not rungs:
        return SCRIPTS
    rest = [name for name in SCRIPTS if name != "many.js"]
    at = rest.index("page.js")
    return ("rungs.js", *rest[:at], "drill.js", "seek.js", *rest[at:])


@cache
def spoken(key: str, *, rungs: bool = False) -> bool:
    """
    Whether our scripts may say a text.

    Parameters
    ----------
    key : str
        Its key, for example ``legend.hidden``.
    rungs : bool, default False
        Whether the page has several rungs of places.

    Returns
    -------
    bool
        True where the scripts hold the key, or a beginning of it that ends in a dot or underscore.

    Examples
    --------
    >>> spoken("card.hint"), spoken("card.nonsuch"), spoken("value.exact")
    (True, False, True)
    """
    whole, begun = _said(rungs=rungs)
    return key in whole or key.startswith(begun)


@cache
def _said(*, rungs: bool) -> tuple[frozenset[str], tuple[str, ...]]:
    """Every text of our scripts, and those that begin a key."""
    found = frozenset(one[1:-1] for one in _JS_TEXT.findall(page_js(rungs=rungs)))
    return found, tuple(sorted(one for one in found if _JS_BEGUN.fullmatch(one)))


def _package_text(name: str) -> str:
    """A file of the installed Leaflet."""
    return (files(_LEAFLET) / "data" / name).read_text(encoding="utf-8")


def _kept(name: str, text: str, make: Callable[[str], str]) -> str:
    """What the code of this file makes of a text, made once."""
    code = (files("tambon_gis.render.web") / "assets.py").read_bytes()
    return once(name, code + text.encode(), lambda: make(text).encode()).decode()


def _without_pictures(css: str) -> str:
    """CSS without the rules that fetch a picture."""
    return _squeezed(_PICTURE_RULE.sub("", _COMMENT.sub("", css)))


def _squeezed(css: str) -> str:
    """CSS without comments, indentation, empty lines and needless spaces."""
    lines = _COMMENT.sub("", css).splitlines()
    plain = "\n".join(line for line in map(str.strip, lines) if line)
    return _CSS_END.sub("}", _CSS_SPACE.sub(_sign, plain))


def _tight(script: str) -> str:
    """JavaScript without spaces around its signs; texts and patterns stay as they are."""
    parts = _JS_TEXT.split(script)
    parts[::2] = [_JS_SIGN.sub(_sign, part) for part in parts[::2]]
    return _JS_GIVEN.sub(_arrow, _JS_BREAK.sub(r"\1", "".join(parts)))


def _sign(found: re.Match[str]) -> str:
    """A sign without the spaces around it."""
    return found[1] or found[2]


def _arrow(found: re.Match[str]) -> str:
    """A function of one answer in its short form; one that needs its own ``this`` stays."""
    own = re.search(r"\b(?:this|arguments)\b", found[2])
    return found[0] if own else f"({found[1]})=>{found[2]}"
