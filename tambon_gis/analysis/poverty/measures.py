"""H, A and M0 of headcounts, what contributes to M0, and which group carries how much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from tambon_gis.analysis.poverty.scan import BY_INDICATOR, HEADCOUNTS
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError, CodeError
from tambon_gis.places import COUNTRY, LADDER

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["contributions", "decompose", "measure"]

_PART = ("dimension", "code", "weight", "n", "deprived", "censored")


@same_kind
def measure(headcounts: pd.DataFrame) -> Any:
    """
    H, A and M0: the divisions, at the end, with their numerators and denominators beside them.

    Parameters
    ----------
    headcounts : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        What :func:`tambon_gis.analysis.poverty.headcounts` gives, of any level.

    Returns
    -------
    frame
        The same rows with ``H`` (share of poor), ``A`` (mean share of deprivations of the poor),
        ``M0``, ``unknown_share``, and ``H_low`` and ``H_high``: the least and largest share of poor
        among all rows, whatever the unknown answers are.

    Raises
    ------
    StageError
        When the table is none of headcounts.

    Notes
    -----
    Formula: H = q / n, A = score / (denominator × q), M0 = H × A = score / (denominator × n);
    H_low = (q + unknown_sure) / (n + n_unknown), H_high = (q + unknown_possible) / (n + n_unknown).
    Units: shares from 0 to 1 (not percent).
    Missing: H, A and M0 are over known rows only; null where there is none, A also where nobody is
    poor. Because H leaves the unknown out, it may lie outside H_low to H_high.
    Source: Alkire and Foster (2011), Journal of Public Economics 95(7-8).

    Examples
    --------
    >>> import pandas as pd
    >>> counts = {"n": 5, "n_unknown": 0, "q": 3, "unknown_sure": 0, "unknown_possible": 0,
    ...     "score": 7, "rows": 5, "rows_unknown": 0, "rows_poor": 3}
    >>> head = {"level": "tambon", "place": "990101", "counts": "household"}
    >>> one = pd.DataFrame([{**head, "denominator": 4, "threshold": 2, **counts}])
    >>> [[round(x, 6) for x in row] for row in measure(one)[["H", "A", "M0"]].values.tolist()]
    [[0.6, 0.583333, 0.35]]
    """
    HEADCOUNTS.check(headcounts)
    known, poor, scale = headcounts["n"], headcounts["q"], headcounts["denominator"]
    everyone = known + headcounts["n_unknown"]
    return headcounts.assign(
        H=_ratio(poor, known),
        A=_ratio(headcounts["score"], scale * poor),
        M0=_ratio(headcounts["score"], scale * known),
        unknown_share=_ratio(headcounts["n_unknown"], everyone),
        H_low=_ratio(poor + headcounts["unknown_sure"], everyone),
        H_high=_ratio(poor + headcounts["unknown_possible"], everyone),
    )


@same_kind
def contributions(
    by_indicator: pd.DataFrame, *, of: Literal["indicator", "dimension"] = "indicator"
) -> Any:
    """
    Censored and uncensored headcount ratios, and what each deprivation contributes to M0.

    Parameters
    ----------
    by_indicator : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        What :func:`tambon_gis.analysis.poverty.by_indicator` gives, of any level.
    of : {"indicator", "dimension"}, default "indicator"
        Whether to sum contributions by dimension.

    Returns
    -------
    frame
        ``points`` (whole weight × censored), ``total`` (their sum over the design) and
        ``contribution`` = points / total; for indicators also ``uncensored_ratio`` and
        ``censored_ratio``; for dimensions one row a dimension with the ``n`` behind it.

    Raises
    ------
    StageError
        When the table is none by indicator.

    Notes
    -----
    Formula: uncensored_j = deprived_j / n, censored_j = h_j(k) = censored_j / n,
    contribution_j = w_j h_j(k) / M0; M0 = Σ_j w_j h_j(k) = total / (denominator × n).
    Units: shares from 0 to 1; contributions sum to 1 in each place and group.
    Missing: ratios are null where no row is known; contributions also where nobody is poor.
    Source: Alkire and Foster (2011); Alkire et al. (2015), Multidimensional Poverty Measurement and
    Analysis, chapter 5.

    Examples
    --------
    >>> import pandas as pd
    >>> head = {"level": "tambon", "place": "990101", "counts": "household", "dimension": "d"}
    >>> parts = pd.DataFrame([{**head, "code": c, "weight": 1, "denominator": 4, "threshold": 2,
    ...     "n": 5, "deprived": d, "censored": h} for c, d, h in
    ...     [("1", 3, 2), ("2", 2, 1), ("3", 3, 3), ("4", 1, 1)]])
    >>> [round(x, 6) for x in contributions(parts)["contribution"].tolist()]
    [0.285714, 0.142857, 0.428571, 0.142857]
    """
    BY_INDICATOR.check(by_indicator)
    keys = [name for name in by_indicator.columns if name not in _PART]
    table = by_indicator.assign(points=by_indicator["weight"] * by_indicator["censored"])
    table["total"] = table.groupby(keys, dropna=False, sort=False)["points"].transform("sum")
    if of == "dimension":
        grouped = table.groupby([*keys, "dimension"], dropna=False, sort=False, as_index=False)
        table = grouped.agg(n=("n", "first"), points=("points", "sum"), total=("total", "first"))
    else:
        table["uncensored_ratio"] = _ratio(table["deprived"], table["n"])
        table["censored_ratio"] = _ratio(table["censored"], table["n"])
    table["contribution"] = _ratio(table["points"], table["total"])
    return table


@same_kind
def decompose(headcounts: pd.DataFrame, *, within: str | None = None) -> Any:
    """
    How the M0 of a whole comes about from its parts: groups of a place, or places of a wider area.

    Parameters
    ----------
    headcounts : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        What :func:`tambon_gis.analysis.poverty.headcounts` gives, rows of one level; where there is
        a column ``year``, every year has its own whole.
    within : {"tambon", "amphoe", "province", "country"}, optional
        Level of the whole; without it, the whole of a row is all rows of its place.

    Returns
    -------
    frame
        The same rows with ``whole`` (code of the whole), ``whole_n``, ``whole_score``,
        ``population_share``, ``M0`` of the part, ``whole_M0`` and ``contribution`` of the part.

    Raises
    ------
    StageError
        When the table is none of headcounts.
    AnalysisError
        When it holds rows of several levels: they would count twice.
    CodeError
        When ``within`` is finer than the rows, or none of the ladder.

    Notes
    -----
    Formula: population_share_l = n_l / n, contribution_l = population_share_l × M0_l / M0
    = score_l / score; M0 = Σ_l population_share_l × M0_l, exactly, since n and score are sums.
    Units: shares from 0 to 1.
    Missing: unknown rows are outside, in the parts as in the whole; shares are null where the whole
    has no known row, contributions where nobody in it is poor.
    Source: subgroup decomposability, Alkire and Foster (2011).

    Examples
    --------
    >>> import pandas as pd
    >>> counts = {"n_unknown": 0, "q": 1, "unknown_sure": 0, "unknown_possible": 0,
    ...     "rows": 2, "rows_unknown": 0, "rows_poor": 1, "denominator": 4, "threshold": 2}
    >>> two = pd.DataFrame([{"level": "village", "place": p, "counts": "household", "n": n,
    ...     "score": s, **counts} for p, n, s in [("99010101", 2, 2), ("99010102", 3, 5)]])
    >>> decompose(two, within="tambon")[["whole", "population_share", "whole_M0"]].values.tolist()
    [['990101', 0.4, 0.35], ['990101', 0.6, 0.35]]
    """
    HEADCOUNTS.check(headcounts)
    levels = sorted(set(headcounts["level"]))
    if len(levels) > 1:
        raise AnalysisError("poverty.levels", levels=", ".join(levels))
    table = headcounts.assign(whole=_whole(headcounts["place"], within))
    years = [name for name in ("year",) if name in table.columns]
    keys = [*years, "whole", "counts", "denominator", "threshold"]
    sums = table.groupby(keys, sort=False, dropna=False)[["n", "score"]].transform("sum")
    table["whole_n"], table["whole_score"] = sums["n"], sums["score"]
    scale = table["denominator"]
    return table.assign(
        population_share=_ratio(table["n"], table["whole_n"]),
        M0=_ratio(table["score"], scale * table["n"]),
        whole_M0=_ratio(table["whole_score"], scale * table["whole_n"]),
        contribution=_ratio(table["score"], table["whole_score"]),
    )


def _whole(places: pd.Series, within: str | None) -> Any:
    """The code of the area that a row is a part of."""
    if within is None:
        return places
    if within == "country":
        return COUNTRY
    if within not in LADDER:
        raise CodeError("code.unknown_level", level=within, known=", ".join([*LADDER, "country"]))
    digits = LADDER[within]
    if places.str.len().lt(digits).any():
        raise CodeError("code.level", level=within, digits=digits)
    return places.str[:digits]


def _ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    """A share, null where there is nothing to divide by."""
    return part.astype("Float64") / whole.astype("Float64").mask(whole.eq(0))
