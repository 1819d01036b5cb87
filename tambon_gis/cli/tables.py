"""Commands about tables: maps of headings, empty forms, published tables computed again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tambon_gis.cli.desk import CLEAN, DECIDE, HERE, Folder, Out, app, lang_now, say, tell, whole


@app.command()
def columns(
    path: Folder,
    schema: Annotated[str | None, typer.Option("--schema")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    out: Annotated[Path | None, typer.Option("--out")] = None,
) -> None:
    """Draft a map of a table's headings, the doubtful ones for a person to confirm."""
    from tambon_gis.study import forms

    made = forms.columns(path, schema=schema, sheet=sheet, out=out, lang=lang_now())
    say("cli.columns.made", path=str(made.path.resolve()), schema=made.schema)
    say("cli.columns.certain", n=len(made.certain))
    for key, texts in (
        ("doubtful", made.doubtful),
        ("twice", made.twice),
        ("unknown", made.unknown),
        ("missing", made.missing),
    ):
        if texts:
            say(f"cli.columns.{key}", n=len(texts), texts=", ".join(texts))
    say("cli.columns.needless" if made.needless else "cli.columns.use", name=made.name)
    raise typer.Exit(DECIDE if made.doubtful or made.missing or made.twice else CLEAN)


@app.command()
def template(
    kind: Annotated[str, typer.Argument()],
    out: Out = HERE,
    place: Annotated[str | None, typer.Option("--place")] = None,
    villages: Annotated[int | None, typer.Option("--villages", parser=whole)] = None,
    first_year: Annotated[int, typer.Option("--first-year", parser=whole)] = 2566,
) -> None:
    """Write an empty form as a workbook."""
    from tambon_gis.study import forms

    path = forms.template(
        kind, out=out, lang=lang_now(), place=place, villages=villages, first_year=first_year
    )
    say("cli.template.made", path=str(path.resolve()))


@app.command()
def recheck(  # noqa: PLR0913, PLR0917 - one option a column of the table
    path: Folder,
    asked: Annotated[str, typer.Option("--asked")],
    met: Annotated[str | None, typer.Option("--met")] = None,
    failing: Annotated[str | None, typer.Option("--failing")] = None,
    met_percent: Annotated[str | None, typer.Option("--met-percent")] = None,
    percent: Annotated[str | None, typer.Option("--percent")] = None,
    label: Annotated[str | None, typer.Option("--label")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    decimals: Annotated[int, typer.Option("--decimals", min=0, max=6)] = 2,
) -> None:
    """Compute a published table again and tell what disagrees."""
    from tambon_gis.study.recheck import Headings, recheck_file

    headings = Headings(asked, met, failing, met_percent, percent, label)
    told = recheck_file(path, headings, sheet=sheet, decimals=decimals)
    for line in told.sentences(lang_now()):
        tell(line)
    say("cli.recheck.faults" if told.faults else "cli.recheck.clean", n=told.faults, rows=told.rows)
    raise typer.Exit(DECIDE if told.faults else CLEAN)
