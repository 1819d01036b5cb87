"""Update: a new year's files are held against the year before, and taken in when that is wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError, TambonError
from tambon_gis.loaders import fixes
from tambon_gis.loaders.decide.set_aside import set_aside
from tambon_gis.loaders.formats import SUFFIXES
from tambon_gis.model.project import DOCUMENT
from tambon_gis.publish import write
from tambon_gis.render.told.change_report import change_report
from tambon_gis.study import abreast, surveys
from tambon_gis.study.caption import credits_of
from tambon_gis.study.handover import handover
from tambon_gis.study.joining import with_surveys
from tambon_gis.study.load import load, read_project
from tambon_gis.study.newcomers import Reading, newcomer
from tambon_gis.study.weighing import weigh
from tambon_gis.words import BE_OFFSET, DEFAULT_LANG, words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from tambon_gis.model.project import Project, Survey
    from tambon_gis.render.told.change_report import FileChange
    from tambon_gis.study.loaded import Loaded
    from tambon_gis.study.newcomers import Newcomer
    from tambon_gis.study.surveys import Surveyed

__all__ = ["REPORT", "Reading", "Updated", "update"]

#: The internal report under ``work/<code>/``.
REPORT = "update.html"
INPUTS = "inputs"
_FIRST_YEAR, _LAST_YEAR = 2500, 2700


@dataclass(frozen=True)
class Updated:
    """
    What a new year brings, and what was done.

    Parameters
    ----------
    changes : tuple[FileChange, ...]
        One a file.
    report : pathlib.Path
        The internal page.
    done : bool
        Whether the files were taken into the project.
    written : tuple[pathlib.Path, ...]
        Files written into the project folder.
    handover : pathlib.Path or None
        The note for the next officer, made anew where the project changed.
    """

    changes: tuple[FileChange, ...] = field(repr=False)
    report: Path
    done: bool
    written: tuple[Path, ...] = ()
    handover: Path | None = None

    def sentences(self, lang: str = DEFAULT_LANG) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """
        Say what changed, for the console.

        Parameters
        ----------
        lang : {"th", "en"}, default "th"
            Language.

        Returns
        -------
        tuple of (str, tuple of str)
            Title of each file and its sentences.
        """
        return tuple((one.title, one.sentences(lang)) for one in self.changes)


def update(
    folder: str | Path,
    year: int,
    files: Sequence[str | Path],
    *,
    today: dt.date,
    out: str | Path = ".",
    lang: str = DEFAULT_LANG,
    sure: bool = False,
    reading: Reading | None = None,
) -> Updated:
    """
    Hold a new year's files against the year before; with ``sure``, take them into the project.

    Parameters
    ----------
    folder : str or pathlib.Path
        The project folder.
    year : int
        The new year B.E.
    files : sequence of str or pathlib.Path
        Survey tables of households, members or villages; a folder stands for its tables.
    today : datetime.date
        Date of making.
    out : str or pathlib.Path, default "."
        Folder in which ``work/<code>/`` is made.
    lang : {"th", "en"}, default "th"
        Language of what is made.
    sure : bool, default False
        Without it nothing is written but the internal report.
    reading : Reading, optional
        Schema and rulebook; by default found from the files and the year.

    Returns
    -------
    Updated
        The changes, and what was written.

    Raises
    ------
    TambonError
        When the project or a file cannot be read, the year is in the project already, or the files
        cannot join it (with ``sure``). The project is then as it was.

    Examples
    --------
    >>> import datetime
    >>> import tempfile
    >>> file, day = "tests/data/small/households.csv", datetime.date(2023, 3, 5)
    >>> with tempfile.TemporaryDirectory() as place:
    ...     told = update("tests/data/small", 2564, [file], today=day, out=place)
    >>> told.done, told.changes[0].rows, told.changes[0].stops
    (False, (None, 12), ('same', 'year'))
    """
    project, home = read_project(folder)
    paths = _named(year, files, home)
    found = [newcomer(path, year, project, home, reading or Reading()) for path in paths]
    _once(project, found)
    loaded = load(home)
    read = _read_all(loaded, found)
    changes = tuple(weigh(one, read, loaded, lang=lang) for one in found)
    stopped = any(one.stops for one in changes)
    target = Path(out) / "work" / project.area.code
    credit = credits_of(loaded, made_on=words(lang).date(today), lang=lang)
    done = sure and not stopped
    joined = _placed(home, found) if done else ()
    page = change_report(changes, credit, year=year, done=done, lang=lang)
    (report,) = write.write_all(target, {REPORT: page})
    if sure and stopped:
        raise InputError("update.stopped", where=", ".join(p.name for p in paths), report=REPORT)
    if not done:
        return Updated(changes, report, done=False)
    written = _take_in(home, joined, found)
    note = handover(home, out=out, lang=lang, today=today)
    return Updated(changes, report, done=True, written=written, handover=note)


@dataclass(frozen=True)
class _Joined:
    """An entry of the document, and the files that must be copied for it."""

    survey: Survey
    copies: dict[str, Path]


def _named(year: int, files: Sequence[str | Path], home: Path) -> list[Path]:
    """The files, each once, also as they lie in the project; the year of the Buddhist era."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        near = year + BE_OFFSET
        meant = str(near) if _FIRST_YEAR <= near <= _LAST_YEAR else "2566"
        raise InputError("update.year", where=str(year), near=meant)
    if not files:
        raise InputError("update.no_files", where=str(year))
    named = (Path(one) for one in files)
    found = (home / one if not one.exists() and (home / one).exists() else one for one in named)
    return list(dict.fromkeys(found))


def _once(project: Project, found: Sequence[Newcomer]) -> None:
    """No year of a survey comes twice."""
    there = {one.role: one.file for one in project.survey}
    for at, one in enumerate(found):
        if one.survey.role in there:
            raise InputError(
                "update.there",
                where=one.path.name,
                year=str(one.survey.year),
                file=there[one.survey.role],
                title=one.schema.table.title.th,
            )
        before = [other for other in found[:at] if other.survey.role == one.survey.role]
        if before:
            raise InputError("update.twice", where=one.path.name, file=before[0].path.name)


def _read_all(loaded: Loaded, found: Sequence[Newcomer]) -> dict[str, Surveyed]:
    """The new surveys and those that they are held against, met with one another, by role."""
    project, home = loaded.project, loaded.folder
    borders = next(one for one in loaded.findings.reports if one.role == "boundary")
    ground = surveys.Ground(
        home,
        DOCUMENT,
        project.area.code,
        loaded.boundaries,
        project.boundary.level,
        fixes.read(home),
        set_aside(borders),
    )
    beside = [one.earlier for one in found if one.earlier is not None]
    years = {one.survey.year for one in found}
    beside += [one for one in project.survey if one.year in years and one.table is not None]
    old = [surveys.read(one, ground) for one in dict.fromkeys(beside)]
    new = [
        surveys.read(one.survey.model_copy(update={"file": str(one.path.resolve())}), ground)
        for one in found
    ]
    met = abreast.meet_all([*old, *new], ground)
    return {one.answers.survey.role: one for one in met}


def _placed(home: Path, found: Sequence[Newcomer]) -> tuple[_Joined, ...]:
    """Where each file will stand: as it lies in the project folder, else under ``inputs``."""
    taken: set[str] = set()
    placed = []
    for one in found:
        path = one.path.resolve()
        if home.resolve() in path.parents:
            name = path.relative_to(home.resolve()).as_posix()
            copies: dict[str, Path] = {}
        else:
            name, copies = _copies(home, path, taken)
        taken.add(name)
        placed.append(_Joined(one.survey.model_copy(update={"file": name}), copies))
    return tuple(placed)


def _copies(home: Path, path: Path, taken: set[str]) -> tuple[str, dict[str, Path]]:
    """A name that nothing has, or one that has the same content; and what to copy."""
    inside = (
        [one for one in sorted(path.iterdir()) if one.suffix.lower() in SUFFIXES]
        if path.is_dir()
        else [path]
    )
    stem, suffix = (path.name, "") if path.is_dir() else (path.stem, path.suffix)
    number, name = 1, f"{INPUTS}/{path.name}"
    while True:
        below = {f"{name}/{one.name}" if path.is_dir() else name: one for one in inside}
        if name not in taken:
            if not (home / name).exists():
                return name, below
            if all(_same(home / to, one) for to, one in below.items()):
                return name, {}
        number += 1
        name = f"{INPUTS}/{stem}-{number}{suffix}"


def _same(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes."""
    return one.is_file() and one.read_bytes() == other.read_bytes()


def _take_in(home: Path, joined: Sequence[_Joined], found: Sequence[Newcomer]) -> tuple[Path, ...]:
    """Copies and the document, all or nothing; a project that cannot be loaded is put back."""
    document = home / DOCUMENT
    old = document.read_bytes()
    mark = b"\xef\xbb\xbf" if old.startswith(b"\xef\xbb\xbf") else b""
    text = old.removeprefix(mark).decode("utf-8")
    text = with_surveys(text, [one.survey for one in joined], name=DOCUMENT)
    copies = {to: path for one in joined for to, path in one.copies.items()}
    contents: dict[str, str | bytes] = {to: path.read_bytes() for to, path in copies.items()}
    contents[DOCUMENT] = mark + text.encode("utf-8")
    written = write.write_all(home, contents)
    try:
        load(home)
    except TambonError as fault:
        write.write_all(home, {DOCUMENT: old}, stale=list(copies))
        where = ", ".join(one.path.name for one in found)
        raise InputError("update.broken", where=where, fault=fault) from None
    return tuple(written)
