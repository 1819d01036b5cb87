"""One bad cell in a good table: values, dates and codes, always in row 3 of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter
from torture.homes import BODY, HEAD, SECRET, csv_file, fill, homes, table, with_columns
from torture.registry import Made, add, case

if TYPE_CHECKING:
    from pathlib import Path

ONE_CELL: dict[str, tuple[str, str, str]] = {
    # name: (defect, column, what stands in the cell)
    "digits_thai": ("a number in Thai digits", "members", "๒"),
    "comma": ("a thousands comma", "income", "50,000"),
    "comma_thai": ("a thousands comma between Thai digits", "income", "๕๐,๐๐๐"),
    "comma_wrong": ("a comma where no thousand ends", "income", "5,00,00"),
    "percent": ("a percent sign", "income", "12.5%"),
    "spaces": ("spaces around a number", "members", " 2  "),
    "zero_width": ("a zero-width space", "members", "2\u200b"),
    "nbsp": ("a space that does not break", "income", "50\u00a0000"),
    "sara_am": ("nikhahit and sara aa for sara am", "water", "น\u0e4d\u0e49าดี"),
    "dash_zero": ("a dash that means zero", "income", "-"),
    "dash_not_applicable": ("a dash that means not applicable", "water", "–"),
    "dash_unknown": ("a dash that means not known", "members", "-"),
    "blank": ("a blank cell", "income", ""),
    "zero": ("a zero, which is no blank", "income", "0"),
    "none_word": ("ไม่มี where a number should be", "income", "ไม่มี"),
    "error_na": ("#N/A", "income", "#N/A"),
    "error_ref": ("#REF! where an answer should be", "water", "#REF!"),
    "unit": ("a unit behind the number", "income", "50,000 บาท"),
    "words": ("a number in words", "income", "ห้าหมื่น"),
    "letter_o": ("the letter O for a zero", "income", "5O000"),
    "over": ("more members than a house holds", "members", "120"),
    "negative": ("an income below zero", "income", "-5"),
    "fraction": ("two and a half members", "members", "2.5"),
    "float": ("a whole number written with .0", "members", "2.0"),
    "exponent": ("a number with an exponent", "income", "5E+04"),
    "huge": ("a number beyond 32 bits", "members", "99999999999"),
    "infinite": ("the word inf", "income", "inf"),
    "exceeds": ("more failing than asked", "failing", "3"),
    "answer_other": ("an answer that the form does not have", "water", "บางที"),
    "secret_number": ("a person's name in a column of numbers", "members", f"{SECRET} 99"),
    "secret_code": ("a person's name where the house code should be", "house_code", f"{SECRET} 98"),
    "citizen_dashes": ("a citizen number with dashes", "citizen", "1-1017-00230-70-8"),
    "formula_text": ("a text that a spreadsheet would run", "head_name", f"=cmd|'{SECRET}'!A0"),
    "date_ce": ("a date in the Common Era", "surveyed_on", "02/02/2022"),
    "date_short_year": ("a year of two digits", "surveyed_on", "02/02/65"),
    "date_serial": ("a date as Excel's number of days", "surveyed_on", "44594"),
    "date_month_name": ("a month by its Thai short name", "surveyed_on", "2 ก.พ. 2565"),
    "date_iso_be": ("an ISO date in the Buddhist Era", "surveyed_on", "2565-02-02"),
    "date_time": ("a date with a time of day", "surveyed_on", "2022-02-02 08:30:00"),
    "date_impossible": ("the 31st of February", "surveyed_on", "31/02/2565"),
    "date_american": ("month and day changed places", "surveyed_on", "02/14/2565"),
    "date_no_day": ("a day that is not known, where a whole date is asked", "surveyed_on",
                    "00/02/2565"),
    "date_secret": ("a person's name in a column of dates", "surveyed_on", f"{SECRET} 97"),
    "code_float": ("a village code as a float", "village", "99010101.0"),
    "code_thai": ("a village code in Thai digits", "village", "๙๙๐๑๐๑๐๑"),
    "code_exponent": ("a village code with an exponent", "village", "9.9010101E+07"),
    "code_lost_zero": ("a village code that lost a zero", "village", "9910101"),
    "code_blank": ("no village code", "village", ""),
    "code_tambon": ("the code of a tambon for a village", "village", "990101"),
    "code_name": ("the name of a village for its code", "village", "บ้านต้นน้ำ"),
    "code_moo_zero": ("a village code that ends in 00", "village", "99010100"),
    "village_moo": ("ม.1 for a village code", "village", "ม.1"),
    "village_moo_thai": ("หมู่ที่ ๑ for a village code", "village", "หมู่ที่ ๑"),
    "village_moo_padded": ("01 for a village code", "village", "01"),
    "moo_word": ("a moo as a word and Thai digits", "moo", "หมู่ที่ ๑"),
    "moo_differs": ("a moo that is not that of the village code", "moo", "2"),
    "key_twice": ("a house code that stood in an earlier row", "house_code", "99010100001"),
    "key_blank": ("no house code", "house_code", ""),
}  # fmt: skip


def _one_cell(column: str, text: str) -> object:
    """The maker of a text table with one bad cell."""
    return lambda folder: csv_file(folder, table(**{column: text}))


for _name, (_about, _column, _text) in ONE_CELL.items():
    add(_name, _about, _one_cell(_column, _text))


@case("error_formula", "a formula that divides by zero")
def error_formula(folder: Path) -> Made:
    """A true error cell, as only a workbook can hold it."""
    path = folder / "homes.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("ครัวเรือน")
        fill(sheet, table(income=""))
        sheet.write_formula("G3", "=1/0", None, "#DIV/0!")
    return Made(path, BODY)


@case("date_cell_be", "a date cell whose year was typed in the Buddhist Era")
def date_cell_be(folder: Path) -> Made:
    """A calendar of the year 2565 C.E. where 2022 was meant."""
    import datetime as dt

    path = folder / "homes.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("ครัวเรือน")
        fill(sheet, table(surveyed_on=""))
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime("K3", dt.datetime(2565, 2, 2), day)  # noqa: DTZ001
    return Made(path, BODY)


@case("date_cell", "a date cell of Excel among texts")
def date_cell(folder: Path) -> Made:
    """The same day as in the other rows, as Excel keeps days."""
    import datetime as dt

    path = folder / "homes.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("ครัวเรือน")
        fill(sheet, table(surveyed_on=""))
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime("K3", dt.datetime(2022, 2, 2), day)  # noqa: DTZ001
    return Made(path, BODY)


@case("date_1904", "a workbook whose days are counted from 1904")
def date_1904(folder: Path) -> Made:
    """As Excel on a Mac once saved them."""
    import datetime as dt

    path = folder / "homes.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet = book.add_worksheet("ครัวเรือน")
        fill(sheet, table(surveyed_on=""))
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime("K3", dt.datetime(2022, 2, 2), day)  # noqa: DTZ001
    return Made(path, BODY)


@case("born_no_day", "a birthday of which only month and year are known")
def born_no_day(folder: Path) -> Made:
    """The form says 0 for what is not known."""
    return csv_file(folder, with_columns({"วันเกิด": ("05/06/2500", "00/06/2501", "07/08/2502")}))


@case("born_year_only", "a birthday of which only the year is known")
def born_year_only(folder: Path) -> Made:
    """A bare year."""
    return csv_file(folder, with_columns({"วันเกิด": ("05/06/2500", "2501", "07/08/2502")}))


@case("age_differs", "an age that the dates contradict")
def age_differs(folder: Path) -> Made:
    """The second person turned 63 in June 2564, but 40 is typed."""
    columns = {"วันเกิด": ("05/06/2500", "05/06/2501", "07/08/2502"), "อายุ (ปี)": ("64", "40", "62")}
    return csv_file(folder, with_columns(columns))


@case("age_blank", "an age that was left to the computer")
def age_blank(folder: Path) -> Made:
    """Completed years at the survey date, not the difference of the years."""
    columns = {"วันเกิด": ("05/06/2500", "05/06/2501", "07/08/2502"), "อายุ (ปี)": ("64", "", "62")}
    return csv_file(folder, with_columns(columns))


@case("code_components", "a village code in four columns of floats")
def code_components(folder: Path) -> Made:
    """What Excel makes of PROV, AMP, TAM, MOO."""
    columns = {"PROV": ("99.0",) * 3, "AMP": ("1.0",) * 3, "TAM": ("1.0",) * 3}
    return csv_file(folder, with_columns(columns, without=("village",)))


@case("place_names", "places by names with prefixes and without a code")
def place_names(folder: Path) -> Made:
    """เมือง for เมืองอ่างทอง, and a tambon that is one of several of its name in the country."""
    columns = {
        "จังหวัด": ("จ.อ่างทอง", "อ่างทอง", "จังหวัดอ่างทอง"),
        "อำเภอ": ("อ.เมือง", "เมืองอ่างทอง", "อ.เมืองอ่างทอง"),
        "ตำบล": ("ต.หัวไผ่", "หัวไผ่", "ตำบลหัวไผ่"),
    }
    return csv_file(folder, with_columns(columns, without=("village",)))


@case("place_name_unknown", "the name of a tambon that its amphoe does not have")
def place_name_unknown(folder: Path) -> Made:
    """A slip of one letter is a suggestion, never a match."""
    columns = {
        "จังหวัด": ("อ่างทอง",) * 3,
        "อำเภอ": ("เมืองอ่างทอง",) * 3,
        "ตำบล": ("หัวไผ่", "หัวไผ", "หัวไผ่"),
    }
    return csv_file(folder, with_columns(columns, without=("village",)))


@case("moo_only", "nothing but a moo to tell the place")
def moo_only(folder: Path) -> Made:
    """The project's area gives the rest."""
    return csv_file(folder, with_columns({}, without=("village",)))


@case("moo_only_nowhere", "nothing but a moo, and no area that it could lie in")
def moo_only_nowhere(folder: Path) -> Made:
    """Moo 1 of which tambon?"""
    return csv_file(folder, with_columns({}, without=("village",)))


@case("prefixes_zero_width", "headings with zero-width letters and Thai digits")
def odd_headings(folder: Path) -> Made:
    """They look right on the screen."""
    odd = [text.replace("16", "๑๖").replace("จำนวน", "จ\u0e4dานวน") for text in HEAD]
    odd[3] = "รหัส\u200bหมู่บ้าน "
    odd[5] = "จำนวนสมาชิก\n(คน)"
    return csv_file(folder, [odd, *homes()])
