"""One file a format: the first bytes decide which one reads a table, not the suffix."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.loaders.formats.cells import Book, Cells

__all__ = ["SUFFIXES", "open_book"]

#: Suffixes of tables that are read, in the order in which messages name them.
SUFFIXES = (
    *(".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt", ".parquet"),
    *(".gpkg", ".sqlite", ".sqlite3", ".db", ".zip"),
)
_WORKBOOKS = frozenset({"xlsx", "xlsb", "xls", "ods"})
_SPOKEN = {
    "xlsx": "Excel (.xlsx)",
    "xlsb": "Excel (.xlsb)",
    "xls": "Excel 97-2003 (.xls)",
    "ods": "OpenDocument (.ods)",
    "html": "HTML",
    "text": "CSV",
    "parquet": "Parquet",
    "sqlite": "SQLite",
    "zip": "ZIP",
}


def open_book(path: Path, *, encoding: str | None = None, separator: str | None = None) -> Book:
    """
    Open a table file of any known format.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    encoding, separator : str, optional
        What the bytes of a text table are, and the letter between its cells, where a person knows
        better than the bytes.

    Returns
    -------
    Book
        Its sheets, each loaded when asked for. A file that is not what its suffix says is read as
        what it is, with a note.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When the suffix is unknown, or the file is empty, locked, a folder, has a password, or is of
        a kind that cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> open_book(Path("tests/data/small/households.csv")).sheets
    ('',)
    """
    from tambon_gis.loaders.formats import kinds

    suffix = path.suffix.lower()
    promised = kinds.BY_SUFFIX.get(suffix)
    _openable(path, known=promised is not None)
    try:
        kind = kinds.recognise(path)
    except OSError:
        raise InputError("file.locked", where=path.name) from None
    promised = promised or "text"
    if kind == "password":
        raise InputError("workbook.password", where=path.name)
    _refuse_strangers(path, kind, promised)
    book = _reader(path, kind, encoding, separator)
    if kind == promised:
        return book
    facts = {"suffix": suffix, "kind": _SPOKEN[kind]}
    note = Finding("table.other_kind", "note", file=path.name, facts=facts)
    return _noting(book, note)


def _openable(path: Path, *, known: bool) -> None:
    """Refuse what is no file, is empty, or cannot be opened."""
    try:
        there = path.exists()
    except (OSError, ValueError):
        there = False
    if not there:
        raise MissingFileError("file.missing", where=path.name)
    if path.is_dir():
        raise InputError("file.folder", where=path.name)
    if not known:
        raise InputError(
            "file.suffix", where=path.name, suffix=path.suffix or "-", known=", ".join(SUFFIXES)
        )
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError:
        raise InputError("file.locked", where=path.name) from None
    if empty:
        raise InputError("file.empty", where=path.name)


def _refuse_strangers(path: Path, kind: str, promised: str) -> None:
    """Refuse what is no table, or is none of the kind that its suffix promises."""
    if kind in {"broken", "OLE"}:
        raise _damaged(path, promised)
    if kind not in _SPOKEN:
        raise InputError("file.no_table", where=path.name, kind=kind)
    if kind == "text" and promised != "text" and not _tabular(path):
        raise _damaged(path, promised)


def _damaged(path: Path, promised: str) -> InputError:
    """The refusal of a file that is not of the kind that its suffix promises."""
    if promised == "parquet":
        return InputError("parquet.damaged", where=path.name)
    if promised == "sqlite":
        return InputError("database.damaged", where=path.name)
    if promised == "zip":
        return InputError("archive.damaged", where=path.name)
    return InputError("workbook.damaged", where=path.name)


def _tabular(path: Path) -> bool:
    """Whether a text under a workbook's suffix is a table: its lines are cut into cells alike."""
    from tambon_gis.loaders.formats import csv

    try:
        cells = csv.read(path).load("")
    except InputError:
        return False
    return len(cells.frame.columns) > 1 and len(cells.frame) > 1


def _reader(path: Path, kind: str, encoding: str | None, separator: str | None) -> Book:
    """Open a file as the kind that it is."""
    if kind == "text":
        from tambon_gis.loaders.formats import csv

        return csv.read(path, encoding=encoding, separator=separator)
    if kind == "zip":
        from tambon_gis.loaders.formats import bundle

        return bundle.read(path, encoding=encoding, separator=separator)
    if kind in _WORKBOOKS:
        from tambon_gis.loaders.formats import workbook

        return workbook.read(path, kind)
    reader = importlib.import_module(f"tambon_gis.loaders.formats.{kind}")
    return cast("Book", reader.read(path))


def _noting(book: Book, note: Finding) -> Book:
    """The same book with a further finding on every sheet."""

    def load(sheet: str) -> Cells:
        cells = book.load(sheet)
        return replace(cells, findings=(note, *cells.findings))

    return replace(book, load=load)
