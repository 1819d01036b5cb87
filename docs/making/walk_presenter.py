"""The guide for presenters, walked: the pack is opened as on a meeting room's computer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from making.pictures import DESKTOP, PHONE, chromium, image, paper, settled

if TYPE_CHECKING:
    from PIL.Image import Image
    from playwright.sync_api import Browser, Page

__all__ = ["walk"]

REPO = Path(__file__).resolve().parents[2]
PROJECTOR = (1024, 768)
WATER = "#bmn-2560/9/2565/99010107"


def walk(folder: Path) -> dict[str, Image]:
    """
    Make the pack of the worked example, open it, and photograph it.

    Parameters
    ----------
    folder : pathlib.Path
        Folder that may be filled.

    Returns
    -------
    dict[str, Image]
        Pictures by name.
    """
    from tambon_gis.study.pack import pack

    pack(REPO / "data" / "demo", out=folder)
    handed = folder / "maps" / "990101" / "pack"
    page = handed / "index.html"
    with chromium() as browser:
        return {
            "pack": _screen(_open(browser, handed / "README.html")),
            "step": _step(_open(browser, page, size=PROJECTOR)),
            "sheet": _sheet(_open(browser, page, f"{WATER}/shade/sheet")),
            "print": _printed(_open(browser, page, WATER)),
            "phone": _screen(_open(browser, page, WATER, size=PHONE)),
        }


def _open(browser: Browser, page: Path, view: str = "", *, size: tuple[int, int] = DESKTOP) -> Page:
    """A page by double click, with no network."""
    scale = 2 if size == PHONE else 1
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, offline=True, device_scale_factor=scale
    )
    opened = context.new_page()
    opened.goto(page.as_uri() + view)
    settled(opened)
    opened.wait_for_timeout(700)  # the map moves to its place
    return opened


def _screen(opened: Page) -> Image:
    """What stands on the screen."""
    picture = image(opened.screenshot())
    opened.context.close()
    return picture


def _step(opened: Page) -> Image:
    """The third step of the story, full screen."""
    opened.get_by_role("button", name="นำเสนอ", exact=True).click()
    for _ in range(2):
        opened.keyboard.press("ArrowRight")
        opened.wait_for_timeout(400)
    return _screen(opened)


def _sheet(opened: Page) -> Image:
    """The sheet of a village."""
    picture = image(opened.locator("#sheets").screenshot())
    opened.context.close()
    return picture.crop((0, 0, picture.width, min(picture.height, 900)))


def _printed(opened: Page) -> Image:
    """What the button for A4 prints."""
    opened.evaluate("window.print = () => {}")
    opened.get_by_text("การแสดงผลและพิมพ์").first.click()
    opened.get_by_role("button", name="พิมพ์ A4").click()
    content = opened.pdf(prefer_css_page_size=True)
    opened.context.close()
    return paper(content, 1)
