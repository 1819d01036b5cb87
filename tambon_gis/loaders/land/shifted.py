"""Whether points fit their places once all of them are moved alike, and by how many metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.land import coverage

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = ["Shift", "common_shift"]

#: So many points inside their places and as many outside, spread over the table, show a shift as
#: well as all of them.
MOST = 200
#: Steps of the search in metres, each around the best of the one before. The datums that Thai maps
#: are drawn on lie some 350 m apart at most.
REACH = 1_000.0
STEPS = (100.0, 20.0, 5.0)
#: Moves that fit equally well may lie so far apart, in metres; else no shift can be told.
SPREAD = 200.0
#: The part of the points outside their places that a shift must bring home to be the reason.
SETTLED = 0.75


@dataclass(frozen=True)
class Shift:
    """
    How far places lie from the points that belong to them.

    Parameters
    ----------
    east, north : float
        Metres; negative to the west and south.
    """

    east: float
    north: float


def common_shift(
    latitude: Any, longitude: Any, said: Sequence[str], boundaries: gpd.GeoDataFrame
) -> Shift | None:
    """
    The one move that brings points into their places.

    Parameters
    ----------
    latitude, longitude : array of float
        Degrees (WGS 84).
    said : sequence of str
        Code of the place of each point; others than those of the boundaries are passed over.
    boundaries : geopandas.GeoDataFrame
        Stage ``boundaries``.

    Returns
    -------
    Shift or None
        None where no move brings most of the points home that lie outside their places, or where
        moves of different directions do so equally well.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> frame = gpd.GeoDataFrame({"place": ["15010901"]}, geometry=[shapely.box(100, 14, 101, 15)],
    ...     crs="EPSG:4326")
    >>> common_shift([14.5], [100.5], ["15010901"], frame) is None
    True
    """
    import numpy as np
    import shapely

    index = {code: at for at, code in enumerate(boundaries["place"])}
    own = np.array([index.get(one, -1) for one in said], dtype=int)
    known = own >= 0
    if not known.any():
        return None
    used, of = np.unique(own[known], return_inverse=True)
    spots = shapely.points(np.asarray(longitude, float)[known], np.asarray(latitude, float)[known])
    flat = coverage.metres(np.concatenate([boundaries.geometry.to_numpy()[used], spots]))
    shapes, xy = flat[: len(used)], shapely.get_coordinates(flat[len(used) :])
    home = shapely.contains_xy(shapes[of], xy[:, 0], xy[:, 1])
    outside, few = _few(~home), np.concatenate([_few(~home), _few(home)])
    if not len(outside):
        return None
    shapely.prepare(shapes)
    middle, best, reach = np.zeros(2), 0, REACH
    for step in STEPS:
        moves = middle + _grid(reach, step)
        fitting = _inside(shapes, xy[few], of[few], moves)
        best = int(fitting.max())
        alike = moves[fitting == best]
        if step == STEPS[0] and (np.ptp(alike, axis=0) > SPREAD).any():
            return None
        middle, reach = alike.mean(axis=0), step
    if len(few) - best > (1 - SETTLED) * len(outside):
        return None
    return Shift(float(middle[0]), float(middle[1]))


def _grid(reach: float, step: float) -> Numbers:
    """Moves to try: a square of steps around none."""
    import numpy as np

    steps = np.arange(-reach, reach + step / 2, step)
    return np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)


def _few(which: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Some positions, spread evenly."""
    import numpy as np

    found = np.flatnonzero(which)
    at = np.linspace(0, len(found) - 1, min(len(found), MOST))
    few: NDArray[np.int64] = found[at.astype(int)]
    return few


def _inside(shapes: Any, xy: Numbers, of: Any, moves: Numbers) -> NDArray[np.int64]:
    """How many points lie in their own shape, for each move of all of them."""
    import numpy as np
    import shapely

    count = np.zeros(len(moves), dtype=np.int64)
    for at, shape in enumerate(shapes):
        moved = xy[of == at][None] + moves[:, None]
        count += shapely.contains_xy(shape, moved[..., 0], moved[..., 1]).sum(axis=1)
    return count
