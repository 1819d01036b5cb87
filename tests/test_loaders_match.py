"""Match and counts: what stays over on either side is named, and counted once."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from loaders_support import SCHEMA, changed, codes, raw, shared

from tambon_gis import catalog
from tambon_gis.errors import InputError
from tambon_gis.loaders import boundaries, counts, tables
from tambon_gis.loaders.formats.cells import Cells, text_frame
from tambon_gis.loaders.layout.header import raw_table
from tambon_gis.loaders.match import match, match_all, propose
from tambon_gis.loaders.validate import validate
from tambon_gis.model.findings import Finding, Report

SOURCE = catalog.source("tpmap-province-2561")
BOOK = catalog.rulebook("tpmap-2561")


def polygons(*places):
    shapes = [shapely.box(100 + n, 14, 101 + n, 15) for n in range(len(places))]
    frame = {"place": list(places), "name": [f"บ้าน{p[-1]}" for p in places]}
    return gpd.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326")


VILLAGES = ("99020101", "99020102")


def meet(*rows, places=VILLAGES, within="990201"):
    survey, report = validate(raw(*rows), SCHEMA, role="small-2565")
    return match(survey, polygons(*places), report=report, within=within)


def frame(*places, **columns):
    """A survey as it leaves the validation."""
    rows = pd.array(range(2, len(places) + 2), dtype="Int64")
    found = pd.DataFrame({"row": rows, "place": pd.array(places, dtype="string"), **columns})
    found.attrs = {"file": "a.csv", "sheet": "", "place_letter": "B"}
    return found


def doubts(report):
    codes(report)
    return [(f.code, f.cell) for f in report.findings if f.severity == "decide"]


def test_rows_without_a_polygon_are_refused_with_the_reason():
    matched, report, joined = meet(
        changed(),
        changed(house="2", village="99020109", moo="9", members="3"),
        changed(house="3", village="99030101"),
        changed(house="4", village="99990101", moo=None, members="2"),
    )
    assert matched["row"].tolist() == [2]
    assert doubts(report) == [
        ("join.beyond", "B3"),
        ("join.elsewhere", "B4"),
        ("join.pseudo", "B5"),
    ]
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (4, 1, 3)
    left, right = joined.left, joined.right
    assert (left.rows_left, left.households_left, left.people_left) == (3, 3, 9)
    assert (right.keys_matched, right.keys_left, joined.level) == (1, 1, "village")
    assert (left.role, right.role, joined.relation) == ("small-2565", "boundary", "one_to_one")


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("99020151", "join.beyond"),
        ("99026101", "join.pseudo"),
        ("99820101", "join.pseudo"),
        ("99020100", "join.wider"),
        ("990201", "join.wider"),
        ("99030101", "join.elsewhere"),
        ("43090101", "join.split"),
        ("99020103", "join.unknown"),
    ],
)
def test_the_reason_of_a_place(place, reason):
    survey = frame(place)
    report = Report("small-2565", "a.csv", 1, 1)
    places = ("99020101", "99020104")
    _, report, _ = match(survey, polygons(*places), report=report, within="990201")
    assert doubts(report) == [(reason, "B2")]


def test_a_code_from_before_a_province_was_divided_has_its_successor():
    report = Report("small-2565", "a.csv", 1, 1)
    _, told, _ = match(frame("43090101"), polygons("38040101"), report=report, within="3804")
    (found,) = [f for f in told.findings if f.code == "join.split"]
    assert found.facts["new"] == "38040101"
    assert (found.suggestions[0].value, found.suggestions[0].why) == ("38040101", "successor")
    assert "2554" in found.tell("th")


def test_without_an_area_a_place_beside_the_polygons_is_unknown_and_others_are_elsewhere():
    report = Report("x", "a.csv", 2, 2)
    _, told, _ = match(frame("99020103", "99020201"), polygons("99020101", "99020104"),
                       report=report)  # fmt: skip
    assert [code for code, _ in doubts(told)] == ["join.unknown", "join.elsewhere"]


def test_polygons_without_rows_are_noted_by_name():
    _, report, _ = meet(changed())
    (note,) = [f for f in report.findings if f.code == "join.no_rows"]
    assert note.facts["places"] == "99020102 บ้าน2"


def test_a_code_with_two_polygons_is_told():
    survey = frame("99020101")
    report = Report("x", "a.csv", 1, 1)
    matched, told, joined = match(survey, polygons("99020101", "99020101"), report=report)
    assert doubts(told) == [("join.polygon_twice", "")]
    assert len(matched) == 1
    assert (joined.right.keys, joined.right.keys_repeated, joined.relation) == (1, 1, "one_to_many")


def test_villages_meet_a_wider_boundary_by_their_first_digits():
    matched, _, joined = meet(changed(), places=("990201", "990202"))
    assert matched["place"].tolist() == ["990201"]
    assert joined.level == "tambon"


def test_many_rows_of_one_place_are_one_finding_all_named():
    rows = [changed(house=str(n), village="99020109", moo=None) for n in range(1, 41)]
    gap = changed(house="77", members="5")
    _, report, _ = meet(changed(house="99"), *rows, gap, changed(house="78", village="99020109"))
    (found,) = [f for f in report.findings if f.code == "join.beyond"]
    assert (found.count, found.cell, found.row) == (41, "B3:B42, B44", 3)
    assert (found.households, found.people) == (41, 164)


def test_a_place_of_the_same_name_one_digit_away_comes_first():
    survey = frame("99020111", "99020111", village_name=["บ้าน2", "2"], members=[3, 4])
    report = Report("x", "a.csv", 2, 2)
    places = ("99020101", "99020112", "99020110")
    _, told, _ = match(survey, polygons(*places), report=report, within="990201")
    (found,) = [f for f in told.findings if f.severity == "decide"]
    assert [one.value for one in found.suggestions] == ["99020112", "99020101", "99020110"]
    assert found.suggestions[0].why == "typo_name"
    assert found.suggestions[0].label == "บ้าน2"


def test_tables_of_one_survey_meet_the_map_together():
    parts = [
        (frame("99020101", "99020107", members=[1, 2]), Report("x", "a.csv", 2, 2)),
        (frame("99020102", "99020101", members=[3, 4]), Report("x", "b.csv", 2, 2)),
    ]
    told, joined = match_all(parts, polygons(*VILLAGES, "99020103"), within="990201")
    assert [len(matched) for matched, _ in told] == [1, 2]
    assert [report.rows_refused for _, report in told] == [1, 0]
    assert [f.code for f in told[0][1].findings] == ["join.beyond", "join.no_rows"]
    assert told[0][1].findings[1].facts["places"] == "99020103 บ้าน3"
    assert told[1][1].findings == ()
    assert (joined.left.rows, joined.left.rows_left, joined.left.people_left) == (4, 1, 2)
    assert (joined.left.keys, joined.left.keys_repeated) == (3, 1)


PLACES = st.sampled_from(["99020101", "99020102", "99020103", "99020199", "99990101", "43090101"])


@given(st.lists(st.tuples(PLACES, st.integers(1, 9)), min_size=1, max_size=30))
def test_rows_matched_and_rows_left_are_all_rows(rows):
    survey = frame(*[place for place, _ in rows], members=[n for _, n in rows])
    report = Report("x", "a.csv", len(rows), len(rows))
    matched, told, joined = match(survey, polygons(*VILLAGES), report=report, within="990201")
    left = [(place, n) for place, n in rows if place not in VILLAGES]
    found = [f for f in told.findings if f.severity == "decide"]
    assert len(matched) + joined.left.rows_left == len(rows)
    assert sum(f.count for f in found) == told.rows_refused == joined.left.rows_left == len(left)
    assert {f.facts["place"] for f in found} == {place for place, _ in left}
    assert sum(f.people for f in found) == joined.left.people_left == sum(n for _, n in left)
    assert joined.left.keys == len({place for place, _ in rows})


def test_rows_without_a_code_are_given_the_places_of_their_name():
    heads = ["บ้าน", "รหัสหมู่บ้าน", "ชื่อหมู่บ้าน"]
    schema = catalog.schema("bmn-household")
    found = raw_table(
        Cells(text_frame([heads, ["1", "9902012", "x"], ["2", "-", "บ้าน1"], ["3", "บ้าน2", "1"]])),
        1,
        file="a.csv",
    )
    headings = {"village": "รหัสหมู่บ้าน", "village_name": "ชื่อหมู่บ้าน"}
    faults = [Finding("row.place_unreadable", "decide", "a.csv", row=n) for n in (2, 3, 4)]
    several = Finding("row.place_blank", "decide", "a.csv", row=5, count=7)
    report = Report("x", "a.csv", 10, 0, 10, findings=(*faults, several))
    told = propose(report, found, schema, headings, polygons(*VILLAGES))
    assert [[one.value for one in f.suggestions] for f in told.findings] == [
        ["99020102"],
        ["99020101"],
        ["99020102"],
        [],
    ]
    assert [f.households for f in told.findings] == [1, 1, 1, 7]
    misread = replace(report, findings=(Finding("value.not_village", "decide", "a.csv", row=2),))
    (found_again,) = propose(misread, found, schema, headings, polygons(*VILLAGES)).findings
    assert found_again.suggestions == told.findings[0].suggestions
    assert found_again.households is None


def table(*rows, headings=("province_ID", "indicator1.ALL", "indicator1.CNT")):
    return raw_table(Cells(text_frame([list(headings), *rows])), 1, file="c.csv")


def read(*rows, **more):
    return counts.read_counts(table(*rows, **more), SOURCE, BOOK, role="t", year=2561)


def test_counts_by_hand():
    counted, report = read(["11", "2,471", "39"], ["๑๒", "10", "0"])
    assert counted[["place", "asked", "met", "unknown"]].to_numpy().tolist() == [
        ["11", 2471, 2432, 0],
        ["12", 10, 10, 0],
    ]
    assert counted["counts"].unique().tolist() == ["resident"]
    assert counted["households_asked"].isna().all()
    assert report.rows_kept == 2
    assert "counts.absent" in codes(report, "note")
    assert "value.comma" in codes(report, "repaired")


def test_faulty_counts_are_unknown_and_told():
    counted, report = read(["11", "10", "11"], ["12", "x", "1"], ["13", None, "1"])
    assert counted[["asked", "met", "unknown"]].isna().all().all()
    told = [(f.code, f.cell) for f in report.findings if f.severity == "decide"]
    assert sorted(told) == [("count.exceeds", "C2"), ("value.not_number", "B3")]


def test_areas_that_repeat_or_cannot_be_read_are_refused():
    counted, report = read(["11", "10", "1"], ["11", "20", "1"], ["ที่", "20", "1"])
    assert counted["asked"].tolist() == [10]
    assert (report.rows_read, report.rows_refused) == (3, 2)
    told = [(f.code, f.cell) for f in report.findings if f.severity == "decide"]
    assert told == [("row.place_unreadable", "A4"), ("row.place_twice", "A3")]


def test_areas_that_a_person_left_out_are_silent():
    found = table(["11", "10", "11"], ["11", "20", "1"], ["x", "1", "0"], ["12", "5", "0"])
    decided = replace(found, left_out=frozenset({2, 4}))
    counted, report = counts.read_counts(decided, SOURCE, BOOK, role="t", year=2561)
    assert counted[["place", "asked"]].to_numpy().tolist() == [["11", 20], ["12", 5]]
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (4, 2, 2)
    assert report.to_decide == 0


def test_a_table_without_the_columns_is_refused():
    with pytest.raises(InputError, match="province_ID"):
        read(["11", "1", "0"], headings=("province", "indicator1.ALL", "indicator1.CNT"))
    with pytest.raises(InputError) as caught:
        read(["11", "1"], headings=("province_ID", "x"))
    assert caught.value.code == "counts.none"


def test_real_provinces_match_and_bangkok_has_no_row():
    path = shared("survey", "tpmap_2561_province_bmn31.csv")
    provinces, _ = boundaries.read(shared("boundaries", "thailand_province.geojson"))
    found = tables.read_raw(path, source=SOURCE)
    counted, report = counts.read_counts(found, SOURCE, BOOK, role="t", year=2561)
    matched, report, joined = match(counted, provinces, report=report, within="TH")
    assert (joined.left.rows, joined.left.rows_matched, joined.right.rows) == (76, 76, 77)
    (note,) = [f for f in report.findings if f.code == "join.no_rows"]
    assert note.facts["places"] == "10 กรุงเทพมหานคร"
    assert matched["code"].nunique() == 31
    assert report.to_decide == 0
    straight = pd.read_csv(path)
    ours = counted[counted["code"] == "16"].set_index("place")
    theirs = straight.set_index(straight["province_ID"].astype(str))
    assert (ours["asked"] - ours["met"]).tolist() == theirs["indicator16.CNT"].tolist()
