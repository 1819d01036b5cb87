"""A raw table becomes the survey: typed, keyed by place, every fault told at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.columns import match_columns
from tambon_gis.loaders.reading.days import hold_days
from tambon_gis.loaders.reading.faults import Faults
from tambon_gis.loaders.reading.keys import across, later_of_key, note_rows
from tambon_gis.loaders.reading.placing import agree, place_rows, refuses
from tambon_gis.loaders.reading.values import NOTES, Reading, read_column
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.stages import SURVEY
from tambon_gis.thai import normalise_label

if TYPE_CHECKING:
    import datetime as dt

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.model.schema import Field, Schema
    from tambon_gis.model.source import ColumnMap
    from tambon_gis.model.stages import RawTable

__all__ = ["Faults", "across", "validate"]


def validate(
    raw: RawTable,
    schema: Schema,
    *,
    role: str,
    within: str | None = None,
    column_map: ColumnMap | None = None,
    today: dt.date | None = None,
) -> tuple[pd.DataFrame, Report]:
    """
    Read a raw table as what its schema says.

    Parameters
    ----------
    raw : RawTable
        The table as found. Rows that a person left out count as read and refused.
    schema : Schema
        Its fields.
    role : str
        What the file is in the project, for the report.
    within : str, optional
        Code of the project's area: with it, villages may be given by moo alone.
    column_map : ColumnMap, optional
        What a person decided about headings, and texts that mean "not known".
    today : datetime.date, optional
        The last day that a table can tell of; today by default.

    Returns
    -------
    tuple[pandas.DataFrame, Report]
        Stage ``survey``: ``row`` (row number in the file, Int64), ``place`` and the fields found,
        typed and nullable; blank and faulty cells are null, absent fields are absent. Beside a date
        that may be known in part stand ``<name>_year`` (C.E.) and ``<name>_month``. And the report:
        each value set aside and each row refused by its cell. Rows without a place and later rows
        of a key are refused. ``frame.attrs`` holds file, sheet and column letters for the messages
        of later steps.

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
    headings, notes = match_columns(raw, schema, column_map=column_map, within=within)
    table = replace(raw, frame=raw.frame.drop(index=list(raw.left_out))) if raw.left_out else raw
    faults = Faults(table, headings)
    readings = _read(table, schema, headings, column_map)
    hold_days(faults, schema, readings, today=today)
    for one in (schema.by_name[name] for name in headings):
        _tell_reading(faults, schema, one, readings[one.name])
    _tell_computed(faults, schema, readings)
    _hold_at_most(faults, schema, readings)
    frame = _frame(table, schema, readings)
    place = readings.get(schema.table.place)
    refused = place_rows(faults, schema, frame, place, within=within)
    agree(faults, schema, frame, refused)
    refused = refused | later_of_key(faults, schema, frame, refused)
    mended = _mended(readings, len(frame)) & ~refused
    kept = frame[~refused].reset_index(drop=True)
    noted = note_rows(frame.loc[mended, "row"].tolist())
    kept.attrs = {**_attrs(raw, schema, headings), "mended": noted}
    SURVEY.check(kept)
    if raw.frame.empty:
        faults.found.append(Finding("table.empty", "decide", raw.file, raw.sheet))
    report = Report(
        role=role,
        file=raw.file,
        rows_read=len(raw.frame),
        rows_kept=len(kept),
        rows_refused=len(raw.frame) - len(kept),
        rows_repaired=int(mended.sum()),
        findings=(*raw.findings, *notes, *faults.found),
    )
    return kept, report


def _read(
    table: RawTable, schema: Schema, headings: dict[str, str], column_map: ColumnMap | None
) -> dict[str, Reading]:
    """Each column found, typed."""
    everywhere = column_map.map.missing if column_map else ()
    readings = {}
    for name, heading in headings.items():
        here = column_map.missing.get(name, ()) if column_map else ()
        missing = frozenset(normalise_label(text) for text in (*everywhere, *here))
        cells = table.frame[heading]
        readings[name] = read_column(cells, schema.by_name[name], missing=missing)
    return readings


def _attrs(raw: RawTable, schema: Schema, headings: dict[str, str]) -> dict[Any, Any]:
    """Where the table stands, for the messages of later steps."""
    places = [schema.table.place, *(one.name for one in schema.field if one.kind == "moo")]
    place = next((headings[name] for name in places if name in headings), "")
    wanted = [name for name in schema.table.key if name != schema.table.place]
    key = next((headings[n] for n in (*wanted, *schema.table.key) if n in headings), place)
    return {
        "file": raw.file,
        "sheet": raw.sheet,
        "place_letter": raw.letters.get(place, ""),
        "key_heading": key,
        "key_letter": raw.letters.get(key, ""),
    }


def _frame(raw: RawTable, schema: Schema, readings: dict[str, Reading]) -> pd.DataFrame:
    """All rows typed: row, place, fields."""
    import pandas as pd

    rows = pd.array(raw.frame.index.to_numpy(), dtype="Int64")
    columns: dict[str, Any] = {"row": rows}
    place = readings.get(schema.table.place)
    coded = place is not None and schema.by_name[schema.table.place].kind in {"village", "code"}
    none = pd.array([pd.NA] * len(rows), dtype="string")
    columns["place"] = place.array if place is not None and coded else none
    for name in (one.name for one in schema.field if one.name in readings):
        reading = readings[name]
        columns[name] = reading.array
        if reading.year is not None:
            columns |= {f"{name}_year": reading.year, f"{name}_month": reading.month}
    return pd.DataFrame(columns)


def _mended(readings: dict[str, Reading], size: int) -> NDArray[np.bool_]:
    """Rows in which a cell was mended, not only written another way."""
    import numpy as np

    repaired = np.zeros(size, dtype=bool)
    for reading in readings.values():
        for kind, rows in reading.mends.items():
            repaired |= rows if kind not in NOTES else False
    return repaired


def _tell_reading(faults: Faults, schema: Schema, one: Field, reading: Reading) -> None:
    """Mends together, faults cell by cell; a column that refuses rows tells its faults there."""
    index = faults.raw.frame.index.to_numpy()
    for kind, rows in reading.mends.items():
        if rows.any() and kind != "value.age_computed":
            faults.tell(kind, "note" if kind in NOTES else "repaired", one, index[rows].tolist())
    told_later = one.name == schema.table.place and refuses(schema)
    for code in sorted(set(reading.faults) - {""}) if not told_later else ():
        limits = {"low": _limit(one.minimum), "high": _limit(one.maximum)}
        facts = limits if code == "value.out_of_range" else {}
        faults.tell(code, "decide", one, index[reading.faults == code].tolist(), **facts)


def _tell_computed(faults: Faults, schema: Schema, readings: dict[str, Reading]) -> None:
    """Ages that were computed, at the age's column or, where there is none, at the birth's."""
    index = faults.raw.frame.index.to_numpy()
    for one in schema.field:
        rows = readings[one.name].mends.get("value.age_computed") if one.name in readings else None
        if rows is not None and one.age_of:
            at = one if one.name in faults.headings else schema.by_name[one.age_of]
            birth = faults.headings[one.age_of]
            faults.tell("value.age_computed", "repaired", at, index[rows].tolist(), other=birth)


def _limit(value: float | None) -> str:
    """A limit for a sentence; an open one as an ellipsis."""
    return "…" if value is None else f"{value:,.10g}"


def _hold_at_most(faults: Faults, schema: Schema, readings: dict[str, Reading]) -> None:
    """A part larger than its whole: both become unknown."""
    index = faults.raw.frame.index.to_numpy()
    for one in schema.field:
        if one.at_most is None or one.name not in readings or one.at_most not in readings:
            continue
        part, whole = readings[one.name].array, readings[one.at_most].array
        over = (part > whole).fillna(value=False).to_numpy(dtype=bool)
        if over.any():
            other = faults.headings[one.at_most]
            faults.tell("value.exceeds", "decide", one, index[over].tolist(), other=other)
            part[over] = None
            whole[over] = None
