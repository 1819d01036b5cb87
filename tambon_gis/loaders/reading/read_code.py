"""One cell's text becomes a code: of a village, of a wider area, a moo number, a house code."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from tambon_gis import places, thai
from tambon_gis.errors import CodeError
from tambon_gis.loaders.reading.cell import FLOAT_TAIL, Cell, plain_text, special

if TYPE_CHECKING:
    from tambon_gis.model.schema import Field

__all__ = ["read_area", "read_code", "read_moo", "read_village"]

PAIR = 2
_WORD = r"(?:หมู่บ้านที่|หมู่ที่|หมู่|ม\.|moo|m\.)"
_MOO = re.compile(r"^(?:หมู่บ้านที่|หมู่ที่|หมู่|ม\.?|moo|m\.?)?\s*\.?\s*(\d{1,2})$", re.IGNORECASE)
_MOO_INSIDE = re.compile(rf"{_WORD}\s*\.?\s*(\d{{1,2}})(?!\d)", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"^(\d)\.?(\d*)[eE]\+?(\d{1,2})$")
_BETWEEN = re.compile(r"(?<=\d)(?: ?[-–] ?| )(?=\d)")
_PCODE = re.compile(r"^TH(?=\d)", re.IGNORECASE)
_LETTERS = re.compile("[A-Za-zก-ฮ]")


def read_moo(text: str, field: Field) -> Cell:
    """
    A moo number from 1 to 99.

    Parameters
    ----------
    text : str
        Also ``ม.5``, ``หมู่ที่ ๕``, ``05``, or with the village's name before or behind.
    field : Field
        What a dash means.

    Returns
    -------
    Cell
        An int.

    Examples
    --------
    >>> from tambon_gis.model.schema import Field
    >>> field = Field(name="moo", title={"th": "หมู่", "en": "Moo"}, kind="moo")
    >>> [read_moo(text, field).value for text in ("ม.5", "บ้านดอน หมู่ที่ ๑๒", "ม.5 ม.6")]
    [5, 12, None]
    """
    plain, mends = plain_text(text)
    if (found := special(plain, field)) is not None:
        return found
    bare = FLOAT_TAIL.sub("", plain)
    mends += ("value.float",) if bare != plain else ()
    number = _moo(bare)
    if not number:
        return Cell(None, "value.not_moo")
    return Cell(number, "", mends if bare == str(number) else (*mends, "value.moo"))


def _moo(text: str) -> int:
    """The one moo number that a text names; 0 where it names none or several."""
    if found := _MOO.match(text):
        return int(found.group(1))
    named = _MOO_INSIDE.findall(text)
    digits = re.findall(r"\d+", text)
    return int(named[0]) if len(named) == len(digits) == 1 else 0


def read_village(text: str, field: Field) -> Cell:
    """
    A village code of eight digits.

    Parameters
    ----------
    text : str
        Also as a float, with ``TH`` before it, or with spaces and dashes between the digits.
    field : Field
        What a dash means.

    Returns
    -------
    Cell
        Text. A code that a spreadsheet rounded (``1.50109E+07``) has lost digits and is refused.

    Examples
    --------
    >>> from tambon_gis.model.schema import Field
    >>> field = Field(name="v", title={"th": "ก", "en": "v"}, kind="village")
    >>> [read_village(text, field).value for text in ("15010903.0", "1.5010903E7", "1.50109E+07")]
    ['15010903', '15010903', None]
    """
    digits, mends, other = _digits(text, field)
    if other is not None:
        return other
    try:
        code = places.parse(digits, "village")
    except CodeError:
        return Cell(None, "value.not_village")
    # No province has a code that begins with 0: a digit is lost somewhere else.
    if code != digits or code[0] == "0":
        return Cell(None, "value.not_village")
    return Cell(code, "", mends)


def read_code(text: str, field: Field) -> Cell:
    """
    A code of digits, kept as text.

    Parameters
    ----------
    text : str
        Spaces and dashes between the digits are taken out.
    field : Field
        What a dash means.

    Returns
    -------
    Cell
        Text.

    Examples
    --------
    >>> from tambon_gis.model.schema import Field
    >>> field = Field(name="c", title={"th": "ก", "en": "c"}, kind="code")
    >>> read_code("9901-010001-1", field).value, read_code("9.90101E+10", field).fault
    ('99010100011', 'value.code_rounded')
    """
    if text.isascii() and text.isdecimal():
        return Cell(text)
    digits, mends, other = _digits(text, field)
    if other is not None:
        return other
    if not (digits.isascii() and digits.isdecimal()):
        return Cell(None, "value.not_code")
    return Cell(digits, "", mends)


def read_area(text: str, field: Field) -> Cell:
    """
    A province, amphoe or tambon: its whole code, its own two digits, or its name.

    Parameters
    ----------
    text : str
        For example ``150109``, ``9.0``, ``ต.หัวไผ่``.
    field : Field
        Its level.

    Returns
    -------
    Cell
        Digits (two, or as many as the level has) or the bare name.

    Examples
    --------
    >>> from tambon_gis.model.schema import Field
    >>> field = Field(name="t", title={"th": "ตำบล", "en": "t"}, kind="area", level="tambon")
    >>> [read_area(text, field).value for text in ("TH150109", "9.0", "ต. หัวไผ่", "1501")]
    ['150109', '09', 'หัวไผ่', None]
    """
    digits, mends, other = _digits(text, field)
    if other is not None:
        return other
    whole = places.LADDER[field.level or "tambon"]
    if digits.isdecimal():
        if len(digits) == 1 and digits in "123456789" and whole > PAIR:
            return Cell(digits.zfill(PAIR), "", (*mends, "value.zeros"))
        good = len(digits) in {PAIR, whole} and digits[:PAIR] != "00" and digits.isascii()
        good = good and (PAIR == len(digits) < whole or digits[0] != "0")
        return Cell(digits, "", mends) if good else Cell(None, "value.not_area")
    if not _LETTERS.search(digits) or any(letter.isdigit() for letter in digits):
        return Cell(None, "value.not_area")
    return Cell(places.strip_prefix(digits), "", mends)


def _digits(text: str, field: Field) -> tuple[str, tuple[str, ...], Cell | None]:
    """Digits of a code without what a spreadsheet or a person put around them."""
    plain, mends = plain_text(text)
    if (found := special(plain, field)) is not None:
        return "", (), found
    if exponent := _SCIENTIFIC.match(plain):
        first, rest, size = exponent.groups()
        if len(first + rest) != int(size) + 1:
            return "", (), Cell(None, "value.code_rounded")
        return str(int(Decimal(plain))), (*mends, "value.float"), None
    whole = FLOAT_TAIL.sub("", plain)
    mends += ("value.float",) if whole != plain else ()
    bare = _PCODE.sub("", whole)
    mends += ("value.prefix",) if bare != whole else ()
    digits = _BETWEEN.sub("", bare)
    if digits != bare and thai.digits_to_arabic(digits).isdecimal():
        return digits, (*mends, "value.separators"), None
    return bare, mends, None
