"""A map of several levels: outlines of the wider areas, their cells, and what the page carries."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import country
import pandas as pd
import pytest
import shapely
from render_sample import content as tambon_content

from tambon_gis.render import templates
from tambon_gis.render.layers import layers_of
from tambon_gis.render.web import assets
from tambon_gis.render.web.page import draw
from tambon_gis.render.web.payload import payload
from tambon_gis.study import rungs


def ladder() -> pd.DataFrame:
    """All rungs of the made-up country."""
    found = country.content().ladder
    assert found is not None
    return found.frame


def data(area: str = "TH") -> dict[str, Any]:
    """The data block of the page."""
    made = country.content(area)
    assert made.ladder is not None
    whole = replace(made, places=made.ladder)
    places = [str(code) for code in made.ladder.frame["place"]]
    layers = layers_of(made.measures, made.rulebooks, places, area)
    return payload(
        whole, layers, first=(0, 2565), lang="th", shapes=list(made.places.frame.geometry)
    )


@pytest.mark.parametrize(("level", "digits", "many"), [("province", 2, 3), ("amphoe", 4, 9)])
def test_the_outline_of_an_area_is_the_union_of_its_tambons(
    level: str, digits: int, many: int
) -> None:
    frame, tambons = ladder(), country.content().places.frame
    found = frame[frame["level"] == level].set_index("place")
    assert len(found) == many
    for code, shape in found.geometry.items():
        union = shapely.union_all(tambons[tambons["place"].str[:digits] == code].geometry)
        assert shapely.symmetric_difference(shape, union).area < 1e-12
        assert shapely.is_valid(shape)
        assert shape.contains(shapely.Point(*found.loc[code, ["label_x", "label_y"]]))


def test_two_amphoes_are_in_two_parts_and_keep_them() -> None:
    frame = ladder().set_index("place")
    assert shapely.get_num_geometries(frame.geometry["9701"]) == 2
    assert shapely.get_num_geometries(frame.geometry["9703"]) == 2
    assert shapely.get_num_geometries(frame.geometry["9802"]) == 1


def test_rungs_stand_widest_first_by_code_with_names_of_their_level() -> None:
    frame = ladder()
    assert frame["place"].str.len().tolist() == [2] * 3 + [4] * 9 + [6] * 36
    assert frame.groupby("level")["place"].apply(lambda one: one.is_monotonic_increasing).all()
    assert frame["name"].iloc[[0, 3]].tolist() == ["จังหวัด 97", "อำเภอ 9701"]
    assert frame["moo"].isna().all()


def test_official_names_are_looked_up_unless_the_area_is_made_up() -> None:
    assert rungs.names_of(["50", "5001"]) == {"50": "เชียงใหม่", "5001": "เมืองเชียงใหม่"}
    assert rungs.names_of(["50"], made_up=True) == {"50": "จังหวัด 50"}


def test_areas_without_an_official_name_have_that_of_the_boundary_file() -> None:
    land = pd.DataFrame({
        "place": ["99010101", "99010201", "99020101", "50010101"],
        "amphoe_name": ["อ.ดอนสมมุติ", "ดอนสมมุติ", "ก", "ข"],
        "tambon_name": pd.array(["หนึ่ง", "", None, "สี่"], dtype="string"),
    })  # fmt: skip
    told = rungs.told_names(land, ["province", "amphoe", "tambon"])
    assert told == {"9901": "ดอนสมมุติ", "9902": "ก", "5001": "ข", "990101": "หนึ่ง", "500101": "สี่"}
    twice = land.assign(amphoe_name=["ก", "ข", "ก", "ข"])
    assert "9901" not in rungs.told_names(twice, ["amphoe"])
    found = rungs.names_of(["5001", "9901", "9903"], told=told)
    assert found == {"5001": "เมืองเชียงใหม่", "9901": "ดอนสมมุติ", "9903": "อำเภอ 9903"}


@pytest.mark.parametrize(
    ("area", "level", "found"),
    [("TH", "village", ("province", "amphoe", "tambon")), ("TH", "province", ()),
     ("15", "village", ("amphoe", "tambon")), ("15", "amphoe", ()),
     ("1501", "village", ("tambon",)), ("1501", "tambon", ())],
)  # fmt: skip
def test_rungs_lie_between_the_area_and_its_polygons(
    area: str, level: str, found: tuple[str, ...]
) -> None:
    assert rungs.between(area, level) == found


def test_the_page_carries_borders_of_tambons_only_and_cells_of_every_rung() -> None:
    made = data()
    assert made["rungs"] == [("province", 3), ("amphoe", 9), ("tambon", 36)]
    assert len(made["shapes"]["places"]) == 36
    assert len(made["places"]) == 48
    layer = next(one for one in made["layers"] if one.get("cells"))
    forms = layer["cells"]["2565"][0]
    assert len(forms) == 49
    assert data("98")["rungs"] == [("amphoe", 3), ("tambon", 12)]


def test_totals_of_exact_cells_are_the_sums_of_their_parts() -> None:
    frame = country.measures().frame
    known = frame[frame["form"].isin(["exact", "zero"])]
    cells = {
        (one.year, one.code, one.place): (one.failing, one.asked) for one in known.itertuples()
    }
    sums = 0
    for (year, code, place), told in cells.items():
        if place == "TH" or len(place) > 4:
            continue
        parts = {one for one in frame["place"] if len(one) == len(place) + 2 and one[:-2] == place}
        found = [cells.get((year, code, one)) for one in parts]
        if all(found):
            assert tuple(map(sum, zip(*found, strict=True))) == told
            sums += 1
    assert sums > 20


def test_classes_are_the_same_on_every_rung() -> None:
    made = country.content()
    assert made.ladder is not None
    measured = layers_of(made.measures, made.rulebooks, list(made.ladder.frame["place"]), "TH")
    shown = [one for one in data()["layers"] if one.get("breaks")]
    assert shown
    told = {one.indicator.code: list(one.breaks) for one in measured if one.breaks}
    assert {one["code"]: one["breaks"] for one in shown} == told


def test_without_scripts_the_first_rung_is_drawn() -> None:
    html = draw(country.content())
    still = html[html.index("<noscript>") : html.index("</noscript>")]
    assert still.count("<path d=") >= 3
    counts = [int(n) for n in re.findall(r'class="many">(\d+) จังหวัด', still)]
    assert sum(counts) == 3
    assert ".climb" in still


def test_a_page_of_one_rung_has_nothing_of_it() -> None:
    html = draw(tambon_content())
    for text in ("rung", "climb", "seek", "drill"):
        assert text not in html
    assert "rungRoot" in draw(country.content())
    assert "drill.path.now" not in html


def test_every_line_for_rungs_is_in_their_pages() -> None:
    names = [*assets.SCRIPTS, "core.js"]
    lines = [
        line.strip().removeprefix(assets.RUNGS)
        for name in names
        for line in templates.template_text(name).splitlines()
        if line.strip().startswith(assets.RUNGS)
    ]
    assert len(lines) >= 12
    squeezed = {text: re.sub(r"\s", "", text) for text in lines}
    with_, without = (re.sub(r"\s", "", assets.page_js(rungs=r)) for r in (True, False))
    for text, plain in squeezed.items():
        begin = plain.split("function")[0][:24]
        assert begin in with_, text
        assert begin not in without, text


def test_the_same_content_gives_the_same_page_in_both_languages() -> None:
    made = country.content()
    assert draw(made) == draw(made)
    assert "Find a place" in draw(made, lang="en")
    assert "ค้นหาสถานที่" in draw(made)
