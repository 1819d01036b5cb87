"""Text tables: encoding by their bytes, separator by their lines."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats.cells import Book, Cells, text_frame
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["decode", "read", "separator"]

SEPARATORS = ",;\t|"
SAMPLE_LINES = 50
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(path: Path) -> Book:
    """
    Open a text table.

    Parameters
    ----------
    path : pathlib.Path
        A ``.csv``, ``.tsv`` or ``.txt`` file.

    Returns
    -------
    Book
        One sheet without a name. An encoding other than UTF-8 is told in a note.

    Raises
    ------
    InputError
        When its bytes are no text in UTF-8, UTF-16 or cp874, or a quote is never closed.

    Examples
    --------
    >>> from pathlib import Path
    >>> read(Path("tests/data/facilities.csv")).load("").frame.shape
    (4, 5)
    """
    return Book(path.name, ("",), lambda _sheet: _cells(path))


def decode(raw: bytes) -> tuple[str, str]:
    """
    Bytes as text, with the encoding that they turned out to have.

    Parameters
    ----------
    raw : bytes
        The whole file.

    Returns
    -------
    tuple[str, str]
        Text without a byte order mark, and ``utf-8``, ``utf-16`` or ``cp874``.

    Raises
    ------
    InputError
        When they are none of these.

    Examples
    --------
    >>> decode("หมู่ที่".encode("cp874"))
    ('หมู่ที่', 'cp874')
    """
    marked = [encoding for mark, encoding in _BOMS if raw.startswith(mark)]
    for encoding in marked or ["utf-8", "cp874"]:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, encoding.removesuffix("-sig")
    raise InputError("csv.encoding")


def separator(text: str) -> str:
    r"""
    The letter between the cells of a text table.

    Parameters
    ----------
    text : str
        The table; title lines above it do no harm.

    Returns
    -------
    str
        One of comma, semicolon, tab, bar: the one that splits most lines into the same number of
        cells.

    Examples
    --------
    >>> separator("title\na;b;c\n1,5;2;3\n")
    ';'
    """
    lines = [line for line in text.splitlines()[:SAMPLE_LINES] if line.strip()]

    def evenness(mark: str) -> int:
        counts = Counter(line.count(mark) for line in lines)
        del counts[0]
        if not counts:
            return 0
        most, times = max(counts.items(), key=lambda pair: pair[0] * pair[1])
        return most * times

    return max(SEPARATORS, key=evenness)


def _cells(path: Path) -> Cells:
    """The whole file as cells; row numbers are those that Excel would show."""
    try:
        text, encoding = decode(path.read_bytes())
    except InputError as fault:
        raise InputError(fault.code, where=path.name) from None
    except OSError:
        raise InputError("file.locked", where=path.name) from None
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True)
    try:
        rows = list(lines)
    except csv.Error:
        raise InputError("csv.quotes", where=path.name, line=str(lines.line_num)) from None
    note = Finding("csv.encoding", "note", file=path.name, facts={"encoding": encoding})
    return Cells(text_frame(rows), () if encoding == "utf-8" else (note,))
