"""The page's typeface: Noto Sans Thai, cut down to Thai and basic Latin, as a data address.

The only file that cuts with fontTools. The tables that place vowels and tone marks are kept.
"""

from __future__ import annotations

import base64
import importlib.util
import io
import unicodedata
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tambon_gis.render.made_once import once

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["CHARACTERS", "FAMILY", "clean", "cut", "font_face", "letters", "static", "woff"]

#: Name of the family in the page's stylesheet.
FAMILY = "Noto Sans Thai"
#: Letters kept: ASCII, the Thai block, and the punctuation that pages and names use.
CHARACTERS = "".join(
    [
        *map(chr, range(0x20, 0x7F)),
        *map(chr, range(0x0E01, 0x0E3B)),
        *map(chr, range(0x0E3F, 0x0E5C)),
        *"\u00a0\u00a9\u00b0\u00b7\u00d7\u200b\u200c\u200d\u2010\u2013\u2014\u2018\u2019\u201c\u201d"
        "\u2022\u2026\u2212\u25cc",
    ]
)
WEIGHTS = (400, 700)
_PACKAGE = "fontpkg_noto_sans_thai"


@cache
def woff() -> tuple[str, bytes]:
    """
    The cut font.

    Returns
    -------
    tuple of (str, bytes)
        Format (``woff2``, or ``woff`` where brotli is not installed) and the file.

    Examples
    --------
    >>> kind, content = woff()
    >>> content[:3] == b"wOF", len(content) < 32_000
    (True, True)
    """
    kind = "woff2" if importlib.util.find_spec("brotli") else "woff"
    font = _file().read_bytes()
    told = f"{version('fonttools')} {kind} {FAMILY} {WEIGHTS} {CHARACTERS} ".encode()
    return kind, once(f"page.{kind}", told + font, lambda: cut(kind))


def cut(kind: str) -> bytes:
    """
    Cut the font anew, which takes most of a second.

    Parameters
    ----------
    kind : {"woff2", "woff"}
        Format of the file.

    Returns
    -------
    bytes
        The file.
    """
    from fontTools import subset
    from fontTools.varLib import instancer

    font = _as_shipped()
    options = subset.Options()
    options.layout_features = ["*"]
    options.name_IDs = [0, 1, 2, 13]
    options.hinting = False
    cutter = subset.Subsetter(options)
    cutter.populate(text=CHARACTERS)
    cutter.subset(font)
    instancer.instantiateVariableFont(font, {"wdth": 100, "wght": WEIGHTS}, inplace=True)
    font.flavor = kind
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


@cache
def font_face() -> str:
    """
    The ``@font-face`` rule that carries the font.

    Returns
    -------
    str
        CSS.

    Examples
    --------
    >>> font_face()[:43]
    '@font-face{font-family:"Noto Sans Thai";src'
    """
    kind, content = woff()
    data = base64.b64encode(content).decode()
    low, high = WEIGHTS
    return (
        f'@font-face{{font-family:"{FAMILY}";src:url(data:font/{kind};base64,{data}) '
        f'format("{kind}");font-weight:{low} {high};font-style:normal;font-display:block}}'
    )


@cache
def static(weight: int) -> bytes:
    r"""
    The whole font in one weight, for pictures and paper.

    Parameters
    ----------
    weight : int
        400 or 700.

    Returns
    -------
    bytes
        A TrueType file.

    Examples
    --------
    >>> static(400)[:4]
    b'\x00\x01\x00\x00'
    """
    from fontTools.varLib import instancer

    font = instancer.instantiateVariableFont(
        _as_shipped(), {"wdth": 100, "wght": weight}, updateFontNames=True
    )
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


@cache
def letters() -> frozenset[str]:
    """
    Every letter that the font can draw.

    Returns
    -------
    frozenset[str]
        Single letters.

    Examples
    --------
    >>> "ญ" in letters(), "😀" in letters()
    (True, False)
    """
    return frozenset(map(chr, _as_shipped().getBestCmap()))


def clean(text: str) -> str:
    r"""
    A text that the typeface can draw, on one line.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Without invisible letters; a question mark for a letter that would be a box.

    Examples
    --------
    >>> clean("น้ำ\n\u202eใส 😀")
    'น้ำ ใส ?'
    """
    known = letters()
    kept = (" " if unicodedata.category(c) in {"Cc", "Zl", "Zp", "Zs"} else c for c in text)
    shown = (c for c in kept if unicodedata.category(c) != "Cf")
    return "".join(c if c in known else "?" for c in shown)


def _as_shipped() -> Any:
    """The whole variable font, from the package that carries it."""
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(_file().read_bytes()), recalcTimestamp=False)


def _file() -> Traversable:
    """The file of the whole variable font."""
    folder = files(_PACKAGE) / "files"
    return min((f for f in folder.iterdir() if f.name.endswith(".ttf")), key=lambda f: f.name)
