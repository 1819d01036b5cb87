"""The form that a published cell takes, in its simple rule (P5 of the publishing rules).

Cells are judged by *households*, also where an indicator counts persons: fewer than 10 asked is
hidden; nobody failing is zero; 1 to 4 failing is a band; fewer than 5 passing is a band; the rest
is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SMALLEST_ASKED", "SMALLEST_CELL", "household_form", "open_form", "unknown_class"]

SMALLEST_ASKED = 10
SMALLEST_CELL = 5
FEW_UNKNOWN = 0.05
MANY_UNKNOWN = 0.20


def household_form(counted: pd.DataFrame, sensitive: pd.Series) -> pd.Series:
    """
    The form of every cell that rests on households.

    Parameters
    ----------
    counted : pandas.DataFrame
        Stage ``counted`` with household columns; null there means that no row was surveyed.
    sensitive : pandas.Series of bool
        Whether the indicator of each row is sensitive: its zero and its few are one band, 0-4.

    Returns
    -------
    pandas.Series of str
        One of :data:`tambon_gis.model.sealed.FORMS`, on the index of ``counted``.

    Notes
    -----
    Formula: the first that holds of: fewer than 10 asked is hidden, none failing zero, 1 to 4
    failing few, fewer than 5 passing most, else exact.

    Units: households.

    Missing: null counts are ``no_data``; so are 10 households or more of whom nobody answered.

    Source: rule P5 of publishing.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"households_asked": [9, 50, 50, 50, 50],
    ...     "households_met": [5, 50, 46, 4, 45], "households_unknown": 0})
    >>> household_form(cells, pd.Series([False] * 5)).tolist()
    ['hidden', 'zero', 'few', 'most', 'exact']
    """
    import numpy as np
    import pandas as pd

    missing = counted[["households_asked", "households_met"]].isna().any(axis=1).to_numpy()
    asked = counted["households_asked"].fillna(0).to_numpy(dtype="int64")
    met = counted["households_met"].fillna(0).to_numpy(dtype="int64")
    unknown = counted["households_unknown"].fillna(0).to_numpy(dtype="int64")
    failing = asked - met
    shy = sensitive.to_numpy(dtype=bool)
    rules = [
        (missing | ((asked == 0) & (unknown >= SMALLEST_ASKED)), "no_data"),
        (asked < SMALLEST_ASKED, "hidden"),
        (shy & (failing < SMALLEST_CELL), "zero_band"),
        (failing == 0, "zero"),
        (failing < SMALLEST_CELL, "few"),
        (met < SMALLEST_CELL, "most"),
    ]
    form = np.select([r for r, _ in rules], [f for _, f in rules], default="exact")
    return pd.Series(form, index=counted.index, dtype="str")


def open_form(counted: pd.DataFrame) -> pd.Series:
    """
    The form of cells that hold nobody's answers: village forms, and counts published before.

    Parameters
    ----------
    counted : pandas.DataFrame
        Stage ``counted``.

    Returns
    -------
    pandas.Series of str
        ``exact``, ``zero``, ``not_asked`` or ``no_data``.

    Notes
    -----
    Formula: none failing is zero, else exact; nobody asked is not_asked.

    Units: the indicator's own.

    Missing: null counts are ``no_data``, and so is a place where every answer is missing.

    Source: rule P5 of publishing.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"asked": [8, 8, 0, 0], "met": [6, 8, 0, 0], "unknown": [0, 0, 0, 1]})
    >>> open_form(cells).tolist()
    ['exact', 'zero', 'not_asked', 'no_data']
    """
    import numpy as np
    import pandas as pd

    missing = counted[["asked", "met"]].isna().any(axis=1).to_numpy()
    asked = counted["asked"].fillna(0).to_numpy(dtype="int64")
    failing = asked - counted["met"].fillna(0).to_numpy(dtype="int64")
    unknown = counted["unknown"].fillna(0).to_numpy(dtype="int64")
    rules = [
        (missing | ((asked == 0) & (unknown > 0)), "no_data"),
        (asked == 0, "not_asked"),
        (failing == 0, "zero"),
    ]
    form = np.select([r for r, _ in rules], [f for _, f in rules], default="exact")
    return pd.Series(form, index=counted.index, dtype="str")


def unknown_class(counted: pd.DataFrame) -> pd.Series:
    """
    How many did not answer, as a class only.

    Parameters
    ----------
    counted : pandas.DataFrame
        Stage ``counted``; households where it has them, else units.

    Returns
    -------
    pandas.Series of str
        ``under_5``, ``5_to_20``, ``over_20`` (percent of households), or ``""`` where nobody was
        surveyed.

    Notes
    -----
    Formula: unknown / (asked + unknown).

    Units: households where they are known, else the indicator's own.

    Missing: where nobody was surveyed the class is empty.

    Source: rule P5 of publishing.

    Examples
    --------
    >>> import pandas as pd
    >>> unknown_class(pd.DataFrame({"asked": [99, 9, 1], "unknown": [1, 1, 1],
    ...     "households_asked": [99, 9, 1], "households_unknown": [1, 1, 1]})).tolist()
    ['under_5', '5_to_20', 'over_20']
    """
    import numpy as np
    import pandas as pd

    asked = counted["households_asked"].fillna(counted["asked"]).fillna(0).to_numpy(dtype="float64")
    unknown = counted["households_unknown"].fillna(counted["unknown"]).fillna(0)
    missing = unknown.to_numpy(dtype="float64")
    total = asked + missing
    share = np.divide(missing, total, out=np.zeros_like(total), where=total > 0)
    rules = [total == 0, share < FEW_UNKNOWN, share <= MANY_UNKNOWN]
    classes = np.select(rules, ["", "under_5", "5_to_20"], default="over_20")
    return pd.Series(classes, index=counted.index, dtype="str")
