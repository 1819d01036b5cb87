"""Counts, roll-ups and shares against plain loops, by hand, and in their properties."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import brute
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.aggregate import (
    complete,
    count,
    measure,
    regroup,
    roll_up,
    roll_up_ladder,
)
from tambon_gis.analysis.counting.counts import WEIGHTED
from tambon_gis.errors import AnalysisError, CodeError, RuleError, StageError
from tambon_gis.model.stages import COUNTED, MEASURED
from tambon_gis.study.load import load

if TYPE_CHECKING:
    from pathlib import Path

ENGINES = ("duckdb", "polars")
BOOK = brute.rulebook()
SUMS = list(brute.SUMS)
WIDER = {"tambon": 6, "amphoe": 4, "province": 2}
KEYS = ["code", "place"]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def counted(rows: list[dict[str, Any]], engine: str = "duckdb") -> pd.DataFrame:
    return count(brute.table(rows), BOOK, year=2565, engine=engine)


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Two tables with the same rows, in whatever order."""
    columns = [name for name, _ in COUNTED.columns]
    sides = [side.sort_values(KEYS, ignore_index=True)[columns] for side in (one, other)]
    pd.testing.assert_frame_equal(*sides)


# --- by hand ---

# code: village -> asked, met, unknown, households asked, met, unknown; counted on paper from
# tests/data/small/households.csv. 76,000 baht for 2 members is exactly the line, and met.
BY_HAND = {
    "4": [(4, 3, 0, 4, 3, 0), (3, 2, 0, 3, 2, 0), (4, 3, 0, 4, 3, 0)],
    "8": [(3, 3, 1, 3, 3, 1), (4, 2, 0, 4, 2, 0), (4, 4, 0, 4, 4, 0)],
    "16": [(3, 2, 0, 2, 1, 0), (3, 3, 1, 1, 1, 1), (2, 1, 0, 2, 1, 0)],
    "22": [(4, 3, 0, 4, 3, 0), (3, 2, 1, 3, 2, 1), (4, 4, 0, 4, 4, 0)],
}


def test_a_tambon_counted_by_hand(small: Path, engine: str) -> None:
    survey = load(small).answers[0].frame
    found = count(survey, catalog.rulebook("bmn-2560"), year=2565, engine=engine)
    expected = {
        (code, f"9902010{moo}"): list(sums)
        for code, villages in BY_HAND.items()
        for moo, sums in enumerate(villages, start=1)
    }
    assert brute.as_dict(found) == expected
    whole = brute.as_dict(roll_up(found, "tambon"))
    assert whole == {
        (code, "990201"): [sum(part) for part in zip(*villages, strict=True)]
        for code, villages in BY_HAND.items()
    }
    shares = measure(roll_up(found, "tambon")).set_index("code")["share"]
    assert shares.to_dict() == {
        "4": 3 / 11,
        "8": 2 / 11,
        "16": 2 / 8,
        "22": 2 / 11,
    }


# --- by plain loops ---


@settings(max_examples=40)
@given(brute.TABLES)
def test_counts_are_those_of_a_plain_loop(rows: list[dict[str, Any]]) -> None:
    for engine in ENGINES:
        found = counted(rows, engine)
        COUNTED.check(found)
        assert brute.as_dict(found) == brute.count(rows)
        assert found["counts"].tolist() == [
            "person" if code == "persons" else "household" for code in found["code"]
        ]
        for level, digits in WIDER.items():
            up = roll_up(found, level)
            assert brute.as_dict(up) == brute.count(rows, digits)
            assert set(up["level"]) == {level}


@pytest.mark.parametrize("dtype", ["Int32", "Int64", "Float64", "float64"])
def test_the_width_of_a_column_changes_nothing(engine: str, dtype: str) -> None:
    rng = random.Random(31)  # noqa: S311
    rows = [
        {
            "place": rng.choice(brute.PLACES),
            "answer": rng.choice([1, 0, 9, None]),
            "target": rng.choice([0, 3, 5]),
            "fail": rng.choice([0, 2, None]),
            "income": rng.randrange(10**6),
            "members": rng.randrange(9),
            "score": rng.choice([1, 2, None]),
        }
        for _ in range(300)
    ]
    found = count(brute.table(rows, dtype), BOOK, year=2565, engine=engine)
    assert brute.as_dict(found) == brute.count(rows)


def test_large_counts_neither_wrap_nor_lose_a_unit(engine: str) -> None:
    """Ten rows of 32-bit counts sum beyond 32 bits, and stay exact."""
    most = 2**31 - 1
    rows = [{"place": "10010101", "target": most, "fail": 1} for _ in range(10)]
    found = brute.as_dict(counted(rows, engine))["persons", "10010101"]
    assert found == [10 * most, 10 * (most - 1), 0, 10, 0, 0]


# --- properties ---


@settings(max_examples=25)
@given(brute.TABLES)
def test_every_household_is_asked_unknown_or_does_not_apply(rows: list[dict[str, Any]]) -> None:
    found = counted(rows)
    none = {
        (code, place): sum(
            brute.state(row, code) == "none" for row in rows if row["place"] == place
        )
        for code, place in zip(found["code"], found["place"], strict=True)
    }
    households = found["place"].map(pd.Series([r["place"] for r in rows]).value_counts())
    apart = pd.Series([none[key] for key in zip(found["code"], found["place"], strict=True)])
    assert (found["households_asked"] + found["households_unknown"] + apart == households).all()
    assert (found["met"] <= found["asked"]).all()
    assert (found["households_met"] <= found["households_asked"]).all()
    assert (found[SUMS] >= 0).all(axis=None)
    failing = found["asked"] - found["met"]
    assert ((failing > 0) == (found["households_asked"] > found["households_met"])).all()


@settings(max_examples=25)
@given(brute.TABLES)
def test_two_steps_up_are_one(rows: list[dict[str, Any]]) -> None:
    found = counted(rows)
    same(roll_up(roll_up(found, "tambon"), "province"), roll_up(found, "province"))
    same(
        roll_up(roll_up(roll_up(found, "tambon"), "amphoe"), "province"), roll_up(found, "province")
    )
    same(roll_up(found, "village"), found)


@settings(max_examples=25)
@given(brute.TABLES, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[dict[str, Any]], rng: random.Random) -> None:
    mixed = rng.sample(rows, len(rows))
    pd.testing.assert_frame_equal(counted(mixed), counted(rows))


@settings(max_examples=25)
@given(brute.TABLES, st.integers(1, 5))
def test_what_does_not_apply_moves_no_share(rows: list[dict[str, Any]], times: int) -> None:
    nobody = {"answer": 9, "target": 0, "fail": None, "members": 0, "income": 1, "score": 9}
    more = rows + [{"place": rows[0]["place"], **nobody}] * times
    pd.testing.assert_frame_equal(measure(counted(more)), measure(counted(rows)))


@settings(max_examples=25)
@given(brute.TABLES)
def test_an_unknown_answer_moves_no_share(rows: list[dict[str, Any]]) -> None:
    blank = dict.fromkeys(brute.COLUMNS)
    more = [*rows, {"place": rows[0]["place"], **blank}]
    then, first = measure(counted(more)), measure(counted(rows))
    pd.testing.assert_series_equal(then["share"], first["share"])
    assert then["households_unknown"].sum() == first["households_unknown"].sum() + len(brute.CODES)


@settings(max_examples=25)
@given(brute.TABLES)
def test_a_share_is_one_division(rows: list[dict[str, Any]]) -> None:
    found = measure(roll_up_ladder(counted(rows)))
    MEASURED.check(found)
    for _, row in found.iterrows():
        if row["asked"] == 0:
            assert pd.isna(row["share"])
        else:
            assert row["share"] == float(Fraction(row["asked"] - row["met"], row["asked"]))


def test_the_ladder_holds_every_level_once() -> None:
    rows = [{"place": place, "answer": 1} for place in brute.PLACES]
    found = roll_up_ladder(counted(rows))
    steps = found[found["code"] == "answer"].groupby("level")["place"].agg(list).to_dict()
    assert steps == {
        "village": list(brute.PLACES),
        "tambon": ["100101", "100102", "100201", "110101"],
        "amphoe": ["1001", "1002", "1101"],
        "province": ["10", "11"],
    }
    assert set(roll_up_ladder(counted(rows), top="tambon")["level"]) == {"village", "tambon"}
    assert set(roll_up_ladder(counted(rows), top="village")["level"]) == {"village"}


def test_the_country_is_above_the_ladder() -> None:
    rows = [{"place": place, "answer": n % 2} for n, place in enumerate(brute.PLACES)]
    whole = roll_up_ladder(counted(rows), top="country").set_index(["code", "place"])
    assert whole.loc[("answer", "TH"), ["level", "asked", "met"]].tolist() == ["country", 5, 2]


def test_counts_cannot_be_rolled_down() -> None:
    whole = roll_up(counted([{"place": "10010101", "answer": 1}]), "province")
    with pytest.raises(CodeError):
        roll_up(whole, "tambon")


def test_two_levels_in_one_table_are_refused_since_they_count_twice() -> None:
    """One household in its village and again in its tambon: the amphoe has one, not two."""
    village = counted([{"place": "10010101", "answer": 1}])
    both = pd.concat([village, roll_up(village, "tambon")], ignore_index=True)
    for slip in (lambda: roll_up(both, "amphoe"), lambda: roll_up_ladder(both)):
        with pytest.raises(AnalysisError) as caught:
            slip()
        assert caught.value.code == "aggregate.levels"
        assert caught.value.facts["levels"] == "tambon, village"
        assert caught.value.tell("th") != caught.value.tell("en")
    kept = roll_up(both[both["level"] == "tambon"], "amphoe").set_index("code")
    assert kept.loc["answer", "asked"] == 1
    assert roll_up(both.head(0), "amphoe").empty
    assert roll_up_ladder(both.head(0)).empty


def test_a_percentage_is_never_averaged() -> None:
    """1 of 2 and 0 of 98 failing is 1 in 100, not the mean of 50 and 0 percent."""
    rows = [{"place": "10010101", "answer": a} for a in (1, 0)]
    rows += [{"place": "10010102", "answer": 1}] * 98
    found = measure(roll_up(counted(rows), "tambon")).set_index("code")
    assert found.loc["answer", "share"] == 0.01


def test_places_without_a_survey_stay_unknown() -> None:
    rows = [{"place": "10010101", "answer": 0}, {"place": "10010101", "answer": 1}]
    first = counted(rows)
    found = complete(first, ["10010102", "10010101", "10010103"])
    pd.testing.assert_frame_equal(found.iloc[: len(first)], first)
    COUNTED.check(found)
    added = found.iloc[len(first) :]
    assert sorted(zip(added["code"], added["place"], strict=True)) == sorted(
        (code, place) for code in brute.CODES for place in ("10010102", "10010103")
    )
    assert added[SUMS].isna().all(axis=None)
    assert dict(zip(added["code"], added["counts"], strict=True))["persons"] == "person"
    whole = roll_up(found, "tambon").set_index("code")
    assert whole.loc["answer", SUMS].tolist() == [2, 1, 0, 2, 1, 0]
    same(complete(first, ["10010101"]), first)


def test_a_sum_of_nothing_known_is_null_and_not_zero() -> None:
    first = counted([{"place": "10010101", "answer": 0}])
    found = complete(first, ["10010101", "10020101"])
    wide = roll_up(found, "amphoe").set_index(["code", "place"])
    assert wide.loc[("answer", "1002"), SUMS].isna().all()
    assert wide.loc[("answer", "1001"), "asked"] == 1
    assert measure(wide.reset_index())["share"].isna().any()


def test_villages_are_not_households(engine: str) -> None:
    book = catalog.rulebook("nrd2c")
    column = book.indicator[0].columns[0]
    survey = pd.DataFrame({"row": range(4), "place": [f"9901010{n}" for n in range(1, 5)]})
    survey[column] = pd.array([1, 2, 3, None], dtype="Int16")
    found = count(survey, book, year=2564, engine=engine)
    assert found["asked"].tolist() == [1, 1, 1, 0]
    assert found["met"].tolist() == [0, 1, 1, 0]
    assert found["unknown"].tolist() == [0, 0, 0, 1]
    assert found[SUMS[3:]].isna().all(axis=None)
    assert roll_up(found, "tambon")[SUMS].iloc[0].tolist() == [3, 2, 1, pd.NA, pd.NA, pd.NA]


def test_a_survey_without_rows_counts_nothing(engine: str) -> None:
    found = counted([{"place": "10010101"}], engine).iloc[:0]
    assert count(brute.table([]), BOOK, year=2565, engine=engine).shape == found.shape


def test_a_survey_that_answers_nothing_is_refused() -> None:
    with pytest.raises(RuleError):
        count(pd.DataFrame({"row": [1], "place": ["10010101"]}), BOOK, year=2565)


def test_nothing_is_changed_in_place() -> None:
    survey = brute.table([{"place": "10010101", "answer": 1}])
    before = survey.copy(deep=True)
    found = count(survey, BOOK, year=2565)
    kept = found.copy(deep=True)
    complete(roll_up_ladder(found), ["10010102"])
    measure(found)
    pd.testing.assert_frame_equal(survey, before)
    pd.testing.assert_frame_equal(found, kept)


# --- groups ---

GROUPED = st.lists(
    st.tuples(brute.households(), st.sampled_from(["rice", "shop", None]), st.integers(1, 3)),
    min_size=1,
    max_size=15,
)


def grouped(rows: list[tuple[dict[str, Any], str | None, int]]) -> pd.DataFrame:
    """A survey with the work of the household, and its zone."""
    table = brute.table([row for row, *_ in rows])
    work = pd.array([one for _, one, _ in rows], dtype="str")
    return table.assign(work=work, zone=pd.array([one for *_, one in rows], dtype="Int8"))


def cells(counted: pd.DataFrame, *groups: str) -> dict[tuple[Any, ...], list[int]]:
    """Sums by code, place and groups, null as None."""
    keys = counted[["code", "place", *groups]].itertuples(index=False, name=None)
    told = [tuple(None if pd.isna(one) else one for one in key) for key in keys]
    assert len(set(told)) == len(told)
    return dict(zip(told, counted[SUMS].to_numpy().tolist(), strict=True))


@settings(max_examples=25)
@given(GROUPED)
def test_groups_are_those_of_a_plain_loop(rows: list[Any]) -> None:
    expected = {}
    for work, zone in {(work, zone) for _, work, zone in rows}:
        some = brute.count([row for row, w, z in rows if (w, z) == (work, zone)])
        expected |= {(*key, work, zone): sums for key, sums in some.items()}
    for engine in ENGINES:
        found = count(grouped(rows), BOOK, year=2565, by=["work", "zone"], engine=engine)
        COUNTED.check(found)
        assert cells(found, "work", "zone") == expected
        assert found.columns.tolist()[12:] == ["work", "zone"]


@settings(max_examples=20)
@given(GROUPED)
def test_groups_add_up_to_the_whole_and_stay_apart_on_the_way_up(rows: list[Any]) -> None:
    survey = grouped(rows)
    parts = count(survey, BOOK, year=2565, by=["work"])
    whole = count(survey, BOOK, year=2565)
    same(parts.groupby([*KEYS, "year", "framework", "level", "counts"], as_index=False)[SUMS].sum(),
         whole)  # fmt: skip
    steps = roll_up(roll_up(roll_up(parts, "tambon"), "amphoe"), "province")
    at_once = roll_up(parts, "province")
    assert cells(steps, "work") == cells(at_once, "work")
    wider = survey.assign(place=survey["place"].str[:2])
    direct = count(wider, BOOK, year=2565, by=["work"])
    assert cells(direct, "work") == cells(at_once, "work")
    assert set(roll_up_ladder(parts)["level"]) == {"village", *WIDER}


@settings(max_examples=20)
@given(GROUPED, st.permutations(brute.PLACES))
def test_villages_by_another_code_are_the_same_villages(rows: list[Any], codes: list[str]) -> None:
    other = dict(zip(brute.PLACES, codes, strict=True))
    moved = [({**row, "place": other[row["place"]]}, *more) for row, *more in rows]
    found = cells(count(grouped(moved), BOOK, year=2565, by=["work"]), "work")
    first = cells(count(grouped(rows), BOOK, year=2565, by=["work"]), "work")
    assert found == {(code, other[place], *more): v for (code, place, *more), v in first.items()}


def test_a_group_that_was_not_met_is_absent_and_a_place_not_reached_is_unknown() -> None:
    rows = [
        ({"place": "10010101", "answer": 0}, "rice", 1),
        ({"place": "10010102", "answer": 1}, None, 1),
    ]
    found = count(grouped(rows), BOOK, year=2565, by=["work"])
    whole = complete(found, list(brute.PLACES[:3]))
    told = cells(whole[whole["code"] == "answer"], "work")
    assert told["answer", "10010101", "rice"][:3] == [1, 0, 0]
    assert ("answer", "10010101", None) not in told
    assert all(pd.isna(told["answer", "10010201", work]).all() for work in ("rice", None))
    assert len(told) == 4


@pytest.mark.parametrize("by", [["place"], ["share"], ["zone", "zone"], ["asked"]])
def test_a_group_cannot_be_named_like_a_result(by: list[str]) -> None:
    rows = [({"place": "10010101", "answer": 0}, "rice", 1)]
    survey = grouped(rows).assign(share=1, asked=1)
    with pytest.raises(AnalysisError) as caught:
        count(survey, BOOK, year=2565, by=by)
    assert caught.value.code == "aggregate.by"


def test_one_group_may_be_named_alone() -> None:
    survey = grouped([({"place": "10010101", "answer": 0}, "rice", 1)])
    alone = count(survey, BOOK, year=2565, by="work")
    pd.testing.assert_frame_equal(alone, count(survey, BOOK, year=2565, by=["work"]))


def test_a_group_that_is_not_there_is_named() -> None:
    with pytest.raises(StageError, match="colour"):
        count(brute.table([{"place": "10010101"}]), BOOK, year=2565, by=["colour"])


def test_what_is_told_of_one_row_is_no_group() -> None:
    """Published tables carry the number of their row; shares are made again after a sum."""
    rows = [{"place": place, "answer": n % 2} for n, place in enumerate(brute.PLACES)]
    found = counted(rows)
    more = measure(found.assign(row=range(len(found)), households_total=9))
    pd.testing.assert_frame_equal(roll_up(more, "province"), roll_up(found, "province"))


def test_what_is_published_of_one_cell_is_no_group() -> None:
    """4 and 3 asked make 7 in the tambon, whatever the form, the score and the rounding were."""
    found = counted([{"place": "10010101", "answer": 1}] * 4)
    found = pd.concat([found, counted([{"place": "10010102", "answer": 1}] * 3)])
    form = found["place"].map({"10010101": "zero", "10010102": "rounded"})
    more = found.assign(form=form, score=found["asked"], rounded_to=found["asked"], households=1)
    tambon = roll_up(more, "tambon").set_index("code")
    assert tambon.loc["answer", "asked"] == 7


# --- areas of one's own ---


@settings(max_examples=20)
@given(GROUPED, st.lists(st.sampled_from(["north", "south", None]), min_size=5, max_size=5))
def test_zones_are_sums_of_their_villages(rows: list[Any], zones: list[str | None]) -> None:
    zone = dict(zip(brute.PLACES, zones, strict=True))
    inside = [({**row, "place": zone[row["place"]]}, *more) for row, *more in rows]
    inside = [one for one in inside if one[0]["place"] is not None]
    found = regroup(count(grouped(rows), BOOK, year=2565, by=["work"]), zone, level="zone")
    expected = {}
    for work in {one for _, one, _ in inside}:
        some = brute.count([row for row, one, _ in inside if one == work])
        expected |= {(*key, work): sums for key, sums in some.items()}
    assert cells(found, "work") == expected
    assert set(found["level"]) <= {"zone"}


def test_a_village_is_left_out_of_zones_by_name_only() -> None:
    found = counted([{"place": place, "answer": 1} for place in brute.PLACES])
    with pytest.raises(AnalysisError) as caught:
        regroup(found, dict.fromkeys(brute.PLACES[1:], "a"), level="zone")
    assert brute.PLACES[0] in caught.value.tell("en")
    zones = regroup(found, dict.fromkeys(brute.PLACES, "a"), level="zone")
    with pytest.raises(CodeError):
        roll_up(zones, "province")


# --- weights ---


@settings(max_examples=25)
@given(st.lists(st.tuples(brute.households(), st.integers(0, 64)), min_size=1, max_size=12))
def test_weighted_sums_are_those_of_a_plain_loop(rows: list[tuple[dict[str, Any], int]]) -> None:
    """Weights of eighths, which floats hold exactly: what a row adds alone, times its weight."""
    expected: dict[tuple[str, str], list[Fraction]] = {}
    for row, eighths in rows:
        for key, sums in brute.count([row]).items():
            total = expected.setdefault(key, [Fraction(0)] * 3)
            for n, units in enumerate(sums[:3]):
                total[n] += units * Fraction(eighths, 8)
    survey = brute.table([row for row, _ in rows]).assign(w=[n / 8 for _, n in rows])
    for engine in ENGINES:
        found = count(survey, BOOK, year=2565, weight="w", engine=engine)
        assert brute.as_dict(found) == brute.count([row for row, _ in rows])
        keys = zip(found["code"], found["place"], strict=True)
        told = found[list(WEIGHTED)].to_numpy().tolist()
        assert dict(zip(keys, told, strict=True)) == expected
    up = roll_up(roll_up(found, "tambon"), "province")
    pd.testing.assert_frame_equal(up, roll_up(found, "province"))
    shares = measure(up)
    for _, one in shares.iterrows():
        if one["weighted_asked"] == 0:
            assert pd.isna(one["weighted_share"])
        else:
            failing = Fraction(one["weighted_asked"]) - Fraction(one["weighted_met"])
            part = failing / Fraction(one["weighted_asked"])
            assert one["weighted_share"] == pytest.approx(float(part), rel=1e-15)


@settings(max_examples=20)
@given(brute.TABLES)
def test_equal_weights_change_no_share(rows: list[dict[str, Any]]) -> None:
    found = measure(count(brute.table(rows).assign(w=4), BOOK, year=2565, weight="w"))
    assert (found["share"].isna() == found["weighted_share"].isna()).all()
    known = found.dropna(subset="share")
    assert (known["share"] == known["weighted_share"]).all()


@pytest.mark.parametrize("bad", [None, -1.0, float("nan"), float("inf")])
def test_a_weight_that_is_none_is_refused(engine: str, bad: float | None) -> None:
    rows = [{"place": place, "answer": 1} for place in brute.PLACES]
    survey = brute.table(rows).assign(w=[1.0, bad, 0.0, bad, 2.5])
    with pytest.raises(AnalysisError) as caught:
        count(survey, BOOK, year=2565, weight="w", engine=engine)
    assert (caught.value.code, caught.value.facts["rows"]) == ("aggregate.weight", 2)
    polars = pl.from_pandas(survey.drop(columns="w")).with_columns(
        w=pl.Series([1.0, bad, 0.0, bad, 2.0])
    )
    with pytest.raises(AnalysisError):
        count(polars, BOOK, year=2565, weight="w", engine=engine)
    with pytest.raises(StageError):
        count(survey.assign(w="1"), BOOK, year=2565, weight="w", engine=engine)


def test_a_place_without_a_survey_has_no_weight() -> None:
    found = count(
        brute.table([{"place": "10010101", "answer": 1}]).assign(w=2), BOOK, year=2565, weight="w"
    )
    whole = measure(complete(found, ["10010101", "10010102"]))
    added = whole[whole["place"] == "10010102"]
    assert added[[*WEIGHTED, "weighted_share", "unknown_share"]].isna().all(axis=None)


# --- coverage and frames ---


@settings(max_examples=20)
@given(brute.TABLES)
def test_coverage_is_one_division(rows: list[dict[str, Any]]) -> None:
    for _, row in measure(roll_up_ladder(counted(rows))).iterrows():
        whole = row["asked"] + row["unknown"]
        if whole == 0:
            assert pd.isna(row["unknown_share"])
        else:
            assert row["unknown_share"] == float(Fraction(row["unknown"], whole))


KINDS = {"pandas": lambda f: f, "polars": pl.from_pandas, "arrow": pa.Table.from_pandas}
TYPES = {"pandas": pd.DataFrame, "polars": pl.DataFrame, "arrow": pa.Table}


@pytest.mark.parametrize("kind", KINDS)
def test_the_callers_kind_of_frame_comes_back(engine: str, kind: str) -> None:
    rows = [({"place": place, "answer": 1, "target": 3}, "rice", 1) for place in brute.PLACES]
    table = grouped(rows).assign(w=1.5)
    by = {"year": 2565, "by": ["work"], "weight": "w"}
    first = count(KINDS[kind](table), BOOK, engine=engine, **by)
    expected = count(table, BOOK, **by)
    steps = [
        lambda f: f,
        lambda f: complete(f, [*brute.PLACES, "10010109"]),
        lambda f: roll_up(f, "amphoe"),
        roll_up_ladder,
        lambda f: regroup(f, dict.fromkeys(brute.PLACES, "a"), level="zone"),
        measure,
    ]
    for step in steps:
        found = step(first)
        assert type(found) is TYPES[kind]
        as_pandas = found if kind == "pandas" else found.to_pandas()
        whole = step(expected)
        pd.testing.assert_frame_equal(as_pandas.astype(whole.dtypes), whole)


def test_an_unknown_level_is_named() -> None:
    found = counted([{"place": "10010101", "answer": 1}])
    for wrong in (lambda: roll_up(found, "region"), lambda: roll_up_ladder(found, top="region")):
        with pytest.raises(CodeError) as caught:
            wrong()
        assert "region" in caught.value.tell("en")
