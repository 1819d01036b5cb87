"""The text of ``[boundary]`` in a project document, with a file entered as it was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomlkit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["entered"]

#: What stands below a map of a file.
_TOLD = ("credit", "licence")
#: What ``[boundary]`` says of a file, and not of the project.
_OF_A_FILE = ("layer", "code", "name", "crs", "inside", *_TOLD)


def entered(text: str, said: Mapping[str, str]) -> str:
    r"""
    Enter a file into a project document; its comments and all other keys stay.

    Parameters
    ----------
    text : str
        The document.
    said : Mapping[str, str]
        Keys and values for ``[boundary]``. With ``inside`` the file that is there stays, and its
        credit is told beside the new one.

    Returns
    -------
    str
        The document anew.

    Examples
    --------
    >>> entered('[boundary]\nfile = "a"\ncredit = "b"', {"file": "c", "level": "tambon"})
    '[boundary]\nfile = "c"\nlevel = "tambon"\n'
    """
    document: Any = tomlkit.parse(text)
    if "boundary" not in document:
        document["boundary"] = {}
    table = document["boundary"]
    beside = "inside" in said
    if not beside and table.get("file") != said["file"]:
        for key in _OF_A_FILE:  # what was said of the old file is not true of this one
            table.pop(key, None)
    for key, value in said.items():
        table[key] = _both(str(table.get(key, "")), value) if beside and key in _TOLD else value
    return tomlkit.dumps(document)


def _both(old: str, new: str) -> str:
    """Two credits as one, each once."""
    if not old or new in old:
        return old or new
    return f"{old}; {new}"
