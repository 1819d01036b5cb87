"""Finds documents by name: the user's own first, then those that the package ships."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tambon_gis.errors import DocumentError
from tambon_gis.model.document import Document, parse_document, read_document
from tambon_gis.model.rulebook import Rulebook
from tambon_gis.model.schema import Schema
from tambon_gis.model.source import ColumnMap, SourceMap

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["column_map", "names", "rulebook", "schema", "source"]

D = TypeVar("D", bound=Document)


def rulebook(name: str, *, folders: Iterable[Path] = ()) -> Rulebook:
    """
    A rulebook by its id.

    Parameters
    ----------
    name : str
        Id, for example ``"bmn-2560"``.
    folders : iterable of pathlib.Path, optional
        Project folders whose ``rulebooks/`` are looked into first.

    Returns
    -------
    Rulebook
        The rulebook.

    Raises
    ------
    DocumentError
        When there is none of that id, or it cannot be read.

    Examples
    --------
    >>> len(rulebook("bmn-2560").indicator)
    31
    """
    return _find(Rulebook, "rulebooks", name, folders)


def schema(name: str, *, folders: Iterable[Path] = ()) -> Schema:
    """
    A schema by its id.

    Parameters
    ----------
    name : str
        Id, for example ``"bmn-household"``.
    folders : iterable of pathlib.Path, optional
        Project folders whose ``schemas/`` are looked into first.

    Returns
    -------
    Schema
        The schema.

    Raises
    ------
    DocumentError
        When there is none of that id, or it cannot be read.

    Examples
    --------
    >>> schema("bmn-household").table.place
    'village'
    """
    return _find(Schema, "schemas", name, folders)


def source(name: str, *, folders: Iterable[Path] = ()) -> SourceMap:
    """
    A source map by its id.

    Parameters
    ----------
    name : str
        Id, for example ``"tpmap-province-2561"``.
    folders : iterable of pathlib.Path, optional
        Project folders whose ``sources/`` are looked into first.

    Returns
    -------
    SourceMap
        The map.

    Raises
    ------
    DocumentError
        When there is none of that id, or it cannot be read.

    Examples
    --------
    >>> source("tpmap-province-2561").file.level
    'province'
    """
    return _find(SourceMap, "sources", name, folders)


def column_map(name: str, *, folders: Iterable[Path] = ()) -> ColumnMap:
    """
    A source map of a survey table by its id.

    Parameters
    ----------
    name : str
        Id.
    folders : iterable of pathlib.Path, optional
        Project folders whose ``columns/`` are looked into first.

    Returns
    -------
    ColumnMap
        The map.

    Raises
    ------
    DocumentError
        When there is none of that id, or it cannot be read.
    """
    return _find(ColumnMap, "columns", name, folders)


def names(kind: str, *, folders: Iterable[Path] = ()) -> tuple[str, ...]:
    """
    Ids of all documents of a kind.

    Parameters
    ----------
    kind : {"rulebooks", "schemas", "sources", "columns"}
        Folder of documents.
    folders : iterable of pathlib.Path, optional
        Project folders to look into as well.

    Returns
    -------
    tuple[str, ...]
        Sorted ids.

    Examples
    --------
    >>> "nrd2c" in names("rulebooks")
    True
    """
    shipped = files("tambon_gis") / "documents" / kind
    inside = shipped.iterdir() if shipped.is_dir() else ()
    found = {d.name.removesuffix(".toml") for d in inside if d.name.endswith(".toml")}
    for folder in folders:
        found |= {path.stem for path in (folder / kind).glob("*.toml")}
    return tuple(sorted(found))


def _find(kind: type[D], folder: str, name: str, own: Iterable[Path]) -> D:
    """Read the first document of that name: a project's own, else the shipped one."""
    own = tuple(own)
    known = names(folder, folders=own)
    if name not in known:
        where = f"{folder}/{name}.toml"
        raise DocumentError("document.unknown", where=where, name=name, known=", ".join(known))
    for place in own:
        path = Path(place) / folder / f"{name}.toml"
        if path.is_file():
            return read_document(kind, path)
    shipped = files("tambon_gis") / "documents" / folder / f"{name}.toml"
    return parse_document(kind, shipped.read_text(encoding="utf-8"), name=f"{name}.toml")
