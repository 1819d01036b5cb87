"""Commands about the files of a project: they come and go, and their columns are matched."""

from __future__ import annotations

from dataclasses import replace
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
    say,
    tell,
    whole,
    words_now,
)

if TYPE_CHECKING:
    from tambon_gis.study.intake import Taken

Home = Annotated[Path, typer.Option("--folder")]
#: Said of a file that waits -> the option that answers.
_OPTIONS = {
    "year": "--year",
    "rulebook": "--rulebook",
    "indicator": "--indicator",
    "there": "--replace",
    "elsewhere": "--as boundary",
    "columns": "set-columns",
}


@app.command()
def add(  # noqa: PLR0913, PLR0917 - what a person may say of a file, an option each
    files: Annotated[list[Path], typer.Argument()],
    folder: Home = HERE,
    year: Annotated[int | None, typer.Option("--year", parser=whole)] = None,
    kind: Annotated[str | None, typer.Option("--as")] = None,
    rulebook: Annotated[str | None, typer.Option("--rulebook")] = None,
    indicator: Annotated[str | None, typer.Option("--indicator")] = None,
    title: Annotated[str | None, typer.Option("--title")] = None,
    credit: Annotated[str | None, typer.Option("--credit")] = None,
    licence: Annotated[str | None, typer.Option("--licence")] = None,
    show: Annotated[list[str] | None, typer.Option("--show")] = None,
    *,
    instead: Annotated[bool, typer.Option("--replace")] = False,
) -> None:
    """Take files into the project, each as what it was recognised to be."""
    from tambon_gis.study import intake
    from tambon_gis.study.taking import filewords

    home = folder.resolve()
    said = intake.Said(
        kind=_kind(kind, home),
        year=year,
        rulebook=rulebook,
        indicator=indicator,
        title=title,
        credit=credit,
        licence=licence,
        shown=tuple(show) if show else None,
        replace=instead,
    )
    with progress() as step:

        def now(at: int, every: int, name: str) -> None:
            step(words_now().text("cli.step.file", at=at, all=every, file=name))

        done = intake.take_in(home, files, said, progress=now)
    for one in done:
        caption = filewords.taken_for(one.found, home, lang_now())
        say(f"cli.add.{one.state}", file=one.name, kind=caption, old=one.old, to=one.file)
        _more(one)
    raise typer.Exit(
        CLEAN if all(one.state not in {"asked", "refused"} for one in done) else DECIDE
    )


@app.command(name="take-out")
def take_out(
    file: Annotated[str, typer.Argument()],
    folder: Home = HERE,
    *,
    delete: Annotated[bool, typer.Option("--delete")] = False,
) -> None:
    """Take a file out of the project."""
    from tambon_gis.study import intake

    deleted = intake.take_out(folder.resolve(), file, delete=delete)
    say("cli.take_out.deleted" if deleted else "cli.take_out.done", file=file.rpartition("/")[2])


@app.command(name="files")
def listed(folder: Home = HERE) -> None:
    """List the files of the project, and those that wait for a word."""
    from tambon_gis.study import intake
    from tambon_gis.study.taking import filewords

    home = folder.resolve()
    used = intake.held(home)
    for one in used:
        if one.fault is not None:
            say("cli.files.broken", file=one.file)
            for line in one.fault.tell(lang_now()).split("\n"):
                tell(f"  {line}")
            continue
        state = "absent" if not one.there else "blank" if one.blank else "used"
        say(f"cli.files.{state}", file=one.file, kind=filewords.called(one, home, lang_now()))
    found = intake.waiting(home)
    for each in found:
        caption = filewords.taken_for(each, home, lang_now())
        say("cli.files.waits", file=each.path.relative_to(home).as_posix(), kind=caption)
    raise typer.Exit(DECIDE if found or any(one.fault for one in used) else CLEAN)


@app.command(name="set-columns")
def set_columns(
    file: Annotated[str, typer.Argument()],
    choice: Annotated[list[str] | None, typer.Argument()] = None,
    folder: Home = HERE,
    schema: Annotated[str | None, typer.Option("--schema")] = None,
    year: Annotated[int | None, typer.Option("--year", parser=whole)] = None,
) -> None:
    """Say which column of a survey is which field; without a choice, list them."""
    from tambon_gis.study import headings, intake

    home = folder.resolve()
    if not choice:
        sheet = headings.sheet(home, file, schema)
        for one in sheet.choices:
            named = f"{one.field.name} ({one.field.title.of(lang_now())})"
            say(f"cli.set_columns.{one.state}", field=named, heading=one.heading)
        say("cli.set_columns.unused", headings=", ".join(sheet.unused) or "–")
        raise typer.Exit(CLEAN)
    pairs = (one.partition("=") for one in choice)
    chosen = {field: heading for field, _, heading in pairs}
    said = replace(intake.Said(), year=year)
    made = headings.confirm(home, file, chosen, schema=schema, said=said)
    say("cli.set_columns.made", path=str(made))


def _kind(text: str | None, home: Path) -> str | None:
    """What a file is said to be: one of those that are known."""
    from tambon_gis.errors import InputError
    from tambon_gis.study.taking import filewords

    known = [value for value, _ in filewords.kinds(home, lang_now())]
    if text is not None and text not in {*known, "survey"}:
        raise InputError("intake.kind", where=text, known=", ".join(known))
    return text


def _more(one: Taken) -> None:
    """What stops a file, or what a person has still to say of it."""
    if one.found.fault is not None:
        for line in one.found.fault.tell(lang_now()).split("\n"):
            tell(f"  {line}")
    if one.state == "asked":
        for doubt in one.found.doubts:
            choices = ", ".join(doubt.choices) or "–"
            rows = doubt.asks == "elsewhere" and one.found.kind == "survey"
            key = "elsewhere_rows" if rows else doubt.asks
            told = words_now().text(f"cli.add.asks.{key}", choices=choices)
            option = f"--as {one.found.schema}" if rows else _OPTIONS[doubt.asks]
            tell(f"  {told} ({option})")
