"""Boundaries out of a wider layer: dropped, laid there, or at an address; seen, then cut."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import JSONResponse

from tambon_gis.errors import ConflictError, MissingFileError, TambonError
from tambon_gis.model.project import DOCUMENT
from tambon_gis.places import LADDER
from tambon_gis.serve.here import InProject  # noqa: TC001 - FastAPI reads it
from tambon_gis.serve.looking import KIND, Source, Tried, begin, put_away, slot, tried
from tambon_gis.study import cut, edit
from tambon_gis.study.fetching import source
from tambon_gis.study.fetching.download import plain_address
from tambon_gis.study.fetching.fetch import checked
from tambon_gis.study.fetching.hosts import is_near
from tambon_gis.study.fetching.picture import picture
from tambon_gis.study.taking import incoming
from tambon_gis.thai import digits_to_arabic

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse, Response

    from tambon_gis.serve.here import At

__all__ = ["router"]

router = APIRouter()
#: Longest of what is typed here, and of an address.
_TEXT = Form(max_length=200)
_ADDRESS = Form(max_length=4000)
#: Letters of a list of columns.
_KNOWN = 1000


@dataclass(frozen=True)
class Draft:
    """
    What somebody typed, kept where it could not be used.

    Parameters
    ----------
    address, licence, credit : str
        The fields.
    neighbours : bool
        The tick.
    """

    address: str = ""
    licence: str = ""
    credit: str = ""
    neighbours: bool = True


@router.get("/p/{name}/boundaries", response_model=None)
def show(at: InProject) -> HTMLResponse:
    """
    Show where a layer is given, how the work stands, or what was found.

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


@router.get("/p/{name}/boundaries/state", response_model=None)
def state(at: InProject) -> JSONResponse:
    """
    Tell how the work stands.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    JSONResponse
        ``state`` and ``step``, the present one.
    """
    job = at.desk.jobs.of(slot(at))
    told = {"state": job.state, "step": _step(job.steps)} if job else {"state": "none", "step": ""}
    return JSONResponse(told)


@router.post("/p/{name}/boundaries/send", response_model=None)
def send(at: InProject, files: list[UploadFile]) -> Response:
    """
    Begin to look into a layer that was sent.

    Parameters
    ----------
    at : At
        The request.
    files : list[UploadFile]
        One file, or the parts of a shapefile.

    Returns
    -------
    Response
        On to the screen, which tells how the work stands.
    """
    try:
        kept = incoming.keep(at.home, ((one.filename or "", one.file) for one in files))
        try:
            begin(at, Source(source.one_of(kept.files), kept=kept))
        except BaseException:
            kept.let_go()
            raise
    except TambonError as fault:
        return _screen(at, fault)
    return at.on(KIND)


@router.post("/p/{name}/boundaries/laid", response_model=None)
def take_laid(at: InProject, file: Annotated[str, Form(max_length=1000)]) -> Response:
    """
    Begin to look into a layer that was laid into the project's folder.

    Parameters
    ----------
    at : At
        The request.
    file : str
        One of those that the screen offers: it is looked up, never joined to a path.

    Returns
    -------
    Response
        On to the screen.
    """
    try:
        path = source.laid(at.home).get(file)
        if path is None:
            raise MissingFileError("file.missing", where=file.rpartition("/")[2])
        begin(at, Source(path))
    except TambonError as fault:
        return _screen(at, fault)
    return at.on(KIND)


@router.post("/p/{name}/boundaries/address", response_model=None)
def ask(at: InProject, address: Annotated[str, _ADDRESS]) -> HTMLResponse:
    """
    Say who would be asked for a layer; nobody is asked yet, not even for a name.

    Parameters
    ----------
    at : At
        The request.
    address : str
        The address.

    Returns
    -------
    HTMLResponse
        The host, and a button.
    """
    address = address.strip()
    try:
        host = checked(address, outside=True)
    except TambonError as fault:
        return _screen(at, fault, Draft(address=address))
    plain = plain_address(address)
    return at.page(
        "boundaries_address.html.j2", host=host, near=is_near(address), plain=plain, address=address
    )


@router.post("/p/{name}/boundaries/fetch", response_model=None)
def fetch(
    at: InProject,
    address: Annotated[str, _ADDRESS],
    fresh: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
) -> Response:
    """
    Begin to download a layer and to look into it; one that lies here is not downloaded again.

    Parameters
    ----------
    at : At
        The request.
    address : str
        The address.
    fresh : bool
        Whether it is downloaded again.

    Returns
    -------
    Response
        On to the screen.
    """
    address = address.strip()
    try:
        checked(address, outside=True)
        begin(at, Source(address=address), fresh=fresh)
    except TambonError as fault:
        return _screen(at, fault, Draft(address=address))
    return at.on(KIND)


@router.post("/p/{name}/boundaries/again", response_model=None)
def again(
    at: InProject,
    mark: Annotated[str, _TEXT],
    code: Annotated[str, _TEXT] = "",
    level: Annotated[str, _TEXT] = "",
    layer: Annotated[str, _TEXT] = "",
    code_column: Annotated[str, _TEXT] = "",
    name_column: Annotated[str, _TEXT] = "",
    crs: Annotated[str, _TEXT] = "",
) -> Response:
    """
    Look into the same layer again, as somebody says that it is to be read.

    Parameters
    ----------
    at : At
        The request.
    mark : str
        Which look.
    code, level, layer, code_column, name_column, crs : str
        What a person says; empty says nothing.

    Returns
    -------
    Response
        On to the screen.
    """
    said = [one.strip() or None for one in (level, layer, code_column, name_column, crs)]
    try:
        begin(at, tried(at, mark).source, digits_to_arabic(code).strip(), cut.Reading(*said))
    except TambonError as fault:
        return _screen(at, fault)
    return at.on(KIND)


@router.post("/p/{name}/boundaries/stop", response_model=None)
def stop(at: InProject) -> Response:
    """
    End the work under way, or put away what was found; what was downloaded stays.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    Response
        On to the screen.
    """
    job = at.desk.jobs.of(slot(at))
    if job is not None and job.state == "running":
        at.desk.jobs.stop(slot(at))
        return at.on(KIND, done="boundaries.stopped")
    put_away(at)
    return at.on(KIND)


@router.post("/p/{name}/boundaries/keep", response_model=None)
def keep(
    at: InProject,
    mark: Annotated[str, _TEXT],
    licence: Annotated[str, _TEXT] = "",
    credit: Annotated[str, _TEXT] = "",
    neighbours: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
    seen: Annotated[str | None, Form(max_length=64)] = None,
) -> Response:
    """
    Write what was found, and use it in the project.

    Parameters
    ----------
    at : At
        The request.
    mark : str
        Which look.
    licence, credit : str
        What its publisher asks for.
    neighbours : bool
        Whether the pieces around are written too.
    seen : str or None
        The version of the document that the person saw.

    Returns
    -------
    Response
        On to where villages are drawn, or to the files.
    """
    draft = Draft("", licence.strip(), credit.strip(), neighbours)
    try:
        looked = tried(at, mark).looked
        if looked is None:
            raise ConflictError("edit.elsewhere", what=at.say("boundaries.title"))
        job = at.desk.jobs.of(at.home)
        if job is not None and job.state == "running":  # a build reads what would be changed
            raise ConflictError("serve.busy")
        if seen is not None and edit.version(at.home, DOCUMENT) != seen:
            raise ConflictError("edit.elsewhere", what=edit.Called(DOCUMENT))
        cut.belongs(looked.code, at.code)
        wish = cut.Wish(neighbours, licence=draft.licence, credit=draft.credit)
        made = cut.write(looked, at.home / cut.BOUNDARIES, wish=wish, lang=at.lang)
        cut.join(made, at.home, seen=seen)
    except TambonError as fault:
        return _screen(at, fault, draft)
    put_away(at)
    facts = {"n": made.pieces, "level": at.say(f"boundaries.level.{made.level}")}
    if made.level == "village":
        return at.on("files", "boundaries.kept", **facts)
    return at.on("drawing", "boundaries.kept_wide", **facts)


def _screen(at: At, fault: TambonError | None = None, draft: Draft | None = None) -> HTMLResponse:
    """The screen as the work stands, with why a step was not taken."""
    status = HTTPStatus.OK if fault is None else HTTPStatus.BAD_REQUEST
    status = HTTPStatus.CONFLICT if isinstance(fault, ConflictError) else status
    job = at.desk.jobs.of(slot(at))
    lines = _lines(at, fault)
    if job is not None and job.state == "running":
        step = _step(job.steps)
        return at.page("boundaries_working.html.j2", status=status, step=step, lines=lines)
    found = job.result if job else None
    if not isinstance(found, Tried):
        if job is not None:
            lines = lines or [at.say("error.ours")]
        return _asking(at, status, lines, draft)
    lines = lines or _lines(at, found.fault)
    return at.page(
        "boundaries_found.html.j2",
        status=status,
        lines=lines,
        tried=found,
        draft=draft or Draft(),
        levels=[("", at.say("boundaries.finest"))]
        + [(one, at.say(f"boundaries.level.{one}")) for one in reversed(LADDER)],
        seen=edit.version(at.home, DOCUMENT),
        **_shown(at, found.looked),
    )


def _asking(at: At, status: int, lines: list[str], draft: Draft | None) -> HTMLResponse:
    """Where a layer is given."""
    return at.page(
        "boundaries.html.j2",
        status=status,
        lines=lines,
        draft=draft or Draft(),
        laid=[(one, f"{one} ({path.stat().st_size / 1e6:,.1f} MB)")
              for one, path in source.laid(at.home).items()],
    )  # fmt: skip


def _shown(at: At, looked: cut.Looked | None) -> dict[str, object]:
    """What was found, as the screen shows it."""
    if looked is None:
        return {"looked": None, "drawn": None, "on": "", "notes": []}
    told = [one.tell(at.lang) for report in looked.findings.reports for one in report.findings
            if one.severity != "note"]  # fmt: skip
    return {
        "looked": looked,
        "drawn": picture(looked),
        "on": at.words.date(looked.origin.on),
        "notes": told,
    }


def _step(steps: tuple[str, ...]) -> str:
    """The present step."""
    return steps[-1] if steps else ""


def _lines(at: At, fault: TambonError | None) -> list[str]:
    """What is told of a fault; lines of a document are fields of this screen."""
    if fault is None:
        return []
    lines = fault.tell(at.lang).split("\n")
    if "[boundary]" in lines[-1] or "--folder" in lines[-1]:
        lines[-1] = at.say("boundaries.mend_here")
        if fault.code in {"boundary.no_code", "boundary.no_column"}:
            lines.insert(-1, at.say("boundaries.columns", known=str(fault.facts["known"])[:_KNOWN]))
    return lines
