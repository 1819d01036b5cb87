"""The files of a cut: a GeoPackage or GeoJSON, and the record of where it came from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shapely
import tomlkit

from tambon_gis.places import LADDER
from tambon_gis.render.gis.gpkg import GeoPackage
from tambon_gis.words import BE_OFFSET, words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import geopandas as gpd

__all__ = ["KINDS", "Origin", "record", "written"]

#: Kinds of files that can be written, the usual one first.
KINDS = ("gpkg", "geojson")
#: About a centimetre: what GeoJSON keeps of a degree.
DECIMALS = 7
#: Columns of names by level: what office programs call them too.
_NAMES = {
    "province": "changwat_t",
    "amphoe": "amphoe_t",
    "tambon": "tambon_t",
    "village": "vill_name_t",
}


@dataclass(frozen=True)
class Origin:
    """
    Where a layer came from.

    Parameters
    ----------
    source : str
        Its address without anything secret, or its file name.
    files : Mapping[str, tuple[str, int]]
        Name -> SHA-256 and bytes of each file it is made of.
    on : datetime.date
        The day it was taken.
    licence, credit : str
        What its publisher asks for; empty where nobody said it.
    again : bool
        Whether it had been downloaded before.
    """

    source: str
    files: Mapping[str, tuple[str, int]] = field(repr=False)
    on: dt.date
    licence: str = ""
    credit: str = ""
    again: bool = False


def written(frame: gpd.GeoDataFrame, level: str, kind: str, title: str) -> bytes | str:
    """
    Pieces as a file, the same bytes for the same pieces.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Stage ``boundaries`` with names of the wider areas.
    level : str
        Level of the pieces.
    kind : {"gpkg", "geojson"}
        Kind of file.
    title : str
        What the layer is called.

    Returns
    -------
    bytes or str
        The file: code, level, name and the names of the wider areas.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> shape = [shapely.box(100, 14, 101, 15)]
    >>> frame = gpd.GeoDataFrame({"place": ["15"], "name": ["อ่างทอง"]}, geometry=shape, crs=4326)
    >>> made = written(frame, "province", "geojson", "แนวเขต")
    >>> json.loads(made)["features"][0]["properties"]["changwat_t"]
    'อ่างทอง'
    """
    columns = _columns(frame, level)
    rows = [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]
    shapes = [shapely.multipolygons([one]) if one.geom_type == "Polygon" else one
              for one in frame.geometry]  # fmt: skip
    if kind == "geojson":
        return _geojson(rows, shapes, title)
    made = GeoPackage(title)
    made.features(level, title, "MULTIPOLYGON", dict.fromkeys(columns, "TEXT"), rows, shapes)
    return made.closed()


def _columns(frame: gpd.GeoDataFrame, level: str) -> dict[str, list[str]]:
    """Codes, levels and names, each level under its own heading."""
    columns = {f"{level}_code": [str(code) for code in frame["place"]]}
    columns[_NAMES[level]] = [str(name) for name in frame["name"]]
    for wider in sorted(LADDER, key=LADDER.__getitem__, reverse=True):
        if LADDER[wider] < LADDER[level] and f"{wider}_name" in frame:
            columns[_NAMES[wider]] = [str(name) for name in frame[f"{wider}_name"]]
    return columns | {"level": [level] * len(frame)}


def _geojson(rows: list[dict[str, str]], shapes: list[Any], title: str) -> str:
    """RFC 7946, one piece a line."""
    lines = []
    for row, shape in zip(rows, shapes, strict=True):
        rounded = shapely.transform(shape, lambda xy: xy.round(DECIMALS))
        made = {"type": "Feature", "properties": row, "geometry": shapely.geometry.mapping(rounded)}
        lines.append(json.dumps(made, ensure_ascii=False))
    head = json.dumps(title, ensure_ascii=False)
    body = ",\n".join(lines)
    return f'{{"type": "FeatureCollection", "name": {head}, "features": [\n{body}\n]}}\n'


def record(
    code: str, level: str, origin: Origin, files: Mapping[str, bytes | str], *, lang: str = "th"
) -> str:
    """
    The record that lies beside a cut.

    Parameters
    ----------
    code, level : str
        The area, and the level of its pieces.
    origin : Origin
        Where the layer came from.
    files : Mapping[str, bytes or str]
        What was cut, by file name.
    lang : {"th", "en"}, default "th"
        Language of the comments.

    Returns
    -------
    str
        TOML: what was cut, and the source with licence, credit, day (B.E.) and checksums.

    Examples
    --------
    >>> import datetime as dt
    >>> origin = Origin("a.shp", {"a.shp": ("00", 1)}, dt.date(2023, 1, 2), "CC0-1.0")
    >>> made = tomlkit.parse(record("15", "tambon", origin, {"tambon-15.gpkg": b""}))
    >>> made["source"]["taken_on"], made["source"]["licence"]
    ('2566-01-02', 'CC0-1.0')
    """
    say = words(lang)
    document = tomlkit.document()
    document.add(tomlkit.comment(say.text("cut.record.head", file=next(iter(files)))))
    document.add(tomlkit.comment(say.text("cut.record.names")))
    document["code"], document["level"] = code, level
    made = tomlkit.aot()
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        made.append(tomlkit.item({"file": name, "sha256": hashlib.sha256(raw).hexdigest()}))
    source = tomlkit.table()
    day = origin.on
    source["from"] = origin.source
    source["taken_on"] = f"{day.year + BE_OFFSET}-{day:%m-%d}"
    source.add(tomlkit.comment(say.text("cut.record.licence")))
    source["licence"], source["credit"] = origin.licence, origin.credit
    parts = tomlkit.aot()
    for name, (digest, size) in origin.files.items():
        parts.append(tomlkit.item({"file": name, "sha256": digest, "bytes": size}))
    source["part"] = parts
    document["source"] = source
    document["made"] = made
    return tomlkit.dumps(document)
