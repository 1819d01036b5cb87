"""The local page as a process of its own, and a browser that reaches nothing but it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import ARGUMENTS, DRAWN, executable, patient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Playwright

DESKTOP, PHONE = (1280, 800), (360, 740)


@dataclass
class Served:
    """A running page: its address ends with the language and a slash."""

    address: str
    process: subprocess.Popen[str]

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return "/".join(self.address.split("/")[:3])

    @property
    def token(self) -> str:
        """The secret."""
        return self.address.split("/")[3]

    def kill(self) -> None:
        """End it without a warning."""
        self.process.kill()
        self.process.wait(30)


@contextmanager
def served(root: Path, *, lang: str = "th") -> Iterator[Served]:
    """Run ``tambon-gis serve`` on a folder."""
    command = [sys.executable, "-c", "from tambon_gis.cli import main; main()"]
    process = subprocess.Popen(
        [*command, "--lang", lang, "serve", str(root), "--no-browser"],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield Served(line[line.index("http") :].strip(), process)
    finally:
        process.kill()
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()


@dataclass
class Window:
    """A page of the browser, what it asked of others, and what it complained about."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def window(browser: Browser, origin: str, size: tuple[int, int] = DESKTOP) -> Iterator[Window]:
    """Open a window that reaches nothing but one origin."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    out = Window(context.new_page())
    context.on(
        "request",
        lambda one: (
            None if one.url.startswith((origin, "data:", "blob:")) else out.foreign.append(one.url)
        ),
    )
    out.page.on(
        "console",
        lambda one: out.complaints.append(one.text) if one.type in {"error", "warning"} else None,
    )
    out.page.on("pageerror", lambda one: out.complaints.append(str(one)))
    yield out
    context.close()


@pytest.fixture(scope="module")
def lonely(playing: Playwright) -> Iterator[Browser]:
    """A browser that can resolve no name: only this computer answers it."""
    path = executable()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing")
        pytest.skip("Chromium is missing")
    alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    browser = patient(playing.chromium.launch(executable_path=path, args=[*ARGUMENTS, alone]))
    yield browser
    browser.close()


def drawn(page: Page) -> None:
    """Wait until words have their typeface."""
    page.evaluate(DRAWN)


@pytest.fixture
def forking() -> Iterator[subprocess.Popen[str]]:
    """A process that has everything imported, and forks a page for each line."""
    here = Path(__file__).parent
    with subprocess.Popen(
        [sys.executable, str(here / "serve_forked.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert line_of(process) == "ready"
        yield process
        process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    """What it says next."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def begin(process: subprocess.Popen[str], root: Path) -> tuple[int, str]:
    """A page of a folder: its process and its address."""
    assert process.stdin is not None
    process.stdin.write(f"{root}\n")
    process.stdin.flush()
    number, line = int(line_of(process)), line_of(process)
    return number, line[line.index("http") :]
