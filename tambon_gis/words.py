"""Captions, numbers and dates in Thai and English, read from ``documents/words/<lang>/*.toml``.

A key is the path of a text: file, tables, name, joined by dots (``page.legend.hidden``). A long
file may be cut by subject: keys of ``findings-crs.toml`` begin with ``findings``. Both languages
hold the same keys; a test says so. A text is a plain ``str.format`` template; where a number
governs a word, both forms of it stand behind the name: ``{n:village|villages}`` is "1 village",
"2 villages". A project may ask for Thai digits: then all that is said here has them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from importlib.resources.abc import Traversable

__all__ = ["DEFAULT_LANG", "DIGITS", "LANGS", "Words", "words"]

LANGS = ("th", "en")
DEFAULT_LANG = "th"
DIGITS = ("arabic", "thai")
BE_OFFSET = 543
#: A name with a Latin letter (A4, bmn-2560, v0.1.0) keeps its digits.
_NAME_OR_DIGIT = re.compile(r"[\w.:/@-]*[A-Za-z][\w.:/@-]*|[0-9]", re.ASCII)
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


class _Told(str):
    """A fact as it enters a text; behind a bar stands what follows it unless it is 1."""

    __slots__ = ()

    def __format__(self, forms: str) -> str:
        """The fact, and the form of the word that it governs."""
        one, bar, many = forms.partition("|")
        return f"{self} {one if self == '1' else many}" if bar else super().__format__(forms)


@dataclass(frozen=True)
class Words:
    """
    The texts of one language.

    Parameters
    ----------
    lang : {"th", "en"}
        The language.
    texts : Mapping[str, str]
        Every text under its dotted key; a document is read when a text of it is first asked for.
    digits : {"arabic", "thai"}, default "arabic"
        Digits in which it answers.
    """

    lang: str
    texts: Mapping[str, str] = field(repr=False)
    digits: str = DIGITS[0]

    def text(self, key: str, **facts: object) -> str:
        """
        One text with its facts filled in.

        Parameters
        ----------
        key : str
            Dotted key, for example ``"page.table.about"``.
        **facts : object
            Values for the template; integers and floats are written with thousands commas.

        Returns
        -------
        str
            The text.

        Raises
        ------
        KeyError
            When the language has no such text: a fault of the package, not of the user.

        Examples
        --------
        >>> words("en").text("page.table.about", n=2041)
        'about 2,041'
        >>> words("th", digits="thai").text("page.table.about", n=2041)
        'ราว ๒,๐๔๑'
        >>> [words("en").text("many.page.villages", n=n) for n in (0, 1, 2)]
        ['0 villages', '1 village', '2 villages']
        """
        told = {name: _Told(self._told(fact)) for name, fact in facts.items()}
        return self.written(self.texts[key].format_map(told))

    def _near(self, key: str) -> Iterable[tuple[str, str]]:
        """The texts that stand in the same documents as a key."""
        if isinstance(self.texts, _Texts):
            return self.texts.of(key.partition(".")[0]).items()
        return self.texts.items()

    def _told(self, fact: object) -> object:
        """A fact as it enters a text: numbers with commas (years come as text)."""
        if isinstance(fact, Real) and not isinstance(fact, bool):
            return self.number(int(fact) if isinstance(fact, Integral) else float(fact))
        return fact

    def written(self, text: str) -> str:
        """
        A text of the data as these words write it: in their digits.

        Parameters
        ----------
        text : str
            A title, a name, a number already made.

        Returns
        -------
        str
            With Thai digits the same text in them; names with a Latin letter stay as they are.

        Examples
        --------
        >>> words("th").written("หมู่ 12")
        'หมู่ 12'
        >>> words("th", digits="thai").written("หมู่ 12 กระดาษ A4 (bmn-2560)")
        'หมู่ ๑๒ กระดาษ A4 (bmn-2560)'
        """
        if self.digits == DIGITS[0]:
            return text
        return _NAME_OR_DIGIT.sub(_in_thai, text)

    def under(self, prefix: str) -> dict[str, str]:
        """
        Every text below a key, with the prefix cut off.

        Parameters
        ----------
        prefix : str
            Dotted key of a table, for example ``"page"``.

        Returns
        -------
        dict[str, str]
            Texts by the rest of their key.
        """
        start = prefix + "."
        return {k.removeprefix(start): t for k, t in self._near(start) if k.startswith(start)}

    def has(self, key: str) -> bool:
        """
        Whether the language has a text.

        Parameters
        ----------
        key : str
            Dotted key.

        Returns
        -------
        bool
            True when :meth:`text` would answer.
        """
        return key in self.texts

    def number(self, value: float, decimals: int | None = None) -> str:
        """
        A number with thousands commas.

        Parameters
        ----------
        value : float
            The number.
        decimals : int, optional
            Digits after the point; by default none for integers, one for the rest.

        Returns
        -------
        str
            For example ``1,234.5``.

        Examples
        --------
        >>> words("th").number(1234.5), words("th", digits="thai").number(1234.5)
        ('1,234.5', '๑,๒๓๔.๕')
        """
        if decimals is None:
            decimals = 0 if float(value).is_integer() else 1
        return self.written(f"{value:,.{decimals}f}")

    def date(self, day: dt.date) -> str:
        """
        A date in the Buddhist Era, written out.

        Parameters
        ----------
        day : datetime.date
            The day, Common Era.

        Returns
        -------
        str
            For example ``5 มีนาคม 2565``, in English ``5 March B.E. 2565``.

        Examples
        --------
        >>> import datetime
        >>> words("th").date(datetime.date(2022, 3, 5))
        '5 มีนาคม 2565'
        """
        month = self.text(f"calendar.month_{day.month}")
        return self.text(
            "calendar.date", day=str(day.day), month=month, year=str(day.year + BE_OFFSET)
        )


def words(lang: str = DEFAULT_LANG, *, digits: str = DIGITS[0]) -> Words:
    """
    The texts of a language, read once.

    Parameters
    ----------
    lang : {"th", "en"}, default "th"
        The language; another one gives the default.
    digits : {"arabic", "thai"}, default "arabic"
        Digits in which it answers, as a project says under ``[output]``.

    Returns
    -------
    Words
        The texts.
    """
    return _read(lang if lang in LANGS else DEFAULT_LANG, digits)


@cache
def _read(lang: str, digits: str) -> Words:
    """The documents of a language, joined."""
    if digits != DIGITS[0]:
        return replace(_read(lang, DIGITS[0]), digits=digits)
    return Words(lang=lang, texts=_Texts(lang))


class _Texts(Mapping[str, str]):
    """The texts of a language by their keys, subject after subject as they are asked for."""

    def __init__(self, lang: str) -> None:
        folder = files("tambon_gis") / "documents" / "words" / lang
        self._documents: dict[str, list[Traversable]] = {}
        self._read: dict[str, dict[str, str]] = {}
        for document in sorted(folder.iterdir(), key=lambda d: d.name):
            subject = document.name.removesuffix(".toml").split("-")[0]
            self._documents.setdefault(subject, []).append(document)

    def of(self, subject: str) -> dict[str, str]:
        """Every text whose key begins with the name of a document."""
        if subject not in self._read:
            texts: dict[str, str] = {}
            for document in self._documents.get(subject, ()):
                content = tomllib.loads(document.read_text(encoding="utf-8"))
                texts.update(_flatten(content, subject))
            self._read[subject] = texts
        return self._read[subject]

    def __getitem__(self, key: str) -> str:
        return self.of(key.partition(".")[0])[key]

    def __iter__(self) -> Iterator[str]:
        return (key for subject in self._documents for key in self.of(subject))

    def __len__(self) -> int:
        return sum(len(self.of(subject)) for subject in self._documents)


def _in_thai(found: re.Match[str]) -> str:
    """A lone digit in Thai; a name as it is."""
    return found[0].translate(_THAI) if found[0].isdigit() else found[0]


def _flatten(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    """Walk nested tables into dotted keys."""
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            yield from _flatten(value, key)
        else:
            yield key, str(value)
