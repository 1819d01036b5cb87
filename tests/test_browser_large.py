"""1,500 places in Chromium, network off: one canvas, the pointer, switching, old browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from browser import DESKTOP, PHONE, becomes, still
from many_places import coverages

from tambon_gis.render.web.page import draw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.browser

ACROSS, UP = 50, 30
#: Colour of the canvas under the label points of places, and the colour of their class or null.
COLOURS = """places => {
  const T = TambonPage;
  const canvas = document.querySelector("canvas.many");
  const box = canvas.getBoundingClientRect();
  const dots = canvas.width / box.width;
  const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return places.map(place => {
    const look = T.look(T.classKey(T.cell(place)));
    const at = T.onScreen(place);
    const x = Math.round((at[0] - box.x) * dots);
    const pixel = Math.round((at[1] - box.y) * dots) * canvas.width + x;
    const hex = [...all.slice(4 * pixel, 4 * pixel + 3)].map(n => n.toString(16).padStart(2, "0"));
    return [look.pattern ? null : look.colour.toLowerCase(), "#" + hex.join("")];
  });
}"""
#: How opaque the canvas is at points of [longitude, latitude].
OPAQUE = """points => {
  const canvas = document.querySelector("canvas.many");
  const box = canvas.getBoundingClientRect();
  const map = document.querySelector(".folium-map").getBoundingClientRect();
  const dots = canvas.width / box.width;
  const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return points.map(p => {
    const at = window.map_tambon.latLngToContainerPoint([p[1], p[0]]);
    const x = Math.round((at.x + map.x - box.x) * dots);
    const y = Math.round((at.y + map.y - box.y) * dots);
    return all[4 * (y * canvas.width + x) + 3];
  });
}"""


@pytest.fixture(scope="module")
def places() -> Any:
    """Places whose borders are fractal."""
    maker = coverages()
    return maker.places(maker.coverage((ACROSS, UP), 16, maker.DISTRICT))


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


def plainly_right(page: Any, places: list[int]) -> int:
    """Each of these places has the colour of its class; how many have a plain one."""
    told = [(want, found) for want, found in page.evaluate(COLOURS, places) if want is not None]
    assert [found for _, found in told] == [want for want, _ in told]
    return len(told)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_canvas_shows_the_colour_of_each_class(
    visit: Callable[..., Any], file: Path, size: tuple[int, int]
) -> None:
    page = ready(visit(file, size=size))
    assert plainly_right(page, list(range(7, ACROSS * UP, 31))) > 20


def test_another_indicator_recolours_the_canvas(visit: Callable[..., Any], file: Path) -> None:
    page = ready(visit(file))
    seen = set()
    for layer in (0, 3, 8, 20):
        page.select_option("#indicator", str(layer))
        assert plainly_right(page, list(range(600, 620))) > 5
        seen.add(str(page.evaluate(COLOURS, list(range(600, 620)))))
    assert len(seen) == 4


def test_no_gap_is_drawn_between_places(visit: Callable[..., Any], file: Path, places: Any) -> None:
    page = ready(visit(file))
    inner = shapely.union_all(places.geometry.to_numpy()).buffer(-0.02)
    points = np.random.default_rng(9).uniform(inner.bounds[:2], inner.bounds[2:], (4000, 2))
    points = points[shapely.contains_xy(inner, points)]
    assert len(points) > 3000
    assert min(page.evaluate(OPAQUE, points.tolist())) > 240
    assert page.evaluate(OPAQUE, [[99.95, 13.95]]) == [0]


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
    becomes(page, "TambonPage.state.pointed === 655")
    assert "ตำบลที่ 656" in page.inner_text("#card-body")
    page.mouse.click(*screen(page, 655))
    becomes(page, "TambonPage.state.kept === 655")
    page.mouse.move(5, 5)
    becomes(page, "TambonPage.state.pointed === null")
    assert "ตำบลที่ 656" in page.inner_text("#card-body")
    assert opened.complaints == []


def test_closer_the_same_places_stand_where_they_stood(
    visit: Callable[..., Any], file: Path
) -> None:
    page = ready(visit(file))
    page.mouse.move(*screen(page, 700))
    for _ in range(4):
        page.locator(".leaflet-control-zoom-in").click()
        still(page)
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
    assert plainly_right(page, shown) > 2


def test_the_table_lists_every_place_without_blocking(
    visit: Callable[..., Any], file: Path
) -> None:
    page = ready(visit(file))
    taken = page.evaluate(
        "() => Math.min(...[1, 2, 3, 4, 5].map(() => { const t = performance.now();"
        " TambonPage.drawTable(); return performance.now() - t; }))"  # others work here as well
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
