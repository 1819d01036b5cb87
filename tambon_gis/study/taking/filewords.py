"""File words: what files are called on screens and in the terminal, and what may be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.errors import DocumentError
from tambon_gis.study.taking import layerdocs
from tambon_gis.study.taking.holdings import open_project
from tambon_gis.study.taking.recognised import KINDS
from tambon_gis.study.taking.recognising import PLACES, UNITS
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.study.taking.holdings import Held
    from tambon_gis.study.taking.recognised import Recognised

__all__ = ["called", "columns", "indicators", "kinds", "rulebooks", "taken_for"]


def kinds(home: Path, lang: str = DEFAULT_LANG) -> tuple[tuple[str, str], ...]:
    """
    What a file may be said to be.

    Parameters
    ----------
    home : pathlib.Path
        The project folder, whose own schemas come first.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    tuple[tuple[str, str], ...]
        Value and caption: surveys by the ids of their schemas, then the other kinds.

    Examples
    --------
    >>> from pathlib import Path
    >>> [value for value, _ in kinds(Path("tests/data/small"))][-3:]
    ['plan', 'layer', 'other']
    """
    out = []
    for name in catalog.names("schemas", folders=[home]):
        schema = catalog.schema(name, folders=[home])
        if schema.table.unit in UNITS and name != PLACES:
            out.append((name, schema.table.title.of(lang)))
    say = words(lang)
    out += [(one, say.text(f"intake.kind.{one}")) for one in KINDS if one != "survey"]
    return tuple(out)


def called(one: Held, home: Path, lang: str = DEFAULT_LANG) -> str:
    """
    What a file of a project is, in a phrase.

    Parameters
    ----------
    one : Held
        The file.
    home : pathlib.Path
        The project folder.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        For example ``จปฐ. รายครัวเรือน ปี 2565``.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis.study.taking.holdings import held
    >>> home = Path("tests/data/small")
    >>> called(held(home)[0], home, "en")
    'Boundary'
    """
    if one.section == "survey":
        return _survey(one.schema, one.year, home, lang)
    say = words(lang)
    caption = say.text(f"intake.kind.{one.section}")
    return say.text("intake.titled", kind=caption, title=one.title) if one.title else caption


def taken_for(one: Recognised, home: Path, lang: str = DEFAULT_LANG) -> str:
    """
    What a file was taken to be, in a phrase.

    Parameters
    ----------
    one : Recognised
        What it was taken to be.
    home : pathlib.Path
        The project folder.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        The phrase, with its number of rows or shapes.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis.study.taking.recognised import Recognised
    >>> taken_for(Recognised(Path("a"), "plan", rows=13), Path("tests/data/small"), "en")
    'Development plan (form ผ.02), 13 rows'
    """
    say = words(lang)
    if one.kind == "unknown":
        return say.text("intake.kind.unknown")
    if one.kind == "survey":
        caption = _survey(one.schema, one.year, home, lang)
    else:
        caption = say.text(f"intake.kind.{one.kind}")
    if one.kind == "boundary" and one.level:
        caption = say.text(f"intake.boundary.{one.level}")
    if one.kind == "layer":
        caption = say.text(f"intake.layer.{one.shape}")
    rows = "shapes" if one.kind == "boundary" or one.shape else "rows"
    return say.text(f"intake.{rows}", kind=caption, n=one.rows)


def _survey(schema: str | None, year: int | None, home: Path, lang: str) -> str:
    """A survey and its year."""
    say = words(lang)
    try:
        title = catalog.schema(f"{schema}", folders=[home]).table.title.of(lang)
    except DocumentError:
        title = say.text("intake.kind.survey")
    return say.text("intake.of_year", kind=title, year=str(year)) if year else title


def indicators(
    home: Path, year: int | None, lang: str = DEFAULT_LANG
) -> tuple[tuple[str, str], ...]:
    """
    What another list may be held against.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    year : int or None
        Year of the list; by default all years.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    tuple[tuple[str, str], ...]
        Value (``bmn-2560/22``) and caption, of the household surveys that the project has.

    Examples
    --------
    >>> from pathlib import Path
    >>> indicators(Path("tests/data/small"), 2565)[0][0]
    'bmn-2560/1'
    """
    project, _ = open_project(home)
    used = [one.rulebook for one in project.survey if year in {None, one.year}]
    out = []
    for name in dict.fromkeys(used):
        book = catalog.rulebook(name, folders=[home])
        if book.rulebook.unit == "household":
            out += [(f"{name}/{one.code}", f"{one.code} {one.title.of(lang)}")
                    for one in book.indicator]  # fmt: skip
    return tuple(out)


def rulebooks(
    names: tuple[str, ...], home: Path, lang: str = DEFAULT_LANG
) -> tuple[tuple[str, str], ...]:
    """
    Rulebooks to choose from.

    Parameters
    ----------
    names : tuple[str, ...]
        Their ids.
    home : pathlib.Path
        The project folder.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    tuple[tuple[str, str], ...]
        Value and caption.

    Examples
    --------
    >>> from pathlib import Path
    >>> [value for value, _ in rulebooks(("bmn-2560",), Path("tests/data/small"))]
    ['bmn-2560']
    """
    books = [(one, catalog.rulebook(one, folders=[home])) for one in names]
    return tuple((name, f"{book.rulebook.title.of(lang)} ({name})") for name, book in books)


def columns(one: Held, home: Path) -> tuple[tuple[str, bool], ...]:
    """
    The columns of an own layer, and which of them everybody may see.

    Parameters
    ----------
    one : Held
        The layer's file.
    home : pathlib.Path
        The project folder.

    Returns
    -------
    tuple[tuple[str, bool], ...]
        Heading, and whether it is shown.
    """
    from tambon_gis.study.taking.holdings import known
    from tambon_gis.study.taking.recognised import Said

    layer = next((own for own in layerdocs.standing(home) if own.id == one.layer), None)
    if layer is None or one.fault is not None or not one.there:
        return ()
    shown = {*layer.card, layer.label}
    found = known(home / one.file, home, Said(kind="layer"))
    return tuple((heading, heading in shown) for heading in found.headings)
