"""An independent recount of the demo's household workbooks, by plain loops over raw cells.

It knows nothing of the package under test: openpyxl reads the cells, and the few rules stand
here in full. `recount` is what the toolkit's village x indicator table has to equal.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Iterator

Key = tuple[int, str, str]
Tally = tuple[int, int, int, int, int]
Row = dict[str, object]

VILLAGES: Final = frozenset(f"990101{moo:02d}" for moo in range(1, 12))
HEADER_ROW: Final = 4
INDICATORS: Final = range(1, 32)
INCOME_INDICATOR: Final = 22
INCOME_LINE: Final = 38_000
MOST_MEMBERS: Final = 50
MEMBERS: Final = "จำนวนสมาชิก (คน)"
INCOMES: Final = (
    "รายได้อาชีพหลัก (บาท/ปี)",
    "รายได้อาชีพรอง (บาท/ปี)",
    "รายได้อื่น (บาท/ปี)",
    "รายได้จากการทำ ปลูก เลี้ยงสัตว์ไว้กินเอง (บาท/ปี)",
)
DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789", "\u200b\u200c\ufeff\u00a0")


class Answer(NamedTuple):
    """What one household says to one indicator; all zero where it does not apply."""

    asked: int
    met: int
    household_asked: int
    household_met: int
    unknown: int


NOT_APPLICABLE: Final = Answer(0, 0, 0, 0, 0)
UNKNOWN: Final = Answer(0, 0, 0, 0, 1)


def recount(folder: Path | str) -> dict[Key, Tally]:
    """Count every village and indicator of every household workbook in a folder.

    Parameters
    ----------
    folder : Path or str
        Holds `จปฐ2563.xlsx` and so on; the year is read from the name.

    Returns
    -------
    dict
        (year B.E., village code, indicator code) to (asked, met, households asked, households
        met, households unknown). `asked` and `met` count persons for person indicators and
        households for the others. Every village and indicator is there, also with zeros.
    """
    found: dict[Key, Tally] = {}
    for path in sorted(Path(folder).glob("จปฐ*.xlsx")):
        year = int(path.stem[-4:])
        for code in VILLAGES:
            for indicator in INDICATORS:
                found[year, code, str(indicator)] = (0, 0, 0, 0, 0)
        for code, row in _kept(path):
            for indicator in INDICATORS:
                key = (year, code, str(indicator))
                old, new = found[key], _answer(row, indicator)
                found[key] = (
                    old[0] + new[0],
                    old[1] + new[1],
                    old[2] + new[2],
                    old[3] + new[3],
                    old[4] + new[4],
                )
    return found


def _kept(path: Path) -> Iterator[tuple[str, Row]]:
    """Give the rows that count, with their village: known village, first of its house code."""
    seen: set[str] = set()
    for row in _rows(path):
        code, house = _text(row["รหัสหมู่บ้าน"]), _text(row["รหัสประจำบ้าน"])
        if code not in VILLAGES or house in seen:
            continue
        seen.add(house)
        yield code, row


def _rows(path: Path) -> Iterator[Row]:
    """Give the data rows by header cell, up to the total row."""
    book = openpyxl.load_workbook(path, read_only=True)
    rows = book["ครัวเรือน"].iter_rows(min_row=HEADER_ROW, values_only=True)
    header = [str(cell) for cell in next(rows)]
    for cells in rows:
        if _text(cells[0]) == "รวม" or _text(cells[1]) == "รวม":
            break
        yield dict(zip(header, cells, strict=True))
    book.close()


def _answer(row: Row, indicator: int) -> Answer:
    """Say what one household answers to one indicator."""
    if indicator == INCOME_INDICATOR:
        return _income(row)
    result = f"ตัวชี้วัดที่ {indicator} ผล"
    if result in row:
        return _household(_text(row[result]))
    target = _text(row[f"ตัวชี้วัดที่ {indicator} เป้าหมาย (คน)"])
    failing = _text(row[f"ตัวชี้วัดที่ {indicator} ไม่ผ่าน (คน)"])
    return _persons(target, failing)


def _household(answer: str) -> Answer:
    """Judge a household result."""
    if answer == "-":
        return NOT_APPLICABLE
    if answer in {"1", "ผ่าน"}:
        return Answer(1, 1, 1, 1, 0)
    if answer in {"0", "ไม่ผ่าน"}:
        return Answer(1, 0, 1, 0, 0)
    if answer == "":
        return UNKNOWN
    raise ValueError(answer)


def _persons(target: str, failing: str) -> Answer:
    """Judge persons asked and failing; more failing than asked makes both unknown."""
    if target in {"0", "-"}:
        return NOT_APPLICABLE
    if target == "" or failing == "":
        return UNKNOWN
    asked, fails = int(target), int(failing)
    if fails > asked:
        return UNKNOWN
    return Answer(asked, asked - fails, 1, int(fails == 0), 0)


def _income(row: Row) -> Answer:
    """Judge income per member; any missing or impossible part makes it unknown."""
    members = _number(row[MEMBERS])
    parts = [_number(row[name]) for name in INCOMES]
    if members is None or not 1 <= members <= MOST_MEMBERS:
        return UNKNOWN
    total = 0
    for part in parts:
        if part is None:
            return UNKNOWN
        total += part
    met = int(total >= INCOME_LINE * members)
    return Answer(1, met, 1, met, 0)


def _number(cell: object) -> int | None:
    """Read a whole number, also with Thai digits and commas; None where there is none."""
    text = _text(cell).replace(",", "")
    return int(text) if text.isdecimal() else None


def _text(cell: object) -> str:
    """Read a cell as text without stray blanks, with Arabic digits."""
    return "" if cell is None else str(cell).translate(DIGITS).strip()
