"""Work in the field: a form for phones to carry away, and its answers brought back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from tambon_gis.errors import InputError, TambonError
from tambon_gis.serve.here import InProject  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import field
from tambon_gis.study.taking.incoming import received
from tambon_gis.thai import digits_to_arabic

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse, RedirectResponse

    from tambon_gis.serve.here import At

router = APIRouter()
#: A workbook, to a browser.
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Short = Annotated[str, Form(max_length=100)]
_YEAR = 4


@router.get("/p/{name}/fielding", response_model=None)
def show(at: InProject) -> HTMLResponse:
    """
    Show the forms that there are, and where answers are brought back.

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


@router.get("/p/{name}/fielding/form", response_model=None)
def carry_away(
    at: InProject,
    rulebook: Annotated[str, Query(max_length=100)],
    house_codes: Annotated[bool, Query()] = False,  # noqa: FBT002 - a field of the form
) -> Response:
    """
    Give a form as a workbook.

    Parameters
    ----------
    at : At
        The request.
    rulebook : str
        Id of the rulebook.
    house_codes : bool
        Whether the house's own code is asked.

    Returns
    -------
    Response
        The XLSForm.
    """
    name, inside = field.content(rulebook, at.home, house_codes=house_codes, lang=at.lang)
    kept = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(inside, media_type=_WORKBOOK, headers=kept)


@router.post("/p/{name}/fielding/read", response_model=None)
def read(
    at: InProject,
    files: Annotated[list[UploadFile], File()],
    rulebook: Short,
    year: Short = "",
    replace: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
) -> HTMLResponse | RedirectResponse:
    """
    Take in what phones brought back.

    Parameters
    ----------
    at : At
        The request.
    files : list[UploadFile]
        The export.
    rulebook : str
        Id of the rulebook that the form was made of.
    year : str
        Year B.E.; that of the days of the survey where nothing is said.
    replace : bool
        Whether workbooks of an earlier export are written anew.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    typed = {"rulebook": rulebook, "year": year}
    sent = ((one.filename or "", one.file) for one in files)
    try:
        told = _year(year)
        with received(at.home, sent) as kept:
            found = field.read(kept, rulebook, at.home, year=told, add=True, replace=replace)
    except TambonError as fault:
        return _screen(at, fault=fault, typed=typed)
    facts = {"n": found.households, "members": found.members, "year": str(found.year)}
    facts |= {"refused": found.refused, "orphans": found.orphans, "unknown": len(found.unknown)}
    first, last = map(str, found.years)
    facts["more"] = at.say("fielding.outside", first=first, last=last) if found.outside else ""
    doubts = found.orphans or found.unknown
    return at.on("fielding", done=f"fielding.{'doubts' if doubts else 'came'}", **facts)


def _year(text: str) -> int | None:
    """A year as it was typed."""
    plain = digits_to_arabic(text).strip()
    if not plain:
        return None
    if not (plain.isdecimal() and len(plain) == _YEAR):
        raise InputError("field.no_year", where=text[:20])
    return int(plain)


def _screen(
    at: At, *, fault: TambonError | None = None, typed: dict[str, str] | None = None
) -> HTMLResponse:
    """The screen, with what was refused."""
    return at.page(
        "fielding.html.j2",
        status=HTTPStatus.OK if fault is None else HTTPStatus.BAD_REQUEST,
        lines=fault.tell(at.lang).split("\n") if fault is not None else [],
        offered=field.offered(at.home),
        typed=typed or {"rulebook": "", "year": ""},
    )
