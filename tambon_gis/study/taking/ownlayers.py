"""Own layers: a dropped file of points, lines or areas gets a document that draws it."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

import tomlkit

from tambon_gis import catalog
from tambon_gis.errors import InputError, TambonError
from tambon_gis.loaders import fixes, vectors
from tambon_gis.loaders.reading.faults import personal
from tambon_gis.model.document import parse_document
from tambon_gis.model.layer import LayerFile
from tambon_gis.publish.write import write_all
from tambon_gis.study.edit import alone, change
from tambon_gis.study.load import polygons_of
from tambon_gis.study.taking import layerdocs
from tambon_gis.study.taking.holdings import open_project
from tambon_gis.study.taking.layerdocs import FOLDER
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tambon_gis.model.layer import OwnLayer
    from tambon_gis.study.taking.recognised import Recognised, Said

__all__ = ["remove", "write"]

#: Colours that stay apart from one another and from the maps' own, for what no word describes.
_COLOURS = ("#8a3b00", "#0a6b94", "#6b3fa0", "#2f6b2f", "#4b5a68")
_WIDTH = {"points": 2.0, "lines": 2.5, "areas": 1.6}
_ID = re.compile(r"[^a-z0-9]+")


def write(
    home: Path, file: str, found: Recognised, said: Said
) -> tuple[Literal["taken", "same"], str]:
    """
    Write the document of a layer.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    file : str
        The layer's file, as it lies below it.
    found : Recognised
        What it was taken to be.
    said : Said
        What a person said of it. Columns that are not named there are not shown to anybody.

    Returns
    -------
    tuple
        ``same`` where the file had a document already, which says what is new and keeps the rest,
        else ``taken``; and an empty text.

    Raises
    ------
    InputError
        When a column is named that the file does not have, nothing of the file can be drawn in the
        project's area, or the folder cannot be written.
    """
    strange = [one for one in said.shown or () if one not in found.headings]
    if strange:
        known = ", ".join(one for one in found.headings if not personal(one))
        raise InputError("intake.columns", where=found.path.name, known=known or "-")
    own = [one for one in layerdocs.standing(home) if one.source is not None]
    same = next((one for one in own if one.source and one.source.file == file), None)
    if same is not None:
        change(home, f"{FOLDER}/{same.id}.toml", lambda old: _said(old, same.id, said))
        return "same", ""
    look = _look(said.title or found.title, f"{found.shape}", len(own))
    name = _free(home, found, below="below" in look)
    text = _document(name, file, found, said, home, look)
    made = parse_document(LayerFile, text, name=f"{name}.toml").layer
    if made is not None:
        _drawable(home, file, made)
    change(home, f"{FOLDER}/{name}.toml", lambda _: text)
    return "taken", ""


def _drawable(home: Path, file: str, layer: OwnLayer) -> None:
    """Refuse a layer of which nothing can be drawn: it would stop the whole project."""
    project, _ = open_project(home)
    polygons = None
    with suppress(TambonError, OSError):  # a boundary that cannot be read is told elsewhere
        found, _ = polygons_of(project, home, fixes.read(home))
        polygons = found if len(found) else None
    vectors.read(home / file, layer, boundaries=polygons)


def remove(home: Path, name: str) -> None:
    """
    Remove the document of a layer; its file stays.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    name : str
        Id of the layer.
    """
    with alone(home):
        write_all(home, {}, stale=[f"{FOLDER}/{name}.toml"])


def _said(text: str, name: str, said: Said) -> str:
    """A document with what a person said of its layer; all other lines stay."""
    document = tomlkit.parse(text)
    layer: Any = document["layer"]
    if said.title:
        layer["title"]["th"] = layer["title"]["en"] = said.title
    for key in ("credit", "licence"):
        if (value := getattr(said, key)) is not None:
            layer[key] = value
    if said.shown is not None:
        layer.pop("card", None)
        layer.pop("label", None)
        _fill(layer, said.shown)
    written = tomlkit.dumps(document)
    parse_document(LayerFile, written, name=f"{name}.toml")
    return written


def _free(home: Path, found: Recognised, *, below: bool) -> str:
    """An id that no document has: of the file's name where that is Latin, else of its shape.

    Layers are drawn in the order of their ids, so what lies below comes first.
    """
    base = _ID.sub("-", found.path.stem.casefold()).strip("-")
    if not base or not base[0].isalpha() or not found.path.stem.isascii():
        base = f"below-{found.shape}" if below else f"{found.shape}"
    taken = set(catalog.names("layers", folders=[home]))
    name, number = base[:40], 1
    while name in taken:
        number += 1
        name = f"{base[:40]}-{number}"
    return name


def _document(
    name: str, file: str, found: Recognised, said: Said, home: Path, look: Mapping[str, object]
) -> str:
    """The text of a layer's document."""
    project, _ = open_project(home)
    title = said.title or found.title
    shape = f"{found.shape}"
    layer = tomlkit.table()
    layer.add("id", name)
    layer.add("kind", shape)
    named = tomlkit.inline_table()
    named.update({"th": title, "en": title})
    layer.add("title", named)
    layer.add("credit", said.credit or (project.boundary.credit if project.boundary else ""))
    layer.add("licence", said.licence or (project.boundary.licence if project.boundary else ""))
    for key, value in look.items():
        layer.add(key, value)
    source = tomlkit.table()
    source.add("file", file)
    layer.add("source", source)
    _fill(layer, said.shown or ())
    document = tomlkit.document()
    document.add(tomlkit.comment(words(DEFAULT_LANG).text("intake.layer.about")))
    document.add(tomlkit.comment(words(DEFAULT_LANG).text("intake.layer.shown")))
    document.add(tomlkit.nl())
    document.add("layer", layer)
    return tomlkit.dumps(document)


def _fill(layer: Any, shown: tuple[str, ...]) -> None:
    """The columns that everybody may see: the first that looks like a name is the label."""
    names = _listed("intake.look.name")
    label = next((one for one in shown if any(word in one.casefold() for word in names)), None)
    if label is not None:
        layer.add("label", label)
    rest = [one for one in shown if one != label]
    if rest:
        card = tomlkit.table()
        for one in rest:
            text = tomlkit.inline_table()
            text.update({"th": one, "en": one})
            card.add(one, text)
        layer.add("card", card)


def _look(title: str, shape: str, number: int) -> dict[str, object]:
    """Colour and line of a layer: water is blue, roads are brown, what floods is hatched."""
    plain = title.casefold()
    water = any(word in plain for word in _listed("intake.look.water"))
    road = any(word in plain for word in _listed("intake.look.road"))
    colour = "#1f6fb2" if water else "#5b4636" if road else _COLOURS[number % len(_COLOURS)]
    out: dict[str, object] = {"colour": colour, "width": _WIDTH[shape]}
    if shape == "areas":
        out["hatched"] = True
    if water and shape == "lines":
        out["below"] = True
    return out


def _listed(key: str) -> tuple[str, ...]:
    """Words of all languages by which something is known."""
    return tuple(word for lang in ("th", "en") for word in words(lang).text(key).split())
