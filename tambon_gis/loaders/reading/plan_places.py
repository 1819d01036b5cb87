"""Places in the free text of a plan: moo by number, all of them, all but some, one or another."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tambon_gis.thai import clean, digits_to_arabic

__all__ = ["Said", "read_places"]

MOST_MOO = 99
LAST_GRADE = 6
#: Letters before a mention in which a word can turn a range into the two ends of a road.
NEAR = 30
_WORD = r"(?:หมู่บ้านที่|หมู่บ้าน|หมู่ที่|หมู่ที|หมู่|ม\s?\.|ม(?=\s?\d))"
_ANCHOR = re.compile(rf"(?<![ก-๛])(?:หมู่)?{_WORD}\s*(?:ที่\s*)?[:(.]?\s*(?=\d)|(?:หมู่ที่|หมู่บ้านที่|หมู่)\s*[:(.]?\s*(?=\d)")
_NUMBER = re.compile(r"(\d+)(?![\d.,]*\d*\s*%)")
_JOINER = re.compile(
    rf"\s*(?P<how>หรือ|ถึง|จนถึง|[-\u2010-\u2015~]|(?:[,;+&/]|และ|กับ|แล)\s*(?:และ|กับ)?)\s*(?:{_WORD}\s*)?(?:ที่\s*)?(?=\d)"
    rf"|\s*(?P<again>{_WORD})\s*(?:ที่\s*)?(?=\d)"
)
_UNIT = re.compile(
    r"\s*\.?\s*(?:เมตร|มม\.|ม\s?\.(?!\s?\d)|ม(?![ก-๛.\d])|กม|ซม|ซ\.ม|กิโล|เซนติ|นิ้ว|ฟุต|ตร\.|ตาราง|ลบ\.|ลูกบาศก์|ไร่|งาน(?![ก-๛])|"
    r"แห่ง|หลัง|สาย|คน|ราย|ครัวเรือน|จุด|ตัว|ต้น|ชุด|ครั้ง|บ่อ|ใบ|กลุ่ม|บาท|วัน|ปี|เดือน|%|โรง|"
    r"เครื่อง|ท่อน|โครงการ|รุ่น|เส้น|ถัง|ช่อง|โคม|ดวง|หมู่|ชุมชน|ลำ|คัน|อัน|แผ่น|ศูนย์)"
)
_EVERY = re.compile(
    r"ทุก\s*ๆ?\s*หมู่(?:บ้าน)?|(?:ทั้ง|ทั่ว|ทั่วทั้ง|ทั่วพื้นที่)\s*ตำบล|ทุกพื้นที่ในตำบล|ทุกชุมชนในตำบล"
)
_COUNTED = re.compile(r"(?<![\d.,])(\d{1,2})\s*หมู่(?:บ้าน)?(?!\s*(?:ที่|ละ)|\s*\d)")
_BUT = re.compile(r"(?:ยกเว้น|เว้นแต่|ยกเว้นแต่)\s*$")
_SCHOOL = re.compile(r"นักเรียน|มัธยม|ประถม|ชั้น|ม\.\s?ต้น|ม\.\s?ปลาย|ป\.\s?\d|ศึกษาต่อ|เรียนต่อ")
_MEASURE = re.compile(
    r"(?:กว้าง|ยาว|หนา|สูง|ลึก|ระยะทาง|ระยะ|ขนาด|เฉลี่ย|กว่า|รวม|ปากกว้าง|[x×*@])\s*(?:ประมาณ\s*)?[\d.,]+\s*$"
)
_HOUSE = re.compile(r"(?:เลขที่\s*[\d/]+|\d+/\d+)\s*$")
_AFTER_NUMBER = re.compile(r"\d\s*$")
_ROAD = re.compile(r"จาก|สาย|เชื่อม|ระหว่าง")


@dataclass
class Said:
    """
    What a text says about places; numbers are those of moo.

    Parameters
    ----------
    moo : list[int]
        Named by number.
    either : list[int]
        One of these.
    but : list[int]
        Left out of all.
    every : bool
        Whether it means every village.
    counts : list[int]
        Numbers of villages that it tells (``11 หมู่บ้าน``).
    unclear : list[str]
        Mentions that may be something else: a class at school, a length, a range backwards.
    spans : list[tuple[int, int, int]]
        Begin and end of each mention in the text, and its first number.
    """

    moo: list[int] = field(default_factory=list)
    either: list[int] = field(default_factory=list)
    but: list[int] = field(default_factory=list)
    every: bool = False
    counts: list[int] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    spans: list[tuple[int, int, int]] = field(default_factory=list)


def read_places(text: str, *, school: bool = False) -> Said:
    """
    Places that a text names by the number of the moo, or all of them.

    Parameters
    ----------
    text : str
        Free text; Thai digits are understood.
    school : bool, default False
        Whether words around the text speak of classes at school, where ``ม.6`` is one of them.

    Returns
    -------
    Said
        What it says. Lengths (``กว้าง 4 ม.``) and numbers of things (``3 แห่ง``) are no moo; what
        may be either is told as unclear and not taken.

    Examples
    --------
    >>> read_places("ท่อ 2 สาย กว้าง 4 ม. หมู่ที่ ๓, ๕-๗ และ ม.11").moo
    [3, 5, 6, 7, 11]
    >>> read_places("หมู่ที่ ๒ หรือหมู่ที่ ๖").either, read_places("ทุกหมู่บ้าน").every
    ([2, 6], True)
    >>> read_places("ทุนการศึกษานักเรียน ม.6").unclear
    ['ม.6']
    """
    plain = digits_to_arabic(clean(text))
    said = Said(every=_EVERY.search(plain) is not None)
    said.counts = [int(found[1]) for found in _COUNTED.finditer(plain)]
    school = school or _SCHOOL.search(plain) is not None
    at = 0
    while found := _ANCHOR.search(plain, at):
        at = _take(said, plain, found.start(), found.end(), school=school)
    return said


def _take(said: Said, plain: str, start: int, at: int, *, school: bool) -> int:
    """Read the list of numbers that begins at a position; the position behind it."""
    first = _NUMBER.match(plain, at)
    if first is None:
        return at
    whole = plain[start:at].startswith(("หมู่ที่", "หมู่บ้านที่"))
    before = plain[:start]
    if not whole and (_UNIT.match(plain, first.end()) or _MEASURE.search(before)):
        return first.end()
    numbers, hows, end = _list(plain, first)
    mention = plain[start:end].strip()
    short = plain[start] == "ม"
    grade = school and short and numbers[0] <= LAST_GRADE
    length = short and _AFTER_NUMBER.search(before) and not _HOUSE.search(before)
    klass = short and plain[end : end + 1] == "/"
    if grade or length or klass:
        said.unclear.append(mention)
        return end
    said.spans.append((start, end, numbers[0]))
    _sort_in(said, before, mention, numbers, hows)
    return end


def _list(plain: str, first: re.Match[str]) -> tuple[list[int], list[str], int]:
    """The numbers of a list, what stands before each but the first, and where the list ends."""
    numbers, hows, end = [int(first[1])], [], first.end()
    while joiner := _JOINER.match(plain, end):
        number = _NUMBER.match(plain, joiner.end())
        named = re.search(r"หมู่ที่|หมู่บ้านที่", joiner.group())
        if number is None or (_UNIT.match(plain, number.end()) and not named):
            break
        if int(number[1]) > MOST_MOO or plain[number.end() : number.end() + 1] == "/":
            break
        numbers.append(int(number[1]))
        hows.append((joiner["how"] or ",").strip())
        end = number.end()
    return numbers, hows, end


def _sort_in(said: Said, before: str, mention: str, numbers: list[int], hows: list[str]) -> None:
    """Ranges filled, alternatives apart, and what is left out of all."""
    found = [numbers[0]]
    for number, how in zip(numbers[1:], hows, strict=True):
        if how[:1] in "-~\u2010\u2011\u2012\u2013\u2014\u2015" or "ถึง" in how:
            last = found[-1]
            if number <= last or _ROAD.search(before[-NEAR:]):
                said.unclear.append(mention)
            else:
                found += range(last + 1, number)
        found.append(number)
    if _BUT.search(before):
        said.but += found
    elif "หรือ" in hows:
        said.either += found
    else:
        said.moo += found
