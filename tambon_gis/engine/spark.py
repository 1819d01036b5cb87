"""Runs one SQL text on PySpark: in the session of the caller, a local one, or on a cluster."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
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

#: Names the machine that leads a cluster, or ``local[4]``, where no session is active.
MASTER = "TAMBON_GIS_SPARK_MASTER"
LOCAL = "local[*]"
#: A wide scan of many indicators compiles to methods that the JVM interprets unless told not to.
COMPILE = "-XX:-DontCompileHugeMethods"
SETTINGS = {
    "spark.app.name": "tambon_gis",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.catalogImplementation": "in-memory",
    # Without memory Java ends, and Python hears of it, rather than waiting for an answer for ever.
    "spark.driver.extraJavaOptions": f"{COMPILE} -XX:+ExitOnOutOfMemoryError",
    "spark.executor.extraJavaOptions": COMPILE,
}
#: On one machine nobody else may reach the session, and 200 parts of a small table would cost more
#: than the query; adaptive execution joins what is small. A cluster keeps its own numbers.
ALONE = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.sql.shuffle.partitions": "16",
}
#: Signs that Hadoop reads as patterns.
_PATTERN = re.compile(r"([\\*?{}\[\]])")
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


def session(master: str | None = None) -> Any:
    """
    The session in which queries run.

    Parameters
    ----------
    master : str, optional
        Where Spark works if it is started here: ``spark://host:7077`` (a cluster), ``local[4]``
        (four threads), ``local-cluster[2,1,1024]`` (workers of their own on this machine). By
        default what the environment variable ``TAMBON_GIS_SPARK_MASTER`` says, else ``local[*]``.

    Returns
    -------
    pyspark.sql.SparkSession
        The one that is active, else one started here: without a web page and silent; a local one
        can be reached from this machine only.

    Raises
    ------
    EngineError
        When PySpark or Java is not installed, Spark cannot be started there, or it runs elsewhere.

    Examples
    --------
    >>> session("local[2]")  # doctest: +SKIP
    <pyspark.sql.session.SparkSession object at 0x7f0e5c1c9d90>
    """
    with warnings.catch_warnings():
        # It warns of pandas 3, through which no value goes here: tables travel as Arrow.
        warnings.filterwarnings("ignore", r"PySpark does not yet fully support pandas")
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise EngineError("engine.missing", engine="spark", extra="spark") from None
        active = SparkSession.getActiveSession()
        found = active if active is not None else _start(master)
    if master is not None and (runs := found.conf.get("spark.master")) != master:
        raise EngineError("spark.elsewhere", master=master, found=runs)
    return found


def stop() -> None:
    """End the session that was started here, if any, and the Java process behind it."""
    while _OWN:
        own, gateway = _OWN.pop()
        own.stop()
        _end(type(own.sparkContext), gateway)


def _end(contexts: Any, gateway: Any) -> None:
    """End a Java process that was started here."""
    if gateway is None:
        return
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait()
    contexts._gateway = contexts._jvm = None  # noqa: SLF001


def _start(master: str | None) -> Any:
    """A session of our own."""
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]
    from pyspark import SparkConf, SparkContext
    from pyspark.sql import SparkSession

    if SparkContext._active_spark_context is not None:  # noqa: SLF001
        return SparkSession.builder.getOrCreate()
    place = master or os.environ.get(MASTER) or LOCAL
    if place.startswith("local"):
        # workers of this machine are to find what this Python finds, whatever "python3" is here
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = SparkConf(loadDefaults=False).setAll(list(_settings(place).items()))
    gateway = None if SparkContext._gateway else _launch(conf)  # noqa: SLF001
    try:
        own = SparkSession(SparkContext(conf=conf, gateway=gateway))
    except (Py4JError, OSError):
        _end(SparkContext, gateway)
        SparkContext._active_spark_context = None  # noqa: SLF001
        raise EngineError("spark.start", master=place) from None
    _OWN.append((own, gateway))
    return own


def _settings(master: str) -> dict[str, str]:
    """What a session at some place is started with."""
    return {**SETTINGS, **(ALONE if master.startswith("local") else {}), "spark.master": master}


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
        place = conf.get("spark.master") if conf is not None else LOCAL
        if not place.startswith("local"):  # Java is there, and does not know such a place
            raise EngineError("spark.start", master=place) from None
        raise EngineError("engine.java") from None


def _frame_of(table: Any, where: Any) -> Any:
    """Any table as a frame of this session; the rows of a dataset are read by its workers."""
    if kind_of(table) == "spark":
        return _without_nan(table)
    if kind_of(table) != "dataset":
        return to_frame(table, where)
    rows = where.read.parquet(*[_literal(file) for file in table.files])
    stored = f"tambon_gis_{uuid.uuid4().hex}"
    rows.createOrReplaceTempView(stored)
    try:
        return where.sql(to_spark_sql(table.query(stored)))
    finally:
        where.catalog.dropTempView(stored)


def _literal(file: Path) -> str:
    """A file as Spark reads it: on a disk that every worker sees, no sign of it a pattern."""
    return "file:/" + _PATTERN.sub(r"\\\1", file.absolute().as_posix().lstrip("/"))


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
