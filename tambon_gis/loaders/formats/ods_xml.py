"""What an ODS workbook hides and merges, and its error cells, from its content.xml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.loaders.formats.marks import LAST_ROW, Marks, MarksBuilder
from tambon_gis.loaders.formats.sheet_xml import bare, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["read_sheets"]

_SIGNS = (b"visibility", b"spanned", b"display", b'"error"', b"'error'")
_OVERLAP = 16
_HIDDEN = frozenset({"collapse", "filter"})
_CELLS = frozenset({"table-cell", "covered-table-cell"})


def read_sheets(chunks: Callable[[], Iterable[bytes]]) -> tuple[dict[str, Marks], frozenset[str]]:
    """
    What each sheet hides and merges, and the sheets that are not shown.

    Parameters
    ----------
    chunks : Callable[[], Iterable[bytes]]
        Gives content.xml from its beginning, in pieces of any size.

    Returns
    -------
    tuple[dict[str, Marks], frozenset[str]]
        Marks by name of the sheet, with the texts of error cells; names of hidden sheets.

    Raises
    ------
    InputError
        When the XML is not well formed or declares a document type.

    Examples
    --------
    >>> content = '''<c><t:table t:name="A" xmlns:t="t"><t:table-row/>
    ... <t:table-row t:visibility="filter" t:number-rows-repeated="2"/></t:table></c>'''
    >>> marks, hidden = read_sheets(lambda: [content.encode()])
    >>> sorted(marks["A"].hidden_rows)
    [2, 3]
    """
    if not _any_sign(chunks()):
        return {}, frozenset()
    reader = _Reader()
    parse(chunks(), reader.start, end=reader.end, text=reader.text)
    return {name: marks.done() for name, marks in reader.sheets.items()}, frozenset(reader.hidden)


def _any_sign(chunks: Iterable[bytes]) -> bool:
    """Whether a parser would find anything: most workbooks hide and merge nothing."""
    rest = b""
    for chunk in chunks:
        piece = rest + chunk
        if any(sign in piece for sign in _SIGNS):
            return True
        rest = piece[-_OVERLAP:]
    return False


class _Reader:
    """Follows rows and columns through the repeats by which ODS shortens a sheet."""

    def __init__(self) -> None:
        self.sheets: dict[str, MarksBuilder] = {}
        self.hidden: set[str] = set()
        self._unseen_styles: set[str] = set()
        self._style = ""
        self._marks: MarksBuilder | None = None
        self._depth = 0
        self._row, self._next_row = 0, 1
        self._column = self._next_column = 0
        self._error: list[str] | None = None

    def start(self, tag: str, found: Mapping[str, str]) -> None:
        """One element begins."""
        kind = found.get("calcext:value-type")
        found = bare(found)
        if tag == "table":
            self._table(found)
        elif tag == "style":
            self._style = found.get("name", "")
        elif tag == "table-properties" and found.get("display") == "false":
            self._unseen_styles.add(self._style)
        elif self._marks is not None and self._depth == 1:
            if tag == "table-column":
                self._count_columns(found, self._marks)
            elif tag == "table-row":
                self._count_rows(found, self._marks)
            elif tag in _CELLS:
                self._cell(found, self._marks)
                self._error = [] if "error" in {kind, found.get("value-type")} else None

    def end(self, tag: str) -> None:
        """One element ends."""
        if tag == "table":
            self._depth -= 1
        elif tag in _CELLS and self._error is not None and self._marks is not None:
            text = "".join(self._error).strip() or "#ERROR"
            self._marks.texts[self._row, self._next_column - 1] = text
            self._error = None

    def text(self, found: str) -> None:
        """A text; only that of an error cell matters."""
        if self._error is not None:
            self._error.append(found)

    def _table(self, found: Mapping[str, str]) -> None:
        """A sheet begins; a table inside a cell is none."""
        self._depth += 1
        if self._depth > 1:
            return
        name = found.get("name", "")
        self._marks = self.sheets.setdefault(name, MarksBuilder())
        self._row, self._next_row, self._column = 0, 1, 0
        if found.get("style-name", "") in self._unseen_styles:
            self.hidden.add(name)

    def _count_columns(self, found: Mapping[str, str], marks: MarksBuilder) -> None:
        """Columns of one look."""
        count = _times(found, "number-columns-repeated")
        if found.get("visibility") in _HIDDEN:
            marks.hide_columns(self._column, count)
        self._column += count

    def _count_rows(self, found: Mapping[str, str], marks: MarksBuilder) -> None:
        """Rows of one look and content."""
        count = _times(found, "number-rows-repeated")
        self._row, self._next_row = self._next_row, self._next_row + count
        self._next_column = 0
        if found.get("visibility") in _HIDDEN:
            marks.hide_rows(self._row, count)

    def _cell(self, found: Mapping[str, str], marks: MarksBuilder) -> None:
        """Cells of one look and content."""
        left = self._next_column
        self._next_column += _times(found, "number-columns-repeated")
        across = _times(found, "number-columns-spanned")
        down = _times(found, "number-rows-spanned")
        marks.merge(self._row, left, self._row + down - 1, left + across - 1)


def _times(found: Mapping[str, str], name: str) -> int:
    """A repeat as far as a sheet can reach."""
    text = found.get(name, "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1  # noqa: PLR2004
    return min(max(number, 1), LAST_ROW)
