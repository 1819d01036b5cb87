"""What waits for a person, each decided by a press of a button; and what was decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Query

from tambon_gis.errors import ConflictError, InputError, TambonError
from tambon_gis.serve.here import InProject  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import deciding, intake
from tambon_gis.study.answering.signing import LONGEST, LONGEST_NOTE, signed
from tambon_gis.study.taking.holdings import is_blank

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from fastapi.responses import HTMLResponse, RedirectResponse

    from tambon_gis.serve.here import At
    from tambon_gis.study.deciding import Decided, Question
    from tambon_gis.study.loaded import Loaded

router = APIRouter()
#: So many questions of one kind are shown at once, so many when it is asked for, and so many
#: decisions; of more places than these the list to choose from would be longer than the questions.
MOST, WHOLE, MOST_DECIDED, PLACES = 12, 120, 50, 300
#: The answer of a form whose code stands in a list beside its button.
CODE = "code"
Text = Annotated[str, Form(max_length=LONGEST)]
Short = Annotated[str, Form(max_length=40)]


@dataclass(frozen=True)
class Kind:
    """
    Questions that are alike.

    Parameters
    ----------
    all : tuple[Question, ...]
        Every one.
    shown : tuple[Question, ...]
        Those that are on the screen.
    """

    all: tuple[Question, ...]
    shown: tuple[Question, ...]

    @property
    def both(self) -> tuple[str, ...]:
        """What may be said to all of them at once."""
        if len(self.all) == 1:
            return ()
        offered = all(one.offers and deciding.USE in one.answers for one in self.all)
        plain = (deciding.KEEP, deciding.LEAVE_OUT, deciding.WITHDRAW)
        shared = [one for one in plain if all(one in each.answers for each in self.all)]
        return ((deciding.SUGGESTED,) if offered else ()) + tuple(shared)


@dataclass(frozen=True)
class Lost:
    """
    A village without an outline, of which several files speak.

    Parameters
    ----------
    place, village : str
        Its code, and its name where the files tell it.
    all : tuple[Question, ...]
        What is asked of it.
    """

    place: str
    village: str
    all: tuple[Question, ...]

    @property
    def usable(self) -> bool:
        """Whether another village may be said; what it makes good elsewhere is not asked again."""
        return any(deciding.USE in one.answers for one in self.all)


@router.get("/p/{name}/findings", response_model=None)
def show(
    at: InProject,
    by: Annotated[str, Query(max_length=LONGEST)] = "",
    kind: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """
    Show what waits and what was decided.

    Parameters
    ----------
    at : At
        The request.
    by : str
        Who decides from now on.
    kind : str
        The kind of questions that is shown whole.

    Returns
    -------
    HTMLResponse
        The screen.
    """
    try:
        if by:
            at.desk.signers[at.home] = signed(by)
    except TambonError as fault:
        return _screen(at, fault=fault, by=by, kind=kind)
    return _screen(at, kind=kind)


@router.post("/p/{name}/findings/decide", response_model=None)
def decide(
    at: InProject,
    question: Short,
    answer: Short,
    by: Text = "",
    seen: Short = "",
    code: Short = "",
    note: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
) -> HTMLResponse | RedirectResponse:
    """
    Take an answer to one question.

    Parameters
    ----------
    at : At
        The request.
    question, answer : str
        Its id, and what is said to it.
    by : str
        Who decides.
    seen : str
        Version of the decisions that the screen showed.
    code : str
        The code that was chosen in the list, where that is the answer.
    note : str
        Why.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    said = code if answer == CODE else answer
    asked = {"question": question, "answer": answer, "seen": seen, "code": code, "note": note}
    if not by.strip():
        return _unsigned(at, "decide", asked)
    return _decide(at, {question: said}, by=by, seen=seen, note=note)


@router.post("/p/{name}/findings/alike", response_model=None)
def decide_alike(
    at: InProject,
    answer: Short,
    kind: Short = "",
    place: Short = "",
    code: Short = "",
    by: Text = "",
    seen: Short = "",
) -> HTMLResponse | RedirectResponse:
    """
    Take one answer to all questions that are alike.

    Parameters
    ----------
    at : At
        The request.
    answer : str
        What is said to each.
    kind, place : str
        Their kind, or the village without an outline that all of them are about.
    code : str
        The code that was chosen in the list, where that is the answer.
    by : str
        Who decides.
    seen : str
        Version of the decisions that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    if not by.strip():
        asked = {"kind": kind, "place": place, "answer": answer, "code": code, "seen": seen}
        return _unsigned(at, "alike", asked)
    try:
        waiting = deciding.questions(at.desk.loaded(at.home), at.lang)
    except TambonError as fault:
        return _screen(at, fault=fault, by=by)
    said = code if answer == CODE else answer
    lost = {each.id for one in _lost(waiting) if one.place == place for each in one.all}
    chosen = [one for one in waiting if one.id in lost or (kind and one.kind == kind)]
    if place and answer == CODE:  # a row of a plan or of places has no code to be another
        chosen = [one for one in chosen if deciding.USE in one.answers]
    answers = {one.id: said for one in chosen}
    return _decide(at, answers, by=by, seen=seen)


@router.post("/p/{name}/findings/undo", response_model=None)
def undo(at: InProject, decision: Short, seen: Short = "") -> HTMLResponse | RedirectResponse:
    """
    Take a decision back.

    Parameters
    ----------
    at : At
        The request.
    decision : str
        Its id.
    seen : str
        Version of the decisions that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    try:
        deciding.undo(at.home, decision, seen=seen)
    except TambonError as fault:
        return _screen(at, fault=fault)
    return at.on("findings", done="findings.undone")


def _decide(
    at: At, answers: dict[str, str], *, by: str, seen: str, note: str = ""
) -> HTMLResponse | RedirectResponse:
    """Decide, and say so; what cannot be done is told on the screen as it is now."""
    today = dt.datetime.now().astimezone().date()
    try:
        loaded = at.desk.loaded(at.home)
        on = _following(deciding.questions(loaded, at.lang), answers)
        deciding.decide_all(at.home, answers, by=by, on=today, note=note, seen=seen, loaded=loaded)
    except TambonError as fault:
        return _screen(at, fault=fault, by=by)
    at.desk.signers[at.home] = signed(by)
    done = at.on("findings", done="findings.saved", n=len(answers))
    done.headers["location"] += f"#q-{on}" if on else ""
    return done


def _following(waiting: Iterable[Question], answers: Collection[str]) -> str:
    """Id of the question that stands after those that are answered, as the screen shows them."""
    told_once = {each.id for one in _lost(waiting) for each in one.all}
    groups = _grouped([one for one in waiting if one.id not in told_once], "").values()
    shown = [one.id for kinds in groups for kind in kinds for one in kind.shown]
    last = max((at for at, one in enumerate(shown) if one in answers), default=len(shown))
    return next((one for one in shown[last:] if one not in answers), "")


def _unsigned(at: At, step: str, asked: dict[str, str]) -> HTMLResponse:
    """The screen with an answer that is kept until it is said who decides."""
    return _screen(at, fault=InputError("deciding.nobody"), step=step, asked=asked)


def _screen(
    at: At, *, fault: TambonError | None = None, by: str = "", kind: str = "",
    step: str = "", asked: dict[str, str] | None = None,
) -> HTMLResponse:  # fmt: skip
    """The screen: of a project that cannot be read, why; an answer that waits for a signature."""
    status = HTTPStatus.OK
    if fault is not None:
        conflict = isinstance(fault, ConflictError)
        status = HTTPStatus.CONFLICT if conflict else HTTPStatus.BAD_REQUEST
    told = fault.tell(at.lang).split("\n") if fault is not None else []
    # the version first: what changes from here on is noticed when a button is pressed
    seen = deciding.seen_now(at.home)
    try:
        loaded = at.desk.loaded(at.home)
        waiting = deciding.questions(loaded, at.lang)
        made = deciding.decided(loaded, at.lang)
        lost = _lost(waiting)
        told_once = {each.id for one in lost for each in one.all}
    except TambonError as unread:
        lines = told or _lacks(at) or unread.tell(at.lang).split("\n")
        return at.page("findings_unread.html.j2", status=status, lines=lines)
    return at.page(
        "findings.html.j2",
        status=status,
        lines=told,
        seen=seen,
        n=count(waiting),
        lost=lost,
        groups=_grouped([one for one in waiting if one.id not in told_once], kind),
        decided=made[-MOST_DECIDED:][::-1],
        decided_all=len(made),
        villages=_villages(loaded),
        roles=[one.title.of(at.lang) for one in loaded.project.role],
        by=by.strip() or at.desk.signers.get(at.home) or _usual(made),
        step=step,
        asked=asked or {},
    )


def _lacks(at: At) -> list[str]:
    """What a project lacks that nobody has put villages into yet; nothing of any other."""
    if not is_blank(at.home):
        return []
    found = intake.held(at.home)
    out = [
        at.say("findings.blank_inside" if any(one.inside for one in found) else "findings.blank")
    ]
    if not any(one.section == "survey" and one.there and not one.blank for one in found):
        out.append(at.say("findings.blank_survey"))
    return out


def _grouped(waiting: Iterable[Question], kind: str) -> dict[str, list[Kind]]:
    """The questions by input, those that are alike together."""
    alike: dict[str, list[Question]] = {}
    for one in waiting:
        alike.setdefault(one.kind, []).append(one)
    out: dict[str, list[Kind]] = {}
    for name, found in alike.items():
        shown = found[: WHOLE if name == kind else MOST]
        first = found[0]
        file = first.finding.file
        title = first.title if file in {"", first.title} else f"{first.title} · {file}"
        out.setdefault(title, []).append(Kind(tuple(found), tuple(shown)))
    return out


def count(waiting: Iterable[Question]) -> int:
    """
    Count what waits as the screen shows it: a village without an outline once.

    Parameters
    ----------
    waiting : iterable of Question
        What waits.

    Returns
    -------
    int
        How many there are to decide.

    Examples
    --------
    >>> count([])
    0
    """
    every = tuple(waiting)
    return len(every) - sum(len(one.all) - 1 for one in _lost(every))


def _lost(waiting: Iterable[Question]) -> list[Lost]:
    """Villages without an outline that several questions are about."""
    by_place: dict[str, list[Question]] = {}
    for one in waiting:
        if one.undrawn:
            by_place.setdefault(one.place, []).append(one)
    out = []
    for place, found in sorted(by_place.items()):
        names = (str(one.finding.facts.get("village", "")) for one in found)
        if len(found) > 1:
            out.append(Lost(place, next(filter(None, names), ""), tuple(found)))
    return out


def _villages(loaded: Loaded) -> list[tuple[str, str]]:
    """Codes of the boundaries and their names, to choose from; none where they are too many."""
    frame = loaded.boundaries[["place", "name"]].drop_duplicates("place").sort_values("place")
    if len(frame) > PLACES:
        return []
    named = zip(frame["place"], frame["name"].fillna(""), strict=True)
    return [(str(code), f"{code} {name}".strip()) for code, name in named]


def _usual(made: tuple[Decided, ...]) -> str:
    """Who decided last; nobody where nobody did: a name is put to nothing that was not chosen."""
    return next((one.fix.decided_by for one in reversed(made) if one.fix.decided_by), "")
