"""``build.json``: what a folder of outputs was made from, by role and checksum, without names."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.sealed import Credits, Measures

__all__ = ["checksum", "manifest"]


def checksum(path: Path) -> str:
    """
    SHA-256 of a file.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def manifest(
    credit: Credits,
    measures: Measures,
    rulebooks: Iterable[Rulebook],
    *,
    inputs: Mapping[str, str],
    outputs: Mapping[str, str | bytes],
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
    outputs : Mapping[str, str]
        File name -> content, of which the SHA-256 is listed.

    Returns
    -------
    str
        JSON text, the same for the same contents.
    """
    found: dict[str, Any] = {
        "area": credit.area_code,
        "audience": measures.audience,
        "made_on": credit.made_on,
        "made_with": f"tambon_gis {credit.version}",
        "synthetic": credit.synthetic,
        "rulebooks": {book.id: book.rulebook.status for book in rulebooks},
        "inputs": {
            line.role: {
                "year": line.year,
                "rows_used": line.rows_kept,
                "rows_set_aside": line.rows_refused,
                "sha256": inputs.get(line.role, ""),
            }
            for line in credit.sources
        },
        "cells": dict(measures.disclosure.forms),
        "audited": {
            "cells": measures.disclosure.audited,
            "fewest_counts": measures.disclosure.fewest,
        },
        "outputs": {
            name: hashlib.sha256(_bytes(content)).hexdigest() for name, content in outputs.items()
        },
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _bytes(content: str | bytes) -> bytes:
    """A file as it is written."""
    return content if isinstance(content, bytes) else content.encode("utf-8")
