"""Surveys: the files of each survey read, mended by decisions, matched, and held side by side."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.errors import DocumentError
from tambon_gis.loaders import columns, counts, fixes, match, meet, points, tables, validate
from tambon_gis.publish.personal import Personal, personal_values, unknown_values
from tambon_gis.thai import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from tambon_gis.model.document import Text
    from tambon_gis.model.findings import Report
    from tambon_gis.model.fixes import Fixes
    from tambon_gis.model.join import Join
    from tambon_gis.model.project import Survey
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.source import ColumnMap
    from tambon_gis.model.stages import RawTable

__all__ = ["Answers", "Ground", "Surveyed", "meet_all", "read"]


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
    """

    answers: Answers
    tables: tuple[pd.DataFrame, ...]
    reports: tuple[Report, ...]
    joins: tuple[Join, ...]


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


def meet_all(surveys: Sequence[Surveyed], ground: Ground) -> tuple[Surveyed, ...]:
    """
    Hold the surveys of a project side by side: years, households and village forms, members.

    Parameters
    ----------
    surveys : sequence of Surveyed
        In the order of the project document.
    ground : Ground
        The polygons: what they lack was told already.

    Returns
    -------
    tuple[Surveyed, ...]
        The same surveys, with findings in the later year's or the households' first report and the
        joins beside those with the polygons.
    """
    told = {one.answers.survey.role: one for one in surveys}
    known = set(ground.polygons["place"])
    for before, after in _years(surveys):
        roles = (before.answers.survey.role, after.answers.survey.role)
        now = told[roles[1]]
        report, joins = meet.between_years(
            before.tables,
            after.tables,
            roles=roles,
            report=now.reports[0],
            level=ground.level,
            known=known,
        )
        told[roles[1]] = _told(now, report, joins)
    for homes, forms in _with_forms(surveys):
        roles = (homes.answers.survey.role, forms.answers.survey.role)
        now = told[roles[0]]
        report, join = meet.with_villages(
            homes.tables, forms.tables, roles=roles, report=now.reports[0], known=known
        )
        told[roles[0]] = _told(now, report, (join,))
    for homes, members in _with_members(surveys):
        roles = (homes.answers.survey.role, members.answers.survey.role)
        now = told[roles[1]]
        report, join = meet.with_persons(
            homes.tables, members.tables, roles=roles, report=now.reports[0]
        )
        told[roles[1]] = _told(now, report, (join,))
    return tuple(told.values())


def _published(survey: Survey, book: Rulebook, ground: Ground) -> Surveyed:
    """Counts that were published before."""
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
    """Answers of households or villages, from one file, several sheets or a folder."""
    import pandas as pd

    schema = catalog.schema(survey.table or "", folders=[ground.home])
    homes = schema.table.unit in {"household", "person"}
    if homes != (book.rulebook.unit == "household"):
        raise DocumentError(
            "survey.unit",
            where=f"{ground.document} › {survey.file}",
            schema=schema.table.id,
            rulebook=book.id,
        )
    if survey.persons != (schema.table.unit == "person"):
        where = f"{ground.document} › {survey.file}"
        raise DocumentError("survey.persons", where=where, schema=schema.table.id)
    column_map = (
        catalog.column_map(survey.columns, folders=[ground.home]) if survey.columns else None
    )
    raws = tables.read_all(
        ground.home / survey.file,
        schema=schema,
        sheet=survey.sheet,
        cells=survey.range,
        column_map=column_map,
    )
    read_parts = [_one(raw, survey, schema, ground, column_map) for raw in raws]
    parts = validate.across([(one.frame, one.report) for one in read_parts], schema)
    surveyed = tuple(frame for frame, _ in parts)
    kept, join = match.match_all(parts, ground.polygons, within=ground.area, aside=ground.aside)
    reports = tuple(fixes.settle(told, ground.decided, role=survey.role) for _, told in kept)
    personal = Personal.union(one.personal for one in read_parts)
    matched = [frame for frame, _ in kept]
    whole = matched[0] if len(matched) == 1 else pd.concat(matched, ignore_index=True)
    return Surveyed(
        Answers(survey, book, schema, whole, None, personal), surveyed, reports, (join,)
    )


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
    return _Part(frame, report, _personal(raw, frame, schema, headings, ground))


def _personal(
    raw: RawTable,
    frame: pd.DataFrame,
    schema: Schema,
    headings: Mapping[str, str],
    ground: Ground,
) -> Personal:
    """What no public file may hold: of the rows that are used, and of those set aside as found."""
    names = set(ground.polygons["name"].astype(str))
    aside = raw.frame.loc[~raw.frame.index.isin(frame["row"]), list(headings.values())]
    found = aside.set_axis(list(headings), axis=1).drop(
        columns=[points.LATITUDE, points.LONGITUDE], errors="ignore"
    )
    cleaned = found.map(lambda cell: clean(cell) if isinstance(cell, str) else None)
    known = (personal_values(table, schema, public_words=names) for table in (frame, cleaned))
    strange = raw.frame.drop(columns=list(headings.values()), errors="ignore")
    return Personal.union([*known, unknown_values(strange, public_words=names)])


def _years(surveys: Sequence[Surveyed]) -> list[tuple[Surveyed, Surveyed]]:
    """Consecutive years of the same survey; persons meet through their households."""
    kinds: dict[tuple[str, str], list[Surveyed]] = {}
    for one in surveys:
        if one.answers.schema is not None and not one.answers.survey.persons:
            about = one.answers.survey
            kinds.setdefault((about.rulebook, about.table or ""), []).append(one)
    ordered = (sorted(years, key=lambda one: one.answers.survey.year) for years in kinds.values())
    return [pair for years in ordered for pair in pairwise(years)]


def _with_forms(surveys: Sequence[Surveyed]) -> list[tuple[Surveyed, Surveyed]]:
    """Each household survey with the village survey of the nearest year, the earlier of two."""
    units: dict[str, list[Surveyed]] = {"household": [], "village": []}
    for one in surveys:
        if one.answers.schema is not None and one.answers.schema.table.unit in units:
            units[one.answers.schema.table.unit].append(one)
    if not units["village"]:
        return []

    def near(homes: Surveyed, forms: Surveyed) -> tuple[int, int]:
        year = forms.answers.survey.year
        return abs(homes.answers.survey.year - year), year

    return [
        (homes, min(units["village"], key=lambda forms: near(homes, forms)))
        for homes in units["household"]
    ]


def _with_members(surveys: Sequence[Surveyed]) -> list[tuple[Surveyed, Surveyed]]:
    """Each household survey with the table of its members: same rulebook and year, house codes."""
    homes = {
        (about.rulebook, about.year): one
        for one in surveys
        if not (about := one.answers.survey).persons
        and all("house_code" in table for table in one.tables)
    }
    members = [one for one in surveys if one.answers.survey.persons]
    rounds = [(one.answers.survey.rulebook, one.answers.survey.year) for one in members]
    pairs = zip(rounds, members, strict=True)
    return [(homes[key], one) for key, one in pairs if key in homes and homes[key].tables]


def _told(now: Surveyed, report: Report, joins: tuple[Join, ...]) -> Surveyed:
    """A survey with its first report exchanged and more joins."""
    return replace(now, reports=(report, *now.reports[1:]), joins=(*now.joins, *joins))
