"""Projects with a table of persons: beside the households, instead of them, and with faults."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from loaders_support import SMALL

from tambon_gis.errors import DocumentError
from tambon_gis.study.load import load
from tambon_gis.study.tally import surveyed, tally

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

# house, member, village, born, in compulsory school, drinks: surveyed on 1 February 2565.
# Of village 1: house 1 has a child of 10 at school and a grown-up who drinks; house 2 a child of 8
# who is not. Of village 2: house 5 a grown-up who does not drink; house 6 one who did not say.
PERSONS = """รหัสประจำบ้าน,ลำดับสมาชิก,รหัสหมู่บ้าน,วันเดือนปีเกิด,วันที่สำรวจ,เรียนในชั้น ป.1 ถึง ม.3,ดื่มสุรา
99020000001,1,99020101,01/02/2520,01/02/2565,,ดื่ม
99020000001,2,99020101,31/01/2555,01/02/2565,ใช่,ไม่ดื่ม
99020000002,1,99020101,15/06/2556,01/02/2565,ไม่ใช่,ไม่ดื่ม
99020000005,1,99020102,15/06/2500,01/02/2565,,ไม่ดื่ม
99020000006,1,99020102,15/06/2500,01/02/2565,,
"""
SURVEY = """
[[survey]]
year = 2565
file = "persons.csv"
schema = "bmn-person-answers"
rulebook = "bmn-2560"
persons = true
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(SMALL, folder)
    (folder / "persons.csv").write_text(PERSONS, "utf-8")
    return folder


def rewrite(project: Path, *, household: bool, survey: str = SURVEY) -> None:
    document = project / "tambon.toml"
    text = document.read_text("utf-8")
    if not household:
        text = text[: text.index("[[survey]]")]
    document.write_text(text + survey, "utf-8")


def village(counted: pd.DataFrame, code: str, place: str) -> list[int]:
    rows = counted[counted["code"].eq(code) & counted["place"].eq(place)]
    columns = ["asked", "met", "unknown", "households_asked", "households_met"]
    (found,) = rows[columns].to_numpy().tolist()
    return found


def test_persons_alone_are_a_survey(project: Path) -> None:
    rewrite(project, household=False)
    counted, _ = tally(load(project))
    assert village(counted, "16", "99020101") == [2, 1, 0, 2, 1]
    assert village(counted, "24", "99020101") == [3, 2, 0, 2, 1]
    assert village(counted, "24", "99020102") == [1, 1, 1, 1, 1]
    assert village(counted, "24", "990201") == [4, 3, 1, 3, 2]


def test_beside_households_the_persons_answer_what_those_do_not(project: Path) -> None:
    """The small household table has no indicator 24; the households without persons are unknown."""
    before, _ = tally(load(project))
    assert "24" not in set(before["code"])
    rewrite(project, household=True)
    loaded = load(project)
    assert [one.survey.role for one in surveyed(loaded)] == ["bmn-2560-2565"]
    counted, _ = tally(loaded)
    assert village(counted, "24", "99020101")[:2] == [3, 2]
    same = counted[counted["code"].isin(before["code"])].reset_index(drop=True)
    assert same.astype(str).equals(before.astype(str))


def test_households_and_members_meet_by_house_code(project: Path) -> None:
    with (project / "persons.csv").open("a", encoding="utf-8") as file:
        file.write("99020000099,1,99020103,15/06/2500,01/02/2565,,ไม่ดื่ม\n")
    rewrite(project, household=True)
    found = load(project).findings
    (join,) = [one for one in found.joins if one.kind == "household_person"]
    assert (join.left.rows, join.left.rows_matched, join.right.keys_left) == (12, 4, 1)
    told = {one.code: one for report in found.reports for one in report.findings}
    assert told["join.persons_alone"].severity == "decide"
    assert (told["join.persons_alone"].households, told["join.persons_alone"].people) == (1, 1)
    assert told["join.no_persons"].count == 8
    assert "99020000099" not in told["join.persons_alone"].tell("en")


@pytest.mark.parametrize(
    "survey",
    [
        SURVEY.replace("persons = true", "persons = false"),
        SURVEY.replace("bmn-person-answers", "bmn-household"),
    ],
    ids=["persons unsaid", "households said to be persons"],
)
def test_a_table_of_persons_must_say_so(project: Path, survey: str) -> None:
    rewrite(project, household=False, survey=survey)
    with pytest.raises(DocumentError, match="persons = true"):
        load(project)
