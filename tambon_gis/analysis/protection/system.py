"""System: published cells as unknown whole numbers between bounds, and the sums that tie them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tambon_gis.analysis.protection.bands import (
    bounds,
    household_bounds,
    losses,
    needs,
    steps,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
    Homes = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]

__all__ = ["Links", "System", "Tied", "components", "system_of"]


@dataclass(frozen=True)
class Links:
    """
    Sums that tie cells: for every link, least <= sum of times * failing <= most.

    Parameters
    ----------
    link, cell, times : array of int
        One entry a link and cell, ordered by link; links are numbered from 0 without gaps.
    least, most : array of int
        One a link.
    wide : array of bool
        Whether the link is a total above the amphoe.
    together : array of bool
        Whether the link is a total over parts of one table, so that where one zero among them is
        widened the few are widened as well. The total is the entry with times -1.
    """

    link: NDArray[np.int64]
    cell: NDArray[np.int64]
    times: NDArray[np.int64]
    least: NDArray[np.int64]
    most: NDArray[np.int64]
    wide: NDArray[np.bool_]
    together: NDArray[np.bool_]

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """First entry of each link."""
        import numpy as np

        return np.flatnonzero(np.diff(self.link, prepend=-1))

    def beside(self, other: Links, number: NDArray[np.int64]) -> Links:
        """
        These links, and other ones over other counts.

        Parameters
        ----------
        other : Links
            The other ones.
        number : array of int
            The number of each of their counts here.

        Returns
        -------
        Links
            Both.
        """
        import numpy as np

        return Links(
            np.concatenate([self.link, other.link + len(self.least)]),
            np.concatenate([self.cell, number[other.cell]]),
            np.concatenate([self.times, other.times]),
            np.concatenate([self.least, other.least]),
            np.concatenate([self.most, other.most]),
            np.concatenate([self.wide, other.wide]),
            np.concatenate([self.together, other.together]),
        )

    def only(self, keep: NDArray[np.bool_]) -> Links:
        """
        Some of the links.

        Parameters
        ----------
        keep : array of bool
            One a link.

        Returns
        -------
        Links
            Numbered anew.
        """
        import numpy as np

        entries = keep[self.link]
        number = np.cumsum(keep) - 1
        return Links(
            number[self.link[entries]],
            self.cell[entries],
            self.times[entries],
            self.least[keep],
            self.most[keep],
            self.wide[keep],
            self.together[keep],
        )


@dataclass(frozen=True)
class System:
    """
    Cells with the forms open to them; the unknown counts behind them; and the links of these.

    A cell that is told in persons has two counts, since its band is one of households.

    Parameters
    ----------
    forms : array of int, cells x steps
        The forms open to each cell, from its own to the widest; -1 where there are no more.
    loss : array of int, cells x steps x losses
        What each form loses.
    owner : array of int
        The cell of each count, ascending for the first counts of all cells.
    low, high : array of int, counts x steps
        What each form tells of a count.
    need : array of int, counts x steps
        How many values must remain possible under each form.
    failing : array of int
        True counts: one solution of the system.
    links : Links
        The sums of counts.
    """

    forms: NDArray[np.int64]
    loss: NDArray[np.int64]
    owner: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    need: NDArray[np.int64]
    failing: NDArray[np.int64]
    links: Links

    def at(
        self, choice: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """
        Bounds and needs under one choice of forms.

        Parameters
        ----------
        choice : array of int
            Step of each cell.

        Returns
        -------
        tuple of three arrays
            Low, high and need of each count.
        """
        import numpy as np

        counts, step = np.arange(len(self.owner)), choice[self.owner]
        return self.low[counts, step], self.high[counts, step], self.need[counts, step]

    def part(self, some: Tied) -> System:
        """
        Some cells with their counts and links.

        Parameters
        ----------
        some : Tied
            One of the sets that :func:`components` finds.

        Returns
        -------
        System
            Numbered in the order given.
        """
        import numpy as np

        links, starts = self.links, np.append(self.links.starts, len(self.links.link))
        spans = [np.arange(starts[one], starts[one + 1]) for one in some.links]
        entries = np.concatenate(spans) if spans else np.arange(0)
        tied = Links(
            np.repeat(np.arange(len(spans)), [len(span) for span in spans]),
            np.searchsorted(some.counts, links.cell[entries]),
            links.times[entries],
            links.least[some.links],
            links.most[some.links],
            links.wide[some.links],
            links.together[some.links],
        )
        low, high, need = (one[some.counts] for one in (self.low, self.high, self.need))
        return System(
            self.forms[some.cells], self.loss[some.cells],
            np.searchsorted(some.cells, self.owner[some.counts]),
            low, high, need, self.failing[some.counts], tied,
        )  # fmt: skip

    def frozen(self, choice: NDArray[np.int64], free: NDArray[np.bool_]) -> System:
        """
        The same cells, of which only some may still be widened beyond a choice.

        Parameters
        ----------
        choice : array of int
            Step of each cell, which becomes its first.
        free : array of bool
            Cells that keep the wider steps.

        Returns
        -------
        System
            With the forms moved, so that step 0 is the choice.
        """
        import numpy as np

        width = self.forms.shape[1]
        wanted = choice[:, None] + np.arange(width)
        over = (wanted >= width) | ~free[:, None]
        over[:, 0] = False
        moved = np.minimum(wanted, width - 1)
        cells, counts = np.arange(len(choice))[:, None], np.arange(len(self.owner))[:, None]
        forms = np.where(over, -1, self.forms[cells, moved])
        of_count = moved[self.owner]
        low, high, need = (one[counts, of_count] for one in (self.low, self.high, self.need))
        loss = self.loss[cells, moved]
        return System(forms, loss, self.owner, low, high, need, self.failing, self.links)


@dataclass(frozen=True)
class Tied:
    """
    Cells that links tie to each other.

    Parameters
    ----------
    cells, counts, links : array of int
        The cells, their counts and these links, each ascending.
    forest : bool
        Whether no circle of links is among them, all times being 1 or -1: then handing bounds
        along the links is exact.
    """

    cells: NDArray[np.int64]
    counts: NDArray[np.int64]
    links: NDArray[np.int64]
    forest: bool


def system_of(
    own: NDArray[np.int64],
    kind: NDArray[np.int64],
    counts: Counts,
    links: Links,
    homes: Homes | None = None,
) -> System:
    """
    The system of cells with given forms.

    Parameters
    ----------
    own : array of int
        Number of the form that each cell takes by itself.
    kind : array of int
        0 for a part of totals, 1 for a total, 2 for a cell of a group.
    counts : tuple of three arrays
        True failing and asked of each cell, and the units asked beyond one a household.
    links : Links
        The sums, of first and of second counts.
    homes : tuple of three arrays, optional
        Cells with a second count, of households: their numbers, households failing and asked.

    Returns
    -------
    System
        With every cell at its own form as step 0; second counts follow the first.
    """
    import numpy as np

    failing, asked, spare = counts
    which, homes_failing, homes_asked = homes or (np.arange(0),) * 3
    forms = steps(own, kind)
    low, high, need, loss = [], [], [], []
    for step in range(forms.shape[1]):
        form = np.where(forms[:, step] < 0, own, forms[:, step])
        first = bounds(form, failing, asked, spare)
        second = household_bounds(form[which], homes_failing, homes_asked)
        low.append(np.concatenate([np.minimum(first[0], failing), second[0]]))
        high.append(np.concatenate([np.maximum(first[1], failing), second[1]]))
        both = np.concatenate([np.arange(len(own)), which])
        need.append(needs(form[both], own[both], high[-1] - low[-1] + 1))
        loss.append(losses(form, own, kind))
    return System(
        forms, np.stack(loss, 1), both, np.stack(low, 1), np.stack(high, 1), np.stack(need, 1),
        np.concatenate([failing, homes_failing]), links,
    )  # fmt: skip


def components(system: System) -> list[Tied]:
    """
    Cells that no link ties to others fall apart: each set can be looked at by itself.

    Parameters
    ----------
    system : System
        The cells.

    Returns
    -------
    list of Tied
        Every set with at least one link.
    """
    links, cells = system.links, len(system.forms)
    if not len(links.least):
        return []
    number, label = _joined(system.owner[links.cell], cells + links.link, cells + len(links.least))
    circles = set(label[system.owner[_in_circles(links, system.owner)]].tolist())
    sets = [
        _by_label(labels, number) for labels in (label[:cells], label[system.owner], label[cells:])
    ]
    return [
        Tied(of_cells, of_counts, of_links, forest=n not in circles)
        for n, (of_cells, of_counts, of_links) in enumerate(zip(*sets, strict=True))
        if len(of_links)
    ]


def _in_circles(links: Links, owner: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    Counts that hang together by a circle of links, or by times other than 1 and -1.

    Between the two counts of one cell bounds are handed on as well, but no solver is asked for
    their sake alone: that would cost a hundred times as much.
    """
    import numpy as np

    counts = len(owner)
    first = owner[links.cell[links.starts]]
    odd_ones = np.flatnonzero(owner[links.cell] != first[links.link])
    between = np.zeros(len(links.least), dtype=bool)
    between[links.link[odd_ones]] = True
    links = links.only(between)

    number, label = _joined(links.cell, counts + links.link, counts + len(links.least))
    entries = np.bincount(label[links.cell], minlength=number)
    nodes = np.bincount(label, minlength=number)
    odd = np.bincount(label[links.cell[abs(links.times) != 1]], minlength=number)
    return np.flatnonzero(((entries > nodes - 1) | (odd > 0))[label[:counts]])


def _joined(
    left: NDArray[np.int64], right: NDArray[np.int64], size: int
) -> tuple[int, NDArray[np.int64]]:
    """Number of the sets that pairs of nodes join, and the set of each node, in their order."""
    import numpy as np

    lowest = np.arange(size)
    while (lowest[left] != lowest[right]).any():
        ends = np.concatenate([left, right, lowest[left], lowest[right]])
        np.minimum.at(lowest, ends, np.tile(np.minimum(lowest[left], lowest[right]), 4))
        while (lowest[lowest] != lowest).any():
            lowest = lowest[lowest]
    firsts, label = np.unique(lowest, return_inverse=True)
    return len(firsts), label


def _by_label(labels: NDArray[np.int64], number: int) -> list[NDArray[np.int64]]:
    """Positions of every label, ascending."""
    import numpy as np

    order = np.argsort(labels, kind="stable")
    edges = np.searchsorted(labels[order], np.arange(1, number))
    return np.split(order, edges)
