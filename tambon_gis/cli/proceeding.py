"""The command that keeps the record of a working group: its roles, process, meetings, targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tambon_gis.cli.desk import HERE, UNREADABLE, Folder, app, say, tell, whole

if TYPE_CHECKING:
    from pathlib import Path


@app.command()
def process(
    folder: Folder = HERE,
    kind: Annotated[str, typer.Argument()] = "",
    number: Annotated[int, typer.Argument(parser=whole)] = 0,
    values: Annotated[list[str] | None, typer.Option("--set")] = None,
    *,
    remove: Annotated[bool, typer.Option("--remove")] = False,
) -> None:
    """List, add, change or remove what is written of the working group and its process."""
    from tambon_gis.study import proceedings, recorded

    if not (values or remove):
        _list(folder, kind)
        return
    name = recorded.document_of(kind)
    said = _said(values or [])
    if remove:
        proceedings.remove(folder, kind, number)
        say("cli.process.removed", path=str((folder / name).resolve()))
        return
    if number or kind == "boundary":
        proceedings.put(folder, kind, number or 1, said)
    else:
        proceedings.add(folder, kind, said)
    say("cli.process.saved", path=str((folder / name).resolve()))


def _said(values: list[str]) -> dict[str, str]:
    """What was typed, field by field."""
    out = {}
    for one in values:
        name, sign, value = one.partition("=")
        if not sign:
            say("cli.process.set", to_error=True)
            raise typer.Exit(UNREADABLE)
        out[name.strip()] = value.replace("\\n", "\n")
    return out


def _list(folder: Path, asked: str) -> None:
    """Every entry by its kind and number, as what would have to be typed for it."""
    from tambon_gis.study import recorded

    now = recorded.standing(folder)
    if asked:
        recorded.document_of(asked)  # refuses what is no kind
    for kind in (asked,) if asked else recorded.KINDS:
        for n in range(1, len(now.entries(kind)) + 1):
            said = [f"{name}={value}" for name, value in now.said(kind, n).items() if value]
            tell(f"{kind} {n}  " + " · ".join(said).replace("\n", "; "))
