"""Recognising: what a dropped file is, of which year, and what only a person can say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tambon_gis import catalog
from tambon_gis.analysis import assess
from tambon_gis.errors import DocumentError, InputError, TambonError
from tambon_gis.loaders import boundaries, columns, facilities, layers, projects, tables
from tambon_gis.loaders.boundaries import Setting
from tambon_gis.loaders.reading import headings
from tambon_gis.places import LADDER
from tambon_gis.study.newcomers import judged_by
from tambon_gis.study.taking import whereabouts, years
from tambon_gis.study.taking.recognised import KINDS, Doubt, Recognised, Said, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tambon_gis.loaders.formats.cells import Book
    from tambon_gis.loaders.reading.headings import Matching
    from tambon_gis.model.project import Project
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.stages import RawTable
    from tambon_gis.study.taking.recognised import Kind, Shape

__all__ = ["recognise"]

FACILITIES, PLACES, HOUSE = "facilities", "places", "bmn-household"
#: What a survey of households mostly tells, though it can be read without it.
TOLD = ("house_code", "members")
UNITS = frozenset({"household", "person", "village"})
#: A table with no more known headings than these is no survey.
FEWEST = 3
#: More columns than a survey has: each is held against every field of every schema.
MOST_COLUMNS = 1000
#: A table with more is laid out once, not once for every schema.
WIDE = 200
#: Faults that say that a layer is no boundary; with the others it cannot be read.
_NO_CODE = frozenset({"boundary.no_code", "boundary.no_column", "boundary.codeless"})
_NO_AREAS = frozenset({"boundary.no_polygons", "boundary.empty"})
_TABLE_FAULTS = frozenset({"table.no_heading", "table.empty"})
#: Files that hold map data and never a table.
_MAPS = frozenset(layers.SUFFIXES) - {".gpkg", ".zip", ".parquet"}


@dataclass(frozen=True)
class _Seen:
    """What is known while a file is looked at."""

    path: Path
    project: Project | None
    home: Path | None
    said: Said
    book: Book | None = None

    @property
    def own(self) -> list[Path]:
        """The folders of the user's documents."""
        return [] if self.home is None else [self.home]

    @property
    def area(self) -> str | None:
        """Code of the project's area."""
        return None if self.project is None else self.project.area.code


@dataclass(frozen=True)
class _Fit:
    """A table read as a schema would have it."""

    schema: Schema
    raw: RawTable
    made: Matching
    lacking: tuple[str, ...]
    columns: str | None = None
    others: tuple[Schema, ...] = ()

    @property
    def found(self) -> int:
        """Number of its known headings."""
        return len(self.made.found)


def recognise(
    path: Path,
    project: Project | None = None,
    *,
    home: Path | None = None,
    said: Said | None = None,
) -> Recognised:
    """
    Find out what a file is.

    Parameters
    ----------
    path : pathlib.Path
        A table, or a file of map data; the parts of a shapefile lie beside it.
    project : Project, optional
        The project that it would join: its area, and what it has already.
    home : pathlib.Path, optional
        The project folder, whose own schemas and rulebooks come first.
    said : Said, optional
        What a person said of it.

    Returns
    -------
    Recognised
        What it is. A file that cannot be read, or is of no kind that is known, is ``unknown`` and
        carries the fault.

    Examples
    --------
    >>> from pathlib import Path
    >>> found = recognise(Path("data/demo/จปฐ2565.xlsx"))
    >>> found.kind, found.year, found.schema, found.rulebook, found.doubts
    ('survey', 2565, 'bmn-household', 'bmn-2560', ())
    >>> recognise(Path("data/demo/map/ถนน.geojson")).shape
    'lines'
    """
    seen = _Seen(path, project, home, said or Said())
    try:
        found = _found(seen)
    except TambonError as fault:
        return Recognised(path, "unknown", fault=fault)
    return found


def _found(seen: _Seen) -> Recognised:
    """What a file is; a fault where it is nothing."""
    suffix = seen.path.suffix.lower()
    if suffix in _MAPS:
        return _map(seen)
    if suffix in layers.SUFFIXES:
        try:
            return _map(seen)
        except InputError as fault:
            try:
                return _table(seen)
            except InputError:
                raise fault from None
    return _table(seen)


def _map(seen: _Seen) -> Recognised:
    """A file of map data: areas with codes are boundaries, all others layers of the group."""
    kind = seen.said.kind
    if kind in {None, "boundary"}:
        try:
            return _boundary(seen)
        except InputError as fault:
            if kind == "boundary" or fault.code not in _NO_CODE | _NO_AREAS:
                raise
    if kind in {None, FACILITIES}:
        try:
            schema = catalog.schema(FACILITIES, folders=seen.own)
            frame, _ = facilities.read(seen.path, schema)
        except TambonError:
            if kind == FACILITIES:
                raise
        else:
            return Recognised(seen.path, "facilities", schema=FACILITIES, rows=len(frame))
    found = layers.open_layer(seen.path, kind="any")
    return _layer(seen, shape_of(found.frame), found.frame)


def _boundary(seen: _Seen) -> Recognised:
    """Areas with codes of places."""
    made_up = seen.project is None or seen.project.area.synthetic
    setting = Setting(
        area=None if made_up else seen.area, table=catalog.schema(PLACES, folders=seen.own)
    )
    frame, report = boundaries.read(seen.path, setting=setting)
    digits = {len(one) for one in frame["place"]}
    level = next(name for name, long in LADDER.items() if long == max(digits))
    doubts: tuple[Doubt, ...] = ()
    if seen.area not in {None, "TH"} and not frame["place"].str.startswith(f"{seen.area}").any():
        doubts = (Doubt("elsewhere", tuple(sorted({one[:6] for one in frame["place"]})[:5])),)
    if seen.said.kind == "boundary":
        doubts = ()
    return Recognised(seen.path, "boundary", level=level, rows=report.rows_kept, doubts=doubts)


def _layer(seen: _Seen, shape: Shape, frame: Any) -> Recognised:
    """A layer of the group's own."""
    named = tuple(str(one) for one in frame.columns if one != "geometry")
    return Recognised(seen.path, "layer", shape=shape, rows=len(frame), headings=named)


def _table(seen: _Seen) -> Recognised:
    """A table, as what most of its headings say that it is."""
    kind = seen.said.kind
    book = tables.kept(seen.path)
    seen = replace(seen, book=book)
    width = _width(book)
    if width > MOST_COLUMNS:
        raise InputError("intake.wide", where=seen.path.name, count=width, most=MOST_COLUMNS)
    if kind == "plan":
        return _plan(seen)
    fits = list(_fits(seen, tables.head(book), wide=width > WIDE))
    if kind in {None, "boundary", FACILITIES, "survey"} or kind not in KINDS:
        whole = [one for one in fits if not one.lacking and _says(one, seen)]
        if whole:
            used = {one.table for one in seen.project.survey} if seen.project else set()
            return _as(max(whole, key=lambda one: (one.found, one.schema.id in used)), seen)
    if kind is None and (plan := _plan_or_none(seen)) is not None:
        return plan
    if kind in {None, "layer"} and (fit := _with_place(fits)) is not None:
        fit = _whole(fit, seen)
        return replace(_layer(seen, "points", fit.raw.frame), headings=_headings(fit))
    nearest = [one for one in fits if one.schema.table.unit in UNITS and one.schema.id != PLACES]
    near = max(nearest, key=lambda one: (one.found, len(one.made.doubtful)), default=None)
    if near is not None and kind != "other" and (_near(near, seen) or kind is not None):
        return _as(near, seen)
    if kind in {None, "other"} and (fit := _listing(fits)) is not None:
        return _other(seen, fit)
    raise InputError("intake.unknown", where=seen.path.name)


def _whole(fit: _Fit, seen: _Seen) -> _Fit:
    """A fit of the first rows, of the whole table."""
    raw = tables.read_raw(seen.path, schema=fit.schema, schemas=fit.others, book=seen.book)
    return _mapped(raw, fit.schema, seen) or _plain(raw, fit.schema, seen)


def _width(book: Book) -> int:
    """The most columns of a sheet in which something stands; a sheet that is broken has none."""
    most = 0
    for sheet in book.sheets:
        try:
            frame = book.load(sheet).frame
        except InputError:
            continue
        if frame.shape[1] > WIDE:
            most = max(most, int(frame.notna().to_numpy().any(axis=0).sum()))
    return most


def _fits(seen: _Seen, book: Book, *, wide: bool) -> Iterator[_Fit]:
    """The first rows of the table as each schema would have them."""
    kind = seen.said.kind
    every = catalog.names("schemas", folders=seen.own)
    names = (kind,) if kind in every and kind != FACILITIES else every
    if kind in {"boundary", FACILITIES}:
        names = (PLACES if kind == "boundary" else FACILITIES,)
    schemas = [catalog.schema(name, folders=seen.own) for name in names]
    others = tuple(schemas) if wide else ()
    raw = None
    for schema in schemas:
        try:
            if raw is None or not wide:
                raw = tables.read_raw(seen.path, schema=schema, schemas=others, book=book)
        except InputError as fault:
            if fault.code not in _TABLE_FAULTS:
                raise
            continue
        yield replace(_mapped(raw, schema, seen) or _plain(raw, schema, seen), others=others)


def _plain(raw: RawTable, schema: Schema, seen: _Seen) -> _Fit:
    """The headings held against the fields."""
    made = headings.compare(raw, schema)
    lacking = columns.missing(made.found, schema, within=seen.area)
    return _Fit(schema, raw, made, tuple(one.name for one in lacking))


def _mapped(raw: RawTable, schema: Schema, seen: _Seen) -> _Fit | None:
    """The same with the column map of another year, where that helps."""
    surveys = seen.project.survey if seen.project is not None else ()
    others = (one.columns for one in surveys if one.table == schema.id)
    for name in dict.fromkeys((seen.said.columns, *others)):
        if name is None:
            continue
        try:
            given = catalog.column_map(name, folders=seen.own)
            found, _ = columns.match_columns(raw, schema, column_map=given, within=seen.area)
        except (InputError, DocumentError):
            continue
        if set(found.values()) & set(given.columns.values()):
            return _Fit(schema, raw, headings.compare(raw, schema, found), (), name)
    return None


def _says(fit: _Fit, seen: _Seen) -> bool:
    """Whether a table says what its kind is for: a list of houses answers no indicator."""
    unit = fit.schema.table.unit
    if fit.schema.id == PLACES:
        return fit.schema.table.place in fit.made.found
    if seen.said.kind == fit.schema.id or unit not in UNITS:
        return True
    if unit == "person":
        return fit.found > FEWEST
    return fit.found > FEWEST and bool(_answered(fit, seen))


def _answered(fit: _Fit, seen: _Seen) -> bool:
    """Whether a rulebook finds an answer in a table."""
    unit = "village" if fit.schema.table.unit == "village" else "household"
    for name in catalog.names("rulebooks", folders=seen.own):
        book = catalog.rulebook(name, folders=seen.own)
        if book.rulebook.unit == unit and assess.answerable(book, fit.made.found)[0]:
            return True
    return False


def _near(fit: _Fit, seen: _Seen) -> bool:
    """Whether a table without some headings is a survey all the same."""
    known = fit.found + len(fit.made.doubtful)
    return known > FEWEST and (_answered(fit, seen) or known > 2 * FEWEST)


def _headings(fit: _Fit) -> tuple[str, ...]:
    """The headings of a table of points, without its coordinates."""
    place = {fit.made.found.get(name) for name in ("latitude", "longitude")}
    return tuple(str(one) for one in fit.raw.frame if one not in place)


def _as(fit: _Fit, seen: _Seen) -> Recognised:
    """A table as its schema has it."""
    fit = _whole(fit, seen)
    schema = fit.schema
    blank = not len(fit.raw.frame)
    if schema.id in {PLACES, FACILITIES}:
        north = fit.made.found.get("latitude")
        blank = blank or (north is not None and bool(fit.raw.frame[north].isna().all()))
        kind: Kind = "boundary" if schema.id == PLACES else "facilities"
        level = "village" if schema.id == PLACES else None
        return Recognised(seen.path, kind, schema=schema.id, level=level, rows=len(fit.raw.frame),
                          headings=_headings(fit), blank=blank)  # fmt: skip
    year, rulebook, doubts = _judged(fit, seen)
    if fit.lacking:
        titles = tuple(schema.by_name[name].title.th for name in fit.lacking)
        doubts = (*doubts, Doubt("columns", titles))
    places = whereabouts.places(fit.raw, fit.made, fit.schema)
    area = seen.area if seen.said.kind is None else None  # a person who said it is sure
    if other := whereabouts.elsewhere(whereabouts.codes(fit.raw, fit.made, fit.schema), area):
        doubts = (*doubts, Doubt("elsewhere", other))
    return Recognised(
        seen.path, "survey", year, schema.id, rulebook, schema.table.unit == "person", fit.columns,
        level="village" if schema.table.unit == "village" else None,
        rows=len(fit.raw.frame), headings=tuple(map(str, fit.raw.frame)), places=places,
        unread=_unread(fit), blank=blank, doubts=doubts,
    )  # fmt: skip


def _unread(fit: _Fit) -> tuple[str, ...]:
    """Titles of the house and its members, where no heading is known for them and some are not."""
    named = fit.schema.by_name
    absent = [named[one] for one in TOLD if one in named and one not in fit.made.found]
    return tuple(one.title.th for one in absent) if fit.made.unknown or fit.made.doubtful else ()


def _judged(fit: _Fit, seen: _Seen) -> tuple[int | None, str | None, tuple[Doubt, ...]]:
    """Year and rulebook of a survey, and what of them is not sure."""
    year, said = _year(fit, seen)
    if year is None:
        return None, seen.said.rulebook, (Doubt("year", tuple(map(str, said))),)
    home = seen.home or seen.path.parent
    try:
        book = judged_by(year, fit.schema, home, seen.project, seen.said.rulebook)
    except InputError as fault:
        if fault.code == "update.rulebooks":
            known = re.findall(r"([^ ,]+) \(", str(fault.facts["known"]))
            return year, None, (Doubt("rulebook", tuple(known)),)
        return year, None, (Doubt("year", (str(year),)),)
    return year, book.id, ()


def _year(fit: _Fit, seen: _Seen) -> tuple[int | None, Sequence[int]]:
    """The year, or those that it may be."""
    if seen.said.year is not None:
        return seen.said.year, ()
    days = next((one.name for one in fit.schema.field if one.kind == "date"), "")
    found = years.of_table(seen.path, fit.raw, fit.schema, fit.made.found.get(days), book=seen.book)
    return (found[0], ()) if len(found) == 1 else (None, found)


def _plan(seen: _Seen) -> Recognised:
    """The form ผ.02."""
    frame, _ = projects.read(seen.path, book=seen.book)
    return Recognised(seen.path, "plan", rows=len(frame), blank=not len(frame))


def _plan_or_none(seen: _Seen) -> Recognised | None:
    """The form ผ.02, where it is one."""
    try:
        return _plan(seen)
    except InputError:
        return None


def _with_place(fits: Sequence[_Fit]) -> _Fit | None:
    """A table whose rows have coordinates."""
    for one in fits:
        if one.schema.id == FACILITIES and {"latitude", "longitude"} <= set(one.made.found):
            return one
    return None


def _listing(fits: Sequence[_Fit]) -> _Fit | None:
    """A table of house codes."""
    for one in fits:
        if one.schema.id == HOUSE and "house_code" in one.made.found:
            return one
    return None


def _other(seen: _Seen, fit: _Fit) -> Recognised:
    """A list of houses from elsewhere, to be held against a survey."""
    fit = _whole(fit, seen)
    year, found = _year(fit, seen)
    doubts: list[Doubt] = []
    if year is None:
        doubts.append(Doubt("year", tuple(map(str, found))))
    if seen.said.indicator is None:
        doubts.append(Doubt("indicator"))
    return Recognised(seen.path, "other", year, rows=len(fit.raw.frame),
                      headings=tuple(map(str, fit.raw.frame)), doubts=tuple(doubts))  # fmt: skip
