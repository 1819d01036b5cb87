"""Returned: forms that people filled in elsewhere, checked, and taken into a project as its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tambon_gis.errors import ConflictError, InputError, MissingFileError
from tambon_gis.loaders import confirmed as loader
from tambon_gis.loaders import trace as tracing
from tambon_gis.loaders.decide import trace_book
from tambon_gis.publish.write import write_all
from tambon_gis.study import confirm, edit
from tambon_gis.study import trace as tied
from tambon_gis.study.load import load
from tambon_gis.study.taking.parcels import safe_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from tambon_gis.model.findings import Report

__all__ = ["Form", "Returned", "bring_confirmed", "bring_trace", "form", "held", "seen_of"]

#: What lies under ``work/``: two forms, what villages said, and what the last pack lacked.
Form = Literal["trace", "confirm", "told", "lacking"]
WORKBOOK = ".xlsx"
#: Ending of a file that was replaced: it is kept, and no longer read.
OFF = ".off"
_FORMS: Mapping[Form, str] = {
    "trace": tied.FORM, "confirm": confirm.FORM.replace(WORKBOOK, f"*{WORKBOOK}"),
    "told": confirm.PAGE, "lacking": "pack-todo.json",
}  # fmt: skip


@dataclass(frozen=True)
class Returned:
    """
    What became of forms that were brought back.

    Parameters
    ----------
    files : tuple[str, ...]
        Where they lie, below the project.
    old : tuple[str, ...]
        What stood there before, under the names by which it is kept.
    """

    files: tuple[str, ...]
    old: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Noticed:
    """What was noticed in a form, by its cells."""

    report: Report

    def tell(self, lang: str = "th") -> str:
        """A line for each."""
        return "\n".join(f"  · {one.where}: {one.tell(lang)}" for one in self.report.findings)


def form(home: Path, code: str, kind: Form) -> Path | None:
    """
    Find a form that was made.

    Parameters
    ----------
    home : pathlib.Path
        The folder in which ``work/`` was made.
    code : str
        Code of the area.
    kind : {"trace", "confirm", "told", "lacking"}
        The form of projects and problems, that of the villages, what the villages said, or what
        the last pack lacked.

    Returns
    -------
    pathlib.Path or None
        The last one that was made; None where there is none.

    Examples
    --------
    >>> from pathlib import Path
    >>> form(Path("tests/data/small"), "990201", "trace") is None
    True
    """
    if not (code.isalnum() and code.isascii()):
        return None
    folder = home / "work" / code
    if folder.resolve() != home.resolve() / "work" / code:  # a link leads elsewhere
        return None
    found = [path for path in folder.glob(_FORMS[kind]) if path.is_file() and not path.is_symlink()]
    return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name), default=None)


def held(home: Path) -> dict[Form, tuple[str, ...]]:
    """
    Which answers a project has.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    dict[str, tuple[str, ...]]
        ``trace`` and ``confirm`` -> the files, as they lie below the project.

    Raises
    ------
    InputError
        When forms of villages lie in two places.

    Examples
    --------
    >>> from pathlib import Path
    >>> held(Path("data/demo"))
    {'trace': ('trace.toml',), 'confirm': ()}
    """
    documents = (tracing.DOCUMENT, tracing.BOOK)
    return {
        "trace": tuple(one for one in documents if (home / one).is_file()),
        "confirm": tuple(_below(home, one) for one in loader.find(home)),
    }


def seen_of(home: Path) -> str:
    """
    Which answers about projects and problems stand in a project.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    str
        Another one where they were changed; empty where there are none.

    Examples
    --------
    >>> from pathlib import Path
    >>> seen_of(Path("tests/data/small")), len(seen_of(Path("data/demo")))
    ('', 16)
    """
    return "".join(edit.version(home, name) for name in (tracing.DOCUMENT, tracing.BOOK))


def bring_trace(home: Path, file: Path, *, seen: str | None = None) -> Returned:
    """
    Take in the form in which people said which project serves which problem.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    file : pathlib.Path
        The workbook, with answers.
    seen : str, optional
        What stood there when the person looked (:func:`seen_of`).

    Returns
    -------
    Returned
        ``trace.xlsx``, and what was set aside: a project has one such file.

    Raises
    ------
    InputError
        When it is no such form, holds no answer, or rows cannot be understood: then nothing is
        changed.
    ConflictError
        When the answers were changed meanwhile.
    """
    _workbook(file)
    said = trace_book.read(file)
    if not (said.link or said.project):
        raise InputError("returned.blank", where=file.name)
    new = file.read_bytes()
    with edit.alone(home):
        if seen is not None and seen_of(home) != seen:
            raise ConflictError("edit.elsewhere", what=edit.Called(tracing.BOOK))
        there = [one for one in (tracing.DOCUMENT, tracing.BOOK) if (home / one).is_file()]
        old = [one for one in there if one != tracing.BOOK or (home / one).read_bytes() != new]
        aside = _aside(home, old)
        stale = [one for one in old if one != tracing.BOOK]
        write_all(home, {**aside, tracing.BOOK: new}, stale=stale)
    return Returned((tracing.BOOK,), tuple(aside))


def bring_confirmed(
    home: Path,
    files: Sequence[Path],
    *,
    lang: str = "th",
    today: dt.date | None = None,
    engine: str = "duckdb",
) -> Returned:
    """
    Take in forms in which villages confirmed their numbers.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    files : sequence of pathlib.Path
        The workbooks.
    lang : {"th", "en"}, default "th"
        Language.
    today : datetime.date, optional
        Date of reading; the present day by default.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who counts.

    Returns
    -------
    Returned
        Where they lie in the folder ``confirmed``, and which earlier forms were set aside: those
        of which every village that answered answers again.

    Raises
    ------
    MissingFileError
        When there is none.
    InputError
        When one is no such form, or nobody answered in it: then nothing is changed.
    ConflictError
        When forms were brought in by somebody else meanwhile.
    """
    if not files:
        raise MissingFileError("file.missing", where=confirm.FORM)
    for one in files:
        _workbook(one)
    here = loader.find(home)
    before = [edit.version(home, _below(home, one)) for one in here]
    there = {path: path.read_bytes() for path in here}
    fresh = [one for one in files if one.read_bytes() not in there.values()]
    if not fresh:
        brought = [one.read_bytes() for one in files]
        return Returned(tuple(_below(home, one) for one, text in there.items() if text in brought))
    loaded = load(home)
    read = confirm.looked_into(loaded, [*here, *fresh], lang=lang, today=today, engine=engine)
    for one in fresh:
        _answered(one, *read[one])
    again = frozenset[str]().union(*(read[one][1] for one in fresh))
    replaced = {one for one in here if read[one][1] and read[one][1] <= again}
    with edit.alone(home):
        now = [edit.version(home, _below(home, one)) for one in here]
        if loader.find(home) != here or before != now:
            raise ConflictError("edit.elsewhere", what=edit.Called(loader.BOOK))
        alone = [one for one in here if one.parent == home and one not in replaced]
        aside = _aside(home, [_below(home, one) for one in here if one in replaced])
        placed = _placed(home, [*alone, *fresh])
        stale = [_below(home, one) for one in (*alone, *replaced)]
        write_all(home, {**aside, **placed}, stale=stale)
    return Returned(tuple(placed), tuple(aside))


def _answered(file: Path, report: Report, villages: frozenset[str]) -> None:
    """Refuse a form that is none, or of which nothing can be used."""
    if not report.rows_read:
        raise InputError("returned.no_form", where=file.name)
    if villages:
        return
    if report.findings:
        raise InputError("returned.unused", where=file.name, faults=_Noticed(report))
    raise InputError("returned.blank", where=file.name)


def _workbook(file: Path) -> None:
    """Refuse what Excel did not save."""
    if not file.is_file():
        raise MissingFileError("file.missing", where=file.name)
    if file.suffix.lower() != WORKBOOK:
        raise InputError("returned.kind", where=file.name)


def _below(home: Path, path: Path) -> str:
    """A file as it lies below the project."""
    return path.relative_to(home).as_posix()


def _aside(home: Path, names: Collection[str]) -> dict[str, bytes]:
    """What was replaced, under names that nothing has and nobody reads."""
    found: dict[str, bytes] = {}
    for name in names:
        new, number = f"{name}{OFF}", 1
        while (home / new).exists() or new in found:
            number += 1
            new = f"{name}.{number}{OFF}"
        found[new] = (home / name).read_bytes()
    return found


def _placed(home: Path, files: Sequence[Path]) -> dict[str, bytes]:
    """Forms under names of our own in their folder."""
    found: dict[str, bytes] = {}
    for one in files:
        name = safe_name(one.name).lstrip("~$")
        stem, number = name.removesuffix(WORKBOOK), 1
        new = f"{loader.FOLDER}/{name}"
        while (home / new).exists() or new in found:
            number += 1
            new = f"{loader.FOLDER}/{stem}-{number}{WORKBOOK}"
        found[new] = one.read_bytes()
    return found
