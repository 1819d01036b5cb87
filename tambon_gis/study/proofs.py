"""Proofs: files of a project that show what its group says of its work."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats import SUFFIXES
from tambon_gis.publish.habits import bad_habits
from tambon_gis.publish.write import write_all
from tambon_gis.study.taking.recognising import recognise
from tambon_gis.study.walk import walk
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["EVIDENCE", "files_of", "fit_for_public", "lay", "there"]

#: Where files that show something are laid; a public one lies nowhere else.
EVIDENCE = "evidence"
#: Kinds that can be looked through and that hold documents, not data.
_SHOWN = (".pdf", ".png", ".pptx", ".xlsx")


def files_of(home: Path) -> tuple[str, ...]:
    """
    Files that may be named as evidence: those laid into ``evidence/``.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    tuple[str, ...]
        As they lie below it.

    Examples
    --------
    >>> from pathlib import Path
    >>> files_of(Path("tests/data/small"))
    ()
    """
    named = [one.relative_to(home).as_posix() for one in walk(home / EVIDENCE)]
    return tuple(name for name in named if there(home, name))


def lay(home: Path, files: Iterable[Path], *, sure: bool = False) -> tuple[str, ...]:
    """
    Lay files into ``evidence/``; none that lies there is written over.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    files : iterable of pathlib.Path
        The files, under names that are safe already.
    sure : bool, default False
        Whether tables of households or persons are meant to be laid there too.

    Returns
    -------
    tuple[str, ...]
        Where each lies, below the project folder.

    Raises
    ------
    InputError
        When the folder cannot be written or is a link to another place, or a file is a table of
        households or persons and nobody is sure.
    """
    files = tuple(files)
    if (home / EVIDENCE).is_symlink():  # whatever it leads to is not this project's
        raise InputError("folder.link", where=EVIDENCE)
    if not sure and (personal := [one.name for one in files if _of_people(one, home)]):
        raise InputError("assessment.personal", where=", ".join(personal))
    placed: dict[str, Path] = {}
    for path in files:
        name, number = f"{EVIDENCE}/{path.name}", 1
        while name in placed or (home / name).exists():
            number += 1
            name = f"{EVIDENCE}/{path.stem}-{number}{path.suffix}"
        placed[name] = path
    write_all(home, placed)
    return tuple(placed)


def _of_people(path: Path, home: Path) -> bool:
    """Whether a file is a table of households or persons."""
    if path.suffix.lower() not in SUFFIXES:
        return False
    found = recognise(path, home=home)
    return found.kind == "other" or (found.kind == "survey" and found.level is None)


def there(home: Path, file: str) -> bool:
    """
    Whether a file lies below the project folder, by no detour.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    file : str
        The file, as it lies below it.

    Returns
    -------
    bool
        False also for a link.

    Examples
    --------
    >>> from pathlib import Path
    >>> there(Path("tests/data/small"), "tambon.toml")
    True
    """
    path = home / file
    inside = path.resolve().is_relative_to(home.resolve())
    return inside and path.is_file() and not path.is_symlink()


def fit_for_public(home: Path, file: str) -> None:
    """
    Refuse what could not be looked through before it is shown to everybody.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    file : str
        The file, as it lies below it.

    Raises
    ------
    InputError
        When it does not lie in ``evidence/``, is of a kind that cannot be looked through, names its
        author, or holds what is hidden or active.
    """
    if not file.startswith(f"{EVIDENCE}/"):
        raise InputError("assessment.outside", where=file)
    path = home / file
    if path.suffix.lower() not in _SHOWN:
        raise InputError("assessment.kind", where=file, known=", ".join(_SHOWN))
    try:
        habits = sorted({kind for kind, *_ in bad_habits(path.name, path.read_bytes())})
    except zipfile.BadZipFile:
        habits = ["unknown_kind"]
    if habits:
        say = words("th")
        told = "; ".join(say.text(f"assess.habit.{_told_habit(one)}") for one in habits)
        raise InputError("assessment.habits", where=file, habits=told)


def _told_habit(kind: str) -> str:
    """Which sentence tells what is wrong with a file."""
    return kind if kind in {"author", "hidden_sheet", "unknown_kind"} else "other"
