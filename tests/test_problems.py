"""Which indicators most villages fail, and how many each village fails."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pandas as pd
import pytest
from engine_support import in_kind, library_of, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.problems import failed_by_village, rank_indicators
from tambon_gis.errors import AnalysisError

Row = tuple[str, str, int | None, int | None, int | None]


def counted(rows: list[Row], level: str = "village") -> pd.DataFrame:
    """Code, place, asked, met, unknown."""
    frame = pd.DataFrame(rows, columns=["code", "place", "asked", "met", "unknown"])
    numbers = ["asked", "met", "unknown"]
    frame = frame.assign(year=2565, framework="bmn-2560", level=level, counts="household")
    frame = frame.assign(**{f"households_{name}": 0 for name in numbers})
    return frame.astype(dict.fromkeys(numbers, "Int64") | {"place": "str", "code": "str"})


HAND: list[Row] = [
    ("4", "99010101", 10, 10, 0),
    ("4", "99010102", 10, 9, 0),
    ("4", "99010103", 10, 10, 3),  # the three unknown may hide a failing one
    ("9", "99010101", 20, 18, 0),
    ("9", "99010102", 20, 19, 0),
    ("9", "99010103", None, None, None),  # not surveyed
    ("10", "99010101", 0, 0, 0),  # applies to nobody
    ("10", "99010102", 5, 0, 0),
    ("10", "99010103", 0, 0, 2),  # nobody known
]


def test_ranked_by_hand() -> None:
    found = rank_indicators(counted(HAND))
    names = ["code", "problem", "judged", "share", "rank", "not_applicable", "unknown"]
    assert found[names].to_numpy().tolist() == [
        ["9", 2, 2, 1.0, 1, 0, 1],
        ["10", 1, 1, 1.0, 1, 1, 1],
        ["4", 1, 3, 1 / 3, 3, 0, 0],
    ]
    assert found[["problem_least", "problem_most"]].to_numpy().tolist() == [[2, 3], [1, 2], [1, 2]]


def test_failed_by_hand() -> None:
    found = failed_by_village(counted(HAND))
    names = ["failed", "judged", "not_applicable", "unknown", "failed_least", "failed_most"]
    assert found[names].to_numpy().tolist() == [
        [1, 2, 1, 0, 1, 1],
        [3, 3, 0, 0, 3, 3],
        [0, 1, 0, 2, 0, 3],
    ]


def test_a_target_is_exceeded_strictly_and_exactly() -> None:
    """Three of 30 is a tenth: as 0.1, as 1/10, and never a hair above it."""
    table = counted([("4", "99010101", 30, 27, 0), ("9", "99010101", 30, 27, 0)])
    for target in (0.1, "0.1", "1/10"):
        assert rank_indicators(table, target=target)["problem"].tolist() == [0, 0]
    found = rank_indicators(table, targets={"bmn-2560/9": "1/11"}, target="1/10")
    assert found[["code", "problem", "target"]].to_numpy().tolist() == [
        ["9", 1, 1 / 11],
        ["4", 0, 0.1],
    ]
    assert rank_indicators(table, targets={"nrd2c/9": "1/2"})["problem"].tolist() == [1, 1]


def test_only_rows_of_the_level_are_judged() -> None:
    village = counted(HAND)
    both = pd.concat([village, counted([("4", "990101", 30, 29, 3)], level="tambon")])
    pd.testing.assert_frame_equal(rank_indicators(both), rank_indicators(village))
    assert rank_indicators(both, level="tambon")["judged"].tolist() == [1]


def test_scores_of_villages_are_ranked_by_the_worst_score() -> None:
    book = catalog.rulebook("nrd2c")
    rows = [
        (2565, "nrd2c", code, f"9901010{n}", score)
        for code, scores in {"1": [1, 1, 2], "2": [1, None, 3], "3": [1, None, None]}.items()
        for n, score in enumerate(scores, 1)
    ]
    table = pd.DataFrame(rows, columns=["year", "framework", "code", "place", "score"])
    table = table.astype({"score": "Int16"}).assign(not_applicable=[False] * 8 + [True])
    found = rank_indicators(table, rulebook=book)
    names = ["code", "problem", "judged", "rank", "not_applicable", "unknown", "problem_most"]
    assert found[names].to_numpy().tolist() == [
        ["3", 1, 1, 1, 1, 1, 2],
        ["1", 2, 3, 2, 0, 0, 2],
        ["2", 1, 2, 3, 0, 1, 2],
    ]
    assert found["target"].isna().all()
    village = failed_by_village(table, rulebook=book)
    assert village["failed"].tolist() == [3, 1, 0]
    with pytest.raises(AnalysisError) as caught:
        rank_indicators(table)
    assert caught.value.code == "levels.no_scores"


# --- against every way of filling what is unknown ---

CELLS = st.one_of(
    st.just((None, None, None)),
    st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 3)).map(
        lambda one: (one[0] + one[1], one[0], one[2])
    ),
)
TARGETS = st.fractions(0, Fraction(9, 10), max_denominator=12)


def verdicts(cell: tuple[Any, Any, Any], target: Fraction) -> tuple[int | None, set[int]]:
    """The verdict on what is known (None without one), and all that unknown answers may bring."""
    asked, met, unknown = cell
    if asked is None:
        return None, {0, 1}
    failing = asked - met
    now = None if not asked else int(Fraction(failing, asked) > target)
    possible = set()
    for filling in product(("met", "failing", "outside"), repeat=unknown):
        bad = failing + filling.count("failing")
        whole = asked + filling.count("met") + filling.count("failing")
        possible.add(int(whole > 0 and Fraction(bad, whole) > target))
    return now, possible


@given(st.lists(CELLS, min_size=1, max_size=5), TARGETS)
def test_sums_and_bounds_are_those_of_every_filling(
    cells: list[tuple[Any, Any, Any]], target: Fraction
) -> None:
    rows: list[Row] = [("4", f"9901010{n}", *cell) for n, cell in enumerate(cells)]
    (found,) = rank_indicators(counted(rows), target=str(target)).to_dict("records")
    judged = [verdicts(cell, target) for cell in cells]
    known = [now for now, _ in judged if now is not None]
    assert (found["problem"], found["judged"]) == (sum(known), len(known))
    outside = sum(cell == (0, 0, 0) for cell in cells)
    assert (found["not_applicable"], found["unknown"]) == (
        outside,
        len(cells) - len(known) - outside,
    )
    assert found["problem_least"] == sum(min(possible) for _, possible in judged)
    assert found["problem_most"] == sum(max(possible) for _, possible in judged)


@given(st.lists(st.tuples(st.integers(0, 3), CELLS), min_size=1, max_size=12), st.randoms())
@settings(max_examples=40)
def test_both_tables_count_the_same_cells_in_any_order(
    drawn: list[tuple[int, tuple[Any, Any, Any]]], random: Any
) -> None:
    cells = {(str(code), f"9901{n % 3:02d}01"): cell for n, (code, cell) in enumerate(drawn)}
    rows: list[Row] = [(code, place, *cell) for (code, place), cell in cells.items()]
    shuffled = rows.copy()
    random.shuffle(shuffled)
    by_code, by_place = rank_indicators(counted(rows)), failed_by_village(counted(rows))
    for part in ("judged", "not_applicable", "unknown"):
        assert by_code[part].sum() == by_place[part].sum()
    assert by_code["problem"].sum() == by_place["failed"].sum()
    pd.testing.assert_frame_equal(rank_indicators(counted(shuffled)), by_code)
    pd.testing.assert_frame_equal(failed_by_village(counted(shuffled)), by_place)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5)), min_size=1, max_size=6))
def test_ranks_count_the_larger_shares(pairs: list[tuple[int, int]]) -> None:
    pairs = [(min(bad, n), n) for bad, n in pairs]
    rows: list[Row] = [
        (str(code), f"990101{at:02d}", 1, int(at >= bad), 0)
        for code, (bad, n) in enumerate(pairs)
        for at in range(n)
    ]
    found = rank_indicators(counted(rows)).set_index("code")["rank"]
    shares = [Fraction(bad, n) for bad, n in pairs]
    expected = {str(at): 1 + sum(o > one for o in shares) for at, one in enumerate(shares)}
    assert found.to_dict() == expected


def test_any_kind_of_frame_is_answered_in_kind(kind: str) -> None:
    table = in_kind(counted(HAND), kind)
    ranked, village = rank_indicators(table), failed_by_village(table)
    assert (library_of(ranked), library_of(village)) == (kind, kind)
    assert [(row[2], row[4], row[6]) for row in rows_of(ranked)] == [
        ("9", 2, 1),
        ("10", 1, 1),
        ("4", 1, 3),
    ]
    assert [row[3] for row in rows_of(village)] == [1, 3, 0]


@pytest.mark.parametrize(
    ("given_so", "code"),
    [
        ({"target": 1}, "levels.target"),
        ({"target": "a lot"}, "levels.target"),
        ({"target": "1/0"}, "levels.target"),
        ({"targets": {"bmn-2560/4": -0.1}}, "levels.target"),
        ({"level": "amphoe"}, "levels.no_level"),
    ],
)
def test_what_cannot_be_judged_is_refused(given_so: dict[str, Any], code: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        rank_indicators(counted(HAND), **given_so)
    assert caught.value.code == code
    assert "{" not in caught.value.tell("th") + caught.value.tell("en")


def test_rows_of_groups_are_not_villages() -> None:
    with pytest.raises(AnalysisError) as caught:
        failed_by_village(counted([HAND[0], HAND[0]]))
    assert caught.value.code == "levels.twice"
