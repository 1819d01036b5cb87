"""Enrolling: what the project document says of a file that is taken in, and of one that leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tambon_gis.errors import InputError
from tambon_gis.model.document import parse_document
from tambon_gis.model.project import DOCUMENT, Project, Survey
from tambon_gis.places import LADDER
from tambon_gis.study.taking import filed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.study.taking.arriving import Arrival
    from tambon_gis.study.taking.holdings import Held
    from tambon_gis.study.taking.recognised import Recognised, Said

__all__ = ["State", "less", "more", "standing"]

State = Literal["taken", "replaced", "same", "asked", "refused"]
#: What of an old boundary's entry does not hold for another file.
_OF_FILE = ("layer", "code", "name", "crs", "sheet", "range", "inside", "reference", "mend")


def more(text: str, one: Arrival, said: Said, blank: frozenset[str]) -> tuple[str, State, str]:
    """
    Write a file into a project document.

    Parameters
    ----------
    text : str
        The document.
    one : Arrival
        The file, recognised and placed.
    said : Said
        What a person said of it.
    blank : frozenset[str]
        Files of the project that are empty forms, or are not there: they give way unasked.

    Returns
    -------
    tuple
        The document, what was done, and the file that gave way.

    Raises
    ------
    InputError
        ``intake.there`` where another file stands in its place, which a person has not said to
        replace; ``intake.no_survey`` where another list has nothing to be held against.
    """
    project = parse_document(Project, text, name=DOCUMENT)
    kind = one.found.kind
    if kind == "survey":
        return _with_survey(text, project, one, said, blank)
    if kind == "other":
        return _with_other(text, project, one, said)
    before = standing(project, one.found, one.file, blank)
    if before not in {"", one.file, *blank} and not said.replace:
        raise InputError("intake.there", where=one.parcel.name, file=before)
    values: dict[str, object] = {"file": one.file}
    if before != one.file:
        values |= dict.fromkeys(_OF_FILE if kind == "boundary" else ("sheet", "range"))
    if kind == "boundary":
        values |= {"level": one.found.level, **_outline(project, one, blank)}
        values |= {key: value for key in ("credit", "licence") if (value := getattr(said, key))}
    text = filed.placed(text, kind, values, name=DOCUMENT)
    return (text, *_state(before, one, blank))


def _outline(project: Project, one: Arrival, blank: frozenset[str]) -> dict[str, object]:
    """The outline of the tambon, which stays where villages come after it or in place of others."""
    about, tambon = project.boundary, len(project.area.code) == LADDER["tambon"]
    if one.found.level != "village" or not tambon or about.file == one.file:
        return {}
    kept = about.file if about.level == "tambon" else about.inside
    return {"inside": kept} if kept and kept not in blank else {}


def standing(project: Project, found: Recognised, file: str, blank: frozenset[str]) -> str:
    """
    Which file of a project stands where another one would.

    Parameters
    ----------
    project : Project
        The project.
    found : Recognised
        What the other file was taken to be.
    file : str
        Where that one lies.
    blank : frozenset[str]
        Files of the project that are empty forms, or are not there.

    Returns
    -------
    str
        The file; empty where there is none. A layer, or another list, stands in nobody's place.
    """
    if found.kind == "survey":
        at = _seat(project, _survey(found, file, project), blank)
        return "" if at is None else project.survey[at].file
    single = {"boundary": project.boundary, "facilities": project.facilities, "plan": project.plan}
    now = single.get(found.kind)
    return "" if now is None else now.file


def _seat(project: Project, survey: Survey, blank: frozenset[str]) -> int | None:
    """Where a survey is written: its own place, that of its year, or of an empty form."""
    each = list(enumerate(project.survey))
    own = [n for n, one in each if one.file == survey.file]
    there = [n for n, one in each if one.role == survey.role]
    forms = [n for n, one in each if one.file in blank and one.table == survey.table]
    return next(iter([*own, *there, *forms]), None)


def _state(before: str, one: Arrival, blank: frozenset[str]) -> tuple[State, str]:
    """What was done, and the file that gave way."""
    if before == one.file:
        return "same", ""
    return ("taken", "") if before in {"", *blank} else ("replaced", before)


def _with_survey(
    text: str, project: Project, one: Arrival, said: Said, blank: frozenset[str]
) -> tuple[str, State, str]:
    """The document with a survey: in the place of its own year, else of an empty form."""
    survey = _survey(one.found, one.file, project)
    at = _seat(project, survey, blank)
    before = "" if at is None else project.survey[at].file
    there = [each.file for each in project.survey if each.role == survey.role]
    other = next((file for file in there if file not in {one.file, before}), before)
    if other not in {"", one.file, *blank} and (not said.replace or other != before):
        raise InputError("intake.there", where=one.parcel.name, file=other)
    text = filed.surveyed(text, survey, at=at, name=DOCUMENT)
    return (text, *_state(before, one, blank))


def _survey(found: Recognised, file: str, project: Project) -> Survey:
    """What the document says of a survey; the sheet that it named for this file stays."""
    before = next((each for each in project.survey if each.file == file), None)
    said = {"year": found.year, "file": file, "schema": found.schema, "columns": found.columns,
            "rulebook": found.rulebook, "persons": found.persons}  # fmt: skip
    if before is not None:
        said |= {"sheet": before.sheet, "range": before.range}
        if before.table == found.schema:
            said["columns"] = found.columns or before.columns
    return Survey.model_validate(said)


def _with_other(text: str, project: Project, one: Arrival, said: Said) -> tuple[str, State, str]:
    """The document with another list."""
    book = f"{said.indicator}".partition("/")[0]
    if not any((each.rulebook, each.year) == (book, one.found.year) for each in project.survey):
        raise InputError(
            "intake.no_survey", where=one.parcel.name, indicator=f"{said.indicator}",
            year=f"{one.found.year}",
        )  # fmt: skip
    title = said.title or one.found.title
    values = {
        "title": {"th": title, "en": title}, "file": one.file, "indicator": said.indicator,
        "year": one.found.year,
    }  # fmt: skip
    own = [n for n, each in enumerate(project.other) if each.file == one.file]
    for at in reversed(own):
        text = filed.removed(text, "other", at, name=DOCUMENT)
    return filed.added(text, "other", values, name=DOCUMENT), "same" if own else "taken", ""


def less(text: str, gone: Sequence[Held]) -> str:
    """
    Take files out of a project document.

    Parameters
    ----------
    text : str
        The document.
    gone : sequence of Held
        What goes; found by its file, wherever it stands by now.

    Returns
    -------
    str
        The document.
    """
    for one in gone:
        project = parse_document(Project, text, name=DOCUMENT)
        if one.at is None:
            text = filed.removed(text, one.section, name=DOCUMENT)
            continue
        several = project.survey if one.section == "survey" else project.other
        for at in reversed([n for n, each in enumerate(several) if each.file == one.file]):
            text = filed.removed(text, one.section, at, name=DOCUMENT)
    return text
