"""What the paper report holds, as plain data: text, numbers between 0 and 100, names of pictures.

Texts are lists of parts: a name of a place is a part of its own, so that no line breaks in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.render import sections
from tambon_gis.render.fonts import clean
from tambon_gis.render.image.figure_charts import Bar, top_of
from tambon_gis.render.paper.namer import Namer, names_of
from tambon_gis.render.paper.paper_trail import sections_of
from tambon_gis.render.rough import rough_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tambon_gis.render.image.studio import Studio
    from tambon_gis.render.layers import Layer
    from tambon_gis.render.profile import Aspect, Line, Profile

__all__ = ["MAPS", "SHEETS", "parts_of"]

#: Places that get a page each; a report of more of them has none.
SHEETS = 80
#: Problems of the whole area, and of a place.
_MOST, _OF_PLACE = 10, 8
_FIRST = 5
#: Maps of each rulebook.
MAPS = 3


def parts_of(studio: Studio, pictures: Mapping[str, str]) -> dict[str, Any]:
    """
    The whole report.

    Parameters
    ----------
    studio : Studio
        The content.
    pictures : Mapping[str, str]
        Files of pictures by what they show (``places``, ``trends``, ``aspects``, ``map 0`` ...).

    Returns
    -------
    dict
        What the template reads, JSON all through.
    """
    content, say, credit = studio.content, studio.say, studio.content.credits
    namer = Namer(names_of(studio), say.written)
    return {
        "lang": studio.lang,
        "words": {key: clean(text) for key, text in say.under("office.paper").items()},
        "title": clean(say.text("office.paper.title")),
        "area": namer(credit.area_title),
        "thai": content.digits == "thai",
        "made": namer(say.text("page.legend.made", date=credit.made_on)),
        "badges": [words for _, words in studio.frame("", "").badges],
        "synthetic": namer(say.text("page.head.synthetic_note")) if credit.synthetic else [],
        "internal": clean(say.text("page.badge.internal")) if studio.internal else "",
        "facts": [[namer(name), clean(value)] for name, value in _facts(studio)],
        "summary": [namer(sentence) for sentence in _summary(studio)],
        "story": _story(studio, namer),
        "draft": clean(say.text("story.mark.draft")) if content.tale and content.tale.draft else "",
        "aspects_verified": content.aspects is None or content.aspects.composite.verified,
        "problems": [_book(studio, book, lines, namer) for book, lines in studio.worst.items()],
        "pictures": dict(pictures),
        "maps": [
            _map(studio, at, layer, year)
            for at, (layer, year) in enumerate(studio.mapped(MAPS))
        ],
        "sheets": [_sheet(studio, one, namer) for one in _sheets(studio)],
        "sections": sections_of(studio, namer),
        "plan": _plan(studio, namer),
        "methods": [
            [namer(title), [namer(p) for p in paragraphs]]
            for title, paragraphs in sections.methods_part(lang=studio.lang)
        ],
        "glossary": [
            [namer(term), namer(meaning)]
            for term, meaning in sections.glossary_part(lang=studio.lang)
        ],
        "disclosure": _disclosure(studio, namer),
        "sources": _sources(studio, namer),
        "rulebooks": [
            [namer(book.rulebook.title.of(studio.lang)), book.verified,
             namer(say.text("page.legend.source", source=book.rulebook.source.of(studio.lang)))]
            for book in content.rulebooks
        ],
        "roles": [[namer(title), namer(duty)] for title, duty in credit.roles],
        "credits": [namer(line) for line in _credits(studio)],
    }  # fmt: skip


def _facts(studio: Studio) -> Iterator[tuple[str, str]]:
    """A few numbers to begin with."""
    say, content = studio.say, studio.content
    yield studio.level[:1].upper() + studio.level[1:], say.number(len(studio.shapes))
    for book, lines in studio.worst.items():
        layer = studio.by_ref[lines[0].ref]
        homes = max(
            (int(float(n)) for one in studio.layers if one.book.id == book
             and lines[0].year in one.cells
             and (n := one.cells[lines[0].year].numbers["households"].split(",")[-1])),
            default=0,
        )  # fmt: skip
        source = studio.source(layer, lines[0].year)
        if homes and not layer.scored:
            yield say.text("office.paper.asked", source=source), say.number(homes)
        yield say.text("office.paper.below", source=source), say.number(len(lines))
    if content.plan is not None and not content.plan.frame.empty:
        yield say.text("office.paper.projects"), say.number(len(content.plan.frame))


def _summary(studio: Studio) -> Iterator[str]:
    """The worst of the first rulebook in sentences, each with the place where it is worst."""
    say = studio.say
    lines = next(iter(studio.worst.values()), ())[:_FIRST]
    for line in lines:
        worst = [
            (one, mine)
            for one in studio.profiles[:-1]
            for mine in one.problems
            if (mine.ref, mine.year, mine.rank) == (line.ref, line.year, 1)
        ]
        facts = {"title": line.title, "value": line.value, "detail": line.detail}
        if line.detail and line.form == "exact":
            told = say.text("office.paper.one", **facts)
        else:
            told = say.text("office.paper.one_bare", **facts)
        if len(worst) == 1:
            place, mine = worst[0]
            told += " " + say.text("office.paper.most_at", place=place.title, value=mine.value)
        yield told


def _story(studio: Studio, namer: Namer) -> list[list[Any]]:
    """Steps of the story: title and lines of text."""
    tale, lang = studio.content.tale, studio.lang
    steps = tale.story.step if tale else ()
    return [
        [namer(one.title.of(lang)), [namer(line) for line in one.text.of(lang).splitlines()]]
        for one in steps
    ]


def _book(studio: Studio, book: str, lines: Sequence[Line], namer: Namer) -> dict[str, Any]:
    """The ranked problems of a rulebook."""
    layer = studio.by_ref[lines[0].ref]
    key = "page.measure.village" if layer.scored else "static.failing"
    return {
        "title": namer(studio.source(layer, lines[0].year)),
        "measure": clean(studio.say.text(key)),
        "verified": layer.book.verified,
        "rows": _rows(lines[:_MOST], namer),
        "more": max(len(lines) - _MOST, 0),
        "id": book,
    }


def _rows(lines: Sequence[Line], namer: Namer) -> list[dict[str, Any]]:
    """Problems as rows; bars in percent of one scale."""
    found = [
        Bar(one.title, one.value, one.share, one.low, one.high, one.target, one.area_share)
        for one in lines
    ]
    most = top_of(found)

    def part(percent: float | None) -> float | None:
        return None if percent is None else round(100 * percent / most, 2)

    return [
        {
            "title": namer(f"{line.code}. {line.title}"),
            "value": namer.plain(line.value),
            "detail": namer(line.detail),
            "share": part(line.share),
            "low": part(line.low),
            "high": part(line.high),
            "area": part(line.area_share),
            "target": part(line.target),
            "about": line.form == "rounded",
        }
        for line in lines
    ]


def _map(studio: Studio, at: int, layer: Layer, year: int) -> dict[str, Any]:
    """A map and what it shows in words."""
    title = f"{studio.title(layer)} {studio.year(year)}"
    return {"file": f"map {at}", "alt": clean(title)}


def _sheets(studio: Studio) -> Sequence[Profile]:
    """Places that get a page each."""
    places = studio.profiles[:-1]
    return places if len(places) <= SHEETS else ()


def _sheet(studio: Studio, one: Profile, namer: Namer) -> dict[str, Any]:
    """The page of a place."""
    say = studio.say
    years = [_source(studio, line) for line in one.problems]
    near = [[namer.plain(n.kind), namer(n.name), studio.length(n.metres)] for n in one.reach]
    people = [p for band in one.pyramid for p in (band.male, band.female) if p is not None]
    return {
        "title": namer(one.title),
        "sources": namer(" · ".join(dict.fromkeys(years))),
        "rows": _rows(one.problems[:_OF_PLACE], namer),
        "more": max(len(one.problems) - _OF_PLACE, 0),
        "none": namer(say.text("office.paper.nothing")),
        "aspects": [_aspect(studio, aspect, namer) for aspect in one.aspects],
        "pyramid": [[namer.plain(b.label), b.male, b.female] for b in one.pyramid],
        "people": max(people, default=0),
        "near": near,
        "projects": None if one.projects is None else say.number(one.projects),
    }


def _source(studio: Studio, line: Line) -> str:
    """The survey of a line, and that its rulebook is unverified where it is."""
    layer = studio.by_ref[line.ref]
    told = studio.source(layer, line.year)
    if layer.book.verified:
        return told
    short = layer.book.rulebook.short.of(studio.lang)
    return f"{told} ({studio.say.text('static.unverified', book=short)})"


def _aspect(studio: Studio, one: Aspect, namer: Namer) -> dict[str, Any]:
    """An aspect: its value, or its range."""
    say = studio.say
    told = say.text("page.table.none")
    if one.value is not None:
        told = say.number(round(one.value))
    elif one.low is not None and one.high is not None:
        low, high = say.number(round(one.low)), say.number(round(one.high))
        told = say.text("static.range", low=low, high=high)
    return {"title": namer(one.title), "told": told, "value": one.value, "low": one.low,
            "high": one.high}  # fmt: skip


def _plan(studio: Studio, namer: Namer) -> dict[str, Any] | None:
    """Projects with their budgets."""
    made = sections.plan_part(studio.content.plan, lang=studio.lang)
    if made is None:
        return None
    columns = ("number", "title", "target", "agency")
    programmes = [
        [namer(title), [[*(namer(row[c]) for c in columns), *row["budgets"]] for row in rows]]
        for title, rows in made["programmes"]
    ]
    say = studio.say
    heads = [say.text(f"page.plan.{name}") for name in ("number", "project", "target", "agency")]
    return {
        "lead": say.text("page.plan.lead"),
        "heads": heads,
        "years": [say.text("page.plan.budget", year=year) for year in made["years"]],
        "programmes": programmes,
        "total": say.text("page.plan.total", n=made["count"]),
        "totals": made["totals"],
    }


def _disclosure(studio: Studio, namer: Namer) -> dict[str, Any]:
    """What is banded, hidden or left out."""
    told, say = studio.content.measures.disclosure, studio.say
    made = sections.disclosure_part(told, studio.content.rulebooks, lang=studio.lang)
    lines = [say.text("page.about.thresholds", asked=told.smallest_asked, k=told.smallest_cell)]
    if told.cells:
        share = made["coloured"]
        lines.insert(0, say.text("page.about.coloured", level=studio.level, share=share))
    if made["published"]:
        lines.append(say.text("page.about.published", sources=made["published"]))
    return {
        "lines": [namer(line) for line in lines],
        "heads": [say.text("page.about.form"), say.text("page.about.cells")],
        "forms": [[namer(label), number] for label, number in made["forms"]],
        "left_title": say.text("page.about.left", level=studio.whole),
        "left": [namer(title) for title in made["left"]],
        "shown_title": say.text("page.about.shown"),
        "shown": [namer(sentence) for sentence in made["shown"]],
    }


def _sources(studio: Studio, namer: Namer) -> dict[str, Any]:
    """Inputs by role."""
    content, say = studio.content, studio.say
    rows = sections.sources_part(content.credits, content.rulebooks, lang=studio.lang)
    heads = [say.text(f"page.about.{name}") for name in ("source", "kept", "refused")]
    return {
        "heads": heads,
        "rows": [[namer(r["title"]), namer(r["note"]), r["kept"], r["refused"]] for r in rows],
    }


def _credits(studio: Studio) -> Iterator[str]:
    """Boundaries, typeface and the toolkit."""
    say, places, credit = studio.say, studio.content.places, studio.content.credits
    if places.credit:
        yield say.text("page.about.boundary", credit=places.credit)
    if places.licence:
        yield say.text("page.about.licence", licence=places.licence)
    yield from rough_told(places, lang=studio.lang)
    yield say.text("office.paper.tools")
    yield say.text("page.about.made", date=credit.made_on, version=credit.version)
