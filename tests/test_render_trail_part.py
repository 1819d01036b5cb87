"""The trail in words: rows worked out by hand from the sample; bands and proposals told as such."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from render_sample import CODES, content, plan, trail

from tambon_gis.model.planned import Plan, Trail
from tambon_gis.model.sealed import seal
from tambon_gis.render.planning.trail import trail_part


def told(**changes: object) -> object:
    return trail_part(replace(content(), **changes), lang="th")


def needs(**columns: list[object]) -> Trail:
    made = trail()
    return seal(Trail, **{**vars(made), "needs": made.needs.assign(**columns)})


def located(rows: list[tuple[int, str, str]]) -> Plan:
    frame = pd.DataFrame(rows, columns=["project", "place", "how"])
    return seal(Plan, frame=plan().frame, located=frame, decided=None)


def test_problems_stand_by_indicator_with_value_cases_and_projects() -> None:
    part = told()
    assert [one.title for one in part.groups] == [
        "ตัวชี้วัดที่ 10 น้ำใช้เพียงพอ", "ตัวชี้วัดที่ 6 ตรวจสุขภาพ 35 ปีขึ้นไป", "ตัวชี้วัดที่ 9 น้ำดื่มสะอาดเพียงพอ",
    ]  # fmt: skip
    water = part.groups[0]
    assert [(o.spot.short, o.value, o.cases) for o in water.problems] == [
        ("หมู่ 4", "8 %", "8 ครัวเรือน"), ("หมู่ 9", "16.4 %", "20 ครัวเรือน"),
    ]  # fmt: skip
    assert water.cases == "28 ครัวเรือน"
    assert [o.need for o in part.problems] == [1, 2, 3, 4]
    assert [o.need for o in part.open] == [3, 4]
    assert [o.need for o in part.waiting] == [2]


def test_a_proposal_is_always_told_as_one() -> None:
    part = told()
    (link,) = part.waiting[0].links
    assert (link.state, link.told) == ("proposed", "เสนอโดยโปรแกรม ยังไม่มีใครยืนยัน")
    row = part.projects[0]
    assert (row.state, row.answers) == ("proposed", ())
    assert row.may_answer == ("ตรวจสุขภาพ 35 ปีขึ้นไป (หมู่ 1)",)
    assert row.cases.endswith("(ถ้ายืนยัน)")
    assert row.per_case.endswith("(ถ้ายืนยัน)")


def test_a_confirmed_and_a_refused_link_say_who_and_when() -> None:
    first, third = (part for part in told().problems if part.need in (1, 3))
    assert first.links[0].told == "ยืนยันโดย ที่ประชุมคณะทำงาน เมื่อ 1 กุมภาพันธ์ 2566"
    assert third.links == ()
    assert (third.refused[0].state, third.refused[0].note) == ("refused", "ท่อไปไม่ถึง")


@pytest.mark.parametrize(
    ("form", "numbers", "cases"),
    [
        ("few", (None, 1, 4), "น้อยกว่า 5 ครัวเรือน"),
        ("most", (None, 92, 96), "92–96 ครัวเรือน"),
        ("rounded", (20, 20, 20), "ราว 20 ครัวเรือน"),
        ("most", (None, None, None), ""),
    ],
)
def test_a_band_is_a_range_and_never_a_number(
    form: str, numbers: tuple[float | None, ...], cases: str
) -> None:
    rest = trail().needs
    changed = {
        name: [value, *rest[name][1:]]
        for name, value in zip(("cases", "cases_low", "cases_high"), numbers, strict=True)
    }
    part = told(trail=needs(form=[form, *rest["form"][1:]], **changed))
    assert part.problems[0].cases == cases


def test_sums_count_states_and_baht() -> None:
    sums = told().sums
    assert (sums.problems, sums.served, sums.proposed, sums.open) == (4, 1, 1, 2)
    assert (sums.projects, sums.evident, sums.waiting, sums.bare) == (3, 1, 1, 1)
    assert sums.budget == 970_000
    assert (sums.budget_evident, sums.budget_waiting, sums.budget_bare) == (850_000, 1e5, 20_000)


def test_the_matrix_has_a_cell_for_every_place_with_a_problem() -> None:
    matrix = told().matrix
    assert [spot.short for spot in matrix.spots] == ["หมู่ 1", "หมู่ 4", "หมู่ 7", "หมู่ 9"]
    states = {ref: [cell.state for cell in cells] for ref, _, cells in matrix.rows}
    assert states == {
        "bmn-2560/10": ["", "served", "", "open"],
        "bmn-2560/6": ["proposed", "", "", ""],
        "bmn-2560/9": ["", "", "open", ""],
    }


def test_projects_say_where_whose_money_and_how_far() -> None:
    first, second, third = told().projects
    assert (first.where, third.where) == ("ทุกหมู่บ้าน", "หมู่ 4")
    assert (third.source, third.kind_told) == ("เงินอุดหนุนเฉพาะกิจ", "ขอรับการสนับสนุน")
    assert (third.status_told, third.began) == ("เสร็จแล้ว", "2564")
    assert third.budgets == (("2566", "–"), ("2567", "850,000"))
    assert third.per_case == "106,250 บาทต่อครัวเรือน"
    assert (second.state, second.cases, second.per_case) == ("bare", "", "")
    assert second.why_told.startswith("ตัวชี้วัดที่เกี่ยวข้องไม่ถึงเส้นเร่งด่วน")


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ([(3, CODES[0], "moo"), (3, CODES[2], "moo"), (3, CODES[3], "moo"), (3, CODES[4], "moo")],
         "หมู่ 1, 3–5"),
        ([(3, CODES[1], "either"), (3, CODES[5], "either")], "หมู่ 2 หรือ 6"),
        ([(1, CODES[0], "moo")], "ไม่ระบุหมู่บ้าน"),
    ],
)  # fmt: skip
def test_places_in_words(rows: list[tuple[int, str, str]], where: str) -> None:
    assert told(plan=located(rows)).projects[2].where == where


def test_doubles_say_why_and_whose() -> None:
    (pair,) = told().doubles
    assert (pair.project.project, pair.other.project) == (1, 2)
    assert pair.told == "ชื่อและเนื้อหาคล้ายกัน · คนละหน่วยงาน"


def test_without_a_trail_projects_have_no_state_and_without_a_plan_there_is_nothing() -> None:
    part = told(trail=None)
    assert not part.traced
    assert [one.state for one in part.projects] == ["", "", ""]
    empty = told(trail=None, plan=None)
    assert (empty.projects, empty.groups, empty.lead) == ((), (), ())


def test_the_most_pressing_problem_comes_first_with_its_project() -> None:
    lead = told().lead[0]
    assert lead.startswith("เร่งด่วนที่สุด: น้ำใช้เพียงพอ (หมู่ 4, 9) ตกเกณฑ์ 28 ครัวเรือน")
    assert lead.endswith("โครงการที่รองรับ: ขยายเขตประปาหมู่บ้าน หมู่ที่ 4")
    part = told()
    assert (*part.unrelated, *part.unclear) == part.bare
    assert {one.why for one in part.unclear} <= {"below", "withheld", "no_place"}


def test_an_empty_trail_says_that_no_problem_was_found() -> None:
    made = trail()
    parts = {name: getattr(made, name).iloc[:0] for name in ("needs", "links", "doubles", "follow")}
    part = told(trail=seal(Trail, **{**vars(made), **parts}))
    assert part.lead == ("ไม่พบหมู่บ้านที่ตกเกณฑ์เกินเป้าหมายในปีล่าสุด",)
    assert part.matrix.rows == ()


def test_thai_digits_reach_numbers_and_places() -> None:
    part = told(digits="thai")
    assert part.problems[0].spot.short == "หมู่ ๔"
    assert part.problems[0].cases == "๘ ครัวเรือน"
