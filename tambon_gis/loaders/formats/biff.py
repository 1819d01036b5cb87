"""What an old workbook (.xls) hides and merges, from its records; cells are left to calamine."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats.marks import Marks, MarksBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Globals", "read_globals", "sheet_marks"]

BOUNDSHEET, FILEPASS, ROW, COLINFO, MERGES, EOF = 0x85, 0x2F, 0x208, 0x7D, 0xE5, 0x0A
ROW_HIDDEN, COLUMN_HIDDEN = 0x20, 0x01
DIMENSIONS = 0x200
LAST_ROW, LAST_COLUMN = 65_536, 256
#: Blank, number, text, truth or error, formula, the same in rows, texts by number, array.
_CELLS = frozenset({0x201, 0x203, 0x204, 0x205, 0x06, 0x406, 0x27E, 0xBD, 0xBE, 0xD6, 0xFD})
_COLUMN_AT = 6
_BOUNDSHEET = struct.Struct("<IBB")
_DIMENSIONS = struct.Struct("<2I2H")
_ROW = struct.Struct("<HHHHHHI")
_COLINFO = struct.Struct("<5H")
_AREA = struct.Struct("<4H")


@dataclass(frozen=True)
class Globals:
    """
    What an old workbook says before its sheets.

    Parameters
    ----------
    sheets : tuple of (int, bool, bool)
        For each sheet in order: where its records begin, whether it is not shown, whether it holds
        cells.
    encrypted : bool
        Whether the records behind are encrypted.
    """

    sheets: tuple[tuple[int, bool, bool], ...]
    encrypted: bool


def read_globals(records: bytes) -> Globals:
    r"""
    Read the part of the workbook stream before the sheets.

    Parameters
    ----------
    records : bytes
        The stream.

    Returns
    -------
    Globals
        The sheets; none when the stream is cut.

    Examples
    --------
    >>> read_globals(b"\x2f\x00\x00\x00").encrypted
    True
    """
    sheets = []
    encrypted = False
    for kind, body in _records(records, 0):
        if kind == FILEPASS:
            encrypted = True
        elif kind == BOUNDSHEET and len(body) >= _BOUNDSHEET.size:
            offset, state, holds = _BOUNDSHEET.unpack_from(body)
            sheets.append((offset, bool(state & 3), holds == 0))
    return Globals(tuple(sheets), encrypted)


def sheet_marks(records: bytes, offset: int) -> Marks:
    r"""
    What a sheet hides and merges.

    Parameters
    ----------
    records : bytes
        The workbook stream.
    offset : int
        Where the sheet begins.

    Returns
    -------
    Marks
        Hidden rows and columns, merged cells.

    Raises
    ------
    InputError
        When a cell stands in a column that old workbooks do not have.

    Examples
    --------
    >>> row = struct.pack("<HHHHHHHHI", 0x208, 16, 4, 0, 9, 255, 0, 0, 0x20)
    >>> sorted(sheet_marks(row, 0).hidden_rows)
    [5]
    """
    marks = MarksBuilder()
    for kind, body in _records(records, offset):
        if kind == DIMENSIONS and len(body) >= _DIMENSIONS.size:
            # The reader of cells makes room for as many as are declared here.
            first, last, left, right = _DIMENSIONS.unpack_from(body)
            if not (first <= last <= LAST_ROW and left <= right <= LAST_COLUMN):
                raise InputError("workbook.damaged")
        elif kind == ROW and len(body) >= _ROW.size:
            row, *_, flags = _ROW.unpack_from(body)
            if flags & ROW_HIDDEN:
                marks.hide_rows(row + 1)
        elif kind == COLINFO and len(body) >= _COLINFO.size:
            first, last, _, _, flags = _COLINFO.unpack_from(body)
            if flags & COLUMN_HIDDEN:
                marks.hide_columns(first, min(last, LAST_COLUMN - 1) - first + 1)
        elif kind == MERGES:
            for at in range(2, len(body) - _AREA.size + 1, _AREA.size):
                top, bottom, left, right = _AREA.unpack_from(body, at)
                marks.merge(top + 1, left, bottom + 1, right)
    return marks.done()


def _records(records: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record up to the end of the part."""
    unpack, column = struct.Struct("<HH").unpack_from, struct.Struct("<H").unpack_from
    end = len(records) - 4
    last_cell = len(records) - _COLUMN_AT - 2
    while offset <= end:
        kind, length = unpack(records, offset)
        if kind == EOF:
            return
        in_row = kind in _CELLS and offset <= last_cell
        if in_row and column(records, offset + _COLUMN_AT)[0] >= LAST_COLUMN:
            raise InputError("workbook.damaged")
        if kind in _WANTED:
            yield kind, records[offset + 4 : offset + 4 + length]
        offset += 4 + length


_WANTED = frozenset({DIMENSIONS, BOUNDSHEET, FILEPASS, ROW, COLINFO, MERGES})
