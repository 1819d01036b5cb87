"""Edit: a document of a project changed in one step, by one hand at a time."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.errors import ConflictError, InputError, TambonError
from tambon_gis.publish.write import write_all
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["Called", "alone", "change", "version"]

#: The file whose lock says that somebody is writing; it stays, and holds nothing.
LOCK = ".lock"
#: Seconds to wait for another window's step: each is a few files long.
PATIENCE = 10.0
_BOM = "\ufeff"


def version(home: Path, name: str) -> str:
    """
    What a document says, in short: another text has another version.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    name : str
        The document, as it lies below it.

    Returns
    -------
    str
        Sixteen letters; empty where there is no such document.

    Examples
    --------
    >>> from pathlib import Path
    >>> version(Path("tests/data/small"), "none.toml")
    ''
    """
    path = home / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""


@dataclass(frozen=True)
class Called:
    """
    A document by what people call it.

    Parameters
    ----------
    name : str
        The document, as it lies below the project.

    Examples
    --------
    >>> Called("story.toml").tell("en"), Called("note.txt").tell("en")
    ('The story', 'note.txt')
    """

    name: str

    def tell(self, lang: str = DEFAULT_LANG) -> str:
        """Its name in a language; one that has no other is called by its file."""
        key, say = f"edit.called.{self.name.partition('.')[0].partition('-')[0]}", words(lang)
        return say.text(key) if say.has(key) else self.name


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """
    Be the only one who writes into a project.

    Parameters
    ----------
    home : pathlib.Path
        The project folder. The lock of a process that was killed is free.

    Yields
    ------
    None
        While nobody else is inside.

    Raises
    ------
    ConflictError
        When somebody else goes on writing for ten seconds.
    InputError
        When the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    try:
        with FileLock(home / LOCK, timeout=PATIENCE):
            yield
    except Timeout:
        raise ConflictError("edit.busy", where=home.name) from None
    except TambonError:
        raise  # said by whoever was inside; some of ours are faults of the system as well
    except OSError as fault:
        raise InputError("folder.unwritable", where=home.name, fault=fault.strerror or "") from None


def change(
    home: Path,
    name: str,
    make: Callable[[str], str],
    *,
    seen: str | None = None,
    check: Callable[[], object] | None = None,
) -> Path:
    """
    Change a document of a project, whole or not at all.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    name : str
        The document, as it lies below it; it may not be there yet.
    make : callable
        Its text -> its new text. What it raises leaves the document as it is.
    seen : str, optional
        The version that the person saw (:func:`version`): another one is refused. None changes
        whatever is there.
    check : callable, optional
        Called when the new text stands; what it raises puts the old one back.

    Returns
    -------
    pathlib.Path
        The document.

    Raises
    ------
    ConflictError
        When the document is no longer the one that was seen, or somebody else is writing.
    InputError
        When the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = change(Path(place), "note.toml", lambda old: old + "a = 1")
    ...     made.read_text()
    'a = 1'
    """
    path = home / name
    with alone(home):
        if seen is not None and version(home, name) != seen:
            raise ConflictError("edit.elsewhere", what=Called(name))
        old = path.read_bytes() if path.is_file() else None
        text = "" if old is None else old.decode("utf-8")
        mark = _BOM if text.startswith(_BOM) else ""
        write_all(home, {name: mark + make(text.removeprefix(_BOM))})
        try:
            if check is not None:
                check()
        except BaseException:
            if old is None:
                path.unlink(missing_ok=True)
            else:
                write_all(home, {name: old})
            raise
    return path
