"""What a command loads: nobody waits for a library that nothing of the call needs."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

#: Runs the command line and tells which libraries, and which of our modules, were loaded by it.
RUN = """
import json, sys
before = set(sys.modules)
try:
    exec(sys.argv.pop(1))
except SystemExit:
    pass
loaded = set(sys.modules) - before
print("\\n" + json.dumps(sorted(loaded)))
"""
COMMAND = "from tambon_gis.cli import main; main(sys.argv[1:])"
#: What the command line itself stands on.
DESK = {"annotated_doc", "shellingham", "tambon_gis", "typer"}
#: Never in a build of the page alone: other formats, other engines, clusters, cutting of fonts.
OTHER_WORK = {
    "esda", "fastexcel", "fontTools", "libpysal", "mapclassify", "matplotlib", "PIL", "polars",
    "pptx", "pyspark", "scipy", "sedonadb", "segno", "tomlkit", "typst", "xlsxwriter",
}  # fmt: skip
#: Nor do these belong to looking at one table.
OTHER_THAN_TABLES = OTHER_WORK | {
    "branca", "duckdb", "folium", "geopandas", "jinja2", "pyogrio", "pyproj", "requests", "shapely",
}  # fmt: skip


def loaded(statement: str, *words: str, cwd: Path) -> set[str]:
    """Modules that a fresh Python loads for a statement."""
    call = [sys.executable, "-c", RUN, statement, *words]
    done = subprocess.run(call, cwd=cwd, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def strangers(modules: set[str]) -> set[str]:
    """The libraries among modules that are not Python's own."""
    return {name.partition(".")[0] for name in modules} - set(sys.stdlib_module_names)


def test_importing_the_package_loads_nothing_but_itself(repo: Path) -> None:
    found = loaded("import tambon_gis", cwd=repo)
    assert strangers(found) == {"tambon_gis"}
    assert {name for name in found if name.startswith("tambon_gis")} == {"tambon_gis"}


def test_help_loads_the_desk_alone(repo: Path) -> None:
    assert strangers(loaded(COMMAND, "--help", cwd=repo)) == DESK


def test_looking_at_a_table_loads_no_map(repo: Path) -> None:
    found = strangers(loaded(COMMAND, "check", "tests/data/small/households.csv", cwd=repo))
    assert {"tambon_gis", "pandas"} <= found
    assert not found & OTHER_THAN_TABLES


def test_a_shipped_rulebook_needs_no_parser_until_a_rule_is_used(repo: Path) -> None:
    book = "from tambon_gis import catalog; book = catalog.rulebook('bmn-2560')"
    assert "sqlglot" not in strangers(loaded(book, cwd=repo))
    rule = "; from tambon_gis.model.rule import Rule; Rule('a = 1 and b = 2')"
    assert "sqlglot" in strangers(loaded(book + rule, cwd=repo))


@pytest.fixture(scope="module")
def built(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What building the page of the small tambon loads, once this computer has cut its font."""
    out = tmp_path_factory.mktemp("lazy")
    loaded(COMMAND, "build", "tests/data/small", "--out", str(out), cwd=repo)
    found = loaded(COMMAND, "build", "tests/data/small", "--out", str(out), cwd=repo)
    assert (out / "maps" / "990201" / "index.html").is_file()
    return found


def test_building_a_page_loads_no_other_format(built: set[str]) -> None:
    assert {"duckdb", "geopandas"} <= strangers(built)
    assert not strangers(built) & OTHER_WORK


@pytest.mark.parametrize(
    "room",
    [
        "tambon_gis.analysis.planning.choose",
        "tambon_gis.loaders.formats.workbook",
        "tambon_gis.analysis.spatial.nearest",
        "tambon_gis.loaders.projects",
        "tambon_gis.study.sides",
    ],
)
def test_a_project_without_a_plan_loads_no_planning(room: str, built: set[str]) -> None:
    assert room not in built


def test_the_check_sees_what_is_loaded(repo: Path) -> None:
    assert "scipy" in strangers(loaded("import scipy", cwd=repo))
