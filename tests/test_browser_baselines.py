"""The page at three sizes in every state a reader brings it to: what it says, and how it looks."""

from __future__ import annotations

import functools
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import baselines
import pytest
from browser import (
    ARGUMENTS,
    DESKTOP,
    DRAWN,
    PHONE,
    PROJECTOR,
    Opened,
    executable,
    still,
)
from render_sample import CODES, NAMES, YEARS, cell, content, rulebook

from tambon_gis.render.web.page import draw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    Act = Callable[["Seen"], None]

pytestmark = pytest.mark.browser

SIZES = {"1280x800": DESKTOP, "1024x768": PROJECTOR, "360x740": PHONE}
STATES: dict[str, tuple[str, str | None, Act]] = {}
WATER = "#bmn-2560/10/2565"
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
STEADY = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
#: Scrolls no further than it takes to see a part to its end.
INTO_VIEW = (
    "part => { const box = document.querySelector(part).getBoundingClientRect();"
    " window.scrollBy(0, Math.max(0, box.bottom - window.innerHeight + 8)); }"
)


class Seen(Opened):
    """A page at one size; its requests and complaints begin anew with each state."""

    size: str = ""
    address: str = ""

    def start(self, view: str) -> None:
        """Open the page as a reader does who comes by a link."""
        self.page.mouse.move(0, 0)
        self.page.goto("about:blank")
        self.requests.clear()
        self.complaints.clear()
        self.page.goto(self.address + view)
        self.page.wait_for_selector(".label")

    def picture(self, part: str | None = None) -> bytes:
        """The window, once it stands still, with a part of the page in sight."""
        self.page.evaluate(DRAWN)
        still(self.page)
        if part:
            self.page.mouse.move(0, 0)
            self.page.evaluate(INTO_VIEW, part)
            still(self.page)
        return self.page.screenshot(animations="disabled", caret="hide")


def state(view: str = WATER, *, part: str | None = "#map") -> Callable[[Act], Act]:
    """A state of the page: the address it starts from, what a reader does, and looks at then."""

    def named(act: Act) -> Act:
        STATES[act.__name__.replace("_", "-")] = (view, part, act)
        return act

    return named


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up tambon as a page."""
    path = tmp_path_factory.mktemp("baselines") / "index.html"
    path.write_text(draw(content()), encoding="utf-8")
    return path


def opened_in(browser: Browser, page_file: Path, size: str, **context: Any) -> Seen:
    """A window of a size without a network, and all that it asks for or complains of."""
    wide, high = SIZES[size]
    made = browser.new_context(
        viewport={"width": wide, "height": high}, offline=True, reduced_motion="reduce", **context
    )
    seen = Seen(made.new_page())
    seen.size, seen.address = size, page_file.resolve().as_uri()
    own = (seen.address, "data:", "about:")
    page, said = seen.page, seen.complaints
    page.on("request", lambda r: None if r.url.startswith(own) else seen.requests.append(r.url))
    page.on("console", lambda m: said.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    return seen


@pytest.fixture(scope="module", params=SIZES)
def seen(chromium: Browser, page_file: Path, request: pytest.FixtureRequest) -> Iterator[Seen]:
    """One window for all states of a size."""
    made = opened_in(chromium, page_file, request.param)
    yield made
    made.page.context.close()


@functools.cache
def sensitive() -> tuple[bool, ...]:
    """Of each indicator of จปฐ. whether it is."""
    return tuple(one.sensitive for one in rulebook("bmn-2560").indicator)


def open_ones() -> list[int]:
    """The numbers of the indicators that are not."""
    return [number for number, hidden in enumerate(sensitive(), 1) if not hidden]


def told(place: int, number: int, year: int) -> dict[str, Any]:
    """A published cell of จปฐ., worked out again."""
    return cell(place, number, year, sensitive=sensitive()[number - 1])


def words(one: dict[str, Any]) -> str:
    """The value of a cell as a reader is told it."""
    if one["form"] == "exact":
        return f"{one['share']:.{0 if one['asked'] < 100 else 1}f} %"
    return {"zero": "0 %", "few": "น้อยกว่า 5 ครัวเรือน", "hidden": "ปกปิด"}[one["form"]]


def area(number: int, year: int) -> str:
    """The share of the whole tambon, which counts six cases beyond those of its villages."""
    failing = sum(told(p, number, year).get("failing", 0) or 0 for p in range(len(NAMES))) + 6
    return f"{round(100 * failing / 1958, 1):.1f} %"


def card(page: Page) -> tuple[str, str]:
    """Heading and value of the card."""
    return page.inner_text("#card-body h3").strip(), page.inner_text("#card-body .value >> nth=0")


def named(place: int) -> str:
    """A village as the page names it."""
    return f"หมู่ {place + 1} {NAMES[place]}"


def classes(page: Page, part: str = ".folium-map >> nth=-1") -> list[str]:
    """The class of each village of a map, in their order."""
    found: list[str] = page.locator(part).evaluate(
        "map => [...map.querySelectorAll('path[data-place]')].map(one => one.dataset.class)"
    )
    return found


def hash_of(page: Page) -> str:
    """What the address remembers."""
    return str(page.evaluate("decodeURIComponent(location.hash)"))


def shades_follow_shares(drawn: list[str], number: int, year: int) -> None:
    """What shows no number has the colour of its reason; of two shares the larger is no paler."""
    cells = [told(place, number, year) for place in range(len(NAMES))]
    for one, key in zip(cells, drawn, strict=True):
        assert (key[0] == "c") if one["form"] == "exact" else (key == one["form"])
    steps = [
        (one["share"], int(key[1]))
        for one, key in zip(cells, drawn, strict=True)
        if one["form"] == "exact"
    ]
    assert all(a[1] <= b[1] for a, b in pairwise(sorted(steps)))
    assert len({step for _, step in steps}) > 1


def choose(page: Page, name: str, value: str) -> None:
    """Choose in a list of the views; on narrow windows they are behind a button."""
    if not page.locator(f"#choose-{name}").is_visible():
        page.click("#ways-more > summary")
    page.select_option(f"#choose-{name}", value)
    if page.locator("#ways-more[open]").count():
        page.keyboard.press("Escape")


def rows(page: Page) -> list[int]:
    """The villages of the table, from its first row on."""
    found: list[int] = page.eval_on_selector_all(
        "#rows tbody tr[data-place]", "all => all.map(one => Number(one.dataset.place))"
    )
    return found


@state("", part=None)
def start(seen: Seen) -> None:
    """The indicator of จปฐ. with the most numbers in the newest year."""
    page = seen.page
    known = {
        number: sum("share" in told(p, number, 2565) for p in range(len(NAMES)))
        for number in open_ones()
    }
    first = max(known, key=lambda number: (known[number], -number))
    assert page.evaluate("TambonPage.layer().code") == str(first)
    assert card(page) == ("ทั้งตำบล", area(first, 2565))
    shades_follow_shares(classes(page), first, 2565)


@state()
def indicator(seen: Seen) -> None:
    page = seen.page
    page.select_option("#indicator", label="9. น้ำดื่มสะอาดเพียงพอ")
    assert hash_of(page) == "#bmn-2560/9/2565"
    assert card(page) == ("ทั้งตำบล", area(9, 2565))
    shades_follow_shares(classes(page), 9, 2565)


@state()
def year(seen: Seen) -> None:
    page = seen.page
    page.click("#years button[data-year='2563']")
    assert hash_of(page) == "#bmn-2560/10/2563"
    assert card(page) == ("ทั้งตำบล", area(10, 2563))
    shades_follow_shares(classes(page), 10, 2563)


@state(part=None)
def hover(seen: Seen) -> None:
    page = seen.page
    page.hover("path[data-place='8']")
    assert card(page) == (named(8), words(told(8, 10, 2565)))
    assert page.locator("#rows tr.on").get_attribute("data-place") == "8"


@state(part=None)
def focus(seen: Seen) -> None:
    page = seen.page
    page.focus("#indicator")
    for _ in range(40):
        page.keyboard.press("Tab")
        page.evaluate(STEADY)  # nobody is faster than the screen: the card grows once a frame
        if page.evaluate("document.activeElement.dataset.place") == "3":
            break
    assert card(page) == (named(3), words(told(3, 10, 2565)))


@state(part=None)
def sorted_by_share(seen: Seen) -> None:
    page = seen.page
    page.click("#rows th.is-value button")
    cells = {place: told(place, 10, 2565) for place in range(len(NAMES))}
    last = {"zero": 2, "few": 4, "hidden": 6}
    assert rows(page) == sorted(
        cells,
        key=lambda p: (
            "share" not in cells[p],
            -cells[p].get("share", 0),
            last.get(cells[p]["form"], 0),
            p,
        ),
    )
    assert page.get_attribute("#rows th.is-value", "aria-sort") == "descending"


@state(part=None)
def filtered(seen: Seen) -> None:
    page = seen.page
    page.click("#filter-text")
    page.keyboard.type("หนองน้ำ")
    assert rows(page) == [place for place, name in enumerate(NAMES) if "หนองน้ำ" in name]
    assert page.inner_text("#table-told") == "แสดง 2 จาก 11 หมู่บ้าน"


@state()
def circles(seen: Seen) -> None:
    page = seen.page
    choose(page, "as", "circles")
    assert hash_of(page) == f"{WATER}/-/circles"
    drawn = page.eval_on_selector_all(
        ".leaflet-circles-pane path[data-circle]",
        "all => all.map(one => [Number(one.dataset.circle), one.getBBox().width])",
    )
    counts = {p: told(p, 10, 2565) for p, _ in drawn}
    wide = dict(drawn)
    known = [p for p in counts if counts[p]["form"] == "exact"]
    top = max(known, key=lambda p: counts[p]["failing"])
    for place in known:
        ratio = (counts[place]["failing"] / counts[top]["failing"]) ** 0.5
        assert wide[place] == pytest.approx(wide[top] * ratio, abs=1.05 + ratio)


@state()
def change(seen: Seen) -> None:
    page = seen.page
    choose(page, "as", "change")
    assert hash_of(page) == f"{WATER}/-/change/2564"
    drawn = classes(page)
    for place in range(len(NAMES)):
        pair = [told(place, 10, year) for year in (2564, 2565)]
        if any("share" not in one for one in pair):
            assert drawn[place].startswith("u_")
            continue
        points = round(pair[1]["share"] - pair[0]["share"], 1)
        step = sum(abs(points) > bound for bound in (1, 5, 10)) * (1 if points > 0 else -1)
        assert drawn[place] == f"d{3 + step}"


@state()
def pair(seen: Seen) -> None:
    page = seen.page
    choose(page, "as", "pair")
    assert page.evaluate("TambonPage.shown().second") is not None
    for place, key in enumerate(classes(page)):
        if key.startswith("p"):
            assert "share" in told(place, 10, 2565)
    assert page.locator("#legend-body .square rect").count() == 9


@state()
def side_by_side(seen: Seen) -> None:
    page = seen.page
    choose(page, "arrange", "years")
    assert hash_of(page) == f"{WATER}/-/shade/years"
    maps = page.locator("#map .leaflet-container")
    assert maps.count() == 2
    found = [classes(page, f"#map .leaflet-container >> nth={at}") for at in range(2)]
    for drawn, year in zip(found, (2564, 2565), strict=True):
        shades_follow_shares(drawn, 10, year)


@state()
def multiples(seen: Seen) -> None:
    page = seen.page
    choose(page, "arrange", "multiples")
    drawn = page.locator("#map .multiples button")
    assert drawn.count() == len(YEARS)
    for at, year in enumerate(YEARS):
        one = drawn.nth(at)
        assert str(year) in one.inner_text()
        keys = one.locator("path[data-class]").evaluate_all("a => a.map(p => p.dataset.class)")
        shades_follow_shares(keys, 10, year)


@state()
def own_layers(seen: Seen) -> None:
    page = seen.page
    page.click("#layers > summary")
    for box in page.locator("#layers input").all():
        box.check()
    page.keyboard.press("Escape")
    assert page.locator(".facility").count() == 5 + 2 + 11
    legend = page.inner_text("#legend-body")
    assert all(title in legend for title in ("แม่น้ำลำคลอง", "พื้นที่น้ำท่วม", "ธนาคารขยะ", "แหล่งน้ำ"))


@state(part=None)
def plan_section(seen: Seen) -> None:
    """From problem to project: four sentences, three counts, the first indicator unfolded."""
    seen.page.locator("#plan").evaluate("p => p.scrollIntoView({behavior: 'instant'})")
    assert seen.page.locator("#plan .told li").count() == 4
    assert seen.page.locator("#plan .tiles b").all_inner_texts() == ["1", "1", "2"]


@state()
def project_layer(seen: Seen) -> None:
    """The number of projects of each village: ten villages of two, one of three."""
    seen.page.click("#layers summary")
    seen.page.check("#layer-projects")
    seen.page.click("#layers summary")
    assert sorted(seen.page.locator(".facility .spot").all_inner_texts()) == ["2"] * 10 + ["3"]


@state(part=None)
def sheet(seen: Seen) -> None:
    page = seen.page
    page.click("path[data-place='8']")
    page.click(".card .to-sheet")
    assert page.inner_text("#sheet-body h3") == named(8)
    assert hash_of(page) == f"{WATER}/{CODES[8]}/shade/sheet"
    worst = max(told(8, number, 2565).get("share", 0) for number in open_ones())
    assert f"{worst:.1f} %" in page.inner_text("#sheet-body .sheet-main tbody tr >> nth=0")


@state(part=None)
def presenter(seen: Seen) -> None:
    page = seen.page
    page.click("#present-open")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#present-title") == "เรื่องที่ต้องแก้ก่อน"
    assert card(page) == (named(2), words(told(2, 9, 2564)))


@state(part=None)
def contrast(seen: Seen) -> None:
    page = seen.page
    page.click("#access > summary")
    page.check("#contrast")
    page.keyboard.press("Escape")
    assert "contrast" in (page.get_attribute("html", "class") or "").split()
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).color") == (
        "rgb(255, 255, 255)"
    )


@state(part=None)
def thai_digits(seen: Seen) -> None:
    page = seen.page
    page.click("#access > summary")
    page.check("#thai-digits")
    page.keyboard.press("Escape")
    assert card(page)[1] == area(10, 2565).translate(THAI)
    assert page.inner_text("#year-now").endswith("๒๕๖๕")


@state(f"#bmn-2560/9/2564/{CODES[2]}/change/2563", part=None)
def deep_link(seen: Seen) -> None:
    page = seen.page
    assert card(page)[0] == named(2)
    values = page.locator("#card-body").inner_text()
    for year in (2563, 2564):
        assert f"พ.ศ.\xa0{year}: {words(told(2, 9, year))}" in values
    assert page.evaluate("TambonPage.shown().kind") == "change"
    assert hash_of(page) == f"#bmn-2560/9/2564/{CODES[2]}/change/2563"


@pytest.mark.parametrize("name", STATES)
def test_a_state_says_and_looks_as_it_should(
    seen: Seen, name: str, request: pytest.FixtureRequest
) -> None:
    view, part, act = STATES[name]
    seen.start(view)
    act(seen)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= SIZES[seen.size][0]
    taken = seen.picture(part)
    assert (seen.requests, seen.complaints) == ([], [])
    anew = bool(request.config.getoption("--baselines"))
    baselines.compare(f"{seen.size}/{name}", taken, anew=anew)


def test_the_first_printed_page_looks_as_it_should(
    chromium: Browser, page_file: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A4 by the button of the panel, drawn by poppler instead of the browser."""
    seen = opened_in(chromium, page_file, "1280x800")
    seen.start(WATER)
    page = seen.page
    page.evaluate("() => { window.print = () => {}; }")
    page.click("#access > summary")
    page.click("[data-paper=a4]")
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert (seen.requests, seen.complaints) == ([], [])
    page.context.close()
    drawn = baselines.drawn_page(tmp_path / "page.pdf")
    width, height = baselines.shrunk(drawn).size
    assert width / height == pytest.approx(297 / 210, abs=0.01)
    baselines.compare("print/a4", drawn, anew=bool(request.config.getoption("--baselines")))


#: What must not pass: each is done to the page that was just taken as it is.
SPOILT = {
    "a village in the colour of the next class": (
        "#map",
        (
            "() => { const all = [...document.querySelectorAll('path[data-place]')];"
            " const one = all.find(path => path.dataset.class === 'c1');"
            " one.setAttribute('fill', TambonPage.look('c2').colour); }"
        ),
    ),
    "no legend": (
        ".legend",
        "() => { document.querySelector('.legend').style.visibility = 'hidden'; }",
    ),
    "other words": (
        None,
        "() => { document.querySelector('h1').textContent = 'เทศบาลเมืองอื่น จังหวัดอื่น'; }",
    ),
    "a map that stands four pixels aside": (
        "#map",
        "() => { document.querySelector('#map').style.transform = 'translateX(4px)'; }",
    ),
    "a map without names": (
        "#map",
        "() => { document.querySelectorAll('.label').forEach(one => one.remove()); }",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_spoilt_does_not_pass(seen: Seen, name: str) -> None:
    part, spoil = SPOILT[name]
    seen.start(WATER)
    sound = baselines.shrunk(seen.picture(part))
    again = baselines.shrunk(seen.picture(part))
    assert baselines.gap(sound, again).within(baselines.LIMIT)
    seen.page.evaluate(spoil)
    found = baselines.gap(sound, baselines.shrunk(seen.picture()))
    assert not found.within(baselines.LIMIT), f"{name}: {found}"


def test_letters_of_another_browser_pass(chromium: Browser, seen: Seen, page_file: Path) -> None:
    """Without parts of pixels each letter stands elsewhere, as it does in another version."""
    seen.start(WATER)
    before = baselines.shrunk(seen.picture("#map"))
    browser = chromium.browser_type.launch(
        executable_path=executable(), args=[*ARGUMENTS, "--disable-font-subpixel-positioning"]
    )
    other = opened_in(browser, page_file, seen.size)
    other.start(WATER)
    found = baselines.gap(before, baselines.shrunk(other.picture("#map")))
    browser.close()
    assert found.mean > 0
    assert found.within(baselines.LIMIT), str(found)


def test_a_missing_baseline_says_how_it_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(baselines, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(baselines, "TAKEN", tmp_path / "taken")
    picture = baselines.plain((32, 20, 60))
    with pytest.raises(pytest.fail.Exception, match=r"state\.png is missing[^$]*--baselines"):
        baselines.compare("state", picture, anew=False)
    baselines.compare("state", picture, anew=True)
    baselines.compare("state", picture, anew=False)
    with pytest.raises(pytest.fail.Exception, match="not as it was: mean 60"):
        baselines.compare("state", baselines.plain((92, 80, 120)), anew=False)
    assert (tmp_path / "taken" / "state-beside.png").is_file()


def test_every_baseline_has_its_state_and_all_are_small() -> None:
    found = {path.stem: path.stat().st_size for path in baselines.KEPT.glob("*.png")}
    wanted = {f"{size}-{name}" for size in SIZES for name in STATES} | {"print-a4"}
    assert set(found) == wanted
    assert max(found.values()) <= 15 * 1024
    assert sum(found.values()) <= 1.5 * 1024**2
