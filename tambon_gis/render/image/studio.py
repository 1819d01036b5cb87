"""Studio: one content laid out for pictures, cards and paper: layers, looks, legends and words."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from tambon_gis.render.content import area_level
from tambon_gis.render.image.figure import DPI
from tambon_gis.render.image.figure_frame import Frame
from tambon_gis.render.image.figure_ground import Label, Look, Mark
from tambon_gis.render.image.figure_map import Key, Scale
from tambon_gis.render.layers import first_view, layers_of
from tambon_gis.render.planning.first import first_problems
from tambon_gis.render.profile import profiles
from tambon_gis.render.roles import role_title
from tambon_gis.render.rough import rough_told
from tambon_gis.render.still import fills_of, still_of
from tambon_gis.words import LANGS, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    import shapely

    from tambon_gis.model.layer import OwnLayer
    from tambon_gis.model.sealed import Vectors
    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer
    from tambon_gis.render.profile import Line, Profile
    from tambon_gis.render.still import Fill

__all__ = ["Studio"]

#: More places than this carry no names on a picture.
_NAMED = 400
_KILO = 1000
#: Points of paper a pixel of the page takes.
_ON_PAPER = 0.7


class Studio:
    """
    A content, laid out once for every picture of it.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}
        Language.
    dpi : int, default 300
        Pixels an inch of its pictures.
    """

    def __init__(self, content: Content, *, lang: str, dpi: int = DPI) -> None:
        self.content, self.dpi = content, dpi
        self.lang = lang if lang in LANGS else LANGS[0]
        self.say = words(self.lang, digits=content.digits)
        self.level = self.say.text(f"page.level.{content.places.level}")
        self.shapes: list[shapely.Geometry] = list(content.places.frame.geometry)
        codes = [str(code) for code in content.places.frame["place"]]
        self.layers = layers_of(
            content.measures,
            content.rulebooks,
            codes,
            content.credits.area_code,
            views=content.views,
        )
        self.by_ref = {f"{one.book.id}/{one.indicator.code}": one for one in self.layers}

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        """Every place, the whole area last."""
        return profiles(self.content, lang=self.lang)

    @property
    def internal(self) -> bool:
        """Whether the picture may not leave the house."""
        return self.content.measures.audience == "internal"

    @cached_property
    def area(self) -> str:
        """The area's title."""
        return self.say.written(self.content.credits.area_title)

    def looks(self, layer: Layer, year: int) -> list[Look]:
        """How each place of an indicator is filled."""
        return [_look(fill) for fill in fills_of(layer, year)]

    def key(self, layer: Layer, year: int) -> Key:
        """The legend of an indicator in a year, in the words of the page."""
        rows = tuple(
            (_look(fill), label, self.say.number(number))
            for fill, label, number in self._legend(layer, year)
        )
        counted = self.say.text("page.legend.counted", level=self.level)
        return Key(self.measure(layer), counted, rows, tuple(self._notes(layer, year)))

    def key_of_years(self, layer: Layer) -> Key:
        """The legend of all years of an indicator, without numbers of places."""
        found = {
            fill: label for year in layer.cells for fill, label, _ in self._legend(layer, year)
        }
        ranked = sorted(found, key=lambda fill: fill.rank)
        rows = tuple((_look(fill), found[fill], "") for fill in ranked)
        return Key("", "", rows, () if layer.withheld else (self._direction,))

    def labels(self, *, names: bool = True) -> list[Label]:
        """Number and name of each place, or the bare number."""
        frame = self.content.places.frame
        if len(frame) > _NAMED:
            return []
        columns = (frame[name] for name in ("label_x", "label_y", "moo", "name"))
        rows = list(zip(*columns, strict=True))
        if names:
            return [Label(float(x), float(y), self.moo(moo), str(n)) for x, y, moo, n in rows]
        return [
            Label(float(x), float(y), "" if pd.isna(moo) else self.say.number(int(moo)), "")
            for x, y, moo, _ in rows
        ]

    def moo(self, moo: object) -> str:
        """A village by its number."""
        return "" if pd.isna(moo) else self.say.text("page.card.moo", moo=str(int(moo)))  # type: ignore[call-overload]

    def marks(self) -> list[Mark]:
        """The group's own layers that are shown from the start."""
        return [
            mark
            for one in self.content.vectors
            if one.layer.shown
            for mark in _marks(one, self.lang)
        ]

    def year(self, year: int) -> str:
        """A year as outputs write it."""
        return self.say.text("page.view.year", year=str(year))

    def title(self, layer: Layer) -> str:
        """An indicator by number and short name."""
        one = layer.indicator
        return self.say.text("page.legend.indicator", code=one.code, title=one.short.of(self.lang))

    def measure(self, layer: Layer) -> str:
        """What is counted."""
        kind = "score" if layer.scored else layer.indicator.counts
        return self.say.text(f"page.measure.{kind}")

    def source(self, layer: Layer, year: int) -> str:
        """Where the numbers of a picture are from."""
        role = f"{layer.book.id}-{year}"
        return self.say.written(role_title(role, self.content.rulebooks, lang=self.lang))

    def frame(
        self, title: str, subtitle: str, *, source: str = "", unverified: bool = False
    ) -> Frame:
        """The words around a picture."""
        say, credit, places = self.say, self.content.credits, self.content.places
        made = say.text("page.legend.made", date=credit.made_on)
        said = say.text("page.legend.source", source=source) if source else ""
        foot = [" · ".join(part for part in (said, made) if part)]
        if places.credit:
            foot.append(say.text("page.map.boundary", credit=places.credit))
        foot += rough_told(places, lang=self.lang)
        if credit.synthetic:
            foot.append(say.text("static.synthetic"))
        badges = [
            (kind, say.text(f"page.badge.{kind}"))
            for kind, shown in (
                ("internal", self.internal),
                ("synthetic", credit.synthetic),
                ("approximate", places.approximate),
                ("unverified", unverified),
            )
            if shown
        ]
        mark = say.text("page.badge.internal") if self.internal else ""
        return Frame(
            say.written(title), say.written(subtitle), tuple(foot), tuple(badges), mark, self.dpi
        )

    @property
    def scale(self) -> Scale:
        """Words for the scale bar and the arrow to the north."""
        return Scale(self.length, self.say.text("static.north"))

    def length(self, metres: float) -> str:
        """A distance in words."""
        if metres < _KILO:
            return self.say.text("page.map.metres", n=round(metres))
        return self.say.text("page.map.kilometres", n=round(metres / _KILO, 1))

    @property
    def whole(self) -> str:
        """The whole area, as a page calls it."""
        level = self.say.text(f"page.level.{area_level(self.content.credits)}")
        return self.say.text("page.card.whole", level=level)

    @cached_property
    def worst(self) -> dict[str, tuple[Line, ...]]:
        """
        What the whole area falls short of, by rulebook, worst first.

        Rulebooks are not mixed: one counts households, another villages. The order is by the
        share, or by the least that a band leaves.
        """
        lines = sorted(self.profiles[-1].problems, key=lambda line: -_least(line))
        names = dict.fromkeys(layer.book.id for layer in self.layers)
        found = {
            name: tuple(line for line in lines if self.by_ref[line.ref].book.id == name)
            for name in names
        }
        return {name: mine for name, mine in found.items() if mine}

    def mapped(self, most: int) -> tuple[tuple[Layer, int], ...]:
        """
        Indicators and years worth a map, most pressing first.

        The problems of the trail, those of the story, and the worst of a rulebook where the trail
        has fewer of it.
        """
        found = dict.fromkeys(self._pressing(most))
        pressing = list(found)
        found |= dict.fromkeys(self._told())
        for book, lines in self.worst.items():
            shown = [line for line in lines if not self.by_ref[line.ref].withheld]
            had = sum(self.by_ref[ref].book.id == book for ref, _ in pressing)
            for line in shown[: max(0, most - had)]:
                found.setdefault((line.ref, line.year))
        first = first_view(self.layers)
        if first and not found:
            layer = self.layers[first[0]]
            found.setdefault((f"{layer.book.id}/{layer.indicator.code}", first[1]))
        return tuple((self.by_ref[ref], year) for ref, year in found)

    def _pressing(self, most: int) -> Iterator[tuple[str, int]]:
        """The first problems of the trail in each rulebook."""
        taken: dict[str, int] = {}
        for ref, year in first_problems(self.content):
            layer = self.by_ref.get(ref)
            if layer is None or layer.withheld or year not in layer.cells:
                continue
            taken[layer.book.id] = taken.get(layer.book.id, 0) + 1
            if taken[layer.book.id] <= most:
                yield ref, year

    def _told(self) -> Iterator[tuple[str, int]]:
        """Indicators that the story shows."""
        tale = self.content.tale
        for step in tale.story.step if tale else ():
            layer = self.by_ref.get(step.layer or "")
            if step.layer and layer and layer.cells and not layer.withheld:
                year = step.year if step.year in layer.cells else None
                yield step.layer, max(layer.cells) if year is None else year

    def _legend(self, layer: Layer, year: int) -> tuple[tuple[Fill, str, int], ...]:
        """Fill, label and number of places."""
        limits = self.content.measures.disclosure
        still = still_of(self.content.places, layer, year, limits=limits, lang=self.lang)
        return tuple((fill, self.say.written(label), n) for fill, label, n in still.legend)

    @property
    def _direction(self) -> str:
        """Which way the colours go."""
        return self.say.text("page.legend.direction")

    def _notes(self, layer: Layer, year: int) -> Iterator[str]:
        """What the legend ends with."""
        if layer.withheld:
            return
        yield self._direction
        told = layer.cells[year].numbers["households"].split(",")[:-1]
        total = sum(int(float(n)) for n in told if n)
        if total and not layer.scored:
            yield self.say.text("page.legend.households", n=total, level=self.level)


def _least(line: Line) -> float:
    """What fails at least."""
    return line.share if line.share is not None else (line.low or 0.0)


def _look(fill: Fill) -> Look:
    """A fill of the page as a picture draws it."""
    return Look(fill.colour, fill.pattern, fill.mark)


def _marks(one: Vectors, lang: str) -> Iterator[Mark]:
    """A layer of the group's own, a mark for each of its symbols."""
    layer, shapes = one.layer, list(one.frame.geometry)
    if layer.kind != "points" or not layer.symbol:
        yield _mark(layer, shapes, layer.title.of(lang), layer.colour)
        return
    kinds = [str(kind) for kind in one.frame[layer.by]] if layer.by else [""] * len(shapes)
    taken = [
        next((s for s in layer.symbol if not s.words or any(w in kind for w in s.words)), None)
        for kind in kinds
    ]
    for symbol in layer.symbol:
        mine = [shape for shape, s in zip(shapes, taken, strict=True) if s is symbol]
        if mine:
            yield _mark(layer, mine, symbol.title.of(lang), symbol.colour)


def _mark(layer: OwnLayer, shapes: list[shapely.Geometry], title: str, colour: str) -> Mark:
    """A layer as a picture draws it."""
    return Mark(
        layer.kind,
        tuple(shapes),
        title,
        colour,
        width=_ON_PAPER * layer.width,
        dashed=layer.dashed,
        hatched=layer.hatched,
        below=layer.below,
    )
