"""A schema: the columns of one kind of table, their headings, kinds, limits, and who sees them."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field as Values
from pydantic import model_validator

from tambon_gis.model.document import Document, Text
from tambon_gis.model.fault import refusal, refusals

__all__ = ["Field", "Schema", "SchemaHeader"]

Kind = Literal["village", "code", "moo", "area", "integer", "number", "text", "date", "answer"]
Level = Literal["province", "amphoe", "tambon"]


class Field(Document):
    """
    One column.

    Parameters
    ----------
    name : str
        Name in the survey table.
    title : Text
        Caption, also the first heading under which the column is looked for.
    kind : str
        How its cells are read: ``village`` (a village code), ``code`` (text of digits), ``moo``,
        ``area`` (a wider area of the row, by code, by its own two digits or by name; see
        ``level``), ``integer``, ``number``, ``text``, ``date`` or ``answer`` (one of ``values``).
    headers : tuple[str, ...]
        Further headings.
    code : str, optional
        Number of the question on its form: a heading that begins with it is compared first.
    level : {"province", "amphoe", "tambon"}, optional
        For ``area``: which one.
    required : bool
        Whether a table without it is refused.
    public : bool
        Whether a value may appear in a message or a public output. The default is no.
    minimum, maximum : float, optional
        Limits, both included; a value beyond them becomes unknown and is told.
    values : dict[str, int]
        For ``answer``: text as found -> code. Compared after digits and spaces are normalised.
    dash : {"unknown", "zero", "not_applicable"}
        What a lone "-" means in this column.
    at_most : str, optional
        Name of a column that this one may not exceed (failing persons: persons asked). Where it
        does, both become unknown and are told.
    partial : bool
        For ``date``: a day or month that is not known is kept as ``<name>_year`` and
        ``<name>_month`` beside it instead of being set aside.
    age_of, age_at : str, optional
        For ``integer``: completed years from the date ``age_of`` to the date ``age_at``. Computed
        where the cell is blank; told where it says something else.
    example : str
        What the example row of a form shows; never a real person's.
    """

    name: str
    title: Text
    kind: Kind
    headers: tuple[str, ...] = ()
    code: str | None = None
    level: Level | None = None
    required: bool = False
    public: bool = False
    minimum: float | None = None
    maximum: float | None = None
    values: dict[str, int] = Values(default_factory=dict)
    dash: Literal["unknown", "zero", "not_applicable"] = "unknown"
    at_most: str | None = None
    partial: bool = False
    age_of: str | None = None
    age_at: str | None = None
    example: str = ""


class SchemaHeader(Document):
    """What the table is."""

    id: str
    title: Text
    unit: Literal["household", "person", "village", "facility", "project", "area"]
    key: tuple[str, ...]
    place: str
    source: str
    note: str = ""


class Schema(Document):
    """A whole schema."""

    table: SchemaHeader
    field: tuple[Field, ...]

    @property
    def id(self) -> str:
        """The name by which projects ask for it."""
        return self.table.id

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by name."""
        return {field.name: field for field in self.field}

    @model_validator(mode="after")
    def _hangs_together(self) -> Schema:
        """Names are unique; key, place and limits name fields that exist."""
        names = [field.name for field in self.field]
        twice = sorted({name for name in names if names.count(name) > 1})
        faults = [refusal("field_twice", name=name) for name in twice]
        pointers = (p for f in self.field for p in (f.at_most, f.age_of, f.age_at) if p)
        named = {*self.table.key, self.table.place, *pointers}
        faults += [refusal("no_field", name=name) for name in sorted(named - set(names))]
        if faults:
            raise refusals(faults)
        return self
