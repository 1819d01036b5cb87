"""The map of several levels in Chromium, network off: by mouse, by keys, by address, by search."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import country
import pandas as pd
import pytest
import shapely
from browser import DESKTOP, PHONE, becomes
from test_browser_axe import faults

from tambon_gis.model.document import Text
from tambon_gis.model.story import Step, Story
from tambon_gis.publish import review
from tambon_gis.render.web.page import draw

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.browser

REAL = Path(__file__).parents[2] / "shared" / "data" / "boundaries" / "thailand_tambon.geojson.gz"
AREAS = "document.querySelectorAll('.leaflet-overlay-pane path[data-place]').length"
#: Rings of a place, of any rung, in degrees.
RINGS = """code => {
  const T = TambonPage;
  return T.outlineOf(T.spotOf(code)).flat().map(ring => {
    const out = [];
    T.walk(ring, (x, y) => out.push([x / T.borders.scale, y / T.borders.scale]));
    return out;
  });
}"""
#: A point of the window at which a pale neighbour lies on top.
PALE = """() => {
  const box = document.getElementById("map").getBoundingClientRect();
  for (let y = box.top + 60; y < Math.min(box.bottom, innerHeight) - 60; y += 10) {
    for (let x = box.left + 10; x < box.right - 10; x += 10) {
      const node = document.elementFromPoint(x, y);
      if (node && node.matches("path") && node.closest(".leaflet-around-pane")) { return [x, y]; }
    }
  }
  return null;
}"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The country's page on disk."""
    path = tmp_path_factory.mktemp("drill") / "index.html"
    path.write_text(draw(country.content()), encoding="utf-8")
    return path


@pytest.fixture
def opened(visit: Callable[..., Any], file: Path) -> Any:
    """The page once its map is drawn; at the end nothing was asked for or said."""
    found = visit(file)
    found.page.wait_for_selector("path[data-place]")
    yield found
    assert found.requests == []
    assert found.complaints == []


def press(page: Any, place: int) -> None:
    """Click the label point of a place that is shown."""
    page.mouse.click(*page.evaluate("place => TambonPage.onScreen(place)", place))


def way(page: Any) -> list[str]:
    """The way from the whole down to here."""
    return page.locator("#rung-path li").all_inner_texts()


def cells(page: Any) -> list[dict[str, Any]]:
    """What the page shows of each place, the whole area last."""
    found = page.evaluate(
        """() => { const T = TambonPage; return T.data.places.map((one, i) => [one[0], T.cell(i)])
        .concat([[T.data.area.code, T.cell(T.AREA)]]); }"""
    )
    return [{"place": code, **cell} for code, cell in found]


def agree(page: Any) -> int:
    """Every cell that is shown is the sealed one; how many there are."""
    code = page.evaluate("TambonPage.layer().code")
    frame = country.measures().frame
    own = frame[(frame["code"] == code) & (frame["year"] == 2565)].set_index("place")
    shown = cells(page)
    for one in shown:
        sealed = own.loc[one["place"]]
        assert one["form"] == sealed["form"]
        for name in ("asked", "failing", "share", "households"):
            told = None if pd.isna(sealed[name]) else float(sealed[name])
            assert one[name] == told, (one, name)
    return len(shown)


def legend_counts(page: Any) -> int:
    """The number of places over all classes of the legend."""
    return sum(map(int, page.locator("#legend-body .classes .many").all_inner_texts()))


def test_the_page_opens_at_the_provinces(opened: Any) -> None:
    page = opened.page
    assert page.evaluate(AREAS) == 3
    assert way(page) == [country.TITLE]
    assert page.locator("#rows tbody tr").count() == 3
    assert "รายจังหวัด" in page.inner_text("#legend-body .rung")
    assert "ชั้นสีชุดเดียวกัน" in page.inner_text("#legend-body")
    assert page.locator(".rise").is_hidden()
    assert agree(page) == 4
    assert legend_counts(page) == 3


def test_two_rungs_down_by_mouse_and_up_by_the_way_and_the_button(opened: Any) -> None:
    page = opened.page
    press(page, 1)
    assert way(page) == [country.TITLE, "จังหวัด 98"]
    assert page.evaluate(AREAS) == 3
    assert agree(page) == 4
    page.mouse.move(5, 5)
    assert "จังหวัด 98" in page.inner_text("#card-body h3")
    press(page, 2)
    assert way(page) == [country.TITLE, "จังหวัด 98", "อำเภอ 9803"]
    assert page.evaluate(AREAS) == 4
    assert page.locator("#rows tbody tr").count() == 4
    assert "รายตำบล" in page.inner_text("#legend-body .rung")
    assert agree(page) == 5
    assert legend_counts(page) == 4
    press(page, 0)
    page.mouse.move(5, 5)
    assert way(page)[-1].startswith("ตำบลสาธิต")
    assert page.inner_text("#card-body h3") == way(page)[-1]
    page.click("#rung-path button[data-code='98']")
    assert way(page) == [country.TITLE, "จังหวัด 98"]
    page.click(".rise")
    assert way(page) == [country.TITLE]
    assert page.evaluate(AREAS) == 3


def test_two_rungs_down_and_up_by_keys(opened: Any) -> None:
    page = opened.page
    page.focus("path[data-place='0']")
    assert "กดเพื่อดูรายอำเภอ" in page.get_attribute("path[data-place='0']", "aria-label")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert way(page)[-1] == "จังหวัด 98"
    assert page.inner_text("#rung-said") == "แสดงรายอำเภอ จังหวัด 98 จำนวน 3 อำเภอ"
    focus = "document.activeElement.getAttribute('data-place')"
    assert page.evaluate(focus) == "0"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert way(page)[-1] == "อำเภอ 9802"
    page.keyboard.press("Enter")
    assert way(page)[-1].startswith("ตำบล")
    page.keyboard.press("Escape")
    assert way(page)[-1] == "อำเภอ 9802"
    page.keyboard.press("Escape")
    assert way(page)[-1] == "จังหวัด 98"
    assert page.evaluate(focus) == "1"
    page.keyboard.press("Backspace")
    assert way(page) == [country.TITLE]
    assert page.evaluate(focus) == "1"
    page.keyboard.press("Escape")
    assert way(page) == [country.TITLE]


def test_the_table_goes_down_too_and_keeps_the_focus(opened: Any) -> None:
    page = opened.page
    page.click("#rows tbody tr:nth-child(3) button")
    assert way(page)[-1] == "จังหวัด 99"
    assert page.evaluate("document.activeElement.closest('#rows tbody tr') !== null")


def test_the_back_button_undoes_a_step_and_an_address_opens_a_place(
    opened: Any, visit: Callable[..., Any], file: Path
) -> None:
    page = opened.page
    press(page, 0)
    press(page, 1)
    becomes(page, "() => location.hash.endsWith('/2565/9702')")
    address = page.evaluate("location.hash")
    page.go_back()
    becomes(page, "() => TambonPage.rung.code === '97'")
    assert way(page)[-1] == "จังหวัด 97"
    page.go_back()
    becomes(page, "() => TambonPage.rung.code === 'TH'")
    page.go_forward()
    becomes(page, "() => TambonPage.rung.code === '97'")
    for view, last in (
        (address, "อำเภอ 9702"), ("#99", "จังหวัด 99"), ("#9903", "อำเภอ 9903"),
        ("#990302", "ตำบล"), ("#nonsense", country.TITLE), ("#123456", country.TITLE),
    ):  # fmt: skip
        other = visit(file, view=view)
        other.page.wait_for_selector("path[data-place]")
        assert way(other.page)[-1].startswith(last), view
        assert other.complaints == []
    page.evaluate("location.hash = '#9801'")
    becomes(page, "() => TambonPage.rung.code === '9801'")
    assert agree(page) == 5


def test_another_indicator_stays_where_it_was_asked_for(opened: Any) -> None:
    page = opened.page
    press(page, 0)
    for code in country.CODES:
        page.evaluate(
            "code => { const T = TambonPage;"
            " T.go({layer: T.data.layers.findIndex(l => l.code === code)}); }",
            code,
        )
        assert way(page)[-1] == "จังหวัด 97"
        agree(page)


def test_search_finds_any_rung_and_goes_there(opened: Any) -> None:
    page = opened.page
    page.fill("#seek", "9802")
    page.keyboard.press("Enter")
    assert way(page)[-1] == "อำเภอ 9802"
    name = country.tambons().set_index("place")["name"]["990101"]
    page.fill("#seek", f"ต. {name}")
    assert page.get_attribute("#seek", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#seek", "aria-activedescendant") == "seek-0"
    assert page.locator("#seek-0 small").inner_text() == "อำเภอ 9901 จังหวัด 99"
    page.keyboard.press("Enter")
    assert way(page)[-1] == f"ตำบล{name}"
    assert page.evaluate("TambonPage.rung.code") == "9901"
    page.fill("#seek", "ไม่มีที่นี่")
    assert page.inner_text("#seek-list") == "ไม่พบชื่อนี้"
    page.keyboard.press("Escape")
    assert page.locator("#seek-list").is_hidden()


def test_neighbours_are_pale_and_lead_sideways(opened: Any) -> None:
    page = opened.page
    around = "document.querySelectorAll('.leaflet-around-pane path').length"
    assert page.evaluate(around) == 0
    press(page, 1)
    assert page.evaluate(around) == 2
    press(page, 1)
    assert page.evaluate(around) == 4
    page.evaluate("TambonPage.visit('98')")
    page.mouse.click(*page.evaluate(PALE))
    assert way(page)[-1] in {"จังหวัด 97", "จังหวัด 99"}


@pytest.mark.parametrize("code", ["97", "98", "9701", "9703", "9802", "970101"])
def test_outlines_from_borders_are_the_union(opened: Any, code: str) -> None:
    found = [shapely.Polygon(ring) for ring in opened.page.evaluate(RINGS, code)]
    shape = found[0]
    for ring in found[1:]:
        shape = shape.symmetric_difference(ring)  # even-odd
    tambons = country.content().places.frame
    union = shapely.union_all(tambons[tambons["place"].str.startswith(code)].geometry)
    assert shapely.symmetric_difference(shape, union).area < 1e-9


def test_a_phone_shows_it_all_within_its_width(visit: Callable[..., Any], file: Path) -> None:
    found = visit(file, size=PHONE)
    page = found.page
    page.wait_for_selector("path[data-place]")
    for code in ("98", "9802", "980201"):
        page.evaluate("code => TambonPage.visit(code)", code)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    small = page.evaluate(
        """() => [...document.querySelectorAll('#rung-path button, .rise, #seek')]
        .filter(n => n.getBoundingClientRect().height < 44).length"""
    )
    assert small == 0
    assert found.complaints == []


def test_what_is_printed_is_what_is_shown(opened: Any) -> None:
    page = opened.page
    press(page, 1)
    page.emulate_media(media="print")
    assert page.locator("#rung-path").is_visible()
    assert page.locator("#seek").is_hidden()
    assert page.locator(".rise").is_hidden()


def test_a_presentation_goes_to_its_places_and_comes_back(
    visit: Callable[..., Any], tmp_path: Path
) -> None:
    text = Text(th="เรื่อง", en="Story")
    places = (None, "980201", "99", "9701")
    steps = tuple(Step(title=text, text=text, place=place) for place in places)
    tale = review.tale(Story(title=text, step=steps), draft=False)
    path = tmp_path / "index.html"
    path.write_text(draw(replace(country.content(), tale=tale)), encoding="utf-8")
    found = visit(path, view="#98")
    page = found.page
    page.wait_for_selector("path[data-place]")
    page.click("#present-open")
    seen = []
    for _ in places:
        seen.append(page.evaluate("[TambonPage.rung.code, TambonPage.state.kept]"))
        page.keyboard.press("ArrowRight")
    assert seen == [["TH", None], ["9802", 0], ["99", None], ["9701", None]]
    page.keyboard.press("Escape")
    page.wait_for_selector("#present", state="hidden")
    assert page.evaluate("TambonPage.rung.code") == "98"
    assert found.complaints == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_grave_fault_of_access(chromium: Any, file: Path, size: tuple[int, int]) -> None:
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, offline=True, bypass_csp=True
    )
    try:
        page = context.new_page()
        page.goto(file.as_uri() + "#9802")
        page.wait_for_selector("path[data-place]")
        assert faults(page) == []
        page.fill("#seek", "สาธิต")
        page.keyboard.press("ArrowDown")
        assert faults(page, whole=False) == []
    finally:
        context.close()


def test_a_province_alone_begins_at_its_amphoes(visit: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_text(draw(country.content("98")), encoding="utf-8")
    found = visit(path)
    found.page.wait_for_selector("path[data-place]")
    assert way(found.page) == ["จังหวัด 98"]
    press(found.page, 0)
    assert found.page.evaluate(AREAS) == 4
    assert found.complaints == []


def test_what_is_sensitive_is_withheld_at_the_rung_of_villages_alone(
    visit: Callable[..., Any], tmp_path: Path
) -> None:
    path = tmp_path / "index.html"
    path.write_text(draw(country.of_villages()), encoding="utf-8")
    found = visit(path, view="#bmn-2560/16/2565")
    page = found.page
    page.wait_for_selector("path[data-place]")
    listed = "select => select.selectedOptions[0].text"
    choose = """code => { const T = TambonPage;
        T.go({layer: T.data.layers.findIndex(l => l.code === code)}); }"""
    for code in ("98", "9802", "980201", "9802", "98"):
        page.evaluate("code => TambonPage.visit(code)", code)
        shown = code != "980201"
        forms = [one["form"] for one in cells(page)[:-1]]
        assert len(forms) == (4 if code == "980201" else 3)
        assert [form != "withheld" for form in forms] == [shown] * len(forms)
        assert cells(page)[-1]["form"] != "withheld"
        assert page.locator("#rows tbody button").count() == (len(forms) if shown else 0)
        option = page.eval_on_selector("#indicator", listed)
        assert option.startswith("16. ")
        assert ("เฉพาะทั้งตำบล" in option) != shown
        assert "เฉพาะทั้งจังหวัด" not in option
        assert page.locator("#definition .care").count() == (0 if shown else 1)
        assert page.locator("#legend-body .direction").count() == (1 if shown else 0)
        assert legend_counts(page) == len(forms)
        page.evaluate(choose, "6")
        assert page.locator("#rows tbody button").count() == len(forms)
        assert "เฉพาะ" not in page.eval_on_selector("#indicator", listed)
        page.evaluate(choose, "16")
    assert found.complaints == []


@pytest.mark.skipif(not REAL.exists(), reason="the real tambons are not beside the repository")
def test_all_real_tambons_in_one_page(visit: Callable[..., Any], tmp_path: Path) -> None:
    import real_country

    path = tmp_path / "index.html"
    path.write_text(draw(real_country.content(REAL)), encoding="utf-8")
    assert path.stat().st_size < 3_500_000
    for size in (DESKTOP, PHONE):
        found = visit(path, size=size)
        page = found.page
        page.wait_for_selector("path[data-place]")
        assert page.evaluate(AREAS) == 77
        page.evaluate("TambonPage.visit('50')")
        assert page.evaluate(AREAS) == 25
        page.fill("#seek", "พระบรมมหาราชวัง")
        page.keyboard.press("Enter")
        assert way(page)[1:] == ["กรุงเทพมหานคร", "เขตพระนคร", "แขวงพระบรมมหาราชวัง"]
        assert found.requests == []
        assert found.complaints == []
