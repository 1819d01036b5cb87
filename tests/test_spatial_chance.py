"""Conditional permutations against every deal that there is, and against plain loops over draws."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from tambon_gis.analysis.spatial import chance
from tambon_gis.analysis.spatial.chance import as_far_out


def rooks(wide: int, high: int) -> Any:
    """A board whose squares are neighbours along a side."""
    square = np.arange(wide * high).reshape(wide, high)
    pairs = [*zip(square[1:].ravel(), square[:-1].ravel(), strict=True)]
    pairs += [*zip(square[:, 1:].ravel(), square[:, :-1].ravel(), strict=True)]
    found = np.zeros((square.size, square.size), dtype=np.int64)
    for one, two in pairs:
        found[one, two] = found[two, one] = 1
    return sparse.csr_array(found)


def shares(z: np.ndarray, matrix: Any) -> list[float]:
    """The exact chance of a sum as far out as an area's own, by every deal of the others."""
    found = []
    for area, row in enumerate(matrix.toarray()):
        others = np.delete(z, area)
        deals = np.array([sum(deal) for deal in combinations(others, int(row.sum()))])
        own = row @ z
        found.append(min((deals >= own - 1e-9).mean(), (deals <= own + 1e-9).mean()))
    return found


@pytest.mark.parametrize("values", ["smooth", "few"])
def test_as_every_deal_that_there_is(values: str) -> None:
    matrix, draw = rooks(5, 6), np.random.default_rng(3)
    z = draw.normal(size=30) + np.arange(30) / 10 if values == "smooth" else draw.integers(0, 4, 30)
    z = z - z.mean()
    exact = np.array(shares(z, matrix))
    tries = 20_000
    found = as_far_out(z, matrix, permutations=tries, seed=1) / tries
    tells = np.abs(z) > 1e-12
    noise = np.sqrt(exact * (1 - exact) / tries)
    assert (np.abs(found - exact) <= 4.5 * noise + 1 / tries)[tells].all()
    assert (found[~tells] == 1).all()


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.sampled_from([(2, 3), (3, 4), (1, 9), (6, 6)]))
def test_as_a_plain_loop_over_the_same_draws(seed: int, shape: tuple[int, int]) -> None:
    matrix = rooks(*shape)
    n = matrix.shape[0]
    z = np.random.default_rng(seed).integers(-3, 4, n).astype(float)
    z[0] = 7.0
    rows = chance._draws(n - 1, int(matrix.sum(axis=1).max()), 50, seed)
    expected = []
    for area in range(n):
        around = matrix.toarray()[area]
        dealt = [[n - 1 if one == area else one for one in row[: around.sum()]] for row in rows]
        assert all(area not in deal and len({*deal}) == around.sum() for deal in dealt)
        sums = [sum(z[one] for one in deal) for deal in dealt]
        own = sum(z[other] for other in np.flatnonzero(around))
        side = min(sum(one >= own for one in sums), sum(one <= own for one in sums))
        expected.append(side if z[area] else 50)
    assert as_far_out(z, matrix, permutations=50, seed=seed).tolist() == expected


def test_p_is_even_where_nothing_but_chance_is_at_work() -> None:
    matrix, draw, found = rooks(6, 6), np.random.default_rng(12), []
    for run in range(150):
        z = draw.normal(size=36)
        far = as_far_out(z - z.mean(), matrix, permutations=199, seed=run)
        found.append((far + draw.random(36)) / 200 * 2)
    told = np.concatenate(found)
    for edge in (0.05, 0.1, 0.25, 0.5, 0.75):
        assert np.mean(told <= edge) == pytest.approx(edge, abs=0.02)


def test_every_number_is_drawn_alike_and_none_twice_in_a_row() -> None:
    rows = chance._draws(7, 3, 7000, 5)
    assert rows.shape == (7000, 3)
    assert all(len({*row}) == 3 for row in rows.tolist())
    for column in rows.T:
        assert np.bincount(column, minlength=7) == pytest.approx([1000] * 7, abs=130)


def test_an_area_that_touches_all_others_has_one_deal_only() -> None:
    star = np.zeros((31, 31), dtype=np.int64)
    star[0, 1:] = star[1:, 0] = 1
    z = np.arange(31) - 15.0
    found = as_far_out(z, sparse.csr_array(star), permutations=99, seed=0)
    assert found[0] == 99
