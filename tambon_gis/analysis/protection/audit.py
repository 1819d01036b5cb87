"""Audit: how many counts remain possible for every banded cell, given everything published.

Where links form a tree, spreading bounds once is exact. Elsewhere the smallest, the largest and,
where needed, a count between are asked of an exact solver (HiGHS, as scipy calls it).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.protection.bands import FEWEST_COUNTS
from tambon_gis.analysis.protection.spread import spread
from tambon_gis.analysis.protection.system import components

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tambon_gis.analysis.protection.system import Links, System

__all__ = ["counts_left", "extreme", "matrix_of", "solved_counts"]

_INFEASIBLE = 2
_WHOLE = 1e-6


def counts_left(
    system: System, choice: NDArray[np.int64], *, enough: int = FEWEST_COUNTS
) -> NDArray[np.int64]:
    """
    How many values remain possible for every guarded count.

    Parameters
    ----------
    system : System
        Cells and links.
    choice : array of int
        Step of each cell.
    enough : int, default 3
        Where a solver has to look, it stops at so many.

    Returns
    -------
    array of int
        One a count; -1 where it is told or needs no guard.

    Examples
    --------
    >>> import numpy as np
    >>> from tambon_gis.analysis.protection.bands import FORMS
    >>> from tambon_gis.analysis.protection.links import total_of
    >>> from tambon_gis.analysis.protection.system import system_of
    >>> own = np.array([FORMS.index(form) for form in ("exact", "exact", "few")])
    >>> counts = np.array([22, 20, 2]), np.array([170, 90, 80]), np.array([0] * 3)
    >>> star = system_of(own, np.array([1, 0, 0]), counts, total_of(0, [1, 2]))
    >>> counts_left(star, np.array([0, 0, 0])).tolist()
    [-1, -1, 1]
    """
    import numpy as np

    low, high, need = system.at(choice)
    low, high = spread(system.links, low, high)[-1]
    left = np.where(need > 0, high - low + 1, -1)
    for some in components(system):
        if not some.forest and (need[some.counts] > 0).any():
            part = system.part(some)
            left[some.counts] = solved_counts(part, choice[some.cells], enough)
    return left


def solved_counts(
    system: System, choice: NDArray[np.int64], enough: int = FEWEST_COUNTS
) -> NDArray[np.int64]:
    """
    Possible values of every guarded count, asked of the solver.

    Parameters
    ----------
    system : System
        Cells and links that hang together.
    choice : array of int
        Step of each cell.
    enough : int, default 3
        Counting stops here.

    Returns
    -------
    array of int
        At most ``enough``; -1 where the count needs no guard.
    """
    import numpy as np

    low, high, need = system.at(choice)
    low, high = spread(system.links, low, high)[-1]
    worlds = _Worlds(system, low, high, np.flatnonzero(need > 0).tolist(), enough)
    cells = list(worlds.seen)
    for goal in _far_apart(cells):
        worlds.look(goal)
    worlds.between(cells)
    for cell in cells:
        for sign in (1, -1):
            if worlds.lacks(cell):
                worlds.look({cell: sign})
    worlds.between(cells)
    left = np.full(len(system.owner), -1)
    left[cells] = [min(enough, len(counts)) for counts in worlds.seen.values()]
    return left


class _Worlds:
    """Solutions of a system found so far, by the counts that they show possible."""

    def __init__(
        self,
        system: System,
        low: NDArray[np.int64],
        high: NDArray[np.int64],
        cells: list[int],
        enough: int,
    ) -> None:
        self.links, self.low, self.high, self.enough = system.links, low, high, enough
        self.matrix = matrix_of(system.links, len(low))
        self.seen = {cell: {int(system.failing[cell])} for cell in cells}

    def lacks(self, cell: int) -> bool:
        """Whether a cell needs more counts."""
        return len(self.seen[cell]) < self.enough

    def look(self, goal: dict[int, int], spans: dict[int, tuple[int, int]] | None = None) -> bool:
        """Find one more solution, with some counts inside given ranges."""
        low, high = self.low.copy(), self.high.copy()
        for cell, (bottom, top) in (spans or {}).items():
            low[cell], high[cell] = bottom, top
        found = extreme(self.links, self.matrix, low, high, goal=goal)
        if found is not None:
            for cell, counts in self.seen.items():
                counts.add(int(found[cell]))
        return found is not None

    def between(self, cells: list[int]) -> None:
        """Look for counts inside the gaps: of all cells at once, where that fails of each half."""
        spans = {cell: gap for cell in cells if self.lacks(cell) for gap in _gaps(self.seen[cell])}
        if not spans or self.look(dict.fromkeys(spans, 1), spans) or len(spans) == 1:
            return
        half = len(spans) // 2
        self.between(list(spans)[:half])
        self.between(list(spans)[half:])


def _far_apart(cells: list[int]) -> list[dict[int, int]]:
    """A few goals that pull cells in many directions: each solution tells much of all of them."""
    return [
        {cell: sign * (1 if n >> bit & 1 else -1) for n, cell in enumerate(cells)}
        for bit in range(len(cells).bit_length())
        for sign in (1, -1)
    ]


def _gaps(seen: set[int]) -> list[tuple[int, int]]:
    """Ranges between counts that are known to be possible."""
    counts = sorted(seen)
    return [(a + 1, b - 1) for a, b in pairwise(counts) if b - a > 1]


def extreme(
    links: Links,
    matrix: Any,
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    *,
    goal: dict[int, int],
) -> NDArray[np.int64] | None:
    """
    The whole-number solution with the largest goal.

    Parameters
    ----------
    links : Links
        The sums.
    matrix : scipy.sparse matrix
        The same sums, from :func:`matrix_of`.
    low, high : array of int
        Bounds of the cells.
    goal : dict[int, int]
        Cell -> its weight; -1 looks for the smallest count.

    Returns
    -------
    array of int or None
        Counts of all cells; None where nothing fits.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    weights = np.zeros(len(low))
    for cell, weight in goal.items():
        weights[cell] = -weight
    for whole in (0, 1):  # most often the best solution is whole without being asked to
        answer = milp(
            weights,
            integrality=np.full(len(low), whole),
            bounds=Bounds(low.astype(float), high.astype(float)),
            constraints=LinearConstraint(matrix, links.least, links.most),
            options={"mip_rel_gap": 0.0},
        )
        if answer.x is None and (whole or answer.status == _INFEASIBLE):
            return None
        if answer.x is not None:
            counts: NDArray[np.int64] = np.rint(answer.x).astype(np.int64)
            if whole or abs(answer.x - counts).max(initial=0.0) < _WHOLE:
                return counts
    return None


def matrix_of(links: Links, cells: int) -> Any:
    """
    Links as a sparse matrix, one row a link.

    Parameters
    ----------
    links : Links
        The sums.
    cells : int
        Number of columns.

    Returns
    -------
    scipy.sparse.csr_array
        The times.
    """
    from scipy.sparse import csr_array

    shape = (len(links.least), cells)
    return csr_array((links.times.astype(float), (links.link, links.cell)), shape=shape)
