"""The command line ``tambon-gis``: thin commands over ``study``, Thai by default.

Every sentence, help included, stands in ``documents/words/<lang>/cli.toml``. Exit codes: 0 clean or
repaired without loss, 1 findings that a person should decide, 2 unreadable.
"""

from __future__ import annotations

import atexit
import contextlib
import copy
import gc
import os
import re
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tambon_gis.cli import (
    adding,
    deciding,
    drawing,
    fielding,
    keeping,
    land,
    making,
    planning,
    proceeding,
    rulebooks,
    serving,
    storing,
    tables,
)
from tambon_gis.cli.desk import CLEAN, LANG, UNREADABLE, app, lang_now, say, tell, words_now
from tambon_gis.words import DEFAULT_LANG, LANGS

if TYPE_CHECKING:
    from tambon_gis.words import Words

__all__ = [
    "adding",
    "app",
    "deciding",
    "drawing",
    "fielding",
    "keeping",
    "land",
    "main",
    "making",
    "planning",
    "proceeding",
    "rulebooks",
    "serving",
    "storing",
    "tables",
]

#: New objects between two looks for garbage: at 700 the looking is a tenth of a tambon's time, for
#: what is loaded at the start is never garbage.
_OBJECTS = 400_000
#: What the command-line library says -> the sentence for it (``cli.mistake``).
_MISTAKES = {
    "NoSuchCommand": r"No such command '([^']*)'",
    "NoSuchOption": r"No such option:? '?([^\s']+)",
    "NoValue": r"Option '([^']*)' requires an argument",
    "NeedlessValue": r"Option '([^']*)' does not take a value",
    "Extra": r"Got unexpected extra argument\(?s?\)? \((.*)\)",
}


@app.callback()
def everywhere(
    lang: Annotated[str, typer.Option("--lang", envvar="TAMBON_GIS_LANG")] = DEFAULT_LANG,
) -> None:
    """Options of every command; the language is taken from the words of the line before."""


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
    if arguments is None:  # the process is ours
        gc.set_threshold(_OBJECTS)
        code = 1
        atexit.register(lambda: _leave(code))
    try:
        _run(list(sys.argv[1:] if arguments is None else arguments))
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
        raise


def _run(given: list[str]) -> None:
    """Run the words of a line; always ends by :class:`SystemExit`."""
    from tambon_gis.errors import TambonError

    LANG.set(_take_lang(given))
    _utf8()
    try:
        command = _translated(given)
        code = command(args=given, prog_name="tambon-gis", standalone_mode=False)
    except TambonError as fault:
        tell(fault.tell(lang_now()), to_error=True)
        raise SystemExit(UNREADABLE) from None
    except KeyboardInterrupt:
        say("cli.stopped", to_error=True)
        raise SystemExit(130) from None
    except Exception as fault:
        if not hasattr(fault, "format_message"):
            raise
        if type(fault).__name__ == "NoArgsIsHelpError":
            tell(fault.format_message())
            raise SystemExit(UNREADABLE) from None
        say("cli.usage", to_error=True, fault=_mistake(fault))
        raise SystemExit(UNREADABLE) from None
    raise SystemExit(code if isinstance(code, int) else CLEAN)


def _leave(code: int) -> None:
    """
    Leave without taking every library apart, which takes a fifth of a tambon's time.

    It is the first to be registered and so the last to be called at the end: threads have ended and
    what others registered is done. Python's mode for developers takes everything apart and tells.
    """
    if sys.flags.dev_mode:
        return
    with contextlib.suppress(OSError, ValueError):
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(code)


def _translated(given: list[str]) -> Any:
    """The command tree with its help texts in the chosen language."""
    command = typer.main.get_command(_called(given))
    _translate(command, "app", words_now())
    return command


def _called(given: list[str]) -> typer.Typer:
    """What the first word calls, or all that can be called: to make every command takes long."""
    word = given[0] if given else ""
    commands = [one for one in app.registered_commands if _name(one) == word]
    groups = [one for one in app.registered_groups if one.name == word]
    if len(commands) + len(groups) != 1:
        return app
    called = copy.copy(app)
    called.registered_commands, called.registered_groups = commands, groups
    return called


def _name(command: Any) -> str:
    """The word that calls a command."""
    return command.name or typer.main.get_command_name(command.callback.__name__)


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
            return words_now().text(f"cli.mistake.{kind}", name=found[1])
    param = getattr(fault, "param", None)
    if param is None:
        return told
    name = next((one for one in param.opts if one.startswith("--")), param.name)
    if type(fault).__name__ == "MissingParameter":
        return words_now().text("cli.mistake.MissingParameter", name=name)
    if found := re.search(r"is not one of (.*?)\.?$", told):
        return words_now().text("cli.mistake.Choice", name=name, known=found[1].replace("'", ""))
    return words_now().text("cli.mistake.Number", name=name)


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
