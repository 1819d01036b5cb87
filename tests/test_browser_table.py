"""The table in Chromium: filter, copy as CSV, many rows, a narrow screen."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from browser import DESKTOP, PHONE, Opened, becomes, still
from render_sample import ASKED, CODES, NAMES, content, grid

from tambon_gis.render.web.page import draw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Visit = Callable[..., Opened]

pytestmark = pytest.mark.browser

VIEW = "#bmn-2560/5/2565"
#: Households below in each village for indicator 5 in 2565, by the rule of the sample, by hand:
#: (5 * 7 + place * 11) % 23 * asked // 120; 8 households asked are hidden.
BELOW = [(35 + place * 11) % 23 * asked // 120 for place, asked in enumerate(ASKED)]
DANGEROUS = (
    "=1+1", "+66812345678", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', 'a "b", c',
)  # fmt: skip


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up tambon as a page."""
    path = tmp_path_factory.mktemp("table") / "index.html"
    path.write_text(draw(content()), encoding="utf-8")
    return path


def shown(opened: Opened) -> list[int]:
    """The places whose rows stand, in their order."""
    return opened.page.eval_on_selector_all(
        "#rows tbody tr[data-place]", "all => all.map(r => Number(r.dataset.place))"
    )


def pasted(opened: Opened) -> str:
    """What the clipboard holds, pasted by the keyboard into a field of the test's own."""
    page = opened.page
    page.evaluate(
        "() => { document.querySelectorAll('dialog[open]').forEach(d => d.close());"
        " const area = document.createElement('textarea');"
        " area.id = 'paste'; document.body.append(area); area.focus(); }"
    )
    page.keyboard.press("Control+V")
    return str(page.eval_on_selector("#paste", "a => a.value"))


def records(text: str) -> list[dict[str, str]]:
    """CSV as another program reads it."""
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("บ้านหนองน้ำใส", [0, 7]),
        ("หนอง น้ำ", [0, 7]),
        ("5", [4]),
        ("๕", [4]),
        ("หมู่ที่ ๕", [4]),
        ("ม.10", [9]),
        ("1", [0]),
        ("ปกปิด", [10]),
        ("ไม่มีชื่อนี้", []),
        ("  ", list(range(len(NAMES)))),
    ],
)
def test_a_typed_text_keeps_the_rows_that_hold_it(
    visit: Visit, page_file: Path, typed: str, places: list[int]
) -> None:
    opened = visit(page_file, view=VIEW)
    opened.page.fill("#filter-text", typed)
    assert shown(opened) == places
    told = opened.page.inner_text("#table-told")
    assert told == ("" if not typed.strip() else f"แสดง {len(places)} จาก 11 หมู่บ้าน")
    assert ("ไม่มีหมู่บ้านที่ตรง" in opened.page.inner_text("#rows tbody")) == (places == [])
    assert opened.page.evaluate("document.activeElement.id") == "filter-text"
    assert "ทั้งตำบล" in opened.page.inner_text("#rows tfoot")
    assert opened.complaints == []


def test_a_class_of_the_legend_keeps_its_rows_and_goes_with_its_layer(
    visit: Visit, page_file: Path
) -> None:
    opened = visit(page_file, view=VIEW)
    page = opened.page
    of_map = page.eval_on_selector_all("path[data-place]", "all => all.map(p => p.dataset.class)")
    keys = page.eval_on_selector_all("#filter-class option", "all => all.map(o => o.value)")
    assert sorted(keys) == sorted({"", *of_map})
    for key in keys[1:]:
        page.select_option("#filter-class", key)
        assert shown(opened) == [at for at, one in enumerate(of_map) if one == key]
        label = page.eval_on_selector("#filter-class", "s => s.selectedOptions[0].textContent")
        assert label == page.text_content(f"#legend-body li[data-class='{key}'] .what")
    page.select_option("#filter-class", "hidden")
    page.click("#rows th.is-name button")
    assert shown(opened) == [10]
    page.select_option("#indicator", label="1. ถนน")
    assert len(shown(opened)) == len(NAMES)
    assert page.input_value("#filter-class") == ""


def test_a_filter_and_an_order_hold_together(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file, view=VIEW)
    opened.page.fill("#filter-text", "บ้านห")
    opened.page.click("#rows th.is-moo button")
    opened.page.click("#rows th.is-moo button")
    assert shown(opened) == [7, 4, 0]
    opened.page.select_option("#indicator", label="6. ตรวจสุขภาพ 35 ปีขึ้นไป")
    assert shown(opened) == [7, 4, 0]


def test_the_copy_is_what_was_published(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file, view=VIEW)
    opened.page.click("#copy")
    becomes(opened.page, "document.getElementById('table-told').textContent !== ''")
    assert opened.page.inner_text("#table-told") == "คัดลอกแล้ว 12 แถว"
    rows = records(pasted(opened))
    assert [row["รหัสพื้นที่"] for row in rows] == [*CODES, "990101"]
    assert [row["ชื่อ"] for row in rows] == [*NAMES, "ทั้งตำบล"]
    assert {row["ปี พ.ศ."] for row in rows} == {"2565"}
    assert {row["ตัวชี้วัด"] for row in rows} == {"ตัวชี้วัดที่ 5 ใช้ยาอย่างเหมาะสม"}
    for row, asked, below in zip(rows[:10], ASKED, BELOW, strict=False):
        digits = 1 if asked >= 100 and below else 0
        assert row["ร้อยละ"] == f"{100 * below / asked:.{digits}f}"
        assert (row["ตกเกณฑ์"], row["สำรวจ"]) == (str(below), str(asked))
    assert (rows[10]["ร้อยละ"], rows[10]["ตกเกณฑ์"], rows[10]["สำรวจ"]) == ("ปกปิด", "", "")
    assert rows[11]["สำรวจ"] == "1958"
    assert opened.complaints == []


def test_bands_are_words_and_only_visible_rows_are_copied(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file, view="#bmn-2560/8/2565")
    opened.page.fill("#filter-text", "น้อยกว่า 5")
    places = shown(opened)
    assert 0 < len(places) < len(NAMES)
    opened.page.click("#copy")
    rows = records(pasted(opened))
    assert [row["รหัสพื้นที่"] for row in rows[:-1]] == [CODES[place] for place in places]
    assert {(row["ร้อยละ"], row["ตกเกณฑ์"]) for row in rows[:-1]} == {("น้อยกว่า 5 ครัวเรือน", "")}


def test_without_a_clipboard_the_text_is_shown_selected(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file, view=VIEW)
    page = opened.page
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.click("#copy")
    area = page.locator("#copied textarea")
    assert area.is_visible()
    selected = area.evaluate("a => a.value.slice(a.selectionStart, a.selectionEnd)")
    assert len(records(str(selected))) == 12
    assert page.inner_text("#copied .outcome") == "คัดลอกแล้ว 12 แถว"
    page.click("#copied button")
    assert page.evaluate("document.activeElement.id") == "copy"
    assert records(pasted(opened)) == records(str(selected))
    page.evaluate("document.execCommand = () => false")
    page.click("#copy")
    assert "Ctrl+C" in page.inner_text("#copied .outcome")
    assert opened.complaints == []


def test_no_cell_of_the_copy_is_a_formula(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "formulas.html"
    path.write_text(draw(content(names=(*DANGEROUS, "บ้านดี"))), encoding="utf-8")
    opened = visit(path, view=VIEW)
    text = opened.page.evaluate("TambonPage.csv().text")
    cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\n")]
    names = [row["ชื่อ"] for row in records(text)]
    published = opened.page.evaluate("TambonPage.data.places.map(p => p[2])")
    for name, one in zip(names, published, strict=False):
        assert name == (f"'{one}" if one[:1] in set("=+-@\t") else one)
    assert sum(name.startswith("'") for name in names) >= 5


def test_of_many_places_some_rows_stand_and_all_are_sorted_and_copied(
    visit: Visit, tmp_path: Path
) -> None:
    path = tmp_path / "many.html"
    path.write_text(draw(grid(21)), encoding="utf-8")
    opened = visit(path, view=VIEW)
    page = opened.page
    assert len(shown(opened)) == 200
    page.click(".more-rows button")
    assert len(shown(opened)) == 400
    assert page.evaluate("document.activeElement.closest('tr').dataset.place") == "200"
    page.click(".more-rows button")
    assert len(shown(opened)) == 441
    assert page.locator(".more-rows").count() == 0
    page.click("#rows th.is-value button")
    assert shown(opened)[0] == max(range(10), key=lambda at: BELOW[at] / ASKED[at])
    assert len(shown(opened)) == 200
    page.fill("#filter-text", "ตำบล 43")
    assert len(shown(opened)) == 11
    page.fill("#filter-text", "")
    assert page.evaluate("TambonPage.csv().rows") == 442
    page.evaluate("TambonPage.keep(440)")
    assert shown(opened)[0] == 440
    assert page.get_attribute("#rows tr.on", "data-place") == "440"
    assert opened.complaints == []


@pytest.mark.parametrize("view", [VIEW, "#bmn-2560/6/2565", "#bmn-2560/8/2565", "#nrd2c/1/2564"])
def test_a_phone_shows_every_cell_without_scrolling_sideways(
    visit: Visit, page_file: Path, view: str
) -> None:
    page = visit(page_file, size=PHONE, view=view).page
    scroll = page.locator("#table .scroll")
    assert scroll.evaluate("s => s.scrollWidth <= s.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    for cell in page.locator("#rows :is(td, th)").all():
        box = cell.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE[0]
    for button in page.locator("#rows button, .tools :is(input, select), #copy").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_screen_reader_finds_a_table_at_every_width(
    visit: Visit, page_file: Path, size: tuple[int, int]
) -> None:
    page = visit(page_file, size=size, view=VIEW).page
    table = page.get_by_role("table", name="ตัวชี้วัดที่ 5")
    assert table.get_by_role("row").count() == len(NAMES) + 2
    assert table.get_by_role("columnheader").count() == 5
    assert table.get_by_role("rowheader").count() == len(NAMES) + 1


@pytest.mark.parametrize("size", [(1600, 900), DESKTOP])
def test_the_table_stands_still_while_rows_are_pointed_at(
    visit: Visit, page_file: Path, size: tuple[int, int]
) -> None:
    page = visit(page_file, size=size, view=VIEW).page
    page.evaluate("TambonPage.point(3)")
    still(page)
    tops = set()
    for place in (3, 10, 1, 6, 0):
        page.evaluate("place => TambonPage.point(place)", place)
        still(page)
        tops.add(page.evaluate("document.getElementById('rows').getBoundingClientRect().top"))
    assert len(tops) == 1


def test_the_table_has_what_the_map_compares(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file, view=VIEW)
    page = opened.page
    ids = page.evaluate("TambonPage.views.map(v => [v.kind, v.id])")
    change = dict(ids)["change"]
    page.evaluate("id => TambonPage.go({ view: id, from: 2563 })", change)
    heads = page.locator("#rows thead th").all_inner_texts()
    assert [head.replace("\u00a0", " ") for head in heads[-2:]] == [
        "พ.ศ. 2563",
        "เปลี่ยนไป (จุดร้อยละ)",
    ]
    for place, asked in enumerate(ASKED[:10]):
        digits = 1 if asked >= 100 else 0
        shares = [
            round(100 * ((35 + place * 11) % 23 * asked // per) / asked, digits)
            for per in (60, 120)
        ]
        points = shares[1] - shares[0]
        told = page.inner_text(f"#rows tr[data-place='{place}'] .is-change").replace("\u2212", "-")
        assert float(told) == pytest.approx(points, abs=0.051)
        rows = records(page.evaluate("TambonPage.csv().text"))
        assert float(rows[place]["เปลี่ยนไป (จุดร้อยละ)"]) == float(told)
    assert page.inner_text("#rows tr[data-place='10'] .is-change") == "–"
    page.click("#rows th.is-change button")
    page.click("#rows th.is-change button")
    assert shown(opened)[-1] == 10
    pair = dict(ids).get("pair")
    if pair:
        page.evaluate("id => TambonPage.go({ view: id })", pair)
        assert page.locator("#rows th.is-second").count() == 1
    assert opened.complaints == []
