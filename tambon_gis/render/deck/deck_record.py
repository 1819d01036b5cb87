"""Slides of the work itself: what budgets buy, what became of projects, processes, data, next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.render.deck.deck_parts import ROWS, Slide, Table
from tambon_gis.render.deck.deck_trail import tabled
from tambon_gis.render.planning.choices import choice_part
from tambon_gis.render.planning.follow import follow_part
from tambon_gis.render.planning.record import day_made, record_part
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tambon_gis.render.content import Content
    from tambon_gis.render.planning.choices import Bought
    from tambon_gis.render.planning.record import RecordPart
    from tambon_gis.words import Words

__all__ = ["choice_slides", "follow_slides", "record_slides"]

#: Scenarios that are told, and slides of each.
SCENARIOS, _MOST = 2, 4
_BOUGHT = (0.44, 0.15, 0.13, 0.14, 0.14)
_FOLLOW = (0.27, 0.18, 0.13, 0.13, 0.17, 0.12)
_STEPS, _DUE = (0.3, 0.15, 0.25, 0.3), (0.13, 0.19, 0.4, 0.28)
_HEALTH = (0.3, 0.09, 0.1, 0.18, 0.11, 0.12, 0.1)


def choice_slides(content: Content, *, lang: str) -> Iterator[Slide]:
    """
    What a budget buys, a slide or two a scenario.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}
        Language.

    Yields
    ------
    Slide
        The plain ranking beside the optimum, with reasons; marked where links are used that
        nobody confirmed.
    """
    say = words(lang, digits=content.digits)
    told = choice_part(content, lang=lang)
    choices = content.trail.choices if content.trail is not None and told else ()
    for one, choice in list(zip(told, choices, strict=True))[:SCENARIOS]:
        badges = (say.text("office.trail.unconfirmed"),) if choice.scenario.proposed else ()
        yield from (replace(slide, badges=badges) for slide in _choice(one, say))


def _choice(one: Bought, say: Words) -> Iterator[Slide]:
    """One scenario: what either way chooses first."""
    right = frozenset({1, 2, 3, 4})
    heads = [title for name, title in one.columns.items() if name != "reason"]
    first = sorted(one.rows, key=lambda row: not (row.plain or row.best))
    rows = [row.cells[:5] for row in first]
    total = [(told, "", "", plain, best) for told, plain, best in one.totals]
    total = [total[at] for at in (1, -1)]
    tables = tabled(heads, rows, _BOUGHT, right=right, most=ROWS - 2 - len(total))
    kept = tables[:_MOST] or [Table(tuple(heads), (), _BOUGHT, right=right)]
    shown, note = sum(len(table.rows) for table in kept), one.headline
    if shown < len(rows):
        some = say.text("office.trail.some_projects", n=shown, all=len(rows))
        note = f"{note} · {some}"
    for at, table in enumerate(kept, start=1):
        title = say.text("office.trail.choice_title", title=one.title)
        if len(kept) > 1:
            title = say.text("office.slides.problem_part", title=title, part=at, parts=len(kept))
        last = at == len(kept)
        summed = replace(table, rows=(*table.rows, *total), total=True) if last else table
        yield Slide(title, (summed,), lead=one.about[0], note=note)


def follow_slides(content: Content, *, lang: str) -> Iterator[Slide]:
    """
    Projects before and after.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}
        Language.

    Yields
    ------
    Slide
        One, with the caution that a change is not the project's work; nothing without projects
        that began.
    """
    told = follow_part(content, lang=lang)
    if told is None or not told.rows:
        return
    say = words(lang, digits=content.digits)
    first = {(row.project, row.indicator): row for row in reversed(told.rows)}
    rows = [(*row.cells[:2], *row.cells[3:]) for row in reversed(first.values())]
    heads = [title for name, title in told.columns.items() if name != "place"]
    table = tabled(heads, rows, _FOLLOW, most=ROWS - 2)[0]
    lead = told.caution
    note = say.text("office.trail.follow_note")
    if len(table.rows) < len(told.rows):
        some = say.text("office.trail.some", n=len(table.rows), all=len(told.rows))
        note = f"{note} · {some}"
    yield Slide(say.text("office.trail.follow_title"), (table,), lead=lead, note=note)


def record_slides(content: Content, *, lang: str) -> Iterator[Slide]:
    """
    The five processes, data health, what is due.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}
        Language.

    Yields
    ------
    Slide
        Nothing without a record.
    """
    if content.record is None:
        return
    say = words(lang, digits=content.digits)
    part = record_part(
        content.record,
        content.topics,
        rulebooks=content.rulebooks,
        lang=lang,
        digits=content.digits,
        today=day_made(content.credits),
    )
    yield _steps(part, say)
    yield from _health(part, say)
    yield from _due(part, say)


def _steps(part: RecordPart, say: Words) -> Slide:
    """The five processes."""
    rows = [
        (say.text("process.titled", n=str(one.number), title=one.title)
         if one.title else say.text("process.number", n=str(one.number)),
         one.told, one.when, one.note)
        for one in part.steps
    ]  # fmt: skip
    heads = [say.text(f"office.trail.head.{key}") for key in ("process", "state", "when", "done")]
    return Slide(part.titles["processes"], (Table(tuple(heads), tuple(rows), _STEPS),))


def _health(part: RecordPart, say: Words) -> Iterator[Slide]:
    """How the data are."""
    rows = [one.cells for one in part.health]
    for table in tabled(part.columns, rows, _HEALTH, right=frozenset({4, 5}), most=ROWS - 1)[:1]:
        left = len(rows) - len(table.rows)
        note = say.text("office.trail.some", n=len(table.rows), all=len(rows)) if left else ""
        yield Slide(part.titles["health"], (table,), note=note)


def _due(part: RecordPart, say: Words) -> Iterator[Slide]:
    """What comes next."""
    rows = [(one.told, one.when, one.what, one.role) for one in part.due]
    heads = [say.text(f"office.trail.head.{key}") for key in ("state", "when", "what", "role")]
    for table in tabled(heads, rows, _DUE)[:1]:
        yield Slide(part.titles["due"], (table,))
