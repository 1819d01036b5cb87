"""Outlines: villages that no layer holds, drawn by people and laid against their neighbours."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders import outlines as loaders
from tambon_gis.loaders.land import snapping
from tambon_gis.model.outline import OUTLINES, Outline, parse_outlines, write_outlines
from tambon_gis.study import edit
from tambon_gis.study.drawing.standing import LONGEST, Standing, polygon_of, role, standing, village
from tambon_gis.thai import strip_controls

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from tambon_gis.loaders.land.snapping import Fitted
    from tambon_gis.model.outline import How, Outlines

__all__ = [
    "Added",
    "Gap",
    "add",
    "add_all",
    "add_gap",
    "gaps",
    "outlines",
    "remove",
    "snap",
]


@dataclass(frozen=True)
class Added:
    """
    An outline that was kept.

    Parameters
    ----------
    outline : Outline
        Whose it is, who drew it and when.
    fitted : Fitted
        Its shape, and what laying it against its neighbours changed.
    """

    outline: Outline
    fitted: Fitted


@dataclass(frozen=True)
class Gap:
    """
    Land of the tambon that no village covers.

    Parameters
    ----------
    number : int
        From 1, the largest first.
    shape : shapely geometry
        The land.
    square_metres : float
        Its area.
    """

    number: int
    shape: Any = field(repr=False)
    square_metres: float


def outlines(home: Path) -> Outlines:
    """
    What people drew in a project.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    Outlines
        The document; empty where there is none.

    Raises
    ------
    DocumentError
        When it cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> outlines(Path("tests/data/small")).drawn
    ()
    """
    return loaders.of(home, area="").outlines


def add(
    home: Path,
    code: str,
    polygon: Any,
    *,
    by: str,
    on: dt.date,
    how: How = "drawn",
    name: str = "",
    seen: str | None = None,
) -> Added:
    """
    Keep the outline of a village, in place of an older one.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    code : str
        The village: eight digits.
    polygon : shapely geometry or sequence of (float, float)
        What was drawn: longitude and latitude of its corners, or a polygon.
    by : str
        The role of who drew it, never a person's name.
    on : datetime.date
        When.
    how : {"drawn", "kml", "points", "gap"}, default "drawn"
        How it came about.
    name : str, default ""
        Name of the village.
    seen : str, optional
        Version of the document that the person saw.

    Returns
    -------
    Added
        The outline as kept: on no neighbour, inside the tambon, with the borders of its neighbours.

    Raises
    ------
    CodeError
        When the code is none of a village.
    InputError
        When nothing can be kept of what was drawn, the village is of another area or has a polygon
        in the layer, or ``by`` names a person.
    ConflictError
        When the document is no longer the one that was seen.

    Examples
    --------
    >>> import datetime, shutil, tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as at:
    ...     home = Path(shutil.copytree("tests/data/small", Path(at) / "small"))
    ...     corners = [(100.56, 14.0), (100.58, 14.0), (100.58, 14.03), (100.5601, 14.03)]
    ...     made = add(home, "99020104", corners, by="ผู้ใหญ่บ้าน", on=datetime.date(2023, 3, 5))
    ...     made.fitted.shape.bounds
    (100.56, 14.0, 100.58, 14.03)
    """
    called = strip_controls(" ".join(name.split()))[:LONGEST]
    told = Outline(code=village(code), name=called, drawn_by=role(by), drawn_on=on, how=how)
    shape = polygon if hasattr(polygon, "geom_type") else polygon_of(polygon)
    return add_all(home, [(told, shape)], seen=seen)[0]


def add_all(
    home: Path, entries: Sequence[tuple[Outline, Any]], *, seen: str | None = None
) -> tuple[Added, ...]:
    """
    Keep several outlines in one step, each laid against those before it.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    entries : sequence of (Outline, shapely geometry)
        Who drew which shape.
    seen : str, optional
        Version of the document that the person saw.

    Returns
    -------
    tuple[Added, ...]
        As :func:`add`, in the same order.

    Raises
    ------
    InputError
        When one of them cannot be kept; nothing is written then.
    ConflictError
        When the document is no longer the one that was seen.
    """
    now = standing(home)
    made: list[Added] = []

    def write(text: str) -> str:
        there = parse_outlines(text)
        for told, shape in entries:
            near = 0.0 if told.how == "gap" else snapping.TOLERANCE
            fitted = _fitted(now, there, told.code, shape, near)
            there = there.having(told, _rings(fitted.shape))
            made.append(Added(told, fitted))
        return write_outlines(there)

    edit.change(home, OUTLINES, write, seen=seen)
    return tuple(made)


def remove(home: Path, code: str, *, seen: str | None = None) -> Path:
    """
    Take back the outline of a village.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    code : str
        The village.
    seen : str, optional
        Version of the document that the person saw.

    Returns
    -------
    pathlib.Path
        The document.

    Raises
    ------
    InputError
        When nobody drew that village.
    ConflictError
        When the document is no longer the one that was seen.
    """
    one = village(code)

    def write(text: str) -> str:
        there = parse_outlines(text)
        left = there.without(one)
        if left == there:
            raise InputError("outline.none_such", where=one)
        return write_outlines(left)

    path = edit.change(home, OUTLINES, write, seen=seen)
    with edit.alone(home):
        if not outlines(home).features:
            path.unlink(missing_ok=True)
    return path


def snap(home: Path, polygon: Any, *, code: str = "") -> Fitted:
    """
    What would be kept of an outline; nothing is written.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    polygon : shapely geometry or sequence of (float, float)
        What was drawn.
    code : str, optional
        Its village, whose older outline it would replace.

    Returns
    -------
    Fitted
        The shape, and what laying it against its neighbours changed.

    Raises
    ------
    InputError
        When nothing can be kept of it.

    Examples
    --------
    >>> from pathlib import Path
    >>> corners = [(100.55, 14.0), (100.58, 14.0), (100.58, 14.03), (100.55, 14.03)]
    >>> snap(Path("tests/data/small"), corners).shape.bounds
    (100.56, 14.0, 100.58, 14.03)
    """
    now = standing(home)
    shape = polygon if hasattr(polygon, "geom_type") else polygon_of(polygon)
    return _fitted(now, now.outlines, village(code) if code else "", shape)


def gaps(home: Path, *, now: Standing | None = None) -> tuple[Gap, ...]:
    """
    The land of the tambon that no village covers: each may be one that is missing.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    now : Standing, optional
        What stands in it, where that is known already.

    Returns
    -------
    tuple[Gap, ...]
        The largest first. Where no file holds the tambon's outline, holes between villages; none
        where no village stands yet, since all the tambon would be one.

    Examples
    --------
    >>> from pathlib import Path
    >>> gaps(Path("tests/data/small"))
    ()
    """
    ground = (now or standing(home)).ground()
    found = snapping.free(ground) if len(ground.taken) else []
    return tuple(Gap(n, one, snapping.measured(one)) for n, one in enumerate(found, start=1))


def add_gap(
    home: Path,
    code: str,
    number: int,
    *,
    by: str,
    on: dt.date,
    name: str = "",
    seen: str | None = None,
) -> Added:
    """
    Give a village the land that no other covers.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    code : str
        The village.
    number : int
        Which gap of :func:`gaps`.
    by : str
        The role of who says so.
    on : datetime.date
        When.
    name : str, default ""
        Name of the village.
    seen : str, optional
        Version of the document that the person saw.

    Returns
    -------
    Added
        The outline as kept.

    Raises
    ------
    InputError
        When there is no such gap, or as of :func:`add`.
    """
    found = {gap.number: gap for gap in gaps(home)}
    if number not in found:
        raise InputError("outline.no_gap", where=str(number), known=len(found))
    shape = found[number].shape
    return add(home, code, shape, by=by, on=on, how="gap", name=name, seen=seen)


def _fitted(
    now: Standing, there: Outlines, code: str, shape: Any, near: float = snapping.TOLERANCE
) -> Fitted:
    """An outline laid against the others; refused where nothing of it can be kept."""
    if code and not code.startswith(now.area):
        raise InputError("outline.other_area", where=code, area=now.area)
    if code in set(now.surveyed["place"]):
        raise InputError("outline.there", where=code)
    ground = replace(now, outlines=there).ground(code)
    found = snapping.fit(shape, ground, tolerance=near)
    if not found.shape.is_empty:
        return found
    if now.within is not None and not shape.intersects(now.within):
        raise InputError("outline.outside", where=code)
    if any(shape.intersects(one) for one in ground.taken):
        raise InputError("outline.covered", where=code)
    raise InputError("outline.small", where=code)


def _rings(shape: Any) -> list[list[list[tuple[float, float]]]]:
    """A shape as coordinates: polygons, each with its rings, the outer one first."""
    import shapely

    return [
        [[(x, y) for x, y in shapely.get_coordinates(ring).tolist()]
         for ring in (one.exterior, *one.interiors)]
        for one in shapely.get_parts(shape)
    ]  # fmt: skip
