"""A whole story at the local page, as an officer would go through it; read apart from the code.

Everything is found by what a person reads or hears: captions, labels, headings.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from tambon_gis.words import words

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

DEMO = Path(__file__).parents[1] / "data" / "demo"
CODE, NAME, VILLAGES = "990101", "สาธิต", 11
ROLE = "นักวิชาการพัฒนาชุมชน"
MEETING = "ที่ประชุมประชาคมตำบลสาธิต (สมมุติ)"
#: The village whose outline the layer lacks, and land around it for whoever looks for a gap.
MISSING = "99010107"
OF_OTHERS = "บัตรสวัสดิการ2565.xlsx"
SURVEYS = ("จปฐ2563.xlsx", "จปฐ2564.xlsx", "จปฐ2565.xlsx", "กชช2ค2564.xlsx", "สมาชิก2565.xlsx")
BESIDE = ("สถานที่.xlsx", "แผนพัฒนา2566-2570.xlsx", OF_OTHERS)
SHAPES = (".shp", ".shx", ".dbf", ".prj")


def raw_files(folder: Path) -> tuple[list[Path], gpd.GeoDataFrame]:
    """The demo's raw files without one village's outline; and the whole layer, in WGS 84."""
    folder.mkdir()
    for name in (*SURVEYS, *BESIDE):
        shutil.copyfile(DEMO / name, folder / name)
    layer = gpd.read_file(DEMO / "boundaries" / "village.shp", encoding="cp874")
    column = next(one for one in layer if MISSING in set(layer[one].astype(str)))
    left = layer[layer[column].astype(str) != MISSING]
    assert len(left) == len(layer) - 1
    left.to_file(folder / "village.shp", encoding="cp874")
    shutil.copyfile(DEMO / "boundaries" / "village.prj", folder / "village.prj")
    (folder / "village.cpg").unlink(missing_ok=True)
    whole = layer.rename(columns={column: "code"}).assign(code=layer[column].astype(str))
    files = [folder / name for name in (*SURVEYS, *BESIDE)]
    return [*files, *(folder / f"village{one}" for one in SHAPES)], whole.to_crs(4326)


def corners_of(whole: gpd.GeoDataFrame) -> list[tuple[float, float]]:
    """Corners of the missing village as a hand would set them: few, and a little off."""
    shape = whole.loc[whole["code"] == MISSING, "geometry"].iloc[0]
    rough = shape.simplify(0.0008)
    return [(x, y) for x, y in rough.exterior.coords[:-1]]


@dataclass
class Story:
    """A person at the page."""

    page: Page
    address: str
    answers: list[tuple[str, str]] = field(default_factory=list)
    corners: list[tuple[float, float]] = field(default_factory=list)

    def says(self, key: str, **facts: object) -> str:
        """A caption of the page."""
        return words("th").text(f"serve.{key}", **facts)

    def press(self, caption: str, *, inside: Locator | None = None) -> None:
        """Press what reads so: a button, or a link."""
        place = inside if inside is not None else self.page.locator("main")
        found = place.get_by_role("button", name=caption, exact=True)
        if not found.count():
            found = place.get_by_role("link", name=caption, exact=True)
        found.first.click()
        self.page.wait_for_load_state("load")

    def step(self, screen: str) -> None:
        """Go to a screen by the menu."""
        menu = self.page.get_by_role("navigation")
        link = menu.get_by_role("link", name=self.says(f"menu.{screen}"), exact=True)
        if not link.is_visible():
            menu.locator("summary").first.click()
        link.click()
        self.page.wait_for_load_state("load")

    def begin(self) -> None:
        """A new project of a made-up tambon."""
        self.page.goto(self.address)
        self.press(self.says("projects.new"))
        self.page.get_by_text(self.says("projects.own"), exact=True).click()
        form = self.page.locator("details form")
        form.get_by_label(self.says("projects.own_code")).fill(CODE)
        form.get_by_label(self.says("projects.own_name")).fill(NAME)
        form.get_by_label(self.says("projects.villages")).fill(str(VILLAGES))
        self.press(self.says("projects.begin_new"), inside=form)

    def bring(self, files: list[Path]) -> None:
        """Drop files in, and say what the list of others is held against."""
        self.step("files")
        self.page.locator("input[type=file]").set_input_files([str(one) for one in files])
        self.press(self.says("files.add"))
        self.page.get_by_role("status").first.wait_for()
        waiting = self.page.locator("li.now")
        while waiting.count():
            before = waiting.count()
            form = waiting.first.locator("form").first
            form.get_by_label(self.says("files.list_title")).fill("บ้านที่มีผู้ถือบัตร")
            form.get_by_label(self.says("files.indicator")).select_option("bmn-2560/22")
            self.press(self.says("files.use"), inside=form)
            assert waiting.count() < before, self.page.inner_text("main")

    def decide(self) -> None:
        """Answer all that waits: the first suggestion, else what the tool did is right."""
        self.step("findings")
        signer = self.page.locator(".signer")
        if (fold := signer.locator("details:not([open]) summary")).count():
            fold.click()
        signer.get_by_label(self.says("findings.by"), exact=True).fill(ROLE)
        self.press(self.says("findings.by_use"), inside=signer)
        while (waiting := self.page.locator("article.question")).count():
            before = self.left()
            one = waiting.first
            number = str(one.get_attribute("id")).removeprefix("q-")
            button = one.locator(".offers button, .answers button").first
            self.answers.append((number, str(button.get_attribute("value"))))
            button.click()
            self.page.wait_for_load_state("load")
            assert self.left() < before, self.page.inner_text("main")

    def left(self) -> int:
        """How many questions wait."""
        found = re.search(r"[0-9,]+", self.page.locator("p.lead").first.inner_text())
        return int(found[0].replace(",", "")) if found else 0

    def draw(self, corners: list[tuple[float, float]]) -> None:
        """Set corners on the canvas with the pointer, and keep the outline."""
        self.step("findings")
        link = self.page.locator(f"article a[href*='code={MISSING}']").first
        assert link.inner_text().startswith(self.says("findings.draw"))
        assert not self.page.locator(f"article:has-text('{MISSING}') .offers").count()
        link.click()
        canvas = self.page.locator("#canvas")
        canvas.scroll_into_view_if_needed()
        for x, y in Spots(self.page).of(corners):
            canvas.click(position={"x": x, "y": y})
        form = self.page.locator("#outline")
        typed = form.locator("textarea[name=corners]").input_value()
        pairs = [re.findall(r"[0-9.]+", line) for line in typed.splitlines() if line.strip()]
        assert len(corners) - 2 <= len(pairs) <= len(corners), typed  # two may snap to one
        self.corners = [(float(x), float(y)) for y, x in pairs]
        self.corners.append(self.corners[0])
        form.get_by_label(self.says("drawing.by")).fill(ROLE)
        self.press(self.says("drawing.save"), inside=form)

    def tell(self) -> None:
        """A draft of the presentation, its first title in own words."""
        self.step("story")
        self.press(self.says("story.draft"))

    def allow(self) -> None:
        """One sensitive indicator, with who allowed it and when."""
        self.step("sensitive")
        form = self.page.locator("form:has(input[value='bmn-2560/16'])").first
        form.locator("xpath=ancestor::details").locator("summary").click()
        form.get_by_label(self.says("sensitive.by")).fill(MEETING)
        form.get_by_label(self.says("sensitive.on")).fill("20/11/2565")
        self.press(self.says("sensitive.allow"), inside=form)

    def make(self, what: str) -> None:
        """Build the page or the pack, and wait until it is done."""
        self.step("making")
        self.press(self.says(f"making.{what}.make"))
        done = self.page.locator("div.done[role=status], .told")
        done.first.wait_for(timeout=900_000)
        assert not self.page.locator(".told").count(), self.page.inner_text("main")

    def take(self, to: Path) -> Path:
        """Save the pack as one file."""
        with self.page.expect_download() as saving:
            self.page.get_by_role("link", name=self.says("making.pack.zip")).click()
        saving.value.save_as(to)
        return to


class Spots:
    """Places on the canvas: two villages that stand tell where degrees lie on the screen."""

    def __init__(self, page: Page) -> None:
        land: dict[str, Any] = json.loads(page.locator("#land").inner_text())
        seen = page.evaluate(
            """() => { const at = document.getElementById("canvas").getBoundingClientRect();
            return [...document.querySelectorAll("#canvas path")].map(one => {
              const box = one.getBoundingClientRect();
              return [box.left - at.left, box.top - at.top, box.right - at.left,
                box.bottom - at.top, one.getAttribute("stroke-width")]; }); }"""
        )
        shapes = [*land["open"], *(one["polygons"] for one in land["villages"])]
        pairs = list(zip([bounds(one) for one in shapes], seen, strict=False))
        west, south, east, north = (
            min(one[0][0] for one in pairs),
            min(one[0][1] for one in pairs),
            max(one[0][2] for one in pairs),
            max(one[0][3] for one in pairs),
        )
        left, top = min(one[1][0] for one in pairs), min(one[1][1] for one in pairs)
        right, bottom = max(one[1][2] for one in pairs), max(one[1][3] for one in pairs)
        self.west, self.north, self.left, self.top = west, north, left, top
        self.across = (right - left) / (east - west)
        self.down = (bottom - top) / (north - south)

    def of(self, corners: list[tuple[float, float]]) -> list[tuple[float, float]]:
        """Longitude and latitude -> pixels of the canvas."""
        return [
            (self.left + (x - self.west) * self.across, self.top + (self.north - y) * self.down)
            for x, y in corners
        ]


def bounds(polygons: Any) -> tuple[float, float, float, float]:
    """West, south, east and north of nested lists of latitude and longitude."""
    flat: list[tuple[float, float]] = []

    def walk(part: Any) -> None:
        if isinstance(part[0], (int, float)):
            flat.append((part[1], part[0]))
        else:
            for one in part:
                walk(one)

    walk(polygons)
    xs, ys = [one[0] for one in flat], [one[1] for one in flat]
    return min(xs), min(ys), max(xs), max(ys)
