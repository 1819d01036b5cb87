"""The page as text: self-contained, escaped, the same every time, small enough to send."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from render_sample import NAMES, content, credit, plan

from tambon_gis.model.planned import Plan
from tambon_gis.model.sealed import Places, seal
from tambon_gis.render import fonts
from tambon_gis.render.policy import content_security_policy, remote_addresses, script_hash
from tambon_gis.render.sections import plan_part
from tambon_gis.render.templates import template_text
from tambon_gis.render.web import assets
from tambon_gis.render.web.choropleth import map_parts
from tambon_gis.render.web.page import draw
from tambon_gis.words import words

if TYPE_CHECKING:
    from tambon_gis.render.content import Content

LARGEST = 600 * 1024


class Outline(HTMLParser):
    """Elements, ids, anchors and inline scripts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.anchors: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.anchors += [value for name, value in attrs if tag == "a" and name == "href" and value]


@pytest.fixture(scope="module")
def html() -> str:
    """The made-up tambon's page."""
    return draw(content())


def outline(html: str) -> Outline:
    """The elements of a page."""
    found = Outline()
    found.feed(html)
    return found


def test_it_is_small_enough_to_send(html: str) -> None:
    assert len(html.encode()) <= LARGEST


def test_the_same_content_gives_the_same_bytes(html: str) -> None:
    assert draw(content()) == html
    code = (
        "import hashlib; from render_sample import content;"
        "from tambon_gis.render.web.page import draw;"
        "print(hashlib.sha256(draw(content()).encode()).hexdigest())"
    )
    paths = os.pathsep.join(sys.path)
    digests = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(digests) == 1


def test_no_remote_address(html: str) -> None:
    assert remote_addresses(html) == ()


@pytest.mark.parametrize(
    "planted",
    [
        '<script src="https://cdn.example.org/a.js">',
        "<img src=//tiles.example.org/1.png>",
        "url(http://a.example/x)",
        "wss://a.example",
    ],
)
def test_the_search_for_addresses_can_fail(html: str, planted: str) -> None:
    assert remote_addresses(html.replace("</body>", planted + "</body>"))


def test_every_script_that_runs_stands_in_the_policy(html: str) -> None:
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    assert len(scripts) == 3
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert found
    policy = found[1].replace("&#39;", "'")
    assert policy == content_security_policy(scripts)
    assert policy.startswith("default-src 'none'")
    assert "unsafe-inline" not in policy.split("script-src")[1]
    assert all(script_hash(script) in policy for script in scripts)


def test_no_handler_no_frame_no_library_beyond_leaflet(html: str) -> None:
    found = outline(html)
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert not set(found.tags) & {"iframe", "object", "embed", "link", "base", "form", "img"}
    assert not re.search(r"jquery|bootstrap|\beval\(|new Function", html, re.IGNORECASE)
    assert "sourceMappingURL" not in html
    assert ".innerHTML" not in assets.page_js()
    assert "insertAdjacentHTML" not in assets.page_js()


def test_every_part_of_the_page_can_be_reached(html: str) -> None:
    found = outline(html)
    tabs = [one for one in found.anchors[1:] if "/" not in one and "project-" not in one]
    assert tabs == [
        "#map",
        "#table",
        "#sheets",
        "#plan",
        "#record",
        "#methods",
        "#glossary",
        "#about",
    ]
    assert len(found.ids) == len(set(found.ids))
    places = {one for one in found.anchors if "/" in one}
    assert {one.removeprefix("#") for one in {*found.anchors} - places} <= set(found.ids)


def test_the_page_says_what_it_is(html: str) -> None:
    say = words("th")
    assert '<html lang="th">' in html
    for text in ("ข้อมูลสมมุติ", "ยังไม่ยืนยัน", "ตำบลสาธิต อำเภอสาธิต จังหวัดสาธิต", "ประชาคมตำบล", "0.1.0"):
        assert text in html
    for key in ("methods.section.origin.title", "glossary.term.bmn.term"):
        assert say.text(key) in html
    assert "ข้อมูลภายใน ห้ามเผยแพร่" not in draw_body(html)
    assert "ข้อมูลภายใน ห้ามเผยแพร่" in draw_body(draw(content(audience="internal")))


def draw_body(html: str) -> str:
    """What stands in the body, without the data block."""
    return re.sub(r'<script type="application/json".*?</script>', "", html, flags=re.DOTALL)


def test_real_areas_are_not_called_made_up() -> None:
    html = draw(replace(content(), credits=credit(synthetic=False)))
    assert "ข้อมูลสมมุติ</span>" not in html


def test_hostile_text_is_escaped_in_every_part() -> None:
    bad = "</script><img src=x onerror=alert(1)>`${1}`{{7*7}}"
    frame = plan().frame.assign(title=bad, target=bad, agency=bad, programme=bad)
    made = content(names=(bad,) * len(NAMES))
    made = replace(
        made, plan=seal(Plan, frame=frame), credits=credit(area_title=bad, roles=((bad, bad),))
    )
    html = draw(made)
    assert "<img" not in html
    assert html.count("</script>") == 4
    assert "{{7*7}}" in html


def test_a_page_without_survey_facilities_and_plan_still_opens() -> None:
    made = content()
    empty = replace(made, measures=unmeasured(made), facilities=None, plan=None)
    html = draw(empty)
    assert words("th").text("page.view.nothing") in html
    assert "<script" not in html
    assert 'href="#plan"' not in html


def unmeasured(made: Content) -> Any:
    """Measures without a row."""
    return seal(
        type(made.measures),
        frame=made.measures.frame.iloc[:0],
        disclosure=made.measures.disclosure,
        audience="public",
    )


def test_provinces_have_no_moo_and_country_is_named() -> None:
    made = content()
    frame = made.places.frame.assign(
        moo=pd.Series([None] * len(NAMES), dtype=object), level="tambon"
    )
    places = seal(type(made.places), frame=frame, level="tambon", credit="", licence="")
    html = draw(replace(made, places=places, credits=credit(area_code="TH")))
    block = json.loads(re.search(r'id="data">(.*?)</script>', html, re.DOTALL)[1])  # type: ignore[index]
    assert {place[1] for place in block["places"]} == {None}
    assert block["area"]["level"] == "country"


def test_plan_sums_each_year() -> None:
    told = plan_part(plan(), lang="th")
    assert told is not None
    assert told["years"] == ["2566", "2567"]
    assert told["totals"] == ["70,000", "900,000"]
    assert [title for title, _ in told["programmes"]] == ["แผนงานสาธารณสุข", "แผนงานเคหะและชุมชน"]
    assert told["programmes"][0][1][1]["budgets"] == ["20,000", "–"]
    assert plan_part(None, lang="th") is None


def test_every_word_that_the_page_speaks_is_there_in_both_languages() -> None:
    spoken = set(
        re.findall(
            r'say\("([a-z_]+\.[a-z_]+)"[,)]',
            "".join(template_text(n) for n in assets.SCRIPTS),
        )
    )
    spoken |= set(
        re.findall(
            r't\("([a-z_.]+)"[,)]',
            template_text("page.html.j2") + template_text("sections.html.j2"),
        )
    )
    assert len(spoken) > 60
    for lang in ("th", "en"):
        say = words(lang)
        missing = [key for key in sorted(spoken) if not say.has(f"page.{key}") | say.has(key)]
        assert missing == []
    assert words("th").under("page").keys() == words("en").under("page").keys()


def test_folium_gives_the_same_map_and_keeps_its_class_clean() -> None:
    import folium

    before = list(folium.Map.default_js)
    assert map_parts((14.6, 100.4)) == map_parts((14.6, 100.4))
    assert folium.Map.default_js == before


def test_the_font_covers_thai_and_keeps_what_places_its_marks() -> None:
    import io

    from fontTools.ttLib import TTFont

    kind, content_of = fonts.woff()
    font = TTFont(io.BytesIO(content_of))
    assert kind == "woff2"
    assert len(fonts.font_face()) <= 36 * 1024
    assert {"GPOS", "GSUB", "GDEF"} <= set(font.keys())
    assert set(map(ord, "ที่น้ำกี่ปู่ญี่ฐาน๐๙ฯๆ AZaz09–")) <= set(font.getBestCmap())
    features = {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
    assert {"mark", "mkmk"} <= features


def test_approximate_boundaries_are_called_so_wherever_they_are_shown() -> None:
    drawn = content()
    shapes = drawn.places
    guessed = seal(
        Places,
        frame=shapes.frame,
        level=shapes.level,
        credit=shapes.credit,
        licence=shapes.licence,
        approximate=True,
    )
    for lang in ("th", "en"):
        label, short = (
            words(lang).text(f"page.{key}") for key in ("map.approximate", "badge.approximate")
        )
        html = draw(replace(drawn, places=guessed), lang=lang)
        head, _, rest = html.partition("<nav")
        assert short in head
        still = re.search(r"<noscript>.*?</noscript>", rest, re.DOTALL)
        assert still is not None
        assert label in still[0]
        table = re.search(r'<section class="listing".*?</section>', rest, re.DOTALL)
        assert table is not None
        assert label in table[0]
        assert label in rest[rest.index('id="about"') :]
        told = re.search(r'<section class="present".*?</section>', rest, re.DOTALL)
        assert told is not None  # told before a meeting too
        assert short in told[0]
        assert label in told[0]
        data = re.search(r'id="data">(.*?)</script>', html, re.DOTALL)
        assert data is not None
        assert json.loads(data[1])["approximate"] == [label]
        plain = draw(drawn, lang=lang)
        visible = plain.replace(re.search(r'id="data">(.*?)</script>', plain, re.DOTALL)[1], "")
        assert short not in visible
