"""Boundaries: codes, text, shapes and reference systems as they are found in real layers."""

import gzip
import shutil

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from loaders_support import DEMO, SMALL, codes, shared

from tambon_gis.errors import CrsError, InputError, MissingFileError
from tambon_gis.loaders import boundaries, names
from tambon_gis.loaders.land import shapes
from tambon_gis.loaders.land.area_codes import find_codes

PARTS = (".shp", ".shx", ".dbf", ".prj")


def layer(path, shapes, crs="EPSG:4326", **columns):
    """Write shapes with columns, by default two tambons of Ang Thong."""
    table = columns or {"TAM_CODE": ["150109", "150110"][: len(shapes)]}
    gpd.GeoDataFrame(table, geometry=shapes, crs=crs).to_file(path)
    return path


def squares(n=2, x=100.4, y=14.5, side=0.01):
    return [shapely.box(x + i * side, y, x + (i + 1) * side, y + side) for i in range(n)]


@pytest.fixture
def village(tmp_path):
    for part in PARTS:
        shutil.copy(DEMO / "boundaries" / f"village{part}", tmp_path)
    return tmp_path / "village.shp"


def test_the_small_tambon():
    frame, report = boundaries.read(SMALL / "villages.geojson")
    assert frame["place"].tolist() == ["99020101", "99020102", "99020103"]
    assert frame["name"].tolist() == ["ต้นน้ำ", "กลางทุ่ง", "ปลายนา"]
    assert frame["moo"].tolist() == [1, 2, 3]
    assert frame["tambon_name"].unique().tolist() == ["ตัวอย่าง"]
    assert codes(report) == []


def test_the_demo_is_read_with_its_thai_names_and_nothing_is_left_beside_it(village):
    frame, report = boundaries.read(village)
    assert len(frame) == 11
    assert frame["name"].iloc[0] == "หนองน้ำใส"
    assert codes(report) == ["dbf.encoding", "crs.operation"]
    assert report.findings[0].facts["encoding"] == "cp874"
    assert {path.name for path in village.parent.iterdir()} == {f"village{p}" for p in PARTS}


def test_a_missing_part_is_named(village):
    village.with_suffix(".dbf").unlink()
    with pytest.raises(InputError) as caught:
        boundaries.read(village)
    assert caught.value.code == "shapefile.parts"
    assert "village.dbf" in caught.value.tell("th")
    assert len(list(village.parent.iterdir())) == 3


def test_parts_in_capital_letters_are_found(village):
    for part in (".shx", ".dbf", ".prj"):
        village.with_suffix(part).rename(village.with_suffix(part.upper()))
    assert len(boundaries.read(village)[0]) == 11


@pytest.mark.parametrize(
    ("claimed", "told"),
    [("UTF-8", "dbf.cpg_wrong"), ("874", "dbf.encoding"), ("ANSI 874", "dbf.encoding"),
     ("TIS-620", "dbf.encoding"), ("ISO-8859-1", "dbf.cpg_wrong"), ("nonsense", "dbf.cpg_wrong")],
)  # fmt: skip
def test_a_cpg_is_believed_only_where_the_bytes_agree(village, claimed, told):
    village.with_suffix(".cpg").write_text(claimed, encoding="ascii")
    frame, report = boundaries.read(village)
    assert frame["name"].iloc[0] == "หนองน้ำใส"
    assert codes(report)[0] == told


def test_utf8_text_without_a_cpg_and_cut_in_a_letter(tmp_path):
    long = "ก" * 40  # 120 bytes; the column holds 80 bytes in QGIS's default
    path = layer(tmp_path / "a.shp", squares(), TAM_CODE=["150109", "150110"],
                 TAM_NAM_T=["หัวไผ่", long])  # fmt: skip
    path.with_suffix(".cpg").unlink()
    frame, report = boundaries.read(path)
    assert frame["name"].iloc[0] == "หัวไผ่"
    assert set(frame["name"].iloc[1]) == {"ก"}
    assert codes(report)[0] == "dbf.encoding"
    raw = path.with_suffix(".dbf").read_bytes()
    cut = raw.replace("หัวไผ่".encode(), "หัวไผ่".encode()[:-1] + b" ")
    path.with_suffix(".dbf").write_bytes(cut)
    frame, report = boundaries.read(path)
    assert frame["name"].iloc[0] == "หัวไผ"
    assert "dbf.cut" in codes(report)


def test_a_table_of_another_length_is_told(village):
    table = village.with_suffix(".dbf")
    raw = bytearray(table.read_bytes())
    raw[4:8] = (9).to_bytes(4, "little")
    table.write_bytes(raw)
    report = boundaries.read(village)[1]
    assert "boundary.counts_differ" in codes(report, "decide")


def test_shapes_are_mended_or_refused_and_always_told(tmp_path):
    bow = shapely.Polygon([(100.4, 14.5), (100.5, 14.6), (100.5, 14.5), (100.4, 14.6)])
    high = shapely.force_3d(shapely.box(100.6, 14.5, 100.7, 14.6), 5.0)
    shapes = [bow, None, high, shapely.box(100.8, 14.5, 100.9, 14.6)]
    path = layer(tmp_path / "a.gpkg", shapes, TAM_CODE=["150109", "150110", "150111", "x"])
    frame, report = boundaries.read(path)
    assert frame["place"].tolist() == ["150109", "150111"]
    assert frame.is_valid.all()
    assert not frame.has_z.any()
    told = {f.code: (f.severity, f.cell) for f in report.findings}
    assert told == {
        "shape.height": ("repaired", "3"),
        "shape.invalid": ("repaired", "1"),
        "shape.empty": ("decide", "2"),
        "boundary.codeless": ("decide", "4"),
    }
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (4, 2, 2)


def test_rows_of_one_code_become_one_area(tmp_path):
    path = layer(tmp_path / "a.gpkg", squares(3), TAM_CODE=["150109", "150109", "150110"],
                 TAM_NAM_T=["หัวไผ่", "หัวไผ่", "ก"])  # fmt: skip
    frame, report = boundaries.read(path)
    assert frame["place"].tolist() == ["150109", "150110"]
    assert frame.geometry.iloc[0].bounds == pytest.approx((100.4, 14.5, 100.42, 14.51))
    assert [(f.code, f.severity, f.cell) for f in report.findings] == [
        ("boundary.parts", "repaired", "1:2")
    ]


def test_one_code_under_two_names_is_for_a_person(tmp_path):
    path = layer(tmp_path / "a.gpkg", squares(3), TAM_CODE=["150109", "150109", "150110"],
                 TAM_NAM_T=["ก", "ข", "ค"])  # fmt: skip
    frame, report = boundaries.read(path)
    assert frame["place"].tolist() == ["150110"]
    assert codes(report, "decide") == ["boundary.names_differ"]
    assert (report.rows_kept, report.rows_refused) == (1, 2)


def test_of_several_layers_the_polygons_are_read(tmp_path):
    path = tmp_path / "a.gpkg"
    points = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(100, 14)], crs="EPSG:4326")
    points.to_file(path, layer="บ้าน")
    areas = gpd.GeoDataFrame({"TAM_CODE": ["150109"]}, geometry=squares(1), crs="EPSG:4326")
    areas.to_file(path, layer="ตำบล", mode="a")
    frame, report = boundaries.read(path)
    assert frame["place"].tolist() == ["150109"]
    assert codes(report) == ["boundary.layers_left"]


def test_points_alone_are_no_boundary(tmp_path):
    path = layer(tmp_path / "a.geojson", [shapely.Point(100, 14)], TAM_CODE=["150109"])
    with pytest.raises(InputError) as caught:
        boundaries.read(path)
    assert caught.value.code == "boundary.no_polygons"


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp"])
def test_a_damaged_file_is_refused(tmp_path, name):
    for part in (".shx", ".dbf"):
        (tmp_path / "a").with_suffix(part).write_bytes(b"x")
    (tmp_path / name).write_bytes(b"{ not a layer")
    with pytest.raises(InputError) as caught:
        boundaries.read(tmp_path / name)
    assert caught.value.code == "boundary.unreadable"


def test_missing_and_unknown_files(tmp_path):
    with pytest.raises(MissingFileError):
        boundaries.read(tmp_path / "no.shp")
    (tmp_path / "a.dwg").write_bytes(b"x")
    with pytest.raises(InputError) as caught:
        boundaries.read(tmp_path / "a.dwg")
    assert caught.value.code == "file.suffix"


def test_degrees_without_a_system_are_wgs84_and_told(tmp_path):
    path = layer(tmp_path / "a.shp", squares())
    path.with_suffix(".prj").unlink()
    frame, report = boundaries.read(path)
    assert frame.total_bounds.tolist() == pytest.approx([100.4, 14.5, 100.42, 14.51])
    assert codes(report, "decide") == ["crs.assumed"]


def test_metres_without_a_system_are_asked_about(tmp_path):
    path = layer(tmp_path / "a.shp", squares(2, 660000, 1612000, 1000), crs="EPSG:32647")
    path.with_suffix(".prj").unlink()
    with pytest.raises(CrsError) as caught:
        boundaries.read(path)
    assert caught.value.code == "crs.missing"
    said = caught.value.tell("th")
    assert all(text in said for text in ("EPSG:24047", "EPSG:32647", "boundary.crs", "a.shp"))
    _, report = boundaries.read(path, crs="EPSG:24047")
    assert codes(report) == ["crs.asked", "crs.operation"]


def test_a_system_that_the_numbers_contradict_is_refused(tmp_path):
    path = layer(tmp_path / "a.gpkg", squares(), crs="EPSG:32647")
    with pytest.raises(CrsError) as caught:
        boundaries.read(path)
    assert caught.value.code == "crs.not_metres"
    path = layer(tmp_path / "b.gpkg", squares(2, 660000, 1612000, 1000), crs="EPSG:4326")
    with pytest.raises(CrsError) as caught:
        boundaries.read(path)
    assert caught.value.code == "crs.not_degrees"


def test_a_system_asked_for_replaces_one_that_cannot_be_used(village):
    prj = village.with_suffix(".prj")
    straight, _ = boundaries.read(village)
    prj.write_text(prj.read_text(encoding="ascii").replace("D_Indian_1975", "D_Somewhere"))
    with pytest.raises(CrsError) as caught:
        boundaries.read(village)
    assert caught.value.code == "crs.ballpark"
    frame, report = boundaries.read(village, crs="EPSG:24047")
    assert "crs.asked" in codes(report)
    assert shapely.equals_exact(frame.geometry.array, straight.geometry.array, 1e-12).all()
    with pytest.raises(CrsError) as caught:
        boundaries.read(village, crs="EPSG:4326")
    assert caught.value.code == "crs.not_degrees"


def test_places_outside_the_country_are_told(tmp_path):
    path = layer(tmp_path / "a.gpkg", squares(2, 2.3, 48.8))
    told = codes(boundaries.read(path)[1], "decide")
    assert told == ["crs.doubtful", "boundary.outside_thailand"]


@pytest.mark.parametrize(
    ("table", "level", "code"),
    [
        ({"ADM3_PCODE": ["TH150109"], "ADM2_PCODE": ["TH1501"]}, "tambon", "150109"),
        ({"tam_code": [150109.0], "amp_code": [1501.0]}, "tambon", "150109"),
        ({"PROV_CODE": [15.0], "AMP_CODE": ["1"], "TAM_CODE": ["9"]}, "tambon", "150109"),
        ({"P_CODE": ["15"], "A_CODE": ["1501"], "T_CODE": ["๐๙"]}, "tambon", "150109"),
        ({"VILL_CODE": ["15010903"], "TAM_CODE": ["150109"]}, "village", "15010903"),
        ({"TAM_CODE": ["150109"], "MOO": [3]}, "village", "15010903"),
        ({"AMP_CODE": ["1501"], "PROV_CODE": ["15"]}, "amphoe", "1501"),
        ({"ADM1_PCODE": ["TH15"], "VILL_CODE": [None]}, "province", "15"),
        ({"รหัสหมู่บ้าน": ["๑๕๐๑๐๙๐๓"]}, "village", "15010903"),
    ],
)
def test_code_columns_of_many_families(table, level, code):
    found = find_codes(pd.DataFrame(table))
    assert (found.level, found.codes.tolist()) == (level, [code])


def test_a_unique_level_comes_before_a_finer_one_that_repeats():
    table = pd.DataFrame({"AMP_CODE": ["1501", "1502"], "TAM_CODE": ["150109", "150109"]})
    assert find_codes(table).level == "amphoe"
    assert find_codes(table, level="tambon").level == "tambon"


def test_columns_named_by_a_person():
    table = pd.DataFrame({"ID": ["150109"], "N": ["หัวไผ่"]})
    found = find_codes(table, code_column="ID", name_column="N")
    assert (found.level, found.column, found.names) == ("tambon", "ID", {"tambon": "N"})
    for wrong in ({"code_column": "X"}, {"name_column": "X"}):
        with pytest.raises(InputError) as caught:
            find_codes(table, **wrong)
        assert caught.value.code == "boundary.no_column"
    with pytest.raises(InputError) as caught:
        find_codes(table)
    assert caught.value.code == "boundary.no_code"


def test_ang_thong_has_nothing_wrong():
    frame, report = boundaries.read(shared("boundaries", "angthong_tambon.geojson"))
    report = names.check(frame, report)
    assert codes(report) == []
    assert len(frame) == 73
    assert frame["place"].str[:4].nunique() == 7
    assert frame.loc[frame["name"] == "หัวไผ่", "place"].tolist() == ["150109"]


def test_ang_thong_as_an_old_shapefile_says_the_same(tmp_path):
    frame, _ = boundaries.read(shared("boundaries", "angthong_tambon.geojson"))
    old = frame.rename(columns={"place": "TAM_CODE", "name": "TAM_NAM_T"}).to_crs(32647)
    pyogrio.write_dataframe(old[["TAM_CODE", "TAM_NAM_T", "geometry"]], tmp_path / "t.shp",
                            encoding="cp874")  # fmt: skip
    (tmp_path / "t.cpg").unlink()
    again, report = boundaries.read(tmp_path / "t.shp")
    assert codes(names.check(again, report), "decide") == []
    assert again["name"].tolist() == frame["name"].tolist()
    overlap = shapely.area(shapely.intersection(again.geometry.array, frame.geometry.array))
    assert np.allclose(overlap, shapely.area(frame.geometry.array), rtol=1e-6)


def test_the_whole_country_is_read_and_its_oddities_are_named(tmp_path):
    packed = shared("boundaries", "thailand_tambon.geojson.gz")
    path = tmp_path / "th.geojson"
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    frame, report = boundaries.read(path)
    assert len(frame) == frame["place"].nunique() == 7425
    told = codes(names.check(frame, report), "decide")
    assert set(told) == {"place.unknown", "place.name_differs"}
    assert len(told) < 10


def test_names_are_compared_as_people_write_them(tmp_path):
    path = layer(tmp_path / "a.gpkg", squares(3), TAM_CODE=["150109", "150110", "990101"],
                 TAM_NAM_T=["ต. หัวไผ่", "ผิด", "สมมุติ"])  # fmt: skip
    frame, report = boundaries.read(path)
    found = names.check(frame, report)
    assert [(f.code, f.cell) for f in found.findings] == [
        ("place.name_differs", "150110"),
        ("place.unknown", "990101"),
    ]
    assert codes(names.check(frame, report, synthetic="99")) == ["place.name_differs"]


def test_a_layer_is_never_changed_in_place(village):
    before = {path.name: path.read_bytes() for path in village.parent.iterdir()}
    boundaries.read(village)
    assert before == {path.name: path.read_bytes() for path in village.parent.iterdir()}


def test_a_layer_of_which_nothing_can_be_used_is_refused(tmp_path):
    path = layer(tmp_path / "a.gpkg", [shapely.Polygon()], TAM_CODE=["150109"])
    with pytest.raises(InputError) as caught:
        boundaries.read(path)
    assert caught.value.code == "boundary.nothing"


def test_damaged_coordinates_are_refused_not_drawn():
    far = np.array([shapely.box(0, 0, 1e300, 1), shapely.box(100, 14, 101, 15)])
    found = shapes.mend(far, file="a.shp")
    assert found.usable.tolist() == [False, True]
    assert [one.code for one in found.findings] == ["shape.broken"]


def test_columns_of_one_name_are_told_apart(village):
    table = village.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace(b"AMP_NAM_T", b"TAM_NAM_T"))
    frame, _ = boundaries.read(village)
    assert frame["tambon_name"].unique().tolist() == ["สาธิต"]


def test_an_abolished_code_comes_with_its_successor(tmp_path):
    path = layer(tmp_path / "a.gpkg", squares(2, 103.5, 18.2), TAM_CODE=["430901", "999999"])
    frame, report = boundaries.read(path)
    found = names.check(frame, report).findings[-2:]
    assert [(one.code, one.cell) for one in found] == [
        ("place.abolished", "430901"),
        ("place.unknown", "999999"),
    ]
    assert found[0].suggestions[0].value == "380401"
    assert found[0].facts["year"] == "2554"
    codes(names.check(frame, report))


def test_villages_of_an_abolished_tambon_are_told_once(tmp_path):
    path = layer(tmp_path / "a.gpkg", squares(2, 103.9, 18.1), VILL_CODE=["43090101", "43090102"])
    frame, report = boundaries.read(path)
    assert codes(names.check(frame, report), "decide") == ["place.abolished"]


def test_repairs_are_told_by_row_with_the_change_of_area(tmp_path):
    # two triangles of a bow tie run opposite ways: as found their areas cancel, 0 m2
    bow = shapely.Polygon([(660000, 1612000), (661000, 1613000), (661000, 1612000),
                           (660000, 1613000)])  # fmt: skip
    # a spike out and back along one line has no area: mending changes nothing
    spike = shapely.Polygon([(662000, 1612000), (663000, 1612000), (663000, 1613000),
                             (664000, 1613000), (663000, 1613000), (662000, 1613000)])  # fmt: skip
    path = layer(tmp_path / "a.gpkg", [bow, spike], crs="EPSG:32647")
    frame, report = boundaries.read(path)
    (told,) = [one for one in report.findings if one.code == "shape.invalid"]
    assert told.cell == "1:2"
    row, change = told.facts["changes"].split("; ")[0].split(": ")
    assert row == "1"
    assert int(change.replace(",", "")) == pytest.approx(500_000, rel=1e-3)
    assert told.facts["changes"].split("; ")[1] in {"2: +0", "2: -0"}
    assert frame.to_crs(32647).area.tolist() == pytest.approx([500_000, 1_000_000], rel=1e-6)
    assert report.rows_repaired == 2


def parts(tmp_path, *shapes, names_of=None):
    found = layer(tmp_path / "a.gpkg", [*shapes, shapely.box(100.9, 14.9, 100.91, 14.91)],
                  TAM_CODE=["150109"] * len(shapes) + ["150110"],
                  TAM_NAM_T=[*(names_of or ["ก"] * len(shapes)), "ข"])  # fmt: skip
    return boundaries.read(found)


@pytest.mark.parametrize(
    ("x", "code", "kept"),
    [
        (100.42, "boundary.parts", True),  # apart
        (100.41, "boundary.parts", True),  # side by side
        (100.4095, "boundary.parts", True),  # a sliver of a twentieth
        (100.408, "boundary.duplicates", False),  # a fifth of the smaller one
        (100.40001, "boundary.duplicates", False),
        (100.4, "boundary.repeated", True),
    ],
)
def test_two_rows_of_one_code(tmp_path, x, code, kept):
    one, other = (shapely.box(at, 14.5, at + 0.01, 14.51) for at in (100.4, x))
    frame, report = parts(tmp_path, one, other)
    told = {f.code: f for f in report.findings}
    assert told[code].cell == "1:2"
    assert ("150109" in set(frame["place"])) == kept
    assert (report.rows_kept, report.rows_refused) == ((3, 0) if kept else (1, 2))
    if kept:
        area = frame.set_index("place").geometry["150109"].area
        assert area == pytest.approx(one.union(other).area, rel=1e-9)


def test_a_small_shape_inside_a_large_one_of_its_code_is_no_part(tmp_path):
    frame, report = parts(tmp_path, shapely.box(100.4, 14.5, 100.5, 14.6),
                          shapely.box(100.44, 14.54, 100.45, 14.55))  # fmt: skip
    assert codes(report, "decide") == ["boundary.duplicates"]
    assert frame["place"].tolist() == ["150110"]


def test_a_repeated_row_beside_a_true_part(tmp_path):
    one, other = squares()
    frame, report = parts(tmp_path, one, one, other, names_of=["ก", "", "ก"])
    assert codes(report) == ["boundary.repeated", "boundary.parts"]
    assert report.rows_refused == 0
    area = frame.set_index("place").geometry["150109"].area
    assert area == pytest.approx(one.area + other.area)


def test_a_layer_in_which_every_code_is_twice_is_refused(tmp_path):
    path = layer(tmp_path / "a.gpkg", [shapely.box(100.4, 14.5, 100.5, 14.6)] * 2,
                 TAM_CODE=["150109"] * 2, TAM_NAM_T=["ก", "ข"])  # fmt: skip
    with pytest.raises(InputError) as caught:
        boundaries.read(path)
    assert caught.value.code == "boundary.all_twice"


def test_measures_are_dropped_and_told():
    found = shapes.mend(
        np.array([shapely.from_wkt("POLYGON M ((0 0 1, 1 0 2, 1 1 3, 0 0 1))")]), file="a.shp"
    )
    assert [one.code for one in found.findings] == ["shape.measure"]
    assert not shapely.has_m(found.polygons).any()


def test_a_decision_gives_another_code(tmp_path):
    path = layer(tmp_path / "a.gpkg", squares(3), TAM_CODE=["150109", "150199", "หัวไผ่"])
    setting = boundaries.Setting(recode={"150199": "150110", "หัวไผ่": "150111", "150155": "150112"})
    frame, report = boundaries.read(path, setting=setting)
    assert frame["place"].tolist() == ["150109", "150110", "150111"]
    told = [(one.code, one.cell) for one in report.findings]
    assert told == [("boundary.recoded", "2"), ("boundary.recoded", "3"),
                    ("boundary.recode_idle", "")]  # fmt: skip
    assert report.rows_refused == 0
    codes(report)
