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
    names,
    projects,
    tables,
    validate,
)
from tambon_gis.model.findings import Findings
from tambon_gis.study.load import DOCUMENT, load
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from tambon_gis.model.findings import Report
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.stages import RawTable

__all__ = ["check"]

BOUNDARY_SUFFIXES = frozenset({".shp", ".gpkg", ".geojson", ".json"})
#: A table is of a known kind from this many known headings on.
FEWEST_HEADINGS = 2


def check(path: str | Path, *, progress: Callable[[str], None] = lambda _step: None) -> Findings:
    """
    Check a file or a project.

    Parameters
    ----------
    path : str or pathlib.Path
        A project folder, its document, a boundary file or a survey table.
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
    if target.is_dir() or target.name == DOCUMENT:
        return load(target, progress=progress).findings
    progress(target.name)
    if target.suffix.lower() in BOUNDARY_SUFFIXES:
        return Findings((_boundary(target),))
    return Findings((_table(target),))


def _boundary(path: Path) -> Report:
    """A boundary file by itself: its codes and names are held against the official list."""
    polygons, report = boundaries.read(path)
    return names.check(polygons, report)


def _table(path: Path) -> Report:
    """A table by itself, read as the known kind that has most of its headings."""
    own = [path.parent]
    best: tuple[int, Schema, RawTable] | None = None
    nearest: tuple[int, InputError] | None = None
    for name in catalog.names("schemas", folders=own):
        schema = catalog.schema(name, folders=own)
        try:
            raw = tables.read_raw(path, schema=schema)
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
            best = fitting, schema, raw
    if best is None:
        if nearest is not None:
            raise nearest[1]
        return _other_table(path)
    _, schema, raw = best
    if schema.table.unit == "facility":
        return facilities.read(path, schema)[1]
    return validate.validate(raw, schema, role=schema.id)[1]


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
