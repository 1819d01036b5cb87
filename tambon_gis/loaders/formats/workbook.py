"""Workbooks as text, through calamine: numbers plain, dates ISO, error cells kept as text."""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders import archive
from tambon_gis.loaders.formats import biff, ods_xml, ole, package, sheet_xml
from tambon_gis.loaders.formats.cells import Book, Cells
from tambon_gis.loaders.formats.kinds import BY_SUFFIX
from tambon_gis.loaders.formats.marks import LAST_COLUMN, Marks
from tambon_gis.model.findings import Finding

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

__all__ = ["read"]

_ERROR = re.compile(r"Error\((\w+)\)")
_DURATION = re.compile(r'Duration(?:Iso)?\("P(?:\d+D)?T(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S"\)')
_ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}
STDERR = 2
WIDEST = 1024
_PARTS = (".xml", ".bin", ".rels")


def read(path: Path, kind: str = "xlsx") -> Book:
    """
    Open a workbook.

    Parameters
    ----------
    path : pathlib.Path
        The file, whatever its suffix.
    kind : {"xlsx", "xlsb", "xls", "ods"}, default "xlsx"
        What it is by its first bytes.

    Returns
    -------
    Book
        Its sheets but for charts. Cells come as text: 38000 as ``38000``, 1.5 as ``1.5``, a date
        as ``2022-03-15 00:00:00``, true as ``true``, an error as ``#N/A``; blank cells as NA. Row
        numbers are those that Excel shows, also below blank leading rows.

    Raises
    ------
    InputError
        When it has a password, is no workbook, is damaged, or could do harm.

    Examples
    --------
    >>> from pathlib import Path
    >>> read(Path("data/demo/สถานที่.xlsx")).sheets
    ('สถานที่',)
    """
    import fastexcel

    with _told(path.name):
        look = {"xlsx": _xlsx, "xlsb": _xlsb, "ods": _ods, "xls": _xls}[kind](path)
        promised = BY_SUFFIX.get(path.suffix.lower()) == kind
        with _muted():
            reader = fastexcel.read_excel(path if promised else path.read_bytes())
        order = {name: at for at, name in enumerate(reader.sheet_names)}
    names = tuple(name for name, at in order.items() if look.table(name, at))
    if not names:
        raise InputError("file.empty", where=path.name)
    unseen = Finding("table.hidden_unseen", "note", file=path.name)

    def load(sheet: str) -> Cells:
        with _told(f"{path.name} › {sheet}"):
            marks = look.marks(sheet, order[sheet])
            frame = _frame(reader, sheet, marks, look.widest)
        findings = (unseen,) if kind == "xlsb" else ()
        return Cells(frame, findings, marks.hidden_rows, marks.hidden_columns, marks.merges)

    return Book(
        path.name, names, load, frozenset(name for name in names if look.hidden(name, order[name]))
    )


@contextlib.contextmanager
def _told(where: str) -> Iterator[None]:
    """Whatever goes wrong inside is told of this place."""
    import fastexcel

    try:
        yield
    except InputError as fault:
        raise InputError(fault.code, where=fault.where or where, **fault.facts) from None
    except (fastexcel.FastExcelError, *archive.FAULTS):
        raise InputError("workbook.damaged", where=where) from None
    except BaseException as fault:
        # A panic of the Rust side is no Exception, and its class cannot be imported.
        if type(fault).__name__ != "PanicException":
            raise
        raise InputError("workbook.damaged", where=where) from None


@contextlib.contextmanager
def _muted() -> Iterator[None]:
    """What the Rust side writes to the terminal by itself, panics among it, is not shown."""
    try:
        kept = os.dup(STDERR)
        nothing = os.open(os.devnull, os.O_WRONLY)
    except OSError:  # a program without a terminal
        yield
        return
    try:
        os.dup2(nothing, STDERR)
        yield
    finally:
        os.dup2(kept, STDERR)
        os.close(kept)
        os.close(nothing)


@dataclass(frozen=True)
class _Look:
    """What a kind of workbook tells beside its cells: by name and order of a sheet."""

    marks: Callable[[str, int], Marks] = lambda _sheet, _at: Marks()
    hidden: Callable[[str, int], bool] = lambda _sheet, _at: False
    table: Callable[[str, int], bool] = lambda _sheet, _at: True
    widest: int = LAST_COLUMN


def _xlsx(path: Path) -> _Look:
    """Hidden rows of a sheet are looked for when it is loaded."""
    with archive.opened(path) as packed:
        parts = package.sheet_parts(packed)
        _drain(packed, {part.path for part in parts.values()}, path.name)

    def marks(sheet: str, _at: int) -> Marks:
        if sheet not in parts:
            return Marks()
        with (
            archive.opened(path) as packed,
            archive.rereader(packed, parts[sheet].path) as again,
        ):
            return sheet_xml.read_marks(again)

    return _Look(
        marks,
        lambda sheet, _at: sheet in parts and parts[sheet].hidden,
        lambda sheet, _at: sheet not in parts or parts[sheet].table,
    )


def _xlsb(path: Path) -> _Look:
    """Binary sheets tell nothing of hidden rows without a reading of all their records."""
    with archive.opened(path) as packed:
        _drain(packed, set(), path.name)
        hidden = package.binary_hidden(packed)
        package.refuse_far_cells(packed)
    return _Look(hidden=lambda sheet, _at: sheet in hidden)


def _ods(path: Path) -> _Look:
    """All sheets stand in one part."""
    with (
        archive.opened(path) as packed,
        archive.rereader(packed, "content.xml") as again,
    ):
        found, hidden = ods_xml.read_sheets(again)
    return _Look(lambda sheet, _at: found.get(sheet, Marks()), lambda sheet, _at: sheet in hidden)


def _xls(path: Path) -> _Look:
    """Sheets are told by their order: their names are written in the code page of the maker."""
    records = ole.stream(path)
    found = biff.read_globals(records)
    if found.encrypted:
        raise InputError("workbook.password")
    if not found.sheets:
        raise InputError("workbook.damaged")
    # All before any is opened: calamine reads every sheet of an old workbook at once.
    marks = [biff.sheet_marks(records, offset) for offset, _, _ in found.sheets]
    sheets = dict(enumerate(found.sheets))
    none = (0, False, True)
    return _Look(
        lambda _sheet, at: marks[at] if at < len(marks) else Marks(),
        lambda _sheet, at: sheets.get(at, none)[1],
        lambda _sheet, at: sheets.get(at, none)[2],
        biff.LAST_COLUMN,
    )


def _drain(packed: zipfile.ZipFile, later: Collection[str], where: str) -> None:
    """Unpack every part into nothing: one that is larger than it declares fails here."""
    parts = [one for one in packed.infolist()
             if one.filename not in later and one.filename.lower().endswith(_PARTS)]  # fmt: skip
    meter = archive.Meter(parts, where=where)
    for one in parts:
        for _ in archive.chunks(packed, one.filename, meter):
            pass


def _frame(reader: Any, sheet: str, marks: Marks, widest: int) -> pd.DataFrame:
    """One sheet as text, from its row 1 on."""
    import pandas as pd
    import pyarrow as pa

    with _muted():
        found = reader.load_sheet(
            sheet, header_row=None, skip_rows=0, dtypes="string", whitespace_as_null=True
        )
        if not found.width or not found.height:
            return pd.DataFrame(index=pd.RangeIndex(1, 1))
        if found.width > widest:
            raise InputError("workbook.damaged")
        batch, faults = found.to_arrow_with_errors()
    positions = [column.absolute_index for column in found.selected_columns]
    texts = dict(marks.texts)
    for fault in faults.errors if faults else ():
        row, column = fault.position
        texts[row + 1, positions[0] + column] = _shown(fault.detail)
    kept = _worth_keeping(batch, {column - positions[0] for _, column in texts})
    text = {pa.string(): pd.StringDtype("pyarrow"), pa.large_string(): pd.StringDtype("pyarrow")}
    frame: pd.DataFrame = batch.select(kept).to_pandas(types_mapper=text.get)
    frame.index = pd.RangeIndex(1, batch.num_rows + 1)
    frame.columns = pd.Index([positions[at] for at in kept])
    _write(frame, texts)
    return frame


def _worth_keeping(batch: pa.RecordBatch, told: Collection[int]) -> list[int]:
    """All columns; where a stray cell stands far to the right, only those that hold anything."""
    columns = range(batch.num_columns)
    if batch.num_columns <= WIDEST:
        return list(columns)
    return [at for at in columns if at in told or batch.column(at).null_count < batch.num_rows]


def _shown(detail: str) -> str:
    """A cell that is no text, number, date or boolean, as the workbook shows it."""
    if time := _DURATION.search(detail):
        return ":".join(time.groups())
    kind = _ERROR.search(detail)
    return _ERRORS.get(kind.group(1) if kind else "", "#ERROR")


def _write(frame: pd.DataFrame, texts: Mapping[tuple[int, int], str]) -> None:
    """Put texts into cells, a column at a time."""
    import pandas as pd

    by_column: dict[int, dict[int, str]] = {}
    for (row, column), text in texts.items():
        if column in frame.columns and 1 <= row <= len(frame):
            by_column.setdefault(column, {})[row] = text
    for column, cells in by_column.items():
        values = frame[column].astype(object).tolist()
        for row, text in cells.items():
            values[row - 1] = text
        frame[column] = pd.array(values, dtype=pd.StringDtype("pyarrow"))
