"""The plan in a real browser: sentences, links to the map, the layer of projects, sheets, paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import DESKTOP, PHONE, PROJECTOR, becomes, still
from render_sample import CODES, content

from tambon_gis.render.web.page import draw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser import Opened

    Visit = Callable[..., Opened]

pytestmark = pytest.mark.browser

SIZES = (DESKTOP, PROJECTOR, PHONE)


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up tambon as a page."""
    path = tmp_path_factory.mktemp("plan") / "index.html"
    path.write_text(draw(content()), encoding="utf-8")
    return path


@pytest.mark.parametrize("size", SIZES)
def test_the_section_is_read_at_every_size(
    visit: Visit, page_file: Path, size: tuple[int, int]
) -> None:
    seen = visit(page_file, size=size)
    page = seen.page
    sentences = page.locator("#plan .told li").all_inner_texts()
    assert sentences[0].startswith("เร่งด่วนที่สุด: น้ำใช้เพียงพอ (หมู่ 4, 9) ตกเกณฑ์ 28 ครัวเรือน")
    assert "พบปัญหา 4 เรื่อง มีโครงการรองรับแล้ว 1 เรื่อง" in sentences[1]
    assert "น้ำดื่มสะอาดเพียงพอ (หมู่ 7)" in sentences[2]
    page.evaluate("document.querySelectorAll('#plan details').forEach(d => { d.open = true; })")
    states = page.locator("#coverage tbody .state").all_inner_texts()
    assert sorted(states) == sorted(["มี", "เสนอ", "ยังไม่มี", "ยังไม่มี"])
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    low = page.locator("#plan .see").evaluate_all(
        "links => Math.min(...links.map(one => one.getBoundingClientRect().height))"
    )
    assert low >= 44
    assert (len(seen.requests), seen.complaints) == (0, [])


def test_a_link_of_a_problem_opens_the_map_at_it(visit: Visit, page_file: Path) -> None:
    page = visit(page_file, size=PHONE).page
    page.locator("#plan .needs .see", has_text="หมู่ 4").click()
    assert page.evaluate("location.hash") == f"#bmn-2560/10/2565/{CODES[3]}"
    assert page.input_value("#indicator") == page.evaluate(
        "String(TambonPage.data.layers.findIndex(one => one.code === '10'))"
    )
    top = "document.querySelector('#map').getBoundingClientRect().top"
    becomes(page, f"-20 < {top} && {top} < 120")
    still(page)
    assert -20 < page.evaluate(top) < 120
    assert page.evaluate("document.activeElement.id") == "map"


def test_the_layer_of_projects_is_off_until_it_is_asked_for(visit: Visit, page_file: Path) -> None:
    page = visit(page_file).page
    assert page.locator(".spot.running:visible").count() == 0
    page.click("#layers summary")
    page.check("#layer-projects")
    numbers = page.locator(".facility .spot").all_inner_texts()
    assert sorted(numbers) == ["2"] * 10 + ["3"]
    assert "มีโครงการที่กำลังทำ" in page.inner_text("#legend-body")
    marker = page.locator('.facility[aria-label*="หมู่ 4"]')
    label = marker.get_attribute("aria-label") or ""
    assert "เสร็จแล้ว: ขยายเขตประปาหมู่บ้าน หมู่ที่ 4" in label
    page.click("#layers summary")
    marker.focus()
    card = page.locator(".leaflet-tooltip .own-card").inner_text()
    assert "3 โครงการ" in card
    assert "กำลังทำ: ตรวจสุขภาพประจำปี" in card
    page.keyboard.press("Escape")
    page.wait_for_selector(".leaflet-tooltip .own-card", state="detached")


def test_a_sheet_lists_the_projects_of_its_village(visit: Visit, page_file: Path) -> None:
    page = visit(page_file, view=f"#bmn-2560/10/2565/{CODES[3]}/shade/sheet").page
    rows = page.locator("#sheet-body .sheet-works li").all_inner_texts()
    assert rows[0].split("\n") == ["ขยายเขตประปาหมู่บ้าน หมู่ที่ 4", "เสร็จแล้ว · มีหลักฐานรองรับ"]
    assert len(rows) == 3
    page.select_option("#sheet-place", "0")
    assert page.locator("#sheet-body .sheet-works li").count() == 2


def test_paper_shows_what_is_folded_and_folds_it_again(visit: Visit, page_file: Path) -> None:
    page = visit(page_file).page
    shut = "document.querySelectorAll('#plan details:not([open])').length"
    before = page.evaluate(shut)
    assert before > 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(shut) == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(shut) == before


def test_without_scripts_the_section_still_tells_everything(visit: Visit, page_file: Path) -> None:
    page = visit(page_file, scripts=False).page
    assert page.locator("#plan .told li").count() == 4
    assert page.locator("#plan tr[id]").count() == 3
    assert "กระบวนการ 5 ขั้นตอน" in page.inner_text("#record")
