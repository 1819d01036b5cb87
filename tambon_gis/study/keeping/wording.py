"""Wording: every text of a file, however it is packed or spelled; what cannot be read is known."""

from __future__ import annotations

import email
import email.header
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tambon_gis.errors import TambonError
from tambon_gis.loaders import formats
from tambon_gis.publish import opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import Message
    from pathlib import Path

__all__ = ["is_dark", "texts"]

#: Tables of which the bytes are no text, and those of which a row's cells lie apart in the bytes.
_TABLES = frozenset({".xls", ".xlsb", ".parquet"})
_CELLS = frozenset({".xlsx", ".xlsm", ".ods"})
#: Kinds whose words cannot be read: pictures, sound, archives of other programs.
_UNREAD = frozenset({
    ".jpg", ".jpeg", ".tif", ".tiff", ".heic", ".bmp", ".gif", ".webp", ".mp3", ".m4a", ".wav",
    ".mp4", ".mov", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar",
})  # fmt: skip
#: Kinds of which the bytes are no text, and that are read all the same.
_READ = frozenset(
    {
        *(
            *_TABLES,
            *_CELLS,
            ".csv",
            ".tsv",
            ".txt",
            ".zip",
            ".docx",
            ".pptx",
            ".odt",
            ".kmz",
            ".qgz",
        ),
        *(".pdf", ".png", ".gpkg", ".sqlite", ".sqlite3", ".db", ".shp", ".shx", ".dbf", ".qix"),
        *(".sbn", ".sbx", ".geoparquet"),
    }
)
_MARK = {b"\xff\xfe", b"\xfe\xff"}
_SAMPLE = 65536
_MAILS = re.compile(rb"(?:^|\n)From [^\n]*\n")
_CODED = re.compile(rb"content-transfer-encoding\s*:|=\?utf-8\?", re.IGNORECASE)
_PERCENT = re.compile(rb"%[Ee]0%[Bb][89]")
_DEEPEST = 3


def texts(path: Path) -> Iterator[str]:
    """
    Every text of a file, its name first.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Yields
    ------
    str
        Its words in every spelling of Thai that the bytes may be, those of the containers in it, of
        the parts of a letter, and of the cells of a table.

    Raises
    ------
    TambonError
        When a container is broken or needs a password.
    OSError
        When it cannot be opened.

    Examples
    --------
    >>> from pathlib import Path
    >>> next(texts(Path("tests/data/small/villages.geojson")))
    'villages.geojson'
    """
    yield path.name
    data = path.read_bytes()
    yield from _spelled(data)
    yield from _mailed(data, 0)
    for part in opened.parts(path.name, data):
        yield part.text
    suffix = path.suffix.lower()
    if suffix in _TABLES:
        yield from _cells(path)
    elif suffix in _CELLS:
        try:
            yield from _cells(path)
        except TambonError:
            return  # its members were read above


def is_dark(path: Path) -> bool:
    """
    Whether nobody can say what words a file holds.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    bool
        True for pictures, sound, archives of other programs, and bytes that are no text and of no
        kind that is read.

    Examples
    --------
    >>> from pathlib import Path
    >>> is_dark(Path("tests/data/small/villages.geojson")), is_dark(Path("photo.JPG"))
    (False, True)
    """
    suffix = path.suffix.lower()
    if suffix in _UNREAD or suffix in _READ:
        return suffix in _UNREAD
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    known = head[:2] in _MARK or head.startswith((b"PK\x03\x04", b"%PDF", b"\x89PNG", b"SQLite"))
    return b"\x00" in head and not known


def _spelled(data: bytes) -> Iterator[str]:
    """Bytes in every spelling of Thai; those that are none in it are passed over."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "ignore")
        yield data.decode("cp874", "ignore")
    yield text
    if b"\x00" in data or b"\x0e" in data:
        for encoding in ("utf-16-le", "utf-16-be"):
            yield data.decode(encoding, "ignore")
            yield data[1:].decode(encoding, "ignore")
    if _PERCENT.search(data):
        yield unquote(text, errors="ignore")


def _mailed(data: bytes, depth: int) -> Iterator[str]:
    """The parts of letters, as whoever opens them reads them."""
    if depth > _DEEPEST or not _CODED.search(data):
        return
    for one in _MAILS.split(data):
        letter = email.message_from_bytes(one)
        yield "\n".join(_head(str(value)) for value in letter.values())
        for part in letter.walk():
            yield from _part(part, depth)


def _part(part: Message, depth: int) -> Iterator[str]:
    """One part of a letter, opened where it is a file."""
    content = None if part.is_multipart() else part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return
    name = _head(part.get_filename() or "part")
    yield name
    yield from _spelled(content)
    yield from _mailed(content, depth + 1)
    for one in opened.parts(name, content):
        yield one.text


def _head(value: str) -> str:
    """A line of a letter's head, decoded."""
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (ValueError, LookupError):
        return value


def _cells(path: Path) -> Iterator[str]:
    """The cells of a table, row by row."""
    book = formats.open_book(path)
    for sheet in book.sheets:
        frame = book.load(sheet).frame
        rows: Sequence[Sequence[object]] = frame.fillna("").astype(str).to_numpy().tolist()
        yield "\n".join("\t".join(map(str, row)) for row in rows)
