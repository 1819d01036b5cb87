"""Excel workbooks as text, through calamine: numbers plain, dates ISO, error cells kept as text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError
from tambon_gis.loaders.formats.cells import Book, Cells

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

__all__ = ["read"]

OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
_ERROR = re.compile(r"Error\((\w+)\)")
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


def read(path: Path) -> Book:
    """
    Open a workbook.

    Parameters
    ----------
    path : pathlib.Path
        An ``.xlsx`` or ``.xlsm`` file.

    Returns
    -------
    Book
        Its sheets. Cells come as text: 38000 as ``38000``, 1.5 as ``1.5``, a date as
        ``2022-03-15 00:00:00``, true as ``true``, an error as ``#N/A``; blank cells as NA. Row
        numbers are those that Excel shows, also below blank leading rows.

    Raises
    ------
    InputError
        When it has a password, is no workbook, or is damaged.

    Examples
    --------
    >>> from pathlib import Path
    >>> read(Path("data/demo/สถานที่.xlsx")).sheets
    ('สถานที่',)
    """
    import fastexcel

    with path.open("rb") as file:
        if file.read(len(OLE_SIGNATURE)) == OLE_SIGNATURE:
            raise InputError("workbook.password", where=path.name)
    try:
        reader = fastexcel.read_excel(path)
        names = tuple(reader.sheet_names)
    except fastexcel.FastExcelError:
        raise InputError("workbook.damaged", where=path.name) from None
    if not names:
        raise InputError("file.empty", where=path.name)
    return Book(path.name, names, lambda sheet: _cells(reader, sheet, path.name))


def _cells(reader: Any, sheet: str, file: str) -> Cells:
    """One sheet as text, from its row 1 on."""
    import fastexcel
    import pandas as pd
    import pyarrow as pa

    try:
        found = reader.load_sheet(
            sheet, header_row=None, skip_rows=0, dtypes="string", whitespace_as_null=True
        )
        if not found.width or not found.height:
            return Cells(pd.DataFrame(index=pd.RangeIndex(1, 1)))
        batch, faults = found.to_arrow_with_errors()
    except fastexcel.FastExcelError:
        raise InputError("workbook.damaged", where=f"{file} › {sheet}") from None
    text = {pa.string(): pd.StringDtype("pyarrow"), pa.large_string(): pd.StringDtype("pyarrow")}
    frame = batch.to_pandas(types_mapper=text.get)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    first = found.selected_columns[0].absolute_index
    frame.columns = pd.Index([column.absolute_index for column in found.selected_columns])
    for fault in faults.errors if faults else ():
        row, column = fault.position
        _keep_error(frame, row, first + column, fault.detail)
    return Cells(frame)


def _keep_error(frame: pd.DataFrame, row: int, column: int, detail: str) -> None:
    """Write an error cell as Excel shows it: it is not blank, and the reader of values tells it."""
    kind = _ERROR.search(detail)
    frame.loc[row + 1, column] = _ERRORS.get(kind.group(1) if kind else "", "#ERROR")
