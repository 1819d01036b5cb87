"""Forget: a year's personal inputs, and the internal reports made from them, are removed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tomlkit

from tambon_gis import catalog
from tambon_gis.errors import InputError
from tambon_gis.publish.write import write_all
from tambon_gis.study.load import DOCUMENT, read_project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.model.project import Project, Survey

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
        Inputs of the year that stay, since another survey of the project reads them too.
    surveys : tuple[str, ...]
        Roles that are taken out of the project document.
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
        What was, or would be, removed.

    Raises
    ------
    InputError
        When the project has no personal survey of that year, or a file cannot be removed.

    Examples
    --------
    >>> [one.name for one in forget("tests/data/small", 2565).files]
    ['households.csv']
    """
    project, home = read_project(folder)
    gone = [one for one in project.survey if one.year == year and _personal(one, home)]
    if not gone:
        years = sorted({str(one.year) for one in project.survey if _personal(one, home)})
        raise InputError("forget.nothing", where=str(year), years=", ".join(years))
    others = {one.file for one in project.survey if one not in gone}
    shared = tuple(sorted({one.file for one in gone} & others))
    inputs = sorted({one.file for one in gone} - others)
    internal = Path(out) / "work" / project.area.code
    paths = [home / file for file in inputs] + ([internal] if internal.exists() else [])
    if sure:
        _remove(paths)
        _take_out(home, project, gone)
    return Forgotten(tuple(paths), shared, tuple(one.role for one in gone), sure)


def _personal(survey: Survey, home: Path) -> bool:
    """Whether a survey has rows of households or persons."""
    if survey.table is None:
        return False
    return catalog.schema(survey.table, folders=[home]).table.unit in {"household", "person"}


def _remove(paths: Sequence[Path]) -> None:
    """Remove files and folders."""
    for path in paths:
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as fault:
            raise InputError("forget.stuck", where=path.name, fault=fault.strerror or "") from None


def _take_out(home: Path, project: Project, gone: Sequence[Survey]) -> None:
    """Take the surveys out of the project document; comments and the rest stay."""
    document = tomlkit.parse((home / DOCUMENT).read_text("utf-8"))
    tables = document["survey"]
    for n in reversed([n for n, one in enumerate(project.survey) if one in gone]):
        del tables[n]
    if not tables:
        del document["survey"]
    write_all(home, {DOCUMENT: tomlkit.dumps(document)})
