"""The project's files: dropped at once, each told as what it was taken to be, and changed there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import FileResponse, JSONResponse

from tambon_gis.errors import MissingFileError
from tambon_gis.model.project import DOCUMENT
from tambon_gis.serve.here import InProject  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import edit, intake
from tambon_gis.study.taking import filewords
from tambon_gis.study.taking.holdings import blanks
from tambon_gis.study.taking.incoming import received
from tambon_gis.study.taking.parcels import safe_name
from tambon_gis.thai import digits_to_arabic

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse, RedirectResponse

    from tambon_gis.serve.here import At
    from tambon_gis.study.intake import Held, Recognised, Taken

__all__ = ["router"]

router = APIRouter()

#: Longest of what is typed here.
_TEXT = Form(max_length=200)
_FIRST, _LAST = 2500, 2700


@dataclass(frozen=True)
class Used:
    """
    A file of the project as the screen shows it.

    Parameters
    ----------
    held : Held
        The file.
    caption : str
        What it is.
    kind : str
        What is chosen in the list of kinds.
    columns : tuple[tuple[str, bool], ...]
        Columns of an own layer, and whether everybody may see them.
    """

    held: Held
    caption: str
    kind: str
    columns: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class Waits:
    """
    A file that waits for a word.

    Parameters
    ----------
    file : str
        Where it lies, below the project.
    found : Recognised
        What it was taken to be.
    caption : str
        The same in a phrase.
    kind : str
        What is chosen in the list of kinds.
    asks : dict[str, tuple[str, ...]]
        What is asked, with its choices.
    options : dict[str, tuple[tuple[str, str], ...]]
        Value and caption of what may be chosen: ``rulebook`` and ``indicator``.
    told : tuple[str, ...]
        Why it is unknown.
    """

    file: str
    found: Recognised
    caption: str
    kind: str
    asks: dict[str, tuple[str, ...]]
    options: dict[str, tuple[tuple[str, str], ...]]
    told: tuple[str, ...] = ()


@router.get("/p/{name}/files", response_model=None)
def show(at: InProject) -> HTMLResponse:
    """
    Show the files, and what came of those that were dropped.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    HTMLResponse
        The screen.
    """
    kept = at.desk.told.get(at.request.query_params.get("told", ""))
    came = kept[1].get("came", ()) if kept else ()
    found = intake.held(at.home)
    used = {one.file for one in found}
    return at.page(
        "files.html.j2",
        came=came,
        used=[_used(one, at) for one in found if one.fault is None],
        broken=[(one.file, one.fault.tell(at.lang).split("\n")) for one in found if one.fault],
        forms=[(file, path.name) for file, path in blanks(at.home).items() if file not in used],
        filled=any(one.there and not one.blank for one in found),
        surveyed=any(one.section == "survey" for one in found),
        waits=[_waits(one, at) for one in intake.waiting(at.home)],
        kinds=filewords.kinds(at.home, at.lang),
        seen=edit.version(at.home, DOCUMENT),
    )


@router.post("/p/{name}/files/add", response_model=None)
def add(at: InProject, files: Annotated[list[UploadFile], File()]) -> RedirectResponse:
    """
    Take in what was dropped.

    Parameters
    ----------
    at : At
        The request.
    files : list[UploadFile]
        The files.

    Returns
    -------
    RedirectResponse
        Back to the screen, where each is told.
    """
    sent = ((one.filename or "", one.file) for one in files)
    coming = at.desk.coming
    try:
        with received(at.home, sent) as found:
            came = intake.take_in(
                at.home, found, wait=True, progress=lambda *now: coming.update({at.home: now})
            )
    finally:
        coming.pop(at.home, None)
    told = [_came(one, at) for one in came]
    good = sum(one.state in {"taken", "replaced", "same"} for one in came)
    asked = sum(one.state == "asked" for one in came)
    refused = len(came) - good - asked
    key = "files.came_refused" if refused else "files.came_asked" if asked else "files.came"
    if came and all(one.state == "same" for one in came):
        key = "files.came_same"
    facts = {"n": good, "all": len(came), "asked": asked, "refused": refused}
    return at.on("files", done=key, **facts, came=told)


@router.get("/p/{name}/files/coming", response_model=None)
def coming(at: InProject) -> JSONResponse:
    """
    Tell which of the files that were dropped is being looked at.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    JSONResponse
        ``told``: a sentence; empty where nothing is under way.
    """
    now = at.desk.coming.get(at.home)
    told = at.say("files.looking", at=now[0], all=now[1], file=now[2]) if now else ""
    return JSONResponse({"told": told})


@router.get("/p/{name}/files/form", response_model=None)
def form(at: InProject, file: Annotated[str, Query(max_length=1000)]) -> FileResponse:
    """
    Hand out an empty form of the project, to be filled in; no other file.

    Parameters
    ----------
    at : At
        The request.
    file : str
        Where it lies, below the project.

    Returns
    -------
    FileResponse
        The form.

    Raises
    ------
    MissingFileError
        When the project has no such form that is still empty.
    """
    path = blanks(at.home).get(file)
    if path is None:
        raise MissingFileError("intake.no_form", where=safe_name(file))
    return FileResponse(path, filename=path.name)


@router.post("/p/{name}/files/use", response_model=None)
def use(  # noqa: PLR0913, PLR0917 - a field of the form each
    at: InProject,
    file: Annotated[str, Form(max_length=1000)],
    kind: Annotated[str, _TEXT] = "",
    year: Annotated[str, _TEXT] = "",
    rulebook: Annotated[str, _TEXT] = "",
    indicator: Annotated[str, _TEXT] = "",
    title: Annotated[str, _TEXT] = "",
    credit: Annotated[str, _TEXT] = "",
    licence: Annotated[str, _TEXT] = "",
    shown: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    columns: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
    replace: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
    seen: Annotated[str | None, Form(max_length=64)] = None,
) -> RedirectResponse:
    """
    Take in a file that waits, or read one of the project as something else.

    Parameters
    ----------
    at : At
        The request.
    file : str
        Where it lies, below the project.
    kind, year, rulebook, indicator, title, credit, licence : str
        What a person says of it; empty says nothing.
    shown : list[str]
        Columns of an own layer that everybody may see.
    columns : bool
        Whether the form had columns to choose from.
    replace : bool
        Whether it takes the place of the file that stands there.
    seen : str or None
        The version of the document that the person saw.

    Returns
    -------
    RedirectResponse
        Back to the screen.
    """
    said = intake.Said(
        kind=kind or None,
        year=_year(year),
        rulebook=rulebook or None,
        indicator=indicator or None,
        title=title.strip() or None,
        credit=credit.strip() or None,
        licence=licence.strip() or None,
        shown=tuple(shown) if columns else None,
        replace=replace,
    )
    done = intake.retake(at.home, file, said, seen=seen)
    key = "files.asked" if done.state == "asked" else "files.used"
    return at.on("files", done=key, file=done.name, kind=_caption(done.found, at))


@router.post("/p/{name}/files/out", response_model=None)
def out(
    at: InProject,
    file: Annotated[str, Form(max_length=1000)],
    delete: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
    seen: Annotated[str | None, Form(max_length=64)] = None,
) -> RedirectResponse:
    """
    Take a file out of the project, or delete one that it does not use.

    Parameters
    ----------
    at : At
        The request.
    file : str
        Where it lies, below the project.
    delete : bool
        Whether it is deleted.
    seen : str or None
        The version of the document that the person saw.

    Returns
    -------
    RedirectResponse
        Back to the screen.
    """
    broken = any(one.file == file and one.fault is not None for one in intake.held(at.home))
    deleted = intake.take_out(at.home, file, delete=delete, seen=seen)
    key = "deleted" if deleted else "set_aside" if broken else "taken_out"
    return at.on("files", done=f"files.{key}", file=file.rpartition("/")[2])


def _year(text: str) -> int | None:
    """A year as it was typed, also in Thai digits; a year of the Common Era is turned."""
    digits = digits_to_arabic(text).strip()
    if not digits.isdecimal():
        return None
    year = int(digits[:6])
    return year if _FIRST <= year <= _LAST or year + 543 > _LAST else year + 543


def _caption(found: Recognised, at: At) -> str:
    """What a file was taken to be."""
    return filewords.taken_for(found, at.home, at.lang)


def _came(one: Taken, at: At) -> dict[str, object]:
    """What became of a dropped file, as the screen tells it: nothing of it is kept longer."""
    fault = one.found.fault
    return {
        "name": one.name,
        "state": one.state,
        "caption": _caption(one.found, at),
        "parts": one.parts,
        "unread": one.found.unread,
        "file": one.file,
        "old": one.old.rpartition("/")[2],
        "told": fault.tell(at.lang).split("\n") if fault else (),
    }


def _used(one: Held, at: At) -> Used:
    """A file of the project."""
    kind = f"{one.schema}" if one.section == "survey" else one.section
    shown = filewords.columns(one, at.home) if one.section == "layer" else ()
    return Used(one, filewords.called(one, at.home, at.lang), kind, shown)


def _waits(one: Recognised, at: At) -> Waits:
    """A file that waits."""
    asks: dict[str, tuple[str, ...]] = {doubt.asks: doubt.choices for doubt in one.doubts}
    options = {
        "rulebook": filewords.rulebooks(asks.get("rulebook", ()), at.home, at.lang),
        "indicator": filewords.indicators(at.home, one.year, at.lang)
        if "indicator" in asks
        else (),
    }
    kind = f"{one.schema}" if one.kind == "survey" else one.kind
    return Waits(
        one.path.relative_to(at.home).as_posix(),
        one,
        _caption(one, at),
        kind,
        asks,
        options,
        tuple(one.fault.tell(at.lang).split("\n")) if one.fault else (),
    )
