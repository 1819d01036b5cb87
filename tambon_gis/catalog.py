"""Finds documents by name: the user's own first, then those that the package ships."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tambon_gis.errors import DocumentError
from tambon_gis.model.composite import Composite
from tambon_gis.model.crosswalk import Crosswalk
from tambon_gis.model.layer import PALETTES, LayerFile, OwnLayer, View
from tambon_gis.model.poverty import PovertyDesign
from tambon_gis.model.priority import Priority
from tambon_gis.model.process import Topics
from tambon_gis.model.rulebook import Rulebook
from tambon_gis.model.schema import Schema
from tambon_gis.model.shelf import find, names
from tambon_gis.model.source import ColumnMap, SourceMap
from tambon_gis.model.trace import Keywords

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["column_map", "composite", "crosswalk", "keywords", "names", "own_layer", "own_layers",
           "poverty", "priority", "rulebook", "schema", "source", "topics", "view",
           "views"]  # fmt: skip

L = TypeVar("L", View, OwnLayer)


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
    return find(Rulebook, "rulebooks", name, folders)


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
    return find(Schema, "schemas", name, folders)


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
    return find(SourceMap, "sources", name, folders)


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
    return find(ColumnMap, "columns", name, folders)


def poverty(name: str, *, folders: Iterable[Path] = ()) -> PovertyDesign:
    """
    A poverty design by its id.

    Parameters
    ----------
    name : str
        Id, for example ``"tpmap"``.
    folders : iterable of pathlib.Path, optional
        Project folders whose ``poverty/`` are looked into first.

    Returns
    -------
    PovertyDesign
        The design.

    Raises
    ------
    DocumentError
        When there is none of that id, or it cannot be read.

    Examples
    --------
    >>> [one.code for one in poverty("tpmap").deprivations]
    ['health', 'living', 'education', 'income', 'accessibility']
    """
    return find(PovertyDesign, "poverty", name, folders)


def composite(name: str, *, folders: Iterable[Path] = ()) -> Composite:
    """
    A composite of indicators by its id.

    Parameters
    ----------
    name : str
        Id, for example ``"five-aspects"``.
    folders : iterable of pathlib.Path, optional
        Project folders whose ``composites/`` are looked into first.

    Returns
    -------
    Composite
        The composite.

    Raises
    ------
    DocumentError
        When there is none of that id, or it cannot be read.

    Examples
    --------
    >>> [aspect.id for aspect in composite("five-aspects").aspect]
    ['occupation', 'capital', 'risk', 'poverty', 'management']
    """
    return find(Composite, "composites", name, folders)


def crosswalk(name: str, *, folders: Iterable[Path] = ()) -> Crosswalk:
    """
    A list of changes of places by its id.

    Parameters
    ----------
    name : str
        Id. The package ships none: they are a project's own.
    folders : iterable of pathlib.Path, optional
        Project folders whose ``changes/`` are looked into first.

    Returns
    -------
    Crosswalk
        The changes.

    Raises
    ------
    DocumentError
        When there is none of that id, or it cannot be read.
    """
    return find(Crosswalk, "changes", name, folders)


def priority(name: str, *, folders: Iterable[Path] = ()) -> Priority:
    """
    A formula of priorities by its id.

    Parameters
    ----------
    name : str
        Id, for example ``"default"``.
    folders : iterable of pathlib.Path, optional
        Project folders whose ``priorities/`` are looked into first.

    Returns
    -------
    Priority
        The formula.

    Raises
    ------
    DocumentError
        When there is none of that id, or it cannot be read.

    Examples
    --------
    >>> priority("default").priority.status
    'illustrative'
    """
    return find(Priority, "priorities", name, folders)


def topics(name: str, *, folders: Iterable[Path] = ()) -> Topics:
    """
    Processes and topics, with the evidence that each topic asks for, by their id.

    Parameters
    ----------
    name : str
        Id, for example ``"five-topics"``.
    folders : iterable of pathlib.Path, optional
        Project folders whose ``topics/`` are looked into first.

    Returns
    -------
    Topics
        The document.

    Raises
    ------
    DocumentError
        When there is none of that id, or it cannot be read.

    Examples
    --------
    >>> [one.number for one in topics("five-topics").topic]
    [1, 2, 3, 4, 5]
    """
    return find(Topics, "topics", name, folders)


def keywords(name: str, *, folders: Iterable[Path] = ()) -> Keywords:
    """
    Keywords of the indicators of a rulebook, by its id.

    Parameters
    ----------
    name : str
        Id of the rulebook, for example ``"bmn-2560"``.
    folders : iterable of pathlib.Path, optional
        Project folders whose ``keywords/`` are looked into first.

    Returns
    -------
    Keywords
        The words.

    Raises
    ------
    DocumentError
        When there is none of that id, or it cannot be read.

    Examples
    --------
    >>> keywords("bmn-2560").indicator[8].words[0]
    'น้ำดื่ม'
    """
    return find(Keywords, "keywords", name, folders)


def view(name: str, *, folders: Iterable[Path] = ()) -> View:
    """
    A way to show an indicator, by its id.

    Parameters
    ----------
    name : str
        Id, for example ``"shade"``.
    folders : iterable of pathlib.Path, optional
        Project folders whose ``layers/`` are looked into first.

    Returns
    -------
    View
        The view.

    Raises
    ------
    DocumentError
        When there is none of that id, or a layer document cannot be read.

    Examples
    --------
    >>> view("change").kind
    'change'
    """
    return _of_name(name, views(folders=folders))


def views(*, folders: Iterable[Path] = ()) -> tuple[View, ...]:
    """
    Every way to show an indicator.

    Parameters
    ----------
    folders : iterable of pathlib.Path, optional
        Project folders whose ``layers/`` come first; a document of theirs takes the place of a
        shipped one of the same name.

    Returns
    -------
    tuple[View, ...]
        Those for any indicator first (shade, circles, change, pair), then those that are tied to
        certain indicators; a project's own before the shipped ones.

    Raises
    ------
    DocumentError
        When one of them cannot be read.

    Examples
    --------
    >>> [one.id for one in views()]
    ['shade', 'circles', 'change', 'pair']
    """
    found = [one.view for one in _layer_files(folders) if one.view is not None]
    return tuple(sorted(found, key=lambda one: (one.tied, [*PALETTES].index(one.kind))))


def own_layer(name: str, *, folders: Iterable[Path] = ()) -> OwnLayer:
    """
    A layer of points, lines or areas, by its id.

    Parameters
    ----------
    name : str
        Id, for example ``"facilities"``.
    folders : iterable of pathlib.Path, optional
        Project folders whose ``layers/`` are looked into first.

    Returns
    -------
    OwnLayer
        The layer.

    Raises
    ------
    DocumentError
        When there is none of that id, or it cannot be read.

    Examples
    --------
    >>> own_layer("facilities").by
    'kind'
    """
    return _of_name(name, own_layers(folders=folders))


def own_layers(*, folders: Iterable[Path] = ()) -> tuple[OwnLayer, ...]:
    """
    Every layer of points, lines or areas.

    Parameters
    ----------
    folders : iterable of pathlib.Path, optional
        Project folders whose ``layers/`` come first; a document of theirs takes the place of a
        shipped one of the same name.

    Returns
    -------
    tuple[OwnLayer, ...]
        A project's own by the name of their files, then the shipped ones.

    Raises
    ------
    DocumentError
        When one of them cannot be read.

    Examples
    --------
    >>> [one.id for one in own_layers()]
    ['facilities']
    """
    return tuple(one.layer for one in _layer_files(folders) if one.layer is not None)


def _layer_files(folders: Iterable[Path]) -> list[LayerFile]:
    """Every document of ``layers/``, each name once: a project's own, then the shipped ones."""
    homes = [Path(folder) for folder in folders]
    own = sorted({path.stem for home in homes for path in (home / "layers").glob("*.toml")})
    found = []
    for name in (*own, *(name for name in names("layers") if name not in own)):
        one = find(LayerFile, "layers", name, homes)
        if one.id != name:
            where = f"layers/{name}.toml"
            raise DocumentError("layerdocs.name", where=where, id=one.id, name=name)
        found.append(one)
    return found


def _of_name(name: str, found: tuple[L, ...]) -> L:
    """The one of that id."""
    for one in found:
        if one.id == name:
            return one
    known = ", ".join(one.id for one in found)
    raise DocumentError("document.unknown", where=f"layers/{name}.toml", name=name, known=known)
