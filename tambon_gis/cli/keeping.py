"""Commands that keep and hand over: backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tambon_gis.cli.desk import HERE, Folder, app, lang_now, say, tell

if TYPE_CHECKING:
    from tambon_gis.study.backup import Backup

To = Annotated[Path, typer.Option("--to")]


@app.command()
def backup(
    folder: Folder = HERE,
    to: To = HERE,
    *,
    bare: Annotated[bool, typer.Option("--without-personal")] = False,
) -> None:
    """Keep a project folder in one archive, what is personal apart."""
    from tambon_gis.study import backup as study

    made = study.backup(folder, to, personal=not bare)
    say("keeping.backup.made", path=str(made.path.resolve()))
    _tell_parts(made)


@app.command()
def restore(file: Annotated[Path, typer.Argument()], to: To) -> None:
    """Put a backup back into a folder."""
    from tambon_gis.study import restore as study

    found = study.restore(file, to)
    say("keeping.restore.made", n=len(found.written), path=str(found.home.resolve()))
    if found.same:
        say("keeping.restore.same", n=len(found.same))
    if found.awaited:
        say("keeping.restore.awaited", n=found.awaited)


def _tell_parts(made: Backup) -> None:
    """What is in a backup, and what is not."""
    from tambon_gis.study.keeping.said import lines

    for line in lines(made.belongings, personal=made.personal, lang=lang_now()):
        tell(line)
