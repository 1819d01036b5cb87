"""Signing: who decides, by role; a person's name is not asked for, and not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.reading.naming import names_a_person
from tambon_gis.thai import clean, parse_date, strip_controls

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["credited", "dated", "noted", "signed"]

LONGEST = 200
LONGEST_NOTE = 1000


def signed(by: str) -> str:
    """
    Who decides, as it is written down.

    Parameters
    ----------
    by : str
        A role or a meeting.

    Returns
    -------
    str
        Tidied.

    Raises
    ------
    InputError
        When nothing is said, or it seems to be a person's name or number.

    Examples
    --------
    >>> signed(" นายก อบต. "), signed("ที่ประชุมประชาคม")
    ('นายก อบต.', 'ที่ประชุมประชาคม')
    """
    found = clean(strip_controls(by))[:LONGEST]
    if not found:
        raise InputError("deciding.nobody")
    if names_a_person(found):
        raise InputError("deciding.person")
    return found


def noted(note: str) -> str:
    """
    A reason, as it is written down.

    Parameters
    ----------
    note : str
        May be empty.

    Returns
    -------
    str
        On one line.

    Raises
    ------
    InputError
        When it seems to name a person.

    Examples
    --------
    >>> noted("ตรวจกับแบบสำรวจแล้ว")
    'ตรวจกับแบบสำรวจแล้ว'
    """
    found = " ".join(filter(None, map(strip_controls, note.splitlines()))).strip()[:LONGEST_NOTE]
    if names_a_person(found):
        raise InputError("deciding.person")
    return found


def credited(*texts: str | None) -> None:
    """
    Refuse a credit, a title or terms that name a person: they are printed for everybody.

    Parameters
    ----------
    *texts : str or None
        What somebody wrote.

    Raises
    ------
    InputError
        When one seems to name a person, or holds a telephone number.

    Examples
    --------
    >>> credited("กรมการปกครอง", None)
    """
    if any(names_a_person(strip_controls(one)) for one in texts if one):
        raise InputError("deciding.credit")


def dated(on: str, today: dt.date) -> dt.date:
    """
    When it was decided.

    Parameters
    ----------
    on : str
        A day as text, B.E. or C.E.: 20/11/2565 or 2565-11-20.
    today : datetime.date
        The day where nothing is said.

    Returns
    -------
    datetime.date
        The day.

    Raises
    ------
    InputError
        When it is no day, or one to come.

    Examples
    --------
    >>> import datetime as dt
    >>> dated("๒๐/๑๑/๒๕๖๕", dt.date(2023, 1, 1))
    datetime.date(2022, 11, 20)
    """
    if not on.strip():
        return today
    day = parse_date(on)
    if day is None or day > today:
        raise InputError("deciding.day")
    return day
