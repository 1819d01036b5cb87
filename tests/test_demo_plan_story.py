"""The worked example from problem to project: what was planted, written before the code was.

The answers are those of ``data/demo/README.md`` ("What the demo tells"): households of moo 3, 7
and 9 are short of drinking water and one project serves all three; dust in moo 5 has no project;
the gate at the entrance of the tambon has no evidence.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tambon_gis.study.gather import gather
from tambon_gis.study.load import load

DEMO = Path(__file__).parents[1] / "data" / "demo"
WATER, DUST, INCOME = "9", "12", "22"
#: Percent failing in 2565, counted apart from the code (data/demo/README.md).
SHARES = {("9", 3): 36.1, ("9", 7): 42.0, ("9", 9): 33.1, ("12", 5): 25.8, ("22", 8): 22.4}
PIPES = "โครงการขยายเขตประปาและติดตั้งเครื่องกรองน้ำดื่ม"
TRAINING = "โครงการฝึกอาชีพเสริมเพิ่มรายได้ครัวเรือน"
WEIR = "โครงการขุดลอกฝายไร่บน"
GATE = "โครงการก่อสร้างซุ้มประตูทางเข้าตำบล"


@pytest.fixture(scope="module")
def content():
    return gather(load(DEMO), today=dt.date(2023, 3, 5))


@pytest.fixture(scope="module")
def needs(content):
    frame = content.trail.needs
    return frame.assign(moo=frame["place"].str[6:].astype(int))


def project(content, title: str) -> int:
    frame = content.plan.frame
    return int(frame.loc[frame["title"] == title, "project"].item())


def test_drinking_water_of_three_moo_comes_out_on_top(needs) -> None:
    water = needs[needs["code"] == WATER]
    assert sorted(water["moo"]) == [3, 7, 9]
    assert needs.iloc[0]["code"] == WATER
    sums = needs[needs["unit"] == "household"].groupby("code")["score"].sum()
    assert sums.idxmax() == WATER


def test_shares_are_the_planted_ones(needs) -> None:
    found = {(r.code, r.moo): round(100 * r.share, 1) for r in needs.itertuples()}
    assert {key: found[key] for key in SHARES} == SHARES


def test_the_planted_project_is_traced_to_it(content, needs) -> None:
    pipes = project(content, PIPES)
    for need in needs.loc[needs["code"] == WATER, "need"]:
        links = content.trail.links
        mine = links[(links["need"] == need) & (links["state"] == "confirmed")]
        assert mine["project"].tolist() == [pipes]
    assert set(needs.loc[needs["code"] == WATER, "state"]) == {"served"}
    told = content.trail.projects.set_index("project")
    assert told.loc[pipes, "state"] == "evident"
    assert told.loc[pipes, "cases"] == 76 + 57 + 42
    assert told.loc[pipes, "budget"] == 900_000 + 600_000 + 360_000 + 360_000


def test_places_come_from_free_text(content) -> None:
    located = content.plan.located
    mine = located[located["project"] == project(content, PIPES)]
    assert sorted(mine["place"].str[6:].astype(int)) == [3, 7, 9]
    assert set(mine["how"]) == {"moo"}


def test_a_refused_link_is_no_link(content, needs) -> None:
    weir = project(content, WEIR)
    links = content.trail.links
    water = needs.loc[(needs["code"] == WATER) & (needs["moo"] == 9), "need"].item()
    mine = links[(links["need"] == water) & (links["project"] == weir)]
    assert mine["state"].tolist() in (["refused"], [])
    assert not (links["project"].eq(weir) & links["state"].eq("confirmed")).any()


def test_a_problem_without_a_project_is_found(needs) -> None:
    open_ones = needs[needs["state"] == "open"]
    assert (open_ones.iloc[0]["code"], open_ones.iloc[0]["moo"]) == (DUST, 5)


def test_a_project_without_evidence_is_found(content) -> None:
    told = content.trail.projects.set_index("project")["state"]
    assert told[project(content, GATE)] == "bare"
    assert told[project(content, TRAINING)] == "evident"


def test_what_is_not_confirmed_is_only_proposed(content) -> None:
    states = set(content.trail.links["state"])
    assert states <= {"confirmed", "proposed", "refused"}
    confirmed = content.trail.links[content.trail.links["state"] == "confirmed"]
    assert confirmed["by"].str.len().gt(0).all()
    assert confirmed["on"].notna().all()
