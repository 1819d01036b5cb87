"""Look: check one file, or a whole project, and give back what the loaders noticed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.loaders import (
    boundaries,
    columns,
    counts,
    facilities,
    formats,
    layers,
    names,
    projects,
    tables,
    validate,
)
from tambon_gis.loaders.layout import folder
from tambon_gis.model.findings import Findings
from tambon_gis.model.project import DOCUMENT
from tambon_gis.study.load import load
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from tambon_gis.model.findings import Report
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.stages import RawTable

__all__ = ["check"]

#: What a file of map data is told to be where it holds no areas.
NO_AREAS = frozenset({"boundary.no_polygons", "boundary.empty"})
#: A table is of a known kind from this many known headings on.
FEWEST_HEADINGS = 2


def check(path: str | Path, *, progress: Callable[[str], None] = lambda _step: None) -> Findings:
    """
    Check a file or a project.

    Parameters
    ----------
    path : str or pathlib.Path
        A project folder, its document, a file of map data, a survey table, or a folder of tables.
    progress : callable, optional
        Called with the name of each file as its reading begins.

    Returns
    -------
    Findings
        One report a file.

    Raises
    ------
    TambonError
        When something cannot be read at all.

    Examples
    --------
    >>> check("tests/data/small").to_decide
    0
    """
    target = Path(path)
    if not target.exists():
        raise MissingFileError("file.missing", where=target.name)
    if target.name == DOCUMENT or (target / DOCUMENT).exists():
        return load(target, progress=progress).findings
    if target.is_dir() and not any(_is_table(file) for file in target.iterdir()):
        return load(target, progress=progress).findings  # which says that no document is there
    progress(target.name)
    suffix = target.suffix.lower()
    readable = tuple(dict.fromkeys((*formats.SUFFIXES, *layers.SUFFIXES)))
    if target.is_file() and suffix not in readable:
        known = ", ".join(readable)
        raise InputError("file.suffix", where=target.name, suffix=suffix or "-", known=known)
    if target.is_dir() or suffix not in layers.SUFFIXES:
        return Findings(_table(target))
    if suffix not in formats.SUFFIXES:
        return Findings((_layer(target),))
    return Findings(_either(target))


def _is_table(path: Path) -> bool:
    """Whether a file of a folder looks like a table."""
    known = path.suffix.lower() in formats.SUFFIXES
    return path.is_file() and known and not folder.ignored(path.name)


def _either(path: Path) -> tuple[Report, ...]:
    """A file that may hold areas or a table: ZIP, GeoPackage, Parquet."""
    try:
        return (_layer(path),)
    except InputError as fault:
        try:
            return _table(path)
        except InputError:
            raise fault from None


def _layer(path: Path) -> Report:
    """Boundaries by themselves, held against the official list; points are facilities."""
    try:
        polygons, report = boundaries.read(path)
    except InputError as fault:
        if fault.code not in NO_AREAS:
            raise
        try:
            return facilities.read(path, catalog.schema("facilities", folders=[path.parent]))[1]
        except InputError:
            raise fault from None
    return names.check(polygons, report)


def _table(path: Path) -> tuple[Report, ...]:
    """Tables by themselves, read as the known kind that has most of their headings."""
    own = [path.parent]
    sample = path if path.is_file() else min(filter(_is_table, path.iterdir()))
    best: tuple[int, Schema] | None = None
    nearest: tuple[int, InputError] | None = None
    for name in catalog.names("schemas", folders=own):
        schema = catalog.schema(name, folders=own)
        try:
            raw = tables.read_raw(sample, schema=schema)
        except InputError as fault:
            if fault.code != "table.no_heading":
                raise
            continue
        try:
            fitting = len(columns.match_columns(raw, schema)[0])
        except InputError as fault:
            known = _known_headings(raw, schema)
            if known > (nearest[0] if nearest else FEWEST_HEADINGS):
                nearest = known, fault
            continue
        if fitting > (best[0] if best else FEWEST_HEADINGS):
            best = fitting, schema
    if best is None:
        if nearest is not None:
            raise nearest[1]
        return (_other_table(sample),)
    _, schema = best
    if schema.table.unit == "facility" and path.is_file():
        return (facilities.read(path, schema)[1],)
    parts = [
        validate.validate(raw, schema, role=schema.id)
        for raw in tables.read_all(path, schema=schema)
    ]
    return tuple(report for _, report in validate.across(parts, schema))


def _known_headings(raw: RawTable, schema: Schema) -> int:
    """How many headings of a table are those of a schema that it does not hold whole."""
    expected = tables.expected_headings(schema)
    return sum(normalise_label(str(heading)) in expected for heading in raw.frame.columns)


def _other_table(path: Path) -> Report:
    """A table of published counts, or the form ผ.02."""
    own = [path.parent]
    for name in catalog.names("sources", folders=own):
        source = catalog.source(name, folders=own)
        raw = tables.read_raw(path, source=source)
        if source.file.place in raw.frame.columns:
            book = catalog.rulebook(source.file.rulebook, folders=own)
            return counts.read_counts(
                raw, source, book, role=source.id, year=book.rulebook.years[0]
            )[1]
    try:
        return projects.read(path)[1]
    except InputError:
        known = [catalog.schema(name).table.title.th for name in catalog.names("schemas")]
        raise InputError("file.kind", where=path.name, known=", ".join(known)) from None
