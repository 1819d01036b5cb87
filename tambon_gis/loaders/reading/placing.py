"""The place of each row: its code, or what moo and areas give; where they disagree it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.reading import locate
from tambon_gis.loaders.reading.read_code import read_moo
from tambon_gis.places import moo_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.loaders.reading.faults import Faults
    from tambon_gis.loaders.reading.values import Reading
    from tambon_gis.model.findings import Severity
    from tambon_gis.model.schema import Field, Schema

__all__ = ["agree", "place_rows", "refuses"]


def refuses(schema: Schema) -> bool:
    """
    Whether a row without a place is refused.

    Parameters
    ----------
    schema : Schema
        Its unit: a facility or a project may lie anywhere.

    Returns
    -------
    bool
        True for households, villages and areas.
    """
    return schema.table.unit not in {"facility", "project"}


@dataclass(frozen=True)
class _Rows:
    """A table on the way to its places."""

    faults: Faults
    schema: Schema
    frame: pd.DataFrame

    @property
    def place(self) -> Field:
        """The field of the place."""
        return self.schema.by_name[self.schema.table.place]

    @property
    def moo(self) -> Field:
        """The column of the moo, or where there is none that of the place."""
        name = locate.moo_field(self.schema, self.faults.headings)
        return self.schema.by_name[name] if name else self.spoken()

    def giving(self, way: str) -> Field:
        """The column that gave places this way."""
        return self.moo if way == "place.from_moo" else self.spoken("tambon")

    def tell(
        self, code: str, severity: Severity, one: Field, at: NDArray[np.int64], **facts: object
    ) -> None:
        """Tell a kind of finding at some positions of the table."""
        self.faults.tell(code, severity, one, self.frame["row"].iloc[at].tolist(), **facts)

    def numbers(self, rows: NDArray[np.bool_]) -> list[int]:
        """Row numbers in the file."""
        found: list[int] = self.frame.loc[rows, "row"].tolist()
        return found

    def spoken(self, *levels: str) -> Field:
        """The column that a message about the place names: the first of these that there is."""
        areas = locate.area_fields(self.schema, self.frame.columns)
        names = (self.place.name, locate.moo_field(self.schema, self.frame.columns) or "")
        wanted = (*(areas.get(level, "") for level in levels), *names)
        name = next(name for name in wanted if name in self.faults.headings)
        return self.schema.by_name[name]


def place_rows(
    faults: Faults,
    schema: Schema,
    frame: pd.DataFrame,
    reading: Reading | None,
    *,
    within: str | None,
) -> NDArray[np.bool_]:
    """
    Complete the places of a table, and tell the rows that have none.

    Parameters
    ----------
    faults : Faults
        Where it is told.
    schema : Schema
        Its fields.
    frame : pandas.DataFrame
        All rows typed; ``place``, and the place's own column, are completed in place.
    reading : Reading or None
        The column of the place; None where the file has none.
    within : str or None
        Code of the project's area.

    Returns
    -------
    numpy.ndarray of bool
        Rows that are refused.
    """
    import numpy as np

    table = _Rows(faults, schema, frame)
    nobody = np.zeros(len(frame), dtype=bool)
    if not refuses(schema) or (reading is None and table.place.kind != "village"):
        return nobody
    blank = np.asarray(frame["place"].isna(), dtype=bool)
    bad = nobody if reading is None else reading.faults != ""
    unsettled = nobody
    if blank.any() and table.place.kind == "village":
        unsettled = _complete(table, blank, reading, within)
        blank = np.asarray(frame["place"].isna(), dtype=bool)
    bare = blank & ~unsettled
    column = table.spoken()
    faults.tell("row.place_unreadable", "decide", column, table.numbers(bare & bad))
    faults.tell("row.place_blank", "decide", column, table.numbers(bare & ~bad))
    return blank


def _complete(
    table: _Rows, blank: NDArray[np.bool_], reading: Reading | None, within: str | None
) -> NDArray[np.bool_]:
    """Fill places from moo and areas; the rows whose areas a person must settle."""
    import numpy as np

    frame, own = table.frame, table.place.name
    some = frame[blank].copy()
    at = np.flatnonzero(blank)
    wrong = np.full(len(at), "", dtype=object) if reading is None else reading.faults[blank]
    taken = _moo_in_place(table, some, wrong != "")
    found = locate.places(some, table.schema, within=within)
    frame.loc[blank, "place"] = found.codes
    if own in frame:
        frame.loc[blank, own] = found.codes
    placed = ~np.asarray(found.codes.isna(), dtype=bool)
    for way, rows in found.how.items():
        table.tell(way, "note", table.giving(way), at[rows & ~taken])
        table.tell(way, "repaired", table.place, at[rows & taken])
        if reading is not None and (rows & taken).any():
            reading.mends[way] = _spread(at[rows & taken], len(frame))
    # A cell that was no code is told although the row could be placed without it.
    for way, rows in found.how.items():
        given = table.faults.headings[table.giving(way).name]
        for code in sorted(set(wrong[placed & ~taken & rows]) - {""}):
            told = "row.place_by_other" if code == "value.not_village" else code
            at_fault = at[placed & ~taken & rows & (wrong == code)]
            table.tell(told, "decide", table.place, at_fault, other=given)
    _tell_unsettled(table, found, at)
    return _spread(at[found.faults != ""], len(frame))


def _tell_unsettled(table: _Rows, found: locate.Located, at: NDArray[np.int64]) -> None:
    """Areas that a person must settle, with what a name could mean."""
    import numpy as np

    column = table.spoken("tambon", "amphoe", "province")
    listed = np.array([found.candidates.get(i, "") for i in range(len(at))], dtype=object)
    for code, candidates in sorted(set(zip(found.faults, listed, strict=True))):
        if code:
            rows = (found.faults == code) & (listed == candidates)
            told = f": {candidates}" if candidates and column.public else ""
            table.tell(code, "decide", column, at[rows], candidates=told)


def _moo_in_place(table: _Rows, some: pd.DataFrame, bad: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where the village's cell holds a moo (``ม.5``) and no other column another one, take it."""
    import numpy as np
    import pandas as pd

    nothing = np.zeros(len(some), dtype=bool)
    moo = locate.moo_field(table.schema, table.schema.by_name)
    if moo is None or not bad.any():
        return nothing
    field = table.schema.by_name[moo]
    heading = table.faults.headings[table.place.name]
    cells = table.faults.raw.frame.loc[some["row"].tolist(), heading].tolist()
    texts = {cell for cell in cells if isinstance(cell, str)}
    known: dict[Any, Any] = {text: read_moo(text, field).value for text in texts}
    read = pd.array([known.get(cell) for cell in cells], dtype="Int16")
    if moo not in some:
        some[moo] = pd.array([pd.NA] * len(some), dtype="Int16")
    same = (some[moo].isna() | (some[moo] == read)).fillna(value=False).to_numpy(dtype=bool)
    taken: NDArray[np.bool_] = bad & same & ~np.asarray(read.isna(), dtype=bool)
    some.loc[taken, moo] = read[taken]
    return taken


def _spread(positions: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    """Positions as a mask."""
    import numpy as np

    mask = np.zeros(size, dtype=bool)
    mask[positions] = True
    return mask


def agree(faults: Faults, schema: Schema, frame: pd.DataFrame, refused: NDArray[np.bool_]) -> None:
    """
    Tell where moo or areas disagree with the village code; the code wins.

    Parameters
    ----------
    faults : Faults
        Where it is told.
    schema : Schema
        Its fields.
    frame : pandas.DataFrame
        All rows typed; a moo that disagrees is replaced by that of the code.
    refused : numpy.ndarray of bool
        Rows that are told already.
    """
    if schema.by_name[schema.table.place].kind != "village":
        return
    _moo_agrees(faults, schema, frame, refused)
    for level, name in locate.area_fields(schema, frame.columns).items():
        differs = locate.differing(frame[name], frame["place"], level) & ~refused
        rows = frame.loc[differs, "row"].tolist()
        _tell_differing(faults, "row.area_differs", schema.by_name[name], rows)


def _moo_agrees(
    faults: Faults, schema: Schema, frame: pd.DataFrame, refused: NDArray[np.bool_]
) -> None:
    """Where the village code and the moo column disagree, the code wins and it is told."""
    import pandas as pd

    name = locate.moo_field(schema, frame.columns)
    if name is None:
        return
    codes = {code: moo_of(code) for code in frame["place"].dropna().unique()}
    coded = pd.array([codes.get(code) for code in frame["place"]], dtype="Int16")
    differs = (coded != frame[name].array).fillna(value=False).to_numpy(dtype=bool) & ~refused
    if differs.any():
        rows = frame.loc[differs, "row"].tolist()
        _tell_differing(faults, "row.moo_differs", schema.by_name[name], rows)
        frame.loc[differs, name] = coded[differs]


def _tell_differing(faults: Faults, code: str, one: Field, rows: list[int]) -> None:
    """Rows whose code a person chose are told for the record only: of course the rest differs."""
    decided = faults.raw.decided
    faults.tell(code, "decide", one, [row for row in rows if row not in decided])
    faults.tell(code, "note", one, [row for row in rows if row in decided])
