"""Build and pack: long work in the background, what came of it, and the zip to carry away."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import FileResponse, JSONResponse
from starlette.background import BackgroundTask

from tambon_gis.errors import MissingFileError
from tambon_gis.serve.here import InProject  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import carry, formats, intake, lacking, road, shelf
from tambon_gis.study.pack import pack
from tambon_gis.study.taking.parcels import safe_name
from tambon_gis.words import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi.responses import HTMLResponse, RedirectResponse

    from tambon_gis.serve.here import At

router = APIRouter()
#: Check of the pack -> the screen, and the part of it, where it is mended. Those of which the way
#: is to make the pack again, or that no screen mends, have none.
_MENDED = {
    "process": "process#step", "meetings": "process#meeting", "roles": "process#role",
    "due": "process#due", "targets": "process#target", "boundary": "process#boundary",
    "health": "findings", "story": "story", "confirmed": "plan#confirm",
    **dict.fromkeys(("served", "evident", "money", "kinds", "status", "follow"), "plan#trace"),
    **dict.fromkeys(("map", "facilities", "layers", "indicators", "trend", "problems", "radar",
                     "plan"), "files"),
}  # fmt: skip


@dataclass(frozen=True)
class Came:
    """
    What came of a piece of work, in numbers and sentences.

    Parameters
    ----------
    files : int
        Files that were written or looked at.
    decide : int
        Findings that wait for a person.
    coloured : float
        Share of the cells that the public page shows, 0 to 1; negative where that is not told.
    doubts : tuple[str, ...]
        What a receiver would find wrong.
    lacking : tuple[str, ...]
        Formats that could not be made on this computer.
    """

    files: int
    decide: int = 0
    coloured: float = -1.0
    doubts: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


@router.get("/p/{name}/making", response_model=None)
def making(at: InProject) -> HTMLResponse:
    """
    Show what can be made, what is being made, and what was made.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    HTMLResponse
        The screen.
    """
    return at.page(
        "making.html.j2",
        job=at.desk.jobs.of(at.home),
        made=carry.made(at.home, at.code),
        lacks=_lacks(at),
        formats=[name for name in formats.FORMATS if at.words.has(f"pack.format.{name}")],
    )


@router.get("/p/{name}/making/state", response_model=None)
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
        ``state`` and ``steps``.
    """
    job = at.desk.jobs.of(at.home)
    told = {"state": job.state, "steps": job.steps} if job else {"state": "none", "steps": ()}
    return JSONResponse(told)


@router.post("/p/{name}/making/build", response_model=None)
def build(
    at: InProject,
    audience: Annotated[Literal["public", "internal"], Form()] = "public",
    also: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
) -> RedirectResponse:
    """
    Begin to build the page.

    Parameters
    ----------
    at : At
        The request.
    audience : {"public", "internal"}
        For whom.
    also : list[str]
        Further formats.

    Returns
    -------
    RedirectResponse
        Back to the screen.
    """
    wanted = formats.chosen(also)

    def work(tell: Callable[[str], None]) -> Came:
        built = road.build(
            at.home, out=at.home, audience=audience, lang=at.lang, also=wanted,
            progress=_reading(at, tell),
        )  # fmt: skip
        told = built.measures.disclosure
        shown = told.coloured if audience == "public" and told.cells else -1.0
        return Came(len(built.files), built.loaded.findings.to_decide, shown)

    at.desk.jobs.start(at.home, "build", work)
    return at.on("making")


@router.post("/p/{name}/making/pack", response_model=None)
def make_pack(at: InProject) -> RedirectResponse:
    """
    Begin to make the pack, and look at it as its receivers would.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    RedirectResponse
        Back to the screen.
    """

    def work(tell: Callable[[str], None]) -> Came:
        made = pack(at.home, out=at.home, lang=at.lang, progress=_reading(at, tell))
        tell(at.say("making.looking"))
        lacking = tuple(at.words.text(f"pack.format.{name}") for name in made.lacking)
        return Came(
            len(made.files), made.loaded.findings.to_decide,
            doubts=_doubts(at, "pack"), lacking=lacking,
        )  # fmt: skip

    at.desk.jobs.start(at.home, "pack", work)
    return at.on("making")


@router.post("/p/{name}/making/verify", response_model=None)
def look_again(at: InProject) -> RedirectResponse:
    """
    Begin to look at the pack again, as its receivers would.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    RedirectResponse
        Back to the screen.
    """

    def work(tell: Callable[[str], None]) -> Came:
        tell(at.say("making.looking"))
        doubts = _doubts(at, "pack")
        return Came(len(carry.made(at.home, at.code)["pack"].files), doubts=doubts)

    at.desk.jobs.start(at.home, "verify", work)
    return at.on("making")


@router.get("/p/{name}/making/{kind}.zip", response_model=None)
def carry_away(at: InProject, kind: Literal["page", "pack"]) -> FileResponse:
    """
    Hand out what was built, as one zip.

    Parameters
    ----------
    at : At
        The request.
    kind : {"page", "pack"}
        The public page or the pack.

    Returns
    -------
    FileResponse
        The zip.
    """
    with tempfile.NamedTemporaryFile(prefix="tambon-", suffix=".zip", delete=False) as file:
        beside = Path(file.name)
    try:
        carry.carried(at.home, at.code, beside, kind=kind)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return FileResponse(
        beside,
        media_type="application/zip",
        filename=_called(at, kind),
        background=BackgroundTask(beside.unlink, missing_ok=True),
    )


def _lacks(at: At) -> dict[str, list[tuple[lacking.Open, tuple[str, str] | None]]]:
    """What the last pack lacked, by topic, and where it is mended."""
    found: dict[str, list[tuple[lacking.Open, tuple[str, str] | None]]] = {}
    for one in lacking.lacking(at.home, at.code) or ():
        found.setdefault(one.topic, []).append((one, _mended(one.check, at)))
    return found


def _mended(check: str, at: At) -> tuple[str, str] | None:
    """The screen where a piece of evidence is mended, and what it is called."""
    to = "assessing" if "/" in check else _MENDED.get(check, "")
    captions = dict((*at.steps, *at.more))
    return (to, captions[to.partition("#")[0]]) if to else None


def _called(at: At, kind: Literal["page", "pack"]) -> str:
    """What a zip is called: what it is, of which tambon, and of which day."""
    day = carry.made(at.home, at.code)[kind].at or dt.datetime.now().astimezone()
    name = shelf.read(at.home).title(at.lang)
    on = f"{day.year + BE_OFFSET}-{day:%m-%d}"
    return safe_name(at.say(f"making.file.{kind}", name=name, day=on) + ".zip")


def _reading(at: At, tell: Callable[[str], None]) -> Callable[[str], None]:
    """Tell of a file that it is read, and which one of how many it is; other steps as they are."""
    files = {one.file for one in intake.held(at.home) if one.section != "other"}
    begun: list[str] = []

    def step(told: str) -> None:
        if told in files:
            begun.append(told)
            n, name = len(set(begun)), told.rpartition("/")[2]
            told = at.say("making.reading", file=name, at=n, all=len(files))
        tell(told)

    return step


def _doubts(at: At, kind: Literal["page", "pack"]) -> tuple[str, ...]:
    """What a receiver would find wrong."""
    found = carry.made(at.home, at.code).get(kind)
    if found is None:
        raise MissingFileError("carry.missing", where=at.code)
    return tuple(doubt.tell(at.lang) for doubt in carry.looked_at(found).doubts)
