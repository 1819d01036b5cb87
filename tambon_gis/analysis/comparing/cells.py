"""Cells of a table as they can be compared: their counts, and how well these are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.analysis.counting.counts import groups_of
from tambon_gis.analysis.crosswalk import common_units
from tambon_gis.errors import AnalysisError
from tambon_gis.model.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

    from tambon_gis.model.crosswalk import Crosswalk

__all__ = ["STATES", "cells", "first_that_holds"]

#: How well a cell is known, from best to worst. not_exact: published as a band, rounded or hidden;
#: part_unknown: a part of a joined unit was not surveyed, or is not exact.
STATES = ("exact", "not_asked", "not_exact", "part_unknown", "unknown")
_KEY = ("year", "framework", "code", "level", "place", "counts")
_TABLE = Stage(
    "measured",
    (
        ("year", "integer"),
        ("framework", "text"),
        ("code", "text"),
        ("place", "text"),
        ("counts", "text"),
        ("asked", "number"),
    ),
)
_WITH_MET = Stage("measured", (("met", "number"),))
_TELLING = ("exact", "zero")
_RANGE = ("share_low", "share_high")


def cells(
    measured: pd.DataFrame,
    *,
    by: Sequence[str] = (),
    years: Collection[int] | None = None,
    crosswalk: Crosswalk | None = None,
) -> pd.DataFrame:
    """
    Read counts or published cells as cells that can be compared.

    Parameters
    ----------
    measured : pandas.DataFrame
        Stage ``counted`` or ``measured``; or published cells: ``asked``, ``failing`` or ``met``,
        null where not told; ``form``, or ``share_low`` and ``share_high``, tell which are exact.
    by : sequence of str, optional
        Columns that group the counts further.
    years : collection of int, optional
        Only these years.
    crosswalk : Crosswalk, optional
        Changes of places: cells of places that changed are joined to their unit.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``framework``, ``code``, ``level``, ``place``, ``counts``, the columns of ``by``,
        ``asked``, ``failing``, ``share`` (0 to 1), ``share_low``, ``share_high``, ``state``
        (:data:`STATES`) and ``indicator`` (framework/code).

    Raises
    ------
    AnalysisError
        When rows repeat, a group column that ``by`` does not name has several values, a count is
        not whole, or a code stands in the table of a year in which it does not hold.
    StageError
        When a column is lacking.

    Notes
    -----
    Formula: failing = asked - met; share = failing / asked where both are told, else as given.

    Units: the indicator's own.

    Missing: an unknown count makes the cell unknown, a band without a count not exact; a joined
    unit is exact only where each of its parts is.

    Source: the forms of published cells: :mod:`tambon_gis.model.sealed`.

    Examples
    --------
    >>> import pandas as pd
    >>> counted = pd.DataFrame({"year": 2565, "framework": "b", "code": "9", "place": ["p", "q"],
    ...     "counts": "household", "asked": [80, None], "met": [60, None]})
    >>> cells(counted)[["failing", "share", "state"]].values.tolist()
    [[20, 0.25, 'exact'], [<NA>, <NA>, 'unknown']]
    """
    _TABLE.check(measured)
    if "failing" not in measured.columns:
        _WITH_MET.check(measured)
    rows = measured if years is None else measured[measured["year"].isin(list(years))]
    rows = rows.reset_index(drop=True)
    _refuse_groups(rows, by)
    found = rows.assign(level=rows["level"] if "level" in rows.columns else "")[[*_KEY, *by]]
    found = _with_counts(found, rows)
    if crosswalk is not None:
        found = _on_units(found, [*_KEY, *by], crosswalk, years)
    unique = [name for name in (*_KEY, *by) if name not in {"level", "counts"}]
    if found.duplicated(unique).any():
        raise AnalysisError("change.repeated", columns=", ".join(unique))
    return found.assign(indicator=found["framework"] + "/" + found["code"])


def first_that_holds(names: Mapping[str, pd.Series]) -> pd.Series:
    """
    For every row, the first of several names whose condition holds.

    Parameters
    ----------
    names : Mapping[str, pandas.Series]
        Name -> whether it holds, on one index; the first wins.

    Returns
    -------
    pandas.Series
        Text, null where none holds.

    Notes
    -----
    Formula: none.

    Units: none.

    Missing: a condition that is null does not hold.

    Source: none.

    Examples
    --------
    >>> import pandas as pd
    >>> first_that_holds({"a": pd.Series([True, False]), "b": pd.Series([True, True])}).tolist()
    ['a', 'b']
    """
    import numpy as np
    import pandas as pd

    masks = [mask.fillna(value=False).to_numpy(dtype=bool) for mask in names.values()]
    index = next(iter(names.values())).index
    chosen = pd.Series(np.select(masks, list(names), ""), index=index, dtype="str")
    return chosen.where(chosen.ne(""))


def _refuse_groups(rows: pd.DataFrame, by: Sequence[str]) -> None:
    """Refuse groups that nobody named: women of one year would stand beside men of the other."""
    others = [name for name in groups_of(rows) if name not in by]
    mixed = [name for name in others if len(rows[name].unique()) > 1]
    if mixed:
        raise AnalysisError("change.groups", columns=", ".join(mixed))


def _with_counts(found: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Add counts, share, range and state."""
    import pandas as pd

    empty = pd.Series(pd.NA, index=rows.index, dtype="Float64")
    given = {
        name: rows[name].astype("Float64") if name in rows.columns else empty
        for name in ("asked", "failing", "met", "share", *_RANGE)
    }
    form = rows["form"] if "form" in rows.columns else pd.Series("", index=rows.index)
    nobody = form.eq("not_asked").astype(bool)
    asked = given["asked"].mask(nobody, 0)
    failing = given["failing"].fillna(asked - given["met"]).mask(nobody, 0)
    low, high = given["share_low"], given["share_high"]
    ranged = low.lt(high).fillna(value=False).astype(bool)
    vague = ranged | ~form.isin(["", "no_data", "not_asked", *_TELLING])
    state = pd.Series("exact", index=rows.index, dtype="str")
    state = state.mask(asked.eq(0).fillna(value=False).astype(bool), "not_asked")
    state = state.mask(asked.isna() | failing.isna(), "unknown").mask(vague, "not_exact")
    if bool((asked % 1).gt(0).any() or (failing % 1).gt(0).any()):
        raise AnalysisError("change.whole")
    # From the counts wherever both are told: a published share may be in percent and rounded.
    share = (failing / asked.mask(asked.eq(0))).clip(upper=1).fillna(given["share"])
    return found.assign(
        asked=asked.astype("Int64"),
        failing=failing.astype("Int64"),
        share=share,
        share_low=low.fillna(share),
        share_high=high.fillna(share),
        state=state,
    )


def _on_units(
    found: pd.DataFrame, key: list[str], crosswalk: Crosswalk, years: Collection[int] | None
) -> pd.DataFrame:
    """Cells of places that changed, joined to their unit; the others as they are."""
    import pandas as pd

    rows = found.merge(common_units(found, crosswalk, years=years), on=["place", "year"])
    rows = rows.assign(place=rows["unit"]).drop(columns="unit")
    alone = rows["parts_due"].eq(1).astype(bool)
    if alone.all():
        return rows.drop(columns="parts_due")
    parts = rows[~alone].assign(known=rows["state"].isin(["exact", "not_asked"]).astype("Int64"))
    sums = ["asked", "failing", "known"]
    groups = parts.groupby([*key, "parts_due"], as_index=False, sort=False, dropna=False)
    joined = groups[sums].sum(min_count=1)
    whole = joined["known"].eq(joined["parts_due"]).astype(bool)
    joined = _with_counts(joined[key], joined[["asked", "failing"]].where(whole))
    joined["state"] = joined["state"].where(whole, "part_unknown")
    return pd.concat([rows[alone], joined], ignore_index=True).drop(columns="parts_due")
