"""Reads a bad file through the package as its entry in ``expected.json`` says."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tambon_gis import catalog
from tambon_gis.loaders import (
    boundaries,
    columns,
    facilities,
    fixes,
    match,
    meet,
    points,
    projects,
    tables,
    validate,
)
from tambon_gis.model.document import read_document
from tambon_gis.model.schema import Schema
from tambon_gis.model.source import ColumnMap
from tambon_gis.study import look

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tambon_gis.model.findings import Finding, Report

HERE = Path(__file__).parent
ROLE = "survey"


@dataclass
class Outcome:
    """What a reading gave: frames, one report each, and which rows each frame kept."""

    frames: list[Any]
    reports: list[Report]
    joins: list[Any] = field(default_factory=list)

    @property
    def findings(self) -> list[Finding]:
        """All findings of all reports."""
        return [finding for report in self.reports for finding in report.findings]

    @property
    def rows(self) -> list[int]:
        """Row numbers that were kept, in order."""
        return [int(row) for frame in self.frames for row in frame["row"]]


@cache
def expected() -> dict[str, Any]:
    """What every case should give."""
    return json.loads((HERE / "expected.json").read_text(encoding="utf-8"))


@cache
def schema(name: str) -> Schema:
    """The schema of the torture chamber, or a shipped one."""
    own = HERE / f"{name}.toml"
    return read_document(Schema, own) if own.exists() else catalog.schema(name)


def read(entry: dict[str, Any], path: Path) -> Outcome:
    """Read a file as its kind asks for."""
    return _KINDS[entry.get("kind", "table")](entry, path)


def _options(entry: dict[str, Any]) -> dict[str, Any]:
    """Options of the table reader: sheet, range, column map."""
    options = {key: entry[key] for key in ("sheet", "cells") if key in entry}
    if "map" in entry:
        options["column_map"] = ColumnMap.model_validate(entry["map"])
    return options


def _map(options: dict[str, Any]) -> dict[str, Any]:
    """The column map alone."""
    return {key: value for key, value in options.items() if key == "column_map"}


def _table(entry: dict[str, Any], path: Path) -> Outcome:
    """One survey table."""
    about, options = schema(entry.get("schema", "household")), _options(entry)
    within = entry.get("within")
    raw = tables.read_raw(path, schema=about, **options)
    frame, report = validate.validate(raw, about, role=ROLE, within=within, **_map(options))
    return Outcome([frame], [report])


def _tables(entry: dict[str, Any], path: Path) -> Outcome:
    """Several tables of one survey."""
    about, options = schema(entry.get("schema", "household")), _options(entry)
    within = entry.get("within")
    parts = [
        validate.validate(raw, about, role=ROLE, within=within, **_map(options))
        for raw in tables.read_all(path, schema=about, **options)
    ]
    parts = validate.across(parts, about)
    return Outcome([frame for frame, _ in parts], [report for _, report in parts])


def _boundary(entry: dict[str, Any], path: Path) -> Outcome:
    """A layer of areas, beside a trusted layer or inside tambons where these files are there."""
    setting: dict[str, Any] = {key: entry[key] for key in ("mend", "area") if key in entry}
    for key, name in (("reference", "reference.geojson"), ("inside", "tambon.geojson")):
        if (path.parent / name).exists():
            setting[key] = boundaries.read(path.parent / name)[0]
    keys = ("level", "layer", "code_column", "name_column", "crs")
    options = {key: entry[key] for key in keys if key in entry}
    frame, report = boundaries.read(path, **options, setting=boundaries.Setting(**setting))
    return Outcome([frame], [report])


def _join(entry: dict[str, Any], path: Path) -> Outcome:
    """A survey, the decisions about it, and its map."""
    about, within = schema("household"), entry.get("within")
    raw = tables.read_raw(path, schema=about)
    headings, _ = columns.match_columns(raw, about, within=within)
    decided = fixes.read(path.parent)
    raw = fixes.apply(raw, about, decided, role=ROLE, headings=headings)
    frame, report = validate.validate(raw, about, role=ROLE, within=within)
    polygons, drawn = boundaries.read(path.parent / "land.geojson")
    matched, report, joined = match.match(frame, polygons, report=report, within=within)
    letters = {name: raw.letters[heading] for name, heading in headings.items()}
    report = points.check(matched, polygons, report, letters=letters)
    report = fixes.settle(report, decided, role=ROLE)
    told = fixes.report(decided, [report, drawn], places=set(polygons["place"]))
    return Outcome([matched], [report, *filter(None, [told])], [joined])


def _years(_entry: dict[str, Any], path: Path) -> Outcome:
    """A survey beside the one of the year before."""
    about = schema("household")
    before, after = (
        validate.validate(tables.read_raw(one, schema=about), about, role=one.stem)
        for one in (path.parent / "before.csv", path)
    )
    report, joins = meet.between_years(
        [before[0]], [after[0]], roles=("before", "after"), report=after[1]
    )
    return Outcome([after[0]], [report], list(joins))


def _villages(_entry: dict[str, Any], path: Path) -> Outcome:
    """Households beside the forms of their villages."""
    about, form = schema("household"), schema("nrd2c-village")
    frame, report = validate.validate(tables.read_raw(path, schema=about), about, role=ROLE)
    beside = path.parent / "forms.csv"
    forms, _ = validate.validate(tables.read_raw(beside, schema=form), form, role="forms")
    report, join = meet.with_villages([frame], [forms], roles=(ROLE, "forms"), report=report)
    return Outcome([frame], [report], [join])


def _facilities(_entry: dict[str, Any], path: Path) -> Outcome:
    """A table of facilities."""
    frame, report = facilities.read(path, schema("facilities"))
    return Outcome([frame], [report])


def _plan(_entry: dict[str, Any], path: Path) -> Outcome:
    """A plan form."""
    frame, report = projects.read(path)
    return Outcome([frame], [report])


def _project(_entry: dict[str, Any], path: Path) -> Outcome:
    """A whole project folder."""
    found = look.check(path)
    return Outcome([], list(found.reports), list(found.joins))


_KINDS = {
    "table": _table,
    "tables": _tables,
    "boundary": _boundary,
    "join": _join,
    "years": _years,
    "villages": _villages,
    "facilities": _facilities,
    "plan": _plan,
    "project": _project,
}


def plain(cells: Iterable[Any]) -> list[Any]:
    """Values that JSON can hold: null for unknown, ISO text for days, six decimals."""
    import pandas as pd

    out: list[Any] = []
    for cell in cells:
        if cell is None or (not isinstance(cell, list) and pd.isna(cell)):
            out.append(None)
        elif isinstance(cell, dt.date):
            out.append(cell.isoformat()[:10])
        elif hasattr(cell, "item"):
            out.append(cell.item())
        else:
            out.append(cell)
    return out


def rows_named(cell: str, row: int | None) -> set[int]:
    """The rows that an address speaks of: D3, D3:D7, D9 or 3:7; read here, apart from the code."""
    rows = {row} if row is not None else set()
    for part in cell.split(","):
        ends = [int(number) for number in re.findall(r"(?<![A-Za-z\d])[A-Z]{0,3}(\d+)", part)]
        if ends:
            rows |= set(range(ends[0], ends[-1] + 1))
    return rows
