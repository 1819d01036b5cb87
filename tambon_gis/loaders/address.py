"""Where a cell stands: column letters, and row numbers as a short list of addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["letter", "listing", "position", "row_list"]

ALPHABET = 26
FIRST_FEW = 5


def letter(position: int) -> str:
    """
    The letter of a column in a spreadsheet.

    Parameters
    ----------
    position : int
        Position of the column, counted from 0.

    Returns
    -------
    str
        ``A`` to ``Z``, ``AA`` and so on.

    Examples
    --------
    >>> letter(0), letter(25), letter(26), letter(37)
    ('A', 'Z', 'AA', 'AL')
    """
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, ALPHABET)
        text = chr(ord("A") + rest) + text
    return text


def position(letters: str) -> int:
    """
    The position of a column from its letter.

    Parameters
    ----------
    letters : str
        ``A``, ``ab``.

    Returns
    -------
    int
        Counted from 0.

    Examples
    --------
    >>> position("A"), position("al")
    (0, 37)
    """
    number = 0
    for one in letters.upper():
        number = number * ALPHABET + ord(one) - ord("A") + 1
    return number - 1


def listing(column: str, rows: Iterable[int], *, most: int | None = FIRST_FEW) -> str:
    """
    Addresses of cells of one column, runs of rows written as ranges.

    Parameters
    ----------
    column : str
        Letter of the column; empty for whole rows.
    rows : iterable of int
        Row numbers in the file, rising.
    most : int or None, default 5
        How many addresses or ranges are written before an ellipsis; None for all.

    Returns
    -------
    str
        For example ``F5:F7, F12``.

    Examples
    --------
    >>> listing("F", [5, 6, 7, 12])
    'F5:F7, F12'
    >>> listing("F", [1, 3, 5], most=2)
    'F1, F3, …'
    """
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    shown = runs if most is None else runs[:most]
    parts = [
        f"{column}{first}" if first == last else f"{column}{first}:{column}{last}"
        for first, last in shown
    ]
    return ", ".join([*parts, "…"] if len(shown) < len(runs) else parts)


def row_list(rows: Iterable[int]) -> str:
    """
    Row numbers in one line, runs as ranges, all of them.

    Parameters
    ----------
    rows : iterable of int
        Row numbers in the file, rising.

    Returns
    -------
    str
        For example ``1:3, 1976``.

    Examples
    --------
    >>> row_list([1, 2, 3, 1976])
    '1:3, 1976'
    """
    return listing("", rows, most=None)
