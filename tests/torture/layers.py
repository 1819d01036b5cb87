"""The same three villages in every format of layers, and files that only pretend."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any

from torture.land import CODES, NAMES, SIDE, SOUTH, WEST, box, features, geojson
from torture.registry import Made, case

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

ROWS = (1, 2, 3)


def _frame() -> gpd.GeoDataFrame:
    """The villages as a frame of geopandas."""
    import geopandas as gpd

    return gpd.GeoDataFrame.from_features(features(), crs="EPSG:4326")


@case("gpkg", "a GeoPackage of one layer")
def gpkg(folder: Path) -> Made:
    """Written by GDAL."""
    _frame().to_file(folder / "land.gpkg", layer="village", driver="GPKG")
    return Made(folder / "land.gpkg", ROWS)


@case("gpkg_layers", "a GeoPackage with points, lines and polygons")
def gpkg_layers(folder: Path) -> Made:
    """Only one layer holds areas."""
    frame = _frame()
    path = folder / "land.gpkg"
    frame.set_geometry(frame.representative_point()).to_file(path, layer="a_point", driver="GPKG")
    frame.set_geometry(frame.boundary).to_file(path, layer="b_line", driver="GPKG")
    frame.to_file(path, layer="c_area", driver="GPKG")
    return Made(path, ROWS)


@case("gpkg_two_areas", "a GeoPackage with two layers of areas, of which one is asked for")
def gpkg_two_areas(folder: Path) -> Made:
    """Villages and their tambon."""
    frame = _frame()
    path = folder / "land.gpkg"
    tambon = frame.dissolve()[["geometry"]].assign(TAM_CODE="990101", TAM_NAM_T="สาธิต")
    tambon.to_file(path, layer="tambon", driver="GPKG")
    frame.to_file(path, layer="village", driver="GPKG")
    return Made(path, ROWS)


@case("gpkg_layer_absent", "a layer is asked for that the file does not have")
def gpkg_layer_absent(folder: Path) -> Made:
    """The message names those that it has."""
    return Made(gpkg(folder).path)


@case("gpkg_cut", "a GeoPackage whose end is missing")
def gpkg_cut(folder: Path) -> Made:
    """Half of its pages."""
    made = gpkg(folder)
    data = made.path.read_bytes()
    made.path.write_bytes(data[: len(data) // 2])
    return Made(made.path)


@case("fgb", "a FlatGeobuf file")
def fgb(folder: Path) -> Made:
    """Its index orders the shapes anew."""
    _frame().to_file(folder / "land.fgb", driver="FlatGeobuf")
    return Made(folder / "land.fgb", ROWS)


@case("geoparquet", "a GeoParquet file")
def geoparquet(folder: Path) -> Made:
    """Written by geopandas."""
    _frame().to_parquet(folder / "land.parquet")
    return Made(folder / "land.parquet", ROWS)


@case("parquet_no_shapes", "a Parquet table without shapes, named as a layer")
def parquet_no_shapes(folder: Path) -> Made:
    """Codes and names only."""
    import pandas as pd

    pd.DataFrame({"VILL_CODE": CODES, "VILL_NAM_T": NAMES}).to_parquet(folder / "land.parquet")
    return Made(folder / "land.parquet")


@case("topojson", "a TopoJSON file whose borders are shared arcs")
def topojson(folder: Path) -> Made:
    """Written by hand: the border between two boxes stands once."""
    x = [WEST + at * SIDE for at in range(4)]
    low, high = SOUTH, SOUTH + SIDE
    arcs = [
        [[x[1], low], [x[0], low], [x[0], high], [x[1], high]],
        [[x[1], low], [x[1], high]],
        [[x[1], high], [x[2], high]],
        [[x[2], high], [x[2], low]],
        [[x[2], low], [x[1], low]],
        [[x[2], high], [x[3], high], [x[3], low], [x[2], low]],
    ]
    loops = [[[0, -2]], [[1, 2, 3, 4]], [[5, -4]]]
    shapes = [
        {"type": "Polygon", "arcs": loop, "properties": one["properties"]}
        for loop, one in zip(loops, features(), strict=True)
    ]
    whole = {
        "type": "Topology",
        "objects": {"village": {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": arcs,
    }
    (folder / "land.topojson").write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return Made(folder / "land.topojson", ROWS)


@case("topojson_arc_absent", "a TopoJSON file that names an arc which is not there")
def topojson_arc_absent(folder: Path) -> Made:
    """The third village."""
    made = topojson(folder)
    whole = json.loads(made.path.read_text(encoding="utf-8"))
    whole["objects"]["village"]["geometries"][2]["arcs"] = [[99]]
    made.path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return Made(made.path, ROWS)


def _placemark(at: int, shape: str) -> str:
    """A village as My Maps writes it."""
    return (
        f"<Placemark><name>{NAMES[at]}</name><ExtendedData>"
        f'<Data name="VILL_CODE"><value>{CODES[at]}</value></Data>'
        f'<Data name="MOO"><value>{at + 1}</value></Data></ExtendedData>{shape}</Placemark>'
    )


def _kml_polygon(at: int) -> str:
    """A polygon with heights of zero."""
    points = " ".join(f"{x},{y},0" for x, y in box(at)[::-1])
    return (
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{points}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    )


def kml_text(marks: str) -> str:
    """A document of My Maps."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        "<Document><name>แผนที่ตำบล</name><Folder><name>เลเยอร์ไม่มีชื่อ</name>"
        f"{marks}</Folder></Document></kml>"
    )


@case("kml", "a KML of Google My Maps")
def kml(folder: Path) -> Made:
    """One folder of polygons."""
    text = kml_text("".join(_placemark(at, _kml_polygon(at)) for at in range(3)))
    (folder / "land.kml").write_text(text, encoding="utf-8")
    return Made(folder / "land.kml", ROWS)


@case("kmz", "a KMZ of Google My Maps")
def kmz(folder: Path) -> Made:
    """doc.kml in a zip."""
    text = kml_text("".join(_placemark(at, _kml_polygon(at)) for at in range(3)))
    with zipfile.ZipFile(folder / "land.kmz", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("doc.kml", text)
    return Made(folder / "land.kmz", ROWS)


@case("kml_entity", "a KML that asks for a file of the computer")
def kml_entity(folder: Path) -> Made:
    """An external entity: what stands in the other file must never be read."""
    (folder / "secret.txt").write_text("ลับมากๆ", encoding="utf-8")
    text = kml_text("".join(_placemark(at, _kml_polygon(at)) for at in range(3)))
    secret = (folder / "secret.txt").as_uri()
    text = text.replace("<kml ", f'<!DOCTYPE kml [<!ENTITY own SYSTEM "{secret}">]><kml ', 1)
    (folder / "land.kml").write_text(text.replace(NAMES[0], "&own;"), encoding="utf-8")
    return Made(folder / "land.kml", ROWS)


@case("kml_cut", "a KML that stops in the middle")
def kml_cut(folder: Path) -> Made:
    """No end tags."""
    made = kml(folder)
    data = made.path.read_bytes()
    made.path.write_bytes(data[: len(data) * 2 // 3])
    return Made(made.path)


@case("gpx_open", "a GPX track that does not come back to its start")
def gpx_open(folder: Path) -> Made:
    """A line, no area."""
    return _gpx(folder, box(0)[:-2])


@case("gpx", "a GPX track around a village, which has a name and no code")
def gpx(folder: Path) -> Made:
    """It comes back to its start, so it is an area."""
    return _gpx(folder, box(0))


def _gpx(folder: Path, points: list[tuple[float, float]]) -> Made:
    """A track."""
    track = "".join(f'<trkpt lat="{y}" lon="{x}"/>' for x, y in points)
    text = (
        '<?xml version="1.0"?><gpx version="1.1" creator="t" '
        'xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk><name>ขอบเขต</name><trkseg>{track}</trkseg></trk></gpx>"
    )
    (folder / "land.gpx").write_text(text, encoding="utf-8")
    return Made(folder / "land.gpx")


@case("geojson_cut", "a GeoJSON that stops in the middle")
def geojson_cut(folder: Path) -> Made:
    """A download that stopped."""
    made = geojson(folder, rows=None)
    data = made.path.read_bytes()
    made.path.write_bytes(data[: len(data) // 2])
    return made


@case("geojson_empty", "a GeoJSON without features")
def geojson_empty(folder: Path) -> Made:
    """A filter that let nothing through."""
    return geojson(folder, [], rows=None)


@case("geojson_bom", "a GeoJSON with a byte order mark")
def geojson_bom(folder: Path) -> Made:
    """Notepad saved it."""
    made = geojson(folder)
    made.path.write_bytes(b"\xef\xbb\xbf" + made.path.read_bytes())
    return made


@case("json_other", "a JSON file that is no layer")
def json_other(folder: Path) -> Made:
    """Settings of some program."""
    (folder / "land.json").write_text('{"version": 1, "items": []}')
    return Made(folder / "land.json")


@case("geojson_deep", "a GeoJSON of brackets without end")
def geojson_deep(folder: Path) -> Made:
    """A hundred thousand of them."""
    text: Any = '{"type": "FeatureCollection", "features": ' + "[" * 100_000
    (folder / "land.geojson").write_text(text)
    return Made(folder / "land.geojson")


@case("layer_suffix", "a layer of a kind that is not read")
def layer_suffix(folder: Path) -> Made:
    """A drawing of AutoCAD."""
    (folder / "land.dwg").write_bytes(b"AC1027\x00")
    return Made(folder / "land.dwg")
