"""Data health: ages, places covered, decisions, and when surveys come next."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from tambon_gis.errors import DocumentError
from tambon_gis.study import processes
from tambon_gis.study.health import health_of
from tambon_gis.study.load import load, read_project

DEMO = Path(__file__).parents[1] / "data" / "demo"
TODAY = dt.date(2023, 3, 5)


@pytest.fixture(scope="module")
def rows():
    return {one.role: one for one in health_of(load(DEMO), TODAY)}


def test_every_input_has_one_line(rows) -> None:
    surveys = {f"bmn-2560-{year}" for year in (2563, 2564, 2565)}
    surveys |= {"nrd2c-2564", "bmn-2560-2565-persons"}
    assert surveys | {"boundary", "facilities", "plan"} <= set(rows)
    assert sum(role.startswith("layer-") for role in rows) == 4
    assert all(one.title for role, one in rows.items() if role.startswith("layer-"))


def test_ages_are_counted_in_calendar_years(rows) -> None:
    ages = {role: one.age for role, one in rows.items() if one.year}
    assert ages["bmn-2560-2563"] == 3
    assert ages["bmn-2560-2565"] == 1
    assert ages["nrd2c-2564"] == 2
    assert rows["boundary"].age is None
    early = health_of(load(DEMO), dt.date(2020, 1, 1))
    assert min(one.age for one in early if one.age is not None) == 0


def test_only_the_newest_round_has_a_next_one(rows) -> None:
    assert {role: one.next_year for role, one in rows.items() if one.next_year} == {
        "bmn-2560-2565": 2566,
        "nrd2c-2564": 2566,
    }


def test_places_are_those_with_a_polygon(rows) -> None:
    assert (rows["bmn-2560-2565"].places, rows["bmn-2560-2565"].of_places) == (11, 11)
    assert rows["boundary"].places == 11
    assert rows["plan"].of_places == 11
    assert {one.of_places for role, one in rows.items() if role.startswith("layer-")} == {0}


def test_what_waits_and_what_was_decided(tmp_path: Path, rows) -> None:
    before = rows["bmn-2560-2565"]
    assert before.to_decide > 0
    assert before.decided == 0
    home = tmp_path / "demo"
    shutil.copytree(DEMO, home)
    used = '[[fix]]\nplace = "99010115"\nleave_out = true\n'
    idle = '[[fix]]\nplace = "99010177"\nkeep = true\n'
    (home / "fixes.toml").write_text(used + idle, "utf-8")
    after = {one.role: one for one in health_of(load(home), TODAY)}["bmn-2560-2565"]
    assert after.decided == 1
    assert after.to_decide < before.to_decide


def _with_process(tmp_path: Path, text: str) -> Path:
    shutil.copy(DEMO / "tambon.toml", tmp_path)
    (tmp_path / "process.toml").write_text(text, "utf-8")
    return tmp_path


def test_roles_are_those_of_the_project() -> None:
    project, home = read_project(DEMO)
    assert len(processes.read(home, project).process) == 5


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            '[[meeting]]\non = "2566-01-15"\ntitle = "เวที"\nrole = ["หัวหน้าคณะทำงาน", "X Y"]',
            "role 2",
        ),
        ('[[due]]\non = "2566-01-15"\nwhat = "ส่ง"\nrole = "X Y"', "[[due]] 1"),
    ],
)
def test_a_person_is_no_role(tmp_path: Path, text: str, place: str) -> None:
    project, _ = read_project(DEMO)
    with pytest.raises(DocumentError) as caught:
        processes.read(_with_process(tmp_path, text), project)
    assert caught.value.code == "process.role"
    for lang in ("th", "en"):
        told = caught.value.tell(lang)
        assert place in told
        assert "X Y" not in told
        assert "หัวหน้าคณะทำงาน" in told
