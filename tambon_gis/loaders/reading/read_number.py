"""One cell's text becomes a number: commas, units, percent, brackets, and no guess at the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tambon_gis.loaders.reading.cell import Cell, plain_text, special

if TYPE_CHECKING:
    from tambon_gis.model.schema import Field

__all__ = ["read_integer", "read_number"]

INT32_MOST = 2**31 - 1
WHOLE_SHARE, WHOLE_PERCENT = 1, 100
_THOUSANDS = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_SPACED = re.compile(r"^[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?$")
_NUMERIC = re.compile(r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$")
_BRACKETS = re.compile(r"^\((\d[\d,. ]*)\)$")
_PERCENT = re.compile(r"\s*%$")
_UNIT = re.compile(r"\s*(?:\.-|บาท(?:/ปี|ต่อปี)?|คน|ราย|ครัวเรือน|หลังคาเรือน|หลัง|แห่ง|ไร่|ปี)\.?$")
_AS_FLOAT = re.compile(r"\.\d|[eE]")


def read_number(text: str, field: Field) -> Cell:
    """
    A number.

    Parameters
    ----------
    text : str
        Text as found. Thai digits, thousands commas or spaces, a unit behind it and brackets for a
        negative number are understood. ``38.000,00`` and ``1,5`` are not guessed at.
    field : Field
        Its limits. A percent is taken as its hundredth where the field ends at 1, as it stands
        where the field ends at 100, and refused elsewhere: a count is no percent.

    Returns
    -------
    Cell
        A float.

    Examples
    --------
    >>> from tambon_gis.model.schema import Field
    >>> title = {"th": "ก", "en": "n"}
    >>> share = Field(name="n", title=title, kind="number", maximum=1)
    >>> read_number("12.5%", share).value, read_number("(5)", share.model_copy()).value
    (0.125, -5.0)
    """
    plain, mends = plain_text(text)
    if (found := special(plain, field)) is not None:
        return found._replace(mends=(*mends, *found.mends)) if found.fixed else found
    hundredth = False
    if (bare := _PERCENT.sub("", plain)) != plain:
        if field.kind != "number" or field.maximum not in {WHOLE_SHARE, WHOLE_PERCENT}:
            known = _NUMERIC.match(bare)
            return Cell(None, "value.percent_unclear" if known else "value.not_number")
        hundredth = field.maximum == WHOLE_SHARE
        plain, mends = bare, (*mends, "value.percent")
    plain, mends = _stripped(plain, mends)
    if not _NUMERIC.match(plain):
        return Cell(None, "value.not_number")
    return _within(_hundredth(plain) if hundredth else float(plain), field, mends)


def read_integer(text: str, field: Field) -> Cell:
    """
    A whole number within 32 bits.

    Parameters
    ----------
    text : str
        Text as found; ``4.0`` is a whole number.
    field : Field
        Its limits.

    Returns
    -------
    Cell
        An int.

    Examples
    --------
    >>> from tambon_gis.model.schema import Field
    >>> field = Field(name="n", title={"th": "ก", "en": "n"}, kind="integer")
    >>> read_integer("38 000", field).value, read_integer("2.5", field).fault
    (38000, 'value.not_integer')
    """
    if text.isascii() and text.isdecimal() and len(text) < len(str(INT32_MOST)):
        return _within(int(text), field, ())
    cell = read_number(text, field)
    if cell.value is None or cell.fixed or not isinstance(cell.value, float):
        return cell
    if not cell.value.is_integer():
        return Cell(None, "value.not_integer")
    if abs(cell.value) > INT32_MOST:
        return Cell(None, "value.out_of_range")
    mends = (*cell.mends, "value.float") if _AS_FLOAT.search(text) else cell.mends
    return Cell(int(cell.value), "", mends)


def _stripped(plain: str, mends: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A number without brackets, unit and separators of thousands."""
    if found := _BRACKETS.match(plain):
        plain, mends = f"-{found.group(1).strip()}", (*mends, "value.brackets")
    bare = _UNIT.sub("", plain.removeprefix("฿").strip())
    if bare != plain:
        plain, mends = bare, (*mends, "value.unit")
    if _THOUSANDS.match(plain):
        plain, mends = plain.replace(",", ""), (*mends, "value.comma")
    elif _SPACED.match(plain):
        plain, mends = plain.replace(" ", ""), (*mends, "value.grouped")
    return plain, mends


def _hundredth(plain: str) -> float:
    """A hundredth, exact to the last digit written."""
    from decimal import Decimal

    return float(Decimal(plain).scaleb(-2))


def _within(value: float, field: Field, mends: tuple[str, ...]) -> Cell:
    """A number, when the limits of the field allow it and a computer can hold it."""
    low, high = field.minimum, field.maximum
    endless = value in {float("inf"), float("-inf")}
    if endless or (low is not None and value < low) or (high is not None and value > high):
        return Cell(None, "value.out_of_range")
    return Cell(value, "", mends)
