"""Writing a workbook the way an office leaves it, and the same bytes at every run."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FONT: Final = "TH Sarabun New"
MADE: Final = datetime(2022, 11, 20, tzinfo=UTC)
THAI_DIGITS: Final = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@contextmanager
def workbook(path: Path) -> Iterator[Workbook]:
    """Open a workbook for writing, without author and with a fixed date of creation.

    Parameters
    ----------
    path : Path
        The file to write.

    Yields
    ------
    xlsxwriter.workbook.Workbook
        Saved when the block ends.
    """
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"author": "", "created": MADE, "comments": "ข้อมูลสมมุติ (synthetic)"})
    book.formats[0].set_font_name(FONT)
    book.formats[0].set_font_size(14)
    try:
        yield book
    finally:
        book.close()


def style(book: Workbook, **properties: object) -> Format:
    """Make a cell format in the house font; properties as in XlsxWriter."""
    return book.add_format({"font_name": FONT, "font_size": 14, **properties})


def write_titles(book: Workbook, sheet: Worksheet, titles: tuple[str, ...], width: int) -> None:
    """Write title rows from the first row on, each merged over `width` columns.

    Parameters
    ----------
    book : xlsxwriter.workbook.Workbook
        For the format.
    sheet : xlsxwriter.worksheet.Worksheet
        Where to write.
    titles : tuple of str
        One per row.
    width : int
        Number of columns to merge.
    """
    bold = style(book, bold=True, align="left")
    for row, title in enumerate(titles):
        sheet.merge_range(row, 0, row, width - 1, title, bold)


def thai_digits(value: object) -> str:
    """Write a value with Thai digits."""
    return str(value).translate(THAI_DIGITS)
