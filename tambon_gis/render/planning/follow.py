"""What became of the projects, in words: before, after, and how sure; never why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.render.cells import Speaker, cells_of
from tambon_gis.render.content import area_level
from tambon_gis.render.layers import layers_of
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tambon_gis.model.planned import Plan
    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer

__all__ = ["FollowPart", "FollowRow", "follow_part"]

_COLUMNS = ("project", "indicator", "place", "before", "after", "change", "told")
_PERCENT = 100
_DIGITS = 6


@dataclass(frozen=True)
class FollowRow:
    """
    One project, indicator and place.

    Parameters
    ----------
    project : int
        Number of the project.
    title, indicator, place : str
        In words; the place may be all places of the project together.
    began : str
        When the work began, in words.
    earlier, later : str
        Years of both surveys; a dash where there is none.
    before, after : str
        What each told, as the page says it.
    change : str
        Points with their interval; a dash where no numbers are told.
    told, mark : str
        ``better``, ``worse``, ``unclear``, ``band``, ``waiting``, ``new_form`` or ``no_earlier``,
        and in words.
    together : bool
        Whether it is all places of the project together.
    """

    project: int
    title: str
    indicator: str
    place: str
    began: str
    earlier: str
    later: str
    before: str
    after: str
    change: str
    told: str
    mark: str
    together: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """The row under :attr:`FollowPart.columns`; each share with its year."""
        sides = ((self.before, self.earlier), (self.after, self.later))
        shown = [f"{value} ({year})" if year.isdecimal() else value for value, year in sides]
        return (self.title, self.indicator, self.place, *shown, self.change, self.mark)


@dataclass(frozen=True)
class FollowPart:
    """
    Everything that an output says of what became of the projects.

    Parameters
    ----------
    columns : Mapping[str, str]
        Headings: ``project``, ``indicator``, ``place``, ``before``, ``after``, ``change`` and
        ``told``.
    rows : tuple[FollowRow, ...]
        Project after project; of each indicator all places together first.
    caution, interval : str
        That a change is not the work of the project; what the range in brackets says.
    """

    columns: Mapping[str, str]
    rows: tuple[FollowRow, ...]
    caution: str
    interval: str


def follow_part(content: Content, *, lang: str = "th") -> FollowPart | None:
    """
    Put what became of the projects into words.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    FollowPart or None
        None where no project has a confirmed link.
    """
    if content.trail is None or content.plan is None or content.trail.follow.empty:
        return None
    desk = _Desk(content, content.plan, lang)
    say = desk.say
    return FollowPart(
        columns={name: say.text(f"scenario.follow_column.{name}") for name in _COLUMNS},
        rows=tuple(desk.row(row) for row in content.trail.follow.to_dict("records")),
        caution=say.text("scenario.follow.caution"),
        interval=say.text("scenario.follow.interval"),
    )


class _Desk:
    """What the rows are put together from, looked up once."""

    def __init__(self, content: Content, plan: Plan, lang: str) -> None:
        """Spread it out."""
        frame = content.places.frame
        self.say = words(lang, digits=content.digits)
        self.lang, self.area = lang, content.credits.area_code
        codes = [str(code) for code in frame["place"]]
        self.at = {code: n for n, code in enumerate([*codes, self.area])}
        layers = layers_of(
            content.measures, content.rulebooks, codes, self.area, views=content.views
        )
        self.layers = {layer.reference: layer for layer in layers}
        limits, whole = content.measures.disclosure, area_level(content.credits)
        self.speakers = tuple(
            Speaker(limits, level, lang=lang) for level in (content.places.level, whole)
        )
        self.names = {
            code: str(name)
            if pd.isna(moo)
            else self.say.text("page.card.moo_name", moo=int(moo), name=name)
            for code, moo, name in zip(codes, frame["moo"], frame["name"], strict=True)
        }
        level = self.say.text(f"page.level.{whole}")
        self.names.setdefault(self.area, self.say.text("page.card.whole", level=level))
        numbers = plan.frame["project"].astype(int)
        self.titles = dict(zip(numbers, plan.frame["title"], strict=True))
        self.began = dict(zip(numbers, plan.frame["began"], strict=True))

    def row(self, row: Mapping[Any, Any]) -> FollowRow:
        """One project, indicator and place."""
        say, project, place = self.say, int(row["project"]), str(row["place"])
        layer = self.layers.get(f"{row['framework']}/{row['code']}")
        began, told = self.began[project], str(row["told"])
        when = "scenario.follow.began_unknown" if pd.isna(began) else "scenario.follow.began"
        return FollowRow(
            project=project,
            title=say.written(str(self.titles[project])),
            indicator=say.written(layer.indicator.short.of(self.lang) if layer else row["code"]),
            place=self._place(place),
            began=say.text(when, year="" if pd.isna(began) else str(int(began))),
            earlier=self._year(row["earlier"]),
            later=self._year(row["later"]),
            before=self._share(layer, place, row["earlier"], row["share_earlier"]),
            after=self._share(layer, place, row["later"], row["share_later"]),
            change=self._change(row),
            told=told,
            mark=say.text(f"scenario.told.{told}"),
            together=not place,
        )

    def _place(self, place: str) -> str:
        """A place by name, or all of them."""
        if not place:
            return self.say.text("scenario.follow.together")
        return self.say.written(self.names.get(place, place))

    def _year(self, year: Any) -> str:
        """A year; a dash where there is none."""
        none = self.say.text("scenario.follow.none")
        return none if pd.isna(year) else self.say.written(str(int(year)))

    def _share(self, layer: Layer | None, place: str, year: Any, share: Any) -> str:
        """What a survey told of a place, as the page says it."""
        at = self.at.get(place)
        if layer is not None and at is not None and not pd.isna(year) and int(year) in layer.cells:
            speaker = self.speakers[at == len(self.at) - 1]
            return self.say.written(speaker.value(cells_of(layer, int(year))[at], layer))
        if pd.isna(share):
            return self.say.text("scenario.follow.none")
        percent = round(_PERCENT * float(share), _DIGITS)
        return self.say.text("scenario.follow.share", share=self.say.number(percent, 1))

    def _change(self, row: Mapping[Any, Any]) -> str:
        """Points with their interval."""
        if pd.isna(row["points"]):
            return self.say.text("scenario.follow.none")
        points = round(float(row["points"]), 1)
        key = "level" if not points else "down" if points < 0 else "up"
        ends = {name: _signed(row[f"points_{name}"], self.say.number) for name in ("low", "high")}
        size = self.say.number(abs(points), 1)
        return self.say.text(f"scenario.follow.{key}", points=size, **ends)


def _signed(points: Any, number: Any) -> str:
    """Points with a plus or minus sign."""
    rounded = round(float(points), 1)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{number(abs(rounded), 1)}"
