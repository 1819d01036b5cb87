"""A filled form of confirmation as cells: lines by their headings, labels by their words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tambon_gis.errors import CodeError
from tambon_gis.loaders.address import letter
from tambon_gis.places import parse
from tambon_gis.thai import clean, digits_to_arabic, normalise_label
from tambon_gis.words import LANGS, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tambon_gis.loaders.formats.cells import Cells

__all__ = [
    "Label",
    "Line",
    "Sheet",
    "alike",
    "numbers",
    "reference",
    "sheet",
    "status",
    "tick",
    "village",
]

_HEADS = ("code", "year", "title", "value", "of", "unit", "right", "after", "why")
_LABELS = ("village", "by", "on", "people")
_FILLED = ("right", "after", "why")
_STATUSES = ("planned", "running", "done", "dropped")
#: A row that holds so many headings is a row of headings.
_FEWEST = 4
_REF = re.compile(r"^([a-z0-9][a-z0-9-]*)\s*/\s*(\S+)$")
_RIGHT = frozenset({"✓", "✔", "√", "/", "1", "ถูก", "ถูกต้อง", "ใช่", "yes", "true", "right", "ok"})
_WRONG = frozenset({"✗", "✘", "x", "0", "ไม่", "ไม่ถูก", "ไม่ถูกต้อง", "ไม่ใช่", "no", "false", "wrong"})


@dataclass(frozen=True)
class Label:
    """A label and what stands behind it: its text, and the cell in which it is, or belongs."""

    text: str
    address: str
    row: int


@dataclass(frozen=True)
class Line:
    """
    One line of the form.

    Parameters
    ----------
    row : int
        Row number in the file.
    cells : Mapping[str, str]
        Column of the form -> text.
    columns : Mapping[str, int]
        Column of the form -> position in the sheet.
    """

    row: int
    cells: Mapping[str, str]
    columns: Mapping[str, int]

    def text(self, name: str) -> str:
        """
        What stands in a column.

        Parameters
        ----------
        name : str
            Column of the form.

        Returns
        -------
        str
            Empty where blank.
        """
        return self.cells.get(name, "")

    def address(self, name: str) -> str:
        """
        The cell of a column.

        Parameters
        ----------
        name : str
            Column of the form.

        Returns
        -------
        str
            For example ``H12``; ``A12`` where the sheet has no such column.
        """
        return f"{letter(self.columns.get(name, 0))}{self.row}"


@dataclass
class Sheet:
    """
    One sheet.

    Parameters
    ----------
    file, name : str
        The file and the sheet.
    heads : list[int]
        Rows of headings; empty where the sheet is no form.
    lines : list[Line]
        Lines below them.
    labels : dict[str, Label]
        What stands behind the labels ``village``, ``by``, ``on`` and ``people``.
    """

    file: str
    name: str
    heads: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    labels: dict[str, Label] = field(default_factory=dict)

    @property
    def filled(self) -> bool:
        """Whether somebody wrote in it; a sheet that is no form is somebody's own."""
        answered = any(line.text(name) for line in self.lines for name in _FILLED)
        signed = any(self.labels[name].text for name in _LABELS[1:] if name in self.labels)
        return not self.heads or answered or signed


def sheet(file: str, name: str, cells: Cells) -> Sheet | None:
    """
    The form in a sheet.

    Parameters
    ----------
    file, name : str
        The file and the sheet.
    cells : Cells
        Its cells.

    Returns
    -------
    Sheet or None
        Without headings where it is no form; None where it is empty.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> rows = [["Code", "Year B.E.", "Right", "Reason"], ["bmn-2560/9", "2565", "x", None]]
    >>> found = sheet("a.xlsx", "1", Cells(text_frame(rows)))
    >>> found.lines[0].text("code"), found.lines[0].address("right")
    ('bmn-2560/9', 'C2')
    """
    rows = _rows(cells)
    if not rows:
        return None
    found, columns = Sheet(file, name), dict[str, int]()
    titles, labels = _titles(), _labels()
    for number, row in rows.items():
        heads = {titles[alike(text)]: at for at, text in row.items() if alike(text) in titles}
        if len(heads) >= _FEWEST:
            columns = heads
            found.heads.append(number)
            continue
        if (label := _label(row, number, labels)) is not None:
            found.labels.setdefault(*label)
        elif columns:
            texts = {one: row[at] for one, at in columns.items() if at in row}
            is_line = reference(texts.get("code", "")) or any(texts.get(one) for one in _FILLED)
            if is_line:
                found.lines.append(Line(number, texts, columns))
    return found


def reference(text: str) -> str | None:
    """
    The code of a line.

    Parameters
    ----------
    text : str
        As found, ``bmn-2560/๙`` as well.

    Returns
    -------
    str or None
        None where it is none.

    Examples
    --------
    >>> reference("BMN-2560 / ๙"), reference("หมู่ 9")
    ('bmn-2560/9', None)
    """
    made = _REF.match(digits_to_arabic(clean(text)).lower())
    return f"{made[1]}/{made[2]}" if made else None


def village(text: str) -> str | None:
    """
    The place of a sheet.

    Parameters
    ----------
    text : str
        A code, also with its name behind it.

    Returns
    -------
    str or None
        None where it is no code.

    Examples
    --------
    >>> village("๙๙๐๑๐๑๐๓ ดอนทราย"), village("หมู่ 3")
    ('99010103', None)
    """
    try:
        return parse(clean(text).split(" ", maxsplit=1)[0])
    except CodeError:
        return None


def tick(text: str) -> str | None:
    """
    What a tick says.

    Parameters
    ----------
    text : str
        As found.

    Returns
    -------
    str or None
        ``right``, ``wrong``, empty where blank; None where it cannot be understood.

    Examples
    --------
    >>> tick("✓"), tick("ไม่ถูก"), tick(""), tick("?")
    ('right', 'wrong', '', None)
    """
    plain = digits_to_arabic(clean(text)).lower().removesuffix(".0")
    if not plain:
        return ""
    return "right" if plain in _RIGHT else "wrong" if plain in _WRONG else None


def status(text: str) -> str | None:
    """
    The state of a project, as the form names it.

    Parameters
    ----------
    text : str
        In either language.

    Returns
    -------
    str or None
        ``planned``, ``running``, ``done`` or ``dropped``; None where it is none of them.

    Examples
    --------
    >>> status("เสร็จแล้ว"), status("under way"), status("?")
    ('done', 'running', None)
    """
    named = {
        alike(words(lang).text(f"confirm.status.{one}")): one for lang in LANGS for one in _STATUSES
    }
    return named.get(alike(text))


def numbers(text: str) -> tuple[str, ...]:
    """
    The numbers in a text, which are the same in both languages.

    Parameters
    ----------
    text : str
        For example ``59 / 1,164``.

    Returns
    -------
    tuple[str, ...]
        In their order.

    Examples
    --------
    >>> numbers("about ๖๐ / 1,164")
    ('60', '1164')
    """
    return tuple(re.findall(r"\d+(?:\.\d+)?", digits_to_arabic(text).replace(",", "")))


def alike(text: str) -> str:
    """
    A text as headings are compared.

    Parameters
    ----------
    text : str
        As found.

    Returns
    -------
    str
        Normalised.

    Examples
    --------
    >>> alike("ปี พ.ศ.") == alike("ปี  พ.ศ. ")
    True
    """
    return normalise_label(text)


def _rows(cells: Cells) -> dict[int, dict[int, str]]:
    """Filled cells by row number and position."""
    found: dict[int, dict[int, str]] = {}
    for column in cells.frame.columns:
        filled = cells.frame[column].dropna()
        for row, text in filled.items():
            if plain := clean(str(text)):
                found.setdefault(int(str(row)), {})[int(str(column))] = plain
    return dict(sorted(found.items()))


def _titles() -> dict[str, str]:
    """Heading in either language -> column of the form."""
    return {
        alike(words(lang).text(f"confirm.{table}.{name}")): name
        for lang in LANGS
        for table in ("head", "project")
        for name in _HEADS
    }


def _labels() -> dict[str, str]:
    """Label in either language -> what it asks for."""
    return {
        alike(words(lang).text(f"confirm.label.{name}")): name for lang in LANGS for name in _LABELS
    }


def _label(
    row: Mapping[int, str], number: int, labels: Mapping[str, str]
) -> tuple[str, Label] | None:
    """The label of a row with the first text behind it."""
    for at, text in sorted(row.items()):
        if (name := labels.get(alike(text))) is not None:
            behind = [column for column in sorted(row) if column > at]
            column = behind[0] if behind else at + 2
            return name, Label(row.get(column, ""), f"{letter(column)}{number}", number)
    return None
