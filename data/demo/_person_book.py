"""The workbook of members of households in the last year: what the person rules read, no names."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
from _answers import ASKED, Member
from _household_book import DAY, HOUSE_ID, MOO, NAME, VILLAGE, Cell, Row
from _paper import style, workbook, write_titles
from _place import SEED, SYNTHETIC, WHERE

if TYPE_CHECKING:
    from pathlib import Path

    from _people import Household

SHEET: Final = "สมาชิก"
HEADER_ROW: Final = 4
NUMBER, MEMBER, SEX, BORN = "ลำดับ", "ลำดับสมาชิก", "เพศ", "วันเดือนปีเกิด"
STUDIES, WORKS, EARNS = "กำลังศึกษา", "มีงานทำ", "มีรายได้"
HEALTH, HELPS_SELF = "สุขภาพ", "ช่วยเหลือตนเองได้"
WEIGHT = "น้ำหนักแรกเกิด (กรัม)"
EXERCISE = "ออกกำลังกายครั้งละ 30 นาที (วันต่อสัปดาห์)"
EXERTION = "ออกแรงรวมวันละ 30 นาที ช่วงละ 10 นาทีขึ้นไป (วันต่อสัปดาห์)"
HEALTHY, DISABLED, ILL = "ปกติ", "พิการ", "ป่วยเรื้อรัง"
YES, NO = "ใช่", "ไม่ใช่"
#: Indicator -> its question, answered yes by those who pass, asked of those whom it counts.
QUESTIONS: Final = {
    3: "ได้วัคซีนครบตามอายุ",
    6: "ตรวจสุขภาพในรอบปี",
    15: "รับบริการเตรียมความพร้อมก่อนวัยเรียน",
    16: "เรียนในชั้น ป.1 ถึง ม.3",
    19: "อ่านเขียนไทยและคิดเลขอย่างง่ายได้",
    26: "ปฏิบัติกิจกรรมทางศาสนาทุกสัปดาห์",
}
#: Indicator -> its habit, which those who fail have.
HABITS: Final = {24: "ดื่มสุรา", 25: "สูบบุหรี่"}
SILENT: Final = 0.004
HEADER: Final = (
    NUMBER, HOUSE_ID, MEMBER, VILLAGE, MOO, NAME, SEX, BORN, DAY, STUDIES, WORKS, EARNS, HEALTH,
    HELPS_SELF, WEIGHT, *QUESTIONS.values(), EXERCISE, EXERTION, *HABITS.values(),
)  # fmt: skip


def person_rows(households: list[Household], rows: list[Row], year: int) -> list[Row]:
    """Make the rows of the members of the households of one year.

    Parameters
    ----------
    households : list of Household
        All that ever live in the tambon.
    rows : list of dict
        Clean household rows of the year, which say the survey day.
    year : int
        Survey year, B.E.

    Returns
    -------
    list of dict
        Header cell to value; None where a question was not answered or does not concern the person.
    """
    rng = np.random.default_rng([SEED, 7, year])
    known = {household.number: household for household in households}
    found = []
    for row in rows:
        day = row[DAY]
        if not isinstance(day, date):
            raise TypeError(day)
        household = known[str(row[HOUSE_ID])]
        for n, person in enumerate(household.residents(day), start=1):
            member = Member(person, person.age(day), household.village.moo, year)
            head = {name: row[name] for name in (HOUSE_ID, VILLAGE, MOO, NAME)}
            found.append({**head, MEMBER: n, DAY: _thai(day), **_person(member, rng)})
    return found


def _person(member: Member, rng: np.random.Generator) -> Row:
    """One person's cells."""
    person = member.person
    ill = HEALTHY if member.age < person.ill_from else ILL
    row: Row = {
        SEX: "ชาย" if rng.random() < 0.49 else "หญิง",
        BORN: _thai(person.born),
        STUDIES: YES if member.studies else NO,
        HEALTH: DISABLED if person.disabled else ill,
        HELPS_SELF: NO if person.dependent else YES,
        **_work(member),
    }
    light, heavy = int(rng.integers(1900, 2500)), int(rng.integers(2500, 4100))
    if member.age <= 1:
        row[WEIGHT] = light if member.fails(1) else heavy
    few, many = int(rng.integers(0, 3)), int(rng.integers(3, 8))
    if member.age >= 6:
        row[EXERCISE] = few if member.fails(7) else many
        row[EXERTION] = 0
    for indicator, question in QUESTIONS.items():
        if ASKED[indicator](member):
            row[question] = NO if member.fails(indicator) else YES
    for indicator, habit in HABITS.items():
        has = member.age >= 15 and member.fails(indicator)
        row[habit] = YES if has else NO
    silent = [name for name in (*QUESTIONS.values(), *HABITS.values()) if rng.random() < SILENT]
    return {**row, **dict.fromkeys(silent)}


def _work(member: Member) -> Row:
    """Work and income of those of 15 and above; students have neither."""
    if member.age < 15:
        return {}
    idle = member.studies or member.fails(20 if member.age < 60 else 21)
    return {WORKS: NO if idle else YES, EARNS: NO if idle else YES}


def _thai(day: date) -> str:
    """Write a date as dd/mm/B.E."""
    return f"{day:%d/%m}/{day.year + 543}"


def write_persons(path: Path, rows: list[Row], year: int) -> None:
    """Write the workbook: three title rows, header, data.

    Parameters
    ----------
    path : Path
        The file to write.
    rows : list of dict
        As they shall stand.
    year : int
        Survey year, B.E.
    """
    with workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        title = "สมาชิกครัวเรือน คำตอบ จปฐ. รายบุคคล"
        write_titles(book, sheet, (title, f"{WHERE} ปี พ.ศ. {year}", SYNTHETIC), len(HEADER))
        head = style(book, bold=True, text_wrap=True, valign="top", border=1, bg_color="#D9E2EC")
        sheet.write_row(HEADER_ROW - 1, 0, HEADER, head)
        for at, row in enumerate(rows):
            sheet.write(HEADER_ROW + at, 0, at + 1)
            for column, name in enumerate(HEADER[1:], start=1):
                value: Cell = row.get(name)
                if value is not None:
                    sheet.write(HEADER_ROW + at, column, value)
        sheet.set_row(HEADER_ROW - 1, 84)
        sheet.set_column(0, len(HEADER) - 1, 12)
        sheet.freeze_panes(HEADER_ROW, 3)
