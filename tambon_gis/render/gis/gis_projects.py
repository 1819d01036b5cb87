"""Projects by place for map programs: how many, how far they are, and their titles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from tambon_gis.render.gis.gis_frames import plain
from tambon_gis.render.planning.trail import trail_part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tambon_gis.render.content import Content

__all__ = ["COLUMNS", "STATUSES", "project_rows"]

#: How far projects are, what a place is coloured by first.
STATUSES = ("running", "done", "planned", "untold", "dropped")
#: Columns of the layer with their types in SQLite.
COLUMNS: Mapping[str, str] = {
    "place": "TEXT", "moo": "INTEGER", "name": "TEXT", "projects": "INTEGER", "status": "TEXT",
    **dict.fromkeys(STATUSES, "INTEGER"), "titles": "TEXT", "evidence": "TEXT",
}  # fmt: skip


def project_rows(
    content: Content, *, lang: str
) -> tuple[list[dict[str, Any]], list[shapely.Geometry]]:
    """
    Places that projects name, each at its label point.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}
        Language of the words.

    Returns
    -------
    tuple of (list of dict, list of shapely.Geometry)
        Rows with the columns of :data:`COLUMNS` and their points; ``titles`` says of each project
        how far it is, ``evidence`` whether a problem stands behind it, a line each. Nothing
        without a plan.
    """
    at = trail_part(content, lang=lang, digits="arabic").at
    rows: list[dict[str, Any]] = []
    points: list[shapely.Geometry] = []
    frame = content.places.frame
    columns = (frame[name] for name in ("place", "moo", "name", "label_x", "label_y"))
    for place, moo, name, x, y in zip(*columns, strict=True):
        mine = at.get(str(place), ())
        if not mine:
            continue
        found = [one.status or "untold" for one in mine]
        counts = {status: found.count(status) for status in STATUSES}
        rows.append(
            {
                "place": str(place),
                "moo": None if pd.isna(moo) else int(moo),
                "name": plain(name),
                "projects": len(mine),
                "status": next(status for status in STATUSES if counts[status]),
                **counts,
                "titles": "\n".join(plain(f"{one.title} ({one.status_told})") for one in mine),
                "evidence": "\n".join(plain(one.told or "-") for one in mine),
            }
        )
        points.append(shapely.Point(float(x), float(y)))
    return rows, points
