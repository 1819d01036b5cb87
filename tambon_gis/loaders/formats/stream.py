"""Text and Parquet tables of any size, in blocks of rows: the same cells as when read whole."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats.cells import Cells
from tambon_gis.loaders.formats.csv import SAMPLE, SEP_LINE, rows, separator, well_quoted
from tambon_gis.loaders.formats.encoding import of_file
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["BLOCK", "parquet_blocks", "text_blocks"]

#: So many bytes of text become one block.
BLOCK = 2**23
#: A row of more bytes than this is none: a quote was never closed.
LONGEST = 2**26
#: Rows of a block of Parquet.
BLOCK_ROWS = 50_000


def text_blocks(
    path: Path, *, encoding: str | None = None, mark: str | None = None, size: int = BLOCK
) -> Iterator[Cells]:
    """
    The cells of a text table, some rows at a time.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    encoding : str, optional
        What its bytes are; by default they tell, all of them, before the first block is given.
    mark : str, optional
        The letter between its cells; by default its first lines tell.
    size : int, optional
        Bytes of a block, which ends where a row ends.

    Yields
    ------
    Cells
        As :func:`tambon_gis.loaders.formats.csv.read` gives them, rows numbered through; the note
        about the encoding stands with the first block.

    Raises
    ------
    InputError
        When the bytes are no text, or a quote is never closed.

    Examples
    --------
    >>> from pathlib import Path
    >>> parts = list(text_blocks(Path("tests/data/small/households.csv"), size=400))
    >>> len(parts) > 2, sum(len(one.frame) for one in parts)
    (True, 15)
    """
    codec, told = of_file(path, encoding=encoding)
    skipped, said = _sep_line(path, codec)
    mark = mark or said or separator(_sample(path, codec)[skipped:])
    note = Finding("csv.encoding", "note", file=path.name, facts={"encoding": told})
    findings = () if told == "utf-8" or encoding else (note,)
    above = lines = 0
    for content in _whole_rows(path, codec, mark, size, skipped):
        try:
            frame = rows(content.decode(), mark, where=path.name)
        except InputError as fault:
            if fault.code != "csv.quotes":
                raise
            line = str(lines + int(str(fault.facts["line"])))
            raise InputError("csv.quotes", where=path.name, line=line) from None
        frame.index += above
        above += len(frame)
        lines += content.count(b"\n") or content.count(b"\r")
        if len(frame):
            yield Cells(frame, findings)
            findings = ()
    if not above:
        raise InputError("file.empty", where=path.name)


def parquet_blocks(path: Path, *, size: int = BLOCK_ROWS) -> Iterator[Cells]:
    """
    The cells of a Parquet table, some rows at a time.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    size : int, optional
        Rows of a block.

    Yields
    ------
    Cells
        As :func:`tambon_gis.loaders.formats.parquet.read` gives them, rows numbered through.

    Raises
    ------
    InputError
        When it is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from tambon_gis.loaders.formats import parquet

    above = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=size):
                batch.validate(full=True)
                frame = parquet.cells_of(pa.Table.from_batches([batch])).frame
                if above:
                    frame = frame.iloc[1:]
                    frame.index += above - 1
                above += len(frame)
                yield Cells(frame)
    except (pa.ArrowException, UnicodeDecodeError, OSError, ValueError, OverflowError, KeyError):
        raise InputError("parquet.damaged", where=path.name) from None
    if not above:
        raise InputError("file.empty", where=path.name)


def _utf8(path: Path, codec: str, size: int) -> Iterator[bytes]:
    """The text of a file as UTF-8 without a mark, some at a time."""
    decoder = codecs.getincrementaldecoder(codec)()
    first = True
    with path.open("rb") as file:
        while content := file.read(size):
            text = decoder.decode(content)
            yield (text.removeprefix("\ufeff") if first else text).encode()
            first = first and not text


def _sample(path: Path, codec: str) -> str:
    """The first letters of a file."""
    with path.open(encoding=codec, errors="ignore", newline="") as file:
        return file.read(SAMPLE + 100).removeprefix("\ufeff")


def _sep_line(path: Path, codec: str) -> tuple[int, str | None]:
    """The line in which Excel is told the letter between the cells: its length, and the letter."""
    told = SEP_LINE.match(_sample(path, codec))
    return (told.end(), told[1]) if told else (0, None)


def _whole_rows(path: Path, codec: str, mark: str, size: int, skipped: int) -> Iterator[bytes]:
    """The text of a file, whole rows at a time; a line break in quotes ends none."""
    held = b""
    for content in _utf8(path, codec, size):
        held += content
        if skipped and len(held) >= skipped:  # the line is ASCII but for the letter it tells
            held, skipped = held.decode()[skipped:].encode(), 0
        end = _row_end(held, mark)
        if not end and len(held) > max(LONGEST, 4 * size):
            break
        if end:
            yield held[:end]
            held = held[end:]
    if held:
        yield held


def _row_end(content: bytes, mark: str) -> int:
    """Where the last whole row ends; 0 where none does."""
    odd = content.count(b'"') % 2
    at = len(content)
    newline = b"\n" if b"\n" in content else b"\r"
    while (at := content.rfind(newline, 0, (before := at))) >= 0:
        odd ^= content.count(b'"', at, before) % 2
        if not odd and (newline == b"\n" or at + 1 < len(content)):
            found = at + 1
            plain = mark.isascii() and well_quoted(content[:found], mark)
            return found if plain else _row_end_by_row(content, mark)
    return 0 if b'"' not in content else _row_end_by_row(content, mark)


def _row_end_by_row(content: bytes, mark: str) -> int:
    """The same where quotes stand in the midst of cells: row by row, the last one left over."""
    text = content.decode()
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for line in io.StringIO(text, newline=""):
            taken += len(line)
            yield line

    end = last = 0
    try:
        for _ in csv.reader(lines(), delimiter=mark, strict=True):
            end, last = last, taken
    except csv.Error:
        end = last
    return len(text[:end].encode())
