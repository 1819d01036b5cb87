"""Self-assessment: each criterion answered by a click, with the files that show it."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile

from tambon_gis.errors import ConflictError, TambonError
from tambon_gis.serve.here import InProject  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import assessment, edit, proofs
from tambon_gis.study.answering.signing import LONGEST, LONGEST_NOTE
from tambon_gis.study.taking.incoming import received
from tambon_gis.words import BE_OFFSET

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse, RedirectResponse

    from tambon_gis.model.assessment import Criterion
    from tambon_gis.serve.here import At
    from tambon_gis.study.assessment import Standing

router = APIRouter()
Short = Annotated[str, Form(max_length=100)]
Names = Annotated[list[str], Form()]


@router.get("/p/{name}/assessing", response_model=None)
def show(at: InProject) -> HTMLResponse:
    """
    Show the self-assessments and how far each is.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    HTMLResponse
        The screen.
    """
    found = [assessment.standing(at.home, one.id) for one in assessment.known(at.home)]
    return at.page("assessing.html.j2", found=found)


@router.get("/p/{name}/assessing/{form}", response_model=None)
def one(
    at: InProject, form: str, after: Annotated[str, Query(max_length=100)] = ""
) -> HTMLResponse:
    """
    Show one self-assessment with its criteria.

    Parameters
    ----------
    at : At
        The request.
    form : str
        Its id.
    after : str
        The criterion that was answered last: the next one is offered.

    Returns
    -------
    HTMLResponse
        The screen.
    """
    return _screen(at, form, after=after)


@router.post("/p/{name}/assessing/{form}/answer", response_model=None)
def answer(  # noqa: PLR0913, PLR0917 - a field of the form each
    at: InProject,
    form: str,
    criterion: Short,
    choice: Short = "",
    by: Annotated[str, Form(max_length=LONGEST)] = "",
    on: Short = "",
    note: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
    evidence: Names = [],  # noqa: B006 - FastAPI copies it
    public: Names = [],  # noqa: B006 - FastAPI copies it
    files: Annotated[list[UploadFile], File()] = [],  # noqa: B006 - FastAPI copies it
    sure: Annotated[bool, Form()] = False,  # noqa: FBT002 - a field of the form
    seen: Short = "",
) -> HTMLResponse | RedirectResponse:
    """
    Answer a criterion.

    Parameters
    ----------
    at : At
        The request.
    form, criterion, choice : str
        What is answered, and how.
    by, on, note : str
        By which role, when, and a remark for the group itself.
    evidence, public : list[str]
        Files of the project that show it, and those of them that everybody may see.
    files : list[UploadFile]
        Files to be laid into the project.
    sure : bool
        Whether a table of households or persons is meant among them.
    seen : str
        Version of the answers that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the criterion, or the screen with what is wrong.
    """
    typed = {"criterion": criterion, "choice": choice, "by": by, "on": on, "note": note}
    today = dt.datetime.now().astimezone().date()
    try:
        given = assessment.given(
            criterion, choice, by=by, on=on, note=note, today=today, files=evidence, public=public
        )
        sent = [(one.filename or "", one.file) for one in files if one.filename]
        if sent:
            with received(at.home, sent) as kept:
                given = assessment.with_files(given, proofs.lay(at.home, kept, sure=sure))
        stands = assessment.answer(at.home, form, given, seen=seen)
    except TambonError as fault:
        return _screen(at, form, fault=fault, typed=typed)
    shown = "unshown" if criterion in stands.unshown else "saved"
    back = f"assessing/{form}?after={criterion}"
    out = at.on(back, done=f"assessing.{shown}", criterion=criterion)
    if following := _following(stands, criterion):
        out.headers["location"] += f"#c-{following.id.replace('.', '-')}"
    return out


@router.post("/p/{name}/assessing/{form}/withdraw", response_model=None)
def withdraw(
    at: InProject, form: str, criterion: Short, seen: Short = ""
) -> HTMLResponse | RedirectResponse:
    """
    Take an answer back.

    Parameters
    ----------
    at : At
        The request.
    form, criterion : str
        Which one.
    seen : str
        Version of the answers that the screen showed.

    Returns
    -------
    HTMLResponse or RedirectResponse
        Back to the screen, or the screen with what is wrong.
    """
    try:
        assessment.withdraw(at.home, form, criterion, seen=seen)
    except TambonError as fault:
        return _screen(at, form, fault=fault)
    return at.on(f"assessing/{form}", done="assessing.withdrawn", criterion=criterion)


def _screen(
    at: At,
    form: str,
    *,
    fault: TambonError | None = None,
    typed: dict[str, str] | None = None,
    after: str = "",
) -> HTMLResponse:
    """The screen, with what was refused."""
    status = HTTPStatus.OK
    if fault is not None:
        conflict = isinstance(fault, ConflictError)
        status = HTTPStatus.CONFLICT if conflict else HTTPStatus.BAD_REQUEST
    today = dt.datetime.now().astimezone().date()
    found = assessment.standing(at.home, form)
    last = found.answered.answer[-1].by if found.answered.answer else ""
    return at.page(
        "assessing_one.html.j2",
        status=status,
        lines=fault.tell(at.lang).split("\n") if fault is not None else [],
        found=found,
        offered=proofs.files_of(at.home),
        typed=typed or {},
        personal=fault is not None and fault.code == "assessment.personal",
        following=_following(found, after),
        after=after,
        last=last,
        seen=edit.version(at.home, assessment.document_of(form)),
        today=f"{today.day}/{today.month}/{today.year + BE_OFFSET}",
    )


def _following(found: Standing, after: str) -> Criterion | None:
    """The next criterion without an answer, after the one that was answered last."""
    names = [*found.assessment.criteria]
    start = names.index(after) + 1 if after in names else 0
    for name in (*names[start:], *names[:start]):
        if name not in found.answered.by_criterion:
            return found.assessment.criteria[name]
    return None
