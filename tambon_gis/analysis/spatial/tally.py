"""Households that are near, or lie in a layer, summed by place into additive counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.counting.counts import KEY, SUMS, WEIGHTED
from tambon_gis.errors import AnalysisError, StageError
from tambon_gis.model.stages import COUNTED
from tambon_gis.places import level_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["people_of", "tally"]


def people_of(frame: pd.DataFrame, column: str) -> pd.Series:
    """
    Persons of each household as whole numbers.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a household.
    column : str
        Its column of persons, for example ``members``.

    Returns
    -------
    pandas.Series
        Nullable integers.

    Raises
    ------
    StageError
        When there is no such column.
    AnalysisError
        When a number is negative or not whole.

    Notes
    -----
    Formula: none, values are handed on.
    Units: persons.
    Missing: null stays null; it is not zero.
    Source: the field ``members`` of the schema of households.

    Examples
    --------
    >>> import pandas as pd
    >>> people_of(pd.DataFrame({"members": [4.0, None]}), "members").tolist()
    [4, <NA>]
    """
    require(frame, [column])
    try:
        numbers = frame[column].astype("Float64")
    except (TypeError, ValueError):
        raise AnalysisError("spatial.people", column=column) from None
    whole = numbers.round()
    if (numbers.lt(0) | numbers.ne(whole)).any():
        raise AnalysisError("spatial.people", column=column)
    return whole.astype("Int64")


def require(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """Refuse a table that lacks columns which the caller named, all of them at once."""
    lacking = [name for name in columns if name not in frame.columns]
    if lacking:
        faults = "\n".join(f"- {name}" for name in lacking)
        raise StageError("stage.columns", stage="points", faults=faults)


def tally(
    states: pd.DataFrame,
    *,
    year: int,
    framework: str,
    by: Sequence[str] = (),
    people: str | None = None,
) -> pd.DataFrame:
    """
    Sum states of households by place.

    Parameters
    ----------
    states : pandas.DataFrame
        ``place``, ``code`` and ``state`` (1 met, 0 failing, null unknown), one row a household and
        code, with the columns that ``by`` and ``people`` name.
    year : int
        Year of the households' data, B.E.
    framework : str
        Framework of the codes.
    by : sequence of str, optional
        Further columns to group by; null is a group of its own.
    people : str, optional
        Column of persons: then persons are counted beside households.

    Returns
    -------
    pandas.DataFrame
        Stage ``counted`` with the columns of ``by`` behind it, ordered by code, place and group.

    Raises
    ------
    StageError
        When a column that is named is missing.
    AnalysisError
        When a group is named like a column of the result, or persons are no whole numbers.

    Notes
    -----
    Formula: asked = met + failing, sums over households (weighted by persons with ``people``).
    Units: households, or persons and households.
    Missing: a household whose state or number of persons is null counts as unknown.
    Source: the stage ``counted``.

    Examples
    --------
    >>> import pandas as pd
    >>> states = pd.DataFrame({"place": "15010901", "code": "x",
    ...     "state": pd.array([1, 0, None], dtype="Int8"), "members": [3, 5, 2]})
    >>> tally(states, year=2565, framework="f", people="members")[
    ...     ["asked", "met", "unknown", "households_asked"]].values.tolist()
    [[8, 3, 2, 2]]
    """
    import pandas as pd

    require(states, by)
    taken = [name for n, name in enumerate(by) if name in {*KEY, *SUMS, *WEIGHTED, *by[:n]}]
    if taken:
        raise AnalysisError("aggregate.by", columns=", ".join(taken))
    state = states["state"].astype("Int8")
    each = pd.Series(1, index=states.index, dtype="Int64")
    if people is not None:
        each = people_of(states, people)
        state = state.mask(each.isna())
    known, met = state.notna(), state.eq(1).fillna(value=False)
    counts: dict[str, pd.Series[Any]] = {
        "asked": each.where(known, 0),
        "met": each.where(met, 0),
        "unknown": each.mask(known, 0).fillna(0),
        "households_asked": known,
        "households_met": met,
        "households_unknown": ~known,
    }
    keys = ["code", "place", *by]
    parts = states[keys].assign(**counts).astype(dict.fromkeys(SUMS, "Int64"))
    sums = parts.groupby(keys, dropna=False, as_index=False, observed=True)[list(SUMS)].sum()
    counted = sums.assign(
        year=year,
        framework=framework,
        level=sums["place"].map(level_of).astype("str"),
        counts="household" if people is None else "person",
    )
    counted = counted[[*(name for name, _ in COUNTED.columns), *by]]
    COUNTED.check(counted)
    return counted.astype({"framework": "str", "counts": "str"})
