"""A CSV by pandas with every cell as text, and by the csv module as lists."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path


def by_pandas(path: Path) -> pd.DataFrame:
    """A frame of text."""
    return pd.read_csv(path, header=None, dtype=str)


def by_csv_module(path: Path) -> list[list[str]]:
    """Lists of text, no table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
