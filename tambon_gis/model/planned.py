"""Sealed objects of the plan: projects, the way from problems to them, how the work was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.model.sealed import Sealed

if TYPE_CHECKING:
    import pandas as pd

    from tambon_gis.model.process import Due, Meeting, Step
    from tambon_gis.model.trace import Scenario

__all__ = ["Choice", "Health", "Plan", "Record", "Trail"]


@dataclass(frozen=True)
class Plan(Sealed):
    """
    Projects of the development plan, a public document, and what people said of them.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a project: ``project`` (1, 2, … in the order of the plan), ``programme``,
        ``number``, ``title``, ``objective``, ``target``, ``kpi``, ``result``, ``agency``, a
        ``budget_<year>`` column for each year (baht); where the form has them
        ``ordinance_<year>``, ``total_budget``, ``strategy``, ``tactic``, ``issue``; ``source``
        (of the money), ``kind`` (own, joint, asked), ``status`` (planned, running, done, dropped),
        ``began`` (year B.E.), ``spent`` (baht), null where nobody said.
    located : pandas.DataFrame
        Where: ``project``, ``place``, ``how`` (``moo``: by its number in the text; ``all``: every
        village; ``name``: by a name that one village has; ``either``: one of several; ``decided``:
        by a person). A project that names no place has no row.
    decided : pandas.DataFrame
        Links that a person confirmed or refused: ``framework``, ``code``, ``place`` (empty: every
        place of the project), ``project``, ``serves``, ``by``, ``on`` (date), ``note``.
    """

    frame: pd.DataFrame
    located: pd.DataFrame | None = None
    decided: pd.DataFrame | None = None


@dataclass(frozen=True)
class Choice:
    """
    What a budget buys in one scenario.

    Parameters
    ----------
    scenario : Scenario
        Its document.
    frame : pandas.DataFrame
        One row a project that serves a need: ``project``, ``cost`` (baht in the years of the
        scenario), ``value`` (of its needs, each alone), ``rank`` (in the plain order), ``plain``
        and ``best`` (whether chosen by the plain ranking, and by the optimum), ``reason`` (id of a
        sentence), ``other`` (project that the reason names, or null).
    plain_cost, best_cost, plain_value, best_value : float
        Sums; a need that several projects serve counts once.
    """

    scenario: Scenario
    frame: pd.DataFrame
    plain_cost: float
    best_cost: float
    plain_value: float
    best_value: float


@dataclass(frozen=True)
class Trail(Sealed):
    """
    From problems to projects and back, worked out from published cells and the plan only.

    Parameters
    ----------
    needs : pandas.DataFrame
        One row a problem, most pressing first: ``need`` (1, 2, …), ``framework``, ``code``,
        ``year``, ``level``, ``place``, ``form``, ``unit`` (household, person, resident); ``share``,
        ``share_low``, ``share_high``, ``target`` (fractions), ``gap`` (points), ``cases``,
        ``cases_low``, ``cases_high`` (households or people who fall short), ``score``, ``rank``
        (within ``unit``; null for a band), ``state``: ``served`` (a confirmed project),
        ``proposed`` (only links that nobody confirmed) or ``open`` (no project).
    links : pandas.DataFrame
        ``need``, ``project``, ``state`` (confirmed, proposed, refused), ``by_place``, ``words``
        (keywords found), ``likeness`` (0 to 1), ``by``, ``on``, ``note``.
    projects : pandas.DataFrame
        One row a project of the plan: ``project``, ``state`` (``evident``: a confirmed need stands
        behind it; ``proposed``; ``bare``: none), ``needs`` (how many), ``cases``, ``cases_low``,
        ``cases_high``, ``unit`` (``mixed`` where both), ``budget`` (baht over all years),
        ``per_case`` (baht; null without cases); ``why`` a project is bare (``none``: its words
        speak of no indicator; ``below``: the indicators they speak of are not pressing where it
        works; ``withheld``: these are not told by village; ``no_place``: the plan names no place
        for it; else empty) and ``about``, those indicators (``bmn-2560/9``, between commas).
    doubles : pandas.DataFrame
        Pairs that may do the same: ``project``, ``other``, ``need`` (null where only the texts are
        alike), ``likeness``, ``agencies`` (whether they are two).
    follow : pandas.DataFrame
        What became of it: ``project``, ``framework``, ``code``, ``place`` (empty: all its places
        together), ``earlier``, ``later`` (years), ``share_earlier``, ``share_later``, ``points``,
        ``points_low``, ``points_high`` (change with its interval), ``told`` (``better``, ``worse``,
        ``unclear``, ``band``: no number is told, ``waiting``: no later survey yet, ``new_form``:
        only one that asks it in another way, ``no_earlier``: none before the work began).
    choices : tuple[Choice, ...]
        Saved scenarios.
    """

    needs: pd.DataFrame
    links: pd.DataFrame
    projects: pd.DataFrame
    doubles: pd.DataFrame
    follow: pd.DataFrame
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Health:
    """
    How an input is: its age and how much of the area it covers.

    Parameters
    ----------
    role : str
        What it is in the project.
    title : str
        Title of an own layer, else empty.
    year : int or None
        Year of the survey, B.E.
    age : int or None
        Years since.
    places, of_places : int
        Places with a row, of so many with a polygon.
    to_decide, decided : int
        Findings that wait for a person, and that a person settled.
    next_year : int or None
        Year of the next survey, where the survey has a rhythm.
    """

    role: str
    title: str
    year: int | None
    age: int | None
    places: int
    of_places: int
    to_decide: int
    decided: int
    next_year: int | None = None


@dataclass(frozen=True)
class Record(Sealed):
    """
    How the work was done, by role and never by name, and how the data are.

    Parameters
    ----------
    steps : tuple[Step, ...]
        The five processes as far as they are told.
    meetings : tuple[Meeting, ...]
        In the order of days.
    due : tuple[Due, ...]
        In the order of days, those done included.
    health : tuple[Health, ...]
        One an input.
    """

    steps: tuple[Step, ...]
    meetings: tuple[Meeting, ...]
    due: tuple[Due, ...]
    health: tuple[Health, ...]
