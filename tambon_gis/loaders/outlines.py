"""Boundaries of which there is nothing but what people drew (``outlines.geojson``)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.land import coverage, drawn
from tambon_gis.model.findings import Report
from tambon_gis.model.outline import OUTLINES, parse_outlines
from tambon_gis.model.stages import BOUNDARIES

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from tambon_gis.loaders.land.drawn import Drawn

__all__ = ["ROLE", "apart", "of", "read"]

#: What the document is in a project, beside a layer.
ROLE = "outlines"
#: Findings about outlines that are not used.
UNUSED = frozenset({"outline.elsewhere", "outline.idle", "outline.covered"})


def of(home: Path, *, area: str) -> Drawn:
    """
    What people drew in a project.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    area : str
        Code of its area.

    Returns
    -------
    Drawn
        Nothing where there is no such document.

    Raises
    ------
    DocumentError
        When the document cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> bool(of(Path("tests/data/small"), area="990201"))
    False
    """
    path = home / OUTLINES
    text = path.read_text("utf-8-sig", errors="replace") if path.is_file() else ""
    return drawn.Drawn(parse_outlines(text), area.removeprefix("TH"))


def apart(report: Report) -> tuple[Report, ...]:
    """
    What was said of outlines, in a report of its own.

    Parameters
    ----------
    report : Report
        That of a layer beside which outlines stand.

    Returns
    -------
    tuple[Report, ...]
        The report of the layer, and that of the outlines where there are any.

    Examples
    --------
    >>> [one.role for one in apart(Report("boundary", "a.shp", 3, 3))]
    ['boundary']
    """
    mine = tuple(one for one in report.findings if one.file == OUTLINES)
    if not mine or report.file == OUTLINES:
        return (report,)
    kept = sum(one.count for one in mine if one.code == "outline.drawn")
    left = sum(one.count for one in mine if one.code in UNUSED)
    repaired = sum(one.severity == "repaired" for one in mine)
    rest = replace(report, findings=tuple(one for one in report.findings if one not in mine))
    return rest, Report(ROLE, OUTLINES, kept + left, kept, left, repaired, mine)


def read(found: Drawn, *, role: str = "boundary") -> tuple[gpd.GeoDataFrame, Report]:
    """
    Boundaries that people drew, where no layer holds any.

    Parameters
    ----------
    found : Drawn
        What they drew.
    role : str, default "boundary"
        What it is in the project, for the report.

    Returns
    -------
    tuple[geopandas.GeoDataFrame, Report]
        Stage ``boundaries``, as of :func:`tambon_gis.loaders.boundaries.read`; overlaps and gaps
        between outlines are told.

    Raises
    ------
    InputError
        When nothing that was drawn can be used.

    Examples
    --------
    >>> from tambon_gis.model.outline import Outline, Outlines
    >>> told = Outline(code="99020101", drawn_by="ผู้ใหญ่บ้าน", drawn_on="2566-03-05")
    >>> ring = [[100.5, 14.0], [100.52, 14.0], [100.52, 14.03], [100.5, 14.0]]
    >>> frame, report = read(drawn.Drawn(Outlines().having(told, [[ring]]), "990201"))
    >>> frame["place"].tolist(), [one.code for one in report.findings]
    (['99020101'], ['outline.drawn'])
    """
    frame, told = drawn.beside(None, found)
    rows = len(found.outlines.features)
    if frame.empty:
        raise InputError("outline.nothing", where=OUTLINES)
    BOUNDARIES.check(frame)
    told += coverage.tell(coverage.measure(frame), file=OUTLINES)
    repaired = sum(one.severity == "repaired" for one in told)
    return frame, Report(role, OUTLINES, rows, len(frame), rows - len(frame), repaired, told)
