"""The master problem: what is found by trying a few ways is what the solver finds."""

from __future__ import annotations

import random

import numpy as np

from tambon_gis.analysis.protection import master


def problem(rng: random.Random) -> tuple[dict[tuple[int, int], int], master.Rows, list[np.ndarray]]:
    """Cells with steps, cuts over some of them and weights, dearest first."""
    spots: dict[tuple[int, int], int] = {}
    for cell in range(rng.randint(1, 4)):
        for step in range(rng.randint(1, 4)):
            spots[cell, step] = len(spots)
    cuts = [
        frozenset(rng.sample(sorted(spots), rng.randint(1, min(2, len(spots)))))
        for _ in range(rng.randint(1, 3))
    ]
    goals = [np.array([float(rng.randint(0, 9)) for _ in spots]) for _ in range(rng.randint(1, 2))]
    return spots, master._rows(cuts, spots, []), goals


def test_what_is_tried_is_what_the_solver_finds() -> None:
    rng, found = random.Random(7), 0  # noqa: S311
    for _ in range(60):
        spots, rows, goals = problem(rng)
        tried = master._tried(rows, goals, spots)
        if tried is not None:
            solved = master._cheapest(rows, goals, len(spots))
            assert solved is not None
            assert tried.tolist() == solved.tolist()
            found += 1
    assert found > 20


def test_many_ways_two_cheapest_and_none_are_left_to_the_solver() -> None:
    spots = {(cell, step): 4 * cell + step for cell in range(5) for step in range(4)}
    rows = master._rows([frozenset({(0, 1)})], spots, [])
    unlike = np.arange(20.0)
    assert master._tried(rows, [unlike], spots) is None
    two = {(0, 0): 0, (0, 1): 1}
    anything = master._rows([frozenset(two)], two, [])
    assert master._tried(anything, [np.array([1.0, 1.0])], two) is None
    one = master._tried(anything, [np.array([1.0, 0.0])], two)
    assert one is not None
    assert one.tolist() == [0.0, 1.0]
    both = master._rows([frozenset({(0, 0)}), frozenset({(0, 1)})], two, [])
    assert master._tried(both, [np.array([1.0, 0.0])], two) is None
