"""Header and tables: the heading row, rows that are none, the right sheet, nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loaders_support import HEADINGS, SCHEMA, SMALL, changed, write_xlsx

from tambon_gis.errors import InputError
from tambon_gis.loaders import tables
from tambon_gis.loaders.formats.cells import Cells, text_frame
from tambon_gis.loaders.layout import header

EXPECTED = tables.expected_headings(SCHEMA)


def found(rows, expected=EXPECTED):
    cells = Cells(text_frame(rows))
    row = header.heading_row(cells, expected)
    return row, header.raw_table(cells, row, file="a.csv", expected=expected)


def test_the_heading_row_is_the_one_that_fits_the_schema():
    rows = [["แบบ จปฐ."], ["บ้าน", "อื่น", "ต่าง"], HEADINGS, changed()]
    row, table = found(rows)
    assert row == 3
    assert table.skipped == {1: "title", 2: "title"}
    assert table.cell("รหัสหมู่บ้าน", 4) == "B4"


def test_without_a_schema_the_first_row_of_texts_is_taken():
    row, table = found([["ชื่อเรื่อง"], ["ก", "ข", "ค"], ["1", "2", "3"]], ())
    assert (row, len(table.frame)) == (2, 1)


def test_a_sheet_of_numbers_has_no_headings():
    with pytest.raises(InputError) as caught:
        found([["1", "2"], ["3", "4"]], ())
    assert caught.value.code == "table.no_heading"


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (["รวม", None, None, "41"], "total"),
        ([None, "รวมทั้งหมด", None, "41"], "total"),
        (["รวมตำบลสาธิต", None, None, "41"], "total"),
        (["เฉลี่ย", None, None, "3.2"], "total"),
        (["Total", None, None, "41"], "total"),
        (["หมายเหตุ: 1 = ผ่าน"], "note"),
        (["ที่มา: อบต.", None, "x"], "note"),
        ([None, None], "empty"),
        (HEADINGS, "title"),
    ],
)
def test_rows_that_are_not_the_tables(row, kind):
    _, table = found([HEADINGS, changed(), row, changed(house="2")])
    assert table.skipped == {3: kind}
    assert table.frame.index.tolist() == [2, 4]
    assert [one.code for one in table.findings] == ([] if kind == "empty" else [f"rows.{kind}"])


@pytest.mark.parametrize("name", ["รวมไทย", "บ้านรวมใจ", "เฉลี่ยสุข"])
def test_a_name_that_begins_like_a_total_is_a_row(name):
    headings = ["ชื่อหมู่บ้าน", *HEADINGS]
    _, table = found([headings, [name, *changed()]])
    assert len(table.frame) == 1


def test_a_lone_number_stays_a_row():
    _, table = found([HEADINGS, ["7"]])
    assert len(table.frame) == 1


def test_headings_that_repeat_or_are_blank_get_names_of_their_own():
    headings = [*HEADINGS, "สมาชิก", None, "อื่น", "อื่น", None]
    row = [*changed(), "9", "x", "y", "z", None]
    _, table = found([headings, row])
    assert table.frame.columns.is_unique
    assert table.letters["[K]"] == "K"
    assert table.letters["สมาชิก [J]"] == "J"
    told = [(one.code, one.severity, one.cell) for one in table.findings]
    assert told == [
        ("header.duplicate", "decide", "J"),
        ("header.blank", "note", "K"),
        ("header.duplicate", "note", "M"),
    ]


@given(
    st.lists(
        st.sampled_from(["row", "total", "note", "empty"]),
        min_size=1,
        max_size=30,
    )
)
def test_every_line_of_the_file_is_a_row_or_skipped(kinds):
    lines = {
        "row": changed(),
        "total": ["รวม", None, None, "4"],
        "note": ["หมายเหตุ"],
        "empty": [None],
    }
    rows = [["เรื่อง"], HEADINGS, *(lines[kind] for kind in kinds)]
    _, table = found(rows)
    assert {*table.frame.index, *table.skipped} == {*range(1, len(rows) + 1)} - {2}
    assert [table.skipped.get(at, "row") for at in range(3, len(rows) + 1)] == kinds


def test_the_sheet_that_fits_is_taken_and_the_others_are_told(tmp_path):
    sheets = {"ปก": [["แบบสำรวจ", "ปี"]], "ข้อมูล": [HEADINGS, changed()], "ว่าง": []}
    path = write_xlsx(tmp_path / "a.xlsx", sheets)
    table = tables.read_raw(path, schema=SCHEMA)
    assert table.sheet == "ข้อมูล"
    assert table.findings[0].code == "table.sheets_left"
    assert table.findings[0].facts["left"] == "ปก, ว่าง"
    assert tables.read_raw(path, sheet="ปก").findings == ()


def test_a_sheet_that_is_not_there_names_those_that_are(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"ก": [["a", "b"]], "ข": []})
    with pytest.raises(InputError) as caught:
        tables.read_raw(path, sheet="ค")
    assert "ก, ข" in caught.value.tell()


def test_a_workbook_of_empty_sheets_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        tables.read_raw(write_xlsx(tmp_path / "a.xlsx", {"ก": []}), schema=SCHEMA)
    assert caught.value.code == "file.empty"


def test_the_small_tambon_has_twelve_households_between_title_and_total():
    table = tables.read_raw(SMALL / "households.csv")
    assert len(table.frame) == 12
    assert table.skipped == {1: "title", 15: "total"}


def test_hidden_rows_are_read_and_told_for_a_decision():
    rows = [["เรื่อง"], HEADINGS, changed(), changed(house="2"), changed(house="3"), ["รวม"]]
    cells = Cells(text_frame(rows), hidden_rows=frozenset({1, 4, 5, 6}))
    table = header.raw_table(cells, 2, file="a.xlsx", sheet="ก", expected=EXPECTED)
    assert table.frame.index.tolist() == [3, 4, 5]
    hidden = [one for one in table.findings if one.code == "rows.hidden"]
    told = [(one.severity, one.sheet, one.cell, one.row, one.count) for one in hidden]
    assert told == [("decide", "ก", "4:5", 4, 2)]


def test_hidden_columns_are_read_and_told():
    cells = Cells(text_frame([HEADINGS, changed()]), hidden_columns=frozenset({1, 3, 40}))
    table = header.raw_table(cells, 1, file="a.xlsx", expected=EXPECTED)
    assert list(table.frame.columns) == HEADINGS
    told = [(one.code, one.severity, one.cell, one.count) for one in table.findings]
    assert told == [("columns.hidden", "note", "B, D", 2)]


def test_a_cell_merged_over_rows_of_data_speaks_for_each_of_them():
    rows = [HEADINGS, changed(), changed(house="2", village=None), changed(house="3", village=None)]
    rows += [changed(house="4", village=None)]
    cells = Cells(text_frame(rows), merges=((2, 1, 4, 1), (5, 4, 5, 5)))
    table = header.raw_table(cells, 1, file="a.xlsx", expected=EXPECTED)
    village = table.frame["รหัสหมู่บ้าน"]
    assert village.fillna("").tolist() == ["99020101"] * 3 + [""]
    told = [(one.code, one.severity, one.cell, one.count) for one in table.findings]
    assert told == [("rows.merged", "repaired", "B3:B4", 2)]


def test_a_frame_of_other_row_numbers_keeps_them():
    cells = Cells(text_frame([["x"], [None], HEADINGS, changed(), changed(house="2")]))
    part = Cells(cells.frame.loc[3:4])
    row = header.heading_row(part, EXPECTED)
    table = header.raw_table(part, row, file="a.csv", expected=EXPECTED)
    assert (row, table.frame.index.tolist(), table.skipped) == (3, [4], {})


def test_a_heading_without_rows_is_a_table_without_rows():
    _, table = found([["เรื่อง"], HEADINGS])
    assert table.frame.shape == (0, len(HEADINGS))


def test_the_headings_count_across_their_rows():
    rows = [["บ้าน", "ตัวชี้วัดที่ 16", None], [None, "เป้าหมาย", "ไม่ผ่าน"], ["1", "2", "1"]]
    assert header.fit(Cells(text_frame(rows)), EXPECTED) == 3
    assert header.fit(Cells(text_frame(rows[1:])), EXPECTED) == 0
