"""Incoming: what a browser sends lies in a hidden folder of the project until it is taken in."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from filelock import FileLock, Timeout

from tambon_gis.errors import InputError
from tambon_gis.publish.write import clear
from tambon_gis.study.edit import alone
from tambon_gis.study.taking.holdings import INPUTS
from tambon_gis.study.taking.parcels import safe_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["PREFIX", "Kept", "keep", "received", "sweep"]

#: Name by which such a folder begins; nothing in it is ever read as an input.
PREFIX = ".incoming-"
#: Held while something is received; that of a program that was stopped is free.
_HELD = ".held"


@dataclass(frozen=True)
class Kept:
    """
    What was sent, for as long as somebody needs it.

    Parameters
    ----------
    files : tuple[pathlib.Path, ...]
        The files under names of our own.
    """

    files: tuple[Path, ...]
    _folder: Path = field(repr=False)
    _held: FileLock = field(repr=False)

    def let_go(self) -> None:
        """Remove it; a second time does nothing."""
        self._held.release()
        shutil.rmtree(self._folder, ignore_errors=True)


def keep(home: Path, files: Iterable[tuple[str, IO[bytes]]]) -> Kept:
    """
    Keep what was sent until it is let go of, or the program ends.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    files : iterable of tuple
        Name as it came, and the content.

    Returns
    -------
    Kept
        The files. Those of a program that was stopped are gone when the next ones come.

    Raises
    ------
    InputError
        When the folder cannot be written, or is a link to another place.

    Examples
    --------
    >>> import io, tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as place:
    ...     kept = keep(Path(place), [("a.csv", io.BytesIO(b"x"))])
    ...     kept.files[0].read_bytes()
    ...     kept.let_go()
    ...     list(Path(place, "inputs").iterdir())
    b'x'
    []
    """
    inputs = home / INPUTS
    if inputs.is_symlink():
        raise InputError("folder.link", where=INPUTS)
    try:
        inputs.mkdir(exist_ok=True)
        with alone(home):
            _sweep(inputs)
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=inputs))
            held = FileLock(folder / _HELD, thread_local=False)  # another thread lets go of it
            held.acquire()
        try:
            return Kept(tuple(_kept(folder, name, one) for name, one in files), folder, held)
        except BaseException:
            Kept((), folder, held).let_go()
            raise
    except OSError as fault:
        raise InputError("folder.unwritable", where=home.name, fault=fault.strerror or "") from None


@contextmanager
def received(home: Path, files: Iterable[tuple[str, IO[bytes]]]) -> Iterator[tuple[Path, ...]]:
    """
    Keep what was sent for as long as it is looked at.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    files : iterable of tuple
        Name as it came, and the content.

    Yields
    ------
    tuple[pathlib.Path, ...]
        The files under names of our own; they are gone afterwards, as are those of a program that
        was stopped while it received.

    Raises
    ------
    InputError
        When the folder cannot be written, or is a link to another place.

    Examples
    --------
    >>> import io, tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as place:
    ...     with received(Path(place), [("../a.csv", io.BytesIO(b"x"))]) as found:
    ...         found[0].name, found[0].read_bytes()
    ...     len(list(Path(place, "inputs").iterdir()))
    ('a.csv', b'x')
    0
    """
    kept = keep(home, files)
    try:
        yield kept.files
    except OSError as fault:
        raise InputError("folder.unwritable", where=home.name, fault=fault.strerror or "") from None
    finally:
        kept.let_go()


def _kept(folder: Path, name: str, content: IO[bytes]) -> Path:
    """One file; a second one of a name stands in a folder of its own."""
    path = folder / safe_name(name)
    number = 1
    while path.exists() or path.parent.is_file():
        number += 1
        path = folder / str(number) / path.name
    path.parent.mkdir(exist_ok=True)
    with path.open("xb") as file:
        shutil.copyfileobj(content, file)
    return path


def sweep(home: Path) -> None:
    """
    Remove what a program that was stopped while it received has left; never what is being received.

    Copies that were half made go as well, once they are an hour old.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    """
    clear(home / INPUTS)
    if any((home / INPUTS).glob(f"{PREFIX}*")):
        with alone(home):
            _sweep(home / INPUTS)


def _sweep(inputs: Path) -> None:
    """The same, by who is alone in the project."""
    for old in inputs.glob(f"{PREFIX}*"):
        try:
            with FileLock(old / _HELD, timeout=0):
                pass
        except (Timeout, OSError):
            continue
        shutil.rmtree(old, ignore_errors=True)
