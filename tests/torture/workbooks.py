"""Odd insides of workbooks, forms that people filled in, and text tables of old systems."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter
from torture.homes import (
    BODY,
    HEAD,
    HOMES,
    SECRET,
    csv_file,
    fill,
    homes,
    table,
    text_of,
    with_columns,
    xlsx_file,
)
from torture.land import NAMES, SIDE, SOUTH, WEST, geojson
from torture.registry import CASES, Made, add, case

if TYPE_CHECKING:
    from pathlib import Path

    from torture.registry import Maker


def _changed(made: Made, part: str, old: bytes, new: bytes) -> Made:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(made.path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(made.path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return made


SHEET = "xl/worksheets/sheet1.xml"


@case("formula_uncalculated", "a formula that no program ever calculated")
def formula_uncalculated(folder: Path) -> Made:
    """Written by a script: the file holds no value for it."""
    book = openpyxl.Workbook()
    for row in table():
        book.active.append(row)
    book.active["G3"] = "=40000+10000"
    book.save(folder / "homes.xlsx")
    return Made(folder / "homes.xlsx", BODY)


@case("formula", "a formula with its value")
def formula(folder: Path) -> Made:
    """As Excel saves it."""
    path = folder / "homes.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("ครัวเรือน")
        fill(sheet, table(income=""))
        sheet.write_formula("G3", "=40000+10000", None, 50000)
    return Made(path, BODY)


@case("rich_text", "a cell in which some letters are bold")
def rich_text(folder: Path) -> Made:
    """The heading of the members is in two runs."""
    path = folder / "homes.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("ครัวเรือน")
        fill(sheet, table())
        sheet.write_rich_string("F1", book.add_format({"bold": True}), "จำนวน", "สมาชิก (คน)")
    return Made(path, BODY)


@case("chart_sheet", "a sheet that is nothing but a chart")
def chart_sheet(folder: Path) -> Made:
    """It comes first."""
    path = folder / "homes.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        chart = book.add_chart({"type": "column"})
        assert chart is not None
        page = book.add_chartsheet("กราฟ")
        fill(book.add_worksheet("ครัวเรือน"), table())
        chart.add_series({"values": "=ครัวเรือน!$F$2:$F$4"})
        page.set_chart(chart)
    return Made(path, BODY)


@case("dimension_wrong", "a sheet that says it is as large as a sheet can be")
def dimension_wrong(folder: Path) -> Made:
    """What some exporters always write."""
    made = xlsx_file(folder)
    return _changed(made, SHEET, b'<dimension ref="A1:K4"/>',
                    b'<dimension ref="A1:XFD1048576"/>')  # fmt: skip


@case("dimension_small", "a sheet that says it is one cell")
def dimension_small(folder: Path) -> Made:
    """The rows are there all the same."""
    return _changed(xlsx_file(folder), SHEET, b'ref="A1:K4"', b'ref="A1"')


@case("cell_far", "one cell in the last row and column of the sheet")
def cell_far(folder: Path) -> Made:
    """A slip of the hand at XFD1048576."""
    path = folder / "homes.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("ครัวเรือน")
        fill(sheet, table())
        sheet.write("XFD1048576", "x")
    return Made(path)


@case("xlsm", "a workbook with macros")
def xlsm(folder: Path) -> Made:
    """By its name; nothing in it is ever run."""
    return xlsx_file(folder, name="homes.xlsm")


@case("text_cell_numbers", "numbers that Excel keeps as text")
def text_cell_numbers(folder: Path) -> Made:
    """The green corner."""
    path = folder / "homes.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("ครัวเรือน")
        for down, row in enumerate(table()):
            for right, cell in enumerate(row):
                sheet.write_string(down, right, cell)
    return Made(path, BODY)


@case("code_number_cell", "village codes that Excel keeps as numbers")
def code_number_cell(folder: Path) -> Made:
    """99010101, shown with two decimals."""
    path = folder / "homes.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("ครัวเรือน")
        fill(sheet, table())
        two = book.add_format({"num_format": "0.00"})
        for down, row in enumerate(HOMES, 1):
            sheet.write_number(down, 3, float(row[3]), two)
            sheet.write_number(down, 0, float(row[0]), two)
    return Made(path, BODY)


@case("boolean_cells", "answers as TRUE and FALSE")
def boolean_cells(folder: Path) -> Made:
    """The form has no such answer: a person says what it means."""
    path = folder / "homes.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("ครัวเรือน")
        fill(sheet, table())
        sheet.write("J3", False)  # noqa: FBT003
    return Made(path, BODY)


@case("sheet_name_odd", "a sheet whose name holds what HTML and paths hold")
def sheet_name_odd(folder: Path) -> Made:
    """It stands in the report, so it must not break it."""
    return xlsx_file(folder, {"<b>หมู่ 1 & 2": table(members="120")})


@case("header_three_rows", "headings in three rows, the last one with numbers of columns")
def header_three_rows(folder: Path) -> Made:
    """(1) (2) (3) … under the headings, as official forms have it."""
    numbers = [f"({at})" for at in range(1, len(HEAD) + 1)]
    return csv_file(folder, [HEAD, numbers, *homes()], body=(3, 4, 5))


@case("header_slash", "a heading with its English name behind a slash")
def header_slash(folder: Path) -> Made:
    """Not the same as the heading, so not matched: told as unknown."""
    head = [text.replace("รายได้ (บาท/ปี)", "รายได้ (บาท/ปี) / Income of household") for text in HEAD]
    return csv_file(folder, [head, *homes()])


@case("text_cr", "lines that end as on an old Macintosh")
def text_cr(folder: Path) -> Made:
    """A carriage return alone."""
    path = folder / "homes.csv"
    path.write_bytes(text_of(table()).replace("\r\n", "\r").encode("utf-8"))
    return Made(path, BODY)


@case("text_separator_inside", "separators inside quoted cells")
def text_separator_inside(folder: Path) -> Made:
    """More commas in the names than between the cells."""
    return csv_file(folder, table(head_name=f"{SECRET}, ก, ข, ค, ง"))


@case("text_trailing", "empty cells behind every row")
def text_trailing(folder: Path) -> Made:
    """As Excel saves a sheet that was once wider."""
    return csv_file(folder, [[*row, "", "", ""] for row in table()])


@case("text_one_column", "a table of one column")
def text_one_column(folder: Path) -> Made:
    """Only the village codes."""
    return csv_file(folder, [[HEAD[3]], *([row[3]] for row in HOMES)])


@case("none_unclear", "ไม่มี where it could mean nothing or not known")
def none_unclear(folder: Path) -> Made:
    """A house without members is no house."""
    return csv_file(folder, table(members="ไม่มี"))


def _filled(folder: Path, form: bytes, cells: dict[str, object], row: int) -> Made:
    """A form of the package after a person filled in a row."""
    path = folder / "form.xlsx"
    path.write_bytes(form)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = {
        str(cell.value).replace("\n", " ").split(" *")[0].strip(): cell.column
        for line in sheet.iter_rows(min_row=1, max_row=10)
        for cell in line
        if cell.value
    }
    for heading, value in cells.items():
        sheet.cell(row, heads[heading], value)
    book.save(path)
    return Made(path, (row,))


FILLED_ROW = 5


@case("form_household", "a filled form of households with its example row left in")
def form_household(folder: Path) -> Made:
    """The example is no household."""
    from tambon_gis import catalog
    from tambon_gis.loaders import template

    form = template.form(catalog.schema("bmn-household"), villages={"99010101": "ต้นน้ำ"})
    cells = {"รหัสประจำบ้าน": "99010100001", "รหัสหมู่บ้าน": "99010101", "จำนวนสมาชิก (คน)": 4}
    return _filled(folder, form, cells, FILLED_ROW)


@case("form_facilities", "a filled form of facilities with its example row left in")
def form_facilities(folder: Path) -> Made:
    """The example is no place."""
    from tambon_gis import catalog
    from tambon_gis.loaders import template

    form = template.form(catalog.schema("facilities"))
    cells = {"ชื่อสถานที่": "วัด", "ประเภท": "วัด", "ละติจูด": 14.555, "ลองจิจูด": 100.455}
    return _filled(folder, form, cells, FILLED_ROW)


@case("form_typed_over", "a household that was typed over the example row of its form")
def form_typed_over(folder: Path) -> Made:
    """The row is one like any other as soon as it does not say that it is the example."""
    from tambon_gis import catalog
    from tambon_gis.loaders import template

    form = template.form(catalog.schema("bmn-household"), villages={"99010101": "ต้นน้ำ"})
    cells = {"ลำดับ": 1, "รหัสประจำบ้าน": "99010100001", "รหัสหมู่บ้าน": "99010101",
             "จำนวนสมาชิก (คน)": 4}  # fmt: skip
    return _filled(folder, form, cells, FILLED_ROW - 1)


SPOTS: dict[str, tuple[str, tuple[str, str]]] = {
    # name: (defect, latitude and longitude of the second household)
    "home_swapped": ("a household whose latitude and longitude changed places",
                     ("100.4551", "14.5551")),
    "home_zero": ("a household at 0, 0", ("0", "0")),
    "home_abroad": ("a household in India", ("14.5551", "80.4551")),
    "home_elsewhere": ("a household that lies in another village than its code says",
                       ("14.5551", "100.4651")),
    "home_blank": ("a household without coordinates", ("", "")),
}  # fmt: skip


def _spot(at: tuple[str, str]) -> Maker:
    """The maker of households with coordinates, one of them bad."""
    inside = (str(SOUTH + SIDE / 2), str(WEST + SIDE / 2)), (str(SOUTH + SIDE / 2), "100.4652")
    rows = {
        "ละติจูด": (inside[0][0], at[0], inside[1][0]),
        "ลองจิจูด": (inside[0][1], at[1], inside[1][1]),
    }

    def make(folder: Path) -> Made:
        geojson(folder)
        return csv_file(folder, with_columns(rows))

    return make


for _name, (_about, _at) in SPOTS.items():
    add(_name, _about, _spot(_at))


def _decisions(folder: Path, decision: str, use: str | None) -> None:
    """A workbook of decisions with one row filled in."""
    rows = [["ข้อมูล", "ไฟล์", "แผ่นงาน", "แถว", "รหัสที่พบ", "ตัดสินใจ", "รหัสที่ใช้", "ผู้ตัดสินใจ (ตำแหน่ง)"],
            ["survey", "", "", "", "99010109", decision, use, "คณะทำงาน"]]  # fmt: skip
    xlsx_file(folder, {"ตัดสินใจ": rows}, name="fixes.xlsx")


@case("fixes_book", "a decision in a workbook, without a line of TOML")
def fixes_book(folder: Path) -> Made:
    """Chosen from a list, with the village's name behind the code."""
    geojson(folder)
    _decisions(folder, "ใช้รหัสอื่น", f"99010103 {NAMES[2]}")
    return csv_file(folder, table(village="99010109", moo=""))


@case("fixes_book_bad", "a workbook of decisions in which the code to use is missing")
def fixes_book_bad(folder: Path) -> Made:
    """All such rows are told at once."""
    geojson(folder)
    _decisions(folder, "ใช้รหัสอื่น", None)
    return Made(csv_file(folder).path)


@case("fixes_both_files", "decisions in a workbook and in a document at once")
def fixes_both_files(folder: Path) -> Made:
    """Which one holds?"""
    geojson(folder)
    _decisions(folder, "ตัดออก", None)
    (folder / "fixes.toml").write_text("", encoding="utf-8")
    return Made(csv_file(folder).path)


@case("xls_sectors", "an old workbook whose header speaks of millions of sectors")
def xls_sectors(folder: Path) -> Made:
    """A reader that believes it asks for gigabytes of memory."""
    made = CASES["xls"].make(folder)
    data = bytearray(made.path.read_bytes())
    data[0x43] = 0x7F
    made.path.write_bytes(bytes(data))
    return Made(made.path)


@case("parquet_not_utf8", "a Parquet file whose texts are no UTF-8")
def parquet_not_utf8(folder: Path) -> Made:
    """Arrow takes them as they are, and fails when somebody looks."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {head: [row[at] for row in HOMES] for at, head in enumerate(HEAD)}
    path = folder / "homes.parquet"
    pq.write_table(pa.table(columns), path, compression="none", write_statistics=False)
    path.write_bytes(path.read_bytes().replace(b"99010102", b"9901\xff\xfe02"))
    return Made(path)


@case("headings_absent", "households without a row of headings")
def headings_absent(folder: Path) -> Made:
    """The first household must not be told as if it were the headings."""
    return Made(csv_file(folder, homes()).path)


@case("row_shifted", "a row that slipped one column to the right")
def row_shifted(folder: Path) -> Made:
    """A citizen number stands where the village code should be."""
    one, two, three = homes()
    return csv_file(folder, [HEAD, one, ["", *two[:-1]], three])


@case("row_shifted_left", "a row that slipped two columns to the left")
def row_shifted_left(folder: Path) -> Made:
    """A name with its title stands where the village code should be."""
    one, two, three = homes()
    two = [two[0], "", "", f"นาง{SECRET} 2", *two[4:]]
    return csv_file(folder, [HEAD, one, two, three])
