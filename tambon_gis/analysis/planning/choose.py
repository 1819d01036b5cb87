"""Choose: what a budget buys, by rank and at best value, with the reason for each project."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from tambon_gis.analysis.planning.optimum import Offer, optimum
from tambon_gis.analysis.planning.reasons import Standing, why
from tambon_gis.errors import AnalysisError
from tambon_gis.model.planned import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from tambon_gis.model.trace import Scenario

__all__ = ["choose"]

_SATANG = 100
#: Scores are compared to the thousandth.
_FINE = 1000
_POINTS = 100
_BUDGET = re.compile(r"^budget_(\d{4})$")
_TYPES = {
    "project": "int64", "cost": "Float64", "value": "float64", "rank": "Int64", "plain": "bool",
    "best": "bool", "reason": "str", "other": "Int64",
}  # fmt: skip


@dataclass(frozen=True)
class _Market:
    """Projects that matter: what they serve, what they cost, and what was set for them."""

    serves: dict[int, frozenset[int]]
    values: dict[int, int]
    costs: dict[int, int]
    must: frozenset[int]
    never: frozenset[int]

    def worth(self, project: int) -> int:
        """Worth of a project alone."""
        return sum(self.values[need] for need in self.serves[project])

    def order(self) -> tuple[int, ...]:
        """Projects that can be chosen, by their most valuable need."""
        able = [one for one in self.serves if one in self.costs and one not in self.never]
        top = {one: max((self.values[n] for n in self.serves[one]), default=0) for one in able}
        return tuple(sorted(able, key=lambda one: (-top[one], one)))

    def offer(self, order: tuple[int, ...]) -> Offer:
        """The same in positions."""
        needs = {need: at for at, need in enumerate(sorted(self.values))}
        return Offer(
            tuple(self.costs[one] for one in order),
            tuple(frozenset(needs[need] for need in self.serves[one]) for one in order),
            tuple(self.values[need] for need in sorted(self.values)),
        )


def choose(
    needs: pd.DataFrame, links: pd.DataFrame, projects: pd.DataFrame, scenario: Scenario
) -> Choice:
    """
    What a budget buys: by rank, and at best value.

    Parameters
    ----------
    needs : pandas.DataFrame
        Those of :class:`~tambon_gis.model.planned.Trail`: ``need``, ``score``, ``cases``,
        ``cases_low``; ``target`` and ``share_low`` where a score is null.
    links : pandas.DataFrame
        ``need``, ``project``, ``state``.
    projects : pandas.DataFrame
        The plan: ``project``, ``title``, a ``budget_<year>`` column a year.
    scenario : Scenario
        The budget and its terms.

    Returns
    -------
    Choice
        One row a project that serves a need, or that the scenario names, in the plain order; those
        that cannot be chosen stand last. Each with its reason.

    Raises
    ------
    AnalysisError
        When the scenario names a project that the plan does not have, names one as must and never,
        or counts a year without a budget; or when the optimum cannot be proven.

    Notes
    -----
    Formula: the cost of a project is the sum of its budgets in the years of the scenario. Its worth
    is the sum over the needs that it serves, of their scores (to the thousandth) or of their cases;
    a need that several chosen projects serve counts once. Plain: what must be done first, then
    project after project by the worth of their most valuable need, equal ones in the order of the
    plan; the first that goes beyond the budget ends it, as in
    :func:`tambon_gis.analysis.priority.cut_off`. Best: :func:`.optimum.optimum`; of equal sets the
    cheapest, then the earliest in the plain order. Costs are added in satang, so that both sums are
    exact.

    Units: baht; scores have none, cases are households or persons.

    Missing: a project without a budget in these years, or with one of 0, costs an unknown amount
    and is chosen by neither; a blank beside amounts of other years adds nothing. A band counts with
    the lower end of its range; where it has no score, with its lowest gap x its lowest cases. Where
    what must be done goes beyond the budget, nothing is chosen.

    Source: definition of this package; see :func:`.optimum.optimum`.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis.model.trace import Scenario
    >>> needs = pd.DataFrame({"need": [1, 2, 3], "score": [50.0, 40.0, 30.0]})
    >>> links = pd.DataFrame({"need": [1, 2, 3], "project": [1, 2, 3], "state": "confirmed"})
    >>> plan = pd.DataFrame({"project": [1, 2, 3], "title": ["ก", "ข", "ค"],
    ...     "budget_2566": [90_000, 60_000, 40_000]})
    >>> found = choose(needs, links, plan, Scenario(title="ปีแรก", budget=100_000))
    >>> found.frame[["project", "plain", "best", "reason"]].values.tolist()[:2]
    [[1, True, False, 'displaced'], [2, False, True, 'instead']]
    >>> found.plain_value, found.best_value
    (50.0, 70.0)
    """
    market = _market(needs, links, projects, scenario)
    order = market.order()
    offer = market.offer(order)
    budget = round(scenario.budget * _SATANG)
    must = tuple(at for at, one in enumerate(order) if one in market.must)
    standing = None
    if offer.cost(must) <= budget:
        plain, stop = _plain(offer, budget, must)
        best = frozenset(optimum(offer, budget, must=must))
        standing = Standing(offer, budget, frozenset(must), plain, best, stop)
    plain, best = (standing.plain, standing.best) if standing else (frozenset(), frozenset())
    return Choice(
        scenario,
        _frame(market, order, standing),
        plain_cost=offer.cost(plain) / _SATANG,
        best_cost=offer.cost(best) / _SATANG,
        plain_value=offer.value(plain) / _FINE,
        best_value=offer.value(best) / _FINE,
    )


def _plain(offer: Offer, budget: int, must: tuple[int, ...]) -> tuple[frozenset[int], int | None]:
    """What must be, then one after another; and the first that goes beyond the budget."""
    taken, spent = set(must), offer.cost(must)
    for at, cost in enumerate(offer.costs):
        if at in taken or not offer.value([at]):
            continue
        if spent + cost > budget:
            return frozenset(taken), at
        taken.add(at)
        spent += cost
    return frozenset(taken), None


def _frame(market: _Market, order: tuple[int, ...], standing: Standing | None) -> pd.DataFrame:
    """One row a project, those that cannot be chosen last."""
    import pandas as pd

    at = {project: n for n, project in enumerate(order)}
    rows = []
    for project in (*order, *sorted(set(market.serves) - set(order))):
        reason, other = _reason(market, project, at.get(project), standing)
        mine = at.get(project)
        rows.append(
            {
                "project": project,
                "cost": market.costs[project] / _SATANG if project in market.costs else None,
                "value": market.worth(project) / _FINE,
                "rank": None if mine is None else mine + 1,
                "plain": standing is not None and mine in standing.plain,
                "best": standing is not None and mine in standing.best,
                "reason": reason,
                "other": None if other is None else order[other],
            }
        )
    return pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)


def _reason(
    market: _Market, project: int, at: int | None, standing: Standing | None
) -> tuple[str, int | None]:
    """Why a project is chosen or not, and the position of another that this is about."""
    must = project in market.must
    if project in market.never:
        return "never", None
    if at is None:
        return ("must_no_budget" if must else "no_budget"), None
    if standing is None:
        return ("must_beyond" if must else "musts_first"), None
    return why(standing, at)


def _market(
    needs: pd.DataFrame, links: pd.DataFrame, projects: pd.DataFrame, scenario: Scenario
) -> _Market:
    """Read the tables into whole numbers."""
    must, never = (_numbers(projects, names, scenario) for names in (scenario.must, scenario.never))
    if both := must & never:
        titles = projects.loc[projects["project"].isin(sorted(both)), "title"]
        raise AnalysisError("scenario.both", where=scenario.title, title=str(titles.iloc[0]))
    states = ["confirmed", "proposed"] if scenario.proposed else ["confirmed"]
    used = links[links["state"].isin(states) & links["need"].isin(needs["need"])]
    found: dict[int, set[int]] = {one: set() for one in sorted(must | never)}
    for project, need in zip(used["project"], used["need"], strict=True):
        found.setdefault(int(project), set()).add(int(need))
    values = dict(zip(needs["need"].astype(int), _values(needs, scenario), strict=True))
    return _Market(
        serves={one: frozenset(some) for one, some in sorted(found.items())},
        values={need: value for need, value in values.items() if value > 0}
        | dict.fromkeys((need for some in found.values() for need in some if values[need] <= 0), 0),
        costs=_costs(projects, scenario),
        must=must,
        never=never,
    )


def _numbers(projects: pd.DataFrame, titles: Iterable[str], scenario: Scenario) -> frozenset[int]:
    """Projects by title; every project that bears it."""
    known = projects["title"].astype(str).str.split().str.join(" ")
    found: set[int] = set()
    for title in titles:
        mine = projects.loc[known.eq(" ".join(title.split())), "project"]
        if mine.empty:
            near = get_close_matches(title, known.tolist(), n=1)
            if near:
                raise AnalysisError(
                    "scenario.near", where=scenario.title, title=title, near=near[0]
                )
            raise AnalysisError("scenario.title", where=scenario.title, title=title)
        found |= {int(one) for one in mine}
    return frozenset(found)


def _values(needs: pd.DataFrame, scenario: Scenario) -> list[int]:
    """Worth of each need in thousandths; of a band the lower end."""
    import pandas as pd

    empty = pd.Series(pd.NA, index=needs.index, dtype="Float64")
    column = {
        name: needs[name].astype("Float64") if name in needs.columns else empty
        for name in ("score", "cases", "cases_low", "share_low", "target")
    }
    if scenario.by == "cases":
        told = column["cases"].fillna(column["cases_low"])
    else:
        gap = ((column["share_low"] - column["target"]) * _POINTS).clip(lower=0)
        told = column["score"].fillna(gap * column["cases_low"])
    return [max(0, round(float(one) * _FINE)) for one in told.fillna(0)]


def _costs(projects: pd.DataFrame, scenario: Scenario) -> dict[int, int]:
    """Cost of each project in satang; none where its budget is unknown or 0."""
    years = {int(m[1]): str(name) for name in projects.columns if (m := _BUDGET.match(str(name)))}
    lacking = sorted(set(scenario.year) - set(years))
    if lacking:
        known = ", ".join(str(year) for year in sorted(years))
        year = ", ".join(str(one) for one in lacking)
        raise AnalysisError("scenario.year", where=scenario.title, year=year, known=known or "-")
    names = [years[year] for year in (sorted(set(scenario.year)) or sorted(years))]
    amounts = projects[names].astype("Float64").fillna(0).to_numpy(float)
    sums = zip(projects["project"], amounts, strict=True)
    costs = {int(one): sum(round(float(n) * _SATANG) for n in row) for one, row in sums}
    return {project: cost for project, cost in costs.items() if cost > 0}
