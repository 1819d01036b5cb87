"""A story: the steps of a presentation, each a view of the map with a title and a text."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from tambon_gis.model.document import Document, Text

__all__ = ["Step", "Story"]

Place = Annotated[str, StringConstraints(pattern=r"^(TH|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8})$")]


class Step(Document):
    """
    One step: what is said, and what the map shows while it is said.

    ``layer`` names an indicator (``bmn-2560/16``); ``view`` another way to show it (the id of a
    layer document); ``place`` the code of the place that is marked; ``sheet = true`` shows that
    place's sheet in place of the map.
    """

    title: Text
    text: Text
    layer: str | None = None
    year: int | None = None
    place: Place | None = None
    view: str | None = None
    sheet: bool = False


class Story(Document):
    """A whole story, in the order in which it is told."""

    title: Text
    step: tuple[Step, ...] = Field(min_length=1)
