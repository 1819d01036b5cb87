"""Outlines that people drew, beside the polygons of a layer: these always stand, those give way.

Nobody surveyed them; whatever shows them says by whom and when they were drawn.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders.land import overlay
from tambon_gis.loaders.land.coverage import HAIRLINE, metres
from tambon_gis.model.findings import Finding
from tambon_gis.model.outline import OUTLINES, Outlines, written
from tambon_gis.places import moo_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

__all__ = ["Drawn", "areas", "beside", "cut", "frame_of", "noded"]

#: Two corners this near, in degrees (a hundredth of a millimetre), are one.
ONE_SPOT = 1e-10


@dataclass(frozen=True)
class Drawn:
    """
    What people drew, and where it may be used.

    Parameters
    ----------
    outlines : Outlines
        The document.
    area : str
        Code of the project's area; an outline of another one is not used.
    """

    outlines: Outlines = field(default=Outlines(), repr=False)
    area: str = ""

    def __bool__(self) -> bool:
        """Whether anything was drawn."""
        return bool(self.outlines.features)


def frame_of(outlines: Outlines) -> gpd.GeoDataFrame:
    """
    Outlines as boundaries.

    Parameters
    ----------
    outlines : Outlines
        The document.

    Returns
    -------
    geopandas.GeoDataFrame
        Stage ``boundaries`` with ``moo``, ``approximate`` (true), and ``drawn_by``, ``drawn_on``
        (as ISO text) and ``drawn_how``, by place. Rings that cross themselves are made valid.

    Raises
    ------
    InputError
        When one is so tangled that it cannot be.

    Examples
    --------
    >>> frame_of(Outlines()).columns.tolist()[:3]
    ['place', 'name', 'moo']
    """
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely

    drawn = sorted(outlines.drawn, key=lambda one: one[0].code)
    shapes = np.empty(len(drawn), dtype=object)
    for at, (_, polygons) in enumerate(drawn):
        parts = [shapely.Polygon(rings[0], rings[1:]) for rings in polygons]
        shapes[at] = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    told = [one for one, _ in drawn]
    text = {
        "place": [one.code for one in told],
        "name": [one.name for one in told],
        "moo": pd.array([moo_of(one.code) for one in told], dtype="Int16"),
        "approximate": np.ones(len(told), dtype=bool),
        "drawn_by": [one.drawn_by for one in told],
        "drawn_on": [one.drawn_on.isoformat() for one in told],
        "drawn_how": [one.how for one in told],
    }
    frame = pd.DataFrame(text).astype(dict.fromkeys(_TEXTS, "string"))
    made = overlay.sound(shapes)
    lost = [one.code for one, shape in zip(told, made, strict=True) if shape is None]
    if lost:
        raise InputError("outline.crosses", where=", ".join(lost))
    return gpd.GeoDataFrame(frame, geometry=made, crs="EPSG:4326")


_TEXTS = ("place", "name", "drawn_by", "drawn_on", "drawn_how")


def beside(
    frame: gpd.GeoDataFrame | None, drawn: Drawn
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """
    The polygons of a layer, with the outlines of the villages that it lacks.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame or None
        Stage ``boundaries`` with ``approximate``; None where there is no layer. Not changed.
    drawn : Drawn
        What people drew.

    Returns
    -------
    tuple[geopandas.GeoDataFrame, tuple[Finding, ...]]
        One polygon a place, by place, and what was noticed. A place of the layer keeps its polygon,
        unless that was made from points; an outline gives up what lies on such a place, and takes
        what it needs of areas made from points. Neighbours have the same corners along their
        border.

    Examples
    --------
    >>> beside(None, Drawn())[1]
    ()
    """
    import pandas as pd

    made = frame_of(drawn.outlines)
    if frame is None:
        frame = made.iloc[:0]
    if made.empty:
        return frame, ()
    surveyed = frame[~frame["approximate"].astype(bool)]
    foreign = ~made["place"].str.startswith(drawn.area)
    idle = made["place"].isin(surveyed["place"]) & ~foreign
    told = _listed("outline.elsewhere", "decide", made[foreign])
    told += _listed("outline.idle", "note", made[idle])
    made, more = _cut_back(made[~foreign & ~idle], surveyed.geometry.to_numpy())
    rough = frame[frame["approximate"].astype(bool) & ~frame["place"].isin(made["place"])]
    rough = _making_room(rough, made.geometry.to_numpy())
    whole = pd.concat([surveyed, rough, made]).sort_values("place", ignore_index=True)
    for column in ("drawn_by", "drawn_on", "drawn_how", "name"):
        whole[column] = whole[column].astype("string").fillna("")
    if "moo" in frame.columns or surveyed.empty:
        whole["moo"] = whole["moo"].astype("Int16")
    met = noded(whole.geometry.to_numpy(), whole["drawn_by"].ne("").to_numpy(bool))
    return whole.set_geometry(met, crs=made.crs), (*told, *more, *_who(made))


def cut(shape: Any, taken: Geometries) -> Any:
    """
    A shape without what others cover already.

    Parameters
    ----------
    shape : shapely geometry
        A polygon.
    taken : numpy.ndarray of shapely geometries
        Polygons that stand.

    Returns
    -------
    shapely geometry
        Polygons only; empty where nothing is left.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> cut(shapely.box(0, 0, 2, 1), np.array([shapely.box(1, 0, 3, 1)])).area
    1.0
    """
    import shapely

    near = taken[shapely.intersects(taken, shape)]
    return areas(overlay.less(shape, overlay.union(near))) if len(near) else shape


def areas(shape: Any) -> Any:
    """
    What of a shape is an area: points and lines that an overlay left over are dropped.

    Parameters
    ----------
    shape : shapely geometry
        Any.

    Returns
    -------
    shapely geometry
        A polygon, several, or an empty one.

    Examples
    --------
    >>> import shapely
    >>> areas(shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.Point(5, 5)])).geom_type
    'Polygon'
    """
    import shapely

    parts = [one for one in shapely.get_parts(shapely.get_parts(shape)) if one.area > 0]
    polygons = [one for one in parts if one.geom_type == "Polygon"]
    if len(polygons) == 1:
        return polygons[0]
    return shapely.MultiPolygon(polygons)


def noded(shapes: Geometries, drawn: NDArray[np.bool_]) -> Geometries:
    """
    Neighbours with the same corners along the borders that they share.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
        Polygons that meet to a hundredth of a millimetre.
    drawn : numpy.ndarray of bool
        Which of them people drew: they take the corners of the others first.

    Returns
    -------
    numpy.ndarray of shapely geometries
        The shapes; those that meet no drawn one are the same objects.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> pair = np.array([shapely.box(0, 0, 1, 2), shapely.box(1, 0, 2, 1)])
    >>> len(noded(pair, np.array([False, True]))[0].exterior.coords)
    6
    """
    import shapely

    out = shapes.copy()
    tree = shapely.STRtree(shapes)
    for at in drawn.nonzero()[0].tolist():
        near = tree.query(out[at], predicate="dwithin", distance=ONE_SPOT)
        others = [one for one in near.tolist() if one != at]
        for one in others:
            out[at] = _cornered(out[at], out[one])
        out[at] = _unpinched(out[at])
        for one in others:
            out[one] = _cornered(out[one], out[at])
    return out


def _unpinched(shape: Any) -> Any:
    """A shape whose line comes back to its own edge, as parts that meet in that corner."""
    import shapely

    def tied(ring: Any) -> list[Any]:
        coords = shapely.get_coordinates(ring)
        spots, out = shapely.points(coords[:-1]), [coords[0]]
        for first, last in itertools.pairwise(coords):
            edge = shapely.LineString([first, last])
            on = coords[:-1][shapely.dwithin(spots, edge, ONE_SPOT)]
            on = [one for one in on if not ((one == first).all() or (one == last).all())]
            out += sorted(on, key=lambda one: float(((one - first) ** 2).sum()))
            out.append(last)
        return out

    parts = []
    for one in shapely.get_parts(shape):
        rings = [tied(ring) for ring in (one.exterior, *one.interiors)]
        parts.append(shapely.make_valid(shapely.Polygon(rings[0], rings[1:])))
    if all(len(shapely.get_coordinates(a)) == len(shapely.get_coordinates(b))
           for a, b in zip(parts, shapely.get_parts(shape), strict=True)):  # fmt: skip
        return shape
    return areas(shapely.union_all(parts)) if len(parts) > 1 else areas(parts[0])


def _cornered(shape: Any, other: Any) -> Any:
    """A shape with the corners that another one has on its border."""
    import shapely

    corners = shapely.points(shapely.get_coordinates(other))
    line = shapely.boundary(shape)
    near = corners[shapely.dwithin(corners, line, ONE_SPOT)]
    known = set(map(tuple, shapely.get_coordinates(shape).tolist()))
    new = [one for one in near if (one.x, one.y) not in known]
    if not new:
        return shape
    moved = shapely.snap(shape, shapely.MultiPoint(new), ONE_SPOT)
    return moved if moved.is_valid else shape


def _cut_back(
    made: gpd.GeoDataFrame, surveyed: Geometries
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Outlines without what lies on surveyed places or on each other; what that took."""
    import numpy as np
    import shapely

    out, told = np.empty(len(made), dtype=object), []
    places, stand = made["place"].tolist(), surveyed
    for at, shape in enumerate(made.geometry):
        left = cut(shape, stand)
        before, after = shapely.area(metres(np.array([shape, left])))
        out[at] = shape if before - after < HAIRLINE else left
        facts = {"place": places[at], "square_metres": f"{before - after:,.0f}"}
        if out[at].is_empty:
            told.append(
                Finding("outline.covered", "decide", OUTLINES, cell=places[at], facts=facts)
            )
            continue
        stand = np.append(stand, out[at])
        if before - after >= HAIRLINE:
            told.append(Finding("outline.cut", "repaired", OUTLINES, cell=places[at], facts=facts))
    fitted = made.set_geometry(out, crs=made.crs)
    return fitted[~fitted.geometry.is_empty], told


def _making_room(rough: gpd.GeoDataFrame, drawn: Geometries) -> gpd.GeoDataFrame:
    """Areas that were made from points, without what people drew."""
    if rough.empty or not len(drawn):
        return rough
    import numpy as np

    left = np.array([cut(one, drawn) for one in rough.geometry], dtype=object)
    return rough.set_geometry(left, crs=rough.crs).loc[lambda it: ~it.geometry.is_empty]


def _listed(code: str, severity: Any, rows: pd.DataFrame) -> list[Finding]:
    """One finding that names places, or none."""
    if rows.empty:
        return []
    facts = {"places": ", ".join(rows["place"])}
    first = str(rows["place"].iloc[0])
    return [Finding(code, severity, OUTLINES, cell=first, count=len(rows), facts=facts)]


def _who(made: pd.DataFrame) -> list[Finding]:
    """Who drew which places when: a note for each hand and day."""
    hands: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place, by, on in zip(made["place"], made["drawn_by"], made["drawn_on"], strict=True):
        hands[str(on), str(by)].append(str(place))
    return [_hand(places, by, on) for (on, by), places in sorted(hands.items())]


def _hand(places: Sequence[str], by: str, on: str) -> Finding:
    """The outlines of one hand and day."""
    facts = {"places": ", ".join(places), "by": by, "on": written(dt.date.fromisoformat(on))}
    return Finding(
        "outline.drawn", "note", OUTLINES, cell=places[0], count=len(places), facts=facts
    )
