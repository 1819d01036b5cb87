"""Persons folded into households: by hand, by plain loops, and by every completion of a gap."""

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
from tambon_gis.analysis.aggregate import count, measure, roll_up
from tambon_gis.analysis.assess import answerable, assess
from tambon_gis.analysis.fold import fold, foldable, join, unmatched
from tambon_gis.analysis.persons import age_band, count_persons
from tambon_gis.errors import AnalysisError, RuleError, StageError
from tambon_gis.model.stages import COUNTED, FOLDED

BOOK = brute.person_rulebook()
BMN = catalog.rulebook("bmn-2560")
ENGINES = ("duckdb", "polars")
SUMS = list(brute.SUMS)
PERSON_SUMS = SUMS[:3]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def plain(values: Any) -> list[Any]:
    """Values with None for every kind of missing."""
    return [None if pd.isna(one) else one for one in values]


# --- by hand ---

# place, household, sex, age, drinks, cared_for
HAND = [
    ("99010101", "A", 1, 70, 0, 1),
    ("99010101", "A", 2, 66, 1, 0),
    ("99010101", "A", 1, 12, 0, None),
    ("99010101", "B", 2, 35, 0, None),
    ("99010101", "B", 2, None, 0, 1),
    ("99010102", "C", 1, 61, None, None),
    ("99010102", "C", 2, 60, 0, 1),
    ("99010102", "D", 2, 59, 0, 0),
    ("99010102", "A", 1, None, 0, 0),
]


def by_hand() -> pd.DataFrame:
    names = ["place", "house_code", "sex", "age", "drinks", "cared_for"]
    frame = pd.DataFrame(HAND, columns=names).astype(dict.fromkeys(names[2:], "Int32"))
    return frame.assign(row=range(5, 14))


# household -> asked, failing, unknown, state; on paper from the table above. 24: nobody drinks,
# asked of all. 27: those of 60 and over are cared for.
FOLDED_BY_HAND = {
    "24": [(3, 1, 0, 0), (2, 0, 0, 1), (1, 0, 1, None), (1, 0, 0, 1), (1, 0, 0, 1)],
    # B: the woman of unknown age is cared for: either not asked, or met. C: one of two unknown.
    # A of the second village: not cared for, and perhaps not asked.
    "27": [(2, 1, 0, 0), (0, 0, 1, None), (1, 0, 1, None), (0, 0, 0, -1), (0, 0, 1, None)],
}


def test_households_folded_by_hand(engine: str) -> None:
    folded = fold(by_hand(), BMN, engine=engine)
    FOLDED.check(folded)
    assert folded["row"].tolist() == [5, 8, 10, 12, 13]
    assert folded["house_code"].tolist() == ["A", "B", "C", "D", "A"]
    assert folded["members"].tolist() == [3, 2, 2, 1, 1]
    for code, told in FOLDED_BY_HAND.items():
        names = [f"fold_{code}_{part}" for part in ("asked", "failing", "unknown", "state")]
        assert [plain(row) for row in folded[names].to_numpy()] == [list(one) for one in told]


def test_villages_counted_by_hand_from_their_persons(engine: str) -> None:
    counted = count(fold(by_hand(), BMN, engine=engine), BMN, year=2565, engine=engine)
    found = brute.as_dict(counted)
    assert found["24", "99010101"] == [5, 4, 0, 2, 1, 0]
    assert found["24", "99010102"] == [3, 3, 1, 2, 2, 1]
    assert found["27", "99010101"] == [2, 1, 1, 1, 0, 1]
    assert found["27", "99010102"] == [1, 1, 2, 0, 0, 2]
    tambon = measure(roll_up(counted, "tambon")).set_index("code")
    assert tambon.loc["24", ["share", "unknown_share"]].tolist() == [1 / 8, 1 / 9]


def test_persons_counted_by_hand_by_sex(engine: str) -> None:
    counted = count_persons(by_hand(), BMN, year=2565, by=["sex"], engine=engine)
    COUNTED.check(counted)
    keys = counted[["code", "place", "sex"]].itertuples(index=False, name=None)
    found = dict(zip(keys, counted[SUMS].to_numpy().tolist(), strict=True))
    # Men of the first village: A70, A12 from one household; women: A66 drinks, both of B do not.
    assert found["24", "99010101", 1] == [2, 2, 0, 1, 1, 0]
    assert found["24", "99010101", 2] == [3, 2, 0, 2, 1, 0]
    assert found["24", "99010102", 1] == [1, 1, 1, 1, 1, 1]
    assert found["24", "99010102", 2] == [2, 2, 0, 2, 2, 0]
    assert found["27", "99010101", 1] == [1, 1, 0, 1, 1, 0]
    assert found["27", "99010101", 2] == [1, 0, 1, 1, 0, 1]
    assert found["27", "99010102", 1] == [0, 0, 2, 0, 0, 2]
    assert found["27", "99010102", 2] == [1, 1, 0, 1, 1, 0]
    assert set(counted["counts"]) == {"person"}


# --- by plain loops ---


@settings(max_examples=40)
@given(brute.PERSONS)
def test_households_are_those_of_a_plain_loop(rows: list[dict[str, Any]]) -> None:
    homes = brute.homes(rows)
    for engine in ENGINES:
        folded = fold(brute.person_table(rows), BOOK, engine=engine)
        assert list(zip(folded["place"], folded["house_code"], strict=True)) == list(homes)
        assert folded["members"].tolist() == [len(one) for one in homes.values()]
        for code in brute.FOLDS:
            told = [brute.folded_state(one, code) for one in homes.values()]
            assert plain(folded[f"fold_{code}_state"]) == told, code
            of = "amount" if code in {"sum", "max", "min"} else "yes"
            sums = [brute.person_sums(one, of=of) for one in homes.values()]
            assert folded[f"fold_{code}_asked"].tolist() == [one[0] for one in sums]
            assert folded[f"fold_{code}_unknown"].tolist() == [one[2] for one in sums]
            failing = [None if of == "amount" else one[1] for one in sums]
            assert plain(folded[f"fold_{code}_failing"]) == failing


@pytest.mark.parametrize("dtype", ["Int8", "Int64", "Float64", "float64"])
def test_the_width_of_a_column_changes_nothing(engine: str, dtype: str) -> None:
    rows = [
        {"place": "10010101", "house_code": str(n % 7), "age": n % 9 if n % 5 else None,
         "yes": [0, 1, None][n % 3], "amount": n % 13, "sex": 1 + n % 2}
        for n in range(60)
    ]  # fmt: skip
    found = fold(brute.person_table(rows, dtype), BOOK, engine=engine)
    expected = fold(brute.person_table(rows), BOOK)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


@settings(max_examples=25)
@given(brute.PERSONS, st.randoms(use_true_random=False))
def test_the_order_of_persons_changes_no_household(rows: list[dict[str, Any]], rng: Any) -> None:
    def households(rows: list[dict[str, Any]]) -> pd.DataFrame:
        folded = fold(brute.person_table(rows), BOOK).drop(columns="row")
        return folded.sort_values(["place", "house_code"], ignore_index=True)

    pd.testing.assert_frame_equal(households(rng.sample(rows, len(rows))), households(rows))


@settings(max_examples=25)
@given(brute.PERSONS)
def test_the_two_ways_to_count_persons_agree(rows: list[dict[str, Any]]) -> None:
    """By household and by attribute: the persons of all groups are those of the households."""
    persons = brute.person_table(rows)
    folded = brute.as_dict(count(fold(persons, BOOK), BOOK, year=2565))
    for engine in ENGINES:
        whole = count_persons(persons, BOOK, year=2565, by=[], engine=engine)
        parts = count_persons(persons, BOOK, year=2565, by=["sex", "age"], engine=engine)
        summed = parts.groupby(["code", "place"], as_index=False)[SUMS].sum()
        for found in (brute.as_dict(whole), brute.as_dict(summed)):
            assert {key: sums[:3] for key, sums in found.items()} == {
                key: sums[:3] for key, sums in folded.items() if key[0] == "all"
            }


@settings(max_examples=25)
@given(brute.PERSONS)
def test_groups_are_those_of_a_plain_loop(rows: list[dict[str, Any]]) -> None:
    expected = {}
    for place, sex in {(row["place"], row["sex"]) for row in rows}:
        group = [row for row in rows if (row["place"], row["sex"]) == (place, sex)]
        asked, failing, unknown = brute.person_sums(group)
        homes = [brute.person_sums(one) for one in brute.homes(group).values()]
        expected[place, sex] = [
            *(asked, asked - failing, unknown),
            sum(one[0] > 0 for one in homes),
            sum(one[0] > 0 and one[1] == 0 for one in homes),
            sum(one[0] == 0 and one[2] > 0 for one in homes),
        ]
    for engine in ENGINES:
        found = count_persons(brute.person_table(rows), BOOK, year=2565, engine=engine)
        keys = zip(found["place"], plain(found["sex"]), strict=True)
        assert dict(zip(keys, found[SUMS].to_numpy().tolist(), strict=True)) == expected


def test_weighted_persons(engine: str) -> None:
    persons = by_hand().assign(w=[1, 2, 4, 8, 16, 32, 64, 128, 256])
    found = count_persons(persons, BMN, year=2565, weight="w", engine=engine)
    row = found[(found["code"] == "27") & (found["place"] == "99010102") & (found["sex"] == 1)]
    names = ["weighted_asked", "weighted_met", "weighted_unknown"]
    assert row[names].to_numpy().tolist() == [[0, 0, 32 + 256]]
    row = found[(found["code"] == "24") & (found["place"] == "99010101") & (found["sex"] == 2)]
    assert row[names].to_numpy().tolist() == [[2 + 8 + 16, 8 + 16, 0]]
    assert found.columns.tolist()[-4:] == ["sex", *names]


# --- beside a survey ---


def test_folded_persons_stand_beside_their_households(engine: str) -> None:
    survey = pd.DataFrame(
        {
            "row": [3, 4, 5, 6],
            "place": ["99010102", "99010101", "99010101", "99010101"],
            "house_code": ["A", "E", "A", None],
            "ind04": [1, 0, 1, 1],
        }
    )
    folded = fold(by_hand(), BMN, engine=engine)
    both = join(survey, folded)
    assert both["row"].tolist() == [3, 4, 5, 6]
    assert plain(both["members"]) == [1, None, 3, None]
    assert plain(both["fold_24_state"]) == [1, None, 0, None]
    assert unmatched(folded, survey)["house_code"].tolist() == ["B", "C", "D"]
    states = assess(both, BMN, engine=engine)
    assert plain(states["24"]) == [1, None, 0, None]
    assert plain(states["4"]) == [1, 0, 1, 1]
    counted = brute.as_dict(count(both, BMN, year=2565, engine=engine))
    assert counted["24", "99010101"] == [3, 2, 0, 1, 0, 2]


def test_members_of_the_survey_are_not_replaced() -> None:
    survey = pd.DataFrame({"row": [3], "place": ["99010101"], "house_code": ["A"], "members": [7]})
    assert join(survey, fold(by_hand(), BMN))["members"].tolist() == [7]


def test_an_answer_that_was_given_comes_before_one_that_was_folded() -> None:
    folded = fold(by_hand(), BMN).assign(ind24_target=9, ind24_fail=0)
    counted = brute.as_dict(count(folded, BMN, year=2565))
    assert counted["24", "99010101"] == [18, 18, 0, 2, 2, 0]
    assert counted["27", "99010101"] == [2, 1, 1, 1, 0, 1]
    able, lacking = answerable(BMN, folded.columns)
    assert [one.code for one in able] == ["24", "27"]
    assert lacking["16"] == ("ind16_target", "ind16_fail")


def test_a_household_twice_in_the_survey_is_refused() -> None:
    survey = pd.DataFrame({"row": [3, 4], "place": ["99010101"] * 2, "house_code": ["A", "A"]})
    with pytest.raises(AnalysisError) as caught:
        join(survey, fold(by_hand(), BMN))
    assert (caught.value.code, caught.value.facts["rows"]) == ("fold.household_twice", 2)


def test_household_codes_of_two_kinds_do_not_meet_unseen() -> None:
    survey = pd.DataFrame({"row": [3], "place": ["99010101"], "house_code": [11]})
    with pytest.raises(StageError, match="house_code"):
        join(survey, fold(by_hand(), BMN))


# --- frames and refusals ---

KINDS = {"pandas": lambda f: f, "polars": pl.from_pandas, "arrow": pa.Table.from_pandas}
TYPES = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "arrow": pa.Table}


@pytest.mark.parametrize("kind", KINDS)
def test_the_callers_kind_of_frame_comes_back(engine: str, kind: str) -> None:
    persons = KINDS[kind](by_hand())
    survey = KINDS[kind](by_hand().drop_duplicates(["place", "house_code"]).reset_index(drop=True))
    folded = fold(persons, BMN, engine=engine)
    banded = age_band(persons)
    counted = count_persons(banded, BMN, year=2565, by=["age_band"], engine=engine)
    found = [folded, banded, counted, join(survey, folded), unmatched(folded, survey)]
    assert [type(one) for one in found] == [TYPES[kind]] * 5
    expected = count_persons(age_band(by_hand()), BMN, year=2565, by=["age_band"])
    as_pandas = {"pandas": lambda f: f}.get(kind, lambda f: f.to_pandas())
    pd.testing.assert_frame_equal(as_pandas(counted), expected, check_dtype=False)
    again = as_pandas(folded)["fold_24_state"]
    assert plain(again) == [one[3] for one in FOLDED_BY_HAND["24"]]


def test_what_a_person_table_cannot_answer_is_named() -> None:
    able, lacking = foldable(BMN, ["drinks"])
    assert [one.code for one in able] == ["24"]
    assert lacking["25"] == ("smokes",)
    assert "4" not in lacking
    with pytest.raises(RuleError) as caught:
        fold(by_hand().drop(columns=["drinks", "cared_for"]), BMN)
    assert caught.value.code == "rule.column"
    with pytest.raises(RuleError) as caught:
        fold(by_hand(), catalog.rulebook("nrd2c"))
    assert caught.value.code == "fold.no_person"


def test_persons_without_a_household_are_refused(engine: str) -> None:
    persons = by_hand()
    persons.loc[[2, 5], "house_code"] = None
    for wrong in (
        lambda: fold(persons, BMN, engine=engine),
        lambda: count_persons(persons, BMN, year=2565, engine=engine),
    ):
        with pytest.raises(AnalysisError) as caught:
            wrong()
        assert (caught.value.code, caught.value.facts["rows"]) == ("fold.no_household", 2)
    with pytest.raises(StageError, match="house"):
        fold(persons.drop(columns="house_code"), BMN)


def test_only_indicators_that_count_persons_are_counted_by_their_attributes() -> None:
    rows = [{"place": "10010101", "house_code": "a", "age": 9, "yes": 1, "amount": 1, "sex": 1}]
    found = count_persons(brute.person_table(rows), BOOK, year=2565)
    assert found["code"].tolist() == ["all"]


AGES = {0: "0-14", 14: "0-14", 15: "15-29", 29: "15-29", 30: "30-44", 44: "30-44", 45: "45-59",
        59: "45-59", 60: "60+", 104: "60+"}  # fmt: skip


def test_age_bands_begin_at_their_edges() -> None:
    ages = pd.DataFrame({"age": pd.array([*AGES, None], dtype="Int16")})
    assert plain(age_band(ages)["age_band"]) == [*AGES.values(), None]
    own = age_band(ages, edges=(6, 15), name="school")["school"]
    assert plain(own)[:3] == [None, "6-14", "15+"]
    for wrong in ((), (15, 15), (30, 15)):
        with pytest.raises(AnalysisError):
            age_band(ages, edges=wrong)


def test_nothing_is_changed_in_place() -> None:
    persons = by_hand()
    before = persons.copy(deep=True)
    folded = fold(persons, BMN)
    kept = folded.copy(deep=True)
    age_band(persons)
    count_persons(persons, BMN, year=2565)
    join(persons.drop_duplicates("house_code"), folded)
    pd.testing.assert_frame_equal(persons, before)
    pd.testing.assert_frame_equal(folded, kept)
