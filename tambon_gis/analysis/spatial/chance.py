"""Chance around each area: the others' values dealt out anew over its neighbours, many times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Counts = NDArray[np.int64]

__all__ = ["as_far_out"]

#: Two sums closer than this share of the largest that could be are alike.
ALIKE = 1e-12


def as_far_out(z: Numbers, matrix: Any, *, permutations: int, seed: int) -> Counts:
    """
    Count the permutations in which the neighbours of an area sum up as far out as they do.

    Parameters
    ----------
    z : numpy.ndarray
        One number an area, the mean taken off.
    matrix : scipy.sparse.csr_array
        1 where two areas are neighbours; every area has one at least.
    permutations : int
        How often the values of the other areas are dealt out anew.
    seed : int
        Start of the random numbers.

    Returns
    -------
    numpy.ndarray
        For each area the number of permutations on the side of its own sum that lie as far out as
        it or farther; all of them where its own number is 0, whose product tells nothing.

    Notes
    -----
    Formula: of one area's sum over its c neighbours, c of the n - 1 other values without
    replacement. A row of draws serves all areas, as in esda: a draw is a number below n - 1, and
    where it is the area itself the last area stands in. So the sums are the same for all areas
    with c neighbours, save in the few rows that hold the area, which are counted again.
    Units: permutations.
    Missing: none may be.
    Source: conditional permutation after Anselin (1995), Geographical Analysis 27, 93-115.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import sparse
    >>> ring = sparse.csr_array(np.roll(np.eye(40), 1, axis=0) + np.roll(np.eye(40), -1, axis=0))
    >>> found = as_far_out(np.arange(40) - 19.5, ring, permutations=99, seed=0)
    >>> found.shape, int(found[1]) < 5, int(found[20]) > 25
    ((40,), True, True)
    """
    import numpy as np

    degrees = np.diff(matrix.indptr)
    draws = _draws(len(z) - 1, int(degrees.max()), permutations, seed)
    sums = np.cumsum(z[draws], axis=1)
    alike = ALIKE * float(np.abs(z).max()) * degrees
    lower, upper = matrix @ z - alike, matrix @ z + alike
    high, low = np.empty(len(z), dtype=np.int64), np.empty(len(z), dtype=np.int64)
    for degree in np.unique(degrees):
        areas, held = degrees == degree, np.sort(sums[:, degree - 1])
        high[areas] = permutations - np.searchsorted(held, lower[areas], side="left")
        low[areas] = np.searchsorted(held, upper[areas], side="right")
    row, column = np.nonzero(np.arange(draws.shape[1]) < degrees[draws])
    area = draws[row, column]
    old = sums[row, degrees[area] - 1]
    new = old - z[area] + z[-1]
    for count, beyond in ((high, np.greater_equal), (low, np.less_equal)):
        edge = (lower if count is high else upper)[area]
        np.add.at(count, area, beyond(new, edge).astype(int) - beyond(old, edge).astype(int))
    tells = np.abs(z) > ALIKE * np.abs(z).max()
    return np.where(tells, np.minimum(high, low), permutations)


def _draws(below: int, size: int, rows: int, seed: int) -> Counts:
    """Rows of numbers below one, no number twice in a row, every order as likely."""
    import numpy as np

    draw = np.random.default_rng(seed)
    return np.stack([draw.choice(below, size, replace=False) for _ in range(rows)])
