"""A column of text becomes typed values, row by row, with what was mended and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.reading.cell import BLANK, Cell
from tambon_gis.loaders.reading.quick import quick
from tambon_gis.loaders.reading.read_cell import READERS, is_missing

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.loaders.reading.read_date import ShortYear
    from tambon_gis.model.schema import Field

__all__ = ["DTYPES", "NOTES", "Reading", "read_column"]

MISSING = Cell(None, "", ("value.missing",))
#: Below this number of distinct texts they are read one by one.
WORTH_WHILE = 200
#: Only another way of writing, or of saying that nothing is known: a note, not a repair.
NOTES = frozenset(
    {
        "value.date_part",
        "value.date_style",
        "value.era",
        "value.missing",
        "value.serial",
        "value.unknown_word",
    }
)
#: Kind of a field -> how its column is held.
DTYPES = {
    "village": "string",
    "code": "string",
    "area": "string",
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
    year, month : pandas array, optional
        Of a column of dates that may be known in part: what is known, C.E.
    short : dict[int, ShortYear]
        Position of the row -> the day as written, where its year has two digits.
    """

    array: Any
    faults: NDArray[np.object_]
    mends: dict[str, NDArray[np.bool_]]
    year: Any = None
    month: Any = None
    short: dict[int, ShortYear] = dataclass_field(default_factory=dict)


def read_column(
    cells: pd.Series[str], field: Field, *, missing: frozenset[str] = frozenset()
) -> Reading:
    """
    Read the cells of one column.

    Parameters
    ----------
    cells : pandas.Series
        Text as found, null where blank.
    field : Field
        Kind, limits, answers and the meaning of a dash.
    missing : frozenset[str], optional
        Texts, normalised, that a column map takes as "not known" here.

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
    import pandas as pd

    codes, distinct = pd.factorize(cells)
    known = _distinct(distinct, field, missing)
    year = month = None
    if field.partial and field.kind == "date":
        year = pd.array([cell.year for cell in known.cells], dtype="Int16").take(codes)
        month = pd.array([cell.month for cell in known.cells], dtype="Int8").take(codes)
    mends = {kind: known.mends[kind][codes] for kind in sorted(known.mends)}
    short = _short(known.cells, codes) if field.kind == "date" else {}
    return Reading(known.array.take(codes), known.faults[codes], mends, year, month, short)


@dataclass(frozen=True)
class _Known:
    """What the distinct texts of a column say; the last entry is a blank, which has code -1."""

    array: Any
    faults: NDArray[np.object_]
    mends: dict[str, NDArray[np.bool_]]
    cells: list[Cell]


def _distinct(distinct: Any, field: Field, missing: frozenset[str]) -> _Known:
    """Read each distinct text once: the plain ones together, the others one by one."""
    import numpy as np

    texts, read = distinct.tolist(), READERS[field.kind]
    size = len(texts)
    fast = quick(distinct, field, missing) if size >= WORTH_WHILE else None
    done = np.zeros(size, dtype=bool) if fast is None else fast.done
    faults = np.full(size + 1, "", dtype=object)
    mends: dict[str, NDArray[np.bool_]] = {}
    cells = [] if fast is not None else [BLANK] * (size + 1)
    values: list[Any] = [*texts, None]
    if fast is not None:
        if fast.numbers is not None:
            values = [*fast.numbers.tolist(), None]
            faults[:-1][fast.beyond] = "value.out_of_range"
        if fast.commas.any():
            mends["value.comma"] = np.append(fast.commas, [False])
    for at in np.flatnonzero(~done).tolist():
        gone = missing and is_missing(texts[at], missing)
        cell = MISSING if gone else read(texts[at], field)
        values[at], faults[at] = cell.value, cell.fault
        for kind in cell.mends:
            mends.setdefault(kind, np.zeros(size + 1, dtype=bool))[at] = True
        if cells:
            cells[at] = cell
    return _Known(_typed(values, faults, field), faults, mends, cells)


def _typed(values: list[Any], faults: NDArray[np.object_], field: Field) -> Any:
    """Values as a column of the kind holds them; null where there is a fault."""
    import numpy as np
    import pandas as pd

    dtype: Any = DTYPES[field.kind]
    if field.kind not in {"integer", "number"}:
        return pd.array(values, dtype=dtype)
    null = np.array([value is None for value in values], dtype=bool) | (faults != "")
    numbers = np.array([0.0 if value is None else value for value in values], dtype=np.float64)
    numbers[null] = 0
    if field.kind == "number":
        return pd.arrays.FloatingArray(numbers, null)
    return pd.arrays.IntegerArray(numbers.astype(np.int32), null)


def _short(known: list[Cell], codes: NDArray[np.int64]) -> dict[int, ShortYear]:
    """Rows of a column of dates that have a year of two digits."""
    import numpy as np

    short = {at: cell.short for at, cell in enumerate(known) if cell.short is not None}
    if not short:
        return {}
    rows = np.flatnonzero(np.isin(codes, list(short)))
    return {int(row): short[int(codes[row])] for row in rows}
