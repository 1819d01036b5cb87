"""A workbook by fastexcel alone: every cell as text, handed over as Arrow; no checks, no pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import fastexcel

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa


def read(path: Path) -> pa.RecordBatch:
    """The one sheet."""
    return fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string").to_arrow()
