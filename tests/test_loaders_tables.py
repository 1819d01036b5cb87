"""Tables: sheets, ranges and folders; what is not read is told, with its rows."""

import openpyxl
import pytest
import xlsxwriter
from loaders_support import HEADINGS, SCHEMA, changed, codes, write_xlsx

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.loaders import formats, tables
from tambon_gis.loaders.formats.cells import Book, Cells, text_frame
from tambon_gis.model.findings import Report
from tambon_gis.model.source import ColumnMap
from tambon_gis.words import LANGS


def houses(*numbers):
    return [HEADINGS, *(changed(house=str(number)) for number in numbers)]


def read(path, **asked):
    return tables.read_raw(path, schema=SCHEMA, **asked)


def every(path, **asked):
    return tables.read_all(path, schema=SCHEMA, **asked)


def told(table, *found):
    """Code, severity, sheet and count of the findings of these codes; each can be said."""
    codes(Report("a", table.file, 0, 0, 0, 0, table.findings))
    return [
        (one.code, one.severity, one.sheet, one.count)
        for one in table.findings
        if one.code in found
    ]


VILLAGES = {"หมู่ 1": houses(1, 2), "หมู่ 2": houses(3), "สรุป": [["หมู่ที่", "รวม"], ["1", "2"]]}


def test_sheets_of_the_same_kind_are_told_with_their_rows(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", VILLAGES)
    table = read(path)
    assert (table.sheet, len(table.frame)) == ("หมู่ 1", 2)
    assert told(table, "table.sheet_same") == [("table.sheet_same", "decide", "หมู่ 2", 1)]
    assert told(table, "table.sheets_left") == [("table.sheets_left", "note", "", 1)]
    assert len(every(path)) == 1


def test_every_sheet_that_holds_the_table_is_read_when_asked(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", VILLAGES)
    first, second = every(path, sheet="*")
    assert [(one.sheet, len(one.frame)) for one in (first, second)] == [("หมู่ 1", 2), ("หมู่ 2", 1)]
    assert told(first, "table.sheet_same", "table.sheets_left") == [
        ("table.sheets_left", "note", "", 1)
    ]
    assert second.findings == ()
    assert read(path, sheet="*").sheet == "หมู่ 1"
    assert read(path, sheet="หมู่ 2").findings == ()


def test_sheets_alike_are_found_without_a_schema(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", VILLAGES)
    table = tables.read_raw(path)
    assert told(table, "table.sheet_same") == [("table.sheet_same", "decide", "หมู่ 2", 1)]


def hidden_book(path, sheets, hidden):
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, [cell or "" for cell in row])
            if name in hidden:
                sheet.hide()
    return path


def test_a_hidden_sheet_is_never_chosen_but_told_with_its_rows(tmp_path):
    sheets = {"ปก": [["แบบ", "ปี"]], "เก่า": houses(1, 2, 3), "ใหม่": houses(4), "รายการ": [["ก"]]}
    path = hidden_book(tmp_path / "a.xlsx", sheets, {"เก่า", "รายการ"})
    table = read(path)
    assert table.sheet == "ใหม่"
    found = told(table, "table.sheet_hidden", "table.sheets_hidden", "table.sheets_left")
    assert sorted(found) == [
        ("table.sheet_hidden", "decide", "เก่า", 3),
        ("table.sheets_hidden", "note", "", 1),
        ("table.sheets_left", "note", "", 1),
    ]
    assert [one.sheet for one in every(path, sheet="*")] == ["ใหม่"]
    assert read(path, sheet="เก่า").findings == ()


def test_a_hidden_sheet_is_read_where_no_other_fits_and_this_is_told(tmp_path):
    sheets = {"ปก": [["แบบ", "ปี"]], "ข้อมูล": houses(1)}
    table = read(hidden_book(tmp_path / "a.xlsx", sheets, {"ข้อมูล"}))
    assert table.sheet == "ข้อมูล"
    assert told(table, "table.sheet_shown") == [("table.sheet_shown", "note", "", 1)]


def test_a_visible_sheet_with_one_such_heading_does_not_hide_the_table(tmp_path):
    sheets = {"ปก": [["แบบ", "หมู่ที่"], ["x", "1"]], "ข้อมูล": houses(1)}
    assert read(hidden_book(tmp_path / "a.xlsx", sheets, {"ข้อมูล"})).sheet == "ข้อมูล"


def broken_book():
    def load(sheet):
        if sheet == "เสีย":
            raise InputError("workbook.damaged", where="a.xlsx › เสีย")
        return Cells(text_frame(houses(1) if sheet == "ดี" else [["x", "y"]]))

    return load


def test_a_sheet_that_cannot_be_read_is_told_beside_one_that_can(monkeypatch, tmp_path):
    book = Book("a.xlsx", ("เสีย", "ดี"), broken_book())
    monkeypatch.setattr(formats, "open_book", lambda _path: book)
    table = read(tmp_path / "a.xlsx")
    assert table.sheet == "ดี"
    assert told(table, "table.sheet_unread") == [("table.sheet_unread", "decide", "เสีย", 1)]
    book = Book("a.xlsx", ("เสีย", "อื่น"), broken_book())
    with pytest.raises(InputError) as caught:
        read(tmp_path / "a.xlsx")
    assert caught.value.code == "workbook.damaged"


def test_merged_headings_and_hidden_rows_of_a_real_workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        ["แบบสำรวจ"],
        ["รหัสหมู่บ้าน", "บ้าน", "ตัวชี้วัดที่ 16"],
        [None, None, "เป้าหมาย", "ไม่ผ่าน"],
        ["99020101", "1", 3, 1],
        [None, "2", 2, 0],
        ["99020102", "3", 1, 1],
    ]
    for row in rows:
        sheet.append(row)
    for cells in ("A1:D1", "A2:A3", "B2:B3", "C2:D2", "A4:A5"):
        sheet.merge_cells(cells)
    sheet.row_dimensions[5].hidden = True
    path = tmp_path / "a.xlsx"
    book.save(path)
    table = read(path)
    assert list(table.frame.columns) == [
        *("รหัสหมู่บ้าน", "บ้าน", "ตัวชี้วัดที่ 16 › เป้าหมาย", "ตัวชี้วัดที่ 16 › ไม่ผ่าน"),
    ]
    assert table.frame.index.tolist() == [4, 5, 6]
    assert table.frame["รหัสหมู่บ้าน"].tolist() == ["99020101", "99020101", "99020102"]
    found = told(table, "rows.hidden", "rows.merged")
    assert sorted(one[:2] for one in found) == [
        ("rows.hidden", "decide"),
        ("rows.merged", "repaired"),
    ]


def test_a_range_reads_only_its_cells_with_the_addresses_of_the_file(tmp_path):
    sheet = [[None, "เรื่อง"], *([None, *row] for row in houses(1, 2, 3)), [None, "ผู้รายงาน", "x"]]
    path = write_xlsx(tmp_path / "a.xlsx", {"ก": sheet})
    table = read(path, cells="B2:J4")
    assert table.frame.index.tolist() == [3, 4]
    assert table.letters["บ้าน"] == "B"
    assert table.skipped == {}
    assert told(table, "table.outside") == [("table.outside", "note", "ก", 3)]
    assert read(path, cells="$B$2:$E$3").frame.shape == (1, 4)
    assert read(path, cells="b2:j").frame.index.tolist() == [3, 4, 5]


@pytest.mark.parametrize("wrong", [" ", "A5", "5:7", "A0B", "A5:H60:Z1", "ก1:ข2", "A5..H60"])
def test_what_is_no_range_is_refused(tmp_path, wrong):
    path = write_xlsx(tmp_path / "a.xlsx", {"ก": houses(1)})
    with pytest.raises(InputError) as caught:
        read(path, cells=wrong)
    assert caught.value.code == "table.no_range"


def test_a_range_of_blank_cells_is_empty(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"ก": houses(1)})
    for blank in ("X90:Z99", "A40:C60"):
        with pytest.raises(InputError):
            read(path, cells=blank)


def test_a_column_map_tells_what_to_look_for(tmp_path):
    rows = [["ก1", "ข1", "ค1"], ["หลังคา", "พื้นที่", "หัว"], ["1", "99020101", "4"]]
    path = write_xlsx(tmp_path / "a.xlsx", {"ปก": [["x", "y", "z"], ["1", "2", "3"]], "ข": rows})
    document = {
        "map": {"id": "m", "title": {"th": "ก", "en": "a"}, "schema": "small"},
        "columns": {"house": "หลังคา", "village": "พื้นที่"},
    }
    table = read(path, column_map=ColumnMap.model_validate(document))
    assert (table.sheet, list(table.frame.columns)) == ("ข", ["หลังคา", "พื้นที่", "หัว"])


def test_a_folder_is_read_file_by_file(tmp_path):
    for name, numbers in (("หมู่ 2.xlsx", (1, 2)), ("หมู่ 1.xlsx", (3,))):
        write_xlsx(tmp_path / name, {"ก": houses(*numbers)})
    text = "\n".join(",".join(cell or "" for cell in row) for row in houses(4, 5, 6))
    (tmp_path / "หมู่ 3.csv").write_text(text, encoding="utf-8")
    for name in ("~$หมู่ 1.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini", ".~lock.a.xlsx#"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "แผนที่.jpg").write_bytes(b"x")
    (tmp_path / "ปีก่อน").mkdir()
    found = every(tmp_path)
    assert [(one.file, len(one.frame)) for one in found] == [
        ("หมู่ 1.xlsx", 1),
        ("หมู่ 2.xlsx", 2),
        ("หมู่ 3.csv", 3),
    ]
    assert [(one.code, one.file, one.count) for one in found[0].findings] == [
        ("table.files_left", tmp_path.name, 1),
        ("table.folders_left", tmp_path.name, 1),
    ]
    assert found[1].findings == found[2].findings == ()


def test_every_fault_of_a_folder_is_told_at_once(tmp_path):
    write_xlsx(tmp_path / "ก.xlsx", {"ก": houses(1)})
    write_xlsx(tmp_path / "ข.xlsx", {"ก": [["อื่น", "ต่าง"], ["1", "2"]]})
    (tmp_path / "ค.xlsx").write_bytes(b"PK\x03\x04broken")
    (tmp_path / "ง.csv").write_bytes(b"")
    with pytest.raises(InputError) as caught:
        every(tmp_path)
    assert caught.value.code == "table.folder_faults"
    for lang in LANGS:
        sentence = caught.value.tell(lang)
        assert [name in sentence for name in ("ก.xlsx", "ข.xlsx", "ค.xlsx", "ง.csv")] == [
            *(False, True, True, True)
        ]


def test_a_folder_without_tables_or_that_is_not_there(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"x")
    with pytest.raises(InputError) as caught:
        every(tmp_path)
    assert caught.value.code == "table.folder_empty"
    with pytest.raises(MissingFileError):
        every(tmp_path / "ไม่มี")


NOTES = {
    "note.txt": "อย่าลืมส่งก่อนวันศุกร์\nโทรหาผู้ใหญ่บ้าน หมู่ 3",
    "README.txt": 'These files, from the office, are final.\n\nAsk "Somchai before use.\nThanks',
    "สองบรรทัด.txt": "Dear all, please read.\nThe rest, as said, is fine",
    "จดหมาย.txt": "Dear all, please read.\nThanks, see you",
    "blank.txt": "\n",
    "คำอธิบาย.csv": "ไฟล์ของหมู่ 1 ถึงหมู่ 3",
}


@pytest.mark.parametrize("name", NOTES)
def test_a_note_beside_the_tables_of_a_folder_is_left_and_told(tmp_path, name):
    write_xlsx(tmp_path / "หมู่ 1.xlsx", {"ก": houses(1, 2)})
    (tmp_path / name).write_text(NOTES[name], encoding="utf-8")
    (found,) = every(tmp_path)
    assert len(found.frame) == 2
    (left,) = [one for one in found.findings if one.code == "table.files_left"]
    assert (left.severity, left.count, left.facts["left"]) == ("note", 1, name)


TABLES = {
    "a.txt": "ก\tข\tค\n1\t2\t3\n",
    "a.csv": "แผนงาน\nก;ข\n1;2\n3;4\n",
    "b.csv": "ก,ข\n1,2\n",
    "c.csv": "ก, ข, ค\n1, 2, 3\n",
    "d.tsv": 'ก\tข\n"1\t2\n3\t4\n',
    "e.csv": "",
}


@pytest.mark.parametrize("name", TABLES)
def test_a_text_of_a_folder_that_looks_like_a_table_is_refused_by_name(tmp_path, name):
    write_xlsx(tmp_path / "หมู่ 1.xlsx", {"ก": houses(1, 2)})
    (tmp_path / name).write_text(TABLES[name], encoding="utf-8")
    with pytest.raises(InputError) as caught:
        every(tmp_path)
    assert caught.value.code == "table.folder_faults"
    assert name in caught.value.tell("en")
