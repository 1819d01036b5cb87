"""Aggregate: counts by place, then by every wider area; shares are made last.

One query scans the survey once and sums every indicator by place. Wider areas are sums of those
counts, never averages of percentages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.analysis.assess import StateSQL, require_answers, state_sql
from tambon_gis.engine import sql
from tambon_gis.errors import CodeError
from tambon_gis.model.stages import COUNTED, SURVEY
from tambon_gis.places import COUNTRY, LADDER, level_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pandas as pd
    import pyarrow as pa

    from tambon_gis.model.rulebook import Indicator, Rulebook

__all__ = ["complete", "count", "measure", "roll_up", "roll_up_ladder"]

SUMS = (
    "asked",
    "met",
    "unknown",
    "households_asked",
    "households_met",
    "households_unknown",
)
_KEY = ["year", "framework", "code", "level", "place", "counts"]


def count(
    survey: pd.DataFrame, rulebook: Rulebook, *, year: int, engine: str = "duckdb"
) -> pd.DataFrame:
    """
    Count every indicator by the place of the survey's rows.

    Parameters
    ----------
    survey : pandas.DataFrame
        Stage ``matched``; ``place`` is a code of one level.
    rulebook : Rulebook
        Its indicators that lack a column are left out.
    year : int
        Year of the survey, B.E.
    engine : {"duckdb", "polars"}, default "duckdb"
        Who computes.

    Returns
    -------
    pandas.DataFrame
        Stage ``counted``: asked = met + failing in the indicator's own unit; not applicable is in
        neither; unknown apart. For a village rulebook the ``households_`` columns are null.

    Raises
    ------
    RuleError
        When no indicator can be answered.

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
    SURVEY.check(survey)
    able = require_answers(rulebook, survey.columns)
    columns = list(dict.fromkeys(c for one in able for c in one.columns))
    query = _query([state_sql(rulebook, one) for one in able])
    wide = sql.run(query, {"survey": survey[["place", *columns]]}, engine=engine)
    counted = _long(wide, able, rulebook, year)
    COUNTED.check(counted)
    return counted


def roll_up(counted: pd.DataFrame, level: str) -> pd.DataFrame:
    """
    Sum counts up to a wider level.

    Parameters
    ----------
    counted : pandas.DataFrame
        Stage ``counted``, rows of one level.
    level : {"tambon", "amphoe", "province", "country"}
        The wider level; the country's code is ``TH``.

    Returns
    -------
    pandas.DataFrame
        Stage ``counted``, one row a year, framework, indicator and wider area. A sum over no known
        value is null.

    Raises
    ------
    CodeError
        When the level is finer than that of the rows, or none of the ladder.

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
    if level not in LADDER and level != "country":
        raise CodeError("code.unknown_level", level=level, known=", ".join([*LADDER, "country"]))
    digits = LADDER.get(level, 0)
    if counted["place"].str.len().lt(digits).any():
        raise CodeError("code.level", level=level, digits=digits)
    place = COUNTRY if level == "country" else counted["place"].str[:digits]
    wider = counted.assign(place=place, level=level)
    sums = wider.groupby(_KEY, sort=False, as_index=False)[list(SUMS)].sum(min_count=1)
    return sums.astype(dict.fromkeys(SUMS, "Int64"))


def roll_up_ladder(counted: pd.DataFrame, *, top: str = "province") -> pd.DataFrame:
    """
    Counts at their own level and at every wider one.

    Parameters
    ----------
    counted : pandas.DataFrame
        Stage ``counted``, rows of one level.
    top : {"village", "tambon", "amphoe", "province", "country"}, default "province"
        The widest level wanted.

    Returns
    -------
    pandas.DataFrame
        Stage ``counted``, levels from fine to wide.
    """
    import pandas as pd

    if counted.empty:
        return counted
    steps = {**LADDER, "country": 0}
    finest = steps[level_of(counted["place"].iloc[0])]
    wider = [
        level
        for level, digits in sorted(steps.items(), key=lambda step: -step[1])
        if steps[top] <= digits < finest
    ]
    return pd.concat([counted, *(roll_up(counted, level) for level in wider)], ignore_index=True)


def complete(counted: pd.DataFrame, places: Collection[str]) -> pd.DataFrame:
    """
    Add a row with null counts for every place that a survey did not reach.

    Parameters
    ----------
    counted : pandas.DataFrame
        Stage ``counted``, rows of one level.
    places : collection of str
        Codes of that level that have a polygon.

    Returns
    -------
    pandas.DataFrame
        Stage ``counted``, every year, framework and indicator for every place.

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

    layers = counted[["year", "framework", "code", "level", "counts"]].drop_duplicates()
    missing = layers.merge(pd.DataFrame({"place": sorted(places)}, dtype="str"), how="cross")
    known = pd.MultiIndex.from_frame(counted[["year", "framework", "code", "place"]])
    wanted = pd.MultiIndex.from_frame(missing[["year", "framework", "code", "place"]])
    missing = missing[~wanted.isin(known)]
    for name in SUMS:
        missing[name] = pd.array([pd.NA] * len(missing), dtype="Int64")
    return pd.concat([counted, missing], ignore_index=True)


def measure(counted: pd.DataFrame) -> pd.DataFrame:
    """
    Add the share of those failing: the one division, at the end.

    Parameters
    ----------
    counted : pandas.DataFrame
        Stage ``counted``.

    Returns
    -------
    pandas.DataFrame
        Stage ``measured``: ``share`` = (asked - met) / asked as a fraction from 0 to 1, null where
        nobody was asked.

    Examples
    --------
    >>> import pandas as pd
    >>> measure(pd.DataFrame({"asked": [8, 0], "met": [6, 0]}))["share"].tolist()
    [0.25, <NA>]
    """
    asked = counted["asked"].astype("Int64")
    failing = asked - counted["met"].astype("Int64")
    return counted.assign(share=failing.astype("Float64") / asked.mask(asked == 0))


def _query(states: Iterable[StateSQL]) -> str:
    """One scan: states and units of each row, then their sums by place."""
    inner, outer = [], []
    for n, one in enumerate(states):
        inner += [f"{one.state} AS s{n}", f"{one.asked} AS a{n}", f"{one.failing} AS f{n}"]
        outer += [
            _sum(f"CASE WHEN s{n} >= 0 THEN a{n} ELSE 0e0 END", f"asked{n}"),
            _sum(f"CASE WHEN s{n} >= 0 THEN a{n} - f{n} ELSE 0e0 END", f"met{n}"),
            _sum(f"CASE WHEN s{n} IS NULL THEN coalesce(a{n}, 0e0) ELSE 0e0 END", f"unknown{n}"),
            _sum(f"CASE WHEN s{n} >= 0 THEN 1e0 ELSE 0e0 END", f"households_asked{n}"),
            _sum(f"CASE WHEN s{n} = 1 THEN 1e0 ELSE 0e0 END", f"households_met{n}"),
            _sum(f"CASE WHEN s{n} IS NULL THEN 1e0 ELSE 0e0 END", f"households_unknown{n}"),
        ]
    rows = f'SELECT "place", {", ".join(inner)} FROM survey'
    return (
        f'SELECT "place", {", ".join(outer)} FROM ({rows}) AS r GROUP BY "place" ORDER BY "place"'
    )


def _sum(expression: str, name: str) -> str:
    """A sum as a 64-bit integer."""
    return f"CAST(sum({expression}) AS BIGINT) AS {name}"


def _long(
    wide: pa.Table, indicators: tuple[Indicator, ...], rulebook: Rulebook, year: int
) -> pd.DataFrame:
    """From one column an indicator and sum to one row a place and indicator."""
    import pandas as pd

    places = wide.column("place").to_pandas().astype("str")
    parts = []
    for n, one in enumerate(indicators):
        sums = {name: wide.column(f"{name}{n}").to_pandas().to_numpy() for name in SUMS}
        head = {
            "year": year,
            "framework": rulebook.id,
            "code": one.code,
            "level": places.map(level_of),
            "place": places,
            "counts": one.counts,
        }
        parts.append(pd.DataFrame({**head, **sums}))
    counted = pd.concat(parts, ignore_index=True).astype(dict.fromkeys(SUMS, "Int64"))
    if rulebook.rulebook.unit != "household":
        for name in SUMS[3:]:
            counted[name] = pd.array([pd.NA] * len(counted), dtype="Int64")
    return counted
