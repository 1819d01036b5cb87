"""Medians and age pyramids: nothing of few households, and counted right."""

from __future__ import annotations

import itertools
import random
import statistics

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.analysis.summaries import BANDS, age_pyramid, medians
from tambon_gis.errors import AnalysisError, StageError

# --- medians ---


@given(st.lists(st.integers(1, 99) | st.none(), min_size=1, max_size=25))
def test_a_median_is_told_for_ten_answers(values: list[int | None]) -> None:
    rows = pd.DataFrame({"place": "p", "income": pd.array(values, dtype="Int64")})
    (row,) = medians(rows, "income").to_dict("records")
    known = [value for value in values if value is not None]
    if len(known) < 10:
        assert (row["form"], pd.isna(row["n"]), pd.isna(row["median"])) == ("hidden", True, True)
    else:
        assert (row["form"], row["n"]) == ("exact", len(known))
        assert abs(row["median"] - statistics.median(known)) <= 0.5  # two digits of 1 to 99


def test_a_median_is_nobodys_own_answer() -> None:
    """Eleven odd amounts: the middle one is a household's; two digits of it are told."""
    rows = pd.DataFrame({"place": "p", "income": [38_517 + 101 * n for n in range(11)]})
    assert medians(rows, "income")["median"].tolist() == [39_000]


def test_smallest_and_largest_are_not_told() -> None:
    rows = pd.DataFrame({"place": ["a"] * 12, "sex": ["f", "m"] * 6, "income": range(12)})
    assert list(medians(rows, "income", by=["place", "sex"])) == [
        *("place", "sex", "n", "median", "form")
    ]
    assert medians(rows, "income", by=["place", "sex"])["form"].tolist() == ["hidden"] * 2
    assert medians(pl.from_pandas(rows), "income")["n"].to_list() == [12]


def test_a_median_over_persons_stands_for_five_households() -> None:
    """Twelve persons: of two households, of four, of five; and one number in five villages."""

    def told(houses: list[str | None]) -> list[str]:
        rows = pd.DataFrame({"place": "p", "house_code": houses, "age": range(12)})
        return medians(rows, "age")["form"].tolist()

    assert told(["1", "2"] * 6) == ["hidden"]
    assert told(["1", "2", "3", "4"] * 3) == ["hidden"]
    assert told([*"12345", *"1234512"]) == ["exact"]
    assert told([*"1234", None, None] * 2) == ["hidden"]
    answers = [*range(11), None]
    rows = pd.DataFrame({"place": "p", "house_code": [*"12341234123", "5"], "age": answers})
    assert medians(rows, "age")["form"].tolist() == ["hidden"]  # the fifth did not answer
    villages = pd.DataFrame({"place": [*"abcde"] * 2, "zone": "z", "house_code": "1", "age": 9})
    assert medians(villages, "age", by=["zone"])["form"].tolist() == ["exact"]


def test_an_absent_column_is_named() -> None:
    with pytest.raises(AnalysisError) as caught:
        medians(pd.DataFrame({"place": ["a"]}), "income")
    assert caught.value.facts["columns"] == "income"


# --- pyramids ---

EDGES = [0, 15, 30, 45, 60]


def people(rng: random.Random, households: int, place: str = "99010101") -> pd.DataFrame:
    rows = [
        (place, str(house), rng.choice("fm"), min(99, int(rng.triangular(0, 95, 30))))
        for house in range(households)
        for _ in range(rng.randint(1, 6))
    ]
    return pd.DataFrame(rows, columns=["place", "house_code", "sex", "age"])


def finest(persons: pd.DataFrame) -> list[int] | None:
    """First ages of the finest bands that hold five households a sex: by trying all."""
    for number in range(5, 0, -1):
        best: tuple[int, list[int]] | None = None
        for kept in itertools.combinations(EDGES[1:], number - 1):
            firsts = [0, *kept]
            homes: dict[tuple[int, str], set[str]] = {
                (first, sex): set() for first in firsts for sex in set(persons["sex"])
            }
            for row in persons.itertuples():
                first = max(one for one in firsts if one <= row.age)
                homes[first, row.sex].add(row.house_code)
            smallest = min(map(len, homes.values()), default=0)
            if smallest >= 5 and (best is None or smallest > best[0]):
                best = smallest, firsts
        if best:
            return best[1]
    return None


@pytest.mark.parametrize("seed", range(25))
def test_bands_are_as_fine_as_they_may_be(seed: int) -> None:
    persons = people(random.Random(seed), 2 + seed)  # noqa: S311
    enough = persons["house_code"].nunique() >= 10
    found, firsts = age_pyramid(persons), finest(persons) if enough else None
    if firsts is None:
        assert found[["band", "persons"]].isna().all(axis=None)
        return
    assert found["first_age"].drop_duplicates().tolist() == firsts
    assert found["persons"].sum() == len(persons)
    for row in found.itertuples():
        upper = min([edge for edge in firsts if edge > row.first_age], default=200)
        these = persons[persons["age"].between(row.first_age, upper - 1)]
        these = these[these["sex"] == row.sex]
        assert row.persons == len(these)
        assert these["house_code"].nunique() >= 5
        assert row.band == (f"{row.first_age}+" if upper == 200 else f"{row.first_age}-{upper - 1}")


def test_all_five_bands_where_there_are_many() -> None:
    found = age_pyramid(people(random.Random(1), 400))  # noqa: S311
    assert found["band"].drop_duplicates().tolist() == ["0-14", "15-29", "30-44", "45-59", "60+"]
    assert [first for first, _ in BANDS] == EDGES


def test_the_unknown_are_in_no_cell_and_order_changes_nothing() -> None:
    persons = people(random.Random(2), 60)  # noqa: S311
    unknown = persons.assign(age=None).head(7)
    both = pd.concat([persons, unknown.astype({"age": "Float64"})]).sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(age_pyramid(both), age_pyramid(persons))


def test_places_of_two_levels_are_refused() -> None:
    rng = random.Random(3)  # noqa: S311
    both = pd.concat([people(rng, 20), people(rng, 20, "990101")])
    with pytest.raises(AnalysisError) as caught:
        age_pyramid(both)
    assert caught.value.code == "summaries.levels"
    with pytest.raises(StageError):
        age_pyramid(both.drop(columns="sex"))
