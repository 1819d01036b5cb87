"""Commands from numbers to a plan: the community, the trace, budgets, the pack, next year."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tambon_gis.cli.desk import (
    CLEAN,
    DECIDE,
    HERE,
    Engine,
    Folder,
    Out,
    amount,
    app,
    lang_now,
    progress,
    say,
    tell,
    whole,
    words_now,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tambon_gis.model.findings import Report
    from tambon_gis.study.returned import Returned


class Worth(StrEnum):
    """How problems are weighed."""

    score = "score"
    cases = "cases"


@app.command()
def trace(
    folder: Folder = HERE,
    out: Out = HERE,
    engine: Engine = "auto",
    bring: Annotated[Path | None, typer.Option("--bring")] = None,
) -> None:
    """Propose which project serves which problem, as a form for people to confirm."""
    from tambon_gis.study.trace import trace as study

    if bring is not None:
        from tambon_gis.study.returned import bring_trace

        _brought(bring_trace(folder, bring))
    made = study(folder, out=out, lang=lang_now(), engine=engine)
    say("cli.trace.needs", n=made.needs, served=made.served, proposed=made.proposed, open=made.open)
    say("cli.trace.projects", n=made.projects, evident=made.evident, maybe=made.maybe,
        bare=made.bare, unclear=made.unclear)  # fmt: skip
    for one in _to_decide(made.reports):
        tell(one)
    say("cli.trace.form" if made.pairs else "cli.trace.answered",
        path=str(made.path.resolve()), n=made.pairs)  # fmt: skip
    raise typer.Exit(DECIDE if made.to_decide else CLEAN)


@app.command()
def scenario(
    folder: Folder = HERE,
    budget: Annotated[float | None, typer.Option("--budget", parser=amount)] = None,
    year: Annotated[list[int] | None, typer.Option("--year", parser=whole)] = None,
    must: Annotated[list[str] | None, typer.Option("--must")] = None,
    never: Annotated[list[str] | None, typer.Option("--never")] = None,
    by: Annotated[Worth, typer.Option("--by")] = Worth.score,
    save: Annotated[str | None, typer.Option("--save")] = None,
    *,
    proposed: Annotated[bool, typer.Option("--proposed")] = False,
) -> None:
    """Tell what a budget buys: by rank beside the best set."""
    from tambon_gis.errors import InputError
    from tambon_gis.render.told.choices import lines
    from tambon_gis.study.scenarios import Terms, compare

    years, musts, nevers = tuple(year or ()), tuple(must or ()), tuple(never or ())
    if budget is None and (years or musts or nevers or proposed):
        raise InputError("scenario.no_budget")
    terms = None
    if budget is not None:
        terms = Terms(budget, years=years, must=musts, never=nevers, by=by.value, proposed=proposed)
    found = compare(folder, terms, title=save, lang=lang_now())
    for line in lines(found.told):
        tell(line)
    if found.saved:
        say("cli.scenario.saved", file=found.saved.name)


@app.command()
def pack(folder: Folder = HERE, out: Out = HERE, engine: Engine = "auto") -> None:
    """Write all that is presented, by the five topics."""
    from tambon_gis.study.pack import pack as study

    with progress() as step:
        made = study(folder, out=out, engine=engine, lang=lang_now(), progress=step)
    for shelf in made.shelves:
        tell(f"{shelf.number}. {shelf.title}")
        for mark in shelf.marks:
            tell(f"   {words_now().text(f'cli.pack.{mark.state}')} {mark.title}: {mark.told}")
    for name, extra in made.lacking.items():
        say("cli.pack.lacking", format=words_now().text(f"pack.format.{name}"), extra=extra)
    say("cli.build.files", n=len(made.files), folder=str(made.readme.parent.resolve()))
    say("cli.pack.todo", path=str(made.todo.resolve()))
    say("cli.pack.readme", path=str(made.readme.resolve()))


@app.command()
def confirm(
    folder: Folder = HERE,
    out: Out = HERE,
    bring: Annotated[list[Path] | None, typer.Option("--bring")] = None,
) -> None:
    """Write draft tables for the villages to correct; tell what came back."""
    from tambon_gis.study import confirm as study

    if bring:
        from tambon_gis.study.returned import bring_confirmed

        _brought(bring_confirmed(folder, bring, lang=lang_now()))
    else:
        made = study.draft_tables(folder, out=out, lang=lang_now())
        say("cli.confirm.made", path=str(made.path.resolve()), villages=made.villages)
    read = study.read_back(folder, out=out, lang=lang_now())
    if read is None:
        say("cli.confirm.nothing")
        return
    told = read.summary
    say("cli.confirm.read", n=told.confirmed, all=told.villages, right=told.right,
        changed=told.changed, path=str(read.path.resolve()))  # fmt: skip
    for one in _to_decide([read.report]):
        tell(one)
    raise typer.Exit(DECIDE if read.report.to_decide else CLEAN)


@app.command()
def sides(folder: Folder = HERE, out: Out = HERE, engine: Engine = "auto") -> None:
    """Hold other lists against the survey, village by village."""
    from tambon_gis.study import sides as study

    made = study.sides(folder, out=out, lang=lang_now(), engine=engine)
    say("cli.sides.made", path=str(made.path.resolve()), n=len(made.reports))
    raise typer.Exit(DECIDE if any(one.to_decide for one in made.reports) else CLEAN)


@app.command()
def update(
    year: Annotated[int, typer.Argument(parser=whole)],
    files: Annotated[list[Path], typer.Argument()],
    folder: Annotated[Path, typer.Option("--folder")] = HERE,
    out: Out = HERE,
    schema: Annotated[str | None, typer.Option("--schema")] = None,
    rulebook: Annotated[str | None, typer.Option("--rulebook")] = None,
    *,
    sure: Annotated[bool, typer.Option("--sure")] = False,
) -> None:
    """Take in a new year's files: tell what changed; write with ``--sure``."""
    from tambon_gis.study.update import Reading
    from tambon_gis.study.update import update as study

    made = study(
        folder, year, files, today=_today(), out=out, lang=lang_now(), sure=sure,
        reading=Reading(schema, rulebook),
    )  # fmt: skip
    for title, lines in made.sentences(lang_now()):
        tell(title)
        for line in lines:
            tell(f"  {line}")
    say("cli.update.report", path=str(made.report.resolve()))
    if made.done:
        say("cli.update.done", files=", ".join(path.name for path in made.written))
    if made.handover is not None:
        say("cli.handover.made", path=str(made.handover.resolve()))
    if not made.done:
        say("cli.update.sure")
    raise typer.Exit(DECIDE if any(one.decide or one.stops for one in made.changes) else CLEAN)


@app.command()
def handover(folder: Folder = HERE, out: Out = HERE) -> None:
    """Write the note for whoever takes over."""
    from tambon_gis.study.handover import handover as study

    path = study(folder, out=out, lang=lang_now(), today=_today())
    say("cli.handover.made", path=str(path.resolve()))


def _brought(done: Returned) -> None:
    """Where forms lie that were brought back, and what they replaced."""
    say("cli.bring.taken", files=", ".join(done.files))
    if done.old:
        say("cli.bring.old", files=", ".join(done.old))


def _to_decide(reports: Iterable[Report]) -> Iterator[str]:
    """What waits for a person, as sentences."""
    for report in reports:
        for one in report.findings:
            if one.severity == "decide":
                yield f"{one.where}: {one.tell(lang_now())}"


def _today() -> dt.date:
    """The present day."""
    return dt.datetime.now().astimezone().date()
