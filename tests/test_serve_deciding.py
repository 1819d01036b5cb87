"""The screens of deciding, of sensitive indicators and of the story, as a person uses them."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from serve_support import DESKTOP, PHONE, Served, drawn, lonely, served, window

from tambon_gis.study.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

__all__ = ["lonely"]

pytestmark = pytest.mark.browser
DEMO = Path(__file__).parents[1] / "data" / "demo"
GRAVE = {"serious", "critical"}
#: What is wider than the screen, and what is to be pressed and is lower than 44 px.
WIDER = "document.documentElement.scrollWidth - innerWidth"
LOW = """[...document.querySelectorAll("main :is(button, summary, select, textarea, a.button)")]
.filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44)
.map(one => one.outerHTML)"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the worked example."""
    shutil.copytree(DEMO, tmp_path / "demo")
    return tmp_path / "demo"


@pytest.fixture
def page_of(home: Path) -> Iterator[Served]:
    """The local page over it."""
    with served(home) as page:
        yield page


def at(page: Served, screen: str, lang: str = "th") -> str:
    """The address of a screen."""
    return f"{page.address.removesuffix('th/')}{lang}/p/demo/{screen}"


def fit(page: Page) -> None:
    """The screen is as wide as the window, its targets are large, and it has one heading."""
    drawn(page)
    assert page.evaluate(WIDER) <= 0
    assert page.evaluate(LOW) == []
    assert page.locator("h1").count() == 1


def faults(browser: Browser, address: str, size: tuple[int, int]) -> list[str]:
    """Grave violations of a screen, all that folds laid open; the test's own script is let in."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    drawn(page)
    found: dict[str, Any] = axe.Axe().run(page).response
    context.close()
    assert len(found["passes"]) > 10
    return [
        f"{one['impact']} {one['id']}: {node['target']}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def pressed(page: Page, name: str, *, within: str = "main") -> None:
    """Press a button by its name, and wait for what comes of it."""
    with page.expect_navigation():
        page.locator(within).get_by_role("button", name=name).first.click()


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_everything_that_waits_is_decided_by_pressing_buttons(
    lonely: Browser, page_of: Served, home: Path, size: tuple[int, int]
) -> None:
    with window(lonely, page_of.origin, size) as opened:
        page = opened.page
        page.goto(at(page_of, "findings"))
        fit(page)
        assert page.locator("article").count() == 5
        # nobody has decided yet: who does is asked, never taken for granted
        signer = page.get_by_label("ผู้ตัดสินใจ", exact=False).first
        signer.fill("หัวหน้าคณะทำงาน")
        pressed(page, "ใช้ตำแหน่งนี้")
        pressed(page, "ใช้รหัส 99010105 หินกอง")
        assert page.get_by_role("status").inner_text() == "บันทึกการตัดสินใจ 1 เรื่องแล้ว"
        # by keyboard: the button of the next question is focused and pressed
        button = page.locator("article button[value=keep]").first
        button.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        while page.locator("article").count():
            with page.expect_navigation():
                page.locator("article button[value=keep]").first.click()
        fit(page)
        assert page.get_by_text("ไม่มีเรื่องรอตัดสินใจ", exact=True).is_visible()
        assert load(home).findings.to_decide == 0
        kept = tomllib.loads((home / "fixes.toml").read_text("utf-8"))["fix"]
        assert {one["decided_by"] for one in kept} == {"หัวหน้าคณะทำงาน"}
        assert [one.get("row") for one in kept] == [None, 243, 1164, 90, 621]
        # the newest stands first; taken back, it is asked again
        pressed(page, "ยกเลิกข้อนี้", within=".decided")
        assert page.locator("article h3").inner_text().startswith("ข้อมูลซ้ำกับแถว 612")
        assert not opened.foreign
        assert not opened.complaints


def test_another_village_a_reason_and_another_role(
    lonely: Browser, page_of: Served, home: Path
) -> None:
    with window(lonely, page_of.origin, PHONE) as opened:
        page = opened.page
        page.goto(at(page_of, "findings"))
        page.get_by_label("ผู้ตัดสินใจ", exact=True).fill("ที่ประชุมคณะทำงาน")
        pressed(page, "ใช้ตำแหน่งนี้")
        card = page.locator("article").first
        card.locator("summary").click()
        fit(page)
        card.get_by_label("หมู่บ้านที่ถูก").select_option("99010109")
        card.get_by_label("เหตุผล").fill("ถามผู้ใหญ่บ้านแล้ว")
        pressed(page, "ใช้หมู่บ้านที่เลือก")
        (kept,) = tomllib.loads((home / "fixes.toml").read_text("utf-8"))["fix"]
        assert (kept["use"], kept["note"]) == ("99010109", "ถามผู้ใหญ่บ้านแล้ว")
        assert kept["decided_by"] == "ที่ประชุมคณะทำงาน"
        # who decides is remembered by what was decided
        assert page.locator(".signer strong").inner_text() == "ที่ประชุมคณะทำงาน"
        assert not opened.complaints


def test_a_sensitive_indicator_is_allowed_and_taken_back(
    lonely: Browser, page_of: Served, home: Path
) -> None:
    before = (home / "tambon.toml").read_text("utf-8")
    with window(lonely, page_of.origin, PHONE) as opened:
        page = opened.page
        page.goto(at(page_of, "sensitive"))
        card = page.locator(".cards > li", has_text="24 ")
        card.locator("summary").click()
        fit(page)
        card.get_by_label("ผู้มีมติ").fill("นายสมมุติ สาธิต")
        pressed(page, "บันทึกมติ ให้แสดงรายหมู่บ้าน", within=".cards > li:has(details[open])")
        assert "ใส่ตำแหน่งแทนชื่อ" in page.get_by_role("alert").inner_text()
        page.get_by_label("ผู้มีมติ").and_(page.locator("details[open] *")).fill("ที่ประชุมประชาคม")
        pressed(page, "บันทึกมติ ให้แสดงรายหมู่บ้าน", within=".cards > li:has(details[open])")
        found = tomllib.loads((home / "tambon.toml").read_text("utf-8"))["publish_sensitive"]
        assert [one["indicator"] for one in found] == ["bmn-2560/16", "bmn-2560/24"]
        with page.expect_navigation():
            page.locator(".cards > li", has_text="24 ").get_by_role("button").click()
        assert (home / "tambon.toml").read_text("utf-8") == before


def test_the_story_is_drafted_and_mended(lonely: Browser, page_of: Served, home: Path) -> None:
    with window(lonely, page_of.origin) as opened:
        page = opened.page
        page.goto(at(page_of, "story"))
        pressed(page, "ร่างเรื่องเล่าให้")
        fit(page)
        first = page.locator(".scenes h2").nth(0).inner_text()
        with page.expect_navigation():
            page.get_by_role("link", name="แก้ไข").nth(2).click()
        fit(page)
        page.get_by_label("หัวข้อ", exact=True).fill("น้ำดื่ม <b>ของเรา</b>")
        page.get_by_label("คำบรรยาย", exact=True).fill("บรรทัดหนึ่ง\nบรรทัดสอง")
        page.get_by_label("หมู่บ้านที่เน้น").select_option("99010103")
        pressed(page, "บันทึกขั้นนี้")
        assert "น้ำดื่ม <b>ของเรา</b>" in page.locator(".scenes li").nth(2).inner_text()
        pressed(page, "เลื่อนลง")
        assert (
            page.locator(".scenes h2").nth(1).inner_text().splitlines()[1:]
            == first.splitlines()[1:]
        )
        page.locator(".scenes summary").last.click()
        pressed(page, "ลบขั้นนี้จริง", within=".scenes > li:last-child")
        story = tomllib.loads((home / "story.toml").read_text("utf-8"))["step"]
        assert len(story) == page.locator(".scenes > li").count() == 8
        assert story[2]["text"]["th"] == "บรรทัดหนึ่ง\nบรรทัดสอง"
        assert (story[2]["place"], story[2]["layer"]) == ("99010103", "bmn-2560/9")
        assert not opened.foreign
        assert not opened.complaints
    for screen in ("findings", "sensitive", "story", "story/step/1", "story/new/1"):
        assert faults(lonely, at(page_of, screen), PHONE) == [], screen
    assert faults(lonely, at(page_of, "findings", "en"), DESKTOP) == []
    with window(lonely, page_of.origin, PHONE) as opened:
        for screen in ("findings", "sensitive", "story", "story/step/1"):
            opened.page.goto(at(page_of, screen, "en"))
            fit(opened.page)
