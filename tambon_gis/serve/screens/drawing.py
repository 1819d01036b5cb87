"""Outlines of villages: drawn on a canvas, taken from a file, or land that no village covers."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form, UploadFile
from fastapi.responses import JSONResponse

from tambon_gis.errors import ConflictError, InputError, TambonError
from tambon_gis.model.outline import OUTLINES
from tambon_gis.serve.here import InProject  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import edit, outlines
from tambon_gis.study.drawing import canvas, outlining
from tambon_gis.study.drawing.lacking import name_of as name_of_village
from tambon_gis.study.drawing.standing import polygon_of, village
from tambon_gis.study.taking.holdings import is_blank
from tambon_gis.thai import digits_to_arabic

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse, Response

    from tambon_gis.serve.here import At

router = APIRouter()
#: Square metres of a rai.
RAI = 1600
#: A tambon has hardly more villages than this.
MOST_MOO = 40
HTTP_REFUSED, HTTP_CONFLICT = 400, 409


@dataclass(frozen=True)
class Draft:
    """
    What somebody wrote into the form, kept where it could not be saved.

    Parameters
    ----------
    code, name, by, corners : str
        The village, its name, who drew it, and its corners: latitude and longitude, one a line.
    """

    code: str = ""
    name: str = ""
    by: str = ""
    corners: str = ""


@router.get("/p/{name}/drawing", response_model=None)
def show(at: InProject, code: str = "") -> HTMLResponse:
    """
    Show the canvas and what was drawn.

    Parameters
    ----------
    at : At
        The request.
    code : str, default ""
        The village to begin with.

    Returns
    -------
    HTMLResponse
        The screen.
    """
    return _screen(at, Draft(code=code))


@router.post("/p/{name}/drawing/add", response_model=None)
def add(
    at: InProject,
    code: Annotated[str, Form()],
    by: Annotated[str, Form()],
    corners: Annotated[str, Form()],
    name_of: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
) -> Response:
    """
    Keep what was drawn.

    Parameters
    ----------
    at : At
        The request.
    code, by, corners, name_of : str
        The village, who drew it, its corners and its name.
    seen : str
        The version of the document that was shown.

    Returns
    -------
    Response
        On to the screen; the screen with what was written, where it cannot be kept.
    """
    draft = Draft(code, name_of, by, corners)
    try:
        shape = polygon_of(_corners(corners))
        called = name_of.strip() or name_of_village(at.home, village(code))
        made = outlines.add(at.home, code, shape, by=by, on=_today(), name=called, seen=seen)
    except TambonError as fault:
        return _screen(at, draft, fault)
    return _kept(at, made)


@router.post("/p/{name}/drawing/try", response_model=None)
def attempt(
    at: InProject, corners: Annotated[str, Form()], code: Annotated[str, Form()] = ""
) -> JSONResponse:
    """
    Say what would be kept of corners; nothing is written.

    Parameters
    ----------
    at : At
        The request.
    corners, code : str
        Corners, and the village that they are of.

    Returns
    -------
    JSONResponse
        The shape as it would be kept with a sentence about it, or why it cannot.
    """
    try:
        found = outlines.snap(at.home, polygon_of(_corners(corners)), code=code)
    except TambonError as fault:
        return JSONResponse({"fault": fault.tell(at.lang).split("\n")[0]})
    cut = found.cut_metres / RAI
    facts = {"rai": found.square_metres / RAI, "cut": cut, "n": found.corners}
    told = at.say("drawing.would_cut" if cut >= 1 else "drawing.would", **facts)
    return JSONResponse({"shape": canvas.rings_of(found.shape), "told": told})


@router.post("/p/{name}/drawing/gap", response_model=None)
def gap(
    at: InProject,
    number: Annotated[int, Form()],
    code: Annotated[str, Form()],
    by: Annotated[str, Form()],
    seen: Annotated[str, Form()] = "",
) -> Response:
    """
    Give a village the land that no other covers.

    Parameters
    ----------
    at : At
        The request.
    number : int
        Which open land.
    code, by, seen : str
        The village, who says so, and the version that was shown.

    Returns
    -------
    Response
        On to the screen.
    """
    try:
        called = name_of_village(at.home, village(code))
        made = outlines.add_gap(at.home, code, number, by=by, on=_today(), name=called, seen=seen)
    except TambonError as fault:
        return _screen(at, Draft(code=code, by=by), fault)
    return _kept(at, made)


@router.post("/p/{name}/drawing/remove", response_model=None)
def remove(
    at: InProject, code: Annotated[str, Form()], seen: Annotated[str, Form()] = ""
) -> Response:
    """
    Take back an outline.

    Parameters
    ----------
    at : At
        The request.
    code, seen : str
        The village, and the version that was shown.

    Returns
    -------
    Response
        On to the screen.
    """
    outlines.remove(at.home, code, seen=seen)
    return at.on("drawing", "drawing.removed", moo=int(village(code)[6:]))


@router.post("/p/{name}/drawing/read", response_model=None)
def read(at: InProject, file: UploadFile) -> HTMLResponse:
    """
    Read a file of areas or points, and ask which village each is.

    Parameters
    ----------
    at : At
        The request.
    file : UploadFile
        KML, KMZ, GeoJSON, a zipped shapefile, or a table of points. It is not kept.

    Returns
    -------
    HTMLResponse
        The shapes, each with the village that it may be.
    """
    with tempfile.TemporaryDirectory() as place:
        kept = Path(place) / f"outlines{outlining.suffix_of(file.filename or '')}"
        with kept.open("wb") as out:
            while piece := file.file.read(1 << 20):
                out.write(piece)
        try:
            offers = outlining.read(at.home, kept)
        except TambonError as fault:
            return _screen(at, Draft(), fault)
        now = canvas.canvas(at.home)
    lost = (one for one in now.lacking if not one.meant)
    return at.page(
        "drawing_file.html.j2",
        offers=[(one, outlining.as_text(one)) for one in offers],
        lost=[at.say("drawing.row", moo=int(one.code[6:]), name=one.name) for one in lost],
        choices=_choices(at, now),
        seen=edit.version(at.home, OUTLINES),
    )


@router.post("/p/{name}/drawing/take", response_model=None)
def take(
    at: InProject,
    row: Annotated[list[int], Form()],
    shape: Annotated[list[str], Form()],
    code: Annotated[list[str], Form()],
    by: Annotated[str, Form()],
    seen: Annotated[str, Form()] = "",
) -> Response:
    """
    Keep shapes of a file.

    Parameters
    ----------
    at : At
        The request.
    row, shape, code : list
        Number, shape and village of each; without a village it is left.
    by, seen : str
        Who drew them, and the version that was shown.

    Returns
    -------
    Response
        On to the screen.
    """
    if not len(row) == len(shape) == len(code):
        raise InputError("outline.no_shapes")
    offers = [outlining.of_text(n, text) for n, text in zip(row, shape, strict=True)]
    codes = {n: one.strip() for n, one in zip(row, code, strict=True) if one.strip()}
    made = outlining.take(at.home, offers, codes, by=by, on=_today(), seen=seen)
    return at.on("drawing", "drawing.kept_all", n=len(made))


def _screen(at: At, draft: Draft, fault: TambonError | None = None) -> HTMLResponse:
    """The canvas, with what somebody wrote and why it was not kept."""
    status = 200
    try:
        seen = canvas.canvas(at.home)
    except TambonError as unread:
        lines = [] if is_blank(at.home) else unread.tell(at.lang).split("\n")
        return at.page("drawing_unread.html.j2", lines=lines)
    if fault is not None:
        status = HTTP_CONFLICT if isinstance(fault, ConflictError) else HTTP_REFUSED
    drawn = {one.code: one for one in seen.drawn}
    choices, names = _choices(at, seen), _names(seen)
    if fault is None and not draft.name:
        first = draft.code or next((code for code, _ in choices), "")
        draft = replace(draft, name=names.get(first, ""))
    return at.page(
        "drawing.html.j2",
        status=status,
        lines=fault.tell(at.lang).split("\n") if fault else [],
        draft=draft,
        seen=edit.version(at.home, OUTLINES),
        canvas=seen,
        land=_land(at, seen, names, begun=bool(draft.code or draft.corners)),
        drawn=[(one, drawn[one.code]) for one in seen.villages if one.code in drawn],
        ready=sum(not one.drawn for one in seen.villages),
        really=[one for one in seen.lacking if not one.meant],
        choices=choices,
    )


def _names(seen: canvas.Canvas) -> dict[str, str]:
    """What the files call the villages that may be drawn."""
    standing = {one.code: one.name for one in seen.villages if one.drawn}
    return {**standing, **{one.code: one.name for one in seen.lacking if not one.meant}}


def _choices(at: At, seen: canvas.Canvas) -> list[tuple[str, str]]:
    """Villages that may be drawn: those that are surveyed first, then those that were drawn."""
    standing = {one.code for one in seen.villages}
    lost = {one.code: one for one in seen.lacking if not one.meant}
    out = [
        (code, at.say("drawing.lacking", moo=int(code[6:]), name=one.name, n=one.rows))
        for code, one in lost.items()
    ]
    out += [
        (one.code, at.say("drawing.again", moo=int(one.code[6:]), name=one.name))
        for one in seen.villages
        if one.drawn
    ]
    if len(seen.area) == len("150109"):
        every = (f"{seen.area}{moo:02d}" for moo in range(1, MOST_MOO + 1))
        rest = [code for code in every if code not in standing and code not in lost]
        out += [(code, at.say("drawing.other", moo=int(code[6:]))) for code in rest]
    return out


def _land(at: At, seen: canvas.Canvas, names: dict[str, str], *, begun: bool) -> dict[str, object]:
    """What the script draws, whether somebody is drawing, and the words that it says."""
    return {
        "begun": begun,
        "names": names,
        "bounds": seen.bounds,
        "villages": [asdict(one) for one in seen.villages],
        "tambon": seen.tambon,
        "open": [shape for _, shape in seen.open],
        "spots": seen.spots,
        "words": at.words.under("serve.drawing.told"),
        "address": at.inside("drawing/try"),
    }


def _corners(text: str) -> list[tuple[float, float]]:
    """Corners as written, latitude and longitude a line; given back longitude first."""
    out = []
    for line in digits_to_arabic(text).splitlines():
        parts = line.replace(",", " ").split()
        if not parts:
            continue
        try:
            y, x = (float(part) for part in parts)
        except ValueError:
            raise InputError("outline.corner", where=line[:40]) from None
        out.append((x, y))
    return out


def _kept(at: At, made: outlines.Added) -> Response:
    """On to the screen, which says what is kept."""
    one, rai = made.outline, round(made.fitted.square_metres / RAI)
    return at.on("drawing", "drawing.kept", moo=int(one.code[6:]), name=one.name, rai=rai)


def _today() -> dt.date:
    """The day on this computer."""
    return dt.datetime.now().astimezone().date()
