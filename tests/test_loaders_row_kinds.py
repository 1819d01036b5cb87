"""Row kinds: sums, notes and signatures are told from households that only sound like them."""

import pytest

from tambon_gis.loaders.formats.cells import Cells, text_frame
from tambon_gis.loaders.layout.header import raw_table
from tambon_gis.loaders.layout.row_kinds import is_note, is_total

HEAD = ["ที่", "ชื่อหมู่บ้าน", "บ้านเลขที่", "หมู่ที่", "สมาชิก"]
ROW = ["1", "รวมมิตร", "12/3", "1", "4"]


def kind(row, *, merges=(), after=()):
    cells = Cells(text_frame([HEAD, ROW, row, *after]), merges=tuple(merges))
    return raw_table(cells, 1, file="a.csv").skipped.get(3, "row")


@pytest.mark.parametrize(
    "text",
    [
        *("รวม", "ร ว ม", "รวม ", "รวม:", "รวมทั้งสิ้น", "รวมทั้งหมด", "รวม ทั้งตำบล", "ยอดรวม", "ผลรวม"),
        *("รวมหมู่ที่ 1", "รวม หมู่ที่ ๑๒", "รวมหมู่ 1-12", "รวม ม.5", "รวมตำบลสาธิต", "รวม (คน)"),
        *("รวมทั้งสิ้น 120 ครัวเรือน", "รวม 120 หลัง", "รวมครัวเรือน", "รวมหน้านี้", "ยอดยกไป", "ยกมา"),
        *("รวมทุกหมู่บ้าน", "จำนวนรวม", "รวมเป็นเงิน", "รวมจำนวนครัวเรือน"),
        *("เฉลี่ย", "ค่าเฉลี่ย", "เฉลี่ยรวม", "เฉลี่ยต่อครัวเรือน", "ร้อยละ", "คิดเป็นร้อยละ", "%"),
        *("Total", "GRAND TOTAL", "Sub-total", "Average", "sum:", "รว\u200bม"),
    ],
)
def test_rows_of_sums(text):
    assert is_total(text)
    for place in range(3):
        row = [None] * place + [text] + [None] * (3 - place) + ["41"]
        assert kind(row) == "total", row


@pytest.mark.parametrize(
    "name",
    [
        *("รวมมิตร", "บ้านรวมไทย", "รวมไทย", "รวมใจ", "รวมทรัพย์", "รวมไทยพัฒนา", "รวมพล", "รวมโชค"),
        *("เฉลี่ยสุข", "บ้านเฉลี่ย", "ร้อยละออ", "ยกกระบัตร", "หนองรวม", "รวมสิน", "ที่มาดี"),
        *("Sumet", "Totalee", "Meanwhile", "หมายเหตุสุข"),
    ],
)
def test_names_that_sound_like_sums_are_rows(name):
    assert not is_total(name)
    for place in range(3):
        row = list(ROW)
        row[place] = name
        assert kind(row) == "row", row
        assert kind([None] * place + [name, *ROW[place + 1 :]]) == "row"


def test_a_word_of_sums_behind_another_cell_is_a_row():
    assert kind(["2", "รวม", "7", "1", "4"]) == "row"
    assert kind(["2", "7", "รวม", "1", "4"]) == "row"


@pytest.mark.parametrize(
    "row",
    [
        *(["หมายเหตุ : 1 = ผ่าน"], ["ที่มา: อบต."], ["* ข้อมูลสมมุติ"], ["แหล่งข้อมูล กชช. 2ค"], ["Note: x"]),
        *(["ลงชื่อ........................ผู้รายงาน"], [None, None, "(นายสมมุติ ตัวอย่าง)"]),
        *(["ลงชื่อ........", None, None, "ลงชื่อ........"], [None, "(นายก)", None, "(นางข)"]),
        *(
            ["ผู้รายงาน", "นายสมมุติ"],
            ["ตำแหน่ง กำนัน", None, None, "ตำแหน่ง ปลัด"],
            ["หน้า 1/3"],
            ["หน้าที่ ๒"],
        ),
        *(
            ["Page 2 of 3"],
            ["ข้อมูล ณ วันที่ 1 มีนาคม 2565"],
            ["หมู่ที่ 2 บ้านกลางทุ่ง"],
            ["พิมพ์เมื่อ 1/2/2565", "น."],
        ),
    ],
)
def test_notes_signatures_and_captions(row):
    assert kind(row) == "note", row


@pytest.mark.parametrize(
    "row",
    [
        *(
            ["7"],
            ["12/3"],
            [None, None, "45/6ก"],
            ["99020101"],
            ["1", "7"],
            ["7", None, "9", None, "3"],
        ),
        *(["ผู้ใหญ่ดี", "บ้านใหม่", "7", "1", "3"], ["หน้าวัด", "บ้านใหม่", "7", "1"], ["(ก)", "2"]),
    ],
)
def test_rows_that_are_in_doubt_stay_rows(row):
    assert kind(row) == "row", row


def test_a_lone_text_in_a_narrow_table_is_a_row_unless_it_was_merged_across():
    rows = [["ชื่อ", "ประเภท"], ["วัดใหม่", "วัด"], ["สระกลาง"]]
    for merges, expected in (((), {}), (((3, 0, 3, 1),), {3: "note"})):
        cells = Cells(text_frame(rows), merges=merges)
        assert raw_table(cells, 1, file="a.csv").skipped == expected


def test_the_example_row_of_the_form_is_told_and_only_there():
    cells = Cells(text_frame([HEAD, ["ตัวอย่าง", *ROW[1:]], ROW, ["3", "ตัวอย่าง", *ROW[2:]]]))
    found = raw_table(cells, 1, file="a.csv")
    assert found.skipped == {2: "example"}
    assert found.frame.index.tolist() == [3, 4]
    told = [(one.code, one.severity, one.cell) for one in found.findings]
    assert told == [("rows.example", "note", "2")]


@pytest.mark.parametrize("again", [HEAD, [" ที่", "ชื่อ หมู่บ้าน", *HEAD[2:]], [*HEAD[:3], None, None]])
def test_headings_at_a_page_break_are_skipped(again):
    assert kind(again, after=[ROW]) == "title"


def test_both_rows_of_a_heading_are_skipped_at_a_page_break():
    head = [["ที่", "บ้าน", "รายได้", None], [None, None, "หลัก", "รอง"]]
    rows = [*head, ["1", "7", "10", "20"], ["รวม", None, "10", "20"], *head, ["2", "8", "1", "2"]]
    found = raw_table(Cells(text_frame(rows)), 1, file="a.csv")
    assert found.frame.index.tolist() == [3, 7]
    assert found.skipped == {4: "total", 5: "title", 6: "title"}


def test_a_heading_with_another_word_in_it_is_not_skipped():
    assert kind([*HEAD[:4], "ไก่"], after=[ROW]) == "row"


def test_a_note_has_few_cells():
    assert not is_note(["หมายเหตุ", "1", "2", "3", "4"])
    assert not is_note([])
