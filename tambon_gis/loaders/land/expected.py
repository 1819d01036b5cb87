"""Where a layer should lie: by a reference layer whose codes it has, or by its codes alone.

Codes alone give the box around each amphoe. A box tells a wrong zone or changed axes, hundreds of
kilometres; two datums some hundred metres apart it cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from tambon_gis.places import LADDER, successor

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Boxes = dict[str, tuple[float, float, float, float]]

__all__ = ["FAR", "MOST_LATITUDE", "Expected", "expect"]

#: A layer farther away than this, in metres, is somewhere else.
FAR = 20_000.0
#: Centroids of the same places, drawn twice, lie nearer than this, in metres.
OFF = 100.0
MOST_LATITUDE = 90.0


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
