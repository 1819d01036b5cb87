"""Three made-up villages in a row, as boxes, and the ways in which a layer of them is written."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING, Any

from torture.registry import Made

if TYPE_CHECKING:
    from pathlib import Path

Ring = list[tuple[float, float]]

WEST, SOUTH, SIDE = 100.45, 14.55, 0.01
CODES = ("99010101", "99010102", "99010103")
NAMES = ("ต้นน้ำ", "กลางทุ่ง", "ปลายนา")
NUMBERS = (1, 2, 3)
#: What ESRI writes for WGS 84 in degrees, and in metres of zone 47.
WGS84 = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
UTM = (
    'PROJCS["{name}",{geogcs},PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],'
    'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{meridian}],'
    'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
INDIAN = (
    'GEOGCS["GCS_Indian_1975",DATUM["D_Indian_1975",SPHEROID["Everest_Adjustment_1937",'
    '6377276.345,300.8017]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
STRANGE = (
    'GEOGCS["GCS_Local",DATUM["D_Local_Thai_Survey",SPHEROID["Everest_1830",6377276.345,'
    '300.8017]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)


def prj(geogcs: str, zone: int) -> str:
    """The text of a .prj for metres of a UTM zone."""
    return UTM.format(name=f"UTM_{zone}N", geogcs=geogcs, meridian=6.0 * zone - 183)


def box(at: float, *, west: float = WEST, south: float = SOUTH, side: float = SIDE) -> Ring:
    """The ring of a box, clockwise as shapefiles want it; ``at`` counts boxes to the east."""
    x, y = west + at * side, south
    return [(x, y), (x, y + side), (x + side, y + side), (x + side, y), (x, y)]


def rings() -> list[list[Ring]]:
    """One ring a village."""
    return [[box(at)] for at in range(3)]


def moved(geometries: list[list[Ring]], pipeline: str) -> list[list[Ring]]:
    """The rings after a PROJ pipeline."""
    import pyproj

    take = pyproj.Transformer.from_pipeline(pipeline)
    return [
        [[tuple(take.transform(x, y)) for x, y in ring] for ring in rings_]  # type: ignore[misc]
        for rings_ in geometries
    ]


_DEGREES = "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
_EVEREST = "+a=6377276.345 +rf=300.8017"


def utm(zone: int) -> str:
    """From degrees on WGS 84 to metres of a zone."""
    return f"{_DEGREES}+step +proj=utm +zone={zone} +ellps=WGS84"


def indian(zone: int) -> str:
    """From degrees on WGS 84 to metres on Indian 1975, by three translations written out here."""
    return (
        f"{_DEGREES}+step +proj=cart +ellps=WGS84 "
        "+step +proj=helmert +x=-210 +y=-814 +z=-289 "
        f"+step +inv +proj=cart {_EVEREST} +step +proj=utm +zone={zone} {_EVEREST}"
    )


# --- shapefiles, byte by byte ---


def _record(number: int, rings_: list[Ring] | None) -> bytes:
    """One polygon record; None is a null shape."""
    if rings_ is None:
        body = struct.pack("<i", 0)
    else:
        points = [point for ring in rings_ for point in ring]
        starts, at = [], 0
        for ring in rings_:
            starts.append(at)
            at += len(ring)
        body = struct.pack("<i4d", 5, *_bounds(points))
        body += struct.pack("<2i", len(rings_), len(points))
        body += struct.pack(f"<{len(starts)}i", *starts)
        body += b"".join(struct.pack("<2d", x, y) for x, y in points)
    return struct.pack(">2i", number, len(body) // 2) + body


def _bounds(points: Ring) -> tuple[float, float, float, float]:
    """West, south, east, north."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def shp_bytes(shapes: list[list[Ring] | None]) -> tuple[bytes, bytes]:
    """The .shp and the .shx."""
    records = [_record(number, one) for number, one in enumerate(shapes, 1)]
    points = [point for one in shapes if one for ring in one for point in ring]
    box_ = _bounds(points) if points else (0.0,) * 4
    index, at = b"", 50
    for record in records:
        index += struct.pack(">2i", at, len(record) // 2 - 4)
        at += len(record) // 2

    def head(length: int) -> bytes:
        return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, length) + struct.pack(
            "<2i8d", 1000, 5, *box_, 0, 0, 0, 0
        )

    return head(at) + b"".join(records), head(50 + 4 * len(records)) + index


def dbf_bytes(
    fields: list[tuple[bytes, str, int]], rows: list[list[bytes]], *, deleted: tuple[int, ...] = ()
) -> bytes:
    """A dBASE III table: names of up to 10 bytes, texts and numbers; no code page byte."""
    length = 1 + sum(size for *_, size in fields)
    out = struct.pack("<4BIHH20x", 3, 125, 1, 1, len(rows), 33 + 32 * len(fields), length)
    for name, kind, size in fields:
        out += struct.pack("<11sc4xBB14x", name[:10], kind.encode(), size, 0)
    out += b"\r"
    for at, row in enumerate(rows):
        out += b"*" if at in deleted else b" "
        for cell, (_, kind, size) in zip(row, fields, strict=True):
            out += cell[:size].rjust(size) if kind == "N" else cell[:size].ljust(size)
    return out + b"\x1a"


FIELDS = [(b"VILL_CODE", "C", 8), (b"VILL_NAM_T", "C", 30), (b"MOO", "N", 2)]


def land_rows(encoding: str = "cp874") -> list[list[bytes]]:
    """The rows of the table as bytes."""
    return [
        [code.encode(), name.encode(encoding), str(number).encode()]
        for code, name, number in zip(CODES, NAMES, NUMBERS, strict=True)
    ]


def shapefile(
    folder: Path, *, shapes: Any = None, table: bytes | None = None, prj: str | None = WGS84,
    rows: tuple[int, ...] | None = NUMBERS, name: str = "land", without: tuple[str, ...] = (),
) -> Made:  # fmt: skip
    """Write the parts of a shapefile, but for some."""
    shp, shx = shp_bytes(rings() if shapes is None else shapes)
    parts = {".shp": shp, ".shx": shx, ".dbf": table or dbf_bytes(FIELDS, land_rows())}
    if prj is not None:
        parts[".prj"] = prj.encode()
    for suffix, data in parts.items():
        if suffix not in without:
            (folder / f"{name}{suffix}").write_bytes(data)
    return Made(folder / f"{name}.shp", rows)


# --- GeoJSON ---


def feature(at: int, geometry: Any = "box", **properties: Any) -> dict[str, Any]:
    """A village as a GeoJSON feature."""
    shape = {"type": "Polygon", "coordinates": [box(at)[::-1]]} if geometry == "box" else geometry
    own = {"VILL_CODE": CODES[at], "VILL_NAM_T": NAMES[at], "MOO": NUMBERS[at]}
    return {"type": "Feature", "properties": {**own, **properties}, "geometry": shape}


def features() -> list[dict[str, Any]]:
    """The three villages."""
    return [feature(at) for at in range(3)]


def geojson(
    folder: Path, made: list[dict[str, Any]] | None = None, *, name: str = "land.geojson",
    rows: tuple[int, ...] | None = NUMBERS, **more: Any,
) -> Made:  # fmt: skip
    """Write a GeoJSON file."""
    whole = {"type": "FeatureCollection", **more, "features": features() if made is None else made}
    (folder / name).write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return Made(folder / name, rows)


def tambons(
    codes: tuple[str, ...], names: tuple[str, ...], *, at: tuple[float, float] = (WEST, SOUTH)
) -> list[dict[str, Any]]:
    """Boxes with codes of tambons."""
    west, south = at
    return [
        {
            "type": "Feature",
            "properties": {"ADM3_PCODE": f"TH{code}", "ADM3_TH": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [box(number, west=west, south=south)[::-1]],
            },
        }
        for number, (code, name) in enumerate(zip(codes, names, strict=True))
    ]
