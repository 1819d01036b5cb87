"""What a file is by its first bytes, whatever its suffix says."""

from __future__ import annotations

import re
import zipfile
from pathlib import PurePath
from typing import TYPE_CHECKING

from tambon_gis.loaders.archive import FAULTS
from tambon_gis.loaders.formats import ole

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["BY_SUFFIX", "recognise"]

#: Suffix -> the kind that it promises.
BY_SUFFIX = {
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".xlsb": "xlsb",
    ".ods": "ods",
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".parquet": "parquet",
    ".gpkg": "sqlite",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".zip": "zip",
}
HEAD = 8192
_MAGIC = (
    (b"PAR1", "parquet"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
    (b"MIME-Version:", "MHTML"),
    (b"\x09\x00\x04\x00", "Excel 2"),
    (b"\x09\x02\x06\x00", "Excel 3"),
    (b"\x09\x04\x06\x00", "Excel 4"),
    (b"\x09\x08\x08\x00", "Excel 5"),
)
_MARKUP = re.compile(rb"^\s*<")
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|table|meta|style|title|div|form|center|font|script)\b",
    re.IGNORECASE,
)
_ZIPPED = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("word/document.xml", "Word"),
    ("ppt/presentation.xml", "PowerPoint"),
)


def recognise(path: Path) -> str:
    """
    The kind of a table file.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    str
        ``xlsx``, ``xlsb``, ``ods``, ``xls``, ``zip``, ``parquet``, ``sqlite``, ``html`` or
        ``text``; ``password`` for an encrypted workbook; ``broken`` for a container that is cut or
        mangled; the usual name (``PDF``) of what is no table.

    Raises
    ------
    OSError
        When the file cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> recognise(Path("data/demo/สถานที่.xlsx"))
    'xlsx'
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(path)
    if head.startswith(ole.SIGNATURE):
        return ole.kind(path)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if plain[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        plain = plain[2:].replace(b"\x00", b"")
    if _MARKUP.match(plain):
        return _marked_up(plain)
    return "text"


def _marked_up(head: bytes) -> str:
    """Which kind of markup a text is."""
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head.lower():
        return "XML Spreadsheet 2003"
    if b"urn:oasis:names:tc:opendocument" in head:
        return "Flat ODF"
    if _HTML.search(head):
        return "html"
    return "XML" if head.lstrip().startswith(b"<?xml") else "text"


def _zipped(path: Path) -> str:
    """Which kind of container a ZIP is, by the names in it."""
    try:
        with zipfile.ZipFile(path) as found:
            names = {name.replace("\\", "/").lower() for name in found.namelist()}
            mime = _start(found, "mimetype") if "mimetype" in names else b""
    except FAULTS:
        return "broken"
    for name, kind in _ZIPPED:
        if name in names:
            return kind
    if b"opendocument" in mime:
        return "ods" if b"spreadsheet" in mime else "OpenDocument"
    suffixes = {PurePath(name).suffix for name in names}
    return "KMZ" if ".kml" in suffixes and not suffixes & set(BY_SUFFIX) else "zip"


def _start(found: zipfile.ZipFile, name: str) -> bytes:
    """The first bytes of a member: no guard has looked at the archive yet."""
    with found.open(name) as member:
        return member.read(99)
