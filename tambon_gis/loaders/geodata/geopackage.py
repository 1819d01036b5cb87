"""GeoPackages, opened so that SQLite leaves no file beside them, and FlatGeobuf."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders.geodata import gdal, staging
from tambon_gis.loaders.geodata.held import Held, Layer
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import ExitStack
    from pathlib import Path

__all__ = ["open_flatgeobuf", "open_geopackage"]

MAGIC = b"SQLite format 3\x00"
FLAT = b"fgb"
LAYERS = (
    "SELECT c.table_name, g.column_name, g.geometry_type_name, c.data_type FROM gpkg_contents c "
    "LEFT JOIN gpkg_geometry_columns g USING (table_name) ORDER BY c.rowid"
)
#: What makes a database do more than hold rows: other files, endless queries.
UNSAFE = re.compile(
    r"using\s+(?!rtree|fts)|\brecursive\b|load_extension|\bvirtualogr", re.IGNORECASE
)
MORE = re.compile(r"\b(virtual|view)\b", re.IGNORECASE)
#: Steps of SQLite between two looks at whether it has been at work for too long.
STEPS = 10_000_000


def open_geopackage(
    path: Path, file: str, stack: ExitStack, beside: Mapping[str, Path] | None = None
) -> list[Held]:
    """
    Open a GeoPackage.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    file : str
        For findings and messages.
    stack : contextlib.ExitStack
        Removes the private folder.
    beside : Mapping[str, pathlib.Path], optional
        Journals of a writer, by suffix; by default those that stand beside the file.

    Returns
    -------
    list[Held]
        Its layers, and its tables without shapes, which are of no kind.

    Raises
    ------
    InputError
        When it is none, or holds something that is not plain rows.

    Examples
    --------
    >>> from contextlib import ExitStack
    >>> import geopandas as gpd, shapely
    >>> with ExitStack() as stack:
    ...     path = staging.folder(stack) / "a.gpkg"
    ...     one = gpd.GeoDataFrame({"a": ["1"]}, geometry=[shapely.Point(0, 0)], crs=4326)
    ...     one.to_file(path)
    ...     [(one.name, one.rows) for one in open_geopackage(path, "a.gpkg", stack)]
    [('a', 1)]
    """
    if not staging.head(path, len(MAGIC), where=file).startswith(MAGIC):
        raise InputError("boundary.unreadable", where=file)
    staged = staging.folder(stack) / "staged.gpkg"
    journals = beside if beside is not None else _journals(path)
    if journals:  # a writer has not finished: what it left belongs to the rows, so copy all
        shutil.copyfile(path, staged)
        for suffix, journal in journals.items():
            shutil.copyfile(journal, staged.with_name(staged.name + suffix))
        with closing(sqlite3.connect(staged)) as base:
            base.execute("PRAGMA journal_mode = DELETE").fetchall()
    else:
        staging.stage(path, staged)
    try:
        return _layers(staged, file)
    except (sqlite3.Error, UnicodeDecodeError, OverflowError):
        raise InputError("boundary.unreadable", where=file) from None


def _journals(path: Path) -> dict[str, Path]:
    """What an unfinished writer left beside the file."""
    suffixes = {suffix: path.with_name(path.name + suffix) for suffix in ("-wal", "-journal")}
    return {k: one for k, one in suffixes.items() if one.is_file() and one.stat().st_size}


def _layers(staged: Path, file: str) -> list[Held]:
    """The tables that the file lists, of shapes or of rows only."""
    uri = f"{staged.as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as base:
        texts = [str(text) for (text,) in base.execute("SELECT sql FROM sqlite_master") if text]
        if any(UNSAFE.search(text) for text in texts if MORE.search(text)):
            raise InputError("layer.unsafe", where=file)
        found = []
        for name, column, kind, of in base.execute(LAYERS).fetchall():
            if of in {"features", "attributes", "aspatial"} or column is not None:
                rows = _count(base, str(name))
                found.append(_held(staged, file, str(name), str(kind or ""), rows))
    return found


def _count(base: sqlite3.Connection, name: str) -> int:
    """How many rows are really there, whatever the file has noted."""
    looks = iter(range(20))
    base.set_progress_handler(lambda: next(looks, None) is None, STEPS)
    quoted = name.replace('"', '""')
    return int(base.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])


def _held(staged: Path, file: str, name: str, kind: str, rows: int) -> Held:
    """One layer."""
    words = {word.upper(): kinds for word, kinds in gdal.WORDS.items()} | {
        "GEOMETRY": ("point", "line", "area")
    }
    plain = "GEOMETRYCOLLECTION" if "COLLECTION" in kind.upper() else kind.upper()
    kinds = frozenset(one for word, held in words.items() if word in plain for one in held)
    return Held(name, kinds, rows, lambda: _load(staged, file, name, rows, IMMUTABLE="YES"))


def _load(staged: Path, file: str, name: str | None, rows: int | None, **options: Any) -> Layer:
    """A layer, read as a stream: what the file says of its length is not relied on."""
    with gdal.faults(file) as told:
        crs = gdal.info(staged, name, **options)["crs"]
        frame, found = gdal.frame(staged, name, file=file, **options)
    found += gdal.warned(told, file)
    if rows is not None and len(frame) != rows:
        facts = {"shapes": rows, "table": rows, "rows": len(frame)}
        found.append(Finding("boundary.counts_differ", "decide", file, facts=facts))
    return Layer(frame, crs, tuple(found), name or "")


def open_flatgeobuf(path: Path, name: str, file: str, stack: ExitStack) -> list[Held]:
    """
    Open a FlatGeobuf.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        Name of the layer.
    file : str
        For findings and messages.
    stack : contextlib.ExitStack
        Removes the private folder.

    Returns
    -------
    list[Held]
        One layer.

    Raises
    ------
    InputError
        When it is none.

    Examples
    --------
    >>> from contextlib import ExitStack
    >>> import geopandas as gpd, shapely
    >>> with ExitStack() as stack:
    ...     path = staging.folder(stack) / "a.fgb"
    ...     one = gpd.GeoDataFrame({"a": ["1"]}, geometry=[shapely.Point(0, 0)], crs=4326)
    ...     one.to_file(path)
    ...     len(open_flatgeobuf(path, "a", "a.fgb", stack)[0].load().frame)
    1
    """
    if not staging.head(path, 8, where=file).startswith(FLAT):
        raise InputError("boundary.unreadable", where=file)
    staged = staging.stage(path, staging.folder(stack) / "staged.fgb")
    with gdal.faults(file):
        known = gdal.info(staged)
    rows = max(int(known["features"]), 0)
    return [Held(name, known["kinds"], rows, lambda: _load(staged, file, None, rows or None))]
