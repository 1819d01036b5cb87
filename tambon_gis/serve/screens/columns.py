"""Which column of a survey is which field of its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form

from tambon_gis.model.project import DOCUMENT
from tambon_gis.serve.here import InProject  # noqa: TC001 - FastAPI reads it
from tambon_gis.study import edit, headings
from tambon_gis.study.taking import filewords

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse, RedirectResponse

__all__ = ["router"]

router = APIRouter()


@router.get("/p/{name}/columns", response_model=None)
def show(at: InProject, file: str, form: str = "") -> HTMLResponse:
    """
    Show the fields of a form with the columns that hold them.

    Parameters
    ----------
    at : At
        The request.
    file : str
        The survey, as it lies below the project.
    form : str
        Id of its schema, where it is to be read as another one.

    Returns
    -------
    HTMLResponse
        The screen.
    """
    sheet = headings.sheet(at.home, file, form or None)
    waits = {"missing", "offered"}
    kinds = dict(filewords.kinds(at.home, at.lang))
    return at.page(
        "columns.html.j2",
        sheet=sheet,
        file=sheet.file.rpartition("/")[2],
        title=kinds.get(sheet.schema, sheet.schema),
        open=[one for one in sheet.choices if one.state in waits],
        sure=[one for one in sheet.choices if one.state == "sure"],
        absent=[one for one in sheet.choices if one.state == "absent"],
        seen=edit.version(at.home, DOCUMENT),
    )


@router.post("/p/{name}/columns", response_model=None)
def keep(
    at: InProject,
    file: Annotated[str, Form(max_length=1000)],
    form: Annotated[str, Form(max_length=200)] = "",
    choice: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    seen: Annotated[str | None, Form(max_length=64)] = None,
) -> RedirectResponse:
    """
    Keep which column is which field.

    Parameters
    ----------
    at : At
        The request.
    file : str
        The survey, as it lies below the project.
    form : str
        Id of its schema.
    choice : list[str]
        A field and its heading each, with a ``=`` between them.
    seen : str or None
        The version of the document that the person saw.

    Returns
    -------
    RedirectResponse
        On to the files.
    """
    pairs = (one.partition("=") for one in choice)
    chosen = {field: heading for field, _, heading in pairs if heading}
    headings.confirm(at.home, file, chosen, schema=form or None, seen=seen)
    return at.on("files", done="columns.kept", file=file.rpartition("/")[2])
