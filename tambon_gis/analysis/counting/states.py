"""The state of one indicator as SQL, in the first of its ways for which a table has the columns.

1 met, 0 unmet, -1 not applicable, null unknown. SQL's three-valued logic does the rest: a rule over
a null is null, so unknown, unless the other parts of the rule settle it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.errors import RuleError
from tambon_gis.model.rule import Rule
from tambon_gis.model.ways import folded_columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tambon_gis.model.rulebook import Indicator, Rulebook
    from tambon_gis.model.ways import Band, Given, Way

__all__ = ["MET", "NOT_APPLICABLE", "UNMET", "StateSQL", "ladder", "score_sql", "state_sql"]

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
    columns : tuple[str, ...]
        Columns of the survey that the expressions read.
    state : str
        Expression for the state: 1, 0, -1 or null.
    arms : tuple[tuple[str, int], ...]
        The same as conditions, each with the state where it is the first that holds; empty where
        the expression is no such list.
    units : tuple[str, str, str] or None
        Expressions for the persons asked with a known answer, failing, and asked without one, in
        double precision and never null; None where the row itself is the one unit.
    """

    code: str
    columns: tuple[str, ...]
    state: str
    arms: tuple[tuple[str, int], ...] = ()
    units: tuple[str, str, str] | None = None


def state_sql(
    rulebook: Rulebook,
    indicator: Indicator,
    *,
    columns: Collection[str] | None = None,
    numeric: Collection[str] = (),
) -> StateSQL:
    """
    One indicator as SQL.

    Parameters
    ----------
    rulebook : Rulebook
        Gives the constants and the ladder of scores.
    indicator : Indicator
        The indicator.
    columns : collection of str, optional
        Columns of the table, which decide the way; without them the first way is taken.
    numeric : collection of str, optional
        Columns known to hold plain numbers, which need no cast.

    Returns
    -------
    StateSQL
        The expressions.

    Raises
    ------
    RuleError
        When the table answers the indicator in none of its ways.

    Notes
    -----
    Formula: a given answer by its lists of codes; persons asked and failing: a household with one
    failing is unmet; a score: the problem score is unmet, a better one met; bands: the score of the
    first band that holds; a rule: met where true, unmet where false; persons: as
    :mod:`tambon_gis.analysis.fold` left them.

    Units: the indicator's own (``counts``): persons asked, else 1 a row.

    Missing: null wherever the answer cannot be known. A band is only reached when every earlier one
    is known not to hold. Of persons folded into a household, those with a known answer count even
    where another's is missing.

    Source: the rulebook's definitions.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> book = catalog.rulebook("bmn-2560")
    >>> state_sql(book, book.by_code["4"]).state[:45]
    'CASE WHEN CAST("ind04" AS DOUBLE) = 1 THEN 1 '
    """
    way = _way(rulebook, indicator, columns)
    read = indicator.ways[way]
    if way == "person":
        return _persons(indicator, read)
    if way == "rule":
        return _rule(indicator, read, rulebook)
    if way == "bands":
        return StateSQL(indicator.code, read, _bands_state(indicator, rulebook))
    given = indicator.given
    if given is None or given.target is not None:
        return _targets(indicator, read, numeric)
    if given.answer is not None:
        arms = _answer_arms(_number(given.answer, numeric), given)
    else:
        arms = _score_arms(str(given.score), given, rulebook)
    return StateSQL(indicator.code, read, _case(arms), arms)


def score_sql(
    rulebook: Rulebook, indicator: Indicator, *, columns: Collection[str] | None = None
) -> str | None:
    """
    The score of one indicator as SQL.

    Parameters
    ----------
    rulebook : Rulebook
        Gives the constants.
    indicator : Indicator
        The indicator.
    columns : collection of str, optional
        Columns of the table, which decide the way; without them the first way is taken.

    Returns
    -------
    str or None
        An expression for the score, null where not applicable or unknown; None where the way by
        which the table answers the indicator leaves no score.

    Raises
    ------
    RuleError
        When the table answers the indicator in none of its ways.

    Notes
    -----
    Formula: the given score, or the score of the first band that holds.

    Units: steps of the rulebook's ladder of scores.

    Missing: null; a band is only reached when every earlier one is known not to hold.

    Source: the rulebook's definitions.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> book = catalog.rulebook("bmn-2560")
    >>> score_sql(book, book.by_code["4"]) is None
    True
    """
    way = _way(rulebook, indicator, columns)
    if way == "bands":
        return _applied(indicator, rulebook, ladder(indicator.bands, rulebook))
    if way != "given" or indicator.given is None or indicator.given.score is None:
        return None
    column = f'"{indicator.given.score}"'
    outside = indicator.given.not_applicable
    return (
        f"CASE WHEN NOT ({column} IN ({_codes(outside)})) THEN {column} END" if outside else column
    )


def ladder(bands: Sequence[Band], rulebook: Rulebook) -> str:
    """
    The score of a ladder of bands.

    Parameters
    ----------
    bands : sequence of Band
        Steps in the order in which they are tried.
    rulebook : Rulebook
        Gives the constants.

    Returns
    -------
    str
        An expression: the score of the first band that holds.

    Notes
    -----
    Formula: score of the first band whose ``when`` is true; a band without ``when`` takes the rest.

    Units: steps of the rulebook's ladder of scores.

    Missing: null as soon as a ``when`` is null while no earlier one is true, for then it is not
    known whether a later band is reached; null too where no band holds.

    Source: the rulebook's definitions.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> from tambon_gis.model.ways import Band
    >>> ladder([Band(score=3, when="paved = 1"), Band(score=1)], catalog.rulebook("bmn-2560"))
    'CASE WHEN ("paved" = 1e0) THEN 3 WHEN NOT ("paved" = 1e0) THEN (1) END'
    """
    if not bands:
        return "NULL"
    first, rest = bands[0], bands[1:]
    if first.when is None:
        return str(first.score)
    when = Rule(first.when).sql(rulebook.values)
    otherwise = f" WHEN NOT ({when}) THEN ({ladder(rest, rulebook)})" if rest else ""
    return f"CASE WHEN ({when}) THEN {first.score}{otherwise} END"


def _way(rulebook: Rulebook, indicator: Indicator, columns: Collection[str] | None) -> Way:
    """The way that the columns allow, the first one where they are not told."""
    way = next(iter(indicator.ways), None) if columns is None else indicator.way(columns)
    if way is None:
        raise RuleError(
            "rule.column",
            code=indicator.code,
            columns=", ".join(indicator.columns),
            where=rulebook.id,
        )
    return way


def _case(arms: Sequence[tuple[str, int]]) -> str:
    """The state of the first arm that holds."""
    return f"CASE {' '.join(f'WHEN {when} THEN {state}' for when, state in arms)} END"


def _number(column: str, numeric: Collection[str]) -> str:
    """A column as a number: true and false are 1 and 0 on every engine."""
    return f'"{column}"' if column in numeric else f'CAST("{column}" AS DOUBLE)'


def _targets(indicator: Indicator, read: tuple[str, ...], numeric: Collection[str]) -> StateSQL:
    """Persons asked and failing: nobody asked is not applicable; a household fails with one."""
    asked, failing = (f'CAST("{column}" AS DOUBLE)' for column in read)
    target, fail = (_number(column, numeric) for column in read)
    arms = (
        (f"{target} = 0e0", NOT_APPLICABLE),
        (f"{target} > 0e0 AND {fail} = 0e0", MET),
        (f"{target} > 0e0 AND {fail} > 0e0", UNMET),
    )
    known = f"{target} > 0e0 AND {fail} >= 0e0"
    return StateSQL(
        indicator.code,
        read,
        _case(arms),
        arms,
        units=(
            f"CASE WHEN {known} THEN {asked} ELSE 0e0 END",
            f"CASE WHEN {known} THEN {failing} ELSE 0e0 END",
            f"CASE WHEN {known} THEN 0e0 ELSE coalesce({asked}, 0e0) END",
        ),
    )


def _persons(indicator: Indicator, read: tuple[str, ...]) -> StateSQL:
    """Persons folded into their household: those known count whatever the household's state is."""
    asked, failing, unknown, state = folded_columns(indicator.code)
    arms = tuple((f'"{state}" = {value}', value) for value in (MET, UNMET, NOT_APPLICABLE))
    whole = (f'coalesce(CAST("{one}" AS DOUBLE), 0e0)' for one in (asked, failing, unknown))
    units = tuple(whole) if indicator.counts == "person" else None
    return StateSQL(indicator.code, read, f'"{state}"', arms, units)  # type: ignore[arg-type]


def _rule(indicator: Indicator, read: tuple[str, ...], rulebook: Rulebook) -> StateSQL:
    """A rule: unknown where it is null, not applicable where ``applies`` is false."""
    meets = Rule(indicator.meets or "").sql(rulebook.values)
    arms = ((f"({meets})", MET), (f"NOT ({meets})", UNMET))
    state = _applied(indicator, rulebook, _case(arms), otherwise=str(NOT_APPLICABLE))
    return StateSQL(indicator.code, read, state, arms if indicator.applies is None else ())


def _bands_state(indicator: Indicator, rulebook: Rulebook) -> str:
    """Bands: the problem score is unmet, any better one is met."""
    problem = rulebook.scores.problem if rulebook.scores else 1
    judged = tuple(
        band.model_copy(update={"score": UNMET if band.score == problem else MET})
        for band in indicator.bands
    )
    state = ladder(judged, rulebook)
    return _applied(indicator, rulebook, state, otherwise=str(NOT_APPLICABLE))


def _applied(
    indicator: Indicator, rulebook: Rulebook, value: str, *, otherwise: str | None = None
) -> str:
    """A value where the indicator applies, something else where it is known not to."""
    if indicator.applies is None:
        return value
    applies = Rule(indicator.applies).sql(rulebook.values)
    other = f" WHEN NOT ({applies}) THEN {otherwise}" if otherwise else ""
    return f"CASE WHEN ({applies}) THEN ({value}){other} END"


def _answer_arms(value: str, given: Given) -> tuple[tuple[str, int], ...]:
    """A given answer: its three lists of codes; any other value is unknown."""
    lists = (
        (given.met, MET),
        (given.unmet, UNMET),
        (given.not_applicable, NOT_APPLICABLE),
    )
    return tuple((_one_of(value, codes), state) for codes, state in lists if codes)


def _score_arms(column: str, given: Given, rulebook: Rulebook) -> tuple[tuple[str, int], ...]:
    """A score: a problem is unmet, anything better is met."""
    problem = rulebook.scores.problem if rulebook.scores else 1
    outside = (_one_of(f'"{column}"', given.not_applicable), NOT_APPLICABLE)
    judged = ((f'"{column}" = {problem}', UNMET), (f'"{column}" IS NOT NULL', MET))
    return (outside, *judged) if given.not_applicable else judged


def _one_of(value: str, codes: Sequence[int]) -> str:
    """A condition: the value is one of some codes."""
    return f"{value} = {int(codes[0])}" if len(codes) == 1 else f"{value} IN ({_codes(codes)})"


def _codes(codes: Iterable[int]) -> str:
    """A list of codes for IN."""
    return ", ".join(str(int(code)) for code in codes)
