"""Points against their places: reasons, distances by another road, cells and never coordinates."""

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from loaders_support import codes, write_xlsx

from tambon_gis import catalog
from tambon_gis.errors import InputError
from tambon_gis.loaders import facilities, points
from tambon_gis.model.findings import Report

LETTERS = {"latitude": "AF", "longitude": "AG"}
SCHEMA = catalog.schema("facilities")


def polygons(**columns):
    """Two villages side by side, 0.1 degree wide."""
    table = {"place": ["99010101", "99010102"], "name": ["ก", "ข"], "moo": [1, 2], **columns}
    shapes = [shapely.box(100, 14, 100.1, 14.1), shapely.box(100.1, 14, 100.2, 14.1)]
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def checked(rows, boundaries=None):
    """Findings about rows of (place, latitude, longitude)."""
    survey = pd.DataFrame(rows, columns=["place", "latitude", "longitude"])
    survey.insert(0, "row", range(5, 5 + len(rows)))
    survey = survey.astype({"latitude": "Float64", "longitude": "Float64", "place": "string"})
    report = Report("bmn", "a.xlsx", len(rows), len(rows))
    return points.check(survey, polygons() if boundaries is None else boundaries, report,
                        letters=LETTERS)  # fmt: skip


def scattered_report():
    """Many households beside a map that lies aside."""
    rows, frame = scattered(5, 60)
    return checked(rows, moved(frame, 324, 0))


def test_a_household_that_lies_where_its_code_says_is_not_spoken_of():
    assert codes(checked([("99010101", 14.05, 100.05), ("99010102", None, None)])) == []


def test_a_household_in_another_village_is_told_with_its_distance():
    report = checked([("99010101", 14.05, 100.15)])
    (told,) = report.findings
    assert (told.code, told.severity, told.cell, told.row) == (
        "point.elsewhere", "decide", "AF5", 5,
    )  # fmt: skip
    assert told.facts["place"] == "99010101"
    assert told.facts["lies_in"] == "99010102"
    straight = pyproj.Geod(ellps="WGS84").inv(100.15, 14.05, 100.1, 14.05)[2]
    assert int(told.facts["metres"].replace(",", "")) == pytest.approx(straight, rel=1e-3)
    codes(report)


def test_a_household_in_no_village_has_a_sentence_of_its_own():
    (told,) = checked([("99010101", 14.2, 100.05)]).findings
    assert (told.code, told.severity, told.cell) == ("point.nowhere", "decide", "AF5")
    assert "ไม่อยู่ในพื้นที่ใด" in told.tell("th")
    assert "in no area" in told.tell("en")


def scattered(villages, houses, *, seed=1, margin=0.0, spread=1.0):
    """Households spread over the parts of a grid of villages some 2 km wide, and the villages."""
    random = np.random.default_rng(seed)
    places = [f"990101{n:02d}" for n in range(1, villages + 1)]
    shapes = [shapely.box(100 + n * 0.02, 14, 100.02 + n * 0.02, 14.02) for n in range(villages)]
    frame = gpd.GeoDataFrame({"place": places, "name": places, "moo": range(1, villages + 1)},
                             geometry=shapes, crs="EPSG:4326")  # fmt: skip
    rows = []
    for n, place in enumerate(places):
        x, y = margin + random.random((2, houses)) * (0.02 - 2 * margin) * spread
        rows += [(place, 14 + b, 100 + n * 0.02 + a) for a, b in zip(x, y, strict=True)]
    return rows, frame


def moved(frame, east, north):
    """The villages so many metres away."""
    metric = frame.to_crs(32647)
    return metric.set_geometry(metric.translate(east, north)).to_crs(4326)


@pytest.mark.parametrize(("east", "north"), [(324, 0), (-115, 60), (0, -250), (-210, 300)])
def test_a_map_that_lies_aside_is_told_once_with_its_shift(east, north):
    rows, frame = scattered(5, 200)
    shifted = moved(frame, east, north)
    report = checked(rows, shifted)
    (told,) = [one for one in report.findings if one.severity == "decide"]
    assert told.code == "point.shifted"
    assert int(told.facts["east"]) == pytest.approx(east, abs=20)
    assert int(told.facts["north"]) == pytest.approx(north, abs=20)
    own = shifted.to_crs(32647).set_index("place").geometry
    spots = gpd.GeoSeries(gpd.points_from_xy([x for *_, x in rows], [y for _, y, _ in rows]),
                          crs=4326).to_crs(32647)  # fmt: skip
    away = np.array([own[row[0]].distance(spot) for row, spot in zip(rows, spots, strict=True)])
    far = np.flatnonzero(away > 50)
    assert told.count == len(far)
    assert int(told.facts["metres"]) == pytest.approx(np.median(away[far]), abs=1)
    assert told.facts["located"] == "1,000"
    assert (told.row, told.cell.split(":")[0].split(",")[0]) == (far[0] + 5, f"AF{far[0] + 5}")
    assert "crs" in told.mend("en")
    assert (report.rows_kept, report.rows_refused) == (1000, 0)


def wrong(rows, many):
    """The first rows with the code of another village."""
    other = {place: f"990101{int(place[6:]) % 5 + 1:02d}" for place, *_ in rows}
    step = len(rows) // many
    return [(other[p], y, x) if n % step == 0 and n < step * many else (p, y, x)
            for n, (p, y, x) in enumerate(rows)]  # fmt: skip


def test_a_small_shift_is_told_once_though_few_households_lie_outside():
    rows, frame = scattered(5, 200)
    (told,) = [one for one in checked(rows, moved(frame, -115, 60)).findings
               if one.severity == "decide"]  # fmt: skip
    assert told.code == "point.shifted"
    assert 20 <= told.count < 50  # of a thousand: not one in twenty


def test_many_wrong_codes_are_told_once_without_a_shift():
    rows, frame = scattered(5, 60, margin=0.002)
    report = checked(wrong(rows, 60), frame)
    (told,) = report.findings
    assert (told.code, told.severity, told.count, told.row) == ("point.many", "decide", 60, 5)
    assert told.cell.startswith("AF5, AF10, AF15")
    assert "east" not in told.facts


@pytest.mark.parametrize(
    ("houses", "slips", "told"), [(60, 19, 19), (60, 20, 1), (80, 20, 20), (80, 21, 1)]
)
def test_few_of_them_are_told_one_by_one(houses, slips, told):
    # fewer than twenty, or not more than one in twenty
    rows, frame = scattered(5, houses, margin=0.002)
    report = checked(wrong(rows, slips), frame)
    assert report.to_decide == told


def test_a_shift_that_points_in_one_corner_cannot_show_is_not_guessed():
    rows, frame = scattered(5, 60, spread=0.1)
    report = checked(rows, moved(frame, 400, 0))
    assert [one.code for one in report.findings] == ["point.many"]


def test_what_a_person_decided_is_not_asked_again():
    rows, frame = scattered(5, 60, margin=0.002)
    survey = pd.DataFrame(wrong(rows, 60), columns=["place", "latitude", "longitude"])
    survey.insert(0, "row", range(5, 305))
    report = points.check(survey, frame, Report("bmn", "a.xlsx", 300, 300), letters=LETTERS,
                          decided=range(5, 305))  # fmt: skip
    assert report.to_decide == 0
    assert {(one.code, one.severity) for one in report.findings} == {("point.elsewhere", "note")}
    assert len(report.findings) == 60


def test_coordinates_never_stand_in_a_finding():
    rows = [("99010101", 14.05123, 100.15456), ("99010101", 100.15456, 14.05123),
            ("99010101", 1612345.6, 654321.9), ("99010101", 51.51515, 0.12345)]  # fmt: skip
    report = checked(rows)
    findings = (*report.findings, *scattered_report().findings)
    said = repr(findings) + "".join(
        one.tell(lang) + one.mend(lang) for one in findings for lang in ("th", "en")
    )
    assert not re.search(r"\d\.\d{3}", said)
    for text in ("05123", "15456", "12345", "54321", "51515"):
        assert text not in said


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        (100.05, 14.05, "point.swapped_household"),
        (0, 0, "point.zero_household"),
        (14.05, None, "point.missing_household"),
        (51.5, -0.1, "point.outside_household"),
        (1612000, 660000, "point.metres_household"),
        (660000, 1612000, "point.metres_household"),
    ],
)
def test_coordinates_that_cannot_be_are_told_and_the_row_stays(latitude, longitude, code):
    report = checked([("99010101", latitude, longitude)])
    assert codes(report, "decide") == [code]
    assert report.findings[0].cell == "AF5"
    assert (report.rows_kept, report.rows_refused) == (1, 0)


def test_a_few_metres_over_the_line_agree():
    report = checked([("99010101", 14.05, 100.1002)])  # some 20 m
    assert codes(report) == ["point.edge"]
    assert report.findings[0].count == 1


def test_a_line_that_nobody_drew_decides_nothing():
    report = checked([("99010101", 14.05, 100.15)], polygons(approximate=[True, True]))
    assert [(one.code, one.severity) for one in report.findings] == [("point.elsewhere", "note")]


def test_a_code_without_a_polygon_is_left_to_the_join():
    assert codes(checked([("99010109", 14.05, 100.15)])) == []


def test_villages_are_held_against_polygons_of_tambons():
    tambons = polygons(place=["990101", "990102"])
    report = checked([("99010107", 14.05, 100.05), ("99010107", 14.05, 100.15)], tambons)
    assert [(one.cell, one.facts["place"], one.facts["lies_in"]) for one in report.findings] == [
        ("AF6", "990101", "990102")
    ]


def test_a_survey_without_coordinates_is_left_alone():
    report = Report("bmn", "a.xlsx", 1, 1)
    survey = pd.DataFrame({"row": [2], "place": ["99010101"]})
    assert points.check(survey, polygons(), report, letters={}) is report


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["99010101", "99010102", "99010199", None]),
                          st.floats(99.9, 100.3), st.floats(13.9, 14.2)), max_size=20))  # fmt: skip
def test_points_are_located_as_one_by_one(found):
    frame = polygons()
    placed = points.locate([y for _, _, y in found], [x for _, x, _ in found],
                           [code for code, _, _ in found], frame)  # fmt: skip
    own = frame.set_index("place").geometry
    metric = own.to_crs(32647)
    for at, (code, x, y) in enumerate(found):
        spot = shapely.Point(x, y)
        inside = [place for place, shape in own.items() if shape.intersects(spot)]
        if code in inside:
            assert placed.place[at] == code
        else:
            assert placed.place[at] in (inside or [""])
        if code not in own.index:
            assert placed.metres[at] != placed.metres[at]
            continue
        straight = gpd.GeoSeries([spot], crs=4326).to_crs(32647).iloc[0].distance(metric[code])
        assert placed.metres[at] == pytest.approx(0 if code in inside else straight, abs=0.02)


# --- facilities ---

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>แผนที่</name>
<Folder><name>วัด</name>
<Placemark><name>วัดหนึ่ง</name><description>เจ้าอาวาสชื่อสมชาย</description>
<Point><coordinates>100.05,14.05,0</coordinates></Point></Placemark>
<Placemark><name>วัดสลับ</name><Point><coordinates>14.05,100.05,0</coordinates></Point></Placemark>
</Folder>
<Folder><name>โรงเรียน</name>
<Placemark><name>โรงเรียนสอง</name><Point><coordinates>100.15,14.05,0</coordinates></Point></Placemark>
</Folder></Document></kml>"""


def test_facilities_of_a_map_service(tmp_path):
    path = tmp_path / "แผนที่.kml"
    path.write_text(KML, encoding="utf-8")
    frame, report = facilities.read(path, SCHEMA, boundaries=polygons())
    assert frame["name"].tolist() == ["วัดหนึ่ง", "โรงเรียนสอง"]
    assert frame["kind"].tolist() == ["วัด", "โรงเรียน"]
    assert frame["place"].tolist() == ["99010101", "99010102"]
    assert codes(report, "decide") == ["point.swapped"]
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (3, 2, 1)
    assert "สมชาย" not in frame.to_csv() + repr(report)


@pytest.mark.parametrize(("suffix", "crs"), [(".geojson", 4326), (".shp", 32647), (".gpkg", 24047)])
def test_facilities_of_layers_in_any_system(tmp_path, suffix, crs):
    source = gpd.GeoDataFrame(
        {"name": ["วัดหนึ่ง"], "type": ["วัด"]}, geometry=[shapely.Point(100.05, 14.05)], crs=4326
    )
    if crs == 24047:  # there is no other way to the right operation than to write it out
        to = pyproj.Transformer.from_pipeline(
            "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart"
            " +ellps=WGS84 +step +inv +proj=helmert +x=210 +y=814 +z=289 +step +inv +proj=cart"
            " +a=6377276.345 +rf=300.8017 +step +proj=utm +zone=47 +a=6377276.345 +rf=300.8017"
        )
        x, y, _ = to.transform(100.05, 14.05, 0)
        source = source.set_geometry([shapely.Point(x, y)], crs=crs)
    path = tmp_path / f"a{suffix}"
    source.to_crs(crs).to_file(path)
    frame, _ = facilities.read(path, SCHEMA)
    assert frame["longitude"].tolist() == pytest.approx([100.05], abs=1e-6)
    assert frame["latitude"].tolist() == pytest.approx([14.05], abs=1e-6)
    assert frame["kind"].tolist() == ["วัด"]


def test_waypoints_of_a_receiver(tmp_path):
    path = tmp_path / "a.gpx"
    path.write_text(
        '<?xml version="1.0"?><gpx version="1.1" creator="x"'
        ' xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="14.05" lon="100.05"><name>วัดหนึ่ง</name><desc>โทร 081</desc><type>วัด</type></wpt>'
        "</gpx>",
        encoding="utf-8",
    )
    frame, _ = facilities.read(path, SCHEMA)
    assert frame[["name", "kind", "latitude", "longitude"]].to_numpy().tolist() == [
        ["วัดหนึ่ง", "วัด", 14.05, 100.05]
    ]
    assert "081" not in frame.to_csv()


def test_a_layer_without_points_is_refused(tmp_path):
    polygons().drop(columns="moo").to_file(tmp_path / "a.geojson")
    with pytest.raises(InputError) as caught:
        facilities.read(tmp_path / "a.geojson", SCHEMA)
    assert caught.value.code == "layer.no_points"


def test_a_facility_in_another_moo_than_it_says(tmp_path):
    rows = [["ชื่อสถานที่", "ประเภท", "หมู่ที่", "ละติจูด", "ลองจิจูด"],
            ["ก", "วัด", 1, 14.05, 100.05], ["ข", "วัด", 1, 14.05, 100.15],
            ["ค", "วัด", None, 14.05, 100.15], ["ง", "วัด", 2, 15.05, 100.15]]  # fmt: skip
    path = write_xlsx(tmp_path / "a.xlsx", {"A": rows})
    frame, report = facilities.read(path, SCHEMA, boundaries=polygons())
    assert frame["place"].fillna("-").tolist() == ["99010101", "99010102", "99010102", "-"]
    told = [(one.code, one.cell, one.facts.get("lies_in")) for one in report.findings
            if one.severity == "decide"]  # fmt: skip
    assert told == [("point.other_moo", "C3", "99010102"), ("point.no_moo", "C5", None)]
    assert "-" not in report.findings[-1].tell("th")
    assert "ไม่อยู่ในพื้นที่ใด" in report.findings[-1].tell("th")
    codes(report)


def test_a_key_that_is_blank_is_told_by_the_column_that_is(tmp_path):
    rows = [["ชื่อสถานที่", "ประเภท", "หมู่ที่", "ละติจูด", "ลองจิจูด"],
            ["ก", "วัด", 1, None, 100.05], [None, "วัด", 1, 14.05, 100.05],
            ["ค", "วัด", 1, 14.05, None]]  # fmt: skip
    path = write_xlsx(tmp_path / "a.xlsx", {"A": rows})
    _, report = facilities.read(path, SCHEMA)
    told = [(one.cell, one.facts["column"]) for one in report.findings
            if one.code == "row.key_blank"]  # fmt: skip
    assert ("D2", "ละติจูด") in told
    assert ("E4", "ลองจิจูด") in told
    assert all(cell[1:] == "3" for cell, column in told if column == "ชื่อสถานที่")


def test_a_form_of_facilities_that_is_still_blank_has_none(tmp_path):
    rows = [["ชื่อสถานที่", "ประเภท", "หมู่ที่", "ละติจูด", "ลองจิจูด"]]
    path = write_xlsx(tmp_path / "a.xlsx", {"A": rows})
    frame, report = facilities.read(path, SCHEMA, boundaries=polygons())
    assert (len(frame), report.rows_read) == (0, 0)
    assert "table.empty" in codes(report)
    assert {"latitude", "longitude", "place"} <= set(frame)


def test_a_facility_in_a_moo_that_there_is_not(tmp_path):
    rows = [["ชื่อสถานที่", "ประเภท", "หมู่ที่", "ละติจูด", "ลองจิจูด"],
            ["ก", "วัด", "๑๒", 14.05, 100.05], ["ข", "วัด", 1, 14.05, 100.15],
            ["ค", "วัด", None, 14.05, 100.15]]  # fmt: skip
    path = write_xlsx(tmp_path / "a.xlsx", {"A": rows})
    frame, report = facilities.read(path, SCHEMA, boundaries=polygons())
    assert len(frame) == 3
    told = [one for one in report.findings if one.severity == "decide"]
    assert [(one.code, one.cell) for one in told] == [
        ("point.no_such_moo", "C2"), ("point.other_moo", "C3")
    ]  # fmt: skip
    assert told[0].tell("th") == "ไม่มีหมู่ที่ 12 บนแผนที่ จึงวางสถานที่นี้ตามพิกัด ไม่ใช้เลขหมู่"
    assert "หมู่ที่มีคือ 1-2" in told[0].mend("th")
    codes(report)


def test_a_point_on_the_other_side_of_the_globe_has_a_distance():
    placed = points.locate([14.05], [-79.95], ["99010101"], polygons())
    straight = pyproj.Geod(ellps="WGS84").inv(-79.95, 14.05, 100.05, 14.05)[2]
    assert placed.metres[0] == pytest.approx(straight, rel=0.01)
