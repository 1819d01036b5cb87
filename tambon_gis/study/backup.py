"""Backup: a project folder in one archive, checksums with it, what is personal kept apart."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import ConflictError, InputError, LeakError, MissingFileError
from tambon_gis.loaders import archive
from tambon_gis.model.backup import (
    APART,
    FORM,
    INSIDE,
    LIST,
    README,
    Apart,
    Kept,
    Manifest,
    alike,
    is_safe,
)
from tambon_gis.model.document import read_document
from tambon_gis.model.project import DOCUMENT, Project
from tambon_gis.study.keeping.belongings import Belongings, belongings
from tambon_gis.words import LANGS, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Backup", "backup", "file_name"]

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_CHUNK = 2**20
_FILE = 0o100644 << 16


@dataclass(frozen=True)
class Backup:
    """
    What was kept.

    Parameters
    ----------
    path : pathlib.Path
        The archive.
    belongings : Belongings
        The files by kind, and what was left out.
    personal : bool
        Whether the personal part is in it.
    """

    path: Path
    belongings: Belongings
    personal: bool


def backup(
    home: str | Path, to: str | Path, *, personal: bool = True, today: dt.date | None = None
) -> Backup:
    """
    Keep a project in one archive, from which it can be put back on another computer.

    Parameters
    ----------
    home : str or pathlib.Path
        The project folder.
    to : str or pathlib.Path
        The archive, not there yet; or a folder, in which it gets a name of its own.
    personal : bool, default True
        Whether to keep the surveys and everything else that may name a person; they stand in an
        archive of their own inside, which can also be carried and put back alone.
    today : datetime.date, optional
        Date of making; the present day by default. The same files and day give the same bytes.

    Returns
    -------
    Backup
        The archive, and what is in it. Pages and reports that a build makes again are not.

    Raises
    ------
    MissingFileError
        When there is no ``tambon.toml``.
    InputError
        When the archive is there already, the project reads a file outside its folder, or is too
        large to be put back.
    LeakError
        When the personal part is left out and the project document names a person.
    ConflictError
        When a file changes meanwhile.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = backup("tests/data/small", Path(place) / "a.zip")
    ...     made.belongings.personal
    ('households.csv',)
    """
    folder = Path(home)
    folder = folder if folder.is_dir() else folder.parent
    if not (folder / DOCUMENT).is_file():
        raise MissingFileError("project.missing", where=DOCUMENT)
    project = read_document(Project, folder / DOCUMENT)
    day = today or dt.datetime.now().astimezone().date()
    target = Path(to)
    if target.is_dir():
        target = target / file_name(project, day, personal=personal)
    if target.exists():
        raise InputError("backup.there", where=target.name)
    found = _found(project, folder)
    if not personal and DOCUMENT in found.telling:
        raise LeakError("backup.telling", where=DOCUMENT)
    _refuse_names((*found.plain, *found.personal))
    about: dict[str, Any] = {"form": FORM, "area": project.area.code, "title": project.area.name.th}
    about |= {"made_on": day, "private": len(found.personal)}
    seen = _stamps(folder, found)
    with _beside(target) as (whole, apart):
        part = None
        if personal and found.personal:
            names = _list(folder, found.personal)
            _write(apart, folder, Manifest(part="personal", file=names, **about), "")
            part = Apart(files=len(names), size=apart.stat().st_size, sha256=_sum(apart))
        kept = _list(folder, found.plain)
        told = Manifest(part="project", file=kept, personal=part, **about)
        _write(whole, folder, told, INSIDE, apart if part else None)
        if _stamps(folder, found) != seen:
            raise ConflictError("backup.changed", where=folder.resolve().name)
    return Backup(target, found, part is not None)


def file_name(project: Project, day: dt.date, *, personal: bool = True) -> str:
    """
    A name for a backup that says what it is.

    Parameters
    ----------
    project : Project
        The project document.
    day : datetime.date
        Date of making.
    personal : bool, default True
        Whether the personal part is in it.

    Returns
    -------
    str
        In letters that every system can write.

    Examples
    --------
    >>> from tambon_gis.study.load import read_project
    >>> file_name(read_project("tests/data/small")[0], dt.date(2023, 3, 5))
    'tambon-990201-backup-25660305.zip'
    """
    part = "backup" if personal else "backup-without-personal"
    return f"tambon-{project.area.code}-{part}-{day.year + 543}{day:%m%d}.zip"


def _found(project: Project, folder: Path) -> Belongings:
    """The files of the folder; one that vanishes while they are looked at is a change."""
    try:
        return belongings(project, folder)
    except FileNotFoundError:
        raise ConflictError("backup.changed", where=folder.resolve().name) from None


def _refuse_names(names: Sequence[str]) -> None:
    """Refuse files that another computer could not write."""
    first: dict[str, str] = {}
    strange = [one for one in names if not is_safe(one) or first.setdefault(alike(one), one) != one]
    if strange:
        raise InputError("backup.name", where=", ".join(strange))


def _stamps(folder: Path, found: Belongings) -> list[tuple[int, int]]:
    """Size and time of every file: what changes meanwhile would be of two moments."""
    try:
        stats = [(folder / name).stat() for name in (*found.plain, *found.personal)]
    except FileNotFoundError:
        raise ConflictError("backup.changed", where=folder.resolve().name) from None
    return [(one.st_size, one.st_mtime_ns) for one in stats]


@contextmanager
def _beside(target: Path) -> Iterator[tuple[Path, Path]]:
    """Two hidden files beside the target; the first one takes its place at the end."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".tambon-", dir=target.parent) as place:
            whole, apart = Path(place) / "whole.zip", Path(place) / "apart.zip"
            yield whole, apart
            whole.chmod(0o600)
            whole.replace(target)
    except FileNotFoundError as fault:  # a file that was listed
        raise ConflictError("backup.changed", where=Path(fault.filename or "").name) from None
    except OSError as fault:
        told = fault.strerror or ""
        raise InputError("folder.unwritable", where=target.parent.name, fault=told) from None


def _list(folder: Path, names: Sequence[str]) -> tuple[Kept, ...]:
    """Files with their sizes and checksums."""
    return tuple(
        Kept(name=name, size=(folder / name).stat().st_size, sha256=_sum(folder / name))
        for name in names
    )


def _sum(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(
    path: Path, folder: Path, told: Manifest, inside: str, apart: Path | None = None
) -> None:
    """Write an archive, its list first; what could not be put back is refused."""
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as out:
        out.writestr(_member(LIST), told.model_dump_json(indent=1) + "\n")
        out.writestr(_member(README), _readme(told))
        for one in told.file:
            _add(out, f"{inside}{one.name}", folder / one.name, one.sha256)
        if apart is not None and told.personal is not None:
            _add(out, APART, apart, told.personal.sha256, packed=True)
    with zipfile.ZipFile(path) as made:
        try:
            archive.guard(made, where=path.name)
        except InputError:
            raise InputError("backup.large", where=folder.resolve().name) from None


def _add(out: zipfile.ZipFile, name: str, path: Path, digest: str, *, packed: bool = False) -> None:
    """Add a file, which must still be the one that was listed."""
    entry = _member(name, packed=packed)
    entry.file_size = path.stat().st_size
    sum_now = hashlib.sha256()
    with path.open("rb") as file, out.open(entry, "w") as sink:
        while piece := file.read(_CHUNK):
            sum_now.update(piece)
            sink.write(piece)
    if sum_now.hexdigest() != digest:
        raise ConflictError("backup.changed", where=path.name)


def _member(name: str, *, packed: bool = False) -> zipfile.ZipInfo:
    """A member without the time and rights of this computer."""
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = _FILE
    return entry


def _readme(told: Manifest) -> str:
    """The first page, in both languages, with the line ends that Notepad reads."""
    key = "whole" if told.personal else "plain" if told.private else "nobody"
    key = "apart" if told.part == "personal" else key
    facts = {"title": told.title, "area": told.area, "n": len(told.file), "file": APART}
    said = [
        words(lang).text(f"keeping.readme.{key}", date=words(lang).date(told.made_on), **facts)
        for lang in LANGS
    ]
    return "\n\n".join(one.strip() for one in said).replace("\n", "\r\n") + "\r\n"
