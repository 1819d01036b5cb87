"""One file a format: the suffix decides which one reads a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.errors import InputError, MissingFileError

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.loaders.formats.cells import Book

__all__ = ["SUFFIXES", "open_book"]

#: Suffixes of tables that are read, in the order in which messages name them.
SUFFIXES = (".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".parquet")


def open_book(path: Path) -> Book:
    """
    Open a table file of any known format.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    Book
        Its sheets, each loaded when asked for.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When the suffix is unknown, the file is empty, locked, or not what its suffix says.

    Examples
    --------
    >>> from pathlib import Path
    >>> open_book(Path("tests/data/small/households.csv")).sheets
    ('',)
    """
    from tambon_gis.loaders.formats import csv, parquet, xlsx

    suffix = path.suffix.lower()
    if not path.exists():
        raise MissingFileError("file.missing", where=path.name)
    if suffix not in SUFFIXES:
        raise InputError(
            "file.suffix", where=path.name, suffix=suffix or "-", known=", ".join(SUFFIXES)
        )
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError:
        raise InputError("file.locked", where=path.name) from None
    if empty:
        raise InputError("file.empty", where=path.name)
    reader = {".xlsx": xlsx.read, ".xlsm": xlsx.read, ".parquet": parquet.read}
    return reader.get(suffix, csv.read)(path)
