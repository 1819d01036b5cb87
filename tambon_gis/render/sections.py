"""The quiet parts of a page: plan, methods, glossary, and where the data come from."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.model.sealed import FORMS
from tambon_gis.render.roles import role_title
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tambon_gis.model.planned import Plan
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.sealed import Credits, Disclosure, Left
    from tambon_gis.words import Words

__all__ = [
    "budget_years",
    "disclosure_part",
    "glossary_part",
    "methods_part",
    "plan_part",
    "sources_part",
]

_BUDGET = re.compile(r"^budget_(\d{4})$")


def budget_years(plan: Plan) -> list[str]:
    """
    Years for which a plan has a budget.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    list[str]
        Years B.E., rising.
    """
    return sorted(m.group(1) for name in plan.frame.columns if (m := _BUDGET.match(str(name))))


def plan_part(plan: Plan | None, *, lang: str) -> dict[str, Any] | None:
    """
    Projects by programme, with their budgets as text.

    Parameters
    ----------
    plan : Plan or None
        The plan.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    dict or None
        ``years``, ``programmes`` (title, rows), ``count`` and ``totals``; None without projects.
    """
    if plan is None or plan.frame.empty:
        return None
    say, frame = words(lang), plan.frame
    years = budget_years(plan)
    rows = [_project(row, years, say) for row in frame.to_dict("records")]
    grouped = itertools.groupby(rows, key=lambda row: row["programme"])
    return {
        "years": years,
        "programmes": [(title, list(group)) for title, group in grouped],
        "count": len(rows),
        "totals": [_money(frame[f"budget_{year}"].sum(), say) for year in years],
    }


def methods_part(*, lang: str) -> list[tuple[str, list[str]]]:
    """
    The sections on methods.

    Parameters
    ----------
    lang : {"th", "en"}
        Language.

    Returns
    -------
    list of (title, paragraphs)
        In the order of the document.
    """
    pairs = _pairs(words(lang), "methods.section", "title", "text")
    return [(title, [p for p in text.split("\n\n") if p.strip()]) for title, text in pairs]


def glossary_part(*, lang: str) -> list[tuple[str, str]]:
    """
    Terms and what they mean.

    Parameters
    ----------
    lang : {"th", "en"}
        Language.

    Returns
    -------
    list of (term, meaning)
        In the order of the document.
    """
    return _pairs(words(lang), "glossary.term", "term", "meaning")


def sources_part(
    credit: Credits, rulebooks: Sequence[Rulebook], *, lang: str
) -> list[dict[str, str]]:
    """
    The inputs by role.

    Parameters
    ----------
    credit : Credits
        Credits of the page.
    rulebooks : Sequence[Rulebook]
        Rulebooks of the project.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    list of dict
        ``title``, ``kept``, ``refused`` and ``note`` as text.
    """
    say = words(lang)
    return [
        {
            "title": one.title or role_title(one.role, rulebooks, lang=lang),
            "kept": say.text("page.table.about", n=one.rows_kept)
            if one.rounded
            else say.number(one.rows_kept),
            "refused": say.number(one.rows_refused),
            "note": one.note,
        }
        for one in credit.sources
    ]


def disclosure_part(
    told: Disclosure, rulebooks: Sequence[Rulebook], *, lang: str
) -> dict[str, Any]:
    """
    What disclosure control did, in words.

    Parameters
    ----------
    told : Disclosure
        What it says of itself.
    rulebooks : Sequence[Rulebook]
        Rulebooks of the project.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    dict
        ``coloured`` (percent as text), ``forms`` (label, cells), ``left`` (titles) and ``shown``
        (sentences), ``published`` (titles between commas).
    """
    say, k = words(lang), told.smallest_cell
    books = {book.id: book for book in rulebooks}
    named = [(one, _indicator(one, books, say, lang)) for one in told.left]
    return {
        "coloured": say.number(round(100 * told.coloured, 1)),
        "forms": [
            (say.text(f"page.form.{form}", k=k, below=k - 1), say.number(told.forms[form]))
            for form in FORMS
            if told.forms.get(form)
        ],
        "left": [title for one, title in named if not one.shown],
        "shown": [
            say.text("page.about.decision", indicator=title, by=one.decided_by, on=_day(one, say))
            for one, title in named
            if one.shown
        ],
        "published": ", ".join(told.published),
    }


def _day(one: Left, say: Words) -> str:
    """The day of a decision, written out."""
    return say.date(one.decided_on) if one.decided_on else ""


def _project(row: Mapping[Any, Any], years: Sequence[str], say: Words) -> dict[str, Any]:
    """One project as text."""
    out: dict[str, Any] = {
        name: _text(row.get(name)) for name in ("number", "title", "target", "agency")
    }
    out["programme"] = _text(row.get("programme")) or say.text("page.plan.other")
    out["budgets"] = [_money(row.get(f"budget_{year}"), say) for year in years]
    return out


def _pairs(say: Words, prefix: str, first: str, second: str) -> list[tuple[str, str]]:
    """Two texts under each id of a table, in the order of the document."""
    found = say.under(prefix)
    ids = dict.fromkeys(key.rsplit(".", 1)[0] for key in found)
    return [(found[f"{one}.{first}"], found[f"{one}.{second}"]) for one in ids]


def _indicator(left: Left, books: Mapping[str, Rulebook], say: Words, lang: str) -> str:
    """An indicator by its number and name."""
    book = books.get(left.framework)
    one = book.by_code.get(left.code) if book else None
    short = one.short.of(lang) if one else left.framework
    return say.text("page.legend.indicator", code=left.code, title=short)


def _money(value: Any, say: Words) -> str:
    """Baht with commas; nothing planned is a dash."""
    if pd.isna(value) or not value:
        return say.text("page.table.none")
    return say.number(float(value), 0)


def _text(value: Any) -> str:
    """A cell as text; an empty one and a whole number as people write them."""
    if pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
