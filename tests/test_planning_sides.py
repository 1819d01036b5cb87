"""Two sources side by side: every household once, every house of the list once, nothing merged."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from engine_support import in_kind, library_of, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis.analysis.planning.sides import ABSENT, COUNTS, agreement, side_by_side
from tambon_gis.errors import AnalysisError, StageError

STATES = {0: "unmet", 1: "met", -1: "not_applicable", None: "unknown"}
NAMES = {
    ("unmet", True): "both",
    ("unmet", False): "only_survey",
    ("met", True): "only_list",
    ("met", False): "neither",
}


def tables(survey, listed) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two tables in the types that the road gives them."""
    frame = pd.DataFrame(survey, columns=["place", "house_code", "state"])
    frame = frame.astype({"place": "string", "house_code": "string", "state": "Int8"})
    return frame, pd.DataFrame({"house_code": pd.array(list(listed), dtype="string")})


def by_hand(survey, listed) -> dict[str, Counter[str]]:
    """Each household looked at by itself, in plain Python."""
    found: dict[str, Counter[str]] = {}
    houses = set(listed)
    for place, house, state in survey:
        counts = found.setdefault(place, Counter())
        counts["households"] += 1
        if house is None:
            counts["no_code"] += 1
            continue
        kind = STATES[state]
        suffix = "listed" if house in houses else "unlisted"
        counts[NAMES.get((kind, house in houses), f"{kind}_{suffix}")] += 1
    surveyed = {house for _, house, _ in survey}
    found[""] = Counter({ABSENT: sum(house not in surveyed for house in houses)})
    return found


def counted(survey, listed, **how) -> dict[str, dict[str, int]]:
    rows = side_by_side(*tables(survey, listed), **how).to_dict("records")
    return {row.pop("place"): {name: int(n) for name, n in row.items()} for row in rows}


houses = st.integers(0, 25).map(lambda n: f"99010{n:06d}")
households = st.lists(
    st.tuples(
        st.sampled_from(["99010101", "99010102", "99010103"]),
        st.one_of(houses, st.none()),
        st.sampled_from([0, 1, -1, None]),
    ),
    max_size=30,
    unique_by=lambda one: one[1] if one[1] is not None else object(),
)


@settings(max_examples=60, deadline=None)
@given(households, st.lists(houses, max_size=26, unique=True))
def test_counts_are_those_of_looking_at_each_household(survey, listed) -> None:
    found, hand = counted(survey, listed), by_hand(survey, listed)
    assert list(found) == [*sorted(set(hand) - {""}), ""]
    for place, counts in found.items():
        assert {name: n for name, n in counts.items() if n} == {
            name: n for name, n in hand[place].items() if n
        }


@settings(max_examples=30, deadline=None)
@given(households, st.lists(houses, max_size=26, unique=True))
def test_totals_are_the_inputs(survey, listed) -> None:
    rows = counted(survey, listed)
    for counts in rows.values():
        assert sum(counts[name] for name in COUNTS) == counts["households"]
    assert sum(counts["households"] for counts in rows.values()) == len(survey)
    on_list = ("both", "only_list", "unknown_listed", "not_applicable_listed", ABSENT)
    assert sum(counts[name] for counts in rows.values() for name in on_list) == len(listed)


SURVEY = [
    ("99010101", "01", 0),
    ("99010101", "02", 1),
    ("99010101", None, 0),
    ("99010102", "03", None),
    ("99010102", "04", -1),
    ("99010102", "05", 0),
]
LISTED = ["01", "02", "03", "77"]


def test_every_engine_counts_the_same_and_answers_in_kind(fewer) -> None:
    survey, listed = (in_kind(one, fewer.kind) for one in tables(SURVEY, LISTED))
    found = side_by_side(survey, listed, engine=fewer.engine)
    assert library_of(found) == fewer.kind
    names = ("place", "households", *COUNTS, ABSENT)
    told = [{n: c for n, c in zip(names, row, strict=True) if c} for row in rows_of(found)]
    assert told == [
        {"place": "99010101", "households": 3, "both": 1, "only_list": 1, "no_code": 1},
        {"place": "99010102", "households": 3, "unknown_listed": 1, "only_survey": 1,
         "not_applicable_unlisted": 1},
        {ABSENT: 1},
    ]  # fmt: skip


def test_a_house_that_stands_twice_is_refused_without_its_code() -> None:
    survey, listed = tables([*SURVEY, ("99010103", "05", 1)], LISTED)
    with pytest.raises(AnalysisError) as told:
        side_by_side(survey, listed)
    assert (told.value.code, told.value.facts["rows"]) == ("sides.repeated", 2)
    survey, listed = tables(SURVEY, [*LISTED, "77777777777", "77777777777"])
    with pytest.raises(AnalysisError) as told:
        side_by_side(survey, listed)
    assert "77777777777" not in told.value.tell("th") + told.value.tell("en")
    with pytest.raises(StageError):
        side_by_side(survey.drop(columns="state"), listed)


def test_households_without_a_code_are_no_repetition() -> None:
    found = counted([("99010101", None, 0), ("99010101", None, 1)], [])
    assert found["99010101"]["no_code"] == 2


def test_agreement_has_its_denominators() -> None:
    counts = dict.fromkeys(COUNTS, 100) | {
        "both": 3,
        "only_survey": 1,
        "only_list": 2,
        "neither": 4,
    }
    assert agreement(counts) == {
        "same": (7, 10),
        "failing_listed": (3, 4),
        "listed_failing": (3, 5),
    }
    nobody = agreement(dict.fromkeys(COUNTS, 0))
    assert set(nobody.values()) == {(0, 0)}
