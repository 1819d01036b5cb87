"""How far a share of few households could lie from where it seems: score intervals.

A จปฐ. survey asks every household of a village, so it is no sample, and two years ask mostly the
same households, so they are not independent samples either. The intervals here do not describe
sampling: they describe small numbers. They say which underlying rates would give counts such as
these without surprise, and so keep a village of 12 households from being compared as if it had
1,200.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.errors import AnalysisError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

__all__ = ["newcombe", "wilson"]


def wilson(asked: ArrayLike, failing: ArrayLike, *, level: float = 0.95) -> pd.DataFrame:
    """
    Wilson's score interval of a share.

    Parameters
    ----------
    asked, failing : array-like
        Units asked, and those of them that fail; equally long. The index of a Series is kept.
    level : float, default 0.95
        Level of confidence, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``low`` and ``high``, fractions from 0 to 1 (Float64), on the index of ``asked``.

    Raises
    ------
    AnalysisError
        When more fail than were asked, a count is negative, or the level is not inside 0..1.

    Notes
    -----
    Formula: with p = failing / n, n = asked and z the normal quantile of (1 + level) / 2, the
    bounds are (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n). Nobody failing gives exactly 0
    below, everybody exactly 1 above.

    Units: fractions from 0 to 1.

    Missing: null where a count is unknown or nobody was asked.

    Source: Wilson, E. B. (1927), J. Am. Stat. Assoc. 22, 209-212. Newcombe, R. G. (1998),
    Statistics in Medicine 17, 857-872, method 3.

    Examples
    --------
    >>> wilson([263, 20, 0], [81, 0, 0]).round(4).values.tolist()
    [[0.2553, 0.3662], [0.0, 0.1611], [<NA>, <NA>]]
    """
    import pandas as pd

    index = asked.index if isinstance(asked, pd.Series) else None
    low, high = _bounds(_counts(asked), _counts(failing), _quantile(level))
    return pd.DataFrame({"low": _nullable(low), "high": _nullable(high)}, index=index)


def newcombe(
    asked_before: ArrayLike,
    failing_before: ArrayLike,
    asked_after: ArrayLike,
    failing_after: ArrayLike,
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """
    The difference of two shares, after minus before, with Newcombe's hybrid score interval.

    Parameters
    ----------
    asked_before, failing_before, asked_after, failing_after : array-like
        Counts, equally long. The index of ``asked_before`` is kept where it is a Series.
    level : float, default 0.95
        Level of confidence, between 0 and 1.

    Returns
    -------
    pandas.DataFrame
        ``difference``, ``low`` and ``high``, fractions from -1 to 1 (Float64).

    Raises
    ------
    AnalysisError
        As :func:`wilson`.

    Notes
    -----
    Formula: with p, l, u the share and its Wilson bounds before (1) and after (2): d = p2 - p1,
    low = d - √((p2 - l2)² + (u1 - p1)²), high = d + √((u2 - p2)² + (p1 - l1)²). It takes the two
    years as independent. The same households asked twice mostly are alike in both, so that the
    true interval is rather narrower: what is called a change here is one.

    Units: fractions from -1 to 1.

    Missing: null where either share is null.

    Source: Newcombe, R. G. (1998), Statistics in Medicine 17, 873-890, method 10.

    Examples
    --------
    >>> newcombe([80], [48], [70], [56]).round(4).values.tolist()
    [[0.2, 0.0524, 0.3339]]
    """
    import numpy as np
    import pandas as pd

    index = asked_before.index if isinstance(asked_before, pd.Series) else None
    z = _quantile(level)
    asked = (_counts(asked_before), _counts(asked_after))
    failing = (_counts(failing_before), _counts(failing_after))
    (low1, high1), (low2, high2) = (_bounds(n, x, z) for n, x in zip(asked, failing, strict=True))
    share1, share2 = (_share(n, x) for n, x in zip(asked, failing, strict=True))
    difference = share2 - share1
    low = difference - np.hypot(share2 - low2, high1 - share1)
    high = difference + np.hypot(high2 - share2, share1 - low1)
    parts = {"difference": difference, "low": np.maximum(low, -1), "high": np.minimum(high, 1)}
    return pd.DataFrame({name: _nullable(part) for name, part in parts.items()}, index=index)


def _bounds(
    asked: NDArray[np.float64], failing: NDArray[np.float64], z: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson's bounds, NaN where they are not defined."""
    import numpy as np

    if bool(((failing < 0) | (failing > asked) | (asked < 0)).any()):
        raise AnalysisError("interval.counts")
    n = np.where(asked > 0, asked, np.nan)
    share = failing / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    low = np.where(failing == 0, np.where(np.isnan(n), np.nan, 0.0), middle - half)
    high = np.where(failing == asked, np.where(np.isnan(n), np.nan, 1.0), middle + half)
    return low, high


def _share(asked: NDArray[np.float64], failing: NDArray[np.float64]) -> NDArray[np.float64]:
    """Failing over asked, NaN where nobody was asked."""
    import numpy as np

    return failing / np.where(asked > 0, asked, np.nan)


def _quantile(level: float) -> float:
    """The normal quantile of a two-sided level."""
    from statistics import NormalDist

    if not 0 < level < 1:
        raise AnalysisError("interval.level", level=str(level))
    return NormalDist().inv_cdf((1 + level) / 2)


def _counts(found: Any) -> NDArray[np.float64]:
    """Counts as floats, null as NaN."""
    import numpy as np
    import pandas as pd

    counts: NDArray[np.float64] = pd.array(found, dtype="Float64").to_numpy(
        dtype=np.float64, na_value=np.nan
    )
    return counts


def _nullable(values: NDArray[np.float64]) -> pd.api.extensions.ExtensionArray:
    """Floats with NaN as null."""
    import pandas as pd

    return pd.Series(values).astype("Float64").array
