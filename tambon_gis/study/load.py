"""Load: a project folder becomes matched tables, boundaries, and the findings about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.errors import DocumentError, MissingFileError
from tambon_gis.loaders import (
    boundaries,
    counts,
    facilities,
    match,
    names,
    projects,
    tables,
    validate,
)
from tambon_gis.model.document import read_document
from tambon_gis.model.findings import Findings
from tambon_gis.model.project import Project
from tambon_gis.publish import scan

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd

    from tambon_gis.model.document import Text
    from tambon_gis.model.findings import Report
    from tambon_gis.model.project import Input, Survey
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.schema import Schema

__all__ = ["DOCUMENT", "Answers", "Loaded", "load", "read_project"]

#: File name of a project document.
DOCUMENT = "tambon.toml"
FACILITIES = "facilities"


@dataclass(frozen=True)
class Answers:
    """
    One survey of a project, ready to be counted.

    Parameters
    ----------
    survey : Survey
        Its entry in the project document.
    rulebook : Rulebook
        How it is judged.
    schema : Schema or None
        What its columns are; None for counts that were published before.
    frame : pandas.DataFrame
        Stage ``matched``, or stage ``counted`` for published counts.
    source : Text or None
        Where published counts come from; None for a survey.
    personal : frozenset[str]
        Distinctive values of the personal columns, of rows without a polygon too: what no public
        file may hold.
    """

    survey: Survey
    rulebook: Rulebook = field(repr=False)
    schema: Schema | None = field(repr=False)
    frame: pd.DataFrame = field(repr=False)
    source: Text | None = field(default=None, repr=False)
    personal: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True)
class Loaded:
    """
    Everything that a project's files hold.

    Parameters
    ----------
    folder : pathlib.Path
        The project folder.
    project : Project
        Its document.
    boundaries : geopandas.GeoDataFrame
        Stage ``boundaries``.
    answers : tuple[Answers, ...]
        Surveys in the order of the document.
    facilities, plan : pandas.DataFrame or None
        Stages ``facilities`` and ``projects``.
    findings : Findings
        What the loaders noticed, file by file.
    """

    folder: Path = field(repr=False)
    project: Project = field(repr=False)
    boundaries: gpd.GeoDataFrame = field(repr=False)
    answers: tuple[Answers, ...]
    facilities: pd.DataFrame | None = field(repr=False)
    plan: pd.DataFrame | None = field(repr=False)
    findings: Findings = field(repr=False)


def read_project(folder: str | Path) -> tuple[Project, Path]:
    """
    Read the project document of a folder.

    Parameters
    ----------
    folder : str or pathlib.Path
        The folder, or the document itself.

    Returns
    -------
    tuple[Project, pathlib.Path]
        The document and its folder.

    Raises
    ------
    MissingFileError
        When there is no ``tambon.toml``, or it names a file that is not there.
    DocumentError
        When it cannot be read.
    """
    path = Path(folder)
    path = path / DOCUMENT if path.is_dir() else path
    if not path.is_file():
        raise MissingFileError("project.missing", where=path.name)
    project = read_document(Project, path)
    named = [project.boundary, *project.survey, project.facilities, project.plan]
    missing = [
        one.file for one in named if one is not None and not (path.parent / one.file).exists()
    ]
    if missing:
        raise MissingFileError("project.files", where=DOCUMENT, files=", ".join(missing))
    return project, path.parent


def load(folder: str | Path, *, progress: Callable[[str], None] = lambda _step: None) -> Loaded:
    """
    Load every file of a project.

    Parameters
    ----------
    folder : str or pathlib.Path
        The project folder (with ``tambon.toml``).
    progress : callable, optional
        Called with the name of each file as its reading begins.

    Returns
    -------
    Loaded
        Tables, boundaries and findings.

    Raises
    ------
    TambonError
        When a document or file cannot be read at all; faults in rows are findings instead.

    Examples
    --------
    >>> loaded = load("tests/data/small")
    >>> len(loaded.boundaries), loaded.answers[0].survey.year
    (3, 2565)
    """
    project, home = read_project(folder)
    about = project.boundary
    progress(about.file)
    polygons, report = boundaries.read(
        home / about.file,
        level=about.level,
        code_column=about.code,
        name_column=about.name,
        crs=about.crs,
    )
    report = names.check_area(project.area, polygons, report, document=DOCUMENT)
    synthetic = project.area.code if project.area.synthetic else None
    reports = [names.check(polygons, report, synthetic=synthetic)]
    answers = []
    for survey in project.survey:
        progress(survey.file)
        one, report = _answers(survey, home, polygons, project.area.code)
        answers.append(one)
        reports.append(report)
    places, plan = None, None
    if project.facilities is not None:
        progress(project.facilities.file)
        places, report = _facilities(project.facilities, home)
        reports.append(report)
    if project.plan is not None:
        progress(project.plan.file)
        plan, report = projects.read(home / project.plan.file, sheet=project.plan.sheet)
        reports.append(report)
    return Loaded(home, project, polygons, tuple(answers), places, plan, Findings(tuple(reports)))


def _answers(
    survey: Survey, home: Path, polygons: gpd.GeoDataFrame, area: str
) -> tuple[Answers, Report]:
    """One survey, validated and matched."""
    path = home / survey.file
    book = catalog.rulebook(survey.rulebook, folders=[home])
    first, last = book.rulebook.years
    if not first <= survey.year <= last:
        raise DocumentError(
            "survey.year",
            where=f"{DOCUMENT} › {survey.file}",
            year=str(survey.year),
            rulebook=book.id,
            first=str(first),
            last=str(last),
        )
    if survey.source is not None:
        source = catalog.source(survey.source, folders=[home])
        raw = tables.read_raw(path, source=source, sheet=survey.sheet)
        counted, report = counts.read_counts(raw, source, book, role=survey.role, year=survey.year)
        areas = counted[["row", "place"]].drop_duplicates(ignore_index=True)
        matched, report, _ = match.match(areas, polygons, report=report, within=area)
        frame = counted[counted["place"].isin(matched["place"])].reset_index(drop=True)
        return Answers(survey, book, None, frame, source.file.source), report
    schema = catalog.schema(survey.table or "", folders=[home])
    raw = tables.read_raw(path, schema=schema, sheet=survey.sheet)
    table, report = validate.validate(raw, schema, role=survey.role)
    personal = scan.personal_values(table, schema, public_words=set(polygons["name"].astype(str)))
    frame, report, _ = match.match(table, polygons, report=report, within=area)
    return Answers(survey, book, schema, frame, personal=frozenset(personal)), report


def _facilities(about: Input, home: Path) -> tuple[pd.DataFrame, Report]:
    """The facilities of a project."""
    schema = catalog.schema(FACILITIES, folders=[home])
    return facilities.read(home / about.file, schema, sheet=about.sheet)
