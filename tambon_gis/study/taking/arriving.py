"""Arriving: a dropped file, what it was taken to be, and where it will lie in the project."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis.study.taking.holdings import INPUTS
from tambon_gis.study.taking.parcels import Parcel, safe_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tambon_gis.study.taking.recognised import Recognised

__all__ = ["Arrival", "placed", "together"]


@dataclass(frozen=True)
class Arrival:
    """
    A file on its way into a project.

    Parameters
    ----------
    parcel : Parcel
        What was dropped.
    found : Recognised
        What it was taken to be.
    file : str
        Where it will lie, below the project.
    copies : Mapping[str, pathlib.Path]
        Where below the project -> what is to be copied there.
    """

    parcel: Parcel
    found: Recognised
    file: str = ""
    copies: Mapping[str, Path] = field(default_factory=dict, repr=False)


def together(found: Sequence[Arrival]) -> list[Arrival]:
    """
    Join the files of one survey, each of other villages, into a folder of tables.

    Parameters
    ----------
    found : sequence of Arrival
        What was dropped at once.

    Returns
    -------
    list[Arrival]
        The same; surveys of one kind and year that share no village are one. Two files that share
        a village are rather two versions of one, and stay apart.
    """
    out: list[Arrival] = []
    for one in found:
        same = next((at for at, other in enumerate(out) if _parts_of_one(other, one)), None)
        if same is None:
            out.append(one)
        else:
            out[same] = _joined(out[same], one)
    return out


def _parts_of_one(one: Arrival, other: Arrival) -> bool:
    """Whether two files are parts of one survey."""
    a, b = one.found, other.found
    if a.kind != "survey" or b.kind != "survey" or not a.places or not b.places:
        return False
    same = (a.schema, a.year, a.rulebook, a.columns) == (b.schema, b.year, b.rulebook, b.columns)
    return same and not a.doubts and not b.doubts and not a.places & b.places


def _joined(one: Arrival, other: Arrival) -> Arrival:
    """Two files as a folder of tables."""
    parcel = one.parcel
    if not parcel.folder:
        name = _folder(one, other)
        parcel = Parcel(parcel.path, name, {parcel.name: parcel.path}, folder=True)
    name, number = other.parcel.name, 1
    while name in parcel.parts:
        number += 1
        name = f"{number}-{other.parcel.name}"
    parcel = replace(parcel, parts={**parcel.parts, name: other.parcel.path})
    found = replace(
        one.found,
        rows=one.found.rows + other.found.rows,
        places=one.found.places | other.found.places,
    )
    return Arrival(parcel, found)


def _folder(one: Arrival, other: Arrival) -> str:
    """What the names of two files begin with, and their year."""
    letters = zip(one.parcel.name, other.parcel.name, strict=False)
    same = takewhile(lambda pair: pair[0] == pair[1], letters)
    start = "".join(letter for letter, _ in same).strip("-_. ()") or "survey"
    year = f"{one.found.year}"
    return safe_name(start if year in start else f"{start}-{year}")


def placed(home: Path, one: Arrival) -> Arrival:
    """
    Find where a file will lie.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    one : Arrival
        The file.

    Returns
    -------
    Arrival
        The same with its place: where it lies already inside the project, where the same content
        lies under ``inputs`` under its name, else under a name that nothing has.
    """
    parcel = one.parcel
    path, top = parcel.path.resolve(), home.resolve()
    if not parcel.folder and top in path.parents:
        below = path.relative_to(top)
        if not any(part.startswith(".") for part in below.parts):  # which has only just come in
            return replace(one, file=below.as_posix())
    name = Path(parcel.name)
    stem, suffix = (parcel.name, "") if parcel.folder else (name.stem, name.suffix)
    number, tried = 1, stem
    while True:
        base = f"{INPUTS}/{tried}"
        start = f"{base}/" if parcel.folder else base
        targets = {f"{start}{key}": part for key, part in parcel.parts.items()}
        if not (any((home / target).exists() for target in targets) or (home / base).exists()):
            return replace(one, file=base + suffix, copies=targets)
        if all(_same(home / target, part) for target, part in targets.items()):
            return replace(one, file=base + suffix)
        number += 1
        tried = f"{stem}-{number}"


def _same(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes."""
    if not one.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    return one.read_bytes() == other.read_bytes()
