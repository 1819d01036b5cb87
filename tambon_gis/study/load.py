"""Load: a project folder becomes matched tables, boundaries, and the findings about them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.engine.home import unfinished
from tambon_gis.errors import MissingFileError
from tambon_gis.loaders import boundaries, fixes, names, outlines
from tambon_gis.loaders.decide.set_aside import set_aside
from tambon_gis.model.document import read_document
from tambon_gis.model.findings import Findings
from tambon_gis.model.outline import OUTLINES
from tambon_gis.model.project import DOCUMENT, Project
from tambon_gis.places import LADDER
from tambon_gis.study import abreast, plans, processes, surveys, wide
from tambon_gis.study.loaded import Loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd
    import pandas as pd

    from tambon_gis.loaders.land.drawn import Drawn as Sketches
    from tambon_gis.loaders.vectors import Drawn
    from tambon_gis.model.findings import Report
    from tambon_gis.model.fixes import Fixes
    from tambon_gis.model.project import Input

__all__ = ["layer_of", "load", "over_tambon", "read_project", "tambon_of"]

FACILITIES = "facilities"
PLACES = "places"
VILLAGE = "village"


def read_project(folder: str | Path) -> tuple[Project, Path]:
    """
    Read the project document of a folder.

    Parameters
    ----------
    folder : str or pathlib.Path
        The folder, or the document itself.

    Returns
    -------
    tuple[Project, pathlib.Path]
        The document and its folder.

    Raises
    ------
    MissingFileError
        When there is no ``tambon.toml``, or it names a file that is not there.
    DocumentError
        When it cannot be read.
    """
    path = Path(folder)
    path = path / DOCUMENT if path.is_dir() else path
    if not path.is_file():
        raise MissingFileError("project.missing", where=path.name)
    project = over_tambon(read_document(Project, path), path.parent)
    inputs = (
        project.boundary,
        *project.survey,
        project.facilities,
        project.plan,
        *project.other,
    )
    named = [one.file for one in inputs if one is not None]
    named += filter(None, (project.boundary.inside, project.boundary.reference))
    missing = [file for file in named if not (path.parent / file).exists()]
    begun = [file for file in missing if unfinished(path.parent / file).is_dir()]
    if begun:
        raise MissingFileError("store.unfinished", where=", ".join(begun))
    if missing == [OUTLINES]:
        raise MissingFileError("outline.none", where=DOCUMENT)
    if missing:
        raise MissingFileError("project.files", where=DOCUMENT, files=", ".join(missing))
    return project, path.parent


def over_tambon(project: Project, home: Path) -> Project:
    """
    A project whose layer is the outline of its tambon, over which people drew villages.

    Parameters
    ----------
    project : Project
        The document.
    home : pathlib.Path
        Its folder.

    Returns
    -------
    Project
        Its villages are those that were drawn, inside that layer, or inside the outline beside a
        form of villages that nobody has filled in; the same where nothing was drawn or the layer
        has villages itself.
    """
    about = project.boundary
    if not (home / OUTLINES).is_file() or about.is_drawn:
        return project
    if about.level == VILLAGE and about.inside:
        from tambon_gis.study.taking.holdings import is_blank

        drawn = {"file": OUTLINES} if is_blank(home) else {}
        return project.model_copy(update={"boundary": about.model_copy(update=drawn)})
    if about.level == VILLAGE or len(project.area.code) != LADDER["tambon"]:
        return project
    inside = about.model_copy(update={"file": OUTLINES, "level": VILLAGE, "inside": about.file})
    return project.model_copy(update={"boundary": inside})


def load(folder: str | Path, *, progress: Callable[[str], None] = lambda _step: None) -> Loaded:
    """
    Load every file of a project.

    Parameters
    ----------
    folder : str or pathlib.Path
        The project folder (with ``tambon.toml``).
    progress : callable, optional
        Called with the name of each file as its reading begins.

    Returns
    -------
    Loaded
        Tables, boundaries and findings.

    Raises
    ------
    TambonError
        When a document or file cannot be read at all; faults in rows are findings instead.

    Examples
    --------
    >>> loaded = load("tests/data/small")
    >>> len(loaded.boundaries), loaded.answers[0].survey.year
    (3, 2565)
    """
    project, home = read_project(folder)
    decided = fixes.read(home)
    process = processes.read(home, project)
    progress(project.boundary.file)
    polygons, report = polygons_of(project, home, decided)
    reports = [fixes.settle(one, decided, role=one.role) for one in outlines.apart(report)]
    ground = surveys.Ground(
        home,
        DOCUMENT,
        project.area.code,
        polygons,
        project.boundary.level,
        decided,
        set_aside(report),
    )
    read = []
    for survey in project.survey:
        progress(survey.file)
        how = wide if wide.is_wide(survey, project.survey, ground) else surveys
        read.append(how.read(survey, ground))
    met = abreast.meet_all(read, ground)
    reports += [report for one in met for report in one.reports]
    places = None
    if project.facilities is not None:
        progress(project.facilities.file)
        places, report = facilities_of(project.facilities, home, polygons)
        reports.append(report)
    if project.plan is not None:
        progress(project.plan.file)
    answers = tuple(one.answers for one in met)
    books = tuple({one.rulebook.id: one.rulebook for one in answers}.values())
    planned = plans.read(project, home, places=polygons, rulebooks=books)
    reports += planned.reports
    drawn, more = own_layers(home, polygons, progress)
    reports += more
    reports = [fixes.settle(one, decided, role=one.role) for one in reports]
    told = fixes.report(decided, reports, places=polygons["place"].tolist())
    if told is not None:
        reports.append(told)
    joins = tuple(join for one in met for join in one.joins)
    found = Findings(tuple(reports), joins)
    return Loaded(
        home, project, polygons, answers, places, planned.frame, found, drawn, planned, process
    )


def own_layers(
    home: Path,
    polygons: gpd.GeoDataFrame,
    progress: Callable[[str], None] = lambda _step: None,
) -> tuple[tuple[Drawn, ...], list[Report]]:
    """The layers that the project's documents name, each from its own file."""
    found: list[Drawn] = []
    reports: list[Report] = []
    for layer in catalog.own_layers(folders=[home]):
        if layer.source is not None:
            progress(layer.source.file)
            from tambon_gis.loaders import vectors

            drawn, report = vectors.read(home / layer.source.file, layer, boundaries=polygons)
            found.append(drawn)
            reports.append(report)
    return tuple(found), reports


def polygons_of(project: Project, home: Path, decided: Fixes) -> tuple[gpd.GeoDataFrame, Report]:
    """The boundaries, held against the area, a trusted layer and the official list."""
    about = project.boundary
    synthetic = project.area.code if project.area.synthetic else None
    drawn = outlines.of(home, area=project.area.code)
    if about.is_drawn:
        polygons, report = outlines.read(drawn)
    else:
        polygons, report = layer_of(project, home, recode=fixes.recode(decided), drawn=drawn)
    report = names.check_area(project.area, polygons, report, document=DOCUMENT)
    return polygons, names.check(polygons, report, synthetic=synthetic)


def layer_of(
    project: Project,
    home: Path,
    *,
    recode: Mapping[str, str] = MappingProxyType({}),
    drawn: Sketches | None = None,
) -> tuple[gpd.GeoDataFrame, Report]:
    """
    The polygons of the project's layer.

    Parameters
    ----------
    project : Project
        The document.
    home : pathlib.Path
        Its folder.
    recode : Mapping[str, str], optional
        Codes that a person decided.
    drawn : Drawn, optional
        What people drew beside it; by default nothing is put beside the layer.

    Returns
    -------
    tuple[geopandas.GeoDataFrame, Report]
        Stage ``boundaries``, and what was noticed.
    """
    about = project.boundary
    setting = boundaries.Setting(
        area=None if project.area.synthetic else project.area.code,
        reference=_beside(about.reference, home),
        inside=tambon_of(project, home),
        recode=recode,
        mend=about.mend,
        table=catalog.schema(PLACES, folders=[home]),
    )
    if drawn is not None:
        setting = replace(setting, outlines=drawn)
    return boundaries.read(
        home / about.file,
        level=about.level,
        layer=about.layer,
        code_column=about.code,
        name_column=about.name,
        crs=about.crs,
        setting=setting,
    )


def tambon_of(project: Project, home: Path) -> gpd.GeoDataFrame | None:
    """
    The outlines of the tambons of the project's area, where a file of it holds them.

    Parameters
    ----------
    project : Project
        The document, of which villages may be drawn.
    home : pathlib.Path
        Its folder.

    Returns
    -------
    geopandas.GeoDataFrame or None
        Stage ``boundaries``.
    """
    about = project.boundary
    if about.inside is None:
        return None
    if not about.is_drawn:
        return _within(_beside(about.inside, home, level="tambon"), project.area.code)
    # where villages are drawn, what the document says of a layer is said of this one
    tambons, _ = boundaries.read(
        home / about.inside, level="tambon", layer=about.layer, code_column=about.code,
        name_column=about.name, crs=about.crs,
    )  # fmt: skip
    return _within(tambons, project.area.code)


def _beside(file: str | None, home: Path, *, level: str | None = None) -> gpd.GeoDataFrame | None:
    """A layer that helps to read another one."""
    return None if file is None else boundaries.read(home / file, level=level)[0]


def _within(tambons: gpd.GeoDataFrame | None, area: str) -> gpd.GeoDataFrame | None:
    """The tambons of the project's area, where the layer has them."""
    if tambons is None:
        return None
    ours = tambons[tambons["place"].str.startswith(area)]
    return ours.reset_index(drop=True) if len(ours) else tambons


def facilities_of(
    about: Input, home: Path, polygons: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, Report]:
    """The facilities of a project."""
    schema = catalog.schema(FACILITIES, folders=[home])
    from tambon_gis.loaders import facilities

    return facilities.read(
        home / about.file, schema, sheet=about.sheet, cells=about.range, boundaries=polygons
    )
