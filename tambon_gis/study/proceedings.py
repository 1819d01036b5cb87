"""Recorded: the working group, its process, its targets and its credits, entry by entry."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.model.document import parse_document
from tambon_gis.model.process import Process
from tambon_gis.model.project import DOCUMENT, Project
from tambon_gis.study import edit
from tambon_gis.study.answering import entries
from tambon_gis.study.answering.rewriting import added, changed, each_role
from tambon_gis.study.answering.typed import FIELDS, Field, Known, entry
from tambon_gis.study.recorded import OF_PROCESS, document_of, indicators, is_kind, standing
from tambon_gis.study.taking import filed
from tambon_gis.thai import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tambon_gis.model.document import Document
    from tambon_gis.study.recorded import Recorded

__all__ = ["add", "put", "remove"]

#: Kind -> its name in the document, where it has another one.
_NAMES = {"step": "process"}
_NOBODY = Known(dt.date.min)


def add(
    home: Path,
    kind: str,
    said: Mapping[str, str],
    *,
    seen: str | None = None,
    today: dt.date | None = None,
) -> int:
    """
    Write a further entry.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    kind : str
        ``role``, ``meeting``, ``due`` or ``target``; steps and the boundary are there already.
    said : Mapping[str, str]
        Field -> what was typed.
    seen : str, optional
        Version of the document that the person saw.
    today : datetime.date, optional
        The day of today.

    Returns
    -------
    int
        Which one it is, counted from 1.

    Raises
    ------
    InputError
        When a field is lacking, cannot be read, or names a person; when it stands there already.
    ConflictError
        When the document was changed after it was seen.
    """
    is_kind(kind, said)
    if kind in {"step", "boundary"}:
        raise InputError("proceedings.there")
    number = 0

    def make(old: str, now: Recorded) -> str:
        nonlocal number
        number = len(now.entries(kind)) + 1
        made = entry(kind, said, _known(home, now, kind, today))
        _alone(kind, made, now, 0)
        return added(old, _NAMES.get(kind, kind), made)

    _change(home, kind, make, seen=seen)
    return number


def put(
    home: Path,
    kind: str,
    number: int,
    said: Mapping[str, str],
    *,
    seen: str | None = None,
    today: dt.date | None = None,
) -> None:
    """
    Change an entry.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    kind : str
        One of :data:`KINDS`.
    number : int
        Which, counted from 1: of the steps their own number; the boundary is one.
    said : Mapping[str, str]
        Field -> what was typed; a field that is not named stays. A role is called by its new title
        in meetings and in what is due as well.
    seen : str, optional
        Version of the document that the person saw.
    today : datetime.date, optional
        The day of today.

    Raises
    ------
    InputError
        When there is no such entry, or a field is lacking, cannot be read, or names a person.
    ConflictError
        When the document was changed after it was seen.
    """
    is_kind(kind, said)
    if kind == "role" and _renamed(home, number, said, seen):
        return

    def make(old: str, now: Recorded) -> str:
        whole = {**now.said(kind, number), **said}
        made = entry(kind, whole, _known(home, now, kind, today))
        _alone(kind, made, now, number)
        if kind == "boundary":
            told = {name: made.get(name) for name in FIELDS[kind]}
            if kind not in tomllib.loads(old):
                told["level"] = now.project.boundary.level
            return filed.placed(old, kind, told, name=DOCUMENT)
        if kind != "step":
            return changed(old, kind, number, made)
        at = _seat(now, number)
        if not made:
            return entries.removed(old, "process", at) if at else old
        made = {"number": number, **made}
        return changed(old, "process", at, made) if at else added(old, _NAMES.get(kind, kind), made)

    _change(home, kind, make, seen=seen)


def remove(home: Path, kind: str, number: int, *, seen: str | None = None) -> None:
    """
    Take an entry out; of a step and of the boundary, what is said of them.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    kind : str
        One of :data:`KINDS`.
    number : int
        Which, counted from 1.
    seen : str, optional
        Version of the document that the person saw.

    Raises
    ------
    InputError
        When there is no such entry, or a meeting or something due still names the role.
    ConflictError
        When the document was changed after it was seen.
    """
    is_kind(kind)
    if kind in {"step", "boundary"}:
        put(home, kind, number, dict.fromkeys(FIELDS[kind], ""), seen=seen)
        return

    def make(old: str, now: Recorded) -> str:
        title = now.said(kind, number).get("title", "")
        if kind == "role" and (n := _named(now, title)):
            raise InputError("proceedings.used", n=n)
        return entries.removed(old, kind, number)

    _change(home, kind, make, seen=seen)


def _known(home: Path, now: Recorded, kind: str, today: dt.date | None) -> Known:
    """What an entry is held against."""
    return Known(
        today or dt.datetime.now().astimezone().date(),
        tuple(one.title.th for one in now.project.role),
        indicators(home) if kind == "target" else (),
    )


def _alone(kind: str, made: Mapping[str, Any], now: Recorded, number: int) -> None:
    """Refuse a role or a target that stands there already."""
    if kind == "role":
        there = [clean(one.title.th) for one in now.project.role]
        mine = clean(made["title"]["th"])
    elif kind == "target":
        there, mine = [one.indicator for one in now.project.target], made["indicator"]
    else:
        return
    if mine in [one for n, one in enumerate(there, start=1) if n != number]:
        name = "title" if kind == "role" else "indicator"
        raise InputError("proceedings.twice", field=Field(kind, name))


def _seat(now: Recorded, number: int) -> int:
    """Where a step stands in the document, counted from 1; 0 where it does not."""
    told = [one.number for one in now.process.process]
    return told.index(number) + 1 if number in told else 0


def _named(now: Recorded, title: str) -> int:
    """How many meetings, and things that are due, name a role."""
    mine = clean(title)
    meetings = [one for one in now.process.meeting if mine in map(clean, one.role)]
    return len(meetings) + sum(clean(one.role) == mine for one in now.process.due)


def _renamed(home: Path, number: int, said: Mapping[str, str], seen: str | None) -> bool:
    """
    Call a role by another title wherever it is named; False where it is named nowhere.

    At no moment is a role named that is none, however suddenly it ends: the new one comes first,
    the old one goes last.
    """
    before = standing(home)
    whole = {**before.said("role", number), **said}
    old, made = clean(before.project.role[number - 1].title.th), entry("role", whole, _NOBODY)
    new = made["title"]["th"]
    if clean(new) == old or not _named(before, old):
        return False

    def come(text: str, now: Recorded) -> str:
        _alone("role", made, now, number)
        return added(text, "role", made)

    def go(text: str, now: Recorded) -> str:
        without = entries.removed(text, "role", len(now.project.role))
        return changed(without, "role", number, made)

    _change(home, "role", come, seen=seen)
    between = edit.version(home, DOCUMENT)
    _change(
        home, "due", lambda text, _: each_role(text, lambda one: new if clean(one) == old else one)
    )
    _change(home, "role", go, seen=between)
    return True


def _change(
    home: Path, kind: str, make: Callable[[str, Recorded], str], *, seen: str | None = None
) -> None:
    """Change the document of a kind; what comes of it is read by its model before it is written."""
    name = document_of(kind)
    model: type[Document] = Process if kind in OF_PROCESS else Project

    def made(old: str) -> str:
        new = make(old, standing(home))  # nobody else writes meanwhile
        parse_document(model, new, name=name)
        return new

    edit.change(home, name, made, seen=seen)
