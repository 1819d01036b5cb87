"""Problems: which indicators most villages fail, and how many each village fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.levels import KEY, VILLAGE, code_order, once, scored_rows
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError
from tambon_gis.model.exact import fraction
from tambon_gis.model.stages import COUNTED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    import pandas as pd

    from tambon_gis.model.rulebook import Rulebook

__all__ = ["failed_by_village", "rank_indicators"]


@same_kind
def rank_indicators(
    table: pd.DataFrame,
    *,
    rulebook: Rulebook | None = None,
    targets: Mapping[str, Any] | None = None,
    target: Any = 0,
    level: str = "village",
) -> pd.DataFrame:
    """
    Indicators by the share of villages that have the problem, the widest spread first.

    Parameters
    ----------
    table : frame of any kind
        Stage ``counted``, or stage ``scored``.
    rulebook : Rulebook, optional
        For stage ``scored``: tells which score is a problem.
    targets : Mapping[str, number or str], optional
        For stage ``counted``: ``"bmn-2560/4"`` -> the share failing that is accepted, as a number
        or a fraction (``"1/20"``).
    target : number or str, default 0
        The same for all other indicators.
    level : {"village", "tambon", "amphoe", "province"}, default "village"
        Which rows of stage ``counted`` are judged.

    Returns
    -------
    frame of the same kind
        One row a year, framework and indicator: ``target``, ``problem`` (villages with it),
        ``judged`` (villages with an answer), ``share`` = problem / judged, ``rank`` (1 is the
        largest share; equals share the smallest rank), ``not_applicable``, ``unknown`` (villages
        without an answer), and ``problem_least``, ``problem_most`` if every unknown answer were
        known. Ordered by year, framework, rank and code.

    Raises
    ------
    AnalysisError
        When a target is no share, a village stands twice, the level is absent, or scores come
        without their rulebook.

    Notes
    -----
    Formula: a village has the problem where failing / asked > target, strictly and in whole
    numbers, or where its score is the ladder's worst. Units: villages. Missing: villages to which
    an indicator does not apply, and those without any answer, are in neither number; a village with
    some answers unknown is judged by the rest. Source: reports of กชช. 2ค rank indicators by the
    share of villages with a problem.

    Examples
    --------
    >>> import pandas as pd
    >>> counted = pd.DataFrame({"year": 2565, "framework": "bmn-2560", "code": ["4", "4", "9", "9"],
    ...     "level": "village", "place": ["15010901", "15010902"] * 2, "counts": "household",
    ...     "asked": [100, 90, 100, 90], "met": [100, 80, 99, 89], "unknown": 0,
    ...     "households_asked": 0, "households_met": 0, "households_unknown": 0})
    >>> rank_indicators(counted)[["code", "problem", "judged", "rank"]].values.tolist()
    [['9', 2, 2, 1], ['4', 1, 2, 2]]
    """
    judged = _judged(table, rulebook, targets or {}, target, level)
    ranked = _tally(judged, ["year", "framework", "code", "target"], "problem")
    # Ratios of counts below 2**26 that differ, differ as floats too; equal ones are equal bits.
    share = ranked["problem"].astype("Float64") / ranked["judged"].mask(ranked["judged"] == 0)
    ranked.insert(5, "share", share)
    groups = ranked.groupby(["year", "framework"], sort=False)["share"]
    ranked.insert(6, "rank", groups.rank(method="min", ascending=False).astype("Int64"))
    order = ranked.assign(_code=ranked["code"].map(code_order))
    order = order.sort_values(["year", "framework", "rank", "_code"], ignore_index=True)
    return order.drop(columns="_code")


@same_kind
def failed_by_village(
    table: pd.DataFrame,
    *,
    rulebook: Rulebook | None = None,
    targets: Mapping[str, Any] | None = None,
    target: Any = 0,
    level: str = "village",
) -> pd.DataFrame:
    """
    How many indicators each village fails.

    Parameters
    ----------
    table : frame of any kind
        Stage ``counted``, or stage ``scored``.
    rulebook, targets, target, level : as there
        As of :func:`rank_indicators`.

    Returns
    -------
    frame of the same kind
        One row a year, framework and place: ``failed``, ``judged`` (indicators with an answer),
        ``not_applicable``, ``unknown``, and ``failed_least``, ``failed_most`` if every unknown
        answer were known.

    Raises
    ------
    AnalysisError
        As :func:`rank_indicators`.

    Notes
    -----
    Formula: the number of indicators with failing / asked > target, strictly, or with the worst
    score. Units: indicators of the table; those that the survey could not answer are not in it.
    Missing: indicators without any answer are in ``unknown`` and not in ``judged``. Source: the
    reports of กชช. 2ค count a village's indicators at score 1.

    Examples
    --------
    >>> import pandas as pd
    >>> counted = pd.DataFrame({"year": 2565, "framework": "bmn-2560", "code": ["4", "8", "9"],
    ...     "level": "village", "place": "15010901", "counts": "household", "asked": [100, 90, 0],
    ...     "met": [99, 90, 0], "unknown": [0, 1, 0], "households_asked": 0, "households_met": 0,
    ...     "households_unknown": 0})
    >>> failed_by_village(counted)[["failed", "judged", "not_applicable", "failed_most"]].values
    array([[1, 2, 1, 2]], dtype=object)
    """
    judged = _judged(table, rulebook, targets or {}, target, level)
    return _tally(judged, VILLAGE, "failed")


def _judged(
    table: pd.DataFrame,
    rulebook: Rulebook | None,
    targets: Mapping[str, Any],
    target: Any,
    level: str,
) -> pd.DataFrame:
    """One row an indicator and place: whether it is a problem, and surely or maybe so."""
    if "score" in table.columns:
        if rulebook is None:
            raise AnalysisError("levels.no_scores", rulebook="-")
        return _judged_scores(scored_rows(table, rulebook), rulebook)
    COUNTED.check(table)
    rows = table[table["level"].eq(level).to_numpy(dtype=bool)]
    if len(table) and rows.empty:
        known = ", ".join(sorted(set(table["level"])))
        raise AnalysisError("levels.no_level", level=level, known=known)
    once(rows)
    every = _target(target)
    accepted = [
        _target(targets[key]) if (key := f"{framework}/{code}") in targets else every
        for framework, code in zip(rows["framework"], rows["code"], strict=True)
    ]
    return _judged_counts(rows, accepted)


def _judged_scores(rows: pd.DataFrame, rulebook: Rulebook) -> pd.DataFrame:
    """A score is a problem where it is the ladder's worst."""
    worst = rulebook.scores.problem if rulebook.scores else 1
    known = rows["score"].notna().to_numpy(dtype=bool)
    outside = rows["not_applicable"].to_numpy(dtype=bool) & ~known
    problem = rows["score"].eq(worst).fillna(value=False).to_numpy(dtype=bool)
    return rows[KEY].assign(
        target=None,
        problem=problem,
        judged=known,
        not_applicable=outside,
        unknown=~known & ~outside,
        least=problem,
        most=problem | (~known & ~outside),
    )


def _judged_counts(rows: pd.DataFrame, accepted: list[Fraction]) -> pd.DataFrame:
    """Failing / asked > target, in whole numbers; with all unknown answers met, and failing."""
    import numpy as np

    parts = {name: rows[name].astype("Int64") for name in ("asked", "met", "unknown")}
    told = parts["asked"].notna().to_numpy() & parts["met"].notna().to_numpy()
    asked, met, open_ = (part.fillna(0).to_numpy(dtype="int64") for part in parts.values())
    over = np.array([one.numerator for one in accepted], dtype="int64")
    under = np.array([one.denominator for one in accepted], dtype="int64")
    failing = asked - met
    known = told & (asked > 0)
    outside = told & (asked == 0) & (open_ == 0)
    whole = over * (asked + open_)
    return rows[KEY].assign(
        target=[float(one) for one in accepted],
        problem=known & (failing * under > over * asked),
        judged=known,
        not_applicable=outside,
        unknown=~known & ~outside,
        least=told & (failing * under > whole),
        most=~told | ((failing + open_) * under > whole),
    )


def _tally(judged: pd.DataFrame, by: list[str], name: str) -> pd.DataFrame:
    """Sums of what was judged."""
    sums = ["problem", "judged", "not_applicable", "unknown", "least", "most"]
    whole = judged.astype(dict.fromkeys(sums, "Int64") | {"target": "Float64"})
    tallied = whole.groupby(by, as_index=False, dropna=False)[sums].sum()
    titles = {"problem": name, "least": f"{name}_least", "most": f"{name}_most"}
    return tallied.rename(columns=titles)


def _target(value: Any) -> Fraction:
    """A target as an exact share from 0 to below 1."""
    try:
        share = fraction(value)
    except ValueError:
        raise AnalysisError("levels.target", target=str(value)) from None
    if not 0 <= share < 1:
        raise AnalysisError("levels.target", target=str(value))
    return share
