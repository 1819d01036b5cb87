"""The quick pass over a sheet's XML: against openpyxl, a parser, and pieces of every size."""

import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import column_index_from_string, range_boundaries

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats import marks, open_book
from tambon_gis.loaders.formats.sheet_xml import read_marks, read_marks_slowly

ROWS = st.integers(1, 30)
COLUMNS = st.integers(1, 12)


def cut(content, size):
    """A function that gives the bytes in pieces of one size."""
    return lambda: (content[at : at + size] for at in range(0, len(content), size))


@st.composite
def merges(draw):
    """Ranges that do not overlap: one in each band of rows."""
    found = []
    for top in range(1, 20, 5):
        if draw(st.booleans()):
            left, across, down = draw(COLUMNS), draw(st.integers(0, 3)), draw(st.integers(0, 3))
            if across or down:
                found.append((top, left, top + down, left + across))
    return found


@settings(max_examples=40, deadline=None)
@given(st.sets(ROWS), st.sets(COLUMNS), merges(), st.integers(1, 400))
def test_what_openpyxl_hides_and_merges_is_found(tmp_path_factory, rows, columns, ranges, size):
    path = tmp_path_factory.mktemp("a") / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 31):
        sheet.append([f"hidden {row}", '<row r="3" hidden="1">', "ก"])
        sheet.row_dimensions[row].hidden = row in rows
    for column in columns:
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].hidden = True
    for top, left, bottom, right in ranges:
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    book.save(path)
    again = openpyxl.load_workbook(path).active
    hidden = set()
    for letters, one in again.column_dimensions.items():
        first = one.min or column_index_from_string(letters)
        hidden |= set(range(first - 1, one.max or first)) if one.hidden else set()
    with zipfile.ZipFile(path) as archive:
        content = archive.read("xl/worksheets/sheet1.xml")
    found = read_marks(cut(content, size))
    assert found == read_marks_slowly(cut(content, size))
    assert found.hidden_rows == {row for row, one in again.row_dimensions.items() if one.hidden}
    assert found.hidden_rows == rows
    assert found.hidden_columns == hidden == {column - 1 for column in columns}
    bounds = [range_boundaries(str(one)) for one in again.merged_cells.ranges]
    assert sorted(found.merges) == sorted((b, a - 1, d, c - 1) for a, b, c, d in bounds)
    cells = open_book(path).load("Sheet")
    assert (cells.hidden_rows, cells.hidden_columns) == (found.hidden_rows, found.hidden_columns)
    assert cells.merges == found.merges


ODD = """<?xml version='1.0'?>
<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:y="y">
<x:cols><x:col max = '3' hidden = 'true' min='2' /><x:col min="5" max="5" y:hidden="1"/></x:cols>
<x:sheetData><x:row y:z=">" hidden="1" r="2"><x:c t="inlineStr"><x:is><x:t>hidden="1" row r=9
mergeCell ref="A1:B9"</x:t></x:is></x:c></x:row><x:row
r='4'
hidden='1'
/><x:row r="5" hidden="0"/><x:row r="6" hidden="false"/><x:row r="7" y:hidden="1"/>
<x:rows r="8" hidden="1"/></x:sheetData>
<x:mergeCells count="1"><x:mergeCell ref='$B$2:C$3'></x:mergeCell><x:mergeCell ref="A1"/>
<x:mergeCell ref="#REF!"/></x:mergeCells></x:worksheet>"""


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 10_000])
@pytest.mark.parametrize("reader", [read_marks, read_marks_slowly])
def test_prefixes_quotes_order_and_chunk_borders_do_not_matter(reader, size):
    found = reader(cut(ODD.encode(), size))
    assert found.hidden_rows == {2, 4}
    assert found.hidden_columns == {1, 2}
    assert found.merges == ((2, 1, 3, 2),)


TAGS = st.sampled_from(
    [
        *('<row r="3" hidden="1"/>', "<row hidden='1'/>", '<row r="9">', "</row>", "<t>hidden</t>"),
        *("<!-- <row r='4' hidden='1'/> -->", "<![CDATA[<row r='5' hidden='1'/>]]>", "<row/>"),
        *('<col min="2" max="4" hidden="1"/>', '<mergeCell ref="A1:B2"/>', 'hidden="1"', "ก"),
        *('<row r="&#55;" hidden="&#49;"/>', '<c r="A1" hidden="1"/>', "mergeCell ref='A1:B2'"),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(TAGS, max_size=12), st.integers(1, 40))
def test_the_quick_pass_and_the_parser_agree(tags, size):
    opened = sum(tag == '<row r="9">' for tag in tags) - sum(tag == "</row>" for tag in tags)
    content = f"<s>{''.join(tags)}{'</row>' * max(opened, 0)}</s>".encode()
    try:
        expected = read_marks_slowly(cut(content, 10_000))
    except InputError:
        return
    assert read_marks(cut(content, size)) == expected


def test_comments_cdata_and_utf_16_are_left_to_the_parser():
    sheet = "<s><!-- <row r='4' hidden='1'/> --><row r='5' hidden='1'/><row hidden='1'/></s>"
    assert read_marks(cut(sheet.encode(), 9)).hidden_rows == {5, 6}
    assert read_marks(cut(sheet.encode("utf-16"), 9)).hidden_rows == {5, 6}
    data = "<s><t><![CDATA[<row r='4' hidden='1'/>]]></t></s>"
    assert read_marks(cut(data.encode(), 5)).hidden_rows == frozenset()


LAUGHS = """<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">
<!ENTITY x SYSTEM "file:///etc/passwd">]><s><t>&b;&x;</t><row r="1" hidden="1"/></s>"""


@pytest.mark.parametrize("content", [LAUGHS, "<s><row hidden='1'", "<s><!-- ", "<!DOCTYPE s><s/>"])
def test_a_document_type_or_broken_xml_is_refused(content):
    with pytest.raises(InputError) as caught:
        read_marks(cut(content.encode(), 11))
    assert caught.value.code == "workbook.damaged"


def test_a_sheet_with_entities_is_refused_as_a_file(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "a"
    book.save(tmp_path / "good.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "good.xlsx") as good,
        zipfile.ZipFile(tmp_path / "a.xlsx", "w") as bad,
    ):
        for name in good.namelist():
            is_sheet = name.endswith("sheet1.xml")
            bad.writestr(name, LAUGHS if is_sheet else good.read(name))
    with pytest.raises(InputError) as caught:
        open_book(tmp_path / "a.xlsx").load("Sheet")
    assert caught.value.code == "workbook.damaged"
    assert caught.value.where == "a.xlsx › Sheet"


def test_hidden_far_beyond_a_sheet_takes_no_memory():
    content = b'<s><col min="1" max="99999999" hidden="1"/><row r="99999999" hidden="1"/></s>'
    found = read_marks(cut(content, 99))
    assert len(found.hidden_columns) == marks.LAST_COLUMN
    assert found.hidden_rows == frozenset()


def test_references_are_read_as_openpyxl_reads_them():
    for text in ("A1:B2", "$AA$10:AB11", "XFD1048576:A1", "C3"):
        left, top, right, bottom = range_boundaries(text)
        ends = sorted([(top, bottom)[0], bottom]), sorted([left, right])
        assert marks.area(text) == (ends[0][0], ends[1][0] - 1, ends[0][1], ends[1][1] - 1)
    assert [marks.area(text) for text in ("", "A", "1:2", "A1:B2:C3", "ก1:ข2")] == [None] * 5
