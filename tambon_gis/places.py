"""The code ladder: province 2 digits, amphoe 4, tambon 6, village 8; codes are text, always.

Names and the check that a code exists come from the package ``geothai``; areas that a project
declares synthetic are passed in and never looked up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import CodeError
from tambon_gis.thai import BE_OFFSET, clean, digits_to_arabic

if TYPE_CHECKING:
    import datetime as dt

__all__ = [
    "COUNTRY",
    "LADDER",
    "PlaceName",
    "Successor",
    "ancestors",
    "inside",
    "is_pseudo",
    "level_of",
    "lookup",
    "moo_of",
    "parent",
    "parse",
    "strip_prefix",
    "successor",
    "truncate",
    "utm_epsg",
]

#: Level name -> number of digits of its codes, from the widest area to the smallest.
LADDER: dict[str, int] = {"province": 2, "amphoe": 4, "tambon": 6, "village": 8}
#: Code of the whole country, above the ladder.
COUNTRY = "TH"
_LEVELS = {digits: level for level, digits in LADDER.items()}
_PCODE = re.compile(r"^TH(\d{2}|\d{4}|\d{6}|\d{8})$", re.IGNORECASE)
_FLOAT_TAIL = re.compile(r"\.0+$")
_PREFIXES = ("องค์การบริหารส่วนตำบล", "เทศบาลตำบล", "อบต.", "ทต.", "จังหวัด", "กิ่งอำเภอ", "กิ่งอ.", "กิ่ง อ.",
             "อำเภอ", "ตำบล", "จ.", "อ.", "ต.")  # fmt: skip
PSEUDO_TAMBON = 51
PSEUDO_AMPHOE = 51
ZONE_EDGE = 102.0


@dataclass(frozen=True)
class PlaceName:
    """The names of one area."""

    code: str
    th: str
    en: str


@dataclass(frozen=True)
class Successor:
    """
    What an abolished code became.

    Parameters
    ----------
    old : str
        The code that is no more.
    code : str
        The code that stands in its place today.
    year : int
        Year of the change, B.E.
    source : str
        Where the change is known from.
    inferred : bool
        Whether only the amphoe is known to have become that one: its tambons and moo are taken to
        have kept their last digits.
    """

    old: str
    code: str
    year: int
    source: str
    inferred: bool = False


def parse(found: object, level: str | None = None) -> str:
    """
    A place code as text, from what a file holds.

    Parameters
    ----------
    found : object
        Code as text or number: Thai digits, a ``TH`` prefix and a float's ``.0`` are understood.
    level : {"province", "amphoe", "tambon", "village"}, optional
        Level that the code must have. One lost leading zero is given back when the level is known.

    Returns
    -------
    str
        2, 4, 6 or 8 digits.

    Raises
    ------
    CodeError
        When it is no code, or not one of that level.

    Examples
    --------
    >>> parse("๑๕๐๑๐๙"), parse(150109.0), parse("TH150109")
    ('150109', '150109', '150109')
    """
    text = _FLOAT_TAIL.sub("", digits_to_arabic(clean(str(found))))
    if pcode := _PCODE.match(text):
        text = pcode.group(1)
    if level is not None and text.isdecimal() and len(text) == LADDER[level] - 1:
        text = "0" + text
    if not (text.isascii() and text.isdecimal()) or len(text) not in _LEVELS:
        raise CodeError("code.malformed")
    if level is not None and _LEVELS[len(text)] != level:
        raise CodeError("code.level", level=level, digits=LADDER[level])
    return text


def level_of(code: str) -> str:
    """
    The level of a code.

    Parameters
    ----------
    code : str
        Code of 2, 4, 6 or 8 digits.

    Returns
    -------
    str
        ``"province"``, ``"amphoe"``, ``"tambon"`` or ``"village"``.

    Raises
    ------
    CodeError
        When the code has another length.

    Examples
    --------
    >>> level_of("15010903")
    'village'
    """
    try:
        return _LEVELS[len(code)]
    except KeyError:
        raise CodeError("code.malformed") from None


def truncate(code: str, level: str) -> str:
    """
    The area of a wider level that a code lies in.

    Parameters
    ----------
    code : str
        Any code.
    level : str
        The same or a wider level.

    Returns
    -------
    str
        The first digits of the code.

    Raises
    ------
    CodeError
        When the level is finer than the code.

    Examples
    --------
    >>> truncate("15010903", "amphoe")
    '1501'
    """
    digits = LADDER[level]
    if digits > len(code):
        raise CodeError("code.level", level=level, digits=digits)
    return code[:digits]


def parent(code: str) -> str | None:
    """
    The area one step above, None above a province.

    Parameters
    ----------
    code : str
        Any code.

    Returns
    -------
    str or None
        The code of the wider area.

    Examples
    --------
    >>> parent("150109"), parent("15")
    ('1501', None)
    """
    return code[:-2] or None


def ancestors(code: str) -> tuple[str, ...]:
    """
    Every wider area of a code, the nearest first.

    Parameters
    ----------
    code : str
        Any code.

    Returns
    -------
    tuple[str, ...]
        Codes.

    Examples
    --------
    >>> ancestors("15010903")
    ('150109', '1501', '15')
    """
    return tuple(code[:n] for n in sorted(_LEVELS, reverse=True) if n < len(code))


def moo_of(village: str) -> int | None:
    """
    The moo number of a village code, None where its last digits are not a moo.

    Parameters
    ----------
    village : str
        Code of 8 digits.

    Returns
    -------
    int or None
        None for ``00`` (the level above) and in municipal pseudo areas.

    Examples
    --------
    >>> moo_of("15010903"), moo_of("15010900")
    (3, None)
    """
    number = int(village[6:8])
    return None if number == 0 or is_pseudo(village) else number


def is_pseudo(code: str) -> bool:
    """
    Whether a code stands for a municipality and so has no polygon.

    Parameters
    ----------
    code : str
        Any code.

    Returns
    -------
    bool
        True for amphoe parts counting down from 99 and tambon parts from 51 on.

    Examples
    --------
    >>> is_pseudo("159901"), is_pseudo("150109")
    (True, False)
    """
    amphoe = len(code) >= LADDER["amphoe"] and int(code[2:4]) >= PSEUDO_AMPHOE
    tambon = len(code) >= LADDER["tambon"] and int(code[4:6]) >= PSEUDO_TAMBON
    return amphoe or tambon


def lookup(code: str) -> PlaceName | None:
    """
    The official names of a province, amphoe or tambon.

    Parameters
    ----------
    code : str
        Code of 2, 4 or 6 digits; villages are not in the list.

    Returns
    -------
    PlaceName or None
        None when no such area exists today.

    Examples
    --------
    >>> lookup("150109").th
    'หัวไผ่'
    """
    import geothai

    finders = {2: geothai.province, 4: geothai.district, 6: geothai.subdistrict}
    finder = finders.get(len(code))
    found = finder(code) if finder else None
    return None if found is None else PlaceName(code, found.name_th, found.name_en)


def inside(code: str) -> tuple[PlaceName, ...]:
    """
    The areas one step below: the provinces of the country, the amphoe of a province, the tambons.

    Parameters
    ----------
    code : str
        ``"TH"``, or the code of a province or an amphoe.

    Returns
    -------
    tuple[PlaceName, ...]
        By code; empty for what the official list does not hold.

    Examples
    --------
    >>> [one.th for one in inside("1501")][:2], len(inside("TH")), inside("9901")
    (['ตลาดหลวง', 'บางแก้ว'], 77, ())
    """
    import geothai

    found: list[Any] = []
    if code == COUNTRY:
        found = list(geothai.provinces())
    elif len(code) == LADDER["province"]:
        found = list(geothai.districts(code))
    elif len(code) == LADDER["amphoe"]:
        found = list(geothai.subdistricts(code))
    return tuple(
        sorted((PlaceName(str(a.code), a.name_th, a.name_en) for a in found), key=_by_code)
    )


def successor(code: str) -> Successor | None:
    """
    What a code of an amphoe that changed province became.

    Parameters
    ----------
    code : str
        Code of an amphoe, or of a tambon or village in it.

    Returns
    -------
    Successor or None
        None for a code that did not change, or whose old number is not known. Below the amphoe the
        last digits are taken to have stayed, where the tambon exists today; else there is none.

    Examples
    --------
    >>> successor("4309").code, successor("430901").inferred, successor("1501")
    ('3804', True, None)
    """
    digits = LADDER["amphoe"]
    change = _changes().get(code[:digits]) if len(code) in _LEVELS else None
    if change is None or lookup(code[:digits]) is not None:
        return None
    new, on, source = change
    found = new + code[digits:]
    deeper = len(found) > digits
    if deeper and lookup(found[: LADDER["tambon"]]) is None:
        return None
    return Successor(code, found, on.year + BE_OFFSET, source, inferred=deeper)


@cache
def _changes() -> dict[str, tuple[str, dt.date, str]]:
    """Old amphoe code -> today's, the day, and the source; read once."""
    import tomllib
    from importlib.resources import files

    shipped = files("tambon_gis") / "documents" / "crosswalks" / "amphoe.toml"
    content = tomllib.loads(shipped.read_text(encoding="utf-8"))
    source = content["crosswalk"]["source"]
    return {
        old: (new, one["on"], source)
        for one in content["province"]
        for old, new in one.get("old", {}).items()
    }


def _by_code(place: PlaceName) -> str:
    """For sorting."""
    return place.code


def strip_prefix(name: str) -> str:
    """
    A place name without its kind (ต., อำเภอ, จังหวัด ...).

    Parameters
    ----------
    name : str
        Name as found.

    Returns
    -------
    str
        The bare name.

    Examples
    --------
    >>> strip_prefix("ต.หัวไผ่"), strip_prefix("อำเภอเมืองอ่างทอง")
    ('หัวไผ่', 'เมืองอ่างทอง')
    """
    name = clean(name)
    for prefix in _PREFIXES:
        if name.startswith(prefix) and len(name) > len(prefix):
            return name[len(prefix) :].strip()
    return name


def utm_epsg(longitude: float) -> int:
    """
    The WGS 84 UTM zone in which distances and areas of a place are measured.

    Parameters
    ----------
    longitude : float
        Degrees east.

    Returns
    -------
    int
        EPSG code: 32647 west of 102 degrees, else 32648.

    Examples
    --------
    >>> utm_epsg(100.47), utm_epsg(104.5)
    (32647, 32648)
    """
    west, east = 32647, 32648
    return west if longitude < ZONE_EDGE else east
