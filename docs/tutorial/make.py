"""What a made-up working group typed into its forms, for the tutorial: the same each time.

Everything is synthetic: there is no province 99. One thing is planted: 11 of the 24 households of
moo 2 are short of drinking water; one project goes there, and one project (a gate) has no evidence.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
TAMBON = "990201"
VILLAGES = (("หนองตัวอย่าง", 9.9210, 101.4120), ("โคกตัวอย่าง", 9.9340, 101.4330),
            ("ดอนตัวอย่าง", 9.9060, 101.4390), ("ท่าตัวอย่าง", 9.9150, 101.4570))  # fmt: skip
HOUSES = 24
#: Answers of households: indicator -> how many of the 24 fail, village by village.
ANSWERS = {4: (0, 2, 1, 0), 5: (0, 0, 0, 0), 8: (1, 2, 6, 1), 9: (0, 11, 1, 0), 10: (2, 7, 3, 0),
           11: (3, 2, 8, 5), 12: (0, 0, 2, 7), 13: (6, 5, 1, 0), 14: (0, 0, 0, 0),
           23: (7, 6, 5, 9)}  # fmt: skip
#: Persons: indicator -> the share asked among members, and the share of these who fail.
PERSONS = {1: (0.04, 0.0), 2: (0.03, 0.0), 3: (0.2, 0.0), 6: (0.5, 0.12), 7: (0.9, 0.06),
           15: (0.06, 0.0), 16: (0.15, 0.0), 17: (0.02, 0.0), 18: (0.01, 0.0), 19: (0.6, 0.0),
           20: (0.55, 0.05), 21: (0.2, 0.1), 24: (0.95, 0.06), 25: (0.9, 0.05), 26: (0.9, 0.03),
           27: (0.95, 0.0)}  # fmt: skip
POOR = (1, 3, 6, 2)
FACILITIES = (
    ("โรงพยาบาลส่งเสริมสุขภาพตำบลตัวอย่าง", "สถานพยาบาล", 1, 9.9222, 101.4138),
    ("โรงเรียนบ้านโคกตัวอย่าง", "โรงเรียน", 2, 9.9331, 101.4318),
    ("ศาลาประชาคมบ้านดอนตัวอย่าง", "ศาลาประชาคม", 3, 9.9071, 101.4402),
    ("วัดท่าตัวอย่าง", "วัด", 4, 9.9142, 101.4561),
)
PROJECTS = (
    ("แผนงานเคหะและชุมชน",),
    ("1", "โครงการติดตั้งเครื่องกรองน้ำดื่ม", "เพื่อให้ครัวเรือนมีน้ำสะอาดสำหรับดื่ม",
     "เครื่องกรองน้ำดื่ม 2 แห่ง หมู่ที่ ๒", "250000", "-", "-", "-", "-",
     "ครัวเรือนมีน้ำดื่มเพียงพอ ร้อยละ 95", "มีน้ำดื่มสะอาด", "อบต.ตัวอย่าง"),
    ("2", "โครงการก่อสร้างซุ้มประตูตำบล", "เพื่อความสวยงาม", "ซุ้มประตู 1 แห่ง หมู่ที่ 1",
     "-", "400000", "-", "-", "-", "ซุ้มประตู 1 แห่ง", "ตำบลสวยงาม", "อบต.ตัวอย่าง"),
    ("แผนงานสร้างความเข้มแข็งของชุมชน",),
    ("1", "โครงการส่งเสริมการออมครัวเรือน", "เพื่อให้ครัวเรือนเก็บออมเงิน", "ทุกหมู่บ้าน",
     "20000", "20000", "20000", "-", "-", "ครัวเรือนออมเงิน ร้อยละ 90", "มีเงินออม",
     "อบต.ตัวอย่าง"),
)  # fmt: skip
PLAN_HEADS = ("ลำดับ", "โครงการ", "วัตถุประสงค์", "เป้าหมาย (ผลผลิตของโครงการ)", "2566", "2567",
              "2568", "2569", "2570", "ตัวชี้วัด (KPI)", "ผลที่คาดว่าจะได้รับ",
              "หน่วยงานรับผิดชอบหลัก")  # fmt: skip


#: Answers to the proposals: problem, project, answer, who (a role or a meeting), when.
ANSWER_HEADS = ("ตัวชี้วัด", "โครงการ", "คำตอบ", "ผู้ตัดสิน (ตำแหน่ง)", "วันที่")
ANSWERED = (
    ("bmn-2560/9", "โครงการติดตั้งเครื่องกรองน้ำดื่ม", "ใช่", "ที่ประชุมคณะทำงานตำบล", "20/12/2565"),
    ("bmn-2560/23", "โครงการส่งเสริมการออมครัวเรือน", "ใช่", "ที่ประชุมคณะทำงานตำบล", "20/12/2565"),
)


def places() -> list[dict[str, Any]]:
    """Points of the villages."""
    return [
        {"รหัสหมู่บ้าน": f"{TAMBON}{moo:02d}", "ชื่อหมู่บ้าน": name, "ละติจูด": y, "ลองจิจูด": x}
        for moo, (name, y, x) in enumerate(VILLAGES, start=1)
    ]


def households() -> list[dict[str, Any]]:
    """24 households of each village, house by house."""
    chance = np.random.default_rng(2565)
    rows = []
    for moo in range(1, len(VILLAGES) + 1):
        failing = {
            code: set(chance.choice(HOUSES, size=counts[moo - 1], replace=False).tolist())
            for code, counts in ANSWERS.items()
        }
        poor = set(chance.choice(HOUSES, size=POOR[moo - 1], replace=False).tolist())
        for house in range(HOUSES):
            members = int(chance.integers(1, 7))
            thousands = chance.integers(16, 37) if house in poor else chance.integers(39, 90)
            income = members * int(thousands) * 1000
            row: dict[str, Any] = {
                "รหัสประจำบ้าน": f"{TAMBON}{moo * 100 + house + 1:05d}",
                "บ้านเลขที่": f"{house + 1}",
                "รหัสหมู่บ้าน": f"{TAMBON}{moo:02d}",
                "จำนวนสมาชิก (คน)": members,
                "วันที่สำรวจ": f"{1 + house:02d}/02/2565",
                "รายได้อาชีพหลัก (บาท/ปี)": income,
                "รายได้อาชีพรอง (บาท/ปี)": 0,
                "รายได้อื่น (บาท/ปี)": 0,
                "รายได้จากการทำ ปลูก เลี้ยงสัตว์ไว้กินเอง (บาท/ปี)": 0,
            }
            for code, houses in failing.items():
                row[f"ตัวชี้วัดที่ {code} ผล"] = "ไม่ผ่าน" if house in houses else "ผ่าน"
            for code, (asked, fails) in PERSONS.items():
                target = int(chance.binomial(members, asked))
                row[f"ตัวชี้วัดที่ {code} เป้าหมาย (คน)"] = target or "-"
                row[f"ตัวชี้วัดที่ {code} ไม่ผ่าน (คน)"] = (
                    int(chance.binomial(target, fails)) if target else "-"
                )
            rows.append(row)
    return rows


def facilities() -> list[dict[str, Any]]:
    """Four facilities."""
    names = ("ชื่อสถานที่", "ประเภท", "หมู่ที่", "ละติจูด", "ลองจิจูด")
    return [dict(zip(names, one, strict=True)) for one in FACILITIES]


def write(name: str, rows: list[dict[str, Any]]) -> None:
    """Write a table as CSV that Excel opens in Thai."""
    with (HERE / name).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Write the four tables."""
    write("places.csv", places())
    write("households.csv", households())
    write("facilities.csv", facilities())
    write("answers.csv", [dict(zip(ANSWER_HEADS, one, strict=True)) for one in ANSWERED])
    with (HERE / "projects.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([PLAN_HEADS, *PROJECTS])


if __name__ == "__main__":
    main()
