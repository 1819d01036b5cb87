"""Telling: the scenes of a drafted story in one language, from published cells only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.render.cells import Speaker, cells_of
from tambon_gis.render.content import area_level
from tambon_gis.render.layers import layers_of
from tambon_gis.render.planning.first import first_problems
from tambon_gis.words import LANGS, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.render.cells import Cell
    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer

__all__ = ["Scene", "Teller"]

#: How many indicators are told, and how many places of each are named.
PROBLEMS, NAMED = 4, 3
#: A place among the first three of fewer than so many says little.
LEAST_RANKED = 5
_EXACT = frozenset({"exact", "zero"})


@dataclass(frozen=True)
class Scene:
    """A step in one language."""

    title: str
    lines: tuple[str, ...]
    layer: str | None = None
    year: int | None = None
    place: str | None = None
    sheet: bool = False


class Teller:
    """
    Puts what is published into sentences.

    Parameters
    ----------
    content : Content
        Published parts.
    lang : {"th", "en"}
        Language.
    """

    def __init__(self, content: Content, *, lang: str) -> None:
        self.content, self.lang, self.say = content, lang, words(lang)
        self.area = content.credits.area_code
        self.codes = [str(code) for code in content.places.frame["place"]]
        self.layers = layers_of(content.measures, content.rulebooks, self.codes, self.area)
        limits, level = content.measures.disclosure, content.places.level
        self.speaker = Speaker(limits, level, lang=lang)
        self.level = self.say.text(f"page.level.{level}")
        self.whole = self.say.text(f"page.level.{area_level(content.credits)}")
        self.names = dict(zip(self.codes, map(self._name, *self._heads()), strict=True))

    def title(self) -> str:
        """Title of the story."""
        return self.say.text("story.draft.title", area=self._area_title)

    @property
    def _area_title(self) -> str:
        """The area in the language of the story, else as the page names it."""
        credit = self.content.credits
        return credit.area_titles[LANGS.index(self.lang)] or credit.area_title

    def scenes(self) -> Iterator[Scene]:
        """The scenes in their order."""
        told = list(self._problems())
        start = told[0] if told else None
        yield self._opening(start)
        yield self._reading(start)
        yield from told
        standout = self._standout()
        if standout:
            yield standout
        yield self._untold()
        yield self._closing(told)

    def _heads(self) -> tuple[Any, Any]:
        """Number and name of each place."""
        frame = self.content.places.frame
        return frame["moo"], frame["name"]

    def _name(self, moo: Any, name: str) -> str:
        """A place by number and name."""
        if pd.isna(moo):
            return str(name)
        return self.say.text("page.card.moo_name", moo=int(moo), name=name)

    def _book(self) -> tuple[Rulebook, int] | None:
        """The rulebook that the story is about and its newest year: shares before scores."""
        years = {
            book.id: max(
                (y for one in self.layers if one.book is book for y in one.cells), default=0
            )
            for book in self.content.rulebooks
        }
        held = [book for book in self.content.rulebooks if years[book.id]]
        ordered = sorted(held, key=lambda book: book.scores is not None)
        return (ordered[0], years[ordered[0].id]) if ordered else None

    def _opening(self, start: Scene | None) -> Scene:
        """Where, what and when."""
        surveys = [
            self.say.text("story.draft.survey", survey=book.rulebook.short.of(self.lang),
                          years=", ".join(map(str, years)))
            for book in self.content.rulebooks
            if (years := sorted({y for one in self.layers if one.book is book for y in one.cells}))
        ]  # fmt: skip
        lines = [
            self.say.text("story.draft.places", n=len(self.codes), level=self.level),
            self.say.text("story.draft.surveys", surveys=" · ".join(surveys)),
        ]
        if self.content.credits.synthetic:
            lines.append(self.say.text("page.head.synthetic_note"))
        return self._over(start, self._area_title, lines)

    def _reading(self, start: Scene | None) -> Scene:
        """How to read the map."""
        told = self.content.measures.disclosure
        lines = [
            self.say.text("story.draft.darker"),
            self.say.text("story.draft.bands", k=told.smallest_cell),
            self.say.text("story.draft.hidden", asked=told.smallest_asked),
        ]
        return self._over(start, self.say.text("story.draft.reading"), lines)

    def _over(self, start: Scene | None, title: str, lines: list[str]) -> Scene:
        """A scene over the first problem's map, with nothing marked."""
        if start is None:
            return Scene(title, tuple(lines))
        return Scene(title, tuple(lines), start.layer, start.year)

    def _problems(self) -> Iterator[Scene]:
        """Indicators that are shown by place: in the order of the trail, else the worst first."""
        found, standing = self._book(), self.content.standing
        if found is None or standing is None:
            return
        book, year = found
        rows = standing.frame
        rows = rows[rows["place"].eq(self.area) & rows["framework"].eq(book.id)]
        rows = rows[rows["year"].eq(year) & rows["order"].notna()].sort_values("order")
        layers = {one.indicator.code: one for one in self.layers if one.book is book}
        pressing = [
            ref.partition("/")[2]
            for ref, told in first_problems(self.content)
            if ref.startswith(f"{book.id}/") and told == year
        ]
        codes = dict.fromkeys([*pressing, *rows["code"]])
        open_ = [layers[code] for code in codes if not layers[code].withheld]
        for number, layer in enumerate(open_[:PROBLEMS], 1):
            yield self._problem(number, layer, year)

    def _problem(self, number: int, layer: Layer, year: int) -> Scene:
        """One indicator: the area, the worst places, the bands, the years."""
        cells = cells_of(layer, year)
        worst = self._worst(layer, cells)
        lines = [self._whole_line(layer, cells[-1]), *self._named(layer, cells, worst)]
        lines += self._banded(cells) + self._years(layer, year)
        title = self.say.text(
            "story.draft.nth", n=number, title=layer.indicator.short.of(self.lang)
        )
        ref = f"{layer.book.id}/{layer.indicator.code}"
        return Scene(title, tuple(lines), ref, year, self.codes[worst[0]] if worst else None)

    def _whole_line(self, layer: Layer, cell: Cell) -> str:
        """What is told of the whole area."""
        return self.say.text("story.draft.whole", level=self.whole, value=self._value(layer, cell))

    def _value(self, layer: Layer, cell: Cell) -> str:
        """A share with the counts behind it, where they are told; else the band."""
        value, counts = self.speaker.value(cell, layer), layer.indicator.counts
        if cell.failing is None or not cell.asked:
            return value
        unit = "page.value.unit_resident" if counts == "resident" else f"page.unit.{counts}"
        facts = {"failing": self.say.number(cell.failing), "asked": self.say.number(cell.asked)}
        if cell.form == "rounded":
            facts = {name: self.say.text("page.table.about", n=n) for name, n in facts.items()}
        return self.say.text("story.draft.share", value=value, unit=self.say.text(unit), **facts)

    def _worst(self, layer: Layer, cells: list[Cell]) -> list[int]:
        """Places that show a number, the worst first; of scores, those with a problem."""
        if layer.scored and layer.book.scores is not None:
            problem = layer.book.scores.problem
            return [i for i, cell in enumerate(cells[:-1]) if cell.score == problem]
        told = [(-(cell.failing or 0) / (cell.asked or 1), i) for i, cell in enumerate(cells[:-1])
                if cell.form == "exact" and cell.failing]  # fmt: skip
        return [i for _, i in sorted(told)]

    def _named(self, layer: Layer, cells: list[Cell], worst: list[int]) -> list[str]:
        """The worst places by name, with their numbers where these are told."""
        if not worst:
            return []
        if layer.scored:
            names = ", ".join(self.names[self.codes[i]] for i in worst[: 2 * NAMED])
            return [self.say.text("story.draft.problem", names=names, n=len(worst))]
        pairs = [
            self.say.text("story.draft.pair", name=self.names[self.codes[i]],
                          value=self._value(layer, cells[i]))
            for i in worst[:NAMED]
        ]  # fmt: skip
        return [self.say.text("story.draft.worst", pairs=", ".join(pairs))]

    def _banded(self, cells: list[Cell]) -> list[str]:
        """Places of which only a band is told, in words."""
        forms = [cell.form for cell in cells[:-1]]
        most = [
            self.names[code] for code, form in zip(self.codes, forms, strict=True) if form == "most"
        ]
        k = self.content.measures.disclosure.smallest_cell
        lines = []
        if most:
            lines.append(
                self.say.text("story.draft.most", names=", ".join(most[:NAMED]), n=len(most))
            )
        if few := forms.count("few"):
            lines.append(self.say.text("story.draft.few", n=few, level=self.level, k=k))
        return lines

    def _years(self, layer: Layer, year: int) -> list[str]:
        """The first and the last year of the whole area, only where both are told to the point."""
        first = min(layer.cells)
        if first == year or layer.scored:
            return []
        ends = [cells_of(layer, one)[-1] for one in (first, year)]
        if any(cell.form not in _EXACT or cell.share is None for cell in ends):
            return []
        values = [self.speaker.value(cell, layer) for cell in ends]
        facts = {"level": self.whole, "first": str(first), "last": str(year)}
        return [self.say.text("story.draft.years", before=values[0], now=values[1], **facts)]

    def _standout(self) -> Scene | None:
        """The place that is most often among the first three, with its sheet."""
        found, standing = self._book(), self.content.standing
        if found is None or standing is None:
            return None
        book, year = found
        rows = standing.frame
        rows = rows[
            rows["framework"].eq(book.id) & rows["year"].eq(year) & rows["place"].isin(self.codes)
        ]
        rows = rows[rows["ranked"].ge(LEAST_RANKED).fillna(value=False)]
        often = rows[rows["rank"].le(NAMED) & rows["share"].gt(0)]["place"].value_counts()
        if often.empty:
            return None
        place = min(often.index, key=lambda code: (-often[code], self.codes.index(str(code))))
        facts = {"n": int(often[place]), "of": int(rows["place"].eq(place).sum())}
        line = self.say.text("story.draft.standout", name=self.names[str(place)], **facts)
        title = self.say.text("story.draft.village", name=self.names[str(place)])
        return Scene(
            title, (line, self.say.text("story.draft.sheet")), place=str(place), sheet=True
        )

    def _untold(self) -> Scene:
        """What is not shown, and why."""
        told = self.content.measures.disclosure
        left = sum(not one.shown for one in told.left)
        lines = []
        if left:
            lines.append(self.say.text("story.draft.left", n=left, level=self.whole))
        if told.forms.get("hidden"):
            lines.append(
                self.say.text(
                    "story.draft.cells", n=told.forms["hidden"], asked=told.smallest_asked
                )
            )
        lines.append(self.say.text("story.draft.why", k=told.smallest_cell))
        return Scene(self.say.text("story.draft.untold"), tuple(lines))

    def _closing(self, told: list[Scene]) -> Scene:
        """What to do next."""
        lines = [self.say.text("story.draft.next", n=len(told))] if told else []
        if self.content.plan is not None and len(self.content.plan.frame):
            lines.append(self.say.text("story.draft.plan", n=len(self.content.plan.frame)))
        lines.append(self.say.text("story.draft.check"))
        return Scene(self.say.text("story.draft.closing"), tuple(lines))
