"""The tasks: the national job, poverty, points, workbooks, layers, clusters, one tambon, start."""

from __future__ import annotations

from benchmarks.plan import Contender, Mark, Task
from benchmarks.worlds import layers

__all__ = ["tasks"]

_OURS = "benchmarks.ours."
_PEERS = "benchmarks.peers."
_ENGINES = {"duckdb": "DuckDB", "polars": "Polars", "spark": "Spark"}
_LOOSE = (
    "The loader brings shapes to WGS 84 and measures them in metres again; by hand they are "
    "measured as they lie. Gaps as thin as rounding close or open on the way, so that a few in a "
    "thousand may differ."
)
_PACKAGE = {"duckdb": "duckdb", "polars": "polars", "spark": "pyspark"}


def tasks() -> dict[str, Task]:
    """Every task by its id, in the order in which they are run."""
    every = (
        *(_engine(engine) for engine in _ENGINES),
        _national(),
        _threads(),
        _poverty(),
        _points(),
        _points_without(),
        *_tables(),
        *_layers(),
        _clusters(),
        _tambon(),
        _import(),
        _help(),
    )
    return {task.id: task for task in every}


def _engine(engine: str) -> Task:
    """The national job on one engine, ours and by hand."""
    turns = 2 if engine == "spark" else 3
    second = engine != "spark"
    needs = (_PACKAGE[engine],)
    return Task(
        f"national-{engine}",
        f"National job on {_ENGINES[engine]}: indicators and poverty at four levels",
        (
            Contender("ours", f"tambon_gis, {_ENGINES[engine]}", f"{_OURS}national:national",
                      ("households",), (engine,), turns=turns, second=second, needs=needs),
            Contender("by-hand", f"SQL by hand on {_ENGINES[engine]}",
                      f"{_PEERS}national_{engine}:national",
                      ("households",), turns=turns, second=second, needs=needs),
        ),
        (
            Mark("ours", 1.15, ("by-hand",)),
            Mark("ours", 1.5, ("by-hand",), quantity="memory"),
        ),
        "national",
    )  # fmt: skip


def _national() -> Task:
    """The national job with the engine that the tool chooses, beside the fastest and pandas."""
    return Task(
        "national",
        "National job, engine chosen by the tool",
        (
            Contender("ours", "tambon_gis, engine chosen", f"{_OURS}national:national",
                      ("households",), second=True),
            Contender("duckdb", "SQL by hand on DuckDB", f"{_PEERS}national_duckdb:national",
                      ("households",)),
            Contender("polars", "SQL by hand on Polars", f"{_PEERS}national_polars:national",
                      ("households",), second=True, needs=("polars",)),
            Contender("tables", "tambon_gis, and every long table made", f"{_OURS}national:tables",
                      ("households",), turns=2),
            Contender("pandas", "plain vectorised pandas", f"{_PEERS}national_pandas:national",
                      ("households",), turns=1),
        ),
        (
            Mark("ours", 1.2, ("duckdb", "polars")),
            Mark("ours", 1024, quantity="memory"),
            Mark("ours", 7, ("pandas",), kind="faster"),
            Mark("ours", 1 / 5, ("pandas",), quantity="memory"),
        ),
        "national",
        "SQL by hand is run again here, so that all of this table is of one run.",
    )  # fmt: skip


def _threads() -> Task:
    """The national job on one core and on two."""
    engines = {"auto": "engine chosen", "duckdb": "DuckDB"}
    found = [
        Contender(
            f"{engine}-{cores}",
            f"tambon_gis, {name}, {cores} core{'s' if cores > 1 else ''}",
            f"{_OURS}national:national",
            ("households",),
            (engine,),
            turns=2,
            cores=cores,
        )
        for engine, name in engines.items()
        for cores in (2, 1)
    ]
    marks = [Mark(f"{engine}-2", 1.7, (f"{engine}-1",), kind="faster") for engine in engines]
    note = "The process may use so many processors (affinity), set before anything is loaded."
    return Task("threads", "Two threads against one", tuple(found), tuple(marks), "national", note)


def _poverty() -> Task:
    """Poverty by village beside mpitb."""
    return Task(
        "poverty",
        "Poverty by village, 168,000 households in memory, warm call",
        (
            Contender("ours", "tambon_gis", f"{_OURS}poverty:poverty", ("complete",), turns=5,
                      second=True),
            Contender("mpitb", "mpitb", f"{_PEERS}poverty_mpitb:poverty", ("complete",), turns=1,
                      second=True, needs=("mpitb",)),
        ),
        (Mark("ours", 100, ("mpitb",), kind="faster"),),
        "poverty",
        "Every answer is there: mpitb counts a household with a missing answer as not poor.",
    )  # fmt: skip


def _points() -> Task:
    """Points into polygons with the extra."""
    inputs = ("points", "villages")
    return Task(
        "points",
        "13 million points into 75,000 polygons",
        (
            Contender("ours", "tambon_gis", f"{_OURS}points:inside", inputs, second=True,
                      needs=("sedonadb",)),
            Contender("sedonadb", "SedonaDB called directly", f"{_PEERS}points_sedonadb:inside",
                      inputs, second=True, needs=("sedonadb",)),
            Contender("geopandas", "geopandas.sjoin", f"{_PEERS}points_geopandas:inside", inputs,
                      turns=1),
        ),
        (
            Mark("ours", 1.25, ("sedonadb",)),
            Mark("ours", 3, ("geopandas",), kind="faster"),
        ),
        "points",
        "Points and polygons are in memory before time is taken, and count in the peak.",
    )  # fmt: skip


def _points_without() -> Task:
    """Points into polygons without the extra."""
    inputs = ("points", "villages")
    return Task(
        "points-without",
        "The same without the extra",
        (
            Contender("ours", "tambon_gis, STRtree", f"{_OURS}points:inside", inputs, ("strtree",),
                      turns=2, second=True),
            Contender("by-hand", "shapely's STRtree in chunks on two threads",
                      f"{_PEERS}points_strtree:inside", inputs, turns=2, second=True),
        ),
        (Mark("ours", 1.1, ("by-hand",)),),
        "points",
    )  # fmt: skip


def _tables() -> list[Task]:
    """Workbooks and text tables."""
    read = f"{_OURS}tables:read"
    books = [
        Task(
            name,
            title,
            (
                Contender("ours", "tambon_gis, raw table with its checks", read, (name,), turns=3,
                          second=name == "xlsx"),
                Contender("fastexcel", "fastexcel alone", f"{_PEERS}workbook_fastexcel:read",
                          (name,), turns=3, second=name == "xlsx"),
                *others,
            ),
            marks,
            "cells",
        )
        for name, title, others, marks in (
            (
                "xlsx",
                "XLSX, 100,000 x 45",
                (Contender("pandas", "pandas with openpyxl", f"{_PEERS}workbook_pandas:read",
                           ("xlsx",), turns=1, needs=("openpyxl",)),),
                (Mark("ours", 1.5, ("fastexcel",)), Mark("ours", 8, ("pandas",), kind="faster")),
            ),
            (
                "xlsx-marked",
                "The same with 500 hidden rows and 100 merges",
                (),
                (Mark("ours", 2.5, ("fastexcel",)),),
            ),
        )
    ]  # fmt: skip
    texts = [
        Task(
            name,
            title,
            (
                Contender("ours", "tambon_gis, raw table with its checks", read, (name,)),
                Contender("pandas", "pandas.read_csv(dtype=str)", f"{_PEERS}text_table:by_pandas",
                          (name,)),
                Contender("csv", "csv module, lists of text", f"{_PEERS}text_table:by_csv_module",
                          (name,)),
            ),
            same="cells",
        )
        for name, title in (("csv", "CSV of the same cells"), ("csv-quoted", "CSV, all quoted"))
    ]  # fmt: skip
    return [*books, *texts]


def _layers() -> list[Task]:
    """Boundary layers with all checks."""
    plans = {
        "layer": "Shapefile of 7,425 made-up tambons, all checks",
        "layer-loose": "The same, each polygon drawn alone, with overlaps and gaps",
    }
    if layers.REAL.exists():
        plans["layer-real"] = "Shapefile of the 7,425 real tambons, all checks"
        plans["layer-real-loose"] = "The same, each polygon drawn alone"
    return [
        Task(
            name,
            title,
            (
                Contender("ours", "tambon_gis", f"{_OURS}tables:layer", (name,), turns=5,
                          second=name == "layer"),
                Contender("by-hand", "pyogrio and shapely by hand", f"{_PEERS}layer_by_hand:read",
                          (name,), turns=5, second=name == "layer"),
            ),
            (Mark("ours", 1.5, ("by-hand",)),),
            "numbers",
            _LOOSE if name.endswith("loose") else "",
        )
        for name, title in plans.items()
    ]  # fmt: skip


def _clusters() -> Task:
    """Local Moran's I."""
    return Task(
        "clusters",
        "LISA with 999 permutations, 7,425 areas, contiguity included",
        (
            Contender("ours", "tambon_gis", f"{_OURS}clusters:clusters", ("areas", "shares"),
                      second=True, needs=("esda",)),
            Contender("esda", "libpysal and esda, warm", f"{_PEERS}clusters_esda:clusters",
                      ("areas", "shares"), second=True, needs=("esda",)),
        ),
        (Mark("ours", 4, ("esda",), kind="faster"),),
        "clusters",
        "Warm: a first call on 100 areas comes before time is taken, for both.",
    )  # fmt: skip


def _tambon() -> Task:
    """One tambon, whole processes."""
    return Task(
        "tambon",
        "One tambon: CSV and shapefile to indicators and page, whole process",
        (
            Contender("ours", "tambon-gis build, with all its checks", f"{_OURS}tambon:shares",
                      ("tambon",), command=("{tambon-gis}", "build", "{tambon}", "--out", "{out}"),
                      turns=7, second=True),
            Contender("script", "pandas, geopandas and folium script",
                      f"{_PEERS}tambon_folium:shares", ("tambon",), turns=7, second=True,
                      command=("{python}", "-m", "benchmarks.peers.tambon_folium", "{tambon}",
                               "{out}")),
            Contender("explore", "one indicator with GeoDataFrame.explore()",
                      f"{_PEERS}tambon_explore:shares", ("tambon",), turns=3,
                      command=("{python}", "-m", "benchmarks.peers.tambon_explore", "{tambon}",
                               "{out}"),
                      needs=("mapclassify",)),
        ),
        (Mark("ours", 1.3, ("script",)),),
        "indicators",
        "Files of all libraries are in the cache of the system, and every module is compiled.",
    )  # fmt: skip


def _import() -> Task:
    """What an import costs."""
    return Task(
        "import",
        "import tambon_gis",
        (
            Contender("ours", 'python -c "import tambon_gis"', turns=15,
                      command=("{python}", "-c", "import tambon_gis")),
            Contender("typer", 'python -c "import typer"', turns=15,
                      command=("{python}", "-c", "import typer")),
        ),
        (Mark("ours", 1.0, ("typer",)),),
    )  # fmt: skip


def _help() -> Task:
    """What asking for help costs."""
    return Task(
        "help",
        "tambon-gis --help",
        (
            Contender("ours", "tambon-gis --help", turns=15,
                      command=("{tambon-gis}", "--help")),
            Contender("typer", "an empty two-command typer app", turns=15,
                      command=("{python}", "benchmarks/peers/typer_app.py", "--help")),
        ),
        (Mark("ours", 1.3, ("typer",)),),
    )  # fmt: skip
