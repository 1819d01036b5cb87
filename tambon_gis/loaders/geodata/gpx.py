"""GPX of a walk: waypoints are points, tracks that come back to their start are areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders.geodata import markup, shape
from tambon_gis.loaders.geodata.held import layer_of
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from tambon_gis.loaders.geodata.held import Held

__all__ = ["open_gpx"]

STANDARD = "EPSG:4326"
#: A walk is closed when its ends are nearer to each other than this share of its length.
CLOSED = 0.05
CORNERS = 3
#: What a point or track has besides its place.
DRAWN = frozenset({"trkseg", "rtept", "extensions", "link"})


def open_gpx(path: Path, file: str) -> list[Held]:
    """
    Open a GPX.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    file : str
        For findings and messages.

    Returns
    -------
    list[Held]
        Those of ``waypoints``, ``routes`` and ``tracks`` that are there.

    Raises
    ------
    InputError
        When it is no GPX, or no safe one.

    Examples
    --------
    >>> from contextlib import ExitStack
    >>> from tambon_gis.loaders.geodata.staging import folder
    >>> with ExitStack() as stack:
    ...     path = folder(stack) / "a.gpx"
    ...     _ = path.write_text('<gpx><wpt lat="14" lon="100"><name>x</name></wpt></gpx>')
    ...     one = open_gpx(path, "a.gpx")[0]
    >>> one.name, one.load().frame.geometry.iloc[0].wkt
    ('waypoints', 'POINT (100 14)')
    """
    root = markup.read(path, file=file)
    if root.tag != "gpx":
        raise InputError("layer.not_gpx", where=file)
    kinds: dict[str, tuple[str, Callable[[Element], list[Any]]]] = {
        "waypoints": ("wpt", lambda one: [_spots([one])]),
        "routes": ("rte", lambda one: [_spots(list(markup.inner(one, "rtept")))]),
        "tracks": ("trk", lambda one: [
            _spots(list(markup.inner(part, "trkpt"))) for part in markup.inner(one, "trkseg")
        ]),
    }  # fmt: skip
    found = []
    for name, (tag, spots) in kinds.items():
        rows = list(markup.inner(root, tag))
        if rows:
            found.append(_layer(rows, name, spots, file))
    return found


def _layer(
    rows: list[Element], name: str, spots: Callable[[Element], list[Any]], file: str
) -> Held:
    """Points, routes or tracks as rows."""
    tables = [_fields(one) for one in rows]
    keys = dict.fromkeys(key for table in tables for key in table)
    columns: dict[str, list[object]] = {k: [table.get(k) for table in tables] for k in keys}
    drawn = [_drawn(one, spots) for one in rows]
    closed = sum(was_closed for _, was_closed in drawn)
    notes = [Finding("layer.tracks_closed", "repaired", file, name, count=closed)]
    shapes = [one for one, _ in drawn]
    findings = notes if closed else ()
    return layer_of(columns, shapes, crs=STANDARD, findings=findings, name=name)


def _fields(row: Element) -> dict[str, str | None]:
    """What a row says besides its place; extensions by their names."""
    plain = [one for one in row if one.tag not in DRAWN]
    found = {one.tag: "".join(one.itertext()).strip() or None for one in plain}
    for one in markup.inner(row, "extensions"):
        leaves = (leaf for leaf in one.iter() if not len(leaf))
        found |= {leaf.tag: (leaf.text or "").strip() or None for leaf in leaves if leaf is not one}
    return found


def _spots(rows: list[Element]) -> Any:
    """Longitude, latitude and, where all have it, height."""
    at = [[float(row.get("lon", "")), float(row.get("lat", ""))] for row in rows]
    heights = [markup.text_of(row, "ele") for row in rows]
    if all(heights):
        at = [[*spot, float(height or "")] for spot, height in zip(at, heights, strict=True)]
    return shape.points(at)


def _drawn(row: Element, spots: Callable[[Element], list[Any]]) -> tuple[Any, bool]:
    """A shape, and whether a walk was closed to an area."""
    import shapely

    try:
        parts = [part for part in spots(row) if len(part)]
        if row.tag == "wpt":
            return shapely.points(parts[0][0]), False
        if parts and all(_comes_back(part) for part in parts):
            return shape.collect([shape.polygon([part]) for part in parts]), True
        return shape.collect([shapely.linestrings(part) for part in parts if len(part) > 1]), False
    except (ValueError, TypeError, LookupError, shapely.errors.ShapelyError):
        return None, False


def _comes_back(part: Any) -> bool:
    """Whether a walk ends where it began, and encloses something."""
    import numpy as np

    if len(part) < CORNERS:
        return False
    flat = part[:, :2]
    length = float(np.hypot(*np.diff(flat, axis=0).T).sum())
    gap = float(np.hypot(*(flat[-1] - flat[0])))
    return length > 0 and gap <= CLOSED * length and len(np.unique(flat, axis=0)) >= CORNERS
