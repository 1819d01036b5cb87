"""Contrast, Thai digits, motion, panels and keyboard in Chromium; and the page without scripts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from browser import DESKTOP, PHONE, PROJECTOR, Opened
from render_sample import NAMES, content

from tambon_gis.render.web.page import draw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    Visit = Callable[..., Opened]

pytestmark = pytest.mark.browser

VIEW = "#bmn-2560/5/2565"
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
#: Texts that people see or hear, joined; what stands in fields is theirs.
SEEN = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const out = [];
  while (walk.nextNode()) {
    const in_ = walk.currentNode.parentElement.closest("script, style, noscript, textarea");
    if (!in_) { out.push(walk.currentNode.data); }
  }
  document.querySelectorAll("[aria-label]").forEach(e => out.push(e.getAttribute("aria-label")));
  return out.join("\\n");
}"""

#: Name, colour and the colour behind, of every element of the page with a text of its own.
COLOURS = """() => {
  const kinds = "p, td, th, button, label, summary, dt, dd, li, small, a, h2, h3";
  const behind = e => {
    while (getComputedStyle(e).backgroundColor === "rgba(0, 0, 0, 0)" && e.parentElement) {
      e = e.parentElement;
    }
    return getComputedStyle(e).backgroundColor;
  };
  const own = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  return [...document.querySelectorAll(kinds)].filter(e => e.offsetParent && own(e))
    .map(e => [e.tagName + "." + e.className, getComputedStyle(e).color, behind(e)]);
}"""
#: The longest time that anything moves after a zoom.
LONGEST = """() => new Promise(done => {
  let most = 0;
  const end = Date.now() + 400;
  const look = () => {
    document.querySelectorAll("*").forEach(e => {
      const s = getComputedStyle(e);
      const times = (s.transitionDuration + "," + s.animationDuration).split(",");
      most = Math.max(most, ...times.map(parseFloat));
    });
    if (Date.now() < end) { requestAnimationFrame(look); } else { done(most); }
  };
  document.querySelector(".leaflet-control-zoom-in").click();
  look();
})"""
#: What has the focus, and whether that is seen: an outline, or a thick line around a polygon.
FOCUS = """() => {
  const e = document.activeElement;
  const s = getComputedStyle(e);
  const marked = e.dataset.place !== undefined
    && document.querySelectorAll(".leaflet-marks-pane path").length > 0;
  return [e.tagName + "#" + e.id + "." + (e.dataset.place || e.getAttribute("class")),
    marked || parseFloat(s.outlineWidth) >= 2 && s.outlineStyle !== "none"];
}"""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up tambon as a page."""
    path = tmp_path_factory.mktemp("access") / "index.html"
    path.write_text(draw(content()), encoding="utf-8")
    return path


@pytest.fixture
def asking(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A page for a reader whose system asks for something."""
    contexts = []

    def visit(path: Path, **asked: str) -> Page:
        context = chromium.new_context(offline=True, **asked)
        contexts.append(context)
        page = context.new_page()
        page.goto(path.resolve().as_uri() + VIEW)
        return page

    yield visit
    for context in contexts:
        context.close()


def switch(page: Page, name: str) -> None:
    """Touch a switch of the panel."""
    if not page.locator("#access").evaluate("d => d.open"):
        page.click("#access summary")
    page.locator(f"#{name}").click()


def arabic(text: str) -> list[str]:
    """Words with an Arabic digit and no Latin letter."""
    words = re.split(r"[^\w.:/@-]+", text)
    return [w for w in words if re.search("[0-9]", w) and not re.search("[A-Za-z]", w)]


def brightness(colour: str) -> float:
    """Relative luminance of WCAG 2.1 of ``rgb(r, g, b)``."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrasts(page: Page) -> dict[str, float]:
    """Contrast of each kind of text against the white or black behind it."""
    found = page.evaluate(COLOURS)
    out: dict[str, float] = {}
    for name, front, back in found:
        high, low = sorted((brightness(front), brightness(back)), reverse=True)
        out[name] = min(out.get(name, 99), (high + 0.05) / (low + 0.05))
    return out


def test_high_contrast_leaves_no_pale_text_and_thickens_lines(
    visit: Visit, page_file: Path
) -> None:
    opened = visit(page_file, view=VIEW)
    page = opened.page
    edge = "p => parseFloat(getComputedStyle(p).strokeWidth)"
    thin = page.eval_on_selector("path[data-place='0']", edge)
    before = contrasts(page)
    assert min(before.values()) >= 4.5
    switch(page, "contrast")
    after = contrasts(page)
    assert len(after) > 15
    assert {name: ratio for name, ratio in after.items() if ratio < 10} == {}
    assert sum(after.values()) / len(after) > sum(before.values()) / len(before)
    assert page.eval_on_selector("path[data-place='0']", edge) >= 2 * thin
    assert page.eval_on_selector("path[data-place='0']", "p => getComputedStyle(p).stroke") == (
        "rgb(0, 0, 0)"
    )
    page.click("#years button[data-year='2563']")
    assert page.eval_on_selector("path[data-place='0']", edge) >= 2 * thin
    switch(page, "contrast")
    assert page.eval_on_selector("path[data-place='0']", edge) == thin
    assert opened.complaints == []


def test_systems_that_ask_for_contrast_get_it(asking: Callable[..., Page], page_file: Path) -> None:
    page = asking(page_file, contrast="more")
    assert page.is_checked("#contrast")
    assert page.evaluate("document.documentElement.classList.contains('contrast')")
    assert not asking(page_file).is_checked("#contrast")


def test_systems_that_ask_for_less_motion_get_none(
    asking: Callable[..., Page], page_file: Path
) -> None:
    still = asking(page_file, reduced_motion="reduce")
    moving = asking(page_file, reduced_motion="no-preference")
    for page in (still, moving):
        page.wait_for_selector(".leaflet-control-zoom-in")
    assert still.evaluate(LONGEST) <= 0.001
    assert moving.evaluate(LONGEST) > 0.1
    scroll = "getComputedStyle(document.documentElement).scrollBehavior"
    assert (still.evaluate(scroll), moving.evaluate(scroll)) == ("auto", "smooth")


def test_thai_digits_reach_everything_that_is_read_and_go_again(
    visit: Visit, page_file: Path
) -> None:
    opened = visit(page_file, view=VIEW)
    page = opened.page
    before = page.evaluate(SEEN)
    switch(page, "thai-digits")
    turned = page.evaluate(SEEN)
    assert arabic(turned) == []
    assert len(re.findall("[๐-๙]", turned)) > len(re.findall("[0-9]", turned))
    assert "พ.ศ. ๒๕๖๕" in page.inner_text("#year-now").replace("\u00a0", " ")
    assert page.evaluate("location.hash") == VIEW
    csv = page.evaluate("TambonPage.csv().text")
    assert "2565" in csv
    assert not set(csv) & set("๐๑๒๓๔๕๖๗๘๙")
    switch(page, "thai-digits")
    assert page.evaluate(SEEN) == before
    assert opened.complaints == []


def test_thai_digits_stay_through_a_redraw(visit: Visit, page_file: Path) -> None:
    page = visit(page_file, view=VIEW).page
    switch(page, "thai-digits")
    page.click("#years button[data-year='2563']")
    page.evaluate("TambonPage.point(4)")
    page.click("#rows th.is-value button")
    page.fill("#filter-text", "5")
    for part in ("#year-now", "#card-body", "#rows", "#legend-body", "#table-told", "#years"):
        text = page.inner_text(part)
        assert re.search("[๐-๙]", text), part
        assert arabic(text) == [], part
    label = page.get_attribute("path[data-place='4']", "aria-label") or ""
    assert "หมู่ ๕" in label
    switch(page, "thai-digits")
    assert "พ.ศ. 2563" in page.inner_text("#year-now").replace("\u00a0", " ")
    assert "หมู่ 5" in (page.get_attribute("path[data-place='4']", "aria-label") or "")


def test_a_project_that_wants_thai_digits_opens_with_them(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "thai.html"
    names = ("บ้านหมู่ ๗", *NAMES[1:])
    path.write_text(draw(replace(content(names=names), digits="thai")), encoding="utf-8")
    page = visit(path, view=VIEW).page
    assert page.is_checked("#thai-digits")
    assert "๒๕๖๕" in page.inner_text("#rows caption")
    assert page.evaluate("TambonPage.state.year") == 2565
    switch(page, "thai-digits")
    assert "2565" in page.inner_text("#rows caption")
    assert page.inner_text("#rows tr[data-place='0'] .is-name") == "บ้านหมู่ ๗"
    still = visit(path, scripts=False).page
    text = still.inner_text(".still")
    assert "๒๕๖๕" in text
    assert not re.search("[0-9]", text)


def test_names_with_a_latin_letter_keep_their_digits(visit: Visit, page_file: Path) -> None:
    page = visit(page_file, view=VIEW).page
    switch(page, "thai-digits")
    assert page.locator("[data-paper]").all_inner_texts() == ["พิมพ์ A4", "พิมพ์ A3"]


@pytest.mark.parametrize("size", [DESKTOP, PROJECTOR, PHONE])
def test_a_panel_lies_in_the_window_and_closes_by_key_and_by_pointer(
    visit: Visit, page_file: Path, size: tuple[int, int]
) -> None:
    page = visit(page_file, size=size, view=VIEW).page
    page.focus("#access summary")
    page.keyboard.press("Enter")
    inside = page.locator("#access .inside")
    box = inside.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    for control in page.locator("#access .inside :is(label, button):visible").all():
        shape = control.bounding_box()
        assert shape is not None
        assert shape["height"] >= 44
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "contrast"
    page.evaluate("TambonPage.state.kept")
    page.keyboard.press("Escape")
    assert not inside.is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.click("#access summary")
    page.click("h1")
    assert not inside.is_visible()


def test_focus_is_seen_wherever_the_tab_key_goes(visit: Visit, page_file: Path) -> None:
    """Every stop has an outline or, on a polygon, a thick line around it."""
    page = visit(page_file, view=VIEW).page
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUS))
    assert [name for name, seen in stops if not seen] == []
    assert {f"path#.{place}" for place in range(len(NAMES))} <= {name for name, _ in stops}


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_without_scripts_the_still_map_stands_and_nothing_empty(
    visit: Visit, page_file: Path, size: tuple[int, int]
) -> None:
    opened = visit(page_file, size=size, scripts=False)
    page = opened.page
    assert page.locator(".still path[stroke]").count() == len(NAMES)
    assert page.locator(".still .classes li").count() >= 3
    for part in (".board", "#sheets", ".tabs [href='#sheets']"):
        assert not page.locator(part).is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    drawing = page.locator(".still > svg").bounding_box()
    assert drawing is not None
    assert drawing["y"] < size[1] / 2
    assert opened.requests == []
