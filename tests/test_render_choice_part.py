"""What a budget buys and what became of the projects, in the words of every output."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from render_sample import CODES, content

from tambon_gis.analysis.planning.follow import TOLD
from tambon_gis.analysis.planning.reasons import REASONS
from tambon_gis.model.planned import Choice, Plan, Trail
from tambon_gis.model.sealed import seal
from tambon_gis.model.trace import Scenario
from tambon_gis.render.planning.choices import bought, choice_part
from tambon_gis.render.planning.follow import follow_part
from tambon_gis.words import LANGS, words

TITLES = ["ประปา หมู่ 3", "ถนน", "ตลาด", "ตลาด"]


def plan():
    frame = pd.DataFrame(
        {"project": [1, 2, 3, 4], "title": TITLES, "programme": ["ก", "ก", "ก", "ข"]}
    )
    return seal(Plan, frame=frame)


def choice(*rows, sums=(0.0, 0.0, 0.0, 0.0), **terms):
    """Rows of project, cost, value, plain, best, reason, other."""
    names = ["project", "cost", "value", "plain", "best", "reason", "other"]
    frame = pd.DataFrame(rows, columns=names).astype({"other": "Int64", "cost": "Float64"})
    frame = frame.assign(rank=range(1, len(frame) + 1))
    return Choice(Scenario(**({"title": "ชุด 1", "budget": 1000} | terms)), frame, *sums)


def test_the_sample_tells_its_scenario() -> None:
    (one,) = choice_part(content())
    assert one.title == "งบห้าแสนบาท"
    assert [row.cells for row in one.rows] == [
        ("ขยายเขตประปาหมู่บ้าน หมู่ที่ 4", "850,000", "900", "–", "–",
         "งบประมาณของโครงการเดียวเกินวงเงินทั้งหมด"),
        ("ตรวจสุขภาพประจำปี", "100,000", "400", "–", "✓", "อยู่ในวงเงินที่เหลือ"),
    ]  # fmt: skip
    assert one.chosen == ("ตรวจสุขภาพประจำปี",)
    assert [total[1:] for total in one.totals] == [
        ("0", "1"),
        ("0", "100,000"),
        ("500,000", "400,000"),
        ("0", "400"),
    ]
    assert one.about[0] == "วงเงิน 500,000 บาท นับงบประมาณของโครงการทุกปีในแผน"
    assert "400" in one.headline


def test_without_a_plan_or_trail_there_is_nothing_to_tell() -> None:
    for none in ({"plan": None}, {"trail": None}):
        assert choice_part(replace(content(), **none)) == ()
        assert follow_part(replace(content(), **none)) is None


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("by", ["score", "cases"])
def test_every_reason_is_a_sentence(lang, by) -> None:
    rows = [(1, 10.0, 5.0, False, False, reason, 2) for reason in REASONS]
    alone = [(1, 10.0, 5.0, False, False, reason, None) for reason in ("no_room", "fits_left")]
    scenario = choice(*rows, *alone, by=by, sums=(0, 400, 0, 0))
    sentences = [row.reason for row in bought(scenario, plan(), lang=lang).rows]
    assert len(set(sentences)) == len(REASONS) + 2
    assert all("{" not in one and len(one) > 10 for one in sentences)
    named = {"instead", "fits_left", "displaced", "served_by", "no_room"}
    for reason, sentence in zip(REASONS, sentences, strict=False):
        assert ("ถนน" in sentence) == (reason in named), reason
    assert not any("ถนน" in one for one in sentences[len(REASONS) :])
    assert all("600" in sentences[at] for at in (REASONS.index("no_room"), len(REASONS)))


def test_two_projects_of_one_title_are_told_apart() -> None:
    pair = [(3, 1, 1, True, True, "both", None), (4, 1, 1, False, False, "no_room", 3)]
    rows = bought(choice(*pair), plan()).rows
    assert [row.title for row in rows] == ["ตลาด (ก)", "ตลาด (ข)"]
    assert "“ตลาด (ก)”" in rows[1].reason


BOTH = (1, 100.0, 5.0, True, True, "both", None)
PLAIN = (1, 100.0, 5.0, True, False, "displaced", 2)
BEST = (2, 100.0, 5.0, False, True, "instead", 1)
NEITHER = (1, None, 5.0, False, False, "no_budget", None)


@pytest.mark.parametrize(
    ("rows", "sums", "told"),
    [
        ([BOTH], (100, 100, 5, 5), "ทั้งสองวิธีเลือกเหมือนกัน"),
        ([NEITHER], (0, 0, 0, 0), "ไม่มีโครงการใดที่ตอบปัญหาและอยู่ในวงเงินนี้"),
        ([PLAIN, BEST], (100, 90, 5, 9.25), "ชุดที่คะแนนรวมสูงสุดได้ 9.2 มากกว่าตามลำดับ (5) อยู่ 4.2"),
        ([PLAIN, BEST], (100, 90, 5, 5.004), "ชุดที่คะแนนรวมสูงสุดได้ 5 มากกว่าตามลำดับ (5) อยู่ 0.004"),
        ([PLAIN, BEST], (100, 90, 5, 5),
         "ทั้งสองวิธีได้คะแนนรวมเท่ากัน แต่ชุดที่คะแนนรวมสูงสุดใช้เงินน้อยกว่า 10 บาท"),
        ([PLAIN, BEST], (100, 100, 5, 5), "ทั้งสองวิธีได้คะแนนรวมและใช้เงินเท่ากัน ต่างกันที่โครงการ"),
    ],
)  # fmt: skip
def test_the_headline_says_how_the_ways_differ(rows, sums, told) -> None:
    assert bought(choice(*rows, sums=sums), plan()).headline == told


def test_terms_are_told() -> None:
    found = bought(choice(BOTH, by="cases", year=[2567, 2566], proposed=True, budget=0), plan())
    assert found.about[0] == "วงเงิน 0 บาท นับงบประมาณของโครงการเฉพาะปี พ.ศ. 2566, 2567"
    assert "ครัวเรือนและคน" in found.about[1]
    assert "เฉพาะเพื่อเลือกชุดโครงการ" in found.about[2]
    assert "ยังไม่มีใครยืนยัน" in found.about[3]
    assert found.columns["best"] == "จำนวนรายรวมสูงสุด"
    assert bought(choice(BOTH), plan()).columns["best"] == "คะแนนรวมสูงสุด"
    row = bought(choice(NEITHER), plan()).rows[0]
    assert (row.cost, row.plain_told, row.best_told) == ("–", "ไม่เลือก", "ไม่เลือก")


def test_thai_digits_reach_titles_and_amounts() -> None:
    found = bought(choice(BOTH, sums=(100, 100, 5, 5)), plan(), digits="thai")
    assert (found.title, found.rows[0].title, found.rows[0].cost) == ("ชุด ๑", "ประปา หมู่ ๓", "๑๐๐")
    told = follow_part(replace(content(), digits="thai"))
    assert told is not None
    text = " ".join(cell for row in told.rows for cell in row.cells)
    assert not any(digit in text for digit in "0123456789")


def with_follow(*rows):
    """Rows of project, place, years, shares, points with their range, told."""
    names = ["project", "place", "earlier", "later", "share_earlier", "share_later", "points",
             "points_low", "points_high", "told"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=names).assign(framework="bmn-2560", code="10")
    frame = frame.astype({"earlier": "Int64", "later": "Int64"})
    made = content()
    trail = made.trail
    told = seal(
        Trail, needs=trail.needs, links=trail.links, projects=trail.projects,
        doubles=trail.doubles, follow=frame, choices=trail.choices,
    )  # fmt: skip
    return replace(made, trail=told)


def test_before_and_after_stand_with_their_years_and_never_with_a_cause() -> None:
    found = follow_part(content())
    assert found is not None
    assert found.rows[0].cells == (
        "ขยายเขตประปาหมู่บ้าน หมู่ที่ 4", "น้ำใช้เพียงพอ", "หมู่ 4 บ้านญี่ปุ่นเก่า", "11 % (2564)", "8 % (2565)",
        "ลดลง 10.0 จุด (−18.0 ถึง −1.5)", "ดีขึ้น",
    )  # fmt: skip
    assert found.rows[1].cells[3:] == ("20.0 % (2565)", "–", "–", "รอผลสำรวจปีถัดไป")
    assert found.rows[1].place == "ทุกพื้นที่ของโครงการรวมกัน"
    assert found.rows[1].together
    assert "ไม่ได้บอกว่าเปลี่ยนเพราะโครงการ" in found.caution
    assert list(found.columns) == [
        "project", "indicator", "place", "before", "after", "change", "told",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_everything_that_may_be_told_has_a_word(lang) -> None:
    rows = [(3, CODES[3], 2564, 2565, 0.1, 0.1, np.nan, np.nan, np.nan, told) for told in TOLD]
    found = follow_part(with_follow(*rows), lang=lang)
    assert found is not None
    marks = [row.mark for row in found.rows]
    assert len(set(marks)) == len(TOLD)
    assert [row.told for row in found.rows] == list(TOLD)
    assert {row.change for row in found.rows} == {"–"}


@pytest.mark.parametrize(
    ("points", "ends", "told"),
    [
        (-10.04, (-18.0, -1.5), "ลดลง 10.0 จุด (−18.0 ถึง −1.5)"),
        (3.0, (-1.25, 8.0), "เพิ่มขึ้น 3.0 จุด (−1.2 ถึง +8.0)"),
        (0.0, (-4.0, 4.0), "เท่าเดิม (−4.0 ถึง +4.0)"),
        (-0.04, (-0.04, 0.04), "เท่าเดิม (0.0 ถึง 0.0)"),
    ],
)
def test_a_change_is_told_with_its_range(points, ends, told) -> None:
    row = (3, CODES[3], 2564, 2565, 0.1, 0.1, points, *ends, "unclear")
    found = follow_part(with_follow(row))
    assert found is not None
    assert found.rows[0].change == told


def test_a_band_is_told_as_the_page_tells_it() -> None:
    made = content()
    cells = made.measures.frame
    few = cells[cells["form"].eq("few") & cells["code"].eq("10") & cells["level"].eq("village")]
    place, year = few.iloc[0][["place", "year"]]
    row = (3, place, int(year), int(year), np.nan, np.nan, np.nan, np.nan, np.nan, "band")
    found = follow_part(with_follow(row))
    assert found is not None
    assert found.rows[0].before == words("th").text("page.value.few", k=5)
    assert found.rows[0].mark == "ไม่มีตัวเลขให้เทียบ"


def test_a_project_of_which_nobody_said_when_it_began() -> None:
    row = (2, "", 2565, None, 0.25, np.nan, np.nan, np.nan, np.nan, "waiting")
    found = follow_part(with_follow(row))
    assert found is not None
    assert found.rows[0].began == "ยังไม่ได้บอกปีที่เริ่มทำ"
    assert (found.rows[0].before, found.rows[0].earlier, found.rows[0].later) == (
        "25.0 %", "2565", "–",
    )  # fmt: skip
