"""A ZIP of tables, as ODK Central and KoboToolbox give: each member a sheet named by its path."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders import archive
from tambon_gis.loaders.formats.cells import Book, Cells
from tambon_gis.loaders.formats.kinds import BY_SUFFIX
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["read"]

NESTED = (".zip", ".7z", ".rar", ".gz", ".tar")
_BETWEEN = " › "


def read(path: Path, *, encoding: str | None = None, separator: str | None = None) -> Book:
    r"""
    Open a ZIP of tables.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    encoding, separator : str, optional
        Of the text tables in it, where their bytes are not to decide.

    Returns
    -------
    Book
        A sheet for each text table, and for each sheet of a workbook in it. Members that are no
        tables, such as photos, are told in a note.

    Raises
    ------
    InputError
        When it is damaged, has a password, holds another archive or no table, is too large once
        unpacked, or names files outside itself.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import zipfile
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.zip"
    ...     with zipfile.ZipFile(path, "w") as made:
    ...         made.writestr("หมู่ 1.csv", "moo,people\n1,4\n")
    ...     read(path).sheets
    ('หมู่ 1.csv',)
    """
    with archive.opened(path, plain=True) as packed:
        files = [one for one in packed.infolist() if archive.is_file(one)]
        members = {archive.member_name(one): one.filename for one in files}
        nested = [name for name in members if name.lower().endswith(NESTED)]
        if nested:
            raise InputError("archive.nested", where=f"{path.name}{_BETWEEN}{nested[0]}")
        tables = {name: at for name, at in members.items() if _suffix(name) in BY_SUFFIX}
        if not tables:
            raise InputError("archive.no_table", where=path.name)
    left = len(members) - len(tables)
    note = Finding("table.members_left", "note", file=path.name, count=left)
    findings = (note,) if left else ()
    bundle = _Bundle(path, tables, encoding, separator)
    sheets: dict[str, tuple[str, str]] = {}
    hidden: set[str] = set()
    for name in tables:
        if BY_SUFFIX[_suffix(name)] == "text":
            sheets[name] = (name, "")
            continue
        with bundle.opened(name) as book:
            for sheet in book.sheets:
                label = f"{name}{_BETWEEN}{sheet}" if sheet else name
                sheets[label] = (name, sheet)
                hidden |= {label} if sheet in book.hidden else set()

    def load(label: str) -> Cells:
        name, sheet = sheets[label]
        with bundle.opened(name) as book:
            cells = book.load(sheet or book.sheets[0])
        told = tuple(replace(one, file=path.name, sheet=label) for one in cells.findings)
        return replace(cells, findings=(*findings, *told))

    return Book(path.name, tuple(sheets), load, frozenset(hidden))


class _Bundle:
    """Opens one member at a time, unpacked into a folder of its own under a name of our own."""

    def __init__(
        self, path: Path, members: dict[str, str], encoding: str | None, separator: str | None
    ) -> None:
        self._path = path
        self._members = members
        self._choices = {"encoding": encoding, "separator": separator}

    @contextmanager
    def opened(self, name: str) -> Iterator[Book]:
        """One member as a book, told of by its name in the archive."""
        from tambon_gis.loaders import formats

        label = f"{self._path.name}{_BETWEEN}{name}"
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            file = Path(folder) / f"table{_suffix(name)}"
            with archive.opened(self._path, plain=True) as packed:
                archive.save(packed, self._members[name], file)
            try:
                yield formats.open_book(file, **self._choices)
            except InputError as fault:
                where = fault.where.replace(file.name, label, 1) if fault.where else label
                raise InputError(fault.code, where=where, **fault.facts) from None


def _suffix(name: str) -> str:
    """The suffix of a member."""
    return PurePosixPath(name).suffix.lower()
