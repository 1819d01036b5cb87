"""Holdings: the files that a project has, and those that lie in it and wait for a word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tambon_gis.errors import MissingFileError, TambonError
from tambon_gis.loaders.layout import folder
from tambon_gis.model.document import read_document
from tambon_gis.model.project import DOCUMENT, Project
from tambon_gis.study.taking import layerdocs
from tambon_gis.study.taking.parcels import SUFFIXES
from tambon_gis.study.taking.recognised import Recognised, Said
from tambon_gis.study.taking.recognising import recognise
from tambon_gis.study.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["INPUTS", "Held", "blanks", "held", "is_blank", "known", "open_project", "waiting"]

#: Where files are taken in, below the project.
INPUTS = "inputs"
Section = Literal["boundary", "survey", "facilities", "plan", "layer", "other"]
_KEPT = 256
#: Suffixes of files that may be an empty form, and the bytes that none has.
_FORMS = frozenset({".xlsx", ".csv", ".ods"})
_LARGEST_FORM = 200_000


@dataclass(frozen=True)
class Held:
    """
    A file that a project has.

    Parameters
    ----------
    section : {"boundary", "survey", "facilities", "plan", "layer", "other"}
        What it is in the project.
    file : str
        Where it lies, below the project.
    at : int or None
        Its place among several of its kind, counted from 0.
    title : str
        What a layer or another list is called, in Thai.
    year : int or None
        Year B.E.
    schema, rulebook, columns : str or None
        Ids, of a survey.
    credit, licence : str
        Of a boundary or a layer.
    layer : str or None
        Id of a layer.
    there : bool
        Whether the file is there.
    blank : bool
        Whether it is a form that nobody has filled in.
    inside : str
        With a boundary: the file of the outline in which its villages lie.
    fault : TambonError or None
        What is wrong with the document of a layer, which then stands here in its file's place.
    """

    section: Section
    file: str
    at: int | None = None
    title: str = ""
    year: int | None = None
    schema: str | None = None
    rulebook: str | None = None
    columns: str | None = None
    credit: str = ""
    licence: str = ""
    layer: str | None = None
    there: bool = True
    blank: bool = False
    inside: str = ""
    fault: TambonError | None = None

    @property
    def name(self) -> str:
        """The file's name alone."""
        return Path(self.file).name


def open_project(home: Path) -> tuple[Project, tuple[str, ...]]:
    """
    Read a project whose files may not be there yet.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    tuple[Project, tuple[str, ...]]
        Its document, and the files that it names and that are not there.

    Raises
    ------
    MissingFileError
        When there is no ``tambon.toml``.
    DocumentError
        When it cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> project, missing = open_project(Path("tests/data/small"))
    >>> project.area.code, missing
    ('990201', ())
    """
    path = home / DOCUMENT
    if not path.is_file():
        raise MissingFileError("project.missing", where=DOCUMENT)
    project = read_document(Project, path)
    about = project.boundary
    inputs = (about, *project.survey, project.facilities, project.plan, *project.other)
    named = [one.file for one in inputs if one is not None]
    if about is not None:
        named += filter(None, (about.inside, about.reference))
    return project, tuple(dict.fromkeys(file for file in named if not (home / file).exists()))


def held(home: Path) -> tuple[Held, ...]:
    """
    List the files of a project.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    tuple[Held, ...]
        The boundary, surveys by year, facilities, plan, layers, other lists. A layer whose document
        cannot be read is told with its fault.

    Raises
    ------
    TambonError
        When the project's own document cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> [(one.section, one.year) for one in held(Path("tests/data/small"))]
    [('boundary', None), ('survey', 2565)]
    """
    project, _ = open_project(home)
    return tuple(_looked(home, one) for one in _named(project, home))


def is_blank(home: Path) -> bool:
    """
    Whether nobody has put in a boundary yet: none is named, or the form of places is empty.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    bool
        True in a project that has just begun.

    Examples
    --------
    >>> from pathlib import Path
    >>> is_blank(Path("tests/data/small"))
    False
    """
    land = [one for one in held(home) if one.section == "boundary"]
    return all(one.blank or not one.there for one in land)


def blanks(home: Path) -> dict[str, Path]:
    """
    List the empty forms that lie under ``inputs``: they name nobody yet.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    dict[str, Path]
        Where each lies, below the project -> the form.

    Examples
    --------
    >>> from pathlib import Path
    >>> blanks(Path("tests/data/small"))
    {}
    """
    inputs, found = home / INPUTS, {}
    for path in _files(inputs):
        small = path.suffix.lower() in _FORMS and path.stat().st_size <= _LARGEST_FORM
        if small and known(path, home, Said()).blank:
            found[path.relative_to(home).as_posix()] = path
    return found


def _named(project: Project, home: Path) -> Iterator[Held]:
    """What the documents name."""
    about = project.boundary
    if about is not None:
        yield Held("boundary", about.file, credit=about.credit, licence=about.licence,
                   inside=about.inside or "")  # fmt: skip
    surveys = sorted(enumerate(project.survey), key=lambda one: (one[1].year, one[0]))
    for at, one in surveys:
        yield Held("survey", one.file, at, "", one.year, one.table, one.rulebook, one.columns)
    if project.facilities is not None:
        yield Held("facilities", project.facilities.file)
    if project.plan is not None:
        yield Held("plan", project.plan.file)
    read, broken = layerdocs.standing(home), layerdocs.broken(home)
    for layer in read:
        if layer.source is not None:
            yield Held("layer", layer.source.file, title=layer.title.th, credit=layer.credit,
                       licence=layer.licence, layer=layer.id)  # fmt: skip
    for name, fault in broken.items():
        yield Held("layer", f"{layerdocs.FOLDER}/{name}.toml", layer=name, fault=fault)
    for at, other in enumerate(project.other):
        yield Held("other", other.file, at, other.title.th, other.year, rulebook=other.indicator)


def _looked(home: Path, one: Held) -> Held:
    """The same, with whether the file is there and filled in."""
    path = home / one.file
    try:
        told = path.stat()
    except OSError:
        return replace(one, there=False)
    asks = one.section in {"survey", "boundary", "facilities", "plan"} and path.is_file()
    if not asks or path.suffix.lower() not in _FORMS or told.st_size > _LARGEST_FORM:
        return one
    kind = one.schema if one.section == "survey" else one.section
    return replace(one, blank=_blank(path, f"{kind}", home, (told.st_size, told.st_mtime_ns)))


@lru_cache(maxsize=_KEPT)
def _blank(path: Path, kind: str, home: Path, _: tuple[int, int]) -> bool:
    """Whether a file, in this state, is a form that nobody has filled in."""
    return recognise(path, home=home, said=Said(kind=kind)).blank


def waiting(home: Path) -> tuple[Recognised, ...]:
    """
    List the files that lie under ``inputs`` and that no document names.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    tuple[Recognised, ...]
        Each with what it was taken to be; empty forms are not told.

    Raises
    ------
    TambonError
        When the project's own document cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> waiting(Path("tests/data/small"))
    ()
    """
    project, _ = open_project(home)
    held = list(_named(project, home))
    named = {(home / one.file).resolve() for one in held}
    lost = (layerdocs.source_of(home, f"{one.layer}") for one in held if one.fault is not None)
    named |= {(home / one).resolve() for one in lost if one is not None}
    if project.boundary is not None:
        beside = filter(None, (project.boundary.inside, project.boundary.reference))
        named |= {(home / one).resolve() for one in beside}
    found = []
    for path in _files(home / INPUTS):
        whole = path.resolve()
        if whole in named or any(above in named for above in whole.parents):
            continue
        try:
            one = known(path, home, Said())
        except FileNotFoundError:  # another window has just taken it away
            continue
        if not one.blank:
            found.append(one)
    return tuple(found)


def _files(inputs: Path) -> Iterator[Path]:
    """Files of the folder and of the folders in it, parts of shapefiles apart."""
    for path in walk(inputs):
        if folder.ignored(path.name) or path.is_symlink():
            continue
        if path.suffix.lower() in SUFFIXES:
            yield path


def known(path: Path, home: Path, said: Said) -> Recognised:
    """
    Recognise a file, and remember it as long as neither it nor the project changes.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    home : pathlib.Path
        The project folder.
    said : Said
        What a person said of it.

    Returns
    -------
    Recognised
        What it is.

    Examples
    --------
    >>> from pathlib import Path
    >>> home = Path("tests/data/small")
    >>> known(home / "households.csv", home, Said()).kind
    'survey'
    """
    told = path.stat()
    document = (home / DOCUMENT).stat()
    stamp = (told.st_size, told.st_mtime_ns, document.st_mtime_ns, document.st_size)
    return _remembered(path, home, said, stamp)


@lru_cache(maxsize=_KEPT)
def _remembered(path: Path, home: Path, said: Said, _: tuple[int, ...]) -> Recognised:
    """What a file is, in this state."""
    try:
        project: Project | None = open_project(home)[0]
    except TambonError:
        project = None
    return recognise(path, project, home=home, said=said)
