"""Layers of the group's own as they are read: kinds, columns, reference systems, what is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import pyproj
import pytest
import shapely

from tambon_gis.errors import CrsError, InputError, MissingFileError
from tambon_gis.loaders import vectors
from tambon_gis.model.document import Text
from tambon_gis.model.layer import OwnLayer
from tambon_gis.model.project import Input

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tambon_gis.model.findings import Report

#: A made-up tambon of 0.1 degrees; the map reaches 0.025 degrees farther on each side.
AREA = gpd.GeoDataFrame(
    {"place": ["99010101"]}, geometry=[shapely.box(100.0, 14.0, 100.1, 14.1)], crs="EPSG:4326"
)


def layer(kind: str = "lines", **more: Any) -> OwnLayer:
    """A document."""
    return OwnLayer(id="own", kind=kind, title=Text(th="ชั้นของเรา", en="Ours"), **more)


def geojson(path: Path, rows: Sequence[tuple[dict[str, object], Any]], **more: object) -> Path:
    """A file with these rows; a shape of None is blank."""
    features = [
        {"type": "Feature", "properties": columns,
         "geometry": None if shape is None else json.loads(shapely.to_geojson(shape))}
        for columns, shape in rows
    ]  # fmt: skip
    whole = {"type": "FeatureCollection", "features": features, **more}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path


def codes(report: Report) -> dict[str, tuple[int, str]]:
    """How many rows each finding stands for, and where."""
    return {one.code: (one.count, one.cell) for one in report.findings}


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(points)


ROAD = line((100.02, 14.02), (100.05, 14.04), (100.08, 14.08))


# --- kinds and rows ---


def test_lines_are_read_with_the_columns_that_are_named_and_no_other(tmp_path: Path) -> None:
    lane = line((100.01, 14.01), (100.02, 14.09))
    rows = [
        ({"ชื่อ": " ถนน  สาย 1 ", "ยาว": 2.0, "เจ้าของที่ดิน": "สมชาย"}, ROAD),
        ({"ชื่อ": None, "ยาว": 1.5, "เจ้าของที่ดิน": "สมหญิง"}, lane),
    ]
    path = geojson(tmp_path / "ถนน.geojson", rows)
    asked = layer(label="ชื่อ", card={"ยาว": Text(th="ยาว (กม.)", en="Length (km)")})
    drawn, report = vectors.read(path, asked, boundaries=AREA)
    assert drawn.frame.columns.tolist() == ["ยาว", "ชื่อ", "geometry"]
    assert drawn.frame["ชื่อ"].tolist() == ["ถนน สาย 1", ""]
    assert drawn.frame["ยาว"].tolist() == ["2", "1.5"]
    assert drawn.frame.index.tolist() == [1, 2]
    assert drawn.frame.crs.to_epsg() == 4326
    assert drawn.headings == ("ชื่อ", "ยาว", "เจ้าของที่ดิน")
    assert shapely.equals(drawn.frame.geometry.iloc[0], ROAD)
    assert (report.role, report.rows_read, report.rows_kept, report.rows_refused) == (
        "layer-own",
        2,
        2,
        0,
    )
    assert not report.findings


def test_rows_without_a_shape_and_of_another_kind_are_set_aside_and_named(tmp_path: Path) -> None:
    mixed = shapely.GeometryCollection([ROAD, shapely.Point(100.05, 14.05)])
    field = shapely.box(100.01, 14.01, 100.02, 14.02)
    shapes = [ROAD, None, shapely.Point(100.05, 14.05), mixed, field]
    rows = [({"n": str(at)}, shape) for at, shape in enumerate(shapes, start=1)]
    path = geojson(tmp_path / "a.geojson", rows)
    drawn, report = vectors.read(path, layer(label="n"), boundaries=AREA)
    assert drawn.frame["n"].tolist() == ["1", "4"]
    assert drawn.frame.index.tolist() == [1, 4]
    assert set(drawn.frame.geom_type) <= {"LineString", "MultiLineString"}
    told = codes(report)
    assert told["vector.no_shape"] == (1, "2")
    assert told["vector.not_lines"] == (2, "3, 5")
    assert told["vector.parts_left"] == (1, "4")
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (5, 2, 3)


def test_an_outline_that_crosses_itself_is_mended_and_told(tmp_path: Path) -> None:
    bow = shapely.Polygon([(100.02, 14.02), (100.04, 14.04), (100.04, 14.02), (100.02, 14.04)])
    path = geojson(tmp_path / "a.geojson", [({}, bow)])
    drawn, report = vectors.read(path, layer("areas"), boundaries=AREA)
    assert drawn.frame.geometry.is_valid.all()
    assert drawn.frame.geometry.iloc[0].area == pytest.approx(
        0.02 * 0.02 / 2
    )  # two triangles, by hand
    assert codes(report)["vector.mended"] == (1, "1")
    assert report.rows_repaired == 1


@pytest.mark.parametrize("kind", ["points", "lines", "areas"])
def test_a_file_without_the_kind_is_an_error(tmp_path: Path, kind: str) -> None:
    shape = {"points": ROAD, "lines": shapely.Point(100.05, 14.05), "areas": ROAD}[kind]
    path = geojson(tmp_path / "a.geojson", [({"n": "1"}, shape)])
    with pytest.raises(InputError) as caught:
        vectors.read(path, layer(kind), boundaries=AREA)
    assert caught.value.where == "a.geojson"
    assert caught.value.tell("en") != caught.value.tell("th")


def test_shapes_that_are_all_blank_are_an_error(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [({"n": "1"}, None), ({"n": "2"}, None)])
    with pytest.raises(InputError) as caught:
        vectors.read(path, layer(), boundaries=AREA)
    assert caught.value.code == "vector.nothing"
    assert "2" in caught.value.tell("th")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        vectors.read(tmp_path / "no.geojson", layer())


# --- columns ---


def test_all_columns_that_are_not_there_are_told_at_once_with_those_that_are(
    tmp_path: Path,
) -> None:
    path = geojson(tmp_path / "a.geojson", [({"NAME": "ก", "KIND": "ข"}, ROAD)])
    asked = layer(
        label="ชื่อถนน", card={"ผิว": Text(th="ผิว", en="Surface"), "KIND": Text(th="ชนิด", en="Kind")}
    )
    with pytest.raises(InputError) as caught:
        vectors.read(path, asked, boundaries=AREA)
    told = caught.value.tell("th")
    assert caught.value.code == "vector.columns"
    for word in ("ชื่อถนน", "ผิว", "NAME, KIND", "layers/own.toml"):
        assert word in told


def test_a_heading_is_found_whatever_its_case_and_spaces(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [({" Name ": "ก"}, ROAD)])
    drawn, _ = vectors.read(path, layer(label="NAME"), boundaries=AREA)
    assert drawn.frame["NAME"].tolist() == ["ก"]


def test_the_shape_itself_is_no_column(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [({"n": "1"}, ROAD)])
    with pytest.raises(InputError) as caught:
        vectors.read(path, layer(label="geometry"), boundaries=AREA)
    assert caught.value.code == "vector.columns"


# --- where it lies ---


def test_lines_are_cut_at_the_edge_of_the_map_and_those_beyond_left_out(tmp_path: Path) -> None:
    long = line((99.5, 14.05), (100.5, 14.05))
    rows = [({}, ROAD), ({}, long), ({}, line((100.6, 14.0), (100.7, 14.1)))]
    drawn, report = vectors.read(geojson(tmp_path / "a.geojson", rows), layer(), boundaries=AREA)
    assert drawn.frame.index.tolist() == [1, 2]
    west, _, east, _ = drawn.frame.geometry.iloc[1].bounds
    assert (west, east) == pytest.approx(
        (99.975, 100.125)
    )  # a quarter of 0.1 on each side, by hand
    assert codes(report)["vector.cut"] == (1, "2")
    assert codes(report)["vector.beyond"] == (1, "3")
    assert report.rows_refused == 1


def test_points_far_away_are_refused_and_those_of_the_next_tambon_kept(tmp_path: Path) -> None:
    rows = [({}, shapely.Point(*spot)) for spot in ((100.05, 14.05), (100.2, 14.2), (101.5, 14.0))]
    path = geojson(tmp_path / "a.geojson", rows)
    drawn, report = vectors.read(path, layer("points"), boundaries=AREA)
    assert drawn.frame.index.tolist() == [1, 2]
    assert codes(report)["vector.far"] == (1, "3")
    assert [one.severity for one in report.findings] == ["decide"]


def test_a_layer_of_another_place_is_an_error(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [({}, line((102.0, 15.0), (102.1, 15.1)))])
    with pytest.raises(InputError) as caught:
        vectors.read(path, layer(), boundaries=AREA)
    assert caught.value.code == "vector.elsewhere"


def test_indian_1975_is_moved_by_the_operation_of_thai_control_stations(tmp_path: Path) -> None:
    """Worked backwards by hand: WGS 84 -> geocentric, less 210, 814, 289 m -> Everest -> UTM."""
    wanted = (100.05, 14.05)
    ecef = pyproj.Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
    x, y, z = ecef.transform(*wanted, 0.0)
    back = pyproj.Transformer.from_pipeline(
        "+proj=pipeline +step +inv +proj=cart +a=6377276.345 +rf=300.8017"
        " +step +proj=utm +zone=47 +a=6377276.345 +rf=300.8017"
    )
    east, north, _ = back.transform(x - 210, y - 814, z - 289)
    path = geojson(tmp_path / "a.geojson", [({}, shapely.Point(east, north))])
    drawn, report = vectors.read(path, layer("points", crs="EPSG:24047"), boundaries=AREA)
    found = drawn.frame.geometry.iloc[0]
    away = pyproj.Geod(ellps="WGS84").inv(*wanted, found.x, found.y)[2]
    assert away < 1
    asked = next(one for one in report.findings if one.code == "vector.crs_asked")
    assert "layers/own.toml" in asked.tell("th")
    assert "crs.operation" in codes(report)


def test_metres_without_a_system_are_refused_with_the_document_to_mend(tmp_path: Path) -> None:
    shape = tmp_path / "road.shp"
    metres = line((612000, 1552000), (614000, 1554000))
    gpd.GeoDataFrame({"n": ["1"]}, geometry=[metres], crs="EPSG:32647").to_file(shape)
    shape.with_suffix(".prj").unlink()
    with pytest.raises(CrsError) as caught:
        vectors.read(shape, layer(), boundaries=AREA)
    told = caught.value.tell("th")
    assert caught.value.code == "vector.crs"
    assert "layers/own.toml" in told
    assert "tambon.toml" not in told
    assert "24047" in told


def test_changed_places_of_latitude_and_longitude_are_told(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [({}, line((14.02, 100.02), (14.05, 100.05)))])
    with pytest.raises(CrsError, match="yx"):
        vectors.read(path, layer(), boundaries=AREA)
    drawn, _ = vectors.read(path, layer(crs="EPSG:4326 yx"), boundaries=AREA)
    assert drawn.frame.geometry.iloc[0].bounds == pytest.approx((100.02, 14.02, 100.05, 14.05))


# --- files ---


def test_a_shapefile_a_geopackage_and_a_kml_say_the_same(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"name": ["คลอง"]}, geometry=[ROAD], crs="EPSG:4326")
    frame.to_file(tmp_path / "a.shp", engine="pyogrio", encoding="utf-8")
    frame.to_file(tmp_path / "a.gpkg", engine="pyogrio")
    points = " ".join(f"{x},{y},0" for x, y in ROAD.coords)
    (tmp_path / "a.kml").write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>คลอง</name>'
        f"<LineString><coordinates>{points}</coordinates></LineString></Placemark></Document></kml>",
        encoding="utf-8",
    )
    for name in ("a.shp", "a.gpkg", "a.kml"):
        drawn, report = vectors.read(tmp_path / name, layer(label="name"), boundaries=AREA)
        assert drawn.frame["name"].tolist() == ["คลอง"], name
        assert drawn.frame.geometry.iloc[0].equals_exact(ROAD, 1e-9), name
        assert report.rows_kept == 1


def test_of_several_layers_the_others_are_told_with_the_document_to_mend(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"name": ["ก"]}, geometry=[ROAD], crs="EPSG:4326")
    for name in ("roads", "rivers"):
        frame.to_file(tmp_path / "a.gpkg", layer=name, engine="pyogrio")
    _, report = vectors.read(tmp_path / "a.gpkg", layer(label="name"), boundaries=AREA)
    (told,) = [one for one in report.findings if one.code == "vector.layers_left"]
    assert "layers/own.toml" in told.mend("th")
    drawn, _ = vectors.read(tmp_path / "a.gpkg", layer(label="layer", layer="*"), boundaries=AREA)
    assert sorted(drawn.frame["layer"]) == ["rivers", "roads"]


def table(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """A workbook as a receiver's list is kept: a title row, then the headings."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "พิกัด"
    sheet.append(["งานของกลุ่ม"])
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def test_a_table_of_a_receiver_with_thai_digits_and_bad_rows(tmp_path: Path) -> None:
    path = table(tmp_path / "งาน.xlsx", [
        ("ชื่องาน", "ประเภท", "ละติจูด", "ลองจิจูด"),
        ("ฝาย", "น้ำ", "๑๔.๐๕", "๑๐๐.๐๕"),
        ("สลับ", "น้ำ", 100.05, 14.05),
        ("ไม่มีพิกัด", "น้ำ", None, None),
        ("ธนาคารขยะ", "ขยะ", 14.06, 100.06),
    ])  # fmt: skip
    asked = layer("points", label="ชื่องาน", by="ประเภท", source=Input(file="งาน.xlsx", sheet="พิกัด"))
    drawn, report = vectors.read(path, asked, boundaries=AREA)
    assert drawn.frame["ชื่องาน"].tolist() == ["ฝาย", "ธนาคารขยะ"]
    assert drawn.frame.index.tolist() == [3, 6]
    assert drawn.frame.geometry.x.tolist() == [100.05, 100.06]
    told = {one.code: one.cell for one in report.findings}
    assert told["point.swapped"] == "C4"
    assert told["point.missing"] == "C5"
    assert "vector.no_shape" not in told  # said once
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (4, 2, 2)


def test_only_the_cells_that_the_document_names_are_read(tmp_path: Path) -> None:
    path = table(
        tmp_path / "งาน.xlsx", [("ชื่อ", "lat", "lon"), ("ก", 14.05, 100.05), ("ข", 14.06, 100.06)]
    )
    asked = layer("points", label="ชื่อ", source=Input(file="งาน.xlsx", range="A2:C3"))
    drawn, _ = vectors.read(path, asked, boundaries=AREA)
    assert drawn.frame["ชื่อ"].tolist() == ["ก"]


def test_the_demo_has_roads_a_river_floods_and_works(demo: Path) -> None:
    from tambon_gis import catalog
    from tambon_gis.loaders import boundaries

    polygons, _ = boundaries.read(demo / "boundaries" / "village.shp")
    kept = {}
    for one in catalog.own_layers(folders=[demo]):
        if one.source is not None:
            drawn, report = vectors.read(demo / one.source.file, one, boundaries=polygons)
            kept[one.id] = (report.rows_kept, report.rows_refused)
            assert report.to_decide == 0
            assert "บันทึกภายใน" not in drawn.frame.columns
    assert kept == {"flood": (2, 0), "river": (2, 0), "roads": (7, 0), "works": (5, 0)}
