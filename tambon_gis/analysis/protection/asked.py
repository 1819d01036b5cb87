"""Asked: how many were asked, told so that the size of a hidden cell stays without a bound.

A total with a hidden cell below it is told about, to tens, from what is told of its parts and a
fixed guess for each hidden one; so it says nothing of the hidden one. Where groups split a cell, a
single hidden group would be the rest of it: the smallest other group is hidden, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.analysis.protection.forms import SMALLEST_ASKED
from tambon_gis.analysis.protection.links import ladder, pooled, splits

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["hidden_groups", "told_asked"]

_FEWEST_HIDDEN = 2
#: What a hidden cell is taken to have asked: the middle of 0 to 9 households.
_GUESS = SMALLEST_ASKED / 2
_TENS = 10


def hidden_groups(cells: pd.DataFrame, groups: Sequence[str]) -> pd.Series:
    """
    Forms after every split with a hidden group hides one more.

    Parameters
    ----------
    cells : pandas.DataFrame
        Stage ``counted`` with ``form``, index 0 to n - 1.
    groups : sequence of str
        Group columns.

    Returns
    -------
    pandas.Series of str
        Forms: in each split none or at least two are hidden, and at least 10 were asked in these.
    """
    import pandas as pd

    form = cells["form"].to_numpy(dtype=object, copy=True)
    asked = cells["households_asked"].fillna(0).to_numpy(dtype="int64")
    changed = True
    while changed and groups:
        changed = False
        for _, parts in splits(cells, groups):
            hidden = [one for one in parts if form[one] == "hidden"]
            while hidden and len(hidden) < len(parts):
                if len(hidden) >= _FEWEST_HIDDEN and asked[hidden].sum() >= SMALLEST_ASKED:
                    break
                open_ = [one for one in parts if form[one] != "hidden"]
                hidden.append(min(open_, key=lambda one: (asked[one], one)))
                form[hidden[-1]], changed = "hidden", True
    return pd.Series(form, index=cells.index, dtype="str")


def told_asked(cells: pd.DataFrame, groups: Sequence[str]) -> pd.DataFrame:
    """
    What is told of the asked, and where it is told about only.

    Parameters
    ----------
    cells : pandas.DataFrame
        Stage ``counted`` with ``form``, index 0 to n - 1.
    groups : sequence of str
        Group columns.

    Returns
    -------
    pandas.DataFrame
        ``asked``, ``households`` and ``vague`` (bool) on the same index.
    """
    import pandas as pd

    below = {**ladder(cells, groups), **pooled(cells, groups)}
    part_of: dict[int, tuple[int, list[int]]] = {
        one: (total, parts) for total, parts in splits(cells, groups) for one in parts
    }
    vague = _over_hidden(cells, below)
    told = {}
    for name in ("asked", "households_asked"):
        about = _Estimate(cells, name, below, part_of, vague)
        values = cells[name].astype("Float64")
        tens = {row: float(_TENS * ((about.of(row) + _TENS / 2) // _TENS)) for row in vague}
        rows = pd.Series(cells.index, index=cells.index)
        told[name.removesuffix("_asked")] = values.mask(
            rows.isin(vague), rows.map(tens).astype("Float64")
        )
    flags = pd.Series(cells.index.isin(vague), index=cells.index, dtype=bool)
    return pd.DataFrame({**told, "vague": flags})


def _over_hidden(cells: pd.DataFrame, below: dict[int, list[int]]) -> set[int]:
    """Totals with a hidden cell anywhere below."""
    hidden = set(cells.index[cells["form"].eq("hidden")])
    found: set[int] = set()
    size = -1
    while size != len(found):
        size = len(found)
        found |= {
            total
            for total, parts in below.items()
            if any(one in found or one in hidden for one in parts)
        }
    return found


class _Estimate:
    """The asked of a cell as a reader may work it out: never from the size of a hidden one."""

    def __init__(
        self,
        cells: pd.DataFrame,
        name: str,
        below: dict[int, list[int]],
        part_of: dict[int, tuple[int, list[int]]],
        vague: set[int],
    ) -> None:
        self.asked = cells[name].fillna(0).to_numpy(dtype="float64")
        self.hidden = cells["form"].eq("hidden").to_numpy()
        self.below, self.part_of, self.vague = below, part_of, vague
        told = ~self.hidden & cells["households_asked"].gt(0).fillna(value=False).to_numpy(bool)
        households = cells["households_asked"].fillna(0).to_numpy(dtype="float64")
        units, homes = self.asked[told].sum(), households[told].sum()
        self.guess = _GUESS * (units / homes if homes else 1.0)

    def of(self, row: int) -> float:
        """The estimate for one cell, from its parts where one of them is hidden."""
        if row in self.vague:
            return sum(self.of(one) for one in self.below[row])
        if not self.hidden[row]:
            return float(self.asked[row])
        total, parts = self.part_of.get(row, (row, []))
        if not parts or self.hidden[total]:
            return self.guess
        rest = self.of(total) - sum(self.asked[one] for one in parts if not self.hidden[one])
        return max(0.0, float(rest)) / sum(bool(self.hidden[one]) for one in parts)
