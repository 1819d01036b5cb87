"""The card of a dataset: what was converted, from which files, and which Parquet files are its."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator

from tambon_gis.model.document import Document
from tambon_gis.model.fault import refusal

if TYPE_CHECKING:
    from tambon_gis.model.schema import Schema

__all__ = ["CARD", "FORMAT", "Card", "Header", "Part", "Read", "Unread", "card_text", "stored"]

#: The name of the document in the folder of a dataset.
CARD = "dataset.toml"
#: How files and columns are laid out; a reader refuses a higher one.
FORMAT = 1
_PART = re.compile(r"province=[0-9]{2}/[A-Za-z0-9._-]+\.parquet")
#: Kind of a field -> how Arrow calls its type.
_TYPES = {
    "integer": "int32",
    "moo": "int16",
    "answer": "int16",
    "number": "double",
    "date": "timestamp[us]",
}


class Header(Document):
    """
    What the dataset is.

    Parameters
    ----------
    table : str
        Name of the schema (key ``schema``).
    year : int
        Year B.E. of the survey.
    columns : str, optional
        Name of the column map.
    rows : int
        Rows of all files.
    made_on : str
        Day on which it was made, C.E. as ``2026-11-22``.
    version : str
        Version of the toolkit.
    format : int
        How files and columns are laid out.
    personal : str
        That it holds personal data.
    """

    table: str = Field(alias="schema")
    year: int
    columns: str | None = None
    rows: int
    made_on: str
    version: str
    format: Literal[1] = 1
    personal: str


class Read(Document):
    """
    One table that was read: a file, or a sheet of it; ``number`` stands in the column ``source``.

    Parameters
    ----------
    number : int
        From 1 on.
    file, sheet : str
        File below the source that was named, and sheet.
    sha256 : str
        Of the bytes of the file.
    rows, set_aside : int
        Rows taken, and rows that stand in the report alone.
    findings : int
        What a person should decide.
    """

    number: int
    file: str
    sheet: str = ""
    sha256: str
    rows: int
    set_aside: int = 0
    findings: int = 0


class Unread(Document):
    """A file that could not be read, with the code of the reason: the dataset lacks its rows."""

    file: str
    why: str


class Part(Document):
    """
    One Parquet file.

    Parameters
    ----------
    province : str
        Two digits.
    file : str
        Below the folder of the dataset.
    rows : int
        Its rows.
    """

    province: str
    file: str
    rows: int

    @field_validator("file")
    @classmethod
    def _inside(cls, file: str) -> str:
        """A file in the folder of its province, and nowhere else."""
        if not _PART.fullmatch(file):
            raise refusal("file_relative")
        return file


class Card(Document):
    """A whole card."""

    dataset: Header
    part: tuple[Part, ...] = ()
    input: tuple[Read, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def provinces(self) -> dict[str, int]:
        """Rows by province."""
        found: dict[str, int] = {}
        for one in self.part:
            found[one.province] = found.get(one.province, 0) + one.rows
        return found


def card_text(card: Card) -> str:
    """
    A card as TOML.

    Parameters
    ----------
    card : Card
        The card.

    Returns
    -------
    str
        The document, which reads back as the same card.

    Examples
    --------
    >>> from tambon_gis.model.document import parse_document
    >>> head = {"schema": "a", "year": 2565, "rows": 0, "made_on": "2026-11-22", "version": "1",
    ...     "personal": "ลับ"}
    >>> card = Card(dataset=head, unread=[{"file": 'ก"1".csv', "why": "file.empty"}])
    >>> parse_document(Card, card_text(card), name="dataset.toml") == card
    True
    """
    tables: list[tuple[str, Document]] = [("[dataset]", card.dataset)]
    tables += [("[[part]]", one) for one in card.part]
    tables += [("[[input]]", one) for one in card.input]
    tables += [("[[unread]]", one) for one in card.unread]
    texts = []
    for head, table in tables:
        said = table.model_dump(by_alias=True, exclude_none=True).items()
        texts.append("\n".join([head, *(f"{name} = {_value(value)}" for name, value in said)]))
    return "\n\n".join(texts) + "\n"


def stored(schema: Schema) -> dict[str, str]:
    """
    The columns that a schema has in a dataset.

    Parameters
    ----------
    schema : Schema
        Its fields.

    Returns
    -------
    dict[str, str]
        Name -> type as Arrow calls it: the place, the row in its file, the number of its input,
        then the fields; beside a date that may be known in part its year and month.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> list(stored(catalog.schema("bmn-household")).items())[:4]
    [('place', 'string'), ('row', 'int64'), ('source', 'int32'), ('sequence', 'int32')]
    """
    columns = {"place": "string", "row": "int64", "source": "int32"}
    for one in schema.field:
        columns.setdefault(one.name, _TYPES.get(one.kind, "string"))
        if one.partial and one.kind == "date":
            columns |= {f"{one.name}_year": "int16", f"{one.name}_month": "int8"}
    return columns


def _value(value: object) -> str:
    """A text or number of TOML."""
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    letters = (f"\\u{ord(one):04X}" if one < " " or one == "\x7f" else one for one in escaped)
    return f'"{"".join(letters)}"'
