"""Spread: bounds handed along the links until nothing moves, and the reasons for each bound.

In a system whose links form a tree with every times 1 or -1, what remains is exactly what an
attacker can work out. In any other system it is a bound that he can certainly reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tambon_gis.analysis.protection.system import Links

    Bounds = tuple[NDArray[np.int64], NDArray[np.int64]]

__all__ = ["MOST_SWEEPS", "implied", "reasons", "spread"]

#: More sweeps than any ladder needs; cycles may go on for long without saying more.
MOST_SWEEPS = 40


def spread(links: Links, low: NDArray[np.int64], high: NDArray[np.int64]) -> list[Bounds]:
    """
    Tighten bounds by all links at once, again and again.

    Parameters
    ----------
    links : Links
        The sums.
    low, high : array of int
        What each cell's own form tells.

    Returns
    -------
    list of (low, high)
        Bounds before the first sweep and after each one; the last is where nothing moves any more.

    Examples
    --------
    >>> import numpy as np
    >>> from tambon_gis.analysis.protection.links import total_of
    >>> low, high = np.array([22, 20, 1]), np.array([22, 20, 4])
    >>> [one.tolist() for one in spread(total_of(0, [1, 2]), low, high)[-1]]
    [[22, 20, 2], [22, 20, 2]]
    """
    import numpy as np

    found = [(low, high)]
    if not len(links.cell):
        return found
    order = np.argsort(links.cell, kind="stable")
    starts = np.flatnonzero(np.diff(links.cell[order], prepend=-1))
    cells = links.cell[order][starts]
    for _ in range(MOST_SWEEPS):
        low, high = found[-1]
        bottoms, tops = implied(links, low, high)
        bottom = np.maximum.reduceat(bottoms[order], starts)
        top = np.minimum.reduceat(tops[order], starts)
        if (bottom <= low[cells]).all() and (top >= high[cells]).all():
            break
        low, high = low.copy(), high.copy()
        low[cells] = np.maximum(low[cells], bottom)
        high[cells] = np.minimum(high[cells], top)
        found.append((low, high))
    return found


def implied(links: Links, low: NDArray[np.int64], high: NDArray[np.int64]) -> Bounds:
    """
    What each link says of each of its cells, given the bounds of its other cells.

    Parameters
    ----------
    links : Links
        The sums.
    low, high : array of int
        Bounds of the cells.

    Returns
    -------
    tuple of two arrays
        Smallest and largest count, one an entry of the links.
    """
    import numpy as np

    times, up = links.times, links.times > 0
    bottoms, tops = times * low[links.cell], times * high[links.cell]
    least, most = np.where(up, bottoms, tops), np.where(up, tops, bottoms)
    starts = links.starts
    sums_least = np.add.reduceat(least, starts)[links.link]
    sums_most = np.add.reduceat(most, starts)[links.link]
    above = links.most[links.link] - (sums_least - least)
    below = links.least[links.link] - (sums_most - most)
    size = abs(times)
    high_of = np.where(up, above // size, (-below) // size)
    low_of = np.where(up, -((-below) // size), -(above // size))
    return low_of, high_of


def reasons(
    links: Links, sweeps: list[Bounds], said: list[Bounds], cell: int, *, upper: bool
) -> set[tuple[int, bool]]:
    """
    The cells whose own forms together force a bound.

    Parameters
    ----------
    links : Links
        The sums.
    sweeps : list of (low, high)
        What :func:`spread` found.
    said : list of two arrays
        What :func:`implied` says of each of these; the same for every cell.
    cell : int
        Whose bound.
    upper : bool
        Its largest count, else its smallest.

    Returns
    -------
    set of (cell, upper)
        As long as none of these bounds is told more widely, the bound stands.
    """
    import numpy as np

    own: set[tuple[int, bool]] = set()
    seen: set[tuple[int, bool, int]] = set()
    open_ = [(cell, upper, len(sweeps) - 1)]
    while open_:
        one, top, when = open_.pop()
        series = [sweep[int(top)][one] for sweep in sweeps[: when + 1]]
        when = next(n for n in range(when + 1) if series[n] == series[when])
        if (one, top, when) in seen:
            continue
        seen.add((one, top, when))
        if when == 0:
            own.add((one, top))
            continue
        told = said[when - 1][int(top)]
        entry = next(e for e in np.flatnonzero(links.cell == one) if told[e] == series[when])
        same = links.link == links.link[entry]
        for other in np.flatnonzero(same):
            if other != entry:
                aligned = (links.times[other] > 0) == (links.times[entry] > 0)
                open_.append((int(links.cell[other]), top != aligned, when - 1))
    return own
