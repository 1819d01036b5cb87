"""Exports of KoboToolbox and ODK: their own columns set apart, groups and positions named."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.loaders.layout.heading_rows import JOIN, grid, held
from tambon_gis.model.findings import Finding
from tambon_gis.thai import clean, normalise_label

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pandas as pd

    from tambon_gis.loaders.formats.cells import Cells
    from tambon_gis.model.stages import RawTable

__all__ = ["is_export", "repeat_rows", "settle"]

#: Columns that only these exports have: two of them, and the file is one.
_SIGNS = re.compile(
    r"_(?:id|uuid|submission_time|validation_status|notes|status|submitted_by|_version__|tags|index"
    r"|parent_index|parent_table_name|xform_id_string|attachments|geolocation)"
    r"|SubmissionDate|(?:PARENT_)?KEY|Submitter(?:ID|Name)|Attachments(?:Present|Expected)"
    r"|ReviewState|FormVersion|(?:meta[/-])?instanceID|formhub/uuid"
)
#: Columns that the phone or server adds, under names that any table may have.
_AUTOMATIC = re.compile(
    r"start|end|today|device_?id|DeviceID|subscriberid|simserial|sim_?id|phonenumber|username"
    r"|email|audit|background[-_]audio|Edits|Status|isValidated|CompletionDate"
    r"|(?:meta[/-])?(?:instanceName|deprecatedID|rootUuid|audit)|form(?:def)?_(?:version|id)|__id"
    r"|_submission__\w+|SET-OF-.*|__system/.*|.*_URL"
)
_PARENTS = frozenset({"_parent_index", "_parent_table_name", "PARENT_KEY", "__Submissions-id"})
_PART = re.compile(
    r"^(?:_(?P<kobo>.+)_(?P<one>latitude|longitude|altitude|precision)"
    r"|(?P<odk>.+)-(?P<two>Latitude|Longitude|Altitude|Accuracy))$"
)
_POINT = re.compile(r"^\s*-?\d{1,3}\.\d+ -?\d{1,3}\.\d+(?: -?\d+(?:\.\d+)?){0,2}\s*$")
_XML_NAMES = re.compile(r"^[A-Za-z_][\w.]*(?:[/-][A-Za-z_][\w.]*)+$")
FEWEST_SIGNS = 2
_BOTH = ("latitude", "longitude")


def is_export(headings: Iterable[str]) -> bool:
    """
    Whether a table was written by KoboToolbox or ODK.

    Parameters
    ----------
    headings : iterable of str
        Headings as found.

    Returns
    -------
    bool
        True with at least two columns that only these write.

    Examples
    --------
    >>> is_export(["start", "moo", "_id", "_uuid"]), is_export(["moo", "start", "_id"])
    (True, False)
    """
    return sum(_SIGNS.fullmatch(name) is not None for name in set(headings)) >= FEWEST_SIGNS


def repeat_rows(cells: Cells) -> int:
    """
    Rows of a sheet that is a repeat group of an export: a table of its own beside the submissions.

    Parameters
    ----------
    cells : Cells
        A sheet.

    Returns
    -------
    int
        0 when it is none.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> repeat_rows(Cells(text_frame([["age", "_index", "_parent_index"], ["7", "1", "1"]])))
    1
    """
    if not len(cells.frame.columns):
        return 0
    top = int(cells.frame.index[0])
    line = {clean(text) for text in grid(cells, top, top)[top].values()}
    if not _PARENTS & line:
        return 0
    return int(cells.frame.iloc[1:].notna().any(axis=1).sum())


def settle(raw: RawTable, expected: Collection[str] = ()) -> RawTable:
    """
    The same table with the columns of the survey alone.

    Parameters
    ----------
    raw : RawTable
        Any table; what is no export stays as it is.
    expected : collection of str, optional
        Normalised headings: a column that is wanted is kept, whatever it is called.

    Returns
    -------
    RawTable
        ``group/question`` and ``group-question`` named "group › question"; an answer of a question
        with several choices named "question [choice]", so that it is taken for no field; columns
        that the server adds left out and told in one note; a position in one cell split into
        latitude and longitude where these are expected.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> from tambon_gis.loaders.layout.header import raw_table
    >>> rows = [["start", "home/moo", "_id", "_uuid"], ["x", "5", "1", "a"]]
    >>> raw = settle(raw_table(Cells(text_frame(rows)), 1, file="a.csv"), {"moo"})
    >>> list(raw.frame.columns), raw.findings[0].count
    (['home › moo'], 3)
    """
    headings = [str(name) for name in raw.frame.columns]
    if not is_export(headings):
        return raw
    own = [name for name in headings if _is_own(name, headings, expected)]
    names = {name: _named(name, headings, expected) for name in headings if name not in own}
    taken: dict[str, str] = {}
    for name, made in names.items():
        taken[name] = name if made in taken.values() else made
    frame = raw.frame[list(taken)].rename(columns=taken)
    letters = {made: raw.letters[name] for name, made in taken.items()}
    cells = ", ".join(raw.letters[name] for name in own)
    note = Finding("columns.export", "note", raw.file, raw.sheet, cells, count=len(own))
    settled = replace(raw, frame=frame, letters=letters, findings=(*raw.findings, note))
    return _split_points(settled, expected)


def _wanted(name: str, expected: Collection[str]) -> bool:
    """Whether a heading is one of the expected ones, word for word."""
    return normalise_label(name) in expected


def _is_own(name: str, headings: Collection[str], expected: Collection[str]) -> bool:
    """Whether a column was added by the server or the phone."""
    if _wanted(name, expected):
        return False
    if _SIGNS.fullmatch(name) or _AUTOMATIC.fullmatch(name) or name in _PARENTS:
        return True
    part = _PART.match(name)
    if part and (part["one"] or part["two"]).lower() not in _BOTH:
        return True
    return f"_{name}_latitude" in headings and f"_{name}_longitude" in headings


def _named(name: str, headings: Collection[str], expected: Collection[str]) -> str:
    """The name of a column with its group and question told apart."""
    if _wanted(name, expected):
        return name
    if part := _PART.match(name):
        return JOIN.join([part["kobo"] or part["odk"], part["one"] or part["two"]])
    question, mark, choice = name.rpartition("/")
    if mark and question in headings:
        return f"{question} [{choice}]"
    for at in [found.start() for found in re.finditer("[/-]", name)]:
        if _wanted(name[at + 1 :], expected):
            return JOIN.join([*name[:at].split("/"), name[at + 1 :]])
    if "/" in name and _XML_NAMES.match(name):
        return JOIN.join(name.split("/"))
    return name


def _split_points(raw: RawTable, expected: Collection[str]) -> RawTable:
    """A position in one cell becomes latitude and longitude; only where the table has neither."""
    if not set(_BOTH) <= set(expected) or held(raw.frame.columns, _BOTH):
        return raw
    for heading in raw.frame.columns:
        texts = raw.frame[heading].dropna()
        if len(texts) and texts.map(lambda text: bool(_POINT.match(text))).all():
            return _split(raw, str(heading), texts)
    return raw


def _split(raw: RawTable, heading: str, texts: pd.Series[str]) -> RawTable:
    """Latitude and longitude in the place of the column."""
    frame = raw.frame.drop(columns=[heading])
    at = raw.frame.columns.tolist().index(heading)
    parts = texts.str.split()
    letters = {name: one for name, one in raw.letters.items() if name != heading}
    for step, name in enumerate(_BOTH):
        column = parts.str[step].reindex(raw.frame.index).astype(raw.frame[heading].dtype)
        frame.insert(at + step, JOIN.join([heading, name]), column)
        letters[JOIN.join([heading, name])] = raw.letters[heading]
    cell = raw.letters[heading]
    told = Finding("columns.position", "repaired", raw.file, raw.sheet, cell, count=len(texts))
    return replace(raw, frame=frame, letters=letters, findings=(*raw.findings, told))
