"""Another list of households, as an office hands it over: house codes only, no names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from _answers import INCOME_LINE
from _household_book import HOUSE_ID, INCOMES, MEMBERS, MOO, Row
from _paper import style, thai_digits, workbook, write_titles
from _place import SEED, SYNTHETIC, WHERE

if TYPE_CHECKING:
    from pathlib import Path

    from _people import Household

SHEET: Final = "รายชื่อบ้าน"
NUMBER, CODE, VILLAGE_MOO = "ลำดับ", "เลขรหัสประจำบ้าน", "หมู่"
#: Share of households on the list: those below the income line, little above it, all others.
FAILING, NEAR, OTHERS = 0.66, 0.18, 0.004
NEARLY: Final = 1.35
#: Houses of the list that nobody surveyed this year, rows that repeat, rows without a code.
GONE, TWICE, BLANK = 9, 2, 1


def listed(households: list[Household], rows: list[Row], year: int) -> list[tuple[str, int]]:
    """Choose the houses of the list, in the order of their codes.

    Parameters
    ----------
    households : list of Household
        All that ever live in the tambon.
    rows : list of dict
        Clean household rows of the year.
    year : int
        Survey year, B.E.

    Returns
    -------
    list of (str, int)
        House code and moo; codes that repeat and blank ones at the end.
    """
    rng = np.random.default_rng([SEED, 9, year])
    found = [_house(row) for row in rows if rng.random() < _chance(row)]
    surveyed = {str(row[HOUSE_ID]) for row in rows}
    left = [one for one in households if one.number not in surveyed and one.last_year < year]
    found += [(one.number, one.village.moo) for one in left[:GONE]]
    found.sort()
    again = [found[int(at)] for at in rng.choice(len(found), TWICE, replace=False)]
    return [*found, *again, *[("", 1)] * BLANK]


def _chance(row: Row) -> float:
    """How likely a house is on the list."""
    money = [row[name] for name in INCOMES]
    if any(amount is None for amount in money):
        return NEAR
    per_head = sum(int(str(amount)) for amount in money) / int(str(row[MEMBERS]))
    if per_head < INCOME_LINE:
        return FAILING
    return NEAR if per_head < NEARLY * INCOME_LINE else OTHERS


def _house(row: Row) -> tuple[str, int]:
    """The code of a household and its moo."""
    return str(row[HOUSE_ID]), int(str(row[MOO]))


def write_listed(path: Path, houses: list[tuple[str, int]], year: int) -> None:
    """Write the list: three title rows, header, one row a house.

    Parameters
    ----------
    path : Path
        The file to write.
    houses : list of (str, int)
        House code and moo; here and there a code is written with a dash or in Thai digits.
    year : int
        Year, B.E.
    """
    with workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        titles = ("บ้านที่มีผู้ถือบัตรสวัสดิการแห่งรัฐ", f"{WHERE} ปี พ.ศ. {year}", SYNTHETIC)
        write_titles(book, sheet, titles, 3)
        head = style(book, bold=True, border=1, bg_color="#D9E2EC")
        sheet.write_row(3, 0, (NUMBER, CODE, VILLAGE_MOO), head)
        for at, (code, moo) in enumerate(houses, start=1):
            dashed = f"{code[:4]}-{code[4:]}" if at % 40 == 0 else code
            written = thai_digits(code) if at % 33 == 0 else dashed
            sheet.write_number(3 + at, 0, at)
            if code:
                sheet.write_string(3 + at, 1, written)
            sheet.write_number(3 + at, 2, moo)
        for column, width in enumerate((8, 24, 8)):
            sheet.set_column(column, column, width)
