"""A table of published counts, one row an area, becomes counted indicators."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import CodeError, InputError
from tambon_gis.loaders.address import listing
from tambon_gis.loaders.columns import near
from tambon_gis.loaders.reading.read_cell import READERS
from tambon_gis.model.document import Text
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.schema import Field
from tambon_gis.model.stages import COUNTED
from tambon_gis.places import parse
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.source import SourceMap
    from tambon_gis.model.stages import RawTable

__all__ = ["read_counts"]

_NOT_NEGATIVE = Field(name="count", title=Text(th="จำนวน", en="count"), kind="integer", minimum=0)


@dataclass
class _Table:
    """A raw table of counts on the way: its headings by label, and what was noticed."""

    raw: RawTable
    by_label: dict[str, str]
    found: list[Finding] = field(default_factory=list)

    def heading(self, name: str | None) -> str | None:
        """The heading of a column, None when it is absent."""
        return self.by_label.get(normalise_label(name)) if name else None

    def tell(self, code: str, severity: str, heading: str, rows: Iterable[int]) -> None:
        """One finding a cell to decide about, one for all the rest; rows left out are silent."""
        letter = self.raw.letters.get(heading, heading)
        numbers = [row for row in rows if row not in self.raw.left_out]
        groups = [[n] for n in numbers] if severity == "decide" else [numbers] if numbers else []
        for group in groups:
            self.found.append(
                Finding(
                    code,
                    "decide" if severity == "decide" else "repaired",
                    self.raw.file,
                    self.raw.sheet,
                    listing(letter, group),
                    group[0],
                    len(group),
                    {"column": heading, "shown": "", "low": "0", "high": "…", "other": ""},
                )
            )


def read_counts(
    raw: RawTable, source: SourceMap, rulebook: Rulebook, *, role: str, year: int
) -> tuple[pd.DataFrame, Report]:
    """
    Read published counts.

    Parameters
    ----------
    raw : RawTable
        The table as found, one row an area; rows that a person left out are refused silently.
    source : SourceMap
        Which columns hold the place, the asked and the failing.
    rulebook : Rulebook
        Its indicators; those without columns are told in a note.
    role : str
        What the file is in the project, for the report.
    year : int
        Year of the counts, B.E.

    Returns
    -------
    tuple[pandas.DataFrame, Report]
        Stage ``counted``: met = asked - failing, both null where a cell cannot be read; the
        ``households_`` columns null, since such tables do not count households by indicator;
        ``households_total`` (Int64) the households of the area where the table tells them, and
        ``row`` the row in the file. And the report.

    Raises
    ------
    InputError
        When the place column is absent, or no indicator of the rulebook has its two columns.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> from tambon_gis.loaders.formats.cells import Cells, text_frame
    >>> from tambon_gis.loaders.layout.header import raw_table
    >>> rows = [["province_ID", "indicator1.ALL", "indicator1.CNT"], ["11", "2,471", "39"]]
    >>> raw = raw_table(Cells(text_frame(rows)), 1, file="counts.csv")
    >>> source, book = catalog.source("tpmap-province-2561"), catalog.rulebook("tpmap-2561")
    >>> counted, _ = read_counts(raw, source, book, role="tpmap-2561-2561", year=2561)
    >>> counted[["place", "code", "asked", "met"]].values.tolist()
    [['11', '1', 2471, 2432]]
    """
    import numpy as np
    import pandas as pd

    table = _Table(raw, {normalise_label(name): name for name in raw.frame.columns})
    place = _places(table, source)
    decided = raw.frame.index.isin(raw.left_out)
    kept = place.notna().to_numpy(copy=True)
    later = place.mask(decided).duplicated().to_numpy() & kept & ~decided
    heading = table.heading(source.file.place) or ""
    table.tell("row.place_unreadable", "decide", heading, raw.frame.index[~kept].tolist())
    table.tell("row.place_twice", "decide", heading, raw.frame.index[later].tolist())
    kept &= ~later & ~decided
    households = _column(table, source.columns.households)
    parts = _indicators(table, source, rulebook, kept)
    rows = pd.array(raw.frame.index.to_numpy()[kept], dtype="Int64")
    head = {
        "year": year,
        "framework": rulebook.id,
        "level": source.file.level,
        "place": place[kept].array,
        "counts": source.file.counts,
        "row": rows,
        "households_total": households[kept],
    }
    counted = pd.concat([pd.DataFrame({**head, **part}) for part in parts], ignore_index=True)
    none = pd.array(np.full(len(counted), None), dtype="Int64")
    for name in ("households_asked", "households_met", "households_unknown"):
        counted[name] = none
    COUNTED.check(counted)
    refused = int((~kept).sum())
    found = (*raw.findings, *table.found)
    report = Report(role, raw.file, len(kept), len(kept) - refused, refused, 0, found)
    return counted, report


def _places(table: _Table, source: SourceMap) -> pd.Series[str]:
    """Codes of the areas at the level of the source, null where unreadable."""
    import pandas as pd

    heading = table.heading(source.file.place)
    if heading is None:
        like = near((source.file.place,), table.raw.frame.columns)
        line = f"  · {source.file.place}" + (f" ≈ {', '.join(like)}" if like else "")
        raise InputError("columns.missing", where=table.raw.file, columns=line)

    def read(cell: object) -> str | None:
        try:
            return parse(cell, source.file.level) if isinstance(cell, str) else None
        except CodeError:
            return None

    cells = table.raw.frame[heading]
    return pd.Series([read(cell) for cell in cells], index=cells.index, dtype="string")


def _column(table: _Table, name: str | None) -> Any:
    """A column of counts; faults told, unreadable cells null."""
    import pandas as pd

    heading = table.heading(name)
    if heading is None:
        return pd.array([None] * len(table.raw.frame), dtype="Int64")
    cells = table.raw.frame[heading]
    count = READERS["integer"]
    read = [count(cell, _NOT_NEGATIVE) if isinstance(cell, str) else None for cell in cells]
    rows = cells.index.tolist()
    for code in sorted({one.fault for one in read if one and one.fault}):
        at = [row for row, one in zip(rows, read, strict=True) if one and one.fault == code]
        table.tell(code, "decide", heading, at)
    for mend in sorted({mend for one in read if one for mend in one.mends}):
        at = [row for row, one in zip(rows, read, strict=True) if one and mend in one.mends]
        table.tell(mend, "repaired", heading, at)
    values: list[Any] = [one.value if one else None for one in read]
    return pd.array(values, dtype="Int64")


def _indicators(
    table: _Table, source: SourceMap, rulebook: Rulebook, kept: NDArray[np.bool_]
) -> list[dict[str, Any]]:
    """Asked and met of each indicator that has both columns; the others in one note."""
    parts, absent = [], []
    index = table.raw.frame.index.to_numpy()
    for one in rulebook.indicator:
        names = [
            pattern.replace("{code}", one.code)
            for pattern in (source.columns.asked, source.columns.failing)
        ]
        if any(table.heading(name) is None for name in names):
            absent.append(one.code)
            continue
        asked, failing = (_column(table, name) for name in names)
        over = (failing > asked).fillna(value=False).to_numpy(dtype=bool) & kept
        table.tell("count.exceeds", "decide", table.heading(names[1]) or "", index[over].tolist())
        unclear = asked.isna() | failing.isna() | over
        asked[unclear], failing[unclear] = None, None
        met = asked - failing
        unknown = (asked * 0)[kept]
        parts.append({"code": one.code, "asked": asked[kept], "met": met[kept], "unknown": unknown})
    if not parts:
        raise InputError("counts.none", where=table.raw.file, columns=source.columns.asked)
    if absent:
        facts = {"indicators": ", ".join(absent)}
        table.found.append(
            Finding("counts.absent", "note", table.raw.file, count=len(absent), facts=facts)
        )
    return parts
