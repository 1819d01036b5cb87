"""Thai as it is found in files: digits, invisible letters, spellings of labels, eras, code page."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache

__all__ = [
    "clean",
    "digits_to_arabic",
    "digits_to_thai",
    "era_to_ce",
    "has_thai",
    "month_number",
    "normalise_label",
    "parse_date",
    "split_era",
    "strip_controls",
]

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
ARABIC_DIGITS = "0123456789"
BE_OFFSET = 543
FIRST_BE_YEAR = 2400
_TO_THAI = str.maketrans(ARABIC_DIGITS, THAI_DIGITS)
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"[\s\u00a0]+")
_THAI = re.compile("[\u0e01-\u0e5b]")
# Sara am typed as two letters, with the tone mark in any of the three places people put it.
_SARA_AM = re.compile("([\u0e48-\u0e4b]?)\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_LATE_TONE = re.compile("(?<!\u0e33)\u0e33([\u0e48-\u0e4b])(?![\u0e48-\u0e4b])")
_EARLY_TONE = re.compile(
    "(?<![\u0e31\u0e33-\u0e3a\u0e47-\u0e4e])([\u0e48-\u0e4b])([\u0e31\u0e34-\u0e37])"
    "(?![\u0e31\u0e33-\u0e3a\u0e47-\u0e4e])"
)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_DATE = re.compile(r"^(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{4})$")
_ISO_DATE = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00:00(?:\.0+)?)?$")
_NAMED_DATE = re.compile(r"^(\d{1,2})[ /-]*([ก-๙a-z. ]+?)[ /\-,.]*(\d{4})$", re.IGNORECASE)
_ERA = re.compile(r"(พ\.? ?ศ\.?|ค\.? ?ศ\.?|B\.?E\.?|C\.?E\.?|A\.?D\.?)(?=[ \d]|$)", re.IGNORECASE)
_MONTHS = (
    ("มกราคม", "มกรา", "มค", "january", "jan"),
    ("กุมภาพันธ์", "กุมภา", "กพ", "february", "feb"),
    ("มีนาคม", "มีนา", "มีค", "march", "mar"),
    ("เมษายน", "เมษา", "เมย", "april", "apr"),
    ("พฤษภาคม", "พฤษภา", "พค", "may"),
    ("มิถุนายน", "มิถุนา", "มิย", "june", "jun"),
    ("กรกฎาคม", "กรกฎา", "กค", "july", "jul"),
    ("สิงหาคม", "สิงหา", "สค", "august", "aug"),
    ("กันยายน", "กันยา", "กย", "september", "sept", "sep"),
    ("ตุลาคม", "ตุลา", "ตค", "october", "oct"),
    ("พฤศจิกายน", "พฤศจิกา", "พย", "november", "nov"),
    ("ธันวาคม", "ธันวา", "ธค", "december", "dec"),
)
_MONTH_OF = {name: at for at, names in enumerate(_MONTHS, 1) for name in names}
# Spellings that differ between exports of the same form (domain notes): found -> standard.
_SPELLINGS = (("มาตราฐาน", "มาตรฐาน"), ("จัดการบ้านเรือน", "จัดบ้านเรือน"))


def digits_to_arabic(text: str) -> str:
    """
    Thai digits as Arabic ones.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text with ๐-๙ as 0-9.

    Examples
    --------
    >>> digits_to_arabic("หมู่ที่ ๑๒")
    'หมู่ที่ 12'
    """
    for thai, arabic in zip(THAI_DIGITS, ARABIC_DIGITS, strict=True):
        text = text.replace(thai, arabic)
    return text


def digits_to_thai(text: str) -> str:
    """
    Arabic digits as Thai ones.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text with 0-9 as ๐-๙.

    Examples
    --------
    >>> digits_to_thai("2565")
    '๒๕๖๕'
    """
    return text.translate(_TO_THAI)


def clean(text: str) -> str:
    """
    Text without invisible letters, doubled spaces and the split sara am.

    Parameters
    ----------
    text : str
        Text as found in a file.

    Returns
    -------
    str
        The same words: zero-width letters and soft hyphens gone, runs of spaces one space,
        ``ํ`` + ``า`` as ``ำ``, a tone mark after the vowel above and before ``ำ``, NFC.

    Examples
    --------
    >>> clean(" น\u0e4d\u0e49า\u200bดื่ม  ")
    'น้ำดื่ม'
    """
    if text.isascii():
        return _SPACES.sub(" ", text).strip()
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = _LATE_TONE.sub("\\1\u0e33", _SARA_AM.sub("\\1\\2\u0e33", text))
    text = _EARLY_TONE.sub("\\2\\1", text)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def strip_controls(text: object) -> str:
    r"""
    Text for a public file: no control characters, no invisible or direction-changing letters.

    Parameters
    ----------
    text : object
        Text as found, or a null, which becomes empty.

    Returns
    -------
    str
        The visible text. Line and paragraph separators become spaces.

    Examples
    --------
    >>> strip_controls("บ้าน\u2028หนอง\u202eน้ำ\x00ใส")
    'บ้าน หนองน้ำใส'
    """
    if text is None or str(text) == "<NA>" or text != text:  # noqa: PLR0124  (NaN differs from itself)
        return ""
    kept = (c for c in str(text) if unicodedata.category(c) not in {"Cf", "Co", "Cs"})
    return clean(
        "".join(
            " " if unicodedata.category(c) in {"Zl", "Zp", "Zs"} else c
            for c in kept
            if c in "\t\n\r" or unicodedata.category(c) != "Cc"
        )
    )


@lru_cache(maxsize=1 << 14)
def normalise_label(text: str) -> str:
    """
    A column heading in the form in which headings are compared.

    Parameters
    ----------
    text : str
        Heading as found.

    Returns
    -------
    str
        Cleaned, Arabic digits, plain dashes without spaces around, known spellings joined, lower
        case, no spaces.

    Examples
    --------
    >>> normalise_label("ตัวชี้วัดที่ ๑๖  เป้าหมาย (คน)") == normalise_label(
    ...     "ตัวชี้วัดที่ 16 เป้าหมาย(คน)")
    True
    """
    text = _DASHES.sub("-", digits_to_arabic(clean(text)))
    for found, standard in _SPELLINGS:
        text = text.replace(found, standard)
    # Letters that a space kept apart may now belong together, so the text is cleaned once more.
    return clean(_SPACES.sub("", text).casefold())


def has_thai(text: str) -> bool:
    """
    Whether a text holds a Thai letter.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    bool
        True with at least one letter of U+0E01-0E5B.
    """
    return _THAI.search(text) is not None


def era_to_ce(year: int) -> int:
    """
    A year as Common Era, whichever era it was written in.

    Parameters
    ----------
    year : int
        B.E. (from 2400 on) or C.E.

    Returns
    -------
    int
        The year, C.E.

    Examples
    --------
    >>> era_to_ce(2565), era_to_ce(2022)
    (2022, 2022)
    """
    return year - BE_OFFSET if year >= FIRST_BE_YEAR else year


def month_number(text: str) -> int | None:
    """
    The month that a name is.

    Parameters
    ----------
    text : str
        Thai or English, in full or shortened, with or without dots.

    Returns
    -------
    int or None
        1 to 12, or None when it is no month.

    Examples
    --------
    >>> month_number("ธ.ค."), month_number("ธันวาคม"), month_number("Dec"), month_number("ธค2")
    (12, 12, 12, None)
    """
    return _MONTH_OF.get(text.replace(".", "").replace(" ", "").casefold())


def split_era(text: str) -> tuple[str, str]:
    """
    A text without the name of an era, and which one it was.

    Parameters
    ----------
    text : str
        Text with Arabic digits.

    Returns
    -------
    tuple[str, str]
        The rest, and ``be``, ``ce`` or nothing.

    Examples
    --------
    >>> split_era("1 ธ.ค. พ.ศ. 2565")
    ('1 ธ.ค. 2565', 'be')
    """
    found = _ERA.search(text)
    if not found:
        return text, ""
    thai = found.group()[0] in "พBb"
    bare = f"{text[: found.start()].strip()} {text[found.end() :].strip()}"
    return bare.strip(), "be" if thai else "ce"


def parse_date(text: str) -> dt.date | None:
    """
    A day written as dd/mm/yyyy (B.E. or C.E.), with the name of its month, or as ISO yyyy-mm-dd.

    Parameters
    ----------
    text : str
        Text as found; Thai digits allowed.

    Returns
    -------
    datetime.date or None
        The day, C.E., or None when it is no day.

    Examples
    --------
    >>> parse_date("๑๕/๐๓/๒๕๖๕")
    datetime.date(2022, 3, 15)
    >>> parse_date("1 ธ.ค. 2565"), parse_date("1 ธันวาคม พ.ศ. 2565")
    (datetime.date(2022, 12, 1), datetime.date(2022, 12, 1))
    >>> parse_date("31/02/2565") is None
    True
    """
    plain, era = split_era(digits_to_arabic(clean(text)))
    month: int | None
    if found := _DATE.match(plain):
        day, month, year = (int(part) for part in found.groups())
    elif found := _ISO_DATE.match(plain):
        year, month, day = (int(part) for part in found.groups())
    elif found := _NAMED_DATE.match(plain):
        day, month, year = int(found[1]), month_number(found[2]), int(found[3])
    else:
        return None
    if month is None or (era and (era == "be") != (year >= FIRST_BE_YEAR)):
        return None
    try:
        return dt.date(era_to_ce(year), month, day)
    except ValueError:
        return None
