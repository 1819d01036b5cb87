"""Runs one SQL text on an engine: DuckDB by default, Polars or PySpark by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from tambon_gis.engine.arrow import plain, to_arrow
from tambon_gis.engine.kinds import kind_of
from tambon_gis.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

__all__ = ["ENGINES", "run", "to_arrow"]

ENGINES = ("duckdb", "polars", "spark")


class PolarsSQL(DuckDB):
    """The SQL of Polars, in which a null comes last, but first in a descending order."""

    NULL_ORDERING = "nulls_are_large"


def run(query: str, tables: Mapping[str, Any], *, engine: str = "duckdb") -> pa.Table:
    """
    Run a query over tables in memory.

    Parameters
    ----------
    query : str
        SQL as DuckDB reads it, of the part that all engines understand: nulls come last in an
        order, and what must be an integer of some width or a double says so by ``CAST``.
    tables : Mapping[str, frame]
        Name -> pandas, Polars, Arrow or Spark frame. NaN counts as null in each of them.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who runs it. A frame of Spark is not brought to DuckDB: then Spark runs it.

    Returns
    -------
    pyarrow.Table
        The result, rows in the order of the query, in the same types on every engine; see
        :func:`tambon_gis.engine.arrow.plain`.

    Raises
    ------
    EngineError
        When the engine is unknown or not installed.

    Examples
    --------
    >>> import pandas as pd
    >>> run("SELECT sum(x) AS s FROM t", {"t": pd.DataFrame({"x": [1.5, 2.5]})}).to_pylist()
    [{'s': 4.0}]
    """
    runners = {"duckdb": _duckdb, "polars": _polars, "spark": _spark}
    if engine not in runners:
        raise EngineError("engine.unknown", engine=engine, known=", ".join(ENGINES))
    if engine == "duckdb" and "spark" in map(kind_of, tables.values()):
        engine = "spark"
    return plain(runners[engine](query, tables))


def _duckdb(query: str, tables: Mapping[str, Any]) -> pa.Table:
    """Run on a DuckDB connection of its own, closed afterwards."""
    import duckdb

    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        for name, table in tables.items():
            connection.register(name, to_arrow(table))
        try:
            return connection.sql(query).to_arrow_table()
        except (duckdb.ConversionException, duckdb.BinderException):
            # what the engine says may repeat a value of a personal column
            raise EngineError("engine.values") from None


def _polars(query: str, tables: Mapping[str, Any]) -> pa.Table:
    """Run on Polars' SQL context."""
    try:
        import polars as pl
    except ImportError:
        raise EngineError("engine.missing", engine="polars", extra="polars") from None
    frames = {name: pl.from_arrow(to_arrow(table)) for name, table in tables.items()}
    try:
        return pl.SQLContext(frames=frames).execute(_nulls_last(query), eager=True).to_arrow()
    except (pl.exceptions.InvalidOperationError, pl.exceptions.SchemaError):
        raise EngineError("engine.values") from None


def _spark(query: str, tables: Mapping[str, Any]) -> pa.Table:
    """Run on PySpark, which is looked for only now."""
    from tambon_gis.engine import spark

    return spark.run(query, tables)


def _nulls_last(query: str) -> str:
    """A query that says of each order where nulls come."""
    tree = sqlglot.parse_one(query, dialect="duckdb")
    return tree.sql(dialect=PolarsSQL) if tree.find(exp.Ordered) else query
