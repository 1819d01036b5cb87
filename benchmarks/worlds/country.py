"""A made-up country: its outline, the sites of its villages, and the ladder of their codes.

Nothing here is real. The outline is drawn by hand, as long and as wide as Thailand; villages lie
where chance puts them, and areas are made of villages that lie together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import shapely
    from numpy.typing import NDArray

VILLAGES, TAMBONS, AMPHOES, PROVINCES = 75_000, 7_425, 928, 77
FIRST_PROVINCE = 10
#: Corners of the made-up outline, degrees east and north.
OUTLINE = (
    (97.6, 18.4), (98.2, 19.8), (99.5, 20.3), (100.6, 20.0), (101.2, 19.4), (101.0, 18.0),
    (102.1, 18.2), (103.2, 18.4), (104.4, 17.7), (104.9, 16.2), (105.5, 15.2), (105.2, 14.3),
    (103.4, 14.4), (102.6, 13.7), (102.5, 12.6), (102.7, 11.8), (101.7, 12.6), (100.9, 12.7),
    (100.9, 13.4), (100.1, 13.4), (99.9, 12.2), (99.3, 10.9), (99.3, 9.4), (100.1, 8.6),
    (100.5, 7.3), (101.9, 6.6), (101.9, 5.9), (101.1, 5.8), (100.1, 6.5), (99.2, 7.4),
    (98.3, 8.0), (98.4, 9.4), (98.8, 10.6), (99.4, 12.0), (99.0, 13.4), (98.4, 14.9),
    (98.7, 16.2), (97.9, 17.3),
)  # fmt: skip


@dataclass(frozen=True)
class Country:
    """Villages in the order of their codes, and where each lies (degrees east and north)."""

    seed: int
    codes: NDArray[np.str_]
    sites: NDArray[np.float64]

    @property
    def provinces(self) -> NDArray[np.str_]:
        """The province of each village."""
        return self.codes.astype("U2")


def country(seed: int, villages: int = VILLAGES) -> Country:
    """
    Villages and their codes; fewer villages make a smaller ladder of the same shape.

    Every area has at least one area of the next level, so the ladder ends at a village of its own.
    """
    chance = np.random.default_rng([seed, 1])
    sites = np.round(_inside(chance, villages), 6)
    part = villages / VILLAGES
    order, numbers = np.arange(villages), np.zeros((villages, 4), dtype=np.int64)
    groups = [order]
    for at, whole in enumerate((PROVINCES, AMPHOES, TAMBONS)):
        wanted = _shared(groups, max(round(whole * part), 2))
        finer = []
        for group, parts in zip(groups, wanted, strict=True):
            for number, piece in enumerate(_split(sites, group, parts)):
                numbers[piece, at] = number
                finer.append(piece)
        groups = finer
    for group in groups:
        numbers[group, 3] = np.arange(len(group))
    numbers += [FIRST_PROVINCE, 1, 1, 1]
    plain = numbers @ [1_000_000, 10_000, 100, 1]
    sorted_ = np.argsort(plain)
    return Country(seed, np.char.mod("%08d", plain[sorted_]), sites[sorted_])


def outline() -> shapely.Polygon:
    """The land."""
    import shapely

    return shapely.Polygon(OUTLINE)


def _inside(chance: np.random.Generator, wanted: int) -> NDArray[np.float64]:
    """Points of the land, drawn evenly."""
    import shapely

    land = outline()
    shapely.prepare(land)
    west, south, east, north = land.bounds
    found: list[NDArray[np.float64]] = []
    while sum(map(len, found)) < wanted:
        points = chance.uniform((west, south), (east, north), (4 * wanted + 100, 2))
        found.append(points[shapely.contains_xy(land, points)])
    return np.concatenate(found)[:wanted]


def _shared(groups: list[NDArray[np.int64]], whole: int) -> list[int]:
    """How many parts each group is cut into: by its size, at least one, in sum the whole."""
    sizes = np.array([len(group) for group in groups])
    ends = np.rint(np.cumsum(sizes) / sizes.sum() * max(whole, len(groups))).astype(int)
    return [int(n) for n in np.maximum(np.diff(ends, prepend=0), 1)]


def _split(
    sites: NDArray[np.float64], group: NDArray[np.int64], parts: int
) -> list[NDArray[np.int64]]:
    """Cut a group into parts that lie together: along its longer side, again and again."""
    if parts <= 1 or len(group) < 2:
        return [group]
    longer = int(np.argmax(np.ptp(sites[group], axis=0)))
    order = group[np.argsort(sites[group, longer], kind="stable")]
    first = parts // 2
    cut = max(round(len(group) * first / parts), 1)
    return [*_split(sites, order[:cut], first), *_split(sites, order[cut:], parts - first)]
