"""What village sheets are drawn from, beside the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.render.ages import ages_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.render.ages import Band
    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer

__all__ = ["sheet_part"]


def sheet_part(content: Content, layers: Sequence[Layer], *, lang: str) -> dict[str, Any]:
    """
    The radar, the ages, the nearest facilities and the targets; what is lacking is left out.

    Parameters
    ----------
    content : Content
        Sealed parts of the page.
    layers : Sequence[Layer]
        What can be shown, in the order of the data block.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    dict[str, Any]
        ``aspects``, ``pyramid``, ``reach`` (each with one row a place, in the order of the map, the
        whole area last but in ``reach``; 0 for a place of which nothing is told) and ``targets``
        (index of a layer -> percent and source).
    """
    codes = [str(code) for code in content.places.frame["place"]]
    parts = {
        "aspects": _aspects(content, [*codes, content.credits.area_code], layers, lang=lang),
        "pyramid": _pyramid(content, codes, lang=lang),
        "reach": _reach(content, codes),
        "targets": _targets(content, layers),
    }
    return {name: part for name, part in parts.items() if part}


def _aspects(
    content: Content, codes: Sequence[str], layers: Sequence[Layer], *, lang: str
) -> dict[str, Any] | None:
    """Axes of the radar with the values of each place."""
    if content.aspects is None:
        return None
    document, frame = content.aspects.composite, content.aspects.frame
    columns = (frame[name] for name in ("value", "value_low", "value_high"))
    told = {
        (str(place), str(aspect)): _axis(*values)
        for place, aspect, *values in zip(frame["place"], frame["aspect"], *columns, strict=True)
    }
    head = document.composite
    return {
        "title": head.title.of(lang),
        "unverified": not document.verified,
        "note": head.note.of(lang) if head.note else "",
        "source": head.source.of(lang),
        "surveys": _surveys(document.frameworks, layers, lang=lang),
        "titles": [one.title.of(lang) for one in document.top],
        "rows": [_or_none([told.get((code, one.id), 0) for one in document.top]) for code in codes],
    }


def _axis(value: Any, low: Any, high: Any) -> Any:
    """A number, a range of two, or 0 where too little is told."""
    if not pd.isna(value):
        return [round(float(value), 1)]
    return 0 if pd.isna(low) or pd.isna(high) else [round(float(low), 1), round(float(high), 1)]


def _or_none(row: list[Any]) -> list[Any] | int:
    """A row, or 0 when nothing is in it."""
    return row if any(row) else 0


def _surveys(frameworks: Sequence[str], layers: Sequence[Layer], *, lang: str) -> list[list[Any]]:
    """Short name and newest year of each survey behind the radar."""
    newest: dict[str, list[Any]] = {}
    for layer in layers:
        if layer.book.id in frameworks and layer.cells:
            known = newest.setdefault(layer.book.id, [layer.book.rulebook.short.of(lang), 0])
            known[1] = max(known[1], *layer.cells)
    return list(newest.values())


def _pyramid(content: Content, codes: Sequence[str], *, lang: str) -> dict[str, Any] | None:
    """Bands of each place: label, men, women."""
    if content.pyramid is None:
        return None
    ages = ages_of(content.pyramid, codes, lang=lang)
    rows = [_bands(ages.of.get(code, ())) for code in codes]
    return {"rows": [*rows, _bands(ages.area)], "shown": ages.shown}


def _bands(bands: Sequence[Band]) -> list[Any] | int:
    """Bands as the scripts read them."""
    return [[one.label, one.male, one.female] for one in bands] or 0


def _reach(content: Content, codes: Sequence[str]) -> dict[str, Any] | None:
    """Nearest facilities: kinds, names, and for each place and kind a name's index and metres."""
    if content.reach is None or content.reach.frame.empty:
        return None
    frame = content.reach.frame.dropna(subset=["metres"])
    kinds = sorted({str(kind) for kind in frame["kind"]})
    names = list(dict.fromkeys("" if pd.isna(name) else str(name) for name in frame["name"]))
    number = {name: n for n, name in enumerate(names)}
    columns = (frame[name] for name in ("place", "kind", "name", "metres"))
    told = {
        (str(place), str(kind)): [number["" if pd.isna(name) else str(name)], int(metres)]
        for place, kind, name, metres in zip(*columns, strict=True)
    }
    rows = [_or_none([told.get((code, kind), 0) for kind in kinds]) for code in codes]
    return {"kinds": kinds, "names": names, "rows": rows}


def _targets(content: Content, layers: Sequence[Layer]) -> dict[str, list[Any]]:
    """Percent that is accepted, and who set it, by the index of a layer."""
    found = {}
    for i, layer in enumerate(layers):
        target = content.targets.get(f"{layer.book.id}/{layer.indicator.code}")
        if target is not None:
            found[str(i)] = [float(target.failing), target.source]
    return found
