"""How a TOML document becomes a frozen object: unknown keys refused, all faults told at once."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo

from tambon_gis.errors import DocumentError, MissingFileError
from tambon_gis.model.fault import Faults, faults_of, slip_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "Document",
    "Text",
    "is_proven",
    "parse_document",
    "read_document",
]

D = TypeVar("D", bound="Document")


class Document(BaseModel):
    """Base of everything that is read from a TOML document: frozen, and no key is ignored."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True
    )

    def __copy__(self) -> Self:
        """A copy with its fields alone: what was worked out of the old ones is not the copy's."""
        copied = super().__copy__()
        for name in set(vars(copied)) - set(type(self).model_fields):
            del vars(copied)[name]
        return copied


class Text(Document):
    """A text in both languages."""

    th: str
    en: str

    def of(self, lang: str) -> str:
        """
        The text in one language.

        Parameters
        ----------
        lang : {"th", "en"}
            Language.

        Returns
        -------
        str
            The text.
        """
        return self.en if lang == "en" else self.th


def is_proven(told: ValidationInfo) -> bool:
    """
    Whether the rules of the document that is being read were proven before.

    Parameters
    ----------
    told : ValidationInfo
        What pydantic tells a validator.

    Returns
    -------
    bool
        True for a document that the package ships: its tests read each as a project's own.
    """
    return bool(told.context and told.context.get("proven"))


def parse_document(kind: type[D], text: str, *, name: str, proven: bool = False) -> D:
    """
    Parse a TOML text into a document.

    Parameters
    ----------
    kind : type[Document]
        What the document is.
    text : str
        TOML.
    name : str
        File name for messages (never a path).
    proven : bool, default False
        The rules in it were proven before: they are not parsed until one is used.

    Returns
    -------
    Document
        The frozen object.

    Raises
    ------
    DocumentError
        With every fault of the document in one message.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise DocumentError("document.syntax", where=name, fault=slip_of(text, fault)) from None
    try:
        return kind.model_validate(content, context={"proven": proven})
    except ValidationError as fault:
        found = _all_faults(kind, content, fault)
        raise DocumentError("document.faults", where=name, faults=found) from None


def read_document(kind: type[D], path: Path) -> D:
    """
    Read a TOML file into a document.

    Parameters
    ----------
    kind : type[Document]
        What the document is.
    path : pathlib.Path
        The file, UTF-8 with or without a byte order mark.

    Returns
    -------
    Document
        The frozen object.

    Raises
    ------
    MissingFileError
        When there is no such file.
    DocumentError
        When it is not UTF-8, not TOML, or not such a document.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise MissingFileError("file.missing", where=path.name) from None
    except (UnicodeDecodeError, OSError):
        raise DocumentError("document.encoding", where=path.name) from None
    return parse_document(kind, text, name=path.name)


def _all_faults(kind: type[Document], content: dict[str, Any], fault: ValidationError) -> Faults:
    """Every fault; unknown keys are set aside, so that they hide no other fault."""
    found = list(faults_of(fault))
    rest = deepcopy(content)
    unknown = [one.path for one in found if one.code == "extra_forbidden"]
    for *steps, key in unknown:
        table: Any = rest
        for step in steps:
            table = table[step]
        del table[key]
    if unknown:
        try:
            kind.model_validate(rest)
        except ValidationError as further:
            found += faults_of(further)
    return Faults(tuple(found))
