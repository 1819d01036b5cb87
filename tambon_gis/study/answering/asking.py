"""Asking: everything in a project that waits for a person, as questions with their answers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.places import LADDER
from tambon_gis.render.roles import role_title
from tambon_gis.study.answering import plainly
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tambon_gis.model.findings import Finding, Report
    from tambon_gis.study.loaded import Loaded

__all__ = [
    "INSTEAD",
    "KEEP",
    "LEAVE_OUT",
    "USE",
    "WITHDRAW",
    "Offer",
    "Question",
    "alike",
    "is_by_place",
    "questions",
    "short",
    "title_of",
]

#: What may be said: another place code; set the rows aside; this row instead of the earlier one
#: that says the same; as it is; take back the decision that the question is about.
USE, LEAVE_OUT, INSTEAD, KEEP, WITHDRAW = "use", "leave_out", "instead", "keep", "withdraw"
_BOUNDARY, _EVERY = "boundary", "*"
#: Findings about the place of a row: another code settles them.
_OF_PLACE = ("row.place", "row.moo", "row.area", "place.")
#: Findings about a village of the area without a polygon, its number perhaps after the last one.
_LACKS = frozenset({"join.unknown", "join.beyond"})
_LETTERS = 8
#: So many households hardly share one typing error.
WHOLE_VILLAGE = 20


@dataclass(frozen=True)
class Offer:
    """
    A place code that may be meant.

    Parameters
    ----------
    code, name : str
        The code, and the name of its place.
    why : str
        The reason, in words; empty where there is none.
    """

    code: str
    name: str = ""
    why: str = ""


@dataclass(frozen=True)
class Question:
    """
    Something that waits for a person.

    Parameters
    ----------
    id : str
        Eight letters; the same question has the same ones at every load.
    role, title : str
        The input that it is about, and its title.
    finding : Finding
        What the loaders noticed: file, sheet, cell, households and people behind it.
    what, mend : str
        Its sentences.
    answers : tuple[str, ...]
        What may be said to it: ``use`` (a place code), ``leave_out``, ``instead``, ``keep``,
        ``withdraw``.
    offers : tuple[Offer, ...]
        Codes that are suggested, the likeliest first.
    kind : str
        The same for all that are alike: one file, one kind of finding.
    fix : int
        Number of the decision that it is about; 0 where it is about a file.
    undrawn : bool
        Whether it is about a village that rather lacks its outline than has a wrong code: nothing
        is suggested then.
    advice : str
        How somebody settles it who works with the screens alone.
    place : str
        Code of the village that lacks its outline; empty where none does.
    """

    id: str
    role: str
    title: str
    finding: Finding
    what: str
    mend: str
    answers: tuple[str, ...]
    offers: tuple[Offer, ...] = ()
    kind: str = ""
    fix: int = 0
    undrawn: bool = False
    advice: str = ""
    place: str = ""


def questions(loaded: Loaded, lang: str = "th") -> tuple[Question, ...]:
    """
    Everything in a project that waits for a person.

    Parameters
    ----------
    loaded : Loaded
        The project.
    lang : {"th", "en"}, default "th"
        Language of the sentences.

    Returns
    -------
    tuple[Question, ...]
        In the order of the inputs; within one, those that concern most households first. Each of
        them has at least one answer.

    Examples
    --------
    >>> from tambon_gis.study.load import load
    >>> questions(load("tests/data/small"))
    ()
    """
    surveys = {one.survey.role for one in loaded.answers}
    villages, called = _undrawn(loaded), plainly.names(loaded, lang)
    taken: dict[str, int] = {}
    found = []
    for report in loaded.findings.reports:
        title = title_of(report.role, loaded, lang)
        waiting = [one for one in report.findings if one.severity == "decide"]
        for one in sorted(waiting, key=lambda one: -(one.households or 0)):
            name = _name(report, one)
            taken[name] = again = taken.get(name, 0) + 1
            place = _lacking(report.role, one, loaded.project.area.code)
            undrawn = place in villages
            drawn = plainly.drawing(one, lang) if undrawn else ""
            found.append(
                Question(
                    id=short(f"{name}\n{again}"),
                    role=report.role,
                    title=title,
                    finding=one,
                    what=plainly.what(one, called, lang, [place] if drawn else villages),
                    mend=drawn or one.mend(lang),
                    advice=drawn or plainly.advice(one, lang),
                    answers=_answers(report.role, one, surveys),
                    offers=() if undrawn else _offers(one, lang),
                    kind=short(f"{report.role}\n{one.code}\n{one.file}\n{undrawn}"),
                    fix=int(str(one.facts["fix"])) if _is_of_a_fix(one) else 0,
                    undrawn=undrawn,
                    place=place if undrawn else "",
                )
            )
    return tuple(found)


def alike(found: Iterable[Question], one: Question) -> tuple[Question, ...]:
    """
    The questions of one kind.

    Parameters
    ----------
    found : iterable of Question
        All of them.
    one : Question
        One of them.

    Returns
    -------
    tuple[Question, ...]
        Those about the same file and the same kind of finding, itself among them.

    Examples
    --------
    >>> alike((), None)
    ()
    """
    return tuple(other for other in found if other.kind == one.kind)


def is_by_place(role: str, one: Finding) -> bool:
    """
    Whether a decision about a finding names a place, and not a row.

    Parameters
    ----------
    role : str
        The input that it is about.
    one : Finding
        The finding.

    Returns
    -------
    bool
        True for a place without a polygon, and for one of the boundary file itself.

    Examples
    --------
    >>> from tambon_gis.model.findings import Finding
    >>> is_by_place("bmn-2560-2565", Finding("join.unknown", "decide", facts={"place": "9"}))
    True
    """
    about = one.code.startswith("join.") or role == _BOUNDARY
    return about and one.facts.get("place") is not None


def title_of(role: str, loaded: Loaded, lang: str) -> str:
    """
    The title of an input of a project.

    Parameters
    ----------
    role : str
        Its role; ``*`` is every input.
    loaded : Loaded
        The project, whose rulebooks have titles.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    str
        The title.

    Examples
    --------
    >>> from tambon_gis.study.load import load
    >>> title_of("boundary", load("tests/data/small"), "en")
    'Boundaries'
    """
    if role == _EVERY:
        return words(lang).text("deciding.every")
    books = tuple({one.rulebook.id: one.rulebook for one in loaded.answers}.values())
    return role_title(role, books, lang=lang)


def short(text: str) -> str:
    """
    A text in eight letters.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        The same ones for the same text.

    Examples
    --------
    >>> len(short("a")), short("a") == short("b")
    (8, False)
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LETTERS]


def _name(report: Report, one: Finding) -> str:
    """What makes a question the same at every load: never how many rows it has left."""
    by_place = is_by_place(report.role, one)
    spot = str(one.facts["place"]) if by_place else f"{one.cell}\n{one.row}"
    fix = str(one.facts["fix"]) if _is_of_a_fix(one) else ""
    return f"{report.role}\n{one.code}\n{one.file}\n{one.sheet}\n{spot}\n{fix}"


def _lacking(role: str, one: Finding, area: str) -> str:
    """Code of the one village that a finding may lack the outline of; empty where it names none."""
    if is_by_place(role, one):
        return str(one.facts["place"])
    moo = str(one.facts.get("moo", ""))
    named = plainly.drawing(one) and len(area) == LADDER["tambon"] and moo.isdecimal()
    return f"{area}{int(moo):02d}" if named else ""


def _undrawn(loaded: Loaded) -> set[str]:
    """Villages of the area that many households, or several surveys, say and no polygon has."""
    said: dict[str, list[int]] = {}
    for report in loaded.findings.reports:
        for one in report.findings:
            place = str(one.facts.get("place", ""))
            inside = place.startswith(loaded.project.area.code) and not place.endswith("00")
            if one.code in _LACKS and inside and len(place) == LADDER["village"]:
                said.setdefault(place, []).append(one.households or 0)
    return {place for place, many in said.items() if len(many) > 1 or max(many) >= WHOLE_VILLAGE}


def _answers(role: str, one: Finding, surveys: set[str]) -> tuple[str, ...]:
    """What may be said to a finding."""
    if _is_of_a_fix(one):
        return (WITHDRAW,)
    codes = any(offer.value.isdecimal() for offer in one.suggestions)
    if is_by_place(role, one):
        if role in surveys:
            return (USE, LEAVE_OUT, KEEP)
        return (USE, KEEP) if codes else (KEEP,)
    if role in surveys and one.row is not None and one.count == 1:
        if one.code == "row.duplicate" and str(one.facts.get("first", "")).isdecimal():
            return (INSTEAD, KEEP)
        about = codes or one.code.startswith(_OF_PLACE)
        return (USE, LEAVE_OUT, KEEP) if about else (LEAVE_OUT, KEEP)
    return (KEEP,)


def _offers(one: Finding, lang: str) -> tuple[Offer, ...]:
    """The codes that are suggested; a heading is no answer here."""
    say, out = words(lang), []
    for each in one.suggestions:
        if each.value.isdecimal():
            key = f"findings.why.{each.why}"
            why = say.text(key) if each.why and say.has(key) else ""
            out.append(Offer(each.value, each.label, why))
    return tuple(out)


def _is_of_a_fix(one: Finding) -> bool:
    """Whether a finding is about a decision."""
    return one.code.startswith("fix.") and "fix" in one.facts
