"""What each row below the headings of a plan is: a project's, a line above, a sum, a repeat."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tambon_gis.loaders.layout.plan_head import context_line
from tambon_gis.thai import clean, digits_to_arabic, normalise_label

if TYPE_CHECKING:
    from tambon_gis.loaders.formats.cells import Cells
    from tambon_gis.loaders.layout.plan_head import Head

__all__ = ["NUMBER", "merged_texts", "printed", "row_kind", "sum_label"]

EXAMPLE = "ตัวอย่าง"
#: The number of a project as written: 1, ๑., (1), 1.0.
NUMBER = re.compile(r"^\(?(\d+)(?:\.0+)?[.)]?$")
_SUM = re.compile(
    r"^(?:ยอด)?รวม(?:ทั้งสิ้น|ทั้งหมด|จำนวน|งบประมาณ|เป็นเงิน|หน้านี้|ทุกแผนงาน|\(|:|\d*โครงการ|แผนงาน|ยุทธศาสตร์|\s|$)"
)
_CARRIED = re.compile(r"^(?:ยอด|รวม)*(?:ยกไป|ยกมา)|^ยกยอด(?:ไป|มา)")
_PAGE = re.compile(r"^(?:หน้า(?:ที่)?\d+|-\d+-|แบบผ\.?0?\d)")
#: Columns whose cell, merged over several rows, speaks for each of them.
MERGED = ("objective", "target", "kpi", "result", "agency", "source", "kind", "status",
          "strategy", "tactic", "issue")  # fmt: skip


def row_kind(
    head: Head, filled: dict[int, str], row: int, repeats: set[tuple[tuple[int, str], ...]]
) -> str:
    """
    What a row is.

    Parameters
    ----------
    head : Head
        Where the columns are.
    filled : dict[int, str]
        Column -> text of its filled cells, in order.
    row : int
        Its number.
    repeats : set of tuple
        Rows of headings and above, see :func:`printed`: a printed page begins with them again.

    Returns
    -------
    str
        ``row``, ``context``, ``title``, ``total``, ``carried``, ``example`` or ``note``.
    """
    first = next(iter(filled.values()))
    if kind := _sum_kind(head, filled):
        return kind
    if clean(first) == EXAMPLE:
        return "example"
    money = {*head.years.values(), *head.ordinances.values()} | {head.total}
    lead = next(iter(filled)) <= head.columns["title"]
    if lead and not money & filled.keys() and context_line(list(filled.values())):
        return "context"
    if row <= head.bottom or _is_repeat(filled, repeats):
        return "title"
    texts = {at for name, at in head.columns.items() if name not in {"number", "title"}}
    alone = len(filled) == 1
    if alone and (not (texts | money) & filled.keys() or _PAGE.match(normalise_label(first))):
        return "note"
    known = head.known & filled.keys()
    return "row" if known and known != {head.total} else "note"


def printed(cells: Cells, head: Head) -> set[tuple[tuple[int, str], ...]]:
    """
    The rows of headings and above them, as they would stand on the next printed page.

    Parameters
    ----------
    cells : Cells
        A sheet.
    head : Head
        Where its headings are.

    Returns
    -------
    set of tuple
        The filled cells of each row.
    """
    lines = (line.dropna() for _, line in cells.frame.loc[: head.bottom].iterrows())
    return {_signature({int(str(at)): cell for at, cell in line.items()}) for line in lines}


def merged_texts(cells: Cells, head: Head) -> dict[int, dict[int, str]]:
    """
    Texts that a cell merged over several rows says for the rows below its first.

    Parameters
    ----------
    cells : Cells
        A sheet.
    head : Head
        Where its columns are; numbers, titles and amounts are never spread.

    Returns
    -------
    dict[int, dict[int, str]]
        Row -> column -> text.
    """
    spread = {head.columns[name] for name in MERGED if name in head.columns}
    found: dict[int, dict[int, str]] = {}
    for top, left, bottom, right in cells.merges:
        if top <= head.bottom or left not in spread or right != left:
            continue
        text = cells.frame.loc[top, left] if top in cells.frame.index else None
        for row in range(top + 1, bottom + 1) if isinstance(text, str) else ():
            found.setdefault(row, {})[left] = str(text)
    return found


def sum_label(head: Head, filled: dict[int, str]) -> str:
    """
    What a row of sums says before its amounts.

    Parameters
    ----------
    head : Head
        Where the columns are.
    filled : dict[int, str]
        Its filled cells.

    Returns
    -------
    str
        Its words without spaces, digits Arabic.
    """
    money = {*head.years.values(), *head.ordinances.values()} | {head.total}
    return "".join(normalise_label(cell) for at, cell in filled.items() if at not in money)


def _sum_kind(head: Head, filled: dict[int, str]) -> str:
    """Whether a row is one of sums, or carries them over to the next page."""
    number = digits_to_arabic(clean(filled.get(head.columns.get("number", -1), "")))
    if NUMBER.match(number):
        return ""
    lead = [cell for at, cell in list(filled.items())[:2] if at <= head.columns["title"]]
    if not lead and next(iter(filled)) < min(head.years.values()):
        money = {*head.years.values(), *head.ordinances.values()} | {head.total}
        alone = all(at in money for at in list(filled)[1:]) and len(filled) > 1
        lead = [next(iter(filled.values()))] if alone else []
    labels = [normalise_label(cell) for cell in lead]
    if any(_CARRIED.match(label) for label in labels):
        return "carried"
    return "total" if any(_SUM.match(label) for label in labels) else ""


def _is_repeat(filled: dict[int, str], repeats: set[tuple[tuple[int, str], ...]]) -> bool:
    """Whether a row stood above the first project already, word by word."""
    return _signature(filled) in repeats


def _signature(filled: dict[int, str]) -> tuple[tuple[int, str], ...]:
    """The cells of a row in the form in which rows are compared."""
    return tuple((at, normalise_label(cell)) for at, cell in filled.items())
