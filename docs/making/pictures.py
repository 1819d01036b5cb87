"""Pictures of pages: a browser without a network, and PNG files that stay small."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL.Image import Image
    from playwright.sync_api import Browser, Page

__all__ = ["DESKTOP", "PHONE", "chromium", "image", "paper", "reduced", "settled"]

DESKTOP, PHONE = (1280, 800), (360, 740)
#: Bytes of one picture at most, and pixels of its width.
ONE, WIDEST = 150_000, 1280
_REPO = Path(__file__).resolve().parents[2]
_SETTLED = "document.fonts.ready.then(() => new Promise(told => requestAnimationFrame(told)))"


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """
    Start the browser of the tests.

    Parameters
    ----------
    *more : str
        Further words of its command line.

    Yields
    ------
    Browser
        Ready to open windows.
    """
    if str(_REPO / "tests") not in sys.path:
        sys.path.insert(0, str(_REPO / "tests"))
    from browser import ARGUMENTS, executable
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=executable(), args=[*ARGUMENTS, *more])
        yield browser
        browser.close()


def settled(page: Page) -> None:
    """
    Wait until letters and layout are there.

    Parameters
    ----------
    page : Page
        Of the browser.
    """
    page.evaluate(_SETTLED)


def image(content: bytes) -> Image:
    """
    Bytes as a picture.

    Parameters
    ----------
    content : bytes
        PNG.

    Returns
    -------
    Image
        Without transparency.
    """
    from PIL import Image

    return Image.open(io.BytesIO(content)).convert("RGB")


def paper(content: bytes, number: int) -> Image:
    """
    One page of a PDF as a picture.

    Parameters
    ----------
    content : bytes
        PDF.
    number : int
        Of the page, from 1.

    Returns
    -------
    Image
        At 100 dots an inch.
    """
    command = ["pdftoppm", "-png", "-r", "100", "-f", str(number), "-l", str(number), "-"]
    done = subprocess.run(command, input=content, check=True, capture_output=True)
    return image(done.stdout)


def reduced(picture: Image) -> bytes:
    """
    PNG with few colours, as wide as it may be.

    Parameters
    ----------
    picture : Image
        The picture.

    Returns
    -------
    bytes
        The file, of :data:`ONE` bytes at most.
    """
    width = min(picture.width, WIDEST)
    while True:
        height = round(picture.height * width / picture.width)
        small = picture.resize((width, height)).quantize(colors=128, dither=0)
        out = io.BytesIO()
        small.save(out, "PNG", optimize=True)
        if out.tell() <= ONE:
            return out.getvalue()
        width = round(width * 0.9)
