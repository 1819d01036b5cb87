"""Rough: which boundaries are approximate, who drew them and when, in the words of every output."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tambon_gis.places import moo_of
from tambon_gis.words import words

if TYPE_CHECKING:
    from tambon_gis.model.outline import Sketch
    from tambon_gis.model.sealed import Places

__all__ = ["rough_of", "rough_told"]


def rough_told(places: Places, *, lang: str = "th") -> tuple[str, ...]:
    """
    What an output says of approximate boundaries.

    Parameters
    ----------
    places : Places
        Sealed polygons.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    tuple[str, ...]
        A sentence for each hand and day, and one for areas that were made from points; none where
        nothing is approximate.
    """
    if not places.approximate:
        return ()
    say = words(lang)
    hands: dict[tuple[str, ...], list[Sketch]] = defaultdict(list)
    for one in places.drawn:
        hands[one.on.isoformat(), one.by, _kind(one)].append(one)
    out = [
        say.text(
            f"outline.{kind}_several",
            places=", ".join(_named(one.place, lang) for one in drawn),
            by=by,
            on=say.date(drawn[0].on),
        )
        for (_, by, kind), drawn in sorted(hands.items())
    ]
    return (*out, *(() if places.surveyed else (say.text("page.map.approximate"),)))


def rough_of(places: Places, *, lang: str = "th") -> dict[str, str]:
    """
    What is said of each place whose boundary is approximate.

    Parameters
    ----------
    places : Places
        Sealed polygons.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    dict[str, str]
        Code -> sentence.
    """
    if not places.approximate:
        return {}
    say = words(lang)
    out = {}
    if not places.surveyed:
        finest = places.frame[places.frame["level"] == places.level]
        out = dict.fromkeys(map(str, finest["place"]), say.text("page.badge.approximate"))
    for one in places.drawn:
        out[one.place] = say.text(f"outline.{_kind(one)}", by=one.by, on=say.date(one.on))
    return out


def _kind(one: Sketch) -> str:
    """Whether somebody drew a line, set points, or took the land that was left."""
    return one.how if one.how in {"points", "gap"} else "drawn"


def _named(place: str, lang: str) -> str:
    """A village by its number, another place by its code."""
    moo = moo_of(place)
    return place if moo is None else words(lang).text("outline.moo", moo=moo)
