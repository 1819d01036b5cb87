"""A made-up province of 90,000 households and its villages, as datasets in Parquet files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.model.rulebook import Rulebook

HOUSEHOLDS = 90_000
AMPHOES, TAMBONS, VILLAGES = 8, 10, 10
INCOMES = ("income_main", "income_secondary", "income_other", "income_in_kind")
#: Share of answers that nobody gave.
UNKNOWN = 0.02


class Province(NamedTuple):
    """Folders of a household survey and of the forms of its villages; the households in memory."""

    homes: Path
    forms: Path
    table: pa.Table


def province(folder: Path, households: Rulebook, villages: Rulebook) -> Province:
    """Write both surveys, the same at every run."""
    draw = np.random.default_rng(2565)
    codes = np.array(
        [
            f"99{amphoe:02}{tambon:02}{village:02}"
            for amphoe in range(1, AMPHOES + 1)
            for tambon in range(1, TAMBONS + 1)
            for village in range(1, VILLAGES + 1)
        ],
        dtype=object,
    )
    # some villages are ten times as large as others, and a few have nobody
    size = draw.gamma(2, size=len(codes)) * (draw.random(len(codes)) > 0.01)
    place = codes[np.sort(draw.choice(len(codes), HOUSEHOLDS, p=size / size.sum()))]
    columns = {**_keys(place), **_answers(households, draw)}
    homes = pa.table(columns)
    scores = {**_keys(codes), **_scores(villages, draw, len(codes))}
    return Province(
        _write(folder / "homes", homes, 3), _write(folder / "forms", pa.table(scores), 1), homes
    )


def _keys(place: Any) -> dict[str, Any]:
    """The first columns of a dataset."""
    return {
        "place": pa.array(place, pa.string()),
        "row": pa.array(np.arange(2, len(place) + 2)),
        "source": pa.array(np.zeros(len(place)), pa.int32()),
    }


def _answers(rulebook: Rulebook, draw: Any) -> dict[str, Any]:
    """Given answers of every indicator: one, or how many were asked and how many fail."""
    members = draw.integers(1, 9, HOUSEHOLDS)
    found: dict[str, Any] = {"members": pa.array(members, pa.int16())}
    for number, name in enumerate(INCOMES):
        income = (draw.lognormal(10.2 - number, 0.8, HOUSEHOLDS) * members).round(2)
        found[name] = pa.array(income, mask=draw.random(HOUSEHOLDS) < UNKNOWN)
    for number, one in enumerate(rulebook.indicator):
        given, lost = one.given, draw.random(HOUSEHOLDS) < UNKNOWN
        fails = draw.random(HOUSEHOLDS) < 0.02 + 0.01 * number
        if given is None:
            continue
        if given.answer is not None:
            told = np.where(draw.random(HOUSEHOLDS) < 0.05, 9, ~fails)
            found[given.answer] = pa.array(told.astype("int8"), mask=lost)
            continue
        asked = draw.integers(0, members + 1)
        found[given.target] = pa.array(asked, pa.int16(), mask=lost)
        found[given.fail] = pa.array(np.where(fails, asked, 0), pa.int16())
    return found


def _scores(rulebook: Rulebook, draw: Any, rows: int) -> dict[str, Any]:
    """A score of every indicator of a village."""
    return {
        one.given.score: pa.array(
            draw.integers(1, 4, rows), pa.int8(), mask=draw.random(rows) < UNKNOWN
        )
        for one in rulebook.indicator
        if one.given is not None and one.given.score is not None
    }


def _write(folder: Path, table: pa.Table, files: int) -> Path:
    """A dataset of some files."""
    home = folder / "province=99"
    home.mkdir(parents=True)
    step = -(-table.num_rows // files)
    for number in range(files):
        pq.write_table(table.slice(number * step, step), home / f"part-{number}.parquet")
    return folder
