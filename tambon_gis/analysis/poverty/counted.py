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

__all__ = ["as_counted", "as_rulebook", "links", "rate"]

CODE = "poor"
_LINK = ("link", "row", "times", "least", "most")


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
def links(counted: pd.DataFrame, design: PovertyDesign) -> Any:
    """
    What ties the poor of a union design to the indicators that they may be poor by.

    Parameters
    ----------
    counted : frame of any kind
        Stage ``counted`` as it goes to disclosure, with rows of :func:`as_counted` and of the
        rulebook's indicators.
    design : PovertyDesign
        The design; under another cut-off than ``union`` nothing is tied by single counts.

    Returns
    -------
    frame of the same kind
        Links as :func:`tambon_gis.analysis.disclose.disclose` takes them: ``link``, ``row``,
        ``times``, ``least``, ``most``.

    Raises
    ------
    StageError
        When the table is not stage ``counted``.

    Notes
    -----
    Formula: households failing an indicator are among the poor, and the poor are no more than
    the failing of all the design's indicators together.
    Units: households; failing persons bound the poor from above only.
    Missing: a row without counts is not linked; where an indicator of the design has no row, the
    upper bound is left out.
    Source: the union cut-off (Alkire and Foster 2011): poor is who is deprived in anything.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> rows = pd.DataFrame({"year": 2565, "framework": ["bmn-2560", "poverty-tpmap"],
    ...     "code": ["4", "poor"], "level": "village", "place": "15010901", "counts": "household",
    ...     "asked": [50, 50], "met": [44, 41], "unknown": 0, "households_asked": [50, 50],
    ...     "households_met": [44, 41], "households_unknown": 0})
    >>> links(rows, catalog.poverty("tpmap"))[["row", "times", "most"]].values.tolist()
    [[0, 1, 0], [1, -1, 0]]
    """
    import pandas as pd

    COUNTED.check(counted)
    rows: list[tuple[str, int, int, int, int]] = []
    if design.poverty.cutoff == "union":
        cells = counted.reset_index(drop=True)
        cells = cells[cells["asked"].notna()]
        far = int(cells["asked"].sum()) + 1
        apart = {"framework", "code", "counts", *(name for name, _ in COUNTED.columns[6:])}
        keys = [name for name in cells.columns if name not in apart]
        for _, same in cells.groupby(keys, dropna=False, sort=False):
            rows += _tied(same, design, far)
    return pd.DataFrame(rows, columns=list(_LINK))


def _tied(
    same: pd.DataFrame, design: PovertyDesign, far: int
) -> list[tuple[str, int, int, int, int]]:
    """The links of one year, place and group."""
    poor = same[same["framework"].eq(_framework(design)) & same["counts"].eq("household")]
    parts = same[same["framework"].eq(design.poverty.framework) & same["code"].isin(design.codes)]
    if poor.empty or parts.empty:
        return []
    total = int(poor.index[0])
    found = []
    for part in parts.index[parts["counts"].eq("household")]:
        link = f"{part}<{total}"
        found += [(link, int(part), 1, -far, 0), (link, total, -1, -far, 0)]
    if set(parts["code"]) == set(design.codes):
        link = f"{total}<all"
        found.append((link, total, 1, -far, 0))
        found += [(link, int(part), -1, -far, 0) for part in parts.index]
    return found


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
