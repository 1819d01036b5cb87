"""Outlines drawn in the local page: by mouse, finger and keys, at both sizes, without a script."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import serve_support
from serve_support import DESKTOP, PHONE, Served, Window, served
from test_browser_axe import faults
from test_study_outlines import HEAD, UNSTEADY, area, is_third, kml, lay, shape_of

from tambon_gis.study import outlines
from tambon_gis.study.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
lonely = serve_support.lonely

#: The tambon of the small example: west, south, east, north; corners of its third village.
WEST, SOUTH, EAST, NORTH = 100.50, 14.00, 100.56, 14.03
CORNERS = ((100.54, 14.0), (100.56, 14.0), (100.56, 14.03), (100.54, 14.03))
LINE = "#canvas path[stroke='#12395b']"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Path]]:
    """A running page over folders of projects."""
    root = tmp_path_factory.mktemp("drawing")
    (root / "first").mkdir()
    with served(root) as running:
        yield running, root


@pytest.fixture
def home(desk: tuple[Served, Path], small: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The small tambon, whose third village nobody drew; a folder of its own for each test."""
    name = re.sub(r"\W+", "-", request.node.name)
    place = desk[1] / name
    shutil.copytree(small, place)
    yield lay(place, ("99020101", "99020102"))
    shutil.rmtree(place)


@contextmanager
def seen(lonely: Browser, desk: tuple[Served, Path], home: Path, **how: object) -> Iterator[Window]:
    """The drawing screen in a window of a kind; it may ask nobody else and must not complain."""
    context = lonely.new_context(**{"viewport": _size(DESKTOP), **how})  # type: ignore[arg-type]
    out = Window(context.new_page())
    context.on("request", lambda one: _foreign(out, one.url, desk[0].origin))
    out.page.on("pageerror", lambda one: out.complaints.append(str(one)))
    out.page.on(
        "console",
        lambda one: out.complaints.append(one.text) if one.type in {"error", "warning"} else None,
    )
    out.page.goto(f"{desk[0].address}p/{home.name}/drawing")
    if out.page.locator("#start button").is_visible():
        out.page.click("#start button")
    yield out
    assert (out.foreign, out.complaints) == ([], [])
    context.close()


def _size(size: tuple[int, int]) -> dict[str, int]:
    return {"width": size[0], "height": size[1]}


def _foreign(out: Window, url: str, origin: str) -> None:
    if not url.startswith((origin, "data:", "blob:")):
        out.foreign.append(url)


def spot(page: Page, corner: tuple[float, float], off: tuple[float, float] = (0, 0)) -> tuple:
    """Where a corner is in the window, by where the tambon's line is drawn."""
    page.locator("#canvas").scroll_into_view_if_needed()
    box = page.locator(LINE).bounding_box()
    assert box is not None
    x = box["x"] + 1.5 + (corner[0] - WEST) / (EAST - WEST) * (box["width"] - 3)
    y = box["y"] + 1.5 + (NORTH - corner[1]) / (NORTH - SOUTH) * (box["height"] - 3)
    return x + off[0], y + off[1]


def save(page: Page, by: str = HEAD) -> None:
    page.fill("#by", by)
    page.click("#outline button:not([type])")
    page.wait_for_selector("main [role=status].done")


def told(page: Page, what: str) -> None:
    """Wait until the line below the canvas says something."""
    page.locator("#sight", has_text=what).wait_for()


def test_by_mouse(lonely: Browser, desk: tuple[Served, Path], home: Path) -> None:
    with seen(lonely, desk, home) as now:
        page = now.page
        for corner, off in zip(CORNERS, ((3, -4), (-4, -3), (-3, 4), (4, 4)), strict=True):
            page.mouse.click(*spot(page, corner, off))
        told(page, "4,48")
        assert page.locator("#canvas .corner.caught").count() == len(CORNERS)
        page.mouse.click(*spot(page, (100.51, 14.01)))
        assert page.locator("#canvas .corner").count() == 5
        page.click("#undo")
        assert page.locator("#canvas .corner").count() == 4
        save(page)
        assert "หมู่ 3 ปลายนา" in page.inner_text("[role=status].done")
        assert HEAD in page.inner_text("main")
    frame = load(home).boundaries
    assert is_third(shape_of(frame, "99020103"))
    assert frame["drawn_by"].tolist() == ["", "", HEAD]


def test_nothing_is_drawn_until_somebody_begins(
    lonely: Browser, desk: tuple[Served, Path], home: Path
) -> None:  # fmt: skip
    import datetime as dt

    outlines.add(home, "99020103", UNSTEADY, by=HEAD, on=dt.date(2023, 3, 5), name="ปลายนา")
    with seen(lonely, desk, home) as now:
        page = now.page
        assert page.input_value("#corners").count("\n") == 3  # that it begins with what it has
        page.reload()
        page.locator("#start").wait_for()
        page.mouse.click(*spot(page, CORNERS[0]))
        page.focus("#canvas")
        page.keyboard.press("Enter")
        assert page.locator("#canvas .corner").count() == 0
        assert page.input_value("#corners") == ""
        assert not page.locator("#undo").is_visible()


def test_a_corner_is_dragged(lonely: Browser, desk: tuple[Served, Path], home: Path) -> None:
    with seen(lonely, desk, home) as now:
        page = now.page
        for corner in ((100.545, 14.005), *CORNERS[1:]):
            page.mouse.click(*spot(page, corner))
        page.mouse.move(*spot(page, (100.545, 14.005)))
        page.mouse.down()
        page.mouse.move(*spot(page, CORNERS[0], (2, -2)), steps=5)
        page.mouse.up()
        told(page, "4,48")
        save(page)
    assert is_third(shape_of(load(home).boundaries, "99020103"))


def test_by_finger_on_a_phone(lonely: Browser, desk: tuple[Served, Path], home: Path) -> None:
    with seen(lonely, desk, home, viewport=_size(PHONE), has_touch=True, is_mobile=True) as now:
        page = now.page
        for corner in CORNERS:
            page.touchscreen.tap(*spot(page, corner, (2, 2)))
        told(page, "4,48")
        page.tap("#clear")
        assert page.locator("#canvas .corner").count() == 0
        page.tap("#undo")
        told(page, "4,48")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        save(page)
    assert is_third(shape_of(load(home).boundaries, "99020103"))


def test_by_keys_alone(lonely: Browser, desk: tuple[Served, Path], home: Path) -> None:
    with seen(lonely, desk, home) as now:
        page = now.page
        page.focus("#place")
        page.keyboard.press("Shift+Tab")  # the zoom and the canvas stand before it
        page.focus("#canvas")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowDown")
        for corner in CORNERS:
            _walk(page, spot(page, corner))
            page.keyboard.press("Enter")
        told(page, "4,48")
        page.keyboard.press("Enter")
        page.keyboard.press("Backspace")
        told(page, "4,48")
        save(page)
    assert is_third(shape_of(load(home).boundaries, "99020103"))


def _walk(page: Page, goal: tuple[float, float]) -> None:
    """Bring the cross near a spot with the arrow keys."""
    for _ in range(200):
        box = page.locator("#canvas .cross").bounding_box()
        assert box is not None
        x, y = goal[0] - box["x"] - box["width"] / 2, goal[1] - box["y"] - box["height"] / 2
        if max(abs(x), abs(y)) < 14:
            return
        far = max(abs(x), abs(y)) > 80
        way = ("ArrowRight" if x > 0 else "ArrowLeft") if abs(x) > abs(y) else (
            "ArrowDown" if y > 0 else "ArrowUp"
        )  # fmt: skip
        page.keyboard.press(f"Shift+{way}" if far else way)
    pytest.fail("the cross does not arrive")


def test_the_table_says_and_moves_the_corners(
    lonely: Browser, desk: tuple[Served, Path], home: Path
) -> None:  # fmt: skip
    with seen(lonely, desk, home) as now:
        page = now.page
        for corner in ((100.545, 14.01), *CORNERS[1:]):
            page.mouse.click(*spot(page, corner))
        page.click("#corners-of summary")
        rows = page.locator("#corners-of tbody tr")
        assert rows.count() == 4
        rows.nth(0).locator("input").nth(0).fill("14.0")
        rows.nth(0).locator("input").nth(0).blur()
        rows.nth(0).locator("input").nth(1).fill("100.54")
        rows.nth(0).locator("input").nth(1).blur()
        told(page, "4,48")
        page.get_by_label("ลบมุมที่ 2").click()
        assert rows.count() == 3
        assert page.input_value("#corners").count("\n") == 2


def test_without_a_script(lonely: Browser, desk: tuple[Served, Path], home: Path) -> None:
    with seen(lonely, desk, home, java_script_enabled=False) as now:
        page = now.page
        page.fill("#corners", "\n".join(f"{y} {x}" for x, y in UNSTEADY))
        page.fill("#by", "นายสมมุติ สาธิต")
        page.click("#outline button:not([type])")
        assert "ชื่อบุคคล" in page.inner_text("[role=alert]")
        assert page.input_value("#corners").count("\n") == 3
        now.complaints.clear()  # the answer 400 is told in the console as well
        save(page)
        page.click("text=ถอน >> nth=-1")
        assert "ถอน" in page.inner_text("[role=status].done")
    assert not outlines.outlines(home).features


def test_open_land_is_taken_by_one_click_and_shown_as_who_drew_it(
    lonely: Browser, desk: tuple[Served, Path], home: Path
) -> None:  # fmt: skip
    with seen(lonely, desk, home) as now:
        page = now.page
        page.fill("#by-1", HEAD)
        page.click("text=ใช้พื้นที่ว่าง 1")
        page.wait_for_selector("[role=status].done")
        assert "ทุกหมู่บ้านในแบบสำรวจมีแนวเขตแล้ว" in page.inner_text("main")
        page.click("text=แก้ไข >> nth=-1")
        page.locator("#canvas .corner").nth(3).wait_for()
        assert page.input_value("#code") == "99020103"
    assert is_third(shape_of(load(home).boundaries, "99020103"))


def test_my_maps_are_read_matched_and_kept(
    lonely: Browser, desk: tuple[Served, Path], home: Path, tmp_path: Path
) -> None:  # fmt: skip
    path = tmp_path / "แผนที่ของฉัน.kml"
    path.write_text(kml(("<b>หมู่ 3</b>".replace("<", "&lt;"), area(UNSTEADY))), "utf-8")
    before = sorted(one.name for one in home.iterdir())
    with seen(lonely, desk, home, bypass_csp=True) as now:
        page = now.page
        page.set_input_files("#file", path)
        page.click("form[enctype] button")
        page.wait_for_selector("#code-1")
        assert page.input_value("#code-1") == "99020103"
        assert faults(page) == []
        page.fill("#by", HEAD)
        page.click("text=บันทึกเป็นแนวเขต")
        page.wait_for_selector("[role=status].done")
    assert is_third(shape_of(load(home).boundaries, "99020103"))
    left = {one.name for one in home.iterdir()} - set(before)
    assert left <= {"outlines.geojson", ".lock"}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(
    lonely: Browser, desk: tuple[Served, Path], home: Path, size: tuple[int, int]
) -> None:  # fmt: skip
    import datetime as dt

    outlines.add(home, "99020103", UNSTEADY, by=HEAD, on=dt.date(2023, 3, 5), name="<img src=x>")
    with seen(lonely, desk, home, bypass_csp=True, viewport=_size(size)) as now:
        page = now.page
        for corner in CORNERS[:3]:
            page.mouse.click(*spot(page, corner, (-20, 20)))
        page.click("#corners-of summary")
        page.click("#typed summary")
        assert faults(page) == []
        assert page.locator("#canvas img").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
