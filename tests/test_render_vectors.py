"""The group's own layers on the page: what the data block holds, and what people see of them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import accumulate, combinations, product
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from browser import DESKTOP, PHONE, Opened
from render_sample import content, grid

from tambon_gis import catalog
from tambon_gis.model.document import Text
from tambon_gis.model.layer import SYMBOLS, OwnLayer, Symbol
from tambon_gis.model.sealed import Facilities, Vectors, seal
from tambon_gis.render.templates import environment
from tambon_gis.render.web.page import draw
from tambon_gis.render.web.vector_part import overlays, simpler, vector_part

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tambon_gis.render.content import Content

    Visit = Callable[..., Opened]

HOSTILE = (
    "<img src=x onerror=window.hit=1>",
    "</script><script>window.hit=1</script>",
    '"><svg onload=window.hit=1>',
    "javascript:window.hit=1",
    "${window.hit=1}{{7*7}}{name}",
    "' onmouseover='window.hit=1",
    "url(#own-0);background:url(http://evil.example/)",
)


def text(th: str) -> Text:
    return Text(th=th, en=f"en {th}")


def own(
    identity: str,
    kind: str,
    shapes: Sequence[Any],
    columns: dict[str, list[str]] | None = None,
    **more: Any,
) -> Vectors:
    """A sealed layer."""
    layer = OwnLayer(id=identity, kind=kind, title=text(more.pop("title", identity)), **more)
    frame = pd.DataFrame(columns or {}, index=range(len(shapes)))
    return seal(
        Vectors, frame=gpd.GeoDataFrame(frame, geometry=list(shapes), crs=4326), layer=layer
    )


def with_layers(*layers: Vectors, facilities: Facilities | None = None) -> Content:
    return replace(content(), vectors=layers, facilities=facilities)


def block(*layers: Vectors, facilities: Facilities | None = None, lang: str = "th") -> list[Any]:
    """The part of the data block, through JSON as it travels."""
    return json.loads(
        json.dumps(vector_part(with_layers(*layers, facilities=facilities), lang=lang))
    )


def walked(steps: list[int]) -> list[tuple[float, float]]:
    """Steps back to degrees, apart from the page's own way."""
    xs, ys = accumulate(steps[::2]), accumulate(steps[1::2])
    return [(x / 100_000, y / 100_000) for x, y in zip(xs, ys, strict=True)]


# --- the data block ---

ROAD = shapely.LineString([(100.4, 14.6), (100.43, 14.61), (100.5, 14.64)])
RIVER = shapely.MultiLineString([[(100.4, 14.6), (100.5, 14.7)], [(100.5, 14.5), (100.6, 14.6)]])
HOLE = [(100.45, 14.62), (100.46, 14.62), (100.46, 14.63)]
LAND = shapely.Polygon([(100.44, 14.61), (100.48, 14.61), (100.48, 14.65)], [HOLE[::-1]])


def test_lines_and_areas_come_back_point_for_point() -> None:
    roads, flood = block(own("roads", "lines", [ROAD, RIVER]), own("flood", "areas", [LAND]))[::-1]
    assert [walked(part) for part in roads["shapes"][0]] == [list(ROAD.coords)]
    assert [walked(part) for part in roads["shapes"][1]] == [list(p.coords) for p in RIVER.geoms]
    outer, inner = flood["shapes"][0][0]
    assert walked(outer) == list(LAND.exterior.coords)[:-1]
    assert walked(inner) == list(LAND.interiors[0].coords)[:-1]
    assert "rows" not in roads
    assert "symbols" not in roads


def test_points_keep_every_part_and_take_the_symbol_of_their_kind() -> None:
    symbols = (
        Symbol(symbol="school", title=text("โรงเรียน"), words=("โรงเรียน",), colour="#112233"),
        Symbol(symbol="temple", title=text("วัด"), words=("วัด",), colour="#445566"),
        Symbol(symbol="market", title=text("ตลาด"), words=("ตลาด",)),
        Symbol(symbol="other", title=text("อื่น ๆ")),
    )
    spots = [shapely.Point(100.1, 14.1), shapely.MultiPoint([(100.2, 14.2), (100.3, 14.3)]),
             shapely.Point(100.4, 14.4)]  # fmt: skip
    columns = {"n": ["ก", "ข", "ค"], "k": ["วัด", "โรงเรียนวัดสุข", "ศาลา"]}
    (one,) = block(own("p", "points", spots, columns, label="n", by="k", symbol=symbols))
    assert one["shapes"] == [[[10010000, 1410000]], [[10020000, 1420000], [10030000, 1430000]],
                             [[10040000, 1440000]]]  # fmt: skip
    drawn = [one["symbols"][row[2]][0] for row in one["rows"]]
    assert drawn == ["temple", "school", "other"]
    assert [symbol[0] for symbol in one["symbols"]] == ["school", "temple", "other"]  # no market
    assert one["symbols"][0] == ["school", "โรงเรียน", "#112233"]
    assert "วัดสุข" not in json.dumps(one, ensure_ascii=False)  # the kind is not published as text


def test_points_without_symbols_are_drawn_in_the_colour_of_their_layer() -> None:
    (one,) = block(own("p", "points", [shapely.Point(100.1, 14.1)], colour="#abcdef", title="บ่อ"))
    assert one["symbols"] == [["other", "บ่อ", "#abcdef"]]


def test_areas_lie_under_lines_and_these_under_points() -> None:
    dot = own("works", "points", [shapely.Point(100.45, 14.62)])
    made = with_layers(
        dot, own("a", "lines", [ROAD]), own("flood", "areas", [LAND]), own("b", "lines", [ROAD])
    )
    assert [one.layer.id for one in overlays(made, lang="th")] == ["flood", "a", "b", "works"]


def test_titles_and_cards_follow_the_language() -> None:
    layer = own("a", "lines", [ROAD], {"w": ["5 ม."]}, card={"w": text("กว้าง")}, title="ถนน",
                credit="กลุ่ม", licence="CC0")  # fmt: skip
    th, en = block(layer)[0], block(layer, lang="en")[0]
    assert (th["title"], th["card"], th["credit"]) == ("ถนน", ["กว้าง"], "กลุ่ม · CC0")
    assert (en["title"], en["card"]) == ("en ถนน", ["en กว้าง"])
    assert th["rows"] == [["", ["5 ม."], 0]]


def test_public_places_are_a_layer_drawn_as_their_document_says() -> None:
    frame = pd.DataFrame(
        {"name": ["วัดหัวไผ่", None], "kind": ["วัด", None], "latitude": [14.631, 14.6],
         "longitude": [100.452, 100.4]}
    )  # fmt: skip
    (one,) = block(facilities=seal(Facilities, frame=frame))
    document = catalog.own_layer("facilities")
    assert one["id"] == "facilities"
    assert one["title"] == document.title.th
    assert [row[0] for row in one["rows"]] == ["วัดหัวไผ่", ""]
    assert [one["symbols"][row[2]][0] for row in one["rows"]] == ["temple", "other"]
    assert one["shapes"][0] == [[10045200, 1463100]]


def test_without_layers_there_is_nothing() -> None:
    empty = seal(Facilities, frame=pd.DataFrame(columns=["name", "kind", "latitude", "longitude"]))
    assert block(own("a", "lines", []), facilities=empty) == []


def test_a_long_line_is_made_simpler_within_its_budget_and_keeps_its_ends() -> None:
    wave = shapely.LineString([(100 + i / 50_000, 14 + (i % 2) * 3e-6) for i in range(20_000)])
    (found,) = simpler(gpd.GeoSeries([wave]).to_numpy(), most_points=500)
    assert shapely.get_num_coordinates(found) <= 500
    assert (found.coords[0], found.coords[-1]) == (wave.coords[0], wave.coords[-1])
    assert shapely.hausdorff_distance(found, wave) < 1e-4
    (kept,) = simpler(gpd.GeoSeries([ROAD]).to_numpy())
    assert kept.equals_exact(ROAD, 0)


def test_every_symbol_of_a_document_has_its_drawing() -> None:
    template = environment().get_template("symbols.svg.j2")
    drawn = template.render(drawn=set(SYMBOLS))
    found = set(re.findall(r'id="symbol-([a-z]+)"', drawn))
    assert set(SYMBOLS) <= found
    few = set(re.findall(r'id="symbol-([a-z]+)"', template.render(drawn={"temple"})))
    assert found - few == set(SYMBOLS) - {"temple"}  # a page carries what it draws
    paths = re.findall(r' d="([^"]+)"', drawn)
    assert len(paths) > len(SYMBOLS)
    assert [one for one in paths if not re.fullmatch(r"[MLHVCQTAZhvz0-9 .-]+", one)] == []


# --- the page ---

WORKS = own(
    "works", "points", [shapely.Point(100.45, 14.62), shapely.Point(100.47, 14.63)],
    {"n": ["ธนาคารขยะบ้านหัวไผ่", "สวนรวมใจ"], "k": ["ขยะ", "สวน"], "y": ["2564", ""]},
    title="งานของกลุ่ม", label="n", by="k", card={"y": text("ปี")},
    symbol=(Symbol(symbol="works", title=text("ธนาคารขยะ"), words=("ขยะ",), colour="#8a3b00"),
            Symbol(symbol="other", title=text("งานอื่น"))),
)  # fmt: skip
CANAL = own("canal", "lines", [ROAD], {"n": ["คลองสาธิต"]}, title="คลอง", label="n",
            colour="#1f6fb2", width=4, credit="กลุ่มแผนที่", below=True)  # fmt: skip
FLOOD = own("flood", "areas", [shapely.box(100.44, 14.61, 100.46, 14.63)], {"d": ["50 ซม."]},
            title="น้ำท่วม", card={"d": text("ความลึก")}, colour="#1b4f9c", hatched=True,
            shown=False)  # fmt: skip


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up tambon with a canal, a flood area that is switched off, and works."""
    path = tmp_path_factory.mktemp("own") / "index.html"
    path.write_text(draw(with_layers(CANAL, FLOOD, WORKS)), encoding="utf-8")
    return path


def legend(opened: Opened) -> str:
    return opened.page.inner_text("#legend-body")


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_layers_are_drawn_without_a_request(
    visit: Visit, page_file: Path, size: tuple[int, int]
) -> None:
    opened = visit(page_file, size=size)
    page = opened.page
    assert page.locator("path.own-line").count() == 1
    assert page.locator("path.own-line").get_attribute("stroke") == "#1f6fb2"
    assert page.locator("path.own-area").count() == 0
    assert page.locator(".facility svg use").count() == 2
    colours = page.eval_on_selector_all(
        ".facility svg", "all => all.map(s => s.getAttribute('color'))"
    )
    assert colours == ["#8a3b00", "#12395b"]
    assert "คลอง" in legend(opened)
    assert "ธนาคารขยะ" in legend(opened)
    assert "กลุ่มแผนที่" in legend(opened)
    assert "น้ำท่วม" not in legend(opened)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert (opened.requests, opened.complaints) == ([], [])


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_switches_are_large_and_work_with_keys_alone(
    visit: Visit, page_file: Path, size: tuple[int, int]
) -> None:
    opened = visit(page_file, size=size)
    page = opened.page
    page.focus("#layers > summary")
    page.keyboard.press("Enter")
    for one in page.locator("#layers summary, #layers label").all():
        box = one.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
    boxes = page.locator("#layers input")
    names = [one.evaluate("b => b.labels[0].innerText.trim()") for one in boxes.all()]
    assert names == ["โครงการในแผน", "งานของกลุ่ม", "คลอง", "น้ำท่วม"]
    assert [one.is_checked() for one in boxes.all()] == [False, True, True, False]
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator("path.own-area").count() == 1
    assert "น้ำท่วม" in legend(opened)
    assert "3" in page.inner_text("#layers summary")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    assert page.locator("path.own-line").count() == 0
    assert "กลุ่มแผนที่" not in legend(opened)
    page.keyboard.press("Escape")
    assert not page.locator("#layers").evaluate("d => d.open")
    assert opened.complaints == []


@pytest.mark.browser
def test_symbols_are_reached_by_the_keyboard_and_say_what_they_are(
    visit: Visit, page_file: Path
) -> None:
    opened = visit(page_file)
    page = opened.page
    labels = page.eval_on_selector_all(
        ".facility", "all => all.map(m => m.getAttribute('aria-label'))"
    )
    assert labels == ["ธนาคารขยะ · ธนาคารขยะบ้านหัวไผ่ · ปี: 2564", "งานอื่น · สวนรวมใจ"]
    page.focus(".facility >> nth=0")
    tip = page.inner_text(".leaflet-tooltip")
    assert tip.split("\n") == ["ธนาคารขยะบ้านหัวไผ่", "ธนาคารขยะ", "ปี: 2564"]
    page.focus("#indicator")
    page.wait_for_selector(".leaflet-tooltip", state="detached")


@pytest.mark.browser
def test_an_area_lets_the_place_beneath_answer_but_says_itself_on_its_outline(
    visit: Visit, page_file: Path
) -> None:
    opened = visit(page_file)
    page = opened.page
    page.evaluate("document.getElementById('layer-flood').click()")
    box = page.locator("path.own-area").bounding_box()
    assert box is not None
    at = (box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.85)
    under = page.evaluate(
        "p => { const t = document.elementFromPoint(p[0], p[1]); return t.dataset.place ?? null; }",
        list(at),
    )
    assert under is not None
    page.focus("path.own-area")
    assert page.inner_text(".leaflet-tooltip").split("\n") == ["น้ำท่วม", "ความลึก: 50 ซม."]
    fill = page.get_attribute("path.own-area", "fill") or ""
    pattern = re.fullmatch(r"url\(#(own-\d)\)", fill)
    assert pattern is not None
    assert page.locator(f"pattern#{pattern[1]}").count() == 1


@pytest.mark.browser
def test_a_line_hands_the_mouse_to_the_place_beneath(visit: Visit, page_file: Path) -> None:
    page = visit(page_file).page
    spot = page.evaluate(
        "() => { const p = document.querySelector('path.own-line'), m = p.getScreenCTM(),"
        " q = p.getPointAtLength(p.getTotalLength() * 0.3).matrixTransform(m); return [q.x, q.y]; }"
    )
    page.mouse.move(*spot)
    place = page.evaluate("TambonPage.state.pointed")
    assert place is not None
    assert "คลองสาธิต" in page.inner_text(".leaflet-tooltip")
    page.mouse.click(*spot)
    assert page.evaluate("TambonPage.state.kept") == place


@pytest.mark.browser
def test_a_name_stands_on_its_line_and_on_no_other_label(visit: Visit, page_file: Path) -> None:
    page = visit(page_file).page
    boxes = (
        "all => all.map(l => { const r = l.getBoundingClientRect();"
        " return [r.x, r.y, r.right, r.bottom]; })"
    )
    labels = [shapely.box(*box) for box in page.eval_on_selector_all(".label", boxes)]
    symbols = page.eval_on_selector_all(".facility svg", boxes)
    drawn = [shapely.box(*box).buffer(-3) for box in symbols]  # the corners of a round symbol
    assert "คลองสาธิต" in page.eval_on_selector_all(".label", "all => all.map(l => l.innerText)")
    for one, other in [*combinations(labels, 2), *product(labels, drawn)]:
        assert one.intersection(other).area < 1


@pytest.mark.browser
def test_hostile_names_are_text(visit: Visit, tmp_path: Path) -> None:
    spots = [shapely.Point(100.43 + i / 200, 14.62) for i in range(len(HOSTILE))]
    columns = {"n": list(HOSTILE), "c": list(HOSTILE[::-1])}
    symbols = (
        Symbol(symbol="works", title=text(HOSTILE[0]), words=("<",)),
        Symbol(symbol="other", title=text(HOSTILE[1])),
    )
    made = with_layers(
        own("lines", "lines", [ROAD], {"n": [HOSTILE[1]]}, label="n", title=HOSTILE[2],
            credit=HOSTILE[6]),
        own("areas", "areas", [LAND], {"n": [HOSTILE[0]]}, label="n", title=HOSTILE[3],
            hatched=True),
        own("points", "points", spots, columns, label="n", by="n", card={"c": text(HOSTILE[4])},
            title=HOSTILE[5], symbol=symbols),
    )  # fmt: skip
    path = tmp_path / "index.html"
    path.write_text(draw(made), encoding="utf-8")
    opened = visit(path)
    page = opened.page
    page.evaluate("document.getElementById('layers').open = true")
    for at in range(len(HOSTILE)):
        page.focus(f".facility >> nth={at}")
        assert page.locator(".leaflet-tooltip strong").last.inner_text() == HOSTILE[at]
    page.focus("path.own-area")
    assert page.locator(".leaflet-tooltip strong").last.inner_text() == HOSTILE[0]
    for title in (HOSTILE[2], HOSTILE[3], HOSTILE[0], HOSTILE[1], HOSTILE[6]):
        assert title in legend(opened)
    assert page.evaluate("window.hit") is None
    assert (opened.requests, opened.complaints) == ([], [])


@pytest.mark.browser
def test_layers_lie_over_a_page_of_many_places_too(visit: Visit, tmp_path: Path) -> None:
    road = shapely.LineString([(100.02, 14.03), (101.0, 15.2), (101.78, 15.77)])
    field = shapely.box(100.3, 14.4, 100.9, 14.9)
    made = replace(
        grid(18), facilities=None,
        vectors=(own("road", "lines", [road]), own("field", "areas", [field], hatched=True),
                 own("p", "points", [shapely.Point(100.5, 15.1)])),
    )  # fmt: skip
    path = tmp_path / "index.html"
    path.write_text(draw(made), encoding="utf-8")
    opened = visit(path)
    page = opened.page
    assert page.locator("canvas.leaflet-zoom-animated, canvas").count() >= 1
    assert page.locator("path.own-line").count() == 1
    assert page.locator("path.own-area").count() == 1
    assert page.locator(".facility").count() == 1
    box = page.locator(".mapbox").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.4)
    assert page.evaluate("TambonPage.state.pointed") is not None
    assert opened.complaints == []


@pytest.mark.browser
def test_two_maps_side_by_side_hold_the_same_layers(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file, view="#bmn-2560/5/2565")
    page = opened.page
    page.evaluate("TambonPage.go({ arrange: 'years', from: 2563 })")
    assert page.locator(".leaflet-container").count() == 2
    assert page.locator("path.own-line").count() == 2
    page.evaluate("document.getElementById('layer-flood').click()")
    assert page.locator("path.own-area").count() == 2
    names = page.eval_on_selector_all(".label", "all => all.map(l => l.innerText)")
    assert names.count("หมู่ 6\nบ้านที่ดอน") + names.count("หมู่ 6") == 2
    page.evaluate("TambonPage.go({ arrange: 'one' })")
    assert page.locator("path.own-line").count() == 1
    page.evaluate("document.getElementById('layer-flood').click()")
    assert page.locator("path.own-area").count() == 0
    assert opened.complaints == []


@pytest.mark.browser
def test_paper_says_the_value_in_the_label_as_the_page_says_it(
    visit: Visit, page_file: Path
) -> None:
    page = visit(page_file, view="#bmn-2560/5/2565").page
    page.evaluate("TambonPage.printing = true; TambonPage.relabel()")
    labels = page.eval_on_selector_all(".label", "all => all.map(l => l.innerText)")
    assert any(
        label.endswith("7.4 %") for label in labels
    )  # moo 7: 23 of 310, by the sample's rule
    assert any(label.endswith("ปกปิด") for label in labels)
    page.evaluate("TambonPage.printing = false; TambonPage.relabel()")
    labels = page.eval_on_selector_all(".label", "all => all.map(l => l.innerText)")
    assert not [label for label in labels if "%" in label]


@pytest.mark.browser
def test_very_many_points_are_dots(visit: Visit, tmp_path: Path) -> None:
    spots = [shapely.Point(100.42 + (i % 30) / 500, 14.6 + i // 30 / 800) for i in range(450)]
    path = tmp_path / "index.html"
    path.write_text(
        draw(with_layers(own("lamps", "points", spots, title="โคมไฟ"))), encoding="utf-8"
    )
    opened = visit(path)
    assert opened.page.locator(".facility").count() == 0
    assert opened.page.locator(".leaflet-own-over-pane path").count() == 450
    assert opened.complaints == []


@pytest.mark.browser
def test_a_page_without_layers_has_no_switch(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_text(draw(replace(with_layers(), plan=None, trail=None)), encoding="utf-8")
    opened = visit(path)
    assert not opened.page.locator("#layers").is_visible()
    assert opened.complaints == []
