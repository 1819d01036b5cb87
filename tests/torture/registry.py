"""The register of bad files: each with its name, its one defect, and the function that makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Maker = Callable[[Path], "Made"]


@dataclass(frozen=True)
class Made:
    """
    What a maker wrote.

    ``rows`` are the numbers, as a person would see them in the file, of the rows that hold data:
    the independent half of the law of rows. None where the file is meant to be refused whole.
    """

    path: Path
    rows: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Case:
    """One file, one defect."""

    name: str
    about: str
    make: Maker


CASES: dict[str, Case] = {}


def add(name: str, about: str, make: Maker) -> None:
    """Enter a case; a name or a defect that stands there already is a mistake."""
    if name in CASES or about in {one.about for one in CASES.values()}:
        raise KeyError(name)
    CASES[name] = Case(name, about, make)


def case(name: str, about: str) -> Callable[[Maker], Maker]:
    """Enter the function below as the maker of a case."""

    def enter(make: Maker) -> Maker:
        add(name, about, make)
        return make

    return enter
