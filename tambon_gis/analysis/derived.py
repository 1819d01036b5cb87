"""Derived: what follows from published cells, sealed because it knows no more than they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.analysis.composite import normalise, radar
from tambon_gis.analysis.published import as_measured
from tambon_gis.analysis.standing import standing as standing_of
from tambon_gis.model.planned import Trail
from tambon_gis.model.sealed import Aspects, Reach, Standing, seal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from tambon_gis.model.composite import Composite
    from tambon_gis.model.planned import Plan
    from tambon_gis.model.priority import Priority
    from tambon_gis.model.project import Target
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.sealed import Facilities, Measures, Places
    from tambon_gis.model.trace import Keywords, Scenario

__all__ = ["aspects", "reach", "standing", "trail"]

_STEP = 10
_ASPECTS = ["year", "place", "aspect", "value", "value_low", "value_high", "coverage"]


def standing(measures: Measures) -> Standing:
    """
    What each place falls short of, worst first.

    Parameters
    ----------
    measures : Measures
        Published cells.

    Returns
    -------
    Standing
        Every published cell with its range, its order in its place and the place's rank.

    Notes
    -----
    Formula: that of :func:`tambon_gis.analysis.standing.standing`, on the published forms.
    Units: shares are fractions from 0 to 1.
    Missing: null where a form tells nothing.
    Source: rule P5 of publishing.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> from tambon_gis.analysis import disclose
    >>> counted = pd.DataFrame({"year": 2565, "framework": "bmn-2560", "code": ["4", "9"],
    ...     "level": "village", "place": "15010901", "counts": "household", "asked": 100,
    ...     "met": [80, 60], "unknown": 0, "households_asked": 100, "households_met": [80, 60],
    ...     "households_unknown": 0})
    >>> found = standing(disclose.disclose(counted, [catalog.rulebook("bmn-2560")]))
    >>> found.frame[["code", "order"]].values.tolist()
    [['4', 2], ['9', 1]]
    """
    return seal(Standing, frame=standing_of(as_measured(measures.frame)))


def aspects(
    measures: Measures,
    composite: Composite,
    rulebooks: Sequence[Rulebook],
    years: Mapping[str, int] | None = None,
) -> Aspects:
    """
    The aspects of a composite for each place.

    Parameters
    ----------
    measures : Measures
        Published cells.
    composite : Composite
        The aspects.
    rulebooks : Sequence[Rulebook]
        Those of the scores: they tell the ladder.
    years : Mapping[str, int], optional
        Framework -> the year to take; by default the newest of each.

    Returns
    -------
    Aspects
        One row a place and aspect, under the latest of the years.

    Raises
    ------
    AnalysisError
        When no cell belongs to the composite, or a year is missing.

    Notes
    -----
    Formula: that of :func:`tambon_gis.analysis.composite.radar`. Of a score that villages have, a
    wider place takes the plain mean of its villages, so that both stand on one scale.
    Units: points from 0 to 100, higher is better.
    Missing: bands give a range and no value; see the formula.
    Source: the composite's document.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> from tambon_gis.analysis import disclose
    >>> counted = pd.DataFrame({"year": 2565, "framework": "bmn-2560", "code": ["22", "8"],
    ...     "level": "village", "place": "15010901", "counts": "household", "asked": 100,
    ...     "met": [80, 60], "unknown": 0, "households_asked": 100, "households_met": [80, 60],
    ...     "households_unknown": 0})
    >>> book, five = catalog.rulebook("bmn-2560"), catalog.composite("five-aspects")
    >>> found = aspects(disclose.disclose(counted, [book]), five, [book])
    >>> found.frame.loc[[3], ["aspect", "value"]].values.tolist()
    [['poverty', 70.0]]
    """
    cells = as_measured(measures.frame)
    cells = cells[cells["form"].ne("no_data")]
    mine = cells[cells["framework"].isin(composite.frameworks)]
    values = _with_means(normalise(mine, rulebooks=rulebooks), mine)
    found = radar(values, composite, years=_newest(mine, composite) if years is None else years)
    return seal(Aspects, frame=found[_ASPECTS], composite=composite)


def reach(places: Places, facilities: Facilities) -> Reach:
    """
    The nearest facility of each kind to each place.

    Parameters
    ----------
    places : Places
        Polygons with their label points.
    facilities : Facilities
        Public facilities; those without a kind or a position are left out.

    Returns
    -------
    Reach
        One row a place and kind.

    Raises
    ------
    AnalysisError
        When a point lies outside Thailand.

    Notes
    -----
    Formula: the geodesic distance from the place's label point, which lies inside it, as the crow
    flies; rounded to 10 m, because the point stands for the whole place.
    Units: metres.
    Missing: a kind of which there is no facility has no row.
    Source: that of :func:`tambon_gis.analysis.spatial.nearest.nearest`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> import pandas as pd
    >>> spots = pd.DataFrame({"place": ["15010901"], "label_x": [100.45], "label_y": [14.58]})
    >>> schools = pd.DataFrame({"name": ["ก"], "kind": ["โรงเรียน"], "latitude": [14.58],
    ...     "longitude": [100.46]})
    >>> reach(SimpleNamespace(frame=spots), SimpleNamespace(frame=schools)).frame.values.tolist()
    [['15010901', 'โรงเรียน', 'ก', 1080]]
    """
    import pandas as pd

    frame = facilities.frame[["name", "kind", "latitude", "longitude"]]
    known = frame[frame["kind"].fillna("").ne("")].dropna(subset=["latitude", "longitude"])
    columns = ["place", "kind", "name", "metres"]
    if known.empty:
        empty = {"place": "str", "kind": "str", "name": "str", "metres": "Int64"}
        return seal(Reach, frame=pd.DataFrame({name: [] for name in columns}).astype(empty))
    spots = places.frame
    points = pd.DataFrame(
        {
            "row": range(len(spots)),
            "place": spots["place"].astype("str").to_numpy(),
            "latitude": spots["label_y"].to_numpy(),
            "longitude": spots["label_x"].to_numpy(),
        }
    )
    offered = known.reset_index(drop=True).assign(row=range(len(known)))
    from tambon_gis.analysis.spatial.nearest import nearest

    near = nearest(points, offered)
    steps = (near["distance_m"] / _STEP).round().astype("Int64") * _STEP
    return seal(Reach, frame=near.assign(metres=steps)[columns])


def trail(
    measures: Measures,
    plan: Plan,
    design: Priority,
    *,
    rulebooks: Sequence[Rulebook],
    keywords: Mapping[str, Keywords] | None = None,
    targets: Mapping[str, Target] | None = None,
    scenarios: Sequence[Scenario] = (),
) -> Trail:
    """
    From problems to projects and back.

    Parameters
    ----------
    measures : Measures
        Published cells.
    plan : Plan
        Projects, where they are, and what people confirmed or refused.
    design : Priority
        What presses, and in which order.
    rulebooks : sequence of Rulebook
        Those of the measures: titles of the indicators, and which years can be compared.
    keywords : Mapping[str, Keywords], optional
        Rulebook -> words that speak for its indicators.
    targets : Mapping[str, Target], optional
        Targets of the project by indicator.
    scenarios : sequence of Scenario, optional
        Budgets to look at.

    Returns
    -------
    Trail
        Problems with their state, links, projects with what stands behind them, pairs that may do
        the same, what became of the indicators, and what each budget buys.

    Raises
    ------
    AnalysisError
        When a scenario names a project that is not in the plan.

    Notes
    -----
    Formula: those of the room :mod:`tambon_gis.analysis.planning`, on the published forms.
    Units: shares are fractions from 0 to 1, gaps percentage points, money baht.
    Missing: what a form does not tell is neither a problem nor a number.
    Source: the documents of priorities and keywords; what people decided.

    Examples
    --------
    >>> import pandas as pd
    >>> from types import SimpleNamespace
    >>> from tambon_gis import catalog
    >>> from tambon_gis.analysis import disclose
    >>> book = catalog.rulebook("bmn-2560")
    >>> counted = pd.DataFrame({"year": 2565, "framework": "bmn-2560", "code": ["4", "9"],
    ...     "level": "village", "place": "15010901", "counts": "household", "asked": 100,
    ...     "met": [80, 60], "unknown": 0, "households_asked": 100, "households_met": [80, 60],
    ...     "households_unknown": 0})
    >>> plan = SimpleNamespace(decided=None, frame=pd.DataFrame({"project": [1],
    ...     "title": ["ขยายเขตประปา"], "agency": ["อบต."], "budget_2566": [80_000.0]}),
    ...     located=pd.DataFrame({"project": [1], "place": ["15010901"]}))
    >>> found = trail(disclose.disclose(counted, [book]), plan, catalog.priority("default"),
    ...     rulebooks=[book], keywords={"bmn-2560": catalog.keywords("bmn-2560")})
    >>> found.needs[["code", "cases", "state"]].values.tolist()
    [['9', 40.0, 'proposed'], ['4', 20.0, 'open']]
    """
    published = as_measured(measures.frame)
    from tambon_gis.analysis.planning.bare import explain
    from tambon_gis.analysis.planning.choose import choose
    from tambon_gis.analysis.planning.coverage import cover, doubles
    from tambon_gis.analysis.planning.follow import follow
    from tambon_gis.analysis.planning.links import propose, settle, speaks_of
    from tambon_gis.analysis.planning.needs import needs, trends

    pressing = needs(published, design, targets=targets, change=trends(published, rulebooks))
    titles = {(book.id, one.code): one.title.th for book in rulebooks for one in book.indicator}
    frame, located, decided = plan.frame, plan.located, plan.decided
    offered = propose(pressing, frame, located, keywords=keywords, titles=titles)
    links = settle(offered, pressing, decided, located)
    problems, projects = cover(pressing, links, frame)
    spoken = speaks_of(frame, keywords=keywords, titles=titles)
    return seal(
        Trail,
        needs=problems,
        links=links,
        projects=explain(projects, links, problems, spoken, published, located),
        doubles=doubles(links, frame, located),
        follow=follow(published, frame, located, decided, rulebooks=rulebooks),
        choices=tuple(choose(problems, links, frame, one) for one in scenarios),
    )


def _newest(cells: pd.DataFrame, composite: Composite) -> dict[str, int] | None:
    """The newest year of each framework; one without cells takes that of another."""
    found = {str(name): int(rows["year"].max()) for name, rows in cells.groupby("framework")}
    last = max(found.values(), default=None)
    return None if last is None else {name: found.get(name, last) for name in composite.frameworks}


def _with_means(values: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Values in which a wider place has the mean of its villages' scores, not a rate."""
    import pandas as pd

    if "score" not in cells.columns:
        return values
    scored = cells.loc[cells["score"].notna(), ["framework", "year"]].drop_duplicates()
    rows: pd.DataFrame = values.merge(
        scored.assign(_scored=True), on=["framework", "year"], how="left"
    )
    mine = rows.pop("_scored").notna()
    wide = set(cells.loc[cells["level"].ne("village"), "place"])
    below = rows[mine & ~rows["place"].isin(wide) & rows["value"].notna()]
    means = [
        below[below["place"].str.startswith("" if place == "TH" else place)]
        .groupby(["year", "framework", "code"], as_index=False)["value"]
        .mean()
        .assign(place=place)
        for place in sorted(wide)
    ]
    kept = rows[~(mine & rows["place"].isin(wide))]
    more = [
        one.assign(value_low=one["value"], value_high=one["value"]) for one in means if len(one)
    ]
    return pd.DataFrame(pd.concat([kept, *more], ignore_index=True))
