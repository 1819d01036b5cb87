"""Homes of people in a layer of the group's own: it is refused before it is sealed (P4)."""

from __future__ import annotations

import math
import re
from pathlib import PurePosixPath
from posixpath import normpath
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import DisclosureError
from tambon_gis.publish.personal import TITLES
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.model.layer import OwnLayer
    from tambon_gis.model.schema import Schema

    Points = NDArray[np.float64]

__all__ = ["refuse_households"]

#: Parts of headings that only a list of persons has, whatever schema it follows.
_OF_PERSONS = (
    "ประจำตัวประชาชน", "บัตรประชาชน", "เลขประชาชน", "เลขบัตร", "เลขที่บัตร", "ปชช", "นามสกุล", "ชื่อสกุล",
    "รายชื่อ", "ชื่อผู้ป่วย", "ชื่อผู้พิการ", "เจ้าของบ้าน", "เจ้าบ้าน", "citizen id", "surname", "last name",
    "patient",
)  # fmt: skip
#: Title, name and surname; so many cells of a column, or this part of it, are a list of people.
_NAMED_PERSON = re.compile(rf"^(?:{'|'.join(map(re.escape, TITLES))})\s*\S+\s+\S+")
_PEOPLE, _HALF = 3, 0.5
#: Two points are the same where five decimals are (P10): about a metre.
_SAME = 5
#: Points nearer to a home than this, in metres, are that home, rounded or shaken ...
_CLOSE = 6.0
#: ... where so many are, and this part of the layer.
_MANY, _PART = 5, 0.5
#: Square metres of a plot, one rai: a larger area holds more than one home.
_PLOT = 1_600.0
_METRES = 111_320.0
_NAMED = 5


def refuse_households(
    frame: gpd.GeoDataFrame,
    layer: OwnLayer,
    *,
    headings: Iterable[str] = (),
    surveys: Iterable[str] = (),
    schemas: Iterable[Schema] = (),
    homes: Iterable[pd.DataFrame] = (),
) -> None:
    """
    Refuse a layer that shows where people live.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        The layer, WGS 84; its index names rows of the file.
    layer : OwnLayer
        Its document.
    headings : iterable of str
        All headings of its file, also of columns that are not published.
    surveys : iterable of str
        Files and folders of the project's surveys.
    schemas : iterable of Schema
        Tables of households and persons: their columns that are not public.
    homes : iterable of pandas.DataFrame
        Surveys with ``latitude`` and ``longitude``.

    Raises
    ------
    DisclosureError
        When the layer's file is a survey, has columns that name households or persons, or its
        points or small areas are homes of a survey.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> from tambon_gis.model.document import Text
    >>> from tambon_gis.model.layer import OwnLayer
    >>> layer = OwnLayer(id="homes", kind="points", title=Text(th="บ้าน", en="Homes"))
    >>> frame = gpd.GeoDataFrame(geometry=[shapely.Point(100.1, 14.2)], crs="EPSG:4326")
    >>> refuse_households(frame, layer, headings=["ชื่อ"])
    >>> refuse_households(frame, layer, headings=["นามสกุล"])
    Traceback (most recent call last):
    tambon_gis.errors.DisclosureError: ...
    """
    where = layer.source.file if layer.source else layer.id
    facts: dict[str, Any] = {"where": where, "layer": layer.title.th, "document": layer.id}
    if layer.source is not None and _is_survey(layer.source.file, surveys):
        raise DisclosureError("vector.survey_file", file=layer.source.file, **facts)
    personal = _personal(schemas)
    found = [one for one in headings if _of_persons(normalise_label(one), personal)]
    found += [name for name in frame.columns if name != "geometry" and _people(frame[name])]
    if found:
        raise DisclosureError("vector.personal_columns", columns=", ".join(found), **facts)
    if rows := _homes_in(frame, layer.kind, homes):
        named = ", ".join(map(str, rows[:_NAMED])) + ("…" if len(rows) > _NAMED else "")
        raise DisclosureError("vector.household_points", count=len(rows), rows=named, **facts)


def _is_survey(file: str, surveys: Iterable[str]) -> bool:
    """Whether a file is one of the surveys, or lies in a folder of them."""
    path, *known = (PurePosixPath(normpath(one.casefold())) for one in (file, *surveys))
    return any(one == path or one in path.parents for one in known)


def _personal(schemas: Iterable[Schema]) -> set[str]:
    """Headings of what names a household or person."""
    labels: set[str] = set()
    for schema in schemas:
        if schema.table.unit not in {"household", "person"}:
            continue
        for one in schema.field:
            text = one.kind in {"text", "code"} and not one.public
            if text and (schema.table.unit == "household" or one.name in schema.table.key):
                labels |= {one.name, one.title.th, one.title.en, *one.headers}
    return {normalise_label(label) for label in labels}


def _of_persons(heading: str, personal: Collection[str]) -> bool:
    """Whether a heading names what only a list of households or persons has."""
    bare = heading.replace("-", "").replace(" ", "")
    parts = (normalise_label(part).replace(" ", "") for part in _OF_PERSONS)
    return heading in personal or any(part in bare for part in parts)


def _people(cells: pd.Series) -> bool:
    """Whether a column holds names of people with their titles."""
    texts = [str(cell).strip() for cell in cells if str(cell).strip()]
    named = sum(_NAMED_PERSON.match(text) is not None for text in texts)
    return named >= min(_PEOPLE, max(1, _HALF * len(texts))) if named else False


def _homes_in(frame: gpd.GeoDataFrame, kind: str, homes: Iterable[pd.DataFrame]) -> list[int]:
    """Rows that are homes: points that are exactly one; points or plots, many of them, at homes."""
    import numpy as np

    known = [one[["longitude", "latitude"]].dropna().to_numpy(float) for one in homes]
    lived = np.vstack([np.empty((0, 2)), *known])
    lived = lived[np.isfinite(lived).all(axis=1)]
    if not len(frame) or not len(lived):
        return []
    found = _points_at(frame, lived) if kind == "points" else _bends_at(frame, lived)
    if kind == "areas":
        found = np.concatenate([found, _plots_at(frame, lived)])
    return sorted({int(row) for row in frame.index.to_numpy()[found]})


def _bends_at(frame: gpd.GeoDataFrame, lived: Points) -> NDArray[np.int64]:
    """Positions of lines and areas that bend exactly at homes, at five or more of them."""
    import numpy as np
    import shapely

    spots, at = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    exact = {tuple(one) for one in np.round(lived, _SAME).tolist()}
    bends = np.round(spots, _SAME).tolist()
    same = np.array([tuple(one) in exact for one in bends], dtype=bool)
    told = {tuple(bend) for bend, hit in zip(bends, same, strict=True) if hit}
    found: NDArray[np.int64] = at[same]
    return found if len(told) >= _MANY else found[:0]


def _points_at(frame: gpd.GeoDataFrame, lived: Points) -> NDArray[np.int64]:
    """Positions of rows with a point that is a home."""
    import numpy as np
    import shapely

    spots, at = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    exact = {tuple(one) for one in np.round(lived, _SAME).tolist()}
    same = np.array([tuple(one) in exact for one in np.round(spots, _SAME).tolist()], dtype=bool)
    near = _distances(spots, lived) <= _CLOSE
    if near.sum() >= max(_MANY, _PART * len(spots)):
        same |= near
    found: NDArray[np.int64] = at[same]
    return found


def _plots_at(frame: gpd.GeoDataFrame, lived: Points) -> NDArray[np.int64]:
    """Positions of areas no larger than a plot with a home in them, where most areas are such."""
    import numpy as np
    import shapely

    scale = _scale(lived)
    shapes = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy * scale)
    small = np.flatnonzero(shapely.area(shapes) <= _PLOT)
    tree = shapely.STRtree(shapely.points(lived * scale))
    found: NDArray[np.int64] = np.unique(small[tree.query(shapes[small], predicate="contains")[0]])
    return found if len(found) >= max(_MANY, _PART * len(shapes)) else found[:0]


def _distances(spots: Points, lived: Points) -> Points:
    """Metres from each point to the nearest home."""
    import numpy as np
    import shapely

    scale = _scale(lived)
    tree = shapely.STRtree(shapely.points(lived * scale))
    (_, _), found = tree.query_nearest(
        shapely.points(spots * scale), return_distance=True, all_matches=False
    )
    out: Points = np.asarray(found, dtype=float)
    return out


def _scale(points: Points) -> Points:
    """Metres in a degree of longitude and of latitude, here."""
    import numpy as np

    middle = math.radians(float(points[:, 1].mean()))
    return _METRES * np.array([math.cos(middle), 1.0])
