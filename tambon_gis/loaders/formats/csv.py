"""Text tables: encoding by their bytes, separator by their lines."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats.cells import Book, Cells, arrow_frame, text_frame
from tambon_gis.loaders.formats.encoding import decode
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["SAMPLE", "SEP_LINE", "read", "rows", "separator", "well_quoted"]

SEPARATORS = ",;\t|"
SAMPLE_LINES = 50
SAMPLE = 200_000
#: The line in which a file tells Excel the letter between its cells.
SEP_LINE = re.compile(r'^"?sep=(.)"?\r?(?:\n|$)', re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')


def read(path: Path, *, encoding: str | None = None, separator: str | None = None) -> Book:
    """
    Open a text table.

    Parameters
    ----------
    path : pathlib.Path
        A ``.csv``, ``.tsv`` or ``.txt`` file.
    encoding : str, optional
        What its bytes are; by default they tell.
    separator : str, optional
        The letter between its cells; by default its lines tell.

    Returns
    -------
    Book
        One sheet without a name. An encoding other than UTF-8 is told in a note.

    Raises
    ------
    InputError
        When its bytes are no text in UTF-8, UTF-16 or cp874, a quote is never closed, or nothing
        stands in it.

    Examples
    --------
    >>> from pathlib import Path
    >>> read(Path("tests/data/facilities.csv")).load("").frame.shape
    (4, 5)
    """
    return Book(path.name, ("",), lambda _sheet: _cells(path, encoding, separator))


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
    sample = _QUOTED.sub("", text[:SAMPLE])
    lines = [line for line in sample.splitlines()[:SAMPLE_LINES] if line.strip()]
    return max(SEPARATORS, key=lambda mark: _evenness(lines, mark))


def rows(text: str, mark: str, *, where: str) -> pd.DataFrame:
    r"""
    The cells of a text table.

    Parameters
    ----------
    text : str
        The table.
    mark : str
        The letter between its cells.
    where : str
        File name, for the message.

    Returns
    -------
    pandas.DataFrame
        As in :class:`Cells`. A row is what a spreadsheet program would show as one, also where a
        quoted cell holds line breaks.

    Raises
    ------
    InputError
        When a quote is never closed.

    Examples
    --------
    >>> rows('a,b\n"1\n2",\n', ",", where="a.csv").index.tolist()
    [1, 2]
    """
    if (quick := _quick(text, mark)) is not None:
        return quick
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    found: list[list[str]] = []
    begun = 0
    try:
        for row in lines:
            found.append(row)
            begun = lines.line_num
    except csv.Error:
        raise InputError("csv.quotes", where=where, line=str(begun + 1)) from None
    return text_frame(found)


def _cells(path: Path, encoding: str | None, mark: str | None) -> Cells:
    """The whole file as cells; row numbers are those that Excel would show."""
    try:
        content = path.read_bytes()
    except OSError:
        raise InputError("file.locked", where=path.name) from None
    text, found = decode(content, where=path.name, encoding=encoding)
    del content
    if told := SEP_LINE.match(text):
        text = text[told.end() :]
        mark = mark or told[1]
    if not text.strip("\x1a \t\r\n\ufeff\u200b\xa0"):
        raise InputError("file.empty", where=path.name)
    frame = rows(text, mark or separator(text), where=path.name)
    note = Finding("csv.encoding", "note", file=path.name, facts={"encoding": found})
    return Cells(frame, () if found == "utf-8" or encoding else (note,))


def _evenness(lines: list[str], mark: str) -> int:
    """How many cells stand in lines of the most usual length."""
    counts = Counter(line.count(mark) for line in lines)
    del counts[0]
    return max((cells * times for cells, times in counts.items()), default=0)


def _quick(text: str, mark: str) -> pd.DataFrame | None:
    """The same by Arrow; None when rows differ in length or a quote is not as it should be."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    try:
        content = text.encode()
        width = len(next(csv.reader(io.StringIO(text, newline=""), delimiter=mark)))
    except (UnicodeEncodeError, csv.Error, StopIteration):
        return None
    if width <= 1 or not mark.isascii() or not well_quoted(content, mark):
        return None
    names = [str(at) for at in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=2**24),
            parse_options=arrow_csv.ParseOptions(
                delimiter=mark, newlines_in_values=b'"' in content, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowException:
        return None
    return arrow_frame(table.columns)


def well_quoted(content: bytes, mark: str) -> bool:
    """
    Whether every quote opens or closes a cell, or is doubled within one.

    Parameters
    ----------
    content : bytes
        Whole rows, in UTF-8.
    mark : str
        The letter between cells, one of ASCII.

    Returns
    -------
    bool
        False where a quote stands in the midst of a cell.

    Examples
    --------
    >>> well_quoted(b'"a",b', ","), well_quoted(b'a"b",c', ",")
    (True, False)
    """
    import numpy as np

    letters = np.frombuffer(content, np.uint8)
    quotes = np.flatnonzero(letters == ord('"'))
    if len(quotes) % 2:
        return False
    beside = np.zeros(256, bool)
    beside[[ord(one) for one in f'\r\n"{mark}']] = True
    before, after = quotes[0::2] - 1, quotes[1::2] + 1
    inner = after < len(letters)
    return bool(beside[letters[before[before >= 0]]].all() and beside[letters[after[inner]]].all())
