"""Slides of the plan: programmes with their sums, and the projects that fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.render.deck.deck_parts import ROWS, Slide, Table, packed, span
from tambon_gis.render.sections import budget_years
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tambon_gis.model.planned import Plan
    from tambon_gis.words import Words

__all__ = ["plan_slides"]

#: Most slides of projects: the rest stand in the workbook and in the page.
MOST = 4
_WIDTHS = (0.07, 0.53, 0.22, 0.18)


def plan_slides(plan: Plan | None, *, lang: str) -> Iterator[Slide]:
    """
    The plan as slides.

    Parameters
    ----------
    plan : Plan or None
        Projects.
    lang : {"th", "en"}
        Language.

    Yields
    ------
    Slide
        Programmes, then projects by programme; nothing without a plan.
    """
    if plan is None or plan.frame.empty:
        return
    say = words(lang)
    years = [int(year) for year in budget_years(plan)]
    names = [f"budget_{year}" for year in years]
    other = say.text("page.plan.other")
    frame = plan.frame.assign(
        budget=plan.frame[names].sum(axis=1) if names else 0.0,
        programme=[_text(one) or other for one in plan.frame["programme"]],
    )
    grouped = [(str(name), group) for name, group in frame.groupby("programme", sort=False)]
    yield _programmes(grouped, frame, years, say)
    yield from _projects(grouped, len(frame), say)


def _programmes(
    grouped: Sequence[tuple[str, pd.DataFrame]],
    frame: pd.DataFrame,
    years: Sequence[int],
    say: Words,
) -> Slide:
    """Number of projects and budget of each programme."""
    heads = tuple(say.text(f"office.slides.{key}") for key in ("programme", "projects", "budget"))
    rows = [(name, str(len(g)), _baht(g["budget"].sum(), say)) for name, g in grouped[: ROWS - 1]]
    if len(grouped) >= ROWS:
        rest = pd.concat([group for _, group in grouped[ROWS - 2 :]])
        name = say.text("office.slides.programmes_rest", n=len(grouped) - ROWS + 2)
        rows[ROWS - 2 :] = [(name, str(len(rest)), _baht(rest["budget"].sum(), say))]
    total = (say.text("office.slides.total"), str(len(frame)), _baht(frame["budget"].sum(), say))
    table = Table(heads, (*rows, total), (0.6, 0.16, 0.24), right=frozenset({1, 2}), total=True)
    return Slide(say.text("office.slides.programmes_title", years=span(years)), (table,))


def _projects(
    grouped: Sequence[tuple[str, pd.DataFrame]], count: int, say: Words
) -> Iterator[Slide]:
    """Projects of each programme, as many as fit."""
    keys = ("number", "projects", "agency", "budget")
    heads = tuple(say.text(f"office.slides.{key}") for key in keys)
    made: list[tuple[str, Table]] = []
    for programme, group in grouped:
        rows = [
            (_text(r.number), _text(r.title), _text(r.agency), _baht(r.budget, say))
            for r in group.itertuples()
        ]
        title = say.text("office.slides.projects_title", programme=programme)
        made += [
            (title, Table(heads, tuple(held), _WIDTHS, right=frozenset({3})))
            for held in packed(rows, _WIDTHS)
        ]
    shown = sum(len(table.rows) for _, table in made[:MOST])
    note = ""
    if shown < count:
        note = say.text("office.slides.projects_note", n=shown, all=count)
    for title, table in made[:MOST]:
        yield Slide(title, (table,), note=note)


def _baht(value: Any, say: Words) -> str:
    """Baht; nothing planned is a dash."""
    return say.number(float(value), 0) if value else say.text("page.table.none")


def _text(value: Any) -> str:
    """A cell as text."""
    if pd.isna(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
