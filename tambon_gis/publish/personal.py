"""Personal: what the inputs hold of people, in the shapes in which it could reach a public file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tambon_gis.thai import digits_to_arabic

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    import pandas as pd

    from tambon_gis.model.schema import Schema

__all__ = [
    "SCALE",
    "SHORTEST",
    "SHORTEST_NAME",
    "TITLES",
    "Personal",
    "personal_values",
    "plain",
    "unknown_values",
]

#: Titles before the names of people.
TITLES = ("นางสาว", "น.ส.", "นาง", "นาย", "เด็กชาย", "เด็กหญิง", "ด.ช.", "ด.ญ.")
#: A shorter value is no sign of a person by itself.
SHORTEST = 6
#: A coordinate is told apart by its fifth decimal, about a metre.
SCALE = 100_000
_TITLE = re.compile(rf"^(?:{'|'.join(map(re.escape, TITLES))})\s*")
#: A given name that is shorter is no sign, even behind a title.
SHORTEST_NAME = 3
#: A value that so many rows share names nobody; a column of names has mostly different ones.
_MANY, _DISTINCT = 5, 0.5
_NUMBER = re.compile(rf"\d{{{SHORTEST},}}")
#: A value that begins or ends with one of these is whole only where no other touches it. Words in
#: Thai letters stand in longer runs: nothing parts them.
_LATIN = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_GOES_BEFORE, _GOES_ON = re.compile(r"[0-9A-Za-z]-?\Z"), re.compile("-?[0-9A-Za-z]")
#: A line break or space as pages and links write it: its last letter is no letter of the text.
_WRITTEN = re.compile(r"(?:\\[bfnrt]|%[0-9A-Fa-f]{2})-?\Z")
_LONGEST_WRITTEN = 4
#: So many beginnings are looked for one by one faster than by walking through a page.
_FEW = 200
_SPACES = re.compile(" {2,}")
#: Letters that nobody sees: soft hyphen, joiners, marks of direction, byte order mark.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32|([\u0e48-\u0e4b])\u0e4d\u0e32")


def plain(text: str) -> str:
    """
    A text as it is compared: Arabic digits, plain spaces, nothing invisible, sara am as one letter.

    Parameters
    ----------
    text : str
        As found; readers of PDF files give sara am as two letters.

    Returns
    -------
    str
        The same words.

    Examples
    --------
    >>> plain("น\u0e4d\u0e49\u0e32 ๑๒") == plain("น้ำ 12")
    True
    """
    if text.isascii():
        return _SPACES.sub(" ", text.replace("\t", " "))
    spaced = _SPACES.sub(" ", _SPACE.sub(" ", _UNSEEN.sub("", digits_to_arabic(text))))
    return _SARA_AM.sub(_sara_am, spaced)


@dataclass(frozen=True)
class Personal:
    """
    What no public file may hold.

    Parameters
    ----------
    texts : frozenset[str]
        Distinctive values: six letters or more.
    names : frozenset[str]
        Given names of people, which are a sign only after a title.
    points : frozenset of (int, int)
        Latitude and longitude of households, in hundred-thousandths of a degree.
    """

    texts: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    points: frozenset[tuple[int, int]] = frozenset()

    def __or__(self, other: Personal) -> Personal:
        """What either holds."""
        return Personal(
            self.texts | other.texts, self.names | other.names, self.points | other.points
        )

    @cached_property
    def _by_beginning(self) -> dict[str, list[str]]:
        """Texts in Arabic digits by their first letters."""
        found: dict[str, list[str]] = {}
        for text in sorted(map(plain, self.texts)):
            found.setdefault(text[:SHORTEST], []).append(text)
        return found

    def spots(self, seen: str, allowed: Collection[str] = ()) -> Iterator[int]:
        """
        Where the texts stand in another one, each at most once.

        Parameters
        ----------
        seen : str
            A text in Arabic digits.
        allowed : collection of str
            Texts that may stand in it.

        Yields
        ------
        int
            Where one begins. A number is found where no digit touches it, any other value that
            begins or ends with a digit or a Latin letter where none goes on there, with or without
            a hyphen.

        Examples
        --------
        >>> list(Personal(frozenset({"123456"})).spots("0123456 123456"))
        [8]
        >>> list(Personal(frozenset({"2560/4"})).spots("bmn-2560/4, 2560/45, 2560/4"))
        [21]
        """
        yield from self._met(seen, allowed).values()

    def met(self, seen: str, allowed: Collection[str] = ()) -> set[str]:
        """
        Which texts stand in another one, as :func:`plain` writes them.

        Parameters
        ----------
        seen : str
            A text in Arabic digits.
        allowed : collection of str
            Texts that may stand in it.

        Returns
        -------
        set of str
            Those that :meth:`spots` finds. They name people: never to be printed.
        """
        return set(self._met(seen, allowed))

    def _met(self, seen: str, allowed: Collection[str]) -> dict[str, int]:
        """Texts that stand in another one, and where each does first."""
        begun = _begun(self._by_beginning, seen)
        numbers = _numbers(seen) if begun else {}
        found = {
            text: numbers.get(text, -1) if text.isdecimal() else _whole(text, seen)
            for beginning in begun
            for text in self._by_beginning[beginning]
            if text not in allowed
        }
        return {text: at for text, at in found.items() if at >= 0}

    @classmethod
    def union(cls, parts: Iterable[Personal]) -> Personal:
        """
        What any of several holds.

        Parameters
        ----------
        parts : iterable of Personal
            Of each survey.

        Returns
        -------
        Personal
            Together.
        """
        found = list(parts)
        return cls(
            frozenset().union(*(one.texts for one in found)),
            frozenset().union(*(one.names for one in found)),
            frozenset().union(*(one.points for one in found)),
        )


def personal_values(
    survey: pd.DataFrame, schema: Schema, *, public_words: Collection[str] = ()
) -> Personal:
    """
    What the columns that a schema does not mark public hold of people.

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
    Personal
        Texts and codes of at least six characters, names also without their title; given names
        that follow a title; points of households.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> import pandas as pd
    >>> people = pd.DataFrame({"head_name": ["นาย สมมุติ สาธิตวงศ์", "นางก้อง"]})
    >>> found = personal_values(people, catalog.schema("bmn-household"))
    >>> sorted(found.texts), sorted(found.names)
    (['นางก้อง', 'นาย สมมุติ สาธิตวงศ์', 'สมมุติ สาธิตวงศ์'], ['ก้อง', 'สมมุติ'])
    """
    texts: set[str] = set()
    names: set[str] = set()
    for field in schema.field:
        if field.public or field.name not in survey or field.kind not in {"text", "code"}:
            continue
        found = set(survey[field.name].dropna().astype(str).str.strip().unique())
        bare = {_TITLE.sub("", value) for value in found} if field.kind == "text" else set()
        texts |= {value for value in found | bare if len(value) >= SHORTEST}
        if field.kind == "text":
            names = names.union(*map(_given, found))
    public = {word for word in public_words if any(letter.isalpha() for letter in word)}
    places = {_TITLE.sub("", word) for word in public}
    return Personal(frozenset(texts - public), frozenset(names - places), _points(survey))


def _sara_am(found: re.Match[str]) -> str:
    """Sara am behind its tone mark, however the two were ordered."""
    return f"{found[1] or found[2] or ''}\u0e33"


def unknown_values(columns: pd.DataFrame, *, public_words: Collection[str] = ()) -> Personal:
    """
    What columns that no schema knows may hold of people: unknown columns count as personal (P2).

    A word that many rows share ("farmer") names nobody; a name with its title does wherever it
    stands.

    Parameters
    ----------
    columns : pandas.DataFrame
        Cells as text.
    public_words : collection of str
        Names that are public anyway.

    Returns
    -------
    Personal
        Values of six letters or more that begin with a title, and those of columns in which most
        values stand once.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"by": ["นางวิมล ทองสุข"] * 3, "job": ["เกษตรกร"] * 3})
    >>> sorted(unknown_values(cells).texts)
    ['นางวิมล ทองสุข', 'วิมล ทองสุข']
    """
    texts: set[str] = set()
    names: set[str] = set()
    for title in columns.columns:
        cells = columns[title].dropna().astype(str).str.strip()
        counts = cells[cells.str.len() >= SHORTEST].value_counts()
        once = len(counts) > 1 and len(counts) >= _DISTINCT * max(len(cells), 1)
        for value, count in counts.items():
            titled = _TITLE.match(str(value)) is not None
            if titled or (once and count < _MANY):
                texts |= {str(value)} | ({_TITLE.sub("", str(value))} if titled else set())
                names |= _given(str(value)) if titled else set()
    public = set(public_words)
    kept = {text for text in texts - public if len(text) >= SHORTEST}
    return Personal(frozenset(kept), frozenset(names))


def _given(value: str) -> set[str]:
    """The given name behind a title, which alone is a sign where a title stands before it."""
    bare = _TITLE.sub("", value)
    first = bare.split()[0] if bare.split() else ""
    return {first} if bare != value and len(first) >= SHORTEST_NAME else set()


def _points(survey: pd.DataFrame) -> frozenset[tuple[int, int]]:
    """Where the households of a survey stand."""
    if not {"latitude", "longitude"} <= set(survey.columns):
        return frozenset()
    found = survey[["latitude", "longitude"]].dropna().astype("float64").to_numpy()
    return frozenset(map(tuple, (found * SCALE).round().astype("int64").tolist()))


def _begun(beginnings: Collection[str], seen: str) -> list[str]:
    """Which beginnings stand in a text: a few are looked for, of many the text is walked once."""
    if len(beginnings) <= _FEW:
        return sorted(one for one in beginnings if one in seen)
    starts = range(len(seen) - SHORTEST + 1)
    return sorted({part for at in starts if (part := seen[at : at + SHORTEST]) in beginnings})


def _whole(text: str, seen: str) -> int:
    """Where a value first stands as no part of a longer one, or -1."""
    at = seen.find(text)
    while at >= 0:
        end = at + len(text)
        before = seen[max(0, at - _LONGEST_WRITTEN) : at] if text[0] in _LATIN else ""
        joined = _GOES_BEFORE.search(before) and not _WRITTEN.search(before)
        if not joined and not (text[-1] in _LATIN and _GOES_ON.match(seen, end)):
            return at
        at = seen.find(text, at + 1)
    return -1


def _numbers(seen: str) -> dict[str, int]:
    """The long numbers of a text, each whole, and where the first of each stands."""
    found: dict[str, int] = {}
    for number in _NUMBER.finditer(seen):
        found.setdefault(number.group(), number.start())
    return found
