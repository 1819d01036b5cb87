"""Boundary layers become one valid polygon a place, in WGS 84, with codes and Thai names."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders import formats
from tambon_gis.loaders.address import row_list
from tambon_gis.loaders.land import approximate, coverage, datum, drawn, evidence, reach, shapes
from tambon_gis.loaders.land.area_codes import find_codes
from tambon_gis.loaders.land.expected import expect
from tambon_gis.loaders.layers import SUFFIXES, open_layer
from tambon_gis.loaders.points import open_table
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.stages import BOUNDARIES
from tambon_gis.places import moo_of
from tambon_gis.thai import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.loaders.land.area_codes import AreaCodes
    from tambon_gis.loaders.land.drawn import Drawn
    from tambon_gis.loaders.land.evidence import System
    from tambon_gis.loaders.land.shapes import Mended
    from tambon_gis.loaders.layers import Layer
    from tambon_gis.model.findings import Severity
    from tambon_gis.model.schema import Schema

__all__ = ["SUFFIXES", "Setting", "read"]

NAMED = 5


@dataclass(frozen=True)
class Setting:
    """
    What a project knows beside the layer itself.

    Parameters
    ----------
    area : str, optional
        Code of the project's area: where the layer should lie if its own codes are not known.
    reference : geopandas.GeoDataFrame, optional
        Stage ``boundaries``: a layer whose place is trusted, to hold this one against.
    inside : geopandas.GeoDataFrame, optional
        Stage ``boundaries``, tambons: where the layer holds points of villages, they become
        approximate areas inside these. A table of points needs none: its outline is sketched.
    recode : Mapping[str, str]
        Decisions of a person: code as found -> code to use.
    mend : bool
        Whether overlaps and narrow gaps are to be closed.
    table : Schema, optional
        What a table of points looks like, to find its headings.
    near : str, optional
        Code of an area: only its polygons and those in reach of it are read, of a layer that may
        hold the whole country.
    outlines : Drawn
        What people drew of villages that the layer lacks.
    heard : list[AreaCodes]
        With ``near``: here the codes of the whole layer are put as they are met.
    """

    area: str | None = None
    reference: gpd.GeoDataFrame | None = field(default=None, repr=False)
    inside: gpd.GeoDataFrame | None = field(default=None, repr=False)
    recode: Mapping[str, str] = field(default_factory=dict)
    mend: bool = False
    table: Schema | None = field(default=None, repr=False)
    near: str | None = None
    outlines: Drawn = field(default_factory=drawn.Drawn, repr=False)
    heard: list[AreaCodes] = field(default_factory=list, repr=False)


def read(
    path: Path,
    *,
    level: str | None = None,
    layer: str | None = None,
    code_column: str | None = None,
    name_column: str | None = None,
    crs: str | None = None,
    role: str = "boundary",
    setting: Setting | None = None,
) -> tuple[gpd.GeoDataFrame, Report]:
    """
    Read a boundary layer.

    Parameters
    ----------
    path : pathlib.Path
        A file of map data (:data:`SUFFIXES`). Nothing is ever written beside it.
    level : {"province", "amphoe", "tambon", "village"}, optional
        Level of the areas; by default the finest whose codes are there.
    layer : str, optional
        Name of the layer in the file; by default the first one of polygons.
    code_column, name_column : str, optional
        Columns; by default recognised by their names.
    crs : str, optional
        Reference system that overrides the file's, for example ``"EPSG:24047"``; ``"EPSG:4326 yx"``
        where latitude and longitude changed places.
    role : str, default "boundary"
        What the file is in the project, for the report.
    setting : Setting, optional
        What the project knows beside the layer.

    Returns
    -------
    tuple[geopandas.GeoDataFrame, Report]
        Stage ``boundaries``: ``place``, ``name`` (Thai, empty where unknown), ``moo`` (Int16, for
        villages), ``<level>_name`` of the wider areas where the layer has them, ``approximate``
        (true where it was made from points, or drawn) and ``geometry`` in EPSG:4326, by place.
        Rows without a polygon or a code are refused and named, as are rows of one code that cannot
        be one place; parts of one place are joined and told, and count as kept. Outlines that
        people drew stand among them, with ``drawn_by``, ``drawn_on`` and ``drawn_how``.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When a part is missing, it cannot be read, or no column holds codes.
    CrsError
        When the reference system is missing with coordinates in metres, unknown, contradicted by
        the coordinates or the codes, or only approximately related to WGS 84.

    Examples
    --------
    >>> from pathlib import Path
    >>> frame, report = read(Path("tests/data/small/villages.geojson"))
    >>> frame["place"].tolist(), report.to_decide
    (['99020101', '99020102', '99020103'], 0)
    """
    setting = setting or Setting()
    file = path.name
    asked = _Asked(level, code_column, name_column, file, setting.near, setting.heard)
    opened = _open(path, layer, setting, asked)
    table = opened.frame.drop(columns="geometry")
    codes = asked.codes(table)
    codes, recoded = _recoded(table, codes, setting.recode, file)
    if setting.near is not None:
        opened, codes = _in_reach(opened, codes, asked)
        table = opened.frame.drop(columns="geometry")
    found = opened.frame.geometry.to_numpy()
    points = (setting.inside is not None or not _is_layer(path)) and _are_points(found)
    rows = opened.frame.index.to_numpy(int) + 1
    spots = approximate.spots(found, rows, file=file, codes=codes.codes) if points else None
    if spots is not None and not _is_layer(path):
        spots = _positions(spots, rows, opened.findings)
    mended = spots or shapes.mend(found, file=file, codes=codes.codes, rows=rows)
    lost = _codeless(codes, mended.usable, file)
    kept = mended.usable & codes.codes.notna().to_numpy()
    if not kept.any() and not _is_layer(path):
        raise InputError("boundary.no_points", where=file, rows=len(kept))
    if not kept.any():
        raise InputError("boundary.nothing", where=file, rows=len(kept), column=codes.column)
    draft = _Draft(mended, kept, codes, file)
    system = draft.system(opened.crs, crs, setting)
    frame, told = draft.placed(table, system)
    if points:
        frame, more, refused = _divided(frame, setting.inside, file)
    else:
        told = (*told, *draft.repairs(system))
        frame, more, refused = _fitted(frame, file, setting)
    frame = frame.drop(columns="row").sort_values("place", ignore_index=True)
    if setting.outlines:
        frame, sketched = drawn.beside(frame, setting.outlines)
        more += sketched
    BOUNDARIES.check(frame)
    said = (*opened.findings, *recoded, *mended.findings, *lost, *system.findings, *told, *more)
    refused += int((~kept).sum())
    repaired = sum(one.count for one in said if one.code == "shape.invalid")
    report = Report(role, file, len(table), len(table) - refused, refused, repaired, said)
    return frame, report


@dataclass(frozen=True)
class _Draft:
    """The rows of a layer that will be kept, before their coordinates are understood."""

    mended: Mended
    kept: NDArray[np.bool_]
    codes: AreaCodes
    file: str

    def system(self, found: str | None, asked: str | None, setting: Setting) -> System:
        """Their reference system."""
        known = setting.reference if setting.reference is not None else setting.inside
        expected = expect(self.codes.codes[self.kept].tolist(), reference=known, area=setting.area)
        shapes = self.mended.polygons[self.kept]
        return evidence.settle(shapes, found=found, asked=asked, expected=expected, file=self.file)

    def placed(
        self, table: pd.DataFrame, system: System
    ) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
        """The rows with their columns, in WGS 84."""
        import geopandas as gpd

        turned = evidence.straight(self.mended.polygons[self.kept], system)
        moved, told = datum.wgs84(turned, system.crs, file=self.file)
        columns = _columns(table[self.kept], self.codes, table.index[self.kept] + 1)
        return gpd.GeoDataFrame(columns, geometry=moved, crs="EPSG:4326"), told

    def repairs(self, system: System) -> tuple[Finding, ...]:
        """What making shapes valid changed."""

        def to_metres(found: Any) -> Any:
            turned = evidence.straight(found, system)
            return coverage.metres(datum.wgs84(turned, system.crs, file=self.file)[0])

        return shapes.repairs(self.mended, self.kept, to_metres, file=self.file)


@dataclass(frozen=True)
class _Asked:
    """What a caller said about the codes of a layer."""

    level: str | None
    code_column: str | None
    name_column: str | None
    file: str
    near: str | None
    heard: list[AreaCodes] = field(repr=False)

    def codes(self, table: pd.DataFrame) -> AreaCodes:
        """The codes of the layer."""
        return find_codes(
            table,
            level=self.level,
            code_column=self.code_column,
            name_column=self.name_column,
            where=self.file,
        )

    def wanted(self, table: pd.DataFrame, bounds: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which rows are to be read, where the area is known and the layer has it."""
        area, codes = self.near or "", self.codes(table)
        self.heard.append(codes)
        if not codes.codes.str.startswith(area).any():
            raise self.absent(table, codes, area)
        return reach.around(codes.codes, bounds, area)

    def absent(self, table: pd.DataFrame, codes: AreaCodes, area: str) -> InputError:
        """What is said where the layer lacks the area: its siblings, where it has them."""
        told = {"code": area, "column": codes.column}
        above = area[:-2]
        beside = reach.beside(codes.codes, table.get(codes.names.get(codes.level, "")), area)
        if above and beside:
            some = ", ".join(beside)
            return InputError("boundary.absent_beside", where=self.file, above=above, some=some,
                              **told)  # fmt: skip
        some = ", ".join(codes.codes.dropna().head(3))
        return InputError("boundary.absent", where=self.file, rows=len(table), some=some or "-",
                          **told)  # fmt: skip


def _in_reach(opened: Layer, codes: AreaCodes, asked: _Asked) -> tuple[Layer, AreaCodes]:
    """The rows of an area and those within reach of it; their numbers stay."""
    import shapely

    table = opened.frame.drop(columns="geometry")
    near = asked.wanted(table, shapely.bounds(opened.frame.geometry.to_numpy()))
    kept = replace(codes, codes=codes.codes[near])
    return replace(opened, frame=opened.frame[near]), kept


def _fitted(
    frame: gpd.GeoDataFrame, file: str, setting: Setting
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...], int]:
    """One polygon a place, held against its neighbours; findings and rows refused."""
    joined = shapes.dissolve(frame, file=file)
    if joined.frame.empty:
        raise InputError("boundary.all_twice", where=file)
    frame = joined.frame
    told = (*joined.findings, *_far_away(frame, file))
    fit = coverage.measure(frame)
    if fit.gaps and setting.outlines:  # a gap that somebody drew a village into is none
        whole, _ = drawn.beside(frame.assign(approximate=False), setting.outlines)
        fit = replace(fit, gaps=coverage.measure(whole).gaps)
    told += coverage.tell(fit, file=file)
    if setting.mend and (fit.overlaps or fit.gaps):
        frame, more = coverage.mend(frame, file=file)
        told += more
    return frame.assign(approximate=False), told, joined.refused


def _divided(
    frame: gpd.GeoDataFrame, tambons: gpd.GeoDataFrame | None, file: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...], int]:
    """Approximate areas of points; findings and rows refused."""
    told: tuple[Finding, ...] = ()
    if tambons is None:
        tambons, sketched = approximate.sketch(frame, file=file)
        told = (sketched,)
    divided = approximate.divide(frame, tambons, file=file)
    if divided.frame.empty:
        raise InputError("boundary.approximate_nothing", where=file, points=len(frame))
    return divided.frame.assign(approximate=True), (*told, *divided.findings), divided.refused


def _open(path: Path, layer: str | None, setting: Setting, asked: _Asked) -> Layer:
    """The layer; villages may also stand in a table with their coordinates."""
    if setting.near is not None:
        return open_layer(path, layer=layer, wanted=asked.wanted)
    if not _is_layer(path):
        return open_table(path, sheet=layer, schema=setting.table)
    if setting.inside is None:
        return open_layer(path, layer=layer)
    return open_layer(path, layer=layer, kind="any")


def _is_layer(path: Path) -> bool:
    """Whether a file is of a kind that holds shapes; unknown kinds are refused as such."""
    suffix = path.suffix.lower()
    return suffix in SUFFIXES or suffix not in formats.SUFFIXES


def _are_points(shapes: Any) -> bool:
    """Whether most shapes of a layer are points."""
    import numpy as np
    import shapely

    kinds = shapely.get_type_id(shapes[~shapely.is_missing(shapes)])
    points = np.isin(kinds, [approximate.POINT, approximate.MANY_POINTS])
    return bool(points.sum() > len(kinds) / 2)


def _positions(spots: Mended, rows: NDArray[np.int64], told: Iterable[Finding]) -> Mended:
    """Rows of a table have no shapes but positions; nobody decides twice about one that is bad."""
    known = {one.row for one in told if one.severity == "decide"}
    again = known.issuperset(rows[~spots.usable].tolist())
    severity: Severity = "note" if again else "decide"
    findings = tuple(
        replace(one, code="boundary.no_position", severity=severity)
        if one.code == "shape.empty"
        else one
        for one in spots.findings
    )
    return replace(spots, findings=findings)


def _recoded(
    table: pd.DataFrame, codes: AreaCodes, recode: Mapping[str, str], file: str
) -> tuple[AreaCodes, list[Finding]]:
    """Codes after a person's decisions, and what these did."""
    if not recode:
        return codes, []
    new, found = codes.codes.copy(), []
    raw = new.copy()
    if codes.column in table.columns:
        raw = table[codes.column].astype("string").str.strip()
    for old, use in recode.items():
        which = (codes.codes.eq(old) | raw.eq(old)).fillna(value=False).to_numpy(bool)
        facts = {"old": old, "new": use}
        rows = (which.nonzero()[0] + 1).tolist()
        if not rows:
            found.append(Finding("boundary.recode_idle", "note", file, facts=facts))
            continue
        new[which] = use
        found.append(
            Finding("boundary.recoded", "repaired", file, "", row_list(rows), rows[0], len(rows),
                    facts)
        )  # fmt: skip
    return replace(codes, codes=new), found


def _codeless(codes: AreaCodes, usable: Any, file: str) -> list[Finding]:
    """Polygons without a readable code."""
    lost = codes.codes.isna().to_numpy() & usable
    rows = [int(at) + 1 for at in codes.codes.index[lost]]
    if not rows:
        return []
    facts = {"column": codes.column, "level": codes.level}
    cell = row_list(rows)
    return [Finding("boundary.codeless", "decide", file, "", cell, rows[0], len(rows), facts)]


def _columns(table: pd.DataFrame, codes: AreaCodes, rows: Any) -> dict[str, Any]:
    """Code, names and moo of the rows that are kept."""
    import pandas as pd

    def text(column: str) -> pd.Series[str]:
        cells = table[column].astype("string").fillna("")
        return cells.map({cell: clean(cell) for cell in cells.unique()}).astype("string")

    places = codes.codes.reindex(table.index)
    own = codes.names.get(codes.level)
    columns: dict[str, Any] = {
        "row": rows,
        "place": places,
        "name": text(own) if own else pd.Series("", index=table.index, dtype="string"),
    }
    if codes.level == "village":
        columns["moo"] = pd.array([moo_of(code) for code in places], dtype="Int16")
    for level, column in codes.names.items():
        if level != codes.level:
            columns[f"{level}_name"] = text(column)
    return columns


def _far_away(frame: gpd.GeoDataFrame, file: str) -> list[Finding]:
    """Places whose polygons do not lie in Thailand."""
    bounds = frame.geometry.bounds.to_numpy()
    out = [place for place, box in zip(frame["place"], bounds, strict=True)
           if not datum.in_thailand(box)]  # fmt: skip
    if not out:
        return []
    facts = {"places": ", ".join(out[:NAMED]) + ("…" if len(out) > NAMED else "")}
    return [Finding("boundary.outside_thailand", "decide", file, count=len(out), facts=facts)]
