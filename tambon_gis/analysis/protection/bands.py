"""Bands: what a published form tells of a count, and the wider forms that a cell may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "BASES",
    "FEWEST_COUNTS",
    "FORMS",
    "LOSSES",
    "WIDENED",
    "bounds",
    "household_bounds",
    "losses",
    "needs",
    "round_to_base",
    "steps",
]

#: Counts that must remain possible for every banded cell (P6).
FEWEST_COUNTS = 3
BAND_TOP = 4
#: A hidden cell counts as if two were asked at least: its asked is told to nobody.
HIDDEN_TOP = 2
#: Form of a rounded total -> the base of its rounding.
BASES = {"rounded": 5, "rounded_10": 10}
#: Forms by their number.
FORMS = (
    "exact", "zero", "zero_band", "few", "most", "rounded", "rounded_10", "hidden", "no_data",
    "not_asked",
)  # fmt: skip
_NUMBER = {form: n for n, form in enumerate(FORMS)}
_SMALL = tuple(_NUMBER[form] for form in ("few", "most", "zero_band"))
#: Kinds of a cell: a part of totals only, a total, a cell of a group (women, a zone).
PART, TOTAL, GROUPED = range(3)
#: Form by itself -> the forms that a part may take, from narrow to wide.
WIDENED = {"zero": ("zero", "zero_band"), "few": ("few", "zero_band")}
_TOTAL = {
    "exact": ("exact", "rounded", "rounded_10", "hidden"),
    "rounded": ("rounded", "rounded_10", "hidden"),
    "zero": ("zero", "zero_band", "hidden"),
    "few": ("few", "zero_band", "hidden"),
    "zero_band": ("zero_band", "hidden"),
    "most": ("most", "hidden"),
}
_MOST_STEPS = 4
#: What is lost, the dearest first. Fewer of one outweigh any number of the next.
LOSSES = (
    "hidden totals", "hidden groups", "rounded totals", "rounded groups", "tens", "zeros", "fews",
)  # fmt: skip


def bounds(
    form: NDArray[np.int64],
    failing: NDArray[np.int64],
    asked: NDArray[np.int64],
    spare: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    What a published form alone says of the failing count.

    Parameters
    ----------
    form : array of int
        Number of the form in :data:`FORMS`.
    failing, asked : array of int
        True counts, in the unit that is published.
    spare : array of int
        Units asked beyond one a household; 0 where the unit is households. A band bounds
        households, and in each of the others somebody else is: persons stay within four and these.

    Returns
    -------
    tuple of two arrays
        Smallest and largest count, both included.

    Examples
    --------
    >>> import numpy as np
    >>> few = np.array([FORMS.index("few")])
    >>> [int(one[0]) for one in bounds(few, np.array([2]), np.array([80]), np.array([0]))]
    [1, 4]
    """
    import numpy as np

    top = np.minimum(BAND_TOP + spare, asked)
    low, high = failing.copy(), failing.copy()
    for name, base in BASES.items():
        middle = base * ((failing + base // 2) // base)
        these = form == _NUMBER[name]
        low = np.where(these, np.maximum(0, middle - base // 2), low)
        high = np.where(these, middle + (base - 1) // 2, high)
        # a cell of which fewer than five fail, or pass, would not be rounded but banded
        fit = these & (failing > BAND_TOP) & (asked - failing > BAND_TOP)
        low = np.where(fit, np.maximum(low, BAND_TOP + 1), low)
        high = np.where(fit, np.minimum(high, asked - BAND_TOP - 1), high)
    few, band, most = (form == _NUMBER[name] for name in ("few", "zero_band", "most"))
    hidden = form == _NUMBER["hidden"]
    low = np.select([few, band | hidden, most], [1, 0, asked - top], default=low)
    high = np.select(
        [few | band, most, hidden], [top, asked, np.maximum(HIDDEN_TOP, asked)], default=high
    )
    return low, high


def household_bounds(
    form: NDArray[np.int64], failing: NDArray[np.int64], asked: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """
    What the form of a cell told in persons says of the households behind it.

    Parameters
    ----------
    form : array of int
        Number of the form in :data:`FORMS`.
    failing, asked : array of int
        True counts of households.

    Returns
    -------
    tuple of two arrays
        Smallest and largest count. Persons told exactly or about say only that no fewer than five
        households fail, and no fewer than five pass.

    Examples
    --------
    >>> import numpy as np
    >>> exact = np.array([FORMS.index("exact")])
    >>> [int(one[0]) for one in household_bounds(exact, np.array([7]), np.array([80]))]
    [5, 75]
    """
    import numpy as np

    low, high = bounds(form, failing, asked, np.zeros(len(form), dtype=np.int64))
    told = np.isin(form, [_NUMBER[name] for name in ("exact", *BASES)])
    low = np.where(told, BAND_TOP + 1, low)
    high = np.where(told, asked - BAND_TOP - 1, high)
    return np.minimum(low, failing), np.maximum(high, failing)


def steps(own: NDArray[np.int64], kind: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    The forms that each cell may take, from its own to the widest; -1 where there are no more.

    Parameters
    ----------
    own : array of int
        Number of the form that the cell takes by itself.
    kind : array of int
        0 for a part of totals, 1 for a total, 2 for a cell of a group. A part is widened only:
        a village that is not small is never rounded or hidden.

    Returns
    -------
    array of int
        One row a cell.

    Examples
    --------
    >>> import numpy as np
    >>> found = steps(np.array([FORMS.index("zero")]), np.array([1]))
    >>> [FORMS[n] for n in found[0] if n >= 0]
    ['zero', 'zero_band', 'hidden']
    """
    import numpy as np

    table = np.full((len(FORMS), 3, _MOST_STEPS), -1)
    for form, number in _NUMBER.items():
        for which, known in ((PART, WIDENED), (TOTAL, _TOTAL), (GROUPED, _TOTAL)):
            chain = [_NUMBER[name] for name in known.get(form, (form,))]
            table[number, which, : len(chain)] = chain
    found: NDArray[np.int64] = table[own, kind]
    return found


def needs(
    form: NDArray[np.int64],
    own: NDArray[np.int64],
    width: NDArray[np.int64],
) -> NDArray[np.int64]:
    """
    How many counts must remain possible: three, or all that the band alone leaves; 0 if told.

    Parameters
    ----------
    form, own : array of int
        Form taken, and the form by itself: a total that is hidden to protect others needs no
        protection of its own unless it was small by itself.
    width : array of int
        Counts that the form alone leaves possible.

    Returns
    -------
    array of int
        Between 0 and :data:`FEWEST_COUNTS`.

    Examples
    --------
    >>> import numpy as np
    >>> few = np.array([FORMS.index("few")])
    >>> needs(few, few, np.array([4])).tolist()
    [3]
    """
    import numpy as np

    banded = np.isin(form, _SMALL)
    small = np.isin(own, (*_SMALL, _NUMBER["hidden"]))
    guarded = banded | ((form == _NUMBER["hidden"]) & small)
    return np.where(guarded, np.minimum(FEWEST_COUNTS, width), 0)


def losses(
    form: NDArray[np.int64], own: NDArray[np.int64], kind: NDArray[np.int64]
) -> NDArray[np.int64]:
    """
    What is lost where a cell takes a form wider than its own, by :data:`LOSSES`.

    Parameters
    ----------
    form, own : array of int
        Form taken, and the form by itself.
    kind : array of int
        As in :func:`steps`.

    Returns
    -------
    array of int
        One row a cell, one column a loss: 0 or 1.

    Examples
    --------
    >>> import numpy as np
    >>> zero, band = (np.array([FORMS.index(name)]) for name in ("zero", "zero_band"))
    >>> losses(band, zero, np.array([0])).tolist()
    [[0, 0, 0, 0, 0, 1, 0]]
    """
    import numpy as np

    changed, grouped = form != own, kind == GROUPED
    hidden = changed & (form == _NUMBER["hidden"])
    tens = changed & (form == _NUMBER["rounded_10"])
    rounded = (changed & (form == _NUMBER["rounded"])) | (tens & (own != _NUMBER["rounded"]))
    band = changed & (form == _NUMBER["zero_band"])
    return np.stack(
        [
            hidden & ~grouped,
            hidden & grouped,
            rounded & ~grouped,
            rounded & grouped,
            tens,
            band & (own == _NUMBER["zero"]),
            band & (own == _NUMBER["few"]),
        ],
        axis=1,
    ).astype(np.int64)


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
