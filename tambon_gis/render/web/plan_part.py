"""The plan on the page: what its section shows, and what the map and the village sheets read."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from tambon_gis.render.sections import budget_years
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tambon_gis.render.content import Content
    from tambon_gis.render.planning.choices import Bought
    from tambon_gis.render.planning.follow import FollowRow
    from tambon_gis.render.planning.rows import Matrix, Problem, ProblemGroup, ProjectRow, TrailPart
    from tambon_gis.words import Words

__all__ = ["plan_data", "plan_view"]

#: So many problems stand in a page, the most pressing first; the workbook holds them all.
MOST_PROBLEMS = 400
#: So many of them are seen at once; the others are unfolded.
SEEN = 8
#: A matrix of more columns cannot be read.
MOST_COLUMNS = 60
#: Status of a place's projects, the furthest under way first.
STATUSES = ("running", "done", "planned", "", "dropped")
STATES = ("evident", "proposed", "bare", "", "unclear")


def plan_view(content: Content, part: TrailPart, *, lang: str) -> dict[str, Any] | None:
    """
    What the section of the plan shows.

    Parameters
    ----------
    content : Content
        Sealed parts of the page.
    part : TrailPart
        The trail in words.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    dict or None
        ``part``, ``follow``, ``choices``, ``groups`` (with rows and counts), ``open`` (by
        indicator), ``tiles`` (state, number), ``matrix`` (None where it is too wide),
        ``programmes`` (title and rows), ``years``, ``totals``, ``more`` (problems that are not
        shown); None without projects and problems.
    """
    if not part.projects:
        return None
    from tambon_gis.render.planning.choices import choice_part
    from tambon_gis.render.planning.follow import follow_part

    say, plan = words(lang, digits=content.digits), content.plan
    years = [] if plan is None else budget_years(plan)
    sums = [float(plan.frame[f"budget_{year}"].sum()) for year in years] if plan else []
    follow = follow_part(content, lang=lang)
    none, choices = say.text("page.table.none"), choice_part(content, lang=lang)
    return {
        "part": part,
        "follow": follow,
        "followed": [] if follow is None else _followed(follow.rows),
        "choices": choices,
        "shared": _shared(choices),
        "columns": _columns(years, part, say),
        "groups": _shown(part.groups),
        "open": _by_indicator(part.open),
        "more": max(0, part.sums.problems - MOST_PROBLEMS),
        "seen": SEEN,
        "tiles": _tiles(part) if part.sums.problems else [],
        "matrix": part.matrix if 0 < len(part.matrix.spots) <= MOST_COLUMNS else None,
        "links": _links(part.matrix, content),
        "programmes": _grouped(part.projects, lambda o: o.programme),
        "years": [say.written(year) for year in years],
        "totals": [say.number(one, 0) if one else none for one in sums],
    }


def plan_data(content: Content, part: TrailPart, *, lang: str) -> dict[str, Any] | None:
    """
    What the layer of projects and the village sheets read.

    Parameters
    ----------
    content : Content
        Sealed parts of the page.
    part : TrailPart
        The trail in words.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    dict or None
        ``status`` and ``states`` (words), ``projects`` (title, index of the status, index of the
        state, number of its places) and ``at`` (for each place of the map the indices of its
        projects, those of the fewest places first); None where no project names a place.
    """
    say = words(lang)
    codes = [str(code) for code in content.places.frame["place"]]
    held = part.at
    if not any(code in held for code in codes):
        return None
    index = {row.project: n for n, row in enumerate(part.projects)}
    return {
        "status": [say.text(f"plan.status.{one or 'unknown'}") for one in STATUSES],
        "states": [say.text(f"plan.evidence.{one}") if one else "" for one in STATES],
        "projects": [_project(row) for row in part.projects],
        "at": [_fewest_first(held.get(code, ()), index) for code in codes],
        "area": content.credits.area_code in held,
    }


def _project(row: ProjectRow) -> list[Any]:
    """A project as the scripts read it."""
    state = "unclear" if row.why not in {"", "none"} else row.state
    return [row.title, STATUSES.index(row.status), STATES.index(state)]


def _fewest_first(rows: Sequence[ProjectRow], index: dict[int, int]) -> list[int]:
    """Indices of projects: those that are for this place before those for all."""
    return [index[one.project] for one in sorted(rows, key=lambda o: (len(o.spots), o.project))]


def _shown(groups: Sequence[ProblemGroup]) -> list[dict[str, Any]]:
    """Groups with the rows that the page shows, and how many are in each state."""
    out = []
    for group in groups:
        kept = [one for one in group.problems if one.need <= MOST_PROBLEMS]
        states = [one.state for one in group.problems]
        counts = [(state, states.count(state)) for state in ("served", "proposed", "open")]
        if kept:
            told = [(state, n) for state, n in counts if n]
            out.append({"group": group, "rows": _alike(kept), "counts": told})
    return out


def _alike(problems: Sequence[Problem]) -> list[list[Problem]]:
    """Problems that are in one state and have the same projects stand in one row."""
    rows: dict[tuple[Any, ...], list[Problem]] = {}
    for one in problems:
        rows.setdefault((one.state, one.links, one.refused), []).append(one)
    return list(rows.values())


def _by_indicator(problems: Sequence[Problem]) -> list[tuple[str, list[Problem]]]:
    """Problems of each indicator, in the order of the most pressing."""
    held: dict[str, list[Problem]] = {}
    for one in problems[:MOST_PROBLEMS]:
        held.setdefault(one.ref, []).append(one)
    return [(mine[0].indicator, mine) for mine in held.values()]


def _followed(rows: Sequence[FollowRow]) -> list[tuple[str, list[FollowRow]]]:
    """What became of each project; places that only wait are told once, all together."""
    told = [one for one in rows if one.together or one.told not in {"waiting", "no_earlier"}]
    return _grouped(told or rows, lambda one: one.title)


def _grouped(rows: Sequence[Any], by: Callable[[Any], str]) -> list[tuple[str, list[Any]]]:
    """Rows that follow one another and have the same heading."""
    return [(title, list(held)) for title, held in groupby(rows, by)]


def _shared(choices: Sequence[Bought]) -> list[str]:
    """Sentences that every scenario begins with, told once where there are several."""
    if not choices[1:]:
        return []
    return [one for one in choices[0].about if all(one in other.about for other in choices)]


def _columns(years: Sequence[str], part: TrailPart, say: Words) -> list[str]:
    """Headings of the table of projects, said again beside each cell on a narrow screen."""
    names = ("number", "project", *(("evidence",) if part.traced else ()), "agency")
    heads = [say.text(f"page.plan.{name}") for name in names]
    return heads + [say.text("page.plan.budget", year=year) for year in years]


def _tiles(part: TrailPart) -> list[tuple[str, int]]:
    """Problems by state."""
    sums = part.sums
    return [("served", sums.served), ("proposed", sums.proposed), ("open", sums.open)]


def _links(matrix: Matrix, content: Content) -> dict[str, int]:
    """Newest year of each indicator of the matrix, for the address of its map."""
    if content.trail is None or not matrix.rows:
        return {}
    needs = content.trail.needs
    refs = needs["framework"].astype(str) + "/" + needs["code"].astype(str)
    return {str(ref): int(year) for ref, year in needs.groupby(refs)["year"].max().items()}
