"""Which indicators of different rounds are the same, which only look alike, and which years hold.

The same number means different things in different rounds: an indicator is known by its framework
and code (``bmn-2560/22``), and only ``same_as`` in a rulebook makes two of them one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tambon_gis.model.rulebook import Rulebook

__all__ = ["Rounds", "rounds"]


@dataclass(frozen=True)
class Rounds:
    """
    What the rulebooks say about each other.

    Parameters
    ----------
    years : Mapping[str, tuple[int, int]]
        Framework -> first and last year, B.E.
    form : Mapping[str, str]
        Indicator -> the first of those that mean the same (itself, where there is no other).
    line : Mapping[str, str]
        Indicator -> the first of those that are the same or similar: one line of a chart, with a
        break wherever the form changes.
    """

    years: Mapping[str, tuple[int, int]]
    form: Mapping[str, str]
    line: Mapping[str, str]

    def covers(self, indicator: str, year: int) -> bool:
        """
        Whether an indicator's rulebook holds in a year.

        Parameters
        ----------
        indicator : str
            For example ``bmn-2560/22``.
        year : int
            Year, B.E.

        Returns
        -------
        bool
            True from its first year to its last.
        """
        first, last = self.years[indicator.partition("/")[0]]
        return first <= year <= last

    def same(self, one: str, other: str) -> bool:
        """
        Whether two indicators may be compared.

        Parameters
        ----------
        one, other : str
            Indicators.

        Returns
        -------
        bool
            True where rulebooks say ``same_as``, also over several steps, and for an indicator
            and itself.
        """
        return self.form.get(one, one) == self.form.get(other, other)


def rounds(rulebooks: Sequence[Rulebook], frameworks: Iterable[str]) -> Rounds:
    """
    Read what rulebooks say about each other.

    Parameters
    ----------
    rulebooks : sequence of Rulebook
        Those of the frameworks, and any between them.
    frameworks : iterable of str
        Frameworks of a table.

    Returns
    -------
    Rounds
        Who is whom.

    Raises
    ------
    AnalysisError
        When the rulebook of a framework was not given.

    Notes
    -----
    Formula: connected components over ``same_as`` (``form``), and over ``same_as`` and
    ``similar_to`` (``line``). The first of a component is the one of the oldest rulebook.

    Units: years B.E.

    Missing: none; an indicator that no rulebook has stands alone.

    Source: the rulebooks themselves, each with its source.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> found = rounds([catalog.rulebook("bmn-2560")], ["bmn-2560"])
    >>> found.same("bmn-2560/4", "bmn-2560/5"), found.covers("bmn-2560/4", 2566)
    (False, False)
    """
    years = {book.id: book.rulebook.years for book in rulebooks}
    lacking = sorted(set(frameworks) - set(years))
    if lacking:
        raise AnalysisError("change.no_rulebook", frameworks=", ".join(lacking))
    same = _links(rulebooks, "same_as")
    order = {
        f"{book.id}/{one.code}": (years[book.id][0], book.id, n)
        for book in rulebooks
        for n, one in enumerate(book.indicator)
    }
    similar = _links(rulebooks, "similar_to")
    return Rounds(years, _first(order, same), _first(order, [*same, *similar]))


def _links(rulebooks: Sequence[Rulebook], what: str) -> list[tuple[str, str]]:
    """Pairs of indicators that a rulebook names together."""
    return [
        (f"{book.id}/{one.code}", other)
        for book in rulebooks
        for one in book.indicator
        for other in getattr(one, what)
    ]


def _first(
    order: Mapping[str, tuple[int, str, int]], links: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """Indicator -> first of its component; indicators of rulebooks not given only link."""
    groups = {name: {name} for name in order}
    for one, other in links:
        joined = groups.get(one, {one}) | groups.get(other, {other})
        groups |= dict.fromkeys(joined, joined)
    return {
        name: min((one for one in group if one in order), key=order.__getitem__)
        for name, group in groups.items()
        if name in order
    }
