"""One cell's text becomes a value: what it says, what had to be mended, or why it cannot be read.

These small readers see each distinct text of a column once;
:mod:`tambon_gis.loaders.reading.values` carries the answers to the rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis import thai
from tambon_gis.loaders.reading.cell import (
    BLANK,
    FLOAT_TAIL,
    NOT_APPLICABLE,
    Cell,
    plain_text,
    special,
)
from tambon_gis.loaders.reading.read_code import read_area, read_code, read_moo, read_village
from tambon_gis.loaders.reading.read_date import read_day, short_year
from tambon_gis.loaders.reading.read_number import read_integer, read_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from tambon_gis.loaders.reading.read_date import ShortYear
    from tambon_gis.model.schema import Field

__all__ = ["BLANK", "NOT_APPLICABLE", "READERS", "Cell", "answer_codes", "is_missing"]


def answer_codes(field: Field) -> dict[str, int]:
    """
    The answers of a field in the form in which they are compared.

    Parameters
    ----------
    field : Field
        A field of kind ``answer``.

    Returns
    -------
    dict[str, int]
        Normalised text -> code.

    Examples
    --------
    >>> from tambon_gis.model.schema import Field
    >>> field = Field(name="safe", title={"th": "ผล", "en": "Result"}, kind="answer",
    ...     values={"ไม่ ผ่าน": 0, "๑": 1})
    >>> answer_codes(field)
    {'ไม่ผ่าน': 0, '1': 1}
    """
    return {thai.normalise_label(text): code for text, code in field.values.items()}


def is_missing(text: str, missing: frozenset[str]) -> bool:
    """
    Whether a text is one that a column map takes as "not known".

    Parameters
    ----------
    text : str
        Text as found.
    missing : frozenset[str]
        Such texts after :func:`tambon_gis.thai.normalise_label`.

    Returns
    -------
    bool
        Also for a number written as a float, and Thai digits.

    Examples
    --------
    >>> is_missing("๙๙.0", frozenset({"99"})), is_missing("9", frozenset({"99"}))
    (True, False)
    """
    label = thai.normalise_label(text)
    return label in missing or FLOAT_TAIL.sub("", label) in missing


def _read_text(text: str, field: Field) -> Cell:
    """Free text, cleaned of invisible letters and stray spaces."""
    cleaned = thai.clean(text)
    if (found := special(cleaned, field)) is not None:
        return found
    return Cell(cleaned, "", () if cleaned == text else ("value.spaces",))


def _read_date(text: str, field: Field) -> Cell:
    """A day, in B.E. or C.E.; a time of day is left off."""
    plain, mends = plain_text(text)
    if (found := special(plain, field)) is not None:
        return found
    day = read_day(plain)
    if day is None:
        return Cell(None, "value.not_date")
    mends = (*mends, *day.mends)
    if day.short is not None:
        return _short_day(day.short, mends)
    if day.day is not None:
        return Cell(day.day, "", mends, year=day.day.year, month=day.day.month)
    if not field.partial:
        return Cell(None, "value.date_partial")
    return Cell(None, "", (*mends, "value.date_part"), year=day.year, month=day.month)


def _short_day(short: ShortYear, mends: tuple[str, ...]) -> Cell:
    """A day of our time with a year of two digits; a birth is settled with its survey later."""
    year = short_year(short)
    day = read_day(f"{year}-{short.month}-{short.day}")
    if day is None or day.day is None:
        return Cell(None, "value.not_date", short=short)
    mends = (*mends, "value.year_two_digits")
    return Cell(day.day, "", mends, year=year, month=short.month, short=short)


def _read_answer(text: str, field: Field) -> Cell:
    """One of the answers of the schema."""
    codes = answer_codes(field)
    if text in codes:
        return Cell(codes[text])
    plain, mends = plain_text(text)
    label = thai.normalise_label(plain)
    for spelling, mend in ((label, ()), (FLOAT_TAIL.sub("", label), ("value.float",))):
        if spelling in codes:
            return Cell(codes[spelling], "", (*mends, *mend))
    return special(plain, field) or Cell(None, "value.not_answer")


#: How the cells of each kind of field are read.
READERS: dict[str, Callable[[str, Field], Cell]] = {
    "village": read_village,
    "code": read_code,
    "moo": read_moo,
    "area": read_area,
    "integer": read_integer,
    "number": read_number,
    "text": _read_text,
    "date": _read_date,
    "answer": _read_answer,
}
