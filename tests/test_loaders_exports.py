"""Exports of KoboToolbox and ODK, made after their published layouts."""

import csv
import io
import zipfile

import pytest
from loaders_support import SCHEMA, write_xlsx

from tambon_gis.loaders import tables
from tambon_gis.loaders.columns import match_columns
from tambon_gis.loaders.formats.cells import Cells, text_frame
from tambon_gis.loaders.layout import exports
from tambon_gis.loaders.layout.header import raw_table
from tambon_gis.model.schema import Schema

POINT = Schema.model_validate(
    {
        **SCHEMA.model_dump(by_alias=True),
        "field": [
            *(one.model_dump(by_alias=True) for one in SCHEMA.field),
            *(
                {"name": name, "title": {"th": title, "en": name}, "kind": "number"}
                for name, title in (("latitude", "ละติจูด"), ("longitude", "ลองจิจูด"))
            ),
        ],
    }
)
EXPECTED = tables.expected_headings(POINT)
KOBO_END = [
    *("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status"),
    *("_submitted_by", "__version__", "_tags", "_index"),
]
KOBO = [
    *("start", "end", "today", "deviceid", "home/house", "home/village", "home/people/members"),
    *("water", "problems", "problems/members", "problems/income"),
    *("gps", "_gps_latitude", "_gps_longitude", "_gps_altitude", "_gps_precision", *KOBO_END),
]


def kobo(at):
    return [
        *("2024-01-01", "2024-01-01", "2024-01-01", "d", str(at), "99020101", "4"),
        *("1", "members income", "1", "1"),
        *("14.01 100.5 0 5", "14.01", "100.5", "0", "5"),
        *(str(at), "u", "t", "", "", "submitted_via_web", "x", "v", "", str(at)),
    ]


MEMBERS = [["age", "_index", "_parent_table_name", "_parent_index", "_submission__id"]]
MEMBERS += [
    ["7", "1", "main", "1", "1"],
    ["9", "2", "main", "1", "1"],
    ["40", "3", "main", "2", "2"],
]


def headings(raw):
    return match_columns(raw, POINT)[0]


def test_a_kobo_workbook_with_groups_positions_and_a_repeat_group(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"main": [KOBO, kobo(1), kobo(2)], "people": MEMBERS})
    raw = tables.read_raw(path, schema=POINT)
    assert raw.sheet == "main"
    assert list(raw.frame.columns) == [
        *("home › house", "home › village", "home › people › members", "water", "problems"),
        *("problems [members]", "problems [income]", "gps › latitude", "gps › longitude"),
    ]
    assert raw.letters["gps › latitude"] == "M"
    assert headings(raw) == {
        "house": "home › house",
        "village": "home › village",
        "members": "home › people › members",
        "water": "water",
        "latitude": "gps › latitude",
        "longitude": "gps › longitude",
    }
    found = {one.code: one for one in raw.findings}
    # start, end, today, deviceid; the whole position, its altitude and precision; ten at the end
    assert found["columns.export"].count == 4 + 3 + 10
    repeat = found["table.sheet_repeat"]
    assert (repeat.severity, repeat.sheet, repeat.count) == ("note", "people", 3)
    assert raw.frame["gps › longitude"].tolist() == ["100.5", "100.5"]


def test_a_column_that_is_asked_for_is_kept_whatever_its_name():
    raw = raw_table(Cells(text_frame([["today", "_id", "_uuid", "moo"]])), 1, file="a.csv")
    assert list(exports.settle(raw, {"today"}).frame.columns) == ["today", "moo"]


def test_labels_with_their_groups_are_named_by_the_label():
    expected = {"รายได้อาชีพหลัก(บาท/ปี)", "สมาชิก"}
    head = ["รายได้อาชีพหลัก (บาท/ปี)", "บ้าน/สมาชิก", "บ้าน/รายได้อาชีพหลัก (บาท/ปี)", "ก/ข", "_id", "_uuid"]
    raw = exports.settle(raw_table(Cells(text_frame([head])), 1, file="a.csv"), expected)
    assert list(raw.frame.columns) == [
        *("รายได้อาชีพหลัก (บาท/ปี)", "บ้าน › สมาชิก"),
        *("บ้าน › รายได้อาชีพหลัก (บาท/ปี)", "ก/ข"),
    ]


ODK = [
    *("SubmissionDate", "home-house", "home-village", "home-people-members", "ชื่อ-สกุล"),
    *("gps-Latitude", "gps-Longitude", "gps-Altitude", "gps-Accuracy", "meta-instanceID"),
    *("KEY", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected"),
    *("Status", "ReviewState", "DeviceID", "Edits", "FormVersion"),
]


def odk(at):
    own = ["t", str(at), "99020101", "4", "x", "14.01", "100.5", "0", "5", f"uuid:{at}"]
    return [*own, f"uuid:{at}", "1", "x", "0", "0", "", "", "d", "0", "1"]


def write_zip(path, members):
    with zipfile.ZipFile(path, "w") as made:
        for name, rows in members.items():
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            made.writestr(name, text.getvalue())
    return path


def test_a_zip_of_odk_central_with_its_repeat_group(tmp_path):
    repeat = [
        ["age", "PARENT_KEY", "KEY", "SET-OF-people"],
        ["7", "uuid:1", "uuid:1/people[1]", "x"],
    ]
    members = {"form.csv": [ODK, odk(1), odk(2)], "form-people.csv": repeat}
    path = write_zip(tmp_path / "form.zip", members)
    raw = tables.read_raw(path, schema=POINT)
    assert (raw.file, raw.sheet, len(raw.frame)) == ("form.zip", "form.csv", 2)
    assert list(raw.frame.columns) == [
        *("home › house", "home › village", "home-people › members", "ชื่อ-สกุล"),
        *("gps › Latitude", "gps › Longitude"),
    ]
    assert headings(raw)["longitude"] == "gps › Longitude"
    found = {one.code: one for one in raw.findings}
    assert found["columns.export"].count == len(ODK) - 6
    assert (found["table.sheet_repeat"].sheet, found["table.sheet_repeat"].count) == (
        "form-people.csv",
        1,
    )


def test_a_zip_of_one_table_a_village_is_told_and_read_when_asked(tmp_path):
    head = ["house", "village", "members"]
    members = {
        f"หมู่ {moo}.csv": [head, *([str(at), "99020101", "4"] for at in range(moo))]
        for moo in (1, 2, 3)
    }
    path = write_zip(tmp_path / "a.zip", members)
    every = tables.read_all(path, schema=POINT, sheet="*")
    assert [(one.sheet, len(one.frame)) for one in every] == [
        *(("หมู่ 1.csv", 1), ("หมู่ 2.csv", 2), ("หมู่ 3.csv", 3)),
    ]
    told = tables.read_raw(path, schema=POINT).findings
    assert [(one.code, one.sheet, one.count) for one in told] == [
        ("table.sheet_same", "หมู่ 2.csv", 2),
        ("table.sheet_same", "หมู่ 3.csv", 3),
    ]


@pytest.mark.parametrize("point", ["14.01 100.5 0 5", "14.01 100.5", "-14.0100 100.50 12.5 4.9"])
def test_a_position_in_one_cell_is_split_and_told(point):
    rows = [["village", "where", "_id", "_uuid"], ["1", point, "1", "a"], ["2", None, "2", "b"]]
    raw = exports.settle(raw_table(Cells(text_frame(rows)), 1, file="a.csv"), EXPECTED)
    assert list(raw.frame.columns) == ["village", "where › latitude", "where › longitude"]
    first = [raw.frame[f"where › {name}"].iloc[0] for name in ("latitude", "longitude")]
    assert first == point.split()[:2]
    assert raw.frame.iloc[1, 1:].isna().all()
    told = [(one.code, one.severity, one.cell, one.count) for one in raw.findings]
    assert told[-1] == ("columns.position", "repaired", "B", 1)


def test_a_column_in_which_only_some_cells_are_positions_stays():
    rows = [
        ["village", "where", "_id", "_uuid"],
        ["1", "14.01 100.5", "1", "a"],
        ["2", "ข้างวัด", "2", "b"],
    ]
    raw = exports.settle(raw_table(Cells(text_frame(rows)), 1, file="a.csv"), EXPECTED)
    assert list(raw.frame.columns) == ["village", "where"]


def test_an_ordinary_table_stays_as_it_is():
    rows = [["start", "a/b", "_id"], ["1", "2", "3"]]
    raw = raw_table(Cells(text_frame(rows)), 1, file="a.csv")
    assert exports.settle(raw, EXPECTED) is raw


def test_two_groups_with_the_same_question_keep_their_own_names():
    head = ["a/x", "b/x", "a-moo", "_id", "_uuid"]
    raw = exports.settle(raw_table(Cells(text_frame([head])), 1, file="a.csv"), {"moo"})
    assert list(raw.frame.columns) == ["a › x", "b › x", "a › moo"]
