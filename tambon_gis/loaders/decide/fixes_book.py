"""The workbook in which a person decides: a row a decision, read back by its headings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tambon_gis.errors import CodeError, InputError
from tambon_gis.loaders import formats
from tambon_gis.loaders.layout import header
from tambon_gis.model.fault import Fault, Faults, faults_of, refusal
from tambon_gis.model.fixes import Fix, Fixes
from tambon_gis.places import parse
from tambon_gis.thai import clean, digits_to_arabic, normalise_label
from tambon_gis.words import LANGS, words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic_core import PydanticCustomError

    from tambon_gis.model.stages import RawTable

__all__ = ["COLUMNS", "FixesBook", "read", "spot"]

#: Columns of the form that are read; what else stands there is for the person.
COLUMNS = (
    "input",
    "file",
    "sheet",
    "row",
    "place",
    "decision",
    "use",
    "decided_by",
    "decided_on",
    "note",
    "finding",
    "cell",
    "count",
)
NEEDED = ("place", "decision", "use")
CHOICES = ("use", "leave_out", "keep")


class FixesBook(Fixes):
    """
    Decisions of a workbook, with where each of them stands.

    Parameters
    ----------
    file, sheet : str
        The workbook and its sheet.
    rows : tuple[int, ...]
        Row of each decision.
    """

    file: str
    sheet: str
    rows: tuple[int, ...]


def read(path: Path) -> FixesBook:
    """
    Read the decisions of a workbook.

    Parameters
    ----------
    path : pathlib.Path
        The workbook. The sheet with the headings of the form is taken, in Thai or English; rows
        without a decision are passed over.

    Returns
    -------
    FixesBook
        The decisions in the order of the rows.

    Raises
    ------
    InputError
        When it cannot be opened, has no such sheet, or rows cannot be understood: all of them are
        told by their cells.
    """
    raw = _form(path)
    headings = _headings(raw)
    lacking = [
        words().text(f"report.decision.column.{one}") for one in NEEDED if one not in headings
    ]
    if lacking:
        raise InputError("fixes.headings", where=path.name, columns=", ".join(lacking))
    found, rows, faults = [], [], []
    for row, line in raw.frame.iterrows():
        number = int(str(row))
        cells = {one: _text(line[heading]) for one, heading in headings.items()}
        if not cells["decision"] and not cells["use"]:
            continue
        made = _decision(
            cells, {one: raw.cell(heading, number) for one, heading in headings.items()}
        )
        if isinstance(made, Fix):
            found.append(made)
            rows.append(number)
        else:
            faults += made
    if faults:
        where = " › ".join(part for part in (raw.file, raw.sheet) if part)
        raise InputError("fixes.rows", where=where, faults=Faults(tuple(faults)))
    return FixesBook(fix=tuple(found), file=raw.file, sheet=raw.sheet, rows=tuple(rows))


def spot(fixes: Fixes, number: int, file: str) -> dict[str, Any]:
    """
    Say where a decision stands.

    Parameters
    ----------
    fixes : Fixes
        All decisions.
    number : int
        Which, counted from 1.
    file : str
        Name of the file, where the decisions do not know it.

    Returns
    -------
    dict[str, Any]
        File, sheet, cell and row for a finding.

    Examples
    --------
    >>> spot(Fixes(), 2, "fixes.toml")["cell"]
    'fix 2'
    """
    if isinstance(fixes, FixesBook):
        row = fixes.rows[number - 1]
        return {"file": fixes.file, "sheet": fixes.sheet, "cell": f"A{row}", "row": row}
    return {"file": file, "sheet": "", "cell": f"fix {number}", "row": None}


def _form(path: Path) -> RawTable:
    """The sheet that holds most of the headings."""
    book = formats.open_book(path)
    expected = {normalise_label(text) for text in _titles()}
    loaded = [(name, book.load(name)) for name in book.sheets]
    name, cells = max(loaded, key=lambda pair: header.fit(pair[1], expected))
    if header.fit(cells, expected) < len(NEEDED):
        needed = [words().text(f"report.decision.column.{one}") for one in NEEDED]
        raise InputError("fixes.headings", where=path.name, columns=", ".join(needed))
    row = header.heading_row(cells, expected, where=book.file)
    return header.raw_table(cells, row, file=book.file, sheet=name)


def _titles() -> dict[str, str]:
    """Heading in either language -> column."""
    return {
        words(lang).text(f"report.decision.column.{one}"): one for lang in LANGS for one in COLUMNS
    }


def _headings(raw: RawTable) -> dict[str, str]:
    """Column -> heading as found."""
    known = {normalise_label(title): one for title, one in _titles().items()}
    found: dict[str, str] = {}
    for heading in raw.frame.columns:
        one = known.get(normalise_label(heading))
        if one is not None:
            found.setdefault(one, heading)
    return found


def _text(cell: object) -> str:
    """A cell as plain text, empty where blank."""
    return clean(cell) if isinstance(cell, str) else ""


def _decision(cells: Mapping[str, str], at: Mapping[str, str]) -> Fix | list[Fault]:
    """One row as a decision, or what is wrong with it."""
    named = {
        normalise_label(words(lang).text(f"report.decision.{one}")): one
        for lang in LANGS
        for one in CHOICES
    }
    choice = named.get(normalise_label(cells["decision"]))
    faults: list[Fault] = []
    if choice is None or (choice != "use" and cells["use"]):
        faults.append(_fault(refusal("fix_choice"), at["decision"]))
    use = _code(cells["use"]) if choice == "use" else None
    if choice == "use" and use is None:
        faults.append(_fault(refusal("fix_code"), at["use"]))
    row, count = (_number(cells, at, name, faults) for name in ("row", "count"))
    if faults:
        return faults
    finding = cells.get("finding", "")
    spot = row is not None or finding
    try:
        return Fix(
            input=cells.get("input") or "*",
            place=cells["place"] or None,
            file=cells.get("file", "") if spot else "",
            sheet=cells.get("sheet", "") if spot else "",
            row=row,
            use=use,
            leave_out=choice == "leave_out",
            keep=choice == "keep",
            finding=finding,
            cell=cells.get("cell", ""),
            count=count,
            decided_by=cells.get("decided_by", ""),
            decided_on=cells.get("decided_on") or None,  # type: ignore[arg-type]
            note=cells.get("note", ""),
        )
    except ValidationError as fault:
        return [
            Fault(one.code, one.facts, (at.get(str(one.path[-1]) if one.path else "place", ""),))
            for one in faults_of(fault)
        ]


def _number(
    cells: Mapping[str, str], at: Mapping[str, str], name: str, faults: list[Fault]
) -> int | None:
    """A number of a row, or none; what is no number is told."""
    text = digits_to_arabic(cells.get(name, "")).removesuffix(".0")
    if text and not (text.isdecimal() and int(text)):
        faults.append(_fault(refusal("fix_row"), at[name]))
        return None
    return int(text) if text else None


def _code(text: str) -> str | None:
    """A place code, None where it is none. What stands behind the code is its name."""
    try:
        return parse(text.split(" ", maxsplit=1)[0])
    except CodeError:
        return None


def _fault(refused: PydanticCustomError, cell: str) -> Fault:
    """A refusal at a cell."""
    return Fault(refused.type, refused.context or {}, (cell,))
