"""Clusters of a PDF's text: each letter with its marks is laid over by its text, as one piece.

A reader that places marks by itself would tear them off their letters; SARA AM, which the typeface
draws as two glyphs, is one letter again.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["laid_over"]

_SHOW = re.compile(rb"\[((?:\((?:\\.|[^\\)])*\)|[-0-9. ])*)\]TJ|(\((?:\\.|[^\\)])*\))Tj", re.DOTALL)
_ITEM = re.compile(rb"\(((?:\\.|[^\\)])*)\)|(-?[0-9.]+)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_SPAN = re.compile(rb"/Span<</ActualText<[0-9A-Fa-f]*>>>BDC(.*?)EMC", re.DOTALL)
_FONT = re.compile(rb"/([A-Za-z0-9]+) [0-9.]+ Tf")
#: What may stand between the glyphs of a cluster: the pen moves, nothing else.
_MOVES = re.compile(rb"[\s0-9.\-]*(?:Tr|Tm|Tf|/[A-Za-z0-9]+|[\s0-9.\-])*")
#: A mark that is raised over another stands in a drawing of its own, marked apart.
_RAISED = re.compile(
    rb"\s*ET\s+Q\s+EMC\s*/\w+<</MCID \d+>>BDC\s+q[\s0-9.\-]*cm"
    rb"(?:/[A-Za-z0-9]+|[cC][sS]|scn|SCN|gs|[\s0-9.\-])*BT" + _MOVES.pattern
)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_NIKHAHIT, _AA, _AM = "\u0e4d", "\u0e32", "\u0e33"

#: A glyph and its letter, a number that moves the pen, or other operators.
_Part = tuple[str, bytes, str]


def laid_over(drawing: bytes, letters: Mapping[str, Mapping[int, str]]) -> bytes:
    """
    Operators of a page, with a text over each cluster of more than one glyph.

    Parameters
    ----------
    drawing : bytes
        Operators as Typst writes them.
    letters : Mapping[str, Mapping[int, str]]
        Letter of each glyph, by the name of the font on the page.

    Returns
    -------
    bytes
        The same drawing.
    """
    parts = list(_parts(_SPAN.sub(rb"\1", drawing), letters))
    out, at = [], 0
    while at < len(parts):
        end, text = _cluster(parts, at)
        out.append(_spoken(parts[at:end], text) if len(text) > 1 else _shown(parts[at:end]))
        at = end
    return b"".join(out)


def _spoken(parts: list[_Part], text: str) -> bytes:
    """A cluster under its text; what is raised over it says nothing more."""
    out, at = [], 0
    cuts = [i for i, (kind, drawn, _) in enumerate(parts) if kind == "other" and _far(drawn)]
    for cut in [*cuts, len(parts)]:
        code = text.encode("utf-16-be").hex().upper().encode()
        span = b"/Span<</ActualText<FEFF" + code + b">>>BDC "
        out.append(span + _shown(parts[at:cut]) + b"EMC ")
        out += [drawn for _, drawn, _ in parts[cut : cut + 1]]
        at, text = cut + 1, ""
    return b"".join(out)


def _far(drawn: bytes) -> bool:
    """Whether operators end one drawing and begin the next."""
    return b"ET" in drawn


def _parts(drawing: bytes, letters: Mapping[str, Mapping[int, str]]) -> Iterator[_Part]:
    """Glyphs, moves and other operators in their order."""
    at, font = 0, ""
    for show in _SHOW.finditer(drawing):
        other = drawing[at : show.start()]
        for named in _FONT.finditer(other):
            font = named.group(1).decode()
        yield "other", other, ""
        for item in _ITEM.finditer(show.group(1) or show.group(2)):
            if item.group(2):
                yield "move", item.group(2), ""
                continue
            codes = _ESCAPE.sub(_unescaped, item.group(1))
            for i in range(0, len(codes), 2):
                glyph = codes[i : i + 2]
                letter = letters.get(font, {}).get(int.from_bytes(glyph, "big"), "")
                yield "glyph", glyph, letter
        at = show.end()
    yield "other", drawing[at:], ""


def _cluster(parts: list[_Part], at: int) -> tuple[int, str]:
    """Where the cluster that begins here ends, and its letters."""
    kind, _, text = parts[at]
    end = at + 1
    if kind != "glyph" or not text:
        return end, ""
    for i in range(end, len(parts)):
        kind, content, letter = parts[i]
        if kind == "other" and not (_MOVES.fullmatch(content) or _RAISED.fullmatch(content)):
            break
        if kind != "glyph":
            continue
        if letter and unicodedata.category(letter) == "Mn":
            text, end = text + letter, i + 1
        elif letter == _AA and _NIKHAHIT in text:
            return i + 1, text.replace(_NIKHAHIT, "") + _AM
        else:
            break
    return end, text


def _shown(parts: list[_Part]) -> bytes:
    """Operators of parts again."""
    out, row = [], b""
    for kind, content, _ in [*parts, ("other", b"", "")]:
        if kind == "glyph":
            row += b"<" + content.hex().encode() + b">"
        elif kind == "move":
            row += content
        else:
            out.append((b"[" + row + b"]TJ " if row else b"") + content)
            row = b""
    return b"".join(out)


def _unescaped(found: re.Match[bytes]) -> bytes:
    """One escaped byte of a text."""
    code = found.group(1)
    if code[:1].isdigit():
        return bytes([int(code, 8)])
    return _NAMED.get(code, code)
