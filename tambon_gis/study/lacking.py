"""Lacking: what the last pack still lacked, kept beside it for whoever goes on working."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from tambon_gis.study.returned import form

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tambon_gis.render.web.pack_page import Shelf

__all__ = ["FILE", "Open", "lacking", "written"]

#: Beside the other internal reports: the same as its text, for the program.
FILE = "pack-todo.json"
_STATES = {"partly", "missing"}


@dataclass(frozen=True)
class Open:
    """
    A piece of evidence that is missing, or of which there is only a part.

    Parameters
    ----------
    topic : str
        Title of the topic that asks for it.
    check : str
        Id of the check; of a self-assessment with a slash.
    title : str
        What is asked for.
    state : str
        ``partly`` or ``missing``.
    told : str
        The fact.
    """

    topic: str
    check: str
    title: str
    state: str
    told: str


def written(shelves: Iterable[Shelf]) -> str:
    r"""
    Write down what a pack lacks.

    Parameters
    ----------
    shelves : iterable of Shelf
        Topics with their evidence.

    Returns
    -------
    str
        As JSON, in the order of the topics.

    Examples
    --------
    >>> written([])
    '[]\n'
    """
    found = [
        asdict(Open(shelf.title, one.check, one.title, one.state, one.told))
        for shelf in shelves
        for one in shelf.marks
        if one.state != "there"
    ]
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def lacking(home: Path, code: str) -> tuple[Open, ...] | None:
    """
    Read what the last pack of a project lacked.

    Parameters
    ----------
    home : pathlib.Path
        The folder in which ``work/`` was made.
    code : str
        Code of the area.

    Returns
    -------
    tuple[Open, ...] or None
        In the order of the topics; None where nothing was written down, or it cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> lacking(Path("tests/data/small"), "990201") is None
    True
    """
    path = form(home, code, "lacking")
    if path is None:
        return None
    try:
        found = json.loads(path.read_text("utf-8"))
        told = tuple(Open(**{name: str(text) for name, text in one.items()}) for one in found)
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return told if {one.state for one in told} <= _STATES else None
