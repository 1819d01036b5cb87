"""Facilities with their coordinates: what lies outside the country is refused, never moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.loaders.columns import match_columns
from tambon_gis.loaders.datum import THAILAND
from tambon_gis.loaders.tables import read_raw
from tambon_gis.loaders.validate import validate
from tambon_gis.model.findings import Finding
from tambon_gis.model.stages import FACILITIES

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from tambon_gis.model.findings import Report
    from tambon_gis.model.schema import Schema

__all__ = ["read"]

LATITUDE = "latitude"
LONGITUDE = "longitude"


def read(
    path: Path, schema: Schema, *, sheet: str | None = None, role: str = "facilities"
) -> tuple[pd.DataFrame, Report]:
    """
    Read a table of facilities.

    Parameters
    ----------
    path : pathlib.Path
        A workbook, CSV or Parquet file.
    schema : Schema
        The schema of facilities, with ``latitude`` and ``longitude``.
    sheet : str, optional
        Name of the sheet.
    role : str, default "facilities"
        What the file is in the project, for the report.

    Returns
    -------
    tuple[pandas.DataFrame, Report]
        Stage ``facilities``: rows with coordinates in degrees (WGS 84) inside the box around
        Thailand. Refused and told to a person: blank or unreadable coordinates, 0/0, latitude and
        longitude that changed places, anything else outside.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When it cannot be read or a required column is absent.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis import catalog
    >>> places, report = read(Path("tests/data/facilities.csv"), catalog.schema("facilities"))
    >>> len(places), [one.code for one in report.findings if one.severity == "decide"]
    (2, ['point.swapped'])
    """
    raw = read_raw(path, schema=schema, sheet=sheet)
    frame, report = validate(raw, _without_limits(schema), role=role)
    headings = match_columns(raw, schema)[0]
    letter = raw.letters.get(headings.get(LATITUDE, ""), "")
    reasons = [
        _reason(latitude, longitude)
        for latitude, longitude in zip(
            frame[LATITUDE].to_numpy(float, na_value=float("nan")),
            frame[LONGITUDE].to_numpy(float, na_value=float("nan")),
            strict=True,
        )
    ]
    findings = [
        Finding(reason, "decide", raw.file, raw.sheet, f"{letter}{row}", int(row))
        for row, reason in zip(frame["row"], reasons, strict=True)
        if reason
    ]
    kept = frame[[not reason for reason in reasons]].reset_index(drop=True)
    FACILITIES.check(kept)
    return kept, report.refusing(findings, len(findings))


def _without_limits(schema: Schema) -> Schema:
    """The same schema, so that coordinates out of bounds arrive here to be told."""
    fields = tuple(
        one.model_copy(update={"minimum": None, "maximum": None})
        if one.name in {LATITUDE, LONGITUDE}
        else one
        for one in schema.field
    )
    return schema.model_copy(update={"field": fields})


def _reason(latitude: float, longitude: float) -> str:
    """Why a point cannot be drawn; empty when it can."""
    if latitude != latitude or longitude != longitude:  # noqa: PLR0124  (not a number)
        return "point.missing"
    if latitude == 0 and longitude == 0:
        return "point.zero"
    if _inside(longitude, latitude):
        return ""
    return "point.swapped" if _inside(latitude, longitude) else "point.outside"


def _inside(longitude: float, latitude: float) -> bool:
    """Whether a point lies in the box around Thailand."""
    west, south, east, north = THAILAND
    return west <= longitude <= east and south <= latitude <= north
