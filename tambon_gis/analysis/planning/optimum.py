"""Optimum: the projects that serve most within a budget, proven in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Offer", "optimum"]

#: Projects whose order is settled by one programme: weights 2^0 to 2^19 are exact.
_BLOCK = 20
#: Whole numbers that differ lie at least 1 apart; a bound of the solver may be off by this.
_SLACK = 0.01
_ROUNDS = 200
_SECONDS = 120.0
#: What the solver answers where nothing fits.
_INFEASIBLE = 2


@dataclass(frozen=True)
class Offer:
    """
    What may be bought.

    Parameters
    ----------
    costs : tuple[int, ...]
        Cost of each project, above 0, the projects in their plain order.
    serves : tuple[frozenset[int], ...]
        Needs of each project, as positions in ``values``.
    values : tuple[int, ...]
        Worth of each need, 0 or more.
    """

    costs: tuple[int, ...]
    serves: tuple[frozenset[int], ...]
    values: tuple[int, ...]

    def cost(self, chosen: Iterable[int]) -> int:
        """
        What projects cost together.

        Parameters
        ----------
        chosen : iterable of int
            Their positions.

        Returns
        -------
        int
            The sum.
        """
        return sum(self.costs[one] for one in chosen)

    def value(self, chosen: Iterable[int]) -> int:
        """
        What projects are worth together: a need that several serve counts once.

        Parameters
        ----------
        chosen : iterable of int
            Their positions.

        Returns
        -------
        int
            The sum over the needs that they serve.
        """
        served = frozenset[int]().union(*(self.serves[one] for one in chosen))
        return sum(self.values[need] for need in served)


def optimum(offer: Offer, budget: int, *, must: Collection[int] = ()) -> tuple[int, ...]:
    """
    The projects that are worth most together and stay within a budget.

    Parameters
    ----------
    offer : Offer
        Projects and needs.
    budget : int
        In the unit of the costs.
    must : collection of int, optional
        Positions of projects that are bought in any case; they have to fit.

    Returns
    -------
    tuple[int, ...]
        Positions, rising. Of sets that are worth the same the cheapest; of those again the one
        that holds the earliest project in which they differ.

    Raises
    ------
    AnalysisError
        When the solver does not come to a proven end.

    Notes
    -----
    Formula: weighted maximum coverage under a budget as an integer programme: maximise the sum of
    v y over needs, with y at most the number of chosen projects that serve the need and at most 1,
    and the sum of costs at most the budget. Solved three times: for the value, for the cheapest
    set of that value, for the earliest of those. Each answer is rounded to whole projects and
    checked in whole numbers against the bound that the solver proved; one that fails is shut out
    and the programme solved again.

    Units: those of the offer.

    Missing: none.

    Source: Khuller, S., Moss, A. and Naor, J. (1999), Information Processing Letters 70, 39-45
    (the problem); HiGHS, as :func:`scipy.optimize.milp` calls it.

    Examples
    --------
    >>> shared = Offer((6, 5, 5), (frozenset({0, 1}), frozenset({0}), frozenset({1})), (7, 4))
    >>> optimum(shared, 10), optimum(shared, 9, must=[1])
    ((0,), (1,))
    """
    fixed = tuple(sorted(must))
    left = budget - offer.cost(fixed)
    held = frozenset[int]().union(*(offer.serves[one] for one in fixed))
    worth = {n for n, value in enumerate(offer.values) if value and n not in held}
    free = [
        n
        for n, cost in enumerate(offer.costs)
        if n not in fixed and cost <= left and offer.serves[n] & worth
    ]
    if not free:
        return fixed
    part = Offer(
        tuple(offer.costs[n] for n in free),
        tuple(offer.serves[n] & worth for n in free),
        offer.values,
    )
    found = _Programme(part, left).best()
    return tuple(sorted([*fixed, *(free[n] for n in found)]))


class _Programme:
    """The integer programme of an offer, and what is asked of its solutions so far."""

    def __init__(self, offer: Offer, budget: int) -> None:
        """Needs with the same projects are one; costs stand in their common unit."""
        of: dict[int, list[int]] = {}
        for at, served in enumerate(offer.serves):
            for need in served:
                of.setdefault(need, []).append(at)
        groups: dict[tuple[int, ...], int] = {}
        for need in sorted(of):
            key = tuple(of[need])
            groups[key] = groups.get(key, 0) + offer.values[need]
        self.offer, self.budget, self.least = offer, budget, 0
        self.unit, self.size = gcd(*offer.costs), len(offer.costs)
        self.members, self.worth = tuple(groups), tuple(groups.values())
        self.settled: dict[int, int] = {}

    def best(self) -> tuple[int, ...]:
        """Worth most, then cheapest, then earliest."""
        none = [0] * len(self.worth)
        found = self._least([0] * self.size, [-value for value in self.worth]) or ()
        self.least = self.offer.value(found)
        found = self._least([cost // self.unit for cost in self.offer.costs], none) or ()
        self.budget = self.offer.cost(found)
        if self._least([0] * self.size, none, shut=found) is None:
            return found
        for start in range(0, self.size, _BLOCK):
            block = range(start, min(start + _BLOCK, self.size))
            goal = [-(1 << (block.stop - 1 - at)) if at in block else 0 for at in range(self.size)]
            found = self._least(goal, none) or ()
            self.settled |= {at: int(at in found) for at in block}
        return found

    def _least(
        self, of_projects: list[int], of_needs: list[int], *, shut: tuple[int, ...] | None = None
    ) -> tuple[int, ...] | None:
        """The set with the least goal, sure in whole numbers; None where there is none."""
        closed = [] if shut is None else [shut]
        best: tuple[int, tuple[int, ...]] | None = None
        for _ in range(_ROUNDS):
            answer = self._solve([*of_projects, *of_needs], closed)
            if answer is None:
                return None if best is None else best[1]
            chosen, bound = answer
            if self._holds(chosen):
                told = sum(of_projects[at] for at in chosen) + sum(
                    value
                    for value, members in zip(of_needs, self.members, strict=True)
                    if not set(chosen).isdisjoint(members)
                )
                best = min(best or (told, chosen), (told, chosen))
            if best is not None and best[0] < bound + 1 - _SLACK:
                return best[1]
            closed.append(chosen)
        raise AnalysisError("scenario.unproven")

    def _holds(self, chosen: tuple[int, ...]) -> bool:
        """Whether a set keeps to the budget and is worth enough, in whole numbers."""
        offer = self.offer
        return offer.cost(chosen) <= self.budget and offer.value(chosen) >= self.least

    def _solve(
        self, goal: list[int], closed: list[tuple[int, ...]]
    ) -> tuple[tuple[int, ...], float] | None:
        """One answer of the solver, rounded, with the bound that it proved."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        count = self.size + len(self.worth)
        low, high = np.zeros(count), np.ones(count)
        for at, value in self.settled.items():
            low[at] = high[at] = value
        matrix, most = self._rows(closed)
        whole = np.concatenate([np.ones(self.size), np.zeros(len(self.worth))])
        answer = milp(
            np.array(goal, dtype=float),
            integrality=whole,
            bounds=Bounds(low, high),
            constraints=LinearConstraint(matrix, -np.inf, most),
            options={"mip_rel_gap": 0.0, "time_limit": _SECONDS},
        )
        if answer.status == _INFEASIBLE:
            return None
        if answer.status != 0:
            raise AnalysisError("scenario.unproven")
        chosen = tuple(int(at) for at in np.flatnonzero(answer.x[: self.size] > 1 / 2))
        return chosen, float(answer.mip_dual_bound)

    def _rows(self, closed: list[tuple[int, ...]]) -> tuple[Any, NDArray[np.float64]]:
        """Conditions: served by whom, the budget, enough value, sets that are shut out."""
        import numpy as np
        from scipy.sparse import csr_array, vstack

        size, needs = self.size, len(self.worth)
        at = [member for members in self.members for member in members]
        row = [n for n, members in enumerate(self.members) for _ in members]
        by = csr_array((-np.ones(len(at)), (row, at)), shape=(needs, size))
        served = vstack([by.T, csr_array(np.eye(needs))]).T
        dense = np.zeros((2 + len(closed), size + needs))
        dense[0, :size] = [cost // self.unit for cost in self.offer.costs]
        dense[1, size:] = [-value for value in self.worth]
        for n, chosen in enumerate(closed, start=2):
            dense[n, :size] = -1
            dense[n, list(chosen)] = 1
        most = [self.budget // self.unit, -self.least, *(len(one) - 1 for one in closed)]
        matrix = vstack([served, csr_array(dense)]).tocsr()
        return matrix, np.concatenate([np.zeros(needs), np.array(most, dtype=float)])
