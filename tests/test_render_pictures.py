"""Maps and charts as PNG: what is on them, what is not in them, and that they never change."""

from __future__ import annotations

import io
import struct
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
import shapely
import thai_reference as thai
from PIL import Image
from render_sample import NAMES, content, grid

from tambon_gis.model.sealed import seal
from tambon_gis.render.image import figure_charts, figure_map, pictures
from tambon_gis.render.image.figure import Sheet
from tambon_gis.render.image.figure_charts import RANGE, SHARE, Bar, Panel, Year
from tambon_gis.render.image.figure_frame import Frame
from tambon_gis.render.image.figure_ground import Ground, Label, Look, Mark, box_of
from tambon_gis.render.image.figure_map import Key
from tambon_gis.render.image.studio import Studio
from tambon_gis.render.still import fills_of

HOSTILE = (
    "$x^2$", "<script>alert(1)</script>", r"\frac{1}{0} \textbf{x}", "{{7*7}} {0} %s %(a)s",
    "บ้าน\u202eกลับ\u2066", "😀\U0001f468\u200d🌾", "", "ย" * 300, "\x00\x1b[31m\n\t",
)  # fmt: skip
FRAME = Frame("ก", "ข")


@pytest.fixture(scope="module")
def studio() -> Studio:
    return Studio(content(), lang="th")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return pictures.pictures(content())


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def share_of(png: bytes, colour: str, *, off: int = 3) -> float:
    """How much of a picture has a colour."""
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return float((np.abs(pixels(png) - wanted).max(axis=2) <= off).mean())


def chunks(png: bytes) -> set[str]:
    found, at = set(), 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        found.add(png[at + 4 : at + 8].decode("ascii"))
        at += size + 12
    return found


def test_the_set_has_the_story_the_worst_the_years_and_the_charts(files: dict[str, bytes]) -> None:
    names = sorted(files)
    assert "png/map-places.png" in names
    assert "png/map-bmn-2560-9-2564.png" in names  # the story's
    assert sum(name.startswith("png/map-bmn-2560") for name in names) == 1 + pictures.MAPS
    assert sum(name.startswith("png/map-nrd2c") for name in names) == pictures.MAPS
    assert {n for n in names if "chart" in n or "years" in n} == {
        "png/chart-problems-bmn-2560.png", "png/chart-problems-nrd2c.png", "png/chart-trends.png",
        "png/chart-aspects.png", "png/years-bmn-2560-10.png",  # the first of the trail
    }  # fmt: skip
    assert all(name.isascii() for name in names)


def test_every_picture_is_ten_inches_at_300_dpi_and_carries_nothing_else(
    files: dict[str, bytes],
) -> None:
    for png in files.values():
        image = Image.open(io.BytesIO(png))
        assert image.width == 3000
        assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
        assert chunks(png) == {"IHDR", "PLTE", "pHYs", "IDAT", "IEND"}
        assert len(png) < 600_000


def test_the_same_content_gives_the_same_bytes(studio: Studio) -> None:
    layer = studio.by_ref["bmn-2560/9"]
    first = pictures.map_of(studio, layer, 2564)
    with mpl.rc_context({"font.size": 40, "text.hinting": "force_autohint", "lines.linewidth": 9,
                         "hatch.linewidth": 7, "axes.facecolor": "red"}):  # fmt: skip
        assert pictures.map_of(Studio(content(), lang="th"), layer, 2564) == first
    assert pictures.map_of(studio, layer, 2563) != first


def test_drawing_leaves_the_users_settings_alone(studio: Studio) -> None:
    before = dict(mpl.rcParams)
    pictures.map_of(studio, studio.by_ref["bmn-2560/9"], 2565)
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("ref", ["bmn-2560/9", "nrd2c/2"])
def test_a_map_has_the_colours_of_the_page(studio: Studio, ref: str) -> None:
    layer = studio.by_ref[ref]
    year = max(layer.cells)
    png = pictures.map_of(studio, layer, year)
    areas: dict[str, float] = {}
    for fill, shape in zip(fills_of(layer, year), studio.shapes, strict=True):
        if not fill.pattern:
            areas[fill.colour] = areas.get(fill.colour, 0) + shape.area
    total = sum(areas.values())
    seen = {colour: share_of(png, colour) for colour in areas}
    whole = sum(seen.values())
    assert len(areas) >= 3
    for colour, area in areas.items():  # labels and borders cover a little of each
        assert seen[colour] / whole == pytest.approx(area / total, abs=0.07)


def test_the_north_is_up_and_distances_are_true() -> None:
    ground = Ground((100, 14, 100.1, 14.1), left=0, top=0, wide=300, high=300)
    (x0, y0), (x1, y1) = ground.point(100, 14), ground.point(100.1, 14.1)
    assert x1 > x0
    assert y1 < y0
    metres = 0.1 * 110_700  # a tenth of a degree to the north
    assert y0 - y1 == pytest.approx(metres * ground.metre, rel=1e-6)
    assert (x1 - x0) / (y0 - y1) == pytest.approx(np.cos(np.radians(14.05)), rel=1e-6)


def test_the_title_stands_there_as_it_is_spelt(studio: Studio) -> None:
    png = pictures.map_of(studio, studio.by_ref["bmn-2560/9"], 2564)
    picture = Image.open(io.BytesIO(png)).convert("RGB").crop((0, 0, 1800, 260))
    ink = thai.ink_of(picture)
    size = 21 * 300 / 72
    found = thai.match(ink / ink.max(), "น้ำดื่มสะอาดเพียงพอ", size=size, weight=700)
    wrong = thai.match(ink / ink.max(), "น้ำดมสะอาดเพียงพอ", size=size, weight=700)
    assert found.right, found
    assert not wrong.right


def test_letters_of_mathematics_are_letters() -> None:
    sheet = Sheet(300, 100, dpi=72)
    sheet.text(10, 60, "$x^2$", size=40, colour="#000000")
    assert thai.match(thai.ink_of(sheet.png()), "$x^2$", size=40).right


def test_a_label_that_does_not_fit_is_not_drawn() -> None:
    wide, thin = shapely.box(100, 14, 100.1, 14.1), shapely.box(100.1, 14, 100.101, 14.1)
    labels = [Label(100.05, 14.05, "หมู่ 1", "บ้าน"), Label(100.1005, 14.05, "หมู่ 2", "บ้าน")]
    looks, shapes = [Look("#ffffff")] * 2, [wide, thin]

    def drawn(names: list[Label]) -> bytes:
        return figure_map.chart(FRAME, shapes, looks, Key("ค"), labels=names)

    empty = Label(0, 0, "", "")
    assert drawn(labels) == drawn([labels[0], empty])
    assert drawn(labels) != drawn([empty, empty])


def test_own_layers_end_where_the_map_ends() -> None:
    shape = shapely.box(100, 14, 100.1, 14.1)
    far = shapely.LineString([(99, 14.05), (101, 14.05)])
    line = Mark("lines", (far,), "ถนน", "#00ff00", width=4)
    png = figure_map.chart(FRAME, [shape], [Look("#ffffff")], Key("ค"), marks=[line])
    green = np.argwhere(np.abs(pixels(png) - [0, 255, 0]).max(axis=2) < 30)
    beside = green[green[:, 1] > 2050]  # the line of the legend
    on_map = green[green[:, 1] <= 2050]
    assert len(on_map) > 1000
    assert on_map[:, 1].min() >= 24 / 72 * 300 - 10
    assert len(beside) > 100
    west, _, east, _ = box_of([shape])
    assert west < 100
    assert east > 100.1


def test_a_band_is_a_range_and_only_told_years_are_joined() -> None:
    bar = figure_charts.bars(FRAME, [Bar("ก", "น้อยกว่า 5", low=0.5, high=2)])
    assert share_of(bar, SHARE) == 0
    assert share_of(bar, RANGE) > 0
    exact = [Year("2563", "10 %", 10, 10, 10, exact=True), Year("2564", "9 %", 9, 9, 9, exact=True)]
    about = [replace(one, exact=False) for one in exact]
    ranges = [Year("2563", "1–4", None, 1, 4), Year("2564", "2–5", None, 2, 5)]
    drawn = {
        name: share_of(figure_charts.trends(FRAME, [Panel("ก", tuple(years))]), SHARE)
        for name, years in (("exact", exact), ("about", about), ("ranges", ranges),
                            ("one", [exact[0], about[1]]))
    }  # fmt: skip
    assert drawn["exact"] > 2.5 * drawn["one"] > 0
    assert drawn["about"] == drawn["ranges"] == 0


def test_the_bar_of_a_rounded_share_is_hollow() -> None:
    made = {
        exact: share_of(
            figure_charts.bars(FRAME, [Bar("ก", "ราว 50 %", share=50, exact=exact)]), SHARE
        )
        for exact in (True, False)
    }
    assert 0 < made[False] < made[True] / 4


def test_a_rounded_total_is_drawn_hollow(monkeypatch: pytest.MonkeyPatch) -> None:
    made = content()
    frame = made.measures.frame.copy()
    area = frame["place"].eq("990101") & frame["framework"].eq("bmn-2560") & frame["year"].eq(2565)
    frame.loc[[frame[area]["share"].idxmax()], "form"] = "rounded"
    held = seal(type(made.measures), frame=frame, disclosure=made.measures.disclosure)
    drawn: list[Bar] = []
    monkeypatch.setattr(figure_charts, "bars", lambda _, rows, **__: drawn.extend(rows) or b"")
    studio = Studio(replace(made, measures=held), lang="th")
    pictures.problems_chart(studio, "bmn-2560")
    told = {one.value.startswith("ราว"): one.exact for one in drawn}
    assert told == {True: False, False: True}


def test_a_radar_joins_only_known_axes() -> None:
    axes = [figure_charts.Axis(t, "50", 50, 50, 50) for t in "กขคง"]
    partly = [*axes[:3], figure_charts.Axis("จ", "20–40", None, 20, 40)]
    whole = figure_charts.radar(FRAME, axes, heading=("ก", "ข"))
    part = figure_charts.radar(FRAME, partly, heading=("ก", "ข"))
    assert share_of(whole, "#0b4f86") > share_of(part, "#0b4f86") * 1.5


def test_an_internal_picture_is_stamped(studio: Studio) -> None:
    inside = Studio(content(audience="internal"), lang="th")
    layer = studio.by_ref["bmn-2560/9"]
    public, stamped = (pictures.map_of(one, layer, 2565) for one in (studio, inside))
    assert share_of(public, "#8f1d14") == 0
    assert share_of(stamped, "#8f1d14") > 0.005  # the badge
    changed = np.abs(pixels(public) - pixels(stamped)).max(axis=2) > 20
    assert changed[600:1900].mean() > 0.02


def test_thai_digits_and_english(studio: Studio) -> None:
    layer = studio.by_ref["bmn-2560/9"]
    others = (Studio(replace(content(), digits="thai"), lang="th"), Studio(content(), lang="en"))
    found = {pictures.map_of(one, layer, 2565) for one in (studio, *others)}
    assert len(found) == 3


def test_hostile_words_draw_like_any_other() -> None:
    names = tuple(HOSTILE[i % len(HOSTILE)] for i in range(len(NAMES)))
    hostile = Studio(content(names=names), lang="th")
    png = pictures.places_map(hostile)
    assert chunks(png) == {"IHDR", "PLTE", "pHYs", "IDAT", "IEND"}
    assert b"script" not in png
    layer = hostile.by_ref["bmn-2560/9"]
    assert pictures.map_of(hostile, layer, 2565)


def test_many_places_and_no_extras() -> None:
    bare = replace(grid(8), standing=None, aspects=None, pyramid=None, reach=None, vectors=(),
                   views=(), tale=None, facilities=None, plan=None, targets={})  # fmt: skip
    files = pictures.pictures(bare)
    assert set(files) >= {"png/map-places.png"}
    assert len(files) >= 2
    assert not any("chart" in name for name in files)


def test_maps_follow_the_order_of_the_trail() -> None:
    whole = content()
    needs = whole.trail.needs.sort_values("need")
    wanted = list(dict.fromkeys(needs["framework"] + "/" + needs["code"].astype(str)))
    mapped = Studio(whole, lang="th").mapped(len(wanted))
    told = [f"{layer.book.id}/{layer.indicator.code}" for layer, _ in mapped]
    shown = [ref for ref in wanted if ref in told]
    assert told[: len(shown)] == shown
    assert shown[0] == wanted[0]
    alone = Studio(replace(whole, trail=None), lang="th").mapped(1)
    assert alone
