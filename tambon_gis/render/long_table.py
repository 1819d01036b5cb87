"""The long table: one row a published cell, with its numbers and its words, for files of data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from tambon_gis.render.cells import Speaker, cells_of
from tambon_gis.render.content import area_level
from tambon_gis.render.layers import UNKNOWN_LETTERS, layers_of
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tambon_gis.render.cells import Cell
    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer

__all__ = ["LongTable", "Row"]

_Standing = tuple[float | None, float | None, float | None, float | None]
_NOTHING: _Standing = (None, None, None, None)
_UNKNOWN = {letter: name for name, letter in UNKNOWN_LETTERS.items()}


@dataclass(frozen=True)
class Row:
    """
    A published cell with where and what it is.

    Parameters
    ----------
    layer : Layer
        Its indicator.
    year : int
        Its year, B.E.
    at : int
        Its place in the order of the map; the whole area comes last.
    cell : Cell
        Its numbers.
    value : str
        What the page says.
    unknown : str
        Class of unknown answers, or nothing.
    low, high : float or None
        The range of percents that the form leaves; the share itself where it is told.
    rank, ranked : int or None
        Rank among places that show a number, 1 the worst.
    """

    layer: Layer
    year: int
    at: int
    cell: Cell
    value: str
    unknown: str
    low: float | None = None
    high: float | None = None
    rank: int | None = None
    ranked: int | None = None


class LongTable:
    """
    The published cells of a content, place by place.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}
        Language of the words.
    """

    def __init__(self, content: Content, *, lang: str) -> None:
        self.content, self.lang, self.say = content, lang, words(lang)
        frame, credit = content.places.frame, content.credits
        self.codes = [*map(str, frame["place"]), credit.area_code]
        found = layers_of(
            content.measures,
            content.rulebooks,
            self.codes[:-1],
            credit.area_code,
            views=content.views,
        )
        self.layers = [layer for layer in found if layer.cells]
        self.names = [*map(str, frame["name"]), credit.area_title]
        self.moos = [None if pd.isna(moo) else int(moo) for moo in frame["moo"]] + [None]
        self.levels = [content.places.level] * len(frame) + [area_level(credit)]
        limits = content.measures.disclosure
        self._parts = Speaker(limits, content.places.level, lang=lang)
        self.whole = Speaker(limits, area_level(credit), lang=lang)
        self._standing = _standing(content)

    def speaker(self, at: int) -> Speaker:
        """
        Who says the cells of a place.

        Parameters
        ----------
        at : int
            The place; the last is the whole area.

        Returns
        -------
        Speaker
            Of the level of places, or of the whole area.
        """
        return self.whole if at == len(self.codes) - 1 else self._parts

    def rows(self, layer: Layer, year: int) -> list[Row]:
        """
        The cells of an indicator in a year.

        Parameters
        ----------
        layer : Layer
            The indicator.
        year : int
            One of its years.

        Returns
        -------
        list[Row]
            One a place, the whole area last.
        """
        key = (year, layer.book.id, layer.indicator.code)
        unknown = layer.cells[year].unknown
        out = []
        for at, cell in enumerate(cells_of(layer, year)):
            low, high, rank, ranked = self._standing.get((*key, self.codes[at]), _NOTHING)
            if cell.number is not None:  # told as it was published: whole where few were asked
                low = high = cell.number
            value = self.speaker(at).value(cell, layer)
            said = _UNKNOWN[unknown[at]]
            out.append(
                Row(layer, year, at, cell, value, said, low, high, _whole(rank), _whole(ranked))
            )
        return out

    def every(self) -> Iterator[Row]:
        """
        Every cell, indicator by indicator and year by year.

        Yields
        ------
        Row
            A cell.
        """
        for layer in self.layers:
            for year in sorted(layer.cells):
                yield from self.rows(layer, year)


def _standing(content: Content) -> dict[tuple[int, str, str, str], _Standing]:
    """Range in percent, rank and number of ranked places, where they were worked out."""
    if content.standing is None:
        return {}
    frame = content.standing.frame
    names = ("year", "framework", "code", "place", "share_low", "share_high", "rank", "ranked")
    rows = zip(*(frame[name] for name in names), strict=True)
    return {
        (int(year), str(framework), str(code), str(place)): (
            _number(low, 100),
            _number(high, 100),
            _number(rank),
            _number(ranked),
        )
        for year, framework, code, place, low, high, rank, ranked in rows
    }


def _number(value: float, times: int = 1) -> float | None:
    """A number with one decimal at most, or None."""
    return None if pd.isna(value) else round(float(value) * times, 1)


def _whole(value: float | None) -> int | None:
    """A rank."""
    return None if value is None else int(value)
