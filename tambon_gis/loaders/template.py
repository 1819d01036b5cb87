"""Writes the form of a schema as a workbook: headings, lists, limits, an example, explanations."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.address import letter
from tambon_gis.loaders.forms.checks import FORMATS, check, sample
from tambon_gis.loaders.forms.notes import write_notes
from tambon_gis.loaders.forms.paper import (
    FONT,
    LINE,
    SIZE,
    Paper,
    open_book,
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

#: Rows that lists and limits reach down to, and lined rows of a page at full size.
CHECKED, ROWS = 5000, 18
HEAD = 2
NARROWEST, WIDEST = 9, 24
#: Letters across a page, at full size and at the smallest that can be read.
FULL_WIDTH, PAGE_WIDTH = 112.0, 150.0
FROZEN = 3
_WIDTHS = {"text": 22, "village": 13, "code": 16, "number": 13, "date": 13, "answer": 12}


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
    _write_heading(paper, sheet)
    _write_rows(paper, sheet)
    _write_checks(paper, sheet)
    _set_page(paper, sheet)
    book.close()
    return content.getvalue()


def _width(paper: Paper, one: Field) -> float:
    """A column's width: its kind's, wide enough for the longest word of its heading and answer."""
    title = one.title.of(paper.lang)
    longest = max(visible(word) for word in title.split(" "))
    shown = max((visible(text) for text in paper.choices(one)), default=0)
    least = max(_WIDTHS.get(one.kind, NARROWEST), longest + 3, shown + 3)
    return float(min(max(NARROWEST, least), WIDEST))


def _write_heading(paper: Paper, sheet: Worksheet) -> None:
    """Title, how to fill it in, and the row of headings."""
    title = paper.style(bold=True, font_size=SIZE + 6, valign="vcenter")
    sheet.set_row(0, LINE * 1.6)
    sheet.write_string(0, 0, paper.schema.table.title.of(paper.lang), title)
    sheet.set_row(1, LINE * 1.2)
    sheet.write_string(1, 0, paper.say("how"), paper.style(font_color="#44546A", valign="vcenter"))
    look = {"bold": True, "border": 1, "border_color": "#8497B0", "text_wrap": True,
            "align": "center", "valign": "vcenter"}  # fmt: skip
    plain = paper.style(bg_color="#D9E2EC", **look)
    needed = paper.style(bg_color="#F8D7B0", **look)
    lines = 1
    for at, one in enumerate(paper.schema.field):
        width = _width(paper, one)
        text = one.title.of(paper.lang)
        sheet.write_string(HEAD, at, text, needed if paper.needed(one) else plain)
        sheet.set_column(at, at, width, paper.style(**_look(one)))
        lines = max(lines, wrapped(text, width - 3))
    sheet.set_row(HEAD, LINE * lines + 6)
    sheet.freeze_panes(HEAD + 1, _frozen(paper.schema))
    sheet.autofilter(HEAD, 0, HEAD + CHECKED, len(paper.schema.field) - 1)


def _write_rows(paper: Paper, sheet: Worksheet) -> None:
    """The example row, and lined rows to fill in; villages that are known stand there already."""
    fields = paper.schema.field
    place = next(iter(paper.villages), "")
    own = paper.filled and paper.schema.table.unit == "village"
    filled = list(paper.villages.items()) if own else []
    line = {"border": 1, "border_color": "#BFC9D6"}
    _, scale = _pages(paper)
    rows = max(int(ROWS / scale), len(filled))
    sheet.set_default_row(LINE)
    for at, one in enumerate(fields):
        grey = paper.style(italic=True, font_color="#7F7F7F", **line, **_look(one))
        cell = paper.style(**line, **_look(one))
        shown = paper.say("example") if at == 0 else sample(one, place=place, lang=paper.lang)
        _write(sheet, HEAD + 1, at, shown, grey)
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
    wide, _ = _pages(paper)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(wide, 0)
    sheet.repeat_rows(HEAD)
    if wide > 1:
        sheet.repeat_columns(0, max(0, _frozen(paper.schema) - 1))
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    footer = f'&L&"{FONT}"{paper.schema.table.title.of(paper.lang)}&R&"{FONT}"{paper.say("page")}'
    sheet.set_footer(footer)


def _pages(paper: Paper) -> tuple[int, float]:
    """How many pages a form is wide, and the scale of its print."""
    width = sum(_width(paper, one) for one in paper.schema.field)
    wide = max(1, round(width / PAGE_WIDTH))
    return wide, min(1.0, FULL_WIDTH * wide / width)


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
