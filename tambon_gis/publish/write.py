"""Writes files beside their place and moves them in, all or none."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["write_all"]


def write_all(folder: Path, texts: Mapping[str, str | bytes]) -> list[Path]:
    """
    Write several files of one folder: none is seen half-written, and a failure leaves the old ones.

    Parameters
    ----------
    folder : pathlib.Path
        Where; made when absent.
    texts : Mapping[str, str or bytes]
        File name -> content; text is written as UTF-8.

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
        for name, content in texts.items():
            beside.append((_write_beside(folder, content), folder / name))
        _move_all(folder, beside)
    except OSError as fault:
        raise InputError(
            "folder.unwritable", where=folder.name, fault=fault.strerror or ""
        ) from None
    finally:
        for temporary, _ in beside:
            temporary.unlink(missing_ok=True)
    return [target for _, target in beside]


def _write_beside(folder: Path, content: str | bytes) -> Path:
    """Write to a hidden temporary file of the same folder, flushed to disk."""
    handle, name = tempfile.mkstemp(prefix=".tambon-", suffix=".tmp", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
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
    with tempfile.TemporaryDirectory(prefix=".tambon-", suffix=".old", dir=folder) as kept:
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
