"""The plan workbook, form ผ.02: projects by programme, with their budgets by year."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders import formats
from tambon_gis.loaders.address import letter, row_list
from tambon_gis.loaders.read_cell import READERS
from tambon_gis.model.document import Text
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.schema import Field
from tambon_gis.model.stages import PROJECTS
from tambon_gis.thai import clean, digits_to_arabic, normalise_label

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from tambon_gis.loaders.formats.cells import Cells

__all__ = ["read"]

LOOK_AT = 40
HEADER_ROWS = 3
TEXTS = ("title", "objective", "target", "kpi", "result", "agency")
#: Beginnings of normalised headings, the longer first where one is part of another.
HEADINGS: tuple[tuple[str, str], ...] = (
    ("ผลที่คาดว่า", "result"),
    ("ผลลัพธ์ที่คาดว่า", "result"),
    ("ตัวชี้วัด", "kpi"),
    ("วัตถุประสงค์", "objective"),
    ("เป้าหมาย", "target"),
    ("หน่วยงาน", "agency"),
    ("โครงการ", "title"),
    ("ชื่อโครงการ", "title"),
    ("ลำดับ", "number"),
    ("ที่", "number"),
)
_YEAR = re.compile(r"(?:^|\D)(25\d\d)(?:\D|$)")
_TOTAL = re.compile(r"^(?:ยอด)?รวม(?:ทั้งสิ้น|ทั้งหมด|จำนวน|\d*โครงการ|\s|$)")
_BAHT = Field(name="budget", title=Text(th="งบประมาณ", en="budget"), kind="number", minimum=0,
              dash="zero")  # fmt: skip


@dataclass
class _Plan:
    """A plan on the way: where its columns are, the projects so far, and what was noticed."""

    file: str
    sheet: str
    columns: dict[str, int]
    years: dict[int, int]
    programme: str = ""
    projects: list[dict[str, Any]] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)
    others: dict[str, list[int]] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)

    def tell(self, code: str, cell: str, row: int, **facts: object) -> None:
        """A cell that a person should decide about."""
        self.found.append(
            Finding(code, "decide", self.file, self.sheet, cell, row, 1, {"shown": "", **facts})
        )


def read(
    path: Path, *, sheet: str | None = None, role: str = "plan"
) -> tuple[pd.DataFrame, Report]:
    """
    Read a plan workbook.

    Parameters
    ----------
    path : pathlib.Path
        Form ผ.02 as a workbook or CSV: preamble, header rows (found by their text), blocks that
        begin with a line ``แผนงาน…``.
    sheet : str, optional
        Name of the sheet; by default the first one with such headings.
    role : str, default "plan"
        What the file is in the project, for the report.

    Returns
    -------
    tuple[pandas.DataFrame, Report]
        Stage ``projects``: one row a project with ``budget_<year>`` (Float64, baht; ``-`` is 0, a
        blank cell is null). A row without number and title continues the project above: its texts
        are added with a line break, its budgets summed, and it is told and counted as kept. Rows of
        sums are not rows of the table.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When it cannot be read or has no such headings.

    Examples
    --------
    >>> from pathlib import Path
    >>> plan, report = read(Path("tests/data/plan.csv"))
    >>> plan[["number", "title", "budget_2567"]].values.tolist()
    [[1, 'โครงการประปา', 150000.0], [2, 'โครงการถนน', 0.0], [1, 'โครงการสุขภาพ', 20000.0]]
    """
    book = formats.open_book(path)
    names = [sheet] if sheet is not None else list(book.sheets)
    if sheet is not None and sheet not in book.sheets:
        known = ", ".join(book.sheets)
        raise InputError("table.no_sheet", where=path.name, sheet=sheet, known=known)
    for name in names:
        cells = book.load(name)
        if (head := _head(cells)) is None:
            continue
        top, columns, years = head
        plan = _Plan(path.name, name, columns, years, _programme_above(cells, top))
        rows = _read_rows(plan, cells, top)
        return _finish(plan, rows, role)
    raise InputError("plan.no_heading", where=path.name)


def _head(cells: Cells) -> tuple[int, dict[str, int], dict[int, int]] | None:
    """The first header row, the column of each text, and the column of each year's budget."""
    for row, line in cells.frame.head(LOOK_AT).iterrows():
        columns: dict[str, int] = {}
        for at, cell in line.dropna().items():
            label = normalise_label(cell)
            name = next((name for start, name in HEADINGS if label.startswith(start)), "")
            if name and name not in columns:
                columns[name] = int(str(at))
        if {"title", "target"} <= columns.keys():
            top = int(str(row))
            years = _years(cells, top)
            if years:
                return top, columns, years
    return None


def _years(cells: Cells, top: int) -> dict[int, int]:
    """Year -> column, from the header rows."""
    years: dict[int, int] = {}
    for _, line in cells.frame.loc[top : top + HEADER_ROWS - 1].iterrows():
        for at, cell in line.dropna().items():
            if found := _YEAR.search(digits_to_arabic(cell)):
                years.setdefault(int(found.group(1)), int(str(at)))
    return dict(sorted(years.items()))


def _programme_above(cells: Cells, top: int) -> str:
    """The last line above the headings that names a programme."""
    for _, line in cells.frame.loc[: top - 1].iloc[::-1].iterrows():
        for cell in line.dropna():
            if _programme(cell):
                return _programme(cell)
    return ""


def _programme(text: str) -> str:
    """The text of a line that begins a programme, else empty."""
    plain = clean(text)
    bare = re.sub(r"^[\d๐-๙.()\s]+", "", plain)
    return bare if bare.startswith("แผนงาน") else ""


def _read_rows(plan: _Plan, cells: Cells, top: int) -> int:
    """Walk the rows below the headings; give how many belong to the table."""
    rows = 0
    for at, line in cells.frame.loc[top + 1 :].iterrows():
        row = int(str(at))
        filled = {int(str(column)): cell for column, cell in line.dropna().items()}
        kind = _kind(plan, filled, row, top)
        if kind == "programme":
            plan.programme = _programme(next(iter(filled.values())))
        elif kind == "row":
            rows += 1
            _take(plan, filled, row)
        elif kind:
            plan.others.setdefault(kind, []).append(row)
    return rows


def _kind(plan: _Plan, filled: dict[int, str], row: int, top: int) -> str:
    """What a row is: a project's, a programme's, a heading, a sum, a note, or empty."""
    if not filled:
        return ""
    first = next(iter(filled.values()))
    label = normalise_label(first)
    named = {plan.columns[name] for name in ("number", "title") if name in plan.columns}
    if len(filled) == 1:
        return "programme" if _programme(first) else "note" if row > top + 2 else "title"
    if any(_TOTAL.match(normalise_label(cell)) for cell in list(filled.values())[:2]):
        return "total"
    if label.startswith("ลำดับ"):
        return "title"
    in_head = row < top + HEADER_ROWS and not plan.projects
    return "title" if in_head and not named & filled.keys() else "row"


def _take(plan: _Plan, filled: dict[int, str], row: int) -> None:
    """A new project, or more of the one above."""
    texts = {name: clean(filled.get(plan.columns.get(name, -1), "")) for name in TEXTS}
    number = digits_to_arabic(clean(filled.get(plan.columns.get("number", -1), "")))
    budgets = {year: _baht(plan, filled.get(at), at, row) for year, at in plan.years.items()}
    digits = re.match(r"^(\d+)(?:\.0+)?\.?$", number)
    texts = {name: "" if text == "-" else text for name, text in texts.items()}
    if not texts["title"] and not digits and plan.projects:
        above = plan.projects[-1]
        for name in TEXTS:
            if texts[name] and texts[name] not in above[name].split("\n"):
                above[name] = "\n".join(filter(None, (above[name], texts[name])))
        for year, baht in budgets.items():
            if baht is not None:
                above[f"budget_{year}"] = (above[f"budget_{year}"] or 0.0) + baht
        plan.joined.append(row)
        return
    if not texts["title"]:
        plan.tell("plan.no_title", f"{letter(plan.columns['title'])}{row}", row)
    if number and not digits:
        plan.tell("plan.no_number", f"{letter(plan.columns['number'])}{row}", row)
    plan.projects.append(
        {
            "row": row,
            "programme": plan.programme,
            "number": int(digits.group(1)) if digits else None,
            **texts,
            **{f"budget_{year}": baht for year, baht in budgets.items()},
        }
    )


def _baht(plan: _Plan, text: str | None, at: int, row: int) -> float | None:
    """A budget in baht; null where blank or unreadable, the latter told."""
    if text is None:
        return None
    cell = READERS["number"](text, _BAHT)
    if cell.fault:
        heading = next(str(year) for year, column in plan.years.items() if column == at)
        plan.tell(cell.fault, f"{letter(at)}{row}", row, column=heading, low="0", high="…")
    if cell.mends:
        plan.others.setdefault("mended", []).append(row)
    return float(cell.value) if isinstance(cell.value, int | float) else None


def _finish(plan: _Plan, rows: int, role: str) -> tuple[pd.DataFrame, Report]:
    """The frame of the stage, and the report."""
    import pandas as pd

    names = ["row", "programme", "number", *TEXTS, *(f"budget_{year}" for year in plan.years)]
    kinds = {"row": "Int64", "number": "Int64", "programme": "string"}
    kinds |= dict.fromkeys(TEXTS, "string") | {f"budget_{year}": "Float64" for year in plan.years}
    frame = pd.DataFrame(plan.projects, columns=pd.Index(names)).astype(kinds)
    PROJECTS.check(frame)
    notes = []
    mended = sorted(set(plan.others.pop("mended", [])))
    for code, at in (
        ("plan.joined", plan.joined),
        ("plan.mended", mended),
        *((f"rows.{kind}", at) for kind, at in sorted(plan.others.items())),
    ):
        if at:
            repaired = code.startswith("plan.")
            one = Finding(code, "note", plan.file, plan.sheet, row_list(at), None, len(at))
            notes.append(replace(one, severity="repaired") if repaired else one)
    repaired_rows = len({*plan.joined, *mended})
    report = Report(role, plan.file, rows, rows, 0, repaired_rows, (*notes, *plan.found))
    return frame, report
