"""The same SQL on every engine and kind of frame: logic, widths of integers, nulls, order."""

from __future__ import annotations

import sys
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from engine_support import EMBEDDED, Columns, Way, ask, frame_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tambon_gis.engine import spark
from tambon_gis.engine.idiom import MANY, idiom_of, split
from tambon_gis.engine.sql import ENGINES, run, to_arrow
from tambon_gis.errors import EngineError
from tambon_gis.model.rule import Rule

T, F, N = True, False, None
NAN = float("nan")
TABLE: Columns = {
    "i": (pa.int64(), [0, 1, 2, 3]),
    "b": (pa.bool_(), [T, F, N, T]),
    "c": (pa.bool_(), [N, N, N, N]),
    "x": (pa.int8(), [1, 2, N, 127]),
    "y": (pa.int8(), [100, 100, 100, 100]),
    "zero": (pa.int64(), [0, 0, 0, 0]),
    "f": (pa.float64(), [1.5, NAN, 3.5, N]),
    "g": (pa.float32(), [1.5, NAN, 3.5, N]),
    "u": (pa.uint8(), [0, 200, N, 255]),
    "t": (pa.large_string(), ["ก", "ข", None, "ก"]),
    "k": (pa.dictionary(pa.int8(), pa.string()), ["ก", "ข", None, "ก"]),
}


# What SQL says of the rows of TABLE.
LOGIC = [
    ("NOT b", [F, T, N, F]),
    ("b AND c", [N, F, N, N]),
    ("b OR c", [T, N, N, T]),
    ("b = c", [N, N, N, N]),
    ("CASE WHEN b THEN 1 WHEN NOT b THEN 0 END", [1, 0, N, 1]),
    ("CASE WHEN b THEN 1 ELSE 0 END", [1, 0, 0, 1]),
    ("coalesce(b, false)", [T, F, F, T]),
    ("CAST(b AS DOUBLE) IN (1e0)", [T, F, N, T]),
    ("x IN (1, NULL)", [T, N, N, N]),
    ("x NOT IN (1, NULL)", [F, N, N, N]),
    ("x IN (1, 3)", [T, F, N, F]),
    ("x IN (1e0)", [T, F, N, F]),
    ("x BETWEEN 1 AND NULL", [N, N, N, N]),
    ("x IS NULL", [F, F, T, F]),
    ("x IS NOT NULL", [T, T, F, T]),
    ("f IS NULL", [F, T, F, T]),
    ("g IS NULL", [F, T, F, T]),
    ("f > 2e0", [F, N, T, N]),
    ("g > 2e0", [F, N, T, N]),
    ("f = g", [T, N, T, N]),
    ("u > 199", [F, T, N, T]),
    ("-u < -199", [F, T, N, T]),
    ("t = 'ก'", [T, F, N, T]),
    ("k = 'ก'", [T, F, N, T]),
    ("t = k", [T, T, N, T]),
]

# The same for rules, which say more than bare SQL may where engines differ.
RULES = [
    ("b is true", [T, F, F, T]),
    ("b is not true", [F, T, T, F]),
    ("b is false", [F, T, F, F]),
    ("b is not false", [T, F, T, T]),
    ("(x > 1) is true", [F, T, F, T]),
    ("(x > 1 and b) is not true", [T, T, T, F]),
    ("x * y = 200", [F, T, N, F]),
    ("x * y * 100 = 20000", [F, T, N, F]),
    ("x + y + y = 327", [F, F, N, T]),
    ("u + u = 510", [F, F, N, T]),
    ("-y - y = -200", [T, T, T, T]),
    ("x / zero >= 0", [N, N, N, N]),
    ("zero / zero >= 0", [N, N, N, N]),
    ("x % zero = 0", [N, N, N, N]),
    ("not (x / zero >= 0)", [N, N, N, N]),
    ("x / 2 = 0.5", [T, F, N, F]),
    ("x % 2 = 1", [T, F, N, T]),
    ("abs(x - 3) = 2", [T, F, N, F]),
    ("case when x > 1 then f else y end > 2", [T, N, T, N]),
    ("coalesce(x, 0) = 0", [F, F, T, F]),
    ("coalesce(f, 7) = 7", [F, T, F, T]),
    ("x in (2, line)", [F, T, N, F]),
    ("x between 1 and 1.5", [T, F, N, F]),
    ("0.1 + 0.2 = 0.3", [F, F, F, F]),
    ("t in ('ก', 'ค')", [T, F, N, T]),
]


def test_three_valued_logic(way: Way) -> None:
    found = ask([one for one, _ in LOGIC], {"t": frame_of(TABLE, way.kind)}, way.engine, "i")
    assert found == dict(LOGIC)


def test_a_rule_means_the_same_everywhere(way: Way) -> None:
    said = {Rule(rule).sql({"line": 7}): rows for rule, rows in RULES}
    assert ask(list(said), {"t": frame_of(TABLE, way.kind)}, way.engine, "i") == said


WIDTHS = {
    "TINYINT": pa.int8(),
    "SMALLINT": pa.int16(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "VARCHAR": pa.string(),
}


def test_every_column_comes_back_in_the_type_that_was_asked_for(way: Way) -> None:
    said = ", ".join(f"CAST(x AS {name}) AS {name.lower()}_" for name in WIDTHS)
    table = run(f"SELECT {said} FROM t ORDER BY i", {"t": frame_of(TABLE, way.kind)}, **_by(way))
    assert table.schema.types == list(WIDTHS.values())
    assert table["tinyint_"].to_pylist() == [1, 2, N, 127]
    assert table["varchar_"].to_pylist() == ["1", "2", N, "127"]


PLAIN = {
    **{name: TABLE[name][0] for name in ("i", "b", "c", "x", "y", "zero", "f")},
    "g": pa.float64(),
    "u": pa.int16(),
    "t": pa.string(),
    "k": pa.string(),
}


def test_columns_that_only_pass_come_back_in_plain_types(way: Way) -> None:
    said = ", ".join(TABLE)
    table = run(f"SELECT {said} FROM t ORDER BY i", {"t": frame_of(TABLE, way.kind)}, **_by(way))
    assert dict(zip(table.column_names, table.schema.types, strict=True)) == PLAIN
    for name, (_, values) in TABLE.items():
        assert table[name].to_pylist() == [N if v != v else v for v in values], name  # noqa: PLR0124


def test_sums_and_counts(way: Way) -> None:
    said = {
        "CAST(sum(CASE WHEN x > 0 THEN 1e0 ELSE 0e0 END) AS BIGINT)": (3, pa.int64()),
        "sum(x)": (130, pa.int64()),
        "sum(u)": (455, pa.int64()),
        "sum(f)": (5.0, pa.float64()),
        "avg(f)": (2.5, pa.float64()),
        "count(*)": (4, pa.int64()),
        "count(f)": (2, pa.int64()),
        "count(x)": (3, pa.int64()),
    }
    columns = ", ".join(f"{one} AS r{n}" for n, one in enumerate(said))
    table = run(f"SELECT {columns} FROM t", {"t": frame_of(TABLE, way.kind)}, **_by(way))
    found = list(zip(table.to_pylist()[0].values(), table.schema.types, strict=True))
    assert dict(zip(said, found, strict=True)) == said


def test_a_sum_of_many_is_exact(way: Way) -> None:
    columns: Columns = {"v": (pa.int32(), [2**31 - 1] * 4000)}
    query = "SELECT CAST(sum(CAST(v AS DOUBLE)) AS BIGINT) AS s FROM t"
    table = run(query, {"t": frame_of(columns, way.kind)}, **_by(way))
    assert table["s"].to_pylist() == [4000 * (2**31 - 1)]


@pytest.mark.parametrize("direction", ["", " DESC"])
def test_nulls_come_last_and_text_goes_by_its_letters(way: Way, direction: str) -> None:
    texts = ["ข", None, "ก", "เ", "a", "Z", "กา", ""]
    columns: Columns = {"t": (pa.string(), texts), "n": (pa.int16(), [3, N, 2, 9, 1, 0, N, -4])}
    frame = {"t": frame_of(columns, way.kind)}
    found = run(f"SELECT t FROM t ORDER BY t{direction}", frame, **_by(way))["t"].to_pylist()
    known = sorted(one for one in texts if one is not None)
    assert found == [*(known[::-1] if direction else known), None]
    found = run(f"SELECT n FROM t ORDER BY n{direction}", frame, **_by(way))["n"].to_pylist()
    assert found == [*sorted([3, 2, 9, 1, 0, -4], reverse=bool(direction)), N, N]


def test_tables_of_no_row_and_of_one(way: Way) -> None:
    query = "SELECT x, CAST(sum(x) AS BIGINT) AS s, count(*) AS n FROM t GROUP BY x"
    for rows in ([], [7]):
        frame = frame_of({"x": (pa.int16(), rows)}, way.kind)
        table = run(query, {"t": frame}, **_by(way))
        assert table.schema.types == [pa.int16(), pa.int64(), pa.int64()]
        assert table.to_pylist() == [{"x": x, "s": x, "n": 1} for x in rows]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("กขค"), st.integers(-9, 9) | st.none()), max_size=20))
def test_groups_are_those_of_a_plain_loop(rows: list[tuple[str, int | None]]) -> None:
    columns: Columns = {
        "place": (pa.string(), [place for place, _ in rows]),
        "v": (pa.int8(), [value for _, value in rows]),
    }
    expected: dict[str, int] = {}
    for place, value in rows:
        expected[place] = expected.get(place, 0) + (value or 0)
    query = (
        "SELECT place, CAST(sum(CASE WHEN v IS NULL THEN 0e0 ELSE v END) AS BIGINT) AS s "
        "FROM t GROUP BY place ORDER BY place"
    )
    for way in EMBEDDED:
        found = run(query, {"t": frame_of(columns, way.kind)}, **_by(way))
        assert dict(zip(*found.to_pydict().values(), strict=True)) == expected
        assert found["place"].to_pylist() == sorted(expected)


def test_tables_of_two_libraries_meet_in_one_query(way: Way) -> None:
    one: Columns = {"x": (pa.int8(), [1, 2, N])}
    two: Columns = {"x": (pa.int64(), [2, 2, N]), "t": (pa.string(), ["ก", "ข", "ค"])}
    tables = {"a": frame_of(one, way.kind), "b": frame_of(two, "arrow")}
    query = "SELECT a.x, b.t FROM a JOIN b ON a.x = b.x ORDER BY b.t"
    assert run(query, tables, **_by(way)).to_pylist() == [{"x": 2, "t": "ก"}, {"x": 2, "t": "ข"}]


def test_a_frame_loses_its_index_and_stays_as_it_was() -> None:
    frame = frame_of(TABLE, "pandas").set_index(pd.Index([5, 6, 7, 8], name="row"))
    before = frame.copy(deep=True)
    assert to_arrow(frame).column_names == list(TABLE)
    run("SELECT x FROM t", {"t": frame})
    pd.testing.assert_frame_equal(frame, before)


# --- engines that are not there ---


def test_an_engine_that_is_not_known_is_named() -> None:
    with pytest.raises(EngineError) as caught:
        run("SELECT 1", {}, engine="excel")
    assert "excel" in caught.value.tell("th")
    assert ", ".join(ENGINES) in caught.value.tell("en")


@pytest.mark.parametrize(("engine", "module"), [("polars", "polars"), ("spark", "pyspark.sql")])
def test_an_engine_that_is_not_installed_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, engine: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(EngineError) as caught:
        run("SELECT x FROM t", {"t": frame_of(TABLE, "pandas")}, engine=engine)
    assert f"tambon_gis[{engine}]" in caught.value.tell("en")


@pytest.mark.parametrize("home", [True, False])
def test_a_machine_without_java_is_told_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, *, home: bool
) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    if home:
        monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError) as caught:
        spark._launch(None)
    assert "Java 17" in caught.value.tell("en")
    assert "Java" in caught.value.tell("th")


# --- Spark ---


def test_a_frame_of_spark_is_not_brought_to_duckdb(spark_session: Any) -> None:
    frame = spark_session.createDataFrame(pa.table({"x": pa.array([1], pa.int8())}))
    for engine in ("duckdb", "spark"):  # DuckDB spells it in capitals
        found = run("SELECT typeof(x) AS s FROM t", {"t": frame}, engine=engine)
        assert found["s"].to_pylist() == ["tinyint"]


def test_the_views_of_the_caller_stay_as_they_are(spark_session: Any) -> None:
    spark_session.createDataFrame(pa.table({"x": [41, 42]})).createOrReplaceTempView("t")
    try:
        found = run("SELECT t.x FROM t", {"t": pa.table({"x": [1]})}, engine="spark")
        assert found["x"].to_pylist() == [1]
        with pytest.raises(Exception, match="nowhere"):
            run("SELECT nowhere FROM t", {"t": pa.table({"x": [1]})}, engine="spark")
        assert [view.name for view in spark_session.catalog.listTables()] == ["t"]
        assert spark_session.table("t").count() == 2
    finally:
        spark_session.catalog.dropTempView("t")


def test_the_session_of_the_caller_is_taken(spark_session: Any) -> None:
    other = spark_session.newSession()
    other.conf.set("spark.sql.session.timeZone", "Asia/Bangkok")
    frame = other.createDataFrame(pa.table({"x": [1]}))
    found = run("SELECT current_timezone() AS z FROM t", {"t": frame}, engine="spark")
    assert found["z"].to_pylist() == ["Asia/Bangkok"]


def test_the_session_started_here_is_one_and_closed_to_the_world(spark_session: Any) -> None:
    assert spark.session() is spark.session()
    conf = spark_session.sparkContext.getConf()
    assert conf.get("spark.driver.bindAddress") == "127.0.0.1"
    assert spark_session.sparkContext.uiWebUrl is None


def _by(way: Way) -> dict[str, str]:
    """The engine of a way, as a keyword."""
    return {"engine": way.engine}


@pytest.mark.parametrize("embedded", ["duckdb", "polars"])
def test_text_where_numbers_are_asked_is_told_without_its_value(embedded: str) -> None:
    frame = pd.DataFrame({"ind09": ["1", "secret"]})
    with pytest.raises(EngineError) as caught:
        run("SELECT CAST(ind09 AS DOUBLE) AS x FROM t", {"t": frame}, engine=embedded)
    assert caught.value.code == "engine.values"
    assert "secret" not in str(caught.value)
    assert caught.value.__suppress_context__


# --- idioms ---

#: Answers behind marks and flags.
MARKS = [1, 1, 0, None, 1, 0, None, 1]
FLAGS = [1, 0, 1, 1, 1, None, 0, 1]


@pytest.mark.parametrize("rows", [1, 4000])
def test_every_idiom_counts_the_same(fewer: Way, rows: int) -> None:
    """Each engine's own words, and those that any engine must understand."""
    columns: Columns = {
        "x": (pa.int8(), MARKS * rows),
        "y": (pa.int8(), FLAGS * rows),
        "v": (pa.int32(), [3] * len(MARKS) * rows),
    }
    frame = {"t": frame_of(columns, fewer.kind)}
    ways = {
        "own": idiom_of(fewer.engine),
        "coded": idiom_of(fewer.engine, most=len(MARKS) * rows),
        "weighed": idiom_of(fewer.engine, weighted=True),
        "whole": idiom_of(fewer.engine, weighted=True, whole=True),
    }
    for name, idiom in ways.items():
        mark = idiom.mark([("x = 1", True), ("x = 0", False)])
        inner = f"SELECT {mark} AS m, {idiom.flag('y = 1')} AS f, v FROM t"
        known = f"count(CASE WHEN {idiom.known('m')} THEN 1 END)"
        ones = {"ones": idiom.ones("m"), "both": idiom.ones_where("m", "f")}
        said = {"known": known, "flags": idiom.flags("f"), "sum": idiom.sum_where("v", "f")}
        if not idiom.coded:
            said |= ones
        else:
            said["code"] = "sum(m)"
        selected = ", ".join(f"CAST({text} AS BIGINT) AS {key}_" for key, text in said.items())
        found = run(f"SELECT {selected} FROM ({inner}) AS r", frame, engine=fewer.engine)
        told = {key[:-1]: value for key, value in found.to_pylist()[0].items()}
        if "code" in told:
            ones_, unknown = split(told.pop("code"))
            told["ones"] = ones_
            assert unknown == 2 * rows
        wanted = {"known": 6, "flags": 5, "sum": 15, "ones": 4}
        wanted |= {} if idiom.coded else {"both": 3}
        assert (name, told) == (name, {key: number * rows for key, number in wanted.items()})


def test_codes_are_not_used_beyond_what_they_can_tell() -> None:
    assert idiom_of("duckdb", most=MANY - 1).coded
    for idiom in (idiom_of("duckdb", most=MANY), idiom_of("duckdb"), idiom_of("polars", most=1)):
        assert not idiom.coded
