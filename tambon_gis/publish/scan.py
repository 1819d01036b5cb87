"""The scanner: reads the text of a public file and looks for what could name a person (P3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from tambon_gis.errors import LeakError
from tambon_gis.thai import digits_to_arabic
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import pandas as pd

    from tambon_gis.model.schema import Schema

__all__ = ["Hit", "is_citizen_id", "personal_values", "refuse_leaks", "scan"]

# Fonts and pictures, and checksums (64 hexadecimal digits, which now and then hold a phone number).
_EMBEDDED = re.compile(
    r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+|'sha256-[A-Za-z0-9+/=]+'"
    r"|(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])"
)
# A number stands alone where no digit touches it and it is no part of a decimal fraction; a full
# stop after a sentence or an abbreviation ("โทร.081...") does not hide it.
_BEFORE, _AFTER = r"(?<!\d)(?<!\d\.)", r"(?!\d)(?!\.\d)"
_DASH = "[-\u2010-\u2015\u2212]"
_GAP = "[- \u00a0\u2010-\u2015\u2212]"
_ID = re.compile(rf"{_BEFORE}\d({_GAP}?)\d{{4}}\1\d{{5}}\1\d{{2}}\1\d{_AFTER}")
_MOBILE = rf"[689](?:\d{_GAP}?\d{{3}}{_GAP}?\d{{4}}|{_GAP}\d{{4}}{_GAP}?\d{{4}})"
_LANDLINE = rf"{_DASH}?[2-7](?:\d?{_GAP}?\d{{3}}{_GAP}?\d{{4}}|\d{_GAP}?\d{{3}}{_GAP}?\d{{3}})"
_PHONE = re.compile(rf"{_BEFORE}(?:0|\+66{_GAP}?(?:\(0\))?)(?:{_MOBILE}|{_LANDLINE}){_AFTER}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_TITLE = re.compile(r"^(?:นางสาว|น\.ส\.|นาง|นาย|เด็กชาย|เด็กหญิง|ด\.ช\.|ด\.ญ\.)\s*")
SHORTEST_VALUE = 6
ID_DIGITS = 13


@dataclass(frozen=True)
class Hit:
    """
    One suspicion, without the value.

    Parameters
    ----------
    kind : {"citizen_id", "phone", "email", "personal_value"}
        What it looks like.
    offset : int
        Where in the text it begins (where only escapes hid it: in the text without them).
    """

    kind: str
    offset: int


def scan(text: str, personal: Iterable[str] = (), *, allowed: Collection[str] = ()) -> list[Hit]:
    """
    Look for personal data in a text.

    Parameters
    ----------
    text : str
        Text of a public file; HTML and JSON escapes are read, embedded fonts and pictures passed
        over.
    personal : iterable of str
        Distinctive values of the inputs' personal columns.
    allowed : collection of str
        Reviewed exceptions, as they stand in the text (a health station's phone number).

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
    """
    seen = _EMBEDDED.sub(lambda found: " " * len(found.group()), digits_to_arabic(text))
    plain = {digits_to_arabic(value) for value in personal}
    exceptions = {digits_to_arabic(exception) for exception in allowed}
    return _hits(seen, plain, exceptions) or _hits(_unescaped(seen), plain, exceptions)


def _hits(seen: str, personal: Collection[str], allowed: Collection[str]) -> list[Hit]:
    """Suspicions in a text of Arabic digits."""
    hits = [
        Hit("citizen_id", found.start())
        for found in _ID.finditer(seen)
        if is_citizen_id(re.sub(r"\D", "", found.group())) and found.group() not in allowed
    ]
    for kind, pattern in (("phone", _PHONE), ("email", _EMAIL)):
        hits += [
            Hit(kind, found.start())
            for found in pattern.finditer(seen)
            if found.group() not in allowed
        ]
    spots = (seen.find(value) for value in sorted(set(personal) - set(allowed)))
    return hits + [Hit("personal_value", spot) for spot in spots if spot >= 0]


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


def personal_values(
    survey: pd.DataFrame, schema: Schema, *, public_words: Collection[str] = ()
) -> set[str]:
    """
    Distinctive values of the columns that a schema does not mark public.

    Parameters
    ----------
    survey : pandas.DataFrame
        Stage ``survey``.
    schema : Schema
        Kinds and publicity of its columns.
    public_words : collection of str
        Names that are public anyway (villages, facilities).

    Returns
    -------
    set[str]
        Texts and codes of at least six characters, names also without their title, and coordinate
        pairs as they would be written.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> import pandas as pd
    >>> people = pd.DataFrame({"head_name": ["สมมุติ สาธิตวงศ์"], "house_number": ["1/2"]})
    >>> personal_values(people, catalog.schema("bmn-household"))
    {'สมมุติ สาธิตวงศ์'}
    """
    values: set[str] = set()
    for field in schema.field:
        if field.public or field.name not in survey or field.kind not in {"text", "code"}:
            continue
        found = survey[field.name].dropna().astype(str).str.strip().unique()
        bare = {_TITLE.sub("", value) for value in found} if field.kind == "text" else set()
        values |= {value for value in {*found, *bare} if len(value) >= SHORTEST_VALUE}
    if {"latitude", "longitude"} <= set(survey.columns):
        points = survey[["latitude", "longitude"]].dropna().drop_duplicates()
        for lat, lon in points.itertuples(index=False):
            values |= {f"{lat:.5f},{lon:.5f}", f"{lon:.5f},{lat:.5f}"}
    return values - set(public_words)


def refuse_leaks(
    text: str,
    personal: Iterable[str],
    *,
    name: str,
    origins: Mapping[str, str] | None = None,
    allowed: Collection[str] = (),
    lang: str = "th",
) -> None:
    """
    Refuse a public text that holds personal data.

    Parameters
    ----------
    text : str
        Text of the file.
    personal : iterable of str
        See :func:`personal_values`.
    name : str
        Name of the file, for the message.
    origins : Mapping[str, str], optional
        Where in the inputs (file, sheet, row or key) -> the text that was published from there. The
        message names the first that holds a suspicion, so that a person can mend it.
    allowed : collection of str
        Reviewed exceptions.
    lang : {"th", "en"}, default "th"
        Language of the kinds in the message.

    Raises
    ------
    LeakError
        With the number of suspicions of each kind, never a value.
    """
    hits = scan(text, personal, allowed=allowed)
    if not hits:
        return
    say = words(lang)
    kinds = sorted({hit.kind for hit in hits})
    told = ", ".join(
        f"{say.text(f'scan.{kind}')} ({sum(hit.kind == kind for hit in hits)})" for kind in kinds
    )
    values = set(personal)
    found = (
        where for where, origin in (origins or {}).items() if scan(origin, values, allowed=allowed)
    )
    raise LeakError("leak.found", where=next(found, name), kinds=told)
