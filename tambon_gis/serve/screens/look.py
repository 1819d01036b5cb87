"""The map and the sheets: what was built, shown as it is, locked away from the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse

from tambon_gis.errors import MissingFileError
from tambon_gis.serve.here import InProject  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import carry, shelf
from tambon_gis.study.handover import NOTE, written

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse

    from tambon_gis.serve.desk import Desk

router = APIRouter()
#: Addresses of what was built; they know no secret but their own.
outputs = APIRouter()
#: Places of a built page that a person asks for by name.
VIEWS = (("", "look.map"), ("#sheets", "look.sheets"), ("#plan", "look.plan"))
#: Shown in the browser; everything else is saved.
SHOWN = {
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "png": "image/png",
    "pdf": "application/pdf",
}
#: A built page runs as if from another computer: it reads, asks and sends nothing of this one.
LOCKED = {
    "Content-Security-Policy": (
        "sandbox allow-scripts allow-popups allow-downloads allow-modals; default-src 'none'; "
        "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src data:; connect-src 'none'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'self'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "unsafe-none",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
#: The hand-over note is words and their typeface: nothing in it runs, and no form is sent.
STILL = LOCKED | {
    "Content-Security-Policy": (
        "sandbox allow-modals; default-src 'none'; font-src data:; style-src 'unsafe-inline'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}


@router.get("/p/{name}/look", response_model=None)
def look(at: InProject) -> HTMLResponse:
    """
    Show what was built.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    HTMLResponse
        The screen.
    """
    return at.page("look.html.j2", made=carry.made(at.home, at.code), views=VIEWS)


@outputs.get(f"/{{name}}/note/{NOTE}", response_model=None)
def note(request: Request, name: str) -> FileResponse:
    """
    Show the hand-over note, to be printed; whoever wrote it, it knows no secret of the desk.

    Parameters
    ----------
    request : Request
        The request.
    name : str
        Name of the project.

    Returns
    -------
    FileResponse
        The page, under a policy of its own.

    Raises
    ------
    MissingFileError
        When it was not written yet.
    """
    desk: Desk = request.app.state.desk
    home = desk.project(name)
    path = written(home, shelf.read(home).code)
    if path is None:
        raise MissingFileError("file.missing", where=NOTE)
    return FileResponse(path, media_type=SHOWN["html"], headers=STILL)


@outputs.get("/{name}/{kind}/{file:path}", response_model=None)
def output(request: Request, name: str, kind: str, file: str) -> FileResponse:
    """
    Give out one built file: one of those that are listed, never a path made of the address.

    Parameters
    ----------
    request : Request
        The request.
    name : str
        Name of the project.
    kind : str
        What was built.
    file : str
        Name of the file in it.

    Returns
    -------
    FileResponse
        The file, with a policy of its own.

    Raises
    ------
    MissingFileError
        When there is none.
    """
    desk: Desk = request.app.state.desk
    home = desk.project(name)
    found = carry.made(home, shelf.read(home).code).get(kind)
    if found is None or file not in found.files:
        raise MissingFileError("serve.output")
    ending = file.rpartition(".")[2].lower()
    return FileResponse(
        found.folder / file,
        media_type=SHOWN.get(ending, "application/octet-stream"),
        filename=file.rpartition("/")[2],
        content_disposition_type="inline" if ending in SHOWN else "attachment",
        headers=LOCKED if ending == "html" else {"Referrer-Policy": "no-referrer"},
    )
