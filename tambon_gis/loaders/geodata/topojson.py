"""TopoJSON: shared arcs, quantised or not, put together into shapes again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders.geodata import shape
from tambon_gis.loaders.geodata.held import layer_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from tambon_gis.loaders.geodata.held import Held
    from tambon_gis.model.findings import Finding

__all__ = ["layers"]

#: The format has no place for a reference system; its documents speak of longitude and latitude.
STANDARD = "EPSG:4326"
MOST_NESTED = 10


def layers(topology: dict[str, Any], name: str, file: str, notes: Sequence[Finding]) -> list[Held]:
    """
    The objects of a topology.

    Parameters
    ----------
    topology : dict[str, Any]
        As parsed.
    name : str
        Name of a layer whose object has none.
    file : str
        For messages.
    notes : sequence of Finding
        What was noticed while parsing.

    Returns
    -------
    list[Held]
        A layer for each object. A shape whose arcs are not there is None.

    Raises
    ------
    InputError
        When arcs or objects are missing.

    Examples
    --------
    >>> arcs = [[[0, 0], [2, 0], [0, 2], [-2, -2]]]
    >>> one = {"type": "Polygon", "arcs": [[0]], "properties": {"code": "01"}}
    >>> topology = {"arcs": arcs, "objects": {"a": one},
    ...     "transform": {"scale": [0.5, 1], "translate": [100, 14]}}
    >>> layers(topology, "a", "a.json", ())[0].load().frame.geometry.iloc[0].wkt
    'POLYGON ((100 14, 101 14, 101 16, 100 14))'
    """
    objects, raw = topology.get("objects"), topology.get("arcs")
    if not isinstance(objects, dict) or not isinstance(raw, list):
        raise InputError("boundary.unreadable", where=file)
    transform = topology.get("transform")
    try:
        arcs = [_arc(arc, transform) for arc in raw]
    except (ValueError, TypeError, LookupError, OverflowError, AttributeError):
        raise InputError("boundary.unreadable", where=file) from None
    return [
        _layer(one, arcs, transform, str(key) or name, notes)
        for key, one in objects.items()
        if isinstance(one, dict)
    ]


def _arc(arc: Any, transform: Any) -> NDArray[np.float64]:
    """The corners of an arc; a quantised one is told by steps."""
    import numpy as np

    at = shape.points(arc)
    with np.errstate(all="ignore"):  # what is not finite is no position, and found so later
        return _moved(np.cumsum(at, axis=0), transform) if transform is not None else at


def _moved(at: NDArray[np.float64], transform: Any) -> NDArray[np.float64]:
    """Whole numbers to coordinates."""
    import numpy as np

    moved = at.copy()
    scale = np.asarray(transform["scale"], dtype=np.float64)[:2]
    with np.errstate(all="ignore"):  # what is not finite is no position, and found so later
        moved[:, :2] = at[:, :2] * scale + np.asarray(transform["translate"], dtype=np.float64)[:2]
    return moved


def _layer(
    one: dict[str, Any], arcs: list[Any], transform: Any, name: str, notes: Sequence[Finding]
) -> Held:
    """The rows of an object."""
    inner = one.get("geometries") if one.get("type") == "GeometryCollection" else [one]
    held = inner if isinstance(inner, list) else []
    rows = [row if isinstance(row, dict) else {} for row in held]
    tables = [row["properties"] if isinstance(row.get("properties"), dict) else {} for row in rows]
    keys = dict.fromkeys(key for table in tables for key in table)
    columns: dict[str, list[object]] = {k: [table.get(k) for table in tables] for k in keys}
    if "id" not in columns and any(isinstance(row.get("id"), int | str) for row in rows):
        columns["id"] = [row.get("id") for row in rows]
    shapes = [_shape(row, arcs, transform) for row in rows]
    return layer_of(columns, shapes, crs=STANDARD, findings=notes, name=name)


def _shape(row: dict[str, Any], arcs: list[Any], transform: Any, depth: int = 0) -> Any:
    """A geometry with its arcs put in; None where that is not possible."""
    import shapely

    def line(indices: Any) -> list[list[float]]:
        found: list[list[float]] = []
        for index in indices:
            forward = index if index >= 0 else ~index
            step = arcs[forward] if index >= 0 else arcs[forward][::-1]
            found += step.tolist()[1 if found else 0 :]
        return found

    def spot(at: Any) -> list[float]:
        array = shape.points([at])
        return (_moved(array, transform) if transform is not None else array)[0].tolist()  # type: ignore[no-any-return]

    kind, drawn = row.get("type"), row.get("arcs") or ()
    forms: dict[str, Any] = {
        "Point": lambda: spot(row["coordinates"]),
        "MultiPoint": lambda: [spot(at) for at in row["coordinates"]],
        "LineString": lambda: line(drawn),
        "MultiLineString": lambda: [line(part) for part in drawn],
        "Polygon": lambda: [line(ring) for ring in drawn],
        "MultiPolygon": lambda: [[line(ring) for ring in part] for part in drawn],
    }
    try:
        if kind == "GeometryCollection" and depth < MOST_NESTED:
            inner = [_shape(one, arcs, transform, depth + 1) for one in row.get("geometries") or ()]
            return shapely.GeometryCollection([one for one in inner if one is not None])
        if str(kind) not in forms:
            return None
        return shape.shape_of({"type": kind, "coordinates": forms[str(kind)]()})
    except (ValueError, TypeError, LookupError, OverflowError, AttributeError):
        return None
