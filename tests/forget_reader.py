"""Reads every byte of a folder for values of people; nothing of the package is used."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
import zlib
from dataclasses import dataclass
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

THAI = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
#: Headings of columns that name a person or house.
NAMING = re.compile(r"ชื่อ.*สกุล|ประจำตัวประชาชน|โทรศัพท์|รหัสประจำบ้าน|รหัสบ้าน|บ้านเลขที่")
SHORTEST, DEEPEST = 6, 6


@dataclass(frozen=True)
class Values:
    """What is looked for: words, numbers without marks, places of houses."""

    words: frozenset[str]
    numbers: frozenset[str]
    spots: frozenset[tuple[str, str]]

    def __sub__(self, other: Values) -> Values:
        return Values(
            self.words - other.words, self.numbers - other.numbers, self.spots - other.spots
        )


def of_workbook(path: Path) -> Values:
    """What the columns of a workbook hold whose headings name people."""
    words, numbers, spots = set(), set(), set()
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book:
        rows = [[_said(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        at = next((n for n, row in enumerate(rows) if any(map(NAMING.search, row))), None)
        if at is None:
            continue
        head = rows[at]
        naming = [n for n, title in enumerate(head) if NAMING.search(title) and "หมู่" not in title]
        where = [n for n, title in enumerate(head) if title in {"ละติจูด", "ลองจิจูด"}]
        for row in rows[at + 1 :]:
            for n in naming:
                value = row[n].translate(THAI).strip()
                bare = re.sub(r"[\s./-]", "", value)
                if bare.isdecimal() and len(bare) >= SHORTEST and "/" not in value:
                    numbers.add(bare)
                elif len(value) >= SHORTEST:
                    words.add(value)
            if len(where) == 2 and row[where[0]] and row[where[1]]:
                spots.add(tuple(f"{float(row[n]):.5f}" for n in where))
    book.close()
    return Values(frozenset(words), frozenset(numbers), frozenset(spots))


def _said(cell: object) -> str:
    """A cell as text; a number without its decimals where it has none."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def found(folder: Path, values: Values, *, left: Iterable[str] = ()) -> dict[str, set[str]]:
    """File -> values that stand in it, ``left`` out."""
    out = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = path.relative_to(folder).as_posix()
        if name in left:
            continue
        met: set[str] = set()
        for text in (name, *texts(path.read_bytes())):
            met |= _met(text, values)
        if met:
            out[name] = met
    return out


def _met(text: str, values: Values) -> set[str]:
    """Which values stand in a text."""
    spelt = re.sub(r"\\u([0-9a-f]{4})", lambda one: chr(int(one[1], 16)), text)
    seen = unescape(spelt).translate(THAI).replace("\u00a0", " ")
    bare = re.sub(r"(?<=\d)[\s./()-]{1,2}(?=\d)", "", seen)
    runs = set(re.findall(r"\d{6,}", bare)) | set(re.findall(r"\d{6,}", seen))
    met = {one for one in values.words if one in seen} | (runs & values.numbers)
    met |= {f"0{one[2:]}" for one in runs if one[:2] == "66"} & values.numbers
    if values.spots:
        degrees = [f"{float(one):.5f}" for one in re.findall(r"\d{1,3}\.\d{4,}", seen)]
        pairs = set(pairwise(degrees))
        met |= {", ".join(one) for one in values.spots if {one, one[::-1]} & pairs}
    return met


def texts(data: bytes, depth: int = 0) -> Iterator[str]:
    """Every text that bytes may be, and every text that they pack."""
    for encoding in ("utf-8", "cp874", "utf-16-le"):
        yield data.decode(encoding, "ignore")
    if data[:2] == b"PK" and depth < DEEPEST:
        for inner in _members(data):
            yield re.sub(r"<[^>]+>", "", inner.decode("utf-8", "ignore"))
            yield from texts(inner, depth + 1)
        yield from _joined_cells(data)
    elif data[:4] == b"%PDF":
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
            yield _inflated(stream, zlib.MAX_WBITS).decode("latin-1")
    elif data[:6] == b"SQLite":
        yield from _rows(data)


def _members(data: bytes) -> Iterator[bytes]:
    """What stands behind each head of a member, of half an archive too; and their names."""
    for found in re.finditer(rb"PK\x03\x04", data):
        kind, size, extra = (
            int.from_bytes(data[found.start() + at : found.start() + at + 2], "little")
            for at in (8, 26, 28)
        )
        body = found.start() + 30 + size + extra
        yield data[found.start() + 30 : body - extra]
        yield _inflated(data[body:], -zlib.MAX_WBITS) if kind == 8 else data[body:]


def _inflated(data: bytes, bits: int) -> bytes:
    """A packed piece as far as it goes."""
    opener, out = zlib.decompressobj(bits), b""
    try:
        for at in range(0, len(data), 4096):
            out += opener.decompress(data[at : at + 4096])
            if opener.eof:
                break
    except zlib.error:
        pass
    return out


def _rows(data: bytes) -> Iterator[str]:
    """Every row of a database."""
    base = sqlite3.connect(":memory:")
    base.deserialize(data)
    tables = base.execute("select name from sqlite_master where type='table'").fetchall()
    for (name,) in tables:
        for row in base.execute(f'select * from "{name}"'):
            yield " ".join(map(str, row))
    base.close()


def _joined_cells(data: bytes) -> Iterator[str]:
    """The cells of a workbook, so that numbers stand as numbers."""
    if b"xl/workbook.xml" not in data or not zipfile.is_zipfile(io.BytesIO(data)):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            yield " | ".join(map(_said, row))
    book.close()
