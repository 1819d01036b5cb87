"""Sheets: workbooks of public content, for A4 across, in a typeface that Thai Excel has."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any
from unicodedata import category

from tambon_gis.thai import strip_controls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.words import Words

__all__ = ["LINE", "Sheets", "as_table", "chart_sheet", "lines_of"]

#: Height of a line of text, in points, and how many letters a unit of width holds.
LINE, LETTERS = 17, 0.9
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
#: Most letters of a cell, of a sheet's name, of a header on paper.
_CELL, _NAME, _HEADER = 32_767, 31, 120
_A4 = 9
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_EDGE = {"border": 1, "border_color": "#C3CCD6"}
_LOOKS: dict[str, dict[str, object]] = {
    "text": {**_EDGE},
    "code": {**_EDGE, "font_name": "Consolas", "font_size": 10},
    "head": {**_EDGE, "bold": True, "bg_color": "#E3E9F0"},
    "total": {**_EDGE, "bold": True, "bg_color": "#F1F5F9"},
    "line": {"text_wrap": False},
    "title": {"bold": True, "font_size": 16, "text_wrap": False},
    "big": {"bold": True, "font_size": 13, "text_wrap": False},
    "sure": {"bold": True, "bg_color": "#E6F2EA", "text_wrap": False},
    "doubt": {"bold": True, "bg_color": "#FFF3D6", "text_wrap": False},
    "alert": {"bold": True, "bg_color": "#7A1F1F", "font_color": "#FFFFFF", "text_wrap": False},
}
#: Numbers as they were published, in columns that stay numbers.
_NUMBERS = {
    "whole": "#,##0",
    "one": "#,##0.0",
    "year": "0",
    "plus": "+0.0;-0.0;0.0",
}
_DARK = 140


class Sheets:
    """
    A workbook in memory; rows are as high as their texts, and texts are never formulas or links.

    Parameters
    ----------
    say : Words
        Words of its language.
    prefix : str
        Where the captions of its columns stand: ``codebook`` reads ``codebook.head.<key>``.
    """

    def __init__(self, say: Words, prefix: str) -> None:
        import xlsxwriter

        self._buffer = BytesIO()
        self.book: Any = xlsxwriter.Workbook(self._buffer, _OPTIONS)
        self.book.set_properties({"author": "", "company": "", "created": MADE})
        self.plain: dict[str, object] = {
            "font_name": "Tahoma", "font_size": 11, "valign": "top", "text_wrap": True,
        }  # fmt: skip
        self.say, self.prefix = say, prefix
        self.header = ""
        self.looks = {
            name: self.book.add_format({**self.plain, **look}) for name, look in _LOOKS.items()
        }
        self._names: set[str] = set()

    def sheet(self, name: str, widths: Sequence[float], *, across: int = 1) -> Any:
        """
        Begin a sheet for A4 across.

        Parameters
        ----------
        name : str
            Its name; letters that a name cannot hold become spaces.
        widths : Sequence[float]
            Widths of its columns.
        across : int, default 1
            Pages it may take from side to side; 0 for as many as it needs.

        Returns
        -------
        xlsxwriter.worksheet.Worksheet
            The sheet.
        """
        made = self.book.add_worksheet(self._name(name))
        for at, width in enumerate(widths):
            made.set_column(at, at, width)
        made.set_paper(_A4)
        made.set_landscape()
        if across:
            made.fit_to_pages(across, 0)
        made.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        if self.header:
            made.set_header(f'&C&"Tahoma,Regular"{self.header[:_HEADER].replace("&", "&&")}')
        made.set_footer("&C&P / &N")
        made.hide_gridlines(2)
        return made

    def _name(self, name: str) -> str:
        """A name that Excel takes and that no other sheet has."""
        plain = _NOT_IN_NAMES.sub(" ", strip_controls(name)).strip()[:_NAME] or "-"
        n, found = 1, plain
        while found.casefold() in self._names:
            n += 1
            found = f"{plain[: _NAME - 4]} {n}"
        self._names.add(found.casefold())
        return found

    def row(
        self,
        sheet: Any,
        at: int,
        cells: Sequence[str | float | None],
        widths: Sequence[float],
        *looks: str,
    ) -> None:
        """
        Write one row.

        Parameters
        ----------
        sheet : xlsxwriter.worksheet.Worksheet
            The sheet.
        at : int
            Its row, from 0.
        cells : Sequence of str, float or None
            Texts stay texts and numbers numbers.
        widths : Sequence[float]
            Widths of the columns.
        *looks : str
            A look a cell; the last serves the cells that are left.
        """
        height = 1
        for column, cell in enumerate(cells):
            name = looks[min(column, len(looks) - 1)] if looks else "text"
            self.cell(sheet, at, column, cell, name)
            if isinstance(cell, str):
                height = max(height, lines_of(cell, widths[column]))
        sheet.set_row(at, LINE * height + 3)

    def cell(self, sheet: Any, row: int, column: int, cell: str | float | None, look: str) -> None:
        """
        Write one cell.

        Parameters
        ----------
        sheet : xlsxwriter.worksheet.Worksheet
            The sheet.
        row, column : int
            Where, from 0.
        cell : str, float or None
            What.
        look : str
            Name of a look, or several between ``+``: ``whole``, ``one``, ``year``, ``plus`` for
            numbers, a colour (``#d95f0e``).
        """
        drawn = self.look(look)
        if cell is None or cell == "":
            sheet.write_blank(row, column, None, drawn)
        elif isinstance(cell, str):
            sheet.write_string(row, column, strip_controls(cell)[:_CELL], drawn)
        else:
            sheet.write_number(row, column, cell, drawn)

    def look(self, name: str) -> Any:
        """
        A look made of others.

        Parameters
        ----------
        name : str
            Names between ``+``.

        Returns
        -------
        xlsxwriter.format.Format
            The format, made once.
        """
        if name not in self.looks:
            made = dict(self.plain)
            for part in name.split("+"):
                if part in _NUMBERS:
                    made |= {"num_format": _NUMBERS[part], "align": "right", "indent": 1}
                elif part.startswith("#"):
                    made |= {"bg_color": part, "font_color": _ink_on(part)}
                else:
                    made |= _LOOKS[part]
            self.looks[name] = self.book.add_format(made)
        return self.looks[name]

    def captioned(self, prefix: str) -> Sheets:
        """
        The same workbook with captions from elsewhere.

        Parameters
        ----------
        prefix : str
            Where the captions stand from now on.

        Returns
        -------
        Sheets
            Itself.
        """
        self.prefix = prefix
        return self

    def heads(self, keys: Sequence[str]) -> list[str]:
        """
        Captions of columns.

        Parameters
        ----------
        keys : Sequence[str]
            Keys of columns.

        Returns
        -------
        list[str]
            Captions.
        """
        return [self.say.text(f"{self.prefix}.head.{key}") for key in keys]

    def closed(self) -> bytes:
        """
        Finish the workbook.

        Returns
        -------
        bytes
            The file; the same content gives the same bytes.
        """
        self.book.close()
        return self._buffer.getvalue()


def chart_sheet(
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[float | None]]]
) -> bytes:
    """
    The sheet of numbers behind a chart of a presentation.

    Parameters
    ----------
    labels : Sequence[str]
        Categories, in the first column.
    series : Sequence of (str, Sequence of float or None)
        Name and values of each series, in columns beside it; None stays empty.

    Returns
    -------
    bytes
        A workbook whose texts are never formulas.

    Examples
    --------
    >>> chart_sheet(["=1+1"], [("x", [2.5])])[:2]
    b'PK'
    """
    import xlsxwriter

    out = BytesIO()
    book: Any = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"author": "", "company": "", "created": MADE})
    sheet = book.add_worksheet("Sheet1")
    for at, label in enumerate(labels, start=1):
        sheet.write_string(at, 0, label)
    for column, (name, values) in enumerate(series, start=1):
        sheet.write_string(0, column, name)
        for at, value in enumerate(values, start=1):
            if value is not None:
                sheet.write_number(at, column, value)
    book.close()
    return out.getvalue()


def as_table(sheet: Any, rows: int, columns: int, *, head: int = 0, fixed: int = 2) -> None:
    """
    Make headings stay, repeat on paper and filter.

    Parameters
    ----------
    sheet : xlsxwriter.worksheet.Worksheet
        The sheet.
    rows, columns : int
        Size without headings.
    head : int, default 0
        Row of the headings.
    fixed : int, default 2
        Columns that stay.
    """
    sheet.freeze_panes(head + 1, fixed)
    sheet.repeat_rows(head)
    sheet.autofilter(head, 0, head + max(rows, 1), columns - 1)


def lines_of(text: str, width: float) -> int:
    """
    How many lines a text takes; marks above and below letters take no room.

    Parameters
    ----------
    text : str
        The text.
    width : float
        Width of its column.

    Returns
    -------
    int
        Lines.

    Examples
    --------
    >>> lines_of("น้ำดื่มสะอาด", 10), lines_of("น้ำดื่มสะอาดเพียงพอ", 10)
    (1, 2)
    """
    letters = max(1, int(LETTERS * width))
    return sum(
        max(1, -(-sum(category(letter) != "Mn" for letter in part) // letters))
        for part in text.split("\n")
    )


def _ink_on(colour: str) -> str:
    """Black or white, whichever reads on a colour."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#FFFFFF" if 0.299 * red + 0.587 * green + 0.114 * blue < _DARK else "#1B2733"
