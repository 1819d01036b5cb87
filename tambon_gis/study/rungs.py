"""Rungs: which whole levels lie between a project's area and its polygons, and their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.places import COUNTRY, LADDER, level_of, lookup, truncate
from tambon_gis.publish import review
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tambon_gis.model.project import Area
    from tambon_gis.model.sealed import Places

__all__ = ["between", "ladder_of", "names_of"]


def between(area: str, level: str) -> tuple[str, ...]:
    """
    The levels below an area and above a finer level.

    Parameters
    ----------
    area : str
        Code of the area, or ``TH``.
    level : str
        The finer level.

    Returns
    -------
    tuple[str, ...]
        The widest first; empty where the finer level lies directly below the area.

    Examples
    --------
    >>> between("TH", "tambon"), between("50", "tambon"), between("150109", "village")
    (('province', 'amphoe'), ('amphoe',), ())
    """
    widest = 0 if area == COUNTRY else LADDER[level_of(area)]
    return tuple(one for one, digits in LADDER.items() if widest < digits < LADDER[level])


def names_of(codes: Iterable[str], *, made_up: bool = False) -> dict[str, str]:
    """
    The official Thai names of areas.

    Parameters
    ----------
    codes : iterable of str
        Codes of provinces, amphoes and tambons.
    made_up : bool, default False
        Whether the area is made up: its codes are not looked up then.

    Returns
    -------
    dict[str, str]
        By code; an area that the list does not hold is named by its level and code.

    Examples
    --------
    >>> names_of(["15", "1501", "9901"])
    {'15': 'อ่างทอง', '1501': 'เมืองอ่างทอง', '9901': 'อำเภอ 9901'}
    """
    say = words("th")
    found = {}
    for code in codes:
        known = None if made_up else lookup(code)
        found[code] = known.th if known else f"{say.text(f'page.level.{level_of(code)}')} {code}"
    return found


def ladder_of(places: Places, area: Area) -> Places | None:
    """
    Every rung of a project whose polygons lie two levels or more below its area.

    Parameters
    ----------
    places : Places
        The polygons.
    area : Area
        The project's area.

    Returns
    -------
    Places or None
        The widest rung first; None where the polygons lie directly below the area.
    """
    levels = between(area.code, places.level)
    if not levels:
        return None
    codes = {truncate(str(place), level) for place in places.frame["place"] for level in levels}
    made_up = area.synthetic and area.code != COUNTRY
    return review.ladder(places, levels, names_of(sorted(codes), made_up=made_up))
