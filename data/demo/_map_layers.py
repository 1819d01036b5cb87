"""The group's own map: roads, the river, land under water in most years, and works on a table.

The river is the border between the two banks of `_land`; roads are drawn by hand and rounded. All
lengths are kilometres from the south-west corner, as in `_land`.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
import shapely.ops
from _land import OUTLINE, RIVER, _roughen, _to_degrees, points_inside, villages_wgs84
from _paper import style, workbook, write_titles
from _place import SEED, SYNTHETIC, VILLAGES, WHERE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

DECIMALS: Final = 6
ROUNDS: Final = 3
CANAL: Final = ((2.93, 1.62), (3.35, 1.45), (3.7, 1.62), (4.3, 1.5), (4.9, 1.75), (5.5, 1.55))
#: Name, surface and where it runs; roads with through traffic first.
ROADS: Final = (
    ("ถนนสายสาธิต-ตลาดใหม่", "ลาดยาง",
     ((-0.9, 4.0), (0.8, 4.05), (1.5, 3.5), (2.2, 3.35), (3.0, 3.45), (3.85, 3.65), (4.5, 4.3),
      (5.15, 4.75), (6.2, 4.9), (7.2, 5.3))),
    ("ถนนโคกสะอาด-ปากคลอง", "ลาดยาง",
     ((4.2, 7.8), (4.05, 6.9), (4.0, 6.05), (3.75, 5.1), (3.85, 3.65), (4.6, 3.0), (5.0, 2.6),
      (4.6, 1.9), (4.0, 1.2), (4.1, 0.2), (4.4, -0.7))),
    ("ถนนไร่บน-ท่าเรือ", "คอนกรีต",
     ((1.15, 6.1), (1.6, 5.6), (2.05, 5.2), (2.25, 4.4), (2.2, 3.35), (1.7, 2.6), (0.95, 2.15),
      (1.3, 1.3), (1.95, 0.75))),
    ("ทางดอนกลาง-ดอนทราย", "ลูกรัง", ((0.8, 4.05), (0.55, 3.2), (0.95, 2.15))),
    ("ทางเข้าไร่", "ลูกรัง", ((1.15, 6.1), (0.7, 5.5), (0.55, 4.9), (0.8, 4.05))),
    ("ทางหินกอง-ตลาดใหม่", "ลูกรัง", ((5.0, 2.6), (5.6, 3.2), (5.55, 4.0), (5.15, 4.75))),
    ("ทางเลียบคลอง", "ลูกรัง", ((4.0, 1.2), (4.7, 1.35), (5.4, 1.2))),
)  # fmt: skip
#: Roads with through traffic, and how far a lane's end may be from them, in degrees.
THROUGH: Final = 3
REACH: Final = 0.004
#: How often the land is under water, how deep, and along which stretch of the river, how wide.
FLOODS: Final = (
    ("ท่วมซ้ำซาก", "เกือบทุกปี", "60-100 ซม.", (0.2, 2.5), 0.42),
    ("ท่วมเป็นครั้งคราว", "3-5 ปีครั้ง", "20-50 ซม.", (3.3, 4.6), 0.30),
)
WORKS: Final = (
    ("ธนาคารขยะดอนทราย", "ธนาคารขยะ", 3, 2564),
    ("ธนาคารขยะหินกอง", "ธนาคารขยะ", 5, 2565),
    ("ฝายชะลอน้ำไร่บน", "ฝายชะลอน้ำ", 9, 2565),
    ("ซ่อมทางเข้าไร่ช่วงที่ 1", "ซ่อมถนน", 7, 2564),
    ("เสียงตามสายปากคลอง", "หอกระจายข่าว", 11, 2563),
)


def write_map_layers(folder: Path) -> None:
    """Write roads, river and floods as GeoJSON, and the works as a table of a receiver.

    Parameters
    ----------
    folder : Path
        Made when it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = joined([rounded(line) for _, _, line in ROADS])
    names = ({"ชื่อ": name, "ผิวทาง": surface} for name, surface, _ in ROADS)
    _write(folder / "ถนน.geojson", list(zip(names, lines, strict=True)))
    _write(folder / "แม่น้ำ.geojson", [({"ชื่อ": name}, line) for name, line in rivers().items()])
    _write(folder / "น้ำท่วม.geojson", floods())
    write_works(folder / "งานของกลุ่ม.xlsx")


def rivers() -> dict[str, shapely.LineString]:
    """Give the river, along the border of the two banks and a little beyond, and its canal.

    Returns
    -------
    dict of str to shapely.LineString
        Name to line, longitude and latitude.
    """
    land = villages_wgs84()
    west, east = (
        shapely.union_all([land[v.code] for v in VILLAGES if v.bank == side])
        for side in ("west", "east")
    )
    shared = shapely.line_merge(shapely.intersection(west.boundary, east.boundary))
    pieces = sorted(shapely.get_parts(shared), key=lambda part: -part.bounds[3])
    points = np.vstack([_southward(piece) for piece in pieces])
    ends = [_to_degrees(shapely.Point(end)).coords[0] for end in (RIVER[0], RIVER[-1])]
    whole = shapely.LineString([ends[0], *points.tolist(), ends[1]])
    mouth = shapely.ops.nearest_points(whole, _to_degrees(shapely.Point(CANAL[0])))[0]
    canal = _to_degrees(_roughen(shapely.LineString(CANAL)))
    inland = [xy for xy in canal.coords if xy[0] > mouth.x]
    return {"แม่น้ำสาธิต": whole, "คลองปากคลอง": shapely.LineString([mouth.coords[0], *inland])}


def floods() -> list[tuple[Mapping[str, object], shapely.Geometry]]:
    """Give the land under water: discs of changing size along a stretch of the river.

    Returns
    -------
    list of tuple
        Columns and area; inside the tambon, longitude and latitude.
    """
    river, outline = shapely.LineString(RIVER), shapely.Polygon(OUTLINE)
    found: list[tuple[Mapping[str, object], shapely.Geometry]] = []
    for level, often, depth, (south, north), wide in FLOODS:
        band = shapely.intersection(river, shapely.box(-2, south, 9, north))
        steps = np.arange(0.0, band.length, 0.06)
        discs = [
            shapely.buffer(
                shapely.transform(band.interpolate(at), lambda xy, at=at: xy + _lean(at)),
                wide * (0.72 + 0.28 * math.sin(2.3 * at) * math.cos(5.1 * at)),
            )
            for at in steps
        ]
        area = shapely.intersection(shapely.union_all(discs), outline)
        columns = {"ระดับ": level, "ความถี่": often, "ความลึก": depth}
        found.append((columns, _to_degrees(shapely.simplify(area, 0.01))))
    return found


def _lean(at: float) -> np.ndarray:
    """How far the low land lies off the river, in kilometres."""
    return np.array([0.16 + 0.14 * math.sin(1.7 * at), 0.0])


def write_works(path: Path) -> None:
    """Write the works: one title row, then the header, then one row a place.

    Parameters
    ----------
    path : Path
        The file to write.
    """
    rng = np.random.default_rng([SEED, 9])
    codes = {village.moo: village.code for village in VILLAGES}
    columns = ("ชื่องาน", "ประเภท", "หมู่ที่", "ปี", "ละติจูด", "ลองจิจูด", "บันทึกภายใน")
    with workbook(path) as book:
        sheet = book.add_worksheet("งานของกลุ่ม")
        write_titles(book, sheet, (f"งานของกลุ่ม {WHERE} {SYNTHETIC}",), len(columns))
        head = style(book, bold=True, border=1, bg_color="#D9E2EC")
        sheet.write_row(1, 0, columns, head)
        for row, (name, kind, moo, year) in enumerate(WORKS, start=2):
            ((lat, lon),) = points_inside(codes[moo], 1, rng, spread_km=0.3)
            sheet.write_row(row, 0, (name, kind, moo, year, lat, lon, "ไม่เผยแพร่"))
        for column, width in enumerate((30, 18, 8, 8, 12, 12, 20)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(2, 0)


def rounded(points: Sequence[tuple[float, float]]) -> shapely.LineString:
    """Round the corners of a hand-drawn line by cutting them, and turn it to degrees.

    Parameters
    ----------
    points : sequence of tuple of float
        Kilometres from the corner.

    Returns
    -------
    shapely.LineString
        Longitude and latitude; both ends as drawn.
    """
    line = np.array(points, dtype=float)
    for _ in range(ROUNDS):
        first, second = line[:-1], line[1:]
        cut = np.stack([0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second], axis=1)
        line = np.vstack([line[:1], cut.reshape(-1, 2), line[-1:]])
    return _to_degrees(shapely.simplify(shapely.LineString(line), 0.004))


def joined(lines: Sequence[shapely.LineString]) -> list[shapely.LineString]:
    """Let the lanes begin and end on the roads: rounding had taken these away from under them.

    Parameters
    ----------
    lines : sequence of shapely.LineString
        Roads with through traffic first.

    Returns
    -------
    list of shapely.LineString
        The same lines; ends of lanes near a road lie on it.
    """
    roads = shapely.union_all(lines[:THROUGH])
    found = list(lines[:THROUGH])
    for lane in lines[THROUGH:]:
        points = np.asarray(lane.coords)
        for end in (0, -1):
            there = shapely.ops.nearest_points(roads, shapely.Point(points[end]))[0]
            if there.distance(shapely.Point(points[end])) < REACH:
                points[end] = there.coords[0]
        found.append(shapely.LineString(points))
    return found


def _southward(piece: shapely.LineString) -> np.ndarray:
    """Points of a stretch, the northern end first."""
    points = np.asarray(piece.coords)
    return points if points[0, 1] > points[-1, 1] else points[::-1]


def _write(path: Path, rows: Sequence[tuple[Mapping[str, object], shapely.Geometry]]) -> None:
    """Write a GeoJSON file, one feature a line."""
    features = [
        {"type": "Feature", "properties": columns, "geometry": _geometry(shape)}
        for columns, shape in rows
    ]
    lines = ",\n".join(
        json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in features
    )
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")


def _geometry(shape: shapely.Geometry) -> dict[str, object]:
    """Give a shape as GeoJSON with few decimals."""
    flat = shapely.transform(shape, lambda xy: np.round(xy, DECIMALS))
    found: dict[str, object] = json.loads(shapely.to_geojson(shapely.orient_polygons(flat)))
    return found
