"""Grid: square cells of at least k households, larger where fewer live, in place of points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.spatial import metres
from tambon_gis.analysis.spatial.ground import coordinates
from tambon_gis.analysis.spatial.tally import people_of
from tambon_gis.engine.frames import same_kind, to_pandas
from tambon_gis.errors import AnalysisError
from tambon_gis.places import utm_epsg

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = ["Grid", "k_grid", "on_grid"]

#: Decimals of the corners, degrees (P10).
DECIMALS = 5
#: UTM zones that Thailand lies in.
ZONES = (32647, 32648)


@dataclass(frozen=True, eq=False)
class Grid:
    """
    Cells of at least k households; internal until it is sealed.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        One row a cell, by name: ``cell`` (its zone, side and south-west corner in metres),
        ``size_m`` (side), ``households``, ``people`` where they were asked for, and ``geometry``
        (WGS 84, 5 decimals).
    zone : int
        EPSG code of the UTM zone in which the cells are square.
    k : int
        Households that every cell holds at least.
    hidden : int
        Households in no cell, because even the largest square around them held fewer than k.
    unknown : int
        Households without coordinates.
    """

    frame: gpd.GeoDataFrame
    zone: int
    k: int
    hidden: int
    unknown: int


def k_grid(
    points: Any,
    *,
    size: int,
    k: int = 5,
    doublings: int = 4,
    people: str | None = None,
    zone: int | None = None,
) -> Grid:
    """
    Square cells of at least k households, as small as they may be.

    Parameters
    ----------
    points : frame
        With ``latitude`` and ``longitude``, one row a household: pandas, Polars or Arrow.
    size : int
        Side of the smallest cells, metres.
    k : int, default 5
        Households that a cell must hold.
    doublings : int, default 4
        How often the side may double where fewer households live: the largest cells have a side of
        ``size`` x 2 ** ``doublings``.
    people : str, optional
        Column of persons of a household to sum as well.
    zone : int, optional
        UTM zone of the squares (32647 or 32648); by default that of the middle of the points. Give
        it where grids of several years must lie on each other.

    Returns
    -------
    Grid
        The cells and what is not in them.

    Raises
    ------
    StageError
        When a column is missing.
    AnalysisError
        When a size is no whole number of metres, k is below 2, the zone is not Thailand's, no
        point is known, or coordinates lie outside Thailand.

    Notes
    -----
    Formula: a quadtree. The plane is laid out in the largest squares, from the origin of the zone;
    a square is cut in four as long as each quarter in which anybody lives holds at least k
    households. Households whose largest square holds fewer are left out and counted. The result
    does not hang on the order of the rows. Inside its zone a side is right within 0.1 %, at the
    far end of the country within 1 %.
    Units: metres; households, persons.
    Missing: households without coordinates are in no cell and counted apart; a null number of
    persons leaves the sum of its cell null.
    Source: quadtree after Samet (1984), ACM Computing Surveys 16, 187-260; the least number of
    households after the rules of publication; names of cells after INSPIRE D2.8.I.2.

    Examples
    --------
    >>> import pandas as pd
    >>> points = pd.DataFrame({"latitude": [14.501] * 6 + [14.7], "longitude": 100.501})
    >>> grid = k_grid(points, size=500)
    >>> grid.frame[["cell", "households"]].values.tolist(), grid.hidden
    ([['CRS32647RES500mN1603500E661500', 6]], 1)
    """
    import numpy as np

    _refuse_odd(size, k, doublings, zone)
    points = to_pandas(points)
    x, y = coordinates(points)
    known = ~np.isnan(x)
    if not known.any():
        raise AnalysisError("spatial.no_points")
    epsg = zone or utm_epsg(float(x[known].min() + x[known].max()) / 2)
    spots = np.column_stack(metres.plane(x[known], y[known], epsg))
    sides = _sides(spots, size, k, doublings)
    shown = sides > 0
    south_west = (np.floor(spots[shown] / sides[shown, None]) * sides[shown, None]).astype(np.int64)
    corners = _named(south_west, sides[shown], epsg)
    if people is not None:
        corners["people"] = people_of(points, people).array[known][shown]
    frame = _cells(corners, epsg)
    return Grid(frame, epsg, k, int((~shown).sum()), int((~known).sum()))


@same_kind
def on_grid(points: pd.DataFrame, grid: Grid, *, outside: str | None = None) -> pd.DataFrame:
    """
    Add the cell that each household lies in, as a column to count by.

    Parameters
    ----------
    points : frame
        With ``latitude`` and ``longitude``: pandas, Polars or Arrow.
    grid : Grid
        Cells, from the same households or those of another year.
    outside : str, optional
        What stands for a household in no cell or without coordinates; null without it. Give it a
        name before counts by cell are disclosed: there a null group means all groups.

    Returns
    -------
    frame
        ``points`` with the column ``cell`` behind it, for ``aggregate.count(..., by=["cell"])``. A
        grid of another year's households promises nothing about this year's: disclosure must judge
        the counts.

    Raises
    ------
    StageError
        When a column is missing.
    AnalysisError
        When coordinates lie outside Thailand.

    Notes
    -----
    Formula: the square, in metres of the grid's zone, whose south or west side or inside holds the
    point.
    Units: metres.
    Missing: the cell is null, or ``outside``, without coordinates and outside every cell.
    Source: definition of this package.

    Examples
    --------
    >>> import pandas as pd
    >>> points = pd.DataFrame({"latitude": [14.501] * 6 + [14.7], "longitude": 100.501})
    >>> on_grid(points, k_grid(points, size=500))["cell"].nunique()
    1
    """
    import numpy as np
    import pandas as pd

    x, y = coordinates(points)
    known = np.flatnonzero(~np.isnan(x))
    spots = np.column_stack(metres.plane(x[known], y[known], grid.zone))
    cell = np.full(len(points), outside, dtype=object)
    held = set(grid.frame["cell"])
    for side in grid.frame["size_m"].unique().tolist():
        south_west = (np.floor(spots / side) * side).astype(np.int64)
        names = _named(south_west, np.full(len(spots), side), grid.zone)["cell"].to_numpy(object)
        here = np.array([name in held for name in names], dtype=bool)
        cell[known[here]] = names[here]
    return points.assign(cell=pd.Series(cell, index=points.index, dtype="str"))


def _refuse_odd(size: int, k: int, doublings: int, zone: int | None) -> None:
    """Refuse what makes no grid."""
    if zone is not None and zone not in ZONES:
        raise AnalysisError("spatial.zone", found=str(zone), known=", ".join(map(str, ZONES)))
    if size != int(size) or size < 1:
        raise AnalysisError("spatial.metres", found=str(size))
    if k < 2 or doublings < 0:  # noqa: PLR2004  (a cell of one household is that household)
        raise AnalysisError("spatial.grid", k=k, doublings=doublings)


def _sides(spots: Numbers, size: int, k: int, doublings: int) -> NDArray[np.int64]:
    """Side of the cell of each point, 0 where even the largest square holds fewer than k."""
    import numpy as np

    side = int(size) * 2**doublings
    square, count = _counted(spots, side)
    found = np.where(count >= k, side, 0).astype(np.int64)
    open_ = np.flatnonzero(found)
    while side > size and len(open_):
        square = _counted(spots[open_], side)[0]
        side //= 2
        least = np.full(square.max() + 1, np.iinfo(np.int64).max)
        np.minimum.at(least, square, _counted(spots[open_], side)[1])
        open_ = open_[least[square] >= k]
        found[open_] = side
    return found


def _counted(spots: Numbers, side: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The number of the square of each point, and how many points lie in it."""
    import numpy as np

    squares = np.floor(spots / side).astype(np.int64)
    _, number, counts = np.unique(squares, axis=0, return_inverse=True, return_counts=True)
    number = number.reshape(-1)
    return number, counts[number]


def _named(south_west: NDArray[np.int64], sides: Any, zone: int) -> pd.DataFrame:
    """Corner, side and name of the cell of each point."""
    import pandas as pd

    frame = pd.DataFrame({"east": south_west[:, 0], "north": south_west[:, 1], "size_m": sides})
    rows = zip(frame["size_m"], frame["north"], frame["east"], strict=True)
    names = [f"CRS{zone}RES{size}mN{north}E{east}" for size, north, east in rows]
    return frame.assign(cell=pd.Series(names, index=frame.index, dtype="str"))


def _cells(corners: pd.DataFrame, zone: int) -> gpd.GeoDataFrame:
    """One row a cell with what it holds, as a square in degrees."""
    import geopandas as gpd
    import numpy as np
    import shapely

    keys = ["cell", "size_m", "east", "north"]
    sizes = corners.groupby(keys, as_index=False).size()
    cells = sizes.rename(columns={"size": "households"})
    if "people" in corners:
        people = corners.groupby(keys)["people"].sum(skipna=False)
        cells["people"] = people.astype("Int64").to_numpy()
    steps = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
    square = (
        cells[["east", "north"]].to_numpy()[:, None] + steps * cells[["size_m"]].to_numpy()[:, None]
    )
    x, y = metres.from_plane(square[..., 0].ravel(), square[..., 1].ravel(), zone)
    rings = np.round(np.stack([x, y], axis=-1), DECIMALS).reshape(-1, 4, 2)
    shapes = shapely.polygons(rings)
    held = cells.drop(columns=["east", "north"])
    return gpd.GeoDataFrame(held, geometry=shapes, crs="EPSG:4326")
