"""Boundary layers become one valid polygon a place, in WGS 84, with codes and Thai names."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import CrsError, InputError, MissingFileError, TambonError
from tambon_gis.loaders import datum, dbf, shapes
from tambon_gis.loaders.address import row_list
from tambon_gis.loaders.area_codes import find_codes
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.stages import BOUNDARIES
from tambon_gis.places import moo_of
from tambon_gis.thai import clean

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from tambon_gis.loaders.area_codes import AreaCodes

__all__ = ["SUFFIXES", "read"]

#: Suffixes of layers that are read.
SUFFIXES = (".shp", ".gpkg", ".geojson", ".json")
#: Words in the geometry types of layers that may hold areas.
AREAS = ("Polygon", "Surface", "Collection", "Unknown")


@dataclass(frozen=True)
class Layer:
    """A layer as read: text decoded, coordinates untouched."""

    frame: gpd.GeoDataFrame
    crs: str | None
    findings: tuple[Finding, ...]


def read(
    path: Path,
    *,
    level: str | None = None,
    code_column: str | None = None,
    name_column: str | None = None,
    crs: str | None = None,
    role: str = "boundary",
) -> tuple[gpd.GeoDataFrame, Report]:
    """
    Read a boundary layer.

    Parameters
    ----------
    path : pathlib.Path
        A shapefile (``.shp`` with its ``.shx`` and ``.dbf``), GeoPackage or GeoJSON. Nothing is
        ever written beside it.
    level : {"province", "amphoe", "tambon", "village"}, optional
        Level of the areas; by default the finest whose codes are there.
    code_column, name_column : str, optional
        Columns; by default recognised by their names.
    crs : str, optional
        Reference system that overrides the file's, for example ``"EPSG:24047"``.
    role : str, default "boundary"
        What the file is in the project, for the report.

    Returns
    -------
    tuple[geopandas.GeoDataFrame, Report]
        Stage ``boundaries``: ``place``, ``name`` (Thai, empty where unknown), ``moo`` (Int16, for
        villages), ``<level>_name`` of the wider areas where the layer has them, and ``geometry`` in
        EPSG:4326, ordered by place. Rows without a polygon or a code are refused and named; parts
        of one place are joined and told, and count as kept.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When a part is missing, it cannot be read, or no column holds codes.
    CrsError
        When the reference system is missing with coordinates in metres, unknown, or only
        approximately related to WGS 84.

    Examples
    --------
    >>> from pathlib import Path
    >>> frame, report = read(Path("tests/data/small/villages.geojson"))
    >>> frame["place"].tolist(), report.to_decide
    (['99020101', '99020102', '99020103'], 0)
    """
    import geopandas as gpd
    import numpy as np

    file = path.name
    layer = _layer(path)
    table = layer.frame.drop(columns="geometry")
    codes = find_codes(
        table, level=level, code_column=code_column, name_column=name_column, where=file
    )
    found = [*layer.findings]
    polygons, usable, told = shapes.mend(layer.frame.geometry.to_numpy(), file=file)
    found += told
    found += _codeless(codes, usable, file)
    kept = usable & codes.codes.notna().to_numpy()
    if not kept.any():
        raise InputError("boundary.nothing", where=file, rows=len(kept), column=codes.column)
    system, notes = _system(polygons[kept], layer.crs, crs, path)
    moved, told = datum.wgs84(polygons[kept], system, file=file)
    found += (*notes, *told)
    columns = _columns(table[kept], codes, np.flatnonzero(kept) + 1)
    frame = gpd.GeoDataFrame(columns, geometry=moved, crs="EPSG:4326")
    frame, told = shapes.dissolve(frame, file=file)
    found += (*told, *_far_away(frame, file))
    frame = frame.drop(columns="row").sort_values("place", ignore_index=True)
    BOUNDARIES.check(frame)
    rows = len(layer.frame)
    refused = rows - int(kept.sum())
    repaired = sum(one.count for one in found if one.code == "shape.invalid")
    report = Report(role, file, rows, rows - refused, refused, repaired, tuple(found))
    return frame, report


def _layer(path: Path) -> Layer:
    """The layer through GDAL, with every warning turned into words of our own."""
    import pyogrio

    suffix = path.suffix.lower()
    if not path.exists():
        raise MissingFileError("file.missing", where=path.name)
    if suffix not in SUFFIXES:
        raise InputError(
            "file.suffix", where=path.name, suffix=suffix or "-", known=", ".join(SUFFIXES)
        )
    shapefile = suffix == ".shp"
    if shapefile:
        dbf.require_parts(path)
    options: dict[str, Any] = {"encoding": dbf.GDAL_ENCODING} if shapefile else {}
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            name, left = _pick_layer(path)
            info = pyogrio.read_info(path, layer=name, **options)
            frame = pyogrio.read_dataframe(path, layer=name, on_invalid="ignore", **options)
    except TambonError:
        raise
    except (RuntimeError, ValueError, OSError, NameError):  # what GDAL and its readers raise
        raise InputError("boundary.unreadable", where=path.name) from None
    if "geometry" not in frame.columns or not len(frame):
        raise InputError("boundary.empty", where=path.name)
    frame = _distinct(frame)
    findings = [*left, *_count_check(path, len(frame))] if shapefile else [*left]
    if said:
        findings.append(Finding("boundary.warnings", "note", path.name, count=len(said)))
    if shapefile:
        frame, told = dbf.decode_frame(frame, path)
        findings += told
    return Layer(frame, info["crs"], tuple(findings))


def _distinct(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Columns of one name told apart, so that the first one keeps it."""
    seen: dict[str, int] = {}
    columns = []
    for column in frame.columns[:-1]:
        seen[column] = seen.get(column, 0) + 1
        again = seen[column] > 1 or column == "geometry"
        columns.append(f"{column} [{seen[column]}]" if again else column)
    return frame.set_axis([*columns, "geometry"], axis=1).set_geometry("geometry")


def _pick_layer(path: Path) -> tuple[str, list[Finding]]:
    """The first layer of polygons, and a note about those that were left."""
    import pyogrio

    layers = [(str(name), str(kind)) for name, kind in pyogrio.list_layers(path)]
    areas = [name for name, kind in layers if any(word in kind for word in AREAS)]
    if not areas:
        raise InputError("boundary.no_polygons", where=path.name)
    left = [name for name, _ in layers if name != areas[0]]
    facts = {"layer": areas[0], "left": ", ".join(left)}
    note = Finding("boundary.layers_left", "note", path.name, count=len(left), facts=facts)
    return areas[0], [note] if left else []


def _count_check(path: Path, rows: int) -> list[Finding]:
    """Shapes, table rows and what was read must be the same number."""
    in_shapes, in_table = dbf.counts(path)
    if in_shapes == in_table == rows:
        return []
    facts = {"shapes": in_shapes, "table": in_table, "rows": rows}
    return [Finding("boundary.counts_differ", "decide", path.name, facts=facts)]


def _codeless(codes: AreaCodes, usable: Any, file: str) -> list[Finding]:
    """Polygons without a readable code."""
    lost = codes.codes.isna().to_numpy() & usable
    rows = [int(at) + 1 for at in lost.nonzero()[0]]
    if not rows:
        return []
    facts = {"column": codes.column, "level": codes.level}
    cell = row_list(rows)
    return [Finding("boundary.codeless", "decide", file, "", cell, rows[0], len(rows), facts)]


def _columns(table: pd.DataFrame, codes: AreaCodes, rows: Any) -> dict[str, Any]:
    """Code, names and moo of the rows that are kept."""
    import pandas as pd

    def text(column: str) -> pd.Series[str]:
        cells = table[column].astype("string").fillna("")
        return cells.map({cell: clean(cell) for cell in cells.unique()}).astype("string")

    places = codes.codes.reindex(table.index)
    own = codes.names.get(codes.level)
    columns: dict[str, Any] = {
        "row": rows,
        "place": places,
        "name": text(own) if own else pd.Series("", index=table.index, dtype="string"),
    }
    if codes.level == "village":
        columns["moo"] = pd.array([moo_of(code) for code in places], dtype="Int16")
    for level, column in codes.names.items():
        if level != codes.level:
            columns[f"{level}_name"] = text(column)
    return columns


def _system(
    polygons: Any, found: str | None, asked: str | None, path: Path
) -> tuple[Any, list[Finding]]:
    """The reference system: as asked, as the file says, or what the numbers leave no doubt of."""
    import shapely

    file = path.name
    bounds = shapely.total_bounds(polygons)
    if asked is not None or found is not None:
        system = datum.understand(asked if asked is not None else found, where=file)
        _agrees(system, bounds, file)
        facts = {"crs": asked or "", "found": _spoken(found)}
        told = [] if asked is None else [Finding("crs.asked", "note", file, facts=facts)]
        return system, told
    if datum.in_thailand(bounds):
        standard = path.suffix.lower() in {".geojson", ".json"}
        return "EPSG:4326", [Finding("crs.assumed", "note" if standard else "decide", file)]
    raise CrsError("crs.missing", where=file)


def _agrees(system: Any, bounds: Any, file: str) -> None:
    """Refuse metres in a system of degrees, and degrees in one of metres."""
    if system.is_geographic and max(abs(bounds)) > datum.MOST_DEGREES:
        raise CrsError("crs.not_degrees", where=file, crs=system.name)
    if system.is_projected and datum.in_thailand(bounds):
        raise CrsError("crs.not_metres", where=file, crs=system.name)


def _spoken(found: str | None) -> str:
    """The name of the system that the file gives, as far as it can be understood."""
    try:
        return str(datum.understand(found).name) if found else "-"
    except CrsError:
        return "?"


def _far_away(frame: gpd.GeoDataFrame, file: str) -> list[Finding]:
    """Places whose polygons do not lie in Thailand."""
    bounds = frame.geometry.bounds.to_numpy()
    out = [place for place, box in zip(frame["place"], bounds, strict=True)
           if not datum.in_thailand(box)]  # fmt: skip
    if not out:
        return []
    facts = {"places": ", ".join(out[:5]) + ("…" if len(out) > 5 else "")}  # noqa: PLR2004
    return [Finding("boundary.outside_thailand", "decide", file, count=len(out), facts=facts)]
