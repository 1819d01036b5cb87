"""The screens of files and columns: dropped, told, answered, changed, by mouse, keyboard, phone."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING

import pytest
import serve_support
from serve_support import DESKTOP, PHONE, Served, Window, served, window
from test_browser_axe import faults

from tambon_gis.study.intake import held, take_in, waiting
from tambon_gis.study.start import new

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
lonely = serve_support.lonely

ADD, USE = "นำไฟล์เข้าโครงการ", "ใช้ไฟล์นี้"
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Path]]:
    """A running page over a folder of projects."""
    root = tmp_path_factory.mktemp("files")
    new(root / "first", place="990201", villages=3, name="ต้นน้ำ")
    with served(root) as running:
        yield running, root


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory, small: Path) -> list[Path]:
    """What somebody drops: boundaries, a survey without a year, a layer, and a letter."""
    folder = tmp_path_factory.mktemp("raw")
    shutil.copy(small / "villages.geojson", folder)
    with (small / "households.csv").open(encoding="utf-8-sig", newline="") as file:
        _, head, *rows = csv.reader(file)
    day = head.index("วันที่สำรวจ")
    with (folder / "ครัวเรือน.csv").open("w", encoding="utf-8", newline="") as file:
        for row in (head, *rows):
            csv.writer(file).writerow([*row[:day], *row[day + 1 :]])
    line = {"type": "LineString", "coordinates": [[100.51, 14.01], [100.55, 14.02]]}
    road = {"type": "Feature", "properties": {"ชื่อ": "สาย 1", HOSTILE: "x"}, "geometry": line}
    layer = {"type": "FeatureCollection", "features": [road]}
    (folder / "ถนน.geojson").write_text(json.dumps(layer, ensure_ascii=False), "utf-8")
    (folder / "จดหมาย.docx").write_bytes(b"PK\x05\x06" + bytes(18))
    return sorted(folder.iterdir())


def _home(desk: tuple[Served, Path], name: str) -> Path:
    """A new project of that name."""
    new(desk[1] / name, place="990201", villages=3, name="ต้นน้ำ")
    return desk[1] / name


def _drop(page: Page, files: list[Path]) -> None:
    """Choose files and send them."""
    page.set_input_files("input[type=file]", [str(one) for one in files])
    page.get_by_role("button", name=ADD).click()
    page.wait_for_selector("#came-title")


@SIZES
def test_files_are_dropped_told_and_answered(lonely, desk, raw, size) -> None:
    home = _home(desk, f"told-{size[0]}")
    running, _ = desk
    with window(lonely, running.origin, size) as now:
        page = now.page
        page.goto(f"{running.address}p/{home.name}/files")
        page.set_input_files("input[type=file]", [str(one) for one in raw])
        assert page.locator(".chosen li").count() == 4
        page.get_by_role("button", name=ADD).click()
        page.wait_for_selector("#came-title")
        states = page.locator(".came li").all_inner_texts()
        assert len(states) == 3
        assert sum("รอคำตอบ" in one for one in states) == 1
        alert = page.get_by_role("alert").inner_text()
        assert "จดหมาย.docx" in alert
        assert "วิธีแก้" in alert
        asked = page.locator("#waits-1")
        asked.get_by_label("ข้อมูลปี พ.ศ.").fill("๒๕๖๔")
        asked.get_by_role("button", name=USE).press("Enter")
        page.wait_for_selector("main > [role=status]")
        assert page.locator("#waits-1").count() == 0
        _complete(now, running, size)
    years = {one.year: one.name for one in held(home) if one.section == "survey"}
    assert years == {2564: "ครัวเรือน.csv"}
    assert waiting(home) == ()


def _complete(now: Window, running: Served, size: tuple[int, int]) -> None:
    """Nothing was asked of others, nothing complained, nothing is wider than the screen."""
    assert now.foreign == []
    assert now.complaints == []
    assert now.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert now.page.url.startswith(running.origin)


def test_a_drag_marks_the_field_and_a_miss_does_not_leave_the_page(lonely, desk) -> None:
    running, _ = desk
    with window(lonely, running.origin) as now:
        page = now.page
        page.goto(f"{running.address}p/first/files")
        told = page.evaluate("""() => {
          const data = new DataTransfer();
          data.items.add(new File(["a,b"], "ก.csv"));
          const field = document.querySelector("[data-drop]");
          const fire = (at, kind) => at.dispatchEvent(
            new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
          fire(field, "dragenter");
          const over = field.classList.contains("over");
          fire(field, "drop");
          const left = fire(document.querySelector("h1"), "drop");
          return [over, field.querySelector(".chosen").textContent, left];
        }""")
    assert told[0]
    assert told[1].startswith("ก.csv")
    assert told[2] is False


def test_a_layer_is_changed_taken_out_used_again_and_deleted(lonely, desk, raw) -> None:
    home = _home(desk, "layer")
    take_in(home, [one for one in raw if one.suffix == ".geojson"])
    running, _ = desk
    with window(lonely, running.origin) as now:
        page = now.page
        page.goto(f"{running.address}p/layer/files")
        line = page.locator(".held > li").filter(has_text="ถนน.geojson")
        line.locator("summary").press("Enter")
        assert line.get_by_role("checkbox").count() == 2
        assert page.locator("img").count() == 0
        line.get_by_label("ชื่อ", exact=True).check()
        line.get_by_label("ชื่อชั้นข้อมูลบนแผนที่").fill("ถนนในหมู่บ้าน")
        line.get_by_role("button", name="บันทึก").click()
        page.wait_for_selector("main > [role=status]")
        assert [one.title for one in held(home) if one.section == "layer"] == ["ถนนในหมู่บ้าน"]
        document = next((home / "layers").iterdir()).read_text("utf-8")
        assert 'label = "ชื่อ"' in document
        assert HOSTILE not in document
        line.locator("summary").click()
        line.get_by_role("button", name="เอาออกจากโครงการ").click()
        page.wait_for_selector("#waits-1")
        assert not any(one.section == "layer" for one in held(home))
        page.locator("#waits-1").get_by_role("button", name=USE).click()
        page.wait_for_selector("#waits-1", state="detached")
        line.locator("summary").click()
        line.get_by_role("button", name="เอาออกจากโครงการ").click()
        page.locator("#waits-1 summary").last.click()
        page.locator("#waits-1").get_by_role("button", name="ลบ", exact=True).click()
        page.wait_for_selector("#waits-1", state="detached")
        assert now.complaints == []
    assert not (home / "inputs" / "ถนน.geojson").exists()


def test_a_file_of_no_known_kind_that_lies_there_is_told_and_can_be_deleted(lonely, desk) -> None:
    home = _home(desk, "strange")
    (home / "inputs" / "a&b=c#d.csv").write_text("x,y\n1,2\n", "utf-8")
    running, _ = desk
    with window(lonely, running.origin) as now:
        page = now.page
        page.goto(f"{running.address}p/strange/files")
        assert "a&b=c#d.csv" in page.locator("#waits-1 h3").inner_text()
        assert "วิธีแก้" in page.locator("#waits-1 .warn").inner_text()
        page.locator("#waits-1 summary").last.click()
        page.locator("#waits-1").get_by_role("button", name="ลบ", exact=True).click()
        page.wait_for_selector("#waits-1", state="detached")
    assert waiting(home) == ()


def test_two_windows_do_not_overrule_one_another(lonely, desk, raw) -> None:
    home = _home(desk, "both")
    take_in(home, [one for one in raw if one.suffix == ".csv"], year=2564)
    running, _ = desk
    with window(lonely, running.origin) as one, window(lonely, running.origin) as two:
        for now in (one, two):
            now.page.goto(f"{running.address}p/both/files")
            line = now.page.locator(".held > li").filter(has_text="ครัวเรือน.csv").last
            line.locator("summary").click()
        for now, year in ((one, "2563"), (two, "2562")):
            line = now.page.locator(".held > li").filter(has_text="ครัวเรือน.csv").last
            line.get_by_label("ข้อมูลปี พ.ศ.").fill(year)
            with now.page.expect_navigation():
                line.get_by_role("button", name="บันทึก").click()
        assert "หน้าต่างอื่น" in two.page.get_by_role("alert").inner_text()
    assert [each.year for each in held(home) if each.section == "survey"] == [2563]


@SIZES
def test_columns_are_matched_without_a_script(lonely, desk, small, tmp_path, size) -> None:
    home = _home(desk, f"columns-{size[0]}")
    text = (small / "households.csv").read_text("utf-8-sig").replace("รหัสหมู่บ้าน", "ทะเบียนอยู่ที่")
    text = "\n".join(line for line in text.splitlines()[1:]).replace(",หมู่ที่,", ",กลุ่ม,")
    (tmp_path / "จปฐ2564.csv").write_text(text, "utf-8")
    take_in(home, [tmp_path / "จปฐ2564.csv"], wait=True)
    running, _ = desk
    context = lonely.new_context(
        viewport={"width": size[0], "height": size[1]}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{running.address}p/{home.name}/files")
    page.locator("#waits-1").get_by_role("link", name="จับคู่คอลัมน์").click()
    page.get_by_label("รหัสหมู่บ้าน ต้องมี").select_option(label="D: ทะเบียนอยู่ที่")
    page.get_by_role("button", name="บันทึกการจับคู่").click()
    page.wait_for_url("**/files?told=*")
    assert "จับคู่คอลัมน์แล้ว" in page.locator(".held").inner_text()
    context.close()
    assert {one.columns for one in held(home) if one.section == "survey"} == {"จปฐ2564"}


@SIZES
@pytest.mark.parametrize("lang", ["th", "en"])
def test_axe_finds_nothing(lonely, desk, raw, size, lang) -> None:
    home = _home(desk, f"axe-{size[0]}-{lang}")
    running, _ = desk
    context = lonely.new_context(
        viewport={"width": size[0], "height": size[1]}, bypass_csp=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"{running.address}p/{home.name}/files")
    page.set_input_files("input[type=file]", [str(one) for one in raw])
    page.locator("form[data-sends] button").click()
    page.wait_for_selector("#came-title")
    if lang == "en":
        page.goto(page.url.replace("/th/", "/en/"))
    for one in page.locator("details").all():
        one.evaluate("one => { one.open = true; }")
    assert faults(page) == []
    page.fill("#waits-1 [name=year]", "2565")
    page.click("#waits-1 form .row button")
    page.wait_for_selector("#waits-1", state="detached")
    page.goto(f"{running.address}p/{home.name}/columns?file=inputs/ครัวเรือน.csv")
    for one in page.locator("details").all():
        one.evaluate("one => { one.open = true; }")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    context.close()
