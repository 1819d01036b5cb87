"""Stories: what a draft says is what the cells say, in words for bands; wrong names are refused."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import render_sample as sample
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis.errors import DocumentError
from tambon_gis.model.document import Text, parse_document
from tambon_gis.model.sealed import Measures, seal
from tambon_gis.model.story import Step, Story
from tambon_gis.study import tell

if TYPE_CHECKING:
    import pandas as pd

SHARE = re.compile(r"(หมู่\s(\d+)\s[^\s]+)\s([\d.]+)\s%")


@pytest.fixture(scope="module")
def content():
    return sample.content()


@pytest.fixture(scope="module")
def story(content) -> Story:
    return tell.draft(content)


@pytest.fixture(scope="module")
def cells(content):
    rows = content.measures.frame.to_dict("records")
    return {(row["year"], row["framework"], row["code"], row["place"]): row for row in rows}


def problems(story: Story) -> list[Step]:
    return [step for step in story.step if step.layer and step.place]


def test_a_draft_opens_explains_tells_and_closes(story) -> None:
    titles = [step.title.th for step in story.step]
    assert titles[0] == "ตำบลสาธิต อำเภอสาธิต จังหวัดสาธิต"
    assert titles[1] == "อ่านแผนที่อย่างไร"
    assert [title.split(":")[0] for title in titles[2:6]] == [
        f"เรื่องที่ {n} ตกเกณฑ์" for n in (1, 2, 3, 4)
    ]
    assert titles[6].startswith("ดูให้ลึก")
    assert titles[7:] == ["สิ่งที่ไม่แสดง และเพราะเหตุใด", "ขั้นต่อไป"]
    assert story.step[6].sheet


def test_without_a_plan_the_worst_of_the_tambon_that_villages_show(content, cells) -> None:
    story = tell.draft(replace(content, trail=None))
    withheld = {one.code for one in content.measures.disclosure.left if not one.shown}
    area = [
        (-row["failing"] / row["asked"], int(code))
        for (year, book, code, place), row in cells.items()
        if (year, book, place) == (2565, "bmn-2560", sample.AREA) and code not in withheld
    ]
    wanted = [f"bmn-2560/{code}" for _, code in sorted(area)[:4]]
    assert [step.layer for step in problems(story)] == wanted
    assert {step.year for step in problems(story)} == {2565}


def test_with_a_plan_the_order_is_that_of_the_trail(content, story) -> None:
    """The made-up trail names 10, 6, 10, 9: the story begins with these."""
    assert content.trail.needs["code"].tolist() == ["10", "6", "10", "9"]
    told = [step.layer for step in problems(story)]
    assert told[:3] == ["bmn-2560/10", "bmn-2560/6", "bmn-2560/9"]
    assert len(told) == 4


def test_every_number_of_a_village_is_that_of_an_exact_cell(story, cells) -> None:
    found = 0
    for step in problems(story):
        code = step.layer.split("/")[1]
        shares = [
            (row["failing"] / row["asked"], place)
            for (year, book, other, place), row in cells.items()
            if (year, book, other) == (2565, "bmn-2560", code)
            and row["form"] == "exact"
            and len(place) == 8
        ]
        worst = [place for _, place in sorted(shares, key=lambda one: (-one[0], one[1]))[:3]]
        told = SHARE.findall(step.text.th)
        assert [f"{sample.AREA}{int(moo):02d}" for _, moo, _ in told] == worst
        assert step.place == worst[0]
        for _, moo, share in told:
            row = cells[2565, "bmn-2560", code, f"{sample.AREA}{int(moo):02d}"]
            assert float(share) == row["share"]
            found += 1
    assert found >= 8


def test_bands_are_told_in_words_only(content) -> None:
    frame = content.measures.frame.copy()
    first = tell.draft(content).step[2]
    code = first.layer.split("/")[1]
    village = (
        frame["place"].isin(sample.CODES[:2]) & frame["code"].eq(code) & frame["year"].eq(2565)
    )
    frame.loc[village, "form"] = ["few", "most"]
    frame.loc[village, ["failing", "share"]] = float("nan")
    changed = replace(content, measures=replace_frame(content.measures, frame))
    text = next(
        step for step in tell.draft(changed).step if step.layer == first.layer and step.place
    ).text.th
    assert "หมู่บ้านตกเกณฑ์น้อยกว่า 5 ครัวเรือน" in text
    assert "เกือบทั้งหมดตกเกณฑ์ 1 แห่ง: หมู่ 2 บ้านทุ่งกี่ทอง" in text
    assert not {"1", "2"} & {moo for _, moo, _ in SHARE.findall(text)}


def replace_frame(measures: Measures, frame: pd.DataFrame) -> Measures:
    """Other cells under the same thresholds."""
    return seal(Measures, frame=frame, disclosure=measures.disclosure)


def test_years_are_compared_only_where_both_are_told(content, story) -> None:
    step = problems(story)[0]
    code = step.layer.split("/")[1]
    assert "2563 ตกเกณฑ์" in step.text.th
    frame = content.measures.frame.copy()
    old = frame["place"].eq(sample.AREA) & frame["code"].eq(code) & frame["year"].eq(2563)
    frame.loc[old, "form"] = "rounded"
    changed = tell.draft(replace(content, measures=replace_frame(content.measures, frame)))
    again = next(one for one in problems(changed) if one.layer == step.layer)
    assert "2563" not in again.text.th


def test_both_counts_of_a_rounded_total_are_told_about(content, story) -> None:
    step = problems(story)[0]
    frame = content.measures.frame.copy()
    area = frame["place"].eq(sample.AREA) & frame["code"].eq(step.layer.split("/")[1])
    mine = area & frame["framework"].eq("bmn-2560") & frame["year"].eq(step.year)
    frame.loc[mine, ["form", "asked", "failing", "share"]] = ["rounded", 210.0, 30.0, 14.0]
    changed = tell.draft(replace(content, measures=replace_frame(content.measures, frame)))
    again = next(one for one in problems(changed) if one.layer == step.layer)
    assert "ราว 14 % (ราว 30 จาก ราว 210" in again.text.th
    assert "14 % (about 30 of about 210" in again.text.en


def test_the_area_is_named_in_each_language(content, story) -> None:
    names = ("ตำบลสาธิต อำเภอสาธิต", "Tambon Sathit, Amphoe Sathit")
    credit = sample.credit(area_title=names[1], area_titles=names)
    told = tell.draft(replace(content, credits=credit))
    assert (told.step[0].title.th, told.step[0].title.en) == names
    assert names[0] in told.title.th
    assert names[1] not in told.title.th
    assert names[1] in told.title.en
    assert story.step[0].title.en == content.credits.area_title  # where only one is known


def test_both_languages_tell_the_same_steps(story) -> None:
    for step in story.step:
        assert len(step.text.th.splitlines()) == len(step.text.en.splitlines())
        assert re.findall(r"\d+\.\d", step.text.th) == re.findall(r"\d+\.\d", step.text.en)
        assert not re.search(r"[{}]", step.text.th + step.text.en + step.title.th + step.title.en)


def test_a_draft_without_standing_or_scores_alone_still_tells(content) -> None:
    bare = tell.draft(replace(content, standing=None, plan=None))
    assert [step.title.th for step in bare.step][1:] == [
        "อ่านแผนที่อย่างไร", "สิ่งที่ไม่แสดง และเพราะเหตุใด", "ขั้นต่อไป",
    ]  # fmt: skip
    nrd = replace(content, rulebooks=content.rulebooks[1:])
    frame = nrd.standing.frame
    assert (frame["framework"] == "nrd2c").any()
    told = [step for step in tell.draft(nrd).step if step.layer]
    assert all(step.layer.startswith("nrd2c/") for step in told)
    assert any("มีปัญหา" in step.text.th for step in told)


def test_the_document_reads_back_as_the_same_story(story, content) -> None:
    written = tell.as_toml(story)
    assert written.startswith("# เรื่องเล่า")
    assert parse_document(Story, written, name="story.toml") == story
    tell.check_story(story, content, where="story.toml")


texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\"'\\#[]="), min_size=1
)
both = st.builds(Text, th=texts, en=texts)
steps_of_any_text = st.builds(
    Step, title=both, text=both, year=st.none() | st.just(2565), sheet=st.booleans()
)


@settings(max_examples=40)
@given(st.lists(steps_of_any_text, min_size=1, max_size=3), both)
def test_any_text_survives_the_document(steps, title) -> None:
    story = Story(title=title, step=tuple(steps))
    assert parse_document(Story, tell.as_toml(story), name="story.toml") == story


def step(**parts: object) -> Step:
    words = Text(th="ก", en="a")
    return Step(title=words, text=words, **parts)


def test_every_wrong_name_is_told_at_once_in_both_languages(content) -> None:
    story = Story(
        title=Text(th="ก", en="a"),
        step=(
            step(layer="bmn-2560/99"),
            step(layer="bmn-2560/9", year=2499),
            step(place="99010199", view="nosuch"),
        ),
    )
    with pytest.raises(DocumentError) as caught:
        tell.check_story(story, content, where="story.toml")
    assert caught.value.code == "story.steps"
    thai, english = caught.value.tell("th"), caught.value.tell("en")
    for number, key, given_ in (
        (1, "layer", "bmn-2560/99"),
        (2, "year", "2499"),
        (3, "place", "99010199"),
        (3, "view", "nosuch"),
    ):
        assert re.search(rf"ขั้นที่ {number} รายการ {key}: .*{given_}", thai)
        assert re.search(rf"step {number}, {key}: .*{given_}", english)
    assert "2563, 2564, 2565" in thai
    assert "story.toml" in thai


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"layer": "bmn-2560/9"},
        {"place": sample.AREA, "sheet": True},
        {"layer": "nrd2c/1", "year": 2564, "place": sample.CODES[0]},
    ],
)
def test_what_is_shown_may_be_named(content, parts) -> None:
    story = Story(title=Text(th="ก", en="a"), step=(step(**parts),))
    tell.check_story(story, content, where="story.toml")
