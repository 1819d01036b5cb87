"""The report as a workbook: summary, findings, and the form in which a person decides."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING, Any, Self
from unicodedata import category

from tambon_gis.render.told.ledger import ledger
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tambon_gis.model.findings import Findings
    from tambon_gis.model.fixes import Fix, Fixes
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.sealed import Credits
    from tambon_gis.render.told.ledger import Ledger, Line

__all__ = ["FORM", "form", "workbook"]

#: Columns of the form, in their order.
FORM = (
    "input",
    "file",
    "sheet",
    "row",
    "place",
    "what",
    "households",
    "people",
    "suggestion",
    "decision",
    "use",
    "decided_by",
    "decided_on",
    "note",
    "finding",
    "cell",
    "count",
)
CHOICES = ("use", "leave_out", "keep")
WIDTHS = {
    "input": 15, "file": 15, "sheet": 11, "row": 7, "place": 12, "what": 38, "households": 9,
    "people": 9, "suggestion": 38, "decision": 14, "use": 12, "decided_by": 16, "decided_on": 13,
    "note": 18, "finding": 14, "cell": 12, "count": 8,
}  # fmt: skip
#: What says which finding a decision keeps: written by the page and the command line, hidden here.
OF_PROGRAMS = ("finding", "cell", "count")
TO_FILL = ("decision", "use", "decided_by", "decided_on", "note")
FINDINGS = (
    ("report.column.input", 22),
    ("report.column.finding.role", 18),
    ("report.column.file", 20),
    ("report.column.finding.sheet", 14),
    ("report.column.finding.cell", 16),
    ("report.column.finding.severity", 16),
    ("report.column.finding.code", 20),
    ("report.column.what", 60),
    ("report.column.mend", 48),
    ("report.column.finding.count", 9),
    ("report.column.finding.households", 11),
    ("report.column.finding.people", 9),
    ("report.column.finding.suggestions", 44),
)
LONGEST_LIST = 255
#: Codes for analysts: they stand in the sheet of findings and are hidden.
HIDDEN = ("report.column.finding.role", "report.column.finding.code")
#: Height of a line of text, in points, and how many letters a unit of width holds.
LINE, LETTERS = 17, 0.9
FILE_MEASURES = ("read", "kept", "repaired", "refused", "decide")
#: Years that the Buddhist era is ahead.
BE = 543
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def workbook(
    found: Findings,
    credit: Credits,
    rulebooks: Iterable[Rulebook] = (),
    *,
    decided: Fixes | None = None,
    lang: str = "th",
) -> bytes:
    """
    Write the report as XLSX.

    Parameters
    ----------
    found : Findings
        Reports and joins of a project.
    credit : Credits
        Area and date.
    rulebooks : iterable of Rulebook, optional
        For the titles of inputs.
    decided : Fixes, optional
        What was decided before: it stands in the form, so that a new one loses nothing.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    bytes
        A workbook of three sheets: summary with files and joins, one row a finding, and the form.
        It names no author and bears the watermark of internal papers.
    """
    told = ledger(found, rulebooks, lang=lang)
    with _Book(lang) as book:
        _summary(book, told, credit)
        _findings(book, told)
        _form(book, told, decided)
    return book.content


def form(
    found: Findings,
    rulebooks: Iterable[Rulebook] = (),
    *,
    decided: Fixes | None = None,
    lang: str = "th",
) -> bytes | None:
    """
    Write the form of decisions by itself.

    Parameters
    ----------
    found : Findings
        Reports of a project.
    rulebooks : iterable of Rulebook, optional
        For the titles of inputs.
    decided : Fixes, optional
        What was decided before.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    bytes or None
        A workbook of one sheet; None where there is nothing to decide.

    Examples
    --------
    >>> from tambon_gis.model.findings import Findings
    >>> form(Findings(())) is None
    True
    """
    told = ledger(found, rulebooks, lang=lang)
    if not any(line.decidable for line in told.lines):
        return None
    with _Book(lang) as book:
        _form(book, told, decided)
    return book.content


class _Book:
    """A workbook in memory, with its formats; texts are never taken as formulas or links."""

    def __init__(self, lang: str) -> None:
        """Begin a workbook without an author."""
        import xlsxwriter

        self.say = words(lang)
        self.content = b""
        self._buffer = BytesIO()
        self._widths: dict[str, Sequence[int]] = {}
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book: Any = xlsxwriter.Workbook(self._buffer, options)
        self.book.set_properties({"author": "", "company": "", "created": MADE})
        plain = {"font_name": "Tahoma", "font_size": 11, "valign": "top", "text_wrap": True}
        edge = {"border": 1, "border_color": "#C3CCD6"}
        kinds: dict[str, dict[str, object]] = {
            "text": {**edge, "num_format": "@"},
            "number": {**edge, "num_format": "#,##0", "align": "right", "indent": 1},
            "row": {**edge, "num_format": "0", "align": "right", "indent": 1},
            "head": {**edge, "bold": True, "bg_color": "#E3E9F0", "valign": "vcenter"},
            "fill": {**edge, "num_format": "@", "bg_color": "#FFF8E1"},
            "mark": {
                "bold": True,
                "font_color": "#FFFFFF",
                "bg_color": "#7A1F1F",
                "text_wrap": False,
            },
            "title": {"bold": True, "font_size": 16, "text_wrap": False},
            "big": {"bold": True, "font_size": 13, "text_wrap": False},
            "line": {"text_wrap": False},
            "guide": {"bg_color": "#FFF8E1", "valign": "vcenter"},
        }
        self.kinds = {name: self.book.add_format({**plain, **kind}) for name, kind in kinds.items()}
        self._texts = {**plain, **kinds["text"]}

    def __enter__(self) -> Self:
        """Open for writing."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """Close, and keep the bytes."""
        self.book.close()
        self.content = self._buffer.getvalue()

    def sheet(self, name: str, widths: Sequence[int]) -> Any:
        """A sheet for A4 across, with the watermark in its first row and in its header."""
        made = self.book.add_worksheet(name)
        self._widths[name] = widths
        for at, width in enumerate(widths):
            made.set_column(at, at, width)
        mark = self.say.text("report.internal")
        for at in range(len(widths)):
            made.write_blank(0, at, None, self.kinds["mark"])
        made.write_string(0, 0, mark, self.kinds["mark"])
        made.set_paper(9)
        made.set_landscape()
        made.fit_to_pages(1, 0)
        made.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        made.set_header(f'&C&"Tahoma,Bold"{mark}')
        made.set_footer("&C&P / &N")
        made.hide_gridlines(2)
        return made

    def row(
        self, sheet: Any, at: int, cells: Sequence[str | int | None], kind: str = "text"
    ) -> None:
        """One row of cells, as high as its texts need; numbers stay numbers."""
        lines = 1
        for column, cell in enumerate(cells):
            if cell is None:
                sheet.write_blank(at, column, None, self.kinds[kind])
            elif isinstance(cell, int):
                sheet.write_number(at, column, cell, self.kinds["number"])
            else:
                sheet.write_string(at, column, cell, self.kinds[kind])
                lines = max(lines, self.lines(sheet, column, cell))
        sheet.set_row(at, LINE * lines + 3)

    def shown_as(self, title: str) -> Any:
        """A format that shows a title where the cell holds the code that is read back."""
        if title not in self.kinds:
            plain = title.replace('"', "")
            made = self.book.add_format({**self._texts, "num_format": f'0;0;0;"{plain}"'})
            self.kinds[title] = made
        return self.kinds[title]

    def lines(self, sheet: Any, column: int, text: str) -> int:
        """How many lines a text takes in its column; marks above and below letters take no room."""
        width = max(1, int(LETTERS * self._widths[sheet.get_name()][column]))
        return sum(
            max(1, -(-sum(category(letter) != "Mn" for letter in part) // width))
            for part in text.split("\n")
        )


def _summary(book: _Book, told: Ledger, credit: Credits) -> None:
    """What must be decided, the files, the joins."""
    say = book.say
    sheet = book.sheet(say.text("report.summary.title"), (44, 26, *[13] * 8))
    lines = [
        ("title", f"{say.text('report.findings.title')} · {credit.area_title}"),
        ("line", say.text("report.made_on", date=credit.made_on)),
        ("big", told.headline),
        ("line", say.text("report.summary.counted")),
        ("line", say.text("report.summary.severities", repaired=told.summary.repaired,
                          note=told.summary.note)),
    ]  # fmt: skip
    for at, (kind, text) in enumerate(lines, start=1):
        sheet.write_string(at, 0, text, book.kinds[kind])
    sheet.set_row(1, 2 * LINE)
    sheet.set_row(3, 1.5 * LINE)
    at = len(lines) + 2
    titles = [say.text(f"report.column.{name}") for name in ("input", "file", *FILE_MEASURES)]
    book.row(sheet, at, titles, "head")
    for line in told.files:
        at += 1
        one = line.report
        counts = (one.rows_read, one.rows_kept, one.rows_repaired, one.rows_refused, one.to_decide)
        book.row(sheet, at, (line.input, one.file, *counts))
    if not told.joins:
        return
    at += 2
    sheet.write_string(at, 0, say.text("report.summary.joins"), book.kinds["big"])
    at += 1
    names = [name for name, _, _ in told.joins[0].measures]
    book.row(
        sheet, at, (say.text("report.join.tables"), say.text("report.column.input"), *names), "head"
    )
    for join in told.joins:
        for side, title in enumerate(join.inputs, start=1):
            at += 1
            first = f"{join.title}\n{join.by}" if side == 1 else ""
            book.row(sheet, at, (first, title, *(measure[side] for measure in join.measures)))


def _findings(book: _Book, told: Ledger) -> None:
    """One row a finding."""
    say = book.say
    sheet = book.sheet(say.text("report.summary.findings"), [width for _, width in FINDINGS])
    for column, (key, width) in enumerate(FINDINGS):
        if key in HIDDEN:
            sheet.set_column(column, column, width, None, {"hidden": True})
    book.row(sheet, 1, [say.text(key) for key, _ in FINDINGS], "head")
    for at, line in enumerate(told.lines, start=2):
        one = line.finding
        cells = (
            line.input,
            line.role,
            one.file,
            one.sheet,
            one.cell or (str(one.row) if one.row is not None else ""),
            say.text(f"report.severity.{one.severity}"),
            one.code,
            line.what,
            line.mend,
            one.count,
            one.households,
            one.people,
            "\n".join(line.suggestions),
        )
        book.row(sheet, at, cells)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(1)
    sheet.autofilter(1, 0, max(len(told.lines), 1) + 1, len(FINDINGS) - 1)


def _form(book: _Book, told: Ledger, decided: Fixes | None) -> None:
    """What was decided before, then a row for everything that can be decided."""
    say = book.say
    title = say.text("report.decision.sheet")
    sheet = book.sheet(title, [WIDTHS[name] for name in FORM])
    guide = say.text("report.decision.guide")
    for name in OF_PROGRAMS:
        column = FORM.index(name)
        sheet.set_column(column, column, WIDTHS[name], None, {"hidden": True})
    sheet.merge_range(1, 0, 1, FORM.index("note"), guide, book.kinds["guide"])
    sheet.set_row(1, LINE * (guide.count("\n") + 1) + 8)
    book.row(sheet, 2, [say.text(f"report.decision.column.{name}") for name in FORM], "head")
    titles = {one.report.role: one.input for one in told.files}
    at = 2
    for fix in decided.fix if decided else ():
        at += 1
        _form_row(book, sheet, at, _decided(book, fix), title=titles.get(fix.input, ""))
    for line in told.lines:
        if line.decidable:
            at += 1
            codes = tuple(one.value for one in line.finding.suggestions)
            _form_row(book, sheet, at, _open(line), codes, title=line.input)
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)


def _form_row(
    book: _Book,
    sheet: Any,
    at: int,
    cells: dict[str, str | int | None],
    codes: tuple[str, ...] = (),
    *,
    title: str = "",
) -> None:
    """One row of the form: what is known, and cells to fill with lists to choose from."""
    lines = 1
    for column, name in enumerate(FORM):
        kind = "fill" if name in TO_FILL else "text"
        cell = cells.get(name)
        if isinstance(cell, int):
            sheet.write_number(at, column, cell, book.kinds["row" if name == "row" else "number"])
        elif not cell:
            sheet.write_blank(at, column, None, book.kinds[kind])
        else:
            named = title if name == "input" else ""
            form = book.shown_as(named) if named else book.kinds[kind]
            sheet.write_string(at, column, cell, form)
            lines = max(lines, book.lines(sheet, column, named or cell))
    sheet.set_row(at, LINE * lines + 3)
    choices = [book.say.text(f"report.decision.{one}") for one in CHOICES]
    sheet.data_validation(
        at, FORM.index("decision"), at, FORM.index("decision"),
        {"validate": "list", "source": choices, "ignore_blank": True},
    )  # fmt: skip
    if codes and len(",".join(codes)) <= LONGEST_LIST:
        # another code may be typed: the list proposes, it does not forbid
        sheet.data_validation(
            at, FORM.index("use"), at, FORM.index("use"),
            {"validate": "list", "source": list(codes), "ignore_blank": True, "show_error": False},
        )  # fmt: skip


def _open(line: Line) -> dict[str, str | int | None]:
    """A finding as a row that waits for a decision."""
    one = line.finding
    by_place = one.code.startswith("join.") and line.place is not None
    return {
        "input": line.role,
        "file": one.file,
        "sheet": one.sheet,
        "row": None if by_place else one.row,
        "place": line.place if by_place else "",
        "what": line.what,
        "households": one.households,
        "people": one.people,
        "suggestion": "\n".join(line.suggestions),
    }


def _decided(book: _Book, fix: Fix) -> dict[str, str | int | None]:
    """A decision as it was made."""
    choice = "use" if fix.use is not None else "leave_out" if fix.leave_out else "keep"
    return {
        "input": fix.input,
        "file": fix.file,
        "sheet": fix.sheet,
        "row": fix.row,
        "place": fix.place,
        "decision": book.say.text(f"report.decision.{choice}"),
        "use": fix.use,
        "decided_by": fix.decided_by,
        "decided_on": _day(fix.decided_on) if fix.decided_on else "",
        "note": fix.note,
        "finding": fix.finding,
        "cell": fix.cell,
        "count": fix.count,
    }


def _day(day: dt.date) -> str:
    """A day as it is written in offices: day, month and year B.E."""
    return f"{day.day}/{day.month}/{day.year + BE}"
