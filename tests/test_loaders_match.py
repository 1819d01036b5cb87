"""Match and counts: what stays over on either side is named, and counted once."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from loaders_support import SCHEMA, changed, codes, raw, shared

from tambon_gis import catalog
from tambon_gis.errors import InputError
from tambon_gis.loaders import boundaries, counts, tables
from tambon_gis.loaders.formats.cells import Cells, text_frame
from tambon_gis.loaders.header import raw_table
from tambon_gis.loaders.match import match
from tambon_gis.loaders.validate import validate

SOURCE = catalog.source("tpmap-province-2561")
BOOK = catalog.rulebook("tpmap-2561")


def polygons(*places):
    shapes = [shapely.box(100 + n, 14, 101 + n, 15) for n in range(len(places))]
    frame = {"place": list(places), "name": [f"บ้าน{p[-1]}" for p in places]}
    return gpd.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326")


def meet(*rows, places=("99020101", "99020102"), within="990201"):
    survey, report = validate(raw(*rows), SCHEMA, role="small-2565")
    return match(survey, polygons(*places), report=report, within=within)


def test_rows_without_a_polygon_are_refused_with_the_reason():
    matched, report, joined = meet(
        changed(),
        changed(house="2", village="99020109", moo="9", members="3"),
        changed(house="3", village="99030101"),
        changed(house="4", village="99990101", moo=None, members="2"),
    )
    assert matched["row"].tolist() == [2]
    told = [(f.code, f.cell) for f in report.findings if f.severity == "decide"]
    assert told == [("join.unknown", "B3"), ("join.elsewhere", "B4"), ("join.pseudo", "B5")]
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (4, 1, 3)
    assert (joined.rows_left, joined.people_left) == (3, 9)
    assert (joined.places_matched, joined.places_left, joined.level) == (1, 1, "village")


def test_polygons_without_rows_are_noted_by_name():
    _, report, _ = meet(changed())
    (note,) = [f for f in report.findings if f.code == "join.no_rows"]
    assert note.facts["places"] == "99020102 บ้าน2"


def test_villages_meet_a_wider_boundary_by_their_first_digits():
    matched, _, joined = meet(changed(), places=("990201", "990202"))
    assert matched["place"].tolist() == ["990201"]
    assert joined.level == "tambon"


def test_many_rows_of_one_place_are_told_together_all_named():
    rows = [changed(house=str(n), village="99020109", moo=None) for n in range(1, 41)]
    _, report, _ = meet(changed(house="99"), *rows)
    (found,) = [f for f in report.findings if f.code == "join.unknown"]
    assert (found.count, found.cell) == (40, "B3:B42")


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
    assert (joined.rows, joined.rows_matched, joined.places) == (76, 76, 77)
    (note,) = [f for f in report.findings if f.code == "join.no_rows"]
    assert note.facts["places"] == "10 กรุงเทพมหานคร"
    assert matched["code"].nunique() == 31
    assert report.to_decide == 0
    straight = pd.read_csv(path)
    ours = counted[counted["code"] == "16"].set_index("place")
    theirs = straight.set_index(straight["province_ID"].astype(str))
    assert (ours["asked"] - ours["met"]).tolist() == theirs["indicator16.CNT"].tolist()
