"""Opened: the texts that a reader could find in the bytes of a file, container or not."""

from __future__ import annotations

import base64
import binascii
import io
import re
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis.errors import ExtraError, InputError, TambonError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Part", "parts"]

_PACKED = re.compile(r'(<script type="application/octet-stream"[^>]*>)([A-Za-z0-9+/=\s]+)</script>')
_EMBEDDED = re.compile(r"data:([\w/+.-]+);base64,([A-Za-z0-9+/=]+)")
_TAG = re.compile(r"<[^>]*>")
#: Elements of office files after which a line ends; between others words go on.
_LINE = re.compile(r"</(?:[a-z]+:)?(?:p|tr|row|si|c|tc|sp|title|creator|v|f)>")
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TEXT = (b"tEXt", b"zTXt", b"iTXt", b"eXIf")
#: How deep containers are opened: a workbook in a chart in a slide is three.
_DEEPEST = 5
#: Bytes before the envelope of a GeoPackage's shape.
_HEAD = 8
_BOMS = {
    b"\xff\xfe\x00\x00": "utf-32", b"\x00\x00\xfe\xff": "utf-32", b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig",
}  # fmt: skip
_SAMPLE = 4096
_LARGEST = 512 * 1024 * 1024


@dataclass(frozen=True)
class Part:
    """
    One text of a file.

    Parameters
    ----------
    where : str
        Where in the file it stands: the file's name, then members.
    text : str
        The text as a reader would see it.
    """

    where: str
    text: str


def parts(name: str, content: str | bytes) -> Iterator[Part]:
    """
    Every text of a file.

    Parameters
    ----------
    name : str
        Name of the file.
    content : str or bytes
        What stands in it.

    Yields
    ------
    Part
        The file as text, and the texts of what it packs or embeds: compressed blocks of a page,
        members of a ZIP (each as it stands and without its tags), tables of a database, pages and
        properties of a PDF, texts of a picture.

    Raises
    ------
    ExtraError
        When a PDF cannot be read because its reader is not installed.
    InputError
        When a container is broken, or unpacks to more than is reasonable.

    Examples
    --------
    >>> [part.text for part in parts("a.json", '{"title": "บ้าน"}')]
    ['{"title": "บ้าน"}']
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        yield from _opened(name, data, 0)
    except TambonError:
        raise
    except Exception as fault:  # noqa: BLE001 - a stranger's file may break a reader in any way
        raise InputError("output.broken", where=name, fault=type(fault).__name__) from None


def _opened(where: str, data: bytes, depth: int) -> Iterator[Part]:
    """The texts of a piece of data by what it begins with."""
    if depth > _DEEPEST or len(data) > _LARGEST:
        raise InputError("output.broken", where=where, fault="depth")
    if data.startswith(b"PK\x03\x04") or zipfile.is_zipfile(io.BytesIO(data)):
        yield from _zip(where, data, depth)
    elif data.startswith(b"%PDF"):
        yield from _pdf(where, data)
    elif data.startswith(_PNG):
        yield from _png(where, data)
    elif data.startswith(b"SQLite format 3\x00"):
        yield from _database(where, data)
    else:
        yield from _text(where, data, depth)


def _text(where: str, data: bytes, depth: int) -> Iterator[Part]:
    """A text with what is packed or embedded in it; bytes that are no text are read as Latin."""
    text = _decoded(data)
    yield Part(where, text)
    for n, found in enumerate(_PACKED.finditer(text)):
        packed = base64.b64decode(found[2])
        yield from _opened(f"{where} › block {n}", _unpacked(packed, where), depth + 1)
    for n, found in enumerate(_EMBEDDED.finditer(text)):
        if not found[1].startswith("font/"):
            try:
                inner = base64.b64decode(found[2], validate=True)
            except binascii.Error:
                continue
            yield from _opened(f"{where} › {found[1]} {n}", inner, depth + 1)


def _decoded(data: bytes) -> str:
    """Bytes as text: by their mark, else UTF-8, else Latin; zeros between letters are UTF-16."""
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[:_SAMPLE].count(0) > len(data[:_SAMPLE]) // 4:
        return data.decode("utf-16-le" if data[1:2] == b"\x00" else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _unpacked(packed: bytes, where: str) -> bytes:
    """A deflated block, unless it grows beyond reason."""
    opener = zlib.decompressobj()
    data = opener.decompress(packed, _LARGEST)
    if opener.unconsumed_tail:
        raise InputError("output.broken", where=where, fault="size")
    return data


def _zip(where: str, data: bytes, depth: int) -> Iterator[Part]:
    """Members of an office file; XML also as words, since a word may be cut into runs."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
            raise InputError("output.broken", where=where, fault="size")
        yield Part(f"{where} › comment", archive.comment.decode("utf-8", "replace"))
        for entry in archive.infolist():
            inner = archive.read(entry)
            place = f"{where} › {entry.filename}"
            yield Part(place, entry.filename)
            if entry.filename.endswith((".xml", ".rels", ".vml")):
                text = _decoded(inner)
                yield Part(place, text)
                yield Part(place, _words(text))
            else:
                yield from _opened(place, inner, depth + 1)


def _words(xml: str) -> str:
    """The words of an XML text, paragraph by paragraph."""
    return unescape(_TAG.sub("", _LINE.sub("\n", xml)))


def _pdf(where: str, data: bytes) -> Iterator[Part]:
    """Pages as text, properties, and every stream that can be unpacked, as Latin letters."""
    try:
        import pypdf
    except ImportError:
        raise ExtraError("extra.missing", extra="pdf") from None
    reader = pypdf.PdfReader(io.BytesIO(data))
    for n, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        yield Part(f"{where} › page {n}", text)
        yield Part(f"{where} › page {n}", text.replace("\n", ""))
    told: Mapping[str, object] = reader.metadata or {}
    yield Part(f"{where} › properties", "\n".join(str(value) for value in told.values()))
    if reader.attachments:
        raise InputError("output.broken", where=where, fault="attachment")
    for n, packed in enumerate(_streams(data)):
        try:
            stream = _unpacked(packed, where)
        except zlib.error:
            stream = packed
        if stream[:5] in {b"<?xpa", b"<?xml"}:
            yield Part(f"{where} › stream {n}", stream.decode("utf-8", "replace"))


def _streams(data: bytes) -> Iterator[bytes]:
    """What stands between the words of a PDF that begin and end a stream."""
    at = data.find(b"stream")
    while at >= 0:
        end = data.find(b"endstream", at)
        if end < 0:
            return
        yield data[at + len(b"stream") : end].strip(b"\r\n")
        at = data.find(b"stream", end + len(b"endstream"))


def _png(where: str, data: bytes) -> Iterator[Part]:
    """Texts of a picture, and what stands behind its end."""
    at = len(_PNG)
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        if kind in _PNG_TEXT:
            yield Part(f"{where} › {kind.decode()}", _chunk(kind, body))
        at += 12 + length
        if kind == b"IEND":
            break
    if data[at:]:
        yield Part(f"{where} › end", data[at:].decode("utf-8", "replace"))


def _chunk(kind: bytes, body: bytes) -> str:
    """A text of a picture, unpacked."""
    head, _, rest = body.partition(b"\x00")
    if kind == b"zTXt":
        rest = zlib.decompress(rest[1:])
    elif kind == b"iTXt" and rest[:1] == b"\x01":
        *_, packed = rest[2:].split(b"\x00", 2)
        rest = zlib.decompress(packed)
    return f"{head.decode('latin-1')} {rest.decode('utf-8', 'replace')}"


def _database(where: str, data: bytes) -> Iterator[Part]:
    """Rows of every table of a database, and its free pages, where deleted rows stay."""
    yield Part(where, data.decode("utf-8", "ignore"))
    with tempfile.TemporaryDirectory(prefix="tambon-") as folder:
        path = Path(folder) / "file.gpkg"
        path.write_bytes(data)
        with sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True) as base:
            names = [
                row[0]
                for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            for table in names:
                quoted = table.replace('"', '""')
                rows = base.execute(f'SELECT * FROM "{quoted}"')
                yield Part(f"{where} › {table}", "\n".join(map(_row, rows)))
        base.close()


def _row(row: tuple[object, ...]) -> str:
    """A row as text; points in their binary form as numbers."""
    return "\t".join(_point(cell) if isinstance(cell, bytes) else str(cell) for cell in row)


def _point(cell: bytes) -> str:
    """Longitude and latitude of a point in a GeoPackage's binary form; nothing of another shape."""
    envelope = (0, 32, 48, 48, 64)
    if cell[:2] != b"GP" or len(cell) < _HEAD or (cell[3] >> 1 & 7) >= len(envelope):
        return cell.decode("utf-8", "ignore")
    at = _HEAD + envelope[cell[3] >> 1 & 7]
    order = "<" if cell[at : at + 1] == b"\x01" else ">"
    kind = struct.unpack_from(f"{order}I", cell, at + 1)[0] if len(cell) >= at + 5 else 0
    if kind % 1000 != 1 or len(cell) < at + 21:
        return ""
    x, y = struct.unpack_from(f"{order}2d", cell, at + 5)
    return f"{x:.5f},{y:.5f}"
