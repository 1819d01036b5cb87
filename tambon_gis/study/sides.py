"""Sides: lists of households from elsewhere held against the survey, counted and never merged."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.analysis import assess
from tambon_gis.analysis.planning import sides as planning
from tambon_gis.errors import DocumentError, InputError
from tambon_gis.loaders import others
from tambon_gis.model.findings import Finding
from tambon_gis.model.project import DOCUMENT
from tambon_gis.publish.personal import SHORTEST, Personal, unknown_values
from tambon_gis.publish.write import write_all
from tambon_gis.render.told.sides_report import Side, sides_page
from tambon_gis.study.caption import credits_of
from tambon_gis.study.load import load
from tambon_gis.study.tally import surveyed
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tambon_gis.loaders.others import Listed
    from tambon_gis.model.findings import Report
    from tambon_gis.model.project import Other
    from tambon_gis.model.schema import Field
    from tambon_gis.study.loaded import Loaded
    from tambon_gis.study.surveys import Answers

__all__ = ["Sided", "personal", "sides"]

PAGE, KEY, PLACE = "sides.html", "house_code", "place"
#: The schema whose house code is looked for where a survey does not say how it is called.
USUAL = "bmn-household"


@dataclass(frozen=True)
class Sided:
    """
    Lists held against the survey.

    Parameters
    ----------
    path : pathlib.Path
        The internal page.
    tables : tuple[pandas.DataFrame, ...]
        What :func:`tambon_gis.analysis.planning.sides.side_by_side` gave for each list.
    reports : tuple[Report, ...]
        What became of the rows of each.
    """

    path: Path
    tables: tuple[pd.DataFrame, ...] = field(repr=False)
    reports: tuple[Report, ...] = field(repr=False)


def sides(
    folder: str | Path,
    *,
    out: str | Path = ".",
    lang: str = "th",
    engine: str = "duckdb",
    today: dt.date | None = None,
) -> Sided:
    """
    Hold the lists of a project against its surveys and write the internal page.

    Parameters
    ----------
    folder : str or pathlib.Path
        The project folder.
    out : str or pathlib.Path, default "."
        Folder in which ``work/<code>/`` is made.
    lang : {"th", "en"}, default "th"
        Language.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who counts.
    today : datetime.date, optional
        Date of making; the present day by default.

    Returns
    -------
    Sided
        The page, which names no house, and the counts.

    Raises
    ------
    InputError
        When the project names no list, or one has no house codes.
    DocumentError
        When a list is to be held against a survey or indicator that is not there.

    Examples
    --------
    >>> sides("tests/data/small")
    Traceback (most recent call last):
    tambon_gis.errors.InputError: ...
    """
    loaded = load(folder)
    if not loaded.project.other:
        raise InputError("sides.nothing", where=DOCUMENT)
    answers = surveyed(loaded, engine=engine)
    done = [
        _one(n, about, loaded, answers, engine) for n, about in enumerate(loaded.project.other, 1)
    ]
    named = dict(zip(loaded.boundaries["place"], _titles(loaded, lang), strict=True))
    made = [
        _side(about, table, report, named, answers, lang)
        for about, (table, report) in zip(loaded.project.other, done, strict=True)
    ]
    made_on = words(lang).date(today or dt.datetime.now().astimezone().date())
    credit = credits_of(loaded, made_on=made_on, lang=lang)
    target = Path(out) / "work" / loaded.project.area.code
    (path,) = write_all(target, {PAGE: sides_page(made, credit, lang=lang)})
    return Sided(path, tuple(table for table, _ in done), tuple(report for _, report in done))


def personal(loaded: Loaded) -> Personal:
    """
    What the lists of a project hold of people, for the scanner of public files.

    Parameters
    ----------
    loaded : Loaded
        The project.

    Returns
    -------
    Personal
        Every house code, and what other columns may hold; nothing where there is no list.

    Examples
    --------
    >>> from tambon_gis.study.load import load
    >>> personal(load("tests/data/small")).texts
    frozenset()
    """
    names = set(loaded.boundaries["name"].astype(str))
    found = []
    for n, about in enumerate(loaded.project.other, 1):
        listed = _read(n, about, loaded, _field(about, loaded.answers, loaded))
        codes = {code for code in listed.frame[KEY].astype(str) if len(code) >= SHORTEST}
        strange = unknown_values(listed.cells, public_words=names)
        found += [Personal(texts=frozenset(codes)), strange]
    return Personal.union(found)


def _one(
    n: int, about: Other, loaded: Loaded, answers: tuple[Answers, ...], engine: str
) -> tuple[pd.DataFrame, Report]:
    """One list: its counts, and what became of its rows."""
    survey = _survey(about, answers)
    listed = _read(n, about, loaded, _field(about, answers, loaded))
    states = _states(about, survey, engine)
    codes = states[KEY].dropna().astype(str)
    report = others.not_surveyed(listed, set(codes))
    if missing := int(states[KEY].isna().sum()):
        file = survey.survey.file
        report = report.noting([Finding("other.no_house_code", "note", file, count=missing)])
    return planning.side_by_side(states, listed.frame, engine=engine), report


def _survey(about: Other, answers: tuple[Answers, ...]) -> Answers:
    """The survey of households that a list is held against."""
    book = about.indicator.partition("/")[0]
    for one in answers:
        same = one.survey.rulebook == book and one.survey.year == about.year
        if same and one.schema is not None and KEY in one.frame:
            return one
    where = f"{DOCUMENT} › {about.file}"
    raise DocumentError("sides.no_survey", where=where, rulebook=book, year=str(about.year))


def _field(about: Other, answers: tuple[Answers, ...], loaded: Loaded) -> Field:
    """The house code as the survey of that year has it; as usual where there is none."""
    for one in answers:
        if one.survey.year == about.year and one.schema is not None and KEY in one.schema.by_name:
            return one.schema.by_name[KEY]
    return catalog.schema(USUAL, folders=[loaded.folder]).by_name[KEY]


def _read(n: int, about: Other, loaded: Loaded, code: Field) -> Listed:
    """The list."""
    path = loaded.folder / about.file
    place = {"sheet": about.sheet, "cells": about.range}
    return others.read(path, code, key=about.key, role=f"other-{n}", **place)


def _states(about: Other, survey: Answers, engine: str) -> pd.DataFrame:
    """One row a household: place, house code, state."""
    code = about.indicator.partition("/")[2]
    able, _ = assess.answerable(survey.rulebook, survey.frame.columns)
    if code not in {one.code for one in able}:
        where = f"{DOCUMENT} › {about.file}"
        raise DocumentError("sides.indicator", where=where, indicator=about.indicator)
    # rows of several files may bear the same number: they are numbered anew, and stay in order
    frame = survey.frame.assign(row=range(len(survey.frame)))
    assessed = assess.assess(frame, survey.rulebook, engine=engine)
    return frame[[PLACE, KEY]].assign(state=assessed[code].array).reset_index(drop=True)


def _titles(loaded: Loaded, lang: str) -> list[str]:
    """Titles of the places."""
    import pandas as pd

    say, frame = words(lang), loaded.boundaries
    moos = frame["moo"] if "moo" in frame else [None] * len(frame)
    return [
        str(name) if pd.isna(moo) else say.text("page.card.moo_name", moo=str(int(moo)), name=name)
        for moo, name in zip(moos, frame["name"], strict=True)
    ]


def _side(
    about: Other,
    table: pd.DataFrame,
    report: Report,
    named: Mapping[str, str],
    answers: tuple[Answers, ...],
    lang: str,
) -> Side:
    """What the page says of one list."""
    rows = [{name: row[name] for name in table.columns} for row in table.to_dict("records")]
    for row in rows:
        row["apart"] = sum(int(row[name]) for name in planning.COUNTS[4:])
    villages = tuple((named.get(str(row[PLACE]), str(row[PLACE])), row) for row in rows[:-1])
    counted = ("households", *planning.COUNTS, "apart", planning.ABSENT)
    total = {name: sum(int(row[name]) for row in rows) for name in counted}
    code = about.indicator.partition("/")[2]
    indicator = _survey(about, answers).rulebook.by_code[code]
    return Side(
        title=about.title.of(lang),
        indicator=f"{code}. {indicator.short.of(lang)}",
        source=about.source,
        year=about.year,
        rows=villages,
        total=total,
        shares=planning.agreement(total),
        report=report,
    )
