"""The text of ``fixes.toml``: decisions added and taken back, comments and the rest left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders import fixes
from tambon_gis.study import edit
from tambon_gis.study.answering import entries
from tambon_gis.words import BE_OFFSET, DEFAULT_LANG, words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    from tambon_gis.model.fixes import Fix

__all__ = ["OLD_BOOK", "write"]

#: What the workbook of decisions is called once they stand in the document.
OLD_BOOK = "fixes-before.xlsx"
_KEY = "fix"
_WORDS = ("input", "file", "sheet", "place", "row", "finding", "cell", "count")
_SAID = ("decided_by", "decided_on", "note")


def write(
    home: Path,
    made: Iterable[Fix] = (),
    gone: Collection[int] = (),
    *,
    seen: str | None = None,
) -> None:
    """
    Change the decisions of a project, in one step.

    Parameters
    ----------
    home : pathlib.Path
        The project folder. Decisions that stand in ``fixes.xlsx`` are written into
        ``fixes.toml`` first; the workbook stays, under another name.
    made : iterable of Fix
        Decisions to add at the end.
    gone : collection of int
        Numbers of those to take back, counted from 1.
    seen : str, optional
        Version of the document that the person saw.

    Raises
    ------
    ConflictError
        When it is no longer that version.
    InputError
        When the folder cannot be written, or the workbook is open elsewhere.
    """
    added, book = list(made), home / fixes.BOOK
    if book.exists():
        edit.change(home, fixes.DOCUMENT, _converted(home), seen=seen, check=lambda: _put_by(book))
        seen = None if seen is None else edit.version(home, fixes.DOCUMENT)

    def make(old: str) -> str:
        return _changed(old, added, gone)

    if added or gone:
        edit.change(home, fixes.DOCUMENT, make, seen=seen, check=lambda: fixes.read(home))


def _converted(home: Path) -> Callable[[str], str]:
    """What writes the decisions of a workbook out; a conversion that was begun is left as it is."""

    def make(old: str) -> str:
        held = fixes.read(home).fix
        return old if old.strip() else _changed("", held, ())

    return make


def _changed(old: str, made: Iterable[Fix], gone: Collection[int]) -> str:
    """The document with its decisions added and taken back."""
    text = old if old.strip() else _begun()
    for number in sorted(gone, reverse=True):
        text = entries.removed(text, _KEY, number)
    for one in made:
        text = entries.added(text, _KEY, _fields(one))
    return text


def _begun() -> str:
    """A new document: what it is, in comments."""
    said = words(DEFAULT_LANG).text("deciding.document").splitlines()
    return "".join(f"# {line}\n" for line in said)


def _fields(one: Fix) -> dict[str, Any]:
    """What a decision says, where first, then what, then who: only what is not as usual."""
    found: dict[str, Any] = {name: getattr(one, name) for name in _WORDS}
    found |= {"use": one.use, "leave_out": one.leave_out, "keep": one.keep}
    found |= {name: getattr(one, name) for name in _SAID}
    if one.decided_on is not None:
        found["decided_on"] = _day(one.decided_on)
    return {name: value for name, value in found.items() if value not in {None, "", False}}


def _day(day: dt.date) -> str:
    """A day as documents write it: year B.E., month, day."""
    return f"{day.year + BE_OFFSET}-{day.month:02}-{day.day:02}"


def _put_by(book: Path) -> None:
    """Give the workbook another name: one that nothing has."""
    stem, suffix = OLD_BOOK.rsplit(".", 1)
    number, target = 1, book.with_name(OLD_BOOK)
    while target.exists():
        number += 1
        target = book.with_name(f"{stem}-{number}.{suffix}")
    try:
        book.rename(target)
    except OSError as fault:
        raise InputError("deciding.book", where=book.name, fault=fault.strerror or "") from None
