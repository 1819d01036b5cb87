"""Cuts: of the cells whose forms together narrow a band, one must be told more widely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.analysis.protection.spread import implied, reasons, spread

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from tambon_gis.analysis.protection.system import System

__all__ = ["Cut", "cuts_of", "exact_cuts"]

#: A dual below this is none.
_PRICE = 1e-9
#: At least one of these (cell, step) must be chosen.
Cut = frozenset[tuple[int, int]]


def cuts_of(system: System, choice: NDArray[np.int64]) -> set[Cut]:
    """
    One cut for every band that spreading bounds narrows.

    Parameters
    ----------
    system : System
        Cells and links.
    choice : array of int
        Step of each cell.

    Returns
    -------
    set of Cut
        Empty where nothing is narrowed.
    """
    import numpy as np

    low, high, need = system.at(choice)
    sweeps = spread(system.links, low, high)
    low, high = sweeps[-1]
    width = high - low + 1
    narrowed = np.flatnonzero((need > 0) & (width < need))
    said = [implied(system.links, *one) for one in sweeps] if len(narrowed) else []
    found = set()
    for cell in narrowed:
        own = reasons(system.links, sweeps, said, int(cell), upper=True)
        own |= reasons(system.links, sweeps, said, int(cell), upper=False)
        found.add(_cut(system, choice, own, int(cell), int(width[cell])))
    return found


def exact_cuts(system: System, choice: NDArray[np.int64], narrowed: Iterable[int]) -> set[Cut]:
    """
    Cuts for bands that only the solver finds narrowed.

    Parameters
    ----------
    system : System
        Cells and links that hang together.
    choice : array of int
        Step of each cell.
    narrowed : iterable of int
        The cells.

    Returns
    -------
    set of Cut
        From the dual of the attacker's linear program where it proves the bound; else any wider
        form anywhere in the system.
    """
    found = set()
    for cell in narrowed:
        own, width = _proof(system, choice, int(cell))
        need = system.at(choice)[2][cell]
        if own is None or width >= need:
            own = {(one, top) for one in range(len(system.owner)) for top in (True, False)}
            width = int(need) - 1
        found.add(_cut(system, choice, own, int(cell), width))
    return found


def _cut(
    system: System,
    choice: NDArray[np.int64],
    own: set[tuple[int, bool]],
    cell: int,
    width: int,
) -> Cut:
    """Every step that undoes one of the reasons, and steps at which the band needs no more."""
    import numpy as np

    low, high, _ = system.at(choice)
    ways = set()
    for one, top in own:
        told = system.high[one] > high[one] if top else system.low[one] < low[one]
        ways |= {(one, step) for step in np.flatnonzero(told)}
    ways |= {(cell, step) for step in np.flatnonzero(system.need[cell] <= width)}
    owned = {(int(system.owner[one]), int(step)) for one, step in ways}
    return frozenset((one, step) for one, step in owned if system.forms[one, step] >= 0)


def _proof(
    system: System, choice: NDArray[np.int64], cell: int
) -> tuple[set[tuple[int, bool]] | None, int]:
    """The bounds with a price in the attacker's two linear programs, and the width they leave."""
    import numpy as np
    from scipy.optimize import linprog

    from tambon_gis.analysis.protection.audit import matrix_of

    low, high, _ = system.at(choice)
    matrix = matrix_of(system.links, len(low))
    least, most = system.links.least, system.links.most
    rows = {"A_eq": matrix[least == most], "b_eq": most[least == most]}
    loose = least < most
    if loose.any():
        from scipy.sparse import vstack

        rows["A_ub"] = vstack([matrix[loose], -matrix[loose]])
        rows["b_ub"] = np.concatenate([most[loose], -least[loose]])
    own: set[tuple[int, bool]] = set()
    ends = []
    for sign in (1, -1):
        goal = np.zeros(len(low))
        goal[cell] = -sign
        told = linprog(goal, bounds=np.stack([low, high], axis=1), method="highs", **rows)
        if told.x is None:
            return None, 0
        ends.append(sign * int(np.floor(-told.fun + 1e-6)))
        own |= {(int(n), True) for n in np.flatnonzero(abs(told.upper.marginals) > _PRICE)}
        own |= {(int(n), False) for n in np.flatnonzero(abs(told.lower.marginals) > _PRICE)}
    return own, ends[0] - ends[1] + 1
