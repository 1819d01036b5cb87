"""Hidden rows and columns and merged cells of an XLSX sheet, in one pass over its XML in chunks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats.marks import LAST_COLUMN, Marks, MarksBuilder, area, too_far

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = ["bare", "parse", "read_marks", "read_marks_slowly"]

#: A text or a tag longer than this stands in no workbook.
LONGEST = 64 * 2**20
_TAG = re.compile(rb"<(?:[^\s<>/:]+:)?(row|col|mergeCell)(?=[\s/>])")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=<>"'/]+)\s*=\s*(?:"([^"<&]*)"|'([^'<&]*)')""")
_END = re.compile(rb"\s*/?>")
_FAR = re.compile(rb"""r=["'](?:[A-Z]{3}|[0-9]{7})""")
_SHOWN = (b'="0"', b'="false"')
#: The end of a formula and of its cell with no value, or an empty one, between them.
_NO_VALUE = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_FORMULA = re.compile(rb"[<:/]f[\s/>]")
_OVERHANG = 200
#: What stands in the cell of a formula that no program has calculated.
NOT_CALCULATED = "#CALC!"
_TRUE = frozenset({"1", "true", "on"})
_NOT_ASCII = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


class _OtherwiseError(Exception):
    """The quick look met markup that only a parser can read."""


def read_marks(chunks: Callable[[], Iterable[bytes]]) -> Marks:
    r"""
    What a sheet hides and merges, by a quick look at the few tags that say so.

    Comments, CDATA, UTF-16 and rows without a number are left to a parser.

    Parameters
    ----------
    chunks : Callable[[], Iterable[bytes]]
        Gives the XML from its beginning, in pieces of any size.

    Returns
    -------
    Marks
        Hidden rows and columns, merged cells.

    Raises
    ------
    InputError
        When the XML declares a document type (no entity is ever expanded) or is not well formed
        where it matters, or when a cell stands so far out that the sheet fits no memory.

    Examples
    --------
    >>> marks = read_marks(lambda: [b'<row r="2" hid', b'den="1"/><mergeCell ref="A1:B1"/>'])
    >>> sorted(marks.hidden_rows), marks.merges
    ([2], ((1, 0, 1, 1),))
    """
    marks = MarksBuilder()
    far = bare_formula = False
    before = b""
    try:
        for piece in _pieces(chunks()):
            _scan(piece, marks)
            far = far or _FAR.search(piece) is not None
            bare_formula = bare_formula or _lacks_value(before, piece)
            before = piece[-_OVERHANG:]
    except _OtherwiseError:
        return read_marks_slowly(chunks)
    if far:
        _refuse_far_cells(chunks())
    if bare_formula:
        _mark_formulas(chunks(), marks)
    return marks.done()


def read_marks_slowly(chunks: Callable[[], Iterable[bytes]]) -> Marks:
    """
    The same by a parser: slower, and right for any XML.

    Parameters
    ----------
    chunks : Callable[[], Iterable[bytes]]
        Gives the XML from its beginning, in pieces of any size.

    Returns
    -------
    Marks
        Hidden rows and columns, merged cells.

    Raises
    ------
    InputError
        When the XML declares a document type or is not well formed, or a cell stands too far out.

    Examples
    --------
    >>> sheet = b"<sheetData><row/><row hidden='1'/></sheetData>"
    >>> sorted(read_marks_slowly(lambda: [sheet]).hidden_rows)
    [2]
    """
    marks = MarksBuilder()
    row = 0

    def start(tag: str, found: Mapping[str, str]) -> None:
        nonlocal row
        if tag == "row":
            row = _number(found.get("r"), row + 1)
            if found.get("hidden") in _TRUE:
                marks.hide_rows(row)
        elif tag in {"col", "mergeCell"}:
            _mark(tag, found, marks)

    parse(chunks(), start)
    _refuse_far_cells(chunks())
    _mark_formulas(chunks(), marks)
    return marks.done()


def bare(found: Mapping[str, str]) -> dict[str, str]:
    """
    Attributes by their names without prefixes.

    Parameters
    ----------
    found : Mapping[str, str]
        Attributes by their full names.

    Returns
    -------
    dict[str, str]
        The same values.

    Examples
    --------
    >>> bare({"r:id": "1"})
    {'id': '1'}
    """
    return {name.rpartition(":")[2]: value for name, value in found.items()}


def parse(
    chunks: Iterable[bytes],
    start: Callable[[str, Mapping[str, str]], None],
    *,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """
    Run a parser of XML that refuses document types, so that no entity is ever expanded.

    Parameters
    ----------
    chunks : iterable of bytes
        The XML in pieces.
    start : Callable[[str, Mapping[str, str]], None]
        Gets the name of each element without its prefix, and its attributes under
        their full names.
    end : Callable[[str], None], optional
        Gets the same name when the element ends.
    text : Callable[[str], None], optional
        Gets each text.

    Raises
    ------
    InputError
        When it is not well formed or declares a document type.

    Examples
    --------
    >>> parse([b"<a x:b='1'", b" xmlns:x='y'/>"], lambda tag, found: print(tag, found["x:b"]))
    a 1
    """

    def refuse(*_: object) -> None:
        raise InputError("workbook.damaged")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, found: start(
        tag.rpartition(":")[2],
        found,
    )
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 - takes no keyword
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, ValueError, LookupError) as fault:
        if isinstance(fault, InputError):
            raise
        raise InputError("workbook.damaged") from None


def _lacks_value(before: bytes, piece: bytes) -> bool:
    """Whether a formula of a piece, or one that ends in it, stands without a value."""
    # one letter is found much faster than a tag, and most pieces hold none
    if not any(b"f" in part and _FORMULA.search(part) for part in (before, piece)):
        return False
    return _NO_VALUE.search(before + piece) is not None


def _mark_formulas(chunks: Iterable[bytes], marks: MarksBuilder) -> None:
    """Mark formulas without a value: a blank cell would hide that there should be one."""
    place: tuple[int, int, int, int] | None = None
    within = ""
    formula = valued = False

    def start(tag: str, found: Mapping[str, str]) -> None:
        nonlocal place, within, formula, valued
        within = tag
        if tag == "c":
            # of a text that is empty, "str" says that it was calculated
            place, formula, valued = area(found.get("r", "")), False, found.get("t") == "str"
        elif tag == "f":
            formula = True

    def text(found: str) -> None:
        nonlocal valued
        valued = valued or (within in {"v", "t"} and bool(found.strip()))

    def end(tag: str) -> None:
        if tag == "c" and formula and not valued and place:
            marks.texts[place[0], place[1]] = NOT_CALCULATED

    parse(chunks, start, end=end, text=text)


def _refuse_far_cells(chunks: Iterable[bytes]) -> None:
    """Refuse a sheet of which every cell up to the last one would not fit into memory."""
    at = ""
    row = column = 0
    far_row = far_column = ""

    def start(tag: str, found: Mapping[str, str]) -> None:
        nonlocal at, row, column, far_row, far_column
        if tag == "c":
            at = found.get("r", "")
        elif tag in {"v", "t"} and (place := area(at)):
            if place[0] > row:
                row, far_row = place[0], at
            if place[1] > column:
                column, far_column = place[1], at

    parse(chunks, start)
    if too_far(row, column + 1):
        cell = far_row if column < LAST_COLUMN // 2 else far_column
        raise InputError("workbook.far_cell", cell=cell)


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut before a tag: no tag is ever in two pieces."""
    rest = b""
    first = True
    for chunk in chunks:
        rest += chunk
        if first and len(rest) > 1:
            if rest.startswith(_NOT_ASCII):
                raise _OtherwiseError
            first = False
        cut = rest.rfind(b"<")
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > LONGEST:
            raise InputError("workbook.damaged")
    yield rest


def _scan(piece: bytes, marks: MarksBuilder) -> None:
    """Mark what the tags of a piece say."""
    if b"!" in piece and b"<!" in piece:  # one letter is found much faster than two
        raise _OtherwiseError
    for word in (b"hidden", b"mergeCell"):
        at = piece.find(word)
        while at >= 0:
            if not piece.startswith(_SHOWN, at + len(word)):
                _look(piece, piece.rfind(b"<", 0, at), marks, hidden=word == b"hidden")
            # No attribute holds "<", so this text or tag is done with.
            at = piece.find(b"<", at)
            at = piece.find(word, at) if at >= 0 else -1


def _look(piece: bytes, at: int, marks: MarksBuilder, *, hidden: bool) -> None:
    """Read one tag; a text between tags is none."""
    tag = _TAG.match(piece, at) if at >= 0 else None
    if tag is None or (tag[1] == b"mergeCell") == hidden:
        return
    found = {}
    at = tag.end()
    while one := _ATTRIBUTE.match(piece, at):
        found[one[1].decode("utf-8", "replace")] = (one[2] or one[3] or b"").decode(
            "utf-8", "replace"
        )
        at = one.end()
    if not _END.match(piece, at) or (tag[1] == b"row" and "r" not in found):
        raise _OtherwiseError
    if tag[1] == b"row":
        if found.get("hidden") in _TRUE:
            marks.hide_rows(_number(found["r"], 0))
    else:
        _mark(tag[1].decode(), found, marks)


def _mark(tag: str, found: Mapping[str, str], marks: MarksBuilder) -> None:
    """Mark a column or a merged range."""
    if tag == "col":
        if found.get("hidden") in _TRUE:
            first = _number(found.get("min"), 0)
            marks.hide_columns(first - 1, _number(found.get("max"), first) - first + 1)
    elif merged := area(found.get("ref", "")):
        marks.merge(*merged)


def _number(text: str | None, default: int) -> int:
    """A whole number of at most eight digits."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 8 else default  # noqa: PLR2004
