"""Priorities: what first, where, for how many people, and how firm that order is.

The formula is a small document (:class:`~tambon_gis.model.priority.Priority`), not the code: an
order of problems is a decision of people, and everybody should see of what it is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.analysis.comparing.cells import cells, first_that_holds
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tambon_gis.model.priority import Priority

__all__ = ["LINES", "UNRANKED", "cut_off", "rank"]

#: Why a row has no rank: its counts are unknown, nobody was asked, it is published as a band or
#: rounded, or how many people it stands for is not known in the unit of the design.
UNRANKED = ("unknown", "not_asked", "not_exact", "people_unknown")
#: What the budget does to a row.
LINES = ("funded", "beyond", "no_cost", "at_target", "unranked")
_POINTS = 100
_NAMED = 4
_DIGITS = 9
_KEY = ("year", "framework", "code", "level", "place", "counts")
_PARTS = ("gap", "people", "trend")


@same_kind
def rank(
    measured: pd.DataFrame,
    design: Priority,
    *,
    change: pd.DataFrame | None = None,
    members: pd.DataFrame | None = None,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """
    Put places and indicators in order: gap to target x people affected x trend.

    Parameters
    ----------
    measured : pandas.DataFrame
        Stage ``counted`` or ``measured``, one year and one level; or published cells, as in
        :func:`~tambon_gis.analysis.change.compare`.
    design : Priority
        Targets, weights, and in what people are counted.
    change : pandas.DataFrame, optional
        What :func:`~tambon_gis.analysis.change.compare` gave for the same year as the later one;
        without it no trend is known.
    members : pandas.DataFrame, optional
        ``place`` and ``members``, the persons per household: needed for household indicators where
        the design counts persons.
    by : sequence of str, optional
        Columns that group the counts further.

    Returns
    -------
    pandas.DataFrame
        One row a place, indicator and group, by rank: ``asked``, ``failing``, ``share`` (0 to 1),
        ``target`` (0 to 1), ``gap`` (percentage points), ``people`` and ``people_asked`` in
        ``unit``, ``per_year`` (points a year, null where unknown), ``trend`` (factor), ``score``,
        ``score_low`` and ``score_high`` (the range of a band), ``rank`` (1 first, scores that
        agree to nine digits share the better one), ``gap_part``, ``people_part``, ``trend_part``,
        and ``reason`` where there is no rank (:data:`UNRANKED`). Rows without a rank stand at the
        end.

    Raises
    ------
    AnalysisError
        When the table mixes years or levels, rows repeat, or persons per household are lacking.

    Notes
    -----
    Formula: score = gap^g people^p trend^t with gap = max(0, 100 (share - target)) and trend = 1 +
    per_point x points a year worse, inside its bounds. The parts are natural logarithms, weight x
    (ln part - its mean over the rows with a score above 0): what each part adds to, or takes from,
    the typical score; they sum to ln(score) - mean ln(score).

    Units: gap in percentage points, people in the unit of the design; the score has none.

    Missing: an unknown trend counts as 1; a row whose share or people are not known exactly has no
    rank. A target that is met gives score 0 and the last rank.

    Source: the design document, with its own source and status.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> counted = pd.DataFrame({"year": 2565, "framework": "bmn-2560", "code": "9",
    ...     "level": "village", "place": ["99010101", "99010102", "99010103"],
    ...     "counts": "household", "asked": [100, 50, 80], "met": [80, 30, 80]})
    >>> found = rank(counted, catalog.priority("default"))
    >>> found[["place", "gap", "people", "score", "rank"]].values.tolist()[:2]
    [['99010102', 40.0, 20.0, 800.0, 1], ['99010101', 20.0, 20.0, 400.0, 2]]
    """
    import pandas as pd

    found = cells(measured, by=by)
    _require_one(found, ("year", "level"))
    target = [float(design.target_of(name)) for name in found["indicator"]]
    found = found.assign(
        **_affected(found, measured.reset_index(drop=True), design, members),
        target=pd.array(target, dtype="Float64"),
        unit=design.priority.people,
    )
    found = _with_trend(found, design, change, by)
    for bound in ("", "_low", "_high"):
        share = found[f"share{bound}"]
        gap = ((share - found["target"]) * _POINTS).clip(lower=0)
        found = found.assign(**{f"gap{bound}": gap})
    found["reason"] = _reasons(found, design)
    for bound in ("", "_low", "_high"):
        parts = (found[f"gap{bound}"], found[f"people{bound}"], found["trend"])
        found[f"score{bound}"] = _score(*parts, design)
    found["score"] = found["score"].where(found["reason"].isna())
    for bound in ("_low", "_high"):
        found[f"score{bound}"] = found["score"].fillna(found[f"score{bound}"])
    level = found["score"].map(_level, na_action="ignore").astype("Float64")
    found["rank"] = level.rank(ascending=False, method="min").astype("Int64")
    return _ordered(found.assign(**_parts(found, design)), by)


@same_kind
def cut_off(ranked: pd.DataFrame, costs: pd.DataFrame, budget: float) -> pd.DataFrame:
    """
    Draw the line of a budget under the first ranks.

    Parameters
    ----------
    ranked : pandas.DataFrame
        What :func:`rank` gave.
    costs : pandas.DataFrame
        ``cost`` in baht, and whichever of ``framework``, ``code`` and ``place`` it depends on.
    budget : float
        Baht.

    Returns
    -------
    pandas.DataFrame
        ``ranked`` in the order of ranks (equal ones by framework, code and place), with ``cost``,
        ``cumulative`` (baht, of what stands on the line or above, and of what lies beyond) and
        ``line`` (:data:`LINES`).

    Raises
    ------
    AnalysisError
        When a cost stands twice, or an amount is negative or no number.

    Notes
    -----
    Formula: costs are added in the order of ranks, and funded is what the sum does not carry
    beyond the budget. The first that does not fit ends it: a later, cheaper one is not taken
    before it, so that a larger budget never drops what a smaller one funds.

    Units: baht.

    Missing: a row without a cost is passed over and called ``no_cost``, one without a rank
    ``unranked``; neither is dropped. A row whose target is met costs nothing and is called
    ``at_target``.

    Source: none; a running sum.

    Examples
    --------
    >>> import pandas as pd
    >>> ranked = pd.DataFrame({"framework": "b", "code": ["1", "2", "3"], "place": "p",
    ...     "score": [9.0, 5.0, 4.0], "rank": [1, 2, 3]})
    >>> costs = pd.DataFrame({"code": ["1", "2", "3"], "cost": [50_000, 80_000, 10_000]})
    >>> cut_off(ranked, costs, 100_000)["line"].tolist()
    ['funded', 'beyond', 'beyond']
    """
    keys = [name for name in ("framework", "code", "place") if name in costs.columns]
    amounts = costs["cost"].astype("Float64")
    if not budget >= 0 or bool(amounts.lt(0).any()):
        raise AnalysisError("priority.money")
    repeats = costs.duplicated(keys).any() if keys else len(costs) > 1
    if repeats:
        raise AnalysisError("priority.repeated", table="costs", columns=", ".join(keys))
    order = [name for name in ("rank", "framework", "code", "place") if name in ranked.columns]
    rows = ranked.sort_values(order, ignore_index=True, na_position="last")
    prices = costs[keys].assign(cost=amounts)
    rows = rows.merge(prices, on=keys, how="left") if keys else rows.merge(prices, how="cross")
    unranked, met = rows["rank"].isna(), rows["score"].eq(0).fillna(value=False).astype(bool)
    priced = rows["cost"].notna() & ~unranked & ~met
    total = rows["cost"].where(priced, 0).cumsum().round(2)
    line = first_that_holds(
        {
            "unranked": unranked,
            "at_target": met,
            "no_cost": ~priced,
            "funded": total <= budget,
            "beyond": priced,
        }
    )
    return rows.assign(cumulative=total.where(priced), line=line)


def _require_one(found: pd.DataFrame, columns: tuple[str, ...]) -> None:
    """Refuse a table whose rows cannot stand in one order."""
    for column in columns:
        values = sorted(str(value) for value in found[column].unique())
        if len(values) > 1:
            shown = ", ".join(values[:_NAMED]) + (" …" if len(values) > _NAMED else "")
            raise AnalysisError("priority.mixed", column=column, found=shown)


def _affected(
    found: pd.DataFrame, rows: pd.DataFrame, design: Priority, members: pd.DataFrame | None
) -> dict[str, pd.Series]:
    """People asked and affected in the unit of the design, and their range."""
    import pandas as pd

    empty = pd.Series(pd.NA, index=found.index, dtype="Float64")
    counts = found["counts"]
    if design.priority.people == "person":
        of_people = counts.isin(["person", "resident"])
        size = empty.mask(of_people, 1)
        if counts.eq("household").any():
            size = size.mask(counts.eq("household"), _sizes(found["place"], members))
        asked, failing = found["asked"] * size, found["failing"] * size
    else:
        size = empty.mask(counts.eq("household"), 1)
        asked, failing = found["asked"] * size, found["failing"] * size
        if {"households_asked", "households_met"} <= set(rows.columns):
            households = rows["households_asked"].astype("Float64")
            asked = households.fillna(asked)
            failing = (households - rows["households_met"].astype("Float64")).fillna(failing)
    ranges = {f"people_{end}": found["asked"] * size * found[f"share_{end}"]
              for end in ("low", "high")}  # fmt: skip
    return {"people": failing, "people_asked": asked, **ranges}


def _sizes(places: pd.Series, members: pd.DataFrame | None) -> pd.Series:
    """Persons per household of each place."""
    if members is None:
        raise AnalysisError("priority.members")
    if members["place"].duplicated().any():
        raise AnalysisError("priority.repeated", table="members", columns="place")
    return places.map(members.set_index("place")["members"].astype("Float64")).astype("Float64")


def _with_trend(
    found: pd.DataFrame, design: Priority, change: pd.DataFrame | None, by: Sequence[str]
) -> pd.DataFrame:
    """Add points a year and the factor of the trend."""
    import pandas as pd

    if change is None:
        return found.assign(
            per_year=pd.array([pd.NA] * len(found), dtype="Float64"),
            trend=pd.array([1.0] * len(found), dtype="Float64"),
        )
    keys = ["framework", "code", "place", *by]
    later = change[change["points"].notna()]
    if later.duplicated(keys).any():
        raise AnalysisError("priority.repeated", table="change", columns=", ".join(keys))
    _require_one(
        pd.concat([found[["year"]], later[["later"]].set_axis(["year"], axis=1)]), ("year",)
    )
    steps = later[keys].assign(
        per_year=(later["points"] / (later["later"] - later["earlier"])).astype("Float64"),
        clear=later["direction"].isin(["better", "worse"]),
    )
    found = found.merge(steps, on=keys, how="left")
    rule = design.trend
    factor = (1 + float(rule.per_point) * found["per_year"]).clip(
        float(rule.lowest), float(rule.highest)
    )
    if rule.only_clear:
        factor = factor.where(found["clear"].fillna(value=False).astype(bool))
    return found.assign(trend=factor.fillna(1.0).astype("Float64"))


def _reasons(found: pd.DataFrame, design: Priority) -> pd.Series:
    """Why a row has no rank."""
    states = {name: found["state"].eq(name) for name in UNRANKED[:-1]}
    nobody = found["people"].isna() & (design.weights.people > 0)
    return first_that_holds({**states, "people_unknown": nobody})


def _score(gap: pd.Series, people: pd.Series, trend: pd.Series, design: Priority) -> pd.Series:
    """The product of the parts, each to the power of its weight."""
    weights = [float(getattr(design.weights, name)) for name in _PARTS]
    powers = [part**weight for part, weight in zip((gap, people, trend), weights, strict=True)]
    return powers[0] * powers[1] * powers[2]


def _level(score: float) -> float:
    """A score to as many digits as count for its rank: floats that should be equal then are."""
    return float(f"{score:.{_DIGITS - 1}e}")


def _parts(found: pd.DataFrame, design: Priority) -> dict[str, pd.Series]:
    """What each part adds to the logarithm of the typical score."""
    import numpy as np
    import pandas as pd

    problem = found["score"].gt(0).fillna(value=False).astype(bool)
    parts = {}
    for name in _PARTS:
        weight = float(getattr(design.weights, name))
        known = found[name].where(problem & found[name].gt(0)).astype("float64")
        logs = weight * pd.Series(np.log(known), index=found.index)
        parts[f"{name}_part"] = (logs - logs.mean()).astype("Float64")
    return parts


def _ordered(found: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The declared columns, by rank."""
    columns = [
        *_KEY, *by, "asked", "failing", "share", "target", "gap", "people", "people_asked", "unit",
        "per_year", "trend", "score", "score_low", "score_high", "rank",
        *(f"{name}_part" for name in _PARTS), "reason",
    ]  # fmt: skip
    order = ["rank", "framework", "code", "place", *by]
    return found.sort_values(order, ignore_index=True, na_position="last")[columns]
