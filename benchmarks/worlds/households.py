"""Households of a made-up country, province by province, as a dataset in Parquet files.

Each province draws from a stream of its own, so that a smaller world is the beginning of a larger
one and memory holds one province at a time. Answers hang together as they do in life: shares differ
by indicator, by province and by village, and a household that lacks one thing tends to lack others.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.worlds.country import Country

HOUSEHOLDS, INDICATORS = 13_000_000, 38
COLUMNS = tuple(f"ind{n:02d}" for n in range(1, INDICATORS + 1))
#: Of so many answers one in the whole is missing; 16 bits of chance decide each answer.
MISSING, WHOLE = 0.02, 2**16
#: Shares of kinds of households, and how much likelier each is to lack something (log odds).
KINDS, LACK = (0.15, 0.55, 0.30), (-1.4, 0.0, 0.9)
GROUP = 128_000
#: Degrees by which a house lies off its village's site: about 600 metres.
SPREAD = 0.006
#: As ``tambon-gis convert`` types them.
SCHEMA = pa.schema(
    [
        ("place", pa.string()),
        ("row", pa.int64()),
        ("source", pa.int32()),
        ("members", pa.int32()),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
        *((name, pa.int16()) for name in COLUMNS),
    ]
)


def sizes(land: Country, households: int = HOUSEHOLDS) -> NDArray[np.int64]:
    """Households of each village: some are large and many are small, none is empty."""
    chance = np.random.default_rng([land.seed, 2])
    shares = chance.gamma(3.0, 1.0, len(land.codes))
    return 1 + chance.multinomial(households - len(shares), shares / shares.sum())


def provinces(land: Country, counts: NDArray[np.int64]) -> Iterator[tuple[str, pa.Table]]:
    """Each province with the table of its households, sorted by place."""
    names = land.provinces
    for source, name in enumerate(np.unique(names), start=1):
        at = np.flatnonzero(names == name)
        yield str(name), _province(land, at, counts[at], source)


def write(land: Country, folder: Path, households: int = HOUSEHOLDS) -> None:
    """The whole country as ``province=NN/part-0.parquet``."""
    for name, table in provinces(land, sizes(land, households)):
        _write(table, folder / f"province={name}" / "part-0.parquet")


def write_part(whole: Path, folder: Path, households: int) -> None:
    """The first households of a country that is written: files that fit are linked, not copied."""
    left = households
    for path in sorted(whole.glob("province=*/part-0.parquet")):
        rows = pq.read_metadata(path).num_rows
        target = folder / path.relative_to(whole)
        if rows <= left:
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(path, target)
        else:
            _write(pq.read_table(path, partitioning=None).slice(0, left), target)
        left -= min(rows, left)
        if not left:
            return


def _province(
    land: Country, at: NDArray[np.int64], counts: NDArray[np.int64], source: int
) -> pa.Table:
    """The households of some villages."""
    chance = np.random.default_rng([land.seed, 3, int(land.codes[at[0]][:2])])
    rows = int(counts.sum())
    village = np.repeat(np.arange(len(at)), counts)
    houses = land.sites[at][village] + chance.normal(0, SPREAD, (rows, 2))
    kind = chance.choice(len(KINDS), rows, p=KINDS)
    columns = [
        pa.array(land.codes[at]).take(pa.array(village)),
        pa.array(np.arange(1, rows + 1)),
        pa.array(np.full(rows, source, dtype=np.int32)),
        pa.array((1 + chance.binomial(9, 0.25, rows)).astype(np.int32)),
        pa.array(np.round(houses[:, 1], 6)),
        pa.array(np.round(houses[:, 0], 6)),
    ]
    bounds = _bounds(land.seed, len(at), chance)
    for number in range(INDICATORS):
        drawn = chance.integers(0, WHOLE, rows, dtype=np.uint16)
        met = drawn < bounds[:, :, number][village, kind]
        missing = drawn >= round(WHOLE * (1 - MISSING))
        columns.append(pa.array(met.astype(np.int16), mask=missing))
    return pa.table(columns, schema=SCHEMA)


def _bounds(seed: int, villages: int, chance: np.random.Generator) -> NDArray[np.uint16]:
    """Below which draw a household of a village and kind meets an indicator."""
    base = np.random.default_rng([seed, 4]).uniform(0.5, 4.0, INDICATORS)
    province = chance.normal(0, 0.4, INDICATORS)
    village = chance.normal(0, 0.5, (villages, 1, INDICATORS)) + chance.normal(
        0, 0.4, (villages, 1, 1)
    )
    odds = base + province + village + np.array(LACK)[None, :, None]
    share = 1 / (1 + np.exp(-odds))
    return np.floor(share * (1 - MISSING) * WHOLE).astype(np.uint16)


def _write(table: pa.Table, path: Path) -> None:
    """A file, written beside and moved in place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    pq.write_table(table, beside, compression="zstd", row_group_size=GROUP)
    beside.replace(path)


def _link(path: Path, target: Path) -> None:
    """The same file under another name; a copy where the file system has no links."""
    import shutil

    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)
