"""The first sheet of the workbook: area, sources, what cells mean, how households are protected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.model.sealed import FORMS
from tambon_gis.render.book.sheets import LINE, lines_of
from tambon_gis.render.content import area_level
from tambon_gis.render.rough import rough_told
from tambon_gis.render.sections import disclosure_part, sources_part
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tambon_gis.render.book.sheets import Sheets
    from tambon_gis.render.content import Content

__all__ = ["about"]

WIDTHS = (34, 20, 20, 56)


def about(sheets: Sheets, content: Content, *, lang: str) -> None:
    """
    Write the first sheet.

    Parameters
    ----------
    sheets : Sheets
        The workbook.
    content : Content
        Sealed parts.
    lang : {"th", "en"}
        Language.
    """
    say, credit = words(lang), content.credits
    sheet = sheets.sheet(say.text("office.tables.sheet.about"), WIDTHS)
    at = 0
    for text, look in _heads(content, lang):
        sheets.cell(sheet, at, 0, text, look)
        if look in {"alert", "doubt"}:
            for column in range(1, len(WIDTHS)):
                sheets.cell(sheet, at, column, None, look)
        sheet.set_row(at, 2 * LINE if look == "title" else 1.4 * LINE)
        at += 1
    at += 1
    heads = [say.text(f"page.about.{key}") for key in ("source", "kept", "refused", "note")]
    sheets.row(sheet, at, heads, WIDTHS, "head")
    for one in sources_part(credit, content.rulebooks, lang=lang):
        at += 1
        cells = [one[key] for key in ("title", "kept", "refused", "note")]
        sheets.row(sheet, at, cells, WIDTHS)
    at += 2
    titles = [say.text("office.tables.legend"), say.text("office.tables.meaning")]
    columns = list(_columns(content, lang))
    for named, text in [titles, *_legend(content, lang), *columns]:
        look = "head" if (named, text) in (tuple(titles), *columns[:1]) else "text"
        sheets.cell(sheet, at, 0, named, look)
        sheet.merge_range(at, 1, at, len(WIDTHS) - 1, "", sheets.look(look))
        sheets.cell(sheet, at, 1, text, look)
        lines = max(lines_of(named, WIDTHS[0]), lines_of(text, sum(WIDTHS[1:])))
        sheet.set_row(at, LINE * lines + 3)
        at += 1
    at += 1
    sheets.cell(sheet, at, 0, say.text("office.tables.disclosure"), "big")
    sheet.set_row(at, 1.6 * LINE)
    for text in _told(content, lang):
        at += 1
        sheet.merge_range(at, 0, at, len(WIDTHS) - 1, "", sheets.look("text"))
        sheets.cell(sheet, at, 0, text, "text")
        sheet.set_row(at, LINE * lines_of(text, sum(WIDTHS)) + 3)


def _heads(content: Content, lang: str) -> Iterator[tuple[str, str]]:
    """Title, what must be said first, date, rulebooks, credits."""
    say, credit, places = words(lang), content.credits, content.places
    yield say.text("office.tables.title", area=credit.area_title), "title"
    if content.measures.audience == "internal":
        yield say.text("page.badge.internal"), "alert"
    if credit.synthetic:
        yield say.text("page.head.synthetic_note"), "doubt"
    yield say.text("office.tables.made", date=credit.made_on, version=credit.version), "line"
    for book in content.rulebooks:
        title = book.rulebook.title.of(lang)
        yield title if book.verified else say.text("office.tables.unverified", title=title), "line"
    if places.credit:
        yield say.text("page.about.boundary", credit=places.credit), "line"
    for told in rough_told(places, lang=lang):
        yield told, "line"


def _legend(content: Content, lang: str) -> Iterator[tuple[str, str]]:
    """What stands in a cell, and what it means."""
    say, told = words(lang), content.measures.disclosure
    level = say.text(f"page.level.{content.places.level}")
    k = told.smallest_cell
    facts = {"k": k, "below": k - 1, "asked": told.smallest_asked, "level": level}
    number = say.text("office.tables.number")
    yield number, say.text("office.tables.colours")
    for form in (*FORMS[1:], "withheld"):
        legend = f"page.legend.{form}"
        meant = say.text(legend if say.has(legend) else f"page.form.{form}", **facts)
        yield say.text(f"page.value.{form}", share=number, **facts), meant


def _columns(content: Content, lang: str) -> Iterator[tuple[str, str]]:
    """What the columns of the sheets of problems and projects hold."""
    say = words(lang)
    if content.trail is None or content.plan is None:
        return
    yield say.text("office.trail.columns"), say.text("office.tables.meaning")
    for key, meant in say.under("office.trail.column").items():
        name = key.rsplit(".", 1)[-1]
        yield say.text(f"office.trail.head.{name}"), meant


def _told(content: Content, lang: str) -> Iterator[str]:
    """Thresholds, what is left out, decisions."""
    say, told = words(lang), content.measures.disclosure
    part = disclosure_part(told, content.rulebooks, lang=lang)
    level = say.text(f"page.level.{content.places.level}")
    yield say.text("page.about.thresholds", asked=told.smallest_asked, k=told.smallest_cell)
    yield say.text("page.about.coloured", level=level, share=part["coloured"])
    if part["left"]:
        whole = say.text(f"page.level.{area_level(content.credits)}")
        yield say.text("office.tables.left", level=whole, titles=", ".join(part["left"]))
    yield from part["shown"]
