"""Reach: which shapes of a wide layer may touch some of them, by their extents alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.thai import clean

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["around", "beside", "touched"]

#: How much further than its own extent an area reaches, as part of its longer side: borders of one
#: layer that ought to meet may lie some metres apart.
FURTHER = 0.05
#: Siblings that a message names: an amphoe has hardly more tambons.
MOST = 40
#: Letters of a name in a message.
LONGEST = 60


def touched(bounds: NDArray[np.float64], inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """
    Shapes whose extent meets that of others.

    Parameters
    ----------
    bounds : numpy.ndarray
        West, south, east, north of each shape; not a number where there is none.
    inside : numpy.ndarray of bool
        Which of them are the area.

    Returns
    -------
    numpy.ndarray of bool
        False for all where the area has no extent.

    Examples
    --------
    >>> import numpy as np
    >>> bounds = np.array([[0, 0, 1, 1], [1.04, 0, 2, 1], [5, 5, 6, 6]], dtype=float)
    >>> touched(bounds, np.array([True, False, False])).tolist()
    [True, True, False]
    """
    import numpy as np

    known = bounds[inside & ~np.isnan(bounds).any(axis=1)]
    if not len(known):
        return np.zeros(len(bounds), dtype=bool)
    low, high = known[:, :2].min(axis=0), known[:, 2:].max(axis=0)
    more = FURTHER * float((high - low).max())
    meets = (bounds[:, :2] <= high + more) & (bounds[:, 2:] >= low - more)
    found: NDArray[np.bool_] = meets.all(axis=1)
    return found


def around(codes: pd.Series[str], bounds: NDArray[np.float64], area: str) -> NDArray[np.bool_]:
    """
    The rows of an area, and those of every place that may touch it.

    Parameters
    ----------
    codes : pandas.Series
        Code of each row, null where it has none.
    bounds : numpy.ndarray
        West, south, east, north of each row.
    area : str
        Code of the area.

    Returns
    -------
    numpy.ndarray of bool
        A place that stands in several rows comes whole.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> codes = pd.Series(["1501", "1502", "1502", "1503"], dtype="string")
    >>> bounds = np.array([[0, 0, 1, 1], [1, 0, 2, 1], [2, 0, 3, 1], [9, 9, 9, 9]], dtype=float)
    >>> around(codes, bounds, "1501").tolist()
    [True, True, True, False]
    """
    inside = codes.str.startswith(area).fillna(value=False).to_numpy(bool)
    near = inside | touched(bounds, inside)
    whole: NDArray[np.bool_] = near | codes.isin(codes[near].dropna()).to_numpy(bool)
    return whole


def beside(codes: pd.Series[str], names: pd.Series[Any] | None, area: str) -> tuple[str, ...]:
    """
    The siblings of an area that a layer has, for a message about one that it lacks.

    Parameters
    ----------
    codes : pandas.Series
        Codes of its rows, null where unreadable.
    names : pandas.Series or None
        Their names, where a column holds them.
    area : str
        The code that is not there.

    Returns
    -------
    tuple[str, ...]
        Codes of the same width under the same wider place, by code, with a name where the rows are
        of that width; the last one is ``…`` where there are many.

    Examples
    --------
    >>> import pandas as pd
    >>> codes = pd.Series(["150101", "150102", "160101"], dtype="string")
    >>> beside(codes, pd.Series(["ก", None, "ค"]), "150109")
    ('150101 ก', '150102')
    """
    found: dict[str, str] = {}
    kept = codes.fillna("").str.startswith(area[:-2]).to_numpy(bool)
    told = [""] * len(codes) if names is None else names.astype("string").fillna("").tolist()
    for code, name, here in zip(codes.fillna("").tolist(), told, kept, strict=True):
        if here and len(code) >= len(area):
            own = clean(name)[:LONGEST] if len(code) == len(area) else ""
            found.setdefault(code[: len(area)], own)
    out = [f"{code} {found[code]}".strip() for code in sorted(found)]
    return (*out[:MOST], "…") if len(out) > MOST else tuple(out)
