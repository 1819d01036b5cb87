"""Writes files beside their place and moves them in, all or none."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["clear", "write_all"]

#: How files are called that are not finished, and the seconds after which their writer is gone.
_BESIDE, _GONE = ".tambon-", 3600


def write_all(
    folder: Path, texts: Mapping[str, str | bytes | Path], *, stale: Collection[str] = ()
) -> list[Path]:
    """
    Write several files of one folder: none is seen half-written, and a failure leaves the old ones.

    Parameters
    ----------
    folder : pathlib.Path
        Where; made when absent.
    texts : Mapping[str, str or bytes or pathlib.Path]
        File name, which may stand in folders below (``png/map.png``), -> content; text is written
        as UTF-8, and a path is a file to be copied, of any size.
    stale : collection of str, optional
        Files of an earlier build that are removed once the new ones stand, with folders that are
        empty then.

    Returns
    -------
    list[pathlib.Path]
        The files, in the order given.

    Raises
    ------
    InputError
        When the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     [path.read_text() for path in write_all(Path(place) / "a", {"x.txt": "one"})]
    ['one']
    """
    beside: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        clear(folder)
        targets = {_inside(folder, name): content for name, content in texts.items()}
        for below in {target.parent for target in targets} - {folder}:
            clear(below)
        for target, content in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            beside.append((_write_beside(target.parent, content), target))
        _move_all(folder, beside)
        for name in stale:
            _remove(folder, _inside(folder, name))
    except OSError as fault:
        raise InputError(
            "folder.unwritable", where=folder.name, fault=fault.strerror or ""
        ) from None
    finally:
        for temporary, _ in beside:
            temporary.unlink(missing_ok=True)
    return [target for _, target in beside]


def clear(folder: Path) -> None:
    """
    Remove what a killed run left in a folder long ago; it may hold what is not for others.

    Parameters
    ----------
    folder : pathlib.Path
        Where; it need not be there. What somebody else writes now stays.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     half = Path(place, ".tambon-1.tmp")
    ...     half.touch()
    ...     clear(Path(place))
    ...     young = half.exists()
    ...     os.utime(half, (0, 0))
    ...     clear(Path(place))
    ...     young, half.exists()
    (True, False)
    """
    for path in folder.glob(f"{_BESIDE}*"):
        with suppress(OSError):  # its writer has just moved it, or another one cleared it
            if time.time() - path.lstat().st_mtime > _GONE:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _remove(folder: Path, path: Path) -> None:
    """Remove a file, and the folders below ours that are empty then."""
    path.unlink(missing_ok=True)
    for above in path.parents:
        if above == folder or any(above.iterdir()):
            return
        above.rmdir()


def _inside(folder: Path, name: str) -> Path:
    """A file below the folder, and nowhere else."""
    parts = PurePosixPath(name).parts
    if not parts or PurePosixPath(name).is_absolute() or ".." in parts or "\\" in name:
        raise InputError("folder.unwritable", where=folder.name, fault=name)
    return folder.joinpath(*parts)


def _write_beside(folder: Path, content: str | bytes | Path) -> Path:
    """Write to a hidden temporary file of the same folder, flushed to disk."""
    handle, name = tempfile.mkstemp(prefix=_BESIDE, suffix=".tmp", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if isinstance(content, Path):
                with content.open("rb") as source:
                    shutil.copyfileobj(source, file)
            else:
                file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        path.chmod(0o644)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _move_all(folder: Path, beside: list[tuple[Path, Path]]) -> None:
    """Move every file in; where one cannot be moved, the others become again what they were."""
    with tempfile.TemporaryDirectory(prefix=_BESIDE, suffix=".old", dir=folder) as kept:
        moved: list[tuple[Path, Path]] = []
        try:
            for n, (temporary, target) in enumerate(beside):
                old = Path(kept) / str(n)
                if target.is_file():
                    shutil.copy2(target, old)
                temporary.replace(target)
                moved.append((old, target))
        except OSError:
            for old, target in reversed(moved):
                if old.exists():
                    old.replace(target)
                else:
                    target.unlink(missing_ok=True)
            raise
