"""Slides of findings: the worst indicators, each by place and over the years, and each place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from tambon_gis.render.cells import Speaker, cells_of, worst_first
from tambon_gis.render.content import area_level
from tambon_gis.render.deck.deck_parts import (
    ROWS,
    Bars,
    Lines,
    Map,
    Slide,
    Table,
    Text,
    chunks,
    packed,
    span,
)
from tambon_gis.render.layers import layers_of
from tambon_gis.render.planning.first import first_problems
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.story import Step
    from tambon_gis.render.cells import Cell
    from tambon_gis.render.content import Content
    from tambon_gis.render.deck.deck_parts import Part
    from tambon_gis.render.layers import Layer

    Told = tuple[Layer, list[Cell]]

__all__ = ["Findings"]

#: Problems told one by one (of answers, of scores), bars of a chart, lines beside the whole area.
PROBLEMS, SCORED_PROBLEMS, BARS, DRAWN = 4, 2, 8, 3
#: A chart needs so many bars, and so many years.
_FEWEST = 2
#: Slides of a table of places; where there are more, the worst places stand on one.
_MOST = 3
#: Part of a slide's width that the first of two parts takes, as a slide has it by default.
_BESIDE = 0.53


class Findings:
    """
    Writes slides from one content in one language.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}
        Language.
    """

    def __init__(self, content: Content, *, lang: str) -> None:
        self.content, self.lang, self.say = content, lang, words(lang)
        frame = content.places.frame
        codes = [str(code) for code in frame["place"]]
        found = layers_of(
            content.measures,
            content.rulebooks,
            codes,
            content.credits.area_code,
            views=content.views,
        )
        self._all = found
        self.layers = [layer for layer in found if layer.cells]
        self.years = sorted({year for layer in self.layers for year in layer.cells})
        limits = content.measures.disclosure
        self.whole = Speaker(limits, area_level(content.credits), lang=lang)
        self.part = Speaker(limits, content.places.level, lang=lang)
        self.level = self.whole.level
        self.codes = codes
        self.names = [
            self._moo(moo, str(name)) for name, moo in zip(frame["name"], frame["moo"], strict=True)
        ]
        self.names.append(self.say.text("page.card.whole", level=self.level))

    def of_book(self, book: Rulebook) -> Iterator[Slide]:
        """
        Worst indicators, each of them by place, change, and places with their problems.

        Parameters
        ----------
        book : Rulebook
            One rulebook of the content.

        Yields
        ------
        Slide
            Nothing where it was not surveyed.
        """
        layers = [layer for layer in self.layers if layer.book is book]
        if not layers:
            return
        year = max(max(layer.cells) for layer in layers)
        told = [(layer, cells_of(layer, year)) for layer in layers if year in layer.cells]
        failing = [pair for pair in told if pair[1][-1].share]
        worst = sorted(failing, key=lambda pair: -(pair[1][-1].share or 0))
        if worst:
            yield self._worst(book, year, worst[:BARS])
        most = SCORED_PROBLEMS if book.scores else PROBLEMS
        for layer, cells in self._pressing(worst, year)[:most]:
            yield from self._problem(layer, year, cells)
        change = self._change(book, year, worst)
        yield from [change] if change else []
        yield from self._summary(book, year, told)

    def _pressing(self, worst: Sequence[Told], year: int) -> list[Told]:
        """Indicators in the order of the trail, the others behind them, worst first."""
        order = {key: at for at, key in enumerate(first_problems(self.content))}
        last = len(order)
        return sorted(worst, key=lambda pair: order.get((_ref(pair[0]), year), last))

    def step(self, step: Step) -> Slide:
        """
        A step of a story with the evidence that it names.

        Parameters
        ----------
        step : Step
            The step.

        Returns
        -------
        Slide
            Its text, and beside it a chart, a table or a map.
        """
        told = [line.strip() for line in step.text.of(self.lang).splitlines()]
        title, said = step.title.of(self.lang), Text(tuple(line for line in told if line))
        named = (one for one in self.layers if _ref(one) == step.layer)
        layer = next(named, None)
        at = self.codes.index(step.place) if step.place in self.codes else None
        if layer is None:
            beside = self._map(None, None) if at is None else self._of_place(at)
            return Slide(title, (said, beside) if beside else (said,), left=0.36)
        year = max(layer.cells) if step.year not in layer.cells else step.year or 0
        cells = cells_of(layer, year)
        evidence = self._evidence(layer, year, cells, at)
        note = self._text("lines_note") if isinstance(evidence, Lines) else ""
        return Slide(
            title, (said, evidence), lead=self._lead(layer, year, cells), note=note, left=0.42,
            badges=self.badges(layer.book),
        )  # fmt: skip

    def badges(self, book: Rulebook) -> tuple[str, ...]:
        """
        What must be said of slides with numbers of a rulebook.

        Parameters
        ----------
        book : Rulebook
            The rulebook.

        Returns
        -------
        tuple of str
            That it is unverified, where it is.
        """
        return () if book.verified else (self.say.text("page.badge.unverified"),)

    def _evidence(self, layer: Layer, year: int, cells: Sequence[Cell], at: int | None) -> Part:
        """What shows a step best: years of one place, else the map."""
        order = worst_first(cells[:-1], problem=_problem(layer))
        if layer.withheld:
            alone = self._lines(layer, [])
            return alone or Text((self._text("withheld_note", level=self.level),))
        if at is not None:
            return self._lines(layer, [at, *order]) or self._by_place(layer, cells, order[:ROWS])
        return self._map(layer, year)

    def _moo(self, moo: float | None, name: str) -> str:
        """A place by its number and name."""
        if pd.isna(moo):
            return name
        return self.say.text("page.card.moo_name", moo=str(int(moo or 0)), name=name)

    def _text(self, key: str, **facts: object) -> str:
        """A sentence of the slides."""
        return self.say.text(f"office.slides.{key}", **facts)

    def _title(self, layer: Layer) -> str:
        """Number and short name of an indicator."""
        return f"{layer.indicator.code}. {layer.indicator.short.of(self.lang)}"

    def _map(self, layer: Layer | None, year: int | None) -> Map:
        """The map of an indicator, or of places, for whoever can draw it."""
        if layer is None or year is None:
            area = self.content.credits.area_title
            return Map(None, None, self._text("where_alt", area=area))
        alt = self._text("map_alt", title=self._title(layer), year=str(year))
        return Map(self._all.index(layer), year, alt)

    def _of_place(self, at: int) -> Table | None:
        """The worst numbers of one place, newest year of each indicator."""
        cells = [(layer, cells_of(layer, max(layer.cells))) for layer in self.layers]
        told = [(one, mine) for one, mine in cells if mine[at].number and mine[at].score is None]
        told.sort(key=lambda pair: -(pair[1][at].number or 0))
        rows = [
            (
                self._title(layer),
                self.part.value(mine[at], layer),
                self.whole.value(mine[-1], layer),
            )
            for layer, mine in told[:BARS]
        ]
        heads = (self._text("indicator"), self._text("value"), self.names[-1])
        if not rows:
            return None
        return Table(heads, tuple(rows), (0.56, 0.22, 0.22), right=frozenset({1, 2}))

    def _lead(self, layer: Layer, year: int, cells: Sequence[Cell]) -> str:
        """The value of the whole area."""
        value = self.whole.value(cells[-1], layer)
        return self._text("problem_lead", level=self.level, year=str(year), value=value)

    def _worst(self, book: Rulebook, year: int, worst: Sequence[Told]) -> Slide:
        """Bars of the whole area."""
        labels = []
        for layer, found in worst:
            title = self._title(layer)
            rounded = found[-1].form == "rounded"
            labels.append(self._text("about", title=title) if rounded else title)
        first, cells = worst[0]
        value = self.whole.value(cells[-1], first)
        measure = self._text("share_villages" if book.scores else "share")
        alt = self._text("worst_alt", series=measure, first=self._title(first), value=value)
        shares = tuple(found[-1].share or 0.0 for _, found in worst)
        note = self._text(
            "worst_note", level=self.level, k=self.content.measures.disclosure.smallest_cell
        )
        short = book.rulebook.short.of(self.lang)
        return Slide(
            self._text("worst_title", book=short, year=str(year)),
            (Bars(tuple(labels), shares, measure, alt),),
            note=note,
        )

    def _problem(self, layer: Layer, year: int, cells: Sequence[Cell]) -> Iterator[Slide]:
        """One indicator by place, with its years."""
        one = layer.indicator
        title = self._text("problem_title", code=one.code, title=one.short.of(self.lang))
        lead = self._lead(layer, year, cells)
        order = worst_first(cells[:-1], problem=_problem(layer))
        if layer.withheld:
            said = Text((self._text("withheld_note", level=self.level),))
            alone = self._lines(layer, [])
            yield Slide(title, (said, alone) if alone else (said,), lead=lead)
            return
        beside = self._lines(layer, order) or self._bars(layer, cells, order)
        note = self._text("lines_note") if isinstance(beside, Lines) else ""
        shown = order if len(order) <= _MOST * ROWS else order[:ROWS]
        if len(shown) < len(order):
            note = self._text("most_rows", n=len(shown), all=len(order))
        if not layer.scored:
            yield Slide(title, (self._map(layer, year),))
        parts = _parts(self._by_place(layer, cells, shown), _BESIDE if beside else 1)
        for n, table in enumerate(parts, start=1):
            named = self._text("problem_part", title=title, part=n, parts=len(parts))
            yield Slide(
                named if len(parts) > 1 else title,
                (table, beside) if beside else (table,),
                lead=lead,
                note=note,
            )

    def _by_place(self, layer: Layer, cells: Sequence[Cell], order: Sequence[int]) -> Table:
        """Values of places in words."""
        none = self.say.text("page.table.none")
        rows = [
            (
                self.names[at],
                self.part.value(cells[at], layer),
                none if (asked := cells[at].households) is None else self.say.number(asked),
            )
            for at in order
        ]
        value = "score" if layer.scored else "value"
        heads = tuple(self._text(key) for key in ("place", value, "households"))
        if any(cell.households is not None for cell in cells[:-1]):
            return Table(heads, tuple(rows), (0.36, 0.46, 0.18), right=frozenset({2}))
        return Table(heads[:2], tuple(row[:2] for row in rows), (0.4, 0.6))

    def _lines(self, layer: Layer, order: Sequence[int]) -> Lines | None:
        """The whole area and the first of some places over the years, told numbers only."""
        years = sorted(layer.cells)
        if len(years) < _FEWEST:
            return None
        table = [cells_of(layer, year) for year in years]
        drawn = list(dict.fromkeys([len(self.codes), *order]))
        series = [(self.names[at], tuple(cells[at].number for cells in table)) for at in drawn]
        told = [one for one in series if any(value is not None for value in one[1])][: DRAWN + 1]
        if not told:
            return None
        alt = self._text("lines_alt", years=span(years), names=", ".join(n for n, _ in told))
        return Lines(tuple(map(str, years)), tuple(told), self._text("share"), alt)

    def _bars(self, layer: Layer, cells: Sequence[Cell], order: Sequence[int]) -> Bars | None:
        """Places that tell a number, worst first."""
        told = [at for at in order if cells[at].number is not None and not layer.scored][:BARS]
        if len(told) < _FEWEST:
            return None
        values = tuple(cells[at].number or 0.0 for at in told)
        series, first = self._text("share"), told[0]
        value = self.part.value(cells[first], layer)
        alt = self._text("worst_alt", series=series, first=self.names[first], value=value)
        return Bars(tuple(self.names[at] for at in told), values, series, alt)

    def _change(self, book: Rulebook, year: int, worst: Sequence[Told]) -> Slide | None:
        """The worst indicators in the first year and the newest."""
        first = min((min(layer.cells) for layer, _ in worst), default=year)
        rows = []
        for layer, cells in worst if first < year else ():
            before = cells_of(layer, first)[-1] if first in layer.cells else None
            if before is None or before.number is None or cells[-1].number is None:
                continue
            said = (self.whole.value(one, layer) for one in (before, cells[-1]))
            points = round(cells[-1].number - before.number, 1)
            rows.append((self._title(layer), *said, f"{'+' if points > 0 else ''}{points:g}"))
        if not rows:
            return None
        years = (self._text("year", year=str(one)) for one in (first, year))
        heads = (self._text("indicator"), *years, self._text("difference"))
        table = Table(
            heads, tuple(rows[:ROWS]), (0.48, 0.16, 0.16, 0.2), right=frozenset({1, 2, 3})
        )
        title = self._text("change_title", book=book.rulebook.short.of(self.lang), first=str(first))
        return Slide(title, (table,), note=self._text("change_note", level=self.level))

    def _summary(self, book: Rulebook, year: int, told: Sequence[Told]) -> Iterator[Slide]:
        """Two worst indicators of each place."""
        none = self.say.text("page.table.none")
        rows = []
        for at, name in enumerate(self.names[:-1]):
            said = self._problems_of([(layer, cells[at]) for layer, cells in told])
            rows.append((name, *said, *[none] * (2 - len(said))))
        if all(row[1] == none for row in rows):
            return
        keys = ("place", "summary_first", "summary_second")
        heads = tuple(map(self._text, keys))
        short = book.rulebook.short.of(self.lang)
        widths = (0.22, 0.39, 0.39)
        for chunk in packed(rows, widths)[:_MOST]:
            yield Slide(
                self._text("summary_title", book=short, year=str(year)),
                (Table(heads, tuple(chunk), widths),),
                note=self._text("summary_scored" if book.scores else "summary_note"),
            )

    def _problems_of(self, cells: Sequence[tuple[Layer, Cell]]) -> list[str]:
        """The two worst indicators of a place: highest numbers, or scores that mean a problem."""
        scored = [layer for layer, cell in cells if cell.score and cell.score == _problem(layer)]
        if scored:
            return [self._title(layer) for layer in scored[:2]]
        numbered = [(layer, cell) for layer, cell in cells if cell.number and cell.score is None]
        numbered.sort(key=lambda pair: -(pair[1].number or 0))
        return [
            self._text("summary_cell", title=self._title(layer), value=self.part.value(cell, layer))
            for layer, cell in numbered[:2]
        ]


def _parts(table: Table, share: float) -> list[Table]:
    """A table of a share of the width in parts that fit their slides; even ones where they do."""
    held = packed(table.rows, [share * wide for wide in table.widths])
    even = chunks(table.rows)
    parts = even if len(even) == len(held) else held
    return [replace(table, rows=tuple(part)) for part in parts]


def _ref(layer: Layer) -> str:
    """An indicator as documents name it."""
    return f"{layer.book.id}/{layer.indicator.code}"


def _problem(layer: Layer) -> float | None:
    """The score that means a problem."""
    return layer.book.scores.problem if layer.scored and layer.book.scores else None
