"""An area and its neighbours, cut out of a layer that may hold the whole country."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders import boundaries, names
from tambon_gis.loaders.geodata import unpacked
from tambon_gis.loaders.land import coverage, overlay
from tambon_gis.places import LADDER, level_of, lookup, truncate

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from tambon_gis.model.findings import Report

__all__ = ["SUFFIXES", "Cut", "Reading", "cut"]

#: What is read: map data, also packed alone.
SUFFIXES = (*boundaries.SUFFIXES, ".gz")
#: Metres between borders that are one border all the same: layers that were simplified polygon by
#: polygon leave gaps.
TOUCHING = 50.0


@dataclass(frozen=True)
class Reading:
    """
    How a layer is to be read, where it does not say it itself.

    Parameters
    ----------
    level : str, optional
        Level of the pieces; polygons of one code are joined. By default the finest.
    layer : str, optional
        Name of the layer in the file.
    code, name : str, optional
        Columns.
    crs : str, optional
        Reference system.
    """

    level: str | None = None
    layer: str | None = None
    code: str | None = None
    name: str | None = None
    crs: str | None = None


@dataclass(frozen=True)
class Cut:
    """
    What was cut out.

    Parameters
    ----------
    level : str
        Level of the pieces.
    area, around : geopandas.GeoDataFrame
        Stage ``boundaries`` with names: the pieces of the area, and those that touch it.
    report : Report
        What was noticed about these rows.
    column, name : str
        The columns of codes and of names as the layer has them; ``name`` is empty where none is.
    rows : int
        Rows of the layer, also those that are far away.
    """

    level: str
    area: gpd.GeoDataFrame = field(repr=False)
    around: gpd.GeoDataFrame = field(repr=False)
    report: Report
    column: str = ""
    name: str = ""
    rows: int = 0


def cut(path: Path, code: str, how: Reading | None = None) -> Cut:
    """
    Cut an area and its neighbours out of a layer.

    Parameters
    ----------
    path : pathlib.Path
        Map data of any kind that is read, also as ``.gz``.
    code : str
        Code of a province, amphoe, tambon or village.
    how : Reading, optional
        How to read it.

    Returns
    -------
    Cut
        Valid polygons in WGS 84. Neighbours are pieces that come within 50 metres.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When it cannot be read, or has no polygon of the area.
    CrsError
        When it cannot be told where its coordinates lie.

    Examples
    --------
    >>> from pathlib import Path
    >>> found = cut(Path("tests/data/small/villages.geojson"), "99020101")
    >>> found.level, found.area["place"].tolist(), found.around["place"].tolist()
    ('village', ['99020101'], ['99020102'])
    """
    how = how or Reading()
    if how.level not in {None, *LADDER}:
        raise InputError("boundary.level", level=how.level, known=", ".join(LADDER))
    setting = boundaries.Setting(near=code)
    with ExitStack() as stack:
        if path.suffix.lower() == ".gz" and path.is_file():
            path = unpacked.ungzip(path, stack)
        if path.suffix.lower() not in boundaries.SUFFIXES:
            known = ", ".join(SUFFIXES)
            suffix = path.suffix or "-"
            raise InputError("file.suffix", where=path.name, suffix=suffix, known=known)
        frame, report = boundaries.read(
            path,
            level=how.level,
            layer=how.layer,
            code_column=how.code,
            name_column=how.name,
            crs=how.crs,
            setting=setting,
        )
    inside = frame["place"].str.startswith(code).to_numpy(bool)
    near = inside | _near(frame, inside)
    kept = _named(frame[near])
    made_up = truncate(code, "province")
    synthetic = made_up if lookup(made_up) is None else None
    report = names.check(kept, _about(report, near), synthetic=synthetic)
    area = kept[inside[near]].reset_index(drop=True)
    around = kept[~inside[near]].reset_index(drop=True)
    met = setting.heard[0]  # of the whole layer, before rows far away were left
    level, named = level_of(str(area["place"].iloc[0])), met.names.get(met.level, "")
    return Cut(level, area, around, report, met.column, named, len(met.codes))


def _near(frame: gpd.GeoDataFrame, inside: Any) -> Any:
    """Which pieces touch the area."""
    import shapely

    shapes = coverage.metres(frame.geometry.to_numpy())
    whole = overlay.union(shapes[inside])
    return shapely.dwithin(shapes, whole, TOUCHING)


def _about(report: Report, near: Any) -> Report:
    """The report, of the pieces that are kept."""
    kept = int(near.sum())
    return replace(report, rows_read=kept + report.rows_refused, rows_kept=kept)


def _named(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Pieces with the names that the layer has, else those of the official list."""

    def official(code: str) -> str:
        found = lookup(code)
        return found.th if found else ""

    level = level_of(str(frame["place"].iloc[0]))
    own = [name or official(code) for code, name in zip(frame["place"], frame["name"], strict=True)]
    columns: dict[str, Any] = {"name": own}
    for wider, digits in LADDER.items():
        if digits < LADDER[level] and f"{wider}_name" not in frame:
            columns[f"{wider}_name"] = [official(code[:digits]) for code in frame["place"]]
    return frame.assign(**columns)
