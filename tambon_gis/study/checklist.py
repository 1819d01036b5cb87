"""Checklist: for each topic of the inspection, which evidence is there, partly there or missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.errors import DocumentError
from tambon_gis.render.web.pack_page import Mark, Shelf
from tambon_gis.study.evidence import CHECKS, Sight
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tambon_gis.model.process import Topics
    from tambon_gis.render.content import Content
    from tambon_gis.study.confirm import Summary

__all__ = ["checklist"]


def checklist(
    content: Content,
    topics: Topics,
    made: Collection[str] = (),
    *,
    lacking: Mapping[str, str] | None = None,
    confirmed: Summary | None = None,
    assessed: Mapping[int, tuple[Mark, ...]] | None = None,
    lang: str = "th",
) -> tuple[Shelf, ...]:
    """
    Hold what there is against what each topic asks for; facts only, no scores and no weights.

    Parameters
    ----------
    content : Content
        Sealed parts: what the checklist says is public.
    topics : Topics
        The topics with their evidence.
    made : collection of str
        Names of the files of the pack.
    lacking : Mapping[str, str], optional
        Format that could not be made -> extra that it needs.
    confirmed : Summary, optional
        What villages confirmed of the numbers.
    assessed : Mapping[int, tuple[Mark, ...]], optional
        Number of a topic -> what the group said of itself, behind what can be seen.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    tuple[Shelf, ...]
        One a topic, in the order of the document.

    Raises
    ------
    DocumentError
        When a topic names a check that the toolkit does not know.

    Examples
    --------
    >>> import datetime
    >>> from tambon_gis import catalog
    >>> from tambon_gis.study.gather import gather
    >>> from tambon_gis.study.load import load
    >>> made = gather(load("tests/data/small"), today=datetime.date(2023, 3, 5))
    >>> shelves = checklist(made, catalog.topics("five-topics"))
    >>> next((mark.state, mark.told) for mark in shelves[3].marks)
    ('missing', 'ยังไม่มีแผนพัฒนาในโครงการ')
    """
    named = [one.check for topic in topics.topic for one in topic.evidence]
    unknown = sorted(set(named) - set(CHECKS))
    if unknown:
        where, known = f"topics/{topics.id}.toml", ", ".join(CHECKS)
        raise DocumentError("pack.check", where=where, names=", ".join(unknown), known=known)
    say = words(lang, digits=content.digits)
    sight = Sight(content, made, lacking or {}, lang, confirmed)
    shelves = []
    for topic in topics.topic:
        marks = []
        for one in topic.evidence:
            seen = CHECKS[one.check](sight)
            told = say.text(f"pack.fact.{seen.told}", **seen.facts)
            how = "" if seen.state == "there" else say.written(one.how.of(lang))
            marks.append(Mark(one.check, say.written(one.title.of(lang)), seen.state, told, how))
        marks += (assessed or {}).get(topic.number, ())
        shelves.append(Shelf(topic.number, say.written(topic.title.of(lang)), tuple(marks)))
    return tuple(shelves)
