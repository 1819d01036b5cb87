"""The local page as an application: its screens behind its guard."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from tambon_gis.errors import ConflictError, MissingFileError, TambonError
from tambon_gis.serve import assets
from tambon_gis.serve.bounds import BoundedRoute
from tambon_gis.serve.guard import HEADERS, Guard, plain
from tambon_gis.serve.here import Here
from tambon_gis.serve.screens import (
    assessing,
    boundaries,
    columns,
    drawing,
    fielding,
    files,
    findings,
    keeping,
    look,
    making,
    plan,
    process,
    projects,
    sensitive,
    story,
)
from tambon_gis.words import DEFAULT_LANG

if TYPE_CHECKING:
    from fastapi import APIRouter
    from fastapi.telemetry import TelemetryConfig
    from starlette.responses import Response

    from tambon_gis.serve.desk import Desk

__all__ = ["make_app"]

#: The framework would tell collectors, here or in the net, what is asked for: it may not.
SILENT: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
#: In the order in which they stand in the menu of a project.
SCREENS = (projects, files, columns, boundaries, fielding, findings, drawing, look, story,
           sensitive, process, plan, assessing, making, keeping)  # fmt: skip


def make_app(desk: Desk) -> FastAPI:
    """
    Put the application together.

    Parameters
    ----------
    desk : Desk
        Its folder, secret and bounds.

    Returns
    -------
    FastAPI
        The application. All its addresses begin with the secret of the desk.
    """
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, telemetry=SILENT
    )
    app.state.desk = desk
    _include(app, assets.router, f"/{desk.token}")
    _include(app, look.outputs, f"/{desk.glass}")
    for screen in SCREENS:
        _include(app, screen.router, f"/{desk.token}/{{lang}}")
    app.add_exception_handler(TambonError, _told)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Guard, desk=desk)
    return app


def _include(app: FastAPI, router: APIRouter, prefix: str) -> None:
    """Take in the routes of a screen; what they read has bounds."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            app.router.add_api_route(
                prefix + route.path,
                route.endpoint,
                methods=sorted(route.methods or ()),
                response_model=None,
                response_class=HTMLResponse,
                route_class_override=BoundedRoute,
            )


def _here(request: Request) -> Here:
    """The request, in the language of its address."""
    lang = "en" if request.path_params.get("lang") == "en" else DEFAULT_LANG
    return Here(request, request.app.state.desk, lang)  # type: ignore[arg-type]


def _page(here: Here, status: int, lines: list[str]) -> HTMLResponse:
    """What went wrong; where a built page asked, without the secret of the desk."""
    if here.request.url.path.startswith(f"/{here.desk.token}/"):
        return here.page("error.html.j2", status=status, lines=lines)
    return plain(status, here.say("error.title"), [(here.lang, line) for line in lines])


def _told(request: Request, fault: Exception) -> Response:
    """What the package refuses, in its own words."""
    here = _here(request)
    status = HTTPStatus.BAD_REQUEST
    if isinstance(fault, MissingFileError):
        status = HTTPStatus.NOT_FOUND
    elif isinstance(fault, ConflictError):
        status = HTTPStatus.CONFLICT
    told = fault.tell(here.lang) if isinstance(fault, TambonError) else str(fault)
    return _page(here, status, told.split("\n"))


def _not_understood(request: Request, _: Exception) -> Response:
    """A form that lacks a field, or an address that cannot be."""
    here = _here(request)
    lines = [here.say("error.form")]
    return _page(here, HTTPStatus.UNPROCESSABLE_ENTITY, lines)


def _refused(request: Request, fault: Exception) -> Response:
    """An address that is none, or a step that it does not take."""
    here = _here(request)
    status = fault.status_code if isinstance(fault, HTTPException) else HTTPStatus.NOT_FOUND
    told = {
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: here.much,
        HTTPStatus.REQUEST_TIMEOUT: here.say("error.slow"),
        HTTPStatus.BAD_REQUEST: here.say("error.form"),
    }
    lines = [told.get(HTTPStatus(status), here.say("error.address"))]
    return _page(here, status, lines)


def _broken(request: Request, _: Exception) -> Response:
    """A fault of our own: nothing of it is shown."""
    here = _here(request)
    lines = [here.say("error.ours")]
    out = _page(here, HTTPStatus.INTERNAL_SERVER_ERROR, lines)
    for name, value in HEADERS.items():  # it is told outside of the guard
        out.headers.setdefault(name, value)
    return out
