"""Priorities by hand: the formula, its parts, how firm the order is, and the line of a budget."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.change import compare
from tambon_gis.analysis.priority import LINES, UNRANKED, cut_off, rank
from tambon_gis.analysis.stability import rank_stability
from tambon_gis.errors import AnalysisError, DocumentError
from tambon_gis.model.document import parse_document
from tambon_gis.model.priority import Priority

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """
[priority]
id = "made-up"
title = { th = "สมมุติ", en = "made up" }
source = { th = "สมมุติ", en = "made up" }
"""
BOOK = catalog.rulebook("bmn-2560")


def design(text: str = "", *, people: str = "household") -> Priority:
    return parse_document(Priority, HEAD + f'people = "{people}"\n' + text, name="made-up.toml")


def rows(*found: tuple[Any, ...], year: int = 2565, counts: str = "household") -> pd.DataFrame:
    """Code, place, asked, failing."""
    table = pd.DataFrame(found, columns=["code", "place", "asked", "failing"])
    table = table.astype({"asked": "Int64", "failing": "Int64"})
    table["met"] = table["asked"] - table["failing"]
    return table.drop(columns="failing").assign(
        year=year, framework="bmn-2560", level="village", counts=counts
    )


def order(found: pd.DataFrame) -> list[tuple[str, str, Any]]:
    ranks = found["rank"].astype(object).where(found["rank"].notna(), None)
    return list(zip(found["code"], found["place"], ranks, strict=True))


# --- the document ---


def test_the_shipped_formula_is_an_illustration_that_can_be_changed(tmp_path: Path) -> None:
    shipped = catalog.priority("default")
    assert shipped.priority.status == "illustrative"
    assert (shipped.target.default, shipped.weights.gap) == (0, 1)
    assert shipped.trend.per_point == Fraction(1, 20)
    (tmp_path / "priorities").mkdir()
    own = HEAD.replace("made-up", "default") + '[weights]\npeople = "1/2"\n'
    (tmp_path / "priorities" / "default.toml").write_text(own, encoding="utf-8")
    assert catalog.priority("default", folders=[tmp_path]).weights.people == Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[weights]\ngap = 0", "weight of gap must be above 0"),
        ("[weights]\npeople = -1", "write a number from 0 up"),
        ('[weights]\ntrend = "1/0"', "write a number from 0 up"),
        ("[weights]\ntrend = true", "write a number from 0 up"),
        ('[weights]\ntrend = "much"', "write a number from 0 up"),
        ("[target]\ndefault = 1", "share that may fail"),
        ('[target.of]\n"bmn-2560/9" = 5', "share that may fail"),
        ("[trend]\nlowest = 0", "lowest must be above 0"),
        ("[trend]\nhighest = 0.9", "lowest must be above 0"),
        ("[weight]\ngap = 1", "not known"),
    ],
)
def test_a_formula_that_cannot_be_is_refused(text: str, told: str) -> None:
    with pytest.raises(DocumentError) as caught:
        design(text)
    assert told in caught.value.tell("en")
    assert caught.value.tell("th")


# --- the formula ---


def test_gap_times_people_by_hand() -> None:
    table = rows(("9", "p", 100, 20), ("9", "q", 50, 20), ("10", "p", 200, 20), ("10", "q", 80, 0))
    found = rank(table, design())
    assert order(found) == [("9", "q", 1), ("9", "p", 2), ("10", "p", 3), ("10", "q", 4)]
    assert found["score"].tolist() == pytest.approx([800, 400, 200, 0])
    assert found["gap"].tolist() == pytest.approx([40, 20, 10, 0])
    assert found["people"].tolist() == [20, 20, 20, 0]
    assert set(found["unit"]) == {"household"}


def test_targets_and_weights() -> None:
    table = rows(("9", "p", 100, 20), ("10", "p", 100, 20), ("11", "p", 100, 4))
    text = (
        '[target]\ndefault = 0.05\n[target.of]\n"bmn-2560/10" = "1/10"\n'
        '[weights]\ngap = 2\npeople = "1/2"\n'
    )
    found = rank(table, design(text)).set_index("code")
    assert found["gap"].tolist() == pytest.approx([15, 10, 0])
    assert found.loc["9", "score"] == pytest.approx(15**2 * math.sqrt(20))
    assert found.loc["10", "score"] == pytest.approx(10**2 * math.sqrt(20))
    assert found.loc["11", "score"] == 0
    assert found["rank"].tolist() == [1, 2, 3]


def test_equal_scores_share_the_better_rank_and_met_targets_the_last() -> None:
    table = rows(*(("9", place, 100, 20) for place in "pq"), ("9", "r", 100, 10),
                 *(("9", place, 100, 0) for place in "st"))  # fmt: skip
    assert rank(table, design())["rank"].tolist() == [1, 1, 3, 4, 4]


def test_a_clear_trend_moves_a_score_and_an_unclear_one_does_not() -> None:
    before = rows(
        ("9", "worse", 100, 20), ("9", "same", 100, 60), ("9", "noise", 100, 58), year=2563
    )
    now = rows(("9", "worse", 100, 60), ("9", "same", 100, 60), ("9", "noise", 100, 60),
               ("9", "fresh", 100, 60))  # fmt: skip
    moved = compare(pd.concat([before, now]), [BOOK], earlier=2563, later=2565)
    found = rank(now, design("[trend]\nper_point = 0.01\n"), change=moved).set_index("place")
    # 40 points in 2 years are 20 a year: 1 + 20 x 0.01.
    assert found["trend"].to_dict() == pytest.approx(
        {"worse": 1.2, "same": 1.0, "noise": 1.0, "fresh": 1.0}
    )
    assert found.loc["worse", "score"] == pytest.approx(60 * 60 * 1.2)
    assert found["per_year"].drop("fresh").to_dict() == pytest.approx(
        {"worse": 20, "same": 0, "noise": 1}
    )
    assert pd.isna(found.loc["fresh", "per_year"])
    every = design("[trend]\nper_point = 0.01\nonly_clear = false\n")
    assert rank(now, every, change=moved).set_index("place").loc["noise", "trend"] == 1.01


@pytest.mark.parametrize(("before", "now", "factor"), [(0, 90, 2), (90, 0, 0.5), (20, 60, 2)])
def test_the_factor_of_a_trend_stays_in_its_bounds(before: int, now: int, factor: float) -> None:
    early, late = rows(("9", "p", 100, before), year=2563), rows(("9", "p", 100, now))
    moved = compare(pd.concat([early, late]), [BOOK], earlier=2563, later=2565)
    assert rank(late, design(), change=moved)["trend"].tolist() == [factor]


def test_the_parts_add_up_to_the_score() -> None:
    table = rows(("9", "p", 100, 20), ("9", "q", 50, 20), ("10", "p", 200, 31), ("10", "q", 80, 0))
    found = rank(table, design('[weights]\ngap = 1.5\npeople = "1/3"\n'))
    parts = found[["gap_part", "people_part", "trend_part"]]
    scores = found["score"].iloc[:3].astype(float)
    logs = [math.log(score) for score in scores]
    expected = [log - sum(logs) / 3 for log in logs]
    assert parts.sum(axis=1).iloc[:3].tolist() == pytest.approx(expected, abs=1e-12)
    assert parts.iloc[3].isna().all()
    assert float(found["gap_part"].iloc[0]) == pytest.approx(
        1.5 * (math.log(40) - (math.log(40) + math.log(20) + math.log(15.5)) / 3)
    )


# --- whom it counts ---


def test_households_stand_for_every_indicator() -> None:
    table = pd.concat([rows(("9", "p", 100, 20)), rows(("16", "p", 60, 12), counts="person")])
    table = table.assign(households_asked=[100, 40], households_met=[80, 31])
    found = rank(table, design()).set_index("code")
    assert found["people"].to_dict() == {"9": 20, "16": 9}
    assert found["people_asked"].to_dict() == {"9": 100, "16": 40}
    assert found.loc["16", "score"] == pytest.approx(20 * 9)


def test_persons_need_the_size_of_a_household() -> None:
    table = pd.concat([rows(("9", "p", 100, 20)), rows(("16", "p", 60, 12), counts="person")])
    with pytest.raises(AnalysisError) as caught:
        rank(table, design(people="person"))
    assert caught.value.code == "priority.members"
    members = pd.DataFrame({"place": ["p", "q"], "members": [3.5, 2.0]})
    found = rank(table, design(people="person"), members=members).set_index("code")
    assert found["people"].to_dict() == {"9": 70, "16": 12}
    assert set(found["unit"]) == {"person"}
    elsewhere = rank(table, design(people="person"), members=members.tail(1))
    assert elsewhere.set_index("code").loc["9", "reason"] == "people_unknown"
    # Person indicators alone need no size.
    assert rank(table.tail(1), design(people="person"))["rank"].tolist() == [1]
    with pytest.raises(AnalysisError):
        rank(table, design(people="person"), members=pd.concat([members, members]))


def test_rows_without_a_rank_are_listed_with_the_reason() -> None:
    table = pd.concat(
        [
            rows(("9", "p", 100, 20), ("9", "q", 0, 0), ("9", "r", None, None)),
            rows(("1", "p", 1, 1), counts="village"),
        ]
    )
    found = rank(table, design())
    assert order(found)[0] == ("9", "p", 1)
    assert set(order(found)[1:]) == {("9", "q", None), ("9", "r", None), ("1", "p", None)}
    reasons = dict(zip(found["place"] + found["counts"], found["reason"].fillna(""), strict=True))
    assert reasons == {
        "phousehold": "",
        "qhousehold": "not_asked",
        "rhousehold": "unknown",
        "pvillage": "people_unknown",
    }
    assert set(reasons.values()) - {""} <= set(UNRANKED)


def test_people_that_do_not_count_need_not_be_known() -> None:
    table = rows(("1", "p", 1, 1), counts="village")
    found = rank(table, design("[weights]\npeople = 0\n"))
    assert found["score"].tolist() == [100]
    assert found["reason"].isna().all()
    firm = rank_stability(found, design("[weights]\npeople = 0\n"), seed=1, draws=5)
    assert firm[["counts_low", "counts_high"]].to_numpy().tolist() == [[1, 1]]


def test_a_band_has_a_range_and_no_rank() -> None:
    cells = pd.DataFrame(
        {
            "place": ["exact", "few", "hidden", "rounded"],
            "form": ["exact", "few", "hidden", "rounded"],
            "asked": [80, 80, None, 80],
            "failing": [40, None, None, 25],
            "share": [0.5, None, None, 0.3],
            "share_low": [0.5, 1 / 80, None, 0.2875],
            "share_high": [0.5, 4 / 80, None, 0.3375],
        }
    ).assign(year=2565, framework="bmn-2560", code="9", level="village", counts="household")
    found = rank(cells, design()).set_index("place")
    assert found["rank"].dropna().to_dict() == {"exact": 1}
    assert found["reason"].dropna().to_dict() == dict.fromkeys(
        ["few", "hidden", "rounded"], "not_exact"
    )
    assert found.loc["few", "score_low"] == pytest.approx(1.25 * 1)
    assert found.loc["few", "score_high"] == pytest.approx(5 * 4)
    assert found.loc["hidden", ["score", "score_low", "score_high"]].isna().all()
    assert found.loc["exact", ["score", "score_low", "score_high"]].tolist() == [2000.0] * 3


def test_what_cannot_stand_in_one_order_is_refused() -> None:
    table = rows(("9", "p", 100, 20))
    for column, value in (("year", 2564), ("level", "tambon")):
        mixed = pd.concat([table, table.assign(**{column: value, "place": "t"})])
        with pytest.raises(AnalysisError) as caught:
            rank(mixed, design())
        assert caught.value.code == "priority.mixed"
        assert column in caught.value.tell("en")
    early = rows(("9", "p", 100, 20), year=2563)
    moved = compare(pd.concat([early, table.assign(year=2564)]), [BOOK], earlier=2563, later=2564)
    with pytest.raises(AnalysisError) as caught:  # a trend that ends in another year
        rank(table, design(), change=moved)
    assert caught.value.code == "priority.mixed"
    again = compare(pd.concat([early, table]), [BOOK], earlier=2563, later=2565)
    with pytest.raises(AnalysisError) as caught:
        rank(table, design(), change=pd.concat([again, again]))
    assert caught.value.code == "priority.repeated"


COUNTS = st.integers(1, 200).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
TABLES = st.lists(COUNTS, min_size=1, max_size=12).map(
    lambda found: rows(*(("9", f"p{n:02d}", *pair) for n, pair in enumerate(found)))
)
DESIGNS = st.tuples(st.integers(1, 3), st.integers(0, 3)).map(
    lambda w: design(f"[weights]\ngap = {w[0]}\npeople = {w[1]}\n[target]\ndefault = 0.1\n")
)


@settings(max_examples=50)
@given(table=TABLES, chosen=DESIGNS, seed=st.integers(0, 99))
def test_the_order_of_the_rows_changes_no_rank(
    table: pd.DataFrame, chosen: Priority, seed: int
) -> None:
    found = rank(table, chosen)
    mixed = rank(table.sample(frac=1, random_state=seed), chosen)
    pd.testing.assert_frame_equal(found, mixed)
    firm = [rank_stability(one, chosen, seed=seed, draws=20)
            for one in (found, mixed.sample(frac=1, random_state=seed))]  # fmt: skip
    pd.testing.assert_frame_equal(*firm)


@settings(max_examples=50)
@given(table=TABLES, chosen=DESIGNS)
def test_ranks_against_exact_fractions(table: pd.DataFrame, chosen: Priority) -> None:
    scores = {}
    for row in table.itertuples():
        failing = row.asked - row.met
        gap = max(Fraction(0), 100 * (Fraction(int(failing), int(row.asked)) - Fraction(1, 10)))
        weights = chosen.weights
        scores[row.place] = gap ** int(weights.gap) * Fraction(int(failing)) ** int(weights.people)
    found = rank(table, chosen).set_index("place")
    for place, score in scores.items():
        assert float(found.loc[place, "score"]) == pytest.approx(float(score), rel=1e-9, abs=1e-9)
        clearly = [s for s in scores.values() if float(s) > float(score) * (1 + 1e-9) + 1e-9]
        atleast = [s for s in scores.values() if float(s) >= float(score) * (1 - 1e-9) - 1e-9]
        assert len(clearly) + 1 <= found.loc[place, "rank"] <= max(len(atleast), 1)


#: Asked and failing; by hand 100 x failing^2 / asked is 300 in each.
EQUAL = [(12, 6), (3, 3), (48, 12), (75, 15), (147, 21), (27, 9), (108, 18)]


def test_scores_that_are_equal_by_hand_share_a_rank() -> None:
    table = rows(*(("9", f"p{n}", *pair) for n, pair in enumerate(EQUAL)), ("9", "q", 11, 6))
    found = rank(table, catalog.priority("default"))
    assert found["rank"].tolist() == [1, *[2] * 7]  # 3600 / 11 is 327 and comes first
    firm = rank_stability(found, catalog.priority("default"), seed=1, draws=3, spread=0)
    assert firm["weights_low"].tolist() == firm["weights_high"].tolist() == [1, *[2] * 7]


# --- how firm the order is ---


def test_an_order_that_nothing_can_turn_round() -> None:
    # p is worse in every part, and by far more than its numbers could be off.
    found = rank(rows(("9", "p", 400, 300), ("9", "q", 300, 30), ("9", "r", 100, 0)), design())
    firm = rank_stability(found, design(), seed=5, draws=300, top=1)
    assert firm["rank"].tolist() == [1, 2, 3]
    for name in ("weights", "counts"):
        assert firm[f"{name}_low"].tolist() == firm[f"{name}_high"].tolist() == [1, 2, 3]
        assert firm[f"{name}_top"].tolist() == [1, 0, 0]


def test_equal_rows_are_first_half_of_the_time() -> None:
    found = rank(rows(("9", "p", 40, 20), ("9", "q", 40, 20)), design())
    firm = rank_stability(found, design(), seed=5, draws=4000, top=1)
    # The same counts under the same weights always tie; redrawn counts fall either way.
    assert firm["weights_top"].tolist() == [1, 1]
    assert firm["counts_top"].tolist() == pytest.approx([0.5, 0.5], abs=0.03)
    assert firm[["counts_low", "counts_high"]].to_numpy().tolist() == [[1, 2], [1, 2]]


def test_redrawn_counts_follow_the_posterior_of_jeffreys() -> None:
    # 1 of 4 against none of 4: the chance that Beta(1.5, 3.5) exceeds Beta(0.5, 4.5), 0.84, by
    # adding up a fine grid; a flat prior would give 0.78.
    import numpy as np
    from scipy.stats import beta

    grid = np.linspace(0, 1, 20001)
    chance = np.trapezoid(beta.pdf(grid, 1.5, 3.5) * beta.cdf(grid, 0.5, 4.5), grid)
    found = rank(rows(("9", "p", 4, 1), ("9", "q", 4, 0)), design())
    firm = rank_stability(found, design(), seed=11, draws=20_000, top=1).set_index("place")
    assert firm.loc["p", "counts_top"] == pytest.approx(chance, abs=0.012)


def test_weights_are_perturbed_as_told() -> None:
    # p leads by people, q by gap: gap 40 x 20 against 20 x 35. p is first when
    # a ln 20 + b ln 35 > a ln 40 + b ln 20 with a, b lognormal: b/a > ln 2 / ln 1.75.
    from statistics import NormalDist

    found = rank(rows(("9", "p", 175, 35), ("9", "q", 50, 20)), design())
    firm = rank_stability(found, design(), seed=3, draws=20_000, spread=0.3, top=1)
    ratio = math.log(math.log(2) / math.log(1.75))
    chance = 1 - NormalDist(0, 0.3 * math.sqrt(2)).cdf(ratio)
    assert firm.set_index("place").loc["p", "weights_top"] == pytest.approx(chance, abs=0.012)
    still = rank_stability(found, design(), seed=3, draws=10, spread=0)
    assert still["weights_low"].tolist() == still["weights_high"].tolist() == [1, 2]


def test_few_asked_make_a_rank_uncertain() -> None:
    table = rows(("9", "few", 12, 3), ("9", "many", 1200, 300),
                 *(("9", f"p{n}", 100, 5 * n) for n in range(10)))  # fmt: skip
    firm = rank_stability(rank(table, design()), design(), seed=1, draws=500).set_index("place")
    width = firm["counts_high"] - firm["counts_low"]
    assert width["few"] > width["many"]


def test_a_seed_gives_the_same_table_and_bad_draws_are_refused() -> None:
    found = rank(rows(("9", "p", 40, 20), ("9", "q", 40, 19), ("9", "r", None, None)), design())
    one, same, other = (rank_stability(found, design(), seed=n, draws=50, top=1) for n in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert not one.equals(other)
    assert one["place"].tolist() == ["p", "q"]
    assert rank_stability(found.tail(1), design(), seed=1).empty
    for bad in ({"draws": 0}, {"spread": -1.0}, {"spread": math.nan}):
        with pytest.raises(AnalysisError) as caught:
            rank_stability(found, design(), seed=1, **bad)
        assert caught.value.code == "priority.draws"


# --- the line of a budget ---


def ranked() -> pd.DataFrame:
    return rank(
        rows(("9", "p", 100, 50), ("9", "q", 100, 40), ("9", "r", 100, 30), ("9", "s", 100, 20),
             ("9", "t", 100, 0), ("9", "u", None, None)),
        design(),
    )  # fmt: skip


COSTS = pd.DataFrame(
    {"place": ["p", "q", "s", "t"], "cost": [30_000.0, 50_000.0, 10_000.0, 5_000.0]}
)


def test_the_line_by_hand() -> None:
    found = cut_off(ranked(), COSTS, 80_000).set_index("place")
    assert found["line"].to_dict() == {
        "p": "funded",
        "q": "funded",
        "r": "no_cost",
        "s": "beyond",
        "t": "at_target",
        "u": "unranked",
    }
    assert found["cumulative"].dropna().to_dict() == {"p": 30_000, "q": 80_000, "s": 90_000}
    assert set(found["line"]) == set(LINES)
    # A cheap row below the first that does not fit is not taken before it.
    assert cut_off(ranked(), COSTS, 45_000)["line"].tolist()[:4] == [
        "funded",
        "beyond",
        "no_cost",
        "beyond",
    ]


def test_satang_add_up() -> None:
    costs = pd.DataFrame({"place": ["p", "q", "r"], "cost": [0.1, 0.2, 0.3]})
    assert cut_off(ranked(), costs, 0.6)["line"].tolist()[:3] == ["funded"] * 3


def test_a_cost_for_each_indicator_or_one_for_all() -> None:
    of_code = pd.DataFrame({"framework": ["bmn-2560"], "code": ["9"], "cost": [40_000]})
    for_all = pd.DataFrame({"cost": [40_000]})
    for costs in (of_code, for_all):
        found = cut_off(ranked(), costs, 100_000)
        assert found["line"].tolist()[:4] == ["funded", "funded", "beyond", "beyond"]
    unknown = pd.DataFrame({"place": ["p"], "cost": pd.array([None], dtype="Float64")})
    assert cut_off(ranked(), unknown, 0)["line"].tolist()[:4] == ["no_cost"] * 4


def test_bad_money_is_refused() -> None:
    for costs, budget, code in (
        (COSTS, -1.0, "priority.money"),
        (COSTS, math.nan, "priority.money"),
        (COSTS.assign(cost=-COSTS["cost"]), 1.0, "priority.money"),
        (pd.concat([COSTS, COSTS]), 1.0, "priority.repeated"),
        (pd.DataFrame({"cost": [1.0, 2.0]}), 1.0, "priority.repeated"),
    ):
        with pytest.raises(AnalysisError) as caught:
            cut_off(ranked(), costs, budget)
        assert caught.value.code == code


@settings(max_examples=50)
@given(
    table=TABLES,
    prices=st.lists(st.integers(0, 500), min_size=12, max_size=12),
    budgets=st.tuples(st.integers(0, 3000), st.integers(0, 3000)),
)
def test_a_larger_budget_drops_nothing(
    table: pd.DataFrame, prices: list[int], budgets: tuple[int, int]
) -> None:
    costs = pd.DataFrame({"place": [f"p{n:02d}" for n in range(12)], "cost": prices})
    found = rank(table, design())
    less, more = (cut_off(found, costs, budget) for budget in sorted(budgets))
    funded = [set(one.loc[one["line"] == "funded", "place"]) for one in (less, more)]
    assert funded[0] <= funded[1]
    price = dict(zip(costs["place"], costs["cost"], strict=True))
    for places, budget in zip(funded, sorted(budgets), strict=True):
        assert sum(price[place] for place in places) <= budget
    assert len(less) == len(table)


def test_other_frames_come_back_as_they_came() -> None:
    table = pl.from_pandas(rows(("9", "p", 100, 20), ("9", "q", 50, 20)))
    found = rank(table, design())
    assert isinstance(found, pl.DataFrame)
    assert found["place"].to_list() == ["q", "p"]
    firm = rank_stability(found, design(), seed=1, draws=10)
    assert isinstance(firm, pl.DataFrame)
    line = cut_off(found, pl.DataFrame({"place": ["p", "q"], "cost": [5, 6]}), 8)
    assert line["line"].to_list() == ["funded", "beyond"]
