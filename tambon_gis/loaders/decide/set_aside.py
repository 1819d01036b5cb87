"""Codes that a boundary file holds but whose shapes are not used: told of their rows as such."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tambon_gis.model.findings import Report

__all__ = ["set_aside"]

#: Findings of a boundary file about shapes that are not used under their code -> the fact with the
#: codes.
NAMED_BY = {
    "boundary.duplicates": "place",
    "boundary.names_differ": "place",
    "boundary.no_position": "codes",
    "boundary.recoded": "old",
    "boundary.approximate_far": "place",
    "boundary.approximate_no_tambon": "places",
    "boundary.approximate_outside": "places",
    "boundary.approximate_same_spot": "places",
    "shape.broken": "codes",
    "shape.empty": "codes",
    "shape.no_point": "codes",
    "shape.not_polygon": "codes",
}


def set_aside(report: Report) -> dict[str, str]:
    """
    Codes whose shapes are not used, and where that is told.

    Parameters
    ----------
    report : Report
        What was told of the boundaries.

    Returns
    -------
    dict[str, str]
        Code -> file and rows of the finding. A code may be among them of which another shape is
        used.

    Examples
    --------
    >>> from tambon_gis.model.findings import Finding, Report
    >>> twice = Finding("boundary.duplicates", "decide", "a.shp", "", "3:4", 3, 2,
    ...     {"place": "99020103", "names": "-"})
    >>> set_aside(Report("boundary", "a.shp", 4, 2, 2, findings=(twice,)))
    {'99020103': 'a.shp › 3:4'}
    """
    found: dict[str, str] = {}
    for one in report.findings:
        named = str(one.facts.get(NAMED_BY.get(one.code, ""), ""))
        for code in filter(str.isdecimal, named.split(", ")):
            found.setdefault(code, one.where)
    return found
