"""Headings, titles, totals, notes, hidden and merged cells: the table is good, its sheet is not."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter
from openpyxl.utils import range_boundaries
from torture.homes import (
    BODY,
    HEAD,
    HOMES,
    csv_file,
    fill,
    homes,
    table,
    with_columns,
    xlsx_file,
)
from torture.registry import Made, case

if TYPE_CHECKING:
    from pathlib import Path

TITLES = [["แบบสรุปข้อมูล จปฐ. ปี 2565"], ["ตำบลสาธิต อำเภอสาธิต"], []]
TOTAL = ["รวม", "", "", "", "", "11", "260000", "6", "1", "", ""]


def _png() -> bytes:
    """A red dot: the smallest logo."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00\xff\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _openpyxl(folder: Path, rows: list[list[str]]) -> tuple[openpyxl.Workbook, Path]:
    """A workbook of one sheet that can still be changed."""
    book = openpyxl.Workbook()
    book.active.title = "ครัวเรือน"
    for row in rows:
        book.active.append([cell or None for cell in row])
    return book, folder / "homes.xlsx"


@case("titles_above", "titles above the headings")
def titles_above(folder: Path) -> Made:
    """Three rows, the last one blank."""
    return csv_file(folder, [*TITLES, *table()], body=(5, 6, 7))


@case("logo", "a logo, and a table that begins in column C and row 6")
def logo(folder: Path) -> Made:
    """Empty columns and rows around the table."""
    import io

    path = folder / "homes.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("ครัวเรือน")
        sheet.insert_image("A1", "logo.png", {"image_data": io.BytesIO(_png())})
        fill(sheet, [["องค์การบริหารส่วนตำบลสาธิต"]], top=2, left=4)
        fill(sheet, table(), top=5, left=2)
    return Made(path, (7, 8, 9))


@case("header_two_rows", "headings in two rows under merged groups")
def header_two_rows(folder: Path) -> Made:
    """ตัวชี้วัดที่ 16 stands once over its two columns."""
    book, path = _openpyxl(folder, [])
    sheet = book.active
    top = [*HEAD[:7], "ตัวชี้วัดที่ 16", None, *HEAD[9:]]
    sheet.append(top)
    sheet.append([*[None] * 7, "เป้าหมาย (คน)", "ไม่ผ่าน (คน)", None, None])
    for row in homes():
        sheet.append(row)
    for cells in ("H1:I1", *(f"{letter}1:{letter}2" for letter in "ABCDEFGJK")):
        assert range_boundaries(cells)
        sheet.merge_cells(cells)
    book.save(path)
    return Made(path, (3, 4, 5))


@case("header_two_rows_csv", "headings in two rows where nothing tells what was merged")
def header_two_rows_csv(folder: Path) -> Made:
    """The same after it was saved as CSV."""
    top = [*HEAD[:7], "ตัวชี้วัดที่ 16", "", *HEAD[9:]]
    low = [*[""] * 7, "เป้าหมาย (คน)", "ไม่ผ่าน (คน)", "", ""]
    return csv_file(folder, [top, low, *homes()], body=(3, 4, 5))


@case("merged_cells", "a village code merged down over the rows of its village")
def merged_cells(folder: Path) -> Made:
    """The code stands in the first row only, and belongs to both."""
    book, path = _openpyxl(folder, table(village=""))
    book.active.merge_cells("D2:D3")
    book.save(path)
    return Made(path, BODY)


@case("header_twice", "a heading that matters stands twice")
def header_twice(folder: Path) -> Made:
    """The second จำนวนสมาชิก says something else."""
    rows = with_columns({"จำนวนสมาชิก (คน)": ("9", "9", "9")})
    return csv_file(folder, rows)


@case("header_synonyms", "two columns that hold one field")
def header_synonyms(folder: Path) -> Made:
    """จำนวนสมาชิก (คน) and members."""
    return csv_file(folder, with_columns({"members": ("9", "9", "9")}))


@case("header_blank", "a column with data and no heading")
def header_blank(folder: Path) -> Made:
    """Somebody's remarks."""
    return csv_file(folder, with_columns({"": ("ก", "", "ข")}))


@case("header_unknown", "a column that the schema does not know")
def header_unknown(folder: Path) -> Made:
    """It is told and not used."""
    return csv_file(folder, with_columns({"ผู้บันทึก": ("ก", "ข", "ค")}))


@case("header_misspelt", "a required heading with a slip of the pen")
def header_misspelt(folder: Path) -> Made:
    """Near enough for a suggestion, never for a match."""
    rows = [[text.replace("รหัสหมู่บ้าน", "รหัสหมูบ้าน").replace("หมู่ที่", "ลำดับ") for text in HEAD]]
    return csv_file(folder, [*rows, *homes()], body=None)  # type: ignore[arg-type]


@case("header_repeated", "the headings again at the top of the second page")
def header_repeated(folder: Path) -> Made:
    """Between the second and the third household."""
    one, two, three = homes()
    return csv_file(folder, [HEAD, one, two, HEAD, three], body=(2, 3, 5))


@case("total_row", "a row of totals below the table")
def total_row(folder: Path) -> Made:
    """รวม."""
    return csv_file(folder, [*table(), TOTAL])


@case("average_row", "a row of averages below the table")
def average_row(folder: Path) -> Made:
    """เฉลี่ย, in the second column."""
    return csv_file(folder, [*table(), ["", "เฉลี่ย", "", "", "", "3.67", "86667"]])


@case("subtotal_rows", "a subtotal after each village")
def subtotal_rows(folder: Path) -> Made:
    """รวมหมู่ที่ 1, รวมหมู่ที่ 2."""
    one, two, three = homes()
    first, second = ["รวมหมู่ที่ 1", *TOTAL[1:]], ["รวมหมู่ที่ 2", *TOTAL[1:]]
    return csv_file(folder, [HEAD, one, two, first, three, second], body=(2, 3, 5))


@case("notes_under", "notes and a source under the table")
def notes_under(folder: Path) -> Made:
    """หมายเหตุ and ที่มา."""
    return csv_file(folder, [*table(), [], ["หมายเหตุ: สำรวจเมื่อเดือนกุมภาพันธ์"], ["ที่มา: พช."]])


@case("gap_rows", "empty rows between the households")
def gap_rows(folder: Path) -> Made:
    """As people leave them for printing."""
    one, two, three = homes()
    return csv_file(folder, [HEAD, one, [], two, [], [], three], body=(2, 4, 7))


@case("only_headings", "headings and no row")
def only_headings(folder: Path) -> Made:
    """An export of a village that was not surveyed."""
    return csv_file(folder, [HEAD], body=())


@case("no_headings", "numbers without headings")
def no_headings(folder: Path) -> Made:
    """No row is one of headings."""
    rows = [["1", "2", "3"], ["4", "5", "6"]]
    return csv_file(folder, rows, body=None)  # type: ignore[arg-type]


@case("hidden_row", "a hidden row")
def hidden_row(folder: Path) -> Made:
    """A filter that was left on; its household counts all the same, and it is told."""
    book, path = _openpyxl(folder, table())
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    return Made(path, BODY)


@case("hidden_column", "a hidden column")
def hidden_column(folder: Path) -> Made:
    """Income."""
    book, path = _openpyxl(folder, table())
    book.active.column_dimensions["G"].hidden = True
    book.save(path)
    return Made(path, BODY)


@case("hidden_sheet", "a hidden sheet with last year's table")
def hidden_sheet(folder: Path) -> Made:
    """It fits as well as the one that shows."""
    book, path = _openpyxl(folder, table())
    old = book.create_sheet("2564", 0)
    for row in table(members="7"):
        old.append(row)
    old.sheet_state = "veryHidden"
    book.active = 1
    book.save(path)
    return Made(path, BODY)


@case("other_sheets", "the table is on the second of three sheets")
def other_sheets(folder: Path) -> Made:
    """A cover and a legend around it."""
    cover, legend = [["จปฐ. 2565"]], [["รหัส", "ความหมาย"], ["1", "ผ่าน"]]
    return xlsx_file(folder, {"ปก": cover, "ข้อมูล": table(), "คำอธิบาย": legend})


@case("sheets_by_village", "one sheet a village")
def sheets_by_village(folder: Path) -> Made:
    """Every sheet holds the table."""
    one, two, three = homes()
    sheets = {"หมู่ 1": [HEAD, one, two], "หมู่ 2": [HEAD, three], "ปก": [["จปฐ. 2565"]]}
    return xlsx_file(folder, sheets, body=(2, 3, 2))


@case("sheets_same_house", "one house on the sheets of two villages")
def sheets_same_house(folder: Path) -> Made:
    """The later row is refused and told."""
    one, two, three = homes()
    three[0] = one[0]
    return xlsx_file(folder, {"หมู่ 1": [HEAD, one, two], "หมู่ 2": [HEAD, three]}, body=(2, 3, 2))


@case("two_tables", "another table under the table")
def two_tables(folder: Path) -> Made:
    """A summary by village with headings of its own, two blank rows below."""
    summary = [["รหัสหมู่บ้าน", "จำนวนครัวเรือน"], ["99010101", "2"], ["99010102", "1"]]
    return xlsx_file(folder, {"ครัวเรือน": [*table(), [], [], *summary]})


@case("two_tables_beside", "another table beside the table")
def two_tables_beside(folder: Path) -> Made:
    """One blank column between them."""
    summary = [["รหัส", "ความหมาย"], ["1", "ผ่าน"], ["0", "ไม่ผ่าน"], ["9", "ไม่มี"]]
    rows = [[*row, "", *more] for row, more in zip(table(), summary, strict=True)]
    return xlsx_file(folder, {"ครัวเรือน": rows})


@case("range_asked", "two tables of one kind, of which a person names the second")
def range_asked(folder: Path) -> Made:
    """Last year's on top."""
    old = [["ปี 2564"], HEAD, *HOMES[:2], []]
    return xlsx_file(folder, {"ครัวเรือน": [*old, ["ปี 2565"], *table()]}, body=(8, 9, 10))


@case("range_beyond", "a range outside the sheet")
def range_beyond(folder: Path) -> Made:
    """Nothing is there."""
    return xlsx_file(folder, body=None)


@case("sheet_absent", "a sheet is asked for that is not there")
def sheet_absent(folder: Path) -> Made:
    """The message names those that are."""
    return xlsx_file(folder, {"ครัวเรือน": table(), "ปก": [["จปฐ."]]}, body=None)


@case("ragged", "rows shorter and longer than the headings")
def ragged(folder: Path) -> Made:
    """The first row lost its last cell, the second has one too many."""
    one, two, three = homes()
    return csv_file(folder, [HEAD, one[:-1], [*two, "เกิน"], three])


@case("map_needed", "headings of another system, named by a column map")
def map_needed(folder: Path) -> Made:
    """hh_id and the like."""
    other = ["hh_id", "q1", "q2", "vcode", "q3", "q4", "q5", "q6", "q7", "q8", "q9"]
    return csv_file(folder, [other, *homes()])


@case("map_stale", "a column map that names a heading which is not there")
def map_stale(folder: Path) -> Made:
    """The export changed since."""
    return csv_file(folder)


@case("map_doubtful", "a column map with a doubtful line that nobody confirmed")
def map_doubtful(folder: Path) -> Made:
    """The likeness is a suggestion: the column stays unused."""
    return csv_file(folder, with_columns({"รายได้ต่อปี": ("1", "2", "3")}, without=("income",)))


@case("map_missing_text", "a text that means not known, named by a column map")
def map_missing_text(folder: Path) -> Made:
    """999 for no answer."""
    return csv_file(folder, table(members="999"))
