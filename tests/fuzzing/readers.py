"""What is fuzzed: readers by name, each with the files from which damage starts."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torture.make import CASES, make

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TESTS = Path(__file__).parents[1]
REPO = TESTS.parent
LARGEST = 200_000

#: Files by name, the first one is the one that is read.
Seed = dict[str, bytes]


@dataclass(frozen=True)
class Reader:
    """A reader of the package and the files that it is tried with."""

    name: str
    read: Callable[[Path], Any]
    seeds: Callable[[], list[Seed]]


def _tell(findings: Iterable[Any]) -> None:
    """Every finding can be said."""
    for one in findings:
        for lang in ("th", "en"):
            one.tell(lang)
            one.mend(lang)


def read_table(path: Path) -> None:
    """A survey table by a schema that has every kind of field."""
    from torture.reading import schema

    from tambon_gis.loaders import tables, validate

    about = schema("household")
    raw = tables.read_raw(path, schema=about)
    _, report = validate.validate(raw, about, role="fuzz", within="990101")
    _tell(report.findings)


def read_tables(path: Path) -> None:
    """Every table of a container."""
    from torture.reading import schema

    from tambon_gis.loaders import tables, validate

    about = schema("household")
    found = tables.read_all(path, schema=about, sheet="*")
    parts = [validate.validate(raw, about, role="fuzz", within="990101") for raw in found]
    for _, report in validate.across(parts, about):
        _tell(report.findings)


def read_plan(path: Path) -> None:
    """A plan form."""
    from tambon_gis.loaders import projects

    _tell(projects.read(path)[1].findings)


def read_places(path: Path) -> None:
    """A table of facilities."""
    from tambon_gis import catalog
    from tambon_gis.loaders import facilities

    _tell(facilities.read(path, catalog.schema("facilities"))[1].findings)


def read_layer(path: Path) -> None:
    """A layer of areas."""
    from tambon_gis.loaders import boundaries

    _tell(boundaries.read(path)[1].findings)


def read_project(path: Path) -> None:
    """A project document."""
    from tambon_gis.model.document import read_document
    from tambon_gis.model.project import Project

    read_document(Project, path)


def read_document_of(kind: str) -> Callable[[Path], None]:
    """Rulebook, schema, source map or column map."""

    def read(path: Path) -> None:
        from tambon_gis.model.document import read_document
        from tambon_gis.model.rulebook import Rulebook
        from tambon_gis.model.schema import Schema
        from tambon_gis.model.source import ColumnMap, SourceMap

        kinds: dict[str, Any] = {"rulebook": Rulebook, "schema": Schema, "source": SourceMap,
                                 "columns": ColumnMap}  # fmt: skip
        read_document(kinds[kind], path)

    return read


def read_fixes(path: Path) -> None:
    """Decisions, TOML or XLSX, found by their folder."""
    from tambon_gis.loaders import fixes

    fixes.read(path.parent)


@cache
def _made(name: str) -> tuple[tuple[str, bytes], ...]:
    """The files of a torture case, the main one first."""
    with tempfile.TemporaryDirectory() as folder:
        made = make(name, Path(folder))
        files = sorted((Path(folder) / name).rglob("*"))
        found = [made.path, *(one for one in files if one != made.path)]
        return tuple((one.name, one.read_bytes()) for one in found if one.is_file())


def tortured(*names: str) -> Callable[[], list[Seed]]:
    """Files of the torture chamber as seeds."""
    return lambda: [dict(_made(name)) for name in names if name in CASES]


def on_disk(*places: str, called: str = "") -> Callable[[], list[Seed]]:
    """Files of the repository as seeds."""
    return lambda: [{called or Path(place).name: (REPO / place).read_bytes()} for place in places]


def _both(*some: Callable[[], list[Seed]]) -> Callable[[], list[Seed]]:
    """Seeds of several origins."""
    return lambda: [seed for one in some for seed in one()]


def _demo_shapefile() -> list[Seed]:
    """The worked example's boundaries."""
    folder = REPO / "data" / "demo" / "boundaries"
    names = ("village.shp", "village.shx", "village.dbf", "village.prj")
    return [{name: (folder / name).read_bytes() for name in names}]


COLUMN_MAP = """\
[map]
id = "kobo"
title = { th = "ก", en = "Kobo" }
schema = "household"
encoding = "cp874"
missing = ["999"]

[columns]
village = "vcode"

[missing]
members = ["0"]

[[doubtful]]
field = "income"
heading = "รายได้ต่อปี"
likeness = 81.5
confirmed = true
"""
FIXES = """\
[[fix]]
input = "survey"
place = "99010109"
use = "99010103"
decided_by = "คณะทำงาน"
decided_on = "2565-03-01"

[[fix]]
file = "homes.csv"
row = 3
leave_out = true
"""
DOCUMENTS = "tambon_gis/documents"


def shipped(place: str) -> Callable[[], list[Seed]]:
    """A document of the package as seed."""
    return on_disk(f"{DOCUMENTS}/{place}")


READERS: dict[str, Reader] = {
    one.name: one
    for one in (
        Reader("csv", read_table, _both(
            on_disk("tests/data/small/households.csv"),
            tortured("comma_thai", "titles_above", "text_utf16", "text_cp874",
                     "header_two_rows_csv", "age_differs", "place_names", "code_components",
                     "odk_csv"))),
        Reader("xlsx", read_table, _both(
            on_disk("data/demo/กชช2ค2564.xlsx"),
            tortured("header_two_rows", "hidden_row", "two_tables", "date_cell", "kobo_xlsx",
                     "logo"))),
        Reader("xls", read_table, tortured("xls")),
        Reader("ods", read_table, tortured("ods", "ods_hidden")),
        Reader("parquet", read_table, tortured("parquet")),
        Reader("sqlite", read_table, tortured("sqlite", "gpkg_table")),
        Reader("html", read_table, tortured("xls_is_html")),
        Reader("zip", read_tables, tortured("zip_of_csv")),
        Reader("sheets", read_tables, tortured("sheets_by_village")),
        Reader("plan", read_plan, _both(
            on_disk("tests/data/plan.csv", "data/demo/แผนพัฒนา2566-2570.xlsx"),
            tortured("plan_continued"))),
        Reader("places", read_places, _both(
            on_disk("tests/data/facilities.csv", "data/demo/สถานที่.xlsx"),
            tortured("point_degrees"))),
        Reader("shapefile", read_layer, _both(
            _demo_shapefile,
            tortured("shp_cp874", "crs_indian", "shp_cpg_wrong", "dbf_deleted", "shp_no_shx"))),
        Reader("zipped", read_layer, tortured("shp_zip", "kmz")),
        Reader("gpkg", read_layer, tortured("gpkg", "gpkg_layers")),
        Reader("geojson", read_layer, _both(
            on_disk("tests/data/small/villages.geojson"),
            tortured("crs_geojson_member", "heights", "collection_shape", "parts"))),
        Reader("topojson", read_layer, tortured("topojson")),
        Reader("fgb", read_layer, tortured("fgb")),
        Reader("geoparquet", read_layer, tortured("geoparquet")),
        Reader("kml", read_layer, tortured("kml")),
        Reader("gpx", read_places, tortured("gpx_points")),
        Reader("pins", read_places, tortured("kml_points")),
        Reader("project", read_project, on_disk(
            "data/demo/tambon.toml", "tests/data/small/tambon.toml")),
        Reader("rulebook", read_document_of("rulebook"), shipped("rulebooks/tpmap-2561.toml")),
        Reader("schema", read_document_of("schema"), shipped("schemas/facilities.toml")),
        Reader("source", read_document_of("source"),
               shipped("sources/tpmap-province-2561.toml")),
        Reader("columns", read_document_of("columns"),
               lambda: [{"kobo.toml": COLUMN_MAP.encode()}]),
        Reader("fixes", read_fixes, lambda: [{"fixes.toml": FIXES.encode()}]),
    )
}  # fmt: skip


@cache
def seeds(name: str) -> tuple[Seed, ...]:
    """The seeds of a reader, small ones only."""
    found = READERS[name].seeds()
    return tuple(seed for seed in found if sum(map(len, seed.values())) <= LARGEST * len(seed))
