"""Remains: other files of a folder in which values of people of a forgotten year still stand."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.errors import TambonError
from tambon_gis.publish import scan
from tambon_gis.publish.personal import SCALE, TITLES, Personal, plain
from tambon_gis.study.keeping.wording import is_dark, texts
from tambon_gis.thai import ARABIC_DIGITS, THAI_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["Remains", "blanked", "holds", "remains"]

#: What stands in a document in the place of a value.
BLANK = "▒▒▒"
#: A larger file is not read into memory.
_LARGEST = 512 * 2**20
_BROKEN_UP = re.compile(r"(?<=\d)[ ./()\-\u2010-\u2015\u2212]{1,3}(?=\d)")
_GAP = r"[\s./()\-\u2010-\u2015\u2212]{0,3}"
_TITLE = "|".join(map(re.escape, TITLES))
_LANDLINE, _MOBILE = 9, 10
#: What stands between the words of a name where they are broken over lines or cells.
_BOUNDS = re.compile(r"(?:[\s,;|\"']|<[^<>]{0,300}>)+")
#: Commas and strokes that part a long number by thousands.
_THOUSANDS = re.compile(r"(?<=\d)[,_'](?=\d{3}(?:[,_']\d{3})*(?!\d))")
_LONG = 9


@dataclass(frozen=True)
class Remains:
    """
    Where values stand.

    Parameters
    ----------
    holding : tuple[pathlib.Path, ...]
        Files that hold one.
    unread : tuple[pathlib.Path, ...]
        Files whose words cannot be read: pictures, archives with a password, broken or huge files,
        bytes of an unknown kind.
    """

    holding: tuple[Path, ...] = ()
    unread: tuple[Path, ...] = ()


def remains(paths: Iterable[Path], personal: Personal) -> Remains:
    """
    Search files for values of people.

    Parameters
    ----------
    paths : iterable of pathlib.Path
        The files.
    personal : Personal
        What is looked for.

    Returns
    -------
    Remains
        Which files hold one, and of which that cannot be told.

    Examples
    --------
    >>> from pathlib import Path
    >>> sought = Personal(frozenset({"99020000001"}))
    >>> [one.name for one in remains(Path("tests/data/small").iterdir(), sought).holding]
    ['households.csv']
    """
    asked = _with_codes_from_abroad(personal)
    squeezed = _squeezed(asked)
    holding: list[Path] = []
    unread: list[Path] = []
    for path in paths:
        try:
            small = path.stat().st_size <= _LARGEST
            found = small and any(
                holds(text, asked) or _holds_broken(text, squeezed) for text in texts(path)
            )
            dark = not small or (not found and is_dark(path))
        except (TambonError, OSError):
            found = False
            unread.append(path)
        else:
            if dark:
                unread.append(path)
        if found:
            holding.append(path)
    return Remains(tuple(holding), tuple(unread))


def holds(text: str, personal: Personal) -> bool:
    """
    Whether a value of a person stands in a text, however its digits are written.

    Parameters
    ----------
    text : str
        The text.
    personal : Personal
        What is looked for.

    Returns
    -------
    bool
        True as soon as one is found.

    Examples
    --------
    >>> holds("โทร ๐๘๑-๒๓๔ ๕๖๗๘", Personal(frozenset({"0812345678"})))
    True
    """
    return any(
        _stands(seen, personal)
        for reading in scan.readings(text)
        for seen in (reading, _BROKEN_UP.sub("", reading))
    )


def blanked(text: str, personal: Personal) -> str | None:
    """
    A document without the values of people that stand in it.

    Parameters
    ----------
    text : str
        Its text: TOML or JSON.
    personal : Personal
        What must go.

    Returns
    -------
    str or None
        The same with a mark in the place of each value; a line of which nobody can say where in
        it the value stands loses its comment, or what is between its quotation marks. None where
        even that does not help.

    Examples
    --------
    >>> blanked('note = "ถามนายก้อง"', Personal(names=frozenset({"ก้อง"})))
    'note = "ถาม▒▒▒"'
    """
    asked = _with_codes_from_abroad(personal)
    if text.lstrip().startswith("{"):
        try:
            out = json.dumps(_object(json.loads(text), asked), ensure_ascii=False)
        except ValueError:
            return None
    else:
        out = "".join(_line(line, asked) for line in text.splitlines(keepends=True))
    return None if holds(out, asked) else out


def _stands(seen: str, personal: Personal) -> bool:
    """Whether a value stands in a text as it is compared."""
    if next(personal.spots(seen), None) is not None:
        return True
    if personal.names and any(
        name in personal.names for _, told in scan.called(seen) for name in told
    ):
        return True
    return bool(personal.points) and any(
        (one, other) in personal.points or (other, one) in personal.points
        for _, one, other in scan.pairs(seen)
    )


def _squeezed(personal: Personal) -> Personal:
    """Names of two words without what stands between them, and long numbers."""
    names = {_BOUNDS.sub("", plain(one)) for one in personal.texts if _is_name(plain(one))}
    numbers = {one for one in personal.texts if plain(one).isdecimal() and len(one) >= _LONG}
    return Personal(frozenset(names | numbers))


def _is_name(text: str) -> bool:
    """Whether a text is words alone, more than one."""
    words = text.split()
    return len(words) > 1 and not any(letter.isdecimal() for letter in text)


def _holds_broken(text: str, squeezed: Personal) -> bool:
    """Whether a name stands in a text over lines or cells, or a number parted by thousands."""
    if not squeezed.texts:
        return False
    return any(
        next(squeezed.spots(seen), None) is not None
        for reading in scan.readings(text)
        for seen in (_BOUNDS.sub("", reading), _THOUSANDS.sub("", reading))
    )


def _with_codes_from_abroad(personal: Personal) -> Personal:
    """With phones as they are written behind the code of the country."""
    phones = {
        f"66{one[1:]}"
        for one in map(plain, personal.texts)
        if one.isdecimal() and one[0] == "0" and _LANDLINE <= len(one) <= _MOBILE
    }
    return Personal(personal.texts | phones, personal.names, personal.points)


def _object(found: object, personal: Personal) -> object:
    """What a JSON text says, without values; a text in which one stays is blanked whole."""
    if isinstance(found, dict):
        return {key: _object(value, personal) for key, value in found.items()}
    if isinstance(found, list):
        return [_object(value, personal) for value in found]
    if not isinstance(found, str):
        return found
    made = _line(found, personal)
    return BLANK if holds(made, personal) else made


def _line(line: str, personal: Personal) -> str:
    """A line without values."""
    if not holds(line, personal):
        return line
    for pattern in _patterns(line, personal):
        line = pattern.sub(BLANK, line)
    if holds(line, personal):
        line = re.sub(r"#.*", f"# {BLANK}", line)
    if holds(line, personal):
        line = re.sub(r'(")[^"\n]*(")|(\')[^\'\n]*(\')', rf"\1\3{BLANK}\2\4", line)
    return line


def _patterns(line: str, personal: Personal) -> Iterator[re.Pattern[str]]:
    """How the values of a line may be written in it, the longest first."""
    readings = scan.readings(line)
    seen = [*readings, *(_BROKEN_UP.sub("", one) for one in readings)]
    met = {text for one in seen for text in personal.met(one)}
    for text in sorted(met, key=len, reverse=True):
        gap = _GAP if text.isdecimal() else ""
        titled = "" if text.isdecimal() else rf"(?:(?:{_TITLE})\s*)?"
        yield re.compile(titled + gap.join(map(_letter, text)))
    names = {name for one in seen for _, told in scan.called(one) for name in told}
    for name in sorted(names & personal.names, key=len, reverse=True):
        yield re.compile(rf"(?:{_TITLE})\s*{''.join(map(_letter, name))}")
    for one, other in sorted({pair[1:] for text in seen for pair in scan.pairs(text)}):
        if (one, other) in personal.points or (other, one) in personal.points:
            yield re.compile(rf"{_degree(one)}\d*(?=[^\d])|(?<![\d.]){_degree(other)}\d*")


def _letter(letter: str) -> str:
    """A letter as it may be written: Arabic or Thai digit, any spaces."""
    if letter in ARABIC_DIGITS:
        return f"[{letter}{THAI_DIGITS[ARABIC_DIGITS.index(letter)]}]"
    return r"\s+" if letter == " " else re.escape(letter)


def _degree(value: int) -> str:
    """The whole degrees and first decimals of a coordinate."""
    return re.escape(f"{value / SCALE:.5f}"[:-2])
