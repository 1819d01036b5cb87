"""Every error of the package: a code, the facts, and in words what, where and how to mend.

The sentences stand in ``documents/words/<lang>/errors.toml`` under the error's code, each with
``what`` and ``mend``. An error never carries the value of a personal column: it names the cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "AnalysisError",
    "CodeError",
    "ConflictError",
    "CrsError",
    "DisclosureError",
    "DocumentError",
    "EngineError",
    "ExtraError",
    "InputError",
    "LeakError",
    "MissingFileError",
    "RuleError",
    "StageError",
    "TambonError",
    "Telling",
    "tell_facts",
]


@runtime_checkable
class Telling(Protocol):
    """A fact that has its own sentence in each language."""

    def tell(self, lang: str = DEFAULT_LANG) -> str:
        """Its sentence."""


def tell_facts(facts: Mapping[str, object], lang: str) -> dict[str, object]:
    """
    Put the facts that tell themselves into words; the rest stay as they are.

    Parameters
    ----------
    facts : Mapping[str, object]
        Facts by the name that a sentence has for them.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    dict[str, object]
        Facts that a sentence can hold.

    Examples
    --------
    >>> tell_facts({"n": 3, "rule": RuleError("file.missing")}, "en")["n"]
    3
    """
    return {
        name: fact.tell(lang) if isinstance(fact, Telling) else fact for name, fact in facts.items()
    }


class TambonError(Exception):
    """
    The root of all errors that this package raises.

    Parameters
    ----------
    code : str
        Key of the sentences in the words documents, for example ``"file.missing"``.
    where : str, default ""
        The place of the fault as a person would look for it: file, sheet, cell, or document key.
    **facts : object
        Values that the sentences name, or that tell themselves (:class:`Telling`). Never a value
        of a personal column.
    """

    def __init__(self, code: str, /, *, where: str = "", **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.where = where
        self.facts = facts

    def tell(self, lang: str = DEFAULT_LANG) -> str:
        """
        Say what is wrong, where, and how to mend it.

        Parameters
        ----------
        lang : {"th", "en"}, default "th"
            Language of the sentences.

        Returns
        -------
        str
            Up to three lines: what, where (when known), how to mend.
        """
        say, facts = words(lang), tell_facts(self.facts, lang)
        lines = [say.text(f"errors.{self.code}.what", **facts)]
        if self.where:
            lines.append(say.text("errors.label.where", where=self.where))
        lines.append(
            say.text("errors.label.mend", mend=say.text(f"errors.{self.code}.mend", **facts))
        )
        return "\n".join(lines)

    def __str__(self) -> str:
        """Thai first: the sentence a working group reads in a traceback or a notebook."""
        return self.tell()


class DocumentError(TambonError, ValueError):
    """A TOML document (rulebook, schema, project, words) says something that cannot be read."""


class MissingFileError(TambonError, FileNotFoundError):
    """A file or folder that was named does not exist."""

    __str__ = TambonError.__str__


class InputError(TambonError, ValueError):
    """A survey, boundary or facility file cannot be read as what it should be."""


class CodeError(TambonError, ValueError):
    """A place code is not one of the four steps of the ladder."""


class ConflictError(TambonError, RuntimeError):
    """Somebody else changed, or is changing, what was about to be changed."""


class CrsError(TambonError, ValueError):
    """Coordinates whose reference system is missing, unknown or without an exact operation."""


class RuleError(TambonError, ValueError):
    """A rule of a rulebook is outside the language of rules, or names a column that is absent."""


class AnalysisError(TambonError, ValueError):
    """A table cannot carry the analysis that was asked for."""


class StageError(TambonError, ValueError):
    """A table does not have the columns that its stage declares."""


class EngineError(TambonError, ImportError):
    """A query engine is not known or not installed."""

    __str__ = TambonError.__str__


class ExtraError(TambonError, ImportError):
    """An optional part of the package that is asked for and not installed."""


class DisclosureError(TambonError, PermissionError):
    """Something that could name a family was on its way to a public output."""

    __str__ = TambonError.__str__


class LeakError(TambonError, PermissionError):
    """The scanner found personal data in the bytes of a public file; nothing was written."""

    __str__ = TambonError.__str__
