"""A boundary layer read and checked by hand with pyogrio and shapely, as a careful person would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyogrio
import shapely

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path) -> dict[str, int]:
    """Read, mend, look for repeated codes, overlaps and gaps, and turn to WGS 84."""
    frame = pyogrio.read_dataframe(path, encoding="cp874")
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    invalid = there & ~shapely.is_valid(shapes)
    shapes[invalid] = shapely.make_valid(shapes[invalid])
    codes = frame["TAM_CODE"].str.removeprefix("TH")
    repeated = codes.duplicated(keep=False).sum()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    union = shapely.union_all(shapes)
    gaps = sum(len(part.interiors) for part in shapely.get_parts(union))
    frame = frame.set_geometry(shapes, crs=frame.crs).to_crs(4326)
    return {
        "rows": len(frame),
        "repeated": int(repeated),
        "overlaps": int((shared > 0).sum()),
        "gaps": gaps,
    }
