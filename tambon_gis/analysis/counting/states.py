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
    asked, failing, unknown : str
        Expressions for the number of units (persons, else 1) asked with a known answer, failing,
        and asked without one; never null. They may read the state, which an outer query finds
        under :attr:`name`.
    """

    code: str
    columns: tuple[str, ...]
    state: str
    asked: str
    failing: str
    unknown: str

    @property
    def name(self) -> str:
        """The column under which the units look for the state."""
        return _name(self.code)


def state_sql(
    rulebook: Rulebook, indicator: Indicator, *, columns: Collection[str] | None = None
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
    >>> state_sql(book, book.by_code["4"]).state[:46]
    'CASE WHEN CAST("ind04" AS DOUBLE) IN (1) THEN '
    """
    way = _way(rulebook, indicator, columns)
    read = indicator.ways[way]
    if way == "person":
        return _persons(indicator, read)
    if way == "rule":
        return _units(indicator, read, _rule_state(indicator, rulebook))
    if way == "bands":
        return _units(indicator, read, _bands_state(indicator, rulebook))
    given = indicator.given
    if given is None or given.target is not None:
        return _targets(indicator, read)
    if given.answer is not None:
        return _units(indicator, read, _answer_state(given.answer, given))
    return _units(indicator, read, _score_state(str(given.score), given, rulebook))


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


def _units(indicator: Indicator, read: tuple[str, ...], state: str) -> StateSQL:
    """A state of which each row is one unit."""
    name = f'"{_name(indicator.code)}"'
    return StateSQL(
        indicator.code,
        read,
        state,
        asked=f"CASE WHEN {name} >= 0 THEN 1e0 ELSE 0e0 END",
        failing=f"CASE WHEN {name} = 0 THEN 1e0 ELSE 0e0 END",
        unknown=f"CASE WHEN {name} IS NULL THEN 1e0 ELSE 0e0 END",
    )


def _targets(indicator: Indicator, read: tuple[str, ...]) -> StateSQL:
    """Persons asked and failing: nobody asked is not applicable; a household fails with one."""
    target, fail = (f'CAST("{column}" AS DOUBLE)' for column in read)
    name = f'"{_name(indicator.code)}"'
    return StateSQL(
        indicator.code,
        read,
        state=(
            f"CASE WHEN {target} = 0e0 THEN -1 WHEN {target} > 0e0 AND {fail} = 0e0 THEN 1 "
            f"WHEN {target} > 0e0 AND {fail} > 0e0 THEN 0 END"
        ),
        asked=f"CASE WHEN {name} >= 0 THEN {target} ELSE 0e0 END",
        failing=f"CASE WHEN {name} >= 0 THEN {fail} ELSE 0e0 END",
        unknown=f"CASE WHEN {name} IS NULL THEN coalesce({target}, 0e0) ELSE 0e0 END",
    )


def _persons(indicator: Indicator, read: tuple[str, ...]) -> StateSQL:
    """Persons folded into their household: those known count whatever the household's state is."""
    asked, failing, unknown, state = folded_columns(indicator.code)
    if indicator.counts != "person":
        return _units(indicator, read, f'"{state}"')
    return StateSQL(
        indicator.code,
        read,
        f'"{state}"',
        *(f'coalesce(CAST("{one}" AS DOUBLE), 0e0)' for one in (asked, failing, unknown)),
    )


def _rule_state(indicator: Indicator, rulebook: Rulebook) -> str:
    """A rule: unknown where it is null, not applicable where ``applies`` is false."""
    meets = Rule(indicator.meets or "").sql(rulebook.values)
    state = f"CASE WHEN ({meets}) THEN 1 WHEN NOT ({meets}) THEN 0 END"
    return _applied(indicator, rulebook, state, otherwise=str(NOT_APPLICABLE))


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


def _answer_state(column: str, given: Given) -> str:
    """A given answer: its three lists of codes; any other value is unknown."""
    arms = (
        (given.met, MET),
        (given.unmet, UNMET),
        (given.not_applicable, NOT_APPLICABLE),
    )
    value = f'CAST("{column}" AS DOUBLE)'  # true and false are 1 and 0 on every engine
    whens = [f"WHEN {value} IN ({_codes(codes)}) THEN {state}" for codes, state in arms if codes]
    return f"CASE {' '.join(whens)} END"


def _score_state(column: str, given: Given, rulebook: Rulebook) -> str:
    """A score: a problem is unmet, anything better is met."""
    problem = rulebook.scores.problem if rulebook.scores else 1
    none = f'WHEN "{column}" IN ({_codes(given.not_applicable)}) THEN -1 '
    return (
        f'CASE {none if given.not_applicable else ""}WHEN "{column}" = {problem} THEN 0 '
        f'WHEN "{column}" IS NOT NULL THEN 1 END'
    )


def _codes(codes: Iterable[int]) -> str:
    """A list of codes for IN."""
    return ", ".join(str(int(code)) for code in codes)


def _name(code: str) -> str:
    """The column of a state."""
    return f"state_{code}"
