"""The files of a heap: tables, each once and by a name that tells it apart, and what is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.loaders import formats
from tambon_gis.loaders.layout import folder
from tambon_gis.model.dataset import CARD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Heaped", "Input", "found"]


@dataclass(frozen=True)
class Input:
    """
    A file of the heap.

    Parameters
    ----------
    path : pathlib.Path
        Where it stands.
    name : str
        What it is called: its path below the folder that was named.
    of_folder : bool
        Whether a folder was named, and not the file itself.
    """

    path: Path
    name: str
    of_folder: bool


@dataclass(frozen=True)
class Heaped:
    """
    What stands under the sources.

    Parameters
    ----------
    inputs : tuple[Input, ...]
        Files that look like tables.
    locks : tuple[str, ...]
        Locks of office programs and hidden files.
    others : tuple[str, ...]
        Files of other kinds.
    """

    inputs: tuple[Input, ...]
    locks: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def found(sources: Iterable[str | Path], out: Path) -> Heaped:
    """
    The files of all sources, each once, in the order of the sources and of their names.

    Parameters
    ----------
    sources : iterable of str or pathlib.Path
        Files, and folders with files at any depth.
    out : pathlib.Path
        A folder that is not looked into; nor are hidden folders and other datasets.

    Returns
    -------
    Heaped
        Tables and what is none.

    Raises
    ------
    MissingFileError
        When a source is missing.
    InputError
        When a folder cannot be read, or a source stands in the folder of the dataset.

    Examples
    --------
    >>> from pathlib import Path
    >>> [one.name for one in found(["tests/data"], Path("nowhere")).inputs]
    ['facilities.csv', 'plan.csv', 'small/households.csv']
    """
    inputs: dict[Path, Input] = {}
    locks, others = [], []
    for source in map(Path, sources):
        if not source.exists():
            raise MissingFileError("file.missing", where=source.name)
        if source.resolve().is_relative_to(out.resolve()):
            raise InputError("convert.own", where=source.name)
        if source.is_file():
            inputs.setdefault(
                source.resolve(), Input(source, _readable(source.name), of_folder=False)
            )
            continue
        for path in _walk(source, {out.resolve()}):
            name = _readable(path.relative_to(source).as_posix())
            if folder.ignored(path.name):
                locks.append(name)
            elif path.suffix.lower() not in formats.SUFFIXES:
                others.append(name)
            else:
                inputs.setdefault(path.resolve(), Input(path, name, of_folder=True))
    return Heaped(_named(inputs.values()), tuple(locks), tuple(others))


def _walk(place: Path, known: set[Path]) -> Iterator[Path]:
    """Files of a folder at any depth in order, each folder once; not hidden ones, nor datasets."""
    known.add(place.resolve())
    try:
        entries = sorted(place.iterdir(), key=lambda one: one.name)
    except OSError:
        raise InputError("file.locked", where=place.name) from None
    for one in entries:
        if not one.is_dir():
            yield one
        elif (
            not one.name.startswith(".")
            and one.resolve() not in known
            and not (one / CARD).exists()
        ):
            yield from _walk(one, known)


def _readable(name: str) -> str:
    """A name as text: letters of another system that are no Unicode become signs."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _named(inputs: Iterable[Input]) -> tuple[Input, ...]:
    """The inputs with names that tell them apart."""
    seen: dict[str, int] = {}
    named = []
    for one in inputs:
        seen[one.name] = seen.get(one.name, 0) + 1
        again = seen[one.name]
        named.append(one if again == 1 else replace(one, name=f"{one.name} ({again})"))
    return tuple(named)
