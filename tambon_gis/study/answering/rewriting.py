"""Rewriting: one entry of a document with other values; its comments and all else stay."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from tambon_gis.study.answering import entries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["added", "changed", "each_role"]


def added(text: str, name: str, fields: Mapping[str, Any]) -> str:
    r"""
    A document with one more entry, words in two languages on one line.

    Parameters
    ----------
    text : str
        The document.
    name : str
        The kind of the entry.
    fields : Mapping[str, Any]
        What it says.

    Returns
    -------
    str
        The document.

    Examples
    --------
    >>> print(added("a = 1\n", "role", {"title": {"th": "เลขานุการ", "en": "Secretary"}}))
    a = 1
    <BLANKLINE>
    [[role]]
    title = {th = "เลขานุการ", en = "Secretary"}
    <BLANKLINE>
    """
    try:
        return entries.added(text, name, {key: _item(value) for key, value in fields.items()})
    except ValueError:  # the last one goes on in a table of its own, [role.title]
        there = tomllib.loads(text).get(name, [])
        return _whole(text, name, [*there, dict(fields)])


def changed(text: str, name: str, number: int, fields: Mapping[str, Any]) -> str:
    r"""
    A document in which an entry says something else.

    Parameters
    ----------
    text : str
        The document.
    name : str
        The kind of the entry.
    number : int
        Which, counted from 1.
    fields : Mapping[str, Any]
        All that it says then; a line that stays keeps its comment.

    Returns
    -------
    str
        The document.

    Examples
    --------
    >>> old = '[[due]]\non = "2565-01-01"  # new year\nwhat = "ก"\ndone = true\n'
    >>> print(changed(old, "due", 1, {"on": "2565-01-01", "what": "ข"}))
    [[due]]
    on = "2565-01-01"  # new year
    what = "ข"
    <BLANKLINE>
    """
    import tomlkit

    document: Any = tomlkit.parse(text)
    one = document[name][number - 1]
    for key in [key for key in one if key not in fields]:
        del one[key]
    for key, value in fields.items():
        if key not in one or _plain(one[key]) != value:
            one[key] = _item(value)
    wanted = tomllib.loads(text)
    wanted[name][number - 1] = dict(fields)
    made = tomlkit.dumps(document)
    try:
        if tomllib.loads(made) == wanted:
            return made
    except tomllib.TOMLDecodeError:
        pass
    return _whole(text, name, wanted[name])


def each_role(text: str, rename: Callable[[str], str]) -> str:
    r"""
    A process document in which roles are called by other titles.

    Parameters
    ----------
    text : str
        The document.
    rename : callable
        Title -> title.

    Returns
    -------
    str
        The document.

    Examples
    --------
    >>> print(each_role('[[due]]\nrole = "ก" # who\n', lambda title: title * 2))
    [[due]]
    role = "กก" # who
    <BLANKLINE>
    """
    import tomlkit

    document: Any = tomlkit.parse(text)
    for meeting in document.get("meeting", ()):
        for n, title in enumerate(meeting.get("role", ())):
            if rename(title) != title:
                meeting["role"][n] = rename(title)
    for due in document.get("due", ()):
        title = due.get("role", "")
        if rename(title) != title:
            due["role"] = rename(title)
    return tomlkit.dumps(document)


def _whole(text: str, name: str, told: list[dict[str, Any]]) -> str:
    """All entries of a kind written anew; what stands around them stays."""
    import tomlkit

    document: Any = tomlkit.parse(text)
    document[name] = told
    return tomlkit.dumps(document)


def _plain(value: Any) -> Any:
    """A value without how it is written."""
    return value.unwrap() if hasattr(value, "unwrap") else value


def _item(value: Any) -> Any:
    """A value as it is written: words in two languages on one line."""
    import tomlkit

    if not isinstance(value, dict):
        return value
    inline = tomlkit.inline_table()
    inline.update(value)
    return inline
