"""Sweep: what is left of the people of a forgotten year in all other files of a project."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis.loaders import fixes
from tambon_gis.model.project import DOCUMENT
from tambon_gis.publish import manifest
from tambon_gis.publish.personal import Personal
from tambon_gis.publish.write import write_all
from tambon_gis.study.keeping import people
from tambon_gis.study.keeping.belongings import is_document
from tambon_gis.study.keeping.remains import Remains, blanked, remains

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from tambon_gis.model.project import Other, Project, Survey

__all__ = ["Sweep", "blank", "sweep"]


@dataclass(frozen=True)
class Sweep:
    """
    Files in which values of people of the year stand.

    Parameters
    ----------
    holding : tuple[pathlib.Path, ...]
        Copies, exports, backups and papers: they go.
    documents : tuple[pathlib.Path, ...]
        Documents of the project: they stay, without the values. Of a workbook of decisions the
        decisions stay, as a document.
    using : tuple[pathlib.Path, ...]
        Files that something else of the project reads: they stay, and a person must look at them.
    unread : tuple[pathlib.Path, ...]
        Files whose words cannot be read.
    sought : Personal
        What was looked for.
    """

    holding: tuple[Path, ...] = ()
    documents: tuple[Path, ...] = ()
    using: tuple[Path, ...] = ()
    unread: tuple[Path, ...] = ()
    sought: Personal = field(default=Personal(), repr=False)


def sweep(
    project: Project,
    home: Path,
    gone: Sequence[Survey | Other],
    *,
    folders: Iterable[Path],
    going: Collection[Path],
    used: Collection[Path],
) -> Sweep:
    """
    Look through a project for what is left of the people of a year.

    Parameters
    ----------
    project : Project
        Its document.
    home : pathlib.Path
        The folder.
    gone : sequence of Survey or Other
        The surveys and lists that are forgotten.
    folders : iterable of pathlib.Path
        Folders of outputs, where they do not lie in it.
    going : collection of pathlib.Path
        Files and folders that go anyway.
    used : collection of pathlib.Path
        Files that something else of the project reads.

    Returns
    -------
    Sweep
        What holds a value that no survey or list that stays holds. Pages that were published
        unchanged were searched when they were written.

    Examples
    --------
    >>> from tambon_gis.study.load import read_project
    >>> project, home = read_project("tests/data/small")
    >>> asked = {"folders": (), "going": (), "used": ()}
    >>> [one.name for one in sweep(project, home, project.survey, **asked).holding]
    ['households.csv']
    """
    area = project.area.code
    every: list[Survey | Other] = [one for one in project.survey if people.is_personal(one, home)]
    every += project.other
    staying = [one for one in every if one not in gone]
    sought = people.without(
        Personal.union(people.held_by(one, home, area=area) for one in gone),
        Personal.union(people.held_by(one, home, area=area) for one in staying),
    )
    if sought == Personal():
        return Sweep()
    left = {one.resolve() for one in going}
    left |= {path.resolve() for one in staying for path in _below(home / one.file)}
    paths = [one for one in _files((home, *folders)) if not left & {one, *one.parents}]
    inner = {(home / one).resolve() for one in _names(home)}
    found = remains([one for one in paths if one not in inner], sought)
    # words of documents name people; a corner of an outline that stands at a house does not
    named = remains([one for one in paths if one in inner], Personal(sought.texts, sought.names))
    return _sorted(found, named, {one.resolve() for one in used}, sought, home)


def blank(found: Sweep, home: Path) -> None:
    """
    Take the values out of the documents of a project.

    Parameters
    ----------
    found : Sweep
        From :func:`sweep`.
    home : pathlib.Path
        The folder.

    Examples
    --------
    >>> blank(Sweep(), Path("tests/data/small"))
    """
    for path in found.documents:
        if path.suffix == ".xlsx":
            continue
        text = path.read_text("utf-8")
        made = blanked(text, found.sought)
        if made is not None and path.is_relative_to(home.resolve()):
            write_all(path.parent, {path.name: made})


def _sorted(
    found: Remains, named: Remains, used: Collection[Path], sought: Personal, home: Path
) -> Sweep:
    """What becomes of each file."""
    mended, torn = [], []
    for path in named.holding:
        if blanked(path.read_text("utf-8"), Personal(sought.texts, sought.names)) is None:
            torn.append(path)
        else:
            mended.append(path)
    books = [one for one in found.holding if one.name == fixes.BOOK]
    held = [*found.holding, *(one for one in torn if one.name != DOCUMENT)]
    held = [one for one in held if one not in books]
    return Sweep(
        holding=tuple(one for one in held if one not in used),
        documents=(*mended, *books),
        using=tuple(one for one in (*held, *torn) if one in used or one.name == DOCUMENT),
        unread=(*found.unread, *named.unread, *_versions(home)),
        sought=Personal(sought.texts, sought.names),
    )


def _versions(home: Path) -> list[Path]:
    """Where a program keeps older versions of the folder's files, packed as only it reads them."""
    kept = home.resolve() / ".git"
    return [kept] if kept.exists() else []


def _names(home: Path) -> Iterator[str]:
    """The documents of a project, by their names below it."""
    for path in _files((home,)):
        name = path.relative_to(home.resolve()).as_posix()
        if is_document(name) or name == fixes.DOCUMENT:
            yield name


def _below(path: Path) -> list[Path]:
    """A file, or those of a folder."""
    return [one for one in path.iterdir() if one.is_file()] if path.is_dir() else [path]


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    """Every file below folders, whole, once; no links, no published pages that nobody changed."""
    seen: set[Path] = set()
    for folder in folders:
        for above, below, names in os.walk(folder.resolve()):
            below[:] = sorted(one for one in below if one != ".git")
            pages = manifest.NAME in names and "maps" in Path(above).parts
            made = manifest.listed(Path(above)) if pages else {}
            public = {Path(above) / name: digest for name, digest in made.items()}
            for path, digest in public.items():
                if path.is_file() and manifest.checksum(path) == digest:
                    seen.add(path)
            for name in sorted(names):
                path = Path(above) / name
                if path not in seen and path.is_file() and not path.is_symlink():
                    seen.add(path)
                    yield path
