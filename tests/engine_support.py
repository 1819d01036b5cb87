"""One table as frames of every library, and the ways in which a query may be run over it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from tambon_gis.engine import spark as spark_engine
from tambon_gis.engine.sql import run
from tambon_gis.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Way(NamedTuple):
    """An engine, and the kind of frame that it is fed with."""

    engine: str
    kind: str


WAYS: Final = (
    *(Way("duckdb", kind) for kind in ("pandas", "polars", "arrow")),
    *(Way("polars", kind) for kind in ("pandas", "polars", "arrow")),
    *(Way("spark", kind) for kind in ("pandas", "arrow", "spark")),
)
EMBEDDED: Final = tuple(way for way in WAYS if way.engine != "spark")
#: For questions of several queries each: Spark, where one costs a second, only on its own frame.
FEWER: Final = (*EMBEDDED, Way("spark", "spark"))
FRAMES: Final = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "arrow": pa.Table,
}
#: Column -> its type in Arrow and its values; NaN and null are told apart.
Columns = dict[str, tuple[pa.DataType, list[Any]]]


@pytest.fixture(scope="session")
def spark_session() -> Iterator[Any]:
    """A session of PySpark; a missing one is a failure on CI, else a skip with the way to it."""
    try:
        session = spark_engine.session()
    except EngineError as error:
        if os.environ.get("CI"):
            pytest.fail(error.tell("en"))
        pytest.skip(error.tell("en"))
    yield session
    spark_engine.stop()


@pytest.fixture(params=WAYS, ids="-".join)
def way(request: pytest.FixtureRequest) -> Way:
    """Every engine with every kind of frame."""
    if request.param.engine == "spark":
        request.getfixturevalue("spark_session")
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(params=FEWER, ids="-".join)
def fewer(request: pytest.FixtureRequest) -> Way:
    """Every engine, those that answer at once with every kind of frame."""
    if request.param.engine == "spark":
        request.getfixturevalue("spark_session")
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(params=["pandas", "polars", "arrow", "spark"])
def kind(request: pytest.FixtureRequest) -> str:
    """Every kind of frame."""
    if request.param == "spark":
        request.getfixturevalue("spark_session")
    return str(request.param)


def frame_of(columns: Columns, kind: str) -> Any:
    """A table as a frame of one library, without the help of the package."""
    table = pa.table({name: pa.array(values, of) for name, (of, values) in columns.items()})
    if kind == "arrow":
        return table
    if kind == "polars":
        return pl.from_arrow(table)
    if kind == "spark":
        return spark_engine.session().createDataFrame(table.cast(_signed(table.schema)))
    return pd.DataFrame(
        {name: pd.array(values, dtype=_dtype(of)) for name, (of, values) in columns.items()}
    )


def in_kind(frame: pd.DataFrame, kind: str) -> Any:
    """A pandas frame as a frame of one library."""
    if kind == "pandas":
        return frame
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    if kind == "spark":
        return spark_engine.session().createDataFrame(table)
    return pl.from_arrow(table) if kind == "polars" else table


def rows_of(frame: Any) -> list[tuple[Any, ...]]:
    """The rows of any frame as tuples of Python values, null as None."""
    if isinstance(frame, pd.DataFrame):
        plain = frame.astype(object).where(frame.notna(), None)
        return list(plain.itertuples(index=False, name=None))
    if isinstance(frame, pl.DataFrame):
        return frame.rows()
    if isinstance(frame, pa.Table):
        return list(zip(*frame.to_pydict().values(), strict=True))
    return [tuple(row) for row in frame.collect()]


def library_of(frame: Any) -> str:
    """The library whose frame it is."""
    found = [kind for kind, of in FRAMES.items() if isinstance(frame, of)]
    if found:
        return found[0]
    from pyspark.sql import DataFrame

    assert isinstance(frame, DataFrame)
    return "spark"


def ask(
    expressions: Sequence[str], tables: Mapping[str, Any], engine: str, order: str
) -> dict[str, list[Any]]:
    """What every expression is over the rows of table t: all of them in one query."""
    said = ", ".join(f"{one} AS r{n}" for n, one in enumerate(expressions))
    table = run(f"SELECT {said} FROM t ORDER BY {order}", tables, engine=engine)
    return {one: table[f"r{n}"].to_pylist() for n, one in enumerate(expressions)}


def _dtype(of: pa.DataType) -> Any:
    """The type that a pandas user would choose."""
    if pa.types.is_dictionary(of):
        return "category"
    if pa.types.is_integer(of):
        return str(of).replace("uint", "UInt").replace("int", "Int")
    names = {"bool": "boolean", "string": "str", "large_string": "str", "float": "float32"}
    return names.get(str(of), "float64")


def _signed(schema: pa.Schema) -> pa.Schema:
    """A schema without what Spark does not have: integers without sign."""
    wider = {pa.uint8(): pa.int16(), pa.uint16(): pa.int32(), pa.uint32(): pa.int64()}
    return pa.schema([field.with_type(wider.get(field.type, field.type)) for field in schema])
