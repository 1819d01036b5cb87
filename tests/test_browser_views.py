"""Views in Chromium, network off: maps, legend and card against numbers worked out here."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from browser import DESKTOP, PHONE, PROJECTOR, Opened, becomes, still, until
from render_sample import CODES, NAMES, YEARS, cell, content, grid, rulebook

from tambon_gis.analysis.intervals import wilson
from tambon_gis.render.web.page import draw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Visit = Callable[..., Opened]

pytestmark = pytest.mark.browser

WATER = 9  # indicator 10 of จปฐ.: water for use, counted in households
VIEWS: dict[str, dict[str, Any]] = {
    "shade": {"view": "shade"},
    "circles": {"view": "circles"},
    "change": {"view": "change", "from": 2563},
    "pair": {"view": "pair", "second": 17},
    "years": {"view": "shade", "from": 2564, "arrange": "years"},
    "circles of two years": {"view": "circles", "from": 2563, "arrange": "years"},
    "all years": {"view": "shade", "arrange": "multiples"},
    "circles of all years": {"view": "circles", "arrange": "multiples"},
    "group": {"view": "shade", "arrange": "dimension"},
}
PLAIN: dict[str, Any] = {"layer": WATER, "year": 2565, "kept": None, "view": "shade", "from": None,
                         "second": None, "arrange": "one", "sheet": None}  # fmt: skip


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up tambon, without layers of the group's own that lie in the way of the pointer."""
    path = tmp_path_factory.mktemp("views") / "index.html"
    path.write_text(draw(replace(content(), vectors=(), facilities=None)), encoding="utf-8")
    return path


def sensitive(number: int) -> bool:
    """Whether an indicator is."""
    return rulebook("bmn-2560").indicator[number - 1].sensitive


def told(place: int, number: int, year: int) -> dict[str, Any]:
    """A published cell of the made-up tambon, worked out again."""
    return cell(place, number, year, sensitive=sensitive(number))


def year_words(year: int) -> str:
    """A year as the page writes it: never torn apart at the end of a line."""
    return f"พ.ศ.\xa0{year}"


def go(opened: Opened, **state: object) -> None:
    """Set the state of the page from a known one."""
    opened.page.evaluate("state => TambonPage.go(state)", PLAIN | state)


def classes(opened: Opened, part: str = ".folium-map") -> list[str]:
    """The class of every polygon of a map, in the order of the places."""
    return opened.page.eval_on_selector_all(
        f"{part} path[data-place]", "all => all.map(one => one.dataset.class)"
    )


def card(opened: Opened, place: int | None = None) -> list[str]:
    """The lines of the card while a place is pointed at; without the words of its chart."""
    if place is not None:
        opened.page.evaluate("place => TambonPage.point(place)", place)
    return opened.page.eval_on_selector_all(
        "#card-body h3, #card-body .inside > p", "all => all.map(one => one.textContent)"
    )


def share_class(found: dict[str, Any], breaks: list[float]) -> str:
    """The class that a share falls in; a bound belongs to the class below it."""
    if found["form"] != "exact":
        return str(found["form"])
    return f"c{sum(found['share'] > bound for bound in breaks)}"


@pytest.mark.parametrize("size", [DESKTOP, PROJECTOR, PHONE])
def test_every_view_at_every_size(visit: Visit, page_file: Path, size: tuple[int, int]) -> None:
    opened = visit(page_file, size=size)
    seen = set()
    for name, state in VIEWS.items():
        go(opened, **state, kept=4)
        page = opened.page
        seen.add(page.evaluate("location.hash"))
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], name
        assert page.inner_text("#legend-body").startswith("ตัวชี้วัดที่ 10"), name
        small = page.eval_on_selector_all(
            ".choose select, .choose summary, .choose button, .multiples button",
            "all => all.filter(one => one.offsetParent && one.offsetHeight < 44).length",
        )
        assert small == 0, name
    assert len(seen) == len(VIEWS)
    assert (opened.requests, opened.complaints) == ([], [])


def test_on_a_phone_the_views_are_behind_one_button_and_the_map_is_in_sight(
    visit: Visit, page_file: Path
) -> None:
    page = visit(page_file, size=PHONE).page
    assert page.locator("#choose-as").is_hidden()
    assert (
        page.evaluate("document.getElementById('map').getBoundingClientRect().top") < PHONE[1] - 120
    )
    page.click("#ways-more summary")
    page.select_option("#choose-as", "circles")
    assert page.evaluate("TambonPage.shown().kind") == "circles"
    assert "วงกลม" in page.inner_text("#ways-now")
    page.click("#ways-more summary")
    tops = page.eval_on_selector_all(
        ".choose .more:not([hidden]) > summary",
        "all => all.map(one => Math.round(one.getBoundingClientRect().top))",
    )
    assert len(tops) > 1
    assert len(set(tops)) == 1, "one row of buttons above the map"
    page.click("#access summary")
    panel = page.locator("#access > .inside").bounding_box()
    button = page.locator("#access > summary").bounding_box()
    assert panel is not None
    assert button is not None
    assert panel["y"] >= button["y"] + button["height"]
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= PHONE[0]


def test_the_card_of_a_share_says_value_counts_interval_and_rank(
    visit: Visit, page_file: Path
) -> None:
    opened = visit(page_file)
    for number, year in product((10, 13, 31), YEARS):
        go(opened, layer=number - 1, year=year)
        cells = [told(place, number, year) for place in range(len(NAMES))]
        parts = {
            i: one["failing"] / one["asked"]
            for i, one in enumerate(cells)
            if one["form"] in {"exact", "zero"}
        }
        for place, one in enumerate(cells):
            lines = card(opened, place)
            text = "\n".join(lines)
            assert lines[0] == f"หมู่ {place + 1} {NAMES[place]}"
            assert ("ช่วงความเชื่อมั่น" in text) == (one["form"] == "exact")
            assert ("อันดับที่" in text) == (place in parts)
            if place in parts:
                rank = 1 + sum(other > parts[place] for other in parts.values())
                assert f"อันดับที่ {rank} จาก {len(parts)} หมู่บ้าน" in text
            if one["form"] == "exact":
                digits = 0 if one["asked"] < 100 else 1
                low, high = wilson([one["asked"]], [one["failing"]]).iloc[0] * 100
                assert lines[1] == f"{one['share']:.{digits}f} %"
                assert lines[2].startswith(f"ตกเกณฑ์ {one['failing']:.0f} จาก {one['asked']:.0f} ")
                assert f"95 %: {low:.{digits}f}–{high:.{digits}f} %" in text
            if one["form"] == "few":
                assert lines[1] == "น้อยกว่า 5 ครัวเรือน"
                assert not re.search(rf"{one['households']:.0f} ครัวเรือน.*%", lines[2])


def test_the_interval_is_that_of_the_analysis(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file)
    pairs = [(n, k) for n in (1, 5, 10, 99, 212, 1958, 40000) for k in {0, 1, n // 3, n - 1, n}]
    drawn = opened.page.evaluate(
        "pairs => pairs.map(([n, k]) => TambonPage.interval("
        "{form: 'exact', asked: n, failing: k, share: 1}))",
        pairs,
    )
    asked, failing = zip(*pairs, strict=True)
    expected = (wilson(asked, failing) * 100).to_numpy(dtype=float).tolist()
    assert drawn == [pytest.approx(row, abs=1e-9) for row in expected]
    assert all(low == 0 for (low, _), k in zip(drawn, failing, strict=True) if k == 0)
    forms = ["few", "zero_band", "most", "rounded", "hidden", "not_asked", "no_data"]
    assert opened.page.evaluate(
        "forms => forms.map(form => TambonPage.interval({form, asked: 100, failing: 3, share: 3}))",
        forms,
    ) == [None] * len(forms)


def test_every_rank_is_that_of_pandas(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file)
    shown = [
        n
        for n in range(1, 32)
        if opened.page.evaluate(f"!TambonPage.data.layers[{n - 1}].withheld")
    ]
    ranked = 0
    for number, year in product(shown, YEARS):
        cells = [told(place, number, year) for place in range(len(NAMES))]
        share = pd.Series(
            [c["failing"] / c["asked"] if c["form"] in {"exact", "zero"} else None for c in cells],
            dtype=float,
        )
        known = share.notna().sum()
        expected = [
            None if pd.isna(r) or known < 2 else [int(r), int(known)]
            for r in share.rank(method="min", ascending=False)
        ]
        drawn = opened.page.evaluate(
            "([layer, year, length]) => Array.from({length}, (_, place) => "
            "TambonPage.rank(layer, year, place))",
            [number - 1, year, len(NAMES)],
        )
        assert drawn == expected, (number, year)
        ranked += sum(one is not None for one in drawn)
    assert ranked > 500


def test_circles_have_an_area_in_proportion_to_the_number(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file)
    scale = set()
    for year in YEARS:
        go(opened, view="circles", year=year)
        circles = opened.page.evaluate(
            "Array.from(document.querySelectorAll('.folium-map path[data-circle]'), one => "
            "[Number(one.dataset.circle), one.getBBox().width / 2, one.getAttribute('fill')])"
        )
        drawn = {place: (radius, fill) for place, radius, fill in circles}
        for place in range(len(NAMES)):
            one = told(place, 10, year)
            if one["form"] == "exact":
                scale.add(drawn[place][0] ** 2 / one["failing"])
                assert drawn[place][1] != "none"
                assert card(opened, place)[1] == f"{one['failing']:.0f} ครัวเรือน"
            elif one["form"] == "few":
                assert drawn[place][1] == "none"
            else:
                assert place not in drawn
    assert max(scale) / min(scale) < 1.25  # bounding boxes are whole pixels


def test_the_legend_of_circles_has_circles_as_on_the_map(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file)
    go(opened, view="circles")
    page = opened.page
    numbers = [int(text.split()[0]) for text in page.locator(".nested text").all_text_contents()]
    radii = page.eval_on_selector_all(
        ".nested circle", "all => all.map(one => one.r.baseVal.value)"
    )
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 3
    widest = page.evaluate("TambonPage.widest()")
    most = max(told(place, 10, year).get("failing", 0) for place, year in product(range(11), YEARS))
    assert radii == [pytest.approx(widest * (n / most) ** 0.5) for n in numbers]
    legend = page.inner_text("#legend-body")
    assert "จำนวนที่ตกเกณฑ์ (ครัวเรือน)" in legend
    assert "วงใหญ่กว่า = จำนวนมากกว่า" in legend


def test_labels_between_circles_have_one_form(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file)
    forms = []
    for size in ((1280, 800), (1024, 768), (360, 740), (1900, 1400)):
        opened.page.set_viewport_size({"width": size[0], "height": size[1]})
        go(opened, view="circles")
        opened.page.evaluate("TambonPage.relabel()")
        labels = opened.page.locator(".folium-map .label").all_text_contents()
        assert len(labels) >= 8
        bare = [label.isdecimal() for label in labels]
        assert len(set(bare)) == 1, labels
        assert any(bare) or len({len(label.split(" ")) for label in labels}) == 1, labels
        forms.append(bare[0])
    assert any(forms)


def test_the_legend_of_small_maps_is_in_sight_with_them(visit: Visit, page_file: Path) -> None:
    page = visit(page_file).page
    for arrange in ("multiples", "dimension"):
        page.evaluate("arrange => TambonPage.go({view: 'shade', arrange})", arrange)
        map_top, legend = page.evaluate(
            "['#map', '.legend .classes'].map(part => document.querySelector(part))"
            ".map((one, i) => one.getBoundingClientRect()[i ? 'bottom' : 'top'])"
        )
        assert map_top < legend < DESKTOP[1], arrange


CHANGE = (-10, -5, -1, 1, 5, 10)
FLAT = "d3"  # one point at most


def change_class(before: dict[str, Any], after: dict[str, Any]) -> str:
    """The class of a change, by hand: a bound belongs to the class nearer to no change."""
    forms = {before["form"], after["form"]}
    if forms <= {"exact", "zero"}:
        points = round(after["share"] - before["share"], 1)
        passed = [bound for bound in CHANGE if (points > bound if bound > 0 else points >= bound)]
        return f"d{len(passed)}"
    if "hidden" in forms:
        return "u_hidden"
    return "u_band"


@pytest.mark.parametrize("number", [10, 13, 31])
def test_change_compares_only_numbers(visit: Visit, page_file: Path, number: int) -> None:
    opened = visit(page_file)
    for before, after in ((2563, 2565), (2563, 2564)):
        go(opened, layer=number - 1, year=after, view="change", **{"from": before})
        pairs = [(told(p, number, before), told(p, number, after)) for p in range(len(NAMES))]
        expected = [change_class(*pair) for pair in pairs]
        assert classes(opened) == expected
        counted = opened.page.eval_on_selector_all(
            "#legend-body li[data-class]",
            "all => Object.fromEntries(all.map(one => "
            "[one.dataset.class, Number(one.querySelector('.many').textContent)]))",
        )
        assert counted == {key: expected.count(key) for key in set(expected)}
        for place, (first, second) in enumerate(pairs):
            line = card(opened, place)[1]
            if expected[place][0] == "u":
                assert line == "เทียบไม่ได้"
                continue
            points = round(second["share"] - first["share"], 1)
            word = "ลดลง" if points < 0 else "เพิ่มขึ้น"
            amount = f"{abs(points):.0f}" if float(points).is_integer() else f"{abs(points):.1f}"
            flat = "แทบไม่เปลี่ยน (" if expected[place] == FLAT else ""
            assert line.startswith(f"{flat}{word} {amount} จุดร้อยละ" if points else "ไม่เปลี่ยนแปลง")
            assert ("ดีขึ้น" in line, "แย่ลง" in line) == (
                points < 0 and not flat, points > 0 and not flat)  # fmt: skip


def test_a_change_runs_from_an_earlier_year_to_a_later_one(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file, view="#bmn-2560/10/2563/-/change/2565")
    page = opened.page
    assert page.evaluate("TambonPage.shown().kind") == "shade"
    assert page.input_value("#choose-as") == "shade"
    entry = page.locator("#choose-as option[value=change]")
    assert entry.is_disabled()
    assert "ไม่มีปีก่อนหน้าให้เทียบ" in str(entry.text_content())
    offered = {}
    for year in YEARS[1:]:
        go(opened, year=year, view="change", **{"from": max(YEARS)})
        offered[year] = page.eval_on_selector_all(
            "#choose-from option", "all => all.map(one => Number(one.value))"
        )
        assert page.evaluate("TambonPage.shown().from") == year - 1
    assert offered == {2564: [2563], 2565: [2563, 2564]}
    page.click("#years [data-year='2563']")
    assert page.evaluate("TambonPage.shown().kind") == "shade"
    assert page.locator("#choose-from").is_hidden()
    go(opened, year=2563, arrange="years", **{"from": 2565})
    assert page.evaluate("TambonPage.pictures().map(one => one.year)") == [2563, 2565]
    assert opened.complaints == []


def test_the_card_of_a_pair_says_which_indicator_has_which_rank(
    visit: Visit, page_file: Path
) -> None:
    opened = visit(page_file)
    go(opened, view="pair", second=17)
    page = opened.page
    both = next(p for p in range(11) if all(told(p, n, 2565)["form"] == "exact" for n in (10, 18)))
    plain = "\n".join(card(opened, both))
    assert "อันดับที่" not in plain
    assert "ช่วงความเชื่อมั่น" not in plain
    page.evaluate(
        "TambonPage.viewOf('pair').card = ['value', 'counts', 'interval', 'rank', 'unknown']"
    )
    lines = card(opened, both)
    heads = [i for i, line in enumerate(lines) if line.startswith("ตัวชี้วัดที่")]
    assert len(heads) == 2
    for number, (start, end) in zip(
        (10, 18), ((heads[0], heads[1]), (heads[1], None)), strict=True
    ):
        own = "\n".join(lines[start:end])
        assert own.startswith(f"ตัวชี้วัดที่ {number} ")
        rank = page.evaluate(f"TambonPage.rank({number - 1}, 2565, {both})")
        assert f"อันดับที่ {rank[0]} จาก {rank[1]} " in own
        assert own.count("ช่วงความเชื่อมั่น") == 1


def test_a_pair_has_nine_classes_and_tells_apart_what_is_no_number(
    visit: Visit, page_file: Path
) -> None:
    opened = visit(page_file)
    for first, second in ((10, 18), (13, 31)):
        go(opened, layer=first - 1, view="pair", second=second - 1)
        cuts = opened.page.evaluate("TambonPage.data.views.pair.cuts")
        expected = []
        for place in range(len(NAMES)):
            pair = [told(place, number, 2565) for number in (first, second)]
            if all(one["form"] in {"exact", "zero"} for one in pair):
                steps = [
                    sum(one["share"] > cut for cut in cuts[f"bmn-2560/{n}"])
                    for one, n in zip(pair, (first, second), strict=True)
                ]
                expected.append(f"p{steps[0]}{steps[1]}")
            else:
                expected.append(
                    "u_hidden" if any(one["form"] == "hidden" for one in pair) else "u_band"
                )
        assert classes(opened) == expected
        fills = opened.page.eval_on_selector_all(
            ".square rect",
            "all => Object.fromEntries(all.map(one => "
            "[one.dataset.class, one.getAttribute('fill')]))",
        )
        assert len(set(fills.values())) == 9
        drawn = opened.page.eval_on_selector_all(
            ".folium-map path[data-place]",
            "all => all.map(one => [one.dataset.class, one.getAttribute('fill')])",
        )
        assert all(fills[key] == fill for key, fill in drawn if key[0] == "p")
        assert sum(
            map(int, filter(None, opened.page.locator(".square rect + text").all_text_contents()))
        ) == sum(key[0] == "p" for key in expected)
        legend = opened.page.inner_text("#legend-body")
        assert f"แนวตั้ง: ตัวชี้วัดที่ {first}" in legend
        assert f"แนวนอน: ตัวชี้วัดที่ {second}" in legend


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_two_years_side_by_side_move_and_mark_as_one(
    visit: Visit, page_file: Path, size: tuple[int, int]
) -> None:
    opened = visit(page_file, size=size, view="#bmn-2560/10/2565/-/shade/2563/years")
    page = opened.page
    page.wait_for_selector(".beside path[data-place]")
    breaks = page.evaluate(f"TambonPage.data.layers[{WATER}].breaks")
    for part, year in ((".beside", 2563), (".folium-map", 2565)):
        assert classes(opened, part) == [share_class(told(p, 10, year), breaks) for p in range(11)]
        assert page.inner_text(f"{part} .which") == year_words(year)
    boxes = [page.locator(part).bounding_box() for part in (".beside", ".folium-map")]
    along = "y" if size is PHONE else "x"
    assert boxes[0][along] < boxes[1][along]
    assert [boxes[0][side] for side in ("width", "height")] == [
        pytest.approx(boxes[1][side], abs=3) for side in ("width", "height")
    ]
    where = (
        "() => ['.beside', '.folium-map'].map(part => document.querySelector("
        "part + ' path[data-place=\"4\"]').getBoundingClientRect())"
    )

    def apart() -> tuple[float, float]:
        here, there = page.evaluate(f"({where})().map(box => [box.x, box.y])")
        return here[0] - boxes[0]["x"] - there[0] + boxes[1]["x"], here[1] - boxes[0]["y"] - there[
            1
        ] + boxes[1]["y"]

    before = apart()
    start = page.evaluate(f"({where})()[0].width")
    page.locator(".beside path[data-place='4']").focus()
    page.evaluate("document.querySelector('.folium-map .leaflet-control-zoom-in').click()")
    until(page, lambda: page.evaluate(f"({where})()[0].width") > start * 1.2)
    still(page)
    assert all(width > start * 1.2 for width in page.evaluate(f"({where})().map(box => box.width)"))
    assert apart() == pytest.approx(before, abs=2)
    page.evaluate("TambonPage.point(4)")
    marked = [
        page.locator(f"{part} .leaflet-marks-pane path").count()
        for part in (".beside", ".folium-map")
    ]
    assert marked == [2, 2]
    assert f"{year_words(2563)}: {told(4, 10, 2563)['share']:.1f} %" in card(opened)
    assert (opened.requests, opened.complaints) == ([], [])


def test_side_by_side_ends_without_a_trace(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file)
    page = opened.page
    box = page.locator(".folium-map").bounding_box()
    page.select_option("#choose-arrange", "years")
    assert page.locator(".mapbox .leaflet-container").count() == 2
    page.select_option("#choose-arrange", "one")
    assert page.locator(".mapbox .leaflet-container").count() == 1
    assert page.locator(".folium-map").bounding_box() == box
    assert opened.complaints == []


def test_small_maps_of_all_years_open_the_large_one(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file, view="#bmn-2560/10/2565/-/shade/multiples")
    page = opened.page
    breaks = page.evaluate(f"TambonPage.data.layers[{WATER}].breaks")
    for i, year in enumerate(YEARS):
        drawn = page.eval_on_selector_all(
            f".multiples li:nth-child({i + 1}) path", "all => all.map(one => one.dataset.class)"
        )
        assert drawn == [share_class(told(place, 10, year), breaks) for place in range(len(NAMES))]
    assert page.locator(".folium-map").is_hidden()
    page.click(".multiples button[data-year='2564']")
    assert page.evaluate("location.hash") == "#bmn-2560/10/2564"
    assert page.locator(".multiples").count() == 0
    assert page.locator(".folium-map").is_visible()
    assert classes(opened) == [
        share_class(told(place, 10, 2564), breaks) for place in range(len(NAMES))
    ]


def test_small_maps_of_a_group_share_their_classes_and_open_by_key(
    visit: Visit, page_file: Path
) -> None:
    opened = visit(page_file, view="#bmn-2560/10/2565")
    page = opened.page
    breaks = [7.0, 12.0]  # of indicator 11 alone: all of the group are drawn in them
    page.evaluate("breaks => { TambonPage.data.layers[10].breaks = breaks; }", breaks)
    go(opened, layer=10, arrange="dimension")
    group = [
        one
        for one in rulebook("bmn-2560").indicator
        if one.dimension == rulebook("bmn-2560").indicator[WATER].dimension
    ]
    shown = page.eval_on_selector_all(
        ".multiples button", "all => all.map(one => Number(one.dataset.layer) + 1)"
    )
    assert shown == [int(one.code) for one in group if not one.sensitive]
    for i, number in enumerate(shown):
        drawn = page.eval_on_selector_all(
            f".multiples li:nth-child({i + 1}) path", "all => all.map(one => one.dataset.class)"
        )
        assert drawn == [
            share_class(told(place, number, 2565), breaks) for place in range(len(NAMES))
        ]
    legend = page.inner_text("#legend-body")
    assert "ไม่เกิน 7 %" in legend
    assert "มากกว่า 12 %" in legend
    go(opened, layer=11, arrange="dimension")  # has no number, and so no classes
    assert page.locator("#legend-body [data-class=c1]").count() == 1
    page.focus(f".multiples button[data-layer='{shown[0] - 1}']")
    assert "เปิดดูแผนที่ใหญ่" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == f"#bmn-2560/{shown[0]}/2565"
    assert page.evaluate("document.activeElement.classList.contains('leaflet-container')")


STATES: list[dict[str, Any]] = [
    {"kept": 2},
    {"year": 2564, "view": "circles"},
    {"kept": 6, "view": "change", "from": 2563},
    {"view": "change", "from": 2564, "kept": None},
    {"kept": 1, "view": "pair", "second": 30},
    {"kept": 10, "view": "shade", "from": 2564, "arrange": "years"},
    {"view": "circles", "arrange": "multiples"},
    {"arrange": "dimension", "kept": 0},
    {"layer": 31, "year": 2564, "kept": 3},
    {"kept": 4, "sheet": 4},
]


def test_a_link_opens_the_same_view(visit: Visit, page_file: Path) -> None:
    first, second = visit(page_file), visit(page_file)
    names = ["layer", "year", "kept", "view", "from", "second", "arrange", "sheet"]
    links = set()
    for state in STATES:
        go(first, **state)
        link = first.page.evaluate("location.hash")
        second.page.goto(second.page.url.split("#")[0] + link)
        second.page.reload()
        states, cards, legends, maps = (
            [ask(one) for one in (first, second)]
            for ask in (
                lambda one: one.page.evaluate("all => all.map(n => TambonPage.state[n])", names),
                card,
                lambda one: one.page.inner_text("#legend-body"),
                lambda one: classes(one, ".mapbox"),
            )
        )
        assert states[0] == states[1]
        assert states[0] == [(PLAIN | state)[name] for name in names]
        assert cards[0] == cards[1]
        assert legends[0] == legends[1]
        assert second.page.evaluate("location.hash") == link
        if state.get("arrange", "one") in {"one", "years"}:
            assert maps[0] == maps[1]
        links.add(link)
    assert len(links) == len(STATES)
    assert second.complaints == []


def test_an_address_is_short_and_an_old_one_still_opens(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file, view="#bmn-2560/10/2564")
    page = opened.page
    assert page.evaluate(
        "[TambonPage.state.layer, TambonPage.state.year, TambonPage.state.kept]"
    ) == [WATER, 2564, None]
    page.evaluate("TambonPage.keep(2)")
    assert page.evaluate("location.hash") == f"#bmn-2560/10/2564/{CODES[2]}"
    page.evaluate("TambonPage.keep(2)")
    assert page.evaluate("location.hash") == "#bmn-2560/10/2564"
    page.evaluate("location.hash = '#bmn-2560/11/2565/" + CODES[5] + "/change/2563'")
    becomes(page, "TambonPage.state.kept === 5")
    assert page.evaluate("[TambonPage.shown().kind, TambonPage.shown().from]") == ["change", 2563]


@pytest.mark.parametrize(
    "link",
    ["#bmn-2560/99/2565", "#bmn-2560/10/1/99/no-view/9999/x~y/sheet", "#%E0%A4%A", "#table",
     "#bmn-2560/10/2565/<img src=x onerror=alert(1)>/shade/years"],
)  # fmt: skip
def test_a_broken_address_opens_a_sound_page(visit: Visit, page_file: Path, link: str) -> None:
    opened = visit(page_file, view=link)
    opened.page.wait_for_selector("path[data-place]")
    assert opened.page.evaluate("TambonPage.state.kept") is None
    assert len(classes(opened)) == len(NAMES)
    assert (opened.requests, opened.complaints) == ([], [])


@pytest.mark.parametrize("name", ["shade", "circles", "change", "pair", "years"])
def test_hover_and_focus_show_the_same_card(visit: Visit, page_file: Path, name: str) -> None:
    opened = visit(page_file)
    go(opened, **VIEWS[name])
    page = opened.page
    for place in (1, 4):
        polygon = page.locator(f".folium-map path[data-place='{place}']")
        page.mouse.move(5, 5)
        polygon.focus()
        focused = page.inner_text("#card-body")
        spoken = polygon.get_attribute("aria-label")
        page.evaluate("document.activeElement.blur()")
        whole = page.inner_text("#card-body")
        box = polygon.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        until(page, lambda: page.inner_text("#card-body") != whole)  # noqa: B023  (asked at once)
        assert page.inner_text("#card-body") == focused != whole
        lines = card(opened)
        assert all(line in spoken for line in lines[1:])
        assert NAMES[place] in spoken


def test_a_screen_reader_hears_a_view_once_and_no_pointing(visit: Visit, page_file: Path) -> None:
    page = visit(page_file).page
    live = page.eval_on_selector_all(
        "[aria-live=polite], [role=status]", "all => all.map(one => one.id)"
    )
    assert "say-now" in live
    assert "card-body" not in live
    assert page.inner_text("#say-now") == ""
    page.evaluate("TambonPage.point(3)")
    assert page.inner_text("#say-now") == ""
    page.select_option("#choose-as", "circles")
    assert "วงกลมตามจำนวน" in page.inner_text("#say-now")


def test_a_band_in_the_trend_is_a_range_and_breaks_the_line(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file)
    page = opened.page
    seen = {"band": 0, "gap": 0, "line": 0}
    for number, place in product((9, 10, 13, 18), range(len(NAMES))):
        go(opened, layer=number - 1)
        cells = [told(place, number, year) for year in YEARS]
        card(opened, place)
        marks = page.evaluate(
            "Array.from(document.querySelectorAll('.card .dot, .card .band, .card .gap'), "
            "one => one.classList[0])"
        )
        kinds = {"exact": "dot", "zero": "dot", "few": "band", "zero_band": "band", "most": "band"}
        assert marks == [kinds.get(one["form"], "gap") for one in cells]
        strokes = page.get_attribute("#card-body .chart .line", "d").count("L")
        runs = sum(marks[i] == marks[i + 1] == "dot" for i in range(2))
        assert strokes == runs
        spoken = page.get_attribute("#card-body .chart", "aria-label")
        assert all(year_words(year) in spoken for year in YEARS)
        for one in cells:
            if one["form"] == "few":
                low, high = page.evaluate(
                    "one => TambonPage.bandOf(one)",
                    {"form": "few", "households": one["households"], "asked": one["asked"]},
                )
                assert [low, high] == pytest.approx([100 / one["asked"], 400 / one["asked"]])
        seen["band"] += marks.count("band")
        seen["gap"] += marks.count("gap")
        seen["line"] += runs
    assert all(seen.values())


def test_no_line_runs_past_a_band(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file, view="#bmn-2560/10/2565")
    page = opened.page
    place = next(p for p in range(11) if all(told(p, 13, y)["form"] == "exact" for y in YEARS))
    page.evaluate(
        "([one, place]) => { const real = TambonPage.at; TambonPage.at = (i, year, at) =>"
        "i === 12 && year === 2564 && at === place ? one : real(i, year, at); }",
        [{"form": "few", "asked": 100, "households": 100, "share": None}, place],
    )
    go(opened, layer=12)
    card(opened, place)
    assert page.locator(".card .dot").count() == 2
    assert page.locator(".card .band").count() == 1
    assert "L" not in str(page.get_attribute(".card .line", "d"))


def test_a_view_that_scores_do_not_allow_comes_back(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file)
    go(opened, view="change", **{"from": 2563})
    page = opened.page
    changed = classes(opened)
    page.evaluate("TambonPage.show(31, 2564)")
    assert page.evaluate("TambonPage.shown().kind") == "shade"
    assert page.input_value("#choose-as") == "shade"
    disabled = page.eval_on_selector_all(
        "#choose-as option:disabled", "all => all.map(one => one.value)"
    )
    assert disabled == ["circles", "change", "pair"]
    page.evaluate(f"TambonPage.go({{layer: {WATER}, year: 2565}})")
    assert classes(opened) == changed


def test_the_legend_names_both_years_and_both_sources(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file)
    go(opened, view="change", **{"from": 2563})
    legend = opened.page.inner_text("#legend-body")
    assert f"{year_words(2565)} เทียบกับ {year_words(2563)}" in legend
    assert all(
        f"จปฐ. {year}" in legend or f"{year}" in legend.split("ที่มา")[1] for year in (2563, 2565)
    )
    assert "จัดทำเมื่อ 5 มีนาคม 2566" in legend
    go(opened, arrange="years", **{"from": 2564})
    assert f"{year_words(2564)} และ {year_words(2565)}" in opened.page.inner_text("#legend-body")


def test_paper_holds_both_maps_and_all_small_ones(visit: Visit, page_file: Path) -> None:
    opened = visit(page_file)
    page = opened.page
    widths = "parts => parts.map(part => document.querySelector(part).offsetWidth)"
    for arrange, parts in (("years", [".beside", ".folium-map"]), ("dimension", [".multiples"])):
        go(opened, arrange=arrange)
        before = page.evaluate(widths, parts)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert sum(page.evaluate(widths, parts)) <= 660
        if arrange == "years":
            spots = page.evaluate(
                "['.beside', '.folium-map'].map(part => { const box = document.querySelector(part);"
                "const place = box.querySelector('path[data-place]').getBoundingClientRect();"
                "return place.x - box.getBoundingClientRect().x; })"
            )
            assert spots[0] == pytest.approx(spots[1], abs=3)
        else:
            svg = page.eval_on_selector_all(
                ".multiples svg", "all => all.map(one => one.clientWidth)"
            )
            assert max(svg) < 660 / 3
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.evaluate(widths, parts) == before
    assert opened.complaints == []


def test_many_places_have_every_view_on_a_canvas(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "many.html"
    path.write_text(draw(replace(grid(18), vectors=(), facilities=None)), encoding="utf-8")
    opened = visit(path)
    page = opened.page
    for name, state in VIEWS.items():
        go(opened, **state)
        still(page)
        small = page.locator(".multiples canvas").count()
        assert (small > 1) == (state.get("arrange") in {"multiples", "dimension"}), name
        assert page.locator("path[data-place]").count() == 0
    go(opened, view="change", **{"from": 2563})
    assert card(opened, 1)[1].startswith("ลดลง")
    assert (opened.requests, opened.complaints) == ([], [])


def test_english_has_the_same_views(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "en.html"
    path.write_text(draw(replace(content(), vectors=()), lang="en"), encoding="utf-8")
    opened = visit(path)
    for name, state in VIEWS.items():
        go(opened, **state)
        told_words = opened.page.inner_text("#legend-body") + opened.page.inner_text("#card-body")
        assert "views." not in told_words, name
        assert "{" not in told_words, name
    assert opened.complaints == []
