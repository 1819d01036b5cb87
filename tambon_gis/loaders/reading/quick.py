"""The plain cells of a long column, read all at once; whatever needs a thought is left over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.reading.cell import SPECIAL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tambon_gis.model.schema import Field

__all__ = ["Quick", "quick"]

# Nine digits stay within 32 bits, fifteen within what a float tells apart.
_WHOLE = r"^-?[0-9]{1,9}$"
_DECIMAL = r"^-?[0-9]{1,15}(\.[0-9]{1,9})?$"
_COMMAS = r"^-?[0-9]{1,3}(,[0-9]{3}){1,4}$"
_VILLAGE = r"^[1-9][0-9]{7}$"
_CODE = r"^[0-9]+$"
# Printable ASCII and Thai, single spaces inside, without marks that may stand in a wrong order.
_LETTERS = "[!-~\u0e01-\u0e39\u0e3f-\u0e4c\u0e50-\u0e5b]"
_TEXT = f"^{_LETTERS}+( {_LETTERS}+)*$"
_UNSURE = "^[#-]|\u0e33[\u0e48-\u0e4b]|[\u0e48-\u0e4b][\u0e31\u0e34-\u0e39]"
_PLAIN = {"village": _VILLAGE, "code": _CODE, "integer": _WHOLE, "number": _DECIMAL, "text": _TEXT}


@dataclass(frozen=True)
class Quick:
    """
    The plain ones of the distinct texts of a column.

    Parameters
    ----------
    done : numpy.ndarray of bool
        Which of the texts are read; the others need a reader.
    numbers : numpy.ndarray or None
        Numbers of the texts that are read; None for a column of text, where they stay as they are.
    beyond : numpy.ndarray of bool
        Numbers outside the limits of the field.
    commas : numpy.ndarray of bool
        Numbers that were written with commas.
    """

    done: NDArray[np.bool_]
    numbers: NDArray[Any] | None
    beyond: NDArray[np.bool_]
    commas: NDArray[np.bool_]


def quick(texts: Any, field: Field, missing: frozenset[str]) -> Quick | None:
    """
    Read the plain texts of a column.

    Parameters
    ----------
    texts : pandas array of string
        Distinct texts, none of them null.
    field : Field
        Its kind and limits.
    missing : frozenset[str]
        Texts, normalised, that mean "not known".

    Returns
    -------
    Quick or None
        None where the kind has no plain texts, or nothing is gained.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis.model.schema import Field
    >>> field = Field(name="n", title={"th": "ก", "en": "n"}, kind="integer", maximum=50)
    >>> read = quick(pd.array(["4", "๕", "99"], dtype="string"), field, frozenset())
    >>> read.done.tolist(), read.beyond.tolist()
    ([True, False, True], [False, False, True])
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    pattern = _PLAIN.get(field.kind)
    if pattern is None or (missing and field.kind == "text"):
        return None
    cells = pa.array(texts, type=pa.large_string())
    done = _flags(pc.match_substring_regex(cells, pattern))
    commas = np.zeros(len(done), dtype=bool)
    if field.kind in {"integer", "number"}:
        commas = _flags(pc.match_substring_regex(cells, _COMMAS))
        done |= commas
    if field.kind == "text":
        done &= ~_flags(pc.match_substring_regex(cells, _UNSURE))
        done &= ~_flags(pc.is_in(cells, pa.array(sorted(SPECIAL), type=pa.large_string())))
    if missing:
        bare = pc.replace_substring_regex(cells, r"\.0+$", "")
        known = pa.array(sorted(missing), type=pa.large_string())
        done &= ~_flags(pc.is_in(cells, known)) & ~_flags(pc.is_in(bare, known))
    if field.kind not in {"integer", "number"}:
        return Quick(done, None, np.zeros(len(done), dtype=bool), commas)
    return _numbers(cells, field, done, commas)


def _numbers(cells: Any, field: Field, done: NDArray[np.bool_], commas: NDArray[np.bool_]) -> Quick:
    """Plain numbers, and which of them are outside the limits."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = np.zeros(len(done), dtype=np.float64)
    bare = pc.replace_substring(cells.filter(pa.array(done)), ",", "")
    numbers[done] = pc.cast(bare, pa.float64()).to_numpy(zero_copy_only=False)
    if field.kind == "integer":
        done = done & (np.abs(numbers) < 2**31)
    low = -np.inf if field.minimum is None else field.minimum
    high = np.inf if field.maximum is None else field.maximum
    beyond = done & ((numbers < low) | (numbers > high))
    return Quick(done, numbers, beyond, commas & done & ~beyond)


def _flags(found: Any) -> NDArray[np.bool_]:
    """An Arrow mask as one of numpy, writable."""
    import numpy as np

    return np.array(found.to_numpy(zero_copy_only=False), dtype=bool)
