"""The still picture: one layer as plain SVG, for a reader whose program runs no scripts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING

import pandas as pd

from tambon_gis.render import classes
from tambon_gis.render.geometry import bounds_of, height_of, point_in, svg_path, within_budget
from tambon_gis.render.layers import FORM_LETTERS
from tambon_gis.render.palettes import colours
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import shapely

    from tambon_gis.model.sealed import Disclosure, Places
    from tambon_gis.render.layers import Layer

__all__ = ["Fill", "Still", "fills_of", "still_of"]

WIDTH = 800
#: More places than this are one path a fill; more points than these cannot be seen in it.
_MANY, _MOST_POINTS = 300, 60_000
#: Shares have one decimal at most: a class begins one step above the bound of the one before.
FINEST = 0.1
_FORMS = {letter: form for form, letter in FORM_LETTERS.items()}
#: Order of a legend: scores, then nobody, bands, classes, and what tells nothing.
_ORDER = ("score", "zero", "zero_band", "few", "class", "most", "hidden", "not_asked", "no_data",
          "withheld")  # fmt: skip


@dataclass(frozen=True)
class Fill:
    """
    How a place is filled.

    Parameters
    ----------
    kind : str
        A form, ``class`` or ``score``.
    step : int
        Number of the class or the score, else 0.
    colour : str
        Hex colour.
    mark : str
        Colour of the pattern over it, or nothing.
    """

    kind: str
    step: int
    colour: str
    mark: str = ""

    @property
    def pattern(self) -> str:
        """Name of the pattern over the colour (``palettes.DRAWINGS``), or nothing."""
        return self.kind if self.mark else ""

    @property
    def rank(self) -> tuple[int, int]:
        """Place in a legend."""
        return _ORDER.index(self.kind), self.step


@dataclass(frozen=True)
class Still:
    """
    A picture and its legend.

    Parameters
    ----------
    size : tuple of (int, int)
        Width and height in units.
    shapes : tuple of (str, Fill)
        Path data and how it is filled.
    legend : tuple of (Fill, str, int)
        Fill, label and number of places.
    labels : tuple of (int, int, str)
        Where to write the number of each moo.
    """

    size: tuple[int, int]
    shapes: tuple[tuple[str, Fill], ...]
    legend: tuple[tuple[Fill, str, int], ...]
    labels: tuple[tuple[int, int, str], ...]


def fills_of(layer: Layer, year: int) -> list[Fill]:
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
    list[Fill]
        One a place, without the whole area.
    """
    cells = layer.cells[year]
    absent = [""] * len(cells.forms)
    shares = cells.numbers["share"].split(",") if cells.numbers["share"] else absent
    scores = cells.numbers["score"].split(",") if cells.numbers["score"] else absent
    rows = list(zip(cells.forms, shares, scores, strict=True))[:-1]
    return [_fill(layer, _FORMS[letter], share, score) for letter, share, score in rows]


def still_of(
    places: Places,
    layer: Layer,
    year: int,
    *,
    limits: Disclosure,
    lang: str,
    shapes: Sequence[shapely.Geometry] | None = None,
    rung: str | None = None,
) -> Still:
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
    limits : Disclosure
        Thresholds that the legend names.
    lang : {"th", "en"}
        Language of the legend.
    shapes : Sequence[shapely.Geometry] or None
        The polygons where they were simplified before.
    rung : str or None
        The one level that is drawn, where the frame holds several.

    Returns
    -------
    Still
        Ready for a template.
    """
    level = places.level if rung is None else rung
    there = [rung in (None, one) for one in places.frame["level"]]
    given = list(places.frame.geometry[there]) if shapes is None else shapes
    shapes = within_budget(given, most_points=_MOST_POINTS)
    west, south, east, north = bounds_of(shapes)
    edge = (east - west) * 0.01
    box = (west - edge, south - edge, east + edge, north + edge)
    fills = list(compress(fills_of(layer, year), there))
    counted = Counter(fills)
    return Still(
        size=(WIDTH, height_of(box, width=WIDTH)),
        shapes=_together([svg_path(shape, box, width=WIDTH) for shape in shapes], fills),
        legend=tuple(
            (fill, _label(fill, layer, limits=limits, level=level, lang=lang), counted[fill])
            for fill in sorted(counted, key=lambda fill: fill.rank)
        ),
        labels=tuple(_labels(places.frame[there], box)),
    )


def _together(paths: list[str], fills: list[Fill]) -> tuple[tuple[str, Fill], ...]:
    """A path a place; where places are many, one a fill."""
    if len(paths) <= _MANY:
        return tuple(zip(paths, fills, strict=True))
    found: dict[Fill, list[str]] = {}
    for path, fill in zip(paths, fills, strict=True):
        found.setdefault(fill, []).append(path)
    return tuple(("".join(one), fill) for fill, one in found.items())


def _labels(
    frame: pd.DataFrame, box: tuple[float, float, float, float]
) -> Iterator[tuple[int, int, str]]:
    """Number and place of each moo; other places have no number."""
    for x, y, moo in zip(frame["label_x"], frame["label_y"], frame["moo"], strict=True):
        if not pd.isna(moo):
            yield *point_in((float(x), float(y)), box, width=WIDTH), str(int(moo))


def _fill(layer: Layer, form: str, share: str, score: str) -> Fill:
    """One cell's fill, from its published form only."""
    scores, looks = layer.book.scores, layer.looks
    if score and scores is not None:
        colour = classes.score_colours(scores.problem, scores.best)[int(score)]
        return Fill("score", int(score), colour)
    if form in {"exact", "rounded"} and share:
        step = classes.class_of(float(share), layer.breaks)
        return Fill("class", step, colours(len(layer.breaks) + 1, layer.palette)[step])
    return Fill(form, 0, looks.fills[form], looks.marks.get(form, ""))


def _label(fill: Fill, layer: Layer, *, limits: Disclosure, level: str, lang: str) -> str:
    """What a legend says of a fill."""
    say, scores, bounds = words(lang), layer.book.scores, layer.breaks
    if fill.kind == "score" and scores is not None:
        title = scores.titles[str(fill.step)].of(lang)
        return say.text("page.value.score", score=str(fill.step), title=title)
    if fill.kind == "class":
        told = _range(fill.step, bounds, lang)
        return f"{layer.titles[fill.step].of(lang)} · {told}" if layer.titles else told
    own = layer.looks.titles.get(fill.kind)
    if own is not None:
        return own.of(lang)
    return say.text(
        f"page.legend.{fill.kind}",
        k=limits.smallest_cell,
        below=limits.smallest_cell - 1,
        asked=limits.smallest_asked,
        level=say.text(f"page.level.{level}"),
    )


def _range(step: int, bounds: Sequence[float], lang: str) -> str:
    """The shares of a class in words."""
    say = words(lang)
    if not bounds:
        return say.text("page.legend.only")
    if step == 0:
        return say.text("page.legend.first", high=bounds[0])
    if step == len(bounds):
        return say.text("page.legend.last", low=bounds[-1])
    low, high = round(bounds[step - 1] + FINEST, 1), bounds[step]
    return say.text(f"page.legend.{'between' if low < high else 'single'}", low=low, high=high)
