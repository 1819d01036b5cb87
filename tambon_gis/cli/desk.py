"""The desk of the command line: its root, options that many commands share, and its voice."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tambon_gis.words import DEFAULT_LANG, Words, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tambon_gis.model.findings import Findings

__all__ = [
    "CLEAN",
    "DECIDE",
    "HERE",
    "LANG",
    "UNREADABLE",
    "Also",
    "Engine",
    "Folder",
    "Internal",
    "Jobs",
    "Out",
    "amount",
    "app",
    "lang_now",
    "progress",
    "report",
    "say",
    "tell",
    "whole",
    "words_now",
]

CLEAN, DECIDE, UNREADABLE = 0, 1, 2
_AMOUNT = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]*)?")
#: The language of a call: set once from the command line, read where something is said.
LANG: ContextVar[str] = ContextVar("lang", default=DEFAULT_LANG)

app = typer.Typer(
    name="tambon-gis", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)

Folder = Annotated[Path, typer.Argument()]
Out = Annotated[Path, typer.Option("--out")]
Internal = Annotated[bool, typer.Option("--internal")]
Engine = Annotated[str, typer.Option("--engine")]
Also = Annotated[list[str] | None, typer.Option("--also")]
HERE = Path()


def lang_now() -> str:
    """
    The language of this call.

    Returns
    -------
    str
        ``th`` or ``en``.
    """
    return LANG.get()


def words_now() -> Words:
    """
    The words of this call.

    Returns
    -------
    Words
        In its language.
    """
    return words(lang_now())


def say(key: str, *, to_error: bool = False, **facts: object) -> None:
    """
    Say a sentence.

    Parameters
    ----------
    key : str
        Of the words.
    to_error : bool, default False
        Whether it goes to standard error.
    **facts : object
        What the sentence names.
    """
    tell(words_now().text(key, **facts), to_error=to_error)


def tell(text: str, *, to_error: bool = False) -> None:
    """
    Print a line.

    Parameters
    ----------
    text : str
        The line.
    to_error : bool, default False
        Whether it goes to standard error.
    """
    typer.echo(text, err=to_error)


def report(found: Findings, project: Path) -> None:
    """
    Show findings on the console; a project's own rulebooks have names.

    Parameters
    ----------
    found : Findings
        What the loaders noticed.
    project : pathlib.Path
        The project, or a file of it.
    """
    from rich.console import Console

    from tambon_gis import catalog
    from tambon_gis.render.told import console, ledger

    own = [project if project.is_dir() else project.parent]
    roles = tuple(report.role for report in found.reports)
    known = catalog.names("rulebooks", folders=own)
    used = [name for name in known if any(role.startswith(name) for role in roles)]
    books = [catalog.rulebook(name, folders=own) for name in used]
    console.show(ledger.ledger(found, books, lang=lang_now()), Console(highlight=False))


def amount(text: str) -> float:
    """
    An amount as people write it, for an option.

    Parameters
    ----------
    text : str
        Digits, Thai or Arabic, with or without commas.

    Returns
    -------
    float
        Zero or more.

    Raises
    ------
    ValueError
        When it is no such number.

    Examples
    --------
    >>> amount("๓๐๐,๐๐๐.๕๐")
    300000.5
    """
    from tambon_gis.thai import digits_to_arabic

    plain = digits_to_arabic(str(text)).strip()  # a default is a number already
    if not _AMOUNT.fullmatch(plain):
        raise ValueError(text)
    return float(plain.replace(",", ""))


def whole(text: str) -> int:
    """
    A whole number as people write it, for an option.

    Parameters
    ----------
    text : str
        Digits, Thai or Arabic.

    Returns
    -------
    int
        Zero or more.

    Raises
    ------
    ValueError
        When it is no such number.

    Examples
    --------
    >>> whole("๒๕๖๖")
    2566
    """
    found = amount(text)
    if not found.is_integer():
        raise ValueError(text)
    return int(found)


def _jobs(text: str) -> int:
    """A number of jobs, one at least."""
    found = whole(text)
    if not found:
        raise ValueError(text)
    return found


Jobs = Annotated[int | None, typer.Option("--jobs", parser=_jobs)]


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """
    A line of progress on standard error while something long runs, on a terminal only.

    Yields
    ------
    callable
        To be called with the name of each step.
    """
    if not sys.stderr.isatty():
        yield lambda _step: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(words_now().text("cli.step.start"), total=None)

        def step(name: str) -> None:
            bar.update(task, description=name)

        yield step
