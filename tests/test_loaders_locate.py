"""Where a row lies: by parts of codes, by moo, by names; what cannot be settled is told."""

import geothai
import pandas as pd
import pytest
from loaders_support import codes, raw

from tambon_gis import catalog
from tambon_gis.loaders.reading import locate
from tambon_gis.loaders.validate import validate
from tambon_gis.model.schema import Schema

TITLES = {"th": "ก", "en": "a"}


def named(name, kind, **more):
    return {"name": name, "title": {"th": name, "en": name}, "kind": kind, "public": True, **more}


SCHEMA = Schema.model_validate(
    {
        "table": {"id": "areas", "title": TITLES, "unit": "household", "key": ["house"],
                  "place": "village", "source": "test"},
        "field": [
            named("house", "code"),
            named("village", "village", required=True),
            named("moo", "moo"),
            *(named(level, "area", level=level) for level in ("tambon", "amphoe", "province")),
        ],
    }
)  # fmt: skip


def check(headings, *rows, within=None):
    table = raw(*([str(n), *row] for n, row in enumerate(rows, 1)), headings=["house", *headings])
    survey, report = validate(table, SCHEMA, role="x", within=within)
    assert report.rows_read == len(rows) == len(survey) + report.rows_refused
    assert len(codes(report)) == len(report.findings)
    return survey, [(f.code, f.severity, f.cell) for f in report.findings
                    if not f.code.startswith(("columns", "value"))], report  # fmt: skip


SPLIT = ["province", "amphoe", "tambon", "moo"]


def test_codes_in_parts():
    survey, told, _ = check(SPLIT, ["30.0", "20.0", "9.0", "5"], ["15", "1", "๙", "ม.12"])
    assert survey["place"].tolist() == ["30200905", "15010912"]
    assert told == [("place.from_parts", "note", "D2:D3")]


def test_a_whole_code_of_the_tambon_needs_nothing_above_it():
    survey, told, _ = check(["tambon", "moo"], ["TH150109", "3"], ["09", "3"])
    assert survey["place"].tolist() == ["15010903"]
    assert ("place.incomplete", "decide", "B3") in told


def test_moo_alone_in_a_project_of_one_tambon():
    survey, told, _ = check(["moo"], ["ม.5"], ["หมู่ที่ ๖"], ["07"], within="150109")
    assert survey["place"].tolist() == ["15010905", "15010906", "15010907"]
    assert told == [("place.from_moo", "note", "B2:B4")]


def test_moo_alone_is_not_enough_elsewhere():
    from tambon_gis.errors import InputError

    for within in (None, "TH", "15", "1501"):
        with pytest.raises(InputError) as caught:
            check(["moo"], ["5"], within=within)
        assert caught.value.code == "columns.missing"


@pytest.mark.parametrize("within", [None, "TH", "15"])
@pytest.mark.parametrize(
    "names",
    [
        ("อ่างทอง", "เมืองอ่างทอง", "หัวไผ่"),
        ("จ.อ่างทอง", "อ.เมือง", "ต.หัวไผ่"),
        ("จังหวัดอ่างทอง", "เมือง", "ตำบล หัวไผ่"),
        ("15", "อำเภอเมืองอ่างทอง", "หัวไผ่"),
        ("อ่างทอง", "1501", "หัวไผ่"),
        ("อ่างทอง", "เมือง", "09"),
        ("Ang Thong", "Mueang Ang Thong", "Hua Phai"),
    ],
)
def test_names_with_amphoe_and_province(names, within):
    survey, told, report = check(SPLIT, [*names, "3"], within=within)
    assert survey["place"].tolist() == ["15010903"]
    assert told == [("place.by_name", "note", "D2")]
    assert report.findings[-1].count == 1


def test_a_name_that_three_tambons_bear_is_set_aside_with_all_three():
    survey, told, report = check(["tambon", "moo"], ["หัวไผ่", "3"])
    assert survey.empty
    assert told == [("place.name_alone", "decide", "B2")]
    candidates = report.findings[-1].facts["candidates"]
    assert all(code in candidates for code in ("150109", "141501", "170105"))
    assert "หัวไผ่" in report.findings[-1].tell("th")


def test_a_name_that_is_not_there():
    survey, told, _ = check(SPLIT, ["อ่างทอง", "เมือง", "หัวไผ่ใหญ่", "1"], ["กข", "เมือง", "หัวไผ่", "1"])
    assert survey.empty
    assert [(code, severity) for code, severity, _ in told] == [
        ("place.name_unknown", "decide")
    ] * 2


def test_the_names_of_a_made_up_area_are_taken_as_its_own():
    survey, told, _ = check(["tambon", "moo"], ["ตัวอย่าง", "4"], within="990101")
    assert survey["place"].tolist() == ["99010104"]
    assert told == [("place.from_moo", "note", "C2")]


def test_another_tambon_is_not_taken_for_the_project_s():
    survey, _, _ = check(SPLIT, ["อ่างทอง", "เมือง", "ศาลาแดง", "4"], within="150109")
    (there,) = [
        code for code, *names in every_tambon() if names == ["อ่างทอง", "เมืองอ่างทอง", "ศาลาแดง"]
    ]
    assert survey["place"].tolist() == [f"{there}04"]


def test_the_code_wins_over_moo_and_areas():
    survey, told, _ = check(
        ["village", *SPLIT], ["15010903", "ลพบุรี", "เมือง", "ศาลาแดง", "7"],
        ["15010903", "15", "01", "หัวไผ่", "3"],
    )  # fmt: skip
    assert survey["place"].tolist() == ["15010903"] * 2
    assert survey["moo"].tolist() == [3, 3]
    assert sorted(told) == [
        ("row.area_differs", "decide", "C2"),
        ("row.area_differs", "decide", "E2"),
        ("row.moo_differs", "decide", "F2"),
    ]


def test_a_spoilt_code_is_told_where_the_rest_gives_the_place():
    survey, told, report = check(["village", "moo"], ["1.50109E7", "3"], [None, "4"],
                                 within="150109")  # fmt: skip
    assert survey["place"].tolist() == ["15010903", "15010904"]
    assert survey["village"].tolist() == ["15010903", "15010904"]
    assert told == [("place.from_moo", "note", "C2:C3")]
    assert ("value.code_rounded", "B2") in [(f.code, f.cell) for f in report.findings]


def test_a_moo_in_the_column_of_the_code():
    survey, told, report = check(["village"], ["ม.5"], ["หมู่ที่ ๖"], ["99"], ["x"], within="150109")
    assert survey["place"].tolist() == ["15010905", "15010906", "15010999"]
    assert told == [("place.from_moo", "repaired", "B2:B4"),
                    ("row.place_unreadable", "decide", "B5")]  # fmt: skip
    assert report.rows_repaired == 3


def test_a_moo_in_the_column_of_the_code_must_not_contradict():
    survey, told, _ = check(["village", "moo"], ["ม.5", "6"], ["ม.5", "5"], within="150109")
    assert survey["place"].tolist() == ["15010906", "15010905"]
    assert sorted(told) == [("place.from_moo", "note", "C2"), ("place.from_moo", "repaired", "B3"),
                            ("row.place_by_other", "decide", "B2")]  # fmt: skip


def test_a_wrong_code_beside_a_moo_tells_that_the_moo_is_used():
    survey, _, report = check(["village", "moo"], ["9901010", "3"], within="150109")
    assert survey["place"].tolist() == ["15010903"]
    (found,) = [one for one in report.findings if one.code == "row.place_by_other"]
    assert (found.severity, found.cell, found.row, found.facts["other"]) == (
        "decide",
        "B2",
        2,
        "moo",
    )
    assert "moo" in found.tell("th")
    assert "moo" in found.tell("en")
    assert all("unknown" not in found.tell("en") for found in report.findings
               if found.cell == "B2")  # fmt: skip


def test_a_wrong_code_beside_names_tells_that_the_names_are_used():
    columns = ["village", "province", "amphoe", "tambon", "moo"]
    survey, _, report = check(columns, ["9901010", "30", "20", "9", "5"])
    assert survey["place"].tolist() == ["30200905"]
    (found,) = [one for one in report.findings if one.code == "row.place_by_other"]
    assert found.facts["other"] in {"tambon", "moo"}


def test_a_row_without_moo_is_refused():
    survey, told, _ = check(["moo"], [None], ["มาก"], ["1"], within="150109")
    assert survey["row"].tolist() == [4]
    assert told == [("place.from_moo", "note", "B4"), ("row.place_blank", "decide", "B2"),
                    ("row.place_blank", "decide", "B3")]  # fmt: skip


def every_tambon():
    """Province, amphoe and tambon of the whole country, by the other package's own listing."""
    for province in geothai.provinces():
        for district in geothai.districts(str(province.code)):
            for one in geothai.subdistricts(str(district.code)):
                yield str(one.code), province.name_th, district.name_th, one.name_th


def test_every_tambon_is_found_by_its_names_or_said_to_be_one_of_several():
    listed = list(every_tambon())
    counted = pd.Series([tuple(names) for _, *names in listed]).value_counts()
    wrong = []
    for code, *names in listed:
        found = locate.tambon_of(names, None)
        several = counted[tuple(names)] > 1
        good = found.fault == "place.ambiguous" if several else found.code == code
        if not good:
            wrong.append((code, names, found))
    assert wrong == []
    assert len(listed) > 7000


def test_a_provincial_capital_is_found_by_half_its_name():
    capitals = {
        (province.name_th, str(district.code))
        for province in geothai.provinces()
        for district in geothai.districts(str(province.code))
        if district.name_th == f"เมือง{province.name_th}"
    }
    assert len(capitals) > 70
    for province, amphoe in capitals:
        assert locate.tambon_of((province, "เมือง", "01"), None).code == f"{amphoe}01"


def test_possible():
    household = catalog.schema("bmn-household")
    assert locate.possible({"village"}, household, within=None)
    assert locate.possible({"moo", "tambon"}, household, within=None)
    assert not locate.possible({"tambon"}, household, within="150109")
    assert not locate.possible({"moo"}, household, within="1501")
    assert not locate.possible({"name"}, catalog.schema("facilities"), within="150109")


@pytest.mark.parametrize("name", ["bmn-household", "bmn-person", "nrd2c-village"])
def test_the_example_of_a_form_reads_without_a_word(name):
    schema = catalog.schema(name)
    table = raw([one.example or None for one in schema.field],
                headings=[one.title.th for one in schema.field])  # fmt: skip
    survey, report = validate(table, schema, role=name, within="990101")
    assert survey["place"].tolist() == ["99010101"]
    assert {f.code for f in report.findings} <= {"value.era", "columns.absent"}
    assert all(one.example for one in schema.field)
