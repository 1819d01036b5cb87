"""Years: of which year B.E. a survey is, from its name, the lines above its table, its days."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders import formats
from tambon_gis.thai import clean, digits_to_arabic, parse_date
from tambon_gis.words import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tambon_gis.loaders.formats.cells import Book
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.stages import RawTable

__all__ = ["in_text", "of_table"]

_FIRST, _LAST = 2530, 2600
_LONG = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_SHORT = re.compile(r"(?:ปี|พ\.ศ\.|จปฐ\.?|2ค)\s*\.?(\d{2})(?!\d)")
#: Lines above a table are looked for so far down.
_ABOVE = 8
#: Days tell a year where so many of them agree.
_AGREED = 0.9
_DAYS = 400


def in_text(texts: Iterable[str]) -> tuple[int, ...]:
    """
    The years that texts name.

    Parameters
    ----------
    texts : iterable of str
        Names of files, titles.

    Returns
    -------
    tuple[int, ...]
        Years B.E. in order, each once; one of the Common Era is turned into it.

    Examples
    --------
    >>> in_text(["จปฐ๒๕๖๕"]), in_text(["survey 2022"]), in_text(["จปฐ ปี 65"])
    ((2565,), (2565,), (2565,))
    >>> in_text(["แผนพัฒนา2566-2570"])
    (2566, 2570)
    """
    found: set[int] = set()
    for text in texts:
        plain = digits_to_arabic(clean(text))
        for digits in _LONG.findall(plain):
            year = int(digits)
            found |= {one for one in (year, year + BE_OFFSET) if _FIRST <= one <= _LAST}
        if not found:
            found |= {2500 + int(digits) for digits in _SHORT.findall(plain)}
    return tuple(sorted(one for one in found if _FIRST <= one <= _LAST))


def of_table(
    path: Path, raw: RawTable, schema: Schema, days: str | None, *, book: Book | None = None
) -> tuple[int, ...]:
    """
    The years that a table may be of.

    Parameters
    ----------
    path : pathlib.Path
        Its file.
    raw : RawTable
        The table.
    schema : Schema
        What it is.
    days : str, optional
        Heading of the days of the survey.
    book : Book, optional
        Its file, where it is open already.

    Returns
    -------
    tuple[int, ...]
        One year where it is sure: the file's name, its sheet or a line above the table names it,
        or nearly all days lie in it. Several where these disagree (a line of several years agrees
        with all between them), none where nothing tells.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis import catalog
    >>> from tambon_gis.loaders.tables import read_raw
    >>> file, schema = Path("data/demo/จปฐ2565.xlsx"), catalog.schema("bmn-household")
    >>> of_table(file, read_raw(file, schema=schema), schema, None)
    (2565,)
    """
    named = in_text([path.stem])
    above = in_text([raw.sheet, *_above(path, raw, book)])
    if len(named) == 1:
        told = not above or above[0] <= named[0] <= above[-1]
        return named if told else tuple(sorted({*named, *above}))
    both = tuple(one for one in named if one in above) or above or named
    if len(both) == 1:
        return both
    dated = _of_days(raw, schema, days)
    return dated or both


def _above(path: Path, raw: RawTable, book: Book | None) -> list[str]:
    """The lines above the table."""
    titles = [row for row, why in raw.skipped.items() if why == "title" and row <= _ABOVE]
    if not titles:
        return []
    try:
        cells = (book or formats.open_book(path)).load(raw.sheet).frame.head(max(titles))
    except (InputError, KeyError, ValueError):
        return []
    return [str(cell) for row in cells.itertuples(index=False) for cell in row if cell is not None]


def _of_days(raw: RawTable, schema: Schema, heading: str | None) -> tuple[int, ...]:
    """The year in which nearly all days of the survey lie."""
    if heading is None or schema.table.unit == "person":
        return ()
    texts = raw.frame[heading].dropna().head(_DAYS)
    found = [day.year + BE_OFFSET for text in texts if (day := parse_date(str(text)))]
    if not found:
        return ()
    year = max(set(found), key=found.count)
    return (year,) if found.count(year) >= _AGREED * len(texts) else ()
