"""Survey rows meet the codes of the polygons; what stays over on either side is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.loaders.address import listing
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.stages import BOUNDARIES, MATCHED, SURVEY
from tambon_gis.places import COUNTRY, LADDER, is_pseudo, level_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["MEMBERS", "JoinCounts", "match"]

#: Column of the people of a household, where a survey has one.
MEMBERS = "members"
PLACES_NAMED = 12


@dataclass(frozen=True)
class JoinCounts:
    """
    How a survey and a boundary layer met.

    Parameters
    ----------
    level : str
        Level at which they met: that of the polygons.
    rows, rows_matched : int
        Survey rows, and those whose place has a polygon.
    places, places_matched : int
        Polygons, and those with at least one row.
    people_left : int or None
        People of the households without a polygon; None where the survey does not count people.
    """

    level: str
    rows: int
    rows_matched: int
    places: int
    places_matched: int
    people_left: int | None

    @property
    def rows_left(self) -> int:
        """Survey rows without a polygon."""
        return self.rows - self.rows_matched

    @property
    def places_left(self) -> int:
        """Polygons without a row."""
        return self.places - self.places_matched


def match(
    survey: pd.DataFrame,
    boundaries: gpd.GeoDataFrame,
    *,
    report: Report,
    within: str | None = None,
) -> tuple[pd.DataFrame, Report, JoinCounts]:
    """
    Keep the rows whose place has a polygon.

    Parameters
    ----------
    survey : pandas.DataFrame
        Stage ``survey``, or ``counted`` with a ``row`` column; several of its rows may come from
        one row of the file, which is counted once.
    boundaries : geopandas.GeoDataFrame
        Stage ``boundaries``, one level. Where it is wider than the survey's codes, these are cut to
        its level.
    report : Report
        The report of the survey's file.
    within : str, optional
        Code of the project's area, to tell rows of another area from villages that are unknown.

    Returns
    -------
    tuple[pandas.DataFrame, Report, JoinCounts]
        Stage ``matched`` with ``place`` at the level of the polygons; the report, with each row
        without a polygon refused and why (a municipal code, another area, an unknown place), and a
        note about polygons without rows; and the counts of both sides.

    Raises
    ------
    StageError
        When a table is not of its stage.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis import catalog
    >>> from tambon_gis.loaders import boundaries, tables, validate
    >>> schema = catalog.schema("bmn-household")
    >>> raw = tables.read_raw(Path("tests/data/small/households.csv"), schema=schema)
    >>> survey, report = validate.validate(raw, schema, role="bmn-2560-2565")
    >>> villages, _ = boundaries.read(Path("tests/data/small/villages.geojson"))
    >>> matched, report, joined = match(survey, villages, report=report, within="990201")
    >>> joined.rows_matched, joined.places_matched
    (12, 3)
    """
    SURVEY.check(survey)
    BOUNDARIES.check(boundaries)
    digits = len(boundaries["place"].iloc[0]) if len(boundaries) else LADDER["village"]
    place = survey["place"].str[:digits]
    known = place.isin(boundaries["place"]) & (place.str.len() == digits)
    left = survey[~known]
    found = set(place[known])
    matched = survey.assign(place=place)[known].reset_index(drop=True)
    matched.attrs = dict(survey.attrs)
    findings = _left_rows(left, report, within, set(boundaries["place"].str[:-2]))
    refused = report.refusing(findings, left["row"].nunique())
    told = refused.noting(_left_places(boundaries, found, report))
    people = int(left[MEMBERS].sum()) if MEMBERS in survey else None
    joined = JoinCounts(
        level=level_of("0" * digits),
        rows=survey["row"].nunique(),
        rows_matched=matched["row"].nunique(),
        places=len(boundaries),
        places_matched=len(found),
        people_left=people,
    )
    MATCHED.check(matched)
    return matched, told, joined


def _left_rows(
    left: pd.DataFrame, report: Report, within: str | None, parents: set[str]
) -> list[Finding]:
    """One finding a row without a polygon; a place with many such rows gets one for all."""
    findings = []
    sheet = str(left.attrs.get("sheet", ""))
    column = str(left.attrs.get("place_letter", ""))
    for place, rows in left.groupby("place", sort=False):
        code = _reason(str(place), within, parents)
        numbers = sorted({int(row) for row in rows["row"]})
        groups = [[n] for n in numbers] if len(numbers) <= PLACES_NAMED else [numbers]
        for group in groups:
            facts = {"place": str(place)}
            cell = listing(column, group, most=None)
            findings.append(
                Finding(code, "decide", report.file, sheet, cell, group[0], len(group), facts)
            )
    return findings


def _reason(place: str, within: str | None, parents: set[str]) -> str:
    """Why a place has no polygon."""
    if is_pseudo(place):
        return "join.pseudo"
    if within is not None and within != COUNTRY and not place.startswith(within):
        return "join.elsewhere"
    if within is None and place[:-2] not in parents:
        return "join.elsewhere"
    return "join.unknown"


def _left_places(boundaries: gpd.GeoDataFrame, found: set[str], report: Report) -> list[Finding]:
    """Polygons without a row, by code and name."""
    left = boundaries[~boundaries["place"].isin(found)]
    if left.empty:
        return []
    named = [
        f"{code} {name}".strip() for code, name in zip(left["place"], left["name"], strict=True)
    ]
    places = ", ".join(named[:PLACES_NAMED]) + (" …" if len(named) > PLACES_NAMED else "")
    return [Finding("join.no_rows", "note", report.file, count=len(left), facts={"places": places})]
