"""Which reference system puts a layer where it should lie: told, never acted upon.

Where two systems fit, as two datums some hundred metres apart may, both are named.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import CrsError
from tambon_gis.loaders.land import datum
from tambon_gis.loaders.land.expected import FAR, MOST_LATITUDE
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pyproj
    from numpy.typing import NDArray

    from tambon_gis.loaders.land.expected import Expected

    Points = NDArray[np.float64]

__all__ = ["SWAPPED", "Fit", "System", "rank", "settle", "straight"]

#: Reference systems that Thai layers are on.
CANDIDATES = ("EPSG:32647", "EPSG:32648", "EPSG:24047", "EPSG:24048", "EPSG:4326", "EPSG:4240")
#: Written behind a system whose axes changed places in the file: ``EPSG:4326 yx``.
SWAPPED = " yx"
MOST_LONGITUDE = 180.0
#: So many candidates are named.
SHOWN = 4


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
    >>> from tambon_gis.loaders.land.expected import expect
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
