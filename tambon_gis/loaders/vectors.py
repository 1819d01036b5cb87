"""Layers of the group's own: roads, rivers, hazards, works; only the columns that are named."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import CrsError, InputError
from tambon_gis.loaders import formats, layers, points
from tambon_gis.loaders.address import row_list
from tambon_gis.loaders.land import datum, evidence, kinds
from tambon_gis.loaders.land.expected import Expected
from tambon_gis.model.findings import Finding, Report
from tambon_gis.thai import clean, normalise_label
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.loaders.land.evidence import System
    from tambon_gis.loaders.layers import Kind, Layer
    from tambon_gis.model.findings import Severity
    from tambon_gis.model.layer import OwnLayer

    Geometries = NDArray[np.object_]
    Which = NDArray[np.bool_]

__all__ = ["ROLE", "Drawn", "read"]

#: Start of the role of such a layer in the project, before its id.
ROLE = "layer-"
#: Lines and areas are cut this far around the project's area, as part of its longer side.
MARGIN = 0.25
#: Points up to so many degrees from it are kept (some 20 km): the hospital in the next tambon.
AROUND = 0.18
_KINDS: dict[kinds.Drawing, Kind] = {"points": "point", "lines": "line", "areas": "area"}
_NOT: dict[kinds.Drawing, str] = {
    "points": "vector.not_points",
    "lines": "vector.not_lines",
    "areas": "vector.not_areas",
}
#: What is said of a boundary layer -> what is said of an own one, whose document is another.
_OWN = {
    "boundary.layers_left": "vector.layers_left",
    "crs.asked": "vector.crs_asked",
    "crs.assumed": "vector.crs_assumed",
    "crs.doubtful": "vector.crs_doubtful",
}


@dataclass(frozen=True)
class Drawn:
    """
    A layer as read.

    Parameters
    ----------
    layer : OwnLayer
        Its document.
    frame : geopandas.GeoDataFrame
        WGS 84; the columns that the document names, as text, blank where there is nothing. The
        index ``row`` is the row in the file.
    headings : tuple[str, ...]
        Every heading of the file, also of columns that are left there.
    """

    layer: OwnLayer
    frame: gpd.GeoDataFrame = field(repr=False)
    headings: tuple[str, ...] = ()


def read(
    path: Path, layer: OwnLayer, *, boundaries: gpd.GeoDataFrame | None = None
) -> tuple[Drawn, Report]:
    """
    Read a layer of the group's own.

    Parameters
    ----------
    path : pathlib.Path
        A file of map data, or for points a table with latitude and longitude.
    layer : OwnLayer
        Its document: kind, columns, reference system.
    boundaries : geopandas.GeoDataFrame, optional
        Stage ``boundaries``: where the layer should lie. Lines and areas are cut a little outside
        it, points far from it are refused; both are told.

    Returns
    -------
    tuple[Drawn, Report]
        The layer, and what became of every row of the file.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When it cannot be read, lacks a column that the document names, or nothing can be drawn.
    CrsError
        When its coordinates cannot be understood.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis.model.document import Text
    >>> from tambon_gis.model.layer import OwnLayer
    >>> title = Text(th="หมู่บ้าน", en="Villages")
    >>> layer = OwnLayer(id="villages", kind="areas", title=title, label="VILL_NAM_T")
    >>> drawn, report = read(Path("tests/data/small/villages.geojson"), layer)
    >>> drawn.frame.columns.tolist(), report.rows_kept
    (['VILL_NAM_T', 'geometry'], 3)
    """
    import geopandas as gpd

    opened = _open(path, layer)
    told = _Told(path.name, opened.frame.index.to_numpy(int) + 1)
    columns = _columns(opened.frame, layer, path.name)
    found = kinds.only(opened.frame.geometry.to_numpy(), layer.kind)
    findings = [*_own(opened.findings, layer), *_kinds(found, layer, told, opened)]
    there = ~(found.blank | found.other)
    if not there.any():
        if any(one.code.startswith("point.") for one in opened.findings):
            raise InputError("vector.no_spots", where=path.name, rows=len(there))
        raise InputError("vector.nothing", where=path.name, rows=len(there))
    shapes, more = _placed(found.shapes, there, opened, layer, boundaries, path.name)
    findings += more
    if boundaries is not None:
        shapes, more = _near(shapes, layer, boundaries, told)
        findings += more
    kept = there & _there(shapes)
    if not kept.any():
        raise InputError("vector.elsewhere", where=path.name, rows=int(there.sum()))
    table = columns[kept].set_axis(told.rows[kept]).rename_axis("row")
    frame = gpd.GeoDataFrame(table, geometry=shapes[kept], crs="EPSG:4326")
    lost, repaired = int((~kept).sum()), int(found.mended.sum())
    report = Report(f"{ROLE}{layer.id}", path.name, len(kept), len(kept) - lost, lost, repaired,
                    tuple(findings))  # fmt: skip
    headings = tuple(str(one) for one in opened.frame.columns if one != "geometry")
    return Drawn(layer, frame, headings), report


@dataclass(frozen=True)
class _Told:
    """Where rows are told: the file, and the number of each row in it."""

    file: str
    rows: NDArray[np.int64]

    def of(self, code: str, severity: Severity, which: Which) -> list[Finding]:
        """One finding for all rows of a case, none without them."""
        rows = self.rows[which].tolist()
        if not rows:
            return []
        return [Finding(code, severity, self.file, "", row_list(rows), rows[0], len(rows))]


@dataclass(frozen=True)
class _Said:
    """What a fault says, without its advice for boundaries."""

    fault: CrsError

    def tell(self, lang: str = "th") -> str:
        """Its first sentence."""
        return words(lang).text(f"errors.{self.fault.code}.what", **self.fault.facts)


def _open(path: Path, layer: OwnLayer) -> Layer:
    """The layer of a file; points may also stand in a table with their coordinates."""
    suffix, sheet = path.suffix.lower(), layer.source.sheet if layer.source else None
    cells = layer.source.range if layer.source else None
    is_table = layer.kind == "points" and suffix in formats.SUFFIXES
    if is_table and suffix not in layers.SUFFIXES:
        return points.open_table(path, sheet=sheet, cells=cells)
    try:
        return layers.open_layer(path, layer=layer.layer, kind=_KINDS[layer.kind])
    except InputError:
        if not is_table:
            raise
        return points.open_table(path, sheet=sheet, cells=cells)


def _columns(frame: gpd.GeoDataFrame, layer: OwnLayer, file: str) -> pd.DataFrame:
    """The columns that the document names, as text, under the names that it gives them."""
    import pandas as pd

    labels = {normalise_label(str(one)): one for one in frame.columns if one != "geometry"}
    named = dict.fromkeys([*layer.card, *filter(None, (layer.label, layer.by))])
    exact = {one: one for one in named if one in frame.columns and one != "geometry"}
    found = {one: exact.get(one, labels.get(normalise_label(one))) for one in named}
    missing = [one for one, column in found.items() if column is None]
    if missing:
        known = ", ".join(str(one) for one in labels.values()) or "-"
        raise InputError(
            "vector.columns", where=file, document=layer.id, missing=", ".join(missing), known=known
        )
    cells = {one: _text(frame[column]) for one, column in found.items()}
    return pd.DataFrame(cells, index=frame.index, dtype="string")


def _text(column: pd.Series[Any]) -> list[str]:
    """Cells as text; a whole number has no decimal point."""
    cells = column.astype(object).where(column.notna(), None)
    return [clean(_spelt(cell)) for cell in cells]


def _spelt(cell: object) -> str:
    """One cell."""
    if cell is None:
        return ""
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell)) if whole and isinstance(cell, float) else str(cell)


def _kinds(found: kinds.Sorted, layer: OwnLayer, told: _Told, opened: Layer) -> list[Finding]:
    """Rows without a shape of the kind; a row of a table said why when it was opened."""
    import numpy as np

    said = [one.row for one in opened.findings if one.code.startswith("point.")]
    silent = found.blank & ~np.isin(told.rows, [row for row in said if row is not None])
    return [
        *told.of("vector.no_shape", "decide", silent),
        *told.of(_NOT[layer.kind], "decide", found.other),
        *told.of("vector.parts_left", "note", found.parted),
        *told.of("vector.mended", "repaired", found.mended),
    ]


def _placed(
    shapes: Geometries,
    there: Which,
    opened: Layer,
    layer: OwnLayer,
    boundaries: gpd.GeoDataFrame | None,
    file: str,
) -> tuple[Geometries, list[Finding]]:
    """Shapes in WGS 84; a fault names the layer's document, where it is mended."""
    try:
        system = _system(shapes[there], opened, layer, boundaries, file)
        moved, told = datum.wgs84(evidence.straight(shapes[there], system), system.crs, file=file)
    except CrsError as fault:
        raise CrsError("vector.crs", where=file, what=_Said(fault), document=layer.id) from None
    out = shapes.copy()
    out[there] = moved
    return out, [*_own(system.findings, layer), *told]


def _system(
    shapes: Geometries,
    opened: Layer,
    layer: OwnLayer,
    boundaries: gpd.GeoDataFrame | None,
    file: str,
) -> System:
    """The reference system, held against where the project's area lies."""
    import numpy as np

    expected = None
    if boundaries is not None and len(boundaries):
        box = [float(edge) for edge in boundaries.total_bounds]
        expected = Expected("codes", np.array([box] * len(shapes), dtype=float))
    return evidence.settle(shapes, found=opened.crs, asked=layer.crs, expected=expected, file=file)


def _near(
    shapes: Geometries, layer: OwnLayer, boundaries: gpd.GeoDataFrame, told: _Told
) -> tuple[Geometries, list[Finding]]:
    """What lies on the map: lines and areas are cut at its edge, points far away are left out."""
    import numpy as np
    import shapely

    west, south, east, north = (float(edge) for edge in boundaries.total_bounds)
    by = MARGIN * max(east - west, north - south)
    by = AROUND if layer.kind == "points" else by
    frame = shapely.box(west - by, south - by, east + by, north + by)
    there = _there(shapes)
    out = shapes.copy()
    whole = shapely.covered_by(shapes, frame) | ~there
    if layer.kind == "points":
        out[~whole] = None
        return out, told.of("vector.far", "decide", ~whole)
    cut = kinds.only(shapely.intersection(shapes[~whole], frame), layer.kind)
    out[~whole] = cut.shapes
    away = there & ~_there(out)
    part = np.array(~whole & ~away, dtype=bool)
    return out, [
        *told.of("vector.cut", "note", part),
        *told.of("vector.beyond", "note", away),
    ]


def _there(shapes: Geometries) -> Which:
    """Which rows have a shape."""
    import shapely

    found: Which = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return found


def _own(findings: Sequence[Finding], layer: OwnLayer) -> list[Finding]:
    """Findings whose advice names the layer's document, not the boundary of the project."""
    return [
        replace(one, code=_OWN[one.code], facts={**one.facts, "document": layer.id})
        if one.code in _OWN
        else one
        for one in findings
    ]
