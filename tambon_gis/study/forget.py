"""Forget: a year's personal inputs, and the internal reports made from them, are removed."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tomlkit

from tambon_gis import catalog
from tambon_gis.engine.home import unfinished
from tambon_gis.errors import InputError
from tambon_gis.loaders.formats import SUFFIXES
from tambon_gis.model.dataset import CARD
from tambon_gis.publish.write import write_all
from tambon_gis.study.formats import INTERNAL
from tambon_gis.study.load import DOCUMENT, read_project

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tambon_gis.model.project import Other, Project, Survey

__all__ = ["Forgotten", "forget"]


@dataclass(frozen=True)
class Forgotten:
    """
    What is removed, or would be.

    Parameters
    ----------
    files : tuple[pathlib.Path, ...]
        Inputs with rows of households or persons, and internal reports.
    kept : tuple[str, ...]
        What stays of the year: files that something else of the project reads, other files of its
        folders, and files of a person beside the internal reports.
    surveys : tuple[str, ...]
        Roles that are taken out of the project document, lists from elsewhere (``other-1``) too.
    done : bool
        Whether it was done.
    """

    files: tuple[Path, ...]
    kept: tuple[str, ...]
    surveys: tuple[str, ...]
    done: bool


def forget(
    folder: str | Path, year: int, *, out: str | Path = ".", sure: bool = False
) -> Forgotten:
    """
    Remove a year's personal inputs and the internal reports that were made from them.

    Public files stay: nobody's data is in them. Copies elsewhere, in a mailbox or a recycle bin,
    are out of reach.

    Parameters
    ----------
    folder : str or pathlib.Path
        The project folder.
    year : int
        Year B.E.
    out : str or pathlib.Path, default "."
        Folder in which ``work/<code>/`` was made.
    sure : bool, default False
        Without it nothing is removed, and what would be is told.

    Returns
    -------
    Forgotten
        What was, or would be, removed. Of a folder of tables only the tables are; a dataset is
        removed whole.

    Raises
    ------
    InputError
        When the project has no personal survey or list of that year, a file lies outside the
        project folder, or one cannot be removed.

    Examples
    --------
    >>> [one.name for one in forget("tests/data/small", 2565).files]
    ['households.csv']
    """
    project, home = read_project(folder)
    personal: list[Survey | Other] = [one for one in project.survey if _personal(one, home)]
    personal += project.other
    gone = [one for one in personal if one.year == year]
    if not gone:
        years = sorted({str(one.year) for one in personal})
        raise InputError("forget.nothing", where=str(year), years=", ".join(years))
    others = {(home / file).resolve() for file in _others(project, home, gone)}
    inputs = list(dict.fromkeys(path for one in gone for path in _tables(home, one.file)))
    used = [path for path in inputs if any(path == o or o in path.parents for o in others)]
    made, strange = _reports(Path(out) / "work" / project.area.code)
    files = [path for path in inputs if path not in used] + made
    if sure:
        _take_out(home, project, gone)
        _remove(files)
        if made and not strange:
            made[0].parent.rmdir()
    kept = sorted({path.name for path in used} | {path.name for path in strange})
    roles = [one.role for one in project.survey if one in gone]
    roles += [f"other-{n}" for n, one in enumerate(project.other, start=1) if one in gone]
    return Forgotten(tuple(files), tuple(kept), tuple(roles), sure)


def _personal(survey: Survey, home: Path) -> bool:
    """Whether a survey has rows of households or persons."""
    if survey.table is None:
        return False
    return catalog.schema(survey.table, folders=[home]).table.unit in {"household", "person"}


def _others(project: Project, home: Path, gone: Sequence[Survey | Other]) -> Iterator[str]:
    """Every file that something else of the project reads."""
    yield from (one.file for one in (*project.survey, *project.other) if one not in gone)
    about = project.boundary
    yield from filter(None, (about.file, about.inside, about.reference))
    yield from (one.file for one in (project.facilities, project.plan) if one is not None)
    for layer in catalog.own_layers(folders=[home]):
        if layer.source is not None:
            yield layer.source.file


def _tables(home: Path, file: str) -> list[Path]:
    """The files of a survey; of a folder its tables, since it may hold other papers too.

    A dataset is removed as a whole, with the inputs that it keeps and what is left of a run that
    was interrupted.
    """
    path = (home / file).resolve()
    if home.resolve() not in path.parents:
        raise InputError("forget.outside", where=file)
    begun = unfinished(path)
    if (path / CARD).exists() or begun.is_dir():
        return [one for one in (path, begun) if one.exists()]
    if not path.is_dir():
        return [path]
    return [one for one in sorted(path.iterdir()) if one.suffix.lower() in SUFFIXES]


def _reports(folder: Path) -> tuple[list[Path], list[Path]]:
    """Internal reports as this toolkit names them, and what else lies beside them."""
    if not folder.is_dir():
        return [], []
    there = sorted(folder.iterdir())
    ours = [path for path in there if path.name in INTERNAL]
    return ours, [path for path in there if path not in ours]


def _remove(paths: Sequence[Path]) -> None:
    """Remove files, and folders of pictures."""
    for path in paths:
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as fault:
            raise InputError("forget.stuck", where=path.name, fault=fault.strerror or "") from None


def _take_out(home: Path, project: Project, gone: Sequence[Survey | Other]) -> None:
    """Take surveys and lists out of the project document; comments and the rest stay."""
    text = (home / DOCUMENT).read_text("utf-8")
    for key, entries in (("survey", project.survey), ("other", project.other)):
        text = _without(text, key, [n for n, one in enumerate(entries) if one in gone])
    write_all(home, {DOCUMENT: text})


def _without(text: str, key: str, numbers: Sequence[int]) -> str:
    """A document without some tables of a list: line by line, or else as its grammar has it."""
    document = tomlkit.parse(text)
    for n in reversed(numbers):
        del document[key][n]
    if numbers and not document[key]:
        del document[key]
    lines, at, kept = text.splitlines(keepends=True), -1, list[str]()
    inside: list[str] = []
    for line in lines:
        if line.lstrip().startswith("["):
            kept += _comments(inside)
            head = line.split("#", maxsplit=1)[0].replace(" ", "").replace("\t", "").strip()
            at += head == f"[[{key}]]"
            inside = [line] if head == f"[[{key}]]" and at in numbers else []
            kept += [] if inside else [line]
        elif inside:
            inside.append(line)
        else:
            kept.append(line)
    made = "".join([*kept, *_comments(inside)])
    grammatical = tomlkit.dumps(document)
    try:
        same = tomllib.loads(made) == tomllib.loads(grammatical)
    except tomllib.TOMLDecodeError:
        same = False
    return made if same else grammatical


def _comments(lines: Sequence[str]) -> list[str]:
    """What stands behind the last key of a table: comments about what comes next."""
    said = [n for n, one in enumerate(lines) if one.strip() and not one.lstrip().startswith("#")]
    return list(lines[said[-1] + 1 :]) if said else list(lines)
