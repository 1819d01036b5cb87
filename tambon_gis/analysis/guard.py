"""Guard: the cells of a whole table held against each other, total by total."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.protect import BASES, Part, Tree, protect, protect_total
from tambon_gis.places import COUNTRY, LADDER, ancestors, truncate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["over_hidden", "protected"]

_BANDED = frozenset({"few", "most", "zero_band", "hidden", *BASES})


def protected(cells: pd.DataFrame) -> pd.Series:
    """
    Forms after every total was held against all that is told below it, from the finest level up.

    Parameters
    ----------
    cells : pandas.DataFrame
        Stage ``counted`` with ``form``: the form of each cell by itself. The index is 0 to n - 1.

    Returns
    -------
    pandas.Series of str
        Forms on the same index; ``rounded_10`` where only tens are safe.
    """
    import pandas as pd

    form = cells["form"].to_numpy(dtype=object, copy=True)
    keys = ["year", "framework", "code", "place"]
    spots = {key: n for n, key in enumerate(cells[keys].itertuples(index=False, name=None))}
    levels = sorted(cells["level"].unique(), key=lambda level: -LADDER.get(level, 0))
    below: dict[int, list[int]] = {}
    for finer, level in pairwise(levels):
        for key, rows in _groups(cells, finer, level):
            total = spots.get(key)
            if total is None:
                continue
            below[total] = rows
            if finer != levels[0]:
                form[total] = protect_total(_tree(cells, form, below, total))
            elif _BANDED.intersection(form[rows]):
                parts = [_part(cells, row, form[row]) for row in rows]
                form[rows], form[total] = protect(parts, form[total])
    return pd.Series(form, index=cells.index, dtype="str")


def over_hidden(cells: pd.DataFrame) -> pd.Series:
    """
    Totals with a hidden cell below them: what they say of the asked would give it a bound.

    Parameters
    ----------
    cells : pandas.DataFrame
        Stage ``counted`` with ``form``.

    Returns
    -------
    pandas.Series of bool
        True for such totals, on the same index.
    """
    import pandas as pd

    levels = sorted(cells["level"].unique(), key=lambda level: -LADDER.get(level, 0))
    finest = cells["level"].eq(levels[0]) if levels else cells["level"].isna()
    hidden = cells[finest & cells["form"].eq("hidden")]
    keys = ["year", "framework", "code", "place"]
    above = {
        (*key, wider)
        for *key, place in hidden[keys].itertuples(index=False, name=None)
        for wider in (*ancestors(place), COUNTRY)
    }
    found = [key in above for key in cells[keys].itertuples(index=False, name=None)]
    return pd.Series(found, index=cells.index, dtype=bool) & ~finest


def _groups(
    cells: pd.DataFrame, finer: str, level: str
) -> Iterator[tuple[tuple[Any, ...], list[int]]]:
    """The parts of every total of a level: the total's key, and the rows of its parts."""
    parts = cells[(cells["level"] == finer) & cells["households_asked"].notna()]
    wider = parts["place"].map(lambda place: truncate(place, level) if level in LADDER else COUNTRY)
    grouped = parts.groupby([parts["year"], parts["framework"], parts["code"], wider], sort=False)
    for key, rows in grouped.groups.items():
        yield tuple(key), [int(row) for row in rows]  # type: ignore[arg-type]


def _tree(
    cells: pd.DataFrame, form: NDArray[np.object_], below: Mapping[int, Sequence[int]], row: int
) -> Tree:
    """A total with everything that is told below it."""
    finer = tuple(_tree(cells, form, below, one) for one in below.get(row, ()))
    return Tree(_part(cells, row, form[row]), finer)


def _part(cells: pd.DataFrame, row: int, form: str) -> Part:
    """One cell as a part of its total."""
    asked = int(cells["asked"].array[row])
    failing = asked - int(cells["met"].array[row])
    return Part(form, failing, asked, persons=cells["counts"].array[row] != "household")
