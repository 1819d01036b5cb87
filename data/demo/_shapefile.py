"""The shapefile as groups really have it: Indian 1975, DBF text in cp874, no `.cpg`.

The datum shift is worked out by hand (EPSG:1304, a geocentric translation) and the bytes are
packed here, so that the boundary file owes nothing to the libraries that will read it.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

import numpy as np
import pyproj
import shapely
from _land import villages_wgs84
from _place import AMPHOE_NAME, PROVINCE_NAME, TAMBON, TAMBON_NAME, VILLAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WGS84: Final = (6378137.0, 1 / 298.257223563)
EVEREST_1937: Final = (6377276.345, 1 / 300.8017)
INDIAN_1975_TO_WGS84: Final = np.array([210.0, 814.0, 289.0])
PRJ: Final = (
    'PROJCS["Indian_1975_UTM_Zone_47N",GEOGCS["GCS_Indian_1975",DATUM["D_Indian_1975",'
    'SPHEROID["Everest_Adjustment_1937",6377276.345,300.8017]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",99.0],PARAMETER["Scale_Factor",0.9996],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
FIELDS: Final = (
    ("VILL_CODE", "C", 8),
    ("VILL_NAM_T", "C", 40),
    ("MOO", "N", 4),
    ("TAM_CODE", "C", 6),
    ("TAM_NAM_T", "C", 40),
    ("AMP_NAM_T", "C", 40),
    ("PROV_NAM_T", "C", 40),
    ("NOTE", "C", 40),
)
DBF_DATE: Final = (122, 11, 20)


def write_villages(folder: Path) -> None:
    """Write `village.shp`, `.shx`, `.dbf` and `.prj` into a folder.

    Parameters
    ----------
    folder : Path
        Made when it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    truth = villages_wgs84()
    rings = [_ring(truth[village.code]) for village in VILLAGES]
    shp, shx = _shape_bytes(rings)
    rows = [
        (v.code, v.name, v.moo, TAMBON, TAMBON_NAME, AMPHOE_NAME, PROVINCE_NAME, "ข้อมูลสมมุติ")
        for v in VILLAGES
    ]
    (folder / "village.shp").write_bytes(shp)
    (folder / "village.shx").write_bytes(shx)
    (folder / "village.dbf").write_bytes(_table_bytes(rows))
    (folder / "village.prj").write_bytes(PRJ.encode("ascii"))


def to_indian_1975(lon: np.ndarray, lat: np.ndarray, height: float = 0.0) -> np.ndarray:
    """Shift WGS 84 to Indian 1975.

    Parameters
    ----------
    lon, lat : numpy.ndarray
        Degrees in WGS 84.
    height : float
        Metres above the WGS 84 ellipsoid.

    Returns
    -------
    numpy.ndarray
        Shape (n, 3): longitude and latitude in degrees, height in metres, on Everest 1937.
    """
    return _geodetic(_geocentric(lon, lat, height) - INDIAN_1975_TO_WGS84)


def _geocentric(lon: np.ndarray, lat: np.ndarray, height: float) -> np.ndarray:
    """Degrees on WGS 84 to geocentric metres."""
    axis, flat = WGS84
    squared = flat * (2 - flat)
    lam, phi = np.radians(lon), np.radians(lat)
    normal = axis / np.sqrt(1 - squared * np.sin(phi) ** 2)
    return np.column_stack(
        [
            (normal + height) * np.cos(phi) * np.cos(lam),
            (normal + height) * np.cos(phi) * np.sin(lam),
            (normal * (1 - squared) + height) * np.sin(phi),
        ]
    )


def _geodetic(metres: np.ndarray) -> np.ndarray:
    """Geocentric metres to degrees and height on Everest 1937; ten steps converge to 1e-12."""
    axis, flat = EVEREST_1937
    squared = flat * (2 - flat)
    x, y, z = metres.T
    level = np.hypot(x, y)
    phi = np.arctan2(z, level * (1 - squared))
    for _ in range(10):
        normal = axis / np.sqrt(1 - squared * np.sin(phi) ** 2)
        phi = np.arctan2(z + squared * normal * np.sin(phi), level)
    normal = axis / np.sqrt(1 - squared * np.sin(phi) ** 2)
    height = level / np.cos(phi) - normal
    return np.column_stack([np.degrees(np.arctan2(y, x)), np.degrees(phi), height])


def _ring(polygon: shapely.Polygon) -> np.ndarray:
    """Give the outer ring in Indian 1975 / UTM 47N, clockwise as the format asks, in mm."""
    ring = np.asarray(shapely.orient_polygons(polygon, exterior_cw=True).exterior.coords)
    degrees = to_indian_1975(ring[:, 0], ring[:, 1])
    axis, flat = EVEREST_1937
    project = pyproj.Proj(proj="utm", zone=47, a=axis, rf=1 / flat)
    east, north = project(degrees[:, 0], degrees[:, 1])
    return np.round(np.column_stack([east, north]), 3)


def _shape_bytes(rings: Sequence[np.ndarray]) -> tuple[bytes, bytes]:
    """Pack rings, one polygon each, as the bytes of `.shp` and `.shx`."""
    records, index, at = [], [], 50
    for number, ring in enumerate(rings, start=1):
        box = (*ring.min(axis=0), *ring.max(axis=0))
        body = struct.pack("<i4d3i", 5, *box, 1, len(ring), 0) + ring.astype("<f8").tobytes()
        words = len(body) // 2
        records.append(struct.pack(">2i", number, words) + body)
        index.append(struct.pack(">2i", at, words))
        at += 4 + words
    everything = np.vstack(rings)
    box = (*everything.min(axis=0), *everything.max(axis=0))
    return (
        _shape_header(at, box) + b"".join(records),
        _shape_header(50 + 4 * len(rings), box) + b"".join(index),
    )


def _shape_header(words: int, box: Sequence[float]) -> bytes:
    """Give the 100 bytes that open a `.shp` or `.shx`; the length is in 16-bit words."""
    return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words) + struct.pack(
        "<2i8d", 1000, 5, *box, 0, 0, 0, 0
    )


def _table_bytes(rows: Sequence[Sequence[str | int]]) -> bytes:
    """Pack a dBASE III table; text in cp874, language byte 0 as old software left it."""
    width = 1 + sum(size for _, _, size in FIELDS)
    start = 32 * (1 + len(FIELDS)) + 1
    out = [struct.pack("<4BIHH20x", 3, *DBF_DATE, len(rows), start, width)]
    for name, kind, size in FIELDS:
        out.append(struct.pack("<11sc4xBB14x", name.encode("ascii"), kind.encode(), size, 0))
    out.append(b"\r")
    for row in rows:
        out.append(b" ")
        for value, (_, kind, size) in zip(row, FIELDS, strict=True):
            raw = str(value).encode("cp874")
            out.append(raw.rjust(size) if kind == "N" else raw.ljust(size))
    return b"".join([*out, b"\x1a"])
