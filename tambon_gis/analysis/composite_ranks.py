"""Composite ranks: how far a place's rank depends on the weights that somebody chose."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.comparing.weighing import Cells, Grid, evaluate, grid_of, ranks
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError
from tambon_gis.model.composite import TOTAL, Composite, whole_weights
from tambon_gis.model.exact import fraction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

__all__ = ["rank_sampling", "rank_sensitivity"]

_SHARES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class _Change:
    """One change of the weights: in which aspect, of which member, what they are then."""

    aspect: str
    member: str
    weights: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class _Base:
    """The ranks as the document's weights give them."""

    grid: Grid
    composite: Composite
    weights: Mapping[str, Sequence[float]]
    scores: Mapping[str, Any]
    ranks: Mapping[str, Any]

    def under(self, weights: Mapping[str, Sequence[float]]) -> dict[str, Any]:
        """Ranks under other weights, among the places that have one; NaN elsewhere."""
        import numpy as np

        known = {name: ~np.isnan(value) for name, value in self.scores.items()}
        found = _values(self.grid, self.composite, weights, known)
        return {name: _as_float(ranks(found[name], self.grid.places)) for name in self.ranks}


@same_kind
def rank_sensitivity(
    values: pd.DataFrame,
    composite: Composite,
    *,
    spread: Any = "1/2",
    years: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """
    Which ranks hold, and which follow from one weight.

    Parameters
    ----------
    values : frame of any kind
        From :func:`tambon_gis.analysis.composite.normalise`.
    composite : Composite
        The aspects.
    spread : number or str, default "1/2"
        How far each weight is changed, as a share of itself above 0 and below 1.
    years : Mapping[str, int], optional
        As of :func:`tambon_gis.analysis.composite.radar`.

    Returns
    -------
    frame of the same kind
        One row a year, place and aspect, and one for ``total``, the mean of all aspects: ``value``,
        ``rank``, ``rank_best`` and ``rank_worst`` over all changes of one weight, ``mover`` (the
        member whose weight moves it most) with ``mover_aspect`` (where that weight stands; null
        where nothing moves it), and ``without_best``, ``without_worst``, ``without_mover``,
        ``without_mover_aspect`` when one member is left out.

    Raises
    ------
    AnalysisError
        When the spread is out of range, and as :func:`tambon_gis.analysis.composite.radar`.

    See Also
    --------
    rank_sampling : All weights at once, at random.

    Notes
    -----
    Formula: every weight in turn times 1 - spread and 1 + spread, then in turn 0, in exact
    fractions, all others as they are; ranks anew each time. The equal weights of the aspects in
    ``total`` are changed too. Units: ranks, 1 the highest value, among the places of the same year
    and level. Missing: a place without a value or with a range has no rank under any weights; a
    place whose only member is left out has none in that one. Source: one-at-a-time sensitivity,
    OECD and JRC (2008), Handbook on Constructing Composite Indicators, step 7.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> values = pd.DataFrame({"year": 2565, "place": ["15010901"] * 2 + ["15010902"] * 2,
    ...     "framework": "bmn-2560", "code": ["22", "8"] * 2, "value": [90.0, 70.0, 75.0, 80.0]})
    >>> found = rank_sensitivity(values, catalog.composite("five-aspects"))
    >>> found[found["aspect"] == "poverty"][["rank", "rank_worst", "mover"]].values.tolist()
    [[1, 2, 'bmn-2560/22'], [2, 2, 'bmn-2560/22']]
    """
    share = _spread(spread)
    base = _base(grid_of(values, composite, years), composite)
    changed = _extremes(base, _scaled(base, [1 - share, 1 + share]))
    without = _extremes(base, _scaled(base, [Fraction(0)]))
    frame = _rows(base)
    for prefix, found in (("rank", changed), ("without", without)):
        head = "" if prefix == "rank" else "without_"
        titles = (f"{prefix}_best", f"{prefix}_worst", f"{head}mover", f"{head}mover_aspect")
        for title, column in zip(titles, _side_by_side(base, found), strict=True):
            frame[title] = column
    return frame


@same_kind
def rank_sampling(
    values: pd.DataFrame,
    composite: Composite,
    *,
    seed: int,
    draws: int = 500,
    concentration: float = 20.0,
    years: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """
    Ranks under weights drawn at random around the document's own.

    Parameters
    ----------
    values : frame of any kind
        From :func:`tambon_gis.analysis.composite.normalise`.
    composite : Composite
        The aspects.
    seed : int
        The same seed gives the same draws.
    draws : int, default 500
        How many sets of weights.
    concentration : float, default 20
        How closely the draws stay around the document's weights: a weight of share s has the
        variance s (1 - s) / (concentration + 1).
    years : Mapping[str, int], optional
        As of :func:`tambon_gis.analysis.composite.radar`.

    Returns
    -------
    frame of the same kind
        One row a year, place and aspect, and one for ``total``: ``value``, ``rank``, ``rank_low``,
        ``rank_median``, ``rank_high`` (the 5th, 50th and 95th percentile of the drawn ranks, always
        ranks that were drawn) and ``same`` (share of the draws with the rank of the document's
        weights).

    Raises
    ------
    AnalysisError
        When draws or concentration are not above 0, and as
        :func:`tambon_gis.analysis.composite.radar`.

    Notes
    -----
    Formula: the weights of each aspect, and of the aspects in ``total``, from a Dirichlet
    distribution with parameters concentration × share of the weight. Units: ranks, 1 the highest
    value. Missing: a place without a value or with a range has no rank. Source: uncertainty
    analysis, OECD and JRC (2008), Handbook on Constructing Composite Indicators, step 7.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> values = pd.DataFrame({"year": 2565, "place": ["15010901"] * 2 + ["15010902"] * 2,
    ...     "framework": "bmn-2560", "code": ["22", "8"] * 2, "value": [90.0, 80.0, 75.0, 70.0]})
    >>> found = rank_sampling(values, catalog.composite("five-aspects"), seed=1, draws=20)
    >>> found[found["aspect"] == "poverty"][["rank", "rank_high", "same"]].values.tolist()
    [[1, 1, 1.0], [2, 2, 1.0]]
    """
    import numpy as np
    import pandas as pd

    if draws < 1 or not concentration > 0:
        raise AnalysisError("composite.draws", draws=draws, concentration=concentration)
    base = _base(grid_of(values, composite, years), composite)
    random = np.random.default_rng(seed)
    drawn: dict[str, list[Any]] = {name: [] for name in base.ranks}
    for _ in range(draws):
        weights: dict[str, Any] = {
            name: random.dirichlet(concentration * np.array(own) / sum(own))
            for name, own in base.weights.items()
        }
        for name, found in base.under(weights).items():
            drawn[name].append(found)
    frame = _rows(base)
    spread: dict[str, list[Any]] = {}
    for name, rows in drawn.items():
        stack = np.stack(rows)
        own = _as_float(base.ranks[name])
        for title, share in zip(("rank_low", "rank_median", "rank_high"), _SHARES, strict=True):
            at = np.sort(stack, axis=0)[int(np.ceil(share * draws)) - 1]
            spread.setdefault(title, []).append(at)
        same = np.where(np.isnan(own), np.nan, (stack == own).mean(axis=0))
        spread.setdefault("same", []).append(same)
    for title, columns in spread.items():
        array = np.stack(columns, axis=1).reshape(-1)
        frame[title] = pd.array(array, dtype="Float64" if title == "same" else "Int64")
    return frame


def _base(grid: Grid, composite: Composite) -> _Base:
    """Values and ranks under the document's weights."""
    import numpy as np

    weights: dict[str, Sequence[float]] = {one.id: one.weights for one in composite.aspect}
    found = evaluate(grid, composite, weights)
    weights[TOTAL] = (1,) * len(composite.top)
    values = {one.id: found[one.id].value for one in composite.aspect}
    values[TOTAL] = np.mean([values[one.id] for one in composite.top], axis=0)
    ranked = {name: ranks(value, grid.places) for name, value in values.items()}
    return _Base(grid, composite, weights, values, ranked)


def _values(
    grid: Grid,
    composite: Composite,
    weights: Mapping[str, Sequence[float]],
    known: Mapping[str, Any],
) -> dict[str, Any]:
    """Aspects and their mean under other weights, in the places where they are known."""
    import numpy as np

    # A band has no value, so it must not count as known here: where one stands, so has the aspect.
    sure = {
        key: Cells(one.value, one.value, one.value, one.coverage, one.known)
        for key, one in grid.cells.items()
    }
    found = evaluate(Grid(grid.places, sure, ranged=False), composite, weights, given=known)
    values = {name: cells.value for name, cells in found.items()}
    parts = zip(weights[TOTAL], composite.top, strict=True)
    used = [(weight, values[one.id]) for weight, one in parts if weight > 0]
    mean = sum(weight * value for weight, value in used) / sum(weight for weight, _ in used)
    values[TOTAL] = np.where(known[TOTAL], mean, np.nan)
    return values


def _scaled(base: _Base, factors: Sequence[Fraction]) -> Iterator[_Change]:
    """Every weight in turn times every factor; a single member is weighed against nothing."""
    members = {one.id: [member.name for member in one.members] for one in base.composite.aspect}
    members[TOTAL] = [one.id for one in base.composite.top]
    exact = {one.id: [m.weight for m in one.members] for one in base.composite.aspect}
    exact[TOTAL] = [Fraction(1)] * len(members[TOTAL])
    for aspect, names in members.items():
        for at, member in enumerate(names):
            for factor in factors if len(names) > 1 else ():
                changed = [w * factor if n == at else w for n, w in enumerate(exact[aspect])]
                yield _Change(aspect, member, {**base.weights, aspect: whole_weights(changed)})


def _extremes(base: _Base, changes: Iterator[_Change]) -> dict[str, tuple[Any, ...]]:
    """Best and worst rank of each aspect and place, and what moves it most."""
    import numpy as np

    own = {name: _as_float(ranked) for name, ranked in base.ranks.items()}
    found = {name: [ranked.copy(), ranked.copy()] for name, ranked in own.items()}
    moved = {name: np.zeros(len(ranked)) for name, ranked in own.items()}
    movers = {name: np.full((2, len(ranked)), None, dtype=object) for name, ranked in own.items()}
    for change in changes:
        for name, ranked in base.under(change.weights).items():
            found[name][0] = np.fmin(found[name][0], ranked)
            found[name][1] = np.fmax(found[name][1], ranked)
            way = np.nan_to_num(np.abs(ranked - own[name]))
            more = way > moved[name]
            moved[name] = np.where(more, way, moved[name])
            movers[name][0][more], movers[name][1][more] = change.member, change.aspect
    return {name: (*found[name], *movers[name]) for name in own}


def _side_by_side(base: _Base, found: Mapping[str, tuple[Any, ...]]) -> Iterator[Any]:
    """Columns of the result from arrays an aspect."""
    import numpy as np
    import pandas as pd

    text = pd.StringDtype(na_value=float("nan"))
    kinds: tuple[Any, ...] = (pd.Int64Dtype(), pd.Int64Dtype(), text, text)
    for at, kind in enumerate(kinds):
        array = np.stack([found[name][at] for name in base.ranks], axis=1).reshape(-1)
        yield pd.array(array, dtype=kind)


def _rows(base: _Base) -> pd.DataFrame:
    """Year, place and aspect with value and rank, the total behind the aspects."""
    import numpy as np
    import pandas as pd

    names, places = list(base.ranks), base.grid.places
    values = np.stack([base.scores[name] for name in names], axis=1).reshape(-1)
    ranked = np.stack([_as_float(base.ranks[name]) for name in names], axis=1).reshape(-1)
    return pd.DataFrame(
        {
            "year": np.repeat(places["year"].to_numpy(), len(names)),
            "place": pd.Series(np.repeat(places["place"].to_numpy(), len(names)), dtype="str"),
            "aspect": pd.Series(names * len(places), dtype="str"),
            "value": pd.array(values, dtype="Float64"),
            "rank": pd.array(ranked, dtype="Int64"),
        }
    )


def _as_float(ranked: Any) -> Any:
    """Ranks as numbers, NaN where there is none."""
    return ranked.to_numpy("float64", na_value=float("nan"))


def _spread(given: Any) -> Fraction:
    """The spread as an exact share above 0 and below 1."""
    try:
        share = fraction(given)
    except ValueError:
        raise AnalysisError("composite.spread", spread=str(given)) from None
    if not 0 < share < 1:
        raise AnalysisError("composite.spread", spread=str(given))
    return share
