"""Asked: how many were asked, told so that the size of a hidden cell stays without a bound.

A total with a hidden cell below it is told about, to tens, from what is told of its parts and a
fixed guess for each hidden one; so it says nothing of the hidden one. Where groups split a cell, a
single hidden group would be the rest of it: the smallest other group is hidden, too. Nor may other
sums give a total away that is told about: where all parts of one are told, they are told about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.analysis.protection.forms import SMALLEST_ASKED
from tambon_gis.analysis.protection.links import ladder, pooled, splits

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    #: Total, parts, and whether the parts are groups.
    Tie = tuple[int, list[int], bool]
    Vague = dict[int, Tie]

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

    ties = [(total, parts, False) for total, parts in ladder(cells, groups).items()]
    ties += [(total, parts, False) for total, parts in pooled(cells, groups).items()]
    ties += [(total, parts, True) for total, parts in splits(cells, groups)]
    asked = cells["asked"].fillna(0).to_numpy(dtype="int64")
    hidden = frozenset(map(int, cells.index[cells["form"].eq("hidden")]))
    vague = _vague(ties, asked, hidden)
    told = {}
    for name in ("asked", "households_asked"):
        about = _Estimate(cells, name, ties, vague)
        values = cells[name].astype("Float64")
        tens = {row: float(_TENS * ((about.of(row) + _TENS / 2) // _TENS)) for row in vague}
        rows = pd.Series(cells.index, index=cells.index)
        told[name.removesuffix("_asked")] = values.mask(
            rows.isin(vague), rows.map(tens).astype("Float64")
        )
    flags = pd.Series(cells.index.isin(vague), index=cells.index, dtype=bool)
    return pd.DataFrame({**told, "vague": flags})


def _vague(ties: Sequence[Tie], asked: NDArray[np.int64], hidden: frozenset[int]) -> Vague:
    """Cells to be told about -> why: the link that they are worked out from, until all is said."""
    vague: Vague = {}
    size = -1
    while size != len(vague):
        size = len(vague)
        sums = {
            t for t, parts, group in ties if not group and _tells(t, parts, asked, hidden, vague)
        }
        for tie in ties:
            total, parts, group = tie
            unsaid = [one for one in parts if one in vague or (one in hidden and not group)]
            if unsaid and total not in hidden and not (group and total in sums):
                vague.setdefault(total, tie)
            if asked[parts].sum() != asked[total]:
                continue
            unknown = [one for one in parts if one in vague or one in hidden]
            rest = [one for one in parts if one not in unknown]
            over = total in vague or total in hidden
            if rest and (
                not unknown if over else group and unsaid == unknown and len(unknown) == 1
            ):
                vague |= dict.fromkeys(rest, tie)
    return vague


def _tells(
    total: int, parts: list[int], asked: NDArray[np.int64], hidden: frozenset[int], vague: Vague
) -> bool:
    """Whether parts that are all told add up to the total."""
    open_ = not any(one in hidden or one in vague for one in parts)
    return open_ and bool(asked[parts].sum() == asked[total])


class _Estimate:
    """The asked of a cell as a reader may work it out: never from the size of a hidden one."""

    def __init__(self, cells: pd.DataFrame, name: str, ties: Sequence[Tie], vague: Vague) -> None:
        self.asked = cells[name].fillna(0).to_numpy(dtype="float64")
        self.hidden = cells["form"].eq("hidden").to_numpy()
        self.vague = vague
        self.split = {one: tie for tie in ties if tie[2] for one in tie[1]}
        self.known: dict[int, float] = {}
        self.open: set[int] = set()
        told = ~self.hidden & cells["households_asked"].gt(0).fillna(value=False).to_numpy(bool)
        told[list(vague)] = False
        households = cells["households_asked"].fillna(0).to_numpy(dtype="float64")
        units, homes = self.asked[told].sum(), households[told].sum()
        self.guess = _GUESS * (units / homes if homes else 1.0)

    def of(self, row: int) -> float:
        """The estimate for one cell; a guess where it would rest on itself."""
        if row not in self.known:
            if row in self.open:
                return self.guess
            self.open.add(row)
            self.known[row] = self._of(row)
            self.open.discard(row)
        return self.known[row]

    def _of(self, row: int) -> float:
        """A total from its parts; a part that must not tell the rest, by its share of the rest."""
        if row in self.vague:
            total, parts, _ = tie = self.vague[row]
            if total == row:
                return sum(map(self.of, parts))
            mates = [one for one in parts if self.vague.get(one) is tie]
            others = sum(self.of(one) for one in parts if one not in mates)
            rest = max(0.0, self.of(total) - others)
            whole = float(self.asked[mates].sum())
            return rest * float(self.asked[row]) / whole if whole else 0.0
        if not self.hidden[row]:
            return float(self.asked[row])
        if row not in self.split or self.hidden[self.split[row][0]]:
            return self.guess
        total, parts, _ = self.split[row]
        rest = self.of(total) - sum(self.of(one) for one in parts if not self.hidden[one])
        return max(0.0, rest) / sum(bool(self.hidden[one]) for one in parts)
