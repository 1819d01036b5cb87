"""How firm an order of priorities is: under other weights, and under other small numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.model.priority import Priority

__all__ = ["rank_stability"]

_PARTS = ("gap", "people", "trend")
_POINTS = 100
#: Logarithms of scores that agree to so many decimals are equal for a rank.
_DECIMALS = 9
_ENDS = (0.05, 0.95)
_KEY = ("framework", "code", "place")


@same_kind
def rank_stability(
    ranked: pd.DataFrame,
    design: Priority,
    *,
    seed: int,
    draws: int = 1000,
    spread: float = 0.25,
    top: int = 10,
    by: Sequence[str] = (),
) -> pd.DataFrame:
    """
    Rank everything again and again, and see how far each rank moves.

    Parameters
    ----------
    ranked : pandas.DataFrame
        What :func:`~tambon_gis.analysis.priority.rank` gave with the same design.
    design : Priority
        The formula.
    seed : int
        Start of the random numbers: the same seed gives the same table.
    draws : int, default 1000
        How often.
    spread : float, default 0.25
        Standard deviation of the logarithm of each weight: 0.25 takes a weight of 1 to between
        about 0.6 and 1.6 in 19 of 20 draws.
    top : int, default 10
        The first so many ranks, for ``weights_top`` and ``counts_top``.
    by : sequence of str, optional
        Columns that grouped the ranking.

    Returns
    -------
    pandas.DataFrame
        The ranked rows: ``framework``, ``code``, ``place``, the columns of ``by``, ``score``,
        ``rank``; ``weights_low``, ``weights_high`` (rank at 5 % and 95 % of the draws) and
        ``weights_top`` (share of draws within the first ``top``) under perturbed weights;
        ``counts_low``, ``counts_high``, ``counts_top`` under redrawn counts. By rank.

    Raises
    ------
    AnalysisError
        When there is no draw, or the spread is negative.

    Notes
    -----
    Formula: weights are multiplied by exp(spread x N(0, 1)), each apart. Counts are redrawn from
    Jeffreys' posterior of each row's rate, Beta(failing + 1/2, asked - failing + 1/2), each row
    apart, and people affected follow in proportion; targets and trends stay. So a row in which
    nobody fails may take a better rank in some draws: among few asked, none failing is not proof
    that the rate is zero.

    Units: ranks; shares 0 to 1.

    Missing: rows without a rank are left out.

    Source: Brown, Cai, DasGupta (2001), Statistical Science 16, 101-133, for Jeffreys' interval;
    Saisana, Saltelli, Tarantola (2005), J. R. Stat. Soc. A 168, 307-323, for perturbed weights.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> from tambon_gis.analysis.priority import rank
    >>> design = catalog.priority("default")
    >>> counted = pd.DataFrame({"year": 2565, "framework": "bmn-2560", "code": "9",
    ...     "place": ["99010101", "99010102"], "counts": "household", "asked": [100, 90],
    ...     "met": [20, 88]})
    >>> found = rank_stability(rank(counted, design), design, seed=1, top=1)
    >>> found[["place", "rank", "weights_high", "counts_high", "counts_top"]].values.tolist()
    [['99010101', 1, 1, 1, 1.0], ['99010102', 2, 2, 2, 0.0]]
    """
    import numpy as np

    if draws < 1 or not spread >= 0:
        raise AnalysisError("priority.draws", draws=str(draws), spread=str(spread))
    keys = [*_KEY, *by]
    # Rows draw in the order of their keys, so that the order of the table moves no draw.
    rows = ranked[ranked["rank"].notna()].sort_values(keys, ignore_index=True)
    chance = np.random.default_rng(seed)
    weights = _perturbed(rows, design, chance.normal(0.0, spread, (draws, len(_PARTS))))
    counts = _redrawn(rows, design, chance, draws)
    columns: dict[str, NDArray[np.generic]] = {}
    for name, logs in (("weights", weights), ("counts", counts)):
        low, high, share = _spread_of(logs, top)
        columns |= {f"{name}_low": low, f"{name}_high": high, f"{name}_top": share}
    found = rows[[*keys, "score", "rank"]].assign(**columns)
    return found.sort_values(["rank", *keys], ignore_index=True)


def _perturbed(
    rows: pd.DataFrame, design: Priority, noise: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Logarithms of the scores, one row a draw of weights."""
    import numpy as np

    weights = np.array([float(getattr(design.weights, name)) for name in _PARTS])
    logs = [_log(rows[name].to_numpy(dtype=float, na_value=np.nan)) for name in _PARTS]
    return _log_scores(logs, weights * np.exp(noise))


def _redrawn(
    rows: pd.DataFrame, design: Priority, chance: np.random.Generator, draws: int
) -> NDArray[np.float64]:
    """Logarithms of the scores, one row a draw of counts."""
    import numpy as np

    names = ("asked", "failing", "people", "people_asked", "target", "trend")
    asked, failing, people, people_asked, target, trend = (
        rows[name].to_numpy(dtype=float, na_value=np.nan) for name in names
    )
    share = chance.beta(failing + 0.5, asked - failing + 0.5, (draws, len(rows)))
    per_unit = np.where(
        failing > 0, people / np.where(failing > 0, failing, 1), people_asked / asked
    )
    gap = np.maximum(0, _POINTS * (share - target))
    logs = [_log(gap), _log(per_unit * asked * share), _log(trend)]
    weights = np.array([[float(getattr(design.weights, name)) for name in _PARTS]])
    return _log_scores(logs, weights)


def _log(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Natural logarithm, minus infinity at 0."""
    import numpy as np

    known = np.where(values > 0, values, 1.0)
    return np.where(values > 0, np.log(known), np.where(np.isnan(values), np.nan, -np.inf))


def _log_scores(
    logs: list[NDArray[np.float64]], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Sum of weight x logarithm; a part without weight is left out, also where it is 0."""
    import numpy as np

    columns = [weights[:, [n]] for n in range(len(logs))]
    used = [np.where(weight > 0, part, 0.0) for weight, part in zip(columns, logs, strict=True)]
    total: NDArray[np.float64] = columns[0] * used[0] + columns[1] * used[1] + columns[2] * used[2]
    return total


def _spread_of(
    logs: NDArray[np.float64], top: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Ranks at both ends of the draws, and the share of draws within the first ranks."""
    import numpy as np
    from scipy.stats import rankdata

    if logs.shape[1] == 0:
        none = np.zeros(0)
        return none.astype(np.int64), none.astype(np.int64), none
    ranks = rankdata(-logs.round(_DECIMALS), method="min", axis=1)
    low, high = np.quantile(ranks, _ENDS, axis=0, method="inverted_cdf").astype(np.int64)
    return low, high, (ranks <= top).mean(axis=0)
