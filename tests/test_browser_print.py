"""Printing from Chromium: A4 and A3 landscape, the map first, a page for each village."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from browser import becomes, still
from render_sample import NAMES, content

from tambon_gis.render.web.page import draw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser import Opened
    from playwright.sync_api import Page

    Visit = Callable[..., Opened]

pytestmark = pytest.mark.browser

VIEW = "#bmn-2560/5/2565"
#: Width and height of the papers, landscape, in points (ISO 216 in mm * 72 / 25.4).
PAPERS = {"a4": (297, 210), "a3": (420, 297)}
#: Room for one sheet on A4 inside its margins, in CSS pixels.
INSIDE = (1031, 718)

MARKS = re.compile("[\x00\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up tambon as a page."""
    path = tmp_path_factory.mktemp("print") / "index.html"
    path.write_text(draw(content()), encoding="utf-8")
    return path


def ask(page: Page, paper: str, *, sheets: bool) -> None:
    """Use the panel; the dialog of the browser is counted instead of opened."""
    page.evaluate("() => { window.asked = 0; window.print = () => { window.asked += 1; }; }")
    page.click("#access summary")
    if sheets:
        page.check("#print-sheets")
    page.click(f"[data-paper={paper}]")
    assert page.evaluate("window.asked") == 1


def printed(page: Page) -> tuple[list[tuple[float, float]], list[str]]:
    """Size and text of every page; Thai marks above and below are left out, as PDFs vary."""
    pypdf = pytest.importorskip("pypdf")
    pages = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    sizes = [(float(one.mediabox.width), float(one.mediabox.height)) for one in pages]
    return sizes, [MARKS.sub("", one.extract_text()) for one in pages]


@pytest.mark.parametrize("paper", sorted(PAPERS))
def test_every_page_has_the_size_that_was_asked_for(
    visit: Visit, page_file: Path, paper: str
) -> None:
    opened = visit(page_file, view=VIEW)
    ask(opened.page, paper, sheets=False)
    sizes, texts = printed(opened.page)
    wanted = [length * 72 / 25.4 for length in PAPERS[paper]]
    for width, height in sizes:
        assert (width, height) == pytest.approx(wanted, abs=1.5)
    assert "ตวชวดท 5" in texts[0]
    assert "17.3 %" in texts[0], "values stand in the labels: the map is read in grey"
    assert "สำรวจ" in texts[1] or "สารวจ" in texts[1]
    assert all(str(asked) in texts[1] for asked in (212, 188, 310))
    assert not any(text.startswith("หม ") for text in texts)
    assert opened.complaints == []


@pytest.mark.parametrize("paper", sorted(PAPERS))
def test_each_village_begins_a_page_of_its_own(visit: Visit, page_file: Path, paper: str) -> None:
    opened = visit(page_file, view=VIEW)
    ask(opened.page, paper, sheets=True)
    _, texts = printed(opened.page)
    first = [text.splitlines()[0] for text in texts if text.strip()]
    assert len(first) == len(texts), "no page is empty"
    begun = [int(found[1]) for line in first if (found := re.match(r"หม (\d+) ", line))]
    assert begun == list(range(1, len(NAMES) + 1))
    at = [i for i, line in enumerate(first) if re.match(r"หม \d+ ", line)]
    assert at == list(range(at[0], at[0] + len(NAMES)))
    assert at[0] == 2
    assert opened.complaints == []


def test_no_sheet_is_cut(visit: Visit, page_file: Path) -> None:
    page = visit(page_file, size=(INSIDE[0], 800), view=VIEW).page
    page.emulate_media(media="print")
    page.evaluate("TambonPage.layOutSheets(true)")
    boxes = page.eval_on_selector_all(
        ".sheet-page",
        "all => all.map(s => [s.scrollWidth, s.clientWidth, s.scrollHeight, s.clientHeight,"
        " Math.max(...[...s.querySelectorAll('*')].map(e => e.getBoundingClientRect().bottom))"
        " - s.getBoundingClientRect().top])",
    )
    assert len(boxes) == len(NAMES) + 1
    for wide, width, tall, height, lowest in boxes:
        assert wide <= width <= INSIDE[0]
        assert tall <= height + 1 <= INSIDE[1]
        assert lowest <= INSIDE[1]


def test_the_first_page_holds_map_legend_and_value(visit: Visit, page_file: Path) -> None:
    """What stands on the first page ends on it."""
    page = visit(page_file, size=(INSIDE[0], 800), view=VIEW).page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for part in ("#map", ".legend", ".card"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= INSIDE[1], part
        assert box["x"] + box["width"] <= INSIDE[0] + 1, part
    inside = page.locator("#map").bounding_box()
    assert inside is not None
    for shape in page.locator("path[data-place]").all():
        box = shape.bounding_box()
        assert box is not None
        assert box["x"] >= inside["x"]
        assert box["x"] + box["width"] <= inside["x"] + inside["width"]


def test_after_printing_the_page_is_as_before(visit: Visit, page_file: Path) -> None:
    page = visit(page_file, view=VIEW).page
    before = page.inner_text("main")
    ask(page, "a3", sheets=True)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".sheet-page").count() == len(NAMES) + 1
    assert page.evaluate("TambonPage.printing")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    becomes(page, "!TambonPage.printing && !document.querySelector('.sheet-page')")
    still(page)
    assert page.locator(".sheet-page").count() == 0
    assert not page.evaluate("TambonPage.printing")
    assert page.inner_text("main") == before


def test_one_sheet_is_printed_alone(visit: Visit, page_file: Path) -> None:
    page = visit(page_file, view=VIEW).page
    page.evaluate("() => { window.print = () => {}; }")
    page.evaluate("TambonPage.print({ paper: 'a4', sheets: [4], only: true })")
    sizes, texts = printed(page)
    assert len(sizes) == 1
    assert texts[0].startswith("หม 5 ")


def test_each_printed_sheet_says_that_it_is_made_up_or_unconfirmed(
    visit: Visit, page_file: Path
) -> None:
    page = visit(page_file, view=VIEW).page
    unverified = page.evaluate(
        "TambonPage.data.books.filter((book, i) => book.unverified &&"
        " TambonPage.yearsOfBook(i).length > 0).map(book => book.short)"
    )
    assert unverified
    page.evaluate("TambonPage.layOutSheets(true)")
    heads = page.locator(".sheet-page .sheet-head").all_text_contents()
    assert len(heads) == len(NAMES) + 1
    for head in heads:
        assert "ข้อมูลสมมุติ" in head
        assert f"ยังไม่ยืนยัน: {' · '.join(unverified)}" in head
    page.evaluate("document.querySelector('.top .synthetic').remove()")
    page.evaluate("TambonPage.data.books.forEach(book => { book.unverified = false; })")
    page.evaluate("TambonPage.layOutSheets(true)")
    assert page.locator(".sheet-head .badge").count() == 0
