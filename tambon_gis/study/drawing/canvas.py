"""Canvas: what somebody sees who draws villages; plain numbers and texts, ready for a screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import TambonError
from tambon_gis.loaders.land import drawn
from tambon_gis.loaders.land.expected import expect
from tambon_gis.places import moo_of
from tambon_gis.study.drawing.lacking import lacking
from tambon_gis.study.drawing.standing import standing
from tambon_gis.study.load import facilities_of
from tambon_gis.study.outlines import gaps

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.model.document import Text
    from tambon_gis.model.outline import Outline
    from tambon_gis.study.drawing.lacking import Lacking
    from tambon_gis.study.drawing.standing import Standing
    from tambon_gis.study.outlines import Gap

__all__ = ["Canvas", "Seen", "canvas", "rings_of"]

#: Thailand, where nothing better is known: west, south, east, north.
SOMEWHERE = (97.3, 5.6, 105.7, 20.5)
#: Digits of a corner on a screen.
DIGITS = 6

Rings = list[list[list[float]]]


@dataclass(frozen=True)
class Seen:
    """
    One village on the canvas.

    Parameters
    ----------
    code : str
        Its code.
    moo : int or None
        Its number in the tambon.
    name : str
        Its name; empty where none is known.
    polygons : list
        Latitude and longitude of the corners, ring by ring.
    drawn : bool
        Whether somebody drew it.
    """

    code: str
    moo: int | None
    name: str
    polygons: list[Rings]
    drawn: bool


@dataclass(frozen=True)
class Canvas:
    """
    What is seen before and while somebody draws.

    Parameters
    ----------
    area : str
        Code of the project's area.
    bounds : tuple of float
        West, south, east, north.
    villages : tuple[Seen, ...]
        Those that stand.
    tambon : list
        Corners of the tambon's outline, polygon by polygon; empty where it is not known.
    open : tuple[tuple[Gap, list], ...]
        Land that no village covers, with its corners.
    spots : tuple[tuple[str, float, float], ...]
        Name, latitude and longitude of facilities, to find one's way.
    drawn : tuple[Outline, ...]
        Who drew what.
    lacking : tuple[Lacking, ...]
        Surveyed villages that have no polygon.
    roles : tuple[Text, ...]
        Roles of the working group.
    """

    area: str
    bounds: tuple[float, float, float, float]
    villages: tuple[Seen, ...]
    tambon: list[Rings]
    open: tuple[tuple[Gap, list[Rings]], ...]
    spots: tuple[tuple[str, float, float], ...]
    drawn: tuple[Outline, ...]
    lacking: tuple[Lacking, ...]
    roles: tuple[Text, ...]


def canvas(home: Path) -> Canvas:
    """
    What somebody sees who draws in a project.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    Canvas
        Villages, tambon, open land and facilities.

    Raises
    ------
    TambonError
        When a document or the layer cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> seen = canvas(Path("tests/data/small"))
    >>> [one.moo for one in seen.villages], seen.bounds[0]
    ([1, 2, 3], 100.5)
    """
    now = standing(home)
    whole, _ = drawn.beside(now.surveyed, drawn.Drawn(now.outlines, now.area))
    rows = zip(whole["place"], whole["name"].fillna(""), whole.geometry, strict=True)
    mine = {one.code for one, _ in now.outlines.drawn}
    villages = tuple(
        Seen(code, moo_of(code), str(name), rings_of(shape), code in mine)
        for code, name, shape in rows
    )
    found = gaps(home, now=now)
    return Canvas(
        now.project.area.code,
        _bounds(now),
        villages,
        [] if now.within is None else rings_of(now.within),
        tuple((gap, rings_of(gap.shape)) for gap in found),
        _spots(now),
        tuple(one for one, _ in now.outlines.drawn),
        lacking(home, now=now),
        tuple(one.title for one in now.project.role),
    )


def rings_of(shape: Any) -> list[Rings]:
    """
    The corners of a shape, latitude first, as maps on screens want them.

    Parameters
    ----------
    shape : shapely geometry
        Polygon or polygons.

    Returns
    -------
    list
        Polygon by polygon, ring by ring.

    Examples
    --------
    >>> import shapely
    >>> rings_of(shapely.box(100, 14, 101, 15))[0][0][0]
    [14.0, 101.0]
    """
    import shapely

    return [
        [
            shapely.get_coordinates(ring)[:-1, ::-1].round(DIGITS).tolist()
            for ring in (one.exterior, *one.interiors)
        ]
        for one in shapely.get_parts(shape)
    ]


def _bounds(now: Standing) -> tuple[float, float, float, float]:
    """Where to look: at what is known, else at the amphoe, else at the country."""
    import numpy as np
    import shapely

    shapes = [*now.layer.geometry, *drawn.frame_of(now.outlines).geometry]
    if now.within is not None:
        shapes.append(now.within)
    if shapes:
        west, south, east, north = shapely.total_bounds(shapes).tolist()
        return west, south, east, north
    spots = _spots(now)
    if spots:
        y, x = [at for _, at, _ in spots], [at for _, _, at in spots]
        return min(x), min(y), max(x), max(y)
    known = expect([now.project.area.code])
    if known is not None and not np.isnan(known.boxes).any():
        west, south, east, north = known.boxes[0].tolist()
        return west, south, east, north
    return SOMEWHERE


def _spots(now: Standing) -> tuple[tuple[str, float, float], ...]:
    """Facilities of the project, where they can be read."""
    about = now.project.facilities
    if about is None or not (now.home / about.file).is_file():
        return ()
    try:
        frame, _ = facilities_of(about, now.home, now.surveyed)
    except TambonError:
        return ()
    columns = (frame[name] for name in ("name", "latitude", "longitude"))
    return tuple((str(name), float(y), float(x)) for name, y, x in zip(*columns, strict=True))
