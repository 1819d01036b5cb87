"""Paper: the report as a PDF, set by Typst; Thai lines break between words, never in a name.

The only file that knows Typst. Data travels as JSON and is never part of the markup; the typeface
is the packaged one, and neither a font of the machine nor the network is used.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import ExtraError
from tambon_gis.render import fonts
from tambon_gis.render.image import pictures
from tambon_gis.render.image.studio import Studio
from tambon_gis.render.paper.paper_letters import lettered
from tambon_gis.render.paper.paper_parts import MAPS, parts_of
from tambon_gis.render.templates import template_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tambon_gis.render.content import Content

__all__ = ["report", "typeset"]

#: Seconds since 1970: a fixed day, so that the same content gives the same bytes.
_NEVER = 0
#: Pixels an inch of pictures ten inches wide, which stand on paper at less than six.
_DPI = 180


def report(content: Content, *, lang: str = "th") -> dict[str, bytes]:
    """
    The report on paper.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language of the words; names stay Thai.

    Returns
    -------
    dict[str, bytes]
        ``report.pdf``: A4, tagged, without author or date of making. The same content gives the
        same bytes.

    Raises
    ------
    ExtraError
        When Typst is not installed.
    """
    _typst()
    studio = Studio(content, lang=lang, dpi=_DPI)
    drawn = dict(_pictures(studio))
    names = {name: f"{i}.png" for i, name in enumerate(drawn)}
    files = {names[name]: picture for name, picture in drawn.items()}
    return {"report.pdf": typeset("report.typ", parts_of(studio, names), files)}


def typeset(template: str, data: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """
    A template filled and set.

    Parameters
    ----------
    template : str
        Name of a template of this package.
    data : Mapping
        What it reads, JSON all through.
    files : Mapping[str, bytes]
        Pictures by the names that the data give them.

    Returns
    -------
    bytes
        A PDF.

    Raises
    ------
    ExtraError
        When Typst is not installed.
    """
    typst = _typst()
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        for name, picture in files.items():
            (root / name).write_bytes(picture)
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        (root / "main.typ").write_text(template_text(template), encoding="utf-8")
        letters = root / "fonts"
        letters.mkdir()
        for weight in (400, 700):
            (letters / f"{weight}.ttf").write_bytes(fonts.static(weight))
        compiler = typst.Compiler(
            str(root / "main.typ"),
            root=str(root),
            font_paths=[str(letters)],
            ignore_system_fonts=True,
            package_path=str(root / "packages"),
            package_cache_path=str(root / "packages"),
        )
        made_pdf: bytes = compiler.compile(format="pdf", timestamp=_NEVER, pdf_standards="ua-1")
    return lettered(made_pdf)


def _pictures(studio: Studio) -> Iterator[tuple[str, bytes]]:
    """The pictures of the report."""
    yield "places", pictures.places_map(studio)
    for at, (layer, year) in enumerate(studio.mapped(MAPS)):
        yield f"map {at}", pictures.map_of(studio, layer, year)
    charts = {"trends": pictures.trends_chart(studio), "aspects": pictures.aspects_chart(studio)}
    yield from ((name, made) for name, made in charts.items() if made)


def _typst() -> Any:
    """Typst, or how to install it."""
    try:
        import typst
    except ImportError as error:
        raise ExtraError("extra.missing", extra="pdf") from error
    return typst
