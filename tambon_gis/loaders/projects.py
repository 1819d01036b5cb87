"""The plan workbook, form ผ.02: projects by programme, with their budgets by year."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders import formats
from tambon_gis.loaders.address import letter, row_list
from tambon_gis.loaders.layout import sheets
from tambon_gis.loaders.layout.plan_head import CONTEXT, context_above, context_line, find_head
from tambon_gis.loaders.layout.plan_rows import (
    NUMBER,
    merged_texts,
    printed,
    row_kind,
    sum_label,
)
from tambon_gis.loaders.layout.plan_words import KINDS, STATES, code_of, is_tick
from tambon_gis.loaders.plan_sums import CENT, Sums, faults
from tambon_gis.loaders.reading.read_cell import READERS
from tambon_gis.model.document import Text
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.schema import Field
from tambon_gis.model.stages import PROJECTS
from tambon_gis.thai import clean, digits_to_arabic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from tambon_gis.loaders.formats.cells import Book, Cells
    from tambon_gis.loaders.layout.plan_head import Head

__all__ = ["read"]

TEXTS = ("title", "objective", "target", "kpi", "result", "agency")
#: Lines that hold for the projects below them, beside the programme, which is always there.
LINES = tuple(dict.fromkeys(name for _, name in CONTEXT if name != "programme"))
#: Columns that an office may have added right of the form.
ADDED = ("source", "kind", "status")
_BAHT = Field(name="budget", title=Text(th="งบประมาณ", en="budget"), kind="number", minimum=0,
              dash="zero")  # fmt: skip
#: What is said of a word that is not known, and of two that disagree.
UNKNOWN = {"kind": "plan.kind_unknown", "status": "plan.status_unknown"}
TWICE = {"kind": "plan.kind_twice", "status": "plan.status_twice"}


@dataclass
class _Plan:
    """A plan on the way: where its columns are, the projects so far, and what was noticed."""

    file: str
    sheet: str
    head: Head
    context: dict[str, str]
    rows: int = 0
    projects: list[dict[str, Any]] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)
    sums: list[Sums] = field(default_factory=list)
    others: dict[str, list[int]] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)

    def tell(self, code: str, cell: str, row: int | None, **facts: object) -> None:
        """A cell that a person should decide about."""
        self.found.append(
            Finding(code, "decide", self.file, self.sheet, cell, row, 1, {"shown": "", **facts})
        )

    def cell(self, name: str, row: int) -> str:
        """The address of a field in a row."""
        return f"{letter(self.head.columns[name])}{row}"

    def money(self) -> Iterator[tuple[str, int]]:
        """Name and column of every amount of a project."""
        for year, at in self.head.years.items():
            yield f"budget_{year}", at
        for year, at in self.head.ordinances.items():
            yield f"ordinance_{year}", at
        if self.head.total is not None:
            yield "total_budget", self.head.total

    def added(self) -> list[str]:
        """Columns that an office added to the form."""
        has = self.head.columns
        kind = "kind" in has or bool(self.head.ticks)
        return [n for n in ADDED if n in has or (n == "kind" and kind)]


def read(
    path: Path,
    *,
    sheet: str | None = None,
    cells: str | None = None,
    role: str = "plan",
    book: Book | None = None,
) -> tuple[pd.DataFrame, Report]:
    """
    Read a plan workbook.

    Parameters
    ----------
    path : pathlib.Path
        Form ผ.02 as a workbook or CSV: preamble, header rows (found by their text), blocks that
        begin with a line ``แผนงาน…``. The variant with columns of yearly ordinances and the form
        from 2571 on (``ประเด็นการพัฒนา``, a sum over the years, no KPI) are read as well.
    sheet : str, optional
        Name of the sheet, or ``*`` for every sheet with such headings; by default the first one.
    cells : str, optional
        Range of the sheet that is read.
    role : str, default "plan"
        What the file is in the project, for the report.
    book : Book, optional
        The file, where it is open already.

    Returns
    -------
    tuple[pandas.DataFrame, Report]
        Stage ``projects``: one row a project, ``project`` 1, 2, … in the order of the plan, with
        ``budget_<year>`` (Float64, baht; ``-`` is 0, a blank cell is null). A row without number
        and title continues the project above: its texts are added with a line break, its budgets
        summed, and it is told and counted as kept. Rows of sums are not rows of the table: they
        are held against the sums of their projects, and told where they differ. Where the form
        has them: ``ordinance_<year>``, ``total_budget``, the lines ``strategy``, ``tactic`` and
        ``issue`` above a project, and from columns that offices add ``source`` (of the money),
        ``kind`` (own, joint, asked) and ``status`` (planned, running, done, dropped), null where
        blank or unknown.

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
    book = book or formats.open_book(path)
    if sheet not in {None, "*", *book.sheets}:
        known = ", ".join(book.sheets)
        raise InputError("table.no_sheet", where=path.name, sheet=sheet, known=known)
    names = book.sheets if sheet in {None, "*"} else (sheet,)
    plans = [plan for name in names if name is not None and (plan := _plan(book, name, cells))]
    if not plans:
        raise InputError("plan.no_heading", where=path.name)
    notes = _left(book, [plan.sheet for plan in plans]) if sheet is None else []
    if sheet != "*":
        plans = plans[:1]
    return _finish(plans, notes, role)


def _plan(book: Book, name: str, only: str | None) -> _Plan | None:
    """The plan of one sheet or of a part of it; None when its headings are not a plan's."""
    cells = book.load(name)
    if only is not None:
        cells = sheets.within(cells, only, file=book.file, sheet=name)
    head = find_head(cells)
    if head is None:
        return None
    plan = _Plan(book.file, name, head, context_above(cells, head.top))
    plan.found += [
        Finding(one.code, one.severity, book.file, name, one.cell, one.row, one.count, one.facts)
        for one in cells.findings
    ]
    for year, column in head.again:
        plan.tell("plan.year_twice", letter(column), None, year=str(year))
    _read_rows(plan, cells)
    _tell_strange(plan, cells)
    return plan


def _left(book: Book, plans: list[str]) -> list[Finding]:
    """Sheets that are not read: a note, or for a person where they hold a plan as well."""
    first, *further = plans
    found = []
    if further:
        facts: dict[str, object] = {"sheet": first, "left": ", ".join(further)}
        found.append(Finding("plan.sheets_left", "decide", book.file, count=len(further),
                             facts=facts))  # fmt: skip
    others = [name for name in book.sheets if name not in plans]
    if others:
        facts = {"sheet": first, "left": ", ".join(others)}
        found.append(Finding("table.sheets_left", "note", book.file, count=len(others),
                             facts=facts))  # fmt: skip
    return found


def _read_rows(plan: _Plan, cells: Cells) -> None:
    """Walk the rows below the headings; what stands right of the form is nobody's business."""
    last = max([*plan.head.columns.values(), *(at for _, at in plan.money())])
    repeats, spread = printed(cells, plan.head), merged_texts(cells, plan.head)
    for at, line in cells.frame.loc[plan.head.top + 1 :].iterrows():
        row = int(str(at))
        filled = {int(str(column)): cell for column, cell in line.dropna().items()}
        kind = row_kind(plan.head, filled, row, repeats) if filled else ""
        if kind == "context":
            inside = [cell for column, cell in filled.items() if column <= last]
            name, text = context_line(inside) or ("programme", "")
            plan.context[name] = text
        elif kind == "row":
            plan.rows += 1
            more = {column: said for column, said in spread.get(row, {}).items()
                    if column not in filled}  # fmt: skip
            if more:
                plan.others.setdefault("merged", []).append(row)
            _take(plan, filled | more, row)
        elif kind in {"total", "carried"}:
            plan.others.setdefault("total", []).append(row)
            if kind == "total":
                plan.sums.append(_sums(plan, filled, row))
        elif kind:
            plan.others.setdefault(kind, []).append(row)


def _sums(plan: _Plan, filled: dict[int, str], row: int) -> Sums:
    """A row of sums with its amounts; formulas that nobody calculated are no sums."""
    amounts = {}
    for name, at in plan.money():
        found = READERS["number"](filled.get(at, ""), _BAHT)
        if isinstance(found.value, int | float) and not found.fault:
            amounts[name] = at, float(found.value)
    return Sums(row, len(plan.projects), sum_label(plan.head, filled), amounts)


def _take(plan: _Plan, filled: dict[int, str], row: int) -> None:
    """A new project, or more of the one above."""
    columns = plan.head.columns
    number = digits_to_arabic(clean(filled.get(columns.get("number", -1), "")))
    amounts = {name: _baht(plan, name, filled.get(at), at, row) for name, at in plan.money()}
    digits = NUMBER.match(number)
    texts = {name: clean(filled.get(columns.get(name, -1), "")) for name in (*TEXTS, "source")}
    texts = {name: "" if text == "-" else text for name, text in texts.items()}
    codes = _codes(plan, filled, row)
    if not texts["title"] and not digits and plan.projects:
        _join(plan, texts, amounts, codes, row)
        plan.joined.append(row)
        return
    if not texts["title"]:
        plan.tell("plan.no_title", plan.cell("title", row), row)
    if number and not digits:
        plan.tell("plan.no_number", plan.cell("number", row), row)
    for name in LINES:
        if said := clean(filled.get(columns.get(name, -1), "")):
            plan.context[name] = "" if said == "-" else said
    plan.projects.append(
        {
            "row": row,
            "sheet": plan.sheet,
            "programme": plan.context.get("programme", ""),
            "number": int(digits.group(1)) if digits else None,
            **texts,
            **amounts,
            **codes,
            **{name: plan.context.get(name, "") for name in LINES},
            "cells": {name: [plan.cell(name, row)] for name in ("title", "target")},
        }
    )


def _codes(plan: _Plan, filled: dict[int, str], row: int) -> dict[str, str | None]:
    """Who does the project and how far it is; words that are not known are told, not guessed."""
    columns, found = plan.head.columns, dict[str, str | None](kind=None, status=None)
    for name, known in (("kind", KINDS), ("status", STATES)):
        text = clean(filled.get(columns.get(name, -1), ""))
        if text and text != "-":
            found[name] = code_of(text, known)
            if found[name] is None:
                words = ", ".join(texts[0] for texts in known.values())
                plan.tell(UNKNOWN[name], plan.cell(name, row), row, known=words)
    ticked = {kind: at for kind, at in plan.head.ticks.items() if is_tick(filled.get(at, ""))}
    if len(ticked) == 1:
        found["kind"] = next(iter(ticked))
    elif ticked:
        plan.tell("plan.kind_twice", f"{letter(min(ticked.values()))}{row}", row)
    return found


def _join(
    plan: _Plan,
    texts: dict[str, str],
    amounts: dict[str, float | None],
    codes: dict[str, str | None],
    row: int,
) -> None:
    """Add a row that continues the project above it."""
    above = plan.projects[-1]
    for name, text in texts.items():
        if text and text not in above[name].split("\n"):
            if name == "target":
                cell = plan.cell("target", row)
                above["cells"][name] = [*above["cells"][name], cell] if above[name] else [cell]
            above[name] = "\n".join(filter(None, (above[name], text)))
    for name, baht in amounts.items():
        if baht is not None:
            above[name] = round((above[name] or 0.0) + baht, 6)
    for name, code in codes.items():
        if code and above[name] not in {None, code}:
            cell = plan.cell(name, row) if name in plan.head.columns else str(row)
            plan.tell(TWICE[name], cell, row)
        above[name] = above[name] or code


def _baht(plan: _Plan, name: str, text: str | None, at: int, row: int) -> float | None:
    """An amount in baht; null where blank or unreadable, the latter told."""
    if text is None:
        return None
    cell = READERS["number"](text, _BAHT)
    if cell.fault:
        heading = name.rpartition("_")[2] if name != "total_budget" else letter(at)
        plan.tell(cell.fault, f"{letter(at)}{row}", row, column=heading, low="0", high="…")
    if cell.mends:
        plan.others.setdefault("mended", []).append(row)
    return float(cell.value) if isinstance(cell.value, int | float) else None


def _tell_strange(plan: _Plan, cells: Cells) -> None:
    """Columns with cells that the form does not have; sums that are not those of the years."""
    known = plan.head.known
    rows = {project["row"] for project in plan.projects} | set(plan.joined)
    body = cells.frame.loc[[row for row in cells.frame.index if row in rows]]
    head = cells.frame.loc[plan.head.top : plan.head.bottom]
    for at, filled in body.notna().any().items():
        column = int(str(at))
        if filled and column not in known:
            heading = " ".join(clean(text) for text in head[at].dropna().tolist()[:1])
            heading = heading or f"[{letter(column)}]"
            plan.found.append(
                Finding("columns.unknown", "note", plan.file, plan.sheet, letter(column), None, 1,
                        {"columns": heading})
            )  # fmt: skip
    if plan.head.total is None:
        return
    for project in plan.projects:
        said = project["total_budget"]
        years = [project[f"budget_{year}"] or 0.0 for year in plan.head.years]
        if said is not None and abs(said - sum(years)) > CENT:
            cell = f"{letter(plan.head.total)}{project['row']}"
            plan.tell("plan.sum_differs", cell, project["row"], total=said, years=sum(years))


def _finish(plans: list[_Plan], notes: list[Finding], role: str) -> tuple[pd.DataFrame, Report]:
    """The frame of the stage, and the report."""
    projects = [project for plan in plans for project in plan.projects]
    frame = _frame(plans, projects)
    repaired = before = 0
    for plan in plans:
        for code, cell, row, facts in faults(plan.sums, projects, before):
            plan.tell(code, cell, row, **facts)
        before += len(plan.projects)
        mended = sorted(set(plan.others.pop("mended", [])))
        merged = plan.others.pop("merged", [])
        repaired += len({*plan.joined, *mended, *merged})
        for code, at in (
            ("plan.joined", plan.joined),
            ("plan.mended", mended),
            ("rows.merged", merged),
            *((f"rows.{kind}", at) for kind, at in sorted(plan.others.items())),
        ):
            if at:
                one = Finding(code, "note", plan.file, plan.sheet, row_list(at), None, len(at))
                mend = code.startswith("plan.") or code == "rows.merged"
                notes.append(replace(one, severity="repaired") if mend else one)
        notes += plan.found
    rows = sum(plan.rows for plan in plans)
    return frame, Report(role, plans[0].file, rows, rows, 0, repaired, tuple(notes))


def _frame(plans: list[_Plan], projects: list[dict[str, Any]]) -> pd.DataFrame:
    """The projects as a table; columns that no plan has are left out."""
    import pandas as pd

    money = list(dict.fromkeys(name for plan in plans for name, _ in plan.money()))
    lines = [name for name in LINES if any(project[name] for project in projects)]
    added = [name for name in ADDED if any(name in plan.added() for plan in plans)]
    sheets = ["sheet"] if len(plans) > 1 else []
    names = ["project", "row", "programme", "number", *TEXTS, *money, *lines, *added, *sheets]
    for at, project in enumerate(projects, start=1):
        project["project"] = at
        project["source"] = project["source"] or None
    kinds = dict.fromkeys(names, "string") | dict.fromkeys(["project", "row", "number"], "Int64")
    kinds |= dict.fromkeys(money, "Float64")
    frame = pd.DataFrame(projects, columns=pd.Index(names)).astype(kinds)
    PROJECTS.check(frame)
    frame.attrs["sheet"] = plans[0].sheet if len(plans) == 1 else ""
    frame.attrs["cells"] = {project["project"]: project["cells"] for project in projects}
    return frame
