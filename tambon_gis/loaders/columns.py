"""Headings meet the fields of a schema: exactly after normalising, never by resemblance alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.model.findings import Finding
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tambon_gis.model.schema import Field, Schema
    from tambon_gis.model.stages import RawTable

__all__ = ["match_columns", "near"]

NEAR = 70.0
SUGGESTIONS = 3


def match_columns(raw: RawTable, schema: Schema) -> tuple[dict[str, str], tuple[Finding, ...]]:
    """
    Which heading of a table holds which field.

    Parameters
    ----------
    raw : RawTable
        The table.
    schema : Schema
        The fields: a heading is one when it equals the Thai or English title, a further heading or
        the name, after digits, spaces and known spellings are made alike.

    Returns
    -------
    tuple
        Field name -> heading as found, in the order of the schema; and notes about headings that
        are no field, fields that are absent, and headings that hold a field already found.

    Raises
    ------
    InputError
        When a required field is absent; the message names all of them, with headings that look
        like them.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis import catalog
    >>> from tambon_gis.loaders.tables import read_raw
    >>> raw = read_raw(Path("tests/data/small/households.csv"))
    >>> match_columns(raw, catalog.schema("bmn-household"))[0]["members"]
    'จำนวนสมาชิก (คน)'
    """
    fields = {label: field for field in schema.field for label in _labels(field)}
    found: dict[str, str] = {}
    unknown, twice = [], []
    for heading in raw.frame.columns:
        field = fields.get(normalise_label(heading))
        if field is None:
            unknown.append(heading)
        elif field.name in found:
            twice.append(heading)
        else:
            found[field.name] = heading
    missing = [field for field in schema.field if field.name not in found]
    _require([field for field in missing if field.required], unknown, raw)
    ordered = {field.name: found[field.name] for field in schema.field if field.name in found}
    return ordered, tuple(_notes(raw, unknown, twice, missing))


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


def _labels(field: Field) -> set[str]:
    """Every heading of a field, normalised."""
    texts = (field.title.th, field.title.en, field.name, *field.headers)
    return {normalise_label(text) for text in texts}


def _require(missing: list[Field], headings: list[str], raw: RawTable) -> None:
    """Refuse a table without its required columns, all named at once."""
    if not missing:
        return
    lines = []
    for field in missing:
        like = near((field.title.th, *field.headers), headings)
        lines.append(f"  · {field.title.th}" + (f" ≈ {', '.join(like)}" if like else ""))
    where = " › ".join(part for part in (raw.file, raw.sheet) if part)
    raise InputError("columns.missing", where=where, columns="\n".join(lines))


def _notes(
    raw: RawTable, unknown: list[str], twice: list[str], missing: list[Field]
) -> list[Finding]:
    """One note a kind; a second column of one field is for a person to decide."""

    def note(code: str, names: list[str], severity: str = "note") -> list[Finding]:
        return (
            [
                Finding(
                    code,
                    "decide" if severity == "decide" else "note",
                    file=raw.file,
                    sheet=raw.sheet,
                    cell=", ".join(raw.letters.get(name, "") for name in names).strip(", "),
                    count=len(names),
                    facts={"columns": ", ".join(names)},
                )
            ]
            if names
            else []
        )

    return [
        *note("columns.unknown", unknown),
        *note("columns.twice", twice, "decide"),
        *note("columns.absent", [field.title.th for field in missing]),
    ]
