"""Outlines of villages that people drew (``outlines.geojson``): where, by whom, when and how."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - pydantic reads it
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ConfigDict, Field, ValidationError, field_validator, model_validator

from tambon_gis.errors import CodeError, DocumentError
from tambon_gis.model.document import Document
from tambon_gis.model.fault import Faults, faults_of, refusal
from tambon_gis.model.project import OUTLINES, day_of
from tambon_gis.places import parse
from tambon_gis.words import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["OUTLINES", "How", "Outline", "Outlines", "Sketch", "parse_outlines", "write_outlines",
           "written"]  # fmt: skip

#: drawn: in the local page. kml: in another program. points: the land nearest to the village's
#: point. gap: the land of the tambon that no other village covers.
How = Literal["drawn", "kml", "points", "gap"]
#: Degrees in which Thailand lies.
WEST, SOUTH, EAST, NORTH = 97.0, 5.0, 106.0, 21.0
MOST_OUTLINES, MOST_CORNERS = 2000, 200_000
#: A ring of three corners comes back to its first one.
FEWEST = 4

Position = tuple[float, float]
Ring = tuple[Position, ...]


class _Loose(Document):
    """A part of GeoJSON, in which other programs leave notes of their own."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class Outline(Document):
    """
    Who drew the outline of a village, when and how.

    ``drawn_by`` is a role in the working group, never a person's name; ``drawn_on`` a day, B.E.
    or C.E.
    """

    code: str
    name: str = Field(default="", max_length=100)
    drawn_by: str = Field(min_length=1, max_length=100)
    drawn_on: dt.date
    how: How = "drawn"

    _is_a_day = field_validator("drawn_on", mode="before")(day_of)

    @field_validator("code", mode="before")
    @classmethod
    def _is_a_village(cls, code: object) -> str:
        """Text of eight digits, Thai ones as well."""
        try:
            return parse(code, "village")
        except CodeError:
            raise refusal("village_code") from None


class _Shape(_Loose):
    """Polygons: rings of positions, the outer one first, longitude before latitude."""

    type: Literal["MultiPolygon"]
    coordinates: tuple[tuple[Ring, ...], ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _several(cls, found: Any) -> Any:
        """One polygon is several, of which there is one; heights are dropped."""
        if not isinstance(found, dict):
            return found
        rings = found.get("coordinates")
        if found.get("type") == "Polygon":
            rings = [rings]
        try:
            flat = [[[at[:2] for at in ring] for ring in polygon] for polygon in rings or ()]
        except TypeError:
            return found
        kind = "MultiPolygon" if found.get("type") == "Polygon" else found.get("type")
        return {"type": kind, "coordinates": flat}

    @field_validator("coordinates")
    @classmethod
    def _closed(cls, polygons: tuple[tuple[Ring, ...], ...]) -> tuple[tuple[Ring, ...], ...]:
        """Rings that come back to where they began, in degrees and in Thailand."""
        rings = [ring for polygon in polygons for ring in polygon]
        if not all(polygons) or any(len(one) < FEWEST or one[0] != one[-1] for one in rings):
            raise refusal("outline_open")
        inside = (WEST <= x <= EAST and SOUTH <= y <= NORTH for ring in rings for x, y in ring)
        if not all(inside):
            raise refusal("outline_far")
        if sum(map(len, rings)) > MOST_CORNERS:
            raise refusal("outline_corners", most=f"{MOST_CORNERS:,}")
        return polygons


class _Feature(_Loose):
    """One outline."""

    type: Literal["Feature"] = "Feature"
    properties: Outline
    geometry: _Shape


class Outlines(_Loose):
    """All outlines of a project, by code."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: tuple[_Feature, ...] = Field(default=(), max_length=MOST_OUTLINES)

    @field_validator("features")
    @classmethod
    def _each_once(cls, found: tuple[_Feature, ...]) -> tuple[_Feature, ...]:
        """One outline a village."""
        codes = [one.properties.code for one in found]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise refusal("stands_twice", names=", ".join(twice))
        return found

    @property
    def drawn(self) -> tuple[tuple[Outline, tuple[tuple[Ring, ...], ...]], ...]:
        """Each outline with the rings of its polygons."""
        return tuple((one.properties, one.geometry.coordinates) for one in self.features)

    def without(self, code: str) -> Outlines:
        """All outlines but that of one village."""
        left = tuple(one for one in self.features if one.properties.code != code)
        return self.model_copy(update={"features": left})

    def having(self, told: Outline, polygons: Sequence[Any]) -> Outlines:
        """All outlines with this one, in place of an older one of its village."""
        shape = {"type": "MultiPolygon", "coordinates": polygons}
        one = _Feature(properties=told, geometry=_Shape.model_validate(shape))
        rest = self.without(told.code).features
        every = sorted((*rest, one), key=lambda each: each.properties.code)
        return self.model_copy(update={"features": tuple(every)})


@dataclass(frozen=True)
class Sketch:
    """
    Who drew the outline of a place, and when.

    Parameters
    ----------
    place : str
        Its code.
    by : str
        A role in the working group.
    on : datetime.date
        The day.
    how : {"drawn", "kml", "points", "gap"}
        How it came about.
    """

    place: str
    by: str
    on: dt.date
    how: str = "drawn"


def parse_outlines(text: str, *, name: str = OUTLINES) -> Outlines:
    """
    Parse the document of outlines.

    Parameters
    ----------
    text : str
        GeoJSON; an empty text holds none.
    name : str, default "outlines.geojson"
        File name for messages.

    Returns
    -------
    Outlines
        The frozen object.

    Raises
    ------
    DocumentError
        With every fault of the document in one message.

    Examples
    --------
    >>> parse_outlines("").features
    ()
    """
    if not text.strip():
        return Outlines()
    try:
        content = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise DocumentError("outline.syntax", where=name) from None
    try:
        return Outlines.model_validate(content)
    except ValidationError as fault:
        found = Faults(tuple(faults_of(fault)))
        raise DocumentError("document.faults", where=name, faults=found) from None


def write_outlines(drawn: Outlines) -> str:
    """
    Write the document of outlines: a line an outline, the same for the same outlines.

    Parameters
    ----------
    drawn : Outlines
        What to write.

    Returns
    -------
    str
        GeoJSON; every coordinate is read back as it was.

    Examples
    --------
    >>> parse_outlines(write_outlines(Outlines())).features
    ()
    """
    lines = []
    for told, polygons in sorted(drawn.drawn, key=lambda one: one[0].code):
        said = {
            "code": told.code,
            "name": told.name,
            "drawn_by": told.drawn_by,
            "drawn_on": written(told.drawn_on),
            "how": told.how,
        }
        shape = {"type": "MultiPolygon", "coordinates": polygons}
        feature = {"type": "Feature", "properties": said, "geometry": shape}
        lines.append(json.dumps(feature, ensure_ascii=False))
    inside = ",\n".join(lines)
    return f'{{"type": "FeatureCollection", "features": [\n{inside}\n]}}\n'


def written(day: dt.date) -> str:
    """
    A day as documents write it, B.E.

    Parameters
    ----------
    day : datetime.date
        The day.

    Returns
    -------
    str
        Year, month and day.

    Examples
    --------
    >>> written(dt.date(2023, 3, 5))
    '2566-03-05'
    """
    return f"{day.year + BE_OFFSET}-{day:%m-%d}"
