"""One tambon of a stored area, as if it were a project of its own."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from tambon_gis import catalog
from tambon_gis.loaders import match, stored
from tambon_gis.loaders.points import LATITUDE, LONGITUDE
from tambon_gis.model.document import Text
from tambon_gis.model.findings import Finding, Findings, Report
from tambon_gis.model.fixes import Fixes
from tambon_gis.model.project import DOCUMENT
from tambon_gis.places import LADDER, lookup
from tambon_gis.publish.personal import Personal, personal_values
from tambon_gis.study import abreast, surveys
from tambon_gis.study.each.area import FACILITIES, LAND
from tambon_gis.study.load import own_layers
from tambon_gis.study.loaded import Loaded
from tambon_gis.study.surveys import Answers, Ground, Surveyed

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from tambon_gis.model.project import Project, Survey
    from tambon_gis.study.each.area import Area, Table

__all__ = ["project_of", "slice_of"]

#: Facilities up to so many degrees around a tambon are on its page: some 5 km.
_AROUND = 0.05


def project_of(wide: Project, area: Area, code: str) -> Project:
    """
    The document that a tambon of a wide project would have.

    Parameters
    ----------
    wide : Project
        The wide project.
    area : Area
        The stored area.
    code : str
        Code of the tambon.

    Returns
    -------
    Project
        The tambon by its official names, or, where the area is made up, by those of the boundaries;
        without the plan and the story, which are of the whole area. Decisions, targets, exceptions
        and the look of outputs hold for every tambon.
    """
    about = wide.area
    names = area.names.get(code, ("", ""))
    province = about.province or (about.name if len(about.code) == LADDER["province"] else None)
    amphoe = about.amphoe or (about.name if len(about.code) == LADDER["amphoe"] else None)
    own = about.model_copy(
        update={
            "code": code,
            "name": _name(code, names[0], synthetic=about.synthetic) or Text(th=code, en=code),
            "amphoe": amphoe or _name(code[:4], names[1], synthetic=about.synthetic),
            "province": province or _name(code[:2], "", synthetic=about.synthetic),
        }
    )
    url = wide.output.public_url
    base = url if url is None or url.endswith(("/", ".html", ".htm")) else f"{url}/"
    output = wide.output.model_copy(
        update={"public_url": base and urljoin(base, f"{code}/"), "story": None}
    )
    return wide.model_copy(update={"area": own, "output": output, "plan": None})


def slice_of(wide: Project, home: Path, area: Area, folder: Path, code: str) -> Loaded:
    """
    One tambon of a stored area.

    Parameters
    ----------
    wide : Project
        The wide project.
    home : pathlib.Path
        Its folder.
    area : Area
        What was stored.
    folder : pathlib.Path
        Where it was stored.
    code : str
        Code of the tambon.

    Returns
    -------
    Loaded
        Its polygons, its rows, the facilities in and around it, and the area's own layers that
        touch it.

    Raises
    ------
    TambonError
        When its part of a dataset or layer cannot be read.
    """
    project = project_of(wide, area, code)
    polygons = _land(folder, code)
    ground = Ground(home, DOCUMENT, code, polygons, project.boundary.level, Fixes())
    met = abreast.meet_all([_survey(one, ground, area, folder) for one in project.survey], ground)
    note = Finding("many.in_area", "note", project.boundary.file)
    reports = [_report("boundary", project.boundary.file, polygons).noting([note])]
    reports += [report for one in met for report in one.reports]
    places = None
    if area.places and project.facilities is not None:
        places = _around(folder, polygons, code)
        reports.append(_report("facilities", project.facilities.file, places))
    drawn, more = own_layers(home, polygons)
    reports += more
    checksums = {one.answers.survey.role: _digest(one.answers.frame) for one in met}
    checksums["boundary"] = _digest(polygons)
    checksums |= {f"layer-{one.layer.id}": _digest(one.frame) for one in drawn}
    if places is not None:
        checksums["facilities"] = _digest(places)
    return Loaded(
        home,
        project,
        polygons,
        tuple(one.answers for one in met),
        places,
        None,
        Findings(tuple(reports), tuple(join for one in met for join in one.joins)),
        drawn,
        checksums=checksums,
        part=True,
    )


def _name(code: str, found: str, *, synthetic: bool) -> Text | None:
    """The official names of an area, else the name that the boundaries have."""
    official = None if synthetic else lookup(code)
    if official is not None:
        return Text(th=official.th, en=official.en)
    return Text(th=found, en=found) if found else None


def _land(folder: Path, code: str) -> gpd.GeoDataFrame:
    """The polygons of a tambon."""
    import geopandas as gpd

    found = gpd.read_parquet(folder / LAND, filters=_inside(code))
    return found.sort_values("place", ignore_index=True)


def _inside(code: str) -> list[Any]:
    """Rows of a table whose place begins with a code."""
    return [("place", ">=", code), ("place", "<", f"{code}:")]


def _rows(folder: Path, name: str, code: str) -> pd.DataFrame:
    """The rows of a tambon in a stored table, in the order of their file."""
    import pandas as pd

    found = pd.read_parquet(folder / name, filters=_inside(code))
    by = ["row"] if "row" in found else []
    return found.sort_values(by, ignore_index=True) if by else found.reset_index(drop=True)


def _survey(survey: Survey, ground: Ground, area: Area, folder: Path) -> Surveyed:
    """One survey of a tambon, from its dataset or as the area was stored."""
    if stored.is_stored(ground.home / survey.file):
        return surveys.read(survey, ground)
    tables = [one for one in area.tables if one.role == survey.role]
    parts = [_part(one, folder, ground.area) for one in tables]
    book = catalog.rulebook(survey.rulebook, folders=[ground.home])
    if survey.source is not None:
        frame, report = parts[0]
        source = catalog.source(survey.source, folders=[ground.home]).file.source
        counted, told, join = match.match(frame, ground.polygons, report=report, within=ground.area)
        return Surveyed(Answers(survey, book, None, counted, source), (), (told,), (join,))
    schema = surveys.schema_of(survey, book, ground)
    names = set(ground.polygons["name"].astype(str))
    kept = [part for part in parts if len(part[0])] or parts[:1]
    known = [personal_values(frame, schema, public_words=names) for frame, _ in kept]
    personal = Personal.union([*known, *_strange(area, ground.area)])
    answers = Answers(survey, book, schema, kept[0][0], None, personal)
    return surveys.matched(answers, kept, ground)


def _part(table: Table, folder: Path, code: str) -> tuple[pd.DataFrame, Report]:
    """A tambon's rows of one table."""
    frame = _rows(folder, table.name, code)
    attrs: dict[Any, Any] = {**table.attrs, "mended": ""}
    frame.attrs = attrs
    return frame, Report(table.role, table.file, len(frame), len(frame))


def _strange(area: Area, code: str) -> list[Personal]:
    """What rows of the tambon, and rows without a place, hold of people outside the schema."""
    told = [area.strange[key] for key in ("", code) if key in area.strange]
    return [Personal(frozenset(one["texts"]), frozenset(one["names"])) for one in told]


def _around(folder: Path, polygons: gpd.GeoDataFrame, code: str) -> pd.DataFrame:
    """Facilities in a tambon and a little around it; only its own have a place."""
    found = _facilities(folder / FACILITIES)
    west, south, east, north = (float(edge) for edge in polygons.total_bounds)
    near = found[LONGITUDE].astype(float).between(west - _AROUND, east + _AROUND)
    near &= found[LATITUDE].astype(float).between(south - _AROUND, north + _AROUND)
    kept = found[near].reset_index(drop=True)
    own = kept["place"].str.startswith(code).fillna(value=False).astype(bool)
    return kept.assign(place=kept["place"].where(own))


@lru_cache(maxsize=1)
def _facilities(path: Path) -> pd.DataFrame:
    """The facilities of an area, read once by each process."""
    import pandas as pd

    return pd.read_parquet(path)


def _report(role: str, file: str, frame: pd.DataFrame) -> Report:
    """Rows that were looked at when the area was read."""
    return Report(role, file, len(frame), len(frame))


def _digest(frame: pd.DataFrame) -> str:
    """The SHA-256 of a table's cells, shapes included."""
    if "geometry" in frame:
        shapes = frame["geometry"].to_wkb(hex=True)
        frame = frame.drop(columns="geometry").assign(shape=shapes)
    return hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest()
