"""A raw table becomes the survey: typed, keyed by place, every fault told at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.address import listing
from tambon_gis.loaders.columns import match_columns
from tambon_gis.loaders.values import NOTES, Reading, read_column
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.stages import SURVEY
from tambon_gis.places import moo_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.model.findings import Severity
    from tambon_gis.model.schema import Field, Schema
    from tambon_gis.model.stages import RawTable

__all__ = ["Faults", "validate"]

MOST_SINGLE = 100
SHOWN_LETTERS = 40


@dataclass
class Faults:
    """
    Collects what is noticed in one table.

    Parameters
    ----------
    raw : RawTable
        Gives file, sheet and cell addresses.
    headings : dict[str, str]
        Field name -> heading as found.
    """

    raw: RawTable
    headings: dict[str, str]
    found: list[Finding] = field(default_factory=list)

    def tell(
        self, code: str, severity: Severity, one: Field, rows: Iterable[int], **facts: object
    ) -> None:
        """
        Note a kind of fault in one column.

        Parameters
        ----------
        code : str
            Code of the finding.
        severity : {"note", "repaired", "decide"}
            A cell to decide about gets a finding of its own (up to a hundred a column and kind,
            then the rest in one); others are told together with the first few addresses.
        one : Field
            The column. Only where it is public the value as found is shown.
        rows : iterable of int
            Row numbers in the file.
        **facts : object
            What else the sentences name.
        """
        heading = self.headings[one.name]
        column = self.raw.letters.get(heading, heading)
        numbers = list(rows)
        single = numbers[:MOST_SINGLE] if severity == "decide" else []
        facts = {"column": heading, **facts}
        for row in single:
            shown = self._shown(one, heading, row)
            self._add(code, severity, f"{column}{row}", row, 1, {**facts, "shown": shown})
        if rest := numbers[len(single) :]:
            few = listing(column, rest, most=None if severity == "decide" else 5)
            self._add(code, severity, few, rest[0], len(rest), {**facts, "shown": ""})

    def _add(
        self, code: str, severity: Severity, cell: str, row: int, count: int, facts: dict[str, Any]
    ) -> None:
        """Append one finding."""
        self.found.append(
            Finding(code, severity, self.raw.file, self.raw.sheet, cell, row, count, facts)
        )

    def _shown(self, one: Field, heading: str, row: int) -> str:
        """The value as found, only where the schema says that it is public."""
        value = self.raw.frame.loc[row, heading]
        if not one.public or not isinstance(value, str):
            return ""
        return f" “{value.strip()[:SHOWN_LETTERS]}”"


def validate(raw: RawTable, schema: Schema, *, role: str) -> tuple[pd.DataFrame, Report]:
    """
    Read a raw table as what its schema says.

    Parameters
    ----------
    raw : RawTable
        The table as found.
    schema : Schema
        Its fields.
    role : str
        What the file is in the project, for the report.

    Returns
    -------
    tuple[pandas.DataFrame, Report]
        Stage ``survey``: ``row`` (row number in the file, Int64), ``place`` and the fields found,
        typed and nullable; blank and faulty cells are null, absent fields are absent. And the
        report: each value set aside and each row refused by its cell. Rows without a readable place
        and later rows of a key are refused. ``frame.attrs`` holds sheet and column letter of the
        place for the messages of later steps.

    Raises
    ------
    InputError
        When a required column is absent.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis import catalog
    >>> from tambon_gis.loaders.tables import read_raw
    >>> schema = catalog.schema("bmn-household")
    >>> raw = read_raw(Path("tests/data/small/households.csv"), schema=schema)
    >>> survey, report = validate(raw, schema, role="bmn-2560-2565")
    >>> report.rows_read, report.rows_kept, len(survey)
    (12, 12, 12)
    """
    import numpy as np

    headings, notes = match_columns(raw, schema)
    fields = [schema.by_name[name] for name in headings]
    readings = {one.name: read_column(raw.frame[headings[one.name]], one) for one in fields}
    faults = Faults(raw, headings)
    for one in fields:
        _tell_reading(faults, one, readings[one.name], refuses=_refuses(schema, one))
    _hold_at_most(faults, fields, readings)
    frame = _frame(raw, schema, readings)
    refused = _placeless(faults, schema, readings)
    _agree_on_moo(faults, schema, frame, refused)
    refused |= _later_of_key(faults, schema, frame, refused)
    repaired = np.zeros(len(frame), dtype=bool)
    for reading in readings.values():
        for kind, rows in reading.mends.items():
            repaired |= rows if kind not in NOTES else False
    kept = frame[~refused].reset_index(drop=True)
    place = headings.get(schema.table.place, "")
    kept.attrs = {"sheet": raw.sheet, "place_letter": raw.letters.get(place, "")}
    SURVEY.check(kept)
    if frame.empty:
        faults.found.append(Finding("table.empty", "decide", raw.file, raw.sheet))
    report = Report(
        role=role,
        file=raw.file,
        rows_read=len(frame),
        rows_kept=len(kept),
        rows_refused=int(refused.sum()),
        rows_repaired=int((repaired & ~refused).sum()),
        findings=(*raw.findings, *notes, *faults.found),
    )
    return kept, report


def _frame(raw: RawTable, schema: Schema, readings: dict[str, Reading]) -> pd.DataFrame:
    """All rows typed: row, place, fields."""
    import pandas as pd

    rows = pd.array(raw.frame.index.to_numpy(), dtype="Int64")
    columns: dict[str, Any] = {"row": rows}
    place = readings.get(schema.table.place)
    village = place is not None and schema.by_name[schema.table.place].kind in {"village", "code"}
    none = pd.array([pd.NA] * len(rows), dtype="string")
    columns["place"] = place.array if place is not None and village else none
    columns |= {name: reading.array for name, reading in readings.items()}
    return pd.DataFrame(columns)


def _refuses(schema: Schema, one: Field) -> bool:
    """Whether a row without this column is refused: where it is the place of an area."""
    return one.name == schema.table.place and schema.table.unit not in {"facility", "project"}


def _tell_reading(faults: Faults, one: Field, reading: Reading, *, refuses: bool) -> None:
    """Mends together, faults cell by cell; a column that refuses rows tells its faults there."""
    index = faults.raw.frame.index.to_numpy()
    for kind, rows in reading.mends.items():
        faults.tell(kind, "note" if kind in NOTES else "repaired", one, index[rows].tolist())
    for code in sorted(set(reading.faults) - {""}) if not refuses else ():
        limits = {"low": _limit(one.minimum), "high": _limit(one.maximum)}
        facts = limits if code == "value.out_of_range" else {}
        faults.tell(code, "decide", one, index[reading.faults == code].tolist(), **facts)


def _limit(value: float | None) -> str:
    """A limit for a sentence; an open one as an ellipsis."""
    return "…" if value is None else f"{value:,.10g}"


def _hold_at_most(faults: Faults, fields: list[Field], readings: dict[str, Reading]) -> None:
    """A part larger than its whole: both become unknown."""
    index = faults.raw.frame.index.to_numpy()
    for one in fields:
        if one.at_most is None or one.at_most not in readings:
            continue
        part, whole = readings[one.name].array, readings[one.at_most].array
        over = (part > whole).fillna(value=False).to_numpy(dtype=bool)
        if over.any():
            other = faults.headings[one.at_most]
            faults.tell("value.exceeds", "decide", one, index[over].tolist(), other=other)
            part[over] = None
            whole[over] = None


def _placeless(faults: Faults, schema: Schema, readings: dict[str, Reading]) -> NDArray[np.bool_]:
    """Rows whose place is blank or no code: they can stand on no map."""
    import numpy as np

    index = faults.raw.frame.index.to_numpy()
    one = schema.by_name[schema.table.place]
    if not _refuses(schema, one) or one.name not in readings:
        return np.zeros(len(index), dtype=bool)
    unknown = np.asarray(readings[one.name].array.isna(), dtype=bool)
    bad = readings[one.name].faults != ""
    faults.tell("row.place_unreadable", "decide", one, index[unknown & bad].tolist())
    faults.tell("row.place_blank", "decide", one, index[unknown & ~bad].tolist())
    return unknown


def _agree_on_moo(
    faults: Faults, schema: Schema, frame: pd.DataFrame, refused: NDArray[np.bool_]
) -> None:
    """Where the village code and the moo column disagree, the code wins and it is told."""
    import pandas as pd

    by_place = schema.by_name[schema.table.place].kind == "village"
    moo = next((one for one in schema.field if one.kind == "moo" and one.name in frame), None)
    if not by_place or moo is None:
        return
    codes = {code: moo_of(code) for code in frame["place"].dropna().unique()}
    coded = pd.array([codes.get(code) for code in frame["place"]], dtype="Int16")
    differs = (coded != frame[moo.name].array).fillna(value=False).to_numpy(dtype=bool) & ~refused
    if differs.any():
        rows = frame.loc[differs, "row"].tolist()
        faults.tell("row.moo_differs", "decide", moo, rows)
        frame.loc[differs, moo.name] = coded[differs]


def _later_of_key(
    faults: Faults, schema: Schema, frame: pd.DataFrame, refused: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Rows that repeat the key of an earlier row; rows without a key are kept and noted."""
    import numpy as np

    nothing = np.zeros(len(frame), dtype=bool)
    key = [name for name in schema.table.key if name in frame]
    if len(key) < len(schema.table.key):
        return nothing
    spoken = [name for name in key if name != schema.table.place] or key
    one = schema.by_name[spoken[0]]
    blank = frame[key].isna().any(axis=1).to_numpy()
    faults.tell("row.key_blank", "note", one, frame.loc[blank & ~refused, "row"].tolist())
    usable = frame[~blank & ~refused]
    first = usable.groupby(key, sort=False)["row"].transform("first")
    later = usable[usable["row"] != first]
    for row, earlier in zip(later["row"], first[later.index], strict=True):
        faults.tell("row.duplicate", "decide", one, [int(row)], first=str(int(earlier)))
    nothing[later.index.to_numpy()] = True
    return nothing
