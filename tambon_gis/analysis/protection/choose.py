"""Choose: the forms that lose least while every banded cell keeps enough possible counts.

Losses are compared in the order of :data:`~.bands.LOSSES`: fewest hidden totals, then fewest
rounded ones, then fewest zeros widened. One total over its parts is tried out form by form. Any
other system is a master problem for HiGHS, to which each narrowed band adds a cut: of the cells
whose forms together narrow it, one must be told more widely.

Each amphoe is decided exactly, by itself. Then the totals of amphoe, province and country give way,
seen against everything decided below, which is not opened again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.analysis.protection.audit import counts_left
from tambon_gis.analysis.protection.cuts import cuts_of, exact_cuts
from tambon_gis.analysis.protection.master import solve, together
from tambon_gis.analysis.protection.spread import spread
from tambon_gis.analysis.protection.star import is_star, least_of_star
from tambon_gis.analysis.protection.system import components

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tambon_gis.analysis.protection.cuts import Cut
    from tambon_gis.analysis.protection.system import Links, System

__all__ = ["choose", "least_loss"]


def choose(system: System, *, upper: NDArray[np.bool_]) -> NDArray[np.int64]:
    """
    Forms for a whole table.

    Parameters
    ----------
    system : System
        Cells and links.
    upper : array of bool
        Cells of amphoes, provinces and the country.

    Returns
    -------
    array of int
        Step of each cell. Where links that were declared leave no way out, bands stay narrowed:
        the audit tells.
    """
    import numpy as np

    choice = np.zeros(len(system.forms), dtype=np.int64)
    inside = system.links.only(~system.links.wide)
    _settle(system, inside, choice)
    if system.links.wide.any():
        free = system.frozen(choice, upper)
        further = np.zeros_like(choice)
        _settle(free, system.links, further)
        choice = choice + further
    return choice


def _settle(system: System, links: Links, choice: NDArray[np.int64]) -> None:
    """Decide every set of cells that some links narrow, in place."""
    whole = replace(system, links=links)
    low, high, need = whole.at(choice)
    low, high = spread(links, low, high)[-1]
    narrowed = (need > 0) & (high - low + 1 < need)
    for some in components(whole):
        unsure = not some.forest and (need[some.counts] > 0).any()
        if narrowed[some.counts].any() or unsure:
            part = whole.part(some)
            found = least_of_star(part) if is_star(part) else least_loss(part, forest=some.forest)
            choice[some.cells] = found


def least_loss(system: System, *, forest: bool) -> NDArray[np.int64]:
    """
    The forms that lose least, by cuts.

    Parameters
    ----------
    system : System
        Cells and links that hang together.
    forest : bool
        Whether spreading bounds is exact for it.

    Returns
    -------
    array of int
        Step of each cell.
    """
    import numpy as np

    choice = np.zeros(len(system.forms), dtype=np.int64)
    cuts: set[Cut] = set()
    pairs = together(system)
    while True:
        new = cuts_of(system, choice)
        if not new and not forest:
            short = counts_left(system, choice)
            need = system.at(choice)[2]
            new = exact_cuts(system, choice, np.flatnonzero((need > 0) & (short < need)))
        if not new or not new - cuts:
            return choice
        cuts |= new
        found = solve(system, cuts, pairs)
        if found is None:
            return choice
        choice = found
