"""What stands before somebody draws a village: neighbours, the tambon, what was drawn so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.loaders import fixes
from tambon_gis.loaders import outlines as loaders
from tambon_gis.loaders.land import drawn, snapping
from tambon_gis.loaders.land.overlay import union
from tambon_gis.model.document import read_document
from tambon_gis.model.outline import Outlines
from tambon_gis.model.project import DOCUMENT, Project
from tambon_gis.places import parse
from tambon_gis.study.answering.signing import signed
from tambon_gis.study.load import VILLAGE, layer_of, over_tambon, tambon_of
from tambon_gis.study.taking.holdings import is_blank

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

__all__ = ["LONGEST", "Standing", "in_thailand", "polygon_of", "role", "standing", "village"]

#: Degrees in which a corner can be.
WEST, SOUTH, EAST, NORTH = 97.0, 5.0, 106.0, 21.0
FEWEST = 3
#: Letters of a role, and of a name.
LONGEST = 100


@dataclass(frozen=True)
class Standing:
    """
    What stands before somebody draws.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    project : Project
        Its document.
    layer : geopandas.GeoDataFrame
        Villages of its layer (stage ``boundaries`` with ``approximate``); none where it has none.
    within : shapely geometry or None
        The outline of the tambon, where a file holds it.
    outlines : Outlines
        What was drawn so far.
    """

    home: Path = field(repr=False)
    project: Project = field(repr=False)
    layer: gpd.GeoDataFrame = field(repr=False)
    within: Any = field(repr=False)
    outlines: Outlines = field(repr=False)

    @property
    def surveyed(self) -> gpd.GeoDataFrame:
        """Villages of the layer that were not made from points."""
        return self.layer[~self.layer["approximate"].astype(bool)]

    @property
    def area(self) -> str:
        """How the codes of its villages begin."""
        return self.project.area.code.removeprefix("TH")

    def ground(self, code: str = "") -> snapping.Ground:
        """What the outline of a village is laid against: all others."""
        rest = self.outlines.without(code)
        whole, _ = drawn.beside(self.surveyed, drawn.Drawn(rest, self.area))
        return snapping.Ground(whole.geometry.to_numpy(), self.within)


def standing(home: Path) -> Standing:
    """
    What stands in a project before somebody draws; its surveys need not be there.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    Standing
        Villages, the tambon and what was drawn.

    Raises
    ------
    MissingFileError
        When the folder holds no project.
    TambonError
        When a document or the layer cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> len(standing(Path("tests/data/small")).layer)
    3
    """
    if not (home / DOCUMENT).is_file():
        raise MissingFileError("project.missing", where=home.name)
    project = over_tambon(read_document(Project, home / DOCUMENT), home)
    about, found = project.boundary, loaders.of(home, area="").outlines
    within = about.inside if about.inside and (home / about.inside).is_file() else None
    known = about.model_copy(update={"inside": within})
    project = project.model_copy(update={"boundary": known})
    layer = drawn.frame_of(Outlines())
    tambon = tambon_of(project, home)
    if not about.is_drawn and not (within and is_blank(home)) and (home / about.file).exists():
        polygons, _ = layer_of(project, home, recode=fixes.recode(fixes.read(home)))
        if about.level == VILLAGE:
            layer = polygons
        else:  # the tambon itself: over it villages are drawn
            tambon = polygons[polygons["place"].str.startswith(project.area.code)]
    whole = None if tambon is None or tambon.empty else union(tambon.geometry.to_numpy())
    return Standing(home, project, layer, whole, found)


def polygon_of(corners: Sequence[Sequence[float]]) -> Any:
    """
    Corners that somebody set, as a polygon.

    Parameters
    ----------
    corners : sequence of (float, float)
        Longitude and latitude; the last one need not be the first.

    Returns
    -------
    shapely geometry
        The polygon.

    Raises
    ------
    InputError
        When there are fewer than three corners, one is not in Thailand, or the line crosses itself.

    Examples
    --------
    >>> polygon_of([(100, 14), (100.1, 14), (100.1, 14.1)]).geom_type
    'Polygon'
    """
    import shapely

    spots = [(float(x), float(y)) for x, y in corners]
    if len(spots) > 1 and spots[0] == spots[-1]:
        spots.pop()
    if len(set(spots)) < FEWEST:
        raise InputError("outline.few")
    if not all(WEST <= x <= EAST and SOUTH <= y <= NORTH for x, y in spots):
        raise InputError("outline.far")
    shape = shapely.Polygon(spots)
    if not shape.is_valid:
        raise InputError("outline.crosses")
    return shape


def village(code: str) -> str:
    """
    The code of a village.

    Parameters
    ----------
    code : str
        As written; Thai digits as well.

    Returns
    -------
    str
        Eight digits.

    Raises
    ------
    CodeError
        When it is none.

    Examples
    --------
    >>> village("๙๙๐๒๐๑๐๔")
    '99020104'
    """
    return parse(code, VILLAGE)


def in_thailand(shape: Any) -> bool:
    """
    Whether a shape lies in the box around Thailand.

    Parameters
    ----------
    shape : shapely geometry
        Longitude first.

    Returns
    -------
    bool
        True where all of it does.

    Examples
    --------
    >>> import shapely
    >>> in_thailand(shapely.Point(100, 14)), in_thailand(shapely.Point(14, 100))
    (True, False)
    """
    west, south, east, north = shape.bounds
    return bool(WEST <= west <= east <= EAST and SOUTH <= south <= north <= NORTH)


def role(by: str) -> str:
    """
    A role as it is kept.

    Parameters
    ----------
    by : str
        What somebody wrote for who drew.

    Returns
    -------
    str
        One line.

    Raises
    ------
    InputError
        When there is nothing, or what looks like a person's name or number.

    Examples
    --------
    >>> role(" ผู้ใหญ่บ้าน  หมู่ 3")
    'ผู้ใหญ่บ้าน หมู่ 3'
    """
    try:
        return signed(" ".join(by.split()))[:LONGEST]
    except InputError as fault:
        if fault.code == "deciding.nobody":
            raise InputError("outline.nobody") from None
        raise InputError("outline.person") from None
