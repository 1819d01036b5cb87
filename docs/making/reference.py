"""The reference, written from the package itself: help, messages, terms, modules.

Nothing of it is kept in the repository: a page that is written at each build cannot grow old.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import os
import tomllib
from pathlib import Path
from types import GenericAlias
from typing import TYPE_CHECKING, Any

import typer

import tambon_gis
from tambon_gis.cli import app, main
from tambon_gis.words import LANGS, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["glossary", "helps", "messages", "modules", "write"]

PACKAGE = Path(tambon_gis.__file__).parent
#: Rooms whose doors a notebook goes through, in the order of the road.
ROOMS = ("study", "loaders", "analysis", "render", "publish", "model")
GROUND = ("catalog", "notebook", "places", "thai", "words", "errors")
_SIDE = ("analysis/poverty", "analysis/spatial", "analysis/planning")
_HEADS = tomllib.loads(Path(__file__).with_name("reference.toml").read_text(encoding="utf-8"))


def write(folder: Path) -> None:
    """
    Write the pages of the reference.

    Parameters
    ----------
    folder : pathlib.Path
        ``docs/reference`` of the source of the site.
    """
    folder.mkdir(parents=True, exist_ok=True)
    makers = {"commands": _commands, "messages": _messages, "glossary": _glossary}
    for name, maker in makers.items():
        for lang in LANGS:
            ending = ".th.md" if lang == "th" else ".md"
            head = _HEADS[lang][name]
            text = f"# {head['title']}\n\n{head['first']}\n\n{maker(lang)}"
            (folder / f"{name}{ending}").write_text(text, encoding="utf-8")
    _python(folder)


def helps(lang: str) -> dict[str, str]:
    """
    What every command answers to ``--help``.

    Parameters
    ----------
    lang : {"th", "en"}
        Language.

    Returns
    -------
    dict[str, str]
        By the words of the command.
    """
    names = ["", *_named(typer.main.get_command(app))]
    return {name: _help(name, lang) for name in names}


def _named(command: Any, before: str = "") -> Iterator[str]:
    """Every command and subcommand, in the order of the alphabet."""
    for name, child in sorted(getattr(command, "commands", {}).items()):
        yield f"{before}{name}"
        yield from _named(child, f"{before}{name} ")


def _help(name: str, lang: str) -> str:
    """One answer, as wide as a page."""
    said, before = io.StringIO(), os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "84"
    try:
        with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
            main(["--lang", lang, *name.split(), "--help"])
    finally:
        os.environ.pop("COLUMNS") if before is None else os.environ.update(COLUMNS=before)
    return said.getvalue().strip()


def _commands(lang: str) -> str:
    """Help of every command under its name."""
    return "\n".join(
        f"## {f'tambon-gis {name}'.strip()}\n\n```text\n{text}\n```\n"
        for name, text in helps(lang).items()
    )


def messages(lang: str) -> dict[str, tuple[str, str]]:
    """
    Every refusal: what, and how to mend.

    Parameters
    ----------
    lang : {"th", "en"}
        Language.

    Returns
    -------
    dict[str, tuple[str, str]]
        By the code of the error.
    """
    texts = words(lang).texts
    codes = [key[7:-5] for key in texts if key.startswith("errors.") and key.endswith(".what")]
    return {
        code: (texts[f"errors.{code}.what"], texts.get(f"errors.{code}.mend", ""))
        for code in sorted(codes)
    }


def _messages(lang: str) -> str:
    """Messages under the first word of their codes."""
    out, head = [], ""
    for code, (what, mend) in messages(lang).items():
        first = code.partition(".")[0]
        out += [] if first == head else [f"## {first}\n"]
        head = first
        out.append(f"`{code}`\n: {_flat(what)}\n: → {_flat(mend)}\n")
    return "\n".join(out)


def glossary(lang: str) -> dict[str, tuple[str, str]]:
    """
    The terms that a villager meets.

    Parameters
    ----------
    lang : {"th", "en"}
        Language.

    Returns
    -------
    dict[str, tuple[str, str]]
        Term and meaning, by key.
    """
    texts = words(lang).texts
    keys = [
        key[14:-5] for key in texts if key.startswith("glossary.term.") and key.endswith("term")
    ]
    return {
        key: (texts[f"glossary.term.{key}.term"], texts[f"glossary.term.{key}.meaning"])
        for key in keys
    }


def _glossary(lang: str) -> str:
    """Terms with their meanings."""
    return "\n".join(f"{term}\n: {_flat(meaning)}\n" for term, meaning in glossary(lang).values())


def _flat(text: str) -> str:
    """A sentence that Markdown leaves as it is."""
    plain = " ".join(text.split())
    return "".join(f"\\{one}" if one in r"\`*_{}[]<>#|" else one for one in plain)


def modules(room: str) -> list[str]:
    """
    Modules of a room that offer something.

    Parameters
    ----------
    room : str
        Its folder in the package.

    Returns
    -------
    list[str]
        Dotted names.

    Examples
    --------
    >>> "tambon_gis.analysis.poverty.measures" in modules("analysis/poverty")
    True
    """
    found = sorted((PACKAGE / room).glob("[!_]*.py"))
    return [_dotted(path) for path in found if "__all__" in path.read_text(encoding="utf-8")]


def _dotted(path: Path) -> str:
    """Name of a module."""
    return ".".join(("tambon_gis", *path.relative_to(PACKAGE).with_suffix("").parts))


def _python(folder: Path) -> None:
    """A page for each room, and one for each module."""
    (folder / "python").mkdir()
    rooms = {room.replace("/", "."): modules(room) for room in (*ROOMS, *_SIDE)}
    rooms["ground"] = [f"tambon_gis.{name}" for name in GROUND]
    for room, names in rooms.items():
        for name in names:
            (folder / "python" / f"{name}.rst").write_text(_module(name), encoding="utf-8")
        (folder / "python" / f"{room}.md").write_text(_room(room, names), encoding="utf-8")
    (folder / "python.md").write_text(_doors(rooms), encoding="utf-8")


def _module(name: str) -> str:
    """The page of one module; names for a form of list have no signature."""
    found = importlib.import_module(name)
    forms = [one for one in found.__all__ if isinstance(getattr(found, one), GenericAlias)]
    left = f"   :exclude-members: {', '.join(forms)}\n" if forms else ""
    return f"{name}\n{'=' * len(name)}\n\n.. automodule:: {name}\n   :members:\n{left}"


def _caption(name: str) -> str:
    """First line of a module's or a room's docstring."""
    path = PACKAGE.joinpath(*name.split(".")[1:])
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    told = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return told.partition("\n")[0]


def _room(room: str, names: list[str]) -> str:
    """The modules of a room with their captions."""
    title = "Words, places, errors" if room == "ground" else f"tambon_gis.{room}"
    about = "" if room == "ground" else f"{_caption(title)}\n\n"
    rows = [
        f"| [{name.partition('.')[2]}]({name}.rst) | {_flat(_caption(name))} |" for name in names
    ]
    table = "\n".join(["| module | is |", "|---|---|", *rows])
    return f"# {title}\n\n{about}{table}\n\n{_toctree(names)}"


def _doors(rooms: Iterable[str]) -> str:
    """The first page: the verbs, then the rooms."""
    verbs = [name for name in sorted(tambon_gis.__all__) if callable(getattr(tambon_gis, name))]
    rows = []
    for name in verbs:
        verb = getattr(tambon_gis, name)
        told = (verb.__doc__ or "").strip().partition("\n")[0]
        home = f"python/{verb.__module__}.rst"
        rows.append(f"| [`tg.{name}`]({home}) | {_flat(told)} |")
    table = "\n".join(["| verb | does |", "|---|---|", *rows])
    head = _HEADS["en"]["python"]
    first = f"# {head['title']}\n\n{head['first']}\n\n{table}\n\n"
    return first + _toctree([f"python/{room}" for room in rooms], hidden=False)


def _toctree(names: Iterable[str], *, hidden: bool = True) -> str:
    """Entries of a page."""
    options = ":hidden:\n" if hidden else ":maxdepth: 1\n"
    return "```{toctree}\n" + options + "\n" + "\n".join(names) + "\n```\n"
