"""The plan workbook, form ผ.02: what the tambon means to do, where, and for how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from _paper import style, workbook
from _place import SYNTHETIC, TAMBON_NAME, WHERE

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Money = tuple[int, int, int, int, int]
Project = tuple[str, str, str, Money, str, str, str]

PLAN_YEARS: Final = (2566, 2567, 2568, 2569, 2570)
COLUMNS: Final = 12
FIRST_ROW: Final = 14
COUNCIL: Final = "อบต.สาธิต กองช่าง"
HEALTH: Final = "อบต.สาธิต สำนักปลัด"
SCHOOL: Final = "อบต.สาธิต กองการศึกษา"
PREAMBLE: Final = (
    "รายละเอียดโครงการพัฒนา แบบ ผ.02",
    "แผนพัฒนาท้องถิ่น (พ.ศ. 2566 - 2570)",
    f"องค์การบริหารส่วนตำบล{TAMBON_NAME}",
    WHERE,
    SYNTHETIC,
    "ก. ยุทธศาสตร์จังหวัด ที่ 1 คุณภาพชีวิตที่ดีของประชาชน (สมมุติ)",
    "ข. ยุทธศาสตร์การพัฒนาของ อปท. ในเขตจังหวัด ที่ 2 (สมมุติ)",
    "",
    "ยุทธศาสตร์ที่ 1 การพัฒนาคุณภาพชีวิตและโครงสร้างพื้นฐาน",
    "กลยุทธ์ที่ 1.1 ยกระดับความจำเป็นพื้นฐานของครัวเรือน",
)
PLAN: Final[dict[str, tuple[Project, ...]]] = {
    "แผนงานเคหะและชุมชน": (
        (
            "โครงการขยายเขตประปาและติดตั้งเครื่องกรองน้ำดื่ม",
            "เพื่อให้ครัวเรือนมีน้ำสะอาดสำหรับดื่มเพียงพอตลอดปี",
            "ระบบกรองน้ำดื่ม 3 แห่ง หมู่ที่ ๓, ๗ และ ๙",
            (900_000, 600_000, 0, 0, 0),
            "ครัวเรือนมีน้ำดื่มเพียงพอ ร้อยละ 95",
            "ครัวเรือนมีน้ำดื่มสะอาด",
            COUNCIL,
        ),
        (
            "",
            "",
            "ถังเก็บน้ำฝนประจำครัวเรือน 120 ใบ หมู่ที่ ๓ และ ๙",
            (0, 360_000, 360_000, 0, 0),
            "",
            "",
            COUNCIL,
        ),
        (
            "โครงการขุดลอกฝายไร่บน",
            "เพื่อให้มีน้ำใช้และน้ำเพื่อการเกษตร",
            "ขุดลอกฝาย 1 แห่ง หมู่ที่ 9",
            (0, 450_000, 0, 0, 0),
            "ครัวเรือนมีน้ำใช้เพียงพอ ร้อยละ 98",
            "มีน้ำใช้ตลอดปี",
            COUNCIL,
        ),
        (
            "โครงการซ่อมแซมบ้านผู้ยากไร้",
            "เพื่อให้ครัวเรือนมีบ้านที่มั่นคงถาวร",
            "ปีละ 6 หลัง ทุกหมู่บ้าน",
            (180_000, 180_000, 180_000, 180_000, 180_000),
            "บ้านที่ซ่อมแล้วเสร็จ ปีละ 6 หลัง",
            "ครัวเรือนมีที่อยู่อาศัยมั่นคง",
            COUNCIL,
        ),
        (
            "โครงการก่อสร้างซุ้มประตูทางเข้าตำบล",
            "เพื่อความสวยงามของตำบล",
            "ซุ้มประตู 1 แห่ง หมู่ที่ 4",
            (0, 0, 850_000, 0, 0),
            "ซุ้มประตู 1 แห่ง",
            "ตำบลสวยงาม",
            COUNCIL,
        ),
        (
            "โครงการบ้านสวย เมืองสะอาด",
            "เพื่อให้ครัวเรือนจัดบ้านเรือนเป็นระเบียบ สะอาด ถูกสุขลักษณะ",
            "ประกวดครัวเรือนตัวอย่าง หมู่ที่ 1 - 4",
            (50_000, 50_000, 50_000, 50_000, 50_000),
            "ครัวเรือนผ่านเกณฑ์ ร้อยละ 95",
            "บ้านเรือนสะอาด",
            HEALTH,
        ),
    ),
    "แผนงานสร้างความเข้มแข็งของชุมชน": (
        (
            "โครงการฝึกอาชีพเสริมเพิ่มรายได้ครัวเรือน",
            "เพื่อให้ครัวเรือนมีรายได้เฉลี่ยไม่ต่ำกว่าเกณฑ์",
            "ครัวเรือนรายได้ต่ำกว่าเกณฑ์ 60 ครัวเรือน หมู่ที่ ๘ และหมู่ที่ ๑๑",
            (120_000, 120_000, 120_000, 0, 0),
            "ครัวเรือนที่เข้าร่วมมีรายได้เพิ่ม ร้อยละ 60",
            "ครัวเรือนมีรายได้เพิ่ม",
            HEALTH,
        ),
        (
            "โครงการส่งเสริมการออมระดับครัวเรือน",
            "เพื่อให้ครัวเรือนมีการเก็บออมเงิน",
            "กลุ่มออมทรัพย์ 3 กลุ่ม ม.1 ม.5 และ ม.11",
            (30_000, 30_000, 30_000, 30_000, 30_000),
            "ครัวเรือนออมเงิน ร้อยละ 92",
            "ครัวเรือนมีเงินออม",
            HEALTH,
        ),
        (
            "โครงการส่งเสริมอาชีพผู้สูงอายุ",
            "เพื่อให้ผู้สูงอายุมีอาชีพและรายได้",
            "ผู้สูงอายุ 80 คน ทุกหมู่บ้าน",
            (60_000, 60_000, 60_000, 60_000, 60_000),
            "ผู้เข้าร่วมมีรายได้ ร้อยละ 50",
            "ผู้สูงอายุมีรายได้",
            HEALTH,
        ),
        (
            "โครงการอบรมป้องกันอุบัติภัยและภัยธรรมชาติ",
            "เพื่อให้ครัวเรือนป้องกันภัยอย่างถูกวิธี",
            "อบรมตัวแทนครัวเรือน หมู่ที่ 10 และ 11",
            (40_000, 0, 40_000, 0, 40_000),
            "ครัวเรือนผ่านการอบรม 100 ครัวเรือน",
            "ความเสียหายลดลง",
            HEALTH,
        ),
    ),
    "แผนงานสาธารณสุขและการศึกษา": (
        (
            "โครงการตรวจสุขภาพประจำปีเคลื่อนที่",
            "เพื่อให้คนอายุ 35 ปีขึ้นไปได้รับการตรวจสุขภาพ",
            "ออกหน่วยปีละ 4 ครั้ง ทุกหมู่บ้าน",
            (80_000, 80_000, 80_000, 80_000, 80_000),
            "ผู้ได้รับการตรวจ ร้อยละ 95",
            "ประชาชนมีสุขภาพดี",
            "รพ.สต.สาธิต",
        ),
        (
            "โครงการลานกีฬาและออกกำลังกาย",
            "เพื่อให้ประชาชนออกกำลังกายสม่ำเสมอ",
            "ลานกีฬา 1 แห่ง หมู่ที่ ๒ หรือหมู่ที่ ๖",
            (0, 0, 0, 500_000, 0),
            "ผู้ใช้ลานกีฬา 200 คนต่อเดือน",
            "ประชาชนแข็งแรง",
            COUNCIL,
        ),
        (
            "โครงการชุมชนลด ละ เลิกบุหรี่",
            "เพื่อลดจำนวนผู้สูบบุหรี่ในครัวเรือน",
            "ทุกหมู่บ้าน (หมู่ที่ 1 - 11)",
            (25_000, 25_000, 25_000, 25_000, 25_000),
            "ผู้สูบบุหรี่ลดลง ร้อยละ 10",
            "คนในครัวเรือนไม่สูบบุหรี่",
            "รพ.สต.สาธิต",
        ),
        (
            "โครงการเตรียมความพร้อมเด็กก่อนวัยเรียน",
            "เพื่อให้เด็กอายุ 3 - 5 ปี ได้รับการเตรียมความพร้อม",
            "ศูนย์พัฒนาเด็กเล็ก 2 แห่ง หมู่ที่ 1 และหมู่ที่ 4",
            (350_000, 350_000, 350_000, 350_000, 350_000),
            "เด็กเข้าเรียน ร้อยละ 100",
            "เด็กมีพัฒนาการสมวัย",
            SCHOOL,
        ),
    ),
}
"""Programme to projects. A project without a title continues the one above it."""


def write_plan(path: Path) -> None:
    """Write form ผ.02: preamble in rows 1 to 11, header in 12 to 14, data from row 15.

    Parameters
    ----------
    path : Path
        The file to write.
    """
    programmes = list(PLAN)
    with workbook(path) as book:
        sheet = book.add_worksheet("ผ.02")
        bold = style(book, bold=True)
        for row, line in enumerate((*PREAMBLE, programmes[0])):
            sheet.merge_range(row, 0, row, COLUMNS - 1, line, bold)
        _write_header(book, sheet)
        row = FIRST_ROW
        for programme, projects in PLAN.items():
            if programme != programmes[0]:
                sheet.merge_range(row, 0, row, COLUMNS - 1, programme, bold)
                row += 1
            row = _write_projects(book, sheet, projects, row)
        for column, width in enumerate((7, 34, 32, 34, 12, 12, 12, 12, 12, 26, 26, 20)):
            sheet.set_column(column, column, width)


def _write_header(book: Workbook, sheet: Worksheet) -> None:
    """Write the three merged header rows."""
    head = style(
        book, bold=True, border=1, text_wrap=True, align="center", valign="vcenter",
        bg_color="#D9E2EC",
    )  # fmt: skip
    top, bottom = FIRST_ROW - 3, FIRST_ROW - 1
    titles = {
        0: "ลำดับ",
        1: "โครงการ",
        2: "วัตถุประสงค์",
        3: "เป้าหมาย\n(ผลผลิตของโครงการ)",
        9: "ตัวชี้วัด (KPI)",
        10: "ผลที่คาดว่าจะได้รับ",
        11: "หน่วยงานรับผิดชอบหลัก",
    }
    for column, title in titles.items():
        sheet.merge_range(top, column, bottom, column, title, head)
    sheet.merge_range(top, 4, top, 8, "งบประมาณ", head)
    for column, year in enumerate(PLAN_YEARS, start=4):
        sheet.write(top + 1, column, year, head)
        sheet.write(top + 2, column, "(บาท)", head)


def _write_projects(
    book: Workbook, sheet: Worksheet, projects: tuple[Project, ...], row: int
) -> int:
    """Write the projects of one programme, numbered from 1; give the next free row."""
    cell = style(book, border=1, text_wrap=True, valign="top")
    baht = style(book, border=1, valign="top", num_format="#,##0")
    number = 0
    for title, purpose, goal, money, kpi, effect, agency in projects:
        number += bool(title)
        sheet.write_row(row, 0, (number if title else "", title, purpose, goal), cell)
        sheet.write_row(row, 4, [amount or "-" for amount in money], baht)
        sheet.write_row(row, 9, (kpi, effect, agency), cell)
        row += 1
    return row
