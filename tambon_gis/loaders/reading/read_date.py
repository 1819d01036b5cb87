"""One cell's text becomes a day: both eras, month names, Excel's numbers, days not wholly known."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from tambon_gis.thai import BE_OFFSET, FIRST_BE_YEAR, era_to_ce, month_number, split_era

__all__ = ["ShortYear", "Written", "from_serial", "read_day", "short_year"]

FIRST_SERIAL, LAST_SERIAL = 1_000, 110_000  # September 1902 to 2201
FIRST_BE_SERIAL, LAST_BE_SERIAL = 182_623, 310_000  # 2400 to 2748, years of the Buddhist Era
LEAP_BUG = 60
FIRST_YEAR, LAST_CE_YEAR, LAST_YEAR = 1800, 2200, 2800
BE_FROM = 43
CENTURY = 100
MONTHS = 12
_TIME = re.compile(
    r"[ T,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?: ?(?:[AP]M|น\.?))?(?:Z|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_MIDNIGHT = re.compile(r"^[ T,]+0?0:00(?::00(?:\.0+)?)?$")
_BEFORE = re.compile(r"^(?:วัน\S*ที่|ที่|เมื่อ)\s*(?=\d)")
_SERIAL = re.compile(r"^(\d{4,6})(\.\d+)?$")
_COMPACT = re.compile(r"^\d{8}$")
_PART = r"(\d{1,2}|[-–?xX_]{1,2})"
_DMY = re.compile(rf"^{_PART} ?[/.\-] ?{_PART} ?[/.\-] ?(\d{{4}}|\d{{2}})$")
_YMD = re.compile(r"^(\d{4}) ?[/.\-] ?(\d{1,2}) ?[/.\-] ?(\d{1,2})$")
_MONTH_YEAR = re.compile(r"^(\d{1,2}) ?[/\-] ?(\d{4})$")
_NAMED = re.compile(r"^(\d{0,2})[ /\-]*([ก-๙a-z. ]+?)[ /\-,.]*(\d{4}|\d{2})$", re.IGNORECASE)
_ENGLISH = re.compile(r"^([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$", re.IGNORECASE)
_STYLES = (
    (_YMD, ("year", "month", "day")),
    (_DMY, ("day", "month", "year")),
    (_MONTH_YEAR, ("month", "year")),
    (_ENGLISH, ("month", "day", "year")),
    (_NAMED, ("day", "month", "year")),
)


class ShortYear(NamedTuple):
    """
    A day whose year is written in two digits.

    Parameters
    ----------
    year, month, day : int
        As written; the year 0 to 99.
    era : {"", "be", "ce"}
        Where the text says it.
    """

    year: int
    month: int
    day: int
    era: str


class Written(NamedTuple):
    """
    What a text says about a day.

    Parameters
    ----------
    day : datetime.date or None
        The day, C.E.; None where it is not wholly known or no day at all.
    year, month : int or None
        What is known of a day that is not wholly known, C.E.
    short : ShortYear or None
        Where the year has two digits only.
    mends : tuple[str, ...]
        Codes of the findings about the way it is written.
    """

    day: dt.date | None = None
    year: int | None = None
    month: int | None = None
    short: ShortYear | None = None
    mends: tuple[str, ...] = ()


def from_serial(number: int) -> dt.date | None:
    """
    The day of a number as Excel counts days (1900 system).

    Parameters
    ----------
    number : int
        1 is 1 January 1900. Excel believes in a 29 February 1900, which is number 60.

    Returns
    -------
    datetime.date or None
        None for 60, for numbers below 1, and beyond the calendar.

    Examples
    --------
    >>> from_serial(44635), from_serial(59), from_serial(60), from_serial(61)
    (datetime.date(2022, 3, 15), datetime.date(1900, 2, 28), None, datetime.date(1900, 3, 1))
    """
    if number < 1 or number == LEAP_BUG:
        return None
    try:
        return dt.date(1899, 12, 31 if number < LEAP_BUG else 30) + dt.timedelta(days=number)
    except OverflowError:
        return None


def short_year(short: ShortYear) -> int:
    """
    The year of a two-digit year that lies in our time: a survey, not a birth.

    Parameters
    ----------
    short : ShortYear
        A day with a year of two digits.

    Returns
    -------
    int
        The year, C.E.: 43 to 99 as B.E. 2543 to 2599, 00 to 42 as C.E. 2000 to 2042, so that
        every one of them lies between 2000 and 2056. A text that names its era is believed.

    Examples
    --------
    >>> short_year(ShortYear(65, 3, 15, "")), short_year(ShortYear(22, 3, 15, ""))
    (2022, 2022)
    """
    if short.era == "be" or (not short.era and short.year >= BE_FROM):
        return 2500 - BE_OFFSET + short.year
    return 2000 + short.year


def read_day(plain: str) -> Written | None:
    """
    Read a day as people write it.

    Parameters
    ----------
    plain : str
        Text with Arabic digits and without stray spaces.

    Returns
    -------
    Written or None
        None where the text says nothing about a day.

    Examples
    --------
    >>> read_day("15 มี.ค. 2565").day, read_day("00/00/2500").year, read_day("44635").day
    (datetime.date(2022, 3, 15), 1957, datetime.date(2022, 3, 15))
    """
    text, mends = _without_time(plain)
    if text.isdecimal() or _SERIAL.match(text):
        return _number(text, mends)
    text, era = split_era(_BEFORE.sub("", text))
    for pattern, order in _STYLES:
        if found := pattern.match(text):
            parts = dict(zip(order, found.groups(), strict=True))
            return _any(parts.get("day", ""), parts["month"], parts["year"], era, mends)
    if era and text.isdecimal() and len(text) == len(str(FIRST_YEAR)):
        return _year_only(int(text), era, mends)
    return None


def _without_time(text: str) -> tuple[str, tuple[str, ...]]:
    """Text without a time of day; midnight is no time at all."""
    found = _TIME.search(text)
    if not found:
        return text, ()
    bare = text[: found.start()]
    return bare, () if _MIDNIGHT.match(found.group()) else ("value.time",)


def _part(text: str) -> int:
    """A day or month; 0 where it is not known."""
    return int(text) if text.isdecimal() else 0


def _number(text: str, mends: tuple[str, ...]) -> Written | None:
    """Digits only: a year, eight digits of a day, or Excel's count of days."""
    if _COMPACT.match(text):
        return _eight(text, mends)
    found = _SERIAL.match(text)
    if not found:
        return None
    number, fraction = int(found.group(1)), found.group(2)
    if not fraction and _is_year(number):
        return _year_only(number, "", mends)
    if fraction and float(fraction):
        mends = (*mends, "value.time")
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        return Written(from_serial(number), mends=(*mends, "value.serial"))
    day = from_serial(number) if FIRST_BE_SERIAL <= number <= LAST_BE_SERIAL else None
    if day is None:
        return None
    return _full(day.year, day.month, day.day, "be", (*mends, "value.serial_be"))


def _is_year(number: int) -> bool:
    """Whether four digits are a year of somebody alive rather than a count of days."""
    return 1850 <= number <= 2150 or 2400 <= number <= 2700  # noqa: PLR2004


def _eight(text: str, mends: tuple[str, ...]) -> Written | None:
    """Day, month, year or year, month, day without anything between: only one can be meant."""
    mends = (*mends, "value.date_style")
    days = (text[4:], text[2:4], text[:2]), (text[:4], text[4:6], text[6:])
    read = [_full(int(y), int(m), int(d), "", mends) for y, m, d in days if _is_year(int(y))]
    good = [one for one in read if one is not None]
    return good[0] if len(good) == 1 else None


def _any(day: str, month: str, year: str, era: str, mends: tuple[str, ...]) -> Written | None:
    """A day, or what is known of it, or a day with a short year."""
    number = _month(month)
    if number is None or number > MONTHS:
        return None
    if not month.isascii() or month.isalpha():
        mends = (*mends, "value.date_style")
    if int(year) < CENTURY and len(year) < len(str(CENTURY)):
        short = ShortYear(int(year), number, _part(day), era)
        return Written(short=short, mends=mends) if _part(day) and number else None
    return _full(int(year), number, _part(day), era, mends)


def _month(text: str) -> int | None:
    """The number of a month, by number or name; 0 where it is not known, None for no month."""
    if any(letter.isalpha() and letter not in "xX" for letter in text):
        return month_number(text)
    return _part(text)


def _full(year: int, month: int, day: int, era: str, mends: tuple[str, ...]) -> Written | None:
    """A day wholly known."""
    whole = _year_only(year, era, mends)
    if whole is None or whole.year is None:
        return None
    if not (month and day):
        return None if day or month > MONTHS else whole._replace(month=month or None)
    try:
        return Written(dt.date(whole.year, month, day), mends=whole.mends)
    except ValueError:
        return None


def _year_only(year: int, era: str, mends: tuple[str, ...]) -> Written | None:
    """A year in either era."""
    common = FIRST_YEAR <= year <= LAST_CE_YEAR and era != "be"
    if not (common or (FIRST_BE_YEAR <= year <= LAST_YEAR and era != "ce")):
        return None
    if era != "ce" and year >= FIRST_BE_YEAR:
        mends = mends if "value.serial_be" in mends else (*mends, "value.era")
    return Written(year=year if era == "ce" else era_to_ce(year), mends=mends)
