"""A source map: how the headings of one kind of file found in the world meet a schema."""

from __future__ import annotations

from typing import Literal

from tambon_gis.model.document import Document, Text

__all__ = ["CountColumns", "SourceHeader", "SourceMap"]


class SourceHeader(Document):
    """What the file is, who publishes it and under which terms."""

    id: str
    title: Text
    level: Literal["province", "amphoe", "tambon", "village"]
    counts: Literal["household", "person", "resident", "village"]
    place: str
    rulebook: str
    source: Text
    licence: str = ""


class CountColumns(Document):
    """
    The columns of counts, with ``{code}`` where the indicator's number stands.

    ``asked`` counts everyone to whom an indicator applies, ``failing`` those below it.
    """

    asked: str
    failing: str
    households: str | None = None


class SourceMap(Document):
    """A whole source map of a table of counts."""

    file: SourceHeader
    columns: CountColumns

    @property
    def id(self) -> str:
        """The name by which projects ask for it."""
        return self.file.id
