"""Deciding: what a person says to what waits, kept in ``fixes.toml``, replayed at every build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.errors import CodeError, InputError
from tambon_gis.loaders import fixes
from tambon_gis.model.fixes import Fix
from tambon_gis.places import LADDER, parse
from tambon_gis.study import edit
from tambon_gis.study.answering import fixes_text, plainly
from tambon_gis.study.answering.asking import (
    INSTEAD,
    KEEP,
    LEAVE_OUT,
    USE,
    WITHDRAW,
    Offer,
    Question,
    alike,
    is_by_place,
    questions,
    short,
    title_of,
)
from tambon_gis.study.answering.signing import noted, signed
from tambon_gis.study.load import load
from tambon_gis.thai import clean
from tambon_gis.words import words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tambon_gis.model.findings import Finding
    from tambon_gis.study.loaded import Loaded

__all__ = [
    "INSTEAD",
    "KEEP",
    "LEAVE_OUT",
    "SUGGESTED",
    "USE",
    "WITHDRAW",
    "Decided",
    "Offer",
    "Question",
    "alike",
    "decide",
    "decide_all",
    "decided",
    "questions",
    "seen_now",
    "undo",
]

#: An answer: the code that is suggested first.
SUGGESTED = "suggested"
_NOT_CODES = frozenset({KEEP, LEAVE_OUT, INSTEAD, WITHDRAW, SUGGESTED, USE})
_BOUNDARY = "boundary"
#: A list of cells that is no longer than this stands in the decision; of others, row and number.
_CELL = 60
_FEWEST = 3


@dataclass(frozen=True)
class Decided:
    """
    A decision that was made.

    Parameters
    ----------
    id : str
        Eight letters.
    number : int
        Which of the file it is, counted from 1.
    fix : Fix
        The decision.
    title, where : str
        The input that it is about, and where in it.
    what, does : str
        What was found, and what is done about it, in words.
    rows : int
        Rows or findings that it settles at present; 0 where it finds nothing any more.
    """

    id: str
    number: int
    fix: Fix
    title: str
    where: str
    what: str
    does: str
    rows: int


def seen_now(home: Path) -> str:
    """
    The version of the decisions, for a form that changes them.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    str
        Empty where nothing was decided in ``fixes.toml`` yet.

    Examples
    --------
    >>> from pathlib import Path
    >>> seen_now(Path("tests/data/small"))
    ''
    """
    return edit.version(home, fixes.DOCUMENT)


def decided(loaded: Loaded, lang: str = "th") -> tuple[Decided, ...]:
    """
    Everything that was decided.

    Parameters
    ----------
    loaded : Loaded
        The project.
    lang : {"th", "en"}, default "th"
        Language of the sentences.

    Returns
    -------
    tuple[Decided, ...]
        In the order of the file.

    Examples
    --------
    >>> from tambon_gis.study.load import load
    >>> decided(load("tests/data/small"))
    ()
    """
    called, out = plainly.names(loaded, lang), []
    told: dict[int, list[Finding]] = {}
    about: dict[tuple[str, str, int | None], Finding] = {}
    for report in loaded.findings.reports:
        for one in report.findings:
            if one.code in fixes.DONE:
                told.setdefault(int(str(one.facts["fix"])), []).append(one)
            elif one.severity == "note":
                about.setdefault((one.code, one.file, one.row), one)
    there = fixes.read(loaded.folder).fix
    for number, (name, fix) in enumerate(zip(_names(there), there, strict=True), start=1):
        notes = told.get(number, [])
        kept = about.get((fix.finding, notes[0].file, notes[0].row)) if notes else None
        what = plainly.what(kept, called, lang) if kept else _named(fix, called, lang)
        out.append(
            Decided(
                id=name,
                number=number,
                fix=fix,
                title=title_of(fix.input, loaded, lang),
                where=notes[0].where if notes else _where(fix),
                what=what,
                does=plainly.does(fix, kept, called, lang),
                rows=sum(one.count for one in notes),
            )
        )
    return tuple(out)


def decide(
    home: Path,
    question: str,
    answer: str,
    *,
    by: str,
    on: dt.date,
    note: str = "",
    seen: str | None = None,
    loaded: Loaded | None = None,
) -> tuple[str, ...]:
    """
    Answer one question.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    question : str
        Its id, or so many of its first letters that no other begins with them.
    answer : str
        ``keep``, ``leave_out``, ``instead``, ``withdraw``, ``suggested``, or a place code of the
        boundaries.
    by : str
        Who decides: a role in the working group, not a person's name.
    on : datetime.date
        The day.
    note : str, default ""
        Why.
    seen : str, optional
        Version of the decisions that the person saw (:func:`seen_now`).
    loaded : Loaded, optional
        The project as it is now, read at that version; read again by default.

    Returns
    -------
    tuple[str, ...]
        The id of the decision; none where one was taken back.

    Raises
    ------
    InputError
        When there is no such question, the answer is none of its answers, or nobody decides.
    ConflictError
        When the decisions were changed after they were seen.
    """
    return decide_all(home, {question: answer}, by=by, on=on, note=note, seen=seen, loaded=loaded)


def decide_all(
    home: Path,
    answers: Mapping[str, str],
    *,
    by: str,
    on: dt.date,
    note: str = "",
    seen: str | None = None,
    loaded: Loaded | None = None,
) -> tuple[str, ...]:
    """
    Answer several questions in one step: all of them, or none.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    answers : Mapping[str, str]
        Id of a question -> its answer, as in :func:`decide`.
    by : str
        Who decides.
    on : datetime.date
        The day.
    note : str, default ""
        Why.
    seen : str, optional
        Version of the decisions that the person saw.
    loaded : Loaded, optional
        The project as it is now.

    Returns
    -------
    tuple[str, ...]
        The ids of the decisions that were made.

    Raises
    ------
    InputError
        When one of them is refused; then nothing is written.
    ConflictError
        When the decisions were changed after they were seen.
    """
    who, why = signed(by), noted(note)
    if loaded is None:
        seen = seen_now(home) if seen is None else seen
        loaded = load(home)
    waiting = questions(loaded)
    if not answers:
        raise InputError("deciding.question")
    made: list[Fix] = []
    gone: set[int] = set()
    for name, answer in answers.items():
        one = _asked(waiting, name)
        if answer == WITHDRAW and WITHDRAW in one.answers:
            gone.add(one.fix)
        else:
            said = {**_answered(one, answer, loaded), "decided_by": who, "note": why}
            made.append(Fix.model_validate({**said, "decided_on": on}))
    made = list(dict.fromkeys(made))
    fixes_text.write(home, made, gone, seen=seen)
    return tuple(_names(fixes.read(home).fix)[-len(made) :]) if made else ()


def undo(home: Path, decision: str, *, seen: str | None = None) -> Fix:
    """
    Take a decision back: its question is asked again.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    decision : str
        Its id.
    seen : str, optional
        Version of the decisions that the person saw.

    Returns
    -------
    Fix
        The decision that is no more.

    Raises
    ------
    InputError
        When there is no such decision.
    ConflictError
        When the decisions were changed after they were seen.
    """
    seen = seen_now(home) if seen is None else seen
    there = fixes.read(home).fix
    at = next((n for n, name in enumerate(_names(there)) if name == decision), None)
    if at is None:
        raise InputError("deciding.no_decision", where=clean(decision)[:_CELL])
    fixes_text.write(home, gone=[at + 1], seen=seen)
    return there[at]


def _asked(waiting: Sequence[Question], name: str) -> Question:
    """The question of a name, or of the beginning of one."""
    found = [one for one in waiting if one.id == name]
    if not found and len(name) >= _FEWEST:
        found = [one for one in waiting if one.id.startswith(name)]
    if len(found) != 1:
        raise InputError("deciding.question", where=clean(name)[:_CELL])
    return found[0]


def _answered(one: Question, answer: str, loaded: Loaded) -> dict[str, object]:
    """An answer as the fields of a decision."""
    found = one.finding
    if answer == KEEP and KEEP in one.answers:
        return _kept(one)
    spot = {"input": one.role, "file": found.file, "sheet": found.sheet, "row": found.row}
    by_place = {"input": one.role, "place": str(found.facts.get("place"))}
    about: dict[str, object] = {**(by_place if is_by_place(one.role, found) else spot)}
    if answer == LEAVE_OUT and LEAVE_OUT in one.answers:
        return {**about, "leave_out": True}
    if answer == INSTEAD and INSTEAD in one.answers:
        return {**about, "row": int(str(found.facts["first"])), "leave_out": True}
    if answer == SUGGESTED and one.offers and USE in one.answers:
        return {**about, "use": one.offers[0].code}
    if USE not in one.answers or answer in _NOT_CODES:
        raise InputError("deciding.answer", where=found.where)
    return {**about, "use": _code(answer, one, loaded)}


def _kept(one: Question) -> dict[str, object]:
    """What says which finding is kept, so that it is asked anew when it is another one."""
    found = one.finding
    kept = {"input": one.role, "file": found.file, "sheet": found.sheet, "finding": found.code}
    if is_by_place(one.role, found):
        return {**kept, "place": str(found.facts["place"]), "keep": True}
    cell = found.cell if len(found.cell) <= _CELL else ""
    count = found.count if found.count > 1 else None
    return {**kept, "row": found.row, "cell": cell, "count": count, "keep": True}


def _code(answer: str, one: Question, loaded: Loaded) -> str:
    """A place code that the boundaries have; of the boundaries themselves, one that is offered."""
    try:
        code = parse(answer.split(" ", maxsplit=1)[0])
    except CodeError:
        raise InputError("deciding.code", where=one.finding.where) from None
    offered = {offer.code for offer in one.offers}
    known = offered if one.role == _BOUNDARY else {*loaded.boundaries["place"], *offered}
    if code not in known:
        raise InputError("deciding.code", where=one.finding.where)
    return code


def _names(there: Sequence[Fix]) -> list[str]:
    """A name for each decision: of several that say the same, each has its own."""
    taken: dict[str, int] = {}
    out = []
    for fix in there:
        name = fix.model_dump_json()
        taken[name] = taken.get(name, 0) + 1
        out.append(short(f"{name}\n{taken[name]}"))
    return out


def _where(fix: Fix) -> str:
    """Where a decision looks, in one line."""
    spot = fix.cell or (str(fix.row) if fix.row is not None else fix.place or "")
    return " › ".join(part for part in (fix.file, fix.sheet, spot) if part)


def _named(fix: Fix, called: Mapping[str, str], lang: str) -> str:
    """What a decision is about, where its finding is no longer told."""
    code = fix.place or ""
    if code.isdecimal() and len(code) == LADDER["village"]:
        village = called.get(code) or plainly.named(code, "", lang)
        return words(lang).text("deciding.about.village", village=village, place=code)
    key = "place" if fix.place is not None else "row" if fix.row is not None else "other"
    return words(lang).text(f"deciding.about.{key}", place=fix.place or "", row=str(fix.row or ""))
