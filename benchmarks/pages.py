"""Pages: how large, how soon they answer the pointer, what making them costs; peers beside them.

Run from the root of the repository: ``python -m benchmarks.pages``. The peers are
``GeoDataFrame.explore()`` and ``folium.Choropleth``; each page is made in a process of its own and
opened in headless Chromium with the network off. What the peers fetch is served from installed
packages (Leaflet, jQuery, D3); the rest of it (Bootstrap, icon fonts) is answered with empty files
and tiles are refused, which makes the peers sooner than they are in a meeting room. A page answers
when the place under a moving pointer is marked, or its card or tooltip is shown: the median of
some openings counts.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import coverages

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    from playwright.sync_api import Browser, Route

DEMO = Path("data/demo")
OPENINGS = 3
ARGUMENTS = ["--no-sandbox", "--disable-gpu"]
PATIENCE = 120.0
#: Sizes in bytes, and how often the peers' size or time ours must go into theirs.
MOST_DEMO, MOST_FRACTAL, MOST_TAMBONS = 600_000, 5_000_000, 3_000_000
LEAST_SMALLER, LEAST_SOONER, MOST_SWITCH = 4.0, 4.0, 150.0
CASES: dict[str, Callable[[], gpd.GeoDataFrame]] = {
    "thousand": coverages.thousand,
    "fractal": coverages.fractal,
    "tambons": coverages.tambons,
}
MAKERS = ("ours", "choropleth", "explore")
_ASSETS = {
    "leaflet.js": ("leaflet", "leaflet.js"),
    "leaflet.css": ("leaflet", "leaflet.css"),
    "jquery.js": ("jquery", "jquery.js"),
    "d3.js": ("d3", "d3.js"),
}
#: Whether a page answers the pointer.
ANSWERS = {
    "ours": "window.TambonPage && window.TambonPage.state.pointed !== null",
    "choropleth": "document.querySelector('path.leaflet-interactive[stroke-width=\"3\"]') !== null",
    "explore": "document.querySelector('.leaflet-tooltip') !== null",
}
BOX = """(() => {
  const map = document.querySelector(".leaflet-container");
  if (!map) { return null; }
  const box = map.getBoundingClientRect();
  return [box.x, box.y, box.width, Math.min(box.height, innerHeight - box.y)];
})()"""
SWITCH = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const times = [];
  for (const layer of [3, 8, 20, 11, 27]) {
    const begun = performance.now();
    window.TambonPage.go({ layer: layer });
    await frame();
    const whole = performance.now();
    window.TambonPage.paint();
    await frame();
    times.push([whole - begun, performance.now() - whole]);
  }
  return times;
}"""


@dataclass
class Made:
    """A page and what making it took."""

    path: Path
    size: int
    seconds: float
    megabytes: float
    opened: float = float("nan")


def make(case: str, maker: str, path: Path) -> None:
    """Write one page from a frame in hand; time and peak of memory as JSON."""
    roads = {"ours": _ours, "choropleth": _choropleth, "explore": _explore}
    run = _demo(path) if case == "demo" else roads[maker](CASES[case](), path)
    begun = time.perf_counter()
    run()
    told = {
        "seconds": time.perf_counter() - begun,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(told))


def _demo(path: Path) -> Callable[[], None]:
    """The worked example: every indicator, three years, sheets and story."""
    from tambon_gis.study import road

    def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copyfile(road.build(DEMO, out=Path(folder)).page, path)

    return run


def _ours(frame: gpd.GeoDataFrame, path: Path) -> Callable[[], None]:
    """31 indicators, with numerators and denominators."""
    from tambon_gis.render.web.page import draw

    content = coverages.content(frame)
    return lambda: path.write_text(draw(content), encoding="utf-8") and None


def _one_share(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """What a peer is given: one indicator."""
    share = coverages.content(frame).measures.frame.query("code == '6'")
    return frame.assign(share=share["share"].to_numpy())


def _choropleth(frame: gpd.GeoDataFrame, path: Path) -> Callable[[], None]:
    """``folium.Choropleth`` of one indicator, marking the place under the pointer."""
    import folium

    told = _one_share(frame)

    def run() -> None:
        west, south, east, north = told.total_bounds
        chart = folium.Map()
        folium.Choropleth(
            geo_data=told, data=told, columns=["place", "share"], fill_color="YlOrBr",
            key_on="feature.properties.place", highlight=True,
        ).add_to(chart)  # fmt: skip
        chart.fit_bounds([[south, west], [north, east]])
        chart.save(str(path))

    return run


def _explore(frame: gpd.GeoDataFrame, path: Path) -> Callable[[], None]:
    """``GeoDataFrame.explore`` of one indicator with its tooltip."""
    told = _one_share(frame)
    return lambda: told.explore(column="share", cmap="YlOrBr").save(str(path))


def made(case: str, maker: str, folder: Path) -> Made:
    """A page from a process of its own."""
    path = folder / f"{case}-{maker}.html"
    command = [sys.executable, "-m", "benchmarks.pages", "--make", case, maker, str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    told = json.loads(said.stdout.splitlines()[-1])
    return Made(path, path.stat().st_size, told["seconds"], told["megabytes"])


def asset(name: str) -> bytes:
    """A script or style that a peer asks for, from installed packages; else nothing."""
    wanted = _ASSETS.get(re.split(r"[-.]", name, maxsplit=1)[0] + Path(name).suffix)
    found = find_spec(f"xstatic.pkg.{wanted[0]}") if wanted else None
    if wanted is None or found is None or not found.submodule_search_locations:
        return b""
    return (Path(found.submodule_search_locations[0]) / "data" / wanted[1]).read_bytes()


def serve(route: Route) -> None:
    """Answer what a page asks for without a network: no tiles, no fonts."""
    address = route.request.url
    if address.startswith("file:"):
        route.continue_()
    elif address.endswith((".js", ".css")):
        kind = "text/css" if address.endswith(".css") else "application/javascript"
        route.fulfill(body=asset(address.rsplit("/", 1)[-1]), content_type=kind)
    else:
        route.abort()


def answered(browser: Browser, one: Made, maker: str) -> tuple[float, list[list[float]]]:
    """Seconds from opening to the first answer; how long ours takes to switch and to colour, ms."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.route("**/*", serve)
    page.set_default_timeout(PATIENCE * 1000)
    begun = time.perf_counter()
    page.goto(one.path.resolve().as_uri(), wait_until="commit")
    moves = 0
    while time.perf_counter() - begun < PATIENCE:
        box: Any = page.evaluate(BOX)
        if not box or not box[2]:
            continue
        moves += 1
        page.mouse.move(box[0] + box[2] * 0.5 + moves % 7, box[1] + box[3] * 0.5)
        if page.evaluate(ANSWERS[maker]):
            break
    taken = time.perf_counter() - begun
    times = page.evaluate(SWITCH) if maker == "ours" else []
    context.close()
    return taken, times


def browsed(case: str, pages: dict[str, Made]) -> float:
    """Open the pages in turn and tell the medians; how long ours takes to colour its map anew."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("TAMBON_GIS_CHROMIUM") or shutil.which("chromium")
    opened: dict[str, list[float]] = {maker: [] for maker in pages}
    switches: list[list[float]] = []
    with sync_playwright() as play:
        for _ in range(OPENINGS):
            for maker, one in pages.items():
                browser = play.chromium.launch(
                    executable_path=path, args=["--no-sandbox", "--disable-gpu"]
                )
                seconds, times = answered(browser, one, maker)
                opened[maker].append(seconds)
                switches += times
                browser.close()
    for maker, one in pages.items():
        one.opened = statistics.median(opened[maker])
        sys.stdout.write(
            f"  {case:9} {maker:11} {one.size / 1e6:7.2f} MB  answers after {one.opened:6.2f} s"
            f"  made in {one.seconds:6.1f} s, {one.megabytes:5.0f} MB\n"
        )
    whole, colours = (statistics.median(times) for times in zip(*switches, strict=True))
    told = f"another indicator in {whole:.0f} ms, of which the colours of the map {colours:.0f} ms"
    sys.stdout.write(f"  {case:9} ours: {told}\n")
    return colours


def aim(text: str, *, kept: bool) -> bool:
    """Say whether an aim is kept."""
    sys.stdout.write(f"    {'kept  ' if kept else 'MISSED'} {text}\n")
    return kept


def compare(case: str, folder: Path) -> list[bool]:
    """All makers of one case, and the aims."""
    pages = {maker: made(case, maker, folder) for maker in MAKERS}
    switch = browsed(case, pages)
    ours = pages["ours"]
    size = {maker: one.size / ours.size for maker, one in pages.items()}
    soon = {maker: one.opened / ours.opened for maker, one in pages.items()}
    ratios = ", ".join(
        f"{m} {size[m]:.1f} x the size, {soon[m]:.1f} x the time" for m in MAKERS[1:]
    )
    sys.stdout.write(f"  {case:9} {ratios}\n")
    if case == "thousand":
        told = f"a quarter of folium.Choropleth at most: {size['choropleth']:.1f} times smaller"
        return [aim(told, kept=size["choropleth"] >= LEAST_SMALLER)]
    most = MOST_FRACTAL if case == "fractal" else MOST_TAMBONS
    kept = [
        aim(f"at most {most / 1e6:.0f} MB: {ours.size / 1e6:.2f}", kept=ours.size <= most),
        aim(f"colours within {MOST_SWITCH:.0f} ms: {switch:.0f}",
            kept=switch <= MOST_SWITCH),
    ]  # fmt: skip
    if case == "fractal":
        least = min(soon[maker] for maker in MAKERS[1:])
        told = f"at least {LEAST_SOONER:.0f} times sooner: {least:.1f}"
        kept.append(aim(told, kept=least >= LEAST_SOONER))
    return kept


def main() -> int:
    """Every case, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--make", nargs=3, metavar=("CASE", "MAKER", "PATH"))
    parser.add_argument("cases", nargs="*", default=["demo", *CASES])
    told = parser.parse_args()
    if told.make:
        make(told.make[0], told.make[1], Path(told.make[2]))
        return 0
    kept: list[bool] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for case in told.cases:
            if case == "tambons" and not coverages.TAMBONS.exists():
                sys.stdout.write(f"  tambons   skipped: no {coverages.TAMBONS.name}\n")
            elif case == "demo":
                size = made("demo", "ours", folder).size
                kept.append(
                    aim(f"demo at most 600 KB: {size / 1e3:.0f} KB", kept=size <= MOST_DEMO)
                )
            else:
                kept += compare(case, folder)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
