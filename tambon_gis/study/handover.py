"""Handover: the note for the next officer, gathered from everything that the project says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.loaders import fixes
from tambon_gis.publish import review, write
from tambon_gis.render.planning.record import record_part
from tambon_gis.render.told.handover import (
    DecisionLine,
    FileLine,
    FixedLine,
    InputLine,
    Note,
    handover_page,
)
from tambon_gis.render.told.ledger import ledger
from tambon_gis.study.caption import credits_of
from tambon_gis.study.forget import years
from tambon_gis.study.gather import rulebooks_of
from tambon_gis.study.health import health_of
from tambon_gis.study.keeping.yearly import yearly
from tambon_gis.study.load import load
from tambon_gis.words import BE_OFFSET, DEFAULT_LANG, words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from tambon_gis.model.findings import Finding
    from tambon_gis.model.fixes import Fix
    from tambon_gis.model.planned import Health
    from tambon_gis.render.planning.record import RecordPart
    from tambon_gis.study.loaded import Loaded
    from tambon_gis.words import Words

__all__ = ["NOTE", "handover", "written"]

#: The note under ``work/<code>/``.
NOTE = "handover.html"
TOPICS = "five-topics"
#: Findings whose sentence names no text of a cell, which might be somebody's.
_TOLD = ("row.duplicate", "value.out_of_range", "value.exceeds", "value.not_number")
#: What it is -> names under which it may lie in the project folder.
PARTS = {
    "tambon": ("tambon.toml",),
    "process": ("process.toml",),
    "trace": ("trace.toml", "trace.xlsx"),
    "scenarios": ("scenarios.toml",),
    "fixes": ("fixes.toml", "fixes.xlsx"),
    "story": ("story.toml",),
    "outlines": ("outlines.geojson",),
    "inputs": ("inputs/",),
    "columns": ("columns/",),
    "layers": ("layers/",),
    "rulebooks": ("rulebooks/",),
}
#: Parts that are named though they are not there: a person should know that they can be.
USUAL = frozenset({"tambon", "process", "trace", "fixes", "inputs"})


def handover(
    folder: str | Path, *, today: dt.date, out: str | Path = ".", lang: str = DEFAULT_LANG
) -> Path:
    """
    Write the hand-over note of a project.

    Parameters
    ----------
    folder : str or pathlib.Path
        The project folder.
    today : datetime.date
        Date of making.
    out : str or pathlib.Path, default "."
        Folder in which ``work/<code>/`` is made.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    pathlib.Path
        ``work/<code>/handover.html``: internal, with file names and cells, for printing.

    Raises
    ------
    TambonError
        When the project cannot be loaded.

    Examples
    --------
    >>> import datetime
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     handover("tests/data/small", today=datetime.date(2023, 3, 5), out=place).name
    'handover.html'
    """
    loaded = load(folder)
    note = _note(loaded, today, Path(out), lang)
    target = Path(out) / "work" / loaded.project.area.code
    (path,) = write.write_all(target, {NOTE: handover_page(note, lang=lang)})
    return path


def written(out: Path, code: str) -> Path | None:
    """
    The hand-over note of an area, where it was written.

    Parameters
    ----------
    out : pathlib.Path
        Folder in which ``work/<code>/`` is made.
    code : str
        Code of the area.

    Returns
    -------
    pathlib.Path or None
        None also for what a link leads to elsewhere.

    Examples
    --------
    >>> written(Path("nowhere"), "990201") is None
    True
    """
    if not code.isalnum() or not code.isascii():
        return None
    path = out / "work" / code / NOTE
    inside = path.resolve().is_relative_to(out.resolve())
    return path if inside and path.is_file() and not path.is_symlink() else None


def _note(loaded: Loaded, today: dt.date, out: Path, lang: str) -> Note:
    """Everything that the note says."""
    say, books = words(lang), rulebooks_of(loaded)
    health = health_of(loaded, today, lang=lang)
    topics = catalog.topics(TOPICS, folders=[loaded.folder])
    record = record_part(
        review.record(loaded.process, health), topics, rulebooks=books, lang=lang, today=today
    )
    credit = credits_of(loaded, made_on=say.date(today), lang=lang)
    year = _next_year(health, today)
    return Note(
        title=credit.area_title,
        made_on=credit.made_on,
        synthetic=credit.synthetic,
        files=tuple(_files(loaded, out, say)),
        inputs=_inputs(loaded, record),
        record=record,
        open=ledger(loaded.findings, books, lang=lang),
        fixed=_fixed(loaded, say),
        decisions=tuple(_decisions(loaded, say)),
        roles=tuple(
            (one.title.of(lang), one.duty.of(lang) if one.duty else "")
            for one in loaded.project.role
        ),
        year=year,
        survey_file=_survey_file(loaded, year),
        last_year=_last_year(loaded, year),
        yearly=yearly(loaded.process, record, years(loaded.folder), today=today, lang=lang),
    )


def _next_year(health: tuple[Health, ...], today: dt.date) -> int:
    """The year of the next round; next year where no survey has a rhythm."""
    rounds = [one.next_year for one in health if one.next_year is not None]
    return min(rounds, default=today.year + BE_OFFSET + 1)


def _last_year(loaded: Loaded, year: int) -> int | None:
    """The last year of the rulebook of the newest household survey, where the next is beyond it."""
    homes = [one for one in loaded.answers if one.rulebook.rulebook.unit == "household"]
    newest = max(homes, key=lambda one: one.survey.year, default=None)
    last = newest.rulebook.rulebook.years[1] if newest else year
    return last if year > last else None


def _survey_file(loaded: Loaded, year: int) -> str:
    """The newest survey's file name with the next year in it."""
    answers = [one for one in loaded.answers if one.schema is not None and not one.survey.persons]
    newest = max(answers, key=lambda one: one.survey.year, default=None)
    if newest is None:
        return f"{year}.xlsx"
    name, own = Path(newest.survey.file).name, str(newest.survey.year)
    return name.replace(own, str(year)) if own in name else f"{year}.xlsx"


def _files(loaded: Loaded, out: Path, say: Words) -> Iterator[FileLine]:
    """Where everything lies, by names within the project folder."""
    for part, names in PARTS.items():
        there = [name for name in names if (loaded.folder / name).exists()]
        if there or part in USUAL:
            name = there[0] if there else names[0]
            yield FileLine(name, say.text(f"handover.file.{part}"), bool(there))
    for part in ("maps", "work"):
        name = f"{part}/{loaded.project.area.code}/"
        made = part == "work" or (out / name).exists()
        yield FileLine(name, say.text(f"handover.file.{part}"), made)


def _inputs(loaded: Loaded, record: RecordPart) -> tuple[InputLine, ...]:
    """Inputs with their files."""
    project = loaded.project
    files = {"boundary": project.boundary.file} | {one.role: one.file for one in project.survey}
    files |= {"facilities": project.facilities.file} if project.facilities else {}
    files |= {"plan": project.plan.file} if project.plan else {}
    own = (one.layer for one in loaded.vectors)
    files |= {f"layer-{one.id}": one.source.file for one in own if one.source is not None}
    return tuple(InputLine(files.get(line.health.role, ""), line.cells) for line in record.health)


def _fixed(loaded: Loaded, say: Words) -> tuple[FixedLine, ...]:
    """Decisions about places and rows, and whether they still find something."""
    decided = fixes.read(loaded.folder)
    told = next((one for one in loaded.findings.reports if one.role == fixes.ROLE), None)
    findings = told.findings if told else ()
    idle = {str(one.facts["fix"]) for one in findings if one.code in {"fix.idle", "fix.gone"}}
    lines = []
    for n, one in enumerate(decided.fix, start=1):
        file = one.file or (say.text("handover.every") if one.input == fixes.EVERY else one.input)
        if one.row is not None:
            about = say.text("handover.row", row=str(one.row), file=file)
        elif one.place and one.place.isdecimal():
            about = say.text("handover.place", place=one.place) + f" ({file})"
        else:  # a cell's own words are told by the report of findings, not here
            about = say.text("handover.text") + f" ({file})"
        found = _found(one, loaded)
        if found is not None and found.code.startswith(_TOLD):
            about = f"{about}: {found.tell(say.lang)}"
        told_does = _does(one, found, say)
        by = _by(one.decided_by, one.decided_on, say)
        lines.append(FixedLine(str(n), about, told_does, by, one.note, str(n) in idle))
    return tuple(lines)


def _found(one: Fix, loaded: Loaded) -> Finding | None:
    """What a decision to leave all as it is was about, where that is still found."""
    for report in loaded.findings.reports:
        for found in report.findings if report.role == one.input and one.finding else ():
            cells = not one.cell or found.cell == one.cell
            if (found.code, found.row) == (one.finding, one.row) and cells:
                return found
    return None


def _does(one: Fix, found: Finding | None, say: Words) -> str:
    """What the program does by a decision."""
    if one.use or one.leave_out:
        return say.text("handover.use" if one.use else "handover.leave_out", use=one.use or "")
    first = found.facts.get("first") if found is not None else None
    if one.finding == "row.duplicate" and first:
        return say.text("handover.keep_first", row=str(first))
    if one.finding.startswith("value."):
        return say.text("handover.keep_unknown")
    if one.finding.startswith("join."):
        return say.text("handover.keep_aside")
    return say.text("handover.keep_so" if one.finding else "handover.keep")


def _decisions(loaded: Loaded, say: Words) -> Iterator[DecisionLine]:
    """What the group decided: sensitive indicators, targets, exceptions, links."""
    project = loaded.project
    titles = {
        f"{book.id}/{one.code}": " ".join(
            (book.rulebook.short.of(say.lang), one.code, one.short.of(say.lang))
        )
        for book in rulebooks_of(loaded)
        for one in book.indicator
    }
    for sensitive in project.publish_sensitive:
        what = titles.get(sensitive.indicator, sensitive.indicator)
        by = _by(sensitive.decided_by, sensitive.decided_on, say)
        yield DecisionLine(say.text("handover.kind.sensitive"), what, by)
    for target in project.target:
        what = titles.get(target.indicator, target.indicator)
        told = say.text("handover.target", share=target.failing)
        yield DecisionLine(say.text("handover.kind.target"), f"{what}: {told}", target.source)
    for one in project.allowed:
        by = _by(one.decided_by, one.decided_on, say)
        yield DecisionLine(say.text("handover.kind.allowed"), f"{one.value} ({one.reason})", by)
    trace = loaded.trace
    groups: dict[str, list[bool]] = {}
    for link in trace.link:
        groups.setdefault(_by(link.by, link.on, say), []).append(link.serves)
    for by, serves in groups.items():
        told = say.text("handover.link", yes=sum(serves), no=len(serves) - sum(serves))
        yield DecisionLine(say.text("handover.kind.link"), told, by)
    if trace.project:
        told = say.text("handover.doing", n=len(trace.project))
        yield DecisionLine(say.text("handover.kind.link"), told, "")


def _by(who: str, day: dt.date | None, say: Words) -> str:
    """Who decided and when."""
    if day is None:
        return who
    return say.text("handover.by", who=who, when=say.date(day))
