"""The parts of a slide: text, table, bars, lines, map; what a deck is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ROWS", "Bars", "Lines", "Map", "Part", "Slide", "Table", "Text", "chunks", "lines_in",
           "packed", "span"]  # fmt: skip

#: Rows of a table on one slide, below its heads.
ROWS = 11
#: Letters that the whole width of a slide holds in a table.
_LETTERS = 92
#: Letters that the edges of a cell take.
_INSET = 2.5


@dataclass(frozen=True)
class Text:
    """Paragraphs."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """
    A table; ``widths`` are parts of its own width, ``right`` names the columns of numbers.

    ``total`` says that the last row is a sum.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    right: frozenset[int] = frozenset()
    total: bool = False


@dataclass(frozen=True)
class Bars:
    """Bars lying on their side, the first on top. ``title`` says what is measured."""

    labels: tuple[str, ...]
    values: tuple[float, ...]
    title: str
    alt: str


@dataclass(frozen=True)
class Lines:
    """Lines over years; None is a gap. ``title`` says what is measured."""

    years: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    title: str
    alt: str


@dataclass(frozen=True)
class Map:
    """
    A picture of a map: ``layer`` counts the indicators of all rulebooks from 0.

    Without a layer it shows the places, facilities and the group's own layers.
    """

    layer: int | None
    year: int | None
    alt: str


Part = Text | Table | Bars | Lines | Map


@dataclass(frozen=True)
class Slide:
    """
    One slide.

    Parameters
    ----------
    title : str
        Its title.
    parts : tuple of Part
        One, or two side by side.
    lead : str, default ""
        A line under the title.
    note : str, default ""
        A line below.
    left : float, default 0.55
        The part of the width that the first of two takes.
    cover : bool, default False
        Whether it is the first one.
    badges : tuple of str, default ()
        What must be said of this slide: a draft, an unverified rulebook.
    """

    title: str
    parts: tuple[Part, ...]
    lead: str = ""
    note: str = ""
    left: float = 0.55
    cover: bool = False
    badges: tuple[str, ...] = ()


def span(years: Sequence[int]) -> str:
    """
    Years from the first to the last.

    Parameters
    ----------
    years : Sequence[int]
        Years.

    Returns
    -------
    str
        For example ``2563–2565``; nothing without years.

    Examples
    --------
    >>> span([2563, 2565, 2564]), span([2564]), span([])
    ('2563–2565', '2564', '')
    """
    return "–".join(str(year) for year in sorted({min(years), max(years)})) if years else ""


def chunks(rows: Sequence[Any], most: int = ROWS) -> list[Sequence[Any]]:
    """
    Even parts of at most so many.

    Parameters
    ----------
    rows : Sequence
        Rows.
    most : int, default 11
        Rows of a part.

    Returns
    -------
    list of Sequence
        Parts in order.

    Examples
    --------
    >>> [len(part) for part in chunks(range(12))]
    [6, 6]
    """
    parts = max(1, -(-len(rows) // most))
    size = -(-len(rows) // parts)
    return [rows[at : at + size] for at in range(0, len(rows), max(size, 1))]


def packed(
    rows: Sequence[tuple[str, ...]], widths: Sequence[float], most: int = ROWS
) -> list[list[tuple[str, ...]]]:
    """
    Rows that fit on a slide each, counting the lines that their texts take.

    Parameters
    ----------
    rows : Sequence of tuple of str
        Rows.
    widths : Sequence[float]
        Parts of the slide's width that its columns take.
    most : int, default 11
        Lines of a slide.

    Returns
    -------
    list of list of tuple
        Parts in order; a row that fits nowhere stands alone.

    Examples
    --------
    >>> [len(part) for part in packed([("ก" * 60, "ข")] * 4, (0.5, 0.5), 4)]
    [2, 2]
    """
    parts: list[list[tuple[str, ...]]] = []
    used = most
    for row in rows:
        lines = max(1, *(lines_in(text, wide) for text, wide in zip(row, widths, strict=True)))
        if used + lines > most:
            parts.append([])
            used = 0
        parts[-1].append(row)
        used += lines
    return parts


def lines_in(text: str, wide: float) -> int:
    """
    Lines that a text takes in a column; marks above and below letters take no room.

    Parameters
    ----------
    text : str
        The text.
    wide : float
        Part of the slide's width that the column takes.

    Returns
    -------
    int
        At least one.

    Examples
    --------
    >>> lines_in("น้ำดื่ม", 0.1), lines_in("น้ำดื่มสะอาดเพียงพอ", 0.1)
    (1, 3)
    """
    letters = max(1, int(_LETTERS * wide - _INSET))
    return max(1, -(-sum(category(letter) != "Mn" for letter in text) // letters))
