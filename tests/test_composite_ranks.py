"""How ranks depend on weights: by hand, against plain fractions, and in their properties."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from engine_support import in_kind, library_of, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st
from test_composite import TWO, composite, of_weights, table_of, values

from tambon_gis.analysis.composite import radar, total
from tambon_gis.analysis.composite_ranks import rank_sampling, rank_sensitivity
from tambon_gis.errors import AnalysisError

A, B, C = "99010101", "99010102", "99010103"


def of(found: pd.DataFrame, aspect: str, *names: str) -> list[list[Any]]:
    rows = found[found["aspect"] == aspect][list(names)].astype(object)
    return rows.where(rows.notna(), None).to_numpy().tolist()  # type: ignore[no-any-return]


def test_by_hand() -> None:
    """
    Weights 1 and 1; A has 90 and 70 (mean 80), B 75 and 80 (77.5), C 10 and 10.

    First weight halved: A 76.7, B 78.3; second doubled or first dropped: B leads as well.
    """
    cells = {
        (place, f"b/{code}"): value
        for place, numbers in {A: (90, 70), B: (75, 80), C: (10, 10)}.items()
        for code, value in enumerate(numbers, 1)
    }
    one = composite({"x": [("b/1", "1"), ("b/2", "1")]})
    found = rank_sensitivity(values(cells), one)
    names = ("value", "rank", "rank_best", "rank_worst", "mover", "mover_aspect")
    assert of(found, "x", *names) == [
        [80.0, 1, 1, 2, "b/1", "x"],
        [77.5, 2, 1, 2, "b/1", "x"],
        [10.0, 3, 3, 3, None, None],
    ]
    assert of(found, "x", "without_best", "without_worst", "without_mover") == [
        [1, 2, "b/1"],
        [1, 2, "b/1"],
        [3, 3, None],
    ]
    # a small change moves nothing: with the first weight at 0.9 A has 79.5 and B 77.6
    calm = rank_sensitivity(values(cells), one, spread=0.1)
    assert of(calm, "x", "rank_best", "rank_worst") == [[1, 1], [2, 2], [3, 3]]


def test_a_place_without_a_value_or_with_a_range_has_no_rank() -> None:
    cells: dict[tuple[str, str], Any] = {
        (A, "b/1"): (90.0, 90.0, 90.0),
        (A, "b/2"): (70.0, 70.0, 70.0),
        (B, "b/1"): (None, 75.0, 80.0),
        (B, "b/2"): (99.0, 99.0, 99.0),
        (C, "b/1"): (50.0, 50.0, 50.0),
        (C, "b/2"): (None, None, None),
    }
    three = composite({"x": [("b/1", "1"), ("b/2", "1")]}, least="3/5")
    found = rank_sensitivity(values(cells), three)
    ranks = ("rank", "rank_best", "rank_worst", "without_best", "without_worst")
    assert of(found, "x", *ranks) == [[1] * 5, [None] * 5, [None] * 5]
    drawn = rank_sampling(values(cells), three, seed=1, draws=5)
    assert of(drawn, "x", "rank", "rank_low", "same") == [[1, 1, 1.0], [None] * 3, [None] * 3]


# --- against plain fractions ---

PLACES = st.lists(st.tuples(*[st.integers(0, 20).map(float)] * 4), min_size=2, max_size=5)
WEIGHTS = st.lists(st.fractions(Fraction(1, 9), 9, max_denominator=9), min_size=4, max_size=4)


def plain_ranks(places: list[tuple[float, ...]], weights: list[Fraction]) -> list[int]:
    means = [
        sum(w * Fraction(v) for w, v in zip(weights, one, strict=True)) / sum(weights)
        for one in places
    ]
    return [1 + sum(other > mean for other in means) for mean in means]


@given(PLACES, WEIGHTS, st.sampled_from([Fraction(1, 2), Fraction(1, 10), Fraction(9, 10)]))
@settings(max_examples=40)
def test_best_and_worst_are_those_of_every_change(
    places: list[tuple[float, ...]], weights: list[Fraction], spread: Fraction
) -> None:
    found = rank_sensitivity(table_of(places), of_weights(weights), spread=str(spread))
    own = plain_ranks(places, weights)
    assert of(found, "x", "rank") == [[rank] for rank in own]
    runs: dict[str, list[tuple[int, list[int]]]] = {"rank": [], "without": []}
    for at in range(4):
        for name, factors in {"rank": (1 - spread, 1 + spread), "without": (0,)}.items():
            for factor in factors:
                changed = [w * factor if n == at else w for n, w in enumerate(weights)]
                runs[name].append((at, plain_ranks(places, changed)))
    for name, mover in (("rank", "mover"), ("without", "without_mover")):
        told = of(found, "x", f"{name}_best", f"{name}_worst", mover)
        for n, (best, worst, moved_by) in enumerate(told):
            ranks = [own[n], *(run[n] for _, run in runs[name])]
            assert (best, worst) == (min(ranks), max(ranks))
            moves = [max(abs(r[n] - own[n]) for at, r in runs[name] if at == m) for m in range(4)]
            first = moves.index(max(moves)) + 1
            assert moved_by == (f"b/{first}" if max(moves) else None)


@given(PLACES)
@settings(max_examples=25)
def test_the_total_depends_on_aspects_and_their_members(places: list[tuple[float, ...]]) -> None:
    """Two aspects of two members: the total's ranks under each change, in plain fractions."""
    aspects = composite({"x": [("b/1", "1"), ("b/2", "3")], "y": [("b/3", "1"), ("b/4", "1")]})
    base = [[Fraction(1), Fraction(3)], [Fraction(1), Fraction(1)], [Fraction(1), Fraction(1)]]

    def ranks_of(weights: list[list[Fraction]]) -> list[int]:
        flat = [
            *(w / sum(weights[0]) * weights[2][0] for w in weights[0]),
            *(w / sum(weights[1]) * weights[2][1] for w in weights[1]),
        ]
        return plain_ranks(places, flat)

    found = rank_sensitivity(table_of(places), aspects)
    runs = [ranks_of(base)]
    for group in range(3):
        for at in range(2):
            for factor in (Fraction(1, 2), Fraction(3, 2)):
                changed = [list(part) for part in base]
                changed[group][at] *= factor
                runs.append(ranks_of(changed))
    expected = [[min(run), max(run)] for run in zip(*runs, strict=True)]
    assert of(found, "total", "rank_best", "rank_worst") == expected
    assert of(found, "total", "rank") == [[rank] for rank in runs[0]]


@given(PLACES, WEIGHTS, st.randoms())
@settings(max_examples=25)
def test_neither_a_factor_nor_the_order_of_rows_changes_it(
    places: list[tuple[float, ...]], weights: list[Fraction], random: Any
) -> None:
    table = table_of(places)
    order = list(range(len(table)))
    random.shuffle(order)
    scaled = of_weights([7 * weight for weight in weights])
    pd.testing.assert_frame_equal(
        rank_sensitivity(table.iloc[order], scaled), rank_sensitivity(table, of_weights(weights))
    )


# --- sampling ---

CLOSE = {
    (place, f"b/{code}"): float(value)
    for place, numbers in {A: (90, 70, 40), B: (75, 84, 41), C: (10, 10, 42)}.items()
    for code, value in enumerate(numbers, 1)
}


def test_the_same_seed_draws_the_same() -> None:
    drawn = [
        rank_sampling(values(CLOSE), composite(TWO), seed=seed, draws=30, concentration=3)
        for seed in (7, 7, 8)
    ]
    pd.testing.assert_frame_equal(drawn[0], drawn[1])
    assert not drawn[0]["same"].equals(drawn[2]["same"])


def test_draws_that_stay_close_keep_the_ranks_and_wide_ones_do_not() -> None:
    two = composite(TWO)
    close = rank_sampling(values(CLOSE), two, seed=1, draws=60, concentration=1e6)
    assert (close["same"] == 1).all()
    assert (close["rank_low"] == close["rank_high"]).all()
    wide = rank_sampling(values(CLOSE), two, seed=1, draws=400, concentration=4)
    # b/1 needs more than 14/29 of the weight for A to pass B; Beta(1, 3) gives that
    # (1 - 14/29) ** 3 = 0.138 of the draws
    assert of(wide, "x", "rank_low", "rank_median", "rank_high") == [
        [1, 2, 2],
        [1, 1, 2],
        [3, 3, 3],
    ]
    assert wide["same"][0] == pytest.approx(1 - (15 / 29) ** 3, abs=0.05)
    names = ["year", "place", "aspect", "value", "rank"]
    exact = rank_sensitivity(values(CLOSE), two)[names]
    pd.testing.assert_frame_equal(wide[names], exact)


def test_values_and_ranks_are_those_of_the_radar() -> None:
    two = composite(TWO)
    aspects = radar(values(CLOSE), two)
    found = rank_sensitivity(values(CLOSE), two)
    inner = found[found["aspect"] != "total"]
    assert inner["value"].tolist() == aspects["value"].tolist()
    summed = total(aspects, two)
    whole = found[found["aspect"] == "total"]
    assert whole["value"].tolist() == pytest.approx(summed["value"].tolist())
    assert whole["rank"].tolist() == summed["rank"].tolist()


def test_any_kind_of_frame_is_answered_in_kind(kind: str) -> None:
    table, two = values(CLOSE), composite(TWO)
    found = rank_sensitivity(in_kind(table, kind), two)
    drawn = rank_sampling(in_kind(table, kind), two, seed=1, draws=2)
    assert (library_of(found), library_of(drawn)) == (kind, kind)
    assert rows_of(found) == rows_of(rank_sensitivity(table, two))
    assert rows_of(drawn) == rows_of(rank_sampling(table, two, seed=1, draws=2))


@pytest.mark.parametrize("spread", [0, 1, "3/2", "half", "1/0"])
def test_a_spread_that_is_none_is_refused(spread: Any) -> None:
    with pytest.raises(AnalysisError) as caught:
        rank_sensitivity(values(CLOSE), composite(TWO), spread=spread)
    assert caught.value.code == "composite.spread"
    assert "{" not in caught.value.tell("th") + caught.value.tell("en")


@pytest.mark.parametrize("more", [{"draws": 0}, {"concentration": 0}])
def test_draws_that_are_none_are_refused(more: dict[str, Any]) -> None:
    with pytest.raises(AnalysisError) as caught:
        rank_sampling(values(CLOSE), composite(TWO), seed=1, **more)
    assert caught.value.code == "composite.draws"
    assert "{" not in caught.value.tell("th") + caught.value.tell("en")
