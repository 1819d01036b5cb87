"""A published file computed again: Thai digits, commas, totals, each difference by its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from tambon_gis.errors import InputError
from tambon_gis.study.recheck import Headings, recheck_file

if TYPE_CHECKING:
    from pathlib import Path

HEADS = ["อำเภอ", "สำรวจ", "ผ่าน", "ไม่ผ่าน", "ร้อยละ"]
NAMES = Headings("สำรวจ", met="ผ่าน", failing="ไม่ผ่าน", percent="ร้อยละ", label="อำเภอ")


def book(path: Path, rows: list[list[object]]) -> Path:
    sheet = openpyxl.Workbook()
    page = sheet.active
    assert page is not None
    page.title = "ข้อ 16"
    for row in [["รายงานข้อ 16"], HEADS, *rows]:
        page.append(row)
    sheet.save(path)
    return path


def told(path: Path, names: Headings = NAMES) -> list[tuple[str, str]]:
    found = recheck_file(path, names).frame
    return list(found[["cell", "what"]].itertuples(index=False, name=None))


def test_thai_digits_and_commas_are_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["เมือง", "๑,๐๐๐", 990, "๑๐", "1.00%"],
        ["พุนพิน", "6,850 คน", "6,233", 617, "๙.๐๐"],
    ]
    path = book(tmp_path / "report.xlsx", rows)
    assert told(path) == [("E4", "percent")]
    found = recheck_file(path, NAMES)
    assert (found.rows, found.faults) == (2, 1)
    (sentence,) = found.sentences("en")
    assert sentence == (
        "report.xlsx › ข้อ 16 › E4: พุนพิน: “ร้อยละ” says 9.00, yet 617 of 6,850 is 9.01 "
        "(the digits were cut, not rounded)"
    )
    assert found.sentences("th")[0].startswith("report.xlsx › ข้อ 16 › E4: พุนพิน: ")


def test_a_row_of_totals_is_checked_and_held_against_the_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["เมือง", 1000, 990, 10, 1.0],
        ["พนม", 500, 480, 20, 4.0],
        ["รวม", 1600, 1470, 30, 2.0],
    ]
    found = told(book(tmp_path / "report.xlsx", rows))
    # 1,470 + 30 is not 1,600; 30 of 1,600 is 1.88 %; the rows sum to 1,500
    assert found == [("B5", "sum"), ("E5", "percent"), ("B5", "total")]
    rows[2] = ["รวม", 1500, 1470, 30, 2.0]
    assert told(book(tmp_path / "sound.xlsx", rows)) == []
    rows[2] = ["เฉลี่ย", 750, 735, 15, 2.5]  # a row of means is no total
    assert told(book(tmp_path / "means.xlsx", rows)) == []


def test_cells_without_a_number_are_told_and_blank_ones_are_not(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["เมือง", "พันคน", 990, 10, 1.0],
        ["พนม", 500, None, 20, "-"],
        ["พระแสง", 100, 98, 2, "1O%"],
    ]
    found = recheck_file(book(tmp_path / "report.xlsx", rows), NAMES)
    assert found.frame[["cell", "what"]].to_numpy().tolist() == [
        ["B3", "unreadable"],
        ["E5", "unreadable"],
    ]
    assert "พันคน" not in "".join(found.sentences())


def test_percentages_above_a_hundred_are_compared(tmp_path: Path) -> None:
    assert told(book(tmp_path / "r.xlsx", [["เมือง", 100, 98, 2, 200]])) == [("E3", "percent")]


def test_cells_that_show_a_percentage_hold_hundredths(tmp_path: Path) -> None:
    """A cell 0.0900729… in the format 0.00% shows 9.01%; one of 617 / 6850 * 100 shows 9.01."""
    rows: list[list[object]] = [
        ["พุนพิน", 6850, 6233, 617, 617 / 6850],
        ["พระแสง", 6228, 5261, 967, 0.1553],
        ["พนม", 100, 97, 3, 0.05],
    ]
    found = recheck_file(book(tmp_path / "shares.xlsx", rows), NAMES).frame
    assert found[["cell", "published", "recomputed"]].to_numpy().tolist() == [["E5", 5.0, 3.0]]
    rows = [["พุนพิน", 6850, 6233, 617, 61700 / 6850], ["พนม", 1000, 998, 2, 0.2]]
    assert told(book(tmp_path / "formulas.xlsx", rows)) == []
    rows = [["พนม", 1000, 998, 2, 0.2], ["เมือง", 1000, 995, 5, 0.05]]  # small, and no hundredths
    assert told(book(tmp_path / "small.xlsx", rows)) == [("E4", "percent")]


def test_a_table_without_rows_says_nothing(tmp_path: Path) -> None:
    found = recheck_file(book(tmp_path / "empty.xlsx", []), NAMES)
    assert (found.rows, found.faults, found.sentences()) == (0, 0, ())


def test_a_heading_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = book(tmp_path / "report.xlsx", [["เมือง", 100, 98, 2, 2.0]])
    with pytest.raises(InputError) as caught:
        recheck_file(path, Headings("จำนวน", failing="ไม่ผ่าน"))
    assert caught.value.code == "columns.missing"
    assert "จำนวน" in caught.value.tell()


def test_the_published_vectors_as_files(shared: Path) -> None:
    domain = shared / "domain"
    central = Headings("surveyed", "pass", "fail", "pass_pct", "fail_pct")
    found = recheck_file(domain / "vectors_bmn_central_2561.csv", central)
    assert found.faults == 0
    assert sorted(found.frame["cell"]) == ["D4", "F4"]  # 100.00 and 0.00 of 899,118
    surat = Headings("surveyed", failing="fail", percent="fail_pct_published", label="amphoe")
    found = recheck_file(domain / "vectors_bmn_suratthani_ind16.csv", surat)
    assert found.frame[["cell", "label"]].to_numpy().tolist() == [["D11", "พุนพิน"]]
