"""1,500 places in Chromium, network off: one canvas, the pointer, switching, old browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from browser import DESKTOP, PHONE
from many_places import coverages

from tambon_gis.render.page import draw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser

ACROSS, UP = 50, 30
#: Colour of the canvas under a place's label point, as #rrggbb.
COLOUR = """place => {
  const canvas = document.querySelector("canvas.many");
  const box = canvas.getBoundingClientRect();
  const at = TambonPage.onScreen(place);
  const dots = canvas.width / box.width;
  const data = canvas.getContext("2d").getImageData(
    Math.round((at[0] - box.x) * dots), Math.round((at[1] - box.y) * dots), 1, 1).data;
  return "#" + [...data.slice(0, 3)].map(n => n.toString(16).padStart(2, "0")).join("");
}"""


@pytest.fixture(scope="module")
def places() -> Any:
    """Places whose borders are fractal."""
    maker = coverages()
    return maker._frame(maker.coverage(ACROSS, UP, 16, maker.DISTRICT))


@pytest.fixture(scope="module")
def file(places: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page on disk."""
    path = tmp_path_factory.mktemp("large") / "index.html"
    path.write_text(draw(coverages().content(places)), encoding="utf-8")
    return path


def ready(opened: Any) -> Any:
    """The page once its map is drawn."""
    opened.page.wait_for_selector("canvas.many")
    return opened.page


def screen(page: Any, place: int) -> tuple[float, float]:
    """Where the label point of a place stands in the window."""
    x, y = page.evaluate("place => TambonPage.onScreen(place)", place)
    return x, y


def test_one_canvas_and_nothing_fetched(visit: Callable[..., Any], file: Path) -> None:
    opened = visit(file)
    page = ready(opened)
    assert page.locator("canvas.many").count() == 1
    assert page.locator("path[data-place]").count() == 0
    assert page.evaluate("TambonPage.data.layers.length") == 31
    assert opened.requests == []
    assert opened.complaints == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_canvas_shows_the_colour_of_each_class(
    visit: Callable[..., Any], file: Path, size: tuple[int, int]
) -> None:
    page = ready(visit(file, size=size))
    plain = 0
    for place in range(7, ACROSS * UP, 97):
        look = page.evaluate("p => TambonPage.look(TambonPage.classKey(TambonPage.cell(p)))", place)
        if not look["pattern"]:
            plain += 1
            assert page.evaluate(COLOUR, place) == look["colour"].lower()
    assert plain > 5


def test_another_indicator_recolours_the_canvas(visit: Callable[..., Any], file: Path) -> None:
    page = ready(visit(file))
    seen = set()
    for layer in (0, 3, 8, 20):
        page.select_option("#indicator", str(layer))
        look = page.evaluate("TambonPage.look(TambonPage.classKey(TambonPage.cell(700))).colour")
        seen.add(look)
        assert page.evaluate(COLOUR, 700) == look.lower()
    assert len(seen) > 1


def test_the_pointer_finds_the_place_that_shapely_finds(
    visit: Callable[..., Any], file: Path, places: Any
) -> None:
    page = ready(visit(file))
    points = np.random.default_rng(5).uniform((99.97, 13.97), (101.03, 15.03), (400, 2))
    found = page.evaluate(
        "points => points.map(p => TambonPage.placeAt(L.latLng(p[1], p[0])))", points.tolist()
    )
    tree = shapely.STRtree(places.geometry.to_numpy())
    inside: list[int | None] = [None] * len(points)
    for point, place in zip(*tree.query(shapely.points(points), "intersects"), strict=True):
        inside[point] = int(place)
    assert found == inside
    assert None in found


def test_hover_and_click_show_the_card(visit: Callable[..., Any], file: Path) -> None:
    opened = visit(file)
    page = ready(opened)
    page.mouse.move(*screen(page, 655))
    page.wait_for_function("TambonPage.state.pointed === 655")
    assert "ตำบลที่ 656" in page.inner_text("#card-body")
    page.mouse.click(*screen(page, 655))
    page.wait_for_function("TambonPage.state.kept === 655")
    page.mouse.move(5, 5)
    page.wait_for_function("TambonPage.state.pointed === null")
    assert "ตำบลที่ 656" in page.inner_text("#card-body")
    assert opened.complaints == []


def test_closer_the_same_places_stand_where_they_stood(
    visit: Callable[..., Any], file: Path
) -> None:
    page = ready(visit(file))
    page.mouse.move(*screen(page, 700))
    for _ in range(4):
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(350)
    box = page.locator("canvas.many").locator("xpath=ancestor::*[contains(@class,'folium-map')]")
    edges = box.bounding_box()
    all_at = page.evaluate("TambonPage.data.places.map((_, p) => TambonPage.onScreen(p))")
    shown = [
        p
        for p, (x, y) in enumerate(all_at)
        if edges["x"] + 20 < x < edges["x"] + edges["width"] - 20
        and edges["y"] + 20 < y < edges["y"] + edges["height"] - 20
    ]
    assert 4 < len(shown) < 300
    for place in shown:
        look = page.evaluate("p => TambonPage.look(TambonPage.classKey(TambonPage.cell(p)))", place)
        if not look["pattern"]:
            assert page.evaluate(COLOUR, place) == look["colour"].lower()


def test_the_table_lists_every_place_without_blocking(
    visit: Callable[..., Any], file: Path
) -> None:
    page = ready(visit(file))
    taken = page.evaluate(
        "() => { const t = performance.now(); TambonPage.drawTable();"
        " return performance.now() - t; }"
    )
    assert taken < 1000
    assert 0 < page.locator("#rows tbody tr").count() <= ACROSS * UP


def test_an_old_browser_says_so(chromium: Any, file: Path) -> None:
    context = chromium.new_context(offline=True)
    try:
        page = context.new_page()
        page.add_init_script("delete window.DecompressionStream")
        page.goto(file.as_uri())
        assert "Chrome, Edge, Firefox หรือ Safari" in page.inner_text("#map [role=alert]")
    finally:
        context.close()
