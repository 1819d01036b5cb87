"""The process document: the five processes with their dates, meetings, decisions, what is due."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - the documents read it when they are made

from pydantic import Field, field_validator, model_validator

from tambon_gis.model.document import Document, Text
from tambon_gis.model.fault import refusal
from tambon_gis.model.project import day_of

__all__ = ["COUNT", "Due", "Evidence", "Meeting", "Process", "Step", "Topic", "Topics"]

COUNT = 5


class Step(Document):
    """When one of the five processes began and ended, and what was done; days B.E."""

    number: int = Field(ge=1, le=COUNT)
    began: dt.date | None = None
    ended: dt.date | None = None
    note: str = ""

    _are_days = field_validator("began", "ended", mode="before")(day_of)

    @model_validator(mode="after")
    def _in_order(self) -> Step:
        """It ends after it began."""
        if self.began and self.ended and self.ended < self.began:
            raise refusal("process_order")
        return self


class Meeting(Document):
    """
    A meeting: the day, where, the process it belongs to, who by role, how many, what was decided.

    ``role`` names roles of ``tambon.toml`` by their Thai title; names of people have no field.
    """

    on: dt.date
    title: str
    place: str = ""
    process: int | None = Field(default=None, ge=1, le=COUNT)
    role: tuple[str, ...] = ()
    people: int | None = Field(default=None, ge=0)
    decided: tuple[str, ...] = ()

    _is_a_day = field_validator("on", mode="before")(day_of)


class Due(Document):
    """What has to be done until when, and by which role."""

    on: dt.date
    what: str
    role: str = ""
    done: bool = False

    _is_a_day = field_validator("on", mode="before")(day_of)


class Process(Document):
    """A whole process document, ``process.toml`` of a project folder."""

    process: tuple[Step, ...] = ()
    meeting: tuple[Meeting, ...] = ()
    due: tuple[Due, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Process:
        """A process stands once."""
        numbers = [one.number for one in self.process]
        twice = sorted({str(n) for n in numbers if numbers.count(n) > 1})
        if twice:
            raise refusal("process_twice", names=", ".join(twice))
        return self


class Titled(Document):
    """A process or topic by its number."""

    number: int
    title: Text
    content: Text | None = None


class Evidence(Document):
    """Evidence that a topic asks for; ``check`` is the id of what the toolkit looks at."""

    check: str
    title: Text
    how: Text


class Topic(Titled):
    """A topic with its evidence."""

    evidence: tuple[Evidence, ...] = ()


class TopicsHeader(Document):
    """Where the processes and topics come from."""

    id: str
    source: Text


class Topics(Document):
    """The five processes and the five topics, as a document of the package."""

    topics: TopicsHeader
    process: tuple[Titled, ...] = ()
    topic: tuple[Topic, ...]

    @property
    def id(self) -> str:
        """Its id."""
        return self.topics.id
