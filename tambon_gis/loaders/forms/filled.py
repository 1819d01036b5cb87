"""Rows of a table as a workbook that the loaders read: one heading a column, nothing around it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from tambon_gis.loaders.forms.checks import FORMATS
from tambon_gis.loaders.forms.paper import FONT, SIZE, open_book
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tambon_gis.model.schema import Schema

__all__ = ["filled"]

_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")
_NUMBERS = frozenset({"integer", "number", "moo"})
_WIDEST = 40


def filled(schema: Schema, rows: Sequence[Mapping[str, str]], *, lang: str = DEFAULT_LANG) -> bytes:
    """
    Rows of a table as a workbook.

    Parameters
    ----------
    schema : Schema
        Its columns.
    rows : sequence of Mapping[str, str]
        Column -> text; a column that no row has is left out.
    lang : {"th", "en"}, default "th"
        Language of the headings.

    Returns
    -------
    bytes
        An XLSX file without an author. Numbers are numbers, all else is text, so that codes keep
        their zeros and nothing becomes a formula.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> filled(catalog.schema("facilities"), [{"name": "ศาลา", "kind": "ศาลา"}])[:2]
    b'PK'
    """
    content = BytesIO()
    book = open_book(content, schema.table.title.of(lang))
    sheet = book.add_worksheet(words(lang).text("template.sheet"))
    font = {"font_name": FONT, "font_size": SIZE}
    head = book.add_format({**font, "bold": True, "bg_color": "#D9E2EC", "text_wrap": True})
    used = [one for one in schema.field if any(one.name in row for row in rows)]
    for at, one in enumerate(used):
        title = one.title.of(lang)
        look = book.add_format({**font, "num_format": FORMATS.get(one.kind, "General")})
        sheet.set_column(at, at, min(max(len(title), 12), _WIDEST), look)
        sheet.write_string(0, at, title, head)
        for n, row in enumerate(rows, start=1):
            told = row.get(one.name, "")
            if one.kind in _NUMBERS and _NUMBER.fullmatch(told):
                sheet.write_number(n, at, float(told), look)
            elif told:
                sheet.write_string(n, at, told, look)
    sheet.freeze_panes(1, 0)
    book.close()
    return content.getvalue()
