"""A made-up table of 45 columns as a workbook and as text: Thai text, codes, numbers, dates."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS, COLUMNS = 100_000, 45
HIDDEN, MERGES = 500, 100
TEXTS = ("สมชาย ใจดี", "บ้านหนองแขม ตำบลบางพลับ", "ผ่าน", "ไม่ผ่าน", "-")


def cell(row: int, column: int, rnd: random.Random) -> object:
    """A made-up cell: codes as text, Thai text, numbers, dates, blanks."""
    kinds: tuple[Callable[[], object], ...] = (
        lambda: f"{99010101 + row % 12}",
        lambda: rnd.choice(TEXTS),
        lambda: rnd.randrange(400_000),
        lambda: rnd.randrange(800) / 8,
        lambda: dt.date(2022, 1, 1) + dt.timedelta(days=rnd.randrange(365)),
        lambda: 1_101_700_000_000 + rnd.randrange(10**9),
        lambda: rnd.choice("01"),
        lambda: rnd.randrange(9) if rnd.random() < 0.6 else None,
        lambda: f"{row}/{column}",
    )
    return kinds[column % len(kinds)]()


def workbook(path: Path, rows: int, seed: int, *, marked: bool) -> None:
    """A workbook of so many rows and a heading; marked: with hidden rows and merged cells."""
    import xlsxwriter

    rnd = random.Random(seed)  # noqa: S311 - made-up data
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("ครัวเรือน")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, [f"หัวข้อที่ {at + 1}" for at in range(COLUMNS)])
        for row in range(1, rows):
            if marked and row % (ROWS // HIDDEN) == 1:
                sheet.set_row(row, None, None, {"hidden": True})
            for column in range(COLUMNS):
                found = cell(row, column, rnd)
                if isinstance(found, dt.date):
                    sheet.write_datetime(row, column, dt.datetime.combine(found, dt.time()), day)
                elif isinstance(found, str):
                    sheet.write_string(row, column, found)
                elif found is not None:
                    sheet.write_number(row, column, found)
            if marked and row % (ROWS // MERGES) == 500:
                sheet.merge_range(row, COLUMNS, row, COLUMNS + 1, "รวม")


def text_table(path: Path, rows: int, seed: int, *, quoted: bool) -> None:
    """The same cells as UTF-8 text."""
    import csv

    rnd = random.Random(seed)  # noqa: S311 - made-up data
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
        writer.writerow([f"หัวข้อที่ {at + 1}" for at in range(COLUMNS)])
        for row in range(1, rows):
            writer.writerow([cell(row, column, rnd) for column in range(COLUMNS)])
