"""GeoPackage 1.3 written by hand: SQLite in memory, the same bytes for the same content."""

from __future__ import annotations

import sqlite3
import struct
from typing import TYPE_CHECKING, Any

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["GeoPackage"]

_WGS84 = 4326
#: "GPKG", and version 1.3.
_APPLICATION, _VERSION = 0x47504B47, 10300
_NEVER = "2000-01-01T00:00:00.000Z"
_WKT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,'
    'AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,'
    'AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],'
    'AUTHORITY["EPSG","4326"]]'
)
_SYSTEMS = (
    ("Undefined Cartesian", -1, "NONE", -1, "undefined", None),
    ("Undefined geographic", 0, "NONE", 0, "undefined", None),
    ("WGS 84 geodetic", _WGS84, "EPSG", _WGS84, _WKT, "longitude/latitude in decimal degrees"),
)
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,
  description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
  identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL,
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL PRIMARY KEY, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,
  m TINYINT NOT NULL);
"""
_STYLES = """
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, f_table_catalog TEXT, f_table_schema TEXT,
  f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME);
"""


class GeoPackage:
    """
    A GeoPackage in memory.

    Parameters
    ----------
    about : str
        Description of every table.
    """

    def __init__(self, about: str) -> None:
        self._about = about
        self._styled = False
        self._data = sqlite3.connect(":memory:")
        self._data.execute(f"PRAGMA application_id = {_APPLICATION}")
        self._data.execute(f"PRAGMA user_version = {_VERSION}")
        self._data.executescript(_TABLES)
        self._data.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", _SYSTEMS)

    def features(
        self,
        name: str,
        title: str,
        kind: str,
        columns: Mapping[str, str],
        rows: Iterable[Mapping[str, Any]],
        shapes: Sequence[shapely.Geometry],
    ) -> None:
        """
        Write a layer.

        Parameters
        ----------
        name : str
            Name of its table.
        title : str
            What it is called.
        kind : str
            Kind of geometry, for example ``MULTIPOLYGON``.
        columns : Mapping[str, str]
            Columns with their types.
        rows : iterable of Mapping[str, object]
            One a shape.
        shapes : Sequence[shapely.Geometry]
            In degrees.
        """
        box = [float(edge) for edge in shapely.total_bounds(list(shapes))] if shapes else [None] * 4
        self._table(name, [("geom", kind), *columns.items()])
        self._contents(name, "features", title, (*box, _WGS84))
        self._data.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (name, kind, _WGS84)
        )
        blobs = [_blob(shape) for shape in shapes]
        self._insert(
            name,
            len(columns) + 1,
            ([blob, *(row.get(column) for column in columns)]
             for blob, row in zip(blobs, rows, strict=True)),
        )  # fmt: skip

    def attributes(
        self,
        name: str,
        title: str,
        columns: Mapping[str, str],
        rows: Iterable[Mapping[str, Any]],
    ) -> None:
        """
        Write a table without geometry.

        Parameters
        ----------
        name : str
            Name of the table.
        title : str
            What it is called.
        columns : Mapping[str, str]
            Columns with their types.
        rows : iterable of Mapping[str, object]
            Rows.
        """
        self._table(name, list(columns.items()))
        self._contents(name, "attributes", title, (None, None, None, None, None))
        self._insert(name, len(columns), ([row.get(one) for one in columns] for row in rows))

    def style(self, table: str, name: str, style: str, *, default: bool) -> None:
        """
        Keep a style for QGIS.

        Parameters
        ----------
        table : str
            Table of the layer.
        name : str
            What the style is called.
        style : str
            QML.
        default : bool
            Whether the layer opens with it.
        """
        if not self._styled:
            self._data.executescript(_STYLES)
            self._contents("layer_styles", "attributes", "layer_styles", (None,) * 5)
            self._styled = True
        self._data.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, "
            "update_time) VALUES ('', '', ?, 'geom', ?, ?, '', ?, '', '', ?)",
            (table, name, style, default, _NEVER),
        )

    def closed(self) -> bytes:
        """
        Finish the file.

        Returns
        -------
        bytes
            The GeoPackage.
        """
        self._data.commit()
        self._data.execute("VACUUM")
        made = self._data.serialize()
        self._data.close()
        return bytes(made)

    def _table(self, name: str, columns: Sequence[tuple[str, str]]) -> None:
        """A table with a number for each row."""
        taken = {"fid"}
        told = []
        for column, kind in columns:
            written = _free(column, taken)
            taken.add(written.casefold())
            told.append(f"{_quoted(written)} {kind}")
        self._data.execute(
            f"CREATE TABLE {_quoted(name)} (fid INTEGER PRIMARY KEY NOT NULL, {', '.join(told)})"
        )

    def _contents(self, name: str, kind: str, title: str, box: tuple[float | None, ...]) -> None:
        """An entry in the list of tables; two tables may not be called alike."""
        found = self._data.execute("SELECT identifier FROM gpkg_contents").fetchall()
        identifier = _free(title, {str(one).casefold() for (one,) in found})
        self._data.execute(
            "INSERT INTO gpkg_contents VALUES (?,?,?,?,?,?,?,?,?,?)",
            (name, kind, identifier, self._about, _NEVER, *box),
        )

    def _insert(self, name: str, width: int, rows: Iterable[Sequence[Any]]) -> None:
        """Rows, numbered from 1."""
        marks = ", ".join("?" * (width + 1))
        numbered = ([number, *row] for number, row in enumerate(rows, start=1))
        self._data.executemany(f"INSERT INTO {_quoted(name)} VALUES ({marks})", numbered)


def _quoted(name: str) -> str:
    """A name that cannot end its quotation."""
    return '"' + name.replace('"', '""').replace("\x00", "") + '"'


def _free(name: str, taken: set[str]) -> str:
    """A name that nobody has yet; capitals make no difference."""
    plain = name or "_"
    n, found = 1, plain
    while found.casefold() in taken:
        n += 1
        found = f"{plain}_{n}"
    return found


def _blob(shape: shapely.Geometry) -> bytes:
    """A geometry with its envelope, as GeoPackage keeps it."""
    written: bytes = shapely.to_wkb(shape, byte_order=1)
    if shape.is_empty:
        return b"GP\x00\x11" + struct.pack("<i", _WGS84) + written
    west, south, east, north = shape.bounds
    head = b"GP\x00\x03" + struct.pack("<i4d", _WGS84, west, east, south, north)
    return head + written
