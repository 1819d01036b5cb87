"""Told: of each cell only what its form tells, in the columns of stage sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.analysis.protection.bands import BASES, round_to_base
from tambon_gis.analysis.protection.forms import unknown_class

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["percent", "told"]

_TELLS_FAILING = ("exact", "zero", "rounded")
_SMALL_BASE = 100
_COLUMNS = ("year", "framework", "code", "level", "place", "counts")
_MOST_PERCENT = 100.0


def told(cells: pd.DataFrame, about: pd.DataFrame, extra: Sequence[str] = ()) -> pd.DataFrame:
    """
    Cells as they are published.

    Parameters
    ----------
    cells : pandas.DataFrame
        Stage ``counted`` with ``score``.
    about : pandas.DataFrame
        On the same index: ``form`` (``rounded_10`` where only tens are safe), ``asked``,
        ``households``.
    extra : sequence of str, optional
        Columns that name a cell further: groups, pooled years.

    Returns
    -------
    pandas.DataFrame
        Stage ``sealed``, then ``rounded_to`` (5 or 10 where the form is rounded, else null), then
        the extra columns.
    """
    import pandas as pd

    form = about["form"].mask(about["form"].isin(BASES), "rounded")
    tells = form.isin(_TELLS_FAILING)
    known = ~form.isin({"hidden", "no_data"})
    failing = (cells["asked"] - cells["met"]).astype("Float64")
    base = about["form"].map(BASES).astype("Int64")
    for name, size in BASES.items():
        these = about["form"].eq(name)
        counts = [float(round_to_base(int(count), size)) for count in failing[these]]
        failing.loc[these] = pd.array(counts, dtype="Float64")
    asked = about["asked"].astype("Float64")
    share = percent(failing, asked, coarse=form.eq("rounded"))
    return pd.DataFrame(
        {
            **{name: cells[name] for name in _COLUMNS},
            "form": form,
            "asked": asked.where(known),
            "failing": failing.where(tells),
            "share": share.where(tells),
            "households": about["households"].astype("Float64").where(known),
            "unknown": unknown_class(cells).where(known & cells["households_asked"].notna(), ""),
            "score": cells["score"].astype("Float64"),
            "rounded_to": base,
            **{name: cells[name] for name in extra},
        }
    )


def percent(failing: pd.Series, asked: pd.Series, *, coarse: pd.Series) -> pd.Series:
    """
    Percent, halves up as official reports do: one decimal; whole where rounded, or below 100.

    Parameters
    ----------
    failing, asked : pandas.Series of Float64
        As told.
    coarse : pandas.Series of bool
        Where the failing are rounded.

    Returns
    -------
    pandas.Series of Float64
        Null where nobody was asked; 100 at most.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.Series([100.0, 10.0], dtype="Float64")
    >>> percent(counts, pd.Series([700.0, 99.0], dtype="Float64"),
    ...     coarse=pd.Series([False, False])).tolist()
    [14.3, 10.0]
    """
    whole = failing.astype("Int64")
    base = asked.mask(asked == 0).astype("Int64")
    tenths = (2000 * whole + base) // (2 * base)
    ones = (200 * whole + base) // (2 * base)
    share = (tenths.astype("Float64") / 10).mask(
        coarse | (asked < _SMALL_BASE), ones.astype("Float64")
    )
    return share.clip(upper=_MOST_PERCENT)
