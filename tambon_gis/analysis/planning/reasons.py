"""Reasons: why a project is bought, or not, by rank and at best value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tambon_gis.analysis.planning.optimum import Offer

__all__ = ["REASONS", "Standing", "why"]

#: Every reason; all but the last five can be told of a project that can be chosen.
REASONS = (
    "must",  # set as one that must be done
    "both",  # both ways choose it
    "instead",  # only the optimum, where the plain order has the other
    "fits_left",  # only the optimum: the plain order ended at the other, which does not fit
    "too_dear",  # alone beyond the budget
    "too_dear_left",  # beyond what is left after those that must be done
    "no_value",  # its needs are worth nothing
    "served_by",  # the optimum serves its needs already, most of them by the other
    "displaced",  # only the plain order; the optimum has the other for the money
    "no_room",  # neither; it would have to take the place of the other, which gives no more
    "never",  # set as one that is not to be chosen
    "no_budget",  # no budget in these years
    "must_no_budget",  # the same, though it must be done
    "must_beyond",  # those that must be done go beyond the budget together
    "musts_first",  # the same, told of the others
)


@dataclass(frozen=True)
class Standing:
    """
    What both ways choose.

    Parameters
    ----------
    offer : Offer
        Projects in their plain order, and needs.
    budget : int
        In the unit of the costs.
    must, plain, best : frozenset[int]
        Positions of what must be done, and of what the plain order and the optimum choose.
    stop : int or None
        The first project that the plain order could not take; it ends there.
    """

    offer: Offer
    budget: int
    must: frozenset[int]
    plain: frozenset[int]
    best: frozenset[int]
    stop: int | None

    def marginal(self, at: int) -> int:
        """
        What the optimum would lose without a project.

        Parameters
        ----------
        at : int
            Its position.

        Returns
        -------
        int
            In the unit of the values.
        """
        return self.offer.value(self.best) - self.offer.value(self.best - {at})


def why(standing: Standing, at: int) -> tuple[str, int | None]:
    """
    Why a project is chosen or not.

    Parameters
    ----------
    standing : Standing
        What both ways choose.
    at : int
        Position of the project.

    Returns
    -------
    tuple[str, int or None]
        One of :data:`REASONS`, and the position of the other project that it names.

    Notes
    -----
    Formula: none; each reason is a fact about the sets chosen, checked in whole numbers.

    Units: those of the offer.

    Missing: no other project is named where none alone is the reason.

    Source: definition of this package.

    Examples
    --------
    >>> from tambon_gis.analysis.planning.optimum import Offer
    >>> needs = (frozenset({0}), frozenset({1}), frozenset({2}))
    >>> both = Offer((9, 6, 4), needs, (50, 40, 30))
    >>> found = Standing(both, 10, frozenset(), frozenset({0}), frozenset({1, 2}), 1)
    >>> [why(found, at) for at in range(3)]
    [('displaced', 1), ('instead', 0), ('instead', 0)]
    """
    if at in standing.must:
        return "must", None
    if at not in standing.best:
        return _left_out(standing, at)
    if at in standing.plain:
        return "both", None
    rest = standing.plain - standing.best
    if not rest:
        return "fits_left", standing.stop
    return "instead", max(rest, key=lambda one: (standing.offer.value([one]), -one))


def _left_out(standing: Standing, at: int) -> tuple[str, int | None]:
    """Why the optimum does without a project."""
    offer, cost = standing.offer, standing.offer.costs[at]
    if cost > standing.budget:
        return "too_dear", None
    if cost > standing.budget - offer.cost(standing.must):
        return "too_dear_left", None
    if not offer.value([at]):
        return "no_value", None
    if offer.value(standing.best | {at}) == offer.value(standing.best):
        return "served_by", max(standing.best, key=lambda one: (_shared(offer, at, one), -one))
    if at in standing.plain:
        rest = standing.best - standing.plain
        return "displaced", max(rest, key=lambda one: (standing.marginal(one), -one))
    room = standing.budget - offer.cost(standing.best)
    swaps = [one for one in standing.best - standing.must if offer.costs[one] + room >= cost]
    return "no_room", min(swaps, key=lambda one: (standing.marginal(one), -one), default=None)


def _shared(offer: Offer, at: int, other: int) -> int:
    """Worth of the needs that two projects serve."""
    return sum(offer.values[need] for need in offer.serves[at] & offer.serves[other])
