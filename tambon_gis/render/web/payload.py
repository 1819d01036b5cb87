"""The one block of data in a page: compact JSON that no text in it can break out of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.render import classes
from tambon_gis.render.content import area_level
from tambon_gis.render.palettes import DEFAULT as DEFAULT_PALETTE
from tambon_gis.render.planning.trail import trail_part
from tambon_gis.render.roles import role_title
from tambon_gis.render.rough import rough_of, rough_told
from tambon_gis.render.web import assets
from tambon_gis.render.web.fold import folded
from tambon_gis.render.web.plan_part import plan_data
from tambon_gis.render.web.sheet_part import sheet_part
from tambon_gis.render.web.story_part import story_part
from tambon_gis.render.web.topology import packed
from tambon_gis.render.web.vector_part import vector_part
from tambon_gis.render.web.view_part import look_part, view_part
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import shapely

    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.sealed import Credits
    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer
    from tambon_gis.words import Words

__all__ = ["as_json", "payload"]

#: More places than this are drawn on a canvas, and their cells are folded.
MANY = 300
#: Documents of words that the scripts speak as a whole, by the name of the document.
SPOKEN_WHOLE = ("views", "vectors", "sheet", "story", "access", "drill")
#: Groups of ``page.toml`` that the scripts speak.
SPOKEN = ("badge", "card", "level", "legend", "map", "measure", "table", "unit", "value",
          "view")  # fmt: skip
_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def as_json(content: object) -> str:
    r"""
    JSON that is safe between script tags.

    Parameters
    ----------
    content : object
        Anything that JSON can hold; no NaN.

    Returns
    -------
    str
        Without ``<``, ``>``, ``&`` and line separators as such.

    Examples
    --------
    >>> as_json(["</script>", 1])
    '["\\u003c/script\\u003e",1]'
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter, escape in _ESCAPES.items():
        text = text.replace(letter, escape)
    return text


def payload(
    content: Content,
    layers: Sequence[Layer],
    *,
    first: tuple[int, int] | None,
    lang: str,
    shapes: Sequence[shapely.Geometry] | None = None,
) -> dict[str, Any]:
    """
    Everything that the scripts of a page read.

    Parameters
    ----------
    content : Content
        Sealed parts of the page.
    layers : Sequence[Layer]
        What can be shown.
    first : tuple of (int, int) or None
        Layer and year to open with.
    lang : {"th", "en"}
        Language.
    shapes : Sequence[shapely.Geometry] or None
        The polygons where they were simplified before.

    Returns
    -------
    dict[str, Any]
        Ready for :func:`as_json`.
    """
    say = words(lang)
    credit, places, rulebooks = content.credits, content.places, content.rulebooks
    bounds = content.measures.disclosure
    told = [_layer(layer, rulebooks, lang) for layer in layers]
    shown, shared = folded(told) if len(places.frame) > MANY else (told, [])
    rungs = {str(level): len(rows) for level, rows in places.frame.groupby("level", sort=False)}
    climbs = {"rungs": list(rungs.items())} if len(rungs) > 1 else {}
    return climbs | {
        "words": _spoken(say, rungs=bool(climbs)),
        "limits": {"k": bounds.smallest_cell, "asked": bounds.smallest_asked},
        "area": {"code": credit.area_code, "title": credit.area_title, "level": area_level(credit)},
        "level": places.level,
        "places": _places(places.frame),
        "shapes": packed(list(places.frame.geometry) if shapes is None else shapes),
        "boundary": " · ".join(filter(None, [places.credit, places.licence])),
        "approximate": rough_told(places, lang=lang),
        "rough": rough_of(places, lang=lang),
        "books": [_book(book, lang) for book in rulebooks],
        "layers": shown,
        "columns": shared,
        "first": None if first is None else list(first),
        "notes": _noted(shown),
        "sources": _sources(credit, rulebooks, lang),
        "made": credit.made_on,
        "views": view_part(content, layers, lang=lang),
        "vectors": vector_part(content, lang=lang),
        "sheets": sheet_part(content, layers, lang=lang),
        "story": story_part(content, layers, lang=lang),
        "digits": content.digits,
        "look": look_part(content, lang=lang),
        "plan": plan_data(content, trail_part(content, lang=lang), lang=lang),
    }


def _spoken(say: Words, *, rungs: bool) -> dict[str, str]:
    """The texts that the scripts use, by ``group.name``."""
    spoken = {
        f"{group}.{name}": text
        for group in SPOKEN
        for name, text in say.under(f"page.{group}").items()
    }
    spoken |= {f"plan.map.{name}": text for name, text in say.under("plan.map").items()}
    for document in SPOKEN_WHOLE:
        spoken |= {f"{document}.{name}": text for name, text in say.under(document).items()}
    return {key: text for key, text in spoken.items() if assets.spoken(key, rungs=rungs)}


def _places(frame: pd.DataFrame) -> list[list[Any]]:
    """Code, moo, name and label point of each place."""
    columns = (frame[name] for name in ("place", "moo", "name", "label_x", "label_y"))
    return [
        [place, None if _missing(moo) else int(moo), str(name), round(x, 5), round(y, 5)]
        for place, moo, name, x, y in zip(*columns, strict=True)
    ]


def _book(book: Rulebook, lang: str) -> dict[str, Any]:
    """A rulebook as the list of layers names it."""
    head = book.rulebook
    out: dict[str, Any] = {
        "id": head.id,
        "short": head.short.of(lang),
        "source": head.source.of(lang),
        "unverified": not book.verified,
        "dimensions": {one.id: one.title.of(lang) for one in book.dimension},
    }
    if head.note is not None:
        out["note"] = head.note.of(lang)
    if book.scores is not None:
        scale = classes.score_colours(book.scores.problem, book.scores.best)
        titles = book.scores.titles
        out["scores"] = [
            [score, titles[str(score)].of(lang) if str(score) in titles else str(score), colour]
            for score, colour in scale.items()
        ]
    return out


def _layer(layer: Layer, rulebooks: Sequence[Rulebook], lang: str) -> dict[str, Any]:
    """One indicator; what is empty is left out."""
    one = layer.indicator
    out = {
        "book": rulebooks.index(layer.book),
        "code": one.code,
        "dimension": one.dimension,
        "short": one.short.of(lang),
        "title": one.title.of(lang),
        "definition": one.definition.of(lang) if one.definition else "",
        "source": one.source,
        "counts": one.counts,
        "scored": layer.scored,
        "withheld": layer.withheld,
        "breaks": list(layer.breaks),
        "palette": layer.palette,
        "titles": [title.of(lang) for title in layer.titles],
        "cells": {
            str(year): [cells.forms, cells.unknown, *_numbers(cells.numbers)]
            for year, cells in layer.cells.items()
        },
    }
    usual = {"palette": DEFAULT_PALETTE}
    return {
        n: value for n, value in out.items() if n == "book" or (value and usual.get(n) != value)
    }


def _noted(layers: Sequence[dict[str, Any]]) -> list[str]:
    """The sources of indicators, each once; the layers keep its index."""
    notes: dict[str, int] = {}
    for layer in layers:
        if "source" in layer:
            layer["source"] = notes.setdefault(layer["source"], len(notes))
    return list(notes)


def _numbers(numbers: Mapping[str, str]) -> list[str | int]:
    """Columns of numbers; 0 stands for households that are the same as those asked."""
    same = numbers["households"] == numbers["asked"]
    columns: list[str | int] = [numbers[name] for name in ("asked", "failing", "share")]
    columns.append(0 if same else numbers["households"])
    return columns + ([numbers["score"]] if numbers["score"] else [])


def _sources(credit: Credits, rulebooks: Sequence[Rulebook], lang: str) -> dict[str, str]:
    """Title of each survey by ``rulebook-year``."""
    return {
        one.role: role_title(one.role, rulebooks, lang=lang)
        for one in credit.sources
        if one.year is not None
    }


def _missing(value: Any) -> bool:
    """Whether a cell is empty: None, NaN or NA."""
    return bool(pd.isna(value))
