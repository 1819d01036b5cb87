"""Outlining: a file of areas or points, from My Maps or a table, becomes outlines of villages."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from tambon_gis import catalog
from tambon_gis.errors import InputError
from tambon_gis.loaders import formats
from tambon_gis.loaders.boundaries import SUFFIXES
from tambon_gis.loaders.decide.suggest import Known, suggest_text
from tambon_gis.loaders.geodata.shape import shape_of
from tambon_gis.loaders.land import approximate, datum, drawn, evidence, snapping
from tambon_gis.loaders.land.overlay import sound
from tambon_gis.loaders.layers import ALL, open_layer
from tambon_gis.loaders.points import open_table
from tambon_gis.loaders.reading.naming import names_a_person
from tambon_gis.model.outline import Outline
from tambon_gis.places import LADDER
from tambon_gis.study import outlines
from tambon_gis.study.drawing.lacking import lacking
from tambon_gis.study.drawing.standing import in_thailand, role, standing, village
from tambon_gis.study.load import PLACES
from tambon_gis.thai import clean, digits_to_arabic

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from tambon_gis.model.findings import Suggestion
    from tambon_gis.study.drawing.standing import Standing
    from tambon_gis.study.outlines import Added

__all__ = [
    "Offer",
    "as_text",
    "of_text",
    "read",
    "suffix_of",
    "take",
]

#: Headings under which programs keep the name of what was drawn, the likeliest first.
TITLES = ("name", "ชื่อ", "vill_code", "code", "รหัสหมู่บ้าน", "vill_nam_t", "village", "หมู่บ้าน",
          "moo", "หมู่ที่", "หมู่", "description", "คำอธิบาย", "รายละเอียด")  # fmt: skip
_CODE = re.compile(r"(?<!\d)\d{8}(?!\d)")
_MOO = re.compile(
    r"(?:หมู่บ้านที่|หมู่ที่|หมู่|ม\.|moo|mu|village)\s*(?:no\.?\s*)?(\d{1,2})(?!\d)", re.IGNORECASE
)
_ONLY = re.compile(r"^\d{1,2}$")
PRINTED = 40


@dataclass(frozen=True)
class Offer:
    """
    A shape of a file, and the village that it may be.

    Parameters
    ----------
    row : int
        Its number in the file, from 1.
    kind : {"area", "point"}
        What it is.
    shape : shapely geometry
        WGS 84.
    title : str
        What the file calls it; empty where that may name a person.
    code : str
        The village, where its name says it plainly; else empty.
    suggestions : tuple[Suggestion, ...]
        Villages that it may be, the likeliest first.
    """

    row: int
    kind: Literal["area", "point"]
    shape: Any = field(repr=False)
    title: str = ""
    code: str = ""
    suggestions: tuple[Suggestion, ...] = ()


def read(home: Path, file: Path, *, now: Standing | None = None) -> tuple[Offer, ...]:
    """
    The areas and points of a file, each with the village that its name says or suggests.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    file : pathlib.Path
        KML or KMZ as My Maps gives it, another file of map data, or a table with latitude and
        longitude.
    now : Standing, optional
        What stands in the project, where that is known already.

    Returns
    -------
    tuple[Offer, ...]
        In the order of the file.

    Raises
    ------
    InputError
        When it holds no area and no point.
    """
    stand = now or standing(home)
    lost = lacking(home, now=stand)
    names = {one.code: one.name for one in lost}
    for told, _ in stand.outlines.drawn:
        names.setdefault(told.code, told.name)
    known = Known(names, {one.code: one.rows for one in lost})
    offers = []
    for row, shape, texts in _rows(file):
        kind = _kind(shape)
        if kind is None:
            continue
        offer = _named(Offer(row, kind, shape), texts, known, stand.project.area.code)
        if offer.shape is not None:
            offers.append(offer)
    if not offers:
        raise InputError("outline.no_shapes", where=file.name)
    return tuple(offers)


def take(
    home: Path,
    offers: Sequence[Offer],
    codes: Mapping[int, str],
    *,
    by: str,
    on: dt.date,
    seen: str | None = None,
) -> tuple[Added, ...]:
    """
    Keep shapes of a file as outlines; points divide the land that no village covers.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    offers : sequence of Offer
        As read.
    codes : Mapping[int, str]
        Number of a shape in the file -> the village that it is.
    by : str
        The role of who drew them.
    on : datetime.date
        When.
    seen : str, optional
        Version of the document that the person saw.

    Returns
    -------
    tuple[Added, ...]
        As of :func:`tambon_gis.study.outlines.add_all`.

    Raises
    ------
    InputError
        When a number is none of the file, a village is named twice, or one cannot be kept.
    """
    chosen = {one.row: one for one in offers}
    for row in codes:
        if row not in chosen:
            known = ", ".join(map(str, chosen))
            raise InputError("outline.no_row", row=row, known=known)
    given = [village(code) for code in codes.values()]
    twice = sorted({code for code in given if given.count(code) > 1})
    if twice:
        raise InputError("outline.twice", codes=", ".join(twice))
    stand = standing(home)
    names = {one.code: one.name for one in lacking(home, now=stand)}
    picked = [replace(chosen[row], code=code) for row, code in zip(codes, given, strict=True)]
    hand = role(by)
    areas = [(one, one.shape) for one in picked if one.kind == "area"]
    spots = [one for one in picked if one.kind == "point"]
    entries = [
        (Outline(code=one.code, name=names.get(one.code, ""), drawn_by=hand, drawn_on=on,
                 how="kml" if one.kind == "area" else "points"), shape)
        for one, shape in [*areas, *_divided(spots, stand, [shape for _, shape in areas])]
    ]  # fmt: skip
    return outlines.add_all(home, entries, seen=seen)


def suffix_of(name: str) -> str:
    """
    The kind of a file that somebody chose, by its name.

    Parameters
    ----------
    name : str
        As the browser tells it; nothing else of it is used.

    Returns
    -------
    str
        A known suffix with its dot.

    Raises
    ------
    InputError
        When the kind is not one that is read.

    Examples
    --------
    >>> suffix_of("../แนวเขต.KML")
    '.kml'
    """
    suffix = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    known = (*SUFFIXES, *formats.SUFFIXES)
    if suffix not in known:
        raise InputError("file.suffix", suffix=suffix[:10] or "-", known=", ".join(SUFFIXES))
    return suffix


def as_text(offer: Offer) -> str:
    """
    The shape of an offer as text, to be handed to a screen and back.

    Parameters
    ----------
    offer : Offer
        As read.

    Returns
    -------
    str
        The geometry as GeoJSON.

    Examples
    --------
    >>> import shapely
    >>> as_text(Offer(1, "point", shapely.Point(100, 14)))
    '{"type":"Point","coordinates":[100.0,14.0]}'
    """
    import shapely

    return str(shapely.to_geojson(offer.shape))


def of_text(row: int, text: str) -> Offer:
    """
    An offer out of its text.

    Parameters
    ----------
    row : int
        Its number in the file.
    text : str
        The geometry as GeoJSON.

    Returns
    -------
    Offer
        Area or point.

    Raises
    ------
    InputError
        When it is neither, or not in Thailand.

    Examples
    --------
    >>> of_text(1, '{"type":"Point","coordinates":[100.0,14.0]}').kind
    'point'
    """
    import numpy as np
    import shapely

    try:  # by rules that know an end: the library follows what is nested until the program dies
        found = shape_of(json.loads(text))
    except (ValueError, RecursionError):
        raise InputError("outline.no_shapes") from None
    kind = _kind(found)
    if kind is None:
        raise InputError("outline.no_shapes")
    flat = np.empty(1, dtype=object)
    flat[0] = shapely.force_2d(found)
    shape = sound(flat)[0] if kind == "area" else flat[0]
    if shape is None:
        raise InputError("outline.no_shapes")
    return Offer(row, kind, shape)


def _rows(file: Path) -> Iterator[tuple[int, Any, list[str]]]:
    """Number, shape in WGS 84 and texts of each row of a file."""
    if file.suffix.lower() in SUFFIXES:
        layer = open_layer(file, layer=ALL, kind="any")
    else:
        layer = open_table(file, schema=catalog.schema(PLACES))
    frame = layer.frame
    shapes = _straight(frame.geometry.to_numpy(), layer.crs, file.name)
    texts = frame.drop(columns="geometry").astype("string").fillna("")
    heads = [one for title in TITLES for one in texts.columns if str(one).strip().lower() == title]
    heads += [one for one in texts.columns if one not in heads]
    for n, shape in enumerate(shapes, start=1):
        yield n, shape, [clean(str(texts[head].iloc[n - 1])) for head in heads]


def _straight(shapes: Any, crs: str | None, file: str) -> list[Any]:
    """Shapes in WGS 84; None where there is none, or one without usable coordinates."""
    import numpy as np
    import shapely

    out: list[Any] = [None] * len(shapes)
    there = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    if there.any():
        system = evidence.settle(shapes[there], found=crs, asked=None, expected=None, file=file)
        moved, _ = datum.wgs84(evidence.straight(shapes[there], system), system.crs, file=file)
        for at, shape in zip(np.flatnonzero(there).tolist(), moved, strict=True):
            out[at] = shape
    return out


def _kind(shape: Any) -> Literal["area", "point"] | None:
    """Whether a shape is an area or a point."""
    if shape is None or shape.is_empty or not in_thailand(shape):
        return None
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return "area"
    return "point" if shape.geom_type in {"Point", "MultiPoint"} else None


def _named(offer: Offer, texts: Sequence[str], known: Known, area: str) -> Offer:
    """A shape with the village that its texts say or suggest."""
    import numpy as np
    import shapely

    flat = np.empty(1, dtype=object)
    flat[0] = shapely.force_2d(offer.shape)
    shape = sound(flat)[0] if offer.kind == "area" else shapely.centroid(flat[0])
    title = next((one for one in texts if one), "")
    shown = "" if names_a_person(title) else title[:PRINTED]
    said = [code for code in (_said(text, area) for text in texts) if code]
    ideas = [one for text in texts[:3] if text for one in suggest_text(text, text, known)]
    best = {one.value: one for one in reversed(ideas)}
    ranked = tuple(sorted(best.values(), key=lambda one: -one.likeness))
    code = said[0] if said else ""
    if not code and len(ranked) == 1 and ranked[0].why in {"name", "digits"}:
        code = ranked[0].value
    return replace(offer, shape=shape, title=shown, code=code, suggestions=ranked)


def _said(text: str, area: str) -> str:
    """The village that a text names by its code or by its number in the tambon."""
    plain = digits_to_arabic(text)
    whole = _CODE.search(plain)
    if whole:
        return whole[0]
    moo = _MOO.search(plain) or _ONLY.match(plain)
    if moo is None or len(area) != LADDER["tambon"]:
        return ""
    number = int(moo[moo.lastindex or 0])
    return f"{area}{number:02d}" if number else ""


def _divided(
    spots: Sequence[Offer], stand: Standing, taken: Sequence[Any]
) -> list[tuple[Offer, Any]]:
    """Points with their part of the land that no village covers; without a tambon, around them."""
    if not spots:
        return []
    import geopandas as gpd
    import numpy as np
    import shapely

    codes = {one.code: one for one in spots}
    points = gpd.GeoDataFrame(
        {"row": [one.row for one in spots], "place": list(codes)},
        geometry=[one.shape for one in spots],
        crs="EPSG:4326",
    )
    rest = stand.outlines
    for code in codes:
        rest = rest.without(code)
    ground = replace(stand, outlines=rest).ground()
    stands = np.empty(len(ground.taken) + len(taken), dtype=object)
    stands[:] = [*ground.taken, *taken]
    land = snapping.free(snapping.Ground(stands, ground.within))
    area = points["place"].iloc[0][: LADDER["tambon"]]
    if land:
        whole = gpd.GeoDataFrame({"place": [area]}, crs="EPSG:4326",
                                 geometry=[drawn.areas(shapely.MultiPolygon(land))])  # fmt: skip
    else:
        whole, _ = approximate.sketch(points, file="")
    cells = approximate.divide(points, whole, file="").frame
    if len(cells) < len(codes):
        raise InputError("outline.no_land")
    return [
        (codes[place], shape) for place, shape in zip(cells["place"], cells.geometry, strict=True)
    ]
