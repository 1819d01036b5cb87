"""Where a layer should lie, and which reference system puts it there: told, never acted upon.

The place is expected from a reference layer, by the codes that both have, or from the codes alone,
by the box around each amphoe. A box tells a wrong zone or changed axes, hundreds of kilometres; two
datums some hundred metres apart it cannot tell, and then both are named.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import CrsError
from tambon_gis.loaders.land import datum
from tambon_gis.model.findings import Finding
from tambon_gis.places import LADDER, successor

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy as np
    import pyproj
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Boxes = dict[str, tuple[float, float, float, float]]

__all__ = ["SWAPPED", "Expected", "Fit", "System", "expect", "rank", "settle", "straight"]

#: Reference systems that Thai layers are on.
CANDIDATES = ("EPSG:32647", "EPSG:32648", "EPSG:24047", "EPSG:24048", "EPSG:4326", "EPSG:4240")
#: Written behind a system whose axes changed places in the file: ``EPSG:4326 yx``.
SWAPPED = " yx"
#: A layer farther away than this, in metres, is somewhere else.
FAR = 20_000.0
#: Centroids of the same places, drawn twice, lie nearer than this, in metres.
OFF = 100.0
MOST_LATITUDE = 90.0
MOST_LONGITUDE = 180.0
SHOWN = 4


@dataclass(frozen=True)
class Expected:
    """
    Where the rows of a layer should lie.

    Parameters
    ----------
    by : {"reference", "codes"}
        What says so. ``codes`` also stands for a reference of wider areas.
    boxes : numpy.ndarray
        West, south, east, north of each row in degrees, NaN where nothing is known; a point where
        it is known exactly.
    """

    by: str
    boxes: Points

    @property
    def tolerance(self) -> float:
        """Metres that say nothing against a system."""
        return OFF if self.by == "reference" else FAR

    def distance(self, points: Points) -> float:
        """
        The middle distance of points to where they should lie.

        Parameters
        ----------
        points : numpy.ndarray
            Degrees, longitude first, one a row.

        Returns
        -------
        float
            Metres, the median over the rows of which a place is known; infinite where a point has
            no coordinates.
        """
        import numpy as np

        west, south, east, north = self.boxes.T
        known = ~np.isnan(west)
        x, y = points[known].T
        near_x = np.clip(x, west[known], east[known])
        near_y = np.clip(y, south[known], north[known])
        apart = _apart(x, y, near_x, near_y)
        return float(np.median(np.where(np.isfinite(apart), apart, np.inf)))


@dataclass(frozen=True)
class Fit:
    """A reference system as ``boundary.crs`` names it, and how far off it puts the layer."""

    crs: str
    metres: float


@dataclass(frozen=True)
class System:
    """
    The reference system of a layer.

    Parameters
    ----------
    crs : pyproj.CRS
        The system.
    swapped : bool
        Whether y stands before x in the file, which a person has said.
    findings : tuple[Finding, ...]
        What speaks for and against it.
    """

    crs: pyproj.CRS
    swapped: bool = False
    findings: tuple[Finding, ...] = field(default=())


def expect(
    places: Sequence[str], *, reference: gpd.GeoDataFrame | None = None, area: str | None = None
) -> Expected | None:
    """
    Where places should lie.

    Parameters
    ----------
    places : sequence of str
        Codes of the rows.
    reference : geopandas.GeoDataFrame, optional
        Stage ``boundaries``: a layer whose place is trusted.
    area : str, optional
        Code of the project's area, used where the codes of the rows are not known.

    Returns
    -------
    Expected or None
        None for made-up areas without a reference.

    Examples
    --------
    >>> expect(["150109", "990101"]).boxes[0].tolist(), expect(["990101"])
    ([100.38, 14.51, 100.51, 14.64], None)
    """
    import numpy as np

    absent = (np.nan,) * 4
    for by, boxes in _sources(places, reference):
        found = [boxes.get(place, absent) for place in places]
        if any(box is not absent for box in found):
            return Expected(by, np.array(found, dtype=float))
    box = _box(area) if area else None
    return Expected("codes", np.array([box] * len(places), dtype=float)) if box else None


def rank(points: Points, expected: Expected) -> tuple[Fit, ...]:
    """
    How far each reference system puts a layer from where it should lie.

    Parameters
    ----------
    points : numpy.ndarray
        One point a row in the coordinates of the file.
    expected : Expected
        Where the rows should lie.

    Returns
    -------
    tuple[Fit, ...]
        The nearest first; systems in which the coordinates are impossible are left out.

    Examples
    --------
    >>> import numpy as np
    >>> fits = rank(np.array([[660000.0, 1612000.0]]), expect(["150109"]))
    >>> [(fit.crs, round(fit.metres)) for fit in fits[:2]]
    [('EPSG:32647', 0), ('EPSG:24047', 0)]
    """
    import numpy as np

    fits = []
    for order, mark in ((points, ""), (points[:, ::-1], SWAPPED)):
        x, y = np.abs(order).max(axis=0)
        degrees = x <= MOST_LONGITUDE and y <= MOST_LATITUDE
        for crs in CANDIDATES:
            if datum.understand(crs).is_projected or degrees:
                metres = expected.distance(datum.choose(crs).to_wgs84(order))
                if np.isfinite(metres):
                    fits.append(Fit(crs + mark, metres))
    return tuple(sorted(fits, key=lambda fit: fit.metres))


def settle(
    polygons: Any, *, found: str | None, asked: str | None, expected: Expected | None, file: str
) -> System:
    """
    The reference system of a layer: as asked, as the file says, or what its degrees leave open.

    Parameters
    ----------
    polygons : numpy.ndarray of shapely geometries
        The rows, in the coordinates of the file.
    found : str or None
        What the file says.
    asked : str or None
        What a person says; `` yx`` behind it where the axes changed places.
    expected : Expected or None
        Where the rows should lie.
    file : str
        For findings and messages.

    Returns
    -------
    System
        The system with what was noticed.

    Raises
    ------
    CrsError
        When it is missing with coordinates in metres, contradicted by the coordinates, or puts the
        layer somewhere else while another one puts it where it should be.
    """
    import shapely

    points = shapely.get_coordinates(shapely.centroid(polygons))
    bounds = shapely.total_bounds(polygons).tolist()
    case = _Case(points, bounds, expected, file)
    if asked is not None:
        return case.asked(asked, found)
    if found is not None:
        return case.found(found)
    turned = [bounds[1], bounds[0], bounds[3], bounds[2]]
    if datum.in_thailand(turned):
        raise CrsError("crs.swapped", where=file, fits=case.fits(), crs="EPSG:4326" + SWAPPED)
    if not datum.in_thailand(bounds):
        raise CrsError("crs.missing", where=file, fits=case.fits())
    standard = file.lower().endswith((".geojson", ".json", ".topojson", ".kml", ".kmz", ".gpx"))
    note = Finding("crs.assumed", "note" if standard else "decide", file)
    system = datum.understand("EPSG:4326")
    return System(system, findings=(note, *case.doubts(system, swapped=False)))


def straight(shapes: Any, system: System) -> Any:
    """
    Shapes with x before y, as a person has said that they are not.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
        In the coordinates of the file.
    system : System
        Says whether the axes changed places.

    Returns
    -------
    numpy.ndarray of shapely geometries
        The same shapes where they did not.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> turned = System(datum.understand("EPSG:4326"), swapped=True)
    >>> straight(np.array([shapely.Point(14, 100)]), turned).tolist()
    [<POINT (100 14)>]
    """
    import shapely

    return shapely.transform(shapes, lambda xy: xy[:, ::-1]) if system.swapped else shapes


@dataclass(frozen=True)
class _Case:
    """A layer whose system is to be settled."""

    points: Points
    bounds: Sequence[float]
    expected: Expected | None
    file: str

    def asked(self, asked: str, found: str | None) -> System:
        """A person says it: believed, with what speaks against it."""
        swapped = asked.endswith(SWAPPED)
        system = datum.understand(asked.removesuffix(SWAPPED), where=self.file)
        self._agrees(system)
        facts = {"crs": asked, "found": _spoken(found)}
        note = Finding("crs.asked", "note", self.file, facts=facts)
        return System(system, swapped, (note, *self.doubts(system, swapped=swapped)))

    def found(self, found: str) -> System:
        """The file says it: believed, unless that is another place."""
        system = datum.understand(found, where=self.file)
        self._agrees(system)
        west, south, east, north = self.bounds
        if system.is_geographic and datum.in_thailand((south, west, north, east)):
            crs = f"{_code(system)}{SWAPPED}"
            raise CrsError("crs.swapped", where=self.file, fits=self.fits(), crs=crs)
        if self.expected is not None and (here := self._distance(system, swapped=False)) > FAR:
            best = rank(self.points, self.expected)[:1]
            if best and best[0].metres <= self.expected.tolerance:
                facts = {"crs": _code(system), "metres": _whole(here), "fits": self.fits()}
                raise CrsError("crs.elsewhere", where=self.file, **facts)
        return System(system, findings=self.doubts(system, swapped=False))

    def doubts(self, system: pyproj.CRS, *, swapped: bool) -> tuple[Finding, ...]:
        """What speaks against a system that is used all the same."""
        if self.expected is None:
            return ()
        here = self._distance(system, swapped=swapped)
        if here <= self.expected.tolerance:
            return ()
        crs = _code(system) + (SWAPPED if swapped else "")
        facts = {"crs": crs, "metres": _whole(here), "fits": self.fits()}
        return (Finding("crs.doubtful", "decide", self.file, facts=facts),)

    def fits(self) -> str:
        """The candidates with their distances, the nearest first; a dash where nothing is known."""
        if self.expected is None:
            return "-"
        ranked = rank(self.points, self.expected)[:SHOWN]
        return "; ".join(f"{fit.crs} {_whole(fit.metres)} m" for fit in ranked) or "-"

    def _distance(self, system: pyproj.CRS, *, swapped: bool) -> float:
        """Metres by which a system misses the place."""
        points = self.points[:, ::-1] if swapped else self.points
        moved = datum.choose(system, where=self.file).to_wgs84(points)
        return self.expected.distance(moved) if self.expected is not None else 0.0

    def _agrees(self, system: pyproj.CRS) -> None:
        """Refuse metres in a system of degrees, and degrees in one of metres."""
        west, south, east, north = self.bounds
        large = max(map(abs, self.bounds)) > datum.MOST_DEGREES
        facts = {"where": self.file, "crs": system.name}
        if system.is_geographic and large:
            raise CrsError("crs.not_degrees", fits=self.fits(), **facts)
        turned = datum.in_thailand((south, west, north, east))
        if system.is_projected and (turned or datum.in_thailand(self.bounds)):
            raise CrsError("crs.not_metres", fits=self.fits(), **facts)


def _sources(places: Sequence[str], reference: gpd.GeoDataFrame | None) -> list[tuple[str, Boxes]]:
    """What may say where places lie, the most exact first: place -> box."""
    out: list[tuple[str, Boxes]] = []
    if reference is not None and len(reference):
        import shapely

        shapes = reference.geometry.to_numpy()
        centre = shapely.get_coordinates(shapely.centroid(shapes))
        points = zip(reference["place"], centre.tolist(), strict=True)
        out.append(("reference", {code: (x, y, x, y) for code, (x, y) in points}))
        digits = len(reference["place"].iloc[0])
        bounds = zip(reference["place"], shapely.bounds(shapes).tolist(), strict=True)
        wider = {code: tuple(box) for code, box in bounds}
        out.append(("codes", {p: wider[p[:digits]] for p in places if p[:digits] in wider}))
    known = {place: box for place in places if (box := _box(place))}
    return [*out, ("codes", known)]


def _box(code: str) -> tuple[float, float, float, float] | None:
    """The box around the amphoe or province of a code, that of its successor for an old one."""
    digits = LADDER["amphoe"]
    boxes = _extents()
    if (found := boxes.get(code[:digits])) is not None:
        return found
    new = successor(code[:digits]) if len(code) >= digits else None
    return boxes.get(new.code) if new is not None else None


@cache
def _extents() -> Boxes:
    """Boxes around every amphoe and province."""
    from importlib.resources import files

    shipped = files("tambon_gis") / "documents" / "places" / "amphoe_extent.csv"
    lines = shipped.read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines if line[:1].isdigit()]
    out: Boxes = {}
    for code, *bounds in rows:
        west, south, east, north = map(float, bounds)
        out[code] = (west, south, east, north)
        a, b, c, d = out.get(code[:2], out[code])
        out[code[:2]] = (min(a, west), min(b, south), max(c, east), max(d, north))
    return out


def _apart(x: Any, y: Any, other_x: Any, other_y: Any) -> Any:
    """Metres between points of degrees; exact enough to rank, whatever the distance."""
    import numpy as np
    import pyproj

    good = np.isfinite(x) & np.isfinite(y) & (np.abs(y) <= MOST_LATITUDE)
    out = np.full(len(x), np.inf)
    geod = pyproj.Geod(ellps="WGS84")
    out[good] = geod.inv(x[good], y[good], other_x[good], other_y[good])[2]
    return out


def _code(system: pyproj.CRS) -> str:
    """A system as ``boundary.crs`` names it, else by its name."""
    code = system.to_epsg()
    return f"EPSG:{code}" if code else str(system.name)


def _whole(metres: float) -> str:
    """Metres with commas."""
    return f"{metres:,.0f}"


def _spoken(found: str | None) -> str:
    """The name of the system that the file gives, as far as it can be understood."""
    try:
        return str(datum.understand(found).name) if found else "-"
    except CrsError:
        return "?"
