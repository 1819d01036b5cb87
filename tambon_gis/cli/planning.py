"""Commands from numbers to a plan: the community, the trace, budgets, the pack, next year."""

from __future__ import annotations

import typer

from tambon_gis.cli.desk import CLEAN, DECIDE, HERE, Engine, Folder, Out, app, lang_now, say


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
