"""Points held against the country and against the place they are said to lie in.

Households are placed by their code; coordinates only question it. A finding names cells, distances
and places, never a coordinate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.land import coverage
from tambon_gis.loaders.land.datum import THAILAND
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.model.findings import Report, Severity
    from tambon_gis.model.schema import Schema

    Numbers = NDArray[np.float64]

__all__ = ["LATITUDE", "LONGITUDE", "Placed", "check", "locate", "reasons", "without_limits"]

LATITUDE = "latitude"
LONGITUDE = "longitude"
#: Reason -> what is said of a household, whose code places it all the same.
HOUSEHOLD = {
    "point.missing": "point.missing_household",
    "point.zero": "point.zero_household",
    "point.swapped": "point.swapped_household",
    "point.metres": "point.metres_household",
    "point.outside": "point.outside_household",
}
#: Points this near to their place, in metres, are in it: lines and receivers are no better.
NEAR = 50.0
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


def check(
    survey: pd.DataFrame,
    boundaries: gpd.GeoDataFrame,
    report: Report,
    *,
    letters: Mapping[str, str],
) -> Report:
    """
    Hold the coordinates of households against their codes.

    Parameters
    ----------
    survey : pandas.DataFrame
        Stage ``survey``; without ``latitude`` and ``longitude`` nothing is said.
    boundaries : geopandas.GeoDataFrame
        Stage ``boundaries``, of the level of the codes or a wider one.
    report : Report
        The report of the survey.
    letters : Mapping[str, str]
        Field -> letter of its column in the sheet.

    Returns
    -------
    Report
        The report with its findings, each with the address of a cell. Rows are never refused here:
        the code places them.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> from tambon_gis.model.findings import Report
    >>> frame = gpd.GeoDataFrame({"place": ["15010901", "15010902"]}, crs="EPSG:4326",
    ...     geometry=[shapely.box(100, 14, 100.1, 14.1), shapely.box(100.1, 14, 100.2, 14.1)])
    >>> survey = pd.DataFrame({"row": [2], "place": ["15010901"], "latitude": [14.05],
    ...     "longitude": [100.15]})
    >>> told = check(survey, frame, Report("a", "a.csv", 1, 1), letters={"latitude": "F"})
    >>> told.findings[0].code, told.findings[0].cell, told.findings[0].facts["lies_in"]
    ('point.elsewhere', 'F2', '15010902')
    """
    import numpy as np

    if not {LATITUDE, LONGITUDE} <= set(survey.columns) or survey.empty or boundaries.empty:
        return report
    y, x = _numbers(survey[LATITUDE]), _numbers(survey[LONGITUDE])
    blank = np.isnan(y) & np.isnan(x)
    why = reasons(y, x)
    letter, sheet = letters.get(LATITUDE, ""), str(survey.attrs.get("sheet", ""))
    rows = survey["row"].to_numpy(int)
    found = [
        Finding(HOUSEHOLD[code], "decide", report.file, sheet, f"{letter}{row}", int(row))
        for row, code, nothing in zip(rows, why, blank, strict=True)
        if code and not nothing
    ]
    good = np.array([not code for code in why], dtype=bool)
    digits = len(boundaries["place"].iloc[0])  # polygons of tambons hold the codes of villages
    said = [str(place)[:digits] for place in survey["place"].to_numpy(object)[good]]
    placed = locate(y[good], x[good], said, boundaries)
    edge = int(((placed.metres > 0) & (placed.metres <= NEAR)).sum())
    if edge:
        facts = {"near": f"{NEAR:.0f}"}
        found.append(Finding("point.edge", "note", report.file, sheet, count=edge, facts=facts))
    # a line that was never drawn cannot say that a house stands on its wrong side
    drawn = ~boundaries.get("approximate", boundaries["place"].isna()).astype(bool)
    exact = set(boundaries["place"][drawn])
    for at in np.flatnonzero(placed.metres > NEAR):
        row, place = int(rows[good][at]), said[at]
        facts = {"place": place, "lies_in": placed.place[at] or "-"}
        facts["metres"] = f"{placed.metres[at]:,.0f}"
        severe: Severity = "decide" if place in exact else "note"
        cell = f"{letter}{row}"
        found.append(Finding("point.elsewhere", severe, report.file, sheet, cell, row, facts=facts))
    return report.noting(found)


def without_limits(schema: Schema) -> Schema:
    """
    A schema whose coordinates have no bounds, so that those out of bounds arrive here to be told.

    Parameters
    ----------
    schema : Schema
        The schema of a table with coordinates.

    Returns
    -------
    Schema
        The same in all else.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> schema = without_limits(catalog.schema("facilities"))
    >>> [one.maximum for one in schema.field if one.name == "latitude"]
    [None]
    """
    fields = tuple(
        one.model_copy(update={"minimum": None, "maximum": None})
        if one.name in {LATITUDE, LONGITUDE}
        else one
        for one in schema.field
    )
    return schema.model_copy(update={"field": fields})


def _around(shapes: Any, spots: Any) -> Numbers:
    """Metres around the globe from the middle of shapes, for points that no zone reaches."""
    import pyproj
    import shapely

    middle = shapely.centroid(shapes)
    ends = [of(one) for one in (middle, spots) for of in (shapely.get_x, shapely.get_y)]
    found: Numbers = pyproj.Geod(ellps="WGS84").inv(*ends)[2]
    return found


def _numbers(column: pd.Series[Any]) -> Numbers:
    """A column as floats, NaN where unknown."""
    return column.to_numpy(float, na_value=float("nan"))


def _between(values: Numbers, bounds: tuple[float, float]) -> NDArray[np.bool_]:
    """Which values lie between two bounds."""
    return (values >= bounds[0]) & (values <= bounds[1])


def _inside(longitude: Numbers, latitude: Numbers) -> NDArray[np.bool_]:
    """Which points lie in the box around Thailand."""
    west, south, east, north = THAILAND
    return _between(longitude, (west, east)) & _between(latitude, (south, north))
