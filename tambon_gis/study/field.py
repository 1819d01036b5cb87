"""Field forms: a rulebook becomes a form for phones, and what comes back becomes a survey."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.errors import DocumentError, InputError
from tambon_gis.loaders import fielded
from tambon_gis.loaders.forms.asked import field_form
from tambon_gis.loaders.forms.filled import filled
from tambon_gis.loaders.forms.xlsform import xlsform
from tambon_gis.model.document import parse_document, read_document
from tambon_gis.model.project import DOCUMENT, PERSONS, Project, Survey
from tambon_gis.publish.write import write_all
from tambon_gis.study.edit import change
from tambon_gis.study.fieldwork import Ground, form_of, ground_of, tables_of
from tambon_gis.study.taking import filed
from tambon_gis.study.taking.holdings import held
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from tambon_gis.loaders.forms.asked import FieldForm
    from tambon_gis.model.document import Text
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.schema import Schema

__all__ = ["Brought", "Fielded", "content", "offered", "read", "write"]

#: Where inputs of a project lie.
INPUTS = "inputs"
SUFFIX = ".xlsx"
#: The end of a question that has a number in place of its wording.
_NUMBER = re.compile(r",? (?:รายการที่|item) \d+$")


@dataclass(frozen=True)
class Fielded:
    """
    A field form that was written.

    Parameters
    ----------
    path : pathlib.Path
        The XLSForm.
    questions, members : int
        Questions to a household or village, and about each member.
    answered, unanswered : tuple[str, ...]
        Codes of the indicators that the answers settle, and of the others.
    villages : int
        Villages to choose from; 0 where their code is typed.
    years : tuple[int, int]
        Years of the rulebook, B.E.
    verified : bool
        Whether the rulebook may be shown as official.
    numbered : tuple[Text, ...]
        Questions of which no source tells the wording: they only have a number, and whoever asks
        reads them from the paper form.
    """

    path: Path
    questions: int
    members: int
    answered: tuple[str, ...]
    unanswered: tuple[str, ...]
    villages: int
    years: tuple[int, int]
    verified: bool
    numbered: tuple[Text, ...] = ()

    def unworded(self, lang: str) -> str:
        """What the numbered questions are about, each once."""
        return ", ".join(dict.fromkeys(_NUMBER.sub("", one.of(lang)) for one in self.numbered))


@dataclass(frozen=True)
class Brought:
    """
    An export that was read.

    Parameters
    ----------
    paths : tuple[pathlib.Path, ...]
        The workbooks: of households or villages, and of members where there are some.
    year : int
        The year of the survey, B.E.
    households, members, refused, orphans : int
        Rows that were written; submissions without consent, and members without a household, which
        were not.
    unknown : tuple[str, ...]
        Headings that the form does not know.
    added : tuple[str, ...]
        Roles of the surveys that were added to the project.
    years : tuple[int, int]
        The years of the rulebook, B.E.
    """

    paths: tuple[Path, ...]
    year: int
    households: int
    members: int
    refused: int
    orphans: int
    unknown: tuple[str, ...]
    added: tuple[str, ...] = ()
    years: tuple[int, int] = (0, 9999)

    @property
    def outside(self) -> bool:
        """Whether the rulebook of the form is of other years."""
        return not self.years[0] <= self.year <= self.years[1]

    @property
    def to_decide(self) -> bool:
        """Whether a person should look at something."""
        return bool(self.orphans or self.unknown or self.outside)


def write(
    rulebook: str,
    folder: str | Path | None = None,
    *,
    out: str | Path | None = None,
    place: str | None = None,
    villages: int | None = None,
    also: Collection[str] = (),
    house_codes: bool = False,
    lang: str = DEFAULT_LANG,
) -> Fielded:
    """
    Write the field form of a rulebook, for KoboToolbox or ODK.

    Parameters
    ----------
    rulebook : str
        Its id.
    folder : str or pathlib.Path, optional
        A project folder: its own rulebooks and tables come first, its villages are offered.
    out : str or pathlib.Path, optional
        Folder, or name of the ``.xlsx`` file; by default the project folder or the current one.
    place : str, optional
        Code of the tambon, where there is no project.
    villages : int, optional
        How many villages it has.
    also : collection of str
        Further columns to be asked, such as ``house_number``.
    house_codes : bool, default False
        Whether the house's own code is asked; else houses are numbered within their village.
    lang : {"th", "en"}, default "th"
        Language of the file's name; the form speaks both.

    Returns
    -------
    Fielded
        Where it lies, and what its answers settle.

    Raises
    ------
    InputError
        When nothing is known of what to ask, a column is in none of the tables, or there is a file
        of that name.
    DocumentError
        When there is no such rulebook.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = write("bmn-2560", out=place)
    ...     made.path.name, len(made.answered), made.unanswered
    ('แบบสำรวจภาคสนาม-bmn-2560.xlsx', 31, ())
    """
    ground = ground_of(folder, place, villages)
    form = form_of(rulebook, ground, also=also, house_codes=house_codes, lang=lang)
    book = form.rulebook
    target = Path(out) if out is not None else ground.home or Path()
    if not target.suffix:
        target /= words(lang).text("field.file.form", name=book.id) + SUFFIX
    if target.suffix.lower() != SUFFIX:
        raise InputError("file.suffix", where=target.name, suffix=target.suffix, known=SUFFIX)
    if target.exists():
        raise InputError("file.exists", where=target.name)
    (path,) = write_all(target.parent, {target.name: xlsform(form, area=ground.area)})
    return _told(path, form, ground)


def content(
    rulebook: str,
    home: Path,
    *,
    house_codes: bool = False,
    lang: str = DEFAULT_LANG,
) -> tuple[str, bytes]:
    """
    The field form of a rulebook for a project, to be carried away.

    Parameters
    ----------
    rulebook : str
        Its id.
    home : pathlib.Path
        The project folder.
    house_codes : bool, default False
        Whether the house's own code is asked.
    lang : {"th", "en"}, default "th"
        Language of the file's name.

    Returns
    -------
    tuple[str, bytes]
        Name and content: the same that :func:`write` writes.

    Raises
    ------
    InputError
        When nothing is known of what to ask.
    DocumentError
        When there is no such rulebook.

    Examples
    --------
    >>> content("five-questions", Path("data/five-questions"), lang="en")[0]
    'field-form-five-questions.xlsx'
    """
    ground = ground_of(home, None, None)
    form = form_of(rulebook, ground, house_codes=house_codes, lang=lang)
    name = words(lang).text("field.file.form", name=form.rulebook.id) + SUFFIX
    return name, xlsform(form, area=ground.area)


def offered(home: Path) -> tuple[tuple[Rulebook, Fielded], ...]:
    """
    The rulebooks for which there is a field form, and what each asks.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    tuple of (Rulebook, Fielded)
        Those of the project first; the path of each is empty.

    Examples
    --------
    >>> [book.id for book, _ in offered(Path("data/five-questions"))]
    ['five-questions', 'bmn-2560', 'nrd2c']
    """
    ground = ground_of(home, None, None)
    own = {path.stem for path in (home / "rulebooks").glob("*.toml")}
    found = []
    for name in sorted(catalog.names("rulebooks", folders=[home]), key=lambda x: (x not in own, x)):
        try:
            form = form_of(name, ground)
        except (InputError, DocumentError):
            continue
        found.append((form.rulebook, _told(Path(), form, ground)))
    return tuple(found)


def _told(path: Path, form: FieldForm, ground: Ground) -> Fielded:
    """What a form asks and settles."""
    book = form.rulebook
    return Fielded(
        path,
        sum(one.kind != "calculate" for one in form.questions),
        len(form.members.questions) if form.members else 0,
        form.answered,
        tuple(one.code for one in book.indicator if one.code not in form.answered),
        len(ground.villages),
        book.rulebook.years,
        book.verified,
        tuple(one.label for one in form.questions if _NUMBER.search(one.label.th)),
    )


def read(
    files: Iterable[str | Path],
    rulebook: str,
    folder: str | Path | None = None,
    *,
    out: str | Path | None = None,
    year: int | None = None,
    add: bool = False,
    replace: bool = False,
) -> Brought:
    """
    Read an export of a field form into the workbooks that a project is built from.

    Parameters
    ----------
    files : iterable of str or pathlib.Path
        The export: a workbook or ZIP with a sheet of members, or its tables one by one.
    rulebook : str
        Id of the rulebook that the form was made of.
    folder : str or pathlib.Path, optional
        A project folder; the workbooks are then written into its ``inputs/``.
    out : str or pathlib.Path, optional
        Folder to write into, by default the current one where there is no project.
    year : int, optional
        Year B.E.; by default that of most of the days of the survey.
    add : bool, default False
        Whether the surveys are added to ``tambon.toml``.
    replace : bool, default False
        Whether workbooks of an earlier export are written anew, and another survey of that year
        gives way; its file stays.

    Returns
    -------
    Brought
        What was written, and what was not and why.

    Raises
    ------
    InputError
        When a file cannot be read or is no export of this form, the year cannot be told, there is a
        workbook of an earlier export, or the project has another survey of that year.
    DocumentError
        When the project cannot be read with the surveys; it then stays as it was.
    """
    ground = ground_of(folder, None, None)
    book = catalog.rulebook(rulebook, folders=ground.folders)
    table, persons = tables_of(book, ground.folders)
    names = {*table.by_name, *(persons.by_name if persons else ())}
    form = field_form(book, table, persons, villages=ground.villages, also=names)
    paths = tuple(Path(one) for one in files)
    found = fielded.collected(paths, form)
    told = year or _year(found.households, table)
    if told is None:
        raise InputError("field.year", where=", ".join(one.name for one in paths))
    made = {_name(book, told, persons=False): filled(table, found.households)}
    if persons is not None and found.members:
        made[_name(book, told, persons=True)] = filled(persons, found.members)
    target = Path(out) if out is not None else (ground.home / INPUTS if ground.home else Path())
    there = [name for name in made if (target / name).exists()]
    if there and not replace:
        raise InputError("field.there", where=", ".join(there))
    adds = ground.home if add else None
    if adds is not None and (others := _others(adds, made)) and not replace:
        raise InputError("field.taken", where=", ".join(others), year=str(told))
    before = {name: (target / name).read_bytes() for name in there}
    written = write_all(target, made)
    added: tuple[str, ...] = ()
    if adds is not None:
        try:
            added = _add(adds, written, told, book, table, persons)
        except BaseException:  # nothing is left of what the project does not take
            write_all(target, before, stale=[name for name in made if name not in there])
            raise
    counts = (len(found.households), len(found.members), found.refused, found.orphans)
    years = book.rulebook.years
    return Brought(tuple(written), told, *counts, found.unknown, added, years)


def _others(home: Path, made: Collection[str]) -> list[str]:
    """Files of the project that are of the same rulebook and year; an empty form gives way."""
    project, blank = _standing(home)
    roles = {Path(name).stem.removeprefix("field-") for name in made}
    ours = {f"{INPUTS}/{name}" for name in made}
    others = [one.file for one in project.survey if one.role in roles and one.file not in ours]
    return [Path(file).name for file in others if file not in blank]


def _standing(home: Path) -> tuple[Project, frozenset[str]]:
    """The project, and its files that are empty forms or are not there."""
    project = read_document(Project, home / DOCUMENT)
    return project, frozenset(one.file for one in held(home) if one.blank or not one.there)


def _name(book: Rulebook, year: int, *, persons: bool) -> str:
    """Name of a workbook: what it is, never what the export was called."""
    return f"field-{book.id}-{year}{PERSONS if persons else ''}{SUFFIX}"


def _year(rows: Sequence[Mapping[str, str]], table: Schema) -> int | None:
    """The year of most of the days of the survey, B.E."""
    births = {one.age_of for one in table.field}
    dates = [one.name for one in table.field if one.kind == "date" and one.name not in births]
    years = Counter(row[name][-4:] for row in rows for name in dates if row.get(name))
    best = years.most_common(1)
    return int(best[0][0]) if best and best[0][0].isdecimal() else None


def _add(
    home: Path,
    written: Sequence[Path],
    year: int,
    book: Rulebook,
    table: Schema,
    persons: Schema | None,
) -> tuple[str, ...]:
    """The surveys written into the project document, in the place of others of their year."""
    import tomlkit

    tables = (table, persons) if len(written) > 1 else (table,)
    entries = [
        {"year": year, "file": f"{INPUTS}/{path.name}", "schema": one.id, "rulebook": book.id}
        | ({"persons": True} if one is persons else {})
        for path, one in zip(written, tables, strict=True)
        if one is not None
    ]
    roles = {Survey.model_validate(entry).role for entry in entries}
    ours = {entry["file"] for entry in entries}
    added: list[str] = []

    def make(text: str) -> str:
        surveys = parse_document(Project, text, name=DOCUMENT).survey
        for at in reversed(range(len(surveys))):
            if surveys[at].role in roles and surveys[at].file not in ours:
                text = filed.removed(text, "survey", at, name=DOCUMENT)
        document = tomlkit.parse(text)
        there = document.setdefault("survey", tomlkit.aot())
        files = {one.get("file") for one in there}
        for entry in entries:
            if entry["file"] not in files:
                there.append(tomlkit.item(entry))
                added.append(f"{book.id}-{year}{PERSONS if 'persons' in entry else ''}")
        return tomlkit.dumps(document)

    change(home, DOCUMENT, make, check=lambda: read_document(Project, home / DOCUMENT))
    return tuple(added)
