"""Plan and confirmation: two forms that people answer, carried away and brought back."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import FileResponse

from tambon_gis.errors import ConflictError, MissingFileError, TambonError
from tambon_gis.serve.here import InProject  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import confirm, intake, returned
from tambon_gis.study.taking.incoming import received
from tambon_gis.study.trace import Traced, trace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fastapi.responses import HTMLResponse, RedirectResponse

    from tambon_gis.model.findings import Report
    from tambon_gis.serve.here import At

router = APIRouter()


@router.get("/p/{name}/plan", response_model=None)
def show(at: InProject) -> HTMLResponse:
    """
    Show the two forms, and where they are brought back.

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


@router.get("/p/{name}/plan/form", response_model=None)
def carry_away(
    at: InProject, kind: Annotated[Literal["trace", "confirm", "told"], Query()]
) -> FileResponse:
    """
    Hand out a form that was made, or what the villages said.

    Parameters
    ----------
    at : At
        The request.
    kind : {"trace", "confirm", "told"}
        Which.

    Returns
    -------
    FileResponse
        The file.

    Raises
    ------
    MissingFileError
        When it was not made.
    """
    path = returned.form(at.home, at.code, kind)
    if path is None:
        raise MissingFileError("file.missing", where=at.say("plan.title"))
    return FileResponse(path, filename=path.name)


@router.post("/p/{name}/plan/trace", response_model=None)
def make_trace(at: InProject) -> HTMLResponse | RedirectResponse:
    """
    Make the form of projects and problems.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, which tells how things stand.
    """
    try:
        made = trace(at.home, out=at.home, lang=at.lang)
    except TambonError as fault:
        return _screen(at, fault)
    return at.on("plan", done="plan.trace.made", **_traced(at, made))


@router.post("/p/{name}/plan/trace/bring", response_model=None)
def bring_trace(
    at: InProject,
    file: Annotated[UploadFile, File()],
    seen: Annotated[str, Form(max_length=64)] = "",
) -> HTMLResponse | RedirectResponse:
    """
    Take in the form of projects and problems.

    Parameters
    ----------
    at : At
        The request.
    file : UploadFile
        The workbook.
    seen : str
        Which answers the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    try:
        with received(at.home, [(file.filename or "", file.file)]) as (kept,):
            came = returned.bring_trace(at.home, kept, seen=seen)
        made = trace(at.home, out=at.home, lang=at.lang)
    except TambonError as fault:
        return _screen(at, fault)
    return at.on("plan", done="plan.trace.came", old=came.old, **_traced(at, made))


@router.post("/p/{name}/plan/confirm", response_model=None)
def make_confirm(at: InProject) -> HTMLResponse | RedirectResponse:
    """
    Make the form of the villages.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    try:
        made = confirm.draft_tables(at.home, out=at.home, lang=at.lang)
    except TambonError as fault:
        return _screen(at, fault)
    return at.on("plan", done="plan.confirm.made", villages=made.villages)


@router.post("/p/{name}/plan/confirm/bring", response_model=None)
def bring_confirm(
    at: InProject, files: Annotated[list[UploadFile], File()]
) -> HTMLResponse | RedirectResponse:
    """
    Take in forms that villages filled in.

    Parameters
    ----------
    at : At
        The request.
    files : list[UploadFile]
        The workbooks.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    sent = ((one.filename or "", one.file) for one in files)
    try:
        with received(at.home, sent) as kept:
            came = returned.bring_confirmed(at.home, kept, lang=at.lang)
        read = confirm.read_back(at.home, out=at.home, lang=at.lang)
    except TambonError as fault:
        return _screen(at, fault)
    if read is None:  # another window has just taken them away
        return at.on("plan")
    told = read.summary
    facts = {"n": told.confirmed, "all": told.villages, "right": told.right}
    faults = tuple(_faults([read.report], at))
    return at.on(
        "plan", done="plan.confirm.came", changed=told.changed, old=came.old, faults=faults, **facts
    )


def _traced(at: At, made: Traced) -> dict[str, object]:
    """How things stand, in sentences."""
    lines = (
        at.say("plan.trace.needs", n=made.needs, served=made.served, proposed=made.proposed,
               open=made.open),
        at.say("plan.trace.projects", n=made.projects, evident=made.evident, maybe=made.maybe,
               bare=made.bare, unclear=made.unclear),
    )  # fmt: skip
    tied = (one for one in made.reports if one.role == "trace")
    return {"pairs": made.pairs, "stands": lines, "faults": tuple(_faults(tied, at))}


def _faults(reports: Iterable[Report], at: At) -> Iterator[str]:
    """What waits for a person, by sheet and cell."""
    for report in reports:
        for one in report.findings:
            if one.severity == "decide":
                yield f"{one.where}: {one.tell(at.lang)}"


def _screen(at: At, fault: TambonError | None = None) -> HTMLResponse:
    """The screen, with what was refused."""
    status, lines = HTTPStatus.OK, list[str]()
    if fault is not None:
        conflict = isinstance(fault, ConflictError)
        status = HTTPStatus.CONFLICT if conflict else HTTPStatus.BAD_REQUEST
        lines = fault.tell(at.lang).split("\n")
    kept = at.desk.told.get(at.request.query_params.get("told", ""))
    there = {one.section for one in intake.held(at.home) if one.there and not one.blank}
    forms = {kind: returned.form(at.home, at.code, kind) for kind in ("trace", "confirm", "told")}
    try:
        held = returned.held(at.home)
    except TambonError as both:
        held, lines = {}, lines or both.tell(at.lang).split("\n")
    return at.page(
        "plan.html.j2",
        status=status,
        lines=lines,
        there=there,
        held=held,
        made={kind: _when(path.stat().st_mtime) for kind, path in forms.items() if path},
        seen=returned.seen_of(at.home),
        facts=kept[1] if kept and fault is None else {},
    )


def _when(moment: float) -> dt.datetime:
    """A moment as the clock of this computer shows it."""
    return dt.datetime.fromtimestamp(moment).astimezone()
