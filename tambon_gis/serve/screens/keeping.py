"""Keep and hand over: backup, restore, the hand-over page, and a year that is forgotten."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from tambon_gis.errors import ConflictError, InputError
from tambon_gis.serve.here import InProject, Where  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import shelf
from tambon_gis.study.backup import backup
from tambon_gis.study.forget import forget, years
from tambon_gis.study.forgotten import lines
from tambon_gis.study.handover import NOTE, handover, written
from tambon_gis.study.restore import restore, restore_among
from tambon_gis.study.taking.parcels import safe_name
from tambon_gis.words import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.responses import HTMLResponse, RedirectResponse

    from tambon_gis.errors import TambonError
    from tambon_gis.serve.here import At
    from tambon_gis.study.forgotten import Forgotten

router = APIRouter()


@router.get("/restore", response_model=None)
def choose(here: Where) -> HTMLResponse:
    """
    Show where a backup is chosen that becomes a project of its own.

    Parameters
    ----------
    here : Here
        The request.

    Returns
    -------
    HTMLResponse
        The screen.
    """
    return here.page("restore.html.j2", alone=here.desk.alone, lines=())


@router.post("/restore", response_model=None)
def put_back(here: Where, file: UploadFile) -> HTMLResponse | RedirectResponse:
    """
    Put a backup back as a project of its own, in a folder whose name is made by us.

    Parameters
    ----------
    here : Here
        The request.
    file : UploadFile
        The backup.

    Returns
    -------
    HTMLResponse or RedirectResponse
        To the project; the screen with what is wrong, where the file cannot be put back.

    Raises
    ------
    InputError
        When the folder that is open is a project itself.
    """
    if here.desk.alone:
        raise InputError("serve.alone")
    try:
        with _taken(file, here.desk.root) as path:
            made = restore_among(path, here.desk.root)
    except (ConflictError, InputError) as fault:
        lines = fault.tell(here.lang).split("\n")
        return here.page("restore.html.j2", status=_status(fault), alone=False, lines=lines)
    n, awaited = len(made.written), made.awaited
    done = "keeping.restored_partly" if awaited else "keeping.restored"
    return here.to(f"p/{made.home.name}/", done=done, n=n, awaited=awaited)


@router.get("/p/{name}/keeping", response_model=None)
def keeping(at: InProject) -> HTMLResponse:
    """
    Show what can be kept, handed over and forgotten.

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


def _screen(at: At, fault: TambonError | None = None) -> HTMLResponse:
    """The screen, with why a file was not put back."""
    note = written(at.home, at.code)
    day = dt.datetime.fromtimestamp(note.stat().st_mtime).astimezone() if note else None
    return at.page(
        "keeping.html.j2",
        status=_status(fault) if fault else HTTPStatus.OK,
        lines=fault.tell(at.lang).split("\n") if fault else [],
        years=years(at.home),
        written=at.words.date(day.date()) if day else "",
        note=at.output("note", NOTE),
    )


@router.get("/p/{name}/keeping/backup.zip", response_model=None)
def carry_away(at: InProject, *, bare: bool = False) -> FileResponse:
    """
    Hand out a backup.

    Parameters
    ----------
    at : At
        The request.
    bare : bool, default False
        Whether the personal part is left out.

    Returns
    -------
    FileResponse
        The archive; the copy beside it is gone once it is sent.
    """
    place = _place(at.home)
    try:
        made = backup(at.home, place, personal=not bare)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    gone = BackgroundTask(shutil.rmtree, place, ignore_errors=True)
    today = dt.datetime.now().astimezone()
    name, on = shelf.read(at.home).title(at.lang), f"{today.year + BE_OFFSET}-{today:%m-%d}"
    called = at.say(f"keeping.file.{'bare' if bare else 'whole'}", name=name, day=on)
    return FileResponse(made.path, media_type="application/zip",
                        filename=safe_name(f"{called}.zip"), background=gone)  # fmt: skip


@router.post("/p/{name}/keeping/restore", response_model=None)
def put_beside(at: InProject, file: UploadFile) -> HTMLResponse | RedirectResponse:
    """
    Put the personal part, or what this project lacks of a backup, into it.

    Parameters
    ----------
    at : At
        The request.
    file : UploadFile
        The archive.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen; with what is wrong, where the file cannot be put back.
    """
    _refuse_while_building(at)
    try:
        with _taken(file, at.home) as path:
            made = restore(path, at.home)
    except (ConflictError, InputError) as fault:
        return _screen(at, fault)
    return at.on("keeping", done="keeping.put", n=len(made.written), same=len(made.same))


@router.post("/p/{name}/keeping/handover", response_model=None)
def write_note(at: InProject) -> RedirectResponse:
    """
    Write the hand-over note.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    RedirectResponse
        Back to the screen.
    """
    today = dt.datetime.now().astimezone().date()
    handover(at.home, today=today, out=at.home, lang=at.lang)
    return at.on("keeping", done="keeping.noted")


@router.get("/p/{name}/keeping/forget/{year}", response_model=None)
def ask(at: InProject, year: int) -> HTMLResponse:
    """
    Show what would go with a year, before anything does.

    Parameters
    ----------
    at : At
        The request.
    year : int
        Year B.E.

    Returns
    -------
    HTMLResponse
        The screen.
    """
    found = forget(at.home, year, out=at.home)
    told = _told(at, found)
    return at.page(
        "forget.html.j2", year=year, told=told, seen=_seen(told), archives=found.archives,
        story=bool(found.story),
    )  # fmt: skip


@router.post("/p/{name}/keeping/forget/{year}", response_model=None)
def do_forget(
    at: InProject,
    year: int,
    seen: Annotated[str, Form(max_length=64)],
    sure: Annotated[str, Form()],
) -> HTMLResponse:
    """
    Forget a year.

    Parameters
    ----------
    at : At
        The request.
    year : int
        Year B.E.
    seen : str
        What the person was shown, in short.
    sure : str
        The tick of the person.

    Returns
    -------
    HTMLResponse
        What was removed, and what is left to do by hand.

    Raises
    ------
    ConflictError
        When something else would go than was shown, or a build is under way.
    """
    del sure
    _refuse_while_building(at)
    if _seen(_told(at, forget(at.home, year, out=at.home))) != seen:
        raise ConflictError("edit.elsewhere", what=at.say("keeping.forget.year", year=str(year)))
    found = forget(at.home, year, out=at.home, sure=True)
    return at.page("forgotten.html.j2", year=year, told=_told(at, found), story=bool(found.story))


def _status(fault: TambonError) -> HTTPStatus:
    """How an answer says that a file was refused."""
    return HTTPStatus.CONFLICT if isinstance(fault, ConflictError) else HTTPStatus.BAD_REQUEST


def _refuse_while_building(at: At) -> None:
    """Refuse a step that would change the files of a build under way."""
    job = at.desk.jobs.of(at.home)
    if job is not None and job.state == "running":
        raise ConflictError("serve.busy")


def _told(at: At, found: Forgotten) -> list[str]:
    """What goes or went, by names below the project."""
    own = f"{at.home.resolve()}{os.sep}"
    return [line.replace(own, "") for line in lines(found, lang=at.lang)]


def _seen(told: list[str]) -> str:
    """What was shown, in short."""
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _place(folder: Path) -> Path:
    """A hidden folder beside what is kept, which every backup leaves out and forget removes."""
    try:
        return Path(tempfile.mkdtemp(prefix=".tambon-", dir=folder))
    except OSError as fault:
        raise InputError(
            "folder.unwritable", where=folder.name, fault=fault.strerror or ""
        ) from None


@contextmanager
def _taken(file: UploadFile, folder: Path) -> Iterator[Path]:
    """A file that was sent, under a name of ours, for as long as it is read."""
    place = _place(folder)
    try:
        path = place / safe_name(file.filename or "")  # what is wrong with it is told by its name
        with path.open("xb") as sink:
            shutil.copyfileobj(file.file, sink)
        yield path
    finally:
        shutil.rmtree(place, ignore_errors=True)
