"""Typed: what a person typed of the working group and its process, as entries of documents."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.model.process import COUNT
from tambon_gis.study.answering.signing import LONGEST, LONGEST_NOTE, credited
from tambon_gis.thai import clean, digits_to_arabic, parse_date, strip_controls
from tambon_gis.words import BE_OFFSET, DEFAULT_LANG, words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

__all__ = ["FIELDS", "Field", "Known", "entry", "said_of"]

#: Kind of an entry -> what may be typed of it.
FIELDS = {
    "role": ("title", "title_en", "duty", "duty_en"),
    "step": ("began", "ended", "note"),
    "meeting": ("on", "title", "place", "process", "people", "role", "decided"),
    "due": ("on", "what", "role", "done"),
    "target": ("indicator", "failing", "source"),
    "boundary": ("credit", "licence"),
}
_DAYS = ("on", "began", "ended")
_NEEDED = ("title", "what", "indicator", "source")
_FIRST_YEAR, _LAST_YEAR = 2500, 2700
_WHOLE, _MOST = 100, 100_000
_YES = {"yes", "true", "1", "ใช่", "เสร็จแล้ว"}


@dataclass(frozen=True)
class Field:
    """
    A field of an entry, which says its own name.

    Parameters
    ----------
    kind, name : str
        What the entry is, and the field's name in it.

    Examples
    --------
    >>> Field("meeting", "people").tell("en")
    'Number of people'
    """

    kind: str
    name: str

    def tell(self, lang: str = DEFAULT_LANG) -> str:
        """
        Say its name.

        Parameters
        ----------
        lang : {"th", "en"}, default "th"
            The language.

        Returns
        -------
        str
            As it stands on a form.
        """
        return words(lang).text(f"proceedings.field.{self.kind}.{self.name}")


@dataclass(frozen=True)
class Known:
    """
    What entries are held against.

    Parameters
    ----------
    today : datetime.date
        What has been done was done by this day.
    roles : tuple[str, ...]
        Titles of the roles of the working group.
    indicators : Collection[str]
        Indicators of the project: ``bmn-2560/16``.
    """

    today: dt.date
    roles: tuple[str, ...] = ()
    indicators: Collection[str] = ()


def entry(kind: str, said: Mapping[str, str], known: Known) -> dict[str, Any]:
    """
    An entry as it is written, out of what was typed.

    Parameters
    ----------
    kind : str
        What it is, one of :data:`FIELDS`.
    said : Mapping[str, str]
        Field -> text; of several things each stands on a line.
    known : Known
        What it is held against.

    Returns
    -------
    dict[str, Any]
        Key -> value; what was left empty is not among them.

    Raises
    ------
    InputError
        When a field is lacking, cannot be read, or names a person.

    Examples
    --------
    >>> import datetime as dt
    >>> now = Known(dt.date(2023, 1, 1))
    >>> entry("meeting", {"on": "๖/๖/๒๕๖๕", "title": "ประชุมชี้แจง", "people": "๒๘ คน"}, now)
    {'on': '2565-06-06', 'title': 'ประชุมชี้แจง', 'people': 28}
    """
    made = {name: _value(kind, name, said.get(name, ""), known) for name in FIELDS[kind]}
    if kind == "role":
        made = {one: _both(made[one], made[f"{one}_en"]) for one in ("title", "duty")}
    if kind == "step" and made["began"] and made["ended"] and made["ended"] < made["began"]:
        raise InputError("proceedings.order")
    return {name: value for name, value in made.items() if value or _is_zero(value)}


def said_of(kind: str, one: Mapping[str, Any]) -> dict[str, str]:
    """
    What would have to be typed for an entry.

    Parameters
    ----------
    kind : str
        What it is.
    one : Mapping[str, Any]
        The entry, as its model tells it.

    Returns
    -------
    dict[str, str]
        Field -> text, days as people write them.

    Examples
    --------
    >>> import datetime as dt
    >>> said_of("step", {"number": 1, "began": dt.date(2022, 6, 6), "ended": None, "note": ""})
    {'began': '6/6/2565', 'ended': '', 'note': ''}
    """
    if kind == "role":
        title, duty = one["title"], one["duty"] or {"th": "", "en": ""}
        return {
            "title": title["th"], "title_en": _other(title), "duty": duty["th"],
            "duty_en": _other(duty),
        }  # fmt: skip
    return {name: _text(one.get(name)) for name in FIELDS[kind]}


def _is_zero(value: Any) -> bool:
    """Whether nought was said, which is something."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _text(value: Any) -> str:
    """A value as people write it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, (list, tuple)):
        return "\n".join(value)
    if isinstance(value, float):
        return f"{value:g}"
    if hasattr(value, "year"):
        return f"{value.day}/{value.month}/{value.year + BE_OFFSET}"
    return str(value)


def _other(both: Mapping[str, str]) -> str:
    """The English words, where they are others."""
    return "" if both["en"] == both["th"] else both["en"]


def _both(thai: str, english: str) -> dict[str, str] | None:
    """Words in both languages; the Thai ones stand where there are no others."""
    return {"th": thai, "en": english or thai} if thai else None


def _value(kind: str, name: str, text: str, known: Known) -> Any:  # noqa: PLR0911 - one a kind
    """What one field says."""
    asked = Field(kind, name)
    if name in _DAYS:
        return _day(asked, text, known)
    if name in {"people", "process"}:
        return _number(asked, text, most=COUNT if name == "process" else _MOST)
    if name == "failing":
        return _percent(asked, text)
    if name == "done":
        return text.strip().casefold() in _YES
    lines = [found for line in text.splitlines() if (found := strip_controls(line))]
    if name == "role":
        titles = [_role(line, known) for line in lines]
        return titles if kind == "meeting" else (titles or [""])[0]
    for line in lines:
        _no_person(asked, line)
    if name == "decided":
        return [line[:LONGEST_NOTE] for line in lines]
    found = " ".join(lines)[: LONGEST_NOTE if name == "note" else LONGEST].strip()
    if not found and name in _NEEDED:
        raise InputError("proceedings.empty", field=asked)
    if name == "indicator" and found not in known.indicators:
        raise InputError("proceedings.indicator")
    return found


def _no_person(asked: Field, text: str) -> None:
    """Refuse a text that seems to name a person: it is printed for everybody."""
    try:
        credited(text)
    except InputError:
        raise InputError("proceedings.person", field=asked) from None


def _day(asked: Field, text: str, known: Known) -> str | None:
    """A day, as documents write it, B.E.; only what is due may be still to come."""
    if not text.strip():
        if asked.kind != "step":
            raise InputError("proceedings.empty", field=asked)
        return None
    day = parse_date(text)
    if day is None or not _FIRST_YEAR <= day.year + BE_OFFSET <= _LAST_YEAR:
        raise InputError("proceedings.day", field=asked)
    if asked.kind != "due" and day > known.today:
        raise InputError("proceedings.future", field=asked)
    return f"{day.year + BE_OFFSET}-{day:%m-%d}"


def _number(asked: Field, text: str, *, most: int) -> int | None:
    """A whole number; people write what is counted behind it."""
    plain = digits_to_arabic(clean(text)).removesuffix("คน").replace(",", "").strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit()) or len(plain) > len(str(_MOST)):
        raise InputError("proceedings.number", field=asked, most=most)
    found = int(plain)
    if found > most:
        raise InputError("proceedings.number", field=asked, most=most)
    return found or (None if asked.name == "process" else 0)


def _percent(asked: Field, text: str) -> float | int:
    """A share in percent."""
    plain = digits_to_arabic(clean(text)).removeprefix("ร้อยละ").removesuffix("%").strip()
    if not plain:
        raise InputError("proceedings.empty", field=asked)
    try:
        found = float(plain)
    except ValueError:
        found = math.nan
    if not 0 <= found <= _WHOLE:
        raise InputError("proceedings.percent", field=asked)
    return int(found) if found.is_integer() else found


def _role(text: str, known: Known) -> str:
    """A role of the working group, as it stands in the project."""
    for title in known.roles:
        if clean(title) == clean(text):
            return title
    raise InputError("proceedings.role", known=", ".join(known.roles) or "–")
