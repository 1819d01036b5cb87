"""The trail from problems to projects in words, for the page, slides, report and workbook alike."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.render.cells import Cell, Speaker
from tambon_gis.render.layers import Layer
from tambon_gis.render.planning.projects import project_rows
from tambon_gis.render.planning.rows import (
    Covered,
    Double,
    Linked,
    Matrix,
    Problem,
    ProblemGroup,
    Sums,
    TrailPart,
)
from tambon_gis.render.planning.spots import amount, in_words, spots_of
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tambon_gis.model.planned import Trail
    from tambon_gis.render.content import Content
    from tambon_gis.render.planning.rows import ProjectRow, Spot
    from tambon_gis.words import Words

__all__ = ["trail_part"]

#: Titles that a sentence names; the rest is a number.
_NAMED = 3
_LINK_ORDER = ("confirmed", "proposed", "refused")


def trail_part(content: Content, *, lang: str, digits: str | None = None) -> TrailPart:
    """
    Problems, projects and what links them, as rows of words.

    Parameters
    ----------
    content : Content
        Sealed parts; what is read is ``trail``, ``plan``, ``rulebooks``, ``places`` and the
        published cells behind each problem.
    lang : {"th", "en"}
        Language.
    digits : {"arabic", "thai"} or None
        Digits of the numbers; None for those of the content.

    Returns
    -------
    TrailPart
        Empty without a plan and a trail. A band is told as the page tells it, never as a number;
        a proposal is always told as one.
    """
    say = words(lang, digits=digits or content.digits)
    spots = spots_of(content, say)
    trail = content.trail
    titles = _titles(content)
    problems = [] if trail is None else _problems(content, trail, spots, titles, say)
    projects = project_rows(content, problems, spots, say)
    if trail is None:
        return TrailPart(projects=projects, sums=_sums((), projects, content))
    sums = _sums(problems, projects, content)
    groups = _groups(trail, problems, say)
    bare = tuple(sorted((o for o in projects if o.state == "bare"), key=_unrelated_first))
    still = tuple(one for one in problems if one.state == "open")
    return TrailPart(
        lead=(*_first(groups, content, say), *_lead(sums, still, bare, content, say)),
        groups=groups,
        open=still,
        projects=projects,
        bare=bare,
        waiting=tuple(o for o in problems if any(x.state == "proposed" for x in o.links)),
        matrix=_matrix(problems, say),
        doubles=_doubles(trail, {one.project: one for one in projects}, problems, say),
        sums=sums,
        traced=True,
    )


def _problems(
    content: Content,
    trail: Trail,
    spots: Mapping[str, Spot],
    titles: Mapping[int, str],
    say: Words,
) -> list[Problem]:
    """Every problem with its links, most pressing first."""
    books = {book.id: book for book in content.rulebooks}
    speaker = Speaker(content.measures.disclosure, content.places.level, lang=say.lang)
    linked = _linked(trail, titles, say)
    cells = _cells(content, trail.needs)
    found = []
    for row in trail.needs.to_dict("records"):
        book, spot = books.get(row["framework"]), spots.get(str(row["place"]))
        one = book.by_code.get(row["code"]) if book else None
        if book is None or one is None or spot is None:
            continue
        layer = Layer(book, one, False, (), None, {})  # noqa: FBT003  (its cells are not asked)
        key = (row["framework"], row["code"], int(row["year"]), row["place"])
        links = linked.get(int(row["need"]), [])
        found.append(
            Problem(
                need=int(row["need"]),
                ref=f"{book.id}/{one.code}",
                code=one.code,
                indicator=one.short.of(say.lang),
                year=int(row["year"]),
                spot=spot,
                value=say.written(speaker.value(cells.get(key, Cell(str(row["form"]))), layer)),
                cases=_cases(row, content, say),
                state=str(row["state"]),
                told=say.text(f"plan.state.{row['state']}"),
                links=tuple(link for link in links if link.state != "refused"),
                refused=tuple(link for link in links if link.state == "refused"),
            )
        )
    return sorted(found, key=lambda one: one.need)


def _titles(content: Content) -> dict[int, str]:
    """Title of each project by its number."""
    if content.plan is None:
        return {}
    frame = content.plan.frame
    return {int(n): str(t) for n, t in zip(frame["project"], frame["title"], strict=True)}


def _linked(trail: Trail, titles: Mapping[int, str], say: Words) -> dict[int, list[Linked]]:
    """Links of each problem: confirmed, proposed, refused."""
    found: dict[int, list[Linked]] = {}
    for row in trail.links.to_dict("records"):
        project, state = int(row["project"]), str(row["state"])
        if project not in titles:
            continue
        named = state != "proposed" and not pd.isna(row["on"])
        told = say.text(
            f"plan.link.{state}" if named or state == "proposed" else f"plan.link.{state}_only",
            by=_text(row["by"]),
            on=say.date(row["on"]) if named else "",
        )
        one = Linked(project, titles[project], state, told, _text(row["note"]))
        found.setdefault(int(row["need"]), []).append(one)
    for links in found.values():
        links.sort(key=lambda one: (_LINK_ORDER.index(one.state), one.project))
    return found


def _cells(content: Content, needs: pd.DataFrame) -> dict[tuple[Any, ...], Cell]:
    """The published cell behind each problem, by framework, code, year and place."""
    keys = ["framework", "code", "year", "place"]
    told = ["form", "asked", "failing", "share", "households"]
    frame = content.measures.frame.merge(needs[keys].drop_duplicates(), on=keys)
    return {
        (row["framework"], row["code"], int(row["year"]), row["place"]): Cell(
            str(row["form"]),
            *(None if pd.isna(row[name]) else float(row[name]) for name in told[1:]),
        )
        for row in frame.to_dict("records")
    }


def _cases(row: Mapping[Any, Any], content: Content, say: Words) -> str:
    """How many fall short: a number, "fewer than 5", or a range."""
    form, unit = str(row["form"]), str(row["unit"])
    if form == "few":
        return say.text("page.value.few", k=content.measures.disclosure.smallest_cell)
    told = amount(row["cases"], row["cases_low"], row["cases_high"], unit, say)
    return say.text("page.table.about", n=told) if form == "rounded" and told else told


def _groups(trail: Trail, problems: Sequence[Problem], say: Words) -> tuple[ProblemGroup, ...]:
    """Problems by indicator and year, in the order of the most pressing of each."""
    sums = trail.needs.set_index("need")
    order = {key: at for at, key in enumerate(dict.fromkeys((o.ref, o.year) for o in problems))}
    ranked = sorted(problems, key=lambda one: (order[one.ref, one.year], one.need))
    out = []
    for (ref, year), held in groupby(ranked, key=lambda one: (one.ref, one.year)):
        mine = tuple(held)
        rows = sums.loc[[one.need for one in mine]]
        low, high = (rows[name].sum(skipna=False) for name in ("cases_low", "cases_high"))
        told = amount(None, low, high, str(rows["unit"].iloc[0]), say)
        rounded = told and rows["form"].eq("rounded").any()
        told = say.text("page.table.about", n=told) if rounded else told
        facts = {"code": mine[0].code, "title": mine[0].indicator}
        out.append(ProblemGroup(ref, say.text("page.legend.indicator", **facts), year, told, mine))
    return tuple(out)


def _matrix(problems: Sequence[Problem], say: Words) -> Matrix:
    """Indicators by places."""
    last = len({one.spot.code for one in problems}) + max((o.spot.at for o in problems), default=0)
    found = {one.spot.code: one.spot for one in problems}
    spots = sorted(found.values(), key=lambda one: one.at if one.at >= 0 else last)
    held: dict[str, dict[str, Problem]] = {}
    for one in problems:
        held.setdefault(one.ref, {})[one.spot.code] = one
    none = Covered("", say.text("plan.short.none"), say.text("plan.state.none"))
    rows = []
    for ref, mine in held.items():
        cells = (mine.get(spot.code) for spot in spots)
        title = next(iter(mine.values())).indicator
        rows.append((ref, title, tuple(none if o is None else _covered(o, say) for o in cells)))
    return Matrix(tuple(spots), tuple(rows))


def _covered(one: Problem, say: Words) -> Covered:
    """A cell of the matrix."""
    return Covered(one.state, say.text(f"plan.short.{one.state}"), one.told)


def _doubles(
    trail: Trail, rows: Mapping[int, ProjectRow], problems: Sequence[Problem], say: Words
) -> tuple[Double, ...]:
    """Pairs that may do the same."""
    named = {one.need: one for one in problems}
    found = []
    for row in trail.doubles.to_dict("records"):
        one, other = rows.get(int(row["project"])), rows.get(int(row["other"]))
        if one is None or other is None:
            continue
        problem = None if pd.isna(row["need"]) else named.get(int(row["need"]))
        told = say.text("plan.double.alike")
        if problem is not None:
            told = say.text(
                "plan.double.need", indicator=problem.indicator, place=problem.spot.short
            )
        whose = "agencies" if row["agencies"] else "agency"
        found.append(Double(one, other, f"{told} · {say.text(f'plan.double.{whose}')}"))
    return tuple(found)


def _sums(problems: Sequence[Problem], projects: Sequence[ProjectRow], content: Content) -> Sums:
    """Counts and baht by state."""
    states = [one.state for one in problems]
    baht = {
        state: float(sum(one.baht for one in projects if one.state == state))
        for state in ("evident", "proposed", "bare")
    }
    of = [one.state for one in projects]
    return Sums(
        problems=len(states),
        served=states.count("served"),
        proposed=states.count("proposed"),
        open=states.count("open"),
        projects=0 if content.plan is None else len(content.plan.frame),
        evident=of.count("evident"),
        waiting=of.count("proposed"),
        bare=of.count("bare"),
        unrelated=sum(_unrelated(one) for one in projects),
        budget=float(sum(one.baht for one in projects)),
        budget_evident=baht["evident"],
        budget_waiting=baht["proposed"],
        budget_bare=baht["bare"],
    )


def _first(groups: Sequence[ProblemGroup], content: Content, say: Words) -> list[str]:
    """The most pressing problem and what is done about it."""
    if not groups:
        return []
    mine = groups[0].problems
    links = {
        link.title: link.state for one in mine for link in one.links if link.state == "proposed"
    }
    links |= {
        link.title: "served" for one in mine for link in one.links if link.state == "confirmed"
    }
    state = "served" if "served" in links.values() else "proposed" if links else "open"
    titles = _some([title for title, how in links.items() if how == state], say)
    where = in_words([one.spot for one in mine], content, say)
    facts = {"problem": say.text("plan.at", indicator=mine[0].indicator, place=where)}
    facts |= {"cases": groups[0].cases}
    told = say.text("plan.lead.first" if groups[0].cases else "plan.lead.first_band", **facts)
    return [f"{told} {say.text(f'plan.first.{state}', titles=titles)}"]


def _lead(
    sums: Sums,
    still: Sequence[Problem],
    bare: Sequence[ProjectRow],
    content: Content,
    say: Words,
) -> tuple[str, ...]:
    """What the whole comes to, in sentences."""
    if not sums.problems:
        return (say.text("plan.lead.no_problem"),)
    counts = {"n": sums.problems, "served": sums.served, "proposed": sums.proposed}
    out = [say.text("plan.lead.problems", **counts, open=sums.open)]
    if still:
        named = _named(still, content, say)
        out.append(say.text("plan.lead.open", n=len(still), titles=_some(named, say)))
    else:
        out.append(say.text("plan.lead.all_covered"))
    out += _lead_bare(sums, bare, say)
    return tuple(out)


def _lead_bare(sums: Sums, bare: Sequence[ProjectRow], say: Words) -> list[str]:
    """Projects that no indicator is about, and those of which the data say too little."""
    if not sums.projects:
        return []
    if not bare:
        return [say.text("plan.lead.no_bare")]
    none = [one for one in bare if _unrelated(one)]
    out = []
    if none:
        facts = {"n": len(none), "all": sums.projects}
        baht = say.number(sum(one.baht for one in none), 0)
        titles = _some([one.title for one in none], say)
        out.append(say.text("plan.lead.bare", **facts, baht=baht, titles=titles))
    if len(none) < len(bare):
        out.append(say.text("plan.lead.unclear", n=len(bare) - len(none)))
    return out


def _unrelated(one: ProjectRow) -> bool:
    """Whether no indicator is about it."""
    return one.state == "bare" and one.why in {"", "none"}


def _unrelated_first(one: ProjectRow) -> tuple[bool, int]:
    """Projects that no indicator is about, then the others, each in the order of the plan."""
    return not _unrelated(one), one.project


def _named(problems: Sequence[Problem], content: Content, say: Words) -> list[str]:
    """Indicators with their places, the most pressing first."""
    held: dict[str, list[Problem]] = {}
    for one in problems:
        held.setdefault(one.ref, []).append(one)
    return [
        say.text(
            "plan.at",
            indicator=mine[0].indicator,
            place=in_words([one.spot for one in mine], content, say),
        )
        for mine in held.values()
    ]


def _some(titles: Sequence[str], say: Words) -> str:
    """The first few titles, and how many more there are."""
    shown = say.text("plan.joint").join(titles[:_NAMED])
    left = len(titles) - _NAMED
    return say.text("plan.and_more", titles=shown, n=left) if left > 0 else shown


def _text(value: Any) -> str:
    """A cell as text; nothing where it is empty."""
    return "" if pd.isna(value) else str(value)
