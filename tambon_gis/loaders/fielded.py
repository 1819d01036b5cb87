"""What a field form brought back: an export of KoboToolbox or ODK becomes rows of its tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders import formats
from tambon_gis.loaders.forms.asked import CONSENT, NO
from tambon_gis.loaders.forms.choices import Choice, in_both
from tambon_gis.thai import digits_to_arabic, normalise_label
from tambon_gis.words import BE_OFFSET

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from tambon_gis.loaders.forms.asked import Asked, FieldForm

__all__ = ["Collected", "collected"]

Row = dict[str, str]
#: Own id of a submission, and the id of the one that a member belongs to: of both, the pairs that
#: servers write, the surest first.
_PAIRS = (
    ("_uuid", "_submission__uuid"), ("KEY", "PARENT_KEY"), ("_id", "_submission__id"),
    ("_index", "_parent_index"),
)  # fmt: skip
_PARENTS = frozenset(parent for _, parent in _PAIRS)
_INDEX = "_index"
_BETWEEN = re.compile(r"[/\-.:|>]")
_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")
_CODE = re.compile(r"(?<!\d)(\d{8})(?!\d)")
#: Rows above the headings, at most.
_ABOVE = 10


@dataclass(frozen=True)
class Collected:
    """
    Rows as the tables hold them.

    Parameters
    ----------
    households, members : tuple[dict[str, str], ...]
        Column -> text, in the order of the export; blank where nothing was answered.
    refused : int
        Submissions without consent: nothing of them is kept.
    orphans : int
        Members whose household is not in the export; they are not kept.
    unknown : tuple[str, ...]
        Headings that the form does not know, without those of the server.
    asked : frozenset[str]
        Names of the questions for which there are columns.
    """

    households: tuple[Row, ...] = field(repr=False)
    members: tuple[Row, ...] = field(repr=False)
    refused: int = 0
    orphans: int = 0
    unknown: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()


@dataclass
class _Sheet:
    """A sheet of an export: which column is which, and its rows."""

    file: int
    members: bool
    columns: Mapping[int, Asked]
    keys: Mapping[str, int]
    rows: Sequence[Sequence[str]]
    unknown: tuple[str, ...] = ()


def collected(paths: Iterable[Path], form: FieldForm) -> Collected:
    """
    Read an export of a form.

    Parameters
    ----------
    paths : iterable of pathlib.Path
        The export: a workbook or ZIP with a sheet of members, or the tables one by one. Headings
        and answers may be names of the form or its labels in either language, with or without the
        names of groups before them.
    form : FieldForm
        The form, with at least the questions of the export.

    Returns
    -------
    Collected
        Rows of households, or villages, and of members.

    Raises
    ------
    InputError
        When a file cannot be read, or none of them holds an export of this form.
    """
    paths = tuple(paths)
    sheets = [one for n, path in enumerate(paths) for one in _sheets(path, n, form)]
    own = [one for one in sheets if not one.members]
    if not own:
        where = ", ".join(dict.fromkeys(path.name for path in paths))
        raise InputError("field.not_export", where=where, title=form.rulebook.rulebook.title.th)
    houses: list[Row] = []
    known: dict[tuple[str, str], Row] = {}
    refused = 0
    left: set[tuple[str, str]] = set()
    for sheet in own:
        for cells in sheet.rows:
            ids = _ids(sheet, cells, parent=False)
            if _said_no(sheet, cells):
                refused += 1
                left.update(ids)
                continue
            row = _row(sheet, cells)
            houses.append(row)
            known |= dict.fromkeys(ids, row)
    members, orphans = _members([one for one in sheets if one.members], form, known, left)
    asked = {one.name for sheet in sheets for one in sheet.columns.values()}
    unknown = dict.fromkeys(text for sheet in sheets for text in sheet.unknown)
    return Collected(
        tuple(houses), tuple(members), refused, orphans, tuple(unknown), frozenset(asked)
    )


def _members(
    sheets: Iterable[_Sheet],
    form: FieldForm,
    known: Mapping[tuple[str, str], Row],
    left: set[tuple[str, str]],
) -> tuple[list[Row], int]:
    """The members of the households that are kept, with what they share with them."""
    found: list[Row] = []
    orphans = 0
    if form.persons is None:
        return found, orphans
    shared = [name for name in form.persons.by_name if name in form.schema.by_name]
    number = next(
        (n for n in form.persons.table.key if form.persons.by_name[n].kind == "integer"), ""
    )
    counted: dict[int, int] = {}
    for sheet in sheets:
        for cells in sheet.rows:
            ids = _ids(sheet, cells, parent=True)
            house = next((known[one] for one in ids if one in known), None)
            if house is None:
                orphans += left.isdisjoint(ids)
                continue
            counted[id(house)] = counted.get(id(house), 0) + 1
            row = {name: house[name] for name in shared if house.get(name)} | _row(sheet, cells)
            if number and not row.get(number):
                row[number] = str(counted[id(house)])
            found.append(row)
    return found, orphans


def _sheets(path: Path, file: int, form: FieldForm) -> Iterable[_Sheet]:
    """The sheets of a file that hold answers of the form."""
    book = formats.open_book(path)
    for name in book.sheets:
        frame = book.load(name).frame
        lines = frame.astype(object).where(frame.notna(), "").to_numpy().tolist()
        if (found := _sheet(file, lines, form)) is not None:
            yield found


def _sheet(file: int, lines: Sequence[Sequence[str]], form: FieldForm) -> _Sheet | None:
    """A sheet by its row of headings; none where no row names two questions."""
    best: tuple[int, int, _Sheet] | None = None
    for at, heads in enumerate(lines[:_ABOVE]):
        keys = {text: n for n, text in enumerate(heads) if text}
        member = form.members is not None and bool(_PARENTS & set(keys))
        asked = form.members.questions if member and form.members else form.questions
        columns, unknown = _matched(heads, asked)
        if len(columns) > (best[0] if best else 1):
            sheet = _Sheet(file, member, columns, keys, lines[at + 1 :], unknown)
            best = len(columns), at, sheet
    return best[2] if best else None


def _matched(
    heads: Sequence[str], asked: Sequence[Asked]
) -> tuple[dict[int, Asked], tuple[str, ...]]:
    """Position of a column -> its question; and the headings that are of no question."""
    names = {one.name: one for one in asked}
    labels = {normalise_label(text): one
              for one in asked for text in (one.label.th, one.label.en)}  # fmt: skip
    agreed = in_both("field.consent.label")
    consent = {CONSENT, normalise_label(agreed.th), normalise_label(agreed.en)}
    found: dict[int, Asked] = {}
    unknown: list[str] = []
    for at, text in enumerate(heads):
        ends = [text, *(text[m.end():] for m in _BETWEEN.finditer(text))]  # fmt: skip
        question = next((names[end] for end in ends if end in names), None)
        question = question or next(
            (labels[end] for end in map(normalise_label, ends) if end in labels), None
        )
        if question is not None and question not in found.values():
            found[at] = question
        elif _is_strange(text, question, ends, consent):
            unknown.append(text)
    return found, tuple(unknown)


def _is_strange(text: str, question: Asked | None, ends: Iterable[str], consent: set[str]) -> bool:
    """Whether a heading is neither the server's nor one that the form leaves to nobody."""
    if not text or question is not None or text.startswith("_"):
        return False
    told = {*ends, *map(normalise_label, ends)}
    return not (told & consent or any(end in _SERVER or end.startswith("note_") for end in told))


#: Headings that servers add, and those of ours that hold no answer.
_SERVER = frozenset({
    "start", "end", "today", "username", "deviceid", "SubmissionDate", "KEY", "PARENT_KEY",
    "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status",
    "ReviewState", "DeviceID", "Edits", "FormVersion", "instanceID", "instanceName", "meta",
    "house_serial", "member_count", "SET-OF-member",
})  # fmt: skip


def _ids(sheet: _Sheet, cells: Sequence[str], *, parent: bool) -> tuple[tuple[str, str], ...]:
    """The ids by which a row is known, the surest first; a mere number within its file only."""
    found = []
    for own, of in _PAIRS:
        at = sheet.keys.get(of if parent else own)
        if at is not None and at < len(cells) and cells[at]:
            told = cells[at].removesuffix(".0")
            found.append((f"{own} {sheet.file}" if own == _INDEX else own, told))
    return tuple(found)


def _said_no(sheet: _Sheet, cells: Sequence[str]) -> bool:
    """Whether a submission ends without consent."""
    refusal = in_both("field.consent.no")
    label = in_both("field.consent.label")
    asked = {CONSENT, normalise_label(label.th), normalise_label(label.en)}
    for text, at in sheet.keys.items():
        ends = {text, *(text[m.end():] for m in _BETWEEN.finditer(text))}  # fmt: skip
        if asked & {*ends, normalise_label(text)}:
            told = normalise_label(cells[at]) if at < len(cells) else ""
            return told in {NO, normalise_label(refusal.th), normalise_label(refusal.en)}
    return False


def _row(sheet: _Sheet, cells: Sequence[str]) -> Row:
    """A row by the names of its columns, as the table holds it."""
    found = {}
    for at, one in sheet.columns.items():
        if one.field is not None:
            found[one.field.name] = _cell(cells[at] if at < len(cells) else "", one)
    return found


def _cell(text: str, one: Asked) -> str:
    """An answer as it stands in the table; what is none of the choices stays as it is."""
    told = text.strip()
    if not told:
        return ""
    if one.field is not None and one.field.kind == "village":
        code = _CODE.search(digits_to_arabic(told))
        return code[1] if code else told
    if one.choices:
        return _chosen(told, one.choices)
    if one.kind == "date" and (day := _DAY.match(told)):
        year = int(day[1])
        return f"{day[3]}/{day[2]}/{year if year > BE_OFFSET * 4 else year + BE_OFFSET}"
    return told


def _chosen(told: str, choices: Sequence[Choice]) -> str:
    """The cell of a choice, by what was sent or by what was shown."""
    plain, label = told.removesuffix(".0"), normalise_label(told)
    for one in choices:
        if plain == one.name or label in map(normalise_label, (one.label.th, one.label.en)):
            return one.cell
    return told
