"""The national job by hand in SQL on PySpark in local mode: indicators and poverty at four levels.

Without ``-XX:-DontCompileHugeMethods`` the JVM interprets the long method that Spark makes of so
many columns, which takes almost four times as long. The session stands before time is taken.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd
from pyspark.sql import SparkSession

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS = {f"{n:02d}": 3 if n <= 32 else 4 for n in range(1, 39)}
POOR_FROM = 40


@cache
def session() -> SparkSession:
    """A quiet local session."""
    builder = SparkSession.builder.master("local[2]")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.driver.extraJavaOptions": "-XX:-DontCompileHugeMethods",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def warm() -> None:
    """Start the session."""
    session().sql("SELECT 1").collect()


def national(folder: Path) -> pd.DataFrame:
    """One row a village, tambon, amphoe and province."""
    spark = session()
    spark.read.parquet(str(folder)).createOrReplaceTempView("households")
    village = spark.sql(village_query()).toArrow().to_pandas().set_index("place")
    levels = [village, *(village.groupby(village.index.str[:digits]).sum() for digits in (6, 4, 2))]
    return pd.concat(levels).reset_index()


def village_query() -> str:
    """Counts of each village."""
    lacks = ", ".join(f"CASE ind{n} WHEN 1 THEN 0 WHEN 0 THEN 1 END AS s{n}" for n in WEIGHTS)
    score = " + ".join(f"{weight} * s{n}" for n, weight in WEIGHTS.items())
    columns = []
    for n in WEIGHTS:
        columns += [
            f"count(s{n}) AS asked{n}",
            f"count(s{n}) - coalesce(sum(s{n}), 0) AS met{n}",
            f"count(*) - count(s{n}) AS unknown{n}",
            f"coalesce(sum(s{n} * known), 0) AS deprived{n}",
            f"coalesce(sum(s{n} * poor), 0) AS censored{n}",
        ]
    return f"""
        SELECT place, count(score) AS n, count(*) - count(score) AS n_unknown, sum(poor) AS q,
               coalesce(sum(score * poor), 0) AS score, {", ".join(columns)}
        FROM (SELECT *, CASE WHEN score IS NULL THEN 0 ELSE 1 END AS known,
                     CASE WHEN score >= {POOR_FROM} THEN 1 ELSE 0 END AS poor
              FROM (SELECT *, {score} AS score FROM (SELECT place, {lacks} FROM households)))
        GROUP BY place
    """
