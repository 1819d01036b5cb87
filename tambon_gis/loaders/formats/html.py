"""Tables of an HTML page: what many government systems export under the suffix .xls."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats.cells import Book, Cells, text_frame
from tambon_gis.loaders.formats.encoding import decode
from tambon_gis.loaders.formats.marks import LAST_COLUMN, MarksBuilder
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read"]

MOST_CELLS = 20_000_000
LONGEST_SPAN = 65_534
SPAN_DIGITS = 5
_SPACES = re.compile(r"[ \t\r\n\f]+")
_SILENT = frozenset({"style", "script", "title"})


def read(path: Path) -> Book:
    """
    Open an HTML page as a workbook.

    Parameters
    ----------
    path : pathlib.Path
        The file, whatever its suffix.

    Returns
    -------
    Book
        A sheet for each table that stands in no other table: one without a name, or ``table 1``,
        ``table 2``. Cells that span others come as merged cells; hidden rows are marked.

    Raises
    ------
    InputError
        When it cannot be read or holds no table.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.xls"
    ...     _ = path.write_text("<table><tr><th>moo<td>5</table>")
    ...     read(path).load("").frame.loc[1].tolist()
    ['moo', '5']
    """
    try:
        content = path.read_bytes()
    except OSError:
        raise InputError("file.locked", where=path.name) from None
    text, encoding = decode(content, where=path.name)
    parser = _Tables(path.name)
    parser.feed(text)
    parser.close()
    tables = [table for table in parser.tables if table.rows]
    if not tables:
        raise InputError("html.no_table", where=path.name)
    names = ("",) if len(tables) == 1 else tuple(f"table {at + 1}" for at in range(len(tables)))
    found = dict(zip(names, tables, strict=True))
    note = Finding("csv.encoding", "note", file=path.name, facts={"encoding": encoding})
    findings = () if encoding == "utf-8" else (note,)
    return Book(path.name, names, lambda sheet: found[sheet].cells(findings))


class _Table:
    """One table that is being gathered."""

    def __init__(self) -> None:
        self.rows: list[dict[int, str]] = []
        self.marks = MarksBuilder()
        self._taken: dict[int, int] = {}
        self._next = 0

    def row(self, *, hidden: bool) -> None:
        """A row begins."""
        self.rows.append({})
        self._next = 0
        self._taken = {at: left - 1 for at, left in self._taken.items() if left > 1}
        if hidden:
            self.marks.hide_rows(len(self.rows))

    def cell(self, text: str, across: int, down: int) -> None:
        """A cell at the next place that no cell above spans."""
        if not self.rows:
            self.row(hidden=False)
        at = self._next
        while at in self._taken:
            at += 1
        self._next = at + across
        if at >= LAST_COLUMN:
            return
        last = min(self._next, LAST_COLUMN) - 1
        self.rows[-1][at] = text
        if down > 1:
            self._taken |= dict.fromkeys(range(at, last + 1), down)
        top = len(self.rows)
        self.marks.merge(top, at, top + down - 1, last)

    def cells(self, findings: tuple[Finding, ...]) -> Cells:
        """The table as cells."""
        width = max((max(row, default=-1) for row in self.rows), default=-1) + 1
        frame = text_frame([[row.get(at) for at in range(width)] for row in self.rows])
        marks = self.marks.done()
        merges = tuple(
            (top, left, min(bottom, len(frame)), right) for top, left, bottom, right in marks.merges
        )
        return Cells(frame, findings, marks.hidden_rows, frozenset(), merges)


class _Tables(HTMLParser):
    """Gathers the tables of a page; a table inside a cell gives its text to that cell."""

    def __init__(self, where: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._where = where
        self._depth = 0
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._silent = 0
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One tag."""
        found = dict(attrs)
        self._silent += tag in _SILENT
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table())
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")
        elif self._depth == 1 and tag == "tr":
            self._finish()
            self.tables[-1].row(hidden=_unseen(found))
        elif self._depth == 1 and tag in {"td", "th"}:
            self._finish()
            self._cell = []
            self._spans = (_span(found.get("colspan")), _span(found.get("rowspan")))

    def handle_endtag(self, tag: str) -> None:
        """One end."""
        self._silent = max(self._silent - (tag in _SILENT), 0)
        if self._depth == 1 and tag in {"td", "th", "tr", "table"}:
            self._finish()
        if tag == "table":
            self._depth = max(self._depth - 1, 0)

    def handle_data(self, data: str) -> None:
        """A text."""
        if self._cell is not None and not self._silent:
            self._cell.append(_SPACES.sub(" ", data))

    def close(self) -> None:
        """The page ends, perhaps in the middle of a table."""
        super().close()
        self._finish()

    def _finish(self) -> None:
        """A cell ends."""
        if self._cell is None:
            return
        text = "\n".join(line.strip(" ") for line in "".join(self._cell).split("\n")).strip("\n")
        self._count += self._spans[0]
        if self._count > MOST_CELLS:
            raise InputError("workbook.damaged", where=self._where)
        self.tables[-1].cell(text, *self._spans)
        self._cell = None


def _span(text: str | None) -> int:
    """How many cells one covers."""
    text = (text or "1").strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= SPAN_DIGITS else 1
    return min(max(number, 1), LONGEST_SPAN)


def _unseen(found: dict[str, str | None]) -> bool:
    """Whether a row is not shown."""
    style = (found.get("style") or "").replace(" ", "").lower()
    return "hidden" in found or "display:none" in style
