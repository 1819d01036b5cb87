"""Protection of bands against subtraction: a total and its parts may not give a band away.

With one total over parts of which some are exact, the rest of the total is known. Each banded part
is then an interval in one equation; the feasible counts of a part follow from the bounds of the
others; a total that is a band itself is an interval, too. Where a part would keep fewer than three,
zeros are widened to the band 0-4, then the total is rounded to 5, then to 10, then hidden (P6).
A wider total is held against the whole tree of totals below it: for sums in a tree, narrowing
intervals up and down once finds exactly the counts that remain. Links across years and between
indicators are not in it yet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "BASES",
    "FEWEST_COUNTS",
    "Part",
    "Tree",
    "feasible",
    "protect",
    "protect_total",
    "round_to_base",
]

#: Counts that must remain possible for every banded part.
FEWEST_COUNTS = 3
BAND_TOP = 4
#: Form of a rounded total -> the base of its rounding.
BASES = {"rounded": 5, "rounded_10": 10}
NONE_KNOWN = ("hidden", "no_data")
_BANDS = frozenset({"few", "most", "zero_band"})


@dataclass(frozen=True)
class Part:
    """
    One part of a total, in the unit that is published.

    Parameters
    ----------
    form : str
        Its form.
    failing, asked : int
        True counts.
    persons : bool
        Whether the unit is persons: a band then bounds households, so persons only from below.
    """

    form: str
    failing: int
    asked: int
    persons: bool = False

    def bounds(self) -> tuple[int, int]:
        """
        What the published form alone says of the failing count.

        Returns
        -------
        tuple[int, int]
            Smallest and largest count, both included.
        """
        if self.form in {"exact", "zero"}:
            return self.failing, self.failing
        if self.form in BASES:
            return _around(self.failing, BASES[self.form])
        if self.form in NONE_KNOWN:
            return 0, self.asked
        top = self.asked if self.persons else min(BAND_TOP, self.asked)
        if self.form == "most":
            return self.asked - top, self.asked
        return (0 if self.form == "zero_band" else 1), top


def feasible(parts: Sequence[Part], low: int, high: int) -> list[int]:
    """
    How many counts remain possible for each part, given the range of the total.

    Parameters
    ----------
    parts : sequence of Part
        All parts of the total.
    low, high : int
        What is published of the total.

    Returns
    -------
    list[int]
        Number of possible failing counts of each part.

    Examples
    --------
    >>> feasible([Part("exact", 20, 90), Part("few", 2, 80)], 22, 22)
    [1, 1]
    >>> feasible([Part("few", 2, 90), Part("few", 2, 80)], 4, 4)
    [3, 3]
    """
    bounds = [part.bounds() for part in parts]
    least = sum(bottom for bottom, _ in bounds)
    most = sum(top for _, top in bounds)
    counts = []
    for bottom, top in bounds:
        smallest = max(bottom, low - (most - top))
        largest = min(top, high - (least - bottom))
        counts.append(largest - smallest + 1)
    return counts


def protect(parts: Sequence[Part], total_form: str) -> tuple[list[str], str]:
    """
    Forms under which no banded part can be narrowed below three counts.

    Parameters
    ----------
    parts : sequence of Part
        Parts with the form that each takes by itself.
    total_form : str
        Form of their total by itself.

    Returns
    -------
    tuple[list[str], str]
        Forms of the parts, form of the total (``rounded_10`` where only tens are safe).

    Examples
    --------
    >>> protect([Part("exact", 20, 90), Part("few", 2, 80)], "exact")
    (['exact', 'zero_band'], 'rounded')
    >>> protect([Part("zero", 0, 90), Part("few", 2, 80)], "few")
    (['zero', 'few'], 'few')
    >>> protect([Part("few", 1, 90), Part("few", 1, 80), Part("few", 1, 70)], "few")
    (['zero_band', 'zero_band', 'zero_band'], 'few')
    >>> protect([Part("zero", 0, 90), Part("hidden", 0, 8)], "zero")
    (['zero', 'hidden'], 'zero_band')
    """
    forms = [part.form for part in parts]
    if total_form in NONE_KNOWN:
        return forms, total_form
    wider = [
        Part("zero_band", part.failing, part.asked, part.persons)
        if part.form in {"zero", "few"}
        else part
        for part in parts
    ]
    banded = total_form not in {"exact", "zero"}
    tries = [(parts, total_form)]
    if banded or "zero" in forms:
        tries.append((wider, total_form))
    if total_form == "zero":
        tries.append((parts, "zero_band"))
    elif not banded:
        tries += [(candidate, form) for form in BASES for candidate in (parts, wider)]
    for candidate, form in tries:
        if _is_safe(candidate, *_total(parts, form).bounds()):
            return [part.form for part in candidate], form
    return forms, "hidden"


@dataclass(frozen=True)
class Tree:
    """
    A total with the totals and parts below it.

    Parameters
    ----------
    part : Part
        The cell itself.
    below : tuple[Tree, ...]
        What it is the sum of; empty for the finest parts.
    """

    part: Part
    below: tuple[Tree, ...] = ()


def protect_total(tree: Tree) -> str:
    """
    The form under which a total gives away no band anywhere below it.

    Parameters
    ----------
    tree : Tree
        The total with its own form; what is below keeps the forms that it has.

    Returns
    -------
    str
        The first that is safe of its own form, ``rounded``, ``rounded_10`` and ``hidden``.

    Examples
    --------
    >>> village = Tree(Part("few", 2, 60))
    >>> tambons = (Tree(Part("few", 2, 60), (village,)), Tree(Part("exact", 20, 90)))
    >>> protect_total(Tree(Part("exact", 22, 150), tambons))
    'rounded_10'
    """
    own = tree.part.form
    tries = (own, *BASES) if own == "exact" else (own,)
    for form in tries:
        if _keeps_bands(Tree(replace(tree.part, form=form), tree.below)):
            return form
    return "hidden"


def _keeps_bands(tree: Tree) -> bool:
    """Whether every band in a tree keeps enough counts, given all that the tree tells."""
    low, high = _upward(tree)
    return _downward(tree, low, high)


def _upward(tree: Tree) -> tuple[int, int]:
    """The interval of a cell: what its form tells, and what is below it."""
    low, high = tree.part.bounds()
    if tree.below:
        bounds = [_upward(one) for one in tree.below]
        low = max(low, sum(bottom for bottom, _ in bounds))
        high = min(high, sum(top for _, top in bounds))
    return low, high


def _downward(tree: Tree, low: int, high: int) -> bool:
    """Hand an interval down and look at every band on the way."""
    guarded = _BANDS if tree.below else _BANDS | set(NONE_KNOWN) | set(BASES)
    fewest = min(FEWEST_COUNTS, _own_counts(tree.part))
    if tree.part.form in guarded and high - low + 1 < fewest:
        return False
    bounds = [_upward(one) for one in tree.below]
    least = sum(bottom for bottom, _ in bounds)
    most = sum(top for _, top in bounds)
    return all(
        _downward(one, max(bottom, low - (most - top)), min(top, high - (least - bottom)))
        for one, (bottom, top) in zip(tree.below, bounds, strict=True)
    )


def _total(parts: Sequence[Part], form: str) -> Part:
    """The total of parts as a cell of a form."""
    return Part(
        form,
        sum(part.failing for part in parts),
        sum(part.asked for part in parts),
        persons=any(part.persons for part in parts),
    )


def round_to_base(value: int, base: int = 5) -> int:
    """
    The nearest multiple of a base.

    Parameters
    ----------
    value : int
        A count.
    base : int, default 5
        Five or ten.

    Returns
    -------
    int
        The rounded count.

    Examples
    --------
    >>> [round_to_base(n) for n in (0, 2, 3, 7, 8)]
    [0, 0, 5, 5, 10]
    """
    return base * ((value + base // 2) // base)


def _around(value: int, base: int) -> tuple[int, int]:
    """Counts that round to the same multiple."""
    middle = round_to_base(value, base)
    return max(0, middle - base // 2), middle + (base - 1) // 2


def _is_safe(parts: Sequence[Part], low: int, high: int) -> bool:
    """Whether every part that is not told exactly keeps enough counts."""
    counts = feasible(parts, low, high)
    return all(
        left >= min(FEWEST_COUNTS, _own_counts(part))
        for part, left in zip(parts, counts, strict=True)
        if part.form not in {"exact", "zero"}
    )


def _own_counts(part: Part) -> int:
    """Counts that the form alone leaves possible."""
    bottom, top = part.bounds()
    return top - bottom + 1
