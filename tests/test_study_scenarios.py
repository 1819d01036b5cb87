"""Scenarios of a project folder: tried, compared with the saved ones, and saved."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from tambon_gis.errors import AnalysisError, DocumentError, InputError
from tambon_gis.model.document import read_document
from tambon_gis.model.trace import Scenario, Scenarios
from tambon_gis.render.told.choices import lines
from tambon_gis.study.scenarios import Terms, compare, save, scenario_of

DEMO = Path(__file__).parents[1] / "data" / "demo"
SMALL = Path(__file__).parent / "data" / "small"
PIPES = "โครงการขยายเขตประปาและติดตั้งเครื่องกรองน้ำดื่ม"
CLEAN = "โครงการบ้านสวย เมืองสะอาด"
TRAINING = "โครงการฝึกอาชีพเสริมเพิ่มรายได้ครัวเรือน"


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "demo"
    shutil.copytree(DEMO, home, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return home


def test_one_to_try_stands_before_the_saved_ones(folder) -> None:
    before = (folder / "scenarios.toml").read_bytes()
    found = compare(folder, Terms(budget=1_000_000, years=(2566,)))
    assert [one.title for one in found.told][1:] == [
        one.title for one in read_document(Scenarios, folder / "scenarios.toml").scenario
    ]
    tried = found.told[0]
    # 900,000 + 50,000 fit; 900,000 + 120,000 do not
    told = {row.title: (row.cost, row.plain, row.best) for row in tried.rows}
    assert told == {
        PIPES: ("900,000", True, True),
        TRAINING: ("120,000", False, False),
        CLEAN: ("50,000", False, True),
    }
    assert found.saved is None
    assert (folder / "scenarios.toml").read_bytes() == before


def test_terms_are_kept_and_saved_below_what_is_there(folder) -> None:
    own = folder / "scenarios.toml"
    before = own.read_text("utf-8")
    terms = Terms(
        budget=200_000, years=(2566,), must=(CLEAN,), never=(PIPES,), by="cases", proposed=True
    )
    found = compare(folder, terms, title="ปีแรก “ไม่มีประปา”")
    assert found.saved == own
    after = own.read_text("utf-8")
    assert after.startswith(before.rstrip())
    assert tomllib.loads(after)["scenario"][-1] == {
        "title": "ปีแรก “ไม่มีประปา”",
        "budget": 200_000,
        "year": [2566],
        "must": [CLEAN],
        "never": [PIPES],
        "by": "cases",
        "proposed": True,
    }
    reasons = {row.title: row.reason for row in found.told[0].rows}
    assert reasons[CLEAN] == "กำหนดไว้ว่าต้องทำ"
    assert reasons[PIPES] == "กำหนดไว้ว่าไม่เลือก"
    again = compare(folder)
    assert again.told[-1] == found.told[0]
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


def test_a_title_is_not_taken_twice(folder) -> None:
    terms = Terms(budget=5)
    with pytest.raises(InputError) as fault:
        compare(folder, terms, title="วงเงินปีแรก 1 ล้านบาท")
    assert fault.value.code == "scenario.exists"
    assert "scenarios.toml" in fault.value.tell()


def test_what_is_wrong_is_not_saved(folder) -> None:
    before = (folder / "scenarios.toml").read_bytes()
    with pytest.raises(AnalysisError) as fault:
        compare(folder, Terms(budget=5, must=("โครงการบ้านสวยเมืองสะอาด",)), title="ใหม่")
    assert (fault.value.code, fault.value.facts["near"]) == ("scenario.near", CLEAN)
    with pytest.raises(DocumentError) as fault:
        compare(folder, Terms(budget=-5, by="votes"), title="ใหม่")
    assert len(fault.value.tell("en").splitlines()) >= 3  # both faults, and the mend
    assert (folder / "scenarios.toml").read_bytes() == before


def test_nothing_saved_and_nothing_given(folder) -> None:
    (folder / "scenarios.toml").unlink()
    with pytest.raises(InputError) as fault:
        compare(folder)
    assert fault.value.code == "scenario.nothing"
    with pytest.raises(InputError) as fault:
        compare(folder, title="ใหม่")
    assert fault.value.code == "scenario.no_budget"


def test_a_project_without_a_plan_is_told() -> None:
    with pytest.raises(InputError) as fault:
        compare(SMALL, Terms(budget=5))
    assert fault.value.code == "scenario.no_plan"


MADE = Scenario(title="งบ", budget=1234.5, year=[2567, 2566])


@pytest.mark.parametrize(
    "before",
    [
        None,
        "",
        "# เท่านั้น",
        '[[scenario]]\ntitle = "ก" # ไว้\nbudget = 1_000\n\n\n',
        '\ufeff[[scenario]]\r\ntitle = "ก"\r\nbudget = 1_000\r\n# ท้าย\r\n',
        'scenario = [{title = "ก", budget = 1_000}] # แถวเดียว\n',
    ],
)
def test_every_line_that_was_there_stays(tmp_path, before) -> None:
    own = tmp_path / "scenarios.toml"
    if before is not None:
        own.write_bytes(before.encode("utf-8"))
    save(tmp_path, MADE)
    read = read_document(Scenarios, own).scenario
    assert read[-1] == MADE
    assert len(read) == 1 + (before or "").count("title")
    after = own.read_text("utf-8")
    for kept in ("# ไว้", "# ท้าย", "# แถวเดียว", "# เท่านั้น", "1_000"):
        assert (kept in after) == (kept in (before or "")), kept
    with pytest.raises(InputError):
        save(tmp_path, MADE)


def test_a_file_that_cannot_be_read_is_left_alone(tmp_path) -> None:
    own = tmp_path / "scenarios.toml"
    own.write_text("[[scenario]\n", "utf-8")
    with pytest.raises(DocumentError):
        save(tmp_path, MADE)
    assert own.read_text("utf-8") == "[[scenario]\n"


def test_the_title_of_a_trial_follows_the_language() -> None:
    assert scenario_of(Terms(budget=1)).title == "ชุดที่ลองคิด"
    assert scenario_of(Terms(budget=1), lang="en").title == "to try"


def test_lines_for_a_console_say_all_of_it() -> None:
    told = compare(DEMO, Terms(budget=1_000_000, years=(2566,)), lang="en").told
    text = lines(told)
    assert text[0] == "to try"
    assert "  1. " + PIPES in text
    assert "    Budget (baht): 900,000 · Score: 6,636.5" in text
    assert "    By rank: Chosen · Highest total score: Chosen" in text
    assert text.count("") == sum(len(one.rows) + 1 for one in told) + len(told) - 1
    for one in told:
        assert {f"    {row.reason}" for row in one.rows} <= set(text)
        assert f"  {one.headline}" in text
        assert f"  {one.caution}" in text
