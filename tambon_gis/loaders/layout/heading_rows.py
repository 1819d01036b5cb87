"""Where the headings of a table stand: one to three rows, merged cells, unit and numbering rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from tambon_gis.thai import clean, normalise_label

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tambon_gis.loaders.formats.cells import Cells

__all__ = ["JOIN", "LOOK_AT", "Heading", "around", "grid", "has_letters", "held", "matches"]

LOOK_AT = 60
MOST_ROWS = 3
#: What was asked of a sheet, for as long as the sheet is held: every schema asks the same.
_GRIDS: WeakKeyDictionary[Cells, dict[tuple[int, int], dict[int, dict[int, str]]]] = (
    WeakKeyDictionary()
)
#: Between the group heading and the heading under it.
JOIN = " › "
FEWEST_NUMBERS = 6
FEWEST_IN_BRACKETS = 3
_LETTER = re.compile("[A-Za-z\u0e01-\u0e2e]")
_BRACKETS = re.compile(r"^[(\[]?(\d{1,3})[)\]]?(?:=.*)?$")
_UNIT = re.compile(
    r"^[(\[]?(?:หน่วย(?:นับ)?|คน|ราย|บาท|พันบาท|ล้านบาท|ครัวเรือน|ครอบครัว|หลัง|หลังคาเรือน|ไร่|งาน|ตารางวา"
    r"|ตร\.?(?:ม|ว|กม)\.?|ร้อยละ|%|เปอร์เซ็นต์|แห่ง|ปี|เดือน|วัน|ครั้ง|ตัว|ต้น|กก\.?|กิโลกรัม|ตัน|ลิตร|กม\.?|กิโลเมตร"
    r"|เมตร|ม\.|บ่อ|คัน|เครื่อง|หมู่บ้าน|กลุ่ม|องศา)(?:/(?:ปี|เดือน|วัน|ไร่|คน|ครัวเรือน|คน/ปี|ครัวเรือน/ปี))?[)\]]?$"
)
_YEAR = re.compile(r"^(?:25|20)\d\d$")
_XML_TAG = re.compile(r"^#[a-z][\w+]*$")
_XML_NAME = re.compile(r"^[A-Za-z_][\w.]*(?:[/-][A-Za-z_][\w.]*)+$")


@dataclass(frozen=True)
class Heading:
    """
    The headings of a table.

    Parameters
    ----------
    first, last : int
        First and last row of the headings; the table's rows are below.
    names : dict[int, str]
        Position of a column -> its name, group and own heading joined; empty where blank.
    under : tuple[int, ...]
        Rows right below with units, numbers of columns or tags: no data.
    """

    first: int
    last: int
    names: dict[int, str]
    under: tuple[int, ...] = ()

    @property
    def end(self) -> int:
        """The last row that is not data."""
        return max((self.last, *self.under))


def has_letters(text: str) -> bool:
    """
    Whether a cell holds a Thai or Latin letter: figures, codes, dates and dashes do not.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    bool
        False for ``1,234``, ``12/3``, ``๑๒``, ``-``.

    Examples
    --------
    >>> has_letters("12/3"), has_letters("ม.5")
    (False, True)
    """
    return _LETTER.search(text) is not None


def held(texts: Iterable[str], expected: Collection[str]) -> frozenset[str]:
    """
    The expected headings among texts: whole, without the sign between group and heading, or last.

    Parameters
    ----------
    texts : iterable of str
        Cells or joined headings.
    expected : collection of str
        Headings after :func:`tambon_gis.thai.normalise_label`.

    Returns
    -------
    frozenset[str]
        Those found.

    Examples
    --------
    >>> sorted(held(["รายได้ › อาชีพหลัก", "group/moo"], {"รายได้อาชีพหลัก", "moo", "x"}))
    ['moo', 'รายได้อาชีพหลัก']
    """
    wanted = frozenset(expected)
    found: set[str] = set()
    for text in texts:
        parts = [normalise_label(part) for part in text.split(JOIN.strip())]
        labels = {"".join(parts[at:]) for at in range(len(parts))}
        if _XML_NAME.match(text):
            labels.add(normalise_label(re.split("[/-]", text)[-1]))
        found |= wanted & labels
    return frozenset(found)


def grid(cells: Cells, first: int, last: int) -> dict[int, dict[int, str]]:
    """
    The filled cells of some rows.

    Parameters
    ----------
    cells : Cells
        The sheet.
    first, last : int
        Row numbers, both included.

    Returns
    -------
    dict[int, dict[int, str]]
        Row number -> position -> text; a row without any is an empty mapping. It is kept with the
        sheet: who asks reads it, and changes nothing.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> grid(Cells(text_frame([["a", None, "b"], [" "]])), 1, 2)
    {1: {0: 'a', 2: 'b'}, 2: {}}
    """
    kept = _GRIDS.setdefault(cells, {})
    if (first, last) not in kept:
        kept[first, last] = _grid(cells, first, last)
    return kept[first, last]


def _grid(cells: Cells, first: int, last: int) -> dict[int, dict[int, str]]:
    """The same, from the frame."""
    part = cells.frame.loc[first:last]
    positions = [int(str(position)) for position in part.columns]
    return {
        int(row): {
            position: text
            for position, text in zip(positions, texts, strict=True)
            if isinstance(text, str) and clean(text)
        }
        for row, texts in zip(part.index, part.to_numpy(dtype=object).tolist(), strict=True)
    }


def matches(cells: Cells, expected: Collection[str]) -> dict[int, int]:
    """
    How many expected headings each of the first rows holds.

    Parameters
    ----------
    cells : Cells
        The sheet.
    expected : collection of str
        Normalised headings.

    Returns
    -------
    dict[int, int]
        Row number -> count; empty without expected headings.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> matches(Cells(text_frame([["title"], ["a", "b"]])), {"a", "b"})
    {1: 0, 2: 2}
    """
    if not expected or not len(cells.frame):
        return {}
    top = int(cells.frame.index[0])
    rows = grid(cells, top, top + LOOK_AT - 1)
    return {row: len(held(line.values(), expected)) for row, line in rows.items()}


def around(cells: Cells, row: int, expected: Collection[str] = ()) -> Heading:
    """
    The whole heading of which one row is known.

    Parameters
    ----------
    cells : Cells
        The sheet.
    row : int
        A row that holds headings.
    expected : collection of str, optional
        Normalised headings.

    Returns
    -------
    Heading
        At most three rows. A row joins only where merged cells, or blanks that the lower row tells
        apart, show a group over its parts; a row of figures other than years never does without
        merged cells.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> rows = [["บ้าน", "รายได้", None], [None, "หลัก", "รอง"], ["คน", "บาท", "บาท"], ["1", "2", "3"]]
    >>> found = around(Cells(text_frame(rows)), 1)
    >>> found.names[2], found.last, found.under
    ('รายได้ › รอง', 2, (3,))
    """
    rows = grid(cells, row - MOST_ROWS, row + 2 * MOST_ROWS)
    spans = _spans(cells, row - MOST_ROWS, row + MOST_ROWS)
    near = _Near(rows, spans, _tall(cells), expected)
    first, last = next(
        (
            (top, bottom)
            for top, bottom in _windows(row)
            if all(near.is_group(top, at, bottom) for at in range(top, bottom))
        ),
        (row, row),
    )
    positions = [int(str(column)) for column in cells.frame.columns]
    names = _names(rows, spans, first, last, positions)
    under: list[int] = []
    for at in range(last + 1, last + MOST_ROWS + 1):
        if not _is_under(rows.get(at, {})):
            break
        under.append(at)
    return Heading(first, last, names, tuple(under))


def _windows(row: int) -> list[tuple[int, int]]:
    """First and last row of every heading of several rows that a row may be in, longest first."""
    return [
        (top, top + size - 1)
        for size in range(MOST_ROWS, 1, -1)
        for top in range(row - size + 1, row + 1)
    ]


def _spans(cells: Cells, first: int, last: int) -> dict[tuple[int, int], int]:
    """Merged cells that lie across: (row, first column) -> last column."""
    return {
        (top, left): right
        for top, left, bottom, right in cells.merges
        if right > left and first <= top <= last
    }


def _tall(cells: Cells) -> frozenset[tuple[int, int]]:
    """Merged cells that reach down into a row: (row, column) without the first row."""
    return frozenset(
        (row, column)
        for top, left, bottom, right in cells.merges
        if top < bottom < top + MOST_ROWS
        for row in range(top + 1, bottom + 1)
        for column in range(left, right + 1)
    )


def _groups(
    upper: Mapping[int, str],
    lower: Mapping[int, str],
    row: int,
    spans: Mapping[tuple[int, int], int],
) -> dict[int, list[int]]:
    """Position of each text of the upper row -> positions of the texts below it."""
    starts = sorted(upper)
    groups: dict[int, list[int]] = {}
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        end = spans.get((row, start))
        inside = []
        at = start
        while (at in lower and at != following) if end is None else at <= end:
            if at in lower:
                inside.append(at)
            at += 1
        groups[start] = inside
    return groups


@dataclass(frozen=True)
class _Near:
    """The rows around one that holds headings, their merged cells, and what is expected."""

    rows: Mapping[int, Mapping[int, str]]
    spans: Mapping[tuple[int, int], int]
    tall: frozenset[tuple[int, int]]
    expected: Collection[str]

    def is_group(self, top: int, row: int, bottom: int) -> bool:
        """Whether a row of a heading from top to bottom is a group over what stands below it."""
        upper, lower = self.rows.get(row, {}), _joined(self.rows, row + 1, bottom)
        if not upper or not self.rows.get(row + 1) or not all(map(has_letters, upper.values())):
            return False
        groups = _groups(upper, lower, row, self.spans)
        wide = [inside for inside in groups.values() if len(inside) > 1]
        title = len(wide) == len(groups) == 1
        if not wide or title or not _distinct(lower, wide):
            return False
        merged = [start for start in upper if (row, start) in self.spans]
        sunk = any((row + 1, at) in self.tall for at in upper)
        figures = [text for text in lower.values() if not has_letters(text)]
        years = all(_YEAR.match(normalise_label(text)) for text in figures)
        below = {at for start in merged for at in groups[start]}
        if figures and not years and not (sunk and lower.keys() <= below):
            return False
        under = {at for inside in wide for at in inside}
        stray = lower.keys() - under
        if sunk or (figures and stray):
            return sunk and len(stray) <= len(under)
        if self._joining_helps(upper, lower, groups):
            return True
        labels = {normalise_label(text) for text in lower.values()}
        told_apart = len(labels) < len(lower) and len(wide) > 1
        vertical = _joined(self.rows, top, row).keys() - lower.keys()
        shown = (bool(vertical) and not stray) or told_apart or len(merged) > 1
        return shown and not stray & upper.keys()

    def _joining_helps(
        self, upper: Mapping[int, str], lower: Mapping[int, str], groups: Mapping[int, list[int]]
    ) -> bool:
        """Whether group and part together are more of the expected headings than either alone."""
        joined = [upper[at] + JOIN + lower[one] for at, inside in groups.items() for one in inside]
        known = [len(held(texts, self.expected)) for texts in (upper.values(), lower.values())]
        return len(held([*joined, *upper.values()], self.expected)) > max(known)


def _joined(rows: Mapping[int, Mapping[int, str]], first: int, last: int) -> dict[int, str]:
    """The texts of some rows, one above the other."""
    found: dict[int, str] = {}
    for row in range(first, last + 1):
        for at, text in rows.get(row, {}).items():
            found[at] = f"{found[at]}{JOIN}{text}" if at in found else text
    return found


def _distinct(lower: Mapping[int, str], wide: Iterable[list[int]]) -> bool:
    """Whether the parts of each group differ."""
    return all(len({normalise_label(lower[at]) for at in inside}) == len(inside) for inside in wide)


def _names(
    rows: Mapping[int, Mapping[int, str]],
    spans: Mapping[tuple[int, int], int],
    first: int,
    last: int,
    positions: Iterable[int],
) -> dict[int, str]:
    """The name of every column, from the top row to the lowest."""
    parts: dict[int, list[str]] = {at: [] for at in positions}
    for row in range(first, last + 1):
        line = rows.get(row, {})
        groups = _groups(line, _joined(rows, row + 1, last), row, spans)
        owner = {at: start for start, inside in groups.items() for at in inside}
        for at, found in parts.items():
            text = clean(line.get(at, line.get(owner.get(at, -1), "")))
            if text and text not in found[-1:]:
                found.append(text)
    return {at: JOIN.join(found) for at, found in parts.items()}


def _is_under(line: Mapping[int, str]) -> bool:
    """Whether a row right below the headings gives units, numbers of columns or tags."""
    labels = [normalise_label(line[at]) for at in sorted(line)]
    if not labels:
        return False
    if all(_UNIT.match(label) for label in labels) or all(_XML_TAG.match(x) for x in labels):
        return True
    numbers = [_BRACKETS.match(label) for label in labels]
    values = [int(found.group(1)) for found in numbers if found]
    rising = values == list(range(1, len(labels) + 1))
    bracketed = all(label.startswith(("(", "[")) for label in labels)
    fewest = FEWEST_IN_BRACKETS if bracketed else FEWEST_NUMBERS
    return rising and len(labels) >= fewest
