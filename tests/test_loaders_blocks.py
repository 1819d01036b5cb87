"""Blocks: several tables in one sheet are never mixed, and none is passed over in silence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis.loaders.formats.cells import Cells, text_frame
from tambon_gis.loaders.layout.header import heading_row, raw_table

HEAD = ["ที่", "รหัสหมู่บ้าน", "บ้านเลขที่", "สมาชิก"]
EXPECTED = frozenset({"รหัสหมู่บ้าน", "บ้านเลขที่", "สมาชิก"})


def house(at):
    return [str(at), "99020101", f"{at}/1", "4"]


def read(rows, expected=EXPECTED):
    cells = Cells(text_frame(rows))
    return raw_table(cells, heading_row(cells, expected), file="a.csv", expected=expected)


def others(found):
    return [
        (one.severity, one.cell, one.count) for one in found.findings if one.code == "table.other"
    ]


def test_the_same_headings_again_go_on_with_the_table():
    rows = [["หมู่ 1"], HEAD, house(1), [None], ["หมู่ 2"], HEAD, house(2), house(3)]
    found = read(rows)
    assert found.frame.index.tolist() == [3, 7, 8]
    assert found.skipped == {1: "title", 4: "empty", 5: "note", 6: "title"}
    assert others(found) == []


@pytest.mark.parametrize("expected", [EXPECTED, ()])
def test_a_table_with_other_headings_below_is_told_with_its_range(expected):
    below = [["ประเภท", "จำนวน"], ["วัด", "2"], ["โรงเรียน", "1"]]
    found = read([HEAD, house(1), house(2), [None], ["สถานที่"], *below], expected)
    assert found.frame.index.tolist() == [2, 3]
    assert others(found) == [("decide", "A5:B8", 2)]
    assert 5 not in found.skipped


def test_the_same_columns_in_another_order_are_another_table():
    below = [[HEAD[1], HEAD[0], HEAD[2], HEAD[3]], ["99020101", "1", "7", "4"]]
    found = read([HEAD, house(1), [None], *below])
    assert found.frame.index.tolist() == [2]
    assert others(found) == [("decide", "A4:D5", 1)]


def test_after_another_table_the_same_headings_begin_the_table_again():
    below = [["ประเภท", "จำนวน"], ["วัด", "2"], [None]]
    found = read([HEAD, house(1), [None], *below, HEAD, house(2)])
    assert found.frame.index.tolist() == [2, 8]
    assert others(found) == [("decide", "A4:B5", 1)]


def test_a_small_table_above_is_told_and_is_no_title():
    above = [["หมู่ที่", "ชาย", "หญิง"], ["1", "40", "42"], ["2", "30", "31"], ["รวม", "70", "73"]]
    found = read([["สรุป"], *above, [None], HEAD, house(1)])
    assert found.frame.index.tolist() == [8]
    assert others(found) == [("decide", "A2:C5", 3)]
    assert found.skipped == {1: "title", 6: "empty"}


def test_answers_above_the_table_are_titles():
    rows = [["ตำบล", "สาธิต"], ["หมู่ที่", "5"], ["ครัวเรือน", "120"], HEAD, house(1)]
    found = read(rows)
    assert others(found) == []
    assert found.skipped == {1: "title", 2: "title", 3: "title"}


@pytest.mark.parametrize("right", [2, 4])
def test_the_same_table_side_by_side_is_told(right):
    rows = [[*HEAD, None, *HEAD]]
    rows += [[*house(at), None, *(house(at + 10) if at <= right else [])] for at in range(1, 5)]
    found = read(rows)
    assert list(found.frame.columns) == HEAD
    assert found.frame.index.tolist() == [2, 3, 4, 5]
    assert others(found) == [("decide", f"F1:I{1 + right}", right)]


def test_another_table_beside_that_is_longer_is_told():
    rows = [[*HEAD, None, "ประเภท", "จำนวน"], [*house(1), None, "วัด", "2"]]
    rows += [[None] * 5 + ["โรงเรียน", "1"], [None] * 5 + ["สระ", "3"]]
    found = read(rows)
    assert found.frame.index.tolist() == [2]
    assert others(found) == [("decide", "F1:G4", 3)]


def test_a_table_to_the_left_is_told_as_well():
    rows = [["ก", "ข", None, *HEAD], ["x", "1", None, *house(1)], ["y", "2"], ["z", "3"]]
    found = read(rows)
    assert list(found.frame.columns) == HEAD
    assert others(found) == [("decide", "A1:B4", 3)]


def test_known_columns_behind_a_blank_one_belong_to_the_table():
    rows = [[*HEAD[:2], None, *HEAD[2:]], [*house(1)[:2], None, *house(1)[2:]]]
    found = read(rows)
    assert list(found.frame.columns) == HEAD
    assert others(found) == []


def test_remarks_behind_a_blank_column_stay():
    rows = [[*HEAD, None, "หมายเหตุ", "ผู้เก็บ"]]
    rows += [[*house(at), None, *(["x", "y"] if at in {2, 4} else [])] for at in range(1, 6)]
    found = read(rows)
    assert list(found.frame.columns) == [*HEAD, "หมายเหตุ", "ผู้เก็บ"]
    assert others(found) == []


@pytest.mark.parametrize(
    "row",
    [
        ["ก", "99020101", "ไม่ทราบ", "4"],
        ["ลงชื่อ........", "ผู้รายงาน"],
        ["วัด", "โรงเรียน"],
    ],
)
def test_a_row_after_a_gap_is_no_heading_without_figures_under_it(row):
    found = read([HEAD, house(1), [None], row])
    assert others(found) == []
    assert {*found.frame.index, *found.skipped} == {2, 3, 4}


def test_rows_after_a_gap_are_rows():
    found = read([HEAD, house(1), [None], house(2), [None], ["ก", "99020101", "9", "ไม่มี"]])
    assert found.frame.index.tolist() == [2, 4, 6]


LINES = {
    "row": house(1),
    "total": ["รวม", None, None, "4"],
    "subtotal": [None, "รวม หมู่ที่ 1", None, "4"],
    "note": ["หมายเหตุ 1 = ผ่าน"],
    "signed": [None, "ลงชื่อ.........", None, "ผู้รายงาน"],
    "title": HEAD,
    "empty": [None],
    "example": ["ตัวอย่าง", *house(1)[1:]],
    "other": ["ประเภท", None, "จำนวน"],
    "figures": ["วัด", None, "7"],
}
KINDS = {"subtotal": "total", "signed": "note"}


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.sampled_from(["เรื่อง", None]), max_size=4),
    st.lists(st.sampled_from(sorted(LINES)), max_size=25),
    st.booleans(),
)
def test_every_filled_row_is_a_row_skipped_or_in_a_range(titles, kinds, known):
    rows = [*([one] for one in titles), HEAD, *(LINES[kind] for kind in kinds)]
    found = read(rows, EXPECTED if known else frozenset())
    head = len(titles) + 1
    told = set()
    for one in found.findings:
        if one.code == "table.other":
            first, last = (int("".join(filter(str.isdigit, end))) for end in one.cell.split(":"))
            told |= set(range(first, last + 1))
    kept = set(found.frame.index)
    assert not kept & told
    assert not kept & set(found.skipped)
    filled = {at for at, line in enumerate(rows, 1) if any(line)} - {head}
    assert filled <= kept | set(found.skipped) | told
    if not {"other", "figures"} & set(kinds):
        assert told == set()
        lines = range(head + 1, len(rows) + 1)
        expected = [KINDS.get(kind, kind) for kind in kinds]
        if "row" in kinds:  # below the first row, what has a house code and a village code is data
            first = next(at for at, kind in enumerate(kinds) if kind in {"row", "example"})
            later = [at for at, kind in enumerate(kinds) if kind == "example" and at > first]
            for at in later:
                expected[at] = "row"
            asked = [one.row for one in found.findings if one.code == "rows.like_total"]
            assert asked == [head + 1 + at for at in later]
        assert [found.skipped.get(at, "row") for at in lines] == expected


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 9),
    st.integers(0, 12),
    st.integers(0, 3),
    st.lists(st.sampled_from(["total", "note", "empty"]), max_size=3),
)
def test_a_table_of_any_size_comes_back_with_exactly_its_rows(width, height, titles, ends):
    heads = [f"หัวข้อ{'กขคงจฉชซฌ'[at]}" for at in range(width)]
    body = [[str(at * width + column) for column in range(width)] for at in range(height)]
    tails = {"total": ["รวม", "9"], "note": ["หมายเหตุ: ก"], "empty": [None]}
    rows = [*[["ชื่อเรื่อง"]] * titles, heads, *body, *(tails[one] for one in ends)]
    found = read(rows, frozenset(heads))
    assert found.frame.values.tolist() == body
    assert found.frame.index.tolist() == [titles + 2 + at for at in range(height)]
