"""The sheets of a book: which one is read, and what is said of the others and of cells outside."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.address import position
from tambon_gis.loaders.formats.cells import Cells, text_frame
from tambon_gis.loaders.layout import exports, header
from tambon_gis.model.findings import Finding
from tambon_gis.thai import normalise_label
from tambon_gis.words import LANGS, words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tambon_gis.loaders.formats.cells import Book

__all__ = ["EVERY", "Sheet", "alike", "load", "pick", "tell", "within"]

#: Instead of a name: every sheet that holds the table.
EVERY = "*"
UNREAD = -1
_RANGE = re.compile(r"^\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})?$")


@dataclass(frozen=True)
class Sheet:
    """
    A loaded sheet.

    Parameters
    ----------
    name : str
        Its name.
    cells : Cells
        What stands in it.
    fit : int
        How many expected headings it holds; -1 when it cannot be read.
    hidden : bool
        Whether the workbook does not show it.
    """

    name: str
    cells: Cells
    fit: int
    hidden: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not len(self.cells.frame.columns)


def load(
    book: Book, expected: Collection[str], *, sheet: str | None = None, cells: str | None = None
) -> list[Sheet]:
    """
    Load the sheets among which to choose.

    Parameters
    ----------
    book : Book
        The opened file.
    expected : collection of str
        Normalised headings.
    sheet : str, optional
        Only the sheet of this name.
    cells : str, optional
        Only this range of each.

    Returns
    -------
    list[Sheet]
        In the order of the book. One that cannot be read is left among others that can.

    Raises
    ------
    InputError
        When there is no such sheet, no such range, or the table is in none that can be read.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Book, Cells, text_frame
    >>> one = Cells(text_frame([["บ้าน", "คน"]]))
    >>> [s.fit for s in load(Book("a.xlsx", ("ก",), lambda _: one), {"บ้าน", "คน"})]
    [2]
    """
    wanted = None if sheet == EVERY else sheet
    if wanted is not None and wanted not in book.sheets:
        known = ", ".join(book.sheets)
        raise InputError("table.no_sheet", where=book.file, sheet=wanted, known=known)
    loaded: list[Sheet] = []
    faults: list[InputError] = []
    for name in book.sheets if wanted is None else (wanted,):
        try:
            found = book.load(name)
        except InputError as fault:
            faults.append(fault)
            loaded.append(Sheet(name, Cells(text_frame([])), UNREAD, name in book.hidden))
            continue
        part = within(found, cells, file=book.file, sheet=name) if cells else found
        fit = header.fit(part, expected) if len(part.frame.columns) else 0
        loaded.append(Sheet(name, part, fit, name in book.hidden))
    if faults and not any(one.fit >= header.fewest(expected) for one in loaded):
        raise faults[0]
    return loaded


def within(cells: Cells, address: str, *, file: str = "", sheet: str = "") -> Cells:
    """
    A part of a sheet.

    Parameters
    ----------
    cells : Cells
        The sheet.
    address : str
        Range as Excel writes it; without the last row it reaches to the end.
    file, sheet : str, default ""
        For the message and the note.

    Returns
    -------
    Cells
        Row numbers and positions stay those of the sheet; filled rows outside are told in a note.

    Raises
    ------
    InputError
        When it is no range.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> part = within(Cells(text_frame([["a", "b"], ["c", "d"], ["e", "f"]])), "B2:B3")
    >>> part.frame.index.tolist(), part.frame.columns.tolist(), part.findings[0].count
    ([2, 3], [1], 1)
    """
    found = _RANGE.match(address.strip())
    if not found:
        raise InputError("table.no_range", where=file, cells=address)
    left, right = sorted((position(found.group(1)), position(found.group(3))))
    last_row = int(found.group(4)) if found.group(4) else len(cells.frame) + 1
    first, last = sorted((int(found.group(2)), last_row))
    frame = cells.frame
    rows = (frame.index >= first) & (frame.index <= last)
    columns = [at for at in range(left, right + 1) if at in frame.columns]
    part = frame.loc[rows][columns]
    outside = int(frame.loc[~rows].notna().any(axis=1).sum())
    facts = {"range": address.strip()}
    note = Finding("table.outside", "note", file, sheet, count=outside, facts=facts)
    merges = tuple(one for one in cells.merges if first <= one[0] <= last)
    findings = (*cells.findings, *((note,) if outside else ()))
    return replace(cells, frame=part, merges=merges, findings=findings)


def pick(sheets: Sequence[Sheet], expected: Collection[str] = ()) -> Sheet:
    """
    The sheet that fits best.

    Parameters
    ----------
    sheets : sequence of Sheet
        At least one.
    expected : collection of str, optional
        Normalised headings.

    Returns
    -------
    Sheet
        The first of equals; a hidden one only where no other fits at all.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> cells = Cells(text_frame([["a"]]))
    >>> pick([Sheet("old", cells, 9, hidden=True), Sheet("new", cells, 3)]).name
    'new'
    """
    least = header.fewest(expected)

    def worth(one: Sheet) -> tuple[bool, int, bool, bool]:
        return one.fit >= least and not one.hidden, one.fit, not one.hidden, not one.empty

    return max(sheets, key=worth)


def alike(sheets: Sequence[Sheet], chosen: Sheet, expected: Collection[str]) -> list[Sheet]:
    """
    The sheets that hold a table of the same kind, the chosen one among them.

    Parameters
    ----------
    sheets : sequence of Sheet
        All of the book.
    chosen : Sheet
        The one that is read.
    expected : collection of str
        Normalised headings; without any, those of the chosen sheet are taken.

    Returns
    -------
    list[Sheet]
        With at least half as many of the headings.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> one, two, other = (
    ...     Cells(text_frame(rows))
    ...     for rows in ([["a", "b"], ["1", "2"]], [["a", "b"], ["3", "4"]], [["c", "d"]])
    ... )
    >>> sheets = [Sheet("1", one, 2), Sheet("2", two, 2), Sheet("3", other, 0)]
    >>> [sheet.name for sheet in alike(sheets, sheets[0], {"a", "b"})]
    ['1', '2']
    """
    most, fits = chosen.fit, {one.name: one.fit for one in sheets}
    if not expected and not chosen.empty and len(sheets) > 1:
        own = header.raw_table(chosen.cells, header.heading_row(chosen.cells), file="")
        labels = {normalise_label(str(name)) for name in own.frame.columns}
        most = len(labels)
        fits = {one.name: 0 if one.empty else header.fit(one.cells, labels) for one in sheets}
        expected = labels
    least = max(header.fewest(expected), (most + 1) // 2)
    return [one for one in sheets if one is chosen or fits[one.name] >= least]


def tell(
    sheets: Sequence[Sheet], read: Collection[str], same: Sequence[Sheet], expected: Collection[str]
) -> list[Finding]:
    """
    What is said of the sheets that are not read.

    Parameters
    ----------
    sheets : sequence of Sheet
        All of the book.
    read : collection of str
        Names of those that are read.
    same : sequence of Sheet
        Those that hold the same kind of table.
    expected : collection of str
        Normalised headings.

    Returns
    -------
    list[Finding]
        A decision for each that holds the same kind of table, with its rows; a note for repeat
        groups of an export with their rows; notes for hidden ones and for the rest.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> cells = Cells(text_frame([["a", "b"], ["1", "2"]]))
    >>> sheets = [Sheet("1", cells, 2), Sheet("2", cells, 2)]
    >>> [(one.code, one.sheet, one.count) for one in tell(sheets, ["1"], sheets, {"a", "b"})]
    [('table.sheet_same', '2', 1)]
    """
    found: list[Finding] = []
    names = {"hidden": [one.name for one in sheets if one.hidden and one.name in read]}
    if names["hidden"]:
        facts = {"sheet": ", ".join(names["hidden"])}
        count = len(names["hidden"])
        found.append(Finding("table.sheet_shown", "note", count=count, facts=facts))
    left: list[str] = []
    hidden: list[str] = []
    repeats: list[Finding] = []
    more: list[Finding] = []
    for one in sheets:
        if one.name in read:
            continue
        if one.fit == UNREAD:
            more.append(Finding("table.sheet_unread", "decide", sheet=one.name))
            continue
        rows = _rows(one, expected) if one in same and not _explains(one, read) else None
        if rows:
            code = "table.sheet_hidden" if one.hidden else "table.sheet_same"
            more.append(Finding(code, "decide", sheet=one.name, count=rows))
        elif count := exports.repeat_rows(one.cells):
            repeats.append(Finding("table.sheet_repeat", "note", sheet=one.name, count=count))
        else:
            (hidden if one.hidden else left).append(one.name)
    facts = {"sheet": ", ".join(read), "left": ", ".join(left)}
    if left:
        found.append(Finding("table.sheets_left", "note", count=len(left), facts=facts))
    if hidden:
        facts = {"left": ", ".join(hidden)}
        found.append(Finding("table.sheets_hidden", "note", count=len(hidden), facts=facts))
    return [*found, *more, *repeats]


def _explains(sheet: Sheet, read: Collection[str]) -> bool:
    """Whether it is the sheet of explanations of a form of ours, which lists codes as well."""
    return any(
        sheet.name == say.text("template.notes") and say.text("template.sheet") in read
        for say in map(words, LANGS)
    )


def _rows(sheet: Sheet, expected: Collection[str]) -> int:
    """How many rows the table of a sheet has."""
    row = header.heading_row(sheet.cells, expected)
    return len(header.raw_table(sheet.cells, row, file="", expected=expected).frame)
