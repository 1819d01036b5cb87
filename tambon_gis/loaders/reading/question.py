"""Questions of a form in headings: the number, and whether it is asked, failing or the result."""

from __future__ import annotations

import re
from typing import NamedTuple

from tambon_gis.thai import clean, digits_to_arabic, normalise_label

__all__ = ["Question", "part_of", "question"]

_MARK = re.compile(
    r"(?:ตัวชี้วัด|ตชว|ข้อ|คำถาม|(?<![a-z])ind(?:icator)?)"
    r"(?:ข้อ)?(?:ที่)?[\s._:#]*0*([1-9]\d{0,2}(?:\.\d{1,2})?)(?![\d])"
)
_BARE = re.compile(r"^\(?0*([1-9]\d{0,2})[.)]\s*(?=\D)")
#: "1-7", "1 ถึง 7": several questions, so none.
_RANGE = re.compile(r"^\s*(?:-|–|,|ถึง|และ|to\b)\s*\d")
_PARTS = (
    ("failing", re.compile(r"ไม่ผ่าน|ตกเกณฑ์|ต่ำกว่าเกณฑ์|(?<![a-z])fail")),
    ("passing", re.compile(r"(?<!ไม่)(?<!ไม่ )ผ่าน|(?<![a-z])pass")),
    ("asked", re.compile(r"เป้าหมาย|ทั้งหมด|(?<![a-z])(?:asked|target|total)")),
    ("result", re.compile(r"ผล(?!ผลิต|ิต|ไม้|ประโยชน์)|คะแนน|(?<![a-z])(?:result|score)")),
)
_LEFT_OVER = re.compile(r"\((?:คน|ครัวเรือน|ราย|people|persons)\)|[^\w\u0e00-\u0e7f]+|_")


class Question(NamedTuple):
    """
    What a heading says about a question.

    Parameters
    ----------
    number : str
        Its number on the form, without leading zeros.
    part : str
        ``asked``, ``failing``, ``passing``, ``result``, or empty where the heading does not say.
    marked : bool
        Whether a word such as ตัวชี้วัด, ข้อ or ``ind`` stands before the number.
    wording : str
        What is left without number, part and unit, normalised.
    """

    number: str
    part: str
    marked: bool
    wording: str


def question(heading: str) -> Question | None:
    """
    The question that a heading names.

    Parameters
    ----------
    heading : str
        Heading as found.

    Returns
    -------
    Question or None
        None when it names no question, or several.

    Examples
    --------
    >>> question("ตชว.๑๖ (ไม่ผ่าน)")[:3]
    ('16', 'failing', True)
    >>> question("16. เด็กอายุ 6 - 14 ปี")[:3]
    ('16', '', False)
    >>> question("ตัวชี้วัดที่ 1 - 7") is None
    True
    """
    text = digits_to_arabic(clean(heading)).casefold()
    marks = list(_MARK.finditer(text))
    found = marks[0] if marks else _BARE.match(text)
    if found is None or len({one[1] for one in marks}) > 1 or _RANGE.match(text[found.end() :]):
        return None
    rest = text[: found.start()] + " " + text[found.end() :]
    return Question(found[1], part_of(rest), bool(marks), _wording(rest))


def part_of(text: str) -> str:
    """
    Which part of a question a heading speaks of.

    Parameters
    ----------
    text : str
        Heading, or what is left of it without its number.

    Returns
    -------
    str
        ``asked``, ``failing``, ``passing``, ``result``, ``unclear`` when it speaks of several, or
        an empty text. "ผ่าน/ไม่ผ่าน" is the result.

    Examples
    --------
    >>> part_of("ไม่ผ่าน (คน)"), part_of("ผ่าน/ไม่ผ่าน"), part_of("ผลผลิต")
    ('failing', 'result', '')
    """
    plain = text.casefold()
    parts = {part for part, words in _PARTS if words.search(plain)}
    if {"failing", "passing"} <= parts:
        return "result" if parts <= {"failing", "passing", "result"} else "unclear"
    if len(parts) > 1:
        return "unclear"
    return next(iter(parts), "")


def _wording(rest: str) -> str:
    """What a heading says besides number, part and unit."""
    for _, words in _PARTS:
        rest = words.sub(" ", rest)
    return normalise_label(_LEFT_OVER.sub(" ", rest))
