"""Columns of a survey: what is found, what a person chooses, and the map that is kept."""

from __future__ import annotations

import csv
import shutil
import tomllib
from typing import TYPE_CHECKING

import pytest

from tambon_gis.errors import ConflictError, InputError
from tambon_gis.model.project import DOCUMENT
from tambon_gis.study.edit import version
from tambon_gis.study.headings import confirm, sheet
from tambon_gis.study.intake import Said, held, take_in, waiting
from tambon_gis.study.load import load

if TYPE_CHECKING:
    from pathlib import Path

#: Headings that nobody could guess, by the field that they hold.
OURS = {"village": "ที่อยู่ตามทะเบียน", "members": "คนในบ้าน"}
THEIRS = {"village": "รหัสหมู่บ้าน", "members": "จำนวนสมาชิก (คน)"}


@pytest.fixture
def home(tmp_path, small) -> Path:
    """The small tambon, with a survey of another year whose headings are its own."""
    home = shutil.copytree(small, tmp_path / "small")
    with (small / "households.csv").open(encoding="utf-8-sig", newline="") as file:
        _, head, *rows = csv.reader(file)
    head = [{theirs: OURS[name] for name, theirs in THEIRS.items()}.get(one, one) for one in head]
    moo = head.index("หมู่ที่")
    with (tmp_path / "จปฐ2564.csv").open("w", encoding="utf-8", newline="") as file:
        for row in (head, *rows):
            csv.writer(file).writerow([*row[:moo], *row[moo + 1 :]])
    take_in(home, [tmp_path / "จปฐ2564.csv"], wait=True)
    return home


FILE = "inputs/จปฐ2564.csv"


def test_what_is_lacking_is_asked_and_the_file_waits(home) -> None:
    (one,) = waiting(home)
    assert [doubt.asks for doubt in one.doubts] == ["columns"]
    found = sheet(home, FILE)
    states = {one.field.name: one.state for one in found.choices}
    assert (states["village"], states["house_code"]) == ("missing", "sure")
    assert set(OURS.values()) <= set(found.unused)
    assert [one.file for one in held(home) if one.section == "survey"] == ["households.csv"]


def test_a_choice_is_kept_as_a_map_and_the_file_is_taken_in(home) -> None:
    made = confirm(home, FILE, OURS)
    said = tomllib.loads(made.read_text("utf-8"))
    assert {name: said["columns"][name] for name in OURS} == OURS
    survey = tomllib.loads((home / DOCUMENT).read_text("utf-8"))["survey"]
    assert [(one["year"], one.get("columns")) for one in survey] == [
        (2565, None),
        (2564, made.stem),
    ]
    assert waiting(home) == ()
    frames = {one.survey.year: one.frame for one in load(home).answers}
    assert frames[2564]["members"].tolist() == frames[2565]["members"].tolist()
    assert {one.state for one in sheet(home, FILE).choices} <= {"sure", "absent"}


def test_a_later_file_of_these_headings_needs_no_question(home, tmp_path) -> None:
    made = confirm(home, FILE, OURS)
    shutil.copy(tmp_path / "จปฐ2564.csv", tmp_path / "จปฐ2563.csv")
    (one,) = take_in(home, [tmp_path / "จปฐ2563.csv"])
    assert (one.state, one.found.year, one.found.columns) == ("taken", 2563, made.stem)


def test_a_wrong_choice_changes_nothing(home) -> None:
    before = {one: one.read_bytes() for one in home.rglob("*") if one.is_file()}
    wrong = {
        "intake.heading": [{"village": "ไม่มีหัวนี้"}, {"nothing": OURS["village"]}],
        "intake.heading_twice": [{"village": OURS["village"], "members": OURS["village"]}],
        "intake.heading_missing": [{"members": OURS["members"]}],
    }
    for code, cases in wrong.items():
        for chosen in cases:
            with pytest.raises(InputError) as fault:
                confirm(home, FILE, chosen)
            assert fault.value.code == code
    after = {one: one.read_bytes() for one in home.rglob("*") if one.is_file()}
    assert after == before


def test_a_survey_of_the_project_can_be_matched_anew_by_one_window(home) -> None:
    seen = version(home, DOCUMENT)
    confirm(home, FILE, OURS, seen=seen)
    with pytest.raises(ConflictError):
        confirm(home, "households.csv", {}, seen=seen)
    assert not list((home / "columns").glob("households*"))
    made = confirm(home, "households.csv", {})
    assert [one.columns for one in held(home) if one.file == "households.csv"] == [made.stem]
    again = confirm(home, FILE, {**OURS, "moo": "ลำดับ"}, said=Said())
    assert tomllib.loads(again.read_text("utf-8"))["columns"]["moo"] == "ลำดับ"


def test_only_surveys_have_columns_to_match(home) -> None:
    for file in ("villages.geojson", "../small/tambon.toml", "inputs/none.csv"):
        with pytest.raises(InputError) as fault:
            sheet(home, file)
        assert fault.value.code in {"intake.no_survey_file", "intake.no_file"}
