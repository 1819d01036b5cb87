"""The deck: what stands on each slide, as words, tables and charts, before any file is made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.render.deck.deck_about import cover, hidden, sources, where
from tambon_gis.render.deck.deck_findings import Findings
from tambon_gis.render.deck.deck_plan import plan_slides
from tambon_gis.render.deck.deck_record import choice_slides, follow_slides, record_slides
from tambon_gis.render.deck.deck_trail import trail_slides
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tambon_gis.render.content import Content
    from tambon_gis.render.deck.deck_parts import Slide

__all__ = ["deck_of"]


def deck_of(content: Content, *, lang: str) -> tuple[Slide, ...]:
    """
    The slides of a project, in their order.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    tuple[Slide, ...]
        A story's steps where there is one; the findings, which answer questions; from problems to
        projects, what budgets buy, what became of it; the plan, the processes, what is not shown,
        and sources.
    """
    return tuple(_slides(content, lang))


def _slides(content: Content, lang: str) -> Iterator[Slide]:
    """All of them."""
    found = Findings(content, lang=lang)
    yield cover(content, found.years, lang=lang)
    if content.tale is not None:
        draft = (words(lang).text("story.mark.draft"),) if content.tale.draft else ()
        for step in content.tale.story.step:
            slide = found.step(step)
            yield replace(slide, badges=(*draft, *slide.badges))
    else:
        yield where(content, lang=lang)
    for book in content.rulebooks:
        for slide in found.of_book(book):
            yield replace(slide, badges=found.badges(book))
    yield from trail_slides(content, lang=lang)
    yield from choice_slides(content, lang=lang)
    yield from follow_slides(content, lang=lang)
    yield from plan_slides(content.plan, lang=lang)
    yield from record_slides(content, lang=lang)
    yield hidden(content, found.level, lang=lang)
    yield from sources(content, lang=lang)
