"""One published cell at a time: its numbers, and its value in the words of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.render.layers import FORM_LETTERS
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.model.sealed import Disclosure
    from tambon_gis.render.layers import Layer

__all__ = ["Cell", "Speaker", "cells_of", "worst_first"]

_FORMS = {letter: form for form, letter in FORM_LETTERS.items()}
#: Below this many asked, a share is published without a decimal (P7).
_WHOLE_BELOW = 100
#: Rows without a number stand after those with one, in this order.
_AFTER = ("most", "few", "zero_band", "hidden", "not_asked", "no_data", "withheld")


@dataclass(frozen=True)
class Cell:
    """
    A published cell.

    Parameters
    ----------
    form : str
        A published form, or ``withheld``.
    asked, failing, share, households, score : float or None
        Numbers, None where they are not told.
    """

    form: str
    asked: float | None = None
    failing: float | None = None
    share: float | None = None
    households: float | None = None
    score: float | None = None

    @property
    def number(self) -> float | None:
        """The share where it is told to the point (exact or zero), for ranks and trends."""
        return self.share if self.form in {"exact", "zero"} else None


def cells_of(layer: Layer, year: int) -> list[Cell]:
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
    list[Cell]
        One a place in the order of the map, the whole area last.
    """
    cells = layer.cells[year]
    size = len(cells.forms)
    columns = {
        name: [float(one) if one else None for one in text.split(",")] if text else [None] * size
        for name, text in cells.numbers.items()
    }
    return [
        Cell(form=_FORMS[letter], **{name: column[at] for name, column in columns.items()})
        for at, letter in enumerate(cells.forms)
    ]


def worst_first(cells: Sequence[Cell], *, problem: float | None = None) -> list[int]:
    """
    The order of places in a table: numbers from the worst, then what has no number.

    Parameters
    ----------
    cells : Sequence[Cell]
        Cells of one indicator.
    problem : float, optional
        The score that means a problem, for an indicator of scores.

    Returns
    -------
    list[int]
        Indices of the cells.

    Examples
    --------
    >>> few, bad, good = Cell("few"), Cell("exact", share=40.0), Cell("zero", share=0.0)
    >>> worst_first([few, good, bad])
    [2, 1, 0]
    """

    def key(at: int) -> tuple[int, float, int]:
        one = cells[at]
        if one.score is not None:
            return 0, abs(one.score - (problem or 0)), at
        if one.share is not None:
            return 0, -one.share, at
        return 1 + (_AFTER.index(one.form) if one.form in _AFTER else 0), 0.0, at

    return sorted(range(len(cells)), key=key)


class Speaker:
    """
    Says cells as the page does.

    Parameters
    ----------
    limits : Disclosure
        Thresholds that the words name.
    level : str
        Level of the places.
    lang : {"th", "en"}
        Language.
    """

    def __init__(self, limits: Disclosure, level: str, *, lang: str) -> None:
        self.limits, self.lang = limits, lang
        self.say = words(lang)
        self.level = self.say.text(f"page.level.{level}")

    def value(self, cell: Cell, layer: Layer) -> str:
        """
        The value of a cell: a share, a band, or why there is none.

        Parameters
        ----------
        cell : Cell
            The cell.
        layer : Layer
            Its indicator.

        Returns
        -------
        str
            For example ``12.5 %`` or ``fewer than 5 households``.
        """
        scores = layer.book.scores
        if cell.score is not None and scores is not None:
            score = str(int(cell.score))
            title = scores.titles[score].of(self.lang) if score in scores.titles else ""
            return self.say.text("page.value.score", score=score, title=title)
        k = self.limits.smallest_cell
        return self.say.text(
            f"page.value.{cell.form}", share=self.share(cell), k=k, below=k - 1, level=self.level
        )

    def share(self, cell: Cell) -> str:
        """
        The share as it was published.

        Parameters
        ----------
        cell : Cell
            The cell.

        Returns
        -------
        str
            One decimal, none where fewer than 100 were asked or the total is rounded.
        """
        if cell.share is None:
            return ""
        whole = cell.form == "rounded" or (cell.asked is not None and cell.asked < _WHOLE_BELOW)
        return self.say.number(cell.share, 0 if whole else 1)

    def failing(self, cell: Cell) -> str:
        """
        How many fail, of how many.

        Parameters
        ----------
        cell : Cell
            The cell.

        Returns
        -------
        str
            For example ``12 / 96``, ``fewer than 5 / 96``; a dash where nothing is told.
        """
        none = self.say.text("page.table.none")
        about = "page.table.about" if cell.form == "rounded" else ""
        written = [self._count(one, about) for one in (cell.failing, cell.asked)]
        if cell.failing is not None and cell.asked is not None:
            return " / ".join(written)
        return f"{none} / {written[1]}" if cell.asked is not None else none

    def _count(self, count: float | None, about: str) -> str:
        """A count, marked where it is rounded."""
        if count is None:
            return self.say.text("page.table.none")
        return self.say.text(about, n=count) if about else self.say.number(count)
