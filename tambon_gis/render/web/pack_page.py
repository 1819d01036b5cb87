"""The first page of a pack: every file by topic, what evidence is there, the trail and the work."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

import pandas as pd
from markupsafe import Markup

from tambon_gis.render.fonts import font_face
from tambon_gis.render.kept import kept
from tambon_gis.render.planning.record import day_made, record_part
from tambon_gis.render.planning.spots import in_words
from tambon_gis.render.planning.trail import trail_part
from tambon_gis.render.policy import content_security_policy
from tambon_gis.render.templates import environment
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tambon_gis.model.process import Topics
    from tambon_gis.render.content import Content
    from tambon_gis.render.planning.record import RecordPart

__all__ = ["DISCLOSURE", "SITE", "Leaf", "Mark", "Shelf", "draw", "leaves", "plain_text", "process",
           "todo_text"]  # fmt: skip

#: Files at the root of a pack that its first page leads to.
SITE, DISCLOSURE = "index.html", "disclosure.html"
#: What is opened first beside them.
_FIRST = ("/slides.pptx", "/report.pdf", "/poster.pdf")
KILO, MEGA = 1024, 1024 * 1024
#: Parts of the path of a picture that stands alone in the folder of its topic.
_ALONE = 2


@dataclass(frozen=True)
class Mark:
    """
    A piece of evidence.

    Parameters
    ----------
    check : str
        Id of the check.
    title : str
        What is asked for.
    state : {"there", "partly", "missing"}
        What there is of it.
    told : str
        The fact.
    how : str
        How to get it; empty where it is there.
    """

    check: str
    title: str
    state: Literal["there", "partly", "missing"]
    told: str
    how: str = ""


@dataclass(frozen=True)
class Shelf:
    """
    A topic with its evidence.

    Parameters
    ----------
    number : int
        Its number, which the folder of its files begins with.
    title : str
        Its title.
    marks : tuple[Mark, ...]
        Its evidence.
    """

    number: int
    title: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Leaf:
    """
    A file of the pack.

    Parameters
    ----------
    path : str
        Where it stands in the pack.
    title : str
        What it is.
    kind, size : str
        What opens it (PDF, Excel) and how large it is, in words.
    group : str
        ``png`` or ``cards`` for pictures that stand in a folder of their own, else empty.
    """

    path: str
    title: str
    kind: str
    size: str
    group: str = ""


def leaves(
    files: Mapping[str, int],
    content: Content,
    *,
    named: Mapping[str, str] | None = None,
    lang: str = "th",
) -> tuple[Leaf, ...]:
    """
    Files of a pack in words.

    Parameters
    ----------
    files : Mapping[str, int]
        Path in the pack -> bytes.
    content : Content
        For the names of indicators and places.
    named : Mapping[str, str], optional
        Path -> title, of files whose names tell nothing.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    tuple[Leaf, ...]
        In the order given.
    """
    say = words(lang, digits=content.digits)
    pictured, titles = _pictured(content, lang), say.under("pack.file")
    found = []
    for path, size in files.items():
        one = PurePosixPath(path)
        known = (named or {}).get(path) or titles.get(one.name.lower().replace(".", "_"))
        title = say.written(known or pictured.get(one.stem, one.name))
        kind = say.text(f"pack.kind.{one.suffix.removeprefix('.')}")
        group = one.parent.name if one.suffix == ".png" and len(one.parts) > _ALONE else ""
        found.append(Leaf(path, title, kind, _size(size, lang, content.digits), group))
    return tuple(found)


def _pictured(content: Content, lang: str) -> dict[str, str]:
    """Titles of pictures by the name of their files."""
    say = words(lang)
    found = {"map-places": say.text("pack.picture.places")}
    for row in content.places.frame.to_dict("records"):
        named = str(row["name"])
        if pd.notna(row["moo"]):
            named = say.text("pack.picture.moo", moo=str(int(row["moo"])), name=named)
        found[str(row["place"])] = named
    years = sorted({str(year) for year in content.measures.frame["year"]})
    for book in content.rulebooks:
        title = book.rulebook.short.of(lang)
        found[f"chart-problems-{book.id}"] = say.text("pack.picture.problems", title=title)
        for one in book.indicator:
            code = "".join(c if c.isascii() and c.isalnum() else "-" for c in one.code)
            told = f"{one.code} {one.short.of(lang)}"
            found[f"years-{book.id}-{code}"] = say.text("pack.picture.years", title=told)
            found |= {
                f"map-{book.id}-{code}-{year}": say.text("pack.picture.map", title=told, year=year)
                for year in years
            }
    charts = ("trends", "aspects")
    return found | {f"chart-{name}": say.text(f"pack.picture.{name}") for name in charts}


def _size(size: int, lang: str, digits: str) -> str:
    """A size in KB or MB."""
    say = words(lang, digits=digits)
    if size < MEGA:
        return say.text("pack.size.kb", n=max(1, round(size / KILO)))
    return say.text("pack.size.mb", n=say.number(size / MEGA, 1))


def draw(
    content: Content,
    shelves: Sequence[Shelf],
    files: Sequence[Leaf],
    *,
    topics: Topics | None = None,
    lacking: Mapping[str, str] | None = None,
    lang: str = "th",
) -> str:
    """
    Draw the first page of a pack.

    Parameters
    ----------
    content : Content
        Sealed parts.
    shelves : sequence of Shelf
        Topics with their evidence.
    files : sequence of Leaf
        Every other file of the pack.
    topics : Topics, optional
        Titles of the five processes.
    lacking : Mapping[str, str], optional
        Format that could not be made -> extra that it needs.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        A whole HTML page without scripts; the same contents give the same text.
    """
    say = words(lang, digits=content.digits)
    numbers = {shelf.number for shelf in shelves}
    placed = {number: [one for one in files if _number(one.path) == number] for number in numbers}
    return (
        environment()
        .get_template("pack.html.j2")
        .render(
            lang=lang,
            say=say,
            credit=content.credits,
            area=_title(content, lang),
            places=content.places,
            shelves=shelves,
            placed=placed,
            root=[one for one in files if _number(one.path) not in numbers],
            first=[one for one in files if one.path == SITE or one.path.endswith(_FIRST)],
            lacking=sorted((lacking or {}).items()),
            trail=trail_part(content, lang=lang),
            kept=kept,
            where=lambda found: in_words([one.spot for one in found], content, say),
            record=_record(content, topics, lang),
            policy=content_security_policy([]),
            font=Markup(font_face()),  # noqa: S704  (made here, of no input)
        )
    )


def process(content: Content, *, topics: Topics | None = None, lang: str = "th") -> str | None:
    """
    Draw how the work was done, by role and never by name, and how the data are.

    Parameters
    ----------
    content : Content
        Sealed parts.
    topics : Topics, optional
        Titles of the five processes.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str or None
        A whole HTML page without scripts; nothing without a record.
    """
    told = _record(content, topics, lang)
    if told is None:
        return None
    return (
        environment()
        .get_template("pack_process.html.j2")
        .render(
            lang=lang,
            say=words(lang, digits=content.digits),
            credit=content.credits,
            area=_title(content, lang),
            record=told,
            policy=content_security_policy([]),
            font=Markup(font_face()),  # noqa: S704  (made here, of no input)
        )
    )


def plain_text(
    content: Content, shelves: Sequence[Shelf], files: Sequence[Leaf], *, lang: str = "th"
) -> str:
    """
    The same list of files as a plain text, for a reader whose USB stick opens no page.

    Parameters
    ----------
    content : Content
        Sealed parts.
    shelves : sequence of Shelf
        Topics.
    files : sequence of Leaf
        Every other file of the pack.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        Lines that end as Windows ends them, behind a mark by which Notepad knows UTF-8.
    """
    say = words(lang, digits=content.digits)
    lines = [say.text("pack.title"), _title(content, lang)]
    lines.append(say.text("report.made_on", date=content.credits.made_on))
    if content.credits.synthetic:
        lines.append(say.text("report.synthetic"))
    lines += ["", say.text("pack.open"), say.text("pack.whole"), say.text("pack.line"), ""]
    titles = {shelf.number: shelf.title for shelf in shelves}
    placed = [(_number(one.path), one) for one in files]
    groups = [(0, say.text("pack.root")), *titles.items()]
    for number, title in groups:
        inside = [one for at, one in placed if (at if at in titles else 0) == number]
        if inside:
            lines += [f"{number}. {title}" if number else title]
            lines += [f"   {one.path}  {one.title}" for one in inside]
            lines.append("")
    return _as_notepad(lines)


def todo_text(content: Content, shelves: Sequence[Shelf], *, lang: str = "th") -> str:
    """
    What a pack still lacks and how to get it: for the working group, no part of the pack.

    Parameters
    ----------
    content : Content
        Sealed parts.
    shelves : sequence of Shelf
        Topics with their evidence.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        Lines that end as Windows ends them, behind a mark by which Notepad knows UTF-8.
    """
    say = words(lang, digits=content.digits)
    lines = [say.text("pack.todo"), _title(content, lang), ""]
    for shelf in shelves:
        open_ = [mark for mark in shelf.marks if mark.how]
        lines += [f"{shelf.number}. {shelf.title}"] if open_ else []
        for mark in open_:
            lines.append(f"   {say.text(f'pack.state.{mark.state}')}: {mark.title} ({mark.told})")
            lines.append(f"      {say.text('pack.how', how=mark.how)}")
        lines += [""] if open_ else []
    return _as_notepad(lines)


def _as_notepad(lines: Sequence[str]) -> str:
    """Lines as Windows ends them, behind a mark by which Notepad knows UTF-8."""
    return "\ufeff" + "".join(f"{line}\r\n" for line in lines)


def _title(content: Content, lang: str) -> str:
    """The title of the area in a language."""
    th, en = content.credits.area_titles
    return (en if lang == "en" else th) or content.credits.area_title


def _number(path: str) -> int:
    """The topic whose folder a file stands in; 0 at the root."""
    head = path.partition("-")[0]
    return int(head) if "/" in path and head.isdecimal() else 0


def _record(content: Content, topics: Topics | None, lang: str) -> RecordPart | None:
    """The work and the data in words."""
    if content.record is None:
        return None
    return record_part(
        content.record,
        topics,
        rulebooks=content.rulebooks,
        lang=lang,
        digits=content.digits,
        today=day_made(content.credits),
    )
