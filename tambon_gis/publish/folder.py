"""Writes a folder whole beside its place and puts it there in one step; one run at a time."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.publish.manifest import NAME, listed
from tambon_gis.publish.write import write_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["held", "recover", "write_folder"]

_MARK, _NEW, _OLD = ".whole-", ".new", ".old"
#: What writing single files leaves behind when it is killed.
_BESIDE = ".tambon-"


def write_folder(folder: Path, texts: Mapping[str, str | bytes]) -> list[Path]:
    """
    Put new files in the place of all that an earlier build wrote, in one step.

    Parameters
    ----------
    folder : pathlib.Path
        Where. Files in it that its build document does not list were put there by a person: they
        stay, unless a new one bears their name.
    texts : Mapping[str, str or bytes]
        File name, which may stand in folders below, -> content.

    Returns
    -------
    list[pathlib.Path]
        The files, in the order given. A kill at any moment leaves the old folder, the new one, or,
        between the two, none until :func:`recover` puts the old one back; never one of both.

    Raises
    ------
    InputError
        When it cannot be written; the old folder stays.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as place:
    ...     _ = write_folder(Path(place) / "a", {"x.txt": "one"})
    ...     [path.read_text() for path in write_folder(Path(place) / "a", {"x.txt": "two"})]
    ['two']
    """
    new = folder.with_name(f"{_MARK}{folder.name}{_NEW}")
    old = folder.with_name(f"{_MARK}{folder.name}{_OLD}")
    try:
        _remove(new)
        _remove(old)
        write_all(new, texts)
        _keep_strangers(folder, new)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
        _flush(folder.parent)
        _remove(old)
    except OSError as fault:
        told = fault.strerror or ""
        raise InputError("folder.unwritable", where=folder.name, fault=told) from None
    return [folder / name for name in texts]


def recover(above: Path) -> None:
    """
    Clear away what a killed run left between its steps.

    Parameters
    ----------
    above : pathlib.Path
        The folder in which folders are written. An old folder whose successor never came is put
        back; what was not finished is removed, in all folders below as well.

    Examples
    --------
    >>> from pathlib import Path
    >>> recover(Path("nowhere"))
    """
    for path in sorted(above.glob(f"{_MARK}*")):
        target = path.with_name(path.name.removeprefix(_MARK).removesuffix(path.suffix))
        if path.suffix == _OLD and not target.exists():
            path.rename(target)
        else:
            _remove(path)
    for path in list(above.rglob(f"{_BESIDE}*")):
        _remove(path)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """
    Hold a file as long as a run lasts, so that no second one writes to the same place.

    Parameters
    ----------
    path : pathlib.Path
        The file, made when absent. However the run ends, a kill included, it is free again.

    Yields
    ------
    None
        The place is ours.

    Raises
    ------
    InputError
        When another run holds it.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as place, held(Path(place) / "running"):
    ...     pass
    """
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise InputError("many.running", where=path.parent.name) from None
    try:
        yield
    finally:
        lock.release()


def _keep_strangers(folder: Path, new: Path) -> None:
    """Copy what a person put into a folder; what a build wrote goes."""
    if not folder.is_dir():
        return
    ours = {*listed(folder), NAME}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        beside = new / name
        made = name in ours or path.name.startswith(_BESIDE) or _BESIDE in path.parent.name
        if path.is_file() and not made and not beside.exists():
            beside.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, beside, follow_symlinks=False)


def _remove(path: Path) -> None:
    """Remove a file or a whole folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    """Bring the names of a folder to the disk, where the system can."""
    if os.name == "nt":  # pragma: no cover
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
