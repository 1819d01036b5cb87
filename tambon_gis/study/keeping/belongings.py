"""Belongings: the files of a project folder, those that may name a person apart from the rest."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError, TambonError
from tambon_gis.model.backup import alike
from tambon_gis.model.document import read_document
from tambon_gis.model.layer import LayerFile
from tambon_gis.model.project import DOCUMENT
from tambon_gis.publish import manifest, opened, scan
from tambon_gis.publish.personal import Personal
from tambon_gis.study.formats import INTERNAL
from tambon_gis.study.keeping import people
from tambon_gis.study.keeping.remains import holds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tambon_gis.model.project import Other, Project, Survey

__all__ = ["Belongings", "belongings", "files_of", "is_backup", "is_document", "is_keepable",
           "layer_files", "refuse_outside"]  # fmt: skip

#: Documents of the group that are meant to be read by anybody in it, without a person's name.
DOCUMENTS = frozenset({
    DOCUMENT, "process.toml", "trace.toml", "scenarios.toml", "story.toml", "outlines.geojson",
    ".gitignore",
})  # fmt: skip
#: Folders of such documents.
SHELVES = frozenset({
    "columns", "layers", "rulebooks", "schemas", "sources", "poverty", "composites", "changes",
    "priorities", "topics", "keywords", "assessments",
})  # fmt: skip
_ASSESSMENT = "assessment-"
#: What systems, office programs and killed runs leave: never kept, never missed. Whatever is hidden
#: is among it, since programs do what such files say (``.git`` also under its short name).
_LEFTOVER = (".", "~$", "git~")
_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "autorun.inf", "__pycache__"})
_BEGUN = ".unfinished"
_SEEN = ".gitignore"
#: Kinds of files that run, or lead to what runs, when somebody opens them.
_PROGRAMS = frozenset({
    ".bat", ".cmd", ".com", ".command", ".cpl", ".desktop", ".dll", ".exe", ".hta", ".inf", ".jar",
    ".js", ".jse", ".lnk", ".msc", ".msi", ".pif", ".ps1", ".psm1", ".reg", ".scr", ".sh", ".url",
    ".vbe", ".vbs", ".webloc", ".wsf", ".wsh",
})  # fmt: skip
#: How a document of a layer names its file.
_FILE = re.compile(r"""^\s*file\s*=\s*(?:"([^"\n]+)"|'([^'\n]+)')""", re.MULTILINE)
_PAGES = frozenset({".htm", ".html", ".xhtml", ".svg"})
_BACKUP = b"backup.json"
_HEAD = 256
#: Kinds of files of a layer in which words stand.
#: The telephone number of nobody that stood in the comments of a new project's document.
_EXAMPLE = '# value = "0-3500-0000"'
_WORDED = frozenset({".dbf", ".geojson", ".json", ".kml", ".kmz", ".csv", ".gpkg", ".gml", ".toml"})
_SHAPE = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".qmd"})


@dataclass(frozen=True)
class Belongings:
    """
    What a project folder holds, by names below it, in order.

    Parameters
    ----------
    plain : tuple[str, ...]
        Documents and boundaries in which no person was found.
    personal : tuple[str, ...]
        Everything else that a person put there: unless a file is known to name nobody, it counts
        as personal.
    telling : tuple[str, ...]
        Documents in which a number, an address or a name of a person was found; they are among the
        personal ones, the project document apart, without which a folder is no project.
    links : tuple[str, ...]
        Links to other places, which are not followed.
    absent : tuple[str, ...]
        Files that the project document names and that are not there.
    programs : tuple[str, ...]
        Files that run when they are opened: no project needs one, and no backup holds one.
    """

    plain: tuple[str, ...]
    personal: tuple[str, ...]
    telling: tuple[str, ...]
    links: tuple[str, ...]
    absent: tuple[str, ...]
    programs: tuple[str, ...] = ()


def belongings(project: Project, home: Path, *, private: Personal | None = None) -> Belongings:
    """
    Sort the files of a project folder.

    Parameters
    ----------
    project : Project
        Its document.
    home : pathlib.Path
        The folder.
    private : Personal, optional
        What its inputs hold of people; read from them by default.

    Returns
    -------
    Belongings
        What builds wrote, earlier backups and leftovers of killed runs stand in none of its lists.

    Raises
    ------
    InputError
        When the project reads a file outside its folder.

    Examples
    --------
    >>> from tambon_gis.study.load import read_project
    >>> found = belongings(*read_project("tests/data/small"))
    >>> found.plain, found.personal
    (('tambon.toml', 'villages.geojson'), ('households.csv',))
    """
    named = refuse_outside(project, home)
    private = _private(project, home) if private is None else private
    allowed = [one.value for one in project.allowed]
    ground = _ground(project)
    found = Belongings((), (), (), (), tuple(one for one in named if not (home / one).exists()))
    for path in files_of(home):
        name = path.relative_to(home).as_posix()
        if path.is_symlink():
            found = replace(found, links=(*found.links, name))
        elif path.suffix.lower() in _PROGRAMS:
            found = replace(found, programs=(*found.programs, name))
        elif not is_keepable(name) or _is_listed(path, home) or is_backup(path):
            continue
        elif is_document(name) or _is_ground(name, ground):
            telling = _tells(path, private, allowed)
            found = replace(found, telling=(*found.telling, name) if telling else found.telling)
            if telling and name != DOCUMENT:
                found = replace(found, personal=(*found.personal, name))
            else:
                found = replace(found, plain=(*found.plain, name))
        else:
            found = replace(found, personal=(*found.personal, name))
    return found


def refuse_outside(project: Project, home: Path) -> list[str]:
    """
    Refuse a project that reads files outside its folder.

    Parameters
    ----------
    project : Project
        Its document.
    home : pathlib.Path
        The folder.

    Returns
    -------
    list[str]
        Every file that its documents name, once.

    Raises
    ------
    InputError
        When one lies elsewhere.

    Examples
    --------
    >>> from tambon_gis.study.load import read_project
    >>> refuse_outside(*read_project("tests/data/small"))
    ['villages.geojson', 'households.csv']
    """
    named = _named(project, home)
    outside = [one for one in named if not _is_inside(home, one)]
    if outside:
        raise InputError("backup.outside", where=DOCUMENT, files=", ".join(outside))
    return named


def files_of(home: Path) -> Iterator[Path]:
    """
    Every file and link below a folder that is not a leftover, in an order that no system changes.

    Parameters
    ----------
    home : pathlib.Path
        The folder.

    Yields
    ------
    pathlib.Path
        The file; folders behind links are not looked into.

    Examples
    --------
    >>> [one.name for one in files_of(Path("tests/data/small"))]
    ['households.csv', 'tambon.toml', 'villages.geojson']
    """
    for above, folders, names in os.walk(home):
        links = [one for one in folders if (Path(above) / one).is_symlink()]
        folders[:] = sorted(one for one in folders if one not in links and not _is_leftover(one))
        for name in sorted([*names, *links]):
            if not _is_leftover(name):
                yield Path(above) / name


def is_document(name: str) -> bool:
    """
    Whether a file is a document of the group that is written to be read.

    Parameters
    ----------
    name : str
        Its name below the project folder.

    Returns
    -------
    bool
        False for the decisions about rows, which repeat the words of cells.

    Examples
    --------
    >>> [is_document(name) for name in ("tambon.toml", "columns/ก.toml", "fixes.toml")]
    [True, True, False]
    """
    first, *rest = PurePosixPath(name).parts
    if not rest:
        own = first.startswith(_ASSESSMENT) and first.endswith(".toml")
        return first in DOCUMENTS or own
    return first in SHELVES and len(rest) == 1 and rest[0].endswith(".toml")


def is_keepable(name: str) -> bool:
    """
    Whether a backup may hold a file of that name: no leftover, no program, no page of a build.

    Parameters
    ----------
    name : str
        Its name below the project folder.

    Returns
    -------
    bool
        The same for names that differ in capitals only.

    Examples
    --------
    >>> [is_keepable(name) for name in ("inputs/จปฐ.xlsx", ".gitignore", "work/990201/จดไว้.txt")]
    [True, True, True]
    >>> [is_keepable(name) for name in (".GIT/config", "a.bat", "work/990201/handover.html")]
    [False, False, False]
    """
    steps = alike(name).split("/")
    if any(_is_leftover(one) or PurePosixPath(one).suffix in _PROGRAMS for one in steps):
        return False
    if steps[0] == "work":
        return not any(one in INTERNAL or one == manifest.NAME for one in steps[2:])
    made = steps[-1] == manifest.NAME or PurePosixPath(steps[-1]).suffix in _PAGES
    return not (steps[0] == "maps" and made)


def is_backup(path: Path) -> bool:
    """
    Whether a file is a backup that this program made.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    bool
        True when the list of a backup is the first that is packed in it.

    Examples
    --------
    >>> is_backup(Path("tests/data/small/households.csv"))
    False
    """
    if path.suffix.lower() != ".zip" or not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return head.startswith(b"PK\x03\x04") and head[30:].startswith(_BACKUP)


def _named(project: Project, home: Path) -> list[str]:
    """Every file that the documents of a project name, once."""
    about = project.boundary
    found = [about.file, about.inside, about.reference]
    found += [one.file for one in (*project.survey, *project.other)]
    found += [one.file for one in (project.facilities, project.plan) if one is not None]
    found += layer_files(home)
    return [one for one in dict.fromkeys(found) if one]


def layer_files(home: Path) -> list[str]:
    """
    The files of a project's own layers, each document read alone.

    Parameters
    ----------
    home : pathlib.Path
        The folder.

    Returns
    -------
    list[str]
        As their documents name them; of one that cannot be read, what its lines say.

    Examples
    --------
    >>> layer_files(Path("tests/data/small"))
    []
    """
    files: list[str] = []
    for path in sorted((home / "layers").glob("*.toml")):
        try:
            told = read_document(LayerFile, path).layer
        except (TambonError, OSError):
            text = path.read_bytes().decode("utf-8", "ignore") if path.is_file() else ""
            files += (found[1] or found[2] for found in _FILE.finditer(text))
            continue
        if told is not None and told.source is not None:
            files.append(told.source.file)
    return files


def _is_inside(home: Path, name: str) -> bool:
    """Whether a file lies in the folder, by its name and by no link: what is one is not kept."""
    top = home.resolve()
    whole = Path(os.path.normpath(top / name))
    if top not in whole.parents:
        return False
    below = (whole, *(one for one in whole.parents if top in one.parents))
    return not any(one.is_symlink() for one in below)


def _private(project: Project, home: Path) -> Personal:
    """What all surveys and lists hold of people."""
    entries: list[Survey | Other] = [one for one in project.survey if people.is_personal(one, home)]
    entries += project.other
    return Personal.union(people.held_by(one, home, area=project.area.code) for one in entries)


def _ground(project: Project) -> frozenset[str]:
    """The files of the boundaries, without what stands behind the last dot."""
    about = project.boundary
    named = filter(None, (about.file, about.inside, about.reference))
    return frozenset(PurePosixPath(one).as_posix() for one in named)


def _is_ground(name: str, ground: Collection[str]) -> bool:
    """Whether a file is a boundary file, or one of those that make a shapefile together."""
    path = PurePosixPath(name)
    shapes = {PurePosixPath(one).with_suffix("") for one in ground if one.lower().endswith(".shp")}
    return name in ground or (path.suffix.lower() in _SHAPE and path.with_suffix("") in shapes)


def _is_leftover(name: str) -> bool:
    """Whether nobody put it there on purpose."""
    spelt = alike(name)
    left = spelt.startswith(_LEFTOVER) and spelt != _SEEN
    return left or spelt in _SYSTEM or spelt.endswith(_BEGUN)


def _is_listed(path: Path, home: Path) -> bool:
    """Whether a build lists it as its own, so that another build writes it again."""
    if path.relative_to(home).parts[0] != "maps":
        return False
    above = [one for one in path.parents if one.is_relative_to(home)]
    return any(path.relative_to(one).as_posix() in manifest.listed(one) for one in above)


def _tells(path: Path, private: Personal, allowed: Collection[str]) -> bool:
    """Whether a document or layer holds something of a person."""
    if path.suffix.lower() not in _WORDED:
        return False
    try:
        texts = [part.text for part in opened.parts(path.name, path.read_bytes())]
    except TambonError:
        return True
    if path.name == DOCUMENT:
        texts = [text.replace(_EXAMPLE, "") for text in texts]
    points = Personal(private.texts - frozenset(allowed), private.names)
    return any(scan.scan(text, allowed=allowed) or holds(text, points) for text in texts)
