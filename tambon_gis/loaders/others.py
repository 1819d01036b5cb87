"""Another list of households: the house codes in it, one row a house, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders import tables
from tambon_gis.loaders.address import listing
from tambon_gis.loaders.reading.values import NOTES, read_column
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.source import ColumnMap, ColumnMapHeader
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

    from tambon_gis.loaders.reading.values import Reading
    from tambon_gis.model.findings import Severity
    from tambon_gis.model.schema import Field
    from tambon_gis.model.stages import RawTable

__all__ = ["Listed", "not_surveyed", "read"]
