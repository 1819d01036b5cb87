"""Rungs: the wider areas that polygons make up, their outlines from the polygons' own borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.places import LADDER

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import shapely

__all__ = ["parents_of"]

#: Part of the longer side of an area within which the point of its label is found.
_FINE = 1e-3
_DECIMALS = 5


def parents_of(frame: gpd.GeoDataFrame, level: str, names: Mapping[str, str]) -> gpd.GeoDataFrame:
    """
    The areas of a wider level that polygons make up.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        As :class:`~tambon_gis.model.sealed.Places` holds it, of a finer level.
    level : str
        The wider level.
    names : Mapping[str, str]
        Names by code; an area without one is named by its code.

    Returns
    -------
    geopandas.GeoDataFrame
        The same columns, by code; ``moo`` is null.
    """
    import geopandas as gpd
    import pandas as pd

    parent = frame["place"].str[: LADDER[level]]
    groups = {str(code): rows.to_numpy() for code, rows in frame.geometry.groupby(parent)}
    shapes = [_joined(one) for one in groups.values()]
    points = [_label_point(one) for one in shapes]
    table = {
        "place": list(groups),
        "name": [names.get(code, code) for code in groups],
        "level": level,
        "moo": pd.array([pd.NA] * len(groups), dtype="Int16"),
        "label_x": [x for x, _ in points],
        "label_y": [y for _, y in points],
    }
    return gpd.GeoDataFrame(table, geometry=shapes, crs=frame.crs)[list(frame.columns)]


def _joined(shapes: object) -> shapely.Geometry:
    """One shape of polygons that share their borders; where they do not, the plain union."""
    import shapely

    whole = shapely.coverage_union_all(shapes)
    sound = shapely.is_valid(whole) and shapely.coverage_is_valid(shapes)
    return whole if sound else shapely.union_all(shapes)


def _label_point(shape: shapely.Geometry) -> tuple[float, float]:
    """The middle of the largest circle inside an area."""
    import shapely

    west, south, east, north = shape.bounds
    circle = shapely.maximum_inscribed_circle(
        shape, tolerance=_FINE * max(east - west, north - south)
    )
    found = shapely.get_coordinates(circle)
    x, y = found[0] if len(found) else shapely.get_coordinates(shape.point_on_surface())[0]
    return round(float(x), _DECIMALS), round(float(y), _DECIMALS)
