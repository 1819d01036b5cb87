"""Source maps: how the headings of one kind of file found in the world meet what we know."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tambon_gis.model.document import Document, Text

__all__ = ["ColumnMap", "ColumnMapHeader", "CountColumns", "Doubtful", "SourceHeader", "SourceMap"]


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


class ColumnMapHeader(Document):
    """
    Whose headings a column map speaks of.

    ``encoding`` and ``separator`` overrule what the bytes of a text table look like; ``missing``
    lists texts that mean "not known" in every column.
    """

    id: str
    title: Text
    table: str = Field(alias="schema")
    source: Text | None = None
    encoding: str | None = None
    separator: str | None = None
    missing: tuple[str, ...] = ()


class Doubtful(Document):
    """
    A heading that only looks like a field: nothing until a person sets ``confirmed = true``.

    ``likeness`` runs from 0 to 100.
    """

    field: str
    heading: str
    likeness: float = 0.0
    confirmed: bool = False


class ColumnMap(Document):
    """
    A source map of a survey table: field of the schema -> heading as found.

    ``missing`` lists, by field, texts that mean "not known" there; ``doubtful`` what a person has
    still to confirm.
    """

    map: ColumnMapHeader
    columns: dict[str, str] = Field(default_factory=dict)
    missing: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    doubtful: tuple[Doubtful, ...] = ()

    @property
    def id(self) -> str:
        """The name by which projects ask for it."""
        return self.map.id
