"""Commands about surveys at size: a heap of files becomes a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tambon_gis.cli.desk import CLEAN, DECIDE, HERE, Jobs, app, lang_now, progress, tell, whole


@app.command()
def convert(  # noqa: PLR0913, PLR0917 - one option a fact about the files
    sources: Annotated[list[Path], typer.Argument()],
    schema: Annotated[str, typer.Option("--schema")],
    year: Annotated[int, typer.Option("--year", parser=whole)],
    dataset: Annotated[Path, typer.Option("--to")],
    out: Annotated[Path, typer.Option("--out")] = HERE,
    columns: Annotated[str | None, typer.Option("--columns")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    within: Annotated[str | None, typer.Option("--within")] = None,
    jobs: Jobs = None,
) -> None:
    """Make a dataset of workbooks and text tables; a run that was stopped goes on."""
    from tambon_gis.study.convert import convert as study
    from tambon_gis.study.convert import wish_of
    from tambon_gis.study.converted import tell as told
    from tambon_gis.study.converted import write_findings

    wish = wish_of(schema, year, columns=columns, within=within, sheet=sheet, folders=[Path.cwd()])
    with progress() as step:
        made = study(sources, dataset, wish, jobs=jobs or 1, lang=lang_now(), progress=step)
    path = write_findings(made, out, lang=lang_now())
    tell(told(made, lang=lang_now(), path=path))
    raise typer.Exit(DECIDE if made.doubts else CLEAN)
