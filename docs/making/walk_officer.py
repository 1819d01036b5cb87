"""The guide for officers, walked in the page on this computer, from nothing to a pack."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from making.pictures import DESKTOP, chromium, image, settled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image
    from playwright.sync_api import Browser, Page

__all__ = ["Walk", "walk"]

REPO = Path(__file__).resolve().parents[2]
DEMO = REPO / "data" / "demo"
#: Only this computer answers the browser.
_ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
_TO_THE_TOP = "part => window.scrollBy(0, part.getBoundingClientRect().top - 20)"
#: Where the computer that takes the pictures keeps its folders is no news: the last name stays.
_NO_PATHS = """for (const told of document.querySelectorAll(".hint .code"))
  told.textContent = told.textContent.split(/[\\\\/]/).pop()"""
#: Longest wait for a long step, in milliseconds.
_LONG = 240_000


class Walk:
    """
    One officer in one window.

    Parameters
    ----------
    page : Page
        Of the browser.
    projects : pathlib.Path
        The folder of projects that is served.
    """

    def __init__(self, page: Page, projects: Path) -> None:
        self.page = page
        self.projects = projects
        self.pictures: dict[str, Image] = {}

    def look(self, name: str, at: str = "") -> None:
        """
        Photograph what stands on the screen.

        Parameters
        ----------
        name : str
            Of the picture.
        at : str, default ""
            Part of the page that comes to the top of the screen.
        """
        if at:
            self.page.locator(at).evaluate(_TO_THE_TOP)
        self.page.evaluate(_NO_PATHS)
        settled(self.page)
        self.pictures[name] = image(self.page.screenshot())

    def press(self, name: str) -> None:
        """
        Press a button.

        Parameters
        ----------
        name : str
            What stands on it.
        """
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        """
        Follow a link.

        Parameters
        ----------
        name : str
            What it says.
        """
        self.page.get_by_role("link", name=name).first.click()

    def step(self, name: str) -> None:
        """
        Go to a step by the menu of the project.

        Parameters
        ----------
        name : str
            What it is called there.
        """
        menu = self.page.get_by_role("navigation", name="ขั้นตอนของโครงการ")
        menu.get_by_role("link", name=re.compile(rf"^\W*(\d+\W+)?{re.escape(name)}")).first.click()


def walk(folder: Path) -> dict[str, Image]:
    """
    Walk the guide.

    Parameters
    ----------
    folder : pathlib.Path
        Folder that may be filled.

    Returns
    -------
    dict[str, Image]
        Pictures by name.
    """
    projects = folder / "โครงการตำบล"
    projects.mkdir()
    with _served(projects) as address, chromium(_ALONE) as browser:
        officer = Walk(_window(browser, address), projects)
        for part in (_begin, _files, _outline, _decide, _tell, _build):
            part(officer)
        return officer.pictures


def _begin(officer: Walk) -> None:
    """From an empty folder to a project of one's own."""
    officer.look("empty")
    officer.follow("เริ่มโครงการใหม่")
    officer.page.get_by_label("ชื่อตำบล หรือรหัสตำบล 6 หลัก").fill("หัวไผ่ อ่างทอง")
    officer.press("ค้นหา")
    officer.page.get_by_role("radio").first.check()
    officer.look("seek")
    officer.page.get_by_text("ไม่มีในรายชื่อ").click()
    officer.page.locator("#own-place").fill("990101")
    officer.page.locator("#own-title").fill("สาธิต")
    officer.page.locator("#own-villages").fill("11")
    officer.page.locator("details").get_by_role("button", name="เริ่มโครงการ").click()
    officer.look("begun")


def _files(officer: Walk) -> None:
    """The group's own files, all at once."""
    officer.step("ไฟล์")
    officer.page.get_by_label("ลากไฟล์มาวางที่นี่").set_input_files(_raw(officer.projects.parent))
    officer.press("นำไฟล์เข้าโครงการ")
    officer.page.get_by_role("heading", name="ไฟล์ที่เพิ่งใส่").wait_for()
    officer.look("files")


def _decide(officer: Walk) -> None:
    """Everything that waits for a person."""
    officer.step("ตัดสินใจ")
    officer.page.get_by_label("ผู้ตัดสินใจ", exact=True).fill("คณะทำงานตำบล")
    officer.page.get_by_role("button", name="ใช้ตำแหน่งนี้").click()
    officer.page.wait_for_load_state()
    officer.look("decide", at="main h1")
    questions = officer.page.locator(".question")
    while left := questions.count():
        suggested = questions.first.get_by_role("button", name=re.compile("^ใช้รหัส"))
        answers = suggested if suggested.count() else questions.first.get_by_role("button")
        answers.first.click()
        officer.page.wait_for_load_state()
        if questions.count() >= left:
            raise RuntimeError(officer.page.locator("main").inner_text())
    officer.look("decided", at="main h1")


def _outline(officer: Walk) -> None:
    """A village that the boundary file lacks."""
    officer.step("แนวเขต")
    officer.look("outline", at="#lacking")
    officer.page.get_by_label("ใครเป็นผู้วาด").first.fill("คณะทำงานตำบล")
    officer.page.get_by_role("button", name=re.compile("^ใช้พื้นที่ว่าง")).first.click()
    officer.page.get_by_role("status").first.wait_for()
    officer.look("outlined", at="#draw")


def _tell(officer: Walk) -> None:
    """The draft of the story, read and mended."""
    officer.step("เล่าเรื่อง")
    officer.press("ร่างเรื่องเล่าให้")
    officer.page.get_by_text("ร่างเรื่องเล่าแล้ว").first.wait_for()
    officer.look("story")


def _build(officer: Walk) -> None:
    """The page, looked at, then the pack."""
    officer.step("สร้าง")
    officer.press("สร้างหน้าแผนที่")
    officer.page.get_by_text("สร้างหน้าแผนที่แล้ว").first.wait_for()
    officer.step("ดูแผนที่")
    frame = officer.page.frame_locator("iframe")
    frame.locator(".leaflet-interactive").first.wait_for()
    officer.look("look", at="iframe")
    officer.step("สร้าง")
    officer.press("สร้างชุดส่งมอบ")
    officer.page.get_by_role("link", name="บันทึกชุดส่งมอบ (zip)").wait_for()
    officer.look("made", at="main h1")


def _raw(folder: Path) -> list[Path]:
    """The files as a group has them; the boundary file lacks village 8."""
    import geopandas as gpd

    land = folder / "แนวเขตหมู่บ้าน"
    land.mkdir()
    villages = gpd.read_file(DEMO / "boundaries" / "village.shp", encoding="cp874")
    code = next(
        name for name in villages if villages[name].astype(str).str.endswith("08").sum() == 1
    )
    kept = villages[~villages[code].astype(str).str.endswith("08")]
    kept.to_file(land / "village.shp", encoding="utf-8")
    packed = Path(shutil.make_archive(str(land), "zip", land))
    return [*sorted(DEMO.glob("*ปฐ*.xlsx")), DEMO / "สถานที่.xlsx", *DEMO.glob("แผน*.xlsx"), packed]


@contextmanager
def _served(projects: Path) -> Iterator[str]:
    """The page, as its starter opens it; its address."""
    command = [sys.executable, "-c", "from tambon_gis.cli import main; main()"]
    process = subprocess.Popen(
        [*command, "serve", str(projects), "--no-browser"],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1", "TAMBON_GIS_LANG": "th"},
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        yield line[line.index("http") :].strip()
    finally:
        process.kill()
        process.communicate()


def _window(browser: Browser, address: str) -> Page:
    """A window at the page."""
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    page = context.new_page()
    page.set_default_timeout(_LONG)
    page.goto(address)
    return page
