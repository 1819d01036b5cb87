"""The hand-over note: what stands in it, and what must not."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from browser import PHONE

from tambon_gis.study.handover import handover
from tambon_gis.words import LANGS, words

DEMO = Path(__file__).parents[1] / "data" / "demo"
TODAY = dt.date(2023, 3, 5)
FIXES = """
[[fix]]
place = "99010115"
leave_out = true
decided_by = "หัวหน้าคณะทำงาน"
decided_on = "2566-01-20"
note = "พิมพ์รหัสผิด"

[[fix]]
place = "99010177"
keep = true

[[fix]]
place = "นายสมชาย ใจดี"
keep = true

[[fix]]
input = "bmn-2560-2565"
file = "จปฐ2565.xlsx"
sheet = "ครัวเรือน"
row = 1164
finding = "value.not_number"
cell = "L1164"
keep = true

[[fix]]
input = "bmn-2560-2565"
file = "จปฐ2565.xlsx"
sheet = "ครัวเรือน"
row = 621
finding = "row.duplicate"
cell = "B621"
keep = true
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The demo's note with decisions, in both languages."""
    place = tmp_path_factory.mktemp("note")
    home = place / "demo"
    shutil.copytree(DEMO, home)
    (home / "fixes.toml").write_text(FIXES, "utf-8")
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}
    pages = {
        lang: handover(home, today=TODAY, out=place / lang, lang=lang).read_text("utf-8")
        for lang in LANGS
    }
    assert {p: p.read_bytes() for p in home.rglob("*") if p.is_file()} == before
    return place, pages


@pytest.mark.parametrize("lang", LANGS)
def test_it_says_what_a_new_officer_must_know(made, lang: str) -> None:
    page, say = made[1][lang], words(lang)
    for key in ("about", "never", "files", "inputs", "open", "fixed", "decisions", "roles"):
        assert say.text(f"handover.head.{key}") in page
    assert say.text("report.internal") in page
    for text in say.under("handover.never").values():
        assert text in unescape(page)


def test_files_and_commands_are_the_project_s_own(made) -> None:
    page = made[1]["th"]
    for name in ("tambon.toml", "process.toml", "trace.toml", "fixes.toml", "จปฐ2565.xlsx"):
        assert name in page
    assert "tambon-gis update 2566 inputs/จปฐ2566.xlsx --sure" in page
    assert "tambon-gis handover ." in page


def test_decisions_of_the_group_stand_in_it(made) -> None:
    page = made[1]["th"]
    assert "ที่ประชุมประชาคมตำบลสาธิต (สมมุติ) 20 พฤศจิกายน 2565" in page  # publish_sensitive
    assert "ตกเกณฑ์ไม่เกินร้อยละ 10" in page  # a target
    assert "ยืนยัน 3 คู่ ไม่รับ 1 คู่" in page  # trace.toml, counted by hand
    assert "หมู่บ้านละสองคนเป็นผู้จัดเก็บข้อมูล" in page  # a meeting


def test_fixes_are_told_with_their_state(made) -> None:
    page = made[1]["th"]
    assert "พื้นที่ 99010115" in page
    assert "หัวหน้าคณะทำงาน 20 มกราคม 2566" in page
    assert "พิมพ์รหัสผิด" in page
    assert page.count("ไม่พบเรื่องแล้ว") == 2
    assert "สมชาย" not in page  # the words of a cell may be a person's


def test_what_was_kept_is_told_by_what_the_program_does_with_it(made) -> None:
    page = unescape(made[1]["th"])
    one, other = (
        page.index("แถว 1164 ของ จปฐ2565.xlsx: ค่าในคอลัมน์"),
        page.index("แถว 621 ของ จปฐ2565.xlsx"),
    )
    assert "ให้เป็นไม่ทราบ ไม่นับค่านี้" in page[one:other]
    assert "ใช้แถว 612 ไม่ใช้แถวนี้" in page[other : other + 600]
    assert "ตรวจแล้ว ถูกต้อง" not in page[one : other + 600]


def test_the_next_round_is_another_one(made) -> None:
    assert "ใช้ได้ถึงปี 2565" in made[1]["th"]
    assert "ถึงรอบแล้ว" in made[1]["th"]


def test_open_findings_are_those_of_the_doctor(made) -> None:
    page = made[1]["th"]
    assert "H243" in page
    assert "99011005488" not in page
    assert "สามหมื่น" not in page


def test_what_comes_back_each_year_stands_by_its_month(made) -> None:
    """The day of making is in March: it begins with June, the next month of the demo's dates."""
    page = unescape(made[1]["th"])
    table = page[page.index("ปฏิทินงานในหนึ่งปี") :].split("</table>", 1)[0]
    months = re.findall(r'<th scope="row">(.*?)</th>', table)
    assert months == ["มิถุนายน", "กรกฎาคม", "สิงหาคม", "ธันวาคม", "มกราคม", "กุมภาพันธ์", "มีนาคม", "ทุกปี"]
    december = table[table.index("ธันวาคม") : table.index("มกราคม")]
    assert "สำรวจ จปฐ. ปี 2566 และปรับปรุงแผนที่ (กำหนด 15 ธันวาคม 2566)" in december
    assert " · ผู้จัดเก็บข้อมูลประจำหมู่บ้าน" in december
    assert "ข้อมูลครัวเรือนปี 2563, 2564 ยังอยู่ในโฟลเดอร์" in table
    assert "สำรองโครงการหลังสร้างแผนที่ใหม่ทุกครั้ง" in table


def test_it_fits_a_phone_and_prints_on_a4(made, visit) -> None:
    opened = visit(made[0] / "th" / "work" / "990101" / "handover.html", size=PHONE)
    assert opened.requests == []
    assert opened.complaints == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert opened.page.evaluate("document.documentElement.scrollHeight") < 13000
    paper = opened.page.pdf(prefer_css_page_size=True)
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 8
