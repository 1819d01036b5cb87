"""A workbook by pandas with openpyxl, its default engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl  # noqa: F401  (loaded before time is taken)
import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path) -> pd.DataFrame:
    """The one sheet."""
    return pd.read_excel(path, header=None, engine="openpyxl")
