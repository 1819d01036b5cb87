"""Keys of two tables as numbers: texts are read once, and meet as numbers do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Numbers = NDArray[np.intp]
    Marks = NDArray[np.bool_]

__all__ = ["among", "held", "numbered"]


def numbered(one: pd.Series[str], other: pd.Series[str]) -> tuple[Numbers, Numbers]:
    """
    Number the texts of two columns.

    Parameters
    ----------
    one, other : pandas.Series
        Columns of text.

    Returns
    -------
    tuple of numpy.ndarray
        For each column its texts as numbers from 0, alike where the text is, -1 for null.

    Examples
    --------
    >>> import pandas as pd
    >>> one, other = numbered(pd.Series(["a", None, "b"]), pd.Series(["b", "c"]))
    >>> one.tolist(), other.tolist()
    ([0, -1, 1], [1, 2])
    """
    import pandas as pd

    codes, _ = pd.factorize(pd.concat([one, other], ignore_index=True))
    return codes[: len(one)], codes[len(one) :]


def held(codes: Numbers, others: Numbers) -> Marks:
    """
    Tell which numbers are among others.

    Parameters
    ----------
    codes, others : numpy.ndarray
        Two columns as :func:`numbered` gives them.

    Returns
    -------
    numpy.ndarray
        One mark a number of ``codes``; null, -1, is among none.

    Examples
    --------
    >>> import numpy as np
    >>> held(np.array([0, -1, 1]), np.array([1, 2, -1])).tolist()
    [False, False, True]
    """
    import numpy as np

    marks = np.zeros(max(codes.max(initial=-1), others.max(initial=-1)) + 2, dtype=bool)
    marks[others] = True
    marks[-1] = False
    return marks[codes]


def among(keys: pd.Series[str], others: Any) -> Marks:
    """
    Tell which texts are among others, where pandas would look them up one by one.

    Parameters
    ----------
    keys : pandas.Series
        A column of text.
    others : collection of str or pandas.Series
        What is looked for.

    Returns
    -------
    numpy.ndarray
        One mark a text; null is among none.

    Examples
    --------
    >>> import pandas as pd
    >>> among(pd.Series(["a", None, "b"]), {"b", "c"}).tolist()
    [False, False, True]
    """
    import pandas as pd

    wanted = others if hasattr(others, "dtype") else list(others)
    return held(*numbered(keys, pd.Series(wanted, dtype=keys.dtype)))
