"""The days of a survey held against each other: births, the day of the survey, today, ages."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.reading.ages import certain, settle_birth

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tambon_gis.loaders.reading.faults import Faults
    from tambon_gis.loaders.reading.values import Reading
    from tambon_gis.model.schema import Field, Schema

__all__ = ["hold_days"]

OLDEST_KNOWN = 122
_BANGKOK = dt.timezone(dt.timedelta(hours=7))


def hold_days(
    faults: Faults, schema: Schema, readings: dict[str, Reading], *, today: dt.date | None = None
) -> None:
    """
    Settle, check and complete the days and ages of a table.

    Parameters
    ----------
    faults : Faults
        Where an age that disagrees with its birth is told.
    schema : Schema
        Its fields; ``age_of`` and ``age_at`` tell which day is a birth and which the survey.
    readings : dict[str, Reading]
        Columns by field name; changed in place: births with a two-digit year are settled or set
        aside, days to come, births after the survey and births of nobody alive are set aside, and
        blank ages are computed.
    today : datetime.date, optional
        The last day that a table can tell of; today in Bangkok by default.
    """
    last = today or dt.datetime.now(_BANGKOK).date()
    ages = [f for f in schema.field if f.age_of in readings and f.age_at]
    for one in ages:
        _settle(readings, one)
    for one in schema.field:
        if one.kind == "date" and one.name in readings and schema.table.unit != "project":
            reading = readings[one.name]
            late = _true(reading.array > _stamp(last))
            readings[one.name] = _set_aside(reading, late, "value.date_future")
    for one in ages:
        if one.age_at in readings:
            _age(faults, schema, readings, one)


def _settle(readings: dict[str, Reading], age: Field) -> None:
    """Give births with a two-digit year the only year that they can mean."""
    import pandas as pd

    birth = readings[str(age.age_of)]
    if not birth.short:
        return
    survey = readings.get(str(age.age_at))
    days = [] if survey is None else [None if d is pd.NaT else d.date() for d in _days(survey)]
    latest = max((day for day in days if day), default=None)
    at = [day or latest for day in days] or [None] * len(birth.faults)
    told: Any = readings[age.name].array if age.name in readings else [pd.NA] * len(at)
    settled = settle_birth(birth.short, at, [None if n is pd.NA else int(n) for n in told])
    array, wrong = birth.array.copy(), birth.faults.copy()
    mended = birth.mends.get("value.year_two_digits", wrong != wrong).copy()  # noqa: PLR0124
    for row, day in settled.days.items():
        array[row], wrong[row], mended[row] = _stamp(day), "", True
    for row in settled.open_rows:
        array[row], wrong[row], mended[row] = None, "value.year_unclear", False
    if birth.year is not None:
        for row in birth.short:
            known = settled.days.get(row)
            birth.year[row] = known.year if known else None
            birth.month[row] = known.month if known else None
    mends = {**birth.mends, "value.year_two_digits": mended}
    readings[str(age.age_of)] = replace(birth, array=array, faults=wrong, mends=mends)


def _age(faults: Faults, schema: Schema, readings: dict[str, Reading], age: Field) -> None:
    """Hold a birth against the survey; complete the age, or tell that it says something else."""
    import numpy as np

    birth, survey = readings[str(age.age_of)], readings[str(age.age_at)]
    years = certain(_days(birth), _days(survey), birth.year, birth.month)
    birth = _set_aside(birth, _true(years < 0), "value.born_later")
    oldest = age.maximum or OLDEST_KNOWN
    birth = _set_aside(birth, _true(years > oldest), "value.age_absurd")
    readings[str(age.age_of)] = birth
    years = years.where((years >= 0) & (years <= oldest))
    computed: Any = years.astype("Int32").array
    reading = readings.get(age.name)
    if reading is None:
        reading = _nothing(len(years))
    blank = np.asarray(reading.array.isna(), dtype=bool) & (reading.faults == "")
    filled = blank & ~np.asarray(computed.isna(), dtype=bool)
    differs = ~filled & _true(reading.array != computed)
    array = reading.array.copy()
    array[filled] = computed[filled]
    mends = {**reading.mends, "value.age_computed": filled} if filled.any() else reading.mends
    readings[age.name] = replace(reading, array=array, mends=mends)
    if age.name in faults.headings:
        other = faults.headings[str(age.age_of)]
        rows = faults.raw.frame.index.to_numpy()[differs].tolist()
        faults.tell("value.age_differs", "decide", schema.by_name[age.name], rows, other=other)


def _days(reading: Reading) -> Any:
    """A column of days as a series."""
    import pandas as pd

    return pd.Series(reading.array)


def _stamp(day: dt.date) -> Any:
    """A day as the columns hold it."""
    import pandas as pd

    return pd.Timestamp(day)


def _true(found: Any) -> NDArray[np.bool_]:
    """Where a comparison holds; unknown is no."""
    import pandas as pd

    return pd.Series(found).fillna(value=False).to_numpy(dtype=bool)


def _set_aside(reading: Reading, rows: NDArray[np.bool_], code: str) -> Reading:
    """The same column with some of its days unknown, and why."""
    if not rows.any():
        return reading
    array, wrong = reading.array.copy(), reading.faults.copy()
    array[rows], wrong[rows] = None, code
    parts = {}
    for name in ("year", "month"):
        if (part := getattr(reading, name)) is not None:
            parts[name] = part.copy()
            parts[name][rows] = None
    mends = {kind: found & ~rows for kind, found in reading.mends.items()}
    return replace(reading, array=array, faults=wrong, mends=mends, **parts)


def _nothing(size: int) -> Reading:
    """A column that the file does not have."""
    import numpy as np
    import pandas as pd

    from tambon_gis.loaders.reading.values import Reading

    none = pd.array([pd.NA] * size, dtype="Int32")
    return Reading(none, np.full(size, "", dtype=object), {})
