"""The command line ``tambon-gis``: thin commands over ``study``, Thai by default.

Every sentence, help included, stands in ``documents/words/<lang>/cli.toml``. Exit codes: 0 clean or
repaired without loss, 1 findings that a person should decide, 2 unreadable.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tambon_gis.words import DEFAULT_LANG, LANGS, Words, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tambon_gis.model.findings import Findings

__all__ = ["app", "main"]

CLEAN, DECIDE, UNREADABLE = 0, 1, 2
#: The language of a call: set once from the command line, read where something is said.
_LANG: ContextVar[str] = ContextVar("lang", default=DEFAULT_LANG)
#: What the command-line library says -> the sentence for it (``cli.mistake``).
_MISTAKES = {
    "NoSuchCommand": r"No such command '([^']*)'",
    "NoSuchOption": r"No such option:? '?([^\s']+)",
}

app = typer.Typer(
    name="tambon-gis", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)
rulebooks = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(rulebooks, name="rulebook")

Folder = Annotated[Path, typer.Argument()]
Out = Annotated[Path, typer.Option("--out")]
Internal = Annotated[bool, typer.Option("--internal")]
Engine = Annotated[str, typer.Option("--engine")]
Also = Annotated[list[str] | None, typer.Option("--also")]
HERE = Path()


@app.callback()
def everywhere(
    lang: Annotated[str, typer.Option("--lang", envvar="TAMBON_GIS_LANG")] = DEFAULT_LANG,
) -> None:
    """Options of every command; the language is taken from the words of the line before."""


@app.command()
def demo(out: Out = HERE, also: Also = None) -> None:
    """Build the worked example and say where the page lies."""
    from tambon_gis.study import start

    _build(start.demo_folder(), out, also=also)


@app.command()
def new(folder: Folder) -> None:
    """Make a project folder with a commented ``tambon.toml``."""
    from tambon_gis.study import start

    path = start.new(folder, lang=_lang())
    _say("cli.new.made", path=str(path))


@app.command()
def check(path: Folder) -> None:
    """Load a file or a project and report."""
    from tambon_gis.study import look

    with _progress() as step:
        found = look.check(path, progress=step)
    _report(found, path)
    raise typer.Exit(DECIDE if found.to_decide else CLEAN)


@app.command()
def build(
    folder: Folder = HERE,
    out: Out = HERE,
    engine: Engine = "duckdb",
    also: Also = None,
    *,
    internal: Internal = False,
) -> None:
    """Build a project's page, and other formats beside it."""
    _build(folder, out, internal=internal, engine=engine, also=also)


@app.command()
def story(folder: Folder = HERE, engine: Engine = "duckdb") -> None:
    """Write the draft of a presentation into the project."""
    import datetime as dt

    from tambon_gis.study import gather, load, stories

    loaded = load.load(folder)
    today = dt.datetime.now().astimezone().date()
    made = gather.gather(loaded, today=today, engine=engine, lang=_lang(), story=False)
    path = stories.write_draft(made, loaded)
    _say("cli.story.made", path=str(path.resolve()))


@app.command()
def verify(folder: Folder) -> None:
    """Look again at a folder that somebody received."""
    from tambon_gis.publish import verify as publish

    found = publish.verify(folder)
    _say("cli.verify.about", area=found.area, made_on=found.made_on, n=found.files)
    for book in found.unverified:
        _say("cli.verify.unverified", book=book)
    if found.exceptions:
        _say("cli.verify.exceptions", n=found.exceptions)
    for doubt in found.doubts:
        _print(doubt.tell(_lang()))
    _say("cli.verify.doubts" if found.doubts else "cli.verify.clean", n=len(found.doubts))
    raise typer.Exit(DECIDE if found.doubts else CLEAN)


@app.command()
def forget(
    year: Annotated[int, typer.Argument()],
    folder: Folder = HERE,
    out: Out = HERE,
    *,
    sure: Annotated[bool, typer.Option("--sure")] = False,
) -> None:
    """Remove a year's personal inputs and the internal reports made from them."""
    from tambon_gis.study import forget as study

    gone = study.forget(folder, year, out=out, sure=sure)
    for path in gone.files:
        _say("cli.forget.removed" if gone.done else "cli.forget.would", path=str(path.resolve()))
    for file in gone.kept:
        _say("cli.forget.kept", file=file)
    _say("cli.forget.done" if gone.done else "cli.forget.sure", surveys=", ".join(gone.surveys))


@app.command()
def doctor(folder: Folder = HERE, out: Out = HERE) -> None:
    """Examine how a project's files meet; write the report and the form to decide in."""
    from tambon_gis.study import doctor as study

    with _progress() as step:
        told = study.examine(folder, out=out, lang=_lang(), progress=step)
    _report(told.findings, folder)
    for path in (told.html_path, told.xlsx_path):
        _say("cli.doctor.written", path=str(path.resolve()))
    if told.fixes_form_path is not None:
        _say("cli.doctor.form", path=str(told.fixes_form_path.resolve()))
    raise typer.Exit(DECIDE if told.findings.to_decide else CLEAN)


@app.command()
def columns(
    path: Folder,
    schema: Annotated[str | None, typer.Option("--schema")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet")] = None,
    out: Annotated[Path | None, typer.Option("--out")] = None,
) -> None:
    """Draft a map of a table's headings, the doubtful ones for a person to confirm."""
    from tambon_gis.study import forms

    made = forms.columns(path, schema=schema, sheet=sheet, out=out, lang=_lang())
    _say("cli.columns.made", path=str(made.path.resolve()), schema=made.schema)
    _say("cli.columns.certain", n=len(made.certain))
    for key, texts in (
        ("doubtful", made.doubtful),
        ("twice", made.twice),
        ("unknown", made.unknown),
        ("missing", made.missing),
    ):
        if texts:
            _say(f"cli.columns.{key}", n=len(texts), texts=", ".join(texts))
    _say("cli.columns.needless" if made.needless else "cli.columns.use", name=made.name)
    raise typer.Exit(DECIDE if made.doubtful or made.missing or made.twice else CLEAN)


@app.command()
def template(
    kind: Annotated[str, typer.Argument()],
    out: Out = HERE,
    place: Annotated[str | None, typer.Option("--place")] = None,
    villages: Annotated[int | None, typer.Option("--villages")] = None,
    first_year: Annotated[int, typer.Option("--first-year")] = 2566,
) -> None:
    """Write an empty form as a workbook."""
    from tambon_gis.study import forms

    path = forms.template(
        kind, out=out, lang=_lang(), place=place, villages=villages, first_year=first_year
    )
    _say("cli.template.made", path=str(path.resolve()))


@rulebooks.command("list")
def rulebook_list() -> None:
    """List the rulebooks."""
    from tambon_gis import catalog

    for name in catalog.names("rulebooks", folders=[HERE]):
        book = catalog.rulebook(name, folders=[HERE])
        _say(
            f"cli.rulebook.{book.rulebook.status}",
            id=book.id,
            title=book.rulebook.title.of(_lang()),
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
    _print(f"{head.title.of(_lang())}  [{book.id}]")
    _say(f"cli.rulebook.status_{head.status}")
    _say("cli.rulebook.source", source=head.source.of(_lang()))
    for dimension in book.dimension:
        _print(f"\n{dimension.title.of(_lang())}")
        for one in book.indicator:
            if one.dimension == dimension.id:
                mark = _words().text("cli.rulebook.sensitive") if one.sensitive else ""
                counts = _words().text(f"cli.counts.{one.counts or 'unknown'}")
                _print(f"  {one.code:>4}  {one.title.of(_lang())} ({counts}){mark}")
    if book.missing:
        _print("")
        _say("cli.rulebook.missing", codes=", ".join(book.missing))


@rulebooks.command("check")
def rulebook_check(path: Annotated[Path, typer.Argument()]) -> None:
    """Read a rulebook file and tell its faults."""
    from tambon_gis.study import codebook

    book = codebook.check(path, folders=[HERE])
    _say("cli.rulebook.good", id=book.id, n=len(book.indicator))


@rulebooks.command("codebook")
def rulebook_codebook(name: Annotated[str, typer.Argument()], out: Out = HERE) -> None:
    """Write the definitions of a rulebook as a workbook and a page."""
    from tambon_gis.study import codebook

    for path in codebook.codebook(name, out=out, lang=_lang(), folders=[HERE]):
        _say("cli.rulebook.written", path=str(path.resolve()))


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
    for line in told.sentences(_lang()):
        _print(line)
    _say(
        "cli.recheck.faults" if told.faults else "cli.recheck.clean", n=told.faults, rows=told.rows
    )
    raise typer.Exit(DECIDE if told.faults else CLEAN)


def main(arguments: list[str] | None = None) -> None:
    """
    Run the command line.

    Parameters
    ----------
    arguments : list[str], optional
        Words after the command's name; those of the process by default.

    Raises
    ------
    SystemExit
        Always, with the exit code.
    """
    from tambon_gis.errors import TambonError

    given = list(sys.argv[1:] if arguments is None else arguments)
    _LANG.set(_take_lang(given))
    _utf8()
    try:
        command = _translated()
        code = command(args=given, prog_name="tambon-gis", standalone_mode=False)
    except TambonError as fault:
        _print(fault.tell(_lang()), to_error=True)
        raise SystemExit(UNREADABLE) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as fault:
        if not hasattr(fault, "format_message"):
            raise
        if type(fault).__name__ == "NoArgsIsHelpError":
            _print(fault.format_message())
            raise SystemExit(UNREADABLE) from None
        _say("cli.usage", to_error=True, fault=_mistake(fault))
        raise SystemExit(UNREADABLE) from None
    raise SystemExit(code if isinstance(code, int) else CLEAN)


def _build(folder: Path, out: Path, *, internal: bool = False, **how: Any) -> None:
    """Build and say where the page lies, what share is coloured, what is to be decided."""
    from tambon_gis.study import road

    how = {"audience": "internal" if internal else "public", "lang": _lang()} | how
    how["also"] = how["also"] or ()
    with _progress() as step:
        built = road.build(folder, out=out, progress=step, **how)
    found = built.loaded.findings
    _say("cli.build.page", path=str(built.page.resolve()))
    if len(built.files) > len(road.ALWAYS):
        _say("cli.build.files", n=len(built.files), folder=str(built.page.parent.resolve()))
    told = built.measures.disclosure
    if not internal and told.cells:
        _say("cli.build.coloured", share=_words().number(100 * told.coloured, 1))
    if found.to_decide:
        _say("cli.build.decide", n=found.to_decide, path=str(built.findings.resolve()))
    _say("cli.build.open")


def _report(found: Findings, project: Path) -> None:
    """The findings as tables and lines, on the console; a project's own rulebooks have names."""
    from rich.console import Console

    from tambon_gis import catalog
    from tambon_gis.render.told import console, ledger

    own = [project if project.is_dir() else project.parent]
    roles = tuple(report.role for report in found.reports)
    known = catalog.names("rulebooks", folders=own)
    used = [name for name in known if any(role.startswith(name) for role in roles)]
    books = [catalog.rulebook(name, folders=own) for name in used]
    console.show(ledger.ledger(found, books, lang=_lang()), Console(highlight=False))


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A line of progress on standard error while something long runs, on a terminal only."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _step: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(_words().text("cli.step.start"), total=None)

        def step(name: str) -> None:
            bar.update(task, description=name)

        yield step


def _translated() -> Any:
    """The command tree with its help texts in the chosen language."""
    command = typer.main.get_command(app)
    _translate(command, "app", _words())
    return command


def _translate(command: Any, key: str, say: Words) -> None:
    """Set the help of a command, its parameters and its subcommands."""
    command.help = say.text(f"cli.help.{key}.about")
    command.short_help = None
    for parameter in command.params:
        if parameter.name != "help":
            parameter.help = say.text(f"cli.help.{key}.{parameter.name}")
    for name, child in getattr(command, "commands", {}).items():
        _translate(child, name if key == "app" else f"{key}_{name}", say)


def _mistake(fault: Any) -> str:
    """A mistake in the line of words, in the language of the call where its kind is known."""
    told = str(fault.format_message())
    for kind, pattern in _MISTAKES.items():
        if found := re.match(pattern, told):
            return _words().text(f"cli.mistake.{kind}", name=found[1])
    if type(fault).__name__ == "MissingParameter":
        name = next((one for one in fault.param.opts if one.startswith("--")), fault.param.name)
        return _words().text("cli.mistake.MissingParameter", name=name)
    return told


def _take_lang(arguments: list[str]) -> str:
    """Take ``--lang xx`` out of the arguments, wherever it stands."""
    lang = os.environ.get("TAMBON_GIS_LANG", DEFAULT_LANG)
    for n, word in enumerate(arguments):
        if word == "--lang" and n + 1 < len(arguments):
            lang = arguments[n + 1]
            del arguments[n : n + 2]
            break
        if word.startswith("--lang="):
            lang = word.removeprefix("--lang=")
            del arguments[n]
            break
    return lang if lang in LANGS else DEFAULT_LANG


def _utf8() -> None:
    """Write Thai to consoles and pipes that would otherwise use a code page."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _lang() -> str:
    """The language of this call."""
    return _LANG.get()


def _words() -> Words:
    """The words of this call."""
    return words(_lang())


def _say(key: str, *, to_error: bool = False, **facts: object) -> None:
    """Say a sentence."""
    _print(_words().text(key, **facts), to_error=to_error)


def _print(text: str, *, to_error: bool = False) -> None:
    """Print a line."""
    typer.echo(text, err=to_error)
