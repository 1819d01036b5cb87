"""Weighing: the values of each place side by side, their weighted means, and ranks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import AnalysisError
from tambon_gis.places import COUNTRY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from tambon_gis.model.composite import Composite

__all__ = ["KEY", "Cells", "Grid", "evaluate", "grid_of", "once", "ranks"]

#: What there is one value of.
KEY = ["year", "place", "framework", "code"]
#: A coverage this close below the least counts as reaching it.
_NEAR = 1e-12
#: Means that agree to so many decimals are equal for a rank.
_DECIMALS = 9


@dataclass(frozen=True)
class Cells:
    """
    One number for each place of a grid, NaN where unknown.

    Parameters
    ----------
    value : numpy.ndarray
        The number, NaN also where only its range is known.
    low, high : numpy.ndarray
        Between which numbers it lies; the number itself where that is known.
    coverage : numpy.ndarray
        Share of the weights behind it, 0 to 1.
    known : numpy.ndarray
        How many members stand behind it.
    """

    value: Any
    low: Any
    high: Any
    coverage: Any
    known: Any


@dataclass(frozen=True)
class Grid:
    """
    The values that a composite is made of, side by side.

    Parameters
    ----------
    places : pandas.DataFrame
        ``year`` and ``place``, ordered.
    cells : Mapping[tuple[str, str], Cells]
        Framework and code -> values from 0 to 100.
    ranged : bool
        Whether the values came with ``value_low`` and ``value_high``.
    """

    places: pd.DataFrame
    cells: Mapping[tuple[str, str], Cells]
    ranged: bool


def grid_of(
    values: pd.DataFrame, composite: Composite, years: Mapping[str, int] | None = None
) -> Grid:
    """
    The values of a composite's indicators, one array each.

    Parameters
    ----------
    values : pandas.DataFrame
        From :func:`tambon_gis.analysis.composite.normalise`.
    composite : Composite
        Names the indicators.
    years : Mapping[str, int], optional
        Framework -> the year to take, under the latest of them.

    Returns
    -------
    Grid
        Every year and place with a value of the composite.

    Raises
    ------
    AnalysisError
        When no value belongs to the composite, a year is missing, or a value stands twice.

    Notes
    -----
    Formula: none, values are laid side by side. Units: points from 0 to 100. Missing: NaN where a
    place has no value. Source: the composite's document.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> values = pd.DataFrame({"year": 2565, "place": ["15010901", "15010902"],
    ...     "framework": "bmn-2560", "code": ["20", "22"], "value": [90.0, 70.0]})
    >>> grid_of(values, catalog.composite("five-aspects")).cells["bmn-2560", "20"].value
    array([90., nan])
    """
    import numpy as np

    wanted = set(composite.indicators)
    mine = [key in wanted for key in zip(values["framework"], values["code"], strict=True)]
    rows = values[np.array(mine, dtype=bool)]
    if years is not None:
        rows = _in_years(rows, composite, years)
    if rows.empty:
        raise AnalysisError("composite.nothing", where=composite.id, composite=composite.id)
    once(rows)
    ranged = "value_low" in rows.columns and "value_high" in rows.columns
    at = rows[["year", "place"]]
    places = at.drop_duplicates().sort_values(["year", "place"], ignore_index=True)
    ones = {key: n for n, key in enumerate(places.itertuples(index=False, name=None))}
    position = np.array([ones[key] for key in at.itertuples(index=False, name=None)])
    names = ("value", "value_low", "value_high") if ranged else ("value",) * 3
    cells = {}
    for framework, code in composite.indicators:
        here = (rows["framework"].eq(framework) & rows["code"].eq(code)).to_numpy(dtype=bool)
        arrays = []
        for name in names:
            array = np.full(len(places), np.nan)
            array[position[here]] = rows.loc[here, name].to_numpy("float64", na_value=np.nan)
            arrays.append(array)
        known = (~np.isnan(arrays[1])).astype("int64")
        cells[framework, code] = Cells(
            arrays[0], arrays[1], arrays[2], known.astype("float64"), known
        )
    return Grid(places, cells, ranged)


def evaluate(
    grid: Grid,
    composite: Composite,
    weights: Mapping[str, Sequence[float]],
    *,
    given: Mapping[str, Any] | None = None,
) -> dict[str, Cells]:
    """
    Every aspect of every place.

    Parameters
    ----------
    grid : Grid
        The values.
    composite : Composite
        The aspects.
    weights : Mapping[str, sequence of numbers]
        Aspect -> a weight for each member; a member of weight 0 is left out.
    given : Mapping[str, numpy.ndarray], optional
        Aspect -> in which places it is taken as known, whatever its coverage.

    Returns
    -------
    dict[str, Cells]
        Aspect -> its cells, inner aspects first.

    Notes
    -----
    Formula: sum of w × value / sum of w over the known members. Units: those of the values.
    Missing: NaN where coverage is below the composite's least (or ``given`` is false); no value,
    but a range, where a member has only a range. Source: the composite's document.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> five = catalog.composite("five-aspects")
    >>> values = pd.DataFrame({"year": 2565, "place": "15010901", "framework": "bmn-2560",
    ...     "code": ["22", "8"], "value": [90.0, 70.0]})
    >>> weights = {one.id: one.weights for one in five.aspect}
    >>> evaluate(grid_of(values, five), five, weights)["poverty"].value
    array([80.])
    """
    found: dict[str, Cells] = {}
    least = float(composite.composite.least_coverage) - _NEAR
    for aspect in composite.inner_first:
        parts = [
            found[member.aspect]
            if member.aspect is not None
            else grid.cells[str(member.framework), str(member.code)]
            for member in aspect.members
        ]
        one = _mean_of(parts, weights[aspect.id])
        enough = one.coverage >= least if given is None else given[aspect.id]
        found[aspect.id] = _only(one, enough)
    return found


def _mean_of(parts: Sequence[Cells], weights: Sequence[float]) -> Cells:
    """The weighted mean of the known ones; no value where one of them is a range."""
    import numpy as np

    zero = np.zeros_like(parts[0].low)
    sums = {"value": zero, "low": zero, "high": zero, "known": zero, "covered": zero}
    count = zero.astype("int64")
    for part, weight in zip(parts, weights, strict=True):
        known = ~np.isnan(part.low) & (weight > 0)
        for name in ("value", "low", "high"):
            sums[name] = sums[name] + weight * np.where(known, getattr(part, name), 0.0)
        sums["known"] = sums["known"] + weight * known
        sums["covered"] = sums["covered"] + weight * np.where(known, part.coverage, 0.0)
        count = count + known
    weighed = np.where(sums["known"] > 0, sums["known"], np.nan)
    means = {name: sums[name] / weighed for name in ("value", "low", "high")}
    return Cells(**means, coverage=sums["covered"] / sum(weights), known=count)


def ranks(values: Any, places: pd.DataFrame) -> Any:
    """
    Ranks among the places of the same year and level.

    Parameters
    ----------
    values : numpy.ndarray
        One a place, NaN where unknown.
    places : pandas.DataFrame
        ``year`` and ``place``, in the same order.

    Returns
    -------
    pandas array of Int64
        1 the highest, null where the value is unknown.

    Notes
    -----
    Formula: 1 + the number of higher values; values that agree to nine decimals are equal and share
    the smallest rank. Units: ranks. Missing: an unknown value has no rank and takes none. Source:
    standard competition ranking.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> places = pd.DataFrame({"year": 2565, "place": ["15010901", "15010902", "15010903"]})
    >>> ranks(np.array([50.0, 60.0, 60.0]), places).tolist()
    [3, 1, 1]
    """
    import numpy as np
    import pandas as pd

    length = places["place"].str.len()
    rounded = pd.Series(np.round(values, _DECIMALS))
    groups = [places["year"].to_numpy(), length.mask(places["place"].eq(COUNTRY), 0).to_numpy()]
    ranked = rounded.groupby(groups).rank(method="min", ascending=False)
    return ranked.astype("Int64").array


def _only(one: Cells, where: Any) -> Cells:
    """The same cells, unknown elsewhere."""
    import numpy as np

    kept = [np.where(where, array, np.nan) for array in (one.value, one.low, one.high)]
    return Cells(kept[0], kept[1], kept[2], one.coverage, one.known)


def _in_years(rows: pd.DataFrame, composite: Composite, years: Mapping[str, int]) -> pd.DataFrame:
    """The rows of each framework's year, under the latest of them."""
    lacking = [name for name in composite.frameworks if name not in years]
    if lacking:
        raise AnalysisError(
            "composite.years", frameworks=", ".join(lacking), composite=composite.id
        )
    wanted = rows["framework"].map(dict(years))
    used = max(years[name] for name in composite.frameworks)
    return rows[rows["year"].eq(wanted).to_numpy(dtype=bool)].assign(year=used)


def once(rows: pd.DataFrame) -> None:
    """
    Refuse a second value for the same year, place and indicator.

    Parameters
    ----------
    rows : pandas.DataFrame
        Values.

    Raises
    ------
    AnalysisError
        When there is one.

    Notes
    -----
    Formula: none. Units: none. Missing: an unknown value counts as a value. Source: none, a check.

    Examples
    --------
    >>> import pandas as pd
    >>> once(pd.DataFrame({"year": [2565], "place": ["1"], "framework": ["b"], "code": ["1"]}))
    """
    twice = rows[rows.duplicated(KEY).to_numpy(dtype=bool)]
    if len(twice):
        framework, code = min(zip(twice["framework"], twice["code"], strict=True))
        raise AnalysisError("composite.twice", framework=framework, code=code)
