"""Chromium for the tests of a page: no network, and a record of what a page says or asks for."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

#: A font is asked for when words in it are first laid out, so "ready" says nothing before that.
DRAWN = """new Promise(told => requestAnimationFrame(() => requestAnimationFrame(told)))
    .then(() => document.fonts.ready).then(() => null)"""
#: A page is still when nothing of the map, the card and the table has moved for as many frames as
#: a zoom has, and nothing is being faded in: counted in frames, since a busy computer has fewer.
STILL = """() => new Promise(told => {
  const parts = ["#map", "#table", ".card", ".label", "path[data-place]", ".leaflet-map-pane",
    ".leaflet-control-scale-line", "canvas"].join();
  const moves = () => document.querySelector(".leaflet-zoom-anim") || document.getAnimations()
    .some(one => one.playState === "running"
      && Number.isFinite(one.effect.getComputedTiming().endTime));
  const seen = () => [scrollX, scrollY, ...[...document.querySelectorAll(parts)].map(one => {
    const box = one.getBoundingClientRect();
    return [box.x, box.y, box.width, box.height].map(Math.round);
  })].join();
  let before = "", frames = 0;
  const look = () => {
    const now = seen();
    frames = now === before && !moves() ? frames + 1 : 0;
    before = now;
    if (frames < 20) { requestAnimationFrame(look); } else { told(null); }
  };
  look();
})"""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Milliseconds after which a step of a browser is not waited for any longer.
PATIENCE = 180_000
DESKTOP = (1280, 800)
PHONE = (360, 740)
PROJECTOR = (1024, 768)


@dataclass
class Opened:
    """A page in the browser, with what it asked for and what it complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def patient(browser: Browser) -> Browser:
    """A browser in whose windows a step may take as long as a busy computer needs."""
    begin = browser.new_context

    def new_context(**how: Any) -> BrowserContext:
        context = begin(**how)
        context.set_default_timeout(PATIENCE)
        return context

    browser.new_context = new_context  # type: ignore[method-assign, assignment]
    return browser


def still(page: Page) -> None:
    """Wait until nothing on a page moves any more."""
    page.evaluate(STILL)


def until(page: Page, holds: Callable[[], object], seconds: float = 120) -> None:
    """Wait until something holds; whoever asks says afterwards what he wanted."""
    ends = time.monotonic() + seconds
    while not holds() and time.monotonic() < ends:
        page.wait_for_timeout(20)  # what the browser tells is heard meanwhile


def becomes(page: Page, what: str) -> None:
    """
    Wait until an expression is true, asked from outside each time.

    What waits inside of a page is evaluated again there, and the policy of ours refuses that: it
    would be red whenever the page is not as far at the first look.
    """
    until(page, lambda: page.evaluate(what))
    assert page.evaluate(what), what


def executable() -> str | None:
    """The Chromium of this machine."""
    named = os.environ.get("TAMBON_GIS_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    return found or (str(MAC) if MAC.exists() else None)


@pytest.fixture(scope="session")
def playing() -> Iterator[Playwright]:
    """What drives browsers: one for the whole run, since a second one cannot be started."""
    play = pytest.importorskip("playwright.sync_api")
    with play.sync_playwright() as starting:
        yield starting


@pytest.fixture(scope="session")
def chromium(playing: Playwright) -> Iterator[Browser]:
    """A running browser; on CI a missing one is a failure, elsewhere a skip with the way to it."""
    path = executable()
    if path is None:
        message = "Chromium is missing: install it (for example: sudo apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    browser = patient(playing.chromium.launch(executable_path=path, args=ARGUMENTS))
    yield browser
    browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Opened]]:
    """Open a file with the network off; requests other than the file itself are recorded."""
    contexts = []

    def opened(
        path: Path, *, size: tuple[int, int] = DESKTOP, view: str = "", scripts: bool = True
    ) -> Opened:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            offline=True,
            java_script_enabled=scripts,
        )
        contexts.append(context)
        out = Opened(context.new_page())
        address = path.resolve().as_uri()
        out.page.on(
            "request",
            lambda r: (
                None
                if r.url.split("#")[0] == address or r.url.startswith("data:")
                else out.requests.append(r.url)
            ),
        )
        out.page.on(
            "console",
            lambda m: out.complaints.append(m.text) if m.type in {"error", "warning"} else None,
        )
        out.page.on("pageerror", lambda e: out.complaints.append(str(e)))
        out.page.goto(address + view)
        if scripts:  # words in a font that has yet to come are of another height
            out.page.evaluate(DRAWN)
        return out

    yield opened
    for context in contexts:
        context.close()
