"""Forms: a draft of a column map for a file as it is, and empty workbooks to fill in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.errors import CodeError, DocumentError, InputError, MissingFileError
from tambon_gis.loaders import columns as matching
from tambon_gis.loaders import draft, tables
from tambon_gis.loaders import template as paper
from tambon_gis.loaders.forms import plan_form
from tambon_gis.loaders.reading import headings
from tambon_gis.model.document import read_document
from tambon_gis.model.project import DOCUMENT, Project
from tambon_gis.places import LADDER, inside, lookup, parse
from tambon_gis.publish.write import write_all
from tambon_gis.thai import clean, digits_to_arabic
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tambon_gis.loaders.reading.headings import Matching
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.stages import RawTable

__all__ = ["KINDS", "Drafted", "columns", "free_name", "template", "villages_of"]

#: Kind of form -> schema; projects have their own official form.
KINDS = {
    "household": "bmn-household",
    "village": "nrd2c-village",
    "person": "bmn-person",
    "places": "places",
    "facilities": "facilities",
    "projects": "",
}
FOLDER = "columns"
SUFFIX = ".xlsx"
#: Letters of a map's name: a Thai letter takes three bytes, and a file name has room for 255.
LONGEST_NAME = 60
#: A list of villages to choose from reaches this far where their number is not given.
USUAL_VILLAGES, MOST_VILLAGES = 20, 99
_NOT_A_NAME = re.compile(r"[^\w\u0e00-\u0e7f-]+")


@dataclass(frozen=True)
class Drafted:
    """
    A column map that was written.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        Its id, to be named under ``[[survey]]``.
    schema : str
        The schema that it speaks of.
    certain, doubtful, unknown : tuple[str, ...]
        Headings that are fields, that only look like some, and that the schema does not know.
    missing : tuple[str, ...]
        Thai titles of required fields without a heading.
    twice : tuple[str, ...]
        Headings of a field that another heading holds already.
    """

    path: Path
    name: str
    schema: str
    certain: tuple[str, ...]
    doubtful: tuple[str, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    twice: tuple[str, ...] = ()

    @property
    def needless(self) -> bool:
        """Whether every heading is known without the map."""
        return not (self.doubtful or self.unknown or self.missing or self.twice)


def columns(
    path: str | Path,
    *,
    schema: str | None = None,
    out: str | Path | None = None,
    sheet: str | None = None,
    lang: str = DEFAULT_LANG,
) -> Drafted:
    """
    Draft a column map of a table's headings, for a person to check.

    Parameters
    ----------
    path : str or pathlib.Path
        A survey table.
    schema : str, optional
        Id of the schema; by default the one that most of the headings fit.
    out : str or pathlib.Path, optional
        Project folder; by default the nearest one above the file, else the current folder.
    sheet : str, optional
        Name of the sheet; by default the one that fits best.
    lang : {"th", "en"}, default "th"
        Language of the comments.

    Returns
    -------
    Drafted
        Where ``columns/<name>.toml`` was written (a number is added to the name where there is
        one already), and how many lines are certain, doubtful or missing.

    Raises
    ------
    TambonError
        When the file cannot be read, or its headings fit no schema.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = columns("tests/data/small/households.csv", out=place)
    ...     made.path.name, made.schema, made.doubtful, made.missing
    ('households.toml', 'bmn-household', (), ())
    """
    source = Path(path)
    if not source.exists():
        raise MissingFileError("file.missing", where=source.name)
    home = _home(source) if out is None else Path(out)
    table, raw, made = _fitting(source, schema, sheet, home)
    name = free_name(home / FOLDER, source.stem)
    within = _area(home)
    text = draft.draft(raw, table, name=name, lang=lang, within=within)
    (written,) = write_all(home / FOLDER, {f"{name}.toml": text})
    lacking = matching.missing(made.found, table, within=within)
    return Drafted(
        written,
        name,
        table.id,
        tuple(made.found.values()),
        tuple(doubt.heading for doubt in made.doubtful),
        tuple(made.unknown),
        tuple(one.title.th for one in lacking),
        tuple(made.twice),
    )


def template(
    kind: str,
    *,
    out: str | Path | None = None,
    lang: str = DEFAULT_LANG,
    place: str | None = None,
    villages: int | None = None,
    first_year: int = 2566,
) -> Path:
    """
    Write an empty form as a workbook.

    Parameters
    ----------
    kind : {"household", "village", "person", "places", "facilities", "projects"}
        Which form.
    out : str or pathlib.Path, optional
        Folder, or name of the ``.xlsx`` file; by default the current folder.
    lang : {"th", "en"}, default "th"
        Language of headings and explanations.
    place : str, optional
        Code of the tambon, for the list of village codes.
    villages : int, optional
        How many villages the tambon has; with it a form of villages has a row for each.
    first_year : int, default 2566
        First year of the plan, for ``projects``.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    InputError
        When the kind is unknown, a value cannot be used, the tambon is not in the list of its
        province, or there is a file of that name.
    CodeError
        When the place is not the code of a tambon.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     template("facilities", out=folder, lang="en").name
    'form-facilities.xlsx'
    """
    if kind not in KINDS:
        raise InputError("template.unknown", where=kind, kind=kind, known=", ".join(KINDS))
    target = _target(Path(out) if out is not None else Path(), kind, lang)
    listed = villages_of(place, villages)
    if kind == "projects":
        content = plan_form.plan_form(first_year=first_year, lang=lang)
    else:
        table = catalog.schema(KINDS[kind], folders=[target.parent])
        content = paper.form(table, lang=lang, villages=listed, rows=villages is not None)
    (written,) = write_all(target.parent, {target.name: content})
    return written


def _target(out: Path, kind: str, lang: str) -> Path:
    """The file to write; refused where it is there already or is no workbook."""
    if out.is_dir() or not out.suffix:
        out /= words(lang).text(f"template.file.{kind}")
    if out.suffix.lower() != SUFFIX:
        raise InputError("file.suffix", where=out.name, suffix=out.suffix, known=SUFFIX)
    if out.exists():
        raise InputError("file.exists", where=out.name)
    return out


def villages_of(place: str | None, villages: int | None) -> dict[str, str]:
    """
    Codes of the villages of a tambon, without names.

    Parameters
    ----------
    place : str, optional
        Code of the tambon, all six digits of it.
    villages : int, optional
        How many villages it has; by default as many as is usual.

    Returns
    -------
    dict[str, str]
        Code -> an empty name; nothing without a tambon.

    Raises
    ------
    InputError
        When the number cannot be, or the tambon is not in the list of its province.
    CodeError
        When the place is not the code of a tambon.

    Examples
    --------
    >>> list(villages_of("๑๕๐๑๐๙", 2))
    ['15010901', '15010902']
    """
    if villages is not None and (place is None or not 1 <= villages <= MOST_VILLAGES):
        raise InputError("template.villages", given=str(villages))
    if place is None:
        return {}
    tambon = _tambon(place)
    count = USUAL_VILLAGES if villages is None else villages
    return {f"{tambon}{moo:02d}": "" for moo in range(1, count + 1)}


def _tambon(place: str) -> str:
    """A tambon's code, written whole; of a province that there is, only one that it has."""
    code = parse(place, "tambon")
    if code.startswith("0") or code not in digits_to_arabic(place):
        raise CodeError("code.level", level="tambon", digits=LADDER["tambon"])
    if lookup(code) is None and lookup(code[: LADDER["province"]]) is not None:
        wider = code[: LADDER["amphoe"]]
        wider = wider if lookup(wider) else code[: LADDER["province"]]
        known = ", ".join(f"{one.code} {one.th}" for one in inside(wider))
        raise InputError("template.place", place=code, known=known)
    return code


def _home(source: Path) -> Path:
    """The project folder above a file, else the current folder."""
    for folder in source.resolve().parents:
        if (folder / DOCUMENT).is_file():
            return folder
    return Path()


def _area(home: Path) -> str | None:
    """The area's code of the project in a folder, where there is one that can be read."""
    try:
        return read_document(Project, home / DOCUMENT).area.code
    except (DocumentError, MissingFileError):
        return None


def _fitting(
    source: Path, name: str | None, sheet: str | None, home: Path
) -> tuple[Schema, RawTable, Matching]:
    """The schema asked for, or the one that most headings fit, with the table read so."""
    own = [home, source.parent]
    names = catalog.names("schemas", folders=own) if name is None else (name,)
    best: tuple[float, Schema, RawTable, Matching] | None = None
    for one in names:
        table = catalog.schema(one, folders=own)
        try:
            raw = tables.read_raw(source, schema=table, sheet=sheet)
        except InputError as fault:
            if fault.code != "table.no_heading" or name is not None:
                raise
            continue
        made = headings.compare(raw, table)
        fit = len(made.found) + len(made.doubtful) / 2
        if fit > (best[0] if best else 0.0) or name is not None:
            best = fit, table, raw, made
    if best is None:
        known = ", ".join(_titles(names, own))
        raise InputError("columns.nothing", where=source.name, known=known)
    return best[1:]


def _titles(names: Iterable[str], own: list[Path]) -> list[str]:
    """Thai titles of schemas."""
    return [catalog.schema(name, folders=own).table.title.th for name in names]


def free_name(folder: Path, stem: str) -> str:
    """
    Find a name for a column map that no file has.

    Parameters
    ----------
    folder : pathlib.Path
        Where maps stand.
    stem : str
        Name of the table.

    Returns
    -------
    str
        The name, with a number where there is one already.

    Examples
    --------
    >>> free_name(Path("tests/data/small"), "จปฐ 2565 (แก้)")
    'จปฐ-2565-แก้'
    """
    base = _NOT_A_NAME.sub("-", clean(stem))[:LONGEST_NAME].strip("-") or FOLDER
    name, further = base, 2
    while (folder / f"{name}.toml").exists():
        name, further = f"{base}-{further}", further + 1
    return name
