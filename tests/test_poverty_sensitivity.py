"""Other cut-offs and other weights: exact schemes, ranks by hand, agreement by counting pairs."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import sqrt
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import poverty_support as support
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from poverty_support import PLACES, brute, design, designs, equal, parts_of

from tambon_gis.analysis.poverty import (
    agreement,
    headcounts,
    measure,
    over_k,
    over_weights,
    rank_range,
    spread,
)
from tambon_gis.errors import AnalysisError

if TYPE_CHECKING:
    from tambon_gis.model.poverty import PovertyDesign


def two(cutoff: object = "union") -> PovertyDesign:
    """Two dimensions of one indicator each, half and half."""
    return design([("x", None, {"a": None}), ("y", None, {"b": None})], cutoff)


def rows_of(*villages: str) -> list[dict[str, Any]]:
    """A village is a text such as ``"a a ab -"``: what each household is deprived in."""
    return [
        {"place": place, "sex": 1, "members": 1}
        | {code: int(code not in household) for code in support.CODES}
        for place, text in zip(PLACES, villages, strict=False)
        for household in text.split()
    ]


def test_cutoffs_in_the_order_given() -> None:
    table = support.table(rows_of("a ab -", "ab ab -"))
    found = over_k(table, two(), ["1/2", 1, "intersection"])
    assert found["k"].tolist() == ["1/2"] * 2 + ["1"] * 2 + ["intersection"] * 2
    assert found["cutoff"].tolist() == [0.5, 0.5, 1, 1, 1, 1]
    assert found["q"].tolist() == [2, 2, 1, 2, 1, 2]
    assert found["M0"].tolist() == [1 / 2, 2 / 3, 1 / 3, 2 / 3, 1 / 3, 2 / 3]


def test_a_cutoff_is_needed() -> None:
    with pytest.raises(AnalysisError) as caught:
        over_k(support.table(rows_of("a")), two(), [])
    assert caught.value.code == "poverty.nothing"


@settings(max_examples=20)
@given(rows=support.states(), one=designs())
def test_each_cutoff_is_a_question_of_its_own(
    rows: list[dict[str, Any]], one: PovertyDesign
) -> None:
    table, ks = support.table(rows), ["1/4", "1/2"]
    found = over_k(table, one, ks, by=["sex"], weight="members")
    for k in ks:
        part = found[found["k"] == k].drop(columns=["k", "cutoff"]).reset_index(drop=True)
        own = measure(headcounts(table, one, k=k, by=["sex"], weight="members"))
        pd.testing.assert_frame_equal(part, own)


# --- schemes ---


@given(designs(), st.fractions(Fraction(1, 1000), Fraction(1, 10), max_denominator=1000))
def test_schemes_are_exact(one: PovertyDesign, step: Fraction) -> None:
    weights: dict[str, Fraction] = {}
    for part in one.deprivations:
        weights[part.dimension] = weights.get(part.dimension, Fraction(0)) + part.weight
    if len(weights) < 2 or step >= min(min(w, 1 - w) for w in weights.values()):
        with pytest.raises(AnalysisError):
            spread(one, step)
        return
    schemes = spread(one, step)
    assert len(schemes) == 1 + 2 * len(weights)
    assert schemes.pop("baseline") == weights
    for name, scheme in schemes.items():
        assert sum(scheme.values()) == 1
        changed = name[: name.rindex(str(step)) - 1]
        sign = 1 if name[len(changed)] == "+" else -1
        assert scheme[changed] == weights[changed] + sign * step
        others = [d for d in weights if d != changed]
        for first, second in combinations(others, 2):
            assert scheme[first] * weights[second] == scheme[second] * weights[first]


@pytest.mark.parametrize("step", [0, "1/2", -0.1, "much"])
def test_a_step_that_leaves_nothing(step: Any) -> None:
    with pytest.raises(AnalysisError, match="1/2") as caught:
        spread(two(), step)
    assert caught.value.code == "poverty.spread"
    with pytest.raises(AnalysisError):
        spread(equal("ab"), "1/10")


# --- ranks ---


def test_ranks_by_hand() -> None:
    """M0: 1/2, 1/2, 1/4; where x weighs 0.6: 0.6, 0.4, 0.3; where it weighs 0.4: 0.4, 0.6, 0.2."""
    table = support.table(rows_of("a a", "b b", "a -"))
    ranked = over_weights(table, two(), spread(two(), "1/10"))
    told = {name: part["rank"].tolist() for name, part in ranked.groupby("scheme", sort=False)}
    assert told == {
        "baseline": [1, 1, 3],
        "x+1/10": [1, 2, 3],
        "x-1/10": [2, 1, 3],
        "y+1/10": [2, 1, 3],
        "y-1/10": [1, 2, 3],
    }
    ranges = rank_range(ranked)
    assert ranges[["rank", "rank_low", "rank_high"]].to_numpy().tolist() == [
        [1, 1, 2],
        [1, 1, 2],
        [3, 3, 3],
    ]
    assert ranges["M0"].tolist() == [0.5, 0.5, 0.25]
    assert ranges["M0_low"].tolist() == [0.4, 0.4, 0.2]
    assert ranges["M0_high"].tolist() == [0.6, 0.6, 0.3]


def test_a_place_without_answers_has_no_rank() -> None:
    rows = rows_of("a", "b", "a")
    rows[2] |= {"a": None, "b": None}
    ranked = over_weights(support.table(rows), two(), spread(two(), "1/10"))
    assert ranked.loc[ranked["place"] == PLACES[2], "rank"].isna().all()
    told = agreement(ranked)
    assert told["places"].tolist() == [2] * 5
    assert rank_range(ranked)["place"].tolist() == list(PLACES)


@settings(max_examples=15)
@given(rows=support.states(), weights=support.weights(2), k=st.sampled_from(["1/4", "1/2"]))
def test_m0_and_ranks_under_other_weights_are_those_of_the_loops(
    rows: list[dict[str, Any]], weights: list[Fraction], k: str
) -> None:
    one = design([("x", None, {"a": None, "b": None}), ("y", None, {"c": None})])
    scheme = dict(zip(["x", "y"], weights, strict=True))
    ranked = over_weights(support.table(rows), one, {"other": scheme}, k=k)
    found = ranked[ranked["scheme"] == "other"].set_index("place")
    parts = parts_of(one.reweighted(scheme))
    exact = {}
    for place in found.index:
        want = brute([row for row in rows if row["place"] == place], parts, Fraction(k))
        if want["n"]:
            exact[place] = want["score"] / want["n"]
            assert found.loc[place, "M0"] == pytest.approx(float(exact[place]), abs=1e-15)
    for place, value in exact.items():
        assert found.loc[place, "rank"] == 1 + sum(other > value for other in exact.values())


def test_a_scheme_must_weigh_every_dimension() -> None:
    table = support.table(rows_of("a"))
    with pytest.raises(AnalysisError, match="x, y"):
        over_weights(table, two(), {"half": {"x": 1}})


# --- agreement ---


def tau_b(one: list[float], other: list[float]) -> float:
    """Kendall's tau-b by counting pairs."""
    pairs = list(combinations(range(len(one)), 2))

    def sign(values: list[float], i: int, j: int) -> int:
        return (values[i] > values[j]) - (values[i] < values[j])

    both = sum(sign(one, i, j) * sign(other, i, j) for i, j in pairs)
    untied = [sum(sign(values, i, j) != 0 for i, j in pairs) for values in (one, other)]
    return both / sqrt(untied[0] * untied[1])


VALUES = st.lists(st.tuples(*[st.integers(0, 4)] * 2), min_size=2, max_size=8)


@settings(max_examples=60)
@given(VALUES)
def test_tau_is_that_of_pairs(values: list[tuple[int, int]]) -> None:
    base, other = ([one[n] / 4 for one in values] for n in (0, 1))
    ranked = pd.DataFrame(
        {
            "scheme": ["baseline"] * len(values) + ["s"] * len(values),
            "level": "village",
            "place": [f"{n:08d}" for n in range(len(values))] * 2,
            "M0": base + other,
        }
    )
    ranked["rank"] = ranked.groupby("scheme")["M0"].rank(method="min", ascending=False).astype(int)
    found = agreement(ranked).set_index("scheme")
    assert found.loc["s", "places"] == len(values)
    ranks = [sorted(side, reverse=True) for side in (base, other)]
    moved = sum(ranks[0].index(a) != ranks[1].index(b) for a, b in zip(base, other, strict=True))
    assert found.loc["s", "moved"] == moved
    if len(set(base)) > 1 and len(set(other)) > 1:
        assert found.loc["s", "tau"] == pytest.approx(tau_b(base, other), abs=1e-12)
    else:
        assert pd.isna(found.loc["s", "tau"])


@pytest.mark.parametrize("function", [rank_range, agreement])
def test_tables_without_schemes_are_refused(function: Any) -> None:
    with pytest.raises(AnalysisError, match="scheme"):
        function(measure(headcounts(support.table(rows_of("a")), two())))


def test_polars_in_polars_out() -> None:
    table = support.table(rows_of("a a", "b b", "a -"))
    schemes = spread(two(), "1/10")
    ranked = over_weights(pl.from_pandas(table), two(), schemes, engine="polars")
    assert isinstance(ranked, pl.DataFrame)
    for function in (rank_range, agreement):
        found = function(ranked)
        assert isinstance(found, pl.DataFrame)
        want = function(over_weights(table, two(), schemes))
        pd.testing.assert_frame_equal(found.to_pandas().astype(want.dtypes), want)
    assert isinstance(over_k(pl.from_pandas(table), two(), ["1/2"]), pl.DataFrame)
