"""Headcounts of multidimensional poverty: additive counts by place and group, exact at a tie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.poverty.scan import DERIVED, HEAD_SUMS, PART_SUMS, Missing, Question
from tambon_gis.engine.frames import answer, same_kind
from tambon_gis.errors import AnalysisError, CodeError
from tambon_gis.places import COUNTRY, LADDER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    import pandas as pd

    from tambon_gis.model.poverty import PovertyDesign

__all__ = ["by_indicator", "deprived", "headcounts", "roll_up"]

_FIXED = {"level", "place", "counts", "dimension", "code", "weight", "denominator", "threshold"}


@same_kind
def deprived(frame: pd.DataFrame, columns: Sequence[str], *, place: str | None = None) -> Any:
    """
    States from a table of deprivations, which says 1 where a household lacks something.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        One row a household.
    columns : sequence of str
        Its columns of deprivations: 1 deprived, 0 not, null unknown.
    place : str, optional
        Column of place codes; without it, ``place`` where there is one, else the whole country.

    Returns
    -------
    frame
        ``row``, ``place``, the other columns as they were, and the columns of deprivations as
        states: 0 deprived (unmet), 1 not (met), null unknown.

    Raises
    ------
    AnalysisError
        When a column is absent or holds anything but 1, 0 and null.

    Notes
    -----
    Formula: state = 1 - deprivation.
    Units: states as :func:`tambon_gis.analysis.assess.assess` gives them.
    Missing: null stays null.
    Source: Alkire and Foster (2011), the deprivation matrix.

    Examples
    --------
    >>> import pandas as pd
    >>> deprived(pd.DataFrame({"d1": [1, 0, None]}), ["d1"]).values.tolist()
    [[1, 'TH', 0], [2, 'TH', 1], [3, 'TH', <NA>]]
    """
    import pandas as pd

    wanted = [*columns, *([place] if place else [])]
    absent = [name for name in wanted if name not in frame.columns]
    if absent:
        raise AnalysisError("poverty.columns", columns=", ".join(absent))
    states = {}
    for name in columns:
        values = frame[name].astype("Float64")
        if not values.dropna().isin([0, 1]).all():
            raise AnalysisError("poverty.deprived", column=name)
        states[name] = (1 - values).astype("Int8")
    where = place or ("place" if "place" in frame.columns else None)
    head = {
        "row": frame["row"] if "row" in frame.columns else range(1, len(frame) + 1),
        "place": COUNTRY if where is None else frame[where],
    }
    rest = [name for name in frame.columns if name not in {*head, *columns}]
    return pd.DataFrame({**head, **{name: frame[name] for name in rest}, **states}).astype(
        {"place": "str"}
    )


def headcounts(
    states: Any,
    design: PovertyDesign,
    *,
    k: str | float | Fraction | None = None,
    by: Sequence[str] = (),
    weight: str | None = None,
    missing: Missing = "exclude",
    engine: str = "duckdb",
) -> Any:
    """
    Who is poor and by how much, as whole numbers by place and group.

    Parameters
    ----------
    states : pandas.DataFrame, polars.DataFrame, pyarrow.Table or pyspark DataFrame
        What :func:`tambon_gis.analysis.assess.assess` gives (``place`` and one column of states for
        each indicator), with group columns and weights joined where they are used.
    design : PovertyDesign
        Deprivations, weights and cut-off; see :func:`tambon_gis.catalog.poverty`.
    k : str, float or fractions.Fraction, optional
        Cut-off instead of the design's: ``"union"``, ``"intersection"``, or a share of the weights
        such as ``"1/3"``; a float counts as the decimal that it prints as.
    by : sequence of str
        Group columns; null is a group of its own.
    weight : str, optional
        Column with the people of a household (or a sampling weight), to count people instead.
    missing : {"exclude", "not_deprived"}, default "exclude"
        What an unknown deprivation does; see below.
    engine : str, default "duckdb"
        Who computes.

    Returns
    -------
    frame
        One row a place and group: ``level``, ``place``, the groups, ``counts`` (who is counted),
        ``denominator`` and ``threshold`` (whole-number scale of the weights, least score of the
        poor), and the additive ``n`` (known), ``n_unknown``, ``q`` (poor), ``unknown_sure`` and
        ``unknown_possible`` (of the unknown: poor whatever the answer, poor at worst), ``score``
        (sum of the scores of the poor × denominator), ``rows``, ``rows_unknown``, ``rows_poor``
        (households, also where people are counted).

    Raises
    ------
    AnalysisError
        When a column is absent, a weight is missing or negative, or the cut-off is none.

    Notes
    -----
    Formula: c_i = Σ_j w_j g_ij; poor where c_i >= k; in whole numbers Σ_j W_j g_ij >= ⌈k D⌉ with
    W_j = w_j D, so that no rounding decides a tie.
    Units: households, or people where ``weight`` is given; scores in 1/denominator.
    Missing: a deprivation is unknown where no indicator of it is unmet and one is unknown; a row
    with an unknown deprivation is in ``n_unknown`` and nowhere else ("exclude"), or counts as not
    deprived there ("not_deprived"). Not applicable is not deprived. The PyPI package ``mpitb`` 0.2
    counts a household with any missing indicator as not poor and keeps it in the denominator: its H
    is q / (n + n_unknown), its M0 score / (denominator × (n + n_unknown)).
    Source: Alkire and Foster (2011), Journal of Public Economics 95(7-8).

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> book = [str(code) for code in range(1, 32)]
    >>> states = pd.DataFrame({"place": ["99010101"] * 3, **{code: [1, 1, 1] for code in book}})
    >>> states["9"], states["22"] = [0, 1, None], [0, 1, 1]
    >>> found = headcounts(states, catalog.poverty("tpmap"))
    >>> found[["n", "n_unknown", "q", "score", "denominator"]].values.tolist()
    [[2, 1, 1, 2, 5]]
    """
    question = Question(design, k, tuple(by), weight, missing, engine)
    return answer(question.heads(states), states)


def by_indicator(
    states: Any,
    design: PovertyDesign,
    *,
    k: str | float | Fraction | None = None,
    by: Sequence[str] = (),
    weight: str | None = None,
    missing: Missing = "exclude",
    engine: str = "duckdb",
) -> Any:
    """
    In what people are deprived, and in what the poor are, as whole numbers by place and group.

    Parameters
    ----------
    states : pandas.DataFrame, polars.DataFrame, pyarrow.Table or pyspark DataFrame
        As in :func:`headcounts`.
    design : PovertyDesign
        Deprivations, weights and cut-off.
    k : str, float or fractions.Fraction, optional
        Cut-off instead of the design's.
    by : sequence of str
        Group columns.
    weight : str, optional
        Column with the people of a household, to count people instead.
    missing : {"exclude", "not_deprived"}, default "exclude"
        What an unknown deprivation does.
    engine : str, default "duckdb"
        Who computes.

    Returns
    -------
    frame
        One row a place, group and deprivation: ``level``, ``place``, the groups, ``counts``,
        ``dimension``, ``code`` (of the indicator, or the dimension where that is one deprivation),
        ``weight`` (whole, of ``denominator``), ``denominator``, ``threshold``, and the additive
        ``n``, ``deprived`` and ``censored`` (deprived and poor).

    Raises
    ------
    AnalysisError
        As :func:`headcounts`.

    Notes
    -----
    Formula: deprived_j = Σ_i g_ij, censored_j = Σ_i g_ij [c_i >= k].
    Units: households, or people where ``weight`` is given.
    Missing: over the same known rows as :func:`headcounts`, so that everything has one denominator
    and Σ_j weight_j censored_j is its ``score``.
    Source: Alkire and Foster (2011), Journal of Public Economics 95(7-8).

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> book = [str(code) for code in range(1, 32)]
    >>> states = pd.DataFrame({"place": ["99010101"] * 2, **{code: [1, 1] for code in book}})
    >>> states["9"] = [0, 1]
    >>> found = by_indicator(states, catalog.poverty("tpmap"))
    >>> found[["code", "n", "deprived", "censored"]].values.tolist()[:2]
    [['health', 2, 0, 0], ['living', 2, 1, 1]]
    """
    question = Question(design, k, tuple(by), weight, missing, engine)
    return answer(question.parts(states), states)


@same_kind
def roll_up(table: pd.DataFrame, level: str, *, by: Sequence[str] | None = None) -> Any:
    """
    Sum headcounts up to a wider level, or over groups, or both.

    Parameters
    ----------
    table : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        What :func:`headcounts` or :func:`by_indicator` gives, rows of one level.
    level : {"village", "tambon", "amphoe", "province", "country"}
        The level wanted: that of the rows, or a wider one.
    by : sequence of str, optional
        Group columns to keep; all of them by default, none with ``()``.

    Returns
    -------
    frame
        The same columns, one row a wider area and kept group.

    Raises
    ------
    CodeError
        When the level is finer than that of the rows, or none of the ladder.
    AnalysisError
        When a group is no column of the table, or the table holds rows of several levels: they
        would count twice.

    Notes
    -----
    Formula: sums; n, q, scores and counts of deprived are additive.
    Units: as in the table.
    Missing: unknown rows were counted apart and are summed apart.
    Source: subgroup decomposability, Alkire and Foster (2011).

    Examples
    --------
    >>> import pandas as pd
    >>> states = pd.DataFrame({"place": ["99010101", "99010102"], "sex": [1, 2], "9": [0, 1]})
    >>> from tambon_gis.model.poverty import PovertyDesign
    >>> text = {"th": "-", "en": "-"}
    >>> head = {"id": "x", "title": text, "short": text, "framework": "x", "cutoff": "union",
    ...     "status": "illustrative", "source": text}
    >>> water = {"id": "w", "title": text, "indicators": [{"code": "9"}]}
    >>> design = PovertyDesign.model_validate({"poverty": head, "dimension": [water]})
    >>> found = roll_up(headcounts(states, design, by=["sex"]), "tambon", by=())
    >>> found[["level", "place", "n", "q"]].values.tolist()
    [['tambon', '990101', 2, 1]]
    """
    if level not in LADDER and level != "country":
        raise CodeError("code.unknown_level", level=level, known=", ".join([*LADDER, "country"]))
    levels = sorted(set(table["level"]))
    if len(levels) > 1:
        raise AnalysisError("poverty.levels", levels=", ".join(levels))
    digits = LADDER.get(level, 0)
    short = table["place"].str.len().lt(digits) | table["place"].eq(COUNTRY)
    if digits and short.any():
        raise CodeError("code.level", level=level, digits=digits)
    sums = [name for name in table.columns if name in {*HEAD_SUMS, *PART_SUMS}]
    groups = [name for name in table.columns if name not in {*_FIXED, *DERIVED, *sums}]
    kept = groups if by is None else list(by)
    strangers = [name for name in kept if name not in groups]
    if strangers:
        raise AnalysisError("poverty.columns", columns=", ".join(strangers))
    keys = [name for name in table.columns if name in {*_FIXED, *kept}]
    place = COUNTRY if level == "country" else table["place"].str[:digits]
    wider = table.assign(place=place, level=level)
    grouped = wider.groupby(keys, sort=False, as_index=False, dropna=False)
    return grouped[sums].sum()[[*keys, *sums]]
