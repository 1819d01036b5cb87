"""A ZIP of tables, as ODK Central and KoboToolbox give: each member a sheet named by its path."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats import container
from tambon_gis.loaders.formats.cells import Book, Cells
from tambon_gis.loaders.formats.kinds import BY_SUFFIX
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

__all__ = ["member_name", "read"]

NESTED = (".zip", ".7z", ".rar", ".gz", ".tar")
UTF8_NAME = 0x800
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
    with container.opened(path, plain=True) as archive:
        members = {member_name(one): one.filename for one in archive.infolist() if _seen(one)}
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


def member_name(member: zipfile.ZipInfo) -> str:
    """
    The name of a member as its maker wrote it.

    Parameters
    ----------
    member : zipfile.ZipInfo
        A member; programs of old Windows write names in the code page of the machine.

    Returns
    -------
    str
        Its path with forward slashes.

    Examples
    --------
    >>> import zipfile
    >>> member_name(zipfile.ZipInfo("ก/หมู่ 1.csv"))
    'ก/หมู่ 1.csv'
    """
    name = member.filename
    if not member.flag_bits & UTF8_NAME and not name.isascii():
        for encoding in ("utf-8", "cp874"):
            try:
                name = name.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return name.replace("\\", "/")


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
            with (
                container.opened(self._path, plain=True) as archive,
                archive.open(self._members[name]) as packed,
                file.open("wb") as plain,
            ):
                shutil.copyfileobj(packed, plain, container.CHUNK)
            try:
                yield formats.open_book(file, **self._choices)
            except InputError as fault:
                where = fault.where.replace(file.name, label, 1) if fault.where else label
                raise InputError(fault.code, where=where, **fault.facts) from None


def _seen(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a file that a person put there."""
    parts = PurePosixPath(member_name(member)).parts
    return not member.is_dir() and not any(
        part.startswith((".", "__MACOSX", "~$")) for part in parts
    )


def _suffix(name: str) -> str:
    """The suffix of a member."""
    return PurePosixPath(name).suffix.lower()
