"""Writes form ผ.02 as an empty workbook: preamble, three heading rows, five years, sums."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders.address import letter
from tambon_gis.loaders.forms.paper import FONT, LINE, SIZE, open_book
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["plan_form"]

#: Rows of the form as offices draw it, counted from 0: headings in 12 to 14, projects from 15 on.
HEAD, FIRST = 11, 14
YEARS = 5
BLANK_ROWS = 15
FIRST_YEAR, NEW_FORM, LAST_YEAR = 2500, 2571, 2700
BEFORE = ("number", "project", "objective", "target")
WIDTHS = {"number": 10, "project": 29, "objective": 27, "target": 29, "baht": 13, "kpi": 24,
          "result": 24, "agency": 20}  # fmt: skip
SAMPLE_BAHT = (180000, 120000, 0, 0, 0)


@dataclass(frozen=True)
class _Form:
    """Which of the two forms it is: that from 2571 on has a sum over the years and no KPI."""

    first_year: int

    @property
    def new(self) -> bool:
        """Whether it is the form from 2571 on."""
        return self.first_year >= NEW_FORM

    @property
    def after(self) -> tuple[str, ...]:
        """Keys of the columns behind the amounts."""
        return ("result", "agency") if self.new else ("kpi", "result", "agency")

    @property
    def amounts(self) -> int:
        """How many columns of money it has."""
        return YEARS + self.new

    @property
    def widths(self) -> tuple[int, ...]:
        """Widths of all columns."""
        keys = (*BEFORE, *["baht"] * self.amounts, *self.after)
        return tuple(WIDTHS[key] for key in keys)

    @property
    def lines(self) -> tuple[str, ...]:
        """Keys of the lines above the headings."""
        lines = ("template.plan.strategy", "template.plan.tactic", "template.plan.programme")
        return ("office.plan.issue_line", *lines) if self.new else lines


def plan_form(*, first_year: int = 2566, lang: str = DEFAULT_LANG) -> bytes:
    """
    The form of projects as a workbook that :func:`tambon_gis.loaders.projects.read` reads back.

    Parameters
    ----------
    first_year : int, default 2566
        First of the five years, B.E. From 2571 on it is the form of then: development issue, a
        sum over the years, no KPI.
    lang : {"th", "en"}, default "th"
        Language of the lines that say how to fill it in; the form itself is Thai.

    Returns
    -------
    bytes
        An XLSX file. Without an author; equal for equal arguments.

    Raises
    ------
    InputError
        When the year is none of a plan in this form.

    Examples
    --------
    >>> plan_form()[:2]
    b'PK'
    """
    if not FIRST_YEAR <= first_year <= LAST_YEAR:
        raise InputError(
            "template.year",
            given=str(first_year),
            first=str(FIRST_YEAR),
            last=str(LAST_YEAR),
        )
    content = BytesIO()
    book = open_book(content, words("th").text("template.plan.title"))
    sheet = book.add_worksheet(words("th").text("template.plan.sheet"))
    sheet.set_default_row(LINE)
    form = _Form(first_year)
    for column, width in enumerate(form.widths):
        sheet.set_column(column, column, width)
    _write_preamble(book, sheet, form, lang)
    _write_heading(book, sheet, form)
    _write_rows(book, sheet, form)
    _set_page(sheet)
    book.close()
    return content.getvalue()


def _style(book: Workbook, **properties: Any) -> Any:
    """A cell style in the form's typeface."""
    return book.add_format({"font_name": FONT, "font_size": SIZE, **properties})


def _write_preamble(book: Workbook, sheet: Worksheet, form: _Form, lang: str) -> None:
    """Rows 1 to 11: what and whose plan, how to fill it in, strategy, tactic and programme."""
    last = len(form.widths) - 1
    say, how = words("th"), words(lang)
    centre = _style(book, bold=True, font_size=SIZE + 2, align="center")
    grey = _style(book, font_color="#44546A")
    bold = _style(book, bold=True)
    years = {"first": str(form.first_year), "last": str(form.first_year + YEARS - 1)}
    for row, key in enumerate(("title", "period", "office")):
        sheet.merge_range(row, 0, row, last - 1, say.text(f"template.plan.{key}", **years), centre)
    sheet.write_string(0, last, say.text("template.plan.form"),
                       _style(book, bold=True, border=1, align="center"))  # fmt: skip
    begin = HEAD - len(form.lines)
    told = ("how_programme", "how_row", "how_money", "how_example")
    for row, key in enumerate(told, start=begin - len(told)):
        sheet.write_string(row, 0, how.text(f"template.plan.{key}"), grey)
    for row, line in enumerate(form.lines, start=begin):
        sheet.merge_range(row, 0, row, last, say.text(line), bold)


def _write_heading(book: Workbook, sheet: Worksheet, form: _Form) -> None:
    """Rows 12 to 14: the headings, with the five years below their group."""
    say = words("th")
    head = _style(book, bold=True, border=1, text_wrap=True, align="center", valign="vcenter",
                  bg_color="#D9E2EC")  # fmt: skip
    after = len(BEFORE) + YEARS
    whole = [(at, f"template.plan.{key}") for at, key in enumerate(BEFORE)]
    whole += [(after, "office.plan.total")] if form.new else []
    begin = len(BEFORE) + form.amounts
    whole += [(at, f"template.plan.{key}") for at, key in enumerate(form.after, start=begin)]
    for column, key in whole:
        sheet.merge_range(HEAD, column, FIRST - 1, column, say.text(key, n=YEARS), head)
    sheet.merge_range(HEAD, len(BEFORE), HEAD, after - 1, say.text("template.plan.budget"), head)
    for n in range(YEARS):
        sheet.write_number(HEAD + 1, len(BEFORE) + n, form.first_year + n, head)
        sheet.write_string(HEAD + 2, len(BEFORE) + n, say.text("template.plan.baht"), head)
    sheet.freeze_panes(FIRST, 2)


def _write_rows(book: Workbook, sheet: Worksheet, form: _Form) -> None:
    """The example, rows to fill in, and the row of sums."""
    say = words("th")
    line: dict[str, Any] = {"border": 1, "border_color": "#BFC9D6", "valign": "top"}
    grey = {"italic": True, "font_color": "#7F7F7F"}
    text: dict[str, Any] = {"text_wrap": True, "indent": 1}
    money: dict[str, Any] = {"num_format": "#,##0", "align": "right", "indent": 1}
    shape: list[dict[str, Any]] = [{"align": "center"}, *[text] * (len(BEFORE) - 1)]
    shape += [*[money] * form.amounts, *[text] * len(form.after)]
    plain = [_style(book, **line, **one) for one in shape]
    faint = [_style(book, **line, **one, **grey) for one in shape]
    sample: list[str | int] = [words("th").text("template.example")]
    sample += [say.text(f"template.plan_example.{key}") for key in BEFORE[1:]]
    sample += [*SAMPLE_BAHT, *[sum(SAMPLE_BAHT)] * form.new]
    sample += [say.text(f"template.plan_example.{key}") for key in form.after]
    for column, found in enumerate(sample):
        sheet.write(FIRST, column, found, faint[column])
        for row in range(FIRST + 1, FIRST + 1 + BLANK_ROWS):
            sheet.write_blank(row, column, None, plain[column])
    sheet.set_row(FIRST, LINE * 3)
    hidden_zero = _style(book, **line, **{**money, "num_format": "#,##0;-#,##0;;@"})
    first, last, total = (letter(len(BEFORE) + n) for n in (0, YEARS - 1, YEARS))
    for row in range(FIRST + 1, FIRST + 1 + BLANK_ROWS):
        sheet.set_row(row, LINE * 1.4)
        if form.new:
            formula = f"=SUM({first}{row + 1}:{last}{row + 1})"
            sheet.write_formula(f"{total}{row + 1}", formula, hidden_zero, 0)
    _write_sums(book, sheet, form, line)
    _write_checks(sheet)


def _write_sums(book: Workbook, sheet: Worksheet, form: _Form, line: dict[str, Any]) -> None:
    """The row of sums: formulas whose values of an empty form are known."""
    row = FIRST + 1 + BLANK_ROWS
    bold = _style(book, bold=True, bg_color="#EDF1F6", **line)
    baht = _style(book, bold=True, bg_color="#EDF1F6", num_format="#,##0", indent=1, **line)
    for column in range(len(form.widths)):
        sheet.write_blank(row, column, None, bold)
    sheet.write_string(row, 0, words("th").text("template.plan.total"), bold)
    for n in range(form.amounts):
        at = letter(len(BEFORE) + n)
        sheet.write_formula(row, len(BEFORE) + n, f"=SUM({at}{FIRST + 2}:{at}{row})", baht, 0)


def _write_checks(sheet: Worksheet) -> None:
    """Amounts are numbers of baht or a dash."""
    say = words("th")
    for n in range(YEARS):
        cell = f"{letter(len(BEFORE) + n)}{FIRST + 2}"
        rule = {
            "validate": "custom",
            "value": f'=OR({cell}="-",AND(ISNUMBER({cell}),{cell}>=0))',
            "error_type": "warning",
            "error_title": say.text("template.fault.title"),
            "error_message": say.text("template.plan.fault"),
        }
        last = FIRST + BLANK_ROWS
        sheet.data_validation(FIRST + 1, len(BEFORE) + n, last, len(BEFORE) + n, rule)


def _set_page(sheet: Worksheet) -> None:
    """A4 across, one page wide, headings on each."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD, FIRST - 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f'&R&"{FONT}"{words("th").text("template.page")}')
