"""Rows that tell of the same household: the first is kept, in one file and over several."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.loaders.address import row_list
from tambon_gis.model.findings import Finding, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.loaders.reading.faults import Faults
    from tambon_gis.model.schema import Schema

__all__ = ["across", "key_columns", "later_of_key", "mended_rows", "note_rows"]


def key_columns(frame: pd.DataFrame, schema: Schema) -> list[str]:
    """
    The columns that tell one row from another.

    Parameters
    ----------
    frame : pandas.DataFrame
        Stage ``survey``.
    schema : Schema
        Its key.

    Returns
    -------
    list[str]
        Empty where one of them is absent; the place's column is ``place``.
    """
    place = schema.by_name[schema.table.place]
    coded = {place.name: "place"} if place.kind in {"village", "code"} else {}
    names = [coded.get(name, name) for name in schema.table.key]
    return names if all(name in frame for name in names) else []


def later_of_key(
    faults: Faults, schema: Schema, frame: pd.DataFrame, refused: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """
    Rows that repeat the key of an earlier row; rows without a key are kept and noted.

    Parameters
    ----------
    faults : Faults
        Where it is told.
    schema : Schema
        Its key.
    frame : pandas.DataFrame
        All rows typed.
    refused : numpy.ndarray of bool
        Rows that are told already.

    Returns
    -------
    numpy.ndarray of bool
        Rows that are refused.
    """
    import numpy as np

    nothing = np.zeros(len(frame), dtype=bool)
    key = key_columns(frame, schema)
    if not key:
        return nothing
    wanted = [name for name in schema.table.key if name != schema.table.place]
    spoken = next((n for n in (*wanted, *schema.table.key) if n in faults.headings), None)
    if spoken is None:
        spoken = next(name for name in faults.headings if name in frame)
    one = schema.by_name[spoken]
    blank = frame[key].isna().any(axis=1).to_numpy()
    columns = dict(zip(schema.table.key, key, strict=True))
    told = refused.copy()
    for name in (*wanted, *schema.table.key):
        empty = frame[columns[name]].isna().to_numpy() & ~told
        field = schema.by_name[name if name in faults.headings else spoken]
        faults.tell("row.key_blank", "note", field, frame.loc[empty, "row"].tolist())
        told |= empty
    usable = frame[~blank & ~refused]
    first = usable.groupby(key, sort=False)["row"].transform("first")
    later = usable[usable["row"] != first]
    for row, earlier in zip(later["row"], first[later.index], strict=True):
        faults.tell("row.duplicate", "decide", one, [int(row)], first=str(int(earlier)))
    nothing[later.index.to_numpy()] = True
    return nothing


def note_rows(rows: Sequence[int]) -> str:
    """
    Row numbers as one short text, for the attributes of a frame.

    Parameters
    ----------
    rows : sequence of int
        Rising.

    Returns
    -------
    str
        Runs as ranges; see :func:`mended_rows` for the way back.
    """
    return row_list(rows)


def mended_rows(noted: str) -> set[int]:
    """
    Row numbers from a text of :func:`note_rows`.

    Parameters
    ----------
    noted : str
        Runs as ranges.

    Returns
    -------
    set[int]
        The rows.

    Examples
    --------
    >>> sorted(mended_rows(note_rows([2, 3, 4, 9])))
    [2, 3, 4, 9]
    """
    found: set[int] = set()
    for part in filter(None, noted.split(", ")):
        first, _, last = part.partition(":")
        found.update(range(int(first), int(last or first) + 1))
    return found


def across(
    parts: Sequence[tuple[pd.DataFrame, Report]], schema: Schema
) -> list[tuple[pd.DataFrame, Report]]:
    """
    Refuse rows whose key stands in an earlier file or sheet already.

    Parameters
    ----------
    parts : sequence of (pandas.DataFrame, Report)
        What :func:`tambon_gis.loaders.validate.validate` gave for each, in their order.
    schema : Schema
        Its key.

    Returns
    -------
    list of (pandas.DataFrame, Report)
        The same without these rows, each told with the file and row of the first.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis import catalog
    >>> from tambon_gis.loaders.tables import read_raw
    >>> from tambon_gis.loaders.validate import validate
    >>> schema = catalog.schema("bmn-household")
    >>> raw = read_raw(Path("tests/data/small/households.csv"), schema=schema)
    >>> once = validate(raw, schema, role="bmn-2560-2565")
    >>> [report.rows_kept for _, report in across([once, once], schema)]
    [12, 0]
    """
    import pandas as pd

    keys = [key_columns(frame, schema) for frame, _ in parts]
    tables = [
        frame[[*key, "row"]].assign(part=at).dropna()
        for at, ((frame, _), key) in enumerate(zip(parts, keys, strict=True))
        if key and len(frame)
    ]
    if len(tables) < 2:  # noqa: PLR2004
        return list(parts)
    key = next(key for key in keys if key)
    rows = pd.concat(tables, ignore_index=True)
    first = rows.groupby(key, sort=False)[["part", "row"]].transform("first")
    rows["first_part"], rows["first_row"] = first["part"], first["row"]
    later = rows[rows["part"] != rows["first_part"]]
    return [
        _without(part, later[later["part"] == at], parts) if (later["part"] == at).any() else part
        for at, part in enumerate(parts)
    ]


def _without(
    part: tuple[pd.DataFrame, Report],
    later: pd.DataFrame,
    parts: Sequence[tuple[pd.DataFrame, Report]],
) -> tuple[pd.DataFrame, Report]:
    """One table without the rows that an earlier one holds."""
    frame, report = part
    attrs = {name: str(text) for name, text in frame.attrs.items()}
    findings = []
    for row, at, first in zip(later["row"], later["first_part"], later["first_row"], strict=True):
        there = parts[int(at)][0].attrs
        other = " › ".join(text for text in (there.get("file"), there.get("sheet")) if text)
        facts = {"column": attrs.get("key_heading", ""), "other": other, "first": str(int(first))}
        cell = f"{attrs.get('key_letter', '')}{int(row)}"
        findings.append(
            Finding("row.duplicate_elsewhere", "decide", report.file, attrs.get("sheet", ""),
                    cell, int(row), facts=facts)
        )  # fmt: skip
    gone = {int(row) for row in later["row"]}
    kept = frame[~frame["row"].isin(gone)].reset_index(drop=True)
    kept.attrs = {**attrs, "mended": note_rows(sorted(mended_rows(attrs.get("mended", "")) - gone))}
    mended = len(mended_rows(attrs.get("mended", "")) & gone)
    told = report.refusing(findings, len(gone))
    return kept, replace(told, rows_repaired=told.rows_repaired - mended)
