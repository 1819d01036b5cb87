"""The story for a presentation: drafted, read, mended step by step."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, Path

from tambon_gis.errors import ConflictError, MissingFileError, TambonError
from tambon_gis.serve.here import InProject  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import stories, story_steps
from tambon_gis.study.answering.story_text import lagging
from tambon_gis.study.gather import gather

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse, RedirectResponse

    from tambon_gis.render.content import Content
    from tambon_gis.serve.here import At
    from tambon_gis.study.loaded import Loaded

router = APIRouter()
Seen = Annotated[str, Form(max_length=40)]
Number = Annotated[int, Form(ge=0, le=1000)]
Step = Annotated[int, Path(ge=0, le=1000)]
Short = Annotated[str, Form(max_length=300)]
Long = Annotated[str, Form(max_length=4000)]
_ONE = Lock()
_KEPT: list[tuple[Loaded, str, Content]] = []


@router.get("/p/{name}/story", response_model=None)
def show(at: InProject) -> HTMLResponse:
    """
    Show the story, step by step.

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


@router.post("/p/{name}/story/draft", response_model=None)
def draft(at: InProject) -> HTMLResponse | RedirectResponse:
    """
    Draft a story from what the map shows.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    HTMLResponse or RedirectResponse
        To the story, or the screen with what is wrong.
    """
    try:
        loaded = at.desk.loaded(at.home)
        stories.write_draft(_content(at, loaded), loaded)
    except TambonError as fault:
        return _screen(at, fault)
    return at.on("story", done="story.drafted")


@router.post("/p/{name}/story/title", response_model=None)
def entitle(
    at: InProject, th: Short = "", en: Short = "", seen: Seen = ""
) -> HTMLResponse | RedirectResponse:
    """
    Give the story another title.

    Parameters
    ----------
    at : At
        The request.
    th, en : str
        The title.
    seen : str
        Version of the story that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the story, or the screen with what is wrong.
    """
    try:
        story_steps.entitle(at.home, story_steps.text_of(th, en), seen=seen)
    except TambonError as fault:
        return _screen(at, fault)
    return at.on("story", done="story.saved")


@router.post("/p/{name}/story/move", response_model=None)
def move(
    at: InProject, number: Number, to: Number, seen: Seen = ""
) -> HTMLResponse | RedirectResponse:
    """
    Tell a step earlier or later.

    Parameters
    ----------
    at : At
        The request.
    number, to : int
        Which step, and which it is then.
    seen : str
        Version of the story that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the story, or the screen with what is wrong.
    """
    try:
        story_steps.move(at.home, number, to, seen=seen)
    except TambonError as fault:
        return _screen(at, fault)
    return at.on("story", done="story.moved", n=to)


@router.post("/p/{name}/story/remove", response_model=None)
def remove(at: InProject, number: Number, seen: Seen = "") -> HTMLResponse | RedirectResponse:
    """
    Take a step out.

    Parameters
    ----------
    at : At
        The request.
    number : int
        Which.
    seen : str
        Version of the story that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the story, or the screen with what is wrong.
    """
    try:
        story_steps.remove(at.home, number, seen=seen)
    except TambonError as fault:
        return _screen(at, fault)
    return at.on("story", done="story.removed")


@router.get("/p/{name}/story/step/{number}", response_model=None)
def read_step(at: InProject, number: Step) -> HTMLResponse:
    """
    Show one step to be mended.

    Parameters
    ----------
    at : At
        The request.
    number : int
        Which, counted from 1.

    Returns
    -------
    HTMLResponse
        The screen.

    Raises
    ------
    MissingFileError
        When there is no such step.
    """
    now = story_steps.opened(at.home)
    if now.story is None or not 1 <= number <= len(now.story.step):
        raise MissingFileError("story.none", where=now.name)
    step = now.story.step[number - 1]
    typed: dict[str, object] = {
        "title_th": step.title.th, "title_en": step.title.en,
        "text_th": step.text.th, "text_en": step.text.en,
        "layer": step.layer or "", "year": step.year or "", "place": step.place or "",
        "view": step.view or "", "sheet": "yes" if step.sheet else "",
    }  # fmt: skip
    return _one(at, number, typed, seen=now.version)


@router.get("/p/{name}/story/new/{after}", response_model=None)
def new_step(at: InProject, after: Step) -> HTMLResponse:
    """
    Show an empty step to be written.

    Parameters
    ----------
    at : At
        The request.
    after : int
        Behind which step it comes.

    Returns
    -------
    HTMLResponse
        The screen.

    Raises
    ------
    MissingFileError
        When there is no such step.
    """
    now = story_steps.opened(at.home)
    if now.story is None or not 0 <= after <= len(now.story.step):
        raise MissingFileError("story.none", where=now.name)
    return _one(at, after, {}, seen=now.version, new=True)


@router.post("/p/{name}/story/save", response_model=None)
def save(  # noqa: PLR0913, PLR0917 - a field of the form each
    at: InProject,
    number: Number,
    title_th: Short = "",
    title_en: Short = "",
    text_th: Long = "",
    text_en: Long = "",
    layer: Short = "",
    year: Short = "",
    place: Short = "",
    view: Short = "",
    sheet: Short = "",
    new: Short = "",
    seen: Seen = "",
) -> HTMLResponse | RedirectResponse:
    """
    Keep what was written of a step.

    Parameters
    ----------
    at : At
        The request.
    number : int
        Which step; of a new one, the step before it.
    title_th, title_en, text_th, text_en : str
        Its words.
    layer, year, place, view, sheet : str
        What it shows.
    new : str
        Whether it is a new one.
    seen : str
        Version of the story that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the story, or the step with what is wrong and all that was typed.
    """
    shows: dict[str, object] = {
        "layer": layer, "year": year, "place": place, "view": view, "sheet": sheet == "yes"
    }  # fmt: skip
    try:
        title = story_steps.text_of(title_th, title_en)
        said = story_steps.step_of(title, story_steps.text_of(text_th, text_en), shows)
        write = story_steps.add if new else story_steps.put
        content = _content(at, at.desk.loaded(at.home))
        there = story_steps.opened(at.home).story
        write(at.home, number, said, seen=seen, content=content)
    except TambonError as fault:
        typed = {
            **shows, "title_th": title_th, "title_en": title_en, "text_th": text_th,
            "text_en": text_en, "sheet": sheet,
        }  # fmt: skip
        return _one(at, number, typed, seen=seen, fault=fault, new=bool(new))
    old = there.step[number - 1 : number] if there is not None and not new else ()
    named, lags = story_steps.names_somebody(said), any(lagging(one, said) for one in old)
    key = "story.saved_named" if named else "story.saved_lags" if lags else "story.saved"
    done = at.on("story", done=key, refused=named or lags)
    done.headers["location"] += f"#step-{number + 1 if new else number}"
    return done


def _content(at: At, loaded: Loaded) -> Content:
    """What is shown, gathered once for files that have not changed."""
    with _ONE:
        for kept, lang, content in _KEPT:
            if kept is loaded and lang == at.lang:
                return content
        today = dt.datetime.now().astimezone().date()
        content = gather(loaded, today=today, engine="auto", lang=at.lang, story=False)
        _KEPT[:] = [(loaded, at.lang, content)]
        return content


def _status(fault: TambonError | None) -> HTTPStatus:
    """How a screen answers."""
    if fault is None:
        return HTTPStatus.OK
    conflict = isinstance(fault, ConflictError)
    return HTTPStatus.CONFLICT if conflict else HTTPStatus.BAD_REQUEST


def _lines(at: At, fault: TambonError | None) -> list[str]:
    """What is wrong, line by line."""
    return [] if fault is None else fault.tell(at.lang).split("\n")


def _screen(at: At, fault: TambonError | None = None) -> HTMLResponse:
    """The whole story; one that cannot be read is told as such."""
    try:
        now = story_steps.opened(at.home)
    except TambonError as unread:
        lines = _lines(at, fault or unread)
        return at.page("story.html.j2", status=_status(fault), lines=lines, now=None, titles={})
    titles: dict[str, str] = {}
    if now.story is not None:
        try:
            shown = story_steps.shown(_content(at, at.desk.loaded(at.home)), at.lang)
        except TambonError:
            pass  # the files cannot be read now: its words can still be mended
        else:
            titles = shown.layers | shown.places
    return at.page(
        "story.html.j2", status=_status(fault), lines=_lines(at, fault), now=now, titles=titles
    )


def _one(
    at: At,
    number: int,
    typed: dict[str, object],
    *,
    seen: str,
    fault: TambonError | None = None,
    new: bool = False,
) -> HTMLResponse:
    """One step, as a form."""
    shown = story_steps.shown(_content(at, at.desk.loaded(at.home)), at.lang)
    return at.page(
        "story_step.html.j2",
        status=_status(fault),
        lines=_lines(at, fault),
        number=number,
        typed=typed,
        shown=shown,
        seen=seen,
        new=new,
    )
