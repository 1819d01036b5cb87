"""Formats: which files a build can make beside the page, and who makes each."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tambon_gis.render.content import Content

__all__ = ["ALL", "FORMATS", "INTERNAL", "chosen", "made"]

#: Format -> module and function that makes its files, by name.
FORMATS: Mapping[str, str] = {
    "png": "tambon_gis.render.image.pictures:pictures",
    "cards": "tambon_gis.render.image.cards:cards",
    "pdf": "tambon_gis.render.paper.paper:report",
    "poster": "tambon_gis.render.paper.poster:poster",
    "pptx": "tambon_gis.render.deck.slides:slides",
    "xlsx": "tambon_gis.render.book.tables_book:book",
    "plan": "tambon_gis.render.book.plan_book:plan_book",
    "gpkg": "tambon_gis.render.gis.gis:geopackage",
    "geojson": "tambon_gis.render.gis.gis:geojson",
    "qr": "tambon_gis.render.qr:pictures",
}
#: Asks for every format.
ALL = "all"
#: What builds and examinations write under ``work/<code>/``. The form of decisions is a person's.
INTERNAL = frozenset({
    "index.html", "findings.html", "doctor.html", "doctor.xlsx", "png", "cards", "report.pdf",
    "slides.pptx", "tables.xlsx", "map.gpkg", "map.geojson", "poster.pdf", "plan.xlsx", "qr.png",
    "qr.svg", "confirmed.html", "sides.html", "update.html",
    "handover.html", "all", "faults.txt", "pack-todo.txt", "pack-todo.json",
})  # fmt: skip


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """
    Formats by the names that a person wrote.

    Parameters
    ----------
    names : iterable of str
        Names, also several between commas, or ``all``.

    Returns
    -------
    tuple[str, ...]
        Keys of :data:`FORMATS`, each once, in their order.

    Raises
    ------
    InputError
        When there is no such format.

    Examples
    --------
    >>> chosen(["xlsx,png"]), chosen(["all"]) == tuple(FORMATS)
    (('png', 'xlsx'), True)
    """
    wanted = {part.strip().lower() for name in names for part in name.split(",") if part.strip()}
    unknown = sorted(wanted - {*FORMATS, ALL})
    if unknown:
        known = ", ".join([*FORMATS, ALL])
        raise InputError("format.unknown", where=", ".join(unknown), known=known)
    return tuple(name for name in FORMATS if name in wanted or ALL in wanted)


def made(name: str, content: Content, *, lang: str = "th") -> dict[str, bytes | str]:
    """
    The files of a format.

    Parameters
    ----------
    name : str
        A key of :data:`FORMATS`.
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language of the files.

    Returns
    -------
    dict[str, bytes or str]
        File name, which may hold a folder, and content.

    Raises
    ------
    ExtraError
        When the library that writes the format is not installed.
    """
    module, function = FORMATS[name].split(":")
    maker = getattr(importlib.import_module(module), function)
    files: dict[str, bytes | str] = maker(content, lang=lang)
    return files
