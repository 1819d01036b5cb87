"""Commands of the local page: to open it, to look for a tambon, to carry away what was built."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tambon_gis.cli.desk import DECIDE, HERE, Folder, app, lang_now, say, tell, whole


class Kind(StrEnum):
    """What may be carried away."""

    pack = "pack"
    page = "page"


@app.command()
def serve(
    folder: Folder = HERE,
    port: Annotated[int, typer.Option("--port", parser=whole)] = 0,
    *,
    quiet: Annotated[bool, typer.Option("--no-browser")] = False,
) -> None:
    """Open the local page of a project, or of a folder of projects."""
    from tambon_gis.serve.run import run

    run(folder, port=port, lang=lang_now(), browser=not quiet,
        told=lambda address: say("cli.serve.open", address=address))  # fmt: skip


@app.command()
def find(name: Annotated[str, typer.Argument()]) -> None:
    """Look for the code of a tambon by its name, with its province if you like, or by a code."""
    from tambon_gis.study.seeking import MOST, seek

    found = seek(name, most=None)
    for one in found[:MOST]:
        tell(f"{one.code} {' · '.join(one.names[lang_now()])}")
    if len(found) > MOST:
        say("cli.find.more", n=len(found) - MOST)
    if not found:
        say("cli.find.none", name=name)
        raise typer.Exit(DECIDE)


@app.command()
def carry(
    to: Annotated[Path, typer.Option("--to")],
    folder: Folder = HERE,
    kind: Annotated[Kind, typer.Option("--kind")] = Kind.pack,
) -> None:
    """Put the pack, or the page, that was built in a project folder into one zip."""
    from tambon_gis.study import carry as study
    from tambon_gis.study import shelf

    path = study.carried(folder, shelf.read(folder).code, to, kind=kind.value)
    say("cli.carry.made", path=str(path.resolve()))


@app.command()
def starter(folder: Folder = HERE) -> None:
    """Write a file to double-click that opens the local page of a folder."""
    from tambon_gis.study.starter import starter as study

    say("cli.starter.made", path=str(study(folder, lang=lang_now()).resolve()))
