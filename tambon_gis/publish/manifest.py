"""``build.json``: what a folder of outputs was made from, by role and checksum, without names."""

from __future__ import annotations

import hashlib
import json
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from tambon_gis.model.join import Join
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.sealed import Credits, Measures

__all__ = ["NAME", "PACK", "checksum", "checksum_of", "listed", "manifest", "stale"]

#: Name of the build document.
NAME = "build.json"
#: Folder of a pack beside the other files of an area; it has a build document of its own.
PACK = "pack"
#: Libraries whose versions decide what a page looks like.
_LIBRARIES = ("duckdb", "folium", "geopandas", "matplotlib", "shapely", "xstatic-leaflet")


def checksum(path: Path) -> str:
    """
    SHA-256 of a file; of a folder, over the checksums of the files in it.

    Parameters
    ----------
    path : pathlib.Path
        The file or folder.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    if path.is_dir():
        files = sorted(one for one in path.iterdir() if one.is_file())
        return checksum_of("".join(map(checksum, files)))
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksum_of(content: str | bytes) -> str:
    """
    SHA-256 of what will be written.

    Parameters
    ----------
    content : str or bytes
        Text is written as UTF-8.

    Returns
    -------
    str
        64 hexadecimal digits.

    Examples
    --------
    >>> checksum_of("") == checksum_of(b"")
    True
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8")
    return hashlib.sha256(data).hexdigest()


def manifest(
    credit: Credits,
    measures: Measures,
    rulebooks: Iterable[Rulebook],
    *,
    inputs: Mapping[str, str],
    outputs: Mapping[str, str | bytes],
    joins: Iterable[Join] = (),
) -> str:
    """
    The build document as JSON.

    Parameters
    ----------
    credit : Credits
        Area, sources and version.
    measures : Measures
        For the counts of forms.
    rulebooks : iterable of Rulebook
        Those used, with their status.
    inputs : Mapping[str, str]
        Role -> SHA-256 of the input.
    outputs : Mapping[str, str or bytes]
        File name -> content, of which the SHA-256 is listed.
    joins : iterable of Join, optional
        How surveys and boundaries met: rows and places without a partner are counted.

    Returns
    -------
    str
        JSON text, the same for the same contents.
    """
    found: dict[str, Any] = {
        "area": credit.area_code,
        "audience": measures.audience,
        "made_on": credit.made_on,
        "made_with": {
            "tambon_gis": credit.version,
            "python": platform.python_version(),
            **{name: _version(name) for name in _LIBRARIES},
        },
        "synthetic": credit.synthetic,
        "rulebooks": {book.id: book.rulebook.status for book in rulebooks},
        "inputs": {
            line.role: {
                "year": line.year,
                "rows_used": line.rows_kept,
                **({"rows_used_rounded_to": 10} if line.rounded else {}),
                "rows_set_aside": line.rows_refused,
                "sha256": inputs.get(line.role, ""),
            }
            for line in credit.sources
        },
        "unmatched": {
            join.left.role: {
                "rows_without_polygon": join.left.rows_left,
                "households_without_polygon": join.left.households_left,
                "polygons_without_rows": join.right.keys_left,
            }
            for join in joins
            if join.kind == "survey_boundary"
        },
        "cells": dict(measures.disclosure.forms),
        "audited": {
            "cells": measures.disclosure.audited,
            "fewest_counts": measures.disclosure.fewest,
        },
        "exceptions": [one.value for one in credit.exceptions],
        "outputs": {name: checksum_of(content) for name, content in outputs.items()},
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def stale(folder: Path, outputs: Collection[str]) -> tuple[str, ...]:
    """
    Files that an earlier build wrote, nobody changed since, and this one does not write again.

    Parameters
    ----------
    folder : pathlib.Path
        Where the builds go.
    outputs : collection of str
        Names of what is written now.

    Returns
    -------
    tuple[str, ...]
        Names, in order.

    Examples
    --------
    >>> from pathlib import Path
    >>> stale(Path("nowhere"), [])
    ()
    """
    return tuple(
        name
        for name, digest in sorted(listed(folder).items())
        if name not in outputs and (folder / name).is_file() and checksum(folder / name) == digest
    )


def listed(folder: Path) -> dict[str, str]:
    """
    What the build document of a folder lists.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.

    Returns
    -------
    dict[str, str]
        File name -> SHA-256; nothing where there is no readable build document.

    Examples
    --------
    >>> from pathlib import Path
    >>> listed(Path("nowhere"))
    {}
    """
    try:
        told = json.loads((folder / NAME).read_text("utf-8"))["outputs"]
        return {str(name): str(digest) for name, digest in told.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _version(name: str) -> str | None:
    """The version of an installed library."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None
