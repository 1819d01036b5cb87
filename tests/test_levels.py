"""Village levels, and between which levels a village with unknown scores may lie."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from engine_support import in_kind, library_of, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.assess import assess, score
from tambon_gis.analysis.levels import mark_not_applicable, village_levels
from tambon_gis.errors import AnalysisError
from tambon_gis.model.document import parse_document
from tambon_gis.model.rulebook import Rulebook

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A ladder of three scores over five indicators; level B looks at `scored` and at a constant.
BOOK = """
missing = ["6"]

[rulebook]
id = "small"
title = { th = "เล็ก", en = "Small" }
short = { th = "เล็ก", en = "Small" }
unit = "village"
years = [2560, 2570]
source = { th = "แต่งขึ้น", en = "made up" }
status = "unverified"

[constants.few]
value = 2
unit = "indicators"
source = "made up"

[scores]
problem = 1
best = 3
titles = { 1 = { th = "ก", en = "a" }, 2 = { th = "ข", en = "b" }, 3 = { th = "ค", en = "c" } }

[[dimension]]
id = "all"
title = { th = "ทั้งหมด", en = "All" }
"""
LEVELS = [
    ("A", "count_score_1 > few"),
    ("B", "scored - count_score_3 >= few AND count_score_1 >= 1"),
    ("C", "scored >= few"),
]


def rulebook(*, codes: Sequence[str] = "12345", missing: bool = False) -> Rulebook:
    text = BOOK if missing else BOOK.replace('missing = ["6"]', "")
    for code in codes:
        text += f"""
[[indicator]]
code = "{code}"
id = "i{code}"
title = {{ th = "ข้อ", en = "Item" }}
short = {{ th = "ข้อ", en = "Item" }}
dimension = "all"
counts = "village"
given = {{ score = "s{code}" }}
"""
    for name, when in LEVELS:
        title = f'{{ th = "{name}", en = "{name}" }}'
        text += f'\n[[level]]\nid = "{name}"\ntitle = {title}\nwhen = "{when}"\n'
    return parse_document(Rulebook, text, name="small.toml")


def scored(villages: Sequence[Sequence[int | None]], framework: str = "small") -> pd.DataFrame:
    rows = [
        (2565, framework, str(at), f"990101{n:02d}", value)
        for n, values in enumerate(villages, 1)
        for at, value in enumerate(values, 1)
    ]
    frame = pd.DataFrame(rows, columns=["year", "framework", "code", "place", "score"])
    return frame.astype({"place": "str", "score": "Int16"})


def plain_level(scores: Sequence[int]) -> str | None:
    """The rules of LEVELS again, in plain Python."""
    ones, threes, n = scores.count(1), scores.count(3), len(scores)
    if ones > 2:
        return "A"
    if n - threes >= 2 and ones >= 1:
        return "B"
    return "C" if n >= 2 else None


def by_hand(values: Sequence[int | None], more_unknown: int = 0) -> tuple[Any, Any, Any]:
    """Every filling of every unknown, one by one, with 0 for "does not apply"."""
    known = [value for value in values if value is not None]
    unknown = len(values) - len(known) + more_unknown
    found = {
        plain_level([*known, *(score for score in filling if score)])
        for filling in product((0, 1, 2, 3), repeat=unknown)
    }
    named = sorted(level for level in found if level is not None)
    level = named[0] if len(found) == 1 and named else None
    return level, named[0] if named else None, named[-1] if named else None


def levels_of(found: pd.DataFrame) -> list[tuple[Any, Any, Any]]:
    rows = found[["level", "level_low", "level_high"]].astype(object)
    rows = rows.where(rows.notna(), None)
    return list(rows.itertuples(index=False, name=None))


# --- counted by hand ---


def test_levels_of_the_shipped_rulebook_at_the_edges() -> None:
    """Recalled: 11 to 33 problems are level 1, 6 to 10 level 2, 0 to 5 level 3."""
    book = catalog.rulebook("nrd2c")
    problems = [33, 11, 10, 6, 5, 0]
    rows = [[1] * n + [2 + n % 2] * (33 - n) for n in problems]
    found = village_levels(scored(rows, "nrd2c"), book)
    assert found["level"].tolist() == ["1", "1", "2", "2", "3", "3"]
    assert found["count_score_1"].tolist() == problems
    assert found["scored"].tolist() == [33] * 6
    assert not book.verified  # so every output has to say so


def test_unknown_scores_leave_a_level_open_only_where_they_matter() -> None:
    book = catalog.rulebook("nrd2c")
    rows: list[list[int | None]] = [
        [*[1] * 11, *[None] * 22],  # already level 1, whatever the rest
        [*[1] * 9, None, *[3] * 23],  # 9 or 10: level 2
        [*[1] * 10, None, *[3] * 22],  # 10 or 11: level 2 or 1
        [None] * 33,
    ]
    found = village_levels(scored(rows, "nrd2c"), book)
    assert levels_of(found) == [
        ("1", "1", "1"),
        ("2", "2", "2"),
        (None, "1", "2"),
        (None, "1", "3"),
    ]
    assert found["unknown"].tolist() == [22, 1, 1, 33]


def test_what_does_not_apply_is_not_unknown() -> None:
    """A village without rice fields: known not to apply, so its level is known too."""
    book = catalog.rulebook("nrd2c")
    columns = {one.code: one.given.score for one in book.indicator if one.given}
    survey = pd.DataFrame({"row": [5, 6], "place": ["99010101", "99010102"]})
    for n, column in enumerate(columns.values()):
        survey[column] = pd.array([1 if n < 10 else 3] * 2, dtype="Int8")
    last = columns["11"]
    survey[last] = pd.array([9, None], dtype="Int8")
    table = score(survey, book, year=2565)
    before = village_levels(table, book)
    assert before["level"].isna().tolist() == [True, True]
    marked = mark_not_applicable(table, assess(survey, book), year=2565)
    assert "not_applicable" not in table.columns
    found = village_levels(marked, book)
    assert levels_of(found) == [("2", "2", "2"), (None, "1", "2")]
    assert found["not_applicable"].tolist() == [1, 0]
    other = mark_not_applicable(marked.assign(year=2563), assess(survey, book), year=2565)
    assert other["not_applicable"].tolist() == marked["not_applicable"].tolist()


def test_codes_missing_in_the_rulebook_are_unknown() -> None:
    values = [1, 1, 1, 3, 3]
    assert village_levels(scored([values]), rulebook(missing=True))["unknown"].tolist() == [1]
    values = [1, 1, 3, 3, 3]  # a third problem may hide in the missing one
    found = village_levels(scored([values]), rulebook(missing=True))
    assert levels_of(found) == [by_hand(values, more_unknown=1)] == [(None, "A", "B")]


def test_no_rule_that_holds_is_no_level() -> None:
    book = rulebook(codes="1")
    found = village_levels(scored([[1], [None]]), book)
    assert levels_of(found) == [(None, None, None), (None, None, None)]


# --- against every filling ---

VALUES = st.lists(st.one_of(st.none(), st.integers(1, 3)), min_size=5, max_size=5)


@given(st.lists(VALUES, min_size=3, max_size=12))
@settings(max_examples=40)
def test_bounds_are_those_of_every_filling(villages: list[list[int | None]]) -> None:
    found = village_levels(scored(villages), rulebook())
    assert levels_of(found) == [by_hand(values) for values in villages]


@given(st.lists(VALUES, min_size=1, max_size=6), st.randoms())
@settings(max_examples=15)
def test_the_order_of_rows_changes_nothing(villages: list[list[int | None]], random: Any) -> None:
    table = scored(villages)
    order = list(range(len(table)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(
        village_levels(table, rulebook()), village_levels(table.iloc[order], rulebook())
    )


@given(VALUES, st.integers(0, 4), st.integers(1, 3))
@settings(max_examples=40)
def test_learning_a_score_never_widens_the_range(
    values: list[int | None], at: int, learnt: int
) -> None:
    if values[at] is not None:
        return
    more = [learnt if n == at else value for n, value in enumerate(values)]
    wide, narrow = levels_of(village_levels(scored([values, more]), rulebook()))
    if narrow[1] is not None:
        assert wide[1] <= narrow[1] <= narrow[2] <= wide[2]


def test_any_kind_of_frame_is_answered_in_kind(kind: str) -> None:
    table = scored([[1, 1, 1, None, 3], [1, 1, None, 3, 3]])
    found = village_levels(in_kind(table, kind), rulebook())
    assert library_of(found) == kind
    assert rows_of(found) == [
        (2565, "small", "99010101", 3, 0, 1, 4, 0, 1, "A", "A", "A"),
        (2565, "small", "99010102", 2, 0, 2, 4, 0, 1, None, "A", "B"),
    ]


# --- refused ---


@pytest.mark.parametrize(
    ("table", "book", "code"),
    [
        (scored([[1]]), rulebook().model_copy(update={"level": ()}), "levels.none"),
        (scored([[1]]), catalog.rulebook("nrd2c"), "levels.no_rows"),
        (scored([[1, 4, 0, 2, 3]]), rulebook(), "levels.score_range"),
        (pd.concat([scored([[1]])] * 2), rulebook(), "levels.twice"),
        (scored([[1]]), rulebook().model_copy(update={"scores": None}), "levels.no_scores"),
    ],
)
def test_tables_without_levels_are_refused(table: pd.DataFrame, book: Rulebook, code: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        village_levels(table, book)
    assert caught.value.code == code
    assert "{" not in caught.value.tell("th") + caught.value.tell("en")
