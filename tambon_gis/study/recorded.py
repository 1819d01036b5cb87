"""Recorded: what a project's documents say of its working group, its process, its targets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.errors import InputError
from tambon_gis.model.document import read_document
from tambon_gis.model.process import COUNT, Process, Step
from tambon_gis.model.project import DOCUMENT, Project
from tambon_gis.study import edit, processes
from tambon_gis.study.answering.typed import FIELDS, said_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tambon_gis.model.document import Document

__all__ = ["KINDS", "OF_PROCESS", "Recorded", "document_of", "grouped", "indicators", "is_kind",
           "standing", "steps"]  # fmt: skip

#: What there are entries of.
KINDS = tuple(FIELDS)
#: Document of the processes with their titles.
TOPICS = "five-topics"
#: Kinds that stand in the process document; the others in that of the project.
OF_PROCESS = ("step", "meeting", "due")


@dataclass(frozen=True)
class Recorded:
    """
    Everything that is written of the working group and its process.

    Parameters
    ----------
    project : Project
        Roles, targets, and the boundary with its credit.
    process : Process
        Steps, meetings, what is due.
    versions : Mapping[str, str]
        Kind -> version of the document that holds it, for a form that changes it.
    """

    project: Project = field(repr=False)
    process: Process = field(repr=False)
    versions: Mapping[str, str] = field(default_factory=dict, repr=False)

    def entries(self, kind: str) -> tuple[Document, ...]:
        """
        The entries of a kind.

        Parameters
        ----------
        kind : str
            One of :data:`KINDS`.

        Returns
        -------
        tuple[Document, ...]
            In the order of the document; the five steps by their number, whether told or not.
        """
        if kind == "step":
            told = {one.number: one for one in self.process.process}
            return tuple(told.get(n) or _untold(n) for n in range(1, COUNT + 1))
        if kind == "boundary":
            return (self.project.boundary,)
        return tuple(getattr(self.process if kind in OF_PROCESS else self.project, kind))

    def said(self, kind: str, number: int) -> dict[str, str]:
        """
        What would have to be typed for an entry.

        Parameters
        ----------
        kind : str
            One of :data:`KINDS`.
        number : int
            Which, counted from 1.

        Returns
        -------
        dict[str, str]
            Field -> text.

        Raises
        ------
        InputError
            When there is no such kind or entry.
        """
        is_kind(kind)
        found = self.entries(kind)
        if kind == "boundary":
            number = 1
        if not 1 <= number <= len(found):
            raise InputError("proceedings.none", number=str(number), n=len(found))
        return said_of(kind, found[number - 1].model_dump())


def standing(home: Path) -> Recorded:
    """
    What is written of the working group and its process.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    Recorded
        All of it.

    Raises
    ------
    DocumentError
        When a document cannot be read, or names a role that is none.

    Examples
    --------
    >>> from pathlib import Path
    >>> found = standing(Path("data/demo"))
    >>> found.said("step", 1)["began"], found.said("target", 1)["failing"]
    ('6/6/2565', '10')
    """
    versions = {kind: edit.version(home, document_of(kind)) for kind in KINDS}
    project = read_document(Project, home / DOCUMENT)
    return Recorded(project, processes.read(home, project), versions)


def indicators(home: Path, lang: str = "th") -> dict[str, str]:
    """
    The indicators for which a target may be set.

    Parameters
    ----------
    home : pathlib.Path
        The project folder; its files need not be there yet.
    lang : {"th", "en"}, default "th"
        Language of the titles.

    Returns
    -------
    dict[str, str]
        ``bmn-2560/16`` -> its title, rulebook by rulebook.

    Raises
    ------
    TambonError
        When the project document or a rulebook of it cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> len(indicators(Path("tests/data/small")))
    31
    """
    return {name: title for found in grouped(home, lang).values() for name, title in found.items()}


def grouped(home: Path, lang: str = "th") -> dict[str, dict[str, str]]:
    """
    The indicators for which a target may be set, by the survey that they are of.

    Parameters
    ----------
    home : pathlib.Path
        The project folder; its files need not be there yet.
    lang : {"th", "en"}, default "th"
        Language of the titles.

    Returns
    -------
    dict[str, dict[str, str]]
        Title of a rulebook -> ``bmn-2560/16`` -> title of the indicator.

    Raises
    ------
    TambonError
        When the project document or a rulebook of it cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> list(grouped(Path("tests/data/small")))
    ['ข้อมูลความจำเป็นพื้นฐาน (จปฐ.) พ.ศ. 2560-2565']
    """
    project = read_document(Project, home / DOCUMENT)
    names = dict.fromkeys(survey.rulebook for survey in project.survey)
    out: dict[str, dict[str, str]] = {}
    for book in (catalog.rulebook(name, folders=[home]) for name in names):
        found = {f"{book.id}/{one.code}": f"{one.code} {one.title.of(lang)}"
                 for one in book.indicator}  # fmt: skip
        out.setdefault(book.rulebook.title.of(lang), {}).update(found)
    return out


def steps(home: Path, lang: str = "th") -> dict[int, str]:
    """
    The five processes by their number.

    Parameters
    ----------
    home : pathlib.Path
        The project folder, whose own document of topics comes first.
    lang : {"th", "en"}, default "th"
        Language of the titles.

    Returns
    -------
    dict[int, str]
        Number -> title.

    Examples
    --------
    >>> from pathlib import Path
    >>> steps(Path("tests/data/small"), "en")[3]
    'Build the information together'
    """
    topics = catalog.topics(TOPICS, folders=[home])
    return {one.number: one.title.of(lang) for one in topics.process}


def document_of(kind: str) -> str:
    """
    The document of a project that holds a kind.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.

    Returns
    -------
    str
        Its file name.

    Raises
    ------
    InputError
        When there is no such kind.

    Examples
    --------
    >>> document_of("meeting"), document_of("target")
    ('process.toml', 'tambon.toml')
    """
    is_kind(kind)
    return processes.DOCUMENT if kind in OF_PROCESS else DOCUMENT


def is_kind(kind: str, said: Mapping[str, str] | None = None) -> None:
    """
    Refuse a kind or a field that is none.

    Parameters
    ----------
    kind : str
        What it should be.
    said : Mapping[str, str], optional
        Field -> text.

    Raises
    ------
    InputError
        With those that there are.

    Examples
    --------
    >>> is_kind("due", {"what": "next survey"})
    """
    if kind not in KINDS:
        raise InputError("proceedings.kind", known=", ".join(KINDS))
    if set(said or ()) - set(FIELDS[kind]):
        raise InputError("proceedings.field", known=", ".join(FIELDS[kind]))


def _untold(number: int) -> Document:
    """A step of which nothing is told."""
    return Step(number=number)
