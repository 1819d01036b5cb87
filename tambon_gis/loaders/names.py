"""Codes and names of a layer held against the official list; made-up areas are never looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.errors import DocumentError
from tambon_gis.model.findings import Finding, Suggestion
from tambon_gis.places import COUNTRY, LADDER, lookup, strip_prefix, successor, truncate

if TYPE_CHECKING:
    import geopandas as gpd

    from tambon_gis.model.findings import Report, Severity
    from tambon_gis.model.project import Area

__all__ = ["check", "check_area", "same_name"]

CAPITAL = "เมือง"
CUT_AT = 14
NAMED = 12


def check(frame: gpd.GeoDataFrame, report: Report, *, synthetic: str | None = None) -> Report:
    """
    Tell codes that do not exist and names that are not those of their code.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Stage ``boundaries``.
    report : Report
        The report of its file.
    synthetic : str, optional
        Code of an area that the project declares made up: places in it are not looked up.

    Returns
    -------
    Report
        The report with its findings: a code that no area has today (an abolished one with its
        successor as a suggestion, or a misprint), and a name that differs (cut ones in a note).
        Villages are looked up by their tambon.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis.loaders import boundaries
    >>> frame, report = boundaries.read(Path("tests/data/small/villages.geojson"))
    >>> check(frame, report, synthetic="990201").to_decide
    0
    >>> [one.code for one in check(frame, report).findings]
    ['place.unknown']
    """
    real = frame[~frame["place"].str.startswith(synthetic)] if synthetic else frame
    findings = []
    named: dict[str, str] = {}
    names = real["name"]
    if real["place"].str.len().eq(LADDER["village"]).any():
        names = real.get("tambon_name", names.where(names.isna(), ""))
    for place, found in dict(zip(real["place"], names, strict=True)).items():
        code = truncate(place, "tambon") if len(place) == LADDER["village"] else place
        named.setdefault(code, str(found))
    for code, name in named.items():
        official = lookup(code)
        if official is None:
            findings.append(_unknown(report.file, code, name))
        elif name and not same_name(name, official.th):
            kind = "place.name_cut" if _cut(name, official.th) else "place.name_differs"
            findings.append(_tell(kind, report.file, code, name, official.th))
    return report.noting(findings)


def check_area(area: Area, frame: gpd.GeoDataFrame, report: Report, *, document: str) -> Report:
    """
    Hold a project's area against the polygons and the official list.

    Parameters
    ----------
    area : Area
        The area of the project.
    frame : geopandas.GeoDataFrame
        Stage ``boundaries``.
    report : Report
        The report of the boundary file.
    document : str
        Name of the project document, for messages.

    Returns
    -------
    Report
        The report with its findings: the area is made up (a note), some polygons lie outside it,
        its code does not exist, or its name is another one.

    Raises
    ------
    DocumentError
        When not one polygon lies in the area: the map would be of another place.
    """
    found = []
    if area.code != COUNTRY:
        outside = frame.loc[~frame["place"].str.startswith(area.code), "place"]
        if len(outside) == len(frame):
            raise DocumentError("area.elsewhere", where=f"{document} › area.code", code=area.code)
        if len(outside):
            facts = {"code": area.code, "places": ", ".join(outside[:NAMED])}
            found.append(
                Finding("area.outside", "decide", report.file, count=len(outside), facts=facts)
            )
    if area.synthetic:
        found.append(Finding("area.synthetic", "note", document))
    elif area.code != COUNTRY:
        official = lookup(area.code)
        if official is None:
            found.append(_unknown(document, area.code, area.name.th))
        elif not same_name(area.name.th, official.th):
            found.append(
                _tell("place.name_differs", document, area.code, area.name.th, official.th)
            )
    return report.noting(found)


def same_name(found: str, official: str) -> bool:
    """
    Whether two names mean the same area.

    Parameters
    ----------
    found, official : str
        Thai names, with or without their kind.

    Returns
    -------
    bool
        Also true where a provincial capital is written with or without the province's name.

    Examples
    --------
    >>> same_name("ต.หัวไผ่", "หัวไผ่"), same_name("เมือง", "เมืองอ่างทอง")
    (True, True)
    """
    one, other = (_bare(name) for name in (found, official))
    capital = one == CAPITAL and other.startswith(CAPITAL)
    return one == other or capital or one.removeprefix("เขต") == other.removeprefix("เขต")


def _bare(name: str) -> str:
    """A name without its kind, its second name in brackets, and spaces."""
    return strip_prefix(name).split("(")[0].replace(" ", "")


def _cut(found: str, official: str) -> bool:
    """Whether a name ends where an old file's column was full."""
    return len(found) >= CUT_AT and _bare(official).startswith(_bare(found))


def _unknown(file: str, place: str, found: str) -> Finding:
    """A code that no area has today, with the one that took its place where that is known."""
    new = successor(place)
    if new is None:
        return _tell("place.unknown", file, place, found)
    official = lookup(new.code)
    proposal = Suggestion(new.code, official.th if official else "", "successor", 1.0)
    facts = {"place": place, "found": found or "-", "new": new.code, "year": str(new.year)}
    return Finding(
        "place.abolished", "decide", file, cell=place, facts=facts, suggestions=(proposal,)
    )


def _tell(code: str, file: str, place: str, found: str, official: str = "") -> Finding:
    """One area about which list and layer disagree."""
    facts = {"place": place, "found": found or "-", "official": official}
    severity: Severity = "note" if code == "place.name_cut" else "decide"
    return Finding(code, severity, file, cell=place, facts=facts)
