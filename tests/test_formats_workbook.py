"""Workbooks of every kind: cells, what is hidden and merged, what is refused."""

import datetime as dt
import struct
import zipfile

import fastexcel
import openpyxl
import pytest
from formats_support import cells, convert, record, text, write_xlsb
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from tambon_gis.errors import InputError
from tambon_gis.loaders import archive
from tambon_gis.loaders.formats import biff, open_book, package, workbook
from tambon_gis.loaders.formats.ole import SIGNATURE

KINDS = ["xlsx", "xls", "ods"]


def load(path, sheet=None):
    """One sheet of a workbook, the first by default."""
    book = open_book(path)
    return book.load(sheet or book.sheets[0])


def refused(path):
    """The code with which a file is refused, at the latest when its sheets are loaded."""

    def read():
        book = open_book(path)
        for sheet in book.sheets:
            book.load(sheet)

    with pytest.raises(InputError) as caught:
        read()
    assert path.name in caught.value.tell("th")
    return caught.value.code


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A workbook that hides and merges, as openpyxl writes it."""
    path = tmp_path_factory.mktemp("made") / "แบบ.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "ครัวเรือน"
    for row in range(1, 13):
        sheet.append([f"บ้าน {row}", row, row / 8, None, dt.date(2022, 3, row)])
    sheet["A2"], sheet["B2"] = "รวมเซลล์", None
    sheet["F5"] = "=1/0"
    for row in (3, 7, 8):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.merge_cells("A2:B2")
    sheet.merge_cells("A9:A11")
    for name, state in (("ซ่อน", "hidden"), ("ซ่อนลึก", "veryHidden"), ("เห็น", "visible")):
        other = book.create_sheet(name)
        other.sheet_state = state
        other["B3"] = name
    book.save(path)
    return path


@pytest.fixture(scope="module", params=KINDS)
def real(request, made):
    """The same in each kind, the others as LibreOffice converts it."""
    return made if request.param == "xlsx" else convert(made, request.param)


def test_every_kind_tells_what_it_hides_and_merges(real):
    book = open_book(real)
    assert book.sheets == ("ครัวเรือน", "ซ่อน", "ซ่อนลึก", "เห็น")
    assert book.hidden == {"ซ่อน", "ซ่อนลึก"}
    found = book.load("ครัวเรือน")
    assert found.hidden_rows == {3, 7, 8}
    assert found.hidden_columns == {2}
    assert sorted(found.merges) == [(2, 0, 2, 1), (9, 0, 11, 0)]
    assert found.findings == ()
    assert book.load("เห็น").frame.loc[3].tolist() == ["เห็น"]
    assert book.load("เห็น").hidden_rows == frozenset()


def test_every_kind_gives_the_same_cells(real):
    frame = load(real).frame
    assert frame.index.tolist() == list(range(1, 13))
    assert frame.columns.tolist()[:3] == [0, 1, 2]
    assert frame.loc[1, 0] == "บ้าน 1"
    assert frame.loc[7, 2] == "0.875"
    assert frame.loc[12, 1] == "12"
    assert frame.loc[5, 4].startswith("2022-03-05")
    if real.suffix != ".xlsx":  # openpyxl writes a formula without its value
        assert frame.loc[5, 5] == "#DIV/0!"


NUMBERS = {
    0.1 + 0.2: "0.3",
    1e15: "1000000000000000",
    1101700230708.0: "1101700230708",
    9999999999999: "9999999999999",
    99010101.0: "99010101",
    0.125: "0.125",
    13.7563309: "13.7563309",
    100.5018: "100.5018",
    38000: "38000",
    -4.5: "-4.5",
    0: "0",
    1 / 3: "0.333333333",
}


def test_numbers_are_shown_as_a_person_would_write_them(tmp_path):
    book = openpyxl.Workbook()
    for row, number in enumerate(NUMBERS, 1):
        book.active.cell(row, 1, number)
    book.active["A6"].number_format = "0.0%"
    book.active["A5"].number_format = "0000000000"
    book.save(tmp_path / "a.xlsx")
    assert load(tmp_path / "a.xlsx").frame[0].tolist() == list(NUMBERS.values())


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(-(10**15), 10**15), max_size=20),
    st.lists(st.floats(-1e9, 1e9).map(lambda one: round(one, 6)), max_size=20),
)
def test_numbers_come_back_as_what_openpyxl_reads(tmp_path_factory, whole, decimals):
    path = tmp_path_factory.mktemp("a") / "a.xlsx"
    book = openpyxl.Workbook()
    for row, number in enumerate([*whole, *decimals, 1], 1):
        book.active.cell(row, 1, number)
    book.save(path)
    expected = [one.value for (one,) in openpyxl.load_workbook(path).active.iter_rows()]
    found = load(path).frame[0].tolist()
    assert [int(one) for one in found[: len(whole)]] == expected[: len(whole)]
    for one, number in zip(found[len(whole) :], expected[len(whole) :], strict=True):
        assert float(one) == pytest.approx(number, rel=1e-15, abs=5.1e-10)


def test_times_booleans_and_errors(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row, value in enumerate([True, dt.time(8, 30), dt.timedelta(hours=30), "TRUE", " "], 1):
        sheet.cell(row, 1, value)
    book.save(path)
    column = load(path).frame[0]
    assert column.loc[1] == "true"
    assert column.loc[2].endswith("08:30:00")
    assert column.loc[4] == "TRUE"
    assert len(column) == 4 or column.isna().loc[5]
    ods = load(convert(path, "ods")).frame[0]
    assert ods.loc[2:3].tolist() == ["08:30:00", "30:00:00"]


def test_a_table_that_does_not_begin_in_a1_keeps_its_addresses(tmp_path):
    book = openpyxl.Workbook()
    book.active["D4"] = "x"
    book.active["E6"] = "y"
    book.active.row_dimensions[5].hidden = True
    book.save(tmp_path / "a.xlsx")
    for path in (tmp_path / "a.xlsx", convert(tmp_path / "a.xlsx", "xls")):
        found = load(path)
        assert found.frame.loc[4, 3] == "x"
        assert found.frame.loc[6, 4] == "y"
        assert found.hidden_rows == {5}


def test_a_cell_far_to_the_right_keeps_its_place_without_the_blank_ones_before_it(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active.cell(2, 5000, "y")
    book.save(tmp_path / "a.xlsx")
    frame = load(tmp_path / "a.xlsx").frame
    assert frame.columns.tolist() == [0, 4999]
    assert cells(frame) == [["x", None], [None, "y"]]


def test_a_chart_is_no_sheet(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.create_chartsheet("แผนภูมิ")
    book.save(tmp_path / "a.xlsx")
    assert open_book(tmp_path / "a.xlsx").sheets == ("Sheet",)


def test_a_binary_workbook_is_read_and_its_blind_spot_told(tmp_path):
    sheets = {
        "ครัว": (0, [["บ้าน", "คน"], ["ก", 4.0], ["ข", 38000.5]]),
        "ซ่อน": (1, [["x"]]),
        "ลึก": (2, [["y"]]),
    }
    book = open_book(write_xlsb(tmp_path / "a.xlsb", sheets))
    assert book.sheets == tuple(sheets)
    assert book.hidden == {"ซ่อน", "ลึก"}
    found = book.load("ครัว")
    assert cells(found.frame) == [["บ้าน", "คน"], ["ก", "4"], ["ข", "38000.5"]]
    assert [one.code for one in found.findings] == ["table.hidden_unseen"]


def test_records_of_binary_parts_that_are_cut_end_the_part():
    whole = record(156, struct.pack("<II", 1, 1) + text("rId1") + text("ก")) + record(
        300, b"x" * 200
    )
    assert [kind for kind, _ in package._binary_records(whole)] == [156, 300]
    assert [kind for kind, _ in package._binary_records(whole[:1])] == []


@pytest.mark.parametrize(
    ("source", "suffix", "kind"),
    [("xlsx", ".xls", "xlsx"), ("xls", ".xlsx", "97-2003"), ("ods", ".xls", "ods")],
)
def test_a_workbook_under_another_suffix_is_read_as_what_it_is(
    made, tmp_path, source, suffix, kind
):
    path = made if source == "xlsx" else convert(made, source)
    wrong = tmp_path / f"a{suffix}"
    wrong.write_bytes(path.read_bytes())
    found = load(wrong)
    assert found.frame.equals(load(path).frame)
    assert found.hidden_rows == {3, 7, 8}
    note = found.findings[0]
    assert (note.code, note.severity, note.file) == ("table.other_kind", "note", wrong.name)
    assert kind in note.tell("th")
    assert suffix in note.tell("en")


def test_a_text_or_a_table_of_the_web_under_a_workbooks_suffix_is_read(tmp_path):
    (tmp_path / "a.xls").write_bytes("บ้าน\tคน\n1\t4\n".encode("cp874"))
    found = load(tmp_path / "a.xls")
    assert cells(found.frame) == [["บ้าน", "คน"], ["1", "4"]]
    assert [one.code for one in found.findings] == ["table.other_kind", "csv.encoding"]


def cfb(*names):
    """An OLE container whose folder lists streams of these names; the streams are empty."""
    entries = [("Root Entry", 5), *((name, 2) for name in names)]
    folder = b""
    for at, (name, kind) in enumerate(entries):
        raw = name.encode("utf-16-le") + b"\0\0"
        child = 1 if at == 0 and names else 0xFFFFFFFF
        right = at + 1 if 0 < at < len(names) else 0xFFFFFFFF
        folder += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
        folder += struct.pack("<3I", 0xFFFFFFFF, right, child) + bytes(36)
        folder += struct.pack("<IQ", 0xFFFFFFFE, 0)
    folder = folder.ljust(512, b"\0")
    head = SIGNATURE + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * 432
    fat = struct.pack("<2I", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    return head + fat + folder


@pytest.mark.parametrize(
    ("streams", "suffix", "code"),
    [
        (("EncryptedPackage", "EncryptionInfo"), ".xlsx", "workbook.password"),
        (("EncryptedPackage", "EncryptionInfo"), ".xls", "workbook.password"),
        (("WordDocument",), ".xls", "file.no_table"),
        (("Other",), ".xlsx", "workbook.damaged"),
        (("Workbook",), ".xls", "workbook.damaged"),
    ],
)
def test_containers_are_told_apart_by_their_streams(tmp_path, streams, suffix, code):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(cfb(*streams))
    assert refused(path) == code


def test_an_old_workbook_with_a_password_says_so_before_its_records():
    found = biff.read_globals(struct.pack("<HHI", biff.FILEPASS, 4, 0))
    assert found.encrypted
    assert not biff.read_globals(struct.pack("<HH", biff.EOF, 0)).encrypted


def test_old_records_say_what_is_hidden_and_a_cell_beyond_their_reach_is_refused():
    row = struct.pack("<HHHHHHHHI", biff.ROW, 16, 4, 0, 9, 255, 0, 0, 0x20)
    columns = struct.pack("<2H5H", biff.COLINFO, 10, 2, 300, 0, 0, 1)
    merges = struct.pack("<2H5H", biff.MERGES, 10, 1, 0, 1, 2, 2)
    found = biff.sheet_marks(row + columns + merges, 0)
    assert (found.hidden_rows, found.merges) == ({5}, ((1, 2, 2, 2),))
    assert found.hidden_columns == set(range(2, 256))
    cell = struct.pack("<2H3Hd", 0x203, 14, 0, 256, 0, 1.0)
    with pytest.raises(InputError) as caught:
        biff.sheet_marks(cell, 0)
    assert caught.value.code == "workbook.damaged"


def again(path, target, change):
    """Copy a package with one part changed: name and bytes -> bytes."""
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            bad.writestr(name, change(name, good.read(name)))
    return target


def test_a_bomb_is_refused_before_it_is_unpacked(made, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "SUSPICIOUS", 2**20)

    def blow(name, content):
        return content + b" " * 16 * 2**20 if name == "xl/styles.xml" else content

    assert refused(again(made, tmp_path / "a.xlsx", blow)) == "archive.too_large"


def test_a_part_that_lies_about_its_size_is_refused(made, tmp_path):
    path = again(made, tmp_path / "a.xlsx", lambda _name, content: content)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as good:
        sizes = {one.filename: one.file_size for one in good.infolist()}
    for name in ("xl/styles.xml", "xl/worksheets/sheet1.xml"):
        lie = bytearray(content)
        at = lie.rfind(b"PK\x01\x02", 0, lie.rfind(name.encode()))
        assert struct.unpack_from("<I", lie, at + 24)[0] == sizes[name]
        struct.pack_into("<I", lie, at + 24, sizes[name] // 2)
        path.write_bytes(lie)
        assert refused(path) == "workbook.damaged"


@pytest.mark.parametrize("far", [(1_048_576, 16_384), (2_000_000, 60), (1_048_576, 200)])
def test_a_cell_far_out_is_named_and_blank_ones_are_not_minded(made, tmp_path, far):
    address = f"{get_column_letter(far[1])}{far[0]}"

    def with_cell(cell):
        end = f'<row r="{far[0]}">{cell}</row></sheetData>'.encode()
        return lambda name, content: (
            content.replace(b"</sheetData>", end) if name.endswith("sheet1.xml") else content
        )

    blank = again(made, tmp_path / "a.xlsx", with_cell(f'<c r="{address}"/>'))
    assert len(load(blank).frame) == 12
    path = again(made, tmp_path / "b.xlsx", with_cell(f'<c r="{address}"><v>1</v></c>'))
    with pytest.raises(InputError) as caught:
        load(path)
    assert caught.value.code == "workbook.far_cell"
    assert address in caught.value.tell("th")


def test_names_that_leave_the_archive_are_refused(made, tmp_path):
    path = again(made, tmp_path / "a.xlsx", lambda _name, content: content)
    with zipfile.ZipFile(path, "a") as bad:
        bad.writestr("../../evil.xml", "x")
    assert refused(path) == "archive.unsafe"


def test_a_panic_of_the_reader_is_a_refusal_and_a_fault_of_ours_is_not():
    panic = type("PanicException", (BaseException,), {})
    with pytest.raises(InputError) as caught, workbook._told("a.xlsx"):
        raise panic
    assert (caught.value.code, caught.value.where) == ("workbook.damaged", "a.xlsx")
    with pytest.raises(KeyboardInterrupt), workbook._told("a.xlsx"):
        raise KeyboardInterrupt
    with pytest.raises(InputError), workbook._told("a.xlsx"):
        raise fastexcel.FastExcelError("x")
