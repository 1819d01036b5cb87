"""Letters of a PDF: each glyph says which letter it is, so that Thai can be searched and scanned.

Typst gives a glyph the whole cluster it first stood in, so that a reader copies letters twice. Here
every glyph of the typeface is known by its outline and given its own letter, and each cluster its
text. A reader that ignores the latter finds SARA AM as two letters (U+0E4D, U+0E32).
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import ExtraError
from tambon_gis.render import fonts
from tambon_gis.render.paper.paper_clusters import laid_over

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["lettered"]

_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
#: Entries that a section of such a table may hold.
_MOST = 100


def lettered(pdf: bytes) -> bytes:
    """
    A PDF of ours whose glyphs carry their own letters.

    Parameters
    ----------
    pdf : bytes
        A PDF in the packaged typeface.

    Returns
    -------
    bytes
        The same pages.

    Raises
    ------
    ExtraError
        When the reader of PDFs is not installed.
    """
    try:
        from pypdf import PdfWriter
    except ImportError as error:
        raise ExtraError("extra.missing", extra="pdf") from error
    writer: Any = PdfWriter(io.BytesIO(pdf), incremental=True)
    known: dict[int, dict[int, str]] = {}
    for page in writer.pages:
        letters = {}
        for name, one in page["/Resources"].get("/Font", {}).items():
            font = one.get_object()
            table = font.raw_get("/ToUnicode")
            if table.idnum not in known:
                known[table.idnum] = _letters_of(font)
                table.get_object().set_data(_table(known[table.idnum]))
            letters[name[1:]] = known[table.idnum]
        drawing = page["/Contents"].get_object()
        drawing.set_data(laid_over(drawing.get_data(), letters))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _letters_of(font: Any) -> dict[int, str]:
    """The letter of each glyph of an embedded font."""
    from fontTools.ttLib import TTFont

    described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    cut = TTFont(io.BytesIO(described["/FontFile2"].get_data()))
    known = {**_known(400), **_known(700)}
    glyphs = cut.getGlyphSet()
    drawn = {cut.getGlyphID(name): _outline(glyphs, name) for name in cut.getGlyphOrder()}
    return {glyph: known[outline] for glyph, outline in drawn.items() if outline in known}


@cache
def _known(weight: int) -> dict[str, str]:
    """Letters of the packaged typeface by their outline; letters without one are spaces."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(fonts.static(weight)))
    glyphs = font.getGlyphSet()
    letters: dict[str, str] = {}
    names = {name: chr(code) for code, name in reversed(font.getBestCmap().items())}
    for name in font.getGlyphOrder():
        letter = names.get(name) or names.get(name.split(".")[0])
        outline = _outline(glyphs, name)
        if letter and outline:
            letters.setdefault(outline, letter)
    return letters | {_outline(glyphs, "space"): " "}


def _outline(glyphs: Any, name: str) -> str:
    """A glyph's drawing and width as text."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return f"{glyphs[name].width} {pen.value}"


def _table(letters: Mapping[int, str]) -> bytes:
    """Glyphs and their letters as a PDF writes them."""
    rows = [f"<{glyph:04x}> <{ord(letter):04x}>" for glyph, letter in letters.items()]
    parts = [rows[at : at + _MOST] for at in range(0, len(rows), _MOST)]
    body = "".join(f"{len(p)} beginbfchar\n" + "\n".join(p) + "\nendbfchar\n" for p in parts)
    return (_HEAD + body + _TAIL).encode("ascii")
