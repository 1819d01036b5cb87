"""Met, unmet, not applicable and unknown, row by row, on both engines."""

from __future__ import annotations

from typing import Any

import brute
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.assess import answerable, assess, score
from tambon_gis.errors import RuleError, StageError
from tambon_gis.model.document import parse_document
from tambon_gis.model.rulebook import Rulebook

ENGINES = ("duckdb", "polars")
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


# --- bands ---

BANDS = """
needs = ["paved", "lit", "homes"]
applies = "homes > 0"
bands = [
    { score = 3, when = "paved >= 8 AND lit = 1" },
    { score = 2, when = "paved >= 5 OR lit = 1" },
    { score = 1 },
]
"""
GAPS = """
needs = ["paved", "lit", "homes"]
bands = [{ score = 3, when = "paved >= 8" }, { score = 1, when = "paved < 3" }]
"""


def scored_rulebook(**kinds: str) -> Rulebook:
    parts = [
        brute.INDICATOR.format(code=code, counts="village", more=more)
        for code, more in kinds.items()
    ]
    text = brute.TEXT.replace('unit = "household"', 'unit = "village"')
    return parse_document(Rulebook, text + "".join(parts), name="bands.toml")


def both(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def opposite(one: bool | None) -> bool | None:  # noqa: FBT001
    return None if one is None else not one


def banded(paved: int | None, lit: int | None, homes: int | None) -> tuple[int | None, int | None]:
    """Score and state by hand: a band is decided when all earlier ones are known not to hold."""
    at = lambda least: None if paved is None else paved >= least  # noqa: E731
    light = None if lit is None else lit == 1
    either = opposite(both(opposite(at(5)), opposite(light)))
    if homes is None or homes <= 0:
        return None, None if homes is None else -1
    score: int | None = 1
    for step, holds in ((3, both(at(8), light)), (2, either)):
        if holds is None:
            return None, None
        if holds:
            score = step
            break
    return score, int(score != 1)


VILLAGES = st.lists(
    st.tuples(
        st.sampled_from([None, 0, 4, 5, 7, 8, 9]),
        st.sampled_from([None, 0, 1]),
        st.sampled_from([None, 0, 12]),
    ),
    min_size=1,
    max_size=20,
)


def village_table(rows: list[tuple[int | None, ...]]) -> pd.DataFrame:
    columns = {
        name: pd.array([row[n] for row in rows], dtype="Int16")
        for n, name in enumerate(["paved", "lit", "homes"])
    }
    return pd.DataFrame({"row": range(len(rows)), "place": "99010101", **columns})


def plain(values: Any) -> list[int | None]:
    return [None if pd.isna(one) else int(one) for one in values]


@settings(max_examples=50)
@given(VILLAGES)
def test_bands_are_those_of_a_plain_loop(rows: list[tuple[int | None, ...]]) -> None:
    book = scored_rulebook(road=BANDS)
    table = village_table(rows)
    for engine in ENGINES:
        scores = score(table, book, year=2564, engine=engine)
        assert plain(scores["score"]) == [banded(*row)[0] for row in rows]
        assert plain(assess(table, book, engine=engine)["road"]) == [
            banded(*row)[1] for row in rows
        ]


def test_an_unknown_band_is_not_the_next_one(engine: str) -> None:
    """Paved 9 of unknown light is 3 or 2; unlit and of unknown length is 2 or 1: both unknown."""
    rows = [(9, None, 1), (None, 0, 1), (None, 1, 1), (4, 0, 1), (4, 0, None), (9, 1, 0)]
    table = village_table(rows)
    book = scored_rulebook(road=BANDS)
    found = score(table, book, year=2564, engine=engine)["score"]
    assert plain(found) == [None, None, None, 1, None, None]
    assert plain(assess(table, book, engine=engine)["road"]) == [None, None, None, 0, None, -1]


def test_a_ladder_with_a_gap_leaves_it_unknown(engine: str) -> None:
    table = village_table([(8, 0, 0), (5, 0, 0), (2, 0, 0), (None, 0, 0)])
    book = scored_rulebook(road=GAPS)
    assert plain(score(table, book, year=2564, engine=engine)["score"]) == [3, None, 1, None]
    assert plain(assess(table, book, engine=engine)["road"]) == [1, None, 0, None]


# --- ways ---


def test_the_first_way_that_a_table_has_is_taken(engine: str) -> None:
    """A score that was given, else bands; a column that only a later way needs changes nothing."""
    book = scored_rulebook(road='given = { score = "road" }' + BANDS)
    table = village_table([(9, 1, 5), (0, 0, 5)])
    assert plain(score(table, book, year=2564, engine=engine)["score"]) == [3, 1]
    given_too = table.assign(road=[1, 2])
    assert plain(score(given_too, book, year=2564, engine=engine)["score"]) == [1, 2]
    assert plain(assess(given_too, book, engine=engine)["road"]) == [0, 1]
    assert answerable(book, ["paved"])[1] == {"road": ("road",)}


def test_an_indicator_without_a_way_is_left_out_and_said() -> None:
    book = scored_rulebook(road=GAPS, other='given = { answer = "other" }')
    text = brute.INDICATOR.format(code="name-only", counts="village", more="")
    bare = parse_document(
        Rulebook, brute.TEXT + text.replace('counts = "village"', ""), name="bare.toml"
    )
    with pytest.raises(RuleError) as caught:
        assess(village_table([(1, 1, 1)]), bare)
    assert caught.value.code == "assess.no_way"
    assert answerable(bare, ["anything"]) == ((), {"name-only": ()})
    found = assess(village_table([(1, 1, 1)]), book)
    assert found.columns.tolist() == ["row", "place", "road"]


# --- frames ---

KINDS = {"pandas": lambda f: f, "polars": pl.from_pandas, "arrow": pa.Table.from_pandas}
TYPES = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "arrow": pa.Table}


@pytest.mark.parametrize("kind", KINDS)
def test_the_callers_kind_of_frame_comes_back(engine: str, kind: str) -> None:
    rows = [{"place": "99010101", "answer": 1, "score": None}, {"place": "99010102", "answer": 9}]
    table = brute.table(rows)
    survey = KINDS[kind](table)
    states = assess(survey, BOOK, engine=engine)
    scores = score(survey, BOOK, year=2565, engine=engine)
    assert [type(states), type(scores)] == [TYPES[kind]] * 2
    as_pandas = states if kind == "pandas" else states.to_pandas()
    expected = assess(table, BOOK)
    pd.testing.assert_frame_equal(as_pandas.astype(expected.dtypes), expected)
    assert plain(as_pandas["answer"]) == [1, -1]
    assert len(scores) == 2


def test_nan_is_unknown(engine: str) -> None:
    survey = pl.DataFrame({"row": [1, 2], "place": ["99010101"] * 2, "answer": [1.0, float("nan")]})
    assert assess(survey, BOOK, engine=engine)["answer"].to_list() == [1, None]
