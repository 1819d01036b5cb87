"""The form in which each village confirms or corrects what is told of it: a sheet a village."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from tambon_gis.render.book.sheets import LINE, Sheets, lines_of
from tambon_gis.render.planning.confirming import ConfirmRow, confirm_rows, place_titles
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tambon_gis.render.content import Content

__all__ = ["COLUMNS", "SIGNED", "confirm_book"]

#: Columns of the form, in their order.
COLUMNS = ("code", "year", "title", "value", "of", "unit", "right", "after", "why")
#: What stands below: who confirmed it, when, how many people were there.
SIGNED = ("by", "on", "people")
#: States that a project may be given.
STATUSES = ("planned", "running", "done", "dropped")
TICK = "✓"
_WIDTHS = (13, 7, 36, 18, 13, 10, 8, 12, 26)
_FILL, _EDGE, _MARK = "#FFF8E1", "#8A97A6", "#7A1F1F"
_TO_FILL = 3
#: Room to write by hand, in points.
_TALL, _WRITTEN = 24, 27


def confirm_book(content: Content, *, lang: str = "th") -> bytes:
    """
    Write the form as XLSX.

    Parameters
    ----------
    content : Content
        Sealed parts: what stands in the form was published in that form.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    bytes
        A workbook with one sheet a place, for A4 across, marked as internal. Each line bears a code
        by which it is read back in any order; yellow cells are filled in.
    """
    form = _Form(content, lang)
    rows = confirm_rows(content, lang=lang)
    by_place = {place: tuple(mine) for place, mine in groupby(rows, key=lambda row: row.place)}
    for place, (short, whole) in place_titles(content, lang=lang).items():
        form.village(place, (short, whole), by_place.get(place, ()))
    return form.sheets.closed()


class _Form:
    """The workbook on the way."""

    def __init__(self, content: Content, lang: str) -> None:
        """Begin it, with the looks of what is filled in."""
        self.say, self.content = words(lang), content
        self.sheets = Sheets(self.say, "confirm")
        self.mark = self.say.text("report.internal")
        plain = {**self.sheets.plain, "border": 1, "border_color": _EDGE, "valign": "vcenter"}
        make = self.sheets.book.add_format
        self.fill = make({**plain, "bg_color": _FILL, "num_format": "@"})
        self.tick = make({**plain, "bg_color": _FILL, "align": "center", "bold": True})
        self.label = make({**plain, "bold": True, "bg_color": "#E3E9F0"})
        self.wide = make({**self.sheets.plain, "valign": "vcenter"})
        self.told = make(plain)
        self.alert = make(
            {**self.sheets.plain, "bold": True, "bg_color": _MARK, "font_color": "#FFFFFF"}
        )

    def village(self, place: str, titles: tuple[str, str], rows: Sequence[ConfirmRow]) -> None:
        """One sheet."""
        self.sheets.header = f"{self.mark} · {titles[1]}"  # pages come apart on a table
        sheet = self.sheets.sheet(titles[0], _WIDTHS)
        sheet.set_footer(f'&L&"Tahoma,Bold"&8{self.mark}&C&P / &N')
        at = self._head(sheet, place, titles[1])
        asked = [row for row in rows if not row.is_project]
        projects = [row for row in rows if row.is_project]
        if asked:
            at = self._table(sheet, at, "head", asked)
            sheet.repeat_rows(at - len(asked) - 1)
        else:
            at = self._across(sheet, at, self.say.text("confirm.nothing"))
        if projects:
            at = self._table(sheet, at + 1, "project", projects)
        self._signed(sheet, at + 1)

    def _head(self, sheet: Any, place: str, title: str) -> int:
        """The watermark, the village, and what to do; gives the next free row."""
        say, last = self.say, len(COLUMNS) - 1
        sheet.merge_range(0, 0, 0, last, self.mark, self.alert)
        sheet.write_string(1, 0, say.text("confirm.title", place=title), self.sheets.look("title"))
        sheet.set_row(1, 2 * LINE)
        area, made = self.content.credits.area_title, self.content.credits.made_on
        line = f"{area} · {say.text('report.made_on', date=made)}"
        if self.content.credits.synthetic:
            line += f" · {say.text('report.synthetic')}"
        sheet.write_string(2, 0, line, self.sheets.look("line"))
        sheet.merge_range(3, 0, 3, 1, say.text("confirm.label.village"), self.label)
        sheet.write_string(3, 2, place, self.told)
        at = 4
        for text in say.text("confirm.how").split("\n"):
            at = self._across(sheet, at, text)
        return at + 1

    def _across(self, sheet: Any, at: int, text: str) -> int:
        """A line of text over the whole width; gives the next row."""
        sheet.merge_range(at, 0, at, len(COLUMNS) - 1, text, self.wide)
        sheet.set_row(at, LINE * lines_of(text, sum(_WIDTHS)) + 2)
        return at + 1

    def _table(self, sheet: Any, at: int, head: str, rows: Iterable[ConfirmRow]) -> int:
        """Headings and lines; gives the next free row."""
        captions = [self.say.text(f"confirm.{head}.{name}") for name in COLUMNS]
        self.sheets.row(sheet, at, captions, _WIDTHS, "head")
        for row in rows:
            at += 1
            self._line(sheet, at, row)
        return at + 1

    def _line(self, sheet: Any, at: int, row: ConfirmRow) -> None:
        """One line, with what may be filled in."""
        cells = (row.ref, row.year, row.title, row.value, row.of, row.unit)
        looks = ("code", "year+text", "text")
        self.sheets.row(sheet, at, cells, _WIDTHS, *looks)
        tall = max(lines_of(text, _WIDTHS[n]) for n, text in ((2, row.title), (3, row.value)))
        sheet.set_row(at, max(_TALL, LINE * tall + 3))
        right, after, why = range(len(COLUMNS) - _TO_FILL, len(COLUMNS))
        sheet.write_blank(at, right, None, self.tick)
        sheet.write_blank(at, after, None, self.fill)
        sheet.write_blank(at, why, None, self.fill)
        one_of = {"validate": "list", "source": [TICK]}
        sheet.data_validation(at, right, at, right, {**one_of, "error_type": "warning"})
        self._limits(sheet, at, after, row)

    def _limits(self, sheet: Any, at: int, column: int, row: ConfirmRow) -> None:
        """What the correction of a line may be."""
        if row.is_project:
            states = [self.say.text(f"confirm.status.{name}") for name in STATUSES]
            sheet.data_validation(at, column, at, column, {"validate": "list", "source": states})
        elif row.asked is not None:
            most = self.say.text("confirm.most", n=row.asked)
            limits = {"validate": "integer", "criteria": "between", "minimum": 0}
            told = {"maximum": row.asked, "error_message": most}
            sheet.data_validation(at, column, at, column, {**limits, **told})

    def _signed(self, sheet: Any, at: int) -> None:
        """Who confirmed it: a role or a meeting, never a name."""
        at = self._across(sheet, at, self.say.text("confirm.signed"))
        for name in SIGNED:
            sheet.merge_range(at, 0, at, 1, self.say.text(f"confirm.label.{name}"), self.label)
            sheet.merge_range(at, 2, at, 4, "", self.fill)
            sheet.set_row(at, _WRITTEN)
            at += 1
