"""What the scripts draw of the group's own layers, and of public places as one of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from tambon_gis.model.document import parse_document
from tambon_gis.model.layer import LayerFile, OwnLayer, symbol_of
from tambon_gis.render.geometry import SCALE

if TYPE_CHECKING:
    from tambon_gis.model.sealed import Facilities
    from tambon_gis.render.content import Content

__all__ = ["FACILITIES", "MOST_POINTS", "Overlay", "overlays", "simpler", "vector_part"]

#: Id of the layer of public places.
FACILITIES = "facilities"
#: Drawing of a kind that no symbol names.
OTHER = "other"
#: So many points of all lines, or of all areas, of a layer go into a page.
MOST_POINTS = 6_000
#: A picture of the whole is about so many pixels long: what is left out first cannot be seen at a
#: view eight times as close.
_PIXELS, _CLOSER, _TRIES = 1_000, 16, 16


@dataclass(frozen=True)
class Overlay:
    """
    A layer as every output draws it.

    Parameters
    ----------
    layer : OwnLayer
        Its document.
    shapes : numpy.ndarray of shapely geometries
        WGS 84.
    labels : tuple[str, ...]
        Name of each row, empty where it has none.
    cards : tuple[tuple[str, ...], ...]
        What each row tells, in the order of ``layer.card``.
    symbols : tuple[tuple[str, str, str], ...]
        Drawing, title and colour of what is there, in the order of the document.
    kinds : tuple[int, ...]
        Index of the symbol of each row; 0 for all of a layer without symbols.
    """

    layer: OwnLayer
    shapes: np.ndarray
    labels: tuple[str, ...]
    cards: tuple[tuple[str, ...], ...]
    symbols: tuple[tuple[str, str, str], ...]
    kinds: tuple[int, ...]


def overlays(content: Content, *, lang: str) -> tuple[Overlay, ...]:
    """
    The layers of the group's own, and public places above them.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}
        Language of titles.

    Returns
    -------
    tuple[Overlay, ...]
        Lowest first: areas, lines, points; among equals in the order of the content. Layers
        without rows are left out.
    """
    found = [_overlay(one.layer, one.frame, lang) for one in content.vectors if len(one.frame)]
    if content.facilities is not None and len(content.facilities.frame):
        found.append(_places(content.facilities, lang))
    order = ("areas", "lines", "points")
    return tuple(sorted(found, key=lambda one: order.index(one.layer.kind)))


def vector_part(content: Content, *, lang: str) -> list[dict[str, Any]]:
    """
    The layers as the scripts read them.

    Parameters
    ----------
    content : Content
        Sealed parts of the page.
    lang : {"th", "en"}
        Language of titles.

    Returns
    -------
    list[dict[str, Any]]
        ``id``, ``kind``, ``title``, ``credit``, ``label`` (whether rows have names), ``shown``,
        ``below``, ``style``, titles of the ``card``,
        ``symbols`` as drawing, title and colour, ``rows`` as name, cells of the card and symbol,
        and ``shapes`` in whole hundred-thousandths of a degree: a point is x and y, a line or ring
        the first point and then steps; a line is its parts, an area its polygons, each its rings.
    """
    return [_block(one, lang) for one in overlays(content, lang=lang)]


def simpler(shapes: np.ndarray, *, most_points: int = MOST_POINTS) -> np.ndarray:
    """
    The same lines or areas with at most so many points, as they are where they fit.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
        WGS 84. Each is simplified by itself; ends of lines stay, areas stay valid.
    most_points : int
        Budget; the tolerance doubles until it is kept, sixteen times at most.

    Returns
    -------
    numpy.ndarray of shapely geometries
        In the same order.

    Examples
    --------
    >>> line = shapely.LineString([(0, 0), (1, 1)]).segmentize(0.01)
    >>> simpler(np.array([line]), most_points=50).tolist()
    [<LINESTRING (0 0, 1 1)>]
    """
    out = shapes
    west, south, east, north = shapely.total_bounds(shapes)
    tolerance = max(east - west, north - south) / _PIXELS / _CLOSER
    for _ in range(_TRIES):
        if shapely.get_num_coordinates(out).sum() <= most_points:
            break
        out = shapely.simplify(shapes, tolerance, preserve_topology=True)
        tolerance *= 2
    return out


def _overlay(layer: OwnLayer, frame: Any, lang: str) -> Overlay:
    """A sealed layer with its symbols chosen."""
    rows = range(len(frame))
    labels = frame[layer.label].tolist() if layer.label else [""] * len(frame)
    columns = [frame[column].tolist() for column in layer.card]
    kinds = frame[layer.by].tolist() if layer.by else [""] * len(frame)
    chosen = [_symbol(kind, layer, lang) for kind in kinds]
    named = [(str(one.symbol), one.title.of(lang), one.colour) for one in layer.symbol]
    order = [one for one in dict.fromkeys([*named, *chosen]) if one in set(chosen)]
    return Overlay(
        layer,
        frame.geometry.to_numpy(),
        tuple(str(one) for one in labels),
        tuple(tuple(str(column[row]) for column in columns) for row in rows),
        tuple(order),
        tuple(order.index(one) for one in chosen),
    )


def _symbol(kind: str, layer: OwnLayer, lang: str) -> tuple[str, str, str]:
    """Drawing, title and colour of a kind."""
    found = symbol_of(kind, layer)
    if found is None:
        return OTHER, layer.title.of(lang), layer.colour
    return found.symbol, found.title.of(lang), found.colour


def _places(facilities: Facilities, lang: str) -> Overlay:
    """Public places as a layer, drawn as their document says."""
    import geopandas as gpd

    frame = facilities.frame.dropna(subset=["latitude", "longitude"])
    layer = facilities.layer or _shipped()
    spots = gpd.points_from_xy(frame["longitude"], frame["latitude"])
    texts = frame.reindex(columns=["name", "kind"]).astype("string").fillna("")
    return _overlay(layer, gpd.GeoDataFrame(texts, geometry=spots, crs="EPSG:4326"), lang)


@cache
def _shipped() -> OwnLayer:
    """The document of public places that the package ships."""
    name = f"{FACILITIES}.toml"
    text = (files("tambon_gis") / "documents" / "layers" / name).read_text(encoding="utf-8")
    layer = parse_document(LayerFile, text, name=name).layer
    if layer is None:
        raise KeyError(name)
    return layer


def _block(one: Overlay, lang: str) -> dict[str, Any]:
    """One layer as the scripts read it; what is empty is left out."""
    layer = one.layer
    out = {
        "id": layer.id,
        "kind": layer.kind,
        "title": layer.title.of(lang),
        "credit": " · ".join(filter(None, [layer.credit, layer.licence])),
        "label": any(one.labels),
        "shown": layer.shown,
        "below": layer.below,
        "style": _style(layer),
        "card": [title.of(lang) for title in layer.card.values()],
        "symbols": [list(symbol) for symbol in one.symbols] if layer.kind == "points" else [],
        "rows": _rows(one),
        "shapes": _shapes(one),
    }
    return {name: value for name, value in out.items() if value or name == "shapes"}


def _style(layer: OwnLayer) -> dict[str, Any]:
    """How lines and areas are drawn."""
    style = {"colour": layer.colour, "width": layer.width}
    if layer.kind == "areas" and layer.hatched:
        style["hatched"] = True
    if layer.dashed:
        style["dashed"] = True
    return style


def _rows(one: Overlay) -> list[list[Any]]:
    """Name, cells of the card and symbol of each row; nothing where no row tells anything."""
    told = any(one.labels) or any(map(any, one.cards)) or one.layer.kind == "points"
    rows = zip(one.labels, one.cards, one.kinds, strict=True)
    return [[label, list(cells), kind] for label, cells, kind in rows] if told else []


def _shapes(one: Overlay) -> list[Any]:
    """Shapes in whole hundred-thousandths of a degree."""
    if one.layer.kind == "points":
        return [_spots(shape) for shape in one.shapes]
    draw = _lines if one.layer.kind == "lines" else _areas
    return [draw(shape) for shape in simpler(one.shapes)]


def _spots(shape: shapely.Geometry) -> list[list[int]]:
    """Every point of a row."""
    found: list[list[int]] = _whole(shapely.get_coordinates(shape)).tolist()
    return found


def _lines(shape: shapely.Geometry) -> list[list[int]]:
    """Every line of a row."""
    return [_steps(shapely.get_coordinates(part)) for part in shapely.get_parts(shape)]


def _areas(shape: shapely.Geometry) -> list[list[list[int]]]:
    """Every polygon of a row, each its rings without the repeated last point."""
    return [
        [_steps(shapely.get_coordinates(ring)[:-1]) for ring in shapely.get_rings(part)]
        for part in shapely.get_parts(shape)
    ]


def _steps(points: np.ndarray) -> list[int]:
    """First point, then differences; points that fall on the one before are left out."""
    whole = _whole(points)
    moved = np.any(np.diff(whole, axis=0, prepend=whole[:1] - 1) != 0, axis=1)
    whole = whole[moved]
    steps = np.concatenate([whole[:1], np.diff(whole, axis=0)])
    return [int(n) for n in steps.ravel()]


def _whole(points: np.ndarray) -> np.ndarray:
    """Degrees as whole hundred-thousandths."""
    found: np.ndarray = np.rint(points * SCALE).astype(np.int64)
    return found
