"""Pictures of docs/gallery.md: the worked example is built, photographed offline and reduced.

Run by ``make gallery``; a folder as argument, a public build with all formats and its pack, is
taken instead of a new one. Needs Chromium, LibreOffice and ``pdftoppm``.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image
    from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).parent))

from making.pictures import DESKTOP, PHONE, chromium, image, paper, reduced

REPO = Path(__file__).resolve().parents[1]
GALLERY = REPO / "docs" / "gallery"
DOCUMENT = REPO / "docs" / "gallery.md"
PROJECTOR, TALL, TALL_DESK = (1024, 768), (1280, 2400), (1280, 1200)
#: Bytes of the whole folder at most.
ALL = 3_000_000
INCOME, SAVING = "#bmn-2560/22/2565", "bmn-2560~23"
VILLAGE = "99010103"
SHEET = f"{INCOME}/{VILLAGE}/shade/sheet"


def main() -> None:
    """Build, photograph, reduce, and hold the pictures against the document."""
    sys.path.insert(0, str(REPO / "tests"))
    with tempfile.TemporaryDirectory() as folder:
        made = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else _build(Path(folder))
        pictures = {**_screens(made / "index.html"), **_files(made, Path(folder))}
    GALLERY.mkdir(exist_ok=True)
    for old in GALLERY.glob("*.png"):
        old.unlink()
    for name, picture in pictures.items():
        (GALLERY / f"{name}.png").write_bytes(reduced(picture))
    _check(set(pictures))


def _build(folder: Path) -> Path:
    """The worked example with every format, and its pack; the folder of its public files."""
    from tambon_gis.study.pack import pack
    from tambon_gis.study.road import build

    demo = REPO / "data" / "demo"
    made = build(demo, out=folder, also=("all",)).page.parent
    pack(demo, out=folder)
    return made


def _screens(page: Path) -> dict[str, Image]:
    """Pictures of the page in a browser without a network."""
    plain: dict[str, tuple[str, tuple[int, int], Callable[[Page], None] | None]] = {
        "page": (f"{INCOME}/{VILLAGE}", DESKTOP, None),
        "phone": (f"{INCOME}/{VILLAGE}", PHONE, None),
        "circles": (f"{INCOME}/-/circles", DESKTOP, None),
        "change": (f"{INCOME}/{VILLAGE}/change/2563", DESKTOP, None),
        "pair": (f"{INCOME}/-/pair/{SAVING}", DESKTOP, None),
        "side-by-side": (f"{INCOME}/-/shade/2563/years", DESKTOP, None),
        "multiples": (f"{INCOME}/-/shade/multiples", DESKTOP, None),
        "layers": (INCOME, DESKTOP, _own_layers),
        "contrast": (f"{INCOME}/{VILLAGE}", DESKTOP, _contrast),
        "presenter": (INCOME, PROJECTOR, _present),
        "plan": ("#plan", TALL_DESK, None),
        "projects": (INCOME, DESKTOP, _projects),
    }
    with chromium() as browser:
        shots = {
            name: _shot(browser, page, view, size, prepare)
            for name, (view, size, prepare) in plain.items()
        }
        first = page.parent / "pack" / "README.html"
        shots["pack"] = _shot(browser, first, "", TALL_DESK, None)
        shots["table"] = _part(browser, page, f"{INCOME}/{VILLAGE}", "#table")
        shots["sheet"] = _part(browser, page, SHEET, "#sheets")
        shots["print-a4"] = _printed(browser, page, f"{INCOME}/{VILLAGE}", "[data-paper=a4]")
        shots["print-sheet"] = _printed(browser, page, SHEET, "#sheet-print")
    return shots


def _open(browser: Browser, page: Path, view: str, size: tuple[int, int]) -> Page:
    """The page at a view, drawn."""
    scale = 2 if size == PHONE else 1
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, offline=True, device_scale_factor=scale
    )
    opened = context.new_page()
    opened.goto(page.as_uri() + view)
    opened.wait_for_timeout(700)
    return opened


def _shot(
    browser: Browser,
    page: Path,
    view: str,
    size: tuple[int, int],
    prepare: Callable[[Page], None] | None,
) -> Image:
    """What stands on the screen."""
    opened = _open(browser, page, view, size)
    if prepare:
        prepare(opened)
        opened.wait_for_timeout(700)
    picture = image(opened.screenshot())
    opened.context.close()
    return picture


def _part(browser: Browser, page: Path, view: str, part: str) -> Image:
    """One part of the page, whole."""
    opened = _open(browser, page, view, TALL)
    picture = image(opened.locator(part).screenshot())
    opened.context.close()
    return picture


def _own_layers(page: Page) -> None:
    """Every layer of the group's own is turned on."""
    page.click("#layers summary")
    for box in page.locator("#layers input[type=checkbox]").all():
        box.check()
    page.keyboard.press("Escape")


def _projects(page: Page) -> None:
    """The projects of the plan at their villages."""
    page.click("#layers summary")
    page.locator("#layers label", has_text="โครงการในแผน").locator("input").check()
    page.keyboard.press("Escape")


def _contrast(page: Page) -> None:
    """Black on white."""
    page.click("#access summary")
    page.check("#contrast")
    page.keyboard.press("Escape")


def _present(page: Page) -> None:
    """The third step of the story: the worst indicator."""
    page.click("#present-open")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(300)


def _printed(browser: Browser, page: Path, view: str, button: str) -> Image:
    """The first page of what a button prints."""
    opened = _open(browser, page, view, DESKTOP)
    opened.evaluate("window.print = () => {}")
    if not opened.locator(button).is_visible():
        opened.click("#access summary")
    opened.click(button)
    paper = opened.pdf(prefer_css_page_size=True)
    opened.context.close()
    return paper(paper, 1)


def _files(made: Path, folder: Path) -> dict[str, Image]:
    """Pictures of the other files."""
    from office_support import as_pdf

    deck, report = (made / "slides.pptx").read_bytes(), (made / "report.pdf").read_bytes()
    slides = as_pdf(deck, "slides.pptx", folder).read_bytes()
    return {
        "slides-1": paper(slides, _slide_with(deck, lambda shape: hasattr(shape, "image"))),
        "slides-2": paper(slides, _slide_with(deck, lambda shape: shape.has_chart)),
        "slides-3": paper(slides, _slide_with(deck, lambda shape: shape.has_table)),
        "report-1": paper(report, 1),
        "report-2": paper(report, _page_with(report, "สถานที่ใกล้ที่สุด")),
        "png-map": _picture(made / "png" / "map-bmn-2560-9-2565.png"),
        "png-chart": _picture(made / "png" / "chart-problems-bmn-2560.png"),
        "poster": paper((made / "poster.pdf").read_bytes(), 1),
        "card": _picture(made / "cards" / f"{VILLAGE}.png"),
    }


def _slide_with(deck: bytes, holds: Callable[[Any], bool]) -> int:
    """Number of the first slide with such a shape, the cover and the next left out."""
    from pptx import Presentation

    slides = list(Presentation(io.BytesIO(deck)).slides)
    return next(n for n, one in enumerate(slides[2:], 3) if any(map(holds, one.shapes)))


def _page_with(paper: bytes, words: str) -> int:
    """Number of the first page that says it."""
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(paper)).pages
    return next(n for n, one in enumerate(pages, 1) if words in one.extract_text())


def _picture(path: Path) -> Image:
    """A picture of the build."""
    return image(path.read_bytes())


def _check(made: set[str]) -> None:
    """The document shows every picture, and the folder is small."""
    shown = set(re.findall(r"gallery/([\w-]+)\.png", DOCUMENT.read_text(encoding="utf-8")))
    if shown != made:
        sys.exit(f"docs/gallery.md and docs/gallery/ differ: {sorted(shown ^ made)}")
    size = sum(path.stat().st_size for path in GALLERY.glob("*.png"))
    if size > ALL:
        sys.exit(f"docs/gallery/ holds {size} bytes, more than {ALL}")
    sys.stdout.write(f"docs/gallery: {len(made)} pictures, {size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
