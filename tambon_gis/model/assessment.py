"""A self-assessment: dimensions, criteria and the answers to choose from; and what was answered."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - the documents read it when they are made
import re
from functools import cached_property
from typing import Literal

from pydantic import Field, field_validator, model_validator

from tambon_gis.model.document import Document, Text
from tambon_gis.model.fault import refusal, refusals
from tambon_gis.model.project import day_of

__all__ = ["Answer", "Answered", "Assessment", "Choice", "Criterion", "Dimension", "Proof"]

State = Literal["there", "partly", "missing", "outside"]
_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
_INSIDE = re.compile(r"^(?![/\\~])(?![A-Za-z]:)[^\\\x00-\x1f]+$")


class Header(Document):
    """
    What is assessed, who says so, and how sure that is.

    ``topics`` names the document of topics whose checks the criteria may name; ``scored_by`` where
    its scores stand written: without it there are none.
    """

    id: str
    title: Text
    source: Text
    status: Literal["verified", "unverified"]
    note: Text | None = None
    scored_by: Text | None = None


class Choice(Document):
    """
    An answer to choose from.

    ``state`` is what it means for a checklist; ``outside`` that the criterion does not apply.
    """

    id: str
    title: Text
    state: State
    score: float | None = None


class Criterion(Document):
    """
    What is asked.

    Parameters
    ----------
    id : str
        Its number.
    title : Text
        The criterion.
    how : Text
        What would show it.
    topic : int, optional
        Number of the topic of an inspection under which it stands in a pack's checklist.
    check : str, optional
        What of it the toolkit sees by itself.
    confidence : {"verified", "inferred", "recalled", "uncertain", "own"}
        How sure its wording is; ``own``: a suggestion of this toolkit, in no source.
    """

    id: str
    title: Text
    how: Text
    topic: int | None = Field(default=None, ge=1, le=5)
    check: str | None = None
    confidence: Literal["verified", "inferred", "recalled", "uncertain", "own"]

    @property
    def official(self) -> bool:
        """Whether it may be shown as what an office asks."""
        return self.confidence in {"verified", "inferred"}

    @field_validator("id")
    @classmethod
    def _is_a_name(cls, name: str) -> str:
        """Letters and digits that a form can send."""
        if not _ID.match(name):
            raise refusal("assessment_id", name=name)
        return name


class Dimension(Document):
    """A group of criteria."""

    id: str
    title: Text
    confidence: Literal["verified", "inferred", "recalled", "uncertain", "own"]
    criterion: tuple[Criterion, ...]

    @property
    def official(self) -> bool:
        """Whether it may be shown as what an office asks."""
        return self.confidence in {"verified", "inferred"}


class Assessment(Document):
    """A whole self-assessment, as a document."""

    assessment: Header
    choice: tuple[Choice, ...]
    dimension: tuple[Dimension, ...]

    @property
    def id(self) -> str:
        """The name by which projects ask for it."""
        return self.assessment.id

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        """Criteria by their id."""
        return {one.id: one for part in self.dimension for one in part.criterion}

    @cached_property
    def choices(self) -> dict[str, Choice]:
        """Answers by their id."""
        return {one.id: one for one in self.choice}

    @model_validator(mode="after")
    def _hangs_together(self) -> Assessment:
        """Ids stand once, and scores have a source."""
        ids = [one.id for part in self.dimension for one in part.criterion]
        faults = [
            refusal("part_twice", part="criterion", name=name)
            for name in sorted({one for one in ids if ids.count(one) > 1})
        ]
        given = [one.id for one in self.choice]
        faults += [
            refusal("part_twice", part="choice", name=name)
            for name in sorted({one for one in given if given.count(one) > 1})
        ]
        scored = [one.id for one in self.choice if one.score is not None]
        if scored and self.assessment.scored_by is None:
            faults.append(refusal("assessment_scores", names=", ".join(scored)))
        if faults:
            raise refusals(faults)
        return self


class Proof(Document):
    """
    A file that shows what was answered.

    It stays in the project folder; only what is marked ``public`` may be laid into a public pack.
    """

    file: str
    public: bool = False

    @field_validator("file")
    @classmethod
    def _inside(cls, file: str) -> str:
        """A relative path below the project folder."""
        if not _INSIDE.match(file) or ".." in file.split("/"):
            raise refusal("file_relative")
        return file


class Answer(Document):
    """The answer to a criterion, by a role and never by a person's name."""

    criterion: str
    choice: str
    by: str
    on: dt.date
    note: str = ""
    evidence: tuple[Proof, ...] = ()

    _is_a_day = field_validator("on", mode="before")(day_of)


class Answered(Document):
    """What a project answered, ``assessment-<id>.toml`` of its folder."""

    answer: tuple[Answer, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Answered:
        """A criterion is answered once."""
        named = [one.criterion for one in self.answer]
        twice = sorted({name for name in named if named.count(name) > 1})
        if twice:
            raise refusal("assessment_twice", names=", ".join(twice))
        return self

    @cached_property
    def by_criterion(self) -> dict[str, Answer]:
        """Answers by the id of their criterion."""
        return {one.criterion: one for one in self.answer}
