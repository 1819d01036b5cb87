"""The scanner: reads every text of a public file and looks for what could name a person (P3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from tambon_gis.errors import LeakError
from tambon_gis.publish.manifest import NAME
from tambon_gis.publish.opened import parts
from tambon_gis.publish.personal import SCALE, SHORTEST_NAME, TITLES, Personal, plain
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

__all__ = ["Hit", "called", "is_citizen_id", "pairs", "readings", "refuse_leaks", "scan"]

# Fonts, pictures and the checksums of scripts.
_EMBEDDED = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+|'sha256-[A-Za-z0-9+/=]+'")
# Links of a page to an indicator, year and village (``href="#bmn-2560/9/2565/99010107"``), of which
# every tenth would pass for an id. Only as a page writes them: what people write stands in no href;
# no registry has the numbers 2540 to 2589, with which an id would go on behind its first digit; and
# the name of the rulebook is read like any other text.
_LINK = re.compile(r'(?<=href=")(#[a-z][a-z0-9-]*/)\d/25[4-8]\d/[1-9]\d{7}(?=")')
# Checksums in a build document, which now and then hold a phone number.
_CHECKSUM = re.compile(r'(?<=")[0-9a-f]{64}(?=")')
# A number stands alone where no digit touches it and it is no part of a decimal fraction; a full
# stop after a sentence or an abbreviation ("โทร.081...") does not hide it. What stands before it is
# asked behind its first character, by which a text is searched several times as fast.
_FIRST, _AFTER = r"{0}(?<!\d{0})(?<!\d\.{0})", r"(?!\d)(?!\.(?!0(?!\d))\d)"
_DASH = "[-\u2010-\u2015\u2212]"
_MARKS = r"\-\u2010-\u2015\u2212_/.()"
_DIGIT, _ZERO_OR_PLUS = _FIRST.format(r"\d"), _FIRST.format("[0+]")
#: Between the groups of a number: nothing, or up to three marks and spaces.
_GAP = rf"[ {_MARKS}]{{0,3}}"
_ID = re.compile(rf"{_DIGIT}{_GAP}\d{{4}}{_GAP}\d{{5}}{_GAP}\d{{2}}{_GAP}\d{_AFTER}")
_MOBILE = rf"[689](?:\d{_GAP}\d{{3}}{_GAP}\d{{4}}|{_GAP}\d{{4}}{_GAP}\d{{4}})"
_LANDLINE = rf"{_DASH}?[2-7](?:\d?{_GAP}\d{{3}}{_GAP}\d{{4}}|\d{_GAP}\d{{3}}{_GAP}\d{{3}})"
_FORMAL = r" [689]\d{3} \d{5}"
_ABROAD = rf"(?:(?<=\+)|(?<=0)0)66{_GAP}(?:\(?0\)?{_GAP})?"
_PHONE = re.compile(
    rf"{_ZERO_OR_PLUS}(?:(?<=0)|{_ABROAD})(?:{_MOBILE}|{_LANDLINE}|{_FORMAL}){_AFTER}"
)
# An address is looked for around its sign, which few texts hold.
_MAILBOX = re.compile(r"[A-Za-z0-9._%+-]{1,64}\Z")
_MAIL_HOST = re.compile(r"@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_TITLED = re.compile(rf"(?:{'|'.join(map(re.escape, TITLES))})\s*")
_THAI_LETTER = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]")
_DECIMAL_PAIR = re.compile(r"(?<![\d.])(?=(\d{1,3}\.\d{1,15})[^\d]{1,24}(\d{1,3}\.\d{1,15})(?!\d))")
_WHOLE_PAIR = re.compile(r"(?<![\d.])(?=(\d{6,8})[,\s]{1,2}(\d{6,8})(?![\d.]))")
_NOBODY = Personal()
ID_DIGITS = 13
_LONGEST_BOX = 64
_LONGEST_NAME = 24


@dataclass(frozen=True)
class Hit:
    """
    One suspicion, without the value.

    Parameters
    ----------
    kind : str
        ``citizen_id``, ``phone``, ``email``, ``personal_value``, ``titled_name``,
        ``household_point`` or ``input_name``: what it looks like.
    offset : int
        Where in the text it begins (where only escapes hid it: in the text without them).
    """

    kind: str
    offset: int


def scan(
    text: str,
    personal: Personal = _NOBODY,
    *,
    allowed: Collection[str] = (),
    unsaid: Collection[str] = (),
    where: str = "",
) -> list[Hit]:
    """
    Look for personal data in a text.

    Parameters
    ----------
    text : str
        Text of a public file; HTML and JSON escapes are read, embedded fonts and pictures passed
        over.
    personal : Personal, optional
        What the inputs hold of people.
    allowed : collection of str
        Reviewed exceptions, as they stand in the text (a health station's phone number).
    unsaid : collection of str
        Names of input files and folders, which no output repeats (P9).
    where : str, optional
        Name of the file, if it is a whole one: the links of a page to its villages and the
        checksums of a build document are no suspicion there, and are one in any other text.

    Returns
    -------
    list[Hit]
        Suspicions, at most one for each personal value.

    Examples
    --------
    >>> [hit.kind for hit in scan("โทร 081-234-5678 หรือ ๓-๐๑๒๓-๐๔๕๖๗-๐๘-๒")]
    ['citizen_id', 'phone']
    >>> scan("ตำบลนายาง จังหวัดนครนายก ปี 2565")
    []
    >>> inputs = Personal(names=frozenset({"ก้อง"}), points=frozenset({(1458000, 10045000)}))
    >>> [hit.kind for hit in scan("นายก้อง อยู่ที่ 14.58, 100.45", inputs)]
    ['titled_name', 'household_point']
    """
    seen = _plainly(text)
    if where.endswith(".html"):
        seen = _LINK.sub(lambda found: found[1].ljust(len(found.group())), seen)
    if where.rpartition("/")[2] == NAME:
        seen = _CHECKSUM.sub(lambda found: " " * len(found.group()), seen)
    exceptions = {plain(exception) for exception in allowed}
    hits = _hits(seen, personal, exceptions)
    if not hits and (unescaped := _unescaped(seen)) != seen:
        hits = _hits(unescaped, personal, exceptions)
    spots = ((name, text.find(name)) for name in sorted(set(unsaid)))
    return hits + [Hit("input_name", at) for _, at in spots if at >= 0]


def readings(text: str) -> list[str]:
    """
    A text as it is searched: with its escapes, and without them where it has any.

    Parameters
    ----------
    text : str
        Text of a public file.

    Returns
    -------
    list[str]
        One or two texts.

    Examples
    --------
    >>> readings("ก &amp; ข")
    ['ก &amp; ข', 'ก & ข']
    """
    seen = _plainly(text)
    bare = _unescaped(seen)
    return [seen] if bare == seen else [seen, bare]


def called(seen: str) -> Iterator[tuple[int, list[str]]]:
    """
    What could be a given name behind a title.

    Parameters
    ----------
    seen : str
        A text of :func:`readings`.

    Yields
    ------
    tuple[int, list[str]]
        Where the title stands, and the letters behind it that no Thai letter follows, the shortest
        first.

    Examples
    --------
    >>> list(called("นายก้อง ไป"))
    [(0, ['ก้อง', 'ก้อง ไป'])]
    """
    for found in _TITLED.finditer(seen):
        rest = seen[found.end() : found.end() + _LONGEST_NAME]
        ends = range(SHORTEST_NAME, min(_LONGEST_NAME, len(rest) + 1))
        names = [rest[:end] for end in ends if not _THAI_LETTER.match(rest[end : end + 1])]
        if names:
            yield found.start(), names


def pairs(seen: str) -> Iterator[tuple[int, int, int]]:
    """
    Pairs of numbers that could be a place.

    Parameters
    ----------
    seen : str
        A text of :func:`readings`.

    Yields
    ------
    tuple[int, int, int]
        Where a pair begins, and its numbers in hundred-thousandths of a degree.

    Examples
    --------
    >>> list(pairs("14.58, 100.45"))
    [(0, 1458000, 10045000)]
    """
    for pattern, unit in ((_DECIMAL_PAIR, SCALE), (_WHOLE_PAIR, 1)):
        for found in pattern.finditer(seen):
            one, other = (round(float(number) * unit) for number in found.groups())
            yield found.start(), one, other


def _plainly(text: str) -> str:
    """A text as it is compared, fonts and pictures passed over."""
    return _EMBEDDED.sub(lambda found: " " * len(found.group()), plain(text))


def _hits(seen: str, personal: Personal, allowed: Collection[str]) -> list[Hit]:
    """Suspicions in a text of Arabic digits."""
    hits = [
        Hit("citizen_id", found.start())
        for found in _ID.finditer(seen)
        if is_citizen_id(re.sub(r"\D", "", found.group())) and found.group() not in allowed
    ]
    hits += [
        Hit("phone", found.start())
        for found in _PHONE.finditer(seen)
        if found.group() not in allowed
    ]
    hits += [Hit("email", at) for at, end in _emails(seen) if seen[at:end] not in allowed]
    hits += [Hit("personal_value", at) for at in personal.spots(seen, allowed)]
    hits += [Hit("titled_name", at) for at in _titled(seen, personal.names)]
    return hits + [Hit("household_point", at) for at in _points(seen, personal.points)]


def _emails(seen: str) -> Iterator[tuple[int, int]]:
    """Where addresses of electronic mail begin and end."""
    end, at = 0, seen.find("@")
    while at >= 0:
        box = _MAILBOX.search(seen[max(end, at - _LONGEST_BOX) : at])
        host = _MAIL_HOST.match(seen, at) if box else None
        if box and host:
            end = host.end()
            yield at - len(box.group()), end
        at = seen.find("@", max(end, at + 1))


def _titled(seen: str, names: Collection[str]) -> Iterator[int]:
    """Where a title stands before a name of the inputs, and nothing goes on behind it."""
    if not names:
        return
    for at, told in called(seen):
        if any(one in names for one in told):
            yield at


def _points(seen: str, points: Collection[tuple[int, int]]) -> Iterator[int]:
    """Where a pair of numbers is the place of a household, in either order."""
    if not points:
        return
    for at, one, other in pairs(seen):
        if (one, other) in points or (other, one) in points:
            yield at


def _unescaped(text: str) -> str:
    """The text with HTML entities and JSON escapes as the letters that they stand for."""
    return _JSON_ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), unescape(text))


def is_citizen_id(digits: str) -> bool:
    """
    Whether 13 digits carry the check digit of a Thai citizen id.

    Parameters
    ----------
    digits : str
        Digits only.

    Returns
    -------
    bool
        True when the last digit is (11 - sum mod 11) mod 10 with weights 13 to 2.

    Examples
    --------
    >>> is_citizen_id("3012304567082"), is_citizen_id("3012304567083")
    (True, False)
    """
    if len(digits) != ID_DIGITS or not digits.isdecimal():
        return False
    weighted = sum(int(d) * w for d, w in zip(digits, range(ID_DIGITS, 1, -1), strict=False))
    return (11 - weighted % 11) % 10 == int(digits[-1])


def refuse_leaks(
    content: str | bytes,
    personal: Personal = _NOBODY,
    *,
    name: str,
    origins: Mapping[str, str] | None = None,
    allowed: Collection[str] = (),
    unsaid: Collection[str] = (),
    lang: str = "th",
) -> None:
    """
    Refuse a public file that holds personal data, in its bytes or in anything it packs.

    Parameters
    ----------
    content : str or bytes
        The file.
    personal : Personal, optional
        See :func:`tambon_gis.publish.personal.personal_values`.
    name : str
        Name of the file, for the message.
    origins : Mapping[str, str], optional
        Where in the inputs (file, sheet, row or key) -> the text that was published from there. The
        message names the first that holds a suspicion, so that a person can mend it.
    allowed : collection of str
        Reviewed exceptions.
    unsaid : collection of str
        Names of input files and folders.
    lang : {"th", "en"}, default "th"
        Language of the kinds in the message.

    Raises
    ------
    LeakError
        With the number of suspicions of each kind, never a value.
    InputError
        When a container cannot be opened.

    Examples
    --------
    >>> refuse_leaks("ตำบลสาธิต", name="index.html")
    """
    where = name
    hits: list[Hit] = []
    for part in parts(name, content):
        found = scan(part.text, personal, allowed=allowed, unsaid=unsaid, where=part.where)
        where = where if hits or not found else part.where
        hits += found
    if not hits:
        return
    say = words(lang)
    kinds = sorted({hit.kind for hit in hits})
    told = ", ".join(
        f"{say.text(f'scan.{kind}')} ({sum(hit.kind == kind for hit in hits)})" for kind in kinds
    )
    guilty = (
        place for place, text in (origins or {}).items() if scan(text, personal, allowed=allowed)
    )
    raise LeakError("leak.found", where=next(guilty, where), kinds=told)
