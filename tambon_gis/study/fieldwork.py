"""Fieldwork: the project that a field form is for, its villages, and the tables that it fills."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.errors import DocumentError, InputError, TambonError
from tambon_gis.loaders.forms.asked import FieldForm, field_form, needed
from tambon_gis.model.fixes import Fixes
from tambon_gis.places import lookup
from tambon_gis.study.forms import villages_of
from tambon_gis.study.load import polygons_of
from tambon_gis.study.taking.holdings import open_project
from tambon_gis.words import DEFAULT_LANG

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tambon_gis.model.project import Project
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.schema import Schema

__all__ = ["Ground", "form_of", "ground_of", "tables_of"]


@dataclass(frozen=True)
class Ground:
    """
    The project that a form is for, if any.

    Parameters
    ----------
    home : pathlib.Path or None
        Its folder.
    folders : tuple[pathlib.Path, ...]
        Where documents are looked for first.
    area : str
        Name of the area.
    villages : Mapping[str, str]
        Village code -> name; nothing where they are not known.
    """

    home: Path | None
    folders: tuple[Path, ...]
    area: str = ""
    villages: Mapping[str, str] = field(default_factory=dict)


def ground_of(folder: str | Path | None, place: str | None, villages: int | None) -> Ground:
    """
    The project, its area and villages; or a tambon by its code.

    Parameters
    ----------
    folder : str or pathlib.Path or None
        A project folder.
    place : str or None
        Code of the tambon, where there is no project.
    villages : int or None
        How many villages it has.

    Returns
    -------
    Ground
        What is known.

    Raises
    ------
    MissingFileError
        When the folder holds no project.
    InputError
        When the tambon or the number of its villages cannot be.

    Examples
    --------
    >>> sorted(ground_of(None, "150109", 2).villages)
    ['15010901', '15010902']
    """
    if folder is None:
        listed = villages_of(place, villages)
        known = lookup(place) if place else None
        return Ground(None, (Path(),), known.th if known else "", listed)
    path = Path(folder)
    home = path if path.is_dir() else path.parent
    project, _ = open_project(home)
    name = project.area.name.th
    return Ground(home, (home,), name, _villages(project, home, villages))


def _villages(project: Project, home: Path, count: int | None) -> dict[str, str]:
    """Villages of the boundaries; where those cannot be read, as many as are said."""
    about = project.boundary
    frame = None
    if about.level == "village" and (home / about.file).exists():
        with suppress(TambonError):  # the screens of files and boundaries tell what is wrong
            frame, _ = polygons_of(project, home, Fixes())
    if frame is not None:
        told = frame.drop_duplicates("place")
        names = told["name"].fillna("")
        return dict(zip(told["place"].astype(str), names.astype(str), strict=True))
    if count is None:
        return {}
    return {f"{project.area.code}{moo:02d}": "" for moo in range(1, count + 1)}


def tables_of(book: Rulebook, folders: Sequence[Path]) -> tuple[Schema, Schema | None]:
    """
    The tables whose columns settle the most indicators.

    Of equals those that ask rather than hold what was judged already, then those without members,
    then the first by name.

    Parameters
    ----------
    book : Rulebook
        The indicators.
    folders : sequence of pathlib.Path
        Where tables are looked for first.

    Returns
    -------
    tuple[Schema, Schema or None]
        The table of households or villages, and that of members where it settles more.

    Raises
    ------
    DocumentError
        When there is no table of the rulebook's unit.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> [one.id for one in tables_of(catalog.rulebook("bmn-2560"), [])]
    ['bmn-household-items', 'bmn-person-answers']
    """
    found = [
        catalog.schema(one, folders=folders) for one in catalog.names("schemas", folders=folders)
    ]
    own = [one for one in found if one.table.unit == book.rulebook.unit]
    folded: list[Schema | None] = [None]
    if book.rulebook.unit == "household":
        folded += [one for one in found if one.table.unit == "person"]
    pairs = [(one, persons) for one in own for persons in folded]
    if not pairs:
        raise DocumentError("field.no_table", where=book.id)

    def worth(pair: tuple[Schema, Schema | None]) -> tuple[int, int, bool]:
        plain = needed(book, pair[0])
        told = [(code, rule) for of in plain.values() for code, rule in of]
        if pair[1] is not None:
            inside = needed(book, pair[1], person=True)
            told += [(code, rule) for of in inside.values() for code, rule in of]
        asked = {code for code, rule in told if rule != (None, None)}
        return len({code for code, _ in told}), len(asked), pair[1] is None

    return max(pairs, key=worth)


def form_of(
    rulebook: str,
    ground: Ground,
    *,
    also: Collection[str] = (),
    house_codes: bool = False,
    lang: str = DEFAULT_LANG,
) -> FieldForm:
    """
    The form of a rulebook.

    Parameters
    ----------
    rulebook : str
        Its id.
    ground : Ground
        The project.
    also : collection of str
        Further columns to be asked.
    house_codes : bool, default False
        Whether the house's own code is asked.
    lang : {"th", "en"}, default "th"
        Language of a refusal.

    Returns
    -------
    FieldForm
        The form.

    Raises
    ------
    InputError
        When nothing is known of what to ask, or a column is in none of the tables.
    DocumentError
        When there is no such rulebook or no table for it.

    Examples
    --------
    >>> len(form_of("bmn-2560", ground_of(None, None, None)).answered)
    31
    """
    book = catalog.rulebook(rulebook, folders=ground.folders)
    table, persons = tables_of(book, ground.folders)
    known = {*table.by_name, *(persons.by_name if persons else ())}
    if strange := [name for name in also if name not in known]:
        raise InputError(
            "field.column", where=book.id, names=", ".join(strange), known=", ".join(sorted(known))
        )
    form = field_form(
        book, table, persons, villages=ground.villages, also=also, house_codes=house_codes
    )
    if not form.answered:
        raise InputError("field.nothing", where=book.id, title=book.rulebook.title.of(lang))
    return form
