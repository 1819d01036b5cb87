"""Where a point lies: why it can be none in Thailand, in which polygon, how far from its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.land import coverage
from tambon_gis.loaders.land.datum import THAILAND

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = ["Placed", "locate", "reasons"]

#: Metres of a UTM zone that Thailand reaches.
EASTING = (100_000.0, 900_000.0)
NORTHING = (600_000.0, 2_300_000.0)


@dataclass(frozen=True)
class Placed:
    """
    Where points lie.

    Parameters
    ----------
    place : numpy.ndarray of str
        Code of the polygon that each point lies in, empty outside all of them.
    metres : numpy.ndarray of float
        Distance to the polygon of the code that was said, 0 inside it, NaN where there is none.
    """

    place: NDArray[np.object_]
    metres: Numbers


def reasons(latitude: Any, longitude: Any) -> list[str]:
    """
    Why points cannot be used.

    Parameters
    ----------
    latitude, longitude : array of float
        As found, NaN where missing.

    Returns
    -------
    list[str]
        For each point a finding code: coordinates missing, 0/0, latitude and longitude that changed
        places, metres of UTM instead of degrees, another place outside Thailand; empty for a good
        one.

    Examples
    --------
    >>> reasons([14.5, 100.5, 0, 1612000], [100.5, 14.5, 0, 660000])
    ['', 'point.swapped', 'point.zero', 'point.metres']
    """
    import numpy as np

    y, x = np.asarray(latitude, dtype=float), np.asarray(longitude, dtype=float)
    utm = _between(x, EASTING) & _between(y, NORTHING)
    turned = _between(y, EASTING) & _between(x, NORTHING)
    cases = [
        (np.isnan(x) | np.isnan(y), "point.missing"),
        ((x == 0) & (y == 0), "point.zero"),
        (_inside(x, y), ""),
        (_inside(y, x), "point.swapped"),
        (utm | turned, "point.metres"),
    ]
    found: list[str] = np.select(
        [one for one, _ in cases], [code for _, code in cases], "point.outside"
    ).tolist()
    return found


def locate(
    latitude: Any, longitude: Any, said: Sequence[str | None], boundaries: gpd.GeoDataFrame
) -> Placed:
    """
    Polygons that points lie in, and how far they are from where they are said to be.

    Parameters
    ----------
    latitude, longitude : array of float
        Degrees.
    said : sequence of str or None
        Code of the place of each point.
    boundaries : geopandas.GeoDataFrame
        Stage ``boundaries``.

    Returns
    -------
    Placed
        Where they lie. A point on a line between two places lies in the one that is said.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> frame = gpd.GeoDataFrame({"place": ["15010901"]}, geometry=[shapely.box(100, 14, 101, 15)],
    ...     crs="EPSG:4326")
    >>> locate([14.5], [100.5], ["15010901"], frame).place.tolist()
    ['15010901']
    """
    import numpy as np
    import shapely

    shapes, codes = boundaries.geometry.to_numpy(), boundaries["place"].to_numpy(object)
    spots = shapely.points(np.asarray(longitude, float), np.asarray(latitude, float))
    index = {code: at for at, code in enumerate(codes)}
    own = np.array([index.get(one, -1) for one in said], dtype=int)
    place = np.full(len(spots), "", dtype=object)
    at, hit = shapely.STRtree(shapes).query(spots, predicate="intersects")
    place[at[::-1]] = codes[hit[::-1]]  # of several the first
    mine = own[at] == hit
    place[at[mine]] = codes[hit[mine]]
    away = np.where(own >= 0, 0.0, np.nan)
    out = np.flatnonzero((own >= 0) & (place != codes[own]))
    if len(out):
        flat = coverage.metres(np.concatenate([shapes[own[out]], spots[out]]))
        with np.errstate(invalid="ignore"):
            apart = shapely.distance(flat[: len(out)], flat[len(out) :])
        away[out] = np.where(np.isfinite(apart), apart, _around(shapes[own[out]], spots[out]))
    return Placed(place, away)


def _around(shapes: Any, spots: Any) -> Numbers:
    """Metres around the globe from the middle of shapes, for points that no zone reaches."""
    import pyproj
    import shapely

    middle = shapely.centroid(shapes)
    ends = [of(one) for one in (middle, spots) for of in (shapely.get_x, shapely.get_y)]
    found: Numbers = pyproj.Geod(ellps="WGS84").inv(*ends)[2]
    return found


def _between(values: Numbers, bounds: tuple[float, float]) -> NDArray[np.bool_]:
    """Which values lie between two bounds."""
    return (values >= bounds[0]) & (values <= bounds[1])


def _inside(longitude: Numbers, latitude: Numbers) -> NDArray[np.bool_]:
    """Which points lie in the box around Thailand."""
    west, south, east, north = THAILAND
    return _between(longitude, (west, east)) & _between(latitude, (south, north))
