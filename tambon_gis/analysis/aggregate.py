"""Aggregate: counts by place and group, then by every wider area; shares are made last.

One query scans the survey once and sums every indicator by place. Wider areas are sums of those
counts, never averages of percentages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.assess import require_answers, used_columns
from tambon_gis.analysis.counting.counts import (
    KEY,
    SUMS,
    WEIGHTED,
    checked,
    groups_of,
    long,
    numeric_columns,
    quoted,
    refuse_weights,
    weight_sql,
    weighted_of,
)
from tambon_gis.analysis.counting.states import state_sql
from tambon_gis.analysis.counting.tallies import Tallies
from tambon_gis.engine import frames, sql
from tambon_gis.engine.frames import same_kind
from tambon_gis.engine.idiom import idiom_of
from tambon_gis.errors import AnalysisError, CodeError
from tambon_gis.places import COUNTRY, LADDER, level_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

    from tambon_gis.model.rulebook import Rulebook

__all__ = ["complete", "count", "measure", "regroup", "roll_up", "roll_up_ladder"]


def count(
    survey: Any,
    rulebook: Rulebook,
    *,
    year: int,
    by: str | Sequence[str] = (),
    weight: str | None = None,
    engine: str = "duckdb",
) -> Any:
    """
    Count every indicator by the place of the survey's rows, and by groups.

    Parameters
    ----------
    survey : frame
        Stage ``matched``, of pandas, Polars, Arrow or Spark; ``place`` is a code of one level.
    rulebook : Rulebook
        Its indicators that the table cannot answer are left out.
    year : int
        Year of the survey, B.E.
    by : str or sequence of str, optional
        More columns of the survey that group its rows, such as a zone.
    weight : str, optional
        A numeric column: how many units of the population a unit of this row stands for.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who computes.

    Returns
    -------
    frame
        Stage ``counted``, in the kind of frame that was given: one row an indicator, place and
        group; the group columns and weighted sums stand last. For a village rulebook the
        ``households_`` columns are null.

    Raises
    ------
    RuleError
        When no indicator can be answered.
    StageError
        When the survey lacks a column, or the weight is no number.
    AnalysisError
        When a group is named like a column of the result, or a weight is missing or negative.

    Notes
    -----
    Formula: asked = met + failing, summed over rows; weighted sums add unit times weight.

    Units: asked, met and unknown in the indicator's own unit (``counts``); ``households_`` in
    households; weighted sums in units times weight.

    Missing: not applicable is neither asked nor unknown; an unknown answer is counted in unknown
    only. A null group is a group of its own.

    Source: the roll-up rule of the BMN reports (CDD): sum counts and divide again.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> survey = pd.DataFrame({"row": [5, 6, 7], "place": ["99010101"] * 3,
    ...     "ind16_target": [2, 1, 0], "ind16_fail": [1, None, None]})
    >>> counted = count(survey, catalog.rulebook("bmn-2560"), year=2565)
    >>> counted[["code", "asked", "met", "unknown", "households_asked"]].values.tolist()
    [['16', 2, 1, 1, 1]]
    """
    first = frames.first_row(survey)
    by = checked(first, by, weight)
    names = frames.columns(survey)
    able = require_answers(rulebook, names)
    numeric = numeric_columns(first)
    states = tuple(state_sql(rulebook, one, columns=names, numeric=numeric) for one in able)
    heads = list(dict.fromkeys(["place", *by, *([weight] if weight else [])]))
    read = list(dict.fromkeys([*heads, *used_columns(states)]))
    used = {"survey": frames.select(survey, read)}
    runs = sql.chosen(engine, used)
    weighted = weight is not None
    idiom = idiom_of(runs, weighted=weighted, most=frames.size(survey))
    tallies = Tallies(states, idiom, weighted=weighted)
    wide = sql.run(_query(tallies, by, weight), used, engine=runs)
    refuse_weights(wide, weight)
    groups = {"place": "place", **{f"b{n}": name for n, name in enumerate(by)}}
    wide = tallies.counted(wide, groups)
    counted = long(wide, able, rulebook, year=year, by=by, weighted=weighted)
    return frames.answer(counted, survey)


@same_kind
def roll_up(counted: pd.DataFrame, level: str) -> pd.DataFrame:
    """
    Sum counts up to a wider level.

    Parameters
    ----------
    counted : frame
        Stage ``counted``, rows of one level of the ladder of codes.
    level : {"tambon", "amphoe", "province", "country"}
        The wider level; the country's code is ``TH``.

    Returns
    -------
    frame
        Stage ``counted``, one row a year, framework, indicator, wider area and group.

    Raises
    ------
    CodeError
        When the level is finer than that of the rows, or none of the ladder.
    AnalysisError
        When the table holds rows of several levels: they would count twice.

    Notes
    -----
    Formula: sums of the counts (and weighted sums) of the areas within; groups stay apart.

    Units: those of the counts.

    Missing: a sum over no known value is null; else unknown values are left out of the sum.

    Source: the roll-up rule of the BMN reports (CDD): sum counts and divide again.

    Examples
    --------
    >>> import pandas as pd
    >>> village = pd.DataFrame({"year": 2565, "framework": "b", "code": "4", "level": "village",
    ...     "place": ["15010901", "15010902"], "counts": "household", "asked": [10, 5],
    ...     "met": [9, 5], "unknown": [0, 1], "households_asked": [10, 5],
    ...     "households_met": [9, 5], "households_unknown": [0, 1]})
    >>> roll_up(village, "tambon")[["place", "asked", "met"]].values.tolist()
    [['150109', 15, 14]]
    """
    _one_level(counted)
    known = [*LADDER, "country"]
    off = sorted({str(one) for one in {level, *counted["level"].unique()} if one not in known})
    if off:
        raise CodeError("code.unknown_level", level=", ".join(off), known=", ".join(known))
    digits = LADDER.get(level, 0)
    if counted["place"].str.len().lt(digits).any():
        raise CodeError("code.level", level=level, digits=digits)
    place = COUNTRY if level == "country" else counted["place"].str[:digits]
    return _summed(counted.assign(place=place, level=level))


@same_kind
def regroup(counted: pd.DataFrame, groups: Mapping[str, str | None], *, level: str) -> pd.DataFrame:
    """
    Sum counts up to areas of one's own, such as zones made of villages.

    Parameters
    ----------
    counted : frame
        Stage ``counted``, rows of one level.
    groups : Mapping[str, str or None]
        Place -> the area it belongs to; None leaves it out.
    level : str
        What such an area is called, for example ``"zone"``.

    Returns
    -------
    frame
        Stage ``counted``, ``place`` the areas and ``level`` as told.

    Raises
    ------
    AnalysisError
        When a place of the table is not told: a place is left out only by name.

    Notes
    -----
    Formula: sums of the counts (and weighted sums) of the places within; other groups stay apart.

    Units: those of the counts.

    Missing: a sum over no known value is null; else unknown values are left out of the sum.

    Source: the roll-up rule of the BMN reports (CDD), for areas outside the ladder of codes.

    Examples
    --------
    >>> import pandas as pd
    >>> village = pd.DataFrame({"year": 2565, "framework": "b", "code": "4", "level": "village",
    ...     "place": ["15010901", "15010902"], "counts": "household", "asked": [10, 5],
    ...     "met": [9, 5], "unknown": [0, 1], "households_asked": [10, 5],
    ...     "households_met": [9, 5], "households_unknown": [0, 1]})
    >>> zones = regroup(village, {"15010901": "river", "15010902": "river"}, level="zone")
    >>> zones[["level", "place", "asked", "met"]].values.tolist()
    [['zone', 'river', 15, 14]]
    """
    lacking = sorted({str(place) for place in counted["place"].unique() if place not in groups})
    if lacking:
        raise AnalysisError("aggregate.places", places=", ".join(lacking))
    place = counted["place"].map(dict(groups))
    inside = counted[place.notna()]
    return _summed(inside.assign(place=place[place.notna()].astype("str"), level=level))


@same_kind
def roll_up_ladder(counted: pd.DataFrame, *, top: str = "province") -> pd.DataFrame:
    """
    Counts at their own level and at every wider one.

    Parameters
    ----------
    counted : frame
        Stage ``counted``, rows of one level.
    top : {"village", "tambon", "amphoe", "province", "country"}, default "province"
        The widest level wanted.

    Returns
    -------
    frame
        Stage ``counted``, levels from fine to wide.

    Raises
    ------
    CodeError
        When there is no such level.
    AnalysisError
        When the table holds rows of several levels: they would count twice.

    Notes
    -----
    Formula: :func:`roll_up` to each level.

    Units: those of the counts.

    Missing: as in :func:`roll_up`.

    Source: the roll-up rule of the BMN reports (CDD): sum counts and divide again.

    Examples
    --------
    >>> import pandas as pd
    >>> village = pd.DataFrame({"year": 2565, "framework": "b", "code": "4", "level": "village",
    ...     "place": ["15010901", "15010902"], "counts": "household", "asked": [10, 5],
    ...     "met": [9, 5], "unknown": [0, 1], "households_asked": [10, 5],
    ...     "households_met": [9, 5], "households_unknown": [0, 1]})
    >>> roll_up_ladder(village, top="amphoe")[["place", "asked"]].values.tolist()
    [['15010901', 10], ['15010902', 5], ['150109', 15], ['1501', 15]]
    """
    import pandas as pd

    if counted.empty:
        return counted
    _one_level(counted)
    steps = {**LADDER, "country": 0}
    if top not in steps:
        raise CodeError("code.unknown_level", level=top, known=", ".join(steps))
    finest = steps[level_of(counted["place"].iloc[0])]
    wider = [
        level
        for level, digits in sorted(steps.items(), key=lambda step: -step[1])
        if steps[top] <= digits < finest
    ]
    rungs: list[pd.DataFrame] = [counted, *(roll_up(counted, level) for level in wider)]
    return pd.concat(rungs, ignore_index=True)


@same_kind
def complete(counted: pd.DataFrame, places: Collection[str]) -> pd.DataFrame:
    """
    Add a row with null counts for every place that a survey did not reach.

    Parameters
    ----------
    counted : frame
        Stage ``counted``, rows of one level.
    places : collection of str
        Codes of that level that have a polygon.

    Returns
    -------
    frame
        Stage ``counted``, every year, framework and indicator for every place.

    Notes
    -----
    Formula: no number is computed.

    Units: those of the counts.

    Missing: a place without a row gets null counts, for every group that occurs elsewhere. A group
    that is absent from a place which was reached stays absent: nobody of it was met there.

    Source: our own.

    Examples
    --------
    >>> import pandas as pd
    >>> village = pd.DataFrame({"year": 2565, "framework": "b", "code": "4", "level": "village",
    ...     "place": ["15010901"], "counts": "household", "asked": [10], "met": [9], "unknown": [0],
    ...     "households_asked": [10], "households_met": [9], "households_unknown": [0]})
    >>> complete(village, ["15010901", "15010902"])[["place", "asked"]].values.tolist()
    [['15010901', 10], ['15010902', <NA>]]
    """
    import pandas as pd

    heads = ["year", "framework", "code", "level", "counts", *groups_of(counted)]
    layers = counted[heads].drop_duplicates()
    missing = layers.merge(pd.DataFrame({"place": sorted(places)}, dtype="str"), how="cross")
    known = pd.MultiIndex.from_frame(counted[["year", "framework", "code", "place"]])
    wanted = pd.MultiIndex.from_frame(missing[["year", "framework", "code", "place"]])
    missing = missing[~wanted.isin(known)]
    for name in SUMS:
        missing[name] = pd.array([pd.NA] * len(missing), dtype="Int64")
    for name in weighted_of(counted):
        missing[name] = pd.array([pd.NA] * len(missing), dtype="Float64")
    return pd.concat([counted, missing], ignore_index=True)


@same_kind
def measure(counted: pd.DataFrame) -> pd.DataFrame:
    """
    Add the share of those failing, and the share that is not known.

    Parameters
    ----------
    counted : frame
        Stage ``counted``.

    Returns
    -------
    frame
        Stage ``measured``: ``share`` and ``unknown_share``, and ``weighted_share`` where there are
        weights.

    Notes
    -----
    Formula: share = (asked - met) / asked: the one division, at the end; unknown_share = unknown /
    (asked + unknown); weighted_share = (weighted_asked - weighted_met) / weighted_asked.

    Units: fractions from 0 to 1.

    Missing: null where nobody was asked, or the counts are null. Unknown answers are in neither
    part of ``share``; how many they are is told by ``unknown_share`` beside it.

    Source: BMN reports (CDD): percentages are of the households or persons asked.

    Examples
    --------
    >>> import pandas as pd
    >>> shares = measure(pd.DataFrame({"asked": [8, 0], "met": [6, 0], "unknown": [2, 0]}))
    >>> shares[["share", "unknown_share"]].values.tolist()
    [[0.25, 0.2], [<NA>, <NA>]]
    """
    asked, met, unknown = (counted[name].astype("Int64") for name in SUMS[:3])
    shares = {"share": _part(asked - met, asked), "unknown_share": _part(unknown, asked + unknown)}
    if weighted_of(counted):
        whole, good, _ = (counted[name].astype("Float64") for name in WEIGHTED)
        shares["weighted_share"] = _part(whole - good, whole)
    return counted.assign(**shares)


def _one_level(counted: pd.DataFrame) -> None:
    """Refuse rows of several levels: whoever is in the finer one would count twice."""
    levels = sorted({str(one) for one in counted["level"].unique()})
    if len(levels) > 1:
        raise AnalysisError("aggregate.levels", levels=", ".join(levels))


def _part(some: pd.Series[Any], whole: pd.Series[Any]) -> pd.Series[Any]:
    """One number as a fraction of another, null of nothing."""
    return some.astype("Float64") / whole.mask(whole == 0)


def _summed(counted: pd.DataFrame) -> pd.DataFrame:
    """Rows of the same cell as one."""
    weighted = weighted_of(counted)
    cells = counted.groupby(
        [*KEY, *groups_of(counted)], sort=False, as_index=False, dropna=False, observed=True
    )
    sums = cells[[*SUMS, *weighted]].sum(min_count=1)
    sums = sums.astype({**dict.fromkeys(SUMS, "Int64"), **dict.fromkeys(weighted, "Float64")})
    return sums[[*KEY, *SUMS, *groups_of(counted), *weighted]]


def _query(tallies: Tallies, by: Sequence[str], weight: str | None) -> str:
    """One scan: the mark of each row and indicator, then the sums by place and group."""
    groups = [f"b{n}" for n in range(len(by))]
    heads = ['"place"', *(f"{quoted([name])} AS b{n}" for n, name in enumerate(by))]
    if weight is not None:
        heads.append(f"CAST({quoted([weight])} AS DOUBLE) AS wt")
    keys = ", ".join(['"place"', *groups])
    sums = [*weight_sql(weight and "wt"), *tallies.sums()]
    rows = tallies.rows("survey", heads)
    return f"SELECT {keys}, {', '.join(sums)} FROM ({rows}) AS t GROUP BY {keys}"
