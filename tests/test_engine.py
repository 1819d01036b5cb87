"""The same SQL on both engines: three-valued logic, widths of integers, nulls."""

from __future__ import annotations

import sys
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis.engine.sql import ENGINES, run, to_arrow
from tambon_gis.errors import EngineError
from tambon_gis.model.rule import Rule

T, F, N = True, False, None
FRAME = pd.DataFrame(
    {
        "b": pd.array([T, F, N], dtype="boolean"),
        "c": pd.array([N, N, N], dtype="boolean"),
        "x": pd.array([1, 2, N], dtype="Int8"),
        "y": pd.array([100, 100, 100], dtype="Int8"),
        "zero": [0, 0, 0],
        "f": [1.5, float("nan"), 3.5],
        "t": pd.array(["ก", "ข", None], dtype="str"),
    }
)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def column(expression: str, engine: str) -> list[Any]:
    return run(f"SELECT {expression} AS r FROM t", {"t": FRAME}, engine=engine)["r"].to_pylist()


# What SQL says of the rows of FRAME; (b, x, f): (true, 1, 1.5), (false, 2, null), (null, null, 3.5)
LOGIC = [
    ("NOT b", [F, T, N]),
    ("b AND c", [N, F, N]),
    ("b OR c", [T, N, N]),
    ("b = c", [N, N, N]),
    ("CASE WHEN b THEN 1 WHEN NOT b THEN 0 END", [1, 0, N]),
    ("CASE WHEN b THEN 1 ELSE 0 END", [1, 0, 0]),
    ("coalesce(b, false)", [T, F, F]),
    ("x IN (1, NULL)", [T, N, N]),
    ("x NOT IN (1, NULL)", [F, N, N]),
    ("x IN (1, 3)", [T, F, N]),
    ("x IN (1e0)", [T, F, N]),
    ("x BETWEEN 1 AND NULL", [N, N, N]),
    ("x IS NULL", [F, F, T]),
    ("x IS NOT NULL", [T, T, F]),
    ("f IS NULL", [F, T, F]),
    ("f > 2e0", [F, N, T]),
    ("t = 'ก'", [T, F, N]),
]


@pytest.mark.parametrize(("expression", "rows"), LOGIC, ids=[e for e, _ in LOGIC])
def test_three_valued_logic(expression: str, rows: list[Any], engine: str) -> None:
    assert column(expression, engine) == rows


# The same for rules, which say more than bare SQL may where engines differ.
RULES = [
    ("b is true", [T, F, F]),
    ("b is not true", [F, T, T]),
    ("b is false", [F, T, F]),
    ("b is not false", [T, F, T]),
    ("(x > 1) is true", [F, T, F]),
    ("(x > 1 and b) is not true", [T, T, T]),
    ("x * y = 200", [F, T, N]),
    ("x * y * 100 = 20000", [F, T, N]),
    ("x + y + y = 201", [T, F, N]),
    ("-y - y = -200", [T, T, T]),
    ("x / zero >= 0", [N, N, N]),
    ("zero / zero >= 0", [N, N, N]),
    ("x % zero = 0", [N, N, N]),
    ("not (x / zero >= 0)", [N, N, N]),
    ("x / 2 = 0.5", [T, F, N]),
    ("x % 2 = 1", [T, F, N]),
    ("abs(x - 3) = 2", [T, F, N]),
    ("case when x > 1 then f else y end > 2", [T, N, T]),
    ("coalesce(x, 0) = 0", [F, F, T]),
    ("x in (2, line)", [F, T, N]),
    ("x between 1 and 1.5", [T, F, N]),
    ("t in ('ก', 'ค')", [T, F, N]),
]


@pytest.mark.parametrize(("rule", "rows"), RULES, ids=[rule for rule, _ in RULES])
def test_a_rule_means_the_same_everywhere(rule: str, rows: list[Any], engine: str) -> None:
    assert column(Rule(rule).sql({"line": 7}), engine) == rows


def test_sums_come_back_as_64_bit_integers(engine: str) -> None:
    """As the analysis writes them: sum(int) alone would be a HUGEINT, which becomes a Decimal."""
    query = "SELECT CAST(sum(CASE WHEN x > 0 THEN 1e0 ELSE 0e0 END) AS BIGINT) AS s FROM t"
    result = run(query, {"t": FRAME}, engine=engine)
    assert result.schema.field("s").type == pa.int64()
    assert result["s"].to_pylist() == [2]


def test_a_sum_of_many_is_exact(engine: str) -> None:
    frame = pd.DataFrame({"v": [2**31 - 1] * 4000})
    query = "SELECT CAST(sum(CAST(v AS DOUBLE)) AS BIGINT) AS s FROM t"
    assert run(query, {"t": frame}, engine=engine)["s"].to_pylist() == [4000 * (2**31 - 1)]


@given(st.lists(st.tuples(st.sampled_from("กขค"), st.integers(-9, 9) | st.none()), max_size=20))
def test_groups_are_those_of_a_plain_loop(rows: list[tuple[str, int | None]]) -> None:
    expected: dict[str, int] = {}
    for place, value in rows:
        expected[place] = expected.get(place, 0) + (value or 0)
    table = pa.table(
        {
            "place": pa.array([place for place, _ in rows], pa.string()),
            "v": pa.array([value for _, value in rows], pa.int8()),
        }
    )
    query = (
        "SELECT place, CAST(sum(CASE WHEN v IS NULL THEN 0e0 ELSE v END) AS BIGINT) AS s "
        "FROM t GROUP BY place ORDER BY place"
    )
    for engine in ENGINES:
        found = run(query, {"t": table}, engine=engine)
        assert dict(zip(*found.to_pydict().values(), strict=True)) == expected
        assert found["place"].to_pylist() == sorted(expected)


TWO_COLUMNS = [FRAME[["x", "t"]], pl.DataFrame({"x": [1, 2, None], "t": ["ก", "ข", None]})]


@pytest.mark.parametrize("frame", TWO_COLUMNS, ids=["pandas", "polars"])
def test_frames_of_every_library_are_taken(frame: Any, engine: str) -> None:
    for table in (frame, to_arrow(frame)):
        rows = run("SELECT x, t FROM t ORDER BY x DESC", {"t": table}, engine=engine).to_pylist()
        assert {row["x"]: row["t"] for row in rows} == {2: "ข", 1: "ก", None: None}


def test_a_frame_loses_its_index_and_stays_as_it_was() -> None:
    frame = FRAME.set_index(pd.Index([5, 6, 7], name="row"))
    before = frame.copy(deep=True)
    assert to_arrow(frame).column_names == list(FRAME.columns)
    run("SELECT x FROM t", {"t": frame})
    pd.testing.assert_frame_equal(frame, before)


def test_an_engine_that_is_not_known_is_named() -> None:
    with pytest.raises(EngineError) as caught:
        run("SELECT 1", {}, engine="excel")
    assert "excel" in caught.value.tell("th")
    assert "duckdb" in caught.value.tell("en")


def test_an_engine_that_is_not_installed_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(EngineError) as caught:
        run("SELECT x FROM t", {"t": FRAME}, engine="polars")
    assert "tambon_gis[polars]" in caught.value.tell("en")
