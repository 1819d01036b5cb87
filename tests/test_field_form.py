"""Field forms: what pyxform makes of them, whom they ask what, and what they never ask."""

from __future__ import annotations

import io
import math
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from pyxform.xls2xform import convert

from tambon_gis import catalog
from tambon_gis.analysis.assess import assess
from tambon_gis.analysis.fold import fold
from tambon_gis.errors import InputError
from tambon_gis.loaders.forms.asked import FieldForm, field_form
from tambon_gis.loaders.forms.xlsform import rows, xlsform
from tambon_gis.model.rule_path import matters, path
from tambon_gis.study import field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tambon_gis.loaders.forms.asked import Asked

BMN = catalog.rulebook("bmn-2560")
HOUSE, PERSON = (catalog.schema(f"bmn-{x}") for x in ("household-items", "person-answers"))
OWN = [Path("data/five-questions")]
FIVE = (
    catalog.rulebook("five-questions", folders=OWN),
    catalog.schema("five-questions", folders=OWN),
)
FORMS = {
    "bmn": field_form(BMN, HOUSE, PERSON, villages={"99010101": "เหนือ", "99010102": ""}),
    "five": field_form(*FIVE),
    "nrd": field_form(catalog.rulebook("nrd2c"), catalog.schema("nrd2c-village")),
}


def binds(form: FieldForm) -> dict[str, dict[str, str]]:
    """Last part of the name of a question -> what pyxform binds to it."""
    made = convert(io.BytesIO(xlsform(form)), validate=False, file_type=".xlsx")
    assert made.warnings == []
    tree = ET.fromstring(made.xform)  # noqa: S314 - made here
    found = tree.iter("{http://www.w3.org/2002/xforms}bind")
    return {one.attrib["nodeset"].rpartition("/")[2]: dict(one.attrib) for one in found}


@pytest.mark.parametrize("name", FORMS)
def test_pyxform_takes_each_form_without_a_warning(name: str) -> None:
    form = FORMS[name]
    told = binds(form)
    asked = [*form.questions, *(form.members.questions if form.members else ())]
    kinds = {"select": "string", "integer": "int", "decimal": "decimal", "text": "string",
             "date": "date", "calculate": "string"}  # fmt: skip
    assert {q.name: told[q.name]["type"] for q in asked} == {q.name: kinds[q.kind] for q in asked}
    required = {q.name for q in asked if told[q.name].get("required") == "true()"}
    assert required == {q.name for q in asked if q.required}


# question -> when it is asked, on paper from the rulebook of จปฐ. 2560-2565
ASKED_WHEN = {
    "age": None,
    "age_months": "age < 1",
    "birth_weight": "age <= 1",
    "preschool_care": "age in 3..5",
    "literate": "age in 15..59",
    "health_check": "age >= 35",
    "continued_m4": "finished_m3 = 1",
    "cared_for": "age >= 60 or health in 1..2",
}


@pytest.mark.parametrize("name", ASKED_WHEN)
def test_who_is_asked_what_is_what_the_rulebook_says(name: str) -> None:
    assert FORMS["bmn"].members is not None
    one = next(q for q in FORMS["bmn"].members.questions if q.name == name)
    for age in range(100):
        for finished in (0, 1):
            for health in (0, 1, 2):
                row = {"age": age, "finished_m3": finished, "health": health}
                told = ASKED_WHEN[name]
                expected = {
                    None: True,
                    "age < 1": age < 1,
                    "age <= 1": age <= 1,
                    "age in 3..5": 3 <= age <= 5,
                    "age in 15..59": 15 <= age <= 59,
                    "age >= 35": age >= 35,
                    "finished_m3 = 1": finished == 1,
                    "age >= 60 or health in 1..2": age >= 60 or health in {1, 2},
                }[told]
                assert holds(one.relevant, row) == expected, row


def holds(condition: str, row: dict[str, Any]) -> bool:
    """What a phone makes of a condition: blank is no number, and no number equals nothing."""
    if not condition:
        return True
    told = re.sub(r"\$\{(\w+)\}", lambda m: f"value({m[1]!r})", condition)
    told = re.sub(r"(?<![<>!])=", "==", told).replace("not(", "not (")

    def value(name: str) -> float:
        found = row.get(name)
        return math.nan if found is None else float(found)

    return bool(eval(told, {"value": value}))  # noqa: S307 - a condition of ours


def blanked(asked: Iterable[Asked], row: dict[str, Any]) -> dict[str, Any]:
    """The answers that a phone keeps: those of questions that were shown."""
    kept = {"row": row["row"], "place": row["place"], "house_code": row["house_code"]}
    for one in asked:
        if holds(one.relevant, kept | {"members": row.get("members", kept.get("members"))}):
            kept[one.name] = row[one.name]
    return kept


def people(seed: int, count: int = 600) -> list[dict[str, Any]]:
    """Persons who answered everything, also what a form would not have asked them."""
    rng = np.random.default_rng(seed)
    assert FORMS["bmn"].members is not None
    found = []
    for n in range(count):
        row: dict[str, Any] = {"row": n + 2, "place": "99010101", "house_code": f"{n // 3:011d}"}
        for one in FORMS["bmn"].members.questions:
            codes = [int(c.name) for c in one.choices if c.name.isdecimal()]
            assert one.field is not None
            low, high = int(one.field.minimum or 0), int(one.field.maximum or 9)
            row[one.name] = int(rng.choice(codes)) if codes else int(rng.integers(low, high + 1))
        row["age"] = int(rng.choice([0, 1, 2, 4, 8, 13, 20, 40, 59, 60, 80]))
        found.append(row)
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_not_asked_changes_no_persons_result(seed: int) -> None:
    assert FORMS["bmn"].members is not None
    asked = FORMS["bmn"].members.questions
    whole = pd.DataFrame(people(seed))
    part = pd.DataFrame([blanked(asked, row) for row in people(seed)])
    names = [q.name for q in asked]
    assert part[names].isna().sum().sum() > len(whole)  # something was skipped
    frames = [fold(f.astype(dict.fromkeys(names, "Int32")), BMN) for f in (whole, part)]
    pd.testing.assert_frame_equal(*frames)


def test_what_is_not_asked_changes_no_households_result() -> None:
    rng = np.random.default_rng(3)
    asked = [q for q in FORMS["bmn"].questions if q.field is not None and q.name in HOUSE.by_name]
    asked = [q for q in asked if q.kind in {"select", "integer", "decimal"} and q.name != "village"]
    found = []
    for n in range(400):
        row: dict[str, Any] = {"row": n + 2, "place": "99010101", "house_code": f"{n:011d}"}
        row |= {q.name: int(rng.integers(0, 2)) for q in asked}
        row["members"] = int(rng.integers(1, 4))
        row["income_main"] = int(rng.integers(0, 90_000))
        found.append(row)
    names = [q.name for q in asked]
    frames = [
        assess(pd.DataFrame(f)[["row", "place", *names]].astype(dict.fromkeys(names, "Int32")), BMN)
        for f in (found, [blanked(asked, row) for row in found])
    ]
    assert len(frames[0].columns) > 12
    pd.testing.assert_frame_equal(*frames)


def test_a_form_that_skips_too_much_is_seen() -> None:
    assert FORMS["bmn"].members is not None
    asked = [q for q in FORMS["bmn"].members.questions if q.name != "drinks"]
    whole = people(1, 60)
    part = pd.DataFrame([blanked(asked, row) for row in whole]).assign(drinks=None)
    names = [q.name for q in FORMS["bmn"].members.questions]
    told = [fold(f.astype(dict.fromkeys(names, "Int32")), BMN) for f in (pd.DataFrame(whole), part)]
    assert not told[0].equals(told[1])


def test_nobody_is_asked_a_name_a_number_or_a_position() -> None:
    for form in FORMS.values():
        asked = {
            q.name for q in (*form.questions, *(form.members.questions if form.members else ()))
        }
        assert not asked & {"head_name", "house_number", "latitude", "longitude", "relation",
                            "birth_date", "occupation", "citizen_id"}  # fmt: skip
        kinds = {q.name: q.kind for q in form.questions}
        assert kinds.get("house_code", "calculate") == "calculate"
        text = " ".join(str(line) for line in rows(form)["survey"])
        assert not re.search(r"deviceid|phonenumber|username|simserial|audit|geopoint", text)


def test_more_is_asked_only_when_it_is_said_and_then_the_consent_says_so() -> None:
    more = field_form(BMN, HOUSE, PERSON, also=["occupation"], house_codes=True)
    assert {"house_code"} <= {q.name for q in more.questions if q.kind == "text"}
    assert more.members is not None
    assert "occupation" in {q.name for q in more.members.questions}
    note = {line["name"]: line for line in rows(more)["survey"] if line.get("name")}["note_consent"]
    plain = {x["name"]: x for x in rows(FORMS["bmn"])["survey"] if x.get("name")}["note_consent"]
    assert "ระบุตัวครัวเรือน" in note["label::ไทย (th)"]
    assert "ไม่ถามชื่อ" in plain["label::ไทย (th)"]


def test_answers_come_after_consent_and_the_house_code_is_made_of_village_and_number() -> None:
    told = binds(FORMS["bmn"])
    assert told["answers"]["relevant"].split() == ["/data/consent", "=", "'yes'"]
    assert told["house_code"]["calculate"].split() == [
        "concat(", "/data/answers/which/village", ",", "substring(string(10000", "+",
        "/data/answers/which/house_serial", "),", "2))",
    ]  # fmt: skip


def test_an_unverified_rulebook_says_so_and_a_verified_one_is_not_called_official() -> None:
    for name, verified in (("bmn", True), ("five", False), ("nrd", False)):
        lines = rows(FORMS[name])
        text = " ".join(str(line) for line in lines["survey"])
        assert ("ยังไม่ยืนยัน" in text) is not verified
        assert ("ยังไม่ยืนยัน" in lines["settings"][0]["form_title"]) is not verified
        assert "ไม่ใช่แบบสอบถามของทางราชการ" in text


def test_numbers_are_held_to_the_limits_of_the_table_and_a_part_to_its_whole() -> None:
    told = binds(FORMS["five"])
    assert told["members"]["constraint"] == ". >= 1 and . <= 50"
    part = told["elders_without_contact"]["constraint"].split()
    assert part[-3:] == [".", "<=", "/data/answers/part_1/elders_alone"]


def test_both_languages_are_whole() -> None:
    for form in FORMS.values():
        lines = rows(form)
        for line in (*lines["survey"], *lines["choices"]):
            for key in ("label", "hint", "constraint_message"):
                told = [f"{key}::{x}" in line for x in ("ไทย (th)", "English (en)")]
                assert told[0] == told[1], line


def test_the_same_form_has_the_same_bytes_and_another_one_another_version() -> None:
    again = field_form(BMN, HOUSE, PERSON, villages={"99010101": "เหนือ", "99010102": ""})
    assert xlsform(again) == xlsform(FORMS["bmn"])
    assert again.version == FORMS["bmn"].version
    assert field_form(BMN, HOUSE, PERSON).version != again.version


def test_a_rulebook_without_rules_makes_no_form(tmp_path: Path) -> None:
    with pytest.raises(InputError) as fault:
        field.write("bmn-2566", out=tmp_path)
    assert fault.value.code == "field.nothing"
    assert list(tmp_path.iterdir()) == []


def test_a_form_is_never_written_over_and_asks_no_column_that_is_none(tmp_path: Path) -> None:
    field.write("five-questions", "data/five-questions", out=tmp_path)
    with pytest.raises(InputError) as fault:
        field.write("five-questions", "data/five-questions", out=tmp_path)
    assert fault.value.code == "file.exists"
    with pytest.raises(InputError) as fault:
        field.write("five-questions", "data/five-questions", out=tmp_path, also=["shoe_size"])
    assert fault.value.code == "field.column"


def test_a_question_on_which_another_part_hangs_comes_before_it() -> None:
    for form in FORMS.values():
        seen: set[str] = set()
        for one in form.questions:
            named = set(re.findall(r"\$\{(\w+)\}", f"{one.relevant} {one.calculation}"))
            assert named <= seen, one.name
            seen.add(one.name)


@pytest.mark.parametrize(
    ("rule", "column", "known", "told"),
    [
        ("a = 1 OR b = 1", "b", {"a"}, "not(${a} = 1)"),
        ("a = 1 OR b = 1", "b", set(), ""),
        ("NOT (a = 1 AND b = 1)", "b", {"a"}, "${a} = 1"),
        ("a IN (1, 2) AND b = 1", "b", {"a"}, "${a} = 1 or ${a} = 2"),
        ("(a + 2) * 3 > line AND b = 1", "b", {"a", "line"}, "(${a} + 2) * 3 > 7.5"),
    ],
)
def test_conditions_in_the_words_of_phones(
    rule: str, column: str, known: set[str], told: str
) -> None:
    when = matters(column, [(rule, None)], known=known)
    found = "" if when is None else path(when, {"line": 7.5})
    for a in (0, 1, 2, 3):
        assert holds(found, {"a": a}) == holds(told, {"a": a}), found
