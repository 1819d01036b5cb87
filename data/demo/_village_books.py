"""The other workbooks about places: the กชช. 2ค form of each village, and the facilities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from _land import points_inside
from _paper import style, workbook, write_titles
from _place import SEED, SYNTHETIC, VILLAGES, WHERE, Village

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NRD_NAMES: Final = (
    "ถนน", "น้ำดื่ม", "น้ำใช้", "น้ำเพื่อการเกษตร", "ไฟฟ้า", "การมีที่ดินทำกิน", "การติดต่อสื่อสาร",
    "การมีงานทำ", "การทำงานในสถานประกอบการ", "ร้านอาหารและร้านค้า", "ผลผลิตจากการทำนา",
    "ผลผลิตจากการทำไร่", "ผลผลิตจากการทำการเกษตรอื่น ๆ", "การประกอบอุตสาหกรรมในครัวเรือน",
    "การได้รับประโยชน์จากการมีสถานที่ท่องเที่ยว", "ความปลอดภัยในการทำงาน", "การป้องกันโรคติดต่อ",
    "การกีฬา", "การได้รับการศึกษา", "อัตราการเรียนต่อของประชาชน", "ระดับการศึกษาของประชาชน",
    "การเรียนรู้โดยชุมชน", "การได้รับความคุ้มครองทางสังคม", "การมีส่วนร่วมของชุมชน",
    "การรวมกลุ่มของประชาชน", "การเข้าถึงแหล่งเงินทุนของประชาชน", "คุณภาพดิน", "คุณภาพน้ำ",
    "การปลูกป่าหรือไม้ยืนต้น", "การใช้ประโยชน์ที่ดิน", "การจัดการสภาพสิ่งแวดล้อม",
    "ความปลอดภัยจากยาเสพติด", "ความปลอดภัยจากภัยพิบัติ",
)  # fmt: skip
"""Wording recalled, not verified against an official form."""

SCORES: Final[dict[tuple[int, int], str | int | None]] = {
    (2, 3): 1, (2, 7): 1, (2, 9): 1, (31, 5): 1, (8, 8): 1, (8, 11): 1, (13, 8): 1, (26, 11): 1,
    (4, 9): 1, (27, 9): 1, (1, 9): 1, (4, 3): 1, (27, 3): 1, (33, 10): 1, (4, 7): 1, (14, 9): 1,
    (11, 4): "-", (11, 10): "-", (12, 10): "-", (15, 3): "-", (15, 7): "-", (15, 9): "-",
    (18, 6): None, (28, 8): None,
}  # fmt: skip
"""Told scores by indicator and moo: "-" does not apply, None was left blank."""

FACILITIES: Final = (
    ("วัดสาธิตธรรม", "วัด", 1, ""),
    ("วัดโคกสะอาด (สมมุติ)", "วัด", 2, ""),
    ("วัดท่าเรือ (สมมุติ)", "วัด", 10, "ริมแม่น้ำ"),
    ("สำนักสงฆ์หินกอง (สมมุติ)", "วัด", 5, ""),
    ("โรงเรียนสาธิตตำบล", "โรงเรียน", 4, "อนุบาลถึง ม.3"),
    ("โรงเรียนดอนกลาง (สมมุติ)", "โรงเรียน", 7, "อนุบาลถึง ป.6"),
    ("โรงเรียนปากคลอง (สมมุติ)", "โรงเรียน", 11, "อนุบาลถึง ป.6"),
    ("รพ.สต.สาธิต", "รพ.สต.", 4, ""),
    ("รพ.สต.โคกสะอาด (สมมุติ)", "รพ.สต.", 2, ""),
    ("ศูนย์พัฒนาเด็กเล็กสาธิต", "ศูนย์พัฒนาเด็กเล็ก", 4, ""),
    ("ศูนย์พัฒนาเด็กเล็กหนองน้ำใส", "ศูนย์พัฒนาเด็กเล็ก", 1, ""),
    ("ที่ทำการ อบต.สาธิต", "ที่ทำการ อบต.", 8, ""),
    ("หนองน้ำใส", "แหล่งน้ำ", 1, "หนองน้ำสาธารณะ ใช้ได้ตลอดปี"),
    ("สระโคกสะอาด", "แหล่งน้ำ", 6, "สระขุด"),
    ("บ่อบาดาลดอนทราย", "แหล่งน้ำ", 3, "น้ำกร่อยในฤดูแล้ง"),
    ("บ่อบาดาลดอนกลาง", "แหล่งน้ำ", 7, "แห้งเดือนมีนาคมถึงพฤษภาคม"),
    ("ฝายไร่บน", "แหล่งน้ำ", 9, "ตื้นเขิน"),
    ("ประปาหมู่บ้านหินกอง", "แหล่งน้ำ", 5, ""),
    ("ท่าน้ำปากคลอง", "แหล่งน้ำ", 11, ""),
)


def write_nrd(path: Path, population: Mapping[str, tuple[int, int]]) -> None:
    """Write the กชช. 2ค workbook: two title rows, header in row 3, one row per village.

    Parameters
    ----------
    path : Path
        The file to write.
    population : mapping of str to tuple of int
        Village code to households and persons.
    """
    rng = np.random.default_rng([SEED, 5])
    titles = (
        f"ข้อมูลพื้นฐานระดับหมู่บ้าน (กชช. 2ค) {WHERE} ปี พ.ศ. 2564",
        f"คะแนนสมมุติ 1 = มีปัญหา ถึง 3 = ไม่มีปัญหา {SYNTHETIC}",
    )
    columns = ["รหัสหมู่บ้าน", "หมู่ที่", "ชื่อหมู่บ้าน", "จำนวนครัวเรือน", "จำนวนประชากร"]
    columns += [f"{number} {name}" for number, name in enumerate(NRD_NAMES, start=1)]
    with workbook(path) as book:
        sheet = book.add_worksheet("หมู่บ้าน")
        write_titles(book, sheet, titles, len(columns))
        head = style(book, bold=True, text_wrap=True, valign="top", border=1, bg_color="#D9E2EC")
        sheet.write_row(2, 0, columns, head)
        for row, village in enumerate(VILLAGES, start=3):
            first = (village.code, village.moo, village.name, *population[village.code])
            sheet.write_row(row, 0, (*first, *_scores(village, rng)))
        note = 'หมายเหตุ: คะแนนสมมุติ "-" = ไม่มีกิจกรรมนั้นในหมู่บ้าน ช่องว่าง = ไม่ได้กรอก'
        sheet.write(3 + len(VILLAGES), 0, note)
        sheet.set_row(2, 84)
        sheet.set_column(0, len(columns) - 1, 12)
        sheet.freeze_panes(3, 3)


def _scores(village: Village, rng: np.random.Generator) -> list[str | int | None]:
    """Give a village's 33 scores: told ones, else mostly 3."""
    chance = [int(score) for score in rng.choice((1, 2, 3), len(NRD_NAMES), p=(0.05, 0.25, 0.7))]
    for number in (2, 8, 31):
        chance[number - 1] = max(2, chance[number - 1])
    return [SCORES.get((n, village.moo), score) for n, score in enumerate(chance, start=1)]


def write_facilities(path: Path) -> None:
    """Write the facilities, each at a place inside its village: one title row, then the header.

    Parameters
    ----------
    path : Path
        The file to write.
    """
    rng = np.random.default_rng([SEED, 6])
    codes = {village.moo: village.code for village in VILLAGES}
    columns = ("ชื่อสถานที่", "ประเภท", "หมู่ที่", "ละติจูด", "ลองจิจูด", "หมายเหตุ")
    with workbook(path) as book:
        sheet = book.add_worksheet("สถานที่")
        write_titles(book, sheet, (f"สถานที่สำคัญ {WHERE} {SYNTHETIC}",), len(columns))
        head = style(book, bold=True, border=1, bg_color="#D9E2EC")
        sheet.write_row(1, 0, columns, head)
        for row, (name, kind, moo, note) in enumerate(FACILITIES, start=2):
            ((lat, lon),) = points_inside(codes[moo], 1, rng, spread_km=0.35)
            sheet.write_row(row, 0, (name, kind, moo, lat, lon, note))
        for column, width in enumerate((34, 20, 8, 12, 12, 34)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(2, 0)
