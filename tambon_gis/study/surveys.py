"""Surveys: the files of each survey read, mended by decisions, and matched with the polygons."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.errors import DocumentError
from tambon_gis.loaders import columns, fixes, match, points, stored, tables, validate
from tambon_gis.model.findings import Report
from tambon_gis.places import LADDER
from tambon_gis.publish.personal import Personal, personal_values, unknown_values
from tambon_gis.thai import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from tambon_gis.model.document import Text
    from tambon_gis.model.fixes import Fixes
    from tambon_gis.model.join import Join
    from tambon_gis.model.project import Survey
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.source import ColumnMap
    from tambon_gis.model.stages import RawTable

__all__ = ["Answers", "Ground", "Surveyed", "lost", "matched", "read", "schema_of"]

#: Findings that hold only where every row of a survey was read.
_OF_ALL = frozenset({"join.no_rows"})


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
    personal : Personal
        Distinctive values of the personal columns, of rows without a polygon too: what no public
        file may hold.
    """

    survey: Survey
    rulebook: Rulebook = field(repr=False)
    schema: Schema | None = field(repr=False)
    frame: pd.DataFrame = field(repr=False)
    source: Text | None = field(default=None, repr=False)
    personal: Personal = field(default=Personal(), repr=False)


@dataclass(frozen=True)
class Ground:
    """
    What every survey of a project stands on.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    document : str
        Name of the project document, for messages.
    area : str
        Code of the project's area.
    polygons : geopandas.GeoDataFrame
        Stage ``boundaries``.
    level : str
        Level of the polygons.
    decided : Fixes
        Decisions of a person.
    aside : Mapping[str, str]
        Codes that the boundary file holds but whose shapes are not used -> where that is told.
    """

    home: Path
    document: str
    area: str
    polygons: gpd.GeoDataFrame = field(repr=False)
    level: str
    decided: Fixes
    aside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Part:
    """One table of a survey, typed, with what was noticed and what is personal in it."""

    frame: pd.DataFrame
    report: Report
    personal: Personal
    strange: Mapping[str, Personal] = field(default_factory=dict)


@dataclass(frozen=True)
class Surveyed:
    """
    A survey as read.

    Parameters
    ----------
    answers : Answers
        What is counted.
    tables : tuple[pandas.DataFrame, ...]
        Stage ``survey``, one a file or sheet, places without a polygon included; empty for
        published counts.
    reports : tuple[Report, ...]
        One a file or sheet.
    joins : tuple[Join, ...]
        How it met the polygons.
    strange : Mapping[str, Personal]
        Code of a tambon -> what its rows hold of people beside the columns of the schema; under an
        empty code, what rows hold that were set aside as found. Empty for published counts and
        datasets.
    """

    answers: Answers
    tables: tuple[pd.DataFrame, ...]
    reports: tuple[Report, ...]
    joins: tuple[Join, ...]
    strange: Mapping[str, Personal] = field(default_factory=dict, repr=False)


def read(survey: Survey, ground: Ground) -> Surveyed:
    """
    Read one survey of a project.

    Parameters
    ----------
    survey : Survey
        Its entry in the project document.
    ground : Ground
        Folder, polygons and decisions.

    Returns
    -------
    Surveyed
        Answers, tables, reports and the join with the polygons.

    Raises
    ------
    DocumentError
        When its year is not one of its rulebook.
    InputError
        When a file cannot be read.
    """
    book = catalog.rulebook(survey.rulebook, folders=[ground.home])
    first, last = book.rulebook.years
    if not first <= survey.year <= last:
        raise DocumentError(
            "survey.year",
            where=f"{ground.document} › {survey.file}",
            year=str(survey.year),
            rulebook=book.id,
            first=str(first),
            last=str(last),
        )
    if survey.source is not None:
        return _published(survey, book, ground)
    return _answered(survey, book, ground)


def lost(survey: Survey, ground: Ground) -> Surveyed:
    """
    Of a survey that is a dataset, the rows of the area without a polygon: no others are read.

    Parameters
    ----------
    survey : Survey
        Its entry in the project document.
    ground : Ground
        Folder, polygons and decisions.

    Returns
    -------
    Surveyed
        Without any rows; its reports tell those that have no polygon.

    Raises
    ------
    DocumentError
        When the dataset is of another schema or year.
    """
    book = catalog.rulebook(survey.rulebook, folders=[ground.home])
    schema = schema_of(survey, book, ground)
    where = f"{ground.document} › {survey.file}"
    path = ground.home / survey.file
    found = stored.open_stored(path, schema, year=survey.year, where=where)
    known = set(ground.polygons["place"])
    parts = found.elsewhere(known, within=ground.area, role=survey.role)
    if not parts:
        none = Answers(survey, book, schema, found.none())
        return Surveyed(none, (), (found.report(survey.role),), ())
    told = matched(Answers(survey, book, schema, parts[0][0]), parts, ground)
    # only rows without a polygon were looked at: of the others nothing is said
    reports = tuple(
        replace(one, findings=tuple(f for f in one.findings if f.code not in _OF_ALL))
        for one in told.reports
    )
    return replace(told, tables=(), reports=reports, joins=())


def _published(survey: Survey, book: Rulebook, ground: Ground) -> Surveyed:
    """Counts that were published before."""
    from tambon_gis.loaders import counts

    source = catalog.source(survey.source or "", folders=[ground.home])
    raw = tables.read_raw(
        ground.home / survey.file, source=source, sheet=survey.sheet, cells=survey.range
    )
    headings = {"place": source.file.place}
    raw = fixes.apply(raw, None, ground.decided, role=survey.role, headings=headings)
    counted, report = counts.read_counts(raw, source, book, role=survey.role, year=survey.year)
    matched, report, join = match.match(
        counted, ground.polygons, report=report, within=ground.area, aside=ground.aside
    )
    report = fixes.settle(report, ground.decided, role=survey.role)
    answers = Answers(survey, book, None, matched, source.file.source)
    return Surveyed(answers, (), (report,), (join,))


def _answered(survey: Survey, book: Rulebook, ground: Ground) -> Surveyed:
    """Answers of households or villages, from one file, several sheets, a folder or a dataset."""
    schema = schema_of(survey, book, ground)
    path = ground.home / survey.file
    if stored.is_stored(path):
        read_parts = _stored(path, survey, schema, ground)
    else:
        column_map = (
            catalog.column_map(survey.columns, folders=[ground.home]) if survey.columns else None
        )
        raws = tables.read_all(
            path, schema=schema, sheet=survey.sheet, cells=survey.range, column_map=column_map
        )
        read_parts = [_one(raw, survey, schema, ground, column_map) for raw in raws]
    parts = validate.across([(one.frame, one.report) for one in read_parts], schema)
    personal = Personal.union(one.personal for one in read_parts)
    answers = Answers(survey, book, schema, parts[0][0], None, personal)
    tambons = {code for one in read_parts for code in one.strange}
    strange = {
        code: Personal.union(one.strange.get(code, Personal()) for one in read_parts)
        for code in sorted(tambons)
    }
    return replace(matched(answers, parts, ground), strange=strange)


def matched(
    answers: Answers, parts: Sequence[tuple[pd.DataFrame, Report]], ground: Ground
) -> Surveyed:
    """
    The typed tables of a survey, matched with the polygons.

    Parameters
    ----------
    answers : Answers
        The survey; its frame is exchanged.
    parts : sequence of (pandas.DataFrame, Report)
        Stage ``survey``, one a file or sheet; at least one.
    ground : Ground
        The polygons and decisions.

    Returns
    -------
    Surveyed
        With one join over all tables.
    """
    import pandas as pd

    kept, join = match.match_all(parts, ground.polygons, within=ground.area, aside=ground.aside)
    role = answers.survey.role
    reports = _apart(fixes.settle(told, ground.decided, role=role) for _, told in kept)
    frames = [frame for frame, _ in kept]
    whole = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    surveyed = tuple(frame for frame, _ in parts)
    return Surveyed(replace(answers, frame=whole), surveyed, reports, (join,))


def _apart(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Reports with what is said of a whole dataset in one of its own: no file of it is at fault."""
    found: list[Report] = []
    aside: list[Report] = []
    for one in reports:
        said = tuple(x for x in one.findings if x.code.startswith("stored.") and x.file != one.file)
        rest = tuple(x for x in one.findings if x not in said)
        found.append(replace(one, findings=rest) if said else one)
        if said:
            aside.append(Report(one.role, said[0].file, 0, 0, findings=said))
    return (*found, *aside)


def schema_of(survey: Survey, book: Rulebook, ground: Ground) -> Schema:
    """
    The schema of a survey, held against its rulebook.

    Parameters
    ----------
    survey : Survey
        Its entry in the project document.
    book : Rulebook
        How it is judged.
    ground : Ground
        The project folder.

    Returns
    -------
    Schema
        What its columns are.

    Raises
    ------
    DocumentError
        When schema and rulebook are of different units.
    """
    schema = catalog.schema(survey.table or "", folders=[ground.home])
    where = f"{ground.document} › {survey.file}"
    homes = schema.table.unit in {"household", "person"}
    if homes != (book.rulebook.unit == "household"):
        raise DocumentError("survey.unit", where=where, schema=schema.table.id, rulebook=book.id)
    if survey.persons != (schema.table.unit == "person"):
        raise DocumentError("survey.persons", where=where, schema=schema.table.id)
    return schema


def _stored(path: Path, survey: Survey, schema: Schema, ground: Ground) -> list[_Part]:
    """The area's rows of a dataset; decisions about its rows were made before it was."""
    where = f"{ground.document} › {survey.file}"
    found = stored.open_stored(path, schema, year=survey.year, where=where)
    names = set(ground.polygons["name"].astype(str))
    parts = []
    for frame, told in found.within(ground.area, role=survey.role):
        report = points.check(frame, ground.polygons, told, letters={})
        parts.append(_Part(frame, report, personal_values(frame, schema, public_words=names)))
    return parts


def _one(
    raw: RawTable, survey: Survey, schema: Schema, ground: Ground, column_map: ColumnMap | None
) -> _Part:
    """One table: decisions, types, suggestions, coordinates of houses."""
    headings, _ = columns.match_columns(raw, schema, column_map=column_map, within=ground.area)
    apply = partial(fixes.apply, schema=schema, fixes=ground.decided, headings=headings)
    check = partial(
        validate.validate,
        schema=points.without_limits(schema),
        role=survey.role,
        within=ground.area,
        column_map=column_map,
    )
    if schema.table.place in headings:
        raw = apply(raw, role=survey.role)
    elif ground.decided.fix:
        # the code of a row is made of other columns: decisions look at the codes that come of them
        composed = check(raw)[0].set_index("row")["place"]
        raw = apply(raw, role=survey.role, codes=composed)
    frame, report = check(raw)
    report = match.propose(report, raw, schema, headings, ground.polygons, aside=ground.aside)
    letters = {name: raw.letters.get(heading, "") for name, heading in headings.items()}
    report = points.check(frame, ground.polygons, report, letters=letters, decided=raw.decided)
    names = set(ground.polygons["name"].astype(str))
    used = personal_values(frame, schema, public_words=names)
    strange = _strange(raw, frame, schema, headings, names)
    others = raw.frame.drop(columns=list(headings.values()), errors="ignore")
    unknown = unknown_values(others, public_words=names)
    return _Part(frame, report, Personal.union([used, unknown, *strange.values()]), strange)


def _strange(
    raw: RawTable,
    frame: pd.DataFrame,
    schema: Schema,
    headings: Mapping[str, str],
    names: Collection[str],
) -> dict[str, Personal]:
    """What rows hold of people in unknown columns, by tambon; under "" rows set aside as found."""
    aside = raw.frame.loc[~raw.frame.index.isin(frame["row"]), list(headings.values())]
    found = aside.set_axis(list(headings), axis=1).drop(
        columns=[points.LATITUDE, points.LONGITUDE], errors="ignore"
    )
    cleaned = found.map(lambda cell: clean(cell) if isinstance(cell, str) else None)
    others = raw.frame.drop(columns=list(headings.values()), errors="ignore")
    tambon = frame.set_index("row")["place"].str[: LADDER["tambon"]]
    told = {
        str(code): unknown_values(rows, public_words=names)
        for code, rows in others.groupby(tambon.reindex(others.index).fillna("").to_numpy())
    }
    aside_values = personal_values(cleaned, schema, public_words=names)
    return told | {"": aside_values | told.get("", Personal())}
