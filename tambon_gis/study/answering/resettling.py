"""Resettling: what was looked at and kept changes no table, so no file is read again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.loaders import fixes
from tambon_gis.model.findings import Findings

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.model.fixes import Fixes
    from tambon_gis.study.loaded import Loaded

__all__ = ["DECISIONS", "decided_now", "resettled"]

#: The document in which decisions stand.
DECISIONS = fixes.DOCUMENT


def decided_now(home: Path) -> Fixes:
    """
    The decisions of a project as they stand.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    Fixes
        In their order.

    Raises
    ------
    TambonError
        When they cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> decided_now(Path("tests/data/small")).fix
    ()
    """
    return fixes.read(home)


def resettled(loaded: Loaded, before: Fixes, now: Fixes) -> Loaded | None:
    """
    A project after decisions that keep what was found.

    Parameters
    ----------
    loaded : Loaded
        The project as it was read with the decisions of before; its files have not changed.
    before, now : Fixes
        The decisions then and now.

    Returns
    -------
    Loaded or None
        The same tables with other findings; None where a decision changes tables, or one was taken
        back: then the files are to be read again.

    Examples
    --------
    >>> from tambon_gis.model.fixes import Fixes
    >>> from tambon_gis.study.load import load
    >>> loaded = load("tests/data/small")
    >>> use = Fixes.model_validate({"fix": [{"row": 3, "leave_out": True}]})
    >>> resettled(loaded, Fixes(), use) is None
    True
    """
    first = len(before.fix)
    if type(now) is not type(before) or now.fix[:first] != before.fix:
        return None
    if not all(one.keep for one in now.fix[first:]):
        return None
    reports = [
        fixes.settle(one, now, role=one.role)
        for one in loaded.findings.reports
        if one.role != fixes.ROLE
    ]
    told = fixes.report(now, reports, places=loaded.boundaries["place"].tolist())
    if told is not None:
        reports.append(told)
    return replace(loaded, findings=Findings(tuple(reports), loaded.findings.joins))
