"""Intake: files enter a project under names of our own, each whole or not at all, and leave it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError, TambonError
from tambon_gis.model.project import DOCUMENT
from tambon_gis.publish.write import write_all
from tambon_gis.study.answering.signing import credited
from tambon_gis.study.edit import alone, change
from tambon_gis.study.taking import holdings, layerdocs, ownlayers
from tambon_gis.study.taking.arriving import Arrival, placed, together
from tambon_gis.study.taking.enrolling import less, more, standing
from tambon_gis.study.taking.holdings import INPUTS, Held, held, open_project
from tambon_gis.study.taking.parcels import Parcel, parcels, safe_name
from tambon_gis.study.taking.recognised import KINDS, Doubt, Recognised, Said
from tambon_gis.study.taking.recognising import recognise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from tambon_gis.model.project import Project
    from tambon_gis.study.taking.enrolling import State

__all__ = ["INPUTS", "KINDS", "Doubt", "Held", "Recognised", "Said", "Taken", "held",
           "open_project", "recognise", "retake", "take_in", "take_out", "waiting"]  # fmt: skip

#: In this order files enter: what others lean on comes first.
_ORDER = ("boundary", "survey", "facilities", "plan", "layer", "other", "unknown")


@dataclass(frozen=True)
class Taken:
    """
    What became of a dropped file.

    Parameters
    ----------
    name : str
        Its name, as dropped.
    state : {"taken", "replaced", "same", "asked", "refused"}
        ``same`` had been taken in before; ``asked`` waits for a word of a person.
    found : Recognised
        What it was taken to be.
    file : str
        Where it lies, below the project; empty where it was not copied.
    old : str
        The file in whose place it stands.
    parts : int
        How many files it is of: a shapefile has several.
    """

    name: str
    state: State
    found: Recognised
    file: str = ""
    old: str = ""
    parts: int = 1


def take_in(
    home: Path,
    files: Sequence[Path],
    said: Said | None = None,
    *,
    year: int | None = None,
    kind: str | None = None,
    wait: bool = False,
    progress: Callable[[int, int, str], None] = lambda _at, _all, _name: None,
) -> tuple[Taken, ...]:
    """
    Take files into a project: copied under ``inputs``, named in its documents.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    files : sequence of pathlib.Path
        Tables, map data, archives of them, parts of shapefiles; a folder stands for its files.
    said : Said, optional
        What a person said of them.
    year : int, optional
        Year B.E. of all of them, in short for ``said``.
    kind : str, optional
        What all of them are, in short for ``said``.
    wait : bool, default False
        Whether a file that raises a question is copied too, and waits for the answer.
    progress : callable, optional
        Called before each is looked at: which one, counted from 1, of how many, and its name.

    Returns
    -------
    tuple[Taken, ...]
        What became of each, in the order in which they came. A file that cannot be taken in
        changes nothing.

    Raises
    ------
    TambonError
        When the project's document cannot be read, the folder cannot be written, or what is said of
        them names a person.

    Examples
    --------
    >>> import shutil, tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as place:
    ...     home = Path(shutil.copytree("tests/data/small", Path(place) / "small"))
    ...     (one,) = take_in(home, [Path("data/demo/สถานที่.xlsx")])
    >>> one.state, one.found.kind, one.file
    ('taken', 'facilities', 'inputs/สถานที่.xlsx')
    """
    said = said or Said()
    said = replace(said, year=year or said.year, kind=kind or said.kind)
    credited(said.credit, said.title, said.licence)
    project, _ = open_project(home)
    with ExitStack() as stack:
        dropped = parcels(files, stack)
        found = []
        for at, one in enumerate(dropped, start=1):
            progress(at, len(dropped), one.name)
            found.append(_recognised(one, project, home, said))
        found = together(found)
        done = {
            id(one): replace(_enter(home, one, said, wait=wait), parts=len(one.parcel.parts))
            for one in sorted(found, key=_turn)
        }
    return tuple(done[id(one)] for one in found)


def retake(home: Path, file: str, said: Said, *, seen: str | None = None) -> Taken:
    """
    Read a file of the project as something else: another kind, another year.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    file : str
        The file, as it lies below the project.
    said : Said
        What a person says of it.
    seen : str, optional
        The version of ``tambon.toml`` that the person saw.

    Returns
    -------
    Taken
        What became of it. With a question left nothing is changed.

    Raises
    ------
    TambonError
        When there is no such file, it is not what it is said to be, or the document was changed by
        somebody else.
    """
    credited(said.credit, said.title, said.licence)
    named = [one for one in held(home) if one.file == file]
    path = _below(home, file)
    project, _ = open_project(home)
    if any(one.section == "boundary" for one in named) and said.kind not in {None, "boundary"}:
        raise InputError("intake.boundary_stays", where=path.name)
    found = recognise(path, _without(project, file), home=home, said=said)
    if found.fault is not None:
        raise found.fault
    one = Arrival(Parcel(path, path.name, {path.suffix.lower(): path}), found, file)
    if found.doubts:
        return Taken(path.name, "asked", found, file)
    try:
        return _written(home, one, said, seen=seen, old=named)
    except InputError as fault:
        return _asked_back(one, fault)


def waiting(home: Path) -> tuple[Recognised, ...]:
    """
    List the files that lie under ``inputs`` and that the project does not use.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    tuple[Recognised, ...]
        Each with what it was taken to be, and with what a person has still to say.

    Raises
    ------
    TambonError
        When the project's documents cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> waiting(Path("tests/data/small"))
    ()
    """
    project, _ = open_project(home)
    blank = _blank(home)
    out = []
    for one in holdings.waiting(home):
        file = one.path.relative_to(home).as_posix()
        asked = one.fault is None and not one.doubts
        there = standing(project, one, file, blank) if asked else ""
        doubts = one.doubts if there in {"", *blank} else (Doubt("there", (there,)),)
        out.append(replace(one, doubts=doubts))
    return tuple(out)


def _blank(home: Path) -> frozenset[str]:
    """Files of the project that are empty forms, or are not there."""
    return frozenset(one.file for one in held(home) if one.blank or not one.there)


def take_out(home: Path, file: str, *, delete: bool = False, seen: str | None = None) -> bool:
    """
    Take a file out of a project.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    file : str
        The file, as it lies below the project, or its name.
    delete : bool, default False
        Whether it is deleted too, where it lies under ``inputs``; else it stays, and can be taken
        in again. The document of a layer that cannot be read is kept beside it, under a name that
        is not read.
    seen : str, optional
        The version of ``tambon.toml`` that the person saw.

    Returns
    -------
    bool
        Whether the file was deleted.

    Raises
    ------
    MissingFileError
        When the project has no such file.
    InputError
        When it is the boundary, which can only be replaced, or lies outside ``inputs`` and was to
        be deleted.
    ConflictError
        When the document was changed by somebody else.
    """
    found = [one for one in held(home) if file in {one.file, one.name}]
    file = found[0].file if found else file
    path = home / file if found else _below(home, file)
    if any(one.section == "boundary" for one in found):
        raise InputError("intake.boundary_stays", where=path.name)
    inside = (home / INPUTS).resolve() in path.resolve().parents
    if delete and not inside:
        raise InputError("intake.not_ours", where=path.name)
    in_document = [one for one in found if one.section != "layer"]
    if in_document:
        change(home, DOCUMENT, lambda text: less(text, in_document), seen=seen)
    for one in found:
        if one.fault is not None:
            layerdocs.set_aside(home, f"{one.layer}")
        elif one.layer is not None:
            ownlayers.remove(home, one.layer)
    if delete:
        _delete(home, path)
    return delete


def _recognised(one: Parcel, project: Project, home: Path, said: Said) -> Arrival:
    """A parcel with what it was taken to be; a form that is not filled in is refused."""
    if one.fault is not None:
        return Arrival(one, Recognised(one.path, "unknown", fault=one.fault))
    found = recognise(one.path, project, home=home, said=said)
    if found.blank:
        fault = InputError("intake.blank", where=one.name)
        found = Recognised(one.path, "unknown", blank=True, fault=fault)
    return Arrival(one, found)


def _turn(one: Arrival) -> tuple[int, int, str, int]:
    """In which order files enter: households, villages, members, each by year."""
    found = one.found
    rank = 2 if found.persons else 1 if found.level == "village" else 0
    return _ORDER.index(found.kind), rank, f"{found.schema}", found.year or 0


def _enter(home: Path, one: Arrival, said: Said, *, wait: bool) -> Taken:
    """One file enters, or says why it does not."""
    name, found = one.parcel.name, one.found
    if found.fault is not None:
        return Taken(name, "refused", found)
    here = placed(home, one)
    if found.doubts:
        return _waits(home, here, found, wait=wait)
    write_all(home, here.copies)
    try:
        done = _written(home, here, said)
    except TambonError as fault:
        if not (wait and fault.code == "intake.there"):
            _drop(home, here.copies)
        if isinstance(fault, InputError) and fault.code == "intake.there":
            back = _asked_back(here, fault)
            return back if wait else replace(back, file="")
        return Taken(name, "refused", replace(found, fault=fault))
    return done


def _waits(home: Path, one: Arrival, found: Recognised, *, wait: bool) -> Taken:
    """A file with a question."""
    if wait:
        write_all(home, one.copies)
    return Taken(one.parcel.name, "asked", found, one.file if wait else "")


def _asked_back(one: Arrival, fault: InputError) -> Taken:
    """A file whose place is taken by another: whether that one is to be replaced."""
    if fault.code != "intake.there":
        raise fault
    doubt = Doubt("there", (str(fault.facts["file"]),))
    return Taken(one.parcel.name, "asked", replace(one.found, doubts=(doubt,)), one.file)


def _drop(home: Path, copies: Iterable[str]) -> None:
    """Copies that are not wanted after all."""
    write_all(home, {}, stale=list(copies))


def _written(
    home: Path, one: Arrival, said: Said, *, seen: str | None = None, old: Sequence[Held] = ()
) -> Taken:
    """The document that names the file; what it was named as before is taken out."""
    found = one.found
    blank = _blank(home)
    told: list[tuple[State, str]] = []

    def make(text: str) -> str:
        rest = less(text, [each for each in old if each.section not in {"layer", found.kind}])
        if found.kind == "layer":
            return rest
        text, state, before = more(rest, one, said, blank)
        told.append((state, before))
        return text

    if found.kind == "layer":
        told.append(ownlayers.write(home, one.file, found, said))
        if old:
            change(home, DOCUMENT, make, seen=seen)
    else:
        change(home, DOCUMENT, make, seen=seen)
        for each in old:
            if each.layer is not None:
                ownlayers.remove(home, each.layer)
    state, before = told[0]
    return Taken(one.parcel.name, state, found, one.file, before)


def _without(project: Project, file: str) -> Project:
    """A project as if it did not have a file's surveys."""
    kept = tuple(one for one in project.survey if one.file != file)
    return project.model_copy(update={"survey": kept})


def _below(home: Path, file: str) -> Path:
    """A file under ``inputs``, or one that the project names; no other path leads anywhere."""
    there = {one.file: home / one.file for one in held(home)}
    there |= {one.path.relative_to(home).as_posix(): one.path for one in holdings.waiting(home)}
    by_name = {path.name: path for path in there.values()}
    found = there.get(file) or by_name.get(file)
    if found is None:
        raise InputError("intake.no_file", where=safe_name(file))
    return found


def _delete(home: Path, path: Path) -> None:
    """Delete a file under ``inputs``, with the parts of a shapefile; a folder with its tables."""
    from tambon_gis.loaders.geodata import shapefile

    if path.is_dir():
        gone = [one for one in path.rglob("*") if one.is_file()]
    elif path.suffix.lower() == ".shp":
        gone = [*shapefile.beside(path).values()]
    else:
        gone = [path]
    with alone(home):
        write_all(home, {}, stale=[one.relative_to(home).as_posix() for one in gone])
