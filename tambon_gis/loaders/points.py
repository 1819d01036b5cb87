"""Points held against the country and against the place they are said to lie in.

Households are placed by their code; coordinates only question it. A finding names cells, distances
and places, never a coordinate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders.address import listing
from tambon_gis.loaders.geodata.held import Layer
from tambon_gis.loaders.land.placed import Placed, locate, reasons
from tambon_gis.loaders.land.shifted import common_shift
from tambon_gis.loaders.tables import read_raw
from tambon_gis.model.findings import Finding
from tambon_gis.thai import digits_to_arabic, normalise_label

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.loaders.land.shifted import Shift
    from tambon_gis.model.findings import Report, Severity
    from tambon_gis.model.schema import Schema

    Numbers = NDArray[np.float64]

__all__ = [
    "LATITUDE",
    "LONGITUDE",
    "Placed",
    "check",
    "locate",
    "open_table",
    "reasons",
    "without_limits",
]

LATITUDE = "latitude"
LONGITUDE = "longitude"
#: Headings of latitude and longitude.
COORDINATES = (
    ("latitude", "lat", "ละติจูด", "y"),
    ("longitude", "lon", "long", "lng", "ลองจิจูด", "x"),
)
#: Reason -> what is said of a household, whose code places it all the same.
HOUSEHOLD = {
    "point.missing": "point.missing_household",
    "point.zero": "point.zero_household",
    "point.swapped": "point.swapped_household",
    "point.metres": "point.metres_household",
    "point.outside": "point.outside_household",
}
#: Points this near to their place, in metres, are in it: lines and receivers are no better.
NEAR = 50.0
#: So many points that one shift of the map explains, or that are this part of those located, are
#: no slips of single rows: the map or all coordinates are wrong, and it is asked once.
MANY, SHARE = 20, 0.05


@dataclass(frozen=True)
class _Away:
    """Households with usable coordinates, and how these lie to the places of their codes."""

    rows: NDArray[np.int64]
    latitude: Numbers
    longitude: Numbers
    said: list[str]
    placed: Placed
    file: str
    sheet: str
    letter: str

    def told(self, boundaries: gpd.GeoDataFrame, decided: Collection[int]) -> list[Finding]:
        """Those far from their place: many at once, or one a row."""
        import numpy as np

        # a line that was never drawn cannot say that a house stands on its wrong side
        drawn = ~boundaries.get("approximate", boundaries["place"].isna()).astype(bool)
        exact = boundaries[drawn]
        asked = np.isin(self.said, exact["place"]) & ~np.isin(self.rows, list(decided))
        off = self.placed.metres > NEAR
        located = int((asked & ~np.isnan(self.placed.metres)).sum())
        many = off & asked
        shift = self._shift(asked, exact) if many.sum() >= MANY else None
        if shift is None and (many.sum() < MANY or many.sum() <= SHARE * located):
            return [self._one(at, asked=bool(asked[at])) for at in np.flatnonzero(off).tolist()]
        others = [self._one(at, asked=False) for at in np.flatnonzero(off & ~asked).tolist()]
        return [self._together(many, located, shift), *others]

    def _shift(self, asked: NDArray[np.bool_], exact: gpd.GeoDataFrame) -> Shift | None:
        """The move of the map that would make them agree."""
        said = [place for place, ask in zip(self.said, asked, strict=True) if ask]
        return common_shift(self.latitude[asked], self.longitude[asked], said, exact)

    def _one(self, at: int, *, asked: bool) -> Finding:
        """One household far from its place."""
        row, lies_in = int(self.rows[at]), self.placed.place[at]
        facts = {"place": self.said[at], "metres": f"{self.placed.metres[at]:,.0f}"}
        code = "point.elsewhere" if lies_in else "point.nowhere"
        facts |= {"lies_in": lies_in} if lies_in else {}
        severe: Severity = "decide" if asked else "note"
        cell = f"{self.letter}{row}"
        return Finding(code, severe, self.file, self.sheet, cell, row, facts=facts)

    def _together(
        self,
        many: NDArray[np.bool_],
        located: int,
        shift: Shift | None,
    ) -> Finding:
        """Many households far from their places, with what they have in common."""
        import numpy as np

        rows = sorted(int(row) for row in self.rows[many])
        facts = {"located": f"{located:,}", "metres": f"{np.median(self.placed.metres[many]):,.0f}"}
        if shift is not None:
            facts |= {"east": _tens(shift.east), "north": _tens(shift.north)}
        return Finding(
            "point.many" if shift is None else "point.shifted",
            "decide",
            self.file,
            self.sheet,
            listing(self.letter, rows, most=None),
            rows[0],
            len(rows),
            facts,
        )


def check(
    survey: pd.DataFrame,
    boundaries: gpd.GeoDataFrame,
    report: Report,
    *,
    letters: Mapping[str, str],
    decided: Collection[int] = (),
) -> Report:
    """
    Hold the coordinates of households against their codes.

    Parameters
    ----------
    survey : pandas.DataFrame
        Stage ``survey``; without ``latitude`` and ``longitude`` nothing is said.
    boundaries : geopandas.GeoDataFrame
        Stage ``boundaries``, of the level of the codes or a wider one.
    report : Report
        The report of the survey.
    letters : Mapping[str, str]
        Field -> letter of its column in the sheet.
    decided : collection of int, optional
        Rows whose place a person decided: they are told for the record only.

    Returns
    -------
    Report
        The report with its findings, each with the addresses of cells. Rows are never refused here:
        the code places them. Where many disagree they are told together, with the shift that would
        make them agree if there is one: the reference system of the map may be wrong.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> from tambon_gis.model.findings import Report
    >>> frame = gpd.GeoDataFrame({"place": ["15010901", "15010902"]}, crs="EPSG:4326",
    ...     geometry=[shapely.box(100, 14, 100.1, 14.1), shapely.box(100.1, 14, 100.2, 14.1)])
    >>> survey = pd.DataFrame({"row": [2], "place": ["15010901"], "latitude": [14.05],
    ...     "longitude": [100.15]})
    >>> told = check(survey, frame, Report("a", "a.csv", 1, 1), letters={"latitude": "F"})
    >>> told.findings[0].code, told.findings[0].cell, told.findings[0].facts["lies_in"]
    ('point.elsewhere', 'F2', '15010902')
    """
    import numpy as np

    if not {LATITUDE, LONGITUDE} <= set(survey.columns) or survey.empty or boundaries.empty:
        return report
    y, x = _numbers(survey[LATITUDE]), _numbers(survey[LONGITUDE])
    blank = np.isnan(y) & np.isnan(x)
    why = reasons(y, x)
    letter, sheet = letters.get(LATITUDE, ""), str(survey.attrs.get("sheet", ""))
    rows = survey["row"].to_numpy(int)
    found = [
        Finding(HOUSEHOLD[code], "decide", report.file, sheet, f"{letter}{row}", int(row))
        for row, code, nothing in zip(rows, why, blank, strict=True)
        if code and not nothing
    ]
    good = np.array([not code for code in why], dtype=bool)
    digits = len(boundaries["place"].iloc[0])  # polygons of tambons hold the codes of villages
    said = [str(place)[:digits] for place in survey["place"].to_numpy(object)[good]]
    placed = locate(y[good], x[good], said, boundaries)
    edge = int(((placed.metres > 0) & (placed.metres <= NEAR)).sum())
    if edge:
        facts = {"near": f"{NEAR:.0f}"}
        found.append(Finding("point.edge", "note", report.file, sheet, count=edge, facts=facts))
    away = _Away(rows[good], y[good], x[good], said, placed, report.file, sheet, letter)
    return report.noting([*found, *away.told(boundaries, decided)])


def without_limits(schema: Schema) -> Schema:
    """
    A schema whose coordinates have no bounds, so that those out of bounds arrive here to be told.

    Parameters
    ----------
    schema : Schema
        The schema of a table with coordinates.

    Returns
    -------
    Schema
        The same in all else.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> schema = without_limits(catalog.schema("facilities"))
    >>> [one.maximum for one in schema.field if one.name == "latitude"]
    [None]
    """
    fields = tuple(
        one.model_copy(update={"minimum": None, "maximum": None})
        if one.name in {LATITUDE, LONGITUDE}
        else one
        for one in schema.field
    )
    return schema.model_copy(update={"field": fields})


def open_table(
    path: Path,
    *,
    sheet: str | None = None,
    cells: str | None = None,
    schema: Schema | None = None,
) -> Layer:
    """
    A table with latitude and longitude, as a layer of points.

    Parameters
    ----------
    path : pathlib.Path
        A workbook, CSV or the like.
    sheet : str, optional
        Name of the sheet.
    cells : str, optional
        Range of the sheet that is read.
    schema : Schema, optional
        What the table should be; its headings help to find sheet and heading row.

    Returns
    -------
    Layer
        Its columns as text, with points in WGS 84. The index is the row number less one. A row
        whose coordinates cannot be used has no point, and says why.

    Raises
    ------
    InputError
        When it cannot be read or has no such columns.
    """
    import geopandas as gpd
    import pandas as pd
    import shapely

    raw = read_raw(path, schema=schema, sheet=sheet, cells=cells)
    labels = {normalise_label(heading): heading for heading in raw.frame.columns}
    found = [
        next((labels[k] for one in family if (k := normalise_label(one)) in labels), None)
        for family in COORDINATES
    ]
    if None in found:
        known = ", ".join(map(str, raw.frame.columns))
        raise InputError("boundary.no_coordinates", where=raw.file, known=known)
    y, x = (
        pd.to_numeric(raw.frame[column].map(_arabic), errors="coerce").to_numpy(float)
        for column in found
    )
    why = reasons(y, x)
    good = [not one for one in why]
    letter = raw.letters.get(str(found[0]), "")
    told = tuple(
        Finding(one, "decide", raw.file, raw.sheet, f"{letter}{row}", int(row))
        for row, one in zip(raw.frame.index, why, strict=True)
        if one
    )
    shapes = [spot if use else None for spot, use in zip(shapely.points(x, y), good, strict=True)]
    frame = gpd.GeoDataFrame(raw.frame.set_axis(raw.frame.index - 1), geometry=shapes)
    return Layer(frame, "EPSG:4326", (*raw.findings, *told), raw.sheet)


def _tens(metres: float) -> str:
    """Metres no finer than points show them, with their sign."""
    return f"{round(metres, -1) + 0.0:+,.0f}"


def _numbers(column: pd.Series[Any]) -> Numbers:
    """A column as floats, NaN where unknown."""
    return column.to_numpy(float, na_value=float("nan"))


def _arabic(cell: object) -> str:
    """A cell with Thai digits as others."""
    return "" if cell is None else digits_to_arabic(str(cell)).strip()
