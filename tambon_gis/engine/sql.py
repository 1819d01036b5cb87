"""Runs one SQL text on an engine: DuckDB by default, Polars or PySpark by name."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from tambon_gis.engine.arrow import plain, to_arrow
from tambon_gis.engine.kinds import kind_of
from tambon_gis.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa

__all__ = ["ENGINES", "chosen", "run", "to_arrow"]

ENGINES = ("auto", "duckdb", "polars", "spark")


def run(query: str, tables: Mapping[str, Any], *, engine: str = "duckdb") -> pa.Table:
    """
    Run a query over tables in memory.

    Parameters
    ----------
    query : str
        SQL as DuckDB reads it, of the part that all engines understand: nulls come last in an
        order, and what must be an integer of some width or a double says so by ``CAST``.
    tables : Mapping[str, frame]
        Name -> pandas, Polars, Arrow or Spark frame, or a dataset, whose rows the engine reads
        itself. NaN counts as null in frames.
    engine : {"auto", "duckdb", "polars", "spark"}, default "duckdb"
        Who runs it; see :func:`chosen`.

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
    return plain(runners[chosen(engine, tables)](query, tables))


def chosen(engine: str, tables: Mapping[str, Any]) -> str:
    """
    Which engine runs a query over these tables.

    Parameters
    ----------
    engine : {"auto", "duckdb", "polars", "spark"}
        What was asked for.
    tables : Mapping[str, frame]
        The tables.

    Returns
    -------
    str
        Spark where a table is a frame of Spark and DuckDB or nobody was asked for, since such a
        frame is not brought to DuckDB. ``auto`` is DuckDB for everything else: as fast as Polars on
        datasets, in less memory (see the benchmarks).

    Raises
    ------
    EngineError
        When the engine is unknown.

    Examples
    --------
    >>> import pandas as pd
    >>> chosen("auto", {"t": pd.DataFrame({"x": [1]})})
    'duckdb'
    """
    if engine not in ENGINES:
        raise EngineError("engine.unknown", engine=engine, known=", ".join(ENGINES))
    kinds = {name: kind_of(table) for name, table in tables.items()}
    if engine in {"auto", "duckdb"} and "spark" in kinds.values():
        return "spark"
    return "duckdb" if engine == "auto" else engine


def _duckdb(query: str, tables: Mapping[str, Any]) -> pa.Table:
    """Run on a DuckDB connection of its own, closed afterwards."""
    import duckdb

    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        for number, (name, table) in enumerate(tables.items()):
            if kind_of(table) != "dataset":
                connection.register(name, to_arrow(table))
                continue
            files = [_literal(file) for file in table.files]
            rows = connection.read_parquet(files, hive_partitioning=False)
            rows.create_view(f"stored_{number}")
            said = table.query(f"stored_{number}")
            connection.execute(f'CREATE TEMP VIEW "{name}" AS {said}')
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
    context = pl.SQLContext()
    for name, table in tables.items():
        if kind_of(table) != "dataset":
            context.register(name, pl.from_arrow(to_arrow(table)))
            continue
        rows = pl.scan_parquet(list(table.files), hive_partitioning=False, glob=False)
        context.register(name, pl.SQLContext(stored=rows).execute(table.query("stored")))
    try:
        return context.execute(_nulls_last(query)).collect(engine="streaming").to_arrow()
    except (pl.exceptions.InvalidOperationError, pl.exceptions.SchemaError):
        raise EngineError("engine.values") from None


def _spark(query: str, tables: Mapping[str, Any]) -> pa.Table:
    """Run on PySpark, which is looked for only now."""
    from tambon_gis.engine import spark

    return spark.run(query, tables)


def _literal(file: Path) -> str:
    """A file's name as DuckDB reads it, which takes some signs for a pattern of names."""
    return re.sub(r"([*?\[])", r"[\1]", str(file))


def _nulls_last(query: str) -> str:
    """A query that says of each order where nulls come."""
    if "order" not in query.lower():
        return query  # a long query takes long to parse
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(query, dialect="duckdb")
    return tree.sql(dialect=_polars_dialect()) if tree.find(exp.Ordered) else query


@cache
def _polars_dialect() -> Any:
    """The SQL of Polars, in which a null comes last, but first in a descending order."""
    from sqlglot.dialects.duckdb import DuckDB

    return type("PolarsSQL", (DuckDB,), {"NULL_ORDERING": "nulls_are_large"})
