"""Fold: the answers of persons become columns of their household's row.

One scan answers every indicator that a rulebook can ask of persons. What is not known of one member
leaves the household unknown only where the member could change its state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.counting.counts import check_table, quoted
from tambon_gis.analysis.counting.members import MemberSQL, household_sql, member_sql, sums_sql
from tambon_gis.engine import frames, sql
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError, RuleError
from tambon_gis.model.stages import SURVEY, Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd

    from tambon_gis.model.rulebook import Indicator, Rulebook

__all__ = ["fold", "foldable", "join", "require_folds", "unmatched"]


def foldable(
    rulebook: Rulebook, columns: Collection[str]
) -> tuple[tuple[Indicator, ...], dict[str, tuple[str, ...]]]:
    """
    Which indicators a person table can answer.

    Parameters
    ----------
    rulebook : Rulebook
        The rulebook.
    columns : collection of str
        Columns of the person table.

    Returns
    -------
    tuple
        The indicators whose answers of persons are all there, and for the others that can be asked
        of persons their code with the columns that are lacking.

    Notes
    -----
    Formula: an indicator is foldable when the columns that its way by persons needs are there.

    Units: none, a list of indicators.

    Missing: a column that is there and holds only nulls counts as there.

    Source: the rulebook's definitions.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> foldable(catalog.rulebook("nrd2c"), ["age", "sex"])
    ((), {})
    """
    able, lacking = [], {}
    for one in rulebook.indicator:
        if one.person is None:
            continue
        missing = tuple(name for name in one.person.needs if name not in columns)
        if missing:
            lacking[one.code] = missing
        else:
            able.append(one)
    return tuple(able), lacking


def fold(
    persons: Any, rulebook: Rulebook, *, household: str = "house_code", engine: str = "duckdb"
) -> Any:
    """
    Fold persons into their households.

    Parameters
    ----------
    persons : frame or Dataset
        One row a person, of pandas, Polars, Arrow or Spark: ``row``, ``place``, the household and
        the columns that the rulebook asks of persons.
    rulebook : Rulebook
        Its indicators that cannot be asked of these persons are left out; see :func:`foldable`.
    household : str, default "house_code"
        Column that tells the household; one household is one value within one place.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who computes.

    Returns
    -------
    frame
        One row a household, in the kind of frame that was given (of a dataset: Arrow, since it may
        be large) and in the order of their first rows: ``row`` (the smallest of its members),
        ``place``, the household, ``members``, and for each indicator ``fold_<code>_asked``,
        ``_failing``, ``_unknown`` and ``_state``. It is a survey of its own, or can be joined to
        one (:func:`join`).

    Raises
    ------
    RuleError
        When the rulebook asks nothing of persons, or no indicator finds its columns.
    StageError
        When the table lacks ``row``, ``place`` or the household.
    AnalysisError
        When persons have no household.

    Notes
    -----
    Formula: an indicator applies to a member where ``where`` is true. Asked are members to whom it
    applies and whose answer is known, failing those of them who do not meet it, unknown those whose
    answer, or whether they are asked at all, is not known. State of the household: ``all``: 0 with
    one failing, else 1; ``any``: 1 with one who meets it, else 0; ``count``, ``share``, ``sum``,
    ``max``, ``min``: the number ``folded`` over the members to whom it applies, judged by
    ``passes``; -1 where it applies to nobody.

    Units: persons; of ``sum``, ``max`` and ``min`` there is no failing person (null).

    Missing: the state is null unless every answer that a missing one may stand for leads to the
    same state: one known failing member settles ``all``, one who meets it settles ``any``; a member
    who meets it and may not be asked hurts no other. A number is null as soon as one member's
    answer, or whether he or she is asked, is unknown.

    Source: BMN questionnaire (CDD): a household passes when every member asked does; ages are
    completed years at the day of the survey.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> book = catalog.rulebook("bmn-2560")
    >>> need = book.by_code["18"].person.needs
    >>> persons = pd.DataFrame({"row": [5, 6], "place": ["99010101"] * 2, "house_code": ["a", "a"]})
    >>> folded = fold(persons.assign(**dict.fromkeys(need, None)), book)
    >>> folded[["row", "house_code", "members", "fold_18_unknown", "fold_18_state"]].values.tolist()
    [[5, 'a', 2, 2, <NA>]]
    """
    check_table(persons, (), None, household)
    able = require_folds(rulebook, frames.columns(persons))
    members = [member_sql(rulebook, one.person) for one in able if one.person is not None]
    read = list(
        dict.fromkeys(["row", "place", household, *(c for one in members for c in one.columns)])
    )
    result = sql.run(
        _query(able, members, rulebook, household),
        {"persons": frames.select(persons, read)},
        engine=engine,
    )
    homes = result.filter(result.column(household).is_null()).column("members")
    homeless = sum(homes.to_pylist())
    if homeless:
        raise AnalysisError("fold.no_household", column=household, rows=homeless)
    return result if frames.kind_of(persons) == "dataset" else frames.answer(result, persons)


@same_kind
def join(
    survey: pd.DataFrame, folded: pd.DataFrame, *, household: str = "house_code"
) -> pd.DataFrame:
    """
    Put what was folded from persons beside the rows of their households.

    Parameters
    ----------
    survey : frame
        Stage ``survey`` or ``matched``, one row a household, with the household's column.
    folded : frame
        What :func:`fold` gave.
    household : str, default "house_code"
        Column that tells the household in both.

    Returns
    -------
    frame
        The survey with the folded columns, and with ``members`` where it has no such column itself.

    Raises
    ------
    StageError
        When a table lacks a column, or holds the household as another kind than the other.
    AnalysisError
        When a household stands in two rows of the survey: its persons would count twice.

    Notes
    -----
    Formula: rows meet by place and household together.

    Units: persons.

    Missing: a household without persons in the table has nulls, so its answers are unknown, not
    zero. Persons whose household is not in the survey are left out; :func:`unmatched` tells them.

    Source: our own.

    Examples
    --------
    >>> import pandas as pd
    >>> survey = pd.DataFrame({"row": [5, 6], "place": "99010101", "house_code": ["a", "b"]})
    >>> folded = pd.DataFrame({"row": [9], "place": "99010101", "house_code": ["b"],
    ...     "members": [3], "fold_16_asked": [2]})
    >>> join(survey, folded)[["house_code", "members", "fold_16_asked"]].values.tolist()
    [['a', <NA>, <NA>], ['b', 3, 2]]
    """
    keys = _check_both(survey, folded, household)
    twice = survey.duplicated(keys, keep=False) & survey[household].notna()
    if twice.any():
        raise AnalysisError("fold.household_twice", column=household, rows=int(twice.sum()))
    new = [name for name in folded.columns if name not in {"row", *keys}]
    new = [name for name in new if name not in survey.columns]
    whole = {name: "Int64" for name in new if folded[name].dtype.kind in "iu"}
    states = {name: "Int8" for name in whole if name.endswith("_state")}
    right = folded[[*keys, *new]].astype({**whole, **states})
    return survey.merge(right, how="left", on=keys, validate="many_to_one")


@same_kind
def unmatched(
    folded: pd.DataFrame, survey: pd.DataFrame, *, household: str = "house_code"
) -> pd.DataFrame:
    """
    Households of persons that a survey does not have.

    Parameters
    ----------
    folded : frame
        What :func:`fold` gave.
    survey : frame
        Stage ``survey`` or ``matched``, one row a household, with the household's column.
    household : str, default "house_code"
        Column that tells the household in both.

    Returns
    -------
    frame
        The rows of ``folded`` that :func:`join` leaves out.

    Raises
    ------
    StageError
        When a table lacks a column, or holds the household as another kind than the other.

    Notes
    -----
    Formula: rows of which no survey row has the same place and household.

    Units: households.

    Missing: a survey row without a household meets none.

    Source: our own.

    Examples
    --------
    >>> import pandas as pd
    >>> survey = pd.DataFrame({"row": [5], "place": "99010101", "house_code": ["a"]})
    >>> folded = pd.DataFrame({"row": [8, 9], "place": "99010101", "house_code": ["a", "b"]})
    >>> unmatched(folded, survey)["house_code"].tolist()
    ['b']
    """
    import pandas as pd

    keys = _check_both(survey, folded, household)
    here = pd.MultiIndex.from_frame(folded[keys]).isin(pd.MultiIndex.from_frame(survey[keys]))
    return folded[~here].reset_index(drop=True)


def require_folds(rulebook: Rulebook, columns: Collection[str]) -> tuple[Indicator, ...]:
    """
    The foldable indicators, of which there must be one at least.

    Parameters
    ----------
    rulebook : Rulebook
        The rulebook.
    columns : collection of str
        Columns of the person table.

    Returns
    -------
    tuple[Indicator, ...]
        Indicators whose answers of persons are all there.

    Raises
    ------
    RuleError
        When there is none.

    Notes
    -----
    Formula: see :func:`foldable`.

    Units: none, a list of indicators.

    Missing: see :func:`foldable`.

    Source: the rulebook's definitions.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> book = catalog.rulebook("bmn-2560")
    >>> [one.code for one in require_folds(book, book.by_code["18"].person.needs)]
    ['18']
    """
    able, lacking = foldable(rulebook, columns)
    if able:
        return able
    if not lacking:
        raise RuleError("fold.no_person", where=rulebook.id, rulebook=rulebook.id)
    code, missing = next(iter(lacking.items()))
    raise RuleError("rule.column", code=code, columns=", ".join(missing), where=rulebook.id)


def _check_both(survey: pd.DataFrame, folded: pd.DataFrame, household: str) -> list[str]:
    """The columns by which two tables meet, held alike in both."""
    check_table(folded, (), None, household)
    number = getattr(folded[household].dtype, "kind", "O") in "iuf"
    wanted = (household, "number" if number else "text")
    Stage(SURVEY.name, (*SURVEY.columns, wanted)).check(survey)  # type: ignore[arg-type]
    return ["place", household]


def _query(
    able: Sequence[Indicator], members: Sequence[MemberSQL], rulebook: Rulebook, household: str
) -> str:
    """One scan: each person's answers, their sums by household, then the household's states."""
    heads = quoted(["place", household])
    inner = [quoted(["row", "place", household])]
    sums = [heads, 'min("row") AS "row"', "CAST(count(*) AS BIGINT) AS members"]
    outer = [f'"row", {heads}', "members"]
    for n, (one, member) in enumerate(zip(able, members, strict=True)):
        if one.person is None:
            continue
        inner += [f"{member.where} AS w{n}", f"{member.meets} AS m{n}"]
        sums += sums_sql(one.person, n)
        outer += household_sql(rulebook, one, one.person, n)
    persons = f"SELECT {', '.join(inner)} FROM persons"
    homes = f"SELECT {', '.join(sums)} FROM ({persons}) AS p GROUP BY {heads}"
    return f'SELECT {", ".join(outer)} FROM ({homes}) AS h ORDER BY "row"'
