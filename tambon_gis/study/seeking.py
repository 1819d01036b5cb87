"""Seeking: the code of a tambon, by its name or by what a person remembers of it."""

from __future__ import annotations

from dataclasses import dataclass

from tambon_gis.errors import CodeError
from tambon_gis.places import LADDER, ancestors, inside, lookup, parse, strip_prefix

__all__ = ["Sought", "seek"]

#: As many as a person reads.
MOST = 20


@dataclass(frozen=True)
class Sought:
    """
    A tambon of the official list.

    Parameters
    ----------
    code : str
        Six digits.
    names : dict[str, tuple[str, ...]]
        Language -> its name, that of its amphoe, that of its province.
    """

    code: str
    names: dict[str, tuple[str, ...]]


def seek(text: str) -> tuple[Sought, ...]:
    """
    Look for tambons.

    Parameters
    ----------
    text : str
        A code of a province, an amphoe or a tambon, or a name, with or without its kind
        (``ต.หัวไผ่``); names of the amphoe and the province may stand behind it.

    Returns
    -------
    tuple[Sought, ...]
        At most twenty, the likeliest first. Empty where nothing is like it.

    Examples
    --------
    >>> [one.code for one in seek("150109")]
    ['150109']
    >>> [one.code for one in seek("ต.หัวไผ่ อ.เมืองอ่างทอง")]
    ['150109']
    """
    text = text.strip()[:100]
    if not text:
        return ()
    try:
        return tuple(_told(code) for code in _below(parse(text)))[:MOST]
    except CodeError:
        pass
    parts = [strip_prefix(part) for part in text.split()]
    found = [_told(code) for code in _named(parts[0])]
    near = [one for one in found if all(any(p in n for n in _all(one)) for p in parts[1:])]
    return tuple(near[:MOST])


def _below(code: str) -> list[str]:
    """The tambons of an area of the official list."""
    if lookup(code) is None:
        return []
    if len(code) == LADDER["tambon"]:
        return [code]
    return [deeper for one in inside(code) for deeper in _below(one.code)]


def _named(name: str) -> list[str]:
    """Codes of tambons that are called so, exactly first; of areas called so, all their tambons."""
    import geothai

    out: dict[str, None] = {}
    for found in geothai.search(name, limit=50):
        out |= dict.fromkeys(_below(str(found.area.code)))
    return list(out)


def _told(code: str) -> Sought:
    """A tambon with the names of what it lies in."""
    chain = [found for one in (code, *ancestors(code)) if (found := lookup(one)) is not None]
    return Sought(code, {"th": tuple(p.th for p in chain), "en": tuple(p.en for p in chain)})


def _all(one: Sought) -> list[str]:
    """Every name that a tambon may be told by."""
    return [*one.names["th"], *one.names["en"]]
