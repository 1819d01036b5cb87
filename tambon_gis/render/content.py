"""Content: the sealed parts that pages, pictures and office files are made from, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tambon_gis.places import level_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tambon_gis.model.layer import View
    from tambon_gis.model.planned import Plan, Record, Trail
    from tambon_gis.model.process import Topics
    from tambon_gis.model.project import Target
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.sealed import (
        Aspects,
        Credits,
        Facilities,
        Measures,
        Places,
        Pyramid,
        Reach,
        Standing,
        Tale,
        Vectors,
    )

__all__ = ["Content", "area_level"]


@dataclass(frozen=True)
class Content:
    """
    What every output is made from.

    Parameters
    ----------
    measures : Measures
        Published cells.
    places : Places
        Polygons of one level.
    facilities : Facilities or None
        Public places.
    plan : Plan or None
        Projects.
    credits : Credits
        Who, from what and when.
    rulebooks : tuple[Rulebook, ...]
        Every rulebook that the measures name.
    standing : Standing or None
        What each place falls short of.
    aspects : Aspects or None
        The radar of each place.
    pyramid : Pyramid or None
        Persons by age and sex.
    reach : Reach or None
        Nearest facilities.
    vectors : tuple[Vectors, ...]
        The group's own layers, lowest first.
    views : tuple[View, ...]
        Ways to show an indicator, the first by default.
    tale : Tale or None
        The story of a presentation.
    targets : Mapping[str, Target]
        By indicator (``bmn-2560/16``).
    public_url : str or None
        Address of the page on the web.
    digits : {"arabic", "thai"}
        Digits of the numbers in it.
    trail : Trail or None
        From problems to projects, where there is a plan.
    record : Record or None
        How the work was done and how the data are.
    topics : Topics or None
        The five processes and topics.
    ladder : Places or None
        Where whole rungs lie between the area and its polygons: the polygons of every rung, the
        widest first, the polygons of ``places`` last.
    """

    measures: Measures
    places: Places
    facilities: Facilities | None
    plan: Plan | None
    credits: Credits
    rulebooks: tuple[Rulebook, ...]
    standing: Standing | None = None
    aspects: Aspects | None = None
    pyramid: Pyramid | None = None
    reach: Reach | None = None
    vectors: tuple[Vectors, ...] = ()
    views: tuple[View, ...] = ()
    tale: Tale | None = None
    targets: Mapping[str, Target] = field(default_factory=dict)
    public_url: str | None = None
    digits: str = "arabic"
    trail: Trail | None = None
    record: Record | None = None
    topics: Topics | None = None
    ladder: Places | None = None


def area_level(credit: Credits) -> str:
    """
    The level of the whole area.

    Parameters
    ----------
    credit : Credits
        Credits of the page.

    Returns
    -------
    str
        A level of the ladder, or ``country`` for ``TH``.
    """
    return level_of(credit.area_code) if credit.area_code.isdecimal() else "country"
