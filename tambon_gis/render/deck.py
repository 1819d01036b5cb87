"""The deck: what stands on each slide, as words, tables and charts, before any file is made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.render.cells import Speaker, cells_of, worst_first
from tambon_gis.render.layers import layers_of
from tambon_gis.render.payload import area_level
from tambon_gis.render.sections import disclosure_part, sources_part
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.story import Step
    from tambon_gis.render.cells import Cell
    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer

__all__ = ["Bars", "Lines", "Map", "Slide", "Table", "Text", "deck_of"]

#: Rows of a table on one slide, and most slides of projects.
ROWS, PROJECT_SLIDES = 11, 4
#: Problems told one by one, bars of a chart, places drawn as lines beside the whole area.
PROBLEMS, BARS, DRAWN = 4, 8, 3
#: Letters that a tenth of a slide's width holds in a table.
_LETTERS = 8.5
_BUDGET = re.compile(r"^budget_(\d{4})$")


@dataclass(frozen=True)
class Text:
    """Paragraphs."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """
    A table; ``widths`` are parts of its own width, ``right`` names the columns of numbers.

    ``total`` says that the last row is a sum.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    right: frozenset[int] = frozenset()
    total: bool = False


@dataclass(frozen=True)
class Bars:
    """Bars lying on their side, the first on top."""

    labels: tuple[str, ...]
    values: tuple[float, ...]
    series: str
    alt: str


@dataclass(frozen=True)
class Lines:
    """Lines over years; None is a gap."""

    years: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    alt: str


@dataclass(frozen=True)
class Map:
    """A picture of a map: ``ref`` is the indicator (``bmn-2560/16``)."""

    ref: str
    year: int
    alt: str


Part = Text | Table | Bars | Lines | Map


@dataclass(frozen=True)
class Slide:
    """
    One slide.

    Parameters
    ----------
    title : str
        Its title.
    parts : tuple of Part
        One, or two side by side.
    lead : str, default ""
        A line under the title.
    note : str, default ""
        A line below.
    left : float, default 0.55
        The part of the width that the first of two takes.
    cover : bool, default False
        Whether it is the first one.
    """

    title: str
    parts: tuple[Part, ...]
    lead: str = ""
    note: str = ""
    left: float = 0.55
    cover: bool = False


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
        A story's steps where there is one, else the main findings; then plan, what is not shown
        and sources.
    """
    return tuple(_Deck(content, lang).slides())


class _Deck:
    """Writes the slides of one content in one language."""

    def __init__(self, content: Content, lang: str) -> None:
        """Read the layers once."""
        self.content, self.lang = content, lang
        self.say = words(lang)
        frame, self.area = content.places.frame, content.credits.area_code
        codes = [str(code) for code in frame["place"]]
        found = layers_of(content.measures, content.rulebooks, codes, self.area)
        self.layers = [layer for layer in found if layer.cells]
        self.codes = [*codes, self.area]
        self.speaker = Speaker(
            content.measures.disclosure, area_level(content.credits), lang=lang
        )
        self.level = self.speaker.level
        self.names = [
            self.say.text("page.card.moo_name", moo=str(int(moo)), name=name)
            if not pd.isna(moo)
            else str(name)
            for name, moo in zip(frame["name"], frame["moo"], strict=True)
        ]
        self.names.append(self.say.text("page.card.whole", level=self.level))

    def text(self, key: str, **facts: object) -> str:
        """A sentence of the slides."""
        return self.say.text(f"office.slides.{key}", **facts)

    def slides(self) -> Iterator[Slide]:
        """All of them."""
        yield self.cover()
        if self.content.tale is not None:
            for step in self.content.tale.story.step:
                yield self.step(step)
        else:
            yield self.where()
            for book in self.content.rulebooks:
                yield from self.findings(book)
        yield from self.programmes()
        yield self.hidden()
        yield self.sources()

    def cover(self) -> Slide:
        """Title, years, date."""
        credit, tale = self.content.credits, self.content.tale
        years = sorted({year for layer in self.layers for year in layer.cells})
        lines = [self.text("cover_years", years=_span(years))] if years else []
        lines.append(self.text("cover_made", date=credit.made_on))
        if tale is not None and tale.draft:
            lines.append(self.text("story_draft"))
        title = tale.story.title.of(self.lang) if tale else credit.area_title
        lead = credit.area_title if tale else self.text("kicker")
        return Slide(title, (Text(tuple(lines)),), lead=lead, cover=True)

    def where(self) -> Slide:
        """The area in numbers, and its inputs."""
        made = self.content
        places = self.say.text(f"page.level.{made.places.level}")
        lines = [self.text("where_places", level=places, n=len(self.codes) - 1)]
        if made.facilities is not None:
            lines.append(self.text("where_facilities", n=len(made.facilities.frame)))
        if made.plan is not None:
            lines.append(self.text("where_plan", n=len(made.plan.frame)))
        if made.places.credit:
            lines.append(self.say.text("page.map.boundary", credit=made.places.credit))
        if made.places.approximate:
            lines.append(self.say.text("page.map.approximate"))
        return Slide(
            self.text("where_title"), (Text(tuple(lines)), self._inputs(ROWS)), left=0.38
        )

    def _inputs(self, most: int) -> Table:
        """Inputs by role."""
        rows = sources_part(self.content.credits, self.content.rulebooks, lang=self.lang)
        heads = tuple(self.text(key) for key in ("source", "kept", "refused"))
        cells = tuple((one["title"], one["kept"], one["refused"]) for one in rows[:most])
        return Table(heads, cells, (0.58, 0.24, 0.18), right=frozenset({1, 2}))

    def findings(self, book: Rulebook) -> Iterator[Slide]:
        """Worst indicators, each of them by place, change, and places with their problems."""
        layers = [layer for layer in self.layers if layer.book is book]
        if not layers:
            return
        year = max(max(layer.cells) for layer in layers)
        told = [(layer, cells_of(layer, year)) for layer in layers if year in layer.cells]
        worst = sorted(
            (pair for pair in told if pair[1][-1].share),
            key=lambda pair: -(pair[1][-1].share or 0),
        )
        if worst:
            yield self._worst(book, year, worst[:BARS])
        for layer, cells in worst[:PROBLEMS]:
            yield from self.problem(layer, year, cells)
        change = self._change(book, year, worst)
        yield from [change] if change else []
        yield from self._summary(book, year, told)

    def _worst(self, book: Rulebook, year: int, worst: Sequence[tuple[Layer, list[Cell]]]) -> Slide:
        """Bars of the whole area."""
        first, cells = worst[0]
        labels = []
        for layer, found in worst:
            title = self.title(layer)
            rounded = found[-1].form == "rounded"
            labels.append(self.text("about", title=title) if rounded else title)
        bars = Bars(
            tuple(labels),
            tuple(found[-1].share or 0.0 for _, found in worst),
            self.text("share"),
            self.text(
                "worst_alt",
                level=self.level,
                first=self.title(first),
                value=self.speaker.value(cells[-1], first),
            ),
        )
        k = self.content.measures.disclosure.smallest_cell
        return Slide(
            self.text("worst_title", book=book.rulebook.short.of(self.lang), year=str(year)),
            (bars,),
            note=self.text("worst_note", level=self.level, k=k),
        )

    def title(self, layer: Layer) -> str:
        """Number and short name of an indicator."""
        one = layer.indicator
        return f"{one.code}. {one.short.of(self.lang)}"

    def problem(self, layer: Layer, year: int, cells: Sequence[Cell]) -> Iterator[Slide]:
        """One indicator by place, with its years."""
        one, whole = layer.indicator, cells[-1]
        title = self.text("problem_title", code=one.code, title=one.short.of(self.lang))
        value = self.speaker.value(whole, layer)
        lead = self.text("problem_lead", level=self.level, year=str(year), value=value)
        order = worst_first(cells[:-1], problem=_problem(layer))
        beside = self.lines(layer, order) or self._bars(layer, cells, order)
        note = self.text("lines_note") if isinstance(beside, Lines) else ""
        if layer.withheld:
            said = Text((self.text("withheld_note", level=self.level),))
            yield Slide(title, (said, beside) if beside else (said,), lead=lead, note=note)
            return
        shown = order if len(order) <= 3 * ROWS else order[:ROWS]
        if len(shown) < len(order):
            note = self.text("most_rows", n=len(shown), all=len(order))
        chunks = _chunks(shown, ROWS)
        for part, chunk in enumerate(chunks, start=1):
            parts: tuple[Part, ...] = (self.by_place(layer, cells, chunk),)
            more = len(chunks) > 1
            yield Slide(
                self.text("problem_part", title=title, part=part, parts=len(chunks))
                if more
                else title,
                (*parts, beside) if beside else parts,
                lead=lead,
                note=note,
            )

    def by_place(self, layer: Layer, cells: Sequence[Cell], order: Sequence[int]) -> Table:
        """Values of places in words."""
        none = self.say.text("page.table.none")
        rows = tuple(
            (
                self.names[at],
                self.speaker.value(cells[at], layer),
                none if cells[at].households is None else self.say.number(cells[at].households),
            )
            for at in order
        )
        keys = ("place", "value", "households")
        table = Table(tuple(map(self.text, keys)), rows, (0.44, 0.34, 0.22), right=frozenset({2}))
        if any(cell.households is not None for cell in cells):
            return table
        return Table(table.heads[:2], tuple(row[:2] for row in rows), (0.55, 0.45))

    def lines(self, layer: Layer, order: Sequence[int], *, also: int | None = None) -> Lines | None:
        """The whole area and its worst places over the years, told numbers only."""
        years = sorted(layer.cells)
        if len(years) < 2:  # noqa: PLR2004
            return None
        table = {year: cells_of(layer, year) for year in years}
        drawn = [len(self.codes) - 1, *([] if also is None else [also])]
        drawn += [at for at in order if at not in drawn][: DRAWN + 1 - len(drawn)]
        series = []
        for at in drawn:
            values = tuple(table[year][at].number for year in years)
            if any(value is not None for value in values):
                series.append((self.names[at], values))
        if not series:
            return None
        alt = self.text("lines_alt", years=_span(years))
        return Lines(tuple(map(str, years)), tuple(series), alt)

    def _bars(self, layer: Layer, cells: Sequence[Cell], order: Sequence[int]) -> Bars | None:
        """Places that tell a number, worst first."""
        told = [at for at in order if cells[at].number is not None and not layer.scored][:BARS]
        if len(told) < 2:  # noqa: PLR2004
            return None
        values = tuple(cells[at].number or 0.0 for at in told)
        alt = self.text(
            "worst_alt", level=self.level, first=self.names[told[0]],
            value=self.speaker.value(cells[told[0]], layer),
        )  # fmt: skip
        return Bars(tuple(self.names[at] for at in told), values, self.text("share"), alt)

    def _change(
        self, book: Rulebook, year: int, worst: Sequence[tuple[Layer, list[Cell]]]
    ) -> Slide | None:
        """The worst indicators in the first year and the newest."""
        first = min((min(layer.cells) for layer, _ in worst), default=year)
        rows = []
        for layer, cells in worst if first < year else ():
            before = cells_of(layer, first)[-1] if first in layer.cells else None
            if before is None or before.number is None or cells[-1].number is None:
                continue
            said = (self.speaker.value(one, layer) for one in (before, cells[-1]))
            difference = round(cells[-1].number - before.number, 1)
            rows.append((self.title(layer), *said, self._points(difference)))
        if not rows:
            return None
        heads = (
            self.text("indicator"), self.text("year", year=str(first)),
            self.text("year", year=str(year)), self.text("difference"),
        )  # fmt: skip
        table = Table(heads, tuple(rows[:ROWS]), (0.46, 0.16, 0.16, 0.22), right=frozenset({1, 2, 3}))
        title = self.text("change_title", book=book.rulebook.short.of(self.lang), first=str(first))
        return Slide(title, (table,), note=self.text("change_note", level=self.level))

    def _points(self, difference: float) -> str:
        """A difference with its direction in words: fewer below standard is better."""
        if not difference:
            return self.text("same")
        return self.text("worse" if difference > 0 else "better", points=difference)

    def _summary(
        self, book: Rulebook, year: int, told: Sequence[tuple[Layer, list[Cell]]]
    ) -> Iterator[Slide]:
        """Two worst indicators of each place."""
        rows = []
        for at, name in enumerate(self.names[:-1]):
            numbered = [(layer, cells[at]) for layer, cells in told if cells[at].number]
            numbered.sort(key=lambda pair: -(pair[1].number or 0))
            said = [
                self.text(
                    "summary_cell", title=self.title(layer), value=self.speaker.value(cell, layer)
                )
                for layer, cell in numbered[:2]
            ]
            rows.append((name, *said, *[self.say.text("page.table.none")] * (2 - len(said))))
        if all(row[1] == self.say.text("page.table.none") for row in rows):
            return
        keys = ("place", "summary_first", "summary_second")
        heads, widths = tuple(map(self.text, keys)), (0.24, 0.38, 0.38)
        short = book.rulebook.short.of(self.lang)
        for chunk in _chunks(rows, ROWS)[:3]:
            yield Slide(
                self.text("summary_title", year=str(year)),
                (Table(heads, tuple(chunk), widths),),
                note=self.text("summary_note", book=short),
            )

    def step(self, step: Step) -> Slide:
        """A step of a story with the evidence that it names."""
        title, said = step.title.of(self.lang), Text((step.text.of(self.lang),))
        layer = next((one for one in self.layers if _ref(one) == step.layer), None)
        if layer is None:
            return Slide(title, (said,))
        year = step.year if step.year in layer.cells else max(layer.cells)
        cells = cells_of(layer, year)
        order = worst_first(cells[:-1], problem=_problem(layer))
        at = self.codes.index(step.place) if step.place in self.codes[:-1] else None
        lead = self.text(
            "problem_lead", level=self.level, year=str(year),
            value=self.speaker.value(cells[-1], layer),
        )  # fmt: skip
        lines = self.lines(layer, order, also=at) if at is not None else None
        evidence: Part = lines or self.by_place(layer, cells, order[:ROWS])
        if at is None and not layer.withheld:
            bars = self._bars(layer, cells, order)
            evidence = bars or evidence
        if layer.withheld:
            evidence = self.lines(layer, []) or Text(
                (self.text("withheld_note", level=self.level),)
            )
        note = self.text("lines_note") if isinstance(evidence, Lines) else ""
        return Slide(title, (said, evidence), lead=lead, note=note, left=0.4)

    def programmes(self) -> Iterator[Slide]:
        """The plan: programmes with their sums, then projects."""
        plan = self.content.plan
        if plan is None or plan.frame.empty:
            return
        names = sorted(name for name in map(str, plan.frame.columns) if _BUDGET.match(name))
        years = [int(name.removeprefix("budget_")) for name in names]
        frame = plan.frame.assign(
            sum_of_years=plan.frame[names].sum(axis=1) if names else 0.0,
            programme=[_text(one) or self.say.text("page.plan.other") for one in plan.frame["programme"]],
        )
        grouped = list(frame.groupby("programme", sort=False))
        rows = [(str(n), str(len(g)), self._baht(g["sum_of_years"].sum())) for n, g in grouped]
        total = (self.text("total"), str(len(frame)), self._baht(frame["sum_of_years"].sum()))
        heads = tuple(self.text(key) for key in ("programme", "projects", "budget"))
        table = Table(
            heads, (*rows[: ROWS - 1], total), (0.6, 0.16, 0.24),
            right=frozenset({1, 2}), total=True,
        )  # fmt: skip
        yield Slide(self.text("programmes_title", years=_span(years)), (table,))
        yield from self._projects(grouped, len(frame))

    def _projects(self, grouped: Sequence[tuple[Any, pd.DataFrame]], count: int) -> Iterator[Slide]:
        """Projects of each programme, as many as fit."""
        heads = tuple(self.text(key) for key in ("number", "projects", "agency", "budget"))
        widths, made, shown = (0.07, 0.55, 0.2, 0.18), [], 0
        for programme, group in grouped:
            rows = [
                (_text(r.number), _text(r.title), _text(r.agency), self._baht(r.sum_of_years))
                for r in group.itertuples()
            ]
            for chunk in _packed(rows, widths):
                if len(made) == PROJECT_SLIDES:
                    break
                shown += len(chunk)
                table = Table(heads, tuple(chunk), widths, right=frozenset({3}))
                made.append((self.text("projects_title", programme=programme), table))
        note = self.text("projects_note", n=shown, all=count) if shown < count else ""
        for title, table in made:
            yield Slide(title, (table,), note=note)

    def _baht(self, value: float) -> str:
        """Baht; nothing planned is a dash."""
        return self.say.number(float(value), 0) if value else self.say.text("page.table.none")

    def hidden(self) -> Slide:
        """What is not shown and why."""
        told = self.content.measures.disclosure
        part = disclosure_part(told, self.content.rulebooks, lang=self.lang)
        places = self.say.text(f"page.level.{self.content.places.level}")
        lines = [
            self.text("hidden_why"),
            self.say.text(
                "page.about.thresholds", asked=told.smallest_asked, k=told.smallest_cell
            ),
            self.say.text("page.about.coloured", level=places, share=part["coloured"]),
        ]
        if part["left"]:
            titles = ", ".join(part["left"])
            lines.append(self.text("hidden_left", level=self.level, titles=titles))
        lines += part["shown"]
        return Slide(self.text("hidden_title"), (Text(tuple(lines)),))

    def sources(self) -> Slide:
        """Rulebooks, boundary, tool."""
        credit, places = self.content.credits, self.content.places
        lines = [
            self.text(
                "sources_book" if book.verified else "sources_unverified",
                title=book.rulebook.title.of(self.lang),
                source=book.rulebook.source.of(self.lang),
            )
            for book in self.content.rulebooks
        ]
        if places.credit:
            lines.append(self.say.text("page.about.boundary", credit=places.credit))
        if places.licence:
            lines.append(self.say.text("page.about.licence", licence=places.licence))
        made = self.say.text("page.about.made", date=credit.made_on, version=credit.version)
        return Slide(self.text("sources_title"), (Text((*lines, made)),))


def _ref(layer: Layer) -> str:
    """An indicator as documents name it."""
    return f"{layer.book.id}/{layer.indicator.code}"


def _problem(layer: Layer) -> float | None:
    """The score that means a problem."""
    return layer.book.scores.problem if layer.scored and layer.book.scores else None


def _span(years: Sequence[int]) -> str:
    """Years from the first to the last."""
    return "–".join(str(year) for year in sorted({min(years), max(years)})) if years else ""


def _chunks(rows: Sequence[Any], most: int) -> list[Sequence[Any]]:
    """Even parts of at most so many."""
    parts = max(1, -(-len(rows) // most))
    size = -(-len(rows) // parts)
    return [rows[at : at + size] for at in range(0, len(rows), max(size, 1))]


def _packed(rows: Sequence[tuple[str, ...]], widths: Sequence[float]) -> Iterator[list[Any]]:
    """Rows that fit on a slide, counting the lines that their texts take."""
    held: list[tuple[str, ...]] = []
    used = 0
    for row in rows:
        lines = max(
            -(-len(text) // max(1, int(100 * width * _LETTERS / 10)))
            for text, width in zip(row, widths, strict=True)
        )
        if held and used + lines > ROWS:
            yield held
            held, used = [], 0
        held.append(row)
        used += max(lines, 1)
    if held:
        yield held


def _text(value: Any) -> str:
    """A cell as text."""
    if pd.isna(value):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
