"""What waits for a person, each decided by a press of a button; and what was decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Query

from tambon_gis.errors import ConflictError, TambonError
from tambon_gis.serve.here import InProject  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import deciding
from tambon_gis.study.answering.signing import LONGEST, LONGEST_NOTE
from tambon_gis.study.taking.holdings import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fastapi.responses import HTMLResponse, RedirectResponse

    from tambon_gis.serve.here import At
    from tambon_gis.study.deciding import Decided, Question
    from tambon_gis.study.load import Loaded

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
    return _screen(at, by=by, kind=kind)


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
    return _decide(at, {question: said}, by=by, seen=seen, note=note)


@router.post("/p/{name}/findings/alike", response_model=None)
def decide_alike(
    at: InProject, kind: Short, answer: Short, by: Text = "", seen: Short = ""
) -> HTMLResponse | RedirectResponse:
    """
    Take one answer to all questions that are alike.

    Parameters
    ----------
    at : At
        The request.
    kind, answer : str
        Their kind, and what is said to each.
    by : str
        Who decides.
    seen : str
        Version of the decisions that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    try:
        waiting = deciding.questions(at.desk.loaded(at.home), at.lang)
    except TambonError as fault:
        return _screen(at, fault=fault, by=by)
    answers = {one.id: answer for one in waiting if one.kind == kind}
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
        deciding.decide_all(at.home, answers, by=by, on=today, note=note, seen=seen, loaded=loaded)
    except TambonError as fault:
        return _screen(at, fault=fault, by=by)
    return at.on("findings", done="findings.saved", n=len(answers))


def _screen(
    at: At, *, fault: TambonError | None = None, by: str = "", kind: str = ""
) -> HTMLResponse:
    """The screen: of a project that cannot be read, why."""
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
    except TambonError as unread:
        first = [at.say("findings.blank")] if is_blank(at.home) else None
        lines = told or first or unread.tell(at.lang).split("\n")
        return at.page("findings_unread.html.j2", status=status, lines=lines)
    return at.page(
        "findings.html.j2",
        status=status,
        lines=told,
        seen=seen,
        n=len(waiting),
        groups=_grouped(waiting, kind),
        decided=made[-MOST_DECIDED:][::-1],
        decided_all=len(made),
        villages=_villages(loaded),
        roles=[one.title.of(at.lang) for one in loaded.project.role],
        by=by.strip() or _usual(made),
    )


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
