"""Survey rows meet the codes of the polygons; what stays over on either side is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.loaders.address import listing
from tambon_gis.loaders.decide.suggest import Known, Lost, suggest, suggest_text
from tambon_gis.loaders.meet import counting, one_a_row, people_behind, side
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.join import Join
from tambon_gis.model.project import PERSONS
from tambon_gis.model.stages import BOUNDARIES, MATCHED, SURVEY
from tambon_gis.places import COUNTRY, LADDER, is_pseudo, level_of, parent, successor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from tambon_gis.model.findings import Suggestion
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.stages import RawTable

__all__ = ["BOUNDARY", "match", "match_all", "propose"]

#: The role of the polygons in a join.
BOUNDARY = "boundary"
NAME = "village_name"
PLACES_NAMED = 12
#: Findings about rows that have no place: a name beside it may say which one is meant.
PLACELESS = (
    "row.place_unreadable",
    "row.place_blank",
    "place.incomplete",
    "place.name_alone",
    "place.ambiguous",
    "place.name_unknown",
)
#: Cells that were no code, of rows that kept their place or need none.
MISREAD = ("value.not_village", "row.place_by_other")


def match(
    survey: pd.DataFrame,
    boundaries: gpd.GeoDataFrame,
    *,
    report: Report,
    within: str | None = None,
    aside: Mapping[str, str] | None = None,
) -> tuple[pd.DataFrame, Report, Join]:
    """
    Keep the rows whose place has a polygon.

    Parameters
    ----------
    survey : pandas.DataFrame
        Stage ``survey``, or ``counted`` with a ``row`` column; several of its rows may come from
        one row of the file, which is counted once.
    boundaries : geopandas.GeoDataFrame
        Stage ``boundaries``, one level. Where it is wider than the survey's codes, these are cut to
        its level.
    report : Report
        The report of the survey's file.
    within : str, optional
        Code of the project's area, to tell rows of another area from villages that are unknown.
    aside : Mapping[str, str], optional
        Codes that the boundary file holds but whose shapes are not used, and where that is told.

    Returns
    -------
    tuple[pandas.DataFrame, Report, Join]
        Stage ``matched`` with ``place`` at the level of the polygons; the report, with one finding
        a place without a polygon (its cells, households, people, the reason and suggestions), its
        rows refused, and a note about polygons without rows; and the counts of both sides.

    Raises
    ------
    StageError
        When a table is not of its stage.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis import catalog
    >>> from tambon_gis.loaders import boundaries, tables, validate
    >>> schema = catalog.schema("bmn-household")
    >>> raw = tables.read_raw(Path("tests/data/small/households.csv"), schema=schema)
    >>> survey, report = validate.validate(raw, schema, role="bmn-2560-2565")
    >>> villages, _ = boundaries.read(Path("tests/data/small/villages.geojson"))
    >>> matched, report, joined = match(survey, villages, report=report, within="990201")
    >>> joined.left.rows_matched, joined.right.keys_matched, joined.relation
    (12, 3, 'many_to_one')
    """
    parts = [(survey, report)]
    ((matched, told),), join = match_all(parts, boundaries, within=within, aside=aside)
    return matched, told, join


def match_all(
    parts: Sequence[tuple[pd.DataFrame, Report]],
    boundaries: gpd.GeoDataFrame,
    *,
    within: str | None = None,
    aside: Mapping[str, str] | None = None,
) -> tuple[list[tuple[pd.DataFrame, Report]], Join]:
    """
    Keep the rows whose place has a polygon, over all tables of one survey.

    Parameters
    ----------
    parts : sequence of (pandas.DataFrame, Report)
        Its tables, each with its report; at least one.
    boundaries : geopandas.GeoDataFrame
        Stage ``boundaries``, one level.
    within : str, optional
        Code of the project's area.
    aside : Mapping[str, str], optional
        Codes that the boundary file holds but whose shapes are not used, and where that is told.

    Returns
    -------
    tuple
        Each table as :func:`match` gives it, in the same order; and one join over all of them.
        Polygons without a row in any table are told once, in the first report.

    Raises
    ------
    StageError
        When a table is not of its stage.

    Examples
    --------
    >>> from pathlib import Path
    >>> import pandas as pd
    >>> from tambon_gis.loaders import boundaries
    >>> villages, _ = boundaries.read(Path("tests/data/small/villages.geojson"))
    >>> homes = pd.DataFrame({"row": [2], "place": ["99020101"]})
    >>> parts = [(homes, Report("bmn-2560-2565", name, 1, 1)) for name in ("a.csv", "b.csv")]
    >>> told, join = match_all(parts, villages, within="990201")
    >>> join.left.rows, join.right.keys_left, [len(report.findings) for _, report in told]
    (2, 2, [1, 0])
    """
    import pandas as pd

    BOUNDARIES.check(boundaries)
    digits = len(boundaries["place"].iloc[0]) if len(boundaries) else LADDER["village"]
    cut = []
    for survey, report in parts:
        SURVEY.check(survey)
        cut.append((survey.assign(place=survey["place"].str[:digits]), survey["place"], report))
    rows = pd.concat([counting(survey) for survey, _, _ in cut], ignore_index=True)
    join = Join(
        "survey_boundary",
        "place",
        level_of("0" * digits),
        side(parts[0][1].role, rows, "place", set(boundaries["place"])),
        side(BOUNDARY, boundaries[["place"]], "place", set(rows["place"].dropna())),
    )
    standing = {str(place): int(n) for place, n in rows["place"].value_counts().items()}
    lookup = Known.of(boundaries, standing, aside)
    found = [_kept(survey, full, report, lookup, within) for survey, full, report in cut]
    named = _left_places(boundaries, set(rows["place"].dropna()), parts[0][1])
    matched, first = found[0]
    return [(matched, first.noting(named)), *found[1:]], join


def propose(
    report: Report,
    raw: RawTable,
    schema: Schema,
    headings: Mapping[str, str],
    boundaries: gpd.GeoDataFrame,
    *,
    aside: Mapping[str, str] | None = None,
) -> Report:
    """
    Add suggestions to the rows whose place is no code.

    Parameters
    ----------
    report : Report
        What :func:`tambon_gis.loaders.validate.validate` told of the table.
    raw : RawTable
        The table as found.
    schema : Schema
        Its fields.
    headings : Mapping[str, str]
        Field name -> heading as found.
    boundaries : geopandas.GeoDataFrame
        Stage ``boundaries``.
    aside : Mapping[str, str], optional
        Codes that the boundary file holds but whose shapes are not used, and where that is told.

    Returns
    -------
    Report
        The same findings. Those about one row without a readable place carry the codes at distance
        one from the cell and the places of the row's village name; those about rows that were
        refused the number of households, where a row is one.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis import catalog
    >>> from tambon_gis.loaders import boundaries, columns, tables
    >>> schema = catalog.schema("bmn-household")
    >>> raw = tables.read_raw(Path("tests/data/small/households.csv"), schema=schema)
    >>> headings, _ = columns.match_columns(raw, schema)
    >>> villages, _ = boundaries.read(Path("tests/data/small/villages.geojson"))
    >>> told = Report("b", "a.csv", 1, 0, 1, 0, (Finding("row.place_blank", "decide", row=3),))
    >>> told = propose(told, raw, schema, headings, villages)
    >>> told.findings[0].suggestions[0].value
    '99020101'
    """
    if not any(finding.code in {*MISREAD, *PLACELESS} for finding in report.findings):
        return report
    known = Known.of(boundaries, {}, aside)
    place, name = headings.get(schema.table.place), headings.get(NAME)
    households = schema.table.unit == "household"

    def cell(row: int, heading: str | None) -> str:
        found = raw.frame.loc[row, heading] if heading is not None else None
        return found if isinstance(found, str) else ""

    def with_more(finding: Finding) -> Finding:
        if finding.code not in {*MISREAD, *PLACELESS}:
            return finding
        lost = households and finding.code not in MISREAD
        behind = finding.count if lost else finding.households
        likely: tuple[Suggestion, ...] = ()
        row = finding.row
        if finding.count == 1 and row is not None and row in raw.frame.index:
            likely = suggest_text(cell(row, place), cell(row, name), known)
        return replace(finding, households=behind, suggestions=likely)

    return replace(report, findings=tuple(with_more(finding) for finding in report.findings))


def _kept(
    survey: pd.DataFrame, full: pd.Series[str], report: Report, known: Known, within: str | None
) -> tuple[pd.DataFrame, Report]:
    """The rows of one table whose place has a polygon; the others refused, with the reason."""
    there = survey["place"].isin(known.names.keys())
    left = one_a_row(survey.assign(place=full)[~there])
    left.attrs = dict(survey.attrs)
    matched = survey[there].reset_index(drop=True)
    matched.attrs = dict(survey.attrs)
    MATCHED.check(matched)
    return matched, report.refusing(_left_rows(left, report, known, within), len(left))


def _left_rows(
    left: pd.DataFrame, report: Report, known: Known, within: str | None
) -> list[Finding]:
    """One finding a place without a polygon, with all its cells and what stands behind it."""
    sheet = str(left.attrs.get("sheet", ""))
    column = str(left.attrs.get("place_letter", ""))
    names = _usual_names(left)
    parents = {parent(code) or "" for code in known.names}
    findings = []
    for place, rows in left.groupby("place", sort=False):
        together = max(len(rows), known.rows.get(str(place), 0))  # in all tables of the survey
        lost = Lost(str(place), names.get(str(place), ""), together)
        likely = suggest(lost, known)
        unused = known.unused(lost.place)
        code, facts = _reason(lost, known, likely, within, parents)
        if unused is not None:
            code, facts = "join.set_aside", {"map": unused}
        numbers = sorted(int(row) for row in rows["row"])
        households, people = people_behind(rows, persons=report.role.endswith(PERSONS))
        findings.append(
            Finding(
                code,
                "decide",
                report.file,
                sheet,
                listing(column, numbers, most=None),
                numbers[0],
                len(numbers),
                {"place": lost.place, **({"village": lost.name} if lost.name else {}), **facts},
                households,
                people,
                likely,
            )
        )
    return findings


def _usual_names(left: pd.DataFrame) -> dict[str, str]:
    """The village name that most rows of a place give."""
    if NAME not in left or left.empty:
        return {}
    named = left[["place", NAME]].dropna().value_counts().reset_index()
    first = named.drop_duplicates("place")
    return dict(zip(first["place"].astype(str), first[NAME].astype(str), strict=True))


def _reason(
    lost: Lost,
    known: Known,
    likely: tuple[Suggestion, ...],
    within: str | None,
    parents: set[str],
) -> tuple[str, dict[str, object]]:
    """Why a place has no polygon, and what its sentence names."""
    place = lost.place
    new = successor(place)
    level = level_of(next(iter(known.names), "0" * LADDER["village"]))
    if is_pseudo(place):
        return "join.pseudo", {}
    if new is not None:
        code = "join.abolished" if new.code[:2] == place[:2] else "join.split"
        return code, {"new": new.code, "year": str(new.year)}
    if len(place) < LADDER[level] or place.endswith("00"):
        return "join.wider", {}
    outside = within is not None and within != COUNTRY and not place.startswith(within)
    if outside or (within is None and place[: LADDER[level] - 2] not in parents):
        return "join.elsewhere", {}
    last = known.last_moo.get(place[:6])
    named = any(one.why == "typo_name" for one in likely)
    if last is not None and int(place[6:8] or 0) > last and not named:
        return "join.beyond", {"last": str(last)}
    return "join.unknown", {}


def _left_places(boundaries: gpd.GeoDataFrame, found: set[str], report: Report) -> list[Finding]:
    """Polygons without a row, by code and name; codes that several polygons bear."""
    told = []
    twice = boundaries.loc[boundaries["place"].duplicated(), "place"].unique()
    if len(twice):
        facts = {"places": _few(list(twice))}
        told.append(
            Finding("join.polygon_twice", "decide", report.file, count=len(twice), facts=facts)
        )
    left = boundaries[~boundaries["place"].isin(found)]
    if len(left):
        named = zip(left["place"], left["name"].fillna(""), strict=True)
        facts = {"places": _few([f"{code} {name}".strip() for code, name in named])}
        told.append(Finding("join.no_rows", "note", report.file, count=len(left), facts=facts))
    return told


def _few(names: list[str]) -> str:
    """The first few names in one line."""
    return ", ".join(names[:PLACES_NAMED]) + (" …" if len(names) > PLACES_NAMED else "")
