"""GeoJSON, one object or one a line, and TopoJSON: parsed here, so that no address is followed."""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders.geodata import topojson
from tambon_gis.loaders.geodata.held import layer_of
from tambon_gis.loaders.geodata.shape import packed, shape_of
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tambon_gis.loaders.geodata.held import Held

__all__ = ["open_json", "parse"]

#: What coordinates are in where the file says nothing.
STANDARD = "EPSG:4326"
SHAPES = frozenset({
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
})  # fmt: skip
AREAS = frozenset({"Polygon", "MultiPolygon"})
SPACES = " \t\r\n\x1e"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def open_json(path: Path, name: str, file: str) -> list[Held]:
    """
    Open a GeoJSON or a TopoJSON, whichever it is.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        Name of the layer, where the file gives none.
    file : str
        For findings and messages.

    Returns
    -------
    list[Held]
        One layer, or one for each object of a TopoJSON.

    Raises
    ------
    InputError
        When it is no JSON, or no map data.

    Examples
    --------
    >>> from pathlib import Path
    >>> one = open_json(Path("tests/data/small/villages.geojson"), "villages", "villages.geojson")
    >>> one[0].name, one[0].rows, one[0].load().crs
    ('villages', 3, 'EPSG:4326')
    """
    try:
        raw = path.read_bytes()
    except OSError:
        raise InputError("file.locked", where=file) from None
    if not raw.strip():
        raise InputError("file.empty", where=file)
    try:
        decoded, encoding = _decode(raw)
        found, doubled = parse(decoded)
    except (ValueError, RecursionError, LookupError):
        raise InputError("boundary.unreadable", where=file) from None
    notes = []
    if encoding != "utf-8":
        notes.append(Finding("layer.encoding", "note", file, facts={"encoding": encoding}))
    if doubled:
        facts = {"keys": ", ".join(sorted(doubled)[:5])}
        notes.append(Finding("layer.keys_doubled", "decide", file, count=len(doubled), facts=facts))
    first = found[0] if found else None
    if len(found) == 1 and isinstance(first, dict) and first.get("type") == "Topology":
        return topojson.layers(first, name, file, notes)
    features = [feature for one in found for feature in _features(one, file)]
    return [_layer(features, _crs(first, file, notes), name, notes)]


def parse(text: str) -> tuple[list[Any], set[str]]:
    r"""
    All JSON values of a text: one, or one after the other.

    Parameters
    ----------
    text : str
        For example newline-delimited GeoJSON.

    Returns
    -------
    tuple[list, set[str]]
        The values, and keys that stood twice in one object, of which the last one counts.

    Raises
    ------
    ValueError
        When it is no JSON.

    Examples
    --------
    >>> parse('{"a": 1, "a": 2}\n{"b": 3}')
    ([{'a': 2}, {'b': 3}], {'a'})
    """
    doubled: set[str] = set()

    def hook(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            keys = [key for key, _ in pairs]
            doubled.update(key for key in keys if keys.count(key) > 1)
        if str(made.get("type")) in AREAS:
            made["coordinates"] = packed(made.get("coordinates"))
        return made

    decoder = json.JSONDecoder(object_pairs_hook=hook)
    found: list[Any] = []
    at, end = 0, len(text)
    while True:
        while at < end and text[at] in SPACES:
            at += 1
        if at == end:
            return found, doubled
        value, at = decoder.raw_decode(text, at)
        found.append(value)


def _decode(raw: bytes) -> tuple[str, str]:
    """The text and its encoding."""
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding), encoding.removesuffix("-sig")
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return raw.decode("cp874"), "cp874"


def _features(value: Any, file: str) -> Iterator[Any]:
    """The features of a value of any type that GeoJSON knows."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "FeatureCollection" and isinstance(value.get("features"), list):
        yield from value["features"]
    elif kind == "Feature":
        yield value
    elif str(kind) in SHAPES:
        yield {"type": "Feature", "properties": {}, "geometry": value}
    else:
        raise InputError("layer.not_geojson", where=file)


def _crs(first: Any, file: str, notes: list[Finding]) -> str | None:
    """The system of the old ``crs`` member by its name; a link is never followed."""
    member = first.get("crs") if isinstance(first, dict) else None
    if member is None:
        said_none = isinstance(first, dict) and "crs" in first
        return None if said_none else STANDARD
    inner = member.get("properties") if isinstance(member, dict) else None
    named = inner.get("name") if isinstance(inner, dict) else None
    if isinstance(named, str) and member.get("type") == "name" and "://" not in named:
        return STANDARD if named.upper().endswith(("CRS84", ":4326")) else named
    code = inner.get("code") if isinstance(inner, dict) else None
    if isinstance(code, int | str) and str(code).isdigit():
        return f"EPSG:{code}"
    notes.append(Finding("layer.crs_link", "decide", file))
    return None


def _layer(features: Sequence[Any], crs: str | None, name: str, notes: Sequence[Finding]) -> Held:
    """Features as a layer."""
    rows = [feature if isinstance(feature, dict) else {} for feature in features]
    tables = [row["properties"] if isinstance(row.get("properties"), dict) else {} for row in rows]
    keys = dict.fromkeys(key for table in tables for key in table)
    columns: dict[str, list[object]] = {k: [table.get(k) for table in tables] for k in keys}
    if "id" not in columns and any(isinstance(row.get("id"), int | str) for row in rows):
        columns["id"] = [row.get("id") for row in rows]
    shapes = [shape_of(row.get("geometry")) for row in rows]
    return layer_of(columns, shapes, crs=crs, findings=notes, name=name)
