"""A survey file becomes its raw table: the sheet that fits best, every cell still text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders import formats, header
from tambon_gis.model.findings import Finding
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from tambon_gis.loaders.formats.cells import Book, Cells
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.source import SourceMap
    from tambon_gis.model.stages import RawTable

__all__ = ["expected_headings", "read_raw"]


def read_raw(
    path: Path,
    *,
    schema: Schema | None = None,
    source: SourceMap | None = None,
    sheet: str | None = None,
) -> RawTable:
    """
    Read a table file, nothing interpreted yet.

    Parameters
    ----------
    path : pathlib.Path
        A workbook, CSV or Parquet file.
    schema : Schema, optional
        What the table should be; its headings help to find sheet and heading row.
    source : SourceMap, optional
        The same for a table of published counts.
    sheet : str, optional
        Name of the sheet; by default the one whose headings fit best. Sheets that were left are
        told in a note.

    Returns
    -------
    RawTable
        Cells as text, blank ones null, with the row numbers of the file.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When it cannot be read, has no such sheet, or no row of headings.

    Examples
    --------
    >>> from pathlib import Path
    >>> raw = read_raw(Path("tests/data/small/households.csv"))
    >>> len(raw.frame), raw.skipped[1]
    (12, 'title')
    """
    book = formats.open_book(path)
    expected = expected_headings(schema, source)
    name, cells = _pick(book, sheet, expected)
    where = " › ".join(part for part in (book.file, name) if part)
    if not len(cells.frame.columns):
        raise InputError("file.empty", where=where)
    row = header.heading_row(cells, expected, where=where)
    raw = header.raw_table(cells, row, file=book.file, sheet=name, expected=expected)
    left = [other for other in book.sheets if other != name]
    if left and sheet is None:
        note = Finding(
            "table.sheets_left",
            "note",
            file=book.file,
            count=len(left),
            facts={"sheet": name, "left": ", ".join(left)},
        )
        raw = replace(raw, findings=(note, *raw.findings))
    return raw


def expected_headings(
    schema: Schema | None = None, source: SourceMap | None = None
) -> frozenset[str]:
    """
    The headings by which a table is recognised, in the form in which they are compared.

    Parameters
    ----------
    schema : Schema, optional
        Titles and further headings of its fields.
    source : SourceMap, optional
        Its place and households columns.

    Returns
    -------
    frozenset[str]
        Normalised headings; empty when neither is given.

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
    return frozenset(normalise_label(text) for text in found)


def _pick(book: Book, sheet: str | None, expected: Collection[str]) -> tuple[str, Cells]:
    """The sheet asked for, or the one that fits best; the first of equals."""
    if sheet is not None:
        if sheet not in book.sheets:
            raise InputError(
                "table.no_sheet", where=book.file, sheet=sheet, known=", ".join(book.sheets)
            )
        return sheet, book.load(sheet)
    if len(book.sheets) == 1:
        return book.sheets[0], book.load(book.sheets[0])
    loaded = [(name, book.load(name)) for name in book.sheets]
    return max(
        loaded,
        key=lambda pair: (header.fit(pair[1], expected), bool(len(pair[1].frame.columns))),
    )
