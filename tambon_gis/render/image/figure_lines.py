"""Lines of text that fit a width, broken where Thai may be broken."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from tambon_gis.render.fonts import clean
from tambon_gis.render.image.figure import extent

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["wrapped"]


def wrapped(
    text: str, width: float, size: float, *, bold: bool = False, most: int = 4
) -> list[str]:
    """
    A text as lines that fit, broken at spaces where there are any.

    Parameters
    ----------
    text : str
        The text.
    width : float
        Points that a line may take.
    size : float
        Points of the letters.
    bold : bool, default False
        Whether in bold.
    most : int, default 4
        Lines at most; what is left is cut and ends in an ellipsis.

    Returns
    -------
    list[str]
        At least one line; a vowel or tone mark never leaves its letter.

    Examples
    --------
    >>> wrapped("ตำบลสาธิต อำเภอสาธิต", 60, 10)
    ['ตำบลสาธิต', 'อำเภอสาธิต']
    """
    lines, line = [], ""
    for piece in _pieces(clean(text), width, size, bold=bold):
        if line and extent((line + piece).rstrip(), size, bold=bold) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    lines.append(line.rstrip())
    if len(lines) <= most:
        return lines
    last = _clusters(lines[most - 1])
    while last and extent("".join(last) + "…", size, bold=bold) > width:
        last.pop()
    return [*lines[: most - 1], "".join(last) + "…"]


def _pieces(text: str, width: float, size: float, *, bold: bool) -> Iterator[str]:
    """Parts of a text between which a line may break, each with the space after it."""
    for word in text.split(" "):
        if extent(word, size, bold=bold) <= width:
            yield word + " "
        else:
            *first, last = _clusters(word)
            yield from first
            yield last + " "


def _clusters(text: str) -> list[str]:
    """Letters with their marks; a vowel written before its letter stays with it."""
    out: list[str] = []
    for letter in text:
        joined = unicodedata.category(letter) == "Mn" or letter in "ะาำๅๆ"
        if out and (joined or out[-1][-1] in "เแโใไ"):
            out[-1] += letter
        else:
            out.append(letter)
    return out
