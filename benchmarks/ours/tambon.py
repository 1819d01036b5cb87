"""What ``tambon-gis build`` counts of one tambon, for the comparison with the peers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.study.load import load
from tambon_gis.study.tally import tally

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def shares(folder: Path) -> pd.DataFrame:
    """The share of those asked that fail each indicator, one row a village."""
    counted, _ = tally(load(folder))
    village = counted[counted["level"] == "village"]
    failing = 1 - village["met"].astype(float) / village["asked"].astype(float)
    wide = village.assign(failing=failing).pivot_table(
        index="place", columns="code", values="failing"
    )
    return wide.rename(columns=lambda code: f"ind{int(code):02d}").reset_index()
