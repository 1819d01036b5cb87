"""The paper of a form: its typeface, its texts, how wide a text is, and what may be chosen."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.forms.checks import answers
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from io import BytesIO

    from xlsxwriter.workbook import Workbook

    from tambon_gis.model.schema import Field, Schema

__all__ = [
    "FONT",
    "LINE",
    "MARGINS",
    "SIZE",
    "WIDER",
    "Paper",
    "lines_on",
    "open_book",
    "pages",
    "visible",
    "wrapped",
]

#: The typeface of Thai offices; where it is missing the widths leave room for a wider one.
FONT, SIZE = "TH Sarabun New", 14
#: Height of a line, with room for the marks above and below Thai letters.
LINE = 22.0
#: Widths are counted in digits of the workbook's own typeface. This one, or one of the same
#: measures, is on every computer, so that a column is equally wide on all of them.
MEASURE, MEASURE_SIZE = "Arial", 10
#: What margins leave of an A4 sheet across, in points, and the smallest print in percent. Of 784
#: points some are left free: LibreOffice draws columns up to six hundredths wider than Excel.
ACROSS, DOWN, SMALLEST = 732.0, 506.0, 68
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}
#: How much wider than in the offices' typeface a letter is in those that stand in for it.
WIDER = 1.55
#: Every form of the same kind has the same bytes.
MADE = dt.datetime(2022, 1, 1)  # noqa: DTZ001  (a workbook knows no time zone)


@dataclass(frozen=True)
class Paper:
    """
    A form on the way.

    Parameters
    ----------
    book : xlsxwriter.Workbook
        Where it is written.
    schema : Schema
        Its columns.
    lang : str
        Language of its texts.
    villages : Mapping[str, str]
        Village code -> name.
    filled : bool
        Whether villages have their rows already.
    lists : dict[tuple[str, ...], str]
        Answers to choose from -> the range that holds them.
    """

    book: Workbook
    schema: Schema
    lang: str
    villages: Mapping[str, str]
    filled: bool
    lists: dict[tuple[str, ...], str]

    def style(self, **properties: Any) -> Any:
        """A cell style in the form's typeface."""
        return self.book.add_format({"font_name": FONT, "font_size": SIZE, **properties})

    def say(self, key: str, **facts: object) -> str:
        """A text of the form."""
        return words(self.lang).text(f"template.{key}", **facts)

    def choices(self, one: Field) -> tuple[str, ...]:
        """What may be chosen in a column; empty where anything may be typed."""
        if one.kind == "village":
            return tuple(self.villages)
        return answers(one)

    def needed(self, one: Field) -> bool:
        """Whether a row is worth nothing without this column."""
        return one.required or one.name in self.schema.table.key


def open_book(content: BytesIO, title: str) -> Workbook:
    """
    An empty workbook in memory, in the typeface of the forms.

    Parameters
    ----------
    content : io.BytesIO
        Where the bytes go when it is closed.
    title : str
        For the document's properties, which name no author.

    Returns
    -------
    xlsxwriter.Workbook
        The workbook.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": title, "author": "", "created": MADE})
    book.formats[0].set_font_name(MEASURE)
    book.formats[0].set_font_size(MEASURE_SIZE)
    return book


def pages(widths: Sequence[float], frozen: int) -> tuple[int, tuple[int, ...]]:
    """
    How a form that is wider than a sheet of paper is cut.

    Parameters
    ----------
    widths : sequence of float
        Widths of its columns in letters.
    frozen : int
        How many of them stand on every page.

    Returns
    -------
    tuple of (int, tuple of int)
        The scale of its print in percent, and the columns that each page holds: as few pages as
        the smallest print allows, then the largest print that they allow.

    Examples
    --------
    >>> pages([20.0] * 4, 1), pages([20.0] * 30, 1)
    ((100, (4,)), (74, (9, 8, 8, 5)))
    """
    wide = len(_cut(widths, frozen, SMALLEST))
    percent = next(p for p in range(100, 0, -1) if len(_cut(widths, frozen, p)) <= wide)
    return percent, tuple(_cut(widths, frozen, percent))


def lines_on(percent: int, used: float) -> int:
    """
    How many lines of a form still fit on a page.

    Parameters
    ----------
    percent : int
        Scale of its print.
    used : float
        Height of what stands above, in points.

    Returns
    -------
    int
        At least 1.

    Examples
    --------
    >>> lines_on(100, 120.0)
    17
    """
    return max(1, int((DOWN * 100 / percent - used) / LINE))


def _cut(widths: Sequence[float], frozen: int, percent: int) -> list[int]:
    """How many columns each page holds at a scale; those on every page are counted once."""
    room = ACROSS * 100 / percent
    points = [(7 * width + 5) * 0.75 for width in widths]
    repeated = sum(points[:frozen])
    found, at = [0], 0.0
    for wide in points:
        if found[-1] and at + wide > room:
            found.append(0)
            at = repeated
        found[-1] += 1
        at += wide
    return found


def wrapped(text: str, width: float) -> int:
    """
    How many lines a text takes in a cell, broken at its spaces.

    Parameters
    ----------
    text : str
        The text.
    width : float
        Width of the column in letters.

    Returns
    -------
    int
        At least 1. Vowels and tone marks above and below a letter take no width.

    Examples
    --------
    >>> wrapped("ตัวชี้วัดที่ 16 เป้าหมาย (คน)", 12)
    2
    """
    lines = 0
    for part in text.split("\n"):
        at = 0.0
        lines += 1
        for word in part.split(" "):
            wide = visible(word)
            if at and at + 1 + wide > width:
                lines, at = lines + 1, 0.0
            lines += max(0, -(-wide // int(width)) - 1)
            at += wide + bool(at)
    return lines


def visible(text: str) -> int:
    """
    How many letters wide a text is.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    int
        Letters without the marks above and below them.

    Examples
    --------
    >>> visible("ที่")
    1
    """
    return sum(unicodedata.category(sign) not in {"Mn", "Cf"} for sign in text)
