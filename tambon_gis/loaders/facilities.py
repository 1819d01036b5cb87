"""Facilities with their coordinates: what lies outside the country is refused, never moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders import formats, layers, points
from tambon_gis.loaders.address import row_list
from tambon_gis.loaders.columns import match_columns
from tambon_gis.loaders.land import datum
from tambon_gis.loaders.points import LATITUDE, LONGITUDE
from tambon_gis.loaders.tables import read_raw
from tambon_gis.loaders.validate import validate
from tambon_gis.model.findings import Finding
from tambon_gis.model.stages import FACILITIES, RawTable
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from tambon_gis.model.findings import Report
    from tambon_gis.model.schema import Schema

__all__ = ["read"]

#: Columns that a map service or a receiver uses for the kind of a point, the surest first.
KINDS = ("kind", "type", "ประเภท", "folder", "layer", "sym")
#: Free text of a point, which may name a person.
FREE_TEXT = ("description", "desc", "cmt", "comment", "snippet")


def read(
    path: Path,
    schema: Schema,
    *,
    sheet: str | None = None,
    cells: str | None = None,
    role: str = "facilities",
    boundaries: gpd.GeoDataFrame | None = None,
) -> tuple[pd.DataFrame, Report]:
    """
    Read facilities.

    Parameters
    ----------
    path : pathlib.Path
        A table, or a file of map data with points (KML or KMZ of a map service, GPX, GeoJSON,
        shapefile): the name of a point, and as its kind the folder or layer that it stands in.
        Free text of a point is not read.
    schema : Schema
        The schema of facilities, with ``latitude`` and ``longitude``.
    sheet : str, optional
        Name of the sheet, or of the layer; by default all layers of points.
    cells : str, optional
        Range of the sheet that is read.
    role : str, default "facilities"
        What the file is in the project, for the report.
    boundaries : geopandas.GeoDataFrame, optional
        Stage ``boundaries``: gives each facility the ``place`` that it lies in.

    Returns
    -------
    tuple[pandas.DataFrame, Report]
        Stage ``facilities``: rows with coordinates in degrees (WGS 84) inside the box around
        Thailand, and ``place``, null outside every polygon. Refused and told to a person: blank or
        unreadable coordinates, 0/0, latitude and longitude that changed places, metres, anything
        else outside. A facility far from the moo that is written beside it is told.

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
    raw = _open(path, schema, sheet, cells)
    frame, report = validate(raw, points.without_limits(schema), role=role)
    headings = match_columns(raw, schema)[0]
    letter = raw.letters.get(headings.get(LATITUDE, ""), "")
    reasons = points.reasons(
        frame[LATITUDE].to_numpy(float, na_value=float("nan")),
        frame[LONGITUDE].to_numpy(float, na_value=float("nan")),
    )
    findings = [
        Finding(reason, "decide", raw.file, raw.sheet, f"{letter}{row}", int(row))
        for row, reason in zip(frame["row"], reasons, strict=True)
        if reason
    ]
    refused = frame.index[[at for at, reason in enumerate(reasons) if reason]]
    kept = frame.drop(index=refused).reset_index(drop=True)
    report = report.refusing(findings, len(findings))
    if boundaries is not None and len(boundaries):
        kept, told = _placed(kept, boundaries, raw, headings)
        report = report.noting(told)
    FACILITIES.check(kept)
    return kept, report


def _open(path: Path, schema: Schema, sheet: str | None, cells: str | None) -> RawTable:
    """The file as a table; one that may be both is map data where it holds points."""
    suffix = path.suffix.lower()
    if suffix not in layers.SUFFIXES:
        return read_raw(path, schema=schema, sheet=sheet, cells=cells)
    try:
        return _raw(path, schema, sheet)
    except InputError:
        if suffix not in formats.SUFFIXES:
            raise
        return read_raw(path, schema=schema, sheet=sheet, cells=cells)


def _placed(
    kept: pd.DataFrame, boundaries: gpd.GeoDataFrame, raw: RawTable, headings: dict[str, str]
) -> tuple[pd.DataFrame, list[Finding]]:
    """The place of each facility, and those that lie in another moo than they say."""
    import pandas as pd

    said = _said(kept, boundaries)
    placed = points.locate(kept[LATITUDE], kept[LONGITUDE], said, boundaries)
    letter = raw.letters.get(headings.get("moo", ""), "")
    found = []
    for at in (placed.metres > points.NEAR).nonzero()[0]:
        row = int(kept["row"].iloc[at])
        facts, lies_in = {"metres": f"{placed.metres[at]:,.0f}"}, placed.place[at]
        code = "point.other_moo" if lies_in else "point.no_moo"
        facts |= {"lies_in": lies_in} if lies_in else {}
        cell = f"{letter}{row}"
        found.append(Finding(code, "decide", raw.file, raw.sheet, cell, row, facts=facts))
    known = row_list(_moos(boundaries)).replace(":", "-") if "moo" in boundaries else ""
    for which, moo in _unknown(kept, boundaries):
        row = int(kept["row"].iloc[which])
        facts = {"moo": str(moo), "known": known}
        cell = f"{letter}{row}"
        found.append(
            Finding("point.no_such_moo", "decide", raw.file, raw.sheet, cell, row, facts=facts)
        )
    place = pd.array([code or None for code in placed.place], dtype="string")
    return kept.assign(place=place), sorted(found, key=lambda one: one.row or 0)


def _moos(boundaries: gpd.GeoDataFrame) -> list[int]:
    """The numbers of the villages on the map."""
    return sorted({int(moo) for moo in boundaries["moo"].dropna()})


def _unknown(kept: pd.DataFrame, boundaries: gpd.GeoDataFrame) -> list[tuple[int, int]]:
    """Facilities that name a moo that no village on the map has."""
    if "moo" not in kept or "moo" not in boundaries or not (known := _moos(boundaries)):
        return []
    return [(at, int(moo)) for at, moo in enumerate(kept["moo"].astype("float64").tolist())
            if moo == moo and int(moo) not in known]  # noqa: PLR0124  # fmt: skip


def _said(kept: pd.DataFrame, boundaries: gpd.GeoDataFrame) -> list[str | None]:
    """The village that each facility names by its moo, where only one has that number."""
    nobody: list[str | None] = [None] * len(kept)
    if "moo" not in kept or "moo" not in boundaries:
        return nobody
    alone = boundaries.dropna(subset="moo").drop_duplicates("moo", keep=False)
    known = dict(zip(alone["moo"].astype(int), alone["place"].astype(str), strict=True))
    return [known.get(int(moo)) if moo == moo else None  # noqa: PLR0124  (not a number)
            for moo in kept["moo"].astype("float64").tolist()]  # fmt: skip


def _raw(path: Path, schema: Schema, layer: str | None) -> RawTable:
    """A layer of points as a table: its columns, latitude and longitude, all as text."""
    import shapely

    found = layers.open_layer(path, layer=layer or layers.ALL, kind="point")
    shapes = shapely.force_2d(found.frame.geometry.to_numpy())
    single = ~shapely.is_missing(shapes) & (shapely.get_type_id(shapes) == 0)
    shapes[~single | shapely.is_empty(shapes)] = None
    moved, told = datum.wgs84(shapes, found.crs or "EPSG:4326", file=path.name)
    titles = {field.name: field.title.th for field in schema.field}
    table = found.frame.drop(columns="geometry")
    labels = {normalise_label(str(column)): column for column in table.columns}
    free = [labels[label] for one in FREE_TEXT if (label := normalise_label(one)) in labels]
    kind = next((labels[k] for one in KINDS if (k := normalise_label(one)) in labels), None)
    text = table.astype("string").drop(columns=free)
    text = text.rename(columns={kind: titles["kind"]} if kind is not None else {})
    if kind is None:
        text[titles["kind"]] = found.name
    for name, numbers in (
        (LATITUDE, shapely.get_y(moved)),
        (LONGITUDE, shapely.get_x(moved)),
    ):
        cells = [None if number != number else repr(float(number)) for number in numbers]  # noqa: PLR0124
        text[titles[name]] = cells
    text = text.astype(object).where(text.notna(), None)
    text.index = range(1, len(text) + 1)
    return RawTable(text, path.name, "", {}, {}, (*found.findings, *told))
