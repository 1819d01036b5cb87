"""The presenter in a real browser: keys, focus, sizes, what is shown, and the way back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import render_sample as sample
from axe_playwright_python.sync_playwright import Axe
from browser import DESKTOP, PHONE, PROJECTOR, still
from playwright.sync_api import expect

from tambon_gis.model.sealed import Tale, seal
from tambon_gis.render.web.page import draw
from tambon_gis.study import tell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser import Opened
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TITLES = ["ตำบลของเรา", "เรื่องที่ต้องแก้ก่อน", "บ้านหัวไผ่"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("present") / "index.html"
    path.write_text(draw(sample.content()), "utf-8")
    return path


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    content = sample.content()
    tale = seal(Tale, story=tell.draft(content), draft=True)
    path = tmp_path_factory.mktemp("draft") / "index.html"
    path.write_text(draw(replace(content, tale=tale)), "utf-8")
    return path


def clean(opened: Opened) -> None:
    assert opened.complaints == []
    assert opened.requests == []


def title(page: Page) -> str:
    return page.locator("#present-title").inner_text()


def covered(page: Page) -> list[str]:
    """Texts on the presenter that are smaller than 24 px."""
    return page.evaluate(
        "() => Array.from(document.querySelectorAll('#present *')).filter(node => {"
        " if (!Array.from(node.childNodes).some(one => one.nodeType === 3 && one.data.trim()) ||"
        " !node.getClientRects().length || node.id === 'present-said') { return false; }"
        " if (getComputedStyle(node).visibility === 'hidden') { return false; }"
        " const scale = node.ownerSVGElement ? node.ownerSVGElement.getScreenCTM().a : 1;"
        " return scale * parseFloat(getComputedStyle(node).fontSize) < 23.9; })"
        ".map(node => (node.className.baseVal || node.className) + ': ' + node.textContent)"
    )


def test_the_keys_walk_through_the_story_and_back(
    visit: Callable[..., Opened], written: Path
) -> None:
    opened = visit(written, size=PROJECTOR)
    page = opened.page
    assert not page.locator("#present").is_visible()
    page.click("#present-open")
    assert title(page) == TITLES[0]
    walk = [("ArrowRight", 1), ("PageDown", 2), ("ArrowRight", 2), ("ArrowLeft", 1), ("Home", 0),
            ("PageUp", 0), ("End", 2), ("ArrowUp", 1), ("ArrowDown", 2)]  # fmt: skip
    for key, at in walk:
        page.keyboard.press(key)
        assert title(page) == TITLES[at], key
        assert page.locator("#present-count").inner_text() == f"ขั้นที่ {at + 1} จาก 3"
    page.keyboard.press("Escape")
    assert not page.locator("#present").is_visible()
    clean(opened)


def test_a_step_shows_its_layer_year_and_village(
    visit: Callable[..., Opened], written: Path
) -> None:
    opened = visit(written, size=PROJECTOR)
    page = opened.page
    page.click("#present-open")
    page.keyboard.press("ArrowRight")
    state = page.evaluate(
        "() => [TambonPage.layer().code, TambonPage.state.year, TambonPage.state.kept]"
    )
    assert state == ["9", 2564, 2]
    card = page.locator("#present .card")
    assert "หมู่ 3 บ้านปู่เจ้า" in card.inner_text()
    assert page.locator("#present #map").bounding_box()["height"] > 250
    assert page.locator("#present .legend .classes li").count() > 1
    assert page.locator("#present-text").inner_text() == "หมู่ 3 ตกเกณฑ์มากกว่าหมู่อื่น"
    page.keyboard.press("ArrowRight")
    sheet = page.locator("#present .sheet.brief")
    assert sheet.locator("tbody tr").count() == 5
    assert not page.locator("#present #map").is_visible()
    page.keyboard.press("ArrowLeft")
    assert sheet.count() == 0
    assert page.locator("#present #map").is_visible()
    clean(opened)


def test_the_page_is_as_it_was_and_focus_returns(
    visit: Callable[..., Opened], written: Path
) -> None:
    opened = visit(written)
    page = opened.page
    page.evaluate("TambonPage.go({layer: 5, year: 2563, kept: 4})")
    state = "() => JSON.stringify([TambonPage.state, window.location.hash])"
    before = page.evaluate(state)
    page.focus("#present-open")
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Escape")
    assert page.evaluate(state) == before
    expect(page.locator("#present-open")).to_be_focused()
    assert page.evaluate("document.querySelector('main').inert") is False
    assert page.locator(".board #map").count() == 1
    assert page.locator(".board .legend").count() == 1
    assert page.locator(".board .card").count() == 1
    page.evaluate("TambonPage.go({layer: 6})")
    clean(opened)


def test_focus_stays_inside(visit: Callable[..., Opened], written: Path) -> None:
    opened = visit(written, size=PROJECTOR)
    page = opened.page
    page.click("#present-open")
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        inside = page.evaluate(
            "() => document.activeElement === document.body ||"
            " document.getElementById('present').contains(document.activeElement)"
        )
        assert inside
        seen.add(page.evaluate("document.activeElement.id"))
    assert {"present-after", "present-close"} <= seen
    clean(opened)


def test_space_and_buttons_move_and_the_ends_hold(
    visit: Callable[..., Opened], written: Path
) -> None:
    opened = visit(written, size=PROJECTOR)
    page = opened.page
    page.click("#present-open")
    assert page.locator("#present-before").is_disabled()
    page.keyboard.press("Space")  # on the button that moves on
    assert title(page) == TITLES[1]
    page.locator("#present-title").evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Space")
    assert title(page) == TITLES[2]
    assert page.locator("#present-after").is_disabled()
    page.keyboard.press("Shift+Space") if page.evaluate(
        "document.activeElement.tagName"
    ) == "BODY" else page.click("#present-before")
    assert title(page) == TITLES[1]
    page.click("#present-close")
    assert not page.locator("#present").is_visible()
    clean(opened)


def test_what_is_said_is_announced(visit: Callable[..., Opened], written: Path) -> None:
    opened = visit(written)
    page = opened.page
    page.click("#present-open")
    page.keyboard.press("ArrowRight")
    said = page.locator("#present [aria-live=polite]#present-said")
    assert said.text_content() == "ขั้นที่ 2 จาก 3. เรื่องที่ต้องแก้ก่อน. หมู่ 3 ตกเกณฑ์มากกว่าหมู่อื่น"
    box = page.locator("#present")
    assert (box.get_attribute("role"), box.get_attribute("aria-modal")) == ("dialog", "true")
    clean(opened)


@pytest.mark.parametrize("size", [PROJECTOR, DESKTOP, PHONE])
def test_every_step_of_a_draft_is_legible_and_fits(
    visit: Callable[..., Opened], drafted: Path, size: tuple[int, int]
) -> None:
    opened = visit(drafted, size=size)
    page = opened.page
    page.click("#present-open")
    steps = page.evaluate("TambonPage.data.story.steps.length")
    assert steps == 9
    for _ in range(steps):
        assert page.locator("#present-draft").is_visible()
        assert page.locator("#present-draft").inner_text() == "ร่างที่โปรแกรมเขียน ยังไม่มีคนตรวจ"
        assert covered(page) == []
        box, side = page.locator("#present"), page.locator("#present-side")
        assert box.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
        if size != PHONE:
            assert side.evaluate("one => one.scrollHeight - one.clientHeight") <= 1
        page.keyboard.press("ArrowRight")
    for button in page.locator(".present-foot button").all():
        assert button.bounding_box()["height"] >= 44
    clean(opened)


@pytest.mark.parametrize("size", [PROJECTOR, PHONE])
def test_axe_finds_nothing_grave_on_any_kind_of_step(
    chromium: Browser, written: Path, size: tuple[int, int]
) -> None:
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, offline=True, bypass_csp=True
    )
    page = context.new_page()
    page.goto(written.resolve().as_uri())
    page.click("#present-open")
    for _ in TITLES:
        still(page)  # the words have come in
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
        page.keyboard.press("ArrowRight")
    context.close()


def test_an_address_opens_a_step(visit: Callable[..., Opened], written: Path) -> None:
    opened = visit(written, view="#bmn-2560/4/2565/present/2")
    opened.page.locator("#present").wait_for(state="visible")
    assert title(opened.page) == TITLES[1]
    clean(opened)


def test_without_a_story_there_is_no_button(visit: Callable[..., Opened], tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_text(draw(replace(sample.content(), tale=None)), "utf-8")
    opened = visit(path)
    assert opened.page.locator("#present-open").count() == 0
    clean(opened)


def test_a_hostile_story_is_text(visit: Callable[..., Opened], tmp_path: Path) -> None:
    content = sample.content()
    story = content.tale.story
    evil = type(story.title)(th="</script><img src=x onerror=alert(1)>", en="x")
    steps = tuple(step.model_copy(update={"title": evil, "text": evil}) for step in story.step)
    tale = seal(Tale, story=story.model_copy(update={"step": steps}), draft=False)
    path = tmp_path / "index.html"
    path.write_text(draw(replace(content, tale=tale)), "utf-8")
    opened = visit(path)
    opened.page.click("#present-open")
    assert title(opened.page) == evil.th
    assert opened.page.locator("#present img").count() == 0
    clean(opened)
