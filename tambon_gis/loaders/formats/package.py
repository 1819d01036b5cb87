"""The parts of an XLSX or XLSB package: where each sheet stands, and which are not shown."""

from __future__ import annotations

import posixpath
import struct
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.address import letter
from tambon_gis.loaders.archive import chunks
from tambon_gis.loaders.formats.marks import too_far
from tambon_gis.loaders.formats.sheet_xml import bare, parse

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator, Mapping

__all__ = ["Part", "binary_hidden", "refuse_far_cells", "sheet_parts"]

BUNDLE_SHEET, DIMENSIONS = 156, 148
ROW, LAST_CELL_KIND = 0, 11
LOOKED_AT = 8 * 2**20
_NUMBER = struct.Struct("<I")
_AREA = struct.Struct("<4I")
_HIDDEN = frozenset({"hidden", "veryHidden"})
_LONG = 0x80


@dataclass(frozen=True)
class Part:
    """
    A sheet of a package.

    Parameters
    ----------
    path : str
        The member of the archive.
    hidden : bool
        Whether the workbook does not show it.
    table : bool
        Whether it holds cells; a chart sheet does not.
    """

    path: str
    hidden: bool
    table: bool


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, Part]:
    """
    Name of a sheet -> its part.

    Parameters
    ----------
    archive : zipfile.ZipFile
        An XLSX package.

    Returns
    -------
    dict[str, Part]
        In the order of the workbook; empty for a package without a list of sheets.

    Examples
    --------
    >>> import zipfile
    >>> with zipfile.ZipFile("data/demo/สถานที่.xlsx") as archive:
    ...     sheet_parts(archive)["สถานที่"].path
    'xl/worksheets/sheet1.xml'
    """
    members = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
    book = members.get("xl/workbook.xml")
    relations = members.get("xl/_rels/workbook.xml.rels")
    if book is None or relations is None:
        return {}
    targets: dict[str, tuple[str, str]] = {}
    parts: dict[str, Part] = {}

    def relation(tag: str, found: Mapping[str, str]) -> None:
        if tag == "Relationship":
            targets[found.get("Id", "")] = (found.get("Target", ""), found.get("Type", ""))

    def sheet(tag: str, found: Mapping[str, str]) -> None:
        target, kind = targets.get(bare(found).get("id", ""), ("", ""))
        if tag != "sheet" or not target:
            return
        path = posixpath.normpath(posixpath.join("/xl", target.replace("\\", "/"))).lstrip("/")
        if member := members.get(path.lower()):
            hidden = found.get("state") in _HIDDEN
            parts[found.get("name", "")] = Part(member, hidden, kind.endswith("/worksheet"))

    for part, start in ((relations, relation), (book, sheet)):
        with closing(chunks(archive, part)) as pieces:
            parse(pieces, start)
    return parts


def binary_hidden(archive: zipfile.ZipFile) -> frozenset[str]:
    """
    Names of the sheets that an XLSB workbook does not show.

    Parameters
    ----------
    archive : zipfile.ZipFile
        An XLSB package.

    Returns
    -------
    frozenset[str]
        Their names.

    Examples
    --------
    >>> import io, zipfile
    >>> name = struct.pack("<I", 1) + "ก".encode("utf-16-le")
    >>> body = struct.pack("<III", 1, 1, 0) + name
    >>> with zipfile.ZipFile(io.BytesIO(), "w") as archive:
    ...     archive.writestr("xl/workbook.bin", bytes([0x9C, 0x01, len(body)]) + body)
    ...     binary_hidden(archive)
    frozenset({'ก'})
    """
    hidden = set()
    for kind, body in _binary_records(archive.read("xl/workbook.bin")):
        if kind != BUNDLE_SHEET:
            continue
        try:
            state, _, letters = struct.unpack_from("<3I", body)
            at = 12 + 2 * (0 if letters == 0xFFFFFFFF else letters)  # noqa: PLR2004
            (length,) = struct.unpack_from("<I", body, at)
            name = body[at + 4 : at + 4 + 2 * length].decode("utf-16-le")
        except (struct.error, UnicodeDecodeError):
            raise InputError("workbook.damaged") from None
        if state:
            hidden.add(name)
    return frozenset(hidden)


def refuse_far_cells(archive: zipfile.ZipFile) -> None:
    """
    Refuse an XLSB workbook with a sheet that would not fit into memory, by what it declares.

    Parameters
    ----------
    archive : zipfile.ZipFile
        An XLSB package.

    Raises
    ------
    InputError
        When a sheet, in its first records, speaks of a cell too far out.

    Examples
    --------
    >>> import io, zipfile
    >>> size = struct.pack("<4I", 0, 1048575, 0, 16383)
    >>> with zipfile.ZipFile(io.BytesIO(), "w") as archive:
    ...     archive.writestr("xl/worksheets/sheet1.bin", bytes([0x94, 0x01, 16]) + size)
    ...     try:
    ...         refuse_far_cells(archive)
    ...     except InputError as fault:
    ...         print(fault.facts["cell"])
    XFD1048576
    """
    for name in archive.namelist():
        if not name.lower().startswith("xl/worksheets/") or not name.lower().endswith(".bin"):
            continue
        with archive.open(name) as part:
            row, column = _last_cell(part.read(LOOKED_AT))
        if too_far(row + 1, column + 1):
            raise InputError("workbook.far_cell", cell=f"{letter(column)}{row + 1}")


def _last_cell(content: bytes) -> tuple[int, int]:
    """Last row and column, counted from 0, that records speak of."""
    rows, columns = [0], [0]
    for kind, body in _binary_records(content):
        if kind == DIMENSIONS and len(body) >= _AREA.size:
            _, row, _, column = _AREA.unpack_from(body)
            rows.append(row)
            columns.append(column)
        elif kind <= LAST_CELL_KIND and len(body) >= _NUMBER.size:
            (rows if kind == ROW else columns).append(_NUMBER.unpack_from(body)[0])
    return max(rows), max(columns)


def _binary_records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record, up to where the part ends or is cut."""
    at = 0
    while at < len(content):
        try:
            kind, at = _number(content, at, most=2)
            length, at = _number(content, at, most=4)
        except IndexError:
            return
        yield kind, content[at : at + length]
        at += length


def _number(content: bytes, at: int, *, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where the next thing begins."""
    number = 0
    for step in range(most):
        one = content[at]
        at += 1
        number |= (one & ~_LONG) << (7 * step)
        if not one & _LONG:
            break
    return number, at
