"""The trail in short: one row an indicator, with its places and what is done about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tambon_gis.render.planning.spots import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tambon_gis.render.content import Content
    from tambon_gis.render.planning.rows import Problem, ProblemGroup, TrailPart
    from tambon_gis.words import Words

__all__ = ["Answer", "Short", "shorts"]

Kind = Literal["confirmed", "proposed", "open"]
_KINDS: tuple[Kind, ...] = ("confirmed", "proposed")


@dataclass(frozen=True)
class Answer:
    """
    What is done about a problem.

    Parameters
    ----------
    kind : {"confirmed", "proposed", "open"}
        A project that people confirmed, one that only the program proposes, or nothing yet.
    title : str
        The project, or that there is none.
    facts : str
        Its places where it does not serve them all, its status; of a proposal, that it is one.
    where : str
        The places that it is about.
    told : str
        Title and facts.
    """

    kind: Kind
    title: str
    facts: str
    where: str
    told: str


@dataclass(frozen=True)
class Short:
    """
    A problem with all its places.

    Parameters
    ----------
    group : ProblemGroup
        What it stands for.
    title : str
        Short name of the indicator.
    where : str
        Its places in words.
    answers : tuple[Answer, ...]
        Confirmed projects, proposed ones, places without any.
    """

    group: ProblemGroup
    title: str
    where: str
    answers: tuple[Answer, ...]


def shorts(part: TrailPart, content: Content, say: Words) -> tuple[Short, ...]:
    """
    Every problem in one row.

    Parameters
    ----------
    part : TrailPart
        The trail in words.
    content : Content
        Sealed parts.
    say : Words
        Words of the language.

    Returns
    -------
    tuple[Short, ...]
        Most pressing first.
    """
    status = {one.project: one.status_told if one.status else "" for one in part.projects}
    names = {
        f"{book.id}/{one.code}": say.written(one.short.of(say.lang))
        for book in content.rulebooks
        for one in book.indicator
    }
    return tuple(
        Short(group, names.get(group.ref, group.title), _where(group.problems, content, say),
              tuple(_answers(group, status, content, say)))
        for group in part.groups
    )  # fmt: skip


def _where(problems: Sequence[Problem], content: Content, say: Words) -> str:
    """Places in words."""
    return in_words([one.spot for one in problems], content, say)


def _answers(
    group: ProblemGroup, status: dict[int, str], content: Content, say: Words
) -> Iterator[Answer]:
    """Projects of a problem, each once in each state, and the places without any."""
    found: dict[tuple[str, int], list[Problem]] = {}
    titles: dict[int, str] = {}
    for one in group.problems:
        for link in one.links:
            found.setdefault((link.state, link.project), []).append(one)
            titles[link.project] = say.written(link.title)
    for kind in _KINDS:
        for (state, project), mine in found.items():
            if state != kind:
                continue
            where = _where(mine, content, say)
            facts = [where] if len(mine) < len(group.problems) else []
            how = status.get(project, "") if kind == "confirmed" else say.text("plan.link.proposed")
            told = " · ".join(part for part in (*facts, how) if part)
            yield _answer(kind, titles[project], told, where, say)
    alone = [one for one in group.problems if one.state == "open"]
    if alone:
        where = _where(alone, content, say)
        key = "open_at" if len(alone) < len(group.problems) else "open"
        yield _answer("open", say.text(f"office.trail.{key}", where=where), "", where, say)


def _answer(kind: Kind, title: str, facts: str, where: str, say: Words) -> Answer:
    """An answer with its title and facts in one text."""
    told = say.text("office.trail.with", title=title, facts=facts) if facts else title
    return Answer(kind, title, facts, where, told)
