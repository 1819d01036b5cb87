"""The national job by hand in SQL on DuckDB: indicators and poverty at four levels, in one scan.

An answer is 1 (met), 0 (unmet) or null. The weighted score of a household is null as soon as one
of its answers is: then it is not known whether the household is poor. Sums are taken in doubles,
which DuckDB adds faster than integers and which are exact far beyond these counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

#: Weight of each indicator in 120ths: eight dimensions of four indicators, two of three.
WEIGHTS = {f"{n:02d}": 3 if n <= 32 else 4 for n in range(1, 39)}
POOR_FROM = 40


def national(folder: Path) -> pa.Table:
    """One row a village, tambon, amphoe and province."""
    with duckdb.connect() as connection:
        source = f"read_parquet('{folder}/*/*.parquet', hive_partitioning = false)"
        connection.execute(f"CREATE TEMP TABLE village AS {village_query(source)}")
        names = [row[0] for row in connection.execute("DESCRIBE village").fetchall()][1:]
        sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in names)
        finer = "village"
        for level, digits in {"tambon": 6, "amphoe": 4, "province": 2}.items():
            connection.execute(
                f"CREATE TEMP TABLE {level} AS SELECT left(place, {digits}) AS place, {sums} "
                f"FROM {finer} GROUP BY 1"
            )
            finer = level
        return connection.sql(
            "FROM village UNION ALL FROM tambon UNION ALL FROM amphoe UNION ALL FROM province"
        ).to_arrow_table()


def village_query(source: str) -> str:
    """Counts of each village."""
    lacks = ", ".join(f"CASE ind{n} WHEN 1 THEN 0e0 WHEN 0 THEN 1e0 END AS s{n}" for n in WEIGHTS)
    score = " + ".join(f"{weight}e0 * s{n}" for n, weight in WEIGHTS.items())
    columns = []
    for n in WEIGHTS:
        columns += [
            f"count(s{n}) AS asked{n}",
            f"CAST(count(s{n}) - coalesce(sum(s{n}), 0) AS BIGINT) AS met{n}",
            f"count(*) - count(s{n}) AS unknown{n}",
            f"CAST(coalesce(sum(s{n} * known), 0) AS BIGINT) AS deprived{n}",
            f"CAST(coalesce(sum(s{n} * poor), 0) AS BIGINT) AS censored{n}",
        ]
    return f"""
        SELECT place, count(score) AS n, count(*) - count(score) AS n_unknown,
               CAST(sum(poor) AS BIGINT) AS q,
               CAST(coalesce(sum(score * poor), 0) AS BIGINT) AS score, {", ".join(columns)}
        FROM (SELECT *, CASE WHEN score IS NULL THEN 0e0 ELSE 1e0 END AS known,
                     CASE WHEN score >= {POOR_FROM}e0 THEN 1e0 ELSE 0e0 END AS poor
              FROM (SELECT *, {score} AS score FROM (SELECT place, {lacks} FROM {source})))
        GROUP BY place
    """
