"""Whole: a table that can be held together, with every total that its rows imply in it.

Cells are guarded against the sums that stand in one table. What the table leaves out, a margin, a
year of pooled ones, a village of a tambon, would be worked out by subtraction without standing
anywhere: such a table is refused, with what to add.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.analysis.protection.forms import household_form
from tambon_gis.analysis.protection.links import POOLED, ladder, pooled, splits
from tambon_gis.errors import DisclosureError
from tambon_gis.places import COUNTRY, LADDER

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["require_whole"]

_COUNTS = ("asked", "met", "unknown", "households_asked", "households_met", "households_unknown")
_MOST_CODES = 99
_NAMED = 5
#: Forms under which the rest of a total tells nothing of a family.
_OPEN = ("exact", "zero", "no_data")


def require_whole(cells: pd.DataFrame, groups: Sequence[str]) -> None:
    """
    Refuse a table whose rows imply cells that it does not hold.

    Parameters
    ----------
    cells : pandas.DataFrame
        Stage ``counted``, index 0 to n - 1.
    groups : sequence of str
        Group columns, null where a cell is over all groups.

    Raises
    ------
    DisclosureError
        When counts are impossible, a group column holds numbers, a level is none of the ladder
        beside others, groups or pooled years lack their margins, or the rest of a total is small.
    """
    _require_counts(cells)
    _require_labels(cells, groups)
    _require_levels(cells)
    _require_margins(cells, groups)
    _require_years(cells, groups)
    _require_rests(cells, groups)


def _require_counts(cells: pd.DataFrame) -> None:
    """Counts that can be: none negative, none met that was not asked, households as they are."""
    wrong = (cells[list(_COUNTS)] < 0).any(axis=1)
    wrong |= cells["met"] > cells["asked"]
    wrong |= cells["households_met"] > cells["households_asked"]
    homes = cells["counts"].eq("household") & cells["households_asked"].notna()
    for name in ("asked", "met"):
        wrong |= homes & cells[name].ne(cells[f"households_{name}"])
    n = int(wrong.fillna(value=False).sum())
    if n:
        raise DisclosureError("disclosure.counts", n=n)


def _require_labels(cells: pd.DataFrame, groups: Sequence[str]) -> None:
    """Group columns hold labels or small codes; a column of numbers would be published as it is."""
    bad = []
    for name in groups:
        kind = getattr(cells[name].dtype, "kind", "O")
        if kind == "f" or (kind in "iu" and not cells[name].dropna().between(0, _MOST_CODES).all()):
            bad.append(name)
    if bad:
        raise DisclosureError("disclosure.column", columns=", ".join(bad))


def _require_levels(cells: pd.DataFrame) -> None:
    """Levels of the ladder with codes of their length; an own level only by itself."""
    levels = set(cells["level"])
    digits = cells["level"].map(LADDER)
    fits = cells["place"].str.fullmatch(r"[0-9]+") & cells["place"].str.len().eq(digits)
    fits |= cells["level"].eq("country") & cells["place"].eq(COUNTRY)
    if not fits.all() and len(levels) > 1:
        strange = sorted({str(level) for level in cells["level"][~fits]})
        raise DisclosureError("disclosure.level", levels=", ".join(strange))


def _require_margins(cells: pd.DataFrame, groups: Sequence[str]) -> None:
    """Beside every row of a group the same row over all groups of that column."""
    keys = ["year", "framework", "code", "level", "place", *_with_pooled(cells, groups)]
    there = set(_keys(cells, keys))
    lacking = set()
    for name in groups:
        grouped = cells[cells[name].notna()]
        margins = _keys(grouped.assign(**{name: None}), keys)
        if not there.issuperset(margins):
            lacking.add(name)
    if lacking:
        raise DisclosureError("disclosure.margins", columns=", ".join(sorted(lacking)))


def _require_years(cells: pd.DataFrame, groups: Sequence[str]) -> None:
    """Beside pooled rows the years that they pool, unless the table holds one span and no year."""
    if POOLED not in cells or cells[POOLED].isna().all():
        return
    rows = cells.index[cells[POOLED].notna() & cells["asked"].notna()]
    alone = cells[POOLED].notna().all() and len(cells[POOLED].unique()) == 1
    if not alone and not set(rows) <= set(pooled(cells, groups)):
        spans = ", ".join(sorted(cells[POOLED].dropna().unique()))
        raise DisclosureError("disclosure.years", spans=spans)


def _require_rests(cells: pd.DataFrame, groups: Sequence[str]) -> None:
    """What a total has beside its parts must be nothing, or large enough to be told."""
    import pandas as pd

    sums = [*ladder(cells, groups).items(), *pooled(cells, groups).items()]
    split = list(splits(cells, groups))
    links = [*sums, *split]
    if not links:
        return
    counts = cells[list(_COUNTS)].fillna(0).astype("int64").to_numpy()
    rests = pd.DataFrame(
        [counts[total] - counts[parts].sum(axis=0) for total, parts in links], columns=list(_COUNTS)
    )
    totals = cells.iloc[[total for total, _ in links]].reset_index(drop=True)
    form = household_form(rests.clip(lower=0), totals["sensitive"])
    # how many households stand behind the persons of the rest of a split cannot be known
    vague = totals["counts"].ne("household") & (totals.index >= len(sums))
    small = rests["asked"].gt(0) & (~form.isin(_OPEN) | vague)
    if small.any():
        places = sorted(set(totals["place"][small]))
        more = " …" if len(places) > _NAMED else ""
        told = ", ".join(places[:_NAMED]) + more
        raise DisclosureError("disclosure.rest", n=int(small.sum()), places=told)


def _with_pooled(cells: pd.DataFrame, groups: Sequence[str]) -> list[str]:
    """Group columns, and that of pooled years where there is one."""
    return [*groups, *([POOLED] if POOLED in cells else [])]


def _keys(cells: pd.DataFrame, keys: Sequence[str]) -> list[tuple[object, ...]]:
    """Keys of rows, null as None."""
    table = cells[list(keys)].astype(object)
    return list(table.where(table.notna(), None).itertuples(index=False, name=None))
