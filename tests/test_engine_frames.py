"""Frames of every library: told apart, cut, brought to one form and back again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from engine_support import Columns, frame_of, library_of, rows_of

from tambon_gis.engine import frames
from tambon_gis.engine.arrow import plain, to_arrow
from tambon_gis.engine.sql import run

N, NAN = None, float("nan")
TABLE: Columns = {
    "row": (pa.int64(), [5, 6, 7]),
    "place": (pa.string(), ["99010101", "99010102", N]),
    "small": (pa.int8(), [1, N, -1]),
    "wide": (pa.int32(), [2**31 - 1, N, 0]),
    "share": (pa.float64(), [0.5, NAN, N]),
    "yes": (pa.bool_(), [True, N, False]),
}
ROWS = [
    (5, "99010101", 1, 2**31 - 1, 0.5, True),
    (6, "99010102", N, N, N, N),
    (7, N, -1, 0, N, False),
]


def test_a_frame_is_known_for_what_it_is(kind: str) -> None:
    frame = frame_of(TABLE, kind)
    assert frames.kind_of(frame) == kind
    assert frames.columns(frame) == list(TABLE)


def test_columns_are_cut_within_the_same_library(kind: str) -> None:
    found = frames.select(frame_of(TABLE, kind), ["place", "row"])
    assert library_of(found) == kind
    assert rows_of(found) == [(place, row) for row, place, *_ in ROWS]


def test_names_of_columns_may_be_anything(kind: str) -> None:
    names = ["collect", "column_names", "to_arrow", "toArrow", "a.b", "a`b", "ข้อ 1"]
    frame = frame_of({name: (pa.float64(), [n]) for n, name in enumerate(names)}, kind)
    assert frames.columns(frame) == names
    assert rows_of(frames.select(frame, names[::-1])) == [tuple(range(len(names)))[::-1]]
    assert to_arrow(frame).to_pylist() == [{name: n for n, name in enumerate(names)}]
    assert run("SELECT * FROM t", {"t": frame}).to_pylist() == to_arrow(frame).to_pylist()


def test_the_first_row_has_all_columns_in_their_types(kind: str) -> None:
    found = frames.first_row(frame_of(TABLE, kind))
    assert rows_of(found) == ROWS[:1]
    assert [found[name].dtype.kind for name in TABLE] == ["i", "O", "i", "i", "f", "b"]
    assert frames.first_row(frame_of({"row": (pa.int64(), [])}, kind)).shape == (0, 1)


def test_every_frame_is_the_same_table_in_arrow(kind: str) -> None:
    table = to_arrow(frame_of(TABLE, kind))
    assert list(zip(*table.to_pydict().values(), strict=True)) == ROWS
    assert table.schema == pa.schema([(name, of) for name, (of, _) in TABLE.items()])


def test_a_foreign_frame_becomes_one_of_pandas_with_nulls(kind: str) -> None:
    frame = frame_of(TABLE, kind)
    found = frames.to_pandas(frame)
    if kind == "pandas":
        assert found is frame
        return
    assert rows_of(found) == ROWS
    dtypes = ["Int64", "str", "Int8", "Int32", "Float64", "boolean"]
    assert [str(dtype) for dtype in found.dtypes] == dtypes
    assert found["share"].isna().tolist() == [False, True, True]


def test_what_was_computed_goes_back_to_the_caller_s_library(kind: str) -> None:
    like = frame_of({"x": (pa.int64(), [1])}, kind)
    for result in (frame_of(TABLE, "arrow"), frames.to_pandas(frame_of(TABLE, "arrow"))):
        for found in (frames.answer(result, like), frames.back(result, frames.kind_of(like))):
            assert library_of(found) == kind
            assert rows_of(found) == ROWS
            assert frames.columns(found) == list(TABLE)
            assert to_arrow(found).schema.types == [of for of, _ in TABLE.values()]


def test_a_body_for_pandas_takes_and_gives_every_kind(kind: str) -> None:
    @frames.same_kind
    def double(frame: pd.DataFrame, other: pd.DataFrame, *, name: str) -> pd.DataFrame:
        """Twice a column."""
        assert isinstance(other, pd.DataFrame)
        return frame.assign(**{name: frame[name] * 2})[["row", name]]

    frame = frame_of(TABLE, kind)
    found = double(frame, frame_of(TABLE, "arrow"), name="small")
    assert library_of(found) == kind
    assert rows_of(found) == [(5, 2), (6, N), (7, -2)]
    named = double(name="wide", other=frame, frame=frame)
    assert library_of(named) == kind
    assert rows_of(named)[2] == (7, 0)
    assert double.__doc__ == "Twice a column."


def test_a_result_without_rows_keeps_its_columns(kind: str) -> None:
    empty: Columns = {name: (of, []) for name, (of, _) in TABLE.items()}
    found = frames.answer(frame_of(empty, "arrow"), frame_of({"x": (pa.int64(), [1])}, kind))
    assert library_of(found) == kind
    assert rows_of(found) == []
    assert to_arrow(found).schema.types == [of for of, _ in TABLE.values()]


# --- plain types ---

TYPES = [
    (pa.large_string(), ["ก", N], pa.string(), ["ก", N]),
    (pa.string_view(), ["ก", N], pa.string(), ["ก", N]),
    (pa.dictionary(pa.int8(), pa.large_string()), ["ก", N], pa.string(), ["ก", N]),
    (pa.dictionary(pa.int8(), pa.uint8()), [200, N], pa.int16(), [200, N]),
    (pa.uint8(), [255, N], pa.int16(), [255, N]),
    (pa.uint16(), [65_535, N], pa.int32(), [65_535, N]),
    (pa.uint32(), [2**32 - 1, N], pa.int64(), [2**32 - 1, N]),
    (pa.uint64(), [2**40, N], pa.int64(), [2**40, N]),
    (pa.float32(), [0.5, NAN], pa.float64(), [0.5, N]),
    (pa.float64(), [NAN, -0.0], pa.float64(), [N, -0.0]),
    (pa.float64(), [float("inf"), N], pa.float64(), [float("inf"), N]),
    (pa.decimal128(38, 0), [Decimal(2**40), N], pa.int64(), [2**40, N]),
    (pa.decimal128(9, 2), [Decimal("0.25"), N], pa.float64(), [0.25, N]),
    (pa.date32(), [dt.date(2022, 1, 31), N], pa.date32(), [dt.date(2022, 1, 31), N]),
    (pa.date64(), [dt.date(2022, 1, 31), N], pa.date32(), [dt.date(2022, 1, 31), N]),
    (
        pa.timestamp("s", "Asia/Bangkok"),
        [dt.datetime(2022, 1, 31, 17, tzinfo=dt.UTC), N],
        pa.timestamp("us"),
        [dt.datetime(2022, 2, 1, 0), N],  # noqa: DTZ001  (the wall clock of Bangkok)
    ),
    (pa.null(), [N, N], pa.null(), [N, N]),
    (pa.bool_(), [True, N], pa.bool_(), [True, N]),
]


@pytest.mark.parametrize(
    ("of", "values", "wanted", "expected"), TYPES, ids=[str(one[0]) for one in TYPES]
)
def test_a_type_becomes_plain(of: Any, values: Any, wanted: Any, expected: Any) -> None:
    found = plain(pa.table({"x": pa.array(values, of)}))
    assert found["x"].type == wanted
    assert found["x"].to_pylist() == expected
    assert plain(found).schema == found.schema


def test_a_table_that_is_plain_is_not_copied() -> None:
    table = pa.table({"x": pa.array([1, N], pa.int8()), "t": ["ก", N]})
    before = [chunk.buffers()[1].address for chunk in table["x"].chunks]
    assert [chunk.buffers()[1].address for chunk in to_arrow(table)["x"].chunks] == before


def test_rows_without_columns_and_batches_and_lazy_frames() -> None:
    batch = pa.RecordBatch.from_pydict({"x": [1, 2]})
    assert to_arrow(batch).to_pylist() == [{"x": 1}, {"x": 2}]
    assert frames.kind_of(batch) == "arrow"
    lazy = pl.LazyFrame({"x": [1, 2], "y": [0, 0]}).select("x")
    assert frames.columns(lazy) == ["x"]
    assert to_arrow(frames.select(lazy, ["x"])).to_pylist() == [{"x": 1}, {"x": 2}]
    assert to_arrow(pd.DataFrame(index=[1, 2])).num_columns == 0


def test_days_and_categories_reach_pandas_as_moments_and_text() -> None:
    table = pa.table(
        {
            "day": pa.array([dt.date(2022, 1, 31), N]),
            "sex": pa.array(["ชาย", N]).dictionary_encode(),
        }
    )
    found = frames.to_pandas(table)
    assert [str(dtype) for dtype in found.dtypes] == ["datetime64[us]", "str"]
    assert found["day"].dt.year.tolist()[0] == 2022
