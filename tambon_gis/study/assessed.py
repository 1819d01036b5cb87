"""Assessed: what of a self-assessment goes into a pack, and how sure it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tambon_gis.render.web.pack_page import Mark
from tambon_gis.study.assessment import Standing, document_of, known, standing
from tambon_gis.study.proofs import fit_for_public, there
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.model.assessment import Criterion

__all__ = ["marks", "public_files"]

#: Name of a file of evidence in a pack: never the one that it has in the project.
_NAME = "{topic}/evidence-{criterion}-{n}{suffix}"


def marks(home: Path, *, lang: str = "th") -> dict[int, tuple[Mark, ...]]:
    """
    What was answered, as evidence of the topics of an inspection.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    dict[int, tuple[Mark, ...]]
        Number of a topic -> its marks. Nothing of a self-assessment that was not begun. Notes and
        names of files are left out: they are free text. What is not known to be official says so.

    Examples
    --------
    >>> marks(Path("tests/data/small"))
    {}
    """
    found: dict[int, tuple[Mark, ...]] = {}
    for asked in known(home):
        if not (home / document_of(asked.id)).is_file():
            continue
        told = standing(home, asked.id)
        for topic in sorted({one.topic for one in asked.criteria.values() if one.topic}):
            here = [one for one in asked.criteria.values() if one.topic == topic]
            marked = [_mark(told, one, lang) for one in here]
            lines = [one for one in marked if one is not None]
            given = sum(one.id in told.answered.by_criterion for one in here)
            if given < len(here):
                lines.append(_rest(told, topic, given, len(here), lang))
            found[topic] = (*found.get(topic, ()), *lines)
    return found


def public_files(
    home: Path, folders: Sequence[str], *, lang: str = "th"
) -> dict[str, tuple[bytes, str]]:
    """
    Evidence that may be laid into a public pack, under names of ours.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    folders : sequence of str
        Folders of a pack, one a topic.
    lang : {"th", "en"}, default "th"
        Language of the titles.

    Returns
    -------
    dict[str, tuple[bytes, str]]
        Path in the pack -> the file and its title. Only what is marked public and answers a
        criterion under a topic. What they hold is looked through with all other files of the pack.

    Raises
    ------
    InputError
        When one is of a kind that cannot be looked through, or names its author.
    """
    found: dict[str, tuple[bytes, str]] = {}
    say = words(lang)
    for asked in known(home):
        if not (home / document_of(asked.id)).is_file():
            continue
        for one in standing(home, asked.id).answered.answer:
            criterion = asked.criteria[one.criterion]
            public = [p.file for p in one.evidence if p.public and there(home, p.file)]
            for n, file in enumerate(public if criterion.topic else (), start=1):
                fit_for_public(home, file)
                place = _NAME.format(
                    topic=folders[(criterion.topic or 1) - 1],
                    criterion=f"{asked.id}-{criterion.id}",
                    n=n,
                    suffix=Path(file).suffix.lower(),
                )
                title = say.text("assess.evidence", title=criterion.title.of(lang))
                found[place] = (home / file).read_bytes(), title
    return found


def _mark(told: Standing, one: Criterion, lang: str) -> Mark | None:
    """A criterion as a line of a checklist; None without an answer and where it does not apply."""
    say = words(lang)
    asked = told.assessment
    title = say.text(
        "assess.official" if one.official else f"assess.{_unsure(one)}", title=one.title.of(lang)
    )
    found = told.answered.by_criterion.get(one.id)
    if found is None:
        return None
    check = f"{asked.id}/{one.id}"
    how = say.text("assess.how", how=one.how.of(lang))
    choice = asked.choices[found.choice]
    if choice.state == "outside":
        return None
    kept = len(found.evidence) - len(told.lost.get(one.id, ()))
    key = "answered" if found.evidence else "bare"
    facts = {"answer": choice.title.of(lang), "n": kept, "lost": len(found.evidence) - kept}
    key = "short" if facts["lost"] else key
    state = "partly" if choice.state == "there" and (not kept or facts["lost"]) else choice.state
    sentence = say.text(f"assess.{key}", **facts)
    return Mark(check, title, state, sentence, "" if state == "there" else how)


def _rest(told: Standing, topic: int, given: int, of: int, lang: str) -> Mark:
    """How many criteria under a topic were answered, where not all were."""
    say = words(lang)
    head = told.assessment.assessment
    sure = "official" if head.status == "verified" else "unverified"
    title = say.text(f"assess.{sure}", title=head.title.of(lang))
    sentence = say.text("assess.rest", n=given, of=of)
    state: Literal["partly", "missing"] = "partly" if given else "missing"
    return Mark(f"{told.assessment.id}/{topic}", title, state, sentence, say.text("assess.go_on"))


def _unsure(one: Criterion) -> str:
    """How a criterion that is not known to be official is marked."""
    return "own" if one.confidence == "own" else "unverified"
