"""A made-up tambon as an office hands it over: a CSV of a survey, a shapefile of villages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyogrio

from benchmarks.worlds import borders

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

HOUSEHOLDS, TAMBON = 2_000, "990101"
GRID, STEPS, BOX = (4, 3), 60, (100.40, 14.50, 100.52, 14.58)
PROJECT = """[area]
code = "990101"
name = { th = "สมมติ", en = "Sommut" }
amphoe = { th = "สมมติ", en = "Sommut" }
province = { th = "สมมติ", en = "Sommut" }
synthetic = true

[boundary]
file = "village.shp"
level = "village"
credit = "แต่งขึ้น / made up"
licence = "CC0-1.0"

[[survey]]
year = 2565
file = "households.csv"
schema = "bmn-household"
rulebook = "bmn-2560"
"""


def write(folder: Path, seed: int) -> None:
    """Survey, shapefile and project document."""
    folder.mkdir(parents=True)
    codes = [f"{TAMBON}{n:02d}" for n in range(1, GRID[0] * GRID[1] + 1)]
    households(codes, seed).to_csv(folder / "households.csv", index=False, encoding="utf-8-sig")
    frame = borders.places(borders.coverage(GRID, STEPS, BOX, seed=seed)).assign(
        place=codes, name=[f"บ้านสมมติ {n}" for n in range(1, len(codes) + 1)]
    )
    frame = frame.rename(columns={"place": "VILL_CODE", "name": "VILL_NAM_T"}).to_crs(32647)
    pyogrio.write_dataframe(frame, folder / "village.shp", encoding="cp874")
    (folder / "village.cpg").unlink(missing_ok=True)
    (folder / "tambon.toml").write_text(PROJECT, encoding="utf-8")


def households(codes: list[str], seed: int) -> pd.DataFrame:
    """A round of จปฐ. under the headings of the department's file: 31 indicators and incomes."""
    from tambon_gis import catalog

    chance = np.random.default_rng([seed, 6])
    titles = {one.name: one.title.th for one in catalog.schema("bmn-household").field}
    village = np.sort(chance.integers(0, len(codes), HOUSEHOLDS))
    members = chance.integers(1, 8, HOUSEHOLDS)
    columns: dict[str, object] = {
        "sequence": np.arange(1, HOUSEHOLDS + 1),
        "house_code": [f"{TAMBON}{n:05d}" for n in range(1, HOUSEHOLDS + 1)],
        "village": np.array(codes)[village],
        "moo": village + 1,
        "members": members,
        "income_main": chance.integers(5, 70, HOUSEHOLDS) * 1000 * members,
        "income_secondary": 0,
        "income_other": 0,
        "income_in_kind": chance.integers(0, 10, HOUSEHOLDS) * 1000,
    }
    for one in catalog.rulebook("bmn-2560").indicator:
        if one.given is not None:
            columns |= _answers(one.given, chance)
    known = {name: values for name, values in columns.items() if name in titles}
    return pd.DataFrame(known).rename(columns=titles)


def _answers(given: object, chance: np.random.Generator) -> dict[str, NDArray[np.int64]]:
    """Columns of one indicator: an answer of the household, or people asked and failing."""
    share = chance.uniform(0.02, 0.25)
    answer = getattr(given, "answer", None)
    if answer:
        found = chance.choice([1, 0, 9], HOUSEHOLDS, p=[0.95 - share, share, 0.05])
        return {answer: found}
    asked = chance.integers(0, 4, HOUSEHOLDS)
    failing = np.where(chance.random(HOUSEHOLDS) < share, np.minimum(asked, 1), 0)
    return {given.target: asked, given.fail: failing}  # type: ignore[attr-defined]
