"""One cell's text becomes a value: what it says, what had to be mended, or why it cannot be read.

These small readers see each distinct text of a column once; :mod:`tambon_gis.loaders.values`
carries the answers to the rows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tambon_gis import places, thai
from tambon_gis.errors import CodeError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from tambon_gis.model.schema import Field

__all__ = ["NOT_APPLICABLE", "READERS", "Cell", "answer_codes"]

#: The code that rulebooks take as "not applicable" unless they say otherwise.
NOT_APPLICABLE = 9
INT32_MOST = 2**31 - 1
_DASHES = frozenset({"-", "--", "---", "‐", "‑", "‒", "–", "—", "―", "−"})
_ERRORS = re.compile(r"^#(?:N/A|DIV/0!|NAME\?|NULL!|NUM!|REF!|VALUE!|GETTING_DATA|ERROR)$")
_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_NUMERIC = re.compile(r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$")
_UNIT = re.compile(r"\s*(?:\.-|บาท|คน|ครัวเรือน)$")
_AS_FLOAT = re.compile(r"\.\d|[eE]")
_FLOAT_TAIL = re.compile(r"\.0+$")
_MOO = re.compile(r"^(?:หมู่บ้านที่|หมู่ที่|หมู่|ม\.?|moo|m\.?)?\s*\.?\s*(\d{1,2})$", re.IGNORECASE)
_TIME = re.compile(r"^(\d{4}-\d{1,2}-\d{1,2})[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_ERA = re.compile(r"2[4-9]\d\d")
_SCRUFFY = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u00a0\u0e4d\t\r\n]|^\\s|\\s$|\\s\\s")


class Cell(NamedTuple):
    """
    What one text says.

    Parameters
    ----------
    value : object
        The value; None where blank or unreadable.
    fault : str
        Code of the finding that says why it cannot be read; empty when it can.
    mends : tuple[str, ...]
        Codes of the findings that say what was mended.
    fixed : bool
        Whether the value comes from the schema's rule for a dash, so that limits do not apply.
    """

    value: int | float | str | dt.date | None
    fault: str = ""
    mends: tuple[str, ...] = ()
    fixed: bool = False


BLANK = Cell(None)


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


def _plain(text: str) -> tuple[str, tuple[str, ...]]:
    """Text with Arabic digits, without stray spaces, and which of the two was mended."""
    if text.isascii() and not _SCRUFFY.search(text):
        return text, ()
    mends: tuple[str, ...] = ()
    cleaned = thai.clean(text)
    if cleaned != text:
        mends += ("value.spaces",)
    arabic = thai.digits_to_arabic(cleaned)
    if arabic != cleaned:
        mends += ("value.digits",)
    return arabic, mends


def _special(plain: str, field: Field) -> Cell | None:
    """A blank, a lone dash or an error of Excel; None when it is something else."""
    if not plain:
        return BLANK
    if plain in _DASHES:
        return _dash(field)
    if plain[0] == "#" and _ERRORS.match(plain):
        return Cell(None, "value.error")
    return None


def _dash(field: Field) -> Cell:
    """What a lone dash means in this column."""
    if field.dash == "zero" and field.kind in {"integer", "number", "answer", "moo"}:
        return Cell(0, fixed=True)
    scored = field.kind == "integer" and (field.maximum or NOT_APPLICABLE) < NOT_APPLICABLE
    if field.dash == "not_applicable" and (scored or field.kind == "answer"):
        return Cell(NOT_APPLICABLE, fixed=True)
    return BLANK


def _within(value: float, field: Field, mends: tuple[str, ...]) -> Cell:
    """A number, when the limits of the field allow it."""
    low, high = field.minimum, field.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        return Cell(None, "value.out_of_range")
    return Cell(value, "", mends)


def _read_number(text: str, field: Field) -> Cell:
    """A number: Thai digits, thousands commas and a unit behind it are understood."""
    plain, mends = _plain(text)
    if (special := _special(plain, field)) is not None:
        return special
    bare = _UNIT.sub("", plain)
    if bare != plain:
        plain, mends = bare, (*mends, "value.unit")
    if _THOUSANDS.match(plain):
        plain, mends = plain.replace(",", ""), (*mends, "value.comma")
    if not _NUMERIC.match(plain):
        return Cell(None, "value.not_number")
    return _within(float(plain), field, mends)


def _read_integer(text: str, field: Field) -> Cell:
    """A whole number within 32 bits; ``4.0`` is one."""
    if text.isascii() and text.isdecimal() and len(text) < len(str(INT32_MOST)):
        return _within(int(text), field, ())
    cell = _read_number(text, field)
    if cell.value is None or cell.fixed or not isinstance(cell.value, float):
        return cell
    if not cell.value.is_integer():
        return Cell(None, "value.not_integer")
    if abs(cell.value) > INT32_MOST:
        return Cell(None, "value.out_of_range")
    mends = (*cell.mends, "value.float") if _AS_FLOAT.search(text) else cell.mends
    return Cell(int(cell.value), "", mends)


def _read_moo(text: str, field: Field) -> Cell:
    """A moo number from 1 to 99, also as ``ม.5``, ``หมู่ที่ ๕`` or ``05``."""
    plain, mends = _plain(text)
    if (special := _special(plain, field)) is not None:
        return special
    bare = _FLOAT_TAIL.sub("", plain)
    mends += ("value.float",) if bare != plain else ()
    found = _MOO.match(bare)
    if not found or not int(found.group(1)):
        return Cell(None, "value.not_moo")
    number = int(found.group(1))
    return Cell(number, "", mends if bare == str(number) else (*mends, "value.moo"))


def _read_village(text: str, field: Field) -> Cell:
    """A village code of eight digits."""
    plain, mends = _plain(text)
    if (special := _special(plain, field)) is not None:
        return special
    try:
        code = places.parse(plain, "village")
    except CodeError:
        return Cell(None, "value.not_village")
    if code.startswith("0"):  # no province has such a code: a digit is lost somewhere else
        return Cell(None, "value.not_village")
    return Cell(code, "", mends if code == plain else (*mends, "value.float"))


def _read_code(text: str, field: Field) -> Cell:
    """A code of digits, kept as text; spaces and dashes between the digits are taken out."""
    if text.isascii() and text.isdecimal():
        return Cell(text)
    plain, mends = _plain(text)
    if (special := _special(plain, field)) is not None:
        return special
    bare = _FLOAT_TAIL.sub("", plain)
    mends += ("value.float",) if bare != plain else ()
    digits = bare.replace("-", "").replace(" ", "")
    if not (digits.isascii() and digits.isdecimal()):
        return Cell(None, "value.not_code")
    return Cell(digits, "", mends if digits == bare else (*mends, "value.spaces"))


def _read_text(text: str, field: Field) -> Cell:
    """Free text, cleaned of invisible letters and stray spaces."""
    cleaned = thai.clean(text)
    if (special := _special(cleaned, field)) is not None:
        return special
    return Cell(cleaned, "", () if cleaned == text else ("value.spaces",))


def _read_date(text: str, field: Field) -> Cell:
    """A day, in B.E. or C.E.; a time of day is left off."""
    plain, mends = _plain(text)
    if (special := _special(plain, field)) is not None:
        return special
    if (stamp := _TIME.match(plain)) and not plain.endswith("00:00:00"):
        plain, mends = stamp.group(1), (*mends, "value.time")
    day = thai.parse_date(plain)
    if day is None:
        return Cell(None, "value.not_date")
    return Cell(day, "", (*mends, "value.era") if _ERA.search(plain) else mends)


def _read_answer(text: str, field: Field) -> Cell:
    """One of the answers of the schema."""
    codes = answer_codes(field)
    if text in codes:
        return Cell(codes[text])
    plain, mends = _plain(text)
    label = thai.normalise_label(plain)
    for spelling, mend in ((label, ()), (_FLOAT_TAIL.sub("", label), ("value.float",))):
        if spelling in codes:
            return Cell(codes[spelling], "", (*mends, *mend))
    return _special(plain, field) or Cell(None, "value.not_answer")


#: How the cells of each kind of field are read.
READERS: dict[str, Callable[[str, Field], Cell]] = {
    "village": _read_village,
    "code": _read_code,
    "moo": _read_moo,
    "integer": _read_integer,
    "number": _read_number,
    "text": _read_text,
    "date": _read_date,
    "answer": _read_answer,
}
