"""The index: one page that finds every tambon's page of an area, by name, code, amphoe or map."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

import shapely
from markupsafe import Markup

from tambon_gis.render.fonts import font_face
from tambon_gis.render.geometry import bounds_of, height_of, svg_path, within_budget
from tambon_gis.render.policy import content_security_policy
from tambon_gis.render.templates import environment, template_text
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Entry", "Listed", "draw"]

#: Units of the small map from west to east, and the most points in it.
_WIDTH, _POINTS = 1000, 40_000
#: More amphoe than this are reached through the search, not through links above the list.
_JUMPS = 60
_AMPHOE, _PROVINCE = 4, 2
#: Its districts are named with their kind, and it is called by its bare name.
_BANGKOK = "10"
#: More tambons than this have finer borders on the small map.
_MANY = 600


@dataclass(frozen=True)
class Entry:
    """
    One tambon of the index.

    Parameters
    ----------
    code : str
        Its code.
    name, amphoe : str
        Thai names, without their kind; empty where unknown.
    villages : int
        How many villages its page shows; 0 where that is not known.
    state : {"there", "older", "missing"}
        Whether its page is there, is one of an earlier run, or is not there.
    href : str
        Its page, relative to the index; empty where it is not there.
    outline : str
        Its shape as hexadecimal WKB in degrees; empty where unknown.
    province : str
        Name of its province, where the area is wider than one.
    """

    code: str
    name: str
    amphoe: str
    villages: int
    state: str
    href: str = ""
    outline: str = field(default="", repr=False)
    province: str = ""


@dataclass(frozen=True)
class Listed:
    """
    What an index shows.

    Parameters
    ----------
    code, title : str
        The area.
    entries : tuple[Entry, ...]
        By code.
    made_on, version : str
        Date of making, written out; version of the toolkit.
    synthetic, internal : bool
        Whether the area is made up; whether the pages are internal.
    unread : int
        Projects that could not be read, so that nobody knows of which tambon they are.
    """

    code: str
    title: str
    entries: tuple[Entry, ...]
    made_on: str
    version: str
    synthetic: bool = False
    internal: bool = False
    unread: int = 0


@dataclass(frozen=True)
class _Group:
    """The tambons of one amphoe."""

    code: str
    title: str
    entries: tuple[Entry, ...]


def draw(listed: Listed, *, lang: str = "th") -> str:
    """
    Draw an index.

    Parameters
    ----------
    listed : Listed
        What it shows: names and numbers of villages, never an indicator.
    lang : {"th", "en"}, default "th"
        Language of its words; names of places stay Thai.

    Returns
    -------
    str
        A whole HTML page that loads nothing; without its script the list is plain links.

    Examples
    --------
    >>> one = Entry("990101", "ลองดู", "สาธิต", 3, "there", "990101/index.html")
    >>> 'href="990101/index.html"' in draw(Listed("99", "สาธิต", (one,), "", ""))
    True
    """
    say = words(lang)
    groups = _groups(listed, lang)
    script = f"\n{template_text('index.js')}\n"
    return (
        environment()
        .get_template("index.html.j2")
        .render(
            lang=lang,
            say=say,
            listed=listed,
            groups=groups,
            jumps=groups if 1 < len(groups) <= _JUMPS else [],
            lost=sum(one.state != "there" for one in listed.entries),
            chart=_chart(listed.entries),
            script=Markup(script),  # noqa: S704  (our own)
            policy=content_security_policy([script]),
            font=Markup(font_face()),  # noqa: S704  (made here, of no input)
        )
    )


def _groups(listed: Listed, lang: str) -> list[_Group]:
    """Tambons by amphoe, in the order of their codes."""
    say = words(lang)
    found = []
    for code, inside in groupby(listed.entries, key=lambda one: one.code[:_AMPHOE]):
        entries = tuple(inside)
        named = next((one.amphoe for one in entries if one.amphoe), code)
        own = named if code[:_PROVINCE] == _BANGKOK else say.text("many.amphoe", name=named)
        above = next((one.province for one in entries if one.province), "")
        if above and code[:_PROVINCE] != _BANGKOK:
            above = say.text("many.province", name=above)
        found.append(_Group(code, f"{own} {above}".strip(), entries))
    return found


def _chart(entries: Sequence[Entry]) -> dict[str, object] | None:
    """The small map: a path for each tambon whose shape is known."""
    drawn = [one for one in entries if one.outline and one.href]
    if len(drawn) < 2:  # noqa: PLR2004
        return None
    shapes = within_budget([shapely.from_wkb(one.outline) for one in drawn], most_points=_POINTS)
    box = bounds_of(shapes)
    paths = [
        (one.code, svg_path(shape, box, width=_WIDTH))
        for one, shape in zip(drawn, shapes, strict=True)
    ]
    return {
        "paths": [(code, path) for code, path in paths if path],
        "fine": len(paths) > _MANY,
        "width": _WIDTH,
        "height": height_of(box, width=_WIDTH),
    }
