"""What space analysis stands on: coordinates and polygons, held against what they must be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.errors import AnalysisError
from tambon_gis.model.stages import Stage

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

__all__ = ["coordinates", "polygons", "spots"]

LATITUDE, LONGITUDE = "latitude", "longitude"
POINTS = Stage("points", ((LATITUDE, "number"), (LONGITUDE, "number")))
#: West, south, east and north of the box around Thailand, degrees.
BOX = (97.0, 5.0, 106.0, 21.0)
NAMED = 10


def coordinates(points: pd.DataFrame) -> tuple[Numbers, Numbers]:
    """
    Longitude and latitude of a table, NaN in both where either is unknown.

    Parameters
    ----------
    points : pandas.DataFrame
        With ``latitude`` and ``longitude``, degrees in WGS 84.

    Returns
    -------
    tuple of numpy.ndarray
        Longitude, latitude.

    Raises
    ------
    StageError
        When a column is missing or holds no numbers.
    AnalysisError
        When points lie outside the box around Thailand: metres, or coordinates that changed places.

    Notes
    -----
    Formula: none, values are handed on.
    Units: degrees.
    Missing: a point with one coordinate is as unknown as one with none.
    Source: the fields ``latitude`` and ``longitude`` of the schemas.

    Examples
    --------
    >>> import pandas as pd
    >>> points = pd.DataFrame({"latitude": [14.5, None], "longitude": [100.5, 100.6]})
    >>> coordinates(points)[0].tolist()
    [100.5, nan]
    """
    import numpy as np

    empty = [n for n in (LATITUDE, LONGITUDE) if n in points and points[n].isna().all()]
    held = points.assign(**dict.fromkeys(empty, np.nan))
    POINTS.check(held)
    x, y = (held[n].to_numpy(float, na_value=np.nan) for n in (LONGITUDE, LATITUDE))
    unknown = np.isnan(x) | np.isnan(y)
    west, south, east, north = BOX
    outside = ~unknown & ~((x >= west) & (x <= east) & (y >= south) & (y <= north))
    if outside.any():
        raise AnalysisError("spatial.outside", n=int(outside.sum()), rows=_rows(points, outside))
    return np.where(unknown, np.nan, x), np.where(unknown, np.nan, y)


def spots(points: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.object_]]:
    """
    Which rows of a table have coordinates, and these as points.

    Parameters
    ----------
    points : pandas.DataFrame
        With ``latitude`` and ``longitude``, degrees in WGS 84.

    Returns
    -------
    tuple of numpy.ndarray
        Whether a row's coordinates are known; one shapely point for each row where they are.

    Notes
    -----
    Formula: none, values are handed on.
    Units: degrees.
    Missing: rows without coordinates have no point.
    Source: the fields ``latitude`` and ``longitude`` of the schemas.

    Examples
    --------
    >>> import pandas as pd
    >>> known, found = spots(pd.DataFrame({"latitude": [14.5, None], "longitude": [100.5, 100.6]}))
    >>> known.tolist(), len(found)
    ([True, False], 1)
    """
    import numpy as np
    import shapely

    x, y = coordinates(points)
    known = ~np.isnan(x)
    return known, shapely.points(x[known], y[known])


def polygons(layer: gpd.GeoDataFrame, role: str) -> NDArray[np.object_]:
    """
    The polygons of a layer.

    Parameters
    ----------
    layer : geopandas.GeoDataFrame
        Polygons in WGS 84 degrees.
    role : str
        What the layer is to the caller (``hazard``, ``zones``, ``areas``), for messages.

    Returns
    -------
    numpy.ndarray of shapely geometries
        Its shapes.

    Raises
    ------
    AnalysisError
        When the layer has no row, is in another reference system, or a shape is missing, empty,
        no polygon or crosses itself.

    Notes
    -----
    Formula: none, shapes are handed on.
    Units: degrees.
    Missing: a missing shape is refused, for nobody could say who lies in it.
    Source: OGC Simple Features (validity of polygons).

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> layer = gpd.GeoDataFrame(geometry=[shapely.box(100, 14, 101, 15)], crs="EPSG:4326")
    >>> len(polygons(layer, "hazard"))
    1
    """
    import numpy as np
    import shapely

    if layer.empty:
        raise AnalysisError("spatial.empty_layer", where=role)
    if layer.crs is None or not layer.crs.equals("EPSG:4326", ignore_axis_order=True):
        found = "-" if layer.crs is None else layer.crs.to_string()
        raise AnalysisError("spatial.crs", where=role, found=found)
    shapes: NDArray[np.object_] = np.asarray(layer.geometry.array, dtype=object)
    flat = np.isin(shapely.get_type_id(shapes), (3, 6))  # polygon, multipolygon
    bad = ~flat | shapely.is_empty(shapes) | ~shapely.is_valid(shapes)
    if bad.any():
        raise AnalysisError("spatial.shapes", where=role, n=int(bad.sum()), rows=_rows(layer, bad))
    return shapes


def _rows(frame: Any, which: NDArray[np.bool_]) -> str:
    """A few rows by their place, name or number: never by a value that could be personal."""
    told = next((frame[n] for n in ("row", "place") if n in frame), None)
    names = frame.index if told is None else told.to_numpy()
    found = [str(one) for one in names[which][:NAMED]]
    return ", ".join(found) + ("…" if which.sum() > NAMED else "")
