"""What a village is asked to confirm: its published values, and the projects that name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from tambon_gis.render.cells import Speaker, cells_of
from tambon_gis.render.layers import layers_of
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tambon_gis.render.cells import Cell
    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer

__all__ = ["PLAN", "ConfirmRow", "confirm_rows", "place_titles"]

#: Stands for a rulebook in the codes of projects: ``plan/3``.
PLAN = "plan"
#: Forms of which there is nothing to confirm: no value is told.
_SILENT = frozenset({"hidden", "not_asked", "no_data", "withheld"})
#: Forms whose counts are not the survey's own to the last one.
_ABOUT = "rounded"


@dataclass(frozen=True)
class ConfirmRow:
    """
    One line that a village confirms or corrects.

    Parameters
    ----------
    place : str
        Code of the village.
    ref : str
        ``bmn-2560/9``, or ``plan/3`` for a project: by it the line is read back.
    year : int or None
        Year of the survey, B.E.; none for a project.
    title : str
        The indicator, or the project.
    value : str
        As published: a share, a band in words, or the state of the project.
    of : str
        Failing of asked, or the budget.
    unit : str
        What is counted, or baht.
    asked : int or None
        Most that can fail; none where the number asked is not told exactly.
    """

    place: str
    ref: str
    year: int | None
    title: str
    value: str
    of: str
    unit: str
    asked: int | None = None

    @property
    def is_project(self) -> bool:
        """Whether it is a project of the plan."""
        return self.ref.startswith(f"{PLAN}/")


def confirm_rows(content: Content, *, lang: str = "th") -> tuple[ConfirmRow, ...]:
    """
    Every line of every village, as published and never otherwise.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language of titles and values.

    Returns
    -------
    tuple[ConfirmRow, ...]
        Village by village in the order of the map: the indicators of the newest year of each
        rulebook of households, those that show nothing left out; then the projects that name it.
    """
    codes = [str(code) for code in content.places.frame["place"]]
    found: dict[str, list[ConfirmRow]] = {code: [] for code in codes}
    for row in (*_indicators(content, codes, lang), *_projects(content, lang)):
        if row.place in found:
            found[row.place].append(row)
    return tuple(row for rows in found.values() for row in rows)


def place_titles(content: Content, *, lang: str = "th") -> dict[str, tuple[str, str]]:
    """
    Places by code.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    dict[str, tuple[str, str]]
        Code -> its short title (``หมู่ 3``, or the name where it has no number) and the whole one.
    """
    say, frame = words(lang), content.places.frame
    found = {}
    for code, moo, name in zip(frame["place"], frame["moo"], frame["name"], strict=True):
        if pd.isna(moo):
            found[str(code)] = (str(name), str(name))
            continue
        whole = say.text("page.card.moo_name", moo=str(int(moo)), name=str(name))
        found[str(code)] = (say.text("page.card.moo", moo=str(int(moo))), whole)
    return found


def _indicators(content: Content, codes: list[str], lang: str) -> Iterator[ConfirmRow]:
    """The indicators of households, rulebook after rulebook."""
    layers = layers_of(
        content.measures,
        content.rulebooks,
        codes,
        content.credits.area_code,
        views=content.views,
    )
    speaker = Speaker(content.measures.disclosure, content.places.level, lang=lang)
    for book in content.rulebooks:
        mine = [layer for layer in layers if layer.book is book]
        newest = max((year for layer in mine for year in layer.cells), default=None)
        if book.rulebook.unit != "household" or newest is None:
            continue
        for layer in mine:
            if newest in layer.cells and layer.indicator.counts is not None:
                cells = cells_of(layer, newest)[:-1]
                for code, cell in zip(codes, cells, strict=True):
                    if cell.form not in _SILENT:
                        yield _line(code, newest, cell, layer, speaker)


def _line(place: str, year: int, cell: Cell, layer: Layer, speaker: Speaker) -> ConfirmRow:
    """One indicator of one village."""
    counts = layer.indicator.counts
    unit = "page.value.unit_resident" if counts == "resident" else f"page.unit.{counts}"
    asked = None if cell.asked is None or cell.form == _ABOUT else int(cell.asked)
    return ConfirmRow(
        place=place,
        ref=layer.reference,
        year=year,
        title=f"{layer.indicator.code}. {layer.indicator.short.of(speaker.lang)}",
        value=speaker.value(cell, layer),
        of=speaker.failing(cell),
        unit=speaker.say.text(unit),
        asked=asked,
    )


def _projects(content: Content, lang: str) -> Iterator[ConfirmRow]:
    """The projects of the plan, each in every village that it names."""
    if content.plan is None or content.plan.located is None:
        return
    say, frame = words(lang), content.plan.frame
    budgets = [name for name in frame.columns if str(name).startswith("budget_")]
    for row in frame.to_dict("records"):
        places = content.plan.located.loc[
            content.plan.located["project"] == row["project"], "place"
        ]
        total = sum(float(row[name]) for name in budgets if not pd.isna(row[name]))
        status = row.get("status")
        known = "none" if status is None or pd.isna(status) else str(status)
        for place in dict.fromkeys(map(str, places)):
            yield ConfirmRow(
                place=place,
                ref=f"{PLAN}/{int(row['project'])}",
                year=None,
                title=str(row["title"]),
                value=say.text(f"confirm.status.{known}"),
                of=say.number(total, 0),
                unit=say.text("confirm.baht"),
            )
