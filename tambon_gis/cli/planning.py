"""Commands from numbers to a plan: the community, the trace, budgets, the pack, next year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from tambon_gis.cli.desk import CLEAN, DECIDE, HERE, Engine, Folder, Out, app, lang_now, say, tell


@app.command()
def confirm(folder: Folder = HERE, out: Out = HERE) -> None:
    """Write draft tables for the villages to correct; tell what came back."""
    from tambon_gis.study import confirm as study

    made = study.draft_tables(folder, out=out, lang=lang_now())
    say("cli.confirm.made", path=str(made.path.resolve()), villages=made.villages)
    read = study.read_back(folder, out=out, lang=lang_now())
    if read is None:
        say("cli.confirm.nothing")
        return
    say("cli.confirm.read", n=read.villages, all=read.of_villages, right=read.right,
        changed=read.changed, path=str(read.path.resolve()))  # fmt: skip
    raise typer.Exit(DECIDE if read.report.to_decide else CLEAN)


@app.command()
def sides(folder: Folder = HERE, out: Out = HERE, engine: Engine = "duckdb") -> None:
    """Hold other lists against the survey, village by village."""
    from tambon_gis.study import sides as study

    made = study.sides(folder, out=out, lang=lang_now(), engine=engine)
    say("cli.sides.made", path=str(made.path.resolve()), n=len(made.reports))
    raise typer.Exit(DECIDE if any(one.to_decide for one in made.reports) else CLEAN)


@app.command()
def update(
    year: Annotated[int, typer.Argument()],
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
        say("cli.update.done", files=", ".join(made.written))
        say("cli.handover.made", path=str(made.handover.resolve()))
    else:
        say("cli.update.sure")
    raise typer.Exit(DECIDE if any(one.decide or one.stops for one in made.changes) else CLEAN)


@app.command()
def handover(folder: Folder = HERE, out: Out = HERE) -> None:
    """Write the note for whoever takes over."""
    from tambon_gis.study.handover import handover as study

    path = study(folder, out=out, lang=lang_now(), today=_today())
    say("cli.handover.made", path=str(path.resolve()))


def _today() -> dt.date:
    """The present day."""
    return dt.datetime.now().astimezone().date()
