"""Commands about official boundaries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tambon_gis.cli.desk import (
    CLEAN,
    DECIDE,
    HERE,
    app,
    lang_now,
    progress,
    report,
    say,
    tell,
    words_now,
)

if TYPE_CHECKING:
    from tambon_gis.study.cut import Cut, Looked


@app.command()
def boundaries(  # noqa: PLR0913 - one option a fact about the layer
    code: Annotated[str, typer.Argument()],
    source: Annotated[str, typer.Option("--from")],
    out: Annotated[Path, typer.Option("--out")] = HERE,
    folder: Annotated[Path | None, typer.Option("--folder")] = None,
    *,
    neighbours: Annotated[bool, typer.Option("--neighbours/--no-neighbours")] = True,
    level: Annotated[str | None, typer.Option("--level")] = None,
    layer: Annotated[str | None, typer.Option("--layer")] = None,
    code_column: Annotated[str | None, typer.Option("--code-column")] = None,
    name_column: Annotated[str | None, typer.Option("--name-column")] = None,
    crs: Annotated[str | None, typer.Option("--crs")] = None,
    licence: Annotated[str, typer.Option("--licence")] = "",
    credit: Annotated[str, typer.Option("--credit")] = "",
    sha256: Annotated[str | None, typer.Option("--sha256")] = None,
    kind: Annotated[str, typer.Option("--kind")] = "gpkg",
    fresh: Annotated[bool, typer.Option("--fresh")] = False,
    look: Annotated[bool, typer.Option("--look")] = False,
) -> None:
    """Cut an area with its neighbours out of a national layer, from a file or an address."""
    from tambon_gis.errors import CrsError, InputError
    from tambon_gis.study import cut

    place = out if folder is None else folder / cut.BOUNDARIES
    how = cut.Reading(level, layer, code_column, name_column, crs)
    wish = cut.Wish(neighbours, kind, licence, credit, sha256, fresh)
    try:
        with progress() as step:
            if look:
                found = cut.look(code, source, how=how, wish=wish, lang=lang_now(), progress=step)
            else:
                made = cut.cut(
                    code, source, place, how=how, wish=wish, lang=lang_now(), progress=step
                )
    except (InputError, CrsError) as fault:
        if fault.code.startswith(("boundary.", "layer.", "crs.")):
            say("cli.boundaries.options", to_error=True)
        raise
    if look:
        report(found.findings, place)
        _looked(found)
        raise typer.Exit(DECIDE if found.findings.to_decide else CLEAN)
    report(made.findings, place)
    _said(made)
    _entered(made, folder)
    told = bool(licence and credit)
    if not told:
        say("cli.boundaries.unlicensed")
    raise typer.Exit(DECIDE if made.findings.to_decide or not told else CLEAN)


def _looked(found: Looked) -> None:
    """What a layer has of the area."""
    name, pieces = words_now().text(f"cli.boundaries.level.{found.level}"), found.found
    say("cli.boundaries.looked", n=len(found.names), level=name, code=found.code,
        rows=pieces.rows)  # fmt: skip
    say("cli.boundaries.columns", column=pieces.column, name=pieces.name or "-")
    say("cli.boundaries.beside", n=found.neighbours)
    for file, (digest, size) in found.origin.files.items():
        say("cli.boundaries.sum", file=file, sha256=digest, mb=f"{size / 1e6:,.1f}")


def _said(made: Cut) -> None:
    """What was written."""
    name = words_now().text(f"cli.boundaries.level.{made.level}")
    if made.origin.again:
        say("cli.boundaries.again", date=words_now().date(made.origin.on))
    path = str(made.path.resolve())
    say("cli.boundaries.made", n=made.pieces, level=name, code=made.code, path=path)
    if made.around is not None:
        say("cli.boundaries.around", n=made.neighbours, path=str(made.around.resolve()))
    say("cli.boundaries.record", path=str(made.record.resolve()))


def _entered(made: Cut, folder: Path | None) -> None:
    """The lines of the project document: written into it, or shown."""
    from tambon_gis.study import cut

    if folder is not None:
        said = cut.join(made, folder)
        what = ", ".join(f'{key} = "{value}"' for key, value in said.items())
        say("cli.boundaries.joined", what=what)
        return
    say("cli.boundaries.entry")
    for key, value in cut.entry(made).items():
        tell(f'    {key} = "{value}"')
