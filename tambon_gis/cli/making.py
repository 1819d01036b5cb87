"""Commands that make: a project, its page, its story; and that look at what is there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from tambon_gis.cli.desk import (
    CLEAN,
    DECIDE,
    HERE,
    Also,
    Engine,
    Folder,
    Internal,
    Jobs,
    Out,
    app,
    lang_now,
    progress,
    report,
    say,
    tell,
    whole,
    words_now,
)


@app.command()
def demo(out: Out = HERE, also: Also = None) -> None:
    """Build the worked example and say where the page lies."""
    from tambon_gis.study import start

    _build(start.demo_folder(), out, also=also)


@app.command()
def new(
    folder: Folder,
    place: Annotated[str | None, typer.Option("--place")] = None,
    villages: Annotated[int | None, typer.Option("--villages", parser=whole)] = None,
    name: Annotated[str | None, typer.Option("--name")] = None,
    year: Annotated[int | None, typer.Option("--year", parser=whole)] = None,
    name_en: Annotated[str | None, typer.Option("--name-en")] = None,
) -> None:
    """Make a project folder with a commented ``tambon.toml``, and forms to fill in."""
    from tambon_gis.study import start

    path = start.new(
        folder,
        lang=lang_now(),
        place=place,
        villages=villages,
        name=name,
        english=name_en,
        year=year,
    )
    say("cli.new.made", path=str(path))
    if place is not None:
        say("cli.new.forms", folder=str(path.parent / "inputs"))
    if place is not None and year is None:
        say("cli.new.open", file=words_now().text("template.file.household"))


@app.command()
def check(path: Folder) -> None:
    """Load a file or a project and report."""
    from tambon_gis.study import look

    with progress() as step:
        found = look.check(path, progress=step)
    report(found, path)
    raise typer.Exit(DECIDE if found.to_decide else CLEAN)


@app.command()
def build(
    folder: Folder = HERE,
    out: Out = HERE,
    engine: Engine = "auto",
    also: Also = None,
    jobs: Jobs = None,
    *,
    internal: Internal = False,
    every: Annotated[bool, typer.Option("--all")] = False,
) -> None:
    """Build a project's page, and other formats beside it; or those of all its tambons."""
    if every:
        _build_all(folder, out, internal=internal, engine=engine, also=also or (), jobs=jobs)
    else:
        _build(folder, out, internal=internal, engine=engine, also=also)


@app.command()
def story(folder: Folder = HERE, engine: Engine = "auto") -> None:
    """Write the draft of a presentation into the project."""
    import datetime as dt

    from tambon_gis.study import gather, load, stories

    loaded = load.load(folder)
    today = dt.datetime.now().astimezone().date()
    made = gather.gather(loaded, today=today, engine=engine, lang=lang_now(), story=False)
    path = stories.write_draft(made, loaded)
    say("cli.story.made", path=str(path.resolve()))


@app.command()
def verify(folder: Folder) -> None:
    """Look again at a folder that somebody received."""
    from tambon_gis.publish import verify as publish

    found = publish.verify(folder)
    say("cli.verify.about", area=found.area, made_on=found.made_on, n=found.files)
    for book in found.unverified:
        say("cli.verify.unverified", book=book)
    if found.exceptions:
        say("cli.verify.exceptions", n=found.exceptions)
    for doubt in found.doubts:
        tell(doubt.tell(lang_now()))
    say("cli.verify.doubts" if found.doubts else "cli.verify.clean", n=len(found.doubts))
    raise typer.Exit(DECIDE if found.doubts else CLEAN)


@app.command()
def forget(
    year: Annotated[int, typer.Argument(parser=whole)],
    folder: Folder = HERE,
    out: Out = HERE,
    *,
    sure: Annotated[bool, typer.Option("--sure")] = False,
) -> None:
    """Remove a year's personal inputs and the internal reports made from them."""
    from tambon_gis.study import forget as study
    from tambon_gis.study.forgotten import tell as told

    tell(told(study.forget(folder, year, out=out, sure=sure), lang=lang_now()))


@app.command()
def doctor(folder: Folder = HERE, out: Out = HERE) -> None:
    """Examine how a project's files meet; write the report and the form to decide in."""
    from tambon_gis.study import doctor as study

    with progress() as step:
        told = study.examine(folder, out=out, lang=lang_now(), progress=step)
    report(told.findings, folder)
    for path in (told.html_path, told.xlsx_path):
        say("cli.doctor.written", path=str(path.resolve()))
    if told.fixes_form_path is not None:
        say("cli.doctor.form", path=str(told.fixes_form_path.resolve()))
    raise typer.Exit(DECIDE if told.findings.to_decide else CLEAN)


def _build(folder: Path, out: Path, *, internal: bool = False, **how: Any) -> None:
    """Build and say where the page lies, what share is coloured, what is to be decided."""
    from tambon_gis.study import road

    how = {"audience": "internal" if internal else "public", "lang": lang_now()} | how
    how["also"] = how["also"] or ()
    with progress() as step:
        built = road.build(folder, out=out, progress=step, **how)
    found = built.loaded.findings
    if built.replaced:
        say("cli.build.replaced", n=built.replaced)
    say("cli.build.page", path=str(built.page.resolve()))
    if len(built.files) > len(road.ALWAYS):
        say("cli.build.files", n=len(built.files), folder=str(built.page.parent.resolve()))
    told = built.measures.disclosure
    if not internal and told.cells:
        say("cli.build.coloured", share=words_now().number(100 * told.coloured, 1))
    if found.to_decide:
        say("cli.build.decide", n=found.to_decide, path=str(built.findings.resolve()))
    say("cli.build.open")


def _build_all(folder: Path, out: Path, *, internal: bool, **how: Any) -> None:
    """Build the pages of all tambons and say which could not be built."""
    from tambon_gis.study import many

    how = {"audience": "internal" if internal else "public", "lang": lang_now()} | how
    with progress() as step:
        built = many.build_all(folder, out=out, progress=step, **how)
    if built.replaced:
        say("many.told.replaced")
    for one in built.of("failed"):
        say("many.told.failed", code=one.code, name=one.names[0], why=one.why)
    told: dict[str, Any] = {state: len(built.of(state)) for state in ("built", "kept", "failed")}
    say("many.told.done", **told)
    for key, path in (("faults", built.faults), ("findings", built.findings)):
        if path is not None:
            say(f"many.told.{key}", path=str(path.resolve()))
    say("many.told.index", path=str(built.index.resolve()))
    raise typer.Exit(DECIDE if told["failed"] else CLEAN)
