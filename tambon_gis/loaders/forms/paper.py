"""The paper of a form: its typeface, its texts, how wide a text is, and what may be chosen."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.forms.checks import answers
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import BytesIO

    from xlsxwriter.workbook import Workbook

    from tambon_gis.model.schema import Field, Schema

__all__ = ["FONT", "LINE", "SIZE", "Paper", "open_book", "visible", "wrapped"]

#: The typeface of Thai offices; where it is missing the widths leave room for a wider one.
FONT, SIZE = "TH Sarabun New", 14
#: Height of a line, with room for the marks above and below Thai letters.
LINE = 22.0
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
    book.formats[0].set_font_name(FONT)
    book.formats[0].set_font_size(SIZE)
    return book


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
