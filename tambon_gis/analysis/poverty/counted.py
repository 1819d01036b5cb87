"""Poverty as an indicator among others: counted, so that it passes disclosure control like them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.poverty.scan import DERIVED, HEADCOUNTS
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError
from tambon_gis.model.document import Text
from tambon_gis.model.rulebook import Dimension, Header, Indicator, Rulebook
from tambon_gis.model.stages import COUNTED
from tambon_gis.model.ways import Given

if TYPE_CHECKING:
    import pandas as pd

    from tambon_gis.model.poverty import PovertyDesign

__all__ = ["as_counted", "as_rulebook", "rate"]

CODE = "poor"


@same_kind
def as_counted(headcounts: pd.DataFrame, design: PovertyDesign, *, year: int) -> Any:
    """
    Headcounts as stage ``counted``: being poor is one more indicator, failing where poor.

    Parameters
    ----------
    headcounts : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        What :func:`tambon_gis.analysis.poverty.headcounts` gives.
    design : PovertyDesign
        The design that they were made with.
    year : int
        Year of the survey, B.E.

    Returns
    -------
    frame
        Stage ``counted``: framework ``poverty-<id of the design>``, code ``poor``, asked = n,
        met = n - q, unknown = n_unknown, the ``households_`` columns from the rows; then the group
        columns.

    Raises
    ------
    StageError
        When the table is none of headcounts, or its weights are not whole numbers.

    Notes
    -----
    Formula: failing = asked - met = q.
    Units: as ``counts`` says; ``households_`` in households, null where a row is no household.
    Missing: unknown rows stay apart; not applicable does not occur.
    Source: the stage, :data:`tambon_gis.model.stages.COUNTED`. Public figures are made from the
    published form only: of a banded or hidden cell neither H nor A nor M0 may be shown.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> counts = {"n": 50, "n_unknown": 1, "q": 6, "unknown_sure": 0, "unknown_possible": 1,
    ...     "score": 9, "rows": 50, "rows_unknown": 1, "rows_poor": 6}
    >>> head = {"level": "village", "place": "99010101", "counts": "household"}
    >>> one = pd.DataFrame([{**head, "denominator": 5, "threshold": 1, **counts}])
    >>> counted = as_counted(one, catalog.poverty("tpmap"), year=2565)
    >>> counted[["framework", "code", "asked", "met", "unknown"]].values.tolist()
    [['poverty-tpmap', 'poor', 50, 44, 1]]
    """
    HEADCOUNTS.check(headcounts)
    fixed = {*(name for name, _ in HEADCOUNTS.columns), *DERIVED}
    groups = [name for name in headcounts.columns if name not in fixed]
    counted = headcounts[["level", "place", "counts"]].assign(
        year=year,
        framework=_framework(design),
        code=CODE,
        asked=headcounts["n"],
        met=headcounts["n"] - headcounts["q"],
        unknown=headcounts["n_unknown"],
        households_asked=headcounts["rows"].astype("Int64"),
        households_met=(headcounts["rows"] - headcounts["rows_poor"]).astype("Int64"),
        households_unknown=headcounts["rows_unknown"].astype("Int64"),
    )
    if design.poverty.unit != "household":
        households = [name for name in counted.columns if name.startswith("households_")]
        counted[households] = counted[households].mask(counted["asked"].notna())
    names = [name for name, _ in COUNTED.columns]
    counted = counted[names].assign(**{name: headcounts[name] for name in groups})
    COUNTED.check(counted)
    return counted


def as_rulebook(design: PovertyDesign, rulebook: Rulebook) -> Rulebook:
    """
    The rulebook of :func:`as_counted`'s framework: one indicator, as sensitive as its parts.

    Parameters
    ----------
    design : PovertyDesign
        The design.
    rulebook : Rulebook
        The rulebook that it reads.

    Returns
    -------
    Rulebook
        What disclosure control and pages ask for: title, status, source and whether it is
        sensitive.

    Raises
    ------
    DocumentError
        When the design reads another rulebook, or a code that it lacks.

    Notes
    -----
    Formula: sensitive where any indicator of the design is, since a poor household may be poor by
    that one alone.
    Units: as the design's.
    Missing: does not occur.
    Source: rule P8 of publishing; the design's own source and status (illustrative is unverified).

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> book = as_rulebook(catalog.poverty("tpmap"), catalog.rulebook("bmn-2560"))
    >>> book.id, book.by_code["poor"].sensitive, book.verified
    ('poverty-tpmap', True, False)
    """
    told = design.poverty
    status = "unverified" if told.status == "illustrative" else told.status
    poor = Indicator(
        code=CODE,
        id=CODE,
        title=told.title,
        short=told.short,
        dimension="poverty",
        counts=told.unit,
        sensitive=design.sensitive(rulebook),
        given=Given(answer=CODE),
        definition=told.note,
    )
    return Rulebook(
        rulebook=Header(
            id=_framework(design),
            title=told.title,
            short=told.short,
            unit="household",
            years=rulebook.rulebook.years,
            source=told.source,
            status=status,
            note=told.note,
        ),
        dimension=(Dimension(id="poverty", title=Text(th="ความยากจน", en="Poverty")),),
        indicator=(poor,),
    )


@same_kind
def rate(poor: pd.DataFrame, population: pd.DataFrame) -> Any:
    """
    A poverty rate from published counts whose numerator and denominator stand in two tables.

    Parameters
    ----------
    poor : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        ``place`` and ``poor``: poor people of each place.
    population : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        ``place`` and ``population``: everybody surveyed there.

    Returns
    -------
    frame
        ``place``, ``poor``, ``population`` and ``rate``, every place of either table once, sorted.

    Raises
    ------
    AnalysisError
        When a column is absent, a place stands twice, or a place has more poor than people.

    Notes
    -----
    Formula: rate = poor / population.
    Units: people; the rate from 0 to 1 (TPMAP prints it times 100).
    Missing: a place that stands in one table only, or without people, has a null rate.
    Source: TPMAP 2561 by province: poor.JPT.MOFval.CNT / HOUSEMEMBER_CNT, which gives its published
    JPT.MOFval.pov.rate in all 76 provinces.

    Examples
    --------
    >>> import pandas as pd
    >>> poor = pd.DataFrame({"place": ["15"], "poor": [5850]})
    >>> people = pd.DataFrame({"place": ["15"], "population": [198797]})
    >>> round(100 * float(rate(poor, people)["rate"].iloc[0]), 4)
    2.9427
    """
    for table, name in ((poor, "poor"), (population, "population")):
        absent = [column for column in ("place", name) if column not in table.columns]
        if absent:
            raise AnalysisError("poverty.columns", columns=", ".join(absent))
        twice = table["place"][table["place"].duplicated()]
        if len(twice):
            raise AnalysisError("poverty.twice", places=", ".join(sorted(set(twice))))
    both = poor[["place", "poor"]].merge(
        population[["place", "population"]], on="place", how="outer", sort=True
    )
    both = both.astype({"poor": "Int64", "population": "Int64"})
    over = both["place"][(both["poor"] > both["population"]).fillna(value=False)]
    if len(over):
        raise AnalysisError("poverty.exceeds", places=", ".join(over))
    people = both["population"].astype("Float64")
    return both.assign(rate=both["poor"].astype("Float64") / people.mask(people.eq(0)))


def _framework(design: PovertyDesign) -> str:
    """Id of the framework under which poverty is counted."""
    return f"poverty-{design.id}"
