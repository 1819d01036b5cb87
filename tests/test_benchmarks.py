"""The benchmarks: made-up worlds are sound and the same by seed; each peer finds what we find."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from benchmarks import growth, inputs, kept, marks, report, run, same, suite
from benchmarks.plan import Contender, Mark, Task
from benchmarks.records import Record, open_record
from benchmarks.tasks import tasks
from benchmarks.worlds import households, polygons, shelf
from benchmarks.worlds.country import Country, country, outline
from tambon_gis import catalog, places

if TYPE_CHECKING:
    import geopandas as gpd

DOCUMENTS = [Path(__file__).parents[1] / "benchmarks" / "documents"]
TINY = shelf.Size(
    name="tiny",
    households=1_000,
    villages=60,
    province=300,
    rows=120,
    grid=(6, 6),
    growth=(100, 500),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> shelf.World:
    shelf.SIZES["tiny"] = TINY
    made = shelf.World(tmp_path_factory.mktemp("worlds"), 3, TINY)
    made.households()
    return made


@pytest.fixture(scope="module")
def cells(world: shelf.World) -> gpd.GeoDataFrame:
    return world.villages()


# --- worlds ---


def land(villages: int = 60, seed: int = 3) -> Country:
    return country(seed, villages)


def test_the_ladder_has_every_level_and_valid_codes() -> None:
    found = land(2_000)
    assert len(set(found.codes)) == 2_000
    assert all(places.parse(code, "village") == code for code in found.codes)
    levels = [len({code[:digits] for code in found.codes}) for digits in (2, 4, 6)]
    assert levels == [2, 25, 198]
    assert list(found.codes) == sorted(found.codes)


def test_the_whole_ladder_has_the_size_of_the_country() -> None:
    found = country(1)
    assert [len({code[:digits] for code in found.codes}) for digits in (2, 4, 6, 8)] == [
        *(77, 928, 7_425, 75_000)
    ]


def test_a_seed_gives_one_world_and_another_seed_another() -> None:
    one, again, other = land(), land(), land(seed=4)
    assert np.array_equal(one.sites, again.sites)
    assert not np.array_equal(one.sites, other.sites)
    counts = households.sizes(one, 1_000)
    tables = [dict(households.provinces(one, counts)) for _ in range(2)]
    assert all(table.equals(tables[1][name]) for name, table in tables[0].items())


def test_villages_cover_the_land_without_overlap(cells: gpd.GeoDataFrame) -> None:
    shapes = cells.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(outline().area, rel=1e-6)
    sites = shapely.points(land().sites)
    assert shapely.contains(shapes, sites).all()


def test_tambons_are_unions_of_their_villages(cells: gpd.GeoDataFrame) -> None:
    found = polygons.areas(cells)
    assert found["place"].tolist() == sorted({code[:6] for code in cells["place"]})
    assert shapely.coverage_is_valid(found.geometry.to_numpy())
    assert shapely.area(found.geometry.to_numpy()).sum() == pytest.approx(outline().area, rel=1e-6)


def test_households_have_the_form_of_a_dataset(world: shelf.World) -> None:
    files = sorted(world.households().glob("province=*/part-0.parquet"))
    tables = [pq.read_table(file, partitioning=None) for file in files]
    assert [file.parent.name for file in files] == [
        f"province={table['place'][0].as_py()[:2]}" for table in tables
    ]
    assert sum(table.num_rows for table in tables) == TINY.households
    assert {table.schema for table in tables} == {households.SCHEMA}
    for source, table in enumerate(tables, start=1):
        frame = table.to_pandas()
        assert frame["place"].is_monotonic_increasing
        assert frame["row"].tolist() == list(range(1, len(frame) + 1))
        assert set(frame["source"]) == {source}


def test_shares_differ_by_indicator_and_two_in_a_hundred_are_missing() -> None:
    one = country(1, 400)
    frame = next(iter(households.provinces(one, households.sizes(one, 60_000))))[1].to_pandas()
    answers = frame[list(households.COLUMNS)]
    assert set(np.unique(answers.to_numpy()[~answers.isna().to_numpy()])) == {0, 1}
    assert answers.isna().to_numpy().mean() == pytest.approx(households.MISSING, abs=0.001)
    shares = answers.mean()
    assert shares.between(0.4, 0.995).all()
    assert shares.max() - shares.min() > 0.2
    by_village = answers["ind01"].groupby(frame["place"]).mean()
    assert by_village.std() > 0.03
    # one lack comes with others
    assert answers.isna().any(axis=1).mean() < 0.6
    assert answers["ind01"].corr(answers["ind02"]) > 0.02


def test_houses_stand_near_their_village(world: shelf.World) -> None:
    sites = dict(zip(land().codes, land().sites, strict=True))
    frame = pd.read_parquet(world.households(), partitioning=None)
    own = np.array([sites[code] for code in frame["place"]])
    off = frame[["longitude", "latitude"]].to_numpy() - own
    assert np.abs(off).max() < 6 * households.SPREAD


def test_a_smaller_world_is_the_beginning_of_a_larger_one(world: shelf.World) -> None:
    whole = pd.read_parquet(world.households(), partitioning=None)
    part = pd.read_parquet(world.part(700), partitioning=None)
    pd.testing.assert_frame_equal(part, whole.head(700))


def test_an_unfinished_world_is_made_anew(tmp_path: Path) -> None:
    made = shelf.World(tmp_path, 3, TINY)
    unfinished = tmp_path / "tiny-3" / ".households.part"
    unfinished.mkdir(parents=True)
    (unfinished / "left").write_text("", encoding="utf-8")
    assert not (made.households() / "left").exists()


# --- peers equal ours ---


def answers(task: Task, world: shelf.World, names: set[str]) -> dict[str, str]:
    """Verdicts on the contenders of a task, as the suite gives them."""
    from importlib import import_module

    told = inputs.describe(world)
    found: dict[str, Any] = {}
    for one in task.contenders:
        if one.id not in names:
            continue
        module, function = one.call.split(":")
        arguments = [inputs.read(name, told) for name in one.inputs]
        result = getattr(import_module(module), function)(*arguments, *one.options)
        found[one.id] = kept.shaped(task.same, result)
    first, *others = found
    return {name: same.verdict(task.same, found[first], found[name], told) for name in others}


EQUAL = {
    "national-duckdb": {"ours", "by-hand"},
    "national-polars": {"ours", "by-hand"},
    "national": {"ours", "pandas"},
    "poverty": {"ours", "mpitb"},
    "points": {"ours", "sedonadb", "geopandas"},
    "points-without": {"ours", "by-hand"},
    "xlsx": {"ours", "fastexcel", "pandas"},
    "csv-quoted": {"ours", "pandas", "csv"},
    "layer": {"ours", "by-hand"},
    "clusters": {"ours", "esda"},
}


@pytest.mark.parametrize("name", EQUAL)
def test_each_peer_finds_what_we_find(name: str, world: shelf.World) -> None:
    found = answers(tasks()[name], world, EQUAL[name])
    assert len(found) == len(EQUAL[name]) - 1
    assert set(found.values()) == {"equal"}


def test_the_tambon_of_the_peers_has_our_indicators(world: shelf.World) -> None:
    found = answers(tasks()["tambon"], world, {"ours", "script", "explore"})
    assert found == {"script": "equal (31 indicators)", "explore": "equal (1 indicators)"}


def test_a_difference_is_told() -> None:
    one = pd.DataFrame({"place": ["a", "b"], "n": [1, 2], "x": [0.5, 0.25]})
    assert same.verdict("national", one, one, {}) == "equal"
    assert same.verdict("national", one, one.assign(x=[0.5, 0.25 + 1e-15]), {}) == "equal"
    assert "x in 1 rows" in same.verdict("national", one, one.assign(x=[0.5, 0.26]), {})
    assert "n in 1 rows" in same.verdict("national", one, one.assign(n=[1, 3]), {})
    assert "1 rows, ours 2" in same.verdict("national", one, one.head(1), {})
    assert "columns x" in same.verdict("national", one, one.drop(columns="x"), {})


def test_a_point_given_to_the_wrong_place_is_told(world: shelf.World) -> None:
    told = inputs.describe(world)
    rows = pd.DataFrame({"row": np.arange(1_000), "place": 1}).astype("int32")
    odd = rows.assign(place=rows["place"].where(rows["row"] != 7, 2))
    assert same.verdict("points", rows, odd, told) == "differs: 1 points away from any border"


# --- what is made of the measurements ---


def recorded(path: Path, **seconds: list[float]) -> Record:
    record = Record(path / "t.json")
    for name, times in seconds.items():
        for one in times:
            record.add(name, {"seconds": one, "memory": 100 * one})
    return record


def test_marks_are_judged_by_medians(tmp_path: Path) -> None:
    record = recorded(tmp_path, ours=[2.0, 1.0, 9.0], fast=[1.0], slow=[20.0])
    labels = [Contender(name, name) for name in ("ours", "fast", "slow")]
    task = Task("t", "T", tuple(labels))
    verdicts = [
        marks.judge(task, mark, record)[1:]
        for mark in (
            Mark("ours", 2.0, ("fast", "slow")),
            Mark("ours", 1.6, ("fast",)),
            Mark("ours", 10, ("slow",), kind="faster"),
            Mark("ours", 20, ("slow",), kind="faster"),
            Mark("ours", 900, quantity="memory"),
            Mark("ours", 500, quantity="memory"),
            Mark("ours", 2.0, ("absent",)),
        )
    ]
    assert verdicts == [
        ("2.00 x", "met"),
        ("2.00 x", "MISSED by 25 %"),
        ("10.00 x", "met"),
        ("10.00 x", "MISSED by 100 %"),
        ("900 MB", "met"),
        ("900 MB", "MISSED by 80 %"),
        ("-", "not measured"),
    ]


def test_seeds_agree_within_the_spread_of_the_runs(tmp_path: Path) -> None:
    one = recorded(tmp_path / "1", ours=[1.0, 1.0], by=[1.0, 1.0])
    near = recorded(tmp_path / "2", ours=[1.1, 1.1], by=[1.0, 1.0])
    far = recorded(tmp_path / "3", ours=[1.5, 1.5], by=[1.0, 1.0])
    loose = recorded(tmp_path / "4", ours=[1.0, 2.0], by=[1.0, 1.0])
    assert marks.seeds("ours", "by", one, near) == ("1.00", "1.10", "agrees within noise")
    assert marks.seeds("ours", "by", one, far) == ("1.00", "1.50", "DIFFERS by 50 %")
    assert marks.seeds("ours", "by", one, loose) == ("1.00", "1.50", "agrees within noise")
    assert marks.seeds("ours", "absent", one, near) is None


def test_the_slope_is_that_of_a_straight_line(tmp_path: Path) -> None:
    sizes = (1_000, 100_000, 1_000_000, 10_000_000)
    times = {f"auto-{rows}": [3e-7 * rows**1.02] for rows in sizes}
    record = recorded(tmp_path, **times | {"auto-1000": [5.0]})
    assert growth.slopes(record) == {"auto": pytest.approx(1.02)}


def test_a_record_is_taken_up_again(tmp_path: Path) -> None:
    recorded(tmp_path, ours=[1.0, 2.0])
    again = open_record(tmp_path, "t")
    assert (again.times("ours"), again.times("other"), again.seconds("ours")) == (2, 0, 1.5)


def test_tasks_name_what_exists() -> None:
    from importlib import import_module

    for task in tasks().values():
        known = {one.id for one in task.contenders}
        for mark in task.marks:
            assert {mark.subject, *mark.against} <= known, task.id
        for one in task.contenders:
            assert set(one.inputs) <= set(inputs.READERS), task.id
            if one.call:
                module, function = one.call.split(":")
                assert hasattr(import_module(module), function), one.call
            assert not task.same or one.call, one.id
    assert run.wanted(tasks(), ["national*"])[-1].id == "national"
    with pytest.raises(SystemExit, match="no task nation"):
        run.wanted(tasks(), ["nation"])


def test_a_contender_that_cannot_run_is_left_out_with_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert suite.left_out(Contender("x", "X", needs=("duckdb",))) == ""
    assert suite.left_out(Contender("x", "X", needs=("no_such",))) == "no_such is not installed"
    monkeypatch.delattr(run.os, "sched_setaffinity", raising=False)
    assert "one processor" in suite.left_out(Contender("x", "X", cores=1))


def test_peers_do_not_know_the_package() -> None:
    for path in (Path(__file__).parents[1] / "benchmarks" / "peers").glob("*.py"):
        assert "tambon_gis" not in path.read_text(encoding="utf-8"), path.name


def test_the_documents_fit_together() -> None:
    book = catalog.rulebook("bench38", folders=DOCUMENTS)
    design = catalog.poverty("bench38", folders=DOCUMENTS)
    design.check(book)
    assert [one.given.answer for one in book.indicator if one.given] == list(households.COLUMNS)
    assert (design.denominator, design.threshold()) == (120, 40)
    assert design.integers == (*[3] * 32, *[4] * 6)


def test_the_results_say_what_was_missed(tmp_path: Path, world: shelf.World) -> None:
    first = run.Suite(world, tmp_path / "first")
    second = run.Suite(world, tmp_path / "second", second=True)
    found = open_record(first.records, "help")
    found.add("ours", {"seconds": 3.0, "memory": 10})
    found.add("typer", {"seconds": 2.0, "memory": 10})
    growing = open_record(first.records, "growth")
    for rows in (100_000, 200_000):
        growing.add(f"auto-{rows}", {"seconds": rows / 100_000, "memory": 10})
    every = tasks() | {"growth": growth.growth(TINY)}
    every["capped"] = Task("capped", "Capped", ())
    text = report.write(every, first, second, tmp_path).read_text(encoding="utf-8")
    assert "| 1.50 x | MISSED by 15 % |" in text
    assert "slope <= 1.05 | 1.00 | met |" in text
    assert (tmp_path / "growth.svg").read_text(encoding="utf-8").count("<svg") == 1
    assert json.loads(found.path.read_text(encoding="utf-8"))["runs"]["ours"]
