"""Households by the number of indicators that they fail, against plain loops."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Any

import pandas as pd
import pytest
from engine_support import Way, in_kind, library_of, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis.analysis.aggregate import measure, roll_up
from tambon_gis.analysis.disclose import disclose
from tambon_gis.analysis.failed import as_counted, households_by_failed, summary_of_failed
from tambon_gis.errors import AnalysisError
from tambon_gis.model.stages import COUNTED

CODES = ["4", "9", "16"]
House = tuple[str, tuple[int | None, ...]]


def states(houses: list[House]) -> pd.DataFrame:
    frame = pd.DataFrame({"row": range(1, len(houses) + 1), "place": [p for p, _ in houses]})
    for at, code in enumerate(CODES):
        frame[code] = pd.array([values[at] for _, values in houses], dtype="Int8")
    return frame.astype({"place": "str"})


A, B = "99010101", "99010201"
HAND: list[House] = [
    (A, (0, 0, 1)),
    (A, (0, None, 1)),
    (A, (1, 1, -1)),
    (A, (-1, -1, -1)),  # nothing applies: in no number
    (B, (None, None, None)),
    (B, (0, 0, 0)),
]


def test_by_hand_on_every_engine_with_every_kind_of_frame(way: Way) -> None:
    table = in_kind(states(HAND), way.kind)
    found = households_by_failed(table, engine=way.engine)
    assert library_of(found) == way.kind
    assert rows_of(found) == [(A, 0, 1, 0), (A, 1, 1, 1), (A, 2, 1, 0), (B, 0, 1, 1), (B, 3, 1, 0)]
    summary = summary_of_failed(table, engine=way.engine)
    assert rows_of(summary) == [(A, 3, 2, 3, 1.0, 2, 1, 1), (B, 2, 1, 3, 1.5, 3, 1, 0)]
    rows = as_counted(table, year=2565, framework="b", at_least=[1, 2], engine=way.engine)
    assert [(row[2], row[4], *row[6:9]) for row in rows_of(rows)] == [
        ("failed-1plus", A, 3, 1, 0),
        ("failed-1plus", B, 1, 0, 1),
        ("failed-2plus", A, 2, 1, 1),
        ("failed-2plus", B, 1, 0, 1),
    ]


def test_a_place_where_nothing_applies_has_no_mean() -> None:
    summary = summary_of_failed(states([(A, (-1, -1, -1))]))
    assert summary[["households", "not_applicable"]].to_numpy().tolist() == [[0, 1]]
    assert summary[["mean", "most"]].isna().all(axis=None)


def test_only_the_codes_asked_for_are_counted() -> None:
    found = households_by_failed(states(HAND), codes=["16"])
    assert found.to_numpy().tolist() == [[A, 0, 2, 0], [B, 0, 1, 1], [B, 1, 1, 0]]


# --- against loops ---

HOUSES = st.lists(
    st.tuples(
        st.sampled_from([A, B, "99020101"]),
        st.tuples(*[st.sampled_from([0, 1, -1, None])] * len(CODES)),
    ),
    min_size=1,
    max_size=15,
)


def certain(values: tuple[int | None, ...], m: int) -> bool | None:
    """Whether a household fails m or more under every filling, under none, or some (None)."""
    open_at = [at for at, value in enumerate(values) if value is None]
    found = set()
    for filling in product((0, 1, -1), repeat=len(open_at)):
        filled = list(values)
        for at, value in zip(open_at, filling, strict=True):
            filled[at] = value
        found.add(filled.count(0) >= m)
    return found.pop() if len(found) == 1 else None


@given(HOUSES)
@settings(max_examples=40)
def test_certainty_is_that_of_every_filling(houses: list[House]) -> None:
    found = as_counted(states(houses), year=2565, framework="bmn-2560", at_least=[1, 2, 3])
    COUNTED.check(found)
    inside = [one for one in houses if set(one[1]) != {-1}]
    for row in found.to_dict("records"):
        m = int(row["code"].removeprefix("failed-").removesuffix("plus"))
        told = Counter(certain(values, m) for place, values in inside if place == row["place"])
        assert (row["asked"], row["met"], row["unknown"]) == (
            told[True] + told[False],
            told[False],
            told[None],
        )
        assert row["households_met"] == row["met"]
    assert len(found) == 3 * len({place for place, _ in houses})


@given(HOUSES, st.randoms())
@settings(max_examples=20)
def test_every_household_is_in_one_cell_in_any_order(houses: list[House], random: Any) -> None:
    by_number = households_by_failed(states(houses))
    summary = summary_of_failed(states(houses))
    assert summary["households"].sum() + summary["not_applicable"].sum() == len(houses)
    assert by_number["households"].sum() == summary["households"].sum()
    assert (by_number["households"] * by_number["failed"]).sum() == summary["failures"].sum()
    assert by_number["with_unknown"].sum() == summary["with_unknown"].sum()
    shuffled = houses.copy()
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(households_by_failed(states(shuffled)), by_number)


@given(HOUSES)
@settings(max_examples=20)
def test_two_steps_are_one(houses: list[House]) -> None:
    """Counted by village and rolled up, or counted by tambon at once."""
    options: dict[str, Any] = {"year": 2565, "framework": "bmn-2560"}
    villages = roll_up(as_counted(states(houses), **options), "tambon")
    at_once = as_counted(states([(place[:6], values) for place, values in houses]), **options)
    key = ["code", "place"]
    sides = [one.sort_values(key, ignore_index=True) for one in (villages, at_once)]
    pd.testing.assert_frame_equal(sides[0][sides[1].columns], sides[1], check_dtype=False)


def test_they_can_be_measured_and_pass_disclosure() -> None:
    houses: list[House] = [(A, (0, 0, 1))] * 2 + [(A, (0, 1, 1))] * 8 + [(A, (1, 1, 1))] * 90
    rows = as_counted(states(houses), year=2565, framework="bmn-2560")
    assert measure(rows)["share"].tolist() == [0.1, 0.02, 0]
    public = disclose(rows, []).frame
    told = public["failing"].dropna().tolist()
    assert not [n for n in told if 1 <= n <= 4]  # two households are never told


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"codes": ["4", "31"]}, "levels.codes"),
        ({"codes": []}, "levels.codes"),
        ({"at_least": [0, 1]}, "levels.at_least"),
        ({"at_least": [2, 2]}, "levels.at_least"),
        ({"at_least": []}, "levels.at_least"),
    ],
)
def test_what_cannot_be_counted_is_refused(more: dict[str, Any], code: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        as_counted(states(HAND), year=2565, framework="bmn-2560", **more)
    assert caught.value.code == code
    assert "{" not in caught.value.tell("th") + caught.value.tell("en")
