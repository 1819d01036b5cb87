"""The record in words: processes, meetings, data health, what comes next."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from render_sample import credit, record

from tambon_gis import catalog
from tambon_gis.model.document import read_document
from tambon_gis.model.planned import Health, Record
from tambon_gis.model.process import Due, Step, Topics
from tambon_gis.model.sealed import seal
from tambon_gis.render.planning.record import day_made, due_next, record_part
from tambon_gis.words import LANGS

DOCUMENTS = Path(catalog.__file__).parent / "documents"
TOPICS = read_document(Topics, DOCUMENTS / "topics" / "five-topics.toml")
BOOKS = [catalog.rulebook("bmn-2560")]
DAY = dt.date(2023, 3, 5)


def part(**how):
    return record_part(record(), TOPICS, rulebooks=BOOKS, today=DAY, **how)


def test_all_five_processes_stand_whether_told_or_not() -> None:
    steps = part().steps
    assert [one.number for one in steps] == [1, 2, 3, 4, 5]
    assert [one.state for one in steps] == ["done", "untold", "running", "untold", "untold"]
    assert steps[0].title == "สร้างความเข้าใจร่วมกัน"
    assert [one.when for one in steps[:3]] == ["1–20 สิงหาคม 2565", "–", "ตั้งแต่ 1 กันยายน 2565"]


@pytest.mark.parametrize(
    ("began", "ended", "told"),
    [
        ((2022, 8, 1), (2022, 8, 1), "1 สิงหาคม 2565"),
        ((2022, 8, 1), (2022, 9, 2), "1 สิงหาคม 2565 – 2 กันยายน 2565"),
        ((2021, 8, 1), (2022, 8, 2), "1 สิงหาคม 2564 – 2 สิงหาคม 2565"),
        (None, (2022, 9, 2), "ถึง 2 กันยายน 2565"),
    ],
)
def test_days_of_a_process(began, ended, told: str) -> None:
    days = {"began": began, "ended": ended}
    step = Step(number=2, **{name: dt.date(*one) for name, one in days.items() if one})
    made = seal(Record, steps=(step,), meetings=(), due=(), health=())
    assert record_part(made).steps[1].when == told


def test_meetings_have_roles_and_decisions() -> None:
    (meeting,) = part().meetings
    assert (meeting.when, meeting.people, meeting.process) == (
        "5 สิงหาคม 2565",
        "25 คน",
        "กระบวนการที่ 1",
    )
    assert meeting.roles == ("ประธานคณะทำงาน",)
    assert meeting.decided == ("ใช้ จปฐ. สามปี",)


def test_health_is_a_table() -> None:
    told = part()
    assert all(len(one.cells) == len(told.columns) for one in told.health)
    assert told.health[0].cells == ("จปฐ. พ.ศ. 2565", "2565", "1 ปี", "11 จาก 11", "2", "3", "2566")
    assert told.health[1].cells[1:3] == ("–", "–")
    own = Health("layer-x", "ถนน", None, None, 0, 0, 0, 0)
    made = seal(Record, steps=(), meetings=(), due=(), health=(own,))
    assert record_part(made).health[0].cells[:4] == ("ถนน", "–", "–", "–")


def test_what_comes_next_in_its_order() -> None:
    days = [dt.date(2023, 6, 1), dt.date(2022, 12, 1), dt.date(2023, 1, 1), dt.date(2023, 3, 5)]
    due = tuple(Due(on=day, what=str(n), done=n == 1) for n, day in enumerate(days))
    health = (
        Health("nrd2c-2565", "", 2565, 1, 1, 1, 0, 0, 2567),
        Health("bmn-2560-2565", "", 2565, 1, 1, 1, 0, 0, 2566),
    )
    steps = tuple(Step(number=n, began=DAY) for n in (1, 2, 3, 5))
    made = seal(Record, steps=steps, meetings=(), due=due, health=health)
    lines = due_next(made, TOPICS, rulebooks=BOOKS, today=DAY)
    assert [(one.state, one.what) for one in lines[:3]] == [
        ("overdue", "2"),
        ("coming", "3"),
        ("coming", "0"),
    ]
    assert [(one.told, one.when) for one in lines[3:5]] == [
        ("ถึงรอบแล้ว", "พ.ศ. 2566"),
        ("รอบถัดไป", "พ.ศ. 2567"),
    ]
    assert [one.what for one in lines[5:]] == ["กระบวนการที่ 4 แลกเปลี่ยนเรียนรู้ร่วมกัน"]
    assert "overdue" not in {one.state for one in due_next(made)}
    assert len(record_part(made).finished) == 1


def test_the_day_comes_from_the_credits() -> None:
    assert day_made(credit()) == DAY
    assert day_made(credit(made_on="5 March B.E. 2566")) == DAY
    assert day_made(credit(made_on="x")) is None


@pytest.mark.parametrize("lang", LANGS)
def test_both_languages_and_thai_digits(lang: str) -> None:
    told = part(lang=lang, digits="thai")
    assert "๒๕๖๕" in told.steps[0].when
    assert "๑๑" in told.health[0].cells[3]
    assert all(told.titles.values())
    assert all(told.nothing.values())


def test_without_the_document_processes_have_a_number() -> None:
    told = record_part(record())
    assert {one.title for one in told.steps} == {""}
    assert "กระบวนการที่ 2" in {one.what for one in told.due}
    assert told.source == ""
