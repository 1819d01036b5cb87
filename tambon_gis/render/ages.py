"""Ages: the published persons of a place by age band and sex, and of the whole area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.model.sealed import Pyramid

__all__ = ["Ages", "Band", "ages_of"]

_SEXES = {"1": "male", "m": "male", "ชาย": "male", "2": "female", "f": "female", "หญิง": "female"}
#: Persons by first age and sex.
Cells = dict[tuple[int, str], int]


@dataclass(frozen=True)
class Band:
    """
    Persons of an age band.

    Parameters
    ----------
    label : str
        Its ages in words.
    male, female : int or None
        Persons, None where there is no such cell.
    """

    label: str
    male: int | None
    female: int | None


@dataclass(frozen=True)
class Ages:
    """
    The bands of every place, youngest first; none where they are hidden.

    Parameters
    ----------
    of : dict[str, tuple[Band, ...]]
        By the code of a place.
    area : tuple[Band, ...]
        The places that show any, added up in the bands that all of them have.
    shown : int
        How many places that are.
    """

    of: dict[str, tuple[Band, ...]]
    area: tuple[Band, ...]
    shown: int


def ages_of(pyramid: Pyramid | None, codes: Sequence[str], *, lang: str) -> Ages:
    """
    Bands in words, place by place.

    Parameters
    ----------
    pyramid : Pyramid or None
        Published persons.
    codes : Sequence[str]
        The places wanted.
    lang : {"th", "en"}
        Language of the labels.

    Returns
    -------
    Ages
        Empty without a pyramid.
    """
    if pyramid is None:
        return Ages({}, (), 0)
    frame = pyramid.frame.dropna(subset=["first_age", "sex", "persons"])
    cells: dict[str, Cells] = {}
    rows = zip(frame["place"], frame["first_age"], frame["sex"], frame["persons"], strict=True)
    for place, first, sex, persons in rows:
        if str(place) in codes:
            cells.setdefault(str(place), {})[int(first), _sex(sex)] = int(persons)
    shown = list(cells.values())
    edges = set.intersection(*({first for first, _ in one} for one in shown)) if shown else set()
    return Ages(
        of={place: _bands(one, {first for first, _ in one}, lang) for place, one in cells.items()},
        area=_bands(_added(shown, edges), edges, lang),
        shown=len(shown),
    )


def _sex(found: Any) -> str:
    """The sex behind a code or a word; anything else is told as it is."""
    text = str(int(found)) if not isinstance(found, str) and pd.notna(found) else str(found)
    return _SEXES.get(text, text)


def _added(places: Sequence[Cells], edges: set[int]) -> Cells:
    """Persons of all places in the bands that begin at the common edges."""
    total: Cells = {}
    for one in places:
        for (first, sex), persons in one.items():
            band = max(edge for edge in edges if edge <= first)
            total[band, sex] = total.get((band, sex), 0) + persons
    return total


def _bands(cells: Cells, edges: set[int], lang: str) -> tuple[Band, ...]:
    """Bands from the youngest."""
    firsts = sorted(edges)
    return tuple(
        Band(_label(first, after, lang), cells.get((first, "male")), cells.get((first, "female")))
        for first, after in zip(firsts, [*firsts[1:], None], strict=True)
    )


def _label(first: int, after: int | None, lang: str) -> str:
    """The ages of a band in words; it ends before ``after``."""
    say = words(lang)
    if after is None:
        return say.text("sheet.age.over" if first else "sheet.age.all", low=first)
    return say.text("sheet.age.between", low=first, high=after - 1)
