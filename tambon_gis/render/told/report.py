"""Reports as HTML: disclosure beside a public page, internal findings, a page in a notebook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from tambon_gis.render.fonts import font_face
from tambon_gis.render.roles import role_title
from tambon_gis.render.templates import environment
from tambon_gis.render.told.ledger import ledger
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tambon_gis.model.findings import Findings
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.sealed import Credits, Measures

__all__ = ["Guide", "disclosure", "findings", "frame"]


@dataclass(frozen=True)
class Guide:
    """
    What the internal report of something else than a project says.

    Parameters
    ----------
    lead : str
        What became of the rows.
    steps : tuple[str, ...]
        What to do about that which waits for a person.
    """

    lead: str
    steps: tuple[str, ...]


def disclosure(
    measures: Measures, credit: Credits, rulebooks: Iterable[Rulebook], *, lang: str = "th"
) -> str:
    """
    The disclosure report: what was dropped, how cells were published, by whose decision (P13).

    Parameters
    ----------
    measures : Measures
        Sealed cells.
    credit : Credits
        Area, inputs by role, date.
    rulebooks : iterable of Rulebook
        For the titles of indicators.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        A whole HTML page without scripts.
    """
    say = words(lang)
    told = measures.disclosure
    books = tuple(rulebooks)
    k = told.smallest_cell
    titles = {
        (book.id, one.code): f"{one.code} {one.short.of(lang)}"
        for book in books
        for one in book.indicator
    }
    total = told.cells
    forms = [
        (say.text(f"page.form.{form}", k=k, below=k - 1), count, 100 * count / total)
        for form, count in told.forms.items()
        if count
    ]
    return (
        environment()
        .get_template("disclosure.html.j2")
        .render(
            say=say,
            lang=lang,
            told=told,
            total=total,
            forms=forms,
            coloured=say.number(100 * told.coloured, 1),
            dropped=[titles[(one.framework, one.code)] for one in told.left if not one.shown],
            decided=[(titles[(one.framework, one.code)], one) for one in told.left if one.shown],
            credit=credit,
            font=Markup(font_face()),  # noqa: S704  (made here, of no input)
            role=lambda line: line.title or role_title(line.role, books, lang=lang),
        )
    )


def findings(
    found: Findings,
    credit: Credits,
    rulebooks: Iterable[Rulebook] = (),
    *,
    lang: str = "th",
    guide: Guide | None = None,
) -> str:
    """
    The internal report: what must be decided, how tables met, everything that loaders noticed.

    Parameters
    ----------
    found : Findings
        Reports of all files.
    credit : Credits
        Area and date.
    rulebooks : iterable of Rulebook, optional
        For the titles of inputs.
    lang : {"th", "en"}, default "th"
        Language.
    guide : Guide, optional
        What is said of rows and steps; of those of a project by default.

    Returns
    -------
    str
        A whole HTML page with the watermark of internal papers.
    """
    told, say = ledger(found, rulebooks, lang=lang), words(lang)
    if guide is None:
        decidable = any(line.decidable for line in told.lines)
        steps = say.text("report.summary.how").split("\n") if decidable else []
        guide = Guide(say.text("report.findings.lead"), tuple(steps))
    elif not told.summary.decide:
        guide = replace(guide, steps=())
    return (
        environment()
        .get_template("findings.html.j2")
        .render(
            say=say,
            lang=lang,
            told=told,
            guide=guide,
            credit=credit,
            font=Markup(font_face()),  # noqa: S704  (made here, of no input)
        )
    )


def frame(html: str, *, height: int = 720) -> str:
    """
    A whole page as an inline frame for a notebook cell.

    Parameters
    ----------
    html : str
        The page.
    height : int, default 720
        Height in pixels.

    Returns
    -------
    str
        HTML that needs no network and cannot reach the notebook around it.

    Examples
    --------
    >>> frame("<p>x</p>", height=100)[:49]
    '<iframe sandbox="allow-scripts" srcdoc="&lt;p&gt;'
    """
    style = f"width:100%;height:{height}px;border:1px solid #ccd3db"
    return f'<iframe sandbox="allow-scripts" srcdoc="{escape(html)}" style="{style}"></iframe>'
