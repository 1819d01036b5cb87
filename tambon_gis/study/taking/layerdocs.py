"""Layer documents: those of a project that can be read, those that cannot, one set aside."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from tambon_gis.errors import DocumentError
from tambon_gis.model.layer import LayerFile
from tambon_gis.model.shelf import find, names
from tambon_gis.publish.write import write_all
from tambon_gis.study.edit import alone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tambon_gis.model.layer import OwnLayer

__all__ = ["FOLDER", "broken", "set_aside", "source_of", "standing"]

#: Where the documents lie, below the project.
FOLDER = "layers"
#: What a document that was set aside ends in: it is kept, and never read.
ASIDE = ".toml.off"


def standing(home: Path) -> tuple[OwnLayer, ...]:
    """
    List the layers whose documents can be read.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    tuple[OwnLayer, ...]
        By the names of their documents, those that are shipped too.

    Examples
    --------
    >>> from pathlib import Path
    >>> [one.id for one in standing(Path("tests/data/small"))]
    ['facilities']
    """
    found = (one for _, one in _each(home) if isinstance(one, LayerFile))
    return tuple(one.layer for one in found if one.layer is not None)


def broken(home: Path) -> dict[str, DocumentError]:
    """
    List the documents of layers that cannot be read.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    dict[str, DocumentError]
        Name of the document, without its folder and ending -> what is wrong with it.

    Examples
    --------
    >>> from pathlib import Path
    >>> broken(Path("tests/data/small"))
    {}
    """
    return {name: one for name, one in _each(home) if isinstance(one, DocumentError)}


def source_of(home: Path, name: str) -> str | None:
    """
    Find the file that a document draws, as far as it can be told.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    name : str
        Name of the document; it may be broken.

    Returns
    -------
    str or None
        Where the file lies below the project; None where the document does not tell.

    Examples
    --------
    >>> from pathlib import Path
    >>> source_of(Path("data/demo"), "roads")
    'map/ถนน.geojson'
    """
    try:
        said = tomllib.loads((home / FOLDER / f"{name}.toml").read_text("utf-8-sig"))
        file = said["layer"]["source"]["file"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return file if isinstance(file, str) and file else None


def set_aside(home: Path, name: str) -> str:
    """
    Set a document aside: it is kept under another ending, and no longer read.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    name : str
        Its name.

    Returns
    -------
    str
        Where it lies now, below the project.
    """
    old = f"{FOLDER}/{name}.toml"
    with alone(home):
        new, number = f"{FOLDER}/{name}{ASIDE}", 1
        while (home / new).exists():
            number += 1
            new = f"{FOLDER}/{name}-{number}{ASIDE}"
        write_all(home, {new: (home / old).read_bytes()}, stale=[old])
    return new


def _each(home: Path) -> Iterator[tuple[str, LayerFile | DocumentError]]:
    """Each document as it is read, or what is wrong with it."""
    for name in names(FOLDER, folders=[home]):
        try:
            one = find(LayerFile, FOLDER, name, [home])
        except DocumentError as fault:
            yield name, fault
            continue
        where = f"{FOLDER}/{name}.toml"
        other = DocumentError("layerdocs.name", where=where, id=one.id, name=name)
        yield name, one if one.id == name else other
