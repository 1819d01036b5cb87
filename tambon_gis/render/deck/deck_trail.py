"""Slides from problems to projects: what has a project, what has none, and what has no evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.render.deck.deck_parts import ROWS, Slide, Table, packed
from tambon_gis.render.planning.short import shorts
from tambon_gis.render.planning.trail import trail_part
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tambon_gis.render.content import Content
    from tambon_gis.render.planning.rows import ProjectRow, TrailPart
    from tambon_gis.render.planning.short import Short
    from tambon_gis.words import Words

__all__ = ["tabled", "trail_slides"]

#: Most slides of problems with their projects: the rest stand in the workbook.
MOST = 3
_PROBLEMS, _OPEN, _BARE = (
    (0.23, 0.24, 0.31, 0.22),
    (0.4, 0.26, 0.16, 0.18),
    (0.3, 0.14, 0.14, 0.42),
)
_SUMS = (0.6, 0.4), (0.5, 0.2, 0.3)
#: Lines of a table that has a lead above it.
_LED = ROWS - 1


def trail_slides(content: Content, *, lang: str) -> Iterator[Slide]:
    """
    The trail as slides.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}
        Language.

    Yields
    ------
    Slide
        Problems beside projects, problems without one, projects without evidence, and all of it
        in numbers; nothing without a trail.
    """
    if content.trail is None or content.trail.needs.empty:
        return
    say = words(lang, digits=content.digits)
    part = trail_part(content, lang=lang)
    yield from _problems(shorts(part, content, say), say)
    yield from _open(part, say)
    yield from _bare(part, say)
    yield _sums(part, say)


def tabled(
    heads: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    widths: Sequence[float],
    *,
    right: frozenset[int] = frozenset(),
    most: int = ROWS,
) -> list[Table]:
    """
    Rows as tables, one a slide.

    Parameters
    ----------
    heads : Sequence[str]
        Headings.
    rows : Sequence of tuple of str
        Rows.
    widths : Sequence[float]
        Parts of the width of a slide.
    right : frozenset[int]
        Columns of numbers.
    most : int, default 11
        Lines of a slide.

    Returns
    -------
    list[Table]
        At least none, each as long as a slide holds.
    """
    held = packed(rows, widths, most)
    return [Table(tuple(heads), tuple(part), tuple(widths), right=right) for part in held]


def _heads(say: Words, *keys: str) -> list[str]:
    """Captions of columns."""
    return [say.text(f"office.trail.head.{key}") for key in keys]


def _problems(found: Sequence[Short], say: Words) -> Iterator[Slide]:
    """Problems, the most pressing first, each beside its projects."""
    sure = say.text("plan.link.confirmed_only")
    rows = [
        (one.title, " · ".join(part for part in (one.where, one.group.cases) if part),
         answer.title, answer.facts or (sure if answer.kind == "confirmed" else ""))
        for one in found
        for answer in one.answers
    ]  # fmt: skip
    heads = _heads(say, "problem", "where", "project", "known")
    tables = tabled(heads, rows, _PROBLEMS)
    shown = {row[:2] for table in tables[:MOST] for row in table.rows}
    note = ""
    if len(shown) < len(found):
        note = say.text("office.trail.some_indicators", n=len(shown), all=len(found))
    for at, table in enumerate(tables[:MOST], start=1):
        title = say.text("office.trail.problems_title")
        if len(tables) > 1:
            parts = min(len(tables), MOST)
            title = say.text("office.slides.problem_part", title=title, part=at, parts=parts)
        yield Slide(title, (_unrepeated(table),), note=note)


def _unrepeated(table: Table) -> Table:
    """A table that says a problem once, beside the first of its projects."""
    rows: list[tuple[str, ...]] = []
    last: tuple[str, ...] = ()
    for row in table.rows:
        rows.append(("", "", *row[2:]) if row[:2] == last else row)
        last = row[:2]
    return Table(table.heads, tuple(rows), table.widths, right=table.right)


def _open(part: TrailPart, say: Words) -> Iterator[Slide]:
    """Problems without a project."""
    rows = [
        (one.indicator, one.spot.title, one.value, one.cases if one.cases != one.value else "")
        for one in part.open
    ]
    tables = tabled(_heads(say, "problem", "place", "share", "cases"), rows, _OPEN,
                    right=frozenset({2, 3}))  # fmt: skip
    for table in tables[:1]:
        note = ""
        if len(table.rows) < len(rows):
            note = say.text("office.trail.some", n=len(table.rows), all=len(rows))
        yield Slide(say.text("office.trail.open_title", n=len(rows)), (table,), note=note)


def _bare(part: TrailPart, say: Words) -> Iterator[Slide]:
    """Projects without evidence, and those whose indicators are not pressing or do not tell."""
    yield from _listed(part.unrelated, "bare_title", say)
    yield from _listed(part.unclear, "unclear_title", say)


def _listed(projects: Sequence[ProjectRow], title: str, say: Words) -> Iterator[Slide]:
    """Projects and why they have no evidence."""
    rows = [(one.title, one.where, one.budget, one.why_told) for one in projects]
    tables = tabled(_heads(say, "project", "where", "budget", "why"), rows, _BARE,
                    right=frozenset({2}))  # fmt: skip
    for table in tables[:1]:
        note = ""
        if len(table.rows) < len(rows):
            note = say.text("office.trail.some_projects", n=len(table.rows), all=len(rows))
        yield Slide(say.text(f"office.trail.{title}", n=len(rows)), (table,), note=note)


def _sums(part: TrailPart, say: Words) -> Slide:
    """Counts and baht by state."""
    sums = part.sums
    counts = {"served": sums.served, "proposed": sums.proposed, "open": sums.open}
    left = [(say.text(f"plan.state.{key}"), say.number(n)) for key, n in counts.items()]
    left.append((say.text("office.slides.total"), say.number(sums.problems)))
    alone = sum(one.baht for one in part.unrelated)
    of = [
        (say.text("plan.evidence.evident"), sums.evident, sums.budget_evident),
        (say.text("plan.evidence.proposed"), sums.waiting, sums.budget_waiting),
        (say.text("plan.evidence.bare"), sums.unrelated, alone),
        (say.text("plan.evidence.unclear"), sums.bare - sums.unrelated, sums.budget_bare - alone),
    ]
    right = [(told, say.number(n), say.number(baht, 0)) for told, n, baht in of]
    total = say.text("office.slides.total")
    right.append((total, say.number(sums.projects), say.number(sums.budget, 0)))
    tables = (
        Table(tuple(_heads(say, "problems", "count")), tuple(left), _SUMS[0],
              right=frozenset({1}), total=True),
        Table(tuple(_heads(say, "projects", "count", "budget")), tuple(right), _SUMS[1],
              right=frozenset({1, 2}), total=True),
    )  # fmt: skip
    return Slide(say.text("office.trail.sums_title"), tables, left=0.44,
                 note=say.text("office.trail.counted"))  # fmt: skip
