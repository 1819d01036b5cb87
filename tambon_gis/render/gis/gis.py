"""Files for map programs: a GeoPackage with styles that QGIS opens coloured, and GeoJSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from tambon_gis.render.gis import gis_frames, gis_projects, qml
from tambon_gis.render.gis.gis_frames import plain
from tambon_gis.render.gis.gpkg import GeoPackage
from tambon_gis.render.layers import first_view
from tambon_gis.render.long_table import LongTable
from tambon_gis.words import words

if TYPE_CHECKING:
    from tambon_gis.model.sealed import Vectors
    from tambon_gis.render.content import Content

__all__ = ["geojson", "geopackage"]

PLACES, CELLS, FACILITIES, PROJECTS = "places", "cells", "facilities", "projects"
_KINDS = {"points": "POINT", "lines": "MULTILINESTRING", "areas": "MULTIPOLYGON"}
_MULTI = {"LineString": shapely.multilinestrings, "Polygon": shapely.multipolygons}


def geopackage(content: Content, *, lang: str = "th") -> dict[str, bytes | str]:
    """
    A GeoPackage: places with the newest values, all cells, facilities, projects, own layers.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language of values, titles and legends; names of columns are Latin letters.

    Returns
    -------
    dict[str, bytes or str]
        ``map.gpkg`` with a style for every indicator; QGIS opens it in the classes and colours of
        the page. It names no file, machine or day.
    """
    table, say = LongTable(content, lang=lang), words(lang)
    made = GeoPackage(_about(content, lang))
    columns, rows = gis_frames.place_rows(table, content)
    shapes = [_multi(shape) for shape in gis_frames.rounded(list(content.places.frame.geometry))]
    made.features(PLACES, say.text("office.gis.places"), "MULTIPOLYGON", columns, rows, shapes)
    cells = gis_frames.cell_rows(table)
    made.attributes(CELLS, say.text("office.gis.cells"), gis_frames.CELLS, cells)
    _styles(made, content, table, lang)
    _facilities(made, content, lang)
    _projects(made, content, lang)
    for vectors in content.vectors:
        _own(made, vectors, lang)
    return {"map.gpkg": made.closed()}


def geojson(content: Content, *, lang: str = "th") -> dict[str, bytes | str]:
    """
    Places with the newest values, as RFC 7946 wants it: WGS 84, outer rings counter-clockwise.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language of the values in words.

    Returns
    -------
    dict[str, bytes or str]
        ``map.geojson``; a feature's id is the code of its place.
    """
    table = LongTable(content, lang=lang)
    columns, rows = gis_frames.place_rows(table, content)
    shapes = gis_frames.rounded(list(content.places.frame.geometry))
    features = [
        {
            "type": "Feature",
            "id": row["place"],
            "bbox": list(shape.bounds),
            "geometry": shapely.geometry.mapping(shape),
            "properties": {name: row.get(name) for name in columns},
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]
    box = [float(edge) for edge in shapely.total_bounds(shapes)]
    told = {"type": "FeatureCollection", "name": plain(content.credits.area_title),
            "description": _about(content, lang), "bbox": box, "features": features}  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return {"map.geojson": text}


def _about(content: Content, lang: str) -> str:
    """What must be said of the data."""
    say, credit = words(lang), content.credits
    about = say.text("office.gis.about", area=plain(credit.area_title), date=credit.made_on)
    if credit.synthetic:
        about = say.text("office.gis.synthetic", about=about)
    if content.measures.audience == "internal":
        about = say.text("office.gis.internal", about=about)
    return about


def _styles(made: GeoPackage, content: Content, table: LongTable, lang: str) -> None:
    """One style an indicator; the one that the page opens with comes first."""
    first = first_view(table.layers)
    for at, layer in enumerate(table.layers):
        year = max(layer.cells)
        title = f"{layer.indicator.code}. {layer.indicator.short.of(lang)}"
        name = words(lang).text("office.gis.style", title=title, year=str(year))
        style = qml.places_style(content, layer, year, lang=lang)
        default = first is not None and first[0] == at
        made.style(PLACES, plain(name), style, default=default)


def _facilities(made: GeoPackage, content: Content, lang: str) -> None:
    """Public places as points."""
    if content.facilities is None or content.facilities.frame.empty:
        return
    frame = content.facilities.frame.dropna(subset=["latitude", "longitude"])
    rows = [
        {"name": _cell(name), "kind": _cell(kind)}
        for name, kind in zip(frame["name"], frame["kind"], strict=True)
    ]
    points = list(shapely.points(frame["longitude"].to_numpy(), frame["latitude"].to_numpy()))
    title = words(lang).text("office.gis.facilities")
    kinds = {"name": "TEXT", "kind": "TEXT"}
    made.features(FACILITIES, title, "POINT", kinds, rows, gis_frames.rounded(points))
    made.style(FACILITIES, title, qml.facility_style(), default=True)


def _projects(made: GeoPackage, content: Content, lang: str) -> None:
    """Projects of the plan by place, coloured by how far they are."""
    rows, points = gis_projects.project_rows(content, lang=lang)
    if not rows:
        return
    say = words(lang)
    title = say.text("office.gis.projects")
    made.features(PROJECTS, title, "POINT", dict(gis_projects.COLUMNS), rows,
                  gis_frames.rounded(points))  # fmt: skip
    titles = {status: say.text(f"plan.map.{status}") for status in gis_projects.STATUSES}
    made.style(PROJECTS, title, qml.projects_style(titles), default=True)


def _own(made: GeoPackage, vectors: Vectors, lang: str) -> None:
    """A layer of the group's own with the columns that its document publishes."""
    layer, frame = vectors.layer, vectors.frame
    names = [str(name) for name in frame.columns if name != frame.geometry.name]
    numbers = {name: pd.api.types.is_numeric_dtype(frame[name]) for name in names}
    columns = {plain(name): "REAL" if numbers[name] else "TEXT" for name in names}
    rows = [
        {plain(name): _cell(row[name], number=numbers[name]) for name in names}
        for row in frame[names].to_dict("records")
    ]
    shapes = list(frame.geometry)
    if layer.kind != "points":
        shapes = [_multi(shape) for shape in shapes]
    kind = _KINDS[layer.kind] if not _mixed(shapes) else "GEOMETRY"
    name = "own_" + layer.id.replace("-", "_")
    title = plain(layer.title.of(lang))
    made.features(name, title, kind, columns, rows, gis_frames.rounded(shapes))
    made.style(name, title, qml.own_style(layer, lang=lang), default=True)


def _mixed(shapes: list[shapely.Geometry]) -> bool:
    """Whether shapes are of several kinds."""
    return len({shape.geom_type for shape in shapes}) > 1


def _multi(shape: shapely.Geometry) -> shapely.Geometry:
    """A shape as one of several, so that a layer holds one kind."""
    made = _MULTI.get(shape.geom_type)
    return made([shape]) if made else shape


def _cell(value: Any, *, number: bool = False) -> str | float | None:
    """A cell of a table."""
    if pd.isna(value):
        return None
    return float(value) if number else plain(value)
