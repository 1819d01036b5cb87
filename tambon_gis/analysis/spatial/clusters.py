"""Clusters: Moran's I over all areas and around each, with permutations; never below 30 areas."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.analysis.spatial.chance import as_far_out
from tambon_gis.analysis.spatial.tally import require
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.analysis.spatial.neighbours import Neighbours

    Numbers = NDArray[np.float64]

__all__ = ["LEAST_AREAS", "local_clusters", "moran"]

#: Below so many areas no cluster statistic is given: chance patterns look like clusters.
LEAST_AREAS = 30
#: With fewer permutations the smallest p that can come out says little.
LEAST_PERMUTATIONS = 99
SEEDS = 2**32
#: Spread, relative to the largest value, below which values count as all alike.
ALIKE = 1e-12


@dataclass(frozen=True)
class _Sample:
    """The areas that enter a statistic, and why the others do not."""

    numbers: Numbers
    matrix: Any
    used: NDArray[np.int64]
    reasons: pd.Series

    @property
    def told(self) -> dict[str, int]:
        """Number of areas that entered, and left out for each reason."""
        left = {why: int(self.reasons.eq(why).sum()) for why in ("unknown", "island", "no_polygon")}
        return {"n": len(self.numbers), **left}


@same_kind
def moran(
    values: pd.DataFrame,
    neighbours: Neighbours,
    *,
    column: str = "share",
    permutations: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Whether like areas lie together: Moran's I with a permutation test.

    Parameters
    ----------
    values : frame
        ``place`` and ``column``, one row an area: pandas, Polars or Arrow.
    neighbours : Neighbours
        From :func:`tambon_gis.analysis.spatial.neighbours.contiguity`.
    column : str, default "share"
        Column of numbers.
    permutations : int, default 999
        How often the values are dealt out anew over the areas, at least 99.
    seed : int, default 0
        Start of the random numbers: the same seed gives the same p.

    Returns
    -------
    frame
        One row: ``n`` areas used; ``unknown``, ``island`` and ``no_polygon``, areas left out
        because their value is null, they have no neighbour with a known value, or are not among
        ``neighbours``; ``moran_i``; ``expected``, its value if nothing but chance were at work;
        ``p``, two-sided; ``permutations``; ``seed``.

    Raises
    ------
    StageError
        When the table lacks a column.
    AnalysisError
        When fewer than 30 areas can be used, all values are alike, a place stands twice, values are
        no finite numbers, there are fewer than 99 permutations, or esda is not installed.

    Notes
    -----
    Formula: I = (n / S0) sum_ij w_ij z_i z_j / sum_i z_i^2 with z = x - mean(x), w_ij = 1 / number
    of neighbours of i, S0 = sum_ij w_ij; expected = -1 / (n - 1); p = min(1, 2 (m + 1) /
    (permutations + 1)) where m permutations lie as far out as I on its side.
    Units: none; I is about -1 to 1.
    Missing: null values and areas without neighbours are left out and told, never put at 0.
    Source: Moran (1950), Biometrika 37, 17-23; Cliff and Ord (1981); permutations by esda.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> from tambon_gis.analysis.spatial.neighbours import contiguity
    >>> cells = [(x, y) for x in range(6) for y in range(6)]
    >>> areas = gpd.GeoDataFrame({"place": [f"1501{n:02}" for n in range(36)], "name": "-"},
    ...     geometry=[shapely.box(100 + x, 10 + y, 101 + x, 11 + y) for x, y in cells],
    ...     crs="EPSG:4326")
    >>> values = pd.DataFrame({"place": areas["place"], "share": [x / 5 for x, _ in cells]})
    >>> found = moran(values, contiguity(areas, touch="line"))
    >>> found[["n", "moran_i", "p"]].round(3).values.tolist()
    [[36.0, 0.889, 0.002]]
    """
    import numpy as np
    import pandas as pd

    sample = _sample(values, neighbours, column, permutations)
    with _esda(seed) as (statistics, weights):
        found = statistics.Moran(sample.numbers, weights(sample.matrix), permutations=permutations)
    row = {
        **sample.told,
        "moran_i": float(found.I),
        "expected": float(found.EI),
        "p": float(np.minimum(1, 2 * found.p_sim)),
        "permutations": permutations,
        "seed": seed,
    }
    return pd.DataFrame([row])


@same_kind
def local_clusters(
    values: pd.DataFrame,
    neighbours: Neighbours,
    *,
    column: str = "share",
    permutations: int = 999,
    seed: int = 0,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """
    Which areas lie in a cluster of like values, or stand out among their neighbours.

    Parameters
    ----------
    values : frame
        ``place`` and ``column``, one row an area: pandas, Polars or Arrow.
    neighbours : Neighbours
        From :func:`tambon_gis.analysis.spatial.neighbours.contiguity`.
    column : str, default "share"
        Column of numbers.
    permutations : int, default 999
        How often the values of the other areas are dealt out anew, at least 99.
    seed : int, default 0
        Start of the random numbers: the same seed gives the same p.
    alpha : float, default 0.05
        Share of false finds that is put up with among those called significant.

    Returns
    -------
    frame
        One row an area, by place: ``value``; ``lag``, the mean of its neighbours; ``local_i``;
        ``quadrant`` (``HH`` and ``LL``: high among high, low among low; ``HL`` and ``LH``: unlike
        its neighbours); ``p``, two-sided; ``p_adjusted``; ``significant``; ``left_out``:
        ``unknown``, ``island`` or ``no_polygon`` where the area did not enter, else empty.

    Raises
    ------
    StageError
        When the table lacks a column.
    AnalysisError
        As :func:`moran`, but esda is not needed.

    Notes
    -----
    Formula: I_i = (n - 1) z_i sum_j w_ij z_j / sum_k z_k^2, w_ij = 1 / number of neighbours of i;
    p = min(1, 2 (m + 1) / (permutations + 1)) where m permutations lie as far out as I_i on its
    side, the area's own value held fast. As many tests are
    made as there are areas, so one in twenty would be called significant by chance alone:
    ``p_adjusted`` is Benjamini and Hochberg's, and only ``p_adjusted`` <= ``alpha`` is
    ``significant``. The smallest p is 2 / (permutations + 1): with hundreds of areas ask for more
    permutations.
    Units: those of ``column`` for ``value`` and ``lag``; the rest has none.
    Missing: null values and areas without neighbours are left out and told, never put at 0.
    Source: Anselin (1995), Geographical Analysis 27, 93-115; Benjamini and Hochberg (1995), J. R.
    Stat. Soc. B 57, 289-300; see :func:`tambon_gis.analysis.spatial.chance.as_far_out`.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> from tambon_gis.analysis.spatial.neighbours import contiguity
    >>> cells = [(x, y) for x in range(6) for y in range(6)]
    >>> areas = gpd.GeoDataFrame({"place": [f"1501{n:02}" for n in range(36)], "name": "-"},
    ...     geometry=[shapely.box(100 + x, 10 + y, 101 + x, 11 + y) for x, y in cells],
    ...     crs="EPSG:4326")
    >>> values = pd.DataFrame({"place": areas["place"], "share": [x / 5 for x, _ in cells]})
    >>> found = local_clusters(values, contiguity(areas))
    >>> found[["quadrant", "significant"]].iloc[[1, 34]].values.tolist()
    [['LL', True], ['HH', True]]
    """
    import numpy as np
    import pandas as pd
    from scipy.stats import false_discovery_control

    sample = _sample(values, neighbours, column, permutations)
    z = sample.numbers - sample.numbers.mean()
    around = (sample.matrix @ z) / sample.matrix.sum(axis=1)
    local = (len(z) - 1) * z * around / (z @ z)
    extreme = as_far_out(z, sample.matrix, permutations=permutations, seed=seed % SEEDS)
    p = np.minimum(1.0, 2 * (extreme + 1) / (permutations + 1))
    quadrants = np.select([z > 0, around > 0], [np.where(around > 0, "HH", "HL"), "LH"], "LL")
    adjusted = false_discovery_control(p, method="bh")
    told = pd.DataFrame({"place": sample.reasons.index, "left_out": sample.reasons.to_numpy()})
    told = told.astype("str")
    own = values.set_index("place")[column].astype("Float64")
    told["value"] = own.reindex(told["place"]).to_numpy()
    lag = (sample.matrix @ sample.numbers) / sample.matrix.sum(axis=1)
    for name, numbers in {"lag": lag, "local_i": local, "p": p, "p_adjusted": adjusted}.items():
        told[name] = pd.Series(numbers, index=sample.used, dtype="Float64")
    told["quadrant"] = pd.Series(quadrants, index=sample.used, dtype="str")
    told["significant"] = pd.Series(adjusted <= alpha, index=sample.used, dtype="boolean")
    return told[
        [
            "place",
            "value",
            "lag",
            "local_i",
            "quadrant",
            "p",
            "p_adjusted",
            "significant",
            "left_out",
        ]
    ]


def _sample(
    values: pd.DataFrame, neighbours: Neighbours, column: str, permutations: int
) -> _Sample:
    """The areas that can be used; refused when they are too few or all alike."""
    import numpy as np
    import pandas as pd

    if permutations < LEAST_PERMUTATIONS:
        raise AnalysisError("spatial.permutations", n=permutations, least=LEAST_PERMUTATIONS)
    numbers = _numbers(values, column)
    places = numbers.index.union(pd.Index(neighbours.places)).sort_values()
    reasons = pd.Series("", index=places, dtype=object)
    known = numbers.reindex(list(neighbours.places)).to_numpy(float, na_value=np.nan)
    use = np.flatnonzero(~np.isnan(known))
    degrees = neighbours.matrix[use][:, use].sum(axis=1)
    codes = np.asarray(neighbours.places, dtype=object)
    reasons[codes[np.isnan(known)]] = "unknown"
    reasons[codes[use[degrees == 0]]] = "island"
    reasons[~places.isin(codes)] = "no_polygon"
    use = use[degrees > 0]
    if len(use) < LEAST_AREAS:
        raise AnalysisError("spatial.few_areas", n=len(use), least=LEAST_AREAS)
    used = known[use]
    if np.ptp(used) <= ALIKE * np.abs(used).max():
        raise AnalysisError("spatial.alike", n=len(use))
    matrix = neighbours.matrix[use][:, use]
    return _Sample(used, matrix, places.get_indexer(codes[use]), reasons)


def _numbers(values: pd.DataFrame, column: str) -> pd.Series:
    """A column of numbers by place."""
    import numpy as np

    require(values, ["place", column])
    twice = sorted(set(values["place"][values["place"].duplicated()]))
    if twice:
        raise AnalysisError("spatial.twice", where="values", places=", ".join(twice[:10]))
    try:
        numbers = values.set_index("place")[column].astype("Float64")
    except (TypeError, ValueError):
        raise AnalysisError("spatial.numbers", column=column) from None
    if np.isinf(numbers.to_numpy(float, na_value=np.nan)).any():
        raise AnalysisError("spatial.numbers", column=column)
    return numbers


@contextmanager
def _esda(seed: int) -> Iterator[tuple[Any, Any]]:
    """
    The statistics of esda, and its weights from a matrix, with random numbers of one's own.

    esda draws from numpy's global stream and warns of its own plans: the stream is put back as it
    was, and the warnings are not the caller's.
    """
    import numpy as np

    held = np.random.get_state()  # noqa: NPY002  (the stream that esda draws from)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from esda import moran as statistics
            from libpysal.weights import W
        except ImportError:
            raise AnalysisError("spatial.extra", package="esda", extra="spatial") from None

        def weights(matrix: Any) -> Any:
            ends = zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True)
            lists = {n: matrix.indices[a:b].tolist() for n, (a, b) in enumerate(ends)}
            return W(lists, silence_warnings=True)

        try:
            np.random.seed(seed % SEEDS)  # noqa: NPY002
            yield statistics, weights
        finally:
            np.random.set_state(held)  # noqa: NPY002
