"""Forget: a year's personal inputs, what was made of them, and every copy in the folder, go."""

from __future__ import annotations

import shutil
import tomllib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import tomlkit

from tambon_gis.engine.home import unfinished
from tambon_gis.errors import InputError, MissingFileError, TambonError
from tambon_gis.loaders import fixes
from tambon_gis.loaders.formats import SUFFIXES
from tambon_gis.model.dataset import CARD, Card
from tambon_gis.model.document import read_document
from tambon_gis.model.project import DOCUMENT, Project
from tambon_gis.model.story import Story
from tambon_gis.places import COUNTRY, LADDER
from tambon_gis.publish import manifest
from tambon_gis.publish.write import write_all
from tambon_gis.study import converted
from tambon_gis.study.answering import fixes_text
from tambon_gis.study.edit import alone
from tambon_gis.study.forgotten import Forgotten
from tambon_gis.study.formats import INTERNAL
from tambon_gis.study.keeping.belongings import layer_files
from tambon_gis.study.keeping.people import is_personal
from tambon_gis.study.keeping.sweep import blank, sweep
from tambon_gis.study.stories import NAME as STORY
from tambon_gis.study.taking import holdings
from tambon_gis.study.walk import begun
from tambon_gis.thai import digits_to_arabic
from tambon_gis.words import LANGS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from tambon_gis.model.project import Other, Survey

__all__ = ["forget", "years"]

#: What builds and uploads that were killed leave beside what they write.
_BEGUN = (".whole-", ".tambon-", ".incoming-")


def forget(
    folder: str | Path, year: int, *, out: str | Path = ".", sure: bool = False
) -> Forgotten:
    """
    Remove a year's personal inputs, the reports made from them, and what repeats their values.

    Every other file of the folder is read, in archives too: copies, exports, backups and papers in
    which a person of that year stands are removed, and documents of the project lose the words.
    What also stands in another year's survey is that year's, and stays. Public files stay: nobody's
    data is in them. Copies elsewhere, in a mailbox or a recycle bin, are out of reach.

    Parameters
    ----------
    folder : str or pathlib.Path
        The project folder.
    year : int
        Year B.E.
    out : str or pathlib.Path, default "."
        Folder in which ``work/<code>/`` was made.
    sure : bool, default False
        Without it nothing is removed, and what would be is told.

    Returns
    -------
    Forgotten
        What was, or would be, removed. Of a folder of tables only the tables are; a dataset is
        removed whole, with its report, but never the files that it was made of: they are named, and
        its rows, which are too many, are not sought in other files.

    Raises
    ------
    MissingFileError
        When there is no ``tambon.toml``.
    InputError
        When the project has no personal survey or list of that year, a file lies outside the
        project folder, or one cannot be removed.

    Examples
    --------
    >>> [one.name for one in forget("tests/data/small", 2565).files]
    ['households.csv']
    """
    project, home = _project(Path(folder))
    personal: list[Survey | Other] = [one for one in project.survey if is_personal(one, home)]
    personal += project.other
    gone = [one for one in personal if one.year == year]
    if not gone:
        years = sorted({str(one.year) for one in personal})
        raise InputError("forget.nothing", where=str(year), years=", ".join(years))
    others = {(home / file).resolve() for file in _others(project, home, gone)}
    inputs = list(dict.fromkeys(path for one in gone for path in _tables(home, one.file)))
    used = [path for path in inputs if any(path == o or o in path.parents for o in others)]
    gone_inputs = [path for path in inputs if path not in used]
    made, strange = _reports(Path(out) / "work", project.area.code)
    made += [*_made_of(gone_inputs, (Path(out), home)), *_begun(home)]
    sources = _sources(gone_inputs)
    looked = partial(
        sweep, project, home, gone, used=others, going=(*gone_inputs, *made),
        folders=[Path(out) / above / project.area.code for above in ("work", "maps")],
    )  # fmt: skip
    found = looked()
    if sure and home.resolve() / fixes.BOOK in found.documents:
        fixes_text.write(home)  # decisions of a workbook stay, without the words
        found = looked()
    if sure:
        with alone(home):
            blank(found, home)
            _remove([*found.holding, *made, *gone_inputs])
            _take_out(home, project, gone)
            _remove_empty({path.parent for path in made}, Path(out) / "work")
    left = tuple(one for one in strange if one not in made and one.resolve() not in found.holding)
    return Forgotten(
        files=(*gone_inputs, *made), used=tuple(used), strange=left, sources=sources,
        surveys=_roles(project, gone), done=sure, found=found, year=year,
        story=_told_of(project, home, year),
    )  # fmt: skip


def _told_of(project: Project, home: Path, year: int) -> tuple[int, ...]:
    """Steps of the story that speak of a year; none where there is no story that can be read."""
    path = home / (project.output.story or STORY)
    if not path.is_file():
        return ()
    try:
        steps = read_document(Story, path).step
    except TambonError:
        return ()
    return tuple(
        n
        for n, one in enumerate(steps, start=1)
        if one.year == year
        or any(
            str(year) in digits_to_arabic(text.of(lang))
            for text in (one.title, one.text)
            for lang in LANGS
        )
    )


def years(folder: str | Path) -> tuple[int, ...]:
    """
    The years of which a project has something to forget.

    Parameters
    ----------
    folder : str or pathlib.Path
        The project folder.

    Returns
    -------
    tuple[int, ...]
        Years B.E. of its surveys of households and persons and of its lists, in order; a form that
        nobody has filled in holds nothing to forget.

    Examples
    --------
    >>> years("tests/data/small")
    (2565,)
    """
    project, home = _project(Path(folder))
    empty = {one.file for one in holdings.held(home) if one.blank}
    personal = [one for one in project.survey if is_personal(one, home)]
    found = {one.year for one in personal if one.file not in empty}
    return tuple(sorted(found | {one.year for one in project.other}))


def _roles(project: Project, gone: Sequence[Survey | Other]) -> tuple[str, ...]:
    """What is taken out of the project document."""
    roles = [one.role for one in project.survey if one in gone]
    roles += [f"other-{n}" for n, one in enumerate(project.other, start=1) if one in gone]
    return tuple(roles)


def _begun(home: Path) -> list[Path]:
    """What runs that were killed left anywhere in the folder: it may hold anything."""
    return begun(home, _BEGUN)


def _project(folder: Path) -> tuple[Project, Path]:
    """The document of a project; files that it names may be gone, or not be made yet."""
    path = folder / DOCUMENT if folder.is_dir() else folder
    if not path.is_file():
        raise MissingFileError("project.missing", where=path.name)
    return read_document(Project, path), path.parent


def _others(project: Project, home: Path, gone: Sequence[Survey | Other]) -> Iterator[str]:
    """Every file that something else of the project reads."""
    yield from (one.file for one in (*project.survey, *project.other) if one not in gone)
    about = project.boundary
    yield from filter(None, (about.file, about.inside, about.reference))
    yield from (one.file for one in (project.facilities, project.plan) if one is not None)
    yield from layer_files(home)


def _tables(home: Path, file: str) -> list[Path]:
    """The files of a survey; of a folder its tables, since it may hold other papers too.

    A dataset is removed as a whole, with the inputs that it keeps and what is left of a run that
    was interrupted.
    """
    path = (home / file).resolve()
    if home.resolve() not in path.parents:
        raise InputError("forget.outside", where=file)
    begun = unfinished(path)
    if (path / CARD).exists() or begun.is_dir():
        lock = path.parent / f".{path.name}.lock"
        return [one for one in (path, begun, lock) if one.exists()]
    if not path.is_dir():
        return [path] if path.exists() else []
    return [one for one in sorted(path.iterdir()) if one.suffix.lower() in SUFFIXES]


def _reports(work: Path, code: str) -> tuple[list[Path], list[Path]]:
    """Internal reports as this toolkit names them, and what else lies beside them.

    Pages of many tambons have theirs below the wider area: of a wide project those of each of its
    tambons, of a tambon its own among those of the areas around it.
    """
    folders = [work / code]
    tambons = {one.name for one in _there(work / code) if _is_tambon(one, code)}
    folders += [work / code / name for name in sorted(tambons)]
    around = [COUNTRY, *(code[:digits] for digits in LADDER.values() if digits < len(code))]
    folders += [work / one / code for one in around if one != code]
    ours: list[Path] = []
    strange: list[Path] = []
    for folder in folders:
        for path in _there(folder):
            if path.name in INTERNAL or path.name == manifest.NAME or _is_begun(path):
                ours.append(path)
            elif path not in folders:
                strange.append(path)
    return ours, strange


def _there(folder: Path) -> list[Path]:
    """What lies in a folder, by name; nothing where there is none."""
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _is_tambon(path: Path, code: str) -> bool:
    """Whether a folder has the code of a tambon of an area."""
    name, inside = path.name, "" if code == COUNTRY else code
    digits = LADDER["tambon"]
    below = len(inside) < digits == len(name) and name.isdecimal() and name.startswith(inside)
    return below and path.is_dir() and not path.is_symlink()


def _is_begun(path: Path) -> bool:
    """Whether it is what a build that was killed left behind."""
    return path.name.startswith(_BEGUN)


def _made_of(inputs: Sequence[Path], outs: Sequence[Path]) -> list[Path]:
    """The reports of datasets, where ``convert`` was told to write them."""
    wanted = [out / "work" / one.name / converted.PAGE for one in inputs for out in outs]
    return list({path.resolve(): path for path in wanted if path.is_file()}.values())


def _sources(inputs: Sequence[Path]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every dataset with its sources, once."""
    found: dict[str, tuple[str, ...]] = {}
    for path in inputs:
        if path.is_dir():
            name, files = _read_of(path)
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *files)))
    return tuple(found.items())


def _read_of(path: Path) -> tuple[str, tuple[str, ...]]:
    """The files that a dataset was made of, those that could not be read too; as its card tells.

    Of one that was never finished nobody knows them.
    """
    name = path.name.removeprefix(".").removesuffix(".unfinished")
    try:
        card = read_document(Card, path / CARD)
    except TambonError:
        return name, ()
    files = [*(one.file for one in card.input), *(one.file for one in card.unread)]
    return name, tuple(dict.fromkeys(files))


def _remove_empty(folders: Collection[Path], top: Path) -> None:
    """Remove the folders of reports that are empty now, those below before those above."""
    below = {*folders, *(folder.parent for folder in folders)}
    for folder in sorted(below, key=lambda one: len(one.parts), reverse=True):
        inside = folder.name != "work" and folder != top
        if inside and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _remove(paths: Sequence[Path]) -> None:
    """Remove files, and folders of pictures."""
    for path in paths:
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as fault:
            raise InputError("forget.stuck", where=path.name, fault=fault.strerror or "") from None


def _take_out(home: Path, project: Project, gone: Sequence[Survey | Other]) -> None:
    """Take surveys and lists out of the project document; comments and the rest stay."""
    text = (home / DOCUMENT).read_text("utf-8")
    for key, entries in (("survey", project.survey), ("other", project.other)):
        text = _without(text, key, [n for n, one in enumerate(entries) if one in gone])
    write_all(home, {DOCUMENT: text})


def _without(text: str, key: str, numbers: Sequence[int]) -> str:
    """A document without some tables of a list: line by line, or else as its grammar has it."""
    document = tomlkit.parse(text)
    for n in reversed(numbers):
        del document[key][n]
    if numbers and not document[key]:
        del document[key]
    lines, at, kept = text.splitlines(keepends=True), -1, list[str]()
    inside: list[str] = []
    for line in lines:
        if line.lstrip().startswith("["):
            kept += _comments(inside)
            head = line.split("#", maxsplit=1)[0].replace(" ", "").replace("\t", "").strip()
            at += head == f"[[{key}]]"
            inside = [line] if head == f"[[{key}]]" and at in numbers else []
            kept += [] if inside else [line]
        elif inside:
            inside.append(line)
        else:
            kept.append(line)
    made = "".join([*kept, *_comments(inside)])
    grammatical = tomlkit.dumps(document)
    try:
        same = tomllib.loads(made) == tomllib.loads(grammatical)
    except tomllib.TOMLDecodeError:
        same = False
    return made if same else grammatical


def _comments(lines: Sequence[str]) -> list[str]:
    """What stands behind the last key of a table: comments about what comes next."""
    said = [n for n, one in enumerate(lines) if one.strip() and not one.lstrip().startswith("#")]
    return list(lines[said[-1] + 1 :]) if said else list(lines)
