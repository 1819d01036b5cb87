"""Needs: the published cells that a plan should answer, most pressing first."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tambon_gis.analysis.change import compare
from tambon_gis.analysis.levels import code_order
from tambon_gis.analysis.priority import rank
from tambon_gis.model.stages import Stage
from tambon_gis.places import LADDER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from tambon_gis.model.priority import Priority
    from tambon_gis.model.project import Target
    from tambon_gis.model.rulebook import Rulebook

__all__ = ["COLUMNS", "UNITS", "households", "needs", "told", "trends"]

#: Columns of a table of needs, without the state that links give them.
COLUMNS = ("need", "framework", "code", "year", "level", "place", "form", "unit", "share",
           "share_low", "share_high", "target", "gap", "cases", "cases_low", "cases_high", "score",
           "rank")  # fmt: skip
#: Whom an indicator counts, households first; those of one are never added to those of another.
UNITS = ("household", "person", "resident")
_CELLS = Stage(
    "measured with ranges",
    (
        *(("year", "integer"), ("framework", "text"), ("code", "text"), ("level", "text")),
        *(("place", "text"), ("counts", "text"), ("form", "text"), ("asked", "number")),
        *(("failing", "number"), ("share", "number"), ("share_low", "number")),
        ("share_high", "number"),
    ),
)
_SILENT = ("hidden", "not_asked", "no_data")
_NEEDY = ("exact", "rounded", "most")
_POINTS = 100


def needs(
    published: pd.DataFrame,
    design: Priority,
    *,
    targets: Mapping[str, Target] | None = None,
    change: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """
    Which problems stand where, most pressing first.

    Parameters
    ----------
    published : pandas.DataFrame
        From :func:`tambon_gis.analysis.published.as_measured`, all years.
    design : Priority
        Targets, weights and the line from which on a cell is a problem.
    targets : Mapping[str, Target], optional
        Targets of the project by indicator (``bmn-2560/16``); they stand before those of the
        design.
    change : pandas.DataFrame, optional
        From :func:`trends`; without it no trend is known.

    Returns
    -------
    pandas.DataFrame
        One row a problem with the columns of ``needs`` in :class:`~tambon_gis.model.planned.Trail`
        but its state: households first, then persons, then residents; within each unit by rank,
        then those without one by the lowest score that their range allows.

    Raises
    ------
    StageError
        When a column is missing.

    Notes
    -----
    Formula: of each household rulebook the newest year is taken, and of each indicator the
    narrowest level at which any cell tells something: villages, or the whole area where an
    indicator is withheld below it. A problem is a cell told exactly, rounded, or as nearly all
    failing, whose share lies above its target and reaches both lines of ``[pressing]``; of a band
    the lowest share and count have to. Score and rank are those of
    :func:`tambon_gis.analysis.priority.rank`, gap x people x trend, with people in the unit that
    the indicator counts; ranks run within a unit, since persons cannot be added to households.

    Units: shares and targets are fractions from 0 to 1, gaps percentage points, cases in ``unit``.

    Missing: hidden cells and those without data are no problem and no proof of its absence; a band
    has a range of cases but no number of them; like a rounded total it has no rank, and as its
    score the lowest that its range allows.
    Rulebooks that score villages count no households and are left out.

    Source: the priority document, with its own source and status; rule P5 for the ranges.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> cells = pd.DataFrame({"year": 2565, "framework": "bmn-2560", "code": "9",
    ...     "level": "village", "place": ["99010101", "99010102", "99010103"],
    ...     "counts": "household", "form": "exact", "asked": [100, 50, 80],
    ...     "failing": [20, 20, 4], "share": [0.2, 0.4, 0.05], "share_low": [0.2, 0.4, 0.05],
    ...     "share_high": [0.2, 0.4, 0.05]})
    >>> found = needs(cells, catalog.priority("default"))
    >>> found[["need", "place", "gap", "cases", "score", "rank"]].values.tolist()
    [[1, '99010102', 40.0, 20.0, 800.0, 1], [2, '99010101', 20.0, 20.0, 400.0, 2]]
    """
    import pandas as pd

    _CELLS.check(published)
    design = _with_targets(design, targets or {})
    cells = told(published)
    found = [
        _scored(rows, design, str(unit), change)
        for (_, _, unit), rows in cells.groupby(["framework", "level", "counts"], sort=True)
    ]
    if not found:
        return _typed(pd.DataFrame(columns=pd.Index(COLUMNS)))
    rows = pd.concat(found, ignore_index=True)
    return _typed(_ordered(rows[_is_pressing(rows, design)]))


def trends(published: pd.DataFrame, rulebooks: Sequence[Rulebook]) -> pd.DataFrame | None:
    """
    What became better or worse up to the newest year of each household rulebook.

    Parameters
    ----------
    published : pandas.DataFrame
        From :func:`tambon_gis.analysis.published.as_measured`, all years.
    rulebooks : sequence of Rulebook
        Those of the table; a rulebook that is not among them has no trend.

    Returns
    -------
    pandas.DataFrame or None
        From :func:`tambon_gis.analysis.change.compare`, of the two newest years of each rulebook;
        None where none has two.

    Notes
    -----
    Formula: that of :func:`tambon_gis.analysis.change.compare`. Units: percentage points. Missing:
    a cell that is not told exactly in both years has no change. Source: that of the comparison.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> cells = pd.DataFrame({"year": [2563, 2565], "framework": "bmn-2560", "code": "9",
    ...     "level": "village", "place": "99010101", "counts": "household", "form": "exact",
    ...     "asked": 100, "failing": [10, 60], "share": [0.1, 0.6], "share_low": [0.1, 0.6],
    ...     "share_high": [0.1, 0.6]})
    >>> found = trends(cells, [catalog.rulebook("bmn-2560")])
    >>> found[["earlier", "later", "points", "direction"]].values.tolist()
    [[2563, 2565, 50.0, 'worse']]
    """
    import pandas as pd

    cells, found = households(published), []
    for book in rulebooks:
        mine = cells[cells["framework"].eq(book.id)]
        years = sorted(set(mine["year"].astype(int)))[-2:]
        if len(years) > 1:
            found.append(compare(mine, [book], earlier=years[0], later=years[1]))
    return pd.concat(found, ignore_index=True) if found else None


def told(published: pd.DataFrame) -> pd.DataFrame:
    """
    The cells in which problems are looked for.

    Parameters
    ----------
    published : pandas.DataFrame
        From :func:`tambon_gis.analysis.published.as_measured`, all years.

    Returns
    -------
    pandas.DataFrame
        Those that tell something, of the newest year of each household rulebook, each indicator at
        the narrowest level at which any of its cells does.

    Notes
    -----
    Formula: none. Units: those of the cells. Missing: hidden cells, those without data and those in
    which nobody was asked are left out. Source: rule P5 of publishing.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"year": [2564, 2565, 2565], "framework": "b", "code": "9",
    ...     "level": ["village", "village", "tambon"], "place": ["15010901", "15010901", "150109"],
    ...     "counts": "household", "form": ["exact", "hidden", "exact"]})
    >>> told(cells)[["year", "place"]].values.tolist()
    [[2565, '150109']]
    """
    cells = households(published)
    newest = cells.groupby("framework")["year"].transform("max")
    cells = cells[cells["year"].eq(newest) & ~cells["form"].isin(_SILENT)]
    depth = cells["level"].map(LADDER).fillna(0)
    deepest = depth.groupby([cells["framework"], cells["code"]]).transform("max")
    return cells[depth.eq(deepest)].reset_index(drop=True)


def _with_targets(design: Priority, targets: Mapping[str, Target]) -> Priority:
    """The design with the targets of the project before its own."""
    own = {name: Fraction(str(one.failing)) / _POINTS for name, one in targets.items()}
    target = design.target.model_copy(update={"of": {**design.target.of, **own}})
    return design.model_copy(update={"target": target})


def households(published: pd.DataFrame) -> pd.DataFrame:
    """
    Cells of the rulebooks that count households and people, and score no village.

    Parameters
    ----------
    published : pandas.DataFrame
        From :func:`tambon_gis.analysis.published.as_measured`.

    Returns
    -------
    pandas.DataFrame
        Its rows, as they are.

    Notes
    -----
    Formula: none. Units: those of the cells. Missing: rows of any form are kept. Source: none.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"framework": ["b", "n"], "counts": ["household", "village"]})
    >>> households(cells)["framework"].tolist()
    ['b']
    """
    cells = published[published["counts"].isin(UNITS)]
    if "score" not in cells.columns:
        return cells
    scored = set(cells.loc[cells["score"].notna(), "framework"])
    own: pd.DataFrame = cells[~cells["framework"].isin(scored)]
    return own


def _scored(
    rows: pd.DataFrame, design: Priority, unit: str, change: pd.DataFrame | None
) -> pd.DataFrame:
    """Cells of one rulebook, level and unit, with gap, people in their own unit, and score."""
    people = "household" if unit == "household" else "person"
    header = design.priority.model_copy(update={"people": people})
    moved = None if change is None else change[change["later"].eq(rows["year"].iloc[0])]
    keys = ["framework", "code", "place"]
    found = rank(rows, design.model_copy(update={"priority": header}), change=moved)
    forms = rows[[*keys, "form", "share_low", "share_high"]]
    merged: pd.DataFrame = found.drop(columns="unit").merge(forms, on=keys)
    return merged.assign(unit=unit)


def _is_pressing(rows: pd.DataFrame, design: Priority) -> pd.Series:
    """Whether a cell lies above its target and reaches both lines, for certain."""
    share = rows["share"].fillna(rows["share_low"])
    line = design.pressing
    known = rows["form"].isin(_NEEDY) & share.notna()
    above = share.gt(rows["target"]) & share.ge(float(line.share)) & _cases(rows).ge(line.cases)
    return known & above.fillna(value=False).astype(bool)


def _cases(rows: pd.DataFrame) -> pd.Series:
    """How many fall short: as told, of a band at least so many."""
    lowest = (rows["share_low"] * rows["asked"]).round()
    return rows["failing"].astype("Float64").fillna(lowest)


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns of a need, in the order in which they press."""
    import pandas as pd

    asked, counted = rows["asked"].astype("Float64"), rows["form"].ne("most")
    number = {code: n for n, code in enumerate(sorted(set(rows["code"]), key=code_order))}
    found = rows.assign(
        cases=rows["failing"].astype("Float64").where(counted),
        cases_low=(rows["share_low"] * asked).round(),
        cases_high=(rows["share_high"] * asked).round(),
        rank=_ranks(rows),
        score=rows["score_low"],
        _unit=rows["unit"].map(UNITS.index),
        _low=-rows["score_low"],
        _code=rows["code"].map(number),
    )
    order = ["_unit", "rank", "_low", "framework", "_code", "place"]
    found = found.sort_values(order, ignore_index=True, na_position="last")
    return found.assign(need=pd.RangeIndex(1, len(found) + 1))[list(COLUMNS)]


def _ranks(rows: pd.DataFrame) -> pd.Series:
    """Ranks of the scores within a unit, as many digits as :func:`rank` compares."""
    digits = rows["score"].map(lambda score: float(f"{score:.8e}"), na_action="ignore")
    ranks = digits.astype("Float64").groupby(rows["unit"]).rank(ascending=False, method="min")
    return ranks.astype("Int64")


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows with the types of the contract."""
    numbers = ("share", "share_low", "share_high", "target", "gap", "cases", "cases_low",
               "cases_high", "score")  # fmt: skip
    kinds = dict.fromkeys(numbers, "Float64") | {"need": "int64", "year": "int64", "rank": "Int64"}
    texts = ("framework", "code", "level", "place", "form", "unit")
    return rows.astype(kinds | dict.fromkeys(texts, "str"))
