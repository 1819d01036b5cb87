"""Made once: what takes long to make of installed packages, kept in the cache of the user.

Nothing of a project is ever kept. A cache that is not there, cannot be read or written, or holds
something else than was put there, is as if it were empty.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["folder", "once"]

_DIGEST = hashlib.sha256().digest_size


def folder() -> Path | None:
    """
    Where this user's programs keep what they can make again.

    Returns
    -------
    pathlib.Path or None
        A folder that need not exist; None where the user has no home.

    Examples
    --------
    >>> found = folder()
    >>> found is None or found.name == "tambon_gis"
    True
    """
    named = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    if Path(named).is_absolute():
        return Path(named) / "tambon_gis"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "win32":
        return home / "AppData" / "Local" / "tambon_gis"
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "tambon_gis"


def once(name: str, of: bytes, make: Callable[[], bytes]) -> bytes:
    r"""
    What was made before of the same, else made now and kept.

    Parameters
    ----------
    name : str
        Beginning of the file's name.
    of : bytes
        Everything that the result depends on: versions, settings, input.
    make : callable
        Makes it.

    Returns
    -------
    bytes
        What ``make`` gives, now or once before.

    Examples
    --------
    >>> once("example", b"1", lambda: b"made") == once("example", b"1", lambda: b"made")
    True
    """
    home = folder()
    if home is None:
        return make()
    path = home / f"{name}-{hashlib.sha256(of).hexdigest()[:32]}"
    with contextlib.suppress(OSError):
        whole = path.read_bytes()
        if hashlib.sha256(whole[_DIGEST:]).digest() == whole[:_DIGEST]:
            return whole[_DIGEST:]
    made = make()
    with contextlib.suppress(OSError):
        _write(path, hashlib.sha256(made).digest() + made)
    return made


def _write(path: Path, content: bytes) -> None:
    """Write beside and move in place: another process sees the whole file or none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise
