"""The worked example in Chromium, network off: the built page, and a copy full of hostile text."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
from browser import DESKTOP, PHONE, becomes
from recount import recount

from tambon_gis.publish.scan import scan
from tambon_gis.study import road

pytestmark = pytest.mark.browser

DEMO = Path(__file__).parents[1] / "data" / "demo"
ROWS_SPOILT = 40
HOSTILE = (
    "<img src=x onerror=window.hit=1>",
    "`${window.hit=1}`",
    "${window.hit=1}",
    "</script><script>window.hit=1</script>",
    "ก\u2028window.hit=1\u2029ข",
    '=HYPERLINK("window.hit=1","คลิก")',
    '"><svg onload=window.hit=1>',
    "{{7*7}}{% raw %}",
)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return road.build(DEMO, out=tmp_path_factory.mktemp("demo")).page


def classes(opened):
    return opened.page.eval_on_selector_all(
        "path[data-place]", "all => all.map(p => p.dataset.class + p.getAttribute('fill'))"
    )


def choose(opened, start):
    """Choose the indicator whose caption begins so, in the first group that has one."""
    value = opened.page.evaluate(
        "start => [...document.querySelectorAll('select option')]"
        ".find(o => o.textContent.startsWith(start)).value",
        start,
    )
    opened.page.select_option("select", value)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_draws_every_village_without_a_request(visit, page, size):
    opened = visit(page, size=size)
    assert len(classes(opened)) == 11
    assert "ตำบลสาธิต" in opened.page.inner_text("header")
    choose(opened, "9. ")
    before = classes(opened), opened.page.inner_text("#legend-body")
    choose(opened, "22. ")
    after = classes(opened), opened.page.inner_text("#legend-body")
    assert before[0] != after[0]
    assert before[1] != after[1]
    assert "รายได้" in after[1]
    width = opened.page.evaluate("document.documentElement.scrollWidth")
    assert width <= size[0]
    assert opened.requests == []
    assert opened.complaints == []


def test_table_shows_the_numbers_of_the_recount(visit, page):
    """Drinking water 2565 by hand: exact from 5 failing on, else a band or zero, never 1 to 4."""
    opened = visit(page)
    choose(opened, "9. ")
    rows = opened.page.eval_on_selector_all(
        "#rows tbody tr", "all => all.map(r => [...r.cells].map(c => c.innerText.trim()))"
    )
    rows = {int(row[0]): row for row in rows if row[0].isdecimal()}
    by_hand = recount(DEMO)
    assert len(rows) >= 11
    for moo in range(1, 12):
        asked, met, *_ = by_hand[(2565, f"990101{moo:02d}", "9")]
        failing = asked - met
        shown = " ".join(rows[moo])
        assert re.search(rf"\b{asked}\b", shown), shown
        if failing == 0:
            assert "0 %" in shown
        elif failing < 5:
            assert "น้อยกว่า 5 ครัวเรือน" in shown
            assert not re.search(rf"\s{failing}\s", f" {shown} ".replace("5 ครัวเรือน", ""))
        else:
            assert f"{100 * failing / asked:.1f} %" in shown
            assert re.search(rf"\b{failing}\b", shown)


#: Rows of headings of the workbooks, by title of the sheet.
HEADINGS = {"ครัวเรือน": 4, "สมาชิก": 4, "หมู่บ้าน": 3, "สถานที่": 2, "รายชื่อบ้าน": 4, "ผ.02": 14}


def spoil_workbooks(project):
    """Hostile text in every free-text cell of every workbook, each spot with its own mark."""
    mark = 0
    for path in project.glob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            heading = HEADINGS[sheet.title]
            for row in sheet.iter_rows(max_row=heading + ROWS_SPOILT):
                for cell in row:
                    if is_free_text(sheet, cell, heading):
                        mark += 1
                        cell.value = f"{HOSTILE[mark % len(HOSTILE)]} {mark}"
                        cell.data_type = "s"
        book.save(path)
        book.close()
    return mark


def is_free_text(sheet, cell, heading):
    """Titles above the headings, and text columns below them."""
    if not isinstance(cell.value, str) or type(cell).__name__ == "MergedCell":
        return False
    if sheet.title == "ผ.02":
        return cell.row > heading and cell.column in {2, 3, 4, 10, 11, 12}
    if cell.row < heading:
        return True
    title = str(sheet.cell(heading, cell.column).value)
    return cell.row > heading and title.startswith(("ชื่อ", "บ้านเลขที่", "หมายเหตุ", "ประเภท"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A copy of the demo with hostile text in every free-text cell, built."""
    home = tmp_path_factory.mktemp("hostile")
    project = Path(shutil.copytree(DEMO, home / "project"))
    assert spoil_workbooks(project) > 300
    villages = gpd.read_file(DEMO / "boundaries" / "village.shp", encoding="cp874")
    villages["VILL_NAM_T"] = [f"{HOSTILE[n % len(HOSTILE)]} v{n}" for n in range(len(villages))]
    villages.to_file(project / "boundaries" / "village.gpkg", driver="GPKG")
    document = project / "tambon.toml"
    text = document.read_text("utf-8").replace("village.shp", "village.gpkg")
    for n, word in enumerate(["หัวหน้าคณะทำงาน", "สำรวจครัวเรือน", "แนวเขตสมมุติ ตำบลสาธิต (synthetic)"]):
        assert f'"{word}"' in text
        text = text.replace(f'"{word}"', f"'{HOSTILE[n]} t{n}'")
    process = project / "process.toml"  # its roles are those of the project, by their titles
    told = process.read_text("utf-8")
    assert '"หัวหน้าคณะทำงาน"' in told
    process.write_text(told.replace('"หัวหน้าคณะทำงาน"', f"'{HOSTILE[0]} t0'"), "utf-8")
    text = text.replace('th = "สาธิต", en = "Sathit" }', f"th = '{HOSTILE[3]}', en = 'x' }}", 1)
    document.write_text(text, "utf-8")
    return road.build(project, out=home)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_hostile_text_is_shown_as_text(visit, hostile, size):
    opened = visit(hostile.page, size=size)
    for start in ("9. ", "22. ", "1. ถนน"):
        choose(opened, start)
    for box in opened.page.query_selector_all("#layers input[type=checkbox]"):
        box.evaluate("box => box.checked || box.click()")
    opened.page.wait_for_timeout(300)
    assert len(classes(opened)) == 11
    text = opened.page.evaluate("document.body.textContent")
    for n in range(11):
        assert re.sub("[\u2028\u2029]", " ", f"{HOSTILE[n % len(HOSTILE)]} v{n}") in text
    assert re.sub("[\u2028\u2029]", " ", HOSTILE[3]) in opened.page.inner_text("header")
    assert opened.page.evaluate("window.hit") is None
    assert opened.page.query_selector("img") is None
    assert opened.requests == []
    assert opened.complaints == []


@pytest.mark.parametrize("name", ["disclosure.html", "findings.html"])
def test_hostile_text_in_the_reports(visit, hostile, name):
    path = hostile.findings if name == "findings.html" else hostile.page.parent / name
    opened = visit(path)
    assert opened.page.evaluate("window.hit") is None
    assert opened.page.query_selector("img, script, svg") is None
    assert opened.requests == []
    assert opened.complaints == []


def test_the_hostile_page_would_be_noticed(visit, tmp_path):
    """The same checks see a page that does let text run."""
    path = tmp_path / "bad.html"
    path.write_text(f"<!doctype html><body>{HOSTILE[0]}</body>", "utf-8")
    opened = visit(path)
    becomes(opened.page, "window.hit === 1")
    assert opened.requests


def test_no_personal_text_of_the_hostile_copy_is_published(hostile):
    text = hostile.page.read_text("utf-8")
    assert scan(text, where=hostile.page.name) == []
    book = openpyxl.load_workbook(DEMO / "จปฐ2565.xlsx")
    names = [row[6] for row in book["ครัวเรือน"].iter_rows(min_row=5, values_only=True) if row[6]]
    book.close()
    assert not [name for name in names if name in text]
