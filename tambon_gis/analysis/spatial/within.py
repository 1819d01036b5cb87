"""Within: the place whose polygon a household lies in, and whether it is the one that is stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.engine import locate
from tambon_gis.engine.frames import answer
from tambon_gis.errors import AnalysisError
from tambon_gis.model.stages import BOUNDARIES

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["agreement", "within"]


def within(
    points: Any, places: gpd.GeoDataFrame, *, method: str = "auto", threads: int | None = None
) -> Any:
    """
    Add to each household the place whose polygon it lies in.

    Parameters
    ----------
    points : frame
        With ``latitude`` and ``longitude``: pandas, Polars, Arrow or Spark, or a dataset.
    places : geopandas.GeoDataFrame
        Stage ``boundaries``.
    method : {"auto", "strtree", "sedonadb", "spark"}, default "auto"
        Who finds them; every way gives the same answer. ``auto`` is Spark for a frame of Spark,
        else shapely's tree with a grid over it, faster than SedonaDB where it was measured.
    threads : int, optional
        Of shapely's tree; as many as the machine has cores by default.

    Returns
    -------
    frame
        The same rows and kind with the column ``within`` behind: codes as categories (text on
        Spark). Of a dataset ``row``, ``source`` and ``place`` are kept, as a pandas frame.

    Raises
    ------
    StageError
        When a column is missing or holds no numbers.
    AnalysisError
        When the polygons are not in WGS 84.
    EngineError
        When a polygon is not valid, or the method is unknown or not installed.

    Notes
    -----
    Formula: the polygon that holds the point or has it on its border, by exact arithmetic; of
    several, on a shared border or where polygons overlap, the one whose code sorts first.
    Units: degrees, WGS 84.
    Missing: null outside all polygons, also for coordinates that changed places, and where a
    coordinate is null, NaN or infinite.
    Source: definition of this package.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> places = gpd.GeoDataFrame({"place": ["15010901"], "name": ["ก"]}, crs="EPSG:4326",
    ...     geometry=[shapely.box(100, 14, 101, 15)])
    >>> points = pd.DataFrame({"latitude": [14.5, 16.0], "longitude": [100.5, 100.5]})
    >>> within(points, places)["within"].tolist()
    ['15010901', nan]
    """
    shapes, codes = _drawn(places)
    return locate.locate(points, shapes, codes, method=method, threads=threads)


def agreement(
    points: Any, places: gpd.GeoDataFrame, *, stated: str = "place", method: str = "auto"
) -> Any:
    """
    Count households by the place that is stated and the place whose polygon they lie in.

    Parameters
    ----------
    points : frame
        With ``latitude``, ``longitude`` and the place that is stated, as for :func:`within`.
    places : geopandas.GeoDataFrame
        Stage ``boundaries``.
    stated : str, default "place"
        Column of the place that is stated. It is cut to the length of the polygons' codes where
        these all have one length, so codes of villages meet polygons of tambons.
    method : {"auto", "strtree", "sedonadb", "spark"}, default "auto"
        Who finds the polygons, as for :func:`within`.

    Returns
    -------
    frame
        ``stated``, ``within`` and ``rows``, one row for each pair that occurs, ordered, null last;
        of the kind of ``points``, for a dataset a pandas frame. Where the first two differ, the
        stated place is not where the point lies.

    Raises
    ------
    StageError, AnalysisError, EngineError
        See :func:`within`.

    Notes
    -----
    Formula: rows = number of households of each pair; their sum is the number of rows.
    Units: households.
    Missing: ``within`` is null as in :func:`within`; a stated place that is null stays null.
    Source: definition of this package.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> places = gpd.GeoDataFrame({"place": ["15010901"], "name": ["ก"]}, crs="EPSG:4326",
    ...     geometry=[shapely.box(100, 14, 101, 15)])
    >>> points = pd.DataFrame({"place": ["15010901", "15010902", "15010902"],
    ...     "latitude": [14.5, 14.6, 14.7], "longitude": 100.5})
    >>> agreement(points, places).values.tolist()
    [['15010901', '15010901', 1], ['15010902', '15010901', 2]]
    """
    shapes, codes = _drawn(places)
    return answer(locate.agreement(points, shapes, codes, stated=stated, method=method), points)


def _drawn(places: gpd.GeoDataFrame) -> tuple[Any, list[str]]:
    """Polygons and their codes; the shapes themselves are checked where they are used."""
    BOUNDARIES.check(places)
    if places.crs is None or not places.crs.equals("EPSG:4326", ignore_axis_order=True):
        found = "-" if places.crs is None else places.crs.to_string()
        raise AnalysisError("spatial.crs", where="places", found=found)
    return places.geometry.to_numpy(), places["place"].tolist()
