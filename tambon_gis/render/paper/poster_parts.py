"""What the poster holds, as plain data: the map, five problems with their projects, numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import category

from tambon_gis.render.fonts import clean
from tambon_gis.render.paper.namer import Namer, names_of
from tambon_gis.render.planning.record import day_made, record_part
from tambon_gis.render.planning.short import shorts
from tambon_gis.render.planning.trail import trail_part
from tambon_gis.render.rough import rough_told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tambon_gis.render.image.studio import Studio
    from tambon_gis.render.layers import Layer
    from tambon_gis.render.planning.rows import TrailPart
    from tambon_gis.render.planning.short import Answer, Short
    from tambon_gis.render.profile import Line
    from tambon_gis.words import Words

__all__ = ["FULLNESS", "LEGEND", "PROBLEMS", "Board", "poster_of"]


@dataclass(frozen=True)
class Fullness:
    """How many answers of a problem and projects without evidence; letters of a text."""

    answers: int
    bare: int
    title: int
    line: int
    half: int = 70
    days: bool = True


#: Letters of a text that is never cut.
_WHOLE = 1_000
#: Problems on the poster, and signs of its legend.
PROBLEMS, LEGEND = 5, 8
#: Ways to say it, the fullest first: the first that leaves room for the map is taken.
FULLNESS = (
    Fullness(answers=3, bare=4, title=60, line=_WHOLE, half=_WHOLE),
    Fullness(answers=2, bare=3, title=50, line=_WHOLE, half=_WHOLE),
    Fullness(answers=2, bare=2, title=46, line=_WHOLE, half=_WHOLE, days=False),
    Fullness(answers=1, bare=1, title=46, line=_WHOLE, half=_WHOLE, days=False),
    Fullness(answers=1, bare=1, title=26, line=50, half=30, days=False),
)
#: Letters of places and numbers, and the least that is left of a title.
_WHERE, _LEAST = 60, 14
_MILLION = 1_000_000


@dataclass(frozen=True)
class Board:
    """
    What a poster is about.

    Parameters
    ----------
    studio : Studio
        The content laid out.
    trail : TrailPart
        The trail in words.
    shorts : tuple[Short, ...]
        Its problems, most pressing first.
    """

    studio: Studio
    trail: TrailPart
    shorts: tuple[Short, ...]

    @classmethod
    def of(cls, studio: Studio) -> Board:
        """
        Put a content's trail into words.

        Parameters
        ----------
        studio : Studio
            The content.

        Returns
        -------
        Board
            Without problems where there is no trail.
        """
        told = trail_part(studio.content, lang=studio.lang)
        return cls(studio, told, shorts(told, studio.content, studio.say))

    @property
    def shown(self) -> tuple[Layer, int] | None:
        """The indicator and year of the map: the first problem's, else the worst one's."""
        studio = self.studio
        for one in self.shorts:
            layer = studio.by_ref.get(one.group.ref)
            if layer is not None and one.group.year in layer.cells and not layer.withheld:
                return layer, one.group.year
        lines = (line for mine in studio.worst.values() for line in mine)
        found = ((studio.by_ref[line.ref], line.year) for line in lines)
        worst = next(((layer, year) for layer, year in found if not layer.withheld), None)
        return worst or next(iter(studio.mapped(1)), None)


def poster_of(board: Board, files: dict[str, Any]) -> dict[str, Any]:
    """
    The whole poster.

    Parameters
    ----------
    board : Board
        What it is about.
    files : dict
        Names of pictures: ``map``, and ``legend`` as (patch, words, number of places).

    Returns
    -------
    dict
        What the template reads, JSON all through.
    """
    studio = board.studio
    content, say, credit = studio.content, studio.say, studio.content.credits
    namer = Namer(names_of(studio), say.written)
    head, _, rest = credit.area_title.partition(" ")
    return {
        "lang": studio.lang,
        "words": {key: clean(say.written(text)) for key, text in say.under("poster.said").items()},
        "document": clean(say.text("poster.document", area=credit.area_title)),
        "title": namer(head),
        "under": namer(" · ".join(part for part in (rest, _years(studio)) if part)),
        "badges": [words for _, words in studio.frame("", "").badges],
        "internal": clean(say.text("page.badge.internal")) if studio.internal else "",
        "map": _map(board, namer) | {"file": files["map"]},
        "legend": [[file, clean(told), number] for file, told, number in files["legend"]],
        "numbers": [[number, namer(told)] for number, told in _numbers(board)],
        "traced": board.trail.traced,
        "variants": [
            {
                "problems": list(_problems(board, full, namer)),
                "bare": _bare(board, full, namer),
                "process": _process(studio, full, namer),
            }
            for full in FULLNESS
        ],
        "foot": [namer(line) for line in _foot(board)],
        "address": clean(content.public_url or ""),
    }


def _years(studio: Studio) -> str:
    """The years of the data."""
    years = sorted({year for layer in studio.layers for year in layer.cells})
    if not years:
        return ""
    told = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return studio.say.text("poster.years", years=told)


def _map(board: Board, namer: Namer) -> dict[str, Any]:
    """Title of the map, what is counted, and what a reader hears of it."""
    say, studio, shown = board.studio.say, board.studio, board.shown
    area = studio.content.credits.area_title
    if shown is None:
        return {"title": namer(say.text("poster.map_plain")), "measure": "", "note": "",
                "alt": namer.plain(area)}  # fmt: skip
    layer, year = shown
    title = layer.indicator.short.of(studio.lang)
    told = say.text("poster.map", title=title, year=str(year))
    counted = say.text("page.legend.counted", level=studio.level)
    verified = "" if layer.book.verified else say.text("page.badge.unverified")
    return {
        "title": namer(told),
        "measure": clean(studio.measure(layer)),
        "counted": clean(counted),
        "note": clean(verified),
        "alt": namer.plain(say.text("poster.map_alt", area=area, title=told)),
    }


def _numbers(board: Board) -> Iterator[tuple[str, str]]:
    """A few numbers with their captions."""
    studio, sums = board.studio, board.trail.sums
    say = studio.say
    homes = _households(studio)
    if homes:
        yield say.number(homes), say.text("poster.households")
    if board.trail.traced:
        yield say.number(sums.problems), say.text("poster.needs")
        yield say.number(sums.open), say.text("poster.needs_open")
    else:
        lines = next(iter(studio.worst.values()), ())
        yield say.number(len(lines)), say.text("poster.below")
    if sums.projects:
        yield say.number(sums.projects), say.text("poster.projects")
    if board.trail.traced:
        yield say.number(sums.unrelated), say.text("poster.projects_bare")
    if sums.budget:
        yield say.number(sums.budget / _MILLION, 2), say.text("poster.budget")


def _households(studio: Studio) -> int:
    """Households asked in the newest survey that says so."""
    told: dict[int, int] = {}
    for layer in studio.layers:
        for year, cells in layer.cells.items():
            last = cells.numbers["households"].split(",")[-1]
            if last and not layer.scored:
                told[year] = max(told.get(year, 0), int(float(last)))
    return told[max(told)] if told else 0


def _problems(board: Board, full: Fullness, namer: Namer) -> Iterator[dict[str, Any]]:
    """The first problems, each with what is done about it."""
    say = board.studio.say
    if not board.trail.traced:
        yield from _worst(board.studio, full, namer)
        return
    for one in board.shorts[:PROBLEMS]:
        where = " · ".join(part for part in (one.where, one.group.cases) if part)
        shown = _first(one, full.answers)
        left = len(one.answers) - len(shown)
        yield {
            "title": namer(_cut(one.title, full.title)),
            "where": namer(_cut(where, _WHERE)),
            "answers": [[a.kind, namer(_short(a.title, a.facts, full.line, say))] for a in shown],
            "more": clean(say.text("poster.more_projects", n=left)) if left else "",
        }


def _first(one: Short, most: int) -> list[Answer]:
    """The answers that are shown: places without a project are never left out."""
    alone = [a for a in one.answers if a.kind == "open"]
    room = max(most - len(alone), 0)
    return [*[a for a in one.answers if a.kind != "open"][:room], *alone]


def _short(title: str, facts: str, most: int, say: Words) -> str:
    """A title that is cut, never its facts: a proposal is always told as one."""
    if not facts:
        return _cut(title, most)
    room = max(most - _seen(facts), _LEAST)
    return say.text("office.trail.with", title=_cut(title, room), facts=facts)


def _worst(studio: Studio, full: Fullness, namer: Namer) -> Iterator[dict[str, Any]]:
    """Without a trail: the indicators that the whole area fails most."""
    lines: list[Line] = list(next(iter(studio.worst.values()), ()))
    for line in lines[:PROBLEMS]:
        told = studio.say.text("poster.value", value=line.value)
        yield {"title": namer(_cut(line.title, full.line)), "where": namer(told),
               "answers": [], "more": ""}  # fmt: skip


def _bare(board: Board, full: Fullness, namer: Namer) -> dict[str, Any] | None:
    """Projects without evidence."""
    if not board.trail.traced:
        return None
    say, found = board.studio.say, board.trail
    rows = found.unrelated
    named = [_short(one.title, one.where, full.half, say) for one in rows]
    left, unclear = len(rows) - full.bare, len(found.bare) - len(rows)
    return {
        "rows": [namer(one) for one in named[: full.bare]],
        "more": clean(say.text("poster.more_projects", n=left)) if left > 0 else "",
        "unclear": namer(say.text("poster.unclear", n=unclear) if unclear else ""),
        "none": namer(say.text("poster.bare_none")),
    }


def _process(studio: Studio, full: Fullness, namer: Namer) -> dict[str, Any] | None:
    """The five processes with their days."""
    content = studio.content
    if content.record is None:
        return None
    part = record_part(
        content.record,
        content.topics,
        rulebooks=content.rulebooks,
        lang=studio.lang,
        digits=content.digits,
        today=day_made(content.credits),
    )
    rows = []
    for one in part.steps:
        when = one.when if full.days and one.state != "untold" else one.told
        title = one.title or studio.say.text("process.number", n=str(one.number))
        rows.append([one.state, namer(_cut(title, full.half)), namer(when)])
    return {"title": namer(part.titles["processes"]), "rows": rows}


def _foot(board: Board) -> Iterator[str]:
    """Source, date, credits."""
    studio = board.studio
    say, credit, places = studio.say, studio.content.credits, studio.content.places
    shown = board.shown
    parts = [say.text("page.legend.source", source=studio.source(*shown))] if shown else []
    yield " · ".join([*parts, say.text("page.legend.made", date=credit.made_on)])
    if places.credit:
        yield say.text("page.map.boundary", credit=places.credit)
    yield from rough_told(places, lang=studio.lang)
    if credit.synthetic:
        yield say.text("static.synthetic")


def _cut(text: str, most: int) -> str:
    """A text of at most so many letters; what is cut ends in dots."""
    if _seen(text) <= most:
        return text
    kept = text[: most - 1]
    while _seen(text[: len(kept) + 1]) < most:
        kept = text[: len(kept) + 1]
    return kept.rstrip() + "…"


def _seen(text: str) -> int:
    """Letters that take room: marks above and below take none."""
    return sum(category(letter) != "Mn" for letter in text)
