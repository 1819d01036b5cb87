"""What loading a project gives: its tables, its plan and what was noticed about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tambon_gis.model.process import Process
from tambon_gis.model.trace import Scenarios, Trace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from tambon_gis.loaders.vectors import Drawn
    from tambon_gis.model.findings import Findings, Report
    from tambon_gis.model.project import Project
    from tambon_gis.study.surveys import Answers

__all__ = ["Loaded", "Planned"]


@dataclass(frozen=True)
class Planned:
    """
    The plan of a project with all that was said of it.

    Parameters
    ----------
    frame : pandas.DataFrame or None
        Stage ``projects``, with what a person said of each.
    located : pandas.DataFrame or None
        ``project``, ``place``, ``how``.
    decided : pandas.DataFrame or None
        Links that a person confirmed or refused.
    trace : Trace
        The document behind it.
    scenarios : Scenarios
        Budgets to look at.
    reports : tuple[Report, ...]
        What was noticed.
    """

    frame: pd.DataFrame | None = field(default=None, repr=False)
    located: pd.DataFrame | None = field(default=None, repr=False)
    decided: pd.DataFrame | None = field(default=None, repr=False)
    trace: Trace = field(default=Trace(), repr=False)
    scenarios: Scenarios = field(default=Scenarios(), repr=False)
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """
    Everything that a project's files hold.

    Parameters
    ----------
    folder : pathlib.Path
        The project folder.
    project : Project
        Its document.
    boundaries : geopandas.GeoDataFrame
        Stage ``boundaries``.
    answers : tuple[Answers, ...]
        Surveys in the order of the document.
    facilities, plan : pandas.DataFrame or None
        Stages ``facilities`` and ``projects``.
    findings : Findings
        What the loaders noticed, file by file.
    vectors : tuple[Drawn, ...]
        The group's own layers with their documents, lowest first.
    planned : Planned
        Where the projects of the plan are, what people said of them, and the documents of it.
    process : Process
        How the work goes on: processes, meetings, what is due.
    checksums : Mapping[str, str]
        Role -> SHA-256 of an input that is part of a file of a wider area; that of the whole file
        is taken for the others.
    part : bool
        Whether this is one tambon of a wider project: its story, plan and process are not its own.
    """

    folder: Path = field(repr=False)
    project: Project = field(repr=False)
    boundaries: gpd.GeoDataFrame = field(repr=False)
    answers: tuple[Answers, ...]
    facilities: pd.DataFrame | None = field(repr=False)
    plan: pd.DataFrame | None = field(repr=False)
    findings: Findings = field(repr=False)
    vectors: tuple[Drawn, ...] = field(default=(), repr=False)
    planned: Planned = field(default=Planned(), repr=False)
    process: Process = field(default=Process(), repr=False)
    checksums: Mapping[str, str] = field(default_factory=dict, repr=False)
    part: bool = False

    @property
    def located(self) -> pd.DataFrame | None:
        """Places of the projects: ``project``, ``place``, ``how``."""
        return self.planned.located

    @property
    def decided(self) -> pd.DataFrame | None:
        """Links that a person confirmed or refused."""
        return self.planned.decided

    @property
    def trace(self) -> Trace:
        """The trace document; empty where there is none."""
        return self.planned.trace

    @property
    def scenarios(self) -> Scenarios:
        """The saved scenarios; empty where there are none."""
        return self.planned.scenarios
