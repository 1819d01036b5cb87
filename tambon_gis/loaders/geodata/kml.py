"""KML: folders are layers, placemarks rows; links are not followed and pictures not read."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders.geodata import markup, shape
from tambon_gis.loaders.geodata.held import layer_of
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from tambon_gis.loaders.geodata.held import Held

__all__ = ["open_kml", "table_of"]

#: The format knows no other system: longitude, latitude, height.
STANDARD = "EPSG:4326"
HOLDERS = ("Folder", "Document")
LINKS = ("NetworkLink",)
PICTURES = ("GroundOverlay", "PhotoOverlay", "ScreenOverlay")
SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack")
#: Children of a placemark that say how it looks, not what it is.
LOOKS = frozenset({"styleUrl", "Style", "StyleMap", "visibility", "open", "LookAt", "Camera",
                   "Region", "name", "ExtendedData", "Metadata", "Snippet", *SHAPES})  # fmt: skip
PAIR = 2
_COMMA = re.compile(r"\s*,\s*")


def open_kml(path: Path, name: str, file: str) -> list[Held]:
    """
    Open a KML.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        Name of a layer whose folder has none.
    file : str
        For findings and messages.

    Returns
    -------
    list[Held]
        A layer for each folder that holds placemarks.

    Raises
    ------
    InputError
        When it is no KML, or no safe one.

    Examples
    --------
    >>> from contextlib import ExitStack
    >>> from tambon_gis.loaders.geodata.staging import folder
    >>> place = "<Placemark><name>วัด</name><Point><coordinates>100,14</coordinates></Point>"
    >>> with ExitStack() as stack:
    ...     path = folder(stack) / "a.kml"
    ...     _ = path.write_text(f"<kml>{place}</Placemark></kml>", encoding="utf-8")
    ...     frame = open_kml(path, "a", "a.kml")[0].load().frame
    >>> frame["Name"].tolist(), frame.geometry.iloc[0].wkt
    (['วัด'], 'POINT (100 14)')
    """
    root = markup.read(path, file=file)
    if root.tag not in {"kml", *HOLDERS}:
        raise InputError("layer.not_kml", where=file)
    notes = []
    links = sum(1 for one in root.iter() if one.tag in LINKS)
    if links:
        notes.append(Finding("layer.links", "decide", file, count=links))
    pictures = sum(1 for one in root.iter() if one.tag in PICTURES)
    if pictures:
        notes.append(Finding("layer.pictures", "note", file, count=pictures))
    names: dict[str, int] = {}
    found = []
    for holder in _holders(root):
        label = (holder is not root and markup.text_of(holder, "name")) or name
        names[label] = names.get(label, 0) + 1
        label = f"{label} [{names[label]}]" if names[label] > 1 else label
        found.append(_layer(list(markup.inner(holder, "Placemark")), label, notes))
    return found


def _holders(root: Element) -> Iterator[Element]:
    """Everything in which placemarks stand directly."""
    for one in root.iter():
        if one.tag in {"kml", *HOLDERS} and any(markup.inner(one, "Placemark")):
            yield one


def _layer(placemarks: list[Element], name: str, notes: list[Finding]) -> Held:
    """Placemarks as rows."""
    tables = [_fields(one) for one in placemarks]
    keys = dict.fromkeys(key for table in tables for key in table)
    columns: dict[str, list[object]] = {k: [table.get(k) for table in tables] for k in keys}
    shapes = [_shape(one) for one in placemarks]
    return layer_of(columns, shapes, crs=STANDARD, findings=notes, name=name)


def _fields(placemark: Element) -> dict[str, str | None]:
    """Everything that a placemark says, besides its shape and looks; the first word counts."""
    said = markup.text_of(placemark, "description")
    pairs = [("Name", markup.text_of(placemark, "name")), ("id", placemark.get("id"))]
    for extended in markup.inner(placemark, "ExtendedData"):
        pairs += _extended(extended)
    pairs += table_of(said or "").items()
    pairs += [(one.tag, _all_text(one)) for one in placemark if one.tag not in LOOKS]
    found: dict[str, str | None] = {}
    for key, value in pairs:
        if key and (key != "id" or value) and found.get(key) is None:
            found[key] = value
    return found


def _extended(element: Element) -> Iterator[tuple[str, str | None]]:
    """Named values, with or without a schema, and elements of another language."""
    for one in element.iter():
        if one.tag == "Data":
            yield one.get("name") or "", markup.text_of(one, "value")
        elif one.tag in {"SimpleData", "SimpleArrayData"}:
            yield one.get("name") or "", _all_text(one)
        elif one in element and one.tag != "SchemaData":
            yield one.tag, _all_text(one)


def _all_text(element: Element) -> str | None:
    """All text in an element, None where there is none."""
    return "".join(element.itertext()).strip() or None


class _Rows(HTMLParser):
    """Collects the rows of the tables of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002
        """A row or a cell begins."""
        if tag in {"tr", "table"}:
            self.rows.append([])
            self.inside = False
        elif tag in {"td", "th"}:
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        """A row or a cell ends."""
        if tag in {"td", "th", "tr"}:
            self.inside = False

    def handle_data(self, data: str) -> None:
        """Text of a cell."""
        if self.inside:
            self.rows[-1][-1] += data


def table_of(html: str) -> dict[str, str | None]:
    """
    Headings and values from an HTML table, as GIS software writes them into descriptions.

    Parameters
    ----------
    html : str
        A description.

    Returns
    -------
    dict[str, str or None]
        From the rows of exactly two cells; empty where there is no table.

    Examples
    --------
    >>> table_of("<table><tr><td>TAM_CODE</td><td>150109</td></tr></table>")
    {'TAM_CODE': '150109'}
    """
    if "<t" not in html.casefold():
        return {}
    reader = _Rows()
    reader.feed(html)
    reader.close()
    pairs = [[" ".join(cell.split()) for cell in row] for row in reader.rows if len(row) == PAIR]
    return {key: value or None for key, value in pairs if key}


def _shape(element: Element) -> Any:
    """The shapes in an element as one, None where there is none that can be built."""
    import shapely

    parts = []
    for one in markup.inner(element, *SHAPES):
        try:
            parts.append(_one(one))
        except (ValueError, TypeError, shapely.errors.ShapelyError):
            return None
    return shape.collect(parts)


def _one(element: Element) -> Any:
    """A single shape."""
    import shapely

    match element.tag:
        case "MultiGeometry" | "MultiTrack":
            return _shape(element)
        case "Point":
            return shapely.points(_spots(element)[0])
        case "Polygon":
            outer = _ring(markup.child(element, "outerBoundaryIs"))
            borders = markup.inner(element, "innerBoundaryIs")
            holes = [ring for border in borders for ring in _ring(border)]
            return shape.polygon([*outer, *holes])
        case "Track":
            spots = ["".join(one.itertext()).split() for one in markup.inner(element, "coord")]
            return shapely.linestrings(shape.points([[float(at) for at in spot] for spot in spots]))
        case _:
            return shapely.linestrings(_spots(element))


def _ring(element: Element | None) -> list[Any]:
    """The rings of a border."""
    if element is None:
        raise ValueError
    return [_spots(one) for one in markup.inner(element, "LinearRing")]


def _spots(element: Element) -> Any:
    """The positions of a shape."""
    said = _COMMA.sub(",", markup.text_of(element, "coordinates") or "")
    return shape.points([[float(at) for at in spot.split(",") if at] for spot in said.split()])
