"""Exposure: households and people inside a hazard layer, or the share of an area it covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.spatial import metres
from tambon_gis.analysis.spatial.ground import polygons, spots
from tambon_gis.analysis.spatial.tally import require, tally
from tambon_gis.engine.frames import same_kind
from tambon_gis.model.stages import BOUNDARIES, SURVEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Shapes = NDArray[np.object_]

__all__ = ["FRAMEWORK", "covered", "exposed"]

#: Framework under which counts of exposed households are kept.
FRAMEWORK = "hazard"


@same_kind
def exposed(
    points: pd.DataFrame,
    hazard: gpd.GeoDataFrame,
    *,
    code: str,
    year: int,
    classes: str | None = None,
    by: Sequence[str] = (),
    people: str | None = None,
) -> pd.DataFrame:
    """
    Count the households, or persons, who live inside a hazard layer.

    Parameters
    ----------
    points : frame
        Stage ``survey`` with ``latitude`` and ``longitude``, one row a household: pandas, Polars or
        Arrow.
    hazard : geopandas.GeoDataFrame
        Polygons in WGS 84. Where they overlap a household counts once.
    code : str
        Name of the hazard, for example ``flood``.
    year : int
        Year of the households' data, B.E.
    classes : str, optional
        Column of ``hazard`` with its class: then also one code a class, ``<code>-<class>``. A
        household in two classes counts in both, and once in the code without a class; polygons
        whose class is null count there only.
    by : sequence of str, optional
        Further columns of ``points`` to group by.
    people : str, optional
        Column of persons of a household, for example ``members``: then persons are counted.

    Returns
    -------
    frame
        Stage ``counted``: framework ``hazard``; ``asked`` = households whose coordinates are known,
        ``met`` = those outside. The share of ``measured`` is thus that of the exposed. It rolls up
        and passes disclosure as any other.

    Raises
    ------
    StageError
        When a table lacks a column.
    AnalysisError
        When the layer is empty or holds shapes that cannot be used, coordinates lie outside
        Thailand, or numbers of persons are not whole.

    Notes
    -----
    Formula: failing = households (or their persons) whose point lies in a polygon or on its border.
    Units: households, or persons and households.
    Missing: without coordinates, or without a number of persons, a household counts as unknown.
    Source: definition of this package.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> flood = gpd.GeoDataFrame(geometry=[shapely.box(100, 14, 101, 15)], crs="EPSG:4326")
    >>> points = pd.DataFrame({"row": [2, 3, 4], "place": "15010901",
    ...     "latitude": [14.5, 15.5, None], "longitude": [100.5, 100.5, None]})
    >>> exposed(points, flood, code="flood", year=2565)[["asked", "met", "unknown"]].values.tolist()
    [[2, 1, 1]]
    """
    import numpy as np
    import pandas as pd
    import shapely

    SURVEY.check(points)
    require(points, by)
    known, found = spots(points)
    parts = []
    for label, shapes in _layers(hazard, code, classes):
        inside = np.unique(shapely.STRtree(shapes).query(found, predicate="intersects")[0])
        state = pd.array([pd.NA] * len(points), dtype="Int8")
        state[known] = np.isin(np.arange(len(found)), inside, invert=True).astype("int8")
        parts.append(points.assign(code=label, state=state))
    return tally(pd.concat(parts), year=year, framework=FRAMEWORK, by=by, people=people)


def covered(
    areas: gpd.GeoDataFrame,
    hazard: gpd.GeoDataFrame,
    *,
    code: str,
    classes: str | None = None,
    spread: str | None = None,
) -> pd.DataFrame:
    """
    Estimate exposure by area, where no household has coordinates.

    Parameters
    ----------
    areas : geopandas.GeoDataFrame
        Stage ``boundaries``, for example villages.
    hazard : geopandas.GeoDataFrame
        Polygons in WGS 84. Where they overlap the ground counts once.
    code : str
        Name of the hazard, for example ``flood``.
    classes : str, optional
        Column of ``hazard`` with its class, as in :func:`exposed`.
    spread : str, optional
        Column of ``areas`` with a count (households, people) to share out by area.

    Returns
    -------
    pandas.DataFrame
        One row a code and area: ``place``, ``code``, ``area_m2``, ``covered_m2``, ``share``
        (covered, 0 to 1) and ``estimated``, which is always true; with ``spread`` also
        ``expected``, the count times the share. It is no count of households and never enters
        ``counted``.

    Raises
    ------
    StageError
        When a table lacks a column.
    AnalysisError
        When a layer is empty or holds shapes that cannot be used.

    Notes
    -----
    Formula: share = area of (polygon and union of the hazard) / area of polygon, in the UTM zone of
    the polygon's middle; ``expected`` takes people as evenly spread over the area, which in a
    village with one street is far from true.
    Units: square metres; shares from 0 to 1.
    Missing: a null count to spread stays null.
    Source: areal interpolation of an extensive variable (Goodchild and Lam 1980, Geo-Processing 1,
    297-312).

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> areas = gpd.GeoDataFrame({"place": ["15010901"], "name": ["ก"]}, crs="EPSG:4326",
    ...     geometry=[shapely.box(100, 14, 100.02, 14.02)])
    >>> flood = gpd.GeoDataFrame(geometry=[shapely.box(100.01, 13, 101, 15)], crs="EPSG:4326")
    >>> covered(areas, flood, code="flood")["share"].round(4).tolist()
    [0.5]
    """
    import pandas as pd

    BOUNDARIES.check(areas)
    require(areas, [spread] if spread else [])
    shapes = polygons(areas, "areas")
    parts = []
    for label, of_class in _layers(hazard, code, classes):
        whole, part = _overlay(shapes, of_class)
        told = pd.DataFrame({"place": areas["place"].to_numpy(), "code": label})
        told = told.assign(area_m2=whole, covered_m2=part, share=part / whole, estimated=True)
        if spread is not None:
            told["expected"] = areas[spread].astype("Float64").to_numpy() * told["share"]
        parts.append(told)
    every = pd.concat(parts, ignore_index=True).astype({"place": "str", "code": "str"})
    return every.sort_values(["code", "place"], ignore_index=True)


def _layers(
    hazard: gpd.GeoDataFrame, code: str, classes: str | None
) -> Iterator[tuple[str, Shapes]]:
    """The shapes of the whole layer and of each class, with the code of each."""
    shapes = polygons(hazard, "hazard")
    yield code, shapes
    if classes is not None:
        require(hazard, [classes])
        held: Any = hazard[classes]
        for one in sorted(held.dropna().unique(), key=str):
            yield f"{code}-{one}", shapes[held.eq(one).fillna(value=False).to_numpy(bool)]


def _overlay(areas: Shapes, hazard: Shapes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """
    Square metres of each area, and of what a hazard covers of it, each in its own UTM zone.

    Pieces are cut in degrees, where points are looked up too, and measured in metres: a long
    straight line is not the same line in both.
    """
    import numpy as np
    import shapely

    at, hit = shapely.STRtree(hazard).query(areas, predicate="intersects")
    pieces = shapely.intersection(areas[at], hazard[hit])
    over = np.full(len(areas), shapely.Polygon(), dtype=object)
    for area in np.unique(at):
        over[area] = shapely.union_all(pieces[at == area])
    zone = metres.zones_of_shapes(areas)
    whole = metres.areas(areas, zone)
    return whole, np.minimum(metres.areas(over, zone), whole)
