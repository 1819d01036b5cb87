"""The trace document: which project serves which problem, where, how far it is; a person's word."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - the documents read it when they are made
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from tambon_gis.model.document import Document
from tambon_gis.model.project import day_of

__all__ = ["Doing", "Keywords", "Kind", "Link", "Scenario", "Scenarios", "Status", "Trace"]

Kind = Literal["own", "joint", "asked"]
Status = Literal["planned", "running", "done", "dropped"]
Ref = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*/[^/\s]+$")]
Place = Annotated[str, StringConstraints(pattern=r"^(TH|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8})$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Link(Document):
    """
    A problem and a project: whether the one serves the other, and who says so.

    ``problem`` is an indicator (``bmn-2560/9``); ``place`` the codes that the word is about, all
    places of the project where it is empty; ``project`` the title as it stands in the plan, with
    ``programme`` where two projects bear one title. ``serves = false`` refuses a proposal.
    """

    problem: Ref
    place: tuple[Place, ...] = ()
    project: Title
    programme: str | None = None
    serves: bool = True
    by: Title
    on: dt.date
    note: str = ""

    _is_a_day = field_validator("on", mode="before")(day_of)


class Doing(Document):
    """
    What the plan workbook does not say of a project.

    ``place`` replaces the places read from its text; ``source`` is where the money comes from;
    ``kind`` says whether the community does it alone (``own``), jointly (``joint``) or asks for it
    (``asked``); ``began`` is the year B.E. of the first work, ``spent`` baht so far.
    """

    project: Title
    programme: str | None = None
    place: tuple[Place, ...] | None = None
    source: str | None = None
    kind: Kind | None = None
    status: Status | None = None
    began: int | None = Field(default=None, ge=2500, le=2700)
    spent: float | None = Field(default=None, ge=0)


class Trace(Document):
    """A whole trace document, ``trace.toml`` or ``trace.xlsx`` of a project folder."""

    link: tuple[Link, ...] = ()
    project: tuple[Doing, ...] = ()


class Scenario(Document):
    """
    A budget and what it may buy.

    ``budget`` in baht; ``year`` the years whose budgets count (all where empty); ``must`` and
    ``never`` are titles of projects; ``by = "score"`` weighs problems by their priority,
    ``by = "cases"`` counts households and persons; ``proposed = true`` also uses links that nobody
    confirmed.
    """

    title: Title
    budget: float = Field(ge=0)
    year: tuple[int, ...] = ()
    must: tuple[Title, ...] = ()
    never: tuple[Title, ...] = ()
    by: Literal["score", "cases"] = "score"
    proposed: bool = False


class Scenarios(Document):
    """Saved scenarios, ``scenarios.toml`` of a project folder."""

    scenario: tuple[Scenario, ...] = ()


class KeywordsHeader(Document):
    """Whose words they are."""

    id: str
    status: Literal["illustrative", "verified", "unverified"] = "illustrative"
    source: str


class IndicatorWords(Document):
    """Words in a project's text that speak for an indicator, and words that speak against it."""

    code: str
    words: tuple[str, ...] = Field(min_length=1)
    never: tuple[str, ...] = ()


class Keywords(Document):
    """Keywords of the indicators of a rulebook, whose id is theirs."""

    keywords: KeywordsHeader
    indicator: tuple[IndicatorWords, ...]

    @property
    def id(self) -> str:
        """The id of the rulebook."""
        return self.keywords.id
