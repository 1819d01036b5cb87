"""Recognised: what a file was taken to be, what a person said of it, and what is still to say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tambon_gis.errors import InputError
from tambon_gis.thai import clean, digits_to_arabic

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.errors import TambonError

__all__ = ["KINDS", "Doubt", "Kind", "Recognised", "Said", "Shape", "shape_of"]

Kind = Literal["survey", "boundary", "facilities", "plan", "layer", "other", "unknown"]
#: What a person may say that a file is, beside the id of a schema of surveys.
KINDS: tuple[Kind, ...] = ("survey", "boundary", "facilities", "plan", "layer", "other")
#: What a person may have to say: see :class:`Doubt`.
Asked = Literal["year", "rulebook", "indicator", "columns", "elsewhere", "there"]
Shape = Literal["points", "lines", "areas"]
_YEARS = re.compile(r"(?:ปี|พ\.ศ\.)?\s*\d{4}(?:\s*-\s*\d{2,4})?")


@dataclass(frozen=True)
class Said:
    """
    What a person said of a file; what is None, or empty, is found out.

    Parameters
    ----------
    kind : str, optional
        One of :data:`KINDS`, or the id of a schema of surveys.
    year : int, optional
        Year B.E.
    rulebook : str, optional
        Id of a rulebook.
    columns : str, optional
        Id of a column map.
    indicator : str, optional
        What another list is held against (``bmn-2560/22``).
    title : str, optional
        What another list, or a layer, is called.
    credit, licence : str, optional
        Who made a layer, and under which terms it may be shown.
    shown : tuple[str, ...], optional
        Headings of an own layer that everybody may see; none of a new layer.
    replace : bool
        Whether the file takes the place of the one that the project has.
    """

    kind: str | None = None
    year: int | None = None
    rulebook: str | None = None
    columns: str | None = None
    indicator: str | None = None
    title: str | None = None
    credit: str | None = None
    licence: str | None = None
    shown: tuple[str, ...] | None = None
    replace: bool = False


@dataclass(frozen=True)
class Doubt:
    """
    What a person has still to say.

    Parameters
    ----------
    asks : {"year", "rulebook", "indicator", "columns", "elsewhere", "there"}
        ``columns`` asks for the headings of required fields, ``elsewhere`` whether a boundary
        without a place of the area is meant, ``there`` whether another file is to be replaced.
    choices : tuple[str, ...]
        What it may be: years, ids of rulebooks, ids of indicators, titles of fields, a file.
    """

    asks: Asked
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recognised:
    """
    What a file was taken to be.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    kind : {"survey", "boundary", "facilities", "plan", "layer", "other", "unknown"}
        What it is.
    year : int or None
        Year B.E. of a survey, or of another list.
    schema, rulebook : str or None
        Ids, of a survey; the schema also of a table of facilities or places.
    persons : bool
        Whether its rows are members of households.
    columns : str or None
        Id of the column map that fits it.
    level : str or None
        Level of a boundary; ``village`` for a survey of villages.
    shape : {"points", "lines", "areas"} or None
        What an own layer draws.
    rows : int
        Rows or shapes.
    headings : tuple[str, ...]
        Its headings.
    places : frozenset[str]
        The villages of a survey, by the digits of their codes.
    unread : tuple[str, ...]
        Titles of what a survey mostly tells and no heading of it is known for, where it has
        headings that are not known.
    blank : bool
        Whether it is a form that nobody has filled in.
    doubts : tuple[Doubt, ...]
        What a person has still to say before it can be taken in.
    fault : TambonError or None
        Why it is unknown.
    """

    path: Path = field(repr=False)
    kind: Kind
    year: int | None = None
    schema: str | None = None
    rulebook: str | None = None
    persons: bool = False
    columns: str | None = None
    level: str | None = None
    shape: Shape | None = None
    rows: int = 0
    headings: tuple[str, ...] = field(default=(), repr=False)
    places: frozenset[str] = field(default=frozenset(), repr=False)
    unread: tuple[str, ...] = ()
    blank: bool = False
    doubts: tuple[Doubt, ...] = ()
    fault: TambonError | None = None

    @property
    def title(self) -> str:
        """What the file is called, without its year."""
        stem = clean(self.path.stem)
        bare = _YEARS.sub(" ", digits_to_arabic(stem)) if self.kind == "other" else stem
        return clean(bare.replace("_", " ")).strip(" -.") or stem


def shape_of(frame: Any) -> Shape:
    """
    Find what most shapes of a layer are.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        The layer.

    Returns
    -------
    {"points", "lines", "areas"}
        Shapes of several parts count as one part.

    Raises
    ------
    InputError
        When there is none of them.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import MultiPoint, Point
    >>> shape_of(gpd.GeoDataFrame(geometry=[Point(0, 0), MultiPoint([(1, 1)])]))
    'points'
    """
    kinds = frame.geometry.geom_type.dropna().str.removeprefix("Multi").value_counts()
    shapes: dict[str, Shape] = {"Point": "points", "LineString": "lines", "Polygon": "areas"}
    named = [one for one in kinds.index if one in shapes]
    if not named:
        raise InputError("intake.shapes")
    return shapes[named[0]]
