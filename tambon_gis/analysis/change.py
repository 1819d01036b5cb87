"""Change: what became better or worse between two years, and lines that break with the form.

Compared is only what a rulebook says is the same. What cannot be compared stays in the table, with
the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.analysis.comparing.cells import cells, first_that_holds
from tambon_gis.analysis.comparing.rounds import rounds
from tambon_gis.analysis.intervals import newcombe, wilson
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from tambon_gis.analysis.comparing.rounds import Rounds
    from tambon_gis.model.crosswalk import Crosswalk
    from tambon_gis.model.rulebook import Rulebook

__all__ = ["DIRECTIONS", "REASONS", "compare", "series"]

#: better: fewer fail, and the interval of the difference lies below zero; worse: above it; unclear:
#: the interval holds zero; same: the two shares are equal.
DIRECTIONS = ("better", "worse", "unclear", "same")
#: Why a row was not compared, in the order in which the reasons are looked for.
REASONS = (
    "similar_only",  # the other year asks something alike that is not the same
    "no_partner",  # the other year does not ask it
    "missing_before",  # the place has no row in the earlier year
    "missing_after",  # ... in the later year
    "outside_years",  # a rulebook is used for a year for which it does not hold
    "units_differ",  # households in one year, persons in the other
    "part_unknown",  # a part of a joined unit was not surveyed
    "unknown",  # a count is not known
    "not_asked",  # nobody to whom it applies
    "not_exact",  # published as a band, rounded or hidden
)
_SIDES = ("before", "after")
_NUMBERS = ("asked", "failing", "share", "low", "high")
_POINTS = 100


@same_kind
def compare(
    measured: pd.DataFrame,
    rulebooks: Sequence[Rulebook],
    *,
    earlier: int,
    later: int,
    pairs: Iterable[tuple[str, str]] | None = None,
    crosswalk: Crosswalk | None = None,
    by: Sequence[str] = (),
    level: float = 0.95,
) -> pd.DataFrame:
    """
    Two years, indicator by indicator and place by place.

    Parameters
    ----------
    measured : pandas.DataFrame
        Stage ``counted`` or ``measured`` with both years; or published cells (``asked``,
        ``failing`` or ``met``, null where not told; ``form``, or ``share_low`` and ``share_high``,
        tell which are exact).
    rulebooks : sequence of Rulebook
        Those of every framework in the table.
    earlier, later : int
        The two years, B.E.
    pairs : iterable of (str, str), optional
        Indicators to compare, as ``("bmn-2560/22", "bmn-2566/29")``; all that may be without it.
    crosswalk : Crosswalk, optional
        Changes of places: then the rows are the units that both years share.
    by : sequence of str, optional
        Columns that group the counts further, such as ``sex``.
    level : float, default 0.95
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        One row an indicator, place and group, by framework, code and place: ``framework``,
        ``code`` (of the later year where there is one), ``framework_before``, ``code_before``,
        ``level``, ``place``, ``counts``, ``earlier``, ``later``; then for ``_before`` and
        ``_after`` the counts ``asked``, ``failing``, the ``share`` (0 to 1) and its interval
        ``low``, ``high``; the difference ``points`` with ``points_low`` and ``points_high`` in
        percentage points; ``direction`` (:data:`DIRECTIONS`); ``reason`` (:data:`REASONS`) where
        it was not compared.

    Raises
    ------
    AnalysisError
        When a pair that was asked for is not the same or not in the table, an indicator would have
        two partners, the years are not in order or not in the table, rows repeat, a group column
        that ``by`` does not name has several values, or a rulebook is lacking.

    Notes
    -----
    Formula: share = failing / asked, intervals of :mod:`~tambon_gis.analysis.intervals`, points =
    100 (share after - share before); more points are worse. Of twenty rows in which nothing
    changed, one may still come out as a change at level 0.95: look at rows together.

    Units: shares 0 to 1, differences percentage points.

    Missing: null where a side is unknown, not asked or not exact, and then without direction.

    Source: Newcombe, R. G. (1998), Statistics in Medicine 17, 873-890, method 10; ``same_as`` in
    the rulebooks.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> counted = pd.DataFrame({"year": [2564, 2565], "framework": "bmn-2560", "code": "9",
    ...     "place": "99010101", "counts": "household", "asked": [80, 70], "met": [32, 14]})
    >>> found = compare(counted, [catalog.rulebook("bmn-2560")], earlier=2564, later=2565)
    >>> found[["points", "points_low", "direction"]].round(2).values.tolist()
    [[20.0, 5.24, 'worse']]
    """
    if not earlier < later:
        raise AnalysisError("change.years", earlier=str(earlier), later=str(later))
    found = cells(measured, by=by, years=[earlier, later], crosswalk=crosswalk)
    forms = rounds(rulebooks, found["framework"].unique())
    before, after = _two_years(found, measured, (earlier, later))
    partners = _partners(before, after, forms, later, pairs)
    if pairs is not None:
        before = before[before["indicator"].isin(list(partners))]
        after = after[after["indicator"].isin(list(partners.values()))]
        if before.empty and after.empty:
            raise AnalysisError("change.no_pair", indicators=", ".join(partners))
    both = _side_by_side(before, after, partners, by)
    both["reason"] = _reasons(both, forms, (earlier, later))
    told = _told(both.assign(earlier=earlier, later=later), level)
    head = ["framework", "code", "framework_before", "code_before", "level", "place", "counts"]
    numbers = [f"{name}_{side}" for side in _SIDES for name in _NUMBERS]
    end = ["points", "points_low", "points_high", "direction", "reason"]
    order = ["framework", "code", "place", *by, "framework_before", "code_before"]
    result = told[[*head, *by, "earlier", "later", *numbers, *end]]
    return result.sort_values(order, ignore_index=True)


@same_kind
def series(
    measured: pd.DataFrame,
    rulebooks: Sequence[Rulebook],
    *,
    indicators: Iterable[str] | None = None,
    crosswalk: Crosswalk | None = None,
    by: Sequence[str] = (),
    level: float = 0.95,
) -> pd.DataFrame:
    """
    Every year of every indicator as lines of a chart, broken where the form changes.

    Parameters
    ----------
    measured : pandas.DataFrame
        As in :func:`compare`, with any number of years.
    rulebooks : sequence of Rulebook
        Those of every framework in the table.
    indicators : iterable of str, optional
        Only the lines of these, for example ``["bmn-2560/22"]``.
    crosswalk : Crosswalk, optional
        Changes of places: then the rows are the units that all years share.
    by : sequence of str, optional
        Columns that group the counts further.
    level : float, default 0.95
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        ``line`` (the oldest of all indicators that are the same or similar), ``segment`` (1, 2 ...
        along a line), ``year``, ``framework``, ``code``, ``level``, ``place``, ``counts``, the
        columns of ``by``, ``asked``, ``failing``, ``share`` (0 to 1), ``low``, ``high``,
        ``share_low``, ``share_high`` (the range of a band; the share itself where it is known) and
        ``state``; by line, place, segment and year.

    Raises
    ------
    AnalysisError
        When rows repeat, a group column that ``by`` does not name has several values, or a rulebook
        is lacking.

    Notes
    -----
    Formula: share and interval as in :func:`compare`. Points of one segment may be joined, points
    of two may not: a new segment begins where the form is only similar, where another form lies
    between, and for years for which the rulebook does not hold.

    Units: shares 0 to 1, years B.E.

    Missing: a year without a row has no row; share and interval are null where nobody was asked, a
    count is unknown, or a part of a joined unit is missing; intervals also where a cell is not
    exact.

    Source: ``same_as`` and ``similar_to`` in the rulebooks; Wilson (1927) for the interval.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> counted = pd.DataFrame({"year": [2564, 2565, 2566], "framework": "bmn-2560", "code": "9",
    ...     "place": "99010101", "counts": "household", "asked": [80, 70, 0], "met": [32, 14, 0]})
    >>> found = series(counted, [catalog.rulebook("bmn-2560")])
    >>> found[["line", "segment", "year", "share"]].values.tolist()
    [['bmn-2560/9', 1, 2564, 0.6], ['bmn-2560/9', 1, 2565, 0.8], ['bmn-2560/9', 2, 2566, <NA>]]
    """
    found = cells(measured, by=by, crosswalk=crosswalk)
    forms = rounds(rulebooks, found["framework"].unique())
    line = {name: forms.line.get(name, name) for name in found["indicator"].unique()}
    found = found.assign(line=found["indicator"].map(line).astype("str"))
    if indicators is not None:
        wanted = [forms.line.get(name, name) for name in indicators]
        found = found[found["line"].isin(wanted)].reset_index(drop=True)
    segments = _segments(found[["line", "indicator", "year"]].drop_duplicates(), forms)
    found = found.merge(segments, on=["line", "indicator", "year"], how="left")
    bounds = wilson(*_exact(found["asked"], found["failing"], found["state"]), level=level)
    found = found.assign(low=bounds["low"], high=bounds["high"])
    head = ["line", "segment", "year", "framework", "code", "level", "place", "counts", *by]
    order = ["line", "place", *by, "segment", "year", "framework", "code"]
    result = found[[*head, *_NUMBERS, "share_low", "share_high", "state"]]
    return result.sort_values(order, ignore_index=True)


def _two_years(
    found: pd.DataFrame, measured: pd.DataFrame, years: tuple[int, int]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The cells of each year; a year that the table does not hold at all is a slip."""
    for year in years:
        if not found["year"].eq(year).any():
            known = ", ".join(str(one) for one in sorted(measured["year"].dropna().unique()))
            raise AnalysisError("change.no_year", year=str(year), known=known)
    return found[found["year"] == years[0]], found[found["year"] == years[1]]


def _partners(
    before: pd.DataFrame,
    after: pd.DataFrame,
    forms: Rounds,
    later: int,
    pairs: Iterable[tuple[str, str]] | None,
) -> dict[str, str]:
    """Indicator of the earlier year -> the one of the later year that means the same."""
    if pairs is not None:
        asked_for = list(pairs)
        for one, other in asked_for:
            if not forms.same(one, other):
                raise AnalysisError("change.not_same", before=one, after=other)
        return dict(asked_for)
    old, new = (list(side["indicator"].unique()) for side in (before, after))
    partners = {name: name for name in old if name in set(new)}
    free = [name for name in new if name not in partners]
    for name in old:
        if name in partners:
            continue
        found = [other for other in free if forms.same(name, other)]
        if len(found) > 1 or (found and found[0] in partners.values()):
            raise AnalysisError("change.ambiguous", indicator=name, year=str(later))
        if found:
            partners[name] = found[0]
    return partners


def _side_by_side(
    before: pd.DataFrame, after: pd.DataFrame, partners: dict[str, str], by: Sequence[str]
) -> pd.DataFrame:
    """Rows of both years on one line, rows without a partner on their own."""
    # 0 stands for rows with a partner, 1 and 2 for those without: they never meet.
    paired = before["indicator"].isin(list(partners))
    old = before.assign(
        partner=before["indicator"].replace(partners), paired=(~paired).astype("int64")
    )
    paired = after["indicator"].isin(list(partners.values()))
    new = after.assign(partner=after["indicator"], paired=(~paired).astype("int64") * 2)
    keys = ["partner", "paired", "place", *by]
    both = old.merge(new, on=keys, how="outer", suffixes=("_before", "_after"))
    for name in ("framework", "code", "level", "counts", "indicator"):
        both[name] = both[f"{name}_after"].fillna(both[f"{name}_before"])
    return both


def _reasons(both: pd.DataFrame, forms: Rounds, years: tuple[int, int]) -> pd.Series:
    """The first of :data:`REASONS` that holds for a row, null where it is compared."""
    import pandas as pd

    line = both["indicator"].map(lambda name: forms.line.get(name, name))
    sides = [both[f"indicator_{side}"] for side in _SIDES]
    asked_in = [set(line[side.notna()]) for side in sides]
    covered = [
        side.map(lambda name, year=year: pd.isna(name) or forms.covers(name, year)).astype(bool)
        for side, year in zip(sides, years, strict=True)
    ]
    alone = both["paired"].ne(0)
    holds = {
        "similar_only": alone & line.isin(list(asked_in[0] & asked_in[1])),
        "no_partner": alone,
        "missing_before": sides[0].isna(),
        "missing_after": sides[1].isna(),
        "outside_years": ~(covered[0] & covered[1]),
        "units_differ": both["counts_before"].ne(both["counts_after"]),
        **{
            state: both["state_before"].eq(state) | both["state_after"].eq(state)
            for state in ("part_unknown", "unknown", "not_asked", "not_exact")
        },
    }
    return first_that_holds({name: holds[name] for name in REASONS})


def _told(both: pd.DataFrame, level: float) -> pd.DataFrame:
    """Add intervals of both sides, the difference and its direction."""
    counts = [
        _exact(both[f"asked_{side}"], both[f"failing_{side}"], both[f"state_{side}"])
        for side in _SIDES
    ]
    told = both.copy()
    for side, pair in zip(_SIDES, counts, strict=True):
        interval = wilson(*pair, level=level)
        told[f"low_{side}"], told[f"high_{side}"] = interval["low"], interval["high"]
    (n1, x1), (n2, x2) = counts
    compared = both["reason"].isna()
    apart = (newcombe(n1, x1, n2, x2, level=level) * _POINTS).where(compared)
    told["points"] = apart["difference"]
    told["points_low"], told["points_high"] = apart["low"], apart["high"]
    told["direction"] = first_that_holds(
        {
            "better": apart["high"].lt(0),
            "worse": apart["low"].gt(0),
            "same": (x1 * n2).eq(x2 * n1) & compared,
            "unclear": compared,
        }
    )
    return told


def _exact(asked: pd.Series, failing: pd.Series, state: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Counts where both are known exactly, else null."""
    exact = state.isin(["exact", "not_asked"])
    return asked.where(exact), failing.where(exact)


def _segments(steps: pd.DataFrame, forms: Rounds) -> pd.DataFrame:
    """Number the stretches of each line over which the form stays the same."""
    import pandas as pd

    numbered = []
    for line, some in steps.groupby("line", sort=True):
        position = {year: n for n, year in enumerate(sorted(some["year"].unique()))}
        years: dict[tuple[str, bool], dict[int, list[str]]] = {}
        for name, year in zip(some["indicator"], some["year"], strict=True):
            form = (forms.form.get(name, name), forms.covers(name, int(year)))
            years.setdefault(form, {}).setdefault(int(year), []).append(name)
        runs = [run for form, seen in years.items() for run in _runs(form[0], seen, position)]
        for number, (_, _, members) in enumerate(sorted(runs), start=1):
            numbered += [(line, name, year, number) for name, year in members]
    return pd.DataFrame(numbered, columns=["line", "indicator", "year", "segment"]).astype(
        {"line": "str", "indicator": "str", "year": "int64", "segment": "int64"}
    )


def _runs(
    form: str, seen: dict[int, list[str]], position: dict[int, int]
) -> list[tuple[int, str, list[tuple[str, int]]]]:
    """Years of one form without another form of the line between them."""
    runs: list[tuple[int, str, list[tuple[str, int]]]] = []
    before = None
    for year in sorted(seen):
        if before is None or position[year] != position[before] + 1:
            runs.append((year, form, []))
        runs[-1][2].extend((name, year) for name in seen[year])
        before = year
    return runs
