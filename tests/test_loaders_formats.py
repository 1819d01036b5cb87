"""Formats: every kind of cell as text, the row numbers of the file, clear refusals."""

import datetime as dt

import pandas as pd
import pytest
from loaders_support import write_xlsx

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.loaders import address
from tambon_gis.loaders.formats import SUFFIXES, csv, kinds, open_book
from tambon_gis.loaders.formats.cells import text_frame


def test_cells_of_a_workbook_come_as_the_text_that_is_meant(tmp_path):
    rows = [
        [38000, 1.5, 1101700230708, 99010101.0, True, dt.date(2022, 3, 15), "=1/0", " ก "],
    ]
    frame = open_book(write_xlsx(tmp_path / "a.xlsx", {"A": rows})).load("A").frame
    assert frame.loc[1].tolist() == [
        "38000",
        "1.5",
        "1101700230708",
        "99010101",
        "true",
        "2022-03-15 00:00:00",
        "#DIV/0!",
        " ก ",
    ]


def test_row_numbers_and_columns_are_those_that_excel_shows(tmp_path):
    rows = [[], [], [None, None, "ก"], [], [None, None, "=1/0"]]
    frame = open_book(write_xlsx(tmp_path / "a.xlsx", {"A": rows})).load("A").frame
    assert frame.columns.tolist() == [2]
    assert frame.loc[3, 2] == "ก"
    assert frame.loc[5, 2] == "#DIV/0!"
    assert frame.index[-1] == 5


def test_an_empty_sheet_is_no_fault_of_the_others(tmp_path):
    book = open_book(write_xlsx(tmp_path / "a.xlsx", {"ว่าง": [], "B": [["x"]]}))
    assert book.sheets == ("ว่าง", "B")
    assert book.load("ว่าง").frame.empty


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.xlsx", b"", "file.empty"),
        ("a.xlsx", b"not a zip", "workbook.damaged"),
        ("a.xlsx", b"PK\x03\x04 cut short", "workbook.damaged"),
        ("a.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "workbook.damaged"),
        ("a.xls", bytes.fromhex("d0cf11e0a1b11ae1"), "workbook.damaged"),
        ("a.xls", bytes.fromhex("0908080000051000"), "file.no_table"),
        ("a.xls", b"%PDF-1.7", "file.no_table"),
        ("a.csv", b"\x89PNG\r\n", "file.no_table"),
        ("a.csv", b"PK\x03\x04 cut short", "workbook.damaged"),
        ("a.xls", b"MIME-Version: 1.0", "file.no_table"),
        ("a.xls", b"<?xml version='1.0'?><a/>", "file.no_table"),
        ("a.ods", b"abc", "workbook.damaged"),
        ("a.zip", b"abc", "archive.damaged"),
        ("a.gpkg", b"abc", "database.damaged"),
        ("a.parquet", b"abc", "parquet.damaged"),
        ("a.parquet", b"PAR1 nothing", "parquet.damaged"),
        ("a.csv", b"\x81\x82\x83", "csv.encoding"),
        ("a.csv", b'a,b\n"1,2\n3,4\n', "csv.quotes"),
        ("a.docx", b"x", "file.suffix"),
        ("a", b"x", "file.suffix"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)

    def read():
        book = open_book(tmp_path / name)
        return book.load(book.sheets[0])

    with pytest.raises(InputError) as caught:
        read()
    assert caught.value.code == code
    assert name in caught.value.tell("th")
    assert str(tmp_path) not in caught.value.tell("en")


def test_a_missing_file_and_the_known_suffixes(tmp_path):
    with pytest.raises(MissingFileError):
        open_book(tmp_path / "no.xlsx")
    (tmp_path / "a.doc").write_bytes(b"x")
    with pytest.raises(InputError) as caught:
        open_book(tmp_path / "a.doc")
    assert all(suffix in str(caught.value) for suffix in SUFFIXES)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a"])
def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(InputError) as caught:
        open_book(tmp_path / name)
    assert caught.value.code == "file.folder"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_another_program_keeps_is_refused(tmp_path, monkeypatch, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"x")

    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(InputError) as caught:
        open_book(path)
    assert caught.value.code == "file.locked"


def test_every_suffix_has_its_kind():
    assert set(kinds.BY_SUFFIX) == set(SUFFIXES)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
def test_encodings_and_separators(tmp_path, mark, encoding):
    lines = [f"แบบสำรวจ{mark}", mark.join(["บ้าน", "คน"]), mark.join(["๑", "4"])]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    cells = open_book(path).load("")
    assert cells.frame.loc[2].tolist() == ["บ้าน", "คน"]
    assert cells.frame.loc[3].tolist() == ["๑", "4"]
    told = [one.facts["encoding"] for one in cells.findings]
    assert told == ([encoding] if encoding in {"utf-16", "cp874"} else [])


def test_a_quoted_cell_may_hold_separator_and_line_break():
    assert csv.separator('ก,"1,000",x\nข,"2,000",y\n') == ","
    frame = text_frame([["a", "b\nc"], ["d"]])
    assert frame.shape == (2, 2)
    assert frame.isna().sum().sum() == 1


def test_parquet_has_its_names_in_row_one(tmp_path):
    table = pd.DataFrame(
        {
            "code": ["01", None],
            "share": [1.5, 2.0],
            "day": [dt.date(2022, 3, 15), None],
            "list": [[1], [2]],
        }
    )
    table.to_parquet(tmp_path / "a.parquet")
    frame = open_book(tmp_path / "a.parquet").load("").frame
    assert frame.loc[1].tolist() == ["code", "share", "day", "list"]
    assert frame.loc[2].tolist() == ["01", "1.5", "2022-03-15", "[1]"]
    assert frame.loc[3].isna().tolist() == [True, False, True, False]


def test_column_letters_run_on_after_z():
    assert [address.letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"),
    ]


def test_addresses_are_listed_as_ranges():
    assert address.listing("", []) == ""
    assert address.listing("B", [2, 3, 9], most=1) == "B2:B3, …"
    assert address.row_list([7]) == "7"
