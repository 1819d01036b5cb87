"""Recheck a file: a published table is computed again, and what disagrees is told by its cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tambon_gis.analysis import recheck as checks
from tambon_gis.errors import InputError
from tambon_gis.loaders import formats, tables
from tambon_gis.loaders.address import position
from tambon_gis.loaders.columns import near
from tambon_gis.loaders.reading.read_number import read_integer, read_number
from tambon_gis.model.document import Text
from tambon_gis.model.schema import Field
from tambon_gis.thai import clean, normalise_label
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from tambon_gis.model.stages import RawTable

__all__ = ["Headings", "Rechecked", "recheck_file"]

_TITLE = Text(th="ตัวเลข", en="number")
_COUNT = Field(name="count", title=_TITLE, kind="integer")
_BARE = Field(name="percent", title=_TITLE, kind="number")
_PERCENT = Field(name="percent", title=_TITLE, kind="number", maximum=100)
#: What a row of totals is called; rows of means and percentages are set aside by the same name.
_TOTALS = ("รวม", "total", "sum")
_NO_TOTALS = ("ร้อยละ", "เฉลี่ย", "%", "percent", "average", "mean")


@dataclass(frozen=True)
class Headings:
    """
    The headings of a published table.

    Parameters
    ----------
    asked : str
        Heading of the counts of those surveyed.
    met, failing : str, optional
        Headings of the counts that meet the indicator, and that fail it.
    met_percent, percent : str, optional
        Headings of the percentages met, and failing.
    label : str, optional
        Heading of what names a row; without one rows are told by their cell only.
    """

    asked: str
    met: str | None = None
    failing: str | None = None
    met_percent: str | None = None
    percent: str | None = None
    label: str | None = None

    @property
    def counts(self) -> tuple[str, ...]:
        """Headings of counts."""
        return tuple(name for name in (self.asked, self.met, self.failing) if name)

    @property
    def percents(self) -> tuple[str, ...]:
        """Headings of percentages."""
        return tuple(name for name in (self.met_percent, self.percent) if name)


@dataclass(frozen=True)
class Rechecked:
    """
    What a published table says against itself.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of :func:`tambon_gis.analysis.recheck.recheck`, and of its totals, with ``file``,
        ``sheet`` and ``cell`` in front; also cells that hold no number (``what`` = ``unreadable``).
    rows : int
        How many rows were checked, rows of totals included.
    decimals : int
        Digits to which percentages were computed.
    """

    frame: pd.DataFrame = field(repr=False)
    rows: int
    decimals: int

    @property
    def faults(self) -> int:
        """How many figures are wrong; those that are only easily misread are not."""
        return int(self.frame["fault"].sum())

    def sentences(self, lang: str = DEFAULT_LANG) -> tuple[str, ...]:
        """
        What was found, one sentence a line of the frame.

        Parameters
        ----------
        lang : {"th", "en"}, default "th"
            Language.

        Returns
        -------
        tuple[str, ...]
            Each begins with file, sheet and cell.
        """
        say = words(lang)
        told = []
        for row in self.frame.to_dict("records"):
            where = " › ".join(part for part in (row["file"], row["sheet"], row["cell"]) if part)
            sentence = checks.tell(row, lang, decimals=self.decimals)
            told.append(say.text("recheck.at", where=where, told=sentence))
        return tuple(told)


def recheck_file(
    path: str | Path,
    headings: Headings,
    *,
    sheet: str | None = None,
    cells: str | None = None,
    decimals: int = 2,
) -> Rechecked:
    r"""
    Compute a published table again and tell which of its figures disagree.

    Parameters
    ----------
    path : str or pathlib.Path
        A workbook, text table or any other table file; Thai digits and commas are understood.
    headings : Headings
        Which columns hold what.
    sheet : str, optional
        Name of the sheet.
    cells : str, optional
        Read only this range, such as ``A5:H60``.
    decimals : int, default 2
        Digits to which the percentages were rounded.

    Returns
    -------
    Rechecked
        The differences in the order of the table, then those of its row of totals.

    Raises
    ------
    TambonError
        When the file cannot be read or lacks a heading.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = Path(folder.name) / "report.csv"
    >>> _ = path.write_text("amphoe,surveyed,fail,pct\nPhunphin,6850,617,9.00\n", "utf-8")
    >>> headings = Headings("surveyed", failing="fail", percent="pct", label="amphoe")
    >>> found = recheck_file(path, headings)
    >>> print(found.sentences("en")[0].partition(" (")[0])
    report.csv › D2: Phunphin: “pct” says 9.00, yet 617 of 6,850 is 9.01
    >>> folder.cleanup()
    """
    import pandas as pd

    path = Path(path)
    raw = tables.read_raw(path, sheet=sheet, cells=cells)
    found = _found(raw, headings)
    named = {part: found[name] for part, name in vars(headings).items() if name}
    totals = _total_rows(path, raw)
    parts = [_checked(frame, raw, named, decimals) for frame in (raw.frame, totals)]
    if len(totals) == 1:
        parts.append(_against_rows(raw, totals, [found[name] for name in headings.counts]))
    whole = pd.concat(parts, ignore_index=True)
    whole.insert(0, "file", raw.file)
    whole.insert(1, "sheet", raw.sheet)
    return Rechecked(whole.drop(columns="row"), len(raw.frame) + len(totals), decimals)


def _found(raw: RawTable, headings: Headings) -> dict[str, str]:
    """The headings as they stand in the file, by those that were asked for."""
    there = {normalise_label(str(name)): str(name) for name in raw.frame.columns}
    wanted = [name for name in vars(headings).values() if name]
    lacking = [name for name in wanted if normalise_label(name) not in there]
    if lacking:
        lines = []
        for name in lacking:
            like = near((name,), raw.frame.columns)
            lines.append(f"  · {name}" + (f" ≈ {', '.join(like)}" if like else ""))
        raise InputError("columns.missing", where=raw.file, columns="\n".join(lines))
    return {name: there[normalise_label(name)] for name in wanted}


def _checked(
    frame: pd.DataFrame, raw: RawTable, named: Mapping[str, str], decimals: int
) -> pd.DataFrame:
    """Differences of some rows of the file, each at its cell."""
    import pandas as pd

    numbers = pd.DataFrame(index=frame.index)
    unread: list[dict[str, Any]] = []
    label = named.get("label")
    if label is not None:
        numbers[label] = [clean(cell) if isinstance(cell, str) else None for cell in frame[label]]
    for part, heading in named.items():
        if part == "label":
            continue
        values = []
        for at, cell in enumerate(frame[heading]):
            value, readable = _read(cell, percent=part.endswith("percent"))
            values.append(value)
            if not readable:
                unread.append({"row": at, "column": heading})
        numbers[heading] = pd.Series(values, index=frame.index, dtype="Float64")
    for heading in {named[part] for part in named if part.endswith("percent")}:
        numbers = _as_percent(numbers, heading, named, decimals)
    found = checks.recheck(numbers, **named, decimals=decimals)
    if unread:
        blank = pd.DataFrame(unread).assign(what="unreadable", truncated=False, fault=True)
        if label is not None:
            blank["label"] = [numbers[label].iloc[at] for at in blank["row"]]
        blank = blank.reindex(columns=found.columns).astype(found.dtypes.to_dict())
        found = pd.concat([found, blank], ignore_index=True) if len(found) else blank
        found = found.sort_values("row", ignore_index=True, kind="stable")
    return _placed(found, raw, [int(row) for row in frame.index])


def _as_percent(
    numbers: pd.DataFrame, heading: str, named: Mapping[str, str], decimals: int
) -> pd.DataFrame:
    """The same table with hundredths as percentages: what a cell that shows 9.01% holds."""
    told = numbers[heading].dropna()
    if told.empty or not told.between(0, 1).all():
        return numbers
    hundredths: Any = [
        None if cell is None else cell.scaleb(2) for cell in _exact(numbers[heading])
    ]
    other = numbers.assign(**{heading: hundredths})

    def faults(table: pd.DataFrame) -> int:
        found = checks.recheck(table, **named, decimals=decimals)
        return int((found["what"].eq("percent") & found["column"].eq(heading)).sum())

    return other if faults(other) < faults(numbers) else numbers


def _exact(cells: pd.Series[Any]) -> list[Decimal | None]:
    """Numbers as the decimals that they print as."""
    return [
        None if missing else Decimal(str(cell))
        for cell, missing in zip(cells, cells.isna(), strict=True)
    ]


def _against_rows(raw: RawTable, totals: pd.DataFrame, counts: Sequence[str]) -> pd.DataFrame:
    """The stated totals against the sum of the rows, each at its cell."""
    import pandas as pd

    numbers = pd.DataFrame(
        {name: [_read(cell)[0] for cell in raw.frame[name]] for name in counts}, dtype="Float64"
    )
    told = {name: _read(totals[name].iloc[0])[0] for name in counts}
    stated = {name: int(value) for name, value in told.items() if value is not None}
    found = checks.recheck_total(numbers, stated=stated)
    return _placed(found.assign(row=0), raw, [int(totals.index[0])])


def _placed(found: pd.DataFrame, raw: RawTable, rows: Sequence[int]) -> pd.DataFrame:
    """Differences with the address of the cell that says it."""
    pairs = zip(found["column"], found["row"], strict=True)
    cells = [raw.cell(str(column), rows[int(row)]) for column, row in pairs]
    return found.assign(cell=cells)[["cell", *found.columns]]


def _read(cell: object, *, percent: bool = False) -> tuple[float | None, bool]:
    """A cell as a number, and whether it could be read; blank is unknown and readable."""
    if not isinstance(cell, str):
        return None, True
    if not percent:
        read = read_integer(cell, _COUNT)
    else:
        read = read_number(cell, _PERCENT)
        if read.fault == "value.out_of_range":
            read = read_number(cell, _BARE)
    value = read.value
    number = float(value) if isinstance(value, int | float) else None
    return number, not read.fault


def _total_rows(path: Path, raw: RawTable) -> pd.DataFrame:
    """The rows of totals, which are no part of the table, under its headings."""
    import pandas as pd

    rows = [row for row, why in raw.skipped.items() if why == "total"]
    if not rows:
        return raw.frame.iloc[:0]
    found = formats.open_book(path).load(raw.sheet).frame
    at = {name: position(letter) for name, letter in raw.letters.items()}
    kept = []
    for row in sorted(rows):
        texts = [str(cell).lower() for cell in found.loc[row] if isinstance(cell, str)]
        words_of = " ".join(texts)
        if any(name in words_of for name in _TOTALS) and not any(
            name in words_of for name in _NO_TOTALS
        ):
            kept.append(row)
    columns = {name: found.loc[kept, where].tolist() for name, where in at.items()}
    return pd.DataFrame(columns, index=kept, columns=list(raw.frame.columns))
