"""Two sources that may disagree: a survey and another list of households, counted side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.engine import frames, sql
from tambon_gis.errors import AnalysisError, StageError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ABSENT", "COUNTS", "agreement", "side_by_side"]

#: Counts of households of a place; together they are every household of the survey.
COUNTS = (
    "both",
    "only_survey",
    "only_list",
    "neither",
    "unknown_listed",
    "unknown_unlisted",
    "not_applicable_listed",
    "not_applicable_unlisted",
    "no_code",
)
#: Rows of the list whose house the survey does not have; they lie in no place.
ABSENT = "absent"
#: What stands for no place.
NOWHERE = ""


def side_by_side(
    states: Any, listed: Any, *, by: str = "place", key: str = "house_code", engine: str = "duckdb"
) -> Any:
    """
    Households by what the survey says of them and whether the list has them.

    Parameters
    ----------
    states : frame
        One row a household of the survey, of pandas, Polars, Arrow or Spark: the group, the key
        (null where it is not known) and ``state``: 0 fails the indicator, 1 meets it, -1 not
        applicable, null unknown.
    listed : frame
        One row a house of the list: the key.
    by : str, default "place"
        Column that groups the households.
    key : str, default "house_code"
        Column that tells a house in both.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who counts.

    Returns
    -------
    frame
        In the kind of frame that was given, one row a group in its order: the group,
        ``households`` and the counts of :data:`COUNTS`; and a last row of no group (an empty text)
        with ``absent``, the houses of the list that the survey does not have.

    Raises
    ------
    StageError
        When a table lacks a column.
    AnalysisError
        When a house stands in two rows of a table: it would count twice.

    Notes
    -----
    Formula: both = fails and listed; only_survey = fails and not listed; only_list = meets and
    listed; neither = meets and not listed. Counts of a group sum to its households; both,
    only_list, unknown_listed, not_applicable_listed and absent sum to the houses of the list.

    Units: households.

    Missing: an unknown answer and one that does not apply are counted apart and are no
    disagreement; a household without a key (``no_code``) cannot be looked for in the list; a key
    that is null in the list is counted by nobody and has to be left out before.

    Source: our own.

    Examples
    --------
    >>> import pandas as pd
    >>> survey = pd.DataFrame({"place": "a", "house_code": ["1", "2", "3"], "state": [0, 1, 0]})
    >>> told = side_by_side(survey, pd.DataFrame({"house_code": ["1", "9"]}))
    >>> told[["place", "both", "only_survey", "only_list", "neither", "absent"]].values.tolist()
    [['a', 1, 1, 0, 1, 0], ['', 0, 0, 0, 0, 1]]
    """
    _check(states, (by, key, "state"))
    _check(listed, (key,))
    tables = {
        "survey": frames.select(states, [by, key, "state"]),
        "list": frames.select(listed, [key]),
    }
    for name, table in tables.items():
        _refuse_repeated(name, table, key, engine)
    result = sql.run(_query(by, key), tables, engine=engine)
    return frames.answer(result, states)


def agreement(counts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """
    How far the two sources agree, as numerators over denominators.

    Parameters
    ----------
    counts : Mapping[str, int]
        Counts of :data:`COUNTS`, of one place or summed over several.

    Returns
    -------
    dict[str, tuple[int, int]]
        ``same``: of the households with an answer, those of which both say the same;
        ``failing_listed``: of those that fail, the listed; ``listed_failing``: of the listed with
        an answer, those that fail.

    Notes
    -----
    Formula: same = (both + neither) / (both + only_survey + only_list + neither); failing_listed =
    both / (both + only_survey); listed_failing = both / (both + only_list).

    Units: households.

    Missing: households without an answer, and houses that the survey does not have, are in no
    denominator.

    Source: our own.

    Examples
    --------
    >>> agreement({"both": 3, "only_survey": 1, "only_list": 2, "neither": 4})["same"]
    (7, 10)
    """
    both, survey, listed, neither = (int(counts[name]) for name in COUNTS[:4])
    return {
        "same": (both + neither, both + survey + listed + neither),
        "failing_listed": (both, both + survey),
        "listed_failing": (both, both + listed),
    }


def _check(frame: Any, names: tuple[str, ...]) -> None:
    """Refuse a table that lacks a column."""
    there = frames.columns(frame)
    lacking = [name for name in names if name not in there]
    if lacking:
        faults = "\n".join(f"- {name}" for name in lacking)
        raise StageError("stage.columns", stage="sides", faults=faults)


def _refuse_repeated(name: str, table: Any, key: str, engine: str) -> None:
    """Refuse a table in which a house stands twice."""
    query = (
        f'SELECT COALESCE(CAST(SUM("n") AS BIGINT), 0) AS "rows" FROM (SELECT "{key}", COUNT(*) AS '
        f'"n" FROM {name} WHERE "{key}" IS NOT NULL GROUP BY "{key}" HAVING COUNT(*) > 1) AS t'
    )
    rows = int(sql.run(query, {name: table}, engine=engine).to_pylist()[0]["rows"])
    if rows:
        raise AnalysisError("sides.repeated", column=key, rows=rows)


def _query(by: str, key: str) -> str:
    """Counts of every group, then the houses that no household is."""
    coded = 's."key" IS NOT NULL'
    rules = {
        "both": 's."state" = 0 AND s."listed" = 1',
        "only_survey": 's."state" = 0 AND s."listed" = 0',
        "only_list": 's."state" = 1 AND s."listed" = 1',
        "neither": 's."state" = 1 AND s."listed" = 0',
        "unknown_listed": 's."state" IS NULL AND s."listed" = 1',
        "unknown_unlisted": 's."state" IS NULL AND s."listed" = 0',
        "not_applicable_listed": 's."state" = -1 AND s."listed" = 1',
        "not_applicable_unlisted": 's."state" = -1 AND s."listed" = 0',
    }
    counts = [
        f'CAST(SUM(CASE WHEN {coded} AND {rule} THEN 1 ELSE 0 END) AS BIGINT) AS "{name}"'
        for name, rule in rules.items()
    ]
    counts.append(f'CAST(SUM(CASE WHEN {coded} THEN 0 ELSE 1 END) AS BIGINT) AS "no_code"')
    said = ", ".join(counts)
    named = ", ".join(f'"{name}"' for name in COUNTS)
    zeros = ", ".join(f'CAST(0 AS BIGINT) AS "{name}"' for name in ("households", *COUNTS))
    return f"""
    WITH m AS (
      SELECT a."{by}" AS "group", a."{key}" AS "key", a."state" AS "state",
             CASE WHEN b."{key}" IS NULL THEN 0 ELSE 1 END AS "listed"
      FROM survey AS a LEFT JOIN list AS b ON a."{key}" = b."{key}"
    ),
    g AS (
      SELECT 0 AS "at", s."group" AS "{by}", COUNT(*) AS "households", {said},
             CAST(0 AS BIGINT) AS "{ABSENT}"
      FROM m AS s GROUP BY s."group"
    ),
    n AS (
      SELECT 1 AS "at", '{NOWHERE}' AS "{by}", {zeros}, CAST(COUNT(*) AS BIGINT) AS "{ABSENT}"
      FROM list AS b LEFT JOIN survey AS a ON a."{key}" = b."{key}"
      WHERE a."{key}" IS NULL AND b."{key}" IS NOT NULL
    ),
    u AS (SELECT * FROM g UNION ALL SELECT * FROM n)
    SELECT "{by}", CAST("households" AS BIGINT) AS "households", {named}, "{ABSENT}"
    FROM u ORDER BY "at", "{by}"
    """
