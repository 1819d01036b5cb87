"""Persons counted by what they are: sex, age band, occupation."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.counting.counts import (
    HOUSEHOLDS,
    SUMS,
    WEIGHTED,
    check_table,
    long,
    quoted,
    refuse_weights,
    sum_sql,
    weight_sql,
)
from tambon_gis.analysis.counting.members import MemberSQL, member_sql
from tambon_gis.analysis.fold import require_folds
from tambon_gis.engine import frames, sql
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError, RuleError
from tambon_gis.model.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd

    from tambon_gis.model.rulebook import Indicator, Rulebook

__all__ = ["BAND_EDGES", "age_band", "count_persons"]

#: First years of the age bands of public summaries; the last band has no end.
BAND_EDGES = (0, 15, 30, 45, 60)


def count_persons(
    persons: Any,
    rulebook: Rulebook,
    *,
    year: int,
    by: str | Sequence[str] = ("sex",),
    weight: str | None = None,
    household: str = "house_code",
    engine: str = "duckdb",
) -> Any:
    """
    Count the indicators of persons by place and by attributes of the persons.

    Parameters
    ----------
    persons : frame
        One row a person, of pandas, Polars, Arrow or Spark: ``row``, ``place``, the household, the
        columns of ``by`` and those that the rulebook asks of persons.
    rulebook : Rulebook
        Its indicators that count persons and can be asked of these are counted.
    year : int
        Year of the survey, B.E.
    by : str or sequence of str, default ("sex",)
        Columns that group the persons; see :func:`age_band`.
    weight : str, optional
        A numeric column: how many persons of the population a person of this table stands for.
    household : str, default "house_code"
        Column that tells the household; one household is one value within one place.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who computes.

    Returns
    -------
    frame
        Stage ``counted``, in the kind of frame that was given: one row an indicator, place and
        group; the group columns and weighted sums stand last.

    Raises
    ------
    RuleError
        When no indicator that counts persons can be answered.
    StageError
        When the table lacks a column, or the weight is no number.
    AnalysisError
        When a person has no household, a weight is missing or negative, or a group is named like a
        column of the result.

    Notes
    -----
    Formula: asked are persons to whom the indicator applies and whose answer is known; asked = met
    + failing. households_asked: households with such a person in the group; households_met: those
    of them without one failing in the group; households_unknown: households of which the group's
    persons are all unknown.

    Units: persons; ``households_`` in households. Over groups the persons add up to those of the
    place; households do not, since one household has persons of several groups.

    Missing: a person whose answer, or whether he or she is asked, is not known is counted in
    unknown only. A null group is a group of its own.

    Source: the roll-up rule of the BMN reports (CDD): sum counts and divide again.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> book = catalog.rulebook("bmn-2560")
    >>> need = book.by_code["18"].person.needs
    >>> persons = pd.DataFrame({"row": [5, 6], "place": ["99010101"] * 2, "house_code": ["a", "a"],
    ...     "sex": [1, 2], **dict.fromkeys(need, None)})
    >>> count_persons(persons, book, year=2565)[["sex", "asked", "unknown"]].values.tolist()
    [[1, 0, 1], [2, 0, 1]]
    """
    by = check_table(persons, by, weight, household)
    able = _of_persons(rulebook, frames.columns(persons))
    members = [member_sql(rulebook, one.person) for one in able if one.person is not None]
    heads = ["place", household, *by, *([weight] if weight else [])]
    read = list(dict.fromkeys([*heads, *(name for one in members for name in one.columns)]))
    query = _query(members, ["place", *by], household, weight)
    wide = sql.run(query, {"persons": frames.select(persons, read)}, engine=engine)
    homeless = int(frames.to_pandas(frames.select(wide, ["homeless"]))["homeless"].sum())
    if homeless:
        raise AnalysisError("fold.no_household", column=household, rows=homeless)
    refuse_weights(wide, weight)
    counted = long(wide, able, rulebook, year=year, by=by, weighted=weight is not None)
    return frames.answer(counted, persons)


@same_kind
def age_band(
    persons: pd.DataFrame,
    *,
    age: str = "age",
    edges: Sequence[int] = BAND_EDGES,
    name: str = "age_band",
) -> pd.DataFrame:
    """
    Add the age band of every person.

    Parameters
    ----------
    persons : frame
        One row a person.
    age : str, default "age"
        Column of ages.
    edges : sequence of int, default (0, 15, 30, 45, 60)
        First age of each band, ascending; the last band has no end.
    name : str, default "age_band"
        Column to add.

    Returns
    -------
    frame
        The table with the column, as text: ``0-14`` to ``60+``.

    Raises
    ------
    StageError
        When there is no such column of numbers.
    AnalysisError
        When the edges are none or not ascending.

    Notes
    -----
    Formula: the band with first age <= age < first age of the next band.

    Units: completed years at the day of the survey.

    Missing: null where the age is null or below the first edge.

    Source: the bands in which attributes of persons may be published (0-14, 15-29, 30-44, 45-59,
    60 and over).

    Examples
    --------
    >>> import pandas as pd
    >>> age_band(pd.DataFrame({"age": [14, 15, 60]}))["age_band"].tolist()
    ['0-14', '15-29', '60+']
    """
    import pandas as pd

    Stage("persons", ((age, "number"),)).check(persons)
    if not edges or any(low >= high for low, high in pairwise(edges)):
        raise AnalysisError("persons.edges", edges=", ".join(map(str, edges)))
    years = persons[age].astype("Float64")
    band = pd.Series(None, index=persons.index, dtype="str")
    for low, high in zip(edges, [*edges[1:], None], strict=True):
        inside = years.ge(low) if high is None else years.ge(low) & years.lt(high)
        band = band.mask(
            inside.fillna(value=False), f"{low}+" if high is None else f"{low}-{high - 1}"
        )
    return persons.assign(**{name: band})


def _of_persons(rulebook: Rulebook, columns: Collection[str]) -> list[Indicator]:
    """The indicators that count persons, of which there must be one at least."""
    able = [one for one in require_folds(rulebook, columns) if one.counts == "person"]
    if not able:
        raise RuleError("fold.no_person", where=rulebook.id, rulebook=rulebook.id)
    return able


def _query(
    members: Sequence[MemberSQL], keys: Sequence[str], household: str, weight: str | None
) -> str:
    """One scan: each person's answers, their sums by household and group, then by group."""
    heads = list(dict.fromkeys([*keys, household]))
    names = list(dict.fromkeys([*heads, *([weight] if weight else [])]))
    inner, homes = [quoted(names)], [quoted(heads), "CAST(count(*) AS DOUBLE) AS persons"]
    outer = [quoted(keys)]
    homes += weight_sql(weight)
    outer += [sum_sql("no_weight", "no_weight")] if weight else []
    lost = f'CASE WHEN "{household}" IS NULL THEN persons ELSE 0e0 END'
    outer.append(sum_sql(lost, "homeless"))
    for n, member in enumerate(members):
        inner += [f"{member.where} AS w{n}", f"{member.meets} AS m{n}"]
        homes += _sums(n, weight)
        outer += _totals(n, weighted=weight is not None)
    persons = f"SELECT {', '.join(inner)} FROM persons"
    by_home = f"SELECT {', '.join(homes)} FROM ({persons}) AS p GROUP BY {quoted(heads)}"
    return f"SELECT {', '.join(outer)} FROM ({by_home}) AS h GROUP BY {quoted(keys)}"


def _sums(n: int, weight: str | None) -> list[str]:
    """Persons of a household and group: asked, met, unknown; and weighted."""
    cells = (
        f"w{n} = 1e0 AND m{n} IS NOT NULL",
        f"w{n} = 1e0 AND m{n} = 1e0",
        f"w{n} IS NULL OR (w{n} = 1e0 AND m{n} IS NULL)",
    )
    found = [
        f"sum(CASE WHEN {cell} THEN 1e0 ELSE 0e0 END) AS {name}{n}"
        for name, cell in zip(SUMS[:3], cells, strict=True)
    ]
    if weight is not None:
        value = f'CAST("{weight}" AS DOUBLE)'
        found += [
            f"sum(CASE WHEN {cell} THEN {value} ELSE 0e0 END) AS {name}{n}"
            for name, cell in zip(WEIGHTED, cells, strict=True)
        ]
    return found


def _totals(n: int, *, weighted: bool) -> list[str]:
    """Persons of a group, and the households behind them."""
    homes = (
        f"asked{n} > 0e0",
        f"asked{n} > 0e0 AND met{n} = asked{n}",
        f"asked{n} = 0e0 AND unknown{n} > 0e0",
    )
    found = [sum_sql(f"{name}{n}", f"{name}{n}") for name in SUMS[:3]]
    found += [
        sum_sql(f"CASE WHEN {cell} THEN 1e0 ELSE 0e0 END", f"{name}{n}")
        for name, cell in zip(HOUSEHOLDS, homes, strict=True)
    ]
    return found + ([f"sum({name}{n}) AS {name}{n}" for name in WEIGHTED] if weighted else [])
