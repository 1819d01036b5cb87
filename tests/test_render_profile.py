"""Profiles, sheet data and the ages of places, held against the published cells by plain loops."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import render_sample as sample

from tambon_gis.model.planned import Plan
from tambon_gis.model.sealed import Pyramid, seal
from tambon_gis.render.ages import ages_of
from tambon_gis.render.layers import layers_of
from tambon_gis.render.profile import Band, Near, Profile, profiles
from tambon_gis.render.web.sheet_part import sheet_part
from tambon_gis.render.web.story_part import story_part

if TYPE_CHECKING:
    from tambon_gis.render.content import Content

BMN = "bmn-2560"


@pytest.fixture(scope="module")
def content() -> Content:
    return sample.content()


@pytest.fixture(scope="module")
def found(content: Content) -> tuple[Profile, ...]:
    return profiles(content, lang="th")


@pytest.fixture(scope="module")
def cells(content: Content) -> dict[tuple[int, str, str, str], dict[str, object]]:
    rows = content.measures.frame.to_dict("records")
    return {(row["year"], row["framework"], row["code"], row["place"]): row for row in rows}


def layers(content: Content):
    return layers_of(content.measures, content.rulebooks, sample.CODES, sample.AREA)


def test_there_is_one_profile_a_place_and_the_area_comes_last(found) -> None:
    assert [one.code for one in found] == [*sample.CODES, sample.AREA]
    assert [one.moo for one in found] == [*range(1, 12), None]
    assert found[4].title == "หมู่ 5 บ้านหัวไผ่"
    assert found[-1].title == "ทั้งตำบล"


def test_problems_are_told_worst_first_with_the_area_and_the_target(found, cells) -> None:
    place = found[2]
    mine = [line for line in place.problems if line.ref.startswith(BMN)]
    assert len(mine) > 10
    shares = [line.share for line in mine if line.form == "exact"]
    assert [line.form for line in mine] == sorted(
        (line.form for line in mine), key=["most", "exact", "few"].index
    )
    assert shares == sorted(shares, reverse=True)
    for line in mine:
        row = cells[2565, BMN, line.code, place.code]
        assert (line.form, line.year) == (row["form"], 2565)
        assert line.area_share == cells[2565, BMN, line.code, sample.AREA]["share"]
        assert line.target == (5 if line.code == "9" else None)
        if line.form == "exact":
            assert (line.share, line.low, line.high) == (row["share"],) * 3
            assert f"{row['failing']:,.0f} จาก {row['asked']:,.0f}" in line.detail


def test_a_band_is_a_range_without_a_number(found, cells) -> None:
    bands = [(one, line) for one in found for line in one.problems if line.form == "few"]
    assert bands
    for one, line in bands:
        row = cells[2565, BMN, line.code, one.code]
        assert (line.share, line.rank, line.ranked) == (None, None, None)
        assert line.value == "น้อยกว่า 5 ครัวเรือน"
        if row["counts"] == "household":
            assert line.low == pytest.approx(100 / row["asked"])
            assert line.high == pytest.approx(400 / row["asked"])


def test_ranks_count_the_villages_that_show_a_number(found, cells) -> None:
    for place in found[:-1]:
        for line in place.problems:
            if line.rank is None:
                continue
            shown = [
                cells[line.year, BMN, line.code, code]
                for code in sample.CODES
                if cells[line.year, BMN, line.code, code]["form"] in {"exact", "zero"}
            ]
            own = cells[line.year, BMN, line.code, place.code]
            above = sum(
                row["failing"] / row["asked"] > own["failing"] / own["asked"] for row in shown
            )
            assert (line.rank, line.ranked) == (above + 1, len(shown))
    assert all(line.rank is None for line in found[-1].problems)


def test_series_have_every_year_oldest_first(found, cells) -> None:
    for place in found:
        points = place.series[f"{BMN}/9"]
        assert [point.year for point in points] == list(sample.YEARS)
        for point in points:
            row = cells[point.year, BMN, "9", place.code]
            assert point.form == row["form"]
            if row["form"] == "hidden":
                assert (point.share, point.low, point.high) == (None, None, None)
            if row["form"] == "exact":
                assert (point.share, point.low, point.high) == (row["share"],) * 3


def test_the_smallest_village_tells_nothing_of_its_people(found) -> None:
    hidden = found[10]
    assert hidden.pyramid == ()
    assert [line for line in hidden.problems if line.ref.startswith(BMN)] == []


def test_people_are_those_of_the_pyramid_and_add_up_for_the_area(found) -> None:
    assert found[0].pyramid[0] == Band("0–14 ปี", 21, 22)
    assert found[3].pyramid[-1] == Band("60 ปีขึ้นไป", 50, 51)
    assert found[-1].pyramid[0] == Band(
        "0–14 ปี", sum(21 + 3 * i for i in range(10)), sum(22 + 3 * i for i in range(10))
    )


def pyramid(rows: list[tuple[str, str | None, int | None, object, int | None]]) -> Pyramid:
    frame = pd.DataFrame(rows, columns=["place", "band", "first_age", "sex", "persons"])
    return seal(Pyramid, frame=frame)


def test_the_area_takes_only_the_bands_that_all_places_have() -> None:
    made = pyramid([
        ("1", "0-14", 0, "m", 5), ("1", "15-29", 15, "m", 6), ("1", "30+", 30, "m", 7),
        ("2", "0-29", 0, "m", 10), ("2", "30+", 30, "m", 20), ("2", "30+", 30, "f", 3),
        ("3", None, None, None, None),
    ])  # fmt: skip
    ages = ages_of(made, ["1", "2", "3"], lang="en")
    assert ages.shown == 2
    assert ages.area == (Band("0–29", 21, None), Band("30 and over", 27, 3))
    assert "3" not in ages.of


@pytest.mark.parametrize("pair", [(1, 2), ("1", "2"), ("m", "f"), ("ชาย", "หญิง"), (1.0, 2.0)])
def test_men_and_women_are_known_by_any_of_their_codes(pair) -> None:
    made = pyramid([("1", "0+", 0, pair[0], 5), ("1", "0+", 0, pair[1], 6)])
    assert ages_of(made, ["1"], lang="th").of["1"] == (Band("ทุกอายุ", 5, 6),)


def test_near_places_are_those_of_reach(found, content) -> None:
    rows = content.reach.frame
    for place in found[:-1]:
        mine = rows[rows["place"].eq(place.code)]
        columns = (mine[name] for name in ("kind", "name", "metres"))
        wanted = {Near(*row) for row in zip(*columns, strict=True)}
        assert set(place.reach) == wanted
    assert found[-1].reach == ()


def test_aspects_are_those_that_were_sealed(found, content) -> None:
    frame = content.aspects.frame.set_index(["place", "aspect"])
    assert [one.id for one in found[0].aspects] == [
        "occupation",
        "capital",
        "risk",
        "poverty",
        "management",
    ]
    for place in found:
        for one in place.aspects:
            row = frame.loc[(place.code, one.id)]
            told = [
                None if pd.isna(row[name]) else row[name]
                for name in ("value", "value_low", "value_high")
            ]
            assert [one.value, one.low, one.high] == told


def test_without_the_parts_a_profile_says_less_and_does_not_break(content) -> None:
    bare = replace(content, standing=None, aspects=None, pyramid=None, reach=None, targets={})
    place = profiles(bare, lang="en")[2]
    assert (place.problems, place.aspects, place.pyramid, place.reach) == ((), (), (), ())
    assert place.series[f"{BMN}/9"][0].share is not None
    assert sheet_part(bare, layers(bare), lang="en") == {}
    assert story_part(replace(content, tale=None), layers(content), lang="en") == {}


def test_the_sheets_part_has_a_row_a_place(content) -> None:
    part = sheet_part(content, layers(content), lang="th")
    json.dumps(part, allow_nan=False)
    assert len(part["aspects"]["rows"]) == 12
    assert len(part["pyramid"]["rows"]) == 12
    assert len(part["reach"]["rows"]) == 11
    assert part["pyramid"]["rows"][10] == 0
    assert part["pyramid"]["shown"] == 10
    assert part["aspects"]["unverified"] is True
    assert part["aspects"]["surveys"] == [["จปฐ.", 2565], ["กชช. 2ค", 2564]]
    index = next(i for i, one in enumerate(layers(content)) if one.indicator.code == "9")
    assert part["targets"] == {str(index): [5.0, "มติประชาคม (สมมุติ)"]}


def test_the_story_part_points_at_layers_and_places(content) -> None:
    part = story_part(content, layers(content), lang="th")
    steps = part["steps"]
    assert (part["draft"], len(steps)) == (False, 3)
    shown = layers(content)[steps[1]["layer"]]
    assert (shown.indicator.code, steps[1]["year"], steps[1]["place"]) == ("9", 2564, 2)
    assert (steps[2]["sheet"], steps[2]["place"]) == (True, 4)
    assert set(steps[0]) == {"title", "text"}


def test_a_village_counts_the_projects_that_name_it() -> None:
    found = {one.code: one for one in profiles(sample.content(), lang="th")}
    assert [found[sample.CODES[at]].projects for at in (0, 3, 10)] == [2, 3, 2]
    assert found[sample.CODES[3]].works[0].title == "ขยายเขตประปาหมู่บ้าน หมู่ที่ 4"
    assert found["990101"].projects == 3
    unplaced = replace(sample.content(), plan=seal(Plan, frame=sample.plan().frame))
    assert {one.projects for one in profiles(unplaced, lang="th")} == {None}
