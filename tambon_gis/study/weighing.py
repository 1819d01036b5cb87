"""Weighing: everything that is to be said of one file of a new year before it joins a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.loaders import fixes
from tambon_gis.loaders.decide.dealing import key
from tambon_gis.render.roles import role_title
from tambon_gis.render.told.change_report import FileChange
from tambon_gis.study import differing
from tambon_gis.study.newcomers import table_of
from tambon_gis.words import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.study.loaded import Loaded
    from tambon_gis.study.newcomers import Newcomer, Table
    from tambon_gis.study.surveys import Surveyed

__all__ = ["weigh"]

DAY = "surveyed_on"
COUNTRY = "TH"


def weigh(
    one: Newcomer, read: Mapping[str, Surveyed], loaded: Loaded, *, lang: str = "th"
) -> FileChange:
    """
    Say what a file of a new year brings.

    Parameters
    ----------
    one : Newcomer
        The file.
    read : Mapping[str, Surveyed]
        The new surveys and those that they are held against, by role.
    loaded : Loaded
        The project.
    lang : {"th", "en"}, default "th"
        Language of titles.

    Returns
    -------
    FileChange
        Villages, columns, codes, indicators, decisions, and why it cannot join, if so.
    """
    now = read[one.survey.role]
    before = read[one.earlier.role] if one.earlier else None
    books = {one.rulebook.id: one.rulebook} | {a.rulebook.id: a.rulebook for a in loaded.answers}
    old_table = _earlier_table(one, loaded)
    book_before = before.answers.rulebook if before else one.rulebook
    names = dict(zip(loaded.boundaries["place"], loaded.boundaries["name"], strict=True))
    fixed = differing.decisions(
        fixes.read(loaded.folder),
        now.reports,
        roles=(one.survey.role, one.earlier.role if one.earlier else None),
        found=_as_found(one.table, one.schema.table.place),
    )
    computed = _computed(one.rulebook, now.answers.frame, persons=one.survey.persons)
    stops, facts = _stops(one, now, before, loaded, computed)
    return FileChange(
        title=role_title(one.survey.role, books.values(), lang=lang),
        earlier=role_title(one.earlier.role, books.values(), lang=lang) if one.earlier else "",
        file=one.path.name,
        kind=one.schema.table.title.of(lang),
        unit=one.schema.table.unit,
        rulebook=one.rulebook.rulebook.title.of(lang),
        verified=one.rulebook.verified,
        computed=computed,
        indicators=len(one.rulebook.indicator) + len(one.rulebook.missing),
        rows=(_rows(before), _rows(now) or 0),
        villages=differing.villages(
            before.tables if before else None, now.tables, set(names), names
        ),
        columns=differing.headings(old_table, one.table, one.schema) if old_table else (),
        codes=differing.codes(old_table, one.table, one.schema, lang=lang) if old_table else (),
        meanings=differing.meanings(book_before, one.rulebook, lang=lang),
        fixes=fixed,
        other_rulebook=book_before.id != one.rulebook.id,
        decide=tuple(f for told in now.reports for f in told.findings if f.severity == "decide"),
        stops=stops,
        facts=facts,
    )


def _earlier_table(one: Newcomer, loaded: Loaded) -> Table | None:
    """Cells and headings of the earlier survey."""
    if one.earlier is None:
        return None
    path = loaded.folder / one.earlier.file
    return table_of(one.earlier, path, one.schema, loaded.folder, loaded.project.area.code)


def _rows(read: Surveyed | None) -> int | None:
    """Rows of a survey that stand for a place with a polygon."""
    return None if read is None else len(read.answers.frame)


def _as_found(table: Table, place: str) -> set[str]:
    """Places as the cells name them, in the form in which decisions are compared."""
    found: set[str] = set()
    for raw, headings in zip(table.raws, table.headings, strict=True):
        if place in headings:
            found |= {key(str(cell)) for cell in raw.frame[headings[place]].dropna().unique()}
    return found


def _computed(book: Rulebook, frame: pd.DataFrame, *, persons: bool) -> int:
    """How many indicators a table answers."""
    columns = {str(name) for name in frame}
    if persons:
        ways = [one.person for one in book.indicator if one.person is not None]
        return sum(set(way.needs) <= columns for way in ways)
    return sum(one.way(columns) is not None for one in book.indicator)


def _stops(
    one: Newcomer, now: Surveyed, before: Surveyed | None, loaded: Loaded, computed: int
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Why a file cannot join, and what the sentences about it name."""
    stops = []
    facts = {"year": str(one.survey.year), "area": loaded.project.area.code}
    facts |= {"book": one.rulebook.id, "earlier": "", "found": "", "places": ""}
    same = _same_as(one, now, before, loaded)
    if same is not None:
        stops.append("same")
        facts["earlier"] = same
    year = _usual_year(now.tables)
    if year is not None and year != one.survey.year:
        stops.append("year")
        facts["found"] = str(year)
    strange = _strange_area(now.tables, loaded.project.area.code)
    if strange:
        stops.append("area")
        facts["places"] = strange
    elif now.answers.frame.empty:
        stops.append("nothing")
    if not computed:
        stops.append("no_way")
    return tuple(stops), tuple(facts.items())


def _same_as(one: Newcomer, now: Surveyed, before: Surveyed | None, loaded: Loaded) -> str | None:
    """The year whose file this is, byte for byte or cell for cell."""
    content = one.path.read_bytes() if one.path.is_file() else None
    for survey in loaded.project.survey:
        path = loaded.folder / survey.file
        if content is not None and path.is_file() and path.read_bytes() == content:
            return str(survey.year)
    if before is not None and _cells(before.tables) == _cells(now.tables):
        return str(before.answers.survey.year)
    return None


def _cells(tables: Sequence[pd.DataFrame]) -> list[int]:
    """The rows of a survey as numbers that tell whether they are the same."""
    import pandas as pd

    shown = [one.drop(columns="row").astype("string").fillna("") for one in tables]
    return sorted(int(n) for one in shown for n in pd.util.hash_pandas_object(one, index=False))


def _usual_year(tables: Sequence[pd.DataFrame]) -> int | None:
    """The year B.E. of more than half of the days of survey; None where there is none."""
    import pandas as pd

    days = [pd.to_datetime(one[DAY], errors="coerce") for one in tables if DAY in one]
    if not days:
        return None
    years = pd.concat(days).dt.year.dropna()
    if years.empty:
        return None
    counted = years.value_counts()
    return int(counted.index[0]) + BE_OFFSET if counted.iloc[0] * 2 > len(years) else None


def _strange_area(tables: Sequence[pd.DataFrame], area: str) -> str:
    """The tambon of most rows, where it is not this one."""
    import pandas as pd

    places = pd.concat([one["place"] for one in tables]).dropna() if tables else None
    if places is None or places.empty or area == COUNTRY:
        return ""
    inside = places.str.startswith(area)
    if inside.sum() * 2 > len(places):
        return ""
    return str(places[~inside].str[: max(len(area), 6)].mode().iloc[0])
