"""Ages in completed years at the day of the survey, and births whose year has two digits."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.thai import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from tambon_gis.loaders.reading.read_date import ShortYear

__all__ = ["OLDEST", "Settled", "certain", "completed", "settle_birth"]

#: Beyond this age nobody is taken to live when a two-digit year leaves two readings.
OLDEST = 110
BE_CENTURIES = (2400 - BE_OFFSET, 2500 - BE_OFFSET)
CE_CENTURIES = (1900, 2000)


@dataclass(frozen=True)
class Settled:
    """
    The births of a column after their two-digit years were settled.

    Parameters
    ----------
    days : dict[int, datetime.date]
        Position of the row -> the day, where only one reading is left.
    open_rows : tuple[int, ...]
        Positions where none or several are left.
    """

    days: dict[int, dt.date]
    open_rows: tuple[int, ...]


def completed(born: dt.date, at: dt.date) -> int:
    """
    Completed years at a day.

    Parameters
    ----------
    born : datetime.date
        Day of birth.
    at : datetime.date
        The day at which the age is asked.

    Returns
    -------
    int
        Negative for somebody not yet born. Whoever was born on 29 February completes a year on
        1 March of the years that have no such day.

    Examples
    --------
    >>> from datetime import date
    >>> [completed(date(2000, 2, 29), day) for day in (date(2021, 2, 28), date(2021, 3, 1))]
    [20, 21]
    """
    return at.year - born.year - ((at.month, at.day) < (born.month, born.day))


def certain(
    born: pd.Series[Any], at: pd.Series[Any], year: Any = None, month: Any = None
) -> pd.Series[Any]:
    """
    Ages that are certain, also where only the year or the month of birth is known.

    Parameters
    ----------
    born, at : pandas.Series
        Days, null where unknown.
    year, month : pandas array, optional
        What is known of the birth, C.E.

    Returns
    -------
    pandas.Series
        Int32. A birth known in part gives an age only where each of its days gives the same.

    Examples
    --------
    >>> import pandas as pd
    >>> day = pd.Series(pd.to_datetime(["2022-03-15", "2022-03-15"]))
    >>> certain(pd.Series([pd.NaT, pd.NaT], dtype=day.dtype), day, [1957, 1957], [2, 3]).tolist()
    [65, <NA>]
    """
    import pandas as pd

    first: pd.Series[Any] = _ages(born.dt.year, born.dt.month, born.dt.day, at)
    if year is None:
        return first
    known_year = pd.Series(pd.array(year, dtype="Int32"), index=born.index)
    known_month = pd.Series(pd.array(month, dtype="Int32"), index=born.index)
    early = _ages(known_year, known_month.fillna(1), 1, at)
    ends = [
        pd.NA if y is pd.NA else calendar.monthrange(int(y), 12 if m is pd.NA else int(m))[1]
        for y, m in zip(known_year, known_month, strict=True)
    ]
    last = pd.Series(pd.array(ends, dtype="Int32"), index=born.index)
    late = _ages(known_year, known_month.fillna(12), last, at)
    sure: pd.Series[Any] = early.where((early == late).fillna(value=False))
    return first.fillna(sure)


def _ages(year: Any, month: Any, day: Any, at: pd.Series[Any]) -> Any:
    """Completed years, null where a part is."""
    before = (at.dt.month * 100 + at.dt.day).astype("Int32") < _int(month) * 100 + _int(day)
    return _int(at.dt.year) - _int(year) - before.astype("Int32")


def _int(numbers: Any) -> Any:
    """Nullable numbers."""
    return numbers.astype("Int32") if hasattr(numbers, "astype") else numbers


def settle_birth(
    short: dict[int, ShortYear], at: list[dt.date | None], told: list[int | None]
) -> Settled:
    """
    Find the year of births that are written with two digits.

    Parameters
    ----------
    short : dict[int, ShortYear]
        Position of the row -> the day as written.
    at : list of datetime.date or None
        Day of the survey, by row.
    told : list of int or None
        Age as the row tells it, by row.

    Returns
    -------
    Settled
        The year is B.E. 24xx or 25xx (C.E. where the text says so). It is settled where only one
        of them makes somebody 0 to 110 years old at the survey, or where the age told fits only
        one of them, give or take a year. Without a survey day nothing is settled.

    Examples
    --------
    >>> from datetime import date
    >>> from tambon_gis.loaders.reading.read_date import ShortYear
    >>> births = {0: ShortYear(30, 1, 1, ""), 1: ShortYear(65, 1, 1, "")}
    >>> survey = [date(2022, 3, 15)] * 2
    >>> settle_birth(births, survey, [None, None])
    Settled(days={0: datetime.date(1987, 1, 1)}, open_rows=(1,))
    >>> settle_birth(births, survey, [None, 99]).days[1]
    datetime.date(1922, 1, 1)
    """
    days, left = {}, []
    for row, one in short.items():
        day, age = at[row], told[row]
        meant = [] if day is None else list(_readings(one, day))
        if day is not None and age is not None:
            meant = [born for born in meant if abs(completed(born, day) - age) <= 1]
        if len(meant) == 1:
            days[row] = meant[0]
        else:
            left.append(row)
    return Settled(days, tuple(left))


def _readings(short: ShortYear, at: dt.date) -> Iterable[dt.date]:
    """Every day that a birth with a short year can mean for somebody alive at a day."""
    for century in CE_CENTURIES if short.era == "ce" else BE_CENTURIES:
        try:
            day = dt.date(century + short.year, short.month, short.day)
        except ValueError:
            continue
        if 0 <= completed(day, at) <= OLDEST and day <= at:
            yield day
