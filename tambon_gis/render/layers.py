"""What can be shown on the map: each indicator of each rulebook, its classes and its cells."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tambon_gis.model.layer import Classes
from tambon_gis.render.classes import breaks_of
from tambon_gis.render.palettes import DEFAULT, looks_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from tambon_gis.model.document import Text
    from tambon_gis.model.layer import View
    from tambon_gis.model.rulebook import Indicator, Rulebook
    from tambon_gis.model.sealed import Left, Measures
    from tambon_gis.render.palettes import Looks

    Years = dict[int, dict[str, tuple[Any, ...]]]

__all__ = [
    "FORM_LETTERS",
    "UNKNOWN_LETTERS",
    "Cells",
    "Layer",
    "default_view",
    "first_view",
    "layers_of",
    "shares_of",
]

#: One letter a form; ``w``: not shown below the tambon by decision of disclosure control.
FORM_LETTERS = {
    "exact": "e",
    "zero": "z",
    "zero_band": "b",
    "few": "f",
    "most": "m",
    "rounded": "r",
    "hidden": "h",
    "not_asked": "q",
    "no_data": "n",
    "withheld": "w",
}
UNKNOWN_LETTERS = {"": "-", "under_5": "a", "5_to_20": "b", "over_20": "c"}
_NUMBERS = ("asked", "failing", "share", "households", "score")
#: What a published cell tells, and what an absent one does; the score is the last.
_TOLD = ("form", "unknown", *_NUMBERS)
_NOTHING = (None,) * len(_TOLD)


@dataclass(frozen=True)
class Cells:
    """
    One year of one indicator, place by place, the whole area last.

    Parameters
    ----------
    forms : str
        One letter a place (:data:`FORM_LETTERS`).
    unknown : str
        One letter a place (:data:`UNKNOWN_LETTERS`).
    numbers : Mapping[str, str]
        ``asked``, ``failing``, ``share``, ``households``, ``score``: one number a place between
        commas, nothing where it is not told.
    """

    forms: str
    unknown: str
    numbers: Mapping[str, str]

    @property
    def exact(self) -> int:
        """Number of places, without the whole area, that show a number."""
        return sum(letter in "ez" for letter in self.forms[:-1])


@dataclass(frozen=True)
class Layer:
    """
    One indicator.

    Parameters
    ----------
    book : Rulebook
        Its rulebook.
    indicator : Indicator
        What it says.
    scored : bool
        Whether its cells are scores.
    breaks : tuple[float, ...]
        Bounds of the classes, the same in every year.
    left : Left or None
        The decision of disclosure control, for a sensitive indicator.
    cells : Mapping[int, Cells]
        By year; empty where the survey has nothing on it.
    palette : str
        Name of the palette of its classes.
    looks : Looks
        How its forms are drawn that are no class.
    titles : tuple[Text, ...]
        Own words of its classes, palest first; none, or one a class.
    """

    book: Rulebook
    indicator: Indicator
    scored: bool
    breaks: tuple[float, ...]
    left: Left | None
    cells: Mapping[int, Cells]
    palette: str = DEFAULT
    looks: Looks = field(default_factory=looks_of)
    titles: tuple[Text, ...] = ()

    @property
    def reference(self) -> str:
        """Rulebook and code: ``bmn-2560/16``."""
        return f"{self.book.id}/{self.indicator.code}"

    @property
    def withheld(self) -> bool:
        """Whether it is shown for the whole area only."""
        return self.left is not None and not self.left.shown


def layers_of(
    measures: Measures,
    rulebooks: Sequence[Rulebook],
    places: Sequence[str],
    area: str,
    *,
    views: Sequence[View] = (),
) -> tuple[Layer, ...]:
    """
    Every indicator of the rulebooks, in their order.

    Parameters
    ----------
    measures : Measures
        Published cells.
    rulebooks : Sequence[Rulebook]
        Rulebooks of the project.
    places : Sequence[str]
        Codes in the order of the map.
    area : str
        Code of the whole area.
    views : Sequence[View], optional
        Ways to show an indicator: the first that shades any of them gives classes and colours.

    Returns
    -------
    tuple[Layer, ...]
        One an indicator; indicators without a row have no cells.
    """
    view = default_view(views)
    how = Classes() if view is None else view.classes
    palette, looks = DEFAULT if view is None else view.colours, looks_of(view)
    wanted = [*places, area]
    found = _told(measures.frame[measures.frame["place"].isin(wanted)])
    left = {(one.framework, one.code): one for one in measures.disclosure.left}
    layers = (
        _layer(book, one, found.get((book.id, one.code)), wanted, left.get((book.id, one.code)))
        for book in rulebooks
        for one in book.indicator
    )
    return tuple(_dressed(one, how, palette, looks) for one in layers)


def default_view(views: Sequence[View]) -> View | None:
    """
    The view that a page opens with.

    Parameters
    ----------
    views : Sequence[View]
        Ways to show an indicator.

    Returns
    -------
    View or None
        The first that shades any indicator.
    """
    return next((one for one in views if one.kind == "shade" and not one.tied), None)


def shares_of(layer: Layer) -> tuple[float, ...]:
    """
    Every share that places were given, in every year.

    Parameters
    ----------
    layer : Layer
        The layer.

    Returns
    -------
    tuple[float, ...]
        Percent, of exact and rounded cells, without the whole area.
    """
    return tuple(
        float(share)
        for cells in layer.cells.values()
        if cells.numbers["share"]
        for letter, share in zip(
            cells.forms[:-1], cells.numbers["share"].split(",")[:-1], strict=True
        )
        if share and letter in "er"
    )


def first_view(layers: Sequence[Layer]) -> tuple[int, int] | None:
    """
    The layer and year to open with: the newest year, and in it the most places with a number.

    Parameters
    ----------
    layers : Sequence[Layer]
        All layers.

    Returns
    -------
    tuple of (int, int) or None
        Index of the layer and the year; None when nothing at all was measured.
    """
    filled = [(i, max(layer.cells)) for i, layer in enumerate(layers) if layer.cells]
    if not filled:
        return None
    newest = max(year for _, year in filled)
    return max(
        (view for view in filled if view[1] == newest),
        key=lambda view: (layers[view[0]].cells[view[1]].exact, -view[0]),
    )


def _dressed(layer: Layer, how: Classes, palette: str, looks: Looks) -> Layer:
    """A layer with classes, colours and words as a view has them."""
    breaks = () if layer.scored else breaks_of(shares_of(layer), how, indicator=layer.reference)
    fits = len(how.titles) == len(breaks) + 1 and not layer.scored
    titles = how.titles if fits else ()
    return replace(layer, breaks=breaks, palette=palette, looks=looks, titles=titles)


def _told(frame: pd.DataFrame) -> dict[tuple[str, str], Years]:
    """Framework and code -> year -> place -> what is told there (:data:`_TOLD`)."""
    found: dict[tuple[str, str], Years] = {}
    keys = zip(frame["framework"], frame["code"], frame["year"], frame["place"], strict=True)
    values = zip(*(_or_none(frame[name]) for name in _TOLD), strict=True)
    for (framework, code, year, place), told in zip(keys, values, strict=True):
        years = found.setdefault((str(framework), str(code)), {})
        years.setdefault(int(year), {}).setdefault(str(place), told)
    return found


def _layer(
    book: Rulebook,
    indicator: Indicator,
    years: Years | None,
    wanted: Sequence[str],
    left: Left | None,
) -> Layer:
    """One indicator with its cells by year."""
    if years is None:
        return Layer(book, indicator, book.scores is not None, (), left, {})
    absent = "withheld" if left is not None and not left.shown else "no_data"
    return Layer(
        book=book,
        indicator=indicator,
        scored=any(told[-1] is not None for rows in years.values() for told in rows.values()),
        breaks=(),
        left=left,
        cells={
            year: _cells([rows.get(place, _NOTHING) for place in wanted], absent)
            for year, rows in sorted(years.items())
            if any(told[0] != "no_data" for told in rows.values())
        },
    )


def _cells(rows: Sequence[tuple[Any, ...]], absent: str) -> Cells:
    """One year as text, in the order of the places, the whole area last."""
    forms, unknown, *numbers = zip(*rows, strict=True)
    told = [absent if form is None else form for form in forms]
    if forms[-1] is None:
        told[-1] = "no_data"
    return Cells(
        forms="".join(FORM_LETTERS[form] for form in told),
        unknown="".join(UNKNOWN_LETTERS.get(text or "", "-") for text in unknown),
        numbers={name: _joined(column) for name, column in zip(_NUMBERS, numbers, strict=True)},
    )


def _or_none(column: pd.Series[Any]) -> list[Any]:
    """Values with None for every kind of missing."""
    return [
        None if missing else value for value, missing in zip(column, column.isna(), strict=True)
    ]


def _joined(column: Sequence[Any]) -> str:
    """Numbers between commas, in their shortest form; nothing at all when every one is missing."""
    if all(value is None for value in column):
        return ""
    return ",".join("" if value is None else _short(float(value)) for value in column)


def _short(value: float) -> str:
    """A number without needless zeros."""
    return str(int(value)) if value.is_integer() else str(round(value, 1))
