"""Filed: the lines of a file in the project document come and go; all other lines stay."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import tomlkit

from tambon_gis.model.document import parse_document
from tambon_gis.model.project import Project
from tambon_gis.study.joining import with_surveys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tambon_gis.model.project import Survey

__all__ = ["added", "placed", "removed", "surveyed"]

_HEADER = re.compile(r"^\s*\[")
_SAID = re.compile(r"^\s*[^\s#]")
#: What stands in one entry of a survey, in the order in which it is written.
_SURVEY = ("year", "file", "sheet", "range", "schema", "source", "columns", "rulebook", "persons")


def surveyed(text: str, survey: Survey, *, at: int | None, name: str) -> str:
    """
    Write a survey into a project document.

    Parameters
    ----------
    text : str
        The document.
    survey : Survey
        What is written.
    at : int or None
        Place of the survey that it replaces, counted from 0; None adds it after the last one.
    name : str
        Name of the document, for messages.

    Returns
    -------
    str
        The document.

    Raises
    ------
    DocumentError
        When the document would not be one any more.
    """
    if at is None:
        return with_surveys(text, [survey], name=name)
    said = survey.model_dump(by_alias=True, exclude_defaults=True)
    return _rewritten(text, "survey", at, {key: said.get(key) for key in _SURVEY}, name)


def placed(text: str, section: str, values: Mapping[str, object], *, name: str) -> str:
    r"""
    Write the entry of an input of which there is one: boundary, facilities, plan.

    Parameters
    ----------
    text : str
        The document.
    section : str
        Its table in the document.
    values : Mapping[str, object]
        What it says; a key with None is taken out, one that is not named stays.
    name : str
        Name of the document, for messages.

    Returns
    -------
    str
        The document.

    Raises
    ------
    DocumentError
        When the document would not be one any more.

    Examples
    --------
    >>> old = '[area]\ncode = "990101"\nname = { th = "ก", en = "A" }\n'
    >>> old += '[boundary]\nfile = "a.shp" # mine\nlevel = "village"\n'
    >>> new = placed(old, "boundary", {"file": "b.shp"}, name="tambon.toml")
    >>> new.splitlines()[3:5]
    ['[boundary]', 'file = "b.shp" # mine']
    """
    if section in tomllib.loads(text):
        return _rewritten(text, section, None, values, name)
    return added(text, section, values, name=name, several=False)


def added(
    text: str, section: str, values: Mapping[str, object], *, name: str, several: bool = True
) -> str:
    """
    Write a further entry at the end of a project document.

    Parameters
    ----------
    text : str
        The document.
    section : str
        Its table, or its list of tables.
    values : Mapping[str, object]
        What it says; what is None is not written.
    name : str
        Name of the document, for messages.
    several : bool, default True
        Whether it is one of a list.

    Returns
    -------
    str
        The document.

    Raises
    ------
    DocumentError
        When the document would not be one any more.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    head = f"[[{section}]]" if several else f"[{section}]"
    body = tomlkit.document()
    for key, value in values.items():
        if value is not None:
            body.add(key, _item(value))
    block = f"{head}\n{tomlkit.dumps(body)}".replace("\n", end)
    written = f"{text.rstrip()}{end}{end}{block}"
    wanted = tomllib.loads(text)
    said = {key: value for key, value in values.items() if value is not None}
    wanted[section] = [*wanted.get(section, []), said] if several else said
    if not _says(written, wanted):
        document = tomlkit.parse(text)
        document[section] = wanted[section]
        written = tomlkit.dumps(document)
    return _checked(written, name)


def removed(text: str, section: str, at: int | None = None, *, name: str) -> str:
    r"""
    Take an entry out of a project document.

    Parameters
    ----------
    text : str
        The document.
    section : str
        Its table, or its list of tables.
    at : int, optional
        Which one of a list, counted from 0.
    name : str
        Name of the document, for messages.

    Returns
    -------
    str
        The document; comments around the entry stay.

    Raises
    ------
    DocumentError
        When the document would not be one any more.

    Examples
    --------
    >>> old = '[area]\ncode = "990101"\nname = { th = "ก", en = "A" }\n'
    >>> old += '[boundary]\nfile = "a.shp"\nlevel = "village"\n'
    >>> new = old + '# the plan\n[plan]\nfile = "b.xlsx"\n# the end\n'
    >>> removed(new, "plan", name="tambon.toml") == old + "# the plan\n# the end\n"
    True
    """
    wanted = tomllib.loads(text)
    if at is None:
        wanted.pop(section, None)
    else:
        wanted[section] = [one for n, one in enumerate(wanted[section]) if n != at]
        if not wanted[section]:
            del wanted[section]
    written = _cut(text, section, at)
    if not _says(written, wanted):
        document: Any = tomlkit.parse(text)
        if at is None or section not in wanted:
            document.pop(section, None)
        else:
            document[section].pop(at)
        written = tomlkit.dumps(document)
    return _checked(written, name)


def _rewritten(
    text: str, section: str, at: int | None, values: Mapping[str, object], name: str
) -> str:
    """The text with other values in an entry: a line that stays keeps its comment."""
    wanted = tomllib.loads(text)
    entry = wanted[section] if at is None else wanted[section][at]
    entry.update({key: value for key, value in values.items() if value is not None})
    for key in [key for key, value in values.items() if value is None]:
        entry.pop(key, None)
    written = _by_lines(text, section, at, values)
    if not _says(written, wanted):  # an inline table, or a value on several lines
        document: Any = tomlkit.parse(text)
        document[section] = wanted[section]
        written = tomlkit.dumps(document)
    return _checked(written, name)


def _by_lines(text: str, section: str, at: int | None, values: Mapping[str, object]) -> str:
    """The lines of an entry with their new values; new keys follow the file's."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    found = _block(lines, section, at)
    if found is None:
        return text
    start, last = found
    left = {key: value for key, value in values.items() if value is not None}
    made: list[str] = []
    after = 0
    for line in lines[start + 1 : last + 1]:
        key = line.partition("=")[0].strip()
        if key in values and values[key] is None:
            continue
        made.append(_line(key, left.pop(key), line, end) if key in left else line)
        after = len(made) if key == "file" else after
    made[after:after] = [_line(key, value, "", end) for key, value in left.items()]
    return "".join([*lines[: start + 1], *made, *lines[last + 1 :]])


def _line(key: str, value: object, old: str, end: str) -> str:
    """A line with a value; the comment of the old line stays."""
    bare = tomlkit.document()
    bare.add(key, _item(value))
    return tomlkit.dumps(bare).rstrip("\n") + _comment(old) + end


def _comment(line: str) -> str:
    """The comment at the end of a line, with the blanks before it."""
    line = line.rstrip("\r\n")
    for sign in (n for n, letter in enumerate(line) if letter == "#"):
        try:
            tomllib.loads(line[:sign])
        except tomllib.TOMLDecodeError:
            continue
        return line[len(line[:sign].rstrip()) :]
    return ""


def _item(value: object) -> Any:
    """A value as it is written: a table on one line."""
    if isinstance(value, dict):
        inline = tomlkit.inline_table()
        inline.update(value)
        return inline
    return tomlkit.item(value)


def _block(lines: list[str], section: str, at: int | None) -> tuple[int, int] | None:
    """The lines of an entry, from its header to its last key."""
    said = re.escape(f"[{section}]" if at is None else f"[[{section}]]")
    header = re.compile(rf"^\s*{said}\s*(?:#.*)?$")
    starts = [n for n, line in enumerate(lines) if header.match(line)]
    if (at or 0) >= len(starts):
        return None
    start = last = starts[at or 0]
    for n in range(start + 1, len(lines)):
        if _HEADER.match(lines[n]):
            break
        if _SAID.match(lines[n]):
            last = n
    return start, last


def _cut(text: str, section: str, at: int | None) -> str:
    """The text without the lines of an entry."""
    lines = text.splitlines(keepends=True)
    found = _block(lines, section, at)
    if found is None:
        return text
    before, after = lines[: found[0]], lines[found[1] + 1 :]
    if before and after and not before[-1].strip() and not after[0].strip():
        after = after[1:]
    return "".join([*before, *after])


def _says(text: str, wanted: Mapping[str, Any]) -> bool:
    """Whether a text is TOML that says what is wanted."""
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _checked(text: str, name: str) -> str:
    """The text, which is a project document."""
    parse_document(Project, text, name=name)
    return text
