"""Profile: all that is told of one place, for its sheet, picture, page and slide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.render.ages import Band, ages_of
from tambon_gis.render.cells import Cell, Speaker, cells_of
from tambon_gis.render.layers import layers_of
from tambon_gis.render.planning.trail import trail_part
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer
    from tambon_gis.render.planning.rows import ProjectRow
    from tambon_gis.words import Words

__all__ = ["Aspect", "Band", "Line", "Near", "Point", "Profile", "profiles"]

_PERCENT = 100.0
#: A rank among fewer says nothing.
_PEERS = 2


@dataclass(frozen=True)
class Line:
    """
    An indicator of which the place falls short.

    Parameters
    ----------
    ref, code, title : str
        ``bmn-2560/16``, ``16`` and its short name.
    year : int
        Year of the survey, B.E.
    form : str
        Published form.
    value, detail : str
        What the page says: a share or a band, and what stands behind it.
    share, low, high : float or None
        Percent failing; the share only where it is told, else the range that the band leaves.
    area_share, target : float or None
        Percent failing of the whole area, where it is told, and what is accepted.
    rank, ranked : int or None
        Rank among the places that show a number, 1 the worst.
    out_of : str
        How many were asked, in words; nothing where that is not told.
    """

    ref: str
    code: str
    title: str
    year: int
    form: str
    value: str
    share: float | None
    low: float | None
    high: float | None
    area_share: float | None
    target: float | None
    rank: int | None
    ranked: int | None
    detail: str
    out_of: str = ""


@dataclass(frozen=True)
class Point:
    """
    One year of an indicator: a share in percent, or the range that the band leaves.

    Parameters
    ----------
    year : int
        Year, B.E.
    form : str
        Published form.
    share, low, high : float or None
        Percent failing.
    """

    year: int
    form: str
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Aspect:
    """
    One axis of the radar, 0 to 100, higher is better.

    Parameters
    ----------
    id, title : str
        Of its document.
    value, low, high : float or None
        A value, or only a range; nothing where too little is told.
    """

    id: str
    title: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Near:
    """
    The nearest facility of a kind, as the crow flies from the middle of the place.

    Parameters
    ----------
    kind, name : str
        Its kind and name.
    metres : int
        To the nearest 10 m.
    """

    kind: str
    name: str
    metres: int


@dataclass(frozen=True)
class Profile:
    """
    All that is told of one place.

    Parameters
    ----------
    code : str
        Code of the place.
    moo : int or None
        Number of the village.
    title : str
        ``หมู่ 4 บ้านหัวไผ่``, or the whole area.
    problems : tuple[Line, ...]
        Worst first, rulebook after rulebook, in the newest year of each.
    series : Mapping[str, tuple[Point, ...]]
        Every indicator (``bmn-2560/16``), oldest year first.
    aspects : tuple[Aspect, ...]
        The radar; empty without a composite.
    pyramid : tuple[Band, ...]
        Persons, youngest first; empty where they are hidden or unknown.
    reach : tuple[Near, ...]
        One a kind of facility; empty for the whole area.
    projects : int or None
        Projects of the plan that name the place, where that is known; of the whole area all.
    works : tuple[ProjectRow, ...]
        The same, those of the fewest places first.
    """

    code: str
    moo: int | None
    title: str
    problems: tuple[Line, ...]
    series: Mapping[str, tuple[Point, ...]]
    aspects: tuple[Aspect, ...]
    pyramid: tuple[Band, ...]
    reach: tuple[Near, ...]
    projects: int | None = None
    works: tuple[ProjectRow, ...] = ()


def profiles(content: Content, *, lang: str) -> tuple[Profile, ...]:
    """
    The profiles of all places.

    Parameters
    ----------
    content : Content
        Sealed parts. Without ``standing`` there are no problems and no ranges.
    lang : {"th", "en"}
        Language of titles and values.

    Returns
    -------
    tuple[Profile, ...]
        In the order of the map, the whole area last.
    """
    desk = _Desk(content, lang)
    frame = content.places.frame
    moos = [None if pd.isna(moo) else int(moo) for moo in frame["moo"]]
    heads = [
        (code, moo, _title(desk.say, moo, str(name)))
        for code, moo, name in zip(desk.codes, moos, frame["name"], strict=True)
    ]
    whole = desk.say.text("page.card.whole", level=desk.say.text(f"page.level.{desk.area_level}"))
    heads.append((content.credits.area_code, None, whole))
    return tuple(desk.profile(at, *head) for at, head in enumerate(heads))


class _Desk:
    """What profiles are put together from, looked up once."""

    def __init__(self, content: Content, lang: str) -> None:
        """Spread it out."""
        from tambon_gis.render.content import area_level

        self.content, self.lang, self.say = content, lang, words(lang)
        self.area, self.area_level = content.credits.area_code, area_level(content.credits)
        self.codes = [str(code) for code in content.places.frame["place"]]
        self.layers = layers_of(
            content.measures, content.rulebooks, self.codes, self.area, views=content.views
        )
        self.cells = {
            (i, year): cells_of(layer, year)
            for i, layer in enumerate(self.layers)
            for year in layer.cells
        }
        self.standing = _rows(content)
        self.ages = ages_of(content.pyramid, self.codes, lang=lang)
        self.radar = _radar(content)
        self.near = _near(content)
        part = trail_part(content, lang=lang)
        self.works = {**part.at, self.area: part.projects}
        plan = content.plan
        self.placed = plan is not None and plan.located is not None
        limits = content.measures.disclosure
        self.speaker = Speaker(limits, content.places.level, lang=lang)
        self.whole = Speaker(limits, self.area_level, lang=lang)

    def profile(self, at: int, code: str, moo: int | None, title: str) -> Profile:
        """One place."""
        return Profile(
            code=code,
            moo=moo,
            title=title,
            problems=tuple(self._problems(at, code)),
            series={_ref(layer): self._series(i, at, code) for i, layer in enumerate(self.layers)},
            aspects=tuple(self._aspects(code)),
            pyramid=self.ages.area if code == self.area else self.ages.of.get(code, ()),
            reach=self.near.get(code, ()),
            projects=len(self.works.get(code, ())) if self.placed else None,
            works=tuple(sorted(self.works.get(code, ()), key=lambda o: (len(o.spots), o.project))),
        )

    def _problems(self, at: int, code: str) -> Iterator[Line]:
        """Worst first, rulebook after rulebook."""
        for book in self.content.rulebooks:
            mine = [i for i, layer in enumerate(self.layers) if layer.book is book]
            newest = max((year for i in mine for year in self.layers[i].cells), default=None)
            if newest is None:
                continue
            rows = [(self._row(i, newest, code), i) for i in mine if newest in self.layers[i].cells]
            ordered = [(row["order"], i, row) for row, i in rows if row.get("order") is not None]
            for _, i, row in sorted(ordered, key=lambda one: one[:2]):
                yield self._line(i, newest, at, row)

    def _line(self, i: int, year: int, at: int, row: Mapping[str, Any]) -> Line:
        """One problem."""
        layer, cells = self.layers[i], self.cells[i, year]
        cell, ref = cells[at], _ref(layer)
        target = self.content.targets.get(ref)
        low, high = _range(cell, row)
        ranked = None if (row["ranked"] or 0) < _PEERS else row["ranked"]
        speaker = self.speaker if at < len(self.codes) else self.whole
        return Line(
            ref=ref,
            code=layer.indicator.code,
            title=layer.indicator.short.of(self.lang),
            year=year,
            form=cell.form,
            value=speaker.value(cell, layer),
            share=cell.share,
            low=low,
            high=high,
            area_share=cells[-1].share,
            target=None if target is None else float(target.failing),
            rank=None if ranked is None else row["rank"],
            ranked=ranked,
            detail=self._detail(cell, layer),
            out_of=self._out_of(cell, layer),
        )

    def _detail(self, cell: Cell, layer: Layer) -> str:
        """What stands behind a value."""
        counts, limits = layer.indicator.counts, self.content.measures.disclosure
        if cell.score is not None or cell.form not in {"exact", "rounded", "few", "most"}:
            return ""
        unit = "page.value.unit_resident" if counts == "resident" else f"page.unit.{counts}"
        homes = cell.asked if cell.households is None else cell.households
        facts = {"failing": cell.failing, "asked": cell.asked, "households": homes}
        written = {name: None if n is None else self.say.number(n) for name, n in facts.items()}
        scored = layer.scored and layer.indicator.counts == "village"
        return self.say.text(
            "page.value.detail_score" if scored else f"page.value.detail_{cell.form}",
            unit=self.say.text(unit),
            k=limits.smallest_cell,
            **written,
        )

    def _out_of(self, cell: Cell, layer: Layer) -> str:
        """How many were asked: of what is counted, or households behind a band."""
        numbered = cell.share is not None
        asked, counts = cell.asked if numbered else cell.households, layer.indicator.counts
        if not asked or cell.score is not None:
            return ""
        unit = "resident" if numbered and counts == "resident" else f"unit.{counts}"
        key = "page.value.unit_resident" if unit == "resident" else f"page.{unit}"
        written = self.say.number(asked)
        if cell.form == "rounded":
            written = self.say.text("page.table.about", n=written)
        unit = self.say.text(key if numbered else "page.unit.household")
        return self.say.text("static.out_of", asked=written, unit=unit)

    def _series(self, i: int, at: int, code: str) -> tuple[Point, ...]:
        """Every year of an indicator."""
        found = []
        for year in sorted(self.layers[i].cells):
            cell = self.cells[i, year][at]
            ends = _range(cell, self._row(i, year, code))
            found.append(Point(year, cell.form, cell.share, *ends))
        return tuple(found)

    def _row(self, i: int, year: int, code: str) -> Mapping[str, Any]:
        """What stands of a cell in the ranking."""
        layer = self.layers[i]
        return self.standing.get((year, layer.book.id, layer.indicator.code, code), {})

    def _aspects(self, code: str) -> Iterator[Aspect]:
        """The axes of the radar."""
        if self.content.aspects is None:
            return
        for one in self.content.aspects.composite.top:
            value, low, high = self.radar.get((code, one.id), (None, None, None))
            yield Aspect(one.id, one.title.of(self.lang), value, low, high)


def _title(say: Words, moo: int | None, name: str) -> str:
    """A place by number and name."""
    return name if moo is None else say.text("page.card.moo_name", moo=moo, name=name)


def _ref(layer: Layer) -> str:
    """An indicator by rulebook and code."""
    return f"{layer.book.id}/{layer.indicator.code}"


def _rows(content: Content) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The ranking by year, framework, code and place."""
    if content.standing is None:
        return {}
    frame = content.standing.frame
    names = ["share_low", "share_high", "order", "rank", "ranked"]
    columns = [frame[name].astype(object).where(frame[name].notna(), None) for name in names]
    keys = zip(frame["year"], frame["framework"], frame["code"], frame["place"], strict=True)
    return {
        (int(year), str(book), str(code), str(place)): dict(zip(names, values, strict=True))
        for (year, book, code, place), values in zip(keys, zip(*columns, strict=True), strict=True)
    }


def _radar(content: Content) -> dict[tuple[str, str], tuple[float | None, ...]]:
    """Value, low and high by place and aspect."""
    if content.aspects is None:
        return {}
    frame = content.aspects.frame
    columns = [frame[name] for name in ("value", "value_low", "value_high")]
    return {
        (str(place), str(aspect)): tuple(None if pd.isna(one) else float(one) for one in values)
        for place, aspect, *values in zip(frame["place"], frame["aspect"], *columns, strict=True)
    }


def _near(content: Content) -> dict[str, tuple[Near, ...]]:
    """Nearest facilities by place."""
    found: dict[str, list[Near]] = {}
    if content.reach is not None:
        frame = content.reach.frame.dropna(subset=["metres"])
        columns = (frame[name] for name in ("place", "kind", "name", "metres"))
        for place, kind, name, metres in zip(*columns, strict=True):
            title = "" if pd.isna(name) else str(name)
            found.setdefault(str(place), []).append(Near(str(kind), title, int(metres)))
    return {place: tuple(rows) for place, rows in found.items()}


def _range(cell: Cell, row: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """The share as told, else the range that its form leaves, in percent."""
    if cell.number is not None or not row:
        return cell.share, cell.share
    return _percent(row["share_low"]), _percent(row["share_high"])


def _percent(share: float | None) -> float | None:
    """A fraction as percent, without the noise of binary fractions."""
    return None if share is None else round(_PERCENT * float(share), 6)
