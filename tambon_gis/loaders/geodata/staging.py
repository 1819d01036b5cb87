"""A private folder in which foreign readers work, so that nothing is written beside a source."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError

if TYPE_CHECKING:
    from contextlib import ExitStack

__all__ = ["folder", "head", "stage"]

#: Texts grow by much when they are parsed; no layer of a working group is so large.
MOST_BYTES = dict.fromkeys(
    (".geojson", ".json", ".topojson", ".geojsonl", ".ndjson", ".kml", ".gpx"), 512 * 2**20
)


def folder(stack: ExitStack) -> Path:
    """
    Make a private folder that is removed with the stack.

    Parameters
    ----------
    stack : contextlib.ExitStack
        Removes it when it closes.

    Returns
    -------
    pathlib.Path
        An empty folder.

    Examples
    --------
    >>> from contextlib import ExitStack
    >>> with ExitStack() as stack:
    ...     made = folder(stack)
    >>> made.exists()
    False
    """
    made = tempfile.TemporaryDirectory(prefix="tambon-gis-", ignore_cleanup_errors=True)
    return Path(stack.enter_context(made))


def stage(source: Path, target: Path) -> Path:
    """
    Show a file under a plain name: as a link, or as a copy where links are not allowed.

    Parameters
    ----------
    source : pathlib.Path
        The file.
    target : pathlib.Path
        Its new name, in a private folder.

    Returns
    -------
    pathlib.Path
        The target.

    Examples
    --------
    >>> from contextlib import ExitStack
    >>> with ExitStack() as stack:
    ...     staged = stage(Path("tests/data/facilities.csv"), folder(stack) / "a.csv")
    ...     staged.is_file()
    True
    """
    try:
        target.symlink_to(source.resolve())
    except OSError:
        shutil.copyfile(source, target)
    return target


def head(path: Path, size: int, *, where: str) -> bytes:
    """
    The first bytes of a file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    size : int
        How many.
    where : str
        For the message.

    Returns
    -------
    bytes
        At most that many.

    Raises
    ------
    InputError
        When it cannot be opened, is empty, or is larger than can be parsed.

    Examples
    --------
    >>> head(Path("data/demo/boundaries/village.shp"), 4, where="village.shp").hex()
    '0000270a'
    """
    try:
        if path.stat().st_size > MOST_BYTES.get(path.suffix.lower(), sys.maxsize):
            raise InputError("layer.too_large", where=where)
        with path.open("rb") as file:
            first = file.read(size)
    except OSError:
        raise InputError("file.locked", where=where) from None
    if not first:
        raise InputError("file.empty", where=where)
    return first
