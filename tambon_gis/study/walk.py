"""Walk: the files below a folder in which others write meanwhile; what vanishes is passed over."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["begun", "walk"]


def walk(folder: Path, *, without: Collection[str] = ()) -> list[Path]:
    """
    List the files below a folder that are not hidden.

    Parameters
    ----------
    folder : pathlib.Path
        The folder; it need not be there.
    without : collection of str
        Names of folders that stand directly in it and are passed over.

    Returns
    -------
    list[pathlib.Path]
        In order. What is hidden, or lies in a hidden folder, is nobody's input: uploads and builds
        under way put it there and take it away again. Folders behind links are not looked into.

    Examples
    --------
    >>> [one.name for one in walk(Path("tests/data/small"))]
    ['households.csv', 'tambon.toml', 'villages.geojson']
    >>> walk(Path("nowhere"))
    []
    """
    found: list[Path] = []
    for above, folders, names in os.walk(folder):
        passed = without if Path(above) == folder else ()
        folders[:] = [one for one in folders if not one.startswith(".") and one not in passed]
        paths = [Path(above, name) for name in names if not name.startswith(".")]
        found += [path for path in paths if path.is_file()]
    return sorted(found)


def begun(folder: Path, marks: tuple[str, ...]) -> list[Path]:
    """
    List what bears a mark of work under way.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.
    marks : tuple[str, ...]
        How the names of such files and folders begin.

    Returns
    -------
    list[pathlib.Path]
        In order, at any depth; links are left out.

    Examples
    --------
    >>> begun(Path("tests/data/small"), (".tambon-",))
    []
    """
    paths = (
        Path(above, name)
        for above, folders, names in os.walk(folder)
        for name in (*folders, *names)
        if name.startswith(marks)
    )
    return sorted(path for path in paths if not path.is_symlink())
