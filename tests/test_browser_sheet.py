"""Village sheets in a real browser: what is drawn is what was published."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import render_sample as sample
from browser import DESKTOP, PHONE, PROJECTOR
from playwright.sync_api import expect

from tambon_gis.render.profile import Profile, profiles
from tambon_gis.render.web.page import draw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from browser import Opened

pytestmark = pytest.mark.browser

ROWS = 10


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheet") / "index.html"
    path.write_text(draw(sample.content()), "utf-8")
    return path


@pytest.fixture(scope="module")
def told() -> tuple[Profile, ...]:
    return profiles(sample.content(), lang="th")


def clean(opened: Opened) -> None:
    assert opened.complaints == []
    assert opened.requests == []


def sheet_of(opened: Opened, place: int) -> None:
    opened.page.evaluate("place => TambonPage.go({sheet: place})", place)


def test_the_scripts_rank_problems_as_the_analysis_does(
    visit: Callable[..., Opened], written: Path
) -> None:
    opened = visit(written)
    frame = sample.content().standing.frame
    frame = frame[frame["order"].notna() & frame["framework"].eq("bmn-2560")].sort_values("order")
    wanted: dict[tuple[int, str], list[str]] = {}
    for row in frame.itertuples():
        wanted.setdefault((row.year, row.place), []).append(row.code)
    places = [*sample.CODES, sample.AREA]
    found = opened.page.evaluate(
        "years => years.map(year => Array.from({length: TambonPage.AREA + 1}, (_, place) =>"
        " TambonPage.problemsOf(place, 0, year)"
        ".map(one => TambonPage.data.layers[one.layer].code)))",
        list(sample.YEARS),
    )
    compared = 0
    for year, rows in zip(sample.YEARS, found, strict=True):
        for place, codes in zip(places, rows, strict=True):
            assert codes == wanted.get((year, place), [])
            compared += len(codes)
    assert compared > 400
    clean(opened)


def test_a_sheet_tells_the_worst_indicators_as_they_were_published(
    visit: Callable[..., Opened], written: Path, told: tuple[Profile, ...]
) -> None:
    opened = visit(written)
    for place in (0, 2, 9):
        sheet_of(opened, place)
        rows = opened.page.locator("#sheet-body .sheet-main tbody tr")
        mine = [line for line in told[place].problems if line.ref.startswith("bmn-2560")][:ROWS]
        assert rows.count() == len(mine)
        for row, line in zip(rows.all(), mine, strict=True):
            text = row.inner_text()
            assert line.title in text
            assert line.value in text
            assert line.detail in text
            if line.rank is not None:
                assert f"{line.rank} จาก {line.ranked}" in text
    clean(opened)


def test_bars_have_the_length_of_their_share_and_a_band_is_a_range(
    visit: Callable[..., Opened], written: Path, told: tuple[Profile, ...]
) -> None:
    opened = visit(written)
    sheet_of(opened, 2)
    drawn = opened.page.evaluate(
        "() => Array.from(document.querySelectorAll('#sheet-body tbody .bar')).map(bar => {"
        " const rect = bar.querySelector('rect'); const area = bar.querySelector('.bar-area');"
        " return [rect && rect.getAttribute('class'), parseFloat(rect.getAttribute('width')),"
        " area && parseFloat(area.getAttribute('x1'))]; })"
    )
    lines = [line for line in told[2].problems if line.ref.startswith("bmn-2560")][:ROWS]
    top = 20
    for (kind, width, area), line in zip(drawn, lines, strict=True):
        assert kind == "bar-told"
        assert width == pytest.approx(100 * line.share / top, abs=0.01)
        assert area == pytest.approx(100 * line.area_share / top, abs=0.01)
    kinds = opened.page.evaluate(
        "() => { const found = []; for (let place = 0; place < TambonPage.AREA; place += 1) {"
        " TambonPage.go({sheet: place});"
        " document.querySelectorAll('#sheet-body .sheet-main tbody tr').forEach(row => {"
        " const text = row.querySelector('.own strong').textContent;"
        " const rect = row.querySelector('rect');"
        " if (text.indexOf('น้อยกว่า') !== 0) { return; }"
        " found.push(rect && rect.getAttribute('class')); }); }"
        " return found; }"
    )
    assert set(kinds) <= {"bar-range", None}
    clean(opened)


def test_a_rounded_number_is_a_hollow_bar_and_a_hollow_point(
    visit: Callable[..., Opened], written: Path
) -> None:
    opened = visit(written)
    page = opened.page
    page.evaluate(
        "() => { const real = TambonPage.at; TambonPage.at = (layer, year, place) => {"
        " const one = real(layer, year, place);"
        " return place === TambonPage.AREA && one.form === 'exact' ?"
        " Object.assign({}, one, {form: 'rounded'}) : one; }; }"
    )
    sheet_of(opened, 3)
    assert page.locator("#sheet-body .bar-about, #sheet-body .line-dot.about").count() == 0
    sheet_of(opened, len(sample.CODES))
    bars = page.eval_on_selector_all(
        "#sheet-body .sheet-main tbody .bar rect", "all => all.map(one => one.className.baseVal)"
    )
    assert bars.count("bar-about") >= 3
    assert "bar-told" not in bars
    for kind in ("rect.bar-about", ".line-dot.about"):
        fill = page.locator(f"#sheet-body {kind}").first.evaluate(
            "one => getComputedStyle(one).fill"
        )
        assert fill == "rgb(255, 255, 255)", kind
    assert "เลขปัด" in page.inner_text("#sheet-body .sheet-key >> nth=0")
    clean(opened)


def test_the_smallest_village_shows_that_it_is_hidden(
    visit: Callable[..., Opened], written: Path
) -> None:
    opened = visit(written)
    sheet_of(opened, 10)
    body = opened.page.locator("#sheet-body")
    assert "ปกปิด เพราะสำรวจไม่ถึง 10 ครัวเรือน" in body.inner_text()
    assert "ปกปิด: แต่ละช่องต้องมาจากอย่างน้อย 5 ครัวเรือน" in body.inner_text()
    assert body.locator(".sheet-people svg").count() == 0
    assert body.locator(".sheet-main table").count() == 0
    assert body.locator(".radar-own").count() == 0
    clean(opened)


def test_people_years_radar_and_near_places_have_their_words(
    visit: Callable[..., Opened], written: Path, told: tuple[Profile, ...]
) -> None:
    opened = visit(written)
    sheet_of(opened, 3)
    body = opened.page.locator("#sheet-body")
    people = body.locator(".sheet-people svg").get_attribute("aria-label") or ""
    for band in told[3].pyramid:
        assert f"{band.label} ชาย {band.male} หญิง {band.female}" in people
    years = body.locator(".sheet-years svg")
    assert years.count() == 6
    for drawing in years.all():
        label = drawing.get_attribute("aria-label") or ""
        assert all(str(year) in label for year in sample.YEARS)
    radar = body.locator(".sheet-radar").inner_text()
    assert "ยังไม่ยืนยัน" in radar
    for one in told[3].aspects:
        assert one.title in radar
        if one.value is not None:
            assert f"{one.value:.1f}" in radar
    near = body.locator(".sheet-near").inner_text()
    assert "ระยะเส้นตรงจากกลางหมู่บ้าน" in near
    for one in told[3].reach:
        assert one.name in near
    clean(opened)


def test_years_join_only_points_that_show_a_number(
    visit: Callable[..., Opened], written: Path
) -> None:
    opened = visit(written)
    found = opened.page.evaluate(
        "() => { const out = []; for (let place = 0; place <= TambonPage.AREA; place += 1) {"
        " TambonPage.go({sheet: place});"
        " TambonPage.problemsOf(place, 0, 2565).slice(0, 6).forEach((row, i) => {"
        " const figure = document.querySelectorAll('#sheet-body .sheet-lines figure')[i];"
        " const forms = [2563, 2564, 2565].map(year => TambonPage.at(row.layer, year, place).form);"
        " const path = figure.querySelector('.line-own').getAttribute('d');"
        " const dots = figure.querySelectorAll('.line-dot').length;"
        " out.push([forms, (path.match(/L/g) || []).length, dots]); }); }"
        " return out; }"
    )
    assert len(found) > 40
    for forms, joined, dots in found:
        exact = [form in {"exact", "zero"} for form in forms]
        assert dots == sum(exact)
        assert joined == sum(a and b for a, b in pairwise(exact))
    clean(opened)


def test_a_village_is_chosen_by_list_buttons_card_and_address(
    visit: Callable[..., Opened], written: Path
) -> None:
    opened = visit(written)
    page = opened.page
    title = page.locator("#sheet-body h3")
    assert title.inner_text() == "ทั้งตำบล"
    page.select_option("#sheet-place", "4")
    assert title.inner_text() == "หมู่ 5 บ้านหัวไผ่"
    page.click("#sheet-after")
    assert title.inner_text() == "หมู่ 6 บ้านที่ดอน"
    page.click("#sheet-before")
    assert page.evaluate("document.activeElement.id") == "sheet-before"
    address = page.evaluate("window.location.hash")
    assert address.endswith(f"{sample.CODES[4]}/shade/sheet")
    again = visit(written, view=address)
    assert again.page.locator("#sheet-body h3").inner_text() == "หมู่ 5 บ้านหัวไผ่"
    expect(again.page.locator("#sheets-title")).to_be_in_viewport()
    card = visit(written)
    card.page.evaluate("TambonPage.keep(7)")
    card.page.click(".card .to-sheet")
    assert card.page.locator("#sheet-body h3").inner_text() == "หมู่ 8 บ้านหนองน้ำใส"
    assert card.page.evaluate("document.activeElement.tagName") == "H3"
    for one in (opened, again, card):
        clean(one)


@pytest.mark.parametrize("size", [PHONE, PROJECTOR, DESKTOP])
def test_a_sheet_fits_its_screen_and_is_large_enough(
    visit: Callable[..., Opened], written: Path, size: tuple[int, int]
) -> None:
    opened = visit(written, size=size)
    sheet_of(opened, 1)
    wide = opened.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1]
    small = opened.page.evaluate(
        "() => Array.from(document.querySelectorAll('#sheets *')).filter(node => {"
        " const texts = Array.from(node.childNodes).filter(one => one.nodeType === 3);"
        " const own = texts.some(one => one.data.trim());"
        " if (!own || !node.getClientRects().length) { return false; }"
        " const scale = node.ownerSVGElement ? node.ownerSVGElement.getScreenCTM().a : 1;"
        " return scale * parseFloat(getComputedStyle(node).fontSize) < 15.9; })"
        ".map(node => node.outerHTML.slice(0, 80))"
    )
    assert small == []
    low = opened.page.evaluate(
        "() => Array.from(document.querySelectorAll('#sheets button, #sheets select'))"
        ".map(node => node.getBoundingClientRect().height).filter(height => height < 44)"
    )
    assert low == []
    clean(opened)


def test_every_village_takes_one_printed_page(visit: Callable[..., Opened], written: Path) -> None:
    opened = visit(written)
    page = opened.page
    page.evaluate("TambonPage.layOutSheets(true)")
    titles = page.locator("#sheets-print .sheet-page h2").all_inner_texts()
    assert len(titles) == len(sample.CODES) + 1
    assert titles[0] == "หมู่ 1 บ้านหนองน้ำใส"
    assert titles[-1] == "ทั้งตำบล"
    for drawn in page.locator(".sheet-page").all():
        assert drawn.bounding_box()["height"] <= 703
    page.evaluate("TambonPage.layOutSheets(false)")
    assert page.locator("#sheets-print *").count() == 0
    clean(opened)


def test_a_page_of_many_places_draws_no_sheet_before_it_is_looked_at(
    visit: Callable[..., Opened], tmp_path: Path
) -> None:
    path = tmp_path / "index.html"
    path.write_text(draw(sample.grid(18)), "utf-8")
    opened = visit(path)
    page = opened.page
    assert page.locator("#sheet-body *").count() == 0
    page.locator("#sheets").scroll_into_view_if_needed()
    expect(page.locator("#sheet-body h3")).to_have_text("ทั้งตำบล")
    sheet_of(opened, 7)
    assert page.locator("#sheet-body h3").inner_text() == "ตำบล 7"
    clean(opened)


def test_hostile_names_are_text(visit: Callable[..., Opened], tmp_path: Path) -> None:
    names = ("<img src=x onerror=alert(1)>", *sample.NAMES[1:])
    path = tmp_path / "index.html"
    path.write_text(draw(sample.content(names=names)), "utf-8")
    opened = visit(path)
    sheet_of(opened, 0)
    assert names[0] in opened.page.locator("#sheet-body h3").inner_text()
    assert opened.page.locator("#sheets img").count() == 0
    clean(opened)
