"""Headings meet the fields of a schema: what a person decided, then exactly, never by likeness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.errors import DocumentError, InputError
from tambon_gis.loaders.reading.faults import personal
from tambon_gis.loaders.reading.headings import NEAR, Doubt, Matching, compare, labels
from tambon_gis.model.findings import Finding, Suggestion
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tambon_gis.model.findings import Severity
    from tambon_gis.model.schema import Field, Schema
    from tambon_gis.model.source import ColumnMap
    from tambon_gis.model.stages import RawTable

__all__ = ["match_columns", "missing", "near"]

SUGGESTIONS = 3


#: So many columns are named in one sentence; their cells are all told.
MOST_NAMED = 12


def match_columns(
    raw: RawTable,
    schema: Schema,
    *,
    column_map: ColumnMap | None = None,
    within: str | None = None,
) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """
    Which heading of a table holds which field.

    Parameters
    ----------
    raw : RawTable
        The table.
    schema : Schema
        The fields. A heading is one when it equals a title, a further heading or the name, after
        digits, spaces and known spellings are made alike; or when it names the number of its
        question and no other part of it; or when its last part below a group does.
    column_map : ColumnMap, optional
        What a person decided: its columns and confirmed doubtful lines come first.
    within : str, optional
        Code of the project's area: with it, villages may be given by moo alone.

    Returns
    -------
    tuple
        Field name -> heading as found, in the order of the schema; and findings about headings
        that are no field, only look like one, or hold a field already found, and about fields
        that are absent.

    Raises
    ------
    InputError
        When a required field is absent; the message names all of them, with headings that look
        like them.
    DocumentError
        When the map speaks of another schema or of fields that it does not have.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis import catalog
    >>> from tambon_gis.loaders.tables import read_raw
    >>> raw = read_raw(Path("tests/data/small/households.csv"))
    >>> match_columns(raw, catalog.schema("bmn-household"))[0]["members"]
    'จำนวนสมาชิก (คน)'
    """
    given, absent, open_lines = _decided(raw, schema, column_map)
    made = compare(raw, schema, given)
    if column_map is not None:
        # What the map does not ask about was seen by a person: it is told, not asked again.
        asked = {line.heading for line in open_lines}
        made.unknown += [d.heading for d in made.doubtful if d.heading not in asked]
        made.unknown = [h for h in raw.frame.columns if h in made.unknown and h not in asked]
        made.doubtful = [line for line in open_lines if line.fields[0][0].name not in made.found]
    lacking = missing(made.found, schema, within=within)
    if lacking:
        spare = [*made.unknown, *(doubt.heading for doubt in made.doubtful)]
        raise InputError("columns.missing", where=_where(raw), columns=_lines(lacking, spare))
    ordered = {one.name: made.found[one.name] for one in schema.field if one.name in made.found}
    unused = [one for one in schema.field if one.name not in made.found]
    return ordered, (*absent, *_notes(raw, schema, made, unused))


def missing(found: Iterable[str], schema: Schema, *, within: str | None = None) -> list[Field]:
    """
    Fields that a table must have and has not.

    Parameters
    ----------
    found : iterable of str
        Names of the fields that it has.
    schema : Schema
        All fields.
    within : str, optional
        Code of the project's area.

    Returns
    -------
    list[Field]
        Required fields that are absent; the place is not missing where other columns give it.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> [one.name for one in missing(["name"], catalog.schema("facilities"))]
    ['kind', 'latitude', 'longitude']
    """
    names = set(found)
    lacking = [one for one in schema.field if one.required and one.name not in names]
    if any(one.name == schema.table.place for one in lacking) and _placed(names, schema, within):
        return [one for one in lacking if one.name != schema.table.place]
    return lacking


def near(wanted: Iterable[str], headings: Iterable[str]) -> tuple[str, ...]:
    """
    Headings that look like a wanted one: a suggestion for a person, never a match.

    Parameters
    ----------
    wanted : iterable of str
        Titles of a field.
    headings : iterable of str
        Headings as found.

    Returns
    -------
    tuple[str, ...]
        At most three, the nearest first.

    Examples
    --------
    >>> near(["รหัสหมู่บ้าน"], ["รหัส หมู่บ้าน.", "บ้านเลขที่"])
    ('รหัส หมู่บ้าน.',)
    """
    from rapidfuzz import fuzz, process

    best: dict[str, float] = {}
    for title in wanted:
        for heading, score, _ in process.extract(
            title, list(headings), scorer=fuzz.ratio, processor=normalise_label, score_cutoff=NEAR
        ):
            best[heading] = max(score, best.get(heading, 0.0))
    return tuple(sorted(best, key=lambda heading: -best[heading])[:SUGGESTIONS])


def _placed(found: set[str], schema: Schema, within: str | None) -> bool:
    """Whether the columns found give the place all the same."""
    from tambon_gis.loaders.reading import locate

    return locate.possible(found, schema, within=within)


def _decided(
    raw: RawTable, schema: Schema, column_map: ColumnMap | None
) -> tuple[dict[str, str], list[Finding], list[Doubt]]:
    """What a map settles in this table, what it names in vain, and what it leaves open."""
    if column_map is None:
        return {}, [], []
    lines = _lines_of_map(column_map, schema)
    by_label = {normalise_label(heading): heading for heading in reversed(raw.frame.columns)}
    exact = {heading: heading for heading in raw.frame.columns}
    given, absent = {}, []
    for name, heading in lines.items():
        here = exact.get(heading, by_label.get(normalise_label(heading)))
        if here is None:
            facts = {"heading": heading, "column": schema.by_name[name].title.th,
                     "map": column_map.id}  # fmt: skip
            absent.append(Finding("columns.map_heading", "decide", raw.file, raw.sheet,
                                  facts=facts))  # fmt: skip
        else:
            given[name] = here
    open_lines = [
        Doubt(here, ((schema.by_name[line.field], line.likeness),))
        for line in column_map.doubtful
        if not line.confirmed
        and (here := exact.get(line.heading, by_label.get(normalise_label(line.heading))))
        and here not in given.values()
    ]
    return given, absent, open_lines


def _lines_of_map(column_map: ColumnMap, schema: Schema) -> dict[str, str]:
    """Field -> heading as a map decides it; refused where it does not go with the schema."""
    where = f"columns/{column_map.id}.toml"
    if column_map.map.table != schema.id:
        raise DocumentError("column_map.schema", where=f"{where} › map.schema",
                            given=column_map.map.table, schema=schema.id)  # fmt: skip
    confirmed = [(line.field, line.heading) for line in column_map.doubtful if line.confirmed]
    named = [*column_map.columns, *column_map.missing, *(d.field for d in column_map.doubtful)]
    strange = [name for name in dict.fromkeys(named) if name not in schema.by_name]
    if strange:
        raise DocumentError("column_map.field", where=where, fields=", ".join(strange),
                            schema=schema.id, known=", ".join(schema.by_name))  # fmt: skip
    pairs = [*column_map.columns.items(), *confirmed]
    fields = [name for name, _ in pairs]
    headings = [normalise_label(heading) for _, heading in pairs]
    twice = [
        f"{name} = {heading}"
        for name, heading in dict.fromkeys(pairs)
        if fields.count(name) > 1 or headings.count(normalise_label(heading)) > 1
    ]
    if len(twice) > 1:
        raise DocumentError("column_map.twice", where=where, lines=", ".join(twice))
    return dict(pairs)


def _where(raw: RawTable) -> str:
    """File and sheet."""
    return " › ".join(part for part in (raw.file, raw.sheet) if part)


def _lines(lacking: list[Field], headings: list[str]) -> str:
    """One line a missing field, with headings that look like it."""
    lines = []
    for one in lacking:
        like = near(labels(one), headings)
        lines.append(f"  · {one.title.th}" + (f" ≈ {', '.join(like)}" if like else ""))
    return "\n".join(lines)


def _notes(raw: RawTable, schema: Schema, made: Matching, unused: list[Field]) -> list[Finding]:
    """One finding a kind; a heading that a person should confirm has one of its own."""

    def tell(code: str, severity: Severity, names: list[str], shown: list[str]) -> list[Finding]:
        if not names:
            return []
        cell = ", ".join(filter(None, (raw.letters.get(name, "") for name in names)))
        few = [one for one in shown if not personal(one)][:MOST_NAMED]
        facts = {"columns": ", ".join([*few, "…"] if len(few) < len(shown) else few)}
        return [Finding(code, severity, raw.file, raw.sheet, cell, None, len(names), facts)]

    keys = [one.title.th for one in unused if one.name in _telling(schema)]
    read = [f"{heading} → {schema.by_name[n].title.th}" for n, heading in made.read_as.items()]
    titles = [one.title.th for one in unused if one.title.th not in keys]
    return [
        *tell("columns.read_as", "note", list(made.read_as.values()), read),
        *tell("columns.unknown", "note", made.unknown, made.unknown),
        *tell("columns.twice", "decide", made.twice, made.twice),
        *(_doubtful(raw, doubt) for doubt in made.doubtful),
        *tell("columns.keyless", "decide", keys, keys),
        *_halves(raw, schema, made.found),
        *tell("columns.absent", "note", titles, titles),
    ]


def _telling(schema: Schema) -> set[str]:
    """The columns that tell one row from another, besides the place."""
    return {name for name in schema.table.key if name != schema.table.place}


def _halves(raw: RawTable, schema: Schema, found: dict[str, str]) -> list[Finding]:
    """Columns that say nothing without the one that they are held against, or it without them."""
    made = []
    for one in schema.field:
        pair = {one.name, one.at_most or one.name}
        here = sorted(pair & set(found))
        if len(pair) > 1 and len(here) == 1:
            heading, (lacking,) = found[here[0]], pair - set(here)
            facts = {"column": heading, "other": schema.by_name[lacking].title.th}
            cell = raw.letters.get(heading, "")
            made.append(Finding("columns.half", "decide", raw.file, raw.sheet, cell, facts=facts))
    return made


def _doubtful(raw: RawTable, doubt: Doubt) -> Finding:
    """A heading that only looks like a field."""
    fields = doubt.fields[:SUGGESTIONS]
    return Finding(
        "columns.doubtful",
        "decide",
        raw.file,
        raw.sheet,
        raw.letters.get(doubt.heading, ""),
        facts={
            "heading": doubt.heading,
            "fields": ", ".join(one.title.th for one, _ in fields),
        },
        suggestions=tuple(
            Suggestion(one.name, one.title.th, "heading", round(score / 100, 3))
            for one, score in fields
        ),
    )
