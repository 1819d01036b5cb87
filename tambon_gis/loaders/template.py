"""Writes the form of a schema as a workbook: headings, lists, limits, an example, explanations."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.address import letter
from tambon_gis.loaders.forms.checks import FORMATS, check, sample
from tambon_gis.loaders.forms.notes import write_notes
from tambon_gis.loaders.forms.paper import (
    FONT,
    LINE,
    MARGINS,
    SIZE,
    WIDER,
    Paper,
    lines_on,
    open_book,
    pages,
    visible,
    wrapped,
)
from tambon_gis.places import moo_of
from tambon_gis.words import DEFAULT_LANG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.worksheet import Worksheet

    from tambon_gis.model.schema import Field, Schema

__all__ = ["form"]

#: Rows that lists and limits reach down to.
CHECKED = 5000
HEAD = 2
NARROWEST, WIDEST = 10, 24
HEAD_SIZE = SIZE - 2
WIDER_HEAD = WIDER * HEAD_SIZE / SIZE
FROZEN = 3
#: The part of a question begins a line: where no space is, Thai may be broken inside a word.
_PART = re.compile(" (?=เป้าหมาย|ไม่ผ่าน)")
_WIDTHS = {"text": 22, "village": 16, "code": 21, "number": 13, "date": 18, "answer": 12}


def form(
    schema: Schema,
    *,
    lang: str = DEFAULT_LANG,
    villages: Mapping[str, str] | None = None,
    rows: bool = True,
) -> bytes:
    """
    The form of a schema as a workbook that the loaders read back.

    Parameters
    ----------
    schema : Schema
        Its fields become the columns.
    lang : {"th", "en"}, default "th"
        Language of headings and explanations.
    villages : Mapping[str, str], optional
        Village code -> name, offered as a list.
    rows : bool, default True
        Whether each of these villages has its row already in a form of villages.

    Returns
    -------
    bytes
        An XLSX file. Without an author; equal for equal arguments.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> form(catalog.schema("facilities"))[:2]
    b'PK'
    """
    content = BytesIO()
    book = open_book(content, schema.table.title.of(lang))
    paper = Paper(book, schema, lang, dict(villages or {}), rows, {})
    sheet = book.add_worksheet(paper.say("sheet"))
    notes = book.add_worksheet(paper.say("notes"))
    write_notes(paper, notes)
    used = _write_top(paper, sheet) + _write_heading(paper, sheet)
    _write_rows(paper, sheet, used)
    _write_checks(paper, sheet)
    _set_page(paper, sheet)
    book.close()
    return content.getvalue()


def _heading(paper: Paper, one: Field) -> str:
    """A heading as it stands in the form."""
    return _PART.sub("\n", one.title.of(paper.lang))


def _width(paper: Paper, one: Field) -> float:
    """A column's width: its kind's, wide enough for the longest word of its heading and answer."""
    longest = max(visible(word) for word in one.title.of(paper.lang).split(" "))
    shown = max((visible(text) for text in paper.choices(one)), default=0)
    least = max(_WIDTHS.get(one.kind, NARROWEST), longest * WIDER_HEAD + 2, shown * WIDER + 1)
    return float(min(max(NARROWEST, round(least)), WIDEST))


def _write_top(paper: Paper, sheet: Worksheet) -> float:
    """
    Title and how to fill it in; their height.

    The title stands over the columns that every page repeats, the guide beside it on the first.
    """
    widths = [_width(paper, one) for one in paper.schema.field]
    frozen = _frozen(paper.schema)
    first = pages(widths, frozen)[1][0]
    title, how = paper.schema.table.title.of(paper.lang), paper.say("how")
    big = paper.style(bold=True, font_size=SIZE + 2, text_wrap=True, valign="vcenter")
    grey = paper.style(font_color="#44546A", text_wrap=True, valign="vcenter", indent=1)
    _spread(sheet, 0, frozen - 1, title, big)
    _spread(sheet, frozen, max(frozen, first - 1), how, grey)
    lines = wrapped(title, sum(widths[:frozen]) / WIDER)
    lines = max(lines, wrapped(how, sum(widths[frozen:first]) / WIDER), 2)
    sheet.set_row(0, LINE * lines)
    sheet.set_row(1, LINE / 4)
    return LINE * lines + LINE / 4


def _spread(sheet: Worksheet, first: int, last: int, text: str, style: Any) -> None:
    """A text over some columns of the first row."""
    if last > first:
        sheet.merge_range(0, first, 0, last, text, style)
    else:
        sheet.write_string(0, first, text, style)


def _write_heading(paper: Paper, sheet: Worksheet) -> float:
    """The row of headings; its height."""
    look = {"bold": True, "border": 1, "border_color": "#8497B0", "text_wrap": True,
            "align": "center", "valign": "vcenter", "font_size": HEAD_SIZE}  # fmt: skip
    plain = paper.style(**{**look, "bg_color": "#D9E2EC"})
    needed = paper.style(**{**look, "bg_color": "#F8D7B0"})
    lines = 1
    for at, one in enumerate(paper.schema.field):
        width = _width(paper, one)
        text = _heading(paper, one)
        sheet.write_string(HEAD, at, text, needed if paper.needed(one) else plain)
        sheet.set_column(at, at, width, paper.style(**_look(one)))
        lines = max(lines, wrapped(text, (width - 1) / WIDER_HEAD))
    sheet.set_row(HEAD, LINE * lines + 6)
    sheet.freeze_panes(HEAD + 1, _frozen(paper.schema))
    sheet.autofilter(HEAD, 0, HEAD + CHECKED, len(paper.schema.field) - 1)
    return LINE * lines + 6


def _write_rows(paper: Paper, sheet: Worksheet, used: float) -> None:
    """The example row, and lined rows to fill in; villages that are known stand there already."""
    fields = paper.schema.field
    place = next(iter(paper.villages), "")
    own = paper.filled and paper.schema.table.unit == "village"
    filled = list(paper.villages.items()) if own else []
    line = {"border": 1, "border_color": "#BFC9D6"}
    samples = [sample(one, place=place, lang=paper.lang) for one in fields]
    samples[0] = paper.say("example")
    widths = [_width(paper, one) for one in fields]
    tall = max(wrapped(str(text), width / WIDER) if one.kind == "text" else 1
               for one, text, width in zip(fields, samples, widths, strict=True))  # fmt: skip
    percent, _ = pages(widths, _frozen(paper.schema))
    rows = max(lines_on(percent, used + LINE * tall), len(filled))
    sheet.set_default_row(LINE)
    sheet.set_row(HEAD + 1, LINE * tall)
    for at, one in enumerate(fields):
        grey = paper.style(italic=True, font_color="#7F7F7F", **line, **_look(one))
        cell = paper.style(**line, **_look(one))
        _write(sheet, HEAD + 1, at, samples[at], grey)
        for n in range(rows):
            found = _known(one, *filled[n]) if n < len(filled) else None
            _write(sheet, HEAD + 2 + n, at, found, cell)


def _known(one: Field, code: str, name: str) -> str | int | None:
    """What is known of a village before anybody fills in its row."""
    if one.kind == "village":
        return code
    if one.kind == "moo":
        return moo_of(code)
    return name or None if one.name == "village_name" else None


def _write(sheet: Worksheet, row: int, column: int, value: object, style: Any) -> None:
    """A text as text, a number as a number, nothing as an empty cell with its lines."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _write_checks(paper: Paper, sheet: Worksheet) -> None:
    """Lists and limits below the example row."""
    first, last = HEAD + 2, HEAD + CHECKED
    for at, one in enumerate(paper.schema.field):
        choices = paper.choices(one)
        cell = f"{letter(at)}{first + 1}"
        rule = check(one, cell, paper.lists.get(choices, ""), paper.lang)
        if rule:
            sheet.data_validation(first, at, last, at, rule)


def _set_page(paper: Paper, sheet: Worksheet) -> None:
    """A4 across, as many pages wide as can be read, headings on each."""
    frozen = _frozen(paper.schema)
    percent, held = pages([_width(paper, one) for one in paper.schema.field], frozen)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.repeat_rows(HEAD)
    if len(held) == 1:
        sheet.fit_to_pages(1, 0)
    else:
        # Programs choose a scale for several pages each in its own way, and leave them half empty.
        sheet.set_print_scale(percent)
        sheet.set_v_pagebreaks(list(accumulate(held))[:-1])
        sheet.repeat_columns(0, frozen - 1)
    sheet.set_margins(**MARGINS)
    footer = f'&L&"{FONT}"{paper.schema.table.title.of(paper.lang)}&R&"{FONT}"{paper.say("page")}'
    sheet.set_footer(footer)


def _frozen(schema: Schema) -> int:
    """How many columns stay in sight: up to the last of the key, three at most."""
    names = [one.name for one in schema.field]
    last = max((names.index(name) for name in schema.table.key), default=0)
    return min(last + 1, FROZEN)


def _look(one: Field) -> dict[str, Any]:
    """Number format and alignment of a kind."""
    shape: dict[str, Any] = {"valign": "vcenter"}
    if one.kind in FORMATS:
        shape["num_format"] = FORMATS[one.kind]
    if one.kind == "text":
        shape["text_wrap"] = True
    if one.kind in {"answer", "moo", "integer", "date"}:
        shape["align"] = "center"
    else:
        shape |= {"align": "right" if one.kind == "number" else "left", "indent": 1}
    return shape
