"""The still picture: one layer as plain SVG, for a reader whose program runs no scripts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.render import classes
from tambon_gis.render.geometry import bounds_of, svg_path
from tambon_gis.render.layers import FORM_LETTERS
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.model.sealed import Places
    from tambon_gis.render.layers import Layer

__all__ = ["Key", "Still", "keys_of", "still_of"]

WIDTH = 800
_FORMS = {letter: form for form, letter in FORM_LETTERS.items()}


@dataclass(frozen=True, order=True)
class Key:
    """
    One line of a legend.

    Parameters
    ----------
    rank : int
        Place in the legend.
    form : str
        Form, or ``class`` and ``score`` with a number behind.
    colour : str
        Hex colour.
    pattern : str
        Name of the pattern over it, or nothing.
    """

    rank: int
    form: str
    colour: str
    pattern: str = ""


@dataclass(frozen=True)
class Still:
    """
    A picture and its legend.

    Parameters
    ----------
    size : tuple of (int, int)
        Width and height in units.
    shapes : tuple of (str, Key)
        Path data and how it is filled.
    legend : tuple of (Key, str, int)
        Key, label and number of places.
    """

    size: tuple[int, int]
    shapes: tuple[tuple[str, Key], ...]
    legend: tuple[tuple[Key, str, int], ...]


def keys_of(layer: Layer, year: int) -> list[Key]:
    """
    How each place of a layer is filled.

    Parameters
    ----------
    layer : Layer
        The layer.
    year : int
        One of its years.

    Returns
    -------
    list[Key]
        One a place, without the whole area.
    """
    cells = layer.cells[year]
    shares = _column(cells.numbers["share"], len(cells.forms))
    scores = _column(cells.numbers["score"], len(cells.forms))
    rows = zip(cells.forms[:-1], shares, scores, strict=False)
    return [_key(layer, _FORMS[letter], share, score) for letter, share, score in rows]


def still_of(places: Places, layer: Layer, year: int, *, lang: str) -> Still:
    """
    A layer as a picture.

    Parameters
    ----------
    places : Places
        The polygons, in the order of the layer's cells.
    layer : Layer
        The layer.
    year : int
        One of its years.
    lang : {"th", "en"}
        Language of the legend.

    Returns
    -------
    Still
        Ready for a template.
    """
    shapes = list(places.frame.geometry)
    west, south, east, north = bounds_of(shapes)
    edge = (east - west) * 0.01
    box = (west - edge, south - edge, east + edge, north + edge)
    keys = keys_of(layer, year)
    ends = svg_path(_corner_box(box), box, width=WIDTH)
    height = int(ends.split("V")[0].split(" ")[1])
    counted = Counter(keys)
    return Still(
        size=(WIDTH, height),
        shapes=tuple((svg_path(shape, box, width=WIDTH), k) for shape, k in zip(shapes, keys, strict=True)),
        legend=tuple((key, _label(key, layer, places.level, lang), counted[key]) for key in sorted(counted)),
    )
