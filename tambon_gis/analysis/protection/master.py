"""Master: the cheapest steps that satisfy every cut, one loss after another.

A few ways are all tried out; where they are many, or the least loss is not of one way alone, HiGHS
finds it.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.protection.bands import FORMS, LOSSES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from tambon_gis.analysis.protection.cuts import Cut
    from tambon_gis.analysis.protection.system import System

__all__ = ["solve", "together"]

_ZERO, _FEW, _BAND = (FORMS.index(form) for form in ("zero", "few", "zero_band"))
#: Products of weights up to here are told apart safely by a solver that counts with 53 bits.
_LARGEST_WEIGHT = 1e6
#: So many ways are tried out sooner than a solver is loaded.
_FEW_WAYS = 256


def solve(
    system: System, cuts: Collection[Cut], pairs: Sequence[tuple[int, int]]
) -> NDArray[np.int64] | None:
    """
    The steps with the least loss that satisfy all cuts.

    Parameters
    ----------
    system : System
        Cells with their forms and losses.
    cuts : collection of Cut
        Of each at least one (cell, step) is chosen.
    pairs : sequence of (zero, few)
        From :func:`together`: where the zero is widened, so is the few.

    Returns
    -------
    array of int or None
        Step of each cell; None where the cuts leave no way.
    """
    import numpy as np

    if not all(cuts):
        return None
    cells = {one for cut in cuts for one, _ in cut}
    cells |= {few for zero, few in pairs if zero in cells}
    spots = {
        (cell, step): n
        for n, (cell, step) in enumerate(
            (cell, step)
            for cell in sorted(cells)
            for step, form in enumerate(system.forms[cell])
            if form >= 0
        )
    }
    rows = _rows(cuts, spots, [(z, f) for z, f in pairs if z in cells])
    goals = _weights(system, spots)
    chosen = _tried(rows, goals, spots)
    if chosen is None:
        chosen = _cheapest(rows, goals, len(spots))
    if chosen is None:
        return None
    choice = np.zeros(len(system.forms), dtype=np.int64)
    for (cell, step), n in spots.items():
        if chosen[n] > 0.5:  # noqa: PLR2004  (a binary of a solver)
            choice[cell] = step
    return choice


def together(system: System) -> list[tuple[int, int]]:
    """
    Zeros and the few that are widened with them, so that a widened zero is not recognised.

    Parameters
    ----------
    system : System
        Cells and links.

    Returns
    -------
    list of (zero, few)
        Where the zero is widened, so is the few.
    """
    import numpy as np

    links, forms = system.links, system.forms
    found = []
    parts = links.together[links.link] & (links.times > 0)
    for link in np.unique(links.link[parts]):
        cells = system.owner[links.cell[parts & (links.link == link)]]
        open_ = cells[(forms[cells] == _BAND).any(axis=1)]
        zeros = open_[forms[open_, 0] == _ZERO]
        found += [(int(z), int(f)) for z in zeros for f in open_[forms[open_, 0] == _FEW]]
    return found


Rows = list[tuple[dict[int, int], int, float]]


def _rows(
    cuts: Collection[Cut], spots: dict[tuple[int, int], int], pairs: list[tuple[int, int]]
) -> Rows:
    """Constraints: coefficients, least, most."""
    rows: Rows = [
        (dict.fromkeys((spots[way] for way in cut), 1), 1, float("inf"))
        for cut in sorted(cuts, key=sorted)
    ]
    of_cell: dict[int, dict[int, int]] = {}
    for (cell, _), n in spots.items():
        of_cell.setdefault(cell, {})[n] = 1
    rows += [(row, 1, 1.0) for row in of_cell.values()]
    rows += [({spots[z, 0]: 1, spots[f, 0]: -1}, 0, float("inf")) for z, f in pairs]
    return rows


def _weights(system: System, spots: dict[tuple[int, int], int]) -> list[NDArray[np.float64]]:
    """One goal a loss, the dearest first; neighbours are one goal where numbers stay small."""
    import numpy as np

    goals: list[NDArray[np.float64]] = []
    scale = 1.0
    loss = np.array([system.loss[cell, step] for cell, step in spots], dtype=float)
    for which in range(len(LOSSES)):
        goal = loss[:, which]
        most = goal.sum() + 1
        if most == 1:
            continue
        if goals and scale * most <= _LARGEST_WEIGHT:
            goals[-1] = goals[-1] * most + goal
            scale *= most
        else:
            goals.append(goal)
            scale = most
    return goals or [np.zeros(len(spots))]


def _tried(
    rows: Rows, goals: list[NDArray[np.float64]], spots: dict[tuple[int, int], int]
) -> NDArray[np.float64] | None:
    """The cheapest of a few ways; None where they are many, none fits or two are the cheapest."""
    import numpy as np

    steps: dict[int, list[int]] = {}
    for (cell, _), n in spots.items():
        steps.setdefault(cell, []).append(n)
    if prod(len(some) for some in steps.values()) > _FEW_WAYS:
        return None
    losses: list[tuple[tuple[float, ...], tuple[int, ...]]] = []
    for way in product(*steps.values()):
        held = set(way)
        sums = (
            (sum(times for n, times in row.items() if n in held), least, most)
            for row, least, most in rows
        )
        if all(least <= total <= most for total, least, most in sums):
            losses.append((tuple(float(goal[list(way)].sum()) for goal in goals), way))
    losses.sort()
    if not losses or (len(losses) > 1 and losses[0][0] == losses[1][0]):
        return None
    chosen = np.zeros(len(spots))
    chosen[list(losses[0][1])] = 1.0
    return chosen


def _cheapest(
    rows: Rows, goals: list[NDArray[np.float64]], size: int
) -> NDArray[np.float64] | None:
    """Minimise the first goal, hold it, minimise the next."""
    import numpy as np
    from scipy.optimize import Bounds, milp

    chosen: NDArray[np.float64] | None = None
    held = list(rows)
    for goal in goals:
        answer = milp(
            goal,
            integrality=np.ones(size),
            bounds=Bounds(0, 1),
            constraints=_constraint(held, size),
            options={"mip_rel_gap": 0.0},
        )
        if answer.x is None:
            return None
        chosen = np.rint(answer.x)
        best = float(np.rint(goal @ chosen))
        held.append(({int(n): int(goal[n]) for n in np.flatnonzero(goal)}, 0, best))
    return chosen


def _constraint(rows: Rows, size: int) -> Any:
    """Rows as a sparse constraint."""
    import numpy as np
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_array

    which = [n for n, (row, _, _) in enumerate(rows) for _ in row]
    spots = [spot for row, _, _ in rows for spot in row]
    values = [float(value) for row, _, _ in rows for value in row.values()]
    matrix = csr_array((values, (which, spots)), shape=(len(rows), size))
    least, most = (np.array([row[n] for row in rows], dtype=float) for n in (1, 2))
    return LinearConstraint(matrix, least, most)
