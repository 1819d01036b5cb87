"""The folder of a dataset while it is made: a reader sees the old set whole, or the new one."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from tambon_gis.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

__all__ = ["CARD", "Home", "keep_piece", "opened", "unfinished"]

CARD = "dataset.toml"
PIECES, STAGE = ".pieces", ".stage"


@dataclass(frozen=True)
class Home:
    """
    A dataset that is being made.

    Parameters
    ----------
    folder : pathlib.Path
        Where it will stand.
    place : pathlib.Path
        Where it is made: the folder itself where an older set stands there, which stays whole until
        the new card is moved in; else a hidden folder beside it, which is renamed at the end.
    """

    folder: Path
    place: Path

    @property
    def pieces(self) -> Path:
        """Where finished inputs are kept for the next run."""
        return self.place / PIECES

    @property
    def stage(self) -> Path:
        """Where files are written before they are moved in."""
        return self.place / STAGE

    def finish(self, card: str, files: Mapping[str, Path], pieces: Collection[str]) -> None:
        """
        Move a finished set in, and remove what the old one alone needed.

        Parameters
        ----------
        card : str
            The card, which names the files.
        files : Mapping[str, pathlib.Path]
            Name below the folder -> where the file was staged.
        pieces : collection of str
            Names of the pieces that are kept.
        """
        for name, staged in files.items():
            target = self.place / name
            target.parent.mkdir(exist_ok=True)
            _flush(staged)
            staged.replace(target)
            _flush(target.parent)
        written = self.stage / CARD
        written.write_text(card, "utf-8")
        _flush(written)
        written.replace(self.place / CARD)  # from here on the new set is the dataset
        _flush(self.place)
        _clear(self.place, files, pieces)
        if self.place != self.folder:
            if self.folder.is_dir():
                self.folder.rmdir()
            self.place.rename(self.folder)
            _flush(self.folder.parent)
        elif (left := unfinished(self.folder)).is_dir():
            shutil.rmtree(left)


def unfinished(folder: Path) -> Path:
    """
    The hidden folder in which a dataset is made for the first time.

    Parameters
    ----------
    folder : pathlib.Path
        Where the dataset will stand.

    Returns
    -------
    pathlib.Path
        A folder beside it.

    Examples
    --------
    >>> from pathlib import Path
    >>> unfinished(Path("data/bmn-2565")).name
    '.bmn-2565.unfinished'
    """
    return folder.parent / f".{folder.name}.unfinished"


@contextmanager
def opened(folder: Path) -> Iterator[Home]:
    """
    Begin a dataset, or go on with one that was begun; nobody else may at the same time.

    Parameters
    ----------
    folder : pathlib.Path
        Where it will stand: absent, empty, or an older set.

    Yields
    ------
    Home
        Where to work.

    Raises
    ------
    InputError
        When other files stand there, someone else is at work, or it cannot be written.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as here, opened(Path(here) / "set") as home:
    ...     home.finish("", {}, ())
    ...     sorted(path.name for path in home.folder.iterdir())
    ['.pieces', 'dataset.toml']
    """
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            home = _home(folder)
            home.pieces.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(home.stage, ignore_errors=True)
            home.stage.mkdir()
            for left in home.pieces.glob(".*"):
                shutil.rmtree(left, ignore_errors=True)
            yield home
            shutil.rmtree(home.stage, ignore_errors=True)
    except OSError as fault:
        why = fault.strerror or ""
        raise InputError("folder.unwritable", where=folder.name, fault=why) from None


def _home(folder: Path) -> Home:
    """Where to work: in an older set, or beside the place of a new one."""
    again = (folder / CARD).is_file()
    if not again and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("store.occupied", where=folder.name)
    return Home(folder, folder if again else unfinished(folder))


def keep_piece(made: Path, target: Path) -> None:
    """
    Move a finished piece to its place, unless the same one stands there.

    Parameters
    ----------
    made : pathlib.Path
        Its folder.
    target : pathlib.Path
        Its place.
    """
    for file in made.iterdir():
        _flush(file)
    _flush(made)
    try:
        made.rename(target)
    except OSError:
        if not target.is_dir():
            raise
        shutil.rmtree(made)
    _flush(target.parent)


def _clear(place: Path, files: Collection[str], pieces: Collection[str]) -> None:
    """Remove files of older sets, and pieces that no input has any more."""
    kept = {place / name for name in files}
    for path in place.glob("province=*/part-*.parquet"):
        if path not in kept:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()
    for piece in (place / PIECES).iterdir():
        if piece.name not in pieces:
            shutil.rmtree(piece)
    shutil.rmtree(place / STAGE, ignore_errors=True)


def _flush(path: Path) -> None:
    """Have the disk hold a file or the names in a folder, where the system can."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Refuse to work where another process is at work; a killed one holds nothing."""
    path = folder.parent / f".{folder.name}.lock"
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise InputError("store.busy", where=folder.name) from None
    try:
        yield
    finally:
        if os.name != "nt":  # who waits for a name that is gone looks again
            path.unlink(missing_ok=True)
        lock.release()
