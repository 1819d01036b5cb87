"""Three made-up households, one row each, and the ways in which their table is written."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import xlsxwriter
from torture.registry import Made

if TYPE_CHECKING:
    from pathlib import Path

#: In every personal column stands a token that no message may hold.
SECRET = "ลับมากๆ"  # noqa: S105
FIELDS = (
    "house_code", "head_name", "citizen", "village", "moo", "members", "income", "asked",
    "failing", "water", "surveyed_on",
)  # fmt: skip
HEAD = [
    "รหัสประจำบ้าน", "ชื่อหัวหน้าครัวเรือน", "เลขประจำตัวประชาชน", "รหัสหมู่บ้าน", "หมู่ที่", "จำนวนสมาชิก (คน)",
    "รายได้ (บาท/ปี)", "ตัวชี้วัดที่ 16 เป้าหมาย (คน)", "ตัวชี้วัดที่ 16 ไม่ผ่าน (คน)", "ตัวชี้วัดที่ 9 ผล",
    "วันที่สำรวจ",
]  # fmt: skip
HOMES = (
    ("99010100001", f"{SECRET} 1", "3012304567082", "99010101", "1", "4", "120000", "2", "1", "1",
     "01/02/2565"),
    ("99010100002", f"{SECRET} 2", "1101700230708", "99010101", "1", "2", "50000", "1", "0", "0",
     "02/02/2565"),
    ("99010100003", f"{SECRET} 3", "5990100000037", "99010102", "2", "5", "90000", "3", "0", "1",
     "03/02/2565"),
)  # fmt: skip
BODY = (2, 3, 4)


def homes(at: int = 1, **cells: str) -> list[list[str]]:
    """The three rows, some cells of the row at a position (from 0) changed."""
    rows = [list(row) for row in HOMES]
    for name, text in cells.items():
        rows[at][FIELDS.index(name)] = text
    return rows


def table(at: int = 1, **cells: str) -> list[list[str]]:
    """Headings and rows, some cells changed."""
    return [HEAD, *homes(at, **cells)]


def with_columns(extra: dict[str, tuple[str, str, str]], *, without: tuple[str, ...] = ()) -> Any:
    """The table with further columns behind it and some of its own left out."""
    keep = [at for at, name in enumerate(FIELDS) if name not in without]
    rows = [[row[at] for at in keep] for row in (HEAD, *homes())]
    for heading, values in extra.items():
        for row, text in zip(rows, (heading, *values), strict=True):
            row.append(text)
    return rows


def text_of(rows: Any, separator: str = ",") -> str:
    """Rows as separated text."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def csv_file(
    folder: Path, rows: Any = None, *, encoding: str = "utf-8", separator: str = ",",
    name: str = "homes.csv", body: tuple[int, ...] = BODY,
) -> Made:  # fmt: skip
    """Write a separated text table."""
    path = folder / name
    path.write_bytes(text_of(rows or table(), separator).encode(encoding))
    return Made(path, body)


def typed(cell: str) -> Any:
    """A number where Excel would make one of what was typed."""
    return int(cell) if cell.isascii() and cell.isdecimal() and len(cell) < 9 else cell


def fill(sheet: Any, rows: Any, top: int = 0, left: int = 0) -> None:
    """Put rows on a worksheet of XlsxWriter."""
    for down, row in enumerate(rows):
        for right, cell in enumerate(row):
            value = typed(cell) if isinstance(cell, str) else cell
            if value is not None and value != "":
                sheet.write(top + down, left + right, value)


def xlsx_file(
    folder: Path, sheets: dict[str, Any] | None = None, *, name: str = "homes.xlsx",
    body: tuple[int, ...] | None = BODY,
) -> Made:  # fmt: skip
    """Write a workbook of plain sheets."""
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as book:
        for title, rows in (sheets or {"ครัวเรือน": table()}).items():
            fill(book.add_worksheet(title), rows)
    return Made(path, body)
