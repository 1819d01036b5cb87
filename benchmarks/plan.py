"""What a task is: who does it, how often, and the marks it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Contender", "Mark", "Task"]


@dataclass(frozen=True)
class Contender:
    """
    One who does a task, in a process of its own.

    ``call`` names a function (``module:function``) whose ``inputs`` are made of the world before
    time is taken; ``command`` is a program instead, timed as a whole from start to end (after a
    first run that does not count), in which ``{name}`` stands for an input, ``{python}`` for the
    interpreter and ``{out}`` for a folder that is thrown away; ``call`` then only gives what is
    compared. ``needs`` are packages without which it is left out; ``second`` says that it is
    run for the second seed too.
    """

    id: str
    label: str
    call: str = ""
    inputs: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    turns: int = 3
    cores: int = 2
    second: bool = False
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """
    A mark of a contender: its ratio to a reference, or a figure that stands alone.

    ``kind`` "most" asks for subject / reference (or the figure) <= ``value``, "faster" for
    reference / subject >= ``value``. Of several references the smallest counts.
    """

    subject: str
    value: float
    against: tuple[str, ...] = ()
    kind: Literal["most", "faster"] = "most"
    quantity: Literal["seconds", "memory"] = "seconds"


@dataclass(frozen=True)
class Task:
    """
    A task, the contenders, and the marks.

    ``same`` names how results are compared with those of the first contender; empty where there
    is nothing to compare. ``note`` is told beneath the table.
    """

    id: str
    title: str
    contenders: tuple[Contender, ...]
    marks: tuple[Mark, ...] = ()
    same: str = ""
    note: str = ""
