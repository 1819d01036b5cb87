"""Star: one total over its parts, where trying the forms in the order of their loss is exact.

A zero that is widened lends its slack to all others alike, so only their number matters; the
smallest villages are widened first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.analysis.protection.bands import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from tambon_gis.analysis.protection.system import System

__all__ = ["is_star", "least_of_star"]

_BAND = FORMS.index("zero_band")


def is_star(system: System) -> bool:
    """
    Whether a system is one exact sum of parts that can only be widened, each as far.

    Parameters
    ----------
    system : System
        Cells and links that hang together.

    Returns
    -------
    bool
        True where :func:`least_of_star` applies.
    """
    links = system.links
    if len(links.least) != 1 or links.least[0] or links.most[0] or not links.together[0]:
        return False
    parts = links.cell[links.times == 1]
    plain = len(parts) == len(system.failing) - 1 and links.times.sum() == len(parts) - 1
    wider = system.forms[parts, 1]
    same = len({*system.high[parts[wider == _BAND], 1].tolist()}) <= 1
    return (
        plain
        and same
        and bool(((wider < 0) | (wider == _BAND)).all())
        and bool((system.forms[parts, 2] < 0).all())
    )


def least_of_star(system: System) -> NDArray[np.int64]:
    """
    The forms of a total and its parts that lose least.

    Parameters
    ----------
    system : System
        For which :func:`is_star` holds.

    Returns
    -------
    array of int
        Step of each cell; the total hidden where nothing else helps.
    """
    import numpy as np

    links = system.links
    total = int(links.cell[links.times < 0][0])
    choice = np.zeros(len(system.failing), dtype=np.int64)
    tried = sorted(_tries(system, total), key=lambda one: one[0])
    for _, steps in tried:
        choice = steps
        if _is_safe(system, steps, total):
            break
    return choice


def _tries(system: System, total: int) -> Iterator[tuple[tuple[int, ...], NDArray[np.int64]]]:
    """Every number of widened zeros under every form of the total, with what it loses."""
    import numpy as np

    cells = np.arange(len(system.failing))
    band = (system.forms[:, 1] == _BAND) & (cells != total)
    zeros = np.flatnonzero(band & (system.failing == 0))
    few = band & (system.failing > 0)
    for step in np.flatnonzero(system.forms[total] >= 0):
        for widened in (-1, *range(len(zeros) + 1)):
            choice = np.zeros(len(cells), dtype=np.int64)
            choice[total] = step
            if widened >= 0:
                choice[few] = 1
                choice[zeros[:widened]] = 1
            yield tuple(system.loss[cells, choice].sum(axis=0).tolist()), choice


def _is_safe(system: System, choice: NDArray[np.int64], total: int) -> bool:
    """Whether every band keeps enough counts: one equation, so two sums tell."""
    import numpy as np

    low, high, need = system.at(choice)
    parts = np.arange(len(choice)) != total
    least, most = low[parts].sum(), high[parts].sum()
    bottom, top = max(low[total], least), min(high[total], most)
    smallest = np.maximum(low, bottom - (most - high))
    largest = np.minimum(high, top - (least - low))
    smallest[total], largest[total] = bottom, top
    return bool(((largest - smallest + 1 >= need) | (need == 0)).all())
