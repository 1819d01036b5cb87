"""Newcomers: files of a new year, what table each holds, by which rulebook it would be judged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.errors import InputError, MissingFileError, TambonError
from tambon_gis.loaders import columns, formats, tables
from tambon_gis.loaders.layout import folder as layout
from tambon_gis.loaders.reading import headings
from tambon_gis.model.project import Survey
from tambon_gis.study.health import kin_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tambon_gis.model.project import Project
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.stages import RawTable

__all__ = ["Newcomer", "Reading", "Table", "judged_by", "newcomer", "table_of"]

#: Units of the tables that a survey may have.
UNITS = frozenset({"household", "person", "village"})
#: A table with no more known headings than these is of no known kind.
FEWEST_HEADINGS = 2


@dataclass(frozen=True)
class Reading:
    """As what a file is to be read: ids of a schema and a rulebook; None is found out."""

    schema: str | None = None
    rulebook: str | None = None


@dataclass(frozen=True)
class Table:
    """
    A survey file as found.

    Parameters
    ----------
    raws : tuple[RawTable, ...]
        Its tables.
    headings : tuple[Mapping[str, str], ...]
        Field name -> heading, one a table.
    """

    raws: tuple[RawTable, ...] = field(repr=False)
    headings: tuple[Mapping[str, str], ...] = field(repr=False)

    @property
    def fields(self) -> dict[str, str]:
        """Field name -> heading, of all tables together."""
        return {name: found for one in reversed(self.headings) for name, found in one.items()}

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headings of no field."""
        pairs = zip(self.raws, self.headings, strict=True)
        found = [str(h) for raw, one in pairs for h in raw.frame if h not in one.values()]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Newcomer:
    """
    A file of a new year.

    Parameters
    ----------
    path : pathlib.Path
        The file or folder.
    survey : Survey
        The entry that it would have; ``file`` is still the path as it lies.
    schema, rulebook : Schema, Rulebook
        What it is, and how it is judged.
    table : Table
        Its cells and headings.
    earlier : Survey or None
        The newest earlier survey of the same schema.
    """

    path: Path = field(repr=False)
    survey: Survey
    schema: Schema = field(repr=False)
    rulebook: Rulebook = field(repr=False)
    table: Table = field(repr=False)
    earlier: Survey | None


def newcomer(
    path: Path,
    year: int,
    project: Project,
    home: Path,
    reading: Reading,
) -> Newcomer:
    """
    Find out what a file of a new year is.

    Parameters
    ----------
    path : pathlib.Path
        A survey table, or a folder of them.
    year : int
        Year B.E.
    project : Project
        The project that it would join.
    home : pathlib.Path
        Its folder.
    reading : Reading
        Schema and rulebook; by default the schema that most of its headings fit, and the rulebook
        of that year.

    Returns
    -------
    Newcomer
        The file with its entry in the project document.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When it is no survey, or no rulebook, or several, are of that year.
    """
    if not path.exists():
        raise MissingFileError("file.missing", where=path.name)
    found = _schema_of(path, home, project, reading.schema)
    if found.table.unit not in UNITS:
        raise InputError("update.kind", where=path.name, title=found.table.title.th)
    earlier = _earlier(project, found, year)
    book = _rulebook_of(year, found, home, earlier, reading.rulebook)
    entry = Survey.model_validate(
        {
            "year": year,
            "file": path.name,
            "schema": found.id,
            "rulebook": book.id,
            "persons": found.table.unit == "person",
            "sheet": earlier.sheet if earlier and earlier.sheet == "*" else None,
        }
    )
    entry, table = _with_map(entry, path, found, earlier, home, project.area.code)
    return Newcomer(path, entry, found, book, table, earlier)


def table_of(survey: Survey, path: Path, schema: Schema, home: Path, area: str) -> Table:
    """
    Read a survey's cells and headings, nothing interpreted.

    Parameters
    ----------
    survey : Survey
        Its entry: sheet, range, column map.
    path : pathlib.Path
        The file or folder.
    schema : Schema
        Its fields.
    home : pathlib.Path
        The project folder.
    area : str
        Code of the project's area.

    Returns
    -------
    Table
        Raw tables and headings.

    Raises
    ------
    TambonError
        When the file cannot be read, or lacks a required column.
    """
    own = [home]
    given = catalog.column_map(survey.columns, folders=own) if survey.columns else None
    raws = tables.read_all(
        path, schema=schema, sheet=survey.sheet, cells=survey.range, column_map=given
    )
    found = [columns.match_columns(raw, schema, column_map=given, within=area)[0] for raw in raws]
    return Table(raws, tuple(found))


def judged_by(
    year: int, schema: Schema, home: Path, project: Project | None = None, name: str | None = None
) -> Rulebook:
    """
    Find the rulebook by which a survey of a year is judged.

    Parameters
    ----------
    year : int
        Year B.E.
    schema : Schema
        What the survey is.
    home : pathlib.Path
        The project folder, whose own rulebooks come first.
    project : Project, optional
        The project: the rulebook of its newest earlier survey of this schema is taken first.
    name : str, optional
        The rulebook that is asked for.

    Returns
    -------
    Rulebook
        The rulebook.

    Raises
    ------
    InputError
        When no rulebook, or several, are of that year.

    Examples
    --------
    >>> from pathlib import Path
    >>> judged_by(2565, catalog.schema("bmn-household"), Path("tests/data/small")).id
    'bmn-2560'
    """
    earlier = _earlier(project, schema, year) if project is not None else None
    return _rulebook_of(year, schema, home, earlier, name)


def _schema_of(path: Path, home: Path, project: Project, name: str | None) -> Schema:
    """The schema asked for, or the one that most headings fit; one that is used already first."""
    own = [home]
    if name is not None:
        return catalog.schema(name, folders=own)
    sample = path if path.is_file() else _first_table(path)
    used = {one.table for one in project.survey}
    best: tuple[int, bool, Schema] | None = None
    strange = InputError("update.kind", where=path.name, title="–")
    nearest: tuple[int, TambonError] = (FEWEST_HEADINGS, strange)
    for one in catalog.names("schemas", folders=own):
        schema = catalog.schema(one, folders=own)
        try:
            raw = tables.read_raw(sample, schema=schema)
            fitting = len(columns.match_columns(raw, schema, within=project.area.code)[0])
        except InputError as fault:
            if fault.code not in {"table.no_heading", "columns.missing"}:
                raise
            if fault.code == "columns.missing":
                known = len(headings.compare(raw, schema).found)
                nearest = max(nearest, (known, fault), key=lambda near: near[0])
            continue
        rank = (fitting, one in used)
        if best is None or rank > best[:2]:
            best = (*rank, schema)
    if best is None:
        if nearest[0] > FEWEST_HEADINGS:
            raise nearest[1]
        raise strange
    return best[2]


def _first_table(path: Path) -> Path:
    """A table of a folder."""
    found = [
        one
        for one in sorted(path.iterdir())
        if one.suffix.lower() in formats.SUFFIXES and not layout.ignored(one.name)
    ]
    if not found:
        raise InputError("update.kind", where=path.name, title="–")
    return found[0]


def _earlier(project: Project, schema: Schema, year: int) -> Survey | None:
    """The newest earlier survey of the same schema."""
    same = [one for one in project.survey if one.table == schema.id and one.year < year]
    return max(same, key=lambda one: one.year, default=None)


def _rulebook_of(
    year: int, schema: Schema, home: Path, earlier: Survey | None, name: str | None
) -> Rulebook:
    """The rulebook asked for, that of the earlier survey, or the only one of that year."""
    own = [home]
    unit = "village" if schema.table.unit == "village" else "household"
    if name is not None:
        book = catalog.rulebook(name, folders=own)
        known: Sequence[Rulebook] = (book,)
    else:
        every = (
            catalog.rulebook(one, folders=own) for one in catalog.names("rulebooks", folders=own)
        )
        known = [one for one in every if one.rulebook.unit == unit]
    fitting = [one for one in known if one.rulebook.years[0] <= year <= one.rulebook.years[1]]
    same = [one for one in fitting if earlier is not None and one.id == earlier.rulebook]
    kin = [
        one for one in fitting if earlier is not None and kin_of(one.id) == kin_of(earlier.rulebook)
    ]
    chosen = same or kin or fitting
    if len(chosen) != 1:
        listed = ", ".join(
            f"{one.id} ({one.rulebook.years[0]}-{one.rulebook.years[1]})" for one in chosen or known
        )
        facts = {"where": schema.table.title.th, "year": str(year), "known": listed or "–"}
        if chosen:
            raise InputError("update.rulebooks", **facts)
        raise InputError("update.no_rulebook", **facts)
    return chosen[0]


def _with_map(
    entry: Survey, path: Path, schema: Schema, earlier: Survey | None, home: Path, area: str
) -> tuple[Survey, Table]:
    """The table, read with the earlier year's column map where it fits this file too."""
    if earlier is not None and earlier.columns:
        mapped = entry.model_copy(update={"columns": earlier.columns})
        given = catalog.column_map(earlier.columns, folders=[home])
        try:
            table = table_of(mapped, path, schema, home, area)
        except InputError:
            return entry, table_of(entry, path, schema, home, area)
        if set(given.columns.values()) & set(table.fields.values()):
            return mapped, table
    return entry, table_of(entry, path, schema, home, area)
