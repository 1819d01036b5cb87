"""Composite: indicators on one scale, the aspects of a radar, and their mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.comparing.weighing import KEY, evaluate, grid_of, once, ranks
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError
from tambon_gis.model.stages import COUNTED, SCORED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from tambon_gis.model.composite import Composite
    from tambon_gis.model.rulebook import Rulebook

__all__ = ["normalise", "radar", "total"]

_PERCENT = 100.0


@same_kind
def normalise(
    table: pd.DataFrame, *more: pd.DataFrame, rulebooks: Sequence[Rulebook] = ()
) -> pd.DataFrame:
    """
    Every indicator on a scale from 0 to 100, higher is better.

    Parameters
    ----------
    table, *more : frames of any kind
        Each of stage ``counted`` or ``measured``, or ``scored``. Published figures (measured, with
        ``share_low`` and ``share_high``) give ranges, and scores where they carry them.
    rulebooks : sequence of Rulebook, optional
        Those of the scores: they tell the ladder.

    Returns
    -------
    frame of the kind of the first
        ``year``, ``place``, ``framework``, ``code``, ``value``, with ``numerator`` and
        ``denominator`` where they are known, and ``value_low``, ``value_high`` where a table gives
        ranges. Where an indicator is scored and counted, the score stands: it says more.

    Raises
    ------
    AnalysisError
        When the rulebook of a score is not given, or an indicator has two values for one place.

    Notes
    -----
    Formula: of a rate 100 × met / asked, published 100 × (1 - share); of a score
    100 × (score - problem) / (best - problem). Units: points from 0 (nobody meets it, the worst
    score) to 100. Missing: null where nobody was asked or the score is unknown or does not apply; a
    published band has a range and no value. Source: min-max normalisation, OECD and JRC (2008),
    Handbook on Constructing Composite Indicators, step 5; for rates the limits are 0 and 100 %.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> scored = pd.DataFrame({"year": 2565, "framework": "nrd2c", "code": ["1", "2"],
    ...     "place": "15010901", "score": [1, 2]})
    >>> normalise(scored, rulebooks=[catalog.rulebook("nrd2c")])["value"].tolist()
    [0.0, 50.0]
    """
    import pandas as pd

    tables = (table, *more)
    scored = [_of_scores(one, rulebooks) for one in map(_scores_of, tables) if one is not None]
    rates = [_of_rates(one) for one in tables if "asked" in one.columns or "score" not in one]
    taken = pd.MultiIndex.from_frame(pd.concat([one[KEY] for one in scored])) if scored else None
    if taken is not None:
        rates = [one[~pd.MultiIndex.from_frame(one[KEY]).isin(taken)] for one in rates]
    parts = [*rates, *scored]
    values = pd.concat([one for one in parts if len(one)] or parts[:1], ignore_index=True)
    if "value_low" in values.columns:
        for name in ("value_low", "value_high"):
            values[name] = values[name].fillna(values["value"])
    once(values)
    columns = [*KEY, "value", "numerator", "denominator", "value_low", "value_high"]
    ordered = values.sort_values(KEY, ignore_index=True, kind="stable")
    return ordered[[name for name in columns if name in ordered.columns]]


@same_kind
def radar(
    values: pd.DataFrame, composite: Composite, *, years: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """
    The aspects of each place.

    Parameters
    ----------
    values : frame of any kind
        From :func:`normalise`.
    composite : Composite
        The aspects, from :func:`tambon_gis.catalog.composite`.
    years : Mapping[str, int], optional
        Framework -> the year to take, for surveys that are not held in the same years; the result
        then stands under the latest of them. By default an aspect joins values of one year only.

    Returns
    -------
    frame of the same kind
        One row a year, place and aspect, in the order of the document: ``value`` from 0 to 100
        (higher is better), ``value_low`` and ``value_high`` where the values have ranges,
        ``coverage`` (share of the weights that is known), ``known`` and ``members``.

    Raises
    ------
    AnalysisError
        When no value belongs to the composite, a year is missing, or a value stands twice.

    Notes
    -----
    Formula: sum of w × value / sum of w over the known members; weights are exact and only their
    proportions inside an aspect count. An aspect of aspects takes their values the same way, its
    coverage weighs theirs. Units: points from 0 to 100. Missing: an unknown member leaves the mean
    and its weight goes to the others; below ``least_coverage`` the aspect is null. Where a member
    is known only as a range the aspect has a range and no value. Source: the composite's document;
    weighted arithmetic mean, OECD and JRC (2008), Handbook on Constructing Composite Indicators.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> values = pd.DataFrame({"year": 2565, "place": "15010901", "framework": "bmn-2560",
    ...     "code": ["20", "22", "8"], "value": [90.0, 70.0, 100.0]})
    >>> found = radar(values, catalog.composite("five-aspects"))
    >>> found.loc[[0, 3], ["aspect", "value", "known", "members"]].values.tolist()
    [['occupation', <NA>, 1, 4], ['poverty', 85.0, 2, 3]]
    """
    import numpy as np
    import pandas as pd

    grid = grid_of(values, composite, years)
    found = evaluate(grid, composite, {one.id: one.weights for one in composite.aspect})
    count = len(composite.aspect)
    parts: dict[str, Any] = {
        "year": np.repeat(grid.places["year"].to_numpy(), count),
        "place": np.repeat(grid.places["place"].to_numpy(), count),
        "aspect": np.tile([one.id for one in composite.aspect], len(grid.places)),
    }
    names = ("value", "low", "high") if grid.ranged else ("value",)
    for name in (*names, "coverage", "known"):
        columns = [getattr(found[one.id], name) for one in composite.aspect]
        parts[name] = np.stack(columns, axis=1).reshape(-1)
    parts["members"] = np.tile([len(one.members) for one in composite.aspect], len(grid.places))
    titles = {"low": "value_low", "high": "value_high"}
    frame = pd.DataFrame(parts).rename(columns=titles)
    floats = [titles.get(name, name) for name in (*names, "coverage")]
    types = dict.fromkeys(floats, "Float64") | dict.fromkeys(["known", "members"], "Int64")
    return frame.astype({"place": "str", "aspect": "str", **types})


@same_kind
def total(aspects: pd.DataFrame, composite: Composite) -> pd.DataFrame:
    """
    The mean of a place's aspects, and its rank.

    Parameters
    ----------
    aspects : frame of any kind
        From :func:`radar`.
    composite : Composite
        The same composite.

    Returns
    -------
    frame of the same kind
        One row a year and place: ``value``, ``value_low`` and ``value_high`` where the aspects have
        ranges, ``known`` and ``aspects`` (how many there are), ``rank`` among the places of the
        same year and level, 1 is the highest, equals share the smallest rank.

    Notes
    -----
    Formula: the arithmetic mean of the aspects that are part of no other, with equal weights.
    Units: points from 0 to 100. Missing: null where an aspect is, since means over different
    aspects cannot be compared; a place with a range has no rank. Equal are means that agree to nine
    decimals. Source: no official weights are published, so none is made up.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> five = catalog.composite("five-aspects")
    >>> aspects = pd.DataFrame({"year": 2565, "place": ["15010901"] * 5 + ["15010902"] * 5,
    ...     "aspect": [one.id for one in five.aspect] * 2, "value": [50.0] * 5 + [60.0] * 5})
    >>> total(aspects, five)[["place", "value", "rank"]].values.tolist()
    [['15010901', 50.0, 2], ['15010902', 60.0, 1]]
    """
    import pandas as pd

    top = [aspect.id for aspect in composite.top]
    rows = aspects[aspects["aspect"].isin(top)]
    names = [name for name in ("value", "value_low", "value_high") if name in rows.columns]
    grouped = rows.groupby(["year", "place"], as_index=False)
    counts = grouped[names].count()
    frame = grouped[names].sum()
    for name in names:
        mean = frame[name].astype("Float64") / len(top)
        frame[name] = mean.where(counts[name] == len(top))
    frame["known"] = counts["value"].astype("Int64")
    frame["aspects"] = pd.array([len(top)] * len(frame), dtype="Int64")
    return frame.assign(
        rank=ranks(frame["value"].to_numpy("float64", na_value=float("nan")), frame)
    )


def _scores_of(table: pd.DataFrame) -> pd.DataFrame | None:
    """The rows that have a score, of a table with counts; all rows of one that has scores alone."""
    if "score" not in table.columns:
        return None
    if "asked" not in table.columns:
        return table
    rows = table[table["score"].notna()]
    return rows.astype({"score": "Int64"}) if len(rows) else None


def _of_rates(table: pd.DataFrame) -> pd.DataFrame:
    """Counts or published shares as points."""
    published = "share_low" in table.columns
    if not published:
        COUNTED.check(table)
    met, asked = (table[name].astype("Int64") for name in ("met", "asked"))
    sure = met.notna() & (asked > 0).fillna(value=False)
    rows = table[KEY].assign(numerator=met.where(sure), denominator=asked.where(sure))
    if not published:
        value = _PERCENT * rows["numerator"].astype("Float64") / rows["denominator"]
        return rows.assign(value=value)
    shares = {
        name: table[column].astype("Float64")
        for name, column in (("value", "share"), ("value_low", "share_high"))
    }
    shares["value_high"] = table["share_low"].astype("Float64")
    return rows.assign(**{name: _PERCENT * (1 - share) for name, share in shares.items()})


def _of_scores(table: pd.DataFrame, rulebooks: Sequence[Rulebook]) -> pd.DataFrame:
    """Scores as points."""
    SCORED.check(table)
    ladders = {book.id: book.scores for book in rulebooks if book.scores is not None}
    lacking = sorted(set(table["framework"]) - set(ladders))
    if lacking:
        raise AnalysisError("composite.no_scores", framework=", ".join(lacking))
    worst = table["framework"].map({name: one.problem for name, one in ladders.items()})
    best = table["framework"].map({name: one.best for name, one in ladders.items()})
    above = table["score"].astype("Int64") - worst.astype("Int64")
    steps = (best - worst).astype("Int64").where(above.notna())
    value = _PERCENT * above.astype("Float64") / steps
    return table[KEY].assign(numerator=above, denominator=steps, value=value)
