"""A column of text becomes typed values, row by row, with what was mended and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.read_cell import BLANK, READERS

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.model.schema import Field

__all__ = ["NOTES", "Reading", "read_column"]

#: Mends that are only another way of writing: told as a note, not as a repair.
NOTES = frozenset({"value.era"})
_DTYPES = {
    "village": "string",
    "code": "string",
    "text": "string",
    "moo": "Int16",
    "answer": "Int16",
    "integer": "Int32",
    "number": "Float64",
    "date": "datetime64[us]",
}


@dataclass(frozen=True)
class Reading:
    """
    A column after reading.

    Parameters
    ----------
    array : pandas array
        Typed by the kind of the field; null where blank or faulty.
    faults : numpy.ndarray of object
        Code of a finding where the cell could not be taken, else an empty text.
    mends : dict[str, numpy.ndarray of bool]
        Code of a finding -> the rows in which it was mended so.
    """

    array: Any
    faults: NDArray[np.object_]
    mends: dict[str, NDArray[np.bool_]]


def read_column(cells: pd.Series[str], field: Field) -> Reading:
    """
    Read the cells of one column.

    Parameters
    ----------
    cells : pandas.Series
        Text as found, null where blank.
    field : Field
        Kind, limits, answers and the meaning of a dash.

    Returns
    -------
    Reading
        Values in the order of the cells. Each distinct text is read once, so a long column with
        few answers costs little.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis.model.schema import Field
    >>> field = Field(name="income", title={"th": "รายได้", "en": "Income"}, kind="integer")
    >>> reading = read_column(pd.Series(["๓๘,๐๐๐", "สามหมื่น", None]), field)
    >>> reading.array.tolist(), reading.faults.tolist()
    ([38000, <NA>, <NA>], ['', 'value.not_number', ''])
    >>> sorted(reading.mends)
    ['value.comma', 'value.digits']
    """
    import numpy as np
    import pandas as pd

    codes, distinct = pd.factorize(cells)
    read = READERS[field.kind]
    # Blank cells have code -1, which takes the last entry: a blank.
    known = [*(read(str(text), field) for text in distinct), BLANK]
    dtype: Any = _DTYPES[field.kind]
    found: list[Any] = [cell.value for cell in known]
    values = pd.array(found, dtype=dtype)
    faults = np.array([cell.fault for cell in known], dtype=object)
    kinds = {mend for cell in known for mend in cell.mends}
    mends = {
        kind: np.array([kind in cell.mends for cell in known])[codes] for kind in sorted(kinds)
    }
    return Reading(values.take(codes), faults[codes], mends)
