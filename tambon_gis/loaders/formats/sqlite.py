"""Tables of a SQLite or GeoPackage file; geometry is left to the loaders of layers."""

from __future__ import annotations

import math
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats.cells import Book, Cells, text_frame
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

__all__ = ["read"]

#: Tables that programs keep for themselves.
_SYSTEM = re.compile(
    r"^(?:gpkg_|rtree_|sqlite_|idx_|layer_styles$|ogr_empty_table$|spatial_ref_sys|geometry_columns"
    r"|spatialite_|views_geometry_|virts_geometry_|spatialindex$|elementarygeometries$"
    r"|sql_statements_log$|data_licenses$)",
    re.IGNORECASE,
)
_BESIDE = ("-wal", "-journal")


def read(path: Path) -> Book:
    """
    Open a database file.

    The file is opened as one that never changes: nothing is locked, nothing is written beside it.

    Parameters
    ----------
    path : pathlib.Path
        A ``.gpkg``, ``.sqlite`` or ``.db`` file.

    Returns
    -------
    Book
        A sheet for each table and view. The names of the columns stand in row 1; columns of bytes,
        such as geometry, are left out with a note.

    Raises
    ------
    InputError
        When it is no such file, is damaged, holds no table, or a program still has changes of it
        beside it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.sqlite"
    ...     with closing(sqlite3.connect(path)) as made:
    ...         _ = made.execute("create table house (moo integer)")
    ...         _ = made.execute("insert into house values (5)")
    ...         made.commit()
    ...     read(path).load("house").frame[0].tolist()
    ['moo', '5']
    """
    for suffix in _BESIDE:
        beside = path.with_name(path.name + suffix)
        if beside.exists() and beside.stat().st_size:
            raise InputError("database.in_use", where=path.name, beside=beside.name)
    try:
        with _connected(path) as found:
            listed = found.execute(
                "select name from sqlite_master where type in ('table', 'view') order by rowid"
            ).fetchall()
    except (sqlite3.Error, ValueError):
        raise InputError("database.damaged", where=path.name) from None
    every = [_plain(name) or "" for (name,) in listed]
    names = tuple(name for name in every if not _SYSTEM.match(name))
    if not names:
        raise InputError("file.empty", where=path.name)
    return Book(path.name, names, lambda sheet: _cells(path, sheet))


def _connected(path: Path) -> AbstractContextManager[sqlite3.Connection]:
    """The database, closed at the end."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    made = sqlite3.connect(address, uri=True)
    made.text_factory = _Text
    return closing(made)


def _cells(path: Path, table: str) -> Cells:
    """One table as text."""
    quoted = table.replace('"', '""')
    try:
        with _connected(path) as found:
            rows = found.execute(f'select * from "{quoted}"')
            names = [one[0] for one in rows.description]
            body = list(rows)
    except (sqlite3.Error, ValueError, OverflowError):
        raise InputError("database.damaged", where=f"{path.name} › {table}") from None
    columns = list(zip(*body, strict=True)) if body else [()] * len(names)
    left = [name for name, column in zip(names, columns, strict=True) if _is_bytes(column)]
    lines = [
        [name, *map(_plain, column)]
        for name, column in zip(names, columns, strict=True)
        if name not in left
    ]
    note = Finding(
        "table.bytes_left",
        "note",
        file=path.name,
        sheet=table,
        count=len(left),
        facts={"columns": ", ".join(left)},
    )
    return Cells(text_frame(list(zip(*lines, strict=True))), (note,) if left else ())


class _Text(bytes):
    """Text as the file holds it, told from a value of bytes."""

    __slots__ = ()


def _is_bytes(column: tuple[object, ...]) -> bool:
    """Whether a column holds bytes that are no text."""
    return any(isinstance(value, bytes) and not isinstance(value, _Text) for value in column)


def _plain(value: object) -> str | None:
    """A value as text, whole numbers without a point."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, _Text):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value.decode("cp874", "replace")
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)
