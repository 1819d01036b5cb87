"""Assess: for every household or village and indicator, met, unmet, not applicable or unknown.

Each indicator becomes an SQL expression for its *state*: 1 met, 0 unmet, -1 not applicable, null
unknown. SQL's three-valued logic does the rest: a rule over a null is null, so unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.engine import sql
from tambon_gis.errors import RuleError
from tambon_gis.model.rule import Rule
from tambon_gis.model.stages import SURVEY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pandas as pd

    from tambon_gis.model.rulebook import Indicator, Rulebook
    from tambon_gis.model.ways import Given

__all__ = [
    "MET",
    "NOT_APPLICABLE",
    "UNMET",
    "StateSQL",
    "answerable",
    "assess",
    "score",
    "state_sql",
]

MET = 1
UNMET = 0
NOT_APPLICABLE = -1


@dataclass(frozen=True)
class StateSQL:
    """
    An indicator as SQL over one survey row.

    Parameters
    ----------
    code : str
        Code of the indicator.
    state : str
        Expression for the state: 1, 0, -1 or null.
    asked, failing : str
        Expressions for the number of units (persons, else 1) asked and failing, meant where the
        state is 1 or 0.
    """

    code: str
    state: str
    asked: str
    failing: str


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
        The indicators whose columns are all there, and for the others their code with the columns
        that are lacking.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> able, lacking = answerable(catalog.rulebook("bmn-2560"), ["ind04"])
    >>> [indicator.code for indicator in able], lacking["5"]
    (['4'], ('ind05',))
    """
    lacking = {
        one.code: missing
        for one in rulebook.indicator
        if (missing := tuple(c for c in one.columns if c not in columns))
    }
    return tuple(one for one in rulebook.indicator if one.code not in lacking), lacking


def state_sql(rulebook: Rulebook, indicator: Indicator) -> StateSQL:
    """
    One indicator as SQL.

    Parameters
    ----------
    rulebook : Rulebook
        Gives the constants and the ladder of scores.
    indicator : Indicator
        The indicator.

    Returns
    -------
    StateSQL
        The expressions.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> book = catalog.rulebook("bmn-2560")
    >>> state_sql(book, book.by_code["4"]).state
    'CASE WHEN "ind04" IN (1) THEN 1 WHEN "ind04" IN (0) THEN 0 WHEN "ind04" IN (9) THEN -1 END'
    """
    given = indicator.given
    if given is None:
        state = _rule_state(indicator, rulebook)
    elif given.answer is not None:
        state = _answer_state(given.answer, given)
    elif given.score is not None:
        state = _score_state(given.score, given, rulebook)
    else:
        return _target_state(indicator.code, given)
    return StateSQL(indicator.code, state, "1e0", f"CASE WHEN ({state}) = 0 THEN 1e0 ELSE 0e0 END")


def assess(survey: pd.DataFrame, rulebook: Rulebook, *, engine: str = "duckdb") -> pd.DataFrame:
    """
    The state of every row and indicator.

    Parameters
    ----------
    survey : pandas.DataFrame
        Stage ``survey`` or ``matched``: ``row``, ``place`` and the columns that the rulebook reads.
    rulebook : Rulebook
        Its indicators that lack a column are left out; see :func:`answerable`.
    engine : {"duckdb", "polars"}, default "duckdb"
        Who computes.

    Returns
    -------
    pandas.DataFrame
        ``row``, ``place`` and one ``Int8`` column for each indicator, named by its code: 1 met,
        0 unmet, -1 not applicable, null unknown. Rows in the order of the survey.

    Raises
    ------
    RuleError
        When no indicator can be answered from this table.
    StageError
        When the survey lacks ``row`` or ``place``.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> survey = pd.DataFrame({"row": [5, 6, 7], "place": ["99010101"] * 3, "ind04": [1, 0, None]})
    >>> assess(survey, catalog.rulebook("bmn-2560"))["4"].tolist()
    [1, 0, <NA>]
    """
    SURVEY.check(survey)
    able = require_answers(rulebook, survey.columns)
    states = ", ".join(
        f'CAST({state_sql(rulebook, one).state} AS TINYINT) AS "{one.code}"' for one in able
    )
    used = _used_columns(able)
    query = f'SELECT "row", "place", {states} FROM survey ORDER BY "row"'
    result = sql.run(query, {"survey": survey[["row", "place", *used]]}, engine=engine)
    frame: pd.DataFrame = result.to_pandas()
    return frame.astype({one.code: "Int8" for one in able})


def score(survey: pd.DataFrame, rulebook: Rulebook, *, year: int) -> pd.DataFrame:
    """
    The scores of every village, for a rulebook whose answers are scores.

    Parameters
    ----------
    survey : pandas.DataFrame
        Stage ``matched``, one row a village.
    rulebook : Rulebook
        A score rulebook such as ``nrd2c``.
    year : int
        Year of the survey, B.E.

    Returns
    -------
    pandas.DataFrame
        Stage ``scored``: year, framework, code, place, score; null where not applicable or unknown.
    """
    import pandas as pd

    parts = []
    for one in answerable(rulebook, survey.columns)[0]:
        if one.given is None or one.given.score is None:
            continue
        values = survey[one.given.score].astype("Int16")
        parts.append(
            pd.DataFrame(
                {
                    "year": year,
                    "framework": rulebook.id,
                    "code": one.code,
                    "place": survey["place"].to_numpy(),
                    "score": values.mask(values.isin(one.given.not_applicable)).to_numpy(),
                }
            )
        )
    empty = pd.DataFrame(columns=["year", "framework", "code", "place", "score"])
    frame = pd.concat(parts, ignore_index=True) if parts else empty
    return frame.astype({"year": "int64", "score": "Int16"})


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
        Indicators whose columns are all there.

    Raises
    ------
    RuleError
        When there is none.
    """
    able, lacking = answerable(rulebook, columns)
    if not able:
        code, missing = next(iter(lacking.items()))
        raise RuleError("rule.column", code=code, columns=", ".join(missing), where=rulebook.id)
    return able


def _used_columns(indicators: Iterable[Indicator]) -> list[str]:
    """Columns that the indicators read, each once, in a stable order."""
    return list(dict.fromkeys(c for one in indicators for c in one.columns))


def _rule_state(indicator: Indicator, rulebook: Rulebook) -> str:
    """A rule: unknown where it is null, not applicable where ``applies`` is false."""
    meets = Rule(indicator.meets or "").sql(rulebook.values)
    state = f"CASE WHEN {meets} THEN 1 WHEN NOT ({meets}) THEN 0 END"
    if indicator.applies is None:
        return state
    applies = Rule(indicator.applies).sql(rulebook.values)
    return f"CASE WHEN {applies} THEN ({state}) WHEN NOT ({applies}) THEN -1 END"


def _answer_state(column: str, given: Given) -> str:
    """A given answer: its three lists of codes; any other value is unknown."""
    arms = (
        (given.met, MET),
        (given.unmet, UNMET),
        (given.not_applicable, NOT_APPLICABLE),
    )
    whens = [f'WHEN "{column}" IN ({_codes(codes)}) THEN {state}' for codes, state in arms if codes]
    return f"CASE {' '.join(whens)} END"


def _score_state(column: str, given: Given, rulebook: Rulebook) -> str:
    """A score: a problem is unmet, anything better is met."""
    problem = rulebook.scores.problem if rulebook.scores else 1
    none = f'WHEN "{column}" IN ({_codes(given.not_applicable)}) THEN -1 '
    return (
        f'CASE {none if given.not_applicable else ""}WHEN "{column}" = {problem} THEN 0 '
        f'WHEN "{column}" IS NOT NULL THEN 1 END'
    )


def _target_state(code: str, given: Given) -> StateSQL:
    """Persons asked and failing: nobody asked is not applicable; a household fails with one."""
    target = f'CAST("{given.target}" AS DOUBLE)'
    fail = f'CAST("{given.fail}" AS DOUBLE)'
    state = (
        f"CASE WHEN {target} = 0e0 THEN -1 WHEN {target} > 0e0 AND {fail} = 0e0 THEN 1 "
        f"WHEN {target} > 0e0 AND {fail} > 0e0 THEN 0 END"
    )
    return StateSQL(code, state, target, fail)


def _codes(codes: Iterable[int]) -> str:
    """A list of codes for IN."""
    return ", ".join(str(int(code)) for code in codes)
