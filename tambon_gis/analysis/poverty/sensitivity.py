"""How much the answer depends on the cut-off and on the weights, which nobody knows for sure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.poverty.measures import measure
from tambon_gis.analysis.poverty.scan import Missing, Question
from tambon_gis.engine.frames import answer, same_kind
from tambon_gis.errors import AnalysisError
from tambon_gis.model.exact import fraction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    import pandas as pd

    from tambon_gis.model.poverty import PovertyDesign

__all__ = ["BASELINE", "agreement", "over_k", "over_weights", "rank_range", "spread"]

#: Name of the design's own weights among the schemes.
BASELINE = "baseline"


def over_k(
    states: Any,
    design: PovertyDesign,
    ks: Iterable[str | float | Fraction],
    *,
    by: Sequence[str] = (),
    weight: str | None = None,
    missing: Missing = "exclude",
    engine: str = "duckdb",
) -> Any:
    """
    H, A and M0 under one cut-off after the other.

    Parameters
    ----------
    states : pandas.DataFrame, polars.DataFrame, pyarrow.Table or pyspark DataFrame
        As in :func:`tambon_gis.analysis.poverty.headcounts`.
    design : PovertyDesign
        Deprivations and weights.
    ks : iterable of str, float or fractions.Fraction
        Cut-offs.
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
        ``k`` (as given, text), ``cutoff`` (threshold / denominator: the least score of the poor),
        then what :func:`tambon_gis.analysis.poverty.measure` gives, cut-offs in the order given.

    Raises
    ------
    AnalysisError
        As :func:`tambon_gis.analysis.poverty.headcounts`; also without any cut-off.

    Notes
    -----
    Formula: as :func:`tambon_gis.analysis.poverty.measure`, for each k; H and M0 never rise with k.
    Units: shares from 0 to 1.
    Missing: the same rows are known under every k, so the lines can be compared.
    Source: dual cut-off, Alkire and Foster (2011).

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> book = [str(code) for code in range(1, 32)]
    >>> states = pd.DataFrame({"place": ["99010101"] * 2, **{code: [1, 1] for code in book}})
    >>> states["9"] = [0, 1]
    >>> over_k(states, catalog.poverty("tpmap"), ["1/5", "2/5"])[["k", "H"]].values.tolist()
    [['1/5', 0.5], ['2/5', 0.0]]
    """
    import pandas as pd

    tables = []
    for k in ks:
        found = Question(design, k, tuple(by), weight, missing, engine).heads(states)
        found.insert(0, "k", str(k))
        found.insert(1, "cutoff", found["threshold"] / found["denominator"])
        tables.append(found)
    if not tables:
        raise AnalysisError("poverty.nothing", where=design.id)
    return answer(measure(pd.concat(tables, ignore_index=True)), states)


def spread(design: PovertyDesign, by: str | float | Fraction) -> dict[str, dict[str, Fraction]]:
    """
    Alternative weights: each dimension once heavier and once lighter, the rest rescaled.

    Parameters
    ----------
    design : PovertyDesign
        Its dimensions' weights are the baseline.
    by : str, float or fractions.Fraction
        How much weight a dimension gains or loses, as a share of the whole.

    Returns
    -------
    dict[str, dict[str, fractions.Fraction]]
        Name of the scheme (``baseline``, ``health+1/10``, ``health-1/10``, …) -> weight of every
        dimension; exact, in sum 1.

    Raises
    ------
    AnalysisError
        When there is one dimension only, or a weight would fall to nothing or take all.

    Notes
    -----
    Formula: w_d' = w_d ± x; w_e' = w_e (1 - w_d') / (1 - w_d) for the other dimensions e.
    Units: shares of the whole, exact fractions.
    Missing: does not occur.
    Source: one-at-a-time perturbation of weights; Alkire et al. (2015), Multidimensional Poverty
    Measurement and Analysis, chapter 8.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> schemes = spread(catalog.poverty("tpmap"), "1/10")
    >>> len(schemes), schemes["health+1/10"]["health"], schemes["health+1/10"]["income"]
    (11, Fraction(3, 10), Fraction(7, 40))
    """
    weights = _weights(design)
    try:
        step = fraction(by)
    except ValueError:
        step = fraction(0)
    largest = min(min(weight, 1 - weight) for weight in weights.values())
    if not 0 < step < largest:
        raise AnalysisError("poverty.spread", where=design.id, given=str(by), largest=str(largest))
    schemes = {BASELINE: weights}
    for name, weight in weights.items():
        for sign, changed in (("+", weight + step), ("-", weight - step)):
            rest = (1 - changed) / (1 - weight)
            others = {other: old * rest for other, old in weights.items()}
            schemes[f"{name}{sign}{step}"] = {**others, name: changed}
    return schemes


def over_weights(
    states: Any,
    design: PovertyDesign,
    schemes: Mapping[str, Mapping[str, str | float | Fraction]],
    *,
    k: str | float | Fraction | None = None,
    weight: str | None = None,
    missing: Missing = "exclude",
    engine: str = "duckdb",
) -> Any:
    """
    M0 and the rank of each place under one scheme of weights after the other.

    Parameters
    ----------
    states : pandas.DataFrame, polars.DataFrame, pyarrow.Table or pyspark DataFrame
        As in :func:`tambon_gis.analysis.poverty.headcounts`.
    design : PovertyDesign
        Deprivations; its own weights are the scheme ``baseline``.
    schemes : Mapping[str, Mapping[str, str or float or fractions.Fraction]]
        Name -> weight of every dimension; see :func:`spread`.
    k : str, float or fractions.Fraction, optional
        Cut-off instead of the design's.
    weight : str, optional
        Column with the people of a household, to count people instead.
    missing : {"exclude", "not_deprived"}, default "exclude"
        What an unknown deprivation does.
    engine : str, default "duckdb"
        Who computes.

    Returns
    -------
    frame
        ``scheme`` (``baseline`` first), then what :func:`tambon_gis.analysis.poverty.measure`
        gives, and ``rank``: 1 for the largest M0 of its level.

    Raises
    ------
    AnalysisError
        When a scheme does not weigh every dimension, in sum 1.

    Notes
    -----
    Formula: as :func:`tambon_gis.analysis.poverty.measure`; rank = 1 + number of places with a
    larger M0, so that equal places have equal ranks.
    Units: M0 from 0 to 1; ranks from 1.
    Missing: the same rows are known under every scheme; a place without one has no rank.
    Source: Alkire et al. (2015), Multidimensional Poverty Measurement and Analysis, chapter 8.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> design = catalog.poverty("tpmap")
    >>> states = pd.DataFrame({"place": ["99010101", "99010102"],
    ...     **{code: [1, 1] for code in design.codes}})
    >>> states["9"], states["16"] = [0, 1], [1, 0]
    >>> found = over_weights(states, design, spread(design, "1/10"))
    >>> found[found["scheme"] == "living+1/10"][["place", "rank"]].values.tolist()
    [['99010101', 1], ['99010102', 2]]
    """
    import pandas as pd

    tables = []
    for name, weights in {BASELINE: _weights(design), **schemes}.items():
        question = Question(design.reweighted(weights), k, (), weight, missing, engine)
        found = measure(question.heads(states))
        found.insert(0, "scheme", name)
        found["rank"] = (
            found.groupby("level")["M0"].rank(method="min", ascending=False).astype("Int64")
        )
        tables.append(found)
    return answer(pd.concat(tables, ignore_index=True), states)


@same_kind
def rank_range(ranked: pd.DataFrame) -> Any:
    """
    Between which ranks a place moves when the weights change.

    Parameters
    ----------
    ranked : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        What :func:`over_weights` gives.

    Returns
    -------
    frame
        ``level``, ``place``, ``rank`` (baseline), ``rank_low``, ``rank_high`` (best and worst place
        in the order), ``M0`` (baseline), ``M0_low``, ``M0_high``; in the order of the baseline.

    Raises
    ------
    AnalysisError
        When a column is absent.

    Notes
    -----
    Formula: minimum and maximum over the schemes.
    Units: ranks from 1, shares from 0 to 1.
    Missing: null for a place without a known row.
    Source: Alkire et al. (2015), Multidimensional Poverty Measurement and Analysis, chapter 8.

    Examples
    --------
    >>> import pandas as pd
    >>> ranked = pd.DataFrame({"scheme": ["baseline", "a+1/10"], "level": "village",
    ...     "place": "99010101", "M0": [0.2, 0.3], "rank": [2, 1]})
    >>> rank_range(ranked)[["rank", "rank_low", "rank_high"]].values.tolist()
    [[2, 1, 2]]
    """
    _require(ranked)
    keys = ["level", "place"]
    base = ranked[ranked["scheme"] == BASELINE][[*keys, "rank", "M0"]]
    ends = ranked.groupby(keys, sort=False, as_index=False).agg(
        rank_low=("rank", "min"),
        rank_high=("rank", "max"),
        M0_low=("M0", "min"),
        M0_high=("M0", "max"),
    )
    table = base.merge(ends, on=keys, validate="one_to_one").sort_values(
        ["level", "rank", "place"], ignore_index=True
    )
    names = ["rank", "rank_low", "rank_high", "M0", "M0_low", "M0_high"]
    return table[[*keys, *names]]


@same_kind
def agreement(ranked: pd.DataFrame) -> Any:
    """
    How far the order of places under each scheme agrees with that of the baseline.

    Parameters
    ----------
    ranked : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        What :func:`over_weights` gives.

    Returns
    -------
    frame
        ``scheme``, ``level``, ``places`` (compared), ``tau`` and ``moved``: places with another
        rank.

    Raises
    ------
    AnalysisError
        When a column is absent.

    Notes
    -----
    Formula: Kendall's tau-b of M0 under the scheme and under the baseline.
    Units: tau from -1 (reversed) to 1 (the same order).
    Missing: places without a known row are left out; tau is null for fewer than two places, or
    where all places are equal.
    Source: Kendall (1945), Biometrika 33(3), as :func:`scipy.stats.kendalltau` computes it.

    Examples
    --------
    >>> import pandas as pd
    >>> ranked = pd.DataFrame({"scheme": ["baseline"] * 2 + ["a+1/10"] * 2, "level": "village",
    ...     "place": ["99010101", "99010102"] * 2})
    >>> ranked["M0"], ranked["rank"] = [0.2, 0.3, 0.4, 0.1], [2, 1, 1, 2]
    >>> agreement(ranked)[["scheme", "places", "tau", "moved"]].values.tolist()
    [['baseline', 2, 1.0, 0], ['a+1/10', 2, -1.0, 2]]
    """
    import pandas as pd

    _require(ranked)
    keys = ["level", "place"]
    base = ranked[ranked["scheme"] == BASELINE].set_index(keys)[["M0", "rank"]]
    base = base.rename(columns={"M0": "M0_base", "rank": "rank_base"})
    rows = []
    for (scheme, level), part in ranked.groupby(["scheme", "level"], sort=False):
        both = part.set_index(keys)[["M0", "rank"]].join(base).dropna()
        moved = int((both["rank"] != both["rank_base"]).sum())
        tau = _kendall(both["M0"], both["M0_base"])
        rows.append((scheme, level, len(both), tau, moved))
    table = pd.DataFrame(rows, columns=["scheme", "level", "places", "tau", "moved"])
    return table.astype({"tau": "Float64"})


def _weights(design: PovertyDesign) -> dict[str, Fraction]:
    """The weight of each dimension."""
    weights: dict[str, Fraction] = {}
    for one in design.deprivations:
        weights[one.dimension] = weights.get(one.dimension, fraction(0)) + one.weight
    return weights


def _kendall(one: pd.Series, other: pd.Series) -> float | None:
    """Kendall's tau-b, None where it is not defined."""
    from scipy.stats import kendalltau

    if one.nunique() < 2 or other.nunique() < 2:  # noqa: PLR2004 - an order needs two values
        return None
    return float(kendalltau(one.astype("float64"), other.astype("float64")).statistic)


def _require(ranked: pd.DataFrame) -> None:
    """Refuse a table that no scheme was run for."""
    wanted = ("scheme", "level", "place", "M0", "rank")
    absent = [name for name in wanted if name not in ranked.columns]
    if absent:
        raise AnalysisError("poverty.columns", columns=", ".join(absent))
