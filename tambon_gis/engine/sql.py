"""Runs one SQL text on an embedded engine: DuckDB by default, Polars by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

__all__ = ["ENGINES", "run", "to_arrow"]

ENGINES = ("duckdb", "polars")


def run(query: str, tables: Mapping[str, Any], *, engine: str = "duckdb") -> pa.Table:
    """
    Run a query over tables in memory.

    Parameters
    ----------
    query : str
        SQL that both engines understand.
    tables : Mapping[str, frame]
        Name -> pandas, Polars or Arrow table. NaN in a pandas frame counts as null.
    engine : {"duckdb", "polars"}, default "duckdb"
        Who runs it.

    Returns
    -------
    pyarrow.Table
        The result, rows in the order of the query.

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
    runners = {"duckdb": _duckdb, "polars": _polars}
    if engine not in runners:
        raise EngineError("engine.unknown", engine=engine, known=", ".join(ENGINES))
    return runners[engine](query, {name: to_arrow(table) for name, table in tables.items()})


def to_arrow(table: Any) -> pa.Table:
    """
    Any frame as an Arrow table, without its index and without copying what need not be.

    Parameters
    ----------
    table : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        The frame.

    Returns
    -------
    pyarrow.Table
        The same rows and columns.
    """
    import pyarrow as pa

    if isinstance(table, pa.Table):
        return table
    if hasattr(table, "to_arrow"):
        return table.to_arrow()
    return pa.Table.from_pandas(table, preserve_index=False)


def _duckdb(query: str, tables: Mapping[str, pa.Table]) -> pa.Table:
    """Run on a DuckDB connection of its own, closed afterwards."""
    import duckdb

    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        for name, table in tables.items():
            connection.register(name, table)
        return connection.sql(query).to_arrow_table()


def _polars(query: str, tables: Mapping[str, pa.Table]) -> pa.Table:
    """Run on Polars' SQL context."""
    try:
        import polars as pl
    except ImportError:
        raise EngineError("engine.missing", engine="polars", extra="polars") from None
    frames = {name: pl.from_arrow(table) for name, table in tables.items()}
    return pl.SQLContext(frames=frames).execute(query, eager=True).to_arrow()
