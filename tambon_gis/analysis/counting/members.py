"""Members of a household as SQL: one person's answer, the sums of a household, and its state.

What is not known of one member leaves the household unknown only where the member could change its
state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.model.rule import Rule
from tambon_gis.model.ways import folded_columns

if TYPE_CHECKING:
    from tambon_gis.model.rulebook import Indicator, Rulebook
    from tambon_gis.model.ways import Fold

__all__ = ["MemberSQL", "member_sql"]

_OF_VALUES = ("sum", "max", "min")


@dataclass(frozen=True)
class MemberSQL:
    """
    An indicator as SQL over one person's row.

    Parameters
    ----------
    columns : tuple[str, ...]
        Columns of the person table that the expressions read.
    where : str
        1 where the indicator applies to the person, 0 where not, null unknown.
    meets : str
        1 where the person meets it, 0 where not; or the number to be folded; null unknown.
    """

    columns: tuple[str, ...]
    where: str
    meets: str


def member_sql(rulebook: Rulebook, way: Fold) -> MemberSQL:
    """
    One indicator as SQL over a person's row.

    Parameters
    ----------
    rulebook : Rulebook
        Gives the constants.
    way : Fold
        How the indicator is asked of persons.

    Returns
    -------
    MemberSQL
        The expressions.

    Notes
    -----
    Formula: ``where`` and ``meets`` as 1 and 0, or the number ``value``.

    Units: one person.

    Missing: null where a rule over a missing answer is.

    Source: the rulebook's definitions.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> from tambon_gis.model.ways import Fold
    >>> way = Fold(needs=("age", "reads"), where="age >= 15", meets="reads = 1")
    >>> member_sql(catalog.rulebook("bmn-2560"), way).meets
    'CASE WHEN ("reads" = 1e0) THEN 1e0 WHEN NOT ("reads" = 1e0) THEN 0e0 END'
    """
    where = "1e0" if way.where is None else _truth(way.where, rulebook)
    if way.value is not None:
        return MemberSQL(
            way.needs, where, f"CAST({Rule(way.value).sql(rulebook.values)} AS DOUBLE)"
        )
    return MemberSQL(way.needs, where, _truth(way.meets or "", rulebook))


def sums_sql(way: Fold, n: int) -> list[str]:
    """
    Members by what is known of them, in as few sums as the state needs.

    y, f: asked, and the answer is yes or no. What is unknown of the others could change the state
    in case nobody else settles it (b), or only whether anybody is asked at all (c).
    """
    numeric = way.fold in _OF_VALUES
    yes, no, gap = f"m{n} = 1e0", f"m{n} = 0e0", f"m{n} IS NULL"
    harmless = {"all": yes, "any": no}.get(way.fold)
    harmful = "" if harmless is None else f" AND ({gap} OR {no if way.fold == 'all' else yes})"
    cells = {
        "y": f"w{n} = 1e0 AND " + (f"m{n} IS NOT NULL" if numeric else yes),
        "f": None if numeric else f"w{n} = 1e0 AND {no}",
        "b": f"(w{n} = 1e0 AND {gap}) OR (w{n} IS NULL{harmful})",
        "c": None if way.where is None or harmless is None else f"w{n} IS NULL AND {harmless}",
    }
    sums = [
        f"sum(CASE WHEN {cell} THEN 1e0 ELSE 0e0 END) AS {name}{n}" if cell else f"0e0 AS {name}{n}"
        for name, cell in cells.items()
    ]
    number = f"{way.fold}(CASE WHEN w{n} = 1e0 THEN m{n} END)" if numeric else "0e0"
    return [*sums, f"{number} AS v{n}"]


def household_sql(rulebook: Rulebook, one: Indicator, way: Fold, n: int) -> list[str]:
    """The four columns of a household."""
    asked, failing, unknown, state = folded_columns(one.code)
    fails = "NULL" if way.fold in _OF_VALUES else f"f{n}"
    return [
        f'CAST(y{n} + f{n} AS BIGINT) AS "{asked}"',
        f'CAST({fails} AS BIGINT) AS "{failing}"',
        f'CAST(b{n} + c{n} AS BIGINT) AS "{unknown}"',
        f'CAST({_state(way, rulebook, n)} AS TINYINT) AS "{state}"',
    ]


def _state(way: Fold, rulebook: Rulebook, n: int) -> str:
    """The state of a household: null unless every completion of what is unknown agrees."""
    somebody = f"b{n} = 0e0 AND y{n} + f{n} > 0e0"
    nobody = f"WHEN b{n} + c{n} = 0e0 AND y{n} + f{n} = 0e0 THEN -1 END"
    if way.fold == "all":
        return f"CASE WHEN f{n} > 0e0 THEN 0 WHEN {somebody} THEN 1 {nobody}"
    if way.fold == "any":
        return f"CASE WHEN y{n} > 0e0 THEN 1 WHEN {somebody} THEN 0 {nobody}"
    passes = _passes(way, rulebook, n)
    return (
        f"CASE WHEN {somebody} AND ({passes}) THEN 1 "
        f"WHEN {somebody} AND NOT ({passes}) THEN 0 {nobody}"
    )


def _passes(way: Fold, rulebook: Rulebook, n: int) -> str:
    """The judgement of a number, over the sums of a household of which nothing is unknown."""
    applicable = f"(y{n} + f{n})"
    numbers = {"count": f"y{n}", "share": f"(y{n} / NULLIF({applicable}, 0e0))"}
    said = Rule(way.passes or "").sql(rulebook.values)
    said = said.replace('"folded"', numbers.get(way.fold, f"v{n}"))
    return said.replace('"applicable"', applicable)


def _truth(rule: str, rulebook: Rulebook) -> str:
    """A rule as 1, 0 or null."""
    said = Rule(rule).sql(rulebook.values)
    return f"CASE WHEN ({said}) THEN 1e0 WHEN NOT ({said}) THEN 0e0 END"
