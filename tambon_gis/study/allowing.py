"""Allowing: sensitive indicators that may be shown below tambon, by whose decision and when."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.errors import InputError
from tambon_gis.model.document import read_document
from tambon_gis.model.project import DOCUMENT, Project
from tambon_gis.study import edit
from tambon_gis.study.answering import entries
from tambon_gis.study.answering.signing import signed
from tambon_gis.thai import clean
from tambon_gis.words import BE_OFFSET

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from tambon_gis.model.project import Decision
    from tambon_gis.model.rulebook import Rulebook

__all__ = ["Sensitive", "allow", "seen_now", "sensitive", "withdraw"]

_KEY = "publish_sensitive"
_SHOWN = 60


@dataclass(frozen=True)
class Sensitive:
    """
    A sensitive indicator of a project.

    Parameters
    ----------
    indicator : str
        Rulebook and code: ``bmn-2560/16``.
    title, book : str
        Its title, and that of its rulebook.
    allowed : Decision or None
        Who decided that it may be shown, and when; None where nobody did.
    """

    indicator: str
    title: str
    book: str
    allowed: Decision | None = None


def seen_now(home: Path) -> str:
    """
    The version of the project document, for a form that changes it.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    str
        Sixteen letters.

    Examples
    --------
    >>> from pathlib import Path
    >>> len(seen_now(Path("tests/data/small")))
    16
    """
    return edit.version(home, DOCUMENT)


def sensitive(home: Path, lang: str = "th") -> tuple[Sensitive, ...]:
    """
    The sensitive indicators of a project's rulebooks.

    Parameters
    ----------
    home : pathlib.Path
        The project folder; its files need not be there yet.
    lang : {"th", "en"}, default "th"
        Language of the titles.

    Returns
    -------
    tuple[Sensitive, ...]
        In the order of the rulebooks.

    Raises
    ------
    TambonError
        When the project document or a rulebook of it cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> found = sensitive(Path("tests/data/small"), "en")
    >>> found[0].indicator, found[0].allowed
    ('bmn-2560/1', None)
    """
    project = read_document(Project, home / DOCUMENT)
    by = {one.indicator: one for one in project.publish_sensitive}
    return tuple(
        Sensitive(
            f"{book.id}/{one.code}",
            one.title.of(lang),
            book.rulebook.title.of(lang),
            by.get(f"{book.id}/{one.code}"),
        )
        for book in _books(project, home)
        for one in book.indicator
        if one.sensitive
    )


def allow(home: Path, indicator: str, *, by: str, on: dt.date, seen: str | None = None) -> None:
    """
    Let a sensitive indicator be shown below tambon.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    indicator : str
        Rulebook and code.
    by : str
        Who decided: a meeting or a role, not a person's name. It is printed on the page.
    on : datetime.date
        When.
    seen : str, optional
        Version of the project document that the person saw.

    Raises
    ------
    InputError
        When it is no sensitive indicator of the project, or nobody decided.
    ConflictError
        When the document was changed after it was seen.
    """
    who = signed(by)
    _known(home, indicator)

    def make(old: str) -> str:
        day = f"{on.year + BE_OFFSET}-{on.month:02}-{on.day:02}"
        said = {"indicator": indicator, "decided_by": who, "decided_on": day}
        return entries.added(_without(old, indicator), _KEY, said)

    edit.change(home, DOCUMENT, make, seen=seen, check=lambda: _read(home))


def withdraw(home: Path, indicator: str, *, seen: str | None = None) -> None:
    """
    Show a sensitive indicator for the whole tambon only, as it is by default.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    indicator : str
        Rulebook and code.
    seen : str, optional
        Version of the project document that the person saw.

    Raises
    ------
    InputError
        When it was not allowed.
    ConflictError
        When the document was changed after it was seen.
    """
    _read(home)

    def make(old: str) -> str:
        new = _without(old, indicator)
        if new == old:
            raise InputError("allowing.not_allowed", where=clean(indicator)[:_SHOWN])
        return new

    edit.change(home, DOCUMENT, make, seen=seen, check=lambda: _read(home))


def _without(text: str, indicator: str) -> str:
    """A document without the decisions about an indicator."""
    there = tomllib.loads(text).get(_KEY, [])
    at = [n for n, one in enumerate(there, start=1) if one.get("indicator") == indicator]
    for number in reversed(at):
        text = entries.removed(text, _KEY, number)
    return text


def _read(home: Path) -> Project:
    """The project document as it stands."""
    return read_document(Project, home / DOCUMENT)


def _known(home: Path, indicator: str) -> None:
    """Refuse what is no sensitive indicator of the project."""
    if indicator not in {one.indicator for one in sensitive(home)}:
        raise InputError("allowing.unknown", where=clean(indicator)[:_SHOWN])


def _books(project: Project, home: Path) -> tuple[Rulebook, ...]:
    """The rulebooks that a project names, each once."""
    names = dict.fromkeys(survey.rulebook for survey in project.survey)
    return tuple(catalog.rulebook(name, folders=[home]) for name in names)
