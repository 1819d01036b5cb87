"""A wide area read once: its boundaries and surveys, stored so that one tambon is found quickly."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders import fixes, stored
from tambon_gis.loaders.decide.set_aside import set_aside
from tambon_gis.model.findings import Finding, Findings
from tambon_gis.model.project import DOCUMENT
from tambon_gis.places import COUNTRY, LADDER
from tambon_gis.publish.manifest import checksum
from tambon_gis.study import surveys
from tambon_gis.study.load import facilities_of, polygons_of
from tambon_gis.study.loaded import Loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from tambon_gis.model.join import Join
    from tambon_gis.model.project import Project, Survey
    from tambon_gis.study.surveys import Answers, Ground, Surveyed

__all__ = ["Area", "Table", "is_sound", "read_area", "stored_area"]

#: The document of a stored area, and its tables.
AREA, LAND, FACILITIES = "area.json", "boundaries.parquet", "facilities.parquet"
#: Rows of a table that are read together: a tambon's rows lie in one or two such groups.
_GROUP = 8_192
_TAMBON = LADDER["tambon"]


@dataclass(frozen=True)
class Table:
    """
    One table of a survey as it is stored.

    Parameters
    ----------
    role : str
        The survey.
    name : str
        Its Parquet file.
    file : str
        The file it came from.
    attrs : dict[str, str]
        What messages say of it.
    """

    role: str
    name: str
    file: str
    attrs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Area:
    """
    A wide area, read and stored.

    Parameters
    ----------
    key : str
        Checksum of all that it was read from.
    tambons : dict[str, int]
        Code of each tambon with a polygon -> number of its polygons.
    names : dict[str, tuple of (str, str)]
        Code -> names of tambon and amphoe as the boundaries have them.
    tables : tuple[Table, ...]
        Tables of surveys that are no datasets, in the order of the project.
    strange : dict[str, dict[str, list]]
        Code of a tambon -> what its rows hold of people outside the schema.
    places : bool
        Whether facilities are stored.
    files : dict[str, str]
        File that is stored -> its checksum.
    """

    key: str
    tambons: dict[str, int]
    names: dict[str, tuple[str, str]]
    tables: tuple[Table, ...] = ()
    strange: dict[str, dict[str, list[str]]] = field(default_factory=dict, repr=False)
    places: bool = False
    files: dict[str, str] = field(default_factory=dict, repr=False)


def stored_area(folder: Path) -> Area | None:
    """
    An area that was stored before.

    Parameters
    ----------
    folder : pathlib.Path
        Where it is stored.

    Returns
    -------
    Area or None
        None where nothing whole is there.

    Examples
    --------
    >>> from pathlib import Path
    >>> stored_area(Path("nowhere")) is None
    True
    """
    try:
        told: dict[str, Any] = json.loads((folder / AREA).read_text("utf-8"))
        told["tables"] = tuple(Table(**one) for one in told["tables"])
        told["names"] = {code: (one[0], one[1]) for code, one in told["names"].items()}
        return Area(**told)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_sound(folder: Path, area: Area) -> bool:
    """
    Whether every file of a stored area is there as it was written: a power cut may damage some.

    Parameters
    ----------
    folder : pathlib.Path
        Where it is stored.
    area : Area
        What was stored.

    Returns
    -------
    bool
        False where one is missing or other.

    Examples
    --------
    >>> from pathlib import Path
    >>> is_sound(Path("nowhere"), Area("", {}, {}, files={"boundaries.parquet": "0"}))
    False
    """
    try:
        return all(checksum(folder / name) == told for name, told in area.files.items())
    except (OSError, AttributeError):
        return False


def read_area(
    project: Project,
    home: Path,
    folder: Path,
    *,
    key: str,
    progress: Callable[[str], None] = lambda _step: None,
) -> tuple[Area, Loaded]:
    """
    Read a wide project and store what its tambons are made from.

    Parameters
    ----------
    project : Project
        Its document.
    home : pathlib.Path
        Its folder.
    folder : pathlib.Path
        Where the area is stored; what was there before goes in the same step.
    key : str
        Checksum of all that it is read from.
    progress : callable, optional
        Called with the name of each file as its reading begins.

    Returns
    -------
    tuple[Area, Loaded]
        The area; and its boundaries with everything that was noticed in the whole of it, rows
        without a polygon included.

    Raises
    ------
    TambonError
        When a file cannot be read, or the boundaries are wider than tambons.
    """
    decided = fixes.read(home)
    progress(project.boundary.file)
    polygons, report = polygons_of(project, home, decided)
    if len(polygons["place"].iloc[0]) < _TAMBON:
        raise InputError("many.level", where=project.boundary.file, level=project.boundary.level)
    reports = [fixes.settle(report, decided, role=report.role).noting(_left_out(project))]
    level, aside = project.boundary.level, set_aside(report)
    ground = surveys.Ground(home, DOCUMENT, project.area.code, polygons, level, decided, aside)
    writing = folder.with_name(f"{folder.name}.writing")
    shutil.rmtree(writing, ignore_errors=True)
    writing.mkdir(parents=True)
    held = _Held(writing)
    answers: list[Answers] = []
    joins: list[Join] = []
    for survey in project.survey:
        progress(survey.file)
        told = _of_survey(survey, ground, held)
        reports += told.reports
        joins += told.joins
        answers.append(told.answers)
    places = None
    if project.facilities is not None:
        progress(project.facilities.file)
        places, report = facilities_of(project.facilities, home, polygons)
        reports.append(report)
        places.to_parquet(writing / FACILITIES)
    land = _own(polygons, project.area.code)
    land.to_parquet(writing / LAND, row_group_size=_GROUP)
    area = _area(key, land, held, places=places is not None)
    files = {path.name: checksum(path) for path in sorted(writing.iterdir())}
    area = replace(area, files=files)
    text = json.dumps(asdict(area), ensure_ascii=False)
    (writing / AREA).write_text(text, encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    writing.rename(folder)
    loaded = Loaded(
        home, project, land, tuple(answers), None, None, Findings(tuple(reports), tuple(joins))
    )
    return area, loaded


@dataclass
class _Held:
    """The tables that were stored so far."""

    folder: Path
    tables: list[Table] = field(default_factory=list)
    strange: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def store(self, role: str, frames: Sequence[pd.DataFrame]) -> None:
        """Store the tables of a survey by place, each place in its order."""
        for frame in frames:
            name = f"survey-{len(self.tables)}.parquet"
            attrs = {str(key): str(value) for key, value in frame.attrs.items()}
            kept = frame.sort_values("place", kind="stable")
            kept.attrs = {}
            kept.to_parquet(self.folder / name, row_group_size=_GROUP)
            self.tables.append(Table(role, name, attrs.get("file", ""), attrs))

    def note(self, told: Surveyed) -> None:
        """What rows hold of people outside the schema."""
        for code, one in told.strange.items():
            kept = self.strange.setdefault(code, {"texts": [], "names": []})
            kept["texts"] = sorted({*kept["texts"], *one.texts})
            kept["names"] = sorted({*kept["names"], *one.names})


def _of_survey(survey: Survey, ground: Ground, held: _Held) -> Surveyed:
    """One survey, stored; of a dataset only rows without a polygon are read."""
    if not stored.is_stored(ground.home / survey.file):
        told = surveys.read(survey, ground)
        if told.tables:
            held.store(survey.role, told.tables)
        else:
            frame = told.answers.frame.copy()
            frame.attrs = {"file": told.reports[0].file}
            held.store(survey.role, [frame])
        held.note(told)
        return told
    return surveys.lost(survey, ground)


def _own(polygons: gpd.GeoDataFrame, code: str) -> gpd.GeoDataFrame:
    """The polygons of the area, by place; those outside it were told."""
    if code != COUNTRY:
        polygons = polygons[polygons["place"].str.startswith(code)]
    return polygons.sort_values("place", ignore_index=True)


def _area(key: str, land: gpd.GeoDataFrame, held: _Held, *, places: bool) -> Area:
    """What stands in the document of the area."""
    tambon = land["place"].str[:_TAMBON]
    columns = [name for name in ("tambon_name", "amphoe_name") if name in land]
    if land["place"].str.len().eq(_TAMBON).all():
        land = land.assign(tambon_name=land["name"])
        columns = ["tambon_name", *(name for name in columns if name == "amphoe_name")]
    first = land.assign(tambon=tambon).drop_duplicates("tambon")
    told = [
        first[name].astype(str) if name in columns else [""] * len(first)
        for name in ("tambon_name", "amphoe_name")
    ]
    names = {
        str(code): (str(own), str(amphoe))
        for code, own, amphoe in zip(first["tambon"], *told, strict=True)
    }
    counted = tambon.value_counts().sort_index()
    return Area(
        key,
        {str(code): int(many) for code, many in counted.items()},
        names,
        tuple(held.tables),
        held.strange,
        places,
    )


def _left_out(project: Project) -> list[Finding]:
    """What of a wide project is on no page of a tambon."""
    told = [Finding("many.own_page", "note", DOCUMENT)]
    if project.plan is not None:
        told.append(Finding("many.plan_left", "note", project.plan.file))
    return told
