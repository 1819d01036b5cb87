"""Assess: for every household or village and indicator, met, unmet, not applicable or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.counting.counts import numeric_columns
from tambon_gis.analysis.counting.states import (
    MET,
    NOT_APPLICABLE,
    UNMET,
    StateSQL,
    score_sql,
    state_sql,
)
from tambon_gis.engine import frames, sql
from tambon_gis.errors import RuleError
from tambon_gis.model.stages import SURVEY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tambon_gis.model.rulebook import Indicator, Rulebook

__all__ = [
    "MET",
    "NOT_APPLICABLE",
    "UNMET",
    "StateSQL",
    "answerable",
    "assess",
    "require_answers",
    "score",
    "state_sql",
    "used_columns",
]


def answerable(
    rulebook: Rulebook, columns: Collection[str]
) -> tuple[tuple[Indicator, ...], dict[str, tuple[str, ...]]]:
    """
    Which indicators a table can answer.

    Parameters
    ----------
    rulebook : Rulebook
        The rulebook.
    columns : collection of str
        Columns of the survey table.

    Returns
    -------
    tuple
        The indicators that the table answers in one of their ways, and for the others their code
        with the columns that are lacking.

    Notes
    -----
    Formula: an indicator is answerable when all columns of one of its ways are there; of the
    others, the columns of the first way that are not.

    Units: none, a list of indicators.

    Missing: a column that is there and holds only nulls counts as there. An indicator of which the
    rulebook tells no way lacks nothing that a table could have: its columns are empty.

    Source: the rulebook's definitions.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> able, lacking = answerable(catalog.rulebook("bmn-2560"), ["ind04"])
    >>> [indicator.code for indicator in able], lacking["5"]
    (['4'], ('ind05',))
    """
    lacking = {
        one.code: tuple(c for c in one.columns if c not in columns)
        for one in rulebook.indicator
        if one.way(columns) is None
    }
    return tuple(one for one in rulebook.indicator if one.code not in lacking), lacking


def assess(survey: Any, rulebook: Rulebook, *, engine: str = "duckdb") -> Any:
    """
    The state of every row and indicator.

    Parameters
    ----------
    survey : frame or Dataset
        Stage ``survey`` or ``matched``, of pandas, Polars, Arrow or Spark: ``row``, ``place`` and
        the columns that the rulebook reads.
    rulebook : Rulebook
        Its indicators that the table cannot answer are left out; see :func:`answerable`.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who computes.

    Returns
    -------
    frame
        Stage ``assessed``, in the kind of frame that was given: ``row``, ``place`` and one column
        of 8-bit integers for each indicator, named by its code: 1 met, 0 unmet, -1 not applicable,
        null unknown. Rows in the order of their numbers. Of a dataset nothing is computed yet: the
        answer is a dataset of states, whose rows have no order.

    Raises
    ------
    RuleError
        When no indicator can be answered from this table.
    StageError
        When the survey lacks ``row`` or ``place``.

    Notes
    -----
    Formula: see :func:`tambon_gis.analysis.counting.states.state_sql`.

    Units: one state a row and indicator, whoever the indicator counts: a household meets an
    indicator of persons when all who are asked do.

    Missing: null, never zero: a rule over a null is unknown unless its other parts settle it.

    Source: the rulebook's definitions.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> survey = pd.DataFrame({"row": [5, 6, 7], "place": ["99010101"] * 3, "ind04": [1, 0, None]})
    >>> assess(survey, catalog.rulebook("bmn-2560"))["4"].tolist()
    [1, 0, <NA>]
    """
    first = frames.first_row(survey)
    SURVEY.check(first)
    names = frames.columns(survey)
    able = require_answers(rulebook, names)
    numeric = numeric_columns(first)
    states = [state_sql(rulebook, one, columns=names, numeric=numeric) for one in able]
    told = {one.code: f"CAST({one.state} AS TINYINT)" for one in states}
    if frames.kind_of(survey) == "dataset":
        return survey.derive([("row", '"row"'), ("place", '"place"'), *told.items()])
    said = ", ".join(f'{text} AS "{code}"' for code, text in told.items())
    query = f'SELECT "row", "place", {said} FROM survey ORDER BY "row"'
    used = ["row", "place", *used_columns(states)]
    result = sql.run(query, {"survey": frames.select(survey, used)}, engine=engine)
    if frames.kind_of(survey) != "pandas":
        return frames.answer(result, survey)
    return result.to_pandas().astype({one.code: "Int8" for one in able})


def score(survey: Any, rulebook: Rulebook, *, year: int, engine: str = "duckdb") -> Any:
    """
    The scores of every village, for a rulebook whose answers are scores.

    Parameters
    ----------
    survey : frame
        Stage ``matched``, of pandas, Polars, Arrow or Spark, one row a village.
    rulebook : Rulebook
        A score rulebook such as ``nrd2c``.
    year : int
        Year of the survey, B.E.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who computes.

    Returns
    -------
    frame
        Stage ``scored``, in the kind of frame that was given: year, framework, code, place, score;
        indicators in the order of the rulebook, then rows in the order of their numbers.

    Raises
    ------
    StageError
        When the survey lacks ``row`` or ``place``.

    Notes
    -----
    Formula: the given score, or the score of the first band that holds.

    Units: steps of the rulebook's ladder of scores (กชช. 2ค: 1 problem to 3 none).

    Missing: null where not applicable or unknown; a band is only reached when every earlier one is
    known not to hold.

    Source: the rulebook's definitions; those of ``nrd2c`` are unverified.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> book = catalog.rulebook("nrd2c")
    >>> column = book.indicator[0].given.score
    >>> villages = pd.DataFrame({"row": [5, 6], "place": ["99010101", "99010102"]})
    >>> score(villages.assign(**{column: [1, None]}), book, year=2564)["score"].tolist()
    [1, <NA>]
    """
    import pandas as pd

    SURVEY.check(frames.first_row(survey))
    names = frames.columns(survey)
    able = answerable(rulebook, names)[0]
    told = {one.code: score_sql(rulebook, one, columns=names) for one in able}
    scores = {code: text for code, text in told.items() if text is not None}
    used = used_columns(state_sql(rulebook, one, columns=names) for one in able)
    said = "".join(f', CAST({text} AS BIGINT) AS "{code}"' for code, text in scores.items())
    table = sql.run(
        f'SELECT "place"{said} FROM survey ORDER BY "row"',
        {"survey": frames.select(survey, ["row", "place", *used])},
        engine=engine,
    )
    wide = frames.to_pandas(table)
    head = {"year": year, "framework": rulebook.id}
    parts = [
        pd.DataFrame({**head, "code": code, "place": wide["place"], "score": wide[code]})
        for code in scores
    ]
    empty = pd.DataFrame(columns=["year", "framework", "code", "place", "score"])
    frame = pd.concat(parts, ignore_index=True) if parts else empty
    return frames.answer(frame.astype({"year": "int64", "score": "Int16"}), survey)


def require_answers(rulebook: Rulebook, columns: Collection[str]) -> tuple[Indicator, ...]:
    """
    The answerable indicators, of which there must be one at least.

    Parameters
    ----------
    rulebook : Rulebook
        The rulebook.
    columns : collection of str
        Columns of the survey table.

    Returns
    -------
    tuple[Indicator, ...]
        Indicators that the table answers in one of their ways.

    Raises
    ------
    RuleError
        When there is none.

    Notes
    -----
    Formula: see :func:`answerable`.

    Units: none, a list of indicators.

    Missing: see :func:`answerable`.

    Source: the rulebook's definitions.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> [one.code for one in require_answers(catalog.rulebook("bmn-2560"), ["ind04", "ind08"])]
    ['4', '8']
    """
    able, lacking = answerable(rulebook, columns)
    if able:
        return able
    asked = next(((code, missing) for code, missing in lacking.items() if missing), None)
    if asked is None:
        raise RuleError("assess.no_way", where=rulebook.id, rulebook=rulebook.id)
    code, missing = asked
    raise RuleError("rule.column", code=code, columns=", ".join(missing), where=rulebook.id)


def used_columns(states: Iterable[StateSQL]) -> list[str]:
    """
    Columns that indicators read.

    Parameters
    ----------
    states : iterable of StateSQL
        The indicators as SQL.

    Returns
    -------
    list[str]
        Each column once, in a stable order.

    Notes
    -----
    Formula: the union of the columns in the order of first use.

    Units: none, a list of names.

    Missing: nothing can be missing.

    Source: our own.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> book = catalog.rulebook("bmn-2560")
    >>> used_columns([state_sql(book, book.by_code["16"])])
    ['ind16_target', 'ind16_fail']
    """
    return list(dict.fromkeys(column for one in states for column in one.columns))
