"""Nearest: the nearest facility of each kind to each household, and who lives within a distance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tambon_gis.analysis.spatial import metres
from tambon_gis.analysis.spatial.ground import coordinates
from tambon_gis.analysis.spatial.tally import require, tally
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError
from tambon_gis.model.stages import FACILITIES, SURVEY

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Whole = NDArray[np.int64]

__all__ = ["FRAMEWORK", "distances", "nearest", "within_code", "within_distance"]

#: Framework under which counts of households within a distance are kept.
FRAMEWORK = "distance"
#: Facilities that are looked at first for each household; more where several are as near.
CANDIDATES = 4
#: Distances are given to a millimetre; what is nearer to each other than that is equally near.
DECIMALS = 3


@same_kind
def nearest(
    points: pd.DataFrame,
    facilities: pd.DataFrame,
    *,
    kinds: Collection[str] | None = None,
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """
    The nearest facility of each kind to each household.

    Parameters
    ----------
    points : frame
        Stage ``survey`` with ``latitude`` and ``longitude``, one row a household: pandas, Polars or
        Arrow.
    facilities : frame
        Stage ``facilities``.
    kinds : collection of str, optional
        Kinds wanted; by default every kind of ``facilities``.
    keep : sequence of str, optional
        Columns of ``points`` to carry along, for example ``["members"]``.

    Returns
    -------
    frame
        One row a household and kind, in the order of ``points``, kinds in order of their names:
        ``row``, ``place``, the columns of ``keep``, ``kind``, ``distance_m``, ``facility`` (its
        ``row``) and ``name``. It is about single households: internal, never published.

    Raises
    ------
    StageError
        When a table lacks a column.
    AnalysisError
        When coordinates lie outside Thailand, a facility has none or no kind, or a kind that is
        wanted does not occur.

    Notes
    -----
    Formula: the least geodesic distance over all facilities of a kind, as the crow flies, not along
    roads. Candidates are found by straight lines through the earth, which are never longer, so
    that none is missed, at a border between two UTM zones as little as elsewhere. Of facilities
    equally near, to a millimetre, the first ``row`` is taken.
    Units: metres.
    Missing: without coordinates the distance, facility and name are null.
    Source: distances after Karney (2013), J. Geodesy 87, 43-55.

    Examples
    --------
    >>> import pandas as pd
    >>> points = pd.DataFrame({"row": [2, 3], "place": "15010901", "latitude": [14.58, None],
    ...     "longitude": [100.45, 100.46]})
    >>> facilities = pd.DataFrame({"row": [5, 6], "name": ["ก", "ข"], "kind": "โรงเรียน",
    ...     "latitude": [14.58, 14.60], "longitude": [100.46, 100.45]})
    >>> found = nearest(points, facilities)
    >>> found["distance_m"].round().tolist(), found["name"].tolist()
    ([1078.0, <NA>], ['ก', nan])
    """
    import numpy as np
    import pandas as pd

    SURVEY.check(points)
    require(points, keep)
    offered = _offered(facilities, kinds)
    x, y = coordinates(points)
    known = np.flatnonzero(~np.isnan(x))
    columns, parts = list(dict.fromkeys(["row", "place", *keep])), []
    for kind, of_kind in offered:
        at = np.full(len(points), -1)
        away = np.full(len(points), np.nan)
        at[known], away[known] = _search(x[known], y[known], *coordinates(of_kind))
        found = of_kind[["row", "name"]].reset_index(drop=True).reindex(at)
        parts.append(
            points[columns].assign(
                kind=kind,
                distance_m=pd.array(np.round(away, DECIMALS), dtype="Float64"),
                facility=found["row"].astype("Int64").to_numpy(),
                name=pd.Series(found["name"].to_numpy(), index=points.index, dtype="str"),
                _order=np.arange(len(points)),
            )
        )
    every = pd.concat(parts).sort_values("_order", kind="stable").drop(columns="_order")
    every["facility"] = every["facility"].astype("Int64")
    return every.astype({"kind": "str"}).reset_index(drop=True)


@same_kind
def distances(
    points: pd.DataFrame, facilities: pd.DataFrame, columns: Mapping[str, str]
) -> pd.DataFrame:
    """
    Add metres to the nearest facility of some kinds as columns, for a rulebook to judge.

    Parameters
    ----------
    points : frame
        Stage ``survey`` with ``latitude`` and ``longitude``: pandas, Polars or Arrow.
    facilities : frame
        Stage ``facilities``.
    columns : Mapping[str, str]
        Kind of facility -> name of its column, for example ``{"โรงเรียน": "school_m"}``.

    Returns
    -------
    frame
        ``points`` with the columns behind it. An indicator of a group's own rulebook may then say
        ``meets = "school_m <= 1000"`` and passes through counts and disclosure like all others.

    Raises
    ------
    StageError
        When a table lacks a column.
    AnalysisError
        As :func:`nearest`.

    Notes
    -----
    Formula: that of :func:`nearest`.
    Units: metres.
    Missing: without coordinates the distance is null.
    Source: that of :func:`nearest`.

    Examples
    --------
    >>> import pandas as pd
    >>> points = pd.DataFrame({"row": [2], "place": "15010901", "latitude": [14.58],
    ...     "longitude": [100.45]})
    >>> facilities = pd.DataFrame({"row": [5], "name": ["ก"], "kind": "โรงเรียน",
    ...     "latitude": [14.58], "longitude": [100.46]})
    >>> distances(points, facilities, {"โรงเรียน": "school_m"})["school_m"].round().tolist()
    [1078.0]
    """
    found = nearest(points, facilities, kinds=list(columns))
    metres_to = {
        column: found.loc[found["kind"].eq(kind), "distance_m"].array
        for kind, column in columns.items()
    }
    return points.assign(**metres_to)


@same_kind
def within_distance(
    near: pd.DataFrame,
    limit: float,
    *,
    year: int,
    by: Sequence[str] = (),
    people: str | None = None,
) -> pd.DataFrame:
    """
    Households, or persons, within a distance of the nearest facility of each kind.

    Parameters
    ----------
    near : frame
        What :func:`nearest` gave.
    limit : float
        Distance in metres; a household exactly as far is within.
    year : int
        Year of the households' data, B.E.
    by : sequence of str, optional
        Further columns to group by, carried along through ``keep``.
    people : str, optional
        Column of persons of a household, for example ``members``: then persons are counted.

    Returns
    -------
    frame
        Stage ``counted``: framework ``distance``, code ``<kind>-<metres>``; ``asked`` = households
        whose coordinates are known, ``met`` = those within the distance. The share of ``measured``
        is thus that of those who live farther away. It rolls up and passes disclosure as any other.

    Raises
    ------
    StageError
        When the table lacks a column.
    AnalysisError
        When the distance is no positive number, or numbers of persons are not whole.

    Notes
    -----
    Formula: met = sum of households (or of their persons) with ``distance_m`` <= ``limit``.
    Units: households, or persons and households; ``limit`` in metres.
    Missing: without coordinates, or without a number of persons, a household counts as unknown.
    Source: definition of this package.

    Examples
    --------
    >>> import pandas as pd
    >>> near = pd.DataFrame({"row": [2, 3, 4], "place": "15010901", "kind": "โรงเรียน",
    ...     "distance_m": pd.array([900.0, 1500.0, None], dtype="Float64")})
    >>> counted = within_distance(near, 1000, year=2565)
    >>> counted[["code", "asked", "met", "unknown"]].values.tolist()
    [['โรงเรียน-1000', 2, 1, 1]]
    """
    if not (math.isfinite(limit) and limit > 0):
        raise AnalysisError("spatial.metres", found=str(limit))
    require(near, ["place", "kind", "distance_m"])
    away = near["distance_m"].astype("Float64")
    states = near.assign(
        state=away.le(limit).astype("Int8"),
        code=near["kind"].map(lambda kind: within_code(kind, limit)).astype("str"),
    )
    return tally(states, year=year, framework=FRAMEWORK, by=by, people=people)


def within_code(kind: str, limit: float) -> str:
    """
    Code under which households within a distance of a kind of facility are counted.

    Parameters
    ----------
    kind : str
        Kind of facility.
    limit : float
        Metres.

    Returns
    -------
    str
        Kind and metres, joined by ``-``.

    Notes
    -----
    Formula: ``<kind>-<metres>``.
    Units: metres.
    Missing: none.
    Source: definition of this package.

    Examples
    --------
    >>> within_code("โรงเรียน", 1000.0)
    'โรงเรียน-1000'
    """
    return f"{kind}-{limit:.15g}"


def _offered(
    facilities: pd.DataFrame, kinds: Collection[str] | None
) -> list[tuple[str, pd.DataFrame]]:
    """Facilities of each kind that is wanted, in an order that does not hang on the file's."""
    FACILITIES.check(facilities)
    lacking = facilities[["row", "kind", "latitude", "longitude"]].isna().any(axis=1)
    if lacking.any():
        raise AnalysisError("spatial.facilities", n=int(lacking.sum()))
    held = set(facilities["kind"])
    wanted = sorted(held if kinds is None else set(kinds))
    absent = [kind for kind in wanted if kind not in held]
    if absent or not wanted:
        known = ", ".join(sorted(held)) or "-"
        raise AnalysisError("spatial.no_kind", kinds=", ".join(absent) or "-", known=known)
    ordered = facilities.sort_values(["row", "name", "latitude", "longitude"])
    return [(kind, ordered[ordered["kind"].eq(kind)]) for kind in wanted]


def _search(x: Numbers, y: Numbers, to_x: Numbers, to_y: Numbers) -> tuple[Whole, Numbers]:
    """
    Position and distance of the nearest facility of each point.

    A point is done when the last candidate is, in a straight line, farther than the nearest one is
    over the ellipsoid: then every facility that was not looked at is farther still.
    """
    import numpy as np
    from scipy.spatial import cKDTree

    tree, spots = cKDTree(metres.globe(to_x, to_y)), metres.globe(x, y)
    at, away = np.zeros(len(x), dtype=np.int64), np.zeros(len(x))
    open_, most = np.arange(len(x)), CANDIDATES
    while len(open_):
        most = min(most, len(to_x))
        straight, picked = tree.query(spots[open_], k=range(1, most + 1))
        each, other = np.repeat(open_, most), picked.ravel()
        over = metres.distance(x[each], y[each], to_x[other], to_y[other])
        over = np.round(over, DECIMALS).reshape(picked.shape)
        best = over.min(axis=1)
        first = np.where(over == best[:, None], picked, len(to_x)).min(axis=1)
        done = (straight[:, -1] > best + 10.0**-DECIMALS) | (most == len(to_x))
        at[open_[done]], away[open_[done]] = first[done], best[done]
        open_, most = open_[~done], most * 4
    return at, away
