"""Follow places through new, split, merged and recoded villages, without dividing a count by guess.

A village that was cut in two cannot be compared with its halves one by one: nobody knows which
households went where. What can be compared is the old village with both halves together. So the
*units* of a comparison over several years are the connected components of old and new codes:
everything that any change ties together is summed, the rest stays as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from tambon_gis.analysis.counting.counts import OF_ONE_ROW, SUMS, WEIGHTED
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pandas as pd

    from tambon_gis.model.crosswalk import Change, Crosswalk

__all__ = ["common_units", "follow"]

_NAMED = 5
#: A code between two of its changes: the code, and how many of its changes lie behind it.
_Node = tuple[str, int]


@same_kind
def common_units(
    places: pd.DataFrame, crosswalk: Crosswalk, *, years: Collection[int] | None = None
) -> pd.DataFrame:
    """
    The units in which the places of several years can be compared.

    Parameters
    ----------
    places : pandas.DataFrame
        ``year`` (B.E.) and ``place``: which codes each year's table holds. More columns and
        repeated rows do no harm; a stage ``counted`` will do.
    crosswalk : Crosswalk
        The changes. Those outside the years tie nothing together.
    years : collection of int, optional
        The years to compare; all of ``places`` without it.

    Returns
    -------
    pandas.DataFrame
        ``place``, ``year``, ``unit``, ``parts_due``, by year and place. ``unit`` is the place's own
        code where nothing happened; else the unit's codes in the last of the years, joined by
        ``+``, so that it can be drawn on that year's map. A unit without a code in the last year
        is called by its last codes and ``@`` with the year in which they went. ``parts_due``
        counts the places of which the unit consists in that year.

    Raises
    ------
    AnalysisError
        When a year's table holds a code that the crosswalk says does not hold in that year.

    Notes
    -----
    Formula: connected components of the graph whose nodes are a code between two of its changes
    and whose edges are the changes after the first and up to the last year. A code that was given
    up and later given to another village is two nodes.

    Units: codes, years B.E.

    Missing: a row without a place belongs to no unit and is left out.

    Source: the method is that of consistent areas over time (minimum comparable areas); the
    changes carry their own source.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis.model.crosswalk import Crosswalk
    >>> walk = Crosswalk.model_validate({
    ...     "crosswalk": {"id": "c", "title": {"th": "ก", "en": "c"}, "source": "made up"},
    ...     "change": [{"kind": "split", "year": 2564, "from": ["99010103"],
    ...         "to": ["99010103", "99010112"], "source": "made up"}]})
    >>> places = pd.DataFrame({"year": [2563, 2564, 2564],
    ...     "place": ["99010103", "99010103", "99010112"]})
    >>> common_units(places, walk)["unit"].unique().tolist()
    ['99010103+99010112']
    """
    import pandas as pd

    seen = places[["place", "year"]].dropna().drop_duplicates()
    wanted = set(seen["year"] if years is None else years)
    seen = seen[seen["year"].isin(wanted)].sort_values(["year", "place"], ignore_index=True)
    if seen.empty:
        return seen.assign(unit=seen["place"], parts_due=pd.array([], dtype="Int64"))
    story = _Story(crosswalk.change)
    _require_in_force(seen, story)
    units = story.units(sorted(int(year) for year in wanted))
    keys = list(zip(seen["place"], seen["year"], strict=True))
    return seen.assign(
        unit=pd.Series([units.get(key, (key[0], 1))[0] for key in keys], dtype="str"),
        parts_due=pd.array([units.get(key, (key[0], 1))[1] for key in keys], dtype="Int64"),
    )


@same_kind
def follow(
    counted: pd.DataFrame, crosswalk: Crosswalk, *, years: Collection[int] | None = None
) -> pd.DataFrame:
    """
    Counts on the units that can be compared over years.

    Parameters
    ----------
    counted : pandas.DataFrame
        Stage ``counted``, rows of the crosswalk's level, with any columns that group it.
    crosswalk : Crosswalk
        The changes.
    years : collection of int, optional
        The years to compare, all of ``counted`` without it; rows of other years are left out.

    Returns
    -------
    pandas.DataFrame
        The same columns with ``place`` = unit (see :func:`common_units`), counts summed, and
        ``parts`` (rows with counts behind the sum) and ``parts_due`` (places that the unit has in
        that year). Where ``parts`` is smaller, a part of the unit was not surveyed and its sum is
        not to be compared. Shares are left out: make them again with ``aggregate.measure``.

    Raises
    ------
    AnalysisError
        As :func:`common_units`.

    Notes
    -----
    Formula: the sum over the places of a unit; totals by year and indicator stay exactly what they
    were.

    Units: those of the counts.

    Missing: null counts add nothing, and a sum over no known count is null. A unit whose places
    lie in two tambons is no part of either: roll up before you follow.

    Source: as :func:`common_units`.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis.model.crosswalk import Crosswalk
    >>> walk = Crosswalk.model_validate({
    ...     "crosswalk": {"id": "c", "title": {"th": "ก", "en": "c"}, "source": "made up"},
    ...     "change": [{"kind": "split", "year": 2564, "from": ["99010103"],
    ...         "to": ["99010103", "99010112"], "source": "made up"}]})
    >>> counted = pd.DataFrame({"year": [2563, 2564, 2564], "code": "9", "asked": [90, 60, 33],
    ...     "place": ["99010103", "99010103", "99010112"], "met": [80, 55, 30]})
    >>> follow(counted, walk)[["year", "asked", "met", "parts"]].values.tolist()
    [[2563, 90, 80, 1], [2564, 93, 85, 2]]
    """
    units = common_units(counted, crosswalk, years=years)
    kept = counted.drop(columns=[name for name in OF_ONE_ROW if name in counted.columns])
    rows = kept.merge(units, on=["place", "year"], how="inner")
    sums = [name for name in (*SUMS, *WEIGHTED) if name in rows.columns]
    known = rows[[name for name in ("asked", "met") if name in rows.columns]].notna().all(axis=1)
    rows = rows.assign(place=rows["unit"], parts=known.astype("Int64")).drop(columns="unit")
    sums += ["parts"]
    keys = [name for name in rows.columns if name not in sums]
    summed = rows.groupby(keys, sort=False, as_index=False, dropna=False)[sums].sum(min_count=1)
    order = [name for name in kept.columns if name in summed.columns]
    integers = [name for name in sums if name not in WEIGHTED]
    return summed[[*order, "parts", "parts_due"]].astype(dict.fromkeys(integers, "Int64"))


class _Story:
    """The changes as a graph of codes between two changes."""

    def __init__(self, changes: Iterable[Change]) -> None:
        """Sort the changes by code."""
        self.changes = tuple(changes)
        self.events: dict[str, list[int]] = {}
        self.holds: dict[_Node, bool] = {}
        for one in sorted(self.changes, key=_year):
            for code in dict.fromkeys((*one.before, *one.to)):
                known = self.events.setdefault(code, [])
                if not known or known[-1] != one.year:
                    known.append(one.year)
                    self.holds.setdefault((code, len(known) - 1), False)
                    self.holds[code, len(known)] = False
                if code in one.before:
                    self.holds[code, len(known) - 1] = True
                if code in one.to:
                    self.holds[code, len(known)] = True

    def node(self, code: str, year: int) -> _Node:
        """The code as it stands in a year."""
        return code, bisect_right(self.events[code], year)

    def units(self, years: list[int]) -> dict[tuple[str, int], tuple[str, int]]:
        """Place and year -> the unit's name, and of how many places it consists that year."""
        found: dict[tuple[str, int], tuple[str, int]] = {}
        for nodes in self._components(years[0], years[-1]):
            name = self._name(nodes, years[-1])
            for year in years:
                codes = [code for code, n in nodes if self.node(code, year) == (code, n)]
                found |= {(code, year): (name, len(codes)) for code in codes}
        return found

    def _components(self, first: int, last: int) -> list[list[_Node]]:
        """Codes that the changes after the first and up to the last year tie together."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        nodes = sorted(node for node, holds in self.holds.items() if holds)
        if not nodes:
            return []
        number = {node: n for n, node in enumerate(nodes)}
        edges = [
            (number[self.node(old, one.year - 1)], number[self.node(new, one.year)])
            for one in self.changes
            if first < one.year <= last
            for old in one.before
            for new in one.to
        ]
        rows, columns = zip(*edges, strict=True) if edges else ((), ())
        graph = coo_array(([1] * len(edges), (rows, columns)), shape=(len(nodes), len(nodes)))
        count, labels = connected_components(graph, directed=False)
        parts: list[list[_Node]] = [[] for _ in range(count)]
        for node, label in zip(nodes, labels, strict=True):
            parts[label].append(node)
        return parts

    def _name(self, nodes: list[_Node], last: int) -> str:
        """The unit's codes in the last year; without any, its last ones and when they went."""
        today = [code for code, n in nodes if self.node(code, last) == (code, n)]
        if today:
            return "+".join(sorted(today))
        ends = {(code, n): self._end(code, n) for code, n in nodes}
        went = max(ends.values())
        return "+".join(sorted(code for (code, _), end in ends.items() if end == went)) + f"@{went}"

    def _end(self, code: str, n: int) -> int:
        """The year of the change that ended a code's time; the far future where none did."""
        events = self.events[code]
        return events[n] if n < len(events) else max(max(e) for e in self.events.values()) + 1


def _require_in_force(seen: pd.DataFrame, story: _Story) -> None:
    """Refuse codes that do not hold in the year in whose table they stand."""
    strange = [
        f"{place} ({year})"
        for place, year in zip(seen["place"], seen["year"], strict=True)
        if place in story.events and not story.holds[story.node(place, year)]
    ]
    if strange:
        more = " …" if len(strange) > _NAMED else ""
        raise AnalysisError(
            "crosswalk.not_in_force", places=", ".join(strange[:_NAMED]) + more, n=len(strange)
        )


def _year(change: Change) -> int:
    """For sorting."""
    return change.year
