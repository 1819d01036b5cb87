"""What the scripts know of views: the list, palettes, fixed classes, patterns of other forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.errors import DocumentError
from tambon_gis.render import palettes
from tambon_gis.render.classes import MOST, breaks_of, cuts_of
from tambon_gis.render.layers import default_view, shares_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tambon_gis.model.document import Text
    from tambon_gis.model.layer import View
    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer

__all__ = ["look_part", "view_part"]


def view_part(content: Content, layers: Sequence[Layer], *, lang: str) -> dict[str, Any]:
    """
    The views of a page.

    Parameters
    ----------
    content : Content
        Sealed parts of the page, with the documents of its views.
    layers : Sequence[Layer]
        What can be shown, in the order of the data block.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    dict[str, Any]
        ``list``: each view with ``id``, ``kind``, ``title``, ``card``, the layers that it is tied
        to (``indicator``, ``second``; null for any), its words (``note``, ``direction``, ``unit``,
        ``titles`` of its classes) and, for shades, ``palette`` and ``breaks`` of the layers whose
        bounds differ from the usual ones. ``palettes``: colours by name and number of classes, with
        ``few`` and ``most``. ``change``: bounds of each size of change (a class holds its bound on
        the side of no change), colours from much better to much worse, position of "the same".
        ``pair``: nine colours, a row a class of the first, and two bounds a layer by ``cuts``.
        ``circle``: its colours, by the palette of the first view with circles.

    Raises
    ------
    DocumentError
        When a view names an indicator that its rulebook does not have.
    """
    places = {layer.reference: place for place, layer in enumerate(layers)}
    books = {book.id for book in content.rulebooks}
    shown = [view for view in content.views if _stands(view, places, books)]
    first = default_view(content.views)
    circles = next((view.colours for view in shown if view.kind == "circles"), "Blues")
    used = {view.colours for view in shown if view.colours in palettes.PALETTES} | {
        first.colours if first is not None else palettes.DEFAULT
    }
    return {
        "list": [_view(view, places, layers, lang) for view in shown],
        "palettes": {name: _palette(name) for name in palettes.PALETTES if name in used},
        "change": {
            "breaks": list(palettes.CHANGE_BREAKS),
            "colours": list(palettes.CHANGE),
            "flat": palettes.CHANGE_FLAT,
        },
        "pair": {"colours": list(palettes.PAIR), "cuts": _cuts(layers)},
        "circle": {"colour": palettes.circle_colour(circles), "ring": palettes.RING},
    }


def look_part(content: Content, *, lang: str) -> dict[str, Any]:
    """
    How the default view draws classes and forms.

    Parameters
    ----------
    content : Content
        Sealed parts of the page, with the documents of its views.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    dict[str, Any]
        ``classes`` by number, ``forms`` and ``patterns`` (plain colour, and colour of the strokes),
        ``drawings`` (how each pattern is drawn on a tile of 8 by 8: ``fill`` or ``stroke``, path
        data, width of the stroke) and ``titles`` (own words of a legend).
    """
    view = default_view(content.views)
    looks = palettes.looks_of(view)
    name = palettes.DEFAULT if view is None else view.colours
    return {
        "classes": {n: palettes.colours(n, name) for n in range(1, MOST + 1)},
        "forms": dict(looks.fills),
        "patterns": dict(looks.marks),
        "drawings": {form: list(drawing) for form, drawing in palettes.DRAWINGS.items()},
        "titles": {form: title.of(lang) for form, title in looks.titles.items()},
    }


def _stands(view: View, places: Mapping[str, int], books: set[str]) -> bool:
    """Whether the page has what a view is tied to; a page without its rulebook leaves it out."""
    wanted = [name for name in (view.indicator, view.second, *view.classes.policy) if name]
    for name in wanted:
        if name not in places and name.split("/")[0] in books:
            raise DocumentError("layerdocs.indicator", view=view.id, reference=name)
    tied = [name for name in (view.indicator, view.second) if name]
    return all(name in places for name in tied)


def _view(
    view: View, places: Mapping[str, int], layers: Sequence[Layer], lang: str
) -> dict[str, Any]:
    """One view; words that it does not have are left out."""
    out: dict[str, Any] = {
        "id": view.id,
        "kind": view.kind,
        "title": view.title.of(lang),
        "indicator": places.get(view.indicator or ""),
        "second": places.get(view.second or ""),
        "card": list(view.card),
    }
    told: dict[str, Text | None] = {
        "note": view.note,
        "direction": view.direction,
        "unit": view.unit,
    }
    out |= {name: text.of(lang) for name, text in told.items() if text is not None}
    if view.kind in {"shade", "circles"}:
        out["palette"] = view.colours
    if view.kind == "shade":
        out["breaks"] = _own_breaks(view, layers)
        out["titles"] = [title.of(lang) for title in view.classes.titles]
    return out


def _own_breaks(view: View, layers: Sequence[Layer]) -> dict[str, list[float]]:
    """Bounds of the layers that a view shades in other classes than usual, by position."""
    found = {}
    for place, layer in enumerate(layers):
        if layer.scored or (view.tied and layer.reference != view.indicator):
            continue
        breaks = breaks_of(shares_of(layer), view.classes, indicator=layer.reference)
        if breaks != layer.breaks and layer.cells:
            found[str(place)] = list(breaks)
    return found


def _palette(name: str) -> dict[str, Any]:
    """A palette by number of classes, with its two bands."""
    one = palettes.PALETTES[name]
    steps = {str(number): list(row) for number, row in one.classes.items()}
    return {"few": one.few, "most": one.most, **steps}


def _cuts(layers: Sequence[Layer]) -> dict[str, list[float]]:
    """Two bounds of each layer that can stand in a pair."""
    cuts = {layer.reference: cuts_of(shares_of(layer)) for layer in layers if not layer.scored}
    return {name: list(bounds) for name, bounds in cuts.items() if bounds is not None}
