"""Joining: new surveys enter the project document; its comments and all other lines stay."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import tomlkit

from tambon_gis.model.document import parse_document
from tambon_gis.model.project import Project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.model.project import Survey

__all__ = ["with_surveys"]

_HEADER = re.compile(r"^\s*\[")
_SURVEY = re.compile(r"^\s*\[\[\s*survey\s*\]\]")
_SAID = re.compile(r"^\s*[^\s#]")


def with_surveys(text: str, surveys: Sequence[Survey], *, name: str) -> str:
    r"""
    Add surveys to a project document.

    Parameters
    ----------
    text : str
        The document, with its own line ends.
    surveys : sequence of Survey
        What to add.
    name : str
        Name of the document, for messages.

    Returns
    -------
    str
        The document with a block a survey after the last one that it has; every other character
        stands as it was.

    Raises
    ------
    DocumentError
        When the document would not be one any more.

    Examples
    --------
    >>> from tambon_gis.model.project import Survey
    >>> old = '[area]\ncode = "990101"\nname = { th = "ก", en = "A" }\n'
    >>> old += '[boundary]\nfile = "b.shp"\nlevel = "village"\n'
    >>> one = Survey(year=2566, file="a.xlsx", schema="s", rulebook="own")
    >>> print(with_surveys(old, [one], name="tambon.toml").removeprefix(old))
    <BLANKLINE>
    [[survey]]
    year = 2566
    file = "a.xlsx"
    schema = "s"
    rulebook = "own"
    <BLANKLINE>
    """
    entries = [_entry(one) for one in surveys]
    end = "\r\n" if "\r\n" in text else "\n"
    wanted = tomllib.loads(text)
    wanted["survey"] = [*wanted.get("survey", []), *entries]
    written = _inserted(text, entries, end)
    if not _says(written, wanted):  # an inline list, or a block that this does not see the end of
        document = tomlkit.parse(text)
        document["survey"] = [*document.get("survey", []), *entries]
        written = tomlkit.dumps(document)
    parse_document(Project, written, name=name)
    return written


def _entry(survey: Survey) -> dict[str, Any]:
    """What a block says, without what is usual."""
    said = survey.model_dump(by_alias=True, exclude_defaults=True)
    order = ("year", "file", "sheet", "range", "schema", "columns", "rulebook", "persons")
    return {name: said[name] for name in order if said.get(name) is not None}


def _inserted(text: str, entries: Sequence[dict[str, Any]], end: str) -> str:
    """The text with blocks after the last survey, else at its end."""
    lines = text.splitlines(keepends=True)
    at = _place(lines)
    if at is None:
        at = len(lines)
    if at and not lines[at - 1].endswith(("\n", "\r")):
        lines[at - 1] += end
    blocks = [f"{end}[[survey]]{end}" + _keys(one).replace("\n", end) for one in entries]
    return "".join([*lines[:at], *blocks, *lines[at:]])


def _place(lines: Sequence[str]) -> int | None:
    """The line after the last key of the last survey; comments below it belong to what follows."""
    starts = [n for n, line in enumerate(lines) if _SURVEY.match(line)]
    if not starts:
        return None
    last = starts[-1]
    for n in range(starts[-1] + 1, len(lines)):
        if _HEADER.match(lines[n]):
            break
        if _SAID.match(lines[n]):
            last = n
    return last + 1


def _keys(entry: dict[str, Any]) -> str:
    """The lines of a block."""
    table = tomlkit.document()
    for name, value in entry.items():
        table.add(name, value)
    return tomlkit.dumps(table)


def _says(text: str, wanted: dict[str, Any]) -> bool:
    """Whether a text is TOML that says what is wanted."""
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False
