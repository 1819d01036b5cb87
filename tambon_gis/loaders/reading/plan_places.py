"""Places in the free text of a plan: moo by number, all of them, all but some, one or another."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tambon_gis.thai import clean, digits_to_arabic

__all__ = ["Said", "read_places", "speaks_of_school"]

MOST_MOO = 99
LAST_GRADE = 6
_FULL = r"(?:หมู่บ้านที่|หมู่ที่|หมู่ที)"
_SHORT = r"(?:ม\s?\.|ม(?=\s?\d))"
_WORD = rf"(?:{_FULL}|หมู่บ้าน|หมู่|{_SHORT})"
_ANCHOR = re.compile(
    rf"(?:(?:{_FULL}|หมู่)|(?<![ก-๛])(?<!ตร\.)(?<!ลบ\.)(?:หมู่บ้าน|{_SHORT}))\s*(?:ที่\s*)?[:(.]?\s*(?=\d)"
)
_NUMBER = re.compile(r"\d+")
_JOINER = re.compile(
    rf"\s*(?P<how>หรือ|จนถึง|ถึง|[-\u2010-\u2015~]|/(?=\s*{_WORD})|(?:[,;+&]|และ|กับ)\s*(?:และ|กับ)?)"
    rf"\s*(?P<again>{_WORD}\s*)?(?:ที่\s*)?(?=\d)"
    rf"|\s*{_WORD}\s*(?:ที่\s*)?(?=\d)"
)
#: Words behind a number that make it a length or a number of things.
_UNIT = re.compile(
    r"\s*\.?\s*(?:เมตร|มม\.|ม\s?\.(?!\s?\d)|ม(?![ก-๛.\d])|กม|ซม|ซ\.ม|กิโล|เซนติ|นิ้ว|ฟุต|ตร\.|ตาราง"
    r"|ลบ\.|ลูกบาศก์|ไร่|แห่ง|หลัง|สาย|คน|ราย|ครัวเรือน|จุด|ตัว|ต้น|ชุด|ครั้ง|บ่อ|ใบ|กลุ่ม|บาท|วัน|ปี|เดือน|%"
    r"|โรง|เครื่อง|ท่อน|โครงการ|รุ่น|เส้น|ถัง|ช่อง|โคม|ดวง|หมู่|ชุมชน|ลำ|คัน|อัน|แผ่น|ศูนย์)"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")
_EVERY = re.compile(r"ทุก\s*ๆ?\s*หมู่(?:บ้าน)?|(?:ทั้ง|ทั่วทั้ง|ทั่วพื้นที่|ทั่ว)\s*ตำบล|ทุกพื้นที่ในตำบล")
_COUNTED = re.compile(r"(?<![\d.,])(\d{1,2})\s*หมู่(?:บ้าน)?(?!\s*(?:ที่|ละ)|\s*\d)")
_BUT = re.compile(r"(?:ยกเว้น|เว้น|เว้นแต่)\s*$")
_SCHOOL = re.compile(r"นักเรียน|มัธยม|ประถม|ชั้น|ม\.\s?ต้น|ม\.\s?ปลาย|ป\.\s?\d|ศึกษาต่อ|เรียนต่อ|ทุนการศึกษา")
_MEASURE = re.compile(
    r"(?:กว้าง|ยาว|หนา|สูง|ลึก|ระยะทาง|ระยะ|ขนาด|เฉลี่ย|กว่า|รวม|[x×*@])\s*(?:ประมาณ\s*)?[\d.,]+\s*$"
)
_HOUSE = re.compile(r"(?:เลขที่\s*[\d/]+|\d+/\d+)\s*$")
_AFTER_NUMBER = re.compile(r"\d\s*$")
_ROAD = re.compile(r"(?:จาก|เชื่อม|ระหว่าง|(?<!\d)(?<!\d )สาย)\s*(?:บ้าน\S*\s*)?$")
_RANGES = frozenset("-~\u2010\u2011\u2012\u2013\u2014\u2015ถจ")


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
        Mentions that may be something else and are not taken: a class at school, a length, a range
        backwards.
    ends : list[str]
        Ranges after words of a road: both ends are taken, what lies between is not.
    spans : list[tuple[int, int]]
        Begin of each mention in the cleaned text, and its first number.
    """

    moo: list[int] = field(default_factory=list)
    either: list[int] = field(default_factory=list)
    but: list[int] = field(default_factory=list)
    every: bool = False
    counts: list[int] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)


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
    school = school or speaks_of_school(plain)
    at = 0
    while found := _ANCHOR.search(plain, at):
        at = _take(said, plain, found, school=school)
    return said


def speaks_of_school(text: str) -> bool:
    """
    Whether a text speaks of pupils or classes.

    Parameters
    ----------
    text : str
        Free text.

    Returns
    -------
    bool
        Then ``ม.1`` to ``ม.6`` may be classes.
    """
    return _SCHOOL.search(text) is not None


def _take(said: Said, plain: str, anchor: re.Match[str], *, school: bool) -> int:
    """Read the list of numbers behind an anchor; the position where reading goes on."""
    start, before = anchor.start(), plain[: anchor.start()]
    first = _NUMBER.match(plain, anchor.end())
    if first is None:
        return anchor.end()
    full = re.match(_FULL, anchor.group()) is not None
    short = anchor.group()[0] == "ม"
    if not full and (_UNIT.match(plain, first.end()) or (short and _MEASURE.search(before))):
        return first.end()
    if (big := _THOUSANDS.match(plain, first.start())) or int(first[0]) > MOST_MOO:
        end = (big or first).end()
        said.unclear.append(plain[start:end])
        return end
    numbers, hows, end = _list(plain, first)
    length = short and _AFTER_NUMBER.search(before) and not _HOUSE.search(before)
    grade = short and school and numbers[0] <= LAST_GRADE
    if grade or length or re.match(r"/\d", plain[end:]):
        said.unclear.append(plain[start:end])
        return end
    said.spans.append((start, numbers[0]))
    _sort_in(said, before, plain[start:end], numbers, hows)
    return end


def _list(plain: str, first: re.Match[str]) -> tuple[list[int], list[str], int]:
    """The numbers of a list, what stands before each but the first, and where the list ends."""
    numbers, hows, end = [int(first[0])], [], first.end()
    while joiner := _JOINER.match(plain, end):
        number = _NUMBER.match(plain, joiner.end())
        named = re.search(_FULL, joiner.group()) is not None
        if number is None or int(number[0]) > MOST_MOO:
            break
        if not named and (
            _UNIT.match(plain, number.end()) or re.match(r"[/.]\d", plain[number.end() :])
        ):
            break
        numbers.append(int(number[0]))
        hows.append(joiner["how"] or ",")
        end = number.end()
    return numbers, hows, end


def _sort_in(said: Said, before: str, mention: str, numbers: list[int], hows: list[str]) -> None:
    """Ranges filled, alternatives apart, and what is left out of all."""
    found = [numbers[0]]
    for number, how in zip(numbers[1:], hows, strict=True):
        if how[0] in _RANGES:
            if number <= found[-1]:
                said.unclear.append(mention)
                return
            if len(found) == 1 and _ROAD.search(before):
                said.ends.append(mention)
            else:
                found += range(found[-1] + 1, number)
        found.append(number)
    if _BUT.search(before):
        said.but += found
    elif "หรือ" in hows:
        said.either += found
    else:
        said.moo += found
