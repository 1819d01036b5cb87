"""Headings: which column of a survey is which field, confirmed by a person, kept as a map."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import tomlkit

from tambon_gis import catalog
from tambon_gis.errors import InputError
from tambon_gis.loaders import columns, tables
from tambon_gis.loaders.reading import headings as reading
from tambon_gis.model.document import parse_document
from tambon_gis.model.project import DOCUMENT
from tambon_gis.model.source import ColumnMap
from tambon_gis.publish.write import write_all
from tambon_gis.study.edit import change, version
from tambon_gis.study.forms import free_name
from tambon_gis.study.intake import retake
from tambon_gis.study.taking import filed
from tambon_gis.study.taking.holdings import held, known, open_project, waiting
from tambon_gis.study.taking.recognised import Said
from tambon_gis.thai import strip_controls
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tambon_gis.model.schema import Field
    from tambon_gis.study.taking.holdings import Held

__all__ = ["Choice", "Sheet", "confirm", "sheet"]

FOLDER = "columns"


@dataclass(frozen=True)
class Choice:
    """
    A field and the column that holds it.

    Parameters
    ----------
    field : Field
        The field.
    heading : str
        The heading that is taken, or offered; empty where there is none.
    state : {"sure", "offered", "missing", "absent"}
        ``offered`` only looks alike, ``missing`` must be there and is not, ``absent`` need not.
    """

    field: Field
    heading: str
    state: Literal["sure", "offered", "missing", "absent"]


@dataclass(frozen=True)
class Sheet:
    """
    The headings of a survey held against its form.

    Parameters
    ----------
    file : str
        Where it lies, below the project.
    schema : str
        Id of its schema.
    sheet : str
        The sheet; empty for a text table.
    choices : tuple[Choice, ...]
        A field each, in the order of the form.
    headings : tuple[tuple[str, str], ...]
        Heading and column letter of every column.
    columns : str or None
        Id of the column map that is in use.
    """

    file: str
    schema: str
    sheet: str
    choices: tuple[Choice, ...]
    headings: tuple[tuple[str, str], ...] = field(repr=False)
    columns: str | None = None

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings that no field takes."""
        taken = {one.heading for one in self.choices if one.state in {"sure", "offered"}}
        return tuple(heading for heading, _ in self.headings if heading not in taken)


def sheet(home: Path, file: str, schema: str | None = None) -> Sheet:
    """
    Hold the headings of a survey against its form.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    file : str
        The survey, as it lies below the project; a folder shows the first of its tables.
    schema : str, optional
        Id of a schema; by default that of the project's document, else the one that fits best.

    Returns
    -------
    Sheet
        Every field with its column.

    Raises
    ------
    InputError
        When there is no such file, or it is no survey.

    Examples
    --------
    >>> from pathlib import Path
    >>> found = sheet(Path("tests/data/small"), "households.csv")
    >>> found.schema, sorted({one.state for one in found.choices}), len(found.headings)
    ('bmn-household', ['absent', 'sure'], 17)
    """
    entry, path = _entry(home, file)
    project, _ = open_project(home)
    name = schema or (entry.schema if entry else None)
    name = name or known(path, home, Said()).schema
    if name is None:
        raise InputError("intake.no_survey_file", where=path.name)
    form = catalog.schema(name, folders=[home])
    kept = entry.columns if entry is not None and entry.schema == name else None
    given = catalog.column_map(kept, folders=[home]) if kept else None
    of = project.survey[entry.at] if entry is not None and entry.at is not None else None
    raw = tables.read_all(
        path,
        schema=form,
        sheet=of.sheet if of else None,
        cells=of.range if of else None,
        column_map=given,
    )[0]
    confirmed = {key: text for key, text in (given.columns if given else {}).items()
                 if text in raw.frame.columns and key in form.by_name}  # fmt: skip
    made = reading.compare(raw, form, confirmed)
    offered = {fields[0][0].name: doubt.heading for doubt in made.doubtful
               if (fields := doubt.fields)}  # fmt: skip
    lacking = {one.name for one in columns.missing(made.found, form, within=project.area.code)}
    choices = tuple(_choice(one, made.found, offered, lacking) for one in form.field)
    letters = tuple((str(one), raw.letters.get(str(one), "")) for one in raw.frame.columns)
    return Sheet(file, form.id, raw.sheet, choices, letters, kept)


def _choice(
    one: Field, found: Mapping[str, str], offered: Mapping[str, str], lacking: set[str]
) -> Choice:
    """A field with its column."""
    if one.name in found:
        return Choice(one, found[one.name], "sure")
    if one.name in offered:
        return Choice(one, offered[one.name], "offered")
    return Choice(one, "", "missing" if one.name in lacking else "absent")


def confirm(
    home: Path,
    file: str,
    chosen: Mapping[str, str],
    *,
    schema: str | None = None,
    said: Said | None = None,
    seen: str | None = None,
) -> Path:
    """
    Keep which column is which field, as a column map that the survey names.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    file : str
        The survey, as it lies below the project. One that waits is taken in.
    chosen : Mapping[str, str]
        Field -> heading. A field that is not named stays what it was found to be.
    schema : str, optional
        Id of its schema, for a file that waits.
    said : Said, optional
        What else a person says of a file that waits: its year, its rulebook.
    seen : str, optional
        The version of ``tambon.toml`` that the person saw.

    Returns
    -------
    pathlib.Path
        The map.

    Raises
    ------
    InputError
        When a heading or field is none of theirs, one is chosen twice, or a required field is left
        without a column. Nothing is written then.
    ConflictError
        When the document was changed by somebody else.
    """
    paper = sheet(home, file, schema)
    taken = _taken(paper, chosen, open_project(home)[0].area.code, home)
    entry, path = _entry(home, file)
    name = paper.columns or free_name(home / FOLDER, path.stem)
    text = _map(name, path.name, paper, taken)
    parse_document(ColumnMap, text, name=f"{name}.toml")
    before = version(home, f"{FOLDER}/{name}.toml")
    made = change(home, f"{FOLDER}/{name}.toml", lambda _: text, seen=before)
    try:
        if entry is None:
            said = replace(said or Said(), kind=paper.schema)
            _take(home, file, said, name, seen)
        elif entry.columns != name:
            _name(home, entry, name, seen)
    except BaseException:
        if not before:
            write_all(home, {}, stale=[f"{FOLDER}/{name}.toml"])
        raise
    return made


def _taken(paper: Sheet, chosen: Mapping[str, str], area: str, home: Path) -> dict[str, str]:
    """Field -> heading, checked."""
    fields = {one.field.name: one for one in paper.choices}
    headings = {heading for heading, _ in paper.headings}
    said = {name: heading for name, heading in chosen.items() if heading}
    if not said.keys() <= fields.keys() or not set(said.values()) <= headings:
        raise InputError("intake.heading", where=paper.file)
    sure = {name: one.heading for name, one in fields.items() if one.state == "sure"}
    taken = {name: heading for name, heading in sure.items() if heading not in said.values()}
    taken |= said
    twice = [name for name, heading in taken.items() if [*taken.values()].count(heading) > 1]
    if twice:
        raise InputError("intake.heading_twice", where=paper.file, fields=_titles(fields, twice))
    form = catalog.schema(paper.schema, folders=[home])
    lacking = [one.name for one in columns.missing(taken, form, within=area)]
    if lacking:
        raise InputError(
            "intake.heading_missing", where=paper.file, fields=_titles(fields, lacking)
        )
    return {name: taken[name] for name in fields if name in taken}


def _titles(fields: Mapping[str, Choice], names: list[str]) -> str:
    """Thai titles of fields."""
    return ", ".join(fields[name].field.title.th for name in names)


def _map(name: str, file: str, paper: Sheet, taken: Mapping[str, str]) -> str:
    """The text of a column map."""
    document = tomlkit.document()
    document.add(tomlkit.comment(words(DEFAULT_LANG).text("intake.columns.about")))
    document.add(tomlkit.nl())
    head = tomlkit.table()
    title = tomlkit.inline_table()
    for lang in ("th", "en"):
        title.add(lang, words(lang).text("columns.draft.title", file=strip_controls(file)))
    head.add("id", name)
    head.add("title", title)
    head.add("schema", paper.schema)
    document.add("map", head)
    lines = tomlkit.table()
    for key, heading in taken.items():
        lines.add(key, heading)
    document.add("columns", lines)
    return tomlkit.dumps(document)


def _entry(home: Path, file: str) -> tuple[Held | None, Path]:
    """The survey of that file in the project, or a file that waits."""
    for one in held(home):
        if file in {one.file, one.name}:
            if one.section != "survey":
                raise InputError("intake.no_survey_file", where=one.name)
            return one, home / one.file
    for found in waiting(home):
        if file in {found.path.relative_to(home).as_posix(), found.path.name}:
            return None, found.path
    raise InputError("intake.no_file", where=file.rpartition("/")[2])


def _name(home: Path, entry: Held, name: str, seen: str | None) -> None:
    """The survey names its map."""
    project, _ = open_project(home)
    survey = project.survey[entry.at or 0].model_copy(update={"columns": name})
    change(
        home,
        DOCUMENT,
        lambda text: filed.surveyed(text, survey, at=entry.at, name=DOCUMENT),
        seen=seen if seen is not None else version(home, DOCUMENT),
    )


def _take(home: Path, file: str, said: Said, name: str, seen: str | None) -> None:
    """A file that waited is taken in with its map."""
    done = retake(home, file, replace(said, columns=name), seen=seen)
    if done.state == "asked":
        asks = ", ".join(one.asks for one in done.found.doubts)
        raise InputError("intake.asked", where=done.name, asks=asks)
