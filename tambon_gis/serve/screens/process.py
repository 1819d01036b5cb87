"""The working group and its process: each entry with a small form of its own."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form

from tambon_gis.errors import ConflictError, TambonError
from tambon_gis.serve.here import InProject  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import proceedings, recorded
from tambon_gis.study.answering.signing import LONGEST, LONGEST_NOTE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi.responses import HTMLResponse, RedirectResponse

    from tambon_gis.serve.here import At

router = APIRouter()
Number = Annotated[int, Form(ge=0, le=10_000)]
Seen = Annotated[str, Form(max_length=40)]
Short = Annotated[str, Form(max_length=LONGEST)]
Long = Annotated[str, Form(max_length=LONGEST_NOTE)]
Decided = Annotated[str, Form(max_length=20 * LONGEST_NOTE)]
Names = Annotated[list[str], Form(max_length=100)]


@dataclass(frozen=True)
class Refused:
    """
    A form that was not saved.

    Parameters
    ----------
    fault : TambonError
        Why.
    kind : str
        What it is a form of.
    number : int
        Which entry; 0 of a new one.
    said : Mapping[str, str]
        What was typed.
    """

    fault: TambonError
    kind: str
    number: int
    said: Mapping[str, str]


@router.get("/p/{name}/process", response_model=None)
def show(at: InProject) -> HTMLResponse:
    """
    Show all entries.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    HTMLResponse
        The screen.
    """
    return _screen(at)


@router.post("/p/{name}/process/role", response_model=None)
def role(
    at: InProject,
    number: Number,
    title: Short = "",
    title_en: Short = "",
    duty: Short = "",
    duty_en: Short = "",
    seen: Seen = "",
) -> HTMLResponse | RedirectResponse:
    """
    Save a role of the working group.

    Parameters
    ----------
    at : At
        The request.
    number : int
        Which; 0 is a new one.
    title, title_en, duty, duty_en : str
        What it is called, and what it does.
    seen : str
        Version of the document that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    said = {"title": title, "title_en": title_en, "duty": duty, "duty_en": duty_en}
    return _save(at, "role", number, said, seen)


@router.post("/p/{name}/process/step", response_model=None)
def step(
    at: InProject,
    number: Number,
    began: Short = "",
    ended: Short = "",
    note: Long = "",
    seen: Seen = "",
) -> HTMLResponse | RedirectResponse:
    """
    Save when one of the five processes began and ended.

    Parameters
    ----------
    at : At
        The request.
    number : int
        Which of the five.
    began, ended, note : str
        Days, and what was done.
    seen : str
        Version of the document that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    said = {"began": began, "ended": ended, "note": note}
    return _save(at, "step", max(number, 1), said, seen)


@router.post("/p/{name}/process/meeting", response_model=None)
def meeting(  # noqa: PLR0913, PLR0917 - a field of the form each
    at: InProject,
    number: Number,
    on: Short = "",
    title: Short = "",
    place: Short = "",
    process: Short = "",
    people: Short = "",
    role: Names = [],  # noqa: B006 - FastAPI copies it
    decided: Decided = "",
    seen: Seen = "",
) -> HTMLResponse | RedirectResponse:
    """
    Save a meeting.

    Parameters
    ----------
    at : At
        The request.
    number : int
        Which; 0 is a new one.
    on, title, place, process, people : str
        When, about what, where, in which process, how many came.
    role : list[str]
        Roles that were there.
    decided : str
        What was decided, one thing a line.
    seen : str
        Version of the document that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    said = {
        "on": on, "title": title, "place": place, "process": process, "people": people,
        "role": "\n".join(role), "decided": decided,
    }  # fmt: skip
    return _save(at, "meeting", number, said, seen)


@router.post("/p/{name}/process/due", response_model=None)
def due(
    at: InProject,
    number: Number,
    on: Short = "",
    what: Short = "",
    role: Short = "",
    done: Short = "",
    seen: Seen = "",
) -> HTMLResponse | RedirectResponse:
    """
    Save what has to be done until when.

    Parameters
    ----------
    at : At
        The request.
    number : int
        Which; 0 is a new one.
    on, what, role, done : str
        Until when, what, by which role, and whether it is done.
    seen : str
        Version of the document that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    said = {"on": on, "what": what, "role": role, "done": done}
    return _save(at, "due", number, said, seen)


@router.post("/p/{name}/process/target", response_model=None)
def target(
    at: InProject,
    number: Number,
    indicator: Short = "",
    failing: Short = "",
    source: Short = "",
    seen: Seen = "",
) -> HTMLResponse | RedirectResponse:
    """
    Save a target.

    Parameters
    ----------
    at : At
        The request.
    number : int
        Which; 0 is a new one.
    indicator, failing, source : str
        Of which indicator, how many percent may fail, and who set it.
    seen : str
        Version of the document that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    said = {"indicator": indicator, "failing": failing, "source": source}
    return _save(at, "target", number, said, seen)


@router.post("/p/{name}/process/boundary", response_model=None)
def boundary(
    at: InProject, credit: Short = "", licence: Short = "", seen: Seen = ""
) -> HTMLResponse | RedirectResponse:
    """
    Save where the boundaries come from.

    Parameters
    ----------
    at : At
        The request.
    credit, licence : str
        Whose they are, and how they may be used.
    seen : str
        Version of the document that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    return _save(at, "boundary", 1, {"credit": credit, "licence": licence}, seen)


@router.post("/p/{name}/process/remove", response_model=None)
def remove(
    at: InProject, kind: Seen, number: Number, seen: Seen = ""
) -> HTMLResponse | RedirectResponse:
    """
    Take an entry out.

    Parameters
    ----------
    at : At
        The request.
    kind : str
        What it is.
    number : int
        Which.
    seen : str
        Version of the document that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    try:
        proceedings.remove(at.home, kind, number, seen=seen)
    except TambonError as fault:
        return _screen(at, Refused(fault, "", 0, {}))
    return at.on("process", done="process.removed", what=at.say(f"process.one.{kind}"))


def _save(
    at: At, kind: str, number: int, said: Mapping[str, str], seen: str
) -> HTMLResponse | RedirectResponse:
    """Save an entry, or show its form again with all that was typed."""
    try:
        if number:
            proceedings.put(at.home, kind, number, said, seen=seen)
        else:
            number = proceedings.add(at.home, kind, said, seen=seen)
    except TambonError as fault:
        return _screen(at, Refused(fault, kind, number, said))
    done = at.on("process", done="process.saved", what=at.say(f"process.one.{kind}"))
    done.headers["location"] += f"#kept-{kind}-{number}"
    return done


def _screen(at: At, refused: Refused | None = None) -> HTMLResponse:
    """The screen, with what was refused."""
    status, lines = HTTPStatus.OK, list[str]()
    if refused is not None:
        conflict = isinstance(refused.fault, ConflictError)
        status = HTTPStatus.CONFLICT if conflict else HTTPStatus.BAD_REQUEST
        lines = refused.fault.tell(at.lang).split("\n")
    now, books = recorded.standing(at.home), recorded.grouped(at.home, at.lang)
    return at.page(
        "process.html.j2",
        status=status,
        lines=lines,
        refused=refused,
        now=now,
        entries={kind: now.entries(kind) for kind in recorded.KINDS},
        steps=recorded.steps(at.home, at.lang),
        indicators={name: title for of in books.values() for name, title in of.items()},
        books=books,
    )
