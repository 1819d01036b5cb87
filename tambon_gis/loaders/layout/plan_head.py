"""The head of form ผ.02: its columns by their text, and the years of budgets and ordinances."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tambon_gis.loaders.layout.plan_words import KINDS, code_of
from tambon_gis.thai import clean, digits_to_arabic, normalise_label

if TYPE_CHECKING:
    import pandas as pd

    from tambon_gis.loaders.formats.cells import Cells

__all__ = ["CONTEXT", "HEAD_ROWS", "Head", "context_above", "context_line", "find_head"]

LOOK_AT = 40
HEAD_ROWS = 4
#: Beginnings of normalised headings, the longer first where one is part of another.
HEADINGS: tuple[tuple[str, str], ...] = (
    ("ผลที่คาดว่า", "result"),
    ("ผลลัพธ์ที่คาดว่า", "result"),
    ("ตัวชี้วัด", "kpi"),
    ("วัตถุประสงค์", "objective"),
    ("เป้าหมาย", "target"),
    ("หน่วยงาน", "agency"),
    ("ประเด็นการพัฒนา", "issue"),
    ("ยุทธศาสตร์", "strategy"),
    ("กลยุทธ์", "tactic"),
    ("แนวทางการพัฒนา", "tactic"),
    ("โครงการ", "title"),
    ("ชื่อโครงการ", "title"),
    ("ลำดับ", "number"),
    ("ที่", "number"),
)
#: Beginnings of headings that some offices add to the form.
ADDED: tuple[tuple[str, str], ...] = (
    ("แหล่งงบประมาณ", "source"),
    ("แหล่งที่มาของงบ", "source"),
    ("ที่มาของงบ", "source"),
    ("แหล่งเงินงบประมาณ", "source"),
    ("ทำเอง/ทำร่วม", "kind"),
    ("ลักษณะโครงการ", "kind"),
    ("ลักษณะการดำเนินงาน", "kind"),
    ("สถานะ", "status"),
    ("ผลการดำเนินงาน", "status"),
    ("ผลการดำเนินการ", "status"),
)
#: Beginnings of lines that hold for all projects below them.
CONTEXT: tuple[tuple[str, str], ...] = (
    ("แผนงาน", "programme"),
    ("ยุทธศาสตร์", "strategy"),
    ("กลยุทธ์", "tactic"),
    ("แนวทางการพัฒนา", "tactic"),
    ("ประเด็นการพัฒนา", "issue"),
)
_YEAR = re.compile(r"(?<!\d)(25\d\d)(?!\d)")
_ORDINANCE = re.compile(r"ข้อบัญญัติ|เทศบัญญัติ")
_SUM = re.compile(r"รวม")
_AMOUNT = re.compile(r"^(?:-|[\d,]+(?:\.\d+)?)$")
_NUMBERED = re.compile(r"^(?:[\d๐-๙.()\s]+|[ก-ฮ]\.\s*)")
_DOTS = re.compile(r"[.…_]{3,}")


@dataclass(frozen=True)
class Head:
    """
    Where the columns of a plan are; columns are positions in the sheet, counted from 0.

    Parameters
    ----------
    top : int
        Row number of the first heading row.
    columns : dict[str, int]
        Field -> column.
    years, ordinances : dict[int, int]
        Year B.E. -> column of the budget, and of the amount in the yearly ordinance.
    total : int or None
        Column of the sum over the years.
    again : tuple[tuple[int, int], ...]
        Year and column of headings that repeat a year read already.
    bottom : int
        Row number of the last heading row.
    ticks : dict[str, int]
        Who does the project -> column that is ticked.
    """

    top: int
    columns: dict[str, int]
    years: dict[int, int]
    ordinances: dict[int, int]
    total: int | None
    again: tuple[tuple[int, int], ...]
    bottom: int
    ticks: dict[str, int] = field(default_factory=dict)

    @property
    def known(self) -> set[int]:
        """Every column that is read."""
        spare = set() if self.total is None else {self.total}
        spare |= {column for _, column in self.again}
        more = {*self.ordinances.values(), *self.ticks.values()}
        return {*self.columns.values(), *self.years.values(), *more, *spare}


def find_head(cells: Cells) -> Head | None:
    """
    Find the heading rows of a plan.

    Parameters
    ----------
    cells : Cells
        A sheet.

    Returns
    -------
    Head or None
        None when no row names both project and target with years of budgets below.

    Examples
    --------
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> rows = [["ลำดับ", "โครงการ", "เป้าหมาย", "งบประมาณ"], [None, None, None, "๒๕๖๖"]]
    >>> find_head(Cells(text_frame(rows))).years
    {2566: 3}
    """
    for row, line in cells.frame.head(LOOK_AT).iterrows():
        columns: dict[str, int] = {}
        for at, cell in line.dropna().items():
            label = normalise_label(cell)
            name = next((n for start, n in (*ADDED, *HEADINGS) if label.startswith(start)), "")
            if name and name not in columns:
                columns[name] = int(str(at))
        if {"title", "target"} <= columns.keys():
            head = _with_years(cells, int(str(row)), columns)
            if head.years:
                return head
    return None


def context_line(texts: list[str]) -> tuple[str, str] | None:
    """
    What a line says about the projects below it.

    Parameters
    ----------
    texts : list[str]
        Its filled cells.

    Returns
    -------
    tuple[str, str] or None
        ``programme``, ``strategy``, ``tactic`` or ``issue`` with the line, the text empty where
        nothing but the word and dots stands there; None for other lines.

    Examples
    --------
    >>> context_line(["2. แผนงานสาธารณสุข"])
    ('programme', 'แผนงานสาธารณสุข')
    >>> context_line(["แผนงาน ............"]), context_line(["โครงการถนน"])
    (('programme', ''), None)
    """
    bare = [_DOTS.sub("", _NUMBERED.sub("", clean(text), count=1)).strip() for text in texts[:1]]
    for start, name in CONTEXT:
        if bare and bare[0].startswith(start):
            whole = clean(" ".join([bare[0], *texts[1:]]))
            return name, "" if whole.rstrip(" :") == start else whole
    return None


def context_above(cells: Cells, top: int) -> dict[str, str]:
    """
    What the preamble says: the last line of each kind above the headings.

    Parameters
    ----------
    cells : Cells
        A sheet.
    top : int
        Row number of the first heading row.

    Returns
    -------
    dict[str, str]
        Kind of line -> its text.
    """
    found: dict[str, str] = {}
    for _, line in cells.frame.loc[: top - 1].iterrows():
        if (said := context_line(line.dropna().tolist())) is not None:
            found[said[0]] = said[1]
    return found


def _with_years(cells: Cells, top: int, columns: dict[str, int]) -> Head:
    """The head with its columns of money, each year by the group heading above it."""
    block = cells.frame.loc[top : top + HEAD_ROWS - 1]
    groups = block.ffill(axis=1)
    years: dict[int, int] = {}
    ordinances: dict[int, int] = {}
    ticks: dict[str, int] = {}
    again, sums, bottom = [], [], top
    for row, line in block.iterrows():
        if row != top and _data_row(line, columns, {*years.values(), *ordinances.values()}):
            break
        bottom = int(str(row))
        for at, cell in line.dropna().items():
            column = int(str(at))
            above = " ".join(groups[at].loc[:row].dropna().tolist()[:-1])
            found = {int(year) for year in _YEAR.findall(digits_to_arabic(cell))}
            if kind := code_of(cell, KINDS):
                ticks.setdefault(kind, column)
            elif _SUM.search(cell) and column not in columns.values():
                sums.append(column)
            elif len(found) == 1 and column not in columns.values():
                year = found.pop()
                group = ordinances if _ORDINANCE.search(f"{above} {cell}") else years
                if group.setdefault(year, column) != column:
                    again.append((year, column))
    money = {*years.values(), *ordinances.values()}
    total = next((column for column in sums if column not in money), None)
    if columns.get("kind") in ticks.values():
        del columns["kind"]
    return Head(top, columns, dict(sorted(years.items())), dict(sorted(ordinances.items())),
                total, tuple(again), bottom, ticks)  # fmt: skip


def _data_row(line: pd.Series[str], columns: dict[str, int], money: set[int]) -> bool:
    """Whether a row below the first heading row is a project's already: named, or with amounts."""
    filled = {int(str(at)): digits_to_arabic(cell) for at, cell in line.dropna().items()}
    if any(columns.get(name) in filled for name in ("number", "title")):
        return True
    amounts = (filled[column] for column in money & filled.keys())
    return any(_AMOUNT.match(cell.strip()) and not _YEAR.fullmatch(cell) for cell in amounts)
