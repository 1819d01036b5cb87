"""Guard: the cells of a whole table held against each other before anything is sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.analysis.protection.asked import hidden_groups, told_asked
from tambon_gis.analysis.protection.audit import counts_left
from tambon_gis.analysis.protection.bands import FORMS
from tambon_gis.analysis.protection.choose import choose
from tambon_gis.analysis.protection.links import POOLED, at_least_one_each, ladder, links_of, splits
from tambon_gis.analysis.protection.system import system_of
from tambon_gis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.analysis.protection.system import System

__all__ = ["Guarded", "guard"]

_UPPER = ("amphoe", "province", "country")


@dataclass(frozen=True)
class Guarded:
    """
    What may be told of each cell.

    Parameters
    ----------
    frame : pandas.DataFrame
        On the index of the cells: ``form`` (``rounded_10`` where only tens are safe), ``asked``
        and ``households`` as told, ``vague`` (told about only), ``left`` (counts that remain
        possible for the failing, three standing for three or more where a solver counted; -1
        where the count is told or needs no guard) and ``short`` (too few remain).
    """

    frame: pd.DataFrame

    @property
    def short(self) -> int:
        """Number of cells for which fewer counts remain than should."""
        return int(self.frame["short"].sum())


def guard(
    cells: pd.DataFrame, groups: Sequence[str] = (), links: pd.DataFrame | None = None
) -> Guarded:
    """
    Protect every band of a table against all that the table tells, at least loss, and audit it.

    Parameters
    ----------
    cells : pandas.DataFrame
        Stage ``counted`` with ``form``: the form of each cell by itself; index 0 to n - 1.
    groups : sequence of str, optional
        Group columns, null where a cell is over all groups.
    links : pandas.DataFrame, optional
        Further links between rows of ``cells``, as :mod:`~.links` describes them.

    Returns
    -------
    Guarded
        On the same index, whatever the order of the rows was.

    Raises
    ------
    AnalysisError
        When a cell stands twice in the table, or a row without a group is smaller than its groups.
    """
    import numpy as np
    import pandas as pd

    keys = ["framework", "code", "year", *groups, *([POOLED] if POOLED in cells else [])]
    if cells.duplicated([*keys, "level", "place"]).any():
        raise AnalysisError("protection.twice")
    ranks = [*keys, "level", "households_asked", "place"]  # of equal choices the smaller gives way
    _require_totals(cells, groups)
    order = cells.sort_values(ranks, kind="stable", na_position="first").index
    ranked = cells.loc[order].reset_index(drop=True)
    if links is not None:
        spots = pd.Series(range(len(order)), index=order)
        links = links.assign(row=links["row"].map(spots))
    ranked["form"] = _over_hidden(hidden_groups(ranked, groups), ranked, groups)
    told = told_asked(ranked, groups)
    ranked["form"] = ranked["form"].mask(told["vague"] & ranked["form"].eq("exact"), "rounded")
    system = _system(ranked, groups, links)
    choice = choose(system, upper=ranked["level"].isin(_UPPER).to_numpy())
    names = np.array(FORMS, dtype=object)
    number = np.arange(len(ranked))
    told["form"] = pd.Series(names[system.forms[number, choice]], dtype="str")
    audited = pd.DataFrame({"left": counts_left(system, choice), "wanted": system.at(choice)[2]})
    audited = audited[audited["wanted"] > 0]
    cell = pd.Series(system.owner)[audited.index]
    left = audited["left"].groupby(cell).min()
    told["left"] = left.reindex(number, fill_value=-1).to_numpy()
    short = cell[audited["left"] < audited["wanted"]]
    told["short"] = np.isin(number, short)
    told.index = order
    return Guarded(told.loc[cells.index])


def _over_hidden(form: pd.Series, cells: pd.DataFrame, groups: Sequence[str]) -> pd.Series:
    """A total without an answer over a hidden cell is hidden, too: else it would tell of a zero."""
    parts = [*ladder(cells, groups).items(), *splits(cells, groups)]
    nothing, hidden = (form.eq(name).to_numpy() for name in ("no_data", "hidden"))
    empty = [total for total, below in parts if nothing[total] and hidden[below].any()]
    return form.mask(form.index.isin(empty), "hidden")


def _require_totals(cells: pd.DataFrame, groups: Sequence[str]) -> None:
    """Refuse rows without a group that cannot be the sum over the groups: an unknown group."""
    asked = cells["asked"].fillna(0).to_numpy(dtype="int64")
    smaller = sum(asked[parts].sum() > asked[total] for total, parts in splits(cells, groups))
    if smaller:
        raise AnalysisError("protection.groups", columns=", ".join(groups), n=int(smaller))


def _system(cells: pd.DataFrame, groups: Sequence[str], links: pd.DataFrame | None) -> System:
    """Cells as a system: the counts that are told, and the households behind persons."""
    import numpy as np

    number = {form: n for n, form in enumerate(FORMS)}
    own = cells["form"].map(number).to_numpy().astype(np.int64)
    asked, failing = _counts(cells, "asked", "met")
    homes_asked, homes_failing = _counts(cells, "households_asked", "households_met")
    persons: NDArray[np.bool_] = (
        cells["counts"].ne("household") & cells["households_asked"].notna()
    ).to_numpy(dtype=bool)
    spare = np.where(persons, np.maximum(asked - homes_asked, 0), 0)
    found, kind = links_of(cells, groups, failing, links)
    which = np.flatnonzero(persons).astype(np.int64)
    if not len(which):
        return system_of(own, kind, (failing, asked, spare), found)
    second = np.full(len(cells), -1)
    second[which] = len(cells) + np.arange(len(which))
    behind, _ = links_of(cells, groups, homes_failing, only=persons)
    sure = which[failing[which] >= homes_failing[which]]
    known = (failing - homes_failing <= spare) & (own != number["hidden"])
    most = np.where(known, spare, int(failing.sum()) + 1)
    homes_of = at_least_one_each(sure, second[sure], most[sure])
    both = found.beside(behind, second).beside(homes_of, np.arange(len(cells) + len(which)))
    homes = which, homes_failing[which], homes_asked[which]
    return system_of(own, kind, (failing, asked, spare), both, homes)


def _counts(
    cells: pd.DataFrame, asked: str, met: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Asked and failing, 0 where nothing is known."""
    import numpy as np

    known = cells[asked].fillna(0).to_numpy(dtype=np.int64)
    return known, known - cells[met].fillna(0).to_numpy(dtype=np.int64)
