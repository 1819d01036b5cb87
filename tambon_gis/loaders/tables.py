"""A survey file, or a folder of them, becomes raw tables: every cell still text, nothing lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders import formats
from tambon_gis.loaders.layout import exports, folder, header, sheets
from tambon_gis.loaders.layout.heading_rows import held
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tambon_gis.loaders.formats.cells import Book, Cells
    from tambon_gis.loaders.layout.sheets import Sheet
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.source import ColumnMap, SourceMap
    from tambon_gis.model.stages import RawTable

__all__ = ["expected_headings", "head", "kept", "read_all", "read_raw"]

#: So many rows hold the headings of a table, whatever stands above them.
HEAD = 200


@dataclass(frozen=True)
class _Asked:
    """What is looked for, and where."""

    expected: frozenset[str]
    sheet: str | None
    cells: str | None
    column_map: ColumnMap | None


def read_raw(
    path: Path,
    *,
    schema: Schema | None = None,
    source: SourceMap | None = None,
    sheet: str | None = None,
    cells: str | None = None,
    column_map: ColumnMap | None = None,
    book: Book | None = None,
    schemas: Iterable[Schema] = (),
) -> RawTable:
    """
    Read a table file, nothing interpreted yet.

    Parameters
    ----------
    path : pathlib.Path
        A workbook, text table, Parquet file, database or ZIP of tables.
    schema : Schema, optional
        What the table should be; its headings help to find sheet and heading row.
    source : SourceMap, optional
        The same for a table of published counts.
    sheet : str, optional
        Name of the sheet; by default, or with ``*``, the one whose headings fit best. Other sheets
        are told: those with a table of the same kind for a person to decide.
    cells : str, optional
        Read only this range, such as ``A5:H60``.
    column_map : ColumnMap, optional
        Headings as found, known from its document; its encoding and separator overrule the bytes.
    book : Book, optional
        The file, where it is open already (:func:`kept`).
    schemas : iterable of Schema, optional
        What else the table could be.

    Returns
    -------
    RawTable
        Cells as text, blank ones null, with the row numbers of the file.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When it cannot be read, has no such sheet or range, or no row of headings.

    Examples
    --------
    >>> from pathlib import Path
    >>> raw = read_raw(Path("tests/data/small/households.csv"))
    >>> len(raw.frame), raw.skipped[1]
    (12, 'title')
    """
    expected = expected_headings(schema, source, column_map=column_map)
    expected = expected.union(*map(expected_headings, schemas))
    one_sheet = None if sheet == sheets.EVERY else sheet
    return _read_book(path, _Asked(expected, one_sheet, cells, column_map), book)[0]


def kept(path: Path) -> Book:
    """
    Open a table file whose sheets are read once, however often they are asked for.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    Book
        Holds in memory what was read.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When it cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> book = kept(Path("tests/data/small/households.csv"))
    >>> book.load("") is book.load("")
    True
    """
    book = formats.open_book(path)
    return replace(book, load=cache(book.load))


def head(book: Book, rows: int = HEAD) -> Book:
    """
    The first rows of every sheet: enough to tell what a table is, however long it is.

    Parameters
    ----------
    book : Book
        The file, as :func:`kept` opens it.
    rows : int, default 200
        So many rows of each sheet.

    Returns
    -------
    Book
        The same file, cut off.

    Examples
    --------
    >>> from pathlib import Path
    >>> book = kept(Path("tests/data/small/households.csv"))
    >>> len(head(book, 3).load("").frame), len(book.load("").frame)
    (3, 15)
    """

    def load(sheet: str) -> Cells:
        cells = book.load(sheet)
        if len(cells.frame) <= rows:
            return cells
        frame = cells.frame.iloc[:rows]
        last = int(frame.index[-1])
        merges = tuple(one for one in cells.merges if one[2] <= last)
        return replace(cells, frame=frame, merges=merges)

    return replace(book, load=cache(load))


def read_all(
    path: Path,
    *,
    schema: Schema | None = None,
    source: SourceMap | None = None,
    sheet: str | None = None,
    cells: str | None = None,
    column_map: ColumnMap | None = None,
) -> tuple[RawTable, ...]:
    """
    Read a table file or every one of a folder, each as :func:`read_raw` does.

    Parameters
    ----------
    path : pathlib.Path
        A file, or a folder of files with one a village or year.
    schema, source : Schema, SourceMap, optional
        What each table should be.
    sheet : str, optional
        Name of the sheet in each file; ``*`` reads each visible sheet that holds the table.
    cells : str, optional
        Read only this range of each.
    column_map : ColumnMap, optional
        Headings as found.

    Returns
    -------
    tuple[RawTable, ...]
        Ordered by file name, then as the sheets stand in the file.

    Raises
    ------
    MissingFileError
        When there is no such file or folder.
    InputError
        When a file cannot be read or, in a folder, does not hold the table; all are named.

    Examples
    --------
    >>> from pathlib import Path
    >>> [len(raw.frame) for raw in read_all(Path("tests/data/small/households.csv"))]
    [12]
    """
    expected = expected_headings(schema, source, column_map=column_map)
    asked = _Asked(expected, sheet, cells, column_map)
    if not path.is_dir():
        return _read_book(path, asked)
    return folder.gather(path, lambda one: _read_member(one, asked))


def expected_headings(
    schema: Schema | None = None,
    source: SourceMap | None = None,
    *,
    column_map: ColumnMap | None = None,
) -> frozenset[str]:
    """
    The headings by which a table is recognised, in the form in which they are compared.

    Parameters
    ----------
    schema : Schema, optional
        Titles and further headings of its fields.
    source : SourceMap, optional
        Its place and households columns.
    column_map : ColumnMap, optional
        Headings that a person gave, and doubtful ones.

    Returns
    -------
    frozenset[str]
        Normalised headings; empty when none is given.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> "หมู่ที่" in expected_headings(catalog.schema("facilities"))
    True
    """
    found: list[str] = []
    if schema is not None:
        for field in schema.field:
            found += [field.title.th, field.title.en, field.name, *field.headers]
    if source is not None:
        found += [source.file.place, *filter(None, [source.columns.households])]
    if column_map is not None:
        given = (*column_map.columns.values(), *(one.heading for one in column_map.doubtful))
        found += [heading.split("›")[-1] for heading in given] + list(given)
    return frozenset(label for text in found if (label := normalise_label(text)))


def _open(path: Path, asked: _Asked) -> Book:
    """The file as a book; a column map may know its encoding and separator."""
    header_of = asked.column_map.map if asked.column_map else None
    if header_of is None or not (header_of.encoding or header_of.separator):
        return formats.open_book(path)
    return formats.open_book(path, encoding=header_of.encoding, separator=header_of.separator)


def _read_member(path: Path, asked: _Asked) -> tuple[RawTable, ...]:
    """One file of a folder: it must hold the table."""
    tables = _read_book(path, asked)
    for one in tables:
        names = [str(name) for name in one.frame.columns]
        if asked.expected and len(held(names, asked.expected)) < header.fewest(asked.expected):
            where = " › ".join(part for part in (one.file, one.sheet) if part)
            raise InputError("table.not_held", where=where)
    return tables


def _read_book(path: Path, asked: _Asked, book: Book | None = None) -> tuple[RawTable, ...]:
    """The tables of one file."""
    book = book or _open(path, asked)
    loaded = sheets.load(book, asked.expected, sheet=asked.sheet, cells=asked.cells)
    chosen = sheets.pick(loaded, asked.expected)
    if chosen.empty:
        where = " › ".join(part for part in (book.file, chosen.name) if part)
        raise InputError("file.empty", where=where)
    one_named = asked.sheet not in {None, sheets.EVERY}
    same = [chosen] if one_named else sheets.alike(loaded, chosen, asked.expected)
    read = [
        one for one in same if one is chosen or (asked.sheet == sheets.EVERY and not one.hidden)
    ]
    tables = [_read_sheet(book, one, asked, later=at > 0) for at, one in enumerate(read)]
    if not one_named:
        told = sheets.tell(loaded, [one.name for one in read], same, asked.expected)
        placed = [replace(one, file=book.file) for one in told]
        tables[0] = replace(tables[0], findings=(*placed, *tables[0].findings))
    return tuple(tables)


def _read_sheet(book: Book, sheet: Sheet, asked: _Asked, *, later: bool) -> RawTable:
    """The table of one sheet; what was noticed of the whole file is told with the first."""
    where = " › ".join(part for part in (book.file, sheet.name) if part)
    row = header.heading_row(sheet.cells, asked.expected, where=where)
    cells = sheet.cells
    if later:
        of_sheet = tuple(one for one in cells.findings if one.sheet)
        cells = replace(cells, findings=of_sheet)
    raw = header.raw_table(cells, row, file=book.file, sheet=sheet.name, expected=asked.expected)
    return exports.settle(raw, asked.expected)
