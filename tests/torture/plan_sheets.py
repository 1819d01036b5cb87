"""Makes a plan workbook of 300 rows with every trap that real ones hold; answers from its numbers.

``python tests/torture/plan_sheets.py FOLDER`` writes it. All of it is made up, and none of it goes
through the package: what the maker wrote down is evidence about the loader.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

ROWS = 300
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
KINDS = {"own": "ชุมชนทำเอง", "joint": "ทำร่วม", "asked": "ขอรับการสนับสนุน"}
STATES = {
    "planned": "อยู่ในแผน",
    "running": "อยู่ระหว่างดำเนินการ",
    "done": "แล้วเสร็จ",
    "dropped": "ยกเลิก",
}
#: Spellings of a place, and the moo that a person reads in it.
PLACES: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("หมู่ที่ ๓, ๕-๗", (3, 5, 6, 7)),
    ("กว้าง 4 ม. ยาว 500 ม. หมู่ที่ 2", (2,)),
    ("ม.1 ม.5 และ ม.11", (1, 5, 11)),
    ("ม.5 กว้าง 4 เมตร", (5,)),
    ("จำนวน 3 แห่ง หมู่ 1 - 4", (1, 2, 3, 4)),
    ("หมู่ที่ 10 และ 11", (10, 11)),
    ("ปีละ 6 หลัง ทุกหมู่บ้าน", tuple(range(1, 12))),
    ("ทั้งตำบล", tuple(range(1, 12))),
    ("หมู่ที่ ๒ หรือหมู่ที่ ๖", (2, 6)),
    ("อบรมนักเรียน ม.ต้น 40 คน", ()),
)


@dataclass
class Project:
    """What was meant by one project, over all its rows."""

    sheet: str
    row: int
    programme: str
    number: int
    title: str
    target: str
    moo: tuple[int, ...]
    money: dict[str, float | None]
    kind: str | None = None
    status: str | None = None


@dataclass
class Made:
    """The workbook, its projects, how many rows they take, and the cells wrong on purpose."""

    path: Path
    projects: list[Project] = field(default_factory=list)
    rows: int = 0
    wrong: set[tuple[str, str]] = field(default_factory=set)


class _Sheet:
    """One sheet on the way."""

    def __init__(self, made: Made, book: Any, name: str, years: range, form: str) -> None:
        """Where its columns are."""
        self.made, self.name, self.form = made, name, form
        self.sheet = book.add_worksheet(name)
        self.years = years
        self.heads = [["ลำดับ"], ["โครงการ"], ["วัตถุประสงค์"], ["เป้าหมาย", "(ผลผลิตของโครงการ)"]]
        self.money = {f"budget_{year}": 4 + at for at, year in enumerate(years)}
        if form == "ordinance":
            self.money |= {f"ordinance_{year}": 9 + at for at, year in enumerate(years)}
        if form == "2571":
            self.money["total_budget"] = 9
        after = ["ผลที่คาดว่าจะได้รับ", "หน่วยงานรับผิดชอบหลัก"]
        self.after = after if form == "2571" else ["ตัวชี้วัด (KPI)", *after]
        if form == "2566":
            self.after += ["แหล่งงบประมาณ", "ลักษณะโครงการ", None, None, "สถานะ"]
        self.begin = 4 + len(self.money)
        self.row = 0

    def line(self, *cells: Any) -> None:
        """A row as it is."""
        for at, cell in enumerate(cells):
            if isinstance(cell, str):
                self.sheet.write_string(self.row, at, cell)
            elif cell is not None:
                self.sheet.write_number(self.row, at, cell)
        self.row += 1

    def preamble(self) -> None:
        """Rows 1 to 11, the last three lines holding for the projects below."""
        for text in ("รายละเอียดโครงการพัฒนา", "แผนพัฒนาท้องถิ่น", "อบต.สมมุติ", *[None] * 4):
            self.line(text)
        self.line("ประเด็นการพัฒนาที่ ๑ เมืองน่าอยู่" if self.form == "2571" else None)
        self.line("ยุทธศาสตร์ที่ 1 โครงสร้างพื้นฐาน")
        self.line("กลยุทธ์ที่ 1.1 ถนนและน้ำ")
        self.line("๑.๑ แผนงาน ก")

    def heading(self) -> None:
        """Three rows, as on every printed page; years in Thai digits in one of them."""
        first = [one[0] for one in self.heads] + ["งบประมาณ", *[None] * (len(self.years) - 1)]
        if self.form == "ordinance":
            first += ["ข้อบัญญัติ", *[None] * (len(self.years) - 1)]
        if self.form == "2571":
            first += ["รวม 5 ปี"]
        self.line(*first, *self.after)
        years = [str(year).translate(THAI) if year % 2 else year for year in self.years]
        twice = 2 if self.form == "ordinance" else 1
        more = [None] * (1 if self.form == "2571" else 0)
        ticks = [None] * 4 + ["ทำเอง", "ทำร่วม", "ขอสนับสนุน"] if self.form == "2566" else []
        self.line(None, None, None, self.heads[3][1], *years * twice, *more, *ticks)
        self.line(None, None, None, None, *["(บาท)"] * (len(years) * twice))

    def page(self, number: int) -> None:
        """The end of a printed page and the head of the next one."""
        self.line(*[None] * (self.begin + 1), f"หน้า {number}")
        self.line("รายละเอียดโครงการพัฒนา")
        self.heading()

    def sums(self, label: str, projects: list[Project], *, spoil: str = "") -> None:
        """A row of sums: formulas with their values, one spoilt where asked for."""
        self.sheet.write_string(self.row, 0, label)
        for name, at in self.money.items():
            baht = sum(one.money[name] or 0 for one in projects)
            if name == spoil:
                baht += 1
                self.made.wrong.add((self.name, f"{chr(ord('A') + at)}{self.row + 1}"))
            self.sheet.write_formula(self.row, at, "=0", None, baht)
        self.row += 1


def _spelt(random_: random.Random, baht: float | None) -> Any:
    """An amount as people type it."""
    if baht is None:
        return None
    if baht == 0:
        return random_.choice(["-", 0, " - "])
    ways = [baht, f"{baht:,}", f"{baht:,}".translate(THAI), str(baht), f" {baht:,} "]
    return random_.choice(ways)


def _project(sheet: _Sheet, random_: random.Random, programme: str, number: int) -> Project:
    """A project in one to three rows."""
    made = sheet.made
    place, moo = random_.choice(PLACES)
    title = f"โครงการที่ {len(made.projects) + 1} \u200bพัฒนา"
    if number == 2:
        title = f"รวมพลังพัฒนา {len(made.projects) + 1}"
    parts = random_.choice([1, 1, 1, 1, 2, 3])
    parts = min(parts, ROWS - made.rows)
    years = [name for name in sheet.money if name != "total_budget"]
    amounts: list[dict[str, float | None]] = [
        {name: random_.choice([None, 0, 5, 1_000, 25_500, 1_250_000, 99.5]) for name in years}
        for _ in range(parts)
    ]
    if "total_budget" in sheet.money:
        for one in amounts:
            one["total_budget"] = sum(baht or 0 for baht in one.values())
    first = sheet.row + 1
    numbers = [number, str(number), f"{number}.", f"({number})", str(number).translate(THAI)]
    kind, status = random_.choice([*KINDS, None]), random_.choice([*STATES, None])
    targets = [place, *(f"แผนงานย่อยที่ {n} ขนาด {n} เมตร" for n in range(1, parts))]
    for n, one in enumerate(amounts):
        lead = [random_.choice(numbers), title, "เพื่อพัฒนา"] if n == 0 else [None, None, None]
        money = [_spelt(random_, one[name]) for name in sheet.money]
        kpi = [] if sheet.form == "2571" else ["ร้อยละ 90" if n == 0 else None]
        more = ["ดีขึ้น" if n == 0 else None, "กองช่าง"]
        if sheet.form == "2566":
            ticks = ["/" if n == 0 and kind == code else None for code in KINDS]
            more += [
                "งบ อบต." if n == 0 else None,
                *ticks,
                STATES.get(status or "") if n == 0 else None,
            ]
        sheet.line(*lead, targets[n], *money, *kpi, *more)
    made.rows += parts
    given = {name: [one[name] for one in amounts if one[name] is not None] for name in sheet.money}
    return Project(
        sheet.name, first, programme, number, title.replace("\u200b", ""), "\n".join(targets), moo,
        {name: sum(found) if found else None for name, found in given.items()},
        kind if sheet.form == "2566" else None, status if sheet.form == "2566" else None,
    )  # fmt: skip


def _fill(sheet: _Sheet, random_: random.Random, most: int) -> None:
    """Programmes with restarting numbers, page breaks, sums, notes and empty rows."""
    here: list[Project] = []
    made, pages, block = sheet.made, 1, 0
    while made.rows < most:
        programme = f"แผนงาน {'กขคงจฉชซ'[block % 8]}"
        if block:
            if block == 3:
                sheet.line("ยุทธศาสตร์ที่ 2 คุณภาพชีวิต")
            sheet.line(f"{block + 1}. {programme}")
        mine: list[Project] = []
        for number in range(1, random_.choice([4, 7, 9])):
            if made.rows >= most:
                break
            if number == 5:
                pages += 1
                sheet.page(pages)
                sheet.line("ยอดยกมา", None, None, None, 123)
            mine.append(_project(sheet, random_, programme, number))
            made.projects.append(mine[-1])
            if number == 3:
                sheet.line()
        here += mine
        sheet.sums(f"รวม {len(mine)} โครงการ", mine, spoil="budget_2567" if block == 1 else "")
        block += 1
    sheet.sums("รวมทั้งสิ้น", here)
    sheet.line("หมายเหตุ ข้อมูลสมมุติทั้งหมด")


def make(folder: Path) -> Made:
    """Write the workbook."""
    made = Made(folder / "แผน.xlsx")
    random_ = random.Random(2566)  # noqa: S311
    book = xlsxwriter.Workbook(made.path, {"strings_to_formulas": False})
    forms = (("12", range(2566, 2571), "2566", 110), ("17", range(2566, 2571), "ordinance", 210),
             ("71", range(2571, 2576), "2571", ROWS))  # fmt: skip
    for name, years, form, most in forms:
        sheet = _Sheet(made, book, name, years, form)
        sheet.preamble()
        sheet.heading()
        _fill(sheet, random_, most)
    book.close()
    return made


if __name__ == "__main__":
    sys.stdout.write(f"{make(Path(sys.argv[1])).path}\n")
