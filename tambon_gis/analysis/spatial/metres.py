"""Metres: distances over the ellipsoid, and the UTM zone in which areas and grids are drawn."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from tambon_gis.places import ZONE_EDGE, utm_epsg

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Geometries = NDArray[np.object_]

__all__ = ["areas", "distance", "flat", "from_plane", "globe", "plane", "zones", "zones_of_shapes"]

DEGREES = 4326
GEODETIC, GEOCENTRIC = 4979, 4978
#: Degrees between corners that are moved: a straight line of a kilometre bends by millimetres.
STEP = 0.01


def zones(longitude: Any) -> NDArray[np.int64]:
    """
    The UTM zone of each point.

    Parameters
    ----------
    longitude : array of float
        Degrees east, WGS 84.

    Returns
    -------
    numpy.ndarray of int
        EPSG codes: 32647 (zone 47N) west of 102 degrees, else 32648 (zone 48N).

    Notes
    -----
    Formula: zone 47 spans 96-102 degrees east, zone 48 spans 102-108.
    Units: degrees in, EPSG codes out.
    Missing: NaN gives 32648; leave unknown points out before.
    Source: the UTM system, EPSG registry (32647, 32648).

    Examples
    --------
    >>> zones([100.47, 102.0]).tolist()
    [32647, 32648]
    """
    import numpy as np

    west, east = utm_epsg(ZONE_EDGE - 1), utm_epsg(ZONE_EDGE)
    return np.where(np.asarray(longitude, dtype=float) < ZONE_EDGE, west, east).astype(np.int64)


def zones_of_shapes(shapes: Any) -> NDArray[np.int64]:
    """
    The UTM zone of each shape: that of the middle of its bounds.

    Parameters
    ----------
    shapes : array of shapely geometries
        In degrees, WGS 84.

    Returns
    -------
    numpy.ndarray of int
        EPSG codes.

    Notes
    -----
    Formula: the zone of (west + east) / 2.
    Units: degrees in, EPSG codes out.
    Missing: an empty shape has no middle; leave it out before.
    Source: the UTM system, EPSG registry (32647, 32648).

    Examples
    --------
    >>> import shapely
    >>> zones_of_shapes([shapely.box(101, 14, 102, 15), shapely.box(101.9, 14, 103, 15)]).tolist()
    [32647, 32648]
    """
    import numpy as np
    import shapely

    bounds = shapely.bounds(np.asarray(shapes, dtype=object))
    return zones((bounds[:, 0] + bounds[:, 2]) / 2)


def distance(longitude: Any, latitude: Any, to_longitude: Any, to_latitude: Any) -> Numbers:
    """
    Metres between points over the WGS 84 ellipsoid, as the crow flies.

    Parameters
    ----------
    longitude, latitude, to_longitude, to_latitude : array of float
        Degrees, WGS 84, of equal length.

    Returns
    -------
    numpy.ndarray of float
        Distances.

    Notes
    -----
    Formula: the geodesic. It needs no zone, so a pair that spans 102 degrees east is as right as
    any other; in the zone of the points a UTM distance agrees with it within 0.1 %, across two
    zones no longer.
    Units: metres.
    Missing: NaN where any coordinate is NaN.
    Source: Karney (2013), Algorithms for geodesics, J. Geodesy 87, 43-55, as in PROJ.

    Examples
    --------
    >>> distance([101.9], [14.0], [102.1], [14.0]).round(0).tolist()
    [21607.0]
    """
    import numpy as np
    import pyproj

    ends = [np.asarray(one, float) for one in (longitude, latitude, to_longitude, to_latitude)]
    known = ~np.isnan(np.stack(ends)).any(axis=0)
    found = np.full(known.shape, np.nan)
    if known.any():
        found[known] = pyproj.Geod(ellps="WGS84").inv(*(one[known] for one in ends))[2]
    return found


def globe(longitude: Any, latitude: Any) -> Numbers:
    """
    Points of the ellipsoid in space, where a search tree finds neighbours in every zone alike.

    Parameters
    ----------
    longitude, latitude : array of float
        Degrees, WGS 84.

    Returns
    -------
    numpy.ndarray of float
        One row x, y, z a point. The straight line between two of them is never longer than the
        distance over the ellipsoid.

    Notes
    -----
    Formula: geocentric coordinates at height 0.
    Units: metres.
    Missing: leave unknown points out before.
    Source: EPSG 9602 (geographic to geocentric), EPSG:4978.

    Examples
    --------
    >>> globe([0.0], [0.0]).tolist()
    [[6378137.0, 0.0, 0.0]]
    """
    import numpy as np

    x, y = np.asarray(longitude, float), np.asarray(latitude, float)
    return np.column_stack(_mover(GEODETIC, GEOCENTRIC).transform(x, y, np.zeros(x.shape)))


def plane(longitude: Any, latitude: Any, zone: int) -> tuple[Numbers, Numbers]:
    """
    Points in metres of one UTM zone.

    Parameters
    ----------
    longitude, latitude : array of float
        Degrees, WGS 84.
    zone : int
        EPSG code, 32647 or 32648.

    Returns
    -------
    tuple of numpy.ndarray
        Easting and northing.

    Notes
    -----
    Formula: transverse Mercator; its scale lies between 0.9996 and 1.001 inside the zone.
    Units: metres.
    Missing: leave unknown points out before.
    Source: EPSG registry (32647, 32648).

    Examples
    --------
    >>> plane([99.0], [0.0], 32647)[0].round(3).tolist()
    [500000.0]
    """
    import numpy as np

    x, y = np.asarray(longitude, float), np.asarray(latitude, float)
    east, north = _mover(DEGREES, zone).transform(x, y)
    return east, north


def from_plane(easting: Any, northing: Any, zone: int) -> tuple[Numbers, Numbers]:
    """
    Points of a UTM zone back in degrees.

    Parameters
    ----------
    easting, northing : array of float
        Metres.
    zone : int
        EPSG code, 32647 or 32648.

    Returns
    -------
    tuple of numpy.ndarray
        Longitude and latitude, WGS 84.

    Notes
    -----
    Formula: the inverse of :func:`plane`.
    Units: metres in, degrees out.
    Missing: leave unknown points out before.
    Source: EPSG registry (32647, 32648).

    Examples
    --------
    >>> from_plane([500000.0], [0.0], 32648)[0].round(9).tolist()
    [105.0]
    """
    import numpy as np

    x, y = _mover(zone, DEGREES).transform(np.asarray(easting, float), np.asarray(northing, float))
    return x, y


def flat(shapes: Any, zone: int) -> Geometries:
    """
    Shapes in metres of one UTM zone.

    Parameters
    ----------
    shapes : array of shapely geometries
        In degrees, WGS 84.
    zone : int
        EPSG code, 32647 or 32648.

    Returns
    -------
    numpy.ndarray of shapely geometries
        The same shapes; their corners are moved, lines between them stay straight.

    Notes
    -----
    Formula: transverse Mercator of every corner.
    Units: metres.
    Missing: an empty shape stays empty.
    Source: EPSG registry (32647, 32648).

    Examples
    --------
    >>> import shapely
    >>> round(flat([shapely.box(99, 14, 99.01, 14.01)], 32647)[0].area)
    1194299
    """
    import numpy as np
    import shapely

    def move(corners: Numbers) -> Numbers:
        return np.column_stack(plane(corners[:, 0], corners[:, 1], zone))

    moved: Geometries = shapely.transform(np.asarray(shapes, dtype=object), move)
    return moved


def areas(shapes: Any, zone: Any = None) -> Numbers:
    """
    Square metres of shapes, each in its own UTM zone.

    Parameters
    ----------
    shapes : array of shapely geometries
        In degrees, WGS 84.
    zone : array of int, optional
        EPSG code of the zone of each shape; by default that of its middle.

    Returns
    -------
    numpy.ndarray of float
        Areas.

    Notes
    -----
    Formula: plane area in the zone, within 0.2 % of the area on the ellipsoid. Lines are straight
    in degrees, where shapes are cut and points looked up, so that pieces add up to the whole.
    Units: square metres.
    Missing: an empty shape has area 0.
    Source: EPSG registry (32647, 32648).

    Examples
    --------
    >>> import shapely
    >>> areas([shapely.box(99, 14, 99.01, 14.01)]).round(0).tolist()
    [1194299.0]
    """
    import numpy as np
    import shapely

    shapes = shapely.segmentize(np.asarray(shapes, dtype=object), STEP)
    zone = zones_of_shapes(shapes) if zone is None else np.asarray(zone)
    found = np.zeros(len(shapes))
    for one in np.unique(zone):
        found[zone == one] = shapely.area(flat(shapes[zone == one], int(one)))
    return found


@cache
def _mover(source: int, target: int) -> Any:
    """From one system to another on the same datum, longitude before latitude."""
    import pyproj

    return pyproj.Transformer.from_crs(source, target, always_xy=True)
