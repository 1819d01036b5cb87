"""What sensitive indicators may be shown by village, by whose decision, and when."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form

from tambon_gis.errors import ConflictError, TambonError
from tambon_gis.serve.here import InProject  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import allowing
from tambon_gis.study.answering.signing import LONGEST, dated
from tambon_gis.words import BE_OFFSET

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse, RedirectResponse

    from tambon_gis.serve.here import At

router = APIRouter()
Short = Annotated[str, Form(max_length=100)]


@router.get("/p/{name}/sensitive", response_model=None)
def show(at: InProject) -> HTMLResponse:
    """
    Show the sensitive indicators.

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


@router.post("/p/{name}/sensitive/allow", response_model=None)
def allow(
    at: InProject,
    indicator: Short,
    by: Annotated[str, Form(max_length=LONGEST)] = "",
    on: Short = "",
    seen: Short = "",
) -> HTMLResponse | RedirectResponse:
    """
    Let an indicator be shown by village.

    Parameters
    ----------
    at : At
        The request.
    indicator : str
        Rulebook and code.
    by, on : str
        Who decided, and when.
    seen : str
        Version of the project document that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    try:
        day = dated(on, dt.datetime.now().astimezone().date())
        allowing.allow(at.home, indicator, by=by, on=day, seen=seen)
    except TambonError as fault:
        return _screen(at, fault=fault, typed={"indicator": indicator, "by": by, "on": on})
    return at.on("sensitive", done="sensitive.saved")


@router.post("/p/{name}/sensitive/withdraw", response_model=None)
def withdraw(at: InProject, indicator: Short, seen: Short = "") -> HTMLResponse | RedirectResponse:
    """
    Show an indicator for the whole tambon only.

    Parameters
    ----------
    at : At
        The request.
    indicator : str
        Rulebook and code.
    seen : str
        Version of the project document that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    try:
        allowing.withdraw(at.home, indicator, seen=seen)
    except TambonError as fault:
        return _screen(at, fault=fault)
    return at.on("sensitive", done="sensitive.withdrawn")


def _screen(
    at: At, *, fault: TambonError | None = None, typed: dict[str, str] | None = None
) -> HTMLResponse:
    """The screen, with what was refused."""
    status = HTTPStatus.OK
    if fault is not None:
        conflict = isinstance(fault, ConflictError)
        status = HTTPStatus.CONFLICT if conflict else HTTPStatus.BAD_REQUEST
    seen = allowing.seen_now(at.home)
    today = dt.datetime.now().astimezone().date()
    return at.page(
        "sensitive.html.j2",
        status=status,
        lines=fault.tell(at.lang).split("\n") if fault is not None else [],
        seen=seen,
        found=allowing.sensitive(at.home, at.lang),
        typed=typed or {"indicator": "", "by": "", "on": ""},
        today=f"{today.day}/{today.month}/{today.year + BE_OFFSET}",
    )
