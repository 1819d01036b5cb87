"""Standing: what each place falls short of, worst first, and its rank among its peers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.analysis.levels import code_order, once
from tambon_gis.engine.frames import same_kind
from tambon_gis.model.stages import Stage

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["standing"]

_RANGES = Stage(
    "measured with ranges",
    (
        *(("year", "integer"), ("framework", "text"), ("code", "text"), ("level", "text")),
        *(("place", "text"), ("counts", "text"), ("form", "text"), ("households_asked", "number")),
        *(("share", "number"), ("share_low", "number"), ("share_high", "number")),
    ),
)
_COLUMNS = ("year", "framework", "code", "level", "place", "form", "share", "share_low",
            "share_high", "order", "rank", "ranked")  # fmt: skip
_RANKED = ("exact", "zero")
_TOLD = ("exact", "rounded")
_FEW_TOP = 4


@same_kind
def standing(published: pd.DataFrame) -> pd.DataFrame:
    """
    The problems of each place in order, and the rank of each place among its peers.

    Parameters
    ----------
    published : frame of any kind
        From :func:`tambon_gis.analysis.published.as_measured`.

    Returns
    -------
    frame of the same kind
        One row a row of ``published``, by year, framework, place and code: ``form``, ``share``,
        ``share_low``, ``share_high``; ``order``: 1 is the worst indicator of the place in that year
        and framework; ``rank``: 1 is the worst place of its level for the indicator, equal shares
        have the same rank; ``ranked``: among so many places.

    Raises
    ------
    StageError
        When a column is missing.
    AnalysisError
        When a place has an indicator twice in a year.

    Notes
    -----
    Formula: first the indicators that nearly all fail (``most``), then shares as told (``exact``,
    ``rounded``) from the largest, then those that a few households fail (``few``) by the largest
    share of households that this can be, 4 / asked. Equal ones stand by the number of the
    indicator, nearly all by that alone. ``rank`` compares failing / asked of the places of one
    level whose form is ``exact`` or ``zero``, and of no others.

    Units: shares are fractions from 0 to 1; order and rank count from 1.

    Missing: where nobody fails, perhaps nobody does (0-4), the cell is hidden, nobody was asked or
    there are no data, an indicator has no order. A band and a rounded total have no rank, nor has
    the score of one village, which has only two shares.

    Source: definition of this package, on the forms of rule P5; competition ranking ("1224").

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"year": 2565, "framework": "b", "code": ["1", "2", "10", "1", "2"],
    ...     "level": "village", "place": ["15010901"] * 3 + ["15010902"] * 2, "counts": "household",
    ...     "form": ["exact", "few", "most", "zero", "exact"], "households_asked": 80,
    ...     "share": [0.2, None, None, 0.0, 0.5], "share_low": [0.2, 0.0125, 0.95, 0.0, 0.5],
    ...     "share_high": [0.2, 0.05, 1.0, 0.0, 0.5]})
    >>> standing(cells)[["code", "order", "rank", "ranked"]].values.tolist()[:3]
    [['1', 2, 1, 2], ['2', 3, <NA>, <NA>], ['10', 1, <NA>, <NA>]]
    """
    import pandas as pd

    _RANGES.check(published)
    once(published)
    number = {code: n for n, code in enumerate(sorted(set(published["code"]), key=code_order))}
    cells = published.assign(_code=published["code"].map(number))
    cells = cells.sort_values(["year", "framework", "place", "_code"], ignore_index=True)
    cells = cells.join(_order(cells)).join(_rank(cells))
    types = dict.fromkeys(["share", "share_low", "share_high"], "Float64")
    types |= dict.fromkeys(["order", "rank", "ranked"], "Int64")
    return pd.DataFrame(cells[list(_COLUMNS)].astype(types))


def _order(cells: pd.DataFrame) -> pd.DataFrame:
    """The place of each indicator among the problems of its place, from 1."""
    form, share = cells["form"], cells["share"].astype("Float64")
    told = form.isin(_TOLD) & share.gt(0).fillna(value=False)
    few, most = form.eq("few"), form.eq("most")
    homes = cells["households_asked"].astype("Float64")
    top = (_FEW_TOP / homes.mask(homes.eq(0))).clip(upper=1.0)
    group = told.astype("int64") + few.astype("int64") * 2
    size = share.where(told).fillna(top.where(few)).fillna(1.0)
    problems = cells.assign(_group=group, _size=-size)[(told | few | most).to_numpy(dtype=bool)]
    keys = ["year", "framework", "place"]
    problems = problems.sort_values([*keys, "_group", "_size", "_code"], kind="stable")
    order = problems.groupby(keys, sort=False).cumcount() + 1
    return order.astype("Int64").reindex(cells.index).rename("order").to_frame()


def _rank(cells: pd.DataFrame) -> pd.DataFrame:
    """Rank among the places of a level that show a number, and how many they are."""
    single = cells["counts"].eq("village") & cells["level"].eq("village")
    shown = cells["form"].isin(_RANKED) & cells["share"].notna() & ~single
    peers = cells[shown.to_numpy(dtype=bool)]
    groups = peers.groupby(["year", "framework", "code", "level"], sort=False)["share"]
    found = peers.assign(
        rank=groups.rank(method="min", ascending=False), ranked=groups.transform("size")
    )
    return found[["rank", "ranked"]].astype("Int64").reindex(cells.index)
