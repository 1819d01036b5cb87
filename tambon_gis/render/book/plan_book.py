"""The plan written back as form ผ.02: the same layout, the same rows, sums that can be checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from tambon_gis.render.book.plan_columns import MONEY, Column, columns_of, head_texts
from tambon_gis.render.book.sheets import MADE, Sheets, lines_of
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from tambon_gis.model.planned import Plan
    from tambon_gis.render.content import Content

    Record = Mapping[Hashable, Any]

__all__ = ["plan_book", "plan_workbook"]

Layout = Literal["auto", "2566", "ordinance", "2571"]

FONT, SIZE, LINE = "TH Sarabun New", 14, 20.0
#: What of a column's width is counted on: a wider typeface stands in where the offices' is missing.
ROOM = 0.82
#: Rows of the form counted from 0: lines above the first project, headings, first project.
ABOVE = {"issue": 7, "strategy": 8, "tactic": 9, "programme": 10}
HEAD, FIRST = 11, 14
#: Beginnings of a line above projects; a text without one is written in a column.
STARTS = {
    "strategy": ("ยุทธศาสตร์",),
    "tactic": ("กลยุทธ์", "แนวทางการพัฒนา"),
    "issue": ("ประเด็นการพัฒนา",),
    "programme": ("แผนงาน",),
}
DOTS = " " + "." * 30
CENT = 0.005
_BAHT, _SATANG = '#,##0;-#,##0;"-"', '#,##0.00;-#,##0.00;"-"'
_EDGE = {"border": 1, "border_color": "#9AA7B5"}
#: An amount shrinks where a wider typeface stands in: "###" says nothing.
_MONEY = {**_EDGE, "align": "right", "valign": "top", "shrink": True, "indent": 1}
_SUM = {"bold": True, "bg_color": "#EDF1F6", "valign": "vcenter"}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": SIZE + 2, "align": "center"},
    "form": {"bold": True, "border": 1, "align": "center"},
    "grey": {"font_color": "#44546A"},
    "alert": {"bold": True, "bg_color": "#FFF3D6", "font_color": "#7A1F1F", "indent": 1},
    "above": {"bold": True},
    "line": {**_EDGE, "bold": True, "bg_color": "#F4F6F9", "indent": 1},
    "head": {**_EDGE, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter",
             "bg_color": "#D9E2EC"},
    "text": {**_EDGE, "text_wrap": True, "valign": "top"},
    "centre": {**_EDGE, "align": "center", "valign": "top", "text_wrap": True},
    "baht": {**_MONEY, "num_format": _BAHT},
    "satang": {**_MONEY, "num_format": _SATANG},
    "sum": {**_EDGE, **_SUM, "indent": 1},
    "sum_baht": {**_MONEY, **_SUM, "num_format": _BAHT},
    "sum_satang": {**_MONEY, **_SUM, "num_format": _SATANG},
}  # fmt: skip


def plan_book(content: Content, *, lang: str = "th") -> dict[str, bytes]:
    """
    The plan as form ผ.02, to be kept, printed and read again.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language of the line that says how to read it; the form itself is Thai.

    Returns
    -------
    dict[str, bytes]
        ``plan.xlsx``; empty without a plan. The same content gives the same bytes.
    """
    if content.plan is None or content.plan.frame.empty:
        return {}
    say, notes = words(lang), []
    if content.measures.audience == "internal":
        notes.append(say.text("page.badge.internal"))
    if content.credits.synthetic:
        notes.append(say.text("office.plan.synthetic"))
    area = content.credits.area_title
    return {"plan.xlsx": plan_workbook(content.plan, area=area, notes=notes, lang=lang)}


def plan_workbook(
    plan: Plan,
    *,
    area: str = "",
    notes: Sequence[str] = (),
    layout: Layout = "auto",
    lang: str = "th",
) -> bytes:
    """
    A plan as a workbook of form ผ.02.

    Parameters
    ----------
    plan : Plan
        The sealed plan, with at least one project.
    area : str, optional
        Whose plan it is.
    notes : sequence of str, optional
        Lines to stand above it: that it is internal, that it is made up.
    layout : {"auto", "2566", "ordinance", "2571"}, default "auto"
        ``2566``: 12 columns; ``ordinance``: with the amounts of the yearly ordinances;
        ``2571``: a sum over the years and no indicator; ``auto``: whatever the plan has.
        The sources of money, who does it and how far it is are added where any is known.
    lang : {"th", "en"}, default "th"
        Language of the line that says how to read it.

    Returns
    -------
    bytes
        An XLSX file without author and clock. Rows 1-11 are the preamble, 12-14 the headings,
        projects begin in row 15; a blank amount was not said, ``-`` is 0.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis.publish import review
    >>> texts = dict.fromkeys(("objective", "target", "kpi", "result", "agency"), ["-"])
    >>> frame = pd.DataFrame({"row": [1], "programme": ["แผนงานการศึกษา"], "number": [1],
    ...     "title": ["โครงการ ก"], **texts, "budget_2566": [5.0]})
    >>> plan_workbook(review.plan(frame))[:2]
    b'PK'
    """
    return _Book(plan.frame, layout, lang).made(area, notes)


@dataclass
class _Block:
    """Projects between two rows of sums: where they begin, how many they are, their amounts."""

    first: int
    projects: int = 0
    sums: dict[str, float] = field(default_factory=dict)

    def add(self, project: Record, columns: Sequence[Column]) -> None:
        """Count a project."""
        self.projects += 1
        for one in columns:
            if one.look == MONEY:
                baht = _of(project, one.name)
                self.sums[one.name] = self.sums.get(one.name, 0.0) + (0.0 if _no(baht) else baht)


class _Book:
    """Writes the sheet from top to bottom."""

    def __init__(self, frame: pd.DataFrame, layout: str, lang: str) -> None:
        """Which columns it has, and which lines stand above projects."""
        self.say, self.how = words("th"), words(lang)
        frame = frame.reset_index(drop=True)
        self.lines = [name for name in ABOVE if name in frame and _as_lines(frame[name], name)]
        self.columns = columns_of(frame, layout, self.lines)
        self.widths = [one.width for one in self.columns]
        self.money = [at for at, one in enumerate(self.columns) if one.look == MONEY]
        years = [one.name for one in self.columns if one.name.startswith("budget_")]
        if "total_budget" not in frame and years:
            frame = frame.assign(total_budget=frame[years].sum(axis=1, min_count=1))
        self.frame, self.years = frame, years
        self.sheets = Sheets(self.say, "office.plan")
        book = self.sheets.book
        book.formats[0].set_font_name("Arial")
        book.formats[0].set_font_size(10)
        font = {"font_name": FONT, "font_size": SIZE}
        self.looks = {name: book.add_format({**font, **look}) for name, look in _LOOKS.items()}

    def made(self, area: str, notes: Sequence[str]) -> bytes:
        """The whole workbook."""
        title = self.say.text("template.plan.title")
        about = {"title": title, "author": "", "company": "", "created": MADE}
        self.sheets.book.set_properties(about)
        self.sheet = self.sheets.sheet(self.say.text("template.plan.sheet"), self.widths)
        self._preamble(title, area, notes)
        self._heading()
        self._body()
        self._page()
        return self.sheets.closed()

    def _preamble(self, title: str, area: str, notes: Sequence[str]) -> None:
        """Rows 1 to 7: what it is, whose, for which years, and how to read it."""
        last = len(self.columns) - 1
        span = [one.removeprefix("budget_") for one in self.years] or [""]
        period = self.say.text("template.plan.period", first=span[0], last=span[-1])
        for row, text in enumerate((title, period, area)):
            self.sheet.merge_range(row, 0, row, last - 1, text, self.looks["title"])
            self.sheet.set_row(row, LINE + 4)
        self.sheet.write_string(0, last, self.say.text("template.plan.form"), self.looks["form"])
        for row, note in enumerate(notes, start=3):
            self.sheet.merge_range(row, 0, row, last, note, self.looks["alert"])
            self.sheet.set_row(row, LINE)
        how = self.how.text("office.plan.how")
        self.sheet.write_string(3 + len(notes), 0, how, self.looks["grey"])
        self.sheet.set_row(3 + len(notes), LINE)

    def _heading(self) -> None:
        """Rows 12 to 14: a heading over three rows, or a group with its years below."""
        head = self.looks["head"]
        at = 0
        while at < len(self.columns):
            one = self.columns[at]
            top, middle, low = head_texts(one, self.say, len(self.years))
            if one.year is None:
                self.sheet.merge_range(HEAD, at, FIRST - 1, at, top, head)
                at += 1
                continue
            group = [n for n, c in enumerate(self.columns) if c.group == one.group]
            self._across(HEAD, group[0], group[-1], top, "head")
            for n in group:
                _, middle, low = head_texts(self.columns[n], self.say, len(self.years))
                self.sheet.write_number(HEAD + 1, n, int(middle), head)
                self.sheet.write_string(HEAD + 2, n, low, head)
            at = group[-1] + 1
        for row in range(HEAD, FIRST):
            self.sheet.set_row(row, LINE + 2)

    def _body(self) -> None:
        """Lines above projects, projects, a row of sums a programme, and one of all."""
        if self.frame.empty:
            return
        row, block, whole = FIRST, _Block(FIRST), _Block(FIRST)
        state: dict[str, str] = {}
        for number, project in enumerate(self.frame.to_dict("records")):
            said = {name: "" if _no(project[name]) else str(project[name]) for name in self.lines}
            changed = [name for name in self.lines if said[name] != state.get(name, "")]
            if changed and number:
                row = self._sum(row, block, "block")
            for name in changed:
                place = row if number else ABOVE[name]
                text = said[name] or f"{STARTS[name][0]}{DOTS}"
                last = len(self.columns) - 1
                self._across(place, 0, last, text, "line" if number else "above")
                self.sheet.set_row(place, LINE + 2)
                row += bool(number)
            if changed and number:
                block = _Block(row)
            state = said
            row = self._project(row, project)
            block.add(project, self.columns)
            whole.add(project, self.columns)
        row = self._sum(row, block, "block")
        self._sum(row, whole, "whole")

    def _project(self, row: int, project: Record) -> int:
        """A project; further lines of its texts stand in rows that continue it."""
        texts = {one.name: _parts(project.get(one.name)) for one in self.columns
                 if one.look != MONEY and one.name != "number"}  # fmt: skip
        for name in {"kind", "status"} & texts.keys():
            texts[name] = [self.say.text(f"plan.{name}.{code}") for code in texts[name]]
        filled = sum(map(bool, texts.values())) + (not _no(project["number"]))
        if filled == 1 and all(_no(project.get(self.columns[at].name)) for at in self.money):
            texts["agency"] = texts["agency"] or ["-"]
        for n in range(max(1, *map(len, texts.values()))):
            height = 1
            for at, one in enumerate(self.columns):
                if one.look == MONEY:
                    self._amount(row, at, project if n == 0 else {})
                elif one.name == "number":
                    number = project["number"] if n == 0 else None
                    self._number(row, at, number)
                else:
                    text = texts[one.name][n] if n < len(texts[one.name]) else ""
                    self._text(row, at, text, one.look)
                    height = max(height, lines_of(text, one.width * ROOM))
            self.sheet.set_row(row, LINE * height + 2)
            row += 1
        return row

    def _text(self, row: int, at: int, text: str, look: str) -> None:
        """A text, never a formula."""
        if text:
            self.sheet.write_string(row, at, text, self.looks[look])
        else:
            self.sheet.write_blank(row, at, None, self.looks[look])

    def _number(self, row: int, at: int, number: Any) -> None:
        """The number of a project within its programme."""
        if _no(number):
            self.sheet.write_blank(row, at, None, self.looks["centre"])
        else:
            self.sheet.write_number(row, at, int(number), self.looks["centre"])

    def _amount(self, row: int, at: int, project: Record) -> None:
        """Baht: a dash for none, blank where nobody said; a sum of years as a formula."""
        name = self.columns[at].name
        baht = _of(project, name)
        if _no(baht):
            self.sheet.write_blank(row, at, None, self.looks["baht"])
            return
        look = self.looks["baht" if float(baht).is_integer() else "satang"]
        years = [_of(project, year) for year in self.years]
        counted = sum(0.0 if _no(year) else year for year in years)
        if name == "total_budget" and counted == baht:
            first, last = (_cell(row, n) for n in (self.money[0], self.money[len(years) - 1]))
            self.sheet.write_formula(row, at, f"=SUM({first}:{last})", look, float(baht))
        elif baht == 0:
            self.sheet.write_string(row, at, "-", look)
        else:
            self.sheet.write_number(row, at, float(baht), look)

    def _sum(self, row: int, block: _Block, key: str) -> int:
        """A row of sums; sums of programmes are not summed again in that of all."""
        label = self.say.text(f"office.plan.{key}", n=block.projects)
        for at in range(len(self.columns)):
            self.sheet.write_blank(row, at, None, self.looks["sum"])
        if self.money:
            self._across(row, 0, self.money[0] - 1, label, "sum")
        for at in self.money:
            baht = round(block.sums[self.columns[at].name], 6)
            look = self.looks["sum_baht" if float(baht).is_integer() else "sum_satang"]
            cells = f"{_cell(block.first, at)}:{_cell(row - 1, at)}"
            self.sheet.write_formula(row, at, f"=SUBTOTAL(9,{cells})", look, baht)
        self.sheet.set_row(row, LINE + 2)
        return row + 1

    def _across(self, row: int, first: int, last: int, text: str, look: str) -> None:
        """A text over several cells, or in one."""
        if first < last:
            self.sheet.merge_range(row, first, row, last, text, self.looks[look])
        else:
            self.sheet.write_string(row, first, text, self.looks[look])

    def _page(self) -> None:
        """A4 across, one page wide, headings on each."""
        self.sheet.freeze_panes(FIRST, 2)
        self.sheet.repeat_rows(HEAD, FIRST - 1)
        self.sheet.set_margins(left=0.3, right=0.3, top=0.45, bottom=0.55)
        self.sheet.set_footer(f'&R&"{FONT}"&12{self.say.text("template.page")}')


def _as_lines(texts: pd.Series[Any], name: str) -> bool:
    """Whether the texts of a column can stand as lines above projects."""
    said = [text for text in texts.fillna("") if text]
    starts = STARTS[name]
    return name == "programme" or (bool(said) and all(text.startswith(starts) for text in said))


def _parts(text: Any) -> list[str]:
    """The lines of a text; none of a null."""
    return [] if _no(text) or not text else str(text).split("\n")


def _of(project: Record, name: str) -> Any:
    """A cell of a project; None where it has no such column."""
    return project.get(name)


def _no(found: Any) -> bool:
    """Whether a cell is null."""
    return found is None or bool(pd.isna(found))


def _cell(row: int, column: int) -> str:
    """The address of a cell; both counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
