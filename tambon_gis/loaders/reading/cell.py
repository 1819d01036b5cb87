"""What one cell says, and texts that mean the same in every column: blank, a dash, #N/A."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tambon_gis import thai

if TYPE_CHECKING:
    import datetime as dt

    from tambon_gis.loaders.reading.read_date import ShortYear
    from tambon_gis.model.schema import Field

__all__ = ["BLANK", "FLOAT_TAIL", "NOT_APPLICABLE", "SPECIAL", "Cell", "plain_text", "special"]

#: The code that rulebooks take as "not applicable" unless they say otherwise.
NOT_APPLICABLE = 9
#: What a spreadsheet adds to a code that it takes for a number.
FLOAT_TAIL = re.compile(r"\.0+$")
_DASHES = frozenset({"-", "--", "---", "‐", "‑", "‒", "–", "—", "―", "−"})
#: What stands for a formula that no program has calculated.
_NOT_CALCULATED = "#CALC!"
_ERRORS = re.compile(
    r"^#(?:N/A|DIV/0!|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA|ERROR!?)$"
)
_UNKNOWN = frozenset(
    ("ไม่ทราบ", "ไม่ระบุ", "ไม่ตอบ", "ไม่มีข้อมูล", "ไม่ให้ข้อมูล", "ไม่ประสงค์ตอบ", "ไม่ประสงค์ให้ข้อมูล",
     "ไม่ทราบข้อมูล", "N/A", "n/a", "NULL")
)  # fmt: skip
_UNKNOWN_CODES = frozenset({"NA", "null", "None", "unknown", "ไม่มี"})
_NONE = "ไม่มี"
_NUMBERS = frozenset({"integer", "number"})
#: Texts that may mean something else than they say, in one kind of column or another.
SPECIAL = _DASHES | _UNKNOWN | _UNKNOWN_CODES
_SCRUFFY = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u00a0\u0e4d\t\r\n]|^\\s|\\s$|\\s\\s")
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


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
    year, month : int or None
        Of a date that is not wholly known: what is known of it, C.E.
    short : ShortYear or None
        Of a date whose year has two digits: as written.
    """

    value: int | float | str | dt.date | None
    fault: str = ""
    mends: tuple[str, ...] = ()
    fixed: bool = False
    year: int | None = None
    month: int | None = None
    short: ShortYear | None = None


BLANK = Cell(None)


def plain_text(text: str) -> tuple[str, tuple[str, ...]]:
    """
    Text with Arabic digits and without stray spaces, and which of these was mended.

    Parameters
    ----------
    text : str
        Text as found.

    Returns
    -------
    tuple
        The text, and codes of findings.

    Examples
    --------
    >>> plain_text(" ๓๘,๐๐๐"), plain_text("４５")
    (('38,000', ('value.spaces', 'value.digits')), ('45', ('value.wide',)))
    """
    if text.isascii() and not _SCRUFFY.search(text):
        return text, ()
    mends: tuple[str, ...] = ()
    narrow = text.translate(_WIDE)
    if narrow != text:
        mends += ("value.wide",)
    cleaned = thai.clean(narrow)
    if cleaned != narrow:
        mends += ("value.spaces",)
    arabic = thai.digits_to_arabic(cleaned)
    if arabic != cleaned:
        mends += ("value.digits",)
    return arabic, mends


def special(plain: str, field: Field) -> Cell | None:
    """
    A blank, a lone dash, a word for "not known", or an error of Excel.

    Parameters
    ----------
    plain : str
        Text with Arabic digits and without stray spaces.
    field : Field
        Its kind, and what a dash means in it.

    Returns
    -------
    Cell or None
        None when it is something else. Zero is no special text: ``0`` is zero, blank is unknown,
        and ``ไม่มี`` (none) is zero only where the schema takes a dash as zero.

    Examples
    --------
    >>> from tambon_gis.model.schema import Field
    >>> field = Field(name="n", title={"th": "ก", "en": "n"}, kind="integer", dash="zero")
    >>> special("-", field).value, special("", field).value, special("0", field)
    (0, None, None)
    >>> special("#N/A", field).fault, special("ไม่ทราบ", field).mends
    ('value.error', ('value.unknown_word',))
    """
    if not plain:
        return BLANK
    if plain in _DASHES:
        return _dash(field)
    if plain[0] == "#" and _ERRORS.match(plain):
        return Cell(None, "value.not_calculated" if plain == _NOT_CALCULATED else "value.error")
    if plain == _NONE and field.kind in _NUMBERS:
        zero = field.dash == "zero"
        return (
            Cell(0, "", ("value.none",), fixed=True) if zero else Cell(None, "value.none_unclear")
        )
    free = field.kind in {"text", "answer"}
    if plain in _UNKNOWN or (plain in _UNKNOWN_CODES and not free):
        return Cell(None, "", ("value.unknown_word",))
    return None


def _dash(field: Field) -> Cell:
    """What a lone dash means in this column."""
    if field.dash == "zero" and field.kind in {"integer", "number", "answer", "moo"}:
        return Cell(0, fixed=True)
    scored = field.kind == "integer" and (field.maximum or NOT_APPLICABLE) < NOT_APPLICABLE
    if field.dash == "not_applicable" and (scored or field.kind == "answer"):
        return Cell(NOT_APPLICABLE, fixed=True)
    return BLANK
