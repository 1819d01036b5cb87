"""Commands about rulebooks: list, show, check, codebook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tambon_gis.cli.desk import HERE, Out, app, lang_now, say, tell, words_now

rulebooks = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(rulebooks, name="rulebook")


@rulebooks.command("list")
def rulebook_list() -> None:
    """List the rulebooks."""
    from tambon_gis import catalog

    for name in catalog.names("rulebooks", folders=[HERE]):
        book = catalog.rulebook(name, folders=[HERE])
        say(
            f"cli.rulebook.{book.rulebook.status}",
            id=book.id,
            title=book.rulebook.title.of(lang_now()),
            first=str(book.rulebook.years[0]),
            last=str(book.rulebook.years[1]),
            n=len(book.indicator),
        )


@rulebooks.command("show")
def rulebook_show(name: Annotated[str, typer.Argument()]) -> None:
    """Show one rulebook."""
    from tambon_gis import catalog

    book = catalog.rulebook(name, folders=[HERE])
    head = book.rulebook
    tell(f"{head.title.of(lang_now())}  [{book.id}]")
    say(f"cli.rulebook.status_{head.status}")
    say("cli.rulebook.source", source=head.source.of(lang_now()))
    for dimension in book.dimension:
        tell(f"\n{dimension.title.of(lang_now())}")
        for one in book.indicator:
            if one.dimension == dimension.id:
                mark = words_now().text("cli.rulebook.sensitive") if one.sensitive else ""
                counts = words_now().text(f"cli.counts.{one.counts or 'unknown'}")
                tell(f"  {one.code:>4}  {one.title.of(lang_now())} ({counts}){mark}")
    if book.missing:
        tell("")
        say("cli.rulebook.missing", codes=", ".join(book.missing))


@rulebooks.command("check")
def rulebook_check(path: Annotated[Path, typer.Argument()]) -> None:
    """Read a rulebook file and tell its faults."""
    from tambon_gis.study import codebook

    book = codebook.check(path, folders=[HERE])
    say("cli.rulebook.good", id=book.id, n=len(book.indicator))


@rulebooks.command("codebook")
def rulebook_codebook(name: Annotated[str, typer.Argument()], out: Out = HERE) -> None:
    """Write the definitions of a rulebook as a workbook and a page."""
    from tambon_gis.study import codebook

    for path in codebook.codebook(name, out=out, lang=lang_now(), folders=[HERE]):
        say("cli.rulebook.written", path=str(path.resolve()))
