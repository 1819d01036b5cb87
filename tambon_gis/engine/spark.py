"""Runs one SQL text on PySpark: the session of the caller, or a small local one of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import exp

from tambon_gis.engine.arrow import plain, to_arrow
from tambon_gis.engine.kinds import kind_of
from tambon_gis.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

__all__ = ["run", "session", "stop", "to_frame", "to_spark_sql"]

SETTINGS = {
    "spark.app.name": "tambon_gis",
    "spark.master": "local[*]",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.catalogImplementation": "in-memory",
    # Small data on one machine: a shuffle into 200 parts would cost more than the query, and a
    # wide scan of many indicators compiles to methods that the JVM interprets unless told not to.
    "spark.sql.shuffle.partitions": "2",
    # Without memory Java ends, and Python hears of it, rather than waiting for an answer for ever.
    "spark.driver.extraJavaOptions": "-XX:-DontCompileHugeMethods -XX:+ExitOnOutOfMemoryError",
    "spark.driver.memory": "2g",
}
_OWN: list[Any] = []


def run(query: str, tables: Mapping[str, Any]) -> pa.Table:
    """
    Run a query on Spark.

    Parameters
    ----------
    query : str
        SQL as DuckDB reads it; see :func:`to_spark_sql`.
    tables : Mapping[str, frame]
        Name -> frame of any kind. Frames of Spark stay where they are; NaN counts as null.

    Returns
    -------
    pyarrow.Table
        The result in plain types, rows in the order of the query.

    Raises
    ------
    EngineError
        When PySpark or Java is not installed.
    """
    sparks = [one.sparkSession for one in tables.values() if kind_of(one) == "spark"]
    where = sparks[0] if sparks else session()
    names = {name: f"tambon_gis_{uuid.uuid4().hex}" for name in tables}
    try:
        for name, table in tables.items():
            _frame_of(table, where).createOrReplaceTempView(names[name])
        return plain(where.sql(to_spark_sql(query, names)).toArrow())
    finally:
        for name in names.values():
            where.catalog.dropTempView(name)


def to_spark_sql(query: str, views: Mapping[str, str] | None = None) -> str:
    """
    A query for DuckDB as a query for Spark.

    Parameters
    ----------
    query : str
        SQL as DuckDB reads it: nulls come last in an order.
    views : Mapping[str, str], optional
        Table -> view that stands for it, so that no view of the caller is overwritten.

    Returns
    -------
    str
        The same query in Spark's dialect.

    Examples
    --------
    >>> to_spark_sql('SELECT "x" FROM t ORDER BY "x"', {"t": "v"})
    'SELECT `x` FROM v AS t ORDER BY `x` NULLS LAST'
    """
    tree = sqlglot.parse_one(query, dialect="duckdb")
    for table in list(tree.find_all(exp.Table)):
        if (view := (views or {}).get(table.name)) is not None:
            alias = table.alias or table.name
            table.replace(exp.alias_(exp.to_table(view), alias, table=True))
    return tree.sql(dialect="spark")


def to_frame(table: Any, where: Any = None) -> Any:
    """
    Any frame as a frame of Spark.

    Parameters
    ----------
    table : pandas.DataFrame, polars.DataFrame or pyarrow.Table
        A frame.
    where : pyspark.sql.SparkSession, optional
        The session; the active one, or a local one, by default.

    Returns
    -------
    pyspark.sql.DataFrame
        The same rows and columns, NaN as null.
    """
    where = where or session()
    from pyspark.sql.pandas.types import from_arrow_schema

    arrow = to_arrow(table)
    return where.createDataFrame(arrow, from_arrow_schema(arrow.schema, prefer_timestamp_ntz=True))


def session() -> Any:
    """
    The session in which queries run.

    Returns
    -------
    pyspark.sql.SparkSession
        The one that is active, else a local one for small data, started here: without a web page,
        reachable from this machine only, silent.

    Raises
    ------
    EngineError
        When PySpark or Java is not installed.
    """
    with warnings.catch_warnings():
        # It warns of pandas 3, through which no value goes here: tables travel as Arrow.
        warnings.filterwarnings("ignore", r"PySpark does not yet fully support pandas")
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise EngineError("engine.missing", engine="spark", extra="spark") from None
        active = SparkSession.getActiveSession()
        return active if active is not None else _start()


def stop() -> None:
    """End the session that was started here, if any, and the Java process behind it."""
    while _OWN:
        own, gateway = _OWN.pop()
        own.stop()
        if gateway is None:
            continue
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait()
        type(own.sparkContext)._gateway = type(own.sparkContext)._jvm = None  # noqa: SLF001


def _start() -> Any:
    """A local session of our own."""
    from pyspark import SparkConf, SparkContext
    from pyspark.sql import SparkSession

    if SparkContext._active_spark_context is not None:  # noqa: SLF001
        return SparkSession.builder.getOrCreate()
    conf = SparkConf(loadDefaults=False).setAll(list(SETTINGS.items()))
    gateway = None if SparkContext._gateway else _launch(conf)  # noqa: SLF001
    own = SparkSession(SparkContext(conf=conf, gateway=gateway))
    _OWN.append((own, gateway))
    return own


def _launch(conf: Any) -> Any:
    """Java with Spark in it; what it prints is dropped, since faults come back as exceptions."""
    from pyspark import java_gateway
    from pyspark.errors import PySparkRuntimeError

    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=str(Path(home) / "bin") if home else None) is None:
        raise EngineError("engine.java")
    launch: Any = java_gateway.launch_gateway
    try:
        return launch(conf, {"stderr": subprocess.DEVNULL})
    except PySparkRuntimeError:
        raise EngineError("engine.java") from None


def _frame_of(table: Any, where: Any) -> Any:
    """Any table as a frame of this session; the rows of a dataset are read by its workers."""
    if kind_of(table) == "spark":
        return _without_nan(table)
    if kind_of(table) != "dataset":
        return to_frame(table, where)
    rows = where.read.parquet(*[str(file.absolute()) for file in table.files])
    stored = f"tambon_gis_{uuid.uuid4().hex}"
    rows.createOrReplaceTempView(stored)
    try:
        return where.sql(to_spark_sql(table.query(stored)))
    finally:
        where.catalog.dropTempView(stored)


def _without_nan(frame: Any) -> Any:
    """A frame of Spark in which NaN is null."""
    names = [(f"`{name.replace('`', '``')}`", kind) for name, kind in frame.dtypes]
    if not any(kind in {"float", "double"} for _, kind in names):
        return frame
    return frame.selectExpr(
        *[
            f"nanvl({name}, NULL) AS {name}" if kind in {"float", "double"} else name
            for name, kind in names
        ]
    )
