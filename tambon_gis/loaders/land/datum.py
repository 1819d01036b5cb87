"""Coordinates to WGS 84 by the right operation, the choice recorded and nothing guessed.

Old Thai layers are on Indian 1975. The library's default operation for it lies some 188 m from the
one that Thai control stations agree with: EPSG:1304, "Indian 1975 to WGS 84 (2)", a geocentric
translation of 210, 814, 289 m. It has to be taken by name. A shift written in the file itself
(TOWGS84) is left aside for the register's, and told.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import CrsError
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    import pyproj
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

__all__ = ["INDIAN_1975", "THAILAND", "Operation", "choose", "in_thailand", "understand", "wgs84"]

#: West, south, east, north of a box around Thailand, degrees.
THAILAND = (97.0, 5.0, 106.0, 21.0)
#: Name of EPSG:1304, the operation from Indian 1975 that fits Thai control stations.
INDIAN_1975 = "Indian 1975 to WGS 84 (2)"
EVEREST_1937_AXIS = 6377276.345
AXIS_TOLERANCE = 1.0
MOST_DEGREES = 360.0


@dataclass(frozen=True)
class Operation:
    """
    How coordinates go to WGS 84.

    Parameters
    ----------
    name : str
        Name of the operation.
    accuracy : float
        Metres, as its register says; negative when unknown.
    to_wgs84 : Callable
        Points (n, 2) with x or longitude first -> degrees, longitude first.
    default : str
        Name of the operation that the library would have taken, empty when it is the same.
    to_wgs84_by_default : Callable, optional
        That operation.
    runner_up : str
        Name of the best one that was not taken, empty where there is no other.
    to_wgs84_by_runner_up : Callable, optional
        That operation.
    runner_up_accuracy : float
        Metres, as its register says; negative when unknown.
    """

    name: str
    accuracy: float
    to_wgs84: Callable[[Points], Points]
    default: str = ""
    to_wgs84_by_default: Callable[[Points], Points] | None = None
    runner_up: str = ""
    to_wgs84_by_runner_up: Callable[[Points], Points] | None = None
    runner_up_accuracy: float = -1.0


def choose(crs: Any, *, where: str = "") -> Operation:
    """
    The operation from a reference system to WGS 84.

    Parameters
    ----------
    crs : pyproj.CRS, str or int
        Reference system of the coordinates.
    where : str, default ""
        File, for the message.

    Returns
    -------
    Operation
        For Indian 1975 by EPSG:1304, whatever the library's default; else the best one known.

    Raises
    ------
    CrsError
        When the system is not understood, or only a ballpark transformation is known.

    Examples
    --------
    >>> choose("EPSG:24047").name
    'Indian 1975 to WGS 84 (2)'
    """
    import pyproj

    source = understand(crs, where=where)
    if not (source.is_geographic or source.is_projected):  # heights, or metres from the middle
        raise CrsError("crs.unknown", where=where)
    try:
        with warnings.catch_warnings(action="ignore"):  # of grids that are not there
            found = _best(source)
    except pyproj.exceptions.ProjError:
        raise CrsError("crs.unknown", where=where) from None
    if found is None:
        raise CrsError("crs.ballpark", where=where, crs=_name(source))
    return found


def understand(crs: Any, *, where: str = "") -> pyproj.CRS:
    """
    A reference system as pyproj knows it.

    Parameters
    ----------
    crs : pyproj.CRS, str or int
        EPSG code, WKT or the like.
    where : str, default ""
        File, for the message.

    Returns
    -------
    pyproj.CRS
        The system; without the shift to WGS 84 that a file may have written into it.

    Raises
    ------
    CrsError
        When it is not understood.

    Examples
    --------
    >>> understand(32647).name
    'WGS 84 / UTM zone 47N'
    """
    import pyproj

    try:
        found = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        raise CrsError("crs.unknown", where=where) from None
    return found.source_crs if found.is_bound and found.source_crs is not None else found


def wgs84(
    geometries: NDArray[np.object_], crs: Any, *, file: str = ""
) -> tuple[NDArray[np.object_], tuple[Finding, ...]]:
    """
    Geometries in WGS 84.

    Parameters
    ----------
    geometries : numpy.ndarray of shapely geometries
        None stays None. Heights are dropped.
    crs : pyproj.CRS, str or int
        Their reference system.
    file : str, default ""
        For findings and messages.

    Returns
    -------
    tuple
        Geometries in degrees, longitude first, and notes: the operation that was taken with its
        accuracy and the runner-up with its own, how far away that would have put this place, and a
        shift that the file had written into its system and that was not taken.

    Raises
    ------
    CrsError
        When there is no exact operation, or the coordinates cannot be in that system.

    Examples
    --------
    >>> import numpy as np, shapely
    >>> point = np.array([shapely.Point(643942.668, 1367212.838)])
    >>> moved, notes = wgs84(point, "EPSG:24047", file="old.shp")
    >>> notes[0].code, notes[0].facts["metres"]
    ('crs.operation', '187')
    """
    import numpy as np
    import shapely

    operation = choose(crs, where=file)
    moved = shapely.transform(geometries, operation.to_wgs84)
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise CrsError("crs.impossible", where=file, crs=_name(understand(crs)))
    if operation.name == "WGS 84" and not _projected(crs):
        return moved, ()
    code = "crs.chosen" if operation.runner_up else "crs.transformed"
    finding = Finding(
        "crs.operation" if operation.default else code,
        "note",
        file=file,
        facts={
            "crs": _name(understand(crs)),
            "operation": operation.name,
            "accuracy": _metres(operation.accuracy),
            "default": operation.default,
            "runner_up": operation.runner_up or "-",
            "runner_up_accuracy": _metres(operation.runner_up_accuracy),
            "metres": f"{_apart(geometries, operation):.0f}" if operation.runner_up else "-",
        },
    )
    own = _own_shift(crs)
    if own:
        facts = {"shift": own, "operation": operation.name}
        return moved, (finding, Finding("crs.own_shift", "note", file=file, facts=facts))
    return moved, (finding,)


def in_thailand(bounds: Sequence[float]) -> bool:
    """
    Whether a box of degrees lies in the box around Thailand.

    Parameters
    ----------
    bounds : sequence of four floats
        West, south, east, north.

    Returns
    -------
    bool
        False also when a bound is missing.

    Examples
    --------
    >>> in_thailand((100.2, 14.4, 100.6, 14.8)), in_thailand((14.4, 100.2, 14.8, 100.6))
    (True, False)
    """
    west, south, east, north = bounds
    low_x, low_y, high_x, high_y = THAILAND
    return low_x <= west <= east <= high_x and low_y <= south <= north <= high_y


def _best(source: pyproj.CRS) -> Operation | None:
    """The operation to take, None when only a ballpark one is known."""
    from pyproj.transformer import TransformerGroup

    if _is_wgs84(source):
        return Operation("WGS 84", 0.0, _mover(_unprojector(source)))
    if _is_indian_1975(source):
        return _indian_1975(source)
    group = TransformerGroup(source, "EPSG:4326", always_xy=True, allow_ballpark=False)
    if not group.transformers:
        return None
    best, *others = group.transformers
    found = Operation(best.description, float(best.accuracy), _apply(best))
    if not others:
        return found
    return replace(
        found,
        runner_up=others[0].description,
        to_wgs84_by_runner_up=_apply(others[0]),
        runner_up_accuracy=float(others[0].accuracy),
    )


def _is_wgs84(crs: pyproj.CRS) -> bool:
    """Whether no shift of datum is needed: WGS 84 itself, projected or not."""
    geodetic = crs.geodetic_crs
    name = geodetic.name if geodetic is not None else ""
    return name.replace("_", " ").upper() in {"WGS 84", "GCS WGS 1984", "WGS 84 (CRS84)"}


def _is_indian_1975(crs: pyproj.CRS) -> bool:
    """By the name of its datum and the axis of its ellipsoid, however the file wrote them."""
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.datum is None or geodetic.ellipsoid is None:
        return False
    name = "".join(letter for letter in geodetic.datum.name.casefold() if letter.isalnum())
    axis = geodetic.ellipsoid.semi_major_metre
    return "indian1975" in name and abs(axis - EVEREST_1937_AXIS) < AXIS_TOLERANCE


def _indian_1975(source: pyproj.CRS) -> Operation | None:
    """First to degrees on Indian 1975, then by EPSG:1304."""
    from pyproj.transformer import TransformerGroup

    group = TransformerGroup("EPSG:4240", "EPSG:4326", always_xy=True, allow_ballpark=False)
    right = next((one for one in group.transformers if INDIAN_1975 in one.description), None)
    if right is None:
        return None
    first = group.transformers[0]
    other = next(one for one in group.transformers if one is not right)
    other_name = _middle(other.description)
    degrees = _unprojector(source)
    default = _middle(first.description)
    return Operation(
        INDIAN_1975,
        float(right.accuracy),
        _mover(degrees, right),
        default if INDIAN_1975 not in default else "",
        _mover(degrees, first),
        other_name,
        _mover(degrees, other),
        float(other.accuracy),
    )


def _middle(description: str) -> str:
    """The shift of datum in the description of a whole chain."""
    steps = description.split(" + ")
    return next((step for step in steps if "to WGS 84" in step), description)


def _unprojector(source: pyproj.CRS) -> Any:
    """Projected metres to degrees of the same datum, None where they are degrees."""
    import pyproj

    if not source.is_projected or source.geodetic_crs is None:
        return None
    return pyproj.Transformer.from_crs(source, source.geodetic_crs, always_xy=True)


def _mover(*transformers: Any) -> Callable[[Points], Points]:
    """Some transformers in a row, those that are none left out."""
    steps = [_apply(one) for one in transformers if one is not None]

    def move(points: Points) -> Points:
        for step in steps:
            points = step(points)
        return points

    return move


def _apply(transformer: Any) -> Callable[[Points], Points]:
    """A transformer as a function of points."""
    import numpy as np

    def move(points: Points) -> Points:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return move


def _projected(crs: Any) -> bool:
    """Whether coordinates are metres of a map projection."""
    return bool(understand(crs).is_projected)


def _apart(geometries: NDArray[np.object_], operation: Operation) -> float:
    """Metres between the operation and the runner-up at the first point."""
    import pyproj
    import shapely

    points = shapely.get_coordinates(geometries)[:1]
    if not len(points) or operation.to_wgs84_by_runner_up is None:
        return 0.0
    (ours,), (other,) = operation.to_wgs84(points), operation.to_wgs84_by_runner_up(points)
    return float(pyproj.Geod(ellps="WGS84").inv(*ours, *other)[2])


def _metres(accuracy: float) -> str:
    """An accuracy as text."""
    return f"{accuracy:g}" if accuracy >= 0 else "?"


def _own_shift(crs: Any) -> str:
    """The shift to WGS 84 that a file has written into its system, unless it is none at all."""
    import pyproj

    found = pyproj.CRS.from_user_input(crs)
    if not found.is_bound or found.coordinate_operation is None:
        return ""
    values = [float(one) for one in found.coordinate_operation.towgs84]
    return ", ".join(f"{one:g}" for one in values) if any(values) else ""


def _name(crs: pyproj.CRS) -> str:
    """A system as a person would look it up."""
    code = crs.to_epsg()
    return f"{crs.name} (EPSG:{code})" if code else str(crs.name)
