"""The first screens: the projects of the folder, a new one, and where a project stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Query

from tambon_gis.errors import InputError
from tambon_gis.serve.here import InProject, Where  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import carry, shelf, start
from tambon_gis.study.seeking import seek

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse, RedirectResponse

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
    title : str
        Its name, where the official list does not have it.
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
    )
