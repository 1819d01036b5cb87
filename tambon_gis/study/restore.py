"""Restore: a backup put back into a folder, once every byte of it is what its list says."""

from __future__ import annotations

import hashlib
import re
import tempfile
import unicodedata
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pydantic import ValidationError

from tambon_gis.errors import ConflictError, InputError, MissingFileError
from tambon_gis.loaders import archive
from tambon_gis.model.backup import APART, FORM, INSIDE, LIST, README, Manifest, alike, is_safe
from tambon_gis.model.document import read_document
from tambon_gis.model.project import DOCUMENT, Project
from tambon_gis.publish.manifest import NAME as BUILT
from tambon_gis.study.edit import alone
from tambon_gis.study.keeping.belongings import is_keepable, refuse_outside

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator, Mapping

__all__ = ["Restored", "restore", "restore_among"]

_LARGEST_LIST = 16 * 2**20
_LONGEST_NAME = 30
_TOLD = 3


@dataclass(frozen=True)
class Restored:
    """
    What was put back.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    written : tuple[str, ...]
        Files that were put back, by their names below it.
    same : tuple[str, ...]
        Files that were there already, byte for byte.
    awaited : int
        How many personal files the project had that this archive does not hold.
    """

    home: Path
    written: tuple[str, ...]
    same: tuple[str, ...]
    awaited: int = 0


def restore(file: str | Path, to: str | Path) -> Restored:
    """
    Put a backup back, into a new folder or beside what is there of the same project.

    Parameters
    ----------
    file : str or pathlib.Path
        A backup, or the personal part of one.
    to : str or pathlib.Path
        The project folder: one that is not there, an empty one, or one of the same project, which
        gets what it lacks. A file that is there is never written over.

    Returns
    -------
    Restored
        What was written. A new folder appears whole or not at all; in one that was there a run
        that was stopped can be repeated.

    Raises
    ------
    MissingFileError
        When there is no such archive.
    InputError
        When it is no backup, is damaged or was changed, could do harm, was made by a later version,
        or is the personal part of a project that is not there.
    ConflictError
        When the folder holds something else, or files that differ.

    Examples
    --------
    >>> from tambon_gis.study.backup import backup
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = backup("tests/data/small", Path(place) / "a.zip")
    ...     restore(made.path, Path(place) / "b").written
    ('tambon.toml', 'villages.geojson', 'households.csv')
    """
    path, home = Path(file), Path(to)
    if not path.is_file():
        raise MissingFileError("file.missing", where=path.name)
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        beside = home if (home / DOCUMENT).is_file() else home.parent
        with tempfile.TemporaryDirectory(prefix=".tambon-", dir=beside) as place:
            out = Path(place)
            with archive.opened(path, plain=True) as packed:
                told, found = _unpack(packed, out, path.name)
            return _put(out / "files", home, told, found)
    except OSError as fault:
        detail = fault.strerror or ""
        raise InputError("folder.unwritable", where=home.name, fault=detail) from None


def restore_among(file: str | Path, above: str | Path) -> Restored:
    """
    Put a backup back into a new folder among other projects, under a name of its own.

    Parameters
    ----------
    file : str or pathlib.Path
        A backup.
    above : str or pathlib.Path
        The folder of projects.

    Returns
    -------
    Restored
        What was written; its folder is called by code and name.

    Raises
    ------
    InputError
        When it cannot be put back, see :func:`restore`.

    Examples
    --------
    >>> from tambon_gis.study.backup import backup
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = backup("tests/data/small", Path(place) / "a.zip")
    ...     [restore_among(made.path, place).home.name for _ in range(2)]
    ['990201-ตัวอย่าง', '990201-ตัวอย่าง-2']
    """
    path = Path(file)
    if not path.is_file():
        raise MissingFileError("file.missing", where=path.name)
    with archive.opened(path, plain=True) as packed:
        told = _told(packed, path.name)
    letters = (one for one in told.title if unicodedata.category(one)[0] in "LM")
    first = f"{told.area}-{''.join(letters)[:_LONGEST_NAME]}".rstrip("-")
    names = (first if n == 1 else f"{first}-{n}" for n in count(1))
    return restore(
        path, next(Path(above) / one for one in names if not (Path(above) / one).exists())
    )


def _unpack(packed: zipfile.ZipFile, out: Path, where: str) -> tuple[Manifest, dict[str, str]]:
    """Every file under its own name in a folder of ours, checked; and name -> checksum."""
    told = _told(packed, where)
    files = out / "files"
    files.mkdir()
    inside = INSIDE if told.part == "project" else ""
    _check_members(packed, told, inside, where)
    found = _take(packed, told, inside, files, where)
    if told.personal is None or APART not in packed.namelist():
        return told, found
    inner = out / "apart.zip"
    _save(packed, APART, inner, told.personal.sha256, where)
    with archive.opened(inner, plain=True) as below:
        own = _told(below, APART)
        if own.part != "personal" or own.area != told.area:
            raise InputError("restore.damaged", where=APART)
        _check_members(below, own, "", APART)
        if {alike(one.name) for one in own.file} & {alike(name) for name in found}:
            raise InputError("restore.damaged", where=APART)
        found |= _take(below, own, "", files, APART)
    return told, found


def _told(packed: zipfile.ZipFile, where: str) -> Manifest:
    """The list of an archive."""
    if LIST not in packed.namelist() or packed.getinfo(LIST).file_size > _LARGEST_LIST:
        if any(PurePosixPath(name).name == BUILT for name in packed.namelist()):
            raise InputError("restore.built", where=where)
        raise InputError("restore.no_backup", where=where)
    text = b"".join(archive.chunks(packed, LIST))
    try:
        told = Manifest.model_validate_json(text)
    except ValidationError:
        newer = re.search(rb'"form":\s*(\d{1,6})\b', text)
        if newer and int(newer[1]) > FORM:
            raise InputError("restore.newer", where=where) from None
        raise InputError("restore.no_backup", where=where) from None
    if told.form > FORM:
        raise InputError("restore.newer", where=where)
    return told


def _check_members(packed: zipfile.ZipFile, told: Manifest, inside: str, where: str) -> None:
    """Refuse an archive that holds anything else than its list says, or names that do harm."""
    names = [one.name for one in told.file]
    if any(not is_safe(name) for name in names):
        raise InputError("restore.name", where=where)
    foreign = [name for name in names if not is_keepable(name)]
    if foreign:
        raise InputError("restore.foreign", where=where, files=", ".join(foreign[:_TOLD]))
    spelt = [alike(name) for name in names]
    above = {str(one) for name in spelt for one in PurePosixPath(name).parents}
    if len(set(spelt)) < len(spelt) or above & set(spelt):
        raise InputError("restore.name", where=where)
    wanted = {f"{inside}{name}" for name in names} | {LIST, README}
    there = set(packed.namelist())
    if there - {APART} != wanted or (APART in there and told.personal is None):
        raise InputError("restore.damaged", where=where)


def _take(
    packed: zipfile.ZipFile, told: Manifest, inside: str, files: Path, where: str
) -> dict[str, str]:
    """Unpack the files of a list; name -> checksum."""
    sizes = {one.filename: one.file_size for one in packed.infolist()}
    for one in told.file:
        if sizes[f"{inside}{one.name}"] != one.size:
            raise InputError("restore.damaged", where=f"{where} › {one.name}")
        target = files / one.name
        target.parent.mkdir(parents=True, exist_ok=True)
        _save(packed, f"{inside}{one.name}", target, one.sha256, where)
    return {one.name: one.sha256 for one in told.file}


def _save(packed: zipfile.ZipFile, name: str, target: Path, digest: str, where: str) -> None:
    """Unpack a member, which must be what its checksum says."""
    meter = archive.Meter([packed.getinfo(name)], where=where)
    archive.save(packed, name, target, meter)
    with target.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            raise InputError("restore.damaged", where=f"{where} › {name.removeprefix(INSIDE)}")


def _put(files: Path, home: Path, told: Manifest, found: Mapping[str, str]) -> Restored:
    """Move what was unpacked to its place."""
    kept = told.part == "personal" or len(found) > len(told.file)
    awaited = 0 if kept else told.private
    there = home.is_dir() and any(one.name != ".lock" for one in home.iterdir())
    if not there:
        if told.part == "personal":
            raise InputError("restore.alone", where=told.title, title=told.title)
        _check_project(files, told)
        if home.is_dir():
            _empty(home)
        files.rename(home)
        return Restored(home, tuple(found), (), awaited)
    with _of_project(home, told):
        same = [
            name for name in found if (home / name).is_file() and _same(home / name, found[name])
        ]
        lacking = [name for name in found if name not in same]
        differ = [name for name in lacking if (home / name).exists() or _blocked(home, name)]
        if differ:
            raise ConflictError(
                "restore.differs", where=home.resolve().name, files=", ".join(differ)
            )
        for name in lacking:
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (files / name).rename(home / name)
    return Restored(home, tuple(lacking), tuple(same), awaited)


def _empty(home: Path) -> None:
    """Remove an empty folder, so that the new one takes its place."""
    (home / ".lock").unlink(missing_ok=True)
    home.rmdir()


def _check_project(files: Path, told: Manifest) -> None:
    """Refuse a backup whose own document is not that of its project, or reads other folders."""
    if not (files / DOCUMENT).is_file():
        raise InputError("restore.damaged", where=DOCUMENT)
    project = read_document(Project, files / DOCUMENT)
    if project.area.code != told.area:
        raise InputError("restore.damaged", where=DOCUMENT)
    refuse_outside(project, files)


@contextmanager
def _of_project(home: Path, told: Manifest) -> Iterator[None]:
    """While nobody else writes into the folder, which is that of the same project."""
    with ExitStack() as stack:
        if not home.is_dir() or not (home / DOCUMENT).is_file():
            raise ConflictError("restore.folder", where=home.name)
        stack.enter_context(alone(home))
        project = read_document(Project, home / DOCUMENT)
        if project.area.code != told.area:
            raise ConflictError("restore.other", where=home.resolve().name, title=told.title)
        yield


def _same(path: Path, digest: str) -> bool:
    """Whether a file is there, and the one that was kept."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


def _blocked(home: Path, name: str) -> bool:
    """Whether something that is no folder, or a link, stands where a folder has to be."""
    above = [home / one for one in PurePosixPath(name).parents if str(one) != "."]
    return (home / name).is_symlink() or any(
        one.is_symlink() or (one.exists() and not one.is_dir()) for one in above
    )
