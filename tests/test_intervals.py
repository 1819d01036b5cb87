"""Score intervals against published values, statsmodels, and what they must always do."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.analysis.intervals import newcombe, wilson
from tambon_gis.errors import AnalysisError

#: failing, asked, low, high as printed: Newcombe (1998), Stat. Med. 17, 857-872, table I, method 3.
WILSON = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
#: a/m - b/n, low, high as printed: Newcombe (1998), Stat. Med. 17, 873-890, table II, method 10.
NEWCOMBE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]
COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
LEVELS = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])


@pytest.mark.parametrize(("failing", "asked", "low", "high"), WILSON)
def test_wilson_as_published(failing: int, asked: int, low: float, high: float) -> None:
    found = wilson([asked], [failing]).iloc[0]
    assert found["low"] == pytest.approx(low, abs=5e-5)
    assert found["high"] == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize(("x2", "n2", "x1", "n1", "low", "high"), NEWCOMBE)
def test_newcombe_as_published(x2: int, n2: int, x1: int, n1: int, low: float, high: float) -> None:
    found = newcombe([n1], [x1], [n2], [x2]).iloc[0]
    assert found["difference"] == pytest.approx(x2 / n2 - x1 / n1, abs=1e-15)
    assert found["low"] == pytest.approx(low, abs=5e-5)
    assert found["high"] == pytest.approx(high, abs=5e-5)


def test_wilson_by_hand() -> None:
    # 5 of 10 with z = 1: (0.5 + 0.05) / 1.1 = 0.5, half = sqrt(0.025 + 0.0025) / 1.1.
    level = math.erf(1 / math.sqrt(2))
    found = wilson([10], [5], level=level).iloc[0]
    assert found["low"] == pytest.approx(0.5 - math.sqrt(0.0275) / 1.1, abs=1e-9)
    assert found["high"] == pytest.approx(0.5 + math.sqrt(0.0275) / 1.1, abs=1e-9)


@given(counts=st.lists(COUNTS, min_size=1, max_size=20), level=LEVELS)
def test_wilson_against_statsmodels(counts: list[tuple[int, int]], level: float) -> None:
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    asked, failing = zip(*counts, strict=True)
    found = wilson(asked, failing, level=level)
    for n, (m, x) in enumerate(counts):
        low, high = proportion.proportion_confint(x, m, alpha=1 - level, method="wilson")
        assert found["low"].iloc[n] == pytest.approx(max(low, 0), abs=1e-12)
        assert found["high"].iloc[n] == pytest.approx(min(high, 1), abs=1e-12)


@given(before=COUNTS, after=COUNTS, level=LEVELS)
def test_newcombe_against_statsmodels(
    before: tuple[int, int], after: tuple[int, int], level: float
) -> None:
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    (n1, x1), (n2, x2) = before, after
    low, high = proportion.confint_proportions_2indep(
        x2, n2, x1, n1, compare="diff", method="newcomb", alpha=1 - level
    )
    found = newcombe([n1], [x1], [n2], [x2], level=level).iloc[0]
    assert found["low"] == pytest.approx(low, abs=1e-12)
    assert found["high"] == pytest.approx(high, abs=1e-12)


@given(count=COUNTS)
def test_the_ends_are_exact_and_the_share_lies_inside(count: tuple[int, int]) -> None:
    asked, failing = count
    found = wilson([asked], [failing]).iloc[0]
    assert 0 <= found["low"] <= failing / asked + 1e-12
    assert failing / asked - 1e-12 <= found["high"] <= 1
    assert (found["low"] == 0) == (failing == 0)
    assert (found["high"] == 1) == (failing == asked)


@given(count=COUNTS)
def test_failing_and_passing_mirror_each_other(count: tuple[int, int]) -> None:
    asked, failing = count
    one, other = (wilson([asked], [x]).iloc[0] for x in (failing, asked - failing))
    assert one["low"] == pytest.approx(1 - other["high"], abs=1e-12)


@given(before=COUNTS, after=COUNTS)
def test_swapping_the_years_flips_the_interval(
    before: tuple[int, int], after: tuple[int, int]
) -> None:
    one = newcombe(*([n] for n in (*before, *after))).iloc[0]
    other = newcombe(*([n] for n in (*after, *before))).iloc[0]
    assert one["difference"] == -other["difference"]
    assert one["low"] == pytest.approx(-other["high"], abs=1e-12)
    assert one["high"] == pytest.approx(-other["low"], abs=1e-12)


def test_null_where_nobody_was_asked_or_a_count_is_unknown() -> None:
    asked = pd.Series([0, None, 10, 10], index=[4, 7, 9, 2], dtype="Int64")
    failing = pd.Series([0, 1, None, 10], index=[4, 7, 9, 2], dtype="Int64")
    found = wilson(asked, failing)
    assert found.index.tolist() == [4, 7, 9, 2]
    assert found.isna().any(axis=1).tolist() == [True, True, True, False]
    apart = newcombe(asked, failing, asked, failing)
    assert apart.isna().all(axis=1).tolist() == [True, True, True, False]
    assert apart["difference"].iloc[3] == 0
    assert wilson([], []).shape == (0, 2)


@pytest.mark.parametrize(("asked", "failing"), [(5, 6), (5, -1), (-1, -1)])
def test_impossible_counts_are_refused(asked: int, failing: int) -> None:
    with pytest.raises(AnalysisError) as caught:
        wilson([20, asked], [3, failing])
    assert caught.value.code == "interval.counts"
    with pytest.raises(AnalysisError):
        newcombe([20], [3], [asked], [failing])


@pytest.mark.parametrize("level", [0, 1, -0.5, 95, float("nan")])
def test_a_level_that_is_none_is_refused(level: float) -> None:
    with pytest.raises(AnalysisError) as caught:
        wilson([5], [1], level=level)
    assert caught.value.code == "interval.level"
