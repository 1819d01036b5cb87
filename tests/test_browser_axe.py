"""axe-core over the page in its states: no serious or critical violation, at three sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from browser import DESKTOP, PHONE, PROJECTOR, still
from render_sample import content

from tambon_gis.render.web.page import draw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

VIEW = "#bmn-2560/5/2565"
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up tambon as a page."""
    path = tmp_path_factory.mktemp("axe") / "index.html"
    path.write_text(draw(content()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def english_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in English."""
    path = tmp_path_factory.mktemp("axe") / "english.html"
    path.write_text(draw(content(), lang="en"), encoding="utf-8")
    return path


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A page whose policy lets the test's own script in; everything else is as it is."""
    contexts = []

    def visit(path: Path, *, size: tuple[int, int] = DESKTOP, view: str = VIEW) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, offline=True, bypass_csp=True
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path.resolve().as_uri() + view)
        page.wait_for_selector("#rows tbody tr", state="attached")
        page.evaluate("document.fonts.ready")
        return page

    yield visit
    for context in contexts:
        context.close()


def faults(page: Page, *, whole: bool = True) -> list[str]:
    """Every violation as one line; the quiet parts below need no second look in each state."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    left = None if whole else {"exclude": [["#methods"], ["#glossary"], ["#plan"], ["#about"]]}
    found: dict[str, Any] = axe.Axe().run(page, context=left).response
    assert len(found["passes"]) > 15
    return [
        f"{one['impact']} {one['id']}: {node['target']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def kept(page: Page) -> None:
    """A village is kept."""
    page.evaluate("TambonPage.keep(3)")


def filtered(page: Page) -> None:
    """The table holds some rows."""
    page.fill("#filter-text", "บ้านห")


def contrasted(page: Page) -> None:
    """High contrast and Thai digits, the panel open."""
    page.click("#access summary")
    page.check("#contrast")
    page.check("#thai-digits")


def layered(page: Page) -> None:
    """The panel of the layers is open."""
    page.click("#layers summary")


def copied(page: Page) -> None:
    """The text to be copied by hand."""
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.click("#copy")


def sheet(page: Page) -> None:
    """The sheet of a village."""
    page.evaluate("TambonPage.go({ sheet: 2 })")
    page.wait_for_selector(".sheet")


def presented(page: Page) -> None:
    """The presenter, at its second step."""
    page.click(".present-open")
    page.keyboard.press("ArrowRight")


def multiples(page: Page) -> None:
    """Small multiples."""
    page.evaluate("TambonPage.go({ arrange: 'multiples' })")
    page.wait_for_selector(".multiples path")
    still(page)


def side_by_side(page: Page) -> None:
    """Two years beside each other."""
    page.evaluate("TambonPage.go({ arrange: 'years', from: 2563 })")
    page.wait_for_selector(".beside path[data-place]")
    still(page)


STATES = (None, kept, filtered, contrasted, layered, copied, sheet, presented, multiples,
          side_by_side)  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.__name__ if one else "plain")
def test_no_state_of_the_page_has_a_fault(
    opened: Callable[..., Page], page_file: Path, state: Callable[[Page], None] | None
) -> None:
    page = opened(page_file)
    if state:
        state(page)
    assert faults(page, whole=state is None) == []


@pytest.mark.parametrize("size", [PHONE, PROJECTOR])
@pytest.mark.parametrize("state", [kept, contrasted, sheet], ids=lambda one: one.__name__)
def test_no_size_of_the_page_has_a_fault(
    opened: Callable[..., Page],
    page_file: Path,
    size: tuple[int, int],
    state: Callable[[Page], None],
) -> None:
    page = opened(page_file, size=size)
    state(page)
    assert faults(page, whole=False) == []


@pytest.mark.parametrize("view", ["#nrd2c/1/2564", "#bmn-2560/1/2565"])
def test_no_kind_of_layer_has_a_fault_in_english(
    opened: Callable[..., Page], english_file: Path, view: str
) -> None:
    assert faults(opened(english_file, view=view), whole=False) == []


def test_what_is_broken_is_found(opened: Callable[..., Page], page_file: Path) -> None:
    page = opened(page_file)
    page.evaluate(
        "() => { const button = document.createElement('button');"
        " document.querySelector('main').append(button);"
        " document.querySelector('#filter-text').labels[0].remove();"
        " document.querySelector('#filter-text').removeAttribute('placeholder');"
        " document.querySelector('.kicker').style.color = '#2f5a80'; }"
    )
    grave = [one for one in faults(page, whole=False) if one.split()[0] in GRAVE]
    assert {one.split()[1] for one in grave} == {"button-name:", "label:", "color-contrast:"}
