"""The national job by hand in SQL on Polars, streaming: indicators and poverty at four levels.

An answer is 1 (met), 0 (unmet) or null; the score is null as soon as one answer is. Polars counts
whole numbers fastest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

WEIGHTS = {f"{n:02d}": 3 if n <= 32 else 4 for n in range(1, 39)}
POOR_FROM = 40


def national(folder: Path) -> pa.Table:
    """One row a village, tambon, amphoe and province."""
    rows = pl.scan_parquet(f"{folder}/*/*.parquet", hive_partitioning=False)
    context = pl.SQLContext(households=rows)
    village = context.execute(village_query()).collect(engine="streaming")
    levels = [village]
    for digits in (6, 4, 2):
        shorter = levels[-1].with_columns(pl.col("place").str.slice(0, digits))
        levels.append(shorter.group_by("place").sum())
    return pl.concat(levels).to_arrow()


def village_query() -> str:
    """Counts of each village."""
    lacks = ", ".join(f"CASE WHEN ind{n} = 1 THEN 0 WHEN ind{n} = 0 THEN 1 END AS s{n}"
                      for n in WEIGHTS)  # fmt: skip
    score = " + ".join(f"{weight} * s{n}" for n, weight in WEIGHTS.items())
    columns = []
    for n in WEIGHTS:
        columns += [
            f"CAST(count(s{n}) AS BIGINT) AS asked{n}",
            f"CAST(count(CASE WHEN s{n} = 0 THEN 1 END) AS BIGINT) AS met{n}",
            f"CAST(count(*) - count(s{n}) AS BIGINT) AS unknown{n}",
            f"CAST(count(CASE WHEN known AND s{n} = 1 THEN 1 END) AS BIGINT) AS deprived{n}",
            f"CAST(count(CASE WHEN poor AND s{n} = 1 THEN 1 END) AS BIGINT) AS censored{n}",
        ]
    return f"""
        SELECT place, CAST(count(score) AS BIGINT) AS n,
               CAST(count(*) - count(score) AS BIGINT) AS n_unknown,
               CAST(count(CASE WHEN poor THEN 1 END) AS BIGINT) AS q,
               CAST(sum(CASE WHEN poor THEN score ELSE 0 END) AS BIGINT) AS score,
               {", ".join(columns)}
        FROM (SELECT *, score IS NOT NULL AS known, score >= {POOR_FROM} AS poor
              FROM (SELECT *, {score} AS score FROM (SELECT place, {lacks} FROM households) AS a
              ) AS b) AS c
        GROUP BY place
    """
