"""Slides around the findings: cover, the area and its data, what is not shown, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.render.deck.deck_parts import ROWS, Map, Slide, Table, Text, span
from tambon_gis.render.rough import rough_told
from tambon_gis.render.sections import disclosure_part, sources_part
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.render.content import Content

__all__ = ["cover", "hidden", "sources", "where"]


def cover(content: Content, years: Sequence[int], *, lang: str) -> Slide:
    """
    Title, years, date.

    Parameters
    ----------
    content : Content
        Sealed parts.
    years : Sequence[int]
        Years of the data.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    Slide
        The story's title where there is a story, and whether it is a draft.
    """
    say, credit, tale = words(lang), content.credits, content.tale
    lines = [say.text("office.slides.cover_years", years=span(years))] if years else []
    lines.append(say.text("office.slides.cover_made", date=credit.made_on))
    if tale is not None and tale.draft:
        lines.append(say.text("office.slides.story_draft"))
    title = tale.story.title.of(lang) if tale else credit.area_title
    lead = credit.area_title if tale else say.text("office.slides.kicker")
    return Slide(title, (Text(tuple(lines)),), lead=lead, cover=True)


def where(content: Content, *, lang: str) -> Slide:
    """
    The area in numbers, and its map.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    Slide
        Text, and a map of places.
    """
    say, places = words(lang), content.places
    level = say.text(f"page.level.{places.level}")
    lines = [say.text("office.slides.where_places", level=level, n=len(places.frame))]
    if content.facilities is not None:
        n = len(content.facilities.frame)
        lines.append(say.text("office.slides.where_facilities", n=n))
    if content.plan is not None:
        lines.append(say.text("office.slides.where_plan", n=len(content.plan.frame)))
    if places.credit:
        lines.append(say.text("page.map.boundary", credit=places.credit))
    lines += rough_told(places, lang=lang)
    title = say.text("office.slides.where_title")
    picture = Map(None, None, say.text("office.slides.where_alt", area=content.credits.area_title))
    return Slide(title, (Text(tuple(lines)), picture), left=0.3)


def hidden(content: Content, level: str, *, lang: str) -> Slide:
    """
    What is not shown and why.

    Parameters
    ----------
    content : Content
        Sealed parts.
    level : str
        Level of the whole area, in words.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    Slide
        Thresholds, sensitive indicators, decisions.
    """
    say, told = words(lang), content.measures.disclosure
    part = disclosure_part(told, content.rulebooks, lang=lang)
    places = say.text(f"page.level.{content.places.level}")
    lines = [
        say.text("office.slides.hidden_why"),
        say.text("page.about.thresholds", asked=told.smallest_asked, k=told.smallest_cell),
        say.text("page.about.coloured", level=places, share=part["coloured"]),
    ]
    if part["left"]:
        titles = ", ".join(part["left"])
        lines.append(say.text("office.slides.hidden_left", level=level, titles=titles))
    lines += part["shown"]
    return Slide(say.text("office.slides.hidden_title"), (Text(tuple(lines)),))


def sources(content: Content, *, lang: str) -> tuple[Slide, ...]:
    """
    Inputs by role; rulebooks, boundary, tool.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    tuple[Slide, ...]
        Two slides.
    """
    say, credit, places = words(lang), content.credits, content.places
    lines = [
        say.text(
            "office.slides.sources_book" if book.verified else "office.slides.sources_unverified",
            title=book.rulebook.title.of(lang),
            source=book.rulebook.source.of(lang),
        )
        for book in content.rulebooks
    ]
    if places.credit:
        lines.append(say.text("page.about.boundary", credit=places.credit))
    if places.licence:
        lines.append(say.text("page.about.licence", licence=places.licence))
    lines += rough_told(places, lang=lang)
    lines.append(say.text("page.about.made", date=credit.made_on, version=credit.version))
    if content.public_url:
        lines.append(say.text("office.slides.sources_page", address=content.public_url))
    inputs = Slide(say.text("office.slides.inputs_title"), (_inputs(content, lang),))
    return inputs, Slide(say.text("office.slides.sources_title"), (Text(tuple(lines)),))


def _inputs(content: Content, lang: str) -> Table:
    """Inputs by role."""
    say = words(lang)
    rows = sources_part(content.credits, content.rulebooks, lang=lang)
    heads = tuple(say.text(f"office.slides.{key}") for key in ("source", "kept", "refused"))
    cells = tuple((one["title"], one["kept"], one["refused"]) for one in rows[:ROWS])
    return Table(heads, cells, (0.58, 0.24, 0.18), right=frozenset({1, 2}))
