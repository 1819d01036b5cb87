"""Entries: ``[[name]]`` tables put into a document and taken out, all else left as it was typed."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["added", "removed"]

_HEADER = re.compile(r"^\s*\[")
_SAID = re.compile(r"^\s*[^#\s]")


def added(text: str, name: str, fields: Mapping[str, Any]) -> str:
    r"""
    A document with one more entry, behind the last of its kind.

    Parameters
    ----------
    text : str
        The document.
    name : str
        The kind: ``fix`` for entries that begin with ``[[fix]]``.
    fields : Mapping[str, Any]
        What the entry says.

    Returns
    -------
    str
        The document; comments and blank lines are those of before.

    Examples
    --------
    >>> print(added("[[fix]]\nrow = 1\n# next\n[end]\n", "fix", {"row": 2}))
    [[fix]]
    row = 1
    <BLANKLINE>
    [[fix]]
    row = 2
    # next
    [end]
    <BLANKLINE>
    """
    import tomlkit

    entry = tomlkit.document()
    for key, value in fields.items():
        entry.add(key, value)
    block = [f"[[{name}]]", *tomlkit.dumps(entry).splitlines()]
    lines = text.split("\n")
    spans = _spans(lines, name)
    at = spans[-1][1] if spans else len(text.rstrip("\n").split("\n")) if text.strip() else 0
    before = [""] if at else []
    made = "\n".join([*lines[:at], *before, *block, *lines[at:]]).rstrip("\n") + "\n"
    expected = tomllib.loads(text)
    expected[name] = [*expected.get(name, []), dict(fields)]
    if _says(made, expected):
        return made
    whole = tomlkit.parse(text)  # entries in a line of their own kind: [{...}, {...}]
    inline: Any = tomlkit.inline_table()
    inline.update(dict(fields))
    there: Any = whole[name]
    there.append(inline)
    return tomlkit.dumps(whole)


def removed(text: str, name: str, number: int) -> str:
    r"""
    A document without one of its entries.

    Parameters
    ----------
    text : str
        The document.
    name : str
        The kind of the entry.
    number : int
        Which of them, counted from 1.

    Returns
    -------
    str
        The document; comments behind the entry stay.

    Examples
    --------
    >>> print(removed("[[fix]]\nrow = 1\n# next\n[end]\n", "fix", 1))
    # next
    [end]
    <BLANKLINE>
    """
    import tomlkit

    lines = text.split("\n")
    spans = _spans(lines, name)
    expected = tomllib.loads(text)
    del expected[name][number - 1]
    if not expected[name]:
        del expected[name]
    if number <= len(spans):
        first, last = spans[number - 1]
        while first and not lines[first - 1].strip() and last < len(lines) and not lines[last]:
            last += 1
        made = "\n".join([*lines[:first], *lines[last:]]).rstrip("\n") + "\n"
        if _says(made, expected):
            return made
    whole = tomlkit.parse(text)
    there: Any = whole[name]
    del there[number - 1]
    if not len(there):
        del whole[name]
    return tomlkit.dumps(whole)


def _spans(lines: list[str], name: str) -> list[tuple[int, int]]:
    """First line of each entry, and the line behind the last thing that it says."""
    header = re.compile(rf"^\s*\[\[\s*{re.escape(name)}\s*\]\]\s*(?:#.*)?$")
    spans = []
    for at, line in enumerate(lines):
        if not header.match(line):
            continue
        end = at + 1
        for n in range(at + 1, len(lines)):
            if _HEADER.match(lines[n]):
                break
            if _SAID.match(lines[n]):
                end = n + 1
        spans.append((at, end))
    return spans


def _says(text: str, expected: Mapping[str, Any]) -> bool:
    """Whether a document says what it should, and nothing else."""
    try:
        return tomllib.loads(text) == expected
    except tomllib.TOMLDecodeError:
        return False
