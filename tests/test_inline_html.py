"""Maps that analysts made with folium, as pages that draw in a browser without a network."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import TYPE_CHECKING

import folium
import pytest
import render_sample
from browser import until
from folium.plugins import Fullscreen, MarkerCluster

from tambon_gis.errors import EngineError, InputError
from tambon_gis.notebook import InlineHtml, inline_html
from tambon_gis.render.web import foreign

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import branca
    import geopandas as gpd
    from browser import Opened

HOSTILE = (
    "<img src=x onerror=\"document.title='ran'\">",
    "</script><script>document.title='ran'</script>",
    "<!--<script>",
    "`${document.title='ran'}`",
    '"><svg onload="document.title=\'ran\'">',
    "]]>'\\",
)


def frame(names: tuple[str, ...] = render_sample.NAMES) -> gpd.GeoDataFrame:
    made = render_sample.places(names).frame[["place", "name", "geometry"]].copy()
    made["share"] = [float(i) for i in range(len(made))]
    return made


def chart(names: tuple[str, ...] = render_sample.NAMES) -> folium.Map:
    """What an analyst draws: a choropleth and its legend, tooltips, a marker, a switch."""
    shown = frame(names)
    made = folium.Map((14.62, 100.45), tiles=None, zoom_start=11)
    folium.Choropleth(
        geo_data=shown.to_json(), data=shown[["place", "share"]], columns=["place", "share"],
        key_on="feature.properties.place", legend_name="ร้อยละ", name="ร้อยละ",
    ).add_to(made)  # fmt: skip
    folium.GeoJson(
        shown.to_json(), name="เขต", tooltip=folium.GeoJsonTooltip(["name"]),
        style_function=lambda _: {"fillOpacity": 0},
    ).add_to(made)  # fmt: skip
    folium.Marker((14.62, 100.45), popup="<b>ที่ว่าการ</b>").add_to(made)
    folium.LayerControl().add_to(made)
    return made


def written(tmp_path: Path, page: str) -> Path:
    path = tmp_path / "map.html"
    path.write_text(page, encoding="utf-8")
    return path


@pytest.mark.browser
def test_it_draws_without_a_network(tmp_path: Path, visit: Callable[..., Opened]) -> None:
    seen = visit(written(tmp_path, inline_html(chart(), title="แผนที่")))
    page = seen.page
    page.wait_for_selector(".leaflet-marker-icon")
    assert page.title() == "แผนที่"
    assert page.locator("path.leaflet-interactive").count() == 2 * len(render_sample.NAMES)
    assert page.evaluate("document.querySelector('.leaflet-marker-icon').naturalWidth") == 25
    page.click(".leaflet-marker-icon")
    assert page.locator(".leaflet-popup-content").inner_text().strip() == "ที่ว่าการ"
    assert page.locator(".legend .caption").text_content() == "ร้อยละ"
    page.hover(".leaflet-control-layers")
    page.locator(".leaflet-control-layers-overlays input").nth(1).uncheck()
    assert page.locator("path.leaflet-interactive").count() == len(render_sample.NAMES)
    page.locator("path.leaflet-interactive").nth(2).hover()
    assert seen.requests == []
    assert seen.complaints == []


@pytest.mark.browser
def test_texts_of_the_data_do_not_run(tmp_path: Path, visit: Callable[..., Opened]) -> None:
    names = (*HOSTILE, *render_sample.NAMES[len(HOSTILE) :])
    seen = visit(written(tmp_path, inline_html(chart(names), title=HOSTILE[1])))
    page = seen.page
    page.wait_for_selector("path.leaflet-interactive")
    arrived: list[str] = []
    page.on("requestfinished", lambda request: arrived.append(request.url))
    shown = page.locator("path.leaflet-interactive")
    assert shown.count() == 2 * len(names)
    for at in range(len(names), 2 * len(names)):
        shown.nth(at).dispatch_event("mouseover")
        page.wait_for_timeout(20)
    assert page.title() == HOSTILE[1]
    until(page, lambda: any("Content Security Policy" in said for said in seen.complaints))
    assert arrived == []  # a picture was asked for by a name, and the policy kept it from loading
    assert any("Content Security Policy" in said for said in seen.complaints)


@pytest.mark.browser
def test_the_policy_lets_nothing_out(tmp_path: Path, visit: Callable[..., Opened]) -> None:
    page = visit(written(tmp_path, inline_html(chart()))).page
    page.wait_for_selector(".leaflet-marker-icon")
    refused = page.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'refused')")
    told = page.evaluate(
        """() => new Promise((done) => {
             document.addEventListener('securitypolicyviolation', (e) => done(e.violatedDirective));
             const one = document.createElement('script'); one.textContent = 'window.ran = 1';
             document.body.append(one); })"""
    )
    assert refused == "refused"
    assert told.startswith("script-src")
    assert page.evaluate("window.ran === undefined")


@pytest.mark.parametrize(
    ("made", "code", "named"),
    [
        (lambda: folium.Map((14, 100)), "office.map_tiles", "https://tile.openstreetmap.org/"),
        (lambda: plus(folium.TileLayer("https://t.example.org/{z}/{x}/{y}.png", attr="x")),
         "office.map_tiles", "https://t.example.org/"),
        (lambda: plus(folium.Marker((14, 100), icon=folium.Icon())), "office.map_icons",
         "awesome-markers"),
        (lambda: plus(folium.Marker((14, 100), popup='<i class="fa fa-home"></i>')),
         "office.map_icons", "fontawesome"),
        (lambda: plus(MarkerCluster([[14, 100]])), "office.map_address", "markercluster"),
        (lambda: plus(Fullscreen()), "office.map_address", "fullscreen"),
        (lambda: plus(folium.Marker((14, 100), popup='<a href="https://a.example.org/x">x</a>')),
         "office.map_address", "https://a.example.org/x"),
        (lambda: plus(folium.raster_layers.ImageOverlay("https://a.example.org/i.png",
                                                        [[14, 100], [15, 101]])),
         "office.map_address", "https://a.example.org/i.png"),
    ],
)  # fmt: skip
def test_what_comes_from_the_internet_is_refused_by_name(
    made: Callable[[], folium.Map], code: str, named: str
) -> None:
    with pytest.raises(InputError) as caught:
        inline_html(made())
    assert caught.value.code == code
    assert named in caught.value.where
    assert named in caught.value.tell("th")


def plus(child: branca.element.Element) -> folium.Map:
    made = folium.Map((14, 100), tiles=None)
    child.add_to(made)
    return made


def test_an_address_that_is_only_read_may_be_allowed() -> None:
    made = plus(folium.Marker((14, 100), popup='<a href="https://a.example.org/x">x</a>'))
    page = inline_html(made, allowed=["https://a.example.org/"])
    assert "https://a.example.org/x" in page
    with pytest.raises(InputError):
        inline_html(made, allowed=["https://b.example.org/"])


def test_only_what_a_map_uses_is_carried() -> None:
    plain = inline_html(folium.Map((14, 100), tiles=None))
    assert "jQuery" not in plain
    assert "d3.scale" not in plain
    assert len(plain) < 260_000
    assert "jQuery v3" in inline_html(plus(folium.Marker((14, 100), popup="x")))


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(package: str) -> None:
        if package in {"xstatic.pkg.jquery", "xstatic.pkg.d3"}:
            raise ModuleNotFoundError(package)
        return resources.files(package)

    monkeypatch.setattr(foreign, "files", absent)
    with pytest.raises(EngineError) as caught:
        inline_html(plus(folium.Marker((14, 100), popup="x")))
    assert caught.value.facts == {"package": "xstatic-jquery"}
    assert 'pip install "tambon_gis[notebook]"' in caught.value.tell("en")


def test_it_shows_itself_in_a_cell() -> None:
    page = inline_html(folium.Map((14, 100), tiles=None))
    assert isinstance(page, InlineHtml)
    shown = page._repr_html_()
    assert shown.startswith('<iframe sandbox="allow-scripts" srcdoc="&lt;!DOCTYPE html&gt;')
    assert re.search(r"<(?!/?iframe)", shown) is None


def test_every_script_of_the_page_is_named_in_its_policy() -> None:
    names = (*HOSTILE, *render_sample.NAMES[len(HOSTILE) :])
    page = inline_html(chart(names))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    hashes = re.findall(r"'sha256-[^']*'", policy[1])
    assert len(hashes) == page.count("<script>") == page.count("</script>")
    assert json.dumps(HOSTILE[1]).strip('"')[:9] not in page.split("<body>")[1].split("<script>")[0]


@pytest.mark.parametrize(
    "text", ["${document.title='hit'}", "`;document.title='hit';`", "a`${document.title='hit'}`b"]
)
def test_a_text_is_no_template_of_the_script(visit, tmp_path, text):
    chart = folium.Map((14.6, 100.4), tiles=None)
    folium.Marker((14.6, 100.4), popup=text, tooltip=text).add_to(chart)
    folium.Marker((14.61, 100.4), popup=folium.Popup(folium.Html(text, script=True))).add_to(chart)
    path = tmp_path / "map.html"
    path.write_text(inline_html(chart, title="ก"), encoding="utf-8")
    opened = visit(path)
    opened.page.wait_for_timeout(300)
    assert opened.page.title() == "ก"
    assert (opened.requests, opened.complaints) == ([], [])
    assert next(iter(chart._children.values())) is not None


@pytest.mark.parametrize(
    "text", ['<meta http-equiv="refresh" content="0;url=https:evil">', "https:\\/\\/evil.example"]
)
def test_ways_out_of_the_page_are_refused(text):
    chart = folium.Map((14.6, 100.4), tiles=None)
    folium.Marker((14.6, 100.4), popup=folium.Popup(folium.Html(text, script=True))).add_to(chart)
    with pytest.raises(InputError):
        inline_html(chart)
