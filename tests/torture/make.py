"""Makes the files with one defect each: ``python tests/torture/make.py FOLDER [NAME …]``.

All of it is made up. Nothing here goes through the loaders of the package, so that these files
are evidence about them.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from torture.registry import CASES

if TYPE_CHECKING:
    from torture.registry import Made

#: Rooms of the torture chamber.
ROOMS = (
    "cells", "sheets", "books", "workbooks", "shapefiles", "coordinates", "geometry", "layers",
    "joins", "points",
)  # fmt: skip
for _room in ROOMS:
    import_module(f"torture.{_room}")

__all__ = ["CASES", "make"]


def make(name: str, folder: Path) -> Made:
    """Make the files of one case in a folder of its own."""
    own = folder / name
    own.mkdir(parents=True)
    return CASES[name].make(own)


def main(folder: str, *names: str) -> None:
    """Make some cases, or all."""
    for name in names or CASES:
        made = make(name, Path(folder))
        sys.stdout.write(f"{name}: {CASES[name].about} ({made.path.name})\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
