"""The shelf: documents in the folders of a project, then those that the package ships."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tambon_gis.errors import DocumentError
from tambon_gis.model.document import Document, parse_document, read_document

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["find", "names"]

D = TypeVar("D", bound=Document)


def names(kind: str, *, folders: Iterable[Path] = ()) -> tuple[str, ...]:
    """
    Ids of all documents of a kind.

    Parameters
    ----------
    kind : str
        Folder of documents: ``rulebooks``, ``schemas``, ``sources``, ``columns``, ``poverty``,
        ``composites``, ``priorities``, ``keywords``, ``layers``.
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


def find(kind: type[D], folder: str, name: str, own: Iterable[Path]) -> D:
    """
    Read the first document of a name: a project's own, else the shipped one.

    Parameters
    ----------
    kind : type[Document]
        What the document is.
    folder : str
        Folder of documents.
    name : str
        Its id, which is the name of its file.
    own : iterable of pathlib.Path
        Project folders that are looked into first.

    Returns
    -------
    Document
        The frozen object.

    Raises
    ------
    DocumentError
        When there is none of that name, or it cannot be read.
    """
    own = tuple(own)
    known = names(folder, folders=own)
    if name not in known:
        where = f"{folder}/{name}.toml"
        raise DocumentError("document.unknown", where=where, name=name, known=", ".join(known))
    for place in own:
        path = Path(place) / folder / f"{name}.toml"
        if path.is_file():
            return read_document(kind, path)
    found: D = _shipped(kind, folder, name)
    return found


@cache
def _shipped(kind: type[D], folder: str, name: str) -> D:
    """A document that the package ships, parsed once: it is frozen."""
    shipped = files("tambon_gis") / "documents" / folder / f"{name}.toml"
    text = shipped.read_text(encoding="utf-8")
    return parse_document(kind, text, name=f"{name}.toml", proven=True)
