"""The first screens: the projects of the folder, a new one, and where a project stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import JSONResponse

from tambon_gis.errors import InputError, TambonError
from tambon_gis.serve.here import InProject, Where  # noqa: TC001 - FastAPI reads it
from tambon_gis.serve.screens.findings import count
from tambon_gis.study import carry, deciding, intake, shelf, start, story_steps
from tambon_gis.study.seeking import seek

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse, RedirectResponse

    from tambon_gis.serve.here import At

router = APIRouter()
#: What is said of each step on the first screen of a project.
ABOUT = {
    "files": "projects.about.files",
    "findings": "projects.about.findings",
    "drawing": "projects.about.drawing",
    "story": "projects.about.story",
    "making": "projects.about.making",
}


@router.get("/", response_model=None)
def home(here: Where) -> HTMLResponse:
    """
    Show the projects.

    Parameters
    ----------
    here : Here
        The request.

    Returns
    -------
    HTMLResponse
        The screen.
    """
    found = {name: shelf.read(home) for name, home in here.desk.projects().items()}
    return here.page("projects.html.j2", projects=found, alone=here.desk.alone)


@router.get("/new", response_model=None)
def seek_place(here: Where, q: Annotated[str, Query(max_length=100)] = "") -> HTMLResponse:
    """
    Show how a project is begun: a tambon is looked for by its name or code.

    Parameters
    ----------
    here : Here
        The request.
    q : str
        What is looked for.

    Returns
    -------
    HTMLResponse
        The screen, with what was found.
    """
    return here.page("project_new.html.j2", q=q, found=seek(q), alone=here.desk.alone)


@router.post("/new", response_model=None)
def begin(
    here: Where,
    place: Annotated[str, Form(max_length=20)],
    title: Annotated[str, Form(max_length=100)] = "",
    title_en: Annotated[str, Form(max_length=100)] = "",
    villages: Annotated[str, Form(max_length=10)] = "",
) -> RedirectResponse:
    """
    Begin a project in a folder whose name is made by us.

    Parameters
    ----------
    here : Here
        The request.
    place : str
        Code of the tambon.
    title, title_en : str
        Its name, where the official list does not have it, and the same in English.
    villages : str
        How many villages it has, where that is known.

    Returns
    -------
    RedirectResponse
        To the project.

    Raises
    ------
    InputError
        When the folder that is open is a project itself, or the number is none.
    """
    if here.desk.alone:
        raise InputError("serve.alone")
    made = start.begin(
        here.desk.root,
        place,
        lang=here.lang,
        name=title.strip() or None,
        english=title_en.strip() or None,
        villages=start.number_of(villages),
    )
    return here.to(f"p/{made.name}/", done="projects.begun")


@router.get("/p/{name}/", response_model=None)
def overview(at: InProject) -> HTMLResponse:
    """
    Show where a project stands.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    HTMLResponse
        The screen.
    """
    steps = [(screen, caption, ABOUT[screen]) for screen, caption in at.steps]
    return at.page(
        "project_home.html.j2",
        ways=steps,
        one=shelf.read(at.home),
        made=carry.made(at.home, at.code),
        told=_told(at),
    )


@router.get("/p/{name}/standing", response_model=None)
def standing(at: InProject) -> JSONResponse:
    """
    Tell how far a project is, where its files must be read for it.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    JSONResponse
        A sentence by screen; none where the files cannot be read yet.
    """
    try:
        loaded = at.desk.loaded(at.home)
        waiting = deciding.questions(loaded, at.lang)
    except TambonError:
        return JSONResponse({})
    lost = {one.place for one in waiting if one.undrawn}
    n, there = count(waiting), loaded.boundaries["place"].nunique()
    told = {
        "findings": at.say("projects.now.findings", n=n) if n else at.say("findings.none"),
        "drawing": at.say("projects.now.drawing", n=int(there)),
    }
    if lost:
        told["drawing"] = at.say("projects.now.lacking", n=int(there), lacking=len(lost))
    return JSONResponse(told)


def _told(at: At) -> dict[str, str]:
    """What can be told at once of how far a project is, by screen."""
    out: dict[str, str] = {}
    try:
        used = [one for one in intake.held(at.home) if one.there and not one.blank]
        waits = intake.waiting(at.home)
        story = story_steps.opened(at.home).story
    except TambonError:
        return out
    if used or waits:
        out["files"] = at.say("projects.now.files", n=len(used))
    if waits:
        out["files"] = at.say("projects.now.waits", n=len(used), waits=len(waits))
    if story is not None:
        out["story"] = at.say("projects.now.story", n=len(story.step))
    return out
