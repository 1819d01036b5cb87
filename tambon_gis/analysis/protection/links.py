"""Links: which published cells are sums of which, found in the table and declared by the caller.

A wider area is the sum of its parts on the code ladder; a cell without a group is the sum over the
groups; pooled years are the sum of their years. Where the parts do not add up to the total (an
area without a survey, groups that overlap), only what is sure is used: which of the two is larger.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from tambon_gis.analysis.protection.system import Links
from tambon_gis.errors import AnalysisError
from tambon_gis.places import COUNTRY, LADDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Parts = dict[int, list[int]]

__all__ = [
    "DECLARED",
    "POOLED",
    "at_least_one_each",
    "declared",
    "ladder",
    "links_of",
    "pooled",
    "splits",
    "total_of",
    "without",
]

#: Column that names the years of a pooled row: first and last, ``2563-2565``; null elsewhere.
POOLED = "pooled"
#: Columns of links that a caller declares: least <= sum of times * failing <= most, one row a cell.
DECLARED = ("link", "row", "times", "least", "most")
_KEY = ["year", "framework", "code"]
_WIDE = ("province", "country")


def links_of(
    cells: pd.DataFrame,
    groups: Sequence[str],
    failing: NDArray[np.int64],
    further: pd.DataFrame | None = None,
    *,
    only: NDArray[np.bool_] | None = None,
) -> tuple[Links, NDArray[np.int64]]:
    """
    All links of a table, and the part that each cell plays in them.

    Parameters
    ----------
    cells : pandas.DataFrame
        Stage ``counted``, index 0 to n - 1, nulls allowed.
    groups : sequence of str
        Group columns, null where a cell is over all groups.
    failing : array of int
        The counts to tie.
    further : pandas.DataFrame, optional
        Declared links (:data:`DECLARED`), ``row`` being a position in ``cells``.
    only : array of bool, optional
        Totals to look at; by default all.

    Returns
    -------
    tuple of (Links, array of int)
        The links, and per cell 0 for a part only, 1 for a total, 2 for a cell of a group.
    """
    import numpy as np

    level = cells["level"].to_numpy(dtype=object)
    wanted = np.ones(len(cells), dtype=bool) if only is None else only
    kind = np.zeros(len(cells), dtype=np.int64)
    found: list[tuple[dict[int, int], int, int, bool, bool]] = []
    for total, parts in ladder(cells, groups).items():
        kind[total] = 1
        if wanted[total]:
            wide = level[total] in _WIDE
            found += _sums(failing, total, parts, wide=wide, together=only is None)
    for total, parts in pooled(cells, groups).items():
        kind[total] = 1
        if wanted[total]:
            found += _sums(failing, total, parts, wide=False, together=False)
    for total, parts in splits(cells, groups):
        if wanted[total]:
            found += _sums(failing, total, parts, wide=False, together=only is None)
    if groups:
        kind[cells[list(groups)].notna().any(axis=1).to_numpy()] = 2
    if further is not None:
        more = declared(further, failing)
        totals = [cell for times, *_ in more for cell, n in times.items() if n < 0]
        kind[totals] = np.maximum(kind[totals], 1)
        found += more
    return _packed(found), kind


def total_of(total: int, parts: Iterable[int]) -> Links:
    """
    The one link of a total that is the sum of its parts.

    Parameters
    ----------
    total : int
        Number of the total's cell.
    parts : iterable of int
        Numbers of its parts.

    Returns
    -------
    Links
        One link.

    Examples
    --------
    >>> total_of(0, [1, 2]).times.tolist()
    [1, 1, -1]
    """
    return _packed([({**dict.fromkeys(parts, 1), total: -1}, 0, 0, False, True)])


def at_least_one_each(
    persons: NDArray[np.int64], homes: NDArray[np.int64], most: NDArray[np.int64]
) -> Links:
    """
    The links of persons and households: one fails in each that fails, one passes in each other.

    Parameters
    ----------
    persons, homes : array of int
        Numbers of the counts of persons, and of their households.
    most : array of int
        Of each pair, the persons asked less the households asked.

    Returns
    -------
    Links
        One a pair: persons less households is 0 or more, and ``most`` at most.
    """
    pairs = zip(persons.tolist(), homes.tolist(), most.tolist(), strict=True)
    return _packed([({x: 1, h: -1}, 0, far, False, False) for x, h, far in pairs])


def ladder(cells: pd.DataFrame, groups: Sequence[str]) -> Parts:
    """
    Totals over the code ladder, each over the nearest finer cells of its own table.

    Parameters
    ----------
    cells : pandas.DataFrame
        As in :func:`links_of`.
    groups : sequence of str
        Group columns.

    Returns
    -------
    dict[int, list[int]]
        Row of the total -> rows of its parts.
    """
    import numpy as np
    import pandas as pd

    columns = [*_KEY, *groups, *([POOLED] if POOLED in cells else [])]
    table = cells.groupby(columns, sort=False, dropna=False).ngroup().to_numpy()
    known = (cells["households_asked"].notna() & cells["asked"].notna()).to_numpy(dtype=bool)
    depth = cells["level"].map(LADDER).fillna(0).to_numpy(dtype="int64")
    place, codes = pd.factorize(cells["place"])
    number = {code: n for n, code in enumerate(codes)}
    rows = np.flatnonzero(known)
    spots = pd.Index(table[rows] * len(codes) + place[rows])
    above = np.full(len(cells), -1, dtype=np.int64)
    for digits in sorted({0, *LADDER.values()}, reverse=True):
        open_ = np.flatnonzero(known & (above < 0) & (depth > digits))
        if len(open_):
            wider = [number.get(code[:digits] if digits else COUNTRY, -1) for code in codes]
            there = np.array(wider)[place[open_]]
            at = spots.get_indexer(table[open_] * len(codes) + there)
            above[open_] = np.where((there < 0) | (at < 0), -1, rows[at])
    return _together(above)


def _together(above: NDArray[np.int64]) -> Parts:
    """Rows by the total above them, both ascending; -1 is none."""
    import numpy as np

    order = np.argsort(above, kind="stable")
    order = order[np.searchsorted(above[order], 0) :]
    first = np.flatnonzero(np.diff(above[order], prepend=-1))
    rows = order.tolist()
    edges = [*first.tolist(), len(rows)]
    totals = above[order[first]].tolist()
    return {total: rows[a:b] for total, a, b in zip(totals, edges[:-1], edges[1:], strict=True)}


def splits(cells: pd.DataFrame, groups: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
    """
    Cells over all groups of a column, and the cells of those groups.

    Parameters
    ----------
    cells : pandas.DataFrame
        As in :func:`links_of`.
    groups : sequence of str
        Group columns.

    Yields
    ------
    tuple of (int, list[int])
        Row of the cell without the group, rows of its groups.
    """
    for column in groups:
        others = [name for name in (*groups, POOLED) if name in cells and name != column]
        keys = [*_KEY, "place", *others]
        yield from _matched(cells, cells[column].isna(), cells[column].notna(), keys)


def pooled(cells: pd.DataFrame, groups: Sequence[str]) -> Parts:
    """
    Pooled rows, and the rows of the years that they pool.

    Parameters
    ----------
    cells : pandas.DataFrame
        As in :func:`links_of`; without a column ``pooled`` there are none.
    groups : sequence of str
        Group columns.

    Returns
    -------
    dict[int, list[int]]
        Row of the pooled cell -> rows of its years.
    """
    if POOLED not in cells:
        return {}
    found: Parts = {}
    for span in cells[POOLED].dropna().unique():
        first, last = (int(year) for year in str(span).split("-"))
        yearly = cells[POOLED].isna() & cells["year"].between(first, last)
        keys = ["framework", "code", "place", *groups]
        found |= dict(_matched(cells, cells[POOLED] == span, yearly, keys))
    return found


def declared(
    further: pd.DataFrame, failing: NDArray[np.int64]
) -> list[tuple[dict[int, int], int, int, bool, bool]]:
    """
    Links as a caller declares them; a cell whose times are negative may give way as totals do.

    Parameters
    ----------
    further : pandas.DataFrame
        Columns :data:`DECLARED`.
    failing : array of int
        True counts of all cells.

    Returns
    -------
    list of links
        Times by row, least, most.

    Raises
    ------
    AnalysisError
        When a column is missing, or a link does not hold.
    """
    missing = [name for name in DECLARED if name not in further]
    if missing:
        raise AnalysisError("protection.links", columns=", ".join(missing))
    found = []
    for link, rows in further.groupby("link", sort=True):
        times = dict(zip(map(int, rows["row"]), map(int, rows["times"]), strict=True))
        least, most = int(rows["least"].iloc[0]), int(rows["most"].iloc[0])
        if not least <= sum(n * int(failing[cell]) for cell, n in times.items()) <= most:
            raise AnalysisError("protection.false_link", link=str(link))
        found.append((times, least, most, False, False))
    return found


def without(links: pd.DataFrame, cells: pd.DataFrame, spots: pd.Series) -> pd.DataFrame:
    """
    Declared links when some cells are not published: of these any count from 0 to the asked is so.

    Parameters
    ----------
    links : pandas.DataFrame
        Columns :data:`DECLARED`, rows of ``cells``.
    cells : pandas.DataFrame
        Stage ``counted``, index 0 to n - 1.
    spots : pandas.Series of int
        New position of the published cells, by their old one.

    Returns
    -------
    pandas.DataFrame
        Links between published cells.
    """
    missing = [name for name in DECLARED if name not in links]
    if missing:
        raise AnalysisError("protection.links", columns=", ".join(missing))
    shown = links["row"].isin(spots.index)
    reach = links["times"] * links["row"].map(cells["asked"].fillna(0)).mask(shown, 0)
    up = reach.clip(lower=0).groupby(links["link"]).transform("sum")
    down = reach.clip(upper=0).groupby(links["link"]).transform("sum")
    wider = links.assign(least=links["least"] - up, most=links["most"] - down)[shown]
    return wider.assign(row=wider["row"].map(spots))


def _matched(
    cells: pd.DataFrame, totals: pd.Series, parts: pd.Series, keys: list[str]
) -> Iterator[tuple[int, list[int]]]:
    """Rows of totals with the rows of their parts: those with the same key."""
    table = cells.groupby(keys, sort=False, dropna=False).ngroup()
    known = cells["asked"].notna() & cells["households_asked"].notna()
    below = table[parts & known]
    rows = {key: list(map(int, found)) for key, found in below.groupby(below).groups.items()}
    for total, key in table[totals & known].items():
        if key in rows:
            yield int(total), rows[key]  # type: ignore[call-overload]


def _sums(
    failing: NDArray[np.int64], total: int, parts: list[int], *, wide: bool, together: bool
) -> Iterator[tuple[dict[int, int], int, int, bool, bool]]:
    """A total as an equation where its parts add up, else as what is sure."""
    times = {**dict.fromkeys(parts, 1), total: -1}
    over = int(failing[parts].sum() - failing[total])
    far = int(failing.sum()) + 1
    if over <= 0:
        yield times, 0 if over == 0 else -far, 0, wide, together and over == 0
        return
    yield times, 0, far, wide, False
    for one in parts:
        if failing[one] <= failing[total]:
            yield {one: 1, total: -1}, -far, 0, wide, False


def _packed(found: Sequence[tuple[dict[int, int], int, int, bool, bool]]) -> Links:
    """Links as arrays."""
    import numpy as np

    sizes = [len(times) for times, *_ in found]
    entries = [(cell, n) for times, *_ in found for cell, n in times.items()]
    flat = np.array(list(chain.from_iterable(entries)), dtype=np.int64).reshape(-1, 2)
    return Links(
        np.repeat(np.arange(len(found)), sizes).astype(np.int64),
        flat[:, 0],
        flat[:, 1],
        np.array([one[1] for one in found], dtype=np.int64),
        np.array([one[2] for one in found], dtype=np.int64),
        np.array([one[3] for one in found], dtype=bool),
        np.array([one[4] for one in found], dtype=bool),
    )
