"""Another list of households: the house codes in it, each once, to be held against a survey."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as parts
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders import formats, tables
from tambon_gis.loaders.address import listing
from tambon_gis.loaders.reading.values import NOTES, read_column
from tambon_gis.model.document import Text
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.source import ColumnMap, ColumnMapHeader
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.model.findings import Severity
    from tambon_gis.model.schema import Field
    from tambon_gis.model.stages import RawTable

__all__ = ["Listed", "not_surveyed", "read"]

#: Headings stand among so many first rows.
_LOOK = 60
_NAME = "house_code"


@dataclass(frozen=True)
class Listed:
    """
    A list as read.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a house: ``row`` (its number in the file) and ``house_code``.
    report : Report
        What became of its rows.
    cells : pandas.DataFrame
        The whole table as text, for the scanner of public files and nobody else.
    letter, sheet : str
        Column of the codes and its sheet, for messages.
    """

    frame: pd.DataFrame = parts(repr=False)
    report: Report = parts(repr=False)
    cells: pd.DataFrame = parts(repr=False)
    letter: str = ""
    sheet: str = ""


def read(
    path: Path,
    field: Field,
    *,
    key: str | None = None,
    sheet: str | None = None,
    cells: str | None = None,
    role: str = "other",
) -> Listed:
    """
    Read a list of households.

    Parameters
    ----------
    path : pathlib.Path
        Any table that the loaders read.
    field : Field
        The house code of the survey: its headings are looked for, and codes are read as there.
    key : str, optional
        Heading of the house codes, where it is another.
    sheet : str, optional
        Name of the sheet.
    cells : str, optional
        Range of the sheet that is read.
    role : str, default "other"
        What the list is in the project, for the report.

    Returns
    -------
    Listed
        Each house once. Rows without a code, with one that cannot be read, or that repeat an
        earlier row are refused and told by their cells, never by their value.

    Raises
    ------
    MissingFileError
        When there is no such file.
    InputError
        When it cannot be read or has no column of house codes.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis import catalog
    >>> code = catalog.schema("bmn-household").by_name["house_code"]
    >>> found = read(Path("tests/data/small/households.csv"), code)
    >>> len(found.frame), found.report.rows_read
    (12, 12)
    """
    wanted = [key] if key else [field.title.th, field.title.en, field.name, *field.headers]
    raw, heading = _table(path, wanted, sheet, cells)
    reading = read_column(raw.frame[heading], field)
    rows = raw.frame.index.to_numpy()
    frame = _frame(rows, reading.array)
    blank = raw.frame[heading].isna().to_numpy() | (reading.faults == "") & frame[_NAME].isna()
    wrong = (reading.faults != "") & ~blank
    again = (frame[_NAME].duplicated() & frame[_NAME].notna()).to_numpy()
    mended = _any(reading.mends, len(rows)) & ~(blank | wrong | again)
    letter = raw.letters.get(heading, "")
    findings = [
        *_told("other.blank", "decide", raw, letter, rows[blank]),
        *_told("other.not_code", "decide", raw, letter, rows[wrong]),
        *_told("other.repeated", "decide", raw, letter, rows[again]),
        *_told("other.mended", "repaired", raw, letter, rows[mended]),
    ]
    refused = blank | wrong | again
    kept = frame[~refused].reset_index(drop=True)
    report = Report(
        role,
        raw.file,
        len(frame),
        len(kept),
        int(refused.sum()),
        int(mended.sum()),
        (*raw.findings, *findings),
    )
    return Listed(kept, report, raw.frame, letter, raw.sheet)


def not_surveyed(listed: Listed, codes: Collection[str]) -> Report:
    """
    Tell which houses of a list a survey does not have.

    Parameters
    ----------
    listed : Listed
        The list.
    codes : collection of str
        House codes of the survey.

    Returns
    -------
    Report
        The list's report with one more finding, by cells; the rows are kept.

    Examples
    --------
    >>> import pandas as pd
    >>> houses = pd.DataFrame({"row": [4, 5], "house_code": ["1", "2"]})
    >>> some = Listed(houses, Report("other", "a.xlsx", 2, 2), houses, "B")
    >>> [(one.code, one.cell) for one in not_surveyed(some, {"1"}).findings]
    [('other.not_surveyed', 'B5')]
    """
    rows = listed.frame.loc[~listed.frame[_NAME].isin(set(codes)), "row"].tolist()
    if not rows:
        return listed.report
    cell = listing(listed.letter, rows, most=None)
    place = (listed.report.file, listed.sheet, cell, int(rows[0]), len(rows))
    return listed.report.noting([Finding("other.not_surveyed", "note", *place)])


def _table(
    path: Path, wanted: Iterable[str], sheet: str | None, cells: str | None
) -> tuple[RawTable, str]:
    """The table in which a heading of house codes stands, and that heading as found."""
    book = formats.open_book(path)
    names = book.sheets if sheet is None else tuple(one for one in book.sheets if one == sheet)
    labels: set[str] = set()
    for name in names:
        head = book.load(name).frame.head(_LOOK)
        labels |= {
            normalise_label(str(text)) for column in head for text in head[column].dropna().unique()
        }
    texts = list(dict.fromkeys(wanted))
    chosen = next((text for text in texts if normalise_label(text) in labels), None)
    if chosen is not None:
        about = ColumnMapHeader(id="key", title=Text(th=chosen, en=chosen), schema="key")
        only = ColumnMap(map=about, columns={_NAME: chosen})
        raw = tables.read_raw(path, sheet=sheet, cells=cells, column_map=only)
        label = normalise_label(chosen)
        for heading in map(str, raw.frame.columns):
            if normalise_label(heading.split("›")[-1]) == label:
                return raw, heading
    raise InputError("sides.no_key", where=path.name, known=", ".join(texts))


def _frame(rows: NDArray[np.int64], codes: object) -> pd.DataFrame:
    """Row numbers and codes."""
    import pandas as pd

    return pd.DataFrame({"row": pd.array(rows, dtype="Int64"), _NAME: codes})


def _any(mends: dict[str, NDArray[np.bool_]], size: int) -> NDArray[np.bool_]:
    """Rows in which a code was mended, not only written another way."""
    import numpy as np

    found = np.zeros(size, dtype=bool)
    for kind, rows in mends.items():
        found |= rows if kind not in NOTES else False
    return found


def _told(
    code: str, severity: Severity, raw: RawTable, letter: str, rows: NDArray[np.int64]
) -> list[Finding]:
    """One finding for all rows of a kind, by their cells."""
    if not len(rows):
        return []
    numbers = [int(row) for row in rows]
    cell = listing(letter, numbers, most=None)
    return [Finding(code, severity, raw.file, raw.sheet, cell, numbers[0], len(numbers))]
