"""Rungs: which whole levels lie between a project's area and its polygons, and their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.places import COUNTRY, LADDER, level_of, lookup, strip_prefix, truncate
from tambon_gis.publish import review
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from tambon_gis.model.project import Area
    from tambon_gis.model.sealed import Places

__all__ = ["between", "ladder_of", "names_of", "told_names"]


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


def names_of(
    codes: Iterable[str], *, made_up: bool = False, told: Mapping[str, str] | None = None
) -> dict[str, str]:
    """
    The Thai names of areas: the official ones, else those of the boundary file.

    Parameters
    ----------
    codes : iterable of str
        Codes of provinces, amphoes and tambons.
    made_up : bool, default False
        Whether the area is made up: its codes are not looked up then.
    told : Mapping[str, str], optional
        Names by code, as the boundary file has them.

    Returns
    -------
    dict[str, str]
        By code; an area that neither names is named by its level and code.

    Examples
    --------
    >>> names_of(["15", "1501", "9901"])
    {'15': 'อ่างทอง', '1501': 'เมืองอ่างทอง', '9901': 'อำเภอ 9901'}
    """
    say, told = words("th"), told or {}
    found = {}
    for code in codes:
        known = None if made_up else lookup(code)
        bare = f"{say.text(f'page.level.{level_of(code)}')} {code}"
        found[code] = known.th if known else told.get(code, bare)
    return found


def told_names(boundaries: gpd.GeoDataFrame, levels: Iterable[str]) -> dict[str, str]:
    """
    What a boundary file calls the wider areas of its polygons.

    Parameters
    ----------
    boundaries : geopandas.GeoDataFrame
        Stage ``boundaries``, with ``<level>_name`` where the file has it.
    levels : iterable of str
        The wider levels.

    Returns
    -------
    dict[str, str]
        By code, without the kind of area before it; where polygons of one area call it by several
        names, none.

    Examples
    --------
    >>> import pandas as pd
    >>> land = pd.DataFrame({"place": ["990101", "990102"], "amphoe_name": ["อำเภอสาธิต", "สาธิต"]})
    >>> told_names(land, ["province", "amphoe"])
    {'9901': 'สาธิต'}
    """
    found: dict[str, set[str]] = {}
    for level in levels:
        if f"{level}_name" not in boundaries:
            continue
        named = zip(boundaries["place"], boundaries[f"{level}_name"].fillna(""), strict=True)
        for place, name in named:
            if bare := strip_prefix(str(name)):
                found.setdefault(truncate(str(place), level), set()).add(bare)
    return {code: next(iter(names)) for code, names in found.items() if len(names) == 1}


def ladder_of(
    places: Places, area: Area, boundaries: gpd.GeoDataFrame | None = None
) -> Places | None:
    """
    Every rung of a project whose polygons lie two levels or more below its area.

    Parameters
    ----------
    places : Places
        The polygons.
    area : Area
        The project's area.
    boundaries : geopandas.GeoDataFrame, optional
        Stage ``boundaries``, for what it calls areas that have no official name.

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
    told = {} if boundaries is None else told_names(boundaries, levels)
    return review.ladder(places, levels, names_of(sorted(codes), made_up=made_up, told=told))
