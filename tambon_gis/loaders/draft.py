"""Drafts a column map from a file's headings, for a person to check line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.loaders.columns import missing
from tambon_gis.loaders.reading.headings import compare
from tambon_gis.thai import strip_controls
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tomlkit import TOMLDocument
    from tomlkit.items import Table

    from tambon_gis.loaders.reading.headings import Matching
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.stages import RawTable

__all__ = ["draft"]


def draft(
    raw: RawTable,
    schema: Schema,
    *,
    name: str,
    lang: str = DEFAULT_LANG,
    within: str | None = None,
) -> str:
    """
    Write a column map of a table as far as it is certain, with what is doubtful marked.

    Parameters
    ----------
    raw : RawTable
        The table; only its headings and their cells are written, never a value.
    schema : Schema
        The fields.
    name : str
        Id of the map.
    lang : {"th", "en"}, default "th"
        Language of the comments.
    within : str, optional
        Code of the project's area.

    Returns
    -------
    str
        TOML of a :class:`tambon_gis.model.source.ColumnMap` with comments, usable as it is:
        what only looks alike waits under ``[[doubtful]]`` for ``confirmed = true``.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis import catalog
    >>> from tambon_gis.loaders.tables import read_raw
    >>> raw = read_raw(Path("tests/data/small/households.csv"))
    >>> text = draft(raw, catalog.schema("bmn-household"), name="small", lang="en")
    >>> 'moo = "หมู่ที่" # E' in text
    True
    """
    import tomlkit

    say = words(lang)
    made = compare(raw, schema)
    where = " › ".join(part for part in (raw.file, raw.sheet) if part)
    paper = tomlkit.document()
    for key in ("about", "use"):
        _comment(paper, say.text(f"columns.draft.{key}", where=where, name=name))
    paper.add(tomlkit.nl())
    head = tomlkit.table()
    title = tomlkit.inline_table()
    for one in ("th", "en"):
        title.add(one, words(one).text("columns.draft.title", file=strip_controls(raw.file)))
    head.add("id", name)
    head.add("title", title)
    head.add("schema", schema.id)
    paper.add("map", head)
    paper.add("columns", _columns(raw, schema, made, lang))
    _absent(paper, schema, made, lang, within)
    for key, headings in (("twice", made.twice), ("unknown", made.unknown)):
        rows = [f"{raw.letters.get(heading, '')}: {heading}" for heading in headings]
        _block(paper, say.text(f"columns.draft.{key}"), rows)
    if made.doubtful:
        paper.add(tomlkit.nl())
        paper.add("doubtful", _doubtful(raw, made, lang))
    return tomlkit.dumps(paper).rstrip("\n") + "\n"


def _columns(raw: RawTable, schema: Schema, made: Matching, lang: str) -> Table:
    """The lines that are certain."""
    import tomlkit

    say = words(lang)
    table = tomlkit.table()
    _comment(table, say.text("columns.draft.certain"))
    for one in schema.field:
        if (heading := made.found.get(one.name)) is None:
            continue
        table.add(one.name, heading)
        cell = raw.letters.get(heading, "")
        if one.name in made.read_as:
            cell = say.text("columns.draft.read_as", cell=cell)
        if cell:
            table[one.name].comment(cell)
    return table


def _absent(
    paper: TOMLDocument, schema: Schema, made: Matching, lang: str, within: str | None
) -> None:
    """The fields without a heading: those that must be there first."""
    say = words(lang)
    lacking = [one.name for one in missing(made.found, schema, within=within)]
    rest = [one for one in schema.field if one.name not in made.found and one.name not in lacking]
    for key, fields in (("required", [schema.by_name[n] for n in lacking]), ("absent", rest)):
        rows = [f"{one.name}: {one.title.of(lang)}" for one in fields]
        _block(paper, say.text(f"columns.draft.{key}"), rows)


def _doubtful(raw: RawTable, made: Matching, lang: str) -> object:
    """The lines that wait for a person, each with its likeness."""
    import tomlkit

    lines = tomlkit.aot()
    for doubt in made.doubtful:
        cell = raw.letters.get(doubt.heading, "")
        for one, score in doubt.fields:
            line = tomlkit.table()
            said = words(lang).text("columns.draft.doubtful", cell=cell, title=one.title.of(lang))
            _comment(line, said)
            line.add("field", one.name)
            line.add("heading", doubt.heading)
            line.add("likeness", score)
            line.add("confirmed", value=False)
            lines.append(line)
    return lines


def _block(paper: TOMLDocument, title: str, rows: Iterable[str]) -> None:
    """A comment with a line for each row; nothing without rows."""
    import tomlkit

    rows = list(rows)
    if not rows:
        return
    paper.add(tomlkit.nl())
    _comment(paper, title)
    for row in rows:
        _comment(paper, f"  {row}")


def _comment(place: TOMLDocument | Table, text: str) -> None:
    """A comment of one line: a heading may hold line breaks and controls."""
    import tomlkit

    indent = text[: len(text) - len(text.lstrip(" "))]
    place.add(tomlkit.comment(indent + strip_controls(text)))
