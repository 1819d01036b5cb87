"""The form in which people confirm which project serves which problem, and how far projects are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.render.book.sheets import LINE, Sheets, lines_of
from tambon_gis.render.planning.trail import trail_part
from tambon_gis.thai import strip_controls
from tambon_gis.words import BE_OFFSET, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from tambon_gis.render.content import Content

__all__ = ["LINKS", "PROJECTS", "trace_book"]

#: Columns of the sheet of pairs with their widths; those from ``answer`` on are filled in.
LINKS = {"problem": 13, "indicator": 20, "told": 30, "project": 32, "programme": 17, "why": 24,
         "answer": 9, "place": 15, "by": 20, "on": 12, "note": 20}  # fmt: skip
#: Columns of the sheet of projects; those from ``place`` on are filled in.
PROJECTS = {"project": 36, "programme": 20, "where": 18, "place": 20, "source": 26, "kind": 17,
            "status": 14, "began": 9, "spent": 13}  # fmt: skip
KINDS = ("own", "joint", "asked")
STATUSES = ("planned", "running", "done", "dropped")
_FILL, _EDGE = "#FFF8E1", "#8A97A6"
#: Empty rows for pairs that nobody proposed.
_SPARE = 12
_HEAD = 4


@dataclass(frozen=True)
class _Pair:
    """A pair as it stands in the form."""

    ref: str
    project: int
    answer: str = ""
    places: tuple[str, ...] = ()
    by: str = ""
    on: str = ""
    note: str = ""


def trace_book(content: Content, *, lang: str = "th") -> bytes:
    """
    Write the form as XLSX.

    Parameters
    ----------
    content : Content
        Sealed parts with a plan and a trail.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    bytes
        A workbook of two sheets, marked as internal: pairs that are proposed, then those that
        people decided, with room for others; and one row a project. Yellow cells are filled in.
        :func:`tambon_gis.loaders.trace.read` reads it back by its headings.

    Examples
    --------
    >>> from datetime import date
    >>> from tambon_gis.study.gather import gather
    >>> from tambon_gis.study.load import load
    >>> trace_book(gather(load("data/demo"), today=date(2023, 3, 5)))[:2]
    b'PK'
    """
    form = _Form(content, lang)
    form.links()
    form.projects()
    return form.sheets.closed()


class _Form:
    """The workbook on the way."""

    def __init__(self, content: Content, lang: str) -> None:
        """Begin it, with the looks of what is filled in."""
        self.say, self.content = words(lang), content
        self.part = trail_part(content, lang=lang)
        self.sheets = Sheets(self.say, "trace")
        self.sheets.header = self.say.text("report.internal")
        plain = {**self.sheets.plain, "border": 1, "border_color": _EDGE, "bg_color": _FILL}
        make = self.sheets.book.add_format
        self.fill = make({**plain, "num_format": "@"})
        self.number = make({**plain, "num_format": "#,##0", "align": "right"})
        self.year = make({**plain, "num_format": "0", "align": "right"})
        self.wide = make({**self.sheets.plain, "valign": "vcenter"})
        rows = [] if content.plan is None else content.plan.frame.to_dict("records")
        self.plan = {int(row["project"]): _plain(row) for row in rows}

    def links(self) -> None:
        """The sheet of pairs."""
        widths = list(LINKS.values())
        sheet = self._sheet("links", LINKS)
        at = _HEAD
        for pair in (*_proposed(self.content), *_decided(self.content)):
            at += 1
            self._pair(sheet, at, pair, widths)
        first = list(LINKS).index("answer")
        for spare in range(at + 1, at + 1 + _SPARE):
            sheet.set_row(spare, 2 * LINE)
            for column in range(len(LINKS)):
                look = (
                    self.fill if column >= first or column in (0, 3) else self.sheets.look("text")
                )
                sheet.write_blank(spare, column, None, look)
        last = at + _SPARE
        answers = [self.say.text(f"trace.answer.{name}") for name in ("yes", "no")]
        sheet.data_validation(
            _HEAD + 1, first, last, first, {"validate": "list", "source": answers}
        )
        name = self.say.text("trace.sheet.projects").replace("'", "''")
        titles = f"='{name}'!$A${_HEAD + 2}:$A${_HEAD + 1 + max(1, len(self.plan))}"
        sheet.data_validation(
            at + 1, 3, last, 3, {"validate": "list", "source": titles, "error_type": "warning"}
        )

    def _pair(self, sheet: Any, at: int, pair: _Pair, widths: Sequence[float]) -> None:
        """One pair."""
        mine = [
            one for one in self.part.problems if one.ref == pair.ref and self._linked(one, pair)
        ]
        told = "\n".join(f"{one.spot.short}: {one.value} ({one.cases})" for one in mine)
        project = self.plan.get(pair.project, {})
        named = _title(self.content, pair.ref, self.say.lang)
        of = (project.get("title"), project.get("programme"))
        cells = (pair.ref, named, told, *of, self._why(pair))
        self.sheets.row(sheet, at, cells, widths, "code", "text")
        for column in (2, 5):
            self._lines(sheet, at, column, str(cells[column]))
        answer = self.say.text(f"trace.answer.{pair.answer}") if pair.answer else ""
        filled = (answer, ", ".join(pair.places), pair.by, pair.on, pair.note)
        self._filled(sheet, at, len(cells), filled)
        self._tall(sheet, at, (*cells, *filled), widths)

    def _filled(self, sheet: Any, at: int, first: int, cells: Sequence[str]) -> None:
        """Cells that a person fills in, with what is known."""
        for column, cell in enumerate(cells, start=first):
            if cell:
                sheet.write_string(at, column, cell, self.fill)
            else:
                sheet.write_blank(at, column, None, self.fill)

    def _lines(self, sheet: Any, at: int, column: int, text: str) -> None:
        """A cell of several lines, each without control characters."""
        lines = "\n".join(strip_controls(line) for line in text.split("\n"))
        sheet.write_string(at, column, lines, self.sheets.look("text"))

    def _tall(self, sheet: Any, at: int, cells: Sequence[Any], widths: Sequence[float]) -> None:
        """A row as high as the longest of its texts."""
        texts = zip(cells, widths, strict=False)
        most = max(lines_of(cell, width) for cell, width in texts if isinstance(cell, str))
        sheet.set_row(at, LINE * most + 3)

    def _linked(self, problem: Any, pair: _Pair) -> bool:
        """Whether a problem is among those that a pair is about."""
        return any(
            one.project == pair.project and (one.state == "proposed") == (not pair.answer)
            for one in (*problem.links, *problem.refused)
        )

    def _why(self, pair: _Pair) -> str:
        """Why a pair was proposed, or who decided it."""
        if pair.answer:
            return self.say.text("trace.why.decided")
        first = _link_of(self.content, pair)
        parts = [self.say.text("trace.why.place")]
        if first["words"]:
            parts.append(self.say.text("trace.why.words", words=str(first["words"])))
        like = self.say.number(100 * float(first["likeness"]), 0)
        parts.append(self.say.text("trace.why.like", percent=like))
        return "\n".join(parts)

    def projects(self) -> None:
        """The sheet of projects."""
        widths = list(PROJECTS.values())
        sheet = self._sheet("projects", PROJECTS)
        where = {one.project: one.where for one in self.part.projects}
        own = _own_places(self.content)
        at = _HEAD
        for project, row in self.plan.items():
            at += 1
            cells = (row["title"], row.get("programme"), where.get(project, ""))
            self.sheets.row(sheet, at, cells, widths, "text")
            kind, status = (
                self.say.text(f"plan.{name}.{row[name]}") if row.get(name) else ""
                for name in ("kind", "status")
            )
            texts = (", ".join(own.get(project, ())), row.get("source") or "", kind, status)
            self._filled(sheet, at, len(cells), texts)
            self._tall(sheet, at, (*cells, *texts), widths)
            for column, name, look in ((7, "began", self.year), (8, "spent", self.number)):
                if row.get(name) is None:
                    sheet.write_blank(at, column, None, look)
                else:
                    sheet.write_number(at, column, float(row[name]), look)
        for column, name, known in ((5, "kind", KINDS), (6, "status", STATUSES)):
            listed = [self.say.text(f"plan.{name}.{one}") for one in known]
            choice = {"validate": "list", "source": listed}
            sheet.data_validation(_HEAD + 1, column, max(at, _HEAD + 1), column, choice)

    def _sheet(self, name: str, columns: Mapping[str, float]) -> Any:
        """A sheet with its watermark, what to do, and headings."""
        say, widths = self.say, list(columns.values())
        sheet = self.sheets.sheet(say.text(f"trace.sheet.{name}"), widths)
        last = len(widths) - 1
        sheet.merge_range(0, 0, 0, last, say.text("report.internal"), self.sheets.look("alert"))
        sheet.write_string(1, 0, say.text(f"trace.title.{name}"), self.sheets.look("title"))
        sheet.set_row(1, 2 * LINE)
        credit = self.content.credits
        line = f"{credit.area_title} · {say.text('report.made_on', date=credit.made_on)}"
        if credit.synthetic:
            line += f" · {say.text('report.synthetic')}"
        sheet.write_string(2, 0, line, self.sheets.look("line"))
        how = say.text(f"trace.how.{name}")
        sheet.merge_range(3, 0, 3, last, how, self.wide)
        sheet.set_row(3, LINE * lines_of(how, sum(widths)) + 4)
        captions = [say.text(f"trace.column.{key}") for key in columns]
        self.sheets.row(sheet, _HEAD, captions, widths, "head")
        sheet.freeze_panes(_HEAD + 1, 0)
        sheet.repeat_rows(_HEAD)
        return sheet


def _proposed(content: Content) -> list[_Pair]:
    """Pairs that nobody looked at yet, by the problem that presses most."""
    trail = content.trail
    if trail is None:
        return []
    refs = dict(zip(trail.needs["need"], _refs(trail.needs), strict=True))
    open_ones = trail.links[trail.links["state"].eq("proposed")]
    keys = [(refs[n], int(p)) for n, p in zip(open_ones["need"], open_ones["project"], strict=True)]
    return [_Pair(ref, project) for ref, project in dict.fromkeys(keys)]


def _decided(content: Content) -> list[_Pair]:
    """What people decided, in the order of their document."""
    frame = None if content.plan is None else content.plan.decided
    if frame is None:
        return []
    places: dict[tuple[Any, ...], list[str]] = {}
    for row, ref in zip(frame.to_dict("records"), _refs(frame), strict=True):
        day = row["on"]
        on = f"{day.day}/{day.month}/{day.year + BE_OFFSET}" if day is not None else ""
        answer = "yes" if row["serves"] else "no"
        key = (ref, int(row["project"]), answer, str(row["by"]), on, str(row["note"]))
        places.setdefault(key, []).extend(filter(None, [str(row["place"])]))
    return [
        _Pair(ref, project, answer, tuple(codes), by, on, note)
        for (ref, project, answer, by, on, note), codes in places.items()
    ]


def _refs(frame: pd.DataFrame) -> list[str]:
    """The indicators of rows, as a person writes them."""
    return [f"{framework}/{code}" for framework, code in frame[["framework", "code"]].to_numpy()]


def _link_of(content: Content, pair: _Pair) -> Mapping[str, Any]:
    """The first link of a pair."""
    if content.trail is None:
        return {}
    needs, links = content.trail.needs, content.trail.links
    numbers = needs.loc[[ref == pair.ref for ref in _refs(needs)], "need"]
    rows = links[links["need"].isin(numbers) & links["project"].eq(pair.project)]
    return {str(name): cell for name, cell in rows.iloc[0].items()}


def _own_places(content: Content) -> dict[int, list[str]]:
    """Places that a person named, by project."""
    located = None if content.plan is None else content.plan.located
    found: dict[int, list[str]] = {}
    if located is not None:
        rows = located[located["how"].eq("decided")]
        for project, place in zip(rows["project"], rows["place"], strict=True):
            found.setdefault(int(project), []).append(str(place))
    return found


def _title(content: Content, ref: str, lang: str) -> str:
    """The short name of an indicator."""
    book, _, code = ref.partition("/")
    one = next(one for one in content.rulebooks if one.id == book)
    return next(item.short.of(lang) for item in one.indicator if item.code == code)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of the plan with None for what is null."""
    import pandas as pd

    return {str(name): None if pd.isna(cell) else cell for name, cell in row.items()}
