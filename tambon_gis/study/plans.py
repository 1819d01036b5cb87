"""Plans: the development plan of a project, where its projects are, what people said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.analysis import derived
from tambon_gis.loaders import trace
from tambon_gis.model.document import read_document
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.trace import Scenarios, Trace
from tambon_gis.study.loaded import Planned

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from tambon_gis.model.planned import Plan, Trail
    from tambon_gis.model.project import Project
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.sealed import Measures
    from tambon_gis.model.trace import Keywords
    from tambon_gis.study.loaded import Loaded

__all__ = ["PRIORITY", "SCENARIOS", "keywords_of", "read", "trail_of"]

#: The document that says what presses; a project's own of that name goes first.
PRIORITY = "default"
#: The saved scenarios of a project folder.
SCENARIOS = "scenarios.toml"


def read(
    project: Project, home: Path, *, places: pd.DataFrame, rulebooks: Sequence[Rulebook]
) -> Planned:
    """
    Read the plan, its trace and its scenarios.

    Parameters
    ----------
    project : Project
        The project.
    home : pathlib.Path
        Its folder.
    places : pandas.DataFrame
        ``place`` and ``name`` of the polygons.
    rulebooks : sequence of Rulebook
        Those of the surveys.

    Returns
    -------
    Planned
        Empty but for the documents where the project has no plan.

    Raises
    ------
    TambonError
        When a file cannot be read at all.

    Examples
    --------
    >>> from tambon_gis.study.load import load
    >>> planned = load("data/demo").planned
    >>> len(planned.frame), len(planned.decided), len(planned.scenarios.scenario)
    (13, 4, 2)
    """
    said = trace.read(home)
    own = home / SCENARIOS
    scenarios = read_document(Scenarios, own) if own.is_file() else Scenarios()
    about = project.plan
    if about is None:
        waiting = (_without_plan(said),) if said.link or said.project else ()
        return Planned(trace=said, scenarios=scenarios, reports=waiting)
    from tambon_gis.loaders import projects
    from tambon_gis.loaders.projects_places import locate

    plan, report = projects.read(home / about.file, sheet=about.sheet, cells=about.range)
    located, more = locate(plan, places[["place", "name"]], file=report.file)
    report = replace(report, findings=(*report.findings, *more))
    plan, located, decided, told = trace.settle(
        plan, located, said, places=places["place"].tolist(), rulebooks=rulebooks
    )
    reports = (report,) if told is None else (report, told)
    return Planned(plan, located, decided, said, scenarios, reports)


def trail_of(
    loaded: Loaded, measures: Measures, plan: Plan, rulebooks: Sequence[Rulebook]
) -> Trail:
    """
    From problems to projects, with the documents of a project.

    Parameters
    ----------
    loaded : Loaded
        The project.
    measures : Measures
        Its published cells.
    plan : Plan
        Its sealed plan.
    rulebooks : sequence of Rulebook
        Those of the measures.

    Returns
    -------
    Trail
        Sealed.
    """
    return derived.trail(
        measures,
        plan,
        catalog.priority(PRIORITY, folders=[loaded.folder]),
        rulebooks=rulebooks,
        keywords=keywords_of(loaded, rulebooks),
        targets={one.indicator: one for one in loaded.project.target},
        scenarios=loaded.planned.scenarios.scenario,
    )


def keywords_of(loaded: Loaded, rulebooks: Sequence[Rulebook]) -> dict[str, Keywords]:
    """
    The keywords of each rulebook that has any.

    Parameters
    ----------
    loaded : Loaded
        The project, whose ``keywords/`` are looked into first.
    rulebooks : sequence of Rulebook
        The rulebooks.

    Returns
    -------
    dict[str, Keywords]
        By id of the rulebook; one without such a document is not in it.
    """
    known = catalog.names("keywords", folders=[loaded.folder])
    return {
        book.id: catalog.keywords(book.id, folders=[loaded.folder])
        for book in rulebooks
        if book.id in known
    }


def _without_plan(said: Trace) -> Report:
    """A trace without a plan: every entry waits."""
    total = len(said.link) + len(said.project)
    file = str(getattr(said, "file", trace.DOCUMENT))
    one = Finding("trace.no_plan", "decide", file, count=total)
    return Report(trace.ROLE, file, total, 0, total, findings=(one,))
