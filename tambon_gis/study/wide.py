"""Wide: a survey of so many rows that its dataset is counted where it lies, never loaded.

What is kept of it is stage ``counted`` at the level of the polygons. No column but those that its
rulebook asks for is read, so that nothing personal is at hand when outputs are made.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.analysis import aggregate
from tambon_gis.engine.store import quoted
from tambon_gis.loaders import stored
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.stages import COUNTED
from tambon_gis.places import LADDER
from tambon_gis.study import surveys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.engine.store import Dataset
    from tambon_gis.model.project import Survey
    from tambon_gis.study.surveys import Answers, Ground, Surveyed

__all__ = ["MOST_ROWS", "is_counted", "is_wide", "read"]

#: A dataset with more rows than this in the area's files is counted where it lies.
MOST_ROWS = 1_000_000


def is_wide(survey: Survey, others: Sequence[Survey], ground: Ground) -> bool:
    """
    Whether a survey is counted where it lies.

    Parameters
    ----------
    survey : Survey
        Its entry in the project document.
    others : sequence of Survey
        All entries: households whose persons stand in a table of their own are loaded.
    ground : Ground
        Folder and area.

    Returns
    -------
    bool
        True for a dataset of households with more than :data:`MOST_ROWS` rows.
    """
    path = ground.home / survey.file
    if survey.persons or survey.source is not None or not stored.is_stored(path):
        return False
    if any(one.persons and (one.rulebook, one.year) == _round(survey) for one in others):
        return False
    return _opened(survey, ground).rows.within(ground.area).rows > MOST_ROWS


def read(survey: Survey, ground: Ground, *, engine: str = "auto") -> Surveyed:
    """
    Count a survey at the level of the polygons.

    Parameters
    ----------
    survey : Survey
        Its entry in the project document, a dataset.
    ground : Ground
        Folder, polygons and decisions.
    engine : {"auto", "duckdb", "polars", "spark"}, default "auto"
        Who counts.

    Returns
    -------
    Surveyed
        Its answers are stage ``counted``; its reports tell the rows, those without a polygon by
        place.

    Raises
    ------
    DocumentError
        When the dataset is of another schema or year.
    """
    lost = surveys.lost(survey, ground)
    found = _opened(survey, ground)
    mine = _at_level(found.rows.within(ground.area), ground)
    rows = int(found.places(mine.select(["place"]))["rows"].sum())
    counts = aggregate.count(mine, lost.answers.rulebook, year=survey.year, engine=engine)
    note = Finding("stored.read", "note", found.name, facts={"dataset": found.name})
    told = Report(survey.role, found.name, rows, rows, findings=(note,))
    answers = replace(lost.answers, frame=counts)
    return replace(lost, answers=answers, tables=(), reports=(told, *lost.reports))


def is_counted(answers: Answers) -> bool:
    """
    Whether answers are counts already.

    Parameters
    ----------
    answers : Answers
        Of a survey, or published counts.

    Returns
    -------
    bool
        True for stage ``counted``.
    """
    return answers.schema is None or {name for name, _ in COUNTED.columns} <= set(answers.frame)


def _opened(survey: Survey, ground: Ground) -> stored.Stored:
    """The dataset of a survey, its card held against the project."""
    book = catalog.rulebook(survey.rulebook, folders=[ground.home])
    schema = surveys.schema_of(survey, book, ground)
    where = f"{ground.document} › {survey.file}"
    return stored.open_stored(ground.home / survey.file, schema, year=survey.year, where=where)


def _at_level(rows: Dataset, ground: Ground) -> Dataset:
    """The rows of places that have a polygon, by the code of that polygon."""
    digits = LADDER[ground.level]
    place = f'substr("place", 1, {digits})'
    listed = ", ".join(f"'{code}'" for code in sorted(ground.polygons["place"]) if code.isdigit())
    kept = [(name, quoted(name)) for name in rows.names if name != "place"]
    return rows.derive([("place", place), *kept], where=f"{place} IN ({listed})")


def _round(survey: Survey) -> tuple[str, int]:
    """The rulebook and year of a survey."""
    return survey.rulebook, survey.year
