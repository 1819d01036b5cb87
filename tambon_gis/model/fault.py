"""What is wrong with a document: faults and slips that tell themselves in either language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic_core import PydanticCustomError

from tambon_gis.errors import tell_facts
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    import tomllib
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic import ValidationError

    from tambon_gis.words import Words

__all__ = ["Fault", "Faults", "Slip", "faults_of", "refusal", "refusals", "slip_of"]

_SEVERAL = "several"
_AT = re.compile(r"\(at line (\d+), column (\d+)\)$")
#: What the TOML reader says -> the sentence for it (``document.slip``).
_SLIPS = {
    "twice": re.compile("Cannot (overwrite|declare|mutate)|Duplicate"),
    "quotes": re.compile(r"Unterminated string|Illegal character '\\n'|Expected .*\"'"),
    "bracket": re.compile("Unclosed|Expected '?\\]|at the end of (a|an) (table|array)"),
    "equals": re.compile("Expected '='|Invalid statement|Invalid initial character"),
    "value": re.compile(r"Invalid value \(at line"),
    "rest": re.compile("Expected newline"),
}


@dataclass(frozen=True)
class Fault:
    """
    One thing that a document says wrongly.

    Parameters
    ----------
    code : str
        Key of its sentence under ``document.fault``: a type of pydantic, or a code of ours.
    facts : Mapping[str, object]
        Values that the sentence names.
    path : tuple[int | str, ...]
        Keys that lead to it; positions in a list count from 0.

    Examples
    --------
    >>> Fault("missing", path=("survey", 0, "year")).tell("en")
    'survey no. 1 › year: this entry is required and is not there'
    """

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    path: tuple[int | str, ...] = ()

    def tell(self, lang: str = DEFAULT_LANG) -> str:
        """
        Say where it is, then what is wrong.

        Parameters
        ----------
        lang : {"th", "en"}, default "th"
            Language of the sentence.

        Returns
        -------
        str
            One sentence.
        """
        say = words(lang)
        code = self.code if say.has(f"document.fault.{self.code}") else "other"
        facts = {"entry": self.path[-1] if self.path else "", **tell_facts(self.facts, lang)}
        if "expected" in facts:
            facts["expected"] = ", ".join(re.findall(r"'([^']*)'", str(facts["expected"])))
        told = say.text(f"document.fault.{code}", **{k: str(fact) for k, fact in facts.items()})
        return say.text("document.line", place=self._place(say), fault=told)

    def _place(self, say: Words) -> str:
        """The keys in a row, positions in a list counted from 1."""
        steps: list[str] = []
        for step in self.path:
            if isinstance(step, int):
                of = steps.pop() if steps else ""
                steps.append(say.text("document.item", list=of, n=step + 1))
            else:
                steps.append(step)
        return " › ".join(steps) or say.text("document.whole")


@dataclass(frozen=True)
class Faults:
    """
    Everything that a document says wrongly.

    Parameters
    ----------
    found : tuple[Fault, ...]
        The faults in the order of the document.
    """

    found: tuple[Fault, ...]

    def tell(self, lang: str = DEFAULT_LANG) -> str:
        """
        Say every fault once.

        Parameters
        ----------
        lang : {"th", "en"}, default "th"
            Language of the sentences.

        Returns
        -------
        str
            A line for each fault.
        """
        lines = dict.fromkeys(fault.tell(lang).replace("\n", "\n    ") for fault in self.found)
        return "\n".join(f"  · {line}" for line in lines)


@dataclass(frozen=True)
class Slip:
    """
    A place where a text is no TOML.

    Parameters
    ----------
    line, column : int
        Where the reader stopped, counted from 1; 0 at the end of the text.
    causes : tuple[str, ...]
        Keys of the likely causes under ``document.slip``.
    """

    line: int
    column: int
    causes: tuple[str, ...]

    def tell(self, lang: str = DEFAULT_LANG) -> str:
        """
        Say where it is, then what to look for.

        Parameters
        ----------
        lang : {"th", "en"}, default "th"
            Language of the sentence.

        Returns
        -------
        str
            One sentence.
        """
        say = words(lang)
        place = say.text("document.end")
        if self.line:
            place = say.text("document.position", line=self.line, column=self.column)
        causes = "; ".join(say.text(f"document.slip.{cause}") for cause in self.causes)
        return say.text("document.line", place=place, fault=causes)


def refusal(code: str, **facts: object) -> PydanticCustomError:
    """
    Make the error that a check of a document raises.

    Parameters
    ----------
    code : str
        Key of the sentence under ``document.fault``.
    **facts : object
        Values that the sentence names.

    Returns
    -------
    PydanticCustomError
        To be raised by a validator.

    Examples
    --------
    >>> refusal("stands_twice", names="bmn-2560-2565").message()
    'stands twice: bmn-2560-2565'
    """
    return PydanticCustomError(code, words("en").texts[f"document.fault.{code}"], facts)


def refusals(faults: Iterable[PydanticCustomError]) -> PydanticCustomError:
    """
    Make one error of all that a check found.

    Parameters
    ----------
    faults : Iterable[PydanticCustomError]
        What :func:`refusal` made.

    Returns
    -------
    PydanticCustomError
        To be raised by a validator.
    """
    all_of_them = tuple(faults)
    told = "; ".join(fault.message() for fault in all_of_them)
    parts = tuple((fault.type, fault.context or {}) for fault in all_of_them)
    return PydanticCustomError(_SEVERAL, "{told}", {"told": told, "faults": parts})


def faults_of(fault: ValidationError) -> Iterator[Fault]:
    """
    The faults that pydantic found, and those that one check of ours found together.

    Parameters
    ----------
    fault : ValidationError
        What pydantic raised.

    Yields
    ------
    Fault
        One after the other.
    """
    for one in fault.errors(include_url=False, include_input=False):
        facts = one.get("ctx", {})
        if one["type"] == _SEVERAL:
            yield from (Fault(code, inner, one["loc"]) for code, inner in facts["faults"])
        else:
            yield Fault(one["type"], facts, one["loc"])


def slip_of(text: str, fault: tomllib.TOMLDecodeError) -> Slip:
    """
    Where the TOML reader stopped, and what it most likely stopped at.

    Parameters
    ----------
    text : str
        The text.
    fault : tomllib.TOMLDecodeError
        What the reader said.

    Returns
    -------
    Slip
        Line, column and likely causes.
    """
    told = str(fault)
    at = _AT.search(told)
    line, column = (int(at[1]), int(at[2])) if at else (0, 0)
    written = text.split("\n")[line - 1] if at else ""
    seen = {"curly": re.search("[“”‘’]", written), "backslash": "\\" in written}
    causes = tuple(cause for cause, there in seen.items() if there)
    if not causes:
        causes = tuple(cause for cause, sign in _SLIPS.items() if sign.search(told))[:1]
    return Slip(line, column, causes or ("other",))
