"""Sheets from problems to projects: problems, projects, links, coverage, budgets, what became."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.render.book.sheets import LINE, as_table
from tambon_gis.render.planning.choices import choice_part
from tambon_gis.render.planning.follow import follow_part
from tambon_gis.render.planning.record import day_made, record_part
from tambon_gis.render.planning.trail import trail_part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tambon_gis.render.book.sheets import Sheets
    from tambon_gis.render.content import Content
    from tambon_gis.render.planning.rows import ProjectRow, TrailPart

    Cells = Sequence[str | float | None]

__all__ = ["trail_sheets"]

_PROBLEMS = (
    ("order", 8), ("problem", 30), ("year", 8), ("place", 24), ("share", 20), ("cases", 14),
    ("unit", 12), ("state", 26), ("projects", 44), ("proposals", 44),
)  # fmt: skip
_PROJECTS = (
    ("order", 8), ("programme", 26), ("project", 44), ("where", 18), ("agency", 20), ("source", 26),
    ("kind", 18), ("progress", 14), ("began", 8), ("evidence", 26), ("answers", 34),
    ("may_answer", 34), ("why", 30), ("cases", 12), ("unit", 12),
    ("per_case", 14), ("per_unit", 18), ("spent", 14),
)  # fmt: skip
_LINKS = (
    ("problem", 30), ("place", 24), ("project", 44), ("known", 16), ("by", 44), ("note", 30),
)  # fmt: skip
_MONEY = 15
#: A number with what is counted behind it; a band is not one.
_COUNTED = re.compile(r"([\d,]+(?:\.\d+)?)(?: (.+))?")
#: Colours of the states in the table of coverage, palest where all is well.
_TINTS = {"served": "+#d5e3ef", "proposed": "+#fff4c2", "open": "+#f6d5c3", "": ""}


def trail_sheets(sheets: Sheets, content: Content, *, lang: str) -> None:
    """
    Write the sheets of a content's trail and record.

    Parameters
    ----------
    sheets : Sheets
        The workbook.
    content : Content
        Sealed parts; nothing is written of what it does not hold.
    lang : {"th", "en"}
        Language.
    """
    desk = _Desk(sheets, content, lang)
    if content.trail is not None and content.plan is not None:
        part = trail_part(content, lang=lang)
        desk.problems(part)
        desk.projects(part)
        desk.links(part)
        desk.coverage(part)
        desk.choices()
        desk.follow()
    if content.record is not None:
        desk.record()


class _Desk:
    """Writes one sheet after another."""

    def __init__(self, sheets: Sheets, content: Content, lang: str) -> None:
        """Keep what every sheet needs."""
        self.sheets, self.content, self.lang, self.say = sheets, content, lang, sheets.say

    def problems(self, part: TrailPart) -> None:
        """Every problem with its projects."""
        rows = [
            (one.need, one.indicator, one.year, one.spot.title, one.value,
             *_counted(one.cases if one.cases != one.value else ""), one.told,
             "\n".join(link.title for link in one.links if link.state == "confirmed"),
             "\n".join(link.title for link in one.links if link.state == "proposed"))
            for one in part.problems
        ]  # fmt: skip
        looks = ("text+year", "text", "text+year", "text", "text", "text+whole", "text")
        self._table("problems", _PROBLEMS, rows, looks)

    def projects(self, part: TrailPart) -> None:
        """Every project with its evidence and its money."""
        if self.content.plan is None:
            return
        years = [year for year, _ in part.projects[0].budgets] if part.projects else []
        more = [(self.say.text("page.plan.budget", year=year), _MONEY) for year in years]
        more.append((self.say.text("office.tables.head.total"), _MONEY))
        frame = self.content.plan.frame.set_index("project")
        rows = [
            (*_project(one), _baht(frame, one.project, "spent"),
             *(_baht(frame, one.project, f"budget_{year}") for year in years), one.baht)
            for one in part.projects
        ]  # fmt: skip
        looks = ("text+year", *["text"] * 12, "text+whole", "text", "text+whole", "text",
                 *["text+whole"] * (len(more) + 1))  # fmt: skip
        self._table("projects", _PROJECTS, rows, looks, more)

    def links(self, part: TrailPart) -> None:
        """What links them: confirmed, proposed, refused; by whom and when."""
        say = self.say
        rows = [
            (one.indicator, one.spot.title, link.title, say.text(f"office.trail.link.{link.state}"),
             link.told, link.note)
            for one in part.problems
            for link in (*one.links, *one.refused)
        ]  # fmt: skip
        if rows:
            self._table("links", _LINKS, rows, ("text",))

    def coverage(self, part: TrailPart) -> None:
        """Indicators by places; and pairs that may do the same."""
        matrix = part.matrix
        if not matrix.rows:
            return
        widths = [34.0, *[11.0] * len(matrix.spots)]
        sheet = self.sheets.sheet(self._name("coverage"), widths)
        heads = [self._head("problem"), *(spot.short for spot in matrix.spots)]
        self.sheets.row(sheet, 0, heads, widths, "head")
        for at, (_, title, cells) in enumerate(matrix.rows, start=1):
            looks = ["text", *(f"text{_TINTS[cell.state]}" for cell in cells)]
            self.sheets.row(sheet, at, [title, *(cell.short for cell in cells)], widths, *looks)
        as_table(sheet, len(matrix.rows), len(widths), fixed=1)
        at = len(matrix.rows) + 2
        for key in ("served", "proposed", "open", "none"):
            told = f"{self.say.text(f'plan.short.{key}')} = {self.say.text(f'plan.state.{key}')}"
            self.sheets.cell(sheet, at, 0, told, "line")
            at += 1
        for double in part.doubles:
            at += 1
            told = self.say.text(
                "office.trail.double", project=double.project.title, other=double.other.title,
                why=double.told,
            )  # fmt: skip
            self.sheets.cell(sheet, at, 0, told, "line")

    def choices(self) -> None:
        """Scenarios below each other, each with its terms, rows and sums."""
        told = choice_part(self.content, lang=self.lang)
        if not told:
            return
        widths = [44.0, 16.0, 12.0, 14.0, 16.0, 70.0]
        sheet = self.sheets.sheet(self._name("choices"), widths)
        sheet.freeze_panes(0, 1)
        at = 0
        for one in told:
            self.sheets.cell(sheet, at, 0, one.title, "title")
            sheet.set_row(at, 2 * LINE)
            for line in (*one.about, one.headline, one.caution):
                at += 1
                self.sheets.cell(sheet, at, 0, line, "line")
            at += 1
            self.sheets.row(sheet, at, list(one.columns.values()), widths, "head")
            for row in one.rows:
                at += 1
                cells = (row.title, _number(row.cost), _number(row.value), row.plain_told,
                         row.best_told, row.reason)  # fmt: skip
                self.sheets.row(sheet, at, cells, widths, *_looks("text", cells))
            for name, plain, best in one.totals:
                at += 1
                sums = (name, "", "", _number(plain), _number(best), "")
                self.sheets.row(sheet, at, sums, widths, *_looks("total", sums))
            at += 2

    def follow(self) -> None:
        """Projects before and after."""
        part = follow_part(self.content, lang=self.lang)
        if part is None or not part.rows:
            return
        widths = [44.0, 28.0, 24.0, 16.0, 16.0, 30.0, 20.0]
        sheet = self.sheets.sheet(self._name("follow"), widths)
        self.sheets.row(sheet, 0, list(part.columns.values()), widths, "head")
        for at, row in enumerate(part.rows, start=1):
            self.sheets.row(sheet, at, row.cells, widths)
        as_table(sheet, len(part.rows), len(widths), fixed=1)
        for at, line in enumerate((part.caution, part.interval), start=len(part.rows) + 2):
            self.sheets.cell(sheet, at, 0, line, "line")

    def record(self) -> None:
        """Processes, meetings, data health, what is due."""
        content, record = self.content, self.content.record
        if record is None:
            return
        part = record_part(
            record, content.topics, rulebooks=content.rulebooks, lang=self.lang,
            digits=content.digits, today=day_made(content.credits),
        )  # fmt: skip
        steps = [
            (f"{one.number}. {one.title}" if one.title
             else self.say.text("process.number", n=str(one.number)), one.told, one.when, one.note)
            for one in part.steps
        ]  # fmt: skip
        meetings = [
            (one.title, one.when, one.people, "\n".join(one.decided), "\n".join(one.roles))
            for one in part.meetings
        ]
        met = self._heads("meeting", "when", "people", "decided", "attended")
        due = [(one.what, one.when, one.told, one.role) for one in part.due]
        widths = [44.0, 18.0, 28.0, 44.0, 34.0, 14.0, 12.0]
        sheet = self.sheets.sheet(self._name("record"), widths)
        at = -1
        for title, heads, rows in (
            (part.titles["processes"], self._heads("process", "state", "when", "done"), steps),
            (part.titles["meetings"], met, meetings),
            (part.titles["health"], list(part.columns), [one.cells for one in part.health]),
            (part.titles["due"], self._heads("what", "when", "state", "role"), due),
        ):
            at += 1
            self.sheets.cell(sheet, at, 0, title, "big")
            sheet.set_row(at, 1.6 * LINE)
            at += 1
            self.sheets.row(sheet, at, heads, widths, "head")
            for row in rows:
                at += 1
                self.sheets.row(sheet, at, row, widths)
            at += 1
        sheet.freeze_panes(0, 1)

    def _table(
        self,
        name: str,
        wanted: Sequence[tuple[str, float]],
        rows: Sequence[Cells],
        looks: Sequence[str],
        more: Sequence[tuple[str, float]] = (),
    ) -> None:
        """A sheet of rows that can be filtered, its headings kept in sight."""
        widths = [*(wide for _, wide in wanted), *(wide for _, wide in more)]
        sheet = self.sheets.sheet(self._name(name), widths)
        heads = [*self._heads(*(key for key, _ in wanted)), *(title for title, _ in more)]
        self.sheets.row(sheet, 0, heads, widths, "head")
        for at, row in enumerate(rows, start=1):
            self.sheets.row(sheet, at, row, widths, *looks)
        as_table(sheet, len(rows), len(widths))

    def _name(self, key: str) -> str:
        """The name of a sheet."""
        return self.say.text(f"office.trail.sheet.{key}")

    def _head(self, key: str) -> str:
        """A caption."""
        return self.say.text(f"office.trail.head.{key}")

    def _heads(self, *keys: str) -> list[str]:
        """Captions of columns."""
        return [self._head(key) for key in keys]


def _project(one: ProjectRow) -> Iterator[str | float | None]:
    """What is said of a project, up to its money."""
    yield one.project
    yield from (one.programme, one.title, one.where, one.agency, one.source, one.kind_told)
    yield from (one.status_told, one.began, one.told)
    yield from ("\n".join(one.answers), "\n".join(one.may_answer), one.why_told)
    yield from (*_counted(one.cases), *_counted(one.per_case))


def _counted(told: str) -> tuple[str | float, str]:
    """A number and its unit, each for a cell of its own; a band stays in words."""
    found = _COUNTED.fullmatch(told)
    return (float(found[1].replace(",", "")), found[2] or "") if found else (told, "")


def _looks(look: str, cells: Cells) -> Iterator[str]:
    """A look a cell: whole numbers without a decimal, others with one."""
    for cell in cells:
        whole = isinstance(cell, float) and cell.is_integer()
        kind = "+whole" if whole else "+one" if isinstance(cell, float) else ""
        yield f"{look}{kind}"


def _number(told: str) -> str | float:
    """A number that was written; anything else as it is."""
    return _counted(told)[0]


def _baht(frame: pd.DataFrame, project: int, column: str) -> float | None:
    """Baht as a number, or nothing."""
    value: Any = frame[column].get(project) if column in frame else None
    return None if pd.isna(value) else float(value)
