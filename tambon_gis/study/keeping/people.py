"""People: what one input of a project holds of people, whether or not it could be counted."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from tambon_gis import catalog
from tambon_gis.errors import TambonError
from tambon_gis.loaders import columns, formats, tables
from tambon_gis.model.dataset import CARD
from tambon_gis.model.project import Survey
from tambon_gis.publish import scan
from tambon_gis.publish.personal import (
    Personal,
    personal_values,
    unknown_values,
)
from tambon_gis.thai import clean, digits_to_arabic

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.model.project import Other
    from tambon_gis.model.schema import Schema
    from tambon_gis.model.source import ColumnMap
    from tambon_gis.model.stages import RawTable

__all__ = ["held_by", "is_personal", "without"]

_SPOT = ["latitude", "longitude"]
#: A cell that is longer is a text in which names may stand, not a name.
_LONGEST = 80
_MARKS = re.compile(r"[\s./()\-\u2010-\u2015\u2212]")
_PHONE = re.compile(r"0[2-9]\d{7,8}")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")


def is_personal(survey: Survey, home: Path) -> bool:
    """
    Whether a survey has rows of households or persons.

    Parameters
    ----------
    survey : Survey
        Its entry in the project document.
    home : pathlib.Path
        The project folder.

    Returns
    -------
    bool
        False for rows of villages, and for counts that were published already; a form that nobody
        knows counts as personal.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis.study.load import read_project
    >>> project, home = read_project("tests/data/small")
    >>> is_personal(project.survey[0], home)
    True
    """
    if survey.table is None:
        return False
    try:
        schema = catalog.schema(survey.table, folders=[home])
    except TambonError:
        return True
    return schema.table.unit in {"household", "person"}


def held_by(about: Survey | Other, home: Path, *, area: str) -> Personal:
    """
    What a survey or list holds of people: codes of houses, names, other words that name somebody.

    Parameters
    ----------
    about : Survey or Other
        Its entry in the project document.
    home : pathlib.Path
        The project folder.
    area : str
        Code of the project's area.

    Returns
    -------
    Personal
        Nothing of a file that is not there, and of a dataset, whose rows are too many. Where the
        columns cannot be told apart, every one counts as personal. A word that many rows share
        names nobody.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis.study.load import read_project
    >>> project, home = read_project("tests/data/small")
    >>> len(held_by(project.survey[0], home, area="990201").texts)
    24
    """
    path = home / about.file
    if not path.exists() or (path / CARD).exists():
        return Personal()
    schema, column_map = _documents(about, home)
    beside = _beside(path)
    try:
        raws = tables.read_all(
            path, schema=schema, sheet=about.sheet, cells=about.range, column_map=column_map
        )
    except TambonError:
        return beside
    return beside | Personal.union(_of(raw, schema, column_map, area) for raw in raws)


def without(some: Personal, others: Personal) -> Personal:
    """
    What one holds and another does not.

    Parameters
    ----------
    some, others : Personal
        Of inputs that go, and of inputs that stay.

    Returns
    -------
    Personal
        What is of the first alone.

    Examples
    --------
    >>> without(Personal(frozenset({"a", "b"})), Personal(frozenset({"b"}))).texts
    frozenset({'a'})
    """
    return Personal(
        some.texts - others.texts, some.names - others.names, some.points - others.points
    )


def _beside(path: Path) -> Personal:
    """Titled names, id numbers, phones and addresses anywhere in a file, on hidden sheets too."""
    told = {clean(cell) for cell in _cells(path) if len(cell) <= _LONGEST}
    titled = sorted(one for one in told if any(at == 0 for at, _ in scan.called(one)))
    mails = {one for one in told if _MAIL.fullmatch(one)}
    numbers: set[str] = set()
    for one in told:
        digits = _MARKS.sub("", digits_to_arabic(one))
        if _PHONE.fullmatch(digits) or scan.is_citizen_id(digits):
            numbers |= {one, digits}
    return unknown_values(pd.DataFrame({"cell": titled})) | Personal(frozenset(mails | numbers))


def _cells(path: Path) -> set[str]:
    """Every cell of a table file, or of those of a folder."""
    found: set[str] = set()
    for one in sorted(path.iterdir()) if path.is_dir() else [path]:
        if one.suffix.lower() not in formats.SUFFIXES:
            continue
        try:
            book = formats.open_book(one)
            for sheet in book.sheets:
                cells = book.load(sheet).frame.to_numpy().ravel()
                found.update(cell for cell in cells if isinstance(cell, str))
        except TambonError:
            continue
    return found


def _documents(about: Survey | Other, home: Path) -> tuple[Schema | None, ColumnMap | None]:
    """The documents that say which column is what, where they can be read."""
    if not isinstance(about, Survey):
        return None, None
    try:
        schema = catalog.schema(about.table or "", folders=[home])
        named = about.columns
        return schema, catalog.column_map(named, folders=[home]) if named else None
    except TambonError:
        return None, None


def _of(raw: RawTable, schema: Schema | None, column_map: ColumnMap | None, area: str) -> Personal:
    """What one table holds."""
    if schema is None:
        return _listed(raw.frame)
    try:
        headings, _ = columns.match_columns(raw, schema, column_map=column_map, within=area)
    except TambonError:
        return _listed(raw.frame)
    known = raw.frame[list(headings.values())].set_axis(list(headings), axis=1)
    known = known.map(lambda cell: clean(cell) if isinstance(cell, str) else None)
    others = raw.frame.drop(columns=list(headings.values()))
    words = [
        one.name for one in schema.field
        if one.name in known and one.kind == "text" and not one.public
    ]  # fmt: skip
    codes = tuple(one for one in schema.field if one.kind == "code")
    coded = personal_values(
        known.drop(columns=_SPOT, errors="ignore"), schema.model_copy(update={"field": codes})
    )
    named = personal_values(known[words], schema)
    named = replace(named, texts=frozenset())
    told = unknown_values(known[words]) | unknown_values(others)
    return Personal.union([coded, named, told, _spots(known)])


def _listed(frame: pd.DataFrame) -> Personal:
    """What a list holds of which no column is known."""
    return unknown_values(frame.map(lambda cell: clean(cell) if isinstance(cell, str) else None))


def _spots(known: pd.DataFrame) -> Personal:
    """Where its households stand."""
    if not set(_SPOT) <= set(known.columns):
        return Personal()
    points = known[_SPOT].apply(pd.to_numeric, errors="coerce").dropna()
    rounded = (points * 100_000).round().astype("int64")
    return Personal(points=frozenset(map(tuple, rounded.to_numpy().tolist())))
