"""The household workbook of one year: rows, the mess of real life, planted faults, the file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from _answers import ASKED, HOUSEHOLD_INDICATORS, count_persons, household_results, incomes
from _paper import style, thai_digits, workbook, write_titles
from _people import INDICATORS, Household
from _place import SEED, SYNTHETIC, TAMBON, VILLAGES, WHERE, YEARS
from xlsxwriter.utility import xl_rowcol_to_cell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Cell = str | int | float | date | None
Row = dict[str, Cell]

SHEET: Final = "ครัวเรือน"
HEADER_ROW: Final = 4
NUMBER, HOUSE_ID, HOUSE_NO = "ลำดับ", "รหัสประจำบ้าน", "บ้านเลขที่"
VILLAGE, MOO, NAME = "รหัสหมู่บ้าน", "หมู่ที่", "ชื่อหมู่บ้าน"
HEAD, MEMBERS, DAY = "ชื่อ-สกุลหัวหน้าครัวเรือน", "จำนวนสมาชิก (คน)", "วันที่สำรวจ"
LAT, LON = "ละติจูด", "ลองจิจูด"
INCOMES: Final = (
    "รายได้อาชีพหลัก (บาท/ปี)",
    "รายได้อาชีพรอง (บาท/ปี)",
    "รายได้อื่น (บาท/ปี)",
    "รายได้จากการทำ ปลูก เลี้ยงสัตว์ไว้กินเอง (บาท/ปี)",
)
WORDS: Final = {True: "ผ่าน", False: "ไม่ผ่าน"}
NOT_SUMMED: Final = (NUMBER, HOUSE_ID, HOUSE_NO, VILLAGE, MOO, NAME, HEAD, DAY, LAT, LON)
ZERO_WIDTH: Final = "\u200b"


def target(indicator: int) -> str:
    """Header of the persons asked."""
    return f"ตัวชี้วัดที่ {indicator} เป้าหมาย (คน)"


def failing(indicator: int) -> str:
    """Header of the persons failing."""
    return f"ตัวชี้วัดที่ {indicator} ไม่ผ่าน (คน)"


def result(indicator: int) -> str:
    """Header of a household's result."""
    return f"ตัวชี้วัดที่ {indicator} ผล"


def header() -> list[str]:
    """Give the header cells in order; indicator 22 has none, it is worked out from income."""
    cells = [NUMBER, HOUSE_ID, HOUSE_NO, VILLAGE, MOO, NAME, HEAD, MEMBERS, DAY, LAT, LON]
    cells.extend(INCOMES)
    for indicator in range(1, INDICATORS + 1):
        if indicator in ASKED:
            cells.extend((target(indicator), failing(indicator)))
        elif indicator != 22:
            cells.append(result(indicator))
    return cells


def household_rows(households: list[Household], year: int) -> list[Row]:
    """Make the clean rows of one year, in order of village and house.

    Parameters
    ----------
    households : list of Household
        All that ever live in the tambon.
    year : int
        Survey year, B.E.

    Returns
    -------
    list of dict
        Header cell to value; None where a question was not answered.
    """
    rng = np.random.default_rng([SEED, 3, year])
    rows = []
    for household in households:
        day = date(year - 543, 1, 10) + timedelta(days=int(rng.integers(0, 80)))
        if household.first_year <= year <= household.last_year and household.residents(day):
            rows.append(_row(household, day, year, rng))
    return rows


def _row(household: Household, day: date, year: int, rng: np.random.Generator) -> Row:
    """Make one clean row."""
    members = len(household.residents(day))
    money = incomes(household, members, year, rng)
    row: Row = {
        HOUSE_ID: household.number,
        HOUSE_NO: household.house,
        VILLAGE: household.village.code,
        MOO: household.village.moo,
        NAME: household.village.name,
        HEAD: household.head,
        MEMBERS: members,
        DAY: day,
        LAT: household.lat,
        LON: household.lon,
    }
    for name, amount in zip(INCOMES, money, strict=True):
        row[name] = None if rng.random() < 0.0015 else amount
    for indicator, count in count_persons(household, day, year).items():
        silent = rng.random() < 0.008
        row[target(indicator)] = count.target or "-"
        row[failing(indicator)] = "-" if not count.target else None if silent else count.failing
    for indicator, passed in household_results(household, year).items():
        row[result(indicator)] = None if rng.random() < 0.02 else int(passed)
    return row


def roughen(rows: list[Row], year: int) -> None:
    """Make rows look as groups type them, in place; nothing is lost by it.

    Words for results in the first year; village codes as numbers and real dates in the second;
    Thai digits, "หมู่ที่ ๕", "38,000", stray blanks and zero-width spaces here and there.

    Parameters
    ----------
    rows : list of dict
        Clean rows; changed in place.
    year : int
        Survey year, B.E.
    """
    rng = np.random.default_rng([SEED, 4, year])

    def now_and_then(name: str, share: float, change: Callable[[Cell], Cell]) -> None:
        for row in rows:
            if rng.random() < share and row[name] is not None:
                row[name] = change(row[name])

    if year == YEARS[0]:
        _use_words(rows)
        now_and_then(MOO, 1 / 6, lambda moo: f"หมู่ที่ {thai_digits(moo)}")
        now_and_then(MOO, 1 / 5, lambda moo: f"ม.{moo}" if isinstance(moo, int) else moo)
    if year == YEARS[1]:
        now_and_then(VILLAGE, 1.0, lambda code: int(str(code)))
    else:
        now_and_then(DAY, 1.0, _thai_date)
    now_and_then(VILLAGE, 0.03, thai_digits)
    now_and_then(VILLAGE, 0.01, lambda code: f"{code}{' ' if year != YEARS[1] else ZERO_WIDTH}")
    now_and_then(NAME, 0.02, lambda name: f"{name} ")
    now_and_then(NAME, 0.01, lambda name: f"{ZERO_WIDTH}{name}")
    now_and_then(HOUSE_ID, 0.01, lambda number: f"{number} ")
    now_and_then(MEMBERS, 0.01, thai_digits)
    now_and_then(INCOMES[0], 0.04, _with_commas)
    now_and_then(INCOMES[0], 0.015, lambda money: thai_digits(_with_commas(money)))


def _use_words(rows: list[Row]) -> None:
    """Replace 1 and 0 in household results by words."""
    for row in rows:
        for indicator in HOUSEHOLD_INDICATORS:
            answer = row.get(result(indicator))
            if answer is not None:
                row[result(indicator)] = WORDS[bool(answer)]


def _thai_date(day: Cell) -> str:
    """Write a date as dd/mm/B.E."""
    if not isinstance(day, date):
        raise TypeError(day)
    return f"{day:%d/%m}/{day.year + 543}"


def _with_commas(money: Cell) -> str:
    """Write an amount as text with thousands commas."""
    return f"{money:,}" if isinstance(money, int) else str(money)


def plant_faults(rows: list[Row]) -> list[dict[str, object]]:
    """Put six wrong rows at fixed places, in place.

    Parameters
    ----------
    rows : list of dict
        Rows of the last year; changed in place, one is added.

    Returns
    -------
    list of dict
        Per fault: cell, row (as Excel counts), kind, and field (the header cell).
    """
    faults: list[tuple[Row, str, str]] = []

    def spoil(moo: int, nth: int, kind: str, changes: Row) -> None:
        row = _nth_clean(rows, moo, nth)
        row.update(changes)
        faults.append((row, kind, next(iter(changes))))

    for nth in (17, 90):
        spoil(5, nth, "unknown-village", {VILLAGE: f"{TAMBON}15", MOO: 15})
    spoil(2, 30, "out-of-range", {MEMBERS: 250})
    spoil(6, 55, "not-a-number", {INCOMES[0]: "สามหมื่น"})
    child = _nth_clean(rows, 1, 25, lambda row: row[target(16)] == 1)
    child[failing(16)] = 3
    faults.append((child, "fail-exceeds-target", failing(16)))
    twin = _nth_clean(rows, 4, 60)
    again = {**twin, DAY: "30/03/2565"}
    rows.insert(next(at for at, row in enumerate(rows) if row is twin) + 9, again)
    faults.append((again, "duplicate-household", HOUSE_ID))
    return [_told(rows, *fault) for fault in faults]


def _nth_clean(
    rows: list[Row], moo: int, nth: int, fits: Callable[[Row], bool] = lambda _: True
) -> Row:
    """Give the nth fitting row of a village among those whose key cells are typed well."""
    code = f"{TAMBON}{moo:02d}"
    clean = [
        row
        for row in rows
        if row[VILLAGE] == code
        and str(row[HOUSE_ID]).isdecimal()
        and isinstance(row[MEMBERS], int)
        and all(isinstance(row[name], int) for name in INCOMES)
        and fits(row)
    ]
    return clean[nth]


def _told(rows: list[Row], row: Row, kind: str, field: str) -> dict[str, object]:
    """Say where a fault stands."""
    at = HEADER_ROW + next(i for i, other in enumerate(rows) if other is row)
    cell = xl_rowcol_to_cell(at, header().index(field))
    return {"cell": cell, "row": at + 1, "kind": kind, "field": field}


def write_households(path: Path, rows: list[Row], year: int) -> None:
    """Write the workbook: three title rows, header, data, total row, note.

    Parameters
    ----------
    path : Path
        The file to write.
    rows : list of dict
        As they shall stand.
    year : int
        Survey year, B.E.
    """
    columns = header()
    with workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        title = "แบบสรุปข้อมูลความจำเป็นพื้นฐาน (จปฐ.) รายครัวเรือน"
        write_titles(book, sheet, (title, f"{WHERE} ปี พ.ศ. {year}", SYNTHETIC), len(columns))
        head = style(book, bold=True, text_wrap=True, valign="top", border=1, bg_color="#D9E2EC")
        sheet.write_row(HEADER_ROW - 1, 0, columns, head)
        day = style(book, num_format="dd/mm/yyyy")
        for at, row in enumerate(rows):
            sheet.write(HEADER_ROW + at, 0, at + 1)
            for column, name in enumerate(columns[1:], start=1):
                value = row[name]
                if isinstance(value, date):
                    sheet.write_datetime(HEADER_ROW + at, column, value, day)
                elif value is not None:
                    sheet.write(HEADER_ROW + at, column, value)
        end = HEADER_ROW + len(rows)
        sheet.write_row(end, 0, _totals(rows), style(book, bold=True, top=1))
        sheet.write(end + 1, 0, _note(year))
        sheet.set_row(HEADER_ROW - 1, 84)
        sheet.set_column(0, len(columns) - 1, 12)
        sheet.set_column(6, 6, 26)
        sheet.freeze_panes(HEADER_ROW, 3)


def _totals(rows: list[Row]) -> list[Cell]:
    """Give the total row: what Excel's SUM gives where a column holds numbers, else empty."""
    totals: list[Cell] = ["รวม"]
    for name in header()[1:]:
        numbers = [value for row in rows if isinstance(value := row[name], int)]
        totals.append(sum(numbers) if numbers and name not in NOT_SUMMED else "")
    return totals


def _note(year: int) -> str:
    """Give the line under the table."""
    answers = "ผ่าน/ไม่ผ่าน" if year == YEARS[0] else "1 = ผ่าน 0 = ไม่ผ่าน"
    return (
        f'หมายเหตุ: {answers} "-" = ไม่มีบุคคลตามเป้าหมาย ช่องว่าง = ไม่ได้ตอบ '
        f"จำนวน {len(VILLAGES)} หมู่บ้าน ข้อมูลสมมุติทั้งหมด"
    )
