"""Forms that villages filled in: every line kept or told by its cell, nothing guessed at."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pandas as pd
import pytest

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.loaders import confirmed
from tambon_gis.loaders.reading.naming import names_a_person
from tambon_gis.words import words

HERE, THERE = "99010103", "99010105"
HEAD = [
    "รหัส", "ปี พ.ศ.", "ตัวชี้วัด", "ค่าที่เผยแพร่", "ตกเกณฑ์ / สำรวจ", "หน่วย", "ถูกต้อง",
    "แก้เป็น (ตกเกณฑ์)", "เหตุผล",
]  # fmt: skip
PLAN = [
    "รหัส", "ปี", "โครงการในแผนที่ระบุหมู่บ้านนี้", "สถานะ", "งบประมาณรวม", "หน่วย", "ถูกต้อง",
    "แก้สถานะเป็น", "เหตุผล",
]  # fmt: skip
LINES = [
    (HERE, "bmn-2560/9", 2565, "9. น้ำดื่ม", "59 / 164", 164),
    (HERE, "bmn-2560/12", 2565, "12. มลพิษ", "– / 164", 164),
    (HERE, "bmn-2560/22", 2565, "22. รายได้", "ราว 20 / ราว 160", None),
    (HERE, "plan/3", None, "ขยายเขตประปา", "2,220,000", None),
    (THERE, "bmn-2560/9", 2565, "9. น้ำดื่ม", "2 / 236", 236),
]
KNOWN = pd.DataFrame(LINES, columns=["place", "ref", "year", "title", "of", "asked"]).astype(object)
BY, ON, PEOPLE = "ที่ประชุมประชาคมหมู่ 3", "15/01/2566", "๙๖"
TODAY = dt.date(2023, 3, 5)


def line(ref: str, right: object = None, after: object = None, why: object = None, **cells):
    """A line as it is printed, with what was filled in."""
    found = next(one for one in LINES if one[1] == ref)
    row = [ref, found[2], found[3], "36.1 %", found[4], "ครัวเรือน", right, after, why]
    for name, value in cells.items():
        row[("code", "year", "title", "value", "of").index(name)] = value
    return row


def form(*rows, place: object = HERE, by: object = BY, on: object = ON, people: object = PEOPLE):
    """The rows of a sheet."""
    plan = [row for row in rows if str(row[0]).startswith("plan/")]
    rest = [row for row in rows if row not in plan]
    blank: list[list[object]] = [[]]
    head = [["ข้อมูลภายใน ห้ามเผยแพร่"], ["รหัสหมู่บ้าน", None, place], *blank]
    signed = [["ผู้ยืนยัน", None, by], ["วันที่ยืนยัน", None, on], ["ผู้เข้าร่วม (คน)", None, people]]
    return [*head, HEAD, *rest, *blank, *([PLAN, *plan] if plan else []), *blank, *signed]


@pytest.fixture
def read(tmp_path):
    def make(*sheets, name: str = "confirmed.xlsx", today: dt.date | None = TODAY):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for n, rows in enumerate(sheets, start=1):
            sheet = book.create_sheet(f"หมู่ {n}")
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / name)
        return confirmed.read([tmp_path / name], KNOWN, today=today)

    return make


def codes(report) -> list[tuple[str, str]]:
    return [(one.code.removeprefix("confirmed."), one.cell) for one in report.findings]


def test_what_was_said_comes_back_with_who_and_when(read) -> None:
    frame, report = read(
        form(
            line("bmn-2560/9", after=70, why="ประปาขาดตั้งแต่มีนาคม"),
            line("bmn-2560/12", "✓"),
            line("bmn-2560/22"),
        )
    )
    assert (report.rows_read, report.rows_kept, report.findings) == (3, 3, ())
    assert frame["state"].tolist() == ["changed", "right", "open"]
    first = frame.iloc[0]
    assert (first["framework"], first["code"], first["place"], first["year"]) == (
        "bmn-2560",
        "9",
        HERE,
        2565,
    )
    assert (first["before"], first["after"], first["reason"]) == ("36.1 %", 70, "ประปาขาดตั้งแต่มีนาคม")
    assert (first["by"], first["on"], first["people"]) == (BY, dt.date(2023, 1, 15), 96)
    assert frame["after"].isna().tolist() == [False, True, True]


def test_lines_and_blocks_may_stand_in_any_order(read) -> None:
    rows = form(
        line("bmn-2560/12", "✓"), line("bmn-2560/9", after="๖๐"), line("plan/3", after="กำลังทำ")
    )
    frame, report = read(list(reversed(rows[4:6])), rows[:4] + rows[5:3:-1] + rows[6:])
    assert frame.set_index("code").loc[["9", "3"], "state"].tolist() == ["changed", "changed"]
    assert frame.set_index("code").loc["3", "status"] == "running"
    assert [one.code for one in report.findings] == ["confirmed.no_form"]


FAULTS = [
    (line("bmn-2560/9", after="มาก"), "not_number", "H5"),
    (line("bmn-2560/9", after=-1), "not_number", "H5"),
    (line("bmn-2560/9", after=2.5), "not_number", "H5"),
    (line("bmn-2560/9", after=165), "too_many", "H5"),
    (line("bmn-2560/9", "✓", 70), "both_said", "H5"),
    (line("bmn-2560/9", "ไม่"), "no_number", "H5"),
    (line("bmn-2560/9", "อาจจะ"), "tick", "G5"),
    (line("bmn-2560/9", "✓", code="bmn-2560/99"), "unknown_code", "A5"),
    (line("bmn-2560/9", "✓", code="น้ำดื่ม"), "no_code", "A5"),
    (line("bmn-2560/9", "✓", code=None), "no_code", "A5"),
    (line("bmn-2560/9", "✓", year=2564), "other_year", "B5"),
    (line("bmn-2560/9", "✓", of="58 / 164"), "older", "E5"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "code", "cell"), FAULTS, ids=lambda one: str(one)[:20])
def test_a_fault_refuses_its_line_and_names_its_cell(read, row, code, cell) -> None:
    frame, report = read(form(row, line("bmn-2560/12", "✓")))
    assert codes(report) == [(code, cell)]
    assert (report.rows_read, report.rows_kept, report.rows_refused) == (2, 1, 1)
    assert frame["code"].tolist() == ["12"]


@pytest.mark.parametrize(
    ("signed", "code"),
    [
        ({"by": None}, "nobody"),
        ({"by": "นายสมมุติ สาธิตวงศ์"}, "by_person"),
        ({"on": None}, "no_day"),
        ({"on": "31/02/2566"}, "no_day"),
        ({"on": "06/03/2566"}, "future"),
    ],
)
def test_without_who_and_when_no_answer_counts(read, signed, code) -> None:
    frame, report = read(
        form(line("bmn-2560/9", "✓"), line("bmn-2560/12", after=1), line("bmn-2560/22"), **signed)
    )
    ((found, _),) = codes(report)
    assert (found, report.findings[0].count) == (code, 2)
    assert frame["state"].tolist() == ["open"]
    assert (report.rows_read, report.rows_refused) == (3, 2)


def test_a_form_that_nobody_began_asks_for_no_signature(read) -> None:
    frame, report = read(
        form(line("bmn-2560/9"), line("bmn-2560/12"), by=None, on=None, people=None)
    )
    assert (frame["state"].tolist(), report.findings) == (["open", "open"], ())


@pytest.mark.parametrize(
    ("place", "code"),
    [(None, "no_village"), ("99010199", "unknown_village"), ("หมู่ 3", "unknown_village")],
)
def test_a_sheet_without_its_village_is_set_aside_whole(read, place, code) -> None:
    frame, report = read(form(line("bmn-2560/9", "✓"), line("bmn-2560/12", "✓"), place=place))
    assert codes(report) == [(code, "C2")]
    assert (len(frame), report.rows_refused, report.findings[0].count) == (0, 2, 2)


def test_the_same_line_of_two_forms_counts_once(read) -> None:
    frame, report = read(form(line("bmn-2560/9", "✓")), form(line("bmn-2560/9", after=3)))
    assert frame["state"].tolist() == ["right"]
    assert codes(report) == [("twice", "A5")]
    assert report.findings[0].facts["first"] == "confirmed.xlsx › หมู่ 1"


def test_a_rounded_total_sets_no_limit(read) -> None:
    frame, report = read(form(line("bmn-2560/22", after=163)))
    assert (frame["after"].tolist(), report.findings) == ([163], ())


def test_a_project_of_another_plan_is_not_taken_for_this_one(read) -> None:
    frame, report = read(form(line("plan/3", "✓", title="สร้างถนน")))
    assert (len(frame), codes(report)) == (0, [("other_project", "C7")])
    frame, report = read(form(line("plan/3", after="เสร็จไปแล้ว")))
    assert (len(frame), codes(report)) == (0, [("not_status", "H7")])


def test_a_reason_that_names_a_person_is_not_kept_and_not_repeated(read) -> None:
    frame, report = read(form(line("bmn-2560/9", after=3, why="บ้านนางสมศรี ตัวอย่างดี ย้ายออก")))
    assert frame["reason"].tolist() == [""]
    assert codes(report) == [("names_person", "I5")]
    for lang in ("th", "en"):
        assert "สมศรี" not in report.findings[0].tell(lang) + report.findings[0].mend(lang)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("นายสมชาย ใจดี", True),
        ("นางสาวสมหญิง", True),
        ("ด.ช. มานะ", True),
        ("นายกิตติ ทดลอง", True),
        ("1234567890123", True),
        ("นายก อบต.สาธิต", False),
        ("นายกอบต.สาธิต", False),
        ("นายอำเภอสาธิต", False),
        ("ผู้ใหญ่บ้านหมู่ 3", False),
        ("ที่ประชุมประชาคมตำบลนางรอง", False),
    ],
)
def test_officials_are_no_persons(text, person) -> None:
    assert names_a_person(text) is person


def test_people_that_are_no_number_are_not_known(read) -> None:
    frame, report = read(form(line("bmn-2560/9", "✓"), people="หลายคน"))
    assert frame["people"].isna().all()
    assert [code for code, _ in codes(report)] == ["people"]


def test_a_date_that_excel_made_of_it_is_read(read) -> None:
    frame, _ = read(form(line("bmn-2560/9", "✓"), on=dt.date(2023, 1, 15)))
    assert frame["on"].tolist() == [dt.date(2023, 1, 15)]


def test_the_form_is_read_in_english_as_well(read) -> None:
    say = words("en")
    head = [say.text(f"confirm.head.{name}") for name in ("code", "year", "of", "right", "after")]
    rows = [
        [say.text("confirm.label.village"), HERE],
        head,
        ["bmn-2560/9", 2565, "59 / 164", "yes", None],
        [say.text("confirm.label.by"), "Village meeting"],
        [say.text("confirm.label.on"), "2023-01-15"],
    ]
    frame, report = read(rows)
    assert (frame["state"].tolist(), report.findings) == (["right"], ())


def test_every_row_is_kept_or_told(read) -> None:
    """The law of rows over all faults at once: rows read by hand."""
    rows = [one for one, _, _ in FAULTS]
    frame, report = read(form(*rows), form(line("bmn-2560/9", "✓"), place=THERE))
    assert report.rows_read == len(rows) + 1
    refused = sum(one.count for one in report.findings)
    assert (report.rows_kept, report.rows_refused) == (len(frame), refused)


def test_one_workbook_or_a_folder_but_not_both(tmp_path, read) -> None:
    assert confirmed.find(tmp_path) == ()
    (tmp_path / "confirmed").mkdir()
    for name in ("b.xlsx", "a.xlsx", "~$a.xlsx", "note.docx"):
        (tmp_path / "confirmed" / name).write_bytes(b"x")
    assert [path.name for path in confirmed.find(tmp_path)] == ["a.xlsx", "b.xlsx"]
    read(form(line("bmn-2560/9")))
    with pytest.raises(InputError) as told:
        confirmed.find(tmp_path)
    assert told.value.code == "confirmed.both"
    with pytest.raises(MissingFileError):
        confirmed.read((), KNOWN)
