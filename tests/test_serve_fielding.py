"""Two screens in a browser: the field form carried away and brought back, and self-assessment."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from field_support import export
from pyxform.xls2xform import convert
from serve_support import DESKTOP, PHONE, drawn, lonely, served, window  # noqa: F401
from test_browser_axe import GRAVE, faults

from tambon_gis import catalog
from tambon_gis.loaders.forms.asked import field_form
from tambon_gis.study import assessment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser
    from serve_support import Served

pytestmark = pytest.mark.browser
NAME = "คำถามเพิ่ม"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project with a rulebook of its own, whose answers are not there yet."""
    out = tmp_path / "root" / NAME
    shutil.copytree("data/five-questions", out, ignore=shutil.ignore_patterns("maps", "work"))
    (out / "คำถามเพิ่ม2565.xlsx").unlink()
    text = (out / "tambon.toml").read_text("utf-8").partition("[[survey]]")[0]
    (out / "tambon.toml").write_text(text, "utf-8")
    return out


@pytest.fixture
def page(home: Path) -> Iterator[Served]:
    """The page of its folder."""
    with served(home.parent) as running:
        yield running


def test_a_form_is_carried_away_and_its_answers_become_a_survey(
    page: Served,
    home: Path,
    tmp_path: Path,
    lonely: Browser,  # noqa: F811
) -> None:
    with window(lonely, page.origin, DESKTOP) as at:
        at.page.goto(f"{page.address}p/{NAME}/fielding")
        card = at.page.get_by_role("listitem").filter(has_text="คำถามเพิ่ม 5 ข้อ")
        assert card.get_by_text("ชุดเกณฑ์ยังไม่ยืนยัน").is_visible()
        with at.page.expect_download() as waiting:
            card.get_by_role("button", name="บันทึกแบบ").click()
        form = tmp_path / "form.xlsx"
        waiting.value.save_as(form)
        assert waiting.value.suggested_filename == "แบบสำรวจภาคสนาม-five-questions.xlsx"
        made = convert(str(form), validate=False)
        assert made.warnings == []
        assert all(f"9901020{n}" in made.xform for n in range(1, 7))  # its six villages
        asked = field_form(
            catalog.rulebook("five-questions", folders=[home]),
            catalog.schema("five-questions", folders=[home]),
        )
        houses = [
            {"village": "99010201", "house_code": "990102010001", "members": 3, "owes": 0},
            {"consent": "no"},
        ]
        (sent,) = export(tmp_path, asked, houses)
        at.page.get_by_label("แบบที่ใช้สำรวจ").select_option("five-questions")
        at.page.get_by_label("ไฟล์ที่ส่งออก").set_input_files(sent)
        at.page.get_by_role("button", name="นำเข้า").click()
        assert "ไม่รู้ว่าเป็นข้อมูลของปีใด" in at.page.get_by_role("alert").inner_text()
        at.page.get_by_label("แบบที่ใช้สำรวจ").select_option("five-questions")
        at.page.get_by_label("ไฟล์ที่ส่งออก").set_input_files(sent)
        at.page.get_by_label("ปี พ.ศ.").fill("๒๕๖๖")
        at.page.get_by_role("button", name="นำเข้า").click()
        told = at.page.get_by_role("status").inner_text()
        assert "1 แถว" in told
        assert "ไม่ยินยอม 1 ราย" in told
        assert at.foreign == []
    written = tomllib.loads((home / "tambon.toml").read_text("utf-8"))["survey"]
    assert written == [{"year": 2566, "file": "inputs/field-five-questions-2566.xlsx",
                        "schema": "five-questions", "rulebook": "five-questions"}]  # fmt: skip
    assert sorted(one.name for one in (home / "inputs").iterdir()) == [
        "field-five-questions-2566.xlsx"
    ]


def test_a_criterion_is_answered_changed_and_taken_back(
    page: Served,
    home: Path,
    lonely: Browser,  # noqa: F811
) -> None:
    with window(lonely, page.origin, PHONE) as at:
        at.page.goto(f"{page.address}p/{NAME}/assessing")
        at.page.get_by_role("link", name=re.compile("เปิดแบบประเมิน.*5 ด้าน")).click()
        assert at.page.get_by_text("ยังไม่ยืนยันว่าเป็นเกณฑ์ทางราชการ").is_visible()
        card = at.page.locator("#c-1-1")
        card.locator("summary").click()
        card.get_by_label("มีครบ").check()
        card.get_by_label("ผู้ตอบ").fill("นายสมชาย ใจดี")
        card.get_by_role("button", name="บันทึกคำตอบ").click()
        assert "ใส่ตำแหน่ง" in at.page.get_by_role("alert").inner_text()
        card.get_by_label("ผู้ตอบ").fill("ที่ประชุมคณะทำงาน")
        card.get_by_label("เพิ่มไฟล์หลักฐาน").set_input_files(
            {
                "name": "../../../คำสั่ง.png",
                "mimeType": "image/png",
                "buffer": Path("tests/data/dot.png").read_bytes(),
            }
        )
        card.get_by_role("button", name="บันทึกคำตอบ").click()
        assert "บันทึกคำตอบข้อ 1.1" in at.page.get_by_role("status").inner_text()
        assert at.page.get_by_role("link", name="ไปข้อที่ยังไม่ตอบ: 1.2").is_visible()
        found = assessment.standing(home, "five-topics").answered.by_criterion["1.1"]
        assert [(one.file, one.public) for one in found.evidence] == [("evidence/คำสั่ง.png", False)]
        assert "สมชาย" not in (home / "assessment-five-topics.toml").read_text("utf-8")
        card.locator("summary").click()
        card.get_by_label(re.compile("ให้เผยแพร่.*คำสั่ง.png")).check()
        card.get_by_role("button", name="บันทึกคำตอบ").click()
        found = assessment.standing(home, "five-topics").answered.by_criterion["1.1"]
        assert [one.public for one in found.evidence] == [True]
        card.locator("summary").click()
        card.get_by_role("button", name="ถอนคำตอบ").click()
        assert assessment.standing(home, "five-topics").answered.answer == ()
        assert at.foreign == []
        assert at.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_the_second_of_two_windows_is_told_that_the_first_has_written(
    page: Served,
    home: Path,
    lonely: Browser,  # noqa: F811
) -> None:
    with window(lonely, page.origin) as one, window(lonely, page.origin) as two:
        for at in (one, two):
            at.page.goto(f"{page.address}p/{NAME}/assessing/transparent-office")
        for at, choice in ((one, "มีครบ"), (two, "ยังไม่มี")):
            card = at.page.locator("#c-1-1")
            card.locator("summary").click()
            card.get_by_label(choice).check()
            card.get_by_label("ผู้ตอบ").fill("เลขานุการ")
            with at.page.expect_response(lambda told: told.request.method == "POST") as waiting:
                card.get_by_role("button", name="บันทึกคำตอบ").click()
            assert waiting.value.status == (303 if at is one else 409)
        assert two.page.get_by_role("alert").is_visible()
    (kept,) = assessment.standing(home, "transparent-office").answered.answer
    assert kept.choice == "yes"


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_axe_finds_nothing(
    page: Served,
    lonely: Browser,  # noqa: F811
    size: tuple[int, int],
) -> None:
    viewport = {"width": size[0], "height": size[1]}
    context = lonely.new_context(viewport=viewport, bypass_csp=True)  # type: ignore[arg-type]
    opened = context.new_page()
    for screen in ("fielding", "assessing", "assessing/transparent-office"):
        opened.goto(f"{page.address}p/{NAME}/{screen}")
        drawn(opened)
        if screen.endswith("office"):
            opened.locator("summary").first.click()
        found = [one for one in faults(opened) if one.split()[0] in GRAVE]
        assert found == []
    context.close()
