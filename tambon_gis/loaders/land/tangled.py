"""Tangled: rings that cross themselves so often that mending them would not come to an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["are_tangled"]

#: So many pairs of sides that lie over each other are mended in some seconds, one shape and all
#: together; a drawn border has none, a walked one some hundreds.
MOST, MOST_OF_ALL = 100_000, 300_000
#: A side lies over itself and the two beside it, and over some more where a border winds closely.
USUAL = 13
_FIRST = 16


def are_tangled(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """
    Which shapes are not to be mended.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
        Some that are not valid.

    Returns
    -------
    numpy.ndarray of bool
        True for those whose sides lie over each other too often, and for those that come after
        many that nearly do.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    >>> star = shapely.Polygon([(np.cos(n * 2.4), np.sin(n * 2.4)) for n in range(2000)])
    >>> are_tangled(np.array([bow, star])).tolist()
    [False, True]
    """
    import numpy as np

    out = np.zeros(len(shapes), dtype=bool)
    left = MOST_OF_ALL
    for at, shape in enumerate(shapes):
        more = _over(shape, min(MOST, left))
        out[at] = more > min(MOST, left)
        left -= 0 if out[at] else more
    return out


def _over(shape: Any, most: int) -> int:
    """How many more pairs of sides lie over each other than usual; counted to a bound."""
    import shapely

    sides = _sides(shape)
    if len(sides) ** 2 <= most:
        return 0
    tree = shapely.STRtree(sides)
    found, at, step = 0, 0, _FIRST
    while at < len(sides):
        found += tree.query(sides[at : at + step]).shape[1]
        if found - USUAL * len(sides) > most:
            break
        at, step = at + step, step * 2
    return max(found - USUAL * len(sides), 0)


def _sides(shape: Any) -> NDArray[np.object_]:
    """The sides of all rings, each as a line."""
    import numpy as np
    import shapely

    corners, ring = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(shape)), return_index=True
    )
    pairs = np.stack([corners[:-1], corners[1:]], axis=1)[ring[:-1] == ring[1:]]
    finite = np.isfinite(pairs).all(axis=(1, 2))
    sides: NDArray[np.object_] = shapely.linestrings(pairs[finite])
    return sides
