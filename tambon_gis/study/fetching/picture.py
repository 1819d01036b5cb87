"""Picture: pieces that were found, as lines of a small drawing that a person knows again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from tambon_gis.study.cut import Looked

__all__ = ["Picture", "picture"]

#: Units of the drawing's wider side, and what is too small to be seen in it.
SIDE, FINE = 1000.0, 1.5
#: Pieces of which each is drawn; of more, one outline.
MOST = 200


@dataclass(frozen=True)
class Picture:
    """
    A drawing of what was found, in units of its own.

    Parameters
    ----------
    width, height : int
        Its size.
    area, around : tuple[str, ...]
        Paths (SVG) of the pieces and of those around them.
    """

    width: int
    height: int
    area: tuple[str, ...]
    around: tuple[str, ...]


def picture(looked: Looked) -> Picture:
    """
    Draw what was found.

    Parameters
    ----------
    looked : Looked
        What a layer has of an area.

    Returns
    -------
    Picture
        Its frame is the area with a margin; what lies around is cut at it.

    Examples
    --------
    >>> from tambon_gis.study.cut import look
    >>> drawn = picture(look("99020101", "tests/data/small/villages.geojson"))
    >>> len(drawn.area), len(drawn.around), max(drawn.width, drawn.height)
    (1, 1, 1000)
    """
    area = looked.found.area.geometry.to_numpy()
    west, south, east, north = shapely.total_bounds(area)
    more = 0.15 * max(east - west, north - south)
    frame = shapely.box(west - more, south - more, east + more, north + more)
    west, south, east, north = frame.bounds
    flat = float(np.cos(np.radians((south + north) / 2)))
    scale = SIDE / max((east - west) * flat, north - south)

    def paths(shapes: Any) -> tuple[str, ...]:
        kept = [shapely.union_all(shapes)] if len(shapes) > MOST else list(shapes)
        cut = shapely.intersection(kept, frame)
        lying = shapely.transform(cut, lambda xy: (xy - [west, north]) * [scale * flat, -scale])
        return tuple(filter(None, map(_path, shapely.simplify(lying, FINE))))

    size = (round((east - west) * flat * scale), round((north - south) * scale))
    return Picture(*size, paths(area), paths(looked.found.around.geometry.to_numpy()))


def _path(shape: Any) -> str:
    """The rings of a shape as one path."""
    out = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                corners = shapely.get_coordinates(ring)[:-1]
                out.append("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in corners) + "Z")
    return "".join(out)
