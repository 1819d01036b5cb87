"""Met, unmet, not applicable and unknown, row by row, on both engines."""

from __future__ import annotations

from typing import Any

import brute
import pandas as pd
import pytest
from hypothesis import given, settings

from tambon_gis import catalog
from tambon_gis.analysis.assess import answerable, assess, score
from tambon_gis.engine.sql import ENGINES
from tambon_gis.errors import RuleError, StageError

BOOK = brute.rulebook()
STATES = {"met": 1, "unmet": 0, "none": -1, "unknown": None}
WIDTHS = ["Int16", "Int64", "Float64", "float64"]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def states(code: str, engine: str, **columns: list[Any]) -> list[int | None]:
    size = len(next(iter(columns.values())))
    survey = pd.DataFrame({"row": range(size), "place": ["99010101"] * size, **columns})
    found = assess(survey, BOOK, engine=engine)[code]
    assert found.dtype == "Int8"
    return [None if pd.isna(one) else int(one) for one in found]


@pytest.mark.parametrize("dtype", WIDTHS)
def test_answers(engine: str, dtype: str) -> None:
    codes = pd.array([1, 0, 9, 2, -1, None], dtype=dtype)
    assert states("answer", engine, answer=codes) == [1, 0, -1, None, None, None]


PERSONS = [
    (3, 0, 1),
    (3, 1, 0),
    (3, 3, 0),
    (3, None, None),
    (0, 0, -1),
    (0, None, -1),
    (None, 0, None),
    (None, None, None),
]


@pytest.mark.parametrize("dtype", WIDTHS)
def test_persons(engine: str, dtype: str) -> None:
    target = pd.array([one[0] for one in PERSONS], dtype=dtype)
    fail = pd.array([one[1] for one in PERSONS], dtype=dtype)
    assert states("persons", engine, target=target, fail=fail) == [one[2] for one in PERSONS]


INCOMES = [
    (38_000, 1, 1),
    (37_999, 1, 0),
    (114_000, 3, 1),
    (113_999, 3, 0),
    (266_000, 7, 1),
    (265_999, 7, 0),
    (0, 4, 0),
    (None, 4, None),
    (90_000, None, None),
    (90_000, 0, -1),
    (None, 0, -1),
    (None, None, None),
]


@pytest.mark.parametrize("dtype", ["Int32", "Int64", "Float64", "float64"])
def test_income_per_head(engine: str, dtype: str) -> None:
    income = pd.array([one[0] for one in INCOMES], dtype=dtype)
    members = pd.array([one[1] for one in INCOMES], dtype=dtype)
    found = states("income", engine, income=income, members=members)
    assert found == [one[2] for one in INCOMES]


def test_small_integers_do_not_wrap(engine: str) -> None:
    """Four incomes of 30,000 baht in 16 bits are 120,000 baht, not -11,072."""
    names = ["income_main", "income_secondary", "income_other", "income_in_kind"]
    survey = pd.DataFrame({"row": [1, 2], "place": ["99010101"] * 2})
    survey = survey.assign(**{name: pd.array([30_000, 30_000], dtype="Int16") for name in names})
    survey["members"] = pd.array([3, 4], dtype="Int16")
    book = catalog.rulebook("bmn-2560")
    assert assess(survey, book, engine=engine)["22"].tolist() == [1, 0]


def test_scores(engine: str) -> None:
    codes = pd.array([1, 2, 3, 9, None], dtype="Int16")
    assert states("score", engine, score=codes) == [0, 1, 1, -1, None]


@settings(max_examples=40)
@given(brute.TABLES)
def test_states_are_those_of_a_plain_loop(rows: list[dict[str, Any]]) -> None:
    for engine in ENGINES:
        found = assess(brute.table(rows), BOOK, engine=engine)
        for code in brute.CODES:
            told = [None if pd.isna(one) else int(one) for one in found[code]]
            assert told == [STATES[brute.state(row, code)] for row in rows]


def test_rows_keep_their_numbers_and_the_survey_stays_as_it_was(engine: str) -> None:
    survey = pd.DataFrame({"row": [9, 3, 7], "place": ["99010101"] * 3, "answer": [1, 0, 9]})
    before = survey.copy(deep=True)
    found = assess(survey, BOOK, engine=engine)
    assert dict(zip(found["row"], found["answer"], strict=True)) == {9: 1, 3: 0, 7: -1}
    pd.testing.assert_frame_equal(survey, before)


def test_what_a_table_cannot_answer_is_named() -> None:
    able, lacking = answerable(BOOK, ["answer", "target", "members"])
    assert [one.code for one in able] == ["answer"]
    assert lacking == {"persons": ("fail",), "income": ("income",), "score": ("score",)}


def test_a_table_that_answers_nothing_is_refused() -> None:
    survey = pd.DataFrame({"row": [1], "place": ["99010101"], "colour": [1]})
    with pytest.raises(RuleError) as caught:
        assess(survey, BOOK)
    assert caught.value.code == "rule.column"
    assert "answer" in caught.value.tell("th")
    with pytest.raises(StageError):
        assess(survey.drop(columns="place"), BOOK)


def test_scores_of_villages() -> None:
    book = catalog.rulebook("nrd2c")
    first, second, *_ = book.indicator
    columns = [first.columns[0], second.columns[0]]
    survey = pd.DataFrame({"row": [1, 2], "place": ["99010101", "99010102"]})
    survey[columns[0]] = pd.array([1, 3], dtype="Int16")
    survey[columns[1]] = pd.array([None, 2], dtype="Int16")
    found = score(survey, book, year=2564)
    assert found.columns.tolist() == ["year", "framework", "code", "place", "score"]
    assert found["code"].tolist() == [first.code] * 2 + [second.code] * 2
    assert [None if pd.isna(one) else int(one) for one in found["score"]] == [1, 3, None, 2]
    assert set(found["year"]) == {2564}
    assert score(survey[["row", "place"]], book, year=2564).empty


def test_a_score_that_does_not_apply_is_no_score() -> None:
    survey = pd.DataFrame({"row": [1, 2], "place": ["99010101"] * 2, "score": [9, 2]})
    assert score(survey, BOOK, year=2564)["score"].tolist() == [pd.NA, 2]
