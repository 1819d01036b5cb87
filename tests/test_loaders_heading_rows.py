"""Heading rows: groups over their parts, units and numbers under them, and never a row of data."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tambon_gis.loaders.formats.cells import Cells, text_frame
from tambon_gis.loaders.layout.header import heading_row, raw_table
from tambon_gis.loaders.layout.heading_rows import around, held


def table(rows, expected=(), merges=()):
    cells = Cells(text_frame(rows), merges=tuple(merges))
    return raw_table(cells, heading_row(cells, expected), file="a.csv", expected=expected)


GROUPED = [
    ["แบบ จปฐ."],
    ["ลำดับ", "บ้านเลขที่", "รายได้", None, None, "สมาชิก", None],
    [None, None, "อาชีพหลัก", "อาชีพรอง", "อื่น ๆ", "ชาย", "หญิง"],
    ["1", "12/3", "100", "0", "0", "2", "1"],
    ["2", "14", "200", "0", "0", "1", "1"],
]
NAMES = [
    *("ลำดับ", "บ้านเลขที่", "รายได้ › อาชีพหลัก", "รายได้ › อาชีพรอง", "รายได้ › อื่น ๆ"),
    *("สมาชิก › ชาย", "สมาชิก › หญิง"),
]
MERGED = [(2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 4), (2, 5, 2, 6)]


@pytest.mark.parametrize("merges", [(), MERGED])
def test_a_group_and_its_parts_make_one_name(merges):
    found = table(GROUPED, merges=merges)
    assert list(found.frame.columns) == NAMES
    assert found.frame.index.tolist() == [4, 5]
    assert found.skipped == {1: "title"}
    assert found.letters["รายได้ › อื่น ๆ"] == "E"


def test_the_row_that_fits_best_may_be_the_upper_or_the_lower_one():
    lower = {"อาชีพหลัก", "อาชีพรอง", "อื่นๆ", "ชาย", "หญิง"}
    upper = {"ลำดับ", "บ้านเลขที่"}
    assert list(table(GROUPED, lower).frame.columns) == NAMES
    assert list(table(GROUPED, upper).frame.columns) == NAMES


def test_three_rows_of_headings():
    rows = [
        ["ที่", "รายได้", None, None, None],
        [None, "เกษตร", None, "นอกเกษตร", None],
        [None, "ข้าว", "ผัก", "รับจ้าง", "ค้าขาย"],
        ["1", "10", "20", "30", "40"],
    ]
    merges = [(1, 0, 3, 0), (1, 1, 1, 4), (2, 1, 2, 2), (2, 3, 2, 4)]
    for given_merges in ((), merges):
        found = table(rows, merges=given_merges)
        assert list(found.frame.columns) == [
            *("ที่", "รายได้ › เกษตร › ข้าว", "รายได้ › เกษตร › ผัก"),
            *("รายได้ › นอกเกษตร › รับจ้าง", "รายได้ › นอกเกษตร › ค้าขาย"),
        ]
        assert found.frame.index.tolist() == [4]


@pytest.mark.parametrize("merged", [True, False])
def test_years_under_a_group_are_headings_and_other_figures_only_below_merged_cells(merged):
    merges = [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3)] if merged else ()
    for parts, alone in ((["2566", "2567"], [3]), (["1", "2"], [2, 3]), (["2566", "9"], [2, 3])):
        rows = [["ที่", "โครงการ", "งบประมาณ", None], [None, None, *parts], ["1", "ก", "100", "200"]]
        found = table(rows, merges=merges)
        assert found.frame.index.tolist() == ([3] if merged else alone)
        if merged or alone == [3]:
            names = [f"งบประมาณ › {part}" for part in parts]
            assert list(found.frame.columns)[2:] == names


def test_a_row_of_years_with_more_in_it_is_a_row():
    rows = [["ที่", "ปี", "ปีก่อน", None], ["1", None, "2566", "2567"], ["2", "2565", "1", "2"]]
    assert table(rows).frame.index.tolist() == [2, 3]


def test_the_joined_heading_may_be_the_one_that_is_known():
    rows = [
        ["รหัสหมู่บ้าน", "ตัวชี้วัดที่ 16", None],
        ["รหัส 8 หลัก", "เป้าหมาย (คน)", "ไม่ผ่าน (คน)"],
        ["99020101", "2", "1"],
    ]
    expected = {"ตัวชี้วัดที่16เป้าหมาย(คน)", "ตัวชี้วัดที่16ไม่ผ่าน(คน)", "รหัสหมู่บ้าน"}
    found = table(rows, expected)
    assert list(found.frame.columns)[1:] == [
        "ตัวชี้วัดที่ 16 › เป้าหมาย (คน)",
        "ตัวชี้วัดที่ 16 › ไม่ผ่าน (คน)",
    ]
    assert found.frame.index.tolist() == [3]


@pytest.mark.parametrize(
    "under",
    [
        [None, "คน", "บาท", "บาท"],
        ["(1)", "(2)", "(3)", "(4)=(2)+(3)"],
        ["(๑)", "(๒)", "(๓)", "(๔)"],
        ["#ref", "#people", "#income", "#other"],
    ],
)
def test_a_row_of_units_or_numbers_is_no_data(under):
    rows = [["ที่", "สมาชิก", "รายได้", "อื่น"], under, ["1", "4", "100", "0"]]
    found = table(rows)
    assert found.frame.index.tolist() == [3]
    assert found.skipped == {2: "title"}
    assert [(one.code, one.cell) for one in found.findings] == [("rows.title", "2")]


@pytest.mark.parametrize("width", range(2, 9))
def test_bare_numbers_of_columns_must_be_many(width):
    heads = [f"หัวข้อ{letter}" for letter in "กขคงจฉชซ"[:width]]
    numbers = [str(at + 1) for at in range(width)]
    rows = table([heads, numbers, ["9"] * width]).frame.index.tolist()
    assert rows == ([3] if width >= 6 else [2, 3])
    assert table([heads, numbers[::-1], ["9"] * width]).frame.index.tolist() == [2, 3]


def test_units_and_numbers_may_both_stand_under_the_headings():
    rows = [["ที่", "คน", "ไร่"], [None, "คน", "ไร่"], ["(1)", "(2)", "(3)"], ["1", "2", "3"]]
    assert table(rows).skipped == {2: "title", 3: "title"}


@pytest.mark.parametrize(
    "first",
    [
        ["1", "2", "3", "4"],
        ["1", "วัดใหม่", None, "ดี"],
        ["ก", "ผ่าน", "ไม่ผ่าน", "ผ่าน"],
        ["(1)", "4", "100", "0"],
        ["คน", "4", "100", "0"],
        [None, None, "ผ่าน", "ไม่ผ่าน"],
        ["-", "-", "-", "-"],
    ],
)
def test_the_first_row_of_data_is_never_a_heading(first):
    rows = [["ที่", "สมาชิก", "รายได้", "อื่น"], first, ["2", "4", "100", "0"]]
    assert table(rows).frame.index.tolist() == [2, 3]


def test_titles_above_are_no_group():
    rows = [
        ["แบบ จปฐ.", None, "ปี 2565", None],
        ["ที่", "สมาชิก", "รายได้", "อื่น"],
        ["1", "4", "100", "0"],
    ]
    found = table(rows)
    assert list(found.frame.columns) == rows[1]
    assert found.skipped == {1: "title"}
    across = table(rows, merges=[(1, 0, 1, 3)])
    assert list(across.frame.columns) == rows[1]


def test_a_heading_that_was_merged_for_two_columns_leaves_the_second_without_a_name():
    rows = [["ชื่อ-สกุล", None, "อายุ"], ["สม", "ใจ", "7"]]
    found = table(rows, merges=[(1, 0, 1, 1)])
    assert list(found.frame.columns) == ["ชื่อ-สกุล", "[B]", "อายุ"]


def test_last_parts_and_joined_parts_are_known():
    expected = {"อาชีพหลัก", "รายได้อาชีพรอง", "moo"}
    texts = ["รายได้ › อาชีพหลัก", "รายได้ › อาชีพรอง", "home/moo", "รายได้ (บาท/moo)"]
    assert held(texts, expected) == expected
    assert held(["รายได้ (บาท/moo)"], expected) == frozenset()


# กก is a unit (kilogram), which a row below the headings may give.
WORDS = st.text("กขคงจฉชซ", min_size=1, max_size=4).filter(lambda word: word != "กก")
CELLS = st.one_of(WORDS, st.from_regex(r"[0-9]{1,5}", fullmatch=True))


@given(
    st.lists(WORDS, min_size=2, max_size=6, unique=True).flatmap(
        lambda head: st.tuples(
            st.just(head),
            st.lists(
                st.lists(CELLS, min_size=len(head), max_size=len(head)), min_size=1, max_size=4
            ),
        )
    )
)
@example((["ก", "ข"], [["ก", "ข"]]))
def test_full_rows_under_full_headings_are_never_headings(table_of):
    head, rows = table_of
    found = around(Cells(text_frame([head, *rows])), 1)
    assert (found.first, found.last) == (1, 1)
    assert not found.under or len(head) >= 6
