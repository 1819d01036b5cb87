"""The page in Chromium with the network off: what people see, and what nothing may do."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from browser import DESKTOP, PHONE, PROJECTOR, Opened, still, until
from render_sample import NAMES, content, grid

from tambon_gis.model.sealed import seal
from tambon_gis.render.web.page import draw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Visit = Callable[..., Opened]

pytestmark = pytest.mark.browser

BMN = "#bmn-2560"
HOSTILE = (
    "<img src=x onerror=window.hit=1>",
    "<script>window.hit=1</script>",
    "</script><script>window.hit=1</script>",
    "`${window.hit=1}`",
    "${window.hit=1}",
    "{{7*7}}{% raw %}",
    "\u2028window.hit=1\u2029",
    '"><svg onload=window.hit=1>',
    "javascript:window.hit=1",
    "<!--<script>",
    '=HYPERLINK("http://evil.example/","x")&amp;',
)


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up tambon as a page."""
    path = tmp_path_factory.mktemp("page") / "index.html"
    path.write_text(draw(content()), encoding="utf-8")
    return path


def fills(opened: Opened) -> list[str]:
    """The class of every polygon, in the order of the places."""
    return opened.page.eval_on_selector_all(
        "path[data-place]", "all => all.map(p => p.dataset.class + p.getAttribute('fill'))"
    )


def legend(opened: Opened) -> str:
    """The text of the legend."""
    return opened.page.inner_text("#legend-body")


def column(opened: Opened, number: int) -> list[str]:
    """The texts of a column of the table."""
    return opened.page.eval_on_selector_all(
        f"#rows tbody tr > :nth-child({number})", "all => all.map(c => c.innerText.trim())"
    )


@pytest.mark.parametrize("size", [DESKTOP, PROJECTOR, PHONE])
def test_it_opens_without_a_request_or_a_complaint(
    visit: Visit, page_file: Path, size: tuple[int, int]
) -> None:
    opened = visit(page_file, size=size)
    assert opened.page.locator("path[data-place]").count() == len(NAMES)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert opened.requests == []
    assert opened.complaints == []


@pytest.mark.parametrize("size", [DESKTOP, PROJECTOR, PHONE])
def test_nothing_covers_the_controls_and_they_are_large_enough(
    visit: Visit, page_file: Path, size: tuple[int, int]
) -> None:
    page = visit(page_file, size=size).page
    for button in page.locator(
        ".leaflet-control-zoom a, button.fit, #years button, #indicator, .tabs a"
    ).all():
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert button.evaluate(
            "b => { const r = b.getBoundingClientRect();"
            " const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);"
            " return b === top || b.contains(top); }"
        )


def test_thai_is_written_in_the_typeface_that_the_page_carries(
    visit: Visit, page_file: Path
) -> None:
    page = visit(page_file).page
    page.evaluate("document.fonts.ready")
    assert page.evaluate("[...document.fonts].every(f => f.status === 'loaded')")
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    used = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert [font["isCustomFont"] for font in used] == [True]
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18
    assert page.get_attribute("html", "lang") == "th"


def test_another_indicator_changes_fills_and_legend_and_table_together(
    visit: Visit, page_file: Path
) -> None:
    opened = visit(page_file, view=f"{BMN}/5/2565")
    before = (
        fills(opened),
        legend(opened),
        column(opened, 3),
        opened.page.inner_text("#definition"),
    )
    opened.page.select_option("#indicator", label="6. ตรวจสุขภาพ 35 ปีขึ้นไป")
    after = (
        fills(opened),
        legend(opened),
        column(opened, 3),
        opened.page.inner_text("#definition"),
    )
    assert all(a != b for a, b in zip(before, after, strict=True))
    assert "ตรวจสุขภาพ 35 ปีขึ้นไป" in after[1]
    assert "ร้อยละของคนที่ตกเกณฑ์" in after[1]
    assert opened.page.url.endswith(f"{BMN}/6/2565")
    assert opened.complaints == []


def test_the_legend_counts_every_village_once(visit: Visit, page_file: Path) -> None:
    page = visit(page_file, view=f"{BMN}/5/2565").page
    counts = page.eval_on_selector_all(
        "#legend-body .many", "all => all.map(c => Number(c.textContent))"
    )
    assert sum(counts) == len(NAMES)
    drawn = page.eval_on_selector_all("path[data-place]", "all => all.map(p => p.dataset.class)")
    named = page.eval_on_selector_all(
        "#legend-body li[data-class]", "all => all.map(c => c.dataset.class)"
    )
    assert set(drawn) == set(named)


def test_year_buttons_show_the_years_of_the_rulebook_and_move_the_map(
    visit: Visit, page_file: Path
) -> None:
    opened = visit(page_file, view=f"{BMN}/5/2565")
    years = "#years button"
    assert opened.page.locator(years).all_inner_texts() == [
        "พ.ศ.\u00a02563",
        "พ.ศ.\u00a02564",
        "พ.ศ.\u00a02565",
    ]
    before = fills(opened)
    opened.page.click("#years button[data-year='2563']")
    assert fills(opened) != before
    assert "2563" in legend(opened)
    assert "2563" in opened.page.inner_text("#year-now")
    assert opened.page.get_attribute("#years button[data-year='2563']", "aria-pressed") == "true"
    opened.page.select_option("#indicator", label="1. ถนน")
    assert opened.page.locator(years).all_inner_texts() == ["พ.ศ.\u00a02564"]


def test_an_unverified_rulebook_says_so_everywhere(visit: Visit, page_file: Path) -> None:
    page = visit(page_file, view="#nrd2c/1/2564").page
    groups = page.eval_on_selector_all("optgroup", "all => all.map(g => g.label)")
    assert all(("ยังไม่ยืนยัน" in group) == ("กชช" in group) for group in groups)
    for part in ("#legend-body .badge", "#rows caption .badge", "#definition .badge"):
        assert page.inner_text(part) == "ยังไม่ยืนยัน"


def test_a_score_layer_has_a_class_for_each_score_and_hatching_for_no_data(
    visit: Visit, page_file: Path
) -> None:
    page = visit(page_file, view="#nrd2c/1/2564").page
    classes = page.eval_on_selector_all(
        "#legend-body li[data-class]", "all => all.map(c => c.dataset.class)"
    )
    assert classes == ["s1", "s2", "s3", "no_data"]
    assert page.get_attribute("path[data-place='5']", "fill") == "url(#map-no_data)"


def test_a_withheld_indicator_shows_the_tambon_and_the_reason(
    visit: Visit, page_file: Path
) -> None:
    page = visit(page_file, view=f"{BMN}/1/2565").page
    assert set(
        page.eval_on_selector_all("path[data-place]", "all => all.map(p => p.dataset.class)")
    ) == {"withheld"}
    assert "ตัวชี้วัดที่มีข้อมูลอ่อนไหว" in page.inner_text("#rows tbody")
    assert "%" in page.inner_text("#rows tfoot")


def test_sorting_keeps_numbers_first_and_tells_the_reader(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file, view=f"{BMN}/4/2565")
    head = "#rows th.is-value"
    for direction in ("descending", "ascending"):
        opened.page.click(f"{head} button")
        assert opened.page.get_attribute(head, "aria-sort") == direction
        texts = column(opened, 3)
        told = [text.endswith("%") for text in texts]
        assert told == sorted(told, reverse=True)
        assert texts[-1] == "ปกปิด"
        assert opened.page.evaluate("document.activeElement.dataset.column") == "value"
    opened.page.click("#rows th.is-moo button")
    assert column(opened, 1) == [str(moo) for moo in range(1, len(NAMES) + 1)]


def test_a_polygon_in_focus_shows_its_card_and_marks_its_row(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file, view=f"{BMN}/4/2565")
    page = opened.page
    assert page.inner_text("#card-body h3") == "ทั้งตำบล"
    page.focus("path[data-place='0']")
    for place in range(len(NAMES) - 1):
        assert page.evaluate("document.activeElement.dataset.place") == str(place)
        page.keyboard.press("Tab")
    assert page.inner_text("#card-body h3") == "หมู่ 11 บ้านใหม่สามัคคี"
    assert page.inner_text("#card-body .value") == "ปกปิด"
    assert "สำรวจน้อยกว่า 10 ครัวเรือน" in page.inner_text("#card-body")
    assert page.get_attribute("#rows tr.on", "data-place") == "10"
    assert "ปกปิด" in (page.get_attribute("path[data-place='10']", "aria-label") or "")
    page.keyboard.press("Enter")
    page.focus("#indicator")
    assert page.inner_text("#card-body h3") == "หมู่ 11 บ้านใหม่สามัคคี"
    page.keyboard.press("Escape")
    assert page.inner_text("#card-body h3") == "ทั้งตำบล"


def test_hover_and_row_show_the_same_card(visit: Visit, page_file: Path) -> None:
    page = visit(page_file, view=f"{BMN}/5/2565").page
    x, y = page.evaluate("TambonPage.onScreen(4)")
    page.mouse.move(x + 30, y + 30)
    hovered = page.inner_text("#card-body")
    page.mouse.move(2, 2)
    page.focus("#rows tr[data-place='4'] button")
    assert page.inner_text("#card-body") == hovered
    assert "17 จาก 205 ครัวเรือน" in hovered
    assert page.locator(".leaflet-marks-pane path").count() == 2


def test_facilities_are_a_layer_that_the_legend_follows(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file)
    page = opened.page
    works = page.locator(".facility").count()
    assert "แหล่งน้ำ" not in legend(opened)
    page.click("#layers > summary")
    page.check("#layer-facilities")
    assert page.locator(".facility svg use").count() == works + 5
    assert "แหล่งน้ำ" in legend(opened)
    page.focus(".facility[aria-label*='วัดหัวไผ่'] >> nth=0")
    assert page.inner_text(".tip").startswith("วัดหัวไผ่\nวัดและสำนักสงฆ์")
    page.click("#layers > summary")
    page.uncheck("#layer-facilities")
    assert page.locator(".facility").count() == works
    assert "แหล่งน้ำ" not in legend(opened)


def test_labels_lie_inside_and_do_not_meet(visit: Visit, page_file: Path) -> None:
    page = visit(page_file).page
    boxes = page.eval_on_selector_all(
        ".label",
        "all => all.map(l => l.getBoundingClientRect())"
        ".map(r => [r.left, r.top, r.right, r.bottom])",
    )
    assert len(boxes) >= 8
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_hostile_names_are_shown_as_text(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(draw(content(names=HOSTILE)), encoding="utf-8")
    opened = visit(path)
    for place, name in enumerate(HOSTILE):
        opened.page.focus(f"path[data-place='{place}']")
        shown = opened.page.text_content("#card-body h3")
        assert shown == f"หมู่ {place + 1} {name}"
    assert [
        name.strip() for name in opened.page.locator("#rows tbody .is-name").all_text_contents()
    ] == [name.strip() for name in HOSTILE]
    assert opened.page.evaluate("window.hit") is None
    assert opened.page.locator("img, svg[onload]").count() == 0
    assert opened.requests == []
    assert opened.complaints == []


def test_the_policy_blocks_what_is_slipped_in(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file)
    refused = opened.page.evaluate("fetch('https://example.org/').then(() => 'sent', e => e.name)")
    assert refused == "TypeError"
    opened.page.evaluate(
        "() => { const script = document.createElement('script');"
        " script.textContent = 'window.hit = 1'; document.body.append(script);"
        " const box = document.createElement('div'); document.body.append(box);"
        " box.innerHTML = '<img src=x onerror=\"window.hit=1\">'; }"
    )

    def refusals(of: str) -> list[str]:
        told = [text for text in opened.complaints if "Content Security Policy" in text]
        return [text for text in told if of in text]

    until(opened.page, lambda: refusals("example.org") and refusals("script"))
    assert opened.page.evaluate("window.hit") is None
    assert refusals("example.org")
    assert refusals("script")


def test_many_places_are_drawn_on_a_canvas(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "many.html"
    path.write_text(draw(grid(20)), encoding="utf-8")
    opened = visit(path)
    assert opened.page.locator("canvas.leaflet-zoom-animated").count() == 1
    assert opened.page.locator("path[data-place]").count() == 0
    assert opened.page.locator("#rows tbody tr[data-place]").count() == 200
    opened.page.hover("#rows tr[data-place='0']")
    assert opened.page.inner_text("#card-body h3") == "ตำบล 0"
    opened.page.evaluate("scrollTo(0, 0)")
    box = opened.page.locator("#map").bounding_box()
    assert box is not None
    opened.page.mouse.move(box["x"] + box["width"] / 2 + 3, box["y"] + box["height"] / 2 - 9)
    assert opened.page.inner_text("#card-body h3").startswith("ตำบล ")
    assert opened.requests == []
    assert opened.complaints == []


def test_without_scripts_there_is_a_still_map(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file, scripts=False)
    assert opened.page.locator(".still path[stroke]").count() == len(NAMES)
    assert "แผนที่นิ่ง" in opened.page.inner_text(".still figcaption")
    assert not opened.page.locator(".board").is_visible()


def test_it_prints_on_a4_landscape_with_the_map_first(
    visit: Visit, page_file: Path, tmp_path: Path
) -> None:
    opened = visit(page_file)
    printed = opened.page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert b"/MediaBox [0 0 841." in printed
    assert opened.complaints == []


def test_english_page_and_watermark(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "internal.html"
    path.write_text(draw(content(audience="internal"), lang="en"), encoding="utf-8")
    page = visit(path).page
    assert page.get_attribute("html", "lang") == "en"
    assert page.inner_text(".badge.internal") == "Internal: do not publish"
    mark = page.evaluate("getComputedStyle(document.body, '::after').content")
    assert "Internal: do not publish" in mark


def framed(tmp_path: Path, page_file: Path) -> Path:
    """A page with the map's page in a frame that is not shown."""
    (tmp_path / "index.html").write_text(page_file.read_text(encoding="utf-8"), encoding="utf-8")
    outer = tmp_path / "outer.html"
    outer.write_text(
        '<!doctype html><iframe src="index.html" width="1200" height="700"'
        ' style="display:none"></iframe>',
        encoding="utf-8",
    )
    return outer


def test_a_page_that_starts_hidden_draws_its_map_when_it_is_shown(
    visit: Visit, page_file: Path, tmp_path: Path
) -> None:
    opened = visit(framed(tmp_path, page_file))
    inner = opened.page.frames[1]
    inner.wait_for_selector("#rows tbody tr", state="attached")
    assert inner.locator("#legend-body li").count() > 0
    assert inner.locator("#years button").count() == 3
    opened.page.evaluate("document.querySelector('iframe').style.display = 'block'")
    inner.wait_for_selector("path[data-place]")
    box = inner.locator("path[data-place]").first.bounding_box()
    assert box is not None
    assert box["height"] > 40
    assert inner.locator("path[data-place][aria-label]").count() == len(NAMES)
    assert inner.locator(".label").count() >= 8
    assert opened.complaints == []


def test_a_page_of_no_size_keeps_quiet_and_comes_back(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file, size=(20, 20))
    assert opened.page.locator("#rows tbody tr").count() == len(NAMES)
    for width, height in ((1280, 800), (20, 20), (60, 150), (20, 740), (360, 740)):
        opened.page.set_viewport_size({"width": width, "height": height})
        still(opened.page)
    assert opened.complaints == []
    map_box = opened.page.locator("#map").bounding_box()
    assert map_box is not None
    for path in opened.page.locator("path[data-place]").all():
        box = path.bounding_box()
        assert box is not None
        assert map_box["x"] <= box["x"] + 1
        assert box["x"] + box["width"] <= map_box["x"] + map_box["width"] + 1
    assert opened.page.locator(".leaflet-control-scale-line").inner_text().endswith("ม.")


def test_table_and_legend_stand_without_the_map(
    visit: Visit, page_file: Path, tmp_path: Path
) -> None:
    """A map that cannot start takes nothing else with it."""
    path = tmp_path / "broken.html"
    html = page_file.read_text(encoding="utf-8")
    html = re.sub(r"(Content-Security-Policy\" content=\")[^\"]*", r"\1", html)
    path.write_text(html.replace("var map_tambon = L.map(", "var map_tambon = L.no("), "utf-8")
    opened = visit(path)
    assert opened.complaints != []
    assert opened.page.locator("#rows tbody tr").count() == len(NAMES)
    assert opened.page.locator("#years button").count() == 3
    before = legend(opened)
    opened.page.click("#years button[data-year='2563']")
    opened.page.click("#rows tr[data-place='2'] button")
    assert legend(opened) != before
    assert opened.page.inner_text("#card-body h3") == "หมู่ 3 บ้านปู่เจ้า"


def test_the_chosen_year_comes_back_after_a_layer_that_lacks_it(
    visit: Visit, page_file: Path
) -> None:
    page = visit(page_file, view=f"{BMN}/5/2565").page
    page.select_option("#indicator", label="1. ถนน")
    assert "2564" in page.inner_text("#year-now")
    page.select_option("#indicator", label="6. ตรวจสุขภาพ 35 ปีขึ้นไป")
    assert "2565" in page.inner_text("#year-now")
    page.click("#years button[data-year='2563']")
    page.select_option("#indicator", label="1. ถนน")
    page.select_option("#indicator", label="6. ตรวจสุขภาพ 35 ปีขึ้นไป")
    assert "2563" in page.inner_text("#year-now")


@pytest.mark.parametrize("place", [0, 5, 10])
def test_on_a_phone_the_card_of_a_kept_village_is_in_view(
    visit: Visit, page_file: Path, place: int
) -> None:
    opened = visit(page_file, size=PHONE, view=f"{BMN}/5/2565")
    page = opened.page
    assert page.eval_on_selector(".card", "c => getComputedStyle(c).position") == "relative"
    page.locator("#map").scroll_into_view_if_needed()
    page.locator(f"path[data-place='{place}']").hover()
    still(page)  # the card takes the room that this place needs
    before = page.locator("#table").evaluate("t => t.offsetTop")
    page.locator(f"path[data-place='{place}']").click()
    page.mouse.move(2, 2)
    still(page)
    card = page.locator(".card").bounding_box()
    close = page.locator("#card-close").bounding_box()
    shape = page.locator(f"path[data-place='{place}']").bounding_box()
    assert card is not None
    assert close is not None
    assert shape is not None
    assert abs(card["y"] + card["height"] - PHONE[1]) < 2
    assert card["y"] > PHONE[1] / 2
    assert shape["y"] + shape["height"] / 2 < card["y"]
    assert page.inner_text("#card-body h3").startswith(f"หมู่ {place + 1} ")
    assert page.locator("#table").evaluate("t => t.offsetTop") == before
    page.click("#card-close")
    assert page.eval_on_selector(".card", "c => getComputedStyle(c).position") == "relative"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert opened.complaints == []


def test_a_rounded_total_says_about_everywhere(visit: Visit, tmp_path: Path) -> None:
    made = content()
    frame = made.measures.frame.copy()
    total = (frame["level"] == "tambon") & (frame["code"] == "6")
    frame.loc[total, ["form", "failing", "asked", "households", "share"]] = (
        "rounded", 60.0, 120.0, 110.0, 50.4,
    )  # fmt: skip
    measures = seal(
        type(made.measures), frame=frame, disclosure=made.measures.disclosure, audience="public"
    )
    path = tmp_path / "rounded.html"
    path.write_text(draw(replace(made, measures=measures)), encoding="utf-8")
    page = visit(path, view=f"{BMN}/6/2565").page
    foot = page.inner_text("#rows tfoot")
    for part in ("ราว 50 %", "ราว 60", "ราว 120", "ราว 110"):
        assert part in foot
    card = page.inner_text("#card-body")
    assert "ตกเกณฑ์ราว 60 จากราว 120 คน" in card
    assert "สำรวจทั้งหมด ราว 110 ครัวเรือน" in card
    assert "50.4" not in page.inner_text("main")


@pytest.mark.parametrize(("lang", "units"), [("th", ("ม.", "กม.")), ("en", ("m", "km"))])
def test_the_scale_bar_speaks_the_language(
    visit: Visit, tmp_path: Path, lang: str, units: tuple[str, str]
) -> None:
    path = tmp_path / "scale.html"
    path.write_text(draw(content(), lang=lang), encoding="utf-8")
    page = visit(path).page
    found = set()
    for _ in range(8):
        found.add(page.inner_text(".leaflet-control-scale-line").split()[1])
        page.click(".leaflet-control-zoom-in")
        still(page)
    assert found == set(units)


def test_the_plan_on_a_phone_is_read_without_scrolling_sideways(
    visit: Visit, page_file: Path
) -> None:
    page = visit(page_file, size=PHONE).page
    scroll = page.locator("#plan .scroll:has(.plan)")
    assert scroll.evaluate("s => s.scrollWidth <= s.clientWidth")
    cell = page.locator("#plan .plan td", has_text="850,000").first
    assert "งบ พ.ศ. 2567" in cell.evaluate("c => getComputedStyle(c, '::before').content")
    box = cell.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE[0]
    assert page.locator("#plan .plan .group th").all_inner_texts() == [
        "แผนงานสาธารณสุข",
        "แผนงานเคหะและชุมชน",
    ]


def test_the_share_of_cells_is_told_only_where_there_are_cells(
    visit: Visit, page_file: Path, tmp_path: Path
) -> None:
    told = "นับเฉพาะตัวชี้วัดที่เปิดให้ดูรายหมู่บ้าน"
    assert told in visit(page_file).page.inner_text("#about")
    made = content()
    none = replace(made.measures.disclosure, forms={}, coloured=0.0)
    measures = seal(
        type(made.measures), frame=made.measures.frame, disclosure=none, audience="public"
    )
    path = tmp_path / "none.html"
    path.write_text(draw(replace(made, measures=measures)), encoding="utf-8")
    about = visit(path).page.inner_text("#about")
    assert told not in about
    assert "0 %" not in about


def test_the_note_on_order_says_when_it_holds(visit: Visit, page_file: Path) -> None:
    page = visit(page_file, view=f"{BMN}/5/2565").page
    assert page.inner_text("#table-order").startswith("เมื่อเรียงตามร้อยละ")


def test_words_are_those_of_a_survey(visit: Visit, page_file: Path) -> None:
    text = visit(page_file, view=f"{BMN}/6/2565").page.inner_text("main")
    assert "ถูกถาม" not in text
    assert "สำรวจทั้งหมด" in text


def test_the_card_of_an_unverified_rulebook_says_so(visit: Visit, page_file: Path) -> None:
    page = visit(page_file, view="#nrd2c/1/2564").page
    assert page.inner_text("#card-body .badge") == "ยังไม่ยืนยัน"
    page.select_option("#indicator", label="6. ตรวจสุขภาพ 35 ปีขึ้นไป")
    assert page.locator("#card-body .badge").count() == 0


def test_text_stands_in_the_middle_of_its_pill_and_of_its_row(
    visit: Visit, page_file: Path
) -> None:
    page = visit(page_file).page
    middle = (
        "one => { const range = document.createRange(); range.selectNodeContents(one);"
        " const text = range.getBoundingClientRect(); const box = one.getBoundingClientRect();"
        " return (text.top + text.bottom - box.top - box.bottom) / 2; }"
    )
    for mark in page.locator(".marks .badge").all():
        assert abs(float(mark.evaluate(middle))) <= 1.5
    rows = page.eval_on_selector_all(
        "#rows tbody tr",
        "all => all.map(row => ['.number', '.is-failing', '.is-asked'].map(part => {"
        " const one = row.querySelector(part); if (!one) { return null; }"
        " const range = document.createRange(); range.selectNodeContents(one);"
        " const box = range.getBoundingClientRect(); return (box.top + box.bottom) / 2; }))",
    )
    whole = [row for row in rows if None not in row]
    assert len(whole) > 5
    for row in whole:
        assert max(row) - min(row) <= 0.6


def test_a_word_in_brackets_is_not_torn_apart(visit: Visit, page_file: Path) -> None:
    page = visit(page_file, size=PHONE, view=f"{BMN}/10/2565/-/change/2563").page
    seen = 0
    for place in range(11):
        page.evaluate("place => TambonPage.point(place)", place)
        for one in page.locator("#card-body .value .whole").all():
            assert one.text_content() in {"(ดีขึ้น)", "(แย่ลง)"}
            assert one.evaluate("one => one.getClientRects().length") == 1
            seen += 1
    assert seen
