"""Tally: every survey of a project counted over the code ladder, persons folded into households."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.analysis import aggregate, assess, fold
from tambon_gis.errors import DocumentError
from tambon_gis.model.project import DOCUMENT
from tambon_gis.places import COUNTRY, level_of
from tambon_gis.study.load import load
from tambon_gis.study.wide import is_counted

if TYPE_CHECKING:
    import pandas as pd

    from tambon_gis.study.loaded import Loaded
    from tambon_gis.study.surveys import Answers

__all__ = ["load", "surveyed", "tally"]


def tally(loaded: Loaded, *, engine: str = "duckdb") -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Count every survey of a project over the code ladder.

    Parameters
    ----------
    loaded : Loaded
        The project.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who counts.

    Returns
    -------
    tuple[pandas.DataFrame, pandas.DataFrame]
        Stage ``counted`` from the boundaries' level up to the area's own, places without a survey
        included with null counts; and stage ``scored``.

    Raises
    ------
    DocumentError
        When the project names no survey.

    Examples
    --------
    >>> counted, scored = tally(load("tests/data/small"))
    >>> sorted(counted["level"].unique())
    ['tambon', 'village']
    """
    import pandas as pd

    places = loaded.boundaries["place"].tolist()
    area = loaded.project.area.code
    top = "country" if area == COUNTRY else level_of(area)
    counted, scored = [], []
    for one in surveyed(loaded, engine=engine):
        counts = one.frame
        if not is_counted(one):
            year = one.survey.year
            counts = aggregate.count(one.frame, one.rulebook, year=year, engine=engine)
            if one.rulebook.rulebook.unit == "village":  # a household's score is no village's
                scored.append(assess.score(one.frame, one.rulebook, year=year, engine=engine))
        counted.append(aggregate.roll_up_ladder(aggregate.complete(counts, places), top=top))
    return (
        pd.concat(counted, ignore_index=True),
        pd.concat(scored, ignore_index=True) if scored else pd.DataFrame(),
    )


def surveyed(loaded: Loaded, *, engine: str = "duckdb") -> tuple[Answers, ...]:
    """
    The surveys of a project as they are counted: one row a household or village.

    Parameters
    ----------
    loaded : Loaded
        The project.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who folds persons.

    Returns
    -------
    tuple[Answers, ...]
        A table of persons is folded into the households of the same rulebook and year; where there
        is no table of households, the households are those of the persons.

    Raises
    ------
    DocumentError
        When the project names no survey.
    """
    if not loaded.answers:
        raise DocumentError("project.no_survey", where=DOCUMENT)
    persons = {_round(one): one for one in loaded.answers if one.survey.persons}
    homes = {_round(one) for one in loaded.answers if not one.survey.persons}
    found = []
    for one in loaded.answers:
        if one.survey.persons and _round(one) in homes:
            continue
        members = one if one.survey.persons else persons.get(_round(one))
        if members is None:
            found.append(one)
            continue
        folded = fold.fold(members.frame, members.rulebook, engine=engine)
        frame = folded if members is one else fold.join(one.frame, folded)
        found.append(replace(one, frame=frame))
    return tuple(found)


def _round(one: Answers) -> tuple[str, int]:
    """The rulebook and year of a survey."""
    return one.survey.rulebook, one.survey.year
